"""Our classes against the types of the `openai` package, the newest published description of the API.

Both trees of types are walked side by side, theirs as pydantic models and once more as the TypedDicts of requests.
Variants of unions meet by their tags and members by their names, so that only the roots need to be listed. Each member,
value and variant is one test, named after our class: when a newer `openai` has one more, exactly that test fails. The
types from before general availability, which the package still has, are walked in the same way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import NoneType
from typing import Annotated, Any, Literal, TypeAlias, get_args, get_origin

import attrs
import pytest
from typing_extensions import NotRequired, Required, is_typeddict

import realtime_wire as rw
from realtime_wire import compat
from realtime_wire._engine.record import Record
from realtime_wire._engine.schema import Kind, Objects, SubTags, kind_of, members
from tests.declared import PUBLIC
from tests.declared import name_of as class_name
from tests.official import (
    BEFORE,
    REALTIME,
    ROOTS,
    ROOTS_BEFORE,
    UNION_TYPES,
    alternatives,
    full_name,
    is_class,
    reachable,
    resolve,
    tag_values,
    their_classes,
    their_members,
)

UNTAGGED: dict[str, type[rw.Model]] = {
    # Its `type` may be any string, but it describes detection by loudness, with all its members.
    "RealtimeTranscriptionSessionTurnDetection": rw.ServerVad,
    f"{BEFORE}.session_create_response.TurnDetection": rw.ServerVad,
    f"{BEFORE}.transcription_session.TurnDetection": rw.ServerVad,
}
"""Classes of theirs that stand for one variant of a union of ours without saying so by a tag."""

NOT_COMPARED = {
    "realtime_connect_params.RealtimeConnectParams": "the query of a URL, not JSON",
    f"{BEFORE}.realtime_connect_params.RealtimeConnectParams": "the same",
}
"""Classes of theirs that the walk does not reach, and why that is right."""

REQUIRED_HERE: dict[str, str] = {
    "before: RealtimeConversationItemFunctionCallOutput.call_id": "one class of theirs is all items",
    "before: ResponseItemReference.id": "one class of theirs is all items",
}
"""Members that are required here though the package leaves them open, and why. Tags are not meant: without its tag an
object is `Unknown`."""


# The walk


@attrs.define
class Case:
    """Something that they have, and what is wrong with it here."""

    theirs: list[str] = attrs.field(factory=list[str])
    problems: list[str] = attrs.field(factory=list[str])


Group: TypeAlias = tuple[type[Record], ...]


class Walk:
    """Collects the cases, by the name that each thing has here."""

    def __init__(self) -> None:
        self.variants: dict[str, Case] = {}
        self.members: dict[str, Case] = {}
        self.values: dict[str, Case] = {}
        self.required: dict[str, Case] = {}
        self.nulls: dict[str, Case] = {}
        self._seen: set[tuple[Any, Group]] = set()
        self._nowhere: list[tuple[Group, str, str]] = []

    def start(self, theirs: str, ours: Any) -> None:
        """Compare what two types lead to; a root that is no more is a failing case itself."""
        case = self._case(self.variants, f"root {theirs.removeprefix(REALTIME + '.')}", theirs)
        annotation = resolve(theirs)
        if annotation is None:
            case.problems.append("is not there any more")
        else:
            self._place(annotation, kind_of(ours), case, name_of(kind_of(ours)) or "root")

    def finish(self) -> None:
        """Report the members that no class here has; once, where one of several classes misses what another case does."""
        for group, name, there in sorted(self._nowhere, key=lambda missing: len(missing[0])):
            labels = [f"{class_name(cls)}.{name}" for cls in group]
            label = next((label for label in labels if label in self.members), "|".join(labels))
            self._case(self.members, label, there).problems.append(f"has no counterpart of {there}")

    def classes(self) -> set[type[Record]]:
        """Return the classes here that theirs were found to be."""
        return {cls for _, group in self._seen for cls in group}

    def _case(self, cases: dict[str, Case], label: str, there: str) -> Case:
        case = cases.setdefault(label, Case())
        case.theirs.append(there)
        return case

    def _place(self, annotation: Any, kind: Kind, case: Case, label: str) -> None:
        """Compare what may stand in one place."""
        for part in alternatives(annotation):
            origin = get_origin(part)
            if origin is Literal:
                self._literal(get_args(part), kind, case, label)
            elif is_class(part):
                if kind.objects is not None:
                    self._object(part, kind.objects, label)
                elif not kind.anything:
                    case.problems.append(f"takes no object, as {case.theirs[-1]} does")
            elif isinstance(origin, type):
                inner, argument = (kind.map, 1) if issubclass(origin, Mapping) else (kind.array, 0)
                if inner is None:
                    case.problems.append(f"does not take {part}, as {case.theirs[-1]} does")
                else:
                    self._place(get_args(part)[argument], inner, case, f"{label}[]")
            elif not takes(kind, part):
                case.problems.append(f"does not take {part}, as {case.theirs[-1]} does")

    def _literal(self, values: tuple[Any, ...], kind: Kind, case: Case, label: str) -> None:
        for value in values:
            if isinstance(value, str):
                of_value = self._case(self.values, f"{label}={value}", case.theirs[-1])
                if value not in kind.documented:
                    of_value.problems.append(f"is no documented value, as in {case.theirs[-1]}")
            elif not takes(kind, type(value)):
                case.problems.append(f"does not take {value!r}, as {case.theirs[-1]} does")

    def _object(self, theirs: Any, objects: Objects, label: str) -> None:
        """Find the classes here that one of theirs is."""
        place = name_of(Kind(objects=objects)) or label
        if len(objects.classes) == 1:
            self._classes(theirs, objects.classes, skip=())
        elif untagged := UNTAGGED.get(theirs.__name__) or UNTAGGED.get(full_name(theirs)):
            self._classes(theirs, (untagged,), skip=("type",))
        elif tags := tag_values(theirs, "type"):
            found = [cls for tag in tags for cls in self._tagged(theirs, tag, objects.tags.get(tag), place)]
            self._classes(theirs, tuple(found), skip=("type", "role"))
        elif isinstance(objects.untagged, type):
            self._classes(theirs, (objects.untagged,), skip=())
        else:
            self._case(self.variants, f"{place}: {theirs.__name__}", full_name(theirs)).problems.append("has no tag")

    def _tagged(self, theirs: Any, tag: str, ours: Any, place: str) -> Iterator[type[Record]]:
        if isinstance(ours, SubTags):
            for value in tag_values(theirs, ours.name):
                yield from self._tagged(theirs, f"{tag}, {value}", ours.classes.get(value), place)
            return
        case = self._case(self.variants, f"{place}: {tag}", full_name(theirs))
        if ours is None:
            case.problems.append(f"has no counterpart of {full_name(theirs)}")
        else:
            yield ours

    def _classes(self, theirs: Any, group: Group, skip: Collection[str]) -> None:
        """Compare a class of theirs with the classes here that it is: one, unless it has several tags."""
        if not group or (theirs, group) in self._seen:
            return
        self._seen.add((theirs, group))
        for name, member in their_members(theirs).items():
            there = f"{full_name(theirs)}.{name}"
            owners = [(f"{class_name(cls)}.{name}", own) for cls in group for own in members(cls) if own.name == name]
            for label, own in owners:
                if is_typeddict(theirs) and takes_null(member.annotation) and not own.required:
                    of_null = self._case(self.nulls, label, there)
                    if not own.nullable:
                        of_null.problems.append(f"expects no null, as {there} does")
                case = self._case(self.members, label, there)
                # Tags have brought the classes together, and an object with any other tag is `Unknown`.
                if name not in skip:
                    self._place(member.annotation, own.kind, case, label)
            if not owners:
                self._nowhere.append((group, name, there))
        for cls in group:
            self._required(theirs, cls)

    def _required(self, theirs: Any, cls: type[Record]) -> None:
        required = {name for name, member in their_members(theirs).items() if member.required}
        for own in members(cls):
            if own.required and own.tag is None:
                case = self._case(self.required, f"{class_name(cls)}.{own.name}", full_name(theirs))
                if own.name not in required:
                    case.problems.append(f"is not required by {full_name(theirs)}")


def takes(kind: Kind, part: Any) -> bool:
    """Tell whether a place here takes all values of a plain type."""
    taken: dict[Any, bool] = {
        str: kind.strings is True,
        int: kind.integer,
        float: kind.number,
        bool: kind.boolean,
        object: kind.map is not None and kind.map.anything,
    }
    return kind.anything or taken.get(part, False)


def takes_null(annotation: Any) -> bool:
    """Tell whether null may stand in one place of theirs."""
    origin = get_origin(annotation)
    if origin in UNION_TYPES:
        return any(takes_null(part) for part in get_args(annotation))
    if origin in (Annotated, Required, NotRequired):
        return takes_null(get_args(annotation)[0])
    return annotation is NoneType


def name_of(kind: Kind) -> str | None:
    """Return the public name of a union, by its classes."""
    if kind.objects is None:
        return None
    return UNION_NAMES.get(frozenset(kind.objects.classes))


def named_unions() -> dict[frozenset[type], str]:
    named = {name: kind_of(thing) for name, thing in PUBLIC.items() if get_origin(thing) in UNION_TYPES}
    return {frozenset(kind.objects.classes): name for name, kind in named.items() if kind.objects is not None}


UNION_NAMES = named_unions()


def walk(roots: Mapping[str, Any]) -> Walk:
    made = Walk()
    for theirs, ours in roots.items():
        made.start(theirs, ours)
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
        reachable(resolve(theirs), seen)
    return seen


COMPARED = compared()
THEIRS = their_classes() | their_classes(BEFORE)


# The tests


def each(cases: Mapping[str, Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("label", "case"), cases.items(), ids=cases)


def told(label: str, case: Case) -> str:
    return "\n".join(f"{label} {problem}" for problem in dict.fromkeys(case.problems))


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
