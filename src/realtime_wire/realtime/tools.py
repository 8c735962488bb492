"""What the model may call, and whether it must: function tools, MCP servers, approval, tool choice.

The calls themselves are items. Schemas of the public API description: `RealtimeFunctionTool`, `MCPTool`,
`MCPToolFilter`, `CallableToolAllowedCaller`, `ToolChoiceOptions`, `ToolChoiceFunction`, `ToolChoiceMCP`.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from realtime_wire._engine.model import Model, field, frozen
from realtime_wire._engine.places import Limits, Nullable, Secret
from realtime_wire._engine.unknown import Unknown
from realtime_wire._engine.values import array

__all__ = [
    "McpTool",
    "McpToolApprovalFilter",
    "McpToolFilter",
    "RealtimeFunctionTool",
    "RealtimeTool",
    "RealtimeToolChoice",
    "ToolChoiceFunction",
    "ToolChoiceMcp",
    "ToolChoiceOptions",
]


@frozen(kw_only=True)
class RealtimeFunctionTool(Model):
    """A function that the client runs when the model calls it. Schema `RealtimeFunctionTool`."""

    type: Literal["function"] = "function"
    """The kind of tool."""

    name: str | None = None
    """The name that the model calls it by. Inworld may leave it out."""

    description: Nullable[str] = None
    """For the model: what the function does, when to call it and how, and what to tell the user meanwhile."""

    parameters: Nullable[Mapping[str, Any]] = None
    """The arguments it takes, as a JSON Schema."""


@frozen(kw_only=True)
class McpToolFilter(Model):
    """A choice among the tools of an MCP server. Schema `MCPToolFilter`."""

    tool_names: tuple[str, ...] | None = field(default=None, converter=array)
    """The names of the chosen tools."""

    read_only: bool | None = None
    """Whether the chosen tools only read; a server says so of a tool with `readOnlyHint`."""


def tool_names(values: Iterable[str] | McpToolFilter | None) -> tuple[str, ...] | McpToolFilter | None:
    """Take any iterable of names for an array; leave a filter as it is.

    Raises:
        TypeError: it is a string, a mapping, or no iterable.
    """
    if values is None or isinstance(values, McpToolFilter):
        return values
    names: tuple[str, ...] = array(values)
    return names


@frozen(kw_only=True)
class McpToolApprovalFilter(Model):
    """Which tools of an MCP server need the client's approval for each call. Schema `MCPTool`, `require_approval`."""

    always: tuple[str, ...] | McpToolFilter | None = field(default=None, converter=tool_names)
    """The tools that need it: a filter, or for Azure Voice Live their names."""

    never: tuple[str, ...] | McpToolFilter | None = field(default=None, converter=tool_names)
    """The tools that do not: a filter, or for Azure Voice Live their names."""


@frozen(kw_only=True)
class McpTool(Model):
    """A remote MCP server whose tools the model may call; the API's server runs them, not the client.

    One of `server_url`, `connector_id` and `tunnel_id` says where it is. Schema `MCPTool`.
    """

    type: Literal["mcp"] = "mcp"
    """The kind of tool."""

    server_label: str
    """The name that calls, lists and approvals refer to this server by."""

    server_url: str | None = None
    """The URL of the server."""

    connector_id: (
        Literal[
            "connector_dropbox",
            "connector_gmail",
            "connector_googlecalendar",
            "connector_googledrive",
            "connector_microsoftteams",
            "connector_outlookcalendar",
            "connector_outlookemail",
            "connector_sharepoint",
        ]
        | str
        | None
    ) = None
    """A connector that OpenAI runs, in place of a server. Deprecated for models released after
    2026-09-01."""

    tunnel_id: str | None = None
    """A Secure MCP Tunnel to a private server: `tunnel_` and 32 lower-case letters or digits."""

    authorization: Secret[str] | None = None
    """The OAuth access token for the server or connector, which the application has to obtain. Masked in `repr`."""

    server_description: str | None = None
    """For the model: what the server is about."""

    headers: Nullable[Secret[Mapping[str, str]]] = None
    """HTTP headers for requests to the server, such as credentials. Masked in `repr`."""

    allowed_tools: Nullable[tuple[str, ...] | McpToolFilter] = field(default=None, converter=tool_names)
    """The tools that the model may see, by name or by a filter. All of them if absent."""

    allowed_callers: Nullable[Annotated[tuple[Literal["direct", "programmatic"] | str, ...], Limits(shortest=1)]] = (
        field(default=None, converter=array)
    )
    """From where the tools may be called: by the model itself (`direct`), by code that it runs (`programmatic`). At
    least one."""

    require_approval: Nullable[Literal["always", "never"] | str | McpToolApprovalFilter] = None
    """Whether a call waits for the client's approval: for all tools alike, or by a filter. Server default `always`."""

    defer_loading: bool | None = None
    """Whether the tools stay out of the context until a tool search finds them."""


RealtimeTool = RealtimeFunctionTool | McpTool | Unknown
"""Something the model may call."""


ToolChoiceOptions = Literal["none", "auto", "required"]
"""Whether the model calls tools: never, as it sees fit, or at least one. Schema `ToolChoiceOptions`."""


@frozen(kw_only=True)
class ToolChoiceFunction(Model):
    """Makes the model call one function. Schema `ToolChoiceFunction`.

    Clients of the API before its general availability put the name one level down, in an object `function`; that shape
    is `Unknown`.
    """

    __other_shape__ = "function"

    type: Literal["function"] = "function"
    """The kind of tool."""

    name: str
    """The name of the function."""


@frozen(kw_only=True)
class ToolChoiceMcp(Model):
    """Makes the model call a tool of one MCP server. Schema `ToolChoiceMCP`."""

    type: Literal["mcp"] = "mcp"
    """The kind of tool."""

    server_label: str
    """The label of the server."""

    name: Nullable[str] = None
    """The name of the tool on that server; absent or null if any will do."""


RealtimeToolChoice = ToolChoiceOptions | str | ToolChoiceFunction | ToolChoiceMcp | Unknown
"""Whether the model calls tools, or which one it must call. Server default `auto`."""
