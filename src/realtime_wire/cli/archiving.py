"""What `tables` does: it hands on to `realtime_wire.tables`, and says what came of it."""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import cast

from realtime_wire import tables
from realtime_wire._shown import clean
from realtime_wire.protocols import PROTOCOLS
from realtime_wire.recordings import Layout

__all__ = ["back", "make"]

FAULTY = ("malformed", "broken")
"""The kinds of rows that `--strict` is about."""


STDIN = "stdin-"
"""What the name of standard input begins with; the rest follows from what comes, so that nothing else is called so."""


def _size_of(paths: Sequence[str], to: str) -> int:
    found = dict.fromkeys(tables.files_in(paths, without=to))
    return sum(os.stat(path).st_size for path in found if os.path.isfile(path))  # noqa: PTH113, PTH116


@contextmanager
def _kept(to: str) -> Generator[tuple[str, str], None, None]:
    """Keep standard input in a file as long as it takes; give the file, and what it is called in the tables."""
    folder = Path(to)
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"{STDIN}*.tmp"):
        left.unlink(missing_ok=True)
    path = folder / f"{STDIN}{os.getpid()}.tmp"
    digest = hashlib.sha256()
    try:
        with open(path, "xb", opener=partial(os.open, mode=0o600)) as file:
            while block := cast("io.BufferedReader", sys.stdin.buffer).read1(1 << 20):
                file.write(block)
                digest.update(block)
        yield path.as_posix(), f"{STDIN}{digest.hexdigest()[:12]}"
    finally:
        path.unlink(missing_ok=True)


def make(
    options: argparse.Namespace,
    layout: Layout | None,
    progress_bar: Callable[[int], AbstractContextManager[Callable[[int], object]]],
    complain: Callable[[str], object],
    write: Callable[[str], bool],
) -> int:
    """Make tables of files; return the exit code.

    Raises:
        ValueError: there is no such table, or no standard input.
        OSError: the tables cannot be written.
    """
    for table in options.tables:
        if table not in tables.SCHEMAS:
            msg = f"no table is called {table!r}; there are {', '.join(tables.SCHEMAS)}"
            raise ValueError(msg)
    if "-" not in options.files:
        return _make(options, options.files, {}, layout, progress_bar, complain, write)
    if sys.stdin is None:
        msg = "standard input is closed"
        raise ValueError(msg)
    with _kept(options.to) as (path, name):
        files = [path if each == "-" else each for each in options.files]
        return _make(options, files, {path: name}, layout, progress_bar, complain, write)


def _make(  # noqa: PLR0913, PLR0917  what `make` has, and the files
    options: argparse.Namespace,
    files: Sequence[str],
    names: dict[str, str],
    layout: Layout | None,
    progress_bar: Callable[[int], AbstractContextManager[Callable[[int], object]]],
    complain: Callable[[str], object],
    write: Callable[[str], bool],
) -> int:
    with progress_bar(_size_of(files, options.to)) as advance:
        report = tables.write(
            files,
            options.to,
            options.tables,
            protocol=options.api,
            layout=layout,
            audio=options.audio,
            jobs=options.jobs,
            names=names,
            advance=advance,
        )
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in report.rows.items())
    parts = f"{report.made} parts made, {report.found} found" + (
        f", {report.removed} removed" if report.removed else ""
    )
    written = write(f"{sum(report.rows.values()):,} rows of events{': ' * bool(kinds)}{kinds}\n{parts}\n")
    if options.audio == "drop":
        complain("audio was left out: --back cannot give the files again")
    if any(".." in path.split("/") for path in tables.files_in(files) if path not in names):
        complain("a name has .. in it: --back cannot give that file again; name files from a folder that they are in")
    for name, count in report.apis.items():
        if options.api is None and name != next(iter(PROTOCOLS)):
            read = "1 file is" if count == 1 else f"{count} files are"
            complain(f"{read} read as the API {name}, by its first events; --api reads it as another")
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
