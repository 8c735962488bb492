"""Our classes against the types of the `openai` package, the newest published description of the API.

Both trees of types are walked side by side, theirs as pydantic models and once more as the TypedDicts of requests.
Variants of unions meet by their tags and members by their names, so that only the roots need to be listed. Each member,
value and variant is one test, named after our class: when a newer `openai` has one more, exactly that test fails. The
types from before general availability, which the package still has, are walked in the same way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import realtime_wire as rw
from realtime_wire import compat
from realtime_wire._engine.schema import kind_of
from tests.conformance import Case, Walk, each, reachable, told
from tests.official import BEFORE, OPENAI, REALTIME, ROOTS, ROOTS_BEFORE, resolve, their_classes

if TYPE_CHECKING:
    from collections.abc import Mapping

UNTAGGED: dict[str, type[rw.Model]] = {
    # Its `type` may be any string, but it describes detection by loudness, with all its members.
    "realtime_transcription_session_turn_detection.RealtimeTranscriptionSessionTurnDetection": rw.ServerVad,
    f"{BEFORE}.session_create_response.TurnDetection": rw.ServerVad,
    f"{BEFORE}.transcription_session.TurnDetection": rw.ServerVad,
}
"""Classes of theirs that stand for one variant of a union of ours without saying so by a tag."""

NOT_COMPARED = {
    "realtime_connect_params.RealtimeConnectParams": "the query of a URL, not JSON",
    f"{BEFORE}.realtime_connect_params.RealtimeConnectParams": "the query of a URL, not JSON",
}
"""Classes of theirs that the walk does not reach, and why that is right."""

REQUIRED_HERE: dict[str, str] = {
    "before: RealtimeConversationItemFunctionCallOutput.call_id": "one class of theirs is all items",
    "before: ResponseItemReference.id": "one class of theirs is all items",
}
"""Members that are required here though the package leaves them open, and why. Tags are not meant: without its tag an
object is `Unknown`."""


def walk(roots: Mapping[str, Any]) -> Walk:
    made = Walk(OPENAI, UNTAGGED)
    for theirs, ours in roots.items():
        made.start(theirs.removeprefix(f"{REALTIME}."), resolve(theirs), ours)
    made.finish()
    return made


WALK = walk(ROOTS)
WALK_BEFORE = walk(ROOTS_BEFORE)


def both(cases: str) -> dict[str, Case]:
    """Return the cases of one kind, those from before general availability under names that say so."""
    today: dict[str, Case] = getattr(WALK, cases)
    before: dict[str, Case] = getattr(WALK_BEFORE, cases)
    return today | {f"before: {label}": case for label, case in before.items()}


def compared() -> set[Any]:
    seen: set[Any] = set()
    for theirs in (*ROOTS, *ROOTS_BEFORE):
        reachable(OPENAI, resolve(theirs), seen)
    return seen


COMPARED = compared()
THEIRS = their_classes() | their_classes(BEFORE)


# The tests


@pytest.mark.parametrize(("name", "cls"), THEIRS.items(), ids=THEIRS)
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


def test_the_walk_went_all_the_way() -> None:
    # A walk that stops early must not pass for a clean one.
    assert len(WALK.variants) > 100
    assert len(WALK.members) > 500
    assert len(WALK.values) > 100
    assert len(WALK.required) > 120
    assert len(WALK_BEFORE.variants) > 50
    assert len(WALK_BEFORE.members) > 250
    assert len(WALK_BEFORE.values) > 75
    assert len(WALK_BEFORE.required) > 50
