"""What the events of the Live API tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import pytest
from hypothesis import given

import realtime_wire as rw
from realtime_wire._engine import facts
from realtime_wire.live.facts import FACTS
from tests import wire

if TYPE_CHECKING:
    from realtime_wire._engine.facts import Fact

LIVE = rw.live.LIVE

SESSION: dict[str, Any] = {
    "id": "live_1",
    "model": "gpt-live-1",
    "status": "active",
    "audio": {"format": {"type": "audio/pcm", "rate": 24000}, "output": {"voice": "marin"}},
    "delegation": {
        "type": "responses",
        "responses": {"model": "m", "tools": [{"type": "function", "name": "f"}, {"type": "web_search"}]},
    },
}

PCM = facts.AudioFormat("audio/pcm", 24000)

SETTINGS: facts.Settings = {
    "id": "live_1",
    "model": "gpt-live-1",
    "voice": "marin",
    "input_format": PCM,
    "output_format": PCM,
    "tools": ["f", "web_search"],
}

CALL = {"type": "function_call", "id": "fc_1", "call_id": "c1", "name": "f", "arguments": "{}"}


def wrapped(event: dict[str, Any]) -> dict[str, Any]:
    return {"type": "response.event", "event": event}


def appended(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "response.item.create", "item": item}


EVENTS: dict[str, tuple[dict[str, Any], list[Fact]]] = {
    "a session begins": ({"type": "session.started", "session": SESSION}, [facts.Session("begun", SETTINGS)]),
    "a session is asked for": (
        {"type": "session.start", "session": {"model": "gpt-live-1", "audio": {}}},
        [facts.Session("asked", {"model": "gpt-live-1"})],
    ),
    "a change is asked for": (
        {"type": "session.update", "session": {"delegation": {"type": "responses", "responses": {"model": "m"}}}},
        [facts.Session("asked", {})],
    ),
    "work is asked of nobody": (
        {"type": "session.update", "session": {"delegation": {"type": "responses"}}},
        [facts.Session("asked", {})],
    ),
    "a session changes": ({"type": "session.updated", "session": SESSION}, [facts.Session("changed", SETTINGS)]),
    "a session changes, and is not told": ({"type": "session.updated"}, [facts.Session("changed", {})]),
    "what the user says": (
        {"type": "session.input_transcript.delta", "delta": "Ahoy", "start_ms": 0, "end_ms": 200},
        [facts.Said(None, "user", "Ahoy", start_ms=0, end_ms=200)],
    ),
    "what the model says": (
        {"type": "session.output_transcript.delta", "delta": "Ahoy", "start_ms": 0, "end_ms": 200},
        [facts.Said(None, "assistant", "Ahoy", start_ms=0, end_ms=200)],
    ),
    "a call begins": (
        wrapped({"type": "response.output_item.added", "item": {**CALL, "arguments": ""}}),
        [facts.Item("fc_1", facts.Call("c1", "f", ""), "added")],
    ),
    "a call is whole": (
        wrapped({"type": "response.output_item.done", "item": CALL}),
        [facts.Item("fc_1", facts.Call("c1", "f", "{}"), "done")],
    ),
    "another item is whole": (wrapped({"type": "response.output_item.done", "item": {"type": "message"}}), []),
    "a piece of arguments": (
        wrapped({"type": "response.function_call_arguments.delta", "item_id": "fc_1", "delta": "{"}),
        [facts.Arguments("fc_1", "{")],
    ),
    "all arguments": (
        wrapped({"type": "response.function_call_arguments.done", "item_id": "fc_1", "arguments": "{}"}),
        [facts.Arguments("fc_1", "{}", whole=True)],
    ),
    "arguments of nobody knows what": (wrapped({"type": "response.function_call_arguments.done", "arguments": ""}), []),
    "a response ends": (
        wrapped({"type": "response.completed", "response": {"usage": {"total_tokens": 5, "vendor": 1}}}),
        [facts.ResponseEnded(None, None, None, ()), facts.Usage("responses", {"total_tokens": 5, "vendor": 1})],
    ),
    "a response fails": (
        wrapped({"type": "response.failed", "response": {"error": {"code": "c", "message": "m"}, "usage": None}}),
        [facts.ResponseEnded(None, None, None, ()), facts.Failure(None, "c", "m")],
    ),
    "a response fails, and says no more": (wrapped({"type": "response.failed"}), []),
    "something else": (wrapped({"type": "response.in_progress"}), []),
    "a result": (
        appended({"type": "function_call_output", "call_id": "c1", "output": "14"}),
        [facts.Item(None, facts.Result("c1", "14"), "sent")],
    ),
    "an item that is no result": (appended({"role": "user", "content": "Ahoy"}), []),
    "a key": ({"type": "transport.dtmf.received", "event": "#"}, [facts.Key("#")]),
    "a key that is not told": ({"type": "transport.dtmf.received"}, []),
    "an error": (
        {"type": "error", "error": {"type": "t", "code": "c", "message": "m"}},
        [facts.Failure("t", "c", "m")],
    ),
    "a call that fails": (
        {"type": "transport.failed", "error": {"type": "call_error", "code": "c", "message": "m"}},
        [facts.Failure("call_error", "c", "m")],
    ),
    "a call that fails, and says no more": ({"type": "transport.failed"}, []),
    "a response begins": (
        wrapped({"type": "response.created", "response": {"id": "r1", "status": "in_progress"}}),
        [facts.ResponseBegun("r1")],
    ),
    "a response fails, and says not why": (
        wrapped({"type": "response.failed", "response": {"id": "r1", "status": "failed"}}),
        [facts.ResponseEnded("r1", "failed", None, ())],
    ),
    "audio": ({"type": "session.output_audio.delta", "delta": "AAAA"}, [facts.Sound("assistant", 3)]),
    "audio of the user": ({"type": "session.input_audio.append", "audio": "AAA="}, [facts.Sound("user", 2)]),
    "what the session has cost": (
        {"type": "session.usage.updated", "usage": {"seconds": 2.5}},
        [facts.Usage("session", {"seconds": 2.5})],
    ),
    "the end": (
        {"type": "session.closed", "reason": "expired", "usage": {"seconds": 2.5}},
        [facts.Usage("session", {"seconds": 2.5}), facts.Session("ended", {})],
    ),
}


@pytest.mark.parametrize("name", EVENTS)
def test_facts(name: str) -> None:
    obj, expected = EVENTS[name]
    event = rw.structure(obj, rw.live.Event)
    assert not isinstance(event, rw.UnknownEvent)
    assert list(LIVE.facts_of(event)) == expected


def test_every_class_of_the_table_is_tested() -> None:
    assert {type(rw.structure(obj, rw.live.Event)) for obj, _ in EVENTS.values()} >= {*FACTS}


@given(wire.payloads(rw.live.Event))
def test_whatever_is_told_is_a_fact(obj: dict[str, Any]) -> None:
    for fact in LIVE.facts_of(rw.structure(obj, rw.live.Event)):
        assert type(fact) in get_args(facts.Fact)
