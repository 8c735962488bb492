"""What the model gives back in one go: the response, how it ended, what it cost, and how to ask for it.

Schemas of the public API description: `RealtimeResponse`, whose inner objects have names of their own here, and
`RealtimeResponseCreateParams`. What both had before general availability comes from the `openai` package, `types/beta`.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from realtime_wire._engine.model import Model, field, frozen
from realtime_wire._engine.places import Limits, Nullable
from realtime_wire._engine.values import array

from .audio import FlatAudioFormat, RealtimeAudioConfig, Voice
from .items import Item, RealtimeConversationItemFunctionCall, RealtimeConversationItemMessageAssistant, words_in
from .session import InfOrInt, MaxTokens, Prompt, RealtimeReasoning
from .tools import RealtimeTool, RealtimeToolChoice

__all__ = [
    "CachedTokensDetails",
    "RealtimeResponse",
    "RealtimeResponseCreateParams",
    "RealtimeResponseStatus",
    "RealtimeResponseStatusError",
    "RealtimeResponseUsage",
    "RealtimeResponseUsageInputTokenDetails",
    "RealtimeResponseUsageOutputTokenDetails",
]


@frozen(kw_only=True)
class RealtimeResponseStatusError(Model):
    """Why a response failed. Schema `RealtimeResponse`, `status_details.error`, and the `openai` package."""

    type: str | None = None
    """The kind of error."""

    code: Nullable[str] = None
    """The error code, if there is one."""

    message: str | None = None
    """What went wrong, for people to read."""


@frozen(kw_only=True)
class RealtimeResponseStatus(Model):
    """How a response ended. Schema `RealtimeResponse`, `status_details`."""

    type: Literal["completed", "cancelled", "failed", "incomplete"] | str | None = None
    """The `status` of the response once more."""

    reason: Nullable[Literal["turn_detected", "client_cancelled", "max_output_tokens", "content_filter"] | str] = None
    """Why it ended early. A `cancelled` response: the user began to speak (`turn_detected`) or the client sent
    `response.cancel` (`client_cancelled`). An `incomplete` one: it reached its limit (`max_output_tokens`) or the
    server cut it off as unsafe (`content_filter`)."""

    error: Nullable[RealtimeResponseStatusError | str] = None
    """What went wrong, if the response `failed`. Azure Voice Live's models have a string here."""


@frozen(kw_only=True)
class CachedTokensDetails(Model):
    """Cached input tokens by kind. Schema `RealtimeResponse`, `usage.input_token_details.cached_tokens_details`."""

    text_tokens: int | None = None
    """Cached tokens of text."""

    image_tokens: int | None = None
    """Cached tokens of pictures."""

    audio_tokens: int | None = None
    """Cached tokens of audio."""


@frozen(kw_only=True)
class RealtimeResponseUsageInputTokenDetails(Model):
    """Input tokens by kind. Schema `RealtimeResponse`, `usage.input_token_details`."""

    cached_tokens: int | None = None
    """Tokens of earlier turns that the server still had. They are part of `input_tokens`, not on top of them."""

    text_tokens: int | None = None
    """Tokens of text, cached ones included."""

    image_tokens: int | None = None
    """Tokens of pictures, cached ones included."""

    audio_tokens: int | None = None
    """Tokens of audio, cached ones included."""

    cached_tokens_details: CachedTokensDetails | None = None
    """What `cached_tokens` consist of."""


@frozen(kw_only=True)
class RealtimeResponseUsageOutputTokenDetails(Model):
    """Output tokens by kind. Schema `RealtimeResponse`, `usage.output_token_details`."""

    text_tokens: int | None = None
    """Tokens of text: answers, transcripts and the arguments of calls."""

    audio_tokens: int | None = None
    """Tokens of audio."""

    reasoning_tokens: int | None = None
    """Tokens of thinking that is not shown. Not in the description, but sent by OpenAI and Azure."""


@frozen(kw_only=True)
class RealtimeResponseUsage(Model):
    """What a response cost, in the tokens that are billed. Schema `RealtimeResponse`, `usage`.

    The conversation so far is input again in every turn, so `input_tokens` grow as it goes on.
    """

    total_tokens: int | None = None
    """`input_tokens` and `output_tokens` together."""

    input_tokens: int | None = None
    """All tokens that the model read, cached ones included."""

    output_tokens: int | None = None
    """All tokens that the model wrote."""

    input_token_details: RealtimeResponseUsageInputTokenDetails | None = None
    """What `input_tokens` consist of."""

    output_token_details: RealtimeResponseUsageOutputTokenDetails | None = None
    """What `output_tokens` consist of."""


def output_words(items: Iterable[object] | None, name: str) -> str:
    """Return what the messages of the model say in the members of that name."""
    messages = (item for item in items or () if isinstance(item, RealtimeConversationItemMessageAssistant))
    return "".join(words_in(message.content, name) for message in messages)


def calls_in(items: Iterable[object] | None) -> tuple[RealtimeConversationItemFunctionCall, ...]:
    """Return the functions that the model calls."""
    return tuple(item for item in items or () if isinstance(item, RealtimeConversationItemFunctionCall))


@frozen(kw_only=True)
class RealtimeResponse(Model):
    """A turn of the model: its items, how it ended and what it cost. Schema `RealtimeResponse`.

    `response.created` brings it empty, `response.done` complete (though without the audio itself).
    """

    id: str | None = None
    """The id of the response, such as `resp_1234`; the events of the response repeat it."""

    object: Literal["realtime.response"] | str | None = None
    """What the object is."""

    status: Literal["completed", "cancelled", "failed", "incomplete", "in_progress"] | str | None = None
    """How the response ended, or `in_progress`."""

    status_details: Nullable[RealtimeResponseStatus | str] = None
    """More about how it ended. xAI sends a string here."""

    output: Nullable[tuple[Item, ...]] = field(default=None, converter=array)
    """The items that the model made; empty in `response.created`."""

    metadata: Nullable[Mapping[str, Any]] = None
    """What the client attached in `response.create`, to tell responses apart that run at the same time. Strings, as the
    client's were; Inworld has arrays and numbers as well."""

    audio: RealtimeAudioConfig | None = None
    """The format and the voice of the speech; only `output` is set."""

    usage: Nullable[RealtimeResponseUsage] = None
    """The tokens used; None before `response.done`."""

    conversation_id: str | None = None
    """The conversation that the items are added to, such as `conv_1234`; None for a response that stays outside of it
    (`conversation="none"`)."""

    output_modalities: tuple[Literal["text", "audio"] | str, ...] | None = field(default=None, converter=array)
    """How the model answers: `("audio",)`, which comes with a transcript, or `("text",)`."""

    max_output_tokens: InfOrInt | None = None
    """The limit that held for this response, calls of tools included; `inf` is none but the model's own."""

    # Before general availability, settings of audio stood beside the others.

    modalities: tuple[Literal["text", "audio"] | str, ...] | None = field(default=None, converter=array)
    """Before GA: how the model answers, in text alone or in both. Today `output_modalities`, of which there is one."""

    voice: Nullable[Voice] = None
    """Before GA: who speaks. Today `audio.output.voice`."""

    output_audio_format: Nullable[FlatAudioFormat] = None
    """Before GA: how the speech is coded. Today `audio.output.format`."""

    temperature: Nullable[float] = None
    """Before GA: how varied the answers are, 0.6 to 1.2. Models of today have no such setting."""

    @property
    def output_items(self) -> tuple[Item, ...]:
        """The items that the model made; none if there is no `output`."""
        return self.output or ()

    @property
    def output_text(self) -> str:
        """What the model wrote in its messages; empty if there is none."""
        return output_words(self.output, "text")

    @property
    def output_transcript(self) -> str:
        """What the model said in its messages, as text; empty if it said nothing."""
        return output_words(self.output, "transcript")

    @property
    def function_calls(self) -> tuple[RealtimeConversationItemFunctionCall, ...]:
        """The functions that the client is to run, each with `parsed_arguments`; none if there are none."""
        return calls_in(self.output)


@frozen(kw_only=True)
class RealtimeResponseCreateParams(Model):
    """How the model shall answer this once. Schema `RealtimeResponseCreateParams`.

    What is set here replaces the setting of the session for this response; what is absent stays as the session has it.
    """

    output_modalities: tuple[Literal["text", "audio"] | str, ...] | None = field(default=None, converter=array)
    """How to answer: `("audio",)`, which comes with a transcript, or `("text",)`, which turns the speech off."""

    instructions: str | None = None
    """The system prompt: what to do, how to sound. The model is guided by it, but not bound to it."""

    audio: RealtimeAudioConfig | None = None
    """The format and the voice of the speech; only `output` counts here."""

    tools: tuple[RealtimeTool, ...] | None = field(default=None, converter=array)
    """Functions and MCP servers that the model may use."""

    tool_choice: RealtimeToolChoice | None = None
    """Whether the model may, must or must not use a tool, or which one it must. Server default `auto`."""

    parallel_tool_calls: bool | None = None
    """Whether the model may call several tools at once. Only for models that reason, such as `gpt-realtime-2`."""

    reasoning: Nullable[RealtimeReasoning] = None
    """How much the model thinks before it answers. Only for models that reason."""

    max_output_tokens: MaxTokens | None = None
    """The most tokens that the answer may have, calls of tools included: 1 to 4096, or `inf` for as many as the model
    can. Server default `inf`."""

    conversation: Literal["auto", "none"] | str | None = None
    """Where the answer goes: `auto` adds it to the conversation, `none` leaves the conversation as it is (several such
    responses may run at the same time). Server default `auto`."""

    metadata: Nullable[Annotated[Mapping[str, str], Limits(longest=16)]] = None
    """Up to 16 strings of the client's own, which the response repeats: names of up to 64 characters, values of up to
    512. They tell responses apart that run at the same time."""

    prompt: Nullable[Prompt] = None
    """A stored prompt template, with its variables."""

    input: tuple[Item, ...] | None = field(default=None, converter=array)
    """What the model shall read instead of the conversation: items, and references to items of the session
    (`ResponseItemReference`). An empty array is an empty context; None is the conversation."""

    # Before general availability, settings of audio stood beside the others.

    modalities: tuple[Literal["text", "audio"] | str, ...] | None = field(default=None, converter=array)
    """Before GA: how the model answers, in text alone or in both. Today `output_modalities`, of which there is one."""

    voice: Nullable[Voice] = None
    """Before GA: who speaks. Today `audio.output.voice`."""

    output_audio_format: Nullable[FlatAudioFormat] = None
    """Before GA: how the speech is coded. Today `audio.output.format`."""

    temperature: Nullable[float] = None
    """Before GA: how varied the answers are, 0.6 to 1.2. Models of today have no such setting."""

    max_response_output_tokens: MaxTokens | None = None
    """Before GA: the most tokens that the answer may have. Today `max_output_tokens`."""
