"""The lanes that are there to be tested, and decoders made of them."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, cast

import pytest

from realtime_wire import Decoder, lane
from realtime_wire._engine import lane as lanes
from realtime_wire._engine.native import writer_of

if TYPE_CHECKING:
    from realtime_wire._engine.lane import BackendName

__all__ = ["BACKENDS", "NATIVE", "attempt", "both_backends", "choosing", "needs_native", "write", "write_by_python"]

NATIVE = lane().name == "native"
"""Whether there is the compiled lane."""

BACKENDS: list[BackendName] = ["native", "python"] if NATIVE else ["python"]

needs_native = pytest.mark.skipif(not NATIVE, reason="the compiled lane is not there")
both_backends = pytest.mark.parametrize("backend", [pytest.param("native", marks=needs_native), "python"])


def attempt(decoder: Any, data: Any) -> Any:
    """Return what the compiled lane makes of a text; NotImplemented if it leaves that to Python."""
    return decoder.decode.attempt(data)


_WRITER = writer_of(lambda _: NotImplemented)


def write(obj: Any) -> Any:
    """Return what the compiled lane writes; NotImplemented if it leaves that to Python."""
    return _WRITER(obj)


def write_by_python(obj: Any) -> bytes:
    """Encode an object as the Python lane does."""
    by_python: Any = lanes
    text: bytes = by_python._encode_by_python(obj)
    return text


def choosing(only: Any, **options: Any) -> Decoder[Any, None]:
    """Make a decoder of some events by wire names that no class need have, without the warning of these."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        made: Any = Decoder(only=only, **options)
    return cast("Decoder[Any, None]", made)
