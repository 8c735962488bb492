"""WebSockets, by the library websockets: the only module that imports it.

Its exceptions become values here: whoever listens is told how the connection ended, and therefore sending into one that
is closed does nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Generic, TypeVar, cast

import attrs

from ._endpoint import LOST, NO_CODE, Address, Closing, reason_of, shown_url

try:
    from websockets.asyncio.client import ClientConnection, connect
    from websockets.asyncio.server import Server, ServerConnection, serve
    from websockets.datastructures import Headers
    from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
    from websockets.http11 import Request, Response
    from websockets.protocol import CONNECTING, OPEN
    from websockets.typing import Subprotocol
except ImportError:
    msg = "this needs the library websockets, which the extra `replay` brings: pip install 'realtime-wire[replay]'"
    raise ImportError(msg, name="websockets") from None

__all__ = ["Asked", "Peer", "Refusal", "connected", "listening"]

T = TypeVar("T")

GRACE = 2.0
"""How many seconds whoever is connected has to close, once everything ends."""

CLOSING = 30.0
"""How many seconds a client may take to receive what is left, once there is no more to come."""

OPENING = 20.0
"""How many seconds a server may take to accept a connection."""

ACCEPTED = 101
"""The status of a connection that is open from then on."""

MOST_REASON = 123
"""How many bytes of a reason fit into a close frame."""

HANDSHAKE = ("connection", "content-length", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade")
"""The headers that are between two neighbours. Beside them, cookies are not passed on: browsers send those of every
program on this machine."""

PASSED_BACK = ("Content-Type", "Content-Encoding", "Retry-After", "WWW-Authenticate", "X-Request-Id")
"""The headers of a refusal that its reader needs."""

# The loggers of websockets write down headers, and with them keys, where they are set to "debug"; nobody can set this one.
# What is left is what should not happen at all: that clients fail at the handshake is told in another way.
_LOGGER = logging.Logger("realtime_wire.replay", logging.ERROR)  # noqa: LOG001  see above
_LOGGER.addFilter(lambda record: record.msg != "opening handshake failed")


@attrs.frozen
class Asked:
    """What a client asked for when it connected."""

    target: str
    """Path and query."""
    headers: list[tuple[str, str]] = attrs.field(repr=False)
    """Its headers, without those of the handshake."""
    subprotocols: list[str] = attrs.field(repr=False)
    """What it offers, in order. Browsers put keys here."""


class Refusal(Exception):  # noqa: N818  an answer rather than an error
    """A connection that was refused: raised to refuse one, and where a server has refused it."""

    def __init__(
        self, told: str, status: int, reason: str, body: bytes, headers: Sequence[tuple[str, str]] = ()
    ) -> None:
        """Describe the HTTP response; `told` is for those who see no more of it."""
        super().__init__(told)
        self.status = status
        self.reason = reason
        self.body = body
        self.headers = headers
        self.then: Callable[[], object] = lambda: None
        """Is called when it is about to be sent."""

    @classmethod
    def saying(cls, status: int, reason: str, text: str, *headers: tuple[str, str]) -> Refusal:
        """Refuse with a line of text."""
        plain = ("Content-Type", "text/plain; charset=utf-8")
        return cls(text, status, reason, f"{text}\n".encode(), [plain, *headers])

    def response(self) -> Response:
        """Return it as websockets has it."""
        headers = Headers([*self.headers, ("Content-Length", str(len(self.body))), ("Connection", "close")])
        return Response(self.status, self.reason, headers, self.body)


class Peer:
    """The other end of a connection."""

    def __init__(self, connection: ClientConnection | ServerConnection) -> None:
        """Speak with the other end of a connection that is open."""
        self._connection = connection

    @property
    def subprotocol(self) -> str | None:
        """What was agreed on."""
        return self._connection.subprotocol

    @property
    def is_open(self) -> bool:
        """Whether neither side has begun to close the connection."""
        return self._connection.state is OPEN

    async def listen(self, take: Callable[[str | bytes], Awaitable[None]]) -> Closing:
        """Give each frame that comes to `take`, until the connection ends; return how it did."""
        try:
            while True:
                await take(await self._connection.recv())
        except ConnectionClosed as error:
            sent, received = error.sent, error.rcvd
            if received is not None and (sent is None or error.rcvd_then_sent):
                return Closing(by_peer=True, code=received.code, reason=received.reason)
            if sent is not None:
                return Closing(by_peer=False, code=sent.code, reason=sent.reason)
            return Closing(by_peer=True, code=LOST)

    async def send(self, frame: str | bytes) -> None:
        """Send a frame."""
        with suppress(ConnectionClosed):
            await self._connection.send(frame)

    async def close(self, code: int, reason: str = "") -> None:
        """Close the connection: without a code for 1005, and without a word for 1006."""
        if code == LOST:
            self.abort()
            await self._connection.wait_closed()
            return
        fitting = reason.encode()[:MOST_REASON].decode(errors="ignore")
        # websockets sends no code for None, although it does not say so.
        await self._connection.close(cast("int", None) if code == NO_CODE else code, fitting)

    def abort(self) -> None:
        """Be gone."""
        self._connection.transport.abort()


class _Gate(Generic[T]):
    """Lets clients in: greets each before its connection is accepted, and hands over what came of that."""

    def __init__(
        self, greet: Callable[[Asked], Awaitable[tuple[str | None, T]]], abandon: Callable[[T], object], plain: str
    ) -> None:
        self._greet = greet
        self._abandon = abandon
        self._plain = plain
        self._greeted: dict[ServerConnection, tuple[str | None, T]] = {}

    async def process_request(self, connection: ServerConnection, request: Request) -> Response | None:
        if "websocket" not in request.headers.get("Upgrade", "").lower():
            return Refusal.saying(426, "Upgrade Required", self._plain, ("Upgrade", "websocket")).response()
        gone = asyncio.create_task(connection.wait_closed())
        greeting = asyncio.ensure_future(self._greet(_asked(request)))
        try:
            await asyncio.wait({gone, greeting}, return_when=asyncio.FIRST_COMPLETED)
            if not greeting.done():
                raise Refusal.saying(503, "Service Unavailable", "nobody is there to read this")
            self._greeted[connection] = greeting.result()
            # Also those who were greeted may be gone before their connection is open.
            gone.add_done_callback(lambda _: self._forget(connection))
        except Refusal as refusal:
            refusal.then()  # what is returned is sent before anybody else gets to do something
            return refusal.response()
        finally:
            greeting.cancel()
        return None

    def process_response(self, connection: ServerConnection, _: Request, response: Response) -> None:
        # A request can ask for a WebSocket and still have faults; whoever made it may stay for a while.
        if response.status_code != ACCEPTED:
            self._forget(connection)

    def _forget(self, connection: ServerConnection) -> None:
        if connection in self._greeted:
            self._abandon(self._greeted.pop(connection)[1])

    def select(self, connection: ServerConnection, _: Sequence[Subprotocol]) -> Subprotocol | None:
        return cast("Subprotocol | None", self._greeted[connection][0])

    def take(self, connection: ServerConnection) -> T:
        return self._greeted.pop(connection)[1]


def _asked(request: Request) -> Asked:
    headers = [
        (name, value)
        for name, value in request.headers.raw_items()
        if name.lower() not in HANDSHAKE and not name.lower().startswith(("cookie", "proxy-", "sec-websocket-"))
    ]
    offered = ",".join(request.headers.get_all("Sec-WebSocket-Protocol")).split(",")
    return Asked(request.path, headers, [name.strip() for name in offered if name.strip()])


@asynccontextmanager
async def listening(  # noqa: PLR0913  all of it has to be said
    handle: Callable[[Peer, T], Awaitable[None]],
    *,
    greet: Callable[[Asked], Awaitable[tuple[str | None, T]]],
    abandon: Callable[[T], object],
    plain: str,
    host: str,
    port: int,
    max_size: int,
    close_timeout: float | None,
) -> AsyncGenerator[Address, None]:
    """Listen for clients.

    Args:
        handle: speaks with a client; it has to return when the connection ends.
        greet: decides on the subprotocol, and on what `handle` is given; or raises `Refusal`.
        abandon: is given the same if a client that was greeted never gets through.
        plain: the answer for those who do not ask for a WebSocket.
        host: where to listen.
        port: 0 takes one that is free.
        max_size: the longest frame that is taken, in bytes.
        close_timeout: how many seconds to wait, in the end, until a client has received everything.

    Raises:
        OSError: it cannot listen there.
    """
    gate = _Gate(greet, abandon, plain)
    there: set[ServerConnection] = set()

    class Watched(ServerConnection):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            super().connection_made(transport)
            there.add(self)

        def connection_lost(self, exc: Exception | None) -> None:
            there.discard(self)
            super().connection_lost(exc)

    async def handler(connection: ServerConnection) -> None:
        await handle(Peer(connection), gate.take(connection))

    server = await serve(
        handler,
        host,
        port,
        process_request=gate.process_request,
        process_response=gate.process_response,
        select_subprotocol=gate.select,
        create_connection=Watched,
        compression=None,  # the bytes do not leave the machine
        server_header="realtime-wire",
        open_timeout=OPENING + GRACE,
        ping_interval=None,  # a client that is being debugged does not answer
        close_timeout=close_timeout,
        max_size=max_size,
        logger=_LOGGER,
    )
    try:
        yield _address_of(server)
    finally:
        server.close(close_connections=False)
        await _end(there)
        await server.wait_closed()


def _address_of(server: Server) -> Address:
    name: tuple[str, int] = next(iter(server.sockets)).getsockname()
    # What stands for all addresses is no address to connect to.
    return Address({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(name[0], name[0]), name[1])  # noqa: S104  it is compared


async def _end(connections: set[ServerConnection]) -> None:
    """Close connections, of clients that may not even have said what they want."""
    closing: list[asyncio.Task[None]] = []
    for connection in list(connections):
        if connection.state is CONNECTING:
            connection.transport.abort()
        else:
            closing.append(asyncio.create_task(connection.close(1001, "stopped")))
    if closing:
        await asyncio.wait(closing, timeout=GRACE)
    left = list(connections)
    for connection in left:
        connection.transport.abort()
    await asyncio.gather(*closing, *(connection.wait_closed() for connection in left))


class _Direct(connect):
    """Follows no redirect: a client decides for itself whom it gives its key."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


async def connected(url: str, asked: Asked, max_size: int) -> Peer:
    """Connect to a server as a client asked for it.

    Raises:
        Refusal: the server refused, or cannot be reached.
    """
    shown = shown_url(url)
    try:
        return Peer(
            await _Direct(
                url,
                additional_headers=asked.headers,
                user_agent_header=None,  # that of the client is among its headers
                subprotocols=cast("list[Subprotocol]", asked.subprotocols) or None,
                open_timeout=OPENING,
                close_timeout=GRACE,
                max_size=max_size,
                logger=_LOGGER,
            )
        )
    except InvalidStatus as error:
        answer = error.response
        headers = [(name, value) for name in PASSED_BACK for value in answer.headers.get_all(name)]
        told = f"{shown} answered {answer.status_code} {answer.reason_phrase}"
        raise Refusal(told, answer.status_code, answer.reason_phrase, bytes(answer.body), headers) from None
    except asyncio.TimeoutError:
        raise Refusal.saying(504, "Gateway Timeout", f"{shown} did not answer within {OPENING:g} s") from None
    except OSError as error:
        raise Refusal.saying(502, "Bad Gateway", f"{shown} cannot be reached: {reason_of(error)}") from None
    except (WebSocketException, ImportError, ValueError) as error:
        # Its text may have headers in it.
        raise Refusal.saying(502, "Bad Gateway", f"{shown} cannot be spoken with: {type(error).__name__}") from None
