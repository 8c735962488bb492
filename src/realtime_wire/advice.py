"""What a server will refuse or ignore, said before it is sent: `check`.

Most of it follows from how a member is declared: which names and values are documented, where a null is taken, what limits
there are. What else OpenAI's Realtime API wants stands in `RULES`, by class. Constructors refuse nothing of this, as
servers of other vendors take it, and as APIs grow.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, TypeAlias, cast

from ._engine.errors import DecodeError
from ._engine.model import Model
from ._engine.places import AUDIO, FILE, Limits
from ._engine.protocol import Protocol
from ._engine.record import Raw, Record
from ._engine.schema import Kind, SubTags, members, tag_names
from ._engine.unknown import MalformedEvent, UnknownEvent
from .compat import rows_of
from .finding import Finding
from .realtime import REALTIME
from .realtime.audio import AudioPCM
from .realtime.client_events import InputAudioBufferAppendEvent, SessionUpdateEvent
from .realtime.items import (
    RealtimeConversationItemMessageAssistant,
    RealtimeConversationItemMessageSystem,
    RealtimeConversationItemMessageUser,
)
from .realtime.responses import RealtimeResponseCreateParams
from .realtime.session import RealtimeSession
from .realtime.tools import McpTool

__all__ = ["check"]

Told: TypeAlias = "tuple[tuple[str | int | None, ...], str, str]"
"""A way to a place, a problem, and a hint."""


def check(obj: Any, protocol: Protocol = REALTIME) -> list[Finding]:
    """Tell what a server will refuse or ignore of an object that is about to be sent.

    ::

        for finding in rw.check(update):
            print(finding)  # $.session.voice: is not where the API of today has it (it belongs to audio.output.voice)

    It looks for unknown members and variants, values that are not documented, limits, nulls where none is taken, data that is
    not base64, and what else OpenAI's API wants: a session with its type, PCM with its rate, nothing of the flat shape from
    before general availability. That is for the classes of the Realtime API; of other classes, only what their
    declarations say is looked at.

    Args:
        obj: an event, a session, an item, or any other object of this library, also one that is malformed or unknown.
        protocol: whose events they are: unknown ones are compared with its names.

    Returns:
        The findings, in the order in which the members are declared; none if there is nothing to say. A finding holds no
        value of the object.
    """
    return [Finding(_path(way), problem, hint) for way, problem, hint in _look_at(obj, protocol)]


def _path(way: Iterable[str | int | None]) -> str:
    return DecodeError("", "", steps=tuple(way)).path


def _inside(step: str | int | None, told: Iterable[Told]) -> Iterator[Told]:
    for way, problem, hint in told:
        yield (step, *way), problem, hint


# What the declarations say


def _look_at(obj: Any, protocol: Protocol) -> Iterator[Told]:
    if isinstance(obj, MalformedEvent):
        for fault in obj.faults:
            yield fault.steps, f"expected {fault.expected}, found {fault.found}", ""
        if obj.partial is not None:
            yield from _look_at(obj.partial, protocol)
    elif isinstance(obj, UnknownEvent):
        yield from _unknown(obj, dict.fromkeys(protocol.senders), "event")
    elif isinstance(obj, Raw):
        yield from _unknown(obj, {}, "object")
    elif isinstance(obj, Model):
        yield from _look_at_members(obj, protocol)


def _look_at_members(obj: Model, protocol: Protocol) -> Iterator[Told]:
    cls = type(obj)
    told = dict(_by_place(RULES.get(cls, _no_rule)(obj)))
    for member in members(cls):
        value = getattr(obj, member.name)
        yield from told.pop(member.name, ())
        if value is None:
            if member.name in obj.nulls and not member.nullable:
                yield (member.name,), "takes no null", "leave it out, or set it"
        else:
            yield from _inside(member.name, _look_at_value(value, member.kind, protocol))
    for more in told.values():
        yield from more
    for name in obj.extra:
        yield (name,), "is no member that the class has", _close(name, [member.name for member in members(cls)])


def _by_place(told: Iterable[Told]) -> Mapping[str | int | None, list[Told]]:
    """Put what the rules tell to the members that it is about."""
    places: dict[str | int | None, list[Told]] = {}
    for each in told:
        places.setdefault(each[0][0] if each[0] else None, []).append(each)
    return places


def _look_at_value(value: Any, kind: Kind, protocol: Protocol) -> Iterator[Told]:
    yield from _limits(value, kind)
    if isinstance(value, str):
        yield from _string(value, kind)
    elif isinstance(value, tuple) and kind.array is not None:
        for i, item in enumerate(cast("Any", value)):
            yield from _inside(i, _look_at_value(item, kind.array, protocol))
    elif isinstance(value, dict) and kind.map is not None:
        for item in cast("Any", value).values():
            yield from _inside(None, _look_at_value(item, kind.map, protocol))
    elif isinstance(value, Raw):
        yield from _unknown(value, _tags(kind), "variant")
    elif isinstance(value, Record):
        yield from _look_at(value, protocol)


def _string(value: str, kind: Kind) -> Iterator[Told]:
    if kind.strings is True and kind.documented and value not in kind.documented:
        listed = f"documented: {', '.join(kind.documented)}"
        yield (), "is none of the documented values", _close(value, kind.documented) or listed
    if AUDIO in kind.marks and not _is_base64(value):
        yield (), "is not base64", "encode the bytes of the audio: base64.b64encode(...).decode()"
    if FILE in kind.marks and not _is_base64(value.rpartition(",")[2]):
        yield (), "is not base64", "encode the bytes of the file: base64.b64encode(...).decode()"


def _close(text: str, known: Collection[str]) -> str:
    """Ask whether a known text was meant; nothing if there is none that is alike."""
    from difflib import get_close_matches  # noqa: PLC0415  few programs ever need it

    return "".join(f"is {close} meant?" for close in get_close_matches(text, known, n=1))


def _is_base64(text: str) -> bool:
    from base64 import b64decode  # noqa: PLC0415  the same

    try:
        b64decode(text, validate=True)
    except ValueError:
        return False
    return True


def _limits(value: Any, kind: Kind) -> Iterator[Told]:
    for mark in kind.marks:
        if not isinstance(mark, Limits):
            continue
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            if not (mark.least is None or mark.least <= value) or not (mark.most is None or value <= mark.most):
                yield (), "is out of range", f"it is {_range(mark.least, mark.most)}"
        else:
            size, what = len(cast("Any", value)), "characters" if isinstance(value, str) else "elements"
            if size < mark.shortest or (mark.longest is not None and size > mark.longest):
                yield (
                    (),
                    "is too short" if size < mark.shortest else "is too long",
                    (f"it has {_range(mark.shortest or None, mark.longest)} {what}"),
                )


def _range(least: float | None, most: float | None) -> str:
    if least is None:
        return f"at most {most:g}"
    return f"at least {least:g}" if most is None else f"from {least:g} to {most:g}"


def _unknown(obj: Raw, known: Mapping[str, Any], what: str) -> Iterator[Told]:
    """Tell of an object that is of no class; `known` has the types that there are, and the classes."""
    tag = obj.raw.get("type")
    found = known.get(tag) if isinstance(tag, str) else None
    if isinstance(found, SubTags):
        yield (found.name,), "is none of the known values", f"known: {', '.join(found.classes)}"
    elif found is not None:
        yield (), "has another shape than its type says", ""
    elif tag is None and known:
        yield ("type",), "is missing, so that nobody can tell what this is", f"known: {', '.join([*known][:8])}"
    else:
        hint = _close(tag, known) if isinstance(tag, str) else ""
        yield ("type",) if "type" in obj.raw else (), f"no {what} of this type is known", hint


def _tags(kind: Kind) -> Mapping[str, Any]:
    """Return the types that objects at a place may have."""
    return {} if kind.objects is None else kind.objects.tags


# What OpenAI's Realtime API wants beyond that

MOST_AUDIO = 15 * 1024 * 1024
"""The most bytes of audio in one event, 15 MiB."""

RATE = 24000
"""Samples of PCM a second, in Hz."""

LONGEST_NAME, LONGEST_VALUE = 64, 512
"""The most characters in the metadata of a response."""


def _no_rule(_: Any) -> Iterator[Told]:
    return iter(())


def _flat(obj: Model) -> Iterator[Told]:
    """Tell of settings in the shape from before general availability."""
    for row in rows_of(type(obj)):
        if row.flat is not None and (getattr(obj, row.flat) is not None or row.flat in obj.nulls):
            place = f"it belongs to {'.'.join(row.ga)}; to_ga moves it" if row.ga else "it has no counterpart"
            yield (row.flat,), "is from before general availability, and refused by OpenAI", place


def _session(obj: RealtimeSession) -> Iterator[Told]:
    if obj.type is None:
        yield ("type",), "is missing", 'OpenAI wants "realtime" or "transcription" in each update'
    yield from _flat(obj)
    yield from _modalities(obj)


def _params(obj: RealtimeResponseCreateParams) -> Iterator[Told]:
    yield from _flat(obj)
    yield from _modalities(obj)
    for name, value in (obj.metadata or {}).items():
        if len(name) > LONGEST_NAME or len(value) > LONGEST_VALUE:
            longest = f"names have at most {LONGEST_NAME} characters, values {LONGEST_VALUE}"
            yield ("metadata", None), "is too long", longest


def _modalities(obj: Any) -> Iterator[Told]:
    if obj.output_modalities is not None and len(obj.output_modalities) != 1:
        yield ("output_modalities",), "has not one element", 'it is ("audio",), which has a transcript, or ("text",)'


def _pcm(obj: AudioPCM) -> Iterator[Told]:
    if obj.rate is None:
        yield ("rate",), "is missing", f"OpenAI wants it, and takes {RATE} alone"
    elif obj.rate != RATE:
        yield ("rate",), "is not taken by OpenAI", f"it takes {RATE} alone"


def _append(obj: InputAudioBufferAppendEvent) -> Iterator[Told]:
    if len(obj.audio) // 4 * 3 > MOST_AUDIO:
        yield ("audio",), "is too long", "one event takes at most 15 MiB of audio"


def _update(obj: SessionUpdateEvent) -> Iterator[Told]:
    today = tag_names(SessionUpdateEvent)[0]
    if obj.type != today:
        yield ("type",), "is a name from before general availability", f"today {today}, with the type in the session"


def _mcp(obj: McpTool) -> Iterator[Told]:
    given = sum(each is not None for each in (obj.server_url, obj.connector_id, obj.tunnel_id))
    if given != 1:
        yield (), "does not say where the server is", "set one of server_url, connector_id and tunnel_id"


def _content(*types: str) -> Callable[[Any], Iterator[Told]]:
    def tell(obj: Any) -> Iterator[Told]:
        parts: Any = obj.content or ()
        for i, part in enumerate(parts):
            if isinstance(part, Raw):
                continue  # told as a variant that nobody knows
            today = tag_names(cast("Any", type(part)))[0]
            if today not in types:
                yield (
                    ("content", i, "type"),
                    f"does not belong into a message of the {obj.role}",
                    f"known: {', '.join(types)}",
                )
            elif part.type != today:
                yield ("content", i, "type"), "is a name from before general availability", f"today {today}"

    return tell


RULES: dict[type, Callable[[Any], Iterator[Told]]] = {
    RealtimeSession: _session,
    RealtimeResponseCreateParams: _params,
    AudioPCM: _pcm,
    InputAudioBufferAppendEvent: _append,
    SessionUpdateEvent: _update,
    McpTool: _mcp,
    RealtimeConversationItemMessageSystem: _content("input_text"),
    RealtimeConversationItemMessageUser: _content("input_text", "input_audio", "input_image"),
    RealtimeConversationItemMessageAssistant: _content("output_text", "output_audio"),
}
"""What to look for in objects of a class."""
