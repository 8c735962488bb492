"""The command `realtime-wire inspect`: what it finds out, what it prints, and what it says of files it cannot read."""

from __future__ import annotations

import gzip
import importlib
import io
import json
import os
import re
import subprocess
import sys
import unicodedata
import zlib
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import realtime_wire as rw
from realtime_wire._engine import facts
from realtime_wire._shown import clean
from realtime_wire.cli import main as command
from realtime_wire.cli import telling
from realtime_wire.cli.inspector import Inspector
from realtime_wire.protocols import PROTOCOLS
from realtime_wire.recordings import _files
from realtime_wire.recordings._files import ReadError
from tests import numbers
from tests.engine.toy import TOY, EchoEvent, HelloEvent, SayEvent
from tests.wire import frames, json_objects, junk, mutated, payloads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from realtime_wire._engine.facts import Fact
    from realtime_wire.cli.telling import Json

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "voice_turn.jsonl"
CAPTURES = [
    path
    for path in sorted(
        Path(os.environ.get("REALTIME_WIRE_CAPTURES") or ROOT.parent / "shared" / "captures").glob("*.jsonl"),
    )
    if not path.name.startswith("live_")  # another protocol
]
LINES = EXAMPLE.read_bytes().splitlines()

needs_rich = pytest.mark.skipif(find_spec("rich") is None, reason="the extra `cli` is not installed")


@pytest.fixture(autouse=True)
def no_wishes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep out what whoever runs the tests wants of colours."""
    for name in ("COLORTERM", "FORCE_COLOR", "NO_COLOR", "PYTHON_COLORS", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)


def jsonl(objects: Iterable[Mapping[str, Any]]) -> bytes:
    return b"".join(json.dumps(obj).encode() + b"\n" for obj in objects)


def inspect(*files: bytes, api: str = "realtime") -> Json:
    """Return the report on files of this content, of a protocol that the command knows."""
    return inspect_as(PROTOCOLS[api], *files)


def inspect_as(protocol: rw.Protocol, *files: bytes) -> Json:
    """Return the report on files of this content."""
    inspector = Inspector(protocol)
    for number, content in enumerate(files):
        inspector.read(inspector.begin(f"file {number}"), io.BytesIO(content).read, lambda _: None)
    return inspector.report()


# Whose events they are

LIVE_START = {"type": "session.start", "session": {"model": "gpt-live-1"}}
ERROR = {"type": "error", "error": {"message": "No."}}
HEARD = {"type": "session.input_transcript.delta", "delta": "Ahoy", "start_ms": 0, "end_ms": 200}


def guessed(*files: bytes) -> Json:
    """Return the report on files of which nobody has said whose events they hold."""
    inspector = Inspector()
    for number, content in enumerate(files):
        inspector.read(inspector.begin(f"file {number}"), io.BytesIO(content).read, lambda _: None)
    return inspector.report()


def test_the_events_that_only_one_protocol_has_decide() -> None:
    report = guessed(jsonl([ERROR, {"type": "?"}, HEARD, LIVE_START, HEARD]))
    assert (report["api"], report["frames"]) == ("live", 5)
    assert report["hints"] == ["a session of the API live, by its session.start; --api reads it as another"]
    # What came before is read as that, too.
    assert told(report) == ["user: AhoyAhoy"]
    assert [error["line"] for error in report["errors"]["events"]] == [1]
    assert report["malformed"]["count"] == 0


def test_the_main_protocol_is_nothing_to_tell_of() -> None:
    report = guessed(jsonl([ERROR, {"type": "conversation.item.create", "item": {"type": "message"}}, LIVE_START]))
    assert (report["api"], report["hints"]) == ("realtime", [])


def test_nothing_decides() -> None:
    assert guessed()["api"] == guessed(b"")["api"] == guessed(jsonl([ERROR, ERROR]))["api"] == "realtime"
    # After so many events it is decided.
    assert guessed(jsonl([ERROR] * 999 + [LIVE_START]))["api"] == "live"
    assert guessed(jsonl([ERROR] * 1000 + [LIVE_START]))["api"] == "realtime"
    # Lines that are no events count, and are told in their place.
    report = guessed(jsonl([ERROR]) + b"{\n" * 999 + jsonl([LIVE_START]))
    assert (report["api"], report["malformed"]["frames"][-1]["line"]) == ("realtime", 1000)


@pytest.mark.parametrize(
    "before", [b"{\n", b'{"type":"?"}\n', b"{}\n", b"\n"], ids=["no JSON", "unknown", "no type", "blank"]
)
def test_what_no_protocol_has_decides_nothing(before: bytes) -> None:
    assert guessed(before * 1001 + jsonl([LIVE_START]))["api"] == "live"


def test_all_files_count() -> None:
    report = guessed(jsonl([ERROR, ERROR]), b"", jsonl([LIVE_START, ERROR]), jsonl([HEARD]))
    assert (report["api"], report["frames"]) == ("live", 5)
    assert [file["frames"] for file in report["files"]] == [2, 0, 2, 1]
    assert [(error["file"], error["line"]) for error in report["errors"]["events"]] == [
        ("file 0", 1),
        ("file 0", 2),
        ("file 2", 2),
    ]
    # Each file has sessions of its own.
    assert [session["file"] for session in report["sessions"]] == ["file 2", "file 3"]


PIECE: Json = {"type": "session.output_transcript.delta", "delta": "Ahoy", "event_id": "event_1"}

TIES: dict[str, list[Json]] = {
    "live": [{**PIECE, "start_ms": 0, "end_ms": 200}],
    "translation": [PIECE, {**PIECE, "elapsed_ms": 200, "vendor_ms": 1}],
}
"""Events of a name that two protocols have, as one of them describes it."""


@pytest.mark.parametrize("name", TIES)
def test_of_two_that_fit_it_is_the_one_that_fits_best(name: str) -> None:
    report = guessed(jsonl([{"type": "error"}, *TIES[name]]) + b"{\n", jsonl(TIES[name]))
    assert (report["api"], report["unknown_types"]) == (name, [])
    assert report["hints"] == [f"read as the API {name}, which fits best; --api reads it as another"]
    assert [(frame["file"], frame["line"]) for frame in report["malformed"]["frames"]] == [
        ("file 0", 1),
        ("file 0", 2 + len(TIES[name])),
    ]


def test_what_is_said_counts() -> None:
    report = inspect(jsonl([ERROR, LIVE_START]), api="realtime")
    assert (report["api"], report["hints"]) == ("realtime", [])


# The example


def unknown_in(value: object) -> Iterator[str]:
    """Name the classes of what is not declared, at every level."""
    if isinstance(value, rw.Model):
        if value.extra:
            yield f"{type(value).__name__}: {', '.join(value.extra)}"
        for a in attrs.fields(type(value)):
            yield from unknown_in(getattr(value, a.name))
    elif isinstance(value, tuple):
        for item in cast("tuple[object, ...]", value):
            yield from unknown_in(item)
    elif isinstance(value, (rw.Unknown, rw.UnknownEvent)):
        yield type(value).__name__


@pytest.mark.parametrize("line", LINES, ids=lambda line: json.loads(line)["type"])
def test_example_is_valid_in_every_detail(line: bytes) -> None:
    event = rw.decode(line)
    assert list(unknown_in(event)) == []
    assert json.loads(rw.encode(event)) == json.loads(line)


def test_example_has_all_common_events() -> None:
    seldom = {
        "conversation.created",
        "conversation.item.created",
        "conversation.item.delete",
        "conversation.item.deleted",
        "conversation.item.input_audio_transcription.failed",
        "conversation.item.input_audio_transcription.segment",
        "conversation.item.retrieve",
        "conversation.item.retrieved",
        "error",
        "input_audio_buffer.clear",
        "input_audio_buffer.cleared",
        "input_audio_buffer.commit",
        "input_audio_buffer.dtmf_event_received",
        "input_audio_buffer.timeout_triggered",
        "response.cancel",
        "response.output_text.delta",
        "response.output_text.done",
    }
    names = set(rw.REALTIME.senders)
    aside = {
        name for name in names if name.startswith(("output_audio_buffer.", "mcp_", "response.mcp_")) or "." not in name
    }
    older = ("response.text.", "response.audio", "transcription_session.")
    before_ga = {name for name in names if name.startswith(older)}
    assert {json.loads(line)["type"] for line in LINES} == names - seldom - aside - before_ga


def test_example_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("realtime_wire.cli.inspector.LEAST_SECONDS", 0.0)
    report = inspect(EXAMPLE.read_bytes())
    objects = [json.loads(line) for line in LINES]
    counts = Counter(obj["type"] for obj in objects)
    sizes = Counter[str]()
    for obj, line in zip(objects, LINES, strict=True):
        sizes[obj["type"]] += len(line)
    assert report["frames"] == len(LINES)
    assert report["bytes"] == sum(map(len, LINES))
    assert report["frames_per_second"] > 0
    assert {one["type"]: one["count"] for one in report["event_types"]} == counts
    assert {one["type"]: one["bytes"] for one in report["event_types"]} == sizes
    assert sum(one["share_of_count"] for one in report["event_types"]) == pytest.approx(1)
    assert sum(one["share_of_bytes"] for one in report["event_types"]) == pytest.approx(1)
    assert {one["type"] for one in report["event_types"] if one["from"] == "client"} == {
        "conversation.item.create",
        "conversation.item.truncate",
        "input_audio_buffer.append",
        "response.create",
        "session.update",
    }
    answer = "The next train to Zürich leaves at 14:05 from platform 7, on time. Shall I tell you the one after?"
    assert told(report) == [
        "user: When is the next train to Zürich?",
        'call: next_departure({"city":"Zürich"})\n=> {"departs":"14:05","platform":"7","minutes_late":0}',
        f"assistant: {answer} (cut after 3900 ms)",
        "user: No, thank you.",
        "assistant: You're welcome. Have a good trip!",
    ]
    used = [obj["response"]["usage"] for obj in objects if obj["type"] == "response.done"]
    responses = report["usage"]["responses"]
    assert responses["count"] == len(used)
    for name in ("total_tokens", "input_tokens", "output_tokens"):
        assert responses["sums"][name] == sum(usage[name] for usage in used)
    for name in ("text_tokens", "audio_tokens", "cached_tokens"):
        total = sum(usage["input_token_details"][name] for usage in used)
        assert responses["sums"][f"input_token_details.{name}"] == total
    assert report["usage"]["transcriptions"]["count"] == 2
    assert report["sessions"] == [
        {
            "file": "file 0",
            "id": objects[0]["session"]["id"],
            "type": "realtime",
            "model": "gpt-realtime",
            "modalities": ["audio"],
            "voice": "marin",
            "speed": 1.0,
            "input_format": "audio/pcm, 24000 Hz",
            "output_format": "audio/pcm, 24000 Hz",
            "transcription": "gpt-4o-mini-transcribe",
            "noise_reduction": "near_field",
            "turn_detection": {
                "type": "server_vad",
                "threshold": 0.5,
                "prefix_padding_ms": 300,
                "silence_duration_ms": 500,
                "create_response": True,
                "interrupt_response": True,
            },
            "tools": ["next_departure"],
        },
    ]
    assert report["unknown_types"] == []
    assert report["malformed"] == {"count": 0, "frames": []}
    assert report["errors"] == {"count": 0, "events": []}


@pytest.mark.skipif(not CAPTURES, reason="no captures")
@pytest.mark.parametrize("path", CAPTURES, ids=lambda path: path.stem)
def test_captures(path: Path) -> None:
    report = inspect(path.read_bytes())
    assert report["malformed"]["count"] == 0
    assert len(report["sessions"]) == 1
    said = [entry["text"] for entry in report["conversation"] if entry["kind"] == "message"]
    assert len(said) == len(set(said)) > 1
    assert all(said)
    assert report["usage"]["responses"]["sums"]["total_tokens"] > 0


# The conversation


def told(report: Json) -> list[str]:
    """Return the conversation as it is printed."""
    lines: list[str] = []
    for entry in report["conversation"]:
        label, words = telling.said(entry)
        lines.append(f"{label}: {words}")
    return lines


def text(role: str, words: str, item_id: str | None = None, kind: str | None = None) -> Json:
    part = {"type": kind or ("output_text" if role == "assistant" else "input_text"), "text": words}
    return message(role, [part], item_id)


def message(role: str, content: list[Json], item_id: str | None = None) -> Json:
    item = {"type": "message", "role": role, "content": content}
    return item if item_id is None else {**item, "id": item_id}


def call(arguments: str, item_id: str = "f1", call_id: str = "c1") -> Json:
    return {"type": "function_call", "id": item_id, "call_id": call_id, "name": "look_up", "arguments": arguments}


def result(output: str, call_id: str = "c1") -> Json:
    return {"type": "function_call_output", "call_id": call_id, "output": output}


def tool_call(**more: Any) -> Json:
    return {"type": "mcp_call", "id": "m1", "server_label": "shop", "name": "buy", "arguments": "{}", **more}


def sent(item: Json) -> Json:
    return {"type": "conversation.item.create", "item": item}


def created(item: Json) -> Json:
    return {"type": "conversation.item.created", "item": item}


def added(item: Json) -> Json:
    return {"type": "conversation.item.added", "item": item}


def done(item: Json) -> Json:
    return {"type": "conversation.item.done", "item": item}


def response_done(*output: Json, **more: Any) -> Json:
    return {"type": "response.done", "response": {"output": list(output), **more}}


def of_item(event: str, item_id: str = "a1", **more: Any) -> Json:
    where = {"response_id": "r1", "item_id": item_id, "output_index": 0, "content_index": 0}
    return {"type": event, **where, **more}


def heard(name: str, **more: Any) -> Json:
    return {
        "type": f"conversation.item.input_audio_transcription.{name}",
        "item_id": "u1",
        "content_index": 0,
        **more,
    }


def session_created(session_id: str) -> Json:
    return {"type": "session.created", "session": {"id": session_id}}


SPEECH = message("user", [{"type": "input_audio", "transcript": None}], "u1")

CONVERSATIONS: dict[str, tuple[list[Json], list[str]]] = {
    "bits of a text": (
        [of_item("response.output_text.delta", delta=delta) for delta in ("Good", " day", ".")],
        ["assistant: Good day."],
    ),
    "bits of a transcript under the older name": (
        [of_item("response.audio_transcript.delta", delta=delta) for delta in ("Good", " day")],
        ["assistant: Good day"],
    ),
    "the whole replaces the bits, and later bits are none": (
        [
            of_item("response.output_text.delta", delta="Goo"),
            of_item("response.output_text.done", text="Good day."),
            of_item("response.output_text.delta", delta="Goo"),
        ],
        ["assistant: Good day."],
    ),
    "everything that tells of an answer": (
        [
            {
                "type": "response.output_item.added",
                "response_id": "r",
                "output_index": 0,
                "item": message("assistant", [], "a1"),
            },
            added(message("assistant", [], "a1")),
            of_item("response.content_part.added", part={"type": "audio", "transcript": ""}),
            of_item("response.output_audio_transcript.delta", delta="Yes."),
            of_item("response.output_audio_transcript.done", transcript="Yes."),
            of_item("response.content_part.done", part={"type": "audio", "transcript": "Yes."}),
            of_item("response.content_part.done"),
            done(message("assistant", [{"type": "output_audio", "transcript": "Yes."}], "a1")),
            {
                "type": "response.output_item.done",
                "response_id": "r",
                "output_index": 0,
                "item": message("assistant", [], "a1"),
            },
            response_done(message("assistant", [{"type": "audio", "transcript": "Yes."}], "a1"), status="completed"),
        ],
        ["assistant: Yes."],
    ),
    "parts in the order of their index": (
        [
            of_item("response.output_text.delta", content_index=1, delta="two"),
            of_item("response.output_text.delta", content_index=0, delta="one"),
        ],
        ["assistant: one\ntwo"],
    ),
    "an item without content, and a message of nothing": (
        [created({"type": "message", "role": "assistant", "id": "a1"})],
        ["assistant: ..."],
    ),
    "the client's item is that of the server": (
        [sent(text("user", "Hi")), added(text("user", "Hi", "u1")), done(text("user", "Hi", "u1"))],
        ["user: Hi"],
    ),
    "the client's item has the id already": (
        [sent(text("user", "Hi", "u1")), created(text("user", "Hi", "u1"))],
        ["user: Hi"],
    ),
    "the same words twice are two messages": (
        [
            sent(text("user", "Hi")),
            sent(text("user", "Hi")),
            added(text("user", "Hi", "u1")),
            added(text("user", "Hi", "u2")),
        ],
        ["user: Hi", "user: Hi"],
    ),
    "a server without ids": (
        [
            sent(text("user", "Hi")),
            added(text("user", "Hi")),
            done(text("user", "Hi")),
            added(text("system", "Be kind.")),
        ],
        ["user: Hi", "system: Be kind."],
    ),
    "speech before its transcript": ([added(SPEECH), done(SPEECH)], ["user: [audio]"]),
    "speech in bits": (
        [
            added(SPEECH),
            heard("delta", delta=" Go"),
            heard("delta", delta=None),
            heard("delta", content_index=None, delta="od"),
        ],
        ["user:  Good"],
    ),
    "speech in place, though it was written down later": (
        [
            added(SPEECH),
            of_item("response.output_text.done", text="Fine."),
            heard("delta", delta="How"),
            heard("completed", transcript="How are you?"),
        ],
        ["user: How are you?", "assistant: Fine."],
    ),
    "speakers told apart": (
        [
            heard("segment", id="s1", speaker="A", text=" Hello.", start=0, end=1),
            heard("segment", id="s2", speaker="B", text="Hi.", start=1, end=2),
            heard("completed", transcript="Hello. Hi."),
        ],
        ["user: A: Hello.\nB: Hi."],
    ),
    "speech that could not be written down": (
        [heard("failed", error={"message": "too quiet"})],
        ["user: [audio] (transcription failed)"],
    ),
    "what has no words": (
        [
            sent(
                message(
                    "user",
                    [
                        {"type": "input_text", "text": "See:"},
                        {"type": "input_image", "image_url": "data:image/png;base64,AAAA"},
                        {"type": "item_reference", "id": "u0"},
                        {"type": "input_video", "data": "AAAA"},
                        {"data": "AAAA"},
                    ],
                )
            )
        ],
        ["user: See:\n[image]\n[item u0]\n[input_video]\n[no type]"],
    ),
    "keys of a telephone": (
        [{"type": "input_audio_buffer.dtmf_event_received", "event": "#", "received_at": 1}],
        ["user: [key #]"],
    ),
    "a call in bits, without its item": (
        [
            of_item("response.function_call_arguments.delta", "f1", call_id="c1", delta='{"a"'),
            of_item("response.function_call_arguments.delta", "f1", call_id="c1", delta=":1"),
        ],
        ['call: ?({"a":1)'],
    ),
    "a call by its arguments, and its result": (
        [
            of_item("response.function_call_arguments.delta", "f1", call_id="c1", delta='{"a"'),
            of_item(
                "response.function_call_arguments.done", "f1", call_id="c1", name="look_up", arguments='{ "a":\n1.0 }'
            ),
            sent(result("found")),
        ],
        ['call: look_up({"a":1.0})\n=> found'],
    ),
    "a call by its item, and its result as it comes back": (
        [added(call("")), done(call('{"a":1}')), sent(result("found")), added({**result("found"), "id": "o1"})],
        ['call: look_up({"a":1})\n=> found'],
    ),
    "a call of an earlier conversation, and its result": (
        [sent({**call("{}"), "id": None}), added(call("{}")), sent(result(""))],
        ["call: look_up({})\n=> "],
    ),
    "a call without an id of the call": (
        [added({**call("{}"), "call_id": None})],
        ["call: look_up({})"],
    ),
    "the result of a call that is not there": (
        [sent(result("found")), added({**result("found"), "id": "o1"})],
        ["result: => found"],
    ),
    "a call of an MCP tool": (
        [
            of_item("response.mcp_call_arguments.delta", "m1", delta="{"),
            of_item("response.mcp_call_arguments.done", "m1", arguments="{}"),
            done(tool_call(output="bought")),
        ],
        ["call: shop.buy({})\n=> bought"],
    ),
    "calls of MCP tools that fail": (
        [
            done(tool_call(error={"type": "http_error", "code": 402, "message": "pay first"})),
            done(tool_call(id="m2", error={"type": "flood"})),
        ],
        ["call: shop.buy({})\nfailed: pay first", "call: shop.buy({})\nfailed: flood"],
    ),
    "approvals": (
        [
            added({**tool_call(id="q1"), "type": "mcp_approval_request"}),
            sent({"type": "mcp_approval_response", "id": "p1", "approval_request_id": "q1", "approve": True}),
            added({**tool_call(id="q2"), "type": "mcp_approval_request"}),
            sent(
                {
                    "type": "mcp_approval_response",
                    "id": "p2",
                    "approval_request_id": "q2",
                    "approve": False,
                    "reason": "dear",
                }
            ),
            added({**tool_call(id="q3"), "type": "mcp_approval_request"}),
        ],
        [
            "approval: shop.buy({})\napproved",
            "approval: shop.buy({})\nrefused: dear",
            "approval: shop.buy({})\nnot answered",
        ],
    ),
    "an approval of what is not there": (
        [sent({"type": "mcp_approval_response", "id": "p1", "approval_request_id": "q1", "approve": True})],
        ["approval: ?()\napproved"],
    ),
    "tools of MCP servers": (
        [
            done(
                {
                    "type": "mcp_list_tools",
                    "id": "l1",
                    "server_label": "shop",
                    "tools": [{"name": "buy", "input_schema": {}}],
                }
            ),
            done({"type": "mcp_list_tools", "id": "l2", "server_label": "void", "tools": []}),
        ],
        ["tools: shop: buy", "tools: void: none"],
    ),
    "items of unknown kinds": (
        [
            added({"type": "hologram", "id": "h1"}),
            done({"type": "hologram", "id": "h1"}),
            added({"type": "message", "role": "tool", "id": 5, "content": []}),
            added({"type": "x" * 101, "id": "x1"}),
            added({"type": "", "id": "x2"}),
            of_item("response.function_call_arguments.delta", "x2", call_id="c1", delta="{"),
        ],
        ["item: [hologram]", "item: [message]", f"item: [{'x' * 99}…]", "item: []"],
    ),
    "a reference is no item": ([sent({"type": "item_reference", "id": "u1"})], []),
    "what happens to items": (
        [
            added(text("user", "Hi", "u1")),
            done(text("assistant", "Hello", "a1")),
            of_item("conversation.item.truncated", audio_end_ms=1200),
            of_item("conversation.item.truncated", audio_end_ms=1200),
            {"type": "conversation.item.deleted", "item_id": "u1"},
            {"type": "conversation.item.deleted", "item_id": "u9"},
            {"type": "conversation.item.retrieved", "item": text("assistant", "Hello", "a1")},
        ],
        ["user: Hi (deleted)", "assistant: Hello (cut after 1200 ms)"],
    ),
    "responses that end early": (
        [
            response_done(
                text("assistant", "We", "a1"), status="cancelled", status_details={"reason": "turn_detected"}
            ),
            response_done(text("assistant", "Oh", "a2"), {"type": "item_reference", "id": "u1"}, status="failed"),
            response_done(text("assistant", "Ah", "a3"), status="incomplete", status_details="unimplemented"),
            {"type": "response.done", "response": {"status": "cancelled"}},
        ],
        ["assistant: We (cancelled: turn_detected)", "assistant: Oh (failed)", "assistant: Ah (incomplete)"],
    ),
    "ids that a later session uses again": (
        [
            session_created("s1"),
            added(text("user", "Hi", "i1")),
            done(text("user", "Hi", "i1")),
            session_created("s2"),
            added(text("user", "Ho", "i1")),
            done(text("user", "Ho", "i1")),
        ],
        ["user: Hi", "user: Ho"],
    ),
    "sessions side by side": (
        [
            session_created("s1"),
            of_item("response.output_text.delta", "a1", delta="one"),
            session_created("s2"),
            of_item("response.output_text.delta", "a2", delta="three"),
            of_item("response.output_text.delta", "a1", delta=" two"),
            of_item("response.output_text.delta", "a2", delta=" four"),
        ],
        ["assistant: one two", "assistant: three four"],
    ),
}

TRANSLATION: list[Json] = [
    {"type": "session.created", "session": {"id": "s1", "type": "translation", "model": "m"}},
    {"type": "session.input_audio_buffer.append", "audio": "AAAA"},
    {"type": "session.input_transcript.delta", "delta": "Guten"},
    {"type": "session.output_transcript.delta", "delta": "Good"},
    {"type": "session.input_transcript.delta", "delta": " Tag"},
    {"type": "session.output_transcript.delta", "delta": " day"},
    {"type": "session.output_audio.delta", "delta": "AAAA"},
    {"type": "session.closed"},
    {"type": "session.created", "session": {"id": "s2", "type": "translation"}},
    {"type": "session.output_transcript.delta", "delta": "Bye"},
]


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_conversation(name: str) -> None:
    events, expected = CONVERSATIONS[name]
    report = inspect(jsonl(events))
    assert report["malformed"]["frames"] == []
    assert told(report) == expected
    # Other files have other ids, or the same for other things.
    assert told(inspect(*[jsonl(events)] * 2)) == expected * 2
    # Whoever stops reading early sees as much of it as there was.
    lengths = [len(told(inspect(jsonl(events[:end])))) for end in range(len(events) + 1)]
    assert lengths == sorted(lengths)


def test_translation() -> None:
    report = inspect(jsonl(TRANSLATION), api="translation")
    assert told(report) == ["source: Guten Tag", "translation: Good day", "translation: Bye"]
    assert [entry["session"] for entry in report["conversation"]] == [0, 0, 1]
    assert {one["type"]: one["from"] for one in report["event_types"]} == {
        event["type"]: "client" if "append" in event["type"] else "server" for event in TRANSLATION
    }


def test_entry_tells_where_it_belongs() -> None:
    report = inspect(jsonl([session_created("s1"), added(call("{}")), added(text("user", "Hi", "u1"))]))
    assert report["conversation"] == [
        {"session": 0, "kind": "call", "name": "look_up", "arguments": "{}", "call_id": "c1", "item_id": "f1"},
        {"session": 0, "kind": "message", "role": "user", "text": "Hi", "item_id": "u1"},
    ]


# The session

FLAT = {
    "id": "s1",
    "model": "m",
    "modalities": ["text", "audio"],
    "voice": {"name": "ava", "type": "azure-standard"},
    "input_audio_format": "pcm16",
    "input_audio_sampling_rate": 24000,
    "output_audio_format": None,
    "input_audio_transcription": {"model": "whisper-1", "language": None},
    "input_audio_noise_reduction": None,
    "turn_detection": {
        "type": "server_vad",
        "threshold": 0.5,
        "end_of_utterance_detection": {"model": "x"},
        "note": "x",
    },
    "tools": [{"type": "function", "function": {"name": "look_up"}}, {"type": "mcp", "server_label": "shop"}, {}],
}

SESSIONS: dict[str, tuple[list[Json], list[Json]]] = {
    "flat": (
        [{"type": "session.created", "session": FLAT}],
        [
            {
                "id": "s1",
                "model": "m",
                "modalities": ["text", "audio"],
                "voice": "ava",
                "input_format": "pcm16, 24000 Hz",
                "transcription": "whisper-1",
                "noise_reduction": None,
                "turn_detection": {"type": "server_vad", "threshold": 0.5},
                "tools": ["look_up", "shop", "no name"],
            }
        ],
    ),
    "nested": (
        [
            {
                "type": "session.created",
                "session": {
                    "type": "realtime",
                    "reasoning": {"effort": "low"},
                    "audio": {
                        "input": {
                            "format": {"type": "audio/pcmu"},
                            "turn_detection": {"type": "semantic_vad", "eagerness": "high"},
                            "transcription": {},
                        },
                        "output": {
                            "format": {"type": "audio/opus", "rate": 48000},
                            "voice": {"id": "voice_1"},
                            "speed": 1,
                        },
                    },
                },
            }
        ],
        [
            {
                "type": "realtime",
                "voice": "voice_1",
                "speed": 1,
                "input_format": "audio/pcmu",
                "output_format": "audio/opus, 48000 Hz",
                "transcription": "on",
                "turn_detection": {"type": "semantic_vad", "eagerness": "high"},
                "reasoning": "low",
            }
        ],
    ),
    "turn detection that is off": (
        [
            {"type": "session.created", "session": {"turn_detection": {"type": None}}},
            {"type": "session.created", "session": {"audio": {"input": {"turn_detection": None}}}},
            {"type": "session.created", "session": {"turn_detection": None}},
        ],
        [{"turn_detection": None}] * 3,
    ),
    "of an unknown kind": (
        [
            {
                "type": "session.created",
                "session": {
                    "type": "hologram",
                    "id": "s1",
                    "model": 5,
                    "voice": "ava",
                    "audio": {"output": {"speed": {}}},
                },
            }
        ],
        [{"id": "s1", "type": "hologram", "voice": "ava"}],
    ),
    "an update changes what it says, and may leave the rest out": (
        [
            {"type": "session.created", "session": {"id": "s1", "model": "m", "voice": "ara"}},
            {"type": "session.update", "session": {"voice": "never"}},
            {"type": "session.updated", "session": {"model": "n"}},
        ],
        [{"id": "s1", "model": "n", "voice": "ara"}],
    ),
    "what the client asks for, as long as the server is silent": (
        [
            {"type": "session.update", "session": {"model": "m"}},
            {"type": "session.update", "session": {"voice": "ava"}},
        ],
        [{"model": "m", "voice": "ava"}],
    ),
    "what the client asks for before the session is there": (
        [{"type": "session.update", "session": {"voice": "ava"}}, session_created("s1")],
        [{"id": "s1"}],
    ),
    "updates of sessions side by side": (
        [
            session_created("s1"),
            session_created("s2"),
            {"type": "session.updated", "session": {"id": "s1", "model": "m"}},
            {"type": "session.updated", "session": {"id": "s3", "model": "n"}},
        ],
        [{"id": "s1", "model": "m"}, {"id": "s2"}, {"id": "s3", "model": "n"}],
    ),
    "a stream that begins in the middle": (
        [added(text("user", "Hi", "u1")), session_created("s1")],
        [{}, {"id": "s1"}],
    ),
}


@pytest.mark.parametrize("name", SESSIONS)
def test_session(name: str) -> None:
    events, expected = SESSIONS[name]
    report = inspect(jsonl(events))
    assert report["malformed"]["frames"] == []
    assert report["sessions"] == [{"file": "file 0", **facts} for facts in expected]


def test_odd_values_are_left_out() -> None:
    session: dict[str, Any] = {
        "id": "s1",
        "modalities": "audio",
        "voice": 5,
        "input_audio_format": {"type": 5},
        "output_audio_format": 5,
        "input_audio_transcription": 5,
        "input_audio_noise_reduction": "near_field",
        "turn_detection": [],
    }
    report = inspect(jsonl([{"type": "session.created", "session": session}]))
    assert report["sessions"] == [{"file": "file 0", "id": "s1"}]
    assert [frame["path"] for frame in report["malformed"]["frames"]] == ["$.session.modalities"]


def test_translation_session() -> None:
    session = {
        "id": "s1",
        "type": "translation",
        "model": "m",
        "audio": {
            "input": {"transcription": {"model": "t"}, "noise_reduction": None},
            "output": {"language": "es"},
        },
    }
    bare = {"type": "session.updated", "session": {"type": "translation"}}
    report = inspect(
        jsonl([{"type": "session.created", "session": session}, bare]),
        jsonl([{"type": "session.update", "session": {"audio": {"input": {}}}}]),
        api="translation",
    )
    facts = {"id": "s1", "type": "translation", "model": "m", "language": "es", "transcription": "t"}
    assert report["sessions"] == [{"file": "file 0", **facts, "noise_reduction": None}, {"file": "file 1"}]


# Usage

USAGES: dict[str, tuple[list[Json], Json]] = {
    "details are added up by kind": (
        [
            {"total_tokens": 3, "input_tokens": 1, "input_token_details": {"text_tokens": 1, "cached_tokens": None}},
            {"total_tokens": 4, "input_tokens": 2, "input_token_details": {"text_tokens": 2, "image_tokens": 5}},
        ],
        {
            "total_tokens": 7,
            "input_tokens": 3,
            "input_token_details.text_tokens": 3,
            "input_token_details.image_tokens": 5,
        },
    ),
    "what vendors add": (
        [{"seconds": 1, "details": {"grok_tokens": 1}}, {"seconds": 0.5, "details": {"grok_tokens": 2}}],
        {"seconds": 1.5, "details.grok_tokens": 3},
    ),
    "what is no count": (
        [{"a": True, "b": "1", "c": 10**400, "d": 1e300, "e": [1], "f": 2**63, "g": 2**63 - 1}],
        {"g": 2**63 - 1},
    ),
    "one name for different things": (
        [{"a": 1, "b": {"c": 1}}, {"a": {"c": 1}, "b": 1}],
        {"a": 1, "b.c": 1, "a.c": 1, "b": 1},
    ),
    "a long name": ([{"x" * 101: {"y": 1}}], {"x" * 99 + "….y": 1}),
}


@pytest.mark.parametrize("name", USAGES)
def test_usage(name: str) -> None:
    usages, expected = USAGES[name]
    report = inspect(jsonl(response_done(usage=usage) for usage in usages))
    assert report["malformed"]["frames"] == []
    assert report["usage"]["responses"] == {"count": len(usages), "sums": expected}
    # xAI and Inworld have it beside the response.
    beside = [{**response_done(usage={}), "usage": usage} for usage in [*usages, "none"]]
    assert inspect(jsonl(beside))["usage"] == report["usage"]


def test_usage_of_transcriptions() -> None:
    usages = [{"type": "duration", "seconds": 3}, {"type": "duration", "seconds": 1.5}, {"type": "free"}, None]
    events = [
        heard("completed", transcript="Hi", usage=usage, item_id=f"u{number}") for number, usage in enumerate(usages)
    ]
    # What is told twice was used once.
    report = inspect(jsonl([*events, events[0]]))
    assert report["usage"]["transcriptions"] == {"count": 3, "sums": {"seconds": 4.5}}
    assert report["tokens"]["transcriptions"]["seconds"] == 4.5


# Faults

PRIVATE = "c2VjcmV0"


def test_malformed_frames() -> None:
    lines = [
        b'{"type":"session.updated"}',
        b"",
        b'{"type":"response.done","response":{"output":[{"type":"function_call","name":5}]}}\r',
        b'{"type":"session.update","session":{"audio":{"output":{"speed":"' + PRIVATE.encode() + b'"}}}}',
        PRIVATE.encode(),
        b"[]",
        b'{"type":"' + PRIVATE.encode() + b"\xff",
        b'{"type":"error","error":{"type":"t","message":"m"}}',
    ]
    report = inspect(b"", b"\n".join(lines))
    found = [
        f"{one['line']}: {one['type']}: {one['path']}: {one['expected']}, {one['found']}"
        for one in report["malformed"]["frames"]
    ]
    assert found == [
        "1: session.updated: $.session: object, nothing",
        "3: response.done: $.response.output[0].name: string, integer",
        "4: session.update: $.session.audio.output.speed: number, string",
        "5: None: $: JSON, malformed JSON at byte 0",
        "6: None: $: object, array",
        "7: None: $: JSON, invalid UTF-8",
    ]
    assert {one["file"] for one in report["malformed"]["frames"]} == {"file 1"}
    assert report["malformed"]["count"] == 6
    assert report["frames"] == 7
    assert report["bytes"] == sum(len(line.strip()) for line in lines)
    # A malformed frame is of its type all the same; what is no event has none.
    assert {one["type"]: one["count"] for one in report["event_types"]} == {
        "error": 1,
        "response.done": 1,
        "session.updated": 1,
        "session.update": 1,
    }
    assert PRIVATE not in json.dumps(report)


def test_usage_that_is_counted_on_is_not_added_up() -> None:
    """Live translation of Qwen tells with each response what the session has used so far."""
    events = [
        {"type": "session.created", "session": {"id": "s1", "translation": {"language": "en"}}},
        response_done(usage={"total_tokens": 5, "input_token_details": {"audio_tokens": 3}}),
        response_done(usage={"total_tokens": 9, "input_token_details": {"audio_tokens": 6}}),
        heard("completed", transcript="Ja.", usage={"type": "duration", "seconds": 1}),
        {"type": "session.created", "session": {"id": "s2", "translation": {"language": "en"}}},
        response_done(usage={"total_tokens": 2}),
        {"type": "session.created", "session": {"id": "s3"}},
        response_done(usage={"total_tokens": 30}),
        response_done(usage={"total_tokens": 40}),
    ]
    report = inspect(jsonl(events))
    assert report["usage"]["responses"] == {
        "count": 5,
        "sums": {"total_tokens": 9 + 2 + 30 + 40, "input_token_details.audio_tokens": 6},
    }
    assert report["usage"]["transcriptions"]["sums"] == {"seconds": 1}
    assert [one.get("language") for one in report["sessions"]] == ["en", "en", None]


TRANSLATING = {"type": "session.created", "session": {"id": "s1", "translation": {"language": "en"}}}

USED = [{"total_tokens": 5, "input_tokens": 3}, {"total_tokens": 9, "input_tokens": 6}]

RUNNING: dict[str, tuple[list[Json], bool | None, int]] = {
    "nobody translates": ([{"type": "session.created", "session": {"id": "s1"}}], None, 14),
    "somebody translates": ([TRANSLATING], None, 9),
    "that is asked for": ([{"type": "session.update", "session": {"translation": {"language": "en"}}}], None, 9),
    "no session": ([], None, 14),
    "no session, and it is said": ([], True, 9),
    "nobody translates, and it is said": ([{"type": "session.created", "session": {"id": "s1"}}], True, 9),
    "somebody translates, and each is said to count": ([TRANSLATING], False, 14),
}
"""What comes first, what is said of usage, and how many tokens that are."""


@pytest.mark.parametrize("name", RUNNING)
def test_whether_usage_is_counted_on(name: str) -> None:
    before, running, total = RUNNING[name]
    inspector = Inspector(rw.REALTIME, running=running)
    lines = jsonl([*before, *(response_done(usage=usage) for usage in USED)])
    for file in ("one", "two"):
        source = io.BytesIO(lines)
        inspector.read(inspector.begin(file), source.read, lambda _: None)
    assert inspector.report()["usage"]["responses"]["count"] == 4
    assert inspector.report()["usage"]["responses"]["sums"]["total_tokens"] == 2 * total


@pytest.mark.parametrize(
    "after", [{"total_tokens": 8, "input_tokens": 7}, {"total_tokens": 10}, {"total_tokens": 10, "input_tokens": 5}]
)
def test_usage_that_falls_is_added_up(after: Json) -> None:
    """Who counts on never tells less than before: here each usage is that of one response, those before included."""
    events = [TRANSLATING, *(response_done(usage=usage) for usage in (*USED, after, {**USED[1], "total_tokens": 50}))]
    assert inspect(jsonl(events))["usage"]["responses"]["sums"] == {
        "total_tokens": 5 + 9 + after["total_tokens"] + 50,
        "input_tokens": 3 + 6 + after.get("input_tokens", 0) + 6,
    }


@needs_rich
@pytest.mark.parametrize(("option", "total"), [([], 9), (["--usage", "each"], 14), (["--usage", "running"], 9)])
def test_option_for_usage(option: list[str], total: int, run: Callable[..., Run], tmp_path: Path) -> None:
    lines = jsonl([TRANSLATING, *(response_done(usage=usage) for usage in USED)])
    (tmp_path / "qwen.jsonl").write_bytes(lines)
    shown = run("--json", *option, "qwen.jsonl")
    assert json.loads(shown.out)["usage"]["responses"]["sums"]["total_tokens"] == total


def test_usage_of_two_spellings_is_added_once() -> None:
    details = {"audio_tokens": 3}
    usage = {"input_tokens": 3, "input_token_details": details, "input_tokens_details": details}
    assert inspect(jsonl([response_done(usage=usage)]))["usage"]["responses"]["sums"] == {
        "input_tokens": 3,
        "input_token_details.audio_tokens": 3,
    }


def test_what_is_not_at_fault_is_told() -> None:
    """A malformed event costs the report no more than the member that is odd."""
    call = {"type": "function_call", "id": "item_1", "name": "f", "arguments": "{}", "call_id": 7}
    report = inspect(
        jsonl(
            [
                {"type": "session.created", "session": {"id": "sess_1", "model": "m", "expires_at": "later"}},
                heard("completed", transcript="Hello?", logprobs="0"),
                response_done(status="completed", usage={"total_tokens": 5, "input_tokens": "2"}, output=[call]),
                {"type": "error", "error": {"type": "t", "message": "m", "param": 1}},
            ]
        )
    )
    assert [f"{one['type']}: {one['path']}" for one in report["malformed"]["frames"]] == [
        "session.created: $.session.expires_at",
        "conversation.item.input_audio_transcription.completed: $.logprobs",
        "response.done: $.response.output[0].call_id",
        "error: $.error.param",
    ]
    assert [(one["id"], one["model"]) for one in report["sessions"]] == [("sess_1", "m")]
    assert report["usage"]["responses"]["sums"] == {"total_tokens": 5}
    assert [one["error"]["message"] for one in report["errors"]["events"]] == ["m"]
    assert "Hello?" in json.dumps(report["conversation"])


def test_errors() -> None:
    error = {"type": "invalid_request_error", "code": None, "message": "No."}
    report = inspect(
        jsonl(
            [
                {"type": "error", "error": error},
                response_done(status="failed", status_details={"error": {"type": "server_error", "message": "Oh."}}),
                heard("failed", error={"code": "audio_unintelligible"}),
            ]
        )
    )
    assert report["errors"] == {
        "count": 3,
        "events": [
            {"file": "file 0", "line": 1, "event": "error", "error": error},
            {
                "file": "file 0",
                "line": 2,
                "event": "response.done",
                "error": {"type": "server_error", "code": None, "message": "Oh."},
            },
            {
                "file": "file 0",
                "line": 3,
                "event": "conversation.item.input_audio_transcription.failed",
                "error": {"type": None, "code": "audio_unintelligible", "message": None},
            },
        ],
    }


def test_faults_beyond_number_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("realtime_wire.cli.inspector.KEPT", 2)
    report = inspect(b"x\n" * 5)
    assert report["malformed"]["count"] == 5
    assert [one["line"] for one in report["malformed"]["frames"]] == [1, 2]


def test_unknown_types() -> None:
    events: list[Json] = [
        {"type": "ping"},
        {},
        {"type": 5},
        {"type": "ping"},
        {"type": "x" * 101},
        {"type": "ping"},
        {"type": "pong"},
    ]
    report = inspect(jsonl(events))
    assert report["unknown_types"] == [
        {"type": "ping", "count": 3},
        {"type": None, "count": 2},
        {"type": "pong", "count": 1},
        {"type": "x" * 99 + "…", "count": 1},
    ]
    assert {one["type"]: (one["count"], one["from"]) for one in report["event_types"]} == {
        "ping": (3, None),
        None: (2, None),
        "pong": (1, None),
        "x" * 99 + "…": (1, None),
    }


def test_what_steers_a_terminal_is_replaced() -> None:
    letters = [chr(code) for code in range(0x3000)]
    # Control characters but the tab, and all that turn the direction of text or mark it.
    directions = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    steering = {each for each in letters if unicodedata.category(each) == "Cc" and each != "\t"}
    steering |= {each for each in letters if unicodedata.bidirectional(each) in directions} | {"\u200e", "\u200f"}
    assert {each for each in letters if clean(each) != each} == steering
    assert clean("a\x1b[2J\u2067b") == "a\\u001b[2J\\u2067b"


@needs_rich
def test_nothing_secret_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    audio = {"type": "input_audio", "audio": PRIVATE, "transcript": "Hi"}
    image = {"type": "input_image", "image_url": f"data:image/png;base64,{PRIVATE}"}
    tool = {"type": "mcp", "server_label": "shop", "authorization": PRIVATE, "headers": {"key": PRIVATE}}
    session = {
        "client_secret": {"value": PRIVATE},
        "tools": [tool],
        "voice": {"name": "ava", "key": PRIVATE},
        "turn_detection": {"type": "server_vad", "key": PRIVATE},
        "input_audio_transcription": {"model": "whisper-1", "key": PRIVATE},
        "prompt": {"id": "p", "variables": {"v": {"type": "input_file", "file_data": PRIVATE}}},
    }
    events: list[Json] = [
        {"type": "session.created", "session": session},
        {"type": "session.update", "session": {"type": "hologram", "key": PRIVATE}},
        {"type": "input_audio_buffer.append", "audio": PRIVATE},
        {"type": "ping", "key": PRIVATE},
        added(message("user", [audio, image, {"type": "hologram", "key": PRIVATE}], "u1")),
        {"type": "conversation.item.retrieved", "item": message("user", [audio], "u1")},
        added({"type": "hologram", "id": "h1", "key": PRIVATE}),
        of_item("response.output_audio.delta", delta=PRIVATE),
        of_item("response.output_text.delta", delta="Ho", obfuscation=PRIVATE),
        response_done(usage={"key": PRIVATE}),
        {
            "type": "response.create",
            "response": {"tools": [{**tool, "server_label": PRIVATE}, {**tool, "headers": PRIVATE}]},
        },
    ]
    path = tmp_path / "log.jsonl"
    path.write_bytes(jsonl(events))
    for options in ([], ["--json"]):
        assert command.main(["inspect", str(path), *options]) == 0
        shown = capsys.readouterr()
        assert "Hi" in shown.out
        assert PRIVATE not in shown.out + shown.err


# Any protocol


def test_a_protocol_that_tells_no_facts() -> None:
    """What there is to count is counted; nothing more is known."""
    lines = [
        b'{"type":"hello","greeting":"Hi"}',
        b'{"type":"utter","content":"all"}',
        b'{"time":1,"from":"server","frame":"{\\"type\\":\\"echo\\",\\"words\\":\\"Hi\\"}"}',
        b'{"from":"server","close":1000,"reason":""}',
        b'{"type":"say","volume":true}',
        b'{"type":"hum"}',
    ]
    report = inspect_as(TOY, b"\n".join(lines))
    assert report["api"] == "toy"
    assert [(one["type"], one["from"], one["count"], one["bytes"]) for one in report["event_types"]] == [
        ("echo", "server", 1, 28),
        ("hello", "both", 1, len(lines[0])),
        ("hum", None, 1, len(lines[5])),
        ("say", "client", 1, len(lines[4])),
        ("utter", "client", 1, len(lines[1])),
    ]
    assert report["unknown_types"] == [{"type": "hum", "count": 1}]
    assert [(one["line"], one["type"], one["path"]) for one in report["malformed"]["frames"]] == [
        (5, "say", "$.volume")
    ]
    assert (report["sessions"], report["conversation"], report["hints"]) == ([], [], [])
    assert report["usage"] == {"responses": {"count": 0, "sums": {}}, "transcriptions": {"count": 0, "sums": {}}}
    assert report["errors"] == {"count": 0, "events": []}


def test_a_protocol_without_unknown_events() -> None:
    closed = rw.Protocol("closed", server=EchoEvent, client=SayEvent)
    report = inspect_as(closed, b'{"type":"hum"}\n{"from":"server","open":"now"}\n{"type":"say"}\n')
    assert report["malformed"]["count"] == 0
    assert report["unknown_types"] == [{"type": "hum", "count": 1}]
    assert report["frames"] == 2


def greeted(event: HelloEvent) -> Iterable[Fact]:
    yield facts.Session("begun", {"voice": event.greeting, "id": "s1"})
    yield facts.Item("i1", facts.Call("c1", "sing", "{}"), "added")


def echoed(event: EchoEvent) -> Iterable[Fact]:
    yield facts.Item(None, facts.Result("c1", "la"), "added")
    yield facts.Said(None, "echo", event.words or "")
    yield facts.Failure("deaf", None, "What?")
    yield facts.Usage("responses", {"breath": 2})


@needs_rich
def test_a_protocol_that_tells_facts() -> None:
    telling = attrs.evolve(TOY, facts=lambda: {HelloEvent: greeted, EchoEvent: echoed})
    lines = b'{"type":"hello","greeting":"Hi"}\n' + b'{"type":"echo","words":"ho"}\n' * 2
    report = inspect_as(telling, lines)
    assert report["sessions"] == [{"file": "file 0", "id": "s1", "voice": "Hi"}]
    assert told(report) == ["call: sing({})\n=> la", "echo: hoho"]
    assert report["usage"]["responses"] == {"count": 2, "sums": {"breath": 4}}
    error = {"type": "deaf", "code": None, "message": "What?"}
    assert report["errors"]["events"] == [
        {"file": "file 0", "line": line, "event": "echo", "error": error} for line in (2, 3)
    ]
    shown = importlib.import_module("realtime_wire.cli.report").for_people(report)
    assert "Conversation\ncall        sing({})\n            => la\necho        hoho\n" in shown


@attrs.frozen
class Later:
    """Something that only other tools know."""


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        (Later(), []),
        (facts.Session(cast("Any", "later"), {"model": "m"}), []),
        (facts.Item("a1", cast("Any", Later()), "done"), ["other"]),
        (facts.Item("a1", facts.Message("user", (facts.Text("Hi"), cast("Any", Later()))), "done"), ["Hi"]),
    ],
    ids=["fact", "stage", "item", "part"],
)
def test_what_means_nothing_here_is_passed_over(fact: Any, told: list[str]) -> None:
    def tell(_: HelloEvent) -> Iterable[Any]:
        yield fact

    telling = attrs.evolve(TOY, facts=lambda: {HelloEvent: tell})
    report = inspect_as(telling, b'{"type":"hello","greeting":"Hi"}')
    assert report["frames"] == 1
    assert not any("model" in session for session in report["sessions"])
    assert [entry.get("text", entry["kind"]) for entry in report["conversation"]] == told


def test_events_in_the_place_of_ours_tell_the_same() -> None:
    @rw.frozen(kw_only=True)
    class LoudDeltaEvent(rw.ResponseOutputTextDeltaEvent):
        loudness: float

    loud = rw.REALTIME.extended("loud", server=LoudDeltaEvent)
    lines = jsonl(of_item("response.output_text.delta", delta=delta, loudness=1) for delta in ("Good", " day"))
    assert told(inspect_as(loud, lines)) == ["assistant: Good day"]
    faults = inspect_as(loud, jsonl([of_item("response.output_text.delta", delta="")]))["malformed"]["frames"]
    assert [one["path"] for one in faults] == ["$.loudness"]


HINTS: dict[str, tuple[bytes, list[str]]] = {
    "toy": (b'{"type":"say"}\n{"type":"echo","words":""}\n{"type":"ping"}', ["toy"]),
    "translation": (b'{"type":"session.closed"}\n{"type":"session.close"}\n{"type":"say"}', ["translation"]),
    "neither": (b'{"type":"session.closed"}\n{"type":"say"}', []),
    "what several know": (b'{"type":"say"}\n' * 3 + b'{"type":"hum"}\n', ["humming"]),
}
"""Frames of other APIs, and those that the report asks for."""


@pytest.mark.parametrize("name", HINTS)
def test_hint_at_another_of_many_protocols(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    @rw.frozen
    class HumEvent(rw.Model):
        type: Literal["hum"] = "hum"

    known = {**PROTOCOLS, "toy": TOY, "humming": TOY.extended("humming", client=HumEvent)}
    monkeypatch.setattr("realtime_wire.cli.inspector.PROTOCOLS", known)
    lines, names = HINTS[name]
    assert inspect(lines)["hints"] == [f"most frames are of another API; try --api {name}" for name in names]


def test_hint_at_another_protocol_of_one_file() -> None:
    report = inspect(jsonl([ERROR] * 9), jsonl([LIVE_START, HEARD, ERROR]))
    assert report["hints"] == ["file 1: most frames are of another API; try --api live"]
    # It is said once if it is so of all of them together.
    report = inspect(jsonl([ERROR]), jsonl([LIVE_START, HEARD, ERROR]), jsonl([HEARD]))
    assert report["hints"] == ["most frames are of another API; try --api live"]


def test_the_command_names_no_event() -> None:
    names = {name for protocol in PROTOCOLS.values() for name in protocol.senders if "." in name}
    classes = {cls.__name__ for protocol in PROTOCOLS.values() for cls in get_args(protocol.event)} - {"UnknownEvent"}
    assert len(names) > len(PROTOCOLS) < len(classes)
    for path in Path(telling.__file__).parent.glob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert not [name for name in names if name in source], path.name
        assert classes.isdisjoint(re.findall(r"\w+", source)), path.name
        assert not re.search(r"realtime_wire(\.| import )(realtime|translation)\b", source), path.name


# Files


def read(name: str, content: bytes, sizes: Iterator[int] | None = None) -> tuple[list[bytes | None], str | None]:
    """Return the lines of a file, and what is wrong with it; `sizes` says how much comes at a time."""
    stream = io.BytesIO(content)
    lines: list[bytes | None] = []
    counted: list[int] = []

    def some(size: int) -> bytes:
        return stream.read(size if sizes is None else min(size, next(sizes, size)))

    problem: str | None = None
    try:
        for line in _files.lines_of(_files.blocks_of(name, some, counted.append)):
            lines.append(line)  # noqa: PERF402  what came before a fault must stay
    except ReadError as error:
        problem = str(error)
    assert sum(counted) <= len(content)
    return lines, problem


@given(
    st.lists(st.sampled_from([b"{}", b"", b"{", b"\r", b"caf\xc3\xa9", b"\xff"]) | st.binary(max_size=9)),
    st.lists(st.integers(1, 9)),
)
def test_lines_are_the_same_in_any_pieces(parts: list[bytes], sizes: list[int]) -> None:
    content = b"{}\n" + b"\n".join(parts)
    expected = content.split(b"\n")
    if not expected[-1]:
        expected.pop()
    whole: tuple[list[bytes | None], None] = ([*expected], None)
    assert read("log", content) == whole
    assert read("log", content, iter(sizes)) == whole
    zipped = gzip.compress(content)
    assert read("log.gz", zipped) == whole
    assert read("log", zipped + bytes(3), iter([2, *sizes])) == whole
    half = len(content) // 2
    assert read("log", gzip.compress(content[:half]) + bytes(2) + gzip.compress(content[half:])) == whole


def test_large_files_come_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_files, "BLOCK", 64)
    content = EXAMPLE.read_bytes() * 2
    assert read("log", content) == ([*LINES, *LINES], None)
    # A bomb: far more comes out than goes in.
    lines, problem = read("log", gzip.compress(content + b"x" * 100_000))
    assert (lines[:-1], problem) == ([*LINES, *LINES], None)
    assert lines[-1] == b"x" * 100_000


@pytest.mark.parametrize("trailing", [b"", b"\n{}", b"\n"])
def test_too_long_lines_are_not_kept(monkeypatch: pytest.MonkeyPatch, trailing: bytes) -> None:
    monkeypatch.setattr(_files, "LINE_LIMIT", 100)
    monkeypatch.setattr(_files, "BLOCK", 16)
    lines, _ = read("log", b"{}\n" + b"y" * 100 + b"\n" + b"x" * 150 + trailing)
    assert lines == [b"{}", b"y" * 100, None, *trailing.split()]
    report = inspect(b"x" * 101)
    assert report["frames"] == 1
    assert [one["found"] for one in report["malformed"]["frames"]] == ["a line of more than 100 bytes"]


def decompressed(damaged: bytes) -> bytes:
    """Return what can be had of damaged data, byte by byte."""
    inflate, data = zlib.decompressobj(wbits=31), b""
    try:
        for index in range(len(damaged)):
            data += inflate.decompress(damaged[index : index + 1])
    except zlib.error:
        pass
    return data


@given(st.integers(1), st.booleans())
def test_damaged_gzip_gives_all_that_came_before(place: int, cut: bool) -> None:  # noqa: FBT001  drawn, not called
    content = jsonl({"type": "ping", "n": zlib.crc32(bytes([n]))} for n in range(40)).rstrip()
    whole = gzip.compress(content, mtime=0)
    place = 10 + place % (len(whole) - 10)
    damaged = whole[:place] if cut else whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :]
    lines, problem = read("log.gz", damaged)
    assert problem == ("gzip data that ends too early" if cut else "damaged gzip data") or not cut
    expected = decompressed(damaged)
    assert b"\n".join(filter(None, lines)) == b"\n".join(filter(None, expected.split(b"\n")))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", None),
        (b"plain words", None),
        (b'{"type":"ping"}\n\0\0\0\0', None),
        (b'\xff\xff\n {"type":"ping"} \nmore', None),
        (b'{"type":"caf\xc3', None),
        (b'{"type":"\0', None),
        ("Grüße".encode("latin-1"), None),
        (b'\0\0\0{"type":"ping"}\n', "not a text file"),
        ('{"type":"ping"}\n{"type":"ping"}\n'.encode("utf-16"), "not a text file"),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0", "not a text file"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not a text file"),
        (bytes(range(256)) * 99, "not a text file"),
    ],
    ids=[
        "empty",
        "text",
        "zeros at the end",
        "damaged",
        "cut",
        "zero in a frame",
        "latin",
        "zeros at the beginning",
        "wide",
        "ELF",
        "PNG",
        "all",
    ],
)
def test_text_and_binary(content: bytes, problem: str | None) -> None:
    assert read("log", content)[1] == problem
    assert read("log.gz", gzip.compress(content))[1] == problem


# The command


@attrs.frozen
class Run:
    code: int
    out: str
    err: str


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Run]:
    """Give a function that runs the command in a folder with some files."""
    zipped = gzip.compress(EXAMPLE.read_bytes(), mtime=0)
    files = {
        "good.jsonl": EXAMPLE.read_bytes(),
        "good.jsonl.gz": zipped,
        "bad.jsonl": LINES[0] + b"\nnonsense\n",
        "cut.jsonl.gz": zipped[:4000],
        "broken.jsonl.gz": zipped[:-6] + bytes(6),
        "empty.gz": b"",
        "plain.gz": EXAMPLE.read_bytes(),
        "binary": bytes(range(256)),
        "empty": b"",
        "translation.jsonl": jsonl(TRANSLATION),
        "odd\x1b\n.jsonl": LINES[0],
        "array": b'\n [\n{"type":"ping"},\n{"type":"ping"},\n{"type":"ping"},\n]\n',
        "brackets": b'[12:00] start\n{"type":"ping"}\n',
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Run:
        code = command.main(["inspect", *arguments])
        shown = capsys.readouterr()
        return Run(code, shown.out, shown.err)

    return run


@pytest.fixture
def own_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Put a module of a user into the working directory, and forget it afterwards."""
    name = "a_users_own_protocols"
    (tmp_path / f"{name}.py").write_text("from tests.engine.toy import TOY\nNAMES = ['toy']\n", encoding="utf-8")
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.chdir(tmp_path)
    yield name
    sys.modules.pop(name, None)


@needs_rich
def test_a_protocol_of_ones_own(own_module: str, run: Callable[..., Run], tmp_path: Path) -> None:
    (tmp_path / "toy.jsonl").write_bytes(b'{"type":"hello","greeting":"Hi"}\n{"type":"say"}\n')
    for _ in range(2):  # it is looked for in the working directory, which is put on the path once
        shown = run("--api", f"{own_module}:TOY", "--json", "toy.jsonl")
        assert json.loads(shown.out)["api"] == "toy"
        assert (shown.code, shown.err) == (0, "")
    assert sys.path.count(str(tmp_path)) == 1


@pytest.mark.parametrize(
    ("api", "message"),
    [
        *[
            (api, f"{api!r} is none of {', '.join(PROTOCOLS)}, and no MODULE:NAME, as in my_package.protocols:MINE")
            for api in ("vllm", ":VLLM", "a_users_own_protocols:", "a/users/own/protocols.py:TOY", "a..b:TOY")
        ],
        ("a_users_own_protocols:NAMES", "a_users_own_protocols:NAMES is no Protocol"),
        ("a_users_own_protocols:GONE", "module 'a_users_own_protocols' has no attribute 'GONE'"),
        ("nobodys_protocols:TOY", "No module named 'nobodys_protocols'"),
    ],
)
def test_what_is_no_protocol(
    api: str, message: str, own_module: str, run: Callable[..., Run], capsys: pytest.CaptureFixture[str]
) -> None:
    assert own_module in sys.modules or Path(f"{own_module}.py").exists()
    with pytest.raises(SystemExit) as caught:
        run("--api", api, "good.jsonl")
    assert caught.value.code == 2
    assert capsys.readouterr().err.endswith(f"error: argument --api: {message}\n")


CUT = len(decompressed(gzip.compress(EXAMPLE.read_bytes(), mtime=0)[:4000]).splitlines())

NOT_LINES = "no line of it is a frame; is it a JSON array, rather than one JSON object a line?"

OTHER = "realtime-wire: most frames are of another API; "

FOUND_OUT = "realtime-wire: a session of the API translation, by its session.input_audio_buffer.append; --api reads it as another\n"

COMMANDS: dict[str, tuple[list[str], int, int, str]] = {
    # what is given, exit code, frames, standard error
    "plain": (["good.jsonl"], 0, 138, ""),
    "gzip": (["good.jsonl.gz"], 0, 138, ""),
    "several": (["good.jsonl", "good.jsonl.gz", "empty"], 0, 276, ""),
    "empty": (["empty"], 0, 0, ""),
    "translation": (["translation.jsonl", "--api", "translation", "--strict"], 0, 10, ""),
    "malformed": (["bad.jsonl"], 0, 2, ""),
    "malformed, strictly": (["bad.jsonl", "--strict"], 1, 2, ""),
    "well-formed, strictly": (["good.jsonl", "--strict"], 0, 138, ""),
    "missing": (["gone", "good.jsonl"], 2, 138, "realtime-wire: gone: No such file or directory\n"),
    "folder": (["good.jsonl", "folder"], 2, 138, "realtime-wire: folder: Is a directory\n"),
    "binary": (["binary", "good.jsonl"], 2, 138, "realtime-wire: binary: not a text file\n"),
    "cut gzip": (
        ["cut.jsonl.gz", "empty"],
        2,
        CUT,
        f"realtime-wire: cut.jsonl.gz: gzip data that ends too early, after line {CUT}\n",
    ),
    "broken gzip, strictly": (
        ["broken.jsonl.gz", "--strict"],
        2,
        138,
        "realtime-wire: broken.jsonl.gz: damaged gzip data, after line 138\n",
    ),
    "empty gzip": (["empty.gz"], 2, 0, "realtime-wire: empty.gz: gzip data that ends too early\n"),
    "no gzip": (["plain.gz"], 2, 0, "realtime-wire: plain.gz: not gzip data\n"),
    "two faults": (
        ["gone", "good.jsonl", "folder"],
        2,
        138,
        "realtime-wire: gone: No such file or directory\nrealtime-wire: folder: Is a directory\n",
    ),
    "array": (["array"], 0, 5, f"realtime-wire: array: {NOT_LINES}\n"),
    "array, and what is none": (["array", "good.jsonl", "brackets"], 0, 145, f"realtime-wire: array: {NOT_LINES}\n"),
    "array, strictly": (["--strict", "array"], 1, 5, f"realtime-wire: array: {NOT_LINES}\n"),
    "the other API": (["--api", "realtime", "translation.jsonl"], 0, 10, f"{OTHER}try --api translation\n"),
    "found out": (
        ["translation.jsonl"],
        0,
        10,
        FOUND_OUT,
    ),
    "the main API": (
        ["--api", "translation", "good.jsonl"],
        0,
        138,
        f"{OTHER}try --api realtime\n",
    ),
    "one file of the other API": (
        ["good.jsonl", "translation.jsonl"],
        0,
        148,
        "realtime-wire: translation.jsonl: most frames are of another API; try --api translation\n",
    ),
    "odd name": (["odd\x1b\n.jsonl", "gone\x1b"], 2, 1, "realtime-wire: gone\\u001b: No such file or directory\n"),
}


@needs_rich
@pytest.mark.parametrize("name", COMMANDS)
def test_command(name: str, run: Callable[..., Run]) -> None:
    arguments, code, count, complaint = COMMANDS[name]
    as_json = run("--json", *arguments)
    report = json.loads(as_json.out)
    assert (as_json.code, report["frames"], as_json.err) == (code, count, complaint)
    assert [file["name"] for file in report["files"]] == [a for a in arguments if a[0] != "-" and a not in PROTOCOLS]
    problems = [file["problem"] for file in report["files"] if file["problem"]]
    assert [line.split(": ", 2)[-1] for line in complaint.splitlines() if "; " not in line] == problems
    assert [line.partition(": ")[2] for line in complaint.splitlines() if "; " in line] == report["hints"]
    for_people = run(*arguments)
    assert (for_people.code, for_people.err) == (code, complaint)
    assert bool(for_people.out) == bool(count or not complaint)
    assert f"{count} frames" in for_people.out or not for_people.out
    assert "\x1b" not in for_people.out


@needs_rich
def test_report_for_people(run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("realtime_wire.cli.inspector.KEPT", 2)
    monkeypatch.setattr("realtime_wire.cli.inspector.LEAST_SECONDS", 0.0)
    events: list[Json] = [
        session_created("s1"),
        {"type": "session.update", "session": {}},
        {"type": "session.updated", "session": {**FLAT, "tools": []}},
        {"type": "ping\n"},
        {},
        added(text("user", "One\nTwo :smile: [red]\x1b[31m\u202e", "u1")),
        added(text("assistant", "Fine.", "a1")),
        {"type": "conversation.item.deleted", "item_id": "a1"},
        {"type": "conversation.item.deleted", "item_id": "u1"},
        response_done(
            usage={
                "total_tokens": 3000,
                "input_tokens": 2000,
                "output_tokens": 1000,
                "input_token_details": {
                    "text_tokens": 2000,
                    "audio_tokens": 0,
                    "cached_tokens": 9,
                    "cached_tokens_details": {"text_tokens": 8, "audio_tokens": 1},
                },
                "output_token_details": {"audio_tokens": 1000},
                "vendor_details": {"grok_tokens": 5},
                "billable_seconds": 1.5,
            },
        ),
        heard("completed", transcript="Hm.", usage={"type": "duration", "seconds": 2}),
        heard("completed", item_id="u2", transcript="Hm?", usage={"type": "duration", "seconds": 2}),
        {"type": "error", "error": {"type": "server_error", "code": "c", "message": "Oh\nno."}},
        heard("failed", error={}),
        session_created("s2"),
        done(call("no JSON", "f2", "c2")),
        {"type": "error"},
        {"type": "error", "error": {"type": "t", "message": 5}},
    ]
    Path("log.jsonl").write_bytes(jsonl(events) + b"nonsense\n")
    shown = run("log.jsonl", "empty").out
    first, *lines = shown.splitlines()
    assert first.startswith("2 files: 19 frames, ")
    assert first.endswith(" frames/s)")
    table, *rest = "\n".join(lines).split("\n\n")[1:]
    assert table.splitlines()[0].split() == ["Event", "type", "From", "Count", "Share", "Bytes", "Share"]
    assert [row.split()[:3] for row in table.splitlines()[1:3]] == [
        ["error", "server", "3"],
        ["conversation.item.added", "server", "2"],
    ]
    assert any(row.startswith("ping\\u000a ") and row.split()[1] == "?" for row in table.splitlines())
    assert any(row.startswith("(no type) ") for row in table.splitlines())
    assert (
        "\n\n".join(rest) + "\n"
        == """\
Session s1
  model            m
  modalities       text, audio
  voice            ava
  input format     pcm16, 24000 Hz
  transcription    whisper-1
  noise reduction  off
  turn detection   server_vad (threshold 0.5)
  tools            none

Conversation of session 1
user        Hm. (deleted) (transcription failed)
assistant   Fine. (deleted)
user        Hm?

Conversation of session 2
call        look_up(no JSON)

Turn (there are no times)  End
Hm.                        completed

Usage of 1 response   Text  Audio
input                1,992      0
cached                   8      1
output                   0  1,000

Usage of 2 transcriptions  Sum
seconds                      4

What does not fit
nobody added it: item u2

Unknown types
      1  (no type)
      1  ping\\u000a

Errors: 2
log.jsonl:13: error: server_error, c: Oh\\u000ano.
log.jsonl:14: conversation.item.input_audio_transcription.failed

Malformed frames: 3
log.jsonl:17: error: $.error: expected string or object, found nothing
log.jsonl:18: error: $.error.message: expected string, found integer
and 1 more
"""
    )


TIMED: list[tuple[float, Json]] = [
    (0.0, {"type": "session.created", "session": {"output_audio_format": "pcm16"}}),
    (1.0, {"type": "input_audio_buffer.speech_started", "item_id": "u1"}),
    (2.0, {"type": "input_audio_buffer.speech_stopped", "item_id": "u1"}),
    (2.1, {"type": "response.created", "response": {"id": "r1"}}),
    (2.5, of_item("response.audio.delta", delta="A" * 6400)),
    (3.0, of_item("response.audio.delta", delta="A" * 6400)),
    (3.05, {"type": "input_audio_buffer.speech_started", "item_id": "u2"}),
    (
        3.25,
        response_done(
            id="r1",
            status="cancelled",
            status_details={"reason": "turn_detected"},
            usage={"output_tokens": 3, "output_token_details": {"reasoning_tokens": 2}},
        ),
    ),
    (4.0, {"type": "response.created", "response": {"id": "r2"}}),
    (4.0, of_item("response.text.delta", "a2", response_id="r2", delta="Yes?")),
    (4.5, heard("completed", transcript="A question that goes on and on, and on and on")),
]


@needs_rich
def test_turns_for_people(run: Callable[..., Run]) -> None:
    Path("log.jsonl").write_bytes(
        jsonl({"time": time, "from": "server", "frame": json.dumps(obj)} for time, obj in TIMED)
        + b'{"time":5,"from":"server","close":1000,"reason":""}\n'
    )
    shown = run("log.jsonl").out
    assert "log.jsonl: 11 frames, " in shown
    assert " frames/s" not in shown
    rows = [line.split("  ") for line in shown.partition("Turn  ")[2].split("\n\n")[0].splitlines()[1:]]
    assert [[cell.strip() for cell in row if cell.strip()] for row in rows] == [
        ["A question that goes on and on, and on …", "interrupted", "0.500 s", "0.200 s", "0.400 s"],
        ["[audio]", "cut off"],
    ]
    assert "reasoning: 2\n" in shown
    told = json.loads(run("log.jsonl", "--json").out)
    assert [response["end"] for response in told["responses"]] == ["interrupted", "cut off"]
    assert [response["audio_ms"] for response in told["responses"]] == [200.0, None]
    assert [turn["interrupted"] for turn in told["turns"]] == [True, False]


def test_connections_of_a_log() -> None:
    said = {"type": "session.input_transcript.delta", "delta": "Ho"}
    open_ = {"from": "client", "open": "now"}
    report = guessed(jsonl([open_, said, {"from": "server", "close": 1000}, open_, said, TRANSLATION[1], open_, said]))
    assert report["api"] == "translation"
    assert [(entry["session"], entry["text"]) for entry in report["conversation"]] == [(0, "Ho"), (1, "Ho"), (2, "Ho")]


@needs_rich
def test_report_for_people_shows_few_faults(run: Callable[..., Run]) -> None:
    Path("log.jsonl").write_bytes(
        b"[]\n" * 21 + jsonl([{"type": "error", "error": {"type": "t", "message": "m"}}] * 20)
    )
    lines = run("log.jsonl").out.split("\n\n")[-1].splitlines()
    assert lines[0] == "Malformed frames: 21"
    assert lines[1:-1] == [f"log.jsonl:{number}: $: expected object, found array" for number in range(1, 21)]
    assert lines[-1] == "and 1 more"
    assert len(json.loads(run("log.jsonl", "--json").out)["malformed"]["frames"]) == 21


@needs_rich
def test_words_are_shown_as_they_are(run: Callable[..., Run]) -> None:
    odd = ":smile: [red]\x1b[31m\u202e\x00 \r"
    Path("log.jsonl").write_bytes(jsonl([added(text("user", f"One\n{odd}Two", "u1"))]))
    shown = run("log.jsonl").out
    assert "\nuser        One\n            :smile: [red]\\u001b[31m\\u202e\\u0000\n            Two\n" in shown


class Terminal(io.StringIO):
    """What takes text and says that someone looks at it."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@needs_rich
def test_terminal(run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "60")
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    assert run("good.jsonl").code == 0
    assert "\x1b[1mEvent type" in screen.getvalue()
    table = re.sub(r"\x1b\[[0-9;]*m", "", screen.getvalue()).split("\n\n")[1]
    assert table.startswith("Event type")
    assert max(map(len, table.splitlines())) <= 60


@pytest.fixture
def report() -> ModuleType:
    """Give the module that draws, which cannot be imported without rich."""
    return importlib.import_module("realtime_wire.cli.report")


@needs_rich
@pytest.mark.parametrize("size", ["known", "unknown"])
def test_progress(size: str, run: Callable[..., Run], report: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(report, "PROGRESS_AFTER", 0.0)
    monkeypatch.setattr(_files, "BLOCK", 1000)
    files = ["good.jsonl", "good.jsonl.gz", "gone"] + (["folder"] if size == "unknown" else [])
    quiet = run(*files)
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    shown = run(*files)
    assert shown.out.splitlines()[1:] == quiet.out.splitlines()[1:]
    assert "━" in screen.getvalue()
    assert ("/?" in screen.getvalue()) == (size == "unknown")


@needs_rich
def test_no_progress_at_once_or_for_nobody(report: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    for screen, wait in ((Terminal(), 3600.0), (io.StringIO(), 0.0)):
        monkeypatch.setattr(sys, "stderr", screen)
        monkeypatch.setattr(report, "PROGRESS_AFTER", wait)
        with report.progress_bar(None) as advance:
            advance(1)
        assert screen.getvalue() == ""


class Stream(io.RawIOBase):
    """A pipe that gives these blocks, and then fails in this way."""

    def __init__(self, *blocks: bytes, fault: BaseException | None = None) -> None:
        self.blocks = list(blocks)
        self.fault = fault

    def read1(self, _: int) -> bytes:
        if not self.blocks and self.fault is not None:
            raise self.fault
        return self.blocks.pop(0) if self.blocks else b""


@needs_rich
@pytest.mark.parametrize(
    ("stdin", "code", "count", "complaint"),
    [
        (Stream(LINES[0][:9], LINES[0][9:] + b"\n", LINES[1]), 0, 2, ""),
        (Stream(gzip.compress(EXAMPLE.read_bytes())), 0, 138, ""),
        (
            Stream(LINES[0] + b"\n", LINES[1], fault=OSError(5, "Input/output error")),
            2,
            2,
            "realtime-wire: -: Input/output error, after line 2\n",
        ),
        (Stream(fault=OSError("gone")), 2, 0, "realtime-wire: -: gone\n"),
        (
            Stream(LINES[0] + b"\n" + LINES[1] + b"\n", LINES[2][:9], fault=KeyboardInterrupt()),
            130,
            2,
            "realtime-wire: interrupted: the report is about what was read so far\n",
        ),
        (None, 2, 0, "realtime-wire: -: standard input is closed\n"),
    ],
    ids=["plain", "gzip", "fault", "fault at once", "Ctrl-C", "closed"],
)
def test_standard_input(  # noqa: PLR0913, PLR0917  a table, and what it takes to check it
    stdin: Stream | None,
    code: int,
    count: int,
    complaint: str,
    run: Callable[..., Run],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdin", None if stdin is None else SimpleNamespace(buffer=stdin))
    shown = run("--json", "-")
    report = json.loads(shown.out)
    assert (shown.code, report["frames"], shown.err) == (code, count, complaint)
    assert report["interrupted"] == (code == 130)


@needs_rich
def test_size_of_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    fstat = os.fstat

    def of_example(number: int) -> os.stat_result:
        return EXAMPLE.stat() if number == 0 else fstat(number)

    monkeypatch.setattr(os, "fstat", of_example)
    assert command.size_of(["-", str(EXAMPLE), "gone"]) == 2 * EXAMPLE.stat().st_size
    assert command.size_of([str(EXAMPLE), str(ROOT)]) is None


@needs_rich
def test_ctrl_c_while_printing(run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "write", interrupted)
    assert run("good.jsonl") == Run(130, "", "")


def start(*arguments: str, stdout: int) -> tuple[int, str]:
    """Run the command in a process of its own; return its exit code and what it complained of."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-m", "realtime_wire", "inspect", str(EXAMPLE), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env=environment,
        check=False,
    )
    return process.returncode, process.stderr.decode()


@needs_rich
@pytest.mark.parametrize("arguments", [[], ["--json"]])
def test_closed_pipe(arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        assert start(*arguments, stdout=writer) == (0, "")
    finally:
        os.close(writer)


@needs_rich
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_full_disk() -> None:
    with Path("/dev/full").open("wb") as full:
        assert start(stdout=full.fileno()) == (2, "realtime-wire: standard output: No space left on device\n")


@needs_rich
@pytest.mark.parametrize("fault", [BrokenPipeError(), OSError(28, "No space left on device")])
def test_output_that_fails(fault: OSError, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    with open(os.dup(1), "w", encoding="utf-8") as out:  # noqa: PTH123  a descriptor has no path

        def fail(_: str) -> int:
            raise fault

        monkeypatch.setattr(sys, "stdout", SimpleNamespace(write=fail, fileno=out.fileno, isatty=out.isatty))
        assert command.main(["inspect", str(EXAMPLE)]) == (0 if isinstance(fault, BrokenPipeError) else 2)
        out.write("lost")
    complaint = (
        "" if isinstance(fault, BrokenPipeError) else "realtime-wire: standard output: No space left on device\n"
    )
    assert capfd.readouterr() == ("", complaint)


@needs_rich
def test_letters_that_the_output_does_not_have(monkeypatch: pytest.MonkeyPatch, run: Callable[..., Run]) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    assert run("good.jsonl").code == 0
    assert rb"When is the next train to Z\xfcrich?" in raw.getvalue()


@pytest.mark.parametrize("missing", ["rich", "rich.console"])
def test_without_rich(missing: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in [name for name in sys.modules if name == "rich" or name.startswith("rich.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    monkeypatch.delitem(sys.modules, "realtime_wire.cli.report", raising=False)
    assert command.main(["inspect", str(EXAMPLE)]) == 2
    assert capsys.readouterr() == (
        "",
        "realtime-wire: this command needs rich, which the extra `cli` brings: pip install 'realtime-wire[cli]'\n",
    )


@pytest.mark.parametrize(
    ("arguments", "code", "shown"),
    [
        (["--version"], 0, f"realtime-wire {rw.__version__}\n"),
        (["inspect", "--help"], 0, "usage: realtime-wire inspect "),
        (["inspect"], 2, "the following arguments are required: FILE\n"),
        ([], 2, "the following arguments are required: COMMAND\n"),
        (
            ["inspect", "--api", "rest", "x"],
            2,
            f"argument --api: 'rest' is none of {', '.join(PROTOCOLS)}, and no MODULE:NAME",
        ),
    ],
)
def test_arguments(arguments: list[str], code: int, shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        command.main(arguments)
    assert stop.value.code == code
    assert shown in "".join(capsys.readouterr())


def test_module(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["realtime_wire", "--version"])
    # As `python -m` runs it. `runpy` cannot: pytest loads what comes with a plugin of its own in another way.
    spec = find_spec("realtime_wire.__main__")
    assert spec is not None
    assert spec.origin is not None
    names = {"__name__": "__main__", "__package__": "realtime_wire", "__spec__": spec}
    code = compile(Path(spec.origin).read_text(encoding="utf-8"), spec.origin, "exec")
    with pytest.raises(SystemExit) as stop:
        exec(code, names)  # noqa: S102  our own
    assert stop.value.code == 0
    assert capsys.readouterr().out == f"realtime-wire {rw.__version__}\n"


# Whatever comes

LOGS = st.lists(
    st.sampled_from(LINES)
    | frames(rw.Event)
    | mutated(rw.Event)
    | junk().map(lambda data: data.replace(b"\n", b""))
    | json_objects().map(lambda obj: json.dumps(obj).encode()),
    max_size=30,
)


@needs_rich
@given(LOGS, st.sampled_from(["realtime", "translation"]))
def test_anything_gives_a_report(lines: list[bytes], api: str) -> None:
    module = importlib.import_module("realtime_wire.cli.report")
    lines = [line.replace(b"\n", b" ") for line in lines]
    report = inspect(b"{}\n" + b"\n".join(lines), api=api)
    (file,) = report["files"]
    held = report["frames"] + file["skipped"]["count"]
    total = 1 + sum(bool(line.strip(b" \t\r\n")) for line in lines)
    # Where something before a frame makes it a log, a line may hold several.
    assert held == total if file["layout"] is None else held >= total
    assert json.loads(json.dumps(report, allow_nan=False)) == report
    counted = sum(one["count"] for one in report["event_types"])
    not_json = sum(one["type"] is None for one in report["malformed"]["frames"])
    assert counted + not_json == report["frames"]
    shown = module.for_people(report)
    assert all(line == clean(line) for line in shown.split("\n"))


PLACES = [(api, place) for api, stream in numbers.STREAMS.items() for place in numbers.places(stream)]


@needs_rich
@pytest.mark.parametrize(("api", "place"), PLACES, ids=str)
def test_a_number_that_nobody_means_gives_a_report(api: str, place: Any) -> None:
    module = importlib.import_module("realtime_wire.cli.report")
    streams = [numbers.replaced(numbers.STREAMS[api], place, number) for number in numbers.NUMBERS.values()]
    quarters = [number / 4 for number in range(40)]
    report = inspect(*[numbers.recorded(stream, quarters, PROTOCOLS[api]) for stream in streams], api=api)
    assert json.loads(json.dumps(report, allow_nan=False)) == report
    assert module.for_people(report)


@needs_rich
@pytest.mark.parametrize("api", numbers.STREAMS)
def test_times_that_nobody_means_give_a_report(api: str) -> None:
    module = importlib.import_module("realtime_wire.cli.report")
    files = [numbers.recorded(numbers.STREAMS[api], times, PROTOCOLS[api]) for times in numbers.TIMES.values()]
    report = inspect(*files, api=api)
    assert json.loads(json.dumps(report, allow_nan=False)) == report
    assert module.for_people(report)


@given(payloads(rw.ServerEvent) | payloads(rw.ClientEvent))
def test_any_event_is_counted(obj: Json) -> None:
    report = inspect(b"{}\n" + json.dumps(obj).encode())
    assert report["malformed"]["count"] == 0
    assert report["frames"] == 2


@needs_rich
def test_a_live_session_shows_its_seconds_though_it_has_no_responses(run: Callable[..., Run]) -> None:
    session = {"id": "s"}
    told = {"seconds": 21.0}
    events = [
        {"type": "session.started", "event_id": "e", "session": session},
        {"type": "session.closed", "event_id": "e", "reason": "close_requested", "session": session, "usage": told},
    ]
    Path("log.jsonl").write_bytes(jsonl(events))
    assert run("log.jsonl", "--api", "live").out.endswith(
        "\n\nUsage of the session   Sum\nseconds               21.0\n"
    )


@needs_rich
@pytest.mark.parametrize(("time", "told"), [({"time": 1.5}, "Turn"), ({}, "Turn (there are no times)")])
def test_times_without_a_latency_are_not_denied(time: Any, told: str, run: Callable[..., Run]) -> None:
    frame = json.dumps(response_done(output=[text("assistant", "Hi.", "a1")]))
    Path("log.jsonl").write_bytes(jsonl([{**time, "from": "server", "frame": frame}]))
    shown = run("log.jsonl").out.splitlines()
    assert [line.partition("  ")[0] for line in shown if line.startswith("Turn")] == [told]
