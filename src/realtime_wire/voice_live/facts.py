"""What the events of Voice Live tell, as facts, which all tools understand.

They tell what their counterparts of the Realtime API do, of which they have the members, and more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from realtime_wire._engine import facts
from realtime_wire._engine.facts import Fact, Teller
from realtime_wire.realtime import client_events as realtime_client
from realtime_wire.realtime import server_events as realtime_server
from realtime_wire.realtime.facts import FACTS as REALTIME_FACTS

from . import client_events as client
from . import server_events as server

__all__ = ["FACTS"]


def _warning(event: server.WarningEvent) -> Iterable[Fact]:
    return (facts.Failure("warning", event.warning.code, event.warning.message),)


FACTS: Mapping[type, Teller] = {
    **REALTIME_FACTS,
    client.SessionUpdateEvent: REALTIME_FACTS[realtime_client.SessionUpdateEvent],
    client.ConversationItemCreateEvent: REALTIME_FACTS[realtime_client.ConversationItemCreateEvent],
    server.SessionCreatedEvent: REALTIME_FACTS[realtime_server.SessionCreatedEvent],
    server.SessionUpdatedEvent: REALTIME_FACTS[realtime_server.SessionUpdatedEvent],
    server.ConversationItemCreatedEvent: REALTIME_FACTS[realtime_server.ConversationItemCreatedEvent],
    server.ConversationItemDoneEvent: REALTIME_FACTS[realtime_server.ConversationItemDoneEvent],
    server.ConversationItemRetrievedEvent: REALTIME_FACTS[realtime_server.ConversationItemRetrievedEvent],
    server.ConversationItemInputAudioTranscriptionCompletedEvent: REALTIME_FACTS[
        realtime_server.ConversationItemInputAudioTranscriptionCompletedEvent
    ],
    server.ResponseDoneEvent: REALTIME_FACTS[realtime_server.ResponseDoneEvent],
    server.ResponseOutputItemAddedEvent: REALTIME_FACTS[realtime_server.ResponseOutputItemAddedEvent],
    server.ResponseOutputItemDoneEvent: REALTIME_FACTS[realtime_server.ResponseOutputItemDoneEvent],
    server.WarningEvent: _warning,
}
"""What the events of each class tell; those of other classes tell nothing that a tool would need."""
