"""What a place in JSON is beyond its type: a secret, audio, a member that takes a null. It is said in the annotation.

``authorization: Secret[str] | None`` is a `str | None` to type checkers; the schema keeps the mark, and whoever needs to
know goes by that: `repr` masks, test strategies draw base64, lanes expect nulls. No name of a member is listed anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeAlias, TypeVar

import attrs

__all__ = ["AlwaysSent", "AudioData", "DataUrl", "FileData", "JsonWords", "Limits", "Nullable", "Secret", "Words"]

T = TypeVar("T")


@attrs.frozen(eq=False)
class Mark:
    """Something that an annotation says of a place, in `typing.Annotated`."""

    name: str
    """What it is called in messages and pages."""

    show: Callable[[Any], str] | None = None
    """How `repr` shows what is there; None if as it is."""

    def __repr__(self) -> str:
        return self.name


@attrs.frozen(eq=False)
class Limits(Mark):
    """What a server takes of the values that a place may hold: `speed: Annotated[float, Limits(least=0.25, most=1.5)]`.

    Nothing refuses a value because of it; `rw.check` tells of it.
    """

    name: str = attrs.field(default="limits", init=False)
    show: None = attrs.field(default=None, init=False)

    least: float | None = attrs.field(default=None, kw_only=True)
    """The least number."""

    most: float | None = attrs.field(default=None, kw_only=True)
    """The greatest number."""

    shortest: int = attrs.field(default=0, kw_only=True)
    """How many characters, or elements, there are at least."""

    longest: int | None = attrs.field(default=None, kw_only=True)
    """How many characters, or elements, there are at most."""


def _show_secret(_: Any) -> str:
    return "<secret>"


def _show_audio(value: Any) -> str:
    return f"<audio {len(value)} chars>" if isinstance(value, str) else repr(value)


def _show_file(value: Any) -> str:
    return f"<data {len(value)} chars>" if isinstance(value, str) else repr(value)


def _show_url(value: Any) -> str:
    if isinstance(value, str) and value.lstrip()[:5].lower() == "data:":
        return f"<data URL {len(value)} chars>"
    return repr(value)


def names(value: Mapping[str, Any]) -> str:
    """Show the names in a JSON object, and no value: nobody knows which of a vendor's members are secret."""
    return f"<{', '.join(value)}>"


SECRET = Mark("secret", _show_secret)
"""A token, or something that holds one."""

AUDIO = Mark("audio", _show_audio)
"""Audio in base64."""

FILE = Mark("file", _show_file)
"""The content of a file in base64."""

URL = Mark("url", _show_url)
"""A URL, which may be a data URL with all the data in it."""

WORDS = Mark("words")
"""What people or the model said or wrote."""

JSON_TEXT = Mark("JSON text")
"""Text that is JSON itself, if whoever wrote it was careful."""

NULLABLE = Mark("nullable")
"""An optional member that the other side sends as null, or takes one for."""

ALWAYS_SENT = Mark("always sent")
"""An optional member that objects which are built without it send as null."""


Secret: TypeAlias = Annotated[T, SECRET]
"""A token, or something that holds one: `Secret[str]`. `repr` shows that it is there, and nothing of it."""

AudioData: TypeAlias = Annotated[str, AUDIO]
"""Audio in base64. `repr` shows how much there is."""

FileData: TypeAlias = Annotated[str, FILE]
"""The content of a file in base64. `repr` shows how much there is."""

DataUrl: TypeAlias = Annotated[str, URL]
"""A URL that may be a data URL. Of that, `repr` shows the length alone."""

Words: TypeAlias = Annotated[str, WORDS]
"""What people or the model said or wrote."""

JsonWords: TypeAlias = Annotated[str, WORDS, JSON_TEXT]
"""What the model wrote, as the text of a JSON object: the arguments of a call."""

Nullable: TypeAlias = Annotated[T | None, NULLABLE]  # type: ignore[valid-type,unused-ignore]
"""A member that may be null on the wire, and not only absent: `turn_detection: Nullable[ServerVad] = None`.

Every optional member can be null, and is kept as that (`Model.nulls`). This one is expected to be: servers send the null, or
it asks a server for something, as `with_null("turn_detection")` does."""

AlwaysSent: TypeAlias = Annotated[T | None, ALWAYS_SENT]  # type: ignore[valid-type,unused-ignore]
"""An optional member that has to be sent even as null: `delegation_id: AlwaysSent[str] = None`.

An object that is built without it has a null there. One that was decoded without it stays without it."""
