"""The types of the `azure-ai-voicelive` package, the published description of Voice Live, and how they are read.

They are classes whose fields are annotated, with a base for each union: its subclasses are known by a tag, and the base
stands for all of them. Whoever imports this is skipped where the package is not installed.
"""

from __future__ import annotations

import datetime as dt
import enum
import typing
from collections.abc import Iterator, Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

import pytest

import realtime_wire as rw
from tests.conformance import TheirMember

models: Any = pytest.importorskip("azure.ai.voicelive.models", reason="azure-ai-voicelive is not installed")
unions: Any = pytest.importorskip("azure.ai.voicelive._unions", reason="azure-ai-voicelive has another layout")
base: Any = pytest.importorskip("azure.ai.voicelive._utils.model_base", reason="azure-ai-voicelive has another layout")

ROOTS: dict[str, Any] = {"ServerEvent": rw.voice_live.ServerEvent, "ClientEvent": rw.voice_live.ClientEvent}
"""Where the walk starts: their type, and ours."""

JSON_FORMS: dict[Any, Any] = {dt.datetime: int, bytes: str}
"""What is made of JSON where the package does not keep it: seconds since the epoch, and base64."""


def is_class(part: Any) -> bool:
    return isinstance(part, type) and issubclass(part, base.Model)


def names_in(thing: Any) -> dict[str, Any]:
    """Return what a class has itself, or a module."""
    names: dict[str, Any] = {**vars(thing)}
    return names


def variants(cls: Any) -> list[Any]:
    """Return the classes that a class stands for: itself, or those that its tag leads to."""
    known: dict[str, Any] = names_in(cls).get("__mapping__") or {}
    return [each for value in known.values() for each in variants(value)] or [cls]


def their_classes() -> dict[str, Any]:
    """Return all classes that the package defines for JSON, by name, without those that stand for others."""
    return {name: cls for name, cls in names_in(models).items() if is_class(cls) and variants(cls) == [cls]}


@cache
def their_members(cls: Any) -> Mapping[str, TheirMember]:
    hints = typing.get_type_hints(cls, localns={"_models": models, "_unions": unions})
    found: dict[str, TheirMember] = {}
    classes: list[Any] = [*reversed(cls.__mro__)]
    places: dict[str, Any] = {}
    for each in classes:
        places |= names_in(each)
    for name, hint in hints.items():
        field: Any = places.get(name)
        if isinstance(field, base._RestField):
            parts = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
            found[field._rest_name_input or name] = TheirMember(hint, NoneType not in parts)
    return found


def alternatives(annotation: Any) -> Iterator[Any]:
    """Yield the parts of a union, without null; what stands for several classes or values as these."""
    if get_origin(annotation) in (Union, UnionType):
        for part in get_args(annotation):
            yield from alternatives(part)
    elif get_origin(annotation) is Literal:
        values = [each.value if isinstance(each, enum.Enum) else each for each in get_args(annotation)]
        yield Literal[tuple(values)]
    elif is_class(annotation):
        yield from variants(annotation)
    elif isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        yield Literal[tuple(each.value for each in annotation)]
    elif annotation is not NoneType:
        yield JSON_FORMS.get(annotation, annotation)


def tag_values(cls: Any, name: str) -> list[str]:
    """Return the values of a tag; of an open one, those that are documented."""
    member = their_members(cls).get(name)
    parts = [] if member is None else list(alternatives(member.annotation))
    return [value for part in parts if get_origin(part) is Literal for value in get_args(part)]


def full_name(cls: Any) -> str:
    return str(cls.__name__)


class Azure:
    """Reads the types of the package."""

    is_class = staticmethod(is_class)
    members = staticmethod(their_members)
    alternatives = staticmethod(alternatives)
    tag_values = staticmethod(tag_values)
    full_name = staticmethod(full_name)


AZURE = Azure()
