"""What can be shown of objects: how two of them differ, and all of one without what is secret.

What `repr` hides is hidden here as well: tokens, audio, files, and the values of members that a class does not declare, as
nobody knows which of those are secret.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any, cast

from ._engine.errors import DecodeError, json_type
from ._engine.mistakes import no_object_of
from ._engine.places import SECRET, WORDS
from ._engine.record import Raw, Record, tag_of
from ._engine.schema import Kind, Member, members
from ._engine.values import json_copy

__all__ = ["diff", "redacted"]

LONGEST = 60
"""How many characters of a value are shown."""

BEFORE = 20
"""How many of a long text are shown before the place where it differs."""

_ANYTHING = Kind(anything=True)


class _Absent:
    """Stands for what is not there."""


_ABSENT = _Absent()


# One object


def redacted(obj: Any, *, words: bool = True) -> dict[str, Any]:
    """Turn an object into a new dict of plain JSON values that may be logged.

    ::

        log.info("sent", extra={"event": rw.redacted(event)})

    A token is ``"<secret>"`` there, audio ``"<audio 512 chars>"``, and a member that its class does not declare is told by its
    JSON type, ``"<string>"``. Of unknown and malformed events that are all members but `type`.

    Args:
        obj: an event, a session, an item, or any other object of this library.
        words: False if what people or a model said or wrote is to be hidden as well.

    Raises:
        TypeError: it is no object of this library.
    """
    if not isinstance(obj, (Record, Raw)):
        raise no_object_of("redacted", obj)
    return cast("dict[str, Any]", _masked(obj, _ANYTHING, words=words))


def _masked(value: Any, kind: Kind, *, words: bool) -> Any:
    """Return a value as plain JSON, without what is secret."""
    mask = _mask_of(value, kind, words=words)
    if mask is not None:
        return mask
    if isinstance(value, Record):
        told = {
            member.name: _masked(item, member.kind, words=words)
            for member in members(type(value))
            if (item := _item(value, member)) is not _ABSENT
        }
        return {**told, **{name: _type_of(item) for name, item in value.extra.items()}}
    if isinstance(value, Raw):
        tag = {"type": tag_of(value.raw)}
        return {name: _type_of(item) if tag.get(name) is None else tag[name] for name, item in value.raw.items()}
    if isinstance(value, tuple):
        inner = kind.array or _ANYTHING
        return [_masked(item, inner, words=words) for item in cast("list[Any]", value)]
    if isinstance(value, dict) and kind.map is not None:
        return {name: _masked(item, kind.map, words=words) for name, item in cast("dict[str, Any]", value).items()}
    return json_copy(value)


def _mask_of(value: Any, kind: Kind, *, words: bool = True) -> str | None:
    """Return what stands for a value that is not to be shown; None if it may be."""
    if value is None:
        return None
    for mark in kind.marks:
        if mark is SECRET:
            return "<secret>"
        if isinstance(value, str) and mark.show is not None and (text := mark.show(value)) != repr(value):
            return text
        if isinstance(value, str) and mark is WORDS and not words:
            return f"<{len(value)} characters>"
    return None


def _item(obj: Record, member: Member) -> Any:
    """Return what a member holds; None is a null."""
    value = getattr(obj, member.name)
    is_there = value is not None or member.required or member.name in obj.nulls
    return value if is_there else _ABSENT


def _type_of(value: Any) -> str | None:
    return None if value is None else f"<{json_type(value)}>"


# Two of them


def diff(a: Any, b: Any) -> list[str]:
    """Tell how two objects differ, place by place.

    ::

        >>> rw.diff(rw.ServerVad(threshold=0.5), rw.ServerVad(threshold=0.7, idle_timeout_ms=5000))
        ['$.threshold: 0.5 != 0.7', '$.idle_timeout_ms: nothing != 5000']

    Args:
        a: an object of this library, or a list or tuple of such.
        b: another one.

    Returns:
        A line for each place, with what the first and the second have there; none if they are equal. What is secret is not in
        there: two tokens that differ are ``<secret> != <secret> (another one)``.
    """
    return [*_differing((), a, b, _ANYTHING)]


def _differing(way: tuple[str | int, ...], a: Any, b: Any, kind: Kind) -> Iterator[str]:
    if a is b or (_is_there(a, b) and a == b):
        return
    pairs = None if _mask_of(a, kind) or _mask_of(b, kind) else _pairs(a, b, kind)
    if pairs is None:
        one, other = _shown(a, b, kind), _shown(b, a, kind)
        yield f"{DecodeError('', '', steps=way).path}: {one} != {other}{' (another one)' if one == other else ''}"
        return
    for step, one, other, inner in pairs:
        yield from _differing((*way, step), one, other, inner)


def _is_there(a: Any, b: Any) -> bool:
    return a is not _ABSENT and b is not _ABSENT


def _pairs(a: Any, b: Any, kind: Kind) -> list[tuple[str | int, Any, Any, Kind]] | None:
    """Return what stands at each place in two values; None if they are not made of the same places."""
    if isinstance(a, Record) and type(a) is type(b):
        declared = [(m.name, _item(a, m), _item(b, m), m.kind) for m in members(type(a))]
        return [*declared, *_named(a.extra, b.extra, _HIDDEN)]
    if isinstance(a, Raw) and type(a) is type(b):
        return [
            (name, one, other, _ANYTHING if name == "type" else inner)
            for name, one, other, inner in _named(a.raw, b.raw, _HIDDEN)
        ]
    if isinstance(a, dict) and isinstance(b, dict) and kind is not _HIDDEN:
        return _named(cast("Any", a), cast("Any", b), kind.map or _ANYTHING)
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)) and kind is not _HIDDEN:
        both = zip_longest(cast("Any", a), cast("Any", b), fillvalue=_ABSENT)
        return [(i, one, other, kind.array or _ANYTHING) for i, (one, other) in enumerate(both)]
    return None


_HIDDEN = Kind(anything=True)
"""The kind of a place of which nobody knows whether it is secret."""


def _named(a: Mapping[str, Any], b: Mapping[str, Any], kind: Kind) -> list[tuple[str | int, Any, Any, Kind]]:
    return [(name, a.get(name, _ABSENT), b.get(name, _ABSENT), kind) for name in dict.fromkeys([*a, *b])]


def _shown(value: Any, other: Any, kind: Kind) -> str:
    """Return the text of a value, from a little before the place where it differs from the other one."""
    if value is _ABSENT:
        return "nothing"
    if value is not None and kind is _HIDDEN:
        return f"<{json_type(value)}>"
    mask = _mask_of(value, kind)
    if mask is not None or isinstance(value, (Record, Raw)):
        return mask or type(value).__name__
    try:
        masked = _masked(value, kind, words=True)
        return _cut(masked, other) if isinstance(masked, str) else _short(json.dumps(masked, ensure_ascii=False))
    except TypeError:
        return f"a Python {type(value).__name__}"
    except ValueError:
        return "..."  # Python does not write integers of thousands of digits


def _cut(text: str, other: Any) -> str:
    start = 0
    if isinstance(other, str) and len(text) > LONGEST:
        same = next((i for i, (x, y) in enumerate(zip(text, other, strict=False)) if x != y), len(other))
        start = max(0, min(same - BEFORE, len(text) - LONGEST))
    piece = json.dumps(text[start : start + LONGEST], ensure_ascii=False)
    return f"{'…' if start else ''}{piece}{'…' if len(text) > start + LONGEST else ''}"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
