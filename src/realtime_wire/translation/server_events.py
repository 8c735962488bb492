"""What a server of the translation API sends, and the union of both directions.

Its wire names partly are those of the main API, with other payloads. Schema of the public API description:
`RealtimeTranslationServerEvent` and what it lists.
"""

from typing import Literal

from realtime_wire._engine.model import Model, frozen
from realtime_wire._engine.places import AudioData, Nullable, Words
from realtime_wire._engine.sound import WithAudio
from realtime_wire._engine.unknown import UnknownEvent
from realtime_wire.realtime.server_events import ErrorEvent

from .client_events import ClientEvent
from .session import RealtimeTranslationSession

__all__ = [
    "Event",
    "ServerEvent",
    "SessionClosedEvent",
    "SessionCreatedEvent",
    "SessionInputTranscriptDeltaEvent",
    "SessionOutputAudioDeltaEvent",
    "SessionOutputTranscriptDeltaEvent",
    "SessionUpdatedEvent",
]


@frozen(kw_only=True)
class SessionCreatedEvent(Model):
    """The first event of a connection, with the configuration that the session starts from.

    Schema `RealtimeTranslationServerEventSessionCreated`.
    """

    type: Literal["session.created"] = "session.created"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    session: RealtimeTranslationSession
    """The whole session, server defaults included."""


@frozen(kw_only=True)
class SessionUpdatedEvent(Model):
    """A `session.update` took effect; one that is refused is answered by an `ErrorEvent`.

    Schema `RealtimeTranslationServerEventSessionUpdated`.
    """

    type: Literal["session.updated"] = "session.updated"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    session: RealtimeTranslationSession
    """The whole session as it is now."""


@frozen(kw_only=True)
class SessionClosedEvent(Model):
    """The session is over: after `session.close`, everything still to say came before this.

    Schema `RealtimeTranslationServerEventSessionClosed`.
    """

    type: Literal["session.closed"] = "session.closed"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""


@frozen(kw_only=True)
class SessionInputTranscriptDeltaEvent(Model):
    """A piece of the transcript of the source language, if `audio.input.transcription` is configured.

    Schema `RealtimeTranslationServerEventSessionInputTranscriptDelta`.
    """

    type: Literal["session.input_transcript.delta"] = "session.input_transcript.delta"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    delta: Words
    """The text to append as it is, with no space put between deltas."""

    elapsed_ms: Nullable[int] = None
    """Where in the stream it belongs, in milliseconds, in steps of 200; several deltas can have the same."""


@frozen(kw_only=True)
class SessionOutputTranscriptDeltaEvent(Model):
    """A piece of the transcript of the translated speech.

    Schema `RealtimeTranslationServerEventSessionOutputTranscriptDelta`.
    """

    type: Literal["session.output_transcript.delta"] = "session.output_transcript.delta"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    delta: Words
    """The text to append as it is, with no space put between deltas."""

    elapsed_ms: Nullable[int] = None
    """Where in the stream it belongs, in milliseconds, in steps of 200; several deltas can have the same."""


@frozen(kw_only=True)
class SessionOutputAudioDeltaEvent(WithAudio):
    """A piece of the translated speech. Schema `RealtimeTranslationServerEventSessionOutputAudioDelta`."""

    type: Literal["session.output_audio.delta"] = "session.output_audio.delta"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    delta: AudioData
    """The audio to append, base64; its length differs from delta to delta."""

    sample_rate: int | None = None
    """Samples a second, in Hz. 24000 where it is left out."""

    channels: int | None = None
    """Number of channels. 1 where it is left out."""

    format: Literal["pcm16"] | str | None = None
    """How samples are encoded: `pcm16` is 16-bit linear PCM."""

    elapsed_ms: Nullable[int] = None
    """Where in the stream it belongs, in milliseconds; several deltas can have the same."""


ServerEvent = (
    ErrorEvent
    | SessionCreatedEvent
    | SessionUpdatedEvent
    | SessionClosedEvent
    | SessionInputTranscriptDeltaEvent
    | SessionOutputTranscriptDeltaEvent
    | SessionOutputAudioDeltaEvent
    | UnknownEvent
)
"""Any event that a server of the translation API sends: `decode(frame, translation.ServerEvent)`."""

Event = ServerEvent | ClientEvent
"""Any event of either direction."""
