"""The wire: a row for each frame, in columns, with what may be shown of it.

A page has to open at once, so there is an end to what it holds: rows beyond it are counted, texts beyond it are left out, and
both is told.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TypeAlias

import attrs

from realtime_wire._engine.errors import DecodeError
from realtime_wire._engine.protocol import Protocol, Side
from realtime_wire._engine.unknown import MalformedEvent, UnknownEvent
from realtime_wire._shown import short
from realtime_wire.differences import redacted

__all__ = ["Place", "Tally", "Wire"]

Json: TypeAlias = dict[str, Any]

MOST_ROWS = 200_000
"""How many frames of a file are shown."""

MOST_TEXT = 24_000_000
"""How many characters the texts of all frames of a file may have together."""

LONGEST = 20_000
"""How many characters of one frame are shown."""

KNOWN, UNKNOWN, MALFORMED, BROKEN = range(4)
"""What a frame is: an event; one of an unknown type; one with something that does not fit; nothing that can be decoded."""

NO_EVENT = "(not an event)"
NO_TYPE = "(no type)"
"""What stands for a type that is not there."""

SIDES = {"client": "c", "server": "s", None: "?"}


@attrs.define(eq=False)
class Tally:
    """How much there is of a type of event."""

    number: int
    """Its place among the types, in the order in which they came."""

    count: int = 0
    """How many events."""

    bytes: int = 0
    """How long all their frames are."""

    senders: set[str] = attrs.Factory(set[str])
    """Who sent them."""


@attrs.frozen
class Place:
    """Where a frame is from."""

    line: int
    """The line of the file, counted from 1."""

    at: float
    """When it came, in seconds on the clock of the page."""

    sender: Side | None
    """Who sent it; None if nothing tells."""

    size: int
    """How long it is: of text characters, of a line and of a binary frame bytes."""


class Wire:
    """The frames of a file."""

    def __init__(self, protocol: Protocol) -> None:
        """Begin without any."""
        self.protocol = protocol
        self.count = 0
        """How many frames there are, those included that are not shown."""
        self.bytes = 0
        """How long they are together, as `Place` has it."""
        self.kinds = [0, 0, 0, 0]
        """How many there are of each kind."""
        self.types: dict[str, Tally] = {}
        self._text = 0
        self._cut = 0
        self._left_out = 0
        self._at: list[float] = []
        self._sender: list[str] = []
        self._type: list[int] = []
        self._size: list[int] = []
        self._line: list[int] = []
        self._body: list[str] = []
        self._odd: dict[int, int] = {}
        self._faults: dict[int, list[tuple[str, str, str]]] = {}

    def add(self, place: Place, event: Any, *, binary: bool) -> None:
        """Add a frame that was decoded."""
        kind, faults, shown = KNOWN, list[DecodeError](), event
        if event.__class__ is MalformedEvent:
            kind, faults = MALFORMED, list(event.faults)
            shown = event if event.partial is None else event.partial
        elif event.__class__ is UnknownEvent:
            kind = UNKNOWN
        if binary:
            kind = max(kind, MALFORMED)
            faults.append(DecodeError("a text frame", "a binary frame"))
        name = NO_TYPE if event.type is None else short(event.type)
        self._add(place, name, kind, faults)
        if self.count <= MOST_ROWS:
            self._body.append(self._told(shown))

    def add_broken(self, place: Place, error: DecodeError) -> None:
        """Add a frame, or a line, that cannot be decoded. Its text is not shown: nobody knows what is secret in it."""
        self._add(place, NO_EVENT, BROKEN, [error])
        if self.count <= MOST_ROWS:
            self._body.append("")

    def _add(self, place: Place, name: str, kind: int, faults: list[DecodeError]) -> None:
        row = self.count
        self.count += 1
        self.bytes += place.size
        self.kinds[kind] += 1
        tally = self.types.get(name)
        if tally is None:
            tally = self.types[name] = Tally(len(self.types))
        tally.count += 1
        tally.bytes += place.size
        if place.sender is not None:
            tally.senders.add(place.sender)
        if row >= MOST_ROWS:
            return
        self._at.append(round(place.at, 6))
        self._sender.append(SIDES[place.sender])
        self._type.append(tally.number)
        self._size.append(place.size)
        self._line.append(place.line)
        if kind != KNOWN:
            self._odd[row] = kind
        if faults:
            self._faults[row] = [(fault.path, fault.expected, fault.found) for fault in faults]

    def _told(self, event: Any) -> str:
        """Return what may be shown of an event, as JSON text, as far as there is room."""
        if self._text >= MOST_TEXT:
            self._left_out += 1
            return ""
        text = json.dumps(redacted(event), ensure_ascii=False, separators=(",", ":"))
        if len(text) > LONGEST:
            self._cut += 1
            text = text[:LONGEST]
        self._text += len(text)
        return text

    def notes(self) -> Iterator[str]:
        """Tell what the page does not have."""
        if self.count > MOST_ROWS:
            yield (
                f"The wire shows the first {MOST_ROWS:,} of {self.count:,} frames, as a page with more would open slowly; the "
                "others are counted."
            )
        if self._left_out:
            yield (
                f"The texts of {self._left_out:,} frames are left out: those before them have more than {MOST_TEXT:,} "
                "characters, and a page with more would open slowly."
            )
        if self._cut:
            yield f"Of {self._cut:,} frames the first {LONGEST:,} characters are shown."

    def told(self) -> Json:
        """Return the columns, for the page."""
        return {
            "types": list(self.types),
            "at": self._at,
            "sender": "".join(self._sender),
            "type": self._type,
            "size": self._size,
            "line": self._line,
            "body": self._body,
            "odd": self._odd,
            "faults": self._faults,
        }
