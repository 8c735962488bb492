"""The classes of Voice Live against those of its vendor's package: every event, member and documented value is here."""

from __future__ import annotations

import enum
import types
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest

from realtime_wire import voice_live
from realtime_wire._engine.schema import Kind, classes_in, kind_of, member_of, members

models: Any = pytest.importorskip("azure.ai.voicelive.models", reason="azure-ai-voicelive is not installed")
their_models: Any = pytest.importorskip("azure.ai.voicelive.models._models")
their_unions: Any = pytest.importorskip("azure.ai.voicelive._unions")

RENAMED = {
    "RequestSession": "RealtimeSession",
    "ResponseSession": "RealtimeSession",
    "Response": "RealtimeResponse",
    "ResponseCreateParams": "RealtimeResponseCreateParams",
    "AzureStandardVoice": "AzureVoice",
    "AzureCustomVoice": "AzureVoice",
    "AzurePersonalVoice": "AzureVoice",
    "AzureAvatarVoiceSyncVoice": "AzureVoice",
    "AzureSemanticDetection": "EouDetection",
    "AzureSemanticDetectionEn": "EouDetection",
    "AzureSemanticDetectionMultilingual": "EouDetection",
    "AzureSemanticVadEn": "AzureSemanticVad",
    "AzureSemanticVadMultilingual": "AzureSemanticVad",
    "ServerEventWarningDetails": "WarningDetails",
}
"""What has another name here, as one class stands for several."""


def fields(model: Any) -> dict[str, Any]:
    """Return the annotations of a model by the names on the wire."""
    names: dict[str, Any] = {**vars(their_models), "_models": models, "_unions": their_unions}
    hints = get_type_hints(model, {**names, "_types": their_unions})
    classes: list[Any] = [*reversed(model.__mro__)]
    places: list[tuple[str, Any]] = []
    for cls in classes:
        own: dict[str, Any] = {**vars(cls)}
        places += own.items()
    return {
        field._rest_name_input or name: hints.get(name)
        for name, field in places
        if type(field).__name__ == "_RestField"
    }


def values_in(annotation: Any) -> set[str]:
    """Return the strings that an annotation lists."""
    if get_origin(annotation) is Literal:
        return {value.value if isinstance(value, enum.Enum) else value for value in get_args(annotation)}
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return {member.value for member in annotation}
    inner = get_args(annotation) if get_origin(annotation) in (Union, types.UnionType, list) else ()
    return {value for each in inner for value in values_in(each)}


def documented(kind: Kind) -> set[str]:
    """Return the strings that a place here lists, and the types of objects there."""
    inside = set[str]() if kind.array is None else documented(kind.array)
    tags = set[str]() if kind.objects is None else set(kind.objects.tags)
    return {*kind.documented, *inside, *tags}


def events() -> dict[str, Any]:
    """Return their events by wire name."""
    found: dict[str, Any] = {}
    for base in (models.ServerEvent, models.ClientEvent):
        found |= {str(getattr(name, "value", name)): cls for name, cls in base.__mapping__.items()}
    return found


EVENTS = events()
EXPORTED: dict[str, Any] = {**vars(models)}
CONFIGURATIONS = {
    name: thing
    for name, thing in EXPORTED.items()
    if isinstance(thing, type)
    and issubclass(thing, their_models._Model)
    and isinstance(getattr(voice_live, RENAMED.get(name, name), None), type)
    and not name.startswith(("ServerEvent", "ClientEvent"))
}


def test_the_walk_went_all_the_way() -> None:
    assert len(EVENTS) > 70
    assert {*RENAMED} - {"ServerEventWarningDetails"} <= CONFIGURATIONS.keys()
    assert len(CONFIGURATIONS) > 35


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_every_event_is_here_with_all_its_members(name: str) -> None:
    cls: Any = voice_live.VOICE_LIVE.event_class(name)
    assert cls is not None, f"no class has the name {name}"
    here = {member.name for member in members(cls)}
    assert fields(EVENTS[name]).keys() <= here
    side = "client" if EVENTS[name].__name__.startswith("ClientEvent") else "server"
    assert voice_live.VOICE_LIVE.sender_of(name) == side


@pytest.mark.parametrize("name", sorted(CONFIGURATIONS))
def test_every_class_has_all_members_and_values(name: str) -> None:
    cls: Any = getattr(voice_live, RENAMED.get(name, name))
    for member, annotation in fields(CONFIGURATIONS[name]).items():
        ours = member_of(cls, member)
        assert ours is not None, f"{cls.__name__} has no {member}"
        assert values_in(annotation) <= documented(ours.kind) or member == "tool_choice"


def test_every_item_and_tag_is_here() -> None:
    unions: list[tuple[Any, Any]] = [
        (models.ResponseItem, voice_live.Item),
        (models.TurnDetection, voice_live.TurnDetection),
        (models.AzureVoice, voice_live.Voice),
    ]
    for theirs, ours in unions:
        objects = kind_of(ours).objects
        assert objects is not None
        for tag in theirs.__mapping__:
            assert list(classes_in(objects.tags.get(str(getattr(tag, "value", tag))))), tag
