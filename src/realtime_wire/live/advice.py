"""What servers of the Live API refuse or ignore of what clients send, beyond what the declarations say.

It is what the published types require of requests alone, as the classes are those of answers as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from realtime_wire._engine.advice import Adviser, Told, from_servers, is_set, needs
from realtime_wire._engine.schema import members

from .client_events import DecisionCreateEvent, SessionStartEvent, SessionUpdateEvent
from .delegation import DecisionsDelegation, ResponsesDelegation
from .http import LiveAcceptRequest, LiveCreateRequest
from .session import LiveSession

__all__ = ["ADVICE"]

CHANGES = ("delegation", "triggers")
"""What an update changes."""


NEVER_IN_FORKS = ("instructions", "input", "triggers", "safety_identifier")
"""What makes a start that of a session of its own; a fork has the rest from another, and names no model."""

WANTED = "the server wants it"
"""What is said of a member that is missing."""


def _works(session: LiveSession) -> Iterator[Told]:
    """Tell what a session that begins has to say of whom it hands work to."""
    match session.delegation:
        case ResponsesDelegation(responses=None):
            yield ("session", "delegation", "responses"), "is missing", WANTED
        case ResponsesDelegation(responses=config) if config is not None and not is_set(config, "model"):
            yield ("session", "delegation", "responses", "model"), "is missing", WANTED
        case DecisionsDelegation(decisions=None):
            yield ("session", "delegation", "decisions"), "is missing", WANTED
        case DecisionsDelegation(decisions=config) if config is not None:
            for name in ("model", "questions"):
                if not is_set(config, name):
                    yield ("session", "delegation", "decisions", name), "is missing", WANTED
        case _:
            pass


def _start(obj: SessionStartEvent) -> Iterator[Told]:
    if is_set(obj.session, "model"):
        yield from _works(obj.session)
    elif any(is_set(obj.session, name) for name in NEVER_IN_FORKS):
        yield ("session", "model"), "is missing", "the server wants it, but in forks, which have no more than overrides"


def _update(obj: SessionUpdateEvent) -> Iterator[Told]:
    for member in members(LiveSession):
        if member.name not in CHANGES and is_set(obj.session, member.name):
            yield ("session", member.name), "cannot be changed", "it is chosen when the session begins"


def _create(obj: LiveCreateRequest) -> Iterator[Told]:
    if not is_set(obj.session, "model"):
        yield ("session", "model"), "is missing", WANTED
    yield from _works(obj.session)


def _accept(obj: LiveAcceptRequest) -> Iterator[Told]:
    for name in ("type", "model"):
        if not is_set(obj.session, name):
            yield ("session", name), "is missing", WANTED
    yield from _works(obj.session)


ADVICE: Mapping[type, Adviser] = {
    LiveSession: from_servers("id", "status", "expires_at"),
    SessionStartEvent: _start,
    SessionUpdateEvent: _update,
    LiveCreateRequest: _create,
    LiveAcceptRequest: _accept,
    DecisionCreateEvent: needs("event_id"),
}
"""What to tell of objects of a class."""
