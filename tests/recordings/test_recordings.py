"""Recordings: what can be read, what is told of a damaged one, what is written, and who sent what stands for itself."""

from __future__ import annotations

import gzip
import json
import os
import stat
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

import realtime_wire as rw
from realtime_wire import recordings
from realtime_wire.recordings._entries import line_of
from realtime_wire.recordings._files import LINE_LIMIT
from realtime_wire.recordings._format import Writer


def event(name: str, **members: Any) -> str:
    return json.dumps({"type": name, **members})


TIMED = [
    {"from": "client", "open": "2026-09-18T14:05:00+00:00"},
    {"time": 0, "from": "server", "frame": event("session.created")},
    {"time": 0.5, "from": "client", "base64": "AAEC"},
    {"time": 1, "from": "client", "close": 1000, "reason": "enough"},
]


def lines(*objects: object) -> bytes:
    return b"".join((one if isinstance(one, bytes) else json.dumps(one).encode()) + b"\n" for one in objects)


CONTENTS: dict[str, tuple[bytes, list[recordings.Recorded]]] = {
    "recorded": (
        lines(*TIMED),
        [
            recordings.Recorded(0, "server", event("session.created")),
            recordings.Recorded(0.5, "client", b"\x00\x01\x02"),
        ],
    ),
    "bare": (
        b'\n {"type":"session.created"} \r\n\t\n{ "type" : "session.update" }\n{"type":"ping"}\n{"type":"session.close"}',
        [
            recordings.Recorded(None, "server", '{"type":"session.created"}'),
            recordings.Recorded(None, "client", '{ "type" : "session.update" }'),
            recordings.Recorded(None, "server", '{"type":"ping"}'),
            recordings.Recorded(None, "client", '{"type":"session.close"}'),
        ],
    ),
    "from both sides": (
        b'{"type":"session.input_audio.append"}\n{"type":"transport.dtmf.send"}',
        [
            # Audio is mostly the client's.
            recordings.Recorded(None, "client", '{"type":"session.input_audio.append"}'),
            recordings.Recorded(None, "server", '{"type":"transport.dtmf.send"}'),
        ],
    ),
    "both": (
        lines({"from": "client", "frame": "hello"}, {"type": "ping", "from": "client", "frame": "no"}),
        [
            recordings.Recorded(None, "client", "hello"),
            recordings.Recorded(None, "server", '{"type": "ping", "from": "client", "frame": "no"}'),
        ],
    ),
    "several connections": (
        lines(
            *TIMED[:2],
            TIMED[0],
            TIMED[0],
            *TIMED[1:],
            TIMED[1],
            TIMED[3],
            TIMED[0],
            TIMED[3],
            TIMED[1],
        ),
        [
            recordings.Recorded(0, "server", event("session.created"), 0),
            recordings.Recorded(0, "server", event("session.created"), 1),
            recordings.Recorded(0.5, "client", b"\x00\x01\x02", 1),
            recordings.Recorded(0, "server", event("session.created"), 2),
            recordings.Recorded(0, "server", event("session.created"), 4),
        ],
    ),
    "nothing": (b"", []),
}


@pytest.mark.parametrize("name", CONTENTS)
@pytest.mark.parametrize("zipped", [False, True], ids=["plain", "gzip"])
def test_reading(name: str, zipped: bool, tmp_path: Path) -> None:  # noqa: FBT001  a parameter of the test
    content, expected = CONTENTS[name]
    path = tmp_path / ("turn.jsonl.gz" if zipped else "turn.jsonl")
    path.write_bytes(gzip.compress(content) if zipped else content)
    assert list(recordings.read(path)) == expected
    assert list(recordings.read(str(path))) == expected


FAULTS: dict[str, tuple[bytes, str]] = {
    "no JSON": (b"{", "line 2: $: expected JSON, found malformed JSON at byte 1"),
    "no object": (b"[1]", "line 2: $: expected object, found array"),
    "no type": (b'{"event_id":"e1"}', "line 2: $.type: expected string, found nothing"),
    "type of another type": (b'{"type":1}', "line 2: $.type: expected string, found integer"),
    "time of another type": (
        b'{"time":"1","from":"client","frame":""}',
        "line 2: $.time: expected number, found string",
    ),
    "true as time": (b'{"time":true,"from":"client","frame":""}', "line 2: $.time: expected number, found boolean"),
    "frame of another type": (b'{"from":"client","frame":{}}', "line 2: $.frame: expected string, found object"),
    "not base64": (b'{"from":"client","base64":"A"}', "line 2: $.base64: expected base64, found another string"),
    "not even ASCII": (
        '{"from":"client","base64":"é"}'.encode(),
        "line 2: $.base64: expected base64, found another string",
    ),
    "close code of another type": (
        b'{"from":"client","close":"1000"}',
        "line 2: $.close: expected a close code, found string",
    ),
    "true as close code": (b'{"from":"client","close":true}', "line 2: $.close: expected a close code, found boolean"),
    "close code that is none": (
        b'{"from":"client","close":1004}',
        "line 2: $.close: expected a close code, found integer",
    ),
    "nobody's": (b'{"from":"nobody","frame":"{}"}', "line 2: $.type: expected string, found nothing"),
    "frame and close": (b'{"from":"client","frame":"","close":1000}', "line 2: $.type: expected string, found nothing"),
    "binary": (b'\0{"type":"ping"}', "line 2: $: expected JSON, found malformed JSON at byte 0"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_damaged_recordings(name: str, tmp_path: Path) -> None:
    line, message = FAULTS[name]
    path = tmp_path / "turn.jsonl"
    path.write_bytes(lines(event("ping").encode(), line))
    frames = recordings.read(path)
    assert next(frames).frame == event("ping")
    with pytest.raises(recordings.RecordingError) as raised:
        next(frames)
    assert str(raised.value) == f"{path}: {message}"
    assert isinstance(raised.value, (rw.RealtimeWireError, ValueError))


def test_gzip_that_ends_too_early(tmp_path: Path) -> None:
    path = tmp_path / "turn.jsonl.gz"
    path.write_bytes(gzip.compress(lines(*TIMED))[:-8])
    frames = recordings.read(path)
    assert [next(frames).sender, next(frames).sender] == ["server", "client"]
    with pytest.raises(recordings.RecordingError) as raised:
        next(frames)
    assert str(raised.value) == f"{path}: gzip data that ends too early, after line 4"
    path.write_bytes(b"no gzip")
    with pytest.raises(recordings.RecordingError) as raised:
        next(recordings.read(path))
    assert str(raised.value) == f"{path}: not gzip data"


def test_line_that_is_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("realtime_wire.recordings._files.LINE_LIMIT", 10)
    path = tmp_path / "turn.jsonl"
    path.write_bytes(lines(event("ping").encode()))
    with pytest.raises(recordings.RecordingError) as raised:
        next(recordings.read(path))
    assert str(raised.value) == f"{path}: line 1: $: expected JSON, found a line of more than 10 bytes"


def test_frames_fit_into_lines() -> None:
    worst = recordings.Recorded(1e9, "client", '"' * 100)
    assert len(json.dumps(line_of(worst))) - 2 * 100 < LINE_LIMIT - 2 * recordings.MAX_SIZE + 100


whole_frames: st.SearchStrategy[recordings.Recorded] = st.builds(
    recordings.Recorded,
    st.none() | st.integers(0, 10**9).map(lambda micros: micros / 1_000_000),
    st.sampled_from(["client", "server"]),
    st.text(st.characters(exclude_categories=["Cs"])) | st.binary(),
)


@given(connections=st.lists(st.lists(whole_frames, min_size=1), max_size=3))
def test_whatever_was_sent_comes_back(connections: list[list[recordings.Recorded]], tmp_path_factory: Any) -> None:
    path: Path = tmp_path_factory.mktemp("recording") / "turn.jsonl"
    frames = [
        recordings.Recorded(one.time, one.sender, one.frame, number)
        for number, of_one in enumerate(connections)
        for one in of_one
    ]
    recordings.write(path, frames)
    assert list(recordings.read(path)) == frames
    # What others make of it: every line is a JSON object.
    assert all(isinstance(json.loads(line), dict) for line in path.read_bytes().splitlines())


def test_recorded_shows_no_payload() -> None:
    shown = repr([recordings.Recorded(1, "client", "secret"), recordings.Recorded(None, "server", b"key")])
    assert shown == (
        "[Recorded(time=1, sender='client', frame=<6 chars>, connection=0), "
        "Recorded(time=None, sender='server', frame=<3 bytes>, connection=0)]"
    )


ONE = [recordings.Recorded(0.25, "server", event("ping"))]
ONE_LINE = b'{"time":0.25,"from":"server","frame":"{\\"type\\": \\"ping\\"}"}\n'


def test_modes_of_writing(tmp_path: Path) -> None:
    path = tmp_path / "turn.jsonl"
    recordings.write(path, ONE)
    assert path.read_bytes().partition(b"\n")[2] == ONE_LINE
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        recordings.write(path, ONE)
    recordings.write(path, ONE, mode="append")
    assert [one.connection for one in recordings.read(path)] == [0, 1]
    recordings.write(path, ONE, mode="replace")
    assert list(recordings.read(path)) == ONE
    path.write_bytes(event("ping").encode())  # no end of line
    recordings.write(path, ONE, mode="append")
    assert [one.frame for one in recordings.read(path)] == [event("ping")] * 2


def test_what_is_no_frame_leaves_no_file(tmp_path: Path) -> None:
    """The next try would find it, and refuse."""
    path = tmp_path / "turn.jsonl"
    wrong = recordings.Recorded(0.5, "server", cast("Any", 5))
    for frames in ([*ONE, wrong], iter([wrong])):
        with pytest.raises(TypeError, match=r"^Recorded\.frame is str or bytes, not a Python int$"):
            recordings.write(path, frames)
        assert not path.exists()
    # Of what is not there yet, only the first can be looked at.
    with pytest.raises(TypeError):
        recordings.write(path, iter([*ONE, wrong]))
    assert [*recordings.read(path)] == ONE


def test_no_gzip_is_written(tmp_path: Path) -> None:
    path = tmp_path / "turn.jsonl.gz"
    with pytest.raises(recordings.RecordingError) as raised:
        recordings.write(path, ONE)
    assert (
        str(raised.value) == f"{path}: recordings are written as plain text, as gzip data is not valid before its end"
    )
    assert not path.exists()


def test_lines_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="the system has no limits to the size of files")
    path = tmp_path / "turn.jsonl"
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    writer = Writer(path, "new")
    try:
        writer.add(ONE[0])
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(ONE_LINE) * 2 - 10, limits[1]))
        with pytest.raises(OSError, match="too large"):
            writer.add(ONE[0])
        assert path.read_bytes() == ONE_LINE
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        writer.add(ONE[0])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        writer.close()
    assert path.read_bytes() == ONE_LINE * 2
