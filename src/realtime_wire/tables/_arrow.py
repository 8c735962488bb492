"""pyarrow, which the extra `arrow` brings. It has no types: what it gives is Any, which the names here say once."""

from __future__ import annotations

from importlib import import_module
from typing import Any, TypeAlias

__all__ = ["RecordBatch", "RecordBatchReader", "pa", "pq", "release"]

try:
    pa: Any = import_module("pyarrow")
    """The package."""

    pq: Any = import_module("pyarrow.parquet")
    """Its part for Parquet."""
except ImportError as error:
    msg = "realtime_wire.tables needs pyarrow, which the extra `arrow` brings: pip install 'realtime-wire[arrow]'"
    raise ImportError(msg, name="pyarrow") from error

RecordBatch: TypeAlias = Any
"""A `pyarrow.RecordBatch`."""

RecordBatchReader: TypeAlias = Any
"""A `pyarrow.RecordBatchReader`."""


def release() -> None:
    """Give memory that is not in use back to the system, Arrow's as well as Python's, as far as their allocators can."""
    for pool in (pa.default_memory_pool(), pa.system_memory_pool()):
        pool.release_unused()
