"""From lines to rows of `events`: every line is one, whatever it is.

Most lines are a frame that decodes. The compiled lane puts these into columns from their bytes, where it is there; each other
line is looked at here, and says its columns itself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, TypeAlias, cast
from typing import Protocol as Interface

import attrs

from realtime_wire._engine.errors import DecodeError
from realtime_wire._engine.once import ByClass
from realtime_wire._engine.protocol import Protocol, Side
from realtime_wire._engine.schema import kind_of
from realtime_wire._engine.text import WHITE, dumps, loads
from realtime_wire._engine.unknown import MalformedEvent, UnknownEvent
from realtime_wire.codec import Decoder
from realtime_wire.recordings import Layout, RecordingError
from realtime_wire.recordings._entries import (
    Closed,
    Entry,
    Opened,
    Recorded,
    Senders,
    entry_of,
    sender_by_type,
    senders_of,
)
from realtime_wire.recordings._files import LINE_LIMIT
from realtime_wire.recordings._logs import Log

from ._arrow import LARGE, pa, release
from ._columns import SCHEMAS, audio_in, plans, told_by
from ._gather import MOST, Compiled, array_of, gather
from ._source import BLOCK, Beginnings, Block, starts_of

__all__ = ["Line", "Place", "Reading", "Rows"]


@attrs.frozen(slots=False)
class Place:
    """Where a row is, and what is known of it beside the frame."""

    offset: int
    index: int
    connection: int
    session_id: str | None
    time: float | None


Reading: TypeAlias = tuple[tuple[str, ...] | None, Callable[..., None] | None]
"""The members of an event that are enough to know, of one that is an object its id, or None if the event itself is needed; and
what is called with the offset of the event, and with these, or None if there is no need."""


class Listener(Interface):
    """What is told of the events of a part, in order."""

    def wants(self, cls: type[Any]) -> bool:
        """Tell whether events of a class say something to it; of frames that come with their times, it gets all."""
        ...

    def reads(self, cls: type[Any], place_of: Callable[[int], Place]) -> Reading | None:
        """Tell how such events are taken in where no time is told; None if they are to be fed as any other."""
        ...

    def reads_timed(self, cls: type[Any], place_of: Callable[[int, float], Place]) -> Reading | None:
        """Tell how they are taken in where times are told; what does that is called with the time behind the offset."""
        ...

    def connect(self) -> None:
        """Go on with the next connection."""
        ...

    def bound(self, entry: Opened | Closed, place: Place) -> None:
        """Take in how a connection was opened or closed, where a recording says so."""
        ...

    def feed(self, event: Any, place: Place) -> None:
        """Take an event in."""
        ...

    def rows(self, batch: Any) -> None:
        """Take in the rows of `events`, after all that was told of them."""
        ...


@attrs.define(eq=False)
class Line:
    """A line of a log, and where it is."""

    offset: int
    """At which byte it begins."""

    text: bytes
    """What is on it."""

    end: bytes = b"\n"
    """How it ends; nothing, if the file ends."""

    def take(self) -> bytes:
        """Return it with its end, and keep nothing of it."""
        text, self.text = self.text, b""
        return text + self.end


@attrs.frozen(eq=False)
class _Large:
    """Text that is large. What is called with it has to have it from here, as whoever calls keeps what it calls with."""

    held: list[bytes]

    def __len__(self) -> int:
        return len(self.held[0])

    def take(self) -> bytes:
        """Return it, and keep nothing of it."""
        return self.held.pop()


TORN = f"a line of at most {LINE_LIMIT} bytes"

_SPREAD = {"source", "connection", "session_id"}
"""The columns that hold for many rows on end."""

_NAMES = SCHEMAS["events"].names

_OWN = {field.name: field.type for field in SCHEMAS["events"] if field.name not in _SPREAD}
"""The columns that each row says of itself."""


_ALIKE = [([name for name, of in _OWN.items() if of == type_], type_) for type_ in {*_OWN.values()}]
"""These by their types."""


class _Sides(dict[str, Side]):
    """Who sent a frame, by its type, where nothing else tells."""

    def __init__(self, senders: Senders) -> None:
        super().__init__()
        self._senders = senders

    def __missing__(self, name: str) -> Side:
        if len(self) > 1000:  # noqa: PLR2004  names that somebody makes up are not to fill the memory
            self.clear()
        return self.setdefault(name, sender_by_type(name, self._senders))


@lru_cache(8)
def _flat_in(protocol: Protocol) -> frozenset[type[Any]]:
    """Return the classes of events that change nothing for the rows after them."""
    starts = {protocol.event_class(name) for name in starts_of(protocol)}
    classes = {protocol.event_class(name) for name in protocol.senders}
    return frozenset(cls for cls in classes - starts if cls is not None and plans[cls].session is None)


class Rows:
    """Makes the rows of one part of a file."""

    def __init__(
        self, source: str, protocol: Protocol, *, keep_audio: bool = True, listener: Listener | None = None
    ) -> None:
        """Begin.

        Args:
            source: what the file is called in the table.
            protocol: whose events they are.
            keep_audio: whether `raw` has the audio.
            listener: is told of the events, in order.
        """
        self._source = source
        self._protocol = protocol
        self._decode: Callable[[bytes | str], Any] = Decoder(protocol.event | UnknownEvent, malformed="keep").decode
        self._beginnings = Beginnings(protocol)
        self._sides = _Sides(senders_of(protocol))
        self._keep_audio = keep_audio
        self._listener = listener
        self._flat = _flat_in(protocol)
        self._connection: int | None = None
        self._is_over = False
        self._session: str | None = None
        kind = kind_of(protocol.event | UnknownEvent)
        self._wanted: ByClass[bool] = ByClass(lambda cls: listener is not None and listener.wants(cls))
        self._table = gather(
            _OWN,
            kind,
            self._plan_of,
            offset="offset",
            text="raw",
            recorded=("time", "sender", "line" if keep_audio else None),
        )
        self._ready: list[Any] = []
        """Batches that are made already: of a row that is large, and of those before it."""
        self._begin()

    def _begin(self) -> None:
        self._size = 0
        self._runs: list[tuple[int, int, str | None]] = []
        """From which row on a connection and a session hold."""
        self._told: tuple[int | None, str | None] = (None, None)

    # What comes

    def block(self, block: Block) -> Any:
        """Take in lines that are frames, or what a recorder wrote, and return the batch of them."""
        self._size += block.size
        if block.is_torn:
            self._torn(block.offset, block.take())
        elif block.size >= LARGE:
            self._long(block)
        else:
            self._lines(block)
        return self._given(self._ready.pop()) if self._ready else self.batch()

    def _lines(self, block: Block) -> None:
        """Take in the lines of a block. They are not kept here while the batch is made: one may be long."""
        if self._connection is None:
            self._connect(block.offset)
        self._note(0)
        offset = block.offset
        # What is longer than that is one line, of which Python holds less while it is taken in.
        if isinstance(self._table, Compiled) and block.size <= 2 * BLOCK:
            for data, begin, end in block.pieces():
                self._table.block(data, begin, end, offset, self._missed, self._is_over)
                offset += end - begin
            return
        *lines, last = block.take().split(b"\n")
        for line in lines:
            self._line(offset, line, b"\n")
            offset += len(line) + 1
        if last:
            self._line(offset, last, b"")

    def _long(self, block: Block) -> None:
        """Take in a line that is large, as `_line` does, and keep no copies of it where that can be helped."""
        if self._connection is None:
            self._connect(block.offset)
        offset, line = block.offset, block.take()
        frame = line.strip(WHITE)
        start = line.find(frame[:1])
        before, behind = line[:start], line[start + len(frame) :]
        del line
        if not frame:
            self._row(offset, 0, None, before + behind, kind="blank")
            return
        try:
            event = self._decode(frame)
            entry = entry_of(event.raw) if event.__class__ is UnknownEvent else None
        except DecodeError as error:
            whole = _Large([b"".join([before, frame, behind])])
            del frame
            self._broken(offset, 0, whole, error)
            return
        is_plain = entry is None and not before and behind == b"\n"
        other = None if is_plain else _Large([b"".join([before, frame, behind])])
        if entry is not None:
            del event, frame
            entry, given = _apart(entry)
            self._entry(entry, offset, 0, other, given)
            return
        own = _Large([frame])
        del frame
        if self._beginnings.begins(event.type):
            self._connect(offset)
        self._event(offset, 0, own, other, event, {})

    def _missed(self, offset: int, line: bytes, has_end: bool) -> bool:  # noqa: FBT001  the compiled lane knows no names
        """Take in a line that the compiled lane has not; tell whether the next one changes something as well."""
        self._line(offset, line, b"\n" if has_end else b"")
        return self._is_over

    def _plan_of(self, cls: type[Any], name: str) -> Any:
        """Tell the compiled lane what becomes of events of a class; None if they are not for it."""
        plan = plans[cls]
        moves = plan.moves if self._keep_audio else plan.without_audio
        if moves is None or cls not in self._flat:
            return None
        fixed = (("kind", "known"), ("type", name), ("sender", self._sides[name]))
        listener = self._listener
        inside = () if self._keep_audio else plan.audio_inside
        if listener is None:
            return moves, fixed, None, (), None, (), inside
        names, read = (listener.reads(cls, self._place) or (None, self._feed)) if self._wanted[cls] else ((), None)
        timed_names, timed = listener.reads_timed(cls, self._place) or (None, self._feed_timed)
        return moves, fixed, read, names, timed, timed_names, inside

    def _place(self, offset: int, time: float | None = None) -> Place:
        return Place(offset, 0, self._connection or 0, self._session, time)

    def _feed(self, offset: int, event: Any) -> None:
        cast("Listener", self._listener).feed(event, self._place(offset))

    def _feed_timed(self, offset: int, time: float, event: Any) -> None:
        cast("Listener", self._listener).feed(event, self._place(offset, time))

    def log(self, lines: Iterable[Line], layout: Layout | None) -> Iterator[Any]:
        """Take in a log of another program, and give the batches of it.

        Raises:
            RecordingError: the file is damaged, and what came before has been given.
            OSError: it cannot be read, and what came before has been given.
        """
        faults: list[Exception] = []
        yield from self._log(lines, layout, faults)
        for fault in faults:
            raise fault

    def _log(self, lines: Iterable[Line], layout: Layout | None, faults: list[Exception]) -> Iterator[Any]:
        held: deque[Line] = deque()
        log = Log(_ahead(lines, held, faults), self._protocol, layout)
        if log.skipped.what != "line":
            yield from self._document(log, b"".join(line.take() for line in held))
            return
        number, index = 1, 0
        for found in log.entries():
            while number < log.number:
                if not index:
                    self._without(held[0])
                held.popleft()
                number, index = number + 1, 0
                yield from self._full()
            line = held[0]
            entry, given = _apart(found)
            del found
            self._entry(entry, line.offset, index, None if index else _held(line.take()), given)
            index += 1
            if self._ready:
                yield from self._full()
        for each in held:
            if not index:
                self._without(each)
            index = 0
        yield from self._full()
        yield self.batch()

    def _full(self) -> Iterator[Any]:
        """Give the batches that are made, and that of the rows since then if they are many."""
        while self._ready:
            yield self._given(self._ready.pop(0))
        if self._size >= BLOCK:
            yield self.batch()

    def _document(self, log: Log, whole: bytes) -> Iterator[Any]:
        """Take in a file that is one JSON value, which has no lines of its own: the first row has all of it."""
        index = 0
        for index, entry in enumerate(log.entries(), 1):
            self._entry(entry, 0, index - 1, whole if index == 1 else None)
            yield from self._full()
        if not index:
            self._without(Line(0, whole, b""))
        yield from self._full()
        yield self.batch()

    def _entry(
        self,
        entry: Entry | DecodeError,
        offset: int,
        index: int,
        line: bytes | _Large | None,
        given: _Large | None = None,
    ) -> None:
        """Take in an entry; a frame that is large is given apart from it."""
        match entry:
            case Recorded():
                frame = entry.frame if given is None else given
                self._frame(offset, index, frame, line, time=_seconds(entry.time), sender=entry.sender)
            case DecodeError():
                self._broken(offset, index, line, entry)
            case Opened():
                self._beginnings.forget()
                self._connect(offset)
                self._row(offset, index, None, line, kind="opened")
                self._bound(entry, offset)
            case _:
                self._closed(entry, offset, index, line)

    def _closed(self, entry: Closed, offset: int, index: int, line: bytes | _Large | None) -> None:
        self._row(offset, index, None, line, kind="closed", time=_seconds(entry.time), sender=entry.sender)
        self._bound(entry, offset)
        self._is_over = True

    def _bound(self, entry: Opened | Closed, offset: int) -> None:
        if self._listener is not None:
            self._listener.bound(entry, self._place(offset))

    # One line

    def _line(self, offset: int, line: bytes, end: bytes) -> None:
        """Take in a line whatever it is."""
        frame = line.strip(WHITE)
        if not frame:
            self._row(offset, 0, None, line + end, kind="blank")
            return
        whole = None if frame == line and end else line + end
        try:
            event = self._decode(frame)
            entry = entry_of(event.raw) if event.__class__ is UnknownEvent else None
        except DecodeError as error:
            self._broken(offset, 0, line + end, error)
            return
        if entry is not None:
            self._entry(entry, offset, 0, line + end)
            return
        if self._beginnings.begins(event.type):
            self._connect(offset)
        self._event(offset, 0, frame, whole, event, {})

    def _torn(self, offset: int, data: bytes) -> None:
        self._broken(offset, 0, data, DecodeError(TORN, "more"))

    def _without(self, line: Line) -> None:
        kind = "other" if line.text.strip(WHITE) else "blank"
        self._row(line.offset, 0, None, _held(line.take()), kind=kind)

    def _frame(
        self, offset: int, index: int, frame: str | bytes | _Large, line: bytes | _Large | None, **known: Any
    ) -> None:
        """Take in a frame that stands in something else."""
        if isinstance(frame, bytes):
            self._row(offset, index, None, line, kind="binary", **known)
            return
        try:
            event = self._decode(frame if isinstance(frame, str) else frame.held[0])
        except DecodeError as error:
            self._broken(offset, index, line, error, **known)
        else:
            self._event(offset, index, frame, line, event, known)

    def _broken(self, offset: int, index: int, line: bytes | _Large | None, error: DecodeError, **known: Any) -> None:
        self._row(offset, index, None, line, kind="broken", fault_path=error.path, fault=_fault(error), **known)

    def _event(  # noqa: PLR0913, PLR0917  all that a row has
        self,
        offset: int,
        index: int,
        frame: bytes | str | _Large,
        line: bytes | _Large | None,
        event: Any,
        known: dict[str, Any],
    ) -> None:
        """Take in an event, whether its class is known or not."""
        cls, inner = event.__class__, event
        if cls is UnknownEvent:
            row = {**told_by(event.raw), "kind": "unknown", "type": event.type}
        elif cls is MalformedEvent:
            error, inner = event.error, event.partial
            told = told_by(event.raw) if inner is None else plans[inner.__class__].row(inner)
            row = {**told, "kind": "malformed", "type": event.type, "fault_path": error.path, "fault": _fault(error)}
        else:
            row = {**plans[cls].row(event), "kind": "known"}
        if self._is_over:
            self._connect(offset)
        if inner is not None and cls is not UnknownEvent:
            self._session = plans[inner.__class__].session_of(inner) or self._session
        if not self._keep_audio:
            frame, line = _without_audio(frame.take() if isinstance(frame, _Large) else frame, inner), None
        self._row(offset, index, frame, line, **row, **known)
        is_told = known or cls is MalformedEvent or (cls is not UnknownEvent and self._wanted[cls])
        if self._listener is not None and is_told:
            place = Place(offset, index, self._connection or 0, self._session, known.get("time"))
            self._listener.feed(event, place)

    def _connect(self, offset: int) -> None:
        self._connection, self._session, self._is_over = offset, None, False
        if self._listener is not None:
            self._listener.connect()

    def _row(
        self, offset: int, index: int, raw: bytes | str | _Large | None, line: bytes | _Large | None, **own: Any
    ) -> None:
        """Add a row."""
        if self._connection is None or (self._is_over and raw is None and own["kind"] != "opened"):
            self._connect(offset)
        name = own.get("type")
        if name is not None and own.get("sender") is None:
            own["sender"] = self._sides[name]
        size = len(raw or b"") + len(line or b"")
        own |= {"offset": offset, "index": index, "raw": raw, "line": line}
        if size >= LARGE:
            del raw, line
            self._alone(own)
            return
        self._note(self._table.count)
        self._table.add(own)
        self._size += size

    def _alone(self, row: dict[str, Any]) -> None:
        """Make a batch of a row that is large, without copies of what can be taken as it is."""
        if self._table.count:
            self._ready.append(self._batch_of(*self._table.take()))
        release()
        self._note(0)
        arrays: dict[str, Any] = {}
        large: list[bytes] = []
        # What a text is a part of goes before it.
        for name in ("line", "raw", *(name for name in [*row] if name not in {"line", "raw"})):
            arrays[name] = _array(row.pop(name), _OWN[name], large)
        self._ready.append(self._batch_of(1, arrays))

    def _note(self, number: int) -> None:
        """Remember from which row on the connection and the session hold."""
        told = (self._connection or 0, self._session)
        if not self._runs or self._told != told:
            self._runs.append((number, *told))
            self._told = told

    # What becomes of it

    def batch(self) -> Any:
        """Return all rows that have come since the last batch."""
        if self._size >= LARGE:
            release()
        return self._given(self._batch_of(*self._table.take()))

    def _given(self, batch: Any) -> Any:
        """Tell of a batch that is given away."""
        if self._listener is not None:
            self._listener.rows(batch)
        return batch

    def _batch_of(self, count: int, arrays: dict[str, Any]) -> Any:
        arrays["source"] = pa.repeat(pa.scalar(self._source, pa.string()), count)
        arrays["connection"] = self._spread(1, pa.int64(), count)
        arrays["session_id"] = self._spread(2, pa.string(), count)
        if "index" not in arrays:  # the lines are the compiled lane's, which says nothing of it
            arrays["index"] = pa.repeat(pa.scalar(0, pa.int32()), count)
        for names, type_ in _ALIKE:
            missing = [name for name in names if name not in arrays]
            arrays.update(dict.fromkeys(missing, pa.nulls(count, type_) if missing else None))
        batch = pa.RecordBatch.from_arrays(list(map(arrays.__getitem__, _NAMES)), schema=SCHEMAS["events"])
        self._begin()
        return batch

    def _spread(self, which: int, type_: Any, count: int) -> Any:
        """Return a column that holds for several rows on end."""
        ends = [*(run[0] for run in self._runs[1:]), count]
        runs = [
            pa.repeat(pa.scalar(run[which], type_), end - run[0])
            for run, end in zip(self._runs, ends, strict=bool(count))
        ]
        return pa.concat_arrays(runs) if runs else pa.nulls(0, type_)


def _ahead(lines: Iterable[Line], held: deque[Line], faults: list[Exception]) -> Iterator[bytes]:
    """Give lines, and keep them; where they cannot be read on, they end, and the fault is kept."""
    try:
        for line in lines:
            held.append(line)
            yield line.text
    except (RecordingError, OSError) as error:
        faults.append(error)


def _held(line: bytes) -> bytes | _Large:
    """Have a line that is large be kept by one alone."""
    return line if len(line) < LARGE else _Large([line])


def _apart(entry: Any) -> tuple[Any, _Large | None]:
    """Take a frame that is large out of an entry, which others may keep; of a binary frame, nothing is told but that."""
    if not isinstance(entry, Recorded) or len(entry.frame) < LARGE:
        return entry, None
    if isinstance(entry.frame, bytes):
        return attrs.evolve(entry, frame=b""), None
    return attrs.evolve(entry, frame=""), _Large([entry.frame.encode()])


def _array(value: Any, type_: Any, large: list[bytes]) -> Any:
    """Make a column of one value. Bytes that are large are the column's as they are, or what others have as a part of theirs."""
    data = value.take() if isinstance(value, _Large) else value.encode() if isinstance(value, str) else value
    del value
    if not isinstance(data, bytes) or len(data) < LARGE:
        return array_of([data], type_)
    start, whole = next(((at, each) for each in large if (at := each.find(data)) >= 0), (0, data))
    if whole is data:
        large.append(data)
    ends = pa.array([start, start + len(data)], pa.int32())
    return pa.Array.from_buffers(type_, 1, [None, ends.buffers()[1], pa.py_buffer(whole)])


def _seconds(time: float | None) -> float | None:
    """Return a time as its column has it, which an integer of many digits has no place in."""
    return None if time is None or not -MOST <= time < MOST else float(time)


def _fault(error: DecodeError) -> str:
    return f"expected {error.expected}, found {error.found}"


def _without_audio(frame: bytes | str, event: Any) -> bytes | str:
    """Return a frame as it is, but for its audio."""
    text = frame if isinstance(frame, str) else frame.decode()
    for audio in filter(None, audio_in(event)):
        quoted = f'"{audio}"'
        if quoted not in text:  # encoders for web pages escape what base64 has, such as / and =
            text = dumps(loads(text)).decode()
        text = text.replace(quoted, '""')
    return text
