"""What a subject works with: contenders that have proven right, and a place for results."""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterable, Sequence
from typing import Any

import attrs

from .contenders import KEYS, Contender, check, keeps
from .timing import Plan, Task, race

OURS = "ours"


@attrs.frozen
class Goal:
    """What one contender is to need in a case, as a multiple of what another does."""

    at_most: float
    peer: str
    contender: str = OURS
    as_parts: bool = False
    """Whether it is told as how many times as fast, or as small."""

    @staticmethod
    def part_of(parts: float, peer: str, contender: str = OURS) -> Goal:
        """Return the goal to need one such part of what a peer needs: to be so many times as fast, or as small."""
        return Goal(1 / parts, peer, contender, as_parts=True)


@attrs.frozen
class Verdict:
    """A goal and what came of it, in words."""

    goal: str
    measured: str
    over: float
    """By which part of it the goal was missed; nothing or less if it was met."""

    @property
    def verdict(self) -> str:
        return "met" if self.over <= 0 else f"missed by {self.over:.0%}"


@attrs.define
class Case:
    """The results of one race."""

    subject: str
    title: str
    samples: dict[str, list[float]]
    """By the key of a contender; in seconds or bytes, for one frame."""
    names: dict[str, str] = attrs.Factory(dict)
    goals: Sequence[Goal] = ()
    unit: str = "second"
    notes: Iterable[str] = ()

    @property
    def reference(self) -> str:
        """The key of what others are compared with."""
        return next(iter(self.samples))

    @property
    def best(self) -> dict[str, float]:
        return {key: min(values) for key, values in self.samples.items()}

    def shown(self, key: str) -> str:
        """Return a result with three digits and a unit."""
        value = self.best[key]
        if self.unit == "byte":
            return f"{value:,.0f} B"
        power = next((power for power, _ in _UNITS if value >= power), 1e-9)
        digits = f"{value / power:#.3g}" if value < 999 * power else f"{value / power:.0f}"
        return f"{digits.removesuffix('.')} {dict(_UNITS)[power]}"

    def verdicts(self) -> Iterable[Verdict]:
        """Judge the goals whose contenders are there."""
        for goal in self.goals:
            if goal.contender not in self.samples or goal.peer not in self.samples:
                continue
            ratio = self.best[goal.contender] / self.best[goal.peer]
            peer = self.names[goal.peer]
            who = "" if goal.contender == OURS else f"{self.names[goal.contender]}: "
            if not goal.as_parts:
                text, measured = f"at most {goal.at_most:.3g} of {peer}", f"{ratio:.2f}"
            elif self.unit == "byte":
                text, measured = f"at most 1/{1 / goal.at_most:.3g} of {peer}", f"1/{1 / ratio:.1f}"
            else:
                text, measured = f"at least {1 / goal.at_most:.3g} times as fast as {peer}", f"{1 / ratio:.1f} times"
            yield Verdict(who + text, measured, ratio / goal.at_most - 1)


_UNITS = ((1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))


class Lab:
    def __init__(self, plan: Plan, contenders: Sequence[Contender], tell: Callable[[Case], None]) -> None:
        self.plan = plan
        self.contenders = contenders
        self.cases: list[Case] = []
        self.subject = ""
        self._tell = tell

    def able(self, *names: str) -> list[Contender]:
        """Return the contenders that have all these functions."""
        return [contender for contender in self.contenders if contender.can(*names)]

    def race(
        self,
        title: str,
        tasks: Sequence[Task],
        goals: Sequence[Goal] = (),
        *,
        names: dict[str, str] | None = None,
        notes: Iterable[str] = (),
    ) -> None:
        """Measure tasks against each other."""
        self.add(title, race(tasks, self.plan), goals=goals, names=names or {}, notes=notes)

    def add(self, title: str, samples: dict[str, list[float]], **more: Any) -> None:
        """Keep and show results; the other arguments are those of a `Case`."""
        case = Case(self.subject, title, samples, **more)
        case.names = {contender.key: contender.name for contender in self.contenders} | case.names
        self.cases.append(case)
        self._tell(case)

    def proven(
        self,
        frames: Sequence[bytes],
        *names: str,
        among: Container[str] = KEYS,
        contenders: Sequence[Contender] | None = None,
    ) -> tuple[list[Contender], list[str]]:
        """Return the contenders that decode all of these frames and get them right, and a note on the others.

        A peer may refuse a frame, or say that it drops unknown members. Any other difference is an error. Those of the lab
        are looked at, unless others are given.
        """
        fit: list[Contender] = []
        notes: list[str] = []
        payloads = [json.loads(frame) for frame in frames]
        for contender in self.able("decode", "plain", *names) if contenders is None else contenders:
            if contender.key not in among:
                continue
            refused = dropped = 0
            for frame, payload in zip(frames, payloads, strict=True):
                try:
                    got = contender.plain(contender.decode(frame))
                except Exception:
                    if contender.key.startswith(OURS):
                        raise
                    refused += 1
                    continue
                if "unknown" in contender.LOSES and not keeps(contender, got, payload):
                    dropped += 1
                else:
                    check(contender, got, payload)
            if refused or dropped:
                faults = [f"refuses {refused}"] * bool(refused) + [f"drops members of {dropped}"] * bool(dropped)
                notes.append(f"{contender.name} {' and '.join(faults)}")
            else:
                fit.append(contender)
        note = f"Not measured on these {len(frames)} frames: {'; '.join(notes)}."
        return fit, [note] if notes else []
