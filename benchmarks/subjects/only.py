"""One type of event wanted, all others left out."""

from __future__ import annotations

import json
from collections.abc import Sequence

import realtime_wire
from benchmarks import data
from benchmarks.lab import Goal, Lab
from benchmarks.timing import Task

TITLE = "Decoding only what is wanted"
ABOUT = """\
A decoder with `only=[ErrorEvent]` over a stream that has no error: what it costs to find out that a frame is not wanted.
The measure is msgspec reading nothing but the type into a Struct of one member; the Structs and the dicts are made whole, as
a program would without such a decoder. The others want `response.done`, one frame in fifty, and get it decoded."""

_NAMES = {"type": "msgspec, the type alone", "ours": "realtime-wire, only", "all": "realtime-wire, all"}


def run(lab: Lab) -> None:
    short, real = data.ga_mix(), data.ga_mix(data.REAL_AUDIO)
    goals = [Goal(1.2, "type")]
    _race(lab, "errors, audio cut short", realtime_wire.ErrorEvent, short, goals)
    _race(lab, "errors, in Japanese, audio cut short", realtime_wire.ErrorEvent, data.japanese_mix(), goals)
    _race(lab, "errors, audio in full", realtime_wire.ErrorEvent, real, goals)
    _race(lab, "response.done, audio cut short", realtime_wire.ResponseDoneEvent, short)
    _race_lines(lab, "response.done, from lines", realtime_wire.ResponseDoneEvent, short)


def _decoder(wanted: type, frames: list[bytes]) -> realtime_wire.Decoder:
    """Return a decoder that has proven right."""
    decoder = realtime_wire.Decoder(realtime_wire.ServerEvent, only=[wanted])
    kept = [event for event in map(realtime_wire.decode, frames) if isinstance(event, wanted)]
    assert [event for event in map(decoder.decode, frames) if event is not None] == kept
    assert decoder.decode_lines(b"\n".join(frames)) == kept
    return decoder


def _race(lab: Lab, title: str, wanted: type, frames: list[bytes], goals: Sequence[Goal] = ()) -> None:
    tasks = [Task("ours", _decoder(wanted, frames).decode, frames)]
    types = [json.loads(frame)["type"] for frame in frames]
    for contender in lab.able("read_type"):
        assert [contender.read_type(frame).type for frame in frames] == types
        tasks.append(Task("type", contender.read_type, frames))
    whole = {"ours": "all"} | {key: key for key in ("structs", "ssrjson_dict", "orjson_dict", "json_dict")}
    tasks += [Task(whole[c.key], c.decode, frames) for c in lab.able("decode") if c.key in whole]
    lab.race(title, tasks, goals, names=_NAMES)


def _race_lines(lab: Lab, title: str, wanted: type, frames: list[bytes]) -> None:
    text = b"\n".join(frames)
    tasks = [Task("ours", _decoder(wanted, frames).decode_lines, [text], count=len(frames))]
    tasks += [Task("type", c.read_types, [text], count=len(frames)) for c in lab.able("read_types")]
    lab.race(title, tasks, names=_NAMES)
