"""Reading a file for a page: clocks, connections, whose frames they are, and what is damaged."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest

import realtime_wire as rw
from realtime_wire.live import LIVE
from realtime_wire.protocols import PROTOCOLS
from realtime_wire.recordings import Layout, RecordingError
from tests.loopback import needs

if TYPE_CHECKING:
    from pathlib import Path

needs("jinja2")

from realtime_wire.view._read import Mark, read  # noqa: E402  what it needs may not be there

CREATED = {"type": "session.created", "session": {"id": "s", "model": "m"}}


def line(time: float | None, frame: Any, sender: str = "server") -> str:
    told = {} if time is None else {"time": time}
    return json.dumps({**told, "from": sender, "frame": frame if isinstance(frame, str) else json.dumps(frame)})


def written(folder: Path, *lines: str) -> Path:
    path = folder / "a.jsonl"
    path.write_text("".join(f"{each}\n" for each in lines), encoding="utf-8")
    return path


def error(message: str) -> dict[str, Any]:
    return {"type": "error", "error": {"type": "t", "code": "c", "message": message}}


def test_clocks(tmp_path: Path) -> None:
    """A time that is missing, or goes back, is that of the frame before; connections follow each other."""
    opened = json.dumps({"from": "client", "open": "2026-09-18T14:05:00+00:00"})
    closed = json.dumps({"time": 4.0, "from": "server", "close": 1000, "reason": "bye"})
    call = read(
        written(
            tmp_path,
            opened,
            line(1.0, error("a")),
            line(None, error("b")),
            line(0.5, error("c")),
            closed,
            opened,
            line(0.25, error("d")),
            opened,
            opened,
            line(0.0, CREATED),
        )
    )
    assert call.timed
    assert call.end == 6.25
    assert call.marks == [
        Mark("error", 1.0, 0, "t, c: a"),
        Mark("error", 1.0, 1, "t, c: b"),
        Mark("error", 1.0, 2, "t, c: c"),
        Mark("close", 4.0, 3, "closed by the server: 1000 bye"),
        Mark("open", 5.0, 3, "connection 2 begins"),
        Mark("error", 5.25, 3, "t, c: d"),
        Mark("open", 6.25, 4, "connection 3 begins"),
    ]
    assert [(setup.at, setup.row) for setup in call.setups] == [(6.25, 4)]


def test_rows_stand_for_times(tmp_path: Path) -> None:
    opened = json.dumps({"from": "client", "open": "2026-09-18T14:05:00+00:00"})
    call = read(written(tmp_path, json.dumps(CREATED), json.dumps(error("a")), opened, json.dumps(error(""))))
    assert not call.timed
    assert call.end == 2
    assert [(mark.kind, mark.at, mark.text) for mark in call.marks] == [
        ("error", 1, "t, c: a"),
        ("open", 2, "connection 2 begins"),
        ("error", 2, "t, c"),
    ]
    assert [(setup.at, setup.row, setup.stage) for setup in call.setups] == [(0, 0, "begun")]


def test_an_empty_file(tmp_path: Path) -> None:
    call = read(written(tmp_path))
    assert (call.end, call.wire.count, call.notes) == (0, 0, [])


LIMITS: list[tuple[dict[str, Any], str]] = [
    (
        {"name": "tokens", "limit": 40000, "remaining": 39000, "reset_seconds": 0.5},
        "tokens: 39,000 of 40,000 left, all again in 0.5 s",
    ),
    ({"name": "tokens"}, "tokens: ? left"),
    ({}, "None: ? left"),
]


def test_rate_limits(tmp_path: Path) -> None:
    call = read(
        written(tmp_path, json.dumps({"type": "rate_limits.updated", "rate_limits": [each for each, _ in LIMITS]}))
    )
    assert call.marks == [Mark("limit", 0, 0, text) for _, text in LIMITS]


DAMAGED = {
    "no JSON": ("{cut", "$", "JSON", "malformed JSON at byte 1"),
    "no object": ("[]", "$", "object", "array"),
    "no type": ("{}", "$.type", "string", "nothing"),
    "a close code": ('{"from":"server","close":7}', "$.close", "a close code", "integer"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_line_is_a_row(name: str, tmp_path: Path) -> None:
    text, *fault = DAMAGED[name]
    call = read(written(tmp_path, json.dumps(CREATED), text, "", json.dumps(error("a"))))
    told = call.wire.told()
    assert told["line"] == [1, 2, 4]
    assert told["sender"] == "s?s"
    assert told["faults"] == {1: [tuple(fault)]}
    assert told["odd"] == {1: 3}


def test_a_line_that_is_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("realtime_wire.recordings._files.LINE_LIMIT", 100)
    call = read(written(tmp_path, json.dumps(error("a")), json.dumps(error("a" * 100))))
    assert call.wire.told()["faults"] == {1: [("$", "JSON", "a line of more than 100 bytes")]}


def test_a_binary_frame(tmp_path: Path) -> None:
    binary = json.dumps({"from": "client", "base64": "eyJ0eXBlIjoicmVzcG9uc2UuY3JlYXRlIn0="})
    call = read(written(tmp_path, binary, '{"from":"client","base64":"AAEC"}'))
    assert call.wire.told()["faults"] == {
        0: [("$", "a text frame", "a binary frame")],
        1: [("$", "JSON", "malformed JSON at byte 0")],
    }


def test_a_file_that_ends_too_early(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress("".join(json.dumps(error(str(n))) + "\n" for n in range(5000)).encode())[:-20])
    call = read(path)
    assert call.wire.count > 1000
    assert call.notes == [f"Not read to its end: gzip data that ends too early, after line {call.wire.count}."]
    path.write_bytes(b"nothing of it")
    with pytest.raises(RecordingError, match="not gzip data"):
        read(path)
    path.write_bytes(gzip.compress(b"{}")[:10])
    with pytest.raises(RecordingError, match="gzip data that ends too early"):
        read(path)
    path.write_bytes(gzip.compress(b"\0\0"))
    with pytest.raises(RecordingError, match="not a text file"):
        read(path)


def test_a_log(tmp_path: Path) -> None:
    lines = [json.dumps({"ts": n, "direction": "in", "event": error(str(n))}) for n in range(3)]
    call = read(written(tmp_path, *lines, '{"ts":4,"direction":"in"}', '{"event": {"type"'))
    assert [mark.at for mark in call.marks] == [0.0, 1.0, 2.0]
    assert call.notes[0].startswith("A log; ")
    assert call.notes[1] == "1 line holds no frame: 4."
    assert call.wire.kinds == [3, 0, 0, 1]


def test_a_layout_that_leaves_it_open(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"a\.jsonl"):
        read(written(tmp_path, '{"d":"x","event":{"type":"ping"}}'), layout=Layout(frame=[".event"], sender=".d"))


WHOSE: dict[str, tuple[list[dict[str, Any]], str]] = {
    "the main one": ([CREATED], "realtime"),
    "live": ([{"type": "session.started", "session": {"id": "s"}}], "live"),
    "nobody's": ([{"type": "ping"}], "realtime"),
    "translation": (
        [{"type": "session.output_transcript.delta", "delta": "a"}, {"type": "session.closed"}],
        "translation",
    ),
    "mostly of voice live": (
        [CREATED, {"type": "response.animation_blendshapes.done", "response_id": "r", "item_id": "i"}],
        "voice_live",
    ),
}


@pytest.mark.parametrize("name", WHOSE)
def test_whose_frames_they_are(name: str, tmp_path: Path) -> None:
    frames, expected = WHOSE[name]
    assert expected in PROTOCOLS
    call = read(written(tmp_path, "{cut", *(json.dumps(frame) for frame in frames)))
    assert call.conversation.protocol.name == expected


def test_it_can_be_said(tmp_path: Path) -> None:
    assert read(written(tmp_path, json.dumps(CREATED)), LIVE).conversation.protocol is LIVE


def test_it_is_decided_by_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("realtime_wire.view._read.MOST_HELD", 1)
    call = read(written(tmp_path, json.dumps(CREATED), '{"type":"session.started","session":{"id":"s"}}'))
    assert call.conversation.protocol is rw.REALTIME
    assert call.wire.count == 2


def test_progress_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, json.dumps(CREATED))
    seen: list[int] = []
    read(path, advance=seen.append)
    assert sum(seen) == path.stat().st_size
