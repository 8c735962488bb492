"""What people do with objects: copy them with a change, make them, compare them, turn them into dicts."""

from __future__ import annotations

import json
from typing import Any

from benchmarks import data
from benchmarks.contenders import INSTRUCTIONS, ITEM_ID, check
from benchmarks.lab import OURS, Goal, Lab
from benchmarks.timing import Task

TITLE = "Objects in programs"
ABOUT = """\
Copies with another value for one member: `evolve`, and what the peers have for it: `msgspec.structs.replace`, `model_copy`
of pydantic (which does not validate), `attrs.evolve`, `dataclasses.replace`, a new dict. Then constructors, which check what
they are given here and in pydantic, and do not in the Structs; `hash` and `==` of a `response.done`, beside decoding it (the
two that are compared are equal, share nothing, and are compared again and again, so that their strings know their hashes);
and dicts made of the objects of a whole stream."""

_COPY = (Goal(1.0, "official"),)
_MAKE = (Goal(1.0, "pydantic_adapter"),)
_TOOLS = """\
realtime-wire copies and checks the free-form `parameters` of the tools, which takes half of its time; pydantic takes them \
as they are."""


def run(lab: Lab) -> None:
    mix = data.ga_mix()
    _copies(lab, mix)
    _made(lab, mix)
    _compared(lab, mix)
    _dicts(lab, mix)


def _copies(lab: Lab, mix: list[bytes]) -> None:
    frame = data.of_type("response.output_text.delta", mix)[0]
    tasks: list[Task] = []
    for contender in lab.able("evolve"):
        obj = contender.decode(frame)
        check(contender, contender.plain(contender.evolve(obj)), {**json.loads(frame), "item_id": ITEM_ID})
        check(contender, contender.plain(obj), json.loads(frame))
        tasks.append(Task(contender.key, contender.evolve, [obj]))
    lab.race("a text delta copied with another item", tasks, _COPY)

    frame = data.of_type("session.updated", mix)[0]
    names = json.loads(frame)["session"].keys() - {"instructions"}
    tasks = []
    for contender in lab.able("evolve_session"):
        session = _member(contender.decode(frame), "session")
        copy = contender.evolve_session(session)
        assert _member(copy, "instructions") == INSTRUCTIONS != _member(session, "instructions")
        assert all(_member(copy, name) == _member(session, name) for name in names)
        tasks.append(Task(contender.key, contender.evolve_session, [session]))
    lab.race("a session copied with other instructions", tasks, _COPY)


def _member(obj: Any, name: str) -> Any:
    return obj[name] if isinstance(obj, dict) else getattr(obj, name, None)


def _made(lab: Lab, mix: list[bytes]) -> None:
    payload = json.loads(data.of_type("response.output_text.delta", mix)[0])
    members = {name: value for name, value in payload.items() if name not in ("type", "obfuscation")}
    update = data.client_payloads()[0]
    for title, name, argument, expected, notes in (
        ("a text delta made", "make_delta", members, {"type": payload["type"], **members}, []),
        ("a session.update made, with all its parts", "make_update", update["session"], update, [_TOOLS]),
    ):
        tasks: list[Task] = []
        for contender in lab.able(name):
            make = getattr(contender, name)
            check(contender, contender.plain_made(make(argument)), expected)
            tasks.append(Task(contender.key, make, [argument]))
        lab.race(title, tasks, _MAKE, notes=notes)


def _compared(lab: Lab, mix: list[bytes]) -> None:
    frames = data.of_type("response.done", mix)
    (ours,) = (contender for contender in lab.contenders if contender.key == OURS)
    events, others = ([ours.decode(frame) for frame in frames] for _ in range(2))
    assert events == others
    assert list(map(hash, events)) == list(map(hash, others))
    assert len(set(events)) == len(frames)
    tasks = [
        Task("decode", ours.decode, frames),
        Task("hash", hash, events),
        Task("equal", lambda pair: pair[0] == pair[1], list(zip(events, others, strict=True))),
    ]
    goals = [Goal(1.0, "decode", "hash"), Goal(1.0, "decode", "equal")]
    names = {"decode": "realtime-wire, decode", "hash": "realtime-wire, hash", "equal": "realtime-wire, =="}
    lab.race("response.done compared", tasks, goals, names=names)


def _dicts(lab: Lab, mix: list[bytes]) -> None:
    contenders, notes = lab.proven(mix, "to_dict")
    tasks: list[Task] = []
    for contender in contenders:
        objs = [contender.decode(frame) for frame in mix]
        for obj, frame in zip(objs, mix, strict=True):
            check(contender, contender.to_dict(obj), json.loads(frame))
        tasks.append(Task(contender.key, contender.to_dict, objs))
    lab.race("GA mix, dicts of events", tasks, [Goal(1.5, "structs")], notes=notes)
