"""The events that a client sends.

A server answers each with an event of its own, or with an `error` whose body repeats the `event_id` of the event that
it refuses. Audio alone is taken in silence.

Schemas of the public API description: `RealtimeClientEvent` and its variants.
"""

from typing import Annotated, Literal

from realtime_wire._engine.model import Model, frozen
from realtime_wire._engine.places import AudioData, Limits, Nullable
from realtime_wire._engine.sound import WithAudio
from realtime_wire._engine.unknown import UnknownEvent

from .items import Item
from .responses import RealtimeResponseCreateParams
from .session import AnyRealtimeSession

__all__ = [
    "ClientEvent",
    "ConversationItemCreateEvent",
    "ConversationItemDeleteEvent",
    "ConversationItemRetrieveEvent",
    "ConversationItemTruncateEvent",
    "InputAudioBufferAppendEvent",
    "InputAudioBufferClearEvent",
    "InputAudioBufferCommitEvent",
    "OutputAudioBufferClearEvent",
    "ResponseCancelEvent",
    "ResponseCreateEvent",
    "SessionUpdateEvent",
]


ClientEventId = Annotated[str, Limits(longest=512)]
"""An id that the client makes up."""


@frozen(kw_only=True)
class SessionUpdateEvent(Model):
    """Change the session. Schema `RealtimeClientEventSessionUpdate`.

    Members that are absent stay as they are. To clear one, send an empty string (`instructions`), an empty array
    (`tools`) or an explicit null (`RealtimeAudioConfigInput().with_null("turn_detection")`). The model cannot be
    changed, and the voice only until the first audio output. The answer is `session.updated`, with the whole session.
    """

    type: Literal["session.update", "transcription_session.update"] = "session.update"
    """The wire name; the second is the one of transcription sessions before GA."""

    event_id: ClientEventId | None = None
    """An id of the client's choice, up to 512 characters, that an `error` about this event repeats."""

    session: AnyRealtimeSession | None = None
    """The changes. Its `type` is `realtime` or `transcription`. Clients of vLLM send none, but a `model` beside it."""


@frozen(kw_only=True)
class InputAudioBufferAppendEvent(WithAudio):
    """Send a piece of the user's audio. Schema `RealtimeClientEventInputAudioBufferAppend`.

    With turn detection the server finds speech in the buffer and commits it by itself; without, the client sends
    `input_audio_buffer.commit`. Noise reduction works on what is appended. There is no answer.
    """

    type: Literal["input_audio_buffer.append"] = "input_audio_buffer.append"
    """The wire name."""

    event_id: ClientEventId | None = None
    """An id of the client's choice, up to 512 characters, that an `error` about this event repeats."""

    audio: AudioData
    """The audio in base64, in the input format of the session (`audio.input.format`), at most 15 MiB. Small pieces let
    turn detection react sooner."""


@frozen(kw_only=True)
class InputAudioBufferCommitEvent(Model):
    """Make a user message of the audio sent so far. Schema `RealtimeClientEventInputAudioBufferCommit`.

    Only needed without turn detection. It starts the transcription, if the session has one set, but no response. The
    answer is `input_audio_buffer.committed`, or an `error` if the buffer is empty.
    """

    type: Literal["input_audio_buffer.commit"] = "input_audio_buffer.commit"
    """The wire name."""

    event_id: ClientEventId | None = None
    """An id of the client's choice, up to 512 characters, that an `error` about this event repeats."""


@frozen(kw_only=True)
class InputAudioBufferClearEvent(Model):
    """Throw away the audio sent so far. Schema `RealtimeClientEventInputAudioBufferClear`.

    The answer is `input_audio_buffer.cleared`.
    """

    type: Literal["input_audio_buffer.clear"] = "input_audio_buffer.clear"
    """The wire name."""

    event_id: ClientEventId | None = None
    """An id of the client's choice, up to 512 characters, that an `error` about this event repeats."""


@frozen(kw_only=True)
class OutputAudioBufferClearEvent(Model):
    """Stop the speech that is being played. Schema `RealtimeClientEventOutputAudioBufferClear`.

    For WebRTC and SIP only: over a WebSocket the client plays the audio, and stops by itself. Send `response.cancel`
    first, so that no more is made. The answer is `output_audio_buffer.cleared`.
    """

    type: Literal["output_audio_buffer.clear"] = "output_audio_buffer.clear"
    """The wire name."""

    event_id: ClientEventId | None = None
    """An id of the client's choice, up to 512 characters, that an `error` about this event repeats."""


@frozen(kw_only=True)
class ConversationItemCreateEvent(Model):
    """Add an item to the conversation. Schema `RealtimeClientEventConversationItemCreate`.

    It brings in history, text and pictures of the user, and the output of functions; an assistant message with audio it
    cannot bring in. It starts no response. The answer is `conversation.item.added` and then `conversation.item.done`
    (before GA, `conversation.item.created`).
    """

    type: Literal["conversation.item.create"] = "conversation.item.create"
    """The wire name."""

    event_id: ClientEventId | None = None
    """An id of the client's choice, up to 512 characters, that an `error` about this event repeats."""

    previous_item_id: Nullable[str] = None
    """The item to put the new one after; `root` puts it first, None last. An id that is not there is an error."""

    item: Item
    """The item to add. Not a reference to another."""


@frozen(kw_only=True)
class ConversationItemRetrieveEvent(Model):
    """Ask for an item as the server has it. Schema `RealtimeClientEventConversationItemRetrieve`.

    So a client gets the user's audio as it is after noise reduction and turn detection. The answer is
    `conversation.item.retrieved`, or an `error` if there is no such item.
    """

    type: Literal["conversation.item.retrieve"] = "conversation.item.retrieve"
    """The wire name."""

    event_id: ClientEventId | None = None
    """An id of the client's choice, up to 512 characters, that an `error` about this event repeats."""

    item_id: str
    """The item to get."""


@frozen(kw_only=True)
class ConversationItemTruncateEvent(Model):
    """Tell the server how much of its speech the user heard. Schema `RealtimeClientEventConversationItemTruncate`.

    The server is ahead of the speaker. When the user interrupts, this drops what was never played, and the transcript
    with it, so that the model does not count on words that nobody heard. The answer is `conversation.item.truncated`.
    """

    type: Literal["conversation.item.truncate"] = "conversation.item.truncate"
    """The wire name."""

    event_id: ClientEventId | None = None
    """An id of the client's choice, up to 512 characters, that an `error` about this event repeats."""

    item_id: str
    """The assistant message to cut; other items cannot be."""

    content_index: int
    """The content part to cut, counted from 0; always 0."""

    audio_end_ms: int
    """How much to keep, in milliseconds from the start of the part. More than there is, is an error."""


@frozen(kw_only=True)
class ConversationItemDeleteEvent(Model):
    """Remove an item from the conversation. Schema `RealtimeClientEventConversationItemDelete`.

    The answer is `conversation.item.deleted`, or an `error` if there is no such item.
    """

    type: Literal["conversation.item.delete"] = "conversation.item.delete"
    """The wire name."""

    event_id: ClientEventId | None = None
    """An id of the client's choice, up to 512 characters, that an `error` about this event repeats."""

    item_id: str
    """The item to remove."""


@frozen(kw_only=True)
class ResponseCreateEvent(Model):
    """Ask the model to answer. Schema `RealtimeClientEventResponseCreate`.

    With turn detection the server does so by itself after each turn of the user. Only one response at a time may write
    to the conversation; others run beside it with `conversation="none"`. The answer is `response.created`, then the
    events of items and parts, then `response.done`.
    """

    type: Literal["response.create"] = "response.create"
    """The wire name."""

    event_id: ClientEventId | None = None
    """An id of the client's choice, up to 512 characters, that an `error` about this event repeats."""

    response: RealtimeResponseCreateParams | None = None
    """What differs from the session's settings this once; None for nothing."""


@frozen(kw_only=True)
class ResponseCancelEvent(Model):
    """Stop a response. Schema `RealtimeClientEventResponseCancel`.

    The answer is `response.done` with the status `cancelled`, or an `error` if none is in progress, which does no harm.
    """

    type: Literal["response.cancel"] = "response.cancel"
    """The wire name."""

    event_id: ClientEventId | None = None
    """An id of the client's choice, up to 512 characters, that an `error` about this event repeats."""

    response_id: str | None = None
    """The response to stop; None for the one that writes to the conversation."""


ClientEvent = (
    SessionUpdateEvent
    | InputAudioBufferAppendEvent
    | InputAudioBufferCommitEvent
    | InputAudioBufferClearEvent
    | OutputAudioBufferClearEvent
    | ConversationItemCreateEvent
    | ConversationItemRetrieveEvent
    | ConversationItemTruncateEvent
    | ConversationItemDeleteEvent
    | ResponseCreateEvent
    | ResponseCancelEvent
    | UnknownEvent
)
"""Everything that a client sends."""
