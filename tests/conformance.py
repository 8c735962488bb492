"""Our classes against the types of somebody else's package: the walk that goes through both side by side.

Variants of unions meet by their tags and members by their names, so that only the roots need to be listed. Each member,
value and variant is a case of its own, named after our class: when a newer package has one more, exactly that fails.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import UnionType
from typing import Any, Literal, Protocol, TypeAlias, Union, get_args, get_origin

import attrs
import pytest

from realtime_wire._engine.record import Record
from realtime_wire._engine.schema import Kind, Objects, SubTags, kind_of, members
from tests.declared import PUBLIC
from tests.declared import name_of as class_name

__all__ = ["Case", "Package", "TheirMember", "Walk", "each", "reachable", "told"]


@attrs.frozen
class TheirMember:
    """A member of a class of theirs."""

    annotation: Any
    required: bool
    nullable: bool = False
    """Whether a request may have a null there; not told of what a server sends."""


class Package(Protocol):
    """Reads the types of a package."""

    def is_class(self, part: Any) -> bool:
        """Tell whether objects with members are of it."""
        ...

    def members(self, cls: Any) -> Mapping[str, TheirMember]:
        """Return the members of a class by wire name."""
        ...

    def alternatives(self, annotation: Any) -> Iterator[Any]:
        """Yield the parts of a union, without null and without what only wraps a type."""
        ...

    def tag_values(self, cls: Any, name: str) -> list[str]:
        """Return the values of a tag, or nothing if the member is no tag."""
        ...

    def full_name(self, cls: Any) -> str:
        """Return the name of a class for messages."""
        ...


# The walk


@attrs.define
class Case:
    """Something that they have, and what is wrong with it here."""

    theirs: list[str] = attrs.field(factory=list[str])
    problems: list[str] = attrs.field(factory=list[str])


Group: TypeAlias = tuple[type[Record], ...]


class Walk:
    """Collects the cases, by the name that each thing has here."""

    def __init__(self, package: Package, untagged: Mapping[str, type[Record]] | None = None) -> None:
        """Start with no case.

        Args:
            package: reads their types.
            untagged: classes of theirs, by name, that stand for one variant of a union of ours without saying so by a tag.
        """
        self._package = package
        self._untagged = untagged or {}
        self.variants: dict[str, Case] = {}
        self.members: dict[str, Case] = {}
        self.values: dict[str, Case] = {}
        self.required: dict[str, Case] = {}
        self.nulls: dict[str, Case] = {}
        self.pairs: list[tuple[Any, type[Record]]] = []
        """Classes of theirs, and the classes here that have their members."""
        self._seen: set[tuple[Any, Group]] = set()
        self._nowhere: list[tuple[Group, str, str]] = []

    def start(self, theirs: str, annotation: Any, ours: Any) -> None:
        """Compare what two types lead to; a root that is no more, and None, is a failing case itself."""
        case = self._case(self.variants, f"root {theirs}", theirs)
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
        return {cls for _, cls in self.pairs}

    def _case(self, cases: dict[str, Case], label: str, there: str) -> Case:
        case = cases.setdefault(label, Case())
        case.theirs.append(there)
        return case

    def _place(self, annotation: Any, kind: Kind, case: Case, label: str) -> None:
        """Compare what may stand in one place."""
        for part in self._package.alternatives(annotation):
            origin = get_origin(part)
            if origin is Literal:
                self._literal(get_args(part), kind, case, label)
            elif self._package.is_class(part):
                if kind.objects is not None:
                    self._object(part, kind.objects, label)
                elif not (kind.anything or takes(kind, object)):
                    case.problems.append(f"takes no object, as {case.theirs[-1]} does")
            elif isinstance(origin, type):
                if issubclass(origin, Mapping) and keeps_all(kind):
                    continue
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
        elif untagged := self._untagged.get(self._package.full_name(theirs)):
            self._classes(theirs, (untagged,), skip=("type",))
        elif tags := self._package.tag_values(theirs, "type"):
            found = [cls for tag in tags for cls in self._tagged(theirs, tag, objects.tags.get(tag), place)]
            self._classes(theirs, tuple(found), skip=("type", "role"))
        elif isinstance(objects.untagged, type):
            self._classes(theirs, (objects.untagged,), skip=())
        else:
            self._case(self.variants, f"{place}: {theirs.__name__}", self._package.full_name(theirs)).problems.append(
                "has no tag"
            )

    def _tagged(self, theirs: Any, tag: str, ours: Any, place: str) -> Iterator[type[Record]]:
        if isinstance(ours, SubTags):
            for value in self._package.tag_values(theirs, ours.name):
                yield from self._tagged(theirs, f"{tag}, {value}", ours.classes.get(value), place)
            return
        case = self._case(self.variants, f"{place}: {tag}", self._package.full_name(theirs))
        if ours is None:
            case.problems.append(f"has no counterpart of {self._package.full_name(theirs)}")
        else:
            yield ours

    def _classes(self, theirs: Any, group: Group, skip: Collection[str]) -> None:
        """Compare a class of theirs with the classes here that it is: one, unless it has several tags."""
        if not group or (theirs, group) in self._seen:
            return
        self._seen.add((theirs, group))
        for name, member in self._package.members(theirs).items():
            there = f"{self._package.full_name(theirs)}.{name}"
            owners = [(f"{class_name(cls)}.{name}", own) for cls in group for own in members(cls) if own.name == name]
            for label, own in owners:
                if member.nullable and not own.required:
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
        required = {name for name, member in self._package.members(theirs).items() if member.required}
        for own in members(cls):
            if own.required and own.tag is None:
                case = self._case(self.required, f"{class_name(cls)}.{own.name}", self._package.full_name(theirs))
                if own.name not in required:
                    case.problems.append(f"is not required by {self._package.full_name(theirs)}")


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


def name_of(kind: Kind) -> str | None:
    """Return the public name of a union, by its classes."""
    if kind.objects is None:
        return None
    return UNION_NAMES.get(frozenset(kind.objects.classes))


def named_unions() -> dict[frozenset[type], str]:
    named = {name: kind_of(thing) for name, thing in PUBLIC.items() if get_origin(thing) in (Union, UnionType)}
    return {frozenset(kind.objects.classes): name for name, kind in named.items() if kind.objects is not None}


UNION_NAMES = named_unions()


def reachable(package: Package, annotation: Any, seen: set[Any]) -> set[Any]:
    """Return all classes of theirs that a type leads to."""
    for part in package.alternatives(annotation):
        if package.is_class(part) and part not in seen:
            seen.add(part)
            for member in package.members(part).values():
                reachable(package, member.annotation, seen)
        elif get_origin(part) is not Literal:
            for argument in get_args(part):
                reachable(package, argument, seen)
    return seen


def each(cases: Mapping[str, Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("label", "case"), cases.items(), ids=cases)


def told(label: str, case: Case) -> str:
    return "\n".join(f"{label} {problem}" for problem in dict.fromkeys(case.problems))
