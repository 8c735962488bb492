"""The official client of the Live API against a replayed session, over real sockets: its three ways to connect."""

from __future__ import annotations

import asyncio
import base64
import json
from pathlib import Path
from typing import Any

import pytest

import realtime_wire as rw
from realtime_wire import live
from tests.loopback import needs, to_the_end

openai = needs("openai")
needs("websockets")

from realtime_wire import recordings, replay  # noqa: E402  tests are skipped without websockets

# The official package is written for websockets before 17, and takes any.
pytestmark = pytest.mark.filterwarnings(r"ignore:connect\(\) must be used as a context manager:DeprecationWarning")

EXAMPLE = Path(__file__).parents[2] / "examples" / "live_call.jsonl"


def frames(*events: dict[str, Any]) -> list[str]:
    return [json.dumps(event) for event in events]


def said(frame: Any) -> Any:
    return json.loads(frame)


STARTED = {"type": "session.started", "event_id": "event_1", "session": {"id": "live_2", "status": "active"}}
CLOSED = {"type": "session.closed", "event_id": "event_9", "reason": "close_requested", "usage": {"seconds": 2}}


@to_the_end
async def test_a_session_of_its_own() -> None:
    recorded = [*recordings.read(EXAMPLE, protocol=live.LIVE)]
    sent = [said(each.frame) for each in recorded if each.sender == "client"]
    expected = [said(each.frame) for each in recorded if each.sender == "server"]
    async with (
        replay.serve(recorded, protocol=live.LIVE, timeout=None) as server,
        openai.AsyncOpenAI(api_key="sk-none", base_url=server.base_url) as client,
        client.live.connect() as connection,
    ):
        received: list[Any] = []
        for each in recorded:
            # It says what it said, each time when it has heard what it had heard.
            if each.sender == "client":
                await connection.send(said(each.frame))
            else:
                received.append(said(await connection.recv_bytes()))
        report = await server.finished()
    assert received == expected
    assert report.ok, str(report)
    assert [event.to_dict() for event in report.received] == sent


@to_the_end
async def test_by_its_methods() -> None:
    audio = base64.b64encode(bytes(4800)).decode()
    turn = frames(
        {"type": "session.start", "session": {"model": "gpt-live-1"}},
        STARTED,
        {"type": "session.input_audio.append", "audio": audio},
        {"type": "session.thinking.append", "content": "The caller is the pilot.", "delegation_id": None},
        {"type": "session.thinking.appended", "event_id": "event_2", "start_ms": 200, "end_ms": 400},
        {"type": "response.item.create", "item": {"type": "function_call_output", "call_id": "c1", "output": "12"}},
        {"type": "response.create"},
        {"type": "session.close"},
        CLOSED,
    )
    async with (
        replay.serve(turn, protocol=live.LIVE, timeout=None) as server,
        openai.AsyncOpenAI(api_key="sk-none", base_url=server.base_url) as client,
        client.live.connect() as connection,
    ):
        await connection.session.start(session={"model": "gpt-live-1"})
        assert (await connection.recv()).type == "session.started"
        await connection.session.input_audio.append(audio=audio)
        await connection.session.thinking.append(content="The caller is the pilot.", delegation_id=None)
        assert (await connection.recv()).type == "session.thinking.appended"
        output = {"type": "function_call_output", "call_id": "c1", "output": "12"}
        await connection.response.item.create(item=output)
        await connection.response.create()
        await connection.session.close()
        closed = rw.decode(await connection.recv_bytes(), live.ServerEvent)
        report = await server.finished()
    assert report.ok, str(report)
    assert closed == live.SessionClosedEvent.from_dict(CLOSED)
    assert [type(event) for event in report.received] == [
        live.SessionStartEvent,
        live.SessionInputAudioAppendEvent,
        live.SessionThinkingAppendEvent,
        live.ResponseItemCreateEvent,
        live.ResponseCreateEvent,
        live.SessionCloseEvent,
    ]


@to_the_end
async def test_beside_another_connection() -> None:
    heard = {"type": "session.input_audio.append", "audio": "AAAA"}
    # Both sides send audio of this name, so the recording says who did.
    turn: list[dict[str, Any]] = [
        {"from": "server", "frame": json.dumps(STARTED)},
        {"from": "server", "frame": json.dumps(heard)},
        {"from": "client", "frame": json.dumps({"type": "transport.dtmf.send", "event": "5"})},
        {"from": "server", "frame": json.dumps({"type": "transport.dtmf.sent", "event_id": "event_3", "event": "5"})},
        {"from": "server", "frame": json.dumps({"type": "session.paused", "event_id": "event_4"})},
    ]
    async with (
        replay.serve(map(json.dumps, turn), protocol=live.LIVE, timeout=None) as server,
        openai.AsyncOpenAI(api_key="sk-none", base_url=server.base_url) as client,
        client.live.sideband.connect(session_id="live_1", graceful_close=True) as connection,
    ):
        assert (await connection.recv()).type == "session.started"
        audio = rw.decode(await connection.recv_bytes(), live.ServerEvent)
        assert audio == live.SessionInputAudioAppendEvent(audio="AAAA")
        await connection.transport.dtmf.send(event="5")
        assert (await connection.recv()).type == "transport.dtmf.sent"
        assert (await connection.recv()).type == "session.paused"
        report = await server.finished()
    assert report.ok, str(report)
    assert report.received == (live.TransportDtmfSendEvent(event="5"),)


@to_the_end
async def test_a_fork() -> None:
    turn = frames({"type": "session.start", "session": {}}, STARTED, {"type": "session.close"}, CLOSED)
    async with (
        replay.serve(turn, protocol=live.LIVE, timeout=None) as server,
        openai.AsyncOpenAI(api_key="sk-none", base_url=server.base_url) as client,
        client.live.forks.connect(session_id="live_1") as connection,
    ):
        await connection.session.start(session={})
        assert (await connection.recv()).type == "session.started"
        await connection.session.close()
        assert (await connection.recv()).type == "session.closed"
        report = await server.finished()
    assert report.ok, str(report)
    assert report.received == (live.SessionStartEvent(session=live.LiveSession()), live.SessionCloseEvent())


@to_the_end
async def test_recorded(tmp_path: Path) -> None:
    turn = frames(
        {"type": "session.start", "session": {"model": "gpt-live-1"}}, STARTED, {"type": "session.close"}, CLOSED
    )
    path = tmp_path / "call.jsonl"
    async with (
        replay.serve(turn, protocol=live.LIVE, timeout=None) as server,
        replay.record(server.url, path, protocol=live.LIVE) as recorder,
        openai.AsyncOpenAI(api_key="sk-none", base_url=recorder.base_url) as client,
    ):
        async with client.live.connect() as connection:
            await connection.session.start(session={"model": "gpt-live-1"})
            assert (await connection.recv()).type == "session.started"
            await connection.session.close()
            assert (await connection.recv()).type == "session.closed"
        await recorder.finished()
    read = await asyncio.to_thread(lambda: [*recordings.read(path, protocol=live.LIVE)])
    assert [(each.sender, said(each.frame)) for each in read] == [
        (sender, said(frame)) for sender, frame in zip(["client", "server"] * 2, turn, strict=True)
    ]
