"""How sound goes in and comes out of a Voice Live session: voices, turn detection, transcription, echo cancellation.

What is not here is as in the Realtime API. Classes of the package `azure-ai-voicelive`, whose names these have unless told.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from realtime_wire._engine.model import Model, field, frozen
from realtime_wire._engine.places import Limits, Nullable
from realtime_wire._engine.unknown import Unknown
from realtime_wire._engine.values import array
from realtime_wire.realtime import audio as realtime
from realtime_wire.realtime.audio import (
    SemanticVad,
)

__all__ = [
    "AudioEchoCancellation",
    "AudioInputNoiseReduction",
    "AudioInputTranscriptionOptions",
    "AzureRealtimeNativeVoice",
    "AzureSemanticVad",
    "AzureVoice",
    "EouDetection",
    "OpenAIVoice",
    "SemanticVad",
    "ServerVad",
    "TurnDetection",
    "Voice",
]


@frozen(kw_only=True)
class OpenAIVoice(Model):
    """A voice of OpenAI's models. Class `OpenAIVoice`."""

    type: Literal["openai"] = "openai"
    """The kind of voice."""

    name: Literal["alloy", "ash", "ballad", "coral", "echo", "sage", "shimmer", "verse", "marin", "cedar"] | str
    """The name of the voice."""


@frozen(kw_only=True)
class AzureRealtimeNativeVoice(Model):
    """A voice that an Azure model speaks with by itself. Class `AzureRealtimeNativeVoice`."""

    type: Literal["azure-realtime-native"] = "azure-realtime-native"
    """The kind of voice."""

    name: (
        Literal[
            "aarti",
            "andrew",
            "ava",
            "denise",
            "diya",
            "elsa",
            "florian",
            "francisca",
            "meera",
            "xiaoxiao",
            "yunxi",
            "ximena",
        ]
        | str
    )
    """The name of the voice."""


@frozen(kw_only=True)
class AzureVoice(Model):
    """A voice of Azure's speech service: a standard one, one's own, a person's, or that of an avatar.

    One class for the four of the package, `AzureStandardVoice`, `AzureCustomVoice`, `AzurePersonalVoice` and
    `AzureAvatarVoiceSyncVoice`: they differ in `type`, and in which of the first members they need.
    """

    type: Literal["azure-standard", "azure-custom", "azure-personal", "avatar-voice-sync"] = "azure-standard"
    """The kind of voice."""

    name: str | None = None
    """The name of the voice, such as `en-US-AvaNeural`. The voice of an avatar has none."""

    endpoint_id: str | None = None
    """The deployment of a voice of one's own."""

    model: (
        Literal[
            "DragonLatestNeural", "PhoenixLatestNeural", "PhoenixV2Neural", "DragonHDOmniLatestNeural", "MAI-Voice-1"
        ]
        | str
        | None
    ) = None
    """The model that speaks with a person's voice, or with an avatar's."""

    temperature: Nullable[Annotated[float, Limits(least=0, most=1)]] = None
    """How varied the speech is, 0.0 to 1.0."""

    custom_lexicon_url: Nullable[str] = None
    """Where a lexicon of pronunciations is."""

    custom_text_normalization_url: Nullable[str] = None
    """Where rules are that make spoken text of written."""

    prefer_locales: Nullable[tuple[str, ...]] = field(default=None, converter=array)
    """The locales to speak in where the text leaves it open, such as `en-GB`."""

    locale: Nullable[str] = None
    """The locale that is always spoken in, such as `en-GB`."""

    style: Nullable[str] = None
    """The manner of speaking, such as `cheerful`."""

    pitch: Nullable[str] = None
    """How high it is, such as `+10%`."""

    rate: Nullable[str] = None
    """How fast it is, such as `0.9`."""

    volume: Nullable[str] = None
    """How loud it is, such as `+20%`."""


Voice = (
    Literal["alloy", "ash", "ballad", "coral", "echo", "sage", "shimmer", "verse", "marin", "cedar"]
    | str
    | OpenAIVoice
    | AzureVoice
    | AzureRealtimeNativeVoice
    | Unknown
)
"""Who speaks: a name of OpenAI's, or an object that says whose voice it is."""


@frozen(kw_only=True)
class EouDetection(Model):
    """How the end of an utterance is found by what was said.

    Classes `AzureSemanticDetection`, `...En` and `...Multilingual`.
    """

    model: Literal["semantic_detection_v1", "semantic_detection_v1_en", "semantic_detection_v1_multilingual"] | str
    """The model that judges."""

    threshold_level: Nullable[Literal["low", "medium", "high", "default"] | str] = None
    """How sure it has to be."""

    timeout_ms: Nullable[int] = None
    """How long it waits at most, in milliseconds."""


@frozen(kw_only=True)
class ServerVad(Model):
    """Turn detection by loudness. Class `ServerVad`."""

    type: Literal["server_vad"] = "server_vad"
    """The kind of turn detection."""

    threshold: Nullable[Annotated[float, Limits(least=0, most=1)]] = None
    """How sure the detector must be that it hears speech, 0.0 to 1.0."""

    prefix_padding_ms: Nullable[int] = None
    """How much audio from before the detected start belongs to the turn, in milliseconds."""

    silence_duration_ms: Nullable[int] = None
    """The pause that ends a turn, in milliseconds."""

    speech_duration_ms: Nullable[int] = None
    """How long speech has to last to start a turn, in milliseconds. The package has it for other kinds; the service
    tells it here as well."""

    idle_timeout_ms: Nullable[int] = None
    """How long the user may stay silent before the model speaks up, in milliseconds. Not in the package; the service
    tells it."""

    end_of_utterance_detection: Nullable[EouDetection] = None
    """How the end of an utterance is found by what was said, on top."""

    auto_truncate: Nullable[bool] = None
    """Whether an answer that is interrupted is cut to what was heard, without being asked."""

    create_response: Nullable[bool] = None
    """Whether the end of a turn starts a response by itself."""

    interrupt_response: Nullable[bool] = None
    """Whether the start of a turn cancels a running response."""


@frozen(kw_only=True)
class AzureSemanticVad(Model):
    """Turn detection by meaning, in English, in many languages, or as Azure sees fit.

    One class for the three of the package, `AzureSemanticVad`, `AzureSemanticVadEn` and
    `AzureSemanticVadMultilingual`.
    """

    type: Literal["azure_semantic_vad", "azure_semantic_vad_en", "azure_semantic_vad_multilingual"] = (
        "azure_semantic_vad"
    )
    """The kind of turn detection."""

    threshold: Nullable[Annotated[float, Limits(least=0, most=1)]] = None
    """How sure the detector must be that it hears speech, 0.0 to 1.0."""

    prefix_padding_ms: Nullable[int] = None
    """How much audio from before the detected start belongs to the turn, in milliseconds."""

    silence_duration_ms: Nullable[int] = None
    """The pause that ends a turn, in milliseconds."""

    end_of_utterance_detection: Nullable[EouDetection] = None
    """How the end of an utterance is found."""

    speech_duration_ms: Nullable[int] = None
    """How long speech has to last to start a turn, in milliseconds."""

    remove_filler_words: Nullable[bool] = None
    """Whether sounds such as "um" start no turn."""

    languages: Nullable[tuple[str, ...]] = field(default=None, converter=array)
    """The languages that may be spoken, such as `en`. Not for the English kind."""

    auto_truncate: Nullable[bool] = None
    """Whether an answer that is interrupted is cut to what was heard, without being asked."""

    create_response: Nullable[bool] = None
    """Whether the end of a turn starts a response by itself."""

    interrupt_response: Nullable[bool] = None
    """Whether the start of a turn cancels a running response."""


TurnDetection = ServerVad | AzureSemanticVad | SemanticVad | Unknown
"""How the service notices that the user has started and finished a turn; `SemanticVad` is that of OpenAI's models, which
the vendor's reference pages have and the package has not."""


@frozen(kw_only=True)
class AudioInputNoiseReduction(realtime.AudioInputNoiseReduction):
    """A filter on incoming audio: those of the Realtime API, and Azure's. Class `AudioNoiseReduction`."""

    type: Literal["azure_deep_noise_suppression", "near_field", "far_field"] | str | None = None
    """Which filter: `azure_deep_noise_suppression` is a model; the others are for a headset, and for a laptop or a
    meeting room."""


@frozen(kw_only=True)
class AudioInputTranscriptionOptions(Model):
    """Turning incoming speech into text. Class `AudioInputTranscriptionOptions`."""

    model: (
        Literal[
            "whisper-1",
            "gpt-4o-transcribe",
            "gpt-4o-mini-transcribe",
            "gpt-4o-transcribe-diarize",
            "mai-transcribe-1",
            "azure-speech",
        ]
        | str
        | None
    ) = None
    """The model that transcribes."""

    language: Nullable[str] = None
    """The language that is spoken, such as `en`; several with commas between them."""

    prompt: Nullable[str] = None
    """A hint for the model. Not in the package; the service tells it."""

    custom_speech: Nullable[Mapping[str, str]] = None
    """The ids of models of one's own, by language."""

    phrase_list: Nullable[tuple[str, ...]] = field(default=None, converter=array)
    """Words and phrases to listen for, such as names."""


@frozen(kw_only=True)
class AudioEchoCancellation(Model):
    """Taking the model's own voice out of what is heard. Class `AudioEchoCancellation`."""

    type: Literal["server_echo_cancellation"] = "server_echo_cancellation"
    """The kind of echo cancellation."""

    reference_source: Nullable[Literal["server", "client"] | str] = None
    """Where the audio comes from that is taken out: what the service sent, or a second channel of the client's."""

    channels: Nullable[int] = None
    """How many channels the client's audio has."""
