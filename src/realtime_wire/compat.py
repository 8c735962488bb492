"""Between the two shapes of the Realtime API: that of today, and the flat one from before general availability (GA).

Vendors, gateways and older clients still speak the flat one. `to_ga` and `to_pre_ga` take sessions, responses, items and
events of either direction and give them in the other shape. What corresponds stands in one table, `ROWS`; where a value has
no counterpart it stays where it is, so that nothing gets lost, and a report tells of it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, cast, overload

from ._engine.mistakes import no_object_of
from ._engine.model import Model, Wire
from ._engine.schema import member_of, members, tag_names
from ._engine.unknown import MalformedEvent, Unknown
from .finding import Finding
from .realtime.client_events import SessionUpdateEvent
from .realtime.items import (
    InputImagePart,
    OutputAudioPart,
    OutputTextPart,
    RealtimeConversationItemMessageAssistant,
    RealtimeMCPApprovalRequest,
    RealtimeMCPApprovalResponse,
    RealtimeMCPListTools,
    RealtimeMCPToolCall,
)
from .realtime.responses import RealtimeResponse, RealtimeResponseCreateParams
from .realtime.server_events import (
    ConversationItemAddedEvent,
    ConversationItemCreatedEvent,
    ConversationItemDoneEvent,
    ConversationItemInputAudioTranscriptionSegmentEvent,
    Event,
    InputAudioBufferDtmfEventReceivedEvent,
    InputAudioBufferTimeoutTriggeredEvent,
    McpListToolsCompletedEvent,
    McpListToolsFailedEvent,
    McpListToolsInProgressEvent,
    ResponseMcpCallArgumentsDeltaEvent,
    ResponseMcpCallArgumentsDoneEvent,
    ResponseMcpCallCompletedEvent,
    ResponseMcpCallFailedEvent,
    ResponseMcpCallInProgressEvent,
    ResponseOutputItemDoneEvent,
    SessionCreatedEvent,
    SessionUpdatedEvent,
)
from .realtime.session import RealtimeSession
from .realtime.shapes import NONE, Row, rows_of
from .realtime.tools import McpTool, ToolChoiceFunction, ToolChoiceMcp

__all__ = ["ga_events", "pre_ga_events", "to_ga", "to_pre_ga"]

T = TypeVar("T")

NULL: Any = object()
"""Stands for an explicit null."""


NEW: dict[type[Model], str] = {
    ConversationItemDoneEvent: "leave the event out: pre_ga_events does",
    **dict.fromkeys(
        (
            ConversationItemInputAudioTranscriptionSegmentEvent,
            InputAudioBufferDtmfEventReceivedEvent,
            InputAudioBufferTimeoutTriggeredEvent,
            McpListToolsCompletedEvent,
            McpListToolsFailedEvent,
            McpListToolsInProgressEvent,
            ResponseMcpCallArgumentsDeltaEvent,
            ResponseMcpCallArgumentsDoneEvent,
            ResponseMcpCallCompletedEvent,
            ResponseMcpCallFailedEvent,
            ResponseMcpCallInProgressEvent,
            RealtimeMCPApprovalRequest,
            RealtimeMCPApprovalResponse,
            RealtimeMCPListTools,
            RealtimeMCPToolCall,
            InputImagePart,
            McpTool,
            ToolChoiceMcp,
        ),
        "",
    ),
}
"""Events, items, parts and tools that there were not before GA, each with what to do about it."""


# Places in objects


def _get(obj: Any, way: tuple[str, ...]) -> Any:
    """Return what stands at a place, `NULL` for an explicit null, `NONE` if there is nothing."""
    *outside, last = way
    for name in outside:
        obj = getattr(obj, name)
        if obj is None:
            return NONE
    value = getattr(obj, last)
    return value if value is not None else NULL if last in obj.nulls else NONE


def _is_free(obj: Any, way: tuple[str, ...]) -> bool:
    """Tell whether something can be put at a place: there is nothing, and all that it stands in is there or can be made."""
    for name in way:
        if name in obj.nulls:
            return False
        obj = getattr(obj, name)
        if obj is None:
            return True
    return False


def _put(obj: Model, way: tuple[str, ...], value: Any) -> Model:
    name, *rest = way
    if rest:
        inner = getattr(obj, name)
        if inner is None:
            objects = cast("Any", member_of(type(obj), name)).kind.objects
            inner = objects.classes[0]()
        value = _put(inner, tuple(rest), value)
    return obj.with_null(name) if value is NULL else obj.evolve(**{name: value})


def _drop(obj: Model, way: tuple[str, ...]) -> Model:
    """Take out what stands at a place, and what it stood in if nothing else is in there."""
    name, *rest = way
    inner = _drop(getattr(obj, name), tuple(rest)) if rest else None
    return obj.evolve(**{name: None if inner is None or inner == type(inner)() else inner})


# What is told


class _Report:
    """Collects what has no counterpart, with the path to where it is."""

    __slots__ = ("findings", "path")

    def __init__(self, findings: list[Finding] | None, path: str = "$") -> None:
        self.findings = findings
        self.path = path

    def at(self, *steps: str | int) -> _Report:
        path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
        return _Report(self.findings, self.path + path)

    def tell(self, way: tuple[str, ...], problem: str, hint: str = "") -> None:
        if self.findings is not None:
            self.findings.append(Finding(self.at(*way).path, problem, hint))


def _tell_what_is_new(value: Any, report: _Report) -> None:
    """Tell of all that did not exist before GA, inside of something as well."""
    if isinstance(value, tuple):
        for i, item in enumerate(cast("Any", value)):
            _tell_what_is_new(item, report.at(i))
    elif isinstance(value, Model):
        for cls in type(value).__mro__:
            if cls in NEW:
                report.tell(("type",), NO_COUNTERPART_BEFORE, NEW[cls])
        for member in members(type(value)):
            _tell_what_is_new(getattr(value, member.name), report.at(member.name))


NO_COUNTERPART_TODAY = "has no counterpart in the API of today"
NO_COUNTERPART_BEFORE = "has no counterpart before general availability"


# Settings


def _moved(obj: Model, row: Row, report: _Report, *, ga: bool) -> Model:
    """Move one member to its other place."""
    flat, way = None if row.flat is None else (row.flat,), row.ga
    source, target = (flat, way) if ga else (way, flat)
    if source is None:
        return obj
    value = _get(obj, source)
    if value is NONE:
        return obj
    problem = NO_COUNTERPART_TODAY if ga else NO_COUNTERPART_BEFORE
    if target is None:
        report.tell(source, problem)
        return obj
    made = value if value is NULL else (row.to_ga if ga else row.to_flat)(value)
    if made is NONE:
        report.tell(source, f"has a value that {problem}")
    elif not _is_free(obj, target):
        report.tell(source, f"stays where it is, as there is something at {'.'.join(target)}")
    else:
        try:
            return _put(_drop(obj, source), target, made)
        except TypeError:  # a vendor's class has its own types, which have no place in ours, or the other way round
            report.tell(source, f"has a value that {problem}")
    return obj


def _settings(obj: Model, report: _Report, *, ga: bool) -> Model:
    for row in rows_of(type(obj)):
        obj = _moved(obj, row, report, ga=ga)
    if not ga and _get(obj, ("audio",)) is not NONE:
        report.tell(("audio",), "has more than there was before general availability")
    return obj


def _evolved(obj: Any, **changes: Any) -> Any:
    """Change members, unless they are those of a vendor's class that does not take these values."""
    try:
        return obj.evolve(**changes)
    except TypeError:
        return obj


def _tool_choice(obj: Any) -> Any:
    """Bring up the name of the one function that is to be called, which clients from before GA have one level down."""
    match obj.tool_choice.raw if isinstance(obj.tool_choice, Unknown) else None:
        case {"type": "function", "function": {"name": str(name), **more}, **others} if not (more or others):
            return _evolved(obj, tool_choice=ToolChoiceFunction(name=name))
        case _:
            return obj


TRANSCRIPTION = "realtime.transcription_session"


def _session(obj: RealtimeSession, report: _Report, *, ga: bool) -> RealtimeSession:
    if ga and obj.type is None and "type" not in obj.nulls:
        obj = _evolved(obj, type="transcription" if obj.object == TRANSCRIPTION else "realtime")
    elif not ga and (obj.type == "realtime" or (obj.type == "transcription" and obj.object == TRANSCRIPTION)):
        obj = _evolved(obj, type=None)
    made = _settings(obj, report, ga=ga)
    return cast("RealtimeSession", _tool_choice(made) if ga else made)


def _params(obj: RealtimeResponseCreateParams, report: _Report, *, ga: bool) -> Model:
    made: Any = _settings(obj, report, ga=ga)
    made = _tool_choice(made) if ga else made
    return _with_items(made, "input", report, ga=ga)


def _response(obj: RealtimeResponse, report: _Report, *, ga: bool) -> Model:
    return _with_items(_settings(obj, report, ga=ga), "output", report, ga=ga)


# Items


def _with_items(obj: Model, name: str, report: _Report, *, ga: bool) -> Model:
    items = getattr(obj, name)
    if not items:
        return obj
    return obj.evolve(**{name: [_converted(item, report.at(name, i), ga=ga) for i, item in enumerate(items)]})


def _named(obj: Any, *, ga: bool) -> Any:
    """Give an object the name that its class has today, or had before GA."""
    cls = cast("Any", type(obj))
    today, *before = tag_names(cls)
    return obj.evolve(type=today if ga else before[0]) if before else obj


def _message(item: RealtimeConversationItemMessageAssistant, _: _Report, *, ga: bool) -> Model:
    if item.content is None:
        return item
    parts = (OutputTextPart, OutputAudioPart)
    return item.evolve(content=[_named(part, ga=ga) if isinstance(part, parts) else part for part in item.content])


# Events


def _session_event(event: Any, report: _Report, *, ga: bool) -> Any:
    cls = cast("Any", type(event))
    today, *before = tag_names(cls)
    session = event.session
    if not isinstance(session, RealtimeSession):
        return event.evolve(type=today) if ga else event
    if ga:
        if event.type in before and session.type is None and "type" not in session.nulls:
            session = _evolved(session, type="transcription")
        return event.evolve(type=today, session=_session(session, report.at("session"), ga=True))
    made = _session(session, report.at("session"), ga=False)
    if session.type == "transcription" and before:
        return event.evolve(type=before[0], session=_evolved(made, type=None))
    return event.evolve(session=made)


def _created(event: ConversationItemCreatedEvent, report: _Report, *, ga: bool) -> Any:
    return _of_class(ConversationItemAddedEvent, event, report, ga=ga) if ga else _event(event, report, ga=ga)


def _added(event: ConversationItemAddedEvent, report: _Report, *, ga: bool) -> Any:
    return _event(event, report, ga=ga) if ga else _of_class(ConversationItemCreatedEvent, event, report, ga=ga)


def _of_class(cls: type[Model], event: Any, report: _Report, *, ga: bool) -> Model:
    """Make an event of the class that is its counterpart, with the same members."""
    payload = _event(event, report, ga=ga).to_dict()
    return cls.from_dict({**payload, "type": tag_names(cls)[0]})


def _event(event: Any, report: _Report, *, ga: bool) -> Any:
    """Convert an event by what it holds, and by its name."""
    changes: dict[str, Any] = {}
    cls = cast("Any", type(event))
    for member in members(cls):
        value = getattr(event, member.name)
        if _conversion_of(cast("Any", type(value))) is not None:
            changes[member.name] = _converted(value, report.at(member.name), ga=ga)
    event = event.evolve(**changes) if changes else event
    return _named(event, ga=ga) if isinstance(event, Event) else event


_CONVERSIONS: dict[type, Callable[..., Any]] = {
    RealtimeSession: _session,
    RealtimeResponse: _response,
    RealtimeResponseCreateParams: _params,
    RealtimeConversationItemMessageAssistant: _message,
    SessionCreatedEvent: _session_event,
    SessionUpdatedEvent: _session_event,
    SessionUpdateEvent: _session_event,
    ConversationItemCreatedEvent: _created,
    ConversationItemAddedEvent: _added,
}
"""How objects of a class are converted that are not events which only hold such."""


@cache
def _conversion_of(cls: type) -> Callable[..., Any] | None:
    """Return how objects of a class are converted: as those of the class here that it is, or is a vendor's kind of."""
    return next((_CONVERSIONS[base] for base in cls.__mro__ if base in _CONVERSIONS), None)


def _converted(obj: Any, report: _Report, *, ga: bool) -> Any:
    if isinstance(obj, MalformedEvent):
        report.tell((), "is malformed, and stays as it is", "see its faults")
    convert: Any = _conversion_of(cast("Any", type(obj)))
    if convert is None and isinstance(obj, Event) and isinstance(obj, Model):
        convert = _event
    return obj if convert is None else convert(obj, report, ga=ga)


@overload
def to_ga(obj: ConversationItemCreatedEvent, report: list[Finding] | None = None) -> ConversationItemAddedEvent: ...
@overload
def to_ga(obj: T, report: list[Finding] | None = None) -> T: ...
def to_ga(obj: Any, report: list[Finding] | None = None) -> Any:
    """Give an object the shape that the Realtime API has today.

    Settings of audio move below `audio`, sessions get a `type`, formats become objects, ``["text", "audio"]`` becomes
    ``("audio",)``, parts of assistant messages and events get the names of today. Explicit nulls, unknown members and
    whatever has no counterpart stay. `to_pre_ga` takes it back.

    Args:
        obj: a session, a response, the parameters of a response, an item, or an event of either direction, also of a
            subclass. Any other object of this library comes back as it is.
        report: a list that gets a finding for each place that has no counterpart, or is set in both shapes at once.

    Raises:
        TypeError: it is no object of this library.
    """
    if not isinstance(obj, Wire):
        raise no_object_of("to_ga", obj)
    return _converted(obj, _Report(report), ga=True)


@overload
def to_pre_ga(obj: ConversationItemAddedEvent, report: list[Finding] | None = None) -> ConversationItemCreatedEvent: ...
@overload
def to_pre_ga(obj: T, report: list[Finding] | None = None) -> T: ...
def to_pre_ga(obj: Any, report: list[Finding] | None = None) -> Any:
    """Give an object the flat shape that the Realtime API had before general availability.

    It is what `to_ga` is the other way round, and takes the same.

    Args:
        obj: a session, a response, the parameters of a response, an item, or an event of either direction, also of a
            subclass. Any other object of this library comes back as it is.
        report: a list that gets a finding for each place that has no counterpart, or is set in both shapes at once.

    Raises:
        TypeError: it is no object of this library.
    """
    if not isinstance(obj, Wire):
        raise no_object_of("to_pre_ga", obj)
    if report is not None:
        _tell_what_is_new(obj, _Report(report))
    return _converted(obj, _Report(report), ga=False)


def ga_events(event: Event | MalformedEvent, report: list[Finding] | None = None) -> tuple[Event | MalformedEvent, ...]:
    """Give the events of today that say what one from before GA says: what `to_ga` gives, and what goes with it.

    A server of today tells of each item twice, when it is added and when it is done. `conversation.item.created` therefore
    becomes two events unless its item is still in progress, and `response.output_item.done` brings the second one.

    Args:
        event: an event of either direction.
        report: as `to_ga` has it.
    """
    made = to_ga(event, report)
    if isinstance(made, ConversationItemAddedEvent) and getattr(made.item, "status", None) != "in_progress":
        return made, cast(
            "Event", ConversationItemDoneEvent.from_dict({**made.to_dict(), "type": "conversation.item.done"})
        )
    if isinstance(made, ResponseOutputItemDoneEvent):
        return made, ConversationItemDoneEvent(event_id=made.event_id, item=made.item)
    return (made,)


def pre_ga_events(
    event: Event | MalformedEvent, report: list[Finding] | None = None
) -> tuple[Event | MalformedEvent, ...]:
    """Give the events from before GA that say what one of today says: what `to_pre_ga` gives, or none.

    `conversation.item.done` did not exist; clients from before GA go by `response.output_item.done`.

    Args:
        event: an event of either direction.
        report: as `to_pre_ga` has it; it does not tell of what is left out.
    """
    return () if isinstance(event, ConversationItemDoneEvent) else (to_pre_ga(event, report),)
