"""The exceptions, and nothing else.

The tree::

    RealtimeWireError
    ├── DecodeError (also a ValueError)    bytes or a dict that are not what was asked for
    └── EncodeError (also a ValueError)    an object that has no JSON form

A message says where, what was expected and what was found there. What was found is told by its JSON type or by the
kind of fault, never by its text: payloads hold people's words and keys, and messages end up in logs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

__all__ = ["DecodeError", "EncodeError", "RealtimeWireError"]

Place: TypeAlias = "tuple[tuple[str | int | None, ...], str, str]"
"""Where something is wrong, what was expected and what was found."""

NOTHING_LEFT: Any = object()
"""Stands for what is left of a value of which nothing can be used."""

MOST_FAULTS = 1_000
"""How many faults one exception tells: an array of a million wrong elements would make one of gigabytes."""


class RealtimeWireError(Exception):
    """The root of all exceptions of this library."""


class DecodeError(RealtimeWireError, ValueError):
    """Input that is not the JSON, or not the object, that was asked for.

    The text is ``line 7: $.parts[0].volume: expected number, found string (say)``, where the
    line and the event type are left out if there are none.
    """

    expected: str
    """What the place may hold, such as ``"integer"``, ``"string or object"`` or ``'"server_vad"'``."""

    found: str
    """What it holds: a JSON type (``"null"``, ``"boolean"``, ``"integer"``, ``"number"``, ``"string"``, ``"array"``,
    ``"object"``), ``"nothing"`` for a missing member, ``"another string"`` where only certain strings may be, or the
    fault of a text that is not JSON, such as ``"invalid UTF-8"``."""

    event_type: str | None
    """The wire name of the known event that is malformed; None where no known event was recognised."""

    line: int | None
    """The line of the input, counted from 1, where lines were decoded; None elsewhere."""

    hint: str | None = None
    """What to do instead, where the call seems to be wrong rather than the data; None elsewhere."""

    _steps: tuple[str | int | None, ...]
    _others: tuple[Place, ...]

    def __init__(
        self,
        expected: str,
        found: str,
        *,
        steps: tuple[str | int | None, ...] = (),
        event_type: str | None = None,
        line: int | None = None,
    ) -> None:
        """Describe a fault; `steps` are the member names and array indexes on the way to it, None for a map's key."""
        super().__init__(expected, found)
        self.expected = expected
        self.found = found
        self.event_type = event_type
        self.line = line
        self._steps = steps
        self._others = ()

    @property
    def faults(self) -> tuple[DecodeError, ...]:
        """All that is wrong with the input, in the order in which the classes declare their members: this fault first.

        It is alone where the text is not JSON. Of more than 1,000 faults, the first are told.
        """
        return (self, *map(self._at, self._others))

    def apart(self) -> list[DecodeError]:
        """Return all faults as exceptions of their own, none of which tells the others."""
        return [self._at(place) for place in ((self._steps, self.expected, self.found), *self._others)]

    def _at(self, place: Place) -> DecodeError:
        steps, expected, found = place
        return DecodeError(expected, found, steps=steps, event_type=self.event_type, line=self.line)

    @property
    def steps(self) -> tuple[str | int | None, ...]:
        """The way to the place: names of members and indexes of arrays; None stands for the key of a free-form map."""
        return self._steps

    @property
    def path(self) -> str:
        """The place as a JSON path, ``$.response.output[0].content``; ``[...]`` stands for the key of a free-form map."""
        return "$" + "".join(_step(step) for step in self._steps)

    def inside(self, *steps: str | int | None) -> DecodeError:
        """Put the fault deeper: `steps` come before the path that it has. Changes and returns this same exception."""
        self._steps = (*steps, *self._steps)
        if self._others:
            self._others = tuple([((*steps, *at), expected, found) for at, expected, found in self._others])
        return self

    def joined(self, other: DecodeError) -> DecodeError:
        """Tell the faults of another exception after those of this one. Changes and returns this same exception."""
        if len(self._others) < MOST_FAULTS - 1:
            others = (*self._others, (other._steps, other.expected, other.found), *other._others)
            self._others = others[: MOST_FAULTS - 1]
        return self

    def leaving(self, value: Any) -> DecodeError:
        """Hand on what is left of the faulty value if what is at fault in it is set aside. Returns this same exception."""
        self.__dict__["_left"] = value
        return self

    def left(self) -> Any:
        """Take what is left of the faulty value, NOTHING_LEFT if that is nothing.

        Somebody has to before the exception goes to the user: it has no payload with it.
        """
        return self.__dict__.pop("_left", NOTHING_LEFT)

    def alone(self) -> DecodeError:
        """Drop what ties the exception to the call that raised it, so that keeping it keeps nothing else alive."""
        self.__traceback__ = self.__context__ = self.__cause__ = None
        self.left()
        return self

    def __str__(self) -> str:
        line = "" if self.line is None else f"line {self.line}: "
        event_type = "" if self.event_type is None else f" ({self.event_type})"
        hint = "" if self.hint is None else f": {self.hint}"
        return f"{line}{self.path}: expected {self.expected}, found {self.found}{event_type}{hint}"

    def __repr__(self) -> str:
        return f"DecodeError({str(self)!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        # Exceptions pickle by their positional arguments alone; the rest of the description travels as state.
        return type(self), (self.expected, self.found), {n: v for n, v in self.__dict__.items() if n != "_left"}


class EncodeError(RealtimeWireError, ValueError):
    """An object that holds something JSON cannot express: a lone surrogate, a value of a foreign type, NaN or Infinity."""


def json_type(value: Any) -> str:
    """Name the JSON type of a value, as `DecodeError.found` does."""
    if value is None:
        return "null"
    for kind, name in _NAMES:
        if isinstance(value, kind):
            return name
    return f"a Python {type(value).__name__}"


_NAMES: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "boolean"),
    (int, "integer"),
    (float, "number"),
    (str, "string"),
    ((list, tuple), "array"),
    (Mapping, "object"),
)


JSON_TYPES = frozenset(("null", *(name for _, name in _NAMES)))
"""The names of the JSON types."""


def _step(step: str | int | None) -> str:
    if step is None:
        return "[...]"
    return f".{step}" if isinstance(step, str) else f"[{step}]"
