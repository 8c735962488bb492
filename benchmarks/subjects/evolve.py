"""Copying an event with another value for one member."""

from __future__ import annotations

import json

from benchmarks import data
from benchmarks.contenders import ITEM_ID, check
from benchmarks.lab import Lab
from benchmarks.timing import Task

TITLE = "Copying with a change"
ABOUT = """\
`event.evolve(item_id=...)` on a text delta, and what the peers have for it: `msgspec.structs.replace`, `model_copy` of
pydantic (which does not validate), `attrs.evolve`, `dataclasses.replace`, a new dict."""


def run(lab: Lab) -> None:
    frame = data.of_type("response.output_text.delta", data.ga_mix())[0]
    contenders, _ = lab.proven([frame], "evolve")
    tasks: list[Task] = []
    for contender in contenders:
        obj = contender.decode(frame)
        check(contender, contender.plain(contender.evolve(obj)), {**json.loads(frame), "item_id": ITEM_ID})
        check(contender, contender.plain(obj), json.loads(frame))
        tasks.append(Task(contender.key, contender.evolve, [obj]))
    lab.race("one member of a text delta", tasks)
