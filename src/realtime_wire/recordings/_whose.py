"""Whose events they are: what the first of them tell, where nobody says it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, cast

import attrs

from realtime_wire._engine.errors import DecodeError
from realtime_wire._engine.model import Model
from realtime_wire._engine.protocol import Protocol
from realtime_wire._engine.unknown import MalformedEvent, UnknownEvent
from realtime_wire.codec import Decoder
from realtime_wire.protocols import PROTOCOLS

from ._files import LINE_LIMIT

__all__ = ["MOST_HELD", "Candidates", "is_known", "name_in", "whose"]

MOST_HELD = 1000
"""How many events are read before it is decided whose they are, if none of them says so."""


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


def whose(frames: Iterable[bytes | str]) -> Protocol:
    """Find out whose events are in frames, from the first of them; what is damaged tells nothing."""
    candidates, held, size = Candidates(), list[bytes | str](), 0
    for frame in frames:
        name = name_in(frame)
        if is_known(name):
            held.append(frame)
            size += len(frame)
            if candidates.take(name) or len(held) == MOST_HELD or size > LINE_LIMIT:
                break
    return candidates.best(lambda: held)


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


def _misfits(frames: Iterable[bytes | str], protocol: Protocol) -> tuple[int, int]:
    """Count the events that are malformed by a protocol, and the members that it does not declare."""
    decode: Callable[[bytes | str], Any] = Decoder(protocol.event, malformed="keep").decode
    events = [decode(frame) for frame in frames]
    malformed = sum(event.__class__ is MalformedEvent for event in events)
    return malformed, sum(len(event.extra) for event in events if isinstance(event, Model))
