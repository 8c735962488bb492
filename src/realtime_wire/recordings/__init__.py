"""Recordings: files of what clients and servers said to each other, which `replay` makes and plays.

::

    for one in recordings.read("turn.jsonl"):
        print(one.time, one.sender, rw.decode(one.frame))

What is public is here; `_format` says what a line may be, and `_files` finds the lines of a file. Needs no extra.
"""

from ._format import MAX_SIZE, Mode, Recorded, Recording, RecordingError, read, write

__all__ = ["MAX_SIZE", "Mode", "Recorded", "Recording", "RecordingError", "read", "write"]
