"""What an event takes that is kept."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable
from typing import Any

from benchmarks import data
from benchmarks.contenders import KEYS
from benchmarks.lab import Goal, Lab

TITLE = "Memory of a retained event"
ABOUT = """\
Bytes that tracemalloc counts when the events of a stream are kept, strings included, divided by their number. The audio is
cut short: in full it would outweigh everything else, and everybody keeps the same string."""

_AMONG = set(KEYS) - {"ours_function", "ours_python"}
_OFFICIAL = Goal.part_of(3, "official")


def run(lab: Lab) -> None:
    conversations = 1 if lab.plan.single else 4
    mix = data.ga_mix(conversations=conversations)
    cases = [
        ("GA mix, audio cut short", mix, (Goal(0.95, "structs"), _OFFICIAL)),
        ("text delta", data.of_type("response.output_text.delta", mix), (Goal(0.8, "structs"), _OFFICIAL)),
        ("response.done", data.of_type("response.done", mix), (_OFFICIAL,)),
    ]
    for title, frames, goals in cases:
        contenders, notes = lab.proven(frames, among=_AMONG)
        samples = {contender.key: [_retained(contender.decode, frames)] for contender in contenders}
        lab.add(title, samples, goals=goals, unit="byte", notes=notes)


def _retained(decode: Callable[[bytes], Any], frames: list[bytes]) -> float:
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        events = [decode(frame) for frame in frames]
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return (after - before) / len(events)
