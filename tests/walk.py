"""The walk through our classes and the types of the `openai` package, for the tests of conformance.

Both trees of types are walked side by side, theirs as pydantic models and once more as the TypedDicts of requests.
Variants of unions meet by their tags and members by their names, so that only the roots need to be listed. Each member,
value and variant is one case, named after our class: a test has it fail when a newer `openai` has one more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import NoneType
from typing import Annotated, Any, Literal, TypeAlias, get_args, get_origin

import attrs
from typing_extensions import NotRequired, Required, is_typeddict

import realtime_wire as rw
from realtime_wire._engine.record import Record
from realtime_wire._engine.schema import Kind, Objects, SubTags, kind_of, members
from tests.declared import PUBLIC
from tests.declared import name_of as class_name
from tests.official import (
    ROOTS,
    UNION_TYPES,
    alternatives,
    full_name,
    is_class,
    reachable,
    resolve,
    short_name,
    tag_values,
    their_members,
)

UNTAGGED: dict[str, type[rw.Model]] = {
    # Its `type` may be any string, but it describes detection by loudness, with all its members.
    "RealtimeTranscriptionSessionTurnDetection": rw.ServerVad,
}
"""Classes of theirs that stand for one variant of a union of ours without saying so by a tag."""

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
        self.pairs: list[tuple[Any, type[Record]]] = []
        """Classes of theirs, and the classes here that have their members."""
        self._seen: set[tuple[Any, Group]] = set()
        self._nowhere: list[tuple[Group, str, str]] = []

    def start(self, theirs: str, ours: Any) -> None:
        """Compare what two types lead to; a root that is no more is a failing case itself."""
        case = self._case(self.variants, f"root {short_name(theirs)}", theirs)
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
                elif not (kind.anything or takes(kind, object)):
                    case.problems.append(f"takes no object, as {case.theirs[-1]} does")
            elif isinstance(origin, type):
                inner, argument = (kind.map, 1) if issubclass(origin, Mapping) else (kind.array, 0)
                if issubclass(origin, Mapping) and keeps_all(kind):
                    continue
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
        elif theirs.__name__ in UNTAGGED:
            self._classes(theirs, (UNTAGGED[theirs.__name__],), skip=("type",))
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
            self.pairs.append((theirs, cls))
            self._required(theirs, cls)

    def _required(self, theirs: Any, cls: type[Record]) -> None:
        required = {name for name, member in their_members(theirs).items() if member.required}
        for own in members(cls):
            if own.required and own.tag is None:
                case = self._case(self.required, f"{class_name(cls)}.{own.name}", full_name(theirs))
                if own.name not in required:
                    case.problems.append(f"is not required by {full_name(theirs)}")


def keeps_all(kind: Kind) -> bool:
    """Tell whether a place here takes all objects, though it has classes for some."""
    return kind.objects is not None and kind.objects.unknown is not None


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


def walk() -> Walk:
    made = Walk()
    for theirs, ours in ROOTS.items():
        made.start(theirs, ours)
    made.finish()
    return made


WALK = walk()


def compared() -> set[Any]:
    seen: set[Any] = set()
    for theirs in ROOTS:
        reachable(resolve(theirs), seen)
    return seen


COMPARED = compared()
