"""What Python's garbage collector takes for the events that a program keeps."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

from benchmarks import data
from benchmarks.lab import Goal, Lab
from benchmarks.timing import clock

TITLE = "Garbage collection with kept events"
ABOUT = """\
One `gc.collect()` while a list of so many events of the GA mix is alive, and nothing else that the collector would go
through. It runs time and again in a program that keeps what it decodes. The compiled lane does not tell the collector of
objects that cannot be a part of a cycle ([how-it-works.md](how-it-works.md) says which), nor do the Structs; the lists in the
Structs are told. The Python lane tells of all of them."""

_AMONG = ("ours", "ours_python", "structs", "ssrjson_dict", "orjson_dict", "json_dict")
_EVENTS = 1_000_000
_EVENTS_OF_A_FAST_RUN = 100_000
_EVENTS_OF_A_SINGLE_RUN = 1_000
_GOALS = (Goal(0.7, "structs"), Goal.part_of(5, "ours_python"))
_COLLECTIONS = 4


def run(lab: Lab) -> None:
    plan = lab.plan
    count = _EVENTS_OF_A_SINGLE_RUN if plan.single else _EVENTS_OF_A_FAST_RUN if plan.fast else _EVENTS
    frames = data.ga_mix(conversations=4)
    contenders, notes = lab.proven(frames, among=_AMONG)
    samples = {contender.key: _collections(contender.decode, frames, count) for contender in contenders}
    lab.add(f"{count:,} events", samples, goals=_GOALS, notes=notes)


def _collections(decode: Callable[[bytes], Any], frames: list[bytes], count: int) -> list[float]:
    """Return what collections take, in seconds."""
    gc.collect()
    gc.freeze()  # whatever else there is
    gc.disable()
    try:
        rounds, rest = divmod(count, len(frames))
        events = [decode(frame) for _ in range(rounds) for frame in frames]
        events += [decode(frame) for frame in frames[:rest]]
        assert len(events) == count
        samples: list[float] = []
        for _ in range(_COLLECTIONS):
            begin = clock()
            gc.collect()
            samples.append(clock() - begin)
        return samples
    finally:
        gc.enable()
        gc.unfreeze()
