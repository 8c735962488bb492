"""From files to blocks of whole lines, each with the place where it begins: plain, gzip or zstd, in bounded memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
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
from realtime_wire.recordings._whose import BEGIN, First, name_in

from ._arrow import pa

__all__ = ["BLOCK", "Beginnings", "Block", "blocks", "cut", "cuts", "is_packed", "is_shaped", "starts_of", "whose"]

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

    head: bytes
    """The first line, if a part of it was read with what came before; else nothing."""

    data: bytes
    """What has the other lines, as it was read: they are not cut out of it, which would be a copy."""

    begin: int
    """Where in that they begin,"""

    end: int
    """and end."""

    is_torn: bool = False
    """Whether it is a piece of a line that is too long to be read as one."""

    @property
    def size(self) -> int:
        """How many bytes the lines have."""
        return len(self.head) + self.end - self.begin

    def pieces(self) -> list[tuple[bytes, int, int]]:
        """Return bytes, and where in them lines begin and end. Nothing is kept: whoever has the block needs no line twice."""
        pieces = [(self.head, 0, len(self.head))] if self.head else []
        pieces.append((self.data, self.begin, self.end))
        self.head, self.data, self.begin, self.end = b"", b"", 0, 0
        return pieces

    def take(self) -> bytes:
        """Return the lines as one, and keep nothing of them."""
        pieces = [data[begin:end] for data, begin, end in self.pieces()]
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)


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
        yield from cut(_chunks(path, start, end, is_whole=True), start)
    except ReadError as error:
        msg = f"{path}: {error}"
        raise RecordingError(msg) from None


def cut(chunks: Iterable[bytes], offset: int) -> Iterator[Block]:
    """Put chunks together, and cut them behind the ends of lines.

    Where a line is cut that is too long does not depend on the chunks.
    """
    held: list[bytes] = []
    """What was not given away yet; the first of these ends no line."""
    size, is_torn, fault = 0, False, None
    try:
        for chunk in chunks:
            held.append(chunk)
            size += len(chunk)
            if size >= BLOCK and (b"\n" in chunk or size > LINE_LIMIT):
                head, data, begin = _joined(held, is_torn=is_torn)
                held.clear()
                while (found := _end_in(data, begin, is_torn=is_torn))[0]:
                    end, is_torn = found
                    is_long, is_last = end - begin > 2 * BLOCK, data.find(b"\n", end) < 0
                    lines = (data[begin:end], 0, end - begin) if is_long else (data, begin, end)
                    given = [Block(offset, head, *lines, is_torn)]
                    del lines
                    offset += given[0].size
                    is_torn, head = is_torn and data[end - 1] != NEWLINE, b""
                    begin = end
                    if is_last or is_long:
                        # What is given away is not kept here: a line may be long.
                        data, begin = data[end:], 0
                    yield given.pop()
                held, size = [data[begin:]], len(data) - begin
                del data
    except (ReadError, OSError) as error:
        fault = error
    data, held = b"".join(held), []
    while data:
        end, is_torn = _end_in(data, 0, is_torn=is_torn)
        end = end or len(data)
        given, data = [Block(offset, b"", data[:end], 0, end, is_torn)], data[end:]
        is_torn, offset = is_torn and given[0].data[-1] != NEWLINE, offset + end
        yield given.pop()
    if fault is not None:
        raise fault


def _joined(held: Sequence[bytes], *, is_torn: bool) -> tuple[bytes, bytes, int]:
    """Return the line that the first of two chunks begins, the lines, and where in them the others begin."""
    if len(held) == 2 and not is_torn and len(held[0]) + len(held[1]) <= 2 * BLOCK:  # noqa: PLR2004  it says so
        first = held[1].find(b"\n") + 1
        if b"\n" not in held[0] and held[1].find(b"\n", first) > 0:
            return held[0] + held[1][:first], held[1], first
    return b"", b"".join(held), 0


def _end_in(data: bytes, begin: int, *, is_torn: bool) -> tuple[int, bool]:
    """Tell where the block ends that begins there, and whether it is a piece of a line; 0 if nobody can tell yet."""
    first = data.find(b"\n", begin, begin + LINE_LIMIT + 1) + 1
    if first:
        most = len(data) if len(data) - begin <= 2 * BLOCK else begin + BLOCK
        return first if is_torn else max(first, data.rfind(b"\n", begin, most) + 1), is_torn
    return (begin + LINE_LIMIT, True) if len(data) - begin > LINE_LIMIT else (0, is_torn)


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
    first = First()
    # As far as it can be read: whoever reads it all tells.
    with suppress(ReadError, RecordingError, UnclearError):
        if Log(lines_of(_chunks(path, 0, None)), None, layout).shape is not None:
            return _whose.whose(_frames(path, layout))
        for block in blocks(path):
            if not block.is_torn and any(_looked_at(first, *piece) for piece in block.pieces()):
                break
    return first.protocol(lambda: _frames(path, layout))


def _looked_at(first: First, data: bytes, at: int, end: int) -> bool:
    """Look at lines until it is clear whose they are, or enough were there; return whether that is so."""
    while at < end:
        stop = data.find(b"\n", at, end)
        stop = end if stop < 0 else stop
        if first.knows(data, at):
            is_enough = first.count(stop - at)
        else:
            frame = _text_in(_entry_in(data[at:stop]))
            is_enough = frame is not None and first.take(frame)
        if is_enough:
            return True
        at = stop + 1
    return False


def _frames(path: str, layout: Layout | None) -> Iterator[bytes | str]:
    """Give the text frames of a file, as far as it can be read."""
    with suppress(ReadError, UnclearError):
        log = Log(lines_of(_chunks(path, 0, None)), None, layout)
        lines = (line for line in log.lines if line is not None)
        for entry in log.entries() if log.shape is not None else map(_entry_in, lines):
            frame = _text_in(entry)
            if frame is not None:
                yield frame


def _text_in(entry: Any) -> bytes | str | None:
    """Return the frame of text that an entry, or a line, is; None if it is none."""
    if isinstance(entry, Recorded):
        return entry.frame if isinstance(entry.frame, str) else None
    return entry if isinstance(entry, bytes) else None


def _entry_in(line: bytes) -> Any:
    """Return what a recorder wrote, or else the line, which may be a frame."""
    if line.startswith(BEGIN) or name_in(line) is not None:
        return line
    value = _json(line)
    try:
        return (entry_of(cast("dict[str, Any]", value)) if isinstance(value, dict) else None) or line
    except DecodeError:
        return None


# Where connections begin


def starts_of(protocol: Protocol) -> frozenset[str]:
    """Return the wire names of the events with which a connection may begin."""
    classes = [*protocol.starts, *filter(None, [protocol.opening])]
    return frozenset(name for cls in classes for name in protocol.wire_names(cls))


class Beginnings:
    """Tells which bare events begin a connection: one that asks for a session, and one that starts it if none has asked.

    Whoever goes on behind such an event knows no less than whoever has read all before it, so a file may be cut there.
    """

    def __init__(self, protocol: Protocol) -> None:
        """Begin where nobody has asked."""
        self.names = starts_of(protocol)
        self.opening = frozenset[str](() if protocol.opening is None else protocol.wire_names(protocol.opening))
        self._is_asked = False

    def forget(self) -> None:
        """Go on with a connection that something else has begun."""
        self._is_asked = False

    def begins(self, name: str | None) -> bool:
        """Tell it of an event; return whether a connection begins with it."""
        if name not in self.names:
            return False
        was_asked, self._is_asked = self._is_asked, name in self.opening
        return self._is_asked or not was_asked


def _begins(value: Any, beginnings: Beginnings) -> bool:
    """Tell whether the JSON of a line begins a connection: as a recorder says it, or by an event."""
    if not isinstance(value, dict):
        return False
    obj = cast("dict[str, Any]", value)
    try:
        if isinstance(entry_of(obj), Opened):
            beginnings.forget()
            return True
    except DecodeError:
        return False
    return beginnings.begins(type_of(obj))


def cuts(path: str, size: int | None, protocol: Protocol) -> list[tuple[int, int]]:
    """Cut a file that is not compressed into ranges of at least a size, each of which begins with a connection.

    Without a size, it is one range.
    """
    length = os.stat(path).st_size  # noqa: PTH116  a name is enough
    edges = [0]
    while size is not None and (edge := _next_begin(path, edges[-1], size, length, protocol)) is not None:
        edges.append(edge)
    return [*zip(edges, [*edges[1:], length], strict=True)]


def _next_begin(path: str, edge: int, size: int, length: int, protocol: Protocol) -> int | None:
    """Find the first line, so many bytes behind the last edge, with which a connection begins."""
    least = edge + size
    if least >= length:
        return None
    beginnings = Beginnings(protocol)
    needles = [b'"open"', *(b'"' + name.encode() + b'"' for name in beginnings.names)]
    begin = least - 1  # the byte before, so that a line that begins right here is seen to
    if beginnings.opening:
        # What starts a session begins nothing if a client has asked for it, and that any line before may tell, however spelt.
        begin = edge
        needles.append(b"\\u")
    is_rest = begin != edge
    for block in blocks(path, begin, length):
        at = block.offset
        lines = block.take()
        if not block.is_torn and any(needle in lines for needle in needles):
            for line in lines.split(b"\n"):
                is_told = not is_rest and any(needle in line for needle in needles)
                if is_told and _begins(_json(line), beginnings) and at >= least:
                    return at
                at += len(line) + 1
                is_rest = False
        is_rest = False
    return None


def _json(line: bytes | str) -> Any:
    try:
        return codec.decode(line.strip(WHITE) if isinstance(line, bytes) else line, Any)
    except DecodeError:
        return None
