"""The translation API: its session, and the events of both directions.

Its wire names partly are those of the main API, with other payloads, so its unions are apart from `Event`; classes
whose name would be taken are called `Translation...`.
Schemas of the public API description: `RealtimeTranslationSession`, `RealtimeTranslationServerEvent`,
`RealtimeTranslationClientEvent` and what they list.
"""

from typing import Literal

from ._model import Model, field, frozen
from ._model import audio as audio_repr
from .audio import AudioInputNoiseReduction, InputAudioTranscription
from .events import UnknownEvent
from .server_events import ErrorEvent

__all__ = [
    "RealtimeTranslationAudioConfig",
    "RealtimeTranslationAudioConfigInput",
    "RealtimeTranslationAudioConfigOutput",
    "RealtimeTranslationSession",
    "SessionCloseEvent",
    "SessionClosedEvent",
    "SessionInputAudioBufferAppendEvent",
    "SessionInputTranscriptDeltaEvent",
    "SessionOutputAudioDeltaEvent",
    "SessionOutputTranscriptDeltaEvent",
    "TranslationClientEvent",
    "TranslationServerEvent",
    "TranslationSessionCreatedEvent",
    "TranslationSessionUpdateEvent",
    "TranslationSessionUpdatedEvent",
]


@frozen(kw_only=True)
class RealtimeTranslationAudioConfigInput(Model):
    """What is done with the speech that comes in. Schema `RealtimeTranslationSession`, `audio.input`."""

    transcription: InputAudioTranscription | None = None
    """Transcribes the source language as well, into `session.input_transcript.delta` events; needs a `model`. The
    translation is made from the audio either way. Null: no transcript."""

    noise_reduction: AudioInputNoiseReduction | None = None
    """Filters the audio before it is translated; needs a `type`. Null turns it off."""


@frozen(kw_only=True)
class RealtimeTranslationAudioConfigOutput(Model):
    """What comes out. Schema `RealtimeTranslationSession`, `audio.output`."""

    language: str | None = None
    """The language to translate into, for the audio and its transcript, such as `es`."""


@frozen(kw_only=True)
class RealtimeTranslationAudioConfig(Model):
    """How audio comes in and goes out of a translation. Schema `RealtimeTranslationSession`, `audio`."""

    input: RealtimeTranslationAudioConfigInput | None = None
    """The speech to translate."""

    output: RealtimeTranslationAudioConfigOutput | None = None
    """The translated speech."""


@frozen(kw_only=True)
class RealtimeTranslationSession(Model):
    """A translation session: what is asked for, and what comes back.

    Every member is optional, because each use has its own: a server sends all of them, a request for a client secret
    needs `model`, and `session.update` takes `audio` alone.
    Schemas `RealtimeTranslationSession`, `RealtimeTranslationSessionCreateRequest` and
    `RealtimeTranslationSessionUpdateRequest`.
    """

    type: Literal["translation"] | None = None
    """The kind of session; only servers send it."""

    id: str | None = None
    """The id of the session, such as `sess_1234567890abcdef`; only servers send it."""

    expires_at: int | None = None
    """When the session ends, in seconds since the epoch; only servers send it."""

    model: str | None = None
    """The translation model; fixed once the session is created."""

    audio: RealtimeTranslationAudioConfig | None = None
    """Input and output audio."""


# What a server sends


@frozen(kw_only=True)
class TranslationSessionCreatedEvent(Model):
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
class TranslationSessionUpdatedEvent(Model):
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

    delta: str
    """The text to append as it is, with no space put between deltas."""

    elapsed_ms: int | None = None
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

    delta: str
    """The text to append as it is, with no space put between deltas."""

    elapsed_ms: int | None = None
    """Where in the stream it belongs, in milliseconds, in steps of 200; several deltas can have the same."""


@frozen(kw_only=True)
class SessionOutputAudioDeltaEvent(Model):
    """A piece of the translated speech. Schema `RealtimeTranslationServerEventSessionOutputAudioDelta`."""

    type: Literal["session.output_audio.delta"] = "session.output_audio.delta"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    delta: str = field(repr=audio_repr)
    """The audio to append, base64; its length differs from delta to delta."""

    sample_rate: int | None = None
    """Samples a second, in Hz. 24000 where it is left out."""

    channels: int | None = None
    """Number of channels. 1 where it is left out."""

    format: Literal["pcm16"] | str | None = None
    """How samples are encoded: `pcm16` is 16-bit linear PCM."""

    elapsed_ms: int | None = None
    """Where in the stream it belongs, in milliseconds; several deltas can have the same."""


TranslationServerEvent = (
    ErrorEvent
    | TranslationSessionCreatedEvent
    | TranslationSessionUpdatedEvent
    | SessionClosedEvent
    | SessionInputTranscriptDeltaEvent
    | SessionOutputTranscriptDeltaEvent
    | SessionOutputAudioDeltaEvent
    | UnknownEvent
)
"""Any event that a server of the translation API sends: `decode(frame, TranslationServerEvent)`."""


# What a client sends


@frozen(kw_only=True)
class TranslationSessionUpdateEvent(Model):
    """Changes the output language, the transcription or the noise reduction of a session.

    Schema `RealtimeTranslationClientEventSessionUpdate`.
    """

    type: Literal["session.update"] = "session.update"
    """The wire name of the event."""

    event_id: str | None = None
    """An id of the client's choice, at most 512 characters; an `ErrorEvent` about this event repeats it."""

    session: RealtimeTranslationSession
    """What to change: `audio` alone. Members left out stay as they are."""


@frozen(kw_only=True)
class SessionInputAudioBufferAppendEvent(Model):
    """Sends speech to translate. Schema `RealtimeTranslationClientEventInputAudioBufferAppend`.

    The server works on frames of 200 ms and cuts or collects what it gets, so 200 ms at a time is best. Send silence
    in pauses: audio that follows a gap in sending counts as if there had been none.
    """

    type: Literal["session.input_audio_buffer.append"] = "session.input_audio_buffer.append"
    """The wire name of the event."""

    event_id: str | None = None
    """An id of the client's choice, at most 512 characters; an `ErrorEvent` about this event repeats it."""

    audio: str = field(repr=audio_repr)
    """The audio, base64: 16-bit little-endian PCM, mono, 24000 Hz. Nothing else is accepted."""


@frozen(kw_only=True)
class SessionCloseEvent(Model):
    """Ends the session in good order: what was sent is still translated, then `session.closed` comes.

    Schema `RealtimeTranslationClientEventSessionClose`.
    """

    type: Literal["session.close"] = "session.close"
    """The wire name of the event."""

    event_id: str | None = None
    """An id of the client's choice, at most 512 characters; an `ErrorEvent` about this event repeats it."""


TranslationClientEvent = (
    TranslationSessionUpdateEvent | SessionInputAudioBufferAppendEvent | SessionCloseEvent | UnknownEvent
)
"""Any event that a client of the translation API sends."""
