r"""Entries: what a line of a recording may say, and how it is written.

A line is a frame as it is, or one of these::

    {"from":"client","open":"2026-09-18T14:05:00+00:00"}                 a connection begins
    {"time":0.41,"from":"server","frame":"{\"type\":\"session.created\"}"}  a text frame
    {"time":0.52,"from":"client","base64":"AAEC"}                        a binary frame
    {"time":9.87,"from":"server","close":1000,"reason":""}               the connection was closed

The frame is a JSON string, so that whatever was sent can stand there and comes out of any JSON parser unchanged. Logs that
other programs keep are for `_logs`.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any, TypeAlias, cast, get_args

import attrs

from realtime_wire._engine import codec
from realtime_wire._engine.errors import DecodeError, json_type
from realtime_wire._engine.mistakes import check_choice, check_number, shown
from realtime_wire._engine.protocol import Protocol, Sender, Side, checked
from realtime_wire._engine.text import WHITESPACE
from realtime_wire._engine.values import measure
from realtime_wire.protocols import PROTOCOLS

from ._times import time_of

__all__ = [
    "Closed",
    "Entry",
    "Opened",
    "Recorded",
    "Senders",
    "check_frame",
    "entry_in",
    "entry_of",
    "line_of",
    "senders_of",
]

Senders: TypeAlias = Mapping[str, Sender]
"""Who sends the events of which wire name."""

CLOSE_CODES = {*range(1000, 1004), *range(1005, 1015), *range(3000, 5000)}
"""What a connection may be closed with; 1005 stands for no code, 1006 for no closing handshake."""

KINDS = ("frame", "base64", "open", "close")
"""The members of which a recorder's line has one."""


def senders_of(protocol: Protocol | None) -> Senders:
    """Tell who sends what: in a protocol, and of names that it does not know, in all others.

    Raises:
        TypeError: it is no protocol.
    """
    return _senders_of(None if protocol is None else checked(protocol))


@lru_cache(8)  # a file in many parts asks for them as often
def _senders_of(protocol: Protocol | None) -> Senders:
    told: dict[str, set[Sender]] = {}
    for each in PROTOCOLS.values():
        for name, sender in each.senders.items():
            told.setdefault(name, set()).add(sender)
    senders: dict[str, Sender] = {name: next(iter(of)) if len(of) == 1 else "both" for name, of in told.items()}
    return {**senders, **({} if protocol is None else protocol.senders)}


def _size(frame: str | bytes) -> str:
    return f"<{len(frame)} chars>" if isinstance(frame, str) else f"<{len(frame)} bytes>"


@attrs.frozen
class Recorded:
    """A frame of a recording."""

    time: float | None
    """Seconds since the connection was opened; None if the recording does not tell. In logs of other programs, which do
    not tell when that was, since the first frame."""

    sender: Side
    """Who sent it."""

    frame: str | bytes = attrs.field(repr=_size)
    """What was sent, unchanged: a text frame as str, a binary frame as bytes."""

    connection: int = 0
    """Which connection of the recording it belongs to, counted from 0."""


@attrs.frozen
class Opened:
    """The line that begins a connection."""

    at: float | None = None
    """When that was, in seconds since the epoch; None if it is not told. A time without a zone is taken to be in UTC."""


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


Entry: TypeAlias = Recorded | Opened | Closed


def entry_of(obj: Mapping[str, Any]) -> Entry | None:
    """Return what a line says that a recorder wrote; None if it is no such line.

    Raises:
        DecodeError: it is one, with something wrong in it.
    """
    sender = obj.get("from")
    if sender not in ("client", "server") or "type" in obj:
        return None
    kinds = [name for name in KINDS if name in obj]
    if len(kinds) != 1:
        return None
    time = obj.get("time")
    if time is not None and (isinstance(time, bool) or not isinstance(time, (int, float))):
        raise DecodeError("number", json_type(time), steps=("time",))
    time = measure(time)
    kind, value = kinds[0], obj[kinds[0]]
    if kind == "open":
        moment = time_of("time", value)
        return Opened(moment.seconds if moment is not None and moment.kind == "date" else None)
    if kind == "close":
        if not isinstance(value, int) or value not in CLOSE_CODES:
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


def sender_by_type(name: str, senders: Senders) -> Side:
    """Tell who sent a frame that stands for itself: the client if only clients send what is called so.

    Of what both sides send, audio is taken for the client's: few connections bring it back.
    """
    sender = senders.get(name, "server")
    if sender != "both":
        return sender
    return "client" if any(name in protocol.streamed for protocol in PROTOCOLS.values()) else "server"


def _bare(text: bytes | str, obj: Any, senders: Senders) -> Recorded:
    """Take a frame that stands for itself."""
    if not isinstance(obj, dict):
        raise DecodeError("object", json_type(obj))
    name = cast("dict[str, Any]", obj).get("type")
    if not isinstance(name, str):
        raise DecodeError("string", json_type(name) if "type" in obj else "nothing", steps=("type",))
    frame = text if isinstance(text, str) else text.decode()
    return Recorded(None, sender_by_type(name, senders), frame.strip(WHITESPACE))


def entry_in(text: bytes | str, senders: Senders) -> Entry:
    """Read a line of a recording, or a frame.

    Raises:
        DecodeError: it is neither.
    """
    obj = codec.decode(text, Any)
    entry = entry_of(cast("dict[str, Any]", obj)) if isinstance(obj, dict) else None
    return _bare(text, obj, senders) if entry is None else entry


def check_frame(thing: object) -> Recorded:
    """See whether something is a frame that can be written down, and read again.

    Raises:
        TypeError: it is not.
    """
    if not isinstance(thing, Recorded):
        msg = f"a recording is written of Recorded, not {shown(thing)}: Recorded(time, sender, frame) says who sent a frame, and when"
        raise TypeError(msg)
    if thing.time is not None:
        check_number("Recorded.time", thing.time)
    check_choice("Recorded.sender", thing.sender, get_args(Side))
    if not isinstance(thing.frame, (str, bytes)):  # pyright: ignore[reportUnnecessaryIsInstance]  where no checker looks
        msg = f"Recorded.frame is str or bytes, not {shown(thing.frame)}"
        raise TypeError(msg)
    return thing


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
