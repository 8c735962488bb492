"""From one frame of the Live API to one object."""

from __future__ import annotations

from benchmarks import data
from benchmarks.contenders import load
from benchmarks.lab import Goal, Lab
from benchmarks.timing import Task

TITLE = "Decoding the Live API"
ABOUT = """\
One frame at a time, of a session by voice: 100 ms of the model's audio (6,400 characters of base64) ten times a second,
pieces of transcripts, what the session has cost. The Structs are written by hand for these events alone, and lose what is
unknown."""

KEYS = ("ours_live", "structs_live", "official_live")
"""The contenders, which know this API alone."""


def run(lab: Lab) -> None:
    contenders, notes = load(KEYS)
    names = {contender.key: contender.name for contender in contenders}
    peers = (Goal(1.2, "structs_live", "ours_live"), Goal.part_of(40, "official_live", "ours_live"))
    mix = data.live_mix()
    cases = [
        ("Live mix, audio in full", mix, peers),
        ("a piece of a transcript", data.of_type("session.output_transcript.delta", mix), peers),
        ("audio of the Live API, 6.4 kB", data.of_type("session.output_audio.delta", mix), peers[:1]),
    ]
    for title, frames, goals in cases:
        fit, more = lab.proven(frames, contenders=contenders, among=KEYS)
        tasks = [Task(c.key, c.decode, frames) for c in fit]
        lab.race(title, tasks, goals, names=names, notes=[*notes, *more])
