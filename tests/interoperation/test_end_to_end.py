"""Whole conversations with others' programs: official clients on one side, the replay server on the other, all over
real sockets, with and without the recorder between them.

What the server says is in every case the recorded voice turn of the examples, frame by frame. No run ends with audio of the
client: a server that plays waits for audio to begin, but not for all of it.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeAlias, cast

import attrs
import pytest

import realtime_wire as rw
from realtime_wire import replay
from tests.loopback import HANGS, needs, to_the_end

EXAMPLE = Path(__file__).parents[2] / "examples" / "voice_turn.jsonl"

# The official package is written for websockets before 17, and takes any.
pytestmark = pytest.mark.filterwarnings(r"ignore:connect\(\) must be used as a context manager:DeprecationWarning")

# The server need not be quicker to lose patience than the test.
PATIENCE = HANGS / 2


def voice_turn() -> list[replay.Recorded]:
    """Return the example, without the audio after the client's last other event."""
    frames = list(replay.read(EXAMPLE))
    ends = [
        place for place, one in enumerate(frames) if isinstance(rw.decode(one.frame), rw.ConversationItemTruncateEvent)
    ]
    return [one for place, one in enumerate(frames) if one.sender == "server" or place <= ends[-1]]


def frames_of(recorded: list[replay.Recorded], sender: str) -> list[str | bytes]:
    return [one.frame for one in recorded if one.sender == sender]


def exact(value: Any) -> str:
    """Return what two JSON values have in common only if they are equal, 1 and 1.0 told apart."""
    return json.dumps(value, sort_keys=True)


def assert_known(*values: Any) -> None:
    """See to it that this library has a place for everything in objects of it."""
    for value in values:
        if isinstance(value, tuple):
            assert_known(*cast("Any", value))
        elif isinstance(value, rw.Wire):
            assert isinstance(value, rw.Model)
            assert not value.extra
            assert_known(*(getattr(value, field.name) for field in attrs.fields(type(value))))


# The recorder: in every case a capture equals what was played, and plays again.

Between: TypeAlias = "Callable[[replay.Server, Path], AbstractAsyncContextManager[replay.Server | replay.Recorder]]"


@asynccontextmanager
async def nothing(server: replay.Server, _: Path) -> AsyncGenerator[replay.Server]:
    yield server


@asynccontextmanager
async def a_recorder(server: replay.Server, folder: Path) -> AsyncGenerator[replay.Recorder]:
    path = folder / "capture.jsonl"
    async with replay.record(server.url, path) as recorder:
        yield recorder
        assert (await recorder.finished()).problem is None
    captured = list(replay.read(path))
    played = list((await server.finished()).frames)
    for sender in ("client", "server"):
        assert frames_of(captured, sender) == frames_of(played, sender)


either_way = pytest.mark.parametrize("between", [nothing, a_recorder])


# The openai package


def send(connection: Any, frame: str | bytes) -> Any:
    """Send an event as users of the package do, by the method that is called as the event."""
    members: dict[str, Any] = json.loads(frame)
    return attrgetter(members.pop("type"))(connection)(**members)


def assert_same(theirs: Any, frame: str | bytes) -> None:
    """Compare what the package made of a frame with what this library makes of it."""
    ours = rw.decode(frame, rw.ServerEvent)
    assert_known(ours)
    assert theirs.type == ours.type
    assert theirs.to_dict() == rw.unstructure(ours)
    assert exact(rw.unstructure(ours)) == exact(json.loads(frame))


def assert_understood(report: replay.Report, recorded: list[replay.Recorded]) -> None:
    """See to it that what a client sent is what is in the recording."""
    assert report.ok, str(report)
    assert report.received == tuple(rw.decode(frame, rw.ClientEvent) for frame in frames_of(recorded, "client"))
    for event in report.received:
        assert_known(event)
    assert frames_of(list(report.frames), "server") == frames_of(recorded, "server")


@either_way
@to_the_end
async def test_openai(between: Between, tmp_path: Path) -> None:
    needs("websockets")
    openai = needs("openai")
    recorded = voice_turn()
    async with replay.serve(recorded, timeout=PATIENCE, ignore=()) as server:
        async with (
            between(server, tmp_path) as peer,
            openai.AsyncOpenAI(
                api_key="sk-none",
                base_url=peer.base_url,
                websocket_base_url=peer.base_url.replace("http", "ws"),
            ) as client,
            client.realtime.connect(model="gpt-realtime") as connection,
        ):
            for one in recorded:
                if one.sender == "client":
                    await send(connection, one.frame)
                else:
                    assert_same(await connection.recv(), one.frame)
            assert [event async for event in connection] == []
        assert_understood(await server.finished(), recorded)


def test_openai_without_asyncio(tmp_path: Path) -> None:
    """With the recorder between, and again with what that has recorded."""
    needs("websockets")
    openai = needs("openai")
    recorded = voice_turn()
    capture = tmp_path / "capture.jsonl"

    def converse(base_url: str) -> None:
        with (
            openai.OpenAI(api_key="sk-none", base_url=base_url) as client,
            client.realtime.connect(model="gpt-realtime") as connection,
        ):
            for one in recorded:
                if one.sender == "client":
                    send(connection, one.frame)
                else:
                    assert_same(connection.recv(), one.frame)
            assert list(connection) == []

    with replay.serve_in_thread(recorded, timeout=PATIENCE, ignore=()) as server:
        with replay.record_in_thread(server.url, capture) as recorder:
            converse(recorder.base_url)
            assert recorder.finished(timeout=HANGS).problem is None
        assert_understood(server.finished(timeout=HANGS), recorded)
    with replay.serve_in_thread(capture, timeout=PATIENCE, ignore=()) as server:
        converse(server.base_url)
        assert_understood(server.finished(timeout=HANGS), recorded)


# openai-agents


def first_turn(update: rw.SessionUpdateEvent) -> list[rw.Event]:
    """Return the example up to the end of the answer, with a session that is set up as asked for."""
    with EXAMPLE.open("rb") as lines:
        events = list(rw.Decoder().iter_lines(lines))
    ends = [place for place, event in enumerate(events, 1) if isinstance(event, rw.ResponseDoneEvent)]
    return [update if isinstance(event, rw.SessionUpdateEvent) else event for event in events[: ends[1]]]


def without_id(event: rw.Wire) -> dict[str, Any]:
    """Return an event as JSON, without the id that a client makes up for it."""
    return {name: value for name, value in rw.unstructure(event).items() if name != "event_id"}


def speech_after(events: list[rw.Event]) -> dict[str | None, list[bytes]]:
    """Return what the user says after each event of the server, by the id of that."""
    speech: dict[str | None, list[bytes]] = defaultdict(list)
    before: str | None = None
    for event in events:
        if isinstance(event, rw.InputAudioBufferAppendEvent):
            speech[before].append(base64.b64decode(event.audio))
        else:
            before = event.event_id
    return speech


@either_way
@to_the_end
async def test_openai_agents(between: Between, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_AGENTS_DISABLE_TRACING", "1")  # traces would be sent to a server
    needs("websockets")
    agents, realtime = needs("agents"), needs("agents.realtime")
    asked: list[str] = []

    async def next_departure(city: str) -> str:
        """Find the next train to a city."""
        asked.append(city)
        await all_said.wait()
        return '{"departs":"14:05","platform":"7","minutes_late":0}'

    tool = agents.function_tool(next_departure)
    agent = realtime.RealtimeAgent(name="station", instructions="You answer the phone of a station.", tools=[tool])
    settings = {
        "model_name": "gpt-realtime",
        "output_modalities": ["audio"],
        "audio": {
            "input": {
                "format": "pcm16",
                "noise_reduction": {"type": "near_field"},
                "transcription": {"model": "gpt-4o-mini-transcribe", "language": "en"},
                "turn_detection": {"type": "server_vad", "silence_duration_ms": 500, "interrupt_response": True},
            },
            "output": {"format": "pcm16", "voice": "marin", "speed": 1.0},
        },
    }
    events = first_turn(
        rw.SessionUpdateEvent(
            session=rw.RealtimeSession(
                type="realtime",
                model="gpt-realtime",
                instructions="You answer the phone of a station.",
                output_modalities=["audio"],
                audio=rw.RealtimeAudioConfig(
                    input=rw.RealtimeAudioConfigInput(
                        format=rw.AudioPCM(rate=24_000),
                        noise_reduction=rw.AudioInputNoiseReduction(type="near_field"),
                        transcription=rw.InputAudioTranscription(model="gpt-4o-mini-transcribe", language="en"),
                        turn_detection=rw.ServerVad(silence_duration_ms=500, interrupt_response=True),
                    ),
                    output=rw.RealtimeAudioConfigOutput(format=rw.AudioPCM(rate=24_000), voice="marin", speed=1.0),
                ),
                tools=[
                    rw.RealtimeFunctionTool(
                        name="next_departure",
                        description="Find the next train to a city.",
                        parameters=tool.params_json_schema,
                    )
                ],
            )
        )
    )
    speech = speech_after(events)
    all_said = asyncio.Event()
    raw: list[dict[str, Any]] = []
    heard = bytearray()
    history: list[Any] = []
    async with replay.serve(events, timeout=PATIENCE) as server:
        async with between(server, tmp_path) as peer:
            runner = realtime.RealtimeRunner(agent, config={"tracing_disabled": True})
            model = {"api_key": "sk-none", "url": peer.url, "initial_model_settings": settings}
            async with await runner.run(model_config=model) as session:
                async for event in session:
                    if event.type == "raw_model_event" and event.data.type == "raw_server_event":
                        raw.append(event.data.data)
                        for chunk in speech.pop(raw[-1]["event_id"], []):
                            await session.send_audio(chunk)
                        if not speech:
                            all_said.set()
                    elif event.type == "audio":
                        heard += event.audio.data
                    elif event.type == "history_updated":
                        history = event.history
                    assert event.type != "error"
        report = await server.finished()

    assert [rw.structure(frame) for frame in raw] == [event for event in events if isinstance(event, rw.ServerEvent)]
    assert asked == ["Zürich"]
    assert heard == b"".join(
        base64.b64decode(event.delta) for event in events if isinstance(event, rw.ResponseOutputAudioDeltaEvent)
    )
    assert [
        (item.type, item.output if item.type == "function_call" else item.content[0].transcript) for item in history
    ] == [
        ("message", "When is the next train to Zürich?"),
        ("function_call", '{"departs":"14:05","platform":"7","minutes_late":0}'),
        (
            "message",
            "The next train to Zürich leaves at 14:05 from platform 7, on time. Shall I tell you the one after?",
        ),
    ]

    assert report.ok, str(report)
    for received in report.received:
        assert_known(received)
    said = [event for event in events if isinstance(event, rw.ClientEvent)]
    assert [without_id(event) for event in report.received] == [without_id(event) for event in said]
