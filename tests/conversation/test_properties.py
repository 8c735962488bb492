"""Conversations that are drawn: played into events, they fold back into themselves, whatever comes twice, or late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import realtime_wire as rw
from realtime_wire.conversation import Conversation, Item
from tests.conversation.played import play, steps
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


Json: TypeAlias = "dict[str, Any]"


def _written(type_: str, words: str) -> Json:
    return {"type": type_, "text": words}


def _spoken(type_: str, words: str | None) -> Json:
    return {"type": type_, "transcript": words}


def _costly(obj: Json, usage: Json | None) -> Json:
    return {**obj, "usage": usage}


def _failed(obj: Json) -> Json:
    return {**obj, "status_details": {"error": {"type": "t", "code": "c"}}}


def _with(obj: Json, more: Json) -> Json:
    return {**obj, **more}


IDS = st.sampled_from(["a", "b"])
EXACT: Json = {"id": "s1", "audio": {"output": {"format": {"type": "audio/pcm", "rate": 16000}}}}
"""A format in which the length of a byte is a power of two, so that sums are the same in any order."""
BEGUN: Json = {"type": "session.created", "session": EXACT}
WORDS = st.sampled_from(["", "x", "xx"])
TEXT = st.builds(_written, st.sampled_from(["text", "input_text"]), WORDS)
SPEECH = st.builds(_spoken, st.sampled_from(["audio", "input_audio"]), st.one_of(st.none(), WORDS))
PART: st.SearchStrategy[Json] = st.one_of(TEXT, SPEECH, st.just({"type": "input_image"}), st.just({"type": "hologram"}))
USAGE: st.SearchStrategy[Json | None] = st.sampled_from(
    [None, {}, {"input_tokens": 3}, {"total_tokens": 2, "input_tokens": 1}]
)


def _strategy(value: Any) -> st.SearchStrategy[Any]:
    strategy: Any = value
    return strategy if isinstance(value, st.SearchStrategy) else st.just(value)


def _told(obj: Json) -> Json:
    return {name: value for name, value in obj.items() if value is not None}


def _object(**members: Any) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries({name: _strategy(value) for name, value in members.items()}).map(_told)


MAYBE = st.one_of(st.none(), IDS)
STATUS = st.sampled_from([None, "completed", "in_progress"])
ITEM = st.one_of(
    _object(type="message", role="user", id=MAYBE, content=st.lists(PART, max_size=2), status=STATUS),
    _object(type="message", role="assistant", id=IDS, content=st.lists(PART, max_size=2), status=STATUS),
    _object(type="function_call", id=IDS, name="f", call_id=IDS, arguments=WORDS, status=STATUS),
    _object(type="function_call_output", id=MAYBE, call_id=IDS, output=WORDS),
    _object(type="mcp_call", id=IDS, server_label="s", name="f", arguments=WORDS, output=st.one_of(st.none(), WORDS)),
    _object(type="mcp_list_tools", id=IDS, server_label="s", tools=[]),
    _object(type="item_reference", id=IDS),
    _object(type="hologram", id=MAYBE, status=STATUS),
)


def _event(type_: str, **members: Any) -> st.SearchStrategy[dict[str, Any]]:
    return _object(type=type_, **members)


def _placed(type_: str, **members: Any) -> st.SearchStrategy[dict[str, Any]]:
    places: list[Json] = [{}, {"previous_item_id": None}, {"previous_item_id": "a"}, {"previous_item_id": "b"}]
    return st.builds(_with, _event(type_, **members), st.sampled_from(places))


INDEX = st.sampled_from([None, 0, 1])
OF_ITEM: dict[str, Any] = {"item_id": IDS, "content_index": INDEX}
OF_RESPONSE: dict[str, Any] = {**OF_ITEM, "response_id": IDS}
RESPONSE = _object(
    id=MAYBE, status=st.sampled_from(["completed", "cancelled", "failed"]), output=st.lists(ITEM, max_size=2)
)
COSTLY = st.builds(_costly, RESPONSE, USAGE)
FAILED = st.builds(_failed, RESPONSE)
HEARD = "conversation.item.input_audio_transcription"
AUDIO = st.sampled_from(["", "AAAA", "AA==", "AAA="])

PIECES = st.one_of(
    _event("response.output_text.delta", delta=st.sampled_from(["", "x"]), **OF_RESPONSE),
    _event("response.output_audio_transcript.delta", delta=st.sampled_from(["", "x"]), **OF_RESPONSE),
    _event("response.output_audio.delta", delta=AUDIO, **OF_RESPONSE),
    _event("input_audio_buffer.append", audio=AUDIO),
    _event(f"{HEARD}.delta", delta=st.sampled_from([None, "x"]), **OF_ITEM),
    _event(f"{HEARD}.completed", transcript=WORDS, usage=USAGE, **OF_ITEM),
    _event("response.output_text.done", text=WORDS, **OF_RESPONSE),
    _event("response.output_audio_transcript.done", transcript=st.one_of(st.none(), WORDS), **OF_RESPONSE),
    _event("response.function_call_arguments.delta", delta=WORDS, item_id=IDS, response_id=IDS, call_id=IDS),
    _event("response.function_call_arguments.done", arguments=WORDS, item_id=IDS, response_id=IDS, call_id=IDS),
    _event("response.mcp_call_arguments.done", arguments=WORDS, item_id=IDS, response_id=IDS),
    _event("response.content_part.added", part=PART, **OF_RESPONSE),
    _event("response.content_part.done", part=PART, **OF_RESPONSE),
    _event("response.output_item.added", item=ITEM, response_id=IDS),
    _event("response.output_item.done", item=ITEM, response_id=IDS),
    _placed("conversation.item.added", item=ITEM),
    _placed("conversation.item.done", item=ITEM),
    _placed("conversation.item.create", item=ITEM),
    _placed("input_audio_buffer.committed", item_id=IDS),
    _event("response.created", response=_object(id=IDS)),
    _event("response.done", response=st.one_of(COSTLY, FAILED)),
    _event("conversation.item.deleted", item_id=IDS),
    _event("conversation.item.truncated", item_id=IDS, content_index=0, audio_end_ms=5),
    _event("input_audio_buffer.speech_started", item_id=IDS),
    st.sampled_from([BEGUN, {"type": "close"}, {"type": "reconnect"}]),
)
"""Events that tell what they tell in more than one way, all of one or two items, so that they come across one another."""

BREAKS: list[Json] = [{"type": "session.started", "session": {}}, {"type": "close"}, {"type": "reconnect"}]
LIVE = st.one_of(
    _event(
        "session.input_transcript.delta",
        delta=st.sampled_from(["", "x"]),
        start_ms=st.sampled_from([0, 100, 400, 900, 2000]),
        end_ms=st.sampled_from([50, 120, 950, 2100]),
    ),
    _event(
        "session.output_transcript.delta",
        delta=st.sampled_from(["", "y"]),
        start_ms=st.sampled_from([0, 100, 700, 1500]),
        end_ms=st.sampled_from([50, 800, 1600]),
    ),
    _event("session.output_audio.delta", delta=AUDIO),
    _event("session.input_audio.append", audio=AUDIO),
    st.sampled_from(BREAKS),
)


def same_by_facts(protocol: rw.Protocol, objs: list[dict[str, Any]], *, timed: bool, audio: bool) -> None:
    """Feed events, and take in their facts; both make the same conversation."""
    fed, told_by_facts = Conversation(protocol, audio=audio), Conversation(protocol, audio=audio)
    for number, obj in enumerate(objs):
        if obj["type"] in ("close", "reconnect"):
            for each in (fed, told_by_facts):
                each.end() if obj["type"] == "close" else each.reconnect()
            continue
        event, at = rw.structure(obj, protocol.event), number / 1000 if timed else None
        fed.feed(event, at)
        for fact in protocol.facts_of(event):
            told_by_facts.take(fact, at)
        if number % 7 == 6:  # what has been handed out must not stay
            assert fed.items == told_by_facts.items
    for name in ("items", "responses", "turns", "usage", "transcription_usage", "problems", "sessions"):
        assert getattr(fed, name) == getattr(told_by_facts, name)
    assert fed.sound("user") == told_by_facts.sound("user")


def _message(words: str | None = None, item_id: str = "a") -> Json:
    content = [] if words is None else [{"type": "output_text", "text": words}]
    return {"type": "message", "role": "assistant", "id": item_id, "content": content}


def _added(words: str | None = None) -> Json:
    return {"type": "conversation.item.added", "item": _message(words)}


def _done(words: str | None = None) -> Json:
    return {"type": "conversation.item.done", "item": _message(words)}


BIT: Json = {"type": "response.output_text.delta", "item_id": "a", "response_id": "a", "delta": "x"}
SOUND: Json = {"type": "response.output_audio.delta", "item_id": "a", "response_id": "a", "delta": "AAAA"}
WHOLE: Json = {"type": "response.output_text.done", "item_id": "a", "response_id": "a", "text": "xy"}
PICTURE: Json = {
    "type": "response.content_part.done",
    "item_id": "a",
    "part": {"type": "input_image"},
    "response_id": "a",
}
AGAIN: Json = {"type": "session.created", "session": {**EXACT, "id": "s2"}}
ENDED: Json = {"type": "response.done", "response": {"id": "a", "output": [_message("xy")]}}
UNNAMED: Json = {"type": "message", "role": "assistant", "content": _message("y")["content"]}
AWKWARD: dict[str, list[Json]] = {
    "words after all words": [_added(), BIT, WHOLE, BIT],
    "words after all words, and other ones": [_added(), BIT, BIT, _done("x"), BIT],
    "words behind all words of nobody knows whom": [_added(), WHOLE, BIT],
    "words behind the end": [_added(), BIT, ENDED, BIT, BIT],
    "audio of what nobody has looked at": [_added(), SOUND, SOUND],
    "audio, and what it is not": [_added(), SOUND, PICTURE, SOUND],
    "what it is not, and audio": [_added(), PICTURE, SOUND],
    "an id again": [_added(), BIT, _done("x"), BIT, AGAIN, _added("y"), BIT],
    "an id again, after a reconnect": [_added(), BIT, {"type": "reconnect"}, _added(), BIT],
    "an id again, after it is gone": [
        *(_added(), BIT, {"type": "conversation.item.deleted", "item_id": "a"}),
        *({"type": "conversation.item.create", "item": _message("y")}, _added("y"), BIT),
    ],
    "an id at last": [{"type": "conversation.item.create", "item": UNNAMED}, _added("y"), BIT],
    "after the end": [_added(), BIT, {"type": "close"}, BIT, SOUND, _done("x"), ENDED],
    "without a place": [{**_added(), "previous_item_id": None}, BIT, {**_done("x"), "previous_item_id": "b"}],
    "without words": [_added(), {**WHOLE, "type": "response.output_audio_transcript.done"}],
    "costly": [{**ENDED, "response": {"id": "a", "usage": {"input_tokens": 3}}}, ENDED],
    "costly, without an id": [{**ENDED, "response": {"usage": {"input_tokens": 3}}}],
}


@pytest.mark.parametrize("name", AWKWARD)
@pytest.mark.parametrize("timed", [False, True])
def test_what_is_awkward_is_taken_in_as_its_facts_are(name: str, timed: bool) -> None:  # noqa: FBT001  a parameter
    same_by_facts(rw.REALTIME, [BEGUN, *AWKWARD[name]], timed=timed, audio=False)


@settings(max_examples=12 * settings().max_examples)
@given(st.lists(PIECES, min_size=4, max_size=40), st.booleans(), st.booleans())
def test_events_are_taken_in_as_their_facts_are(objs: list[dict[str, Any]], timed: bool, audio: bool) -> None:  # noqa: FBT001  drawn
    """Most events come without facts, and are looked at late, for the sake of time; the result is that of the facts."""
    same_by_facts(rw.REALTIME, [BEGUN, *objs], timed=timed, audio=audio)


@settings(max_examples=4 * settings().max_examples)
@given(st.lists(LIVE, min_size=4, max_size=40), st.booleans(), st.booleans())
def test_so_are_events_without_items(objs: list[dict[str, Any]], timed: bool, audio: bool) -> None:  # noqa: FBT001  drawn
    same_by_facts(rw.live.LIVE, objs, timed=timed, audio=audio)


@st.composite
def dialogues(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw what two sides say in turns: pieces follow one another within less than the half second that is between sides."""
    events: list[dict[str, Any]] = []
    end = 0
    is_user = draw(st.booleans())
    for _ in range(draw(st.integers(1, 6))):
        end += draw(st.integers(500, 4000))
        for _ in range(draw(st.integers(1, 4))):
            begin = end + draw(st.sampled_from([0, 1, 499]))
            end = begin + draw(st.integers(1, 900))
            side, words = "input" if is_user else "output", draw(st.sampled_from(["Ahoy", " there", ".", " Quay 2?"]))
            type_ = f"session.{side}_transcript.delta"
            events.append({"type": type_, "delta": words, "start_ms": begin, "end_ms": end})
        end += draw(st.sampled_from([0, 0, 1]))
        is_user = not is_user
    return events


@given(dialogues())
def test_live_is_split_as_its_grouper_does_where_sides_take_turns(objs: list[dict[str, Any]]) -> None:
    events = [rw.structure(obj, rw.live.Event) for obj in objs]
    grouper, conversation = rw.live.TranscriptGrouper(), Conversation(rw.live.LIVE)
    said: dict[int, rw.live.Utterance] = {}
    for event in events:
        said |= {one.id: one for one in grouper.feed(event)}
        conversation.feed(event)
    said |= {one.id: one for one in grouper.close()}
    assert [(item.role, item.text, item.start_ms, item.end_ms) for item in conversation.items] == [
        (one.speaker, one.text, one.start_ms, one.end_ms) for one in said.values()
    ]


def test_live_keeps_what_its_grouper_leaves_out() -> None:
    conversation = Conversation(rw.live.LIVE)
    pieces = [("input", "Then we", 0, 200), ("output", "Mhm.", 200, 400), ("input", " turn", 400, 600)]
    pieces += [("output", "There.", 1200, 1400), ("output", " Or here.", 4400, 4600)]
    for side, words, begin, end in pieces:
        obj = {"type": f"session.{side}_transcript.delta", "delta": words, "start_ms": begin, "end_ms": end}
        conversation.feed(rw.structure(obj, rw.live.Event))
    assert [(item.role, item.text) for item in conversation.items] == [
        ("user", "Then we turn"),
        ("assistant", "Mhm."),
        ("assistant", "There. Or here."),
    ]
