"""What is JSON, and what is the same: written here on the standard library, apart from the library's own parsing."""

from __future__ import annotations

import json
from typing import Any, NoReturn

import attrs

import realtime_wire as rw
from realtime_wire import DecodeError
from realtime_wire._engine.depth import MAX_DEPTH
from realtime_wire._engine.model import Wire
from realtime_wire._engine.record import Raw

__all__ = ["NO_JSON", "is_deep", "judged", "members_of", "same", "told"]

NO_JSON: Any = object()
"""Stands for the value of a text that is no JSON by the contract."""


def judged(text: bytes) -> Any:
    """Return the value of a text, or `NO_JSON`."""
    try:
        value = json.loads(text.decode(), parse_constant=_refuse, parse_float=_finite)
        if b"\\u" in text:
            # Lone surrogates count wherever they are, also in members that others of the same name replace.
            json.dumps(json.loads(text, object_pairs_hook=list), ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return NO_JSON
    return NO_JSON if is_deep(text) else value


def is_deep(text: bytes) -> bool:
    """Tell whether a text nests deeper than the contract allows; one that is no JSON may be either."""
    return text.count(b"[") + text.count(b"{") > MAX_DEPTH and _depth(text) > MAX_DEPTH


def _refuse(_: str) -> NoReturn:
    raise ValueError


def _finite(digits: str) -> float:
    value = float(digits)
    return value if abs(value) < float("inf") else _refuse(digits)


def _depth(text: bytes) -> int:
    depth = deepest = 0
    inside = escaped = False
    for byte in text:
        if inside:
            inside = escaped or byte != ord('"')
            escaped = byte == ord("\\") and not escaped
        elif byte == ord('"'):
            inside = True
        elif byte in b"[{":
            depth += 1
            deepest = max(depth, deepest)
        elif byte in b"]}":
            depth -= 1
    return deepest


def same(one: Any, other: Any) -> bool:
    """Compare more exactly than ``==`` does: 1, 1.0 and true differ, 0.0 and -0.0, a list and a tuple.

    Refusals are compared by all that they tell.
    """
    cls = _class_of(one)
    if cls is not _class_of(other):
        return False
    if issubclass(cls, Wire):
        # By their texts it is fast; only the order of members can tell equal objects apart there.
        return bool(one == other) and (rw.encode(one) == rw.encode(other) or _same_object(one, other))
    if issubclass(cls, DecodeError):
        return told(one) == told(other)
    if cls is dict or cls is list:
        return repr(one) == repr(other) or _same_items(one, other)
    if cls is tuple:
        return _same_items(one, other)
    return repr(one) == repr(other) if cls is float else bool(one == other)


def _class_of(value: Any) -> Any:
    return value.__class__


def _same_items(one: Any, other: Any) -> bool:
    if _class_of(one) is dict:
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    return len(one) == len(other) and all(map(same, one, other))


def _same_object(one: Any, other: Any) -> bool:
    if isinstance(one, Raw):
        return same(dict(one.raw), dict(other.raw)) and same(getattr(one, "error", 0), getattr(other, "error", 0))
    return (
        all(same(getattr(one, name), getattr(other, name)) for name in members_of(type(one)))
        and one.nulls == other.nulls
        and same(dict(one.extra), dict(other.extra))
    )


_MEMBERS: dict[Any, tuple[str, ...]] = {}


def members_of(cls: Any) -> tuple[str, ...]:
    """Return the names of the members that a class declares."""
    if cls not in _MEMBERS:
        _MEMBERS[cls] = tuple(a.name for a in attrs.fields(cls) if not a.name.startswith("_"))
    return _MEMBERS[cls]


def told(error: DecodeError) -> tuple[Any, ...]:
    """Return all that a refusal tells."""
    return error.path, error.expected, error.found, error.event_type, error.line, str(error)
