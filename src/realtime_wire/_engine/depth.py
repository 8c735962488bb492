"""How deep JSON may nest: the limit, and all that measures texts and values by it.

A text that nests too deep is refused before a parser sees it, and an object that does is not written. To measure takes
time, so nobody does while it cannot be: `DEEP` notes whether JSON came by of which something too deep can be put together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import accumulate
from typing import Any

from .errors import DecodeError

__all__ = [
    "DEEP",
    "MAX_DEPTH",
    "STACK_USED_UP",
    "SURELY_SHALLOW",
    "TOO_DEEP",
    "TOO_SHORT",
    "check_text",
    "check_value",
    "depth_of",
    "is_too_deep",
    "note",
]

MAX_DEPTH = 200
"""How many arrays and objects may stand inside each other; deeper texts are refused. No event comes near it, and it
leaves room on the interpreter's stack for those who walk through the values."""

SURELY_SHALLOW = MAX_DEPTH - 20
"""How deep free-form JSON may nest that stays within the limit wherever it stands in an event."""

DEEP: list[None] = []
"""Has an element since JSON came by that nests deeper than that. Before, nobody needs to look how deep a whole nests that
was put together of parts which are not too deep."""

TOO_SHORT = 2 * MAX_DEPTH
"""How long a text may be that needs no closer look for that: each level takes two characters."""

TOO_DEEP = f"nesting deeper than {MAX_DEPTH} levels"
"""What is found in a text or a value that nests too deep."""

STACK_USED_UP = "nesting deeper than the interpreter's stack allows"
"""What is found where the caller, or a value, left too little of the stack."""

_STRING = re.compile(r'"[^"]*"?')
_NO_BRACKET = re.compile(r"[^\[\]{}]+")
_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1}


def note() -> None:
    """Remember that JSON came by that nests deeper than `SURELY_SHALLOW`."""
    if not DEEP:
        DEEP.append(None)


def is_too_deep(text: bytes | str) -> bool:
    """Tell whether a text nests deeper than `MAX_DEPTH`."""
    return len(text) > TOO_SHORT and depth_of(text) > MAX_DEPTH


def check_text(text: bytes | str) -> None:
    """Refuse a text that nests deeper than `MAX_DEPTH`.

    Raises:
        DecodeError: it does.
    """
    if is_too_deep(text):
        raise DecodeError("JSON", TOO_DEEP)


def depth_of(text: bytes | str) -> int:
    """Return how deep a text nests at most; if it is not too deep, that may be more than it really is."""
    # Most long frames are one object around a long string, and to look for a bracket is much faster than to count them.
    if isinstance(text, bytes):
        brackets = 1 if text.rfind(b"{") <= 0 and b"[" not in text else text.count(b"{") + text.count(b"[")
    else:
        brackets = 1 if text.rfind("{") <= 0 and "[" not in text else text.count("{") + text.count("[")
    if brackets <= MAX_DEPTH // 2:
        return brackets
    text = text if isinstance(text, str) else text.decode("latin-1")
    # Without escapes, a string ends at the next quote. (A pattern that takes escapes into account as well needs a
    # hundred times the memory of the string.)
    bare = _STRING.sub("", text.replace("\\\\", "").replace('\\"', ""))
    depth = max(accumulate(map(_STEPS.__getitem__, _NO_BRACKET.sub("", bare)), initial=0))
    if depth > SURELY_SHALLOW:
        note()
    return depth


def check_value(value: Any) -> None:
    """Refuse plain JSON values that nest deeper than `MAX_DEPTH`, if any came by that may be a part of such.

    Raises:
        DecodeError: they do.
    """
    if DEEP and _is_deep(value):
        raise DecodeError("JSON", TOO_DEEP)


def _is_deep(value: Any) -> bool:
    """Tell whether plain JSON values nest too deep; without calls inside of calls, as they may nest to any depth."""
    level: list[Any] = [[value]]
    for _ in range(MAX_DEPTH + 1):
        inside: list[Iterable[Any]] = [each.values() if isinstance(each, Mapping) else each for each in level]
        level = [item for items in inside for item in items if isinstance(item, (Mapping, list, tuple))]
    return bool(level)
