"""What `tables` does: it hands on to `realtime_wire.tables`, and says what came of it."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence

from realtime_wire import tables
from realtime_wire._shown import clean
from realtime_wire.protocols import PROTOCOLS
from realtime_wire.recordings import Layout

__all__ = ["back", "make", "size_of"]

FAULTY = ("malformed", "broken")
"""The kinds of rows that `--strict` is about."""


def size_of(paths: Sequence[str]) -> int:
    """Return how many bytes all files together have."""
    return sum(os.stat(path).st_size for path in tables.files_in(paths) if os.path.isfile(path))  # noqa: PTH113, PTH116


def make(
    options: argparse.Namespace,
    layout: Layout | None,
    advance: Callable[[int], object],
    complain: Callable[[str], object],
    write: Callable[[str], bool],
) -> int:
    """Make tables of files; return the exit code.

    Raises:
        ValueError: there is no such table.
        OSError: the tables cannot be written.
    """
    report = tables.write(
        options.files,
        options.to,
        options.tables,
        protocol=options.api,
        layout=layout,
        audio=options.audio,
        jobs=options.jobs,
        advance=advance,
    )
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in report.rows.items())
    parts = f"{report.made} parts made, {report.found} found" + (
        f", {report.removed} removed" if report.removed else ""
    )
    written = write(f"{sum(report.rows.values()):,} rows of events{': ' * bool(kinds)}{kinds}\n{parts}\n")
    if options.audio == "drop":
        complain("audio was left out: --back cannot give the files again")
    for name, count in report.apis.items():
        if options.api is None and name != next(iter(PROTOCOLS)):
            files = "1 file" if count == 1 else f"{count} files"
            complain(f"{files} read as the API {name}, by its first events; --api reads it as another")
    for problem in report.problems:
        complain(clean(problem))
    if report.problems or not written:
        return 2
    return int(options.strict and any(kind in report.rows for kind in FAULTY))


def back(folders: Sequence[str], to: str, write: Callable[[str], bool]) -> int:
    """Write files again of which tables were made; return the exit code.

    Raises:
        ValueError: it is not one folder, or the tables are without audio.
        OSError: a file cannot be read or written.
    """
    if len(folders) != 1:
        msg = f"--back takes one folder with tables in it, not {len(folders)}"
        raise ValueError(msg)
    paths = tables.back(folders[0], to)
    return 0 if write("".join(f"{clean(str(path))}\n" for path in paths)) else 2
