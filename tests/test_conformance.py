"""Our classes against the types of the `openai` package, the newest published description of the API.

Both trees of types are walked side by side, theirs as pydantic models and once more as the TypedDicts of requests.
Variants of unions meet by their tags and members by their names, so that only the roots need to be listed. Each member,
value and variant is one test, named after our class: when a newer `openai` has one more, exactly that test fails.
"""

from __future__ import annotations

import importlib
import pkgutil
import types
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

import attrs
import pytest
from typing_extensions import NotRequired, Required, is_typeddict

import realtime_wire as rw
from realtime_wire._schema import Kind, Objects, SubTags, kind_of, members

pydantic = pytest.importorskip("pydantic", reason="openai is not installed, nor what it is made of")
openai_types = pytest.importorskip("openai.types.realtime", reason="openai is not installed")

REALTIME = "openai.types.realtime"

ROOTS: dict[str, Any] = {
    f"{REALTIME}.RealtimeServerEvent": rw.ServerEvent,
    f"{REALTIME}.RealtimeClientEvent": rw.ClientEvent,
    f"{REALTIME}.RealtimeClientEventParam": rw.ClientEvent,
    # In none of the package's unions, though events like the others.
    f"{REALTIME}.ResponseCreateEventWithReferencesParam": rw.ClientEvent,
    f"{REALTIME}.RealtimeTranslationServerEvent": rw.TranslationServerEvent,
    f"{REALTIME}.RealtimeTranslationClientEvent": rw.TranslationClientEvent,
    f"{REALTIME}.RealtimeTranslationClientEventParam": rw.TranslationClientEvent,
    f"{REALTIME}.ConnectClientEventParam": rw.TranslationClientEvent,
    # What goes over HTTP has no tag by which it could be found.
    f"{REALTIME}.ClientSecretCreateParams": rw.RealtimeCreateClientSecretRequest,
    f"{REALTIME}.ClientSecretCreateResponse": rw.RealtimeCreateClientSecretResponse,
    f"{REALTIME}.translations.ClientSecretCreateParams": rw.RealtimeTranslationClientSecretCreateRequest,
    f"{REALTIME}.RealtimeTranslationClientSecretCreateResponse": rw.RealtimeTranslationClientSecretCreateResponse,
    f"{REALTIME}.CallCreateParams": rw.RealtimeCallCreateRequest,
    f"{REALTIME}.CallAcceptParams": rw.RealtimeCallAcceptRequest,
    f"{REALTIME}.CallReferParams": rw.RealtimeCallReferRequest,
    f"{REALTIME}.CallRejectParams": rw.RealtimeCallRejectRequest,
    # Only functions of the package take these, no type of it.
    f"{REALTIME}.RealtimeToolsConfigUnionParam": rw.RealtimeTool,
    f"{REALTIME}.ResponseItemReference": rw.Item,
    "openai.types.webhooks.RealtimeCallIncomingWebhookEvent": rw.WebhookRealtimeCallIncoming,
}
"""Where the walk starts: their type, and ours."""

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


UNION_TYPES = (Union, types.UnionType)


# Their side


@attrs.frozen
class TheirMember:
    annotation: Any
    required: bool


def is_model(part: Any) -> bool:
    return isinstance(part, type) and issubclass(part, pydantic.BaseModel)


def is_class(part: Any) -> bool:
    return is_model(part) or is_typeddict(part)


@cache
def their_members(cls: Any) -> Mapping[str, TheirMember]:
    if is_model(cls):
        return {
            field.alias or name: TheirMember(field.annotation, field.is_required())
            for name, field in cls.model_fields.items()
        }
    # The package postpones evaluation, so only the hints, not the class, know what is Required.
    hints = get_type_hints(cls, include_extras=True)
    return {alias_of(hint) or name: TheirMember(hint, get_origin(hint) is Required) for name, hint in hints.items()}


def alias_of(hint: Any) -> str | None:
    """Return the wire name that a TypedDict keeps in its annotations where Python reserves the word."""
    if get_origin(hint) in (Required, NotRequired):
        return alias_of(get_args(hint)[0])
    infos = getattr(hint, "__metadata__", ())
    return next((info.alias for info in infos if getattr(info, "alias", None)), None)


def alternatives(annotation: Any) -> Iterator[Any]:
    """Yield the parts of a union, without null and without what only wraps a type."""
    origin = get_origin(annotation)
    if origin in UNION_TYPES:
        for part in get_args(annotation):
            yield from alternatives(part)
    elif origin in (Annotated, Required, NotRequired):
        yield from alternatives(get_args(annotation)[0])
    elif annotation is not types.NoneType:
        yield annotation


def tag_values(cls: Any, name: str) -> list[str]:
    """Return the values of a tag, or nothing if the member is no tag."""
    member = their_members(cls).get(name)
    parts = [] if member is None else list(alternatives(member.annotation))
    if all(get_origin(part) is Literal for part in parts):
        return [value for part in parts for value in get_args(part)]
    return []


def reachable(annotation: Any, seen: set[Any]) -> set[Any]:
    """Return all classes of theirs that a type leads to."""
    for part in alternatives(annotation):
        if is_class(part) and part not in seen:
            seen.add(part)
            for member in their_members(part).values():
                reachable(member.annotation, seen)
        elif get_origin(part) is not Literal:
            for argument in get_args(part):
                reachable(argument, seen)
    return seen


def full_name(cls: Any) -> str:
    return f"{cls.__module__.removeprefix(REALTIME + '.')}.{cls.__qualname__}"


def resolve(name: str) -> Any:
    module, _, attribute = name.rpartition(".")
    return getattr(importlib.import_module(module), attribute, None)


# The walk


@attrs.define
class Case:
    """Something that they have, and what is wrong with it here."""

    theirs: list[str] = attrs.field(factory=list[str])
    problems: list[str] = attrs.field(factory=list[str])


Group: TypeAlias = tuple[type[rw.Model], ...]


class Walk:
    """Collects the cases, by the name that each thing has here."""

    def __init__(self) -> None:
        self.variants: dict[str, Case] = {}
        self.members: dict[str, Case] = {}
        self.values: dict[str, Case] = {}
        self.required: dict[str, Case] = {}
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
            labels = [f"{cls.__name__}.{name}" for cls in group]
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
        elif theirs.__name__ in UNTAGGED:
            self._classes(theirs, (UNTAGGED[theirs.__name__],), skip=("type",))
        elif tags := tag_values(theirs, "type"):
            found = [cls for tag in tags for cls in self._tagged(theirs, tag, objects.tags.get(tag), place)]
            self._classes(theirs, tuple(found), skip=("type", "role"))
        elif objects.untagged is not None:
            self._classes(theirs, (objects.untagged,), skip=())
        else:
            self._case(self.variants, f"{place}: {theirs.__name__}", full_name(theirs)).problems.append("has no tag")

    def _tagged(self, theirs: Any, tag: str, ours: Any, place: str) -> Iterator[type[rw.Model]]:
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
            owners = [(f"{cls.__name__}.{name}", own) for cls in group for own in members(cls) if own.name == name]
            for label, own in owners:
                case = self._case(self.members, label, there)
                # Tags have brought the classes together, and an object with any other tag is `Unknown`.
                if name not in skip:
                    self._place(member.annotation, own.kind, case, label)
            if not owners:
                self._nowhere.append((group, name, there))
        for cls in group:
            self._required(theirs, cls)

    def _required(self, theirs: Any, cls: type[rw.Model]) -> None:
        required = {name for name, member in their_members(theirs).items() if member.required}
        for own in members(cls):
            if own.required and own.tag is None:
                case = self._case(self.required, f"{cls.__name__}.{own.name}", full_name(theirs))
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


def name_of(kind: Kind) -> str | None:
    """Return the public name of a union, by its classes."""
    if kind.objects is None:
        return None
    return UNION_NAMES.get(frozenset(kind.objects.classes))


def named_unions() -> dict[frozenset[type], str]:
    named = {name: kind_of(getattr(rw, name)) for name in rw.__all__ if get_origin(getattr(rw, name)) in UNION_TYPES}
    return {frozenset(kind.objects.classes): name for name, kind in named.items() if kind.objects is not None}


UNION_NAMES = named_unions()


def walk() -> Walk:
    made = Walk()
    for theirs, ours in ROOTS.items():
        made.start(theirs, ours)
    made.finish()
    return made


WALK = walk()


def their_classes() -> dict[str, Any]:
    """Return all classes that the package defines for this API, by name."""
    names = [module.name for module in pkgutil.walk_packages(openai_types.__path__, f"{REALTIME}.")]
    found = [cls for name in names for cls in vars(importlib.import_module(name)).values() if is_class(cls)]
    return {full_name(cls): cls for cls in found if cls.__module__.startswith(REALTIME)}


def compared() -> set[Any]:
    seen: set[Any] = set()
    for theirs in ROOTS:
        reachable(resolve(theirs), seen)
    return seen


COMPARED = compared()


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


@each(WALK.required)
def test_nothing_is_required_that_the_package_leaves_open(label: str, case: Case) -> None:
    assert bool(case.problems) == (label in REQUIRED_HERE), told(label, case)


def test_the_walk_went_all_the_way() -> None:
    # A walk that stops early must not pass for a clean one.
    assert len(WALK.variants) > 100
    assert len(WALK.members) > 500
    assert len(WALK.values) > 100
    assert len(WALK.required) > 150
