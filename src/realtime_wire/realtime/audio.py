"""How sound goes in and comes out: formats, noise reduction, transcription, turn detection, voices.

What lives here configures audio; the audio itself travels in events. One set of classes serves sessions, transcription
sessions and responses, in both directions.

Schemas of the public API description: `RealtimeAudioFormats`, `AudioTranscription`, `AudioTranscriptionResponse`,
`NoiseReductionType`, `RealtimeTurnDetection`, `VoiceIdsShared`, `VoiceIdsOrCustomVoice`.
"""

from typing import Annotated, Literal

from realtime_wire._engine.model import Model, field, frozen
from realtime_wire._engine.places import Limits, Nullable
from realtime_wire._engine.sound import size_of
from realtime_wire._engine.unknown import Unknown
from realtime_wire._engine.values import array

__all__ = [
    "AudioInputNoiseReduction",
    "AudioPCM",
    "AudioPCMA",
    "AudioPCMU",
    "CustomVoice",
    "FlatAudioFormat",
    "InputAudioTranscription",
    "RealtimeAudioConfig",
    "RealtimeAudioConfigInput",
    "RealtimeAudioConfigOutput",
    "RealtimeAudioFormat",
    "RealtimeTurnDetection",
    "SemanticVad",
    "ServerVad",
    "Voice",
    "audio_ms",
]


@frozen(kw_only=True)
class AudioPCM(Model):
    """Raw PCM samples: 16 bit, mono, little-endian. Schema `RealtimeAudioFormats`, `audio/pcm`."""

    type: Literal["audio/pcm"] = "audio/pcm"
    """The audio format."""

    rate: int | None = None
    """Samples per second, in Hz. OpenAI supports 24000 alone."""


@frozen(kw_only=True)
class AudioPCMU(Model):
    """G.711 μ-law at 8000 Hz: North American and Japanese telephony. Schema `RealtimeAudioFormats`, `audio/pcmu`."""

    type: Literal["audio/pcmu"] = "audio/pcmu"
    """The audio format."""


@frozen(kw_only=True)
class AudioPCMA(Model):
    """G.711 A-law at 8000 Hz: telephony elsewhere. Schema `RealtimeAudioFormats`, `audio/pcma`."""

    type: Literal["audio/pcma"] = "audio/pcma"
    """The audio format."""


RealtimeAudioFormat = AudioPCM | AudioPCMU | AudioPCMA | Unknown
"""How audio is coded on the wire, before base64. Schema `RealtimeAudioFormats`."""

FlatAudioFormat = Literal["pcm16", "g711_ulaw", "g711_alaw"] | str
"""The same as it was said before general availability: `pcm16` has 24000 Hz, the two of G.711 have 8000 Hz. Vendors that
speak that dialect have others, such as `pcm24`."""


def audio_ms(
    audio: bytes | bytearray | memoryview | str | int,
    format: object = "pcm16",  # noqa: A002  named as in sessions
    *,
    rate: int | None = None,
) -> float | None:
    """Tell how long audio lasts, in milliseconds: raw samples, that is PCM of 16 bits and the two of G.711.

    ::

        rw.audio_ms(event.delta, session.audio.output.format)

    Args:
        audio: its bytes, or base64, or the number of bytes.
        format: what a session has for its format, an object such as `AudioPCM` or a name such as `g711_ulaw`; PCM of 24000 Hz
            if left out or None.
        rate: samples per second, in Hz, where they are told elsewhere than in the format.

    Returns:
        The length of one channel; None if it does not follow from the size, as in a format that is compressed or that is not
        known here, or at a rate that no audio has.
    """
    from realtime_wire._engine.facts import AudioFormat  # noqa: PLC0415  whoever only decodes need not wait for it

    name = format if isinstance(format, str) else "pcm16" if format is None else getattr(format, "type", None)
    pace = AudioFormat(str(name), rate or getattr(format, "rate", None)).bytes_per_ms
    if not isinstance(audio, int):
        audio = size_of(audio) if isinstance(audio, str) else memoryview(audio).nbytes
    return None if pace is None else audio / pace


@frozen(kw_only=True)
class AudioInputNoiseReduction(Model):
    """A filter on incoming audio, ahead of turn detection and the model.

    Schema `RealtimeSessionCreateRequestGA`, `audio.input.noise_reduction`; `strength` comes from the `openai` package.
    """

    type: Literal["near_field", "far_field"] | str | None = None
    """Where the microphone is: `near_field` for a headset, `far_field` for a laptop or a meeting room."""

    strength: float | None = None
    """How much noise is taken away; more with higher values. Server default 1 when the filter is first turned on; left
    out of a later update, the strength stays as it was."""


@frozen(kw_only=True)
class InputAudioTranscription(Model):
    """Turning incoming speech into text, by a model of its own, beside the conversation.

    The text is a hint of what was said, not what the realtime model heard. Schemas `AudioTranscription` and
    `AudioTranscriptionResponse`.
    """

    model: (
        Literal[
            "whisper-1",
            "gpt-transcribe",
            "gpt-live-transcribe",
            "gpt-4o-mini-transcribe",
            "gpt-4o-mini-transcribe-2025-12-15",
            "gpt-4o-transcribe",
            "gpt-4o-transcribe-diarize",
            "gpt-realtime-whisper",
        ]
        | str
        | None
    ) = None
    """The transcription model; `gpt-4o-transcribe-diarize` is the one that tells speakers apart."""

    language: Nullable[str] = None
    """The language that is spoken, as an ISO 639-1 code such as `en`; naming it makes the text better and quicker."""

    languages: Annotated[tuple[str, ...], Limits(shortest=1)] | None = field(default=None, converter=array)
    """The languages that may be spoken, as ISO 639-1 codes, at least one. `gpt-transcribe` and `gpt-live-transcribe`
    only."""

    keywords: tuple[str, ...] | None = field(default=None, converter=array)
    """Words and phrases to listen for, such as names. `gpt-transcribe` and `gpt-live-transcribe` only."""

    prompt: Nullable[str] = None
    """A hint for the model: a list of keywords for `whisper-1`, free text for the `gpt-4o` models except the
    diarizing one. `gpt-realtime-whisper` takes none."""

    delay: Literal["minimal", "low", "medium", "high", "xhigh"] | str | None = None
    """How long to wait before text is sent: longer is more accurate, and later. `gpt-realtime-whisper` only."""


@frozen(kw_only=True)
class ServerVad(Model):
    """Turn detection by loudness: a turn starts with speech and ends after a pause.

    Schema `RealtimeTurnDetection`, `server_vad`.
    """

    type: Literal["server_vad"] = "server_vad"
    """The kind of turn detection."""

    threshold: Annotated[float, Limits(least=0, most=1)] | None = None
    """How sure the detector must be that it hears speech, 0.0 to 1.0; a higher value takes louder speech and ignores
    more noise. Server default 0.5."""

    prefix_padding_ms: int | None = None
    """How much audio from before the detected start belongs to the turn, in milliseconds. Server default 300."""

    silence_duration_ms: int | None = None
    """The pause that ends a turn, in milliseconds; a short one answers quickly but may cut in. Server default 500 by
    the description; recorded OpenAI and Azure sessions started with 200."""

    create_response: bool | None = None
    """Whether the end of a turn starts a response by itself. Server default true. If false here and in
    `interrupt_response`, turns are only reported."""

    interrupt_response: bool | None = None
    """Whether the start of a turn cancels a running response of the default conversation. Server default true. If
    false, a turn that ends during a response may get none of its own."""

    idle_timeout_ms: Nullable[Annotated[int, Limits(least=5000, most=30000)]] = None
    """How long the user may stay silent before the model speaks up, in milliseconds, 5000 to 30000, counted from the
    end of playback of its last audio. Off by default. `input_audio_buffer.timeout_triggered` reports it."""


@frozen(kw_only=True)
class SemanticVad(Model):
    """Turn detection by meaning: a model judges whether the user has finished, and waits longer if not.

    Schema `RealtimeTurnDetection`, `semantic_vad`.
    """

    type: Literal["semantic_vad"] = "semantic_vad"
    """The kind of turn detection."""

    eagerness: Literal["low", "medium", "high", "auto"] | str | None = None
    """How soon to take a turn as finished: `low` waits 8 seconds at most, `medium` 4, `high` 2. Server default `auto`,
    which is as `medium`."""

    create_response: bool | None = None
    """Whether the end of a turn starts a response by itself. Server default true."""

    interrupt_response: bool | None = None
    """Whether the start of a turn cancels a running response of the default conversation. Server default true."""


RealtimeTurnDetection = ServerVad | SemanticVad | Unknown
"""How the server notices that the user has started and finished a turn."""


@frozen(kw_only=True)
class CustomVoice(Model):
    """A voice of one's own, made from samples, in place of a built-in one. Schema `VoiceIdsOrCustomVoice`."""

    id: str
    """The id of the voice, such as `voice_1234`."""


Voice = (
    Literal["alloy", "ash", "ballad", "coral", "echo", "sage", "shimmer", "verse", "marin", "cedar"]
    | str
    | CustomVoice
    | Unknown
)
"""Who speaks: the name of a built-in voice, or a custom one. Schemas `VoiceIdsShared`, `VoiceIdsOrCustomVoice`."""


Speed = Annotated[float, Limits(least=0.25, most=1.5)]
"""The tempo of speech, times the natural one."""


@frozen(kw_only=True)
class RealtimeAudioConfigInput(Model):
    """How incoming audio is read. Schema `RealtimeSessionCreateRequestGA`, `audio.input`."""

    format: RealtimeAudioFormat | None = None
    """How the audio that is sent to the server is coded."""

    transcription: Nullable[InputAudioTranscription] = None
    """Turning the user's speech into text. Off by default; an explicit null turns it off again."""

    noise_reduction: Nullable[AudioInputNoiseReduction] = None
    """The noise filter. Off by default; an explicit null turns it off again."""

    turn_detection: Nullable[RealtimeTurnDetection] = None
    """How turns are noticed. An explicit null turns detection off: the client then commits audio and asks for
    responses itself, and a `gpt-realtime-whisper` transcription session takes nothing else."""


@frozen(kw_only=True)
class RealtimeAudioConfigOutput(Model):
    """How the answer is spoken. Schemas `RealtimeSessionCreateRequestGA` and `RealtimeResponse`, `audio.output`."""

    format: RealtimeAudioFormat | None = None
    """How the audio that comes from the server is coded."""

    voice: Nullable[Voice] = None
    """The voice; fixed for the session once it has spoken. Server default `alloy`; OpenAI finds `marin` and `cedar`
    the best."""

    speed: Nullable[Speed] = None
    """The tempo of the speech, 0.25 to 1.5 times the natural one, changed only between turns. Server default 1.0.
    Sessions only."""


@frozen(kw_only=True)
class RealtimeAudioConfig(Model):
    """Audio in and out, of a session or of one response. Schema `RealtimeSessionCreateRequestGA`, `audio`."""

    input: RealtimeAudioConfigInput | None = None
    """How incoming audio is read. Sessions only."""

    output: RealtimeAudioConfigOutput | None = None
    """How the answer is spoken. Transcription sessions have none."""
