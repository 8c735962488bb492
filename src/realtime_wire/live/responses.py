"""What `response.event` wraps: the events of a stream of the Responses API, as far as a voice client reads them.

That API has some sixty stream events, over hundreds of classes. Typed here are the eight that bring calls of functions,
text, and what a response cost; all others are `Unknown`, whole as they came. None of these is an event of the Live API, so
none is called one. Their objects are open: what is not declared is in `extra`.

Schemas of the published types: `ResponseStreamEvent`, of the Responses API.
"""

from collections.abc import Mapping
from typing import Any, Literal

from realtime_wire._engine.calls import WithArguments
from realtime_wire._engine.model import Model, field, frozen
from realtime_wire._engine.places import JsonWords, Nullable, Words
from realtime_wire._engine.unknown import Unknown
from realtime_wire._engine.values import array

__all__ = [
    "ResponseCompleted",
    "ResponseCreated",
    "ResponseError",
    "ResponseFailed",
    "ResponseFunctionCallArgumentsDelta",
    "ResponseFunctionCallArgumentsDone",
    "ResponseFunctionToolCall",
    "ResponseIncompleteDetails",
    "ResponseInputTokensDetails",
    "ResponseOutputItem",
    "ResponseOutputItemAdded",
    "ResponseOutputItemDone",
    "ResponseOutputTextDelta",
    "ResponseOutputTokensDetails",
    "ResponseProgress",
    "ResponseSnapshot",
    "ResponseUsage",
]


# Items


@frozen(kw_only=True)
class ResponseFunctionToolCall(WithArguments):
    """The model asks the application to run a function. Schema `ResponseFunctionToolCall`."""

    type: Literal["function_call"] = "function_call"
    """The kind of item."""

    id: str | None = None
    """The id of the item, which is not the id of the call."""

    call_id: str
    """The id of the call, which its output repeats."""

    name: str
    """The name of the function."""

    arguments: JsonWords
    """The arguments as the text of a JSON object; empty while the model is still writing."""

    namespace: str | None = None
    """The group of tools that the function is in."""

    status: Literal["in_progress", "completed", "incomplete"] | str | None = None
    """How far the call is."""


ResponseOutputItem = ResponseFunctionToolCall | Unknown
"""Something that the model makes. All but calls of functions is `Unknown`: messages, thoughts, tools that OpenAI runs."""


# Snapshots


@frozen(kw_only=True)
class ResponseInputTokensDetails(Model):
    """What the tokens were that went in. Schema `ResponseUsage`, `input_tokens_details`."""

    cached_tokens: int | None = None
    """Tokens that were read from the cache."""

    cache_write_tokens: int | None = None
    """Tokens that were written to the cache."""


@frozen(kw_only=True)
class ResponseOutputTokensDetails(Model):
    """What the tokens were that came out. Schema `ResponseUsage`, `output_tokens_details`."""

    reasoning_tokens: int | None = None
    """Tokens that the model thought with."""


@frozen(kw_only=True)
class ResponseUsage(Model):
    """What a response cost. Schema `ResponseUsage`."""

    input_tokens: int | None = None
    """Tokens that went in."""

    input_tokens_details: ResponseInputTokensDetails | None = None
    """What these were."""

    output_tokens: int | None = None
    """Tokens that came out."""

    output_tokens_details: ResponseOutputTokensDetails | None = None
    """What these were."""

    total_tokens: int | None = None
    """The sum of both."""


@frozen(kw_only=True)
class ResponseError(Model):
    """Why a response failed. Schema `ResponseError`."""

    code: str | None = None
    """The fault in the form for programs."""

    message: str | None = None
    """The fault in words for people."""


@frozen(kw_only=True)
class ResponseIncompleteDetails(Model):
    """Why a response was cut short. Schema `Response`, `incomplete_details`."""

    reason: str | None = None
    """Why, such as `max_output_tokens`."""


@frozen(kw_only=True)
class ResponseSnapshot(Model):
    """A response as it is at the moment. Schema `Response`.

    Servers leave `output` empty here even when it is completed: items come in events of their own.
    """

    id: str | None = None
    """The id of the response, which `Delegation.response_id` names."""

    object: Literal["response"] | str | None = None
    """What kind of object this is."""

    status: Literal["completed", "failed", "in_progress", "cancelled", "queued", "incomplete"] | str | None = None
    """How far the response is."""

    model: str | None = None
    """The model that works on it."""

    created_at: float | None = None
    """When it began, in seconds since the epoch."""

    completed_at: Nullable[float] = None
    """When it ended, in seconds since the epoch."""

    previous_response_id: Nullable[str] = None
    """The response before it."""

    error: Nullable[ResponseError] = None
    """Why it failed."""

    incomplete_details: Nullable[ResponseIncompleteDetails] = None
    """Why it was cut short."""

    output: tuple[Mapping[str, Any], ...] | None = field(default=None, converter=array)
    """The items that the model made."""

    usage: Nullable[ResponseUsage] = None
    """What it cost; known when it has ended."""

    metadata: Nullable[Mapping[str, Any]] = None
    """What the application has noted."""


# Events of a stream


@frozen(kw_only=True)
class ResponseCreated(Model):
    """A response begins. Schema `ResponseCreatedEvent`."""

    type: Literal["response.created"] = "response.created"
    """The type of the stream event."""

    sequence_number: int | None = None
    """The place in the stream."""

    response: ResponseSnapshot
    """The response."""


@frozen(kw_only=True)
class ResponseCompleted(Model):
    """A response has ended well. Schema `ResponseCompletedEvent`."""

    type: Literal["response.completed"] = "response.completed"
    """The type of the stream event."""

    sequence_number: int | None = None
    """The place in the stream."""

    response: ResponseSnapshot
    """The response, with what it cost."""


@frozen(kw_only=True)
class ResponseFailed(Model):
    """A response has failed. Schema `ResponseFailedEvent`."""

    type: Literal["response.failed"] = "response.failed"
    """The type of the stream event."""

    sequence_number: int | None = None
    """The place in the stream."""

    response: ResponseSnapshot | None = None
    """The response, with the error."""


@frozen(kw_only=True)
class ResponseOutputItemAdded(Model):
    """The model begins with an item. Schema `ResponseOutputItemAddedEvent`."""

    type: Literal["response.output_item.added"] = "response.output_item.added"
    """The type of the stream event."""

    sequence_number: int | None = None
    """The place in the stream."""

    output_index: int | None = None
    """The place of the item in the response."""

    item: ResponseOutputItem
    """The item so far."""


@frozen(kw_only=True)
class ResponseOutputItemDone(Model):
    """An item is whole. Schema `ResponseOutputItemDoneEvent`."""

    type: Literal["response.output_item.done"] = "response.output_item.done"
    """The type of the stream event."""

    sequence_number: int | None = None
    """The place in the stream."""

    output_index: int | None = None
    """The place of the item in the response."""

    item: ResponseOutputItem
    """The item: a call of a function is to be run now."""


@frozen(kw_only=True)
class ResponseFunctionCallArgumentsDelta(Model):
    """More of the arguments of a call. Schema `ResponseFunctionCallArgumentsDeltaEvent`."""

    type: Literal["response.function_call_arguments.delta"] = "response.function_call_arguments.delta"
    """The type of the stream event."""

    sequence_number: int | None = None
    """The place in the stream."""

    output_index: int | None = None
    """The place of the call in the response."""

    item_id: str | None = None
    """The id of the item that is the call."""

    delta: Words
    """The next piece of JSON text."""

    obfuscation: str | None = None
    """Padding that hides how long the piece is. Not in the published types, but sent by OpenAI."""


@frozen(kw_only=True)
class ResponseFunctionCallArgumentsDone(WithArguments):
    """The arguments of a call are whole. Schema `ResponseFunctionCallArgumentsDoneEvent`."""

    type: Literal["response.function_call_arguments.done"] = "response.function_call_arguments.done"
    """The type of the stream event."""

    sequence_number: int | None = None
    """The place in the stream."""

    output_index: int | None = None
    """The place of the call in the response."""

    item_id: str | None = None
    """The id of the item that is the call; that has the name of the function."""

    arguments: JsonWords
    """The text of a JSON object."""


@frozen(kw_only=True)
class ResponseOutputTextDelta(Model):
    """More of what the model writes, for the voice model to tell. Schema `ResponseTextDeltaEvent`."""

    type: Literal["response.output_text.delta"] = "response.output_text.delta"
    """The type of the stream event."""

    sequence_number: int | None = None
    """The place in the stream."""

    output_index: int | None = None
    """The place of the message in the response."""

    content_index: int | None = None
    """The place of the text in the message."""

    item_id: str | None = None
    """The id of the item that is the message."""

    delta: Words
    """The next piece of text."""

    logprobs: tuple[Mapping[str, Any], ...] | None = field(default=None, converter=array)
    """How likely its tokens were."""

    obfuscation: str | None = None
    """Padding that hides how long the piece is. Not in the published types, but sent by OpenAI."""


ResponseProgress = (
    ResponseCreated
    | ResponseCompleted
    | ResponseFailed
    | ResponseOutputItemAdded
    | ResponseOutputItemDone
    | ResponseFunctionCallArgumentsDelta
    | ResponseFunctionCallArgumentsDone
    | ResponseOutputTextDelta
    | Unknown
)
"""What a response does: eight stream events by class, and all others as `Unknown`."""
