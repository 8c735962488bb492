"""Price lists in files: what they may say, and what is told of those that are none."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from realtime_wire.conversation import Prices, Rates
from tests.loopback import needs

if TYPE_CHECKING:
    from pathlib import Path

needs("jinja2")

from realtime_wire.view import PricesError, prices_in  # noqa: E402  what it needs may not be there

DAY: dict[str, Any] = {"since": "2026-09-01"}

READ: dict[str, tuple[Any, Prices | None]] = {
    "the least": (DAY, Prices(since=date(2026, 9, 1))),
    "all of it": (
        {
            **DAY,
            "currency": "EUR",
            "input": {"text": 4, "audio": 32, "image": 5, "other": 6},
            "cached": {"text": 0.4},
            "output": {"text": 16, "audio": 64},
            "minute": 0.06,
        },
        Prices(
            since=date(2026, 9, 1),
            currency="EUR",
            input=Rates(4, 32, 5, 6),
            cached=Rates(0.4),
            output=Rates(16, 64),
            minute=0.06,
        ),
    ),
    "nulls": (
        {**DAY, "cached": None, "input": {"other": None}},
        Prices(since=date(2026, 9, 1)),
    ),
    "of this model": ({"m": {**DAY, "minute": 1}, "n": DAY}, Prices(since=date(2026, 9, 1), minute=1)),
    "of other models": ({"n": DAY}, None),
    "of none": ({}, None),
}


@pytest.mark.parametrize("name", READ)
def test_prices_are_read(name: str, tmp_path: Path) -> None:
    told, expected = READ[name]
    path = tmp_path / "prices.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    assert prices_in(path).of("m") == expected
    assert prices_in(path).of(None) == (expected if "since" in told else None)


REFUSED = {
    "no JSON": ("{", "$: expected JSON, found malformed JSON at byte 1"),
    "an array": ("[]", "$: expected object, found array"),
    "a model without an object": ('{"m":5}', "$.m: expected object, found integer"),
    "a model without a day": ('{"m":{}}', "$.m.since: expected a member, found nothing"),
    "no day": ('{"m":{"since":"soon"}}', "$.m.since: expected a day such as 2026-09-01, found another string"),
    "a rate in words": ('{"since":"2026-09-01","input":{"text":"4"}}', "$.input.text: expected number, found string"),
    "a rate that is a switch": ('{"since":"2026-09-01","minute":true}', "$.minute: expected number, found boolean"),
    "a currency without a name": ('{"since":"2026-09-01","currency":5}', "$.currency: expected string, found integer"),
    "a null": ('{"since":null}', "$.since: expected string, found null"),
    "another member": (
        '{"since":"2026-09-01","inputs":{}}',
        "$.inputs: expected nothing, found a member that price lists do not have",
    ),
    "another rate": (
        '{"m":{"since":"2026-09-01","cached":{"texts":1}}}',
        "$.m.cached.texts: expected nothing, found a member that price lists do not have",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_price_list(name: str, tmp_path: Path) -> None:
    text, told = REFUSED[name]
    path = tmp_path / "prices.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PricesError) as caught:
        prices_in(path)
    assert str(caught.value) == f"{path}: {told}"
