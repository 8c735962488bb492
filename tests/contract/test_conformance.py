"""Our classes against the types of the `openai` package, the newest published description of the APIs.

Each member, value and variant is one test, named after our class: when a newer `openai` has one more, exactly that test
fails. `tests.walk` finds them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.official import their_classes
from tests.walk import COMPARED, WALK, Case

NOT_COMPARED = {
    "realtime_connect_params.RealtimeConnectParams": "the query of a URL, not JSON",
    "live.sideband_connect_params.SidebandConnectParams": "the query of a URL, not JSON",
}
"""Classes of theirs that the walk does not reach, and why that is right."""

REQUIRED_HERE: dict[str, str] = {}
"""Members that are required here though the package leaves them open, and why. Tags are not meant: without its tag an
object is `Unknown`."""


# The tests


def each(cases: Mapping[str, Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("label", "case"), cases.items(), ids=cases)


def told(label: str, case: Case) -> str:
    return "\n".join(f"{label} {problem}" for problem in dict.fromkeys(case.problems))


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
