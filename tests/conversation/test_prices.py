"""What usage costs in money."""

from __future__ import annotations

from datetime import date
from math import inf

import pytest

from realtime_wire.conversation import Prices, Rates, Tokens, Usage

MILLION = 1_000_000
SINCE = date(2026, 9, 1)

CASES: dict[str, tuple[Prices, Usage, float]] = {
    "nothing": (Prices(since=SINCE), Usage(), 0),
    "each kind": (
        Prices(since=SINCE, input=Rates(text=1, audio=20, image=300, other=4000)),
        Usage(input=Tokens(text=MILLION, audio=MILLION, image=MILLION, other=MILLION)),
        4321,
    ),
    "what nobody tells costs as much as text": (
        Prices(since=SINCE, output=Rates(text=5, audio=7)),
        Usage(output=Tokens(other=2 * MILLION), reasoning=MILLION),
        10,
    ),
    "cached": (
        Prices(since=SINCE, input=Rates(text=4), cached=Rates(text=0.5)),
        Usage(input=Tokens(text=MILLION), cached=Tokens(text=MILLION)),
        4.5,
    ),
    "cached at no price of its own": (
        Prices(since=SINCE, input=Rates(text=4)),
        Usage(cached=Tokens(text=MILLION)),
        4,
    ),
    "by time": (Prices(since=SINCE, minute=0.006), Usage(seconds=90), 0.009),
    "more tokens than a float holds": (
        Prices(since=SINCE, input=Rates(text=4)),
        Usage(input=Tokens(text=10**400)),
        inf,
    ),
    "so many of each kind": (
        Prices(since=SINCE, input=Rates(text=1, audio=2, image=3, other=4), output=Rates(text=5)),
        Usage(Tokens(10**400, 10**401, 10**402, 10**403), Tokens(10**400), Tokens(0, 10**400), 10**400),
        inf,
    ),
    "so many that cost nothing": (
        Prices(since=SINCE, output=Rates(text=4)),
        Usage(Tokens(10**400), Tokens(10**400)),
        0,
    ),
    "more seconds than a float holds": (Prices(since=SINCE, minute=0.006), Usage(seconds=10**400), inf),
    "so many seconds that cost nothing": (Prices(since=SINCE, input=Rates(text=1)), Usage(seconds=10**400), 0),
}


@pytest.mark.parametrize("name", CASES)
def test_cost(name: str) -> None:
    prices, usage, cost = CASES[name]
    assert prices.cost(usage) == pytest.approx(cost)


def test_the_day_has_to_be_said() -> None:
    with pytest.raises(TypeError, match="since"):
        Prices()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
