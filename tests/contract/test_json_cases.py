"""Each JSON corner case has one verdict: in every place, on every lane, by every way in, in every form of text."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, cast

import attrs
import pytest

import realtime_wire as rw
from realtime_wire import DecodeError, Decoder
from realtime_wire._engine.lane import BackendName
from realtime_wire._engine.schema import kind_of
from tests.backends import BACKENDS, choosing
from tests.contract.test_semantics import same_json
from tests.json_cases import ENDS, FRAMES, REPLACED, VALUES, Refused

Json = dict[str, Any]


# Ways from a text to an outcome: an object, None, or what a refusal says


def outcome(decode: Callable[[Any], Any], data: Any) -> Any:
    try:
        return decode(data)
    except DecodeError as error:
        return str(error)


@cache
def decoders(backend: BackendName) -> dict[str, Any]:
    """Return a decoder of each kind."""
    return {
        "decode": Decoder(backend=backend),
        "keep": Decoder(backend=backend, malformed="keep"),
        "all": Decoder(backend=backend, only=[*WIRE_NAMES, rw.UnknownEvent]),
        "none": choosing(["never"], backend=backend),
    }


EVENTS: Any = kind_of(rw.Event).objects
WIRE_NAMES: list[str] = [*EVENTS.tags]


def forms(text: bytes) -> Iterator[Any]:
    """Give a text in all the types that it may have."""
    yield text
    yield bytearray(text)
    yield memoryview(text)
    try:
        yield text.decode()
    except UnicodeDecodeError:
        return


def holds(got: Any, expected: Any) -> bool:
    """Compare an outcome with what is to come out: a message, nothing, or an event by its JSON."""
    if isinstance(got, str) or got is None or isinstance(expected, str) or expected is None:
        return bool(got == expected)
    return same_json(rw.unstructure(got), expected) and same_json(json.loads(rw.encode(got)), expected)


def agree(text: bytes, expected: Any, *, syntax: Any, kept: Any, all_ways: bool = True) -> None:
    """See that a frame has one outcome by all ways.

    Args:
        text: the frame.
        expected: the JSON of the event, or the message.
        syntax: the message where its event is left out; None if it is no fault of the syntax.
        kept: the JSON of the event with ``malformed="keep"``, or the message.
        all_ways: whether other types of text, decoders with options and lines are tried as well.
    """
    for backend in BACKENDS:
        by_kind = decoders(backend)
        for data in forms(text) if all_ways else (text,):
            got = outcome(by_kind["decode"].decode, data)
            assert holds(got, expected), (backend, type(data), got)
        if not all_ways:
            continue
        for name, judged in (("all", expected), ("none", syntax), ("keep", kept)):
            got = outcome(by_kind[name].decode, text)
            assert holds(got, judged), (backend, name, got)
        if b"\n" not in text:
            in_lines(by_kind["decode"], text, expected)


def in_lines(decoder: Any, text: bytes, expected: Any) -> None:
    """See that it is the same as a line, where a blank one is nothing, and white space at its end counts for none."""
    nothing = not text.strip(b" \t\r\n")
    if isinstance(expected, str):
        expected = f"line 2: {expected}"
    log = b"\n" + text + b"\n"
    ways: list[Callable[[Any], Any]] = [
        lambda data: list(decoder.iter_lines(io.BytesIO(data))),
        lambda data: list(decoder.iter_lines(data.split(b"\n"))),
    ]
    for way in ways:
        got = outcome(way, log)
        assert got == [] if nothing else holds(got if isinstance(got, str) else got[0], expected), got
    for data in forms(log):
        got = outcome(decoder.decode_lines, data)
        assert got == [] if nothing else holds(got if isinstance(got, str) else got[0], expected), got


# Places where a value may stand


@attrs.frozen
class Place:
    """A frame with a gap."""

    name: str
    before: bytes
    after: bytes

    outcome: Callable[[Any], Any]
    """What comes of a value in the gap: the JSON of an event, or the message of a refusal."""

    all_ways: bool = False
    """Whether other types of text, decoders with options and lines are tried here. (In all places, it takes too long.)"""


GAP = "\\gap\\"


def free(name: str, payload: Callable[[Any], Json], *, all_ways: bool = False) -> Place:
    """Return a place for any JSON."""
    before, after = compact(payload(GAP)).split(compact(GAP))
    return Place(name, before, after, payload, all_ways)


def typed(  # noqa: PLR0913  a row of a table
    name: str,
    expected: str,
    takes: Callable[[Any], bool],
    payload: Callable[[Any], Json],
    path: str,
    *,
    all_ways: bool = False,
) -> Place:
    """Return the place of a declared member."""
    before, after = compact(payload(GAP)).split(compact(GAP))

    def outcome_of(value: Any) -> Any:
        if takes(value):
            return payload(value)
        found = json_type(value)
        if found == "string" and '"' in expected:
            found = "another string"
        return f"{path}: expected {expected}, found {found} ({payload(None)['type']})"

    return Place(name, before, after, outcome_of, all_ways)


def compact(payload: Any) -> bytes:
    return json.dumps(payload, separators=(",", ":")).encode()


def json_type(value: Any) -> str:
    names: dict[type, str] = {
        type(None): "null",
        bool: "boolean",
        int: "integer",
        float: "number",
        str: "string",
        list: "array",
        dict: "object",
    }
    return names[type(value)]


def one_of(*types: Any) -> Callable[[Any], bool]:
    return lambda value: type(value) in types


def event(name: str, **members: Any) -> Json:
    return {"type": name, **members}


def session(**members: Any) -> Json:
    return event("session.update", session=members)


NULL = type(None)

PLACES = [
    free("an unknown event", lambda value: event("ping", a=value), all_ways=True),
    free("an unknown event, before its type", lambda value: {"a": value, "type": "ping"}),
    free("an event without a type", lambda value: {"a": value}),
    free("a type that is no string", lambda value: {"type": [value]}),
    free("inside an unknown event", lambda value: event("ping", a=[{"b": value}, 0])),
    free("an unknown member", lambda value: event("input_audio_buffer.cleared", a=value)),
    free("an unknown member, before the type", lambda value: {"a": value, "type": "input_audio_buffer.cleared"}),
    free(
        "inside an unknown member",
        lambda value: event("input_audio_buffer.cleared", a={"b": [value, 0]}, event_id="e"),
        all_ways=True,
    ),
    free(
        "a nested unknown member",
        lambda value: session(audio={"input": {"turn_detection": {"type": "server_vad", "a": value}}}),
    ),
    free("an unknown variant", lambda value: event("conversation.item.added", item={"type": "x", "a": value})),
    free("free-form JSON", lambda value: session(tracing={"metadata": {"a": value}})),
    free(
        "inside free-form JSON",
        lambda value: session(tools=[{"type": "function", "name": "f", "parameters": {"a": {"b": [value]}}}]),
    ),
    free("beside a deep string", lambda value: event("ping", b="[" * 300 + '"{', a=value)),
    free("a long frame", lambda value: event("input_audio_buffer.append", audio="QUJD" * 200, a=value)),
    free("beside what is not ASCII", lambda value: event("ping", a=value, b="😀")),
    typed(
        "a required string",
        "string",
        one_of(str),
        lambda value: event("input_audio_buffer.speech_started", audio_start_ms=1, item_id=value),
        "$.item_id",
    ),
    typed(
        "an optional string",
        "string",
        one_of(str, NULL),
        lambda value: event("input_audio_buffer.cleared", event_id=value),
        "$.event_id",
        all_ways=True,
    ),
    typed(
        "an integer",
        "integer",
        one_of(int, NULL),
        lambda value: event("input_audio_buffer.speech_started", audio_start_ms=value, item_id="i"),
        "$.audio_start_ms",
    ),
    typed(
        "a required integer",
        "integer",
        one_of(int),
        lambda value: event("conversation.item.truncated", content_index=0, audio_end_ms=value, item_id="i"),
        "$.audio_end_ms",
    ),
    typed(
        "a number",
        "number",
        one_of(int, float, NULL),
        lambda value: session(audio={"output": {"speed": value}}),
        "$.session.audio.output.speed",
    ),
    typed(
        "a required number",
        "number",
        one_of(int, float),
        lambda value: session(truncation={"type": "retention_ratio", "retention_ratio": value}),
        "$.session.truncation.retention_ratio",
    ),
    typed(
        "a boolean",
        "boolean",
        one_of(bool, NULL),
        lambda value: session(parallel_tool_calls=value),
        "$.session.parallel_tool_calls",
    ),
    typed(
        "an integer or a certain string",
        '"inf" or integer',
        one_of(int, NULL),
        lambda value: session(max_output_tokens=value),
        "$.session.max_output_tokens",
    ),
    typed(
        "a string or an object",
        "string or object",
        one_of(str, dict, NULL),
        lambda value: session(audio={"output": {"voice": value}}),
        "$.session.audio.output.voice",
    ),
    typed(
        "an object of one class",
        "object",
        one_of(dict, NULL),
        lambda value: session(audio=value),
        "$.session.audio",
    ),
    typed(
        "an object of free-form JSON",
        "object",
        one_of(dict, NULL),
        lambda value: session(tracing={"metadata": value}),
        "$.session.tracing.metadata",
    ),
    typed(
        "a map of strings",
        "string",
        one_of(str),
        lambda value: event("response.create", response={"metadata": {"a": value}}),
        "$.response.metadata[...]",
    ),
    typed(
        "an array of strings",
        "string",
        one_of(str),
        lambda value: event("response.create", response={"output_modalities": [value, "text"]}),
        "$.response.output_modalities[0]",
    ),
    typed(
        "an array of objects",
        "object",
        one_of(dict),
        lambda value: event("conversation.item.created", item={"type": "message", "role": "user", "content": [value]}),
        "$.item.content[0]",
    ),
    # What another value of the same name replaces has to be JSON, too.
    Place("replaced", b'{"type":"ping","a":', b',"a":0}', lambda _: event("ping", a=0)),
    Place(
        "replaced in a known event",
        b'{"type":"input_audio_buffer.cleared","event_id":',
        b',"event_id":"e"}',
        lambda _: event("input_audio_buffer.cleared", event_id="e"),
    ),
    Place(
        "replaced, inside an unknown member",
        b'{"type":"input_audio_buffer.cleared","a":[{"b":',
        b',"b":0}]}',
        lambda _: event("input_audio_buffer.cleared", a=[{"b": 0}]),
    ),
    Place(
        "replaced free-form JSON",
        b'{"type":"session.update","session":{"tracing":{"metadata":',
        b',"metadata":{"b":1}}}}',
        lambda _: session(tracing={"metadata": {"b": 1}}),
        all_ways=True,
    ),
    Place(
        "replaced, inside free-form JSON",
        b'{"type":"session.update","session":{"tracing":{"metadata":{"a":',
        b'},"metadata":{"b":1}}}}',
        lambda _: session(tracing={"metadata": {"b": 1}}),
    ),
    Place("a type that is replaced", b'{"type":', b',"type":"ping"}', lambda _: event("ping")),
]


def told(texts: Any) -> Callable[[bytes], str]:
    """Return what names cases in the output of a test run."""
    numbers = {text: i for i, text in enumerate(texts)}
    return lambda text: f"{numbers[text]} {text[:24]!r}"


@pytest.mark.parametrize("text", VALUES, ids=told(VALUES))
def test_values(text: bytes) -> None:
    verdict = VALUES[text]
    for place in PLACES:
        frame = place.before + text + place.after
        if isinstance(verdict, Refused):
            message = f"$: {verdict.message(len(place.before))}"
            agree(frame, message, syntax=message if verdict.is_syntax else None, kept=message, all_ways=place.all_ways)
        else:
            expected = place.outcome(verdict)
            kept = json.loads(frame) if isinstance(expected, str) else expected
            agree(frame, expected, syntax=None, kept=kept, all_ways=place.all_ways)


@pytest.mark.parametrize("text", VALUES, ids=told(VALUES))
def test_values_alone(text: bytes) -> None:
    verdict = VALUES[text]
    for before, after in ((b"", b""), (b" \t\r", b"\r\t ")):
        frame = before + text + after
        if isinstance(verdict, Refused):
            message = f"$: {verdict.message(len(before))}"
            agree(frame, message, syntax=message if verdict.is_syntax or text[:1] != b"{" else None, kept=message)
        elif isinstance(verdict, dict):
            agree(frame, verdict, syntax=None, kept=verdict)
        else:
            message = f"$: expected object, found {json_type(verdict)}"
            agree(frame, message, syntax=message, kept=message)
            alone(frame, verdict)


def alone(frame: bytes, value: Any) -> None:
    """See to a value that is a member's, and no object."""
    type_: Any = rw.Voice if isinstance(value, str) else rw.InfOrInt
    if json_type(value) in ("string", "integer"):
        for backend in BACKENDS:
            for data in forms(frame):
                assert same_json(Decoder(type_, backend=backend).decode(data), value)


@pytest.mark.parametrize("place", PLACES, ids=[place.name for place in PLACES])
def test_values_after_the_parser(place: Place) -> None:
    """The converter gives what the decoders give."""
    for text, verdict in VALUES.items():
        if not isinstance(verdict, Refused):
            expected = place.outcome(verdict)
            got = outcome(rw.structure, json.loads(place.before + text + place.after))
            assert holds(got, expected), (text, got)


@pytest.mark.parametrize("text", ENDS, ids=told(ENDS))
def test_ends(text: bytes) -> None:
    for place in PLACES:
        message = f"$: {ENDS[text].message(len(place.before))}"
        agree(place.before + text, message, syntax=message, kept=message, all_ways=place.all_ways)


@pytest.mark.parametrize("text", FRAMES, ids=told(FRAMES))
def test_frames(text: bytes) -> None:
    verdict = FRAMES[text]
    if isinstance(verdict, Refused):
        verdict = f"$: {verdict.message(0)}"
    elif isinstance(verdict, str):
        verdict = f"$: expected object, found {verdict}"
    agree(text, verdict, syntax=verdict if isinstance(verdict, str) else None, kept=verdict)


def test_every_beginning_of_a_frame() -> None:
    frame = '{"type":"ping","é\\ud83d\\ude00":[-1.5e+5,{"a":null,"b":"\\"\\\\"},true],"😀":""}'.encode()
    for length in range(len(frame)):
        text = frame[:length]
        got = outcome(Decoder(backend="python").decode, text)
        assert got.startswith("$: expected JSON, found ")
        agree(text, got, syntax=got, kept=got)


@pytest.mark.parametrize("text", REPLACED, ids=told(REPLACED))
def test_replaced(text: bytes) -> None:
    verdict = REPLACED[text]
    last: Any = json.loads(text)
    if isinstance(verdict, str):
        agree(text, f"{verdict}", syntax=None, kept=last)
        return
    name, expected = verdict
    assert expected == last
    agree(text, expected, syntax=None, kept=expected)
    event_type = cast("Json", last)["type"]
    for backend in BACKENDS:
        # Also where it is the type that decides what is decoded at all.
        for only, wanted in (([event_type], True), (["never"], False)):
            if isinstance(event_type, str):
                decoder = choosing(only, backend=backend)
                assert type(decoder.decode(text)).__name__ == (name if wanted else "NoneType")
        assert type(Decoder(backend=backend).decode(text)).__name__ == name
    assert type(rw.decode(text)).__name__ == name


def test_text_with_surrogates() -> None:
    """A str may hold what no UTF-8 can."""
    for text in ("\ud800", "\udfff", "\ude00\ud83d", "\ud83d\ude00", "x\udc80", "😀\ud800"):
        for frame in (f'{{"type":"ping","a":"{text}"}}', f'{{"type":"ping","{text}":1}}', f'{{"type":"{text}"}}', text):
            for backend in BACKENDS:
                for decoder in decoders(backend).values():
                    assert outcome(decoder.decode, frame) == "$: expected JSON, found a lone surrogate"
                assert outcome(decoders(backend)["decode"].decode_lines, frame) == (
                    "line 1: $: expected JSON, found a lone surrogate"
                )
