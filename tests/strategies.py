"""Hypothesis strategies for everything that goes over the wire, derived from the classes' fields.

- `objects(type)`: what a user can build, with nulls and unknown members.
- `payloads(type)`: what a server can send and that decodes, as JSON values; `unknowns(type)` those of them that are of
  no known variant.
- `malformed(type)`: payloads with exactly one fault, and what the error must say of it.
- `frames(type)`: payloads as bytes, in any spelling that JSON allows.
- `mutated(type)`: frames that were damaged; `junk()`: bytes that never were a frame.
- `json_values()`, `json_objects()`: any JSON.

A type is a class of the library or a union of such. No string has a lone surrogate, no number is NaN or infinite.
"""

from __future__ import annotations

import json
from functools import cache
from random import Random
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ParamSpec, TypeAlias, TypeVar, cast

import attrs
from hypothesis import strategies as st

from realtime_wire import DecodeError, Event, MalformedEvent, Model
from realtime_wire._schema import Kind, Member, Objects, SubTags, kind_of, members

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from hypothesis.strategies import SearchStrategy
    from typing_extensions import TypeForm

    from realtime_wire._model import Raw

__all__ = [
    "Fault",
    "frames",
    "json_objects",
    "json_values",
    "junk",
    "malformed",
    "mutated",
    "objects",
    "objects_of",
    "payloads",
    "text_of",
    "unknowns",
]

P = ParamSpec("P")
T = TypeVar("T")
Json: TypeAlias = Any
Dict: TypeAlias = "dict[str, Any]"


def objects_of(type_: Any) -> Objects:
    """Return the classes of a type that has some."""
    objects = kind_of(type_).objects
    assert objects is not None, f"{type_!r} has no class of this library"
    return objects


def _once(make: Callable[P, T]) -> Callable[P, T]:
    """Keep what was made for the same arguments: strategies are slow to build, and can be shared."""
    return cast("Callable[P, T]", cache(make))  # to mypy, attrs classes are not hashable enough for `cache`


def _named(make: Callable[P, SearchStrategy[T]]) -> Callable[P, SearchStrategy[T]]:
    """Do the same, and let the strategy show itself as the call that made it: in full it is megabytes of text."""
    made = _once(make)

    def strategy(draw: st.DrawFn, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return draw(made(*args, **kwargs))

    strategy.__name__ = make.__name__
    return _once(st.composite(strategy))


def _either(*choices: tuple[int, SearchStrategy[T]]) -> SearchStrategy[T]:
    """Draw from one of the strategies, from each as often as its weight.

    `st.one_of` takes the choices inside its choices for its own, and would seldom reach far down.
    """
    if len(choices) == 1:
        return choices[0][1]
    turns = [index for index, (weight, _) in enumerate(choices) for _ in range(weight)]
    return _taking_turns([strategy for _, strategy in choices], turns)


@st.composite
def _taking_turns(draw: st.DrawFn, strategies: list[SearchStrategy[T]], turns: list[int]) -> T:
    return draw(strategies[draw(st.sampled_from(turns))])


# Any JSON

_STRINGS = st.text(max_size=20) | st.sampled_from(
    [
        "",
        " ",
        "null",
        "0",
        "é",
        "日本語",
        "😀",
        "e\u0301",
        "\0",
        "\x1f",
        "\x7f",
        "\u2028",
        "\ufeff",
        "\uffff",
        '"\\/\b\f\n\r\t',
    ]
)
_INTEGERS = st.integers() | st.sampled_from(
    [0, 1, -1, 2**31, 2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1, 2**64, -(2**63), -(2**63) - 1, 10**40]
)
_FLOATS = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(
    [0.0, -0.0, 1.0, -1.0, 0.1, 1e16, 1e22, 1e23, 2.0**53, 2.0**63, 2.0**64, 5e-324, 1.7976931348623157e308]
)
_NAMES = _STRINGS | st.sampled_from(
    [
        *(
            "animation",
            "audio_duration_ms",
            "avatar",
            "created",
            "latency",
            "provider_data",
            "rid",
            "temperature",
            "ts",
        ),
        # What Python could mistake for its own:
        *("__class__", "__init__", "_raw", "_rest", "evolve", "extra", "nulls", "raw", "self", "to_json"),
    ]
)
_MEMBERS = [
    "arguments",
    "content",
    "delta",
    "event_id",
    "id",
    "item",
    "name",
    "phase",
    "role",
    "session",
    "status",
    "usage",
]
_SCALARS = st.none() | st.booleans() | _INTEGERS | _FLOATS | _STRINGS
_JSON = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3),
    max_leaves=6,
)
_NO_NAMES: SearchStrategy[list[str]] = st.just([])
_NO_MEMBERS: SearchStrategy[Dict] = st.just({})
_JSON_OBJECTS = st.dictionaries(_NAMES, _JSON, max_size=4)


def json_values() -> SearchStrategy[Json]:
    """Any JSON value."""
    return _JSON


def json_objects() -> SearchStrategy[Dict]:
    """Any JSON object."""
    return _JSON_OBJECTS


_BY_JSON_TYPE: dict[str, SearchStrategy[Json]] = {
    "null": st.none(),
    "boolean": st.booleans(),
    "integer": _INTEGERS,
    "number": _FLOATS,
    "string": _STRINGS,
    "array": st.lists(_SCALARS, max_size=2),
    "object": st.dictionaries(_NAMES, _SCALARS, max_size=2),
}
"""Values of each JSON type, by the name that error messages have for it."""


def _json_type(value: Json) -> str:
    if value is None:
        return "null"
    names = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return names[type(value)]


# Payloads that decode


@_once
def payloads(type: Any = Event) -> SearchStrategy[Json]:  # noqa: A002  named as in `decode`
    """JSON values that decode as the type.

    Optional members are absent, null or there; there are unknown members, unknown variants where the type has a class
    for them, and names from before the general availability of the API.
    """
    return _payloads(kind_of(type))


@_once
def unknowns(type: Any = Event) -> SearchStrategy[Dict]:  # noqa: A002  named as in `decode`
    """JSON objects that are of none of the variants of a union, whatever else they hold."""
    objects = kind_of(type).objects
    if objects is None or objects.unknown is None:
        msg = f"{type!r} has no class for what is unknown"
        raise TypeError(msg)
    return _unknowns(objects)


@_once
def _payloads(kind: Kind) -> SearchStrategy[Json]:
    if kind.anything:
        return _JSON
    choices = _plain(kind)
    if kind.array is not None:
        choices.append((1, st.lists(_payloads(kind.array), max_size=3)))
    if kind.map is not None:
        choices.append((1, st.dictionaries(_NAMES, _payloads(kind.map), max_size=3)))
    if kind.objects is not None:
        choices += [(_weight(cls), _class_payloads(cls)) for cls in kind.objects.classes]
        if kind.objects.unknown is not None:
            choices.append((2, _unknowns(kind.objects)))
    return _either(*choices)


def _holds_objects(kind: Kind) -> bool:
    return any(each is not None and each.objects is not None for each in (kind, kind.array, kind.map))


def _weight(cls: type[Model]) -> int:
    """Tell how often to draw a class: most have members of plain kinds only, and the others have more to show."""
    return 1 + 3 * any(_holds_objects(member.kind) for member in members(cls))


def _perhaps(kind: Kind, values: SearchStrategy[T]) -> SearchStrategy[T | None]:
    """Add None, for an optional member."""
    return _either((1, st.none()), (3, values)) if _holds_objects(kind) else st.none() | values


def _plain(kind: Kind) -> list[tuple[int, SearchStrategy[Json]]]:
    """Strings, numbers, booleans and null of a kind, which are the same in JSON and in objects."""
    choices: list[tuple[int, SearchStrategy[Json]]] = []
    if kind.documented:
        choices.append((1, st.sampled_from(kind.documented)))
    if kind.strings is True:
        choices.append((1, _STRINGS))
    if kind.integer:
        choices.append((1, _INTEGERS))
    if kind.number:
        choices.append((1, _FLOATS))
    if kind.boolean:
        choices.append((1, st.booleans()))
    if kind.null:
        choices.append((1, st.none()))
    return choices


@_named
def _class_payloads(cls: type[Model]) -> SearchStrategy[Dict]:
    declared = members(cls)
    required = {m.name: _payloads(m.kind) for m in declared if m.required}
    optional = {m.name: _perhaps(m.kind, _payloads(m.kind)) for m in declared if not m.required}
    return st.builds(_merge, st.fixed_dictionaries(required, optional=optional), _extras(cls))


def _merge(*dicts: Dict) -> Dict:
    return {name: value for each in dicts for name, value in each.items()}


@_once
def _extras(cls: type[Model]) -> SearchStrategy[Dict]:
    """Unknown members, none half of the time. None of them changes which class the object is."""
    taken = {member.name for member in members(cls)} | {"type", cls.__pre_ga_shape__}
    # What is a member of other classes may be unknown to this one.
    names = (_NAMES | st.sampled_from(_MEMBERS)).filter(lambda name: name not in taken)
    return _NO_MEMBERS | st.dictionaries(names, _JSON, max_size=2)


@_named
def _unknowns(objects: Objects) -> SearchStrategy[Dict]:
    # Members of known variants with any values at all: nobody may look at them.
    names = sorted({member.name for cls in objects.classes for member in members(cls)} - {"type"})
    anything = st.dictionaries(_NAMES | st.sampled_from(names) if names else _NAMES, _JSON, max_size=3)

    def tagged(name: str, tag: SearchStrategy[Json], **more: Json) -> SearchStrategy[Dict]:
        return st.builds(_merge, anything, st.just(more), tag.map(lambda value: {name: value}))

    not_strings = st.one_of([_BY_JSON_TYPE[name] for name in ("boolean", "integer", "number", "array", "object")])
    choices = [tagged("type", _strings_but(objects.tags)), tagged("type", not_strings)]
    lacking = _lacking(objects.untagged)
    if lacking is not None:
        choices += [each.filter(lacking) for each in (anything.map(_without("type")), tagged("type", st.none()))]
    for tag, cls in objects.tags.items():
        if isinstance(cls, SubTags):
            other = _strings_but(cls.classes) | not_strings | st.none()
            choices += [tagged(cls.name, other, type=tag), tagged("type", st.just(tag)).map(_without(cls.name))]
        elif cls.__pre_ga_shape__ is not None:
            required = [member.name for member in members(cls) if member.required and member.name != "type"]
            choices.append(tagged(cls.__pre_ga_shape__, _JSON_OBJECTS, type=tag).map(_without(*required)))
    return st.one_of(choices)


def _strings_but(taken: Collection[str]) -> SearchStrategy[str]:
    return _STRINGS.filter(lambda value: value not in taken)


def _lacking(untagged: type[Model] | None) -> Callable[[Dict], bool] | None:
    """Tell how an object without a tag is known to be of no class; None if there is a class that takes them all."""
    if untagged is None:
        return lambda _: True
    required = {member.name for member in members(untagged) if member.required}
    return (lambda obj: not required <= obj.keys()) if required else None


def _without(*names: str) -> Callable[[Dict], Dict]:
    return lambda obj: {name: value for name, value in obj.items() if name not in names}


# Objects


@_once
def _objects(kind: Kind) -> SearchStrategy[Any]:
    choices = _plain(kind)
    if kind.anything:
        return _JSON
    if kind.array is not None:
        choices += [(1, st.lists(_objects(kind.array), max_size=3).map(make)) for make in _ITERABLES]
    if kind.map is not None:
        choices += [(1, st.dictionaries(_NAMES, _objects(kind.map), max_size=3).map(make)) for make in _MAPPINGS]
    if kind.objects is not None:
        choices += [(_weight(cls), _class_objects(cls)) for cls in kind.objects.classes]
        if kind.objects.unknown is MalformedEvent:
            faults = malformed().filter(lambda fault: isinstance(fault.payload, dict))
            choices.append((1, faults.map(_malformed_event)))
        elif kind.objects.unknown is not None:
            choices.append((2, _unknowns(kind.objects).map(cast("Callable[[Dict], Raw]", kind.objects.unknown))))
    return _either(*choices)


_ITERABLES: list[Callable[[list[Any]], Iterable[Any]]] = [list, tuple, iter]
_MAPPINGS: list[Callable[[Dict], Mapping[str, Any]]] = [dict, MappingProxyType]


def objects(type: TypeForm[T]) -> SearchStrategy[T]:  # noqa: A002  named as in `decode`
    """Objects as a user can build them: by the constructor, then perhaps `evolve`, `with_null` and `with_extra`."""
    return _objects(kind_of(cast("Any", type)))


@_named
def _class_objects(cls: type[Model]) -> SearchStrategy[Model]:
    declared = members(cls)
    values = {m.name: _objects(m.kind) if m.required else _perhaps(m.kind, _objects(m.kind)) for m in declared}
    needed = {m.name: values[m.name] for m in declared if m.required and m.tag is None}
    others = {name: value for name, value in values.items() if name not in needed}
    nullable = [m.name for m in declared if not m.required]

    def make(arguments: Dict) -> Model:
        return cls(**arguments)

    return st.builds(
        _changed,
        st.fixed_dictionaries(needed, optional=others).map(make),
        _NO_NAMES | st.lists(st.sampled_from(nullable), max_size=3) if nullable else _NO_NAMES,
        _extras(cls),
        _NO_MEMBERS | st.fixed_dictionaries({}, optional=values),
    )


def _changed(obj: Model, nulls: list[str], extra: Dict, changes: Dict) -> Model:
    return obj.with_null(*nulls).with_extra(**extra).evolve(**changes)


def _malformed_event(fault: Fault) -> MalformedEvent:
    return MalformedEvent(fault.payload, DecodeError(fault.expected, fault.found, event_type=fault.event_type))


# Payloads with one fault


@attrs.frozen(eq=False)
class Fault:
    """A payload with one fault, and what a `DecodeError` must tell about it."""

    payload: Json
    path: str
    expected: str
    found: str
    event_type: str | None


@attrs.frozen(eq=False)
class _Found:
    """A fault on the way up from the place where it is."""

    payload: Json
    steps: tuple[str | int | None, ...]
    expected: str
    found: str


@_once
def malformed(type: Any = Event) -> SearchStrategy[Fault]:  # noqa: A002  named as in `decode`
    """Payloads that would decode but for one thing: a value of a wrong JSON type somewhere, or a missing member."""
    kind = kind_of(type)
    return _either(*_faults(kind, nullable=False)).map(lambda found: _told(found, kind))


def _told(found: _Found, kind: Kind) -> Fault:
    path = "$" + "".join(
        "[...]" if step is None else f"[{step}]" if isinstance(step, int) else f".{step}" for step in found.steps
    )
    return Fault(found.payload, path, found.expected, found.found, _event_type(found.payload, kind))


def _event_type(payload: Json, kind: Kind) -> str | None:
    """Return the wire name of the event that a payload is; None if it is no event."""
    if not isinstance(payload, dict) or kind.objects is None:
        return None
    tag = cast("Dict", payload).get("type")
    for cls in kind.objects.classes:
        # By convention an event's class ends so, and nothing else does.
        if cls.__name__.endswith("Event"):
            (names,) = [member.kind.documented for member in members(cls) if member.name == "type"]
            if isinstance(tag, str) and tag in names:
                return tag
    return None


def _faults(kind: Kind, *, nullable: bool) -> list[tuple[int, SearchStrategy[_Found]]]:
    if kind.anything:
        return []
    expected = kind.expected
    right = [name for name, is_right in (*_json_types(kind), ("null", nullable)) if is_right]
    wrong = [(1, values) for name, values in _BY_JSON_TYPE.items() if name not in right]
    if isinstance(kind.strings, tuple):
        wrong.append((3, _strings_but(kind.strings)))
    choices = [(1, _either(*wrong).map(lambda value: _Found(value, (), expected, _wrong(value, kind))))]
    if kind.array is not None and (inside := _faults(kind.array, nullable=False)):
        some = st.lists(_payloads(kind.array), max_size=2)
        choices.append((1 + _depth(kind.array), st.builds(_in_array, some, _either(*inside), some)))
    if kind.map is not None and (inside := _faults(kind.map, nullable=False)):
        others = st.dictionaries(_NAMES, _payloads(kind.map), max_size=2)
        choices.append((1 + _depth(kind.map), st.builds(_in_map, others, _NAMES, _either(*inside))))
    if kind.objects is not None:
        choices += _object_faults(kind.objects)
    return choices


def _depth(kind: Kind) -> int:
    """Tell how often to look for a fault further down."""
    return 3 if _holds_objects(kind) else 1


def _json_types(kind: Kind) -> list[tuple[str, bool]]:
    """Tell which JSON types a place may hold."""
    return [
        ("string", bool(kind.strings)),
        ("integer", kind.integer),
        ("number", kind.number),
        ("boolean", kind.boolean),
        ("null", kind.null),
        ("array", kind.array is not None),
        ("object", kind.map is not None or kind.objects is not None),
    ]


def _wrong(value: Json, kind: Kind) -> str:
    return "another string" if isinstance(value, str) and kind.strings else _json_type(value)


def _in_array(before: list[Json], fault: _Found, after: list[Json]) -> _Found:
    return attrs.evolve(fault, payload=[*before, fault.payload, *after], steps=(len(before), *fault.steps))


def _in_map(others: Dict, name: str, fault: _Found) -> _Found:
    return attrs.evolve(fault, payload={**others, name: fault.payload}, steps=(None, *fault.steps))


def _in_object(obj: Dict, name: str, fault: _Found) -> _Found:
    return attrs.evolve(fault, payload={**obj, name: fault.payload}, steps=(name, *fault.steps))


def _object_faults(objects: Objects) -> list[tuple[int, SearchStrategy[_Found]]]:
    if objects.unknown is None and len(objects.classes) == 1:
        return [(3, _class_faults(objects.classes[0], selected=frozenset(), may_lack=True))]
    choices: list[tuple[int, SearchStrategy[_Found]]] = []
    for cls in objects.classes:
        # What selects the class cannot be wrong in it: the object would be of another class.
        shared = [
            each.name for each in objects.tags.values() if isinstance(each, SubTags) and cls in each.classes.values()
        ]
        selected = frozenset({"type", *shared})
        may_lack = objects.unknown is None or cls is not objects.untagged
        if any(member.name not in selected for member in members(cls)):
            choices.append((_weight(cls), _class_faults(cls, selected=selected, may_lack=may_lack)))
    if objects.unknown is None:
        choices += [(1, faults) for faults in _tag_faults(objects)]
    return choices


@_named
def _class_faults(cls: type[Model], *, selected: frozenset[str], may_lack: bool) -> SearchStrategy[_Found]:
    """Faults in an object of one class.

    Args:
        cls: the class.
        selected: the members by which the class was selected.
        may_lack: whether an object without a required member is still taken for one of the class.
    """
    valid = _class_payloads(cls)
    choices: list[tuple[int, SearchStrategy[_Found]]] = []
    for member in members(cls):
        if member.name in selected:
            continue
        if member.required and may_lack:
            choices.append((1, st.builds(_missing, valid, st.just(member))))
        if inside := _faults(member.kind, nullable=not member.required):
            choices.append((_depth(member.kind), st.builds(_in_object, valid, st.just(member.name), _either(*inside))))
    return _either(*choices)


def _missing(obj: Dict, member: Member) -> _Found:
    return _Found(_without(member.name)(obj), (member.name,), member.kind.expected, "nothing")


def _tag_faults(objects: Objects) -> list[SearchStrategy[_Found]]:
    """Tags that no class has, in a union that has no class for what is unknown."""
    tags = tuple(objects.tags)
    choices = [_tag_fault(_class_payloads(cls), "type", tags) for cls in objects.classes]
    if objects.untagged is None:
        expected = Kind(strings=tags).expected
        choices += [
            _class_payloads(cls).map(lambda obj: _Found(_without("type")(obj), ("type",), expected, "nothing"))
            for cls in objects.classes
        ]
    for subtags in objects.tags.values():
        if isinstance(subtags, SubTags):
            same = [_class_payloads(cls) for cls in subtags.classes.values()]
            choices.append(_tag_fault(st.one_of(same), subtags.name, tuple(subtags.classes)))
    return choices


def _tag_fault(valid: SearchStrategy[Dict], name: str, tags: tuple[str, ...]) -> SearchStrategy[_Found]:
    kind = Kind(strings=tags)
    # A null could also be the absent tag of a class that has none.
    wrong = [values for type_name, values in _BY_JSON_TYPE.items() if type_name not in ("null", "string")]
    wrong.append(_strings_but(tags))
    faults = st.one_of(wrong).map(lambda value: _Found(value, (), kind.expected, _wrong(value, kind)))
    return st.builds(_in_object, valid, st.just(name), faults)


# Payloads as text


@_once
def frames(type: Any = Event) -> SearchStrategy[bytes]:  # noqa: A002  named as in `decode`
    """Payloads as UTF-8 JSON: any whitespace, order of members, escapes and spelling of numbers, names that repeat."""
    return payloads(type).flatmap(text_of)


def text_of(payload: Json) -> SearchStrategy[bytes]:
    """The ways to write a payload as UTF-8 JSON."""
    # One drawn number decides everything: drawing each escape would cost more than all else, and shrink no better.
    compact = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    seeds = st.integers(0, 2**32 - 1)
    return st.just(compact) | seeds.map(lambda seed: _Writer(seed).write(payload).encode())


class _Writer:
    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311  this is no cryptography
        self._spaces = self._random.choice([("",), ("", " "), ("", " ", "\n", "\t", "\r\n", "  ")])
        self._escaped = self._random.choice([0.0, 0.1, 1.0])
        self._shuffled = self._random.random() < 0.5
        self._repeated = self._random.choice([0.0, 0.0, 0.1])

    def write(self, value: Json) -> str:
        return self._space() + self._value(value) + self._space()

    def _space(self) -> str:
        return self._random.choice(self._spaces)

    def _value(self, value: Json) -> str:
        if isinstance(value, str):
            return self._string(value)
        if isinstance(value, float):
            return self._random.choice([repr(value), f"{value:.17e}", f"{value:.20E}"])
        if isinstance(value, list):
            return f"[{self._joined([self.write(item) for item in cast('Json', value)])}]"
        if isinstance(value, dict):
            return f"{{{self._joined(self._members(cast('Json', value)))}}}"
        return json.dumps(value)

    def _joined(self, parts: list[str]) -> str:
        return ",".join(parts) or self._space()

    def _members(self, obj: Dict) -> list[str]:
        pairs = list(obj.items())
        if self._shuffled:
            self._random.shuffle(pairs)
        parts = [f"{self._space()}{self._string(name)}{self._space()}:{self.write(value)}" for name, value in pairs]
        # Of a name that repeats the last one counts, whatever the others hold.
        others = ["null", "0", '""', "[]", "{}", '"error"', '{"type":"x"}']
        repeated = [name for name, _ in pairs if self._random.random() < self._repeated]
        return [f"{self._string(name)}:{self._random.choice(others)}" for name in repeated] + parts

    def _string(self, value: str) -> str:
        return f'"{"".join(map(self._character, value))}"'

    def _character(self, character: str) -> str:
        plain = json.dumps(character, ensure_ascii=False)[1:-1]
        if self._random.random() >= self._escaped:
            return plain
        if character == "/":
            return "\\/"
        units = character.encode("utf-16-be")
        return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


# Bytes that are no frames


_TOKENS = [
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b'"',
    b"\\",
    b"null",
    b"true",
    b"0",
    b"-",
    b"1e5",
    b'"type"',
    b'"error"',
    b" ",
]
_POISON = [
    *(
        b"NaN",
        b"-Infinity",
        b"1e999",
        b"01",
        b"1.",
        b"+1",
        b"9" * 5000,
        b"'",
        b"/*",
        b"//",
        b"\0",
        b"\x1f",
        b"\xff",
        b"\x80",
    ),
    *(
        b"\xed\xa0\x80",
        b"\xc0\x80",
        b"\xf4\x90\x80\x80",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\\ud800",
        b"\\udc00\\ud800",
        b"\\x",
    ),
    *(
        b"[" * 300,
        b'{"":' * 300,
        b"]" * 300,
        b"null",
        b"{}",
        b"[]",
        b'"",',
        b'"type":1,',
        b'"type":"error",',
        b"\n",
        b"\x0c",
    ),
]


def junk() -> SearchStrategy[bytes]:
    """Bytes that never were a frame."""
    soup = st.lists(st.sampled_from(_TOKENS + _POISON), max_size=30).map(b"".join)
    other_json = _JSON.map(lambda value: json.dumps(value).encode())
    encoded = st.builds(str.encode, st.text(max_size=20), st.sampled_from(["utf-8", "utf-16", "utf-32", "utf-16-le"]))
    return st.binary(max_size=60) | soup | other_json | encoded


def mutated(type: Any = Event) -> SearchStrategy[bytes]:  # noqa: A002  named as in `decode`
    """Frames of valid and of malformed payloads, damaged in one to three places."""
    whole = frames(type) | malformed(type).flatmap(lambda fault: text_of(fault.payload))
    return st.builds(_damaged, whole, st.lists(_DAMAGES, min_size=1, max_size=3))


_DAMAGES = st.tuples(
    st.sampled_from(["flip", "cut", "drop", "repeat", "insert", "replace"]),
    st.floats(0, 1),
    st.integers(1, 12),
    st.sampled_from(_POISON + _TOKENS),
)


def _damaged(frame: bytes, damages: list[tuple[str, float, int, bytes]]) -> bytes:
    for how, where, size, token in damages:
        at = int(where * len(frame))
        before, some, after = frame[:at], frame[at : at + size], frame[at + size :]
        frame = {
            "flip": before + bytes(byte ^ (1 << size % 8) for byte in some[:1]) + some[1:] + after,
            "cut": before,
            "drop": before + after,
            "repeat": before + some + some + after,
            "insert": before + token + some + after,
            "replace": before + token + after,
        }[how]
    return frame
