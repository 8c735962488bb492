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
from .places import AUDIO, FILE
from .record import NOTHING, WITHOUT, Raw, Record, Rest
from .schema import Kind, Member, Objects, member_of, members

__all__ = ["check", "insisted_of", "is_fine", "look_at", "with_insisted", "write_check"]


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
    declared = members(cls)
    if not hasattr(cls, "__declared__"):
        msg = f"{cls.__name__} is what the classes have in common: make an object of one of them"
        raise TypeError(msg)
    code = Code(f"check_{cls.__name__}", "o")
    for member in declared:
        code.add(0, f"v = o.{member.name}")
        write_check(code, cls, member, "v")
    if insisted_of(cls):
        code.add(0, f"if o._rest is {code.refer(NOTHING, 'nothing')}:")
        rest = f"{code.refer(with_insisted, 'insisted')}(o)"
        code.add(1, f"{code.refer(object.__setattr__, 'set')}(o, '_rest', {rest})")
    code.add(0, "return None")
    return code.compile()


_CHECKS: ByClass[Callable[[Record], None]] = ByClass(_checker)


def insisted_of(cls: type[Record]) -> frozenset[str]:
    """Return the names of the members that have to be sent."""
    return _INSISTED[cls]


_INSISTED: ByClass[frozenset[str]] = ByClass(lambda cls: frozenset(m.name for m in members(cls) if m.always_sent))


def with_insisted(obj: Record) -> Rest:
    """Return the record of an object that was built, and not copied: with a null for members that have to be sent."""
    absent = frozenset(name for name in insisted_of(type(obj)) if getattr(obj, name) is None)
    return Rest({}, absent) if absent else WITHOUT


def write_check(code: Code, cls: type[Record], member: Member, value: str) -> None:
    """Write the lines that see whether the value of an expression has a place in a member; for faults, see `look_at`."""
    code.add(0, f"if not ({is_fine(code, member, value)}):")
    code.add(1, f"{code.refer(look_at, 'look')}({code.refer(cls, 'cls')}, {code.refer(member, 'member')}, {value})")


def is_fine(code: Code, member: Member, value: str) -> str:
    """Return the expression that tells of most values, without a call, that they have a place in a member.

    Those of which it does not are for `look_at`.
    """
    kind = member.kind
    code.names |= _BUILTINS
    tests: list[str] = []
    plain = _plain_types(kind, member)
    if type(None) in plain:
        tests.append(f"{value} is None")  # of most members that are left out; to ask for its type takes longer
    if plain:
        tests.append(f"_type({value}) in {code.refer(plain, 'plain')}")
    if isinstance(kind.strings, tuple):
        tests.append(f"_type({value}) is _str and {value} in {code.refer(kind.strings, 'strings')}")
    if kind.number:
        tests.append(f"_type({value}) is _float and {value} - {value} == 0")  # infinity less infinity is not a number
    if kind.array is not None and (items := _plain_types(kind.array)):
        tests.append(f"_type({value}) is _tuple and {code.refer(items, 'items')}.issuperset(_map(_type, {value}))")
    if kind.map is not None and (items := _plain_types(kind.map)):
        tests.append(
            f"_type({value}) is _dict and {code.refer(items, 'items')}.issuperset(_map(_type, {value}.values()))"
        )
    return " or ".join(tests) or "False"


_BUILTINS = {"_type": type, "_str": str, "_float": float, "_tuple": tuple, "_dict": dict, "_map": map}
"""What expressions need, by names that no member has: constructors have their parameters beside them."""


def _plain_types(kind: Kind, member: Member | None = None) -> frozenset[type]:
    """Return the exact types of which every value has a place."""
    types: list[tuple[type, bool]] = [
        (type(None), kind.null or (member is not None and not member.required)),
        (str, kind.strings is True),
        (bool, kind.boolean),
        (int, kind.integer),
        (dict, kind.map is not None and kind.map.anything),  # its converter has seen to it
    ]
    objects = kind.objects
    classes = [] if objects is None else [cls for cls in objects.classes if not _may_be_taken(objects, cls)]
    return frozenset([*classes, *(type_ for type_, is_one in types if is_one)])


def look_at(cls: type[Record], member: Member, value: Any) -> None:
    """See whether a value has a place in a member.

    Raises:
        TypeError: it is of another type.
        ValueError: a number is NaN or infinite.
    """
    if value is None and not member.required:
        return
    fault = _fault_of(member.kind, value, "")
    if fault is not None:
        expected = fault.kind.in_words(_classes_in_words(fault.kind))
        msg = f"{cls.__name__}.{member.name}{fault.steps}: expected {expected}, found {_found(fault)}{_instead(cls, fault)}"
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
        return kind.null or kind.anything
    if kind.anything and not isinstance(value, (Record, Raw)):
        return not isinstance(value, float) or math.isfinite(value)  # its converter has seen to all that is inside
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
    return not alone and member_of(cls, "type") is None


def _is_no_number(value: Any) -> bool:
    return isinstance(value, float) and not math.isfinite(value)


def _classes_in_words(kind: Kind) -> list[str]:
    objects = kind.objects
    return ["dict"] if objects is None else [c.__name__ for c in (*objects.classes, objects.unknown) if c is not None]


def _instead(cls: type[Record], fault: _Fault) -> str:
    """Tell what to do with bytes where base64 is wanted; nothing of all else."""
    if not isinstance(fault.value, (bytes, bytearray, memoryview)) or fault.kind.marks.isdisjoint((AUDIO, FILE)):
        return ""
    is_of = hasattr(cls, "audio_bytes") and not fault.steps
    return f": {f'{cls.__name__}.of(...)' if is_of else 'base64.b64encode(...).decode()'} makes base64 of bytes"


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
