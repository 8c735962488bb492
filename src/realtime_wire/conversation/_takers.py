"""How events of the frequent kinds are taken in without facts: by functions that are written for each class of events.

They do what the fold does with the facts of such an event, in the usual case. In any other they give the event to `take`, which
goes by the facts. A test holds both together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from realtime_wire._engine import facts
from realtime_wire._engine.mistakes import no_object_of
from realtime_wire._engine.model import Wire
from realtime_wire._engine.once import ByClass
from realtime_wire._engine.protocol import Protocol
from realtime_wire._engine.sound import size_of
from realtime_wire._engine.values import MOST

from ._records import MANY, PIECES, PLACED, STAGES, ItemRecord, Look, join
from ._turns import HUMAN

__all__ = ["PAUSE", "takers_of"]

Taker: TypeAlias = Callable[..., object]
"""A function that takes in an event of a class: it is given the conversation, the event, and when it came."""

PAUSE = 500
"""Where there are no messages, but words with times: who goes on after so many milliseconds, and another has spoken
meanwhile, says something new."""

# What stands in braces is how a member is read: by its name, in a third of the time that `attrgetter` takes.

_ADD = """
    bit = {piece}
    if bit and part.stage < 0:
        bits = part.bits
        bits.append(bit)
        if len(bits) > PIECES:
            part.join()
"""

_WORDS = (
    """
def take_in(fold, event, at):
    record = fold._ready.get({item_id})
    part = None if record is None else record.open.get({index} or 0)
    if part is None:
        return take(fold, event, at) if fold._is_over else fold._add_words({item_id}, role, {piece} or "", {index} or 0, {response_id}, at)
    if {response_id} is not None:
        response = record.response
        if response is None or (response.first_text_at is None and at is not None):
            return take(fold, event, at) if fold._is_over else fold._add_words({item_id}, role, {piece} or "", {index} or 0, {response_id}, at)
"""
    + _ADD
)

_ARGUMENTS = (
    """
def take_in(fold, event, at):
    record = fold._ready.get({item_id})
    part = None if record is None or record.response is None or record.refers is None else record.open.get(0)
    if part is None:
        return take(fold, event, at)
"""
    + _ADD
)

_STREAM = (
    """
def take_in(fold, event, at):
    # Where there are no items, words go on with what that side has said, unless something tells otherwise.
    session = fold._current
    record = None if session is None or fold._is_over else fold._streams.get((session.number, role))
    part = None if record is None else record.parts.get(0)
    if part is None:
        return take(fold, event, at)
    begin, end, last = {start_ms}, {end_ms}, record.end_ms
    if last is None:
        if end is not None:
            return take(fold, event, at)
    else:
        if begin is not None and record.start_ms is not None and (begin < record.start_ms or begin >= last + PAUSE):
            return take(fold, event, at)
        if end is not None and last < end <= MOST:
            record.end_ms = end
"""
    + _ADD
)

_SOUND = """
def take_in(fold, event, at):
    record, audio = fold._ready.get({item_id}), {piece}
    part = None if record is None or not audio else record.open.get({index} or 0)
    if part is None or part.kind != "audio":
        return take(fold, event, at) if fold._is_over else fold._add_sound({item_id}, role, size_of({piece} or ""), {index} or 0, {response_id}, at)
    if audio[-1] == "=":
        audio = audio.rstrip("=")
    length = (len(audio) * 3 // 4) * record.session.output_ms
    if not length:
        return take(fold, event, at) if fold._is_over else fold._add_sound({item_id}, role, size_of({piece} or ""), {index} or 0, {response_id}, at)
    if {response_id} is not None:
        response = record.response
        if response is None:
            return take(fold, event, at) if fold._is_over else fold._add_sound({item_id}, role, size_of({piece} or ""), {index} or 0, {response_id}, at)
        if at is not None:
            played = response.played_at
            if played is None or at > played or response.first_audio_at is None:
                return take(fold, event, at) if fold._is_over else fold._add_sound({item_id}, role, size_of({piece} or ""), {index} or 0, {response_id}, at)
            response.played_at = played + length / 1000
    part.sound += length
"""

_UNHEARD = """
def take_in(fold, event, at):
    # Audio that is of no item says only that there is somebody.
    if fold._is_over or (is_human and not fold._hears_client):
        take(fold, event, at)
"""

_NOTE = """
    # What comes next goes behind this.
    fold._ready.pop(item_id, None)
    pending = record.pending
    if pending is None:
        record.pending = [(look, thing, record.stage)]
    else:
        if len(pending) >= MANY:
            record.settle()
            record.pending = pending = []
        pending.append((look, thing, record.stage))
"""

_ITEM = (
    """
def take_in(fold, event, at):
    thing = {item}
    item_id = None if fold._waiting or not is_plain[thing.__class__] or fold._is_over else thing.id
    if item_id is None:
        return take(fold, event, at)
    record = fold._by_id.get(item_id)
    if record is None:
        record = fold._begin("other", item_id, None, at)
    elif is_added and record.stage >= DONE and record.session is not fold._current:
        return take(fold, event, at)
"""
    + _NOTE
    + """
    record.known = True
    if has_place:
        previous = {previous_id}
        if previous is None and previous_name in event.nulls:
            previous = FIRST
        if previous is not None and record.placed_by < rank:
            record.previous_id, record.placed_by = previous, rank
    if record.stage <= stage:
        record.stage = stage
        if thing.status is not None:
            record.status = thing.status
    if is_done and record.done_at is None:
        record.done_at = at
    response_id = {response_id}
    if response_id is not None:
        join(record, fold._by_response_id.get(response_id) or fold._response_of(response_id))
"""
)

_ABOUT = (
    """
def take_in(fold, event, at):
    item_id, thing = {item_id}, event
    record = None if fold._is_over else fold._by_id.get(item_id)
    if record is None or (is_text and {words} is None):
        return take(fold, event, at)
"""
    + _NOTE
    + """
    response_id = {response_id}
    if response_id is not None:
        response = record.response
        if response is None:
            response = join(record, fold._by_response_id.get(response_id) or fold._response_of(response_id))
        if is_text and response.first_text_at is None:
            response.first_text_at = at
    if counts_of is not None:
        counts = counts_of(event)
        if counts:
            (fold._current or fold._at_hand()).transcriptions[item_id] = counts
"""
)

_ENDING = """
def take_in(fold, event, at):
    if fold._waiting or fold._is_over:
        return take(fold, event, at)
    ended = end(event, ())
    response = fold._by_response_id.get(ended.id) or fold._response_of(ended.id)
    for item in items(event):
        if fold._waiting or not is_plain[item.__class__] or item.id is None:
            for fact in tell_item(item, ended.id):
                fold._item_told(fact, at, response)
        else:
            note(fold, item, at, response)
    fold._end_of(response, ended, at)
    failure, counts = failure_of(event), counts_of(event)
    if failure is not None:
        fold._told(failure, at)
    if counts and ended.id is None:
        fold._told(Usage("responses", counts), at)
    elif counts:
        (fold._current or fold._at_hand()).use(ended.id, counts)
        response.counts = counts
"""

_NOTED = (
    """
def take_in(fold, thing, at, response):
    # An item of a response that is done, in place of an event.
    item_id = thing.id
    record = fold._by_id.get(item_id)
    if record is None:
        record = fold._begin("other", item_id, None, at)
"""
    + _NOTE
    + """
    record.known = True
    if record.stage <= DONE:
        record.stage = DONE
        if thing.status is not None:
            record.status = thing.status
    if record.done_at is None:
        record.done_at = at
    join(record, response)
"""
)


def _is_plain(cls: type[Any]) -> bool:
    """Tell whether the items of a class have an id and a status, so that all else may be looked at later."""
    return hasattr(cls, "id") and hasattr(cls, "status")


@lru_cache(maxsize=32)
def takers_of(protocol: Protocol, *, keeps_audio: bool) -> Mapping[type, Taker]:
    """Return the functions that take in the events of a protocol, by class: each is made when its first event comes."""

    def taker_of(cls: type[Any]) -> Taker:
        return _taker_of(protocol.teller_of(cls), keeps_audio=keeps_audio) if issubclass(cls, Wire) else _refuse

    return ByClass(taker_of)


def _refuse(_: Any, event: object, __: float | None) -> None:
    """Take in what is no object of this library, which is a mistake."""
    raise no_object_of("feed", event)


def _taker_of(tell: Any, *, keeps_audio: bool) -> Taker:
    """Make the function that takes in what is told of like this."""

    def take(fold: Any, event: Any, at: float | None) -> None:
        for fact in tell(event):
            fold._told(fact, at)  # noqa: SLF001  what stands here is the inside of the fold, too

    has_words = isinstance(tell, facts.Piece) and tell.fact is not facts.Sound
    # Whoever keeps audio looks at once at everything that has some.
    is_frequent = has_words if keeps_audio else isinstance(tell, (facts.Piece, facts.Later, facts.Ending))
    return _written_for(tell, take) if is_frequent else take


def _written_for(tell: facts.Piece | facts.Later | facts.Ending, take: Taker) -> Taker:
    names: dict[str, Any] = {
        "take": take,
        "join": join,
        "PIECES": PIECES,
        "MANY": MANY,
        "PAUSE": PAUSE,
        "MOST": MOST,
        "is_plain": ByClass(_is_plain),
    }
    names |= {"FIRST": facts.FIRST, "DONE": STAGES["done"]}
    match tell:
        case facts.Piece():
            names |= {"role": tell.role, "is_human": tell.role in HUMAN, "size_of": size_of}
            members = ("piece", "item_id", "index", "response_id", "start_ms", "end_ms")
            return _written(_source_of(tell), {name: getattr(tell, name) for name in members}, names)
        case facts.Later(item=None):
            names |= {"look": _telling(tell.tell), "is_text": tell.words is not None, "counts_of": tell.counts}
            places = {"item_id": tell.item_id, "response_id": tell.response_id, "words": tell.words}
            return _written(_ABOUT, places, names)
        case facts.Later():
            stage = tell.stage or "done"
            names |= {"look": _filling(tell.content, stage), "stage": STAGES[stage], "rank": PLACED[stage]}
            names |= {"is_added": stage == "added", "is_done": stage == "done"}
            names |= {"has_place": tell.previous_id is not None, "previous_name": tell.previous_id}
            places = {"item": tell.item, "previous_id": tell.previous_id, "response_id": tell.response_id}
            return _written(_ITEM, places, names)
        case _:
            note = _written(_NOTED, {}, {**names, "look": _filling(tell.content, "done")})
            names |= {"end": tell.end, "items": tell.items, "tell_item": tell.tell, "note": note}
            names |= {"failure_of": tell.failure, "counts_of": tell.counts, "Usage": facts.Usage}
            return _written(_ENDING, {}, names)


def _filling(content_of: Any, stage: str) -> Look:
    """Return what looks at an item."""
    number = STAGES[stage]

    def look(record: ItemRecord, item: Any, before: int) -> None:
        content = content_of(item)
        if content is not None:
            record.fill(content, number, before)

    return look


def _telling(tell: facts.Teller) -> Look:
    """Return what looks at an event about an item."""

    def look(record: ItemRecord, event: Any, _: int) -> None:
        for fact in tell(event):
            record.write(fact)

    return look


def _source_of(tell: facts.Piece) -> str:
    if tell.fact is facts.Said:
        return _STREAM if tell.item_id is None else _WORDS
    if tell.fact is facts.Arguments:
        return _ARGUMENTS
    return _UNHEARD if tell.item_id is None else _SOUND


def _written(source: str, places: Mapping[str, str | None], names: dict[str, Any]) -> Taker:
    """Write a function that reads members of these names."""
    read = {place: "None" if name is None else f"event.{name}" for place, name in places.items()}
    exec(source.format(**read), names)  # noqa: S102  our own source, and the names of members
    made: Taker = names["take_in"]
    return made
