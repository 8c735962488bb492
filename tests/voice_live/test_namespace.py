"""The namespace of Voice Live: all that its events hold is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import pytest

import realtime_wire as rw
from realtime_wire._engine.record import Record
from realtime_wire._engine.schema import Kind, kind_of, members

if TYPE_CHECKING:
    from collections.abc import Iterator

vl = rw.voice_live


def classes_in(kind: Kind | None, seen: set[Any]) -> Iterator[type[Record]]:
    """Find all classes that a place leads to."""
    if kind is None:
        return
    for cls in kind.objects.classes if kind.objects is not None else ():
        if cls not in seen:
            seen.add(cls)
            yield cls
            for member in members(cls):
                yield from classes_in(member.kind, seen)
    yield from classes_in(kind.array, seen)
    yield from classes_in(kind.map, seen)


REACHED = [*classes_in(kind_of(vl.Event), set())]


@pytest.mark.parametrize("cls", REACHED, ids=lambda cls: cls.__name__)
def test_all_that_events_hold_is_in_the_namespace(cls: Any) -> None:
    assert getattr(vl, cls.__name__) is cls
    assert cls.__name__ in vars(vl)["__all__"]


def test_what_is_the_same_is_the_same_class() -> None:
    assert len(REACHED) > 140
    for cls in REACHED:
        same = getattr(rw, cls.__name__, None)
        if same is not None and same is not cls:
            # It is another class only for a reason: there is another member, or one holds something else.
            ours, theirs = ({m.name: str(m.kind) for m in members(each)} for each in (cls, same))
            assert ours != theirs


def test_types_are_narrower_in_subclasses() -> None:
    subclasses = {cls.__name__ for cls in REACHED if cls.__mro__[1] not in (rw.Model, rw.WithArguments, rw.WithAudio)}
    assert subclasses == {
        "AudioInputNoiseReduction",
        "ConversationItemInputAudioTranscriptionCompletedEvent",
        "ConversationItemInputAudioTranscriptionFailedEvent",
        "InputAudioTranscriptionError",
        "RealtimeMCPApprovalRequest",
        "RealtimeMCPApprovalResponse",
        "RealtimeMCPListTools",
        "RealtimeMCPToolCall",
    }
    failed = vl.ConversationItemInputAudioTranscriptionFailedEvent(
        item_id="u1", error=vl.InputAudioTranscriptionError(message="No.", event_id="c1")
    )
    assert isinstance(failed, rw.ConversationItemInputAudioTranscriptionFailedEvent)
    assert (
        rw.decode(rw.encode(failed), rw.ServerEvent | vl.ConversationItemInputAudioTranscriptionFailedEvent) == failed
    )


@pytest.mark.parametrize(
    "frames",
    [[[0, 0.5], [1]], ((0, 0.5), (1,)), iter([iter([0, 0.5]), iter([1])])],
    ids=["lists", "tuples", "iterators"],
)
def test_frames_are_made_of_any_iterables(frames: Any) -> None:
    event = vl.ResponseAnimationBlendshapesDeltaEvent(response_id="r", item_id="i", frames=frames)
    assert event.frames == ((0, 0.5), (1,))
    assert rw.decode(rw.encode(event), vl.ServerEvent) == event
    assert attrs.evolve(event, frames="AAAA").frames == "AAAA"


@pytest.mark.parametrize("frames", [["AAAA"], b"AAAA", [{}], {}])
def test_frames_are_made_of_nothing_else(frames: Any) -> None:
    what = "an array is made from a list or another iterable of its elements, not from (str|bytes|dict)"
    message = rf"^ResponseAnimationBlendshapesDeltaEvent\.frames: {what}$"
    with pytest.raises(TypeError, match=message):
        vl.ResponseAnimationBlendshapesDeltaEvent(response_id="r", item_id="i", frames=frames)


def test_a_malformed_event_of_its_own_is_judged() -> None:
    fault = rw.structure({"type": "warning", "warning": {}}, rw.MalformedEvent)
    assert str(fault.error) == "$.warning.message: expected string, found nothing (warning)"
