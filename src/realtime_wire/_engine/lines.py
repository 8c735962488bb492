"""Lines: texts and files with one JSON object a line, and how long a line or any other text may be.

What is known of a line before it is decoded is known here, and nowhere else: what ends one, which are blank, which number it
has, whether there will be more of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO, StringIO
from typing import Any

from .errors import DecodeError
from .text import WHITE, WHITESPACE, Data, as_text

__all__ = ["Lines", "check_limit", "limited", "lines_of_file", "lines_of_text"]

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
    return line.rstrip(WHITE if isinstance(line, bytes) else WHITESPACE)


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


class Lines(Iterator[Any]):
    """Not a generator, because that would be over after its first exception."""

    __slots__ = ("_begun", "_decode", "_lines", "_malformed", "_may_grow", "_number")

    def __init__(
        self,
        decode: Callable[[Data], Any],
        lines: Iterable[Data],
        *,
        malformed: type[Any] | None,
        before: int = 0,
        may_grow: bool = False,
    ) -> None:
        """Prepare to decode lines.

        Args:
            decode: decodes one; None is what is left out.
            lines: the lines.
            malformed: the class of objects that keep an error, which is told its line.
            before: how many lines there were before these.
            may_grow: whether more of the last line may follow.
        """
        self._decode = decode
        self._lines = iter(lines)
        self._malformed = malformed
        self._number = before
        self._may_grow = may_grow
        self._begun: bytes | str | None = None
        """What there was of a line that had no end yet, and nothing of it if that was decoded."""

    def __next__(self) -> Any:
        for line in self._lines:
            begun, self._begun = self._begun, None
            if begun is None:
                self._number += 1
            try:
                text = as_text(line)
                frame = text.rstrip(WHITE) if isinstance(text, bytes) else text.rstrip(WHITESPACE)
                if self._may_grow and (begun is not None or not frame or text[-1] not in NEWLINES):
                    frame = self._go_on(begun, text)
                if not frame:
                    continue
                decode = self._decode  # called as if it was a method, it would take the interpreter's long way
                event = decode(frame)
            except DecodeError as error:
                error.line = self._number
                raise
            if self._begun is not None:
                self._begun = b""
            if event is not None:
                if event.__class__ is self._malformed:
                    event.error.line = self._number
                return event
        raise StopIteration

    def _go_on(self, begun: Any, more: Any) -> Any:
        """Return what there is now of a line that had no end before, or has none yet; nothing if that is not new."""
        whole = begun + more if begun else more
        if not is_finished(more):
            self._begun = whole
        return stripped(whole if begun is None or stripped(more) else more[:0])


def lines_of_text(decode: Callable[[Data], Any], data: Data, *, malformed: type[Any] | None) -> list[Any]:
    """Decode all lines of a text."""
    text = as_text(data)
    lines: Iterable[Any] = BytesIO(text) if isinstance(text, bytes) else StringIO(text, newline="\n")
    return list(Lines(decode, lines, malformed=malformed))


def lines_of_file(
    decode: Callable[[Data], Any], lines: Any, *, malformed: type[Any] | None, limit: int | None
) -> Iterator[Any]:
    """Decode a file as it is read, of which no more is held than a frame may have, or any other iterable of lines.

    Raises:
        TypeError: it is text, or no iterable.
    """
    if isinstance(lines, str) or is_buffer(lines) or not hasattr(lines, "__iter__"):
        msg = "iter_lines reads a file or another iterable of lines; decode_lines takes text"
        raise TypeError(msg)
    if not is_file(lines):
        return Lines(decode, lines, malformed=malformed)
    return Lines(decode, lines if limit is None else LimitedLines(lines, limit), malformed=malformed, may_grow=True)
