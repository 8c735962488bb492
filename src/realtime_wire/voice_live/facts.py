"""What the events of Voice Live tell, as facts, which all tools understand: what those of the Realtime API do, and more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from realtime_wire._engine import facts
from realtime_wire._engine.facts import Fact, Teller
from realtime_wire.realtime.facts import FACTS as REALTIME_FACTS
from realtime_wire.realtime.facts import restore as restore_in_ga

from . import client_events as client
from . import server_events as server

__all__ = ["FACTS", "restore"]

KNOWN = {cls.__name__: teller for cls, teller in REALTIME_FACTS.items()}
"""What the events of the Realtime API tell, by the name that a class has in either API."""


def _warning(event: server.WarningEvent) -> Iterable[Fact]:
    return (facts.Failure("warning", event.warning.code, event.warning.message),)


def _audio_cleared(event: client.InputAudioClearEvent) -> Iterable[Fact]:
    return (facts.Asked("clear", event_id=event.event_id),)


FACTS: Mapping[type, Teller] = {
    **{cls: KNOWN[cls.__name__] for cls in get_args(server.Event) if cls.__name__ in KNOWN},
    client.InputAudioTurnAppendEvent: facts.Piece(facts.Sound, "user", "audio", None, None, None),
    client.InputAudioClearEvent: _audio_cleared,
    client.InputTextDeltaEvent: facts.Piece(facts.Said, "user", item_id="id", response_id=None),
    server.WarningEvent: _warning,
}
"""What the events of each class tell; those of other classes tell nothing that a tool would need."""


def restore(item: facts.Item) -> Iterable[Mapping[str, Any]]:
    """Give the client's event that adds an item to a conversation, as in the dialect from before GA."""
    return restore_in_ga(item, "text")
