"""The columns of the tables, and how those of events come out of objects.

Which columns there are, the declarations of the protocols of this library say: a string that is called ``..._id``, an integer
that is called ``..._index`` or ``..._ms``, what is marked as words or as audio. So there is no list of events, and an event that
is added brings its columns along.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, TypeAlias, get_args

import attrs

from realtime_wire._engine.native import Ways
from realtime_wire._engine.once import ByClass
from realtime_wire._engine.places import AUDIO, WORDS
from realtime_wire._engine.protocol import Side
from realtime_wire._engine.record import Raw, Record
from realtime_wire._engine.schema import Kind, classes_in, kind_of, members
from realtime_wire._engine.sound import size_of
from realtime_wire.protocols import PROTOCOLS
from realtime_wire.realtime.usage import Tokens, numbers_of

from ._arrow import pa
from ._gather import array_of

__all__ = [
    "COUNTS",
    "FLAT",
    "FRAMES",
    "SCHEMAS",
    "TOKENS",
    "Plan",
    "audio_in",
    "plans",
    "table",
    "tokens_in",
    "told_by",
]

Columns: TypeAlias = Mapping[str, Any]

STRING, INTEGER, NUMBER, BYTES = pa.string(), pa.int64(), pa.float64(), pa.binary()

SESSION = "session_id"
"""A column of all rows, as what one event tells holds for those after it."""

NOT_COLUMNS = {SESSION}


def _type_of(name: str, kind: Kind) -> Any:
    """Return the type of the column that a member has; None if it has none."""
    if kind.strings and name.endswith("_id"):
        return STRING
    return INTEGER if kind.integer and name.endswith(("_index", "_ms")) else None


def _declared() -> dict[str, Any]:
    """Find the columns that the events of all protocols ask for: ids first, then places, then times."""
    tags = [_tags(protocol.event) for protocol in PROTOCOLS.values()]
    found = {
        member.name: type_
        for named in tags
        for one in named.values()
        for cls in classes_in(one)
        for member in members(cls)
        if (type_ := _type_of(member.name, member.kind)) is not None and member.name not in NOT_COLUMNS
    }
    return dict(sorted(found.items(), key=lambda one: (_RANK[one[0].rpartition("_")[2]], one[0])))


_RANK = {"id": 0, "index": 1, "ms": 2}


def _tags(union: Any) -> Mapping[str, Any]:
    objects = kind_of(union).objects
    return {} if objects is None else objects.tags


FLAT: Columns = _declared()
"""The columns that are members of events, each with its type."""

TOKENS = (
    *(
        f"{group}_{name}_tokens"
        for group in ("input", "cached", "output")
        for name in (each.name for each in attrs.fields(Tokens))
    ),
    "reasoning_tokens",
    "total_tokens",
)
"""The columns of tokens: by what they were and by what they stand for, those of thinking, and all."""


def tokens_in(counts: Mapping[str, Any]) -> Iterable[tuple[str, int]]:
    """Return the columns of what a response used, of the JSON object that tells it."""
    read, cached, written, reasoning = numbers_of(counts)
    total = sum(read) + sum(cached) + sum(written)
    return zip(TOKENS, (*read, *cached, *written, reasoning, total), strict=True)


FRAMES = ("known", "unknown", "malformed", "broken", "binary")
"""The kinds of rows of `events` that are frames, or what is left of one."""

COUNTS = (
    "frames",
    *FRAMES,
    *(f"{sender}_frames" for sender in get_args(Side)),
    *(f"{sender}_audio_bytes" for sender in get_args(Side)),
    "responses",
    "errors",
)
"""The columns of what is counted in a connection."""

_KEY = {"source": STRING, "offset": INTEGER, "index": pa.int32(), "connection": INTEGER}

_COLUMNS: Mapping[str, Columns] = {
    "events": {
        **_KEY,
        "time": NUMBER,
        "sender": STRING,
        SESSION: STRING,
        "kind": STRING,
        "type": STRING,
        **FLAT,
        "text": STRING,
        "audio_bytes": INTEGER,
        "fault_path": STRING,
        "fault": STRING,
        "raw": STRING,
        "line": BYTES,
    },
    "responses": {
        "source": STRING,
        "connection": INTEGER,
        SESSION: STRING,
        "response_id": STRING,
        "begun_offset": INTEGER,
        "done_offset": INTEGER,
        "status": STRING,
        "reason": STRING,
        "interrupted": pa.bool_(),
        "error_type": STRING,
        "error_code": STRING,
        "error_message": STRING,
        **dict.fromkeys(TOKENS, INTEGER),
        "items": INTEGER,
        "begun_at": NUMBER,
        "first_text_at": NUMBER,
        "first_audio_at": NUMBER,
        "done_at": NUMBER,
    },
    "items": {
        "source": STRING,
        "connection": INTEGER,
        SESSION: STRING,
        "item_id": STRING,
        "kind": STRING,
        "role": STRING,
        "previous_item_id": STRING,
        "response_id": STRING,
        "text": STRING,
        "name": STRING,
        "call_id": STRING,
        "arguments": STRING,
        "output": STRING,
        "audio_start_ms": INTEGER,
        "audio_end_ms": INTEGER,
        "heard_ms": INTEGER,
        "deleted": pa.bool_(),
        "first_offset": INTEGER,
        "done_offset": INTEGER,
    },
    "errors": {
        **_KEY,
        "time": NUMBER,
        SESSION: STRING,
        "type": STRING,
        "error_type": STRING,
        "error_code": STRING,
        "error_message": STRING,
        "about_event_id": STRING,
    },
    "sessions": {
        "source": STRING,
        "connection": INTEGER,
        SESSION: STRING,
        "api": STRING,
        "model": STRING,
        "opened": pa.timestamp("us", tz="UTC"),
        "begun_at": NUMBER,
        "last_at": NUMBER,
        "closed_at": NUMBER,
        "closed_by": STRING,
        "close_code": INTEGER,
        "close_reason": STRING,
        "last_offset": INTEGER,
        **dict.fromkeys(COUNTS, INTEGER),
        "usage": STRING,
        "settings": STRING,
        "config": STRING,
    },
}

SCHEMAS: Mapping[str, Any] = {
    name: pa.schema([pa.field(column, type_) for column, type_ in columns.items()])
    for name, columns in _COLUMNS.items()
}
"""The tables by name, each a `pyarrow.Schema`. A release of this library has these columns whatever is in a file."""


def table(name: str, rows: Sequence[Mapping[str, Any]]) -> Any:
    """Make a batch of rows; what a row does not have is null."""
    columns = _COLUMNS[name]
    arrays = [array_of([row.get(column) for row in rows], type_) for column, type_ in columns.items()]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMAS[name])


# What events have


Way: TypeAlias = Literal["flat", "string", "integer", "id", "size"]


@attrs.frozen(eq=False)
class Plan:
    """How the columns of the events of a class come out of them."""

    columns: Mapping[str, tuple[str, Way]]
    """Those that it has; the others are null. Of each, the member in which it is, and whether it is that, or that if it is a
    string or an integer, the id of the object in it, or the length of its audio."""

    moves: tuple[tuple[str, int, str], ...] | None
    """The same for the compiled lane, without the type; None if a member can be something that has no place in its column."""

    without_audio: tuple[tuple[str, int, str], ...] | None
    """The same for where audio is left out of the line; None if it may be in several members."""

    audio_inside: tuple[bytes, ...]
    """The names of members with audio of the objects inside, with quotes."""

    session: tuple[str, Way] | None
    """Where the id of the session is told, if it is."""

    told_in: str | None
    """The member that is a session, if there is one."""

    def row(self, event: Any) -> dict[str, Any]:
        """Return the columns of an event."""
        row: dict[str, Any] = {}
        for column, (member, way) in self.columns.items():
            value = getattr(event, member)
            row[column] = value if way == "flat" else _WAYS[way](value)
        return row

    def session_of(self, event: Any) -> str | None:
        """Return the id of the session, if the event tells it."""
        if self.session is None:
            return None
        member, way = self.session
        value = getattr(event, member)
        return value if way == "flat" else _id_of(value)


def _id_of(value: Any) -> str | None:
    found = value.raw.get("id") if isinstance(value, Raw) else getattr(value, "id", None)
    return found if isinstance(found, str) else None


def _string_of(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _integer_of(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _size_of(audio: Any) -> int | None:
    return size_of(audio) if isinstance(audio, str) else None


_WAYS: Mapping[Way, Any] = {"string": _string_of, "integer": _integer_of, "id": _id_of, "size": _size_of}


def _plan(cls: Any) -> Plan:
    """Find out which columns a class has: what it declares itself comes before what is inside."""
    found: dict[str, tuple[str, Way]] = {"type": ("type", "flat")}
    session: tuple[str, Way] | None = None
    for member in members(cls):
        name, kind = member.name, member.kind
        if name == SESSION and kind.strings:
            session = (name, "flat")
        elif _type_of(name, kind) is not None:
            found[name] = (name, _flat_way(kind, "integer" if _type_of(name, kind) is INTEGER else "string"))
        elif kind.strings and WORDS in kind.marks:
            found.setdefault("text", (name, _flat_way(kind, "string")))
        elif kind.strings and AUDIO in kind.marks:
            found.setdefault("audio_bytes", (name, "size"))
    told_in: str | None = None
    for member in members(cls):
        if member.kind.objects is not None:
            column = f"{member.name}_id"
            if column == SESSION:
                session, told_in = session or (member.name, "id"), member.name
            elif FLAT.get(column) == STRING:
                found.setdefault(column, (member.name, "id"))
    known = {column: way for column, way in found.items() if column in _COLUMNS["events"]}
    kinds = {member.name: member.kind for member in members(cls)}
    moves = [_move(column, member, way, kinds[member]) for column, (member, way) in known.items() if member != "type"]
    done = tuple(filter(None, moves)) if None not in moves else None
    inside = {f'"{name}"'.encode() for member in members(cls) for name in _audio_in(member.kind, set())}
    return Plan(known, done, _without_audio(cls, done), tuple(sorted(inside)), session, told_in)


def _without_audio(cls: Any, moves: tuple[tuple[str, int, str], ...] | None) -> tuple[tuple[str, int, str], ...] | None:
    """Return the moves of a class for where its audio is left out; None if that is left to Python."""
    measured = [member for member, way, _ in moves or () if way is Ways.SIZE]
    if moves is None or len(measured) > 1 or measured != [m.name for m in members(cls) if AUDIO in m.kind.marks]:
        return None
    return tuple((member, Ways.SIZE_ALONE if way is Ways.SIZE else way, column) for member, way, column in moves)


def _audio_in(kind: Kind, seen: set[Any]) -> Iterator[str]:
    """Give the names of the members with audio in the objects that a place may hold."""
    if kind.array is not None:
        yield from _audio_in(kind.array, seen)
    for cls in () if kind.objects is None else kind.objects.classes:
        if cls not in seen:
            seen.add(cls)
            for member in members(cls):
                if AUDIO in member.kind.marks:
                    yield member.name
                yield from _audio_in(member.kind, seen)


def _flat_way(kind: Kind, way: Way) -> Way:
    return "flat" if {*kind.forms} <= {"integer" if way == "integer" else "strings", "null"} else way


def _move(column: str, member: str, way: Way, kind: Kind) -> tuple[str, int, str] | None:
    """Return how a member comes into its column in the compiled lane; None if that is left to Python."""
    if way == "id":
        return member, Ways.ID, column
    if way == "size":
        return (member, Ways.SIZE, column) if _flat_way(kind, "string") == "flat" else None
    if way != "flat":
        return None
    return member, Ways.INTEGER if _COLUMNS["events"][column] is INTEGER else Ways.TEXT, column


plans: ByClass[Plan] = ByClass(_plan)
"""The plan of each class."""


def told_by(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of an event of which nobody knows the class: what it has under the same names."""
    row: dict[str, Any] = {}
    for column, type_ in FLAT.items():
        value = raw.get(column)
        if isinstance(value, str) if type_ is STRING else isinstance(value, int) and not isinstance(value, bool):
            row[column] = value
    return row


def audio_in(value: Any) -> Iterator[str]:
    """Find the audio in an object and in what is in it."""
    if isinstance(value, tuple):
        for each in value:  # pyright: ignore[reportUnknownVariableType]  a tuple of anything
            yield from audio_in(each)
    elif isinstance(value, Record):
        for member in members(type(value)):
            inner = getattr(value, member.name)
            if AUDIO in member.kind.marks and isinstance(inner, str):
                yield inner
            else:
                yield from audio_in(inner)
