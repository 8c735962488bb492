"""From objects to text: the one place that writes, by the fast writer first, and by the standard library's for the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .depth import DEEP, STACK_USED_UP, TOO_DEEP, TOO_SHORT, is_too_deep
from .errors import EncodeError
from .hooks import Dumps
from .lane import fast_lane, hooks
from .text import backend_of

__all__ = ["encode"]


def encode(obj: Any) -> bytes:
    """Encode an object of this library as compact UTF-8 JSON.

    Raises:
        EncodeError: something in the object has no JSON form.
    """
    try:
        text = _write(_PACKS[type(obj)](obj))
    except EncodeError:
        raise
    except _refusals:
        text = None  # what was refused tells payloads, so it must not be the context of what comes
    try:
        if text is None:
            text = backend_of("json").dumps(_DUMPS[type(obj)](obj))
        if DEEP and len(text) > TOO_SHORT and is_too_deep(text):
            raise EncodeError(TOO_DEEP)
    except RecursionError:
        raise EncodeError(STACK_USED_UP) from None
    return text


_DUMPS = Dumps(lambda cls: hooks().dumps[cls])
"""The reference lane's way to plain values; the hooks are made when a class first needs them."""


def _packer(cls: type) -> Any:
    fast = fast_lane()
    return _DUMPS[cls] if fast is None else fast.packer(cls, _PACKS, _DUMPS)


_PACKS: Dumps = Dumps(_packer)
"""The same for what the writer is given."""


def _write_first(obj: Any) -> bytes:
    """Find the writer when it is first needed, as that may import msgspec."""
    # Looking for them in each call would take a part of the time.
    global _refusals, _write
    fast = fast_lane()
    _refusals, _write = ((RecursionError,), backend_of("json").dumps) if fast is None else (fast.REFUSALS, fast.write)
    return _write(obj)


_write: Callable[[Any], bytes] = _write_first
_refusals: tuple[type[Exception], ...] = (RecursionError,)
"""What the writer raises for what it leaves to the other."""
