"""The compiled lane: what `_native.c` is told about the classes, and whether it is there.

The compiled module knows no class. It is given a `Shape` for each class and a `Place` for each kind of value, derived from
`members` and `kind_of` as all else is; a shape is filled when the first object of its class comes by. What it refuses goes to
the Python lane, so that what is decoded, and every word of an error, is the same with it and without.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import IntEnum
from typing import Any

from . import record
from .build import RECORDS
from .once import LOCK, once
from .readonly import ReadOnlyDict, ReadOnlyList, slot_of
from .record import NOTHING, Record, Rest
from .schema import Kind, Objects, SubTags, members
from .text import Data
from .values import json_key

__all__ = ["SWITCH", "Ways", "columns_of", "native", "reader_of", "why_not", "writer_of"]

SWITCH = "REALTIME_WIRE_NATIVE"
"""The environment variable that switches the compiled lane off if it is 0."""

_REASONS: list[str] = []
"""Why there is no compiled lane, if there is none."""

_OURS = __name__.partition(".")[0]


@once
def native() -> Any:
    """Return the compiled module; None if it is not there, or not wanted."""
    if os.environ.get(SWITCH) == "0":
        _REASONS[:] = [f"{SWITCH}=0 switches it off"]
        return None
    try:
        from . import _native  # noqa: PLC0415  it may not be built, and is not needed to import
    except (ImportError, SystemError) as error:
        # The first where it was not built or cannot be loaded, the second in some subinterpreters.
        _REASONS[:] = [f"the compiled module cannot be imported ({type(error).__name__})"]
        return None
    _native.set_up(NOTHING, slot_of(Rest, "extra"), slot_of(Rest, "nulls"), ReadOnlyDict, ReadOnlyList, json_key)
    record.compiled = _native.writer(_shape_or_none, lambda _: NotImplemented)
    return _native


def why_not() -> str:
    """Return why there is no compiled lane; nothing if there is one."""
    native()
    return "".join(_REASONS)


def reader_of(
    kind: Kind, missed: Callable[[Data], Any], names: frozenset[str] | None = None, *, others: bool = False
) -> Any:
    """Return the callable that decodes a kind of value; None if this lane does not serve it, or is not there.

    Args:
        kind: what it decodes.
        missed: decodes what the compiled lane refuses.
        names: the wire names of the events that are wanted; all events are if it is left out.
        others: whether it is all others that are wanted.
    """
    return _with_place(kind, lambda module, place: module.reader(place, missed, names, others))


def _with_place(kind: Kind, make: Callable[[Any, Any], Any]) -> Any:
    """Return what is made of the module and of what it goes by; None if this lane does not serve the kind, or is not there."""
    module = native()
    if module is None:
        return None
    with LOCK:
        try:
            place = _new_place(kind)
        except TypeError:  # what it goes by is no plain ASCII; that is somebody's own class
            return None
        return make(module, place)


def writer_of(missed: Callable[[Any], bytes]) -> Any:
    """Return the callable that encodes; None if this lane is not there.

    Args:
        missed: encodes what the compiled lane refuses.
    """
    module = native()
    return None if module is None else module.writer(_shape_or_none, missed)


class Ways(IntEnum):
    """How what stands in a member comes into a column."""

    TEXT = 0
    """A string, as it is."""

    INTEGER = 1
    """An integer, as it is."""

    ID = 2
    """The `id` of the object that it is."""

    SIZE = 3
    """How many bytes of audio it is."""

    SIZE_ALONE = 4
    """The same, and the audio is left out of the line."""


def columns_of(  # noqa: PLR0913  named, but for what it is about
    kind: Kind,
    columns: Mapping[str, str],
    plan_of: Callable[[type, str], Any],
    *,
    offset: str,
    text: str,
    recorded: tuple[str, str, str | None] | None = None,
) -> Any:
    """Return what puts lines into columns without making objects of them; None if this lane is not there.

    Args:
        kind: what the lines are.
        columns: the letter of each column: s for text, b for bytes, l for integers of 64 bits, d for floats, and i for integers of
            32 bits, which are 0 and not null where there is none.
        plan_of: tells of a class and a wire name what is done with such lines; None if they are for Python. That is how
            members come into columns, as tuples of the member, one of `Ways` and the column; what is the same in all of
            them, as tuples of the column and the text; whom to tell of each, first where it begins; which of its
            members, or None for the object; the last two again for frames in a recorder's lines, of which is also told
            when they came; and the names, as bytes with quotes, of members of objects inside: a line in which one of these is
            a string is for Python.
        offset: the column for where a line begins.
        text: the column for the frame.
        recorded: the columns for when a recorded frame came, who sent it, and its line, None if that is not kept; None if such
            lines are for Python.
    """
    return _with_place(
        kind, lambda module, place: module.columns(place, tuple(columns.items()), plan_of, offset, text, recorded)
    )


_SHAPES: dict[type, Any] = {}
_PLACES: dict[int, tuple[Kind, Any]] = {}


def _shape_of(cls: type) -> Any:
    """Return the shape of a class, which is filled when it is needed."""
    if cls not in _SHAPES:
        _SHAPES[cls] = native().Shape(cls, _fill)
    return _SHAPES[cls]


def _shape_or_none(cls: type) -> Any:
    """Return the shape of a class if it is one that has a shape."""
    with LOCK:
        return _shape_of(cls) if hasattr(cls, "__declared__") else None


def _fill(shape: Any) -> None:
    """Tell what the objects of a class consist of."""
    cls: type[Any] = shape.cls
    with LOCK, suppress(TypeError):  # somebody's own class may have no such slots, or names that are no plain ASCII
        if issubclass(cls, Record):
            records = RECORDS[cls]
            told = [
                (m.name, slot_of(cls, m.name), _place_of(m.kind), 0 if m.required else records.bit(m.name))
                for m in members(cls)
            ]
            # Whoever derives a class may give its objects what they like; about ours it is known what they hold.
            untracks = cls.__module__.startswith(f"{_OURS}.")
            shape.members(slot_of(cls, "_rest"), records.nothing, records, records.known, untracks, tuple(told))
        else:
            shape.raw(slot_of(cls, "_raw"))


def _place_of(kind: Kind) -> Any:
    """Return the place of a kind; by identity, as the schema keeps its kinds."""
    kept = _PLACES.get(id(kind))
    if kept is None:
        kept = _PLACES[id(kind)] = kind, _new_place(kind)
    return kept[1]


_BITS = {
    "integer": "INTEGER",
    "number": "NUMBER",
    "boolean": "BOOLEAN",
    "null": "NULLED",
    "anything": "ANYTHING",
    "array": "ARRAY",
    "map": "MAP",
    "objects": "OBJECT",
}
"""What the compiled module calls the forms of a kind."""


def _new_place(kind: Kind) -> Any:
    module = native()
    allowed = 0 if not kind.strings else module.STRING if kind.strings is True else module.LITERAL
    allowed |= module.NULLED if kind.anything else 0
    for form in kind.forms:
        if form in _BITS:
            allowed |= getattr(module, _BITS[form])
    return module.Place(
        allowed,
        kind.strings if isinstance(kind.strings, tuple) else (),
        None if kind.array is None else _place_of(kind.array),
        None if kind.map is None else _place_of(kind.map),
        *((None, {}, None, None) if kind.objects is None else _classes_of(kind.objects)),
    )


def _classes_of(objects: Objects) -> tuple[Any, dict[str, Any], Any, Any]:
    """Return the one class that needs no tag, those by tag, what there is without a tag, and the one for all others."""
    unknown = None if objects.unknown is None else _shape_of(objects.unknown)
    if unknown is None and len(objects.classes) == 1:
        return _shape_of(objects.classes[0]), {}, None, None
    tags = {tag: _shapes_of(found) for tag, found in objects.tags.items()}
    return None, tags, None if objects.untagged is None else _shapes_of(objects.untagged), unknown


def _shapes_of(found: type[Record] | SubTags) -> Any:
    if isinstance(found, SubTags):
        return found.name, {tag: _shape_of(cls) for tag, cls in found.classes.items()}
    return _shape_of(found)
