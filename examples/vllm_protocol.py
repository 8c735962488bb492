"""The transcription protocol of vLLM, in one file: seven events, none of which has an `event_id`.

A client names a model, sends audio as 16-bit PCM at 16 kHz, and gets what was said, bit by bit and then whole.
"""

from typing import Literal

import realtime_wire as rw

__all__ = [
    "VLLM",
    "ClientEvent",
    "ErrorEvent",
    "Event",
    "InputAudioBufferAppendEvent",
    "InputAudioBufferCommitEvent",
    "ServerEvent",
    "SessionCreatedEvent",
    "SessionUpdateEvent",
    "TranscriptionDeltaEvent",
    "TranscriptionDoneEvent",
    "Usage",
]


# What a client sends


@rw.frozen(kw_only=True)
class SessionUpdateEvent(rw.Model):
    """Choose the model."""

    type: Literal["session.update"] = "session.update"
    """The wire name."""

    model: str
    """The model, which stands in the event itself: there is no `session` around it."""


@rw.frozen(kw_only=True)
class InputAudioBufferAppendEvent(rw.Model):
    """Send a piece of audio."""

    type: Literal["input_audio_buffer.append"] = "input_audio_buffer.append"
    """The wire name."""

    audio: rw.AudioData
    """16-bit PCM at 16 kHz, in base64."""


@rw.frozen(kw_only=True)
class InputAudioBufferCommitEvent(rw.Model):
    """Begin to transcribe, before the audio, or end it, after the audio."""

    type: Literal["input_audio_buffer.commit"] = "input_audio_buffer.commit"
    """The wire name."""

    final: bool | None = None
    """True if no more audio will come."""


ClientEvent = SessionUpdateEvent | InputAudioBufferAppendEvent | InputAudioBufferCommitEvent | rw.UnknownEvent


# What a server sends


@rw.frozen(kw_only=True)
class SessionCreatedEvent(rw.Model):
    """The session has begun: the first event."""

    type: Literal["session.created"] = "session.created"
    """The wire name."""

    id: str
    """The id of the session."""

    created: int
    """When it began, in Unix seconds."""


@rw.frozen(kw_only=True)
class TranscriptionDeltaEvent(rw.Model):
    """More of what was said."""

    type: Literal["transcription.delta"] = "transcription.delta"
    """The wire name."""

    delta: rw.Words
    """The next bit of the text."""


@rw.frozen(kw_only=True)
class Usage(rw.Model):
    """What a transcription cost."""

    prompt_tokens: int | None = None
    """Tokens of audio."""

    completion_tokens: int | None = None
    """Tokens of text."""

    total_tokens: int | None = None
    """The sum of both."""


@rw.frozen(kw_only=True)
class TranscriptionDoneEvent(rw.Model):
    """All that was said."""

    type: Literal["transcription.done"] = "transcription.done"
    """The wire name."""

    text: rw.Words
    """The whole text."""

    usage: Usage | None = None
    """What it cost."""


@rw.frozen(kw_only=True)
class ErrorEvent(rw.Model):
    """Something went wrong."""

    type: Literal["error"] = "error"
    """The wire name."""

    error: str
    """What, in words."""

    code: str | None = None
    """What, for programs."""


ServerEvent = SessionCreatedEvent | TranscriptionDeltaEvent | TranscriptionDoneEvent | ErrorEvent | rw.UnknownEvent
Event = ServerEvent | ClientEvent

VLLM = rw.Protocol(
    "vllm",
    server=ServerEvent,
    client=ClientEvent,
    starts=[SessionCreatedEvent],
    answer=TranscriptionDoneEvent,
    path="/v1/realtime",
)
