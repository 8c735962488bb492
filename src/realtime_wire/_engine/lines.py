"""Lines: texts and files with one JSON object a line, and how long a line or any other text may be.

What is known of a line before it is decoded is known here, and nowhere else: what ends one, which are blank, which number it
has, whether there will be more of it.
"""

from __future__ import annotations

import warnings
from collections import deque
from collections.abc import Callable, Container, Iterable, Iterator
from io import BytesIO, StringIO
from itertools import islice
from typing import Any, cast

from .errors import DecodeError
from .mistakes import shown
from .text import WHITE, WHITESPACE, Data, as_text, loads

__all__ = ["Inside", "Lines", "check_limit", "limited", "lines_of_file", "lines_of_text"]

NEWLINES = (10, "\n")
"""What a finished line has for its last item, if that is bytes or str."""

_LOOKED = 20
"""How many of the first lines are looked into, if they are no known event."""

_PLACES = 200
"""How many places of one of them are looked at."""

_SHORTEST = 2
"""How many bytes an object has at least."""


def check_limit(limit: Any) -> None:
    """See whether this is how many bytes a frame may have.

    Raises:
        TypeError: it is no integer.
        ValueError: no frame is as short as that.
    """
    if not isinstance(limit, int) or isinstance(limit, bool):
        msg = f"max_bytes is an integer or None, not {shown(limit)}"
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


class Inside:
    """Looks into lines that are no known event for one that is inside: then it is a log, whose lines are to be read otherwise.

    Without it, whoever decodes the lines of such a log gets as many unknown objects, and nothing that tells why.
    """

    __slots__ = ("_left", "_names", "_unknown")

    def __init__(self, names: Container[Any], unknown: type[Any] | None) -> None:
        """Prepare to look for events of these names; `unknown` is the class of objects that are no known event."""
        self._names = names
        self._unknown = unknown
        self._left = _LOOKED

    def look(self, line: Data, event: Any, where: str, stacklevel: int) -> bool:
        """Look at what was made of a line, or at the line if it was left out; tell whether to go on looking."""
        self._left -= 1
        if event is not None and event.__class__ is not self._unknown:
            return self._left > 0
        try:
            place = _place_of(loads(line) if event is None else event.raw, self._names)
        except (DecodeError, RecursionError):
            place = ""  # decoding has said all there is to say
        if place:
            msg = (
                f"{where} is no event, and holds one at {place}: it is a line of a log, or of a recording. "
                "realtime_wire.recordings.read reads both, and says who sent an event, and when."
            )
            warnings.warn(msg, UserWarning, stacklevel=stacklevel)
        return not place and self._left > 0

    def look_at_all(self, text: Data, events: list[Any]) -> None:
        """Look at what a text was decoded to; at its first lines, if all were left out."""
        for event in islice(events, _LOOKED):
            if not self.look(b"", event, "a line", 4):
                return
        if not events:
            for line in islice(_lines_in(as_text(text)), _LOOKED):
                if stripped(line) and not self.look(line, None, "a line", 4):
                    return


def _has_a_long_name(value: Any) -> bool:
    own: Any = cast("dict[str, Any]", value).get("type") if isinstance(value, dict) else None
    return isinstance(own, str) and "." in own


def _place_of(value: Any, names: Container[Any]) -> str:
    """Tell where in a value there is an event, also in a string; nothing if it is one itself, or there is none.

    What has a name of more than one part is an event that this protocol does not know, and may well have others inside.
    """
    if _has_a_long_name(value):
        return ""
    queue = deque[tuple[Any, str]]([(value, "")])
    for _ in range(_PLACES):
        if not queue:
            break
        inner, place = queue.popleft()
        if isinstance(inner, str) and place and inner[:1] == "{":
            try:
                inner = loads(inner)
            except DecodeError:
                continue
        if isinstance(inner, dict):
            members = cast("dict[str, Any]", inner)
            name = members.get("type")
            if isinstance(name, str) and name in names:
                return place
            queue.extend((member, f"{place}.{key}") for key, member in members.items())
    return ""


class Lines(Iterator[Any]):
    """Not a generator, because that would be over after its first exception."""

    __slots__ = ("_begun", "_decode", "_inside", "_lines", "_malformed", "_may_grow", "_number")

    def __init__(  # noqa: PLR0913  named, and with defaults
        self,
        decode: Callable[[Data], Any],
        lines: Iterable[Data],
        *,
        malformed: type[Any] | None,
        before: int = 0,
        may_grow: bool = False,
        inside: Inside | None = None,
    ) -> None:
        """Prepare to decode lines.

        Args:
            decode: decodes one; None is what is left out.
            lines: the lines.
            malformed: the class of objects that keep an error, which is told its line.
            before: how many lines there were before these.
            may_grow: whether more of the last line may follow.
            inside: looks into lines that are no known event.
        """
        self._decode = decode
        self._lines = iter(lines)
        self._malformed = malformed
        self._number = before
        self._may_grow = may_grow
        self._inside = inside
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
            if self._inside is not None and not self._inside.look(frame, event, f"line {self._number}", 3):
                self._inside = None
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
    return list(Lines(decode, _lines_in(as_text(data)), malformed=malformed))


def _lines_in(text: bytes | str) -> Iterable[Any]:
    return BytesIO(text) if isinstance(text, bytes) else StringIO(text, newline="\n")


def lines_of_file(
    decode: Callable[[Data], Any], lines: Any, *, malformed: type[Any] | None, limit: int | None, inside: Inside | None
) -> Iterator[Any]:
    """Decode a file as it is read, of which no more is held than a frame may have, or any other iterable of lines.

    Raises:
        TypeError: it is text, or no iterable.
    """
    if isinstance(lines, str) or is_buffer(lines) or not hasattr(lines, "__iter__"):
        msg = "iter_lines reads a file or another iterable of lines; decode_lines takes text"
        raise TypeError(msg)
    if not is_file(lines):
        return Lines(decode, lines, malformed=malformed, inside=inside)
    lines = lines if limit is None else LimitedLines(lines, limit)
    return Lines(decode, lines, malformed=malformed, may_grow=True, inside=inside)
