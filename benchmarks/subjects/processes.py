"""Whether two processes do twice as much as one."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import realtime_wire
from benchmarks import data
from benchmarks.lab import OURS, Goal, Lab
from benchmarks.timing import clock

TITLE = "Two processes over one file"
ABOUT = """\
A log is read and decoded by one process, and by two at once of which each takes half of it, again and again. The slower one
of the two counts, and the median over the passes, as now and then one of them may run alone. It is processor time as
everywhere: what two processes cost each other in caches and memory shows in it, and that other programs want the processors
does not."""

_CONVERSATIONS = 40
_PASSES = 100


def run(lab: Lab) -> None:
    if (os.cpu_count() or 1) < 2:  # noqa: PLR2004  two processes need two processors
        return
    single = lab.plan.single
    lines = [frame + b"\n" for frame in data.ga_mix(conversations=1 if single else _CONVERSATIONS)]
    half = len(lines) // 2
    middle, end = len(b"".join(lines[:half])), len(b"".join(lines))
    parts = {OURS: [(0, end)], "two": [(0, middle), (middle, end)]}
    samples: dict[str, list[float]] = {key: [] for key in parts}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "log.jsonl")
        path.write_bytes(b"".join(lines))
        with _worker(path) as first, _worker(path) as second:
            for _ in range(lab.plan.repeats):
                for key, bounds in parts.items():
                    workers = [first, second][: len(bounds)]
                    samples[key].append(_passes(workers, bounds, 1 if single else _PASSES, len(lines)) / len(lines))
    lab.add(
        f"a log of {len(lines):,} lines",
        samples,
        goals=[Goal.part_of(1.9, OURS, "two")],
        names={OURS: "one process", "two": "two processes"},
    )


@contextmanager
def _worker(path: Path) -> Iterator[Any]:
    """Give the pipe to a process that decodes parts of a file when it is told to."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(str(path), theirs), daemon=True)
    process.start()
    yield ours
    ours.send(None)
    process.join()


def _passes(workers: list[Any], bounds: list[tuple[int, int]], times: int, count: int) -> float:
    """Return what the slower worker takes for a pass over its part, in seconds."""
    for worker, (begin, end) in zip(workers, bounds, strict=True):
        worker.send((begin, end, times))
    answers = [worker.recv() for worker in workers]
    assert sum(decoded for decoded, _ in answers) == count
    return max(median(seconds) for _, seconds in answers)


def _work(path: str, pipe: Any) -> None:
    decode_lines = realtime_wire.Decoder(realtime_wire.ServerEvent).decode_lines
    with Path(path).open("rb") as file:
        decode_lines(file.read())
        while (order := pipe.recv()) is not None:
            start, end, times = order
            decoded, seconds = 0, []
            for _ in range(times):
                begin = clock()
                file.seek(start)
                decoded = len(decode_lines(file.read(end - start)))
                seconds.append(clock() - begin)
            pipe.send((decoded, seconds))
