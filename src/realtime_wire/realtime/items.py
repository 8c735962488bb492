"""What a conversation is made of: items, and the content parts of messages.

An item is a message, a function call or its output, a step of a remote MCP tool, or a reference to an earlier item.
Items are the same in both directions: what a client adds to the conversation and what the server tells about it.

Schemas of the public API description: `RealtimeConversationItem` and its variants, `MCPListToolsTool`, the three
`RealtimeMCP...Error`, and `RealtimeConversationItemWithReference`. `ResponseItemReference` is the `openai` package's.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from realtime_wire._engine.calls import WithArguments
from realtime_wire._engine.model import Model, field, frozen
from realtime_wire._engine.places import AudioData, DataUrl, JsonWords, Nullable, Words
from realtime_wire._engine.sound import WithAudio
from realtime_wire._engine.unknown import Unknown
from realtime_wire._engine.values import array

__all__ = [
    "ContentPart",
    "InputAudioPart",
    "InputImagePart",
    "InputTextPart",
    "Item",
    "ItemReferencePart",
    "MCPListToolsTool",
    "OutputAudioPart",
    "OutputTextPart",
    "RealtimeConversationItemFunctionCall",
    "RealtimeConversationItemFunctionCallOutput",
    "RealtimeConversationItemMessageAssistant",
    "RealtimeConversationItemMessageSystem",
    "RealtimeConversationItemMessageUser",
    "RealtimeMCPApprovalRequest",
    "RealtimeMCPApprovalResponse",
    "RealtimeMCPError",
    "RealtimeMCPHTTPError",
    "RealtimeMCPListTools",
    "RealtimeMCPProtocolError",
    "RealtimeMCPToolCall",
    "RealtimeMCPToolExecutionError",
    "ResponseItemReference",
]


@frozen(kw_only=True)
class InputTextPart(Model):
    """Text in a user or system message. Schemas `RealtimeConversationItemMessageUser` and `...System`, `input_text`."""

    type: Literal["input_text"] = "input_text"
    """The kind of content part."""

    text: Words | None = None
    """What the user typed, or what the model is told."""


@frozen(kw_only=True)
class InputAudioPart(WithAudio):
    """Speech in a user message. Schema `RealtimeConversationItemMessageUser`, `input_audio`."""

    type: Literal["input_audio"] = "input_audio"
    """The kind of content part."""

    audio: AudioData | None = None
    """The speech in base64, in the input format of the session (`audio.input.format`); PCM of 16 bits, 24000 Hz, mono
    unless set. Servers leave it out of most events; `conversation.item.retrieved` has it."""

    transcript: Nullable[Words] = None
    """What was said, as text, for whoever reads the item; the model hears the audio only. None until the transcription
    is there, and for good if the session has none set."""


@frozen(kw_only=True)
class InputImagePart(Model):
    """A picture in a user message. Schema `RealtimeConversationItemMessageUser`, `input_image`."""

    type: Literal["input_image"] = "input_image"
    """The kind of content part."""

    image_url: DataUrl | None = None
    """The picture as a data URL: `data:image/png;base64,...` or `data:image/jpeg;base64,...`."""

    detail: Literal["auto", "low", "high"] | str | None = None
    """How closely the model looks: `low` costs fewer tokens than `high`; `auto`, the server's default, means `high`."""


@frozen(kw_only=True)
class OutputTextPart(Model):
    """Text that the model wrote. Schema `RealtimeConversationItemMessageAssistant`, `output_text`.

    In `response.content_part.added` and `.done`, and in the API before GA, its type is `text`.
    """

    type: Literal["output_text", "text"] = "output_text"
    """The kind of content part, under the name that was on the wire."""

    text: Words | None = None
    """What the model wrote; empty while nothing is there yet."""


@frozen(kw_only=True)
class OutputAudioPart(WithAudio):
    """Speech of the model. Schema `RealtimeConversationItemMessageAssistant`, `output_audio`.

    In `response.content_part.added` and `.done`, and in the API before GA, its type is `audio`.
    """

    type: Literal["output_audio", "audio"] = "output_audio"
    """The kind of content part, under the name that was on the wire."""

    audio: AudioData | None = None
    """The speech in base64, in the output format of the session (`audio.output.format`); PCM of 16 bits, 24000 Hz, mono
    unless set. Servers stream it in `response.output_audio.delta` and leave it out here."""

    transcript: Nullable[Words] = None
    """What the model says, as text; empty while nothing is there yet."""


@frozen(kw_only=True)
class ItemReferencePart(Model):
    """A pointer to an earlier item, in place of content. Schema `RealtimeConversationItemWithReference`.

    It is for the `input` of `response.create`. The newer way is a `ResponseItemReference` in place of the whole item.
    """

    type: Literal["item_reference"] = "item_reference"
    """The kind of content part."""

    id: str | None = None
    """The item that is meant; the client or the server may have made it."""


ContentPart = (
    InputTextPart | InputAudioPart | InputImagePart | OutputTextPart | OutputAudioPart | ItemReferencePart | Unknown
)
"""A piece of a message. What the user sends is `Input...`, what the model answers is `Output...`."""


def words_in(parts: Iterable[object] | None, *names: str) -> str:
    """Return what some parts of messages say, in members of those names."""
    words = (getattr(part, name, None) for part in parts or () for name in names)
    return "".join(each for each in words if isinstance(each, str))


@frozen(kw_only=True)
class RealtimeConversationItemMessageSystem(Model):
    """A note to the model in the middle of a conversation. Schema `RealtimeConversationItemMessageSystem`.

    Good for a small change of context, such as what the user looks at now; what should hold throughout belongs into the
    `instructions` of the session.
    """

    type: Literal["message"] = "message"
    """The kind of item."""

    id: str | None = None
    """The id of the item. The server makes one up if the client gives none."""

    object: Literal["realtime.item"] | str | None = None
    """What the object is, as servers say it; clients need not."""

    status: Literal["completed", "incomplete", "in_progress"] | str | None = None
    """How far the item is. To the conversation it makes no difference."""

    role: Literal["system"] = "system"
    """Whose message it is."""

    content: tuple[ContentPart, ...] | None = field(default=None, converter=array)
    """The text, as `InputTextPart`: system messages hold nothing else. Servers that leave out what is empty send an
    item without it."""

    @property
    def content_text(self) -> str:
        """What the message says, written or spoken: its texts and transcripts one after the other; empty if there is none."""
        return words_in(self.content, "text", "transcript")


@frozen(kw_only=True)
class RealtimeConversationItemMessageUser(Model):
    """What the user says, types or shows. Schema `RealtimeConversationItemMessageUser`.

    The server makes one of the speech that was committed; a client adds others with `conversation.item.create`.
    """

    type: Literal["message"] = "message"
    """The kind of item."""

    id: str | None = None
    """The id of the item. The server makes one up if the client gives none."""

    object: Literal["realtime.item"] | str | None = None
    """What the object is, as servers say it; clients need not."""

    status: Literal["completed", "incomplete", "in_progress"] | str | None = None
    """How far the item is. To the conversation it makes no difference."""

    role: Literal["user"] = "user"
    """Whose message it is."""

    content: tuple[ContentPart, ...] | None = field(default=None, converter=array)
    """Text, speech and pictures: `InputTextPart`, `InputAudioPart`, `InputImagePart`. Servers that leave out what is
    empty send an item without it."""

    @property
    def content_text(self) -> str:
        """What the message says, written or spoken: its texts and transcripts one after the other; empty if there is none."""
        return words_in(self.content, "text", "transcript")


@frozen(kw_only=True)
class RealtimeConversationItemMessageAssistant(Model):
    """What the model says or writes. Schema `RealtimeConversationItemMessageAssistant`.

    A client may add one to tell the model of an earlier conversation, but only with text.
    """

    type: Literal["message"] = "message"
    """The kind of item."""

    id: str | None = None
    """The id of the item. The server makes one up if the client gives none."""

    object: Literal["realtime.item"] | str | None = None
    """What the object is, as servers say it; clients need not."""

    status: Literal["completed", "incomplete", "in_progress"] | str | None = None
    """How far the item is: `incomplete` if the response was cut short. To the conversation it makes no difference."""

    role: Literal["assistant"] = "assistant"
    """Whose message it is."""

    content: tuple[ContentPart, ...] | None = field(default=None, converter=array)
    """Text and speech: `OutputTextPart`, `OutputAudioPart`. The description requires it, but xAI leaves it out of
    `response.output_item.added` and `.done`."""

    phase: Literal["commentary", "final_answer"] | str | None = None
    """Whether the model thinks aloud on the way (`commentary`) or answers (`final_answer`). Not in the description, but
    sent by OpenAI."""

    @property
    def content_text(self) -> str:
        """What the message says, written or spoken: its texts and transcripts one after the other; empty if there is none."""
        return words_in(self.content, "text", "transcript")


@frozen(kw_only=True)
class RealtimeConversationItemFunctionCall(WithArguments):
    """The model asks the client to run a function. Schema `RealtimeConversationItemFunctionCall`.

    The answer is a `RealtimeConversationItemFunctionCallOutput` with the same `call_id`, then a `response.create`.
    """

    type: Literal["function_call"] = "function_call"
    """The kind of item."""

    id: str | None = None
    """The id of the item, which is not the id of the call. The server makes one up if the client gives none."""

    object: Literal["realtime.item"] | str | None = None
    """What the object is, as servers say it; clients need not."""

    status: Literal["completed", "incomplete", "in_progress"] | str | None = None
    """How far the item is: `arguments` are whole when it is `completed`. To the conversation it makes no difference."""

    call_id: str | None = None
    """The id of the call, which its output repeats."""

    name: str | None = None
    """The name of the function, as declared in `tools`. Inworld may leave it out."""

    arguments: JsonWords | None = None
    """The arguments as the text of a JSON object, such as `{"city": "London"}`; empty while the model is still writing.
    The model writes this text, so it may not be valid JSON. Servers that leave out what is empty send an item without
    it."""


@frozen(kw_only=True)
class RealtimeConversationItemFunctionCallOutput(Model):
    """What a function returned, for the model to go on with. Schema `RealtimeConversationItemFunctionCallOutput`."""

    type: Literal["function_call_output"] = "function_call_output"
    """The kind of item."""

    id: str | None = None
    """The id of the item. The server makes one up if the client gives none."""

    object: Literal["realtime.item"] | str | None = None
    """What the object is, as servers say it; clients need not."""

    status: Literal["completed", "incomplete", "in_progress"] | str | None = None
    """How far the item is. To the conversation it makes no difference."""

    call_id: str
    """The `call_id` of the function call that this answers. The server refuses one that it does not know."""

    output: Words | None = None
    """The result as any text, often JSON; it may be empty. Servers that leave out what is empty send an item without
    it."""


@frozen(kw_only=True)
class RealtimeMCPApprovalRequest(WithArguments):
    """The model wants to run a tool of an MCP server and waits for a yes. Schema `RealtimeMCPApprovalRequest`.

    The answer is a `RealtimeMCPApprovalResponse`. Which tools ask is up to `require_approval` of the `McpTool`.
    """

    type: Literal["mcp_approval_request"] = "mcp_approval_request"
    """The kind of item."""

    id: str
    """The id of the request, which the answer repeats as `approval_request_id`."""

    server_label: str
    """The MCP server, under the label that the session's `tools` gave it."""

    name: str
    """The tool to run."""

    arguments: JsonWords | None = None
    """The arguments that the tool would get, as the text of a JSON object. Azure Voice Live may leave it out."""


@frozen(kw_only=True)
class RealtimeMCPApprovalResponse(Model):
    """The client's yes or no to a `RealtimeMCPApprovalRequest`. Schema `RealtimeMCPApprovalResponse`."""

    type: Literal["mcp_approval_response"] = "mcp_approval_response"
    """The kind of item."""

    id: str | None = None
    """The id of this answer, not of the request. A client may leave it to the server to make one, as the JavaScript SDK
    for agents does."""

    approval_request_id: str
    """The `id` of the request that this answers."""

    approve: bool | None = None
    """True to let the tool run. Servers that leave out what is false send an answer without it: None is a no."""

    reason: Nullable[str] = None
    """Why it was allowed or refused."""


@frozen(kw_only=True)
class MCPListToolsTool(Model):
    """A tool that an MCP server offers. Schema `MCPListToolsTool`."""

    name: str
    """The name that calls use."""

    description: Nullable[str] = None
    """What the tool does, in the words of its server."""

    input_schema: Mapping[str, Any]
    """The arguments that the tool takes, as a JSON Schema."""

    annotations: Nullable[Mapping[str, Any]] = None
    """The server's hints about the tool, such as that it only reads."""


@frozen(kw_only=True)
class RealtimeMCPListTools(Model):
    """The tools that an MCP server offers, once the API has asked it. Schema `RealtimeMCPListTools`."""

    type: Literal["mcp_list_tools"] = "mcp_list_tools"
    """The kind of item."""

    id: str | None = None
    """The id of the item, by which the `mcp_list_tools.*` events name it."""

    server_label: str
    """The MCP server, under the label that the session's `tools` gave it."""

    tools: tuple[MCPListToolsTool, ...] | None = field(default=None, converter=array)
    """The tools, which may be none. Servers that leave out what is empty send an item without it."""


@frozen(kw_only=True)
class RealtimeMCPProtocolError(Model):
    """An MCP server answered a call with an error of the protocol. Schema `RealtimeMCPProtocolError`."""

    type: Literal["protocol_error"] = "protocol_error"
    """The kind of error."""

    code: int
    """The error code of the protocol (JSON-RPC), such as -32602 for arguments that do not fit."""

    message: str
    """What went wrong, for people to read."""


@frozen(kw_only=True)
class RealtimeMCPToolExecutionError(Model):
    """A tool of an MCP server ran and failed. Schema `RealtimeMCPToolExecutionError`."""

    type: Literal["tool_execution_error"] = "tool_execution_error"
    """The kind of error."""

    message: str
    """What went wrong, for people to read."""


@frozen(kw_only=True)
class RealtimeMCPHTTPError(Model):
    """An MCP server answered with an HTTP error. Schema `RealtimeMCPHTTPError`."""

    type: Literal["http_error"] = "http_error"
    """The kind of error."""

    code: int
    """The HTTP status, such as 401."""

    message: str
    """What went wrong, for people to read."""


RealtimeMCPError = RealtimeMCPProtocolError | RealtimeMCPToolExecutionError | RealtimeMCPHTTPError | Unknown
"""Why the call of an MCP tool failed."""


@frozen(kw_only=True)
class RealtimeMCPToolCall(WithArguments):
    """A tool of an MCP server that the API itself runs for the model. Schema `RealtimeMCPToolCall`.

    Unlike a function call it needs no answer from the client.
    """

    type: Literal["mcp_call"] = "mcp_call"
    """The kind of item."""

    id: str
    """The id of the item, by which the `response.mcp_call.*` events name it."""

    server_label: str
    """The MCP server, under the label that the session's `tools` gave it."""

    name: str
    """The tool that runs."""

    arguments: JsonWords | None = None
    """The arguments as the text of a JSON object. Servers that leave out what is empty send an item without it."""

    approval_request_id: Nullable[str] = None
    """The `id` of the `RealtimeMCPApprovalRequest` that came before; None if the tool needed no approval."""

    output: Nullable[Words] = None
    """What the tool returned; None while it runs and if it failed."""

    error: Nullable[RealtimeMCPError] = None
    """Why it failed; None while it runs and if it did not."""


@frozen(kw_only=True)
class ResponseItemReference(Model):
    """An item of the session by its id, in place of the item. Class `ResponseItemReference` of the `openai` package.

    Only the `input` of `response.create` takes it: an item to be added to the conversation is written out.
    """

    type: Literal["item_reference"] = "item_reference"
    """The kind of item."""

    id: str
    """The item that is meant."""


Item = (
    RealtimeConversationItemMessageSystem
    | RealtimeConversationItemMessageUser
    | RealtimeConversationItemMessageAssistant
    | RealtimeConversationItemFunctionCall
    | RealtimeConversationItemFunctionCallOutput
    | RealtimeMCPApprovalRequest
    | RealtimeMCPApprovalResponse
    | RealtimeMCPListTools
    | RealtimeMCPToolCall
    | ResponseItemReference
    | Unknown
)
"""One entry of a conversation. `type` tells them apart, and `role` the three messages."""
