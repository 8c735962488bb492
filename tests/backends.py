"""The JSON backends that are there to be tested, and decoders made of them."""

from __future__ import annotations

import warnings
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, cast

import pytest

from realtime_wire import Decoder

if TYPE_CHECKING:
    from realtime_wire._engine.text import BackendName

__all__ = ["BACKENDS", "both_backends", "choosing", "needs_msgspec"]

MSGSPEC = find_spec("msgspec") is not None

BACKENDS: list[BackendName] = ["msgspec", "json"] if MSGSPEC else ["json"]

needs_msgspec = pytest.mark.skipif(not MSGSPEC, reason="msgspec is not installed")
both_backends = pytest.mark.parametrize("backend", [pytest.param("msgspec", marks=needs_msgspec), "json"])


def choosing(only: Any, **options: Any) -> Decoder[Any, None]:
    """Make a decoder of some events by wire names that no class need have, without the warning of these."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        made: Any = Decoder(only=only, **options)
    return cast("Decoder[Any, None]", made)
