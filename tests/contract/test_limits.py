"""Input of any size and depth, with any little of the stack left: an event or a `DecodeError`, in memory that is in proportion."""

from __future__ import annotations

import copy
import inspect
import itertools
import json
import os
import pickle
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import attrs
import pytest

import realtime_wire as rw
from realtime_wire import DecodeError, Decoder, EncodeError, Model
from realtime_wire._engine.depth import MAX_DEPTH
from realtime_wire._engine.schema import members
from tests.backends import BACKENDS, both_backends, choosing
from tests.declared import CLASSES
from tests.hostile import GROUPS, REFUSED

codec: Any = import_module("realtime_wire._engine.codec")

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
SIZES = {"members": 1 << 24, "elements": 9 << 20} if LONG else {}
"""How large frames are, where there is time for it: more than a million members, or a hundred thousand tools."""

LONGEST = 1 << 26 if LONG else 1 << 14
"""How large others are: 64 MiB."""

PLACES = {name: (group, shape) for group, shapes in GROUPS.items() for name, shape in shapes.items()}


# Frames that may not be longer


def of_size(size: int, filler: str) -> str:
    """Return a frame of so many bytes of UTF-8, filled with characters."""
    empty = '{"type":"input_audio_buffer.append","audio":""}'
    count, rest = divmod(size - len(empty), len(filler.encode("utf-8", "surrogatepass")))
    return empty.replace('""', f'"{"." * rest}{filler * count}"')


def spellings(text: str) -> Iterator[Any]:
    frame = text.encode()
    yield from (text, frame, bytearray(frame), memoryview(frame), memoryview(frame[::-1])[::-1])
    if len(frame) % 4 == 0:
        yield memoryview(frame).cast("I")


OPTIONS: list[dict[str, Any]] = [
    {},
    {"malformed": "keep"},
    {"only": [rw.InputAudioBufferAppendEvent]},
    {"only": [rw.ErrorEvent]},
]


@both_backends
@pytest.mark.parametrize("options", OPTIONS, ids=repr)
@pytest.mark.parametrize("filler", ["x", "é", "日", "😀"])
@pytest.mark.parametrize("limit", [200, 1000, 4096])
def test_max_bytes(limit: int, filler: str, options: dict[str, Any], backend: Any) -> None:
    limited = Decoder(backend=backend, max_bytes=limit, **options)
    unlimited = Decoder(backend=backend, **options)
    message = f"$: expected at most {limit} bytes, found more"
    ways: list[Callable[[Any], Any]] = [
        limited.decode,
        limited.decode_lines,
        lambda data: [*limited.iter_lines([data])],
    ]
    for size in (50, limit // 4, limit // 3, limit // 2, limit - 1, limit):
        for data in spellings(of_size(size, filler)):
            assert limited.decode(data) == unlimited.decode(data)
            assert limited.decode_lines(data) == unlimited.decode_lines(data)
    for size in (limit + 1, limit + 4, 2 * limit, 5 * limit):
        for data in spellings(of_size(size, filler)):
            for number, decode in enumerate(ways):
                with pytest.raises(DecodeError) as info:
                    decode(data)
                assert str(info.value) == ("line 1: " if number else "") + message
                assert (info.value.expected, info.value.found) == (f"at most {limit} bytes", "more")


@both_backends
def test_max_bytes_comes_first(backend: Any) -> None:
    """Nothing is parsed, or said of, what is too long; what is not is judged as ever."""
    limited = Decoder(backend=backend, max_bytes=30)
    for data in (b"x" * 31, b"\xff" * 31, b"[" * 100_000, " " * 31, "\ud800" * 11, b'{"type":"error"}' + b" " * 15):
        with pytest.raises(DecodeError, match=r"^\$: expected at most 30 bytes, found more$"):
            limited.decode(data)
    released = memoryview(b"{}")
    released.release()
    judged: list[tuple[Any, str]] = [
        (b"x" * 30, "expected JSON, found malformed JSON at byte 0"),
        ("\ud800" * 10, "expected JSON, found a lone surrogate"),
        (b"[]", "expected object, found array"),
        (b"", "expected JSON, found nothing"),
        (released, "expected bytes, bytearray, memoryview or str, found a released memoryview"),
    ]
    for data, message in judged:
        with pytest.raises(DecodeError) as info:
            limited.decode(data)
        assert str(info.value) == f"$: {message}"
    for thing in (None, [0] * 31):
        with pytest.raises(TypeError, match=r"^JSON text is bytes, bytearray, memoryview or str, not (None|list): "):
            limited.decode(thing)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  so it shall be
    assert limited.decode(b"{}") == rw.UnknownEvent({})
    assert Decoder(rw.ServerVad, backend=backend, max_bytes=21).decode('{"type":"server_vad"}') == rw.ServerVad()


@pytest.mark.parametrize("kind", ["ping", "input_audio_buffer.cleared"])
def test_max_bytes_of_lines_counts_neither_their_ends_nor_other_lines(kind: str) -> None:
    frame = f'{{"type":"{kind}","event_id":"e"}}'
    limited = Decoder(max_bytes=len(frame))
    for newline in ("\n", "\r\n", "\n\n"):
        log = f"{frame}{newline}" * 100
        assert len(limited.decode_lines(log)) == 100
        with pytest.raises(DecodeError) as info:
            limited.decode_lines(log + frame.replace('"e"', '"ee"'))
        number = log.count("\n") + 1
        assert str(info.value) == f"line {number}: $: expected at most {len(frame)} bytes, found more"


@pytest.mark.parametrize(
    ("limit", "exception", "message"),
    [
        (True, TypeError, "max_bytes is an integer or None, not a Python bool"),
        (1000.0, TypeError, "max_bytes is an integer or None, not a Python float"),
        ("1000", TypeError, "max_bytes is an integer or None, not a Python str"),
        (1, ValueError, "max_bytes is at least 2, the length of an empty object, not 1"),
        (0, ValueError, "max_bytes is at least 2, the length of an empty object, not 0"),
        (-5, ValueError, "max_bytes is at least 2, the length of an empty object, not -5"),
    ],
)
def test_limits_that_are_none(limit: Any, exception: type[Exception], message: str) -> None:
    with pytest.raises(exception) as info:
        Decoder(max_bytes=limit)
    assert str(info.value) == message


# Frames of any size


def peak(function: Callable[[], object]) -> int:
    """Return how much memory was in use at most while a function ran."""
    tracemalloc.start()
    try:
        function()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@both_backends
@pytest.mark.parametrize("name", [name for name, (group, _) in PLACES.items() if group != REFUSED])
def test_large_frames(name: str, backend: Any) -> None:
    """They decode whole, and take as much memory as what `json` makes of them and some copies, but not a multiple of it."""
    group, shape = PLACES[name]
    decoder = Decoder(backend=backend)
    decoder.decode(shape(200))  # what is derived is derived
    frame = shape(SIZES.get(group, LONGEST))
    payload = json.loads(frame)
    events: list[Any] = []
    used = peak(lambda: events.append(decoder.decode(frame)))
    assert used < 2 * peak(lambda: json.loads(frame)) + 16 * len(frame) + 200_000
    (event,) = events
    assert rw.unstructure(event) == payload == json.loads(rw.encode(event))
    assert rw.structure(payload) == event
    assert choosing(["never"], backend=backend).decode(frame) is None
    if LONG:
        return
    assert Decoder(backend=backend).decode_lines(frame) == [event]
    assert (copy.copy(event), pickle.loads(pickle.dumps(event))) == (event, event)  # noqa: S301  our own
    assert hash(event) == hash(rw.structure(payload))
    assert repr(event) == repr(rw.structure(payload))


@pytest.mark.parametrize("name", GROUPS[REFUSED])
def test_large_frames_that_are_refused(name: str) -> None:
    frame = GROUPS[REFUSED][name](LONGEST)
    told: list[str] = []
    for backend in BACKENDS:

        def refuse(backend: Any = backend) -> None:
            with pytest.raises(DecodeError) as info:
                Decoder(backend=backend).decode(frame)
            told.append(str(info.value))

        assert peak(refuse) < 32 * len(frame) + 200_000
    assert told == told[:1] * len(BACKENDS)


# Values that nest to any depth


def nested(depth: int, names: bool) -> Any:  # noqa: FBT001  a parameter
    value: Any = 0
    for _ in range(depth):
        value = {"a": value} if names else [value]
    return value


DEPTHS = [1, 50, MAX_DEPTH - 4, 300, 1000, 100_000, *([1_000_000] if LONG else [])]


CONVERTER: Any = rw.make_converter()


def ways_in(value: Any) -> dict[str, Callable[[], Any]]:
    """Return the ways in which a value of the user's own gets into an object."""
    return {
        "structure, unknown event": lambda: rw.structure({"type": "ping", "a": value}),
        "structure, unknown member": lambda: rw.structure({"type": "input_audio_buffer.cleared", "a": value}),
        "structure, free-form": lambda: rw.structure({"metadata": {"a": value}}, rw.RealtimeTracingConfiguration),
        "structure, the value itself": lambda: rw.structure(value),
        "structure, a tag": lambda: rw.structure({"type": value}),
        "structure, a string": lambda: rw.structure({"type": "input_audio_buffer.cleared", "event_id": value}),
        "with_extra": lambda: rw.ServerVad().with_extra(a=value),
        "Unknown": lambda: rw.Unknown({"a": value}),
        "UnknownEvent": lambda: rw.UnknownEvent({"a": value}),
        "a free-form member": lambda: rw.RealtimeFunctionTool(parameters={"a": value}),
        "a map": lambda: rw.Prompt(id="p", variables={"a": value}),
        "an array": lambda: rw.RealtimeSession(tools=[value]),
        "a converter": lambda: CONVERTER.structure({"type": "ping", "a": value}, rw.Event),
    }


def tried(make: Callable[[], Any]) -> Any:
    try:
        return make()
    except (DecodeError, ValueError, TypeError) as error:
        return error


@pytest.mark.parametrize("names", [True, False], ids=["objects", "arrays"])
@pytest.mark.parametrize("way", ways_in(0))
def test_deep_values(way: str, names: bool) -> None:  # noqa: FBT001  a parameter
    for depth in DEPTHS:
        obj = tried(ways_in(nested(depth, names))[way])
        # A value of a wrong type is refused as such, and a deep one for its depth.
        assert not (isinstance(obj, Exception) and "nest" in str(obj) and depth <= MAX_DEPTH - 4)
        if isinstance(obj, (Model, rw.Unknown, rw.UnknownEvent)):
            assert depth < MAX_DEPTH
            assert rw.decode(rw.encode(obj), cast("Any", type(obj))) == obj
            assert pickle.loads(pickle.dumps(obj)) == copy.deepcopy(obj) == obj  # noqa: S301  our own
            assert hash(obj) == hash(copy.copy(obj))
            assert len(repr(obj)) < 10_000


def test_values_that_contain_themselves() -> None:
    round_dict: Any = {}
    round_dict["a"] = round_dict
    round_list: Any = []
    round_list.append(round_list)
    for value in (round_dict, round_list):
        for name, way in ways_in(value).items():
            assert isinstance(tried(way), (DecodeError, ValueError, TypeError)), name


# Streams that are made to fill the memory


def masks(cls: type[Model]) -> Iterator[list[str]]:
    """Yield combinations of optional members, ever larger ones."""
    optional = [member.name for member in members(cls) if not member.required]
    for count in range(len(optional) + 1):
        for names in itertools.combinations(optional, count):
            yield [*names]


@both_backends
def test_no_stream_fills_the_memory(backend: Any) -> None:
    """Whatever new things frames come with, nothing of them is kept."""
    decoder = Decoder(rw.Event, backend=backend, malformed="keep")
    nulls = masks(rw.RealtimeSession)

    def read(numbers: range) -> None:
        for number in numbers:
            for payload in (
                {"type": f"event{number}", f"member{number}": 0},
                {"type": "input_audio_buffer.cleared", f"member{number}": {f"inside{number}": 0}},
                {"type": "session.update", "session": dict.fromkeys(next(nulls))},
                {
                    "type": "session.update",
                    "session": {**dict.fromkeys(next(nulls)), "tools": [{"type": f"tool{number}"}]},
                },
                {"type": "response.create", "response": {"metadata": {f"name{number}": f"value{number}"}}},
                {"type": "error", f"fault{number}": 1},
            ):
                event: Any = decoder.decode(json.dumps(payload))
                assert rw.unstructure(event) == payload == json.loads(rw.encode(event))

    read(range(1000))
    tracemalloc.start()
    try:
        read(range(1000, 1050))
        before = tracemalloc.get_traced_memory()[0]
        read(range(1050, 1350))
        assert tracemalloc.get_traced_memory()[0] < before + 20_000
    finally:
        tracemalloc.stop()


def test_combinations_of_nulls_are_told_apart_beyond_those_that_are_kept() -> None:
    for names in itertools.islice(masks(rw.RealtimeSession), 700):
        payload = {"type": "session.update", "session": dict.fromkeys(names)}
        for backend in BACKENDS:
            event = Decoder(rw.ClientEvent, backend=backend).decode(json.dumps(payload))
            assert cast("Any", event).session.nulls == frozenset(names)


# Little stack


def in_use() -> int:
    """Return how many calls are on the stack."""
    frame, frames = inspect.currentframe(), 0
    while frame is not None:
        frame, frames = frame.f_back, frames + 1
    return frames


def with_room(room: int, function: Callable[[], Any]) -> Any:
    """Call a function where there is room for so many calls, and return its result or exception."""
    usual = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(in_use() + room)
        return function()
    except (RecursionError, rw.RealtimeWireError) as error:
        return error
    finally:
        sys.setrecursionlimit(usual)


SESSION = rw.RealtimeSession(
    audio=rw.RealtimeAudioConfig(output=rw.RealtimeAudioConfigOutput(voice=rw.CustomVoice(id="v"))),
    tools=[rw.RealtimeFunctionTool(name="n", parameters={"a": [[[1]]]})],
).with_null("truncation")
UPDATE = rw.SessionUpdateEvent(session=SESSION)
VENDOR = UPDATE.with_extra(x=[1, [2]])
DEEP = rw.UnknownEvent({"type": "ping", "a": nested(MAX_DEPTH - 2, names=True)})
FRAMES = {name: rw.encode(event) for name, event in [("plain", UPDATE), ("vendor", VENDOR), ("deep", DEEP)]}
OBJECTS: dict[str, Any] = {"plain": UPDATE, "vendor": VENDOR, "deep": DEEP}

ENOUGH = 15 if sys.gettrace() is None else 20  # what traces, as coverage does, takes some of it
"""Room for so many calls is enough to say that there is not enough."""


def decoding(name: str, backend: Any) -> dict[str, Callable[[], Any]]:
    frame = FRAMES[name]
    decoder, keep = Decoder(backend=backend), Decoder(backend=backend, malformed="keep")
    only, never = choosing(["session.update", "ping"], backend=backend), choosing(["never"], backend=backend)
    limited = Decoder(backend=backend, max_bytes=10_000)
    return {
        "decode": lambda: rw.decode(frame),
        "decode a type": lambda: rw.decode(frame, rw.ClientEvent),
        "Decoder.decode": lambda: decoder.decode(frame),
        "keep": lambda: keep.decode(frame),
        "only": lambda: only.decode(frame),
        "left out": lambda: never.decode(frame),
        "limited": lambda: limited.decode(frame),
        "decode_lines": lambda: decoder.decode_lines(frame)[0],
        "iter_lines": lambda: next(decoder.iter_lines([frame])),
        "from_json": lambda: cast("Any", type(OBJECTS[name])).from_json(frame),
    }


@both_backends
@pytest.mark.parametrize("name", FRAMES)
@pytest.mark.parametrize("way", decoding("plain", "python"))
def test_decode_with_little_stack(way: str, name: str, backend: Any) -> None:
    decode = decoding(name, backend)[way]
    expected = decode()
    assert expected in (OBJECTS[name], None)
    outcomes = [with_room(room, decode) for room in [*range(1, 40), *range(40, 250, 10), 500]]
    assert not any(isinstance(outcome, RecursionError) for outcome in outcomes[ENOUGH:])
    for outcome in outcomes:
        if isinstance(outcome, DecodeError):
            assert outcome.found == "nesting deeper than the interpreter's stack allows"
        else:
            assert isinstance(outcome, RecursionError) or outcome == expected
    assert outcomes[-1] == expected
    assert decode() == expected


def test_decode_of_a_new_type_with_little_stack() -> None:
    """A decoder is made for it inside of `decode`, for which there has to be room as well."""
    outcomes: list[Any] = []
    for room in range(ENOUGH, 100, 3):
        union = cast("Any", rw.SessionUpdateEvent | rw.UnknownEvent)
        codec._DECODERS.clear()
        codec._decoder_by_value.cache_clear()
        outcomes.append(with_room(room, partial(rw.decode, FRAMES["plain"], union)))
    # From Python 3.12 on, calls of C functions take none of this room.
    assert {type(outcome) for outcome in outcomes} <= {DecodeError, rw.SessionUpdateEvent}
    assert outcomes[-1] == UPDATE


@pytest.mark.parametrize("name", OBJECTS)
def test_encode_with_little_stack(name: str) -> None:
    obj = OBJECTS[name]
    for encode in (lambda: rw.encode(obj), obj.to_json):
        outcomes = [with_room(room, encode) for room in [*range(1, 40), *range(40, 250, 10), 500]]
        assert not any(isinstance(outcome, RecursionError) for outcome in outcomes[ENOUGH:])
        for outcome in outcomes:
            if isinstance(outcome, EncodeError):
                assert str(outcome) == "nesting deeper than the interpreter's stack allows"
            else:
                assert isinstance(outcome, RecursionError) or outcome == FRAMES[name]
        assert outcomes[-1] == FRAMES[name]


OTHERS: dict[str, Callable[[Any], Any]] = {
    "structure": lambda obj: rw.structure(rw.unstructure(obj)),
    "unstructure": rw.unstructure,
    "repr": repr,
    "hash": hash,
    "==": lambda obj: obj == rw.decode(rw.encode(obj)),
    "copy": copy.copy,
    "pickle": lambda obj: pickle.loads(pickle.dumps(obj)),  # noqa: S301  our own
    "evolve": lambda obj: obj.evolve() if isinstance(obj, Model) else obj,
    "attrs.evolve": attrs.evolve,
    "with_null": lambda obj: obj.with_null("event_id") if isinstance(obj, Model) else obj,
    "with_extra": lambda obj: obj.with_extra(a=1) if isinstance(obj, Model) else obj,
    "to_dict": lambda obj: obj.to_dict(),
}


@pytest.mark.parametrize("name", OBJECTS)
@pytest.mark.parametrize("what", OTHERS)
def test_the_rest_with_little_stack(what: str, name: str) -> None:
    """What is no decoding or encoding says itself that the stack is used up; nothing else happens, and nothing stays behind."""
    obj = OBJECTS[name]

    def do() -> Any:
        return OTHERS[what](obj)

    expected = do()
    for room in [*range(1, 40), *range(40, 250, 10)]:
        outcome = with_room(room, do)
        assert isinstance(outcome, (RecursionError, DecodeError, EncodeError)) or outcome == expected
    assert with_room(900, do) == expected
    assert do() == expected


FIRST_USE = """
import os, sys, json
sys.path.insert(0, {root!r})
import realtime_wire as rw
from realtime_wire import Decoder
frame, room, what = {frame!r}, None, None

def in_use():
    frame, frames = sys._getframe(), 0
    while frame is not None:
        frame, frames = frame.f_back, frames + 1
    return frames

python = Decoder(backend="python")
update = rw.SessionUpdateEvent(session=rw.RealtimeSession())
ways = {{
    "decode": lambda: rw.decode(frame).type,
    "decode a type": lambda: rw.decode(frame, rw.ClientEvent).type,
    "python": lambda: python.decode(frame).type,
    "encode": lambda: rw.encode(update).decode(),
    "structure": lambda: rw.structure(json.loads(frame)).type,
    "repr": lambda: repr(rw.ServerVad()),
}}

def told(function):
    try:
        return function()
    except (RecursionError, rw.RealtimeWireError) as error:
        return type(error).__name__

def try_it(way, room):
    usual = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(in_use() + room)
        first = told(ways[way])
    finally:
        sys.setrecursionlimit(usual)
    return [first, [function() for function in ways.values()], rw.encode(rw.decode(frame)) == frame]

for way, room in json.loads(sys.stdin.read()):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, json.dumps([way, room, *try_it(way, room)]).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading) as answer:
        print(answer.read(), flush=True)
    os.waitpid(child, 0)
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="each try takes a process in which nothing was used before")
def test_first_use_with_little_stack() -> None:
    """What is imported and derived at the first use is not left half done if the stack ends in the middle of it."""
    ways = ["decode", "decode a type", "python", "encode", "structure", "repr"]
    rooms = [*range(1, 100)] if LONG else [ENOUGH + 2, 55]
    program = FIRST_USE.format(root=str(Path(rw.__file__).parents[1]), frame=FRAMES["plain"])
    result = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-c", program],
        input=json.dumps([(way, room) for way in ways for room in rooms]),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # what the standard library's C modules say of a second import
        check=True,
        text=True,
    )
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(way, room) for way, room, *_ in answers] == [(way, room) for way in ways for room in rooms]
    later = ["session.update"] * 3 + ['{"type":"session.update","session":{}}', "session.update", "ServerVad()"]
    for way, room, first, *then in answers:
        assert then == [later, True], (way, room)
        failures = {"encode": ["EncodeError"]}.get(way, ["DecodeError"])
        if way in ("structure", "repr") or room < ENOUGH:
            failures.append("RecursionError")
        assert first in (*failures, later[ways.index(way)]), (way, room, first)


# What is derived is derived once, and for what is declared alone


def test_caches_are_bounded() -> None:
    for cls in CLASSES:
        for union in (cls | rw.UnknownEvent, cls | rw.Unknown):
            tried(partial(rw.decode, b"{}", cast("Any", union)))
    assert len(codec._DECODERS) <= codec._MOST_DECODERS
