r"""Recordings: what a line of one may be, how files of them are read and written, and who sent what stands for itself.

This module knows no socket, and no event: who sends the events of which name, protocols tell. A line is a frame as it is,
or one of these::

    {"from":"client","open":"2026-09-18T14:05:00+00:00"}                 a connection begins
    {"time":0.41,"from":"server","frame":"{\"type\":\"session.created\"}"}  a text frame
    {"time":0.52,"from":"client","base64":"AAEC"}                        a binary frame
    {"time":9.87,"from":"server","close":1000,"reason":""}               the connection was closed

The frame is a JSON string, so that whatever was sent can stand there and comes out of any JSON parser unchanged.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timezone
from typing import Any, Literal, TypeAlias, cast

import attrs

from realtime_wire._engine import codec
from realtime_wire._engine.codec import encode
from realtime_wire._engine.errors import DecodeError, RealtimeWireError, json_type
from realtime_wire._engine.model import Model
from realtime_wire._engine.protocol import Protocol, Side
from realtime_wire._engine.text import dumps
from realtime_wire._engine.unknown import MalformedEvent, UnknownEvent
from realtime_wire.protocols import PROTOCOLS

from ._files import LINE_LIMIT, ReadError, blocks_of, lines_of

__all__ = [
    "MAX_SIZE",
    "Closed",
    "Entry",
    "Mode",
    "Opened",
    "Recorded",
    "Recording",
    "RecordingError",
    "Session",
    "Writer",
    "entry_of",
    "read",
    "sessions_of",
    "write",
]

Mode: TypeAlias = Literal["new", "replace", "append"]

MAX_SIZE = LINE_LIMIT // 2
"""The longest frame that is taken unless told otherwise, in bytes: more than any server takes, and even with every
quotation mark escaped it fits into a line that can be read again."""

CLOSE_CODES = {*range(1000, 1004), *range(1005, 1015), *range(3000, 5000)}
"""What a connection may be closed with; 1005 stands for no code, 1006 for no closing handshake."""


def _clients(protocol: Protocol | None) -> frozenset[str]:
    """Return the wire names that only clients send: in a protocol, and of names that it does not know, in all others."""
    if protocol is not None:
        names = frozenset(name for name, sender in protocol.senders.items() if sender == "client")
        return names | (_clients(None) - protocol.senders.keys())
    senders = [(name, sender) for each in PROTOCOLS.values() for name, sender in each.senders.items()]
    return frozenset(name for name, _ in senders) - {name for name, sender in senders if sender != "client"}


class RecordingError(RealtimeWireError, ValueError):
    """A recording that cannot be read, or has nothing to play; the text says which, where and why."""


# What there is in a recording


def _size(frame: str | bytes) -> str:
    return f"<{len(frame)} chars>" if isinstance(frame, str) else f"<{len(frame)} bytes>"


@attrs.frozen
class Recorded:
    """A frame of a recording."""

    time: float | None
    """Seconds since the connection was opened; None if the recording does not tell."""

    sender: Side
    """Who sent it."""

    frame: str | bytes = attrs.field(repr=_size)
    """What was sent, unchanged: a text frame as str, a binary frame as bytes."""

    connection: int = 0
    """Which connection of the recording it belongs to, counted from 0."""


@attrs.frozen
class Opened:
    """The line that begins a connection."""


@attrs.frozen
class Closed:
    """How a connection was closed."""

    time: float | None
    """As that of a frame."""

    sender: Side
    """Who closed it, or was gone."""

    code: int
    """The close code, as in `CLOSE_CODES`."""

    reason: str = ""
    """The text that came with it."""


@attrs.define(eq=False)
class Session:
    """One connection of a recording."""

    frames: list[Recorded] = attrs.Factory(list[Recorded])
    closed: Closed | None = None


Entry: TypeAlias = Recorded | Opened | Closed

Recording: TypeAlias = str | os.PathLike[str] | Iterable[Recorded | Model | UnknownEvent | MalformedEvent | str | bytes]
"""A file, or frames: as they were read, or bare, or as events."""


# From JSON and back


def entry_of(obj: Mapping[str, Any]) -> Entry | None:
    """Return what a line says that a recorder wrote; None if it is no such line.

    Raises:
        DecodeError: it is one, with something wrong in it.
    """
    sender = obj.get("from")
    kinds = [name for name in ("frame", "base64", "open", "close") if name in obj]
    if "type" in obj or sender not in ("client", "server") or len(kinds) != 1:
        return None
    time = obj.get("time")
    if time is not None and (isinstance(time, bool) or not isinstance(time, (int, float))):
        raise DecodeError("number", json_type(time), steps=("time",))
    kind, value = kinds[0], obj[kinds[0]]
    if kind == "open":
        return Opened()
    if kind == "close":
        if value not in CLOSE_CODES or not isinstance(value, int):
            raise DecodeError("a close code", json_type(value), steps=(kind,))
        reason = obj.get("reason", "")
        return Closed(time, sender, value, reason if isinstance(reason, str) else "")
    if not isinstance(value, str):
        raise DecodeError("string", json_type(value), steps=(kind,))
    if kind == "frame":
        return Recorded(time, sender, value)
    try:
        return Recorded(time, sender, base64.b64decode(value, validate=True))
    except (binascii.Error, ValueError):
        raise DecodeError("base64", "another string", steps=(kind,)) from None


def _bare(text: bytes | str, obj: Any, clients: frozenset[str]) -> Recorded:
    """Take a frame that stands for itself: a client's if only clients send what is called so."""
    if not isinstance(obj, dict):
        raise DecodeError("object", json_type(obj))
    name = cast("dict[str, Any]", obj).get("type")
    if not isinstance(name, str):
        raise DecodeError("string", json_type(name) if "type" in obj else "nothing", steps=("type",))
    frame = text if isinstance(text, str) else text.decode()
    return Recorded(None, "client" if name in clients else "server", frame.strip(" \t\r\n"))


def _entry(text: bytes | str, clients: frozenset[str]) -> Entry:
    obj = codec.decode(text, Any)
    entry = entry_of(cast("dict[str, Any]", obj)) if isinstance(obj, dict) else None
    return _bare(text, obj, clients) if entry is None else entry


def line_of(entry: Entry) -> dict[str, Any]:
    """Write an entry as JSON."""
    if isinstance(entry, Opened):
        return {"from": "client", "open": datetime.now(timezone.utc).isoformat(timespec="seconds")}
    start = {} if entry.time is None else {"time": round(entry.time, 6)}
    if isinstance(entry, Closed):
        return {**start, "from": entry.sender, "close": entry.code, "reason": entry.reason}
    if isinstance(entry.frame, bytes):
        return {**start, "from": entry.sender, "base64": base64.b64encode(entry.frame).decode()}
    return {**start, "from": entry.sender, "frame": entry.frame}


# Reading


def _file_entries(path: str | os.PathLike[str], clients: frozenset[str]) -> Iterator[Entry]:
    name, line = os.fspath(path), 0
    try:
        with open(name, "rb", buffering=0) as file:  # noqa: PTH123  a name is enough
            for text in lines_of(blocks_of(name, file.read, lambda _: None)):
                line += 1
                if text is None:
                    raise DecodeError("JSON", f"a line of more than {LINE_LIMIT} bytes")  # noqa: TRY301  as the others
                if text.strip(b" \t\r\n"):
                    yield _entry(text, clients)
    except ReadError as error:
        msg = f"{name}: {error}" + (f", after line {line}" if line else "")
        raise RecordingError(msg) from None
    except DecodeError as error:
        error.line = line
        msg = f"{name}: {error}"
        raise RecordingError(msg) from None


def _given_entries(things: Iterable[object], clients: frozenset[str]) -> Iterator[Entry]:
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
                    yield _entry(thing if isinstance(thing, (str, bytes)) else encode(thing), clients)
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


def sessions_of(recording: Recording, protocol: Protocol | None = None) -> list[Session]:
    """Read a whole recording, and return its connections, without those in which no server said anything.

    The protocol is that of `read`.

    Raises:
        RecordingError: it is damaged, or there is no such connection.
        OSError: it cannot be read.
    """
    if isinstance(recording, (str, os.PathLike)):
        name, entries = os.fspath(recording), _file_entries(recording, _clients(protocol))
    else:
        name, entries = "the recording", _given_entries(recording, _clients(protocol))
    sessions: dict[int, Session] = {}
    for number, entry in _by_connection(entries):
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


def read(path: str | os.PathLike[str], *, protocol: Protocol | None = None) -> Iterator[Recorded]:
    """Read a recording: what a recorder wrote, or one bare frame a line; plain or gzip.

    Who sent a bare frame, its `type` tells: it is the client's if only clients send events of that type, and otherwise
    the server's, also where both sides send such. To have the events of one side::

        [rw.decode(one.frame) for one in recordings.read("turn.jsonl") if one.sender == "server"]

    Args:
        path: the file.
        protocol: what tells who sends which events. Of names that it does not know, all protocols of this library together
            tell; so they do of all names if it is left out.

    Raises:
        RecordingError: the file is damaged. What came before has been given then.
        OSError: it cannot be read.
    """
    for number, entry in _by_connection(_file_entries(path, _clients(protocol))):
        if isinstance(entry, Recorded):
            yield attrs.evolve(entry, connection=number)


# Writing


class Writer:
    """Appends lines to a file, each of them whole or not at all, so that the file is valid at any time."""

    def __init__(self, path: str | os.PathLike[str], mode: Mode) -> None:
        """Open or create a file.

        Raises:
            FileExistsError: it exists, and the mode is "new".
            RecordingError: its name says that it should be compressed.
            OSError: it cannot be written.
        """
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
        frames: what was sent, in order.
        mode: "new" refuses a file that exists, "replace" replaces it, "append" appends to it.

    Raises:
        FileExistsError: there is such a file, and the mode is "new".
        RecordingError: the name ends in `.gz`.
        OSError: it cannot be written.
    """
    writer = Writer(path, mode)
    try:
        connection: int | None = None
        for one in frames:
            if one.connection != connection:
                connection = one.connection
                writer.add(Opened())
            writer.add(one)
    finally:
        writer.close()
