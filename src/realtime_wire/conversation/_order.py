"""In which order items stand: behind the one that they were put behind, whatever came when.

An item that is put behind another stands directly behind it, before what was put there earlier: so it is where servers put
it. An item of which no place is told stands at the end, as it was when the item was first heard of.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from realtime_wire._engine.facts import FIRST

__all__ = ["Place", "in_order"]

Place: TypeAlias = tuple[str | None, str | None]
"""The id of an item, None if others cannot name it; and what it was put behind, `FIRST` if it was put first, None if that is
not told."""


def in_order(places: Sequence[Place]) -> tuple[list[int], list[int], list[int]]:
    """Put items in order.

    Args:
        places: of the items, in the order in which they were first heard of.

    Returns:
        All of their numbers in the order of the conversation; those that stand behind one that is not there; those that
        stand behind themselves in a circle. Both count as those of which no place is told.
    """
    numbers = {item_id: number for number, (item_id, _) in enumerate(places) if item_id is not None}
    before = [TOP if place == FIRST else None if place is None else numbers.get(place) for _, place in places]
    lost = [number for number, place in enumerate(before) if place is None and places[number][1] is not None]
    circles = list(_in_circles(before))
    for number in circles:
        before[number] = None
    return list(_walk(before)), lost, circles


TOP = -1
"""In place of the number of an item: there is none before this one."""


def _in_circles(before: Sequence[int | None]) -> Iterable[int]:
    """Find the places that have to be forgotten so that nothing stands behind itself: of each circle, the first item."""
    seen: dict[int, int] = {}
    for start in range(len(before)):
        step: int | None = start
        path: list[int] = []
        while step is not None and step != TOP and step not in seen:
            seen[step] = start
            path.append(step)
            step = before[step]
        if step is not None and step != TOP and seen[step] == start:
            yield min(path[path.index(step) :])


def _walk(before: Sequence[int | None]) -> Iterable[int]:
    """Give the numbers in order: behind each item what was put there, the latest first, with what stands behind that."""
    behind: dict[int, list[int]] = {}
    last = TOP
    for number, place in enumerate(before):
        behind.setdefault(last if place is None else place, []).append(number)
        if place is None or place == last:
            last = number
            while last in behind:  # what has waited for it; the earliest is the last of them
                last = behind[last][0]
    stack = [TOP]
    while stack:
        number = stack.pop()
        if number != TOP:
            yield number
        stack += behind.get(number, ())
