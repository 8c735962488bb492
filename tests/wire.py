"""Strategies for our own tests, upon the public ones: `realtime_wire.strategies`, which see for the types.

- `payloads(type)`, `frames(type)`: the public ones, with all values that a JSON type has.
- `objects(type)`: what users can build, by constructors and with all that these take.
- `unknowns(type)`: those of the payloads that are of no known variant.
- `malformed(type)`: payloads with exactly one fault, and what the error must say of it.
- `mutated(type)`: frames that were damaged; `junk()`: bytes that never were a frame.
- `json_values()`, `json_objects()`: any JSON.
"""

from __future__ import annotations

import json
from random import Random
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

import attrs
from hypothesis import strategies as st

import realtime_wire.strategies._drawn as drawn
import realtime_wire.strategies._faults as faults
from realtime_wire import DecodeError, Event, MalformedEvent, Model, UnknownEvent, strategies
from realtime_wire._engine.schema import Kind, Objects, kind_of, members
from realtime_wire.strategies._spelling import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from hypothesis.strategies import DrawFn, SearchStrategy
    from typing_extensions import TypeForm

    from realtime_wire._engine.record import Raw, Record

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

T = TypeVar("T")
Json: TypeAlias = Any
Dict: TypeAlias = "dict[str, Any]"

WILD = drawn.How(wild=True)


def objects_of(type_: Any) -> Objects:
    """Return the classes of a type that has some."""
    objects = kind_of(type_).objects
    assert objects is not None, f"{type_!r} has no class of this library"
    return objects


def json_values() -> SearchStrategy[Json]:
    """Any JSON value."""
    return drawn.json_values(wild=True)


def json_objects() -> SearchStrategy[Dict]:
    """Any JSON object."""
    return _JSON_OBJECTS


_JSON_OBJECTS = st.dictionaries(drawn.NAMES, json_values(), max_size=4)


def payloads(type: Any = Event) -> SearchStrategy[Json]:  # noqa: A002  named as in `decode`
    """JSON values that decode as the type."""
    return strategies.payloads(type, wild=True)


def frames(type: Any = Event) -> SearchStrategy[bytes]:  # noqa: A002  named as in `decode`
    """Payloads as UTF-8 JSON: any whitespace, order of members, escapes and spelling of numbers, names that repeat."""
    return strategies.frames(type, wild=True)


def unknowns(type: Any = Event) -> SearchStrategy[Dict]:  # noqa: A002  named as in `decode`
    """JSON objects that are of none of the variants of a union, whatever else they hold."""
    objects = objects_of(type)
    assert objects.unknown is not None, f"{type!r} has no class for what is unknown"
    return drawn.unknowns(objects, wild=True)


# Objects


def objects(type: TypeForm[T]) -> SearchStrategy[T]:  # noqa: A002  named as in `decode`
    """Objects as a user can build them: by the constructor, then perhaps `evolve`, `with_null` and `with_extra`."""
    kind = kind_of(cast("Any", type))
    if kind.objects is not None and kind.objects.unknown is MalformedEvent:
        faulty = malformed().filter(lambda fault: isinstance(fault.payload, dict))
        return cast("SearchStrategy[T]", faulty.map(_malformed_event))
    return _objects(kind, payloads(type))


def _malformed_event(fault: Fault) -> MalformedEvent:
    return MalformedEvent(fault.payload, DecodeError(fault.expected, fault.found, event_type=fault.event_type))


@st.composite
def _objects(draw: DrawFn, kind: Kind, values: SearchStrategy[Json]) -> Any:
    # One drawn number decides what is only a manner of building.
    builder = _Builder(draw(st.integers(0, 2**32 - 1)))
    obj = builder.build(kind, draw(values))
    if isinstance(obj, Model) and draw(st.booleans()):
        obj = obj.evolve(**builder.arguments(type(obj), draw(payloads(type(obj)))))
    return obj


class _Builder:
    """Makes objects of JSON by their constructors, without what decodes."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311  this is no cryptography

    def build(self, kind: Kind, value: Json, *, inside: bool = False) -> Any:
        if isinstance(value, list) and kind.array is not None:
            array = kind.array
            # What a converter takes for a whole array is not what stands in a map, or where an object may be as well.
            iterable = self._random.choice(_ITERABLES[: 2 if inside or kind.map is not None else None])
            return iterable([self.build(array, item, inside=inside) for item in cast("Json", value)])
        if not isinstance(value, dict) or kind.anything:
            return cast("Any", value)
        obj = cast("Dict", value)
        if kind.objects is None:
            each = kind.map
            assert each is not None
            return self._random.choice(_MAPPINGS)(
                {name: self.build(each, item, inside=True) for name, item in obj.items()}
            )
        classes, unknown = kind.objects.classes, kind.objects.unknown
        cls = classes[0] if unknown is None and len(classes) == 1 else kind.objects.class_of(obj)
        if cls is None:
            return cast("Callable[[Dict], Raw]", unknown)(obj)
        arguments = self.arguments(cls, obj)
        if self._random.random() < 0.5:
            arguments = {name: item for name, item in arguments.items() if item != cls_default(cls, name)}
        optional = [member.name for member in members(cls) if not member.required]
        nulls = [name for name in optional if name in obj and obj[name] is None]
        declared = {member.name for member in members(cls)}
        extra = {name: item for name, item in obj.items() if name not in declared}
        made = cast("type[Model]", cls)(**arguments)
        return made.with_null(*nulls).with_extra(**extra)

    def arguments(self, cls: type[Record], obj: Dict) -> Dict:
        """Return what the constructor takes for the members of a JSON object."""
        return {m.name: self.build(m.kind, obj[m.name]) for m in members(cls) if m.name in obj}


def cls_default(cls: type[Record], name: str) -> Any:
    return attrs.fields_dict(cls)[name].default


_ITERABLES: list[Callable[[list[Any]], Iterable[Any]]] = [list, tuple, iter]
_MAPPINGS: list[Callable[[Dict], Mapping[str, Any]]] = [dict, MappingProxyType]


# Payloads with one fault


@attrs.frozen(eq=False)
class Fault:
    """A payload with one fault, and what a `DecodeError` must tell about it."""

    payload: Json
    path: str
    expected: str
    found: str
    event_type: str | None


def malformed(type: Any = Event) -> SearchStrategy[Fault]:  # noqa: A002  named as in `decode`
    """Payloads that would decode but for one thing: a value of a wrong JSON type somewhere, or a missing member."""
    kind = kind_of(type)
    return faults.faults(kind, WILD).map(lambda fault: _told(fault, kind))


def _told(fault: faults.Fault, kind: Kind) -> Fault:
    path = "$" + "".join(
        "[...]" if step is None else f"[{step}]" if isinstance(step, int) else f".{step}" for step in fault.steps
    )
    return Fault(fault.payload, path, fault.expected, fault.found, _event_type(fault.payload, kind))


def _event_type(payload: Json, kind: Kind) -> str | None:
    """Return the wire name of the event that a payload is; None if it is no event."""
    if not isinstance(payload, dict) or kind.objects is None:
        return None
    tag = cast("Dict", payload).get("type")
    for cls in kind.objects.classes:
        # By convention an event's class ends so, and nothing else does. One without an id is an event in such a union.
        kept = kind.objects.unknown is UnknownEvent or "event_id" in attrs.fields_dict(cls)
        if cls.__name__.endswith("Event") and kept:
            (names,) = [member.kind.documented for member in members(cls) if member.name == "type"]
            if isinstance(tag, str) and tag in names:
                return tag
    return None


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
    other_json = json_values().map(lambda value: json.dumps(value).encode())
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
