"""The tools of the model that a session delegates work to, and whether it must call them.

That model is one of the Responses API, so these are its tools, as far as the Live API describes them. Schemas of the
published types: `FunctionTool`, `ResponsesDelegationConfig`, its `tools` and `tool_choice`.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from realtime_wire._engine.model import Model, field, frozen
from realtime_wire._engine.places import FileData, Nullable, Secret
from realtime_wire._engine.unknown import Unknown
from realtime_wire._engine.values import array

__all__ = [
    "FunctionTool",
    "HostedTool",
    "InlineSkill",
    "InlineSkillSource",
    "LocalSkill",
    "McpTool",
    "McpToolApprovalFilter",
    "McpToolFilter",
    "NetworkPolicy",
    "NetworkPolicyAllowlist",
    "NetworkPolicyDisabled",
    "ShellContainerAuto",
    "ShellContainerReference",
    "ShellEnvironment",
    "ShellLocal",
    "ShellTool",
    "Skill",
    "SkillReference",
    "Tool",
    "ToolChoice",
    "ToolChoiceAllowed",
    "ToolChoiceCustom",
    "ToolChoiceFunction",
    "ToolChoiceHosted",
    "ToolChoiceMcp",
    "ToolChoiceOne",
]


@frozen(kw_only=True)
class FunctionTool(Model):
    """A function that the application runs. Schema `FunctionTool`.

    A call of it is read from `ResponseEventEvent.function_call`; its result goes back in a `ResponseItemCreateEvent`.
    """

    type: Literal["function"] = "function"
    """The kind of tool."""

    name: str
    """The name that the model calls it by."""

    description: Nullable[str] = None
    """For the model: what the function does, and when to call it."""

    parameters: Nullable[Mapping[str, Any]] = None
    """The arguments it takes, as a JSON Schema."""

    strict: Nullable[bool] = None
    """Whether the arguments are held to that schema."""


@frozen(kw_only=True)
class McpToolFilter(Model):
    """A choice among the tools of an MCP server. Schema `ResponsesDelegationConfig`, of the tool `mcp`."""

    tool_names: Nullable[tuple[str, ...]] = field(default=None, converter=array)
    """The names of the chosen tools."""

    read_only: Nullable[bool] = None
    """Whether the chosen tools only read."""


@frozen(kw_only=True)
class McpToolApprovalFilter(Model):
    """Which tools of an MCP server need approval for each call. Schema `ResponsesDelegationConfig`, of the tool `mcp`."""

    always: Nullable[McpToolFilter] = None
    """The tools that need it."""

    never: Nullable[McpToolFilter] = None
    """The tools that do not."""


def _tool_names(values: Iterable[str] | McpToolFilter | None) -> tuple[str, ...] | McpToolFilter | None:
    """Take any iterable of names for an array; leave a filter as it is.

    Raises:
        TypeError: it is a string, a mapping, or no iterable.
    """
    if values is None or isinstance(values, McpToolFilter):
        return values
    names: tuple[str, ...] = array(values)
    return names


@frozen(kw_only=True)
class McpTool(Model):
    """A remote MCP server whose tools the model may call. Schema `ResponsesDelegationConfig`, the tool `mcp`.

    One of `server_url`, `connector_id` and `tunnel_id` says where it is.
    """

    type: Literal["mcp"] = "mcp"
    """The kind of tool."""

    server_label: str | None = None
    """The name that calls and choices refer to this server by."""

    server_url: Nullable[str] = None
    """The URL of the server."""

    connector_id: Nullable[str] = None
    """A connector that OpenAI runs, in place of a server. Deprecated."""

    tunnel_id: Nullable[str] = None
    """A tunnel to a private server."""

    authorization: Nullable[Secret[str]] = None
    """The OAuth access token for the server, which the application has to obtain; servers do not send it back. Masked in
    `repr`."""

    server_description: Nullable[str] = None
    """For the model: what the server is about."""

    headers: Nullable[Secret[Mapping[str, str]]] = None
    """HTTP headers for requests to the server, such as credentials. Masked in `repr`."""

    allowed_tools: Nullable[tuple[str, ...] | McpToolFilter] = field(default=None, converter=_tool_names)
    """The tools that the model may see, by name or by a filter. All of them if absent."""

    allowed_callers: Nullable[tuple[Literal["direct", "programmatic"] | str, ...]] = field(
        default=None, converter=array
    )
    """From where the tools may be called: by the model itself (`direct`), by code that it runs (`programmatic`)."""

    require_approval: Nullable[Literal["always", "never"] | str | McpToolApprovalFilter] = None
    """Whether a call waits for approval: for all tools alike, or by a filter."""

    defer_loading: Nullable[bool] = None
    """Whether the tools stay out of the context until a tool search finds them."""


# The shell


@frozen(kw_only=True)
class NetworkPolicyDisabled(Model):
    """A container without a network. Schema `ResponsesDelegationConfig`, of the tool `shell`."""

    type: Literal["disabled"] = "disabled"
    """The kind of policy."""


@frozen(kw_only=True)
class NetworkPolicyAllowlist(Model):
    """A container that reaches some hosts alone. Schema `ResponsesDelegationConfig`, of the tool `shell`."""

    type: Literal["allowlist"] = "allowlist"
    """The kind of policy."""

    allowed_domains: tuple[str, ...] | None = field(default=None, converter=array)
    """The domains that it may reach."""


NetworkPolicy = NetworkPolicyDisabled | NetworkPolicyAllowlist | Unknown
"""What a container may reach."""


@frozen(kw_only=True)
class SkillReference(Model):
    """A skill that is stored with OpenAI. Schema `ResponsesDelegationConfig`, of the tool `shell`."""

    type: Literal["skill_reference"] = "skill_reference"
    """The kind of skill."""

    skill_id: str | None = None
    """The id of the skill."""

    version: Nullable[str] = None
    """Its version."""


@frozen(kw_only=True)
class InlineSkillSource(Model):
    """The files of a skill. Schema `ResponsesDelegationConfig`, of the tool `shell`."""

    type: Literal["base64"] | str | None = None
    """How they come: as `base64`."""

    media_type: Literal["application/zip"] | str | None = None
    """What they are: a zip archive."""

    data: FileData | None = None
    """The archive, in base64. `repr` shows how long it is."""


@frozen(kw_only=True)
class InlineSkill(Model):
    """A skill that is sent along. Schema `ResponsesDelegationConfig`, of the tool `shell`."""

    type: Literal["inline"] = "inline"
    """The kind of skill."""

    name: str | None = None
    """What it is called."""

    description: str | None = None
    """For the model: what it is good for."""

    source: InlineSkillSource | None = None
    """Its files."""


Skill = SkillReference | InlineSkill | Unknown
"""Instructions and files for a task, in a container."""


@frozen(kw_only=True)
class LocalSkill(Model):
    """A skill on the machine of the application. Schema `ResponsesDelegationConfig`, of the tool `shell`."""

    name: str | None = None
    """What it is called."""

    description: str | None = None
    """For the model: what it is good for."""

    path: str | None = None
    """The folder that it is in."""


@frozen(kw_only=True)
class ShellContainerAuto(Model):
    """A container that OpenAI makes for the shell. Schema `ResponsesDelegationConfig`, of the tool `shell`."""

    type: Literal["container_auto"] = "container_auto"
    """Where the shell runs."""

    file_ids: Nullable[tuple[str, ...]] = field(default=None, converter=array)
    """The ids of uploaded files that are in it."""

    memory_limit: Nullable[Literal["1g", "4g", "16g", "64g"] | str] = None
    """How much memory it has."""

    network_policy: Nullable[NetworkPolicy] = None
    """What it may reach."""

    skills: Nullable[tuple[Skill, ...]] = field(default=None, converter=array)
    """The skills that are in it."""


@frozen(kw_only=True)
class ShellContainerReference(Model):
    """A container that is there. Schema `ResponsesDelegationConfig`, of the tool `shell`."""

    type: Literal["container_reference"] = "container_reference"
    """Where the shell runs."""

    container_id: str | None = None
    """The id of the container."""


@frozen(kw_only=True)
class ShellLocal(Model):
    """The machine of the application. Schema `ResponsesDelegationConfig`, of the tool `shell`."""

    type: Literal["local"] = "local"
    """Where the shell runs."""

    skills: Nullable[tuple[LocalSkill, ...]] = field(default=None, converter=array)
    """The skills that are there."""


ShellEnvironment = ShellContainerAuto | ShellContainerReference | ShellLocal | Unknown
"""Where a shell runs."""


@frozen(kw_only=True)
class ShellTool(Model):
    """A shell that the model writes commands for. Schema `ResponsesDelegationConfig`, the tool `shell`."""

    type: Literal["shell"] = "shell"
    """The kind of tool."""

    environment: Nullable[ShellEnvironment] = None
    """Where it runs."""


@frozen(kw_only=True)
class HostedTool(Model):
    """A tool of which the Live API says no more than its kind. Schema `ResponsesDelegationConfig`, its `tools`.

    What else the Responses API describes of it, such as the `vector_store_ids` of `file_search`, goes in by `with_extra`,
    and is in `extra`.
    """

    type: Literal[
        "web_search",
        "file_search",
        "code_interpreter",
        "image_generation",
        "custom",
        "namespace",
        "tool_search",
        "programmatic_tool_calling",
        "computer",
        "apply_patch",
    ] = "web_search"
    """The kind of tool."""


Tool = FunctionTool | McpTool | ShellTool | HostedTool | Unknown
"""Something that the model may call."""


# The choice


@frozen(kw_only=True)
class ToolChoiceFunction(Model):
    """Makes the model call one function. Schema `ResponsesDelegationConfig`, its `tool_choice`."""

    type: Literal["function"] = "function"
    """The kind of tool."""

    name: str | None = None
    """The name of the function."""


@frozen(kw_only=True)
class ToolChoiceMcp(Model):
    """Makes the model call one tool of an MCP server. Schema `ResponsesDelegationConfig`, its `tool_choice`."""

    type: Literal["mcp"] = "mcp"
    """The kind of tool."""

    name: str | None = None
    """The name of the tool on that server."""

    server_label: str | None = None
    """The label of the server."""


@frozen(kw_only=True)
class ToolChoiceCustom(Model):
    """Makes the model call one custom tool. Schema `ResponsesDelegationConfig`, its `tool_choice`."""

    type: Literal["custom"] = "custom"
    """The kind of tool."""

    name: str | None = None
    """The name of the tool."""


@frozen(kw_only=True)
class ToolChoiceHosted(Model):
    """Makes the model call a tool of one kind. Schema `ResponsesDelegationConfig`, its `tool_choice`."""

    type: Literal[
        "file_search",
        "web_search",
        "web_search_preview",
        "image_generation",
        "computer",
        "code_interpreter",
        "programmatic_tool_calling",
        "shell",
        "apply_patch",
    ] = "file_search"
    """The kind of tool."""


ToolChoiceOne = ToolChoiceFunction | ToolChoiceMcp | ToolChoiceCustom | ToolChoiceHosted | Unknown
"""One tool, or one kind of tool."""


@frozen(kw_only=True)
class ToolChoiceAllowed(Model):
    """Lets the model call some of the tools. Schema `ResponsesDelegationConfig`, its `tool_choice`."""

    type: Literal["allowed_tools"] = "allowed_tools"
    """The kind of choice."""

    tools: tuple[ToolChoiceOne, ...] | None = field(default=None, converter=array)
    """These."""

    mode: Nullable[Literal["none", "auto", "required"] | str] = None
    """Whether it calls them: never, as it sees fit, or at least one."""


ToolChoice = (
    Literal["auto", "none", "required"]
    | str
    | ToolChoiceFunction
    | ToolChoiceMcp
    | ToolChoiceCustom
    | ToolChoiceHosted
    | ToolChoiceAllowed
    | Unknown
)
"""Whether the model calls tools, or which. Servers say `auto` where nothing was asked for."""
