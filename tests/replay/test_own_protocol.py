"""A protocol of one's own, which the tools have never heard of: served, recorded, played again, and drawn.

Its events have no `event_id`, it has its own path, its own answer and things of its own to ignore, and both sides greet.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import pytest
from hypothesis import given

import realtime_wire as rw
from realtime_wire import recordings, replay, strategies
from tests.declared import EVENTS, PROTOCOLS
from tests.loopback import to_the_end

pytest.importorskip("websockets", reason="the extra `replay` is not installed")

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

if TYPE_CHECKING:
    from realtime_wire.replay import Report


@rw.frozen(kw_only=True)
class HelloEvent(rw.Model):
    """The greeting of either side."""

    type: Literal["hello"] = "hello"
    name: str | None = None


@rw.frozen(kw_only=True)
class AskEvent(rw.Model):
    """A question, in words or spoken."""

    type: Literal["ask"] = "ask"
    question: rw.Words
    asked_at: float | None = None


@rw.frozen(kw_only=True)
class SpeakEvent(rw.Model):
    """A piece of a spoken question."""

    type: Literal["speak"] = "speak"
    audio: rw.AudioData


@rw.frozen(kw_only=True)
class AnswerEvent(rw.Model):
    """What the server says to that."""

    type: Literal["answer"] = "answer"
    answer: rw.Words | None


ServerEvent = HelloEvent | AnswerEvent | rw.UnknownEvent
ClientEvent = HelloEvent | AskEvent | SpeakEvent | rw.UnknownEvent

QUIZ = rw.Protocol(
    "quiz",
    server=ServerEvent,
    client=ClientEvent,
    starts=[HelloEvent],
    answer=AnswerEvent,
    ignored=["$.asked_at"],
    path="/quiz/v2",
)


def text(event: rw.Wire) -> str:
    return rw.encode(event).decode()


HELLO, GREETING = HelloEvent(name="server"), HelloEvent(name="client")
ASK = AskEvent(question="When?", asked_at=1.5)
SPEAK = SpeakEvent(audio="AAAA")
ANSWER = AnswerEvent(answer="At two.")
BYE = rw.UnknownEvent({"type": "bye"})

TURN: list[Any] = [HELLO, replay.Recorded(None, "client", text(GREETING)), ASK, SPEAK, SPEAK, ANSWER, BYE]
"""What both sides send stands for the server's, unless it is said whose it is."""


# Recordings


def senders(frames: Iterable[recordings.Recorded]) -> list[tuple[str, str]]:
    return [(json.loads(one.frame)["type"], one.sender) for one in frames]


def test_who_sends_what_is_told_by_the_protocol(tmp_path: Path) -> None:
    path = tmp_path / "turn.jsonl"
    names = ["hello", "ask", "speak", "answer", "bye", "session.update", "session.close", "session.created"]
    lines = [json.dumps({"type": name}) for name in names]
    lines += [
        json.dumps({"from": "client", "frame": text(GREETING)}),
        json.dumps({"from": "server", "frame": text(ASK)}),
    ]
    path.write_text("\n".join(lines))
    assert senders(recordings.read(path, protocol=QUIZ)) == [
        ("hello", "server"),  # as both send it
        ("ask", "client"),
        ("speak", "client"),
        ("answer", "server"),
        ("bye", "server"),  # as nobody knows it
        ("session.update", "client"),  # as the protocol does not know it, and clients of others send it
        ("session.close", "client"),
        ("session.created", "server"),
        ("hello", "client"),  # as the recording says so
        ("ask", "server"),
    ]
    told = dict(senders(recordings.read(path))[:8])
    assert [name for name, sender in told.items() if sender == "client"] == ["session.update", "session.close"]
    backwards = rw.Protocol("backwards", server=ClientEvent | rw.SessionUpdateEvent, client=ServerEvent)
    told = dict(senders(recordings.read(path, protocol=backwards))[:8])
    assert [name for name, sender in told.items() if sender == "client"] == ["answer", "session.close"]


def test_replay_gives_the_names_of_recordings() -> None:
    assert {name for name in recordings.__all__ if name != "Mode"} <= set(replay.__all__)
    for name in set(recordings.__all__) & set(replay.__all__):
        assert getattr(replay, name) is getattr(recordings, name)


# Playing and recording


async def speak(url: str, *events: rw.Wire, enough: int | None = None) -> list[Any]:
    """Send events, and receive until the connection ends, or until it is enough; return what came."""
    received: list[Any] = []
    async with connect(url) as client:
        for event in events:
            await client.send(text(event))
        with suppress(ConnectionClosed):
            while len(received) != enough:
                received.append(rw.decode(await client.recv(), ServerEvent))
    return received


async def report_on(*events: rw.Wire, enough: int | None = None, **options: Any) -> Report:
    async with replay.serve(TURN, protocol=QUIZ, timeout=None, **options) as server:
        await speak(server.url, *events, enough=enough)
        return await server.finished()


@to_the_end
async def test_served() -> None:
    async with replay.serve(TURN, protocol=QUIZ, timeout=None) as server:
        parts = urlsplit(server.url)
        assert parts.path == "/quiz/v2"
        assert server.base_url == f"http://{parts.netloc}/quiz"
        # Of what carries audio, as much as the client likes.
        sent = [GREETING, ASK.evolve(asked_at=7.5), SPEAK, SPEAK, SPEAK, SPEAK]
        assert await speak(server.url, *sent) == [HELLO, ANSWER, BYE]
        report = await server.finished()
    assert report.ok, str(report)
    assert report.received == (*sent,)
    assert str(report) == "3 of 3 frames played, 6 events received, no difference"


@to_the_end
async def test_differences() -> None:
    report = await report_on(
        HelloEvent(name="me"), ASK.evolve(question="Why?", asked_at=None).with_extra(event_id="e1"), SPEAK
    )
    assert list(map(str, report.differences)) == [
        "frame 2: hello: $.name: expected the recorded string, found another",
        "frame 3: ask: $.question: expected the recorded string, found another",
        "frame 3: ask: $.event_id: expected nothing, found string",
    ]
    report = await report_on(GREETING, ASK.evolve(asked_at=7.5), SPEAK, ignore=["$.question"])
    assert list(map(str, report.differences)) == [
        "frame 3: ask: $.asked_at: expected the recorded number, found another"
    ]


@to_the_end
async def test_what_is_received() -> None:
    malformed = rw.UnknownEvent({"type": "ask", "question": 1})
    foreign = rw.SessionUpdateEvent(session=rw.RealtimeSession())
    report = await report_on(GREETING, malformed, ANSWER, foreign, ASK, SPEAK)
    assert [type(event) for event in report.received] == [
        HelloEvent,
        rw.MalformedEvent,
        rw.UnknownEvent,  # as only servers send it
        rw.UnknownEvent,  # as it is of another protocol
        AskEvent,
        SpeakEvent,
    ]
    assert report.received[1].error.path == "$.question"


@to_the_end
async def test_whoever_has_an_answer_may_leave() -> None:
    late = [*TURN[:-1], replay.Recorded(1e6, "server", text(BYE))]
    for answer, problem in ((AnswerEvent, None), (None, "the client closed the connection after 2 of 3 frames")):
        protocol = rw.Protocol("quiz", server=ServerEvent, client=ClientEvent, answer=answer, ignored=["$.asked_at"])
        async with replay.serve(late, protocol=protocol, timeout=None, speed=1) as server:
            assert urlsplit(server.url).path == "/"
            await speak(server.url, GREETING, ASK, SPEAK, enough=2)
            assert (await server.finished()).problem == problem


@to_the_end
async def test_an_event_in_the_place_of_the_answer() -> None:
    @rw.frozen(kw_only=True)
    class LongAnswerEvent(AnswerEvent):
        pages: int | None = None

    protocol = QUIZ.extended("long", server=LongAnswerEvent)
    late = [*TURN[:-1], replay.Recorded(1e6, "server", text(BYE))]
    async with replay.serve(late, protocol=protocol, timeout=None, speed=1) as server:
        await speak(server.url, GREETING, ASK, SPEAK, enough=2)
        assert (await server.finished()).ok


@to_the_end
async def test_recorded_and_played_again(tmp_path: Path) -> None:
    path = tmp_path / "turn.jsonl"
    async with (
        replay.serve(TURN, protocol=QUIZ, timeout=None) as server,
        replay.record(server.url, path, protocol=QUIZ) as recorder,
    ):
        assert urlsplit(recorder.url).path == "/quiz/v2"
        assert await speak(recorder.url, GREETING, ASK, SPEAK) == [HELLO, ANSWER, BYE]
        await recorder.finished()
        assert (await server.finished()).ok
    frames = list(recordings.read(path))  # which needs no protocol: the recorder wrote down who sent what
    assert sorted(senders(frames)) == [
        ("answer", "server"),
        ("ask", "client"),
        ("bye", "server"),
        ("hello", "client"),
        ("hello", "server"),
        ("speak", "client"),
    ]
    async with replay.serve(path, protocol=QUIZ, timeout=None) as server:
        assert await speak(server.url, GREETING, ASK, SPEAK) == [HELLO, ANSWER, BYE]
        assert (await server.finished()).ok


@pytest.mark.parametrize(("upstream", "path"), [("ws://127.0.0.1:1", "/quiz/v2"), ("ws://127.0.0.1:1/x", "/x")])
def test_where_a_recorder_is_found(upstream: str, path: str, tmp_path: Path) -> None:
    with replay.record_in_thread(upstream, tmp_path / "turn.jsonl", protocol=QUIZ) as recorder:
        assert urlsplit(recorder.url).path == path


def test_in_a_thread() -> None:
    with replay.serve_in_thread([HELLO], protocol=QUIZ) as server:
        assert urlsplit(server.url).path == "/quiz/v2"


@to_the_end
async def test_translations_have_their_path_and_their_audio() -> None:
    audio = rw.translation.SessionInputAudioBufferAppendEvent(audio="AAAA")
    recording = [audio, audio, rw.translation.SessionClosedEvent()]
    async with replay.serve(recording, protocol=rw.TRANSLATION, timeout=None) as server:
        assert urlsplit(server.url).path == "/v1/realtime/translations"
        await speak(server.url, audio.evolve(event_id="e1"))
        report = await server.finished()
    assert report.ok, str(report)
    assert [type(event) for event in report.received] == [rw.translation.SessionInputAudioBufferAppendEvent]


# Strategies


@given(
    strategies.events(QUIZ),
    strategies.server_events(QUIZ),
    strategies.client_events(protocol=QUIZ, unknown=False),
    strategies.events(QUIZ, malformed=True),
)
def test_drawn(either: Any, server: Any, client: Any, malformed: rw.MalformedEvent) -> None:
    assert isinstance(either, ServerEvent | ClientEvent)
    assert rw.decode(rw.encode(server), ServerEvent) == server
    assert isinstance(client, HelloEvent | AskEvent | SpeakEvent)
    assert malformed.type in QUIZ.senders
    assert malformed.error.event_type == malformed.type
    assert rw.Decoder(QUIZ.event, malformed="keep").decode(rw.encode(malformed)) == malformed


def test_strategies_show_whose_events_they_draw() -> None:
    assert repr(strategies.events(QUIZ)) == "events(<Protocol quiz: 2 + 3 wire names>)"
    assert repr(strategies.client_events(protocol=rw.REALTIME)) == "client_events()"
    assert strategies.server_events(QUIZ, extra=False) is strategies.server_events(protocol=QUIZ, extra=False)


# The tools name no event

SOURCE = Path(replay.__file__).parents[1]
TOOLS = [path for name in ("recordings", "replay", "strategies", "cli") for path in (SOURCE / name).glob("*.py")]


def named_in(tree: ast.AST) -> Iterator[str]:
    """Give all strings but docstrings, and all names of things."""
    docstrings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(value)) if node not in docstrings:
                yield value
            case ast.Name(id=name) | ast.Attribute(attr=name):
                yield name
            case ast.alias(name=name):
                yield name.rpartition(".")[2]
            case _:
                pass


@pytest.mark.parametrize("path", TOOLS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_tools_name_no_event(path: Path) -> None:
    classes = {cls.__name__ for union in EVENTS for cls in union.__args__ if issubclass(cls, rw.Model)}
    # What is one word could mean anything.
    names = {name for protocol in PROTOCOLS for name in protocol.senders if "." in name}
    assert {"SessionCreatedEvent", "session.created"} <= classes | names
    assert not (classes | names).intersection(named_in(ast.parse(path.read_text(encoding="utf-8"))))
