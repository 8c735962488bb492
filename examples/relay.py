"""A relay between browsers and the Realtime API: it holds the key, decides about sessions, and knows what each client costs.

``OPENAI_API_KEY=... python examples/relay.py "wss://api.openai.com/v1/realtime?model=gpt-realtime" 8766`` waits for clients at
port 8766 of this machine. What it does not understand goes through as it came, but for sessions: these it has to understand.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from typing import TYPE_CHECKING

import attrs
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed

import realtime_wire as rw

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection
    from websockets.asyncio.server import Server, ServerConnection

LOG = logging.getLogger("relay")

# What is malformed is an object as well, and is forwarded; a frame of more than a megabyte is not even parsed.
FROM_CLIENT = rw.Decoder(rw.ClientEvent, malformed="keep", max_bytes=1_000_000)
FROM_SERVER = rw.Decoder(rw.ServerEvent, malformed="keep", only=rw.ResponseDoneEvent | rw.ErrorEvent)

UPDATES = rw.REALTIME.wire_names(rw.SessionUpdateEvent)
INSTRUCTIONS = "You sell ferry tickets, and speak of nothing else."
MOST_TOKENS = 2_000


class RefusedError(Exception):
    """A client asked for what this relay does not allow."""


def decided(event: rw.ClientEvent | rw.MalformedEvent) -> rw.ClientEvent | rw.MalformedEvent:
    """Return an event as it may pass: sessions with the instructions and the limit of this relay.

    Raises:
        RefusedError: a session that is not understood, or that asks for tools or a model.
    """
    if event.type not in UPDATES:
        return event
    match event:
        case rw.SessionUpdateEvent(session=rw.RealtimeSession(model=None, tools=None) as session) if not session.extra:
            return event.evolve(session=session.evolve(instructions=INSTRUCTIONS, max_output_tokens=MOST_TOKENS))
        case _:
            raise RefusedError("clients choose neither models nor tools here")


@attrs.define
class Call:
    """A client that is connected, and what it has cost so far."""

    client: ServerConnection
    server: ClientConnection
    usage: rw.Usage = attrs.Factory(rw.Usage)

    async def upwards(self) -> None:
        """Pass on what the client says, and tell it what is refused in the way of the API."""
        async for frame in self.client:
            try:
                event = decided(FROM_CLIENT.decode(frame))
            except (RefusedError, rw.DecodeError) as error:
                fault = rw.RealtimeError(type="invalid_request_error", message=str(error))
                await self.client.send(rw.encode(rw.ErrorEvent(error=fault)), text=True)
                continue
            if event.type in UPDATES:
                # Tokens, audio and what people say are masked.
                LOG.info("session %s", json.dumps(rw.redacted(event, words=False)))
            await self.server.send(rw.encode(event), text=True)

    async def downwards(self) -> None:
        """Pass on what the server says, as it came, and look at what it costs."""
        async for frame in self.server:
            await self.client.send(frame)
            match FROM_SERVER.decode(frame):
                case rw.ResponseDoneEvent() as event:
                    self.usage += rw.usage_of(event) or rw.Usage()
                case rw.ErrorEvent() as event:
                    LOG.warning("error %s", event)
                case rw.MalformedEvent() as event:
                    LOG.warning("malformed %s", event.error)
                case None:
                    pass


async def handle(client: ServerConnection, upstream: str, key: str) -> rw.Usage:
    """Serve one client to the end, and return what it has used."""
    async with connect(upstream, additional_headers={"Authorization": f"Bearer {key}"}, max_size=None) as server:
        call = Call(client, server)
        both = [asyncio.create_task(call.upwards()), asyncio.create_task(call.downwards())]
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in both:
                task.cancel()
            for result in await asyncio.gather(*both, return_exceptions=True):
                if isinstance(result, Exception) and not isinstance(result, ConnectionClosed):
                    LOG.error("gone: %s", result)
    used = call.usage
    LOG.info("%d tokens of input, %d cached, %d of output", used.input.total, used.cached.total, used.output.total)
    return call.usage


async def relay(upstream: str, port: int, key: str = "none") -> Server:
    """Wait for clients at a port of this machine."""

    async def handler(client: ServerConnection) -> None:
        await handle(client, upstream, key)

    return await serve(handler, "127.0.0.1", port, max_size=None)


async def main() -> None:
    """Relay until the program is interrupted."""
    logging.basicConfig(level=logging.INFO)
    server = await relay(sys.argv[1], int(sys.argv[2]), os.environ["OPENAI_API_KEY"])
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
