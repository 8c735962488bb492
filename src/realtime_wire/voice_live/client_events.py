"""What a client sends to Voice Live beyond the events of the Realtime API, and those that hold something of its own.

Classes of the package `azure-ai-voicelive`, whose names are the wire names of these.
"""

from typing import Literal

from realtime_wire._engine.model import Model, frozen
from realtime_wire._engine.places import AudioData, Nullable, Secret, Words
from realtime_wire._engine.sound import WithAudio
from realtime_wire._engine.unknown import UnknownEvent
from realtime_wire.realtime.client_events import (
    ConversationItemDeleteEvent,
    ConversationItemRetrieveEvent,
    ConversationItemTruncateEvent,
    InputAudioBufferAppendEvent,
    InputAudioBufferClearEvent,
    InputAudioBufferCommitEvent,
    OutputAudioBufferClearEvent,
    ResponseCancelEvent,
)

from .items import Item
from .responses import RealtimeResponseCreateParams
from .session import RealtimeSession

__all__ = [
    "ClientEvent",
    "ConversationItemCreateEvent",
    "ConversationItemDeleteEvent",
    "ConversationItemRetrieveEvent",
    "ConversationItemTruncateEvent",
    "InputAudioBufferAppendEvent",
    "InputAudioBufferClearEvent",
    "InputAudioBufferCommitEvent",
    "InputAudioClearEvent",
    "InputAudioTurnAppendEvent",
    "InputAudioTurnCancelEvent",
    "InputAudioTurnEndEvent",
    "InputAudioTurnStartEvent",
    "InputTextDeltaEvent",
    "InputTextDoneEvent",
    "OutputAudioBufferClearEvent",
    "ResponseCancelEvent",
    "ResponseCreateEvent",
    "SessionAvatarConnectEvent",
    "SessionUpdateEvent",
]


@frozen(kw_only=True)
class SessionUpdateEvent(Model):
    """Change the session. Members that are absent stay as they are."""

    type: Literal["session.update"] = "session.update"
    """The wire name of the event."""

    event_id: str | None = None
    """An id of the client's choice, that an `error` about this event repeats."""

    session: RealtimeSession
    """The changes."""


@frozen(kw_only=True)
class ConversationItemCreateEvent(Model):
    """Add an item to the conversation."""

    type: Literal["conversation.item.create"] = "conversation.item.create"
    """The wire name of the event."""

    event_id: str | None = None
    """An id of the client's choice, that an `error` about this event repeats."""

    previous_item_id: Nullable[str] = None
    """The item to put the new one after; `root` puts it first, None last."""

    item: Item
    """The item to add."""


@frozen(kw_only=True)
class ResponseCreateEvent(Model):
    """Ask the model to answer."""

    type: Literal["response.create"] = "response.create"
    """The wire name of the event."""

    event_id: str | None = None
    """An id of the client's choice, that an `error` about this event repeats."""

    response: RealtimeResponseCreateParams | None = None
    """What differs from the session's settings this once."""

    additional_instructions: Nullable[str] = None
    """What is said to the model beyond the instructions of the session."""


@frozen(kw_only=True)
class InputAudioTurnStartEvent(Model):
    """A turn of the user begins, by the client's word."""

    type: Literal["input_audio.turn.start"] = "input_audio.turn.start"
    """The wire name of the event."""

    event_id: str | None = None
    """An id of the client's choice, that an `error` about this event repeats."""

    turn_id: str
    """The id of the turn, of the client's choice."""


@frozen(kw_only=True)
class InputAudioTurnAppendEvent(WithAudio):
    """Send a piece of the audio of a turn."""

    type: Literal["input_audio.turn.append"] = "input_audio.turn.append"
    """The wire name of the event."""

    event_id: str | None = None
    """An id of the client's choice, that an `error` about this event repeats."""

    turn_id: str
    """The turn."""

    audio: AudioData
    """The audio in base64, in the input format of the session."""


@frozen(kw_only=True)
class InputAudioTurnEndEvent(Model):
    """A turn of the user is over."""

    type: Literal["input_audio.turn.end"] = "input_audio.turn.end"
    """The wire name of the event."""

    event_id: str | None = None
    """An id of the client's choice, that an `error` about this event repeats."""

    turn_id: str
    """The turn."""


@frozen(kw_only=True)
class InputAudioTurnCancelEvent(Model):
    """A turn of the user is taken back."""

    type: Literal["input_audio.turn.cancel"] = "input_audio.turn.cancel"
    """The wire name of the event."""

    event_id: str | None = None
    """An id of the client's choice, that an `error` about this event repeats."""

    turn_id: str
    """The turn."""


@frozen(kw_only=True)
class InputAudioClearEvent(Model):
    """Throw away all audio that was sent."""

    type: Literal["input_audio.clear"] = "input_audio.clear"
    """The wire name of the event."""

    event_id: str | None = None
    """An id of the client's choice, that an `error` about this event repeats."""


@frozen(kw_only=True)
class InputTextDeltaEvent(Model):
    """Send a piece of text to speak or to read."""

    type: Literal["input_text.delta"] = "input_text.delta"
    """The wire name of the event."""

    event_id: str | None = None
    """An id of the client's choice, that an `error` about this event repeats."""

    id: str
    """The id of the text, of the client's choice."""

    delta: Words
    """The text to append."""

    content_index: Nullable[int] = None
    """Place of the part, from 0."""


@frozen(kw_only=True)
class InputTextDoneEvent(Model):
    """A text is complete."""

    type: Literal["input_text.done"] = "input_text.done"
    """The wire name of the event."""

    event_id: str | None = None
    """An id of the client's choice, that an `error` about this event repeats."""

    id: str
    """The text."""

    content_index: Nullable[int] = None
    """Place of the part, from 0."""


@frozen(kw_only=True)
class SessionAvatarConnectEvent(Model):
    """Connect to the picture of an avatar, by WebRTC."""

    type: Literal["session.avatar.connect"] = "session.avatar.connect"
    """The wire name of the event."""

    event_id: str | None = None
    """An id of the client's choice, that an `error` about this event repeats."""

    client_sdp: Secret[str]
    """The client's offer. It tells addresses, so `repr` masks it."""


ClientEvent = (
    SessionUpdateEvent
    | ConversationItemCreateEvent
    | ResponseCreateEvent
    | InputAudioTurnStartEvent
    | InputAudioTurnAppendEvent
    | InputAudioTurnEndEvent
    | InputAudioTurnCancelEvent
    | InputAudioClearEvent
    | InputTextDeltaEvent
    | InputTextDoneEvent
    | SessionAvatarConnectEvent
    | InputAudioBufferAppendEvent
    | InputAudioBufferCommitEvent
    | InputAudioBufferClearEvent
    | OutputAudioBufferClearEvent
    | ConversationItemRetrieveEvent
    | ConversationItemTruncateEvent
    | ConversationItemDeleteEvent
    | ResponseCancelEvent
    | UnknownEvent
)
"""Everything that a client sends."""
