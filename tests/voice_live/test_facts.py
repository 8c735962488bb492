"""What the events of Voice Live tell: what those of the Realtime API do, and what only it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import pytest
from hypothesis import given

import realtime_wire as rw
from realtime_wire._engine import facts
from realtime_wire.realtime.facts import FACTS as REALTIME_FACTS
from realtime_wire.voice_live.facts import FACTS
from tests import wire

if TYPE_CHECKING:
    from realtime_wire._engine.facts import Fact

VOICE_LIVE = rw.voice_live.VOICE_LIVE

SESSION: dict[str, Any] = {
    "id": "s1",
    "model": "m",
    "modalities": ["text", "audio"],
    "voice": {"type": "azure-standard", "name": "en-GB-SoniaNeural"},
    "input_audio_format": "pcm16",
    "input_audio_sampling_rate": 16000,
    "output_audio_format": "pcm16_8000hz",
    "input_audio_transcription": {"model": "azure-speech"},
    "input_audio_noise_reduction": {"type": "azure_deep_noise_suppression"},
    "turn_detection": {
        "type": "azure_semantic_vad",
        "remove_filler_words": True,
        "end_of_utterance_detection": {"model": "semantic_detection_v1"},
    },
    "reasoning_effort": "low",
    "tools": [{"type": "function", "name": "look_up"}],
    "avatar": {"character": "lisa", "ice_servers": [{"urls": ["turn:a"], "username": "u", "credential": "p"}]},
}

SETTINGS: facts.Settings = {
    "id": "s1",
    "model": "m",
    "modalities": ["text", "audio"],
    "voice": "en-GB-SoniaNeural",
    "input_format": facts.AudioFormat("pcm16", 16000),
    "output_format": facts.AudioFormat("pcm16_8000hz", None),
    "transcription": "azure-speech",
    "noise_reduction": "azure_deep_noise_suppression",
    "turn_detection": {"type": "azure_semantic_vad", "remove_filler_words": True},
    "reasoning": "low",
    "tools": ["look_up"],
}

SEARCH: dict[str, Any] = {"type": "web_search_call", "id": "w1", "status": "completed"}

EVENTS: dict[str, tuple[dict[str, Any], list[Fact]]] = {
    "a session begins": ({"type": "session.created", "session": SESSION}, [facts.Session("begun", SETTINGS)]),
    "a session changes": ({"type": "session.updated", "session": SESSION}, [facts.Session("changed", SETTINGS)]),
    "a session is asked for": (
        {"type": "session.update", "session": {"voice": "marin", "turn_detection": None}},
        [facts.Session("asked", {"voice": "marin", "turn_detection": None})],
    ),
    "a warning": (
        {"type": "warning", "warning": {"code": "slow", "message": "Slow."}},
        [facts.Failure("warning", "slow", "Slow.")],
    ),
    "a text that is being written": (
        {"type": "input_text.delta", "id": "u1", "content_index": 1, "delta": "When"},
        [facts.Said("u1", "user", "When", 1)],
    ),
    "a text that is being written, somewhere": (
        {"type": "input_text.delta", "id": "u1", "delta": "When"},
        [facts.Said("u1", "user", "When")],
    ),
    "audio of a turn": (
        {"type": "input_audio.turn.append", "turn_id": "t1", "audio": "AAAA"},
        [facts.Sound("user", 3)],
    ),
    "the audio is to be forgotten": (
        {"type": "input_audio.clear", "event_id": "e1"},
        [facts.Asked("clear", event_id="e1")],
    ),
    "a search": (
        {"type": "conversation.item.created", "previous_item_id": "u1", "item": SEARCH},
        [facts.Item("w1", facts.Other("web_search_call"), "added", "u1", status="completed")],
    ),
    "a response": (
        {
            "type": "response.done",
            "response": {
                "id": "r1",
                "status": "failed",
                "status_details": {"type": "failed", "error": "too hot"},
                "output": [SEARCH],
                "usage": {"total_tokens": 5, "input_tokens": 3, "output_tokens": 2},
            },
        },
        [
            facts.ResponseEnded(
                "r1",
                "failed",
                None,
                (facts.Item("w1", facts.Other("web_search_call"), "done", None, "r1", "completed"),),
            ),
            facts.Failure(None, None, "too hot", "r1"),
            facts.Usage("responses", {"total_tokens": 5, "input_tokens": 3, "output_tokens": 2}, "r1"),
        ],
    ),
    "what was said": (
        {
            "type": "conversation.item.input_audio_transcription.completed",
            "item_id": "u1",
            "transcript": "Hi",
            "phrases": [{"text": "Hi", "offset_milliseconds": 0}],
        },
        [facts.Said("u1", "user", "Hi", whole=True)],
    ),
    "an event of the Realtime API": (
        {"type": "error", "error": {"type": "t", "code": "c", "message": "m"}},
        [facts.Failure("t", "c", "m")],
    ),
    "the shape of a mouth": (
        {
            "type": "response.animation_viseme.delta",
            "response_id": "r1",
            "item_id": "a1",
            "audio_offset_ms": 0,
            "viseme_id": 1,
        },
        [],
    ),
}


@pytest.mark.parametrize("name", EVENTS)
def test_facts(name: str) -> None:
    obj, expected = EVENTS[name]
    event = rw.structure(obj, rw.voice_live.Event)
    assert not isinstance(event, rw.UnknownEvent)
    assert list(VOICE_LIVE.facts_of(event)) == expected


def test_the_table_has_all_that_the_main_one_has() -> None:
    assert {cls.__name__ for cls in FACTS} == {cls.__name__ for cls in REALTIME_FACTS} | {
        "InputAudioClearEvent",
        "InputAudioTurnAppendEvent",
        "InputTextDeltaEvent",
        "WarningEvent",
    }
    assert not [cls for cls in FACTS if not VOICE_LIVE.wire_names(cls)]


@given(wire.payloads(rw.voice_live.Event))
def test_whatever_is_told_is_a_fact(obj: dict[str, Any]) -> None:
    for fact in VOICE_LIVE.facts_of(rw.structure(obj, rw.voice_live.Event)):
        assert type(fact) in get_args(facts.Fact)


@given(wire.payloads(rw.Event))
def test_both_protocols_tell_the_same_of_what_both_have(obj: dict[str, Any]) -> None:
    """Read as Voice Live, an event of the Realtime API tells at most less: members of today are none of Voice Live."""
    try:
        event = rw.structure(obj, rw.voice_live.Event)
    except rw.DecodeError:
        return
    if isinstance(event, rw.UnknownEvent):  # such as the names of transcription sessions from before GA
        return
    told = list(rw.REALTIME.facts_of(rw.structure(obj)))
    again = list(VOICE_LIVE.facts_of(event))
    assert [type(fact) for fact in again] == [type(fact) for fact in told]
    for fact, other in zip(again, told, strict=True):
        assert fact == other or isinstance(fact, facts.Session | facts.Item | facts.ResponseEnded | facts.Usage)


def test_usage_is_found() -> None:
    payload = {"type": "response.done", "response": {"usage": {"input_tokens": 5, "output_tokens": 2}}}
    usage = rw.Usage(input=rw.Tokens(other=5), output=rw.Tokens(other=2))
    assert rw.usage_of(rw.structure(payload, rw.voice_live.Event)) == usage
