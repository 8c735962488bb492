"""Property tests of the agent in `receive_loop.py`: whatever a server may send, it stays on its feet.

``pytest examples/test_receive_loop.py`` runs them; they need the extra ``hypothesis``, and no server.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

import realtime_wire as rw
from examples.receive_loop import DECODER, SESSION, Agent, Wanted, next_departure
from realtime_wire import strategies
from realtime_wire.conversation import Conversation

if TYPE_CHECKING:
    from collections.abc import Sequence

TURN = Path(__file__).with_name("voice_turn.jsonl")
patiently = settings(deadline=None)  # how long a machine takes for the first events is no reason to fail
EVENTS = st.lists(strategies.of(Wanted), max_size=4)


def run(events: Sequence[Wanted]) -> tuple[Agent, bytes, list[rw.ClientEvent]]:
    """Have an agent take events in, and return it, what was played, and what it sends."""
    speech = bytearray()
    agent = Agent({"next_departure": next_departure}, speech.extend)
    sent = [answer for event in events for answer in agent.handle(event)]
    return agent, bytes(speech), sent


def results_in(sent: Sequence[rw.ClientEvent]) -> list[rw.RealtimeConversationItemFunctionCallOutput]:
    """Return the results of functions that are sent."""
    items = [event.item for event in sent if isinstance(event, rw.ConversationItemCreateEvent)]
    return [item for item in items if isinstance(item, rw.RealtimeConversationItemFunctionCallOutput)]


@patiently
@given(EVENTS)
def test_all_audio_is_played(events: list[Wanted]) -> None:
    _, speech, _ = run(events)
    deltas = [event for event in events if isinstance(event, rw.ResponseOutputAudioDeltaEvent)]
    assert speech == b"".join(event.audio_bytes for event in deltas)


@patiently
@given(EVENTS)
def test_what_is_sent_is_what_servers_take(events: list[Wanted]) -> None:
    _, _, sent = run(events)
    for event in sent:
        assert rw.decode(rw.encode(event), rw.ClientEvent) == event
        assert rw.REALTIME.sender_of(event.type or "") == "client"


@patiently
@given(strategies.of(rw.ResponseDoneEvent))
def test_each_call_has_a_result(event: rw.ResponseDoneEvent) -> None:
    agent, _, sent = run([event])
    ids = [call.call_id for call in event.response.function_calls if call.call_id is not None]
    assert [result.call_id for result in results_in(sent)] == ids
    assert agent.answered == (not ids)


@patiently
@given(st.text())
def test_no_argument_ends_the_conversation(arguments: str) -> None:
    call = rw.RealtimeConversationItemFunctionCall(name="next_departure", call_id="call_1", arguments=arguments)
    _, _, sent = run([rw.ResponseDoneEvent(response=rw.RealtimeResponse(output=[call]))])
    assert [event.type for event in sent] == ["conversation.item.create", "response.create"]


@patiently
@given(strategies.frames(rw.ServerEvent))
def test_frames_are_events_or_none_of_its_business(frame: bytes) -> None:
    event = DECODER.decode(frame)
    if event is not None:
        run([event])


def test_the_session_is_one_that_servers_take() -> None:
    assert rw.check(rw.SessionUpdateEvent(session=SESSION)) == []


def test_the_recorded_turn() -> None:
    with TURN.open("rb") as frames:
        agent, speech, sent = run([*DECODER.iter_lines(frames)])
    (call,) = [item for item in Conversation.of(TURN).items if item.kind == "call"]
    (result,) = results_in(sent)
    assert (result.call_id, json.loads(result.output or "")["city"]) == (call.call_id, "Zürich")
    assert len(speech) == 756
    assert agent.answered
