"""How malformed payloads are drawn: what would decode but for one fault, and where that is.

What lives here is for `strategies` and needs hypothesis. The fault is a value of a wrong JSON type somewhere, another
string where only certain ones may be, or a required member that is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from realtime_wire._engine.errors import json_type
from realtime_wire._engine.record import Record
from realtime_wire._engine.schema import Kind, Member, Objects, SubTags, Types, members, required_of, variants

from ._drawn import (
    NAMES,
    Choice,
    How,
    by_json_type,
    class_values,
    either,
    holds_objects,
    named,
    once,
    strings_but,
    values,
    weight,
    without,
)

__all__ = ["Fault", "faults", "object_faults"]

Json: TypeAlias = Any
Dict: TypeAlias = "dict[str, Any]"


@attrs.frozen(eq=False)
class Fault:
    """A payload with one fault, and what a `DecodeError` must tell of it."""

    payload: Json
    steps: tuple[str | int | None, ...]
    """The member names and array indexes on the way to it; None for the key of a free-form map."""
    expected: str
    found: str


@once
def faults(kind: Kind, how: How) -> SearchStrategy[Fault]:
    """Draw payloads that are of a kind but for one fault.

    Raises:
        ValueError: anything at all is of this kind.
    """
    return _some(_faults(kind, how, nullable=False))


@once
def object_faults(objects: Objects, how: How) -> SearchStrategy[Fault]:
    """Draw JSON objects that are of a class but for one fault.

    Raises:
        ValueError: there is no such class.
    """
    return _some(_object_faults(objects, how))


def _some(choices: list[Choice[Fault]]) -> SearchStrategy[Fault]:
    if not choices:
        msg = "nothing of this type can be malformed"
        raise ValueError(msg)
    return either(choices)


def _faults(kind: Kind, how: How, *, nullable: bool) -> list[Choice[Fault]]:
    if kind.anything:
        return []
    expected = kind.expected
    right = [name for name, is_right in (*_json_types(kind), ("null", nullable)) if is_right]
    wrong = [(1, drawn) for name, drawn in by_json_type(wild=how.wild).items() if name not in right]
    if isinstance(kind.strings, tuple):
        wrong.append((3, strings_but(kind.strings)))
    choices = [(1, either(wrong).map(lambda value: Fault(value, (), expected, _wrong(value, kind))))]
    if kind.array is not None and (inside := _faults(kind.array, how, nullable=False)):
        some = st.lists(values(kind.array, how), max_size=2)
        choices.append((1 + _depth(kind.array), st.builds(_in_array, some, either(inside), some)))
    if kind.map is not None and (inside := _faults(kind.map, how, nullable=False)):
        others = st.dictionaries(NAMES, values(kind.map, how), max_size=2)
        choices.append((1 + _depth(kind.map), st.builds(_in_map, others, NAMES, either(inside))))
    if kind.objects is not None:
        choices += _object_faults(kind.objects, how)
    return choices


def _depth(kind: Kind) -> int:
    """Tell how often to look for a fault further down."""
    return 3 if holds_objects(kind) else 1


def _json_types(kind: Kind) -> list[tuple[str, bool]]:
    """Tell which JSON types a place may hold."""
    return [
        ("string", bool(kind.strings)),
        ("integer", kind.integer),
        ("number", kind.number),
        ("boolean", kind.boolean),
        ("null", kind.null),
        ("array", kind.array is not None),
        ("object", kind.map is not None or kind.objects is not None),
    ]


def _wrong(value: Json, kind: Kind) -> str:
    return "another string" if isinstance(value, str) and kind.strings else json_type(value)


def _in_array(before: list[Json], fault: Fault, after: list[Json]) -> Fault:
    return attrs.evolve(fault, payload=[*before, fault.payload, *after], steps=(len(before), *fault.steps))


def _in_map(others: Dict, name: str, fault: Fault) -> Fault:
    return attrs.evolve(fault, payload={**others, name: fault.payload}, steps=(None, *fault.steps))


def _in_object(obj: Dict, name: str, fault: Fault) -> Fault:
    return attrs.evolve(fault, payload={**obj, name: fault.payload}, steps=(name, *fault.steps))


def _object_faults(objects: Objects, how: How) -> list[Choice[Fault]]:
    if objects.unknown is None and len(objects.classes) == 1:
        return [(3, _class_faults(objects.classes[0], how, selected=frozenset(), may_lack=True))]
    choices: list[Choice[Fault]] = []
    for cls, types in variants(objects):
        # What selects the class cannot be wrong in it: the object would be of another class.
        shared = [name for name, classes in _second_tags(objects).values() if cls in classes.values()]
        selected = frozenset({"type", *shared})
        may_lack = cls is not objects.untagged
        if any(_may_be_wrong(member, may_lack=may_lack) for member in members(cls) if member.name not in selected):
            drawn = _class_faults(cls, how, selected=selected, may_lack=may_lack, types=types)
            choices.append((weight(cls), drawn))
    if objects.unknown is None:
        choices += [(1, each) for each in _tag_faults(objects, how)]
    return choices


def _second_tags(objects: Objects) -> dict[str | None, tuple[str, Mapping[str, type[Record]]]]:
    """Return what tells classes of one type apart: the name and values of another tag, by type."""
    found: list[tuple[str | None, type[Record] | SubTags | None]] = [*objects.tags.items(), (None, objects.untagged)]
    return {tag: (each.name, each.classes) for tag, each in found if isinstance(each, SubTags)}


def _may_be_wrong(member: Member, *, may_lack: bool) -> bool:
    return not member.kind.anything or (member.required and may_lack)


@named
def _class_faults(
    cls: type[Record], how: How, *, selected: frozenset[str], may_lack: bool, types: Types = None
) -> SearchStrategy[Fault]:
    """Faults in an object of one class.

    Args:
        cls: the class.
        how: what is drawn for the rest of the object.
        selected: the members by which the class was selected.
        may_lack: whether an object without a required member is still taken for one of the class.
        types: the values of `type` with which it is.
    """
    valid = class_values(cls, how, types)
    choices: list[Choice[Fault]] = []
    for member in members(cls):
        if member.name in selected:
            continue
        if member.required and may_lack:
            choices.append((1, st.builds(_missing, valid, st.just(member))))
        inside = _faults(member.kind, how, nullable=not member.required)
        name, often = st.just(member.name), _depth(member.kind)
        choices += [(often, st.builds(_in_object, valid, name, either(inside)))] if inside else []
    return either(choices)


def _missing(obj: Dict, member: Member) -> Fault:
    return Fault(without(member.name)(obj), (member.name,), member.kind.expected, "nothing")


def _tag_faults(objects: Objects, how: How) -> list[SearchStrategy[Fault]]:
    """Tags that no class has, in a union that has no class for what is unknown."""
    tags = tuple(objects.tags)
    choices: list[SearchStrategy[Fault]] = []
    for cls, types in variants(objects):
        valid = class_values(cls, how, types)
        choices.append(_tag_fault(valid, "type", tags, how))
        if objects.untagged is None:
            choices.append(valid.map(_untyped(tags)))
        elif objects.untagged is cls:
            # Without a type, an object is of this class if it has what that needs.
            choices += [valid.map(_untyped(tags, name)) for name in sorted(required_of(cls))]
    for tag, (name, classes) in _second_tags(objects).items():
        same = [class_values(cls, how, (tag,)) for cls in dict.fromkeys(classes.values())]
        choices.append(_tag_fault(st.one_of(same), name, tuple(classes), how))
    return choices


def _untyped(tags: tuple[str, ...], *names: str) -> Callable[[Dict], Fault]:
    """Make the function that takes its type, and those members, out of an object."""
    return lambda obj: Fault(without("type", *names)(obj), ("type",), _expected(tags), "nothing")


def _tag_fault(valid: SearchStrategy[Dict], name: str, tags: tuple[str, ...], how: How) -> SearchStrategy[Fault]:
    # A null could also be the absent tag of a class that has none.
    wrong = [drawn for type_name, drawn in by_json_type(wild=how.wild).items() if type_name not in ("null", "string")]
    wrong.append(strings_but(tags))
    kind = Kind(strings=tags)
    tag_faults = st.one_of(wrong).map(lambda value: Fault(value, (), _expected(tags), _wrong(value, kind)))
    return st.builds(_in_object, valid, st.just(name), tag_faults)


def _expected(tags: tuple[str, ...]) -> str:
    """Tell what a tag has to be: one of these, or not there if there are none."""
    return Kind(strings=tags).expected if tags else "nothing"
