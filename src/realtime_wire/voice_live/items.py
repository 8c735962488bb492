"""What a conversation of Voice Live has beyond that of the Realtime API: searches, and more of the items for MCP servers.

Classes of the package `azure-ai-voicelive`.
"""

from collections.abc import Mapping
from typing import Literal

from realtime_wire._engine.model import Model, field, frozen
from realtime_wire._engine.places import Nullable, Words
from realtime_wire._engine.unknown import Unknown
from realtime_wire._engine.values import array
from realtime_wire.realtime import items as realtime
from realtime_wire.realtime.items import (
    ContentPart,
    InputAudioPart,
    InputImagePart,
    InputTextPart,
    ItemReferencePart,
    MCPListToolsTool,
    OutputAudioPart,
    OutputTextPart,
    RealtimeConversationItemFunctionCall,
    RealtimeConversationItemFunctionCallOutput,
    RealtimeConversationItemMessageAssistant,
    RealtimeConversationItemMessageSystem,
    RealtimeConversationItemMessageUser,
    RealtimeMCPError,
    RealtimeMCPHTTPError,
    RealtimeMCPProtocolError,
    RealtimeMCPToolExecutionError,
    ResponseItemReference,
)

__all__ = [
    "ContentPart",
    "FileSearchResult",
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
    "ResponseFileSearchCallItem",
    "ResponseItemReference",
    "ResponseWebSearchCallItem",
]


@frozen(kw_only=True)
class ResponseWebSearchCallItem(Model):
    """The service searches the web. Class `ResponseWebSearchCallItem`."""

    type: Literal["web_search_call"] = "web_search_call"
    """The kind of item."""

    id: str | None = None
    """The id of the item."""

    object: Literal["realtime.item"] | str | None = None
    """What the object is."""

    status: Literal["in_progress", "searching", "completed", "failed"] | str | None = None
    """How far the search is."""


@frozen(kw_only=True)
class FileSearchResult(Model):
    """Something that was found in a file. Class `FileSearchResult`."""

    attributes: Nullable[Mapping[str, str]] = None
    """What the file was labelled with."""

    file_id: Nullable[str] = None
    """The id of the file."""

    filename: Nullable[str] = None
    """The name of the file."""

    score: Nullable[float] = None
    """How well it fits, 0.0 to 1.0."""

    text: Nullable[Words] = None
    """What was found."""


@frozen(kw_only=True)
class ResponseFileSearchCallItem(Model):
    """The service searches files. Class `ResponseFileSearchCallItem`."""

    type: Literal["file_search_call"] = "file_search_call"
    """The kind of item."""

    id: str | None = None
    """The id of the item."""

    object: Literal["realtime.item"] | str | None = None
    """What the object is."""

    queries: Nullable[tuple[Words, ...]] = field(default=None, converter=array)
    """What is searched for."""

    status: Literal["in_progress", "searching", "completed", "incomplete", "failed"] | str | None = None
    """How far the search is."""

    results: Nullable[tuple[FileSearchResult, ...]] = field(default=None, converter=array)
    """What was found, if `file_search_call.results` is in the session's `include`."""


@frozen(kw_only=True)
class RealtimeMCPApprovalRequest(realtime.RealtimeMCPApprovalRequest):
    """The model wants to run a tool of an MCP server. Class `ResponseMCPApprovalRequestItem`."""

    object: Literal["realtime.item"] | str | None = None
    """What the object is, as servers say it."""


@frozen(kw_only=True)
class RealtimeMCPApprovalResponse(realtime.RealtimeMCPApprovalResponse):
    """The client's yes or no to that. Class `ResponseMCPApprovalResponseItem`."""

    object: Literal["realtime.item"] | str | None = None
    """What the object is, as servers say it."""


@frozen(kw_only=True)
class RealtimeMCPListTools(realtime.RealtimeMCPListTools):
    """The tools that an MCP server offers. Class `ResponseMCPListToolItem`."""

    object: Literal["realtime.item"] | str | None = None
    """What the object is, as servers say it."""


@frozen(kw_only=True)
class RealtimeMCPToolCall(realtime.RealtimeMCPToolCall):
    """A tool of an MCP server that the service runs for the model. Class `ResponseMCPCallItem`."""

    object: Literal["realtime.item"] | str | None = None
    """What the object is, as servers say it."""


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
    | ResponseWebSearchCallItem
    | ResponseFileSearchCallItem
    | Unknown
)
"""One entry of a conversation."""
