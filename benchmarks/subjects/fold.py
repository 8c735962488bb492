"""From events to a conversation."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Sequence
from typing import Any

import realtime_wire
from benchmarks import data
from benchmarks.lab import Goal, Lab
from benchmarks.timing import Task
from realtime_wire.conversation import Conversation

TITLE = "Folding into conversations"
ABOUT = """\
What it takes to put events together to a conversation, against what it takes to decode the frames that they come from. The
fold is Python, whichever lane decodes. Then, the memory that a conversation takes for each frame that it was made of: words
and lengths, and no audio."""

NAMES = {"fold": "folded", "native": "decoded by the compiled lane", "python": "decoded by the Python lane"}


def run(lab: Lab) -> None:
    cases = [
        ("GA mix, audio in full", data.ga_mix(data.REAL_AUDIO), realtime_wire.REALTIME),
        ("GA mix, audio cut short", data.ga_mix(), realtime_wire.REALTIME),
        ("Live mix, audio in full", data.live_mix(), realtime_wire.live.LIVE),
    ]
    backends = ["native", "python"] if realtime_wire.lane().name == "native" else ["python"]
    for title, frames, protocol in cases:
        decoders = {
            backend: realtime_wire.Decoder(protocol.event, backend=backend).decode  # type: ignore[call-overload]
            for backend in backends
        }
        events = [decoders["python"](frame) for frame in frames]
        tasks = [Task("fold", _folding(protocol), [events], len(events))]
        tasks += [Task(name, _decoding(decode), [frames], len(frames)) for name, decode in decoders.items()]
        lab.race(title, tasks, [Goal(2.0, name, "fold") for name in backends], names=NAMES)
    conversations = 1 if lab.plan.single else 40
    frames = data.ga_mix(conversations=conversations)
    lab.add(f"memory, {len(frames):,} frames", {"fold": [_retained(frames)]}, unit="byte", names=NAMES)


def _folding(protocol: Any) -> Callable[[Sequence[Any]], None]:
    def fold(events: Sequence[Any]) -> None:
        conversation = Conversation(protocol)
        for event in events:
            conversation.feed(event, 1.0)

    return fold


def _decoding(decode: Callable[[bytes], Any]) -> Callable[[Sequence[bytes]], None]:
    def decode_all(frames: Sequence[bytes]) -> None:
        for frame in frames:
            decode(frame)

    return decode_all


def _retained(frames: Sequence[bytes]) -> float:
    conversation = Conversation(realtime_wire.REALTIME)
    decode = realtime_wire.Decoder().decode
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for frame in frames:
            conversation.feed(decode(frame), 1.0)
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return (after - before) / len(frames)
