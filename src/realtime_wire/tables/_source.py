"""From files to blocks of whole lines, each with the place where it begins: plain, gzip or zstd, in bounded memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any, cast

import attrs

from realtime_wire._engine import codec
from realtime_wire._engine.errors import DecodeError
from realtime_wire._engine.protocol import Protocol
from realtime_wire._engine.text import WHITE
from realtime_wire.recordings import Layout, RecordingError, _whose
from realtime_wire.recordings._entries import Opened, Recorded, entry_of
from realtime_wire.recordings._files import LINE_LIMIT, ReadError, blocks_of, lines_of
from realtime_wire.recordings._layout import UnclearError, type_of
from realtime_wire.recordings._logs import Log
from realtime_wire.recordings._whose import name_in

from ._arrow import pa

__all__ = ["BLOCK", "Block", "begins", "blocks", "cuts", "is_packed", "is_shaped", "starts_of", "whose"]

BLOCK = 1 << 20
"""How much is made into one batch, unless a line is longer."""

NEWLINE = 10

# The allocator of the C library of most Linuxes gives what is larger than anything that was ever freed back to the system at
# once, and to have memory from there anew for each block takes longer than all that is done with the block.
_ = bytes(8 * BLOCK)
del _

ZSTD = b"\x28\xb5\x2f\xfd"
GZIP = b"\x1f\x8b"


@attrs.define(eq=False)
class Block:
    """Whole lines of a file; the last may lack its end if the file does."""

    offset: int
    """Where it begins: how many bytes of the file, when it is unpacked, are before."""

    data: bytes
    """The lines."""

    is_torn: bool = False
    """Whether it is a piece of a line that is too long to be read as one."""

    def take(self) -> bytes:
        """Return the lines, and keep nothing of them: whoever has the block still does not need them twice."""
        data, self.data = self.data, b""
        return data


def _head(path: str) -> bytes:
    with open(path, "rb") as file:  # noqa: PTH123  a name is enough
        return file.read(4)


def is_packed(path: str) -> bool:
    """Tell whether a file is compressed, so that it can be read from its beginning alone."""
    return path.endswith((".gz", ".zst")) or _head(path).startswith((ZSTD, GZIP))


def _chunks(path: str, start: int, end: int | None, *, is_whole: bool = False) -> Iterator[bytes]:
    """Read a file, or a range of one that is not compressed."""
    if path.endswith(".zst") or _head(path).startswith(ZSTD):
        with pa.input_stream(path, compression="zstd") as stream:
            yield from blocks_of("", _told(stream.read), _ignore)
        return
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123  a name is enough
        file.seek(start)
        left = float("inf") if end is None else end - start
        is_large = is_whole and not is_packed(path)

        def read(size: int) -> bytes:
            nonlocal left
            # Where it stays as much as it is, and all of it is read, that may be more than is asked for.
            data = file.read(int(min(BLOCK if is_large else size, left)))
            left -= len(data)
            return data

        # What is in the middle of a file is what it is.
        yield from blocks_of(path, read, _ignore) if start == 0 else iter(lambda: read(BLOCK), b"")


def _ignore(_: int) -> None:
    pass


def _told(read: Callable[[int], bytes]) -> Callable[[int], bytes]:
    def read_or_tell(size: int) -> bytes:
        try:
            return read(size)
        except OSError:
            msg = "damaged zstd data, or some that ends too early"
            raise ReadError(msg) from None

    return read_or_tell


def blocks(path: str, start: int = 0, end: int | None = None) -> Iterator[Block]:
    """Read the lines of a file, or of a range of it.

    Raises:
        RecordingError: it is damaged. What came before the damage has been given then.
        OSError: it cannot be read.
    """
    try:
        yield from _cut(_chunks(path, start, end, is_whole=True), start)
    except ReadError as error:
        msg = f"{path}: {error}"
        raise RecordingError(msg) from None


def _cut(chunks: Iterable[bytes], offset: int) -> Iterator[Block]:
    """Put chunks together, and cut them behind the ends of lines. Where lines are cut does not depend on the chunks."""
    held: list[bytes] = []
    size, is_torn, fault = 0, False, None
    try:
        for chunk in chunks:
            held.append(chunk)
            size += len(chunk)
            if size >= BLOCK and (b"\n" in chunk or size > LINE_LIMIT):
                data, held = b"".join(held), []
                while (cut := _end_in(data, is_torn=is_torn))[0]:
                    # What is given away is not kept here: a line may be long.
                    end, is_torn = cut
                    given, data = [Block(offset, data[:end], is_torn=is_torn)], data[end:]
                    is_torn, offset = is_torn and given[0].data[-1] != NEWLINE, offset + end
                    yield given.pop()
                held, size = [data], len(data)
                del data
    except (ReadError, OSError) as error:
        fault = error
    data, held = b"".join(held), []
    while data:
        end, is_torn = _end_in(data, is_torn=is_torn)
        given, data = [Block(offset, data[: end or None], is_torn=is_torn)], data[end:] if end else b""
        is_torn, offset = is_torn and given[0].data[-1] != NEWLINE, offset + end
        yield given.pop()
    if fault is not None:
        raise fault


def _end_in(data: bytes, *, is_torn: bool) -> tuple[int, bool]:
    """Tell where the next block ends, and whether it is a piece of a line; 0 if nobody can tell yet."""
    first = data.find(b"\n", 0, LINE_LIMIT + 1) + 1
    if first:
        return first if is_torn else max(first, data.rfind(b"\n", 0, BLOCK) + 1), is_torn
    return (LINE_LIMIT, True) if len(data) > LINE_LIMIT else (0, is_torn)


def is_shaped(path: str, protocol: Protocol, layout: Layout | None) -> bool:
    """Tell whether a file is a log of another program, rather than frames or what a recorder wrote.

    Raises:
        RecordingError: it cannot be read, or the layout leaves open who sent what.
        OSError: it cannot be read.
    """
    try:
        return Log(lines_of(_chunks(path, 0, None)), protocol, layout).shape is not None
    except (ReadError, UnclearError) as error:
        msg = f"{path}: {error}"
        raise RecordingError(msg) from None


def whose(path: str, layout: Layout | None) -> Protocol:
    """Find out whose events are in a file, from the first of them; what is damaged tells nothing.

    Raises:
        OSError: it cannot be read.
    """
    return _whose.whose(_frames(path, layout))


def _frames(path: str, layout: Layout | None) -> Iterator[bytes | str]:
    """Give the text frames of a file, as far as it can be read: whoever reads it all tells."""
    with suppress(ReadError, UnclearError):
        log = Log(lines_of(_chunks(path, 0, None)), None, layout)
        for entry in log.entries() if log.shape is not None else map(_entry_in, log.lines):
            frame = entry.frame if isinstance(entry, Recorded) else entry
            if isinstance(frame, str) or (isinstance(frame, bytes) and not isinstance(entry, Recorded)):
                yield frame


def _entry_in(line: bytes | None) -> Any:
    """Return what a recorder wrote, or else the line, which may be a frame."""
    if line is None or name_in(line) is not None:
        return line
    value = _json(line)
    try:
        return (entry_of(cast("dict[str, Any]", value)) if isinstance(value, dict) else None) or line
    except DecodeError:
        return None


# Where connections begin


def starts_of(protocol: Protocol) -> frozenset[str]:
    """Return the wire names of the events with which a session begins."""
    return frozenset(name for cls in protocol.starts for name in protocol.wire_names(cls))


def begins(value: Any, starts: frozenset[str]) -> bool:
    """Tell whether the JSON of a line begins a connection: as a recorder says it, or by the first event of a session."""
    if not isinstance(value, dict):
        return False
    obj = cast("dict[str, Any]", value)
    try:
        return isinstance(entry_of(obj), Opened) or type_of(obj) in starts
    except DecodeError:
        return False


def cuts(path: str, size: int | None, starts: frozenset[str]) -> list[tuple[int, int]]:
    """Cut a file that is not compressed into ranges of at least a size, each of which begins with a connection.

    Without a size, it is one range.
    """
    length = os.stat(path).st_size  # noqa: PTH116  a name is enough
    edges = [0]
    while size is not None and (edge := _next_begin(path, edges[-1] + size, length, starts)) is not None:
        edges.append(edge)
    return [*zip(edges, [*edges[1:], length], strict=True)]


def _next_begin(path: str, offset: int, length: int, starts: frozenset[str]) -> int | None:
    """Find the first line behind a place with which a connection begins."""
    if offset >= length:
        return None
    needles = [b'"open"', *(b'"' + name.encode() + b'"' for name in starts)]
    # From the byte before, so that a line that begins right here is seen to.
    for number, block in enumerate(blocks(path, offset - 1, length)):
        at = block.offset
        is_first = number == 0
        if block.is_torn or not any(needle in block.data for needle in needles):
            continue
        for line in block.data.split(b"\n"):
            if not is_first and any(needle in line for needle in needles) and begins(_json(line), starts):
                return at
            at += len(line) + 1
            is_first = False
    return None


def _json(line: bytes | str) -> Any:
    try:
        return codec.decode(line.strip(WHITE) if isinstance(line, bytes) else line, Any)
    except DecodeError:
        return None
