"""Whether the cost of a frame stays what it is: over many frames, and with many unknown members."""

from __future__ import annotations

import json
from itertools import cycle, islice, pairwise
from statistics import median

import realtime_wire
from benchmarks import data
from benchmarks.lab import Goal, Lab
from benchmarks.timing import Task, clock

TITLE = "Scaling"
ABOUT = """\
`iter_lines` over a stream of a million frames: a frame costs the same in the first thousand and at the end. Given is the
median over the passes of a stage, which other programs on the machine disturb little.
Then a text delta with ever more members that no class declares, so many that what the frame itself costs does not show: each
of them costs the same, as it does for `json`."""

_STAGES = (0, 1_000, 10_000, 100_000, 1_000_000)
_MEMBERS = (100, 1_000, 10_000)
_FLAT = 1.25
"""How much noise is no growth."""


def run(lab: Lab) -> None:
    stages = list(pairwise(_STAGES[:2] if lab.plan.single else _STAGES))
    for title, frames in (("frames of the GA mix", data.ga_mix()), ("frames in xAI's dialect", data.xai_mix())):
        samples: dict[str, list[float]] = {f"{end}": [] for _, end in stages}
        for _ in range(max(lab.plan.repeats // 3, 1)):
            costs = _costs(frames, stages[-1][1])
            for begin, end in stages:
                within = costs[begin // len(frames) : end // len(frames)]
                samples[f"{end}"].append(median(within))
        names = {f"{end}": f"frames {begin + 1:,} to {end:,}" for begin, end in stages}
        first = f"{stages[0][1]}"
        goals = [Goal(_FLAT, first, f"{end}") for _, end in stages[1:]]
        lab.add(title, samples, goals=goals, names=names)
    tasks: list[Task] = []
    names = {}
    decode = realtime_wire.Decoder(realtime_wire.ServerEvent).decode
    for members in _MEMBERS:
        frame = data.extended_delta(members)
        payload = json.loads(frame)
        assert realtime_wire.unstructure(decode(frame)) == payload
        for key, name, call in (("ours", "realtime-wire", decode), ("json", "json, plain dict", json.loads)):
            names[f"{key} {members}"] = f"{name}, {members:,} unknown"
            tasks.append(Task(f"{key} {members}", call, [frame], count=len(payload)))
    goals = [Goal(_FLAT, f"ours {fewer}", f"ours {more}") for fewer, more in pairwise(_MEMBERS)]
    lab.race("members of a text delta", tasks, goals, names=names)


def _costs(frames: list[bytes], length: int) -> list[float]:
    """Return what a frame costs in each pass over the frames, one stream of that length for the decoder."""
    decoder = realtime_wire.Decoder(realtime_wire.ServerEvent)
    events = decoder.iter_lines(islice(cycle(frames), length))
    costs: list[float] = []
    for _ in range(length // len(frames)):
        begin = clock()
        for _ in islice(events, len(frames)):
            pass
        costs.append((clock() - begin) / len(frames))
    assert len(list(events)) == length % len(frames)
    return costs
