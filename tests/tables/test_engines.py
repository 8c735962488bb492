"""Engines that read Arrow: they take the tables as they are, and SQL gives what a loop over objects does."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyarrow", reason="the extra `arrow` is not installed")

import realtime_wire as rw
from realtime_wire import tables
from realtime_wire.conversation import Conversation
from tests.tables.test_tables import conversation, mixed, rows_of, text_of


def test_three_questions(tmp_path: Path) -> None:
    duckdb: Any = pytest.importorskip("duckdb", reason="duckdb is not installed")
    path = tmp_path / "a.jsonl"
    path.write_bytes(mixed(5))
    frames = [row["raw"] for row in rows_of(path) if row["raw"] is not None]
    decode = rw.Decoder(malformed="keep").decode
    types: Counter[str | None] = Counter()
    costs: dict[Any, Any] = {}
    said: dict[Any, Any] = {}
    for frame in frames:
        event = decode(frame)
        types[event.type] += 1
        match event:
            case rw.ResponseDoneEvent(response=response):
                usage = rw.usage_of(event)
                assert usage is not None
                costs[response.id] = (usage.input.text, usage.input.audio, usage.cached.text, usage.output.audio)
            case rw.InputAudioBufferSpeechStartedEvent():
                said[event.item_id] = (event.audio_start_ms, *said.get(event.item_id, ())[1:])
            case rw.InputAudioBufferSpeechStoppedEvent():
                said[event.item_id] = (*said[event.item_id], event.audio_end_ms)
            case rw.ConversationItemInputAudioTranscriptionCompletedEvent():
                said[event.item_id] = (*said[event.item_id], event.transcript)
            case _:
                pass
    tables.write(path, tmp_path / "out", ["events", "responses", "items"], size=2000)
    sql = duckdb.connect()
    for table in ("events", "responses", "items"):
        sql.sql(f"create view {table} as from '{tmp_path}/out/{table}/*.parquet'")
    assert dict(sql.sql("select type, count(*) from events where raw is not null group by type").fetchall()) == types
    columns = "response_id, input_text_tokens, input_audio_tokens, cached_text_tokens, output_audio_tokens"
    told = sql.sql(f"select {columns} from responses where done_offset is not null").fetchall()  # noqa: S608  our own
    assert {row[0]: row[1:] for row in told} == costs
    told = sql.sql("select item_id, audio_start_ms, audio_end_ms, text from items where role = 'user'").fetchall()
    assert {row[0]: row[1:] for row in told} == said


@pytest.mark.parametrize("table", tables.SCHEMAS)
def test_duckdb_and_polars_take_a_reader(table: str, tmp_path: Path) -> None:
    duckdb: Any = pytest.importorskip("duckdb", reason="duckdb is not installed")
    polars: Any = pytest.importorskip("polars", reason="polars is not installed")
    path = tmp_path / "a.jsonl"
    opened = {"from": "client", "open": "2026-09-18T14:05:00+02:00"}
    path.write_bytes(mixed(6) + b"\n" + text_of([opened]))
    rows = rows_of(path, table)
    reader = tables.reader(path, table)
    assert plain(duckdb.sql("from reader").to_arrow_table()) == plain(rows)
    del reader
    assert plain(polars.DataFrame(tables.reader(path, table)).rows(named=True)) == plain(rows)
    tables.write(path, tmp_path / "out", [table], size=1500)
    files = f"{tmp_path}/out/{table}/*.parquet"
    assert len(list(Path(tmp_path, "out", table).iterdir())) == 6
    assert sorted(plain(duckdb.sql(f"from '{files}'").to_arrow_table())) == sorted(plain(rows))
    assert sorted(plain(polars.read_parquet(files).rows(named=True))) == sorted(plain(rows))


@pytest.mark.parametrize("table", tables.SCHEMAS)
def test_tables_without_rows(table: str, tmp_path: Path) -> None:
    duckdb: Any = pytest.importorskip("duckdb", reason="duckdb is not installed")
    polars: Any = pytest.importorskip("polars", reason="polars is not installed")
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"")
    reader = tables.reader(path, table)
    assert duckdb.sql("from reader").columns == tables.SCHEMAS[table].names
    del reader
    frame = polars.DataFrame(tables.reader(path, table))
    assert (frame.columns, frame.height) == (tables.SCHEMAS[table].names, 0)
    tables.write(path, tmp_path / "out", [table])
    files = f"{tmp_path}/out/{table}/*.parquet"
    assert duckdb.sql(f"from '{files}'").columns == tables.SCHEMAS[table].names
    assert polars.read_parquet(files).columns == tables.SCHEMAS[table].names


def plain(rows: Any) -> list[str]:
    """Return rows in words; engines call UTC by several names."""
    found: list[dict[str, Any]] = rows.to_pylist() if hasattr(rows, "to_pylist") else rows
    return [
        repr({name: each.timestamp() if isinstance(each, datetime) else each for name, each in row.items()})
        for row in found
    ]


def test_the_conversation_says_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [{"time": n / 10, "from": "server", "frame": json.dumps(frame)} for n, frame in enumerate(conversation(0))]
    for content in (text_of(conversation(0)), text_of(lines)):
        path.write_bytes(content)
        told = Conversation.of(path)
        items = [
            (
                one.id,
                one.kind,
                one.role,
                one.text or None,
                one.name,
                one.call_id,
                one.arguments,
                one.output,
                one.deleted,
            )
            for one in told.items
        ]
        names: tuple[str, ...] = (
            "item_id",
            "kind",
            "role",
            "text",
            "name",
            "call_id",
            "arguments",
            "output",
            "deleted",
        )
        # What a function returned is a part of its call there, and an item of its own here as well.
        rows = [row for row in rows_of(path, "items") if row["kind"] != "result"]
        assert {tuple(row[name] for name in names) for row in rows} == {*items}
        places = [(one.id, one.previous_id or None, one.response_id, one.start_ms, one.end_ms) for one in told.items]
        of_places = ("item_id", "previous_item_id", "response_id", "audio_start_ms", "audio_end_ms")
        assert {tuple(row[name] for name in of_places) for row in rows} == {*places}
        responses = [
            (
                one.id,
                one.status,
                one.reason,
                one.usage and one.usage.total,
                one.begun_at,
                one.first_text_at,
                one.first_audio_at,
                one.ended_at,
            )
            for one in told.responses
        ]
        of_responses = (
            "response_id",
            "status",
            "reason",
            "total_tokens",
            "begun_at",
            "first_text_at",
            "first_audio_at",
            "done_at",
        )
        assert [tuple(row[name] for name in of_responses) for row in rows_of(path, "responses")] == responses
