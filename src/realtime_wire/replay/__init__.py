"""Recorded streams over real WebSockets: a server that plays them, and a recorder between client and server.

For tests of programs that speak with a Realtime server, and for looking at what is said. No key is needed to play, and
no network beyond this machine::

    async with replay.serve("turn.jsonl") as server:
        await my_client(server.url)
        report = await server.finished()
    assert report.ok, str(report)

What is public is here; `recordings` reads and writes files, `_compare` finds differences, `_player` and `_recorder` serve
clients. Which events there are, who sends them and where servers are found is said by a `Protocol`, that of the Realtime
API unless told otherwise. `serve` and `record` need the extra `replay`, and raise ImportError without it; the rest does
not.
"""

from __future__ import annotations

import math
import os
from collections.abc import AsyncGenerator, Collection, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import get_args

from realtime_wire._engine.mistakes import check_choice, check_number, strings
from realtime_wire._engine.protocol import Protocol, checked
from realtime_wire.realtime import REALTIME
from realtime_wire.recordings import (
    MAX_SIZE,
    Layout,
    Mode,
    Recorded,
    Recording,
    RecordingError,
    RecordingWarning,
    read,
    shape_of,
    write,
)
from realtime_wire.recordings._format import sessions_of

from ._compare import Difference
from ._endpoint import in_thread
from ._player import PlaySettings, Report, Server, ThreadedServer, playing
from ._recorder import Connection, Recorder, RecordSettings, ThreadedRecorder, recording

__all__ = [
    "LOOPBACK",
    "MAX_SIZE",
    "Connection",
    "Difference",
    "Layout",
    "Recorded",
    "Recorder",
    "Recording",
    "RecordingError",
    "RecordingWarning",
    "Report",
    "Server",
    "ThreadedRecorder",
    "ThreadedServer",
    "read",
    "record",
    "record_in_thread",
    "serve",
    "serve_in_thread",
    "shape_of",
    "write",
]

LOOPBACK = "127.0.0.1"
"""Where to listen unless told otherwise: on this machine alone."""


@asynccontextmanager
async def serve(  # noqa: PLR0913  named, and with defaults
    recording: Recording,
    *,
    protocol: Protocol = REALTIME,
    layout: Layout | None = None,
    host: str = LOOPBACK,
    port: int = 0,
    speed: float = math.inf,
    timeout: float | None = 10.0,
    ignore: Collection[str] | None = None,
    max_size: int = MAX_SIZE,
) -> AsyncGenerator[Server, None]:
    """Play a recording to every client that connects, from its beginning and independently of other clients.

    Where the client said something in the recording, the server waits until it has sent as many events of that type
    as it had in the recording by then; of audio it waits for the first piece only. If the recording has several
    connections, the first client gets the first of them, and so on.

    Args:
        recording: a file, or its frames: as `read` gives them, or bare, or as events. Who sent what is bare or an event,
            `protocol` tells, as in `read`.
        protocol: whose events these are, such as `REALTIME`, which it is if left out, `TRANSLATION`, or one of your own.
        layout: if `recording` is a log of another program: where its frames are, and what stands beside them, as far as
            that is not to be found out, as in `read`.
        host: where to listen. Other machines can connect if this is an address that they can reach.
        port: where to listen; 0 takes one that is free.
        speed: how many times as fast as in the recording; infinity, the default, is as fast as it goes. A recording of
            bare frames has no times, so it always goes as fast as that.
        timeout: how many seconds to wait for the client, beyond what it took in the recording; after that, the report
            tells what was waited for, and the connection is closed with code 1008. None waits for ever.
        ignore: JSON paths in the client's events that are not compared, such as `$.session.instructions` or
            `$.session.tools[*].description`; they replace those that the protocol has as `ignored`.
        max_size: the longest frame that a client may send, in bytes.

    Raises:
        RecordingError: the recording is damaged, or has no frame of a server.
        OSError: it cannot be read, or the server cannot listen there.
        TypeError: an argument is of another type; `ignore` is a collection of paths, not one of them.
        ValueError: `speed` is not positive.
        ImportError: the extra `replay` is not installed.

    Warns:
        RecordingWarning: lines of a log hold no frame.
    """
    checked(protocol)
    check_number("speed", speed)
    if timeout is not None:
        check_number("timeout", timeout)
    if not speed > 0:
        msg = f"speed has to be more than 0, not {speed}"
        raise ValueError(msg)
    ignored = protocol.ignored if ignore is None else strings("ignore", ignore)
    settings = PlaySettings(protocol, host, port, speed, timeout, ignored, max_size)
    async with playing(sessions_of(recording, protocol, layout), settings) as server:
        yield server


@contextmanager
def serve_in_thread(  # noqa: PLR0913  named, and with defaults
    recording: Recording,
    *,
    protocol: Protocol = REALTIME,
    layout: Layout | None = None,
    host: str = LOOPBACK,
    port: int = 0,
    speed: float = math.inf,
    timeout: float | None = 10.0,
    ignore: Collection[str] | None = None,
    max_size: int = MAX_SIZE,
) -> Generator[ThreadedServer, None, None]:
    """Do as `serve` does, in a thread of its own: for clients that do not use asyncio."""
    opening = serve(
        recording,
        protocol=protocol,
        layout=layout,
        host=host,
        port=port,
        speed=speed,
        timeout=timeout,
        ignore=ignore,
        max_size=max_size,
    )
    with in_thread(opening) as (server, loop):
        yield ThreadedServer(server, loop)


@asynccontextmanager
async def record(  # noqa: PLR0913  named, and with defaults
    upstream: str,
    path: str | os.PathLike[str],
    *,
    protocol: Protocol = REALTIME,
    host: str = LOOPBACK,
    port: int = 0,
    mode: Mode = "new",
    max_size: int = MAX_SIZE,
) -> AsyncGenerator[Recorder, None]:
    """Stand between clients and a server, and write down what both say; one client at a time.

    Frames, close codes and reasons are passed on as they are; so are the client's headers (but for cookies), its query
    and its subprotocols, none of which are written down. A server that refuses is quoted to the client. A second
    client is refused with status 503 as long as the first is there.

    Args:
        upstream: the URL of the server, such as `wss://api.openai.com/v1/realtime`. A path of the client's URL takes
            the place of that path, and its query is added.
        path: the file to write. Every line is written at once, so that the file is valid between any two of them.
        protocol: what clients and servers speak. It decides nothing but where the recorder is found if `upstream` has no
            path: frames are passed on and written down whatever they are.
        host: where to listen. Clients send their keys there, so it should not be reached from elsewhere.
        port: where to listen; 0 takes one that is free.
        mode: "new" refuses a file that exists, "replace" replaces it, "append" appends to it.
        max_size: the longest frame of either side, in bytes.

    Raises:
        FileExistsError: there is such a file, and the mode is "new".
        RecordingError: the name of the file ends in `.gz`.
        OSError: the file cannot be written, or the recorder cannot listen there.
        TypeError: an argument is of another type, or there is no such mode.
        ValueError: `upstream` is no such URL.
        ImportError: the extra `replay` is not installed.
    """
    check_choice("mode", mode, get_args(Mode))
    settings = RecordSettings(checked(protocol), upstream, path, host, port, mode, max_size)
    async with recording(settings) as recorder:
        yield recorder


@contextmanager
def record_in_thread(  # noqa: PLR0913  named, and with defaults
    upstream: str,
    path: str | os.PathLike[str],
    *,
    protocol: Protocol = REALTIME,
    host: str = LOOPBACK,
    port: int = 0,
    mode: Mode = "new",
    max_size: int = MAX_SIZE,
) -> Generator[ThreadedRecorder, None, None]:
    """Do as `record` does, in a thread of its own: for programs that do not use asyncio."""
    opening = record(upstream, path, protocol=protocol, host=host, port=port, mode=mode, max_size=max_size)
    with in_thread(opening) as (recorder, loop):
        yield ThreadedRecorder(recorder, loop)
