"""What a page tells of a call: plain JSON values, made of the conversation.

Places are seconds on the clock of the page. Where there are no times they are rows of the wire, and lengths are not told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from realtime_wire.conversation import Item, Response, Turn
from realtime_wire.conversation._turns import HUMAN
from realtime_wire.conversation._views import words_of

from ._read import Call

__all__ = ["told_of"]

Json: TypeAlias = dict[str, Any]

MOST_ITEMS = 5_000
"""How many items of a file are shown."""


def told_of(call: Call) -> Json:
    """Return everything but the wire and the sounds."""
    conversation = call.conversation
    told = conversation if call.timed else call.ordered
    items, responses = conversation.items, conversation.responses
    of_response = {id(item): place for place, response in enumerate(responses) for item in response.items}
    answered = _answers(call.ordered.turns)
    return {
        "timed": call.timed,
        "end": call.end,
        "items": [
            {
                **_words(item),
                **_place(item, at, call),
                "response": of_response.get(id(item)),
                "row": ordered.begun_at,
                "late": _is_late(item, call, answered),
            }
            for item, at, ordered in zip(items[:MOST_ITEMS], told.items, call.ordered.items, strict=False)
        ],
        "responses": [_response(response, at, call) for response, at in zip(responses, told.responses, strict=True)],
        "turns": list(_turns(call)),
        "marks": [{"kind": mark.kind, "at": mark.at, "row": mark.row, "text": mark.text} for mark in call.marks],
    }


# Items


def _words(item: Item) -> Json:
    """Return what an item is, and what is said in it."""
    said: Json = {
        "kind": item.kind,
        "who": _who(item),
        "lane": _lane(item),
        "session": item.session,
        "id": item.id,
        "text": "\n".join(filter(None, map(words_of, item.parts))),
        "heard": item.heard if item.cut else None,
        "name": ".".join(filter(None, (item.server, item.name))) or None,
        "arguments": item.arguments,
        "output": item.output,
        "error": item.error,
        "tools": None if item.tools is None else list(item.tools),
        "notes": list(_notes(item)),
    }
    return {name: value for name, value in said.items() if value not in (None, "", [])}


def _who(item: Item) -> str:
    return item.role or {"call": "call", "approval": "approval", "result": "result", "tools": "tools"}.get(
        item.kind, "?"
    )


def _lane(item: Item) -> str:
    if item.kind != "message":
        return "tools"
    return "user" if item.role in HUMAN else "model"


def _notes(item: Item) -> Iterator[str]:
    """Tell what happened to an item."""
    if item.deleted:
        yield "deleted"
    for part in item.parts:
        if part.heard_ms is not None:
            is_less = part.audio_ms is not None and part.audio_ms >= part.heard_ms
            of_all = f" of {(part.audio_ms or 0) / 1000:.2f} s" if is_less else ""
            yield f"cut after {part.heard_ms / 1000:.2f} s{of_all}"
    if item.untranscribed:
        yield "transcription failed"
    if item.kind == "result":
        yield "nobody has seen the call"
    if item.kind == "approval":
        answer = {True: "approved", False: "refused", None: "not answered"}[item.approved]
        yield answer + (f": {item.reason}" if item.reason else "")


def _place(item: Item, at: Item, call: Call) -> Json:
    """Return where an item is on the timeline.

    `begin` and `end` are those of its bar; `stop` is up to where that goes on in another way: what was cut and never heard,
    or how long the server waited in silence before it took the speech to be over; `ready` is when arguments were whole;
    `sounds` is when its audio begins.
    """
    place: dict[str, float | None]
    if item.kind in {"call", "approval"}:
        end = at.done_at if at.answered_at is None else at.answered_at
        place = {"begin": at.begun_at, "ready": at.done_at, "end": end}
    elif at.speech_started_at is not None or at.speech_stopped_at is not None:
        stop = at.speech_stopped_at
        waited = (at.waited_ms or 0) / 1000 if call.timed else 0
        begin = at.begun_at if at.speech_started_at is None else at.speech_started_at
        place = {"begin": begin, "end": None if stop is None else stop - waited, "stop": stop}
    elif not call.timed:
        place = {"begin": at.begun_at, "end": at.done_at}
    elif item.audio is not None and item.audio.at is not None:
        length = (item.audio.ms or 0) / 1000
        place = _heard(item.audio.at, length, item.audio.heard_ms)
    elif item.start_ms is not None and item.end_ms is not None and at.begun_at is not None:
        place = {"begin": at.begun_at, "end": at.begun_at + max(item.end_ms - item.start_ms, 0) / 1000}
    else:
        place = {"begin": at.begun_at, "end": at.done_at}
    place["sounds"] = None if item.audio is None or not call.timed else item.audio.at
    return {name: value for name, value in place.items() if value is not None}


def _heard(begin: float, length: float, heard_ms: float | None) -> dict[str, float | None]:
    if heard_ms is None or heard_ms / 1000 >= length:
        return {"begin": begin, "end": begin + length}
    return {"begin": begin, "end": begin + heard_ms / 1000, "stop": begin + length}


def _answers(turns: tuple[Turn, ...]) -> dict[str, float]:
    """Return the row in which the answer began to each message that has an id."""
    answered: dict[str, float] = {}
    for turn in turns:
        times = [response.begun_at for response in turn.responses if response.begun_at is not None]
        for item in turn.user:
            if times and item.id is not None:
                answered[item.id] = min(times)
    return answered


def _is_late(item: Item, call: Call, answered: dict[str, float]) -> bool:
    """Tell whether the words of a message came after the answer to it had begun."""
    if item.id is None or item.role not in HUMAN:
        return False
    told, begun = call.transcribed.get(item.id), answered.get(item.id)
    return told is not None and begun is not None and told > begun


# Responses and turns


def _response(response: Response, at: Response, call: Call) -> Json:
    begin = (
        at.begun_at
        if at.begun_at is not None
        else min((i.begun_at for i in at.items if i.begun_at is not None), default=None)
    )
    failure = response.failure
    told: Json = {
        "id": response.id,
        "end": response.end or "running",
        "status": response.status,
        "reason": response.reason,
        "asked": response.requested_by,
        "begin": begin,
        "finish": at.ended_at if at.ended_at is not None else (None if begin is None else call.end),
        "text": at.first_text_at,
        "audio": at.first_audio_at,
        "over": at.interrupted_at,
        "silenced": at.silenced_at,
        "failure": None if failure is None else ", ".join(filter(None, (failure.type, failure.code, failure.message))),
        "tokens": None if response.usage is None else response.usage.total,
    }
    return {name: value for name, value in told.items() if value is not None}


def _turns(call: Call) -> Iterator[Json]:
    """Tell of the turns what the timeline shows of them; without times there is nothing to show."""
    for turn in call.conversation.turns if call.timed else ():
        told: Json = {
            "begin": turn.speech_end_at,
            "text": turn.first_text,
            "audio": turn.first_audio,
            "gaps": [[gap.begin, gap.end] for gap in turn.gaps],
        }
        yield {name: value for name, value in told.items() if value not in (None, [])}
