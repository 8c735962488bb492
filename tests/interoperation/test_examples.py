"""The programs of `examples` run, each as its docstring says, over real sockets and files."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import os
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

import realtime_wire as rw
from tests.loopback import LOOPBACK, needs, to_the_end

if TYPE_CHECKING:
    from collections.abc import Iterator

needs("websockets")

from websockets.asyncio.client import connect  # noqa: E402  tests are skipped without it

from examples import log_pipeline, receive_loop, relay  # noqa: E402  the same
from realtime_wire import replay  # noqa: E402  the same

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
TURN = EXAMPLES / "voice_turn.jsonl"


def run(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a program as a user does."""
    path = os.pathsep.join([str(Path(rw.__file__).parents[1]), str(ROOT)])
    return subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-W", "error", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


# The log pipeline


def test_log_pipeline_as_a_program(tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text(
        '{"type":"session.created","session":{"type":"realtime"}}\n{"type":"vendor.ping"}\n'
        '{"type":"response.done","response":{"usage":7}}\n{"type":"response.',
        encoding="utf-8",
    )
    packed = tmp_path / "turn.jsonl.gz"
    packed.write_bytes(gzip.compress(TURN.read_bytes()))
    done = run("examples/log_pipeline.py", str(packed), str(broken), str(tmp_path / "none.jsonl"))
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(row["user"], row["calls"], row["ends"]) for row in rows if row["file"] == str(packed)] == [
        ("When is the next train to Zürich?", ["next_departure"], ["completed", "interrupted"]),
        ("No, thank you.", [], ["completed"]),
    ]
    assert done.stderr.splitlines()[:2] == [
        "1 x unknown: vendor.ping",
        "1 x malformed: $.response.usage: expected object, found integer (response.done)",
    ]
    damaged = [line for line in done.stderr.splitlines() if line.startswith("damaged: ")]
    assert len(damaged) == 2
    assert str(broken) in damaged[0]
    assert done.stderr.splitlines()[-1] == "436 tokens of input, 192 cached, 228 of output"
    assert done.returncode == 1
    assert run("examples/log_pipeline.py", str(TURN)).returncode == 0


def test_log_pipeline_tells_times(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "log.jsonl"
    events = [
        (0.0, {"type": "session.created", "session": {"type": "realtime"}}),
        (1.0, {"type": "input_audio_buffer.speech_started", "item_id": "u1", "audio_start_ms": 0}),
        (2.0, {"type": "input_audio_buffer.speech_stopped", "item_id": "u1", "audio_end_ms": 900}),
        (2.0, {"type": "response.created", "response": {"id": "r1"}}),
        (2.5, {"type": "response.output_audio.delta", "response_id": "r1", "item_id": "a1", "output_index": 0,
               "content_index": 0, "delta": "AAAA"}),
        (3.0, {"type": "response.done", "response": {"id": "r1", "status": "completed"}}),
    ]  # fmt: skip
    log.write_text("".join(json.dumps({"ts": at, "event": event}) + "\n" for at, event in events), encoding="utf-8")
    assert log_pipeline.main([str(log)]) == 0
    (row,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (row["first_audio"], row["ends"]) == (0.5, ["completed"])


# The relay


UPDATE: dict[str, Any] = {"type": "session.update", "session": {"type": "realtime", "voice": "alloy"}}
USED = {"input_tokens": 20, "output_tokens": 9, "input_token_details": {"cached_tokens": 5}}
STREAM: list[dict[str, Any]] = [
    {"type": "session.created", "session": {"type": "realtime"}},
    {
        "type": "session.update",
        "session": {**UPDATE["session"], "instructions": relay.INSTRUCTIONS, "max_output_tokens": relay.MOST_TOKENS},
    },
    {"type": "response.create", "vendor_hint": 7},
    {"type": "vendor.ping", "at": 1},
    {"type": "error", "error": 5},
    {"type": "response.done", "response": {"id": "r1", "usage": USED}, "region": "eu"},
]


@to_the_end
async def test_relay() -> None:
    record = logging.getLogger("relay")
    kept: list[str] = []
    record.addHandler(Kept(kept))
    record.setLevel(logging.INFO)
    frames = [json.dumps(event) for event in STREAM]
    async with replay.serve(frames) as upstream:
        server = await relay.relay(upstream.url, 0)
        (port,) = {socket.getsockname()[1] for socket in server.sockets}
        async with connect(f"ws://{LOOPBACK}:{port}") as client:
            assert await client.recv() == frames[0]
            sessions: list[Any] = [{"model": "big"}, {"tools": []}, {"model": 5}, 7, {"x": 1}, {"type": "dictation"}]
            for refused in sessions:
                await client.send(json.dumps({"type": "session.update", "session": refused}))
                answer = rw.decode(await client.recv(), rw.ErrorEvent)
                assert answer.message == "clients choose neither models nor tools here"
            await client.send("no JSON")
            assert rw.decode(await client.recv(), rw.ErrorEvent).message.startswith("$: expected JSON")
            await client.send(json.dumps({"type": "response.create", "x": "y" * 1_000_000}))
            assert "at most 1000000 bytes" in rw.decode(await client.recv(), rw.ErrorEvent).message
            await client.send(json.dumps(UPDATE))
            await client.send(frames[2])
            # What the server says comes as it was sent, malformed or not.
            assert [await client.recv() for _ in range(3)] == frames[3:]
        report = await upstream.finished()
        server.close()
        await server.wait_closed()
    assert report.ok, str(report)
    told = "\n".join(kept)
    assert "malformed $.error: expected string or object, found integer (error)" in told
    assert "tokens of input, 5 cached, 9 of output" in told
    assert '"instructions"' in told


class Kept(logging.Handler):
    """Keeps what is logged."""

    def __init__(self, kept: list[str]) -> None:
        super().__init__()
        self._kept = kept

    def emit(self, record: logging.LogRecord) -> None:
        self._kept.append(record.getMessage())


# The receive loop


def stream() -> Iterator[rw.Event]:
    call = rw.RealtimeConversationItemFunctionCall(call_id="c1", name="next_departure", arguments='{"city":"Bern"}')
    yield rw.SessionUpdateEvent(session=receive_loop.SESSION)
    yield rw.InputAudioBufferAppendEvent.of(bytes(480))
    yield rw.InputAudioBufferCommitEvent()
    yield rw.ResponseCreateEvent()
    yield rw.ResponseDoneEvent(response=rw.RealtimeResponse(output=[call]))
    output = json.dumps({"city": "Bern", "departs": "14:05", "platform": "7"})
    yield rw.ConversationItemCreateEvent(
        item=rw.RealtimeConversationItemFunctionCallOutput(call_id="c1", output=output)
    )
    yield rw.ResponseCreateEvent()
    yield rw.ResponseOutputAudioDeltaEvent(
        response_id="r2", item_id="i2", output_index=0, content_index=0, delta="AAAAAAAA"
    )
    yield rw.ResponseDoneEvent(response=rw.RealtimeResponse(status="completed"))


@to_the_end
async def test_receive_loop_as_a_program(tmp_path: Path) -> None:
    (tmp_path / "question.pcm").write_bytes(bytes(480))
    async with replay.serve([*stream()]) as server:
        done = await asyncio.to_thread(run, str(EXAMPLES / "receive_loop.py"), server.url, "question.pcm", cwd=tmp_path)
        report = await server.finished()
    assert (done.stdout, done.stderr) == ("6 bytes of speech in answer.pcm\n", "")
    assert report.ok, str(report)
    assert (tmp_path / "answer.pcm").read_bytes() == bytes(6)


def test_an_interruption_is_told() -> None:
    agent = receive_loop.Agent({}, lambda _: None)
    delta = rw.ResponseOutputAudioDeltaEvent.of(
        bytes(4800), response_id="r", item_id="i", output_index=0, content_index=0
    )
    speech = rw.InputAudioBufferSpeechStartedEvent(item_id="u", audio_start_ms=0)
    assert [agent.handle(event) for event in (speech, delta, delta, speech, speech)] == [
        [],
        [],
        [],
        [rw.ConversationItemTruncateEvent(item_id="i", content_index=0, audio_end_ms=200)],
        [],
    ]


# The endpoint


class Upstream(BaseHTTPRequestHandler):
    """Stands in for the server that makes client secrets."""

    asked: ClassVar[list[tuple[str | None, bytes]]] = []
    answer: ClassVar[bytes] = b""

    def do_POST(self) -> None:
        self.asked.append((self.headers["Authorization"], self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200 if self.answer else 503)
        self.end_headers()
        self.wfile.write(self.answer)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  as it is called
        """Say nothing."""


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for package in ("fastapi", "yaml", "httpx2"):
        needs(package)
    from fastapi.testclient import TestClient  # noqa: PLC0415  tests are skipped without it

    from examples.sessions_api import app  # noqa: PLC0415  the same

    with ThreadingHTTPServer((LOOPBACK, 0), Upstream) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        monkeypatch.setenv("OPENAI_BASE_URL", f"http://{LOOPBACK}:{server.server_port}/v1")
        monkeypatch.setenv("OPENAI_API_KEY", "sk-ours")
        monkeypatch.setattr(Upstream, "asked", [])
        try:
            testing: Any = TestClient(app)
            with testing:
                yield testing
        finally:
            server.shutdown()
            thread.join()


def test_endpoint_shows_sessions_as_they_are_in_the_file(browser: Any) -> None:
    yaml = needs("yaml")
    assert browser.get("/sessions").json() == yaml.safe_load((EXAMPLES / "sessions.yaml").read_text(encoding="utf-8"))


def test_endpoint_hands_out_secrets(browser: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = {"value": "ek_1", "expires_at": 1, "session": {"type": "realtime", "tracing": None, "x": 1.0}, "y": [2]}
    monkeypatch.setattr(Upstream, "answer", json.dumps(answer).encode())
    got = browser.post(
        "/sessions/push_to_talk/client_secret", json={"language": "Swedish", "expires_after": {"seconds": 60}}
    )
    assert got.status_code == 200
    assert got.json() == answer
    ((key, text),) = Upstream.asked
    request = rw.decode(text, rw.RealtimeCreateClientSecretRequest)
    assert key == "Bearer sk-ours"
    assert request.expires_after == rw.ClientSecretExpiresAfter(seconds=60)
    session = rw.structure(json.loads(text)["session"], rw.RealtimeSession)
    assert session.instructions == "Answer questions about the harbour. Speak Swedish."
    assert b'"turn_detection":null' in text


@pytest.mark.parametrize(
    ("path", "body", "status", "told"),
    [
        ("/sessions/none/client_secret", {}, 404, "no such session"),
        (
            "/sessions/tickets/client_secret",
            {"expires_after": {"seconds": "s3cret"}},
            422,
            "expected integer, found string",
        ),
        ("/sessions/tickets/client_secret", {}, 502, "503"),
    ],
)
def test_endpoint_tells_what_is_wrong(browser: Any, path: str, body: Any, status: int, told: str) -> None:
    got = browser.post(path, json=body)
    assert got.status_code == status
    assert told in got.text
    assert "s3cret" not in got.text


def test_endpoint_tells_that_nobody_answers(browser: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))  # and nobody listens
        monkeypatch.setenv("OPENAI_BASE_URL", f"http://{LOOPBACK}:{taken.getsockname()[1]}/v1")
        got = browser.post("/sessions/tickets/client_secret", json={})
    assert (got.status_code, "refused" in got.text) == (502, True)


def test_endpoint_checks_events(browser: Any) -> None:
    event = {"type": "session.update", "session": {"type": "realtime", "voice": "alloy"}}
    (finding,) = browser.post("/check", json=event).json()
    assert finding.startswith("$.session.voice: is from before general availability")
    assert browser.post("/check", json={"type": "response.create"}).json() == []


def test_endpoint_has_the_schemas_of_the_classes(browser: Any) -> None:
    schemas = browser.get("/openapi.json").json()["components"]["schemas"]
    assert {"RealtimeSession", "RealtimeCreateClientSecretResponse", "SessionUpdateEvent", "Wanted"} <= schemas.keys()
    assert "max_output_tokens" in schemas["RealtimeSession"]["properties"]


def test_endpoint_does_not_start_with_a_session_that_servers_refuse(browser: Any, tmp_path: Path) -> None:
    del browser  # it is what imports the program
    from examples import sessions_api  # noqa: PLC0415  as in the fixture

    path = tmp_path / "sessions.yaml"
    path.write_text("mine: {type: realtime, tool_choice: requird}", encoding="utf-8")
    with pytest.raises(ValueError, match=r"^sessions\.yaml: mine: \$\.tool_choice: is none of the documented values"):
        sessions_api.read(path)
    path.write_text("mine: {type: realtime, max_output_tokens: many}", encoding="utf-8")
    with pytest.raises(rw.DecodeError, match=r"^\$\.max_output_tokens"):
        sessions_api.read(path)


def test_all_programs_are_tried() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    programs = [path.stem for path in EXAMPLES.glob("*.py") if not path.stem.startswith("test_")]
    assert len(programs) > 4
    assert [name for name in programs if name not in tests] == []
