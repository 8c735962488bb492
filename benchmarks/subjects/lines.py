"""From a log, one frame a line, to a list of objects."""

from __future__ import annotations

import json

from benchmarks import data
from benchmarks.contenders import KEYS, check
from benchmarks.lab import Goal, Lab
from benchmarks.timing import Task

TITLE = "Decoding lines"
ABOUT = """\
A whole log at once, one frame a line. Contenders without a function for that split the lines themselves. All objects are
alive at the end, so the garbage collector has something to do; it knows nothing of the Structs, and of few of our objects."""

_CONVERSATIONS = 20
_AMONG = set(KEYS) - {"ours_python"}


def run(lab: Lab) -> None:
    frames = data.ga_mix(conversations=1 if lab.plan.single else _CONVERSATIONS)
    text = b"\n".join(frames)
    contenders, notes = lab.proven(frames, "decode_lines", among=_AMONG)
    for contender in contenders:
        for got, frame in zip(contender.decode_lines(text), frames, strict=True):
            check(contender, contender.plain(got), json.loads(frame))
    tasks = [Task(c.key, c.decode_lines, [text], count=len(frames)) for c in contenders]
    lab.race(f"a log of {len(frames):,} lines", tasks, [Goal(1.2, "structs")], notes=notes)
