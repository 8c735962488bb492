"""Price lists: JSON files with the members of `Prices`, for all models or for each by its name.

::

    {"since": "2026-09-01", "currency": "USD", "input": {"text": 4, "audio": 32}, "output": {"text": 16, "audio": 64}}
    {"gpt-realtime": {"since": "2026-09-01", ...}, "gpt-4o-mini-transcribe": {...}}
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, cast

from realtime_wire._engine import codec
from realtime_wire._engine.errors import DecodeError, RealtimeWireError
from realtime_wire._engine.model import Model, frozen
from realtime_wire.conversation import Prices, Rates

__all__ = ["PriceList", "PricesError", "prices_in"]


class PricesError(RealtimeWireError, ValueError):
    """A file that is no price list; the text says which, where and why."""


@frozen(kw_only=True)
class TokenRates(Model):
    """`Rates`, as a file has them."""

    text: float | None = None
    """As in `Rates`."""

    audio: float | None = None
    """As in `Rates`."""

    image: float | None = None
    """As in `Rates`."""

    other: float | None = None
    """As in `Rates`."""

    def rates(self) -> Rates:
        """Return them."""
        return Rates(**_told(text=self.text, audio=self.audio, image=self.image, other=self.other))


@frozen(kw_only=True)
class ModelPrices(Model):
    """`Prices`, as a file has them."""

    since: str
    """As in `Prices`, as in ISO 8601."""

    currency: str | None = None
    """As in `Prices`."""

    input: TokenRates | None = None
    """As in `Prices`."""

    cached: TokenRates | None = None
    """As in `Prices`."""

    output: TokenRates | None = None
    """As in `Prices`."""

    minute: float | None = None
    """As in `Prices`."""

    def prices(self) -> Prices:
        """Return them.

        Raises:
            DecodeError: the day is none, or a member is none of these.
        """
        groups = {"input": self.input, "cached": self.cached, "output": self.output}
        for place, part in (((), self), *(((name,), group) for name, group in groups.items())):
            for name in () if part is None else part.extra:
                raise DecodeError("nothing", "a member that price lists do not have", steps=(*place, name))
        try:
            since = date.fromisoformat(self.since)
        except ValueError:
            raise DecodeError("a day such as 2026-09-01", "another string", steps=("since",)) from None
        rates = {name: None if group is None else group.rates() for name, group in groups.items()}
        return Prices(since=since, **_told(currency=self.currency, minute=self.minute, **rates))


def _told(**members: Any) -> dict[str, Any]:
    """Return what a file tells; of the rest, `Prices` and `Rates` know what stands for it."""
    return {name: value for name, value in members.items() if value is not None}


class PriceList:
    """What models cost."""

    def __init__(self, prices: Prices | dict[str, Prices]) -> None:
        """Take prices for all models, or of each by its name."""
        self._prices = prices

    def of(self, model: str | None) -> Prices | None:
        """Return the prices of a model; None if there are none."""
        return self._prices if isinstance(self._prices, Prices) else self._prices.get(model or "")


def prices_in(path: str | os.PathLike[str]) -> PriceList:
    """Read a price list.

    Raises:
        PricesError: it is none.
        OSError: it cannot be read.
    """
    try:
        told = codec.decode(Path(path).read_bytes(), Mapping[str, Any])
        if "since" in told:
            return PriceList(_prices(told))
        return PriceList({name: _prices(each, name) for name, each in told.items()})
    except DecodeError as error:
        msg = f"{os.fspath(path)}: {error}"
        raise PricesError(msg) from None


def _prices(told: Any, *way: str) -> Prices:
    try:
        return cast("ModelPrices", codec.from_dict(told, ModelPrices)).prices()
    except DecodeError as error:
        raise error.inside(*way) from None
