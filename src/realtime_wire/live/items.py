"""What a session starts with: messages of an earlier conversation.

Servers repeat them as they were sent, `type` left out where it was. Schema of the published types: `InitialItem`.
"""

from typing import Literal

from realtime_wire._engine.model import Model, field, frozen
from realtime_wire._engine.places import Nullable, Words
from realtime_wire._engine.unknown import Unknown
from realtime_wire._engine.values import array

__all__ = [
    "InitialAssistantItem",
    "InitialDeveloperItem",
    "InitialInputContent",
    "InitialInputText",
    "InitialItem",
    "InitialOutputContent",
    "InitialOutputText",
    "InitialText",
    "InitialUserItem",
]


@frozen(kw_only=True)
class InitialInputText(Model):
    """What a user or a developer wrote. Schema `InitialItem`, the part `input_text`."""

    type: Literal["input_text"] | None = None
    """The kind of part, which may be left out."""

    text: Words
    """The text."""


@frozen(kw_only=True)
class InitialOutputText(Model):
    """What the assistant said. Schema `InitialItem`, the part `output_text`."""

    type: Literal["output_text"] = "output_text"
    """The kind of part."""

    text: Words
    """The text."""


@frozen(kw_only=True)
class InitialText(Model):
    """What the assistant said, in another form. Schema `InitialItem`, the part `text`."""

    type: Literal["text"] | None = None
    """The kind of part, which may be left out."""

    text: Words
    """The text."""


InitialInputContent = InitialInputText | Unknown
"""A part of a message of a user or a developer."""

InitialOutputContent = InitialOutputText | InitialText | Unknown
"""A part of a message of the assistant."""


@frozen(kw_only=True)
class InitialDeveloperItem(Model):
    """A rule of the application. Schema `InitialItem`, of the role `developer`."""

    type: Literal["message"] | None = None
    """The kind of item, which may be left out."""

    role: Literal["developer"] = "developer"
    """Whose message it is."""

    id: Nullable[str] = None
    """The id of the item."""

    status: Nullable[Literal["incomplete", "completed"] | str] = None
    """How far the message is."""

    content: tuple[InitialInputContent, ...] = field(converter=array)
    """The text, in one part."""


@frozen(kw_only=True)
class InitialUserItem(Model):
    """What a user said. Schema `InitialItem`, of the role `user`."""

    type: Literal["message"] | None = None
    """The kind of item, which may be left out."""

    role: Literal["user"] = "user"
    """Whose message it is."""

    id: Nullable[str] = None
    """The id of the item."""

    status: Nullable[Literal["incomplete", "completed"] | str] = None
    """How far the message is."""

    content: tuple[InitialInputContent, ...] = field(converter=array)
    """The text, in one part."""


@frozen(kw_only=True)
class InitialAssistantItem(Model):
    """What the assistant said. Schema `InitialItem`, of the role `assistant`."""

    type: Literal["message"] | None = None
    """The kind of item, which may be left out."""

    role: Literal["assistant"] = "assistant"
    """Whose message it is."""

    id: Nullable[str] = None
    """The id of the item."""

    status: Nullable[Literal["incomplete", "completed"] | str] = None
    """How far the message is."""

    content: tuple[InitialOutputContent, ...] = field(converter=array)
    """The text, in one part."""


InitialItem = InitialDeveloperItem | InitialUserItem | InitialAssistantItem | Unknown
"""A message to start with."""
