"""What a class's annotations say, read once and kept as data.

The converter's hooks, the fast lane, the test strategies and the documentation are all derived from `members` and
`kind_of`; nothing else reads what an annotation says. A member is what its annotation and its default make it:

==================================  ========================================================================
``name: str``                       required
``name: str | None``                required, and null is one of its values
``name: str | None = None``         optional: absent, or null, or a string
``name: Nullable[str] = None``      the same, and null is to be expected
``name: AlwaysSent[str] = None``    optional, but objects that are built without it send a null
``type: Literal["a", "b"] = "a"``   a tag: required, one of these, and the first if an object is built without it
==================================  ========================================================================
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import attrs

from .once import ByClass
from .places import ALWAYS_SENT, NULLABLE, Mark
from .record import Raw, Record, array_map, wire_map
from .values import json_map, tuple_of_list

__all__ = ["Kind", "Member", "Objects", "SubTags", "completed", "kind_of", "members", "required_of", "tag_names"]


@attrs.frozen(eq=False)
class Objects:
    """The classes that a JSON object may become, and how to tell which."""

    classes: tuple[type[Record], ...]
    """All of them, in the order of the union."""

    tags: Mapping[str, type[Record] | SubTags]
    """The class for each value of `type`; where a second tag decides, the table for that."""

    untagged: type[Record] | SubTags | None
    """The class for an object whose `type` is absent or null, or the table for these."""

    unknown: type[Raw] | None
    """The class for every other object; None if there is none to take it."""

    malformed: type[Raw] | None
    """The class for an object that is malformed; None if such is refused."""

    @property
    def are_events(self) -> bool:
        """Whether all classes are events, as there is the class for unknown events beside them."""
        return self.unknown is not None and self.unknown.__keeps_events__

    def class_of(self, obj: Mapping[str, Any]) -> type[Record] | None:
        """Return the class that a JSON object is of by its tags; None if it is of none of these."""
        tag = obj.get("type")
        if tag is None:
            found = self.untagged
            if found is not None and not isinstance(found, SubTags):
                return found if required_of(found) <= obj.keys() else None
        else:
            found = self.tags.get(tag) if isinstance(tag, str) else None
        if isinstance(found, SubTags):
            return found.class_of(obj)
        if found is not None and found.__other_shape__ in obj and not required_of(found) <= obj.keys():
            return None
        return found


@attrs.frozen(eq=False)
class SubTags:
    """The classes that share a `type`, by the value of another member: the `role` of a message."""

    name: str
    classes: Mapping[str, type[Record]]

    def class_of(self, obj: Mapping[str, Any]) -> type[Record] | None:
        """Return the class of a JSON object by its second tag; None if that is of none of these."""
        tag = obj.get(self.name)
        return self.classes.get(tag) if isinstance(tag, str) else None


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
    """Whether null is a value here like any other; never so in an optional member, where it is a matter of presence."""
    anything: bool = False

    array: Kind | None = None
    """What the elements of an array may be."""

    map: Kind | None = None
    """What the values of a free-form object may be."""

    objects: Objects | None = None
    """What the classes of an object with declared members are."""

    marks: frozenset[Mark] = frozenset()
    """What the place is beyond its JSON type."""

    @property
    def forms(self) -> tuple[str, ...]:
        """The names of what is set above: in which forms a value may come."""
        return tuple(form for form in _FORMS if getattr(self, form))

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


_FORMS = ("strings", "integer", "number", "boolean", "null", "anything", "array", "map", "objects")


@attrs.frozen(eq=False)
class Member:
    """One declared member of a class."""

    name: str
    kind: Kind
    required: bool
    tag: str | None
    """The value that objects built without it get, if it is a tag; None if it is not."""

    @property
    def nullable(self) -> bool:
        """Whether a null is to be expected, and not only possible as in every optional member."""
        return NULLABLE in self.kind.marks or self.always_sent

    @property
    def always_sent(self) -> bool:
        """Whether objects that are built without it have a null there."""
        return ALWAYS_SENT in self.kind.marks


def members(cls: type[Record]) -> tuple[Member, ...]:
    """Return the members that a class declares, in order.

    Raises:
        TypeError: the class is not declared as it has to be.
    """
    return _MEMBERS[cls]


def _members(cls: type[Record]) -> tuple[Member, ...]:
    _refuse_undeclared(cls)
    return tuple(_member(cls, a) for a in attrs.fields(cls) if not a.name.startswith("_"))


_MEMBERS: ByClass[tuple[Member, ...]] = ByClass(_members)


def _refuse_undeclared(cls: type[Record]) -> None:
    """Refuse a class whose members are declared with attrs alone."""
    has_members = "__attrs_attrs__" in cls.__dict__ and any(not a.name.startswith("_") for a in attrs.fields(cls))
    if has_members and "__declared__" not in cls.__dict__:
        msg = f"{cls.__name__} is not declared with realtime_wire.frozen"
        raise TypeError(msg)


def required_of(cls: type[Record]) -> frozenset[str]:
    """Return the members that every object of a class has, apart from its tag."""
    return _REQUIRED[cls]


_REQUIRED: ByClass[frozenset[str]] = ByClass(
    lambda cls: frozenset(m.name for m in members(cls) if m.required and m.name != "type")
)


def tag_names(cls: type[Record]) -> tuple[str, ...]:
    """Return the values that the `type` of a class has if that is a tag, the name of today first; none if it is not."""
    return next((m.kind.documented for m in members(cls) if m.name == "type" and m.tag is not None), ())


def _member(cls: type[Record], a: attrs.Attribute[Any]) -> Member:
    annotation: Any = a.type
    kind = kind_of(annotation)
    if a.default is None:
        return Member(a.name, attrs.evolve(kind, null=False), required=False, tag=None)
    if a.default is attrs.NOTHING:
        return Member(a.name, kind, required=True, tag=None)
    if not isinstance(kind.strings, tuple) or a.default not in kind.strings:
        msg = (
            f"{cls.__name__}.{a.name} has a default that would be sent without having been there: "
            "the default of an optional member is None, and that of a tag one of its values"
        )
        raise TypeError(msg)
    return Member(a.name, kind, required=True, tag=a.default)


@cache
def kind_of(annotation: Any) -> Kind:
    """Read an annotation.

    Raises:
        TypeError: it describes no JSON.
    """
    kind = Kind()
    classes: list[type] = []
    parts, marks = _parts(annotation)
    for part in parts:
        origin = get_origin(part)
        if origin is Literal and all(isinstance(value, str) for value in get_args(part)):
            kind = attrs.evolve(kind, documented=kind.documented + get_args(part))
        elif origin is tuple and get_args(part)[1:] == (...,):
            kind = attrs.evolve(kind, array=kind_of(get_args(part)[0]))
        elif origin is Mapping:
            kind = attrs.evolve(kind, map=kind_of(get_args(part)[1]))
        elif part in _PLAIN:
            kind = attrs.evolve(kind, **_PLAIN[part])
        elif origin is None and isinstance(part, type) and hasattr(part, "__declared__"):
            classes.append(part)
        else:
            if origin is None and isinstance(part, type) and issubclass(part, Record):
                _refuse_undeclared(part)
            msg = f"no JSON is described by {part!r}"
            raise TypeError(msg)
    if kind.documented and not kind.strings:
        kind = attrs.evolve(kind, strings=kind.documented)
    if classes and kind.map is not None:
        msg = f"nothing in JSON tells {classes[0].__name__} and a mapping apart"
        raise TypeError(msg)
    objects = _objects(classes) if classes else None
    return attrs.evolve(kind, objects=objects, marks=frozenset(marks))


_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"strings": True},
    int: {"integer": True},
    float: {"number": True, "integer": True},
    bool: {"boolean": True},
    types.NoneType: {"null": True},
    Any: {"anything": True},
}


def _parts(annotation: Any) -> tuple[list[Any], list[Mark]]:
    """Return what an annotation allows one by one, and what it says of the place."""
    origin = get_origin(annotation)
    if origin is Annotated:
        parts, marks = _parts(annotation.__origin__)
        return parts, [*marks, *(mark for mark in annotation.__metadata__ if isinstance(mark, Mark))]
    if origin not in (Union, types.UnionType):
        return [annotation], []
    inner = [_parts(part) for part in get_args(annotation)]
    return [part for parts, _ in inner for part in parts], [mark for _, marks in inner for mark in marks]


def _objects(classes: list[type]) -> Objects:
    """Put together what tells classes apart.

    Raises:
        TypeError: nothing does for two of them.
    """
    known = [cls for cls in classes if issubclass(cls, Record)]
    raw = [cls for cls in classes if issubclass(cls, Raw)]
    malformed = [cls for cls in raw if cls.__keeps_malformed__ and len(classes) > 1]
    unknown = [cls for cls in raw if cls not in malformed]
    if len(unknown) > 1:
        raise _alike(*unknown[:2])
    sharing: dict[str | None, list[type[Record]]] = {}
    for cls in known:
        tag = next((member for member in members(cls) if member.name == "type"), None)
        values = tag.kind.strings if tag is not None else ()
        if tag is None or not tag.required or not isinstance(values, tuple):
            sharing.setdefault(None, []).append(cls)
        for value in values if isinstance(values, tuple) else ():
            sharing.setdefault(value, []).append(cls)
    told = {value: _told_apart(group) for value, group in sharing.items()}
    untagged = told.pop(None, None)
    tags = {value: found for value, found in told.items() if value is not None}
    taken = [cls for found in (*tags.values(), untagged) for cls in _classes_in(found)]
    return Objects(
        classes=tuple(cls for cls in known if cls in taken),
        tags=tags,
        untagged=untagged,
        unknown=unknown[0] if unknown else None,
        malformed=malformed[0] if malformed else None,
    )


def _classes_in(found: type[Record] | SubTags | None) -> Iterable[type[Record]]:
    if found is None:
        return ()
    return found.classes.values() if isinstance(found, SubTags) else (found,)


def _told_apart(group: list[type[Record]]) -> type[Record] | SubTags:
    """Tell the classes apart that share a `type`, by another tag that all of them have."""
    # A subclass is declared to take the place of its base.
    group = [cls for cls in group if not any(other is not cls and issubclass(other, cls) for other in group)]
    if len(group) == 1:
        return group[0]
    shared = [
        {
            member.name: member.kind.strings
            for member in members(cls)
            if member.tag is not None and member.name != "type"
        }
        for cls in group
    ]
    for name in shared[0]:
        if all(name in each for each in shared):
            values = [(value, cls) for each, cls in zip(shared, group, strict=True) for value in _strings(each[name])]
            table = dict(values)
            if len(table) == len(values):
                return SubTags(name, table)
    raise _alike(*group[:2])


def _strings(allowed: bool | tuple[str, ...]) -> tuple[str, ...]:  # noqa: FBT001  what `Kind.strings` is
    return allowed if isinstance(allowed, tuple) else ()


def _alike(one: type, other: type) -> TypeError:
    names = [one.__name__, other.__name__]
    if one.__name__ == other.__name__:
        names = [f"{cls.__module__}.{cls.__qualname__}" for cls in (one, other)]
    return TypeError(f"nothing in JSON tells {names[0]} and {names[1]} apart")


def completed(member: attrs.Attribute[Any]) -> attrs.Attribute[Any]:
    """Give an attrs field for free-form JSON the converter that copies it, and one for an array that which takes a list.

    Fields for arrays declare theirs where checkers shall know that they take any iterable.
    """
    # The kind of each member would take a good part of an import; most are never asked for.
    annotation: Any = member.type
    if member.converter is not None:  # pyright: ignore[reportUnknownMemberType]  attrs leaves its types open
        return member
    if _has(annotation, Mapping):
        kind = kind_of(annotation)
        if kind.map is not None and kind.map.array is not None:
            return member.evolve(converter=array_map)
        if kind.map is not None:
            return member.evolve(converter=json_map if kind.map.objects is None else wire_map)
    return member.evolve(converter=tuple_of_list) if _has(annotation, tuple) else member


def _has(annotation: Any, origin: Any) -> bool:
    """Tell whether there is such a type somewhere in an annotation, in a fraction of the time that it takes to read it."""
    if type(annotation) in (type, str):  # `__class__` of `tuple[str, ...]` is that of `tuple` before Python 3.11
        return False
    if getattr(annotation, "__origin__", None) is origin:
        return True
    return any(_has(each, origin) for each in getattr(annotation, "__args__", ()))
