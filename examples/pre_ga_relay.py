"""A relay that serves clients from before general availability (GA) of the Realtime API with a server of today.

``python examples/pre_ga_relay.py ws://127.0.0.1:8765/v1/realtime 8766`` waits for such clients at port 8766.
"""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

import realtime_wire as rw

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection
    from websockets.asyncio.server import Server, ServerConnection

# Malformed events are forwarded as well: the server decides about what the relay does not understand.
FROM_CLIENT = rw.Decoder(rw.ClientEvent, malformed="keep")
FROM_SERVER = rw.Decoder(rw.ServerEvent, malformed="keep")
UPDATES = rw.REALTIME.wire_names(rw.SessionUpdateEvent)


class RefusedError(Exception):
    """A client asked for what this relay does not allow."""


def checked(event: rw.ClientEvent | rw.MalformedEvent) -> rw.ClientEvent | rw.MalformedEvent:
    """Apply the one rule of this relay: clients choose no model.

    A rule about an event has to see all that has its name: a session that is malformed, or of an unknown type, says
    something to the server all the same. Here only what is understood passes.

    Raises:
        RefusedError: the rule is broken, or cannot be applied.
    """
    if event.type not in UPDATES:
        return event
    match event:
        case rw.SessionUpdateEvent(session=rw.RealtimeSession(model=None)):
            return event
        case rw.SessionUpdateEvent(session=rw.RealtimeSession()):
            raise RefusedError("the model is not for clients to choose")
        case _:
            raise RefusedError("this session is not understood")


def for_server(frame: bytes | str) -> list[str]:
    """Return the frames of today for one of a client."""
    events = rw.ga_events(checked(FROM_CLIENT.decode(frame)))
    return [rw.encode(without_what_is_gone(event)).decode() for event in events]


def without_what_is_gone(event: rw.Event | rw.MalformedEvent) -> rw.Event | rw.MalformedEvent:
    """Drop what a server of today refuses: what has no counterpart stays in an event when it is converted."""
    match event:
        case rw.SessionUpdateEvent(session=rw.RealtimeSession() as session):
            return event.evolve(session=session.evolve(temperature=None, client_secret=None))
        case rw.ResponseCreateEvent(response=rw.RealtimeResponseCreateParams() as response):
            return event.evolve(response=response.evolve(temperature=None))
        case _:
            return event


def for_client(frame: bytes | str) -> list[str]:
    """Return the frames from before GA for one of the server; none for an event that there was not."""
    return [rw.encode(event).decode() for event in rw.pre_ga_events(FROM_SERVER.decode(frame))]


async def upwards(client: ServerConnection, server: ClientConnection) -> None:
    """Pass on what the client says, and tell it what is refused in the way of the API."""
    async for frame in client:
        try:
            frames = for_server(frame)
        except (RefusedError, rw.DecodeError) as error:
            fault = rw.RealtimeError(type="invalid_request_error", message=str(error))
            await client.send(rw.encode(rw.ErrorEvent(error=fault)).decode())
            continue
        for each in frames:
            await server.send(each)


async def downwards(server: ClientConnection, client: ServerConnection) -> None:
    """Pass on what the server says."""
    async for frame in server:
        for each in for_client(frame):
            await client.send(each)


async def relay(upstream: str, port: int) -> Server:
    """Wait for clients at a port of this machine."""

    async def handle(client: ServerConnection) -> None:
        async with connect(upstream) as server:
            both = [asyncio.ensure_future(upwards(client, server)), asyncio.ensure_future(downwards(server, client))]
            _, left = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            for task in left:
                task.cancel()

    return await serve(handle, "127.0.0.1", port)


async def main() -> None:
    """Relay until the program is interrupted."""
    server = await relay(sys.argv[1], int(sys.argv[2]))
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
