"""The JSON backends that are there to be tested."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from realtime_wire._engine.text import BackendName

__all__ = ["BACKENDS", "both_backends", "needs_msgspec"]

MSGSPEC = find_spec("msgspec") is not None

BACKENDS: list[BackendName] = ["msgspec", "json"] if MSGSPEC else ["json"]

needs_msgspec = pytest.mark.skipif(not MSGSPEC, reason="msgspec is not installed")
both_backends = pytest.mark.parametrize("backend", [pytest.param("msgspec", marks=needs_msgspec), "json"])
