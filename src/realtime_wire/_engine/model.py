"""The bases that classes are declared with, and what every object can do.

A class is declared as a plain attrs class, with `frozen` and `field`, over `Model`::

    @rw.frozen(kw_only=True)
    class PingEvent(rw.Model):
        type: Literal["ping"] = "ping"
        timestamp: int | None = None

What its annotations can say is told in `schema` and `places`. To checkers, `frozen` and `field` are those of attrs, whose
behaviour their plugins know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar, cast, get_type_hints

import attrs
from attrs import field

from .codec import decode, encode, from_dict, to_dict
from .construct import carried, checked, copied, kept, with_constructor  # pyright: ignore[reportUnusedImport]  it is used where checkers do not look
from .described import ClassSignature, MemberDocs, PrettyMethod
from .mistakes import no_object_of  # pyright: ignore[reportUnusedImport]  the same
from .once import ByClass
from .places import names
from .readonly import ReadOnlyMember
from .record import NOTHING, Raw, Record, Shown
from .schema import FreeForm, Kind, completed, members
from .values import json_copy, json_map, json_object

if TYPE_CHECKING:
    from attrs import frozen
    from typing_extensions import Self

MYPY = False
"""True to mypy alone, which knows this name."""

__all__ = ["Model", "Wire", "evolve", "field", "frozen"]


if TYPE_CHECKING:
    P = ParamSpec("P")
    M = TypeVar("M")
    M_co = TypeVar("M_co", covariant=True)

    class _Replaceable(Protocol[P, M_co]):
        """What checkers that know of `copy.replace` make for each class: a method that takes its members by name."""

        def __replace__(self, *args: P.args, **changes: P.kwargs) -> M_co: ...


class Wire:
    """What every object of this library can do: become JSON, and be made from it."""

    __slots__ = ()

    def to_json(self) -> bytes:
        """Encode as compact UTF-8 JSON.

        Raises:
            EncodeError: something in the object has no JSON form.
        """
        return encode(self)

    @classmethod
    def from_json(cls, data: bytes | bytearray | memoryview | str) -> Self:
        """Decode one JSON text into this class.

        Raises:
            DecodeError: the text is not JSON, or not this object.
        """
        return cast("Self", decode(data, cls))

    def to_dict(self) -> dict[str, Any]:
        """Turn into a new dict of plain JSON values.

        Raises:
            EncodeError: something in the object has no JSON form.
        """
        return to_dict(self)

    @classmethod
    def from_dict(cls, obj: Mapping[str, Any]) -> Self:
        """Make an object from a dict of plain JSON values.

        Raises:
            DecodeError: the dict is not this object.
        """
        return cast("Self", from_dict(obj, cls))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, _: Any, /) -> Any:
        """Tell pydantic how objects are validated, serialised and described, when it asks."""
        from .for_pydantic import core_schema_of_class  # noqa: PLC0415  few programs ask

        return core_schema_of_class(source)


@attrs.frozen(kw_only=True, eq=False, repr=False, weakref_slot=False)
class Model(Record, Wire):
    """The base of all classes whose members are known.

    Objects are immutable, comparable and hashable. An optional member that was not there reads as None; so does one
    that was null, and only `nulls` tells. Unknown members are in `extra`. Both belong to the object: they are encoded
    again, they count in comparisons, and copies keep them.
    """

    __attrs_post_init__ = checked
    __signature__ = ClassSignature()

    if MYPY or not TYPE_CHECKING:

        def evolve(self, /, **changes: Any) -> Self:  # pyright: ignore[reportRedeclaration]  it takes MYPY for False
            """Copy with other values for some members; None makes a member absent, whether it was null or not.

            `copy.replace` of Python 3.13 does the same, and so does the function `evolve`, whose arguments type checkers check.
            `attrs.evolve` cannot tell None from a null that is to be kept: a null stays null there, and a member that has to be
            sent is left out.

            Raises:
                TypeError: a name is not a member of the class.
            """
            rest = self._rest
            return cast("Self", copied(self, changes, rest if rest is NOTHING else carried(type(self), rest, changes)))

    else:

        @property
        def evolve(self: _Replaceable[P, M]) -> Callable[P, M]:
            """Copy with other values for some members; None makes a member absent, whether it was null or not."""
            raise NotImplementedError

    def __replace__(self, /, **changes: Any) -> Self:
        return self.evolve(**changes)

    def with_null(self, *names: str) -> Self:
        """Copy with an explicit null for each of the named members, as a server takes to unset them.

        Raises:
            TypeError: a name is not an optional member of the class.
        """
        for name in names:
            if name not in _OPTIONAL[type(self)]:
                msg = f"{type(self).__name__} has no optional member {name!r}"
                raise TypeError(msg)
        rest = kept(type(self), self._rest.extra, self._rest.nulls.union(names))
        return cast("Self", copied(self, dict.fromkeys(names), rest))

    def with_extra(self, /, **members: Any) -> Self:
        """Copy with members that the class does not declare, such as a vendor's; a value of None is a null.

        Raises:
            TypeError: the class declares a member of that name, or a value is not a JSON value.
            ValueError: a value is NaN or infinite.
        """
        for name in members:
            if name in attrs.fields_dict(type(self)) and name != "_rest":
                msg = f"{type(self).__name__} declares {name!r}: use evolve"
                raise TypeError(msg)
        rest = kept(type(self), {**self._rest.extra, **json_copy(members)}, self._rest.nulls)
        return cast("Self", copied(self, {}, rest))

    def without_extra(self, *names: str) -> Self:
        """Copy without the named unknown members, or without any if no name is given; absent ones are ignored."""
        extra = {name: value for name, value in self._rest.extra.items() if names and name not in names}
        return cast("Self", copied(self, {}, kept(type(self), extra, self._rest.nulls)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(self._told())})"

    def _told(self) -> Iterator[str]:
        for name, value, show in self._shown_members():
            yield f"{name}={_shown(value, show)}"
        if self._rest.extra:
            yield f"extra={names(self._rest.extra)}"

    def _shown_members(self) -> Iterator[tuple[str, Any, Callable[[Any], str]]]:
        shown = _SHOWN[type(self)]
        for a in attrs.fields(type(self)):
            value = getattr(self, a.name)
            if a.name != "_rest" and a.repr is not False and (value != a.default or a.name in self.nulls):
                yield a.name, value, cast("Any", a.repr) if callable(a.repr) else shown[a.name]

    def __rich_repr__(self) -> Iterator[tuple[str, Any]]:
        """Tell rich what to show: what `repr` shows."""
        for name, value, show in self._shown_members():
            yield name, value if show is repr else Shown(_shown(value, show))
        if self._rest.extra:
            yield "extra", Shown(names(self._rest.extra))

    @PrettyMethod
    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: FBT001  as it is called
        """Tell IPython and hypothesis what to show: what `repr` shows, with a line for each member where one is too short."""
        del cycle  # objects that cannot change are in none
        with printer.group(4, f"{type(self).__name__}(", ")"):
            for i, (name, value) in enumerate(self.__rich_repr__()):
                if i:
                    printer.text(",")
                    printer.breakable()
                printer.text(f"{name}=")
                printer.pretty(value)


class Whole(Raw, Wire):
    """The base of what is kept as it came, and can be edited like that."""

    __slots__ = ()

    def evolve(self, /, **members: Any) -> Self:
        """Copy with other values for some members; None makes a member absent, and all others stay as they are.

        A value is plain JSON, or an object of this library. A member that was there stays in its place.

        Raises:
            TypeError: a value is not a JSON value.
            ValueError: a value is NaN or infinite.
        """
        raw: dict[str, Any] = {**self.raw}
        for name, value in members.items():
            if value is None:
                raw.pop(name, None)
            else:
                raw[name] = value.to_dict() if isinstance(value, Wire) else value
        return cast("Self", cast("Any", type(self))(raw))

    def with_null(self, *names: str) -> Self:
        """Copy with an explicit null for each of the named members."""
        return cast("Self", cast("Any", type(self))({**self.raw, **dict.fromkeys(names)}))

    def __replace__(self, /, **members: Any) -> Self:
        return self.evolve(**members)


_OPTIONAL: ByClass[frozenset[str]] = ByClass(lambda cls: frozenset(m.name for m in members(cls) if not m.required))
"""The names of the optional members of a class."""

_SHOWN: ByClass[dict[str, Callable[[Any], str]]] = ByClass(lambda cls: {m.name: _mask(m.kind) for m in members(cls)})
"""How `repr` shows the members of a class."""


def _mask(kind: Kind) -> Callable[[Any], str]:
    """Return how `repr` shows what is in a place."""
    masks = [mark.show for mark in kind.marks if mark.show is not None]
    if masks:
        return lambda value: "None" if value is None else masks[0](value)
    inside = [_mask(each) for each in (kind.array, kind.map) if each is not None]
    if all(mask is repr for mask in inside):
        return repr

    def show(value: Any) -> str:
        if isinstance(value, tuple):
            items = [inside[0](item) for item in cast("Any", value)]
            return f"({', '.join(items)}{',' * (len(items) == 1)})"
        if isinstance(value, dict):
            pairs = cast("dict[str, Any]", value).items()
            return f"{{{', '.join(f'{name!r}: {inside[-1](item)}' for name, item in pairs)}}}"
        return repr(value)

    return show


def _shown(value: Any, show: Callable[[Any], str]) -> str:
    try:
        return show(value)
    except ValueError:
        return "..."  # Python does not write integers of thousands of digits


# A copy that checkers check

if MYPY:
    from attrs import evolve  # pyright: ignore[reportAssignmentType]  mypy's plugin for attrs checks the arguments of this one
elif TYPE_CHECKING:

    def evolve(obj: _Replaceable[P, M], /, *args: P.args, **changes: P.kwargs) -> M:
        """Copy with other values for some members, as the method of this name does."""
        raise NotImplementedError

else:

    def evolve(obj: Any, /, **changes: Any) -> Any:
        """Copy with other values for some members, as the method of this name does; type checkers check the arguments.

        Raises:
            TypeError: a name is not a member of the class, or it is no object of this library.
        """
        if not isinstance(obj, Wire):
            raise no_object_of("evolve", obj)
        return obj.evolve(**changes)


# How classes are declared


def _complete(cls: type[Any], fields: list[attrs.Attribute[Any]]) -> list[attrs.Attribute[Any]]:
    """Give free-form members the converter that copies them; arrays declare theirs, for checkers to see.

    Raises:
        TypeError: a member cannot be declared like that.
    """
    if issubclass(cls, Raw):
        return fields
    if any(isinstance(a.type, str) for a in fields):
        hints = _hints_of(cls)
        fields = [a.evolve(type=hints.get(a.name, a.type)) for a in fields]
    for a in fields:
        fault = _fault_of(a) or _taken_by(a, cls)
        if fault:
            msg = f"{cls.__name__}.{a.name}: {fault}"
            raise TypeError(msg)
    return [a if a.name == "_rest" else completed(a) for a in fields]


def _fault_of(a: attrs.Attribute[Any]) -> str:
    """Tell why there can be no such member; nothing if there can."""
    if a.name == "_rest":
        return ""
    if a.name.startswith("_"):
        return "the name of a member does not begin with an underscore; what is no member in JSON is a property"
    if a.name in _TAKEN:
        return "objects have a method or property of that name; left undeclared, the member is in `extra`"
    if a.alias not in (None, a.name) or not a.eq:
        return "a member counts in comparisons, and constructors take it by its own name"
    return ""


def _taken_by(a: attrs.Attribute[Any], cls: type[Any]) -> str:
    """Tell that a base has a method or property of the name; nothing if none has."""
    for base in () if cast("Any", a).inherited else cls.__mro__[1:]:  # attrs leaves that out of its types
        if a.name in base.__dict__:
            is_member = "__attrs_attrs__" in base.__dict__ and a.name in attrs.fields_dict(base)
            return (
                ""
                if is_member
                else f"{base.__name__} has a method or property of that name; a member cannot take its place"
            )
    return ""


_TAKEN = frozenset(name for name in dir(Model) if not name.startswith("_"))
"""The names of what objects can do."""

_DECIDED = frozenset(
    {"auto_attribs", "cmp", "eq", "field_transformer", "hash", "order", "repr", "slots", "unsafe_hash"}
)
"""The options of attrs that are not for the user to choose, as decoding or the contract depends on them."""


def _hints_of(cls: type[Any]) -> dict[str, Any]:
    """Read annotations that are text, as they are in modules with ``from __future__ import annotations``."""
    try:
        return get_type_hints(cls, include_extras=True)
    except NameError as error:
        msg = f"{cls.__name__} has an annotation with {error.name!r}, which its module does not know (yet)"
        raise TypeError(msg) from None


_JSON_OBJECTS = (json_map, json_object)
"""The converters of members that are JSON objects; those that have some inside have a `FreeForm`."""

if not TYPE_CHECKING:
    # It would compile a comparison and a hash for each of them, which takes a third of the time of an import.
    _frozen = partial(attrs.frozen, eq=False, repr=False, weakref_slot=False, field_transformer=_complete)

    def frozen(cls: Any = None, /, **options: Any) -> Any:
        """Declare a class whose objects are JSON objects: an attrs class over `Model`.

        It takes what `attrs.frozen` takes; give it ``kw_only=True``, so that required members may follow optional ones.
        Slots, comparison, hash and `repr` are those of `Model`, and no option changes them.

        Raises:
            TypeError: the class is not over `Model`, an annotation has a name that is not known in the module of the class,
                or a member or an option cannot be as it is declared.
        """
        if decided := _DECIDED.intersection(options):
            msg = f"realtime_wire.frozen takes no {', '.join(sorted(decided))}: that is as `Model` has it"
            raise TypeError(msg)
        if cls is None:
            return partial(frozen, **options)
        if not issubclass(cls, (Record, Raw)):
            msg = f"{cls.__name__} is not declared over realtime_wire.Model"
            raise TypeError(msg)
        if hasattr(cls, "__replace__"):
            cls.__replace__ = cls.__replace__  # attrs would give it another one where it has none of its own
        made = _frozen(cls, **options)
        made.__declared__ = True
        if issubclass(made, Record):
            with_constructor(made)
        made.__slots__ = MemberDocs(made)
        for a in attrs.fields(made):
            is_free_form = a.converter in _JSON_OBJECTS or isinstance(a.converter, FreeForm)
            if is_free_form and a.name in made.__dict__:
                setattr(made, a.name, ReadOnlyMember(made.__dict__[a.name]))
        return made
