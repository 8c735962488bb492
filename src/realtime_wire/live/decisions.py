"""Decisions: questions about a conversation, the items they are judged by, and the answers.

A session can delegate to a model that answers such questions, or put them after each piece of a transcript. No recording
has any of it, so nothing but the tags that tell objects apart is required.

Schemas of the published types: `DecisionQuestion`, `DecisionTrigger`, `DecisionItemCreateEvent`, its `item`,
`DecisionEvent`, its `event`, and `Decision`.
"""

from collections.abc import Mapping
from typing import Any, Literal

from realtime_wire._engine.calls import WithArguments
from realtime_wire._engine.model import Model, field, frozen
from realtime_wire._engine.places import AlwaysSent, DataUrl, JsonWords, Nullable, Words
from realtime_wire._engine.unknown import Unknown
from realtime_wire._engine.values import array, text_or_array

__all__ = [
    "Decision",
    "DecisionAnswer",
    "DecisionAssistantMessage",
    "DecisionChoiceAnswer",
    "DecisionChoiceOption",
    "DecisionChoiceProbability",
    "DecisionChoiceQuestion",
    "DecisionCompleted",
    "DecisionCustomToolCall",
    "DecisionCustomToolCallOutput",
    "DecisionDeveloperMessage",
    "DecisionFunctionCall",
    "DecisionFunctionCallOutput",
    "DecisionInputContent",
    "DecisionInputImage",
    "DecisionInputJson",
    "DecisionInputText",
    "DecisionInputTokensDetails",
    "DecisionItem",
    "DecisionOutputContent",
    "DecisionOutputText",
    "DecisionOutputTokensDetails",
    "DecisionPredicateAnswer",
    "DecisionPredicateQuestion",
    "DecisionQuestion",
    "DecisionRefusal",
    "DecisionRefusalAnswer",
    "DecisionResultContent",
    "DecisionScoreAnswer",
    "DecisionScoreLevel",
    "DecisionScoreProbability",
    "DecisionScoreQuestion",
    "DecisionSystemMessage",
    "DecisionTextContent",
    "DecisionTrigger",
    "DecisionTriggerDecisions",
    "DecisionUsage",
    "DecisionUserMessage",
]


# Parts


@frozen(kw_only=True)
class DecisionInputText(Model):
    """Text to judge by. Schema `DecisionInputText`."""

    type: Literal["input_text"] = "input_text"
    """The kind of part."""

    text: Words | None = None
    """The text."""


@frozen(kw_only=True)
class DecisionInputImage(Model):
    """A picture to judge by. Schema `DecisionUserMessage`, the part `input_image`."""

    type: Literal["input_image"] = "input_image"
    """The kind of part."""

    image_url: DataUrl | None = None
    """Where the picture is, or the picture itself as a data URL, which `repr` elides."""

    detail: Nullable[Literal["low", "high", "auto", "original"] | str] = None
    """How closely the model looks at it."""


@frozen(kw_only=True)
class DecisionInputJson(Model):
    """Data to judge by. Schema `DecisionUserMessage`, the part `input_json`."""

    type: Literal["input_json"] = "input_json"
    """The kind of part."""

    data: Mapping[str, Any] | tuple[Mapping[str, Any], ...] | None = None
    """A JSON object, or an array of such."""


@frozen(kw_only=True)
class DecisionOutputText(Model):
    """Text that an assistant said. Schema `DecisionAssistantMessage`, the part `output_text`."""

    type: Literal["output_text"] = "output_text"
    """The kind of part."""

    text: Words | None = None
    """The text."""


@frozen(kw_only=True)
class DecisionRefusal(Model):
    """What an assistant refused with. Schema `DecisionAssistantMessage`, the part `refusal`."""

    type: Literal["refusal"] = "refusal"
    """The kind of part."""

    refusal: Words | None = None
    """Its words."""


DecisionTextContent = DecisionInputText | Unknown
"""A part of what developers and systems say."""

DecisionInputContent = DecisionInputText | DecisionInputImage | DecisionInputJson | Unknown
"""A part of a question, or of what a user says."""

DecisionOutputContent = DecisionOutputText | DecisionRefusal | Unknown
"""A part of what an assistant says."""

DecisionResultContent = DecisionInputText | DecisionInputImage | Unknown
"""A part of what a tool returned."""


# Questions


@frozen(kw_only=True)
class DecisionChoiceOption(Model):
    """One of the answers to choose from. Schema `DecisionChoiceOption`."""

    value: str | bool | None = None
    """The answer; `true` and `"true"` are two."""

    description: str | None = None
    """For the model: what it means."""


@frozen(kw_only=True)
class DecisionChoiceQuestion(Model):
    """Asks which of some answers holds. Schema `DecisionQuestion`, `choice`."""

    type: Literal["choice"] = "choice"
    """The kind of question."""

    name: str | None = None
    """What the question is called, which its answer repeats."""

    instructions: Words | tuple[DecisionInputContent, ...] | None = field(default=None, converter=text_or_array)
    """The question: text, or `input_text`, `input_image` and `input_json` parts."""

    choices: tuple[DecisionChoiceOption, ...] | None = field(default=None, converter=array)
    """The answers to choose from."""


@frozen(kw_only=True)
class DecisionPredicateQuestion(Model):
    """Asks whether something holds. Schema `DecisionQuestion`, `predicate`."""

    type: Literal["predicate"] = "predicate"
    """The kind of question."""

    name: str | None = None
    """What the question is called, which its answer repeats."""

    instructions: Words | tuple[DecisionInputContent, ...] | None = field(default=None, converter=text_or_array)
    """The question: text, or `input_text`, `input_image` and `input_json` parts."""


@frozen(kw_only=True)
class DecisionScoreLevel(Model):
    """A step of a scale. Schema `DecisionQuestion`, `score`, its `levels`."""

    label: str | None = None
    """What the step is called."""

    description: str | None = None
    """For the model: what it means."""


@frozen(kw_only=True)
class DecisionScoreQuestion(Model):
    """Asks how much of something there is. Schema `DecisionQuestion`, `score`."""

    type: Literal["score"] = "score"
    """The kind of question."""

    name: str | None = None
    """What the question is called, which its answer repeats."""

    instructions: Words | tuple[DecisionInputContent, ...] | None = field(default=None, converter=text_or_array)
    """The question: text, or `input_text`, `input_image` and `input_json` parts."""

    levels: tuple[DecisionScoreLevel, ...] | None = field(default=None, converter=array)
    """The scale, step by step."""


DecisionQuestion = DecisionChoiceQuestion | DecisionPredicateQuestion | DecisionScoreQuestion | Unknown
"""Something to decide. Schema `DecisionQuestion`."""


@frozen(kw_only=True)
class DecisionTriggerDecisions(Model):
    """What a trigger asks. Schema `DecisionTrigger`, its `decisions`."""

    questions: tuple[DecisionQuestion, ...] | None = field(default=None, converter=array)
    """The questions."""


@frozen(kw_only=True)
class DecisionTrigger(Model):
    """Asks questions whenever an event is sent; one for each type of event. Schema `DecisionTrigger`."""

    type: Literal["decisions"] | str | None = None
    """What is triggered: `decisions`."""

    event_type: Literal["session.input_transcript.delta", "session.output_transcript.delta"] | str | None = None
    """The wire name of the event."""

    decisions: DecisionTriggerDecisions | None = None
    """What is asked."""


# Items


@frozen(kw_only=True)
class DecisionUserMessage(Model):
    """What a user said, to judge by. Schemas `DecisionUserMessage`, `DecisionStoredUserMessage`."""

    type: Literal["message"] | None = None
    """The kind of item, which may be left out of a message."""

    role: Literal["user"] = "user"
    """Whose message it is."""

    id: Nullable[str] = None
    """The id of the item; the server makes one up if the client gives none."""

    content: Words | tuple[DecisionInputContent, ...] | None = field(default=None, converter=text_or_array)
    """Text, or `input_text`, `input_image` and `input_json` parts."""


@frozen(kw_only=True)
class DecisionDeveloperMessage(Model):
    """A rule of the application, to judge by. Schemas `DecisionDeveloperMessage`, `DecisionStoredDeveloperMessage`."""

    type: Literal["message"] | None = None
    """The kind of item, which may be left out of a message."""

    role: Literal["developer"] = "developer"
    """Whose message it is."""

    id: Nullable[str] = None
    """The id of the item; the server makes one up if the client gives none."""

    content: Words | tuple[DecisionTextContent, ...] | None = field(default=None, converter=text_or_array)
    """Text, or `input_text` parts."""


@frozen(kw_only=True)
class DecisionSystemMessage(Model):
    """A rule above all others, to judge by. Schemas `DecisionSystemMessage`, `DecisionStoredSystemMessage`."""

    type: Literal["message"] | None = None
    """The kind of item, which may be left out of a message."""

    role: Literal["system"] = "system"
    """Whose message it is."""

    id: Nullable[str] = None
    """The id of the item; the server makes one up if the client gives none."""

    content: Words | tuple[DecisionTextContent, ...] | None = field(default=None, converter=text_or_array)
    """Text, or `input_text` parts."""


@frozen(kw_only=True)
class DecisionAssistantMessage(Model):
    """What an assistant said, to judge by. Schemas `DecisionAssistantMessage`, `DecisionStoredAssistantMessage`."""

    type: Literal["message"] | None = None
    """The kind of item, which may be left out of a message."""

    role: Literal["assistant"] = "assistant"
    """Whose message it is."""

    id: Nullable[str] = None
    """The id of the item; the server makes one up if the client gives none."""

    content: Words | tuple[DecisionOutputContent, ...] | None = field(default=None, converter=text_or_array)
    """Text, or `output_text` and `refusal` parts."""

    phase: Nullable[Literal["commentary", "final_answer"] | str] = None
    """Whether it was said on the way (`commentary`) or is the answer (`final_answer`)."""


@frozen(kw_only=True)
class DecisionFunctionCall(WithArguments):
    """A call of a function, to judge by. Schema `DecisionItemCreateEvent`, the item `function_call`."""

    type: Literal["function_call"] = "function_call"
    """The kind of item."""

    id: Nullable[str] = None
    """The id of the item; the server makes one up if the client gives none."""

    call_id: str | None = None
    """The id of the call, which its output repeats."""

    name: str | None = None
    """The name of the function."""

    namespace: Nullable[str] = None
    """The group of tools that the function is in."""

    arguments: JsonWords | None = None
    """The arguments, as the text of a JSON object."""

    status: Nullable[Literal["in_progress", "completed", "incomplete"] | str] = None
    """How far the call is."""


@frozen(kw_only=True)
class DecisionFunctionCallOutput(Model):
    """What a function returned, to judge by. Schema `DecisionItemCreateEvent`, the item `function_call_output`."""

    type: Literal["function_call_output"] = "function_call_output"
    """The kind of item."""

    id: Nullable[str] = None
    """The id of the item; the server makes one up if the client gives none."""

    call_id: str | None = None
    """The id of the call."""

    output: Words | tuple[DecisionResultContent, ...] | None = field(default=None, converter=text_or_array)
    """Text, or `input_text` and `input_image` parts."""

    status: Nullable[Literal["in_progress", "completed", "incomplete"] | str] = None
    """How far the call is."""


@frozen(kw_only=True)
class DecisionCustomToolCall(Model):
    """A call of a custom tool, to judge by. Schema `DecisionItemCreateEvent`, the item `custom_tool_call`."""

    type: Literal["custom_tool_call"] = "custom_tool_call"
    """The kind of item."""

    id: Nullable[str] = None
    """The id of the item; the server makes one up if the client gives none."""

    call_id: str | None = None
    """The id of the call, which its output repeats."""

    name: str | None = None
    """The name of the tool."""

    namespace: Nullable[str] = None
    """The group of tools that it is in."""

    input: Words | None = None
    """What it was given, as any text."""

    status: Nullable[Literal["in_progress", "completed", "incomplete"] | str] = None
    """How far the call is."""


@frozen(kw_only=True)
class DecisionCustomToolCallOutput(Model):
    """What a custom tool returned, to judge by. Schema `DecisionItemCreateEvent`, the item `custom_tool_call_output`."""

    type: Literal["custom_tool_call_output"] = "custom_tool_call_output"
    """The kind of item."""

    id: Nullable[str] = None
    """The id of the item; the server makes one up if the client gives none."""

    call_id: str | None = None
    """The id of the call."""

    output: Words | tuple[DecisionResultContent, ...] | None = field(default=None, converter=text_or_array)
    """Text, or `input_text` and `input_image` parts."""

    status: Nullable[Literal["in_progress", "completed", "incomplete"] | str] = None
    """How far the call is."""


DecisionItem = (
    DecisionUserMessage
    | DecisionDeveloperMessage
    | DecisionSystemMessage
    | DecisionAssistantMessage
    | DecisionFunctionCall
    | DecisionFunctionCallOutput
    | DecisionCustomToolCall
    | DecisionCustomToolCallOutput
    | Unknown
)
"""Something to judge by, beside the conversation itself."""


# Answers


@frozen(kw_only=True)
class DecisionPredicateAnswer(Model):
    """How likely it is that something holds. Schema `Decision`, the answer `predicate`."""

    type: Literal["predicate"] = "predicate"
    """The kind of answer."""

    name: AlwaysSent[str] = None
    """The name of the question; null if it has none."""

    probability: float | None = None
    """The probability, from 0 to 1."""


@frozen(kw_only=True)
class DecisionChoiceProbability(Model):
    """How likely one of the answers is. Schema `Decision`, the answer `choice`, its `probabilities`."""

    value: str | bool | None = None
    """The answer; `true` and `"true"` are two."""

    probability: float | None = None
    """The probability, from 0 to 1."""


@frozen(kw_only=True)
class DecisionChoiceAnswer(Model):
    """Which of some answers holds. Schema `Decision`, the answer `choice`."""

    type: Literal["choice"] = "choice"
    """The kind of answer."""

    name: AlwaysSent[str] = None
    """The name of the question; null if it has none."""

    choice: str | bool | None = None
    """The answer that was chosen; `true` and `"true"` are two."""

    confidence: float | None = None
    """How sure the model is, from 0 to 1."""

    probabilities: tuple[DecisionChoiceProbability, ...] | None = field(default=None, converter=array)
    """How likely each of the answers is."""


@frozen(kw_only=True)
class DecisionScoreProbability(Model):
    """How likely a step of the scale is. Schema `Decision`, the answer `score`, its `probabilities`."""

    label: str | None = None
    """What the step is called."""

    value: int | None = None
    """Its place on the scale."""

    probability: float | None = None
    """The probability, from 0 to 1."""


@frozen(kw_only=True)
class DecisionScoreAnswer(Model):
    """How much of something there is. Schema `Decision`, the answer `score`."""

    type: Literal["score"] = "score"
    """The kind of answer."""

    name: AlwaysSent[str] = None
    """The name of the question; null if it has none."""

    score: float | None = None
    """The place on the scale, which may be between two steps."""

    confidence: float | None = None
    """How sure the model is, from 0 to 1."""

    probabilities: tuple[DecisionScoreProbability, ...] | None = field(default=None, converter=array)
    """How likely each step is."""


@frozen(kw_only=True)
class DecisionRefusalAnswer(Model):
    """The model does not answer this question; others it may. Schema `Decision`, the answer `refusal`."""

    type: Literal["refusal"] = "refusal"
    """The kind of answer."""

    name: AlwaysSent[str] = None
    """The name of the question; null if it has none."""


DecisionAnswer = DecisionPredicateAnswer | DecisionChoiceAnswer | DecisionScoreAnswer | DecisionRefusalAnswer | Unknown
"""What was decided of one question."""


@frozen(kw_only=True)
class DecisionInputTokensDetails(Model):
    """What the tokens of the question were. Schema `Decision`, `usage.input_tokens_details`."""

    cached_tokens: int | None = None
    """Tokens that were read from the cache."""

    cache_write_tokens: int | None = None
    """Tokens that were written to the cache."""


@frozen(kw_only=True)
class DecisionOutputTokensDetails(Model):
    """What the tokens of the answer were. Schema `Decision`, `usage.output_tokens_details`."""

    reasoning_tokens: int | None = None
    """Tokens that the model thought with."""


@frozen(kw_only=True)
class DecisionUsage(Model):
    """What a decision cost. Schema `Decision`, `usage`."""

    input_tokens: int | None = None
    """Tokens of the questions and of what they are judged by."""

    input_tokens_details: DecisionInputTokensDetails | None = None
    """What these were."""

    output_tokens: int | None = None
    """Tokens of the answers."""

    output_tokens_details: DecisionOutputTokensDetails | None = None
    """What these were."""

    total_tokens: int | None = None
    """The sum of both."""


@frozen(kw_only=True)
class Decision(Model):
    """What was decided. Schema `Decision`."""

    model: str | None = None
    """The model that decided."""

    answers: tuple[DecisionAnswer, ...] | None = field(default=None, converter=array)
    """The answers, in the order of the questions."""

    usage: DecisionUsage | None = None
    """What it cost."""


@frozen(kw_only=True)
class DecisionCompleted(Model):
    """A decision was made: what a `DecisionEventEvent` brings. Schema `DecisionEvent`, its `event`."""

    type: Literal["decision.completed"] = "decision.completed"
    """What happened."""

    decision: Decision | None = None
    """What was decided."""
