"""Tables: every line is a row, the lines come back, and how a file is cut or who was killed makes no difference."""

from __future__ import annotations

import gzip
import json
import os
import pickle
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from importlib import import_module
from itertools import accumulate, cycle, pairwise, product, takewhile
from pathlib import Path
from shutil import rmtree
from types import SimpleNamespace
from typing import Any, Literal, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

pa: Any = pytest.importorskip("pyarrow", reason="the extra `arrow` is not installed")
parquet: Any = pytest.importorskip("pyarrow.parquet")

import realtime_wire as rw  # noqa: E402  what follows needs what was asked for
from realtime_wire import recordings, tables  # noqa: E402
from realtime_wire.recordings import Layout, RecordingError, _files  # noqa: E402
from realtime_wire.tables import _files as files  # noqa: E402  # pyright: ignore[reportPrivateUsage]
from realtime_wire.tables import _source as source  # noqa: E402
from tests.engine.toy import TOY  # noqa: E402
from tests.recordings.test_logs import SHAPES, TURN, written  # noqa: E402

Json = dict[str, Any]

CREATED: Json = {"type": "session.created", "event_id": "e0", "session": {"type": "realtime", "id": "s0"}}


def conversation(number: int) -> list[Json]:
    """Make up a session: someone asks, the model answers, calls a function and is cut short."""
    r, i = f"r{number}", f"i{number}"
    words = ["It", " is", " seven."]
    user = {"id": f"{i}u", "type": "message", "role": "user", "content": [{"type": "input_audio"}]}
    told = {
        "id": f"{i}a",
        "type": "message",
        "role": "assistant",
        "status": "completed",
        "content": [{"type": "output_audio", "transcript": "It is seven."}],
    }
    call = {"id": f"{i}c", "type": "function_call", "name": "look", "call_id": "c1", "arguments": '{"a":1}'}
    usage = {
        "total_tokens": 30,
        "input_tokens": 20,
        "output_tokens": 10,
        "input_token_details": {
            "text_tokens": 12,
            "audio_tokens": 8,
            "cached_tokens": 4,
            "cached_tokens_details": {"text_tokens": 4},
        },
        "output_token_details": {"text_tokens": 3, "audio_tokens": 7},
    }
    place = {"response_id": r, "item_id": f"{i}a", "output_index": 0, "content_index": 0}
    of_call = {"response_id": r, "item_id": f"{i}c", "output_index": 1}
    return [
        {**CREATED, "session": {"type": "realtime", "id": f"s{number}"}},
        {"type": "session.update", "session": {"type": "realtime", "instructions": "Be short."}},
        {"type": "input_audio_buffer.append", "audio": "AAECAw=="},
        {"type": "input_audio_buffer.speech_started", "item_id": f"{i}u", "audio_start_ms": 100},
        {"type": "input_audio_buffer.speech_stopped", "item_id": f"{i}u", "audio_end_ms": 900},
        {"type": "conversation.item.added", "previous_item_id": None, "item": user},
        {
            "type": "conversation.item.input_audio_transcription.completed",
            "item_id": f"{i}u",
            "content_index": 0,
            "transcript": "What time is it?",
            "usage": {"type": "duration", "seconds": 1},
        },
        {"type": "response.created", "response": {"id": r, "status": "in_progress"}},
        {"type": "response.output_item.added", "response_id": r, "output_index": 0, "item": {**told, "content": []}},
        *({"type": "response.output_audio_transcript.delta", **place, "delta": word} for word in words),
        {"type": "response.output_audio.delta", **place, "delta": "AAECAwQ="},
        {"type": "response.output_audio.delta", **place, "delta": "AAECAwQF"},
        {"type": "conversation.item.truncated", "item_id": f"{i}a", "content_index": 0, "audio_end_ms": 700},
        {"type": "response.output_item.added", "response_id": r, "output_index": 1, "item": {**call, "arguments": ""}},
        {"type": "response.function_call_arguments.delta", **of_call, "call_id": "c1", "delta": '{"a"'},
        {"type": "response.function_call_arguments.delta", **of_call, "call_id": "c1", "delta": ":1}"},
        {"type": "response.done", "response": {"id": r, "status": "completed", "output": [told, call], "usage": usage}},
        {"type": "conversation.item.create", "item": {"type": "function_call_output", "call_id": "c1", "output": "7"}},
        {
            "type": "conversation.item.added",
            "previous_item_id": f"{i}c",
            "item": {"id": f"{i}o", "type": "function_call_output", "call_id": "c1", "output": "7"},
        },
        {"type": "conversation.item.deleted", "item_id": f"{i}o"},
        {"type": "error", "error": {"type": "invalid_request_error", "code": "x", "message": "No."}},
        {"type": "vendor.thing", "n": 1.0, "response_id": r},
    ]


def text_of(frames: Iterable[Json], *, spaced: bool = False) -> bytes:
    separators = (", ", ": ") if spaced else (",", ":")
    return b"".join(json.dumps(frame, separators=separators).encode() + b"\n" for frame in frames)


FRAMES = [frame for number in range(5) for frame in conversation(number)]
DAMAGED = [
    b"",
    b"  ",
    b"{cut",
    b"\xff",
    b"[1]",
    b'"a"',
    b"{}",
    b'{"type":"response.done"}',
    b"\r",
    b'{"type":"response.done"}\r',
]


def mixed(seed: int, frames: Iterable[Json] = FRAMES) -> bytes:
    """Put damaged lines, and lines of recorders, between frames."""
    luck = random.Random(seed)  # noqa: S311  no secret
    lines: list[bytes] = []
    for frame in frames:
        if luck.random() < 0.2:
            lines.append(luck.choice(DAMAGED))
        text = json.dumps(frame)
        recorded = {"time": len(lines) / 10, "from": "server", "frame": text}
        is_start = frame["type"] == "session.created"
        lines.append(text.encode() if luck.random() < 0.7 or is_start else json.dumps(recorded).encode())
    return b"\n".join(lines) + luck.choice([b"", b"\n", b"\n\n"])


def rows_of(path: Path | str, table: str = "events", **how: Any) -> list[Json]:
    return [row for batch in tables.read(path, table, **how) for row in batch.to_pylist()]


def filled(row: Json) -> Json:
    return {name: value for name, value in row.items() if value is not None}


def back_of(path: Path) -> bytes:
    return b"".join(map(tables.lines, tables.read(path)))


# Events


def test_schemas_do_not_depend_on_a_file(tmp_path: Path) -> None:
    for content in (b"", b"\n", text_of(FRAMES), b"{cut"):
        path = tmp_path / "a.jsonl"
        path.write_bytes(content)
        for name, schema in tables.SCHEMAS.items():
            assert tables.reader(path, name).schema == schema
            assert all(batch.schema == schema for batch in tables.read(path, name))


def test_declarations_make_columns() -> None:
    names = tables.SCHEMAS["events"].names
    assert {"event_id", "item_id", "call_id", "delegation_id", "content_index", "audio_start_ms"} <= {*names}
    assert names.count("session_id") == 1
    assert names[-2:] == ["raw", "line"]


@pytest.mark.parametrize(
    ("frame", "own"),
    [
        (FRAMES[2], {"audio_bytes": 4, "sender": "client"}),
        (FRAMES[3], {"item_id": "i0u", "audio_start_ms": 100}),
        (FRAMES[5], {"item_id": "i0u"}),
        (FRAMES[6], {"item_id": "i0u", "content_index": 0, "text": "What time is it?"}),
        (FRAMES[7], {"response_id": "r0"}),
        (FRAMES[9], {"response_id": "r0", "item_id": "i0a", "output_index": 0, "content_index": 0, "text": "It"}),
        (FRAMES[12], {"response_id": "r0", "item_id": "i0a", "output_index": 0, "content_index": 0, "audio_bytes": 5}),
        ({"type": "error", "error": "in words"}, {}),
        (
            {
                "type": "conversation.item.added",
                "item": {
                    "id": "i",
                    "type": "message",
                    "role": "user",
                    "content": [{"type": "input_audio", "audio": "AAAA"}],
                },
            },
            {"item_id": "i"},
        ),
        ({"type": "conversation.item.added", "item": {"type": "new", "id": "n"}}, {"item_id": "n"}),
        ({"type": "conversation.item.added", "item": {"type": "new", "id": 7}}, {}),
        ({"type": "response.output_audio.delta", "response_id": "r", "item_id": "i", "delta": "AAA"}, None),
    ],
)
def test_columns_of_an_event(frame: Json, own: Json | None, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(text_of([frame]))
    (row,) = rows_of(path)
    if own is None:
        assert row["audio_bytes"] == 2
        return
    assert filled(row) == {
        "source": str(path).replace(os.sep, "/"),
        "offset": 0,
        "index": 0,
        "connection": 0,
        "sender": "server",
        "kind": "known",
        "type": frame["type"],
        "raw": text_of([frame]).decode().strip(),
        **own,
    }


def test_every_line_is_a_row(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    for seed in range(10):
        data = mixed(seed)
        path.write_bytes(data)
        rows = rows_of(path)
        lines = data.split(b"\n")
        lines = lines[:-1] if not lines[-1] else lines
        offsets = [0]
        for line in lines[:-1]:
            offsets.append(offsets[-1] + len(line) + 1)
        assert [row["offset"] for row in rows] == offsets
        assert back_of(path) == data
        for line, row in zip(lines, rows, strict=True):
            assert row["raw"] is not None or row["line"].rstrip(b"\n") == line


PARTS_OF_LINES = st.sampled_from(
    [*DAMAGED, b"\n", b"\n", b" ", b"\t", b"}", b"{", *(text_of([frame]).strip() for frame in FRAMES[:24:3])]
)


@given(st.lists(PARTS_OF_LINES | st.binary(max_size=9).filter(lambda part: b"\0" not in part), max_size=12))
def test_anything_comes_back(tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes]) -> None:
    path = tmp_path_factory.getbasetemp() / "anything.jsonl"
    path.write_bytes(b"".join(pieces))
    try:
        assert back_of(path) == path.read_bytes()
    except RecordingError:
        # It begins as gzip does, or leaves open who sent what.
        assert not path.read_bytes().startswith(b"{")


def test_kinds_of_a_recording(tmp_path: Path) -> None:
    lines: list[Json] = [
        {"from": "client", "open": "2026-09-18T14:05:00+00:00"},
        {"time": 0.5, "from": "server", "frame": json.dumps(CREATED)},
        {"time": 0.7, "from": "client", "frame": json.dumps({"type": "error"})},
        {"time": 0.8, "from": "server", "frame": "{cut"},
        {"time": 0.9, "from": "server", "base64": "AAEC"},
        {"time": 1.0, "from": "server", "close": 1000, "reason": ""},
        {"time": 0.0, "from": "server", "frame": json.dumps({"type": "vendor.thing"})},
        {"time": 0.0, "from": "server", "close": 1},
    ]
    path = tmp_path / "a.jsonl"
    path.write_bytes(text_of(lines))
    rows = rows_of(path)
    assert [row["kind"] for row in rows] == [
        "opened",
        "known",
        "malformed",
        "broken",
        "binary",
        "closed",
        "unknown",
        "broken",
    ]
    assert [row["time"] for row in rows] == [None, 0.5, 0.7, 0.8, 0.9, 1.0, 0.0, None]
    assert [row["sender"] for row in rows] == [None, "server", "client", "server", "server", "server", "server", None]
    assert [row["session_id"] for row in rows] == [None, *["s0"] * 5, None, None]
    assert [row["connection"] for row in rows] == [*[0] * 6, *[rows[6]["offset"]] * 2]
    assert [row["fault_path"] for row in rows][-1] == "$.close"
    assert back_of(path) == path.read_bytes()


@pytest.mark.parametrize("name", SHAPES)
def test_logs_of_other_programs(name: str, tmp_path: Path) -> None:
    path = written(tmp_path / "turn", SHAPES[name])
    rows = [row for row in rows_of(path) if row["raw"] is not None]
    assert [json.loads(row["raw"]) for row in rows] == [frame for _, frame in TURN]
    read = list(recordings.read(path))
    assert [(row["sender"], row["time"]) for row in rows] == [(one.sender, one.time) for one in read]
    assert back_of(path) == path.read_bytes()
    keys = [(row["offset"], row["index"]) for row in rows_of(path)]
    assert len(set(keys)) == len(keys)
    (part,) = tables.parts(path, size=1)
    assert part.shaped


def test_lines_of_a_log_without_frames(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("realtime_wire.tables._rows.BLOCK", 100)
    line = json.dumps({"level": "info", "event": CREATED}).encode()
    whole = [b"starting", b"", line, b'{"event": {"type": "error"', b"", line, b"stopping", b""]
    path = tmp_path / "a.log"
    path.write_bytes(b"\n".join(whole))
    rows = rows_of(path)
    assert [row["kind"] for row in rows] == ["other", "blank", "known", "broken", "blank", "known", "other"]
    assert back_of(path) == path.read_bytes()
    path.write_bytes(b"\n".join([*whole[2:4], line + b" "]))
    assert [row["kind"] for row in rows_of(path)] == ["known", "broken", "known"]
    assert back_of(path) == path.read_bytes()


def test_a_document_in_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("realtime_wire.tables._rows.BLOCK", 100)
    path = tmp_path / "a.json"
    path.write_text(json.dumps(FRAMES[:10], indent=1), encoding="utf-8")
    assert [row["index"] for row in rows_of(path)] == list(range(10))
    assert back_of(path) == path.read_bytes()


def test_a_layout_is_heeded(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(text_of([{"a": CREATED, "b": {"type": "error", "error": {"message": "m"}}}]))
    (row,) = rows_of(path, layout=Layout(".b"))
    assert row["type"] == "error"
    with pytest.raises(RecordingError, match=r"a\.log: "):
        tables.parts(path, layout=Layout(".b", sender=".who"))


def test_another_protocol(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(text_of([CREATED]))
    (row,) = rows_of(path, protocol=TOY)
    assert (row["kind"], row["type"]) == ("unknown", "session.created")


@rw.frozen(kw_only=True)
class PlayEvent(rw.Model):
    """Plays a sound."""

    type: Literal["sound.play"] = "sound.play"
    session_id: str | None = None
    audio: rw.AudioData | None = None


def test_a_protocol_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    play: Json = {"type": "sound.play"}
    path.write_bytes(text_of([play, {**play, "session_id": "s", "audio": "AAAA"}, {"type": "sound.stop"}]))
    rows = rows_of(path, protocol=rw.Protocol("own", server=PlayEvent, client=None))
    assert [(row["kind"], row["session_id"], row["audio_bytes"]) for row in rows] == [
        ("known", None, None),
        ("known", "s", 3),
        ("unknown", "s", None),
    ]


def test_names_that_somebody_makes_up(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(text_of({"type": f"vendor.{number}"} for number in range(1100)))
    assert {row["sender"] for row in rows_of(path)} == {"server"}


def test_a_document_without_frames(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{"a": CREATED}, 1], indent=1), encoding="utf-8")
    assert [row["kind"] for row in rows_of(path, layout=Layout(".b"))] == ["other"]
    assert back_of(path) == path.read_bytes()


# How files are packed, and cut


def test_packed(tmp_path: Path) -> None:
    data = mixed(1)
    (tmp_path / "a.jsonl").write_bytes(data)
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(data))
    (tmp_path / "a.jsonl.zst").write_bytes(pa.Codec("zstd").compress(data, asbytes=True))
    (tmp_path / "b.jsonl").write_bytes(pa.Codec("zstd").compress(data, asbytes=True))
    plain, *others = ([{**row, "source": ""} for row in rows_of(path)] for path in sorted(tmp_path.iterdir()))
    assert others == [plain] * 3


@pytest.mark.parametrize("how", ["gz", "zst"])
def test_packed_and_cut_off(how: str, tmp_path: Path) -> None:
    data = mixed(2) + os.urandom(500_000).hex().encode()
    packed = gzip.compress(data, 0) if how == "gz" else pa.Codec("zstd").compress(data, asbytes=True)
    path = tmp_path / f"a.{how}"
    path.write_bytes(packed[: len(packed) * 9 // 10])
    given: list[Any] = []
    with pytest.raises(RecordingError, match="ends too early"):
        given.extend(tables.read(path))
    back = b"".join(map(tables.lines, given))
    assert data.startswith(back)
    assert len(back) > (len(mixed(2)) if how == "gz" else 0)
    report = tables.write(path, tmp_path / "out")
    assert tables.write(path, tmp_path / "out").problems == report.problems
    assert "ends too early" in report.problems[0]


@pytest.mark.parametrize("what", ["check", "data"])
def test_a_log_that_is_cut_off(what: str, tmp_path: Path) -> None:
    frames = [frame for number in range(40) for frame in conversation(number)]
    data = text_of({"direction": "in", "event": frame} for frame in frames)
    packed = gzip.compress(data, 0)
    path = tmp_path / "a.log.gz"
    path.write_bytes(packed[:-4] if what == "check" else packed[: len(packed) * 9 // 10])
    (part,) = tables.parts(path)
    assert part.shaped
    for table in tables.SCHEMAS:
        given: list[Any] = []
        with pytest.raises(RecordingError, match="ends too early"):
            given.extend(tables.read(path, table))
        assert given
        if table == "events":
            back = b"".join(map(tables.lines, given))
            assert data.startswith(back)
            assert len(back) == len(data) if what == "check" else len(back) > len(data) / 2
    report = tables.write(path, tmp_path / "out")
    assert sum(report.rows.values()) > 400
    assert "ends too early" in report.problems[0]


def test_cut_where_a_connection_begins(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    opened: Json = {"from": "client", "open": "x"}
    quoted = {"type": "vendor.thing", "about": 'session.created "open"', "open": "session.created"}
    odd = b'["session.created"]\n{"open":\n{"from":"client","open":1,"time":"x"}\n{"type":["session.created"]}\n'
    texts = [
        mixed(3),
        odd,
        text_of([opened, *conversation(9)]),
        text_of([quoted, {"from": "client", "open": 1, "close": 7}]),
    ]
    path.write_bytes(b"\n".join(texts))
    for table in tables.SCHEMAS:
        whole = rows_of(path, table)
        for size in (1, 500, 3000, 1 << 20):
            cut = tables.parts(path, size=size)
            assert [row for part in cut for batch in part.read(table) for row in batch.to_pylist()] == whole
            assert [part.start for part in cut][1:] == [part.end for part in cut][:-1]
    assert len(tables.parts(path, size=1)) == 7


def test_parts_can_be_pickled(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(text_of(FRAMES))
    (part,) = pickle.loads(pickle.dumps(tables.parts(path)))  # noqa: S301  our own
    assert [row for batch in part.read() for row in batch.to_pylist()] == rows_of(path)


def test_a_line_that_is_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "LINE_LIMIT", 1000)
    monkeypatch.setattr(source, "BLOCK", 300)
    path = tmp_path / "a.jsonl"
    frames = text_of(FRAMES[:6])
    long = b'{"type":"error","error":"' + b"x" * 2500 + b'"}'
    for data in (
        frames + long + b"\n" + frames,
        frames + long,
        long + b"\n",
        long[:1000] + b"\n" + frames,
        frames + long[:1001] + b"\n" + frames,
        frames + long[:1000],
    ):
        path.write_bytes(data)
        rows = rows_of(path)
        assert back_of(path) == data
        torn = [row for row in rows if row["fault"] is not None and "a line of at most" in row["fault"]]
        assert len(torn) == sum(-(-len(line) // 1000) for line in data.split(b"\n") if len(line) > 1000)
        assert {row["kind"] for row in torn} <= {"broken"}
        for size in (1, 700):
            again = [row for part in tables.parts(path, size=size) for b in part.read() for row in b.to_pylist()]
            assert again == rows
        chunks = source.blocks(str(path))
        assert all(block.size <= 1001 for block in chunks)


@given(
    lines=st.lists(st.integers(0, 40).map(lambda length: b"x" * length), max_size=30),
    sizes=st.lists(st.integers(1, 60), min_size=1),
    end=st.sampled_from([b"", b"\n"]),
)
def test_blocks_are_the_file(lines: list[bytes], sizes: list[int], end: bytes) -> None:
    """However it comes in, blocks follow one another, end with lines, and are neither long nor short without need."""
    data = b"\n".join(lines) + end
    stops = [0, *takewhile(lambda stop: stop < len(data), accumulate(cycle(sizes))), len(data)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source, "BLOCK", 25)
        chunks = [data[start:stop] for start, stop in pairwise(stops)]
        made = [(block.offset, block.size, block.take()) for block in source.cut(chunks, 7)]
    assert b"".join(block for _, _, block in made) == data
    assert [(offset, size) for offset, size, _ in made] == [
        (offset, len(block))
        for offset, (_, _, block) in zip(accumulate((size for _, size, _ in made), initial=7), made, strict=False)
    ]
    for _, size, block in made:
        assert block.count(b"\n") <= 1 or size <= 2 * 25
    assert all(block.endswith(b"\n") for _, _, block in made[:-1])


@pytest.mark.parametrize("length", [3, 10, 24, 25])
def test_blocks_are_as_many_as_is_needed(length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "BLOCK", 25)
    data = (b"x" * (length - 1) + b"\n") * 100
    made = list(source.cut([data[at : at + 25] for at in range(0, len(data), 25)], 0))
    assert len(made) <= len(data) / 25 + 1


def test_chunks_make_no_difference(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(mixed(4))
    rows = rows_of(path)
    monkeypatch.setattr(source, "BLOCK", 200)
    for size in (1, 77, 1000):
        monkeypatch.setattr(_files, "BLOCK", size)
        assert rows_of(path) == rows


def test_no_text_file(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"\0\1\2")
    with pytest.raises(RecordingError, match="not a text file"):
        list(tables.read(path))


# Audio


def test_audio_can_be_left_out(tmp_path: Path) -> None:
    item = {"type": "message", "role": "user", "content": [{"type": "input_audio", "audio": "AAAA"}]}
    frames = [*conversation(0), {"type": "conversation.item.create", "item": item}]
    recorded: Json = {"time": 1.0, "from": "client", "frame": json.dumps(frames[2])}
    path = tmp_path / "a.jsonl"
    path.write_bytes(text_of([*frames, recorded]))
    whole, without = rows_of(path), rows_of(path, audio="drop")
    assert [row["audio_bytes"] for row in without] == [row["audio_bytes"] for row in whole]
    assert not any("AAAA" in row["raw"] or "AAEC" in row["raw"] for row in without)
    assert json.loads(without[2]["raw"]) == {"type": "input_audio_buffer.append", "audio": ""}
    assert [row["line"] for row in without] == [None] * len(without)
    (batch,) = tables.read(path, audio="drop")
    with pytest.raises(ValueError, match='these rows were made with audio="drop"'):
        tables.lines(batch)
    tables.write(path, tmp_path / "out", audio="drop")
    with pytest.raises(ValueError, match='these rows were made with audio="drop"'):
        tables.back(tmp_path / "out", tmp_path / "back")
    assert tables.reader(path, audio="drop").read_all().num_rows == len(without)


@pytest.mark.parametrize("escaped", [r"AB\/+AA==", r"AB/\u002bAA\u003d\u003d", r"\u0041B/+AA=="])
def test_audio_is_left_out_however_it_is_written(escaped: str, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"type": "input_audio_buffer.append", "audio": "%s", "rate": 1.0}\n' % escaped)  # noqa: UP031  braces
    (row,) = rows_of(path, audio="drop")
    assert row["raw"] == '{"type":"input_audio_buffer.append","audio":"","rate":1.0}'
    assert row["audio_bytes"] == 4


def test_a_missing_pyarrow_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "realtime_wire.tables._arrow")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ImportError) as caught:
        import_module("realtime_wire.tables._arrow")
    assert caught.value.name == "pyarrow"
    assert str(caught.value) == (
        "realtime_wire.tables needs pyarrow, which the extra `arrow` brings: pip install 'realtime-wire[arrow]'"
    )


# Other tables


def test_responses(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(text_of(FRAMES))
    rows = rows_of(path, "responses")
    assert [row["response_id"] for row in rows] == [f"r{number}" for number in range(5)]
    offsets = {row["response_id"]: row["offset"] for row in rows_of(path) if row["type"] == "response.done"}
    for row in rows:
        assert filled(row) == {
            "source": row["source"],
            "connection": row["connection"],
            "session_id": "s" + row["response_id"][1:],
            "response_id": row["response_id"],
            "begun_offset": row["begun_offset"],
            "done_offset": offsets[row["response_id"]],
            "status": "completed",
            **dict.fromkeys(("input_image_tokens", "input_other_tokens", "cached_audio_tokens"), 0),
            **dict.fromkeys(("cached_image_tokens", "cached_other_tokens", "output_image_tokens"), 0),
            **dict.fromkeys(("output_other_tokens", "reasoning_tokens"), 0),
            "input_text_tokens": 8,
            "input_audio_tokens": 8,
            "cached_text_tokens": 4,
            "output_text_tokens": 3,
            "output_audio_tokens": 7,
            "total_tokens": 30,
            "items": 2,
            "interrupted": False,
        }


def test_tokens_are_those_of_usage_of(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(text_of(FRAMES))
    done = [event for event in rw.Decoder().decode_lines(path.read_bytes()) if isinstance(event, rw.ResponseDoneEvent)]
    usages = [usage for usage in map(rw.usage_of, done) if usage is not None]
    rows = rows_of(path, "responses")
    assert sum(row["total_tokens"] for row in rows) == sum(usage.total for usage in usages)
    assert sum(row["input_audio_tokens"] for row in rows) == sum(usage.input.audio for usage in usages)


def test_times_of_a_response(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [{"time": n / 10, "from": "server", "frame": json.dumps(frame)} for n, frame in enumerate(conversation(0))]
    path.write_bytes(text_of(lines))
    (row,) = rows_of(path, "responses")
    times = [row[name] for name in ("begun_at", "first_text_at", "first_audio_at", "done_at")]
    assert times == [0.7, 0.9, 1.2, 1.8]


def test_responses_that_fail_or_do_not_end(tmp_path: Path) -> None:
    error = {"type": "server_error", "code": "boom", "message": "Sorry."}
    failed = {"id": "r1", "status": "failed", "status_details": {"type": "failed", "reason": "x", "error": error}}
    frames: list[Json] = [
        {"type": "response.created", "response": {"id": "r1"}},
        {"type": "response.done", "response": failed},
        {"type": "response.created", "response": {"id": "r2"}},
        {"type": "response.created", "response": {}},
        {"type": "response.done", "response": {"status": "completed"}},
        {"type": "response.done", "response": {"id": "r3", "usage": {"total_tokens": "x"}}},
    ]
    path = tmp_path / "a.jsonl"
    path.write_bytes(text_of(frames))
    one, two, three = rows_of(path, "responses")
    assert (one["status"], one["reason"], one["error_code"], one["error_message"]) == ("failed", "x", "boom", "Sorry.")
    assert (two["response_id"], two["status"], two["done_offset"]) == ("r2", None, None)
    assert (three["response_id"], three["total_tokens"], three["done_offset"]) == ("r3", None, three["begun_offset"])
    (told,) = rows_of(path, "errors")
    assert (told["type"], told["error_type"], told["offset"]) == ("response.done", "server_error", one["done_offset"])


def test_items(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(text_of(conversation(0)))
    key = {"source": str(path).replace(os.sep, "/"), "connection": 0, "session_id": "s0"}
    told = {row["item_id"]: filled(row) for row in rows_of(path, "items")}
    assert [*told] == ["i0u", "i0a", "i0c", "i0o"]
    places = {
        row: {name: told[row].pop(name) for name in ("first_offset", "done_offset") if name in told[row]}
        for row in told
    }
    assert [len(place) for place in places.values()] == [1, 2, 2, 1]
    assert told["i0u"] == {
        **key,
        "item_id": "i0u",
        "kind": "message",
        "role": "user",
        "text": "What time is it?",
        "audio_start_ms": 100,
        "audio_end_ms": 900,
        "deleted": False,
    }
    assert told["i0a"] == {
        **key,
        "item_id": "i0a",
        "kind": "message",
        "role": "assistant",
        "response_id": "r0",
        "text": "It is seven.",
        "heard_ms": 700,
        "deleted": False,
    }
    assert told["i0c"] == {
        **key,
        "item_id": "i0c",
        "kind": "call",
        "response_id": "r0",
        "name": "look",
        "call_id": "c1",
        "arguments": '{"a":1}',
        "output": "7",
        "deleted": False,
    }
    assert told["i0o"] == {
        **key,
        "item_id": "i0o",
        "kind": "result",
        "previous_item_id": "i0c",
        "call_id": "c1",
        "output": "7",
        "deleted": True,
    }


def test_items_as_far_as_they_are_told(tmp_path: Path) -> None:
    place = {"response_id": "r", "item_id": "a", "content_index": 0}
    frames: list[Json] = [
        {"type": "response.output_text.delta", **place, "delta": "so "},
        {"type": "response.output_text.delta", **place, "delta": "far"},
        {
            "type": "response.function_call_arguments.delta",
            "response_id": "r",
            "item_id": "b",
            "call_id": "c",
            "delta": "{",
        },
        {
            "type": "response.function_call_arguments.done",
            "item_id": "d",
            "arguments": "{}",
            "name": "n",
            "call_id": "c",
            "response_id": "r",
        },
        {"type": "response.mcp_call_arguments.done", "item_id": "e", "arguments": "{}", "response_id": "r"},
        {
            "type": "conversation.item.added",
            "item": {
                "id": "f",
                "type": "message",
                "role": "system",
                "content": [{"type": "input_text", "text": "x"}, {"type": "input_image"}],
            },
        },
        {"type": "conversation.item.added", "item": {"id": "g", "type": "new"}},
        {
            "type": "conversation.item.added",
            "item": {"id": "h", "type": "mcp_approval_request", "arguments": "{}", "name": "n", "server_label": "s"},
        },
    ]
    path = tmp_path / "a.jsonl"
    path.write_bytes(text_of(frames))
    rows = [(row["item_id"], row["kind"], row["text"], row["arguments"], row["name"]) for row in rows_of(path, "items")]
    assert rows == [
        ("a", "message", "so far", None, None),
        ("b", None, None, "{", None),
        ("d", None, None, "{}", "n"),
        ("e", None, None, "{}", None),
        ("f", "message", "x", None, None),
        ("g", "other", None, None, None),
        ("h", "approval", None, "{}", "n"),
    ]


def test_words_that_are_of_no_item_or_of_several_speakers(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(text_of([{"type": "session.output_transcript.delta", "delta": "Ja"}]))
    assert rows_of(path, "items", protocol=rw.TRANSLATION) == []
    segment = {"item_id": "a", "content_index": 0, "text": "Yes", "id": "x", "speaker": "A", "start": 0, "end": 1}
    path.write_bytes(text_of([{"type": "conversation.item.input_audio_transcription.segment", **segment}]))
    (row,) = rows_of(path, "items")
    assert (row["item_id"], row["role"], row["text"]) == ("a", "user", None)


def test_many_rows_come_in_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("realtime_wire.tables._folds.MANY", 2)
    monkeypatch.setattr(source, "BLOCK", 100)
    path = tmp_path / "a.jsonl"
    path.write_bytes(text_of(FRAMES))
    assert [batch.num_rows for batch in tables.read(path, "responses")] == [2, 2, 1]
    assert len(rows_of(path, "errors")) == 5


def test_what_cannot_be_asked_for(tmp_path: Path) -> None:
    path, out = tmp_path / "a.jsonl", tmp_path / "out"
    path.write_bytes(text_of(FRAMES))
    one = ", ".join(f'"{name}"' for name in list(tables.SCHEMAS)[:-1]) + f' or "{list(tables.SCHEMAS)[-1]}"'
    no_table, no_audio = f"a table is {one}, not 'turns'", 'audio is "keep" or "drop", not \'none\''
    none_asked = f"no table is asked for; there are {', '.join(tables.SCHEMAS)}"
    wrong: list[tuple[Callable[[], object], str]] = [
        (lambda: list(tables.read(path, "turns")), no_table),
        (lambda: tables.reader(path, "turns"), no_table),
        (lambda: tables.write(path, out, ["events", "turns"]), no_table),
        (lambda: tables.write(path, out, []), none_asked),
        (lambda: list(tables.parts(path)[0].tables(())), none_asked),
        (lambda: list(tables.read(path, audio=cast("Any", "none"))), no_audio),
        (lambda: tables.reader(path, audio=cast("Any", "none")), no_audio),
        (lambda: tables.write(path, out, audio=cast("Any", "none")), no_audio),
        (lambda: tables.parts(path, size=0), "size is a number of bytes, at least 1, not 0"),
        (lambda: tables.write(path, out, size=-1), "size is a number of bytes, at least 1, not -1"),
    ]
    for do, told in wrong:
        with pytest.raises((TypeError, ValueError), match=f"^{re.escape(told)}$"):
            do()
    assert list(out.glob("*/*")) == []


def test_a_table_is_made_once_however_often_it_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(text_of(FRAMES))
    for number, names in enumerate([["events"], ["events", "events"], ("events", "items", "events")]):
        out = tmp_path / str(number)
        assert tables.write(path, out, names).made == 1
        assert table_of(out, "events") == rows_of(path)
        assert sorted(each.name for each in out.iterdir()) == sorted({*names})


def test_tables_in_a_folder_that_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("logs", "out").mkdir(parents=True)
    Path("logs", "a.jsonl").write_bytes(text_of(FRAMES))
    Path("logs", "out", "b.jsonl").write_bytes(text_of(FRAMES))
    for found in (0, 1):
        report = tables.write(["logs", "."], f"{tmp_path}/logs/../logs/out", ["events"])
        assert (report.problems, report.apis) == ([], {"realtime": 4})
        assert report.found == found * 4
    assert {row["source"] for row in table_of(Path("logs", "out"), "events")} == {
        f"{start}logs/{name}" for start in ("", "./") for name in ("a.jsonl", "out/b.jsonl")
    }
    assert [*tables.files_in("logs", without="logs/out")] == ["logs/a.jsonl", "logs/out/b.jsonl"]
    assert len([*tables.files_in("logs")]) > 2


def test_the_result_of_a_call_is_told_beside_it_though_nobody_repeats_it(tmp_path: Path) -> None:
    """Servers of the Live API give no id to what is sent to them, and some of the Realtime API repeat nothing."""
    call = {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"}
    result = {"type": "function_call_output", "call_id": "c", "output": "42"}
    inner: Json = {"type": "response.output_item.done", "output_index": 0, "sequence_number": 1}
    inner["item"] = {**call, "id": "i", "status": "completed"}
    streams: list[tuple[Any, list[Json]]] = [
        (
            rw.live.LIVE,
            [
                {"type": "response.event", "event_id": "e", "delegation_id": "d", "event": inner},
                {"type": "response.item.create", "item": result},
                {"type": "response.item.create", "item": {**result, "call_id": "of another"}},
            ],
        ),
        (
            rw.REALTIME,
            [
                {
                    "type": "response.output_item.done",
                    "response_id": "r",
                    "output_index": 0,
                    "item": {**call, "id": "i"},
                },
                {"type": "conversation.item.create", "item": result},
                {
                    "type": "conversation.item.create",
                    "item": {**result, "type": "message", "role": "user", "content": []},
                },
            ],
        ),
    ]
    for protocol, frames in streams:
        path = tmp_path / f"{protocol.name}.jsonl"
        path.write_bytes(text_of(frames))
        told = [
            (row["item_id"], row["kind"], row["call_id"], row["output"])
            for row in rows_of(path, "items", protocol=protocol)
        ]
        assert told == [("i", "call", "c", "42")]


def test_how_many_items_there_are_is_null_where_the_end_tells_none(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    item: Json = {"id": "i", "type": "message", "role": "assistant", "content": []}
    path.write_bytes(
        text_of(
            [
                {"type": "response.output_item.added", "response_id": "r1", "output_index": 0, "item": item},
                {"type": "response.done", "response": {"id": "r1", "status": "completed"}},
                {"type": "response.done", "response": {"id": "r2", "status": "completed", "output": [item]}},
            ]
        )
    )
    assert [(row["response_id"], row["items"]) for row in rows_of(path, "responses")] == [("r1", None), ("r2", 1)]


ASKED = b'{"type":"session.start","session":{"model":"m"}}'
BEGUN = b'{"type":"session.started","event_id":"e","session":{"id":"s"}}'
LIVE_LINES = {
    "asked": ASKED,
    "begun": BEGUN,
    "asked in other words": ASKED.replace(b"start", b"st\\u0061rt", 1),
    "open": b'{"from":"client","open":"2026-09-18T14:05:00+00:00"}',
    "close": b'{"time":9.87,"from":"server","close":1000,"reason":""}',
    "other": b'{"type":"session.input_audio.mute"}',
}


def connections_of(path: Path, size: int) -> list[int]:
    cut = tables.parts(path, size=size, protocol=rw.live.LIVE)
    return [row["connection"] for part in cut for batch in part.read() for row in batch.to_pylist()]


@pytest.mark.parametrize(
    ("names", "numbers"),
    [
        ("asked, other, begun, other", [0, 0, 0, 0]),
        ("other, asked, begun, other, asked, begun", [0, 1, 1, 1, 4, 4]),
        ("begun, other, begun", [0, 0, 2]),
        ("asked, begun, begun", [0, 0, 2]),
        ("asked, asked, begun", [0, 1, 1]),
        ("asked in other words, begun, other", [0, 0, 0]),
        ("asked, open, begun", [0, 1, 2]),
        ("asked, close, begun, begun", [0, 0, 2, 3]),
    ],
)
def test_a_session_is_one_connection_from_who_asks_for_it_on(tmp_path: Path, names: str, numbers: list[int]) -> None:
    path = tmp_path / "a.jsonl"
    lines = [LIVE_LINES[name] for name in names.split(", ")]
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    places = [0, *accumulate(len(line) + 1 for line in lines)]
    assert connections_of(path, 1 << 20) == [places[number] for number in numbers]


def test_wherever_a_live_file_is_cut_its_connections_are_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    for lines in product(LIVE_LINES.values(), repeat=3):
        path.write_bytes(b"".join(line + b"\n" for line in lines))
        assert connections_of(path, 1) == connections_of(path, 1 << 20), lines


# Files


def table_of(folder: Path, table: str) -> list[Json]:
    found: list[Json] = []
    for path in sorted((folder / table).glob("*.parquet")):
        found += parquet.read_table(path).to_pylist()
    return found


def test_written_and_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(files, "ROW_GROUP", 3000)
    logs = Path("logs")
    (logs / "day").mkdir(parents=True)
    (logs / ".hidden").write_bytes(b"x")
    contents = {
        "a.jsonl": mixed(1),
        "day/b.jsonl": mixed(2),
        "c.log": written(logs / "c", SHAPES[next(iter(SHAPES))]).read_bytes(),
    }
    (logs / "c").unlink(missing_ok=True)
    for stray in logs.glob("c*"):
        stray.unlink()
    for name, data in contents.items():
        (logs / name).write_bytes(data)
    (logs / "day" / "d.jsonl.gz").write_bytes(gzip.compress(mixed(3)))
    report = tables.write(logs, "out", list(tables.SCHEMAS), size=1000)
    assert report.made > 10
    assert (report.found, report.removed, report.problems) == (0, 0, [])
    for table in tables.SCHEMAS:
        read = sorted(map(repr, rows_of("logs", table)))
        assert sorted(map(repr, table_of(Path("out"), table))) == read
    assert report.rows == Counter(row["kind"] for row in rows_of("logs"))
    again = tables.write("logs", "out", list(tables.SCHEMAS), size=1000)
    assert (again.made, again.found, again.rows) == (0, report.made, report.rows)
    assert tables.back("out", "back") == [
        Path("back", "logs", name) for name in ("a.jsonl", "c.log", "day/b.jsonl", "day/d.jsonl")
    ]
    for name, data in {**contents, "day/d.jsonl": mixed(3)}.items():
        assert Path("back", "logs", name).read_bytes() == data
    with pytest.raises(FileExistsError):
        tables.back("out", "back")


def test_every_archive_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for number, shape in enumerate(SHAPES.values()):
        written(Path(f"shape-{number}"), shape)
    for seed in range(3):
        Path(f"mixed-{seed}").write_bytes(mixed(seed))
    Path("recorded").write_bytes(text_of({"time": 1.0, "from": "server", "frame": json.dumps(one)} for one in FRAMES))
    Path("empty").write_bytes(b"")
    archives = {path.name: path.read_bytes() for path in sorted(Path().iterdir())}
    report = tables.write([*archives], "out", ["events"], size=2000)
    assert report.problems == []
    back = {path.name: path.read_bytes() for path in tables.back("out", "back")}
    packed = {name: gzip.decompress(data) for name, data in archives.items() if data.startswith(b"\x1f\x8b")}
    expected = {name.removesuffix(".gz"): packed.get(name, data) for name, data in archives.items()}
    assert back == expected
    assert len(back) >= len(SHAPES) + 5


def test_processes_make_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(mixed(1))
    one = tables.write(path, tmp_path / "one", size=2000)
    two = tables.write(path, tmp_path / "two", size=2000, jobs=2)
    assert one == two
    assert table_of(tmp_path / "one", "events") == table_of(tmp_path / "two", "events")


def test_a_log_that_grows(tmp_path: Path) -> None:
    path, out = tmp_path / "a.jsonl", tmp_path / "out"
    text = text_of(FRAMES)
    done: list[int] = []
    for end in (len(text) // 3, len(text) // 2 + 7, len(text)):
        path.write_bytes(text[:end])
        report = tables.write(path, out, size=1000, advance=done.append)
        for table in ("events", "responses"):
            assert table_of(out, table) == rows_of(path, table)
    assert (report.found > 0, report.removed) == (True, 2)
    assert done[-1] > 0
    # Someone is killed before what has been replaced is removed.
    path.write_bytes(text[:-500])
    tables.write(path, tmp_path / "other", size=1000)
    for left in (tmp_path / "other" / "events").iterdir():
        (out / "events" / left.name).write_bytes(left.read_bytes())
    (restored,) = tables.back(out, tmp_path / "back")
    assert restored.read_bytes() == text


def test_another_file_of_the_same_name(tmp_path: Path) -> None:
    path, out = tmp_path / "a.jsonl", tmp_path / "out"
    for number in (1, 2):
        path.write_bytes(text_of(conversation(number)))
        report = tables.write(path, out)
        assert report.made == 1
        assert table_of(out, "events") == rows_of(path)


@pytest.mark.parametrize(("at", "made"), [(100, 1), (files.ENDS + 100, 0), (-100, 1)])
def test_by_what_a_part_is_known(at: int, made: int, tmp_path: Path) -> None:
    path, out = tmp_path / "a.jsonl", tmp_path / "out"
    data = bytearray(text_of(FRAMES))
    assert len(data) > 2 * files.ENDS + 200
    path.write_bytes(data)
    tables.write(path, out)
    data[at] ^= 1
    path.write_bytes(data)
    assert tables.write(path, out).made == made


def test_what_is_missing_is_made(tmp_path: Path) -> None:
    path, out = tmp_path / "a.jsonl", tmp_path / "out"
    path.write_bytes(mixed(1))
    first = tables.write(path, out, ["events"])
    (out / "events" / "x.parquet.9.tmp").write_bytes(b"half")
    second = tables.write(path, out, ["events", "items"])
    assert second == first
    assert table_of(out, "items") == rows_of(path, "items")
    assert len(list((out / "events").iterdir())) == 1
    assert (next((out / "events").iterdir()).stat().st_mode & 0o077 == 0) or os.name == "nt"


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"\0")
    (tmp_path / "b.jsonl").write_bytes(text_of(FRAMES))
    report = tables.write([tmp_path, tmp_path / "none.jsonl"], tmp_path / "out")
    assert sorted(problem.rpartition("/")[2] for problem in report.problems) == [
        "a.bin: not a text file",
        "none.jsonl: No such file or directory",
    ]
    assert report.made == 2


def test_what_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, out = tmp_path / "a.jsonl", tmp_path / "out"
    path.write_bytes(text_of(FRAMES))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        tables.write(path, out)
    assert [*(out / "events").iterdir()] == []


def test_no_way_back(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no table `events` in it"):
        tables.back(tmp_path, tmp_path / "back")
    path = tmp_path / "a.jsonl"
    path.write_bytes(text_of(FRAMES))
    (tmp_path / "x").mkdir()
    tables.write(f"{tmp_path}/x/../a.jsonl", tmp_path / "out")
    with pytest.raises(ValueError, match="a name that leads out of the folder"):
        tables.back(tmp_path / "out", tmp_path / "back")


WORK = """\
import os, signal, sys
from realtime_wire import tables
for line in sys.stdin:
    path, out, seconds = line.rstrip().split("|")
    if not (pid := os.fork()):
        # Nobody handles this, so it ends the process right where it is, as SIGKILL does.
        signal.setitimer(signal.ITIMER_REAL, float(seconds))
        tables.write(path, out, ["events", "responses", "items", "sessions"], size=4000)
        os._exit(0)
    print(os.waitpid(pid, 0)[1], flush=True)
"""


def killed_at_random(tmp_path: Path, kills: int) -> None:
    """Kill conversions of a log that grows at random moments, begin again, and compare with what nobody has disturbed."""
    luck = random.Random(kills)  # noqa: S311  no secret
    path, out, killed, length = tmp_path / "a.jsonl", tmp_path / "out", 0, 0
    text = b"\n".join(mixed(seed) for seed in range(5))
    with subprocess.Popen([sys.executable, "-c", WORK], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603  our own

        def write(to: Path, seconds: float) -> int:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{path}|{to}|{seconds}\n".encode())
            process.stdin.flush()
            return int(process.stdout.readline())

        while killed < kills:
            length += 1 + luck.randrange(len(text) // 3)
            if length > len(text):
                length = 1 + luck.randrange(len(text) // 4)  # another file of the same name
            path.write_bytes(text[:length])
            whole = tmp_path / f"whole-{length}"
            begin = time.monotonic()
            assert write(whole, 0) == 0
            longest = time.monotonic() - begin
            for made in out.glob("*/*"):
                if luck.random() < 0.3:
                    made.unlink()
            while code := write(out, max(luck.random() * longest * 0.7, 0.001)):
                assert code == signal.SIGALRM
                killed, longest = killed + 1, longest * 1.05  # others may keep the machine busy now
            assert tree(out) == tree(whole)
            rmtree(whole)


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_killed_at_random_moments(tmp_path: Path) -> None:
    killed_at_random(tmp_path, int(os.environ.get("REALTIME_WIRE_KILLS", "4")))


def test_who_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    gone, told = threading.Event(), threading.Event()
    monkeypatch.setattr(files, "parent_process", lambda: SimpleNamespace(join=gone.wait))

    def end(_: int) -> None:
        told.set()

    monkeypatch.setattr(os, "_exit", end)
    files.end_with_parent()
    assert not told.is_set()
    gone.set()
    assert told.wait(60)


TWO = """\
import sys
from realtime_wire import tables
if __name__ == "__main__":
    tables.write(sys.argv[1], sys.argv[2], ["events"], size=4000, jobs=2)
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_processes_end_with_the_one_that_is_killed(tmp_path: Path) -> None:
    path, script = tmp_path / "a.jsonl", tmp_path / "two.py"
    path.write_bytes(b"\n".join(mixed(seed) for seed in range(12)))
    script.write_text(TWO, encoding="utf-8")
    with subprocess.Popen([sys.executable, script, path, tmp_path / "out"], stdout=subprocess.PIPE) as process:  # noqa: S603  our own
        while not list((tmp_path / "out").glob("*/*.parquet")):
            assert process.poll() is None
        process.kill()
        # What it started has the same standard output, which ends when all of them have.
        process.communicate(timeout=60)
    tables.write(path, tmp_path / "out", ["events"], size=4000)
    tables.write(path, tmp_path / "whole", ["events"], size=4000)
    assert tree(tmp_path / "out") == tree(tmp_path / "whole")


# Whose events they are


VOICE: Json = {"type": "response.animation_viseme.delta", "response_id": "r", "item_id": "i", "viseme_id": 1}
TRANSLATED: Json = {"type": "session.input_transcript.delta", "delta": "Ja"}


@pytest.mark.parametrize("name", ["bare", "recorded", "log"])
def test_each_file_tells_whose_events_it_has(name: str, tmp_path: Path) -> None:
    def way(frame: Json) -> Json:
        recorded = {"time": 1.0, "from": "server", "frame": json.dumps(frame)}
        return {"bare": frame, "recorded": recorded, "log": {"direction": "in", "event": frame}}[name]

    unknown: Json = {"type": "vendor.thing"}
    odd: list[Json] = [{"time": 1.0, "from": "server", "base64": "AAEC"}, {"from": "client", "open": 1, "time": "x"}]
    for file, frames in (("a", [CREATED]), ("b", [unknown, CREATED, VOICE]), ("c", [CREATED, TRANSLATED]), ("d", [])):
        lines = [way(frame) for frame in frames]
        (tmp_path / file).write_bytes(
            text_of([*lines[:1], *(odd if name == "recorded" else []), *lines[1:]]) + b"[1]\n"
        )
    found = {part.source[-1]: part.protocol.name for part in tables.parts(tmp_path)}
    assert found == {"a": "realtime", "b": "voice_live", "c": "translation", "d": "realtime"}
    report = tables.write(tmp_path, tmp_path / "out")
    assert report.apis == {"realtime": 2, "voice_live": 1, "translation": 1}
    assert {part.protocol.name for part in tables.parts(tmp_path / "b", protocol=rw.REALTIME)} == {"realtime"}


PIECE: Json = {"type": "session.output_transcript.delta", "delta": "Ja"}
TIES: dict[str, list[Json]] = {
    "live": [{**PIECE, "start_ms": 0, "end_ms": 200}],
    "translation": [PIECE, {**PIECE, "elapsed_ms": 200, "vendor_ms": 1}],
}


@pytest.mark.parametrize("name", TIES)
@pytest.mark.parametrize("limit", ["events", "bytes", "none"])
def test_of_two_that_fit_it_is_the_one_that_fits_best(
    name: str, limit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("realtime_wire.recordings._whose.MOST_HELD", 3 if limit == "events" else 1000)
    monkeypatch.setattr("realtime_wire.recordings._whose.LINE_LIMIT", 300 if limit == "bytes" else 1 << 26)
    path = tmp_path / "a.jsonl"
    path.write_bytes(text_of([{"type": "error"}, *TIES[name] * 4]))
    assert {part.protocol.name for part in tables.parts(path)} == {name}
