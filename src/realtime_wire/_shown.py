"""How text that came from a stream is shown to people: without what steers a terminal, and names at a length that fits."""

from __future__ import annotations

__all__ = ["clean", "short"]

_CONTROLS = (range(9), range(10, 32), range(127, 160))
_DIRECTIONS = (range(0x200E, 0x2010), range(0x202A, 0x202F), range(0x2066, 0x206A))
_STEERING = {code: f"\\u{code:04x}" for codes in (*_CONTROLS, *_DIRECTIONS) for code in codes}

NAME_LIMIT = 100
"""The longest wire name that is told in full. Those of the API have half of that."""


def clean(text: str) -> str:
    """Replace what would end a line, steer a terminal or turn its text around."""
    return text.translate(_STEERING)


def short(name: str | None) -> str:
    """Return a name that came from a stream at a length that can be shown."""
    if name is None:
        return "no type"
    return name if len(name) <= NAME_LIMIT else f"{name[: NAME_LIMIT - 1]}…"
