"""What people may put into objects: each value is checked while it is known where it comes from.

Decoding has no need of this, as its input is checked already.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple, cast

from .build import Code
from .errors import json_type
from .once import ByClass
from .record import NOTHING, WITHOUT, Raw, Record, Rest
from .schema import Kind, Member, Objects, members

__all__ = ["check"]


class _Fault(NamedTuple):
    steps: str
    kind: Kind
    value: Any


def check(obj: Record) -> None:
    """See whether the members of an object that was just made have a place in JSON.

    Raises:
        TypeError: a value is of another type than its member, or a required one is None.
        ValueError: a number is NaN or infinite.
    """
    _CHECKS[type(obj)](obj)


def _checker(cls: type[Record]) -> Callable[[Record], None]:
    """Generate the check of a class: values of the exact types that need no closer look pass without a call."""
    declared = members(cls)
    if not hasattr(cls, "__declared__"):
        msg = f"{cls.__name__} is what the classes have in common: make an object of one of them"
        raise TypeError(msg)
    code = Code(f"check_{cls.__name__}", "o")
    look = code.refer(_look_at, "look")
    for member in declared:
        strings = member.kind.strings
        if isinstance(strings, tuple):
            place = f"o.{member.name}"
            test = f"type({place}) is not str or {place} not in {code.refer(strings, 'strings')}"
            test = test if member.required else f"{place} is not None and ({test})"
        else:
            test = f"type(o.{member.name}) not in {code.refer(_plain_types(member), 'plain')}"
        code.add(0, f"if {test}:")
        code.add(1, f"{look}(o, {code.refer(member, 'member')})")
    insisted = frozenset(member.name for member in declared if member.always_sent)
    if insisted:
        code.add(0, f"if o._rest is {code.refer(NOTHING, 'nothing')}:")
        code.add(1, f"{code.refer(_add_nulls, 'add')}(o, {code.refer(insisted, 'insisted')})")
    code.add(0, "return None")
    return code.compile()


_CHECKS: ByClass[Callable[[Record], None]] = ByClass(_checker)


def _add_nulls(obj: Record, insisted: frozenset[str]) -> None:
    """Note the nulls of an object that was built, and not copied, without members that have to be sent."""
    absent = frozenset(name for name in insisted if getattr(obj, name) is None)
    object.__setattr__(obj, "_rest", Rest({}, absent) if absent else WITHOUT)


def _plain_types(member: Member) -> frozenset[type]:
    kind = member.kind
    types: list[tuple[type, bool]] = [
        (type(None), not member.required or kind.null),
        (str, kind.strings is True),
        (bool, kind.boolean),
        (int, kind.integer),
    ]
    objects = kind.objects
    classes = [] if objects is None else [cls for cls in objects.classes if not _may_be_taken(objects, cls)]
    return frozenset([*classes, *(type_ for type_, is_one in types if is_one)])


def _look_at(obj: Record, member: Member) -> None:
    fault = _fault_of(member.kind, getattr(obj, member.name), "")
    if fault is not None:
        expected = fault.kind.in_words(_classes_in_words(fault.kind))
        msg = f"{type(obj).__name__}.{member.name}{fault.steps}: expected {expected}, found {_found(fault)}"
        raise (ValueError if _is_no_number(fault.value) else TypeError)(msg)


def _fault_of(kind: Kind, value: Any, steps: str) -> _Fault | None:
    items: Any = ()
    if isinstance(value, tuple) and kind.array is not None:
        items = [(kind.array, item, f"{steps}[{i}]") for i, item in enumerate(cast("Any", value))]
    elif isinstance(value, dict) and kind.map is not None:
        if not kind.map.anything:
            items = [(kind.map, item, f"{steps}[...]") for item in cast("Any", value).values()]
    elif not _is_accepted(kind, value):
        return _Fault(steps, kind, value)
    for item in items:
        fault = _fault_of(*item)
        if fault is not None:
            return fault
    return None


def _is_accepted(kind: Kind, value: Any) -> bool:  # noqa: PLR0911  one for each JSON type
    if value is None:
        return kind.null
    if isinstance(value, str):
        return value in kind.strings if isinstance(kind.strings, tuple) else kind.strings
    if isinstance(value, bool):
        return kind.boolean
    if isinstance(value, int):
        return kind.integer
    if isinstance(value, float):
        return kind.number and math.isfinite(value)
    if kind.objects is None:
        return False
    if isinstance(value, Raw):
        # What would come back as an object of a class has to be put in as one.
        return isinstance(value, kind.objects.unknown or ()) and kind.objects.class_of(value.raw) is None
    if not isinstance(value, kind.objects.classes):
        return False
    return value.extra.get("type") is None or not _may_be_taken(kind.objects, type(value))


def _may_be_taken(objects: Objects, cls: type[Record]) -> bool:
    """Tell whether an object without a declared `type` would come back as another variant if a vendor gave it one."""
    alone = len(objects.classes) == 1 and objects.unknown is None
    return not alone and all(member.name != "type" for member in members(cls))


def _is_no_number(value: Any) -> bool:
    return isinstance(value, float) and not math.isfinite(value)


def _classes_in_words(kind: Kind) -> list[str]:
    objects = kind.objects
    return ["dict"] if objects is None else [c.__name__ for c in (*objects.classes, objects.unknown) if c is not None]


def _found(fault: _Fault) -> str:
    kind, value = fault.kind, fault.value
    if _is_no_number(value):
        return "NaN or Infinity"
    if isinstance(value, str) and kind.strings:
        return "another string"
    if isinstance(value, Record) and kind.objects is not None and isinstance(value, kind.objects.classes):
        return f"{type(value).__name__} with a type, which stands for another variant"
    if isinstance(value, dict) or (isinstance(value, list) and kind.array is not None):
        return "dict" if isinstance(value, dict) else "list"  # read-only or not
    if isinstance(value, Raw) and kind.objects is not None and isinstance(value, kind.objects.unknown or ()):
        return f"{type(value).__name__} of a variant that is known: realtime_wire.structure makes its object"
    return type(fault.value).__name__ if isinstance(value, (Record, Raw, tuple)) else json_type(value)
