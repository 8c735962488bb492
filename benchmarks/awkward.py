"""What engines make of awkward frames, each as it comes: prints the table of `docs/archives.md`.

``python -m benchmarks.awkward [ENGINE ...]``, where the engines are installed. An outcome is what a program finds that
asks for the member: `kept`, what it has become, or `raises`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

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

    def found(self, rows: Rows) -> list[Any]:
        """Return what the rows of `lines` have."""
        skipped = LATE if self.before else 0
        return [at(row, self.path) for row in rows[skipped:]]

    def expected(self) -> list[Any]:
        return [at(json.loads(line), self.path) for line in self.lines if line[-1] == "}"]


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
    session = import_module("pyspark.sql").SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    return [row.asDict(recursive=True) for row in session.getOrCreate().read.json(path).collect()]


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


def outcome(case: Case, read: Callable[[str], Rows]) -> str:
    """Say what an engine makes of a case."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "a.jsonl")
        before = [case.before] * LATE if case.before else []
        path.write_text("\n".join([*before, *case.lines]) + "\n" * (case.lines[-1][-1] == "}"), encoding="utf-8")
        try:
            found = case.found(read(str(path)))
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
        print(f"| {case.name} | {' | '.join(outcome(case, ENGINES[name]) for name in names)} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:] or [*ENGINES])
