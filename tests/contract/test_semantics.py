"""What users can rely on: one section for each promise.

Each property is checked on every lane, which is a way from text to object.
"""

from __future__ import annotations

import copy
import json
import pickle
import re
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar, cast

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import realtime_wire as rw
from realtime_wire import Decoder, MalformedEvent, Model, Unknown, UnknownEvent
from realtime_wire._engine.record import Raw
from realtime_wire._engine.schema import SubTags, kind_of, members
from realtime_wire._engine.text import dumps
from tests import wire
from tests.backends import NATIVE, choosing
from tests.declared import CLASSES, PUBLIC, name_of
from tests.payloads import PAYLOADS

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from realtime_wire._engine.lane import BackendName
    from realtime_wire._engine.text import Data
    from tests.wire import Fault

T = TypeVar("T")
Json = dict[str, Any]


# Lanes


@attrs.frozen
class Lane:
    """A way from text to object."""

    name: str
    decode: Callable[[bytes, Any], Any]
    there: bool = True


def _by(backend: BackendName) -> Callable[[bytes, Any], Any]:
    """Decode with a new decoder for each frame."""
    return lambda frame, type_: Decoder(type_, backend=backend).decode(frame)


LANES = [
    Lane("structure", lambda frame, type_: rw.structure(json.loads(frame), type_)),
    Lane("python", _by("python")),
    Lane("native", _by("native"), there=NATIVE),
]
AVAILABLE = [lane for lane in LANES if lane.there]
FROM_TEXT = [lane for lane in AVAILABLE if lane.name != "structure"]
"""The lanes that take any bytes: the other one begins after the parser."""


def each(lanes: list[Lane]) -> pytest.MarkDecorator:
    """Run a test on each lane of a list, and show those that cannot run here as skipped."""
    missing = pytest.mark.skipif(condition=True, reason="the compiled lane is not there")
    return pytest.mark.parametrize(
        "lane", [pytest.param(lane, id=lane.name, marks=[] if lane.there else [missing]) for lane in lanes]
    )


on_each_lane = each(LANES)
on_each_text_lane = each(LANES[1:])


# What is tested

UNIONS: dict[str, Any] = {
    "AnyRealtimeSession": rw.AnyRealtimeSession,
    "ClientEvent": rw.ClientEvent,
    "ContentPart": rw.ContentPart,
    "Event": rw.Event,
    "Item": rw.Item,
    "PromptVariable": rw.PromptVariable,
    "RealtimeAudioFormat": rw.RealtimeAudioFormat,
    "RealtimeMCPError": rw.RealtimeMCPError,
    "RealtimeTool": rw.RealtimeTool,
    "RealtimeToolChoice": rw.RealtimeToolChoice,
    "RealtimeTracingConfig": rw.RealtimeTracingConfig,
    "RealtimeTruncation": rw.RealtimeTruncation,
    "RealtimeTurnDetection": rw.RealtimeTurnDetection,
    "ServerEvent": rw.ServerEvent,
    "TranscriptTextUsage": rw.TranscriptTextUsage,
    "Voice": rw.Voice,
    "live.AudioFormat": rw.live.AudioFormat,
    "live.ClientEvent": rw.live.ClientEvent,
    "live.DecisionAnswer": rw.live.DecisionAnswer,
    "live.DecisionInputContent": rw.live.DecisionInputContent,
    "live.DecisionItem": rw.live.DecisionItem,
    "live.DecisionOutputContent": rw.live.DecisionOutputContent,
    "live.DecisionQuestion": rw.live.DecisionQuestion,
    "live.DecisionResultContent": rw.live.DecisionResultContent,
    "live.DecisionTextContent": rw.live.DecisionTextContent,
    "live.DelegationConfig": rw.live.DelegationConfig,
    "live.Event": rw.live.Event,
    "live.InitialInputContent": rw.live.InitialInputContent,
    "live.InitialItem": rw.live.InitialItem,
    "live.InitialOutputContent": rw.live.InitialOutputContent,
    "live.NetworkPolicy": rw.live.NetworkPolicy,
    "live.ResponseOutputItem": rw.live.ResponseOutputItem,
    "live.ResponseProgress": rw.live.ResponseProgress,
    "live.ServerEvent": rw.live.ServerEvent,
    "live.ShellEnvironment": rw.live.ShellEnvironment,
    "live.Skill": rw.live.Skill,
    "live.Tool": rw.live.Tool,
    "live.ToolChoice": rw.live.ToolChoice,
    "live.ToolChoiceOne": rw.live.ToolChoiceOne,
    "live.Voice": rw.live.Voice,
    "translation.ClientEvent": rw.translation.ClientEvent,
    "voice_live.ClientEvent": rw.voice_live.ClientEvent,
    "voice_live.Event": rw.voice_live.Event,
    "voice_live.InterimResponseConfig": rw.voice_live.InterimResponseConfig,
    "voice_live.Item": rw.voice_live.Item,
    "voice_live.ServerEvent": rw.voice_live.ServerEvent,
    "voice_live.TurnDetection": rw.voice_live.TurnDetection,
    "voice_live.Voice": rw.voice_live.Voice,
    "translation.Event": rw.translation.Event,
    "translation.ServerEvent": rw.translation.ServerEvent,
}
EVENT_UNIONS = [union for name, union in UNIONS.items() if "Event" in name]
TYPES: list[Any] = [*CLASSES, *UNIONS.values()]
EXAMPLES = [(cls, payload) for cls, payloads in PAYLOADS.items() for payload in payloads]

classes = st.sampled_from(CLASSES)
types = st.just(cast("Any", rw.Event)) | st.sampled_from([*UNIONS.values()]) | st.sampled_from(TYPES)
"""The events, and everything that is inside them on its own, where it is reached more often."""


def typed(
    make: Callable[[Any], SearchStrategy[T]], among: SearchStrategy[Any] = types
) -> SearchStrategy[tuple[Any, T]]:
    """Draw a type, and something of it."""
    return among.flatmap(lambda type_: st.tuples(st.just(type_), make(type_)))


def json_class(value: Any) -> Any:
    """Return the class of a JSON value, whether it is read-only or not."""
    if isinstance(value, dict):
        return dict
    if isinstance(value, list):
        return list
    return cast("type", value.__class__)


def same_json(one: Any, other: Any) -> bool:
    """Compare JSON values exactly: 1, 1.0 and true differ, and so do 0.0 and -0.0."""
    if json_class(one) is not json_class(other):
        return False
    if isinstance(one, dict):
        one, other = cast("Json", one), cast("Json", other)
        return one.keys() == other.keys() and all(same_json(value, other[name]) for name, value in one.items())
    if isinstance(one, list):
        one = cast("Any", one)
        return len(one) == len(other) and all(map(same_json, one, other))
    return repr(one) == repr(other) if isinstance(one, float) else one == other


def picture(value: Any) -> Any:
    """Show all that an object holds, so that two of them can be compared more exactly than by `==`."""
    if isinstance(value, Model):
        shown = {member.name: picture(getattr(value, member.name)) for member in members(type(value))}
        return type(value), shown, picture(dict(value.extra)), value.nulls
    if isinstance(value, Raw):
        return type(value), picture(dict(value.raw)), str(getattr(value, "error", None))
    if isinstance(value, dict):
        return {name: picture(item) for name, item in cast("Json", value).items()}
    if isinstance(value, (list, tuple)):
        return type(cast("Any", value)), [picture(item) for item in cast("Any", value)]
    return type(value), repr(value)


def compact(payload: Any) -> bytes:
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()


def parts(value: Any) -> Iterator[rw.Wire]:
    """Walk through an object and all objects inside it."""
    if isinstance(value, Model):
        yield value
        for member in members(type(value)):
            yield from parts(getattr(value, member.name))
    elif isinstance(value, rw.Wire):
        yield value
    elif isinstance(value, (tuple, Mapping)):
        inside = cast("Any", value)
        for item in inside.values() if isinstance(value, Mapping) else inside:
            yield from parts(item)


def outcome(lane: Lane, frame: bytes, type_: Any) -> Any:
    """Tell all about what a lane makes of a frame."""
    try:
        obj = lane.decode(frame, type_)
    except rw.DecodeError as error:
        return error.path, error.expected, error.found, error.event_type, error.line, str(error)
    return picture(obj)


def agree(frame: bytes, type_: Any) -> None:
    try:
        strict_json(frame)
    except (ValueError, RecursionError):
        lanes = FROM_TEXT
    else:
        lanes = AVAILABLE
    outcomes = {lane.name: outcome(lane, frame, type_) for lane in lanes}
    assert all(each_ == outcomes["python"] for each_ in outcomes.values()), outcomes


# The tools of these tests


def test_same_json_is_exact() -> None:
    values: list[Any] = [0, 0.0, -0.0, 1, 1.0, True, False, None, "", "1", [], [1], [1.0], {}, {"a": 1}, {"a": 1.0}]
    values += [{"a": True}, {"a": None}, {"b": 1}, [[1]], [[True]]]
    for i, one in enumerate(values):
        for j, other in enumerate(values):
            assert same_json(one, copy.deepcopy(other)) is (i == j)


def test_all_unions_are_tested() -> None:
    public = {name for name, thing in PUBLIC.items() if not isinstance(thing, type)}
    assert public >= UNIONS.keys()
    for name in public - UNIONS.keys():
        try:
            objects = kind_of(PUBLIC[name]).objects
        except TypeError:
            continue  # a function
        assert objects is None or objects.unknown is None, f"{name} takes unknown variants: add it to UNIONS"


# S1 Lossless


@on_each_lane
@pytest.mark.parametrize(("cls", "payload"), EXAMPLES)
def test_s1_examples(lane: Lane, cls: Any, payload: Json) -> None:
    obj = lane.decode(compact(payload), cls)
    assert type(obj) is cls
    assert same_json(json.loads(rw.encode(obj)), payload)
    assert same_json(obj.to_dict(), payload)


@on_each_lane
@given(st.data())
def test_s1_json_comes_back(lane: Lane, data: st.DataObject) -> None:
    type_, payload = data.draw(typed(wire.payloads))
    frame = data.draw(wire.text_of(payload))
    obj = lane.decode(frame, type_)
    if not isinstance(obj, rw.Wire):  # a union may hold strings, too
        assert same_json(obj, payload)
        return
    assert same_json(json.loads(rw.encode(obj)), payload)
    assert same_json(rw.unstructure(obj), payload)
    assert same_json(json.loads(dumps(obj.to_dict())), payload)
    assert obj.to_json() == rw.encode(obj)


@on_each_lane
@given(typed(wire.objects))
def test_s1_objects_come_back(lane: Lane, drawn: tuple[Any, Any]) -> None:
    type_, obj = drawn
    if not isinstance(obj, rw.Wire):
        return
    frame = rw.encode(obj)
    for asked in (type_, type(obj)):
        again = lane.decode(frame, asked)
        assert again == obj
        # The error of a malformed event follows from its JSON, and is not what the user made up.
        assert isinstance(obj, MalformedEvent) or picture(again) == picture(obj)


@given(typed(wire.objects, classes))
def test_s1_methods_are_the_functions(drawn: tuple[type[Model], Model]) -> None:
    cls, obj = drawn
    assert cls.from_json(obj.to_json()) == cls.from_dict(obj.to_dict()) == obj
    assert same_json(obj.to_dict(), rw.unstructure(obj))


@given(typed(wire.payloads, classes))
def test_s1_nothing_is_shared_with_plain_values(drawn: tuple[type[Model], Json]) -> None:
    def spoil(value: Any) -> None:
        if isinstance(value, dict):
            for item in cast("Json", value).values():
                spoil(item)
            cast("Json", value).clear()
        elif isinstance(value, list):
            for item in cast("Any", value):
                spoil(item)
            cast("Any", value).clear()

    cls, payload = drawn
    before = copy.deepcopy(payload)
    obj = rw.structure(payload, cls)
    spoil(payload)
    assert same_json(rw.unstructure(obj), before)
    spoil(rw.unstructure(obj))
    assert same_json(rw.unstructure(obj), before)


# S2 Absent, null, value


@on_each_lane
@given(drawn=typed(wire.payloads, classes))
def test_s2_absent_and_null_read_as_none_and_stay_apart(lane: Lane, drawn: tuple[type[Model], Json]) -> None:
    cls, payload = drawn
    obj = lane.decode(compact(payload), cls)
    optional = {member.name for member in members(cls) if not member.required}
    assert obj.nulls == {name for name in optional if payload.get(name, 0) is None}
    for name in optional:
        if payload.get(name) is None:
            assert getattr(obj, name) is None
        else:
            assert getattr(obj, name) is not None


def _may_be_absent(cls: type[Model]) -> list[str]:
    """Return the optional members of a class; one that is always sent is null where it has no value."""
    return [member.name for member in members(cls) if not (member.required or member.always_sent)]


def _optional_member() -> SearchStrategy[tuple[type[Model], Model, str]]:
    """An object, and the name of an optional member of it."""
    return st.sampled_from([cls for cls in CLASSES if _may_be_absent(cls)]).flatmap(
        lambda cls: st.tuples(st.just(cls), wire.objects(cls), st.sampled_from(_may_be_absent(cls)))
    )


@given(_optional_member())
def test_s2_with_null_and_evolve(drawn: tuple[type[Model], Model, str]) -> None:
    cls, obj, name = drawn
    null = obj.with_null(name)
    absent = obj.evolve(**{name: None})
    assert type(null) is type(absent) is cls
    assert getattr(null, name) is getattr(absent, name) is None
    assert null.nulls == obj.nulls | {name}
    assert absent.nulls == obj.nulls - {name}
    assert name in null.to_dict()
    assert null.to_dict()[name] is None
    assert name not in absent.to_dict()
    # It counts in comparisons, and is the only difference.
    assert null != absent
    assert null.evolve(**{name: None}) == absent
    assert absent.with_null(name) == null
    # The other members are as they were.
    others = {other: value for other, value in obj.to_dict().items() if other != name}
    assert same_json({other: value for other, value in null.to_dict().items() if other != name}, others)
    assert same_json(absent.to_dict(), others)
    if getattr(obj, name) is not None:
        # A null that is given a value is a null no longer, whichever way it gets there.
        back = {name: getattr(obj, name)}
        assert null.evolve(**back) == attrs.evolve(null, **back) == obj
        assert name not in null.evolve(**back).nulls


@given(typed(wire.objects, classes))
def test_s2_building_with_none_is_absent(drawn: tuple[type[Model], Model]) -> None:
    cls, obj = drawn
    arguments = {member.name: getattr(obj, member.name) for member in members(cls)}
    empty = [member for member in members(cls) if arguments[member.name] is None]
    sent = {member.name for member in empty if member.required or member.always_sent}
    with_none = cls(**arguments)
    left_out = {member.name for member in empty if not member.required}
    without = cls(**{name: value for name, value in arguments.items() if name not in left_out})
    assert with_none == without
    assert with_none.nulls == sent
    assert {name for name, value in with_none.to_dict().items() if value is None} == sent


def test_s2_null_is_asked_for_per_member() -> None:
    session = rw.RealtimeSession(
        type="realtime",
        audio=rw.RealtimeAudioConfig(
            input=rw.RealtimeAudioConfigInput().with_null("turn_detection", "noise_reduction")
        ),
    )
    event = rw.SessionUpdateEvent(session=session)
    assert json.loads(rw.encode(event)) == {
        "type": "session.update",
        "session": {"type": "realtime", "audio": {"input": {"turn_detection": None, "noise_reduction": None}}},
    }
    vad = rw.ServerVad(threshold=0.5, create_response=None)
    assert json.loads(vad.to_json()) == {"type": "server_vad", "threshold": 0.5}


@pytest.mark.parametrize("name", ["type", "nulls", "_rest", "no_such_member", ""])
def test_s2_with_null_takes_optional_members_only(name: str) -> None:
    with pytest.raises(TypeError, match=f"^ServerVad has no optional member '{name}'$"):
        rw.ServerVad().with_null(name)


def test_s2_evolve_takes_members_only() -> None:
    with pytest.raises(TypeError):
        rw.ServerVad().evolve(no_such_member=1)


# S3 Unknown members survive


@on_each_lane
@given(drawn=typed(wire.payloads, classes))
def test_s3_extra_is_what_is_not_declared(lane: Lane, drawn: tuple[type[Model], Json]) -> None:
    cls, payload = drawn
    obj = lane.decode(compact(payload), cls)
    declared = {member.name for member in members(cls)}
    assert same_json(dict(obj.extra), {name: value for name, value in payload.items() if name not in declared})
    with pytest.raises(TypeError):
        obj.extra["x"] = 1
    with pytest.raises(TypeError):
        del obj.extra["x"]


@on_each_lane
@pytest.mark.parametrize(("cls", "payload"), EXAMPLES)
def test_s3_at_every_level(lane: Lane, cls: Any, payload: Json) -> None:
    def extended(value: Any) -> Any:
        if isinstance(value, dict):
            pairs = {name: extended(item) for name, item in cast("Json", value).items()}
            # A string, because an object here may also be a map of strings.
            return {"vendor_first": "1", **pairs, "vendor_last": "2"}
        return [extended(item) for item in cast("Any", value)] if isinstance(value, list) else value

    obj = lane.decode(compact(extended(payload)), cls)
    assert type(obj) is cls
    assert same_json(json.loads(rw.encode(obj)), extended(payload))
    for part in parts(obj):
        kept = part.extra if isinstance(part, Model) else cast("Raw", part).raw
        assert {"vendor_first": "1", "vendor_last": "2"}.items() <= kept.items()


@given(_optional_member(), wire.json_objects(), wire.json_objects())
def test_s3_copies_carry_extra(drawn: tuple[type[Model], Model, str], one: Json, other: Json) -> None:
    cls, obj, member = drawn
    declared = {each.name for each in members(cls)}
    one, other = [{name: value for name, value in new.items() if name not in declared} for new in (one, other)]
    plain = obj.without_extra()
    assert plain.extra == {}
    with_both = plain.with_extra(**one).with_extra(**other)
    assert same_json(dict(with_both.extra), {**one, **other})
    assert same_json(with_both.to_dict(), {**plain.to_dict(), **one, **other})
    for copied in (with_both.evolve(**{member: None}), attrs.evolve(with_both), with_both.with_null(member)):
        assert copied.extra == with_both.extra
    assert same_json(
        dict(with_both.without_extra(*other, "not there").extra),
        {name: value for name, value in one.items() if name not in other} if other else one,
    )
    assert (with_both == plain) is (not with_both.extra)


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (object(), TypeError),
        (b"", TypeError),
        ({1: 2}, TypeError),
        (rw.ServerVad(), TypeError),
        ([rw.ServerVad()], TypeError),
    ]
    + [(value, ValueError) for value in (float("nan"), [float("inf")], {"a": {"b": -float("inf")}})],
)
def test_s3_only_json_can_be_added(value: Any, error: type[Exception]) -> None:
    makers: list[Callable[[], object]] = [
        lambda: rw.ServerVad().with_extra(x=value),
        lambda: Unknown({"x": value}),
        lambda: UnknownEvent({"x": [{"y": value}]}),
        lambda: rw.RealtimeFunctionTool(parameters={"x": value}),
        lambda: rw.RealtimeFunctionTool(parameters={"x": {"y": value}}),
        lambda: rw.RealtimeTracingConfiguration().evolve(metadata={"x": value}),
    ]
    for make in makers:
        with pytest.raises(error):
            make()
    for payload in ({"type": "ping", "x": value}, {"type": "input_audio_buffer.cleared", "x": {"y": value}}):
        with pytest.raises(rw.DecodeError):
            rw.structure(payload)


def test_s3_declared_members_are_not_extra() -> None:
    with pytest.raises(TypeError, match=r"^ServerVad declares 'threshold': use evolve$"):
        rw.ServerVad().with_extra(threshold=1)


# S4 Unknown variants survive


@pytest.mark.parametrize("union", UNIONS.values(), ids=UNIONS)
@given(data=st.data())
def test_s4_unknown_is_kept_whole(union: Any, data: st.DataObject) -> None:
    payload = data.draw(wire.unknowns(union))
    for lane in AVAILABLE:
        obj = lane.decode(compact(payload), union)
        assert type(obj) is (UnknownEvent if union in EVENT_UNIONS else Unknown)
        assert same_json(dict(obj.raw), payload)
        assert same_json(json.loads(rw.encode(obj)), payload)
        assert obj.type == (payload.get("type") if isinstance(payload.get("type"), str) else None)
        if isinstance(obj, UnknownEvent):
            assert obj.event_id == (payload.get("event_id") if isinstance(payload.get("event_id"), str) else None)
        with pytest.raises(TypeError):
            cast("Any", obj.raw)["x"] = 1


@on_each_lane
@given(data=st.data())
def test_s4_known_is_its_own_class(lane: Lane, data: st.DataObject) -> None:
    union = data.draw(st.sampled_from([*UNIONS.values()]))
    cls, payload = data.draw(typed(wire.payloads, st.sampled_from(wire.objects_of(union).classes)))
    assert type(lane.decode(compact(payload), union)) is cls


MESSAGE: Json = {"type": "message", "content": []}
FUNCTION: Json = {"type": "function", "function": {"name": "f"}}


VARIANTS: list[tuple[str, Any, type]] = [
    # no tag, or none that is a string
    ("Event", {}, UnknownEvent),
    ("Event", {"type": None, "event_id": "e"}, UnknownEvent),
    ("Event", {"type": 1}, UnknownEvent),
    ("Event", {"type": ["error"]}, UnknownEvent),
    ("Event", {"type": {"error": 1}, "event_id": 5}, UnknownEvent),
    ("ServerEvent", {"type": "ERROR"}, UnknownEvent),
    ("ServerEvent", {"type": "session.update", "session": {}}, UnknownEvent),
    ("ClientEvent", {"type": "session.updated", "session": {}}, UnknownEvent),
    ("Event", {"type": "session.closed"}, UnknownEvent),
    ("translation.ServerEvent", {"type": "session.closed"}, rw.translation.SessionClosedEvent),
    ("translation.ServerEvent", {"type": "session.update", "session": {}}, UnknownEvent),
    ("RealtimeTurnDetection", {"type": None}, Unknown),
    ("RealtimeTurnDetection", {}, Unknown),
    ("RealtimeTurnDetection", {"type": "server_vad"}, rw.ServerVad),
    ("RealtimeTurnDetection", {"type": "none"}, Unknown),
    ("RealtimeTurnDetection", {"type": True, "threshold": "loud"}, Unknown),
    # messages have a second tag
    ("Item", {**MESSAGE, "role": "user"}, rw.RealtimeConversationItemMessageUser),
    ("Item", {**MESSAGE, "role": "tool"}, Unknown),
    ("Item", {**MESSAGE, "role": None}, Unknown),
    ("Item", {**MESSAGE, "role": 1}, Unknown),
    ("Item", MESSAGE, Unknown),
    ("Item", {"role": "user", "content": []}, Unknown),
    # the tool choice of the API before its general availability
    ("RealtimeToolChoice", FUNCTION, Unknown),
    ("RealtimeToolChoice", {**FUNCTION, "function": None}, Unknown),
    ("RealtimeToolChoice", {**FUNCTION, "name": "g"}, rw.ToolChoiceFunction),
    ("RealtimeTool", FUNCTION, rw.RealtimeFunctionTool),
    ("RealtimeToolChoice", {"type": "custom", "name": "f"}, Unknown),
    ("RealtimeToolChoice", "sometimes", str),
    # session kinds
    ("AnyRealtimeSession", {}, rw.RealtimeSession),
    ("AnyRealtimeSession", {"type": None}, rw.RealtimeSession),
    ("AnyRealtimeSession", {"type": "realtime"}, rw.RealtimeSession),
    ("AnyRealtimeSession", {"type": "transcription"}, rw.RealtimeSession),
    ("AnyRealtimeSession", {"type": "translation"}, Unknown),
    ("AnyRealtimeSession", {"type": 5}, Unknown),
    # classes without a tag
    ("Voice", {"id": "voice_1"}, rw.CustomVoice),
    ("Voice", {"name": "n", "type": "azure-standard"}, Unknown),
    ("Voice", {"id": "voice_1", "type": "azure-standard"}, Unknown),
    ("Voice", {}, Unknown),
    ("Voice", "a voice of tomorrow", str),
    ("RealtimeTracingConfig", {}, rw.RealtimeTracingConfiguration),
    ("RealtimeTracingConfig", {"type": "x"}, Unknown),
    ("RealtimeTruncation", {"retention_ratio": 0.5}, Unknown),
    ("RealtimeTruncation", "never", str),
    ("RealtimeAudioFormat", {"type": "pcm16"}, Unknown),
    ("ContentPart", {"type": "refusal"}, Unknown),
    ("TranscriptTextUsage", {}, Unknown),
    ("RealtimeMCPError", {"type": "x"}, Unknown),
    ("PromptVariable", {"type": "input_audio"}, Unknown),
]


@on_each_lane
@pytest.mark.parametrize(("union", "payload", "expected"), VARIANTS)
def test_s4_table(lane: Lane, union: str, payload: Any, expected: type) -> None:
    obj = lane.decode(compact(payload), UNIONS[union])
    assert type(obj) is expected
    assert same_json(json.loads(rw.encode(obj)) if isinstance(obj, rw.Wire) else obj, payload)


@on_each_lane
def test_s4_known_but_wrong_is_malformed(lane: Lane) -> None:
    wrong: list[tuple[str, Json, str]] = [
        ("RealtimeToolChoice", {"type": "function"}, "$.name"),
        ("RealtimeToolChoice", {**FUNCTION, "name": 1}, "$.name"),
        ("RealtimeTurnDetection", {"type": "server_vad", "threshold": "loud"}, "$.threshold"),
        ("Item", {"type": "function_call_output", "output": ""}, "$.call_id"),
        ("AnyRealtimeSession", {"audio": []}, "$.audio"),
        ("Voice", {"id": 5}, "$.id"),
        ("RealtimeTracingConfig", {"metadata": 1}, "$.metadata"),
        ("Event", {"type": "error", "event_id": 1, "error": {"type": "", "message": ""}}, "$.event_id"),
    ]
    for union, payload, path in wrong:
        with pytest.raises(rw.DecodeError) as caught:
            lane.decode(compact(payload), UNIONS[union])
        assert caught.value.path == path


@on_each_lane
@given(drawn=typed(wire.payloads, classes), value=st.text())
def test_s4_strings_are_open(lane: Lane, drawn: tuple[type[Model], Json], value: str) -> None:
    cls, payload = drawn
    for member in members(cls):
        if member.kind.documented and member.kind.strings is True:
            payload = {**payload, member.name: value}
    obj = lane.decode(compact(payload), cls)
    for member in members(cls):
        if member.kind.documented and member.kind.strings is True:
            assert getattr(obj, member.name) == value


# S5 Malformed is not unknown


def refusal(lane: Lane, frame: bytes, type_: Any) -> rw.DecodeError:
    with pytest.raises(rw.DecodeError) as caught:
        lane.decode(frame, type_)
    return caught.value


@on_each_lane
@given(data=st.data())
def test_s5_says_where_and_what(lane: Lane, data: st.DataObject) -> None:
    type_, fault = data.draw(typed(wire.malformed))
    error = refusal(lane, data.draw(wire.text_of(fault.payload)), type_)
    assert (error.path, error.expected, error.found) == (fault.path, fault.expected, fault.found)
    assert (error.event_type, error.line) == (fault.event_type, None)
    suffix = "" if fault.event_type is None else f" ({fault.event_type})"
    assert str(error) == f"{fault.path}: expected {fault.expected}, found {fault.found}{suffix}"


TURN = {"type": "server_vad", "threshold": "0.5"}
VAD_ONLY = rw.ServerVad | rw.SemanticVad
DELTA = {"type": "response.audio.delta", "response_id": "r", "item_id": "i", "output_index": 0, "content_index": 0}
LOGPROBS = {"type": "conversation.item.input_audio_transcription.delta", "item_id": "i"}


FAULTS: list[tuple[Any, Any, str]] = [
    (
        rw.Event,
        {"type": "session.updated", "session": {"audio": {"input": {"turn_detection": TURN}}}},
        "$.session.audio.input.turn_detection.threshold: expected number, found string (session.updated)",
    ),
    (rw.Event, DELTA, "$.delta: expected string, found nothing (response.audio.delta)"),
    (rw.Event, {**DELTA, "delta": None}, "$.delta: expected string, found null (response.audio.delta)"),
    (
        rw.Event,
        {**DELTA, "delta": "", "output_index": True},
        "$.output_index: expected integer, found boolean (response.audio.delta)",
    ),
    (
        rw.Event,
        {**DELTA, "delta": "", "output_index": 1.0},
        "$.output_index: expected integer, found number (response.audio.delta)",
    ),
    (
        rw.Event,
        {**DELTA, "delta": "", "output_index": "1"},
        "$.output_index: expected integer, found string (response.audio.delta)",
    ),
    (
        rw.Event,
        {"type": "response.done", "response": {"output": [{"type": "message", "role": "user", "content": {}}]}},
        "$.response.output[0].content: expected array, found object (response.done)",
    ),
    (
        rw.Event,
        {"type": "response.done", "response": {"output": [{"type": "x"}, 5]}},
        "$.response.output[1]: expected object, found integer (response.done)",
    ),
    (
        rw.Event,
        {**LOGPROBS, "logprobs": [{"token": "a", "logprob": 1, "bytes": [1, "2"]}]},
        "$.logprobs[0].bytes[1]: expected integer, found string (conversation.item.input_audio_transcription.delta)",
    ),
    (
        rw.Event,
        {"type": "response.create", "response": {"metadata": {"a": "b", "c": 1}}},
        "$.response.metadata[...]: expected string, found integer (response.create)",
    ),
    (
        rw.Event,
        {"type": "session.update", "session": {"max_output_tokens": "all"}},
        '$.session.max_output_tokens: expected "inf" or integer, found another string (session.update)',
    ),
    (
        rw.Event,
        {"type": "session.update", "session": {"max_output_tokens": 1.5}},
        '$.session.max_output_tokens: expected "inf" or integer, found number (session.update)',
    ),
    (
        rw.Event,
        {
            "type": "session.update",
            "session": {"prompt": {"id": "p", "variables": {"secret": {"type": "input_text"}}}},
        },
        "$.session.prompt.variables[...].text: expected string, found nothing (session.update)",
    ),
    (
        rw.Event,
        {"type": "session.update", "session": {"audio": {"output": {"voice": 1}}}},
        "$.session.audio.output.voice: expected string or object, found integer (session.update)",
    ),
    (
        rw.Event,
        {
            "type": "session.update",
            "session": {"tools": [{"type": "mcp", "server_label": "", "allowed_tools": "all"}]},
        },
        "$.session.tools[0].allowed_tools: expected array or object, found string (session.update)",
    ),
    (
        rw.Event,
        {"type": "session.updated", "session": None},
        "$.session: expected object, found null (session.updated)",
    ),
    (rw.Event, [], "$: expected object, found array"),
    (rw.Event, None, "$: expected object, found null"),
    (rw.Event, "error", "$: expected object, found string"),
    (rw.RealtimeSession, True, "$: expected object, found boolean"),
    (rw.ServerVad, {"type": "semantic_vad"}, '$.type: expected "server_vad", found another string'),
    (rw.ServerVad, {}, '$.type: expected "server_vad", found nothing'),
    (rw.ServerVad, {"type": None}, '$.type: expected "server_vad", found null'),
    (
        rw.RealtimeSession,
        {"type": "translation"},
        '$.type: expected "realtime" or "transcription", found another string',
    ),
    (rw.RealtimeSession, {"type": 1}, '$.type: expected "realtime" or "transcription", found integer'),
    (rw.Voice, 1, "$: expected string or object, found integer"),
    (rw.ErrorEvent, {"type": "ping"}, '$.type: expected "error", found another string'),
    (rw.ErrorEvent, {"type": "error"}, "$.error: expected string or object, found nothing (error)"),
    (
        rw.OutputTextPart,
        {"type": "output_audio"},
        '$.type: expected "output_text" or "text", found another string',
    ),
    # unions of a user's own, without a class for what is unknown
    (VAD_ONLY, {"type": "x"}, '$.type: expected "server_vad" or "semantic_vad", found another string'),
    (VAD_ONLY, {"type": 1}, '$.type: expected "server_vad" or "semantic_vad", found integer'),
    (VAD_ONLY, {}, '$.type: expected "server_vad" or "semantic_vad", found nothing'),
    (VAD_ONLY, {"type": "server_vad", "create_response": 0}, "$.create_response: expected boolean, found integer"),
    (
        rw.RealtimeConversationItemMessageUser | rw.RealtimeConversationItemMessageSystem,
        {"type": "message", "role": "assistant", "content": []},
        '$.role: expected "user" or "system", found another string',
    ),
]


@on_each_lane
@pytest.mark.parametrize(("type_", "payload", "message"), FAULTS)
def test_s5_exact_text(lane: Lane, type_: Any, payload: Any, message: str) -> None:
    assert str(refusal(lane, compact(payload), type_)) == message


USER_UNIONS: list[Any] = [
    VAD_ONLY,
    rw.RealtimeConversationItemMessageUser | rw.RealtimeConversationItemMessageAssistant,
    rw.ErrorEvent | rw.SessionCreatedEvent,
    rw.ServerVad | None,
    rw.RealtimeToolChoice | None,
    tuple[rw.Item, ...],
]
"""Types as users may write them: not all have a class for what is unknown."""


@on_each_lane
@given(data=st.data())
def test_s5_types_of_users(lane: Lane, data: st.DataObject) -> None:
    type_, payload = data.draw(typed(wire.payloads, st.sampled_from(USER_UNIONS)))
    obj = lane.decode(data.draw(wire.text_of(payload)), type_)
    if isinstance(obj, rw.Wire):
        assert same_json(rw.unstructure(obj), payload)
    elif isinstance(payload, list):
        assert type(obj) is tuple
        assert same_json([rw.unstructure(item) for item in cast("Any", obj)], payload)
    else:
        assert same_json(obj, payload)
    type_, fault = data.draw(typed(wire.malformed, st.sampled_from(USER_UNIONS)))
    error = refusal(lane, compact(fault.payload), type_)
    assert (error.path, error.expected, error.found) == (fault.path, fault.expected, fault.found)
    assert error.event_type == fault.event_type


@on_each_text_lane
@given(data=st.data())
def test_s5_keep(lane: Lane, data: st.DataObject) -> None:
    union, fault = data.draw(typed(wire.malformed, st.sampled_from(EVENT_UNIONS)))
    frame = data.draw(wire.text_of(fault.payload))
    decoder = Decoder(union, malformed="keep", backend=cast("BackendName", lane.name))
    payload = fault.payload
    if not isinstance(payload, dict):
        with pytest.raises(rw.DecodeError):
            decoder.decode(frame)
        return
    event = decoder.decode(frame)
    assert isinstance(event, MalformedEvent)
    assert same_json(dict(event.raw), payload)
    assert event.type == fault.event_type == event.error.event_type
    assert event.event_id == (event.raw.get("event_id") if isinstance(event.raw.get("event_id"), str) else None)
    assert (event.error.path, event.error.expected, event.error.found) == (fault.path, fault.expected, fault.found)
    # It round-trips too.
    assert same_json(json.loads(rw.encode(event)), payload)
    assert same_json(rw.unstructure(event), payload)
    again = lane.decode(rw.encode(event), MalformedEvent)
    assert again == event
    assert hash(again) == hash(event)
    assert pickle.loads(pickle.dumps(event)) == event  # noqa: S301  we have just written it
    # An error that is kept for long keeps nothing else alive.
    assert [event.error.__traceback__, event.error.__context__, event.error.__cause__] == [None] * 3


@on_each_lane
def test_s5_malformed_events_may_be_asked_for(lane: Lane) -> None:
    for payload in ({"type": "error"}, {"type": "input_audio_buffer.cleared"}, {"type": "ping"}, {}):
        event = lane.decode(compact(payload), MalformedEvent)
        assert type(event) is MalformedEvent
        assert json.loads(rw.encode(event)) == payload
        well_formed = "$: expected a malformed event, found a well-formed one"
        malformed = "$.error: expected string or object, found nothing (error)"
        assert str(event.error) == (malformed if payload == {"type": "error"} else well_formed)
    assert str(refusal(lane, b"[]", MalformedEvent)) == "$: expected object, found array"


LINES = st.lists(
    st.sampled_from([b"", b" \t", b"\r"])
    | wire.payloads().map(compact)
    | wire.malformed().map(lambda fault: compact(fault.payload))
    | st.sampled_from([b"{", b"]", b"\xff", b"null", b"NaN", b'{"type":"x"} {}', b'  {"type" 1}', b"\x0c", b"{ "]),
    max_size=8,
)


def _line_by_line(lane: Lane, lines: Iterable[bytes]) -> Iterator[Any]:
    for number, line in enumerate(lines, 1):
        if frame := line.rstrip(b" \t\r\n"):
            try:
                yield picture(lane.decode(frame, rw.Event))
            except rw.DecodeError as error:
                yield number, f"line {number}: {error}"


def _streamed(events: Iterator[Any]) -> Iterator[Any]:
    while True:
        try:
            yield picture(next(events))
        except StopIteration:
            return
        except rw.DecodeError as error:
            yield error.line, str(error)


@on_each_text_lane
@given(
    before=st.sampled_from([0, 0, 1, 64, 150]),
    lines=LINES,
    end=st.sampled_from([b"\n", b"\r\n"]),
    last=st.booleans(),
)
def test_s5_lines(lane: Lane, before: int, lines: list[bytes], end: bytes, last: bool) -> None:  # noqa: FBT001  drawn
    text = end.join([b'{"type":"input_audio_buffer.cleared"}'] * before + lines) + (end if last else b"")
    decoder = Decoder(backend=cast("BackendName", lane.name))
    expected = [*_line_by_line(lane, text.split(b"\n"))]
    assert [*_streamed(decoder.iter_lines(BytesIO(text)))] == expected
    errors = [each_ for each_ in expected if isinstance(each_[0], int)]
    for data in (text, bytearray(text), memoryview(text)):
        if errors:
            with pytest.raises(rw.DecodeError) as caught:
                decoder.decode_lines(data)
            assert (caught.value.line, str(caught.value)) == errors[0]
        else:
            assert [picture(event) for event in decoder.decode_lines(data)] == expected


def test_s5_line_of_a_kept_event() -> None:
    text = b'\n{"type":"error"}\n{"type":"x"}\n\n{"type":"error","error":1}'
    kept = [each for each in Decoder(malformed="keep").decode_lines(text) if isinstance(each, MalformedEvent)]
    assert [str(each.error) for each in kept] == [
        "line 2: $.error: expected string or object, found nothing (error)",
        "line 5: $.error: expected string or object, found integer (error)",
    ]


def test_s5_error_is_a_value_error_that_pickles() -> None:
    error = refusal(AVAILABLE[0], b'{"type":"error"}', rw.Event)
    error.line = 3
    assert isinstance(error, ValueError)
    assert isinstance(error, rw.RealtimeWireError)
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):  # noqa: S301  our own
        assert str(again) == str(error) == "line 3: $.error: expected string or object, found nothing (error)"
        assert (again.path, again.expected, again.found) == (error.path, error.expected, error.found)
        assert (again.event_type, again.line) == ("error", 3)


# S6 Strict types

DEEPEST = 200
TOO_DEEP = "nesting deeper than 200 levels"

COMMA = sys.version_info >= (3, 13)
"""Whether the standard library finds a comma at fault, rather than what is missing after it."""

FRAGMENTS: dict[bytes, str | int | None] = {
    # What is fine is None, and a fault of syntax is the number of bytes up to it.
    b"null": None,
    b"true": None,
    b"0": None,
    b"-0": None,
    b"-0.0": None,
    b"1": None,
    b"1.0": None,
    b"1E5": None,
    b"1e-400": None,
    b"2.2250738585072011e-308": None,
    b"9007199254740993.0": None,
    b"123456789012345678901234567890": None,
    b"-18446744073709551617": None,
    b"18446744073709551616": None,
    b"9223372036854775808": None,
    b"9" * 4300: None,
    b'""': None,
    b'"\\u0000\\u001f\x7f\\/\\b\\f\\n\\r\\t\\"\\\\"': None,
    b'"\\ud83d\\ude00 \xf0\x9f\x98\x80"': None,
    b'"\xef\xbb\xbf"': None,
    b'"\xe2\x80\xa8"': None,
    b'"[[[{{{"': None,
    b"[]": None,
    b"{}": None,
    b'[ 1 ,\t{"a":\r\n[ ] } ]': None,
    b'{"a":1,"a":2}': None,
    b'{"":{"":""}}': None,
    b"9" * 4301: "an integer of too many digits",
    b"-" + b"1" * 5000: "an integer of too many digits",
    b"NaN": "NaN or Infinity",
    b"Infinity": "NaN or Infinity",
    b"-Infinity": "NaN or Infinity",
    b"1e400": "a number out of range",
    b"-1e400": "a number out of range",
    b"1" * 400 + b".0": "a number out of range",
    b'"\\ud800"': "a lone surrogate",
    b'"\\udc00"': "a lone surrogate",
    b'"\\udc00\\ud800"': "a lone surrogate",
    b'"\\ud83d\\u0061"': "a lone surrogate",
    b'{"\\udfff":1}': "a lone surrogate",
    b'"\xff"': "invalid UTF-8",
    b'"\xc3"': "invalid UTF-8",
    b'"\xc0\x80"': "invalid UTF-8",
    b'"\xed\xa0\x80"': "invalid UTF-8",
    b'"\xf4\x90\x80\x80"': "invalid UTF-8",
    b'{"\x80":1}': "invalid UTF-8",
    b"nan": 0,
    b"inf": 0,
    b"nul": 0,
    b"True": 0,
    b"None": 0,
    b"undefined": 0,
    b"01": 1,
    b"-": 0,
    b"-01": 2,
    b"+1": 0,
    b".5": 0,
    b"1.": 1,
    b"1.e5": 1,
    b"1e": 1,
    b"1e+": 1,
    b"0x10": 1,
    b"1_000": 1,
    b"'a'": 0,
    b'"\x00"': 1,
    b'"\x1f"': 1,
    b'"a\nb"': 2,
    b'"\\x41"': 1,
    b'"\\u00g0"': 2,
    b'"\\u 123"': 2,
    b"[1,]": 3 - COMMA,
    b"[,1]": 1,
    b"[1 2]": 3,
    b"[1}": 2,
    b'{"a":1,}': 7 - COMMA,
    b"{a:1}": 1,
    b"{1:1}": 1,
    b'{"a" 1}': 5,
    b'{"a"}': 4,
    b'{"a":}': 5,
    b"/**/1": 0,
    b"1//": 1,
    b"\x0c1": 0,
    b"\xc2\xa01": 0,
    b"{}{}": 2,
}

PLACES: dict[str, tuple[bytes, bytes]] = {
    "an unknown event": (b'{"type":"ping","a":', b"}"),
    "an unknown event, before its type": (b'{"a":', b',"type":"ping"}'),
    "an unknown member": (b'{"type":"input_audio_buffer.cleared","vendor":', b"}"),
    "inside an unknown member": (b'{"vendor":{"a":[0,', b']},"type":"input_audio_buffer.cleared","event_id":null}'),
    "a free-form map": (b'{"type":"session.update","session":{"tracing":{"metadata":{"a":', b'}}},"event_id":"e"}'),
    "an unknown variant": (b'{"type":"conversation.item.added","item":{"type":"x","a":', b"}}"),
    "beside a deep string": (b'{"type":"ping","b":"' + b"[" * 300 + b'\\"{","a":', b"}"),
    "a long frame": (b'{"type":"input_audio_buffer.append","audio":"' + b"QUJD" * 200 + b'","vendor":', b"}"),
}


TYPED_PLACES: dict[str, tuple[bytes, bytes]] = {
    # Here a fragment may also be of a wrong type.
    "the tag": (b'{"type":', b"}"),
    "the tag of an item": (b'{"type":"conversation.item.added","item":{"type":', b',"id":"i"}}'),
    "the id": (b'{"type":"input_audio_buffer.cleared","event_id":', b"}"),
    "an integer": (b'{"type":"input_audio_buffer.speech_started","item_id":"i","audio_start_ms":', b"}"),
    "a number": (b'{"type":"session.update","session":{"audio":{"output":{"speed":', b"}}}}"),
    "a number that is required": (
        b'{"type":"session.update","session":{"truncation":{"type":"retention_ratio","retention_ratio":',
        b"}}}",
    ),
    "an integer or a string": (b'{"type":"response.create","response":{"max_output_tokens":', b"}}"),
    "a string or an object": (b'{"type":"session.update","session":{"tool_choice":', b"}}"),
    "an array": (b'{"type":"response.create","response":{"output_modalities":', b"}}"),
    "an item": (b'{"type":"response.create","response":{"input":[', b"]}}"),
    "an object": (b'{"type":"session.update","session":', b"}"),
    "a map of strings": (b'{"type":"response.create","response":{"metadata":{"a":', b"}}}"),
    "a map": (b'{"type":"session.update","session":{"tracing":{"metadata":', b"}}}"),
}


def verdict(fault: str | int, before: bytes) -> str:
    what = f"malformed JSON at byte {len(before) + fault}" if isinstance(fault, int) else fault
    return f"$: expected JSON, found {what}"


@on_each_text_lane
@pytest.mark.parametrize("place", PLACES)
def test_s6_table(lane: Lane, place: str) -> None:
    before, after = PLACES[place]
    for fragment, fault in FRAGMENTS.items():
        frame = before + fragment + after
        if fault is None:
            obj = lane.decode(frame, rw.Event)
            assert same_json(json.loads(rw.encode(obj)), json.loads(frame))
        else:
            assert str(refusal(lane, frame, rw.Event)) == verdict(fault, before), fragment[:40]


@on_each_text_lane
@pytest.mark.parametrize("place", TYPED_PLACES)
def test_s6_table_in_declared_members(lane: Lane, place: str) -> None:
    before, after = TYPED_PLACES[place]
    for fragment, fault in FRAGMENTS.items():
        frame = before + fragment + after
        if fault is not None:
            assert str(refusal(lane, frame, rw.Event)) == verdict(fault, before), fragment[:40]
        else:
            agree(frame, rw.Event)


@on_each_text_lane
def test_s6_table_without_an_object_around(lane: Lane) -> None:
    for fragment, fault in FRAGMENTS.items():
        for before, after in ((b"", b""), (b" \n", b"\t\r\n ")):
            error = (
                refusal(lane, before + fragment + after, rw.RealtimeReasoning)
                if fragment[:1] != b"{" or fault
                else None
            )
            if fault is not None:
                assert str(error) == verdict(fault, before), fragment[:40]
            elif error is not None:
                assert error.path == "$"
                assert error.expected == "object"


@on_each_text_lane
@pytest.mark.parametrize(
    ("frame", "found"),
    [
        (b"", "nothing"),
        (b" \r\n\t", "nothing"),
        (b"\xef\xbb\xbf{}", "a byte-order mark"),
        (b"\xef\xbb\xbf", "a byte-order mark"),
        ('{"type":"ping"}'.encode("utf-16"), "invalid UTF-8"),
        ('{"type":"ping"}'.encode("utf-32"), "invalid UTF-8"),
        ('{"type":"ping"}'.encode("utf-16-le"), "malformed JSON at byte 1"),
        ('{"type":"ping"}'.encode("utf-16-be"), "malformed JSON at byte 0"),
        ('{"type":"pïng"}'.encode("latin-1"), "invalid UTF-8"),
        (b'{"type":"ping"}\0', "malformed JSON at byte 15"),
        (b'{"type":"ping"}{"type":"ping"}', "malformed JSON at byte 15"),
        (b'{"type":"ping"} ]', "malformed JSON at byte 15"),
        (b'{"type":"ping"', "malformed JSON at byte 14"),
        (b'{"type":"p\xc3\xafng"', "malformed JSON at byte 15"),
        (b'{"type', "malformed JSON at byte 1"),
        (b"\x0b{}", "malformed JSON at byte 0"),
        (b"\xc2\xa0{}", "malformed JSON at byte 0"),
    ],
)
def test_s6_whole_texts(lane: Lane, frame: bytes, found: str) -> None:
    assert str(refusal(lane, frame, rw.Event)) == f"$: expected JSON, found {found}"


@on_each_text_lane
def test_s6_text_may_come_as_any_type(lane: Lane) -> None:
    decoder = Decoder(backend=cast("BackendName", lane.name))
    text = '{"type":"ping","a":"é😀","b":[1,1.0]}    '
    frame = text.encode()
    padded = memoryview(frame + b" " * (-len(frame) % 4))
    backwards = memoryview(frame[::-1])[::-1]
    event = decoder.decode(frame)
    texts: list[Data] = [
        text,
        bytearray(frame),
        memoryview(frame),
        backwards,
        padded.cast("I"),
        padded.cast("B", (2, len(padded) // 2)),
    ]
    for data in texts:
        assert decoder.decode(data) == event
    faults: list[tuple[Data, str]] = [
        ('{"type":"\ud800"}', "a lone surrogate"),
        ("\ufeff{}", "a byte-order mark"),
        (memoryview(b"\xff"), "invalid UTF-8"),
    ]
    for data, found in faults:
        with pytest.raises(rw.DecodeError) as caught:
            decoder.decode(data)
        assert str(caught.value) == f"$: expected JSON, found {found}"
    nothing: list[Any] = [None, 1, 1.5, True, [], {}, object(), {"type": "ping"}]
    for thing in nothing:
        with pytest.raises(TypeError, match=r"^JSON text is bytes, bytearray, memoryview or str, not \w+(:|$)"):
            decoder.decode(thing)


@on_each_text_lane
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("opened", "closed"), [(b"[", b"]"), (b'{"a":', b"}"), (b' {"":\n[ ', b" ] } ")])
def test_s6_depth(lane: Lane, place: str, opened: bytes, closed: bytes) -> None:
    before, after = PLACES[place]
    outside = sum(
        {"{": 1, "[": 1, "}": -1, "]": -1}.get(each, 0) for each in before.replace(b"[" * 300 + b'\\"{', b"").decode()
    )
    levels = opened.count(b"[") + opened.count(b"{")
    fits = (DEEPEST - outside) // levels
    for depth in (1, fits):
        frame = before + opened * depth + b"0" + closed * depth + after
        assert same_json(json.loads(rw.encode(lane.decode(frame, rw.Event))), json.loads(frame))
    for depth in (fits + 1, 1000, 100_000):
        frame = before + opened * depth + b"0" + closed * depth + after
        assert str(refusal(lane, frame, rw.Event)) == f"$: expected JSON, found {TOO_DEEP}"
    # Brackets that are never closed: too deep or not JSON, but nothing else.
    for depth in (fits, 300, 1000, 100_000):
        assert refusal(lane, before + opened * depth, rw.Event).path == "$"


@on_each_text_lane
def test_s6_depth_is_the_same_for_every_type_of_text(lane: Lane) -> None:
    decoder = Decoder(backend=cast("BackendName", lane.name))
    frame = b'{"type":"x","a":' + b"[" * 250 + b"]" * 250 + b"} "
    padded = memoryview(frame + b" " * (-len(frame) % 8))
    for data in (frame, frame.decode(), bytearray(frame), memoryview(frame), padded.cast("I"), padded.cast("Q")):
        with pytest.raises(rw.DecodeError) as caught:
            decoder.decode(data)
        assert str(caught.value) == f"$: expected JSON, found {TOO_DEEP}"


@on_each_text_lane
def test_s6_size_does_not_matter(lane: Lane) -> None:
    audio = "QUJD" * 1_000_000
    event = lane.decode(compact({"type": "input_audio_buffer.append", "audio": audio}), rw.Event)
    assert event.audio == audio
    wide: list[tuple[str, Any]] = [
        ("many unknown members", {"type": "input_audio_buffer.cleared", **{f"vendor_{i}": i for i in range(20_000)}}),
        ("a long array", {"type": "ping", "a": [[], {}, 1.0, None] * 20_000}),
        ("many brackets in a string", {"type": "ping", "a": "[{" * 100_000}),
        ("many escapes", {"type": "ping", "a": '\\"\n\u0001' * 100_000}),
        (
            "many items",
            {"type": "response.create", "response": {"input": [{"type": "item_reference", "id": "i"}] * 5_000}},
        ),
    ]
    for what, payload in wide:
        assert same_json(json.loads(rw.encode(lane.decode(compact(payload), rw.Event))), payload), what


@on_each_lane
@pytest.mark.parametrize(
    ("value", "integer", "number", "boolean", "string"),
    [
        (b"true", False, False, True, False),
        (b"1", True, True, False, False),
        (b"-0", True, True, False, False),
        (b"1.0", False, True, False, False),
        (b"1e2", False, True, False, False),
        (b"123456789012345678901234567890", True, True, False, False),
        (b'"1"', False, False, False, True),
        (b'"true"', False, False, False, True),
        (b"[]", False, False, False, False),
        (b"{}", False, False, False, False),
        (b"[1]", False, False, False, False),
    ],
)
def test_s6_types_are_not_converted(  # noqa: PLR0913  a row of a table
    lane: Lane, value: bytes, *, integer: bool, number: bool, boolean: bool, string: bool
) -> None:
    for cls, prefix, name, fits in [
        (rw.AudioPCM, b'"type":"audio/pcm",', "rate", integer),
        (rw.RateLimit, b"", "reset_seconds", number),
        (rw.ServerVad, b'"type":"server_vad",', "create_response", boolean),
        (rw.RateLimit, b"", "name", string),
    ]:
        frame = b"{" + prefix + b'"' + name.encode() + b'":' + value + b"}"
        if fits:
            obj = lane.decode(frame, cls)
            assert same_json(getattr(obj, name), json.loads(value))
            assert same_json(json.loads(rw.encode(obj)), json.loads(frame))
        else:
            assert refusal(lane, frame, cls).path == f"$.{name}"


def strict_json(frame: bytes) -> Any:
    """Parse as the promise says, and as slowly as need be: the judge of what the library's parsers accept.

    Raises:
        ValueError: the bytes are not JSON, or not what this library takes for it.
    """

    def refuse(_: str) -> Any:
        raise ValueError

    def finite(digits: str) -> float:
        if float(digits) in (float("inf"), -float("inf")):
            raise ValueError
        return float(digits)

    text = frame.decode("utf-8").strip(" \t\n\r")
    # A lone surrogate has no UTF-8; as pairs, members are there that others of the same name replace.
    json.dumps(json.loads(text, object_pairs_hook=list), ensure_ascii=False).encode()
    return json.loads(text, parse_constant=refuse, parse_float=finite)


@on_each_text_lane
@given(frame=wire.junk() | wire.mutated(), type_=types)
def test_s6_nothing_but_decode_error(lane: Lane, frame: bytes, type_: Any) -> None:
    try:
        value = strict_json(frame)
    except (ValueError, RecursionError):
        assert refusal(lane, frame, type_).expected == "JSON"
        return
    try:
        obj = lane.decode(frame, type_)
    except rw.DecodeError as error:
        # A value that is no object, or a malformed one; or brackets that are in a string.
        assert error.expected != "JSON" or error.found == TOO_DEEP  # noqa: PT017  both outcomes are right
    else:
        assert same_json(rw.unstructure(obj) if isinstance(obj, rw.Wire) else obj, value)


@on_each_lane
@given(value=wire.json_values(), type_=types)
def test_s6_any_json(lane: Lane, value: Any, type_: Any) -> None:
    try:
        obj = lane.decode(compact(value), type_)
    except rw.DecodeError as error:
        assert error.expected != "JSON"  # noqa: PT017  both outcomes are right
    else:
        assert same_json(rw.unstructure(obj) if isinstance(obj, rw.Wire) else obj, value)


# S7 Required means: every server on record sends it

IDS = {"response_id": "r", "item_id": "i", "output_index": 0, "content_index": 0}
CALL_IDS = {"response_id": "r", "item_id": "i", "call_id": "c"}
ASSISTANT = {"type": "message", "role": "assistant"}
TRANSCRIBED = "conversation.item.input_audio_transcription"
FLAT = {
    "id": "s",
    "voice": {"name": "v", "type": "azure-standard"},
    "input_audio_format": "pcm16",
    "modalities": ["text"],
}


def _delta(name: str, **more: Any) -> Json:
    return {"type": name, **IDS, **CALL_IDS, "delta": "d", **more}


def _session(**members_: Any) -> Json:
    return {"type": "session.updated", "session": members_}


def _item(type_: str, **members_: Any) -> Json:
    return {"type": "conversation.item.done", "item": {"type": type_, **members_}}


def _response(**members_: Any) -> Json:
    return {"type": "response.done", "response": members_}


DONE = {"type": f"{TRANSCRIBED}.completed", "item_id": "i", "content_index": 0, "transcript": "t"}
NO_ARRAY: tuple[Any, ...] = ()
REASONED = {"output_token_details": {"reasoning_tokens": 3}}
PARTS = [{"type": "audio", "transcript": "t"}, {"type": "text", "text": "t"}]
SILENT = {"audio": {"input": {"turn_detection": {"type": None}}}}
NULLS = {"avatar": None, "animation": None, "end_of_utterance_detection": None}
MORE = {"rid": "r", "latency": "0.1", "ts": 5, "audio_duration_ms": 20.5}

SENT: dict[str, tuple[Json, dict[str, Any]]] = {
    # OpenAI and Azure OpenAI
    "OpenAI: phase of an item": (
        _item("message", role="assistant", content=[], phase="final_answer"),
        {"item.phase": "final_answer", "item.extra": {}},
    ),
    "OpenAI: reasoning tokens": (
        _response(usage=REASONED),
        {"response.usage.output_token_details.reasoning_tokens": 3, "response.usage.output_token_details.extra": {}},
    ),
    "OpenAI: short names of parts": (
        _item("message", role="assistant", content=PARTS),
        {"item.content": (rw.OutputAudioPart(type="audio", transcript="t"), rw.OutputTextPart(type="text", text="t"))},
    ),
    "OpenAI: nulls for what is unset": (
        _response(status_details=None, output=[], metadata=None, usage=None, conversation_id=None),
        {
            "response.nulls": {"status_details", "metadata", "usage", "conversation_id"},
            "response.output": NO_ARRAY,
            "response.metadata": None,
        },
    ),
    "Azure OpenAI: the part once more, as content": (
        {"type": "response.content_part.added", **IDS, "part": {"type": "audio"}, "content": {"type": "audio"}},
        {"part": rw.OutputAudioPart(type="audio"), "content": rw.OutputAudioPart(type="audio"), "extra": {}},
    ),
    **{
        f"OpenAI: obfuscation on {name}": (_delta(name, obfuscation="x"), {"obfuscation": "x"})
        for name in (
            "response.output_text.delta",
            "response.output_audio_transcript.delta",
            "response.function_call_arguments.delta",
            "response.mcp_call_arguments.delta",
            f"{TRANSCRIBED}.delta",
        )
    },
    # Azure Voice Live
    "Voice Live: a flat session without type": (
        _session(**FLAT),
        {
            "session.type": None,
            "session.id": "s",
            "session.voice": Unknown({"name": "v", "type": "azure-standard"}),
            "session.input_audio_format": "pcm16",
            "session.modalities": ("text",),
            "session.extra": {},
        },
    ),
    "Voice Live: nulls that are not declared": (_session(**NULLS), {"session.extra": NULLS, "session.nulls": set()}),
    "Voice Live: transcription without usage": (DONE, {"usage": None}),
    # xAI
    "xAI: transcription without usage, with status": (
        {**DONE, "status": "s"},
        {"usage": None, "extra": {"status": "s"}},
    ),
    "xAI: turn detection of type null": (
        _session(**SILENT),
        {"session.audio.input.turn_detection": Unknown({"type": None})},
    ),
    "xAI: the same, flat": (
        _session(turn_detection={"type": None}),
        {"session.turn_detection": Unknown({"type": None})},
    ),
    "xAI: function tools of the old shape": (
        _session(tools=[FUNCTION]),
        {"session.tools": (rw.RealtimeFunctionTool().with_extra(function={"name": "f"}),)},
    ),
    "xAI: reasoning effort none": (_session(reasoning={"effort": "none"}), {"session.reasoning.effort": "none"}),
    "xAI: status_details is a string": (
        _response(status_details="unimplemented"),
        {"response.status_details": "unimplemented"},
    ),
    "xAI: usage is empty, and also at the top": (
        {**_response(usage={}), "usage": {"total_tokens": 1}},
        {"response.usage": rw.RealtimeResponseUsage(), "extra": {"usage": {"total_tokens": 1}}},
    ),
    "xAI: previous_item_id on other events": (
        {"type": "conversation.created", "conversation": {}, "previous_item_id": None},
        {"extra": {"previous_item_id": None}},
    ),
    "xAI: more on audio deltas": (_delta("response.output_audio.delta", **MORE), {"delta": "d"}),
    "xAI: arguments delta without output_index": (
        {"type": "response.function_call_arguments.delta", **CALL_IDS, "delta": "{"},
        {"output_index": None, "extra": {}},
    ),
    "xAI: content part done without part": ({"type": "response.content_part.done", **IDS}, {"part": None}),
    "xAI: assistant message without content": (_item("message", role="assistant"), {"item.content": None}),
    "xAI: role on a function call": (
        _item("function_call", role="assistant", name="f", arguments="{}"),
        {"item.name": "f", "item.extra": {"role": "assistant"}},
    ),
    # others
    "LocalAI: no event_id": ({"type": "input_audio_buffer.committed", "item_id": "i"}, {"event_id": None}),
    "Qwen-Omni: own members of the session": (
        _session(input_audio_format="pcm16", enable_search=True, top_k=5),
        {"session.input_audio_format": "pcm16", "session.extra": {"enable_search": True, "top_k": 5}},
    ),
    "vLLM: session.created without session": (
        {"type": "session.created", "id": "s", "created": 1},
        {"session": None, "extra": {"id": "s", "created": 1}},
    ),
    "vLLM: session.update without session": (
        {"type": "session.update", "model": "m"},
        {"session": None, "extra": {"model": "m"}},
    ),
    "LocalAI: the first segment, which starts at 0": (
        {"type": f"{TRANSCRIBED}.segment", "item_id": "i", "content_index": 0, "id": "s", "speaker": "0", "text": "t"},
        {"start": None, "end": None, "text": "t", "speaker": "0"},
    ),
    "ASR servers: segment without a speaker": (
        {"type": f"{TRANSCRIBED}.segment", "item_id": "i", "text": "t", "speaker": None, "start": 0, "end": 1.5},
        {"speaker": None, "nulls": {"speaker"}, "id": None, "content_index": None},
    ),
    "vLLM: error is a string": (
        {"type": "error", "error": "out of memory", "code": "c"},
        {"error": "out of memory", "message": "out of memory", "extra": {"code": "c"}},
    ),
    "pipecat's models: error without type": (
        {"type": "error", "error": {"message": "no such model"}},
        {"error.type": None, "message": "no such model"},
    ),
    "Inworld: function call without name": (_item("function_call", arguments="{}"), {"item.name": None}),
    "Inworld: metadata of any JSON": (
        _response(metadata={"a": [1], "b": 2.5}),
        {"response.metadata": {"a": [1], "b": 2.5}},
    ),
    "ASR servers: transcription without content_index": (
        {"type": f"{TRANSCRIBED}.completed", "item_id": "i", "transcript": "t"},
        {"content_index": None},
    ),
    **{
        f"ASR servers: {name} without times": (
            {"type": f"input_audio_buffer.{name}", "item_id": "i"},
            {member: None, "item_id": "i"},
        )
        for name, member in (("speech_started", "audio_start_ms"), ("speech_stopped", "audio_end_ms"))
    },
    "aimock: committed without item_id": ({"type": "input_audio_buffer.committed"}, {"item_id": None}),
    "aimock: arguments done without name": (
        {"type": "response.function_call_arguments.done", **CALL_IDS, "output_index": 0, "arguments": "{}"},
        {"name": None, "arguments": "{}"},
    ),
    "Voice Live: output_audio_buffer.cleared alone": ({"type": "output_audio_buffer.cleared"}, {"response_id": None}),
    "Voice Live: names in require_approval": (
        _session(tools=[{"type": "mcp", "server_label": "s", "require_approval": {"never": ["a"], "always": ["b"]}}]),
        {
            "session.tools": (
                rw.McpTool(server_label="s", require_approval=rw.McpToolApprovalFilter(always=["b"], never=["a"])),
            )
        },
    ),
    "Voice Live: approval request without arguments": (
        _item("mcp_approval_request", id="i", server_label="s", name="n"),
        {"item.arguments": None},
    ),
    "Voice Live: status_details.error is a string": (
        _response(status_details={"type": "failed", "error": "out of memory"}),
        {"response.status_details.error": "out of memory"},
    ),
    "agents for JavaScript: approval without id": (
        {
            "type": "conversation.item.create",
            "item": {"type": "mcp_approval_response", "approval_request_id": "r", "approve": False},
        },
        {"item.id": None, "item.approve": False},
    ),
    **{
        f"LocalAI: {name} left out where it is empty": (item, {f"item.{name}": None})
        for name, item in (
            ("output", _item("function_call_output", call_id="c")),
            ("arguments", _item("function_call", name="f")),
            ("content", _item("message", role="user")),
            ("approve", _item("mcp_approval_response", id="i", approval_request_id="r")),
        )
    },
    "xAI's guide: transcript delta without indexes": (
        {"type": "response.output_audio_transcript.delta", "response_id": "r", "item_id": "i", "delta": "d"},
        {"output_index": None, "content_index": None, "delta": "d"},
    ),
    "xAI's guide: transcript done without transcript": (
        {"type": "response.output_audio_transcript.done", "response_id": "r", "item_id": "i"},
        {"transcript": None},
    ),
    "xAI's guide: audio done without indexes": (
        {"type": "response.output_audio.done", "response_id": "r", "item_id": "i"},
        {"output_index": None, "content_index": None},
    ),
    "xAI's guide: remote arguments done without output_index": (
        {"type": "response.mcp_call_arguments.done", **CALL_IDS, "name": "n", "arguments": "{}"},
        {"output_index": None, "extra": {"call_id": "c", "name": "n"}},
    ),
    "before GA: a transcription session": (
        {"type": "transcription_session.created", "session": {"id": "s", "object": "realtime.transcription_session"}},
        {"session.id": "s"},
    ),
    "before GA: its update": (
        {"type": "transcription_session.update", "session": {"input_audio_transcription": {"model": "m"}}},
        {"session.input_audio_transcription": rw.InputAudioTranscription(model="m")},
    ),
    "before GA: what came of it": ({"type": "transcription_session.updated", "session": {}}, {"session.extra": {}}),
    "Inworld: role tool, provider data": (
        {**_item("message", role="tool", content=[]), "provider_data": {}},
        {"item": Unknown({"type": "message", "role": "tool", "content": []}), "extra": {"provider_data": {}}},
    ),
}

WRONG: dict[str, tuple[Json, str]] = {
    "nobody: session.updated without session": (
        {"type": "session.updated"},
        "$.session: expected object, found nothing (session.updated)",
    ),
    "nobody: error is an array": (
        {"type": "error", "error": ["out of memory"]},
        "$.error: expected string or object, found array (error)",
    ),
    "nobody: function call output without call_id": (
        _item("function_call_output", output="{}"),
        "$.item.call_id: expected string, found nothing (conversation.item.done)",
    ),
    "nobody: text delta without delta": (
        {"type": "response.output_text.delta", **IDS},
        "$.delta: expected string, found nothing (response.output_text.delta)",
    ),
}


@on_each_lane
@pytest.mark.parametrize(("payload", "holds"), SENT.values(), ids=SENT)
def test_s7_what_servers_send(lane: Lane, payload: Json, holds: dict[str, Any]) -> None:
    event: Any = lane.decode(compact(payload), rw.Event)
    assert same_json(json.loads(rw.encode(event)), payload)
    assert type(event) is wire.objects_of(rw.Event).tags[payload["type"]]
    assert {path: attrgetter(path)(event) for path in holds} == holds


@on_each_lane
@pytest.mark.parametrize(("payload", "message"), WRONG.values(), ids=WRONG)
def test_s7_what_servers_get_wrong(lane: Lane, payload: Json, message: str) -> None:
    assert str(refusal(lane, compact(payload), rw.Event)) == message


@on_each_lane
@pytest.mark.parametrize("name", ["ping", f"{TRANSCRIBED}.updated", "transcription.delta", "conversation.item.speaker"])
def test_s7_events_of_vendors(lane: Lane, name: str) -> None:
    assert lane.decode(compact({"type": name, "text": 1}), rw.Event) == UnknownEvent({"type": name, "text": 1})


@on_each_lane
def test_s7_speed_keeps_its_type(lane: Lane) -> None:
    for text, kind in ((b"1", int), (b"1.0", float)):
        obj = lane.decode(b'{"speed":' + text + b"}", rw.RealtimeAudioConfigOutput)
        assert type(obj.speed) is kind
        assert rw.encode(obj) == b'{"speed":' + text + b"}"


def test_s7_what_nobody_has_to_send() -> None:
    for union in EVENT_UNIONS:
        for cls in wire.objects_of(union).classes:
            assert [member.required for member in members(cls) if member.name == "event_id"] == [False], cls
    assert not any(member.required for member in members(rw.RealtimeSession))
    assert not any(member.required for member in members(rw.translation.RealtimeTranslationSession))


@on_each_lane
def test_s7_everything_unset_may_be_null(lane: Lane) -> None:
    for cls in CLASSES:
        payload = PAYLOADS[cls][0]
        optional = {member.name: None for member in members(cls) if not member.required}
        obj = lane.decode(compact({**payload, **optional}), cls)
        assert obj.nulls == optional.keys()
        assert same_json(json.loads(rw.encode(obj)), {**payload, **optional})


# S8 Immutable, equal, hashable


@given(typed(wire.objects))
def test_s8_frozen(drawn: tuple[Any, Any]) -> None:
    for obj in parts(drawn[1]):
        decoded = rw.structure(obj.to_dict(), type(obj))
        for each_ in (obj, decoded):
            assert not hasattr(each_, "__dict__")
            for name in [*(a.name for a in attrs.fields(cast("Any", type(each_)))), "extra", "nulls", "raw", "new"]:
                with pytest.raises(attrs.exceptions.FrozenInstanceError):
                    setattr(each_, name, None)
                with pytest.raises(attrs.exceptions.FrozenInstanceError):
                    delattr(each_, name)
        assert decoded == obj


@given(typed(wire.objects))
def test_s8_equal_hashable_copyable(drawn: tuple[Any, Any]) -> None:
    for obj in parts(drawn[1]):
        before = picture(obj)
        again = type(obj).from_dict(obj.to_dict())
        pickled = [pickle.loads(pickle.dumps(obj, protocol)) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]  # noqa: S301  our own
        for each_ in (copy.copy(obj), copy.deepcopy(obj), again, *pickled):
            assert each_ == obj
            assert not (each_ != obj)  # noqa: SIM202  the other operator
            assert hash(each_) == hash(obj)
            assert {each_: 1}[obj] == 1
            assert type(each_) is type(obj)
            assert isinstance(obj, MalformedEvent) or picture(each_) == before
        for other in (None, 1, obj.to_dict(), rw.AudioPCMU().with_extra(unlike="anything else")):
            assert obj != other
        assert picture(obj) == before


@given(typed(wire.objects, classes))
def test_s8_every_member_counts(drawn: tuple[type[Model], Model]) -> None:
    cls, obj = drawn
    assert obj != obj.with_extra(unlike="anything else")
    for member in members(cls):
        if getattr(obj, member.name) is not None and not member.required:
            assert obj != obj.evolve(**{member.name: None})
            assert obj != obj.with_null(member.name)
    assert attrs.evolve(obj) == obj
    assert attrs.evolve(obj).extra == obj.extra
    assert attrs.evolve(obj).nulls == obj.nulls


ARRAYS = [
    (cls, member)
    for cls in CLASSES
    for member in members(cls)
    if member.kind.array is not None and not (member.kind.strings or member.kind.map)
]


@pytest.mark.parametrize(("cls", "member"), ARRAYS, ids=[f"{name_of(cls)}.{member.name}" for cls, member in ARRAYS])
def test_s8_arrays(cls: type[Model], member: Any) -> None:
    obj = next(cls.from_dict(payload) for payload in PAYLOADS[cls] if isinstance(payload.get(member.name), list))
    values: tuple[Any, ...] = getattr(obj, member.name)
    assert type(values) is tuple
    for given_ in (
        list(values),
        tuple(values),
        iter(values),
        (value for value in values),
        dict.fromkeys(values).keys(),
    ):
        again = obj.evolve(**{member.name: given_})
        assert getattr(again, member.name) == tuple(dict.fromkeys(values))
    for wrong, name in [("one", "str")] * (not member.kind.strings) + [(b"one", "bytes"), ({"one": 1}, "dict")]:
        message = f"an array is made from a list or another iterable of its elements, not from {name}"
        with pytest.raises(TypeError, match=f"^{cls.__name__}.{member.name}: {message}$"):
            obj.evolve(**{member.name: wrong})
    with pytest.raises(TypeError):
        obj.evolve(**{member.name: 1})


def test_s8_maps_are_copied() -> None:
    mine: dict[str, Any] = {"a": [1, {"b": 2}]}
    objects = [rw.RealtimeFunctionTool(parameters=mine), Unknown(mine), rw.ServerVad().with_extra(a=mine["a"])]
    before = [hash(obj) for obj in objects]
    mine["a"][1]["b"] = 3
    mine["a"].append(4)
    mine["c"] = 5
    assert [hash(obj) for obj in objects] == before
    assert objects[0].to_dict() == {"type": "function", "parameters": {"a": [1, {"b": 2}]}}
    makers: list[tuple[str, Callable[[Any], object]]] = [
        ("RealtimeFunctionTool.parameters: ", lambda wrong: rw.RealtimeFunctionTool(parameters=wrong)),
        ("Prompt.variables: ", lambda wrong: rw.Prompt(id="p", variables=wrong)),
        ("", Unknown),
        ("", UnknownEvent),
        ("", lambda wrong: MalformedEvent(wrong, rw.DecodeError("object", "nothing"))),
    ]
    for where, make in makers:
        for wrong in (1, "ab", ["a"], [("a", "b")]):
            message = f"^{where}a JSON object is made from a mapping, not from (int|str|list)$"
            with pytest.raises(TypeError, match=message):
                make(wrong)
        with pytest.raises(TypeError, match=f"^{where}the names of a JSON object are strings$"):
            make({1: "2"})
    for _, make in makers[2:]:
        with pytest.raises(TypeError, match=r"^a JSON object is made from a mapping, not from NoneType$"):
            make(None)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: rw.ServerVad(threshold=float("nan")), ValueError, "threshold: expected number, found NaN or Infinity"),
        (
            lambda: rw.ServerVad().evolve(threshold=-float("inf")),
            ValueError,
            "threshold: expected number, found NaN or Infinity",
        ),
        (lambda: rw.ServerVad(threshold=cast("Any", "1")), TypeError, "threshold: expected number, found string"),
        (lambda: rw.ServerVad(threshold=True), TypeError, "threshold: expected number, found boolean"),
        (
            lambda: rw.ServerVad(prefix_padding_ms=cast("Any", 1.0)),
            TypeError,
            "prefix_padding_ms: expected integer, found number",
        ),
        (lambda: rw.ServerVad(type=cast("Any", "x")), TypeError, 'type: expected "server_vad", found another string'),
    ],
)
def test_s8_only_what_fits_is_built(make: Callable[[], object], error: type[Exception], message: str) -> None:
    """Otherwise an object could be built that does not come back from JSON as it was."""
    with pytest.raises(error, match=f"^ServerVad.{re.escape(message)}$"):
        make()


# S9 Wire names

WIRE_NAMES = [
    (cls, name, member.tag)
    for cls in CLASSES
    for member in members(cls)
    if member.name == "type" and member.tag is not None
    for name in member.kind.documented
]
PRE_GA = {
    "transcription_session.created": rw.SessionCreatedEvent,
    "transcription_session.updated": rw.SessionUpdatedEvent,
    "response.audio.delta": rw.ResponseOutputAudioDeltaEvent,
    "response.audio.done": rw.ResponseOutputAudioDoneEvent,
    "response.audio_transcript.delta": rw.ResponseOutputAudioTranscriptDeltaEvent,
    "response.audio_transcript.done": rw.ResponseOutputAudioTranscriptDoneEvent,
    "response.text.delta": rw.ResponseOutputTextDeltaEvent,
    "response.text.done": rw.ResponseOutputTextDoneEvent,
}


@on_each_lane
@pytest.mark.parametrize(
    ("cls", "name", "ga"), WIRE_NAMES, ids=[f"{name_of(cls)}-{name}" for cls, name, _ in WIRE_NAMES]
)
def test_s9_names_stay_as_they_came(lane: Lane, cls: type[Model], name: str, ga: str) -> None:
    payload = {**PAYLOADS[cls][0], "type": name}
    obj: Any = lane.decode(compact(payload), cls)
    assert obj.type == name
    assert type(obj) is cls
    assert json.loads(rw.encode(obj))["type"] == name
    # Built without a name it gets the one of today.
    arguments = {member.name: getattr(obj, member.name) for member in members(cls) if member.name != "type"}
    built = cast("Any", cls(**arguments))
    assert built.type == ga
    assert built.evolve(type=name).type == name
    assert (built.evolve(type=name) == obj.without_extra()) is (obj.nulls == frozenset())


@on_each_lane
def test_s9_pre_ga_names(lane: Lane) -> None:
    for name, cls in PRE_GA.items():
        payload = {**PAYLOADS[cls][0], "type": name}
        for union in (rw.Event, rw.ServerEvent):
            event = lane.decode(compact(payload), union)
            assert event.type == name
            assert type(event) is cls
    assert lane.decode(
        b'{"type":"transcription_session.update","session":{}}', rw.ClientEvent
    ) == rw.SessionUpdateEvent(type="transcription_session.update", session=rw.RealtimeSession())
    others = {"transcription_session.update", "text", "audio"}
    here = {name for cls, name, ga in WIRE_NAMES if name != ga and cls.__module__.startswith("realtime_wire.realtime")}
    assert here == {*PRE_GA, *others}


# S10 Quiet about secrets

MARK = "QZQZQZQZQZQ"
TRACE = "QZ"
"""What shows that part of the mark got out."""

MASKED: list[tuple[type[Model], str, Any, str]] = [
    # Written out, because what is masked is declared on the members, and could be forgotten there.
    (rw.McpTool, "authorization", MARK, "<secret>"),
    (rw.McpTool, "headers", {"Authorization": MARK, MARK: "x"}, "<secret>"),
    (rw.RealtimeCreateClientSecretResponse, "value", MARK, "<secret>"),
    (rw.translation.RealtimeTranslationClientSecretCreateResponse, "value", MARK, "<secret>"),
    (rw.RealtimeCallCreateRequest, "sdp", MARK, "<secret>"),
    (rw.FlatClientSecret, "value", MARK, "<secret>"),
    (rw.voice_live.IceServer, "username", MARK, "<secret>"),
    (rw.live.McpTool, "authorization", MARK, "<secret>"),
    (rw.live.McpTool, "headers", {"Authorization": MARK, MARK: "x"}, "<secret>"),
    (rw.live.LiveTransport, "sdp", MARK, "<secret>"),
    (rw.live.InlineSkillSource, "data", MARK, "<data 11 chars>"),
    (rw.live.DecisionInputImage, "image_url", f"data:,{MARK}", "<data URL 17 chars>"),
    (rw.live.SessionInputAudioAppendEvent, "audio", MARK, "<audio 11 chars>"),
    (rw.live.SessionOutputAudioFixturePlayEvent, "audio", MARK, "<audio 11 chars>"),
    (rw.live.SessionOutputAudioDeltaEvent, "delta", MARK, "<audio 11 chars>"),
    (rw.voice_live.IceServer, "credential", MARK, "<secret>"),
    (rw.voice_live.SessionAvatarConnectEvent, "client_sdp", MARK, "<secret>"),
    (rw.voice_live.SessionAvatarConnectingEvent, "server_sdp", MARK, "<secret>"),
    (rw.voice_live.InputAudioTurnAppendEvent, "audio", MARK, "<audio 11 chars>"),
    (rw.voice_live.ResponseVideoDeltaEvent, "delta", MARK, "<data 11 chars>"),
    (rw.voice_live.Background, "image_url", f"data:,{MARK}", "<data URL 17 chars>"),
    (rw.InputAudioBufferAppendEvent, "audio", MARK + "A" * 6389, "<audio 6400 chars>"),
    (rw.translation.SessionInputAudioBufferAppendEvent, "audio", MARK, "<audio 11 chars>"),
    (rw.ResponseOutputAudioDeltaEvent, "delta", MARK, "<audio 11 chars>"),
    (rw.translation.SessionOutputAudioDeltaEvent, "delta", "", "<audio 0 chars>"),
    (rw.InputAudioPart, "audio", MARK, "<audio 11 chars>"),
    (rw.OutputAudioPart, "audio", MARK, "<audio 11 chars>"),
    (rw.InputImagePart, "image_url", f"data:image/png;base64,{MARK}", "<data URL 33 chars>"),
    (rw.InputImageContent, "image_url", f"DATA:,{MARK}", "<data URL 17 chars>"),
    (rw.InputFileContent, "file_url", f"data:,{MARK}", "<data URL 17 chars>"),
    (rw.InputFileContent, "file_data", MARK, "<data 11 chars>"),
]


@on_each_lane
@pytest.mark.parametrize(
    ("cls", "name", "value", "shown"), MASKED, ids=[f"{name_of(row[0])}.{row[1]}" for row in MASKED]
)
def test_s10_repr_masks(lane: Lane, cls: type[Model], name: str, value: Any, shown: str) -> None:
    built = cls.from_dict(PAYLOADS[cls][0]).evolve(**{name: value})
    for obj in (built, lane.decode(rw.encode(built), cls)):
        for text in (repr(obj), str(obj), f"{[obj]}"):
            assert f"{name}={shown}" in text
            assert TRACE not in text


def test_s10_every_mask_is_tested() -> None:
    declared = {
        (cls, member.name) for cls in CLASSES for member in members(cls) if any(mark.show for mark in member.kind.marks)
    }
    assert declared == {(cls, name) for cls, name, _, _ in MASKED}
    # Members that are called so hold secrets or audio wherever they are.
    for cls in CLASSES:
        for member in members(cls):
            if member.name in {"authorization", "credential", "headers", "file_data"} or (
                member.name.endswith("sdp") or (member.name == "audio" and member.kind.strings)
            ):
                assert (cls, member.name) in declared


@given(st.data())
def test_s10_repr_has_nothing_of_vendor_members(data: st.DataObject) -> None:
    """Nobody knows which of a vendor's members are secret."""
    obj = data.draw(st.sampled_from([*CLASSES, Unknown, UnknownEvent, MalformedEvent]).flatmap(wire.objects))
    value = data.draw(st.sampled_from([MARK, [MARK], {"a": {MARK: MARK}}]))
    if isinstance(obj, Model):
        marked: Any = obj.with_extra(vendor_token=value)
    else:
        raw = {**obj.raw, "vendor_token": value}
        marked = MalformedEvent(raw, obj.error) if isinstance(obj, MalformedEvent) else type(obj)(raw)
    assert TRACE not in repr(marked)
    assert "vendor_token" in repr(marked)


def test_s10_repr_shows_the_rest() -> None:
    vad = rw.ServerVad(threshold=0.5).with_null("create_response").with_extra(a=1, b=2)
    assert repr(vad) == "ServerVad(threshold=0.5, create_response=None, extra=<a, b>)"
    assert repr(rw.AudioPCMU()) == "AudioPCMU()"
    assert repr(rw.OutputTextPart(type="text", text="t")) == "OutputTextPart(type='text', text='t')"
    assert (
        repr(rw.McpTool(server_label="s").with_null("authorization")) == "McpTool(server_label='s', authorization=None)"
    )
    assert repr(rw.InputImagePart(image_url="https://x.example/y")) == "InputImagePart(image_url='https://x.example/y')"
    assert repr(Unknown({"type": "x", "a": 1})) == "Unknown(type='x', raw=<type, a>)"
    assert repr(UnknownEvent({})) == "UnknownEvent(type=None, raw=<>)"
    kept = Decoder(malformed="keep").decode(b'{"type":"error","error":["e"]}')
    assert repr(kept) == "MalformedEvent(type='error', raw=<type, error>)"


DOCUMENTED = {
    value
    for cls in CLASSES
    for member in members(cls)
    for value in (*member.kind.documented, *(member.kind.array.documented if member.kind.array else ()))
}
DECLARED = {member.name for cls in CLASSES for member in members(cls)} | {cls.__other_shape__ for cls in CLASSES}


def marked(value: Any) -> Any:
    """Put the mark wherever text can be without a change of what the payload is."""
    if isinstance(value, str):
        return value if value in DOCUMENTED else MARK + value
    if isinstance(value, dict):
        return {name if name in DECLARED else MARK + name: marked(item) for name, item in cast("Json", value).items()}
    return [marked(item) for item in cast("Any", value)] if isinstance(value, list) else value


def all_texts(error: BaseException) -> str:
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    return "\n".join([str(error), repr(error), *lines, *map(repr, error.args)])


@on_each_lane
@given(drawn=typed(wire.malformed))
def test_s10_errors_have_nothing_of_the_payload(lane: Lane, drawn: tuple[Any, Fault]) -> None:
    type_, fault = drawn
    error = refusal(lane, compact(marked(fault.payload)), type_)
    assert (error.path, error.expected, error.found) == (fault.path, fault.expected, fault.found)
    assert TRACE not in all_texts(error)


@on_each_lane
@pytest.mark.parametrize(("type_", "payload", "message"), FAULTS)
def test_s10_exact_texts_are_the_same_for_other_payloads(lane: Lane, type_: Any, payload: Any, message: str) -> None:
    error = refusal(lane, compact(marked(payload)), type_)
    assert str(error) == message
    assert TRACE not in all_texts(error)


@on_each_text_lane
@given(data=st.data())
def test_s10_errors_have_nothing_of_the_text(lane: Lane, data: st.DataObject) -> None:
    type_, payload = data.draw(typed(wire.payloads))
    frame = compact(marked({"a": MARK, "b": payload}))
    at = data.draw(st.integers(0, len(frame)))
    poison = data.draw(st.sampled_from([b"NaN", b"\xff", b"\\ud800", b"1e999", b"\0", b"}", b"9" * 5000, b"[" * 300]))
    try:
        lane.decode(frame[:at] + poison + frame[at:], type_)
    except rw.DecodeError as error:
        assert TRACE not in all_texts(error)  # noqa: PT017  some texts survive the poison


def test_s10_other_errors_have_nothing_of_the_payload() -> None:
    attempts: list[Callable[[], object]] = [
        lambda: rw.encode(rw.RealtimeReasoning(effort=MARK + "\ud800")),
        lambda: rw.encode(rw.RealtimeReasoning(effort=cast("Any", object()))),
        lambda: rw.encode(cast("Any", {MARK: MARK})),
        lambda: rw.unstructure(cast("Any", MARK)),
        lambda: rw.RateLimitsUpdatedEvent(rate_limits=cast("Any", MARK)),
        lambda: Unknown({MARK: object()}),
        lambda: Unknown({MARK: {1: MARK}}),
        lambda: Unknown(cast("Any", MARK)),
        lambda: rw.structure({MARK: {1: MARK}, "type": MARK}),
        lambda: rw.structure({"type": "ping", MARK: float("nan")}),
    ]
    for attempt in attempts:
        with pytest.raises((rw.RealtimeWireError, TypeError)) as caught:
            attempt()
        # The stack shows lines of this file, so only the message counts.
        assert TRACE not in f"{caught.value} {caught.value!r}"


# S11 is in test_guards.py


# S12 Two lanes, one result

more = settings(max_examples=3 * settings().max_examples)
"""This is what holds the lanes together, and rare cases count."""
all_types = types | st.sampled_from(USER_UNIONS)


@more
@given(st.data())
def test_s12_generated(data: st.DataObject) -> None:
    type_, frame = data.draw(typed(wire.frames, all_types))
    agree(frame, type_)


@more
@given(st.data())
def test_s12_malformed(data: st.DataObject) -> None:
    type_, fault = data.draw(typed(wire.malformed, all_types))
    agree(data.draw(wire.text_of(fault.payload)), type_)


@more
@given(typed(wire.mutated, all_types))
def test_s12_mutated(drawn: tuple[Any, bytes]) -> None:
    agree(drawn[1], drawn[0])


@given(all_types, wire.junk() | wire.json_values().map(compact))
def test_s12_arbitrary(type_: Any, frame: bytes) -> None:
    agree(frame, type_)


def _two_faults(type_: Any) -> SearchStrategy[bytes]:
    """Payloads with more than one fault: all lanes must report the same one."""

    def both(one: Fault, other: Fault) -> Any:
        first, second = one.payload, other.payload
        both_are_objects = isinstance(first, dict) and isinstance(second, dict)
        return {**cast("Json", first), **cast("Json", second)} if both_are_objects else [first, second]

    return st.builds(both, wire.malformed(type_), wire.malformed(type_)).flatmap(wire.text_of)


@given(typed(_two_faults, classes))
def test_s12_several_faults(drawn: tuple[Any, bytes]) -> None:
    agree(drawn[1], drawn[0])


OTHER_VALUES: list[Any] = [None, True, 1, 1.0, 2**64, "", "x", [], [None], ["x"], {}, {"type": "x"}]


def _neighbours(value: Any, names: Iterable[str]) -> Iterator[Any]:
    """Make all payloads that differ from one in one place: by a member that is missing, more, or another."""
    if isinstance(value, dict):
        obj = cast("Json", value)
        for name, item in obj.items():
            yield {other: obj[other] for other in obj if other != name}
            yield from ({**obj, name: other} for other in OTHER_VALUES)
            yield from ({**obj, name: near} for near in _neighbours(item, ["vendor"]))
        for name in names:
            if name not in obj:
                yield from ({**obj, name: other} for other in OTHER_VALUES)
    elif isinstance(value, list):
        items: list[Any] = cast("Any", value)
        for i, item in enumerate(items):
            yield [*items[:i], *items[i + 1 :]]
            yield from ([*items[:i], other, *items[i + 1 :]] for other in OTHER_VALUES)
            yield from ([*items[:i], near, *items[i + 1 :]] for near in _neighbours(item, ["vendor"]))


def _is_long(cls: type[Model]) -> bool:
    """Tell whether the payloads of a class are so large that all that is next to them takes seconds."""
    return sum(map(len, map(compact, PAYLOADS[cls]))) > 500


@pytest.mark.parametrize(
    "cls", [pytest.param(cls, id=name_of(cls), marks=[pytest.mark.slow] * _is_long(cls)) for cls in CLASSES]
)
def test_s12_neighbours_of_examples(cls: type[Model]) -> None:
    unions = [union for union in UNIONS.values() if cls in wire.objects_of(union).classes]
    sisters = {
        member.name for union in unions for sister in wire.objects_of(union).classes for member in members(sister)
    }
    # Any union of events is as one class in this, and the members of all are too many.
    are_events = any(wire.objects_of(union).are_events for union in unions)
    names = {"vendor", "event_id"} if are_events else {"vendor", *sisters}
    for payload in PAYLOADS[cls]:
        for near in _neighbours(payload, sorted(names)):
            for type_ in [cls, *unions[:1]]:
                agree(compact(near), type_)


def _kept(decoder: Decoder[Any, Any]) -> Lane:
    """Make a lane of one decoder, which may remember what it has seen."""
    return Lane("one decoder", lambda frame, _: decoder.decode(frame))


@given(st.lists(wire.frames() | wire.mutated(), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_s12_one_decoder_for_a_stream(frames: list[bytes], random: Any) -> None:
    """What a decoder has seen makes no difference to what it answers."""
    expected = {frame: outcome(LANES[1], frame, rw.Event) for frame in frames}
    for lane in FROM_TEXT:
        kept = _kept(Decoder(backend=cast("BackendName", lane.name)))
        for _ in range(8):
            frame = random.choice(frames)
            for _ in range(random.choice([1, 2, 9, 80])):
                assert outcome(kept, frame, rw.Event) == expected[frame]


CHOICES: list[type | str] = [*wire.objects_of(rw.Event).classes, UnknownEvent, "ping", "response.audio.delta"]
chosen_events = st.lists(st.sampled_from(CHOICES), max_size=20)


@given(chosen_events, st.data())
def test_s12_only(chosen: list[type | str], data: st.DataObject) -> None:
    """What `only` leaves out is all that it changes."""
    payload = data.draw(wire.payloads() | wire.malformed().map(lambda fault: fault.payload))
    if not isinstance(payload, dict):
        return
    frame = data.draw(wire.text_of(payload))
    tag = cast("Json", payload).get("type")
    cls = wire.objects_of(rw.Event).tags.get(tag) if isinstance(tag, str) else None
    assert not isinstance(cls, SubTags)
    wanted = tag in chosen or (cls or UnknownEvent) in chosen
    for lane in FROM_TEXT:
        filtered = _kept(choosing(chosen, backend=lane.name))
        assert outcome(filtered, frame, rw.Event) == (outcome(lane, frame, rw.Event) if wanted else picture(None))


@given(chosen_events, wire.mutated() | wire.junk())
def test_s12_only_of_anything(chosen: list[type | str], frame: bytes) -> None:
    """Events that are left out are not looked at further, but what is not JSON is refused."""
    filtered = {lane.name: outcome(_kept(choosing(chosen, backend=lane.name)), frame, rw.Event) for lane in FROM_TEXT}
    assert all(each_ == filtered["python"] for each_ in filtered.values()), filtered
    whole = outcome(LANES[1], frame, rw.Event)
    if isinstance(whole[0], type):
        assert filtered["python"] in (whole, picture(None))
    elif whole[1] == "JSON" and whole[2].startswith(
        ("malformed JSON", "invalid UTF-8", "NaN", "nothing", "a byte-order")
    ):
        assert filtered["python"] == whole


@pytest.mark.parametrize("place", [*PLACES, *TYPED_PLACES])
def test_s12_only_refuses_what_is_no_json(place: str) -> None:
    before, after = PLACES[place] if place in PLACES else TYPED_PLACES[place]
    for fragment, fault in FRAGMENTS.items():
        frame = before + fragment + after
        filtered = [outcome(_kept(choosing(["x"], backend=lane.name)), frame, rw.Event) for lane in FROM_TEXT]
        assert filtered == filtered[:1] * len(filtered), fragment[:40]
        if isinstance(fault, int) or fault in ("NaN or Infinity", "invalid UTF-8"):
            assert filtered[0][-1] == verdict(fault, before), fragment[:40]
        elif fault is None:
            assert filtered[0] == picture(None), fragment[:40]
