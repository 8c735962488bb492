"""What is imported or made when it is first needed, and then kept: once, by one thread, and whole in every process.

A process that is forked has but one thread, and what another one was about to import or to make would stay half-done in
it for good, behind a lock that nobody can release. So all such work holds one lock, and forking waits for that.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache, wraps
from threading import RLock
from typing import Any, TypeVar

__all__ = ["LOCK", "ByClass", "once"]

T = TypeVar("T")


class ByClass(dict[type[Any], T]):
    """What is made for each class when it is first asked for: ``names[cls]``. Threads race to equal things."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        """Start with nothing; `make` is given a class."""
        super().__init__()
        self._make = make

    def __missing__(self, cls: type[Any]) -> T:
        return self.setdefault(cls, self._make(cls))


LOCK = RLock()
"""Held while something is imported or made. Whoever holds it may ask for more."""

if hasattr(os, "register_at_fork"):  # pragma: no branch  Windows cannot fork
    os.register_at_fork(before=LOCK.acquire, after_in_parent=LOCK.release, after_in_child=LOCK.release)


def once(make: Callable[[], T]) -> Callable[[], T]:
    """Let a function without arguments do its work in the first call, and give the same in the next ones."""
    made = cache(make)

    @cache  # so that only the first calls take the lock
    def locked() -> T:
        with LOCK:
            return made()

    return wraps(make)(locked)
