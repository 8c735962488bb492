"""From the bytes of a file, plain or gzip, to its lines: in constant memory, and without loss up to a fault."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

__all__ = ["ReadError", "blocks_of", "lines_of"]

BLOCK = 1 << 15
"""How much is read at a time; gzip makes at most a thousand times as much of it."""

LINE_LIMIT = 1 << 26
"""The longest line that is looked at; servers take frames of a quarter of this at most."""

SNIFF = 1 << 13
"""How much of a file is looked at to tell whether it is text."""


class ReadError(Exception):
    """A file that cannot be read, or not to its end; the text says why."""


def blocks_of(name: str, read: Callable[[int], bytes], advance: Callable[[int], object]) -> Iterator[bytes]:
    """Read a file in blocks, decompressed if it is compressed.

    Args:
        name: the name of the file, which tells that it should be compressed.
        read: gives some bytes, at most as many as asked for, and none at the end.
        advance: is told how many bytes were read, as they are in the file.

    Raises:
        ReadError: it is binary, or compressed and damaged. All that came before the damage has been given then.
        OSError: it cannot be read.
    """
    head, blocks = _with_head(_read(read, advance))
    zipped = head.startswith(b"\x1f\x8b")
    if name.endswith(".gz") and head and not zipped:
        raise ReadError("not gzip data")
    if zipped or name.endswith(".gz"):
        head, blocks = _with_head(_inflated(blocks))
    # A log may have zeros where a machine went down.
    if b"\0" in head[:SNIFF] and not head.lstrip().startswith(b"{"):
        raise ReadError("not a text file")
    return blocks


def _with_head(blocks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    head = next(blocks, b"")
    return head, chain([head], blocks)


def _read(read: Callable[[int], bytes], advance: Callable[[int], object]) -> Iterator[bytes]:
    while block := read(BLOCK):
        advance(len(block))
        yield block


def _inflated(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Undo gzip, also where several compressed files follow each other, or zeros, with which some tools pad.

    Not with the `gzip` module: that throws away what comes shortly before a fault.
    """
    inflate = zlib.decompressobj(wbits=31)
    try:
        for block in blocks:
            rest = block
            while rest := rest.lstrip(b"\0") if inflate.eof else rest:
                if inflate.eof:
                    inflate = zlib.decompressobj(wbits=31)
                before = inflate.copy()
                try:
                    yield inflate.decompress(rest)
                except zlib.error:
                    # The same once more, and to the same fault, in steps so small that nothing goes down with it.
                    yield from (before.decompress(bytes([byte])) for byte in rest)
                rest = inflate.unused_data
    except zlib.error:
        raise ReadError("damaged gzip data") from None
    if not inflate.eof:
        raise ReadError("gzip data that ends too early")


def lines_of(blocks: Iterable[bytes]) -> Iterator[bytes | None]:
    """Cut blocks into lines; None stands for one that is too long.

    If reading fails, what there is of the last line comes before the exception.
    """
    begun, fault = bytearray(), None
    try:
        for block in blocks:
            *lines, last = block.split(b"\n")
            for line in lines:
                yield bytes(begun) + line if len(begun) + len(line) <= LINE_LIMIT else None
                begun.clear()
            if len(begun) <= LINE_LIMIT:
                begun += last
    except (OSError, ReadError) as error:
        fault = error
    if begun:
        yield bytes(begun) if len(begun) <= LINE_LIMIT else None
    if fault is not None:
        raise fault
