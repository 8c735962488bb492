"""The bases that classes are declared with, and what every object can do.

A class is declared as a plain attrs class, with `frozen` and `field`, over `Model`::

    @rw.frozen(kw_only=True)
    class PingEvent(rw.Model):
        type: Literal["ping"] = "ping"
        timestamp: int | None = None

What its annotations can say is told in `schema` and `places`. To checkers, `frozen` and `field` are those of attrs, whose
behaviour their plugins know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, cast, get_type_hints

import attrs
from attrs import field

from .check import check
from .codec import decode, encode, from_dict, to_dict
from .once import ByClass
from .places import names
from .readonly import ReadOnlyMember
from .record import NOTHING, WITHOUT, Raw, Record, Rest, array_map, wire_map
from .schema import Kind, completed, members
from .values import json_copy, json_map, json_object

if TYPE_CHECKING:
    from attrs import frozen
    from typing_extensions import Self

__all__ = ["Model", "Wire", "field", "frozen"]


class Wire:
    """What every object of this library can do: become JSON, and be made from it."""

    __slots__ = ()

    def to_json(self) -> bytes:
        """Encode as compact UTF-8 JSON.

        Raises:
            EncodeError: something in the object has no JSON form.
        """
        return encode(self)

    @classmethod
    def from_json(cls, data: bytes | bytearray | memoryview | str) -> Self:
        """Decode one JSON text into this class.

        Raises:
            DecodeError: the text is not JSON, or not this object.
        """
        return cast("Self", decode(data, cls))

    def to_dict(self) -> dict[str, Any]:
        """Turn into a new dict of plain JSON values.

        Raises:
            EncodeError: something in the object has no JSON form.
        """
        return to_dict(self)

    @classmethod
    def from_dict(cls, obj: Mapping[str, Any]) -> Self:
        """Make an object from a dict of plain JSON values.

        Raises:
            DecodeError: the dict is not this object.
        """
        return cast("Self", from_dict(obj, cls))


@attrs.frozen(kw_only=True, eq=False, repr=False, weakref_slot=False)
class Model(Record, Wire):
    """The base of all classes whose members are known.

    Objects are immutable, comparable and hashable. An optional member that was not there reads as None; so does one
    that was null, and only `nulls` tells. Unknown members are in `extra`. Both belong to the object: they are encoded
    again, they count in comparisons, and copies keep them.
    """

    def __attrs_post_init__(self) -> None:
        check(self)
        nulls = self._rest.nulls
        # Only a copy brings nulls along; one that was given a value in the copy is a null no longer.
        if nulls and any(getattr(self, name) is not None for name in nulls):
            kept = frozenset([name for name in nulls if getattr(self, name) is None])
            object.__setattr__(self, "_rest", Rest.of(self._rest.extra, kept))

    def evolve(self, /, **changes: Any) -> Self:
        """Copy with other values for some members; None makes a member absent, whether it was null or not.

        `attrs.evolve` does the same, but cannot tell None from a null that is to be kept: a null stays null there.

        Raises:
            TypeError: a name is not a member of the class.
        """
        rest = self._rest
        if rest is not NOTHING:
            insisted = _INSISTED[type(self)].intersection(changes)
            nulls = rest.nulls.difference(changes).union([name for name in insisted if changes[name] is None])
            rest = self._kept(rest.extra, nulls)
        return attrs.evolve(self, _rest=rest, **changes)

    def with_null(self, *names: str) -> Self:
        """Copy with an explicit null for each of the named members, as a server takes to unset them.

        Raises:
            ValueError: a name is not an optional member of the class.
        """
        for name in names:
            if name not in _OPTIONAL[type(self)]:
                msg = f"{type(self).__name__} has no optional member {name!r}"
                raise ValueError(msg)
        rest = self._kept(self._rest.extra, self._rest.nulls.union(names))
        return attrs.evolve(self, _rest=rest, **dict.fromkeys(names))

    def with_extra(self, /, **members: Any) -> Self:
        """Copy with members that the class does not declare, such as a vendor's; a value of None is a null.

        Raises:
            ValueError: the class declares a member of that name, or a value is NaN or infinite.
            TypeError: a value is not a JSON value.
        """
        for name in members:
            if name in attrs.fields_dict(type(self)) and name != "_rest":
                msg = f"{type(self).__name__} declares {name!r}: use evolve"
                raise ValueError(msg)
        return attrs.evolve(self, _rest=self._kept({**self._rest.extra, **json_copy(members)}, self._rest.nulls))

    def without_extra(self, *names: str) -> Self:
        """Copy without the named unknown members, or without any if no name is given; absent ones are ignored."""
        extra = {name: value for name, value in self._rest.extra.items() if names and name not in names}
        return attrs.evolve(self, _rest=self._kept(extra, self._rest.nulls))

    def _kept(self, extra: dict[str, Any], nulls: frozenset[str]) -> Rest:
        """Return the record for a copy."""
        if extra or nulls:
            return Rest(extra, nulls)
        return WITHOUT if _INSISTED[type(self)] else NOTHING

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(self._told())})"

    def _told(self) -> Iterator[str]:
        shown = _SHOWN[type(self)]
        for a in attrs.fields(type(self)):
            value = getattr(self, a.name)
            if a.name != "_rest" and (value != a.default or a.name in self.nulls):
                yield f"{a.name}={_shown(value, shown[a.name])}"
        if self._rest.extra:
            yield f"extra={names(self._rest.extra)}"


_OPTIONAL: ByClass[frozenset[str]] = ByClass(lambda cls: frozenset(m.name for m in members(cls) if not m.required))
"""The names of the optional members of a class."""

_INSISTED: ByClass[frozenset[str]] = ByClass(lambda cls: frozenset(m.name for m in members(cls) if m.always_sent))
"""The names of those that have to be sent."""

_SHOWN: ByClass[dict[str, Callable[[Any], str]]] = ByClass(lambda cls: {m.name: _mask(m.kind) for m in members(cls)})
"""How `repr` shows the members of a class."""


def _mask(kind: Kind) -> Callable[[Any], str]:
    """Return how `repr` shows what is in a place."""
    masks = [mark.show for mark in kind.marks if mark.show is not None]
    if masks:
        return lambda value: "None" if value is None else masks[0](value)
    inside = [_mask(each) for each in (kind.array, kind.map) if each is not None]
    if all(mask is repr for mask in inside):
        return repr

    def show(value: Any) -> str:
        if isinstance(value, tuple):
            items = [inside[0](item) for item in cast("Any", value)]
            return f"({', '.join(items)}{',' * (len(items) == 1)})"
        if isinstance(value, dict):
            pairs = cast("dict[str, Any]", value).items()
            return f"{{{', '.join(f'{name!r}: {inside[-1](item)}' for name, item in pairs)}}}"
        return repr(value)

    return show


def _shown(value: Any, show: Callable[[Any], str]) -> str:
    try:
        return show(value)
    except ValueError:
        return "..."  # Python does not write integers of thousands of digits


# How classes are declared


def _complete(cls: type[Any], fields: list[attrs.Attribute[Any]]) -> list[attrs.Attribute[Any]]:
    """Give free-form members the converter that copies them; arrays declare theirs, for checkers to see."""
    if issubclass(cls, Raw):
        return fields
    if any(isinstance(a.type, str) for a in fields):
        hints = _hints_of(cls)
        fields = [a.evolve(type=hints.get(a.name, a.type)) for a in fields]
    return [a if a.name == "_rest" else completed(a) for a in fields]


def _hints_of(cls: type[Any]) -> dict[str, Any]:
    """Read annotations that are text, as they are in modules with ``from __future__ import annotations``."""
    try:
        return get_type_hints(cls, include_extras=True)
    except NameError as error:
        msg = f"{cls.__name__} has an annotation with {error.name!r}, which its module does not know (yet)"
        raise TypeError(msg) from None


_JSON_OBJECTS = (array_map, json_map, json_object, wire_map)
"""The converters of members that hold JSON objects."""

if not TYPE_CHECKING:
    # It would compile a comparison and a hash for each of them, which takes a third of the time of an import.
    _frozen = partial(attrs.frozen, eq=False, repr=False, weakref_slot=False, field_transformer=_complete)

    def frozen(cls: Any = None, /, **options: Any) -> Any:
        """Declare a class whose objects are JSON objects: an attrs class over `Model`.

        It takes what `attrs.frozen` takes; give it ``kw_only=True``, so that required members may follow optional ones.
        Comparison, hash and `repr` are those of `Model`.

        Raises:
            TypeError: an annotation has a name that is not known in the module of the class.
        """
        if cls is None:
            return partial(frozen, **options)
        made = _frozen(cls, **options)
        made.__declared__ = True
        for a in attrs.fields(made):
            if a.converter in _JSON_OBJECTS and a.name in made.__dict__:
                setattr(made, a.name, ReadOnlyMember(made.__dict__[a.name]))
        return made
