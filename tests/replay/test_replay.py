"""The server that plays recordings, and the recorder: over real sockets of this machine."""

from __future__ import annotations

import asyncio
import base64
import errno
import http.client
import io
import json
import math
import os
import queue
import signal
import socket
import ssl
import sys
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal, Protocol, TypeAlias
from urllib.parse import urlsplit

import pytest

import realtime_wire as rw
from realtime_wire import replay
from realtime_wire.cli import main as command
from realtime_wire.cli.inspector import Inspector
from realtime_wire.protocols import PROTOCOLS
from realtime_wire.replay._compare import Sent, compare
from realtime_wire.replay._endpoint import Address, Endpoint, in_thread, reason_of
from tests.loopback import to_the_end
from tests.recordings.test_recordings import ONE_LINE, TIMED, event, lines

pytest.importorskip("websockets", reason="the extra `replay` is not installed")

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection
from websockets.asyncio.server import serve as serve_websocket
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.http11 import Request, Response
from websockets.sync.client import connect as connect_sync
from websockets.typing import Origin, Subprotocol

from realtime_wire.replay import _sockets
from realtime_wire.replay._recorder import RecordSettings, target_of, upstream_of

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "voice_turn.jsonl"
CAPTURES = sorted(
    Path(os.environ.get("REALTIME_WIRE_CAPTURES") or ROOT.parent / "shared" / "captures").glob("*.jsonl"),
)
EXAMPLES = [EXAMPLE, *CAPTURES]

AUDIO = "input_audio_buffer.append"
ALL = "0.0.0.0"  # noqa: S104  as those do who are warned of it


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep out what whoever runs the tests has set for the way to other machines."""
    for name in ("ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "WS_PROXY", "WSS_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def type_of(frame: str | bytes) -> str | None:
    return Sent.of(0, frame).type


# What inspect makes of recordings


def report_on(content: bytes) -> dict[str, Any]:
    inspector = Inspector(rw.REALTIME)
    inspector.read(inspector.begin("turn.jsonl"), io.BytesIO(content).read, lambda _: None)
    report = inspector.report()
    return {name: value for name, value in report.items() if not name.startswith(("seconds", "frames_per"))}


def test_inspect_reads_what_is_recorded(tmp_path: Path) -> None:
    path = tmp_path / "turn.jsonl"
    replay.write(path, replay.read(EXAMPLE))
    path.write_bytes(path.read_bytes() + lines(TIMED[3]))
    assert report_on(path.read_bytes()) == report_on(EXAMPLE.read_bytes())


def test_inspect_reports_faults_of_what_is_recorded() -> None:
    report = report_on(
        lines(TIMED[2], {"from": "client", "frame": "{"}, {"from": "client", "frame": 1}, {"from": "me"})
    )
    assert report["frames"] == 4
    assert [(one["line"], one["path"], one["found"]) for one in report["malformed"]["frames"]] == [
        (1, "$", "binary data"),
        (2, "$", "malformed JSON at byte 1"),
        (3, "$.frame", "integer"),
    ]
    assert report["unknown_types"] == [{"type": None, "count": 1}]


# Differences

UPDATE = event("session.update", session={"type": "realtime", "tools": [], "audio": {"output": {"speed": 1}}})
SAY = event(
    "conversation.item.create", item={"id": "i1", "type": "message", "content": [{"type": "input_audio", "audio": "A"}]}
)
ANSWER = event("response.create")

COMPARED: dict[str, tuple[list[str | bytes], list[str | bytes], list[str]]] = {
    "nothing": ([], [], []),
    "the same": ([UPDATE, SAY, ANSWER, b"\0", "no JSON"], [UPDATE, SAY, ANSWER, b"\0", "no JSON"], []),
    "what is left out": (
        [
            event("session.update", event_id="e1"),
            SAY,
            event("conversation.item.truncate", audio_end_ms=1),
            event(AUDIO, audio="A"),
            event(AUDIO, audio="B"),
        ],
        [
            event(AUDIO, audio="C"),
            event("session.update"),
            event("conversation.item.create", item={"type": "message", "content": [{"type": "input_audio"}]}),
            event("conversation.item.truncate", audio_end_ms=2),
        ],
        [],
    ),
    "numbers": (
        [event("a", one=1, two=2, yes=1)],
        [event("a", one=1.0, two=3, yes=True)],
        [
            "frame 1: a: $.two: expected the recorded integer, found another",
            "frame 1: a: $.yes: expected integer, found boolean",
        ],
    ),
    "values": (
        [event("a", text="x", flag=True, none=None, gone=1, deep={"er": ["a", {"b": 1}]}, list=[1, 2], kind={})],
        [event("a", text="y", flag=False, none=0, new="z", deep={"er": ["a", {"b": 2}]}, list=[1, 2, 3], kind=[])],
        [
            "frame 1: a: $.text: expected the recorded string, found another",
            "frame 1: a: $.flag: expected the recorded boolean, found another",
            "frame 1: a: $.none: expected null, found integer",
            "frame 1: a: $.gone: expected integer, found nothing",
            "frame 1: a: $.deep.er[1].b: expected the recorded integer, found another",
            "frame 1: a: $.list[2]: expected nothing, found integer",
            "frame 1: a: $.kind: expected object, found array",
            "frame 1: a: $.new: expected nothing, found string",
        ],
    ),
    "types": (
        [UPDATE, SAY, ANSWER],
        [UPDATE, ANSWER, event("response.cancel")],
        [
            "frame 2: conversation.item.create was not sent",
            "client's frame 3: response.cancel is not in the recording",
        ],
    ),
    "order": (
        [UPDATE, SAY],
        [SAY, UPDATE],
        [
            "client's frame 1: conversation.item.create is not in the recording",
            "frame 2: conversation.item.create was not sent",
        ],
    ),
    "audio that is missing": ([event(AUDIO), UPDATE], [UPDATE], [f"frame 1: {AUDIO} was not sent"]),
    "audio that is new": ([UPDATE], [UPDATE, event(AUDIO)], [f"client's frame 2: {AUDIO} is not in the recording"]),
    "no events": (
        [b"\0", "{", "[1]", '{"type":1}'],
        [b"\1", "}", "[2]", '{"type":2}'],
        [
            "frame 1: what is no event: $: expected the recorded binary data, found another",
            "frame 2: what is no event: $: expected the recorded string, found another",
            "frame 3: what is no event: $[0]: expected the recorded integer, found another",
            "frame 4: what is no event: $.type: expected the recorded integer, found another",
        ],
    ),
    "events in binary frames": (
        [UPDATE, event(AUDIO), ANSWER, ANSWER.encode(), b'{"no":"event"}', b"[1]"],
        [
            UPDATE.encode(),
            event(AUDIO),
            event(AUDIO).encode(),
            event("response.create", a=1).encode(),
            *[ANSWER.encode()] * 2,
        ],
        [
            f"client's frame 3: {AUDIO} came in a binary frame; servers want text",
            "client's frame 1: session.update came in a binary frame; servers want text",
            "client's frame 4: response.create came in a binary frame; servers want text",
            "frame 3: response.create: $.a: expected nothing, found integer",
            "frame 5: what is no event was not sent",
            "frame 6: what is no event was not sent",
            "client's frame 6: response.create is not in the recording",
        ],
    ),
    "audio in binary frames in both": ([event(AUDIO).encode()], [event(AUDIO).encode()], []),
    "names that steer terminals": (
        [event("\x1b[2J")],
        [event("\x1b[2J", **{"\r": 1})],
        ["frame 1: \\u001b[2J: $.\\u000d: expected nothing, found integer"],
    ),
}


def compared(
    before: Iterable[str | bytes], now: Iterable[str | bytes], ignore: Sequence[str] = rw.REALTIME.ignored
) -> list[Any]:
    recorded, sent = ([Sent.of(number, frame) for number, frame in enumerate(frames, 1)] for frames in (before, now))
    return list(compare(recorded, sent, ignore=ignore, streamed=rw.REALTIME.streamed))


@pytest.mark.parametrize("name", COMPARED)
def test_differences(name: str) -> None:
    before, now, expected = COMPARED[name]
    found = compared(before, now)
    assert list(map(str, found)) == expected
    # The other way round, what was missing is extra; binary frames are nothing to tell of if it is the recording's.
    swapped = {"missing": "extra", "extra": "missing", "changed": "changed"}
    others = [one.kind for one in compared(now, before) if one.kind != "binary"]
    assert sorted(swapped[kind] for kind in others) == sorted(one.kind for one in found if one.kind != "binary")


def test_differences_have_their_values() -> None:
    changed, gone, missing = compared([event("a", text="x", gone=[1]), UPDATE], [event("a", text="y")])
    assert (changed.kind, changed.type, changed.frame, changed.path) == ("changed", "a", 1, "$.text")
    assert (changed.recorded, changed.sent, changed.expected, changed.found) == (
        "x",
        "y",
        "the recorded string",
        "another",
    )
    assert (gone.recorded, gone.sent) == ([1], None)
    assert (missing.kind, missing.path, missing.recorded, missing.sent) == ("missing", None, json.loads(UPDATE), None)
    assert "'y'" not in repr(changed)
    (extra,) = compared([], [b"\0"])
    assert (extra.kind, extra.type, extra.recorded, extra.sent) == ("extra", None, None, b"\0")


def test_paths_to_ignore() -> None:
    before, now = (
        [event("a", list=[{"x": 1, "y": 1}, {"x": 1}])],
        [event("a", list=[{"x": 2, "y": 2}, {"x": 2}], event_id="e")],
    )
    assert [one.path for one in compared(before, now)] == ["$.list[0].x", "$.list[0].y", "$.list[1].x"]
    assert [one.path for one in compared(before, now, ["$.list[*].x"])] == ["$.list[0].y", "$.event_id"]
    assert [one.path for one in compared(before, now, ["$.list[1].x", "$.list[0]"])] == ["$.event_id"]
    assert compared(before, now, ["$"]) == []


# The server that plays

HELLO, UPDATED, DONE = event("session.created"), event("session.updated"), event("response.done")
LIMITS = event("rate_limits.updated")
TURN = [HELLO, UPDATE, UPDATED, SAY, ANSWER, event("response.created"), DONE, LIMITS]
"""A recording of bare frames."""

SPOKEN = [HELLO, UPDATE, UPDATED, event(AUDIO, audio="A"), event(AUDIO, audio="B"), DONE]

Step: TypeAlias = "str | bytes | int | tuple[int, str]"
"""What a client does: sends a frame, receives so many, or closes the connection; 1006 is to be gone, 1005 to give no code."""


async def act(client: ClientConnection, *steps: Step) -> list[str | bytes]:
    """Do this, and return what was received."""
    received: list[str | bytes] = []
    for step in steps:
        match step:
            case str() | bytes():
                await client.send(step)
            case int():
                received += [await client.recv() for _ in range(step)]
            case (1006, _):
                client.transport.abort()
            case (1005, _):
                await client.close(None)  # type: ignore[arg-type]  # what websockets does not say
            case (code, reason):
                await client.close(code, reason)
    return received


async def rest_of(client: ClientConnection) -> tuple[list[str | bytes], int, str]:
    """Receive until the connection ends, and tell how it did."""
    received: list[str | bytes] = []
    try:
        while True:
            received.append(await client.recv())
    except ConnectionClosed as error:
        closing = error.rcvd
        return received, (closing.code if closing else 1006), (closing.reason if closing else "")


def by(frames: Iterable[str | bytes | replay.Recorded], sender: str) -> list[str | bytes]:
    read = [one for one in frames if isinstance(one, replay.Recorded)]
    return [one.frame for one in read if one.sender == sender]


async def follow(url: str, frames: Iterable[replay.Recorded]) -> list[str | bytes]:
    """Do what the client did in a recording, each thing when its time has come; return what the server said."""
    async with connect(url, max_size=None) as client:
        received: list[str | bytes] = []
        for one in frames:
            if one.sender == "server":
                received.append(await client.recv())
            else:
                # The server waits for some audio, but not for all of it.
                with suppress(ConnectionClosed):
                    await client.send(one.frame)
        return received


def written(path: Path, frames: Iterable[replay.Recorded]) -> Path:
    replay.write(path, frames)
    return path


FORMS: dict[str, Callable[[Path, Path], replay.Recording]] = {
    "file": lambda path, _: path,
    "name of a file": lambda path, _: str(path),
    "frames that were read": lambda path, _: replay.read(path),
    "bytes": lambda path, _: path.read_bytes().splitlines(),
    "events": lambda path, _: [rw.decode(line) for line in path.read_bytes().splitlines()],
    "recorded": lambda path, folder: written(folder / "turn.jsonl", replay.read(path)),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@to_the_end
async def test_faithful_client(path: Path, form: str, tmp_path: Path) -> None:
    frames = list(replay.read(path))
    async with replay.serve(FORMS[form](path, tmp_path), timeout=None) as server:
        received = await follow(f"{server.url}?model=gpt-realtime", frames)
        report = await server.finished()
    # Encoded anew, an event is equal, but its text may have other spaces.
    read: Callable[[str | bytes], Any] = json.loads if form == "events" else str
    assert list(map(read, received)) == list(map(read, by(frames, "server")))
    assert report.ok, str(report)
    assert report.played == report.total == len(received)
    assert by(report.frames, "server") == received
    sent = by(report.frames, "client")
    assert sent == by(frames, "client")[: len(sent)]
    assert report.received == tuple(map(rw.decode, sent))
    assert [one.time for one in report.frames] == sorted(one.time or 0 for one in report.frames)
    plural = "s" * (len(sent) != 1)
    assert str(report) == (
        f"{len(received)} of {len(received)} frames played, {len(sent)} event{plural} received, no difference"
    )


OLDER_UPDATE = event("transcription_session.update", session={"input_audio_transcription": {"model": "m"}})
"""What a client sent before general availability, which tells the frames of both sides apart by their names."""

PLAYED: dict[str, tuple[Sequence[str | bytes | replay.Recorded], Sequence[Step], int, str]] = {
    "faithful": (TURN, [1, UPDATE, 1, SAY, ANSWER, 3], 1000, "5 of 5 frames played, 3 events received, no difference"),
    "early": (TURN, [UPDATE, SAY, ANSWER, 5], 1000, "5 of 5 frames played, 3 events received, no difference"),
    "in another order": (
        TURN,
        [ANSWER, SAY, UPDATE, 5],
        1000,
        (
            "5 of 5 frames played, 3 events received, 4 differences\n"
            "client's frame 1: response.create is not in the recording\n"
            "client's frame 2: conversation.item.create is not in the recording\n"
            "frame 4: conversation.item.create was not sent\n"
            "frame 5: response.create was not sent"
        ),
    ),
    "with other values": (
        TURN,
        [1, event("session.update", session={"type": "realtime"}), 1, SAY, event("response.create", response=1), 3],
        1000,
        (
            "5 of 5 frames played, 3 events received, 3 differences\n"
            "frame 2: session.update: $.session.tools: expected array, found nothing\n"
            "frame 2: session.update: $.session.audio: expected object, found nothing\n"
            "frame 5: response.create: $.response: expected nothing, found integer"
        ),
    ),
    "with something more": (
        TURN,
        [UPDATE, event("input_audio_buffer.clear"), b"\0", "no JSON", SAY, ANSWER, 5],
        1000,
        (
            "5 of 5 frames played, 4 events received, 3 differences\n"
            "client's frame 2: input_audio_buffer.clear is not in the recording\n"
            "client's frame 3: what is no event is not in the recording\n"
            "client's frame 4: what is no event is not in the recording"
        ),
    ),
    "with less audio": (
        SPOKEN,
        [UPDATE, event(AUDIO, audio="C"), 3],
        1000,
        "3 of 3 frames played, 2 events received, no difference",
    ),
    "with more audio": (
        SPOKEN,
        [*[event(AUDIO, audio="C")] * 9, UPDATE, 3],
        1000,
        "3 of 3 frames played, 10 events received, no difference",
    ),
    "gone in order": (
        TURN,
        [UPDATE, 2, (1000, "bye")],
        1000,
        (
            "2 of 5 frames played, 1 event received, 2 differences\n"
            "the client closed the connection after 2 of 5 frames\n"
            "frame 4: conversation.item.create was not sent\n"
            "frame 5: response.create was not sent"
        ),
    ),
    "gone with a code": (
        TURN,
        [UPDATE, 2, (3000, "")],
        3000,
        (
            "2 of 5 frames played, 1 event received, 2 differences\n"
            "the client closed the connection with code 3000 after 2 of 5 frames\n"
            "frame 4: conversation.item.create was not sent\n"
            "frame 5: response.create was not sent"
        ),
    ),
    "gone": (
        [HELLO, UPDATE, UPDATED],
        [1, (1006, "")],
        1006,
        (
            "1 of 2 frames played, 0 events received, 1 difference\n"
            "the client was gone without closing the connection after 1 of 2 frames\n"
            "frame 2: session.update was not sent"
        ),
    ),
    "with a frame that is too long": (
        TURN,
        ["x" * 1001],
        1009,
        (
            "1 of 5 frames played, 0 events received, 3 differences\n"
            "the client sent a frame of more than 1000 bytes after 1 of 5 frames\n"
            "frame 2: session.update was not sent\n"
            "frame 4: conversation.item.create was not sent\n"
            "frame 5: response.create was not sent"
        ),
    ),
    "binary": ([b"\0\1", HELLO], [2], 1000, "2 of 2 frames played, 0 events received, no difference"),
    "before general availability": (
        [
            event("transcription_session.created", session={"object": "realtime.transcription_session"}),
            OLDER_UPDATE,
            event("transcription_session.updated", session={}),
        ],
        [1, OLDER_UPDATE, 1],
        1000,
        "2 of 2 frames played, 1 event received, no difference",
    ),
    "nothing expected": ([HELLO], [1], 1000, "1 of 1 frame played, 0 events received, no difference"),
}


def as_recorded(frames: Iterable[str | bytes | replay.Recorded]) -> list[str | replay.Recorded]:
    """Binary frames stand for themselves nowhere but here."""
    return [replay.Recorded(None, "server", one) if isinstance(one, bytes) else one for one in frames]


@pytest.mark.parametrize("name", PLAYED)
@to_the_end
async def test_client(name: str) -> None:
    recording, steps, code, expected = PLAYED[name]
    async with replay.serve(as_recorded(recording), timeout=None, max_size=1000) as server:
        async with connect(server.url) as client:
            await act(client, *steps)
            _, closed, _ = await rest_of(client)
        report = await server.finished()
    assert str(report) == expected
    assert report.ok == expected.endswith("no difference")
    assert closed == code


@to_the_end
async def test_client_that_leaves_when_it_has_its_answer() -> None:
    """What comes after the answer may not have been sent by then; where more is to be said, that is missed."""
    short = timed((0, HELLO), (0, DONE), (1e6, LIMITS))
    async with replay.serve(short, speed=1) as server:
        async with connect(server.url) as client:
            await act(client, 2)
        report = await server.finished()
        assert report.ok
        assert str(report) == "2 of 3 frames played, 0 events received, no difference"
    async with replay.serve([*short, *timed((1e6, ANSWER))], speed=1) as server:
        async with connect(server.url) as client:
            await act(client, 2)
        report = await server.finished()
        assert str(report) == (
            "2 of 3 frames played, 0 events received, 1 difference\n"
            "the client closed the connection after 2 of 3 frames\n"
            "frame 4: response.create was not sent"
        )


@to_the_end
async def test_many_differences() -> None:
    async with replay.serve([HELLO, ANSWER, DONE]) as server:
        async with connect(server.url) as client:
            await act(client, *[UPDATE] * 23, ANSWER, 2)
            await rest_of(client)
        report = await server.finished()
    assert len(report.differences) == 23
    told = str(report).split("\n")
    assert told[0] == "2 of 2 frames played, 24 events received, 23 differences"
    assert told[-2:] == ["client's frame 20: session.update is not in the recording", "and 3 more"]


@to_the_end
async def test_malformed_events_are_received() -> None:
    async with replay.serve([HELLO, ANSWER, DONE]) as server:
        async with connect(server.url) as client:
            await act(client, event("conversation.item.create"), event("ping"), "[]", ANSWER, 2)
            await rest_of(client)
        malformed, unknown, _ = (await server.finished()).received
    assert isinstance(malformed, rw.MalformedEvent)
    assert isinstance(unknown, rw.UnknownEvent)


def patiently(frame: str) -> replay.Recorded:
    """What the client takes its time for, so that the server has it as well."""
    return replay.Recorded(1e6, "client", frame)


WAITED: dict[str, tuple[Sequence[str | replay.Recorded], Sequence[Step], str]] = {
    "event": ([HELLO, patiently(UPDATE), UPDATED, SAY, ANSWER], [UPDATE], "waited 0.01 s for conversation.item.create"),
    "second event of a type": ([patiently(ANSWER), DONE, ANSWER, DONE], [ANSWER], "waited 0.01 s for response.create"),
    "audio": ([patiently(UPDATE), event(AUDIO), DONE], [UPDATE], f"waited 0.01 s for {AUDIO}"),
    "last": ([HELLO, ANSWER], [], "waited 0.01 s for response.create"),
    "no event": ([HELLO, replay.Recorded(None, "client", b"\0")], [], "waited 0.01 s for what is no event"),
}


@pytest.mark.parametrize("name", WAITED)
@to_the_end
async def test_waiting_in_vain(name: str) -> None:
    recording, steps, problem = WAITED[name]
    async with replay.serve(recording, speed=1, timeout=0.01) as server:
        async with connect(server.url) as client:
            await act(client, *steps)
            _, code, reason = await rest_of(client)
        report = await server.finished()
    assert (code, reason) == (1008, problem)
    assert report.problem == problem
    # What comes after that cannot be missed.
    assert [one.kind for one in report.differences] == ["missing"]
    assert not report.ok


@to_the_end
async def test_reasons_are_cut_to_what_fits() -> None:
    name = "é" * 99
    recording: list[str | replay.Recorded] = [HELLO, replay.Recorded(None, "client", event(name))]
    async with replay.serve(recording, timeout=0.01) as server, connect(server.url) as client:
        _, _, reason = await rest_of(client)
    assert reason == f"waited 0.01 s for {name}"[: (123 - 18) // 2 + 18]


# Time. That something comes no earlier than it should can be told on any machine.


async def times(url: str, *steps: Step) -> list[float]:
    """Return when each frame came, in seconds since the connection was asked for."""
    clock = asyncio.get_running_loop().time
    start = clock()
    async with connect(url) as client:
        await act(client, *steps)
        came: list[float] = []
        with suppress(ConnectionClosed):
            while True:
                await client.recv()
                came.append(clock() - start)
    return came


def timed(*entries: tuple[float | None, str]) -> list[replay.Recorded]:
    return [
        replay.Recorded(time, "client" if frame in (UPDATE, ANSWER) else "server", frame) for time, frame in entries
    ]


@to_the_end
async def test_speed() -> None:
    recording = timed((0.02, HELLO), (0.06, DONE), (0.04, DONE), (None, DONE), (0.1, LIMITS))
    async with replay.serve(recording, speed=1) as server:
        first, second, *_, last = await times(server.url)
        assert first >= 0.02
        assert second >= 0.06
        assert last >= 0.1
    async with replay.serve(timed((10, HELLO), (50, DONE)), speed=1000) as server:
        first, second = await times(server.url)
        assert first >= 0.01
        assert second >= 0.05
    async with replay.serve(timed((1e9, HELLO), (2e9, DONE))) as server:
        assert len(await times(server.url)) == 2


@to_the_end
async def test_late_client_puts_off_what_follows() -> None:
    async with replay.serve(timed((0, HELLO), (0.01, UPDATE), (0.05, UPDATED)), speed=1) as server:
        clock = asyncio.get_running_loop().time
        async with connect(server.url) as client:
            await act(client, 1)
            await asyncio.sleep(0.1)
            before = clock()
            await act(client, UPDATE, 1)
            assert clock() - before > 0.039
            await rest_of(client)


@to_the_end
async def test_early_client_does_not_hasten_what_follows() -> None:
    async with replay.serve(timed((0, HELLO), (0.05, UPDATE), (0.06, UPDATED)), speed=1) as server:
        _, second = await times(server.url, UPDATE)
        assert second >= 0.06


@to_the_end
async def test_timeout_counts_from_when_the_client_was_due() -> None:
    async with replay.serve(timed((0, HELLO), (1e6, UPDATE)), speed=1, timeout=0.01) as server:
        async with connect(server.url) as client:
            await act(client, 1)
            await asyncio.sleep(0.05)
            await act(client, UPDATE)
            _, code, _ = await rest_of(client)
        assert code == 1000
        assert (await server.finished()).ok


@pytest.mark.parametrize("speed", [0, -1, math.nan])
@to_the_end
async def test_no_such_speed(speed: float) -> None:
    with pytest.raises(ValueError, match=f"^speed has to be more than 0, not {speed}$"):
        async with replay.serve([HELLO], speed=speed):
            pass


@pytest.mark.parametrize(("ignore", "differences"), [(["$.session"], 0), ({"$.session"}, 0), ([], 1), (["$.a"], 1)])
@to_the_end
async def test_what_is_ignored_is_so_for_every_client(ignore: Any, differences: int) -> None:
    other = event("session.update", session={"instructions": "another"})
    # What can be gone through once would be used up by the first client.
    paths: Any = iter(ignore)
    async with replay.serve([HELLO, event("session.update", session={}), UPDATED], ignore=paths) as server:
        for run in (1, 2):
            async with connect(server.url) as client:
                await act(client, other)
                await rest_of(client)
            assert len((await server.finished(run)).differences) == differences


@to_the_end
async def test_client_that_forgets_to_decode() -> None:
    async with replay.serve([HELLO, UPDATE, UPDATED], timeout=5) as server:
        async with connect(server.url) as client:
            await act(client, UPDATE.encode())
            assert (await rest_of(client))[0] == [HELLO, UPDATED]
        report = await server.finished()
    assert str(report) == (
        "2 of 2 frames played, 1 event received, 1 difference\n"
        "client's frame 1: session.update came in a binary frame; servers want text"
    )
    assert not report.ok
    assert [type(one) for one in report.received] == [rw.SessionUpdateEvent]
    (difference,) = report.differences
    assert (difference.kind, difference.path, difference.recorded, difference.sent) == (
        "binary",
        None,
        None,
        json.loads(UPDATE),
    )


@pytest.mark.parametrize("threaded", [False, True])
@to_the_end
async def test_logs_of_other_programs_are_played(threaded: bool, tmp_path: Path) -> None:  # noqa: FBT001  a parameter
    path = tmp_path / "turn.log"
    turn = [("in", HELLO), ("out", event("vendor.ask")), ("in", event("vendor.answer")), ("in", DONE)]
    path.write_text("".join(json.dumps({"way": way, "frame": frame}) + "\n" for way, frame in turn))
    layout = replay.Layout(".frame", sender=".way", server="in")
    for given in (None, layout):
        opening: Any = replay.serve_in_thread(path, layout=given) if threaded else replay.serve(path, layout=given)
        async with AsyncExitStack() as stack:
            server = stack.enter_context(opening) if threaded else await stack.enter_async_context(opening)
            async with connect(server.url) as client:
                await act(client, event("vendor.ask"))
                assert (await rest_of(client))[0] == [HELLO, event("vendor.answer"), DONE]
            report = await asyncio.to_thread(server.finished) if threaded else await server.finished()
        assert (report.ok, report.played) == (True, 3)


@to_the_end
async def test_lines_without_a_frame_are_told_where_a_log_is_played(tmp_path: Path) -> None:
    path = tmp_path / "turn.log"
    path.write_text(f"INFO starting\nINFO in {HELLO}\nINFO done\n")
    with pytest.warns(replay.RecordingWarning, match=r"turn\.log: 2 lines hold no frame: 1, 3$"):
        async with replay.serve(path) as server, connect(server.url) as client:
            assert (await rest_of(client))[0] == [HELLO]


# Several clients


@to_the_end
async def test_each_client_has_a_run_of_its_own() -> None:
    async with replay.serve(TURN, timeout=None) as server:
        with pytest.raises(LookupError, match=r"^no run has ended; wait for one with `finished`$"):
            _ = server.report
        waiting = asyncio.ensure_future(server.finished(2))
        async with connect(server.url) as first, connect(server.url) as second:
            await act(first, UPDATE, 2)
            await act(second, UPDATE, SAY, ANSWER, 5)
            await rest_of(second)
            report = await server.finished()
            assert report.ok
            await act(first, SAY, 0, event("response.create", response={}), 3)
            await rest_of(first)
        other = await waiting
        assert not other.ok
        assert server.reports == (report, other)
        assert server.report == other == await server.finished(2)
        assert [one.connection for one in other.frames] == [0] * 8
        assert [one.connection for one in report.frames] == [1] * 8


@to_the_end
async def test_connections_of_a_recording_are_played_in_turn() -> None:
    recording = [
        replay.Recorded(None, "server", HELLO, 0),
        replay.Recorded(None, "client", UPDATE, 1),  # no server said anything, so that there is nothing to play
        replay.Recorded(None, "server", UPDATED, 2),
    ]
    async with replay.serve(recording) as server:
        for expected in (HELLO, UPDATED, HELLO):
            async with connect(server.url) as client:
                assert (await rest_of(client))[0] == [expected]


NOTHING: dict[str, tuple[Any, type[Exception], str]] = {
    "nothing": ([], replay.RecordingError, "the recording: no frame of a server, so nothing to play"),
    "a client alone": ([UPDATE], replay.RecordingError, "the recording: no frame of a server, so nothing to play"),
    "no JSON": ([HELLO, "{"], replay.RecordingError, "frame 2: $: expected JSON, found malformed JSON at byte 1"),
    "no frame": ([HELLO, 1], TypeError, "frame 2: a recording is made of Recorded, events, str and bytes, not int"),
}


@pytest.mark.parametrize("name", NOTHING)
@to_the_end
async def test_nothing_to_play(name: str) -> None:
    recording, cls, message = NOTHING[name]
    with pytest.raises(cls) as raised:
        async with replay.serve(recording):
            pass
    assert str(raised.value) == message


@to_the_end
async def test_no_file_to_play(tmp_path: Path) -> None:
    path = tmp_path / "turn.jsonl"
    with pytest.raises(FileNotFoundError):
        async with replay.serve(path):
            pass
    path.touch()
    with pytest.raises(replay.RecordingError) as raised:
        async with replay.serve(path):
            pass
    assert str(raised.value) == f"{path}: no frame of a server, so nothing to play"


# How connections begin and end


def closing(sender: Literal["client", "server"], code: int, reason: str = "") -> dict[str, Any]:
    return {"time": 0, "from": sender, "close": code, "reason": reason}


@pytest.mark.parametrize(
    ("code", "reason"), [(1000, ""), (1001, "so long"), (1005, ""), (1006, ""), (1011, "broken"), (4321, "é" * 61)]
)
@to_the_end
async def test_server_closes_as_it_did(code: int, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "turn.jsonl"
    path.write_bytes(lines(HELLO.encode(), closing("server", code, reason)))
    async with replay.serve(path) as server:
        async with connect(server.url) as client:
            assert await rest_of(client) == ([HELLO], code, reason)
        assert (await server.finished()).ok


@to_the_end
async def test_server_waits_for_the_client_to_close(tmp_path: Path) -> None:
    path = tmp_path / "turn.jsonl"
    path.write_bytes(lines(HELLO.encode(), closing("client", 1000)))
    async with replay.serve(path, timeout=None) as server:
        async with connect(server.url) as client:
            await act(client, 1, UPDATE, (1000, ""))
        assert str(await server.finished()) == (
            "1 of 1 frame played, 1 event received, 1 difference\nclient's frame 1: session.update is not in the recording"
        )
    async with replay.serve(path, timeout=0.01) as server:
        async with connect(server.url) as client:
            reason = "waited 0.01 s for the client to close the connection"
            assert await rest_of(client) == ([HELLO], 1008, reason)
        assert (await server.finished()).problem == reason


@to_the_end
async def test_server_that_is_stopped() -> None:
    async with replay.serve(TURN, timeout=None) as server:
        client = await connect(server.url)
        await act(client, UPDATE, 2)
        waiting = asyncio.ensure_future(server.finished(3))
        # Not everybody who connects has something to say.
        idle = socket.create_connection(("127.0.0.1", urlsplit(server.url).port or 0))
        await asyncio.to_thread(ask, server.url)  # which is let in after the one before
    assert await rest_of(client) == ([], 1001, "stopped")
    assert (server.report.problem or "") == "the server was stopped after 2 of 5 frames"
    assert await asyncio.to_thread(idle.recv, 1) == b""
    idle.close()
    for pending in (waiting, server.finished(2)):
        with pytest.raises(RuntimeError, match=r"^it was stopped after 1 of \d clients$"):
            await pending
    assert await server.finished() is server.report


@to_the_end
async def test_client_that_does_not_close(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_sockets, "GRACE", 0.01)
    async with replay.serve([HELLO, UPDATE, UPDATED], timeout=None) as server:
        client = await connect(server.url)
        await act(client, 1)
        client.transport.pause_reading()
    assert server.report.problem == "the server was stopped after 1 of 2 frames"
    client.transport.abort()


def ask(url: str, method: str = "GET", **headers: str) -> tuple[int, str, Any]:
    """Ask as a browser does."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    try:
        connection.request(method, parts.path, headers=headers)
        response = connection.getresponse()
        return response.status, response.read().decode(), response.headers
    finally:
        connection.close()


@to_the_end
async def test_plain_request() -> None:
    async with replay.serve([HELLO]) as server:
        status, text, headers = await asyncio.to_thread(ask, server.url)
    assert status == 426
    assert headers["Upgrade"] == "websocket"
    assert text == (
        "This is a server that plays a recording to clients of the Realtime API. Connect with a WebSocket client.\n"
    )
    assert server.reports == ()


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (["realtime", "openai-insecure-api-key.sk-1", "openai-beta.realtime-v1"], "realtime"),
        (["openai-insecure-api-key.sk-1", "mine", "realtime"], "realtime"),
        (["openai-insecure-api-key.sk-1", "mine"], "mine"),
        (["openai-insecure-api-key.sk-1"], None),
        (None, None),
    ],
)
@to_the_end
async def test_subprotocols(offered: list[Subprotocol] | None, chosen: str | None) -> None:
    async with replay.serve([HELLO]) as server, connect(server.url, subprotocols=offered) as client:
        assert client.subprotocol == chosen
        await rest_of(client)


@pytest.mark.parametrize(
    ("host", "origin", "is_let_in"),
    [
        ("127.0.0.1", "http://localhost:5173", True),
        ("127.0.0.1", "http://app.localhost", True),
        ("127.0.0.1", "http://127.0.0.1:8000", True),
        ("127.0.0.1", "http://[::1]:8000", True),
        ("localhost", "https://localhost", True),
        ("127.0.0.1", "https://example.org", False),
        ("127.0.0.1", "http://localhost.example.org", False),
        ("127.0.0.1", "http://10.0.0.7", False),
        ("127.0.0.1", "null", False),
        ("127.0.0.1", "file://", False),
        ("127.0.0.1", "http://[", False),
        (ALL, "https://example.org", True),
    ],
)
@to_the_end
async def test_pages_of_other_sites(host: str, origin: str, is_let_in: bool) -> None:  # noqa: FBT001  a row of a table
    """A page that is open in a browser of this machine does not get the recording, unless others may have it anyway."""
    async with replay.serve([HELLO], host=host) as server:
        if is_let_in:
            async with connect(server.url, origin=Origin(origin)) as client:
                assert (await rest_of(client))[0] == [HELLO]
        else:
            with pytest.raises(InvalidStatus) as info:
                await connect(server.url, origin=Origin(origin))
            assert info.value.response.status_code == 403
            assert info.value.response.body == b"This recording is for pages of this machine alone.\n"
            assert server.reports == ()


@pytest.mark.parametrize(
    ("host", "shown"), [("127.0.0.1", "127.0.0.1"), (ALL, "127.0.0.1"), ("::1", "[::1]"), ("::", "[::1]")]
)
@to_the_end
async def test_addresses(host: str, shown: str) -> None:
    try:
        async with replay.serve([HELLO], host=host) as server:
            port = urlsplit(server.url).port
            assert server.url == f"ws://{shown}:{port}/v1/realtime"
            assert server.base_url == f"http://{shown}:{port}/v1"
            async with connect(server.url) as client:
                await rest_of(client)
            with pytest.raises(OSError, match="address already in use"):
                async with replay.serve([HELLO], host=host, port=port or 0):
                    pass
    except OSError:
        if ":" not in host:
            raise
        pytest.skip("this machine has no IPv6")


# In a thread


def test_server_in_a_thread() -> None:
    with replay.serve_in_thread(TURN, timeout=None) as server:
        assert server.base_url == server.url.replace("ws:", "http:").removesuffix("/realtime")
        with pytest.raises(TimeoutError, match=r"^fewer than 1 clients came and went within 0.01 s$"):
            server.finished(timeout=0.01)
        with connect_sync(server.url) as client:
            for frame in (UPDATE, SAY, ANSWER):
                client.send(frame)
            assert list(client) == [frame for frame in TURN if frame not in (UPDATE, SAY, ANSWER)]
        report = server.finished()
        assert report.ok
        assert server.finished() == server.report == server.reports[0] == report
        assert type(report) is replay.Report
    with pytest.raises(RuntimeError, match=r"^it was stopped after 1 of 2 clients$"):
        server.finished(2)


def test_server_in_a_thread_that_cannot_start() -> None:
    with pytest.raises(replay.RecordingError), replay.serve_in_thread([]):
        pass


def test_fault_at_the_end_of_a_thread() -> None:
    @asynccontextmanager
    async def opening() -> AsyncGenerator[Endpoint[int], None]:
        yield Endpoint(Address("localhost", 1), "/v1/realtime", "/v1/realtime")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), in_thread(opening()) as (endpoint, _):
        assert endpoint.url == "ws://localhost:1/v1/realtime"


def test_server_in_a_thread_ends_with_its_user() -> None:
    with pytest.raises(ZeroDivisionError), replay.serve_in_thread([HELLO]) as server:
        _ = 1 / 0
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", urlsplit(server.url).port or 0))


# The recorder


@asynccontextmanager
async def upstream(handler: Callable[[ServerConnection], Awaitable[None]], **options: Any) -> AsyncGenerator[str, None]:
    """Be a server of our own."""
    async with serve_websocket(handler, "127.0.0.1", 0, max_size=None, **options) as server:
        yield f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"


async def echo(connection: ServerConnection) -> None:
    with suppress(ConnectionClosed):
        while True:
            await connection.send(await connection.recv())


def entries(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


SAID: list[str | bytes] = [
    '{ "type":"session.update",\r\n\t"n":1.0, "e":1E2, "u":"\\u00e9é\u2028😀", "type":"ping" } ',
    "no JSON",
    "",
    "\0\x1b\x7f",
    b"",
    bytes(range(256)),
    "x" * 100_000,
    b"y" * 100_000,
]


@to_the_end
async def test_not_a_byte_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "turn.jsonl"
    async with upstream(echo) as url, replay.record(url, path) as recorder:
        async with connect(recorder.url, max_size=None) as client:
            for one in SAID:
                await client.send(one)
                assert await client.recv() == one
            await client.send(["in ", "", "pieces"])
            assert await client.recv() == "in pieces"
        connection = await recorder.finished()
        assert recorder.connections == (connection,)
    frames = list(replay.read(path))
    assert by(frames, "client") == by(frames, "server") == [*SAID, "in pieces"]
    assert [one.sender for one in frames] == ["client", "server"] * (len(SAID) + 1)
    times = [one.time or 0 for one in frames]
    assert times == sorted(times)
    assert 0 < times[0] <= times[-1] <= connection.seconds
    assert (connection.client_frames, connection.server_frames) == (9, 9)
    assert (connection.closed_by, connection.code, connection.problem) == ("client", 1000, None)
    first, *_, last = entries(path)
    assert first.keys() == {"from", "open"}
    assert (last["from"], last["close"], last["reason"]) == ("client", 1000, "")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@to_the_end
async def test_recording_equals_what_was_played(path: Path, tmp_path: Path) -> None:
    frames = list(replay.read(path))
    copy = tmp_path / "turn.jsonl"
    async with replay.serve(path, timeout=None) as server, replay.record(server.url, copy) as recorder:
        received = await follow(recorder.url, frames)
        await recorder.finished()
        report = await server.finished()
    assert received == by(frames, "server") == by(replay.read(copy), "server")
    assert by(report.frames, "client") == by(replay.read(copy), "client")[: len(report.received)]
    # And it plays again, as fast as it was.
    async with replay.serve(copy, speed=1, timeout=None) as server:
        assert await follow(server.url, frames) == received
        assert (await server.finished()).ok


CODES = [
    (1000, "bye"),
    (1001, ""),
    (1005, ""),
    (1006, ""),
    (1008, "é" * 61),
    (1011, ""),
    (3000, "x"),
    (4999, "y" * 123),
]


@pytest.mark.parametrize(("code", "reason"), CODES)
@to_the_end
async def test_close_codes_go_through(code: int, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "turn.jsonl"
    heard: asyncio.Queue[Any] = asyncio.Queue()

    async def listen(connection: ServerConnection) -> None:
        _, *closing = await rest_of(connection)  # type: ignore[arg-type]  # both have `recv`
        heard.put_nowait(tuple(closing))

    async with upstream(listen) as url, replay.record(url, path) as recorder:
        async with connect(recorder.url) as client:
            await act(client, (code, reason))
        assert await heard.get() == (code, reason)
        ended = await recorder.finished()
    assert (ended.closed_by, ended.code) == ("client", code)
    line = entries(path)[-1]
    assert (line["from"], line["close"], line["reason"]) == ("client", code, reason)

    async def close(connection: ServerConnection) -> None:
        await act(connection, (code, reason))  # type: ignore[arg-type]  # as above

    async with upstream(close) as url, replay.record(url, path, mode="append") as recorder:
        async with connect(recorder.url) as client:
            assert await rest_of(client) == ([], code, reason)
        ended = await recorder.finished()
    assert (ended.closed_by, ended.code) == ("server", code)
    line = entries(path)[-1]
    assert (line["from"], line["close"], line["reason"]) == ("server", code, reason)
    problems = {1006: "the server was gone without closing the connection", 1000: None, 1001: None, 1005: None}
    assert ended.problem == problems.get(code, f"the server closed the connection with code {code}")


SECRETS = {
    "Authorization": "Bearer sk-secret-1",
    "OpenAI-Organization": "org-secret-2",
    "api-key": "secret-3",
    "User-Agent": "agent-secret-4",
    "Origin": "https://secret-5.example",
}


@to_the_end
async def test_keys_go_through_and_are_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "turn.jsonl"
    requests: list[Request] = []

    async def listen(connection: ServerConnection) -> None:
        assert connection.request is not None
        requests.append(connection.request)
        await rest_of(connection)  # type: ignore[arg-type]  # as above

    offered = [Subprotocol(name) for name in ("realtime", "openai-insecure-api-key.sk-secret-6")]
    async with upstream(listen, subprotocols=offered[:1]) as url:
        server = f"{url.replace('//', '//user:secret-7@')}/v1/realtime?key=secret-8"
        async with replay.record(server, path) as recorder:
            assert "secret" not in recorder.url
            async with connect(
                f"{recorder.url}?model=m&token=secret-9",
                additional_headers={**SECRETS, "Cookie": "of=others", "Proxy-Authorization": "Basic c2VjcmV0"},
                user_agent_header=None,
                subprotocols=offered,
            ) as client:
                assert client.subprotocol == "realtime"
                await act(client, HELLO)
    (request,) = requests
    assert request.path == "/v1/realtime?key=secret-8&model=m&token=secret-9"
    assert {name: request.headers[name] for name in SECRETS if name != "Authorization"} == {
        name: value for name, value in SECRETS.items() if name != "Authorization"
    }
    assert SECRETS["Authorization"] in request.headers.get_all("Authorization")
    assert request.headers["Sec-WebSocket-Protocol"] == ", ".join(offered)
    assert not {"Cookie", "Proxy-Authorization"} & {*request.headers}
    text = path.read_text()
    assert len(text.splitlines()) == 3
    assert "secret" not in text
    assert "realtime" not in text


def test_what_is_asked_and_set_shows_no_keys() -> None:
    asked = _sockets.Asked("/v1/realtime", [("Authorization", "secret-1")], ["openai-insecure-api-key.secret-2"])
    settings = RecordSettings(
        rw.REALTIME, "wss://user:secret-3@host/?key=secret-4", "turn.jsonl", replay.LOOPBACK, 0, "new", 1
    )
    assert "secret" not in repr(asked) + repr(settings)


TARGETS = {
    ("ws://a/v1/realtime", "/"): "ws://a/v1/realtime",
    ("ws://a/v1/realtime", "/?model=m"): "ws://a/v1/realtime?model=m",
    ("ws://a/v1/realtime", "/v1/realtime/translations?model=m"): "ws://a/v1/realtime/translations?model=m",
    ("wss://u:p@a:1/x?api-version=1&model=n&", "/y?model=m&x="): "wss://u:p@a:1/y?api-version=1&model=m&x=",
    ("ws://a", "/x"): "ws://a/x",
    ("ws://a/x", "//b/c"): "ws://a//b/c",
    ("ws://a/x", "/y?z=http://b?c"): "ws://a/y?z=http://b?c",
}


@pytest.mark.parametrize(("url", "asked"), TARGETS)
def test_where_clients_are_connected_to(url: str, asked: str) -> None:
    assert target_of(url, asked) == TARGETS[url, asked]


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("url", ["", "a", "ftp://a", "wss://", "wss://a:x/", "wss://a:0/", "wss://[a/?key=secret"])
@to_the_end
async def test_no_such_upstream(url: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"^upstream has to be a URL such as wss://api\.openai\.com/v1/realtime$"):
        async with replay.record(url, tmp_path / "turn.jsonl"):
            pass
    assert names_in(tmp_path) == []


@pytest.mark.parametrize(
    ("url", "expected"), [("https://a/b#c", "wss://a/b"), ("http://a", "ws://a"), ("WSS://a", "wss://a")]
)
def test_other_ways_to_write_upstream(url: str, expected: str) -> None:
    assert upstream_of(url) == expected


@pytest.mark.parametrize(
    ("asked", "path"),
    [("", "/v1/realtime"), ("/", "/v1/realtime"), ("/openai/v1/realtime/", "/openai/v1/realtime"), ("/x?key=y", "/x")],
)
@to_the_end
async def test_where_a_recorder_listens(asked: str, path: str, tmp_path: Path) -> None:
    async with replay.record(f"ws://127.0.0.1:1{asked}", tmp_path / "turn.jsonl") as recorder:
        parts = urlsplit(recorder.url)
        assert (parts.scheme, parts.path) == ("ws", path)
        assert recorder.base_url == f"http://{parts.netloc}{path.removesuffix('/realtime')}"


# Servers that refuse, and others that are none


async def refused(url: str) -> tuple[int, str, Headers]:
    with pytest.raises(InvalidStatus) as raised:
        await connect(url)
    response = raised.value.response
    return response.status_code, bytes(response.body).decode(), response.headers


@to_the_end
async def test_refusal_is_quoted(tmp_path: Path) -> None:
    path = tmp_path / "turn.jsonl"

    async def refuse(connection: ServerConnection, _: Request) -> Response:
        response = connection.respond(401, '{"error":"no key"}')
        response.headers["Set-Cookie"] = "of=theirs"
        response.headers["X-Request-Id"] = "req_1"
        response.headers["Retry-After"] = "7"
        del response.headers["Content-Type"]
        response.headers["Content-Type"] = "application/json"
        return response

    async with upstream(echo, process_request=refuse) as url, replay.record(f"{url}/x?key=y", path) as recorder:
        status, body, headers = await refused(recorder.url)
        connection = await recorder.finished()
    assert (status, body) == (401, '{"error":"no key"}')
    passed_back = [headers[name] for name in ("Content-Type", "X-Request-Id", "Retry-After")]
    assert passed_back == ["application/json", "req_1", "7"]
    assert "Set-Cookie" not in headers
    assert connection == replay.Connection(0, 0, 0.0, "server", None, f"{url}/x answered 401 Unauthorized")
    assert path.read_bytes() == b""


@to_the_end
async def test_redirects_are_not_followed(tmp_path: Path) -> None:
    async def redirect(connection: ServerConnection, request: Request) -> Response:
        response = connection.respond(302, "")
        response.headers["Location"] = f"ws://{request.headers['Host']}/elsewhere"
        return response

    async with upstream(echo, process_request=redirect) as url, replay.record(url, tmp_path / "turn.jsonl") as recorder:
        status, _, headers = await refused(recorder.url)
    assert status == 302
    assert "Location" not in headers


@to_the_end
async def test_server_that_cannot_be_reached(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"ws://127.0.0.1:{unused.getsockname()[1]}"
        async with replay.record(f"{url}/x?key=y", tmp_path / "turn.jsonl") as recorder:
            status, body, _ = await refused(recorder.url)
            problem = (await recorder.finished()).problem
    assert status == 502
    assert body == f"{problem}\n"
    assert problem == f"{url}/x cannot be reached: Connection refused"


@to_the_end
async def test_server_that_does_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_sockets, "OPENING", 0.01)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"ws://127.0.0.1:{silent.getsockname()[1]}"
        async with replay.record(f"{url}/x?key=y", tmp_path / "turn.jsonl") as recorder:
            status, body, _ = await refused(recorder.url)
    assert (status, body) == (504, f"{url}/x did not answer within 0.01 s\n")


@to_the_end
async def test_server_that_is_none(tmp_path: Path) -> None:
    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 ESMTP secret\r\n")
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(talk, "127.0.0.1", 0) as server:
        url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with replay.record(f"{url}/x?key=y", tmp_path / "turn.jsonl") as recorder:
            status, body, _ = await refused(recorder.url)
    assert (status, body) == (502, f"{url}/x cannot be spoken with: InvalidMessage\n")


def test_reasons_in_the_words_of_the_system() -> None:
    assert (
        reason_of(ConnectionRefusedError(errno.ECONNREFUSED, "Connect call failed ('127.0.0.1', 1)"))
        == "Connection refused"
    )
    assert reason_of(ssl.SSLCertVerificationError(1, "certificate verify failed")) == "certificate verify failed"
    assert reason_of(socket.gaierror(8, "Name or service not known")) == "Name or service not known"
    assert reason_of(OSError("Multiple exceptions")) == "Multiple exceptions"


@to_the_end
async def test_plain_request_to_the_recorder(tmp_path: Path) -> None:
    async with replay.record("ws://127.0.0.1:1", tmp_path / "turn.jsonl") as recorder:
        status, text, _ = await asyncio.to_thread(ask, recorder.url)
    assert (status, text) == (
        426,
        "This is a recorder for clients of the Realtime API. Connect with a WebSocket client.\n",
    )


# One client at a time


@to_the_end
async def test_second_client(tmp_path: Path) -> None:
    path = tmp_path / "turn.jsonl"
    async with upstream(echo) as url, replay.record(url, path) as recorder:
        async with connect(recorder.url) as client:
            assert await act(client, "first", 1) == ["first"]
            status, body, _ = await refused(recorder.url)
            assert status == 503
            assert body == "This recorder is recording another client, and takes one at a time.\n"
            assert await act(client, "again", 1) == ["again"]
        # Whoever closes the connection can have another one at once.
        for number in range(20):
            async with connect(recorder.url) as client:
                assert await act(client, str(number), 1) == [str(number)]
        await recorder.finished(21)
    assert by(replay.read(path), "client") == ["first", "again", *map(str, range(20))]
    assert {one.connection for one in replay.read(path)} == set(range(21))


GREETING = (
    "GET /v1/realtime HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {}\r\n\r\n"
)


async def greet(url: str, key: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Ask for a WebSocket, and do not listen to the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(url).port)
    writer.write(GREETING.format(key).encode())
    return reader, writer


@to_the_end
async def test_client_that_is_gone_before_the_server_answers(tmp_path: Path) -> None:
    reached = asyncio.Event()
    left = asyncio.Event()

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reached.set()
        await reader.read()
        left.set()
        writer.close()

    async with await asyncio.start_server(say_nothing, "127.0.0.1", 0) as server:
        url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with replay.record(url, tmp_path / "turn.jsonl") as recorder:
            for number in (1, 2):
                _, writer = await greet(recorder.url, base64.b64encode(bytes(16)).decode())
                await reached.wait()
                assert (await refused(recorder.url))[0] == 503
                writer.close()
                connection = await recorder.finished(number)
                assert connection == replay.Connection(
                    0, 0, 0.0, "client", None, "the client was gone before it was connected"
                )
                await left.wait()
                reached.clear()
                left.clear()
            # Nor does one that is still waiting hold up the end.
            reader, writer = await greet(recorder.url, base64.b64encode(bytes(16)).decode())
            await reached.wait()
        assert await reader.read() == b""
        writer.close()
        assert len(recorder.connections) == 3


@to_the_end
async def test_client_that_never_gets_through(tmp_path: Path) -> None:
    heard: asyncio.Queue[int] = asyncio.Queue()

    async def listen(connection: ServerConnection) -> None:
        _, code, _ = await rest_of(connection)  # type: ignore[arg-type]  # as above
        heard.put_nowait(code)

    async with upstream(listen) as url, replay.record(url, tmp_path / "turn.jsonl") as recorder:
        reader, writer = await greet(recorder.url, "no key")
        assert (await reader.readline()).split()[1] == b"400"
        assert (await recorder.finished()).problem == "the client was gone before it was connected"
        assert await heard.get() == 1006
        writer.close()
        async with connect(recorder.url):
            pass
        assert (await recorder.finished(2)).problem is None


@pytest.mark.parametrize("steps", range(8))
@to_the_end
async def test_nothing_is_left_of_clients_that_are_gone(steps: int) -> None:
    """Whenever that happens, who is greeted is let in, or forgotten again."""
    became: list[str] = []
    settled = asyncio.Event()

    def settle(what: str) -> None:
        became.append(what)
        settled.set()

    async def welcome(_: Any) -> tuple[None, None]:
        writer.transport.abort()
        try:
            for _ in range(steps):
                await asyncio.sleep(0)
        except asyncio.CancelledError:
            settle("not greeted")
            raise
        return None, None

    async def handle(peer: Any, _: None) -> None:
        settle("let in")
        await peer.close(1000)

    options: Any = {"host": "127.0.0.1", "port": 0, "plain": "", "max_size": 1000, "close_timeout": None}

    def abandon(_: None) -> None:
        settle("forgotten")

    async with _sockets.listening(handle, greet=welcome, abandon=abandon, **options) as address:
        _, writer = await greet(f"ws://{address}", base64.b64encode(bytes(16)).decode())
        await settled.wait()
    assert len(became) == 1


# What ends a recording


@pytest.mark.parametrize("sender", ["client", "server"])
@to_the_end
async def test_frame_that_is_too_long(sender: Literal["client", "server"], tmp_path: Path) -> None:
    path = tmp_path / "turn.jsonl"

    async def answer(connection: ServerConnection) -> None:
        await connection.send("x" * 1000)
        with suppress(ConnectionClosed):
            await connection.send("x" * (1001 if sender == "server" else 1))
        await rest_of(connection)  # type: ignore[arg-type]  # as above

    async with upstream(answer) as url, replay.record(url, path, max_size=1000) as recorder:
        async with connect(recorder.url) as client:
            if sender == "client":
                await act(client, 2, "y" * 1001)
            assert (await rest_of(client))[1] == 1009
        connection = await recorder.finished()
    assert (connection.closed_by, connection.code) == ("recorder", 1009)
    assert connection.problem == f"the {sender} sent a frame of more than 1000 bytes"
    # As neither side has closed it, there is no line about that.
    assert [len(one.get("frame", "")) for one in entries(path)] == [0, 1000, *([1] if sender == "client" else [])]


@to_the_end
async def test_nothing_is_written_after_the_end(tmp_path: Path) -> None:
    path = tmp_path / "turn.jsonl"

    async def talk(connection: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            while True:
                await connection.send("x" * 10_000)
                await asyncio.sleep(0)

    async with upstream(talk) as url, replay.record(url, path) as recorder:
        async with connect(recorder.url, max_queue=None) as client:
            await act(client, 100)
        connection = await recorder.finished()
    assert connection.problem is None
    *frames, last = entries(path)
    assert last["close"] == 1000
    assert len(frames) == connection.server_frames + 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no disk that is always full")
@to_the_end
async def test_recording_that_cannot_be_written() -> None:
    async with upstream(echo) as url, replay.record(url, "/dev/full", mode="replace") as recorder:
        async with connect(recorder.url) as client:
            with suppress(ConnectionClosed):
                await client.send("x")
            assert await rest_of(client) == ([], 1011, "cannot record")
        connection = await recorder.finished()
    assert connection.problem == "the recording cannot be written: No space left on device"
    assert connection.closed_by == "recorder"


@to_the_end
async def test_recording_without_a_hole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is nearly full takes what is short after what was too long; nothing of it is written or passed on."""
    path, told = tmp_path / "turn.jsonl", event("session.updated", session={})
    write = os.write

    def full(file: int, data: bytes) -> int:
        if len(data) > 1000:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(file, data)

    async def answer(connection: ServerConnection) -> None:
        await connection.recv()
        with suppress(ConnectionClosed):
            for frame in (told, "x" * 1000, *[told] * 50):
                await connection.send(frame)

    async with upstream(answer) as url, replay.record(url, path) as recorder:
        async with connect(recorder.url) as client:
            monkeypatch.setattr(os, "write", full)
            await client.send(UPDATE)
            assert await rest_of(client) == ([told], 1011, "cannot record")
        connection = await recorder.finished()
        monkeypatch.undo()
    assert connection.problem == "the recording cannot be written: No space left on device"
    assert [one.frame for one in replay.read(path)] == [UPDATE, told]


@to_the_end
async def test_recorder_that_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "turn.jsonl"
    heard: asyncio.Queue[Any] = asyncio.Queue()

    async def listen(connection: ServerConnection) -> None:
        heard.put_nowait(await rest_of(connection))  # type: ignore[arg-type]  # as above

    async with upstream(listen) as url:
        async with replay.record(url, path) as recorder:
            client = await connect(recorder.url)
            await client.send(UPDATE)
        assert await rest_of(client) == ([], 1001, "stopped")
        assert await heard.get() == ([UPDATE], 1001, "stopped")
    (connection,) = recorder.connections
    assert connection.problem == "the recorder was stopped"
    assert [one.frame for one in replay.read(path)] == [UPDATE]
    assert "close" not in entries(path)[-1]


@to_the_end
async def test_file_that_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "turn.jsonl"
    path.write_bytes(ONE_LINE)
    with pytest.raises(FileExistsError):
        async with replay.record("ws://127.0.0.1:1", path):
            pass
    with pytest.raises(replay.RecordingError):
        async with replay.record("ws://127.0.0.1:1", tmp_path / "turn.jsonl.gz"):
            pass
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="address already in use"):
        async with replay.record("ws://127.0.0.1:1", path, port=taken.getsockname()[1], mode="replace"):
            pass
    assert path.read_bytes() == ONE_LINE


def test_recorder_in_a_thread(tmp_path: Path) -> None:
    path = tmp_path / "turn.jsonl"
    with replay.serve_in_thread(TURN, timeout=None) as server, replay.record_in_thread(server.url, path) as recorder:
        with connect_sync(recorder.url) as client:
            for frame in (UPDATE, SAY, ANSWER):
                client.send(frame)
            assert len(list(client)) == 5
        connection = recorder.finished(timeout=60)
        assert recorder.connections == (connection,)
        assert server.finished().ok
    assert (connection.client_frames, connection.server_frames) == (3, 5)
    assert len(list(replay.read(path))) == 8


# The commands


class Lines(io.StringIO):
    """Standard error, which another thread can wait for."""

    def __init__(self) -> None:
        super().__init__()
        self.said: queue.Queue[str] = queue.Queue()

    def write(self, text: str) -> int:
        self.said.put(text)
        return super().write(text)


class Ran(SimpleNamespace):
    code: int
    out: str
    err: list[str]


class Run(Protocol):
    def __call__(self, *arguments: object, client: Callable[[str], object] | None = None) -> Ran: ...


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command here, and a client of it in another thread, which is given the URL."""

    def run(*arguments: object, client: Callable[[str], object] | None = None) -> Ran:
        errors = Lines()
        monkeypatch.setattr(sys, "stderr", errors)

        faults: list[BaseException] = []
        running = threading.Event()
        running.set()

        def work() -> None:
            assert client is not None
            while "ws://" not in (text := errors.said.get()):
                pass
            try:
                client(next(word for word in text.split() if word.startswith("ws://")).rstrip(",;"))
            except BaseException as error:  # noqa: BLE001  it is raised below
                faults.append(error)
                if running.is_set():
                    stop()  # as nobody else will

        thread = threading.Thread(target=work)
        if client is not None:
            thread.start()
        try:
            code = command.main(list(map(str, arguments)))
        except SystemExit as exit_:
            code = int(exit_.code or 0)
        running.clear()
        if client is not None:
            thread.join()
        if faults:
            raise faults[0]
        shown = errors.getvalue().replace("realtime-wire: ", "")
        return Ran(code=code, out=capsys.readouterr().out, err=shown.splitlines())

    return run


def speak(url: str, *frames: str) -> int:
    """Send frames, and receive until the connection ends; tell how many came."""
    with connect_sync(url) as client:
        for frame in frames:
            client.send(frame)
        return len(list(client))


def stop() -> None:
    """Press Ctrl-C, which wakes the main thread; a signal to the process may go to any of its threads."""
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)


@pytest.fixture
def turn(tmp_path: Path) -> Path:
    path = tmp_path / "turn.jsonl"
    path.write_text("".join(f"{frame}\n" for frame in TURN))
    return path


def test_replay_command(run: Run, turn: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved.jsonl"

    def client(url: str) -> None:
        assert speak(url, UPDATE, SAY, ANSWER) == 5
        assert speak(url, UPDATE, ANSWER, SAY) == 5

    ran = run("replay", turn, "--port", 0, "--clients", 2, "--save", saved, client=client)
    assert ran.code == 1
    assert ran.out == (
        "client 1: 5 of 5 frames played, 3 events received, no difference\n"
        "client 2: 5 of 5 frames played, 3 events received, 2 differences\n"
        "  client's frame 2: response.create is not in the recording\n"
        "  frame 5: response.create was not sent\n"
    )
    first, *others = ran.err
    assert first.startswith(f"playing {turn} on ws://127.0.0.1:")
    assert first.endswith("/v1/realtime, for this machine alone; Ctrl-C ends it")
    assert others == [
        "the recording tells no times, so it goes as fast as it can",
        "client 1: connected",
        "client 2: connected",
        "2 clients, 1 of them not as in the recording",
    ]
    assert [one.frame for one in replay.read(saved) if one.sender == "client"] == [
        UPDATE,
        SAY,
        ANSWER,
        UPDATE,
        ANSWER,
        SAY,
    ]
    # What was saved is a recording, and one with times.
    ran = run(
        "replay",
        saved,
        "--port",
        0,
        "--speed",
        "inf",
        "--clients",
        1,
        client=lambda url: speak(url, UPDATE, SAY, ANSWER),
    )
    assert ran.code == 0
    assert [line for line in ran.err if "times" in line] == []


def test_replay_command_on_a_log(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "turn.log"
    said = [("in", HELLO), ("out", event("vendor.ask")), ("in", DONE)]
    path.write_text(
        "starting\n" + "".join(json.dumps({"t": at, "way": a, "f": b}) + "\n" for at, (a, b) in enumerate(said))
    )

    def client(url: str) -> None:
        assert speak(url, event("vendor.ask")) == 2

    options = ["--frame", ".f", "--sender", ".way", "--server", "in", "--time", ".t"]
    for given, words in (([], '"in" is the server, "out" is the client'), (options, '"in" is the server')):
        ran = run("replay", path, *given, "--port", 0, "--speed", "inf", "--clients", 1, client=client)
        assert (ran.code, ran.out) == (0, "client 1: 2 of 2 frames played, 1 event received, no difference\n")
        assert ran.err[:2] == [
            f"{path}: frames at .f, senders at .way ({words}), times at .t",
            f"{path}: 1 line holds no frame: 1",
        ]
    ran = run("replay", path, "--server", "in")
    assert (ran.code, ran.err) == (2, ["server is a word that is found at sender, so give that as well"])
    ran = run("replay", path, "--sender", ".nothing")
    assert (ran.code, ran.err) == (
        2,
        [f"{path}: at .nothing of the first 3 frames is no word that could tell who sent them"],
    )


def test_replay_command_ignores_what_it_is_told(run: Run, turn: Path) -> None:
    other = event("response.create", event_id="mine", response={"instructions": "Be brief."})
    ran = run(
        "replay",
        turn,
        "--port",
        0,
        "--clients",
        1,
        "--ignore",
        "$.response",
        client=lambda url: speak(url, UPDATE, SAY, other),
    )
    assert ran.code == 0


def test_replay_command_until_interrupted(run: Run, turn: Path) -> None:
    ran = run("replay", turn, "--port", 0, client=lambda _: stop())
    assert ran.code == 0
    assert ran.err[-1] == "0 clients, 0 of them not as in the recording"

    def client(url: str) -> None:
        with connect_sync(url) as connection:
            connection.recv()
            stop()
            assert list(connection) == []

    ran = run("replay", turn, "--port", 0, client=client)
    assert ran.code == 1
    assert "  the server was stopped after 1 of 5 frames\n" in ran.out


def test_commands_where_signals_cannot_be_handled(run: Run, turn: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loops: list[asyncio.AbstractEventLoop] = []

    def cannot(loop: asyncio.AbstractEventLoop, *_: object) -> None:
        loops.append(loop)
        raise NotImplementedError

    monkeypatch.setattr(asyncio.SelectorEventLoop, "add_signal_handler", cannot)
    ran = run(
        "replay", turn, "--port", 0, client=lambda _: loops[0].call_soon_threadsafe(signal.raise_signal, signal.SIGINT)
    )
    assert ran.code == 0
    assert ran.err[-1] == "0 clients, 0 of them not as in the recording"


def test_replay_command_that_cannot_save(run: Run, turn: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("the system has no disk that is always full")
    arguments = ("replay", turn, "--port", 0, "--save", "/dev/full", "--force")
    ran = run(*arguments, client=lambda url: speak(url, UPDATE, SAY, ANSWER))
    assert ran.code == 2
    assert ran.err[-1] == "/dev/full: No space left on device"


def test_record_command(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "recorded.jsonl"
    with replay.serve_in_thread(TURN, timeout=None) as server:

        def client(url: str) -> None:
            assert speak(f"{url}?model=m", UPDATE, SAY, ANSWER) == 5
            with connect_sync(url) as connection:
                connection.recv()
            server.finished(2)
            stop()

        ran = run("record", "--upstream", f"{server.url}?key=secret", "--port", 0, path, client=client)
        first, *others = ran.err
        assert ran.code == 0
        assert others == ["client 1: connected", "client 2: connected", f"2 clients, 9 frames in {path}"]
        assert first.startswith(f"recording into {path} what goes between ws://127.0.0.1:")
        assert first.endswith(f"/v1/realtime and {server.url}, for this machine alone; Ctrl-C ends it")
        one, other = ran.out.splitlines()
        assert one.startswith("client 1: 3 frames of the client and 5 of the server in 0.")
        assert one.endswith(" s, closed by the server with code 1000")
        assert other.startswith("client 2: 0 frames of the client and 1 of the server in 0.")
        assert other.endswith(" s, closed by the client with code 1000")
        ran = run("record", "--upstream", server.url, "--port", 0, path)
        assert (ran.code, ran.err) == (2, [f"{path} exists; --force replaces it, --append adds to it"])
        arguments = ("record", "--upstream", server.url, "--port", 0, "--clients", 1)
        assert run(*arguments, path, "--append", client=lambda url: speak(url, UPDATE, SAY, ANSWER)).code == 0
        assert len(list(replay.read(path))) == 17
        assert run(*arguments, path, "--force", client=lambda url: speak(url, UPDATE, SAY, ANSWER)).code == 0
        assert len(list(replay.read(path))) == 8


def test_record_command_tells_of_failures(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "recorded.jsonl"

    def client(url: str) -> None:
        with pytest.raises(InvalidStatus):
            connect_sync(url)

    arguments = ("record", "--upstream", "ws://user:secret@127.0.0.1:1", "--port", 0, "--clients", 1, path)
    ran = run(*arguments, client=client)
    assert ran.code == 1
    assert ran.out == "client 1: ws://127.0.0.1:1/v1/realtime cannot be reached: Connection refused\n"


def test_record_command_tells_how_connections_end(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "turn.jsonl"
    path.write_bytes(lines(HELLO.encode(), closing("server", 1005), HELLO.encode(), closing("server", 4000)))

    def client(url: str) -> None:
        assert speak(url) == 1
        with pytest.raises(ConnectionClosed):
            speak(url)

    with replay.serve_in_thread(path) as server:
        arguments = ("record", "--upstream", server.url, "--port", 0, "--clients", 2, tmp_path / "out.jsonl")
        ran = run(*arguments, client=client)
    assert ran.code == 1
    one, other, problem = ran.out.splitlines()
    assert one.startswith("client 1: 0 frames of the client and 1 of the server in ")
    assert one.endswith(" s, closed by the server without a code")
    assert other.endswith(" s, closed by the server with code 4000")
    assert problem == "  the server closed the connection with code 4000"


def test_second_client_of_the_record_command(run: Run, tmp_path: Path) -> None:
    with replay.serve_in_thread([HELLO, UPDATE, UPDATED], timeout=None) as server:

        def client(url: str) -> None:
            with connect_sync(url) as connection:
                connection.recv()
                with pytest.raises(InvalidStatus):
                    connect_sync(url)
                connection.send(UPDATE)
                assert len(list(connection)) == 1

        ran = run(
            "record", "--upstream", server.url, "--port", 0, "--clients", 1, tmp_path / "out.jsonl", client=client
        )
    assert ran.code == 0
    assert ran.err[2] == "client 2: refused, because another client is being recorded"


def test_warnings(run: Run, turn: Path, tmp_path: Path) -> None:
    ran = run("replay", turn, "--port", 0, "--host", ALL, client=lambda _: stop())
    assert ran.err[0].endswith("/v1/realtime; Ctrl-C ends it")
    assert ran.err[1] == "warning: 0.0.0.0 is not this machine alone: whoever can reach it can have the recording"
    ran = run("replay", turn, "--port", 0, "--host", "localhost", client=lambda _: stop())
    assert ran.err[0].endswith(", for this machine alone; Ctrl-C ends it")
    arguments = ("record", "--upstream", "http://example.org/x?key=y", "--port", 0, tmp_path / "out.jsonl")
    ran = run(*arguments, "--host", ALL, client=lambda _: stop())
    assert ran.code == 0
    assert ran.err[1:] == [
        (
            "warning: 0.0.0.0 is not this machine alone: whoever can reach it is recorded, and the keys of clients come to it "
            "unencrypted"
        ),
        "warning: http://example.org/x is reached unencrypted, and keys with it",
        f"0 clients, 0 frames in {tmp_path / 'out.jsonl'}",
    ]


def test_commands_for_another_protocol(run: Run, tmp_path: Path) -> None:
    path, said = tmp_path / "turn.jsonl", event("session.input_audio_buffer.append", audio="AAAA")
    path.write_text("".join(f"{one}\n" for one in (HELLO, said, said, event("session.closed"))))

    def client(url: str) -> None:
        assert urlsplit(url).path == "/v1/realtime/translations"
        assert speak(url, event("session.input_audio_buffer.append", audio="AAAA", event_id="mine")) == 2

    ran = run("replay", path, "--api", "translation", "--port", 0, "--clients", 1, client=client)
    assert (ran.code, ran.out) == (0, "client 1: 2 of 2 frames played, 1 event received, no difference\n")

    def other(url: str) -> None:
        assert urlsplit(url).path == "/v1/realtime/translations"
        stop()

    copy = tmp_path / "copy.jsonl"
    ran = run("record", copy, "--api", "translation", "--port", 0, client=other)
    assert ran.err[0].partition(" and ")[2] == (
        "wss://api.openai.com/v1/realtime/translations, for this machine alone; Ctrl-C ends it"
    )
    ran = run("record", copy, "--force", "--port", 0, client=lambda _: stop())
    assert (
        ran.err[0].partition(" and ")[2] == "wss://api.openai.com/v1/realtime, for this machine alone; Ctrl-C ends it"
    )


def test_protocol_without_a_server_for_all(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PROTOCOLS, "mine", rw.REALTIME.extended("mine", path="/mine", upstream=None))
    ran = run("record", tmp_path / "turn.jsonl", "--api", "mine", "--port", 0)
    assert (ran.code, ran.err) == (2, ["upstream has to be a URL such as wss://api.openai.com/v1/realtime"])
    arguments = ("record", tmp_path / "turn.jsonl", "--api", "mine", "--port", 0, "--upstream", "ws://127.0.0.1:1")
    ran = run(*arguments, client=lambda _: stop())
    assert ran.code == 0
    assert "/mine and ws://127.0.0.1:1, for this machine alone" in ran.err[0]


@pytest.mark.parametrize(
    ("name", "type_"),
    [("live", "session.started"), ("translation", "session.input_transcript.delta"), ("realtime", "error")],
)
def test_whose_frames_they_are_is_found_out(name: str, type_: str, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "turn.jsonl"
    path.write_text(json.dumps({"type": type_}) + "\n")
    said: list[str] = []
    if name != "realtime":
        said = [f"frames of the API {name}, by the first of them; --api plays it as another"]
    for given, expected in (([], said), (["--api", name], [])):
        ran = run("replay", path, "--port", 0, *given, client=lambda _: stop())
        assert ran.code == 0
        assert [line for line in ran.err if "frames of the API" in line] == expected
        assert any(f"{PROTOCOLS[name].path}, for this machine alone" in line for line in ran.err)


BAD: dict[str, tuple[list[str], str]] = {
    "no file": (["replay", "none.jsonl"], "none.jsonl: No such file or directory"),
    "a folder": (["replay", "."], ".: Is a directory"),
    "nothing to play": (["replay", "client.jsonl"], "client.jsonl: no frame of a server, so nothing to play"),
    "damaged": (["replay", "damaged.jsonl"], "damaged.jsonl: line 1: $: expected JSON, found malformed JSON at byte 1"),
    "port in use": (
        ["replay", "turn.jsonl", "--port", "PORT"],
        "cannot listen on 127.0.0.1, port PORT: Address already in use",
    ),
    "no such host": (["replay", "turn.jsonl", "--host", "256.0.0.1"], "cannot listen on 256.0.0.1, port 8765: *"),
    "save exists": (["replay", "turn.jsonl", "--save", "turn.jsonl"], "turn.jsonl exists; --force replaces it"),
    "save compressed": (
        ["replay", "turn.jsonl", "--save", "out.gz"],
        "out.gz: recordings are written as plain text, as gzip data is not valid before its end",
    ),
    "record compressed": (
        ["record", "out.gz", "--port", "0"],
        "out.gz: recordings are written as plain text, as gzip data is not valid before its end",
    ),
    "no such folder": (["record", "none/out", "--port", "0"], "none/out: No such file or directory"),
    "no URL": (
        ["record", "out", "--upstream", "api.openai.com?key=secret"],
        "upstream has to be a URL such as wss://api.openai.com/v1/realtime",
    ),
    "empty URL": (
        ["record", "out", "--upstream", ""],
        "upstream has to be a URL such as wss://api.openai.com/v1/realtime",
    ),
    "no such protocol": (
        ["replay", "x", "--api", "none"],
        (
            "realtime-wire replay: error: argument --api: 'none' is none of realtime, translation, live, voice_live, and no MODULE:NAME, "
            "as in my_package.protocols:MINE"
        ),
    ),
    "no speed": (["replay", "x", "--speed", "0"], "error: argument --speed: '0' is not a number above 0"),
    "no number": (["replay", "x", "--timeout", "soon"], "error: argument --timeout: 'soon' is not a number above 0"),
    "no port": (
        ["record", "x", "--port", "65536"],
        "error: argument --port: '65536' is not a whole number from 0 to 65535",
    ),
    "no clients": (
        ["record", "x", "--clients", "0"],
        "error: argument --clients: '0' is not a whole number from 1 to 4611686018427387904",
    ),
    "both": (["record", "x", "--force", "--append"], "error: argument --append: not allowed with argument --force"),
}


@pytest.mark.parametrize("name", BAD)
def test_commands_that_cannot_begin(name: str, run: Run, turn: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(turn.parent)
    Path("client.jsonl").write_text(UPDATE)
    Path("damaged.jsonl").write_text("{")
    arguments, message = BAD[name]
    before = names_in(turn.parent)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ran = run(*(port if one == "PORT" else one for one in arguments))
    assert ran.code == 2
    assert ran.out == ""
    said, expected = ran.err[-1], message.replace("PORT", port)
    assert said.startswith(expected[:-1]) if expected.endswith("*") else said.endswith(expected)
    assert names_in(turn.parent) == before


@pytest.mark.parametrize("name", ["replay", "record"])
def test_help(name: str, run: Run) -> None:
    ran = run(name, "--help")
    assert ran.code == 0
    told = " ".join(ran.out.split())
    assert "Exit codes: 0; 1 if a c" in told
    assert "where to listen: 127.0.0.1 is this machine alone" in told
    assert f"({replay.MAX_SIZE})" in told
    otherwise = {"replay": "found out from the frames", "record": "realtime"}[name]
    assert (
        "--api API whose frames they are: realtime, translation, live, voice_live, or MODULE:NAME of a protocol of your own "
        f"({otherwise})"
    ) in told


def test_help_tells_where_servers_are(run: Run) -> None:
    told = " ".join(run("record", "--help").out.split())
    assert (
        "--upstream URL the server (wss://api.openai.com/v1/realtime for realtime, "
        "wss://api.openai.com/v1/realtime/translations for translation, "
        "wss://api.openai.com/v1/live/sessions for live)"
    ) in told


# Without the extra


@pytest.fixture
def without_websockets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "websockets"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "websockets", None)
    monkeypatch.delitem(sys.modules, "realtime_wire.replay._sockets")
    monkeypatch.delattr("realtime_wire.replay._sockets")


MISSING = "this needs the library websockets, which the extra `replay` brings: pip install 'realtime-wire[replay]'"


@pytest.mark.usefixtures("without_websockets")
def test_library_without_the_extra(turn: Path) -> None:
    assert len(list(replay.read(turn))) == len(TURN)
    opening: list[Any] = [
        replay.serve_in_thread(turn),
        replay.record_in_thread("ws://127.0.0.1", turn.with_name("out")),
    ]
    for one in opening:
        with pytest.raises(ImportError) as raised, one:
            pass
        assert str(raised.value) == MISSING
        assert raised.value.name == "websockets"
    assert not turn.with_name("out").exists()


@pytest.mark.usefixtures("without_websockets")
@pytest.mark.parametrize("arguments", [["replay", "turn.jsonl"], ["record", "out.jsonl"]], ids=["replay", "record"])
def test_commands_without_the_extra(
    arguments: list[str], run: Run, turn: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(turn.parent)
    ran = run(*arguments)
    assert (ran.code, ran.out, ran.err) == (2, "", [MISSING])
    assert not Path("out.jsonl").exists()
