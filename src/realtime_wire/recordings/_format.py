"""Recordings: how files of them are read and written, and which connections are in them.

This module knows no socket, and no event: who sends the events of which name, protocols tell. What a recorder's line may be
is in `_entries`, and what logs of other programs are like in `_logs`.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice
from typing import Literal, TypeAlias, get_args

import attrs

from realtime_wire._engine.codec import encode
from realtime_wire._engine.errors import DecodeError, RealtimeWireError
from realtime_wire._engine.mistakes import check_choice
from realtime_wire._engine.model import Model
from realtime_wire._engine.protocol import Protocol
from realtime_wire._engine.text import WHITE, dumps
from realtime_wire._engine.unknown import MalformedEvent, UnknownEvent

from ._entries import Closed, Entry, Opened, Recorded, Senders, check_frame, entry_in, line_of, senders_of
from ._files import LINE_LIMIT, ReadError, blocks_of, lines_of
from ._layout import Layout, UnclearError
from ._logs import Log, too_long

__all__ = [
    "MAX_SIZE",
    "Mode",
    "Recording",
    "RecordingError",
    "RecordingWarning",
    "Session",
    "Writer",
    "entries_of",
    "read",
    "sessions_of",
    "shape_of",
    "write",
]

Mode: TypeAlias = Literal["new", "replace", "append"]
"""What becomes of a file that is there already: it is refused, replaced or appended to."""

MAX_SIZE = LINE_LIMIT // 2
"""The longest frame that is taken unless told otherwise, in bytes: more than any server takes, and even with every
quotation mark escaped it fits into a line that can be read again."""

NO_FRAME = "if its lines hold frames inside, say where: Layout(frame=...), on the command line --frame"
"""What to do about a file that does not begin as one that can be read."""


class RecordingError(RealtimeWireError, ValueError):
    """A recording that cannot be read, or has nothing to play; the text says which, where and why."""


class RecordingWarning(UserWarning):
    """Something in a log could not be read as a frame, and the rest was; the text says which lines, and of which file."""


@attrs.define(eq=False)
class Session:
    """One connection of a recording."""

    frames: list[Recorded] = attrs.Factory(list[Recorded])
    closed: Closed | None = None


Recording: TypeAlias = str | os.PathLike[str] | Iterable[Recorded | Model | UnknownEvent | MalformedEvent | str | bytes]
"""A file, or frames: as they were read, or bare, or as events."""


# Reading


def _warn(text: str) -> None:
    warnings.warn(text, RecordingWarning, stacklevel=5)


def file_entries(
    path: str | os.PathLike[str],
    protocol: Protocol | None,
    layout: Layout | None,
    notice: Callable[[str], object] = _warn,
    found: Callable[[str], object] = lambda _: None,
) -> Iterator[Entry]:
    """Read a file, whatever its lines are like.

    Args:
        path: the file.
        protocol: as that of `read`.
        layout: as that of `read`.
        notice: is told of lines that hold no frame.
        found: is told what was found out of a log that is none of ours.
    """
    name, log = os.fspath(path), None
    is_first = True
    try:
        with open(name, "rb", buffering=0) as file:  # noqa: PTH123  a name is enough
            log = Log(lines_of(blocks_of(name, file.read, lambda _: None)), protocol, layout)
            if log.shape is not None:
                found(f"{name}: {log.shape}")
            for entry in _bare_entries(log) if log.shape is None else log.entries():
                if isinstance(entry, DecodeError):
                    raise entry
                yield entry
                is_first = False
            if log.skipped.count:
                notice(f"{name}: {log.skipped}")
    except ReadError as error:
        msg = f"{name}: {error}" + (f", after line {log.number}" if log is not None and log.number else "")
        raise RecordingError(msg) from None
    except UnclearError as error:
        msg = f"{name}: {error}"
        raise RecordingError(msg) from None
    except DecodeError as error:
        error.line = None if log is None else log.number
        is_other = is_first and error.path == "$.type"
        msg = f"{name}: {error}" + (f"; {NO_FRAME}" if is_other else "")
        raise RecordingError(msg) from None


def _bare_entries(log: Log) -> Iterator[Entry]:
    """Read a file whose lines are frames, or what a recorder wrote.

    Raises:
        DecodeError: one is neither.
    """
    for text in log.lines:
        log.number += 1
        if text is None:
            raise too_long()
        if text.strip(WHITE):
            yield entry_in(text, log.senders)


def _given_entries(things: Iterable[object], senders: Senders) -> Iterator[Entry]:
    connection = 0
    for number, thing in enumerate(things, 1):
        match thing:
            case Recorded():
                if thing.connection != connection:
                    connection = thing.connection
                    yield Opened()
                yield thing
            case str() | bytes() | Model() | UnknownEvent() | MalformedEvent():
                try:
                    yield entry_in(thing if isinstance(thing, (str, bytes)) else encode(thing), senders)
                except DecodeError as error:
                    msg = f"frame {number}: {error}"
                    raise RecordingError(msg) from None
            case _:
                msg = f"frame {number}: a recording is made of Recorded, events, str and bytes, not {type(thing).__name__}"
                raise TypeError(msg)


def _by_connection(entries: Iterable[Entry]) -> Iterator[tuple[int, Recorded | Closed]]:
    """Tell which connection each entry belongs to, counted from 0."""
    number, used = 0, False
    for entry in entries:
        if isinstance(entry, Opened):
            number, used = number + used, False
            continue
        yield number, entry
        used = True
        if isinstance(entry, Closed):
            number, used = number + 1, False


def entries_of(
    recording: Recording,
    protocol: Protocol | None = None,
    layout: Layout | None = None,
    notice: Callable[[str], object] = _warn,
    found: Callable[[str], object] = lambda _: None,
) -> Iterator[tuple[int, Recorded | Closed]]:
    """Read a recording, and tell of each frame, and of each end, which connection it belongs to, counted from 0.

    The arguments are those of `sessions_of`.

    Raises:
        RecordingError: it is damaged.
        OSError: it cannot be read.
    """
    if isinstance(recording, (str, os.PathLike)):
        entries = file_entries(recording, protocol, layout, notice, found)
    else:
        entries = _given_entries(recording, senders_of(protocol))
    return _by_connection(entries)


def sessions_of(
    recording: Recording,
    protocol: Protocol | None = None,
    layout: Layout | None = None,
    notice: Callable[[str], object] = _warn,
    found: Callable[[str], object] = lambda _: None,
) -> list[Session]:
    """Read a whole recording, and return its connections, without those in which no server said anything.

    The protocol and the layout are those of `read`; `notice` and `found` are told what `file_entries` tells.

    Raises:
        RecordingError: it is damaged, or there is no such connection.
        OSError: it cannot be read.
    """
    name = os.fspath(recording) if isinstance(recording, (str, os.PathLike)) else "the recording"
    sessions: dict[int, Session] = {}
    for number, entry in entries_of(recording, protocol, layout, notice, found):
        session = sessions.setdefault(number, Session())
        if isinstance(entry, Closed):
            session.closed = entry
        else:
            session.frames.append(entry)
    playable = [session for session in sessions.values() if any(one.sender == "server" for one in session.frames)]
    if not playable:
        msg = f"{name}: no frame of a server, so nothing to play"
        raise RecordingError(msg)
    return playable


def read(
    path: str | os.PathLike[str], *, protocol: Protocol | None = None, layout: Layout | None = None
) -> Iterator[Recorded]:
    """Read a recording: what a recorder wrote, one bare frame a line, or a log of another program; plain or gzip.

    Who sent a bare frame, its `type` tells: it is the client's if only clients send events of that type, and otherwise
    the server's, also where both sides send such. To have the events of one side::

        [rw.decode(one.frame) for one in recordings.read("turn.jsonl") if one.sender == "server"]

    Where a log has its frames, and what tells who sent them and when, is found out from its first lines; `shape_of` says it.

    Args:
        path: the file.
        protocol: what tells who sends which events. Of names that it does not know, all protocols of this library together
            tell; so they do of all names if it is left out.
        layout: where in a log its frames are, and what stands beside them, as far as that is not to be found out.

    Raises:
        RecordingError: the file is damaged. What came before has been given then.
        OSError: it cannot be read.

    Warns:
        RecordingWarning: lines of a log hold no frame.
    """
    for number, entry in _by_connection(file_entries(path, protocol, layout)):
        if isinstance(entry, Recorded):
            yield attrs.evolve(entry, connection=number) if number else entry


def shape_of(
    path: str | os.PathLike[str], *, protocol: Protocol | None = None, layout: Layout | None = None
) -> str | None:
    """Say how `read` reads a log of another program; None if its lines are frames, or what a recorder wrote.

    Args:
        path: the file.
        protocol: as for `read`.
        layout: as for `read`.

    Raises:
        RecordingError: it cannot be read, or the layout leaves open who sent what.
        OSError: it cannot be read.
    """
    name = os.fspath(path)
    try:
        with open(name, "rb", buffering=0) as file:  # noqa: PTH123  a name is enough
            shape = Log(lines_of(blocks_of(name, file.read, lambda _: None)), protocol, layout).shape
    except (ReadError, UnclearError) as error:
        msg = f"{name}: {error}"
        raise RecordingError(msg) from None
    return None if shape is None else str(shape)


# Writing


class Writer:
    """Appends lines to a file, each of them whole or not at all, so that the file is valid between any two."""

    def __init__(self, path: str | os.PathLike[str], mode: Mode) -> None:
        """Open or create a file.

        Raises:
            FileExistsError: it exists, and the mode is "new".
            RecordingError: its name says that it should be compressed.
            TypeError: there is no such mode.
            OSError: it cannot be written.
        """
        check_choice("mode", mode, get_args(Mode))
        name = os.fspath(path)
        if name.endswith(".gz"):
            msg = f"{name}: recordings are written as plain text, as gzip data is not valid before its end"
            raise RecordingError(msg)
        # A recording is people's speech, so it is nobody else's to read.
        flags = {"new": os.O_EXCL, "replace": os.O_TRUNC, "append": 0}[mode] | getattr(os, "O_BINARY", 0)
        self._file = os.open(name, os.O_RDWR | os.O_CREAT | flags, 0o600)
        self._end = os.lseek(self._file, 0, os.SEEK_END)
        if self._end:
            os.lseek(self._file, -1, os.SEEK_END)
            self._append(b"" if os.read(self._file, 1) == b"\n" else b"\n")

    def add(self, entry: Entry) -> None:
        """Write an entry.

        Raises:
            OSError: it cannot be written; the file is as it was before.
        """
        self._append(dumps(line_of(entry)) + b"\n")

    def _append(self, line: bytes) -> None:
        rest = memoryview(line)
        try:
            while rest:
                rest = rest[os.write(self._file, rest) :]
        except BaseException:
            with suppress(OSError):
                os.ftruncate(self._file, self._end)
                os.lseek(self._file, self._end, os.SEEK_SET)
            raise
        self._end += len(line)

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)


def write(path: str | os.PathLike[str], frames: Iterable[Recorded], *, mode: Mode = "new") -> None:
    """Write a recording, such as `Report.frames`, in the form that recorders write.

    Args:
        path: the file; it is plain text, so its name may not end in `.gz`.
        frames: what was sent, in order. They are looked at before there is a file; of an iterator, only the first is.
        mode: "new" refuses a file that exists, "replace" replaces it, "append" appends to it.

    Raises:
        FileExistsError: there is such a file, and the mode is "new".
        RecordingError: the name ends in `.gz`.
        TypeError: there is no such mode, or something is no frame, or none that can be read again.
        OSError: it cannot be written.
    """
    if isinstance(frames, Iterator):
        given = map(check_frame, frames)
        checked: Iterable[Recorded] = chain([*islice(given, 1)], given)
    else:
        checked = [check_frame(one) for one in frames]
    writer = Writer(path, mode)
    try:
        connection: int | None = None
        for one in checked:
            if one.connection != connection:
                connection = one.connection
                writer.add(Opened())
            writer.add(one)
    finally:
        writer.close()
