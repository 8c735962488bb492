"""How frozen objects are made without their constructor.

A constructor takes keywords, runs converters and assigns through descriptors; decoding has checked all values already
and makes objects by the million. So each class gets a twin: a subclass without slots of its own and without the guard
against assignment. Generated code fills an instance of the twin and then gives it its real class. Where the platform
does not allow that, the slots are assigned through their descriptors, which is slower and otherwise the same.
"""

from __future__ import annotations

import sysconfig
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from .once import ByClass
from .readonly import slot_of
from .record import NOTHING, WITHOUT, Record, Rest
from .schema import members

__all__ = ["RECORDS", "TWINS", "Code", "Filler", "NullRecords", "twin_of"]

TWINS = not sysconfig.get_config_var("Py_GIL_DISABLED")
"""Whether to use twins. Free-threaded builds stop all threads to change an object's class, which defeats the purpose."""


def twin_of(cls: type[Record]) -> type[Any] | None:
    """Return the twin of a class; None where it cannot stand in for it."""
    return _MADE[cls]


def _make_twin(cls: type[Record]) -> type[Any] | None:
    namespace: dict[str, Any] = {
        "__slots__": (),
        "__twin__": True,
        "__module__": cls.__module__,
        "__init__": object.__init__,
        "__setattr__": object.__setattr__,
        "__delattr__": object.__delattr__,
    }
    # A sibling with the same slots would not be seen among the subclasses; but to compare the slots, which CPython does each
    # time that it changes a class then, takes a twentieth of a decode.
    try:
        twin: type[Any] = type(cls.__name__, (cls,), namespace)
        twin().__class__ = cls
    except TypeError:
        return None
    return twin


def _twin_or_none(cls: type[Record]) -> type[Any] | None:
    return _make_twin(cls) if TWINS else None


_MADE: ByClass[type[Any] | None] = ByClass(_twin_or_none)


class Code:
    """Source text of one function under construction, with the objects that it refers to."""

    def __init__(self, name: str, parameters: str) -> None:
        self.name = name
        self.lines = [f"def {name}({parameters}):"]
        self.names: dict[str, Any] = {}
        self._number: Iterator[int] = count()

    def add(self, indent: int, *lines: str) -> None:
        """Append lines, `indent` levels inside the function."""
        self.lines += ["    " * (indent + 1) + line for line in lines]

    def refer(self, thing: Any, hint: str) -> str:
        """Return a name by which the source can use an object."""
        name = f"_{hint}_{next(self._number)}"  # no member has a name like that
        self.names[name] = thing
        return name

    def read(self, cls: type[Record], name: str, variable: str = "o") -> str:
        """Return the expression for a member of an object, as it is kept."""
        slot = slot_of(cls, name)
        return f"{variable}.{name}" if slot is getattr(cls, name) else f"{self.refer(slot.__get__, 'get')}({variable})"

    def compile(self) -> Callable[..., Any]:
        """Make the function."""
        source = "\n".join(self.lines)
        exec(compile(source, f"<realtime_wire {self.name}>", "exec"), self.names)  # noqa: S102  our own source, made of declared names
        function: Callable[..., Any] = self.names[self.name]
        return function


class Filler:
    """Writes the lines that make one object: `begin`, then `set` for each member, then `end`."""

    def __init__(self, code: Code, cls: type[Record], variable: str = "o") -> None:
        self._code = code
        self._cls = cls
        self._variable = variable
        self._twin = twin_of(cls)

    def begin(self, indent: int) -> None:
        """Make the empty object."""
        if self._twin is not None:
            self._code.add(indent, f"{self._variable} = {self._code.refer(self._twin, 'Twin')}()")
        else:
            new = self._code.refer(object.__new__, "new")
            self._code.add(indent, f"{self._variable} = {new}({self._code.refer(self._cls, 'cls')})")

    def set(self, indent: int, name: str, value: str) -> None:
        """Assign the value of an expression to a member."""
        self._code.add(indent, self.assignment(name, value))

    def assignment(self, name: str, value: str) -> str:
        """Return the line that assigns the value of an expression to a member."""
        slot = slot_of(self._cls, name)
        if self._twin is not None and slot is getattr(self._cls, name):
            return f"{self._variable}.{name} = {value}"
        return f"{self._code.refer(slot.__set__, 'set')}({self._variable}, {value})"

    def end(self, indent: int) -> None:
        """Make the object what it is to be."""
        if self._twin is not None:
            self._code.add(indent, f"{self._variable}.__class__ = {self._code.refer(self._cls, 'cls')}")


class NullRecords:
    """The shared records of explicit nulls of one class, by a bit mask over its optional members."""

    MOST = 256
    """Enough for what servers send; an attacker's combinations get records that are not kept."""

    def __init__(self, cls: type[Record]) -> None:
        self._names = [member.name for member in members(cls) if not member.required]
        self.nothing = WITHOUT if any(member.always_sent for member in members(cls)) else NOTHING
        """The record of an object without nulls."""
        self.known: dict[int, Rest] = {0: self.nothing}
        """The records that were asked for before. Generated code looks here first."""

    def bit(self, name: str) -> int:
        """Return the bit of an optional member."""
        return 1 << self._names.index(name)

    def __getitem__(self, mask: int) -> Rest:
        record = self.known.get(mask)
        if record is None:
            record = Rest({}, frozenset(name for i, name in enumerate(self._names) if mask >> i & 1))
            if len(self.known) < self.MOST:
                # Threads race to equal records, and any one of them may stay.
                self.known[mask] = record
        return record


RECORDS: ByClass[NullRecords] = ByClass(NullRecords)
"""The records of each class, the same for all that make its objects: each of these could keep as many as there may be."""
