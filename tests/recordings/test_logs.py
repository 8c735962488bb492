"""Logs of other programs: that each shape is read as it was written, what is told of it, and of what cannot be read."""

from __future__ import annotations

import base64
import gzip
import json
import warnings
from collections.abc import Callable, Iterable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Literal, TypeAlias

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import realtime_wire as rw
from realtime_wire import recordings
from realtime_wire._engine.errors import DecodeError
from realtime_wire.recordings import _files, _logs
from realtime_wire.recordings._entries import senders_of
from realtime_wire.recordings._files import ReadError
from realtime_wire.recordings._logs import Log
from realtime_wire.recordings._paths import ALL, shown, steps_of
from realtime_wire.recordings._text import found_in
from realtime_wire.recordings._times import Clock, Moment, time_in, time_of
from realtime_wire.recordings._words import key_of, sign_of, signs_in
from tests.engine.toy import TOY

Side: TypeAlias = Literal["client", "server"]
Json: TypeAlias = dict[str, Any]

CREATED: Json = {"type": "session.created", "event_id": "e1", "session": {"type": "realtime", "id": "s1"}}
UPDATE: Json = {"type": "session.update", "session": {"type": "realtime", "instructions": 'Say "Grüß \\ Gott"\n'}}
ASK: Json = {"type": "response.create"}
DONE: Json = {"type": "response.done", "response": {"id": "r1", "status": "completed"}}
VENDORS: Json = {"type": "vendor.thing", "n": 1.0}

TURN: list[tuple[Side, Json]] = [
    ("server", CREATED),
    ("client", UPDATE),
    ("client", ASK),
    ("server", DONE),
    ("client", VENDORS),
    ("server", VENDORS),
    ("client", ASK),
    ("server", DONE),
]
"""What is written in each shape. Who sent the vendor's events, only the shape can tell."""

START = datetime(2026, 9, 1, 23, 59, 58, tzinfo=timezone.utc).timestamp()


def iso(seconds: float, form: str = "%Y-%m-%dT%H:%M:%S") -> str:
    return datetime.fromtimestamp(START + seconds, timezone.utc).strftime(form)


Write: TypeAlias = Callable[[float, Side, Json], "Json | str"]


@attrs.frozen
class Shape:
    """How a program writes a frame into a line."""

    write: Write
    told: str
    timed: bool = True
    sided: bool = True
    """Whether it tells who sent something."""


def word(server: str, client: str) -> Callable[[Side], str]:
    return lambda side: server if side == "server" else client


IN = word("in", "out")

SHAPES: dict[str, Shape] = {
    "envelope": Shape(
        lambda at, side, event: {"ts": iso(at) + "Z", "direction": IN(side), "event": event},
        'frames at .event, senders at .direction ("in" is the server, "out" is the client), times at .ts',
    ),
    "written by a gateway": Shape(
        lambda at, side, event: {"ts": 1e9 + at, "direction": word("in", "out")(other(side)), "event": event},
        'frames at .event, senders at .direction ("in" is the client, "out" is the server), times at .ts',
    ),
    "text inside, milliseconds, other members": Shape(
        lambda at, side, event: {
            "level": "info",
            "seq": int(at),
            "timestamp": 1756771198000 + int(at * 1000),
            "source": side,
            "data": json.dumps(event),
        },
        'frames at .data, senders at .source ("client" is the client, "server" is the server), times at .timestamp',
    ),
    "booleans, microseconds": Shape(
        lambda at, side, event: {
            "from_client": side == "client",
            "time_us": 1756771198000000 + int(at * 1_000_000),
            "content": event,
        },
        "frames at .content, senders at .from_client (false is the server, true is the client), times at .time_us",
    ),
    "nanoseconds as text, words of its own": Shape(
        lambda at, side, event: {
            "timeUnixNano": f"{1756771198 + int(at)}000000000",
            "peer": word("wss://api.example", "10.0.0.7")(side),
            "body": {"stringValue": json.dumps(event)},
        },
        'frames at .body.stringValue, senders at .peer ("10.0.0.7" is the client, "wss://api.example" is the server), '
        "times at .timeUnixNano",
    ),
    "named by the sender": Shape(
        lambda at, side, event: {"elapsed_ms": at * 1000, word("received", "sent")(side): event},
        'frames at .received and .sent, senders by the member that holds the frame ("received" is the server, "sent" is the '
        "client), times at .elapsed_ms",
    ),
    "in a message of a logger, deep down": Shape(
        lambda at, side, event: {
            "text": "",
            "record": {
                "level": {"name": "DEBUG", "no": 10},
                "message": f"{word('<<', '>>')(side)} {json.dumps(event)} ({at} s)",
                "time": {"repr": "today", "timestamp": START + at},
            },
        },
        "frames at .record.message, senders in the text before, times at .record.time.timestamp",
    ),
    "a prefix": Shape(
        lambda at, side, event: (
            f"{iso(at, '%Y-%m-%d %H:%M:%S')},000 INFO {{rt}} {word('Received', 'Sending')(side)}: {json.dumps(event)}"
        ),
        "frames at ., senders in the text before, times in the text before",
    ),
    "a time of day, Python's notation": Shape(
        lambda at, side, event: (
            f"[{iso(at, '%H:%M:%S')}.0] {word('client', 'server')(other(side))}<- {json.dumps(event).encode()!r}"
        ),
        "frames at ., senders in the text before, times in the text before",
    ),
    "Python's notation of text": Shape(
        lambda at, side, event: (
            f"{START + at:.6f} {word('recv', 'send')(side)} {json.dumps(event, ensure_ascii=False)!r}"
        ),
        "frames at ., senders in the text before, times in the text before",
    ),
    "a prefix before text": Shape(
        lambda _, __, event: f"INFO {json.dumps(json.dumps(event))}",
        "frames at ., senders by the type of the event, no times",
        timed=False,
        sided=False,
    ),
    "what a container wrote of an envelope": Shape(
        lambda at, side, event: {
            "log": json.dumps({"dir": word("rx", "tx")(side), "m": json.dumps(event)}) + "\n",
            "stream": "stdout",
            "time": iso(at) + ".000000000Z",
        },
        'frames at .log.m, senders at .log.dir ("rx" is the server, "tx" is the client), times at .time',
    ),
    "our names for something else": Shape(
        lambda at, side, event: {"from": side, "time": iso(at) + "+00:00", "frame": event},
        'frames at .frame, senders at .from ("client" is the client, "server" is the server), times at .time',
    ),
    "odd names": Shape(
        lambda at, side, event: {
            "@timestamp": iso(at) + "Z",
            "the way": word("Inbound", "OUTBOUND ")(side),
            "a.b": event,
        },
        'frames at ["a.b"], senders at ["the way"] ("inbound" is the server, "outbound" is the client), times at .@timestamp',
    ),
    "a type of its own": Shape(
        lambda at, side, event: {"type": word("receive", "send")(side), "time": START + at, "opcode": 1, "data": event},
        'frames at .data, senders at .type ("receive" is the server, "send" is the client), times at .time',
    ),
    "to and from": Shape(
        lambda at, side, event: {"t": at, "flow": word("server->client", "to_server")(side), "event": event},
        'frames at .event, senders at .flow ("server->client" is the server, "to_server" is the client), times at .t',
    ),
    "an array a line": Shape(
        lambda at, side, event: json.dumps([{"at": START + at, "dir": IN(side), "event": event}]),
        'frames at .event, senders at .dir ("in" is the server, "out" is the client), times at .at',
    ),
    "an array in a line": Shape(
        lambda at, side, event: {"at": START + at, "batch": [{"dir": IN(side), "event": event}]},
        'frames at .batch[*].event, senders at .batch[*].dir ("in" is the server, "out" is the client), times at .at',
    ),
    "an object and its text": Shape(
        lambda at, side, event: {
            "at": START + at,
            "event": {**event, "seen": True},
            "raw": json.dumps(event),
            "dir": IN(side),
        },
        'frames at .raw, senders at .dir ("in" is the server, "out" is the client), times at .at',
    ),
    "no one tells": Shape(
        lambda at, _, event: {"event": event, "id": int(at), "run": "r1"},
        "frames at .event, senders by the type of the event, no times",
        timed=False,
        sided=False,
    ),
}


def other(side: Side) -> Side:
    return "client" if side == "server" else "server"


def line_of(written: Json | str) -> str:
    return written if isinstance(written, str) else json.dumps(written)


def by_type(side: Side, event: Json) -> Side:
    return "server" if event is VENDORS else side


def expected(shape: Shape, *, skip: int = 0) -> list[tuple[float | None, Side, Json]]:
    return [
        (float(at - skip) if shape.timed else None, side if shape.sided else by_type(side, event), event)
        for at, (side, event) in enumerate(TURN)
        if at >= skip
    ]


def read(path: Path, **options: Any) -> list[tuple[float | None, Side, Json]]:
    return [(one.time, one.sender, json.loads(one.frame)) for one in recordings.read(path, **options)]


def written(path: Path, shape: Shape, turn: Iterable[tuple[Side, Json]] = TURN) -> Path:
    path.write_text(
        "".join(line_of(shape.write(float(at), *one)) + "\n" for at, one in enumerate(turn)), encoding="utf-8"
    )
    return path


@pytest.mark.parametrize("name", SHAPES)
def test_each_shape_is_read_as_it_was_written(name: str, tmp_path: Path) -> None:
    shape = SHAPES[name]
    path = written(tmp_path / "turn.log", shape)
    assert recordings.shape_of(path) == shape.told
    assert read(path) == expected(shape)
    zipped = tmp_path / "turn.log.gz"
    zipped.write_bytes(gzip.compress(path.read_bytes()))
    assert read(zipped) == expected(shape)


@pytest.mark.parametrize("name", SHAPES)
def test_what_holds_no_frame_is_told(name: str, tmp_path: Path) -> None:
    shape = SHAPES[name]
    path = written(tmp_path / "turn.log", shape)
    lines = path.read_text(encoding="utf-8").splitlines()
    odd = ["", "Listening on {port}", '{"msg":"started"}', "3", "[]", '"{"', '{"event":7,"data":"x","sent":[]}']
    path.write_text("\n".join([*odd, *lines, '{"msg":"stopped","data":{"type":5}}']), encoding="utf-8")
    with pytest.warns(recordings.RecordingWarning) as told:
        assert read(path) == expected(shape)
    assert [str(one.message) for one in told] == [f"{path}: 7 lines hold no frame: 2, 3, 4, 5, 6, 7, {len(lines) + 8}"]
    assert told[0].filename == __file__


@pytest.mark.parametrize("name", SHAPES)
def test_damage_is_told(name: str, tmp_path: Path) -> None:
    shape = SHAPES[name]
    path = written(tmp_path / "turn.log", shape)
    lines = path.read_text(encoding="utf-8").splitlines()
    cut = len(lines[2]) - 12
    path.write_text("\n".join([*lines[:2], lines[2][:cut]]), encoding="utf-8")
    found: list[object] = []
    with pytest.raises(recordings.RecordingError) as raised:
        found.extend(recordings.read(path))
    assert len(found) == 2
    assert str(raised.value).startswith(f"{path}: line 3: $: expected JSON, found malformed JSON at byte ")


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("indent", [None, 2])
def test_shapes_in_one_document(name: str, indent: int | None, tmp_path: Path) -> None:
    shape = SHAPES[name]
    elements = [shape.write(float(at), *one) for at, one in enumerate(TURN)]
    if any(isinstance(one, str) for one in elements):
        pytest.skip("no JSON")
    path = tmp_path / "turn.json"
    path.write_text(json.dumps(elements, indent=indent), encoding="utf-8")
    assert recordings.shape_of(path) == shape.told
    assert read(path) == expected(shape)
    path.write_text("\n\n".join(json.dumps(one, indent=2) for one in elements), encoding="utf-8")
    assert read(path) == expected(shape)


names = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=8)
scalars = st.none() | st.integers() | st.booleans() | st.text(max_size=20) | st.lists(st.integers(), max_size=2)


@given(
    place=st.lists(names, min_size=1, max_size=3),
    as_text=st.lists(st.booleans(), min_size=3, max_size=3),
    beside=st.dictionaries(names, scalars, max_size=3),
    prefix=st.text(st.characters(categories=["L", "Zs"]), max_size=10),
)
def test_any_envelope(
    place: list[str], as_text: list[bool], beside: Json, prefix: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    def write(at: float, side: Side, event: Json) -> str:
        value: Any = event
        for name, is_text in zip(reversed(place), as_text, strict=False):
            value = {**beside, name: json.dumps(value) if is_text else value}
        return prefix + json.dumps({**value, "direction of it": IN(side), "its time": START + at})

    shape = Shape(write, "")
    path = written(tmp_path_factory.mktemp("logs") / "turn.log", shape)
    assert read(path) == expected(shape)


@given(shape=st.sampled_from(sorted(SHAPES)), order=st.permutations(range(len(TURN))), count=st.integers(2, len(TURN)))
def test_any_order(shape: str, order: list[int], count: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    turn = [TURN[at] for at in order[:count]]
    path = written(tmp_path_factory.mktemp("logs") / "turn.log", SHAPES[shape], turn)
    if any(event is not VENDORS for _, event in turn):
        assert [event for _, _, event in read(path)] == [event for _, event in turn]
        known = [(side, event) for _, side, event in read(path) if event is not VENDORS and event != VENDORS]
        assert known == [one for one in turn if one[1] is not VENDORS]


# What else may be in a file


def lines(*objects: object) -> str:
    return "".join((one if isinstance(one, str) else json.dumps(one)) + "\n" for one in objects)


def test_binary_frames_in_base64(tmp_path: Path) -> None:
    path = tmp_path / "turn.log"
    data = base64.b64encode(json.dumps(ASK).encode()).decode()
    path.write_text(
        lines({"dir": "in", "m": json.dumps(CREATED)}, {"dir": "out", "m": data}, {"dir": "out", "m": "AAEC"})
    )
    with pytest.warns(recordings.RecordingWarning, match=r"turn\.log: 1 line holds no frame: 3$"):
        frames = list(recordings.read(path))
    assert [(one.sender, one.frame) for one in frames] == [
        ("server", json.dumps(CREATED)),
        ("client", json.dumps(ASK).encode()),
    ]


MESSAGES = [
    {"type": "receive" if side == "server" else "send", "time": START + at, "opcode": 1, "data": json.dumps(event)}
    for at, (side, event) in enumerate(TURN)
]
ARCHIVE = {
    "log": {
        "version": "1.2",
        "entries": [
            {"request": {"url": "https://example.org"}, "response": {"content": {"text": "x" * 5000}}},
            {"_webSocketMessages": [*MESSAGES, {"type": "receive", "time": START, "opcode": 8, "data": ""}]},
            {"_webSocketMessages": [{**one, "time": 100 + float(str(one["time"]))} for one in MESSAGES]},
        ],
    }
}


@pytest.mark.parametrize("indent", [None, 2])
def test_what_a_browser_exports(indent: int | None, tmp_path: Path) -> None:
    path = tmp_path / "page.har"
    path.write_text(json.dumps(ARCHIVE, indent=indent))
    what = "line" if indent is None else "element"
    with pytest.warns(recordings.RecordingWarning, match=rf"page\.har: 1 part of 1 {what} holds no frame: 1$"):
        frames = list(recordings.read(path))
    assert [(one.connection, one.time, one.sender, json.loads(one.frame)) for one in frames] == [
        (connection, float(at), side, event) for connection in (0, 1) for at, (side, event) in enumerate(TURN)
    ]
    messages = ".log.entries[*]._webSocketMessages[*]"
    assert recordings.shape_of(path) == (
        f'frames at {messages}.data, senders at {messages}.type ("receive" is the server, "send" is the client), '
        f"times at {messages}.time"
    )


RECORDED = [
    {"from": "client", "open": "2026-09-18T14:05:00+00:00"},
    {"time": 0.5, "from": "server", "frame": json.dumps(CREATED)},
    {"time": 1, "from": "client", "base64": "AAEC"},
    {"time": 2, "from": "client", "close": 1000, "reason": ""},
    {"time": 0, "from": "server", "frame": json.dumps(CREATED)},
]


@pytest.mark.parametrize("form", ["lines", "array", "prefix"])
def test_what_a_recorder_wrote_stays_that_in_something_else(form: str, tmp_path: Path) -> None:
    path = tmp_path / "turn.log"
    forms = {
        "lines": lines(*RECORDED),
        "array": json.dumps(RECORDED, indent=1),
        "prefix": "".join(f"pod-7 {json.dumps(one)}\n" for one in RECORDED),
    }
    path.write_text(forms[form])
    assert list(recordings.read(path)) == [
        recordings.Recorded(0.5, "server", json.dumps(CREATED), 0),
        recordings.Recorded(1, "client", b"\x00\x01\x02", 0),
        recordings.Recorded(0, "server", json.dumps(CREATED), 1),
    ]
    assert (recordings.shape_of(path) is None) == (form == "lines")


ODD: dict[str, tuple[str, list[tuple[float | None, str]], str]] = {
    # what is in the log, times and senders, what holds no frame
    "elements without": (
        lines({"b": [{"e": CREATED}, {"note": 1}, {"e": {"type": 1}}]}, {"b": [{"e": ASK}]}, {"b": 5}, {"b": [["x"]]}),
        [(None, "server"), (None, "client")],
        "4 parts of 3 lines hold no frame: 1, 3, 4",
    ),
    "a sender inside of a string": (
        lines(
            *[
                {"meta": json.dumps({"way": way}), "e": e}
                for way, e in (("in", CREATED), ("out", ASK), ("out", VENDORS))
            ],
            {"e": ASK},
        ),
        [(None, "server"), (None, "client"), (None, "client"), (None, "client")],
        "",
    ),
    "words that say nothing": (
        f"app received {json.dumps(CREATED)}\napp sent {json.dumps(DONE)}\nsent {json.dumps(VENDORS)}\n",
        [(None, "server"), (None, "server"), (None, "server")],
        "",
    ),
    "words that are not always there": (
        f"server recv {json.dumps(CREATED)}\nsent {json.dumps(ASK)}\n{json.dumps(ASK)}\nI {json.dumps(VENDORS)}\nsent {json.dumps(VENDORS)}",
        [(None, "server"), (None, "client"), (None, "client"), (None, "server"), (None, "client")],
        "",
    ),
    "a time that stands still, and one that goes back": (
        lines(*[{"started_at": iso(9), "at": 2 - at, "ts": START + at, "e": CREATED} for at in range(3)]),
        [(0, "server"), (1, "server"), (2, "server")],
        "",
    ),
    "a time that stands still alone": (
        lines(*[{"started_at": iso(9), "at": 2 - at, "e": CREATED} for at in range(2)]),
        [(0, "server"), (0, "server")],
        "",
    ),
    "times that are rare, or not always": (
        lines({"e": ASK, "time": "soon"}, {"e": ASK, "time": START}, {"e": ASK, "at": START}),
        [(None, "client")] * 3,
        "",
    ),
    "text that is farther inside": (
        lines(
            *[{"frame": e, "debug": {"raw": json.dumps(VENDORS), "last": json.dumps(CREATED)}} for e in (ASK, CREATED)]
        ),
        [(None, "client"), (None, "server")],
        "",
    ),
    "a word that is not always there": (
        lines(
            {"state": "sent", "way": "out", "e": ASK},
            {"way": "in", "e": CREATED},
            {"state": "sent", "way": "in", "e": VENDORS},
        ),
        [(None, "client"), (None, "server"), (None, "server")],
        "",
    ),
    "events in events that nobody knows": (
        lines({"e": {"type": "relayed", "event": ASK}}, {"e": {"type": "relayed", "event": ASK}}, {"e": CREATED}),
        [(None, "server")] * 3,
        "",
    ),
    "bare events in events that nobody knows": (
        lines({"type": "relayed", "event": ASK}, {"type": "relayed", "event": ASK}, CREATED),
        [(None, "server")] * 3,
        "",
    ),
    "a name that only unknown events came under": (
        lines({"received": CREATED}, {"sent": VENDORS}, {"received": VENDORS}),
        [(None, "server"), (None, "client"), (None, "server")],
        "",
    ),
    "words that came once": (
        lines({"id": "a", "e": CREATED}, {"id": "b", "e": ASK}, {"id": "b", "e": VENDORS}),
        [(None, "server"), (None, "client"), (None, "server")],
        "",
    ),
    "a type that is none": (
        lines({"e": CREATED}, {"e": ASK, "type": []}, {"type": {}}),
        [(None, "server"), (None, "client")],
        "1 line holds no frame: 3",
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_logs(name: str, tmp_path: Path) -> None:
    content, frames, skipped = ODD[name]
    path = tmp_path / "turn.log"
    path.write_text(content)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert [(one.time, one.sender) for one in recordings.read(path)] == frames
    assert [str(one.message) for one in caught] == ([f"{path}: {skipped}"] if skipped else [])


def test_a_sender_inside_of_a_string_can_be_said(tmp_path: Path) -> None:
    path = tmp_path / "turn.log"
    path.write_text(ODD["a sender inside of a string"][0])
    layout = recordings.Layout(".e", sender=".meta.way")
    assert [one.sender for one in recordings.read(path, layout=layout)] == ["server", "client", "client", "client"]


def test_not_every_place_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "turn.log"
    path.write_text(lines({"a": 1, "b": 2, "e": CREATED}))
    monkeypatch.setattr("realtime_wire.recordings._layout.MOST_PLACES", 3)
    assert recordings.shape_of(path) is None
    monkeypatch.setattr("realtime_wire.recordings._layout.MOST_PLACES", 4)
    assert recordings.shape_of(path) is not None


BARE: dict[str, tuple[str, list[str]]] = {
    "an array": (json.dumps([CREATED, ASK, VENDORS], indent=1), ["server", "client", "server"]),
    "an array in one line": (json.dumps([CREATED, ASK, VENDORS]), ["server", "client", "server"]),
    "an array of nothing known": (json.dumps([VENDORS, {"no": "type"}], indent=1), ["server"]),
    "several lines each": ("\n".join(json.dumps(one, indent=4) for one in (CREATED, ASK)), ["server", "client"]),
    "the first in lines": (json.dumps(ASK) + "\n" + json.dumps({"event": CREATED, "type": "x"}), ["client", "server"]),
    "behind a prefix and without": (f"I {json.dumps(CREATED)}\n{json.dumps(ASK)}\n", ["server", "client"]),
    "in an envelope and without": (lines({"event": CREATED}, ASK), ["server", "client"]),
    "behind another object": (f'I {{"a": 1}} sent {json.dumps(ASK)} {json.dumps(CREATED)}\n', ["client"]),
}


@pytest.mark.parametrize("name", BARE)
def test_bare_frames(name: str, tmp_path: Path) -> None:
    text, senders = BARE[name]
    path = tmp_path / "turn.log"
    path.write_text(text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", recordings.RecordingWarning)
        assert [one.sender for one in recordings.read(path)] == senders


def test_many_lines_without_a_frame_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "turn.log"
    path.write_text(lines(*[{"msg": "x"}] * 12, {"event": CREATED}, *[{"msg": "x"}] * 300))
    with pytest.warns(
        recordings.RecordingWarning, match=r": 312 lines hold no frame: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, \.\.\.$"
    ):
        assert len(read(path)) == 1


def test_a_log_that_begins_with_too_much_else_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "turn.log"
    path.write_text(lines(*[{"msg": "x"}] * 3, {"event": CREATED}))
    monkeypatch.setattr(_logs, "SAMPLE_LINES", 3)
    hint = "if its lines hold frames inside, say where: Layout(frame=...), on the command line --frame"
    with pytest.raises(recordings.RecordingError) as raised:
        read(path)
    assert str(raised.value) == f"{path}: line 1: $.type: expected string, found nothing; {hint}"
    monkeypatch.setattr(_logs, "SAMPLE_LINES", 4)
    assert recordings.shape_of(path) is not None
    monkeypatch.setattr(_logs, "SAMPLE_BYTES", 10)
    assert recordings.shape_of(path) is None


def test_an_own_protocol_tells_what_an_event_is(tmp_path: Path) -> None:
    path = tmp_path / "turn.log"
    path.write_text(
        lines({"way": "up", "e": {"type": "say"}}, {"way": "down", "e": {"type": "hello", "greeting": "Hi"}})
    )
    assert recordings.shape_of(path) is None
    assert recordings.shape_of(path, protocol=TOY) == (
        'frames at .e, senders at .way ("down" is the server, "up" is the client), no times'
    )
    assert [one.sender for one in recordings.read(path, protocol=TOY)] == ["client", "server"]


# What is said of a layout

OWN = lines(
    *[{"who": who, "when": at, "e": {"type": "mine.own"}} for at, who in enumerate(["b", "a", "b"])],
    {"f": {"type": "mine.other"}, "way": "in", "sent": True},
)

LAYOUTS: dict[str, tuple[recordings.Layout, list[tuple[float | None, str]]]] = {
    "frame": (recordings.Layout(".e"), [(0, "server"), (1, "server"), (2, "server")]),
    "several": (
        recordings.Layout([".f", "$.e"]),
        [(0, "server"), (1, "server"), (2, "server"), (None, "server")],
    ),
    "all": (
        recordings.Layout("e", sender="who", time='["when"]', server="B "),
        [(0, "server"), (1, "client"), (2, "server")],
    ),
    "true": (recordings.Layout(".f", sender=".sent", server="true"), [(None, "server")]),
    "false": (recordings.Layout(".f", sender=".sent", server="false"), [(None, "client")]),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_layouts(name: str, tmp_path: Path) -> None:
    layout, frames = LAYOUTS[name]
    path = tmp_path / "turn.log"
    path.write_text(OWN)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", recordings.RecordingWarning)
        assert [(one.time, one.sender) for one in recordings.read(path, layout=layout)] == frames


def test_a_layout_leaves_frames_and_recordings_what_they_are(tmp_path: Path) -> None:
    path = tmp_path / "turn.log"
    for content in (lines(CREATED, ASK), lines(*RECORDED)):
        path.write_text(content)
        assert list(recordings.read(path, layout=recordings.Layout(".event"))) == list(recordings.read(path))


UNCLEAR: dict[str, tuple[recordings.Layout, str]] = {
    "words for both": (
        recordings.Layout(".f", sender=".way"),
        (
            "nothing tells which of the words at .way the server's frames have; say it with server=..., on the command line "
            "--server"
        ),
    ),
    "nothing there": (
        recordings.Layout(".e", sender=".when"),
        "at .when of the first 3 frames is no word that could tell who sent them",
    ),
}


@pytest.mark.parametrize("name", UNCLEAR)
def test_layouts_that_leave_it_open_who_sent_what(name: str, tmp_path: Path) -> None:
    layout, message = UNCLEAR[name]
    path = tmp_path / "turn.log"
    path.write_text(OWN)
    for ask in (lambda: list(recordings.read(path, layout=layout)), lambda: recordings.shape_of(path, layout=layout)):
        with pytest.raises(recordings.RecordingError) as raised:
            ask()
        assert str(raised.value) == f"{path}: {message}"


def test_words_that_come_late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("realtime_wire.recordings._layout.SEEN", 1)
    path = tmp_path / "turn.log"
    path.write_text(
        lines(*[{"way": way, "e": CREATED if way == "in" else VENDORS} for way in ("in", "sent", "", "by mail")])
    )
    assert recordings.shape_of(path) == 'frames at .e, senders at .way ("in" is the server), no times'
    assert [one.sender for one in recordings.read(path)] == ["server", "client", "server", "server"]
    path.write_text(lines({"from_client": True, "e": ASK}, {"from_client": False, "e": VENDORS}, {"e": VENDORS}))
    assert [one.sender for one in recordings.read(path)] == ["client", "server", "server"]


def test_words_that_speak_for_themselves(tmp_path: Path) -> None:
    path = tmp_path / "turn.log"
    path.write_text(
        lines({"who": "client", "e": VENDORS}, {"who": "server", "e": VENDORS}, {"who": "cron", "e": VENDORS})
    )
    for layout in (recordings.Layout(".e"), recordings.Layout(".e", sender=".who")):
        senders = [one.sender for one in recordings.read(path, layout=layout)]
        assert senders == (["server"] * 3 if layout.sender is None else ["client", "server", "server"])
    path.write_text(lines({"who": "client", "e": VENDORS}, {"who": "server", "e": VENDORS}))
    assert [one.sender for one in recordings.read(path, layout=recordings.Layout(".e"))] == ["client", "server"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"frame": ".a..b"}, "'.a..b' is no path such as .event, .message.frame or .messages[*].data"),
        ({"frame": [".a", ""]}, None),
        ({"sender": ".a b"}, "'.a b' is no path such as .event, .message.frame or .messages[*].data"),
        ({"time": "[0]"}, "'[0]' is no path such as .event, .message.frame or .messages[*].data"),
        ({"server": "in"}, "server is a word that is found at sender, so give that as well"),
    ],
)
def test_layouts_that_make_no_sense(options: Json, message: str | None) -> None:
    if message is None:
        assert recordings.Layout(**options).frame == (".a", "")
        return
    with pytest.raises(ValueError) as raised:  # noqa: PT011  the text is compared
        recordings.Layout(**options)
    assert str(raised.value) == message


# The parts

PATHS: dict[str, tuple[str | None, ...]] = {
    ".": (),
    "$": (),
    ".event": ("event",),
    "event": ("event",),
    "$.a.b": ("a", "b"),
    "$ref": ("$ref",),
    ".a[*].b[*]": ("a", ALL, "b", ALL),
    "[*].b": (ALL, "b"),
    '["a.b"].c': ("a.b", "c"),
    '."a b"["\\""]': ("a b", '"'),
    ".@timestamp.x-y": ("@timestamp", "x-y"),
}


@pytest.mark.parametrize("path", PATHS)
def test_paths(path: str) -> None:
    assert steps_of(path) == PATHS[path]
    assert steps_of(shown(PATHS[path])) == PATHS[path]


@given(st.lists(st.none() | st.text(max_size=5)).map(tuple))
def test_paths_come_back(steps: tuple[str | None, ...]) -> None:
    assert steps_of(shown(steps)) == steps


TIMES: list[tuple[str, Any, Moment | None]] = [
    ("ts", "2026-09-01T10:00:00Z", Moment(1788256800.0, "date")),
    ("any", "2026-09-01T12:00:00.25+02:00", Moment(1788256800.25, "date")),
    ("any", "2026-09-01 06:30-0330", Moment(1788256800.0, "date")),
    ("any", "2026-09-01 10:00:00,123456789 Z", Moment(1788256800.123456789, "date")),
    ("any", "2026-13-01T10:00:00Z", None),
    ("any", "10:00:01.5", Moment(36001.5, "day")),
    ("any", "soon", None),
    ("ts", 1788256800, Moment(1788256800.0, "date")),
    ("ts", 1788256800.5, Moment(1788256800.5, "date")),
    ("ts", 1788256800123, Moment(1788256800.123, "date")),
    ("ts", 1788256800123456, Moment(1788256800.123456, "date")),
    ("createdAt", 1788256800123456789, Moment(1788256800.1234567, "date")),
    ("ts", "1788256800123", Moment(1788256800.123, "date")),
    ("id", "1788256800123", None),
    ("id", 1788256800123, None),
    ("time", 0.41, Moment(0.41, "since")),
    ("elapsed_ms", 410, Moment(0.41, "since")),
    ("offsetMs", 410, Moment(0.41, "since")),
    ("time_us", 5, Moment(0.000005, "since")),
    ("time", -1, None),
    ("time", 1e21, None),
    ("time", True, None),
    ("time", None, None),
]


@pytest.mark.parametrize(("name", "value", "moment"), TIMES, ids=lambda value: str(value)[:30])
def test_times(name: str, value: Any, moment: Moment | None) -> None:
    found = time_of(name, value)
    assert (found and found.kind) == (moment and moment.kind)
    assert (found and found.seconds) == (moment and pytest.approx(moment.seconds, abs=1e-6))


def test_times_in_text() -> None:
    for text in ("[2026-09-01 10:00] x", "INFO:2026-09-01T10:00:00Z: 11:00:00", "at 1788256800.000 5"):
        assert time_in(text) == Moment(1788256800.0, "date")
    assert time_in("x 10:00:01 y") == Moment(36001.0, "day")
    assert time_in("port 8080, 1788256800 of 10:00:00:00") is None


def test_a_clock_goes_on_after_midnight() -> None:
    clock = Clock()
    seconds = [clock.read(Moment(at, "day")) for at in (86390.0, 86399.5, 0.5, 0.25, 86399.0, 1.0)]
    assert seconds == [0, 9.5, 10.5, 10.25, 86409.0, 86411.0]
    assert clock.read(None) is None
    assert Clock().read(Moment(5.5, "since")) == 5.5


def test_words() -> None:
    assert key_of(" IN ") == "in"
    assert key_of(value=True) is True
    assert key_of(1) is None
    signs = {
        text: sign_of("dir", text)
        for text in ("in", "recv", "server_event", "clientEvent", "to_client", "from", "x", "")
    }
    assert signs == {
        "in": ("view", False),
        "recv": ("view", False),
        "server_event": ("self", True),
        "clientEvent": ("self", False),
        "to_client": ("self", True),
        "from": ("view", False),
        "x": None,
        "": None,
    }
    assert [sign_of("isOutgoing", value) for value in (True, False)] == [("view", True), ("view", False)]
    assert sign_of("cached", value=True) is None
    assert signs_in("10:00 INFO server << sent") == [("self", True), ("view", False), ("view", True)]


FOUND: dict[str, str | bytes | None] = {
    '{"a":1}': '{"a":1}',
    ' {"a":1} ': '{"a":1}',
    'x {"a":1} y': '{"a":1}',
    'x "{\\"a\\":1}" y': '{"a":1}',
    "x b'{\"a\":\"\\\\n\\xc3\\xa9\\''}": None,
    'x b\'{"a":"\\\\n\\xc3\\xa9\\\'"}\'': '{"a":"\\né\'"}',
    'x \'{"a":"\\u20ac\\t"}\'': None,
    'x b\'{"a":"\\xff"}\'': None,
    '"{\\"a\\":1': None,
    'x \'{"a":1': None,
    "{'a': 1}": None,
    'x {"a":NaN}': None,
    'x {"a":1 {"b":2}': None,
    "eyJhIjoxfQ==": b'{"a":1}',
    "eyJhIjoxfQ=": None,
    "ewAAAAAA": None,
    'x {"a":1} {"type":"t"}': '{"type":"t"}',
    'x {"a":1} {"type":1}': '{"a":1}',
    " ".join(['{"a":1}'] * 9) + '{"type":"t"}': '{"a":1}',
    "nothing": None,
    "": None,
    "[" * 2000 + '{"a": ' * 100_000: None,
}


@pytest.mark.parametrize("text", FOUND, ids=lambda text: str(text)[:20])
def test_objects_in_text(text: str) -> None:
    found = found_in(text)
    assert (found and found.text) == FOUND[text]


def test_text_in_text_ends_somewhere() -> None:
    text = '{"a":1}'
    for _ in range(3):
        text = json.dumps(text)
    assert found_in(text) is not None
    assert found_in(json.dumps(text)) is None


@given(st.text() | st.lists(st.sampled_from(['{"', '"', "b'", "\\", ":1}", "e", "{", "}", " "])).map("".join))
def test_any_text_is_looked_into(text: str) -> None:
    found = found_in(text)
    assert found is None or (isinstance(found.text, str) and isinstance(json.loads(found.text), dict))


# Reading


def entries(*given: bytes | None) -> list[Any]:
    log = Log(iter(given), None)
    return list(log.lines if log.shape is None else log.entries())


def test_lines_that_cannot_be_read() -> None:
    envelope = json.dumps({"event": CREATED}).encode()
    _, long, latin = entries(envelope, None, b"\xff {")
    assert isinstance(long, DecodeError)
    assert str(long) == f"$: expected JSON, found a line of more than {_files.LINE_LIMIT} bytes"
    assert str(latin) == "$: expected JSON, found invalid UTF-8"


@pytest.mark.parametrize(
    "begun",
    [
        [b"[", b"1,", None],
        [b"["],
        [b"{", b'{"a":1}'],
        [b"[", b"1,", b"]"],
        [b"[", b"\xff]"],
        [b"[", None],
        [b"[" * 9000, b"1"],
    ],
)
def test_what_is_no_document(begun: list[bytes | None]) -> None:
    assert entries(*begun) == begun


def test_documents_are_not_read_whole_if_they_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[bytes | None] = [b"[", *[json.dumps(CREATED).encode() + b","] * 5, json.dumps(CREATED).encode(), b"]"]
    assert len(entries(*begun)) == 6
    monkeypatch.setattr(_files, "LINE_LIMIT", 300)
    assert entries(*begun) == begun


def test_what_goes_wrong_while_looking_ahead_is_told_in_its_place() -> None:
    def failing(*content: bytes) -> Any:
        yield from content
        raise ReadError("gone")

    for content in ([b'{"no":"frame"}'], [b"[", b'{"a":1},'], [b"["]):
        log = Log(failing(*content), None)
        assert log.shape is None
        assert [next(log.lines) for _ in content] == content
        with pytest.raises(ReadError):
            next(log.lines)


def test_senders() -> None:
    senders = senders_of(None)
    assert (senders["session.update"], senders["session.created"], senders["session.close"]) == (
        "client",
        "server",
        "client",
    )
    assert TOY.senders.items() <= senders_of(TOY).items()


def test_a_fault_in_gzip_after_a_log(tmp_path: Path) -> None:
    path = tmp_path / "turn.log.gz"
    path.write_bytes(gzip.compress(lines({"event": CREATED}, {"event": ASK}).encode())[:-8])
    frames = recordings.read(path)
    assert [next(frames).sender, next(frames).sender] == ["server", "client"]
    with pytest.raises(recordings.RecordingError) as raised:
        next(frames)
    assert str(raised.value) == f"{path}: gzip data that ends too early, after line 2"
    path.write_bytes(b"no gzip")
    with pytest.raises(recordings.RecordingError) as raised:
        recordings.shape_of(path)
    assert str(raised.value) == f"{path}: not gzip data"


def test_events_are_those_that_were_sent(tmp_path: Path) -> None:
    path = written(tmp_path / "turn.log", SHAPES["envelope"])
    assert [rw.decode(one.frame).type for one in recordings.read(path)] == [event["type"] for _, event in TURN]
