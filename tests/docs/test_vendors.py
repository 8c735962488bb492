"""The page on vendors: its relay serves a client from before general availability with a server of today, over real sockets."""

from __future__ import annotations

import asyncio
import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

import realtime_wire as rw
from tests.loopback import HANGS, needs

needs("websockets")

from websockets.asyncio.client import connect  # noqa: E402  tests are skipped without it

from realtime_wire import replay  # noqa: E402  the same

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "pre_ga_relay.py"
PAGE = ROOT / "docs" / "vendors.md"


def load() -> Any:
    spec = importlib.util.spec_from_file_location("pre_ga_relay", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


RELAY = load()


@pytest.mark.skipif(not PAGE.exists(), reason="the pages are not there")
def test_the_page_shows_the_example() -> None:
    assert EXAMPLE.read_text(encoding="utf-8").rstrip() in PAGE.read_text(encoding="utf-8")


VOICE = {"output": {"voice": "alloy", "format": {"type": "audio/pcm", "rate": 24000}}}
ANSWER = {"id": "item_1", "type": "message", "role": "assistant"}
IDS = {"response_id": "resp_1", "item_id": "item_1", "output_index": 0, "content_index": 0}

TODAY: list[dict[str, Any]] = [
    {"type": "session.created", "session": {"type": "realtime", "id": "sess_1", "audio": VOICE}},
    {"type": "session.update", "session": {"type": "realtime", "output_modalities": ["audio"], "audio": VOICE}},
    {"type": "session.updated", "session": {"type": "realtime", "id": "sess_1", "audio": VOICE}},
    {"type": "response.create", "response": {"max_output_tokens": 50}},
    {"type": "response.created", "response": {"id": "resp_1", "status": "in_progress", "audio": VOICE}},
    {"type": "response.output_item.added", "response_id": "resp_1", "output_index": 0, "item": ANSWER},
    {"type": "conversation.item.added", "item": {**ANSWER, "status": "in_progress", "content": []}},
    {"type": "response.output_audio_transcript.delta", **IDS, "delta": "Yes."},
    {"type": "response.output_audio.delta", **IDS, "delta": "AAAA"},
    {"type": "ping", "timestamp": 1},
    {"type": "conversation.item.done", "item": {**ANSWER, "content": [{"type": "output_audio", "transcript": "Yes."}]}},
    {
        "type": "response.done",
        "response": {
            "id": "resp_1",
            "output": [{**ANSWER, "content": [{"type": "output_audio", "transcript": "Yes."}]}],
        },
    },
]
"""What goes between the relay and the server."""

SENT: list[dict[str, Any]] = [
    {
        "type": "session.update",
        "session": {
            "modalities": ["text", "audio"],
            "voice": "alloy",
            "output_audio_format": "pcm16",
            "temperature": 0.8,
        },
    },
    {"type": "response.create", "response": {"max_response_output_tokens": 50, "temperature": 0.7}},
]
"""What the client sends."""

FLAT = {"voice": "alloy", "output_audio_format": "pcm16"}
HEARD: list[dict[str, Any]] = [
    {"type": "session.created", "session": {"id": "sess_1", **FLAT}},
    {"type": "session.updated", "session": {"id": "sess_1", **FLAT}},
    {"type": "response.created", "response": {"id": "resp_1", "status": "in_progress", **FLAT}},
    {"type": "response.output_item.added", "response_id": "resp_1", "output_index": 0, "item": ANSWER},
    {"type": "conversation.item.created", "item": {**ANSWER, "status": "in_progress", "content": []}},
    {"type": "response.audio_transcript.delta", **IDS, "delta": "Yes."},
    {"type": "response.audio.delta", **IDS, "delta": "AAAA"},
    {"type": "ping", "timestamp": 1},
    {
        "type": "response.done",
        "response": {"id": "resp_1", "output": [{**ANSWER, "content": [{"type": "audio", "transcript": "Yes."}]}]},
    },
]
"""What the client hears."""


async def converse() -> tuple[list[dict[str, Any]], list[dict[str, Any]], replay.Report]:
    heard: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    async with replay.serve([rw.structure(event) for event in TODAY], timeout=HANGS / 2) as server:
        relay = await RELAY.relay(server.url, 0)
        port = relay.sockets[0].getsockname()[1]
        async with relay, connect(f"ws://127.0.0.1:{port}/") as socket:
            for wrong in REFUSED:
                await socket.send(wrong[0])
            to_send = list(SENT)
            while len(heard) < len(HEARD) or len(refused) < len(REFUSED):
                event = json.loads(await asyncio.wait_for(socket.recv(), HANGS))
                (refused if event["type"] == "error" else heard).append(event)
                if event["type"].startswith("session."):
                    await socket.send(json.dumps(to_send.pop(0)))
        return heard, refused, await server.finished()


REFUSED = [
    ('{"type":"session.update","session":{"model":"gpt-5"}}', "the model is not for clients to choose"),
    ('{"type":"transcription_session.update","session":{"model":"gpt-5"}}', "the model is not for clients to choose"),
    ('{"type":"session.update","session":{"type":"dictation","model":"gpt-5"}}', "this session is not understood"),
    ('{"type":"session.update","session":{"model":"gpt-5","voice":5}}', "this session is not understood"),
    ("{", "$: expected JSON, found malformed JSON at byte 1"),
]
"""What does not get through, and why."""


def test_the_relay_serves_older_clients() -> None:
    heard, refused, report = asyncio.run(converse())
    assert heard == HEARD
    assert [(event["type"], event["error"]["message"]) for event in refused] == [("error", why) for _, why in REFUSED]
    assert report.ok, str(report)
    sent = [event.to_dict() for event in report.received if isinstance(event, rw.Model)]
    assert sent == [event for event in TODAY if rw.REALTIME.sender_of(event["type"]) == "client"]


def test_what_is_malformed_elsewhere_goes_through() -> None:
    frame = '{"type":"conversation.item.delete","item_id":5}'
    assert RELAY.for_server(frame) == [frame]
