"""What pytest imports: it explains why ``assert a == b`` failed for objects of realtime-wire, place by place.

It stands outside of the library, which it imports only when an assertion is about objects of it; `pytest -p no:realtime-wire`
leaves it out.
"""

from __future__ import annotations

import sys
from typing import Any, cast

__all__ = ["pytest_assertrepr_compare"]


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Tell how two objects differ, or two lists of them, without what is secret in them."""
    model = sys.modules.get("realtime_wire._engine.model")
    if op != "==" or model is None or not (_is_ours(left, model.Wire) and _is_ours(right, model.Wire)):
        return None
    from realtime_wire.differences import diff  # noqa: PLC0415  most runs have no use for it

    return [f"{_named(left)} == {_named(right)}", *diff(left, right)]


def _is_ours(value: Any, wire: type) -> bool:
    if not isinstance(value, (list, tuple)):
        return isinstance(value, wire)
    items = cast("Any", value)
    return bool(items) and all(isinstance(item, wire) for item in items)


def _named(value: Any) -> str:
    return f"{_length(value)} objects" if isinstance(value, (list, tuple)) else type(value).__name__


def _length(value: Any) -> int:
    return len(value)
