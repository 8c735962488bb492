"""What the events of the translation API tell, as facts, which all tools understand.

There are no items: what is said, and its translation, is one text each, as long as the session goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from realtime_wire._engine import facts
from realtime_wire._engine.facts import Fact, Teller
from realtime_wire.realtime.facts import FACTS as REALTIME_FACTS
from realtime_wire.realtime.facts import session_teller
from realtime_wire.realtime.server_events import ErrorEvent

from . import client_events as client
from . import server_events as server

__all__ = ["FACTS"]


def _ended(_: server.SessionClosedEvent) -> Iterable[Fact]:
    return (facts.Session("ended", {}),)


FACTS: Mapping[type, Teller] = {
    client.SessionInputAudioBufferAppendEvent: facts.Piece(facts.Sound, "source", "audio", None, None, None),
    client.SessionUpdateEvent: session_teller("asked"),
    ErrorEvent: REALTIME_FACTS[ErrorEvent],
    server.SessionCreatedEvent: session_teller("begun"),
    server.SessionUpdatedEvent: session_teller("changed"),
    server.SessionInputTranscriptDeltaEvent: facts.Piece(facts.Said, "source", "delta", None, None, None),
    server.SessionOutputTranscriptDeltaEvent: facts.Piece(facts.Said, "translation", "delta", None, None, None),
    server.SessionOutputAudioDeltaEvent: facts.Piece(facts.Sound, "translation", "delta", None, None, None),
    server.SessionClosedEvent: _ended,
}
"""What the events of each class tell; those of other classes tell nothing that a tool would need."""
