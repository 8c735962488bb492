"""Paths to places in JSON, as people write them for `jq`: ``.event``, ``.log.entries[*].data``, ``["@timestamp"]``."""

from __future__ import annotations

import json
import re
from typing import TypeAlias

__all__ = ["ALL", "Steps", "shown", "steps_of"]

Steps: TypeAlias = tuple[str | None, ...]
"""The names of members; `ALL` stands for each element of an array."""

ALL = None
"""Each element of an array: ``[*]``."""

_STEP = re.compile(r"""\.?([\w$@-]+)|\.?\[\*\]|\.?\[?("(?:[^"\\]|\\.)*")\]?""")
_PLAIN = re.compile(r"[\w$@-]+")


def steps_of(path: str) -> Steps:
    """Take a path apart; a dot alone, or ``$``, is the whole.

    Raises:
        ValueError: it is no such path.
    """
    rest = path[1:] if path.startswith("$") and path[1:2] in ("", ".", "[") else path
    steps: list[str | None] = []
    at = 0
    while at < len(rest) and rest != ".":
        step = _STEP.match(rest, at)
        if step is None or not (rest[at] in ".[" or at == 0):
            msg = f"{path!r} is no path such as .event, .message.frame or .messages[*].data"
            raise ValueError(msg)
        name, quoted = step.groups()
        steps.append(name if name is not None else ALL if quoted is None else json.loads(quoted))
        at = step.end()
    return tuple(steps)


def shown(steps: Steps) -> str:
    """Write a path."""
    return "".join(map(_shown, steps)) or "."


def _shown(step: str | None) -> str:
    if step is None:
        return "[*]"
    return f".{step}" if _PLAIN.fullmatch(step) else f"[{json.dumps(step)}]"
