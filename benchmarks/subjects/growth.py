"""Whether the cost of a byte stays what it is where a frame grows, also if the frame was made to hurt."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable
from typing import Any

import realtime_wire
from benchmarks.lab import Goal, Lab
from benchmarks.timing import clock
from tests.hostile import GROUPS, REFUSED

TITLE = "Growth"
ABOUT = """\
What a byte of a frame costs, and what it costs in a frame that is sixteen times as long: if the time grew with the square of
the length, that would be sixteen times as much. The frames are large in one way each, and many of them are made by somebody
who knows where parsers are weak. What grows nevertheless are large dicts and lists, which do not fit into the caches of the
processor; `json.loads` has the same. Python's garbage collector does not run here: it would go through all that was made
time and again, whoever made it."""

_SIZES = (1 << 18, 1 << 22)
_SIZES_OF_A_SINGLE_RUN = (1 << 14, 1 << 15)
_TIMES = 4.0
"""How much more a byte of the larger frame may cost."""


def run(lab: Lab) -> None:
    sizes = _SIZES_OF_A_SINGLE_RUN if lab.plan.single else _SIZES
    decoding = [realtime_wire.Decoder(backend=backend).decode for backend in _backends()]
    for group, shapes in GROUPS.items():
        frames = {f"{name}, {size >> 10:,} KiB": shape(size) for name, shape in shapes.items() for size in sizes}
        events = {name: _checked(frame, decoding, is_refused=group == REFUSED) for name, frame in frames.items()}
        _add(lab, f"decode, {group}", frames, frames, _telling(decoding[0]))
        if group == "elements":
            _add(lab, f"encode, {group}", frames, events, realtime_wire.encode)


def _backends() -> list[Any]:
    return ["native", "python"] if realtime_wire.lane().name == "native" else ["python"]


def _add(lab: Lab, title: str, frames: dict[str, bytes], arguments: dict[str, Any], call: Callable[[Any], Any]) -> None:
    """Measure a call with each of the arguments, in seconds for a byte of their frames, which come in pairs."""
    repeats = max(lab.plan.repeats // 3, 1)
    samples = {
        name: [_cost(call, arguments[name]) / len(frame) for _ in range(repeats)] for name, frame in frames.items()
    }
    names = list(frames)
    goals = [Goal(_TIMES, small, large) for small, large in zip(names[::2], names[1::2], strict=True)]
    lab.add(title, samples, goals=goals, names={name: name for name in names})


def _cost(call: Callable[[Any], Any], argument: Any) -> float:
    gc.disable()
    try:
        begin = clock()
        call(argument)
        return clock() - begin
    finally:
        gc.enable()


def _telling(decode: Callable[[bytes], Any]) -> Callable[[bytes], Any]:
    """Return what a refusal says as if that were a result."""

    def tell(frame: bytes) -> Any:
        try:
            return decode(frame)
        except realtime_wire.DecodeError as error:
            return str(error)

    return tell


def _checked(frame: bytes, decoding: list[Callable[[bytes], Any]], *, is_refused: bool) -> Any:
    """Return what a frame decodes to, or what its refusal says: alike on all backends, and with nothing lost."""
    event, *others = [_telling(decode)(frame) for decode in decoding]
    assert all(other == event for other in others)
    assert isinstance(event, str) is is_refused
    assert is_refused or realtime_wire.unstructure(event) == json.loads(frame) == json.loads(
        realtime_wire.encode(event)
    )
    return event
