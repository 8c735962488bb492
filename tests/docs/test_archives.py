"""The page on archives: what it shows of other engines gives the rows there that there are here.

That its other code runs, and prints what it says, is tested with the code of the other pages. The engines are those of the
dependency group `clusters`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pa: Any = pytest.importorskip("pyarrow", reason="the extra `arrow` is not installed")

from realtime_wire import tables  # noqa: E402  what follows needs what was asked for
from tests.project.test_readme import ROOT, blocks_of  # noqa: E402
from tests.tables.test_tables import mixed  # noqa: E402

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
        (tmp_path / "logs" / f"{number}.jsonl").write_bytes(mixed(number))
    # The names of files are the same in all processes.
    code = block.code.replace('"logs/"', f"{str(tmp_path / 'logs')!r}, size=2000")
    assert len(tables.parts(tmp_path / "logs", size=2000)) == 10
    for table in tables.SCHEMAS:
        namespace: dict[str, Any] = {}
        exec(code.replace('"events"', f'"{table}"'), namespace)  # noqa: S102  our own page
        rows = told(namespace["events"])
        assert rows.column_names == tables.SCHEMAS[table].names
        ours = tables.reader(tmp_path / "logs", table).read_all()
        assert sorted(map(repr, rows.to_pylist())) == sorted(map(repr, ours.to_pylist()))
