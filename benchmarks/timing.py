"""How time is taken.

Ratios are what these benchmarks are for, so all contenders of a case run in one process and take turns: each round gives
each of them one short sample, and its best sample counts. That is what pyperf's own runner does not do, which gives each
benchmark processes of its own, one benchmark after the other: on a machine with other work to do, they would be measured
under different conditions. The description of the machine and the format of the results are pyperf's.

The clock counts the time of the processor, where it is fine enough for that, so that waiting for one does not count.

The garbage collector runs as in any program.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any

import attrs

_FINE = 1e-6

clock = time.process_time if time.get_clock_info("process_time").resolution <= _FINE else time.perf_counter
_MOST_LOOPS = 1 << 20


@attrs.frozen
class Task:
    """A contender's work in one case: a call for each of the inputs."""

    contender: str
    call: Callable[[Any], Any]
    inputs: Sequence[Any]
    count: int = attrs.field()
    """By how many frames the time of a pass over the inputs is divided."""

    @count.default
    def _count(self) -> int:
        return len(self.inputs)


@attrs.frozen
class Plan:
    """How much is measured."""

    rounds: int
    sample: float
    """How long a sample takes at least, in seconds."""
    longest: float = 0.025
    """How long it may take without costing its contender a round."""
    repeats: int = 1
    """How often what takes seconds is measured."""

    fast: bool = False
    """Whether large things are measured in a smaller size."""

    @property
    def single(self) -> bool:
        """Whether everything runs once, for its correctness alone."""
        return self.rounds == 1


SINGLE = Plan(rounds=1, sample=0.0)
FAST = Plan(rounds=25, sample=0.001, repeats=3, fast=True)
FULL = Plan(rounds=120, sample=0.002, repeats=15)


def _loop(call: Callable[[Any], Any], inputs: Sequence[Any], loops: int) -> float:
    turns = range(loops)
    begin = clock()
    for _ in turns:
        for item in inputs:
            call(item)
    return clock() - begin


def _fresh_loop() -> Callable[[Callable[[Any], Any], Sequence[Any], int], float]:
    """Copy the loop, so that the interpreter specialises the call in it for one contender alone."""
    return FunctionType(_loop.__code__.replace(), _loop.__globals__)


def race(tasks: Sequence[Task], plan: Plan) -> dict[str, list[float]]:
    """Return the samples of each contender, in seconds a frame."""
    loops = {task.contender: _fresh_loop() for task in tasks}
    turns = {task.contender: 1 if plan.single else _calibrate(task, loops[task.contender], plan) for task in tasks}
    samples: dict[str, list[float]] = {task.contender: [] for task in tasks}
    pauses = dict.fromkeys(samples, 0)
    order = list(tasks)
    shuffle = random.Random(0).shuffle  # noqa: S311  so that nobody always runs behind the same other
    for _ in range(plan.rounds):
        shuffle(order)
        for task in order:
            key = task.contender
            if pauses[key]:
                pauses[key] -= 1
                continue
            if not plan.single:
                loops[key](task.call, task.inputs, 1)  # the caches of the processor hold what others left
            seconds = loops[key](task.call, task.inputs, turns[key])
            samples[key].append(seconds / turns[key] / task.count)
            if not plan.single:
                # Those who need very long for a pass sit some rounds out.
                pauses[key] = int(seconds / plan.longest)
    return samples


def _calibrate(task: Task, loop: Callable[..., float], plan: Plan) -> int:
    turns = 1
    loop(task.call, task.inputs, turns)  # the first pass prepares what is prepared lazily
    while turns < _MOST_LOOPS and loop(task.call, task.inputs, turns) < plan.sample:
        turns *= 2
    return turns
