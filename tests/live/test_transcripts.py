"""Utterances, out of pieces of transcripts: by examples, and as the grouper of the `openai` package tells them."""

from __future__ import annotations

from typing import Any, TypeAlias

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realtime_wire import live

Piece: TypeAlias = "tuple[str, str, int, int]"


def event(number: int, who: str, text: str, start: int, end: int) -> Any:
    side = "input" if who == "user" else "output"
    return live.LIVE.event_class(f"session.{side}_transcript.delta").from_dict(  # type: ignore[union-attr]
        {
            "type": f"session.{side}_transcript.delta",
            "event_id": f"event_{number}",
            "delta": text,
            "start_ms": start,
            "end_ms": end,
        }
    )


def grouped(*pieces: Piece, **options: Any) -> list[tuple[str, str, str | None]]:
    """Return the utterances that have ended, in their order: who, what, why."""
    grouper = live.TranscriptGrouper(**options)
    told = [each for number, piece in enumerate(pieces) for each in grouper.feed(event(number, *piece))]
    told += grouper.close()
    return [(each.speaker, each.text, each.ended) for each in told if each.ended is not None]


EXAMPLES: dict[str, tuple[list[Piece], list[tuple[str, str, str | None]]]] = {
    "one says it bit by bit": (
        [("user", "Where", 0, 200), ("user", " is it?", 200, 400)],
        [("user", "Where is it?", "manual")],
    ),
    "another answers": (
        [("user", "Where?", 0, 200), ("assistant", "There.", 900, 1100)],
        [("user", "Where?", "speaker_change"), ("assistant", "There.", "manual")],
    ),
    "the assistant is silent": (
        [("assistant", "There.", 0, 200), ("assistant", " Or here.", 2400, 2600)],
        [("assistant", "There.", "inactivity"), ("assistant", " Or here.", "manual")],
    ),
    "the user is silent": (
        [("user", "There.", 0, 200), ("user", " Or here.", 9400, 9600)],
        [("user", "There. Or here.", "manual")],
    ),
    "a sign of attention": (
        [("user", "Then we", 0, 200), ("assistant", "Mhm.", 200, 400), ("user", " turn", 400, 600)],
        [("user", "Then we turn", "manual")],
    ),
    "an answer that comes at once": (
        [("user", "Where?", 0, 200), ("assistant", "Over there", 200, 400), ("assistant", " at quay 2", 400, 600)],
        [("user", "Where?", "manual"), ("assistant", "Over there at quay 2", "manual")],
    ),
    "both at once": (
        [("assistant", "So", 0, 200), ("user", "I", 0, 200)],
        [("user", "I", "manual"), ("assistant", "So", "manual")],
    ),
    "the assistant goes on": (
        [
            ("assistant", "So", 0, 200),
            ("user", "I", 200, 400),
            ("assistant", "mhm", 200, 500),
            ("user", "am", 9000, 9200),
        ],
        [
            ("assistant", "So", "speaker_change"),
            ("user", "I", "speaker_change"),
            ("assistant", "mhm", "inactivity"),
            ("user", "am", "manual"),
        ],
    ),
    "the assistant does not go on": (
        [
            ("assistant", "So", 0, 200),
            ("user", "I", 2200, 2400),
            ("assistant", "mhm", 2200, 2500),
            ("user", "am", 9000, 9200),
        ],
        [("assistant", "So", "speaker_change"), ("user", "Iam", "manual")],
    ),
    "the times begin anew": (
        [("user", "Once", 1000, 1200), ("user", "again", 0, 200)],
        [("user", "Once", "timestamp_reset"), ("user", "again", "manual")],
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples(name: str) -> None:
    pieces, expected = EXAMPLES[name]
    assert grouped(*pieces) == expected


def test_an_utterance_grows() -> None:
    grouper = live.TranscriptGrouper()
    assert grouper.feed(event(0, "user", "Where", 0, 200)) == []
    first, grown = grouper.feed(event(1, "user", " is it?", 200, 400))
    assert (first.text, grown.text, grown.id, grown.previous_id, grown.ended) == (
        "Where",
        "Where is it?",
        0,
        None,
        None,
    )
    assert (grown.start_ms, grown.end_ms) == (0, 400)
    (ended,) = grouper.close()
    assert ended == attrs.evolve(grown, ended="manual")
    assert grouper.close() == []


def test_the_session_ends() -> None:
    grouper = live.TranscriptGrouper()
    grouper.feed(event(0, "user", "Bye.", 0, 200))
    closed = live.SessionClosedEvent(reason="expired", usage=live.SessionUsage(seconds=1))
    assert [each.ended for each in grouper.feed(closed)] == [None, "session_closed"]
    assert (grouper.due(), grouper.tick(9000)) == (None, [])
    with pytest.raises(ValueError, match=r"^the session has ended: begin a new grouper for the next one$"):
        grouper.feed(closed)


def test_what_is_passed_over() -> None:
    grouper = live.TranscriptGrouper()
    once = event(0, "user", "Once", 0, 200)
    without_id = once.evolve(event_id=None)
    assert grouper.feed(live.SessionInputAudioMutedEvent()) == []
    assert grouper.feed(event(1, "user", "", 0, 200)) == []
    assert [grouper.feed(each) for each in (once, once, without_id, without_id)] == [[]] * 4
    assert [each.text for each in grouper.close()][-1] == "OnceOnceOnce"


def test_time() -> None:
    grouper = live.TranscriptGrouper()
    assert (grouper.due(), grouper.tick(500)) == (None, [])
    grouper.feed(event(0, "assistant", "There.", 0, 200), 1000)
    # A piece of the other side that belongs to the same time may follow; then silence ends it.
    assert grouper.due() == 1050
    assert [each.text for each in grouper.tick(1050)] == ["There."]
    assert grouper.due() == 1000 + 2000
    assert grouper.tick(2999) == []
    assert [each.ended for each in grouper.tick(3000)] == ["inactivity"]
    assert grouper.due() is None


def test_no_sign_of_attention_is_left_out_if_told() -> None:
    pieces: list[Piece] = [("user", "Then we", 0, 200), ("assistant", "Mhm.", 200, 400), ("user", " turn", 400, 600)]
    assert grouped(*pieces, backchannel_max_duration_ms=0)[-1] == ("assistant", "Mhm.", "manual")
    aye: list[Piece] = [(who, text.replace("Mhm", "Aye-aye"), *times) for who, text, *times in pieces]  # type: ignore[misc]
    assert grouped(*aye)[-1] == ("assistant", "Aye-aye.", "manual")
    assert grouped(*aye, additional_acknowledgments=["aye aye", ""]) == [("user", "Then we turn", "manual")]


# As theirs

WORDS = ["Mhm", "m", "hm.", " Okay", "ok", " Then we", "turn", " uh", "-huh", "right?", "\u00e9", "", "…", " "]

many = settings(max_examples=settings().max_examples * 20)
"""They take little time, and what is rare has to be drawn as well."""

steps = st.lists(
    st.tuples(
        st.sampled_from(["user", "assistant"]),
        st.sampled_from(WORDS),
        st.sampled_from([0, 200, 400, 600, 800, 1800, 2600, -200, -5000]),
        st.sampled_from([200, 0, 400, 1200]),
        st.sampled_from([0, 20, 60, 200, 700, 2500]),
        st.booleans(),
    ),
    min_size=3,
    max_size=12,
)

numbers = st.fixed_dictionaries(
    {},
    optional={
        "min_turn_separation_ms": st.sampled_from([0, 100, 500.5]),
        "assistant_silence_ms": st.sampled_from([0, 300, 2000.5]),
        "backchannel_max_duration_ms": st.sampled_from([0, 300, 1000]),
        "backchannel_isolation_ms": st.sampled_from([0, 300, 2500]),
        "additional_acknowledgments": st.just(("then we", "  ")),
    },
)


@many
@given(steps=steps, options=numbers, with_time=st.booleans(), ends=st.booleans())
def test_it_tells_what_theirs_tells(
    steps: list[tuple[str, str, int, int, int, bool]],
    options: dict[str, Any],
    with_time: bool,  # noqa: FBT001  drawn
    ends: bool,  # noqa: FBT001  drawn
) -> None:
    pytest.importorskip("openai.lib.live", reason="openai is not installed")
    from openai.lib.live._transcript_state import TranscriptState  # noqa: PLC0415  it may not be there
    from openai.lib.live._types import TranscriptGrouperOptions  # noqa: PLC0415  the same
    from openai.types import live as theirs_of  # noqa: PLC0415  the same

    clock = [0.0]
    theirs = TranscriptState(TranscriptGrouperOptions(**options), lambda: clock[0])
    ours = live.TranscriptGrouper(**options)
    sides: dict[str, Any] = {
        "user": theirs_of.InputTranscriptDeltaEvent,
        "assistant": theirs_of.OutputTranscriptDeltaEvent,
    }

    def told(updates: list[Any] | None) -> list[tuple[Any, ...]]:
        """Tell what theirs says as ours does."""
        found: list[tuple[Any, ...]] = []
        for update in updates or []:
            segment: Any = getattr(update, "segment", update)
            reason: Any = getattr(update, "reason", None)
            ids = [None if each is None else int(each.rpartition("_")[2]) for each in (segment.id, segment.previous_id)]
            found.append((*ids, segment.speaker, segment.text, segment.start_ms, segment.end_ms, reason))
        return found

    def said(utterances: list[live.Utterance]) -> list[tuple[Any, ...]]:
        return [attrs.astuple(each) for each in utterances]

    start = 6000
    for number, (who, text, step, length, passed, wakes) in enumerate(steps):
        start = max(0, start + step)
        clock[0] += passed if with_time else 0
        if with_time and wakes:
            assert said(ours.tick(clock[0])) == told(theirs.tick())
        mine = event(number, who, text, start, start + length)
        yours = sides[who].model_validate(mine.to_dict())
        assert said(ours.feed(mine, clock[0])) == told(theirs.push(yours))
        delay, due = theirs.delay(), ours.due()
        assert (delay is None) == (due is None)
        if delay is not None and due is not None:
            assert abs(delay - max(0, due - clock[0])) <= 1
    reason: Any = "session_closed" if ends else "manual"
    closed = live.SessionClosedEvent(reason="expired", usage=live.SessionUsage(seconds=1))
    assert said(ours.feed(closed, clock[0]) if ends else ours.close(clock[0])) == told(theirs.finish(reason))
