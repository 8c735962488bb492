"""How JSON values are drawn as text: every way to write one that JSON allows.

What lives here is for `strategies` and needs hypothesis.
"""

from __future__ import annotations

import json
from random import Random
from typing import Any, TypeAlias, cast

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

__all__ = ["text_of"]

Json: TypeAlias = Any


def text_of(payload: Json) -> SearchStrategy[bytes]:
    """Draw the ways to write a JSON value as UTF-8: whitespace, order, escapes, spelling of numbers, repeated names."""
    # One drawn number decides everything: drawing each escape would cost more than all else, and shrink no better.
    compact = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    seeds = st.integers(0, 2**32 - 1)
    return st.just(compact) | seeds.map(lambda seed: _Writer(seed).write(payload).encode())


class _Writer:
    """Writes in one of the ways."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311  this is no cryptography
        self._spaces = self._random.choice([("",), ("", " "), ("", " ", "\n", "\t", "\r\n", "  ")])
        self._escaped = self._random.choice([0.0, 0.1, 1.0])
        self._shuffled = self._random.random() < 0.5  # noqa: PLR2004  every other time
        self._repeated = self._random.choice([0.0, 0.0, 0.1])

    def write(self, value: Json) -> str:
        return self._space() + self._value(value) + self._space()

    def _space(self) -> str:
        return self._random.choice(self._spaces)

    def _value(self, value: Json) -> str:
        if isinstance(value, str):
            return self._string(value)
        if isinstance(value, float):
            return self._random.choice([repr(value), f"{value:.17e}", f"{value:.20E}"])
        if isinstance(value, list):
            return f"[{self._joined([self.write(item) for item in cast('Json', value)])}]"
        if isinstance(value, dict):
            return f"{{{self._joined(self._members(cast('Json', value)))}}}"
        return json.dumps(value)

    def _joined(self, parts: list[str]) -> str:
        return ",".join(parts) or self._space()

    def _members(self, obj: dict[str, Json]) -> list[str]:
        pairs = list(obj.items())
        if self._shuffled:
            self._random.shuffle(pairs)
        parts = [f"{self._space()}{self._string(name)}{self._space()}:{self.write(value)}" for name, value in pairs]
        # Of a name that repeats the last one counts, whatever the others hold.
        others = ["null", "0", '""', "[]", "{}", '"error"', '{"type":"x"}']
        repeated = [name for name, _ in pairs if self._random.random() < self._repeated]
        return [f"{self._string(name)}:{self._random.choice(others)}" for name in repeated] + parts

    def _string(self, value: str) -> str:
        return f'"{"".join(map(self._character, value))}"'

    def _character(self, character: str) -> str:
        plain = json.dumps(character, ensure_ascii=False)[1:-1]
        if self._random.random() >= self._escaped:
            return plain
        if character == "/":
            return "\\/"
        units = character.encode("utf-16-be")
        return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
