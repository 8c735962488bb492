"""Conversations that are drawn: played into events, they fold back into themselves, whatever comes twice, or late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

import realtime_wire as rw
from realtime_wire.conversation import Conversation, Item
from tests.conversation.played import SETTINGS, play, steps
from tests.wire import payloads

if TYPE_CHECKING:
    from tests.conversation.played import Played, Step


def folded(events: list[dict[str, Any]], *, timed: bool = False) -> Conversation:
    conversation = Conversation(rw.REALTIME)
    for number, obj in enumerate(events):
        conversation.feed(rw.structure(obj), float(number) if timed else None)
    return conversation


def told(item: Item) -> tuple[Any, ...]:
    text = item.text if item.arguments is None else item.arguments
    heard = [part.heard_ms for part in item.parts]
    return (item.kind, item.role, text, item.output, heard[0] if heard else None)


def expected(played: Played) -> dict[str, tuple[Any, ...]]:
    """Return what is there, in order; the result of a call that has gone stands alone."""
    there: dict[str, tuple[Any, ...]] = {}
    for item_id in played.order:
        if item_id in played.told:
            there[item_id] = played.told[item_id]
    return there


@given(steps())
def test_a_conversation_folds_back_into_itself(drawn: list[Step]) -> None:
    played = play(drawn)
    conversation = folded([*played.events, *played.late])
    there = {item.id: told(item) for item in conversation.items if not item.deleted}
    assert list(there.items()) == list(expected(played).items())
    assert len(conversation.responses) == played.responses
    assert {response.end for response in conversation.responses} <= {"completed", "interrupted"}
    cut = [item for item in conversation.items if item.cut]
    assert sum(response.end == "interrupted" for response in conversation.responses) == len(cut)
    pieces = sum(event["type"] == "response.output_audio.delta" for event in played.events)
    assert sum(response.audio_ms or 0 for response in conversation.responses) == 100 * pieces
    assert conversation.usage.total == 3 * sum(item.role == "assistant" for item in conversation.items)
    assert conversation.transcription_usage.seconds == sum(
        event["type"].endswith("transcription.completed") for event in played.late
    )


@given(steps(), st.data())
def test_what_comes_late_or_twice_changes_nothing(drawn: list[Step], data: st.DataObject) -> None:
    played = play(drawn)
    events = list(played.events)
    again = [event for event in events if event["type"].startswith(("conversation.item.added", "response.created"))]
    for event in [one for one in again if data.draw(st.booleans())]:
        events.insert(data.draw(st.integers(events.index(event), len(events))), event)
    # A transcript comes after its speech is known, in order, and that is all there is to say.
    after: dict[str, int] = {}
    for event in played.late:
        first = next(n for n, one in enumerate(events) if one.get("item_id") == event["item_id"])
        place = data.draw(st.integers(max(first + 1, after.get(event["item_id"], 0)), len(events)))
        events.insert(place, event)
        after = {item_id: n + (n > place) for item_id, n in after.items()} | {event["item_id"]: place + 1}
    plain, permuted = folded([*played.events, *played.late]), folded(events)
    assert permuted.items == plain.items
    assert permuted.responses == plain.responses
    assert permuted.turns == plain.turns
    assert permuted.usage == plain.usage
    assert permuted.transcription_usage == plain.transcription_usage
    assert permuted.problems == plain.problems


@given(steps())
def test_history_makes_the_same_conversation_again(drawn: list[Step]) -> None:
    played = play(drawn)
    before = folded([*played.events, *played.late])
    after = folded([event.to_dict() for event in before.history()])
    kept = [
        item for item in before.items if not item.deleted and item.kind != "result" and (item.heard or item.arguments)
    ]
    assert [(item.kind, item.role, item.text, item.arguments, item.output) for item in after.items] == [
        (item.kind, item.role, item.heard, item.arguments, item.output) for item in kept
    ]


@given(st.lists(payloads(rw.Event), max_size=8), st.booleans())
def test_any_events_make_a_conversation(objs: list[dict[str, Any]], timed: bool) -> None:  # noqa: FBT001  drawn
    conversation = folded(objs, timed=timed)
    conversation.end()
    views = [*conversation.items, *conversation.responses, *conversation.turns, *conversation.problems]
    assert all(item in conversation.items for turn in conversation.turns for item in (*turn.user, *turn.answer))
    assert {response.end for response in conversation.responses} <= {
        *("completed", "interrupted", "cancelled", "failed", "incomplete", "cut off"),
    }
    assert len(repr(views)) > 0
    assert len(conversation.history()) <= 2 * len(conversation.items)


IDS = st.sampled_from(["a", "b"])
BEGUN = {"type": "session.created", "session": SETTINGS}


def _event(type_: str, **members: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    made: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
        {"type": st.just(type_), **members}, optional={"content_index": st.integers(0, 1)}
    )
    return made.map(lambda obj: {name: value for name, value in obj.items() if value is not None})


PIECES = st.one_of(
    _event("response.output_text.delta", item_id=IDS, delta=st.sampled_from(["", "x"]), response_id=IDS),
    _event("response.output_audio.delta", item_id=IDS, delta=st.sampled_from(["", "AAAA", "AA=="]), response_id=IDS),
    _event("conversation.item.input_audio_transcription.delta", item_id=IDS, delta=st.sampled_from([None, "x"])),
    _event("response.output_text.done", item_id=IDS, text=st.sampled_from(["x", "xx"]), response_id=IDS),
    _event("response.created", response=st.fixed_dictionaries({"id": IDS})),
    _event("response.done", response=st.fixed_dictionaries({"id": IDS, "status": st.just("completed")})),
    _event("conversation.item.deleted", item_id=IDS),
    _event("input_audio_buffer.speech_started", item_id=IDS),
    st.sampled_from([BEGUN, {"type": "close"}, {"type": "reconnect"}]),
)


@settings(max_examples=8 * settings().max_examples)
@given(st.lists(PIECES, min_size=4, max_size=40).map(lambda objs: [BEGUN, *objs]), st.booleans())
def test_pieces_are_taken_in_as_their_facts_are(objs: list[dict[str, Any]], timed: bool) -> None:  # noqa: FBT001  drawn
    """Most pieces come without a fact, for the sake of time; the result is that of the facts."""
    fed, told_by_facts = Conversation(rw.REALTIME), Conversation(rw.REALTIME)
    for number, obj in enumerate(objs):
        if obj["type"] in ("close", "reconnect"):
            for each in (fed, told_by_facts):
                each.end() if obj["type"] == "close" else each.reconnect()
            continue
        event, at = rw.structure(obj), float(number) if timed else None
        fed.feed(event, at)
        for fact in rw.REALTIME.facts_of(event):
            told_by_facts.take(fact, at)
        if number % 7 == 0:  # what has been handed out must not stay
            assert fed.items == told_by_facts.items
    for name in ("items", "responses", "turns", "usage", "problems", "sessions"):
        assert getattr(fed, name) == getattr(told_by_facts, name)
