"""Texts of a limited length, and files that are read line by line: what is known of a line before it is decoded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ._json import Data
from .errors import DecodeError

__all__ = [
    "BLANK",
    "BLANK_TEXT",
    "NEWLINES",
    "LimitedLines",
    "check_limit",
    "is_file",
    "is_finished",
    "limited",
    "stripped",
]

BLANK, BLANK_TEXT = b" \t\r\n", " \t\r\n"
"""White space in JSON."""

NEWLINES = (10, "\n")
"""What a finished line has for its last item, if that is bytes or str."""

_SHORTEST = 2
"""How many bytes an object has at least."""


def check_limit(limit: Any) -> None:
    """See whether this is how many bytes a frame may have.

    Raises:
        TypeError: it is no integer.
        ValueError: no frame is as short as that.
    """
    if not isinstance(limit, int) or isinstance(limit, bool):
        msg = f"max_bytes is an integer or None, not {limit!r}"
        raise TypeError(msg)
    if limit < _SHORTEST:
        msg = f"max_bytes is at least {_SHORTEST}, the length of an empty object, not {limit}"
        raise ValueError(msg)


def limited(limit: int, decode: Callable[[Data], Any]) -> Callable[[Data], Any]:
    """Make the function that hands texts on unless they are longer than a number of bytes."""
    expected = f"at most {limit} bytes"

    def decode_limited(data: Data) -> Any:
        if _is_longer(data, limit):
            raise DecodeError(expected, "more")
        return decode(data)

    return decode_limited


def _is_longer(data: Any, limit: int) -> bool:
    if isinstance(data, str):
        # No character has less than one byte in UTF-8, or more than four: often there is no need to encode them.
        if len(data) > limit or data.isascii() or 4 * len(data) <= limit:
            return len(data) > limit
        return len(data.encode("utf-8", "surrogatepass")) > limit
    if isinstance(data, (bytes, bytearray)):
        return len(data) > limit
    try:
        return memoryview(data).nbytes > limit
    except (TypeError, ValueError, BufferError):
        return False  # it will be refused for what it is


def is_buffer(data: Any) -> bool:
    """Tell whether something has bytes in memory, as text has that is given as a whole."""
    try:
        memoryview(data)
    except (TypeError, ValueError, BufferError):
        return isinstance(data, memoryview)
    return True


def is_file(lines: Any) -> bool:
    """Tell whether lines are those of a file, rather than of a list, for one."""
    return hasattr(lines, "read") and hasattr(lines, "readline")


def is_finished(line: bytes | str) -> bool:
    """Tell whether a line of a file has its end, or may yet be written to."""
    return len(line) > 0 and line[-1] in NEWLINES


def stripped(line: Any) -> Any:
    """Return a line without the white space at its end."""
    return line.rstrip(BLANK if isinstance(line, bytes) else BLANK_TEXT)


class LimitedLines(Iterator[Any]):
    """The lines of a file, of which no more is read at a time than a frame may have.

    Of a line that is longer, only the beginning comes out: so much that it is too long as well.
    """

    __slots__ = ("_file", "_given", "_is_inside", "_limit")

    def __init__(self, file: Any, limit: int) -> None:
        self._file = file
        self._limit = limit
        self._given = 0
        """How much of a line is out already that has no end yet."""
        self._is_inside = False
        """Whether the file stands inside of a line that was too long."""

    def __next__(self) -> Any:
        room = self._limit + 1 - self._given
        line = self._read(room)
        if not line:
            raise StopIteration
        if is_finished(line):
            self._given = 0
        elif len(line) < room:
            self._given += len(line)
        else:
            self._given = 0
            line = self._cut(line)
        return line

    def _read(self, room: int) -> Any:
        """Read a line, or as much of it as there is room for, or as there is at the end of the file."""
        line = self._file.readline(room)
        while self._is_inside and line:
            self._is_inside = not is_finished(line)
            line = self._file.readline(room)
        return line

    def _cut(self, line: Any) -> Any:
        """Read to the end of a line, and drop what is too much of it; white space at its end makes it no longer."""
        last = line[:0]
        self._is_inside = True
        while self._is_inside and (more := self._file.readline(self._limit)):
            self._is_inside = not is_finished(more)
            last = stripped(more)[-1:] or last
        return line + last + (b"\n" if isinstance(line, bytes) else "\n")
