"""What the events of the translation API tell, as facts, which all tools understand.

There are no items: what is said, and its translation, is one text each, as long as the session goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from realtime_wire._engine import facts
from realtime_wire._engine.facts import Fact, Teller
from realtime_wire._engine.sound import size_of
from realtime_wire.realtime.facts import FACTS as REALTIME_FACTS
from realtime_wire.realtime.facts import session_teller
from realtime_wire.realtime.server_events import ErrorEvent

from . import client_events as client
from . import server_events as server

__all__ = ["FACTS"]


def _input_transcript(event: server.SessionInputTranscriptDeltaEvent) -> Iterable[Fact]:
    return (facts.Said(None, "source", event.delta),)


def _output_transcript(event: server.SessionOutputTranscriptDeltaEvent) -> Iterable[Fact]:
    return (facts.Said(None, "translation", event.delta),)


def _audio_sent(event: client.SessionInputAudioBufferAppendEvent) -> Iterable[Fact]:
    return (facts.Sound("source", size_of(event.audio), audio=event.audio),)


def _audio(event: server.SessionOutputAudioDeltaEvent) -> Iterable[Fact]:
    return (facts.Sound("translation", size_of(event.delta), audio=event.delta),)


def _ended(_: server.SessionClosedEvent) -> Iterable[Fact]:
    return (facts.Session("ended", {}),)


FACTS: Mapping[type, Teller] = {
    client.SessionInputAudioBufferAppendEvent: _audio_sent,
    client.SessionUpdateEvent: session_teller("asked"),
    ErrorEvent: REALTIME_FACTS[ErrorEvent],
    server.SessionCreatedEvent: session_teller("begun"),
    server.SessionUpdatedEvent: session_teller("changed"),
    server.SessionInputTranscriptDeltaEvent: _input_transcript,
    server.SessionOutputTranscriptDeltaEvent: _output_transcript,
    server.SessionOutputAudioDeltaEvent: _audio,
    server.SessionClosedEvent: _ended,
}
"""What the events of each class tell; those of other classes tell nothing that a tool would need."""
