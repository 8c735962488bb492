"""What the events of the Realtime API tell: one table of events and facts, and whatever is drawn."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any, cast, get_args

import pytest
from hypothesis import given

import realtime_wire as rw
from realtime_wire._engine import facts
from realtime_wire.realtime.facts import FACTS, PATHS, SWITCHES
from tests import wire

if TYPE_CHECKING:
    from realtime_wire._engine.facts import Fact

HELLO: dict[str, Any] = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hi"}]}

MESSAGE = facts.Message("user", (facts.Text("Hi"),))

CALL: dict[str, Any] = {"type": "function_call", "id": "f1", "call_id": "c1", "name": "look_up", "arguments": "{}"}

REMOTE: dict[str, Any] = {"type": "mcp_call", "id": "m1", "server_label": "shop", "name": "buy", "arguments": "{}"}

IN_RESPONSE = {"response_id": "r1", "item_id": "a1", "output_index": 0, "content_index": 1}

HEARD = {"item_id": "u1", "content_index": 1}

ITEMS: dict[str, tuple[dict[str, Any], facts.Content]] = {
    "user": (HELLO, MESSAGE),
    "system": (
        {"type": "message", "role": "system", "content": []},
        facts.Message("system", ()),
    ),
    "assistant, without content": ({"type": "message", "role": "assistant"}, facts.Message("assistant", ())),
    "parts": (
        {
            **HELLO,
            "content": [
                {"type": "input_text"},
                {"type": "input_audio", "audio": "AAAA", "transcript": "Ho"},
                {"type": "input_image", "image_url": "data:image/png;base64,AAAA"},
                {"type": "output_text", "text": "a"},
                {"type": "audio", "transcript": None},
                {"type": "item_reference", "id": "u0"},
                {"type": "video", "data": "AAAA"},
                {},
            ],
        },
        facts.Message(
            "user",
            (
                facts.Text(None),
                facts.Audio("Ho"),
                facts.Image(),
                facts.Text("a"),
                facts.Audio(None),
                facts.Reference("u0"),
                facts.Other("video"),
                facts.Other(None),
            ),
        ),
    ),
    "call": (CALL, facts.Call("c1", "look_up", "{}")),
    "result": ({"type": "function_call_output", "call_id": "c1", "output": "[]"}, facts.Result("c1", "[]")),
    "remote call": ({**REMOTE, "output": "done"}, facts.RemoteCall("shop", "buy", "{}", "done", None)),
    "remote call that failed": (
        {**REMOTE, "error": {"type": "http_error", "code": 402, "message": "pay"}},
        facts.RemoteCall("shop", "buy", "{}", None, "pay"),
    ),
    "remote call that failed in an unknown way": (
        {**REMOTE, "error": {"type": "flood", "message": "wet"}},
        facts.RemoteCall("shop", "buy", "{}", None, "flood"),
    ),
    "approval": ({**REMOTE, "type": "mcp_approval_request"}, facts.Approval("shop", "buy", "{}")),
    "answer": (
        {
            "type": "mcp_approval_response",
            "id": "p1",
            "approval_request_id": "m1",
            "approve": False,
            "reason": "dear",
        },
        facts.Answer("m1", approve=False, reason="dear"),
    ),
    "tools": (
        {"type": "mcp_list_tools", "server_label": "shop", "tools": [{"name": "buy", "input_schema": {}}]},
        facts.Tools("shop", ("buy",)),
    ),
    "unknown": ({"type": "hologram"}, facts.Other("hologram")),
    # What servers leave out
    "user, without content": ({"type": "message", "role": "user"}, facts.Message("user", ())),
    "system, without content": ({"type": "message", "role": "system"}, facts.Message("system", ())),
    "call, without name and arguments": ({"type": "function_call", "call_id": "c1"}, facts.Call("c1", "", "")),
    "result, without output": ({"type": "function_call_output", "call_id": "c1"}, facts.Result("c1", "")),
    "remote call, without arguments": (
        {"type": "mcp_call", "id": "m1", "server_label": "shop", "name": "buy"},
        facts.RemoteCall("shop", "buy", "", None, None),
    ),
    "approval, without arguments": (
        {"type": "mcp_approval_request", "id": "m1", "server_label": "shop", "name": "buy"},
        facts.Approval("shop", "buy", ""),
    ),
    "answer, without the answer": (
        {"type": "mcp_approval_response", "approval_request_id": "m1"},
        facts.Answer("m1", approve=False, reason=None),
    ),
    "tools, of which there are none": ({"type": "mcp_list_tools", "server_label": "shop"}, facts.Tools("shop", ())),
    "unknown, with an id that is none": ({"type": "hologram", "id": 5}, facts.Other("hologram")),
}

EVENTS: dict[str, tuple[dict[str, Any], list[Fact]]] = {
    **{
        f"an item: {name}": (
            {"type": "conversation.item.created", "item": item},
            [facts.Item(item["id"] if isinstance(item.get("id"), str) else None, content, "added")],
        )
        for name, (item, content) in ITEMS.items()
    },
    "a session begins": (
        {"type": "session.created", "session": {"id": "s1", "model": "m", "client_secret": {"value": "x"}}},
        [facts.Session("begun", {"id": "s1", "model": "m"})],
    ),
    "a session changes": (
        {"type": "session.updated", "session": {"audio": {"output": {"voice": "ava", "speed": 1.5}}}},
        [facts.Session("changed", {"voice": "ava", "speed": 1.5})],
    ),
    "a session is asked for": (
        {
            "type": "session.update",
            "session": {
                "output_modalities": ["text"],
                "audio": {
                    "input": {
                        "format": {"type": "audio/pcm", "rate": 24000},
                        "transcription": {},
                        "noise_reduction": None,
                        "turn_detection": {"type": "server_vad", "threshold": 0.5, "key": "x"},
                    },
                    "output": {"format": {"type": "audio/pcmu"}},
                },
                "reasoning": {"effort": "low"},
                "tools": [{"type": "function", "name": "look_up"}, {"type": "mcp", "server_label": "shop"}],
            },
        },
        [
            facts.Session(
                "asked",
                {
                    "modalities": ["text"],
                    "input_format": facts.AudioFormat("audio/pcm", 24000),
                    "output_format": facts.AudioFormat("audio/pcmu"),
                    "transcription": "on",
                    "noise_reduction": None,
                    "turn_detection": {"type": "server_vad", "threshold": 0.5},
                    "reasoning": "low",
                    "tools": ["look_up", "shop"],
                },
            )
        ],
    ),
    "the client sends an item": (
        {"type": "conversation.item.create", "item": HELLO},
        [facts.Item(None, MESSAGE, "sent")],
    ),
    "the client puts an item first": (
        {"type": "conversation.item.create", "previous_item_id": "root", "item": HELLO},
        [facts.Item(None, MESSAGE, "sent", facts.FIRST)],
    ),
    "the client puts an item behind another": (
        {"type": "conversation.item.create", "previous_item_id": "u0", "item": HELLO},
        [facts.Item(None, MESSAGE, "sent", "u0")],
    ),
    "the client puts an item last": (
        {"type": "conversation.item.create", "previous_item_id": None, "item": HELLO},
        [facts.Item(None, MESSAGE, "sent")],
    ),
    "the client sends a reference, which is no item": (
        {"type": "conversation.item.create", "item": {"type": "item_reference", "id": "u1"}},
        [],
    ),
    "an item joins behind another": (
        {"type": "conversation.item.added", "previous_item_id": "u0", "item": {**HELLO, "id": "u1"}},
        [facts.Item("u1", MESSAGE, "added", "u0")],
    ),
    "an item joins as the first": (
        {"type": "conversation.item.added", "previous_item_id": None, "item": {**HELLO, "id": "u1"}},
        [facts.Item("u1", MESSAGE, "added", facts.FIRST)],
    ),
    "an item is final": (
        {"type": "conversation.item.done", "previous_item_id": "u0", "item": {**HELLO, "id": "u1"}},
        [facts.Item("u1", MESSAGE, "done", "u0")],
    ),
    "an item is told once more": (
        {"type": "conversation.item.retrieved", "item": {**HELLO, "id": "u1"}},
        [facts.Item("u1", MESSAGE, "told")],
    ),
    "an item of a response": (
        {"type": "response.output_item.added", "response_id": "r1", "output_index": 0, "item": CALL},
        [facts.Item("f1", facts.Call("c1", "look_up", "{}"), "added", response_id="r1")],
    ),
    "an item of a response is final": (
        {"type": "response.output_item.done", "response_id": "r1", "output_index": 0, "item": CALL},
        [facts.Item("f1", facts.Call("c1", "look_up", "{}"), "done", response_id="r1")],
    ),
    "an item is cut": (
        {"type": "conversation.item.truncated", "item_id": "a1", "content_index": 0, "audio_end_ms": 1200},
        [facts.Cut("a1", 0, 1200)],
    ),
    "an item is deleted": ({"type": "conversation.item.deleted", "item_id": "a1"}, [facts.Deleted("a1")]),
    "a bit of speech": (
        {"type": "conversation.item.input_audio_transcription.delta", **HEARD, "delta": "Hi"},
        [facts.Said("u1", "user", "Hi", 1)],
    ),
    "a bit of speech of a vendor": (
        {"type": "conversation.item.input_audio_transcription.delta", "item_id": "u1", "delta": None},
        [facts.Said("u1", "user", "")],
    ),
    "speech": (
        {"type": "conversation.item.input_audio_transcription.completed", **HEARD, "transcript": "Hi"},
        [facts.Said("u1", "user", "Hi", 1, whole=True)],
    ),
    "speech, and what it cost": (
        {
            "type": "conversation.item.input_audio_transcription.completed",
            **HEARD,
            "transcript": "Hi",
            "usage": {"type": "duration", "seconds": 2},
        },
        [
            facts.Said("u1", "user", "Hi", 1, whole=True),
            facts.Usage("transcriptions", {"type": "duration", "seconds": 2}, "u1"),
        ],
    ),
    "speech of one of several": (
        {
            "type": "conversation.item.input_audio_transcription.segment",
            **HEARD,
            "id": "s1",
            "speaker": "A",
            "text": "Hi",
            "start": 0,
            "end": 1,
        },
        [facts.Said("u1", "user", "Hi", 1, speaker="A", start_ms=0, end_ms=1000)],
    ),
    "speech that could not be written down": (
        {"type": "conversation.item.input_audio_transcription.failed", **HEARD, "error": {"code": "quiet"}},
        [facts.Untranscribed("u1", 1), facts.Failure(None, "quiet", None)],
    ),
    "a key": (
        {"type": "input_audio_buffer.dtmf_event_received", "event": "#", "received_at": 1},
        [facts.Key("#")],
    ),
    "a part": (
        {"type": "response.content_part.added", **IN_RESPONSE, "part": {"type": "audio", "transcript": ""}},
        [facts.PartTold("a1", "assistant", facts.Audio(""), 1, "r1")],
    ),
    "a part that is not told": (
        {"type": "response.content_part.done", **IN_RESPONSE},
        [facts.PartTold("a1", "assistant", None, 1, "r1")],
    ),
    "a bit of text": (
        {"type": "response.output_text.delta", **IN_RESPONSE, "delta": "Hi"},
        [facts.Said("a1", "assistant", "Hi", 1, "r1")],
    ),
    "text": (
        {"type": "response.text.done", **IN_RESPONSE, "text": "Hi"},
        [facts.Said("a1", "assistant", "Hi", 1, "r1", whole=True)],
    ),
    "a bit of a transcript": (
        {"type": "response.audio_transcript.delta", **IN_RESPONSE, "delta": "Hi"},
        [facts.Said("a1", "assistant", "Hi", 1, "r1")],
    ),
    "a transcript": (
        {"type": "response.output_audio_transcript.done", **IN_RESPONSE, "transcript": "Hi"},
        [facts.Said("a1", "assistant", "Hi", 1, "r1", whole=True)],
    ),
    "a bit of a call": (
        {"type": "response.function_call_arguments.delta", **IN_RESPONSE, "call_id": "c1", "delta": "{"},
        [facts.Arguments("a1", "{", "r1", "c1")],
    ),
    "a call": (
        {
            "type": "response.function_call_arguments.done",
            **IN_RESPONSE,
            "call_id": "c1",
            "name": "look_up",
            "arguments": "{}",
        },
        [facts.Arguments("a1", "{}", "r1", "c1", whole=True, name="look_up")],
    ),
    "a bit of a remote call": (
        {"type": "response.mcp_call_arguments.delta", **IN_RESPONSE, "delta": "{"},
        [facts.Arguments("a1", "{", "r1")],
    ),
    "a remote call": (
        {"type": "response.mcp_call_arguments.done", **IN_RESPONSE, "arguments": "{}"},
        [facts.Arguments("a1", "{}", "r1", whole=True)],
    ),
    "a response": (
        {
            "type": "response.done",
            "response": {
                "id": "r1",
                "status": "completed",
                "output": [{**HELLO, "id": "u1"}, {"type": "item_reference", "id": "u0"}],
                "usage": {"total_tokens": 5, "grok_tokens": 1},
            },
        },
        [
            facts.ResponseEnded("r1", "completed", None, (facts.Item("u1", MESSAGE, "done", response_id="r1"),)),
            facts.Usage("responses", {"total_tokens": 5, "grok_tokens": 1}, "r1"),
        ],
    ),
    "a response that failed": (
        {
            "type": "response.done",
            "response": {
                "status": "failed",
                "status_details": {"reason": "flood", "error": {"type": "t", "code": "c", "message": "m"}},
            },
        },
        [facts.ResponseEnded(None, "failed", "flood", ()), facts.Failure("t", "c", "m")],
    ),
    "a response of a vendor": (
        {"type": "response.done", "response": {"status_details": "none", "usage": {}}, "usage": {"tokens": 1}},
        [facts.ResponseEnded(None, None, None, ()), facts.Usage("responses", {"tokens": 1})],
    ),
    "a response of a vendor, with usage that is none": (
        {"type": "response.done", "response": {}, "usage": 5},
        [facts.ResponseEnded(None, None, None, ())],
    ),
    "a response that the user interrupted": (
        {
            "type": "response.done",
            "response": {"id": "r1", "status": "cancelled", "status_details": {"reason": "turn_detected", "error": {}}},
        },
        [
            facts.ResponseEnded("r1", "cancelled", "turn_detected", (), interrupted=True),
            facts.Failure(None, None, None, "r1"),
        ],
    ),
    "an item, and how far it is": (
        {"type": "conversation.item.done", "item": {**HELLO, "id": "u1", "status": "completed"}},
        [facts.Item("u1", MESSAGE, "done", status="completed")],
    ),
    "an unknown item, and how far it is": (
        {"type": "conversation.item.done", "item": {"type": "hologram", "id": "h1", "status": "lit"}},
        [facts.Item("h1", facts.Other("hologram"), "done", status="lit")],
    ),
    "audio of the user": ({"type": "input_audio_buffer.append", "audio": "AAAA"}, [facts.Sound("user", 3)]),
    "audio of the user, not in threes": (
        {"type": "input_audio_buffer.append", "audio": "AAAAAA=="},
        [facts.Sound("user", 4)],
    ),
    "audio of the model": (
        {"type": "response.output_audio.delta", **IN_RESPONSE, "delta": "AAAAAAA="},
        [facts.Sound("assistant", 5, "a1", 1, "r1")],
    ),
    "the user begins to speak": (
        {"type": "input_audio_buffer.speech_started", "item_id": "u1", "audio_start_ms": 20},
        [facts.Speech("started", "u1", 20)],
    ),
    "the user has spoken": (
        {"type": "input_audio_buffer.speech_stopped", "item_id": "u1"},
        [facts.Speech("stopped", "u1")],
    ),
    "speech becomes a message": (
        {"type": "input_audio_buffer.committed", "item_id": "u1", "previous_item_id": "a1"},
        [facts.Speech("taken", "u1", previous_id="a1")],
    ),
    "speech becomes the first message": (
        {"type": "input_audio_buffer.committed", "previous_item_id": None},
        [facts.Speech("taken", None, previous_id=facts.FIRST)],
    ),
    "a response is asked for": (
        {"type": "response.create", "event_id": "e1"},
        [facts.Asked("response", event_id="e1")],
    ),
    "a message of the audio": (
        {"type": "input_audio_buffer.commit", "event_id": "e1"},
        [facts.Asked("commit", event_id="e1")],
    ),
    "no message of the audio": (
        {"type": "input_audio_buffer.clear", "event_id": "e1"},
        [facts.Asked("clear", event_id="e1")],
    ),
    "a response is to be stopped": (
        {"type": "response.cancel", "response_id": "r1"},
        [facts.Asked("cancel", "r1")],
    ),
    "a response begins": ({"type": "response.created", "response": {"id": "r1"}}, [facts.ResponseBegun("r1")]),
    **{
        f"playback is {stage}": (
            {"type": f"output_audio_buffer.{stage}", "response_id": "r1"},
            [facts.Playback(cast("Any", stage), "r1")],
        )
        for stage in ("started", "stopped", "cleared")
    },
    "an error of an event": (
        {"type": "error", "error": {"type": "t", "message": "m", "event_id": "e1"}},
        [facts.Failure("t", None, "m", event_id="e1")],
    ),
    "an error": (
        {"type": "error", "error": {"type": "t", "code": None, "message": "m", "param": "p"}},
        [facts.Failure("t", None, "m")],
    ),
    # What servers leave out, or say in a string
    "a session begins, of which nothing is told": (
        {"type": "session.created", "id": "s1"},
        [facts.Session("begun", {})],
    ),
    "a session is asked for, of which nothing is told": (
        {"type": "session.update", "model": "m"},
        [facts.Session("asked", {})],
    ),
    "a flat session": (
        {
            "type": "transcription_session.updated",
            "session": {
                "modalities": ["text", "audio"],
                "voice": "ava",
                "speed": 1.5,
                "input_audio_format": "pcm16",
                "turn_detection": None,
                "client_secret": {"value": "x"},
            },
        },
        [
            facts.Session(
                "changed",
                {
                    "modalities": ["text", "audio"],
                    "voice": "ava",
                    "speed": 1.5,
                    "input_format": facts.AudioFormat("pcm16"),
                    "turn_detection": None,
                },
            )
        ],
    ),
    "speech, at no place": (
        {
            "type": "conversation.item.input_audio_transcription.completed",
            "item_id": "u1",
            "transcript": "Hi",
        },
        [facts.Said("u1", "user", "Hi", 0, whole=True)],
    ),
    "speech of nobody": (
        {"type": "conversation.item.input_audio_transcription.segment", "item_id": "u1", "text": "Hi"},
        [facts.Said("u1", "user", "Hi", 0)],
    ),
    "speech at no place that could not be written down": (
        {"type": "conversation.item.input_audio_transcription.failed", "item_id": "u1", "error": {}},
        [facts.Untranscribed("u1", 0), facts.Failure(None, None, None)],
    ),
    **{
        f"{name}, at no place": (
            {"type": f"response.{name}", "response_id": "r1", "item_id": "a1", **members},
            [facts.Said("a1", "assistant", "Hi", 0, "r1", whole=name.endswith("done"))],
        )
        for name, members in (
            ("output_text.delta", {"delta": "Hi"}),
            ("output_text.done", {"text": "Hi"}),
            ("output_audio_transcript.delta", {"delta": "Hi"}),
            ("output_audio_transcript.done", {"transcript": "Hi"}),
        )
    },
    "a transcript without words": (
        {"type": "response.output_audio_transcript.done", "response_id": "r1", "item_id": "a1"},
        [],
    ),
    "a part, at no place": (
        {"type": "response.content_part.done", "response_id": "r1", "item_id": "a1"},
        [facts.PartTold("a1", "assistant", None, 0, "r1")],
    ),
    "a call without a name": (
        {
            "type": "response.function_call_arguments.done",
            "response_id": "r1",
            "item_id": "a1",
            "call_id": "c1",
            "arguments": "{}",
        },
        [facts.Arguments("a1", "{}", "r1", "c1", whole=True)],
    ),
    "an error in a string": ({"type": "error", "error": "m"}, [facts.Failure(None, None, "m")]),
    "a response that failed, with an error in a string": (
        {"type": "response.done", "response": {"status": "failed", "status_details": {"error": "m"}}},
        [facts.ResponseEnded(None, "failed", None, ()), facts.Failure(None, None, "m")],
    ),
    "rate limits": (
        {
            "type": "rate_limits.updated",
            "rate_limits": [{"name": "tokens", "limit": 9, "remaining": 5, "reset_seconds": 0.5}, {}],
        },
        [facts.RateLimit("tokens", 9, 5, 0.5), facts.RateLimit(None, None, None, None)],
    ),
    "nothing": ({"type": "rate_limits.updated", "rate_limits": []}, []),
    "an unknown event": ({"type": "ping"}, []),
}


@pytest.mark.parametrize("name", EVENTS)
def test_facts(name: str) -> None:
    obj, expected = EVENTS[name]
    assert list(rw.REALTIME.facts_of(rw.structure(obj))) == expected


def test_it_is_said_of_every_setting_where_it_is() -> None:
    assert [*PATHS] == [*facts.Settings.__annotations__]
    assert {*SWITCHES} <= {*PATHS}


@pytest.mark.parametrize("protocol", [rw.REALTIME, rw.TRANSLATION], ids=lambda protocol: protocol.name)
def test_the_table_is_of_events_of_the_protocol(protocol: rw.Protocol) -> None:
    assert [cls.__name__ for cls in protocol.facts() if not protocol.wire_names(cls)] == []


def test_every_class_of_the_table_is_tested() -> None:
    assert {type(rw.structure(obj)) for obj, _ in EVENTS.values()} >= {*FACTS}


@given(wire.payloads(rw.Event))
def test_whatever_is_told_is_a_fact(obj: dict[str, Any]) -> None:
    for fact in rw.REALTIME.facts_of(rw.structure(obj)):
        assert type(fact) in get_args(facts.Fact)


PRIVATE = "c2VjcmV0"


@pytest.mark.parametrize(
    "obj",
    [
        {"type": "input_audio_buffer.append", "audio": PRIVATE},
        {"type": "response.output_audio.delta", **IN_RESPONSE, "delta": PRIVATE},
        {
            "type": "conversation.item.created",
            "item": {**HELLO, "content": [{"type": "input_audio", "audio": PRIVATE}]},
        },
        {
            "type": "conversation.item.created",
            "item": {**HELLO, "content": [{"type": "input_image", "image_url": f"data:image/png;base64,{PRIVATE}"}]},
        },
        {
            "type": "session.updated",
            "session": {
                "client_secret": {"value": PRIVATE},
                "tools": [{"type": "mcp", "server_label": "shop", "authorization": PRIVATE, "headers": {"a": PRIVATE}}],
                "voice": {"name": "ava", "key": PRIVATE},
                "turn_detection": {"type": "server_vad", "key": PRIVATE},
            },
        },
    ],
    ids=lambda obj: obj["type"],
)
def test_no_audio_and_no_secret_is_told(obj: dict[str, Any]) -> None:
    assert PRIVATE not in repr(list(rw.REALTIME.facts_of(rw.structure(obj))))


RESTORED: dict[str, tuple[facts.Content, dict[str, Any] | None]] = {
    "a user": (MESSAGE, HELLO),
    "the assistant": (
        facts.Message("assistant", (facts.Text("Ho"), facts.Audio("Hu"))),
        {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Ho"}]},
    ),
    "somebody else": (facts.Message("tool", (facts.Text("Ho"),)), None),
    "a call": (facts.Call("c1", "f", "{}"), {"type": "function_call", "name": "f", "arguments": "{}", "call_id": "c1"}),
    "a call without an id": (facts.Call(None, "f", "{}"), {"type": "function_call", "name": "f", "arguments": "{}"}),
    "a result": (
        facts.Result("c1", "[]"),
        {"type": "function_call_output", "call_id": "c1", "output": "[]"},
    ),
    "what clients cannot add": (facts.Tools("shop", ()), None),
}


@pytest.mark.parametrize("name", RESTORED)
def test_what_a_client_sends_to_add_an_item(name: str) -> None:
    content, item = RESTORED[name]
    assert rw.REALTIME.restore is not None
    told = list(rw.REALTIME.restore(facts.Item(None, content, "sent")))
    assert told == ([] if item is None else [{"type": "conversation.item.create", "item": item}])
    assert not [obj for obj in told if isinstance(rw.structure(obj), rw.UnknownEvent)]


def test_whoever_only_decodes_does_not_wait_for_facts() -> None:
    program = """
import sys
import realtime_wire as rw
rw.decode(b'{"type":"error","error":{"type":"t","message":"m"}}')
assert not [name for name in sys.modules if name.startswith("realtime_wire") and name.endswith(".facts")]
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=None)  # noqa: S603  our own program


def test_a_transcript_that_is_not_told_says_nothing() -> None:
    """Or the words that came bit by bit would be gone."""
    event = rw.ResponseOutputAudioTranscriptDoneEvent(response_id="r1", item_id="a1")
    assert list(rw.REALTIME.facts_of(event)) == []


def test_a_session_that_is_not_told_begins_all_the_same() -> None:
    assert list(rw.REALTIME.facts_of(rw.SessionCreatedEvent())) == [facts.Session("begun", {})]


def test_errors_in_a_string_are_told() -> None:
    assert list(rw.REALTIME.facts_of(rw.ErrorEvent(error="Oh."))) == [facts.Failure(None, None, "Oh.")]
