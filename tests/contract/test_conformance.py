"""Our classes against the types of the `openai` package, the newest published description of the APIs.

Each member, value and variant is one test, named after our class: when a newer `openai` has one more, exactly that test
fails. `tests.conformance` has the walk that finds them, and `tests.official` where it starts. The types from before general
availability, which the package still has, are walked in the same way.
"""

from __future__ import annotations

from typing import Any

import pytest

import realtime_wire as rw
from realtime_wire import compat
from realtime_wire._engine.schema import kind_of
from tests.conformance import Case, each, told
from tests.official import COMPARED, WALK, WALK_BEFORE, their_classes, their_members

NOT_COMPARED = {
    f"{module}.{name}": "the query of a URL, not JSON"
    for module, name in (
        ("realtime_connect_params", "RealtimeConnectParams"),
        ("live.sideband_connect_params", "SidebandConnectParams"),
        ("beta.realtime.realtime_connect_params", "RealtimeConnectParams"),
    )
}
"""Classes of theirs that the walk does not reach, and why that is right."""

REQUIRED_HERE: dict[str, str] = {
    "before: RealtimeConversationItemFunctionCallOutput.call_id": "one class of theirs is all items",
    "before: ResponseItemReference.id": "one class of theirs is all items",
}
"""Members that are required here though the package leaves them open, and why. Tags are not meant: without its tag an
object is `Unknown`."""


def both(cases: str) -> dict[str, Case]:
    """Return the cases of one kind, those from before general availability under names that say so."""
    today: dict[str, Case] = getattr(WALK, cases)
    before: dict[str, Case] = getattr(WALK_BEFORE, cases)
    return today | {f"before: {label}": case for label, case in before.items()}


@pytest.mark.parametrize(("name", "cls"), their_classes().items(), ids=their_classes())
def test_every_class_is_compared(name: str, cls: Any) -> None:
    assert (cls in COMPARED) != (name in NOT_COMPARED)


@each(both("variants"))
def test_every_variant_exists(label: str, case: Case) -> None:
    assert not case.problems, told(label, case)


@each(both("members"))
def test_every_member_exists_and_takes_what_theirs_takes(label: str, case: Case) -> None:
    assert not case.problems, told(label, case)


@each(both("values"))
def test_every_documented_value_is_documented_here(label: str, case: Case) -> None:
    assert not case.problems, told(label, case)


@each(both("nulls"))
def test_every_null_that_requests_take_is_expected_here(label: str, case: Case) -> None:
    """`check` tells of any other; models of theirs have None for what is absent, so they say nothing of it."""
    assert not case.problems, told(label, case)


@each(both("required"))
def test_nothing_is_required_that_the_package_leaves_open(label: str, case: Case) -> None:
    assert bool(case.problems) == (label in REQUIRED_HERE), told(label, case)


VARIANTS = (rw.Event, rw.Item, rw.ContentPart, rw.RealtimeTool, rw.RealtimeToolChoice)
NEW_BUT = {
    rw.ConversationItemAddedEvent: "its counterpart is another event",
    rw.ToolChoiceFunction: "servers took it, though the package has a string",
}


def test_conversions_tell_of_all_that_is_new() -> None:
    variants = {cls for union in VARIANTS for cls in getattr(kind_of(union).objects, "classes", ())}
    new = (WALK.classes() - WALK_BEFORE.classes()) & variants
    assert new == compat.NEW.keys() | NEW_BUT.keys()
    assert not compat.NEW.keys() & NEW_BUT.keys()


def test_no_property_has_the_name_of_a_member_of_theirs() -> None:
    for theirs, ours in {*WALK.pairs, *WALK_BEFORE.pairs}:
        derived = {name for name in dir(ours) if isinstance(getattr(ours, name), property)}
        assert not derived & their_members(theirs).keys(), f"{ours.__name__} has a property that is a member there"
        assert {"extra", "nulls"} <= derived


def test_the_walk_went_all_the_way() -> None:
    # A walk that stops early must not pass for a clean one.
    assert len(WALK.variants) > 150
    assert len(WALK.members) > 900
    assert len(WALK.values) > 150
    assert len(WALK.required) > 150
    assert len(WALK_BEFORE.variants) > 50
    assert len(WALK_BEFORE.members) > 250
    assert len(WALK_BEFORE.values) > 75
    assert len(WALK_BEFORE.required) > 50
