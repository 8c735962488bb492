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
from typing import Any, TypeVar, cast

import attrs

from realtime_wire._engine import codec
from realtime_wire._engine.errors import DecodeError, RealtimeWireError, json_type
from realtime_wire.conversation import Prices, Rates

__all__ = ["PriceList", "PricesError", "prices_in"]


T = TypeVar("T")


class PricesError(RealtimeWireError, ValueError):
    """A file that is no price list; the text says which, where and why."""


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
            return PriceList(_read(Prices, told))
        return PriceList({name: _read(Prices, each, name) for name, each in told.items()})
    except DecodeError as error:
        msg = f"{os.fspath(path)}: {error}"
        raise PricesError(msg) from None


def _read(cls: type[T], told: Any, *way: str) -> T:
    """Make prices or rates of what a file has at a place."""
    if not isinstance(told, Mapping):
        raise DecodeError("object", json_type(told), steps=way)
    members, fields = cast("Mapping[str, Any]", told), attrs.fields_dict(cast("type[attrs.AttrsInstance]", cls))
    for name in members.keys() - fields.keys():
        raise DecodeError("nothing", "a member that price lists do not have", steps=(*way, name))
    for name, field in fields.items():
        if field.default is attrs.NOTHING and name not in members:
            raise DecodeError("a member", "nothing", steps=(*way, name))
    # The classes say what their members are; an optional one is a null as well where it may be None.
    return cls(**{name: _value(str(fields[name].type), value, *way, name) for name, value in members.items()})


def _value(kind: str, value: Any, *way: str) -> Any:
    kind, _, others = kind.partition(" ")
    if value is None and others:
        return None
    if kind == "Rates":
        return _read(Rates, value, *way)
    if kind == "float":
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise DecodeError("number", json_type(value), steps=way)
        return value
    if not isinstance(value, str):
        raise DecodeError("string", json_type(value), steps=way)
    if kind == "str":
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise DecodeError("a day such as 2026-09-01", "another string", steps=way) from None
