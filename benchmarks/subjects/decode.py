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
(6,400 characters of base64) in each audio delta. The hand-written Structs are the fastest typed objects that
other libraries have. They lose explicit nulls and unknown members, and know one vendor's dialect."""

_WITH_PYTHON = {"ours_python", "json_dict", "official"}
_OTHERS = set(KEYS) - {"ours_python"}

_DICTS = (Goal(0.75, "orjson_dict"), Goal(1.1, "ssrjson_dict"))
_PEERS = (Goal.part_of(45, "official"), Goal.part_of(5, "pydantic_adapter"))
_VENDOR = (Goal(0.3, "json_dict"), Goal(1.2, "orjson_dict"), Goal.part_of(15, "official"))
_PYTHON = (Goal(1.5, "json_dict", "ours_python"), Goal.part_of(13, "official", "ours_python"))
_PYTHON_VENDOR = (Goal(2.0, "json_dict", "ours_python"), Goal.part_of(10, "official", "ours_python"))


def run(lab: Lab) -> None:
    mix = data.ga_mix()
    real = data.ga_mix(data.REAL_AUDIO)
    deltas = data.of_type("response.output_text.delta", mix)
    audio = data.of_type("response.output_audio.delta", real)
    done = data.of_type("response.done", mix)
    recorded = data.captures()
    cases: list[tuple[str, list[bytes], tuple[Goal, ...]]] = [
        ("GA mix, audio cut short", mix, (Goal(1.15, "structs"), *_DICTS, *_PEERS)),
        ("GA mix, audio in full", real, ()),
        ("GA mix in Japanese, audio cut short", data.japanese_mix(), ()),
        ("recorded GA frames", recorded.get("GA", []), (Goal(1.2, "structs"), *_DICTS, *_PEERS)),
        ("text delta", deltas, (Goal(0.95, "structs"), Goal(1.0, "ssrjson_dict"))),
        ("audio delta of 6.4 kB", audio, (Goal(0.35, "structs"), Goal(1.0, "ssrjson_dict"))),
        ("response.done", done, (Goal(1.2, "structs"),)),
        ("xAI's dialect", data.xai_mix(), _VENDOR),
        ("Voice Live's dialect", data.voice_live_mix(), _VENDOR),
        ("recorded xAI and Voice Live frames", recorded.get("vendors", []), _VENDOR),
        ("GA mix, by the Python lane", mix, _PYTHON),
        ("xAI's dialect, by the Python lane", data.xai_mix(), _PYTHON_VENDOR),
    ]
    for title, frames, goals in cases:
        if frames:
            # One program rarely has decoders of both kinds, and taking turns with each other would slow them down: the
            # interpreter specialises the code that they share for one of them.
            among = _WITH_PYTHON if goals in (_PYTHON, _PYTHON_VENDOR) else _OTHERS
            contenders, notes = lab.proven(frames, among=among)
            lab.race(title, [Task(c.key, c.decode, frames) for c in contenders], goals, notes=notes)
