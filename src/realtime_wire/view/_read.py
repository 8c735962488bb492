"""Reading: from a file to what a page tells of it, in one pass over its lines.

What is damaged ends nothing here: a line that is no frame becomes a row of the wire that says so, as whoever debugs wants to
see it. Which protocol it is, the first events tell.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal, TypeAlias

import attrs

from realtime_wire._engine import facts
from realtime_wire._engine.errors import DecodeError
from realtime_wire._engine.protocol import Protocol
from realtime_wire._engine.text import WHITE
from realtime_wire._engine.unknown import UnknownEvent
from realtime_wire._engine.values import measure
from realtime_wire.codec import Decoder
from realtime_wire.conversation import Conversation
from realtime_wire.recordings import Layout, RecordingError
from realtime_wire.recordings._entries import Closed, Opened, Recorded, entry_in
from realtime_wire.recordings._files import ReadError, blocks_of, lines_of
from realtime_wire.recordings._layout import UnclearError
from realtime_wire.recordings._logs import Log, too_long
from realtime_wire.recordings._whose import MOST_HELD, whose

from ._wire import Place, Wire

__all__ = ["Call", "Mark", "Setup", "read"]

BETWEEN = 1.0
"""How many seconds are put between connections, each of which has a clock of its own."""

MarkKind: TypeAlias = Literal["error", "limit", "open", "close"]
"""Something that happens at one moment: a fault is told, or how much of a rate limit is left; a connection begins or ends."""

Line: TypeAlias = "tuple[int, Recorded | Opened | Closed | DecodeError, int]"
"""The number of a line, what is in it, and how many bytes that has."""


@attrs.frozen
class Mark:
    """Something that happens at one moment."""

    kind: MarkKind
    """What."""

    at: float
    """When: the seconds, or the row where there are no times."""

    row: int
    """The row of the wire."""

    text: str
    """What is to be told of it."""


@attrs.frozen
class Setup:
    """A session is set up, or set up otherwise."""

    stage: str
    """As in `facts.Session`."""

    at: float
    """When, as in `Mark`."""

    row: int
    """The row of the wire."""

    settings: facts.Settings
    """What is told."""


@attrs.define(eq=False)
class Call:
    """What is in a file."""

    name: str
    """The file."""

    conversation: Conversation
    """What was said, with its audio."""

    ordered: Conversation
    """The same, with rows of the wire in place of times. It has no audio."""

    wire: Wire
    """The frames."""

    timed: bool = False
    """Whether any frame has a time."""

    end: float = 0
    """When the last frame came, as in `Mark`."""

    marks: list[Mark] = attrs.Factory(list[Mark])
    """What happens at one moment, in order."""

    setups: list[Setup] = attrs.Factory(list[Setup])
    """How sessions are set up, in order."""

    transcribed: dict[str, int] = attrs.Factory(dict[str, int])
    """The row in which all words of a message were last told, by its id."""

    notes: list[str] = attrs.Factory(list[str])
    """What is to be said of the file for people."""


def read(
    name: str | os.PathLike[str],
    protocol: Protocol | None = None,
    layout: Layout | None = None,
    advance: Callable[[int], object] = lambda _: None,
) -> Call:
    """Read a file to its end, or as far as it goes.

    Args:
        name: the file.
        protocol: whose frames they are; found out from the first ones if it is left out.
        layout: what is known of a log of another program.
        advance: is told how many bytes were read.

    Raises:
        RecordingError: it is not a text file, or nobody can tell who sent what.
        OSError: it cannot be read.
    """
    path = os.fspath(name)
    notes: list[str] = []
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123  a name is enough
        try:
            log = Log(lines_of(blocks_of(path, file.read, advance)), protocol, layout)
            lines = _lines(log, notes)
            held: deque[Line] = deque()
            if protocol is None:
                for line in lines:
                    held.append(line)
                    if len(held) == MOST_HELD:
                        break
                protocol = whose(entry.frame for _, entry, _ in held if isinstance(entry, Recorded))
            call = _Reader(path, protocol, notes).read(_both(held, lines))
        except (ReadError, UnclearError) as error:
            msg = f"{path}: {error}"
            raise RecordingError(msg) from None
    if log.shape is not None:
        notes.insert(0, f"A log; {log.shape}.")
    if log.skipped.count:
        notes.append(f"{log.skipped}.")
    return call


def _both(held: deque[Line], lines: Iterator[Line]) -> Iterator[Line]:
    """Give what was held back, and then the rest; what was given is let go."""
    while held:
        yield held.popleft()
    yield from lines


def _lines(log: Log, notes: list[str]) -> Iterator[Line]:
    """Give what is in the lines; a fault that ends the file becomes a note, unless nothing came before it."""
    any_came = False
    try:
        for line in _bare(log) if log.shape is None else _logged(log):
            any_came = True
            yield line
    except ReadError as error:
        if not any_came:
            raise
        notes.append(f"Not read to its end: {error}, after line {log.number}.")


def _bare(log: Log) -> Iterator[Line]:
    for text in log.lines:
        log.number += 1
        if text is None:
            yield log.number, too_long(), 0
            continue
        size = len(text.strip(WHITE))
        if not size:
            continue
        try:
            yield log.number, entry_in(text, log.senders), size
        except DecodeError as error:
            yield log.number, error.alone(), size


def _logged(log: Log) -> Iterator[Line]:
    for entry in log.entries():
        yield log.number, entry, len(entry.frame) if isinstance(entry, Recorded) else 0


# Taking it in


class _Reader:
    """Takes in the lines of a file."""

    def __init__(self, name: str, protocol: Protocol, notes: list[str]) -> None:
        self.call = Call(name, Conversation(protocol, audio=True), Conversation(protocol), Wire(protocol), notes=notes)
        self._protocol = protocol
        self._decode: Callable[[str | bytes], Any] = Decoder(protocol.event | UnknownEvent, malformed="keep").decode
        self._begin = 0.0
        """When the connection at hand began, on the clock of the page."""
        self._now = 0.0
        self._used = False
        """Whether anything came on the connection at hand."""
        self._connections = 1
        self._noted: dict[type, bool] = {}
        """Whether the facts of events of a class are looked at here; not those that come for every few letters."""

    def read(self, lines: Iterable[Line]) -> Call:
        """Take in all of them."""
        for number, entry, size in lines:
            if isinstance(entry, Opened):
                self._open()
            elif isinstance(entry, Closed):
                self._tick(entry.time)
                told = f"closed by the {entry.sender}: {entry.code} {entry.reason}".rstrip()
                self._mark("close", told)
                self._used = True
                self._over()
            else:
                self._frame(number, entry, size)
        call = self.call
        for conversation in (call.conversation, call.ordered):
            conversation.end()
        if not call.timed:
            self._untimed()
        call.end = self._now if call.timed else max(call.wire.count - 1, 0)
        return call

    def _untimed(self) -> None:
        """Put rows in place of times, of which there are none."""
        call = self.call
        call.marks = [attrs.evolve(mark, at=mark.row) for mark in call.marks]
        call.setups = [attrs.evolve(setup, at=setup.row) for setup in call.setups]

    def _open(self) -> None:
        if not self._used:
            return
        self._over()

    def _over(self) -> None:
        """Begin another connection, which has a clock of its own, when something comes on it."""
        self._used = False
        self._begin = self._now + BETWEEN
        self._connections += 1

    def _tick(self, time: float | None) -> None:
        """Read the clock; a time that is not told, or that goes back, is that of the frame before."""
        if not self._used and self._connections > 1:
            for conversation in (self.call.conversation, self.call.ordered):
                conversation.reconnect()
            self._now = max(self._now, self._begin) if self.call.timed else self._now
            self._mark("open", f"connection {self._connections} begins")
        if time is not None:
            self.call.timed = True
            self._now = max(self._now, self._begin + time)

    def _mark(self, kind: MarkKind, text: str) -> None:
        self.call.marks.append(Mark(kind, self._now, self.call.wire.count, text))

    def _frame(self, number: int, entry: Recorded | DecodeError, size: int) -> None:
        call = self.call
        if isinstance(entry, DecodeError):
            call.wire.add_broken(Place(number, self._now, None, size), entry)
            return
        self._tick(entry.time)
        self._used = True
        row, place = call.wire.count, Place(number, self._now, entry.sender, len(entry.frame))
        try:
            event = self._decode(entry.frame)
        except DecodeError as error:
            call.wire.add_broken(place, error.alone())
            return
        call.wire.add(place, event, binary=isinstance(entry.frame, bytes))
        call.conversation.feed(event, self._now if call.timed else None, entry.sender)
        call.ordered.feed(event, row, entry.sender)
        if self._is_noted(event.__class__):
            for fact in self._protocol.facts_of(event):
                self._note(fact, row)

    def _is_noted(self, cls: type) -> bool:
        noted = self._noted.get(cls)
        if noted is None:
            noted = self._noted[cls] = not isinstance(self._protocol.teller_of(cls), facts.Piece)
        return noted

    def _note(self, fact: facts.Fact, row: int) -> None:
        call = self.call
        match fact:
            case facts.Failure():
                kind = ", ".join(filter(None, (fact.type, fact.code)))
                call.marks.append(Mark("error", self._now, row, f"{kind}: {fact.message or ''}".strip(": ")))
            case facts.RateLimit():
                left = "?" if fact.remaining is None else f"{fact.remaining:,}"
                most = "" if fact.limit is None else f" of {fact.limit:,}"
                seconds = measure(fact.reset_seconds)
                reset = "" if seconds is None else f", all again in {seconds:g} s"
                call.marks.append(Mark("limit", self._now, row, f"{fact.name}: {left}{most} left{reset}"))
            case facts.Session():
                call.setups.append(Setup(fact.stage, self._now, row, fact.settings))
            case facts.Said(item_id=str(item_id), whole=True):
                call.transcribed[item_id] = row
            case _:
                pass
