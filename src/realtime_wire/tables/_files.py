"""Parquet files: a folder for each table, a file for each part, so that what was begun can be gone on with at any time.

A part's file has a name that follows from what is in it: the source, the range, how the range begins and ends, and how it is
read. It is written under another name, synced, and renamed, so that a file is whole or not there. What is there is not made
again. When a log has grown, its last part has another end, so another name, and what it takes the place of is removed.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, suppress
from functools import partial
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread
from types import MappingProxyType
from typing import Any, BinaryIO, cast, get_args

import attrs

from realtime_wire._engine.mistakes import check_choice
from realtime_wire._engine.protocol import Protocol, checked
from realtime_wire.recordings import Layout, RecordingError

from ._arrow import map_large, pa, pq, release
from ._columns import SCHEMAS
from ._parts import (
    DROPPED,
    SIZE,
    SUFFIX,
    UNFINISHED,
    Audio,
    Part,
    Paths,
    Source,
    files_in,
    lines,
    parts_of,
    tables_in,
)

__all__ = ["Report", "back", "write"]

ROW_GROUP = 16 << 20
"""From how many bytes on rows are written as a group, which is what readers take at a time."""

LONG = {"raw", "line", "text", "arguments", "output"}
"""Columns in which hardly a value comes twice, and some are large: dictionaries and statistics of them would be copies."""

WRITE_BATCH = 64
"""How many values are looked at before a page may end: a page can hold so many large ones."""

TOLD = b"realtime_wire.part"
"""The metadata of a file in which it says what it was made of."""

VERSION = 1
"""Is raised when a release makes other rows of the same file."""

ENDS = 4096
"""How much of the beginning and the end of a part its name goes by."""

NO_NAMES: Mapping[str, str] = MappingProxyType({})


@attrs.define
class Report:
    """What `write` did."""

    rows: dict[str, int] = attrs.Factory(dict[str, int])
    """How many rows of `events` there are of each `kind`; also where that table was not asked for."""

    made: int = 0
    """How many parts were made."""

    found: int = 0
    """How many parts were there already."""

    removed: int = 0
    """How many files of earlier runs were removed, because the log has gone on, or has changed."""

    apis: dict[str, int] = attrs.Factory(dict[str, int])
    """As the events of which protocol, by its name, how many files were read."""

    problems: list[str] = attrs.Factory(list[str])
    """Files that cannot be read, or not to their ends, in words for people. Lines that are damaged are no problem: they are
    rows."""


def write(  # noqa: PLR0913  named, and with defaults
    paths: Paths,
    to: Source,
    tables: Sequence[str] = ("events", "responses"),
    *,
    protocol: Protocol | None = None,
    layout: Layout | None = None,
    audio: Audio = "keep",
    size: int = SIZE,
    jobs: int = 1,
    names: Mapping[str, str] = NO_NAMES,
    advance: Callable[[int], object] = lambda _: None,
) -> Report:
    """Make tables of files, as Parquet: ``to/events/*.parquet`` and so on. Killed and called again, it goes on.

    Args:
        paths: a file or a folder, or several, as for `read`. A file that is named twice is read once, and what earlier runs have
            put into `to` is not read.
        to: the folder, which is made if it is not there.
        tables: which tables.
        protocol: as for `read`.
        layout: as for `read`.
        audio: as for `read`.
        size: from how many bytes on a part ends with the connection that it is in.
        jobs: how many processes work on it.
        names: what files are called in the tables, where that is not how they are named here.
        advance: is told of bytes of the files that are done.

    Raises:
        TypeError: there is no such table, or an argument is of another type.
        ValueError: the size is not at least 1.
        OSError: the tables cannot be written.
    """
    asked = tables_in(tables)
    map_large()
    folder = Path(to)
    check_choice("audio", audio, get_args(Audio))
    if protocol is not None:
        checked(protocol)
    for name in asked:
        (folder / name).mkdir(parents=True, exist_ok=True)
        for left in (folder / name).glob(f"*{UNFINISHED}"):
            left.unlink(missing_ok=True)
    report = Report()
    planned: list[Part] = []
    for path in dict.fromkeys(files_in(paths, without=folder)):
        try:
            cut = parts_of(path, size, protocol, layout, names.get(path))
            planned += cut
            name = cut[0].protocol.name
            report.apis[name] = report.apis.get(name, 0) + 1
        except (RecordingError, OSError) as error:
            report.problems.append(_problem(path, error, names.get(path)))
    work = partial(_make, folder, asked, audio)
    wanted: dict[str, set[str]] = {}
    for part, (name, is_new, told) in zip(planned, _all(work, planned, jobs), strict=True):
        wanted.setdefault(_source_key(part.source), set()).add(name)
        report.made += is_new
        report.found += not is_new
        for kind, count in told["rows"].items():
            report.rows[kind] = report.rows.get(kind, 0) + count
        report.problems += [told["problem"]] if told["problem"] else []
        advance(told["bytes"])
    report.removed = sum(_remove_others(folder / name, wanted) for name in asked)
    return report


def _all(work: Callable[[Part], Any], planned: Sequence[Part], jobs: int) -> Iterator[Any]:
    """Work on all parts, and give what comes of each in their order."""
    if jobs == 1 or len(planned) == 1:
        yield from map(work, planned)
        return
    # Not forked: pyarrow has threads.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=end_with_parent) as pool:
        yield from pool.map(work, planned)


def end_with_parent() -> None:
    """Have this process end when the one that started it is gone: it would wait for more work for ever."""
    map_large()
    parent = cast("BaseProcess", parent_process())

    def wait() -> None:
        parent.join()
        os._exit(1)

    Thread(target=wait, daemon=True).start()


def _problem(path: str, error: Exception, name: str | None) -> str:
    """Say what is wrong with a file, by the name that it has in the tables."""
    reason = getattr(error, "strerror", None) or str(error).removeprefix(f"{path}: ")
    return f"{name or path}: {reason}"


# One part


def _source_key(source: str) -> str:
    return hashlib.sha256(source.encode("utf-8", "surrogateescape")).hexdigest()[:12]


def _name_of(part: Part, audio: Audio) -> tuple[str, int]:
    """Return what the files of a part are called, and how many bytes it has."""
    with open(part.path or part.source, "rb") as file:  # noqa: PTH123  a name is enough
        end = file.seek(0, os.SEEK_END) if part.end is None else part.end
        file.seek(part.start)
        first = file.read(min(ENDS, end - part.start))
        file.seek(max(part.start, end - ENDS))
        last = file.read(min(ENDS, end - part.start))
    how = f"{VERSION} {audio} {part.protocol.name} {part.layout} {part.start} {end}".encode()
    mark = hashlib.sha256(b"\0".join([how, first, last])).hexdigest()[:12]
    return f"{_source_key(part.source)}-{part.start:013d}-{mark}{SUFFIX}", end - part.start


def _make(folder: Path, tables: tuple[str, ...], audio: Audio, part: Part) -> tuple[str, bool, Mapping[str, Any]]:
    """Make the tables of a part that are not there; return what it is called, whether it was made, and what is in it."""
    name, size = _name_of(part, audio)
    missing = [table for table in tables if not (folder / table / name).exists()]
    if not missing:
        return name, False, {**_told(folder / tables[0] / name), "bytes": size}
    told: dict[str, Any] = {"source": part.source, "start": part.start, "end": part.start + size, "problem": None}
    with ExitStack() as open_files:
        writers = {table: open_files.enter_context(_Writer(folder / table / name, table, audio)) for table in missing}
        counts: Counter[str] = Counter()
        try:
            # The events are counted whichever table is asked for.
            for table, batch in part.tables(tuple(dict.fromkeys(("events", *missing))), audio=audio):
                if table == "events":
                    counts.update(
                        {one["values"]: one["counts"] for one in batch.column("kind").value_counts().to_pylist()}
                    )
                if table in writers:
                    writers[table].add(batch)
                del batch  # what comes next may be large as well
        except (RecordingError, OSError) as error:
            told["problem"] = _problem(part.path or part.source, error, part.source)
        told["rows"] = dict(counts)
        for writer in writers.values():
            writer.finish(told)
    return name, True, {**told, "bytes": size}


def _told(path: Path) -> dict[str, Any]:
    """Return what a file says of the part that it was made of."""
    return cast("dict[str, Any]", json.loads(pq.read_metadata(path).metadata[TOLD]))


class _Writer:
    """Writes a file under another name, and gives it its own once it is whole and on the disk."""

    def __init__(self, path: Path, table: str, audio: Audio) -> None:
        self._path = path
        self._unfinished = path.with_name(f"{path.name}.{os.getpid()}{UNFINISHED}")
        schema = SCHEMAS[table]
        self._schema = schema.with_metadata(DROPPED) if audio == "drop" and table == "events" else schema
        self._held: list[Any] = []
        self._size = 0

    def __enter__(self) -> _Writer:  # noqa: PYI034  `Self` is not in 3.10, and nobody derives from this
        # A conversation is nobody else's to read.
        self._file = open(self._unfinished, "wb", opener=partial(os.open, mode=0o600))
        # Arrow writes to a file of its own without a copy in between.
        self._sink = pa.OSFile(os.fspath(self._unfinished), "wb")
        short = [name for name in self._schema.names if name not in LONG]
        self._writer = pq.ParquetWriter(
            self._sink,
            self._schema,
            compression="zstd",
            data_page_version="2.0",
            compression_level=1,
            use_dictionary=short,
            write_statistics=short,
            write_batch_size=WRITE_BATCH,
        )
        return self

    def add(self, batch: Any) -> None:
        """Write rows, or keep them until they are a group. What is large does not wait beside others."""
        if batch.get_total_buffer_size() >= ROW_GROUP:
            self._flush()
            release()
        self._held.append(batch)
        self._size += batch.get_total_buffer_size()
        if self._size >= ROW_GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._held:
            self._writer.write_table(pa.Table.from_batches(self._held, self._schema))
        is_whole = self._size >= ROW_GROUP
        self._held, self._size = [], 0
        if is_whole:
            release()

    def finish(self, told: Mapping[str, Any]) -> None:
        """Write what is left, and what is told of the part."""
        self._flush()
        self._writer.add_key_value_metadata({TOLD: json.dumps(told).encode()})
        self._writer.close()
        self._sink.close()
        os.fsync(self._file.fileno())
        self._file.close()
        self._unfinished.replace(self._path)
        _sync(self._path.parent)

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._writer.close()
        self._sink.close()
        self._file.close()
        with suppress(FileNotFoundError):
            self._unfinished.unlink()


def _sync(folder: Path) -> None:
    """Have a rename on the disk, where a folder can be asked for that."""
    with suppress(OSError):  # Windows cannot
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _remove_others(folder: Path, wanted: Mapping[str, set[str]]) -> int:
    """Remove the parts of the same sources that are not those of today."""
    others = [
        path
        for path in folder.glob(f"*{SUFFIX}")
        if path.name not in wanted.get(path.name.partition("-")[0], {path.name})
    ]
    for path in others:
        path.unlink(missing_ok=True)
    return len(others)


# Back


def back(tables: Source, to: Source) -> list[Path]:
    """Write the files again of which tables were made, byte for byte; what was compressed is not any more.

    Args:
        tables: the folder that `write` was given, with the table `events` in it.
        to: the folder for the files. Each has the name that it had, below this folder.

    Returns:
        The files.

    Raises:
        ValueError: audio was left out of the tables, or a file was called by a name that leads out of the folder.
        FileNotFoundError: there is no table `events`.
        FileExistsError: there is such a file already.
        OSError: a file cannot be read or written.
    """
    found = sorted((Path(tables) / "events").glob(f"*{SUFFIX}"))
    if not found:
        msg = f"{os.fspath(tables)}: no table `events` in it, of which files could be made"
        raise FileNotFoundError(msg)
    by_source: dict[str, list[tuple[int, int, Path]]] = {}
    for path in found:
        told = _told(path)
        by_source.setdefault(told["source"], []).append((told["start"], -told["end"], path))
    return [_restore(source, sorted(each), Path(to)) for source, each in sorted(by_source.items())]


def _restore(source: str, pieces: Iterable[tuple[int, int, Path]], folder: Path) -> Path:
    steps = [step for step in source.replace(":", "").split("/") if step not in {"", "."}]
    if ".." in steps:
        msg = f"{source}: a name that leads out of the folder"
        raise ValueError(msg)
    path = folder.joinpath(*steps)
    if path.suffix in {".gz", ".zst"}:
        path = path.with_suffix("")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        try:
            _write_lines(file, pieces)
        except BaseException:
            # The next try would find it, and refuse.
            path.unlink()
            raise
    return path


def _write_lines(file: BinaryIO, pieces: Iterable[tuple[int, int, Path]]) -> None:
    reached = -1
    for start, end, piece in pieces:
        # Who was killed may have left what a longer part is to take the place of.
        if start < reached:
            continue
        reached = -end
        with pq.ParquetFile(piece) as rows:
            file.writelines(lines(batch) for batch in rows.iter_batches(columns=["index", "raw", "line"]))
