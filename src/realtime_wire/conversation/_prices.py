"""Prices: what usage costs in money. No prices are in here: they change, so whoever has them says from which day they are."""

from __future__ import annotations

from datetime import date
from math import inf

import attrs

from realtime_wire.realtime.usage import Tokens, Usage

__all__ = ["Prices", "Rates"]

MILLION = 1_000_000
MINUTE = 60


@attrs.frozen
class Rates:
    """What a million tokens costs, by what they stand for."""

    text: float = 0
    """Of text."""

    audio: float = 0
    """Of audio."""

    image: float = 0
    """Of pictures."""

    other: float | None = None
    """Of those of which the server does not say what they stand for; as much as text if it is left out."""

    def cost(self, tokens: Tokens) -> float:
        """Return what so many tokens cost; infinitely much, if it is more than a float holds."""
        other = self.text if self.other is None else self.other
        pairs = (
            (tokens.text, self.text),
            (tokens.audio, self.audio),
            (tokens.image, self.image),
            (tokens.other, other),
        )
        return sum(_cost(count, rate / MILLION) for count, rate in pairs)


@attrs.frozen(kw_only=True)
class Prices:
    """What a model costs, from a day on.

    ::

        prices = Prices(since=date(2026, 9, 1), input=Rates(text=4, audio=32), cached=Rates(text=0.4, audio=0.4),
                        output=Rates(text=16, audio=64))
        prices.cost(conversation.usage)
    """

    since: date
    """The day of the price list."""

    currency: str = "USD"
    """The currency, as in ISO 4217."""

    input: Rates = Rates()
    """Of what the model reads."""

    cached: Rates | None = None
    """Of what the server still had; as much as what is read if it is left out."""

    output: Rates = Rates()
    """Of what the model writes, thinking included."""

    minute: float = 0
    """Of a minute of audio, where that is billed by time."""

    def cost(self, usage: Usage) -> float:
        """Return what usage costs, in the currency; infinitely much, if it is more than a float holds."""
        cached = self.input if self.cached is None else self.cached
        tokens = self.input.cost(usage.input) + cached.cost(usage.cached) + self.output.cost(usage.output)
        return tokens + _cost(usage.seconds, self.minute / MINUTE)


def _cost(count: float, rate: float) -> float:
    try:
        return count * rate
    except OverflowError:
        return inf if rate else 0
