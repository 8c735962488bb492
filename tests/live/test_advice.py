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
OFFER = {"type": "webrtc", "sdp": "v=0"}


def update(**session: Any) -> Json:
    return {"type": "session.update", "session": session}


CASES: dict[str, tuple[Any, Json, list[str]]] = {
    "an update": (live.ClientEvent, update(delegation={"type": "client"}, triggers=[]), []),
    "an update of what is fixed": (
        live.ClientEvent,
        update(model="gpt-live-1", instructions=None),
        [f"$.session.model: {FIXED}", f"$.session.instructions: {FIXED}"],
    ),
    "a start": (live.ClientEvent, {"type": "session.start", "session": {"model": "gpt-live-1"}}, []),
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
