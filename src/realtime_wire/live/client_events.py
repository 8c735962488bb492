"""The events that a client sends; two of them come from servers as well, on a sideband.

Required is what servers do not take the event without. Schemas of the published types: `ClientEvent`, `ForkClientEvent`,
`ConnectClientEvent`.
"""

from collections.abc import Mapping
from typing import Any, Literal

from realtime_wire._engine.model import Model, frozen
from realtime_wire._engine.places import AlwaysSent, AudioData, Nullable, Words
from realtime_wire._engine.sound import WithAudio
from realtime_wire._engine.unknown import UnknownEvent

from .decisions import DecisionItem
from .session import LiveSession

__all__ = [
    "ClientEvent",
    "DecisionCreateEvent",
    "DecisionItemCreateEvent",
    "DecisionItemDeleteEvent",
    "ResponseCreateEvent",
    "ResponseItemCreateEvent",
    "SessionCloseEvent",
    "SessionCommentaryAppendEvent",
    "SessionInputAudioAppendEvent",
    "SessionInputAudioMuteEvent",
    "SessionInputAudioUnmuteEvent",
    "SessionInstructionsAppendEvent",
    "SessionOutputAudioFixturePlayEvent",
    "SessionStartEvent",
    "SessionThinkingAppendEvent",
    "SessionUpdateEvent",
    "TransportDtmfSendEvent",
]


# The session


@frozen(kw_only=True)
class SessionStartEvent(Model):
    """Start a session: the first event on a WebSocket, before which the server says nothing. Schema `SessionStartEvent`.

    On a fork, the session is what is else than in the one that it comes from. Schema `ForkSessionStartEvent`.
    """

    type: Literal["session.start"] = "session.start"
    """The wire name."""

    event_id: Nullable[str] = None
    """An id of the client's choice, which answers repeat as `client_event_id`."""

    session: LiveSession
    """The session. Servers refuse members that they do not know."""


@frozen(kw_only=True)
class SessionUpdateEvent(Model):
    """Change what a session delegates, or what triggers it. Schema `SessionUpdateEvent`."""

    type: Literal["session.update"] = "session.update"
    """The wire name."""

    event_id: Nullable[str] = None
    """An id of the client's choice, which answers repeat as `client_event_id`."""

    session: LiveSession
    """The changes: `delegation`, of the same type as before, and `triggers`. Nothing else can change."""


@frozen(kw_only=True)
class SessionCloseEvent(Model):
    """End the session: `session.closed` comes, with what it cost. Schema `SessionCloseEvent`."""

    type: Literal["session.close"] = "session.close"
    """The wire name."""

    event_id: Nullable[str] = None
    """An id of the client's choice, which answers repeat as `client_event_id`."""


# Audio


@frozen(kw_only=True)
class SessionInputAudioAppendEvent(WithAudio):
    """Send a piece of the user's audio, as it is spoken. Schema `InputAudioAppendEvent`.

    There is no answer. On a sideband the server sends this event, with what the user says. Schema `ConnectServerEvent`,
    `session.input_audio.append`.
    """

    type: Literal["session.input_audio.append"] = "session.input_audio.append"
    """The wire name."""

    event_id: Nullable[str] = None
    """An id of the client's choice. Servers send none."""

    audio: AudioData
    """The audio, in base64: in the format of the session, or, from a server, 16-bit PCM at 24000 Hz."""


@frozen(kw_only=True)
class SessionInputAudioMuteEvent(Model):
    """Have the model hear silence. Schema `InputAudioMuteEvent`."""

    type: Literal["session.input_audio.mute"] = "session.input_audio.mute"
    """The wire name."""

    event_id: Nullable[str] = None
    """An id of the client's choice, which answers repeat as `client_event_id`."""


@frozen(kw_only=True)
class SessionInputAudioUnmuteEvent(Model):
    """Have the model hear the user again. Schema `InputAudioUnmuteEvent`."""

    type: Literal["session.input_audio.unmute"] = "session.input_audio.unmute"
    """The wire name."""

    event_id: Nullable[str] = None
    """An id of the client's choice, which answers repeat as `client_event_id`."""


@frozen(kw_only=True)
class SessionOutputAudioFixturePlayEvent(WithAudio):
    """Play a piece of audio to the user in place of the model. Schema `OutputAudioFixturePlayEvent`.

    Meanwhile nobody is heard; there can be one at a time. Not over WebRTC.
    """

    type: Literal["session.output_audio.fixture.play"] = "session.output_audio.fixture.play"
    """The wire name."""

    event_id: Nullable[str] = None
    """An id of the client's choice, which answers repeat as `client_event_id`."""

    audio: AudioData
    """The audio, in base64: 16-bit little-endian PCM, mono, 24000 Hz whatever the session has; 30 seconds at most."""


# Context


@frozen(kw_only=True)
class SessionInstructionsAppendEvent(Model):
    """Tell the model a rule to go by. Schema `InstructionsAppendEvent`."""

    type: Literal["session.instructions.append"] = "session.instructions.append"
    """The wire name."""

    event_id: Nullable[str] = None
    """An id of the client's choice, which answers repeat as `client_event_id`."""

    content: Words
    """The rule, 500 tokens at most."""

    delegation_id: AlwaysSent[str] = None
    """The delegation that it is about; null, which is sent, if it is about none."""


@frozen(kw_only=True)
class SessionThinkingAppendEvent(Model):
    """Tell the model something to know, and not to say. Schema `ThinkingAppendEvent`."""

    type: Literal["session.thinking.append"] = "session.thinking.append"
    """The wire name."""

    event_id: Nullable[str] = None
    """An id of the client's choice, which answers repeat as `client_event_id`."""

    content: Words
    """What, 500 tokens at most."""

    delegation_id: AlwaysSent[str] = None
    """The delegation that it is about; null, which is sent, if it is about none."""


@frozen(kw_only=True)
class SessionCommentaryAppendEvent(Model):
    """Tell the model something to say, in words of its own. Schema `CommentaryAppendEvent`."""

    type: Literal["session.commentary.append"] = "session.commentary.append"
    """The wire name."""

    event_id: Nullable[str] = None
    """An id of the client's choice, which answers repeat as `client_event_id`."""

    content: Words
    """What, 500 tokens at most."""

    delegation_id: AlwaysSent[str] = None
    """The delegation that it is about; null, which is sent, if it is about none."""


# Delegated work


@frozen(kw_only=True)
class ResponseItemCreateEvent(Model):
    """Give an item to the model that does the work, such as the result of a function. Schema `ResponseItemCreateEvent`.

    There is no answer, and nothing happens until `response.create`.
    """

    type: Literal["response.item.create"] = "response.item.create"
    """The wire name."""

    event_id: Nullable[str] = None
    """An id of the client's choice, which answers repeat as `client_event_id`."""

    item: Mapping[str, Any]
    """An input item of the Responses API, of which there are dozens. The result of a function is
    `{"type": "function_call_output", "call_id": call.call_id, "output": "14 °C"}`."""


@frozen(kw_only=True)
class ResponseCreateEvent(Model):
    """Have the model that does the work go on. Schema `ResponseCreateEvent`."""

    type: Literal["response.create"] = "response.create"
    """The wire name."""

    event_id: Nullable[str] = None
    """An id of the client's choice, which answers repeat as `client_event_id`."""


@frozen(kw_only=True)
class DecisionCreateEvent(Model):
    """Ask the questions of the session now. Schema `DecisionCreateEvent`."""

    type: Literal["decision.create"] = "decision.create"
    """The wire name."""

    event_id: str | None = None
    """An id of the client's choice, which has to be new: servers refuse the event without."""


@frozen(kw_only=True)
class DecisionItemCreateEvent(Model):
    """Add something to judge by. Schema `DecisionItemCreateEvent`."""

    type: Literal["decision.item.create"] = "decision.item.create"
    """The wire name."""

    event_id: Nullable[str] = None
    """An id of the client's choice, which answers repeat as `client_event_id`."""

    item: DecisionItem
    """What."""


@frozen(kw_only=True)
class DecisionItemDeleteEvent(Model):
    """Take something away again that was there to judge by. Schema `DecisionItemDeleteEvent`."""

    type: Literal["decision.item.delete"] = "decision.item.delete"
    """The wire name."""

    event_id: Nullable[str] = None
    """An id of the client's choice, which answers repeat as `client_event_id`."""

    item_id: str
    """The id of the item."""


# Telephones


@frozen(kw_only=True)
class TransportDtmfSendEvent(Model):
    """Press a key, on a call by SIP. Schema `ConnectClientEvent`, `transport.dtmf.send`.

    Older servers send this event as well, where it now is `transport.dtmf.sent`. Schema
    `ConnectServerEvent`, `transport.dtmf.send`.
    """

    type: Literal["transport.dtmf.send"] = "transport.dtmf.send"
    """The wire name."""

    event_id: Nullable[str] = None
    """An id of the sender's choice."""

    client_event_id: str | None = None
    """From a server: the `event_id` of the client's event that had it pressed."""

    event: str
    """The key: `0` to `9`, `A` to `D`, `*` or `#`."""


ClientEvent = (
    SessionStartEvent
    | SessionUpdateEvent
    | SessionCloseEvent
    | SessionInputAudioAppendEvent
    | SessionInputAudioMuteEvent
    | SessionInputAudioUnmuteEvent
    | SessionOutputAudioFixturePlayEvent
    | SessionInstructionsAppendEvent
    | SessionThinkingAppendEvent
    | SessionCommentaryAppendEvent
    | ResponseItemCreateEvent
    | ResponseCreateEvent
    | DecisionCreateEvent
    | DecisionItemCreateEvent
    | DecisionItemDeleteEvent
    | TransportDtmfSendEvent
    | UnknownEvent
)
"""Any event that a client of the Live API sends, over whichever connection."""
