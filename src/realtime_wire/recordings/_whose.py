"""Whose events they are: what the first of them tell, where nobody says it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import attrs

from realtime_wire._engine.model import Model
from realtime_wire._engine.protocol import Protocol
from realtime_wire._engine.unknown import MalformedEvent
from realtime_wire.codec import Decoder
from realtime_wire.protocols import PROTOCOLS

__all__ = ["MOST_HELD", "Candidates"]

MOST_HELD = 1000
"""How many events are read before it is decided whose they are, if none of them says so."""


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
