"""What an annotation says of a place holds in every direction and every lane: one table of small classes, driven through all.

A row is a type, JSON, and the object that it is, or what is wrong with it. Values that are null, strings or arrays, tags of
any name, and what `repr` may show: none of it is known by the name of a class or of a member.
"""

import copy
import gc
import json
import pickle
from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeAlias, Union, get_origin

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import realtime_wire as rw
from realtime_wire._engine.schema import kind_of, members
from tests import wire
from tests.backends import NATIVE, attempt, both_backends, needs_native
from tests.contract.test_semantics import same_json
from tests.payloads import PAYLOADS


def any_(value: Any) -> Any:
    """Hide from checkers what they know of a value."""
    return value


# The classes


def tuples(value: Any) -> Any:
    """Take any iterable for an array, at every depth, where an array is not all that a place may be."""
    alone = value is None or isinstance(value, (str, int, float, rw.Model))
    return value if alone else tuple([tuples(item) for item in any_(value)])


def words_or_array(values: Any) -> Any:
    """Do what `text_or_array` does, where checkers would ask of it that it knows the words."""
    convert: Any = rw.text_or_array
    return convert(values)


@rw.frozen(kw_only=True)
class Part(rw.Model):
    type: Literal["part"] = "part"
    text: rw.Words


@rw.frozen(kw_only=True)
class Content(rw.Model):
    content: str | tuple[Part, ...] = rw.field(converter=rw.text_or_array)


@rw.frozen(kw_only=True)
class Choice(rw.Model):
    allowed: Literal["all"] | tuple[str, ...] = rw.field(converter=words_or_array)


@rw.frozen(kw_only=True)
class Choices(rw.Model):
    allowed: Literal["all", "none"] | tuple[str, ...] | None = rw.field(default=None, converter=words_or_array)


@rw.frozen(kw_only=True)
class Mixed(rw.Model):
    items: tuple[str | Part, ...] = rw.field(converter=rw.array)


@rw.frozen(kw_only=True)
class Open(rw.Model):
    items: tuple[str | Part | rw.Unknown | None, ...] | None = rw.field(default=None, converter=rw.array)


@rw.frozen(kw_only=True)
class OneOrMany(rw.Model):
    part: Part | tuple[Part, ...] | None = rw.field(default=None, converter=tuples)


@rw.frozen(kw_only=True)
class Anyhow(rw.Model):
    value: str | int | bool | tuple[float, ...] | Part | None = rw.field(converter=tuples)


@rw.frozen(kw_only=True)
class Grid(rw.Model):
    rows: tuple[tuple[int | None, ...], ...] = rw.field(converter=tuples)


@rw.frozen(kw_only=True)
class Maps(rw.Model):
    arrays: Mapping[str, tuple[str, ...]] | None = None
    parts: Mapping[str, str | tuple[Part | None, ...]] | None = None


@rw.frozen(kw_only=True)
class Named(rw.Model):
    name: str | None
    nick: str | None = None


@rw.frozen(kw_only=True)
class Whole(rw.Model):
    part: Part | None
    parts: tuple[Part, ...] | None = rw.field(converter=rw.array)
    by_name: Mapping[str, Part | None] | None
    more: Mapping[str, Any] | None


@rw.frozen(kw_only=True)
class Limited(rw.Model):
    limit: rw.Nullable[int] = None
    parts: rw.Nullable[tuple[Part, ...]] = rw.field(default=None, converter=rw.array)


@rw.frozen(kw_only=True)
class Sent(rw.Model):
    id: rw.AlwaysSent[str] = None
    parts: rw.AlwaysSent[tuple[Part, ...]] = rw.field(default=None, converter=rw.array)
    text: str | None = None


# Told apart by another tag than `type`: beside it, without it, and beside one that may be left out.


@rw.frozen(kw_only=True)
class Move(rw.Model):
    type: Literal["step"] = "step"
    action: Literal["move"] = "move"
    by: float


@rw.frozen(kw_only=True)
class Turn(rw.Model):
    type: Literal["step"] = "step"
    action: Literal["turn", "spin"] = "turn"
    angle: rw.Nullable[int] = None


@rw.frozen(kw_only=True)
class Wait(rw.Model):
    type: Literal["step"] = "step"
    action: Literal["wait"] = "wait"
    until: str | tuple[Part, ...] | None = rw.field(converter=rw.text_or_array)
    note: rw.AlwaysSent[str] = None


@rw.frozen(kw_only=True)
class Square(rw.Model):
    shape: Literal["square"] = "square"
    side: float


@rw.frozen(kw_only=True)
class Circle(rw.Model):
    shape: Literal["circle"] = "circle"
    radius: float | None = None


@rw.frozen(kw_only=True)
class Cat(rw.Model):
    type: Literal["pet"] | None = None
    kind: Literal["cat"] = "cat"
    lives: int


@rw.frozen(kw_only=True)
class Dog(rw.Model):
    type: Literal["pet"] | None = None
    kind: Literal["dog"] = "dog"
    name: str | None


Step: TypeAlias = Move | Turn | Wait | rw.Unknown
Shape: TypeAlias = Square | Circle | rw.Unknown
Pet: TypeAlias = Cat | Dog | rw.Unknown


@rw.frozen(kw_only=True)
class Scene(rw.Model):
    steps: tuple[Step, ...] | None = rw.field(default=None, converter=rw.array)
    shape: Shape | None = None
    pet: Pet | str | None = None
    strict: Move | Turn | None = None


# Events without an id


@rw.frozen(kw_only=True)
class PingEvent(rw.Model):
    type: Literal["ping"] = "ping"
    at: int


@rw.frozen(kw_only=True)
class PongEvent(rw.Model):
    type: Literal["pong"] = "pong"
    at: int | None
    part: Part | None = None


@rw.frozen(kw_only=True)
class StopEvent(rw.Model):
    type: Literal["light"] = "light"
    color: Literal["red", "amber"] = "red"
    seconds: float


@rw.frozen(kw_only=True)
class GoEvent(rw.Model):
    type: Literal["light"] = "light"
    color: Literal["green"] = "green"
    part: rw.AlwaysSent[Part] = None


Light: TypeAlias = StopEvent | GoEvent | PingEvent | rw.UnknownEvent
Signal: TypeAlias = PingEvent | PongEvent | rw.UnknownEvent

PART = {"type": "part", "text": "x"}
STEP = {"type": "step", "action": "move", "by": 1}
LATE = {"type": "step", "action": "wait", "until": "late"}

NOBODY: dict[str, Any] = {"part": None, "parts": None, "by_name": None, "more": None}

ROWS: list[tuple[Any, dict[str, Any], Any]] = [
    (Content, {"content": "Hi"}, Content(content="Hi")),
    (Content, {"content": ""}, Content(content="")),
    (Content, {"content": []}, Content(content=())),
    (Content, {"content": [PART]}, Content(content=[Part(text="x")])),
    (Content, {"content": [PART, {**PART, "z": 1}]}, Content(content=[Part(text="x"), Part(text="x").with_extra(z=1)])),
    (Choice, {"allowed": "all"}, Choice(allowed="all")),
    (Choice, {"allowed": []}, Choice(allowed=[])),
    (Choice, {"allowed": ["all", "none"]}, Choice(allowed=["all", "none"])),
    (Choices, {}, Choices()),
    (Choices, {"allowed": None}, Choices().with_null("allowed")),
    (Choices, {"allowed": "none"}, Choices(allowed="none")),
    (Choices, {"allowed": ["a"]}, Choices(allowed=["a"])),
    (Mixed, {"items": []}, Mixed(items=[])),
    (Mixed, {"items": ["a", PART, ""]}, Mixed(items=["a", Part(text="x"), ""])),
    (
        Open,
        {"items": ["a", None, PART, {"type": "y"}]},
        Open(items=["a", None, Part(text="x"), rw.Unknown({"type": "y"})]),
    ),
    (OneOrMany, {}, OneOrMany()),
    (OneOrMany, {"part": PART}, OneOrMany(part=Part(text="x"))),
    (OneOrMany, {"part": [PART, PART]}, OneOrMany(part=(Part(text="x"), Part(text="x")))),
    (Anyhow, {"value": None}, Anyhow(value=None)),
    (Anyhow, {"value": "s"}, Anyhow(value="s")),
    (Anyhow, {"value": True}, Anyhow(value=True)),
    (Anyhow, {"value": 2**70}, Anyhow(value=2**70)),
    (Anyhow, {"value": [1, 1.5]}, Anyhow(value=(1, 1.5))),
    (Anyhow, {"value": PART}, Anyhow(value=Part(text="x"))),
    (Grid, {"rows": [[1, None], []]}, Grid(rows=[(1, None), ()])),
    (Maps, {}, Maps()),
    (Maps, {"arrays": {}, "parts": None}, Maps(arrays={}).with_null("parts")),
    (Maps, {"arrays": {"a": [], "b": ["x"]}}, Maps(arrays={"a": any_([]), "b": ("x",)})),
    (
        Maps,
        {"parts": {"a": "x", "b": [PART, None], "c": []}},
        Maps(parts={"a": "x", "b": any_([Part(text="x"), None]), "c": ()}),
    ),
    (Named, {"name": None}, Named(name=None)),
    (Named, {"name": "n"}, Named(name="n")),
    (Named, {"name": None, "nick": None, "x": None}, Named(name=None).with_null("nick").with_extra(x=None)),
    (Whole, NOBODY, Whole(part=None, parts=None, by_name=None, more=None)),
    (
        Whole,
        {"part": PART, "parts": [PART], "by_name": {"a": PART, "b": None}, "more": {"a": [None]}},
        Whole(
            part=Part(text="x"), parts=[Part(text="x")], by_name={"a": Part(text="x"), "b": None}, more={"a": [None]}
        ),
    ),
    (Limited, {}, Limited()),
    (Limited, {"limit": None, "parts": None}, Limited().with_null("limit", "parts")),
    (Limited, {"limit": 1, "parts": [PART]}, Limited(limit=1, parts=[Part(text="x")])),
    (Sent, {"id": None, "parts": None}, Sent()),
    (Sent, {"id": "i", "parts": None, "text": "t"}, Sent(id="i", text="t")),
    (Sent, {"id": "i", "parts": [PART]}, Sent(id="i", parts=[Part(text="x")])),
    (Sent, {"id": None, "parts": [], "text": None}, Sent(parts=[]).with_null("text")),
    (Step, STEP, Move(by=1)),
    (Step, {"type": "step", "action": "turn"}, Turn()),
    (Step, {"type": "step", "action": "spin", "angle": 90}, Turn(action="spin", angle=90)),
    (Step, {"type": "step", "action": "turn", "angle": None}, Turn().with_null("angle")),
    (Step, {"type": "step", "action": "wait", "until": None, "note": None}, Wait(until=None)),
    (Step, {"type": "step", "action": "wait", "until": [PART], "note": "n"}, Wait(until=[Part(text="x")], note="n")),
    (Step, LATE, Wait.from_dict(LATE)),
    # What another class of the same `type` declares is unknown to this one.
    (Step, {**STEP, "until": None, "note": None, "angle": 1}, Move(by=1).with_extra(until=None, note=None, angle=1)),
    (Step, {**LATE, "by": 1}, Wait.from_dict(LATE).with_extra(by=1)),
    (Step, {"type": "step", "action": "jump"}, rw.Unknown({"type": "step", "action": "jump"})),
    (Step, {"type": "step"}, rw.Unknown({"type": "step"})),
    (Step, {"type": "stop", "action": "move"}, rw.Unknown({"type": "stop", "action": "move"})),
    (Step, {"action": "move", "by": 1}, rw.Unknown({"action": "move", "by": 1})),
    (Shape, {"shape": "square", "side": 2.0}, Square(side=2.0)),
    (Shape, {"shape": "circle"}, Circle()),
    (Shape, {"shape": "circle", "radius": None, "z": []}, Circle().with_null("radius").with_extra(z=[])),
    (Shape, {"shape": "star"}, rw.Unknown({"shape": "star"})),
    (Shape, {"shape": None}, rw.Unknown({"shape": None})),
    (Shape, {}, rw.Unknown({})),
    (
        Shape,
        {"type": "square", "shape": "square", "side": 1},
        rw.Unknown({"type": "square", "shape": "square", "side": 1}),
    ),
    (Pet, {"kind": "cat", "lives": 9}, Cat(lives=9)),
    (Pet, {"type": "pet", "kind": "cat", "lives": 9}, Cat(type="pet", lives=9)),
    (Pet, {"type": None, "kind": "dog", "name": None}, Dog(name=None).with_null("type")),
    (Pet, {"type": "pet", "kind": "cow"}, rw.Unknown({"type": "pet", "kind": "cow"})),
    (Pet, {"type": "wild", "kind": "cat", "lives": 9}, rw.Unknown({"type": "wild", "kind": "cat", "lives": 9})),
    (
        Scene,
        {"steps": [STEP, {"type": "step", "action": "turn"}, {"a": 1}], "shape": {"shape": "circle"}, "pet": "cat"},
        Scene(steps=[Move(by=1), Turn(), rw.Unknown({"a": 1})], shape=Circle(), pet="cat"),
    ),
    (Scene, {"pet": {"kind": "cat", "lives": 1}, "strict": STEP}, Scene(pet=Cat(lives=1), strict=Move(by=1))),
    (Signal, {"type": "ping", "at": 1}, PingEvent(at=1)),
    (Signal, {"type": "pong", "at": None}, PongEvent(at=None)),
    (Light, {"type": "light", "color": "amber", "seconds": 1}, StopEvent(color="amber", seconds=1)),
    (Light, {"type": "light", "color": "green", "part": None}, GoEvent()),
    (Light, {"type": "light", "color": "green", "part": PART}, GoEvent(part=Part(text="x"))),
    (Light, {"type": "light", "color": "blue"}, rw.UnknownEvent({"type": "light", "color": "blue"})),
    (Light, {"type": "light"}, rw.UnknownEvent({"type": "light"})),
    (Signal, {"type": "pung"}, rw.UnknownEvent({"type": "pung"})),
]

FAULTS: list[tuple[Any, Any, str]] = [
    (Content, {}, "$.content: expected string or array, found nothing"),
    (Content, {"content": None}, "$.content: expected string or array, found null"),
    (Content, {"content": PART}, "$.content: expected string or array, found object"),
    (Content, {"content": ["x"]}, "$.content[0]: expected object, found string"),
    (Content, {"content": [{"type": "part"}]}, "$.content[0].text: expected string, found nothing"),
    (Content, {"content": [PART, {"type": "y"}]}, '$.content[1].type: expected "part", found another string'),
    (Choice, {"allowed": "none"}, '$.allowed: expected "all" or array, found another string'),
    (Choice, {"allowed": None}, '$.allowed: expected "all" or array, found null'),
    (Choice, {"allowed": [1]}, "$.allowed[0]: expected string, found integer"),
    (Choices, {"allowed": "some"}, '$.allowed: expected "all", "none" or array, found another string'),
    (Choices, {"allowed": True}, '$.allowed: expected "all", "none" or array, found boolean'),
    (Mixed, {"items": "abc"}, "$.items: expected array, found string"),
    (Mixed, {"items": [1]}, "$.items[0]: expected string or object, found integer"),
    (Mixed, {"items": [None]}, "$.items[0]: expected string or object, found null"),
    (Mixed, {"items": ["a", {**PART, "text": None}]}, "$.items[1].text: expected string, found null"),
    (Open, {"items": [[]]}, "$.items[0]: expected string, object or null, found array"),
    (OneOrMany, {"part": "x"}, "$.part: expected array or object, found string"),
    (OneOrMany, {"part": [None]}, "$.part[0]: expected object, found null"),
    (OneOrMany, {"part": [PART, {"type": "part"}]}, "$.part[1].text: expected string, found nothing"),
    (OneOrMany, {"part": {**PART, "text": 1}}, "$.part.text: expected string, found integer"),
    (Anyhow, {}, "$.value: expected string, integer, boolean, array, object or null, found nothing"),
    (Anyhow, {"value": 1.5}, "$.value: expected string, integer, boolean, array, object or null, found number"),
    (Anyhow, {"value": ["x"]}, "$.value[0]: expected number, found string"),
    (Anyhow, {"value": {"type": "part"}}, "$.value.text: expected string, found nothing"),
    (Grid, {"rows": [[1], [2, "x"]]}, "$.rows[1][1]: expected integer or null, found string"),
    (Grid, {"rows": [1]}, "$.rows[0]: expected array, found integer"),
    (Maps, {"arrays": {"a": "x"}}, "$.arrays[...]: expected array, found string"),
    (Maps, {"arrays": {"a": [1]}}, "$.arrays[...][0]: expected string, found integer"),
    (Maps, {"parts": {"a": [PART, {"type": "part"}]}}, "$.parts[...][1].text: expected string, found nothing"),
    (Named, {}, "$.name: expected string or null, found nothing"),
    (Named, {"name": 5}, "$.name: expected string or null, found integer"),
    (Named, {"name": None, "nick": 5}, "$.nick: expected string, found integer"),
    (Whole, {**NOBODY, "part": 1}, "$.part: expected object or null, found integer"),
    (Whole, {**NOBODY, "parts": "x"}, "$.parts: expected array or null, found string"),
    (Whole, {**NOBODY, "by_name": {"a": 1}}, "$.by_name[...]: expected object or null, found integer"),
    (Whole, {**NOBODY, "more": []}, "$.more: expected object or null, found array"),
    (Whole, {"part": None, "parts": None, "by_name": None}, "$.more: expected object or null, found nothing"),
    (Limited, {"limit": "1"}, "$.limit: expected integer, found string"),
    (Limited, {"parts": [None]}, "$.parts[0]: expected object, found null"),
    (Sent, {"id": 5}, "$.id: expected string, found integer"),
    (Sent, {"id": None, "parts": 5}, "$.parts: expected array, found integer"),
    (Step, {"type": "step", "action": "move"}, "$.by: expected number, found nothing"),
    (Step, {"type": "step", "action": "turn", "angle": "1"}, "$.angle: expected integer, found string"),
    (
        Step,
        {"type": "step", "action": "wait", "note": None},
        "$.until: expected string, array or null, found nothing",
    ),
    (Step, {**LATE, "until": ["x"]}, "$.until[0]: expected object, found string"),
    (Step, {**LATE, "note": 1}, "$.note: expected string, found integer"),
    (Move | Turn, {}, '$.type: expected "step", found nothing'),
    (Move | Turn, {"type": "step"}, '$.action: expected "move", "turn" or "spin", found nothing'),
    (Move | Turn, {"type": "step", "action": 1}, '$.action: expected "move", "turn" or "spin", found integer'),
    (Move | Turn, {"type": "step", "action": "x"}, '$.action: expected "move", "turn" or "spin", found another string'),
    (Shape, {"shape": "square"}, "$.side: expected number, found nothing"),
    (Shape, {"shape": "circle", "radius": "1"}, "$.radius: expected number, found string"),
    (Square | Circle, {}, '$.shape: expected "square" or "circle", found nothing'),
    (Square | Circle, {"shape": "x"}, '$.shape: expected "square" or "circle", found another string'),
    (Square | Circle, {"type": "x", "shape": "square"}, "$.type: expected nothing, found string"),
    (Pet, {"kind": "cat"}, "$.lives: expected integer, found nothing"),
    (Pet, {"type": "pet", "kind": "dog", "name": 1}, "$.name: expected string or null, found integer"),
    (Cat | Dog, {"type": "pet"}, '$.kind: expected "cat" or "dog", found nothing'),
    (Cat | Dog, {"type": "x", "kind": "cat"}, '$.type: expected "pet", found another string'),
    (Scene, {"steps": [STEP, "x"]}, "$.steps[1]: expected object, found string"),
    (Scene, {"steps": [{**STEP, "by": "1"}]}, "$.steps[0].by: expected number, found string"),
    (Scene, {"pet": 1}, "$.pet: expected string or object, found integer"),
    (Scene, {"pet": {"kind": "cat"}}, "$.pet.lives: expected integer, found nothing"),
    (Scene, {"strict": {"type": "step"}}, '$.strict.action: expected "move", "turn" or "spin", found nothing'),
    # An event without an id is named where the union says that it is an event.
    (Signal, {"type": "ping"}, "$.at: expected integer, found nothing (ping)"),
    (Signal, {"type": "pong", "at": "1"}, "$.at: expected integer or null, found string (pong)"),
    (Signal, {"type": "pong", "at": 1, "part": {}}, '$.part.type: expected "part", found nothing (pong)'),
    (Light, {"type": "light", "color": "red"}, "$.seconds: expected number, found nothing (light)"),
    (Light, {"type": "light", "color": "green", "part": 1}, "$.part: expected object, found integer (light)"),
    (StopEvent | GoEvent, {"type": "light"}, '$.color: expected "red", "amber" or "green", found nothing'),
    (Signal | rw.ErrorEvent, {"type": "ping"}, "$.at: expected integer, found nothing (ping)"),
    (Signal | rw.ErrorEvent, {"type": "error"}, "$.error: expected string or object, found nothing (error)"),
    (PingEvent | PongEvent, {"type": "ping"}, "$.at: expected integer, found nothing"),
    (PingEvent | PongEvent, {"type": "x"}, '$.type: expected "ping" or "pong", found another string'),
    (PingEvent | rw.Unknown, {"type": "ping"}, "$.at: expected integer, found nothing"),
    (PingEvent, {"type": "ping"}, "$.at: expected integer, found nothing"),
]

CONVERTER = rw.make_converter()

LANES: dict[str, Callable[[Any, Any], Any]] = {
    "decode": lambda obj, type_: rw.decode(json.dumps(obj), type_),
    "python": lambda obj, type_: rw.Decoder(type_, backend="python").decode(json.dumps(obj)),
    "lines": lambda obj, type_: rw.Decoder(type_).decode_lines(json.dumps(obj))[0],
    "structure": rw.structure,
    "a converter": CONVERTER.structure,
    "from_dict": lambda obj, type_: any_(type_).from_dict(obj) if isinstance(type_, type) else rw.structure(obj, type_),
}
if NATIVE:
    LANES["native"] = lambda obj, type_: rw.Decoder(type_, backend="native").decode(json.dumps(obj))

BACK: dict[str, Callable[[Any], Any]] = {
    "encode": lambda obj: json.loads(rw.encode(obj)),
    "to_json": lambda obj: json.loads(obj.to_json()),
    "unstructure": rw.unstructure,
    "a converter": CONVERTER.unstructure,
    "to_dict": lambda obj: obj.to_dict(),
}

each_lane = pytest.mark.parametrize("decode", LANES.values(), ids=LANES)


# In all directions


@each_lane
@pytest.mark.parametrize(("type_", "payload", "obj"), ROWS, ids=repr)
def test_in_all_directions(type_: Any, payload: dict[str, Any], obj: Any, decode: Callable[[Any, Any], Any]) -> None:
    before = copy.deepcopy(payload)
    made = decode(payload, type_)
    assert type(made) is type(obj)
    assert made == obj
    assert hash(made) == hash(obj)
    assert repr(made) == repr(obj)
    for each in (made, obj):
        for way, back in BACK.items():
            assert same_json(back(each), payload), way
    assert payload == before
    for again in (copy.copy(made), copy.deepcopy(made), pickle.loads(pickle.dumps(made))):  # noqa: S301  our own
        assert again == made
        assert same_json(again.to_dict(), payload)
    if isinstance(made, rw.Model):
        assert attrs.evolve(made) == made.evolve() == made
        assert same_json(made.with_extra(q=0).without_extra("q").to_dict(), payload)


@each_lane
@pytest.mark.parametrize(("type_", "payload", "text"), FAULTS, ids=repr)
def test_faults(type_: Any, payload: Any, text: str, decode: Callable[[Any, Any], Any]) -> None:
    with pytest.raises(rw.DecodeError) as info:
        decode(payload, type_)
    info.value.line = None  # only lines have one
    assert str(info.value) == text


@both_backends
def test_malformed_events_without_an_id_are_kept(backend: Any) -> None:
    keeping: Any = rw.Decoder(Signal, malformed="keep", backend=backend)
    for type_, payload, text in FAULTS:
        if type_ == Signal:
            kept = keeping.decode(json.dumps(payload))
            assert type(kept) is rw.MalformedEvent
            assert (kept.raw, str(kept.error), kept.error.event_type) == (payload, text, payload["type"])
            assert kept.event_id is None
    only: Any = rw.Decoder(Signal, only=PongEvent, backend=backend)
    assert only.decode('{"type":"ping"}') is None
    assert only.decode('{"type":"pong","at":null}') == PongEvent(at=None)


TYPES = list(dict.fromkeys(type_ for type_, *_ in (*ROWS, *FAULTS)))
"""All types of the table."""

some_type = st.sampled_from(TYPES)


@each_lane
@given(st.data())
def test_drawn_payloads_come_back(decode: Callable[[Any, Any], Any], data: st.DataObject) -> None:
    type_ = data.draw(some_type)
    payload = data.draw(wire.payloads(type_))
    made = decode(payload, type_)
    for back in BACK.values():
        assert same_json(back(made), payload)


@each_lane
@given(st.data())
def test_drawn_objects_come_back(decode: Callable[[Any, Any], Any], data: st.DataObject) -> None:
    type_ = data.draw(some_type)
    obj = data.draw(wire.objects(type_))
    for back in BACK.values():
        assert decode(back(obj), type_) == obj


@each_lane
@given(st.data())
def test_drawn_faults_are_told(decode: Callable[[Any, Any], Any], data: st.DataObject) -> None:
    type_ = data.draw(some_type)
    fault = data.draw(wire.malformed(type_))
    with pytest.raises(rw.DecodeError) as info:
        decode(fault.payload, type_)
    error = info.value
    assert (error.path, error.expected, error.found) == (fault.path, fault.expected, fault.found)
    assert error.event_type == fault.event_type


@needs_native
def test_the_compiled_lane_serves_them() -> None:
    """The table is about two lanes: nothing that has an object is left to Python."""
    for cls in (
        Content,
        Choice,
        Choices,
        Mixed,
        OneOrMany,
        Anyhow,
        Named,
        Limited,
        Sent,
        Move,
        Turn,
        Square,
        PongEvent,
    ):
        decoder: Any = rw.Decoder(cls, backend="native")
        for payload, obj in [(payload, obj) for _, payload, obj in ROWS if type(obj) is cls]:
            is_rare = str(2**70) in json.dumps(payload)
            assert attempt(decoder, json.dumps(payload)) == (NotImplemented if is_rare else obj), cls


# What constructors take


def test_arrays_and_texts_that_are_built() -> None:
    parts = [Part(text="x"), Part(text="y")]
    for given_ in (parts, tuple(parts), iter(parts), (part for part in parts), dict.fromkeys(parts)):
        values = dict.fromkeys(parts).keys() if isinstance(given_, dict) else given_
        assert Content(content=any_(values)).content == tuple(parts)
    assert type(Content(content=any_(parts)).content) is tuple
    assert Choice(allowed=["all"]).allowed == ("all",)
    assert Choice(allowed="all").evolve(allowed=["a"]).allowed == ("a",)
    assert Choices(allowed=None).allowed is None
    for make, name in (
        (lambda: Mixed(items=any_("ab")), "str"),
        (lambda: Mixed(items=any_(b"ab")), "bytes"),
        (lambda: Content(content=any_(b"ab")), "bytes"),
        (lambda: Content(content=any_({"a": 1})), "dict"),
        (lambda: Choices(allowed="all").evolve(allowed={}), "dict"),
    ):
        message = rf"^(Mixed\.items|Content\.content|Choices\.allowed): an array is made from a list or another iterable of its elements, not from {name}$"
        with pytest.raises(TypeError, match=message):
            make()


@rw.frozen(kw_only=True)
class Nested(rw.Model):
    rows: tuple[tuple[int, ...], ...] = rw.field(converter=rw.array)


WRONG: list[tuple[Callable[[], Any], str]] = [
    (lambda: Content(content=any_(None)), "Content.content: expected string or array, found null"),
    (lambda: Content(content=any_(["x"])), "Content.content[0]: expected Part, found string"),
    (lambda: Choice(allowed=any_("none")), 'Choice.allowed: expected "all" or array, found another string'),
    (lambda: Choice(allowed=any_([1])), "Choice.allowed[0]: expected string, found integer"),
    (lambda: Mixed(items=any_([5])), "Mixed.items[0]: expected string or Part, found integer"),
    (lambda: Mixed(items=any_(["a", None])), "Mixed.items[1]: expected string or Part, found null"),
    (lambda: Open(items=any_([PART])), "Open.items[0]: expected string, Part, Unknown or null, found dict"),
    (lambda: OneOrMany(part=any_("x")), "OneOrMany.part: expected array or Part, found string"),
    (lambda: Nested(rows=any_([[1]])), "Nested.rows[0]: expected array, found list"),
    (
        lambda: Anyhow(value=any_(1.5)),
        "Anyhow.value: expected string, integer, boolean, array, Part or null, found number",
    ),
    (lambda: Maps(arrays={"a": any_("x")}), "Maps.arrays[...]: expected array, found string"),
    (lambda: Maps(arrays={"a": any_([1])}), "Maps.arrays[...][0]: expected string, found integer"),
    (lambda: Maps(parts={"a": any_({})}), "Maps.parts[...]: expected string or array, found dict"),
    (lambda: Maps(parts={"a": any_({1})}), "Maps.parts[...]: expected string or array, found a Python set"),
    (lambda: Named(name=any_(5)), "Named.name: expected string or null, found integer"),
    (lambda: Limited(limit=any_("1")), "Limited.limit: expected integer, found string"),
    (lambda: Sent(id=any_(5)), "Sent.id: expected string, found integer"),
    (lambda: Turn(action=any_("jump")), 'Turn.action: expected "turn" or "spin", found another string'),
    (lambda: Scene(steps=any_([Square(side=1)])), "Scene.steps[0]: expected Move, Turn, Wait or Unknown, found Square"),
    (
        lambda: Scene(shape=rw.Unknown({"shape": "circle"})),
        (
            "Scene.shape: expected Square, Circle or Unknown, found Unknown of a variant that is known: "
            "realtime_wire.structure makes its object"
        ),
    ),
    (
        lambda: Scene(shape=Square(side=1).with_extra(type="x")),
        "Scene.shape: expected Square, Circle or Unknown, found Square with a type, which stands for another variant",
    ),
]


@pytest.mark.parametrize(("make", "message"), WRONG, ids=[message for _, message in WRONG])
def test_what_cannot_be_built(make: Callable[[], Any], message: str) -> None:
    with pytest.raises(TypeError) as info:
        make()
    assert str(info.value) == message


# Null


def test_a_null_that_is_a_value_is_no_explicit_null() -> None:
    named = Named(name=None)
    assert named.nulls == Named.from_dict({"name": None}).nulls == frozenset()
    assert named.evolve(name="n").evolve(name=None) == named
    assert attrs.evolve(Named(name="n"), name=None).to_dict() == {"name": None}
    assert repr(named) == "Named(name=None)"
    assert named != Named(name="")
    with pytest.raises(TypeError, match=r"^Named has no optional member 'name'$"):
        named.with_null("name")
    with pytest.raises(TypeError, match="name"):
        any_(Named)()
    assert [member.required for member in members(Named)] == [True, False]
    assert [member.kind.null for member in members(Named)] == [True, False]


def test_a_null_that_is_to_be_expected() -> None:
    """What `Nullable` says is for whoever reads the class: all optional members may be null."""
    assert [member.nullable for member in members(Limited)] == [True, True]
    assert [member.required for member in members(Limited)] == [False, False]
    assert (Limited().nulls, Limited().to_dict()) == (frozenset(), {})
    null = Limited().with_null("limit")
    assert (null.limit, null.nulls, null.to_dict()) == (None, frozenset({"limit"}), {"limit": None})
    assert null.evolve(limit=None) == Limited()
    assert null.evolve(limit=1) == Limited(limit=1)


@needs_native
def test_nulls_are_not_left_to_python() -> None:
    rows: list[tuple[Any, Any]] = [(Limited, {"limit": None, "parts": None}), (Sent, {"id": None})]
    rows += [(Named, {"name": None}), (Named, {"name": "n", "nick": None})]
    for cls, payload in rows:
        made = attempt(rw.Decoder(cls, backend="native"), json.dumps(payload))
        assert (made, made.to_dict()) == (rw.structure(payload, cls), payload)


WITHOUT: dict[str, Callable[[Sent], Sent]] = {
    "itself": lambda sent: sent,
    "evolve": lambda sent: sent.evolve(),
    "attrs.evolve": attrs.evolve,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda sent: pickle.loads(pickle.dumps(sent)),  # noqa: S301  our own
    "pickle, protocol 0": lambda sent: pickle.loads(pickle.dumps(sent, 0)),  # noqa: S301  our own
    "there and back": lambda sent: Sent.from_json(sent.to_json()),
    "as a dict and back": lambda sent: Sent.from_dict(sent.to_dict()),
    "extra and none": lambda sent: sent.with_extra(a=1).without_extra(),
    "a value and none": lambda sent: sent.evolve(text="t").evolve(text=None),
    "null and none": lambda sent: sent.with_null("text").evolve(text=None),
}


@pytest.mark.parametrize("same", WITHOUT.values(), ids=WITHOUT)
@each_lane
def test_what_came_without_a_member_that_is_always_sent(
    decode: Callable[[Any, Any], Any], same: Callable[[Sent], Sent]
) -> None:
    """Objects that are built have the null; those that came without it stay without, as do their copies."""
    came = same(decode({}, Sent))
    assert (came.id, came.nulls) == (None, frozenset())
    for back in BACK.values():
        assert back(came) == {}
    assert came != Sent()
    assert came == same(came) == Sent.from_dict({})
    assert hash(came) == hash(Sent.from_dict({}))
    # Who asks for None asks for the null.
    assert came.evolve(id=None).to_dict() == {"id": None}
    assert came.with_null("id").to_dict() == {"id": None}
    assert came.evolve(id=None, parts=None) == came.with_null("id", "parts") == Sent()
    assert came.evolve(id="i").to_dict() == {"id": "i"}
    assert attrs.evolve(came, id="i").evolve(text="t").to_dict() == {"id": "i", "text": "t"}
    assert came.evolve(text="t").to_dict() == {"text": "t"}
    assert came.with_extra(a=1).to_dict() == {"a": 1}


@pytest.mark.parametrize("same", WITHOUT.values(), ids=WITHOUT)
def test_what_is_built_has_the_null_of_a_member_that_is_always_sent(same: Callable[[Sent], Sent]) -> None:
    built = same(Sent())
    assert built.nulls == {"id", "parts"}
    assert built == Sent(id=None, parts=None) == Sent().with_null("id")
    for back in BACK.values():
        assert back(built) == {"id": None, "parts": None}
    assert repr(built) == "Sent(id=None, parts=None)"
    assert same(Sent(id="i")).to_dict() == {"id": "i", "parts": None}
    assert same(Sent(id="i")).evolve(id=None) == built
    assert same(Sent(id="i", parts=[])).nulls == frozenset()
    assert same(Sent(id="i", parts=[])).evolve(parts=None).to_dict() == {"id": "i", "parts": None}
    assert attrs.evolve(built, id="i").to_dict() == {"id": "i", "parts": None}


# What `repr` shows

MARK = "QZQZQZ"


@rw.frozen(kw_only=True)
class Masked(rw.Model):
    key: rw.Secret[str] | None = None
    keys: tuple[rw.Secret[str], ...] | None = rw.field(default=None, converter=rw.array)
    by_name: Mapping[str, rw.Secret[str]] | None = None
    either: rw.Secret[str | tuple[str, ...]] | None = rw.field(default=None, converter=rw.text_or_array)
    headers: rw.Secret[Mapping[str, Any]] | None = None
    grid: tuple[tuple[rw.AudioData, ...], ...] | None = rw.field(default=None, converter=rw.array)
    null: rw.Nullable[rw.Secret[str]] = None
    urls: tuple[rw.DataUrl | None, ...] | None = rw.field(default=None, converter=rw.array)
    files: Mapping[str, rw.FileData] | None = None
    sounds: Mapping[str, tuple[rw.AudioData, ...]] | None = None
    words: rw.Words | None = None
    plain: Mapping[str, str] | None = None
    many: tuple[str, ...] | None = rw.field(default=None, converter=rw.array)


SHOWN: dict[str, list[tuple[Any, str]]] = {
    "key": [(MARK, "<secret>"), ("", "<secret>")],
    "keys": [([], "()"), ([MARK], "(<secret>,)"), ([MARK, MARK], "(<secret>, <secret>)")],
    "by_name": [({}, "{}"), ({"a": MARK, "b": MARK}, "{'a': <secret>, 'b': <secret>}")],
    "either": [(MARK, "<secret>"), ([MARK], "<secret>")],
    "headers": [({MARK: MARK}, "<secret>")],
    "grid": [([("AAAA",), (), (MARK, "")], "((<audio 4 chars>,), (), (<audio 6 chars>, <audio 0 chars>))")],
    "null": [(MARK, "<secret>")],
    "urls": [
        ([f"data:,{MARK}", None, "https://a.example/b"], "(<data URL 12 chars>, None, 'https://a.example/b')"),
        ([f" DATA:{MARK}"], "(<data URL 12 chars>,)"),
    ],
    "files": [({"a": MARK}, "{'a': <data 6 chars>}")],
    "sounds": [({"a": [MARK], "b": []}, "{'a': (<audio 6 chars>,), 'b': ()}")],
    # Words are for whoever has to leave them out; `repr` shows them.
    "words": [("Hi", "'Hi'")],
    "plain": [({"a": "b"}, "{'a': 'b'}")],
    "many": [(["a"], "('a',)"), (["a", "b"], "('a', 'b')")],
}


@each_lane
@pytest.mark.parametrize(
    ("name", "value", "shown"), [(name, *row) for name, rows in SHOWN.items() for row in rows], ids=repr
)
def test_repr_masks_inside_of_arrays_and_maps(
    name: str, value: Any, shown: str, decode: Callable[[Any, Any], Any]
) -> None:
    built = any_(Masked)(**{name: value})
    for obj in (built, decode(rw.unstructure(built), Masked), copy.copy(built)):
        assert repr(obj) == str(obj) == f"Masked({name}={shown})"
        assert repr([obj]) == f"[{obj!r}]"
    assert MARK not in repr(built)
    assert SHOWN.keys() == {member.name for member in members(Masked)}


def test_repr_of_nulls_and_extra() -> None:
    null = Masked().with_null("key", "keys", "by_name", "null").with_extra(token=MARK)
    assert repr(null) == "Masked(key=None, keys=None, by_name=None, null=None, extra=<token>)"
    assert repr(Scene(steps=[Move(by=1)])) == "Scene(steps=(Move(by=1),))"


# How classes are declared


def undeclared() -> type[Any]:
    @attrs.frozen(kw_only=True)
    class Plain(rw.Model):
        name: str

    return Plain


def undeclared_below() -> type[Any]:
    @attrs.frozen(kw_only=True)
    class Plain(Part):
        name: str | None = None

    return Plain


def held_undeclared() -> type[Any]:
    return with_default(undeclared() | None, None)


@pytest.mark.parametrize("declare", [undeclared, undeclared_below, held_undeclared])
def test_classes_that_are_declared_with_attrs_are_refused(declare: Callable[[], Any]) -> None:
    cls = declare()
    arguments: dict[Any, dict[str, Any]] = {
        undeclared: {"name": "n"},
        undeclared_below: {"text": ""},
        held_undeclared: {},
    }
    uses: list[Callable[[], Any]] = [
        lambda: rw.decode("{}", cls),
        lambda: rw.Decoder(cls),
        lambda: rw.structure({}, cls),
        lambda: rw.make_converter().structure({}, cls),
        lambda: cls.from_json(b"{}"),
        lambda: cls.from_dict({}),
        lambda: cls(**arguments[declare]),
        lambda: rw.decode("{}", cls | rw.UnknownEvent),
    ]
    for use in [*uses, *uses]:
        held = r"Declared\.a: " if declare is held_undeclared else ""
        with pytest.raises(TypeError, match=rf"^{held}Plain is not declared with realtime_wire\.frozen$"):
            use()


def with_default(annotation: Any, default: Any) -> type[Any]:
    namespace = {"__annotations__": {"a": annotation}, "a": default}
    return any_(rw.frozen)(kw_only=True)(type("Declared", (rw.Model,), namespace))  # type: ignore[no-any-return]


DEFAULTS: list[tuple[Any, Any]] = [
    (int | None, 5),
    (str, ""),
    (bool, False),
    (Literal["a"] | str, "a"),
    (Literal["a", "b"], "c"),
    (tuple[int, ...], ()),
    (tuple[int, ...], attrs.field(factory=tuple)),
    (Mapping[str, Any], {}),
]


@pytest.mark.parametrize(("annotation", "default"), DEFAULTS, ids=repr)
def test_defaults_that_would_be_sent_are_refused(annotation: Any, default: Any) -> None:
    cls = with_default(annotation, default)
    message = (
        "Declared.a has a default that would be sent without having been there: "
        "the default of an optional member is None, and that of a tag one of its values"
    )
    for use in (cls, lambda: rw.decode("{}", cls), lambda: rw.structure({}, cls), lambda: rw.Decoder(cls)):
        with pytest.raises(TypeError) as info:
            use()
        assert str(info.value) == message


def test_defaults_that_say_what_is_absent() -> None:
    assert with_default(int | None, None)().to_dict() == {}
    assert with_default(Literal["a", "b"], "b")().to_dict() == {"a": "b"}
    # A class's own word for absent need not be in the annotation.
    assert with_default(int, None)().to_dict() == {}


@pytest.mark.parametrize(
    "annotation",
    [list[int], dict[str, int], set[str], tuple[int], tuple[int, str], object, bytes, Literal[1]],
    ids=repr,
)
def test_annotations_that_describe_no_json(annotation: Any) -> None:
    instead = {
        list: "an array is a tuple[..., ...]",
        tuple: "an array is a tuple[..., ...]",
        dict: "an object is a Mapping[str, ...]",
    }
    hint = instead.get(get_origin(annotation))
    cls = with_default(annotation, attrs.NOTHING)
    with pytest.raises(TypeError) as info:
        rw.decode("{}", cls)
    assert str(info.value) == f"Declared.a: no JSON is described by {annotation!r}" + (f": {hint}" if hint else "")


def test_a_class_beside_a_mapping_is_refused() -> None:
    message = "^nothing in JSON tells Part and a mapping apart$"
    for annotation in (
        Part | Mapping[str, Any],
        Mapping[str, str] | Part | None,
        any_(rw.Nullable)[Mapping[str, str] | Part],
    ):
        with pytest.raises(TypeError, match=message):
            kind_of(annotation)


def test_annotations_may_be_text() -> None:
    cls = with_default("rw.Secret[str] | None", None)
    assert repr(cls(a="s")) == "Declared(a=<secret>)"
    assert rw.decode('{"a":null}', cls).nulls == {"a"}
    with pytest.raises(
        TypeError, match=r"^Declared has an annotation with 'Nowhere', which its module does not know \(yet\)$"
    ):
        with_default("Nowhere | None", None)


def test_unions_are_written_in_any_way() -> None:
    assert kind_of(Union[Move, Turn]).objects is not None  # noqa: UP007  the other way to write it
    assert rw.structure(STEP, Union[Move, Turn, rw.Unknown]) == Move(by=1)  # noqa: UP007  the other way to write it


def test_decoding_leaves_no_classes_behind() -> None:
    """It makes objects by the help of classes of its own, which whoever looks for subclasses must not meet."""

    @rw.frozen(kw_only=True)
    class Base(rw.Model):
        name: str | None = None

    @rw.frozen(kw_only=True)
    class Derived(Base):
        nick: str | None = None

    for cls in (Base, Derived):
        for decode in LANES.values():
            assert type(decode({"name": "n"}, cls)) is cls
    gc.collect()  # attrs makes a class of each that is declared, and leaves that one behind
    assert Base.__subclasses__() == [Derived]
    assert Derived.__subclasses__() == []
    assert Base in rw.Model.__subclasses__()
    for cls, payloads in PAYLOADS.items():
        for decode in LANES.values():
            decode(payloads[0], cls)
        # A protocol may have more of a class under the same name.
        assert cls.__name__ not in [each.__name__ for each in cls.__subclasses__() if each not in PAYLOADS]
