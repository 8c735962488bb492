"""`decode`, `encode` and `Decoder`: what they take, what they refuse and in which words, on both JSON backends."""

from __future__ import annotations

import array
import enum
import gzip
import inspect
import io
import json
import mmap
import os
import pickle
import re
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any, ClassVar, Literal, TypeVar, Union

import attrs
import pytest

import realtime_wire as rw
from realtime_wire import codec as front
from realtime_wire._engine import codec, schema
from realtime_wire._engine.depth import DEEP as DEEP_WAS_SEEN
from realtime_wire._engine.depth import MAX_DEPTH
from realtime_wire._engine.schema import members
from realtime_wire._engine.text import dumps
from tests.backends import BACKENDS, NATIVE, both_backends, choosing, needs_native, write, write_by_python
from tests.payloads import PAYLOADS

UPDATE = '{"type":"session.update","session":{"instructions":"日本 😀"}}'
EVENT = rw.SessionUpdateEvent(session=rw.RealtimeSession(instructions="日本 😀"))


def any_(value: Any) -> Any:
    """Hide from checkers what they know of a value."""
    return value


def caught(function: Callable[..., Any], *arguments: Any) -> rw.DecodeError:
    with pytest.raises(rw.DecodeError) as info:
        function(*arguments)
    return info.value


# What text may come in


def interleaved(text: bytes) -> memoryview:
    """Put a byte of noise after each byte, and look at every second one."""
    return memoryview(b"".join(bytes([byte, 0xFF]) for byte in text))[::2]


class SubStr(str):
    __slots__ = ()


class SubBytes(bytes):
    __slots__ = ()


def mapped(text: bytes) -> mmap.mmap:
    memory = mmap.mmap(-1, len(text))
    memory.write(text)
    return memory


SPELLINGS: dict[str, Callable[[bytes], Any]] = {
    "bytes": bytes,
    "str": bytes.decode,
    "bytearray": bytearray,
    "memoryview": memoryview,
    "writable memoryview": lambda text: memoryview(bytearray(text)),
    "every second byte": interleaved,
    "backwards": lambda text: memoryview(text[::-1])[::-1],
    "wide items": lambda text: memoryview(text + b" " * (-len(text) % 4)).cast("I"),
    "array": lambda text: memoryview(array.array("b", text)),
    "what is no view, and has one": lambda text: array.array("b", text),
    "a mapped file": mapped,
    "white space around": lambda text: b" \r\n\t" + text + b"\n ",
    "escapes": lambda text: text.decode().encode("ascii", "backslashreplace").replace(rb"\U0001f600", rb"\ud83d\ude00"),
    "a subclass of str": lambda text: SubStr(text.decode()),
    "a subclass of bytes": SubBytes,
}


@both_backends
@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS)
def test_any_spelling_of_a_frame(spell: Callable[[bytes], Any], backend: Any) -> None:
    frame = UPDATE.encode()
    assert rw.decode(spell(frame)) == EVENT
    assert rw.decode(spell(frame), rw.ClientEvent) == EVENT
    assert rw.SessionUpdateEvent.from_json(spell(frame)) == EVENT
    assert rw.Decoder(backend=backend).decode(spell(frame)) == EVENT
    assert rw.Decoder(backend=backend, only=[rw.SessionUpdateEvent]).decode(spell(frame)) == EVENT
    assert choosing(["ping"], backend=backend).decode(spell(frame)) is None
    limit = memoryview(spell(frame)).nbytes if not isinstance(spell(frame), str) else len(spell(frame).encode())
    assert rw.Decoder(backend=backend, max_bytes=limit).decode(spell(frame)) == EVENT
    assert (
        str(caught(rw.Decoder(backend=backend, max_bytes=limit - 1).decode, spell(frame)))
        == f"$: expected at most {limit - 1} bytes, found more"
    )
    assert rw.Decoder(backend=backend).decode_lines(spell(frame + b"\n\n" + frame)) == [EVENT, EVENT]


def released() -> memoryview:
    view = memoryview(b"{}")
    view.release()
    return view


DEEP = "[" * MAX_DEPTH + "]" * MAX_DEPTH

REFUSED: dict[str, tuple[Any, str]] = {
    "empty": (b"", "expected JSON, found nothing"),
    "empty str": ("", "expected JSON, found nothing"),
    "blank": (b" \n\t\r ", "expected JSON, found nothing"),
    "form feed": (b"\f{}", "expected JSON, found malformed JSON at byte 0"),
    "no-break space": ("\u00a0{}", "expected JSON, found malformed JSON at byte 0"),
    "half a frame": (b'{"type":"ping"', "expected JSON, found malformed JSON at byte 14"),
    "half a string": (b'{"type":"pi', "expected JSON, found malformed JSON at byte 8"),
    "no quotes": (b"{type:1}", "expected JSON, found malformed JSON at byte 1"),
    "single quotes": (b"{'type':1}", "expected JSON, found malformed JSON at byte 1"),
    "a comma too many": (b'{"a":[1,,2]}', "expected JSON, found malformed JSON at byte 8"),
    "a comment": (b'{"a":1} // one', "expected JSON, found malformed JSON at byte 7"),
    "two frames": (b'{"a":1}{"a":2}', "expected JSON, found malformed JSON at byte 7"),
    "a leading zero": (b'{"a":01}', "expected JSON, found malformed JSON at byte 6"),
    "a control character": (b'{"a":"\n"}', "expected JSON, found malformed JSON at byte 6"),
    "a wrong escape": (b'{"a":"\\x"}', "expected JSON, found malformed JSON at byte 6"),
    "bytes are counted": ('{"ü":"😀"x}', "expected JSON, found malformed JSON at byte 12"),
    "NaN": (b'{"a":NaN}', "expected JSON, found NaN or Infinity"),
    "Infinity": (b'{"a":[-Infinity]}', "expected JSON, found NaN or Infinity"),
    "too large a number": (b'{"a":1e999}', "expected JSON, found a number out of range"),
    "byte-order mark": (b"\xef\xbb\xbf{}", "expected JSON, found a byte-order mark"),
    "byte-order mark in a str": ("\ufeff{}", "expected JSON, found a byte-order mark"),
    "UTF-16": ('{"a":1}'.encode("utf-16"), "expected JSON, found invalid UTF-8"),
    "Latin-1": (b'{"a":"\xfc"}', "expected JSON, found invalid UTF-8"),
    "a surrogate in UTF-8": (b'{"a":"\xed\xa0\x80"}', "expected JSON, found invalid UTF-8"),
    "a lone surrogate": ('{"a":"\ud800"}', "expected JSON, found a lone surrogate"),
    "an escaped lone surrogate": (b'{"a":"\\ud800 "}', "expected JSON, found a lone surrogate"),
    "too deep": (f'{{"a":{DEEP}}}', "expected JSON, found nesting deeper than 200 levels"),
    "much too deep": (b"[" * 100_000, "expected JSON, found nesting deeper than 200 levels"),
    "too many digits": (b'{"a":' + b"9" * 5000 + b"}", "expected JSON, found an integer of too many digits"),
    "an array": (b"[]", "expected object, found array"),
    "a string": (b'"ping"', "expected object, found string"),
    "an integer": (b"1", "expected object, found integer"),
    "a number": (b"1.5", "expected object, found number"),
    "a boolean": (b"true", "expected object, found boolean"),
    "null": (b"null", "expected object, found null"),
    "a memoryview that is no more": (
        released(),
        "expected bytes, bytearray, memoryview or str, found a released memoryview",
    ),
}


@both_backends
@pytest.mark.parametrize(("data", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_frame(data: Any, message: str, backend: Any) -> None:
    for decoder in (rw.Decoder(backend=backend), rw.Decoder(backend=backend, malformed="keep")):
        error = caught(decoder.decode, data)
        assert str(error) == f"$: {message}"
        assert (error.path, error.event_type, error.line) == ("$", None, None)
        assert error.__context__ is None or error.__suppress_context__


@both_backends
@pytest.mark.parametrize("name", ["too deep", "too large a number", "too many digits"])
def test_what_is_left_out_is_hardly_looked_at(name: str, backend: Any) -> None:
    frame, _ = REFUSED[name]
    assert choosing(["ping"], backend=backend).decode(frame) is None
    caught(rw.Decoder(only=[rw.UnknownEvent], backend=backend).decode, frame)


@both_backends
def test_nothing_nests_deeper_than_the_stack(backend: Any) -> None:
    frame = f'{{"type":"pong","a":{"[" * 100_000}{"]" * 100_000}}}'
    error = caught(choosing(["ping"], backend=backend).decode, frame)
    assert str(error) == "$: expected JSON, found nesting deeper than the interpreter's stack allows"


def test_no_stack_is_left_to_prepare_the_first_decode(monkeypatch: pytest.MonkeyPatch) -> None:
    def out_of_stack(_: object) -> Any:
        raise RecursionError

    first = vars(front)["_decode_first"]
    monkeypatch.setattr(front, "_decode_event", first)
    with monkeypatch.context() as patched:
        patched.setattr(codec, "decoder_of", out_of_stack)
        error = caught(rw.decode, b'{"type":"pong"}')
        assert str(error) == "$: expected JSON, found nesting deeper than the interpreter's stack allows"
    assert rw.decode(b'{"type":"pong"}') == rw.UnknownEvent(
        {"type": "pong"}
    )  # with more room, it is prepared after all


def test_little_stack_is_left() -> None:
    decoder = rw.Decoder(backend="python")
    frame = rw.encode(VOICED)
    assert decoder.decode(frame) == VOICED
    usual = sys.getrecursionlimit()
    outcomes: list[Any] = []
    for room in range(1, 60):
        try:
            sys.setrecursionlimit(depth() + room)
            decoder.decode(frame)
        except rw.DecodeError as error:
            outcomes.append(error)  # to be told where there is room for that
        except RecursionError:
            outcomes.append("not even begun")
        else:
            outcomes.append("decoded")
        finally:
            sys.setrecursionlimit(usual)
    told = "$: expected JSON, found nesting deeper than the interpreter's stack allows"
    seen = list(dict.fromkeys(map(str, outcomes)))
    assert seen[-2:] == [told, "decoded"]
    assert seen[:-2] in ([], ["not even begun"])  # some Pythons have room for the first call in any case


def depth() -> int:
    """Return how much of the stack is in use."""
    frame, frames = inspect.currentframe(), 0
    while frame is not None:
        frame, frames = frame.f_back, frames + 1
    return frames


# What comes out

VOICED = rw.SessionUpdateEvent(
    session=rw.RealtimeSession(
        audio=rw.RealtimeAudioConfig(output=rw.RealtimeAudioConfigOutput(voice=rw.CustomVoice(id="v")))
    )
)

MALFORMED: dict[str, tuple[Any, str, str]] = {
    "missing": (rw.ServerEvent, '{"type":"error"}', "$.error: expected string or object, found nothing (error)"),
    "null": (rw.Event, '{"type":"error","error":null}', "$.error: expected string or object, found null (error)"),
    "nested": (
        rw.Event,
        '{"type":"session.update","session":{"audio":{"input":{"turn_detection":{"type":"server_vad","threshold":""}}}}}',
        "$.session.audio.input.turn_detection.threshold: expected number, found string (session.update)",
    ),
    "in an array": (
        rw.ServerEvent,
        '{"type":"response.done","response":{"output":[{"type":"x"},{"type":"function_call","name":"","arguments":{}}]}}',
        "$.response.output[1].arguments: expected string, found object (response.done)",
    ),
    "in a map": (
        rw.RealtimeSession,
        '{"prompt":{"id":"p","variables":{"secret":5}}}',
        "$.prompt.variables[...]: expected string or object, found integer",
    ),
    "under its older name": (
        rw.Event,
        '{"type":"response.text.delta","response_id":"","item_id":"","output_index":true}',
        "$.output_index: expected integer, found boolean (response.text.delta)",
    ),
    "of two types": (
        rw.RealtimeSession,
        '{"max_output_tokens":"infinite"}',
        '$.max_output_tokens: expected "inf" or integer, found another string',
    ),
    "of a list or an object": (
        rw.McpTool,
        '{"type":"mcp","server_label":"s","allowed_tools":1.5}',
        "$.allowed_tools: expected array or object, found number",
    ),
    "of another class": (
        rw.ServerVad,
        '{"type":"semantic_vad"}',
        '$.type: expected "server_vad", found another string',
    ),
    "without a tag": (rw.ServerVad, "{}", '$.type: expected "server_vad", found nothing'),
}


@both_backends
@pytest.mark.parametrize(("type_", "frame", "message"), MALFORMED.values(), ids=MALFORMED)
def test_malformed(type_: Any, frame: str, message: str, backend: Any) -> None:
    errors = [
        caught(rw.decode, frame, type_),
        caught(rw.structure, json.loads(frame), type_),
        caught(rw.Decoder(type_, backend=backend).decode, frame),
    ]
    for error in errors:
        assert str(error) == message
        # An exception that this one hides may tell of the payload, and logs show both.
        assert error.__context__ is None or error.__suppress_context__
        again = pickle.loads(pickle.dumps(error))  # noqa: S301  our own
        assert type(again) is rw.DecodeError
        assert (str(again), again.path) == (message, error.path)
    event = rw.Decoder(type_, malformed="keep", backend=backend).decode(frame)
    assert isinstance(event, rw.MalformedEvent)
    assert str(event.error) == message
    assert (event.error.__traceback__, event.error.__context__, event.error.__cause__) == (None, None, None)
    assert event.raw == json.loads(frame)
    assert event.type == json.loads(frame).get("type")
    assert json.loads(rw.encode(event)) == rw.unstructure(event) == json.loads(frame)


def test_the_parts_of_an_error() -> None:
    _, frame, _ = MALFORMED["in an array"]
    error = caught(rw.Decoder().decode_lines, f"\n{frame}")
    assert isinstance(error, ValueError)
    assert isinstance(error, rw.RealtimeWireError)
    assert error.path == "$.response.output[1].arguments"
    assert (error.expected, error.found, error.event_type, error.line) == ("string", "object", "response.done", 2)
    assert str(error) == f"line 2: {MALFORMED['in an array'][2]}"


EVERYTHING: dict[str, tuple[Any, str, Any]] = {
    "an event": (rw.Event, '{"type":"ping","a":1}', rw.UnknownEvent({"type": "ping", "a": 1})),
    "a class": (rw.RealtimeSession, '{"model":"m"}', rw.RealtimeSession(model="m")),
    "a class with a tag": (rw.ServerVad, '{"type":"server_vad"}', rw.ServerVad()),
    "an event class": (
        rw.translation.SessionCloseEvent,
        '{"type":"session.close"}',
        rw.translation.SessionCloseEvent(),
    ),
    "its older name": (
        rw.OutputTextPart,
        '{"type":"text","text":"Hi"}',
        rw.OutputTextPart(type="text", text="Hi"),
    ),
    "Unknown": (rw.Unknown, '{"type":"server_vad"}', rw.Unknown({"type": "server_vad"})),
    "UnknownEvent": (rw.UnknownEvent, '{"type":"error"}', rw.UnknownEvent({"type": "error"})),
    "a union": (rw.RealtimeTool, '{"type":"web_search"}', rw.Unknown({"type": "web_search"})),
    "a union of one's own": (rw.ServerVad | rw.AudioPCM, '{"type":"audio/pcm"}', rw.AudioPCM()),
    "a union with strings": (rw.Voice, '"marin"', "marin"),
    "a union with strings, an object": (rw.Voice, '{"id":"v"}', rw.CustomVoice(id="v")),
    "InfOrInt, inf": (rw.InfOrInt, '"inf"', "inf"),
    "InfOrInt, int": (rw.InfOrInt, "4096", 4096),
    "a literal": (rw.ToolChoiceOptions, '"auto"', "auto"),
    "an array": (
        tuple[rw.ServerEvent, ...],
        '[{"type":"ping"},{"type":"input_audio_buffer.cleared"}]',
        (rw.UnknownEvent({"type": "ping"}), rw.InputAudioBufferClearedEvent()),
    ),
    "an array of anything": (tuple[Any, ...], '[1,"a",[null]]', (1, "a", [None])),
    "a map": (Mapping[str, rw.Voice], '{"a":"marin","b":{"id":"v"}}', {"a": "marin", "b": rw.CustomVoice(id="v")}),
}


@both_backends
@pytest.mark.parametrize(("type_", "text", "value"), EVERYTHING.values(), ids=EVERYTHING)
def test_every_type_of_the_library(type_: Any, text: str, value: Any, backend: Any) -> None:
    results = [
        rw.decode(text, type_),
        rw.decode(text, type_),  # the decoder is there now
        rw.Decoder(type_, backend=backend).decode(text),
        rw.structure(json.loads(text), type_),
    ]
    assert results == [value] * 4
    assert {type(result) for result in results} == {type(value)}


@attrs.frozen
class NotOurs:
    session: rw.RealtimeSession


@pytest.mark.parametrize(
    "type_",
    [
        NotOurs,
        rw.RealtimeSession | NotOurs,
        object,
        bytes,
        dict,
        list[rw.Item],
        set[str],
        tuple[rw.Item, int],
        tuple[()],
        dict[str, rw.Voice],
        None,
        5,
        "RealtimeSession",
        [],
        TypeVar("T"),
        ClassVar,
        Callable[[int], str],
        rw.RealtimeSession(),
        rw.Model,
        rw.Wire,
        Literal[1, 2],
    ],
    ids=repr,
)
def test_types_that_are_not_the_librarys(type_: Any) -> None:
    for function in (rw.decode, rw.structure):
        with pytest.raises(TypeError):
            function("{}", type_)
    with pytest.raises(TypeError):
        rw.Decoder(type_)


ALIKE: list[tuple[str, Any, Any]] = [
    (
        "realtime_wire.realtime.server_events.SessionCreatedEvent and realtime_wire.translation.server_events.SessionCreatedEvent",
        rw.ServerEvent | rw.translation.ServerEvent,
        rw.translation.ServerEvent | rw.ServerEvent,
    ),
    ("McpTool and ToolChoiceMcp", rw.McpTool | rw.ToolChoiceMcp, rw.ToolChoiceMcp | rw.McpTool),
    (
        "RealtimeReasoning and TokenLimits",
        rw.RealtimeReasoning | rw.TokenLimits,
        rw.TokenLimits | rw.RealtimeReasoning,
    ),
    (
        "InputTextPart and InputTextContent",
        rw.InputTextPart | rw.InputTextContent,
        rw.InputTextContent | rw.InputTextPart,
    ),
    ("UnknownEvent and Unknown", rw.Event | rw.Item, rw.Item | rw.Event),
]


@pytest.mark.parametrize(("named", "one", "other"), ALIKE, ids=[named for named, _, _ in ALIKE])
def test_unions_of_what_cannot_be_told_apart(named: str, one: Any, other: Any) -> None:
    for union in (one, other):
        for function in (rw.decode, rw.structure):
            with pytest.raises(TypeError) as info:
                function("{}", union)
            # A union in another order is the same to Python, and may be the one that is remembered.
            assert {*str(info.value).removeprefix("nothing in JSON tells ").removesuffix(" apart").split(" and ")} == {
                *named.split(" and ")
            }


def test_any_two_classes_are_told_apart_or_refused() -> None:
    known = {cls: payloads for cls, payloads in PAYLOADS.items() if issubclass(cls, rw.Model)}
    refused = 0
    for one, other in combinations(known, 2):
        try:
            objects = vars(schema)["_kind_of"].__wrapped__(one | other).objects  # there are too many of them to be kept
        except TypeError as error:
            names = [cls.__name__ for cls in (one, other)]
            if names[0] == names[1]:
                names = [f"{cls.__module__}.{cls.__qualname__}" for cls in (one, other)]
            assert str(error) == f"nothing in JSON tells {' and '.join(names)} apart"  # noqa: PT017  some are not
            refused += 1
        else:
            assert objects is not None
            for cls in (one, other):
                # A subclass takes the place of its base.
                taken = {None, cls, *(each for each in (one, other) if issubclass(each, cls))}
                # A class that may have any type is meant where there is none.
                open_ = any(member.name == "type" and member.kind.strings is True for member in members(cls))
                payloads = [payload for payload in known[cls] if not (open_ and "type" in payload)]
                assert {objects.class_of(payload) for payload in payloads} <= taken, (one, other)
    assert refused > 100


@both_backends
@pytest.mark.parametrize("union", [rw.Event | rw.MalformedEvent, rw.MalformedEvent | rw.Event], ids=["last", "first"])
def test_malformed_events_in_a_union(union: Any, backend: Any) -> None:
    decoder = rw.Decoder(union, backend=backend)
    keeping = rw.Decoder(rw.Event, backend=backend, malformed="keep")
    for frame in (*map(json.dumps, LOG), '{"type":"error"}', '{"type":"ping"}', '{"type":"error","error":null}'):
        made = decoder.decode(frame)
        assert made == keeping.decode(frame) == rw.structure(json.loads(frame), union)
        assert type(made) is type(keeping.decode(frame))
        if isinstance(made, rw.MalformedEvent):
            again = keeping.decode(frame)
            assert isinstance(again, rw.MalformedEvent)
            assert str(made.error) == str(again.error)
    assert isinstance(decoder.decode('{"type":"ping"}'), rw.UnknownEvent)
    assert str(decoder.decode('{"type":"error"}').error) == "$.error: expected string or object, found nothing (error)"
    for text in ("[]", "{", '"a"'):
        with pytest.raises(rw.DecodeError):
            decoder.decode(text)


def test_the_message_for_a_type_names_it() -> None:
    with pytest.raises(TypeError, match=r"^no JSON is described by <class '.*NotOurs'>$"):
        rw.decode("{}", rw.RealtimeSession | NotOurs)
    # On Python 3.10 this is an instance of `type`.
    with pytest.raises(
        TypeError, match=r"^no JSON is described by dict\[str, str\]: an object is a Mapping\[str, \.\.\.\]$"
    ):
        rw.decode("{}", dict[str, str])


def test_decoders_for_many_types_do_not_pile_up() -> None:
    literal: Any = Literal
    kept: dict[int, Any] = codec._DECODERS  # pyright: ignore[reportPrivateUsage]  nothing else tells
    most = 0
    for i in range(2000):
        assert rw.decode(f'"{i}"', literal[str(i)]) == str(i)
        most = max(most, len(kept))
    assert most < 2000
    assert rw.decode("{}", rw.RealtimeSession) == rw.RealtimeSession()


@both_backends
def test_threads_share_a_decoder(backend: Any) -> None:
    decoder = rw.Decoder(rw.Event, backend=backend)
    start = threading.Barrier(8)
    frames = [UPDATE, '{"type":"ping"}', '{"type":"error","error":{"type":"","message":"","vendor":1}}'] * 50
    results: list[list[Any]] = []

    def work() -> None:
        start.wait()
        results.append([decoder.decode(frame) for frame in frames])

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [[rw.structure(json.loads(frame)) for frame in frames]] * 8


# Options of a decoder

DELTA = {"response_id": "r", "item_id": "i", "output_index": 0, "content_index": 0, "delta": "Hi"}

LOG: list[Any] = [
    {"type": "session.update", "session": {}},
    {"type": "response.output_text.delta", **DELTA},
    {"type": "response.text.delta", **DELTA},
    {"type": "ping"},
    {"type": "input_audio_buffer.cleared"},
    {"type": "error"},
    {"type": 5},
    {"type": None},
    {},
]
NAMES: list[Any] = [obj.get("type") for obj in LOG]

EITHER_WAY: Any = Union[rw.InputAudioBufferClearedEvent, rw.UnknownEvent]  # noqa: UP007  the other way to write it


@both_backends
@pytest.mark.parametrize(
    ("only", "wanted"),
    [
        ([rw.SessionUpdateEvent], ["session.update"]),
        ({rw.ResponseOutputTextDeltaEvent}, ["response.output_text.delta", "response.text.delta"]),
        (("response.output_text.delta",), ["response.output_text.delta"]),
        (frozenset({"response.text.delta"}), ["response.text.delta"]),
        ({"ping": 1}, ["ping"]),
        ([rw.UnknownEvent], ["ping", 5, None, None]),
        ([rw.UnknownEvent, "input_audio_buffer.cleared"], ["ping", "input_audio_buffer.cleared", 5, None, None]),
        ([rw.InputAudioBufferClearedEvent, "ping", "pong"], ["ping", "input_audio_buffer.cleared"]),
        ([], []),
        (rw.SessionUpdateEvent, ["session.update"]),
        (rw.UnknownEvent, ["ping", 5, None, None]),
        (
            rw.SessionUpdateEvent | rw.ResponseOutputTextDeltaEvent,
            ["session.update", "response.output_text.delta", "response.text.delta"],
        ),
        (EITHER_WAY, ["ping", "input_audio_buffer.cleared", 5, None, None]),
        (rw.ClientEvent, ["session.update", "ping", 5, None, None]),
    ],
    ids=repr,
)
def test_only(only: Any, wanted: list[Any], backend: Any) -> None:
    decoder = choosing(only, type=rw.Event, backend=backend)
    events = [decoder.decode(json.dumps(obj)) for obj in LOG]
    assert [rw.unstructure(event).get("type") for event in events if event is not None] == wanted
    assert [event for event in events if event is not None] == [
        rw.structure(obj) for obj, name in zip(LOG, NAMES, strict=True) if name in wanted
    ]
    lines = "\n".join(map(json.dumps, LOG))
    assert decoder.decode_lines(lines) == [event for event in events if event is not None]


@both_backends
@pytest.mark.parametrize("data", ["[]", "1", '"ping"', "null", "{", ""])
def test_only_leaves_out_objects_alone(data: str, backend: Any) -> None:
    whole = caught(rw.Decoder(backend=backend).decode, data)
    assert str(caught(choosing(["ping"], backend=backend).decode, data)) == str(whole)


@both_backends
def test_only_and_keep(backend: Any) -> None:
    decoder = rw.Decoder(malformed="keep", only=[rw.ErrorEvent], backend=backend)
    (event,) = [event for event in map(decoder.decode, map(json.dumps, LOG)) if event is not None]
    assert isinstance(event, rw.MalformedEvent)
    assert str(event.error) == "$.error: expected string or object, found nothing (error)"


FOREIGN = "only has {!r}, which is the name of no event of the decoder's type"
AS_UNKNOWN = (
    " Such events come as UnknownEvent: put that into only to have all whose name is not known, or declare a class for "
    "this one."
)


@pytest.mark.parametrize(
    ("type_", "only", "told"),
    [
        (rw.Event, ["ping"], [FOREIGN.format("ping") + "." + AS_UNKNOWN]),
        (
            rw.Event,
            {"response.don", rw.ErrorEvent},
            [FOREIGN.format("response.don") + ": is 'response.done' meant?" + AS_UNKNOWN],
        ),
        (
            rw.ServerEvent,
            ("session.update", "error", "nothing like it"),
            [
                FOREIGN.format("session.update") + ": is 'session.updated' meant?" + AS_UNKNOWN,
                FOREIGN.format("nothing like it") + "." + AS_UNKNOWN,
            ],
        ),
        (rw.translation.Event, [""], [FOREIGN.format("") + "." + AS_UNKNOWN]),
        (rw.ErrorEvent | rw.ResponseDoneEvent, ["eror"], [FOREIGN.format("eror") + ": is 'error' meant?"]),
        (rw.ErrorEvent, ["ping"], [FOREIGN.format("ping") + "."]),
        # What has no name that is known is asked for in full.
        (rw.Event, ["ping", rw.UnknownEvent], []),
        (rw.Event, ["error", "response.text.delta"], []),
        (rw.Event, [], []),
        (rw.Event, rw.ErrorEvent | rw.UnknownEvent, []),
    ],
    ids=repr,
)
def test_only_tells_of_names_that_no_class_has(type_: Any, only: Any, told: list[str]) -> None:
    with warnings.catch_warnings(record=True) as caught_warnings:
        warnings.simplefilter("always")
        rw.Decoder(type_, only=only)
    assert [str(each.message) for each in caught_warnings] == told
    assert {each.category for each in caught_warnings} <= {UserWarning}
    # It is told of the line that asks.
    assert {each.filename for each in caught_warnings} <= {__file__}


@both_backends
def test_only_lets_through_what_no_class_has(backend: Any) -> None:
    with pytest.warns(UserWarning, match="^only has 'ping'"):
        decoder = rw.Decoder(only=["ping"], backend=backend)
    assert decoder.decode('{"type":"ping"}') == rw.UnknownEvent({"type": "ping"})
    assert decoder.decode('{"type":"pong"}') is None
    with pytest.warns(UserWarning, match="^only has 'ping'"):
        strict: Any = rw.Decoder(rw.ErrorEvent | rw.ResponseDoneEvent, only=["ping"], backend=backend)
    assert str(caught(strict.decode, '{"type":"ping"}')).startswith('$.type: expected "error" or "response.done"')
    assert strict.decode('{"type":"error"}') is None


NO_EVENTS = "only needs a type that has events"
NO_COLLECTION = "only is a union of event classes, or a collection of them or of wire names: put the one into a list"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"malformed": "drop"}, 'malformed is "raise" or "keep", not \'drop\''),
        ({"malformed": None}, 'malformed is "raise" or "keep", not None'),
        ({"backend": "orjson"}, 'backend is "auto", "native" or "python", not \'orjson\''),
        ({"only": "response.done"}, NO_COLLECTION),
        ({"type": rw.Voice, "only": ["marin"]}, NO_EVENTS),
        ({"type": rw.CustomVoice, "only": [rw.CustomVoice]}, NO_EVENTS),
        ({"type": tuple[rw.Event, ...], "only": ["ping"]}, NO_EVENTS),
        (
            {"only": [rw.RealtimeSession]},
            "only has <class 'realtime_wire.realtime.session.RealtimeSession'>, which is no event class of the decoder's type",
        ),
        (
            {"type": rw.ServerEvent, "only": [rw.ResponseCancelEvent]},
            f"only has {rw.ResponseCancelEvent}, which is no event class of the decoder's type",
        ),
        ({"type": rw.RealtimeSession, "only": [rw.RealtimeSession]}, NO_EVENTS),
        ({"only": rw.RealtimeSession}, f"only has {rw.RealtimeSession}, which is no event class of the decoder's type"),
        (
            {"only": rw.ErrorEvent | rw.Item},
            f"only has {rw.RealtimeConversationItemMessageSystem}, which is no event class of the decoder's type",
        ),
        (
            {"only": rw.ErrorEvent | rw.MalformedEvent},
            f"only has {rw.MalformedEvent}, which is no event class of the decoder's type",
        ),
        ({"only": rw.ErrorEvent | None}, "only has <class 'NoneType'>, which is no event class of the decoder's type"),
        ({"only": [rw.ServerEvent]}, "only has a union, which is no event class of the decoder's type"),
        ({"only": b"ping"}, NO_COLLECTION),
        ({"only": [5]}, "only has a Python int, which is no event class of the decoder's type"),
    ],
    ids=repr,
)
def test_options_that_are_none(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError) as info:
        rw.Decoder(**arguments)
    assert str(info.value) == message


@pytest.mark.parametrize(
    "text",
    [b"{}", bytearray(b"{}"), memoryview(b"{}"), "{}", mapped(b"{}"), released(), Path("log.jsonl"), 5],
    ids=lambda text: type(text).__name__,
)
def test_iter_lines_takes_no_text(text: Any) -> None:
    with pytest.raises(
        TypeError, match=r"^iter_lines reads a file or another iterable of lines; decode_lines takes text$"
    ):
        rw.Decoder().iter_lines(text)


def test_iter_lines_takes_lines_in_any_form() -> None:
    frame = b'{"type":"ping"}\n'
    lines: list[bytes | str | bytearray | memoryview] = [frame, frame.decode(), bytearray(frame), memoryview(frame)]
    assert [*rw.Decoder().iter_lines(lines)] == [rw.UnknownEvent({"type": "ping"})] * 4


def test_a_union_that_is_written_out_is_prepared_once() -> None:
    prepared: Any = vars(codec)["_decoder_by_value"]
    prepared.cache_clear()
    for _ in range(20):
        rw.decode(b'{"type":"ping"}', rw.ErrorEvent | rw.ResponseDoneEvent | rw.UnknownEvent)
    assert prepared.cache_info().misses == 1


@pytest.mark.parametrize(
    "data", [b'{"a":"payload\xff"}', b'{"a":"payload', b'{"a":"payload\\ud800"}', b'{"a":NaN}'], ids=repr
)
@both_backends
def test_refusals_hold_no_payload(backend: Any, data: bytes) -> None:
    with pytest.raises(rw.DecodeError) as info:
        rw.Decoder(backend=backend).decode(data)
    assert info.value.__context__ is None
    assert info.value.__cause__ is None


# Lines

GOOD: list[Any] = [obj for obj in LOG if obj.get("type") != "error"] + [
    # Other line breaks than JSON's own may stand in strings, unescaped.
    {"type": "ping", "text": "a\u2028b\u0085c"}
]
EVENTS = [rw.structure(obj) for obj in GOOD]


def spelled(newline: str, *, last: bool, blank: bool) -> str:
    lines = [json.dumps(obj, ensure_ascii=False) for obj in GOOD]
    if blank:
        lines = ["", *lines[:2], "  \t ", "", *lines[2:]]
    return newline.join(lines) + (newline if last else "")


def forms(text: str, folder: Path) -> Iterator[Any]:
    """Give a log in all the forms that one may have it in."""
    data = text.encode()
    plain, packed = folder / "log.jsonl", folder / "log.jsonl.gz"
    plain.write_bytes(data)
    packed.write_bytes(gzip.compress(data))
    yield io.BytesIO(data)
    yield data.split(b"\n")
    yield (line for line in text.split("\n"))
    with plain.open("rb") as file:
        yield file
    with plain.open(encoding="utf-8", newline="\n") as text_file:
        yield text_file
    with gzip.open(packed) as unpacked:
        yield unpacked


@both_backends
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("last", [True, False], ids=["newline at the end", "no newline at the end"])
@pytest.mark.parametrize("blank", [True, False], ids=["blank lines", "no blank lines"])
def test_lines(newline: str, last: bool, blank: bool, backend: Any, tmp_path: Path) -> None:  # noqa: FBT001  parameters
    decoder = rw.Decoder(backend=backend)
    text = spelled(newline, last=last, blank=blank)
    for form in forms(text, tmp_path):
        assert list(decoder.iter_lines(form)) == EVENTS
    for spelling in (text, text.encode(), bytearray(text.encode()), memoryview(text.encode())):
        assert decoder.decode_lines(spelling) == EVENTS


@pytest.mark.parametrize("nothing", ["", b"", "\n", b" \r\n\t\n", bytearray(), memoryview(b"")], ids=repr)
def test_no_lines(nothing: Any) -> None:
    assert rw.Decoder().decode_lines(nothing) == []


def test_lines_of_what_is_no_text() -> None:
    wrong: Any = [b"{}"]
    with pytest.raises(TypeError) as info:
        rw.Decoder().decode_lines(wrong)
    assert (
        str(info.value)
        == "JSON text is bytes, bytearray, memoryview or str, not list: iter_lines takes many of them, one a line"
    )


FAULTY = [
    ("", None),
    ('{"type":"ping"}', None),
    ('{"type":ping}', "line 3: $: expected JSON, found malformed JSON at byte 8"),
    ("  ", None),
    ('{"type":"error"}', "line 5: $.error: expected string or object, found nothing (error)"),
    ("[]", "line 6: $: expected object, found array"),
    ('{"type":"pong"}', None),
]


@both_backends
@pytest.mark.parametrize("malformed", ["raise", "keep"])
def test_faulty_lines(malformed: Any, backend: Any) -> None:
    decoder = rw.Decoder(malformed=malformed, backend=backend)
    text = "\n".join(line for line, _ in FAULTY)
    lines = any_(decoder.iter_lines(io.BytesIO(text.encode())))
    assert iter(lines) is lines
    told: list[str | None] = []
    faults: list[str] = []
    while True:
        try:
            event = next(lines)
        except StopIteration:
            break
        except rw.DecodeError as error:
            faults.append(str(error))
        else:
            told.append(event.type)
            if isinstance(event, rw.MalformedEvent):
                faults.append(str(event.error))
    assert next(lines, None) is None
    assert told == (["ping", "pong"] if malformed == "raise" else ["ping", "error", "pong"])
    assert faults == [message for _, message in FAULTY if message is not None]
    # What returns a whole list cannot go on.
    first = next(message for _, message in FAULTY if message is not None)
    assert str(caught(decoder.decode_lines, text)) == first


def test_line_numbers_with_only() -> None:
    decoder = rw.Decoder(malformed="keep", only=[rw.ErrorEvent])
    (event,) = decoder.decode_lines('{"type":"ping"}\n\n{"type":"error"}\n{"type":"ping"}')
    assert isinstance(event, rw.MalformedEvent)
    assert event.error.line == 3


@both_backends
@pytest.mark.parametrize("only", [None, [rw.ErrorEvent, rw.UnknownEvent]], ids=repr)
@pytest.mark.parametrize("damaged", [[0], [149], [63, 64, 65, 150], range(100, 300)], ids=repr)
def test_line_numbers_of_long_logs(damaged: Any, only: Any, backend: Any) -> None:
    lines = ['{"type":"error"}' if number in damaged else f'{{"type":"ping","n":{number}}}' for number in range(300)]
    decoder = rw.Decoder(malformed="keep", only=only, backend=backend)
    for form in (decoder.decode_lines("\n".join(lines)), decoder.iter_lines(lines)):
        events = any_(list(form))
        assert len(events) == 300
        assert [event.error.line for event in events if isinstance(event, rw.MalformedEvent)] == [
            number + 1 for number in damaged
        ]
    strict = rw.Decoder(only=only, backend=backend)
    for _ in range(2):  # the second time after so many faults
        assert caught(strict.decode_lines, "\n".join(lines)).line == damaged[0] + 1


class Counted(bytes):
    """A line that is counted while it is held."""

    held: ClassVar[int] = 0

    def __new__(cls, text: bytes) -> Counted:  # noqa: PYI034  Self is not in Python 3.10
        Counted.held += 1
        return super().__new__(cls, text)

    def __del__(self) -> None:
        Counted.held -= 1


@both_backends
@pytest.mark.parametrize("options", [{}, {"malformed": "keep"}, {"only": ["error", "session.update"]}], ids=repr)
def test_iter_lines_holds_one_line_at_a_time(options: dict[str, Any], backend: Any) -> None:
    read = 0

    def lines() -> Iterator[bytes]:
        nonlocal read
        for obj in LOG * 200:
            if obj.get("type") != "error" or options.get("malformed") == "keep":
                read += 1
                yield Counted(json.dumps(obj).encode())

    most = taken = 0
    iterator = rw.Decoder(backend=backend, **options).iter_lines(lines())
    assert read == 0
    for _ in iterator:
        taken += 1
        most = max(most, Counted.held)
        assert options.get("only") or read == taken
    assert taken >= 200
    assert most <= 2
    del iterator
    assert Counted.held == 0


def test_a_file_that_fails_tells_so_itself(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"type":"ping"}\n' * 10_000)[:-20])
    events: list[rw.Event] = []
    with gzip.open(path) as file, pytest.raises(EOFError):
        events.extend(rw.Decoder().iter_lines(file))
    assert events


# Encoding

ENCODED: list[tuple[Any, str]] = [
    (rw.ResponseCancelEvent(), '{"type":"response.cancel"}'),
    (rw.ResponseCancelEvent(event_id="é\u2028😀"), '{"type":"response.cancel","event_id":"é\u2028😀"}'),
    (rw.ServerVad(threshold=1), '{"type":"server_vad","threshold":1}'),
    (
        rw.ServerVad(threshold=0.5).with_null("idle_timeout_ms"),
        '{"type":"server_vad","threshold":0.5,"idle_timeout_ms":null}',
    ),
    (rw.RealtimeSession(tools=[], output_modalities=iter(["text"])), '{"output_modalities":["text"],"tools":[]}'),
    (
        rw.RealtimeSession(expires_at=10**20).with_extra(a={"b": [1, 1.0, None]}),
        '{"expires_at":100000000000000000000,"a":{"b":[1,1.0,null]}}',
    ),
    (rw.UnknownEvent({"b": 1, "a": [True]}), '{"b":1,"a":[true]}'),
    (
        rw.Prompt(id="p", variables={"a": "x", "b": rw.InputTextContent(text="t")}),
        '{"id":"p","variables":{"a":"x","b":{"type":"input_text","text":"t"}}}',
    ),
]


@pytest.mark.parametrize(("obj", "text"), ENCODED, ids=repr)
def test_encode(obj: Any, text: str) -> None:
    assert rw.encode(obj) == obj.to_json() == text.encode()
    assert rw.decode(text, any_(type(obj))) == obj
    assert dumps(rw.unstructure(obj)) == write_by_python(obj) == text.encode()
    if NATIVE and str(10**20) not in text:  # which is left to Python
        assert write(obj) == text.encode()


def test_plain_values_are_written() -> None:
    assert (
        dumps({"ü\u2028": [1, 1.5, True, None, {}], "": 10**20})
        == '{"ü\u2028":[1,1.5,true,null,{}],"":100000000000000000000}'.encode()
    )
    for value, message in [
        ("\ud800", "a string has a lone surrogate"),
        (object(), "a value is of a Python type that JSON does not have"),
        (10**5000, "a number is NaN or infinite, or has too many digits"),
    ]:
        with pytest.raises(rw.EncodeError) as info:
            dumps({"a": [value]})
        assert str(info.value) == message


class Spoken(str, enum.Enum):
    MARIN = "marin"


class Tokens(enum.IntEnum):
    FEW = 100


def test_enumerations_stand_for_their_values() -> None:
    session = rw.RealtimeSession(
        model=Spoken.MARIN,
        audio=rw.RealtimeAudioConfig(output=rw.RealtimeAudioConfigOutput(voice=Spoken.MARIN)),
        output_modalities=[Spoken.MARIN],
        tool_choice=Spoken.MARIN,
        max_output_tokens=Tokens.FEW,
    )
    plain = rw.RealtimeSession(
        model="marin",
        audio=rw.RealtimeAudioConfig(output=rw.RealtimeAudioConfigOutput(voice="marin")),
        output_modalities=["marin"],
        tool_choice="marin",
        max_output_tokens=100,
    )
    assert session == plain
    assert rw.encode(session) == rw.encode(plain)
    assert json.dumps(rw.unstructure(session)) == rw.encode(plain).decode().replace(":", ": ").replace(",", ", ")


def smuggled() -> rw.RealtimeFunctionTool:
    tool = rw.RealtimeFunctionTool(parameters={})
    dict[str, Any].__setitem__(any_(tool.parameters), "a", object())
    return tool


NOT_ENCODED: dict[str, tuple[Callable[[], Any], str]] = {
    "a lone surrogate": (
        lambda: rw.ErrorEvent(error=rw.RealtimeError(type="", message="\ud800")),
        "a string has a lone surrogate",
    ),
    "a lone surrogate in extra": (lambda: rw.ServerVad().with_extra(a=["\ud800"]), "a string has a lone surrogate"),
    "too many digits": (
        lambda: rw.RealtimeSession(expires_at=10**5000),
        "a number is NaN or infinite, or has too many digits",
    ),
    "what was smuggled in": (smuggled, "a value is of a Python type that JSON does not have"),
}


@pytest.mark.parametrize(("make", "message"), NOT_ENCODED.values(), ids=NOT_ENCODED)
def test_what_has_no_json_form(make: Callable[[], Any], message: str) -> None:
    obj = make()
    with pytest.raises(rw.EncodeError) as info:
        rw.encode(obj)
    assert str(info.value) == message
    assert isinstance(info.value, rw.RealtimeWireError)
    assert isinstance(info.value, ValueError)
    assert info.value.__context__ is None or info.value.__suppress_context__


class Letter(str, enum.Enum):
    A = "a"


def test_a_string_of_ones_own_is_none_of_our_objects() -> None:
    own = rw.RealtimeAudioConfigOutput(voice=Letter.A)
    assert (rw.encode(own), rw.unstructure(own)) == (b'{"voice":"a"}', {"voice": "a"})
    for function in (rw.encode, rw.unstructure):
        with pytest.raises(
            TypeError, match=r"^an object of realtime_wire is encoded, not Letter: what is text is sent as it is$"
        ):
            function(any_(Letter.A))


def nested(levels: int) -> Any:
    return [] if levels == 1 else [nested(levels - 1)]


def test_what_nests_too_deep_in_all_is_neither_written_nor_taken() -> None:
    for levels in range(MAX_DEPTH - 22, MAX_DEPTH):
        session = rw.RealtimeSession(tools=[rw.RealtimeFunctionTool(name="f", parameters={"a": nested(levels)})])
        # An event, its session, an array, a tool, its parameters: five levels are above it.
        for depth, event in (
            (5 + levels, rw.SessionUpdateEvent(session=session)),
            (2 + levels, rw.SessionUpdateEvent(session=rw.RealtimeSession().with_extra(a=nested(levels)))),
            (1 + levels, rw.UnknownEvent({"a": nested(levels)})),
        ):
            payload = event.to_dict()
            if depth <= MAX_DEPTH:
                assert rw.decode(rw.encode(event)) == rw.structure(payload) == event
            else:
                with pytest.raises(rw.EncodeError, match=f"^nesting deeper than {MAX_DEPTH} levels$"):
                    rw.encode(event)
                with pytest.raises(rw.DecodeError) as info:
                    rw.structure(payload)
                assert str(info.value) == f"$: expected JSON, found nesting deeper than {MAX_DEPTH} levels"


@pytest.mark.parametrize("backend", BACKENDS)
def test_deep_json_that_was_decoded_is_no_deeper_elsewhere_than_it_may_be(backend: Any) -> None:
    DEEP_WAS_SEEN.clear()  # as in a process that has seen none
    text = f'{{"type":"function","parameters":{{"a":{json.dumps(nested(MAX_DEPTH - 3))}}}}}'
    tool = rw.Decoder(rw.RealtimeFunctionTool, backend=backend).decode(text)
    assert rw.decode(rw.encode(tool), rw.RealtimeFunctionTool) == tool
    with pytest.raises(rw.EncodeError, match=f"^nesting deeper than {MAX_DEPTH} levels$"):
        rw.encode(rw.SessionUpdateEvent(session=rw.RealtimeSession(tools=[tool])))


@pytest.mark.parametrize("backend", BACKENDS)
def test_decoders_travel(backend: Any) -> None:
    for decoder in (
        rw.Decoder(backend=backend),
        rw.Decoder(rw.ServerEvent, malformed="keep", only=[rw.ErrorEvent], backend=backend, max_bytes=100),
    ):
        other = pickle.loads(pickle.dumps(decoder))  # noqa: S301  our own
        for frame in (UPDATE, '{"type":"error"}', '{"type":"ping"}', f'{{"type":"error","a":"{"b" * 100}"}}', "{"):
            outcomes = [caught_or_made(each.decode, frame) for each in (decoder, other)]
            assert outcomes[0] == outcomes[1]


def caught_or_made(function: Callable[..., Any], argument: Any) -> Any:
    try:
        return function(argument)
    except rw.DecodeError as error:
        return str(error)


# Without the compiled lane

PROGRAM = """
import json, sys
{prelude}
import realtime_wire as rw

frames = json.loads(sys.stdin.read())
def told(function):
    try:
        return repr(function())
    except rw.RealtimeWireError as error:
        return str(error)
def once(frame):
    decoder = rw.Decoder(rw.Event, only=[rw.ErrorEvent, rw.UnknownEvent], malformed="keep")
    return [
        told(lambda: rw.decode(frame)),
        told(lambda: rw.encode(rw.decode(frame))),
        told(lambda: decoder.decode(frame)),
        told(lambda: decoder.decode_lines(frame)),
    ]
print(json.dumps([once(frame) for frame in frames]))
try:
    rw.Decoder(backend="native")
except ValueError as error:
    print(error)
print("realtime_wire._engine._native" in sys.modules)
"""

SWITCHED_OFF = """
import os
os.environ["REALTIME_WIRE_NATIVE"] = "0"
"""

NOT_BUILT = """
sys.modules["realtime_wire._engine._native"] = None  # the import system takes this for a module that cannot be imported
"""

NO_TWINS = """
import realtime_wire._engine.build
realtime_wire._engine.build.TWINS = False
"""


NULLS = """{"type":"session.update","session":{"type":"realtime","include":null,"tracing":null,"truncation":null,"prompt":null,
    "audio":{"input":{"turn_detection":null,"transcription":null,"noise_reduction":null}}}}"""


def run_program(prelude: str, seed: str = "random") -> list[str]:
    frames = [*map(json.dumps, LOG), *(data for data, _ in REFUSED.values() if isinstance(data, str)), UPDATE, NULLS]
    result = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-W", "error", "-c", PROGRAM.format(prelude=prelude)],
        env={**os.environ, "PYTHONPATH": str(Path(rw.__file__).parents[1]), "PYTHONHASHSEED": seed},
        input=json.dumps(frames),
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return result.stdout.splitlines()


@needs_native
def test_everything_works_without_the_compiled_lane() -> None:
    with_it, imported = run_program("")
    assert imported == "True"
    for prelude, reason, there in (
        (SWITCHED_OFF, "REALTIME_WIRE_NATIVE=0 switches it off", "False"),
        (NOT_BUILT, "the compiled module cannot be imported (ModuleNotFoundError)", "True"),
    ):
        without_it, refusal, not_imported = run_program(prelude)
        assert without_it == with_it
        assert refusal == f'the backend "native" is not there: {reason}'
        assert not_imported == there


@pytest.mark.parametrize("prelude", ["", SWITCHED_OFF], ids=["as installed", "switched off"])
def test_every_process_writes_the_same(prelude: str) -> None:
    assert run_program(prelude, "1")[0] == run_program(prelude, "2")[0]


def test_everything_works_where_the_class_of_an_object_cannot_change() -> None:
    assert run_program(NO_TWINS)[0] == run_program("")[0]


@pytest.mark.skipif(NATIVE, reason="the compiled lane is there")
def test_the_compiled_lane_is_asked_for_and_not_there() -> None:
    with pytest.raises(ValueError, match=f'^the backend "native" is not there: {re.escape(rw.lane().reason)}$'):
        rw.Decoder(backend="native")
