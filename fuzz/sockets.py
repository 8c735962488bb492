"""Long runs over real sockets: ``python -m fuzz.sockets record 24000000``, and ``full`` and ``clients`` beside it.

- ``record EVENTS``: so many events go from a server that plays through a recorder to clients that read all, read slowly,
  reset the connection, or close their half of it. What a client has received has to be in the recording, whole and in order;
  what the recording has while it is written, it has afterwards; and it is played again, to a client that gets the same.
- ``full EVENTS``: the same where the disk is full soon, a tmpfs of a megabyte (as root on Linux). Both sides are told; what was
  passed on before is in the recording.
- ``clients NUMBER``: so many clients at once are played the same conversation, and each has to get all of it.
"""

from __future__ import annotations

import asyncio
import random
import resource
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

import realtime_wire as rw
from realtime_wire import recordings, replay

from .leaks import State

__all__ = ["clients", "full", "record"]

LENGTH = 2000
"""Events of a conversation."""

ASKED = rw.ResponseCreateEvent()

CONVERSATION: list[rw.Event] = [
    ASKED,
    *(
        rw.ResponseOutputAudioDeltaEvent(
            event_id=f"event_{number}",
            response_id="resp_1",
            item_id="item_1",
            output_index=0,
            content_index=0,
            delta="AAAA" * (100 if number % 100 else 20_000),
        )
        for number in range(LENGTH)
    ),
]
SAID = [rw.encode(event).decode() for event in CONVERSATION[1:]]

WAYS = ("whole", "slow", "reset", "half-closed")


async def _listen(client: ClientConnection, way: str, luck: random.Random) -> int:
    """Read in one of the ways, and return how many events came. Each has to be the one that is next."""
    until = LENGTH if way in {"whole", "slow"} else luck.randrange(1, LENGTH)
    got = 0
    while got < until:
        frame = await client.recv()
        assert frame == SAID[got], f"event {got} is another one"
        got += 1
        if way == "slow" and luck.random() < 0.005:
            await asyncio.sleep(luck.random() / 20)
    if way == "reset":
        client.transport.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )
        client.transport.abort()
    elif way == "half-closed":
        client.transport.write_eof()
        with suppress(ConnectionClosed):
            while True:
                assert await client.recv() == SAID[got]
                got += 1
    return got


def _recorded(path: Path) -> list[list[str | bytes]]:
    """Read a recording: what the server said in each of its connections."""
    return _frames(recordings.read(path))


def _recorded_so_far(path: Path) -> list[list[str | bytes]]:
    """Read a recording while it is written: the end of the last line may not be there yet, and nothing else is missing."""
    text = path.read_bytes()
    whole, _, half = text.rpartition(b"\n")
    path = path.with_suffix(".copy")
    path.write_bytes(whole)
    assert not half or half.startswith(b"{")
    return _recorded(path)


def _frames(read: Iterable[recordings.Recorded]) -> list[list[str | bytes]]:
    frames: dict[int, list[str | bytes]] = {}
    for one in read:
        of_connection = frames.setdefault(one.connection, [])
        if one.sender == "server":
            of_connection.append(one.frame)
    return [frames[number] for number in sorted(frames)]


async def record(events: int, seed: int = 1) -> Counter[str]:
    """Record and play at least so many events; return what was done."""
    done = Counter[str]()
    luck = random.Random(seed)
    while done["events"] < events:
        # Anew for each round, as a server keeps in its reports what each client did.
        async with replay.serve(CONVERSATION, timeout=None) as server:
            with tempfile.TemporaryDirectory() as folder:
                await _round(server.url, Path(folder) / "recording.jsonl", luck, done)
    return done


async def _round(url: str, path: Path, luck: random.Random, done: Counter[str]) -> None:
    """Record a client of each way into one file, and play that to a client for each."""
    received: list[int] = []
    whole: list[list[str | bytes]] = []
    async with replay.record(url, path) as recorder:
        for way in luck.sample(WAYS, len(WAYS)):
            async with connect(recorder.url, max_queue=4, compression=None) as client:
                await client.send(rw.encode(ASKED).decode())
                listening = asyncio.create_task(_listen(client, way, luck))
                await asyncio.sleep(luck.random() / 10)
                half_way = await asyncio.to_thread(_recorded_so_far, path)
                received.append(await listening)
            await recorder.finished(len(received))
            whole = await asyncio.to_thread(_recorded, path)
            for then, now in zip(half_way, whole, strict=False):
                assert now[: len(then)] == then, "what was there has changed"
            assert len(whole) == len(received)
            for got, frames in zip(received, whole, strict=True):
                assert len(frames) >= got, "what a client has received is not there"
                assert frames == SAID[: len(frames)]
            done[way] += 1
            done["events"] += len(whole[-1])
            done["readings"] += 2
    async with replay.serve(path, timeout=None) as again:
        for frames in whole:
            if frames:  # of the others there is nothing to play
                async with connect(again.url, compression=None) as client:
                    await client.send(rw.encode(ASKED).decode())
                    for frame in frames:
                        assert await client.recv() == frame
                done["played again"] += len(frames)
                done["events"] += len(frames)


@contextmanager
def _small_disk() -> Generator[Path, None, None]:
    """Mount a disk that is full soon."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["/bin/mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], check=True)  # noqa: S603  no input
        try:
            yield Path(folder)
        finally:
            subprocess.run(["/bin/umount", folder], check=True)  # noqa: S603  no input


async def full(events: int) -> Counter[str]:
    """Record until the disk is full, again and again."""
    done = Counter[str]()
    async with replay.serve(CONVERSATION, timeout=None) as server:
        while done["events"] < events:
            with _small_disk() as folder:
                path = folder / "recording.jsonl"
                got = 0
                async with replay.record(server.url, path) as recorder:
                    async with connect(recorder.url, compression=None) as client:
                        await client.send(rw.encode(ASKED).decode())
                        with suppress(ConnectionClosed):
                            while True:
                                assert await client.recv() == SAID[got]
                                got += 1
                        assert client.close_code == 1011
                    connection = await recorder.finished()
                    assert connection.problem == "the recording cannot be written: No space left on device"
                (frames,) = _recorded(path)
                assert frames == SAID[: len(frames)]
                assert len(frames) >= got, "what a client has received is not there"
                done["disks"] += 1
                done["events"] += got
    return done


async def clients(number: int) -> Counter[str]:
    """Play to so many clients at once."""
    done = Counter[str]()
    everyone = asyncio.Event()
    here = count(1)

    async def listen() -> None:
        async with connect(server.url, compression=None, open_timeout=None) as client:
            if next(here) == number:
                everyone.set()
            await everyone.wait()  # nothing is said before all are there
            await client.send(rw.encode(ASKED).decode())
            for expected in SAID:
                assert await client.recv() == expected
                done["events"] += 1
        done["clients"] += 1

    async with replay.serve(CONVERSATION, timeout=None) as server:
        await asyncio.gather(*(listen() for _ in range(number)))
        await server.finished(number)
        assert all(report.ok for report in server.reports)
        assert len(server.reports) == number
    return done


def main() -> None:
    profiles: dict[str, Any] = {"record": record, "full": full, "clients": clients}
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    start, before = time.perf_counter(), State.now()
    done = asyncio.run(profiles[sys.argv[1]](int(sys.argv[2].replace("_", ""))))
    after = State.now()
    print(
        f"{time.perf_counter() - start:,.0f} s, {before.memory / 1e6:.0f} MB before and {after.memory / 1e6:.0f} MB after"
    )
    for what, often in done.items():
        print(f"{often:>12,} {what}")


if __name__ == "__main__":
    main()
