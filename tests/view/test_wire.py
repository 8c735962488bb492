"""The wire of a page: what is shown of frames, what is masked, and what there is no room for."""

from __future__ import annotations

import json
from typing import Any

import pytest

import realtime_wire as rw
from tests.loopback import needs

needs("jinja2")

from realtime_wire.view import _wire  # noqa: E402  what it needs may not be there
from realtime_wire.view._wire import Place, Wire  # noqa: E402


def told(*frames: Any, sender: Any = "server") -> Wire:
    wire = Wire(rw.REALTIME)
    decode = rw.Decoder(rw.Event | rw.UnknownEvent, malformed="keep").decode
    for number, frame in enumerate(frames):
        text = frame if isinstance(frame, str) else json.dumps(frame)
        wire.add(Place(number + 1, number, sender, len(text)), decode(text), binary=False)
    return wire


SHOWN: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "audio": (
        {"type": "input_audio_buffer.append", "audio": "AAAA"},
        {"type": "input_audio_buffer.append", "audio": "<audio 4 chars>"},
    ),
    "a secret": (
        {
            "type": "session.update",
            "session": {"tools": [{"type": "mcp", "server_label": "s", "authorization": "key"}]},
        },
        {
            "type": "session.update",
            "session": {"tools": [{"type": "mcp", "server_label": "s", "authorization": "<secret>"}]},
        },
    ),
    "a member that nobody knows": (
        {"type": "response.cancel", "key": "key"},
        {"type": "response.cancel", "key": "<string>"},
    ),
    "an event that nobody knows": ({"type": "ping", "key": "key"}, {"type": "ping", "key": "<string>"}),
    "what is left of a malformed event": (
        {"type": "response.cancel", "response_id": 5, "event_id": "e"},
        {"type": "response.cancel", "event_id": "e"},
    ),
    "a malformed event of which nothing is left": (
        {"type": "response.output_text.delta", "delta": 5, "key": "key"},
        {"type": "response.output_text.delta", "delta": "<integer>", "key": "<string>"},
    ),
}


@pytest.mark.parametrize("name", SHOWN)
def test_what_is_shown(name: str) -> None:
    frame, shown = SHOWN[name]
    body = json.loads(told(frame).told()["body"][0])
    assert body == {**body, **shown}
    assert set(body) == set(shown)


def test_columns() -> None:
    wire = told(
        {"type": "response.cancel"}, {"type": "ping"}, {"ping": 0}, {"type": "response.cancel", "response_id": 5}
    )
    columns = wire.told()
    assert columns["types"] == ["response.cancel", "ping", "(no type)"]
    assert columns["type"] == [0, 1, 2, 0]
    assert columns["odd"] == {1: 1, 2: 1, 3: 2}
    assert columns["faults"] == {3: [("$.response_id", "string", "integer")]}
    assert (wire.count, wire.kinds, wire.bytes) == (4, [1, 2, 1, 0], sum(columns["size"]))
    assert {name: (each.count, each.senders) for name, each in wire.types.items()} == {
        "response.cancel": (2, {"server"}),
        "ping": (1, {"server"}),
        "(no type)": (1, {"server"}),
    }
    assert list(wire.notes()) == []


def test_what_there_is_no_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_wire, "MOST_ROWS", 4)
    monkeypatch.setattr(_wire, "MOST_TEXT", 100)
    monkeypatch.setattr(_wire, "LONGEST", 60)
    wire = told(*[{"type": "response.cancel", "event_id": "e" * 100}] * 6)
    wire.add_broken(Place(7, 7, None, 1), rw.DecodeError("JSON", "nothing"))
    columns = wire.told()
    assert [len(body) for body in columns["body"]] == [60, 60, 0, 0]
    assert [len(columns[name]) for name in ("at", "sender", "type", "size", "line")] == [4] * 5
    assert (wire.count, wire.types["(not an event)"].count, columns["odd"]) == (7, 1, {})
    assert list(wire.notes()) == [
        "The wire shows the first 4 of 7 frames, as a page with more would open slowly; the others are counted.",
        (
            "The texts of 2 frames are left out: those before them have more than 100 characters, and a page with more "
            "would open slowly."
        ),
        "Of 2 frames the first 60 characters are shown.",
    ]
