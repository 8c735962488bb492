"""What servers of the Live API refuse or ignore of what clients send, beyond what the declarations say.

It is what the published types require of requests alone, as the classes are those of answers as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from realtime_wire._engine.advice import Adviser, Told, from_servers, is_set, needs
from realtime_wire._engine.schema import members

from .client_events import DecisionCreateEvent, SessionUpdateEvent
from .http import LiveAcceptRequest, LiveCreateRequest
from .session import LiveSession

__all__ = ["ADVICE"]

CHANGES = ("delegation", "triggers")
"""What an update changes."""


def _update(obj: SessionUpdateEvent) -> Iterator[Told]:
    for member in members(LiveSession):
        if member.name not in CHANGES and is_set(obj.session, member.name):
            yield ("session", member.name), "cannot be changed", "it is chosen when the session begins"


def _create(obj: LiveCreateRequest) -> Iterator[Told]:
    if not is_set(obj.session, "model"):
        yield ("session", "model"), "is missing", "the server wants it"


def _accept(obj: LiveAcceptRequest) -> Iterator[Told]:
    for name in ("type", "model"):
        if not is_set(obj.session, name):
            yield ("session", name), "is missing", "the server wants it"


ADVICE: Mapping[type, Adviser] = {
    LiveSession: from_servers("id", "status", "expires_at"),
    SessionUpdateEvent: _update,
    LiveCreateRequest: _create,
    LiveAcceptRequest: _accept,
    DecisionCreateEvent: needs("event_id"),
}
"""What to tell of objects of a class."""
