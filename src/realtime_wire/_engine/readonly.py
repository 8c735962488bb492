"""JSON that nobody can change, and the descriptor that gives it out.

These are dicts and lists, so that whatever takes JSON takes them: writers, validators of schemas, comparisons. Decoding
keeps what the parser made, which nobody else holds, and pays nothing for this; it becomes read-only when it is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from typing import Any, NoReturn, final

__all__ = ["ReadOnlyMember", "read_only", "slot_of"]


@final
class ReadOnlyDict(dict[str, Any]):
    """A JSON object that cannot be changed."""

    __slots__ = ()

    def __new__(cls, *values: Any, **named: Any) -> ReadOnlyDict:
        """Make one of what `dict` takes, as whoever copies a collection by its class expects."""
        made = super().__new__(cls)
        _fill_dict(made, {name: read_only(item) for name, item in dict(*values, **named).items()})
        return made

    def __init__(self, *_: Any, **__: Any) -> None:
        """Do nothing: it is filled already."""

    def __copy__(self) -> ReadOnlyDict:
        return self

    def __deepcopy__(self, _: Any) -> dict[str, Any]:
        """Return a copy that can be changed at every depth: whoever copies deeply is going to."""
        return {name: deepcopy(item) for name, item in self.items()}

    def __reduce__(self) -> tuple[Any, ...]:
        return read_only, (dict(self),)


@final
class ReadOnlyList(list[Any]):
    """A JSON array that cannot be changed."""

    __slots__ = ()

    def __new__(cls, *values: Iterable[Any]) -> ReadOnlyList:
        """Make one of what `list` takes."""
        made = super().__new__(cls)
        _fill_list(made, [read_only(item) for item in list[Any](*values)])
        return made

    def __init__(self, *_: Iterable[Any]) -> None:
        """Do nothing: it is filled already."""

    def __copy__(self) -> ReadOnlyList:
        return self

    def __deepcopy__(self, _: Any) -> list[Any]:
        """Do as an object does."""
        return [deepcopy(item) for item in self]

    def __reduce__(self) -> tuple[Any, ...]:
        return read_only, (list(self),)


def _refuse(self: Any, *_: Any, **__: Any) -> NoReturn:
    name = "object" if isinstance(self, dict) else "array"
    msg = f"this JSON {name} is read-only, as the object that it belongs to: change a copy, copy.deepcopy(...)"
    raise TypeError(msg)


_fill_dict: Any = getattr(dict, "update")  # noqa: B009  pyright does not know of what type it is otherwise
_fill_list: Any = getattr(list, "extend")  # noqa: B009  the same

_CHANGES = {
    ReadOnlyDict: "__setitem__ __delitem__ __ior__ clear pop popitem setdefault update",
    ReadOnlyList: "__setitem__ __delitem__ __iadd__ __imul__ append clear extend insert pop remove reverse sort",
}
for _cls, _names in _CHANGES.items():
    for _name in _names.split():
        setattr(_cls, _name, _refuse)


def read_only(value: Any) -> Any:
    """Return a JSON value with all its objects and arrays read-only; the value itself is left as it is."""
    if value.__class__ is dict:
        return ReadOnlyDict(value)
    if value.__class__ is tuple:
        items = [read_only(item) for item in value]
        changed = any(one is not other for one, other in zip(items, value, strict=True))
        return tuple(items) if changed else value
    return ReadOnlyList(value) if value.__class__ is list else value


@final
class ReadOnlyMember:
    # It stands before the slot of a member that holds free-form JSON: what is read from it is read-only.

    def __init__(self, slot: Any) -> None:
        self.slot = slot
        """The descriptor of the slot itself, for those who change nothing and give nothing away."""

    @property
    def __doc__(self) -> str:  # type: ignore[override]  # the one of each object
        """What is written under the member."""
        docs: dict[str, str] = self.slot.__objclass__.__slots__
        return docs[self.slot.__name__]

    def __get__(self, obj: Any, owner: type | None = None) -> Any:
        if obj is None:
            return self
        value = self.slot.__get__(obj)
        if value.__class__ in (dict, list, tuple):
            kept, value = value, read_only(value)
            if value is not kept:
                # Threads race to equal values, and any one of them may stay.
                self.slot.__set__(obj, value)
        return value

    def __set__(self, obj: Any, value: Any) -> None:
        self.slot.__set__(obj, value)


def slot_of(cls: type, name: str) -> Any:
    """Return the descriptor of the slot of a member."""
    descriptor = getattr(cls, name)
    return descriptor.slot if isinstance(descriptor, ReadOnlyMember) else descriptor
