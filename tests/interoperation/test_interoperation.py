"""This library between others: clients that send and receive for it, web frameworks and loggers that are handed its objects.

Every client is driven over a real socket. The recipes of docs/interoperation.md are taken from the page itself, and are
held here to more than the page shows of them.
"""

from __future__ import annotations

import asyncio
import io
import json
import sys
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterator
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from socket import create_server
from types import ModuleType
from typing import Any, TypeAlias, cast

import attrs
import pytest
from hypothesis import given

import realtime_wire as rw
from realtime_wire import strategies
from tests.loopback import HANGS, LOOPBACK, needs, to_the_end
from tests.payloads import PAYLOADS
from tests.project.test_readme import blocks_of, run

Frame: TypeAlias = str | bytes

# The official package is written for websockets before 17, and takes any.
pytestmark = pytest.mark.filterwarnings(r"ignore:connect\(\) must be used as a context manager:DeprecationWarning")


def payloads(union: Any) -> list[dict[str, Any]]:
    return [payload for cls in union.__args__ for payload in PAYLOADS[cls]]


SERVER_FRAMES = [json.dumps(payload) for payload in payloads(rw.ServerEvent)]
CLIENT_EVENTS = [rw.structure(payload, rw.ClientEvent) for payload in payloads(rw.ClientEvent)]
# More than a client takes in one frame if it is not told to.
SERVER_FRAMES.append(json.dumps({**PAYLOADS[rw.ResponseOutputAudioDeltaEvent][0], "delta": "AAAA" * 2_000_000}))
CLIENT_EVENTS.append(rw.InputAudioBufferAppendEvent(audio="AAAA" * 2_000_000))


def exact(value: Any) -> str:
    """Return what two JSON values have in common only if they are equal, 1 and 1.0 told apart."""
    return json.dumps(value, sort_keys=True)


# Clients: each sends an event by the ways that the page tells, and receives a frame.


@attrs.frozen
class Client:
    send: Callable[[rw.ClientEvent], Awaitable[None]]
    receive: Callable[[], Awaitable[Frame]]


@asynccontextmanager
async def openai_connection(url: str) -> AsyncGenerator[Any]:
    openai = needs("openai")
    async with (
        openai.AsyncOpenAI(api_key="sk-none", websocket_base_url=url) as client,
        client.realtime.connect(model="gpt-realtime") as connection,
    ):
        yield connection


@asynccontextmanager
async def openai_dicts(url: str) -> AsyncGenerator[Client]:
    async with openai_connection(url) as connection:
        yield Client(lambda event: connection.send(rw.unstructure(event)), connection.recv_bytes)


@asynccontextmanager
async def openai_text(url: str) -> AsyncGenerator[Client]:
    async with openai_connection(url) as connection:
        yield Client(lambda event: connection.send_raw(rw.encode(event).decode()), connection.recv_bytes)


@asynccontextmanager
async def openai_sync(url: str) -> AsyncGenerator[Client]:
    openai = needs("openai")
    with openai.OpenAI(api_key="sk-none", websocket_base_url=url) as client:
        connection = await asyncio.to_thread(client.realtime.connect(model="gpt-realtime").enter)
        yield Client(
            lambda event: asyncio.to_thread(connection.send, rw.unstructure(event)),
            lambda: asyncio.to_thread(connection.recv_bytes),
        )
        await asyncio.to_thread(connection.close)


@asynccontextmanager
async def websockets_text(url: str) -> AsyncGenerator[Client]:
    async with needs("websockets.asyncio.client").connect(url, max_size=None) as socket:
        yield Client(lambda event: socket.send(rw.encode(event).decode()), socket.recv)


@asynccontextmanager
async def websockets_bytes(url: str) -> AsyncGenerator[Client]:
    async with needs("websockets.asyncio.client").connect(url, max_size=None) as socket:
        yield Client(lambda event: socket.send(rw.encode(event), text=True), lambda: socket.recv(decode=False))


@asynccontextmanager
async def websockets_sync(url: str) -> AsyncGenerator[Client]:
    connect = needs("websockets.sync.client").connect
    with ExitStack() as stack:
        socket = await asyncio.to_thread(lambda: stack.enter_context(connect(url, max_size=None)))
        yield Client(
            lambda event: asyncio.to_thread(socket.send, rw.encode(event), text=True),
            lambda: asyncio.to_thread(socket.recv),
        )
        await asyncio.to_thread(socket.close)


@asynccontextmanager
async def aiohttp_text(url: str) -> AsyncGenerator[Client]:
    aiohttp = needs("aiohttp")
    async with aiohttp.ClientSession() as session, session.ws_connect(url, max_msg_size=0) as socket:
        yield Client(lambda event: socket.send_str(rw.encode(event).decode()), socket.receive_str)


@asynccontextmanager
async def aiohttp_bytes(url: str) -> AsyncGenerator[Client]:
    aiohttp = needs("aiohttp")

    async def receive() -> Frame:
        message = await socket.receive()
        assert message.type is aiohttp.WSMsgType.TEXT
        assert isinstance(message.data, bytes)
        return message.data

    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(url, max_msg_size=0, decode_text=False) as socket,
    ):
        yield Client(lambda event: socket.send_frame(rw.encode(event), aiohttp.WSMsgType.TEXT), receive)


CLIENTS: list[Callable[[str], AbstractAsyncContextManager[Client]]] = [
    openai_dicts,
    openai_text,
    openai_sync,
    websockets_text,
    websockets_bytes,
    websockets_sync,
    aiohttp_text,
    aiohttp_bytes,
]
every_client = pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.__name__)


@asynccontextmanager
async def serving(handler: Callable[[Any], Awaitable[None]]) -> AsyncGenerator[str]:
    """Run a server for as long as the block lasts, and give its URL."""
    async with needs("websockets.asyncio.server").serve(handler, LOOPBACK, 0, max_size=None) as server:
        yield f"ws://{LOOPBACK}:{server.sockets[0].getsockname()[1]}"


async def say_back(socket: Any) -> None:
    async for frame in socket:
        if not isinstance(frame, str):
            # As real servers do; the client's next call raises.
            await socket.close(1003, "events come in text frames")
        await socket.send(frame)


async def say_all(socket: Any) -> None:
    for frame in SERVER_FRAMES:
        await socket.send(frame)


@every_client
@to_the_end
async def test_what_a_client_receives_decodes(client: Callable[[str], AbstractAsyncContextManager[Client]]) -> None:
    async with serving(say_all) as url, client(url) as peer:
        for sent in SERVER_FRAMES:
            frame = await peer.receive()
            event = rw.decode(frame, rw.ServerEvent)
            assert event == rw.structure(json.loads(sent), rw.ServerEvent)
            assert (frame if isinstance(frame, str) else frame.decode()) == sent


@every_client
@to_the_end
async def test_what_is_encoded_arrives(client: Callable[[str], AbstractAsyncContextManager[Client]]) -> None:
    async with serving(say_back) as url, client(url) as peer:
        for event in CLIENT_EVENTS:
            await peer.send(event)
            frame = await peer.receive()
            assert rw.decode(frame, rw.ClientEvent) == event
            assert exact(json.loads(frame)) == exact(rw.unstructure(event))


@given(event=strategies.client_events(wild=True))
def test_the_openai_package_sends_any_event(event: rw.ClientEvent, sdk: Any) -> None:
    sdk.send(rw.unstructure(event))
    frame = sdk.recv_bytes()
    assert rw.decode(frame, rw.ClientEvent) == event
    assert exact(json.loads(frame)) == exact(rw.unstructure(event))


@pytest.fixture(scope="module")
def sdk() -> Iterator[Any]:
    """A connection of the synchronous client to a server that says everything back."""
    openai, server = needs("openai"), needs("websockets.sync.server")

    def say_back(socket: Any) -> None:
        for frame in socket:
            socket.send(frame)

    with server.serve(say_back, LOOPBACK, 0, max_size=None) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        url = f"ws://{LOOPBACK}:{listening.socket.getsockname()[1]}"
        with (
            openai.OpenAI(api_key="sk-none", websocket_base_url=url) as client,
            client.realtime.connect(model="gpt-realtime") as connection,
        ):
            yield connection
        listening.shutdown()
        thread.join()


@pytest.mark.parametrize("payload", payloads(rw.ServerEvent), ids=lambda payload: str(payload.get("type")))
def test_objects_of_the_openai_package_become_ours(payload: dict[str, Any], sdk: Any) -> None:
    ours = rw.structure(payload, rw.ServerEvent)
    theirs = sdk.parse_event(rw.encode(ours))
    # It warns of variants that it does not know.
    assert rw.structure(theirs.to_dict(warnings=False), rw.ServerEvent) == ours


# The recipes of the page. That all of it runs and prints what it says is for test_readme.py.

PAGE = Path(__file__).parents[2] / "docs" / "interoperation.md"


@pytest.fixture(scope="module")
def recipes() -> Iterator[ModuleType]:
    """What the page defines that needs no server."""
    if not PAGE.exists():
        pytest.skip("not in a checkout")
    for package in ("fastapi", "httpx2", "structlog"):
        needs(package)
    # A module of its own, as pydantic looks for the names in annotations there.
    module = ModuleType("page")
    vars(module)["rw"] = rw  # the first block imports it
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, module.__name__, module)
        for block in blocks_of(PAGE.read_text(encoding="utf-8")):
            if block.language == "python" and block.heading in ("FastAPI", "pydantic", "structlog"):
                run(block, vars(module))
        yield module


@contextmanager
def serving_app(app: Any) -> Generator[str]:
    """Run a web application for as long as the block lasts, and give its URL."""
    uvicorn = needs("uvicorn")
    with create_server((LOOPBACK, 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, lifespan="off", ws="none", log_config=None))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://{LOOPBACK}:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


SESSIONS = [
    *PAYLOADS[rw.RealtimeSession],
    {"type": "realtime", "audio": {"input": {"turn_detection": None}, "output": {"speed": 1.0}}, "top_k": 1},
]


def test_fastapi_hands_out_client_secrets(recipes: Any) -> None:
    openai = needs("openai")
    with (
        serving_app(recipes.app) as url,
        openai.OpenAI(api_key="sk-none", base_url=f"{url}/v1", max_retries=0, timeout=HANGS) as client,
    ):
        create = client.realtime.client_secrets.with_raw_response.create
        for session in SESSIONS:
            answer = create(session=session)
            assert answer.headers["content-type"] == "application/json"
            ours = rw.decode(answer.content, rw.RealtimeCreateClientSecretResponse)
            assert ours.value == "ek_4711"
            assert exact(rw.unstructure(ours.session)) == exact(session)
            assert answer.parse().to_dict(warnings=False) == rw.unstructure(ours)
        with pytest.raises(openai.UnprocessableEntityError) as refused:
            create(session={"type": "realtime", "tools": 5})
        (told,) = refused.value.response.json()["detail"]
        assert (told["loc"], told["msg"]) == (["body", "session", "tools"], "expected array, found integer")


@given(event=strategies.events(wild=True))
def test_pydantic_keeps_any_event(event: rw.Event, recipes: Any) -> None:
    entry = recipes.LogEntry(direction="up", event=event)
    assert entry.event is event
    again = recipes.LogEntry.model_validate_json(entry.model_dump_json())
    assert again.event == event
    assert exact(json.loads(entry.model_dump_json())["event"]) == exact(rw.unstructure(event))
    assert recipes.LogEntry.model_validate(entry.model_dump()).event == event


MARK = "sk-4711"
QUIET: list[rw.Wire] = [
    rw.RealtimeCreateClientSecretResponse(value=MARK, expires_at=1790000600, session=rw.RealtimeSession()),
    rw.SessionUpdateEvent(
        session=rw.RealtimeSession(tools=[rw.McpTool(server_label="s", authorization=MARK, headers={"X": MARK})])
    ),
    rw.InputAudioBufferAppendEvent(audio=MARK),
    rw.structure({**PAYLOADS[rw.ResponseOutputAudioDeltaEvent][0], "delta": MARK}),
    rw.InputAudioBufferCommitEvent().with_extra(key=MARK),
    rw.decode(json.dumps({"type": "ping", "key": MARK})),
    rw.Decoder(malformed="keep").decode(json.dumps({"type": "error", "error": [MARK]})),
]


def msgspec_json(value: Any, **_: Any) -> str:
    return cast("str", needs("msgspec.json").encode(value).decode())


RENDERERS: dict[str, Callable[[Any], Any]] = {
    "json": lambda structlog: structlog.processors.JSONRenderer(),
    "json by msgspec": lambda structlog: structlog.processors.JSONRenderer(serializer=msgspec_json),
    "logfmt": lambda structlog: structlog.processors.LogfmtRenderer(),
    "key and value": lambda structlog: structlog.processors.KeyValueRenderer(),
    "console": lambda structlog: structlog.dev.ConsoleRenderer(colors=False),
}


def logged(renderer: str, values: list[rw.Wire], *processors: Any) -> str:
    structlog = needs("structlog")
    text = io.StringIO()
    log = structlog.wrap_logger(
        structlog.PrintLogger(text),
        processors=[structlog.processors.add_log_level, *processors, RENDERERS[renderer](structlog)],
    )
    log.info("all", values=values, nested={"deep": tuple(values)})
    for value in values:
        log.info("one", value=value)
    return text.getvalue()


@pytest.mark.parametrize("renderer", RENDERERS)
def test_structlog_tells_no_secrets(renderer: str, recipes: Any) -> None:
    text = logged(renderer, QUIET, recipes.quiet_events)
    assert MARK not in text
    for value in QUIET:
        for name in rw.redacted(value):
            assert text.count(name) >= 3, name


def test_structlog_needs_the_processor() -> None:
    """Else the page need not tell of it."""
    assert MARK in logged("json by msgspec", QUIET[:1])
