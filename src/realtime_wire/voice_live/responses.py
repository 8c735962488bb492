"""What the model gives back in one go in Voice Live, and how to ask for it.

Usage and status are those of the Realtime API. Classes of the package `azure-ai-voicelive`.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from realtime_wire._engine.model import Model, field, frozen
from realtime_wire._engine.places import Limits, Nullable
from realtime_wire._engine.unknown import Unknown
from realtime_wire._engine.values import array
from realtime_wire.realtime.items import RealtimeConversationItemFunctionCall, RealtimeConversationItemMessageAssistant
from realtime_wire.realtime.responses import (
    CachedTokensDetails,
    RealtimeResponseStatus,
    RealtimeResponseStatusError,
    RealtimeResponseUsage,
    RealtimeResponseUsageInputTokenDetails,
    RealtimeResponseUsageOutputTokenDetails,
    calls_in,
    output_words,
)
from realtime_wire.realtime.session import InfOrInt
from realtime_wire.realtime.tools import RealtimeTool, RealtimeToolChoice

from .audio import Voice
from .items import Item
from .session import InterimResponseConfig

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
class RealtimeResponse(Model):
    """A turn of the model: its items, how it ended and what it cost. Class `Response`."""

    id: str | None = None
    """The id of the response."""

    object: Literal["realtime.response"] | str | None = None
    """What the object is."""

    status: Literal["completed", "cancelled", "failed", "incomplete", "in_progress"] | str | None = None
    """How the response ended, or `in_progress`."""

    status_details: Nullable[RealtimeResponseStatus | str] = None
    """More about how it ended."""

    output: Nullable[tuple[Item, ...]] = field(default=None, converter=array)
    """The items that the model made."""

    usage: Nullable[RealtimeResponseUsage] = None
    """The tokens used; None before `response.done`."""

    conversation_id: Nullable[str] = None
    """The conversation that the items are added to."""

    voice: Nullable[Voice] = None
    """Who speaks."""

    modalities: Nullable[tuple[Literal["text", "audio", "animation", "avatar"] | str, ...]] = field(
        default=None, converter=array
    )
    """How the model answers."""

    output_audio_format: Nullable[Literal["pcm16", "pcm16_8000hz", "pcm16_16000hz", "g711_ulaw", "g711_alaw"] | str] = (
        None
    )
    """How the speech is coded."""

    temperature: Nullable[float] = None
    """How varied the answer is."""

    max_output_tokens: Nullable[InfOrInt] = None
    """The limit that held for this response."""

    metadata: Nullable[Mapping[str, Any]] = None
    """What the client attached in `response.create`."""

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
    """How the model shall answer this once. Class `ResponseCreateParams`."""

    commit: Nullable[bool] = None
    """Whether the buffered audio is committed first."""

    cancel_previous: Nullable[bool] = None
    """Whether a running response is cancelled first."""

    append_input_items: Nullable[tuple[Item, ...]] = field(default=None, converter=array)
    """Items to read after the conversation."""

    input_items: Nullable[tuple[Item, ...]] = field(default=None, converter=array)
    """Items to read instead of the conversation."""

    modalities: Nullable[tuple[Literal["text", "audio", "animation", "avatar"] | str, ...]] = field(
        default=None, converter=array
    )
    """How to answer."""

    instructions: Nullable[str] = None
    """The system prompt."""

    voice: Nullable[Voice] = None
    """Who speaks."""

    output_audio_format: Nullable[Literal["pcm16", "pcm16_8000hz", "pcm16_16000hz", "g711_ulaw", "g711_alaw"] | str] = (
        None
    )
    """How the speech is coded."""

    tools: Nullable[tuple[RealtimeTool, ...]] = field(default=None, converter=array)
    """What the model may call."""

    tool_choice: Nullable[RealtimeToolChoice] = None
    """Whether the model calls tools, or which one it must call."""

    temperature: Nullable[float] = None
    """How varied the answer is, 0.6 to 1.2. Server default 0.8."""

    max_output_tokens: Nullable[InfOrInt] = None
    """The most tokens that the answer may have."""

    pre_generated_assistant_message: Nullable[RealtimeConversationItemMessageAssistant | Unknown] = None
    """An answer that is there already, and is only spoken."""

    reasoning_effort: Nullable[Literal["none", "minimal", "low", "medium", "high", "xhigh"] | str] = None
    """How much the model thinks before it answers."""

    metadata: Nullable[Annotated[Mapping[str, str], Limits(longest=16)]] = None
    """Strings of the client's own, which the response repeats."""

    interim_response: Nullable[InterimResponseConfig] = None
    """What is said while the answer takes its time."""

    invoke_input: Nullable[Mapping[str, Any]] = None
    """What the agent is given."""
