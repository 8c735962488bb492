"""From one frame to one object."""

from __future__ import annotations

from benchmarks import data
from benchmarks.contenders import KEYS
from benchmarks.lab import Goal, Lab
from benchmarks.timing import Task

TITLE = "Decoding"
ABOUT = """\
One frame at a time, as they come from a socket. The mixes are conversations by voice, with frames of each type in the
proportions of recorded ones; recorded streams have their audio cut to a few bytes, real ones carry 100 ms of audio
(6,400 characters of base64) in each audio delta. The hand-written Structs are the limit: nothing that makes typed
objects in CPython is faster. They lose explicit nulls and unknown members, and know one vendor's dialect."""

_WITH_STDLIB = {"ours_stdlib", "json_dict", "official"}
_OTHERS = set(KEYS) - {"ours_stdlib"}

_GA = (Goal(2.3, "structs"), Goal.part_of(45, "official"), Goal.part_of(5, "pydantic_adapter"))
_VENDOR = (Goal(2.0, "json_dict"), Goal.part_of(15, "official"))
_STDLIB = (Goal(2.0, "json_dict", "ours_stdlib"), Goal.part_of(10, "official", "ours_stdlib"))


def run(lab: Lab) -> None:
    mix = data.ga_mix()
    real = data.ga_mix(data.REAL_AUDIO)
    deltas = data.of_type("response.output_text.delta", mix)
    audio = data.of_type("response.output_audio.delta", real)
    recorded = data.captures()
    cases: list[tuple[str, list[bytes], tuple[Goal, ...]]] = [
        ("GA mix, audio cut short", mix, _GA),
        ("GA mix, audio in full", real, ()),
        ("GA mix in Japanese, audio cut short", data.japanese_mix(), ()),
        ("recorded GA frames", recorded.get("GA", []), _GA),
        ("text delta", deltas, (Goal(2.1, "structs"),)),
        ("audio delta of 6.4 kB", audio, (Goal(1.3, "structs"),)),
        ("xAI's dialect", data.xai_mix(), _VENDOR),
        ("Voice Live's dialect", data.voice_live_mix(), _VENDOR),
        ("recorded xAI and Voice Live frames", recorded.get("vendors", []), _VENDOR),
        ("GA mix, standard library alone", mix, _STDLIB),
        ("xAI's dialect, standard library alone", data.xai_mix(), _STDLIB),
    ]
    for title, frames, goals in cases:
        if frames:
            # One program rarely has decoders of both kinds, and taking turns with each other would slow them down: the
            # interpreter specialises the code that they share for one of them.
            among = _WITH_STDLIB if goals is _STDLIB else _OTHERS
            contenders, notes = lab.proven(frames, among=among)
            lab.race(title, [Task(c.key, c.decode, frames) for c in contenders], goals, notes=notes)
