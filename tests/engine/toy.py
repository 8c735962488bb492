"""A protocol of three classes, for tests of what knows no protocol: a server greets, a client speaks, the server echoes.

No event has an `event_id`, one has two wire names, and one is sent by both sides. What places may be is here in all its
variety: null where it is a value, sent where it is absent, a string or an array, free-form JSON, objects in objects.
"""

from collections.abc import Mapping
from typing import Any, Literal

from realtime_wire._engine.model import Model, field, frozen
from realtime_wire._engine.places import AlwaysSent, AudioData, Nullable, Secret, Words
from realtime_wire._engine.protocol import Protocol
from realtime_wire._engine.unknown import Unknown, UnknownEvent
from realtime_wire._engine.values import array, text_or_array

__all__ = ["TOY", "ClientEvent", "EchoEvent", "Event", "HelloEvent", "SayEvent", "ServerEvent"]


@frozen(kw_only=True)
class HelloEvent(Model):
    """The server's greeting, with which a session begins. Clients greet back."""

    type: Literal["hello"] = "hello"
    greeting: str
    language: Nullable[str] = None
    token: Secret[str] | None = None


@frozen(kw_only=True)
class SayEvent(Model):
    """What the client says: a text, several texts, or audio."""

    type: Literal["say", "utter"] = "say"
    content: str | tuple[str, ...] | None = field(default=None, converter=text_or_array)
    audio: AudioData | None = None
    volume: float | None = None


@frozen(kw_only=True)
class EchoEvent(Model):
    """What the server makes of it."""

    type: Literal["echo"] = "echo"
    words: Words | None
    reply_to: AlwaysSent[str] = None
    said: tuple[SayEvent | Unknown, ...] | None = field(default=None, converter=array)
    notes: Mapping[str, Any] | None = None


ServerEvent = HelloEvent | EchoEvent | UnknownEvent
ClientEvent = SayEvent | HelloEvent | UnknownEvent
Event = ServerEvent | ClientEvent

TOY = Protocol(
    "toy",
    server=ServerEvent,
    client=ClientEvent,
    starts=[HelloEvent],
    answer=EchoEvent,
    ignored=["$.volume"],
    path="/toy",
)
