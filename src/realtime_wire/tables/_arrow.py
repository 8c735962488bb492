"""pyarrow, which the extra `arrow` brings. It has no types: what it gives is Any, which the names here say once."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from functools import cache
from importlib import import_module
from typing import Any, TypeAlias

__all__ = ["LARGE", "RecordBatch", "RecordBatchReader", "map_large", "pa", "pq", "release"]

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


LARGE = 8 << 20
"""From how many bytes on something is large: a line, most likely. Nothing large is to be in memory twice."""

_MMAP_THRESHOLD = -3
"""What the allocator of most Linuxes calls the size from which on it asks the system for each piece."""


@cache
def map_large() -> None:
    """Have this process give back what is large as soon as nobody has it.

    The allocator of most Linuxes does so only up to the first time. From then on it keeps what is as large, and the holes
    between that stay with the process. Other systems have no such setting.
    """
    with suppress(AttributeError, TypeError):
        ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, LARGE)


def release() -> None:
    """Give memory that is not in use back to the system, Arrow's as well as Python's, as far as their allocators can."""
    for pool in (pa.default_memory_pool(), pa.system_memory_pool()):
        pool.release_unused()
