"""Plain JSON values that people put into objects: copied, so that nobody else holds them, and checked to be JSON.

These functions are the converters of fields, so their annotations are read when classes are made.
"""

import math
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar, cast, overload

from .depth import MAX_DEPTH, SURELY_SHALLOW, note

__all__ = [
    "MOST",
    "TooDeepError",
    "array",
    "json_copy",
    "json_key",
    "json_map",
    "json_object",
    "measure",
    "pairs_of",
    "text_or_array",
    "tuple_of_list",
]

T = TypeVar("T")

_AS_IT_IS = frozenset({str, bool, int, type(None)})
"""The types of which any value is JSON."""

_ARRAYS: Any = (list, tuple)
_OBJECTS: Any = (dict, Mapping)
_STRING = {str}

MYPY = False
"""True to mypy alone, which knows this name."""

MOST = 1 << 53
"""The largest number that is taken for a length, a place or a time: up to here a float tells whole numbers apart, and sums and
products of such numbers are no more than a float holds. In milliseconds it is 285,000 years."""


def measure(value: Any) -> float | None:
    """Return a number from the wire that can be reckoned with, as it is; None for one beyond `MOST`, and for what is no number.

    JSON has numbers of any size, and arithmetic with floats raises an error for those that no float holds.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return value if -MOST <= value <= MOST else None


def json_key(value: Any) -> Any:
    """Turn a JSON value into one that can be hashed, equal for equal values: the key that maps are compared by."""
    if isinstance(value, Mapping):
        return frozenset([(name, json_key(item)) for name, item in cast("Mapping[str, Any]", value).items()])
    if isinstance(value, (list, tuple)):
        return tuple([json_key(item) for item in cast("list[Any]", value)])
    return value


class TooDeepError(ValueError):
    """A value nests deeper than a text may."""


def json_copy(value: Any, levels: int = MAX_DEPTH) -> Any:
    """Copy a JSON value deeply, and check that it is one.

    Mappings become dicts, lists and tuples become lists.

    Raises:
        TypeError: something in it has no JSON form, or a key is not a string.
        ValueError: a number in it is NaN or infinite, or it nests deeper than texts may.
    """
    if value.__class__ in _AS_IT_IS or isinstance(value, (str, int)):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            msg = f"{value} is not a JSON number"
            raise ValueError(msg)
        return value
    if levels == MAX_DEPTH - SURELY_SHALLOW:
        note()
    if not levels:
        msg = f"a JSON value nests {MAX_DEPTH} levels at most"
        raise TooDeepError(msg)
    levels -= 1
    if isinstance(value, _ARRAYS):
        return [item if item.__class__ in _AS_IT_IS else json_copy(item, levels) for item in value]
    if isinstance(value, _OBJECTS):
        return _copied(value, levels)
    msg = f"{type(value).__name__} is not a JSON value"
    raise TypeError(msg)


def json_object(values: Mapping[str, Any]) -> dict[str, Any]:
    """Copy a mapping deeply, and check that it is a JSON object.

    Raises:
        TypeError: it is no mapping, or holds something that has no JSON form.
        ValueError: a number in it is NaN or infinite.
    """
    return _copied(values, MAX_DEPTH - 1)


def _copied(values: Any, levels: int) -> dict[str, Any]:
    # Most of what is in an object is neither looked at twice nor handed to a function: schemas of tools are long.
    return {name: item if item.__class__ in _AS_IT_IS else json_copy(item, levels) for name, item in pairs_of(values)}


def tuple_of_list(value: Any) -> Any:
    """Turn a list into a tuple, and lists inside of it, too; leave alone what else may stand beside an array."""
    if not isinstance(value, (list, tuple)):
        return value
    return tuple([tuple_of_list(item) for item in cast("list[Any]", value)])


def pairs_of(values: Any) -> Iterable[tuple[str, Any]]:
    """Return the names and values of a mapping.

    Raises:
        TypeError: it is none, or a name is not a string.
    """
    if not isinstance(values, _OBJECTS):
        msg = f"a JSON object is made from a mapping, not from {type(values).__name__}"
        raise TypeError(msg)
    pairs: Iterable[tuple[Any, Any]] = values.items()
    if {*map(type, values)} != _STRING and not all(isinstance(name, str) for name, _ in pairs):
        msg = "the names of a JSON object are strings"
        raise TypeError(msg)
    return pairs


if MYPY:
    # mypy's attrs plugin does not solve the type variables of a converter, so to mypy these take any elements; pyright
    # checks them.
    def array(values: Iterable[Any] | None) -> Any: ...  # pyright: ignore[reportRedeclaration]  it takes MYPY for False
    def text_or_array(values: str | Iterable[Any] | None) -> Any: ...  # pyright: ignore[reportRedeclaration]  the same
    def json_map(values: Mapping[str, Any] | None) -> Any: ...  # pyright: ignore[reportRedeclaration]  the same
else:

    @overload
    def array(values: Iterable[T]) -> tuple[T, ...]: ...
    @overload
    def array(values: Iterable[T] | None) -> tuple[T, ...] | None: ...
    def array(values: Any) -> Any:
        """Take any iterable for a JSON array: ``field(converter=array)``.

        Raises:
            TypeError: it is a string, which would fall apart into its characters, or no iterable.
        """
        if values is None or values.__class__ is tuple:
            return values
        if values.__class__ is list:
            return tuple(values)
        if isinstance(values, (str, bytes, Mapping)):
            name = type(cast("Any", values)).__name__
            msg = f"an array is made from a list or another iterable of its elements, not from {name}"
            raise TypeError(msg)
        return tuple(values)

    @overload
    def text_or_array(values: str) -> str: ...
    @overload
    def text_or_array(values: str | Iterable[T]) -> str | tuple[T, ...]: ...
    @overload
    def text_or_array(values: str | Iterable[T] | None) -> str | tuple[T, ...] | None: ...
    def text_or_array(values: Any) -> Any:
        """Leave a string as it is, and take any other iterable for a JSON array: ``field(converter=text_or_array)``.

        Raises:
            TypeError: it is neither.
        """
        return values if isinstance(values, str) else array(values)

    @overload
    def json_map(values: Mapping[str, T]) -> dict[str, T]: ...
    @overload
    def json_map(values: Mapping[str, T] | None) -> dict[str, T] | None: ...
    def json_map(values: Any) -> Any:
        """Copy the mapping given for a free-form JSON object, so that nobody else holds it.

        Raises:
            TypeError: it is no mapping, or holds something that has no JSON form.
            ValueError: a number in it is NaN or infinite.
        """
        return None if values is None else json_object(values)
