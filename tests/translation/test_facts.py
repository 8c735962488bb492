"""What the events of the translation API tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import pytest
from hypothesis import given

import realtime_wire as rw
from realtime_wire._engine import facts
from realtime_wire.translation.facts import FACTS
from tests import wire

if TYPE_CHECKING:
    from realtime_wire._engine.facts import Fact

SESSION: dict[str, Any] = {
    "id": "s1",
    "type": "translation",
    "model": "m",
    "audio": {"input": {"transcription": {"model": "t"}, "noise_reduction": None}, "output": {"language": "es"}},
}

SETTINGS: facts.Settings = {
    "id": "s1",
    "type": "translation",
    "model": "m",
    "language": "es",
    "transcription": "t",
    "noise_reduction": None,
}

EVENTS: dict[str, tuple[dict[str, Any], list[Fact]]] = {
    "a session begins": ({"type": "session.created", "session": SESSION}, [facts.Session("begun", SETTINGS)]),
    "a session changes": ({"type": "session.updated", "session": SESSION}, [facts.Session("changed", SETTINGS)]),
    "a session is asked for": (
        {"type": "session.update", "session": {"audio": {"output": {"language": "es"}}}},
        [facts.Session("asked", {"language": "es"})],
    ),
    "what is said": (
        {"type": "session.input_transcript.delta", "delta": "Guten", "elapsed_ms": 200},
        [facts.Said(None, "source", "Guten")],
    ),
    "its translation": (
        {"type": "session.output_transcript.delta", "delta": "Good"},
        [facts.Said(None, "translation", "Good")],
    ),
    "an error": (
        {"type": "error", "error": {"type": "t", "code": "c", "message": "m"}},
        [facts.Failure("t", "c", "m")],
    ),
    "audio": ({"type": "session.output_audio.delta", "delta": "AAAA"}, [facts.Sound("translation", 3)]),
    "audio of who speaks": (
        {"type": "session.input_audio_buffer.append", "audio": "AAAA"},
        [facts.Sound("source", 3)],
    ),
    "the end": ({"type": "session.closed"}, [facts.Session("ended", {})]),
    "what tells nothing": ({"type": "session.close"}, []),
}


@pytest.mark.parametrize("name", EVENTS)
def test_facts(name: str) -> None:
    obj, expected = EVENTS[name]
    event = rw.structure(obj, rw.translation.Event)
    assert not isinstance(event, rw.UnknownEvent)
    assert list(rw.TRANSLATION.facts_of(event)) == expected


def test_every_class_of_the_table_is_tested() -> None:
    assert {type(rw.structure(obj, rw.translation.Event)) for obj, _ in EVENTS.values()} >= {*FACTS}


@given(wire.payloads(rw.translation.Event))
def test_whatever_is_told_is_a_fact(obj: dict[str, Any]) -> None:
    for fact in rw.TRANSLATION.facts_of(rw.structure(obj, rw.translation.Event)):
        assert type(fact) in get_args(facts.Fact)
