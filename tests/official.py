"""The types of the `openai` package, the newest published description of the API, and how they are read.

They come as pydantic models and once more as the TypedDicts of requests; both are walked. Whoever imports this is skipped where the package
is not installed.
"""

from __future__ import annotations

import importlib
import pkgutil
import types
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from typing_extensions import NotRequired, Required, is_typeddict

import realtime_wire as rw
from tests.conformance import TheirMember, Walk, reachable

pydantic = pytest.importorskip("pydantic", reason="openai is not installed, nor what it is made of")
pytest.importorskip("openai.types.live", reason="openai is not installed")

TYPES = "openai.types"
REALTIME = f"{TYPES}.realtime"
LIVE = f"{TYPES}.live"
BEFORE = f"{TYPES}.beta.realtime"
"""The types from before general availability."""

PACKAGES = (REALTIME, LIVE, BEFORE)
"""The packages of types that are compared as a whole."""

ROOTS: dict[str, Any] = {
    f"{REALTIME}.RealtimeServerEvent": rw.ServerEvent,
    f"{REALTIME}.RealtimeClientEvent": rw.ClientEvent,
    f"{REALTIME}.RealtimeClientEventParam": rw.ClientEvent,
    # In none of the package's unions, though events like the others.
    f"{REALTIME}.ResponseCreateEventWithReferencesParam": rw.ClientEvent,
    f"{REALTIME}.RealtimeTranslationServerEvent": rw.translation.ServerEvent,
    f"{REALTIME}.RealtimeTranslationClientEvent": rw.translation.ClientEvent,
    f"{REALTIME}.RealtimeTranslationClientEventParam": rw.translation.ClientEvent,
    f"{REALTIME}.ConnectClientEventParam": rw.translation.ClientEvent,
    # What goes over HTTP has no tag by which it could be found.
    f"{REALTIME}.ClientSecretCreateParams": rw.RealtimeCreateClientSecretRequest,
    f"{REALTIME}.ClientSecretCreateResponse": rw.RealtimeCreateClientSecretResponse,
    f"{REALTIME}.translations.ClientSecretCreateParams": rw.translation.RealtimeTranslationClientSecretCreateRequest,
    f"{REALTIME}.RealtimeTranslationClientSecretCreateResponse": rw.translation.RealtimeTranslationClientSecretCreateResponse,
    f"{REALTIME}.CallCreateParams": rw.RealtimeCallCreateRequest,
    f"{REALTIME}.CallAcceptParams": rw.RealtimeCallAcceptRequest,
    f"{REALTIME}.CallReferParams": rw.RealtimeCallReferRequest,
    f"{REALTIME}.CallRejectParams": rw.RealtimeCallRejectRequest,
    # Only functions of the package take these, no type of it.
    f"{REALTIME}.RealtimeToolsConfigUnionParam": rw.RealtimeTool,
    f"{REALTIME}.ResponseItemReference": rw.Item,
    f"{TYPES}.webhooks.RealtimeCallIncomingWebhookEvent": rw.WebhookRealtimeCallIncoming,
    # The Live API: over a WebSocket of its own, over one that forks a session, and over one beside another transport.
    f"{LIVE}.ServerEvent": rw.live.ServerEvent,
    f"{LIVE}.ForkServerEvent": rw.live.ServerEvent,
    f"{LIVE}.ConnectServerEvent": rw.live.ServerEvent,
    f"{LIVE}.ClientEvent": rw.live.ClientEvent,
    f"{LIVE}.ClientEventParam": rw.live.ClientEvent,
    f"{LIVE}.ForkClientEvent": rw.live.ClientEvent,
    f"{LIVE}.ForkClientEventParam": rw.live.ClientEvent,
    f"{LIVE}.ConnectClientEvent": rw.live.ClientEvent,
    f"{LIVE}.ConnectClientEventParam": rw.live.ClientEvent,
    f"{LIVE}.LiveCreateParams": rw.live.LiveCreateRequest,
    f"{LIVE}.LiveCreateResponse": rw.live.LiveCreateResponse,
    f"{LIVE}.SessionForkParams": rw.live.LiveForkRequest,
    f"{LIVE}.SessionForkResponse": rw.live.LiveCreateResponse,
    f"{LIVE}.SessionAcceptParams": rw.live.LiveAcceptRequest,
    f"{LIVE}.SessionReferParams": rw.live.LiveReferRequest,
    f"{LIVE}.SessionRejectParams": rw.live.LiveRejectRequest,
    f"{TYPES}.webhooks.LiveTransportIncomingWebhookEvent": rw.live.WebhookLiveTransportIncoming,
    f"{TYPES}.webhooks.LiveTransportConnectedWebhookEvent": rw.live.WebhookLiveTransportConnected,
    f"{TYPES}.webhooks.LiveCallIncomingWebhookEvent": rw.live.WebhookLiveCallIncoming,
}
"""Where the walk starts: their type, and ours."""

ROOTS_BEFORE: dict[str, Any] = {
    f"{BEFORE}.RealtimeServerEvent": rw.ServerEvent,
    f"{BEFORE}.RealtimeClientEvent": rw.ClientEvent,
    f"{BEFORE}.RealtimeClientEventParam": rw.ClientEvent,
    # What went over HTTP: sessions, as there was no request around them.
    f"{BEFORE}.SessionCreateParams": rw.RealtimeSession,
    f"{BEFORE}.SessionCreateResponse": rw.RealtimeSession,
    f"{BEFORE}.TranscriptionSessionCreateParams": rw.RealtimeSession,
}
"""Where it starts for the API from before general availability."""

UNION_TYPES = (Union, types.UnionType)


def is_model(part: Any) -> bool:
    return isinstance(part, type) and issubclass(part, pydantic.BaseModel)


def is_class(part: Any) -> bool:
    return is_model(part) or is_typeddict(part)


@cache
def their_members(cls: Any) -> Mapping[str, TheirMember]:
    if is_model(cls):
        return {
            field.alias or name: TheirMember(field.annotation, field.is_required())
            for name, field in cls.model_fields.items()
        }
    # The package postpones evaluation, so only the hints, not the class, know what is Required.
    hints = get_type_hints(cls, include_extras=True)
    return {
        alias_of(hint) or name: TheirMember(hint, get_origin(hint) is Required, takes_null(hint))
        for name, hint in hints.items()
    }


def takes_null(annotation: Any) -> bool:
    """Tell whether null may stand in one place of theirs; models of theirs have None for what is absent."""
    origin = get_origin(annotation)
    if origin in UNION_TYPES:
        return any(takes_null(part) for part in get_args(annotation))
    if origin in (Annotated, Required, NotRequired):
        return takes_null(get_args(annotation)[0])
    return annotation is types.NoneType


def alias_of(hint: Any) -> str | None:
    """Return the wire name that a TypedDict keeps in its annotations where Python reserves the word."""
    if get_origin(hint) in (Required, NotRequired):
        return alias_of(get_args(hint)[0])
    infos = getattr(hint, "__metadata__", ())
    return next((info.alias for info in infos if getattr(info, "alias", None)), None)


def alternatives(annotation: Any) -> Iterator[Any]:
    """Yield the parts of a union, without null and without what only wraps a type."""
    origin = get_origin(annotation)
    if origin in UNION_TYPES:
        for part in get_args(annotation):
            yield from alternatives(part)
    elif origin in (Annotated, Required, NotRequired):
        yield from alternatives(get_args(annotation)[0])
    elif annotation is not types.NoneType:
        yield annotation


def tag_values(cls: Any, name: str) -> list[str]:
    """Return the values of a tag, or nothing if the member is no tag."""
    member = their_members(cls).get(name)
    parts = [] if member is None else list(alternatives(member.annotation))
    if all(get_origin(part) is Literal for part in parts):
        return [value for part in parts for value in get_args(part)]
    return []


def full_name(cls: Any) -> str:
    return short_name(f"{cls.__module__}.{cls.__qualname__}")


def short_name(name: str) -> str:
    """Leave out of a name what goes without saying."""
    return name.removeprefix(f"{REALTIME}.").removeprefix(f"{TYPES}.")


def resolve(name: str) -> Any:
    module, _, attribute = name.rpartition(".")
    return getattr(importlib.import_module(module), attribute, None)


def their_classes() -> dict[str, Any]:
    """Return all classes that the package defines for these APIs, by name."""
    found: list[Any] = []
    for package in PACKAGES:
        path = importlib.import_module(package).__path__
        for module in pkgutil.walk_packages(path, f"{package}."):
            found += [cls for cls in vars(importlib.import_module(module.name)).values() if is_class(cls)]
    return {full_name(cls): cls for cls in found if cls.__module__.startswith(PACKAGES)}


class OpenAI:
    """Reads the types of the package."""

    is_class = staticmethod(is_class)
    members = staticmethod(their_members)
    alternatives = staticmethod(alternatives)
    tag_values = staticmethod(tag_values)
    full_name = staticmethod(full_name)


OPENAI = OpenAI()


# The walk

UNTAGGED: dict[str, type[rw.Model]] = {
    # Its `type` may be any string, but it describes detection by loudness, with all its members.
    "realtime_transcription_session_turn_detection.RealtimeTranscriptionSessionTurnDetection": rw.ServerVad,
    "beta.realtime.session_create_response.TurnDetection": rw.ServerVad,
    "beta.realtime.transcription_session.TurnDetection": rw.ServerVad,
}
"""Classes of theirs that stand for one variant of a union of ours without saying so by a tag."""


def walk(roots: Mapping[str, Any]) -> Walk:
    made = Walk(OPENAI, UNTAGGED)
    for theirs, ours in roots.items():
        made.start(short_name(theirs), resolve(theirs), ours)
    made.finish()
    return made


WALK = walk(ROOTS)
WALK_BEFORE = walk(ROOTS_BEFORE)


def compared() -> set[Any]:
    seen: set[Any] = set()
    for theirs in (*ROOTS, *ROOTS_BEFORE):
        reachable(OPENAI, resolve(theirs), seen)
    return seen


COMPARED = compared()
"""All classes of theirs that the roots lead to."""
