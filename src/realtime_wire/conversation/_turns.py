"""Turns: what the user says, and what the model does then, found out of the order of the conversation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
    items: Iterable[tuple[ItemRecord, Item]], responses: Sequence[tuple[ResponseRecord, Response]]
) -> list[Turn]:
    """Find the turns of a session.

    Args:
        items: the items of the session, in order.
        responses: the responses of the session, in the order in which they began.
    """
    drafts: list[_Draft] = []
    of_item: dict[int, _Draft] = {}
    of_response: dict[int, _Draft] = {}
    for record, item in items:
        if item.kind in {"tools", "other"} or item.role == "system":
            continue
        is_human = item.kind == "message" and item.role in HUMAN
        if not drafts or (is_human and drafts[-1].answer):
            drafts.append(_Draft())
        draft = of_item[id(record)] = drafts[-1]
        (draft.user if is_human else draft.answer).append((record, item))
        if record.response is not None:
            of_response.setdefault(id(record.response), draft)
    for response, _ in responses:
        # One without items belongs to what had been said when it began.
        at_hand = of_response.get(id(response)) or of_item.get(id(response.after))
        if at_hand is None:
            if not drafts:
                drafts.append(_Draft())
            at_hand = drafts[-1]
        at_hand.responses.append(response)
    views = {id(response): view for response, view in responses}
    return [_turn(draft, [views[id(response)] for response in draft.responses]) for draft in drafts]


def _turn(draft: _Draft, responses: list[Response]) -> Turn:
    user, answer = [item for _, item in draft.user], [item for _, item in draft.answer]
    end = _speech_end(user[-1]) if user else None
    first_text = _since(end, [response.first_text_at for response in responses])
    first_audio = _since(end, [response.first_audio_at for response in responses])
    start_ms = next((item.start_ms for item in answer), None)
    if user and not responses and start_ms is not None and user[-1].end_ms is not None:
        # The times of the words are all there is, where audio goes on without a pause.
        first_text = first_audio = max(start_ms - user[-1].end_ms, 0) / 1000
    over = [response for response in responses if response.end == "interrupted"]
    told = [(each.interrupted_at, each.silenced_at) for each in over]
    spans = [done - begun for begun, done in told if begun is not None and done is not None and done >= begun]
    return Turn(
        session=(draft.user or draft.answer)[0][1].session if user or answer else responses[0].session,
        user=tuple(user),
        answer=tuple(answer),
        responses=tuple(responses),
        begun_at=_earliest([item.speech_started_at or item.begun_at for item in user]),
        speech_end_at=end,
        first_text=first_text,
        first_audio=first_audio,
        interrupted=bool(over),
        interruption=spans[0] if spans else None,
        gaps=tuple(_gaps(draft.responses)),
    )


def _speech_end(item: Item) -> float | None:
    if item.speech_stopped_at is None:
        return item.begun_at if item.speech_started_at is None else None
    return item.speech_stopped_at - (item.waited_ms or 0) / 1000


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
        played_at = response.played_at or played_at
