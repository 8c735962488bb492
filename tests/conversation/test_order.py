"""The order of items: as servers put them, whatever came when."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime_wire._engine.facts import FIRST
from realtime_wire.conversation._order import Place, in_order

CASES: dict[str, tuple[list[Place], str, str, str]] = {
    "nothing": ([], "", "", ""),
    "nobody tells a place": ([("a", None), ("b", None), (None, None)], "ab-", "", ""),
    "one behind the other": ([("a", FIRST), ("b", "a"), ("c", "b")], "abc", "", ""),
    "what is put there last stands there first": ([("a", FIRST), ("b", "a"), ("c", "a")], "acb", "", ""),
    "put in front": ([("a", FIRST), ("b", "a"), ("c", FIRST)], "cab", "", ""),
    "put between": ([("a", FIRST), ("b", "a"), ("c", "b"), ("d", "a"), ("e", "d")], "adebc", "", ""),
    "no place, after something was put in front": ([("a", None), ("b", FIRST), ("c", None)], "bac", "", ""),
    "no place, after something was put between": ([("a", None), ("b", None), ("c", "a"), ("d", None)], "acbd", "", ""),
    "behind what is still to come": ([("b", "a"), ("c", None), ("a", FIRST)], "abc", "", ""),
    "behind what is still to come, and has no place": ([("b", "a"), ("a", None), ("c", None)], "abc", "", ""),
    "behind what waits itself": ([("c", "b"), ("b", "a"), ("a", None), ("d", None)], "abcd", "", ""),
    "behind what is not there": ([("a", None), ("b", "x"), ("c", "b")], "abc", "b", ""),
    "behind itself": ([("a", None), ("b", "b"), ("c", "b")], "abc", "", "b"),
    "in a circle": ([("a", "c"), ("b", "a"), ("c", "b"), ("d", None)], "abcd", "", "a"),
    "behind a circle": ([("d", "a"), ("a", "b"), ("b", "a")], "abd", "", "a"),
}


@pytest.mark.parametrize("name", CASES)
def test_order(name: str) -> None:
    places, *expected = CASES[name]
    told = ["".join(places[number][0] or "-" for number in numbers) for numbers in in_order(places)]
    assert told == expected


@given(st.lists(st.integers(-1, 20), max_size=20))
def test_it_is_that_of_a_list_in_which_things_are_put(numbers: list[int]) -> None:
    """Where each place is told, and is there: as a server does it."""
    order: list[str] = []
    places: list[Place] = []
    for name, number in enumerate(numbers):
        behind = min(number, len(places) - 1)
        place = FIRST if behind < 0 else str(behind)
        order.insert(0 if behind < 0 else order.index(place) + 1, str(name))
        places.append((str(name), place))
    assert [str(number) for number in in_order(places)[0]] == order


@given(st.lists(st.none() | st.integers(-1, 20), max_size=20))
def test_nothing_gets_lost(numbers: list[int | None]) -> None:
    """Whatever places are told, those that are not there and circles among them."""
    places: list[Place] = [
        (str(name), None if number is None else FIRST if number < 0 else str(number))
        for name, number in enumerate(numbers)
    ]
    assert sorted(in_order(places)[0]) == list(range(len(places)))


@pytest.mark.parametrize("arrivals", list(itertools.permutations(range(5))), ids=str)
def test_when_something_came_does_not_matter(arrivals: tuple[int, ...]) -> None:
    chain: list[Place] = [("a", FIRST), ("b", "a"), ("c", "b"), ("d", "c"), ("e", "d")]
    places = [chain[number] for number in arrivals]
    assert [places[number][0] for number in in_order(places)[0]] == ["a", "b", "c", "d", "e"]
