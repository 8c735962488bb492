"""Our classes against the types of the `openai` package, the newest published description of the API.

Both trees of types are walked side by side, theirs as pydantic models and once more as the TypedDicts of requests.
Variants of unions meet by their tags and members by their names, so that only the roots need to be listed. Each member,
value and variant is one test, named after our class: when a newer `openai` has one more, exactly that test fails.
"""

from __future__ import annotations

from typing import Any

import pytest

import realtime_wire as rw
from tests.conformance import Case, Walk, each, reachable, told
from tests.official import OPENAI, REALTIME, ROOTS, resolve, their_classes

UNTAGGED: dict[str, type[rw.Model]] = {
    # Its `type` may be any string, but it describes detection by loudness, with all its members.
    "RealtimeTranscriptionSessionTurnDetection": rw.ServerVad,
}
"""Classes of theirs that stand for one variant of a union of ours without saying so by a tag."""

NOT_COMPARED = {
    "realtime_connect_params.RealtimeConnectParams": "the query of a URL, not JSON",
}
"""Classes of theirs that the walk does not reach, and why that is right."""

REQUIRED_HERE: dict[str, str] = {}
"""Members that are required here though the package leaves them open, and why. Tags are not meant: without its tag an
object is `Unknown`."""


def walk() -> Walk:
    made = Walk(OPENAI, UNTAGGED)
    for theirs, ours in ROOTS.items():
        made.start(theirs.removeprefix(f"{REALTIME}."), resolve(theirs), ours)
    made.finish()
    return made


WALK = walk()


def compared() -> set[Any]:
    seen: set[Any] = set()
    for theirs in ROOTS:
        reachable(OPENAI, resolve(theirs), seen)
    return seen


COMPARED = compared()


# The tests


@pytest.mark.parametrize(("name", "cls"), their_classes().items(), ids=their_classes())
def test_every_class_is_compared(name: str, cls: Any) -> None:
    assert (cls in COMPARED) != (name in NOT_COMPARED)


@each(WALK.variants)
def test_every_variant_exists(label: str, case: Case) -> None:
    assert not case.problems, told(label, case)


@each(WALK.members)
def test_every_member_exists_and_takes_what_theirs_takes(label: str, case: Case) -> None:
    assert not case.problems, told(label, case)


@each(WALK.values)
def test_every_documented_value_is_documented_here(label: str, case: Case) -> None:
    assert not case.problems, told(label, case)


@each(WALK.nulls)
def test_every_null_that_requests_take_is_expected_here(label: str, case: Case) -> None:
    """`check` tells of any other; models of theirs have None for what is absent, so they say nothing of it."""
    assert not case.problems, told(label, case)


@each(WALK.required)
def test_nothing_is_required_that_the_package_leaves_open(label: str, case: Case) -> None:
    assert bool(case.problems) == (label in REQUIRED_HERE), told(label, case)


def test_the_walk_went_all_the_way() -> None:
    # A walk that stops early must not pass for a clean one.
    assert len(WALK.variants) > 100
    assert len(WALK.members) > 500
    assert len(WALK.values) > 100
    assert len(WALK.required) > 125
