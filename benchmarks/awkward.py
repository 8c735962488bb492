"""What engines make of awkward frames, each as it comes: prints the table of `docs/archives.md`.

``python -m benchmarks.awkward [ENGINE ...]``, where the engines are installed. An outcome is what a program finds that
asks for the member: `kept`, what it has become, or `raises`. The variants of C7 are written by the engine itself, and by DuckDB
where it writes none.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, TypeAlias

import attrs

Rows: TypeAlias = Sequence[dict[str, Any]]

LATE = 100_000
"""How many usual frames come before the odd one where that comes late."""

ABSENT = "absent"


@attrs.frozen
class Case:
    """Frames in a file, and the member that is asked for."""

    name: str
    lines: Sequence[str]
    path: tuple[str, ...]
    before: str | None = None
    """A usual frame, of which there are many before these."""
    column: Literal["variant", "beside", "json"] | None = None
    """Where the frames are values in Parquet: whether they are VARIANTs; whether these stand beside the column that is asked
    for; whether they are JSON text of the type `arrow.json`."""

    def found(self, rows: Rows) -> list[Any]:
        """Return what the rows of `lines` have."""
        skipped = LATE if self.before else 0
        return [self._asked(row) for row in rows[skipped:]]

    def expected(self) -> list[Any]:
        load = json.loads if self.column is None else exactly
        return [self._asked(load(line)) for line in self.lines if line[-1] == "}"]

    def _asked(self, row: Any) -> Any:
        found = at(row, self.path)
        return found if self.column is None or isinstance(found, str) else Written(written(found))


class Written(str):
    """JSON as it is written, which is not told apart from another spelling of the same otherwise."""

    __slots__ = ()

    __repr__ = str.__str__


def exactly(text: str) -> Any:
    """Read JSON, and keep numbers as they are written."""
    return json.loads(text, parse_float=Written, parse_int=Written)


def written(value: Any) -> str:
    """Write what was read so."""
    if isinstance(value, Written):
        return value
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(name)}:{written(each)}" for name, each in value.items()) + "}"
    return "[" + ",".join(map(written, value)) + "]" if isinstance(value, list) else json.dumps(value)


def at(row: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        if not isinstance(row, dict):
            return row
        row = row.get(name, ABSENT)
    return row


def session(members: str) -> str:
    return f'{{"type":"session.updated","session":{{"type":"realtime"{members}}}}}'


def told(seconds: str) -> str:
    return (
        '{"type":"conversation.item.input_audio_transcription.completed","item_id":"item_1","content_index":0,'
        f'"transcript":"Yes.","usage":{{"type":"duration","seconds":{seconds}}}}}'
    )


def done(details: str) -> str:
    return (
        '{"type":"response.done","response":{"id":"resp_1","usage":{"output_tokens":9,"output_token_details":{'
        f'"text_tokens":9{details}}}}}}}}}'
    )


def delta(text: str, more: str = "") -> str:
    place = '"response_id":"resp_1","item_id":"item_1","output_index":0,"content_index":0'
    return f'{{"type":"response.output_text.delta",{place},"delta":"{text}"{more}}}'


NUMBER, WORD = session(',"max_output_tokens":4096'), session(',"max_output_tokens":"inf"')
TOKENS = ("session", "max_output_tokens")
AUTO, CHOICE = session(',"tool_choice":"auto"'), session(',"tool_choice":{"type":"function","name":"look"}')
ALL = '[1e2,-0.0,18446744073709551617,null,{"b":1,"a":2}]'
DETAILS = ("response", "usage", "output_token_details", "reasoning_tokens")

CASES = (
    Case('C1: `4096` and `"inf"`', [NUMBER, WORD], TOKENS),
    Case("C1, late", [WORD], TOKENS, NUMBER),
    Case('C2: `"auto"` and an object', [AUTO, CHOICE], ("session", "tool_choice")),
    Case("C3: null and absent", [session(',"turn_detection":null'), session("")], ("session", "turn_detection")),
    Case("C4: 1.5 after integers, late", [told("1.5")], ("usage", "seconds"), told("1")),
    Case("C4: 2 ** 63 + 1 beside 1", [delta("a", ',"x":9223372036854775809'), delta("b", ',"x":1')], ("x",)),
    Case("C4: 2 ** 53 + 1 and 0.5", [delta("a", ',"x":9007199254740993'), delta("b", ',"x":0.5')], ("x",)),
    Case("C5: a line of 20 MB", [delta("a"), delta("long " * (4 << 20)), delta("b")], ("delta",)),
    Case("C6: a new member, late", [done(',"reasoning_tokens":4')], DETAILS, done("")),
    Case("C7: `1e2` in a VARIANT", [delta("a", ',"x":1e2')], ("x",), column="variant"),
    Case("C7: -0.0 in a VARIANT", [delta("a", ',"x":-0.0')], ("x",), column="variant"),
    Case("C7: 2 ** 64 + 1 in a VARIANT", [delta("a", ',"x":18446744073709551617')], ("x",), column="variant"),
    Case("C7: null in a VARIANT", [delta("a", ',"x":null')], ("x",), column="variant"),
    Case("C7: members in a VARIANT", [delta("a", ',"x":{"b":1,"a":2}')], ("x",), column="variant"),
    Case("C7: a column beside a VARIANT", [delta("a")], ("delta",), column="beside"),
    Case("C7: all of it in `arrow.json`", [delta("a", f',"x":{ALL}')], ("x",), column="json"),
    Case("C8: cut off at the end", [delta("a"), delta("b"), delta("c")[:-9]], ("delta",)),
    Case("C9: a member twice", [delta("first", ',"delta":"last"')], ("delta",)),
    Case("an answer that looks like a date", [delta("2026-11-27"), delta("2026-11-28")], ("delta",)),
)


def by_pyarrow(path: str) -> Rows:
    rows: Rows = import_module("pyarrow.json").read_json(path).to_pylist()
    return rows


def by_polars(path: str) -> Rows:
    rows: Rows = import_module("polars").read_ndjson(path).rows(named=True)
    return rows


def by_duckdb(path: str) -> Rows:
    rows: Rows = import_module("duckdb").sql(f"from read_json('{path}')").to_arrow_table().to_pylist()
    return rows


def by_pandas(path: str) -> Rows:
    rows: Rows = import_module("pandas").read_json(path, lines=True).to_dict("records")
    return rows


def by_spark(path: str) -> Rows:
    return [row.asDict(recursive=True) for row in spark().read.json(path).collect()]


def by_daft(path: str) -> Rows:
    rows: Rows = import_module("daft").read_json(path).to_pylist()
    return rows


def by_dask(path: str) -> Rows:
    rows: Rows = import_module("dask.dataframe").read_json(path).compute().to_dict("records")
    return rows


def by_ray(path: str) -> Rows:
    rows: Rows = import_module("ray.data").read_json(path).take_all()
    return rows


ENGINES: dict[str, Callable[[str], Rows]] = {
    "pyarrow": by_pyarrow,
    "polars": by_polars,
    "duckdb": by_duckdb,
    "pandas": by_pandas,
    "pyspark": by_spark,
    "daft": by_daft,
    "dask": by_dask,
    "ray": by_ray,
}


def spark() -> Any:
    session = import_module("pyspark.sql").SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    return session.getOrCreate()


def parquet_by_duckdb(path: str, column: str) -> Rows:
    told = "frame::json::varchar as frame" if column == "frame" else column
    rows: Rows = import_module("duckdb").sql(f"select {told} from '{path}'").to_arrow_table().to_pylist()  # noqa: S608  our own
    return rows


def parquet_by_spark(path: str, column: str) -> Rows:
    frames = spark().read.parquet(path).select(column)
    is_variant = dict(frames.dtypes)[column] == "variant"
    return [row.asDict() for row in (frames.selectExpr("to_json(frame) as frame") if is_variant else frames).collect()]


PARQUET: dict[str, Callable[[str, str], Any]] = {
    "pyarrow": lambda path, column: import_module("pyarrow.parquet").read_table(path, columns=[column]).to_pylist(),
    "polars": lambda path, column: import_module("polars").read_parquet(path, columns=[column]).rows(named=True),
    "duckdb": parquet_by_duckdb,
    "pandas": lambda path, column: import_module("pandas").read_parquet(path, columns=[column]).to_dict("records"),
    "pyspark": parquet_by_spark,
    "daft": lambda path, column: import_module("daft").read_parquet(path).select(column).to_pylist(),
    "dask": lambda path, column: (
        import_module("dask.dataframe").read_parquet(path, columns=[column]).compute().to_dict("records")
    ),
    "ray": lambda path, column: import_module("ray.data").read_parquet(path).select_columns([column]).take_all(),
}
"""The same for a column of a Parquet file; who knows variants is asked for them as JSON."""


def write_parquet(case: Case, name: str, path: str) -> None:
    """Write the frames of a case as a column; variants as an engine does, or DuckDB if it writes none."""
    if case.column == "json":
        pa = import_module("pyarrow")
        import_module("pyarrow.parquet").write_table(pa.table({"frame": pa.array(case.lines, pa.json_())}), path)
    elif name == "pyspark":
        texts = spark().createDataFrame([(line,) for line in case.lines], "text string")
        frames = texts.selectExpr("get_json_object(text, '$.delta') as delta", "parse_json(text) as frame")
        frames.write.parquet(path)
    else:
        duckdb = import_module("duckdb").connect()
        duckdb.execute("create table frames as select unnest(?) as text", [list(case.lines)])
        told = "text->>'$.delta' as delta, text::json::variant as frame"
        duckdb.execute(f"copy (select {told} from frames) to '{path}' (format parquet)")  # noqa: S608  our own


def rows_of(case: Case, name: str, folder: str) -> Rows:
    """Write a case into a folder, and have an engine read it."""
    if case.column is not None:
        file = str(Path(folder, "a.parquet"))
        write_parquet(case, name, file)
        rows: Rows = PARQUET[name](file, case.path[0] if case.column == "beside" else "frame")
        return rows if case.column == "beside" else [in_column(row["frame"], case.path) for row in rows]
    path = Path(folder, "a.jsonl")
    before = [case.before] * LATE if case.before else []
    path.write_text("\n".join([*before, *case.lines]) + "\n" * (case.lines[-1][-1] == "}"), encoding="utf-8")
    return ENGINES[name](str(path))


def in_column(frame: Any, path: tuple[str, ...]) -> Any:
    """Return a frame that is in a column; of who gives the bytes of a variant, these are the member that is asked for."""
    return exactly(frame) if isinstance(frame, str) else {path[0]: Written("bytes")}


def outcome(case: Case, name: str) -> str:
    """Say what an engine makes of a case."""
    with TemporaryDirectory() as folder:
        try:
            found = case.found(rows_of(case, name, folder))
        except Exception as error:  # noqa: BLE001  whatever an engine raises
            print(f"    {type(error).__name__}: {str(error)[:200]}", file=sys.stderr)
            return "raises"
    expected = case.expected()
    told = [shown(one, other) for one, other in zip(found, expected, strict=False)]
    rows = "" if len(found) == len(expected) else f" ({len(found)} rows of {len(expected)})"
    return ("kept" if {*told} == {"kept"} else ", ".join(told)) + rows


def shown(found: Any, expected: Any) -> str:
    """Say what has become of a value; that it is a number of another type does not matter here."""
    if found == expected and isinstance(found, str) == isinstance(expected, str):
        return "kept"
    return (
        f"`{found!r}`" if isinstance(found, (str, int, float)) or found is None else f"`{type(found).__name__}` {found}"
    )


def main(names: Sequence[str]) -> None:
    print(", ".join(f"{name} {version(name)}" for name in names))
    print(f"| | {' | '.join(names)} |\n| --- |{' --- |' * len(names)}")
    for case in CASES:
        print(f"| {case.name} | {' | '.join(outcome(case, name) for name in names)} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:] or [*ENGINES])
