"""What servers of the Live API refuse of what clients send."""

from __future__ import annotations

from typing import Any, TypeAlias

import attrs
import pytest

import realtime_wire as rw
from realtime_wire import live
from realtime_wire.live.advice import ADVICE

Json: TypeAlias = Any

SERVERS = "is said by servers alone (leave it out)"
FIXED = "cannot be changed (it is chosen when the session begins)"
MISSING = "is missing (the server wants it)"
WORK = "$.session.delegation"
OFFER = {"type": "webrtc", "sdp": "v=0"}


def update(**session: Any) -> Json:
    return {"type": "session.update", "session": session}


def started(**session: Any) -> Json:
    return {"type": "session.start", "session": {"model": "gpt-live-1", **session}}


CASES: dict[str, tuple[Any, Json, list[str]]] = {
    "an update": (live.ClientEvent, update(delegation={"type": "client"}, triggers=[]), []),
    "an update of what is fixed": (
        live.ClientEvent,
        update(model="gpt-live-1", instructions=None),
        [f"$.session.model: {FIXED}", f"$.session.instructions: {FIXED}"],
    ),
    "a start": (live.ClientEvent, {"type": "session.start", "session": {"model": "gpt-live-1"}}, []),
    "a start without a model": (
        live.ClientEvent,
        {"type": "session.start", "session": {"instructions": "Be brief."}},
        ["$.session.model: is missing (the server wants it, but in forks, which have no more than overrides)"],
    ),
    "a start of a fork that has something else": (
        live.ClientEvent,
        {
            "type": "session.start",
            "session": {
                "audio": {"format": {"type": "audio/pcm", "rate": 24000}},
                "delegation": {"type": "responses", "responses": {"tools": []}},
                "store": True,
            },
        },
        [],
    ),
    "work for nobody": (live.ClientEvent, started(delegation={"type": "responses"}), [f"{WORK}.responses: {MISSING}"]),
    "work for no model": (
        live.ClientEvent,
        started(delegation={"type": "responses", "responses": {"tools": []}}),
        [f"{WORK}.responses.model: {MISSING}"],
    ),
    "work for a model": (
        live.ClientEvent,
        started(delegation={"type": "responses", "responses": {"model": "gpt-5.6"}}),
        [],
    ),
    "work for the application": (live.ClientEvent, started(delegation={"type": "client"}), []),
    "nothing to decide": (
        live.ClientEvent,
        started(delegation={"type": "decisions"}),
        [f"{WORK}.decisions: {MISSING}"],
    ),
    "decisions about nothing": (
        live.ClientEvent,
        started(delegation={"type": "decisions", "decisions": {}}),
        [f"{WORK}.decisions.model: {MISSING}", f"{WORK}.decisions.questions: {MISSING}"],
    ),
    "decisions": (
        live.ClientEvent,
        started(delegation={"type": "decisions", "decisions": {"model": "m", "questions": []}}),
        [],
    ),
    "an update of the work": (live.ClientEvent, update(delegation={"type": "responses", "responses": {}}), []),
    "work for nobody by WebRTC": (
        live.LiveCreateRequest,
        {"session": {"model": "gpt-live-1", "delegation": {"type": "responses"}}, "transport": OFFER},
        [f"{WORK}.responses: {MISSING}"],
    ),
    "work for nobody on a call": (
        live.LiveAcceptRequest,
        {"session": {"type": "live", "model": "gpt-live-1", "delegation": {"type": "responses"}}},
        [f"{WORK}.responses: {MISSING}"],
    ),
    "a start of a fork": (live.ClientEvent, {"type": "session.start", "session": {}}, []),
    "what servers say": (
        live.ClientEvent,
        {"type": "session.start", "session": {"id": "live_1", "status": "active", "expires_at": 5}},
        [f"$.session.id: {SERVERS}", f"$.session.status: {SERVERS}", f"$.session.expires_at: {SERVERS}"],
    ),
    "a decision without a name": (live.ClientEvent, {"type": "decision.create"}, [f"$.event_id: {MISSING}"]),
    "a session without a model": (
        live.LiveCreateRequest,
        {"session": {}, "transport": OFFER},
        [f"$.session.model: {MISSING}"],
    ),
    "a session by WebRTC": (live.LiveCreateRequest, {"session": {"model": "gpt-live-1"}, "transport": OFFER}, []),
    "a call": (live.LiveAcceptRequest, {"session": {"type": "live", "model": "gpt-live-1"}}, []),
    "a call, and nothing else": (
        live.LiveAcceptRequest,
        {"session": {}},
        [f"$.session.type: {MISSING}", f"$.session.model: {MISSING}"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_advice(name: str) -> None:
    type_, obj, expected = CASES[name]
    assert [str(each) for each in rw.check(rw.structure(obj, type_), live.LIVE)] == expected


@pytest.mark.parametrize("cls", ADVICE, ids=lambda cls: cls.__name__)
def test_each_class_of_the_table_has_a_case(cls: type) -> None:
    without = attrs.evolve(live.LIVE, advice=lambda: {each: tell for each, tell in ADVICE.items() if each is not cls})
    told = {
        name: [str(each) for each in rw.check(rw.structure(obj, type_), without)]
        for name, (type_, obj, _) in CASES.items()
    }
    assert told != {name: expected for name, (_, _, expected) in CASES.items()}
