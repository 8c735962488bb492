"""Whose events they are: what the first of them tell, where nobody says it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from itertools import islice
from typing import Any, cast

import attrs

from realtime_wire._engine.errors import DecodeError
from realtime_wire._engine.model import Model
from realtime_wire._engine.protocol import Protocol
from realtime_wire._engine.unknown import MalformedEvent, UnknownEvent
from realtime_wire.codec import Decoder
from realtime_wire.protocols import PROTOCOLS

from ._files import LINE_LIMIT

__all__ = ["BEGIN", "MOST_HELD", "Candidates", "First", "is_known", "name_in", "whose"]

MOST_HELD = 1000
"""How many events are read before it is decided whose they are, if none of them says so."""

BEGIN = b'{"type":"'
"""How most events begin."""


@cache
def _reader() -> Callable[[bytes | str], Any]:
    """Return what reads the events of any protocol: all that is asked of them is their type, and this takes the least time."""
    return Decoder(next(iter(PROTOCOLS.values())).event | UnknownEvent, malformed="keep").decode


def name_in(frame: bytes | str) -> str | None:
    """Return the type of an event; None of what has none, or is no JSON."""
    try:
        return cast("str | None", _reader()(frame).type)
    except DecodeError:
        return None


def is_known(name: str | None) -> bool:
    """Tell whether any protocol has events of a type."""
    return any(name in protocol.senders for protocol in PROTOCOLS.values())


@attrs.define(eq=False)
class Candidates:
    """The protocols that events may be of."""

    possible: list[Protocol] = attrs.Factory(lambda: list(PROTOCOLS.values()))
    """Those that have all events so far, but for events that none has."""

    def take(self, name: str | None) -> bool:
        """Take in the type of an event; return whether more of them can change nothing."""
        knowing = [protocol for protocol in PROTOCOLS.values() if name in protocol.senders]
        still = [protocol for protocol in self.possible if protocol in knowing]
        if still:
            self.possible = still
        return len(self.possible) == 1 or (bool(knowing) and not still)

    def best(self, frames: Callable[[], Iterable[bytes | str]]) -> Protocol:
        """Choose one: the first of all if it is possible, else the one that the events fit best."""
        first = next(iter(PROTOCOLS.values()))
        if first in self.possible:
            return first
        return min(self.possible, key=lambda protocol: _misfits(frames(), protocol))


@attrs.define(eq=False)
class First:
    """The first events of a file, of which most are of a type that was there before, and tell nothing new."""

    _candidates: Candidates = attrs.Factory(Candidates)
    _count: int = 0
    _size: int = 0
    _names: set[str] = attrs.Factory(set[str])
    _begins: tuple[bytes, ...] = ()
    """What events of these types begin with, where that is all that they are needed for."""

    def take(self, frame: bytes | str) -> bool:
        """Take in what may be an event; return whether it is clear now whose they are, or enough of them were there."""
        name = name_in(frame)
        if name is None or not (name in self._names or is_known(name)):
            return False
        is_clear = name not in self._names and self._candidates.take(name)
        self._names.add(name)
        begin = BEGIN + name.encode() + b'"'
        if isinstance(frame, bytes) and frame.startswith(begin) and begin not in self._begins:
            self._begins += (begin,)
        return self.count(len(frame)) or is_clear

    def knows(self, data: bytes, at: int) -> bool:
        """Tell whether a line in some bytes begins as an event that was there before."""
        return data.startswith(self._begins, at)

    def count(self, size: int) -> bool:
        """Take in such an event, by its length alone; return whether enough of them were there."""
        self._count += 1
        self._size += size
        return self._count == MOST_HELD or self._size > LINE_LIMIT

    def protocol(self, again: Callable[[], Iterable[bytes | str]]) -> Protocol:
        """Tell whose they are, as far as that shows; where it does not, the frames are looked at again."""
        return self._candidates.best(
            lambda: islice((frame for frame in again() if is_known(name_in(frame))), self._count)
        )


def whose(frames: Iterable[bytes | str]) -> Protocol:
    """Find out whose events are in frames, from the first of them; what is damaged tells nothing."""
    first, held = First(), list[bytes | str]()
    for frame in frames:
        held.append(frame)
        if first.take(frame):
            break
    return first.protocol(lambda: held)


def _misfits(frames: Iterable[bytes | str], protocol: Protocol) -> tuple[int, int]:
    """Count the events that are malformed by a protocol, and the members that it does not declare."""
    decode: Callable[[bytes | str], Any] = Decoder(protocol.event, malformed="keep").decode
    events = [decode(frame) for frame in frames]
    malformed = sum(event.__class__ is MalformedEvent for event in events)
    return malformed, sum(len(event.extra) for event in events if isinstance(event, Model))
