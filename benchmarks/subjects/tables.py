"""From a file of frames to Arrow tables, against readers that were told all types beforehand."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from shutil import rmtree
from typing import Any

from benchmarks import data
from benchmarks.lab import OURS, Goal, Lab
from benchmarks.timing import clock

TITLE = "Tables of a file"
ABOUT = """\
A file of frames becomes Arrow tables: ours are `events` and `responses`, with each frame checked and kept as it came. pyarrow and
DuckDB are told the types of the members that they read, check nothing, and keep no frame, but where DuckDB is said to keep it.
All work on one core, and take turns in an order that is drawn."""

_CONVERSATIONS = 150

_TEXTS = (
    "type",
    "event_id",
    "response_id",
    "item_id",
    "previous_item_id",
    "call_id",
    "delta",
    "transcript",
    "text",
    "arguments",
)
_NUMBERS = ("output_index", "content_index", "audio_start_ms", "audio_end_ms")
_TOKENS = ("total_tokens", "input_tokens", "output_tokens")


def run(lab: Lab) -> None:
    if not all(map(find_spec, ("pyarrow", "duckdb"))):
        return
    for title, frames, most in (
        ("the GA mix", data.ga_mix(conversations=1 if lab.plan.single else _CONVERSATIONS), 0.7),
        ("with audio in full", data.ga_mix(conversations=1 if lab.plan.single else 80, audio=data.REAL_AUDIO), 0.4),
    ):
        _race(lab, f"{title}, {len(frames):,} lines", frames, most)
    _recorded(lab)
    _mixed(lab)
    _parquet(lab)


def _recorded(lab: Lab) -> None:
    """Frames in the lines of a recorder, against an engine that parses the lines, and then the frames in them."""
    frames = data.ga_mix(conversations=1 if lab.plan.single else _CONVERSATIONS)
    duckdb: Any = import_module("duckdb")
    sql = duckdb.connect()
    sql.execute("set threads = 1")
    members = ", ".join(f"frame->>'$.{name}'" for name in (*_TEXTS, *_NUMBERS, "response.id", "response.status"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "call.jsonl")
        lines = [
            {"time": number / 50, "from": "server", "frame": frame.decode()} for number, frame in enumerate(frames)
        ]
        path.write_bytes(b"".join(data.dump(line) + b"\n" for line in lines))
        columns = {"time": "DOUBLE", "from": "VARCHAR", "frame": "JSON"}
        read = f"read_json('{path}', columns = {columns}, format = 'newline_delimited')"
        asked = f'select time, "from", {members} from {read}'  # noqa: S608  our own
        contenders = {OURS: _rows_of(str(path)), "duckdb": lambda: sql.sql(asked).to_arrow_table().num_rows}
        samples = _timed(lab, contenders, dict.fromkeys(contenders, len(frames)))
    lab.add(
        f"a recording of the GA mix, {len(frames):,} lines",
        samples,
        goals=[Goal.part_of(1.5, "duckdb")],
        names={OURS: "realtime_wire.tables", "duckdb": "DuckDB, told the types"},
    )


def _mixed(lab: Lab) -> None:
    """Lines of several vendors, some damaged, against as many of one vendor that are all right."""
    number = 1 if lab.plan.single else 60
    good = data.ga_mix(conversations=number)
    sessions = [good[at : at + len(good) // number] for at in range(0, len(good), len(good) // number)]
    for at in range(0, number, 10):
        sessions[at : at + 2] = [data.xai_mix(), data.voice_live_mix()]
    mixed = [frame for session in sessions for frame in session]
    for at in range(len(mixed) // 8, len(mixed), len(mixed) // 4):
        # More often than in archives: one line in some 3,000 is cut, and one is malformed.
        mixed[at : at + 2] = [mixed[at][:-9], b'{"type":"response.done","response":[]}']
    tasks = {OURS: good, "mixed": mixed}
    with tempfile.TemporaryDirectory() as folder:
        for key, frames in tasks.items():
            Path(folder, key).write_bytes(b"".join(frame + b"\n" for frame in frames))
        contenders = {key: _rows_of(str(Path(folder, key))) for key in tasks}
        samples = _timed(lab, contenders, {key: len(frames) for key, frames in tasks.items()})
    lab.add(
        f"of several vendors, with damaged lines, {len(mixed):,} lines",
        samples,
        goals=[Goal(1.3, OURS, "mixed")],
        names={OURS: "the GA mix", "mixed": "OpenAI, xAI and Azure, four lines cut and four malformed"},
    )


def _parquet(lab: Lab) -> None:
    """From a file to Parquet, against an engine that finds out the types."""
    frames = data.ga_mix(conversations=1 if lab.plan.single else _CONVERSATIONS)
    tables: Any = import_module("realtime_wire.tables")
    duckdb: Any = import_module("duckdb")
    sql = duckdb.connect()
    sql.execute("set threads = 1")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "log.jsonl")
        path.write_bytes(b"".join(frame + b"\n" for frame in frames))
        read = f"read_json('{path}', sample_size = -1, format = 'newline_delimited')"
        out = Path(folder, "out.parquet")
        copying = f"copy (select * from {read}) to '{out}' (compression zstd, compression_level 1)"  # noqa: S608  our own

        def ours() -> int:
            to = Path(folder, "out")
            rmtree(to, ignore_errors=True)
            return sum(tables.write(path, to).rows.values())

        def copy() -> int:
            ((count,),) = sql.execute(copying).fetchall()
            return count

        samples = _timed(lab, {OURS: ours, "duckdb": copy}, dict.fromkeys((OURS, "duckdb"), len(frames)))
    lab.add(
        f"to Parquet, {len(frames):,} lines",
        samples,
        goals=[Goal.part_of(2, "duckdb")],
        names={OURS: "realtime_wire.tables.write", "duckdb": "DuckDB, which finds out the types"},
    )


def _timed(lab: Lab, contenders: dict[str, Callable[[], int]], counts: dict[str, int]) -> dict[str, list[float]]:
    """Let contenders take turns in an order that is drawn, and see that each gives as many rows as there are lines."""
    for key, call in contenders.items():
        assert call() == counts[key]
    order = list(contenders)
    samples: dict[str, list[float]] = {key: [] for key in order}
    for _ in range(lab.plan.repeats):
        random.shuffle(order)
        for key in order:
            begin = clock()
            contenders[key]()
            samples[key].append((clock() - begin) / counts[key])
    return samples


def _race(lab: Lab, title: str, frames: list[bytes], most: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "log.jsonl")
        path.write_bytes(b"".join(frame + b"\n" for frame in frames))
        contenders = _contenders(str(path))
        samples = _timed(lab, contenders, dict.fromkeys(contenders, len(frames)))
    lab.add(
        title,
        samples,
        goals=[Goal(most, "pyarrow"), Goal(1.8, "duckdb"), Goal.part_of(2, "duckdb_frame")],
        names={
            OURS: "realtime_wire.tables",
            "pyarrow": "pyarrow.json, told the types",
            "duckdb": "DuckDB, told the types",
            "duckdb_frame": "DuckDB, keeping the frame",
        },
    )


def _contenders(path: str) -> dict[str, Callable[[], int]]:
    pa: Any = import_module("pyarrow")
    json: Any = import_module("pyarrow.json")
    duckdb: Any = import_module("duckdb")
    usage = pa.struct([pa.field(name, pa.int64()) for name in _TOKENS])
    response = pa.struct([pa.field("id", pa.string()), pa.field("status", pa.string()), pa.field("usage", usage)])
    schema = pa.schema(
        [
            *(pa.field(name, pa.string()) for name in _TEXTS),
            *(pa.field(name, pa.int64()) for name in _NUMBERS),
            pa.field("response", response),
        ]
    )
    read = json.ReadOptions(use_threads=False)
    parse = json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore")
    sql = duckdb.connect()
    sql.execute("set threads = 1")
    inner = ", ".join(f'"{name}" BIGINT' for name in _TOKENS)
    columns = {
        **dict.fromkeys(_TEXTS, "VARCHAR"),
        **dict.fromkeys(_NUMBERS, "BIGINT"),
        "response": f"STRUCT(id VARCHAR, status VARCHAR, usage STRUCT({inner}))",
    }
    told = f"from read_json('{path}', columns = {columns}, format = 'newline_delimited')"
    members = ", ".join(f"json->>'$.{name}'" for name in (*_TEXTS, *_NUMBERS, "response.id", "response.status"))
    kept = f"select json, {members} from read_ndjson_objects('{path}')"  # noqa: S608  our own
    return {
        OURS: _rows_of(path),
        "pyarrow": lambda: json.read_json(path, read_options=read, parse_options=parse).num_rows,
        "duckdb": lambda: sql.sql(told).to_arrow_table().num_rows,
        "duckdb_frame": lambda: sql.sql(kept).to_arrow_table().num_rows,
    }


def _rows_of(path: str) -> Callable[[], int]:
    tables: Any = import_module("realtime_wire.tables")

    def rows() -> int:
        (part,) = tables.parts(path)
        return sum(batch.num_rows for name, batch in part.tables(("events", "responses")) if name == "events")

    return rows
