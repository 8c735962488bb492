"""From lines to rows of `events`: every line is one, whatever it is.

Most lines are a frame that decodes. Of these, only the object and the line are kept until the batch is made, and then the
columns are taken from all objects of a class at once. What is anything else says its columns itself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, cast
from typing import Protocol as Interface

import attrs

from realtime_wire._engine.errors import DecodeError
from realtime_wire._engine.protocol import Protocol, Side
from realtime_wire._engine.text import WHITE, dumps, loads
from realtime_wire._engine.unknown import MalformedEvent, UnknownEvent
from realtime_wire.codec import Decoder
from realtime_wire.recordings import Layout
from realtime_wire.recordings._entries import Closed, Entry, Opened, Recorded, entry_of, sender_by_type, senders_of
from realtime_wire.recordings._files import LINE_LIMIT
from realtime_wire.recordings._logs import Log

from ._arrow import pa, release
from ._columns import FLAT, SCHEMAS, array_of, audio_in, plans, told_by
from ._source import BLOCK, Block, starts_of

__all__ = ["LARGE", "Place", "Rows"]


@attrs.frozen(slots=False)
class Place:
    """Where a row is, and what is known of it beside the frame."""

    offset: int
    index: int
    connection: int
    session_id: str | None
    time: float | None


class Listener(Interface):
    """What is told of the events of a part, in order."""

    def wants(self, cls: type[Any]) -> bool:
        """Tell whether events of a class say something to it; of frames that come with their times, it gets all."""
        ...

    def connect(self) -> None:
        """Go on with the next connection."""
        ...

    def feed(self, event: Any, place: Place) -> None:
        """Take an event in."""
        ...


LARGE = 8 << 20
"""From how many bytes on what it took to read them is given back at once; most likely they are a line."""

TORN = f"a line of at most {LINE_LIMIT} bytes"

_OF_EVENTS = {"type", *FLAT, "text", "audio_bytes"}
"""The columns that events have of themselves."""

_USUAL = {"kind": "known", "index": 0}
"""What is in a column of rows that do not say it."""


class _Sides(dict[str, Side]):
    """Who sent a frame, by its type, where nothing else tells."""

    def __init__(self, protocol: Protocol) -> None:
        super().__init__()
        self._senders = senders_of(protocol)

    def __missing__(self, name: str) -> Side:
        if len(self) > 1000:  # noqa: PLR2004  names that somebody makes up are not to fill the memory
            self.clear()
        return self.setdefault(name, sender_by_type(name, self._senders))


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
        self._starts = starts_of(protocol)
        self._sides = _Sides(protocol)
        self._keep_audio = keep_audio
        self._listener = listener
        self._connection: int | None = None
        self._is_over = False
        self._session: str | None = None
        self._begin()

    def _begin(self) -> None:
        self._size = 0
        self._offsets: list[int] = []
        self._raws: list[bytes | str | None] = []
        self._groups: dict[type[Any], tuple[list[int], list[Any]]] = {}
        self._odd: dict[int, dict[str, Any]] = {}
        """What rows say themselves."""
        self._runs: list[tuple[int, int, str | None]] = []
        """From which row on a connection and a session hold."""
        self._told: tuple[int | None, str | None] = (None, None)

    # What comes

    def block(self, block: Block) -> Any:
        """Take in lines that are frames, or what a recorder wrote, and return the batch of them."""
        self._size += len(block.data)
        if block.is_torn:
            self._torn(block.offset, block.take())
        else:
            self._lines(block)
        return self.batch()

    def _lines(self, block: Block) -> None:
        """Take in the lines of a block. They are not kept here while the batch is made: one may be long."""
        lines, offset = block.take().split(b"\n"), block.offset
        last = lines.pop()
        decode, groups, offsets, raws = self._decode, self._groups, self._offsets, self._raws
        flat, plain, listener = self._flat, self._plain, cast("Listener", self._listener)
        if self._connection is None:
            self._connect(offset)
        self._note(0)
        for line in lines:
            # A brace on either side: no white space around, and no end of a line that is not ours.
            if line[-1:] == b"}" and line[:1] == b"{":
                try:
                    event = decode(line)
                except DecodeError as error:
                    self._broken(offset, 0, line + b"\n", error)
                else:
                    cls = event.__class__
                    if cls in flat and not self._is_over:
                        group = groups.get(cls)
                        if group is None:
                            group = groups[cls] = ([], [])
                        group[0].append(len(offsets))
                        group[1].append(event)
                        offsets.append(offset)
                        raws.append(line)
                        if cls not in plain:
                            listener.feed(event, Place(offset, 0, self._connection or 0, self._session, None))
                    else:
                        self._line(offset, line, b"\n", event)
            else:
                self._line(offset, line, b"\n")
            offset += len(line) + 1
        if last:
            self._line(offset, last, b"")

    def log(self, lines: Iterable[tuple[int, bytes]], layout: Layout | None) -> Iterator[Any]:
        """Take in a log of another program, and give the batches of it."""
        held: deque[tuple[int, bytes]] = deque()
        log = Log(self._ahead(lines, held), self._protocol, layout)
        if log.skipped.what != "line":
            yield from self._document(log, b"".join(line for _, line in held))
            return
        number, index = 1, 0
        for entry in log.entries():
            while number < log.number:
                if not index:
                    self._without(*held[0])
                held.popleft()
                number, index = number + 1, 0
                if self._size >= BLOCK:
                    yield self.batch()
            offset, line = held[0]
            self._entry(entry, offset, index, None if index else line)
            index += 1
        for each in held:
            if not index:
                self._without(*each)
            index = 0
        yield self.batch()

    def _ahead(self, lines: Iterable[tuple[int, bytes]], held: deque[tuple[int, bytes]]) -> Iterator[bytes]:
        for offset, line in lines:
            held.append((offset, line))
            yield line.removesuffix(b"\n")

    def _document(self, log: Log, whole: bytes) -> Iterator[Any]:
        """Take in a file that is one JSON value, which has no lines of its own: the first row has all of it."""
        index = 0
        for index, entry in enumerate(log.entries(), 1):
            self._entry(entry, 0, index - 1, whole if index == 1 else None)
            if self._size >= BLOCK:
                yield self.batch()
        if not index:
            self._without(0, whole)
        yield self.batch()

    def _entry(self, entry: Entry | DecodeError, offset: int, index: int, line: bytes | None) -> None:
        match entry:
            case Recorded():
                self._frame(offset, index, entry.frame, line, time=entry.time, sender=entry.sender)
            case DecodeError():
                self._broken(offset, index, line, entry)
            case Opened():
                self._connect(offset)
                self._row(offset, index, None, line, kind="opened")
            case _:
                self._closed(entry, offset, index, line)

    def _closed(self, entry: Closed, offset: int, index: int, line: bytes | None) -> None:
        self._row(offset, index, None, line, kind="closed", time=entry.time, sender=entry.sender)
        self._is_over = True

    # One line

    @cached_property
    def _plain(self) -> frozenset[type[Any]]:
        """The classes of events of which nobody wants to know more than their columns."""
        listener, classes = self._listener, self._classes
        return classes if listener is None else frozenset(cls for cls in classes if not listener.wants(cls))

    @cached_property
    def _classes(self) -> frozenset[type[Any]]:
        event = self._protocol.event_class
        return frozenset(cls for cls in map(event, self._protocol.senders) if cls is not None)

    @cached_property
    def _flat(self) -> frozenset[type[Any]]:
        """The classes of events that change nothing for the rows after them."""
        if not self._keep_audio:
            return frozenset()
        starts = {self._protocol.event_class(name) for name in self._starts}
        return frozenset(cls for cls in self._classes - starts if plans[cls].session is None)

    def _line(self, offset: int, line: bytes, end: bytes, event: Any = None) -> None:
        """Take in a line whatever it is; the event is what it is decoded to, if that is known."""
        frame = line.strip(WHITE)
        if not frame:
            self._row(offset, 0, None, line + end, kind="blank")
            return
        whole = None if frame == line and end else line + end
        try:
            if event is None:
                event = self._decode(frame)
            entry = entry_of(event.raw) if event.__class__ is UnknownEvent else None
        except DecodeError as error:
            self._broken(offset, 0, line + end, error)
            return
        if entry is not None:
            self._entry(entry, offset, 0, line + end)
            return
        if event.type in self._starts:
            self._connect(offset)
        self._event(offset, 0, frame, whole, event, {})

    def _torn(self, offset: int, data: bytes) -> None:
        self._broken(offset, 0, data, DecodeError(TORN, "more"))

    def _without(self, offset: int, line: bytes) -> None:
        self._row(offset, 0, None, line, kind="other" if line.strip(WHITE) else "blank")

    def _frame(self, offset: int, index: int, frame: str | bytes, line: bytes | None, **known: Any) -> None:
        """Take in a frame that stands in something else."""
        if isinstance(frame, bytes):
            self._row(offset, index, None, line, kind="binary", **known)
            return
        try:
            event = self._decode(frame)
        except DecodeError as error:
            self._broken(offset, index, line, error, **known)
        else:
            self._event(offset, index, frame, line, event, known)

    def _broken(self, offset: int, index: int, line: bytes | None, error: DecodeError, **known: Any) -> None:
        self._row(offset, index, None, line, kind="broken", fault_path=error.path, fault=_fault(error), **known)

    def _event(  # noqa: PLR0913, PLR0917  all that a row has
        self, offset: int, index: int, frame: bytes | str, line: bytes | None, event: Any, known: dict[str, Any]
    ) -> None:
        """Take in an event, whether its class is known or not."""
        cls, inner = event.__class__, event
        row: dict[str, Any] = {"kind": "known"}
        if cls is UnknownEvent:
            row = {"kind": "unknown", "type": event.type, **told_by(event.raw)}
        elif cls is MalformedEvent:
            error, inner = event.error, event.partial
            told = told_by(event.raw) if inner is None else plans[inner.__class__].row(inner)
            row = {**told, "kind": "malformed", "type": event.type, "fault_path": error.path, "fault": _fault(error)}
        if self._is_over:
            self._connect(offset)
        if inner is not None and cls is not UnknownEvent:
            self._session = plans[inner.__class__].session_of(inner) or self._session
        if not self._keep_audio:
            frame, line = _without_audio(frame, inner), None
        number = self._row(offset, index, frame, line, **row, **known)
        if cls not in {UnknownEvent, MalformedEvent}:
            group = self._groups.setdefault(cls, ([], []))
            group[0].append(number)
            group[1].append(event)
        if self._listener is not None and (known or cls is MalformedEvent or cls not in self._plain):
            place = Place(offset, index, self._connection or 0, self._session, known.get("time"))
            self._listener.feed(event, place)

    def _connect(self, offset: int) -> None:
        self._connection, self._session, self._is_over = offset, None, False
        if self._listener is not None:
            self._listener.connect()

    def _row(self, offset: int, index: int, raw: bytes | str | None, line: bytes | None, **own: Any) -> int:
        """Add a row that says of itself what is not as in most."""
        if self._connection is None or (self._is_over and raw is None and own["kind"] != "opened"):
            self._connect(offset)
        number = len(self._offsets)
        self._note(number)
        if index:
            own["index"] = index
        if line is not None:
            own["line"] = line
        self._odd[number] = own
        self._offsets.append(offset)
        self._raws.append(raw)
        self._size += len(raw or b"") + len(line or b"")
        return number

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
        count = len(self._offsets)
        columns: dict[str, list[Any]] = {}
        for number, own in self._odd.items():
            for name, value in own.items():
                column = columns.get(name)
                if column is None:
                    column = columns[name] = [_USUAL.get(name)] * count
                column[number] = value
        arrays = {
            name: array_of(column, SCHEMAS["events"].field(name).type)
            for name, column in columns.items()
            if name not in _OF_EVENTS
        }
        arrays |= self._of_events(count, columns)
        self._groups.clear()  # what the columns have is not kept beside them: a line may be long
        arrays["source"] = pa.repeat(pa.scalar(self._source, pa.string()), count)
        arrays["offset"] = pa.array(self._offsets, pa.int64())
        arrays["raw"] = pa.array(self._raws, pa.string())
        self._raws = []
        arrays["connection"] = self._spread(1, pa.int64(), count)
        arrays["session_id"] = self._spread(2, pa.string(), count)
        if "index" not in arrays:
            arrays["index"] = pa.repeat(pa.scalar(0, pa.int32()), count)
        if "kind" not in arrays:
            arrays["kind"] = pa.repeat(pa.scalar("known", pa.string()), count)
        types = arrays["type"]
        arrays["sender"] = self._senders(columns.get("sender"), types)
        batch = pa.RecordBatch.from_arrays(
            [
                arrays[field.name] if field.name in arrays else pa.nulls(count, field.type)
                for field in SCHEMAS["events"]
            ],
            schema=SCHEMAS["events"],
        )
        self._begin()
        return batch

    def _of_events(self, count: int, columns: dict[str, list[Any]]) -> dict[str, Any]:
        """Return the columns that events have of themselves: those of each class, put in the order of the rows."""
        order: list[int] = []
        found: dict[str, list[Any]] = {}
        schema = SCHEMAS["events"]
        for cls, (numbers, events) in self._groups.items():
            plan = plans[cls]
            for name, values in zip(plan.columns, plan.values(events), strict=True):
                _pad(found, name, len(order), schema).append(array_of(values, schema.field(name).type))
            order += numbers
        rest = [number for number, own in self._odd.items() if own["kind"] != "known"]
        for name in _OF_EVENTS & columns.keys():
            values = [columns[name][number] for number in rest]
            _pad(found, name, len(order), schema).append(array_of(values, schema.field(name).type))
        order += rest
        whole = {name: _pad({name: chunks}, name, count, schema) for name, chunks in found.items()}
        joined = {name: chunks[0] if len(chunks) == 1 else pa.concat_arrays(chunks) for name, chunks in whole.items()}
        if "type" not in joined:
            joined["type"] = pa.nulls(count, pa.string())
        if len(self._groups) + bool(rest) <= 1:
            return joined  # they are in order, and another copy of what may be large is not needed
        places = [0] * count
        for place, number in enumerate(order):
            places[number] = place
        indices = pa.array(places, pa.int32())
        return {name: column.take(indices) for name, column in joined.items()}

    def _spread(self, which: int, type_: Any, count: int) -> Any:
        """Return a column that holds for several rows on end."""
        ends = [*(run[0] for run in self._runs[1:]), count]
        runs = [
            pa.repeat(pa.scalar(run[which], type_), end - run[0])
            for run, end in zip(self._runs, ends, strict=bool(count))
        ]
        return pa.concat_arrays(runs) if runs else pa.nulls(0, type_)

    def _senders(self, told: list[Any] | None, types: Any) -> Any:
        sides = self._sides
        found = [None if name is None else sides[name] for name in types.to_pylist()]
        if told is not None:
            found = [by_type if side is None else side for side, by_type in zip(told, found, strict=True)]
        return pa.array(found, pa.string())


def _pad(found: dict[str, list[Any]], name: str, count: int, schema: Any) -> list[Any]:
    """Return the pieces of a column, which are those of so many rows then."""
    chunks = found.setdefault(name, [])
    length = sum(map(len, chunks))
    if length < count:
        chunks.append(pa.nulls(count - length, schema.field(name).type))
    return chunks


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
