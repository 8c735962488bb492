"""What a class's annotations say, read once and kept as data.

The converter's hooks, the fast lane, the test strategies and the documentation are all derived from `members` and
`kind_of`; nothing else reads what an annotation says.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

import attrs

from ._model import Model, Raw, json_map, wire_map

__all__ = ["Kind", "Member", "Objects", "SubTags", "completed", "kind_of", "members", "required_of"]


@attrs.frozen(eq=False)
class Objects:
    """The classes that a JSON object may become, and how to tell which."""

    classes: tuple[type[Model], ...]
    """All of them, in the order of the union."""

    tags: Mapping[str, type[Model] | SubTags]
    """The class for each value of `type`; where a second tag decides, the table for that."""

    untagged: type[Model] | None
    """The class for an object whose `type` is absent or null."""

    unknown: type[Raw] | None
    """The class for every other object; None if there is none to take it."""

    malformed: type[Raw] | None
    """The class for an object that is malformed; None if such is refused."""

    def class_of(self, obj: Mapping[str, Any]) -> type[Model] | None:
        """Return the class that a JSON object is of by its tags; None if it is of none of these."""
        tag = obj.get("type")
        if tag is None:
            cls = self.untagged
            return cls if cls is not None and required_of(cls) <= obj.keys() else None
        found = self.tags.get(tag) if isinstance(tag, str) else None
        if isinstance(found, SubTags):
            role = obj.get(found.name)
            return found.classes.get(role) if isinstance(role, str) else None
        if found is not None and found.__pre_ga_shape__ in obj and not required_of(found) <= obj.keys():
            return None
        return found


@attrs.frozen(eq=False)
class SubTags:
    """The classes that share a `type`, by the value of another member: the `role` of a message."""

    name: str
    classes: Mapping[str, type[Model]]


@attrs.frozen(eq=False)
class Kind:
    """What a place in JSON may hold, by JSON type."""

    strings: bool | tuple[str, ...] = False
    """True for any string, a tuple for these only."""

    documented: tuple[str, ...] = ()
    """The values that are documented for an open string."""

    integer: bool = False
    number: bool = False
    boolean: bool = False
    null: bool = False
    """Whether null is a value here like any other; never so in a member, where it is a matter of presence."""
    anything: bool = False

    array: Kind | None = None
    """What the elements of an array may be."""

    map: Kind | None = None
    """What the values of a free-form object may be."""

    objects: Objects | None = None
    """What the classes of an object with declared members are."""

    @property
    def plain(self) -> bool:
        """Whether no class and no free-form JSON is inside, so that values need no conversion."""
        return not (self.anything or self.map or self.objects) and (self.array is None or self.array.plain)

    @property
    def expected(self) -> str:
        """The kind in words, for messages about JSON."""
        return self.in_words(["object"])

    def in_words(self, objects: list[str]) -> str:
        """Return the kind in words, of which those are given for what an object may be."""
        if self.anything:
            return "any JSON value"
        words = [f'"{value}"' for value in self.strings] if isinstance(self.strings, tuple) else []
        for word, is_one in (
            ("string", self.strings is True),
            ("integer", self.integer and not self.number),
            ("number", self.number),
            ("boolean", self.boolean),
            ("array", self.array is not None),
        ):
            words += [word] if is_one else []
        words += objects if self.map is not None or self.objects is not None else []
        words += ["null"] if self.null else []
        return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


@attrs.frozen(eq=False)
class Member:
    """One declared member of a class."""

    name: str
    kind: Kind
    required: bool
    tag: str | None
    """The value that objects built without it get, if it is a tag; None if it is not."""


_MEMBERS: dict[type, tuple[Member, ...]] = {}


def members(cls: type[Model]) -> tuple[Member, ...]:
    """Return the members that a class declares, in order."""
    if cls not in _MEMBERS:
        _MEMBERS[cls] = tuple(_member(a) for a in attrs.fields(cls) if not a.name.startswith("_"))
    return _MEMBERS[cls]


_REQUIRED: dict[type[Model], frozenset[str]] = {}


def required_of(cls: type[Model]) -> frozenset[str]:
    """Return the members that every object of a class has, apart from its tag."""
    if cls not in _REQUIRED:
        _REQUIRED[cls] = frozenset(m.name for m in members(cls) if m.required and m.name != "type")
    return _REQUIRED[cls]


def _member(a: attrs.Attribute[Any]) -> Member:
    annotation: Any = a.type
    return Member(
        name=a.name,
        kind=attrs.evolve(kind_of(annotation), null=False),
        required=a.default is not None,
        tag=a.default if isinstance(a.default, str) else None,
    )


@cache
def kind_of(annotation: Any) -> Kind:
    """Read an annotation.

    Raises:
        TypeError: it describes no JSON.
    """
    kind = Kind()
    classes: list[type] = []
    for part in _parts(annotation):
        origin = get_origin(part)
        if origin is Literal and all(isinstance(value, str) for value in get_args(part)):
            kind = attrs.evolve(kind, documented=kind.documented + get_args(part))
        elif origin is tuple and get_args(part)[1:] == (...,):
            kind = attrs.evolve(kind, array=kind_of(get_args(part)[0]))
        elif origin is Mapping:
            kind = attrs.evolve(kind, map=kind_of(get_args(part)[1]))
        elif part in _PLAIN:
            kind = attrs.evolve(kind, **_PLAIN[part])
        elif origin is None and isinstance(part, type) and issubclass(part, Model | Raw) and part not in (Model, Raw):
            classes.append(part)
        else:
            msg = f"no JSON is described by {part!r}"
            raise TypeError(msg)
    if kind.documented and not kind.strings:
        kind = attrs.evolve(kind, strings=kind.documented)
    return attrs.evolve(kind, objects=_objects(classes)) if classes else kind


_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"strings": True},
    int: {"integer": True},
    float: {"number": True, "integer": True},
    bool: {"boolean": True},
    types.NoneType: {"null": True},
    Any: {"anything": True},
}


def _parts(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) in (Union, types.UnionType):
        return get_args(annotation)
    return (annotation,)


def _objects(classes: list[type]) -> Objects:
    """Put together what tells classes apart.

    Raises:
        TypeError: nothing does for two of them.
    """
    known = tuple(cls for cls in classes if issubclass(cls, Model))
    raw = [cls for cls in classes if issubclass(cls, Raw)]
    malformed = [cls for cls in raw if cls.__keeps_malformed__ and len(classes) > 1]
    unknown = [cls for cls in raw if cls not in malformed]
    if len(unknown) > 1:
        raise _alike(*unknown)
    tags: dict[str, type[Model] | SubTags] = {}
    untagged: type[Model] | None = None
    for cls in known:
        tag = {member.name: member for member in members(cls)}.get("type")
        values = tag.kind.strings if tag is not None else ()
        if tag is None or not tag.required or not isinstance(values, tuple):
            if untagged is not None:
                raise _alike(untagged, cls)
            untagged = cls
        if isinstance(values, tuple):
            tags.update({value: _with(tags.get(value), cls) for value in values})
    return Objects(known, tags, untagged, unknown[0] if unknown else None, malformed[0] if malformed else None)


def _alike(one: type, other: type) -> TypeError:
    return TypeError(f"nothing in JSON tells {one.__name__} and {other.__name__} apart")


def _with(taken: type[Model] | SubTags | None, cls: type[Model]) -> type[Model] | SubTags:
    """Add a class to what its tag stood for already."""
    if taken is None:
        return cls
    by_role = dict(taken.classes) if isinstance(taken, SubTags) else {_role_of(taken): taken}
    role = _role_of(cls)
    if role is None or None in by_role or role in by_role:
        raise _alike(next(iter(by_role.values())), cls)
    return SubTags("role", {**by_role, role: cls})


def _role_of(cls: type[Model]) -> Any:
    """Return the fixed value of the member `role`; None if there is none."""
    return next((member.tag for member in members(cls) if member.name == "role"), None)


def completed(member: attrs.Attribute[Any]) -> attrs.Attribute[Any]:
    """Give an attrs field for free-form JSON the converter that copies it."""
    # The kind of each member would take a good part of an import; most are never asked for.
    annotation: Any = member.type
    if not any(get_origin(part) is Mapping for part in _parts(annotation)):
        return member
    kind = kind_of(annotation)
    return member.evolve(converter=json_map if kind.map is None or kind.map.objects is None else wire_map)
