"""What the tests of others' software share: what they hold to docs/peers.md, and what it is to decode here."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

import realtime_wire as rw
from tests.payloads import PAYLOADS

__all__ = ["PAGE", "by_name", "decoded", "must_tell", "names", "of_names", "sent"]

PAGE = Path(__file__).parents[1] / "docs" / "peers.md"


def must_tell(peer: str, version: str, direction: str, counted: str, refused: str = "nothing") -> None:
    """Hold the page to what was counted."""
    if not PAGE.exists():
        pytest.skip("not in a checkout")
    expected = f"| {peer} | {version} | {direction} | {counted} | {refused} |"
    assert expected in PAGE.read_text(encoding="utf-8").splitlines(), f"the table has to say:\n{expected}"


def decoded(frames: Iterable[str], union: Any) -> str:
    """Decode frames, each to an event that is known and the same when it is encoded again; return how many there were."""
    count = 0
    for frame in frames:
        event = rw.decode(frame, union)
        assert not isinstance(event, rw.UnknownEvent), frame
        assert json.loads(rw.encode(event)) == json.loads(frame)
        count += 1
    return f"{count} of {count} frames"


def sent(union: Any) -> list[Any]:
    """Return events of a union to be encoded: one for each payload of the tests, none of unknown name."""
    classes = [cls for cls in union.__args__ if cls is not rw.UnknownEvent]
    return [rw.structure(payload, cls) for cls in classes for payload in PAYLOADS[cls]]


def by_name(events: Iterable[Any], verdicts: Iterable[bool]) -> dict[str, bool]:
    """Say of each name whether an event of it was understood at all."""
    known: dict[str, bool] = {}
    for event, verdict in zip(events, verdicts, strict=True):
        known[event.type] = known.get(event.type, False) or verdict
    return known


def of_names(known: dict[str, bool]) -> str:
    """Say how many names were understood."""
    return f"{sum(known.values())} of {len(known)} events"


def names(known: Iterable[str]) -> str:
    """List names as the page does."""
    return ", ".join(f"`{name}`" for name in sorted(known)) or "nothing"
