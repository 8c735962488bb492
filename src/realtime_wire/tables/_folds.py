"""From the facts that events tell to the rows of `responses`, `items` and `errors`; `_sessions` makes those of `sessions`.

A connection's responses and items are rows once it ends, or once so many others have come, or so many words, that nothing
more is to be told of them. What is kept until then is words and counts.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, cast

from realtime_wire._engine import facts
from realtime_wire._engine.once import ByClass
from realtime_wire._engine.protocol import Protocol
from realtime_wire._engine.schema import members
from realtime_wire._engine.unknown import MalformedEvent, UnknownEvent
from realtime_wire.realtime.usage import counts_of
from realtime_wire.recordings._entries import Closed, Opened

from ._arrow import LARGE
from ._columns import SCHEMAS, plans, table, tokens_in
from ._rows import Place, Reading
from ._sessions import Sessions

__all__ = ["Folds"]

Row = dict[str, Any]

_HEARD = ("audio_start_ms", "audio_end_ms")
"""Where in the audio of a session an item is."""

_RESPONSE: Row = dict.fromkeys(SCHEMAS["responses"].names)
"""A row of `responses` of which nothing is known."""

MANY = 4096
"""From how many rows on they are made into a batch."""

OPEN = 4096
"""How many responses and how many items of a connection are kept for what is still told of them, which is more than a session of
an hour has. Of more, the oldest are rows as they are."""

WORDS = 32 << 20
"""How much is kept of what is said in them, as `_size` counts it."""

PIECE = 64
"""What a piece of what is said takes beside its letters."""

_SAID = ("arguments", "output")
"""The columns of an item that may be long, but for its text, which comes in pieces."""

_CALLED = "called"
"""Where a row has the ids by which results name it, which is no column."""


class Folds:
    """Listens to the events of a part, and makes the rows of tables other than `events`."""

    def __init__(self, source: str, protocol: Protocol, names: Sequence[str]) -> None:
        """Begin with nothing; the names are those of the tables that are wanted."""
        self._source = source
        self._facts = protocol.facts_of
        self._teller_of = protocol.teller_of
        self._ready: dict[str, list[Row]] = {name: [] for name in names}
        self._responses: OrderedDict[str, Row] = OrderedDict()
        self._items: OrderedDict[str, Row] = OrderedDict()
        self._calls: dict[str, Row] = {}
        """The items that are calls, by what their results name them by."""
        self._texts: dict[str, dict[int, list[str | bytes]]] = {}
        """What is said in items, by the parts that they have. What is large is kept in UTF-8, as letters may take four bytes."""
        self._size = 0
        """How much is said in the items that are kept: letters, and `PIECE` for each piece of them."""
        self._ready_size = 0
        """How many letters there are in items that are rows, and not in a batch yet."""
        self._told: tuple[facts.Fact, ...] = ()
        """All facts of the event that is taken in."""
        self._tells = frozenset(protocol.facts())
        self._is_about_responses = "items" not in self._ready
        """Whether what items are, and what is said in them, is not asked for."""
        self._has_place: ByClass[bool] = ByClass(_has_place)
        self._take: dict[type, Callable[[Any, Any, Place], None]] = {
            facts.ResponseBegun: self._begun,
            facts.ResponseEnded: self._ended,
            facts.Failure: self._failure,
        }
        self._sessions = Sessions(source, protocol.name) if "sessions" in names else None
        if self._sessions is not None:
            self._take |= {facts.Session: self._session_told, facts.Usage: self._used}
        if "items" in names:
            self._take |= {
                facts.Item: self._item,
                facts.Said: self._said,
                facts.Arguments: self._arguments,
                facts.Cut: self._cut,
                facts.Deleted: self._deleted,
            }

    def wants(self, cls: type[Any]) -> bool:
        """Tell whether events of a class say something of what is asked for, where no times are told."""
        plan = plans[cls]
        piece = self._piece_of(cls)
        if piece is not None and (piece.fact not in self._take or piece.item_id is None):
            return False
        # What is about an item tells nothing of what is none.
        if self._is_about_responses and isinstance(self._teller_of(cls), facts.Later):
            return False
        # What is about an item or a session is not about a response as a whole.
        if self._ready.keys() == {"responses"} and (plan.session is not None or "item_id" in plan.columns):
            return False
        return any(base in self._tells for base in cls.__mro__) or self._has_place[cls]

    def _piece_of(self, cls: type[Any]) -> facts.Piece | None:
        """Return what a class of events tells, if that is a piece of what is said and nothing else."""
        teller = self._teller_of(cls)
        return teller if isinstance(teller, facts.Piece) and not self._has_place[cls] else None

    def reads(self, cls: type[Any], place_of: Callable[[int], Place]) -> Reading | None:
        """Return the members of the events of a class that are enough to know, and what takes them in, without a time.

        That is called with the offset of each before these. Of a member that is an object, its id is enough. Where the event
        itself is needed, the members are None; the whole is None if it has to be looked at as any other is.
        """
        return self._reads_response(cls, place_of) or self._reads_piece(cls, place_of)

    def _reads_response(self, cls: type[Any], place_of: Callable[..., Place]) -> Reading | None:
        teller = self._teller_of(cls)

        def begun(*told: Any) -> None:
            *where, response_id = told
            if response_id is not None and response_id not in self._responses:
                self._response(response_id, place_of(*where))

        def ended(*told: Any) -> None:
            *where, event = told
            self._end_alone(cast("facts.Ending", teller), event, place_of(*where))

        if isinstance(teller, facts.Beginning):
            return (teller.response,), begun
        if isinstance(teller, facts.Ending) and self._is_about_responses:
            return None, ended
        return None

    def _reads_piece(self, cls: type[Any], place_of: Callable[[int], Place]) -> Reading | None:
        piece = self._piece_of(cls)
        if piece is None or piece.item_id is None:
            return None
        role = piece.role

        def words(
            offset: int, item_id: str, text: str | None, index: int | None, response_id: str | None = None
        ) -> None:
            row = self._items.get(item_id)
            if row is None or "kind" not in row or "role" not in row:
                self._said(facts.Said(item_id, role, text or "", index or 0, response_id), None, place_of(offset))
                self._settle()
                return
            # What that does for each but the first of an item, without the objects.
            if response_id is not None:
                row["response_id"] = response_id
            self._say(item_id, index or 0, text, whole=False)
            if self._size > WORDS:
                self._settle()

        def arguments(offset: int, item_id: str, text: str, response_id: str, call_id: str | None = None) -> None:
            self._arguments(facts.Arguments(item_id, text, response_id, call_id), None, place_of(offset))
            self._settle()

        if piece.fact is facts.Said and piece.index is not None:
            names = (piece.item_id, piece.piece, piece.index)
            return (names if piece.response_id is None else (*names, piece.response_id)), words
        if piece.fact is facts.Arguments and piece.response_id is not None:
            names = (piece.item_id, piece.piece, piece.response_id)
            return (names if piece.call_id is None else (*names, piece.call_id)), arguments
        return None

    def reads_timed(self, cls: type[Any], place_of: Callable[[int, float], Place]) -> Reading | None:
        """Do the same for where a time is told, with which these are called behind the offset."""
        if not self._is_about_responses:
            return None
        is_more = any(base in self._tells for base in cls.__mro__)
        is_more = is_more and not isinstance(self._teller_of(cls), (facts.Piece, facts.Later))
        return self._reads_response(cls, place_of) or (None if is_more else self._reads_time(cls, place_of))

    def _reads_time(self, cls: type[Any], place_of: Callable[[int, float], Place]) -> Reading | None:
        """Return the same for events that tell a response nothing but when there was something of it."""
        columns = plans[cls].columns

        def row_of(response_id: str, offset: int, time: float) -> Row:
            return self._responses.get(response_id) or self._response(response_id, place_of(offset, time))

        def heard(offset: int, time: float, response_id: str | None) -> None:
            if response_id is not None:
                row = row_of(response_id, offset, time)
                row["first_audio_at"] = time if row["first_audio_at"] is None else row["first_audio_at"]

        def said(offset: int, time: float, response_id: str | None, text: str | None = None) -> None:
            if response_id is not None:
                row = row_of(response_id, offset, time)
                if text and row["first_text_at"] is None:
                    row["first_text_at"] = time

        names = tuple(columns[name][0] for name in ("response_id", "text") if name in columns)
        if "response_id" not in columns:
            return (), None
        if "audio_bytes" in columns:
            return (names[:1], heard) if _always_has(cls, columns["audio_bytes"][0]) else None
        return (names, said) if all(columns[name][1] == "flat" for name in ("text",) if name in columns) else None

    def connect(self) -> None:
        """End what belongs to a connection."""
        while self._responses:
            self._end_response()
        while self._items:
            self._end_item()

    def _settle(self) -> None:
        """Make rows of the oldest items, if more is said in all than is kept."""
        while self._items and self._size > WORDS:
            self._end_item()

    def _end_response(self) -> None:
        _, row = self._responses.popitem(last=False)
        if "responses" in self._ready:
            self._ready["responses"].append(row)

    def _end_item(self) -> None:
        item_id, row = self._items.popitem(last=False)
        pieces = self._texts.pop(item_id, None)
        self._size -= sum(len(row.get(name) or "") for name in _SAID)
        if pieces is not None:
            said = [piece for place in sorted(pieces) for piece in pieces[place]]
            self._size -= _size_of(said)
            row["text"] = _joined(said)
        for call_id in row.pop(_CALLED, ()):
            self._size -= PIECE
            if self._calls.get(call_id) is row:
                del self._calls[call_id]
        if "items" in self._ready:
            self._ready["items"].append(row)
            self._ready_size += _letters(row)

    def bound(self, entry: Opened | Closed, place: Place) -> None:
        """Take in how a connection was opened or closed."""
        if self._sessions is not None:
            self._sessions.bound(entry, place)

    def rows(self, batch: Any) -> None:
        """Take in the rows of `events`, after all that was told of them."""
        if self._sessions is not None:
            self._ready["sessions"] += self._sessions.rows(batch)

    def batches(self, *, last: bool = False) -> Iterator[tuple[str, Any]]:
        """Give what is ready, if it is much or the last."""
        if last and self._sessions is not None:
            self._ready["sessions"] += self._sessions.end()
        for name, rows in self._ready.items():
            if len(rows) >= MANY or (rows and last) or (name == "items" and self._ready_size >= LARGE):
                self._ready[name] = []
                if name == "items":
                    self._ready_size = 0
                rows.reverse()
                while rows:
                    yield name, table(name, _some(rows))

    def feed(self, event: Any, place: Place) -> None:
        """Take in what an event tells."""
        inner = event.partial if isinstance(event, MalformedEvent) else event
        if inner is None or isinstance(inner, UnknownEvent):
            return
        self._told = told = tuple(self._facts(event))
        for fact in told:
            take = self._take.get(fact.__class__)
            if take is not None:
                take(fact, event, place)
        if place.time is not None or self._has_place[inner.__class__]:
            own = plans[inner.__class__].row(inner)
            item_id, response_id = own.get("item_id"), own.get("response_id")
            times = {name: own[name] for name in _HEARD if own.get(name) is not None}
            if item_id is not None and times and not any(isinstance(fact, facts.Cut) for fact in told):
                self._known(item_id, place).update(times)
            if place.time is not None and response_id is not None:
                self._time(self._response(response_id, place), own, place.time)
        self._told = ()
        self._settle()

    # Responses

    def _response(self, response_id: str, place: Place) -> Row:
        row = self._responses.get(response_id)
        if row is None:
            # With all of its columns, so that it does not grow in steps.
            row = self._responses[response_id] = _RESPONSE.copy()
            row["source"], row["connection"], row["session_id"] = self._source, place.connection, place.session_id
            row["response_id"], row["begun_offset"], row["begun_at"] = response_id, place.offset, place.time
            self._count("responses", place)
            if len(self._responses) > OPEN:
                self._end_response()
        return row

    def _time(self, row: Row, own: Row, time: float) -> None:
        name = "first_audio_at" if own.get("audio_bytes") is not None else "first_text_at" if own.get("text") else None
        if name is not None and row[name] is None:
            row[name] = time

    def _begun(self, fact: facts.ResponseBegun, _: Any, place: Place) -> None:
        if fact.id is not None:
            self._response(fact.id, place)

    def _ended(self, fact: facts.ResponseEnded, event: Any, place: Place) -> None:
        counts = [each.counts for each in self._told if isinstance(each, facts.Usage) and each.id == fact.id]
        self._end(fact, place, len(fact.items), counts[0] if counts else counts_of(event))
        if "items" in self._ready:
            for item in fact.items:
                self._item(item, event, place)

    def _end_alone(self, teller: facts.Ending, event: Any, place: Place) -> None:
        """Take in what the facts would tell, without what the items are."""
        self._end(teller.end(event, ()), place, teller.count(event), teller.counts(event))
        failure = teller.failure(event)
        if failure is not None:
            self._failure(failure, event, place)

    def _end(self, fact: facts.ResponseEnded, place: Place, items: int, counts: Mapping[str, Any]) -> None:
        if fact.id is None:
            return
        row = self._response(fact.id, place)
        row["done_offset"], row["done_at"], row["items"] = place.offset, place.time, items or None
        row["status"], row["reason"], row["interrupted"] = fact.status, fact.reason, fact.interrupted
        if counts:
            row.update(tokens_in(counts))

    # Items

    def _key(self, place: Place) -> Row:
        return {"source": self._source, "connection": place.connection, "session_id": place.session_id}

    def _known(self, item_id: str, place: Place) -> Row:
        row = self._items.get(item_id)
        if row is None:
            row = self._items[item_id] = {
                **self._key(place),
                "item_id": item_id,
                "deleted": False,
                "first_offset": place.offset,
            }
            if len(self._items) > OPEN:
                self._end_item()
        return row

    def _item(self, fact: facts.Item, _: Any, place: Place) -> None:
        """Take in an item that has an id; what a client sends has one when the server takes it."""
        if fact.id is None:
            self._nameless(fact.content)
            return
        row = self._known(fact.id, place)
        content = fact.content
        row["kind"] = _KINDS[content.__class__]
        if fact.previous_id is not None and fact.stage != "done":
            row["previous_item_id"] = fact.previous_id or None
        if fact.response_id is not None:
            row["response_id"] = fact.response_id
        if fact.stage == "done":
            row.setdefault("done_offset", place.offset)
        match content:
            case facts.Message():
                row["role"] = content.role
                for index, part in enumerate(content.parts):
                    self._say(fact.id, index, _words_of(part), whole=True)
            case facts.Call() | facts.RemoteCall() | facts.Approval():
                row["name"] = content.name or row.get("name")
                self._put(row, "arguments", content.arguments or row.get("arguments"))
                row["call_id"] = call_id = getattr(content, "call_id", None) or row.get("call_id")
                self._put(row, "output", getattr(content, "output", None) or row.get("output"))
                if call_id is not None and self._calls.get(call_id) is not row:
                    self._calls[call_id] = row
                    row.setdefault(_CALLED, []).append(call_id)
                    self._size += PIECE
            case facts.Result():
                row["call_id"] = content.call_id
                self._put(row, "output", content.output)
                self._put(self._calls.get(content.call_id, row), "output", content.output)
            case _:
                pass

    def _nameless(self, content: facts.Content) -> None:
        """Take in the result of a call beside the call, which is known: not all servers repeat what they take."""
        if isinstance(content, facts.Result) and content.call_id in self._calls:
            self._calls[content.call_id]["output"] = content.output

    def _said(self, fact: facts.Said, _: Any, place: Place) -> None:
        if fact.item_id is None:
            return
        row = self._known(fact.item_id, place)
        row.setdefault("kind", _KINDS[facts.Message])
        row.setdefault("role", fact.role)
        if fact.response_id is not None:
            row["response_id"] = fact.response_id
        if fact.speaker is None:
            self._say(fact.item_id, fact.index, fact.text, whole=fact.whole)

    def _say(self, item_id: str, index: int, text: str | None, *, whole: bool) -> None:
        if text:
            pieces = self._texts.setdefault(item_id, {})
            piece = text if len(text) < LARGE else text.encode()
            self._size += len(piece) + PIECE
            if whole:
                self._size -= _size_of(pieces.get(index, ()))
                pieces[index] = [piece]
            else:
                pieces.setdefault(index, []).append(piece)

    def _put(self, row: Row, name: str, text: str | None) -> None:
        """Say what is in a column that may be long."""
        self._size += len(text or "") - len(row.get(name) or "")
        row[name] = text

    def _arguments(self, fact: facts.Arguments, _: Any, place: Place) -> None:
        row = self._known(fact.item_id, place)
        self._put(row, "arguments", fact.text if fact.whole else (row.get("arguments") or "") + fact.text)
        row["call_id"] = fact.call_id or row.get("call_id")
        row["name"] = fact.name or row.get("name")
        row["response_id"] = fact.response_id or row.get("response_id")

    def _cut(self, fact: facts.Cut, _: Any, place: Place) -> None:
        self._known(fact.item_id, place)["heard_ms"] = fact.heard_ms

    def _deleted(self, fact: facts.Deleted, _: Any, place: Place) -> None:
        self._known(fact.item_id, place)["deleted"] = True

    # Errors

    def _failure(self, fact: facts.Failure, event: Any, place: Place) -> None:
        told: Row = {"error_type": fact.type, "error_code": fact.code, "error_message": fact.message}
        if fact.response_id is not None:
            self._response(fact.response_id, place).update(told)
        if "errors" in self._ready:
            where = {"offset": place.offset, "index": place.index, "time": place.time, "type": event.type}
            self._ready["errors"].append({**self._key(place), **where, **told, "about_event_id": fact.event_id})
        self._count("errors", place)

    # Sessions

    def _session_told(self, fact: facts.Session, event: Any, place: Place) -> None:
        inner = event.partial if isinstance(event, MalformedEvent) else event
        cast("Sessions", self._sessions).tell(fact, inner, place)

    def _used(self, fact: facts.Usage, _: Any, place: Place) -> None:
        cast("Sessions", self._sessions).use(fact, place)

    def _count(self, what: Literal["responses", "errors"], place: Place) -> None:
        if self._sessions is not None:
            self._sessions.count(what, place)


_KINDS: dict[type, str] = {
    facts.Message: "message",
    facts.Call: "call",
    facts.Result: "result",
    facts.RemoteCall: "call",
    facts.Approval: "approval",
    facts.Answer: "answer",
    facts.Tools: "tools",
    facts.Other: "other",
}
"""What the kind of an item is called."""


def _size_of(pieces: Iterable[str | bytes]) -> int:
    return sum(len(piece) + PIECE for piece in pieces)


def _joined(pieces: Sequence[str | bytes]) -> str | bytes:
    """Put pieces together; in UTF-8 if they are large."""
    if sum(map(len, pieces)) < LARGE:
        return "".join(piece for piece in pieces if isinstance(piece, str))
    return b"".join(piece.encode() if isinstance(piece, str) else piece for piece in pieces)


def _letters(row: Row) -> int:
    return sum(len(row.get(name) or "") for name in ("text", *_SAID))


def _some(rows: list[Row]) -> list[Row]:
    """Take rows from the end, until they are large."""
    some: list[Row] = []
    size = 0
    while rows and size < LARGE:
        some.append(rows.pop())
        size += _letters(some[-1])
    return some


def _has_place(cls: Any) -> bool:
    columns = plans[cls].columns
    return "item_id" in columns and not set(_HEARD).isdisjoint(columns)


def _always_has(cls: Any, name: str) -> bool:
    """Tell whether a member of a class is always there, and never null."""
    return any(member.name == name and member.required and "null" not in member.kind.forms for member in members(cls))


def _words_of(part: facts.Part) -> str | None:
    match part:
        case facts.Text():
            return part.text
        case facts.Audio():
            return part.transcript
        case _:
            return None
