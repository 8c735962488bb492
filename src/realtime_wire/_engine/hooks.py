"""The reference lane: functions from plain JSON values to objects and back, generated from the classes.

This module knows no bytes and no cattrs. `Hooks` makes one function for each class and union when it is first asked
for; a hook that needs another class asks for its hook, so that in a user's converter a hook of the user's can take part.
The lanes of this library have a plain dict of hooks instead: `own_hooks`.

How faults get their path: a function that finds a value of a wrong kind raises `DecodeError` without a path, and each
level that it passes on its way up puts its own step before it. The variable `at` holds that step.

How all faults are found: the first one ends the function of a class, an array or a map, and `_Gatherer` or `_gathered` does
all of it again slowly and to the end. The exception goes up with what is left of the value when each optional member that
does not fit is set aside, so that the level above need not look at it again; where nothing is left, the value itself does
not fit there. An element of an array that does not fit becomes an unknown variant where it can, so that the others keep their
places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from itertools import takewhile
from typing import Any, NoReturn, TypeAlias, cast

from .build import RECORDS, Code, Filler, NullRecords
from .depth import TOO_DEEP
from .errors import NOTHING_LEFT, DecodeError, EncodeError, json_type
from .once import ByClass
from .readonly import slot_of
from .record import NOTHING, Raw, Record, Rest
from .schema import Kind, Member, Objects, SubTags, kind_of, member_of, members, tag_names
from .values import TooDeepError, json_copy

__all__ = ["Dumps", "Hooks", "dumped", "own_hooks"]

Hook: TypeAlias = Callable[[Any], Any]

MISSING: Any = object()
"""Stands for a member that is not there."""


def found(value: Any) -> str:
    """Name what a place holds for a message."""
    return "nothing" if value is MISSING else json_type(value)


class Hooks:
    """Makes the functions, and keeps them."""

    def __init__(
        self,
        structure_hook_of: Callable[[type], Hook],
        unstructure_hook_of: Callable[[type], Hook],
        *,
        copy: bool,
        keep: bool,
        forbid_extra: bool,
    ) -> None:
        """Prepare to make functions.

        Args:
            structure_hook_of: gives the function that makes a class from JSON.
            unstructure_hook_of: gives the function that turns a class into JSON.
            copy: whether free-form JSON is checked and copied; not needed where it comes from a parser.
            keep: whether `unstructure_hook_of` always gives the same, so that it need not be asked again.
            forbid_extra: whether members that a class does not declare are faults.
        """
        self._structure_hook_of = structure_hook_of
        self.dumps = Dumps(unstructure_hook_of, keep=keep)
        self._copy = copy
        self._forbid_extra = forbid_extra

    # JSON to objects

    def structure_declared(self, cls: type[Any]) -> Hook:
        """Make the function that turns a JSON object into one class, whichever its base is."""
        if issubclass(cls, Record):
            return self.structure_class(cls)
        return self._structure_malformed(cls) if cls.__keeps_malformed__ else self.structure_raw(cls)

    def structure_class(self, cls: type[Record]) -> Hook:
        """Make the function that turns a JSON object into one class."""
        code = Code(f"structure_{cls.__name__}", "obj, _=None")
        code.names |= {"as_object": _as_object, "MISSING": MISSING, "NOTHING": NOTHING, "DecodeError": DecodeError}
        records = RECORDS[cls]
        filler = Filler(code, cls)
        declared = members(cls)
        nothing = "NOTHING" if records.nothing is NOTHING else code.refer(records.nothing, "nothing")
        code.add(0, "at = None", "try:")
        code.add(1, "if obj.__class__ is not dict:", "    obj = as_object(obj)", "get = obj.get", "nulls = 0")
        code.add(1, f"taken = {sum(member.required for member in declared)}")
        filler.begin(1)
        for member in declared:
            if member.required:
                code.add(1, f"v = get({member.name!r}, MISSING)")
                self._check(code, 1, member)
            else:
                code.add(1, f"v = get({member.name!r})", "if v is None:", f"    if {member.name!r} in obj:")
                code.add(3, f"nulls |= {records.bit(member.name)}", "taken += 1")
                code.add(1, "else:", "    taken += 1")
                self._check(code, 2, member)
            filler.set(1, member.name, "v")
        rest = self._rest_of(cls, records)
        code.add(1, "if taken != len(obj):")
        code.add(2, "at = None", f"rest = {code.refer(rest, 'rest')}(obj, nulls)")
        code.add(1, "else:", f"    rest = {code.refer(records, 'records')}[nulls] if nulls else {nothing}")
        filler.set(1, "_rest", "rest")
        filler.end(1)
        code.add(1, "return o")
        gather = code.refer(_Gatherer(cls, self.structure_kind, rest), "gather")
        code.add(0, "except DecodeError as error:", f"    {gather}(obj, at, error)")
        if is_surely_event(cls):
            code.add(1, f"{code.refer(_naming(tag_names(cls)), 'name')}(error, obj)")
        code.add(1, "raise")
        return code.compile()

    def _check(self, code: Code, indent: int, member: Member) -> None:
        """Write the lines that check and convert the value `v` of a member."""
        kind = member.kind
        step = f"at = {member.name!r}"
        if kind.anything and member.required:
            code.add(indent, "if v is MISSING:", f"    {step}", f"    raise DecodeError({kind.expected!r}, 'nothing')")
        plain = _plain_name(kind)
        inline = _INLINE_CHECKED if self._copy and plain == "number" else _INLINE.get(plain)
        if inline is not None:
            condition, slow = inline
            code.add(indent, f"if {condition}:", f"    {step}", f"    v = {code.refer(slow, 'as')}(v)")
        elif isinstance(kind.strings, tuple) and kind.plain and not kind.integer and not kind.null:
            allowed = code.refer(kind.strings, "allowed")
            code.add(indent, f"if v.__class__ is not str or v not in {allowed}:", f"    {step}")
            code.add(indent, f"    v = {code.refer(self.structure_kind(kind), 'as')}(v)")
        else:
            code.add(indent, step, f"v = {code.refer(self.structure_kind(kind), 'as')}(v)")

    def structure_kind(self, kind: Kind) -> Hook:
        """Make the function that takes whatever one place in JSON may hold."""
        if kind.anything:
            return _copied if self._copy else _same
        by_type = self._by_type(kind)
        if len(by_type) == 1 and dict in by_type and kind.objects is not None:
            return by_type[dict]
        expected = kind.expected

        def place(value: Any, _: Any = None) -> Any:
            hook = by_type.get(value.__class__)
            if hook is None:
                hook = by_type.get(_plain_type(value))
                if hook is None:
                    raise DecodeError(expected, found(value))
            return hook(value)

        return place

    def _by_type(self, kind: Kind) -> dict[type, Hook]:
        """Make the functions for the JSON types that a kind allows."""
        number = _finite if self._copy else _same
        hooks: dict[type, Hook | None] = {
            str: _strings(kind),
            int: _same if kind.integer else None,
            float: number if kind.number else None,
            bool: _same if kind.boolean else None,
            list: None if kind.array is None else self._array(kind.array),
            dict: None,
            type(None): _same if kind.null else None,
        }
        if kind.map is not None:
            hooks[dict] = self._map(kind.map)
        elif kind.objects is not None:
            hooks[dict] = self.structure_objects(kind.objects)
        return {type_: hook for type_, hook in hooks.items() if hook is not None}

    def _array(self, kind: Kind) -> Hook:
        item, instead = self.structure_kind(kind), self._instead(kind)
        if item is _same:
            return tuple

        def array(values: list[Any]) -> tuple[Any, ...]:
            try:
                return tuple([item(value) for value in values])
            except DecodeError:
                pass  # which the exception below must not have as its context
            raise _gathered(enumerate(values), item, instead, tuple)

        return array

    def _map(self, kind: Kind) -> Hook:
        if kind.anything and not self._copy:
            return _same
        item, instead = self.structure_kind(kind), self._instead(kind)

        def free_form(values: dict[Any, Any]) -> dict[str, Any]:
            names = [_as_key(name) for name in values]
            try:
                return dict(zip(names, map(item, values.values()), strict=True))
            except DecodeError:
                pass
            pairs = [(None, value) for value in values.values()]
            raise _gathered(pairs, item, instead, lambda lefts: dict(zip(names, lefts, strict=True)))

        return free_form

    def _instead(self, kind: Kind) -> Hook | None:
        """Return the function for an element that is malformed: others keep their places if it can be an unknown variant."""
        unknown = None if kind.objects is None else kind.objects.unknown
        return None if unknown is None else self._structure_hook_of(unknown)

    def structure_objects(self, objects: Objects) -> Hook:
        """Make the function that makes an object, or keeps a malformed one where there is a class for that."""
        make = self._structure_variants(objects)
        if objects.malformed is None:
            return make
        keep = self._keep_malformed(objects.malformed)

        def make_or_keep(obj: Any, _: Any = None) -> Any:
            try:
                return make(obj)
            except DecodeError as error:
                if not isinstance(obj, Mapping):
                    raise
                return keep(obj, error)

        return make_or_keep

    def _keep_malformed(self, cls: type[Raw]) -> Callable[[Any, DecodeError], Any]:
        """Make the function that keeps a malformed object with its faults and what is left of it."""
        keep = self.structure_raw(cls)
        tell, leave = slot_of(cls, "error").__set__, slot_of(cls, "partial").__set__

        def keep_malformed(obj: Any, error: DecodeError) -> Any:
            kept, left = keep(obj), error.left()
            tell(kept, error.alone())
            leave(kept, None if left is NOTHING_LEFT else left)
            return kept

        return keep_malformed

    def _structure_variants(self, objects: Objects) -> Hook:
        """Make the function that tells which class a JSON object is, and makes it."""
        if not objects.classes and objects.unknown is not None:
            return self._structure_hook_of(objects.unknown)
        unknown = None if objects.unknown is None else self._structure_hook_of(objects.unknown)
        if unknown is None and len(objects.classes) == 1:
            return self._structure_hook_of(objects.classes[0])
        hooks: dict[Any, Hook] = {cls: self._structure_hook_of(cls) for cls in objects.classes}
        hooks[None] = unknown or _no_variant(objects)
        class_of = objects.class_of

        def variant(obj: Any, _: Any = None) -> Any:
            if obj.__class__ is not dict:
                obj = _as_object(obj)
            return hooks[class_of(obj)](obj)

        if not objects.are_events or all(map(is_surely_event, objects.classes)):
            return variant
        name = _naming(tuple(objects.tags))

        def event(obj: Any, _: Any = None) -> Any:
            try:
                return variant(obj)
            except DecodeError as error:
                name(error, obj)
                raise

        return event

    def _rest_of(self, cls: type[Record], records: NullRecords) -> Callable[[dict[str, Any], int], Rest]:
        """Make the function that collects the members that a class does not declare."""
        names = frozenset(member.name for member in members(cls))
        copied = self.structure_kind(Kind(map=Kind(anything=True)))

        def rest(obj: dict[str, Any], nulls: int) -> Rest:
            extra = {name: value for name, value in obj.items() if name not in names}
            return Rest(copied(extra), records[nulls].nulls)

        def forbid(obj: dict[str, Any], _: int) -> Rest:
            unknown = len(obj.keys() - names)
            raise DecodeError("no unknown member", "one" if unknown == 1 else str(unknown))

        return forbid if self._forbid_extra else rest

    def structure_raw(self, cls: type[Raw]) -> Hook:
        """Make the function that keeps a JSON object as it came."""
        new, assign, copy = object.__new__, slot_of(cls, "_raw").__set__, self._copy

        def keep(obj: Any, _: Any = None) -> Any:
            if obj.__class__ is not dict:
                obj = _as_object(obj)
            kept = new(cls)
            assign(kept, _copied(obj) if copy else obj)
            return kept

        return keep

    def _structure_malformed(self, cls: type[Raw]) -> Hook:
        """Make the function for an object that is malformed, and is asked for as that."""
        keep = self._keep_malformed(cls)

        def malformed(obj: Any, _: Any = None) -> Any:
            # What it was malformed as is not in the JSON: any union that finds a fault will do, and the fault of none.
            fault = DecodeError("a malformed event", "a well-formed one")
            for union in cls.__judged_by__():
                try:
                    self.structure_type(union)(obj)
                except DecodeError as error:
                    fault = error
            if not isinstance(obj, Mapping):
                raise _as_refused(obj)
            return keep(obj, fault)

        return malformed

    def structure_type(self, annotation: Any) -> Hook:
        """Make the function for anything that a member may be declared as."""
        return self.structure_kind(kind_of(annotation))

    # objects to JSON

    def unstructure_declared(self, cls: type) -> Hook:
        """Make the function that turns an object of a class into a dict, whichever its base is."""
        return self.unstructure_class(cls) if issubclass(cls, Record) else self.unstructure_raw

    def unstructure_class(self, cls: type[Record]) -> Hook:
        """Make the function that turns one class into a dict."""
        code = Code(f"unstructure_{cls.__name__}", "o")
        code.names |= {"NOTHING": NOTHING, "dumps": self.dumps, "copy": json_copy}
        declared = members(cls)
        first = list(takewhile(lambda member: member.required, declared))
        required = [f"{m.name!r}: {dumped(m.kind, code.read(cls, m.name), copy=self._copy)}" for m in first]
        code.add(0, f"r = {{{', '.join(required)}}}", "rest = o._rest", "nulls = rest.nulls")
        # In the order in which they are declared, as the compiled lane writes them.
        for member in declared[len(first) :]:
            if member.required:
                code.add(0, f"r[{member.name!r}] = {dumped(member.kind, code.read(cls, member.name), copy=self._copy)}")
            else:
                code.add(0, f"v = {code.read(cls, member.name)}", "if v is not None:")
                code.add(1, f"r[{member.name!r}] = {dumped(member.kind, 'v', copy=self._copy)}")
                # Here and not all of them at the end: a set has them in another order in each process.
                code.add(0, f"elif nulls and {member.name!r} in nulls:", f"    r[{member.name!r}] = None")
        code.add(0, "if rest is not NOTHING:")
        code.add(1, f"r.update({'copy(rest.extra)' if self._copy else 'rest.extra'})")
        code.add(0, "return r")
        return code.compile()

    def unstructure_raw(self, obj: Raw) -> dict[str, Any]:
        """Turn an object that is known only as JSON into that JSON."""
        raw = slot_of(type(obj), "_raw").__get__(obj)
        return json_copy(raw) if self._copy else raw  # type: ignore[no-any-return]  # the slot of a dict


def dumped(kind: Kind, value: str, *, copy: bool) -> str:
    """Return the expression that turns a value of a kind into JSON; writers take a tuple for a list."""
    if kind.anything:
        return f"copy({value})" if copy else value
    converted = [
        (condition.format(value), made)
        for condition, made in (
            ("type({}) is tuple", _dumped_array(kind.array, value, copy=copy)),
            ("isinstance({}, dict)", _dumped_map(kind.map, value, copy=copy)),
        )
        if made is not None
    ]
    # What is left is the same in JSON, or an object. (A string may be one of the user's own kind, an enum for one.)
    same = sorted({_SAME_IN_JSON[form] for form in kind.forms if form in _SAME_IN_JSON})
    otherwise = value
    if kind.objects is not None:
        otherwise = f"dumps[type({value})]({value})"
        if same:
            otherwise = f"{value} if isinstance({value}, {_listed(same)}) else {otherwise}"
    elif len(converted) == len(kind.forms) == 1:
        return converted[0][1]
    for condition, made in reversed(converted):
        otherwise = f"{made} if {condition} else {otherwise}"
    return otherwise


def _dumped_array(kind: Kind | None, value: str, *, copy: bool) -> str | None:
    """Return the expression for an array of a kind; None if it is written as it is."""
    if kind is None:
        return None
    item = dumped(kind, "x", copy=copy)
    if item == "x":
        return f"list({value})" if copy else None
    return f"[{item} for x in {value}]"


def _dumped_map(kind: Kind | None, value: str, *, copy: bool) -> str | None:
    """Return the expression for a map of a kind; None if it is written as it is."""
    if kind is None:
        return None
    item = dumped(kind, "x", copy=copy)
    if item in ("x", "copy(x)"):
        return f"copy({value})" if copy else None
    return f"{{k: {item} for k, x in {value}.items()}}"


_SAME_IN_JSON = {
    "strings": "str",
    "integer": "int",
    "number": "float",
    "boolean": "int",
    "null": "type(None)",
    "array": "tuple",
    "map": "dict",
}
"""The Python types of values that are written as they are, by the forms of a kind; of the last two, what is converted is
looked for first."""


def _listed(types: list[str]) -> str:
    return types[0] if len(types) == 1 else f"({', '.join(types)})"


class Dumps(dict[type, Hook]):
    """The function that turns an object into JSON, by the class of the object."""

    def __init__(self, hook_of: Callable[[type], Hook], *, keep: bool = True) -> None:
        super().__init__()
        self._hook_of = hook_of
        self._keep = keep

    def __missing__(self, cls: type[Any]) -> Hook:
        hook = self._hook_of(cls)
        return self.setdefault(cls, hook) if self._keep else hook


# What places may hold


def _same(value: Any) -> Any:
    return value


def _copied(value: Any) -> Any:
    try:
        return json_copy(value)
    except TypeError:
        raise DecodeError("any JSON value", "a Python object that is none") from None
    except TooDeepError:
        raise DecodeError("any JSON value", TOO_DEEP) from None
    except ValueError:
        raise DecodeError("any JSON value", "NaN or Infinity") from None


def _finite(value: float) -> float:
    _copied(value)
    return value


def _strings(kind: Kind) -> Hook | None:
    allowed, expected = kind.strings, kind.expected
    if not isinstance(allowed, tuple):
        return _same if allowed else None

    def one_of(value: str) -> str:
        if value not in allowed:
            raise DecodeError(expected, "another string")
        return value

    return one_of


# What is wrong beyond the first fault


class _Gatherer:
    """Does a function's work on an object of a class to the end when that has stopped at a fault."""

    def __init__(self, cls: type[Record], hook_of: Callable[[Kind], Hook], rest: Callable[..., Rest]) -> None:
        self._cls = cls
        self._hook_of = hook_of
        self._rest = rest

    @cached_property
    def _hooks(self) -> list[tuple[Member, Hook, Callable[[Any, Any], None]]]:
        # Not before there is a fault: few classes ever meet one.
        return [(member, self._hook(member), self._setter(member.name)) for member in members(self._cls)]

    def _hook(self, member: Member) -> Hook:
        hook = self._hook_of(member.kind)
        return _present(hook, member.kind.expected) if member.kind.anything else hook

    def _setter(self, name: str) -> Callable[[Any, Any], None]:
        setter: Callable[[Any, Any], None] = slot_of(self._cls, name).__set__
        return setter

    def __call__(self, obj: Any, at: str | None, first: DecodeError) -> None:
        """Add to the first fault, that of the member `at`, the others, and what is left.

        Without a member, it is the fault of the whole: it is no object, or has a member that is forbidden.
        """
        if at is None:
            return
        made, records, nulls, whole = object.__new__(self._cls), RECORDS[self._cls], 0, True
        for member, hook, assign in self._hooks:
            value, left = obj.get(member.name, MISSING), None
            if not member.required and (value is MISSING or value is None):
                nulls |= 0 if value is MISSING else records.bit(member.name)
            elif member.name == at:
                left = first.inside(at).left()
            else:
                try:
                    left = hook(value)
                except DecodeError as error:
                    left = error.inside(member.name).left()
                    first.joined(error)
            whole = whole and not (left is NOTHING_LEFT and member.required)
            assign(made, None if left is NOTHING_LEFT else left)
        try:
            is_more = obj.keys() - {member.name for member, _, _ in self._hooks}
            self._setter("_rest")(made, self._rest(obj, nulls) if is_more else records[nulls])
        except DecodeError as error:
            first.joined(error)
            whole = False
        if whole:
            first.leaving(made)


def _present(hook: Hook, expected: str) -> Hook:
    def present(value: Any) -> Any:
        if value is MISSING:
            raise DecodeError(expected, "nothing")
        return hook(value)

    return present


def _gathered(
    pairs: Iterable[tuple[int | None, Any]], item: Hook, instead: Hook | None, whole: Callable[[list[Any]], Any]
) -> DecodeError:
    """Return the faults of the elements, of which there is one at least, with what is left of the whole."""
    faults: list[DecodeError] = []
    lefts: list[Any] = []
    for step, value in pairs:
        try:
            left = item(value)
        except DecodeError as error:
            left = error.inside(step).left()
            if left is NOTHING_LEFT and instead is not None and isinstance(value, Mapping):
                left = instead(value)
            if faults:
                faults[0].joined(error)
            else:
                faults.append(error)
        lefts.append(left)
    if not any(left is NOTHING_LEFT for left in lefts):
        faults[0].leaving(whole(lefts))
    return faults[0]


def is_surely_event(cls: type[Record]) -> bool:
    """Tell whether a class is an event wherever it stands: it has a tag, and an id. Others are where a union says so."""
    return bool(tag_names(cls)) and member_of(cls, "event_id") is not None


def _naming(names: tuple[str, ...]) -> Callable[[DecodeError, Any], None]:
    def name(error: DecodeError, obj: Any) -> None:
        tag: Any = cast("Mapping[str, Any]", obj).get("type") if isinstance(obj, Mapping) else None
        if tag in names:
            error.event_type = tag

    return name


def _no_variant(objects: Objects) -> Hook:
    """Make the function that refuses an object of no known class, where there is none for the unknown."""

    def refuse(obj: Any) -> Any:
        tag = obj.get("type")
        second = objects.untagged if tag is None else objects.tags.get(tag) if isinstance(tag, str) else None
        name, tags = (second.name, second.classes) if isinstance(second, SubTags) else ("type", objects.tags)
        tag = obj.get(name, MISSING)
        if not tags:  # none of the classes has a type, so an object that has one is of none of them
            raise DecodeError("nothing", found(tag), steps=(name,))
        expected = Kind(strings=tuple(tags)).expected
        raise DecodeError(expected, "another string" if isinstance(tag, str) else found(tag), steps=(name,))

    return refuse


# Values that are no exact JSON type: subclasses, as people's own dicts hold them


def _as_refused(value: Any) -> DecodeError:
    return DecodeError("object", found(value))


def _as_object(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise _as_refused(value)
    return dict(cast("Mapping[str, Any]", value))


def _as_name(value: Any) -> str:
    if not isinstance(value, str):
        raise DecodeError("string", found(value))
    return value


def _as_key(value: Any) -> str:
    if not isinstance(value, str):
        raise DecodeError("string", found(value), steps=(None,))
    return value


def _as_integer(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise DecodeError("integer", found(value))
    return value


def _as_number(value: Any) -> float:
    if not isinstance(value, float):
        if not isinstance(value, int) or isinstance(value, bool):
            raise DecodeError("number", found(value))
        return value
    return _finite(value)


def _as_boolean(value: Any) -> NoReturn:
    raise DecodeError("boolean", found(value))  # bool has no subclasses


def _plain_type(value: Any) -> type:
    """Return the JSON type that a value of another class passes for."""
    for kind, plain in ((bool, bool), (int, int), (float, float), (str, str), ((list, tuple), list), (Mapping, dict)):
        if isinstance(value, kind):
            return plain
    return object


def _plain_name(kind: Kind) -> str | None:
    """Return the name of a kind that is one plain JSON type."""
    if not kind.plain or kind.null or kind.array is not None or isinstance(kind.strings, tuple):
        return None
    names = [name for name in ("strings", "integer", "number", "boolean") if getattr(kind, name)]
    if names == ["integer", "number"]:
        return "number"
    return names[0] if len(names) == 1 else None


_INLINE: dict[str | None, tuple[str, Hook]] = {
    "strings": ("v.__class__ is not str", _as_name),
    "integer": ("v.__class__ is not int", _as_integer),
    "number": ("v.__class__ is not float and v.__class__ is not int", _as_number),
    "boolean": ("v is not True and v is not False", _as_boolean),
}
"""The check that the common case passes without a call, and the function for the others."""

_INLINE_CHECKED: tuple[str, Hook] = ("v.__class__ is not int", _as_number)
"""The same for numbers that no parser has seen."""


# Hooks without a converter


def own_hooks(*, copy: bool) -> Hooks:
    """Return hooks that nobody else can change; for `copy` see `Hooks`."""
    structured: ByClass[Hook] = ByClass(lambda cls: hooks.structure_declared(cls))  # noqa: PLW0108  `hooks` comes below

    def unstructure_hook_of(cls: type[Any]) -> Hook:
        if not issubclass(cls, (Record, Raw)):
            raise foreign(cls)
        return hooks.unstructure_declared(cls)

    hooks = Hooks(structured.__getitem__, unstructure_hook_of, copy=copy, keep=True, forbid_extra=False)
    return hooks


def foreign(cls: type[Any]) -> EncodeError:
    """Say that an object of a class stands where it cannot be written."""
    return EncodeError(f"a Python {cls.__name__} stands where an object of realtime_wire belongs")
