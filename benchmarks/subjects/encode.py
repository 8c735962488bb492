"""From objects back to JSON: events of a server to forward, events of a client to send."""

from __future__ import annotations

import json

from benchmarks import data
from benchmarks.contenders import check
from benchmarks.lab import Goal, Lab
from benchmarks.timing import Task

TITLE = "Encoding"
ABOUT = """\
First what a gateway does that forwards what the server said: objects that were decoded are written again. Then what a
client does: `input_audio_buffer.append` with 100 ms of audio is by far what it does most, and "made and encoded" begins
with the base64 in hand. The Structs leave out what is None, so that they write fewer members than came. The `openai`
package writes what its connections send."""

_OFFICIAL = Goal.part_of(3, "official")
_APPEND = (Goal(0.1, "json_dict"),)
_CLIENT = (Goal(1.0, "json_dict"),)


def run(lab: Lab) -> None:
    recorded = data.captures()
    mix, real = data.ga_mix(), data.ga_mix(data.REAL_AUDIO)
    deltas = data.of_type("response.output_text.delta", mix)
    cases: list[tuple[str, list[bytes], tuple[Goal, ...]]] = [
        ("server events, GA mix, audio cut short", mix, (Goal(0.95, "structs"), _OFFICIAL)),
        ("server events, GA mix, audio in full", real, ()),
        ("server events, recorded GA frames", recorded.get("GA", []), (Goal(1.0, "structs"), _OFFICIAL)),
        ("server events, text delta", deltas, (Goal(0.9, "structs"), _OFFICIAL)),
        ("server events, xAI's dialect", data.xai_mix(), ()),
    ]
    for title, frames, goals in cases:
        if frames:
            _server(lab, title, frames, goals)
    append = data.append_payload()
    _client(lab, "input_audio_buffer.append, 6.4 kB", [append], _APPEND)
    _client(lab, "other client events", data.client_payloads(), _CLIENT)
    makers = lab.able("append")
    for contender in makers:
        check(contender, json.loads(contender.append(append["audio"])), append)
    lab.race("input_audio_buffer.append, made and encoded", [Task(c.key, c.append, [append["audio"]]) for c in makers])


def _server(lab: Lab, title: str, frames: list[bytes], goals: tuple[Goal, ...]) -> None:
    tasks: list[Task] = []
    contenders, notes = lab.proven(frames, "encode")
    for contender in contenders:
        objs = [contender.decode(frame) for frame in frames]
        for obj, frame in zip(objs, frames, strict=True):
            check(contender, json.loads(contender.encode(obj)), json.loads(frame))
        tasks.append(Task(contender.key, contender.encode, objs))
    lab.race(title, tasks, goals, notes=notes)


def _client(lab: Lab, title: str, payloads: list[data.Payload], goals: tuple[Goal, ...]) -> None:
    tasks: list[Task] = []
    for contender in lab.able("client", "encode_client"):
        objs = [contender.client(payload) for payload in payloads]
        for obj, payload in zip(objs, payloads, strict=True):
            check(contender, json.loads(contender.encode_client(obj)), payload)
        tasks.append(Task(contender.key, contender.encode_client, objs))
    lab.race(title, tasks, goals)
