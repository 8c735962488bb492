"""What can be asked for, and the first inputs: the tests' payloads and the examples, each asked for as what it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import realtime_wire as rw
from realtime_wire import Model
from realtime_wire._engine.record import Raw
from tests.declared import PUBLIC
from tests.payloads import PAYLOADS

__all__ = ["HEAD", "NAMES", "TYPES", "joined", "seeds"]


def _is_type(thing: Any) -> bool:
    if isinstance(thing, type):
        return issubclass(thing, (Model, Raw)) and "__declared__" in thing.__dict__
    return any(_is_type(part) for part in getattr(thing, "__args__", ()))


TYPES: dict[str, Any] = {"Event": rw.Event, **{name: thing for name, thing in PUBLIC.items() if _is_type(thing)}}
"""All that can be asked for, by name. The first is what is asked for mostly."""

NAMES = [*TYPES]

HEAD = 3
"""How many bytes of an input come before its text: two for the type, one for how."""


def joined(name: str, how: int, text: bytes) -> bytes:
    """Put together what `target.split` takes apart."""
    return NAMES.index(name).to_bytes(2, "big") + bytes([how]) + text


def seeds() -> list[bytes]:
    """Return the first inputs: each payload as its class and as every union that has it, and a log by line and whole."""
    found = [
        joined(name, number % 256, _compact(payload))
        for name in NAMES
        for number, payload in enumerate(_payloads(name))
    ]
    for file, name in (("voice_turn", "Event"), ("live_call", "live.Event")):
        log = (Path(__file__).parents[1] / "examples" / f"{file}.jsonl").read_bytes().splitlines(keepends=True)
        found += [joined(name, number % 256, line) for number, line in enumerate(log)]
        found += [joined(name, 0, b"".join(log[start : start + 5])) for start in range(0, len(log), 5)]
    return found


def _payloads(name: str) -> list[dict[str, Any]]:
    parts = getattr(TYPES[name], "__args__", (TYPES[name],))
    return [payload for part in parts for payload in PAYLOADS.get(part, [])]


def _compact(payload: Any) -> bytes:
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
