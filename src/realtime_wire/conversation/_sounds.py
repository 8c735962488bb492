"""What was heard, and when: clips of items, and of each side of a session as a whole, out of what came of their audio."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import inf
from typing import TypeAlias

import attrs

from realtime_wire._engine.facts import AudioFormat

from ._clips import WIDTH, Clip, Room, bytes_in, joined, pcm_at
from ._records import ItemRecord, PartRecord, ResponseRecord, SessionRecord
from ._tapes import Piece
from ._turns import HUMAN, LEAST_GAP

__all__ = ["Sounds"]

CLOSE = 0.0005
"""Half a millisecond, in seconds: so far apart are two pieces at most that follow one another."""

Owner: TypeAlias = tuple[PartRecord | None, ResponseRecord | None]
"""What a piece of the model's audio is of."""


@attrs.define(eq=False)
class _Placed:
    """A piece, and where it is heard."""

    piece: Piece
    part: PartRecord | None
    start_ms: float
    """Where in the audio of the session."""
    begin: float | None
    """When, in seconds."""
    ms: float
    """How much of it is heard, in milliseconds."""

    @property
    def end_ms(self) -> float:
        return self.start_ms + (0 if self.piece.is_apart else self.piece.ms)

    @property
    def end(self) -> float | None:
        return None if self.begin is None else self.begin + self.ms / 1000

    @property
    def data(self) -> bytes:
        told = self.piece.format
        if told is None or self.ms >= self.piece.ms:
            return self.piece.data
        return self.piece.data[: bytes_in(self.ms, told)]


class Sounds:
    """The audio of a session."""

    def __init__(self, session: SessionRecord, records: Sequence[ItemRecord]) -> None:
        """Find out what was heard when; the records are those of the session."""
        session.user.settle()
        owners: dict[int, Owner] = {
            id(piece): (part, record.response)
            for record in records
            for part in record.parts.values()
            for piece in part.pieces or ()
        }
        self._user = list(_as_sent(session.user.pieces))
        self._model = list(_as_played(session.model.pieces, owners))
        self._records = records

    def size(self, *, is_model: bool) -> int:
        """Return how much audio came of one side, in bytes."""
        return sum(len(placed.piece.data) for placed in (self._model if is_model else self._user))

    def passages(self, room: Room, longest: float, *, is_model: bool) -> list[Clip]:
        """Return all that one side says, with silence where nothing is heard.

        It is one clip, unless there is more silence than `longest`, in seconds, or than there is room for: then another begins.
        """
        return _passages(self._model if is_model else self._user, room, longest)

    def clips(self) -> Mapping[int, Clip]:
        """Return the clips of parts, by the identity of their records."""
        found: dict[int, Clip] = {}
        begins: dict[int, float | None] = {}
        for placed in self._model:
            begins.setdefault(id(placed.part), placed.begin)
        tapes = {True: _runs(each for each in self._user if not each.piece.is_apart)}
        tapes[False] = _runs(each for each in self._model if each.part is None)
        for record in self._records:
            for part in record.parts.values():
                clip = _of_pieces(part, part.pieces or [], begins.get(id(part)))
                clip = clip or (None if part.own is None else _of_pieces(part, [part.own], part.own.at))
                if clip is not None:
                    found[id(part)] = clip
            is_human = record.role in HUMAN
            clip = self._taken(record, tapes[is_human]) if is_human or record.is_stream else None
            if clip is not None:
                spoken = [part for part in record.parts.values() if part.kind == "audio"]
                found[id((spoken or [record.at(0)])[0])] = clip
        return found

    def _taken(self, record: ItemRecord, runs: Sequence[_Run]) -> Clip | None:
        """Return the audio of a message that it does not hold itself, but that was taken from what one side says."""
        begin, end = record.span or (None, None)
        if record.start_ms is not None and any(run.is_known for run in runs):
            # What the client commits while the user speaks has no end.
            last = self._user[end - 1].end_ms if end and record.end_ms is None else record.end_ms
            return joined(list(_between(runs, record.start_ms, last)))
        if begin is not None:
            return joined(list(_between(_runs(each for each in self._user[begin:end] if not each.piece.is_apart))))
        # Without times, one text is all that is said.
        return joined(list(_between(runs))) if record.is_stream and record.start_ms is None else None


def _of_pieces(part: PartRecord, pieces: Sequence[Piece], begin: float | None) -> Clip | None:
    """Return what came for a part, all of it, and where it was cut."""
    runs = _runs(_Placed(piece, part, 0, None, piece.ms) for piece in pieces)
    clip = joined(list(_between(runs)))
    return None if clip is None else attrs.evolve(clip, at=begin, heard_ms=part.heard_ms)


# When it is heard


def _as_played(pieces: Iterable[Piece], owners: Mapping[int, Owner]) -> Iterator[_Placed]:
    """Place what the model says: it is played as it comes, one piece after the other, until it is cut."""
    heard: dict[int, float] = {}
    at_end: float | None = None
    position: float = 0
    for piece in pieces:
        part, response = owners.get(id(piece), (None, None))
        begin = at_end if piece.at is None or at_end is None else max(piece.at, at_end)
        begin = piece.at if begin is None else begin
        ms = piece.ms
        if part is not None and part.heard_ms is not None:
            so_far = heard.get(id(part), 0)
            heard[id(part)] = so_far + ms
            ms = min(ms, max(part.heard_ms - so_far, 0))
        elif response is not None and response.silenced_at is not None and begin is not None:
            ms = min(ms, max(response.silenced_at - begin, 0) * 1000)
        placed = _Placed(piece, part, position if piece.start_ms is None else piece.start_ms, begin, ms)
        at_end, position = placed.end, placed.end_ms
        yield placed


@attrs.define(eq=False)
class _Burst:
    """What was sent without a pause, unless one was too short to tell."""

    begin: float | None
    """When the first of it was said, in seconds."""
    floor: float = -inf
    """When what came before had been said."""
    length: float = 0
    """How long it is, in seconds."""
    pieces: list[Piece] = attrs.Factory(list[Piece])


def _as_sent(pieces: Iterable[Piece]) -> Iterator[_Placed]:
    """Place what the user says: it was said before it was sent, and without a pause unless its times have one.

    So of what goes on without a pause, the piece that was sent soonest tells when all of it was said; and what is sent
    faster than it can be said, as files are, ends when the last of it is sent.
    """
    bursts = [_Burst(None)]
    for piece in pieces:
        burst, seconds = bursts[-1], 0 if piece.is_apart else piece.ms / 1000
        if piece.at is not None:
            begin = piece.at - seconds
            if burst.begin is None or begin - (burst.begin + burst.length) >= LEAST_GAP:
                burst = _Burst(begin, -inf if burst.begin is None else burst.begin + burst.length)
                bursts.append(burst)
            burst.begin = max(min(begin if burst.begin is None else burst.begin, begin - burst.length), burst.floor)
        burst.pieces.append(piece)
        burst.length += piece.ms / 1000
    position: float = 0
    for burst in bursts:
        length: float = 0
        for piece in burst.pieces:
            begin_ms = position if piece.start_ms is None else piece.start_ms
            placed = _Placed(piece, None, begin_ms, None if burst.begin is None else burst.begin + length, piece.ms)
            length, position = length + piece.ms / 1000, placed.end_ms
            yield placed


# Pieces together


@attrs.frozen(eq=False)
class _Run:
    """Pieces that follow one another, in one format."""

    pieces: list[_Placed]
    data: bytes

    @property
    def is_known(self) -> bool:
        """Whether its format tells how long it is."""
        told = self.pieces[0].piece.format
        return told is not None and told.hertz is not None

    def clips(self, begin_ms: float | None, end_ms: float | None) -> Iterator[Clip]:
        """Give what lies between two places in the audio of the session."""
        first, last, told = self.pieces[0], self.pieces[-1], self.pieces[0].piece.format
        data, at = self.data, first.begin
        if begin_ms is not None and told is not None:
            if end_ms is not None and end_ms < last.end_ms:
                data = data[: bytes_in(max(end_ms - first.start_ms, 0), told)]
            data = data[bytes_in(max(begin_ms - first.start_ms, 0), told) :]
            number = max(bisect_right(self.pieces, begin_ms, key=lambda placed: placed.start_ms) - 1, 0)
            within = self.pieces[number]
            late = max(begin_ms - within.start_ms, 0) / 1000
            at = None if within.begin is None else within.begin + late
        if data:
            yield Clip(data=data, format=told, at=at)


def _runs(every: Iterable[_Placed]) -> list[_Run]:
    """Put pieces together that follow one another in the audio of the session."""
    groups = _groups(every, lambda last, placed: (placed.start_ms - last.end_ms) / 1000)
    return [_Run(group, b"".join(placed.piece.data for placed in group)) for group in groups]


def _between(runs: Iterable[_Run], begin_ms: float | None = None, end_ms: float | None = None) -> Iterator[Clip]:
    """Give what lies between two places in the audio of the session; all of it, if none is given."""
    for run in runs:
        if begin_ms is None or run.is_known:
            yield from run.clips(begin_ms, end_ms)


def _passages(every: Sequence[_Placed], room: Room, longest: float) -> list[Clip]:
    """Return what is heard of pieces, as PCM."""
    known = [placed for placed in every if placed.piece.ms]
    rate = next((placed.piece.format.hertz for placed in known if placed.piece.format is not None), None)
    if rate is None:
        clip = joined(list(_between(_runs(every))))
        return [] if clip is None else [clip]
    told, found = AudioFormat("audio/pcm", rate), list[Clip]()
    begun, whole = known[0].begin, bytearray()
    for group in _groups(known, _seconds_between):
        begin = group[0].begin
        if begin is not None and begun is not None:
            silence = max(WIDTH * round((begin - begun) * rate) - len(whole), 0)
            if silence > longest * rate * WIDTH or not room.take(silence):
                found.append(Clip(data=bytes(whole), format=told, at=begun))
                begun, whole = begin, bytearray()
            else:
                whole += bytes(silence)
        data = b"".join(placed.data for placed in group)
        whole += pcm_at(Clip(data=data, format=group[0].piece.format), rate)
    return [*found, Clip(data=bytes(whole), format=told, at=begun)]


def _seconds_between(last: _Placed, placed: _Placed) -> float:
    return 0 if placed.begin is None or last.end is None else placed.begin - last.end


def _groups(every: Iterable[_Placed], between: Callable[[_Placed, _Placed], float]) -> Iterator[list[_Placed]]:
    """Group pieces of one part in one format, between which there is nothing; `between` tells how many seconds there are."""
    group: list[_Placed] = []
    for placed in every:
        last = group[-1] if group else placed
        is_same = last.part is placed.part and last.piece.format == placed.piece.format
        if group and not (is_same and abs(between(last, placed)) < CLOSE):
            yield group
            group = []
        group.append(placed)
    if group:
        yield group
