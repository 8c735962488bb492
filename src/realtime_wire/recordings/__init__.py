"""Recordings: files of what clients and servers said to each other, which `replay` makes and plays, and logs of other programs.

::

    for one in recordings.read("turn.jsonl"):
        print(one.time, one.sender, rw.decode(one.frame))

What is public is here; `_entries` says what a recorder's line may be, `_logs` reads what other programs keep, and `_files`
finds the lines of a file. Needs no extra.
"""

from ._entries import Recorded
from ._format import MAX_SIZE, Mode, Recording, RecordingError, RecordingWarning, read, shape_of, write
from ._layout import Layout

__all__ = [
    "MAX_SIZE",
    "Layout",
    "Mode",
    "Recorded",
    "Recording",
    "RecordingError",
    "RecordingWarning",
    "read",
    "shape_of",
    "write",
]
