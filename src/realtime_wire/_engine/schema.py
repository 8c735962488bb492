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
from collections.abc import Callable, Collection, Mapping
from functools import cache
from inspect import get_annotations
from typing import Annotated, Any, Literal, TypeAlias, Union, cast, get_args, get_origin

import attrs

from .depth import MAX_DEPTH
from .mistakes import no_type
from .once import ByClass
from .places import ALWAYS_SENT, NULLABLE, Mark
from .record import Raw, Record
from .values import json_copy, json_map, pairs_of, tuple_of_list

__all__ = [
    "FreeForm",
    "Kind",
    "Member",
    "Objects",
    "SubTags",
    "Types",
    "classes_in",
    "completed",
    "kind_of",
    "member_of",
    "members",
    "name_of_marked",
    "refused",
    "required_of",
    "tag_names",
    "variants",
]


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
        return ALWAYS_SENT in self.kind.marks and not self.required


def members(cls: type[Record]) -> tuple[Member, ...]:
    """Return the members that a class declares, in order.

    Raises:
        TypeError: the class is not declared as it has to be.
    """
    return _MEMBERS[cls]


def member_of(cls: type[Record], name: str) -> Member | None:
    """Return the member of a name that a class declares; None if it declares none."""
    return next((member for member in members(cls) if member.name == name), None)


def _members(cls: type[Record]) -> tuple[Member, ...]:
    _refuse_undeclared(cls)
    return tuple(_member(cls, a) for a in attrs.fields(cls) if not a.name.startswith("_"))


_MEMBERS: ByClass[tuple[Member, ...]] = ByClass(_members)


def _refuse_undeclared(cls: type[Record]) -> None:
    """Refuse a class whose members are declared with attrs alone, or with annotations that nothing has read."""
    known = {a.name for a in attrs.fields(cls)}
    has_members = "__attrs_attrs__" in cls.__dict__ and any(not name.startswith("_") for name in known)
    is_read = all(name in known or "ClassVar" in str(told) for name, told in get_annotations(cls).items())
    if "__declared__" not in cls.__dict__ and (has_members or not is_read):
        msg = f"{cls.__name__} is not declared with realtime_wire.frozen"
        raise TypeError(msg)


def name_of_marked(mark: Mark, alias: str, base: str) -> ByClass[str]:
    """Return a table of classes over a base that is for one member of a kind: of each class the name of that member.

    Args:
        mark: what the member has.
        alias: what it is annotated with.
        base: what the base is called.
    """

    def name_in(cls: type[Record]) -> str:
        names = [member.name for member in members(cls) if mark in member.kind.marks]
        if len(names) != 1:
            msg = f"{cls.__name__} has {len(names)} members of {alias}: a class over {base} has one"
            raise TypeError(msg)
        return names[0]

    return ByClass(name_in)


def required_of(cls: type[Record]) -> frozenset[str]:
    """Return the members that every object of a class has, apart from its tag."""
    return _REQUIRED[cls]


_REQUIRED: ByClass[frozenset[str]] = ByClass(
    lambda cls: frozenset(m.name for m in members(cls) if m.required and m.name != "type")
)


def tag_names(cls: type[Record]) -> tuple[str, ...]:
    """Return the values that the `type` of a class has if that is a tag, the name of today first; none if it is not."""
    tag = member_of(cls, "type")
    if tag is None or tag.tag is None:
        return ()
    # Not as the kind has them: to Python, `Literal["a", "b"]` and `Literal["b", "a"]` are one.
    return (tag.tag, *(name for name in tag.kind.documented if name != tag.tag))


def _member(cls: type[Record], a: attrs.Attribute[Any]) -> Member:
    annotation: Any = a.type
    try:
        kind = kind_of(annotation)
    except TypeError as error:
        msg = f"{cls.__name__}.{a.name}: {error}"
        raise TypeError(msg) from None
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


def kind_of(annotation: Any) -> Kind:
    """Read an annotation.

    Raises:
        TypeError: it describes no JSON.
    """
    try:
        return _kind_of(annotation)
    except TypeError as error:
        raise refused(annotation, error) from None


def refused(annotation: Any, error: TypeError) -> TypeError:
    """Return what to say of an annotation at which something has failed: what was said, but of what cannot be hashed."""
    try:
        hash(annotation)
    except TypeError:
        return no_type(annotation)
    return error


@cache
def _kind_of(annotation: Any) -> Kind:
    kind = Kind()
    classes: list[type] = []
    parts, marks = _parts(annotation)
    for part in parts:
        origin = get_origin(part)
        if origin is Literal and all(isinstance(value, str) for value in get_args(part)):
            kind = attrs.evolve(kind, documented=kind.documented + get_args(part))
        elif origin is tuple and get_args(part)[1:] == (...,):
            kind = attrs.evolve(kind, array=kind_of(get_args(part)[0]))
        elif origin is Mapping and get_args(part)[0] is str:
            kind = attrs.evolve(kind, map=kind_of(get_args(part)[1]))
        elif part in _PLAIN:
            kind = attrs.evolve(kind, **_PLAIN[part])
        elif origin is None and isinstance(part, type) and hasattr(part, "__declared__"):
            classes.append(part)
        else:
            if origin is None and isinstance(part, type) and issubclass(part, Record):
                _refuse_undeclared(part)
            raise no_type(part, _INSTEAD.get(part if origin is None else origin, ""))
    if kind.documented and not kind.strings:
        kind = attrs.evolve(kind, strings=kind.documented)
    if classes and kind.map is not None:
        msg = f"nothing in JSON tells {classes[0].__name__} and a mapping apart"
        raise TypeError(msg)
    objects = _objects(classes) if classes else None
    return attrs.evolve(kind, objects=objects, marks=frozenset(marks))


_INSTEAD: dict[Any, str] = {
    list: ": an array is a tuple[..., ...]",
    tuple: ": an array is a tuple[..., ...]",
    dict: ": an object is a Mapping[str, ...]",
    Mapping: ": an object is a Mapping[str, ...]",
}
"""What is declared instead of what people may think of first."""


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
        tag = member_of(cls, "type")
        values = tag.kind.strings if tag is not None else ()
        if tag is None or not tag.required or not isinstance(values, tuple):
            sharing.setdefault(None, []).append(cls)
        for value in values if isinstance(values, tuple) else ():
            sharing.setdefault(value, []).append(cls)
    told = {value: _told_apart(group) for value, group in sharing.items()}
    untagged = told.pop(None, None)
    tags = {value: found for value, found in told.items() if value is not None}
    taken = [cls for found in (*tags.values(), untagged) for cls in classes_in(found)]
    return Objects(
        classes=tuple(cls for cls in known if cls in taken),
        tags=tags,
        untagged=untagged,
        unknown=unknown[0] if unknown else None,
        malformed=malformed[0] if malformed else None,
    )


def classes_in(found: type[Record] | SubTags | None) -> Collection[type[Record]]:
    """Return the classes that a tag stands for: one, those that a second tag tells apart, or none."""
    if found is None:
        return ()
    return found.classes.values() if isinstance(found, SubTags) else (found,)


Types: TypeAlias = "tuple[str | None, ...] | None"
"""Values of `type`, of which None stands for an absent one, or null. None instead of a tuple: all that a class declares."""


@cache
def variants(objects: Objects) -> list[tuple[type[Record], Types]]:
    """Return the classes of a union, and with which values of `type` an object is of each of them there.

    A class may be there for some of its own values alone: for the others, another has taken its place.
    """
    if objects.unknown is None and len(objects.classes) == 1:
        return [(objects.classes[0], None)]  # nothing is asked where there is no choice
    pairs = [(cls, _types_of(cls, objects)) for cls in objects.classes]
    return [(cls, types) for cls, types in pairs if types is None or types]


def _types_of(cls: type[Record], objects: Objects) -> Types:
    member = member_of(cls, "type")
    if member is None:
        return None
    strings = member.kind.strings
    declared = strings if isinstance(strings, tuple) else ()
    named = [value for value in declared if cls in classes_in(objects.tags.get(value))]
    unnamed = [None] if not member.required and cls in classes_in(objects.untagged) else []
    are_all = strings is not True and not member.kind.null and (member.required or bool(unnamed))
    return None if are_all and len(named) == len(declared) else (*named, *unnamed)


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


class FreeForm:
    """The converter of a member with free-form JSON in it: copies that, and turns lists into tuples where arrays are."""

    def __init__(self, kind: Kind, first: Callable[[Any], Any] | None = None) -> None:
        """Prepare to convert; `first` is the converter that the field declares, if any."""
        self._kind = kind
        self._first = first

    def __call__(self, value: Any) -> Any:
        """Convert what people give.

        Raises:
            TypeError: something in it has no JSON form.
            ValueError: a number in it is NaN or infinite, or it nests deeper than texts may.
        """
        return _taken(self._kind, value if self._first is None else self._first(value))


def _taken(kind: Kind, value: Any) -> Any:
    if value is None or isinstance(value, (Record, Raw)):
        return value
    if kind.map is not None and (isinstance(value, Mapping) or _is_map_alone(kind)):
        inner = kind.map
        return {name: _taken(inner, item) for name, item in pairs_of(value)}
    if kind.array is not None and isinstance(value, (list, tuple)):
        inner = kind.array
        return tuple([_taken(inner, item) for item in cast("list[Any]", value)])
    return json_copy(value, MAX_DEPTH - 1) if kind.anything else value


def _is_map_alone(kind: Kind) -> bool:
    """Tell whether nothing but a map has a place there, so that whoever gives something else is told of that."""
    return set(kind.forms) <= {"map", "null"}


def completed(member: attrs.Attribute[Any]) -> attrs.Attribute[Any]:
    """Give an attrs field for free-form JSON the converter that copies it, and one for an array that which takes a list.

    Fields for arrays declare theirs where checkers shall know that they take any iterable.
    """
    # The kind of each member would take a good part of an import; most are never asked for.
    annotation: Any = member.type
    declared = cast("Any", member).converter  # attrs leaves its types open
    if _has(annotation, Mapping) or _has(annotation, Any):
        kind = kind_of(annotation)
        if declared is None and kind.map is not None and kind.map.anything and _is_map_alone(kind):
            return member.evolve(converter=json_map)
        return member.evolve(converter=FreeForm(kind, declared))
    return member.evolve(converter=tuple_of_list) if declared is None and _has(annotation, tuple) else member


def _has(annotation: Any, origin: Any) -> bool:
    """Tell whether there is such a type somewhere in an annotation, in a fraction of the time that it takes to read it."""
    if type(annotation) in (type, str):  # `__class__` of `tuple[str, ...]` is that of `tuple` before Python 3.11
        return False
    if annotation is origin or getattr(annotation, "__origin__", None) is origin:
        return True
    return any(_has(each, origin) for each in getattr(annotation, "__args__", ()))
