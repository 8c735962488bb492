"""Parts: stretches of files that can be read apart from each other, and what is read of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, TypeAlias, get_args

import attrs

from realtime_wire._engine.mistakes import check_choice, shown, strings
from realtime_wire._engine.protocol import Protocol, checked
from realtime_wire.protocols import PROTOCOLS
from realtime_wire.recordings import Layout, RecordingError

from ._arrow import LARGE, RecordBatch, RecordBatchReader, pa, release
from ._columns import SCHEMAS
from ._folds import Folds
from ._rows import Line, Rows
from ._source import Block, blocks, cuts, is_packed, is_shaped, whose

__all__ = [
    "DROPPED",
    "SIZE",
    "Audio",
    "Part",
    "Paths",
    "Source",
    "files_in",
    "lines",
    "parts",
    "parts_of",
    "read",
    "reader",
    "tables_in",
]

Source: TypeAlias = "str | os.PathLike[str]"
Paths: TypeAlias = "Source | Iterable[Source]"
Audio: TypeAlias = Literal["keep", "drop"]
"""Whether audio stays in `raw`, or is left out of it wherever a class says that there is some."""

SIZE = 64 << 20
"""From how many bytes on a part ends with the connection that it is in."""

DROPPED = {b"realtime_wire.audio": b"drop"}
"""What the schema of a table says of which `raw` is not as it came."""


SUFFIX = ".parquet"
UNFINISHED = ".tmp"
"""What the names of files of tables end in, whole ones and others."""


def tables_in(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names of tables, each once.

    Raises:
        TypeError: it is no collection of these, or there are none in it.
    """
    found = tuple(dict.fromkeys(strings("tables", names)))
    for name in found:
        check_choice("a table", name, SCHEMAS)
    if not found:
        msg = f"no table is asked for; there are {', '.join(SCHEMAS)}"
        raise TypeError(msg)
    return found


def _posix(path: Source) -> str:
    return os.fspath(path).replace(os.sep, "/")


@attrs.frozen
class Part:
    """A stretch of a file, which begins where a connection does: its rows are the same, however the rest is cut.

    It can be pickled, so that other processes and machines that see the file can read it.
    """

    source: str
    """The file, by the name that it was given; that is what the column `source` has."""

    start: int = 0
    """Where it begins, in bytes."""

    end: int | None = None
    """Where it ends; None if that is the end of the file, as it is of one that is compressed."""

    protocol: Protocol = attrs.field(default=next(iter(PROTOCOLS.values())), kw_only=True)
    """Whose events they are."""

    layout: Layout | None = attrs.field(default=None, kw_only=True)
    """Where in a log its frames are, as far as that is not to be found out."""

    shaped: bool = attrs.field(default=False, kw_only=True)
    """Whether it is a log of another program, in which frames have to be looked for."""

    path: str | None = attrs.field(default=None, kw_only=True)
    """Where the file is, if it is not called so."""

    def read(self, table: str = "events", *, audio: Audio = "keep") -> Iterator[RecordBatch]:
        """Give a table of this part, as `read` does."""
        return (batch for _, batch in self.tables((table,), audio=audio))

    def tables(self, names: Sequence[str], *, audio: Audio = "keep") -> Iterator[tuple[str, RecordBatch]]:
        """Give several tables of this part, read once: each batch with the table that it is of.

        Raises:
            TypeError: there is no such table, or what `audio` says is none of its values.
            RecordingError: the file is damaged. What came before has been given then.
            OSError: it cannot be read.
        """
        names = tables_in(names)
        check_choice("audio", audio, get_args(Audio))
        asked = [name for name in names if name != "events"]
        folds = Folds(self.source, self.protocol, asked) if asked else None
        rows = Rows(self.source, self.protocol, keep_audio=audio == "keep", listener=folds)
        fault = None
        try:
            for batch in self._batches(rows):
                if batch.get_total_buffer_size() > LARGE:
                    release()
                if "events" in names and batch.num_rows:
                    yield "events", batch if audio == "keep" else batch.replace_schema_metadata(DROPPED)
                del batch  # the next one may be large as well
                if folds is not None:
                    yield from folds.batches()
        except (RecordingError, OSError) as error:
            fault = error
        if folds is not None:
            folds.connect()
            yield from folds.batches(last=True)
        if fault is not None:
            raise fault

    def _batches(self, rows: Rows) -> Iterator[Any]:
        found = blocks(self.path or self.source, self.start, self.end)
        return rows.log(_lines_in(found), self.layout) if self.shaped else map(rows.block, found)


def _lines_in(found: Iterable[Block]) -> Iterator[Line]:
    for block in found:
        # What is longer than a block is one line.
        if block.is_torn or block.size >= LARGE:
            yield _line_of(block)
            continue
        offset = block.offset
        *whole, last = block.take().split(b"\n")
        for line in whole:
            yield Line(offset, line)
            offset += len(line) + 1
        if last:
            yield Line(offset, last, b"")


def _line_of(block: Block) -> Line:
    data = block.take()
    text = data.removesuffix(b"\n")
    return Line(block.offset, text, data[len(text) :])


def files_in(paths: Paths, *, without: Source | None = None) -> Iterator[str]:
    """Give the files that are named, and all that are in folders that are named, in the order of their names.

    Args:
        paths: a file or a folder, or several.
        without: a folder with tables in it. If it is in one of these, or one of them, its tables are left out.
    """
    tables = () if without is None else [os.path.realpath(os.path.join(without, name)) for name in SCHEMAS]  # noqa: PTH118
    for path in [paths] if isinstance(paths, (str, os.PathLike)) else paths:
        if os.path.isdir(path):  # noqa: PTH112  a name is enough
            for folder, folders, names in os.walk(path):
                folders.sort()
                but = (SUFFIX, UNFINISHED) if os.path.realpath(folder) in tables else ()
                for name in sorted(names):
                    if name[:1] != "." and not name.endswith(but):
                        yield _posix(os.path.join(folder, name))  # noqa: PTH118  the same
        else:
            yield _posix(path)


def parts(
    paths: Paths, *, size: int = SIZE, protocol: Protocol | None = None, layout: Layout | None = None
) -> list[Part]:
    """Cut files into parts, which can be read one by one, in any order, by several processes.

    A file that is compressed, or a log of another program, is one part. Any other is cut where a connection begins, so
    one that is a single connection is one part as well.

    Args:
        paths: a file or a folder, or several.
        size: from how many bytes on a part ends with the connection that it is in; at least 1.
        protocol: whose events they are; found out of the first events of each file if it is left out.
        layout: where in a log its frames are, and what stands beside them, as far as that is not to be found out.

    Raises:
        ValueError: the size is not at least 1.
        RecordingError: a file cannot be read as text, or the layout leaves open who sent what.
        OSError: a file cannot be read.
    """
    return [part for path in files_in(paths) for part in parts_of(path, size, protocol, layout)]


def parts_of(
    path: str, size: int, protocol: Protocol | None, layout: Layout | None, name: str | None = None
) -> list[Part]:
    """Cut one file into parts, which say that it has another name, if that is given."""
    if size < 1:
        msg = f"size is a number of bytes, at least 1, not {size}"
        raise ValueError(msg)
    found = whose(path, layout) if protocol is None else checked(protocol)
    shaped = is_shaped(path, found, layout)
    ranges = [(0, None)] if is_packed(path) else cuts(path, size if not shaped else None, found)
    place = path if name else None
    return [
        Part(name or path, start, end, protocol=found, layout=layout, shaped=shaped, path=place)
        for start, end in ranges
    ]


def read(
    paths: Paths,
    table: str = "events",
    *,
    protocol: Protocol | None = None,
    layout: Layout | None = None,
    audio: Audio = "keep",
) -> Iterator[RecordBatch]:
    """Read files as a table, batch by batch, in bounded memory.

    Args:
        paths: a file or a folder, or several: frames, what a recorder wrote, or logs of other programs; plain, gzip or zstd.
        table: which table, of those in `SCHEMAS`.
        protocol: whose events they are; found out of the first events of each file if it is left out.
        layout: where in a log its frames are, and what stands beside them, as far as that is not to be found out.
        audio: "drop" leaves the audio out of `raw`; `lines` cannot give the file back then.

    Raises:
        TypeError: there is no such table, or an argument is of another type.
        RecordingError: a file is damaged. What came before has been given then. A line that is damaged is a row.
        OSError: a file cannot be read.
    """
    for part in parts(paths, protocol=protocol, layout=layout):
        yield from part.read(table, audio=audio)


def reader(
    paths: Paths,
    table: str = "events",
    *,
    protocol: Protocol | None = None,
    layout: Layout | None = None,
    audio: Audio = "keep",
) -> RecordBatchReader:
    """Return what `read` gives as a `pyarrow.RecordBatchReader`, which DuckDB and polars take as it is.

    The arguments, and what it raises as it is read, are those of `read`.

    Raises:
        TypeError: there is no such table, or what `audio` says is none of its values.
    """
    check_choice("a table", table, SCHEMAS)
    check_choice("audio", audio, get_args(Audio))
    schema = SCHEMAS[table] if audio == "keep" or table != "events" else SCHEMAS[table].with_metadata(DROPPED)
    return pa.RecordBatchReader.from_batches(schema, read(paths, table, protocol=protocol, layout=layout, audio=audio))


def lines(rows: Any) -> bytes:
    """Return the lines that rows of `events` were made of, byte for byte: all rows of a file give the file.

    Args:
        rows: a batch or a table of `events`, in the order in which it was made; it may have no more than its columns
            `index`, `raw` and `line`.

    Raises:
        TypeError: it is neither.
        ValueError: audio was left out of them.
    """
    if not hasattr(rows, "schema") or not hasattr(rows, "column"):
        msg = f"lines takes a batch or a table of pyarrow, not {shown(rows)}"
        raise TypeError(msg)
    if DROPPED.items() <= dict(rows.schema.metadata or {}).items():
        msg = 'these rows were made with audio="drop", so what they were made of is not in them'
        raise ValueError(msg)
    columns = [rows.column(name).to_pylist() for name in ("index", "raw", "line")]
    return b"".join(
        raw.encode() + b"\n" if line is None else line for index, raw, line in zip(*columns, strict=True) if not index
    )
