"""What was said before a connection broke, said again on another one: against the replay server."""

from __future__ import annotations

import json
from typing import Any

import realtime_wire as rw
from realtime_wire import replay
from realtime_wire.conversation import Conversation
from realtime_wire.recordings import Recorded
from tests.conversation.played import Step, play
from tests.loopback import needs, to_the_end

client = needs("websockets.asyncio.client")

DRAWN = [
    Step("text", ["Good", " day"], 0),
    Step("speech", ["Is", " it?"], 0),
    Step("call", ["{}"], 0),
    Step("answer", ["It", " is."], 0),
    Step("note", ["Be brief."], 0),
    Step("answer", ["Gone."], 5),
    Step("delete", ["-"], 6),
]


@to_the_end
async def test_a_conversation_goes_on_after_a_reconnect() -> None:
    played = play(DRAWN)
    before = Conversation(rw.REALTIME)
    for obj in (*played.events, *played.late):
        before.feed(rw.structure(obj))
    events = before.history()
    # The server tells of each item that is sent as it would: with an id of its own, behind the one before.
    frames = [Recorded(None, "server", json.dumps({"type": "session.created", "session": {"id": "s2"}}))]
    previous: str | None = None
    for number, event in enumerate(events):
        item: dict[str, Any] = {**event.to_dict()["item"], "id": f"new{number}"}
        told = {"type": "conversation.item.added", "previous_item_id": previous, "item": item}
        frames += [
            Recorded(None, "client", event.to_json().decode()),
            Recorded(None, "server", json.dumps(told)),
        ]
        previous = item["id"]
    after = Conversation(rw.REALTIME)
    async with replay.serve(frames) as server, client.connect(server.url) as socket:
        after.feed(rw.decode(await socket.recv()))
        for event in events:
            await socket.send(event.to_json().decode())
            after.feed(event)
            after.feed(rw.decode(await socket.recv()))
    kept = [item for item in before.items if not item.deleted]
    assert [(item.role, item.text, item.arguments, item.output) for item in after.items] == [
        (item.role, item.text, item.arguments, item.output) for item in kept
    ]
    assert [item.text for item in after.items if item.role] == ["Be brief.", "Good day", "Is it?", "It is."]
    assert after.problems == ()
