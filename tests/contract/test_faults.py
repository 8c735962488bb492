"""What a malformed event costs: all its faults are told, and `partial` has all that is not at fault.

The property goes by the first fault alone, which other tests prove: whoever sets that aside, and decodes again, must meet the
next of the faults that were told, and in the end the very object that was left.
"""

from __future__ import annotations

import copy
import json
import pickle
from random import Random
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import realtime_wire as rw
from realtime_wire import Decoder, MalformedEvent, Unknown
from realtime_wire._engine import errors
from realtime_wire._engine.schema import kind_of, member_of
from tests import wire
from tests.backends import BACKENDS
from tests.declared import CLASSES

if TYPE_CHECKING:
    from realtime_wire._engine.lane import BackendName

Json: TypeAlias = Any
Steps: TypeAlias = tuple[Any, ...]

UNIONS: list[Any] = [
    rw.Event,
    rw.ServerEvent,
    rw.ClientEvent,
    rw.translation.ServerEvent,
    rw.Item,
    rw.AnyRealtimeSession,
    rw.ServerVad | rw.SemanticVad,
]
TYPES: list[Any] = [*UNIONS, *CLASSES]
ELSEWHERE = {"type": "a variant that is not at fault"}
"""What stands for an element that is at fault."""
WRONG: list[Json] = [None, True, 7, 1.5, "text", "", [], [1], {}, {"type": "text"}, {"type": 1}]


def steps_of(error: rw.DecodeError) -> Steps:
    steps: Steps = cast("Any", error)._steps
    return steps


def at(value: Json, steps: Steps) -> Json:
    for step in steps:
        value = value[step]
    return value


def places(value: Json, before: Steps = ()) -> list[Steps]:
    """Return the way to every value in a value."""
    inside: Any = ()
    if isinstance(value, (dict, list)):
        inside = cast("Json", value.items() if isinstance(value, dict) else enumerate(cast("Json", value)))
    return [before, *(place for step, item in inside for place in places(item, (*before, step)))]


def spoiled(value: Json, random: Random, often: int) -> Json:
    """Return a JSON object with some values replaced, and some left out."""
    value = copy.deepcopy(value)
    for _ in range(often):
        steps: Any = random.choice(places(value)[1:] or [("type",)])
        outside, last = steps[:-1], steps[-1]
        if random.random() < 0.25 and isinstance(last, str):
            at(value, outside).pop(last, None)
        else:
            at(value, outside)[last] = copy.deepcopy(random.choice(WRONG))
    return value


def fault_of(decode: Any, value: Json) -> rw.DecodeError | None:
    """Return the first fault, as the lane tells it."""
    try:
        decode(value)
    except rw.DecodeError as error:
        return error
    return None


def is_required(type_: Any, value: Json, steps: Steps) -> bool:
    """Tell whether the member at the end of a way is one that its class requires."""
    kind: Any = kind_of(type_)
    required = False
    for step in steps:
        if isinstance(step, int):
            kind, required = kind.array, False
        else:
            alone = kind.objects.unknown is None and len(kind.objects.classes) == 1
            cls = kind.objects.classes[0] if alone else kind.objects.class_of(value)
            if cls is None:
                return True  # the tag is what is wrong
            member: Any = member_of(cls, step)
            kind, required = member.kind, member.required
        value = value.get(step) if isinstance(step, str) else value[step]
    return required


def set_aside(type_: Any, decode: Any, value: Json, steps: Steps) -> tuple[Json, Steps] | None:
    """Set aside what is at fault, in the narrowest way there is, and tell how much that is; None if there is no way."""
    for length in range(len(steps), 0, -1):
        *outside, last = steps[:length]
        again = copy.deepcopy(value)
        around = at(again, tuple(outside))
        if isinstance(last, str):
            if is_required(type_, value, steps[:length]):
                continue  # without it, the object might be of another class
            around.pop(last, None)
        elif isinstance(around[last], dict):
            around[last] = ELSEWHERE
        else:
            continue
        now = fault_of(decode, again)
        if now is None or steps_of(now)[:length] != steps[:length]:
            return again, steps[:length]
    return None


def without_odd_elements(obj: Json, places_: list[Steps]) -> Json:
    for steps in places_:
        if isinstance(steps[-1], int):
            at(obj, steps[:-1])[steps[-1]] = ELSEWHERE
    return obj


@pytest.mark.parametrize("backend", BACKENDS)
@given(data=st.data())
def test_all_faults_and_what_is_left(backend: BackendName, data: st.DataObject) -> None:
    type_ = data.draw(st.sampled_from(UNIONS) | st.sampled_from(TYPES))
    payload = data.draw(wire.payloads(type_).filter(lambda drawn: isinstance(drawn, dict)))
    random = Random(data.draw(st.integers(0, 2**32 - 1)))  # noqa: S311  this is no cryptography
    value = spoiled(payload, random, data.draw(st.integers(1, 6)))
    frame = json.dumps(value)
    decoder = Decoder(type_, backend=backend)

    def decode(each: Json) -> Any:
        return decoder.decode(json.dumps(each))

    error = fault_of(decode, value)
    kept = Decoder(type_, malformed="keep", backend=backend).decode(frame)
    if error is None:
        assert kept == decode(value)
        return
    faults = error.faults
    assert faults[0] is error
    assert isinstance(kept, MalformedEvent)
    assert [*map(str, kept.faults)] == [*map(str, faults)] == [*map(str, plain_faults(value, type_))]
    assert {fault.event_type for fault in faults} == {error.event_type}
    assert len({fault.path for fault in faults if "[...]" not in fault.path}) == sum(
        "[...]" not in fault.path for fault in faults
    )
    check_one_by_one(type_, decode, value, kept)


def plain_faults(value: Json, type_: Any) -> tuple[rw.DecodeError, ...]:
    with pytest.raises(rw.DecodeError) as caught:
        rw.structure(value, type_)
    return caught.value.faults


def check_one_by_one(type_: Any, decode: Any, value: Json, kept: MalformedEvent) -> None:
    remaining, gone = [*kept.faults], list[Steps]()
    while remaining:
        steps = steps_of(remaining[0])
        if None in steps:
            return  # the key of a free-form map is not told
        now = fault_of(decode, value)
        assert str(now) == str(remaining[0])
        less = set_aside(type_, decode, value, steps)
        if less is None:
            assert kept.partial is None
            return
        value, place = less
        gone.append(place)
        remaining = [fault for fault in remaining if steps_of(fault)[: len(place)] != place]
    expected = decode(value)
    left: Any = cast("Any", kept.partial)
    assert type(left) is type(expected)
    assert without_odd_elements(left.to_dict(), gone) == expected.to_dict()
    if left.to_dict() == expected.to_dict():
        assert left == expected
        assert hash(left) == hash(expected)
        assert left.evolve() == expected


RESULT = {"type": "function_call_output", "id": "item_1", "call_id": "call_1", "output": "{}"}
SAID = {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "yes"}]}
DONE = {"type": "response.done", "event_id": "event_1"}
UPDATE = {"type": "session.update"}

CASES: dict[str, tuple[Json, list[str], Json]] = {
    "an optional member": (
        {**DONE, "response": {"id": "r", "status": 5, "usage": {"input_tokens": 3}}},
        ["$.response.status: expected string, found integer (response.done)"],
        {**DONE, "response": {"id": "r", "usage": {"input_tokens": 3}}},
    ),
    "several": (
        {**DONE, "event_id": 1, "response": {"usage": {"input_tokens": "3", "output_tokens": 4}, "a": 1}},
        [
            "$.event_id: expected string, found integer (response.done)",
            "$.response.usage.input_tokens: expected integer, found string (response.done)",
        ],
        {"type": "response.done", "response": {"usage": {"output_tokens": 4}, "a": 1}},
    ),
    "an element": (
        {**DONE, "response": {"output": [{**RESULT, "call_id": []}, SAID], "usage": {}}},
        ["$.response.output[0].call_id: expected string, found array (response.done)"],
        {**DONE, "response": {"output": [Unknown({**RESULT, "call_id": []}), SAID], "usage": {}}},
    ),
    "an element that is no object": (
        {**DONE, "response": {"output": [SAID, 1], "usage": {}}},
        ["$.response.output[1]: expected object, found integer (response.done)"],
        {**DONE, "response": {"usage": {}}},
    ),
    "explicit nulls stay": (
        {**DONE, "response": {"status": 1, "conversation_id": None}},
        ["$.response.status: expected string, found integer (response.done)"],
        {**DONE, "response": {"conversation_id": None}},
    ),
    "values of a map": (
        {**UPDATE, "session": {"prompt": {"id": "p", "variables": {"a": {"type": "input_text", "text": 1}, "b": "c"}}}},
        ["$.session.prompt.variables[...].text: expected string, found integer (session.update)"],
        {
            **UPDATE,
            "session": {
                "prompt": {"id": "p", "variables": {"a": Unknown({"type": "input_text", "text": 1}), "b": "c"}}
            },
        },
    ),
    "a value of a map that is no object": (
        {**UPDATE, "session": {"prompt": {"id": "p", "variables": {"a": 1, "b": "c"}}}},
        ["$.session.prompt.variables[...]: expected string or object, found integer (session.update)"],
        {**UPDATE, "session": {"prompt": {"id": "p"}}},
    ),
    "what is required": (
        {**DONE, "response": [], "event_id": 1},
        [
            "$.event_id: expected string, found integer (response.done)",
            "$.response: expected object, found array (response.done)",
        ],
        None,
    ),
    "a member of what is required": (
        {**UPDATE, "session": {"prompt": {"version": 1}, "model": 2}},
        [
            "$.session.model: expected string, found integer (session.update)",
            "$.session.prompt.id: expected string, found nothing (session.update)",
            "$.session.prompt.version: expected string, found integer (session.update)",
        ],
        {**UPDATE, "session": {}},
    ),
}
"""What is malformed, its faults, and the JSON of what is left, with `Unknown` where an element is at fault."""


def told(value: Json) -> Json:
    """Return the JSON of objects in JSON."""
    return json.loads(json.dumps(value, default=lambda unknown: dict(unknown.raw)))


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("payload", "faults", "partial"), CASES.values(), ids=CASES)
def test_cases(payload: Json, faults: list[str], partial: Json, backend: BackendName) -> None:
    kept = Decoder(malformed="keep", backend=backend).decode(json.dumps(payload))
    assert isinstance(kept, MalformedEvent)
    assert [*map(str, kept.faults)] == faults
    assert kept.faults[0] is kept.error
    assert (None if kept.partial is None else kept.partial.to_dict()) == told(partial)
    if partial is not None and told(partial) == partial:
        assert kept.partial == rw.structure(partial)
    for again in (
        attrs.evolve(kept),
        copy.deepcopy(kept),
        pickle.loads(pickle.dumps(kept)),  # noqa: S301  we have just written it
        rw.decode(rw.encode(kept), MalformedEvent),
        rw.structure(rw.unstructure(kept), MalformedEvent),
        cast("Any", rw.make_converter()).structure(payload, rw.Event | MalformedEvent),
    ):
        assert again.partial == kept.partial
        assert repr(again.partial) == repr(kept.partial)
        assert [*map(str, again.faults)] == faults
    assert json.loads(rw.encode(kept)) == payload
    numbered = Decoder(malformed="keep", backend=backend).decode_lines(b"\n" + rw.encode(kept))
    assert [str(fault) for fault in cast("Any", numbered[0]).faults] == [f"line 2: {fault}" for fault in faults]


def test_the_others_keep_their_places() -> None:
    kept = cast("Any", rw.structure(CASES["an element"][0], rw.Event | MalformedEvent))
    assert repr(kept.partial.response.output) == (
        "(Unknown(type='function_call_output', raw=<type, id, call_id, output>), "
        "RealtimeConversationItemMessageAssistant(content=(OutputTextPart(text='yes'),)))"
    )
    kept = cast("Any", rw.structure(CASES["values of a map"][0], rw.Event | MalformedEvent))
    assert (
        repr(kept.partial.session.prompt.variables) == "{'a': Unknown(type='input_text', raw=<type, text>), 'b': 'c'}"
    )


@pytest.mark.parametrize("backend", BACKENDS)
def test_an_error_that_is_raised_has_the_faults_and_no_payload(backend: BackendName) -> None:
    payload, faults, _ = CASES["several"]
    converter = rw.make_converter(detailed_validation=False)
    ways: list[Any] = [
        lambda: Decoder(backend=backend).decode(json.dumps(payload)),
        lambda: rw.structure(payload),
        lambda: cast("Any", converter).structure(payload, rw.Event),
    ]
    for way in ways:
        with pytest.raises(rw.DecodeError) as caught:
            way()
        error = caught.value
        for each in (error, pickle.loads(pickle.dumps(error)), copy.copy(error)):  # noqa: S301  we have just written it
            assert [*map(str, each.faults)] == faults
            assert set(vars(each)) == {"expected", "found", "event_type", "line", "_steps", "_others"}
            assert [len(fault.faults) for fault in each.faults[1:]] == [1]
    with pytest.raises(rw.DecodeError) as alone:
        rw.decode(b"{")
    assert alone.value.faults == (alone.value,)


def test_what_users_make_has_no_partial_of_itself() -> None:
    made = MalformedEvent({"type": "error"}, rw.DecodeError("object", "nothing"))
    assert (made.partial, made.faults) == (None, (made.error,))


def test_free_form_json_that_is_required_may_be_missing() -> None:
    payload = {"type": "response.audio_transcript.annotation.added", "event_id": 1, "response_id": "r", "item_id": "i"}
    kept: Any = rw.structure(payload, rw.voice_live.Event | MalformedEvent)
    assert [*map(str, kept.faults)] == [
        "$.event_id: expected string, found integer (response.audio_transcript.annotation.added)",
        "$.annotation: expected any JSON value, found nothing (response.audio_transcript.annotation.added)",
    ]
    assert kept.partial is None
    kept = rw.structure({**payload, "annotation": None}, rw.voice_live.Event | MalformedEvent)
    assert kept.partial == rw.voice_live.ResponseAudioTranscriptAnnotationAddedEvent(
        response_id="r", item_id="i", annotation=None
    )


def test_the_faults_are_not_without_an_end() -> None:
    most = errors.MOST_FAULTS
    payload = {"type": "session.update", "session": {"output_modalities": [1] * (most + 5), "model": 1}}
    kept = rw.structure(payload, rw.Event | MalformedEvent)
    assert isinstance(kept, MalformedEvent)
    assert [fault.path for fault in kept.faults] == [f"$.session.output_modalities[{i}]" for i in range(most)]
    assert kept.partial == rw.SessionUpdateEvent(session=rw.RealtimeSession())


def test_members_that_are_forbidden() -> None:
    converter = rw.make_converter(forbid_extra_keys=True)
    forbidden: list[tuple[Json, list[str]]] = [
        ({"type": "server_vad", "a": 1}, ["$: expected no unknown member, found one"]),
        (
            {"type": "server_vad", "a": 1, "threshold": "1", "idle_timeout_ms": "2"},
            [
                "$.threshold: expected number, found string",
                "$.idle_timeout_ms: expected integer, found string",
                "$: expected no unknown member, found one",
            ],
        ),
    ]
    forbidden.append(({"type": "server_vad", "threshold": "1"}, ["$.threshold: expected number, found string"]))
    for payload, faults in forbidden:
        with pytest.raises(rw.DecodeError) as caught:
            converter.structure(payload, rw.ServerVad)
        assert [*map(str, caught.value.faults)] == faults
    # Such a member is not set aside: an event with one is none of its class.
    kept: Any = cast("Any", converter).structure({**DONE, "response": {"status": 1}, "a": 1}, rw.Event | MalformedEvent)
    assert [*map(str, kept.faults)] == [
        "$.response.status: expected string, found integer (response.done)",
        "$: expected no unknown member, found one (response.done)",
    ]
    assert kept.partial is None


def test_every_union_is_tried_that_has_elements_of_its_own() -> None:
    """The property above draws from these; a union without objects has nothing that could be left."""
    assert all(kind_of(type_).objects is not None for type_ in TYPES)
