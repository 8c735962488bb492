"""What a client of the translation API sends.

Schema of the public API description: `RealtimeTranslationClientEvent` and what it lists.
"""

from typing import Literal

from realtime_wire._engine.model import Model, frozen
from realtime_wire._engine.places import AudioData
from realtime_wire._engine.sound import WithAudio
from realtime_wire._engine.unknown import UnknownEvent
from realtime_wire.realtime.client_events import ClientEventId

from .session import RealtimeTranslationSession

__all__ = [
    "ClientEvent",
    "SessionCloseEvent",
    "SessionInputAudioBufferAppendEvent",
    "SessionUpdateEvent",
]


@frozen(kw_only=True)
class SessionUpdateEvent(Model):
    """Changes the output language, the transcription or the noise reduction of a session.

    Schema `RealtimeTranslationClientEventSessionUpdate`.
    """

    type: Literal["session.update"] = "session.update"
    """The wire name of the event."""

    event_id: ClientEventId | None = None
    """An id of the client's choice, at most 512 characters; an `ErrorEvent` about this event repeats it."""

    session: RealtimeTranslationSession
    """What to change: `audio` alone. Members left out stay as they are."""


@frozen(kw_only=True)
class SessionInputAudioBufferAppendEvent(WithAudio):
    """Sends speech to translate. Schema `RealtimeTranslationClientEventInputAudioBufferAppend`.

    The server works on frames of 200 ms and cuts or collects what it gets, so 200 ms at a time is best. Send silence
    in pauses: audio that follows a gap in sending counts as if there had been none.
    """

    type: Literal["session.input_audio_buffer.append"] = "session.input_audio_buffer.append"
    """The wire name of the event."""

    event_id: ClientEventId | None = None
    """An id of the client's choice, at most 512 characters; an `ErrorEvent` about this event repeats it."""

    audio: AudioData
    """The audio, base64: 16-bit little-endian PCM, mono, 24000 Hz. Nothing else is accepted."""


@frozen(kw_only=True)
class SessionCloseEvent(Model):
    """Ends the session in good order: what was sent is still translated, then `session.closed` comes.

    Schema `RealtimeTranslationClientEventSessionClose`.
    """

    type: Literal["session.close"] = "session.close"
    """The wire name of the event."""

    event_id: ClientEventId | None = None
    """An id of the client's choice, at most 512 characters; an `ErrorEvent` about this event repeats it."""


ClientEvent = SessionUpdateEvent | SessionInputAudioBufferAppendEvent | SessionCloseEvent | UnknownEvent
"""Any event that a client of the translation API sends."""
