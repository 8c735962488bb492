"""What a conversation of Voice Live has beyond that of the Realtime API: searches in the web and in files.

Classes of the package `azure-ai-voicelive`.
"""

from collections.abc import Mapping
from typing import Literal

from realtime_wire._engine.model import Model, field, frozen
from realtime_wire._engine.places import Nullable, Words
from realtime_wire._engine.unknown import Unknown
from realtime_wire._engine.values import array
from realtime_wire.realtime.items import (
    RealtimeConversationItemFunctionCall,
    RealtimeConversationItemFunctionCallOutput,
    RealtimeConversationItemMessageAssistant,
    RealtimeConversationItemMessageSystem,
    RealtimeConversationItemMessageUser,
    RealtimeMCPApprovalRequest,
    RealtimeMCPApprovalResponse,
    RealtimeMCPListTools,
    RealtimeMCPToolCall,
    ResponseItemReference,
)

__all__ = [
    "FileSearchResult",
    "Item",
    "ResponseFileSearchCallItem",
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
