"""The fold: from events, one after the other, to the conversation.

It goes by facts, so it knows no protocol. What comes is written into records, at a cost that does not depend on how much
there is; order, turns and sums are found out when somebody asks.
"""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import inf
from typing import Any, Literal, TypeVar, cast

from realtime_wire._engine import codec, facts
from realtime_wire._engine.errors import DecodeError
from realtime_wire._engine.mistakes import check_choice, check_number
from realtime_wire._engine.protocol import Protocol, Side, checked
from realtime_wire._engine.text import dumps
from realtime_wire._engine.unknown import UnknownEvent
from realtime_wire._engine.values import measure
from realtime_wire.codec import Decoder
from realtime_wire.protocols import PROTOCOLS
from realtime_wire.realtime.usage import Usage
from realtime_wire.recordings import Layout, Recording
from realtime_wire.recordings._entries import Recorded
from realtime_wire.recordings._format import entries_of

from ._clips import Clip, Room, stereo
from ._order import in_order
from ._records import STAGES, ItemRecord, PartRecord, ResponseRecord, SessionRecord, join
from ._sounds import Sounds
from ._takers import PAUSE, takers_of
from ._tapes import Piece
from ._turns import HUMAN, LEAST_GAP, turns_of
from ._views import Gap, Item, Part, Problem, ProblemKind, Response, Session, Turn

__all__ = ["Conversation"]

V = TypeVar("V")

LONGEST = 60.0
"""The longest silence within a passage, in seconds."""


class Conversation:
    """What was said, put together from the events of a stream.

    ::

        conversation = Conversation(rw.REALTIME)
        async for frame in socket:
            conversation.feed(rw.decode(frame), at=time.monotonic())
        for item in conversation.items:
            print(item.role, item.text)

    What it hands out is immutable, and made anew if something has come since. It holds words and lengths, and no audio,
    unless it is asked to. Streams with several sessions, one after the other or side by side, have one conversation, of which each item tells the
    session.
    """

    def __init__(self, protocol: Protocol | None = None, *, running: bool | None = None, audio: bool = False) -> None:
        """Begin a conversation.

        Args:
            protocol: whose events will come; the main one if it is left out.
            running: whether the server counts usage on through a session, so that what is told last is all; None to find
                out for each session: those that translate live do, unless less is told once.
            audio: whether to keep the audio of both sides, which takes as much memory as there is of it.

        Raises:
            TypeError: `protocol` is no `Protocol`.
        """
        self.protocol = next(iter(PROTOCOLS.values())) if protocol is None else checked(protocol)
        """The protocol."""
        self.keeps_audio = audio
        """Whether it keeps audio."""
        self._running = running
        self._sessions: list[SessionRecord] = []
        self._nameless = [SessionRecord(0)]
        """What stands for a session on each connection, before an event has told of any."""
        self._current: SessionRecord | None = None
        self._by_session_id: dict[str, SessionRecord] = {}
        self._records: list[ItemRecord] = []
        self._by_id: dict[str, ItemRecord] = {}
        self._ready: dict[str, ItemRecord] = {}
        """Those of them to which the next piece of words or audio may be added, as nothing else is to be done first."""
        self._waiting: dict[tuple[Any, ...], list[ItemRecord]] = {}
        """What a client has sent without an id, by likeness."""
        self._streams: dict[tuple[int, str], ItemRecord] = {}
        self._speech: ItemRecord | None = None
        """What is being said of which no id is told."""
        self._responses: list[ResponseRecord] = []
        self._by_response_id: dict[str, ResponseRecord] = {}
        self._response: ResponseRecord | None = None
        """The response that began last."""
        self._asks: list[str | None] = []
        """The client's requests that have not been answered, by the ids that it gave them."""
        self._hears_client = False
        self._is_over = False
        """Whether the session has ended, or the connection is closed."""
        self._views: dict[str, Any] = {}
        self._takers = takers_of(self.protocol, keeps_audio=audio)
        """What is done with events of each class."""
        self._take: dict[type, Callable[[Any, float | None], object]] = {
            facts.Said: self._said,
            facts.Sound: self._sound,
            facts.Arguments: self._arguments,
            facts.Session: self._session_told,
            facts.Item: self._item_told,
            facts.PartTold: self._part_told,
            facts.Key: self._key,
            facts.Speech: self._speech_told,
            facts.Cut: self._cut,
            facts.Deleted: self._deleted,
            facts.Untranscribed: self._untranscribed,
            facts.Asked: self._asked,
            facts.ResponseBegun: self._response_begun,
            facts.Playback: self._playback,
            facts.ResponseEnded: self._response_ended,
            facts.Usage: self._used,
            facts.Failure: self._failed,
        }

    @classmethod
    def of(
        cls,
        recording: Recording,
        protocol: Protocol | None = None,
        *,
        layout: Layout | None = None,
        running: bool | None = None,
        audio: bool = False,
    ) -> Conversation:
        """Return the conversation of a recording: a file, or frames as `recordings` takes them.

        Args:
            recording: the file or the frames. Times are those of the recording, from the begin of its connection on.
            protocol: whose events they are; those of the main one if it is left out. Frames that are no JSON are passed over.
            layout: what is known of a log of another program.
            running: as for a new conversation.
            audio: whether to keep the audio.

        Raises:
            RecordingError: the recording is damaged.
            OSError: it cannot be read.
        """
        conversation = cls(protocol, running=running, audio=audio)
        protocol = conversation.protocol
        decode: Callable[[str | bytes], Any] = Decoder(protocol.event | UnknownEvent, malformed="keep").decode
        connection = 0
        for number, entry in entries_of(recording, protocol, layout):
            if number != connection:
                connection = number
                conversation.reconnect()
            if isinstance(entry, Recorded):
                try:
                    event = decode(entry.frame)
                except DecodeError:
                    continue
                conversation.feed(event, entry.time, entry.sender)
        conversation.end()
        return conversation

    # Taking events in

    def feed(self, event: object, at: float | None = None, sender: Side | None = None) -> None:
        """Take an event in, of either side; what says nothing of the conversation is passed over.

        Args:
            event: an event of the protocol.
            at: when it came or was sent, in seconds of any clock that does not go back. Without it there are no times.
            sender: who sent it. It matters only in that the client's events are known to be there, which most of them show
                by themselves.

        Raises:
            TypeError: it is no event of this library, or the time no number.
        """
        # This runs for every few letters that someone says.
        if sender is not None and sender == "client":
            self._hears_client = True
        if at is not None and at.__class__ is not float:
            check_number("at", at)
        self._takers[event.__class__](self, event, at)
        if self._views:
            self._views.clear()

    def take(self, fact: facts.Fact, at: float | None = None) -> None:
        """Take in one thing that an event tells, for whoever has its facts already."""
        self._told(fact, at)
        self._views.clear()

    def _told(self, fact: facts.Fact, at: float | None) -> None:
        handler = self._take.get(fact.__class__)
        if handler is not None:
            if self._is_over:
                self._come_late(fact)
            handler(fact, at)

    def _come_late(self, fact: facts.Fact) -> None:
        if fact.__class__ is not facts.Session:
            self._at_hand().late += 1

    def end(self) -> None:
        """Say that nothing more will come, as the connection is closed: what is not finished is cut off."""
        for session in (*self._nameless, *self._sessions):
            session.is_gone = True
        self._is_over = True
        self._ready.clear()
        self._views.clear()

    def reconnect(self) -> None:
        """Say that what comes now is of another connection: its ids are others, or the same for other things."""
        self.end()
        for known in (self._by_session_id, self._by_id, self._waiting, self._streams, self._by_response_id):
            known.clear()
        self._nameless.append(SessionRecord(len(self._sessions)))
        self._current = self._speech = self._response = None
        self._asks.clear()
        self._is_over = False

    # Sessions

    def _session(self) -> SessionRecord:
        if self._current is None:
            self._current = SessionRecord(len(self._sessions))
            self._sessions.append(self._current)
        return self._current

    def _at_hand(self) -> SessionRecord:
        """Return the session, or what stands for it."""
        return self._current or self._nameless[-1]

    def _session_told(self, fact: facts.Session, _: float | None) -> None:
        match fact.stage:
            case "begun":
                if self._current is not None and (self._current.confirmed or self._current.has_items):
                    self._current = None
                self._is_over = False
                self._confirm(self._session(), fact.settings)
            case "changed":
                self._confirm(self._changed(fact.settings.get("id")), fact.settings)
            case "asked":
                self._hears_client = True
                session = self._session()
                if self.keeps_audio:
                    session.user.ask(fact.settings.get("input_format"))
                if not session.confirmed:
                    session.set_up({**session.settings, **fact.settings})
            case "ended":
                self._session().ended = self._is_over = True
                self._ready.clear()
            case _:
                pass

    def _changed(self, session_id: str | None) -> SessionRecord:
        """Return the session of an id: streams of several may be recorded into one file."""
        session = self._by_session_id.get(session_id or "") or self._session()
        if session_id and session.settings.get("id", session_id) != session_id:
            self._current = None
            session = self._session()
        return session

    def _confirm(self, session: SessionRecord, settings: facts.Settings) -> None:
        # Not all servers repeat everything when a session changes.
        session.set_up({**session.settings, **settings} if session.confirmed else settings)
        session.confirmed = True
        if self.keeps_audio:
            session.user.set_up(session.settings.get("input_format"))
        if "id" in session.settings:
            self._by_session_id[session.settings["id"]] = session

    # Items

    def _begin(self, kind: Any, item_id: str | None, role: str | None, at: float | None) -> ItemRecord:
        """Write down an item that nothing has told of before."""
        record = ItemRecord(self._session(), kind, item_id, role, begun_at=at)
        return self._append(record)

    def _append(self, record: ItemRecord) -> ItemRecord:
        record.session.has_items = True
        self._records.append(record)
        if record.id is not None:
            self._name(record, record.id)
        return record

    def _name(self, record: ItemRecord, item_id: str) -> None:
        """Note that an item has this id from now on."""
        record.id = item_id
        self._by_id[item_id] = record
        self._ready.pop(item_id, None)

    def _known(self, item_id: str) -> ItemRecord | None:
        """Return the item of an id, so that it may be changed."""
        record = self._by_id.get(item_id)
        if record is not None and record.pending is not None:
            record.settle()
        return record

    def _make_ready(self, record: ItemRecord) -> None:
        """Note that pieces may be added to an item."""
        if record.id is not None and not self._is_over:
            self._ready[record.id] = record

    def _item_told(self, fact: facts.Item, at: float | None, response: ResponseRecord | None = None) -> None:
        stage = STAGES.get(fact.stage, 0)
        if fact.stage == "sent":
            self._hears_client = True
        record = self._record_of(fact, stage, at)
        record.fill(fact.content, stage, record.stage)
        record.known = True
        record.place(fact.previous_id, fact.stage)
        if fact.status is not None and stage >= record.stage:
            record.status = fact.status
        record.stage = max(record.stage, stage)
        if stage == STAGES["done"] and record.done_at is None:
            record.done_at = at
        if response is None and fact.response_id is not None:
            response = self._response_of(fact.response_id)
        if response is not None:
            join(record, response)
        if self.keeps_audio and isinstance(fact.content, facts.Message):
            self._keep(record, fact.content.parts, at, is_sent=fact.stage == "sent")

    def _keep(self, record: ItemRecord, parts: Sequence[facts.Part], at: float | None, *, is_sent: bool) -> None:
        """Keep the audio that an item brings with it; what the client sends so is heard in the order in which it is sent."""
        session = record.session
        is_human = record.role in HUMAN
        told = session.user.format if is_human else session.settings.get("output_format")
        for index, part in enumerate(parts):
            if isinstance(part, facts.Audio) and part.audio and record.at(index).own is None:
                piece = record.at(index).own = Piece.of(part.audio, at if is_sent else None, told)
                if is_sent and is_human:
                    piece.is_apart = True
                    session.user.pieces.append(piece)

    def _record_of(self, fact: facts.Item, stage: int, at: float | None) -> ItemRecord:
        """Return where an item is written down."""
        known = None if fact.id is None else self._known(fact.id)
        if known is not None and not self._is_anew(known, fact):
            return known
        if fact.id is not None and not self._waiting:
            return self._begin("other", fact.id, None, at)
        fresh = ItemRecord(self._session(), "other", begun_at=at)
        fresh.fill(fact.content, stage, fresh.stage)
        # What a client sent without an id, the server tells with one, or without one again.
        likeness = fresh.likeness()
        waiting = self._waiting.get(likeness)
        if fact.id is None:
            if waiting and fact.stage != "sent":
                return waiting[-1]
            self._waiting.setdefault(likeness, []).append(fresh)
            return self._append(fresh)
        fresh.id = fact.id
        if not waiting:
            return self._append(fresh)
        record = waiting.pop(0)
        if not waiting:
            del self._waiting[likeness]
        self._name(record, fact.id)
        return record

    def _is_anew(self, known: ItemRecord, fact: facts.Item) -> bool:
        """Tell whether the id of an item is used a second time: by a later session, or after it was deleted."""
        if known.deleted:
            return fact.stage == "sent"
        is_new = fact.stage in {"sent", "added"} and known.stage >= STAGES["done"]
        return is_new and known.session is not self._session()

    def _said(self, fact: facts.Said, at: float | None) -> None:
        if fact.item_id is None:
            record = self._stream(fact, at)
        else:
            record = self._known(fact.item_id) or self._begin("message", fact.item_id, fact.role, at)
            self._make_ready(record)
        record.say(fact)
        if fact.response_id is not None:
            self._hear_of(record, fact.response_id, at)

    def _add_words(  # noqa: PLR0913, PLR0917  what an event tells
        self, item_id: str, role: str, words: str, index: int, response_id: str | None, at: float | None
    ) -> None:
        """Take in the next words of a part, as they are told by `Said`."""
        record = self._by_id.get(item_id) or self._begin("message", item_id, role, at)
        record.part_for(index, is_open=item_id in self._ready).add(words)
        self._make_ready(record)
        if response_id is not None:
            self._hear_of(record, response_id, at)

    def _hear_of(self, record: ItemRecord, response_id: str, at: float | None) -> None:
        """Note that a response has words."""
        response = record.response or join(record, self._response_of(response_id))
        if response.first_text_at is None:
            response.first_text_at = at

    def _stream(self, fact: facts.Said, at: float | None) -> ItemRecord:
        """Return a text of the session at hand that is not made of items."""
        key = (self._session().number, fact.role)
        start_ms, end_ms = measure(fact.start_ms), measure(fact.end_ms)
        record = self._streams.get(key)
        if record is None or self._is_another(record, fact.role, start_ms):
            record = self._streams[key] = self._begin("message", None, fact.role, at)
            record.known = record.is_stream = True
            record.start_ms = start_ms
        if end_ms is not None:
            record.end_ms = end_ms if record.end_ms is None else max(end_ms, record.end_ms)
        return record

    def _is_another(self, record: ItemRecord, role: str, start_ms: float | None) -> bool:
        """Tell whether words begin something new: after a pause in which another spoke, or where the times begin anew."""
        if start_ms is None or record.end_ms is None or record.start_ms is None:
            return False
        number = record.session.number
        others = [other for (session, who), other in self._streams.items() if session == number and who != role]
        spoke = any(other.end_ms is not None and other.end_ms > record.end_ms for other in others)
        return start_ms < record.start_ms or (start_ms - record.end_ms >= PAUSE and spoke)

    def _sound(self, fact: facts.Sound, at: float | None) -> None:
        if fact.item_id is None:
            self._hears_client = self._hears_client or fact.role in HUMAN
            if self.keeps_audio:
                self._keep_piece(self._session(), fact, at)
            return
        part = self._add_sound(fact.item_id, fact.role, fact.size, fact.index, fact.response_id, at)
        if self.keeps_audio:
            part.pieces = part.pieces or []
            part.pieces += self._keep_piece(self._by_id[fact.item_id].session, fact, at)

    def _add_sound(  # noqa: PLR0913, PLR0917  what an event tells
        self, item_id: str, role: str, size: int, index: int, response_id: str | None, at: float | None
    ) -> PartRecord:
        """Take in the next audio of a part, as it is told by `Sound`."""
        record = self._by_id.get(item_id) or self._begin("message", item_id, role, at)
        part = record.part_for(index, is_open=item_id in self._ready)
        self._make_ready(record)
        part.kind = "audio"
        pace = record.session.output_ms
        is_unclear = size > 0 and not pace
        length = None if is_unclear else size * pace
        part.sound += length or 0
        part.is_unclear = part.is_unclear or is_unclear
        if response_id is not None:
            response = record.response or join(record, self._response_of(response_id))
            if at is not None and size:
                _play(response, at, None if length is None else length / 1000)
        return part

    def _keep_piece(self, session: SessionRecord, fact: facts.Sound, at: float | None) -> list[Piece]:
        """Keep a piece of audio, if the event has one."""
        if not fact.audio:
            return []
        is_human = fact.role in HUMAN
        tape = session.user if is_human else session.model
        told = tape.format if is_human else session.settings.get("output_format")
        piece = Piece.of(fact.audio, at, told, measure(fact.start_ms))
        tape.pieces.append(piece)
        return [piece]

    def _part_told(self, fact: facts.PartTold, at: float | None) -> None:
        record = self._known(fact.item_id) or self._begin("message", fact.item_id, fact.role, at)
        record.show(fact)
        if fact.response_id is not None and record.response is None:
            join(record, self._response_of(fact.response_id))

    def _arguments(self, fact: facts.Arguments, at: float | None) -> None:
        record = self._known(fact.item_id) or self._begin("call", fact.item_id, None, at)
        self._make_ready(record)
        record.argue(fact)
        if fact.response_id is not None and record.response is None:
            join(record, self._response_of(fact.response_id))

    def _key(self, fact: facts.Key, at: float | None) -> None:
        record = self._begin("message", None, "user", at)
        record.known, part = True, record.at(0)
        part.kind = "key"
        part.settle(fact.key, STAGES["done"])

    def _speech_told(self, fact: facts.Speech, at: float | None) -> None:
        if fact.stage == "started":
            self._interrupt(at)
        record = self._speech_of(fact.item_id, at)
        record.known = True
        record.at(0).kind = "audio"
        match fact.stage:
            case "started":
                record.started_at = at if record.started_at is None else record.started_at
                record.start_ms = measure(fact.at_ms) if record.start_ms is None else record.start_ms
            case "stopped":
                turns = record.session.settings.get("turn_detection") or {}
                record.waited_ms = measure(turns.get("silence_duration_ms"))
                record.stopped_at, record.end_ms = at, measure(fact.at_ms)
            case _:
                if self.keeps_audio and record.span is None:
                    record.span = record.session.user.take()
                record.place(fact.previous_id, "taken")
                if record.stopped_at is None:
                    record.stopped_at = at

    def _speech_of(self, item_id: str | None, at: float | None) -> ItemRecord:
        """Return the message that speech becomes; if its id is not told yet, the speech that was heard last."""
        record = self._known(item_id or "") or self._speech
        if record is None:
            record = self._begin("message", item_id, "user", at)
        if item_id is None:
            self._speech = record
        elif record is self._speech:
            self._speech = None
            self._name(record, item_id)
        return record

    def _interrupt(self, at: float | None) -> None:
        """Note that the user speaks while the model does."""
        response = self._response
        if response is None or response.over:
            return
        is_heard = at is not None and response.played_at is not None and response.played_at > at
        if not response.ended or response.playing or is_heard:
            response.over, response.over_at = True, at

    def _cut(self, fact: facts.Cut, at: float | None) -> None:
        record = self._known(fact.item_id)
        if record is None:
            return
        heard_ms = measure(fact.heard_ms)
        # Before the begin nothing is heard, and what is cut behind any end is not cut.
        record.at(fact.index).heard_ms = None if heard_ms is None else max(heard_ms, 0)
        if record.response is not None:
            record.response.cut = True
            record.response.silence(at)

    def _deleted(self, fact: facts.Deleted, _: float | None) -> None:
        record = self._by_id.get(fact.item_id)
        if record is not None:
            record.deleted = True

    def _untranscribed(self, fact: facts.Untranscribed, at: float | None) -> None:
        record = self._known(fact.item_id) or self._begin("message", fact.item_id, "user", at)
        record.untranscribed = True
        record.at(fact.index).kind = "audio"

    # Responses

    def _response_of(self, response_id: str | None) -> ResponseRecord:
        """Return where a response is written down; of those without an id, the last one that has not ended."""
        if response_id is None:
            last = self._response
            known = last if last is not None and last.id is None and not last.ended else None
        else:
            known = self._by_response_id.get(response_id)
        if known is None:
            known = self._response = ResponseRecord(response_id, self._at_hand())
            known.after = len(self._records) - 1
            self._responses.append(known)
            if response_id is not None:
                self._by_response_id[response_id] = known
        return known

    def _asked(self, fact: facts.Asked, _: float | None) -> None:
        self._hears_client = True
        if fact.what == "response":
            self._asks.append(fact.event_id)
        elif self.keeps_audio and fact.what == "commit":
            self._session().user.commit(fact.event_id)
        elif self.keeps_audio and fact.what == "clear":
            self._session().user.clear()

    def _response_begun(self, fact: facts.ResponseBegun, at: float | None) -> None:
        response = self._response_of(fact.id)
        if response.begun or response.ended:
            return
        response.begun, response.begun_at = True, at
        if self._asks:
            self._asks.pop(0)
            response.requested_by = "client"
        elif self._hears_client:
            response.requested_by = "server"

    def _playback(self, fact: facts.Playback, at: float | None) -> None:
        response = self._response if fact.response_id is None else self._response_of(fact.response_id)
        if response is None:
            return
        response.playing = fact.stage == "started"
        if response.playing and response.first_audio_at is None:
            response.first_audio_at = at
        if fact.stage == "cleared":
            response.cleared = True
            response.silence(at)

    def _response_ended(self, fact: facts.ResponseEnded, at: float | None) -> None:
        response = self._response_of(fact.id)
        for item in fact.items:
            self._item_told(item, at, response)
        self._end_of(response, fact, at)

    def _end_of(self, response: ResponseRecord, fact: facts.ResponseEnded, at: float | None) -> None:
        if response.ended:
            return
        response.ended, response.ended_at = True, at
        response.status, response.reason, response.interrupted = fact.status, fact.reason, fact.interrupted
        if response.status == "cancelled":
            response.silence(at)

    # Costs and faults

    def _used(self, fact: facts.Usage, _: float | None) -> None:
        session, key = self._at_hand(), object() if fact.id is None else fact.id
        match fact.of:
            case "responses":
                session.use(key, fact.counts)
                response = self._response if fact.id is None else self._by_response_id.get(fact.id)
                if response is not None:
                    response.counts = fact.counts
            case "transcriptions":
                session.transcriptions[key] = fact.counts
            case _:
                session.total = fact.counts

    def _failed(self, fact: facts.Failure, _: float | None) -> None:
        response = self._by_response_id.get(fact.response_id or "")
        if response is not None:
            response.failure = fact
        if fact.event_id is not None and fact.event_id in self._asks:
            self._asks.remove(fact.event_id)
        elif self.keeps_audio and fact.event_id is not None:
            self._at_hand().user.refuse(fact.event_id)

    # Handing out

    def _cached(self, name: str, make: Callable[[], V]) -> V:
        if name not in self._views:
            self._views[name] = make()
        return cast("V", self._views[name])

    @property
    def items(self) -> tuple[Item, ...]:
        """The items, in the order of the conversation, those of one session after those of another."""
        return tuple(item for _, item in self._entries()[0])

    @property
    def responses(self) -> tuple[Response, ...]:
        """The responses, in the order in which they were first heard of."""
        return tuple(response for _, response in self._cached("responses", self._make_responses))

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The turns: what the user says, and what the model does then."""
        return self._cached("turns", self._make_turns)

    @property
    def sessions(self) -> tuple[Session, ...]:
        """The sessions that were told of, or in which something was said."""
        return tuple(session.view() for session in self._sessions)

    @property
    def usage(self) -> Usage:
        """What all responses cost together; a session that tells its own total costs its seconds besides."""
        every = (*self._nameless, *self._sessions)
        totals = [Usage(seconds=Usage.of(session.total).seconds) for session in every if session.total is not None]
        return sum([*totals, *map(Usage.of, self.counts("responses"))], Usage())

    @property
    def transcription_usage(self) -> Usage:
        """What all transcriptions cost together. They are made by another model, at other prices."""
        return sum(map(Usage.of, self.counts("transcriptions")), Usage())

    def counts(
        self, of: Literal["responses", "transcriptions"], *, each: bool = False
    ) -> tuple[Mapping[str, Any], ...]:
        """Return what responses or transcriptions cost, as the server told it; adding it up gives what all of them cost.

        Args:
            of: which of both.
            each: whether to return what was told of each one, also where usage is counted on through the session.
        """
        every = (*self._nameless, *self._sessions)
        if of == "responses":
            running = False if each else self._running
            return tuple(counts for session in every for counts in session.counted(running=running))
        return tuple(counts for session in every for counts in session.transcriptions.values())

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What does not fit."""
        return self._cached("problems", lambda: tuple(self._make_problems()))

    def history(self, *, audio: bool = False) -> tuple[Any, ...]:
        """Return client's events that make the same conversation on another connection.

        They are those of messages, in words, and of calls of functions with their results. What was spoken is written, and
        of an answer that was cut, as much as was heard. Left out are items that were deleted, calls that were never finished,
        pictures, speech that nobody has written down, and what servers alone can add.

        Args:
            audio: whether what the user said is sent as it was spoken, where the audio was kept. The other connection has to
                have the same input format.

        Raises:
            ValueError: the protocol has no event that adds an item.
        """
        restore = self.protocol.restore
        if restore is None:
            msg = f"no event of the protocol {self.protocol.name} adds an item to a conversation"
            raise ValueError(msg)
        objects = (
            obj
            for record, item in self._entries()[0]
            if not item.deleted and (item.kind != "call" or _is_finished(record, item))
            for fact in _facts_of(item, audio=audio)
            for obj in restore(fact)
        )
        return tuple(codec.decode(dumps(obj), self.protocol.event) for obj in objects)

    def sound(self, side: Literal["user", "model"]) -> tuple[Clip | None, ...]:
        """Return all that one side says: a clip of PCM for each session, with the silence in between, if there are times.

        What the user says was said before it was sent; what the model says is played as it comes, until it is cut, or
        stopped. A session in which nothing is heard of that side has None.

        Raises:
            TypeError: there is no such side.
            ValueError: there is much more silence than sound, and it would take too much memory; `passages` has the sound.
                Ten minutes of silence at 24000 Hz are never too much, nor is fifty times as much as there is sound.
        """
        every, room = self._sounds(), self._room(side)
        return tuple(_whole(sounds, number, side, room) for number, sounds in enumerate(every))

    def passages(self, side: Literal["user", "model"]) -> tuple[tuple[Clip, ...], ...]:
        """Return what `sound` does in pieces: for each session, clips between which it is silent for more than a minute.

        Each tells when it is heard, as its `at`. Where there is too much silence for `sound`, clips have less of it between
        them.

        Raises:
            TypeError: there is no such side.
        """
        room, is_model = self._room(side), side == "model"
        return tuple(tuple(sounds.passages(room, LONGEST, is_model=is_model)) for sounds in self._sounds())

    def wav(self, session: int = 0) -> bytes:
        """Return a session as a WAV with two channels, the user to the left and the model to the right.

        Raises:
            IndexError: there are not as many sessions.
            ValueError: no audio is kept, or nobody knows its format, or nothing is heard; or there is much more silence than
                sound, as for `sound`.
        """
        sounds = self._sounds()[session]
        sides: tuple[Literal["user", "model"], ...] = ("user", "model")
        clips = [_whole(sounds, session, side, Room.beside(sounds.size(is_model=side == "model"))) for side in sides]
        if clips == [None, None]:
            msg = (
                f"nothing is heard in session {session}: no audio came in it, or none that is base64"
                if self.keeps_audio
                else "there is no audio: a conversation keeps it if it is made with audio=True"
            )
            raise ValueError(msg)
        return stereo(*clips)

    def _sounds(self) -> list[Sounds]:
        return self._cached("sounds", self._make_sounds)

    def _room(self, side: Literal["user", "model"]) -> Room:
        """Return how much silence there may be in what one side says, in all sessions together; see that there is such a side."""
        check_choice("side", side, ("user", "model"))
        return Room.beside(sum(sounds.size(is_model=side == "model") for sounds in self._sounds()))

    def _make_sounds(self) -> list[Sounds]:
        return [Sounds(each, [one for one in self._records if one.session is each]) for each in self._sessions]

    def _entries(self) -> tuple[list[tuple[ItemRecord, Item]], list[Problem]]:
        """Return records with their views, in order, and what does not fit in that."""
        return self._cached("entries", self._make_entries)

    def _make_entries(self) -> tuple[list[tuple[ItemRecord, Item]], list[Problem]]:
        of_sessions: dict[int, list[ItemRecord]] = {}
        for record in self._records:
            of_sessions.setdefault(record.session.number, []).append(record)
            if record.pending is not None:
                record.settle()
        problems: list[Problem] = []
        ordered: list[ItemRecord] = []
        for number in sorted(of_sessions):
            records = of_sessions[number]
            order, lost, circles = in_order(list(_places(records)))
            ordered += [records[each] for each in order]
            problems += [Problem(kind="place is unknown", session=number, item_id=records[each].id) for each in lost]
            circular: ProblemKind = "place goes round in circles"
            problems += [Problem(kind=circular, session=number, item_id=records[each].id) for each in circles]
        owners = _owners(ordered)
        joined = {id(owner): part for part, owner in owners}
        hidden = {id(part) for part, _ in owners}
        clips: dict[int, Clip] = {}
        if self.keeps_audio:
            for sounds in self._sounds():
                clips |= sounds.clips()
        shown = [each for each in ordered if id(each) not in hidden]
        return [(each, each.view(joined.get(id(each)), clips)) for each in shown], problems

    def _make_responses(self) -> list[tuple[ResponseRecord, Response]]:
        items: dict[int, list[Item]] = {}
        for record, item in self._entries()[0]:
            if record.response is not None:
                items.setdefault(id(record.response), []).append(item)
        shown = [response for response in self._responses if not response.is_nothing]
        return [(response, response.view(tuple(items.get(id(response), ())))) for response in shown]

    def _make_turns(self) -> tuple[Turn, ...]:
        entries, responses = self._entries()[0], self._cached("responses", self._make_responses)
        numbers = sorted({item.session for _, item in entries} | {view.session for _, view in responses})
        heard = {id(record): number for number, record in enumerate(self._records)}
        return tuple(
            turn
            for number in numbers
            for turn in turns_of(
                [entry for entry in entries if entry[1].session == number],
                [each for each in responses if each[1].session == number],
                heard,
            )
        )

    def _make_problems(self) -> Iterator[Problem]:
        entries, of_places = self._entries()
        yield from of_places
        for record, item in entries:
            if not record.known:
                yield Problem(kind="nobody added it", session=item.session, item_id=item.id)
            if any(part.differs for part in record.parts.values()):
                yield Problem(kind="words differ", session=item.session, item_id=item.id)
            if item.kind == "result":
                yield Problem(kind="result without a call", session=item.session, item_id=item.id)
        for response in self._responses:
            kind: ProblemKind | None = "response without an end" if response.end() == "cut off" else None
            kind = "end of no response" if response.is_nothing else kind
            if kind is not None:
                yield Problem(kind=kind, session=response.session.number, response_id=response.id)
        for session in (*self._nameless, *self._sessions):
            if session.late:
                yield Problem(kind="after the end", session=session.number, count=session.late)


def _whole(sounds: Sounds, number: int, side: Literal["user", "model"], room: Room) -> Clip | None:
    """Return all that one side says in a session, if there is room for its silence."""
    passages = sounds.passages(room, inf, is_model=side == "model")
    if len(passages) > 1:
        first, last = passages[0], passages[-1]
        seconds = (last.at or 0) + (last.ms or 0) / 1000 - (first.at or 0)
        msg = (
            f"what the {side} says in session {number} would be {seconds:,.0f} s long, nearly all of it silence: "
            f"passages({side!r}) has it in pieces"
        )
        raise ValueError(msg)
    return passages[0] if passages else None


def _play(response: ResponseRecord, at: float, seconds: float | None) -> None:
    """Note that a piece of audio has come, and how long there is something to play; None if nothing tells that."""
    if response.first_audio_at is None:
        response.first_audio_at = at
    played = response.played_at
    if played is None or at > played:
        if played is not None and at - played >= LEAST_GAP and not response.is_unclear:
            response.gaps = response.gaps or []
            response.gaps.append(Gap(played, at))
        played = at
    response.played_at = played + (seconds or 0)
    response.is_unclear = response.is_unclear or seconds is None


def _places(records: list[ItemRecord]) -> Iterator[tuple[str | None, str | None]]:
    """Give the places of a session's items.

    Vendors say null where they mean that they do not tell. So it stands for the first place only if the client has asked for
    that, and otherwise of one item alone: the one that was heard of before the others.
    """
    is_taken = False
    for record in records:
        place = record.previous_id
        if place == facts.FIRST and not record.is_root:
            place, is_taken = (None, True) if is_taken else (place, True)
        yield record.id, place


def _owners(records: list[ItemRecord]) -> list[tuple[ItemRecord, ItemRecord]]:
    """Give results with their calls, and answers with their approvals: those of the same session first."""
    calls: dict[Any, ItemRecord] = {}
    for record in records:
        if record.kind in {"call", "approval"}:
            name = record.refers if record.kind == "call" else record.id
            calls.setdefault((record.kind, name), record)
            calls[record.kind, name, record.session.number] = record
    found: list[tuple[ItemRecord, ItemRecord]] = []
    for record in records:
        if record.kind in {"result", "answer"}:
            key = ("call" if record.kind == "result" else "approval", record.refers)
            owner = calls.get((*key, record.session.number)) or calls.get(key)
            if owner is not None and record.refers is not None:
                found.append((record, owner))
    return found


def _is_finished(record: ItemRecord, item: Item) -> bool:
    """Tell whether a call may be told again: what it calls is known, and its arguments are whole, or somebody has run it."""
    if item.output is not None:
        return bool(item.name)
    is_whole = item.done or record.stage == STAGES["sent"] or record.at(0).stage >= 0
    return bool(item.name) and is_whole and item.status != "incomplete"


def _facts_of(item: Item, *, audio: bool) -> Iterator[facts.Item]:
    """Tell of an item what a client would have to send."""
    match item.kind:
        case "message":
            spoken = audio and item.role in HUMAN
            parts = [_part_of(part, audio=spoken) for part in item.parts if part.kind in {"text", "audio"}]
            told = tuple(part for part in parts if part is not None)
            if told:
                yield facts.Item(None, facts.Message(item.role or "user", told), "sent")
        case "call" if item.server is None:
            yield facts.Item(None, facts.Call(item.call_id, item.name or "", item.arguments or ""), "sent")
            if item.output is not None and item.call_id is not None:
                yield facts.Item(None, facts.Result(item.call_id, item.output), "sent")
        case _:
            pass


def _part_of(part: Part, *, audio: bool) -> facts.Part | None:
    """Tell of a part what a client would have to send; None if nothing."""
    if audio and part.audio is not None:
        return facts.Audio(part.text or None, b2a_base64(part.audio.data, newline=False).decode())
    return facts.Text(part.heard) if part.heard else None
