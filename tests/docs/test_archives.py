"""The page on archives: what it shows of other engines gives the rows there that there are here.

That its other code runs, and prints what it says, is tested with the code of the other pages. The engines are those of the
dependency group `clusters`.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

pa: Any = pytest.importorskip("pyarrow", reason="the extra `arrow` is not installed")

from realtime_wire import tables  # noqa: E402  what follows needs what was asked for
from tests.project.test_readme import ROOT, blocks_of  # noqa: E402
from tests.tables.test_engines import plain  # noqa: E402
from tests.tables.test_tables import mixed, text_of  # noqa: E402

PAGE = ROOT / "docs" / "archives.md"

pytestmark = [
    pytest.mark.skipif(not PAGE.exists(), reason="not in a checkout"),
    pytest.mark.filterwarnings("ignore"),  # they warn of each other, and leave sockets to the end of the process
]


def needs(package: str) -> Any:
    """Import an engine, or skip the test; where all of them have to be there, fail."""
    if "REALTIME_WIRE_CLUSTERS" in os.environ:
        return __import__(package)
    return pytest.importorskip(package, reason=f"{package} is not installed")


def spark(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], Any]:
    sql = needs("pyspark").sql
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    return lambda frame: frame.toArrow()


def ray(_: pytest.MonkeyPatch) -> Callable[[Any], Any]:
    engine = needs("ray")
    engine.init(num_cpus=2, include_dashboard=False, ignore_reinit_error=True)
    return lambda rows: pa.concat_tables(engine.get(rows.to_arrow_refs()))


def dask(_: pytest.MonkeyPatch) -> Callable[[Any], Any]:
    needs("dask.dataframe")
    return lambda frame: pa.Table.from_pandas(frame.compute(), preserve_index=False)


@pytest.mark.parametrize("engine", [spark, ray, dask])
def test_an_engine(
    engine: Callable[[pytest.MonkeyPatch], Callable[[Any], Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = engine(monkeypatch)
    (block,) = [
        each for each in blocks_of(PAGE.read_text(encoding="utf-8")) if each.language == f"python {engine.__name__}"
    ]
    (tmp_path / "logs").mkdir()
    for number in (1, 2):
        opened = text_of([{"from": "client", "open": "2026-09-18T14:05:00+02:00"}])
        (tmp_path / "logs" / f"{number}.jsonl").write_bytes(opened + mixed(number))
    # The names of files are the same in all processes.
    code = block.code.replace('"logs/"', f"{str(tmp_path / 'logs')!r}, size=2000")
    assert len(tables.parts(tmp_path / "logs", size=2000)) == 10
    for table in tables.SCHEMAS:
        namespace: dict[str, Any] = {}
        exec(code.replace('"events"', f'"{table}"'), namespace)  # noqa: S102  our own page
        rows = told(namespace["events"])
        assert rows.column_names == tables.SCHEMAS[table].names
        ours = tables.reader(tmp_path / "logs", table).read_all()
        assert sorted(plain(rows)) == sorted(plain(ours))


@pytest.mark.parametrize("table", tables.SCHEMAS)
def test_columns_are_told(table: str) -> None:
    sections = PAGE.read_text(encoding="utf-8").split("\n### ")
    (section,) = [each for each in sections if each.startswith(f"{table}\n")]
    named = set(re.findall(r"`(\w+)`", section.partition("\n## ")[0]))
    # Those that are derived are told all together.
    derived = {name for name in tables.SCHEMAS["events"].names if re.search("_(id|index|ms)$", name)}
    tokens = {name for name in tables.SCHEMAS["responses"].names if name.endswith("_tokens")}
    assert {*tables.SCHEMAS[table].names} - named <= {"events": derived, "responses": tokens}.get(table, set())


def test_frames_that_are_awkward_elsewhere(tmp_path: Path) -> None:
    cases = import_module("benchmarks.awkward").CASES
    table = PAGE.read_text(encoding="utf-8").partition("| Frames | ")[2].partition("\n\n")[0]
    assert table.count("\n") == len(cases) + 1
    for number, case in enumerate(cases):
        path = tmp_path / str(number)
        lines = [case.before] * bool(case.before) + [*case.lines]
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        rows = tables.reader(path).read_all().to_pylist()
        # The one that is cut off is no frame.
        assert [row["raw"] for row in rows] == [line if line[-1] == "}" else None for line in lines]
        assert [row["kind"] for row in rows] == ["known" if row["raw"] else "broken" for row in rows]
        if case.path == ("delta",):
            assert [row["text"] for row in rows][: len(case.expected())] == case.expected()
