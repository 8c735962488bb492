"""What the events of Voice Live tell tools: what their counterparts of the Realtime API do, and warnings."""

from __future__ import annotations

from typing import Any

import pytest

import realtime_wire as rw
from realtime_wire import facts, voice_live
from tests.payloads import PAYLOADS

TWINS = [
    "SessionCreatedEvent",
    "SessionUpdatedEvent",
    "SessionUpdateEvent",
    "ConversationItemCreateEvent",
    "ConversationItemCreatedEvent",
    "ConversationItemDoneEvent",
    "ConversationItemRetrievedEvent",
    "ConversationItemInputAudioTranscriptionCompletedEvent",
    "ResponseDoneEvent",
    "ResponseOutputItemAddedEvent",
    "ResponseOutputItemDoneEvent",
]
"""The classes that stand in for one of the Realtime API."""


@pytest.mark.parametrize("name", TWINS)
def test_twins_tell_the_same(name: str) -> None:
    theirs: Any = getattr(rw, name)
    ours: Any = getattr(voice_live, name)
    names = voice_live.VOICE_LIVE.wire_names(ours)
    payloads = [each for each in (*PAYLOADS[theirs], *PAYLOADS[ours]) if each["type"] in names]
    if ours is voice_live.SessionUpdateEvent:  # clients of vLLM send no session, and those of Voice Live do
        payloads = [each for each in payloads if "session" in each]
    for payload in payloads:
        there, here = theirs.from_dict(payload), ours.from_dict(payload)
        assert list(voice_live.VOICE_LIVE.facts_of(here)) == list(rw.REALTIME.facts_of(there))


def test_warnings_are_told() -> None:
    event = voice_live.WarningEvent(warning=voice_live.WarningDetails(message="Slow.", code="slow"))
    assert list(voice_live.VOICE_LIVE.facts_of(event)) == [facts.Failure("warning", "slow", "Slow.")]


def test_usage_is_found() -> None:
    payload = {"type": "response.done", "response": {"usage": {"input_tokens": 5, "output_tokens": 2}}}
    assert rw.usage_of(rw.structure(payload, voice_live.Event)) == rw.usage_of(rw.structure(payload))


def test_no_other_attribute_comes_when_asked_for() -> None:
    with pytest.raises(AttributeError, match=r"^module 'realtime_wire' has no attribute 'voice_life'$"):
        getattr(rw, "voice_life")  # noqa: B009  checkers know that it is not there
