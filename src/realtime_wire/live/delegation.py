"""To whom a voice model hands work, and how that is set up.

It is the application (`client`), a model of the Responses API that OpenAI runs (`responses`), or one that answers questions
(`decisions`). Schemas of the published types: `ClientDelegation`, `ResponsesDelegationConfig`,
`DecisionsDelegationConfig`, the same for updates, and `SessionConfig`, its `delegation`.
"""

from typing import Literal

from realtime_wire._engine.model import Model, field, frozen
from realtime_wire._engine.places import Nullable
from realtime_wire._engine.unknown import Unknown
from realtime_wire._engine.values import array

from .decisions import DecisionQuestion
from .tools import Tool, ToolChoice

__all__ = [
    "ClientDelegation",
    "DecisionsDelegation",
    "DecisionsDelegationConfig",
    "DelegationConfig",
    "ResponsesDelegation",
    "ResponsesDelegationConfig",
    "ResponsesReasoning",
    "ResponsesText",
]


@frozen(kw_only=True)
class ClientDelegation(Model):
    """The application does the work. Schema `ClientDelegation`.

    A `SessionDelegationCreatedEvent` says that there is some; what it is, the transcript tells. What comes of it goes back
    by `session.thinking.append`, `session.commentary.append` or `session.instructions.append`.
    """

    type: Literal["client"] = "client"
    """Who does the work."""

    acknowledgement_delay_ms: int | None = None
    """How long the model waits before it says that it is at it, in milliseconds. Server default 0."""


@frozen(kw_only=True)
class ResponsesReasoning(Model):
    """How the model thinks. Schema `ResponsesDelegationConfig`, `reasoning`."""

    effort: Nullable[Literal["none", "minimal", "low", "medium", "high", "xhigh"] | str] = None
    """How much it thinks."""

    summary: Nullable[Literal["concise", "detailed", "auto"] | str] = None
    """How its thoughts are summed up."""


@frozen(kw_only=True)
class ResponsesText(Model):
    """How the model writes. Schema `ResponsesDelegationConfig`, `text`."""

    verbosity: Nullable[Literal["low", "medium", "high"] | str] = None
    """At what length."""


@frozen(kw_only=True)
class ResponsesDelegationConfig(Model):
    """The model that does the work, and what it may use.

    All is optional, as an update holds only what changes; a session that starts needs `model`. Schemas
    `ResponsesDelegationConfig` and `ResponsesDelegationUpdateConfig`.
    """

    model: str | None = None
    """The model."""

    instructions: Nullable[str] = None
    """How it is to work. The voice model has instructions of its own."""

    max_output_tokens: Nullable[int] = None
    """How many tokens a response may have."""

    parallel_tool_calls: Nullable[bool] = None
    """Whether it may call several tools at once."""

    reasoning: Nullable[ResponsesReasoning] = None
    """How it thinks."""

    service_tier: Nullable[
        Literal["auto", "default", "fast_tier_temp_pilot", "flex", "priority", "ultrafast"] | str
    ] = None
    """How fast it is served, and at what price."""

    text: Nullable[ResponsesText] = None
    """How it writes."""

    tools: tuple[Tool, ...] | None = field(default=None, converter=array)
    """What it may call."""

    tool_choice: Nullable[ToolChoice] = None
    """Whether it calls tools, or which. Servers say `auto` where nothing was asked for."""


@frozen(kw_only=True)
class ResponsesDelegation(Model):
    """A model of the Responses API does the work. Schema `SessionConfig`, `delegation`, of the type `responses`.

    Its stream comes in `ResponseEventEvent`; results of functions go back by `response.item.create`, then
    `response.create`.
    """

    type: Literal["responses"] = "responses"
    """Who does the work."""

    responses: ResponsesDelegationConfig | None = None
    """How that is set up. A session that starts needs it."""

    acknowledgement_delay_ms: int | None = None
    """How long the voice model waits before it says that work has begun, in milliseconds. Server default 0."""


@frozen(kw_only=True)
class DecisionsDelegationConfig(Model):
    """What is decided, and by which model.

    All is optional, as an update holds only what changes; a session that starts needs both. Schemas
    `DecisionsDelegationConfig` and `DecisionsDelegationUpdateConfig`.
    """

    model: str | None = None
    """The model."""

    questions: tuple[DecisionQuestion, ...] | None = field(default=None, converter=array)
    """The questions."""


@frozen(kw_only=True)
class DecisionsDelegation(Model):
    """A model answers questions. Schema `SessionConfig`, `delegation`, of the type `decisions`.

    The answers come in `DecisionEventEvent`.
    """

    type: Literal["decisions"] = "decisions"
    """Who does the work."""

    decisions: DecisionsDelegationConfig | None = None
    """What is asked. A session that starts needs it."""

    acknowledgement_delay_ms: int | None = None
    """How long the voice model waits before it says that work has begun, in milliseconds. Server default 400."""


DelegationConfig = ClientDelegation | ResponsesDelegation | DecisionsDelegation | Unknown
"""To whom work is handed. It cannot be another type once the session has started."""
