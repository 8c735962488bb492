"""The session of the translation API: what it is made of, in all its uses.

Schema of the public API description: `RealtimeTranslationSession` and its two requests.
"""

from typing import Literal

from realtime_wire._engine.model import Model, frozen
from realtime_wire._engine.places import Nullable
from realtime_wire.realtime.audio import AudioInputNoiseReduction, InputAudioTranscription

__all__ = [
    "RealtimeTranslationAudioConfig",
    "RealtimeTranslationAudioConfigInput",
    "RealtimeTranslationAudioConfigOutput",
    "RealtimeTranslationSession",
]


@frozen(kw_only=True)
class RealtimeTranslationAudioConfigInput(Model):
    """What is done with the speech that comes in. Schema `RealtimeTranslationSession`, `audio.input`."""

    transcription: Nullable[InputAudioTranscription] = None
    """Transcribes the source language as well, into `session.input_transcript.delta` events; needs a `model`. The
    translation is made from the audio either way. Null: no transcript."""

    noise_reduction: Nullable[AudioInputNoiseReduction] = None
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
