"""What tests over real sockets share: all of them are of this machine, and none of these tests looks at a clock.

The packages that they need are those of the dependency group `interop`. Without one of them a test is skipped, or fails if
the environment variable REALTIME_WIRE_INTEROP says that all of them are there.
"""

from __future__ import annotations

import asyncio
import os
from functools import wraps
from importlib import import_module
from typing import TYPE_CHECKING, Any, ParamSpec

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

__all__ = ["HANGS", "LOOPBACK", "needs", "to_the_end"]

P = ParamSpec("P")

LOOPBACK = "127.0.0.1"

HANGS = 60
"""The seconds after which a test is given up that would otherwise hang; what passes takes a fraction of them."""


def needs(package: str) -> Any:
    """Import a module of another package, or skip the test."""
    if "REALTIME_WIRE_INTEROP" in os.environ:
        return import_module(package)
    return pytest.importorskip(package, reason=f"{package.partition('.')[0]} is not installed")


def to_the_end(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Make a test of a coroutine."""

    @wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        asyncio.run(asyncio.wait_for(test(*args, **kwargs), HANGS))

    return run
