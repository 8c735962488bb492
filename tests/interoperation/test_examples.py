"""The programs of `examples` run, each as its docstring says, over real sockets and files."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

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


def test_all_programs_are_tried() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    programs = [path.stem for path in EXAMPLES.glob("*.py") if not path.stem.startswith("test_")]
    assert len(programs) > 4
    assert [name for name in programs if name not in tests] == []
