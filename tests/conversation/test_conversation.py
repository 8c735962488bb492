"""Conversations out of events: what each vendor does differently, times, turns, and what does not fit."""

from __future__ import annotations

import json
import os
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import attrs
import pytest

import realtime_wire as rw
from realtime_wire import facts
from realtime_wire._engine.model import Wire
from realtime_wire.conversation import Conversation, Gap, Item, Part, Problem, Tokens, Usage
from realtime_wire.conversation._records import MANY, PIECES
from realtime_wire.protocols import PROTOCOLS
from realtime_wire.recordings import Recorded
from tests.engine.toy import TOY, EchoEvent

if TYPE_CHECKING:
    from collections.abc import Iterable

Json = dict[str, Any]

ROOT = Path(__file__).parents[2]


def fold(*events: Json | tuple[float, Json], api: str = "realtime", **options: Any) -> Conversation:
    """Fold events, with times or without."""
    conversation = Conversation(PROTOCOLS[api], **options)
    for event in events:
        at, obj = event if isinstance(event, tuple) else (None, event)
        conversation.feed(rw.structure(obj, PROTOCOLS[api].event), at)
    return conversation


def lines(conversation: Conversation) -> list[str]:
    """Return who says what, in order."""
    return [f"{item.role or item.kind}: {item.text or item.arguments or item.output}" for item in conversation.items]


def text(words: str, item_id: str | None = "u1", role: str = "user", **more: Any) -> Json:
    part = {"type": "output_text" if role == "assistant" else "input_text", "text": words}
    item = {"type": "message", "role": role, "content": [part], **more}
    return item if item_id is None else {**item, "id": item_id}


def event(name: str, item: Json, **more: Any) -> Json:
    return {"type": f"conversation.item.{name}", "item": item, **more}


def of_item(name: str, item_id: str = "a1", **more: Any) -> Json:
    return {"type": name, "response_id": "r1", "item_id": item_id, "output_index": 0, "content_index": 0, **more}


def heard(name: str, **more: Any) -> Json:
    return {"type": f"conversation.item.input_audio_transcription.{name}", "item_id": "u1", "content_index": 0, **more}


def begun(response_id: str = "r1") -> Json:
    return {"type": "response.created", "response": {"id": response_id}}


def ended(response_id: str = "r1", **more: Any) -> Json:
    return {"type": "response.done", "response": {"id": response_id, **more}}


def session(**more: Any) -> Json:
    output = {"format": {"type": "audio/pcm", "rate": 24000}}
    return {"type": "session.created", "session": {"id": "s1", "audio": {"output": output}, **more}}


def piece(**more: Any) -> Json:
    """Return a tenth of a second of audio."""
    return of_item("response.output_audio.delta", delta="A" * 6400, **more)


SPEECH = {"id": "u1", "type": "message", "role": "user", "content": [{"type": "input_audio", "transcript": None}]}

# Order and words


VENDORS: dict[str, tuple[str, list[Json], list[str]]] = {
    "GA names": (
        "realtime",
        [
            of_item("response.output_text.delta", delta="Good"),
            of_item("response.output_text.done", text="Good day."),
            of_item("response.output_text.delta", delta="Good"),
        ],
        ["assistant: Good day."],
    ),
    "names from before GA, in one event for an item": (
        "realtime",
        [
            event("created", text("Hi"), previous_item_id=None),
            event("created", {"id": "a1", "type": "message", "role": "assistant"}, previous_item_id="u1"),
            of_item("response.audio_transcript.delta", delta="Ho"),
            of_item("response.audio_transcript.done", transcript="Ho!"),
            of_item("response.text.delta", "a2", delta="Hu"),
        ],
        ["user: Hi", "assistant: Ho!", "assistant: Hu"],
    ),
    "a corrected answer, and a note in front": (
        "realtime",
        [
            event("added", text("First question", "a"), previous_item_id=None),
            event("added", text("First answre", "b", "assistant"), previous_item_id="a"),
            event("added", text("Second question", "c"), previous_item_id="b"),
            {"type": "conversation.item.deleted", "item_id": "b"},
            event("added", text("First answer", "b2", "assistant"), previous_item_id="a"),
            event("create", text("Answer briefly.", "s", "system"), previous_item_id="root"),
            event("added", text("Answer briefly.", "s", "system"), previous_item_id=None),
        ],
        [
            "system: Answer briefly.",
            "user: First question",
            "assistant: First answer",
            "assistant: First answre",
            "user: Second question",
        ],
    ),
    "a note in front, that the client sent without an id": (
        "realtime",
        [
            event("added", text("Hi"), previous_item_id=None),
            event("create", text("Answer briefly.", None, "system"), previous_item_id="root"),
            event("added", text("Answer briefly.", "s", "system"), previous_item_id=None),
        ],
        ["system: Answer briefly.", "user: Hi"],
    ),
    "Azure says null when an item is done": (
        "realtime",
        [
            event("added", text("Hi"), previous_item_id=None),
            event("added", text("Ho", "a1", "assistant"), previous_item_id="u1"),
            event("done", text("Ho", "a1", "assistant"), previous_item_id=None),
        ],
        ["user: Hi", "assistant: Ho"],
    ),
    "xAI says null where it does not tell": (
        "realtime",
        [
            event("added", text("Hi"), previous_item_id=None),
            event("added", text("Ho", "a1", "assistant"), previous_item_id="u1"),
            event("added", text("Hm", "u2"), previous_item_id=None),
            event("added", text("Ha", "a2", "assistant"), previous_item_id="u2"),
        ],
        ["user: Hi", "assistant: Ho", "user: Hm", "assistant: Ha"],
    ),
    "LocalAI leaves places out": (
        "realtime",
        [event("added", text("Hi")), event("added", text("Ho", "a1", "assistant"))],
        ["user: Hi", "assistant: Ho"],
    ),
    "litellm has the last bit in place of all": (
        "realtime",
        [
            *(of_item("response.output_text.delta", delta=bit) for bit in ("Good", " day", ".")),
            of_item("response.output_text.done", text="."),
        ],
        ["assistant: Good day."],
    ),
    "speech, named before its item": (
        "realtime",
        [
            {"type": "input_audio_buffer.speech_started", "item_id": "u1"},
            {"type": "input_audio_buffer.committed", "item_id": "u1", "previous_item_id": None},
            event("added", text("Ho", "a1", "assistant"), previous_item_id="u1"),
            heard("completed", transcript="Hi"),
            event("added", SPEECH, previous_item_id=None),
        ],
        ["user: Hi", "assistant: Ho"],
    ),
    "speech of which the id comes last": (
        "realtime",
        [
            {"type": "input_audio_buffer.committed", "previous_item_id": None},
            event("added", SPEECH),
        ],
        ["user: None", "user: None"],
    ),
    "segments that are told late": (
        "realtime",
        [
            heard("segment", id="s2", speaker="B", text="Hi.", start=1, end=2),
            heard("segment", id="s1", speaker="A", text=" Hello.", start=0, end=1),
            heard("segment", id="s3", speaker="A", text="Well."),
        ],
        ["user: A: Hello.\nB: Hi.\nA: Well."],
    ),
    "Voice Live's text as it is typed": (
        "voice_live",
        [
            {"type": "input_text.delta", "id": "u1", "delta": "Wh"},
            {"type": "input_text.delta", "id": "u1", "delta": "y"},
        ],
        ["user: Why"],
    ),
    "vLLM tells no session": (
        "realtime",
        [{"type": "session.created", "id": "s", "created": 1}, {"type": "transcription.delta", "delta": "Hi"}],
        [],
    ),
    "a translation": (
        "translation",
        [
            {"type": "session.input_transcript.delta", "delta": "Guten"},
            {"type": "session.output_transcript.delta", "delta": "Good"},
            {"type": "session.input_transcript.delta", "delta": " Tag"},
        ],
        ["source: Guten Tag", "translation: Good"],
    ),
    "Live, where who goes on after a pause begins anew": (
        "live",
        [
            {"type": "session.input_transcript.delta", "delta": "Where", "start_ms": 0, "end_ms": 200},
            {"type": "session.input_transcript.delta", "delta": " is it?", "start_ms": 900, "end_ms": 1100},
            {"type": "session.output_transcript.delta", "delta": "There.", "start_ms": 1400, "end_ms": 1600},
            {"type": "session.input_transcript.delta", "delta": "Ah", "start_ms": 1500, "end_ms": 1599},
            {"type": "session.input_transcript.delta", "delta": "Thanks.", "start_ms": 2100, "end_ms": 2300},
            {"type": "session.output_transcript.delta", "delta": "Bye.", "start_ms": 2400, "end_ms": 2600},
            {"type": "session.output_transcript.delta", "delta": "Again.", "start_ms": 0, "end_ms": 100},
        ],
        ["user: Where is it?Ah", "assistant: There.", "user: Thanks.", "assistant: Bye.", "assistant: Again."],
    ),
}


@pytest.mark.parametrize("name", VENDORS)
def test_vendors(name: str) -> None:
    api, events, expected = VENDORS[name]
    assert lines(fold(*events, api=api)) == expected


def test_parts() -> None:
    content = [
        {"type": "input_text", "text": "See"},
        {"type": "input_image", "image_url": "data:image/png;base64,AAAA"},
        {"type": "item_reference", "id": "u0"},
        {"type": "hologram"},
    ]
    (item,) = fold(event("added", {"id": "u1", "type": "message", "role": "user", "content": content})).items
    assert item.parts == (
        Part(kind="text", text="See", whole=True),
        Part(kind="image"),
        Part(kind="reference", name="u0"),
        Part(kind="other", name="hologram"),
    )


def test_a_key() -> None:
    (item,) = fold({"type": "input_audio_buffer.dtmf_event_received", "event": "#", "received_at": 1}).items
    assert (item.role, item.parts) == ("user", (Part(kind="key", text="#", whole=True),))


def test_calls_have_their_results() -> None:
    call = {"id": "f1", "type": "function_call", "call_id": "c1", "name": "f", "arguments": ""}
    result = {"type": "function_call_output", "call_id": "c1", "output": "[]"}
    events = [
        event("added", {**result, "id": "o1"}),
        event("added", call),
        of_item("response.function_call_arguments.delta", "f1", call_id="c1", delta="{"),
        of_item("response.function_call_arguments.delta", "f1", call_id="c1", delta="}"),
    ]
    conversation = fold(*events)
    (item,) = conversation.items
    assert (item.id, item.kind, item.call_id, item.name) == ("f1", "call", "c1", "f")
    assert (item.arguments, item.output, item.response_id, item.done) == ("{}", "[]", "r1", False)
    assert fold(events[0]).items[0].output == "[]"
    assert [str(problem) for problem in fold(events[0]).problems] == ["result without a call: item o1"]


def test_what_is_told_later_counts_more() -> None:
    done = event("done", text("Good day.", "a1", "assistant", status="completed"))
    added = event("added", text("Good", "a1", "assistant", status="in_progress"))
    for events in ([added, done], [done, added], [added, done, added]):
        (item,) = fold(*events).items
        assert (item.text, item.status, item.done) == ("Good day.", "completed", True)


def test_an_id_that_a_later_session_uses_again() -> None:
    said = [event("added", text("Hi")), event("done", text("Hi"))]
    conversation = fold(session(), *said, {"type": "session.created", "session": {"id": "s2"}}, *said)
    assert [(item.session, item.text) for item in conversation.items] == [(0, "Hi"), (1, "Hi")]


def test_an_item_is_done_when_that_is_told_first() -> None:
    (item,) = fold(
        (1.0, event("added", text("Hi"))), (2.0, event("done", text("Hi"))), (3.0, event("done", text("Hi")))
    ).items
    assert (item.begun_at, item.done_at) == (1.0, 2.0)


def test_a_deleted_item_comes_back_only_if_the_client_sends_it() -> None:
    deleted = {"type": "conversation.item.deleted", "item_id": "u1"}
    assert [item.deleted for item in fold(event("added", text("Hi")), deleted, event("added", text("Hi"))).items] == [
        True
    ]
    again = fold(event("added", text("Hi")), deleted, event("create", text("Ho")), event("added", text("Ho")))
    assert [(item.text, item.deleted) for item in again.items] == [("Hi", True), ("Ho", False)]
    assert fold(deleted).items == ()


@pytest.mark.parametrize(
    ("audio_ms", "heard_ms", "heard"),
    [
        (None, 5, "Good day"),
        (100, None, "Good day"),
        (100, 0, ""),
        (100, 12, ""),
        (100, 50, "Good"),
        (100, 65, "Good"),
        (100, 75, "Good"),
        (100, 99, "Good"),
        (100, 100, "Good day"),
        (100, 105, "Good day"),
    ],
)
def test_what_was_heard(audio_ms: float | None, heard_ms: float | None, heard: str) -> None:
    assert Part(kind="audio", text="Good day", audio_ms=audio_ms, heard_ms=heard_ms).heard == heard


FORMATS: dict[str, tuple[Json, float | None]] = {
    "PCM": ({"audio": {"output": {"format": {"type": "audio/pcm", "rate": 24000}}}}, 100),
    "PCM at another rate": ({"audio": {"output": {"format": {"type": "audio/pcm", "rate": 8000}}}}, 300),
    "before GA": ({"output_audio_format": "pcm16"}, 100),
    "Voice Live": ({"output_audio_format": "pcm16_16000hz"}, 150),
    "G.711": ({"output_audio_format": "g711_ulaw"}, 600),
    "G.711, as in GA": ({"audio": {"output": {"format": {"type": "audio/pcma"}}}}, 600),
    "Opus": ({"audio": {"output": {"format": {"type": "audio/opus"}}}}, None),
    "nothing": ({}, None),
}


@pytest.mark.parametrize("name", FORMATS)
def test_length_of_audio(name: str) -> None:
    settings, length = FORMATS[name]
    conversation = fold({"type": "session.created", "session": settings}, begun(), piece(), ended(status="completed"))
    assert conversation.items[0].audio_ms == (None if length is None else pytest.approx(length))
    (response,) = conversation.responses
    assert response.audio_ms == response.heard_ms == (None if length is None else pytest.approx(length))


def test_length_of_speech() -> None:
    conversation = fold(
        {"type": "input_audio_buffer.speech_started", "item_id": "u1", "audio_start_ms": 300},
        {"type": "input_audio_buffer.speech_stopped", "item_id": "u1", "audio_end_ms": 1200},
    )
    assert [(item.start_ms, item.end_ms, item.audio_ms) for item in conversation.items] == [(300, 1200, 900)]


# Responses


ENDS: dict[str, tuple[list[Json], str | None]] = {
    "it goes on": ([begun()], None),
    "completed": ([begun(), ended(status="completed")], "completed"),
    "no status is told": ([begun(), ended()], "completed"),
    "interrupted": ([begun(), ended(status="cancelled", status_details={"reason": "turn_detected"})], "interrupted"),
    "cancelled": ([begun(), ended(status="cancelled", status_details={"reason": "client_cancelled"})], "cancelled"),
    "cancelled as the user spoke": (
        [
            begun(),
            {"type": "input_audio_buffer.speech_started", "item_id": "u1"},
            ended(status="cancelled", status_details={"reason": "client_cancelled"}),
        ],
        "interrupted",
    ),
    "whole, and cut": (
        [begun(), piece(), ended(status="completed"), of_item("conversation.item.truncated", audio_end_ms=40)],
        "interrupted",
    ),
    "whole, and playback broken off": (
        [begun(), ended(status="completed"), {"type": "output_audio_buffer.cleared", "response_id": "r1"}],
        "interrupted",
    ),
    "playback broken off, as Voice Live says it": (
        [begun(), ended(status="completed"), {"type": "output_audio_buffer.cleared"}],
        "interrupted",
    ),
    "failed": ([begun(), ended(status="failed")], "failed"),
    "a fault": ([begun(), ended(status_details={"error": {"type": "t"}})], "failed"),
    "incomplete": ([begun(), ended(status="incomplete")], "incomplete"),
    "another word": ([begun(), ended(status="weary")], "incomplete"),
    "twice": ([begun(), ended(status="incomplete"), ended(status="completed")], "incomplete"),
    "twice begun": ([begun(), ended(status="incomplete"), begun()], "incomplete"),
    "the session has ended": ([begun(), {"type": "session.closed", "reason": "expired", "usage": {}}], None),
}


@pytest.mark.parametrize("name", ENDS)
def test_ends(name: str) -> None:
    events, end = ENDS[name]
    conversation = fold(*events)
    assert [response.end for response in conversation.responses] == [end]
    conversation.end()
    assert [response.end for response in conversation.responses] == [end or "cut off"]


def test_responses_without_ids() -> None:
    nameless: Json = {"type": "response.created", "response": {}}
    done: Json = {
        "type": "response.done",
        "response": {"output": [text("Hi", "a1", "assistant")], "usage": {"input_tokens": 1}},
    }
    conversation = fold(nameless, done, nameless, done)
    assert [(one.id, one.end, one.usage) for one in conversation.responses] == [
        (None, "completed", Usage(input=Tokens(other=1)))
    ] * 2
    assert [item.text for item in conversation.responses[0].items] == ["Hi"]


REQUESTS: dict[str, tuple[list[Json], list[str | None]]] = {
    "nobody knows": ([begun()], [None]),
    "the server": ([{"type": "session.update", "session": {}}, begun()], ["server"]),
    "the server, which hears the client": (
        [{"type": "input_audio_buffer.append", "audio": "AAAA"}, begun()],
        ["server"],
    ),
    "the client": ([{"type": "response.create"}, begun(), begun("r2")], ["client", "server"]),
    "what is told twice": (
        [{"type": "response.create"}, begun(), {"type": "response.create"}, begun(), begun("r2")],
        ["client", "client"],
    ),
    "a request that failed": (
        [
            {"type": "response.create", "event_id": "e1"},
            {"type": "error", "error": {"message": "busy", "event_id": "e1"}},
            begun(),
        ],
        ["server"],
    ),
    "a fault of something else": (
        [
            {"type": "response.create", "event_id": "e1"},
            {"type": "error", "error": {"message": "busy", "event_id": "e2"}},
            begun(),
        ],
        ["client"],
    ),
    "to stop is no request": ([{"type": "response.cancel"}, begun()], ["server"]),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_requests(name: str) -> None:
    events, expected = REQUESTS[name]
    assert [response.requested_by for response in fold(*events).responses] == expected


def test_the_sender_shows_that_the_client_is_heard() -> None:
    conversation = Conversation(rw.REALTIME)
    conversation.feed(rw.UnknownEvent({"type": "tune"}), sender="client")
    conversation.feed(rw.structure(begun()), sender="server")
    assert [response.requested_by for response in conversation.responses] == ["server"]


# Times

STARTED = {"type": "input_audio_buffer.speech_started", "item_id": "u1", "audio_start_ms": 0}
STOPPED = {"type": "input_audio_buffer.speech_stopped", "item_id": "u1", "audio_end_ms": 900}
VAD = {"turn_detection": {"type": "server_vad", "silence_duration_ms": 500}}


def test_times_of_a_turn() -> None:
    conversation = fold(
        (0.0, session(**VAD)),
        (1.0, STARTED),
        (2.5, STOPPED),
        (2.6, begun()),
        (2.8, of_item("response.output_audio_transcript.delta", delta="Hi")),
        (2.9, of_item("response.output_audio_transcript.delta", delta="!")),
        (3.0, piece()),
        (3.05, piece()),
        (4.0, piece()),
        (4.1, ended(status="completed")),
    )
    (turn,) = conversation.turns
    assert (turn.begun_at, turn.speech_end_at) == (1.0, 2.0)
    assert turn.first_text == pytest.approx(0.8)
    assert turn.first_audio == pytest.approx(1.0)
    (gap,) = turn.gaps
    assert (round(gap.begin, 3), gap.end, round(gap.seconds, 3)) == (3.2, 4.0, 0.8)
    assert (turn.interrupted, turn.interruption) == (False, None)
    (response,) = turn.responses
    assert (response.begun_at, response.first_text_at, response.first_audio_at, response.ended_at) == (2.6, 2.8, 3, 4.1)


def test_without_times_there_are_none() -> None:
    (turn,) = fold(session(**VAD), STARTED, STOPPED, begun(), piece(), piece(), ended(status="completed")).turns
    assert (turn.begun_at, turn.speech_end_at, turn.first_text, turn.first_audio, turn.gaps) == (None,) * 4 + ((),)


def test_an_interruption() -> None:
    again = {**STARTED, "item_id": "u2"}
    conversation = fold(
        (0.0, session()),
        (1.0, STARTED),
        (2.0, STOPPED),
        (2.0, begun()),
        (3.0, piece()),
        (3.0, piece()),
        (3.1, again),
        (3.1, again),
        (3.4, ended(status="cancelled")),
        (3.6, of_item("conversation.item.truncated", audio_end_ms=100)),
    )
    first, second = conversation.turns
    assert first.interrupted
    assert first.interruption == pytest.approx(0.3)
    assert [item.id for item in second.user] == ["u2"]
    assert not second.interrupted
    (response,) = conversation.responses
    assert (response.end, response.audio_ms, response.heard_ms) == ("interrupted", 200, 100)


CUTS = {
    "at its begin": (0, 0, 0, ""),
    "before its begin": (-5, 0, 0, ""),
    "long before": (-(2**53), 0, 0, ""),
    "in the middle": (50, 50, 50, "Good"),
    "at its end": (100, 100, 100, "Good day"),
    "behind its end": (5000, 5000, 100, "Good day"),
    "behind any end": (10**400, None, 100, "Good day"),
    "before any begin": (-(10**400), None, 100, "Good day"),
}
"""Where an answer of a tenth of a second is cut: where that is, how much was heard, and what of it, in milliseconds."""


@pytest.mark.parametrize("name", CUTS)
def test_as_much_is_heard_as_there_is_before_the_cut(name: str) -> None:
    told, at, heard_ms, words = CUTS[name]
    said = of_item("response.output_audio_transcript.delta", delta="Good day")
    cut = of_item("conversation.item.truncated", audio_end_ms=told)
    conversation = fold(session(), begun(), piece(), said, ended(status="completed"), cut, audio=True)
    (response,) = conversation.responses
    assert (response.audio_ms, response.heard_ms, response.end) == (100, heard_ms, "interrupted")
    (item,) = conversation.items
    assert ([part.heard_ms for part in item.parts], item.heard) == ([at], words)
    assert item.audio is not None
    assert item.audio.heard().ms == heard_ms


def test_an_interruption_of_what_is_still_played() -> None:
    events = [(0.0, session()), (1.0, begun()), *[(1.0, piece())] * 9, (1.1, ended(status="completed"))]
    cut = (2.0, of_item("conversation.item.truncated", audio_end_ms=500))
    (turn, _) = fold(*events, (1.5, {**STARTED}), cut).turns
    assert turn.interruption == pytest.approx(0.5)
    # What has been played is not interrupted, and of whom nobody tells where, nobody knows how much was heard.
    late = fold(*events, (1.95, {**STARTED}), cut)
    assert (late.turns[0].interrupted, late.turns[0].interruption) == (True, None)
    cleared = fold(*events, (1.5, {"type": "output_audio_buffer.cleared", "response_id": "r1"}))
    assert (cleared.responses[0].audio_ms, cleared.responses[0].heard_ms) == (900, None)


def test_playback_by_the_server() -> None:
    """Over WebRTC no audio comes by: what tells of it is when it is played."""
    played = {"type": "output_audio_buffer.started", "response_id": "r1"}
    stopped = {"type": "output_audio_buffer.stopped", "response_id": "r1"}
    cleared = {"type": "output_audio_buffer.cleared", "response_id": "r1"}
    said = of_item("response.output_audio_transcript.delta", delta="Hi")
    events = [
        (1.0, STARTED),
        (2.0, STOPPED),
        (2.0, begun()),
        (2.5, played),
        (2.6, said),
        (2.6, ended(status="completed")),
    ]
    over = (4.0, {**STARTED, "item_id": "u2"})
    turn = fold(*events, over, (4.2, cleared)).turns[0]
    assert turn.first_audio == pytest.approx(0.5)
    assert turn.interruption == pytest.approx(0.2)
    assert fold(*events, (3.0, stopped), over).turns[0].interrupted is False
    assert fold((1.0, {"type": "output_audio_buffer.cleared"})).responses == ()


def test_what_is_typed_ends_when_it_is_sent() -> None:
    conversation = fold(
        (1.0, event("create", text("Hi", None))),
        (1.2, event("added", text("Hi"), previous_item_id=None)),
        (1.5, begun()),
        (2.0, of_item("response.output_text.delta", delta="Ho")),
        (2.1, ended(status="completed")),
        (3.0, event("create", text("Hm", None))),
        (3.0, event("create", text("Ha", None))),
    )
    first, second = conversation.turns
    assert (first.begun_at, first.speech_end_at, first.first_text, first.first_audio) == (1.0, 1.0, 1.0, None)
    assert [item.text for item in second.user] == ["Hm", "Ha"]


def test_what_the_client_commits_ends_then() -> None:
    committed = {"type": "input_audio_buffer.committed", "item_id": "u1", "previous_item_id": None}
    (turn,) = fold((0.0, session(**VAD)), (2.0, committed), (2.5, committed)).turns
    assert turn.speech_end_at == 2.0
    assert fold((1.0, STARTED)).turns[0].speech_end_at is None


OPUS = {"audio": {"output": {"format": {"type": "audio/opus"}}}}
HALF = "A" * 32000
"""Half a second of PCM, or what the format says."""


@pytest.mark.parametrize(
    "told",
    [
        [],
        [{"type": "session.created", "session": {}}],
        [{"type": "session.created", "session": OPUS}],
        [{"type": "session.created", "session": {"audio": {"output": {"format": {"type": "audio/pcm", "rate": 1}}}}}],
    ],
)
def test_of_audio_of_no_known_length_nobody_knows_when_it_has_run_out(told: list[Json]) -> None:
    said = [(at, of_item("response.output_audio.delta", delta=HALF)) for at in (1.4, 1.6, 1.8)]
    events = [(0.0, one) for one in told] + [(1.1, begun()), *said, (2.0, ended(status="completed"))]
    after = [
        (9.0, begun("r2")),
        (9.0, {**piece(), "response_id": "r2", "item_id": "a2"}),
        (9.1, ended("r2", status="completed")),
    ]
    (turn,) = fold(*events, *after).turns
    assert (turn.gaps, [response.gaps for response in turn.responses]) == ((), [(), ()])
    assert [response.first_audio_at for response in turn.responses] == [1.4, 9.0]


def test_gaps_are_told_as_long_as_lengths_are_known() -> None:
    changed = {"type": "session.updated", "session": {"audio": {"output": {"format": {"type": "audio/opus"}}}}}
    events = [(0.0, session()), (1.0, begun()), (1.0, piece()), (2.0, piece())]
    (turn,) = fold(*events, (2.0, changed), (3.0, piece()), (4.0, piece()), (5.0, piece())).turns
    assert [(round(gap.begin, 3), gap.end) for gap in turn.gaps] == [(1.1, 2.0), (2.1, 3.0)]


def test_a_piece_without_audio_is_none() -> None:
    nothing = of_item("response.output_audio.delta", delta="")
    events = [(0.0, session()), (1.0, begun()), (1.0, nothing), (1.2, piece()), (1.25, nothing), (1.6, nothing)]
    (response,) = fold(*events, (2.0, piece()), (2.1, ended(status="completed"))).responses
    assert (response.audio_ms, response.heard_ms, response.first_audio_at) == (200, 200, 1.2)
    assert [(round(gap.begin, 3), gap.end) for gap in response.gaps] == [(1.3, 2.0)]


def test_times_may_be_zero_or_less() -> None:
    """A clock may begin at any time."""
    conversation = fold((-1.0, event("added", SPEECH)), (0.0, STARTED), (1.0, STOPPED))
    assert conversation.turns[0].begun_at == 0.0
    silent = {"type": "response.output_audio.delta", "response_id": "r1", "item_id": "a1", "delta": "A" * 6400}
    events = [(-2.0, session()), (-0.1, begun()), (-0.1, silent), (0.0, ended()), (3.0, begun("r2"))]
    (turn,) = fold(*events, (3.0, {**silent, "response_id": "r2", "item_id": "a2"})).turns
    assert turn.gaps == (Gap(0.0, 3.0),)


def test_silence_between_responses() -> None:
    def said(response_id: str, item_id: str, at: float) -> list[tuple[float, Json]]:
        audio = {**piece(), "response_id": response_id, "item_id": item_id}
        return [(at, begun(response_id)), (at, audio), (at, ended(response_id, status="completed"))]

    (turn,) = fold((0.0, session()), *said("r1", "a1", 1.0), *said("r2", "a2", 3.0), *said("r3", "a3", 3.15)).turns
    assert [(round(gap.begin, 3), gap.end) for gap in turn.gaps] == [(1.1, 3.0)]
    assert [response.id for response in turn.responses] == ["r1", "r2", "r3"]


def test_a_response_without_items_belongs_to_what_was_said_before() -> None:
    conversation = fold(
        begun("r0"),
        ended("r0", status="failed"),
        event("added", text("Hi"), previous_item_id=None),
        begun("r1"),
        ended("r1", status="failed"),
        event("added", text("Ho", "a1", "assistant"), previous_item_id="u1"),
        event("added", text("Hm", "u2"), previous_item_id="a1"),
        begun("r2"),
    )
    assert [[one.id for one in turn.responses] for turn in conversation.turns] == [["r0"], ["r1"], ["r2"]]
    (alone,) = fold(begun()).turns
    assert (alone.user, alone.answer, alone.session) == ((), (), 0)


CALL = {"id": "c1", "type": "function_call", "call_id": "k", "name": "f", "arguments": "{}", "status": "completed"}
RESULT = {"id": "o1", "type": "function_call_output", "call_id": "k", "output": "42"}
FAILED = [begun("r2"), ended("r2", status="failed")]
NEXT = [
    event("added", text("Hm", "u2")),
    begun("r3"),
    of_item("response.output_text.delta", "a3", delta="Ha", response_id="r3"),
    ended("r3", status="completed"),
]
BETWEEN: dict[str, list[Json]] = {
    "a result, which is shown with its call": [event("added", RESULT)],
    "a note to the model": [event("added", text("Be kind.", "s1", "system"))],
    "tools of a server": [event("added", {"id": "l1", "type": "mcp_list_tools", "server_label": "shop", "tools": []})],
    "something that nobody knows": [event("added", {"id": "h1", "type": "hologram"})],
    "several of these": [
        event("added", RESULT),
        event("added", {"id": "h1", "type": "hologram"}),
        event("added", text("Be kind.", "s1", "system")),
    ],
    "nothing": [],
}
"""What may have come last before a response that has no items."""


@pytest.mark.parametrize("name", BETWEEN)
def test_a_response_without_items_stays_in_its_turn(name: str) -> None:
    asked = [event("added", text("Hi")), begun("r1"), of_item("response.output_item.done", "c1", item=CALL), ended()]
    conversation = fold(session(), *asked, *BETWEEN[name], *FAILED, *NEXT)
    assert [[one.id for one in turn.responses] for turn in conversation.turns] == [["r1", "r2"], ["r3"]]


@pytest.mark.parametrize("name", BETWEEN)
def test_what_fails_before_anybody_speaks_is_a_turn_in_front(name: str) -> None:
    before = [one for one in BETWEEN[name] if one["item"]["type"] != "function_call_output"]
    conversation = fold(session(), *before, *FAILED, *NEXT)
    assert [([item.text for item in turn.user], len(turn.responses)) for turn in conversation.turns] == [
        ([], 1),
        (["Hm"], 1),
    ]
    greeted = fold(session(), *before, *FAILED, *NEXT[1:])
    assert [[one.id for one in turn.responses] for turn in greeted.turns] == [["r2", "r3"]]


def test_turns_pass_over_what_nobody_says() -> None:
    note = event("added", text("Be kind.", "s", "system"))
    tools = event("done", {"type": "mcp_list_tools", "id": "l1", "server_label": "shop", "tools": []})
    assert fold(note, tools, event("added", {"type": "hologram", "id": "h1"})).turns == ()


def test_times_of_live_are_those_of_its_words() -> None:
    said = [
        {"type": "session.input_transcript.delta", "delta": "Where?", "start_ms": 0, "end_ms": 400},
        {"type": "session.output_transcript.delta", "delta": "There.", "start_ms": 1000, "end_ms": 1200},
    ]
    (turn,) = fold(*said, api="live").turns
    assert (turn.first_text, turn.first_audio) == (0.6, 0.6)
    assert [(item.start_ms, item.end_ms, item.audio_ms) for item in turn.user] == [(0, 400, 400)]


def of_side(side: str, start_ms: int, end_ms: int, **more: Any) -> Json:
    side = {"user": "input", "model": "output"}[side]
    return {"type": f"session.{side}_transcript.delta", "delta": "a ", "start_ms": start_ms, "end_ms": end_ms, **more}


def delegated(type_: str, **more: Any) -> Json:
    return {"type": "response.event", "delegation_id": "d1", "event": {"type": f"response.{type_}", **more}}


DELEGATED = [
    delegated("created", response={"id": "r1"}),
    delegated("output_item.done", item={**CALL, "id": "c1"}),
    delegated("completed", response={"id": "r1", "status": "completed"}),
]
SPOKEN: dict[str, tuple[list[Json], float | None]] = {
    "words and an answer": ([of_side("user", 2600, 3400), of_side("model", 3600, 4000)], 0.2),
    "work that is delegated before the answer": (
        [of_side("user", 2600, 3400), *DELEGATED, of_side("model", 3600, 4000)],
        0.2,
    ),
    "work that is delegated after the answer begins": (
        [of_side("user", 2600, 3400), of_side("model", 3600, 4000), *DELEGATED],
        0.2,
    ),
    "work alone": ([of_side("user", 2600, 3400), *DELEGATED], None),
    "a sign of attention while the user goes on": (
        [
            of_side("model", 0, 200),
            of_side("user", 1000, 1200),
            of_side("user", 4000, 4200),
            of_side("model", 4100, 4300),
            of_side("user", 4400, 4600),
            of_side("model", 5500, 5700),
        ],
        0.9,
    ),
    "a sign of attention, and nothing else": (
        [of_side("user", 4000, 4200), of_side("model", 4100, 4300), of_side("user", 4400, 4600)],
        None,
    ),
    "an answer that begins while the user goes on": (
        [of_side("user", 2600, 3400), of_side("model", 3200, 3600), of_side("model", 3600, 4000)],
        0.0,
    ),
    "an answer that begins when the user ends": ([of_side("user", 0, 4000), of_side("model", 4000, 4000)], 0.0),
    "an answer of which nobody knows where it is": (
        [of_side("user", 2600, 3400), of_side("model", 10**400, 10**400)],
        None,
    ),
    "a user of whom nobody knows where it is": (
        [of_side("user", -(10**400), 10**400), of_side("model", 3600, 4000)],
        None,
    ),
}


@pytest.mark.parametrize("name", SPOKEN)
@pytest.mark.parametrize("timed", [False, True])
def test_how_long_the_user_waits_in_live(name: str, timed: bool) -> None:  # noqa: FBT001  a parameter
    said, wait = SPOKEN[name]
    # Words come when they have been said.
    at = [max((one.get("end_ms", 0) for one in said[: place + 1]), default=0) for place in range(len(said))]
    events = [(min(ms, 10**6) / 1000, one) for ms, one in zip(at, said, strict=True)] if timed else said
    turn = fold(*events, api="live").turns[-1]
    assert (turn.first_text, turn.first_audio) == (wait, wait)


def test_in_live_the_user_falls_silent_as_much_later_as_the_words_are_long() -> None:
    said = [of_side("user", 2600, 2800), of_side("user", 2800, 3200), of_side("user", 3200, 3400)]
    (turn,) = fold((2.8, said[0]), (3.2, said[1]), (3.4, said[2]), api="live").turns
    assert turn.begun_at == 2.8
    assert turn.speech_end_at == pytest.approx(3.6)
    assert fold(*said, api="live").turns[0].speech_end_at is None
    # Without places, nothing tells when it was that the last of it was said.
    source = {"type": "session.input_transcript.delta", "delta": "Good day"}
    assert [turn.speech_end_at for turn in fold((1.0, source), api="translation").turns] == [None]


# What it costs


def test_usage() -> None:
    details = {"text_tokens": 2, "audio_tokens": 3, "cached_tokens": 1}
    conversation = fold(
        ended("r1", usage={"input_tokens": 5, "output_tokens": 2, "input_token_details": details}),
        ended("r1", usage={"input_tokens": 5, "output_tokens": 2, "input_token_details": details}),
        {**ended("r2", usage={}), "usage": {"prompt_tokens": 7}},
        heard("completed", transcript="Hi", usage={"type": "duration", "seconds": 2}),
        heard("completed", transcript="Hi", usage={"type": "duration", "seconds": 2}),
    )
    used = Usage(input=Tokens(text=1, audio=3), cached=Tokens(text=1), output=Tokens(other=2))
    assert conversation.usage == used + Usage(input=Tokens(other=7))
    assert conversation.transcription_usage == Usage(seconds=2)
    assert [response.usage for response in conversation.responses] == [used, Usage(input=Tokens(other=7))]
    assert conversation.responses[0].counts == {"input_tokens": 5, "output_tokens": 2, "input_token_details": details}
    assert len(conversation.counts("responses")) == 2
    assert conversation.counts("transcriptions") == ({"type": "duration", "seconds": 2},)


def test_usage_that_is_counted_on() -> None:
    translating = session(translation={"language": "en"})
    used = [ended(f"r{number}", usage={"total_tokens": number, "input_tokens": number}) for number in (3, 5)]
    assert fold(translating, *used).usage.total == 5
    assert fold(translating, *used, running=False).usage.total == 8
    assert fold(session(), *used).usage.total == 8
    assert fold(session(), *used, running=True).usage.total == 5
    assert fold(translating, *reversed(used)).usage.total == 8
    assert len(fold(translating, *used).counts("responses", each=True)) == 2
    assert fold(translating).usage == Usage()


def test_usage_of_a_session_is_told_by_itself() -> None:
    told = [{"type": "session.usage.updated", "usage": {"seconds": seconds}} for seconds in (2.0, 5.0)]
    assert fold(*told, api="live").usage == Usage(seconds=5.0)


# What does not fit

PROBLEMS: dict[str, tuple[list[Json], list[str]]] = {
    "nothing": ([event("added", text("Hi"), previous_item_id=None)], []),
    "a delta for nobody": ([of_item("response.output_text.delta", delta="Hi")], ["nobody added it: item a1"]),
    "a place that is not there": (
        [event("added", text("Hi"), previous_item_id="u0")],
        ["place is unknown: item u1"],
    ),
    "a circle": (
        [event("added", text("Hi"), previous_item_id="u1")],
        ["place goes round in circles: item u1"],
    ),
    "other words": (
        [
            event("added", {"id": "a1", "type": "message", "role": "assistant"}),
            of_item("response.output_text.delta", delta="Goo"),
            of_item("response.output_text.done", text="Bad day."),
        ],
        ["words differ: item a1"],
    ),
    "but for spaces": (
        [
            event("added", SPEECH),
            heard("delta", delta=" Hi"),
            heard("completed", transcript="Hi"),
        ],
        [],
    ),
    "an end of nothing, as litellm sends it": (
        [begun(), ended(status="completed"), ended("r2", status="completed")],
        ["end of no response: response r2"],
    ),
    "after the end": (
        [
            {"type": "session.closed"},
            {"type": "session.output_transcript.delta", "delta": "Hi"},
            {"type": "session.output_transcript.delta", "delta": "Ho"},
        ],
        ["after the end (2 times)"],
    ),
    "the next session": (
        [{"type": "session.closed"}, {"type": "session.created", "session": {}}, {"type": "session.closed"}],
        [],
    ),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_problems(name: str) -> None:
    events, expected = PROBLEMS[name]
    api = "translation" if any(event["type"].startswith("session.") for event in events) else "realtime"
    assert [str(problem) for problem in fold(*events, api=api).problems] == expected


def test_a_response_without_an_end() -> None:
    conversation = fold(begun())
    assert not conversation.problems
    conversation.end()
    assert conversation.problems == (Problem(kind="response without an end", session=0, response_id="r1"),)
    conversation.feed(rw.structure(event("added", text("Hi"))))
    assert "after the end" in [problem.kind for problem in conversation.problems]


# Sessions and recordings


def test_connections_one_after_the_other() -> None:
    frames = [
        Recorded(0.0, "server", json.dumps(session())),
        Recorded(1.0, "server", json.dumps(event("added", text("Hi"), previous_item_id=None))),
        Recorded(1.0, "server", json.dumps(begun())),
        Recorded(1.5, "client", b"\x00"),
        Recorded(0.5, "server", json.dumps(event("added", text("Ho"), previous_item_id=None)), 1),
        Recorded(0.5, "client", json.dumps({"type": "response.create"}), 1),
        Recorded(0.6, "server", json.dumps(begun()), 1),
        Recorded(0.7, "server", json.dumps(ended(usage={"input_tokens": 1})), 1),
    ]
    conversation = Conversation.of(frames)
    assert [(item.text, item.session, item.begun_at) for item in conversation.items] == [("Hi", 0, 1.0), ("Ho", 1, 0.5)]
    assert [(one.session, one.end) for one in conversation.responses] == [(0, "cut off"), (1, "completed")]
    assert [turn.session for turn in conversation.turns] == [0, 1]
    assert [(one.confirmed, one.ended, one.settings.get("id")) for one in conversation.sessions] == [
        (True, False, "s1"),
        (False, False, None),
    ]
    assert conversation.usage.total == 1


def test_a_recording_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    entries = [
        {"type": "session.input_transcript.delta", "delta": "Hi"},
        {"from": "server", "close": 1000, "reason": "", "time": 2.0},
        {"type": "session.input_transcript.delta", "delta": "Ho"},
    ]
    path.write_text("\n".join(map(json.dumps, entries)), encoding="utf-8")
    conversation = Conversation.of(path, rw.TRANSLATION)
    assert [(item.role, item.text, item.session) for item in conversation.items] == [
        ("source", "Hi", 0),
        ("source", "Ho", 1),
    ]


def test_an_example() -> None:
    conversation = Conversation.of(ROOT / "examples" / "voice_turn.jsonl")
    assert [response.end for response in conversation.responses] == ["completed", "interrupted", "completed"]
    assert [response.requested_by for response in conversation.responses] == ["server", "client", "server"]
    assert [len(turn.answer) for turn in conversation.turns] == [2, 1]
    assert conversation.problems == ()


CAPTURES = sorted(Path(os.environ.get("REALTIME_WIRE_CAPTURES") or ROOT.parent / "shared" / "captures").glob("*.jsonl"))


@pytest.mark.skipif(not CAPTURES, reason="no captures")
@pytest.mark.parametrize("path", CAPTURES, ids=lambda path: path.stem)
def test_captures(path: Path) -> None:
    api = "live" if path.name.startswith("live_") else "voice_live" if "voice_live" in path.name else "realtime"
    conversation = Conversation.of(path, PROTOCOLS[api])
    assert conversation.problems == ()
    roles = [item.role for item in conversation.items if item.kind == "message"]
    assert roles[0] == ("assistant" if "text_as_context" in path.name else "user")
    assert all(item.output for item in conversation.items if item.kind == "call")
    assert {response.end for response in conversation.responses} <= {"completed"}


# What it holds, and what it hands out


def test_what_is_handed_out_does_not_change() -> None:
    conversation = fold(of_item("response.output_text.delta", delta="Good"))
    before = conversation.items
    assert conversation.items[0] is before[0]
    conversation.feed(rw.structure(of_item("response.output_text.delta", delta=" day")))
    assert [item.text for item in before] == ["Good"]
    assert [item.text for item in conversation.items] == ["Good day"]
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        before[0].id = "b"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


def test_no_audio_is_held() -> None:
    conversation = fold(session(), event("added", SPEECH), *[piece()] * 3)
    assert "AAAA" not in repr((conversation.items, conversation.responses, vars(conversation)))


def test_many_small_pieces_are_joined() -> None:
    count = 3 * PIECES + 5
    conversation = fold(*[of_item("response.output_text.delta", delta="ab")] * count)
    assert conversation.items[0].text == "ab" * count
    part = conversation._records[0].parts[0]  # pyright: ignore[reportPrivateUsage]
    assert len(part.bits) <= PIECES
    assert len(part.joined or ()) <= 3


def test_facts_of_many_small_pieces_are_joined() -> None:
    conversation = Conversation()
    for _ in range(2 * PIECES):
        conversation.take(facts.Said("a1", "assistant", "ab"))
    part = conversation._records[0].parts[0]  # pyright: ignore[reportPrivateUsage]
    assert len(part.bits) <= PIECES
    assert conversation.items[0].text == "ab" * 2 * PIECES


def test_many_small_pieces_are_joined_though_nobody_has_looked_at_their_item() -> None:
    bits = [of_item("response.output_text.delta", delta=letter) for letter in "ab" * PIECES]
    added = event("added", text("", "a1", "assistant"))
    (item,) = fold(*bits[:7], added, *bits, *bits[:3]).items
    assert item.text == "abababa" + "ab" * PIECES + "aba"
    done = event("done", text("Hi", "a1", "assistant"))
    assert fold(added, *bits, done, *bits).items[0].text == "Hi"


@pytest.mark.parametrize("count", [MANY - 1, MANY, MANY + 1, 3 * MANY])
def test_what_nobody_has_looked_at_does_not_add_up(count: int) -> None:
    added = event("added", text("", "a1", "assistant"))
    part = of_item("response.content_part.added", part={"type": "text", "text": ""})
    bit = of_item("response.output_text.delta", delta="ab")
    for again in (added, part):
        conversation = fold(*[again] * count, bit, again, bit)
        assert len(conversation._records[0].pending or ()) <= MANY  # pyright: ignore[reportPrivateUsage]
        assert conversation.items[0].text == "abab"
    mixed = fold(*[obj for _ in range(count) for obj in (added, bit, part, bit)])
    assert len(mixed._records[0].pending or ()) <= MANY  # pyright: ignore[reportPrivateUsage]
    assert mixed.items[0].text == "abab" * count


def test_what_responses_cost_does_not_wait_for_ever() -> None:
    count = PIECES + 5
    conversation = fold(*[ended(f"r{number}", usage={"input_tokens": 1}) for number in range(count)])
    assert len(conversation._nameless[0].uses) < PIECES  # pyright: ignore[reportPrivateUsage]
    assert conversation.usage.total == count


class Thing:
    """An item as another protocol has it."""

    id = "i1"
    status = "lit"


class ThingEvent(Wire):
    """An event that brings one."""

    thing = Thing()
    item_id = "i1"


def test_items_that_are_told_later_may_be_nothing() -> None:
    def nothing(_: Any) -> Iterable[facts.Fact]:
        return (facts.Deleted("i2"),)

    tellers = [
        facts.Later(nothing, "thing", lambda _: None, stage="added"),
        facts.Later(nothing, item_id="item_id"),
    ]
    conversation = Conversation(attrs.evolve(TOY, facts=lambda: {ThingEvent: tellers[0]}))
    conversation.feed(ThingEvent())
    assert [(item.id, item.kind, item.status) for item in conversation.items] == [("i1", "other", "lit")]
    conversation = Conversation(attrs.evolve(TOY, facts=lambda: {ThingEvent: tellers[1]}))
    conversation.take(facts.Item("i1", facts.Other("thing"), "added"))
    conversation.feed(ThingEvent())
    assert [(item.id, item.deleted) for item in conversation.items] == [("i1", False)]


def test_the_length_of_audio_does_not_matter() -> None:
    conversation = fold(session(), begun(), event("added", text("Hi", "a1", "assistant")), *[piece()] * 10)
    audio, deltas = (rw.structure(obj) for obj in (piece(), of_item("response.output_text.delta", "a2", delta="ab")))

    def taken(events: Any, count: int) -> int:
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(count):
            conversation.feed(events, 1.0)
        return tracemalloc.get_traced_memory()[0] - before

    tracemalloc.start()
    try:
        assert taken(audio, 2000) < 2000
        # Two letters a time, and not much more.
        assert taken(deltas, 20 * PIECES) < 20 * PIECES * 4 + 20000
    finally:
        tracemalloc.stop()


ADDED = of_item("response.output_item.added", "c1", item={**CALL, "status": "in_progress", "arguments": ""})
LETTERS = of_item("response.function_call_arguments.delta", "c1", call_id="k", delta='{"seats":1')
WHOLE = {
    **of_item("response.function_call_arguments.done", "c1", call_id="k", arguments='{"seats":1}'),
    "name": "f",
}
NAMELESS = {name: value for name, value in CALL.items() if name != "name"}
UNDONE = {**CALL, "status": "incomplete", "arguments": '{"seats":1'}
FINISHED: dict[str, tuple[list[Json], list[str]]] = {
    "only begun": ([ADDED], []),
    "in the middle of its arguments": ([ADDED, LETTERS], []),
    "arguments of what nobody has named": ([LETTERS], []),
    "whole arguments of what nobody has named": ([{**WHOLE, "name": None}], []),
    "a call without a name": ([of_item("response.output_item.done", "c1", item=NAMELESS)], []),
    "broken off": ([ADDED, LETTERS, of_item("response.output_item.done", "c1", item=UNDONE)], []),
    "broken off, in the answer": ([ADDED, LETTERS, ended(status="cancelled", output=[UNDONE])], []),
    "whole arguments": ([ADDED, LETTERS, WHOLE], ["function_call"]),
    "whole arguments alone": ([WHOLE], ["function_call"]),
    "done": ([of_item("response.output_item.done", "c1", item=CALL)], ["function_call"]),
    "done, without arguments": (
        [of_item("response.output_item.done", "c1", item={**CALL, "arguments": ""})],
        ["function_call"],
    ),
    "sent by the client": ([event("create", {**CALL, "status": None, "arguments": ""})], ["function_call"]),
    "begun, and answered": ([ADDED, LETTERS, event("create", RESULT)], ["function_call", "function_call_output"]),
    "answered, of what nobody has named": ([LETTERS, event("create", RESULT)], []),
}
"""Calls when the connection ends, and what of them is told on the next one."""


@pytest.mark.parametrize("name", FINISHED)
def test_history_has_the_calls_that_were_finished(name: str) -> None:
    events, told = FINISHED[name]
    conversation = fold(session(), event("added", text("Hi")), begun(), *events)
    conversation.end()
    history = [one.to_dict()["item"] for one in conversation.history()]
    assert [item["type"] for item in history] == ["message", *told]
    assert all(item["name"] == "f" for item in history if item["type"] == "function_call")


def test_history_of_what_adds_no_items() -> None:
    with pytest.raises(ValueError, match="no event of the protocol live adds an item to a conversation"):
        fold(api="live").history()


def test_history_speaks_the_dialect() -> None:
    answer = event(
        "created", {"id": "a1", "type": "message", "role": "assistant", "content": [{"type": "text", "text": "Ho"}]}
    )
    (added,) = fold(answer, api="voice_live").history()
    assert added.to_dict()["item"]["content"] == [{"type": "text", "text": "Ho"}]
    assert isinstance(added, rw.voice_live.ConversationItemCreateEvent)


def test_a_protocol_of_ones_own() -> None:
    def echoed(event: EchoEvent) -> Iterable[facts.Fact]:
        yield facts.Item("i1", facts.Message("user", (facts.Text(event.words),)), "added")
        yield facts.Speech("started", None, 5)
        yield facts.Speech("stopped", None, 9)
        yield facts.Speech("taken", "i2", previous_id="i1")

    conversation = Conversation(attrs.evolve(TOY, facts=lambda: {EchoEvent: echoed}))
    conversation.feed(EchoEvent(words="Hi"))
    assert [(item.id, item.text, item.start_ms, item.end_ms) for item in conversation.items] == [
        ("i1", "Hi", None, None),
        ("i2", "", 5, 9),
    ]


@attrs.frozen
class Later:
    """Something that only other tools know."""


def test_stages_of_later_mean_nothing_here() -> None:
    conversation = Conversation()
    for fact in (
        facts.Session(cast("Any", "later"), {"model": "m"}),
        facts.Item("a1", cast("Any", Later()), cast("Any", "later")),
        facts.Item("a2", facts.Message("user", (cast("Any", Later()),)), "done"),
        facts.Asked(cast("Any", "later")),
    ):
        conversation.take(fact)
    assert [(item.kind, item.text) for item in conversation.items] == [("other", ""), ("message", "")]


def test_what_is_told_first_of_a_call_does_not_take_back_what_came_of_it() -> None:
    call = {"type": "mcp_call", "id": "m1", "server_label": "shop", "name": "buy", "arguments": "{}"}
    done, added = event("done", {**call, "output": "bought"}), event("added", call)
    tools = {"type": "mcp_list_tools", "id": "l1", "server_label": "shop"}
    listed = event("done", {**tools, "tools": [{"name": "buy", "input_schema": {}}]})
    result = {"type": "function_call_output", "id": "o1", "call_id": "c1"}
    returned = event("done", {**result, "output": "[]"})
    items = fold(done, added, listed, event("added", tools), returned, event("added", result)).items
    assert [(item.output, item.tools) for item in items] == [("bought", None), (None, ("buy",)), ("[]", None)]


def test_when_calls_are_answered() -> None:
    """A function's result comes by itself, that of a remote tool with the call that is final; and so do answers."""
    call = {"type": "function_call", "id": "f1", "call_id": "c1", "name": "f", "arguments": "{}"}
    remote = {"type": "mcp_call", "id": "m1", "server_label": "shop", "name": "buy", "arguments": "{}"}
    approval = {**remote, "id": "p1", "type": "mcp_approval_request"}
    answer = {"type": "mcp_approval_response", "id": "a1", "approval_request_id": "p1", "approve": True}
    frames = [
        event("added", call),
        event("done", call),
        event("added", remote),
        event("added", approval),
        event("done", {**remote, "output": "bought"}),
        event("added", {"type": "function_call_output", "id": "o1", "call_id": "c1", "output": "[]"}),
        event("added", answer),
        event("done", {**remote, "id": "m2", "error": {"type": "t", "message": "no"}}),
        event("done", {**remote, "id": "m3"}),
    ]
    conversation = Conversation()
    for at, frame in enumerate(frames):
        conversation.feed(rw.structure(frame), at)
    answered = [(item.id, item.done_at, item.answered_at) for item in conversation.items]
    assert answered == [("f1", 1, 5), ("m1", 4, 4), ("p1", None, 6), ("m2", 7, 7), ("m3", 8, None)]


def test_what_is_cut_belongs_to_no_response_or_is_not_there() -> None:
    cut = of_item("conversation.item.truncated", audio_end_ms=50)
    assert fold(cut).items == ()
    assert [item.cut for item in fold(event("added", text("Hi", "a1", "assistant")), cut).items] == [True]


def test_parts_without_a_response() -> None:
    def said(event: EchoEvent) -> Iterable[facts.Fact]:
        yield facts.PartTold("a1", event.words or "", facts.Text("Hi"))
        yield facts.Arguments("f1", "{}", name="f")
        yield facts.Sound("assistant", 5, "a1", 1)
        yield facts.Sound("user", 5)

    conversation = Conversation(attrs.evolve(TOY, facts=lambda: {EchoEvent: said}))
    conversation.feed(EchoEvent(words="assistant"))
    assert [(item.kind, item.text, item.arguments, item.response_id) for item in conversation.items] == [
        ("message", "Hi", None, None),
        ("call", "", "{}", None),
    ]


def later(_: EchoEvent) -> Iterable[Any]:
    yield Later()


def test_what_means_nothing_here_is_passed_over() -> None:
    conversation = Conversation()
    conversation.take(Later())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert (conversation.items, conversation.protocol) == ((), rw.REALTIME)
    telling = Conversation(attrs.evolve(TOY, facts=lambda: {EchoEvent: later}))
    telling.feed(EchoEvent(words="Hi"))
    assert telling.items == ()


def test_items_of_no_kind_are_told() -> None:
    kinds = fold(
        event("done", {"type": "mcp_list_tools", "id": "l1", "server_label": "shop", "tools": []}),
        event("added", {"type": "hologram", "id": "h1"}),
        event(
            "added", {"type": "mcp_approval_request", "id": "q1", "server_label": "s", "name": "buy", "arguments": "{}"}
        ),
        event("create", {"type": "mcp_approval_response", "id": "p", "approval_request_id": "q1", "approve": True}),
        event("create", {"type": "mcp_approval_response", "id": "p9", "approval_request_id": "q9", "approve": False}),
    ).items
    assert [(item.kind, item.name, item.tools, item.approved) for item in kinds] == [
        ("tools", None, (), None),
        ("other", "hologram", None, None),
        ("approval", "buy", None, True),
        ("approval", None, None, False),
    ]
    assert isinstance(kinds[0], Item)
