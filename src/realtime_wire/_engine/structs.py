"""The fast lane: JSON text to objects through msgspec Structs that are derived from the classes.

For each class there is a Struct (one for each of its tags), declared so that msgspec refuses what the class does not
declare; a frame is parsed and checked in C, and each Struct then builds its object with generated code, `build`. The
lane gives what the reference lane gives, or refuses: unknown members, unknown variants, malformed frames and every
other rarity is `RefusedError`, and the caller hands the same text to the reference lane.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import get_ident
from types import CellType, GenericAlias
from typing import Any, Literal, NamedTuple, TypeAlias, Union

import attrs
import msgspec
from msgspec import UNSET, Struct, UnsetType

from .build import Code, Filler, NullRecords
from .hooks import Dumps, dumped
from .once import LOCK
from .record import NOTHING, Record, Rest
from .schema import Kind, Member, Objects, SubTags, members
from .text import Data

__all__ = ["REFUSALS", "packer", "parser_of", "write"]

Parse: TypeAlias = "Callable[[Data], Draft]"


class RefusedError(Exception):
    """What this lane leaves to the other."""


REFUSALS = (msgspec.MsgspecError, RefusedError, ValueError, TypeError, RecursionError, BufferError, OverflowError)
"""What this lane raises for what it does not take."""


class UnservedError(Exception):
    """A type that msgspec has no words for."""


class Draft(Struct, gc=False):
    """The base of all derived Structs."""

    def build(self) -> Any:
        """Make the object.

        The first call of each Struct generates this method for it.
        """
        with LOCK:
            cls = type(self)
            if cls.build is Draft.build:
                setattr(cls, "build", _builder(cls))  # noqa: B010  to checkers, methods are not for assignment
        return cls.build(self)


def parser_of(kind: Kind, free_form: dict[int, None]) -> Parse | None:
    """Return a parser for texts that hold an object of a kind; None if this lane does not serve it.

    Args:
        kind: what it parses.
        free_form: where threads are entered that come upon free-form JSON. How deep that nests is left to the caller, as
            members count that others of the same name replace, and these are gone when msgspec hands it out.
    """
    if kind.objects is None or not _is_served(kind.objects):
        return None

    def hold(_: type, value: Any) -> CellType:
        # msgspec calls this for all values of the type that `_type_of` has for such JSON, and insists on getting an
        # instance of that type.
        if value.__class__ is not dict:
            raise RefusedError
        free_form[get_ident()] = None
        return CellType(value)

    with LOCK:  # msgspec is not safe in threads while it makes itself a picture of a Struct
        try:
            parse: Parse = msgspec.json.Decoder(_type_of(Kind(objects=kind.objects)), dec_hook=hold).decode
        except (UnservedError, TypeError):
            return None
    return parse


def _is_served(objects: Objects) -> bool:
    """Tell whether msgspec can tell the classes apart: there is one, or several that all have tags of their own."""
    return len(objects.classes) == 1 or (len(objects.tags) > 1 and objects.untagged is None)


# Structs from classes


def _type_of(kind: Kind) -> Any:
    """Return the type by which msgspec takes what a kind allows.

    Raises:
        UnservedError: there is none, or none that `_write_conversion` knows.
    """
    if kind.map is not None and kind.map.anything:
        if kind.forms != ("map",):
            raise UnservedError
        return CellType  # what the hook of `parser_of` returns
    if kind.anything or not all(each is None or _is_simple(each) for each in (kind.array, kind.map)):
        raise UnservedError
    types: list[Any] = [None] if kind.null else []
    if kind.strings:
        types.append(str if kind.strings is True else Literal[kind.strings])
    types += [type_ for type_, is_one in ((int, kind.integer), (float, kind.number), (bool, kind.boolean)) if is_one]
    if kind.array is not None:
        types.append(GenericAlias(tuple, (_type_of(kind.array), ...)))
    if kind.map is not None:
        types.append(GenericAlias(dict, (str, _type_of(kind.map))))
    if kind.objects is not None:
        types += _drafts_of(kind.objects)
    return Union[tuple(types)]  # noqa: UP007  made at run time


def _is_simple(kind: Kind) -> bool:
    """Tell whether a value is msgspec's value or a Struct, with nothing inside to convert."""
    return _is_plain(kind) or (kind.array is None and kind.map is None and not kind.anything)


def _drafts_of(objects: Objects) -> list[type[Draft]]:
    """Return the Structs for the classes of a union."""
    if len(objects.classes) == 1:
        # msgspec does not insist on the tag of a Struct that stands alone; as a member it does.
        return [_draft(objects.classes[0], None)]
    drafts: list[type[Draft]] = []
    for tag, cls in objects.tags.items():
        if isinstance(cls, SubTags):
            drafts.append(_shared_draft(_Shared(tag, cls.name, tuple(cls.classes.items()))))
        else:
            drafts.append(_draft(cls, tag))
    return drafts


_DRAFTS: dict[tuple[Any, ...], type[Draft]] = {}


def _draft(cls: type[Record], tag: str | None) -> type[Draft]:
    """Return the Struct for a class, with one of its tags."""
    key = (cls, tag)
    if key not in _DRAFTS:
        fields = [_field(member) for member in members(cls) if tag is None or member.name != "type"]
        draft = _defstruct(cls.__name__, fields, tag)
        _WRITERS[draft] = partial(_write_class, cls, tag)
        _DRAFTS[key] = draft  # last, so that whoever is interrupted leaves nothing half-done
    return _DRAFTS[key]


class _Shared(NamedTuple):
    """Classes that share a tag, and so a Struct."""

    tag: str
    role: str
    """The member that tells them apart."""
    classes: tuple[tuple[str, type[Record]], ...]
    """Each with the value of that member."""

    def kinds(self) -> dict[str, Kind]:
        """Return the members of all."""
        return {
            member.name: member.kind
            for _, cls in self.classes
            for member in members(cls)
            if member.name not in ("type", self.role)
        }

    def nullable(self) -> frozenset[str]:
        """Return those members that one of the classes expects to be null."""
        return frozenset(member.name for _, cls in self.classes for member in members(cls) if member.nullable)


def _shared_draft(shared: _Shared) -> type[Draft]:
    """Return the Struct for classes that share a tag: it has the members of all, each optional."""
    if shared not in _DRAFTS:
        fields: list[Any] = [(shared.role, Literal[tuple(value for value, _ in shared.classes)])]
        nullable = shared.nullable()
        fields += [_optional_field(name, kind, nullable=name in nullable) for name, kind in shared.kinds().items()]
        draft = _defstruct(f"{shared.tag}_by_{shared.role}", fields, shared.tag)
        _WRITERS[draft] = partial(_write_shared, shared)
        _DRAFTS[shared] = draft  # last, as above
    return _DRAFTS[shared]


def _defstruct(name: str, fields: list[Any], tag: str | None) -> type[Draft]:
    tagged: dict[str, Any] = {} if tag is None else {"tag_field": "type", "tag": tag}
    draft: Any = msgspec.defstruct(
        name, fields, bases=(Draft,), kw_only=True, forbid_unknown_fields=True, gc=False, **tagged
    )
    return draft  # type: ignore[no-any-return]  # made at run time


def _field(member: Member) -> Any:
    if member.required:
        return (member.name, _type_of(member.kind))
    return _optional_field(member.name, member.kind, nullable=member.nullable)


def _optional_field(name: str, kind: Kind, *, nullable: bool) -> Any:
    """Declare a member that may be absent.

    One that is not expected to be null is parsed without a thought of it, which is worth the while as every object has
    some; a frame with such a null is refused, and the reference lane sees to it.
    """
    type_ = _type_of(kind)
    if not nullable:
        return name, type_, None
    return name, Union[type_, None, UnsetType], UNSET  # noqa: UP007  made at run time


# Objects from Structs


_WRITERS: dict[type[Draft], Callable[[Code, int, int], None]] = {}
"""What writes the lines, at an indent, that make the object `o` of each Struct `v`; both names end in the depth."""


def _builder(draft: type[Draft]) -> Callable[[Draft], Any]:
    code = Code(f"build_{draft.__name__}", "v0")
    code.names |= {
        "UNSET": UNSET,
        "NOTHING": NOTHING,
        "RefusedError": RefusedError,
        "Draft": Draft,
    }
    _WRITERS[draft](code, 0, 0)
    code.add(0, "return o0")
    return code.compile()


def _write_class(cls: type[Record], tag: str | None, code: Code, indent: int, depth: int) -> None:
    nullable = frozenset(member.name for member in members(cls) if member.nullable)
    _write_object(code, indent, cls, {} if tag is None else {"type": tag}, nullable, depth=depth)


def _write_shared(shared: _Shared, code: Code, indent: int, depth: int) -> None:
    """Write what makes one of several classes, and refuses what is no member of that one, or missing there."""
    nullable = shared.nullable()
    code.add(indent, f"role = v{depth}.{shared.role}")
    for i, (value, cls) in enumerate(reversed(shared.classes)):
        code.add(indent, f"{'elif' if i else 'if'} role == {value!r}:")
        for name in sorted(shared.kinds().keys() - {member.name for member in members(cls)}):
            absent = "UNSET" if name in nullable else "None"
            code.add(indent + 1, f"if v{depth}.{name} is not {absent}:", "    raise RefusedError")
        tags = {"type": shared.tag, shared.role: value}
        _write_object(code, indent + 1, cls, tags, nullable, depth=depth, shared=True)


def _write_object(  # noqa: PLR0913  where to write, what, and three particulars
    code: Code,
    indent: int,
    cls: type[Record],
    tags: dict[str, str],
    nullable: frozenset[str],
    *,
    depth: int,
    shared: bool = False,
) -> None:
    """Write the lines that make the object `o` of the Struct `v`; both names end in the depth."""
    source, value, nulls = f"v{depth}", f"v{depth + 1}", f"n{depth}"
    records = NullRecords(cls)
    filler = Filler(code, cls, f"o{depth}")
    counted = [member for member in members(cls) if not member.required and member.name in nullable]
    nothing = "NOTHING" if records.nothing is NOTHING else code.refer(records.nothing, "nothing")
    filler.begin(indent)
    filler.set(indent, "_rest", nothing)
    if len(counted) > 1:
        code.add(indent, f"{nulls} = 0")
    for member in members(cls):
        place = f"{source}.{member.name}"
        made = value
        if member.name in tags:
            made = repr(tags[member.name])
        elif member in counted:
            code.add(indent, f"{value} = {place}")
            bit = records.bit(member.name)
            note_null = f"{nulls} |= {bit}"
            if len(counted) == 1:
                note_null = filler.assignment("_rest", code.refer(records[bit], "rest"))
            made = _write_optional(code, indent, member, depth + 1, note_null)
        elif not member.required or shared:
            made = _write_without_null(code, indent, member, depth + 1, place)
        elif _is_plain(member.kind):
            made = place
        else:
            code.add(indent, f"{value} = {place}")
            if member.kind.null:
                code.add(indent, f"if {value} is not None:")
                _write_in_place(code, indent + 1, member.kind, depth + 1)
                made = value
            else:
                made = _write_conversion(code, indent, member.kind, depth + 1)
        filler.set(indent, member.name, made)
    if len(counted) > 1:
        known = code.refer(records.known, "known")
        code.add(indent, f"if {nulls}:", "    try:")
        filler.set(indent + 2, "_rest", f"{known}[{nulls}]")
        code.add(indent + 1, "except KeyError:")
        filler.set(indent + 2, "_rest", f"{code.refer(records, 'records')}[{nulls}]")
    filler.end(indent)


def _write_optional(code: Code, indent: int, member: Member, depth: int, note_null: str) -> str:
    """Write the lines that tell absent, null and a value apart, and return where the outcome is."""
    value = f"v{depth}"
    code.add(indent, f"if {value} is UNSET:", f"    {value} = None")
    code.add(indent, f"elif {value} is None:", f"    {note_null}")
    if not _is_plain(member.kind):
        code.add(indent, "else:")
        _write_in_place(code, indent + 1, member.kind, depth)
    return value


def _write_without_null(code: Code, indent: int, member: Member, depth: int, place: str) -> str:
    """Write the lines for a member that is absent or has a value, and return where the outcome is."""
    if _is_plain(member.kind) and not member.required:
        return place
    value = f"v{depth}"
    code.add(indent, f"{value} = {place}")
    if member.required:
        code.add(indent, f"if {value} is None:", "    raise RefusedError")
        return _write_conversion(code, indent, member.kind, depth)
    code.add(indent, f"if {value} is not None:")
    _write_in_place(code, indent + 1, member.kind, depth)
    return value


def _write_in_place(code: Code, indent: int, kind: Kind, depth: int) -> None:
    made = _write_conversion(code, indent, kind, depth)
    if made != f"v{depth}":
        code.add(indent, f"v{depth} = {made}")


def _write_conversion(code: Code, indent: int, kind: Kind, depth: int) -> str:
    """Write the lines that turn the value `v`, which is there, into what the object holds, and return where that is."""
    value = f"v{depth}"
    if kind.array is not None and not _is_plain(kind.array):
        _write_array(code, indent, kind, kind.array, depth)
        if kind.objects is not None:
            code.add(indent, f"elif isinstance({value}, Draft):", f"    {value} = {value}.build()")
    elif kind.objects is not None:
        return _write_nested(code, indent, kind, kind.objects, depth)
    elif kind.map is not None and kind.map.anything:
        code.add(indent, f"{value} = {value}.cell_contents")
    elif kind.map is not None and not _is_plain(kind.map):
        item = "x.build() if isinstance(x, Draft) else x"
        code.add(indent, f"if type({value}) is dict:")
        code.add(indent + 1, f"{value} = {{name: {item} for name, x in {value}.items()}}")
    return value


def _write_array(code: Code, indent: int, kind: Kind, item: Kind, depth: int) -> None:
    value = f"v{depth}"
    if item.forms != ("objects",):
        many = one = f"tuple([x.build() if isinstance(x, Draft) else x for x in {value}])"
    else:
        # Most have one element, or none.
        one = f"({value}[0].build(),)"
        many = f"{one} if len({value}) == 1 else tuple([x.build() for x in {value}])"
    alone = kind.forms == ("array",)
    code.add(indent, f"if {value}:" if alone else f"if type({value}) is tuple:", f"    {value} = {many}")


_TYPES = {"strings": "str", "integer": "int", "number": "float", "boolean": "bool", "array": "tuple"}
"""The types of the values that msgspec makes beside Structs, by the forms of a kind."""


def _write_nested(code: Code, indent: int, kind: Kind, objects: Objects, depth: int) -> str:
    value, made = f"v{depth}", f"o{depth}"
    mixed = [_TYPES[form] for form in kind.forms if form in _TYPES]
    if mixed:
        test = f"is not {mixed[0]}" if len(mixed) == 1 else f"not in ({', '.join(mixed)})"
        code.add(indent, f"if type({value}) {test}:")
        indent += 1
    # The one class that can be here, or the first of several, which is the most common, is made without a call.
    first, *others = _drafts_of(objects)
    if others:
        code.add(indent, f"if type({value}) is {code.refer(first, 'Draft')}:")
    _WRITERS[first](code, indent + bool(others), depth)
    if others:
        code.add(indent, "else:", f"    {made} = {value}.build()")
    if mixed:
        code.add(indent, f"{value} = {made}")
    return value if mixed else made


def _is_plain(kind: Kind) -> bool:
    """Tell whether msgspec's value is the object's value."""
    return attrs.evolve(kind, map=None).plain and (kind.map is None or kind.map.plain)


# Structs from objects, to be written


write: Callable[[Any], bytes] = msgspec.json.Encoder().encode


def packer(cls: type, packs: Dumps, dumps: Dumps) -> Callable[[Any], Any]:
    """Return the function that turns an object of a class into something that msgspec writes fast.

    That is a Struct with all members as they are, of which None is left out unless it is an explicit null. Objects with
    unknown members become dicts, as in the reference lane.

    Args:
        cls: the class.
        packs: such functions, by class.
        dumps: those of the reference lane.
    """
    if not issubclass(cls, Record):
        return dumps[cls]
    declared = members(cls)
    code = Code(f"pack_{cls.__name__}", "o")
    code.names |= {"NOTHING": NOTHING, "dumps": packs, "slowly": dumps, "cls": cls}
    code.add(0, f"envelope = {code.refer(_envelope(cls, frozenset()), 'Envelope')}", "rest = o._rest")
    code.add(0, "if rest is not NOTHING:", f"    envelope = {code.refer(_Envelopes(cls), 'envelopes')}.get(rest)")
    code.add(1, "if envelope is None:", "    return slowly[cls](o)")
    values: list[str] = []
    for member in declared:
        place = code.read(cls, member.name)
        if dumped(member.kind, place, copy=False) != place:
            code.add(0, f"v{len(values)} = {place}", f"if v{len(values)} is not None:")
            code.add(1, f"v{len(values)} = {dumped(member.kind, f'v{len(values)}', copy=False)}")
            place = f"v{len(values)}"
        values.append(place)
    code.add(0, f"return envelope({', '.join(values)})")
    return code.compile()


def _envelope(cls: type[Record], nulls: frozenset[str]) -> type[Struct]:
    """Make a Struct for writing: None is left out, but for the members that are null, or for which null is a value."""
    fields: list[Any] = [
        (m.name, Any, UNSET if m.name in nulls or m.kind.null or (m.required and m.kind.anything) else None)
        for m in members(cls)
    ]
    return msgspec.defstruct(cls.__name__, fields, omit_defaults=True, gc=False)


class _Envelopes:
    """The Structs for the combinations of nulls that objects of a class were seen to have."""

    MOST = 32
    """Enough for what servers send; an attacker's combinations are written the slow way."""

    def __init__(self, cls: type[Record]) -> None:
        self._cls = cls
        self._known: dict[frozenset[str], type[Struct]] = {}

    def get(self, rest: Rest) -> type[Struct] | None:
        """Return the Struct for an object with nulls; None if there is none for it."""
        known = self._known.get(rest.nulls)
        if rest.extra or known is not None or len(self._known) >= self.MOST:
            return None if rest.extra else known
        return self._known.setdefault(rest.nulls, _envelope(self._cls, rest.nulls))
