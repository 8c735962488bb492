"""Turns: what the user says, and what the model does then, found out of the order of the conversation."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

import attrs

from ._records import ItemRecord, ResponseRecord
from ._views import Gap, Item, Response, Turn

__all__ = ["HUMAN", "LEAST_GAP", "turns_of"]

LEAST_GAP = 0.1
"""Less silence than this, in seconds, is no gap: pieces of audio come early or late by as much."""

HUMAN = ("user", "source")
"""The roles of whoever speaks to the model."""


@attrs.define(eq=False)
class _Draft:
    """A turn in the making."""

    user: list[tuple[ItemRecord, Item]] = attrs.Factory(list[tuple[ItemRecord, Item]])
    answer: list[tuple[ItemRecord, Item]] = attrs.Factory(list[tuple[ItemRecord, Item]])
    responses: list[ResponseRecord] = attrs.Factory(list[ResponseRecord])


def turns_of(
    items: Iterable[tuple[ItemRecord, Item]],
    responses: Sequence[tuple[ResponseRecord, Response]],
    numbers: Mapping[int, int],
) -> list[Turn]:
    """Find the turns of a session.

    Args:
        items: the items of the session, in order.
        responses: the responses of the session, in the order in which they began.
        numbers: which in the order in which items were first heard of each is, by the identity of their records.
    """
    drafts: list[_Draft] = []
    heard: list[tuple[int, _Draft]] = []
    of_response: dict[int, _Draft] = {}
    for record, item in items:
        if item.kind in {"tools", "other"} or item.role == "system":
            continue
        is_human = item.kind == "message" and item.role in HUMAN
        if not drafts or (is_human and drafts[-1].answer):
            drafts.append(_Draft())
        draft = drafts[-1]
        heard.append((numbers[id(record)], draft))
        (draft.user if is_human else draft.answer).append((record, item))
        if record.response is not None:
            of_response.setdefault(id(record.response), draft)
    heard.sort(key=_first)
    for response, _ in responses:
        at_hand = of_response.get(id(response))
        if at_hand is None:
            # One without items belongs to what had been said when it began; not all that had come then is a part of a turn.
            before = bisect_right(heard, response.after, key=_first)
            at_hand = heard[before - 1][1] if before else _opening(drafts)
        at_hand.responses.append(response)
    views = {id(response): view for response, view in responses}
    return [_turn(draft, [views[id(response)] for response in draft.responses]) for draft in drafts]


def _first(one: tuple[int, _Draft]) -> int:
    return one[0]


def _opening(drafts: list[_Draft]) -> _Draft:
    """Return the turn in which nobody has said anything yet, or the model alone."""
    if not drafts or drafts[0].user:
        drafts.insert(0, _Draft())
    return drafts[0]


def _turn(draft: _Draft, responses: list[Response]) -> Turn:
    user, answer = [item for _, item in draft.user], [item for _, item in draft.answer]
    end = _speech_end(*draft.user[-1]) if user else None
    first_text = _since(end, [response.first_text_at for response in responses])
    first_audio = _since(end, [response.first_audio_at for response in responses])
    by_words = _by_words(draft)
    if by_words is not None:
        # The times of the words are all there is, where audio goes on without a pause.
        first_text = first_audio = by_words
    over = [response for response in responses if response.end == "interrupted"]
    told = [(each.interrupted_at, each.silenced_at) for each in over]
    spans = [done - begun for begun, done in told if begun is not None and done is not None and done >= begun]
    return Turn(
        session=(draft.user or draft.answer)[0][1].session if user or answer else responses[0].session,
        user=tuple(user),
        answer=tuple(answer),
        responses=tuple(responses),
        begun_at=_earliest(map(_begun_at, user)),
        speech_end_at=end,
        first_text=first_text,
        first_audio=first_audio,
        interrupted=bool(over),
        interruption=spans[0] if spans else None,
        gaps=tuple(_gaps(draft.responses)),
    )


def _by_words(draft: _Draft) -> float | None:
    """Return how long after the user's words the model's begin, in seconds, by the times that both have in the session.

    Nobody answers while the user goes on: of what the model says, that counts which goes on when the user has ended.
    """
    ends = [record.end_ms for record, _ in draft.user if record.is_stream and record.end_ms is not None]
    if not ends:
        return None
    end, begins = max(ends), list[float]()
    for record, _ in draft.answer:
        begin = record.start_ms if record.is_stream else None
        if begin is not None and (begin >= end or (record.end_ms is not None and record.end_ms > end)):
            begins.append(begin)
    return max(min(begins) - end, 0) / 1000 if begins else None


def _begun_at(item: Item) -> float | None:
    return item.begun_at if item.speech_started_at is None else item.speech_started_at


def _speech_end(record: ItemRecord, item: Item) -> float | None:
    if item.speech_stopped_at is not None:
        return item.speech_stopped_at - (item.waited_ms or 0) / 1000
    if not record.is_stream:
        return item.begun_at if item.speech_started_at is None else None
    # Words without an item are told of when they begin, and their times tell how long they are.
    if item.begun_at is None or item.start_ms is None or item.end_ms is None:
        return None
    return item.begun_at + max(item.end_ms - item.start_ms, 0) / 1000


def _earliest(times: Iterable[float | None]) -> float | None:
    return min((time for time in times if time is not None), default=None)


def _since(end: float | None, times: Iterable[float | None]) -> float | None:
    """Return how long after the end of speech the first of some times was."""
    first = _earliest(times)
    return None if end is None or first is None or first < end else first - end


def _gaps(responses: Iterable[ResponseRecord]) -> Iterable[Gap]:
    """Give the silence within responses, and between one and the next."""
    played_at: float | None = None
    for response in responses:
        begin = response.first_audio_at
        if played_at is not None and begin is not None and begin - played_at >= LEAST_GAP:
            yield Gap(played_at, begin)
        yield from response.gaps or ()
        if response.played_at is not None:
            played_at = None if response.is_unclear else response.played_at
