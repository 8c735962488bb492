"""Logs: from the lines of a file to entries, whatever the lines are like.

Most files are frames, or what a recorder wrote; their lines are handed on as they are, so that reading them costs what it
costs without this. All else is read by a `Shape`, which the first lines tell; of what holds no frame is kept which it was.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, cast

import attrs

from realtime_wire._engine import codec
from realtime_wire._engine.errors import DecodeError
from realtime_wire._engine.protocol import Protocol
from realtime_wire._engine.text import WHITE, WHITESPACE

from . import _files
from ._entries import Entry, Opened, Senders, entry_of, senders_of
from ._layout import Framed, Item, Layout, Shape, framed_in, known_in, shape_of, type_of
from ._text import found_in
from ._times import Clock

__all__ = ["Log", "Skipped", "too_long"]

SAMPLE_LINES = 200
SAMPLE_BYTES = 1 << 20
"""How much of a file is looked at to tell what it is like, as long as no line has told it."""

MANY = 2
"""From how many parts on they are told apart from the line that they are."""

SHOWN = 10
"""How many numbers of lines are told."""

_OBJECT = re.compile(rb'\{\s*["{\[}]')
_DAMAGED = re.compile(rb'\A\s*\{\s*"|"type\\*"\s*:')
"""What a line has that was to hold a frame."""

_scan = json.JSONDecoder().raw_decode


def too_long() -> DecodeError:
    """Return the fault of a line that is longer than any is read."""
    return DecodeError("JSON", f"a line of more than {_files.LINE_LIMIT} bytes")


@attrs.define(eq=False)
class Skipped:
    """What held no frame; ``str`` says it for people."""

    what: str = "line"
    count: int = 0
    first: list[int] = attrs.Factory(list[int])
    """The numbers of the first lines."""
    lines: int = 0
    """How many lines it was in."""
    has_parts: bool = False
    """Whether something in a line held none, and something else did."""

    def add(self, number: int, parts: int = 0) -> None:
        """Count a line, or parts of one."""
        self.count += parts or 1
        self.lines += 1
        self.has_parts = self.has_parts or parts > 0
        if self.lines <= SHOWN:
            self.first.append(number)

    def __str__(self) -> str:
        numbers = ", ".join(map(str, self.first)) + (", ..." if self.lines > SHOWN else "")
        lines = f"{self.lines} {self.what}{'s' * (self.lines > 1)}"
        what = f"{self.count} part{'s' * (self.count > 1)} of {lines}" if self.has_parts else lines
        return f"{what} hold{'s' * (self.count == 1)} no frame: {numbers}"


class Log:
    """A file of lines, of which the first have been looked at."""

    shape: Shape | None
    """What it is like; None if lines are frames or what a recorder wrote."""

    lines: Iterator[bytes | None]
    """All its lines, for where there is no shape."""

    number: int
    """The number of the line or element at hand, counted from 1, where there is a shape."""

    def __init__(self, lines: Iterable[bytes | None], protocol: Protocol | None, layout: Layout | None = None) -> None:
        """Look at the first lines.

        Raises:
            UnclearError: the layout says where the sender is told, and what it is does not show.
        """
        self.number = 0
        self.senders = senders_of(protocol)
        ahead = _Ahead(iter(lines))
        elements = _document(ahead)
        if elements is not None:
            self.shape = shape_of(elements, layout or Layout(), self.senders)
            if self.shape is None and any(type_of(item.value) is not None for item in elements):
                self.shape = Shape(((),), self.senders)
        if elements is None or self.shape is None:
            elements, items = None, _sample(ahead, self.senders, is_told=layout is not None)
            self.shape = None if items is None else shape_of(items, layout or Layout(), self.senders)
        self.lines = ahead.all()
        self._clock = Clock()
        self._outer: tuple[int, ...] | None = None
        """Which elements the last frame was in."""
        self.skipped = Skipped("line" if elements is None else "element")
        self._groups = map(_items, self.lines) if elements is None else ([one] for one in elements)

    def entries(self) -> Iterator[Entry | DecodeError]:
        """Give what there is in a log that has a shape; what is damaged is given as the fault that it has."""
        for group in self._groups:
            self.number += 1
            if isinstance(group, DecodeError):
                yield group
                continue
            parts, is_empty, items = 0, True, deque(group or ())
            is_none = group is None
            # What has been given is not kept here, nor what it was found in: a line may be long.
            del group
            while items:
                found, without = self._found(items.popleft())
                parts += without
                is_empty = is_empty and not found
                while found:
                    yield found.popleft()
            if parts or is_none:
                self.skipped.add(self.number, 0 if is_empty and parts < MANY else parts)

    def _found(self, item: Item) -> tuple[deque[Entry], int]:
        """Return the entries in an item, and how many of its parts hold none."""
        entry = _entry(item.value)
        if entry is not None:
            return deque([entry]), 0
        framed, without = self._framed(item)
        found = deque[Entry]()
        for each in framed:
            if self._outer is not None and each.outer != self._outer:
                self._clock = Clock()
                found.append(Opened())
            self._outer = each.outer
            found.append(cast("Shape", self.shape).recorded(each, self._clock))
        return found, without

    def _framed(self, item: Item) -> tuple[list[Framed], int]:
        """Return the frames in an item, and how many of its parts hold none."""
        framed, without = framed_in(item, cast("Shape", self.shape).paths)
        if not framed and type_of(item.value) in self.senders:
            framed, without = framed_in(item, ((),))
        return (framed, without) if framed else ([], 1)


class _Ahead:
    """Lines that can be looked at before they are read; what reading raises is raised in its place."""

    def __init__(self, lines: Iterator[bytes | None]) -> None:
        self.fault: Exception | None = None
        self._lines = lines
        self._seen = deque[bytes | None]()

    def look(self) -> Iterator[bytes | None]:
        """Give the lines from the first on, and no more of them than are asked for."""
        yield from self._seen
        try:
            for line in self._lines:
                self._seen.append(line)
                yield line
        except (OSError, _files.ReadError) as error:
            self.fault = error

    def all(self) -> Iterator[bytes | None]:
        """Give all lines; after that, nothing can be looked at."""
        while self._seen:
            yield self._seen.popleft()
        if self.fault is not None:
            raise self.fault
        yield from self._lines


def _entry(value: Any) -> Entry | None:
    """Return what a recorder wrote, also where its lines are in something else."""
    try:
        return entry_of(cast("dict[str, Any]", value)) if isinstance(value, dict) else None
    except DecodeError:
        return None  # another program may call its members so


# Lines


def _items(line: bytes | None) -> list[Item] | DecodeError | None:
    """Read a line: JSON, or JSON behind other text. None is what has no JSON in it; a blank line is nothing at all."""
    if line is None:
        return too_long()
    if not line.strip(WHITE):
        return []
    try:
        value = codec.decode(line, Any)
        return (_elements(value) if isinstance(value, list) else [Item(value, line=line)]) or None
    except DecodeError as error:
        fault = error.alone()
    try:
        found = None if _OBJECT.match(line.lstrip(WHITE)) else found_in(line.decode())
    except UnicodeDecodeError:
        return fault
    if found is not None:
        return [Item(found.value, found.text, found.before)]
    return fault if _DAMAGED.search(line) else None


def _elements(values: Any) -> list[Item]:
    return [Item(each) for each in cast("list[object]", values)]


def _sample(ahead: _Ahead, senders: Senders, *, is_told: bool) -> list[Item] | None:
    """Read the first lines; None if the first in which there is an event is that event, or what a recorder wrote."""
    sample: list[Item] = []
    size, is_other = 0, is_told
    for number, line in enumerate(ahead.look(), 1):
        items = _items(line)
        for item in items if isinstance(items, list) else ():
            if not is_other and _is_whole(item) and (type_of(item.value) in senders or _entry(item.value)):
                return None
            is_other = is_other or known_in(item.value, senders) is not None
            sample.append(item)
        size += len(line or b"")
        if number >= SAMPLE_LINES or size >= SAMPLE_BYTES:
            break
    return sample


def _is_whole(item: Item) -> bool:
    """Tell whether an item is all that there is on its line."""
    return (item.text is not None or item.line is not None) and not item.before


# Documents


def _document(ahead: _Ahead) -> list[Item] | None:
    """Read a file that is one JSON value, or several, over many lines; None if it is none, or too large for that."""
    looked = ahead.look()
    filled = (line for line in looked if line is None or line.strip(WHITE))
    first = next(filled, None)
    if first is None or not _is_begun(first):
        return None
    second = next(filled, None)
    if second is None or (first.lstrip(WHITE)[:1] == b"{" and _is_object(second)):
        return None  # the first line is cut off
    size = 0
    for line in looked:
        size += _files.LINE_LIMIT if line is None else len(line)
        if size >= _files.LINE_LIMIT:
            return None
    return None if ahead.fault is not None else _values(b"\n".join(filter(None, ahead.look())))


def _is_begun(line: bytes) -> bool:
    """Tell whether an array or object begins on a line, and does not end there."""
    text = line.strip(WHITE)
    try:
        _scan(text.decode())
    except json.JSONDecodeError as error:
        return text[:1] in (b"[", b"{") and error.pos >= len(text) - 1
    except (ValueError, RecursionError):
        pass
    return False


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(codec.decode(line, Any), dict)
    except DecodeError:
        return False


def _values(data: bytes) -> list[Item] | None:
    items: list[Item] = []
    try:
        text = data.decode().strip(WHITESPACE)
        while text:
            end = _scan(text)[1]
            value = codec.decode(text[:end], Any)
            items += _elements(value) if isinstance(value, list) else [Item(value, text[:end])]
            text = text[end:].lstrip(WHITESPACE)
    except (ValueError, RecursionError):
        return None
    return items
