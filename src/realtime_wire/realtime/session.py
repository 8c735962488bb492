"""What a session is set up with: model, instructions, reasoning, tracing, truncation, prompt templates.

Its audio is in `audio`, its tools in `tools`; a translation session is another thing, in `translation`.

Schemas of the public API description: `RealtimeSessionCreateRequestGA`, `RealtimeSessionCreateResponseGA`,
`RealtimeTranscriptionSessionCreateRequestGA`, `RealtimeTranscriptionSessionCreateResponseGA`, `RealtimeReasoning`,
`RealtimeTruncation`, `Prompt`, `ResponsePromptVariables`, `InputTextContent`, `InputImageContent`, `InputFileContent`,
`PromptCacheBreakpointConfig`.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from realtime_wire._engine.model import Model, field, frozen
from realtime_wire._engine.places import DataUrl, FileData, Limits, Nullable, Secret
from realtime_wire._engine.unknown import Unknown
from realtime_wire._engine.values import array

from .audio import (
    AudioInputNoiseReduction,
    FlatAudioFormat,
    InputAudioTranscription,
    RealtimeAudioConfig,
    RealtimeTurnDetection,
    Speed,
    Voice,
)
from .tools import RealtimeTool, RealtimeToolChoice

__all__ = [
    "AnyRealtimeSession",
    "FlatClientSecret",
    "FlatClientSecretExpiry",
    "InfOrInt",
    "InputFileContent",
    "InputImageContent",
    "InputTextContent",
    "Prompt",
    "PromptCacheBreakpointConfig",
    "PromptVariable",
    "RealtimeReasoning",
    "RealtimeSession",
    "RealtimeTracingConfig",
    "RealtimeTracingConfiguration",
    "RealtimeTruncation",
    "RealtimeTruncationRetentionRatio",
    "TokenLimits",
]


InfOrInt = int | Literal["inf"]
"""A number of tokens, or `inf` for as many as the model can give."""

MaxTokens = Annotated[InfOrInt, Limits(least=1, most=4096)]
"""The most tokens of one response."""


@frozen(kw_only=True)
class RealtimeReasoning(Model):
    """How a reasoning model thinks before it speaks. Schema `RealtimeReasoning`."""

    effort: Literal["minimal", "low", "medium", "high", "xhigh"] | str | None = None
    """How much it thinks. Server default `low`. xAI has `none` as well."""


@frozen(kw_only=True)
class RealtimeTracingConfiguration(Model):
    """How the trace of a session is labelled. Schema `RealtimeSessionCreateRequestGA`, `tracing`."""

    workflow_name: str | None = None
    """The name of the trace in the dashboard."""

    group_id: str | None = None
    """What joins traces that belong together, to filter and group by."""

    metadata: Nullable[Mapping[str, Any]] = None
    """Anything else to filter traces by."""


RealtimeTracingConfig = Literal["auto"] | str | RealtimeTracingConfiguration | Unknown
"""Whether a trace of the session is written to the traces dashboard: `auto` labels it by itself."""


@frozen(kw_only=True)
class TokenLimits(Model):
    """When truncation by ratio sets in. Schema `RealtimeTruncation`, `token_limits`."""

    post_instructions: Annotated[int, Limits(least=0)] | None = None
    """How many tokens the conversation may have beyond instructions and tool definitions, from 0 to the model's
    context window less its maximum output. The model's own limit if absent."""


@frozen(kw_only=True)
class RealtimeTruncationRetentionRatio(Model):
    """Truncation that drops more than it must, so that it comes seldom and the prompt cache stays good.

    Schema `RealtimeTruncation`, `retention_ratio`.
    """

    type: Literal["retention_ratio"] = "retention_ratio"
    """The kind of truncation."""

    retention_ratio: Annotated[float, Limits(least=0, most=1)]
    """The share of the token limit that is kept when the conversation outgrows it, 0.0 to 1.0: at 0.8, old messages go
    until it is 80 % full."""

    token_limits: TokenLimits | None = None
    """Limits of one's own; the model's if absent."""


RealtimeTruncation = Literal["auto", "disabled"] | str | RealtimeTruncationRetentionRatio | Unknown
"""What happens when the conversation outgrows the model's input limit: the oldest messages are dropped (`auto`, the
server default), the server reports an error (`disabled`), or more is dropped at once, by ratio. Schema
`RealtimeTruncation`."""


@frozen(kw_only=True)
class PromptCacheBreakpointConfig(Model):
    """Marks where the part of a prompt ends that is worth caching.

    Schema `PromptCacheBreakpointConfig`; `ttl` comes from the `openai` package.
    """

    mode: Literal["explicit"] | str
    """How the place is chosen: `explicit`, exactly here."""

    ttl: Literal["30m", "12h"] | str | None = None
    """How long the cache keeps that part at least: 30 minutes or 12 hours. As long as for the request if absent."""


@frozen(kw_only=True)
class InputTextContent(Model):
    """Text to fill in for a variable of a prompt template. Schema `InputTextContent`."""

    type: Literal["input_text"] = "input_text"
    """The kind of content."""

    text: str
    """The text."""

    prompt_cache_breakpoint: PromptCacheBreakpointConfig | None = None
    """Ends a cached part of the prompt after this content."""


@frozen(kw_only=True)
class InputImageContent(Model):
    """An image to fill in for a variable of a prompt template, by URL or by file id. Schema `InputImageContent`."""

    type: Literal["input_image"] = "input_image"
    """The kind of content."""

    image_url: Nullable[DataUrl] = None
    """Where the image is, or the image itself as a data URL, which `repr` elides."""

    file_id: Nullable[str] = None
    """The id of an uploaded file."""

    detail: Literal["low", "high", "auto", "original"] | str
    """How closely the model looks at it; `auto` leaves that to the server."""

    prompt_cache_breakpoint: PromptCacheBreakpointConfig | None = None
    """Ends a cached part of the prompt after this content."""


@frozen(kw_only=True)
class InputFileContent(Model):
    """A file to fill in for a variable of a prompt template: by id, URL or content. Schema `InputFileContent`."""

    type: Literal["input_file"] = "input_file"
    """The kind of content."""

    file_id: Nullable[str] = None
    """The id of an uploaded file."""

    filename: str | None = None
    """The name of the file."""

    file_data: FileData | None = None
    """The content of the file, in base64; `repr` elides a data URL."""

    prompt_cache_breakpoint: PromptCacheBreakpointConfig | None = None
    """Ends a cached part of the prompt after this content."""

    file_url: DataUrl | None = None
    """Where the file is."""

    detail: Literal["auto", "low", "high"] | str | None = None
    """How well its pages are rendered: `low` costs less, `high` shows more. Server default `auto`, which for GPT-5.6
    and later is as `high`."""


PromptVariable = str | InputTextContent | InputImageContent | InputFileContent | Unknown
"""What is filled in for a variable of a prompt template. Schema `ResponsePromptVariables`."""


@frozen(kw_only=True)
class Prompt(Model):
    """A prompt template that is stored with OpenAI, and what to fill in. Schema `Prompt`."""

    id: str
    """The id of the template."""

    version: Nullable[str] = None
    """The version of the template."""

    variables: Nullable[Mapping[str, PromptVariable]] = None
    """What to fill in, by the name of the variable."""


@frozen(kw_only=True)
class FlatClientSecretExpiry(Model):
    """When a client secret shall end. Class `SessionClientSecretExpiresAt` of the `openai` package, `types/beta`."""

    anchor: Literal["created_at"] | str | None = None
    """From when the time counts."""

    seconds: int | None = None
    """How long it is, in seconds."""


@frozen(kw_only=True)
class FlatClientSecret(Model):
    """A key for one session, as it was asked for and given with the session before general availability.

    Class `ClientSecret` of the `openai` package, `types/beta`. Today `POST /realtime/client_secrets` gives one.
    """

    value: Secret[str] | None = None
    """The key. Masked in `repr`."""

    expires_at: int | FlatClientSecretExpiry | Unknown | None = None
    """When it ends, in seconds since the epoch; in a request for a transcription session, how long it shall last."""

    expires_after: FlatClientSecretExpiry | None = None
    """How long it shall last, in the request for any other session."""


@frozen(kw_only=True)
class RealtimeSession(Model):
    """The set-up of a session: what is sent to configure it, and the session as it comes back.

    One class for conversations (`type` "realtime") and transcription ("transcription"). All members are optional:
    an update holds only what changes, and servers leave out much. The flat sessions of the API before its general
    availability have members of their own, at the end, as some vendors mix both shapes in one session; `rw.to_ga` gives
    the shape of today.

    Schemas `RealtimeSessionCreateRequestGA`, `RealtimeSessionCreateResponseGA`,
    `RealtimeTranscriptionSessionCreateRequestGA` and `RealtimeTranscriptionSessionCreateResponseGA`.
    """

    type: Literal["realtime", "transcription"] | None = None
    """What the session does: hold a conversation, or only write down what it hears. OpenAI wants it in each update."""

    id: str | None = None
    """The id of the session, such as `sess_1234567890abcdef`. From the server."""

    object: Literal["realtime.session", "realtime.transcription_session"] | str | None = None
    """What kind of object this is. From the server."""

    expires_at: int | None = None
    """When the session ends, in seconds since the epoch. From the server."""

    output_modalities: tuple[Literal["text", "audio"] | str, ...] | None = field(default=None, converter=array)
    """How the model answers: `("audio",)`, the server default, is speech with its transcript, `("text",)` text alone;
    not both."""

    model: (
        Literal[
            "gpt-realtime",
            "gpt-realtime-1.5",
            "gpt-realtime-2",
            "gpt-realtime-2.1",
            "gpt-realtime-2.1-mini",
            "gpt-realtime-2025-08-28",
            "gpt-4o-realtime-preview",
            "gpt-4o-realtime-preview-2024-10-01",
            "gpt-4o-realtime-preview-2024-12-17",
            "gpt-4o-realtime-preview-2025-06-03",
            "gpt-4o-mini-realtime-preview",
            "gpt-4o-mini-realtime-preview-2024-12-17",
            "gpt-realtime-mini",
            "gpt-realtime-mini-2025-10-06",
            "gpt-realtime-mini-2025-12-15",
            "gpt-audio-1.5",
            "gpt-audio-mini",
            "gpt-audio-mini-2025-10-06",
            "gpt-audio-mini-2025-12-15",
        ]
        | str
        | None
    ) = None
    """The model that holds the conversation."""

    instructions: str | None = None
    """The system message: what to say and how to sound. The server has one of its own if there is none here;
    `session.created` shows it."""

    audio: RealtimeAudioConfig | None = None
    """How sound goes in and comes out."""

    include: Nullable[tuple[Literal["item.input_audio_transcription.logprobs"] | str, ...]] = field(
        default=None, converter=array
    )
    """What the server adds to its events: `item.input_audio_transcription.logprobs`, how likely each token of the input
    transcripts was."""

    tracing: Nullable[RealtimeTracingConfig] = None
    """Whether and how the session is traced; fixed once it is on. Off by default, and with an explicit null."""

    tools: tuple[RealtimeTool, ...] | None = field(default=None, converter=array)
    """What the model may call."""

    tool_choice: RealtimeToolChoice | None = None
    """Whether the model calls tools, or which one it must call. Server default `auto`."""

    parallel_tool_calls: bool | None = None
    """Whether the model may call several tools at once. Reasoning models only, such as `gpt-realtime-2`."""

    reasoning: Nullable[RealtimeReasoning] = None
    """How the model thinks before it speaks. Reasoning models only, such as `gpt-realtime-2`."""

    max_output_tokens: MaxTokens | None = None
    """The most tokens that one response may have, calls included: 1 to 4096, or `inf`, the server default."""

    truncation: Nullable[RealtimeTruncation] = None
    """What happens when the conversation outgrows the model's input limit. Server default `auto`."""

    prompt: Nullable[Prompt] = None
    """A stored prompt template to take instructions from."""

    # Before general availability, settings of audio stood beside the others. Azure Voice Live, xAI, Qwen and many test
    # servers still speak like that. The names and values are those of the `openai` package, `types/beta`.

    modalities: tuple[Literal["text", "audio"] | str, ...] | None = field(default=None, converter=array)
    """Before GA: how the model answers, in text alone or in both. Today `output_modalities`, of which there is one."""

    voice: Nullable[Voice] = None
    """Before GA: who speaks. Today `audio.output.voice`. Azure Voice Live has objects of its own here."""

    speed: Nullable[Speed] = None
    """Before GA: the tempo of the speech, 0.25 to 1.5 times the natural one. Today `audio.output.speed`."""

    input_audio_format: Nullable[FlatAudioFormat] = None
    """Before GA: how the audio that is sent to the server is coded. Today `audio.input.format`."""

    output_audio_format: Nullable[FlatAudioFormat] = None
    """Before GA: how the audio that comes from the server is coded. Today `audio.output.format`."""

    input_audio_transcription: Nullable[InputAudioTranscription] = None
    """Before GA: turning the user's speech into text. Today `audio.input.transcription`."""

    input_audio_noise_reduction: Nullable[AudioInputNoiseReduction] = None
    """Before GA: the noise filter. Today `audio.input.noise_reduction`."""

    turn_detection: Nullable[RealtimeTurnDetection] = None
    """Before GA: how turns are noticed. Today `audio.input.turn_detection`. xAI has an object with a null `type` for
    none."""

    max_response_output_tokens: MaxTokens | None = None
    """Before GA: the most tokens that one response may have. Today `max_output_tokens`."""

    temperature: Nullable[float] = None
    """Before GA: how varied the answers are, 0.6 to 1.2. Models of today have no such setting."""

    client_secret: Nullable[FlatClientSecret] = None
    """Before GA: a key with which a client can start this session."""

    @property
    def all_tools(self) -> tuple[RealtimeTool, ...]:
        """The `tools`; empty where there are none."""
        return self.tools or ()


AnyRealtimeSession = RealtimeSession | Unknown
"""The session in an event or a request; `Unknown` if it is of another `type`."""
