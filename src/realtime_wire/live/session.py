"""The session: one class for all of its six uses, and what it is made of.

Schemas of the published types: `SessionConfig` (a WebSocket starts one), `MediaSessionConfig` (WebRTC does), the `session` of
`SessionAcceptParams` (SIP does), `ForkSessionConfig` and `MediaSessionForkConfig` (what a fork has else),
`SessionUpdateConfig` and `SessionResource` (what servers send).
"""

from typing import Literal

from realtime_wire._engine.model import Model, field, frozen
from realtime_wire._engine.places import Nullable
from realtime_wire._engine.values import array, text_or_array

from .audio import Audio
from .decisions import DecisionTrigger
from .delegation import DelegationConfig
from .items import InitialItem

__all__ = ["ClientConfig", "DataChannelConfig", "LiveSession", "ServerEventSelector", "WakePolicy"]


@frozen(kw_only=True)
class ServerEventSelector(Model):
    """Events that a data channel brings. Schema `ServerEventSelector`."""

    type: str | None = None
    """Their wire name."""

    response_event: str | None = None
    """Of `response.event` alone: the type of what is inside."""


@frozen(kw_only=True)
class DataChannelConfig(Model):
    """What a data channel of WebRTC carries. Schema `DataChannelConfig`."""

    allowed_client_events: Literal["all"] | str | tuple[str, ...] | None = field(default=None, converter=text_or_array)
    """The wire names of what the client may send; none if it is empty, and all if it is absent or `all`."""

    allowed_server_events: Literal["all"] | str | tuple[ServerEventSelector, ...] | None = field(
        default=None, converter=text_or_array
    )
    """What the server sends over it; nothing if it is empty, and all if it is absent or `all`."""


@frozen(kw_only=True)
class ClientConfig(Model):
    """What the user's side may do. Schema `ClientConfig`."""

    data_channel: DataChannelConfig | None = None
    """What the data channel carries."""


@frozen(kw_only=True)
class WakePolicy(Model):
    """What wakes a session that was paused. Schema `MediaSessionConfig`, `wake_policy`."""

    type: Literal["speech"] | str | None = None
    """What does: `speech`."""

    vad_threshold: float | None = None
    """How sure it must be that someone speaks, from 0 to 1. Server default 0.5."""


@frozen(kw_only=True)
class LiveSession(Model):
    """A session: what a client asks for, and what it gets.

    All is optional, as each use has members of its own: a start needs `model`, a fork names what it has else than the
    session it comes from, and an update changes `delegation` and `triggers` alone.
    """

    id: str | None = None
    """The id of the session, such as `live_1234`; from servers alone."""

    type: Literal["live"] | str | None = None
    """What kind of session it is: needed where a SIP call is accepted, as it may become one of another API."""

    model: Literal["gpt-live-1", "gpt-live-1.1"] | str | None = None
    """The model that listens and speaks."""

    status: Literal["active"] | str | None = None
    """How the session is; from servers alone, and `active` even in `session.closed`."""

    expires_at: int | None = None
    """When the session ends at the latest, in seconds since the epoch; from servers alone."""

    instructions: Nullable[str] = None
    """How the voice model is to speak and listen, and when it hands out work; 16,384 tokens at most."""

    audio: Audio | None = None
    """The audio, fixed once the session has started."""

    delegation: Nullable[DelegationConfig] = None
    """To whom work is handed. The application, if absent or null."""

    input: tuple[InitialItem, ...] | None = field(default=None, converter=array)
    """What was said before, 128 messages at most."""

    triggers: tuple[DecisionTrigger, ...] | None = field(default=None, converter=array)
    """Questions that events bring up. An empty array in an update switches them off."""

    client: ClientConfig | None = None
    """What the user's side may do, over WebRTC."""

    store: bool | None = None
    """Whether the session is kept, to be forked and listened to. Server default false."""

    safety_identifier: Nullable[str] = None
    """An id of the user, for the search for abuse; not one that tells who it is."""

    idle_timeout_s: int | None = None
    """After how many seconds of silence a session over WebRTC is paused."""

    wake_policy: WakePolicy | None = None
    """What wakes it again."""
