"""What came of audio, piece by piece, of one side of a session; only conversations that keep audio have it."""

from __future__ import annotations

from binascii import a2b_base64

import attrs

from realtime_wire._engine.facts import AudioFormat

__all__ = ["Piece", "Tape"]


@attrs.define(eq=False)
class Piece:
    """A piece of audio, as one event brought it."""

    data: bytes
    at: float | None
    format: AudioFormat | None
    start_ms: float | None = None
    """Where in the audio of the session it begins, if that is told."""
    is_apart: bool = False
    """Whether it came in an item, and so is not counted where places in the audio of a session are told."""

    @classmethod
    def of(cls, audio: str, at: float | None, told: AudioFormat | None, start_ms: float | None = None) -> Piece:
        """Make one of base64; what is none has no audio."""
        try:
            data = a2b_base64(audio + "=" * (-len(audio) % 4))
        except ValueError:
            data = b""
        return cls(data, at, told, start_ms)

    @property
    def ms(self) -> float:
        """How long it is, in milliseconds; 0 if nothing tells."""
        pace = None if self.format is None else self.format.bytes_per_ms
        return len(self.data) / pace if pace else 0


@attrs.define(eq=False)
class Tape:
    """The audio of one side of a session."""

    pieces: list[Piece] = attrs.Factory(list[Piece])
    format: AudioFormat | None = None
    """How what comes next is encoded, as far as the server has told."""
    asked: list[tuple[int, AudioFormat]] = attrs.Factory(list[tuple[int, AudioFormat]])
    """Formats that the client has asked for, and how many pieces there were then: it may go on before the answer is there."""
    begin: int = 0
    """The first piece that no message was made of."""
    cleared: int = 0
    """How many pieces there were when the client last threw away what there was."""
    commits: list[tuple[str | None, tuple[int, int]]] = attrs.Factory(list[tuple[str | None, tuple[int, int]]])
    """The messages that the client has asked for, which are not there yet: the event's id, the first piece, and the one
    behind the last."""

    def ask(self, told: AudioFormat | None) -> None:
        """Note that the client asks for a format."""
        if told is not None:
            self.asked.append((len(self.pieces), told))

    def set_up(self, told: AudioFormat | None) -> None:
        """Note that the server has told the format: from where on it is that, the client knows."""
        if told is None:
            return
        matching = [number for number, (_, wanted) in enumerate(self.asked) if wanted == told]
        if matching:
            begin = self.asked[matching[0]][0]
            del self.asked[: matching[0] + 1]
        else:
            begin = len(self.pieces)
        if told != self.format:
            for piece in self.pieces[begin:] if self.format is not None else self.pieces:
                piece.format = told
        self.format = told

    def settle(self) -> None:
        """Go by what the client has asked for, if the server has told nothing at all."""
        if self.format is None:
            for number, (begin, told) in enumerate(self.asked):
                for piece in self.pieces[begin if number else 0 :]:
                    piece.format = told

    def commit(self, event_id: str | None) -> None:
        """Note that the client asks for a message of what there is."""
        if len(self.pieces) > self.begin:
            self.commits.append((event_id, self._taken()))

    def refuse(self, event_id: str) -> None:
        """Note that the server does not make that message: what is taken next begins where that would have."""
        for number, (told, (begin, end)) in enumerate(self.commits):
            if told == event_id:
                del self.commits[number]
                first, following = max(begin, self.cleared), self.commits[number:]
                if following and following[0][1][0] == end:
                    self.commits[number] = (following[0][0], (first, following[0][1][1]))
                elif self.begin == end:
                    self.begin = first
                break

    def clear(self) -> None:
        """Note that no message will be made of what there is."""
        self._taken()
        self.cleared = self.begin

    def take(self) -> tuple[int, int]:
        """Return of which pieces a message is made: what the client has asked for, or else all that there is."""
        return self.commits.pop(0)[1] if self.commits else self._taken()

    def _taken(self) -> tuple[int, int]:
        begin, self.begin = self.begin, len(self.pieces)
        return begin, self.begin
