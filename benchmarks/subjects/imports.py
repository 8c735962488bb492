"""From a bare interpreter to an imported library, and to the first event."""

from __future__ import annotations

import os
import subprocess
import sys

from benchmarks import data
from benchmarks.lab import Goal, Lab
from benchmarks.timing import clock

TITLE = "Import and first decode"
ABOUT = """\
A fresh interpreter for each sample, in turns; the time is taken inside it, so that its own start is left out. The first
frame of every connection is `session.created`, and to decode it, realtime-wire derives what makes the next ones fast. Of
the `openai` package, only what parsing needs is imported: the types of the Realtime API, and the function that its
connections call."""

_TYPES = "import openai.types.realtime"
_PARSE = """\
import json
from openai._models import construct_type_unchecked
from openai.types.realtime import RealtimeServerEvent
event = construct_type_unchecked(value=json.loads(FRAME), type_=RealtimeServerEvent)"""
_ADAPT = """\
from typing import Annotated, get_args
from openai.types.realtime import RealtimeServerEvent
from pydantic import Field, TypeAdapter
union = Annotated[get_args(RealtimeServerEvent)[0], Field(discriminator="type")]
event = TypeAdapter(union).validate_json(FRAME)"""
_OURS = "import realtime_wire\nevent = realtime_wire.decode(FRAME)"
_OURS_PYTHON = """\
import realtime_wire
event = realtime_wire.Decoder(realtime_wire.ServerEvent, backend="python").decode(FRAME)"""

_NAMES = {"ours": "realtime-wire", "official": "openai package, its Realtime types"}
_IMPORTS = {"ours": "import realtime_wire", "official": _TYPES}
_DECODES = {"ours": _OURS, "ours_python": _OURS_PYTHON, "official": _PARSE, "pydantic_adapter": _ADAPT}


def run(lab: Lab) -> None:
    present = {contender.key for contender in lab.contenders}
    for title, codes, check, goal in (
        ("import", _IMPORTS, "", Goal.part_of(4, "official")),
        (
            "import and first decode",
            _DECODES,
            'assert event.type == "session.created"',
            Goal.part_of(2.5, "official"),
        ),
    ):
        chosen = {key: code for key, code in codes.items() if key in present}
        samples: dict[str, list[float]] = {key: [] for key in chosen}
        if not lab.plan.single:
            for code in chosen.values():
                _seconds(code, check)  # byte code is compiled, and files are read into memory
        for _ in range(lab.plan.repeats):
            for key, code in chosen.items():
                samples[key].append(_seconds(code, check))
        names = {key: name for key, name in _NAMES.items() if title == "import"}
        lab.add(title, samples, goals=[goal], names=names)


def _seconds(code: str, check: str) -> float:
    frame = data.ga_mix()[0]
    script = (
        f"from time import {clock.__name__} as clock\nFRAME = {frame!r}\nbegin = clock()\n{code}\n"
        f"seconds = clock() - begin\n{check}\nprint(seconds)"
    )
    path = os.pathsep.join(filter(None, sys.path))
    process = subprocess.run(  # noqa: S603  the script is ours
        [sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": path}, check=True, stdout=subprocess.PIPE
    )
    return float(process.stdout)
