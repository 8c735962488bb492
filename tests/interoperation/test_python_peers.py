"""Software of others in Python that speaks the Realtime API: what it makes decodes here, what is encoded here it takes.

Gateways, agent frameworks and their parsers, each run without a network or against a server of this test.
`tox -e frameworks` installs them, pinned. What each side took is counted, and docs/peers.md has to say the same.
"""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import os
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from itertools import count
from types import SimpleNamespace
from typing import Any

import attrs
import pytest

import realtime_wire as rw
from realtime_wire import live, voice_live
from tests.loopback import LOOPBACK, needs, to_the_end
from tests.peers import by_name, decoded, must_tell, names, of_names, sent

# What all of these warn of, when they are imported and later, is not about anything here.
pytestmark = pytest.mark.filterwarnings("ignore")

# litellm asks the network for prices otherwise, as it is imported.
os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")

SOUND = base64.b64encode(bytes(3840)).decode()
"""80 ms of silence: what litellm's transcribers send at a time."""

TOOL = rw.RealtimeFunctionTool(name="look_up", description="Looks something up.", parameters={"type": "object"})


def text(event: rw.Wire) -> str:
    return rw.encode(event).decode()


def refused(take: Callable[[Any], Any], events: Iterable[Any]) -> tuple[list[bool], set[str]]:
    """Hand events over: say of each whether something came of it, and name those that were refused."""
    verdicts: list[bool] = []
    refusals: set[str] = set()
    for event in events:
        try:
            verdicts.append(bool(take(event)))
        except Exception:  # noqa: BLE001  each has an exception of its own for what it does not take
            verdicts.append(False)
            refusals.add(event.type)
    return verdicts, refusals


def told(events: list[Any], verdicts: list[bool], refusals: set[str]) -> tuple[str, str]:
    """Return the cells of the table: how many names were understood, and what became of the others."""
    known = by_name(events, verdicts)
    never = {name for name, is_known in known.items() if not is_known}
    cells = [f"refuses {names(never & refusals)}"] if never & refusals else []
    if never - refusals:
        cells.append(f"passes over {len(never - refusals)}")
    return of_names(known), "; ".join(cells) or "nothing"


# litellm: a gateway that makes this API of others'. Each of its transformations is given messages as its vendor sends them.


@attrs.frozen
class Vendor:
    """One transformation of litellm."""

    module: str
    config: str
    model: str
    messages: list[dict[str, Any]]
    session: dict[str, Any] = attrs.Factory(dict[str, Any])
    arguments: dict[str, Any] = attrs.Factory(dict[str, Any])


TRANSCRIBES = {
    "type": "transcription",
    "audio": {"input": {"format": {"type": "audio/pcm", "rate": 24000}, "turn_detection": {"type": "server_vad"}}},
}

COUNTED = {"promptTokenCount": 12, "responseTokenCount": 7, "totalTokenCount": 19}


def bedrock(name: str, **content: Any) -> dict[str, Any]:
    return {"event": {name: content}}


def spoken(kind: str, role: str, stage: str, *outputs: dict[str, Any]) -> list[dict[str, Any]]:
    """A block of content as Nova Sonic sends it."""
    fields = json.dumps({"generationStage": stage})
    stop = "END_TURN" if kind == "AUDIO" else "PARTIAL_TURN"
    return [
        bedrock("contentStart", role=role, type=kind, additionalModelFields=fields),
        *outputs,
        bedrock("contentEnd", type=kind, stopReason=stop),
    ]


VENDORS = {
    "Gemini Live": Vendor(
        "litellm.llms.gemini.realtime.transformation",
        "GeminiRealtimeConfig",
        "gemini-2.0-flash-live-001",
        [
            {"setupComplete": {}},
            {"serverContent": {"inputTranscription": {"text": "What time is it?"}}},
            {"serverContent": {"outputTranscription": {"text": "It is "}}},
            {"serverContent": {"modelTurn": {"parts": [{"inlineData": {"mimeType": "audio/pcm", "data": SOUND}}]}}},
            {"serverContent": {"outputTranscription": {"text": "noon."}}},
            {"serverContent": {"generationComplete": True}},
            {"serverContent": {"turnComplete": True}, "usageMetadata": COUNTED},
            {"toolCall": {"functionCalls": [{"id": "call_1", "name": "look_up", "args": {"what": "noon"}}]}},
            {"serverContent": {"modelTurn": {"parts": [{"text": "By the "}]}}},
            {"serverContent": {"modelTurn": {"parts": [{"text": "clock."}]}}},
            {"serverContent": {"interrupted": True}},
            {"serverContent": {"turnComplete": True}},
        ],
    ),
    "Bedrock": Vendor(
        "litellm.llms.bedrock.realtime.transformation",
        "BedrockRealtimeConfig",
        "amazon.nova-sonic-v1:0",
        [
            bedrock("userSpeechStart"),
            bedrock("userSpeechEnd"),
            *spoken("TEXT", "USER", "FINAL", bedrock("textOutput", content="What time is it?")),
            *spoken("TEXT", "ASSISTANT", "SPECULATIVE", bedrock("textOutput", content="It is noon.")),
            *spoken("AUDIO", "ASSISTANT", "FINAL", bedrock("audioOutput", content=SOUND)),
            bedrock("toolUse", toolName="look_up", toolUseId="call_1", content='{"what":"noon"}'),
            bedrock("contentEnd", type="TOOL", stopReason="TOOL_USE"),
            bedrock("completionEnd", stopReason="END_TURN"),
        ],
    ),
    "Meta Muse": Vendor(
        "litellm.llms.meta.realtime.transformation",
        "MetaRealtimeConfig",
        "muse-voice-transcribe-1.0",
        [
            {"sessionId": "sess_1"},
            {"type": "speechStart", "turnId": "turn_1"},
            {"type": "transcript", "turnId": "turn_1", "transcript": "What time"},
            {"type": "audioProgress", "audioProcessedMs": 1500},
            {"type": "speechEnd", "turnId": "turn_1"},
            {"type": "speechComplete", "turnId": "turn_1", "transcript": "What time is it?"},
            {"type": "error"},
        ],
        TRANSCRIBES,
    ),
    "Soniox": Vendor(
        "litellm.llms.soniox.realtime.transformation",
        "SonioxRealtimeConfig",
        "stt-rt-v3",
        [
            {"type": "litellm.soniox.session_started"},
            {"tokens": [{"text": "What ", "is_final": True, "speaker": "1", "language": "en"}]},
            {"tokens": [{"text": "time?", "is_final": True, "speaker": "1"}, {"text": "<end>", "is_final": True}]},
            {"total_audio_proc_ms": 1500, "error_code": 408, "error_message": "Nobody speaks."},
        ],
        TRANSCRIBES,
    ),
    "Vertex Chirp": Vendor(
        "litellm.llms.vertex_ai.audio_transcription.realtime_transformation",
        "VertexChirpRealtimeConfig",
        "chirp_3",
        [
            {"kind": "configured"},
            {"kind": "response", "speech_event": "begin", "results": [], "billed_seconds": 0},
            {
                "kind": "response",
                "speech_event": "none",
                "results": [{"transcript": "What time", "is_final": False}],
                "billed_seconds": 1,
            },
            {
                "kind": "response",
                "speech_event": "end",
                "results": [{"transcript": "What time is it?", "is_final": True}],
                "billed_seconds": 2,
            },
            {"kind": "turn_finished"},
        ],
        TRANSCRIBES,
        {"resolve_access_token": None, "project": "nobody", "location": "eu"},
    ),
}

every_vendor = pytest.mark.parametrize("name", VENDORS)

STATE = (
    "session_configuration_request",
    "current_output_item_id",
    "current_response_id",
    "current_delta_chunks",
    "current_item_chunks",
    "current_conversation_id",
    "current_delta_type",
)


def transformation(vendor: Vendor, *, configured: bool = True) -> Any:
    made = getattr(needs(vendor.module), vendor.config)(**vendor.arguments)
    made.validate_environment({}, vendor.model, "none")
    if configured and vendor.session:
        assert made.transform_realtime_request(text(update(vendor.session)), vendor.model)
    return made


def update(session: dict[str, Any]) -> rw.SessionUpdateEvent:
    return rw.structure({"type": "session.update", "session": session}, rw.SessionUpdateEvent)


@every_vendor
def test_what_litellm_makes_of_others(name: str) -> None:
    vendor = VENDORS[name]
    made = transformation(vendor)
    state: Any = dict.fromkeys(STATE)
    frames: list[str] = []
    for message in vendor.messages:
        state = made.transform_realtime_response(
            json.dumps(message, separators=(",", ":")), vendor.model, SimpleNamespace(litellm_trace_id="sess_1"), state
        )
        frames += map(json.dumps, state.pop("response"))
    must_tell(f"litellm, {name}", version("litellm"), "decoded here", decoded(frames, rw.ServerEvent))


@every_vendor
def test_what_litellm_takes_for_others(name: str) -> None:
    vendor = VENDORS[name]

    needs(vendor.module)

    def take(event: rw.ClientEvent) -> Any:
        # Anew for each, as it matters what came before.
        made = transformation(vendor, configured=event.type != "session.update")
        return made.transform_realtime_request(text(event), vendor.model)

    events = [*sent(rw.ClientEvent), update(vendor.session), rw.InputAudioBufferAppendEvent(audio=SOUND)]
    counted, never = told(events, *refused(take, events))
    must_tell(f"litellm, {name}", version("litellm"), "taken there", counted, never)


def test_what_litellm_makes_of_xai() -> None:
    """It mends frames of xAI for clients that are strict: what it makes of ours is an event still."""
    made = needs("litellm.llms.xai.realtime.transformation").XAIRealtimeNormalizer()
    frames = [made.normalize(rw.unstructure(event)) for event in sent(rw.ServerEvent)]
    must_tell("litellm, xAI", version("litellm"), "decoded here", decoded(map(json.dumps, frames), rw.ServerEvent))


# pipecat: a framework with a module of pydantic models for each vendor; that of OpenAI serves Azure as well.

PIPECAT = {"OpenAI and Azure": "openai", "xAI": "xai", "Inworld": "inworld"}

every_module = pytest.mark.parametrize("name", PIPECAT)


def pipecat(name: str) -> Any:
    return needs(f"pipecat.services.{PIPECAT[name]}.realtime.events")


@every_module
def test_what_pipecat_understands(name: str) -> None:
    module = pipecat(name)
    events = sent(rw.ServerEvent)
    counted, never = told(events, *refused(lambda event: module.parse_server_event(text(event)), events))
    must_tell(f"pipecat, {name}", version("pipecat-ai"), "taken there", counted, never)


SAID: dict[str, dict[str, Any]] = {
    "session.update": {
        "session": {
            "instructions": "Be brief.",
            "audio": {"input": {"turn_detection": {"type": "server_vad"}}, "output": {"format": {"type": "audio/pcm"}}},
            "tools": [rw.unstructure(TOOL)],
        }
    },
    "input_audio_buffer.append": {"audio": SOUND},
    "conversation.item.create": {
        "item": {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hello"}]}
    },
    "conversation.item.truncate": {"item_id": "item_1", "content_index": 0, "audio_end_ms": 100},
    "conversation.item.delete": {"item_id": "item_1"},
    "conversation.item.retrieve": {"item_id": "item_1"},
    "response.create": {"response": {"instructions": "Say hello."}},
}
"""What its events are made of, by name; the others need nothing."""


@every_module
def test_what_pipecat_sends(name: str) -> None:
    frames: list[str] = []
    for cls in pipecat(name).ClientEvent.__subclasses__():
        event = cls(**SAID.get(cls.model_fields["type"].default, {}))
        frames.append(json.dumps(event.model_dump(exclude_none=True)))  # as its services do
    must_tell(f"pipecat, {name}", version("pipecat-ai"), "decoded here", decoded(frames, rw.ClientEvent))


# pydantic-ai: agents that speak, with a reader for each vendor.

READERS: dict[str, tuple[str, str, Any]] = {
    "OpenAI": ("pydantic_ai.realtime._openai_protocol", "map_event", rw.ServerEvent),
    "xAI": ("pydantic_ai.realtime.xai", "map_event", rw.ServerEvent),
    "Azure Voice Live": ("pydantic_ai.realtime.azure", "_map_voice_live_event", voice_live.ServerEvent),
    "OpenAI Live": ("pydantic_ai.realtime.openai_live", "", live.ServerEvent),
}


@pytest.mark.parametrize("name", READERS)
def test_what_pydantic_ai_understands(name: str) -> None:
    path, function, union = READERS[name]
    module = needs(path)

    def take(event: Any) -> Any:
        payload = rw.unstructure(event)
        if name == "OpenAI Live":  # it looks at the name first, and then it validates
            return event.type in module._ACTED_ON_EVENT_TYPES and module._acted_on_event_adapter.validate_python(
                payload
            )
        return getattr(module, function)(payload)

    events = sent(union)
    counted, never = told(events, *refused(take, events))
    must_tell(f"pydantic-ai, {name}", version("pydantic-ai-slim"), "taken there", counted, never)


@asynccontextmanager
async def listening(frames: list[str], answers: Callable[[str], Iterable[Any]]) -> AsyncGenerator[str]:
    """Serve for as long as the block lasts: keep what a client sends, and answer it with events of ours."""

    async def serve(socket: Any) -> None:
        for event in answers(""):
            await socket.send(text(event))
        async for frame in socket:
            frames.append(frame)
            for event in answers(frame):
                await socket.send(text(event))

    async with needs("websockets.asyncio.server").serve(serve, LOOPBACK, 0, max_size=None) as server:
        yield f"http://{LOOPBACK}:{server.sockets[0].getsockname()[1]}/v1"


def handshake(frame: str) -> Iterator[Any]:
    """Say what a server says at first, and to an update."""
    if not frame:
        yield rw.SessionCreatedEvent(session=rw.RealtimeSession(type="realtime", id="sess_1", model="gpt-realtime"))
    elif json.loads(frame)["type"] == "session.update":
        yield rw.SessionUpdatedEvent(session=rw.RealtimeSession(type="realtime", id="sess_1", model="gpt-realtime"))


@to_the_end
async def test_what_pydantic_ai_sends() -> None:
    realtime, messages = needs("pydantic_ai.realtime.openai"), needs("pydantic_ai.messages")
    codec, tools = needs("pydantic_ai.realtime.codec"), needs("pydantic_ai.tools")
    provider = needs("pydantic_ai.providers.openai").OpenAIProvider
    frames: list[str] = []
    async with listening(frames, handshake) as url:
        model = realtime.OpenAIRealtimeModel("gpt-realtime", provider=provider(base_url=url, api_key="none"))
        asked = needs("pydantic_ai.models").ModelRequestParameters(
            function_tools=[tools.ToolDefinition(name="look_up", parameters_json_schema={"type": "object"})]
        )
        past = [
            messages.ModelRequest([messages.UserPromptPart("Good morning.")]),
            messages.ModelResponse(
                [messages.TextPart("Good morning."), messages.ToolCallPart("look_up", {}, "call_1")]
            ),
            messages.ModelRequest([messages.ToolReturnPart("look_up", "Noon.", "call_1")]),
        ]
        async with model.connect(messages=past, model_settings=None, model_request_parameters=asked) as connection:
            for each in (
                "Hello",
                codec.TextContext("It is noon."),
                messages.BinaryAudio(bytes(480), media_type="audio/pcm"),
                messages.BinaryImage(b"image", media_type="image/png"),
                codec.CommitAudio(),
                codec.ClearAudio(),
                codec.TruncateOutput(audio_end_ms=100, item_id="item_1"),
                codec.ToolResult("call_1", output="Noon."),
                codec.CancelResponse(),
                codec.CreateResponse(),
            ):
                await connection.send(each)
    must_tell("pydantic-ai, OpenAI", version("pydantic-ai-slim"), "decoded here", decoded(frames, rw.ClientEvent))


# livekit: agents in rooms. Its session talks to a server of this test.


@asynccontextmanager
async def livekit_session(url: str) -> AsyncGenerator[Any]:
    plugin = needs("livekit.plugins.openai")
    async with needs("aiohttp").ClientSession() as http:
        model = plugin.realtime.RealtimeModel(base_url=url, api_key="none", http_session=http)
        session = model.session()
        try:
            yield session
        finally:
            await session.aclose()


@to_the_end
async def test_what_livekit_sends() -> None:
    llm, rtc = needs("livekit.agents.llm"), needs("livekit.rtc")
    frames: list[str] = []
    done = asyncio.Event()

    def answers(frame: str) -> Iterator[Any]:
        yield from handshake(frame)
        if frame and json.loads(frame)["type"] == "conversation.item.delete":
            done.set()

    async with listening(frames, answers) as url, livekit_session(url) as session:
        await session.update_instructions("Be brief.")
        session.push_audio(rtc.AudioFrame(bytes(9600), 24000, 1, 4800))
        session.commit_audio()
        session.clear_audio()
        reply = session.generate_reply(instructions="Say hello.")
        session.interrupt()
        session.truncate(message_id="item_1", modalities=["audio"], audio_end_ms=100)
        session.truncate(message_id="item_1", modalities=["audio"], audio_end_ms=0)
        await done.wait()
    with pytest.raises(llm.RealtimeError, match="closed"):
        await reply
    must_tell("livekit", version("livekit-plugins-openai"), "decoded here", decoded(frames, rw.ClientEvent))


def prepared(event: Any) -> Iterator[Any]:
    """Say that there is what an event is about, as a server would have, and then the event."""
    item_id = getattr(event, "item_id", None) or getattr(getattr(event, "item", None), "id", None) or "item_1"
    if event.type.startswith("response.") and event.type != "response.created":
        yield rw.ResponseCreatedEvent(response=rw.RealtimeResponse(id="resp_1", status="in_progress", output=()))
        item = rw.RealtimeConversationItemMessageAssistant(id=item_id, content=())
        yield rw.ResponseOutputItemAddedEvent(response_id="resp_1", output_index=0, item=item)
    yield event


class Verdicts(logging.Handler):
    """Listens to what a session logs of the event that it is at."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.passed_over: set[int] = set()
        self.failed: set[int] = set()
        self.at = 0

    def emit(self, record: logging.LogRecord) -> None:
        told = record.getMessage()
        if told.startswith("unhandled event"):
            self.passed_over.add(self.at)
        elif told == "failed to handle event":
            self.failed.add(self.at)


@to_the_end
async def test_what_livekit_understands(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """By what it logs when it is asked to: a session of its own for each event, as some of them end one."""
    protocol = needs("livekit.agents.llm._realtime.openai")
    monkeypatch.setattr(protocol, "lk_oai_debug", "1")
    caplog.set_level(logging.DEBUG, "livekit.agents")
    events = sent(rw.ServerEvent)
    stream = [(each, at) for at, event in enumerate(events) for each in prepared(event)]
    verdicts = Verdicts()
    protocol.logger.addHandler(verdicts)
    everything = asyncio.Event()
    seen = count()

    def received(_: Any) -> None:
        position = next(seen)
        if position == len(stream):
            everything.set()
        else:
            verdicts.at = stream[position][1]

    def answers(frame: str) -> Iterator[Any]:
        if not frame:
            yield from (event for event, _ in stream)
            yield rw.structure({"type": "ping"})

    async with listening([], answers) as url, livekit_session(url) as session:
        session.on("openai_server_event_received", received)
        await everything.wait()
    protocol.logger.removeHandler(verdicts)
    understood = [at not in verdicts.passed_over | verdicts.failed for at in range(len(events))]
    counted, never = told(events, understood, {events[at].type for at in verdicts.failed})
    must_tell("livekit", version("livekit-plugins-openai"), "taken there", counted, never)
