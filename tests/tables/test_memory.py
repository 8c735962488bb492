"""What is kept while tables are made: of a line that is large, of a connection that never ends. The rows are the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyarrow", reason="the extra `arrow` is not installed")

from realtime_wire import tables
from realtime_wire.protocols import PROTOCOLS
from tests.recordings.test_logs import SHAPES, TURN, written
from tests.tables.test_tables import CREATED, DAMAGED, FRAMES, back_of, conversation, mixed, rows_of, text_of

# Its private parts are what is tested here.
arrow: Any = import_module("realtime_wire.tables._arrow")
files: Any = import_module("realtime_wire.tables._files")
folds: Any = import_module("realtime_wire.tables._folds")
parts: Any = import_module("realtime_wire.tables._parts")
rows: Any = import_module("realtime_wire.tables._rows")
source: Any = import_module("realtime_wire.tables._source")

Json = dict[str, Any]


# Lines that are large


@pytest.fixture
def large_from(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Give a function that says from how many bytes on a line is large; a block is a line then."""

    def set_to(size: int) -> None:
        monkeypatch.setattr(source, "BLOCK", 1)
        for module in (rows, parts, folds):
            monkeypatch.setattr(module, "LARGE", size)

    return set_to


def bare(tmp_path: Path) -> Path:
    path = tmp_path / "bare"
    frames: list[Json] = [
        *FRAMES,
        {"type": "response.output_text.delta", "response_id": "r", "item_id": "i", "delta": "é\n世😀" * 9},
        {"type": "response.output_text.delta", "response_id": "r", "item_id": 7, "delta": "x" * 99},
    ]
    odd = [b" " * 99 + b"\n", b"\t" + text_of(frames[-1:]), text_of(frames[-2:-1]).strip() + b" \r\n"]
    path.write_bytes(
        b"".join([*odd, mixed(7, frames), b"\n", *(each + b"\n" for each in DAMAGED), b'{"a":"' + b"x" * 90])
    )
    return path


def recorded(tmp_path: Path) -> Path:
    path = tmp_path / "recorded"
    lines: list[Json] = [{"from": "client", "open": "x", "note": "n" * 99}]
    for number in range(3):
        lines += [
            {"time": n / 10, "from": "server", "frame": json.dumps(one)} for n, one in enumerate(conversation(number))
        ]
        lines += [{"time": 9.0, "from": "client", "base64": "AAAA" * 30}, {"from": "client", "base64": "=" * 99}]
        lines += [
            {"time": 9.5, "from": "client", "frame": "{" * 99},
            {"from": "server", "close": 1000, "reason": "z" * 99},
        ]
    path.write_bytes(text_of(lines))
    return path


def log(name: str) -> Callable[[Path], Path]:
    def make(tmp_path: Path) -> Path:
        whole = written(tmp_path / "log", SHAPES[name], TURN * 3)
        whole.write_bytes(b"starting" * 20 + b"\n\n" + whole.read_bytes() + b'{"event": {"type": "error"' * 5)
        return whole

    return make


def document(tmp_path: Path) -> Path:
    path = tmp_path / "document"
    path.write_text(json.dumps([*FRAMES, 1], indent=1), encoding="utf-8")
    return path


MAKERS = {"bare": bare, "recorded": recorded, "document": document, **{name: log(name) for name in SHAPES}}


@pytest.mark.parametrize("name", MAKERS)
def test_rows_are_the_same_however_large_a_line_is(
    name: str, tmp_path: Path, large_from: Callable[[int], None]
) -> None:
    path = MAKERS[name](tmp_path)
    whole = {table: rows_of(path, table) for table in tables.SCHEMAS}
    without = rows_of(path, audio="drop")
    for size in (40, 400):
        large_from(size)
        for table, expected in whole.items():
            batches = list(tables.read(path, table))
            for batch in batches:
                batch.validate(full=True)
            assert [row for batch in batches for row in batch.to_pylist()] == expected
        assert rows_of(path, audio="drop") == without
        assert back_of(path) == path.read_bytes()


def test_a_large_line_is_a_batch_of_its_own(tmp_path: Path, large_from: Callable[[int], None]) -> None:
    frame: Json = {"type": "response.output_text.delta", "response_id": "r", "item_id": "i", "delta": "x" * 500}
    large_from(400)
    path = tmp_path / "a"
    path.write_bytes(text_of([*FRAMES[:1], frame]))
    *_, batch = tables.read(path)
    # The text is a part of the frame, so it is in memory once.
    buffers = [batch.column(name).buffers()[2] for name in ("raw", "text")]
    assert buffers[0].address == buffers[1].address
    lines = [{"direction": "in", "event": one} for one in (*FRAMES[:3], frame, *FRAMES[3:5])]
    path.write_bytes(text_of(lines))
    assert [batch.num_rows for batch in tables.read(path)] == [3, 1, 2]


def test_what_is_large_is_mapped_where_it_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []

    class Library:
        def __init__(self, name: str | None) -> None:
            told.append(name)

        def mallopt(self, *arguments: int) -> None:
            told.append(arguments)

    monkeypatch.setattr(arrow.ctypes, "CDLL", Library)
    arrow.map_large.__wrapped__()
    assert told == [None, (-3, arrow.LARGE)]
    for error in (AttributeError, TypeError):

        def fail(_: object, error: type[Exception] = error) -> None:
            raise error

        monkeypatch.setattr(arrow.ctypes, "CDLL", fail)
        arrow.map_large.__wrapped__()


# Connections that never end


def endless(turns: int) -> list[Json]:
    """Make up one connection of so many turns, of which some never end."""
    frames: list[Json] = [{"type": "session.created", "session": {"type": "realtime", "id": "s"}}]
    for turn in range(turns):
        place = {"response_id": f"r{turn}", "item_id": f"i{turn}", "output_index": 0, "content_index": 0}
        call = {"id": f"c{turn}", "type": "function_call", "name": "look", "call_id": f"k{turn}", "arguments": "{}"}
        result = {"id": f"o{turn}", "type": "function_call_output", "call_id": f"k{turn}", "output": "7"}
        frames += [
            {"type": "response.created", "response": {"id": f"r{turn}"}},
            {"type": "response.output_text.delta", **place, "delta": "It is "},
            {"type": "response.output_text.delta", **place, "delta": "seven."},
            {"type": "conversation.item.added", "item": call},
        ]
        if turn % 3:
            frames += [
                {"type": "conversation.item.added", "item": result},
                {"type": "response.done", "response": {"id": f"r{turn}", "status": "completed", "output": [call]}},
            ]
    return frames


def kept_of(data: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, list[Json]], list[int], Any]:
    """Return the rows of some lines, and how many responses, items, calls and texts were kept after each block."""
    monkeypatch.setattr(source, "BLOCK", 1 << 14)
    protocol = PROTOCOLS["realtime"]
    listener = folds.Folds("a", protocol, ("responses", "items"))
    made = rows.Rows("a", protocol, listener=listener)
    found: dict[str, list[Json]] = {"responses": [], "items": []}
    most = [0] * 5

    def take(*, last: bool = False) -> None:
        for name, batch in listener.batches(last=last):
            found[name] += batch.to_pylist()
        ready = sum(map(len, listener._ready.values()))
        kept = [*map(len, (listener._responses, listener._items, listener._calls, listener._texts)), ready]
        most[:] = map(max, most, kept)

    for block in source.cut([data], 0):
        made.block(block)
        take()
    listener.connect()
    take(last=True)
    return found, most, listener


def test_a_connection_that_never_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = 20_000
    data = text_of(endless(turns))
    found, most, listener = kept_of(data, monkeypatch)
    assert [row["response_id"] for row in found["responses"]] == [f"r{turn}" for turn in range(turns)]
    assert len({row["item_id"] for row in found["items"]}) == len(found["items"]) == 2 * turns + turns - -(-turns // 3)
    assert {row["text"] for row in found["items"] if row["kind"] == "message"} == {"It is seven."}
    assert all(kept <= folds.OPEN for kept in most[:4])
    assert most[4] < 2 * folds.MANY
    assert (listener._size, listener._ready_size) == (0, 0)
    for limit in ("OPEN", "WORDS"):
        monkeypatch.setattr(folds, limit, 1 << 60)
    assert kept_of(data, monkeypatch)[0] == found


def test_words_that_never_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folds, "WORDS", 5000)
    place = {"response_id": "r", "output_index": 0, "content_index": 0}
    of_call = {"response_id": "r", "item_id": "c", "output_index": 1, "call_id": "k"}
    frames: list[Json] = []
    for number in range(500):
        frames += [
            {"type": "response.output_text.delta", **place, "item_id": "i", "delta": f"{number} "},
            {"type": "response.function_call_arguments.delta", **of_call, "delta": "1234567890" * 2},
        ]
    frames.append({"type": "response.output_text.done", **place, "item_id": "j", "text": "x" * 20_000})
    found, _, listener = kept_of(text_of(frames), monkeypatch)
    assert listener._size == 0
    told = {name: [row for row in found["items"] if row["item_id"] == name] for name in "icj"}
    # What no row has lost is told in several.
    assert "".join(row["text"] for row in told["i"]) == "".join(f"{number} " for number in range(500))
    assert "".join(row["arguments"] for row in told["c"]) == "1234567890" * 1000
    assert len(told["i"]) == len({row["first_offset"] for row in told["i"]}) > 5
    assert [row["text"] for row in told["j"]] == ["x" * 20_000]


def test_what_is_told_of_a_row_that_has_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folds, "OPEN", 2)
    call = {"type": "function_call", "name": "look", "call_id": "k", "arguments": "{}"}
    frames: list[Json] = [
        {"type": "conversation.item.added", "item": {**call, "id": "a"}},
        {"type": "conversation.item.added", "item": {**call, "id": "b", "call_id": "l"}},
        {"type": "conversation.item.added", "item": {**call, "id": "b", "call_id": "m"}},
        {"type": "conversation.item.added", "item": {"id": "c", "type": "new"}},
        {
            "type": "conversation.item.added",
            "item": {"id": "o", "type": "function_call_output", "call_id": "k", "output": "7"},
        },
        {"type": "conversation.item.deleted", "item_id": "a"},
    ]
    found, _, listener = kept_of(text_of(frames), monkeypatch)
    told = [(row["item_id"], row["kind"], row["output"], row["deleted"]) for row in found["items"]]
    assert told == [
        ("a", "call", None, False),
        ("b", "call", None, False),
        ("c", "other", None, False),
        ("o", "result", "7", False),
        ("a", None, None, True),
    ]
    assert (listener._size, listener._calls) == (0, {})


@pytest.mark.parametrize("limit", [("OPEN", 1), ("WORDS", 80), ("WORDS", 150)])
def test_how_a_file_is_cut_makes_no_difference(
    limit: tuple[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    path.write_bytes(mixed(8))
    usual = rows_of(path, "items")
    monkeypatch.setattr(folds, *limit)
    whole = {table: rows_of(path, table) for table in ("responses", "items")}
    assert whole["items"] != usual
    for block in (1, 700):
        monkeypatch.setattr(source, "BLOCK", block)
        for table, expected in whole.items():
            cut = tables.parts(path, size=1500)
            assert [row for part in cut for batch in part.read(table) for row in batch.to_pylist()] == expected


def test_many_words_come_in_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folds, "LARGE", 1000)
    monkeypatch.setattr(source, "BLOCK", 1)
    place = {"response_id": "r", "output_index": 0, "content_index": 0}
    texts = [("a" if number % 2 else "é") * 40 * number for number in range(1, 60)]
    frames = [
        {"type": "response.output_text.delta", **place, "item_id": f"i{number}", "delta": part}
        for number, text in enumerate(texts)
        for part in (text, "", "x")
    ]
    path = tmp_path / "a"
    path.write_bytes(text_of([CREATED, *frames, CREATED]))
    batches = [batch.to_pylist() for batch in tables.read(path, "items")]
    assert [row["text"] for batch in batches for row in batch] == [text + "x" for text in texts]
    assert all(sum(len(row["text"]) for row in batch[:-1]) < 1000 for batch in batches)
    assert len(batches) > 30
