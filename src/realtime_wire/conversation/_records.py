"""What a conversation writes down: mutable records, of which views are made when somebody asks.

They hold words and lengths, and audio only where it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeAlias, cast

import attrs

from realtime_wire._engine import facts
from realtime_wire.realtime.usage import Usage

from ._clips import Clip
from ._tapes import Piece, Tape
from ._views import End, Gap, Item, ItemKind, Part, PartKind, Response, Session

__all__ = [
    "MANY",
    "PIECES",
    "PLACED",
    "STAGES",
    "ItemRecord",
    "PartRecord",
    "ResponseRecord",
    "SessionRecord",
    "counts_in",
    "join",
]

PIECES = 256
"""How many pieces of a text are kept as they came before they are joined."""

Look: TypeAlias = Callable[["ItemRecord", Any, int], object]
"""What writes down of an item what was told of it, and only kept until then."""

MANY = 16
"""Of so many events of an item is kept what they tell, before it is looked at."""

PLACED = {"sent": 1, "taken": 2, "done": 3, "added": 4}
"""Who has the last word on the place of an item. Azure says null when an item is done, whatever its place is."""

STAGES = {"sent": 0, "added": 1, "done": 2, "told": 3}
"""What counts more of what is told of an item."""


# As factories these are four times as fast as `list[str]` and `dict[int, PartRecord]` are.


def _no_bits() -> list[str]:
    return []


def _no_parts() -> dict[int, PartRecord]:
    return {}


def _parts_of(record: ItemRecord) -> dict[int, PartRecord]:
    return record.parts


def _no_counts() -> dict[Any, Mapping[str, Any]]:
    return {}


def _no_uses() -> list[tuple[Any, Mapping[str, Any]]]:
    return []


@attrs.define(eq=False)
class PartRecord:
    """A piece of a message, or the arguments of a call: words that arrive bit by bit, and then once more as a whole."""

    kind: PartKind | None = None
    name: str | None = None
    bits: list[str] = attrs.Factory(_no_bits)
    joined: list[str] | None = None
    """Bits that were joined, as a million small strings take much room."""
    stage: int = -1
    """By what the whole was told; -1 if it was not."""
    spoken: list[tuple[float, str]] | None = None
    """Who said what, from transcription models that tell speakers apart, and where."""
    sound: float = 0
    """The length of the audio, in milliseconds."""
    is_unclear: bool = False
    """Whether there is audio of which the length is not known."""
    heard_ms: float | None = None
    differs: bool = False
    """Whether the whole was another than what came bit by bit."""
    pieces: list[Piece] | None = None
    """Its audio, where that is kept."""
    own: Piece | None = None
    """Its audio as the item itself brought it, where that is kept."""

    def add(self, bit: str) -> None:
        """Append a bit, unless the whole is there already."""
        if self.stage < 0 and bit:
            bits = self.bits
            bits.append(bit)
            if len(bits) > PIECES:
                self.join()

    def join(self) -> None:
        """Join the bits."""
        self.joined = self.joined or []
        self.joined.append("".join(self.bits))
        self.bits.clear()

    def settle(self, whole: str | None, stage: int) -> None:
        """Replace the bits by the whole; an empty one is none, as items come before their words."""
        if not whole or stage < self.stage:
            return
        bits = self.bits or self.joined
        if self.stage < 0 and stage > 0 and bits:
            last, so_far = bits[-1], self.words()
            self.differs = whole.strip() != so_far.strip()
            # litellm has only the last bit there, where others have all.
            if whole == last:
                whole = so_far
        self.bits, self.joined, self.stage = [whole], None, stage

    def hear(self, speaker: str, text: str, start_ms: float | None) -> None:
        """Take in what one of several speakers said."""
        self.spoken = self.spoken or []
        self.spoken.append((float("inf") if start_ms is None else start_ms, f"{speaker}: {text.strip()}"))

    def take(self, part: facts.Part, stage: int) -> None:
        """Take in a part of a message."""
        match part:
            case facts.Text():
                self.kind = self.kind or "text"
                self.settle(part.text, stage)
            case facts.Audio():
                self.kind = "audio"
                self.settle(part.transcript, stage)
            case facts.Image():
                self.kind = "image"
            case facts.Reference():
                self.kind, self.name = "reference", part.item_id
            case facts.Other():
                self.kind, self.name = "other", part.name

    def words(self) -> str:
        """Return what is said so far."""
        if self.spoken is not None:
            # Segments may be told late; where they begin is their order.
            return "\n".join(text for _, text in sorted(self.spoken, key=lambda one: one[0]))
        return "".join(self.bits if self.joined is None else [*self.joined, *self.bits])

    def merge(self, more: PartRecord) -> None:
        """Take in pieces that came after what is here."""
        if more.kind is not None:
            self.kind = more.kind
        self.sound += more.sound
        self.is_unclear = self.is_unclear or more.is_unclear
        if self.stage < 0:
            if more.joined is not None:
                self.joined = [*(self.joined or ()), *self.bits, *more.joined]
                self.bits = []
            self.bits += more.bits

    def view(self, audio: Clip | None) -> Part:
        """Return it as it is now, with its audio."""
        return Part(
            kind=self.kind or "text",
            text=self.words(),
            name=self.name,
            audio_ms=None if self.is_unclear or not self.sound else self.sound,
            heard_ms=self.heard_ms,
            whole=self.stage >= 0,
            audio=audio,
        )


@attrs.define(eq=False)
class SessionRecord:
    """A session of the stream."""

    number: int
    settings: facts.Settings = attrs.Factory(facts.Settings)
    confirmed: bool = False
    ended: bool = False
    is_gone: bool = False
    """Whether its connection is closed."""
    has_items: bool = False
    output_ms: float = 0
    """Milliseconds that a byte of the model's audio lasts; 0 if that is not known."""
    uses: list[tuple[Any, Mapping[str, Any]]] = attrs.Factory(_no_uses)
    """What was told of what responses cost, and that nobody has added up yet."""
    counts: dict[Any, Mapping[str, Any]] = attrs.Factory(_no_counts)
    """What each response cost."""
    transcriptions: dict[Any, Mapping[str, Any]] = attrs.Factory(_no_counts)
    """What each transcription cost."""
    total: Mapping[str, Any] | None = None
    """What the session cost so far, if it says so itself."""
    last: Mapping[str, Any] | None = None
    """What was told last of what a response cost."""
    fell: bool = False
    """Whether less was told than before, so that usage is not counted on through the session."""
    late: int = 0
    """How many events came after the end."""
    tapes: tuple[Tape, Tape] | None = None

    @property
    def user(self) -> Tape:
        """What the user says, where audio is kept."""
        self.tapes = self.tapes or (Tape(), Tape())
        return self.tapes[0]

    @property
    def model(self) -> Tape:
        """What the model says, where audio is kept."""
        self.tapes = self.tapes or (Tape(), Tape())
        return self.tapes[1]

    def set_up(self, settings: facts.Settings) -> None:
        """Change how it is set up."""
        self.settings = settings
        self.output_ms = _ms_per_byte(settings.get("output_format"))

    def use(self, key: Any, counts: Mapping[str, Any]) -> None:
        """Take in what a response cost, or what the session has cost so far."""
        self.uses.append((key, counts))
        if len(self.uses) > PIECES:
            self.settle()

    def settle(self) -> None:
        """Find out what each response cost, and whether that is counted on."""
        for key, counts in self.uses:
            if self.last is not None and key not in self.counts:
                now = counts_in(counts)
                self.fell = self.fell or any(now.get(name, 0) < count for name, count in counts_in(self.last).items())
            self.counts[key] = self.last = counts
        self.uses.clear()

    def counted(self, *, running: bool | None) -> list[Mapping[str, Any]]:
        """Tell what its responses cost: what was told last, if that is counted on, and each otherwise.

        Sessions that translate live count on: each usage is that of the whole session so far. It never falls, then.
        """
        self.settle()
        if running is None:
            running = "language" in self.settings and not self.fell
        return [self.last] if running and self.last is not None else list(self.counts.values())

    def view(self) -> Session:
        """Return it as it is now."""
        return Session(settings=self.settings, confirmed=self.confirmed, ended=self.ended)


def _ms_per_byte(format_: facts.AudioFormat | None) -> float:
    pace = None if format_ is None else format_.bytes_per_ms
    return 1 / pace if pace else 0


def counts_in(values: Mapping[str, Any], prefix: str = "", *, shown: Callable[[str], str] = str) -> dict[str, float]:
    """Return numbers by their dotted names; `shown` makes of a name what it is called in these."""
    counts: dict[str, float] = {}
    for name, value in values.items():
        label = prefix + shown(name)
        if isinstance(value, Mapping):
            counts |= counts_in(cast("Mapping[str, Any]", value), f"{label}.", shown=shown)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            counts[label] = value
    return counts


@attrs.define(eq=False)
class ResponseRecord:
    """A response of the model."""

    id: str | None
    session: SessionRecord
    begun: bool = False
    has_items: bool = False
    requested_by: Literal["server", "client"] | None = None
    ended: bool = False
    status: str | None = None
    reason: str | None = None
    interrupted: bool = False
    cleared: bool = False
    playing: bool = False
    """Whether the server plays its audio."""
    cut: bool = False
    """Whether playback of an item was cut."""
    counts: Mapping[str, Any] | None = None
    failure: facts.Failure | None = None
    begun_at: float | None = None
    first_text_at: float | None = None
    first_audio_at: float | None = None
    played_at: float | None = None
    """When what came so far has been played, if it is played as it comes."""
    is_unclear: bool = False
    """Whether some of its audio is of no known length, so that nobody can tell when it has run out."""
    ended_at: float | None = None
    over: bool = False
    """Whether the user spoke while it was made or played."""
    over_at: float | None = None
    silenced_at: float | None = None
    gaps: list[Gap] | None = None
    after: int = -1
    """Which of all items was the last one that was heard of when it began, counted from 0; -1 if it was none."""

    def silence(self, at: float | None) -> None:
        """Note when it was stopped."""
        if self.silenced_at is None:
            self.silenced_at = at

    @property
    def is_nothing(self) -> bool:
        """Whether it is the end of what never began, without anything in it, as litellm sends them."""
        return self.ended and not self.begun and not self.has_items and self.counts is None and self.failure is None

    def end(self) -> End | None:
        """Tell how it ended."""
        if not self.ended:
            return "cut off" if self.session.is_gone or self.session.ended else None
        if self.status == "failed" or self.failure is not None:
            return "failed"
        if self.interrupted or self.cut or self.cleared or (self.status == "cancelled" and self.over):
            return "interrupted"
        if self.status is None or self.status == "completed":
            return "completed"
        return "cancelled" if self.status == "cancelled" else "incomplete"

    def view(self, items: tuple[Item, ...]) -> Response:
        """Return it as it is now, with these items."""
        end = self.end()
        lengths = [item.audio_ms for item in items if item.audio_ms is not None]
        sent = sum(lengths) if lengths else None
        heard = [part for item in items for part in item.parts if part.audio_ms is not None]
        is_known = sent is not None and (self.cut or end not in {None, "interrupted", "cancelled"})
        heard_ms = sum(map(_heard_of, heard))
        return Response(
            id=self.id,
            session=self.session.number,
            status=self.status,
            reason=self.reason,
            end=end,
            items=items,
            requested_by=self.requested_by,
            usage=None if self.counts is None else Usage.of(self.counts),
            counts=self.counts,
            failure=self.failure,
            audio_ms=sent,
            heard_ms=heard_ms if is_known else None,
            begun_at=self.begun_at,
            first_text_at=self.first_text_at,
            first_audio_at=self.first_audio_at,
            ended_at=self.ended_at,
            interrupted_at=self.over_at,
            silenced_at=self.silenced_at if self.over else None,
            gaps=tuple(self.gaps or ()),
        )


def _heard_of(part: Part) -> float:
    """Return how much of a part with audio was heard, in milliseconds: nothing, if it was cut at its begin."""
    length = part.audio_ms or 0
    return length if part.heard_ms is None else min(part.heard_ms, length)


@attrs.define(eq=False)
class ItemRecord:
    """An item, or the result of a call or the answer to an approval, which become part of another."""

    session: SessionRecord
    kind: ItemKind | Literal["answer"]
    id: str | None = None
    role: str | None = None
    server: str | None = None
    name: str | None = None
    refers: str | None = None
    """The id of the call, or of the approval that it answers."""
    output: str | None = None
    error: str | None = None
    approved: bool | None = None
    reason: str | None = None
    tools: tuple[str, ...] | None = None
    parts: dict[int, PartRecord] = attrs.Factory(_no_parts)
    open: dict[int, PartRecord] = attrs.Factory(_parts_of, takes_self=True)
    """Where the next pieces go: its parts, or, if there is something that nobody has looked at yet, other ones, which become
    a part of its parts after that."""
    pending: list[tuple[Look, Any, int]] | None = None
    """What nobody has looked at yet: an item or an event about it, and by what the item had been told before, of `STAGES`.
    Nothing else of what it says may change until it is settled."""
    previous_id: str | None = None
    placed_by: int = 0
    """By what its place was told, of `PLACED`."""
    is_root: bool = False
    """Whether the client has asked for it to be first."""
    response: ResponseRecord | None = None
    response_id: str | None = None
    status: str | None = None
    stage: int = -1
    """By what it was told, of `STAGES`; -1 if it was only named."""
    known: bool = False
    """Whether anything but its words tells of it."""
    deleted: bool = False
    untranscribed: bool = False
    is_stream: bool = False
    """Whether it is all that one side says, in a protocol without items."""
    span: tuple[int, int] | None = None
    """The first of the user's pieces of audio that it was made of, and the one behind the last, where audio is kept."""
    start_ms: float | None = None
    end_ms: float | None = None
    begun_at: float | None = None
    started_at: float | None = None
    stopped_at: float | None = None
    waited_ms: float | None = None
    done_at: float | None = None

    def at(self, index: int) -> PartRecord:
        """Return the part at an index."""
        part = self.parts.get(index)
        if part is None:
            part = self.parts[index] = PartRecord()
        return part

    def place(self, previous_id: str | None, told_by: str) -> None:
        """Note where it stands; of what counts the same, the first."""
        rank = PLACED.get(told_by, 0)
        if previous_id is not None and rank > self.placed_by:
            self.previous_id, self.placed_by = previous_id, rank
            self.is_root = self.is_root or (told_by == "sent" and previous_id == facts.FIRST)

    def settle(self) -> None:
        """Look at what nobody has looked at yet."""
        pending, self.pending, self.open = self.pending, None, self.parts
        for look, thing, before in pending or ():
            look(self, thing, before)

    def part_for(self, index: int, *, is_open: bool) -> PartRecord:
        """Return where the next piece of a part goes, without looking at what nobody has looked at yet."""
        if self.pending is not None and not is_open:
            if len(self.pending) >= MANY:
                self.settle()
            else:
                self.open = {}
                self.pending.append((_merge, self.open, self.stage))
        part = self.open.get(index)
        if part is None:
            part = self.open[index] = PartRecord()
        return part

    def write(self, fact: facts.Fact) -> None:
        """Write down what a fact tells of a part."""
        if isinstance(fact, facts.Said):
            self.say(fact)
        elif isinstance(fact, facts.PartTold):
            self.show(fact)
        elif isinstance(fact, facts.Arguments):
            self.argue(fact)

    def say(self, fact: facts.Said) -> None:
        """Write down words."""
        part = self.parts.get(fact.index)
        if part is None:
            part = self.at(fact.index)
        if fact.speaker is not None:
            part.hear(fact.speaker, fact.text, fact.start_ms)
        elif fact.whole:
            part.settle(fact.text, STAGES["done"])
        else:
            part.add(fact.text)

    def argue(self, fact: facts.Arguments) -> None:
        """Write down arguments of a call; not all that tells of them has the id of the call and its name."""
        if self.name is None:
            self.name = fact.name
        if self.refers is None and self.kind == "call":
            self.refers = fact.call_id
        part = self.at(0)
        if fact.whole:
            part.settle(fact.text, STAGES["done"])
        else:
            part.add(fact.text)

    def show(self, fact: facts.PartTold) -> None:
        """Write down what a part is."""
        if fact.part is not None:
            self.at(fact.index).take(fact.part, STAGES["done"])

    def fill(self, content: facts.Content, stage: int, before: int) -> None:  # noqa: C901  one for each kind of item
        """Write down what an item is; a place is known then, and what is told later counts more.

        Args:
            content: what it is.
            stage: by what that is told.
            before: by what it was told before.
        """
        match content:
            case facts.Message():
                self.kind, self.role = "message", content.role
                for index, part in enumerate(content.parts):
                    self.at(index).take(part, stage)
            case facts.Call():
                self.kind, self.name = "call", content.name or self.name
                self.refers = content.call_id or self.refers
                self.at(0).settle(content.arguments, stage)
            case facts.RemoteCall():
                self.kind, self.server, self.name = "call", content.server, content.name
                self.at(0).settle(content.arguments, stage)
                if stage >= before:
                    self.output, self.error = content.output, content.error
            case facts.Approval():
                self.kind, self.server, self.name = "approval", content.server, content.name
                self.at(0).settle(content.arguments, stage)
            case facts.Tools():
                self.kind, self.server = "tools", content.server
                if stage >= before:
                    self.tools = content.names
            case facts.Result():
                self.kind, self.refers = "result", content.call_id
                if stage >= before:
                    self.output = content.output
            case facts.Answer():
                self.kind, self.refers, self.approved = "answer", content.item_id, content.approve
                self.reason = content.reason
            case facts.Other():
                self.kind, self.name = "other", content.name

    def likeness(self) -> tuple[Any, ...]:
        """Return what is the same in an item that a client sends, and in what a server tells of it."""
        words = tuple((index, part.words()) for index, part in sorted(self.parts.items()))
        return self.kind, self.role, self.name, self.refers, self.output, words

    def _answered_at(self) -> float | None:
        """Return when what a remote tool returned came: it is told with the call itself, once that is final."""
        is_answered = self.kind == "call" and (self.output is not None or self.error is not None)
        return self.done_at if is_answered else None

    def view(self, joined: ItemRecord | None, clips: Mapping[int, Clip]) -> Item:
        """Return it as it is now, with the result or the answer that was told elsewhere, and the clips of its parts."""
        records = [self.parts[index] for index in sorted(self.parts)]
        parts = tuple(part.view(clips.get(id(part))) for part in records)
        is_call = self.kind in {"call", "approval"}
        kind = "approval" if self.kind == "answer" else self.kind
        other = self if joined is None else joined
        return Item(
            id=self.id,
            session=self.session.number,
            kind=kind,
            role=self.role,
            parts=() if is_call else parts,
            server=self.server,
            name=self.name,
            call_id=self.refers if self.kind in {"call", "result"} else None,
            arguments="".join(part.text for part in parts) if is_call else None,
            output=other.output,
            error=self.error,
            approved=other.approved,
            reason=other.reason,
            tools=self.tools,
            previous_id=self.previous_id,
            response_id=self.response_id,
            status=self.status,
            done=self.stage >= STAGES["done"],
            deleted=self.deleted,
            untranscribed=self.untranscribed,
            start_ms=self.start_ms,
            end_ms=self.end_ms,
            begun_at=self.begun_at,
            speech_started_at=self.started_at,
            speech_stopped_at=self.stopped_at,
            waited_ms=self.waited_ms,
            done_at=self.done_at,
            answered_at=self._answered_at() if joined is None else joined.begun_at,
        )


def join(record: ItemRecord, response: ResponseRecord) -> ResponseRecord:
    """Note that an item is of a response; the first that is told is it."""
    if record.response is None:
        record.response, record.response_id = response, response.id
        response.has_items = True
    return record.response


def _merge(record: ItemRecord, parts: dict[int, PartRecord], _: int) -> None:
    """Take in pieces that came before anybody had looked at what the item is."""
    for index, more in parts.items():
        record.at(index).merge(more)
