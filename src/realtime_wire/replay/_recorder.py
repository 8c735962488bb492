"""A recorder: it stands between a client and a server, passes on what each says, and writes it down first.

What it writes is what is said inside the connection. Headers, the query and the subprotocols that a client offers are
passed on and never kept, as keys are among them.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qsl, urlsplit

import attrs

from realtime_wire._engine.mistakes import shown
from realtime_wire._engine.protocol import Protocol, Side
from realtime_wire.recordings._entries import Closed, Entry, Opened, Recorded
from realtime_wire.recordings._format import Mode, Writer

from ._endpoint import Closing, Endpoint, Threaded, fault_of

if TYPE_CHECKING:
    from ._sockets import Asked, Peer

__all__ = ["Connection", "RecordSettings", "Recorder", "ThreadedRecorder", "recording"]

SCHEMES = {"http": "ws", "https": "wss", "ws": "ws", "wss": "wss"}

GONE = "the client was gone before it was connected"

BROKEN = 1011
"""The close code for both sides where what they say cannot be written down."""


@attrs.frozen
class RecordSettings:
    """What to record, and where."""

    protocol: Protocol
    upstream: str = attrs.field(repr=False)
    path: str | os.PathLike[str]
    host: str
    port: int
    mode: Mode
    max_size: int
    tell: Callable[[int, str], object] = lambda _, __: None
    """Is told the number of a client, and what happens to it."""
    ended: Callable[[int, Connection], object] = lambda _, __: None
    """Is told the number of a client that is gone, and what is to say of its connection."""


@attrs.frozen
class Connection:
    """A connection that was recorded, or could not be made."""

    client_frames: int
    """How many frames the client sent."""

    server_frames: int
    """How many frames the server sent."""

    seconds: float
    """How long it was open."""

    closed_by: Literal["client", "server", "recorder"]
    """Who closed it, or was gone."""

    code: int | None
    """The close code: 1005 if there was none, 1006 without a closing handshake; None if it never was open."""

    problem: str | None
    """What went wrong; None if nothing did."""


class Recorder(Endpoint[Connection]):
    """A recorder between clients and a server; `record` makes it."""

    @property
    def connections(self) -> tuple[Connection, ...]:
        """The connections that have ended, in order."""
        return tuple(self._results)

    async def finished(self, connections: int = 1) -> Connection:
        """Wait until so many connections have ended since the start of the recorder, and return the last of these.

        Raises:
            RuntimeError: the recorder was stopped before.
        """
        return await self.wait_for(connections)


class ThreadedRecorder(Threaded[Recorder]):
    """A `Recorder` that runs in a thread of its own; `record_in_thread` makes it. Nothing of it is awaited."""

    @property
    def connections(self) -> tuple[Connection, ...]:
        """As `Recorder.connections`."""
        return self._endpoint.connections

    def finished(self, connections: int = 1, *, timeout: float | None = None) -> Connection:
        """Wait as `Recorder.finished` does, for so many seconds at most.

        Raises:
            TimeoutError: the connections did not end within that time.
            RuntimeError: the recorder was stopped before.
        """
        connection: Connection = self._wait_for(connections, timeout)
        return connection


def upstream_of(url: str) -> str:
    """Check where to connect.

    Raises:
        TypeError: it is no text.
        ValueError: it is no such URL; the text does not repeat it, as it may have a key in it.
    """
    if not isinstance(url, str):  # pyright: ignore[reportUnnecessaryIsInstance]  where no checker looks
        msg = f"upstream is a URL as str, not {shown(url)}"
        raise TypeError(msg)
    with suppress(ValueError):
        parts = urlsplit(url)
        if parts.scheme in SCHEMES and parts.hostname and parts.port != 0:
            return parts._replace(scheme=SCHEMES[parts.scheme], fragment="").geturl()
    msg = "upstream has to be a URL such as wss://api.openai.com/v1/realtime"
    raise ValueError(msg)


def target_of(upstream: str, asked: str) -> str:
    """Return where a client is to be connected that asked for a path and a query.

    Its own path counts if it has one; of the query, its members come after those of the upstream URL, and in place of
    those of the same name.
    """
    parts = urlsplit(upstream)
    path, _, query = asked.partition("?")
    names = {name for name, _ in parse_qsl(query, keep_blank_values=True)}
    members = [one for one in parts.query.split("&") if one and one.partition("=")[0] not in names]
    if query:
        members.append(query)
    return parts._replace(path=path if path.strip("/") else parts.path, query="&".join(members)).geturl()


class Relay:
    """Passes on what a client and a server say, and writes it down before."""

    def __init__(self, writer: Writer, client: Peer, server: Peer) -> None:
        """Stand between the two."""
        self._writer = writer
        self._peers: dict[Side, Peer] = {"client": client, "server": server}
        self._clock = asyncio.get_running_loop().time
        self._start = self._clock()
        self._frames = Counter[Side]()
        self._fault: str | None = None  # why nothing can be written
        self._is_over = False

    async def go(self, max_size: int) -> Connection:
        """Relay until one side closes the connection; then close that to the other side in the same way."""
        self._write(Opened())
        client = asyncio.create_task(self._pump("client", "server"))
        server = asyncio.create_task(self._pump("server", "client"))
        await asyncio.wait({client, server}, return_when=asyncio.FIRST_COMPLETED)
        sender: Side = "client" if client.done() else "server"
        closing = await (client if client.done() else server)
        seconds = self._clock() - self._start
        if closing.by_peer:
            self._write(Closed(seconds, sender, closing.code, closing.reason))
        self._is_over = True
        for peer in self._peers.values():
            await peer.close(closing.code, closing.reason)
        await asyncio.wait({client, server})
        return Connection(
            client_frames=self._frames["client"],
            server_frames=self._frames["server"],
            seconds=seconds,
            closed_by=sender if closing.by_peer else "recorder",
            code=closing.code,
            problem=self._fault or fault_of(closing, sender, "recorder", max_size),
        )

    async def _pump(self, sender: Side, other: Side) -> Closing:
        source, target = self._peers[sender], self._peers[other]

        async def take(frame: str | bytes) -> None:
            if not self._is_over:
                self._frames[sender] += 1
                self._write(Recorded(self._clock() - self._start, sender, frame))
            if self._fault is None:
                await target.send(frame)
            else:
                await source.close(BROKEN, "cannot record")

        return await source.listen(take)

    def _write(self, entry: Entry) -> None:
        if self._fault is not None:
            return  # what is shorter might fit still, and the recording would have a hole
        try:
            self._writer.add(entry)
        except OSError as error:
            self._fault = f"the recording cannot be written: {error.strerror}"


@asynccontextmanager
async def recording(settings: RecordSettings) -> AsyncGenerator[Recorder, None]:
    """Record what clients say to a server, and the server to them; one client after the other."""
    upstream = upstream_of(settings.upstream)
    from . import _sockets  # noqa: PLC0415  needs an extra that may not be installed

    numbers = count()
    free = asyncio.Lock()
    client: Peer | None = None

    def end(number: int, connection: Connection) -> None:
        free.release()
        recorder.add(connection)
        settings.ended(number, connection)

    async def greet(asked: Asked) -> tuple[str | None, tuple[int, Peer]]:
        number = next(numbers)
        if free.locked() and (client is None or client.is_open):
            settings.tell(number, "refused, because another client is being recorded")
            text = "This recorder is recording another client, and takes one at a time."
            raise _sockets.Refusal.saying(503, "Service Unavailable", text)
        await free.acquire()
        settings.tell(number, "connected")
        try:
            server = await _sockets.connected(target_of(upstream, asked.target), asked, settings.max_size)
        except _sockets.Refusal as refusal:
            refusal.then = partial(end, number, _none(str(refusal)))
            raise
        except BaseException:
            end(number, _none(GONE))
            raise
        return server.subprotocol, (number, server)

    def abandon(greeted: tuple[int, Peer]) -> None:
        number, server = greeted
        server.abort()
        end(number, _none(GONE))

    async def handle(peer: Peer, greeted: tuple[int, Peer]) -> None:
        nonlocal client
        number, server = greeted
        client = peer
        end(number, await Relay(writer, peer, server).go(settings.max_size))

    async with _sockets.listening(
        handle,
        greet=greet,
        abandon=abandon,
        plain="This is a recorder for clients of the Realtime API. Connect with a WebSocket client.",
        host=settings.host,
        port=settings.port,
        max_size=settings.max_size,
        close_timeout=_sockets.CLOSING,
    ) as address:
        # Only now, so that a port that is taken costs no recording that is to be replaced.
        writer = Writer(settings.path, settings.mode)
        path = urlsplit(upstream).path.rstrip("/") or settings.protocol.path
        recorder = Recorder(address, path, settings.protocol.path)
        yield recorder
    recorder.stop()
    writer.close()


def _none(problem: str) -> Connection:
    """Describe a connection that was never open."""
    return Connection(0, 0, 0.0, "client" if problem == GONE else "server", None, problem)
