"""What a server will refuse or ignore, said before it is sent: `check`.

Most of it follows from how a member is declared: which names and values are documented, where a null is taken, what limits
there are. What else servers of a protocol want, the protocol brings as a table (`Protocol(advice=...)`). Constructors refuse
nothing of this, as servers of other vendors take it, and as APIs grow.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, TypeAlias, cast

from ._engine.advice import Told
from ._engine.errors import DecodeError
from ._engine.mistakes import no_object_of
from ._engine.places import AUDIO, FILE, URL, Limits
from ._engine.protocol import Protocol, checked
from ._engine.record import Raw, Record
from ._engine.schema import Kind, SubTags, member_of, members, required_of
from ._engine.unknown import MalformedEvent, UnknownEvent
from .finding import Finding
from .realtime import REALTIME

__all__ = ["check"]

Way: TypeAlias = "tuple[str | int | None, ...]"
"""Names of members and indexes of arrays; None stands for the key of a free-form map."""

MOST_HINTS = 3
"""How many places are told for a member that is at none of them."""

MOST_LISTED = 8
"""How many names are told where all are equally likely."""


def check(obj: Any, protocol: Protocol = REALTIME) -> list[Finding]:
    """Tell what a server will refuse or ignore of an object that is about to be sent.

    ::

        for finding in rw.check(update):
            print(finding)  # $.session.voice: is from before general availability ... (it belongs to audio.output.voice; ...)

    It looks for unknown members and variants, values that are not documented, limits, nulls where none is taken, data that is
    not base64, events that only servers send, and what else the protocol tells of its classes: for OpenAI's Realtime API,
    a session with its type, PCM with its rate, nothing of the flat shape from before general availability, and so on.

    Args:
        obj: an event, a session, an item, or any other object of this library, also one that is malformed or unknown.
        protocol: what the server speaks; the Realtime API if left out.

    Returns:
        The findings, in the order in which the members are declared; none if there is nothing to say. A finding holds no
        value of the object.

    Raises:
        TypeError: it is no object of this library, or `protocol` is no `Protocol`.
    """
    if not isinstance(obj, (Record, Raw)):
        raise no_object_of("check", obj)
    checked(protocol)
    return [Finding(_path(way), problem, hint) for way, problem, hint in _look_at_whole(obj, protocol)]


def _path(way: Way) -> str:
    return DecodeError("", "", steps=way).path


def _inside(step: str | int | None, told: Iterable[Told]) -> Iterator[Told]:
    for way, problem, hint in told:
        yield (step, *way), problem, hint


# Whole objects


def _look_at_whole(obj: Any, protocol: Protocol) -> Iterator[Told]:
    if isinstance(obj, MalformedEvent):
        yield from _malformed(obj, protocol)
    elif isinstance(obj, UnknownEvent):
        names = (name for name, sender in protocol.senders.items() if sender != "server")
        yield from _unknown(obj, dict.fromkeys(names), "event")
    elif isinstance(obj, Raw):
        yield from _unknown(obj, {}, "object")
    else:
        record: Record = obj
        if protocol.wire_names(type(record)) and protocol.sender_of(cast("Any", record).type) == "server":
            yield ("type",), "is the name of an event that only servers send", ""
        yield from _look_at(record, protocol)


def _malformed(event: MalformedEvent, protocol: Protocol) -> Iterator[Told]:
    """Tell all faults, and what there is to say of the rest."""
    faults = [fault.steps for fault in event.faults]
    for fault in event.faults:
        yield fault.steps, f"expected {fault.expected}, found {fault.found}", ""
    for told in () if event.partial is None else _look_at_whole(event.partial, protocol):
        # What was set aside seems to be missing there, and what it was in to be of another shape.
        if not any(_is_on_the_way(told[0], steps) or _is_on_the_way(steps, told[0]) for steps in faults):
            yield told


def _is_on_the_way(one: Way, other: Way) -> bool:
    return other[: len(one)] == one


def _look_at(obj: Record, protocol: Protocol) -> Iterator[Told]:
    cls = type(obj)
    advice = _by_member(protocol.advice_on(obj))
    for member in members(cls):
        value = getattr(obj, member.name)
        yield from advice.pop(member.name, ())
        if value is not None:
            yield from _inside(member.name, _look_at_value(value, member.kind, protocol))
        elif member.name in obj.nulls and not member.nullable:
            yield (member.name,), "takes no null", "leave it out, or set it"
        elif member.always_sent and member.name not in obj.nulls:
            yield (member.name,), "is missing", "it has to be sent, even as null: with_null"
    yield from chain.from_iterable(advice.values())
    for name in obj.extra:
        yield (name,), "is no member that the class has", _meant(name, cls)


def _by_member(advice: Iterable[Told]) -> dict[str | int | None, list[Told]]:
    """Put what is advised to the members that it is about."""
    places: dict[str | int | None, list[Told]] = {}
    for told in advice:
        places.setdefault(next(iter(told[0]), None), []).append(told)
    return places


# What the declarations say


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
        yield from _unknown(value, {} if kind.objects is None else kind.objects.tags, "variant")
    elif isinstance(value, Record):
        yield from _look_at(value, protocol)


def _string(value: str, kind: Kind) -> Iterator[Told]:
    if kind.strings is True and kind.documented and value not in kind.documented:
        yield (
            (),
            "is none of the documented values",
            _close(value, kind.documented) or _listed("documented", kind.documented),
        )
    if AUDIO in kind.marks and not _is_base64(value):
        yield (), "is not base64", _why_not(value) or "encode the bytes of the audio: base64.b64encode(...).decode()"
    if FILE in kind.marks and not _is_base64(data := value.rpartition(",")[2]):
        yield (), "is not base64", _why_not(data) or "encode the bytes of the file: base64.b64encode(...).decode()"
    if URL in kind.marks and value[:5].lower() == "data:":
        head, _, data = value.partition(",")
        if head.lower().endswith(";base64") and not _is_base64(data):
            yield (), "is a data URL whose data is not base64", _why_not(data)


def _is_base64(text: str) -> bool:
    from base64 import b64decode  # noqa: PLC0415  few programs ever need it

    try:
        b64decode(text, validate=True)
    except ValueError:
        return False
    return True


def _why_not(text: str) -> str:
    """Tell what people do to base64; nothing if it is none of that."""
    if text[:5].lower() == "data:":
        return "it is a data URL: what stands behind the comma is the data"
    if any(character.isspace() for character in text):
        return "there is white space in it"
    if not set("-_").isdisjoint(text):
        return "it seems to have the alphabet for URLs: take base64.b64encode"
    return "it seems to lack its padding" if len(text.rstrip("=")) % 4 > 1 else ""


def _limits(value: Any, kind: Kind) -> Iterator[Told]:
    for mark in kind.marks:
        if not isinstance(mark, Limits):
            continue
        if isinstance(value, (int, float)):
            if not (mark.least is None or mark.least <= value) or not (mark.most is None or value <= mark.most):
                yield (), "is out of range", f"it is {_range(mark.least, mark.most)}"
        else:
            size, what = len(value), "characters" if isinstance(value, str) else "elements"
            if size < mark.shortest or (mark.longest is not None and size > mark.longest):
                yield (
                    (),
                    "is too short" if size < mark.shortest else "is too long",
                    f"it has {_range(mark.shortest or None, mark.longest)} {what}",
                )


def _range(least: float | None, most: float | None) -> str:
    if least is None:
        return f"at most {most:g}"
    return f"at least {least:g}" if most is None else f"from {least:g} to {most:g}"


# What was meant


def _meant(name: str, cls: type[Record]) -> str:
    """Ask whether a member deeper inside was meant that has this name, or one that has a name like it."""
    places = [".".join(way) for way in _inner(name, cls)]
    if 0 < len(places) <= MOST_HINTS:
        return f"is {' or '.join(places)} meant?"
    return _close(name, [member.name for member in members(cls)])


def _inner(name: str, cls: type[Record]) -> list[tuple[str, ...]]:
    """Find the members of a name in the objects that are members of a class, and in those inside."""
    found: dict[tuple[str, ...], None] = {}  # in order
    for member in members(cls):
        for inner in () if member.kind.objects is None else member.kind.objects.classes:
            if member_of(inner, name) is not None:
                found[member.name, name] = None
            found |= dict.fromkeys((member.name, *way) for way in _inner(name, inner))
    return [*found]


def _close(text: str, known: Collection[str]) -> str:
    """Ask whether a known text was meant; nothing if there is none that is alike."""
    from difflib import get_close_matches  # noqa: PLC0415  the same

    plain = {each.casefold(): each for each in reversed([*known])}
    return "".join(f"is {plain[close]} meant?" for close in get_close_matches(text.casefold(), plain, n=1))


def _listed(what: str, known: Collection[str]) -> str:
    return f"{what}: {', '.join(known)}" if len(known) <= MOST_LISTED else ""


def _unknown(obj: Raw, known: Mapping[str, Any], what: str) -> Iterator[Told]:
    """Tell of an object that is of no class; `known` has the types that there are, and the classes."""
    tag = obj.raw.get("type")
    found = known.get(tag) if isinstance(tag, str) else None
    if isinstance(found, SubTags):
        yield from _unknown_among(obj, found)
    elif found is not None:
        yield (), "has another shape than its type says", _needed(obj, found)
    elif tag is None and known:
        yield ("type",), "is missing, so that nobody can tell what this is", _listed("known", known)
    else:
        hint = _close(tag, known) if isinstance(tag, str) else ""
        yield ("type",) if "type" in obj.raw else (), f"no {what} of this type is known", hint


def _unknown_among(obj: Raw, found: SubTags) -> Iterator[Told]:
    problem = (
        "is none of the known values" if found.name in obj.raw else "is missing, so that nobody can tell what this is"
    )
    yield (found.name,), problem, _listed("known", found.classes)


def _needed(obj: Raw, cls: Any) -> str:
    """Tell what an object would have if it were of a class."""
    missing = [member.name for member in members(cls) if member.name in required_of(cls) - obj.raw.keys()]
    return f"it has {', '.join(missing)}, and no {cls.__other_shape__}"
