"""From pieces of transcripts to utterances: by who speaks, by silence and by time.

No event of the Live API says where an utterance begins or ends. What is here tells it as the grouper of the `openai` package
does, with the same numbers, but has no clock and no callback of its own: it is given events, and the time if that matters.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal

import attrs

from .server_events import SessionClosedEvent, SessionInputTranscriptDeltaEvent, SessionOutputTranscriptDeltaEvent

__all__ = ["EndReason", "Speaker", "TranscriptGrouper", "Utterance"]

Speaker = Literal["user", "assistant"]
"""Who says something."""

EndReason = Literal["speaker_change", "inactivity", "timestamp_reset", "session_closed", "manual"]
"""Why an utterance has ended: another has begun to speak, nobody has gone on, the times begin anew, the session has ended, or
the program has asked for it."""

_SPACE = "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_SPACES = re.compile(f"[{_SPACE}]+")
_AROUND = _SPACE + ".,!?;:\"'()[]{}"

_NODS = (
    *("aha", "alright", "gotcha", "hm", "hmm", "mhm", "mm", "mm hmm", "okay", "ok", "right", "sure", "uh huh"),
    *("yeah", "yep", "yes"),
)
"""What someone says to show that they listen."""

_WAIT_MS = 50
"""How long a piece waits for one of the other side that belongs to the same time."""


@attrs.frozen(kw_only=True)
class Utterance:
    """Something that one side says, as far as it is known. A later one of the same `id` takes its place."""

    id: int
    """Which one it is, counted from 0; numbers may be left out."""

    previous_id: int | None
    """The one that was shown before it; None if it is the first."""

    speaker: Speaker
    """Who says it."""

    text: str
    """The words so far."""

    start_ms: int
    """Where in the session it begins, in milliseconds."""

    end_ms: int
    """Where in the session it ends so far, in milliseconds."""

    ended: EndReason | None = None
    """Why it has ended; None while it may go on."""


@attrs.frozen
class _Piece:
    """A piece of a transcript."""

    speaker: Speaker
    text: str
    start_ms: int
    end_ms: int


@attrs.define
class _Turn:
    """An utterance in the making."""

    id: int
    speaker: Speaker
    text: str
    start_ms: int
    end_ms: int
    previous_id: int | None = None
    shown: bool = False
    is_nod: bool = True
    """Whether it can be left out, if it is short and nothing follows it."""

    def add(self, piece: _Piece, *, apart: bool = False) -> None:
        """Append a piece; between two words that were said apart there is a space."""
        glued = apart and self.text and piece.text and _is_of_word(self.text[-1]) and _is_of_word(piece.text[0])
        self.text += " " + piece.text if glued else piece.text
        self.end_ms = max(self.end_ms, piece.end_ms)

    def told(self, ended: EndReason | None = None) -> Utterance:
        return Utterance(
            id=self.id,
            previous_id=self.previous_id,
            speaker=self.speaker,
            text=self.text,
            start_ms=self.start_ms,
            end_ms=self.end_ms,
            ended=ended,
        )


def _is_of_word(char: str) -> bool:
    return unicodedata.category(char)[0] in "LN"


def _plain(text: str) -> str:
    """Return words as they are compared with nods."""
    return _SPACES.sub(" ", text.lower().replace("-", " ").strip(_AROUND))


class TranscriptGrouper:
    """Puts the pieces of a session's transcripts together to utterances.

    ::

        grouper = live.TranscriptGrouper()
        for event in events:
            for utterance in grouper.feed(event):
                show(utterance)
        for utterance in grouper.close():
            show(utterance)

    One that has not ended comes again whenever there is more of it. What the assistant says while the user speaks, and is
    but a short sign of attention, is left out. In a live session, give `feed` the time and call `tick` at the time that
    `due` names, so that utterances end though nothing more comes; for a recording, no time is needed.
    """

    def __init__(
        self,
        *,
        min_turn_separation_ms: float = 500,
        assistant_silence_ms: float = 2000,
        backchannel_max_duration_ms: float = 1000,
        backchannel_isolation_ms: float = 2000,
        additional_acknowledgments: Iterable[str] = (),
    ) -> None:
        """Begin a session.

        Args:
            min_turn_separation_ms: after how much silence of the user the assistant takes the turn.
            assistant_silence_ms: after how much silence an utterance of the assistant has ended.
            backchannel_max_duration_ms: how long a sign of attention is at most; at 0 none is left out.
            backchannel_isolation_ms: how long nothing may follow it.
            additional_acknowledgments: further words that are signs of attention.
        """
        self._separation = min_turn_separation_ms
        self._silence = assistant_silence_ms
        self._nod_length = backchannel_max_duration_ms
        self._nod_pause = backchannel_isolation_ms
        self._nods = (*_NODS, *filter(None, map(_plain, additional_acknowledgments)))
        self._turn: _Turn | None = None
        self._aside: _Turn | None = None
        """What the other side says while it is not clear whether it takes the turn."""
        self._waiting: list[tuple[_Piece, float]] = []
        self._ids = set[str]()
        self._count = 0
        self._shown_id: int | None = None
        self._assistant_end: int | None = None
        self._start: int | None = None
        self._anchor: tuple[int, float] | None = None
        """How far the session was, and when."""
        self._at = 0.0
        self._closed = False

    # What is told, and when

    def feed(self, event: object, at: float | None = None) -> list[Utterance]:
        """Take an event in, and return what is new; nothing of events that are no transcripts, or come again.

        Args:
            event: an event of the session.
            at: when it came, in milliseconds of any clock that does not go back. No time has passed if it is left out.

        Raises:
            ValueError: the session has ended.
        """
        if self._closed:
            msg = "the session has ended: begin a new grouper for the next one"
            raise ValueError(msg)
        self._at = self._at if at is None else at
        if isinstance(event, SessionClosedEvent):
            return self._end("session_closed")
        if not isinstance(event, (SessionInputTranscriptDeltaEvent, SessionOutputTranscriptDeltaEvent)):
            return []
        if event.event_id in self._ids:
            return []
        if event.event_id is not None:
            self._ids.add(event.event_id)
        speaker: Speaker = "user" if isinstance(event, SessionInputTranscriptDeltaEvent) else "assistant"
        return self._take(_Piece(speaker, event.delta, event.start_ms, event.end_ms)) if event.delta else []

    def tick(self, at: float) -> list[Utterance]:
        """Return what is new because time has passed: it is `at`, in milliseconds of the clock of `feed`."""
        self._at = at
        return [] if self._closed else [*self._settle(), *self._pass(self._now())]

    def due(self) -> float | None:
        """Return when `tick` may tell something, in milliseconds of that clock; None if nothing is to come by itself."""
        if self._closed:
            return None
        if self._waiting:
            return self._waiting[0][1] + _WAIT_MS
        deadline = self._deadline()
        return None if deadline is None or self._anchor is None else self._anchor[1] + deadline - self._anchor[0]

    def close(self, at: float | None = None) -> list[Utterance]:
        """End what has not ended; nothing happens if the session has."""
        self._at = self._at if at is None else at
        return [] if self._closed else self._end("manual")

    # Pieces, in the order of the session

    def _take(self, piece: _Piece) -> list[Utterance]:
        told: list[Utterance] = []
        first = self._waiting[0][0] if self._waiting else None
        if first is not None and (first.start_ms, first.end_ms) == (piece.start_ms, piece.end_ms):
            self._waiting.append((piece, self._at))
            if any(waiting.speaker != piece.speaker for waiting, _ in self._waiting):
                told += self._settle()
            return told
        told += self._settle()
        if self._turn is not None and self._turn.speaker == piece.speaker:
            told += self._place([(piece, self._at)])
        else:
            self._waiting.append((piece, self._at))
        return told

    def _settle(self) -> list[Utterance]:
        """Wait for no other piece of the same time."""
        waiting, self._waiting = self._waiting, []
        return self._place(waiting) if waiting else []

    def _place(self, pieces: list[tuple[_Piece, float]]) -> list[Utterance]:
        told: list[Utterance] = []
        start = pieces[0][0].start_ms
        if self._start is not None and start < self._start:
            told += self._end_all("timestamp_reset")
            self._anchor = self._assistant_end = None
        self._start = start
        reached = max(piece.end_ms for piece, _ in pieces)
        self._anchor = max(reached, 0 if self._anchor is None else self._anchor[0]), max(at for _, at in pieces)
        speaking: Speaker = "user" if self._turn is None else self._turn.speaker
        ordered = sorted((piece for piece, _ in pieces), key=lambda piece: piece.speaker != speaking)
        while (deadline := self._deadline()) is not None and deadline < start:
            told += self._pass(deadline)
        if self._turn is not None and all(piece.speaker != self._turn.speaker for piece in ordered):
            told += self._pass(start, user_speaks=any(piece.speaker == "user" for piece in ordered))
        for piece in ordered:
            told += self._say(piece)
        return told

    def _say(self, piece: _Piece) -> list[Utterance]:
        turn = self._turn
        if turn is None:
            self._turn = self._begun(piece)
            return self._show(self._turn)
        if piece.speaker == turn.speaker:
            turn.add(piece, apart=self._aside is not None)
            return self._show(turn)
        if self._was_talked_over():
            self._aside = None
        if turn.speaker == "assistant":
            self._put_aside(piece)
            return self._change()
        if piece.start_ms - turn.end_ms < self._separation:
            self._put_aside(piece).is_nod = self._may_become_nod(piece)
            return []
        if self._is_nod(piece):
            # One that goes on may be left out as a whole; one that comes in a pause is not.
            is_more = self._aside is not None
            self._put_aside(piece).is_nod = is_more
            return []
        aside = None if self._is_left_out(piece.start_ms) else self._aside
        told = self._end_turn("speaker_change")
        self._aside = None
        self._turn = aside or self._begun(piece)
        if aside is not None:
            aside.add(piece)
        return told + self._show(self._turn)

    # Time

    def _now(self) -> float:
        """Return how far the session is."""
        return 0 if self._anchor is None else self._anchor[0] + max(0, self._at - self._anchor[1])

    def _deadline(self) -> float | None:
        """Return when in the session something happens by itself."""
        if self._turn is None:
            return None
        if self._aside is not None:
            separation = self._turn.end_ms + self._separation
            return max(separation, self._aside.end_ms + self._nod_pause) if self._is_open_nod() else separation
        return self._turn.end_ms + self._silence if self._turn.speaker == "assistant" else None

    def _pass(self, now: float, *, user_speaks: bool = False) -> list[Utterance]:
        """Let time pass."""
        turn, aside = self._turn, self._aside
        is_pause = turn is not None and now >= turn.end_ms + self._separation
        if is_pause and aside is not None and not (self._is_open_nod() and now < aside.end_ms + self._nod_pause):
            if not self._is_left_out(now):
                return self._change()
            self._aside = None
        if turn is not None and turn.speaker == "assistant" and not user_speaks and now >= turn.end_ms + self._silence:
            return self._end_turn("inactivity")
        return []

    # Signs of attention

    # What is aside is always the assistant's, while the user has the turn.

    def _is_short(self, aside: _Turn) -> bool:
        return aside.end_ms - aside.start_ms < self._nod_length

    def _was_talked_over(self) -> bool:
        """Tell whether the user has gone on behind a sign of attention."""
        aside, turn = self._aside, self._turn
        if aside is None or turn is None or not aside.is_nod:
            return False
        return turn.end_ms > aside.end_ms and self._is_short(aside)

    def _goes_on(self) -> bool:
        """Tell whether the assistant only goes on with what it said right before the user."""
        aside, turn, end = self._aside, self._turn, self._assistant_end
        return (
            aside is not None
            and turn is not None
            and end is not None
            and aside.start_ms - end < self._nod_pause
            and aside.start_ms <= turn.start_ms
        )

    def _is_open_nod(self) -> bool:
        """Tell whether it has to be waited whether something follows a sign of attention."""
        aside = self._aside
        if aside is None or not aside.is_nod:
            return False
        return self._is_short(aside) and not self._was_talked_over() and not self._goes_on()

    def _is_left_out(self, now: float) -> bool:
        """Tell whether what is aside was but a sign of attention, now that time has passed or something follows."""
        aside = self._aside
        if aside is None or not self._is_short(aside):
            return False
        if self._was_talked_over():
            return True
        return aside.is_nod and not self._goes_on() and now >= aside.end_ms + self._nod_pause

    def _words_with(self, piece: _Piece) -> tuple[str, int]:
        """Return what the other side has said with this, and how long it takes."""
        aside = self._aside
        text = piece.text if aside is None else aside.text + piece.text
        return _plain(text), piece.end_ms - (piece.start_ms if aside is None else aside.start_ms)

    def _is_nod(self, piece: _Piece) -> bool:
        words, length = self._words_with(piece)
        return length < self._nod_length and words in self._nods

    def _may_become_nod(self, piece: _Piece) -> bool:
        words, length = self._words_with(piece)
        return length < self._nod_length and bool(words) and any(nod.startswith(words) for nod in self._nods)

    # Turns

    def _begun(self, piece: _Piece) -> _Turn:
        self._count += 1
        return _Turn(self._count - 1, piece.speaker, piece.text, piece.start_ms, piece.end_ms)

    def _put_aside(self, piece: _Piece) -> _Turn:
        if self._aside is None:
            self._aside = self._begun(piece)
        else:
            self._aside.add(piece)
        return self._aside

    def _change(self) -> list[Utterance]:
        """Give the turn to the other side."""
        told = self._end_turn("speaker_change")
        self._turn, self._aside = self._aside, None
        return told if self._turn is None else told + self._show(self._turn)

    def _show(self, turn: _Turn) -> list[Utterance]:
        if not turn.shown:
            turn.shown, turn.previous_id, self._shown_id = True, self._shown_id, turn.id
        return [turn.told()]

    def _end_turn(self, reason: EndReason) -> list[Utterance]:
        turn, self._turn = self._turn, None
        if turn is None:
            return []
        if turn.speaker == "assistant":
            self._assistant_end = turn.end_ms
        return [turn.told(reason)]

    def _end_all(self, reason: EndReason) -> list[Utterance]:
        aside = None if self._is_left_out(self._now()) else self._aside
        told = self._end_turn(reason)
        self._turn, self._aside = aside, None
        if aside is not None:
            told += [*self._show(aside), *self._end_turn(reason)]
        return told

    def _end(self, reason: EndReason) -> list[Utterance]:
        told = [*self._settle(), *self._end_all(reason)]
        self._closed = True
        self._ids.clear()
        return told
