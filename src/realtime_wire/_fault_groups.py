"""What a fault is to cattrs: a group of all of them, so that its tools show each by its path.

This module needs cattrs, which takes a while to import; `converter` imports it at the first fault.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cattrs.errors import AttributeValidationNote, ClassValidationError

from ._engine.errors import DecodeError

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["DecodeErrorGroup"]


class _Words(str):
    """What was expected, where cattrs has a type: its messages show the `repr` of what has no name."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


class DecodeErrorGroup(DecodeError, ClassValidationError):  # noqa: N818  a group, as those of Python and of cattrs are
    """A `DecodeError` that cattrs knows as its own: `exceptions` has all faults, each with a note of its place.

    Raised by the converters of `make_converter` and `configure_converter` where ``detailed_validation`` is on.
    """

    def __new__(cls, error: DecodeError, made: Any) -> Self:
        return ClassValidationError.__new__(cls, str(error), [_noted(fault) for fault in error.apart()], made)

    def __init__(self, error: DecodeError, made: Any) -> None:  # noqa: ARG002  `__new__` has it
        """Group the faults of an exception; `made` is the type that was asked for."""
        self.__dict__.update(vars(error))

    def derive(self, excs: Sequence[Exception]) -> Any:
        """Make a group of some of the faults, which is a `DecodeError` no more."""
        return ClassValidationError(str(self.args[0]), excs, self.cl)

    def __reduce__(self) -> tuple[Any, ...]:
        first, *_ = self.apart()
        return _again, (first, self._others, self.cl)


def _noted(fault: DecodeError) -> DecodeError:
    """Say where a fault is, in the way of cattrs: a path is the name of a member to it, and goes behind that which is outside."""
    name = fault.path.removeprefix("$.")
    if name != fault.path:
        note = AttributeValidationNote(f"Structuring @ attribute {name}", name, _Words(fault.expected))
        vars(fault)["__notes__"] = [note]  # what `add_note` does, which Python 3.10 has not
    return fault


def _again(first: DecodeError, others: tuple[Any, ...], made: Any) -> DecodeErrorGroup:
    vars(first)["_others"] = others
    return DecodeErrorGroup(first, made)
