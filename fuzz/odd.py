"""Values that no parser makes: people's own types that pass for JSON, and things that never do."""

from __future__ import annotations

import copy
from collections import UserDict
from enum import Enum, IntEnum
from random import Random
from types import MappingProxyType
from typing import Any, cast

__all__ = ["dressed", "estranged"]


class Text(str):
    """Someone's own string."""

    __slots__ = ()


class Name(str, Enum):
    """Someone's own names."""

    ONE = "\u00e9"


class Count(IntEnum):
    """Someone's own numbers."""

    SEVEN = 7


class Share(float):
    """Someone's own number."""

    __slots__ = ()


_CYCLE: list[Any] = []
_CYCLE.append({"": _CYCLE})

# Integers of more digits than Python writes are left out: it cannot show them either.
STRANGE: tuple[Any, ...] = (
    *(float("nan"), float("-inf"), Share("inf"), b"", bytearray(b"{}"), 1j, object(), int, {0}, range(2), "\ud800"),
    *({1: 2}, {None: 3}, {"\udfff": 0}, {"a": {b"": 0}}, (float("nan"),), MappingProxyType({0: 0}), _CYCLE, iter("")),
    *(Name.ONE, Count.SEVEN, 10**400, -0.0, UserDict({"type": Name.ONE}), Random, NotImplemented, ...),
)


def dressed(value: Any, random: Random) -> Any:
    """Return a JSON value with some of its parts in other types that pass for the same."""
    if isinstance(value, dict):
        items = {name: dressed(item, random) for name, item in cast("dict[str, Any]", value).items()}
        return random.choice([dict, UserDict, MappingProxyType])(items)
    if isinstance(value, list):
        return random.choice([list, tuple])([dressed(item, random) for item in cast("Any", value)])
    for plain, other in ((str, Text), (float, Share)):
        if type(value) is plain:
            return random.choice([plain, other])(value)
    return Count(value) if type(value) is int and value == Count.SEVEN else value


def estranged(value: Any, random: Random) -> Any:
    """Return a JSON value with one of its parts replaced by something strange."""
    if isinstance(value, (dict, list)) and value and random.random() < 0.8:
        changed: Any = copy.copy(cast("Any", value))
        key: Any = random.choice([*changed]) if isinstance(value, dict) else random.randrange(len(changed))
        changed[key] = estranged(changed[key], random)
        return changed
    return random.choice(STRANGE)
