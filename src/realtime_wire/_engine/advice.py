"""Advice: what servers refuse or ignore of objects, told by tables that protocols bring.

A protocol has a table from classes to advisers, functions that tell what is the matter with an object beyond what its class
declares. They say it of the object alone, and not of the objects in it. Those that many tables need are made here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

from .model import Model

__all__ = ["Adviser", "Told", "all_of", "from_servers", "is_set", "needs", "no_nulls"]

Told: TypeAlias = "tuple[tuple[str | int | None, ...], str, str]"
"""Something about an object: the way to the place, of names and indexes (None for the key of a free-form map), what is the
matter there, and what to do about it, which may be nothing. It holds no value of the object."""

Adviser: TypeAlias = Callable[[Any], Iterable[Told]]
"""A function that tells what servers refuse or ignore of objects of a class."""


def is_set(obj: Model, name: str) -> bool:
    """Tell whether a member is sent, be it as null."""
    return getattr(obj, name) is not None or name in obj.nulls


def needs(*names: str) -> Adviser:
    """Tell of members that a class takes to be optional, as servers leave them out, and that clients have to send."""

    def tell(obj: Model) -> Iterator[Told]:
        return (((name,), "is missing", "the server wants it") for name in names if not is_set(obj, name))

    return tell


def from_servers(*names: str) -> Adviser:
    """Tell of members that come back from servers, and are not for them."""

    def tell(obj: Model) -> Iterator[Told]:
        return (((name,), "is said by servers alone", "leave it out") for name in names if is_set(obj, name))

    return tell


def no_nulls(*names: str) -> Adviser:
    """Tell of nulls that are to be expected of servers, and that they do not take."""

    def tell(obj: Model) -> Iterator[Told]:
        return (((name,), "takes no null", "leave it out, or set it") for name in names if name in obj.nulls)

    return tell


def all_of(*advisers: Adviser) -> Adviser:
    """Tell what each of several tells, in their order."""

    def tell(obj: Model) -> Iterator[Told]:
        for adviser in advisers:
            yield from adviser(obj)

    return tell
