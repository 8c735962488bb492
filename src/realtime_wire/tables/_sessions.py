"""The rows of `sessions`: one for each connection, of what its events tell and of how many frames it has.

Frames are counted by Arrow, of the rows of `events` that there are anyway, so that nobody looks at a frame for it. A connection
is a row as soon as a batch has begun the next one, or when there is no more to come.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, Literal, TypeAlias, cast

import attrs

from realtime_wire._engine import facts
from realtime_wire._engine.text import dumps
from realtime_wire.differences import redacted
from realtime_wire.recordings._entries import Closed, Opened

from ._arrow import pa
from ._columns import COUNTS, FRAMES, plans
from ._rows import Place

__all__ = ["Sessions"]

Row: TypeAlias = dict[str, Any]

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)

GROUPS = ["connection", "session_id", "kind", "sender"]
"""By which columns rows of `events` are put together."""

FIGURES = {"offset": "max", "time": "max", "audio_bytes": "sum"}
"""What is found out of all rows of a group, beside how many they are."""

BOUNDS = {"opened", "closed"}
"""The kinds of rows that make a connection of what has no frames."""


@attrs.define(eq=False)
class _Session:
    """A connection, as far as it has come."""

    row: Row = attrs.Factory(lambda: {"last_offset": 0, **dict.fromkeys(COUNTS, 0)})
    settings: facts.Settings = attrs.Factory(facts.Settings)
    config: Any = None
    """What the server told last of how it is set up."""
    named_at: int = -1
    """The offset of a row that has the id of the session."""
    is_one: bool = False
    """Whether there is more to it than lines without frames."""

    def bound(self, entry: Opened | Closed) -> None:
        """Take in how it was opened or closed."""
        if isinstance(entry, Opened):
            self.row["opened"] = _date(entry.at)
        else:
            self.row |= {"closed_by": entry.sender, "close_code": entry.code, "close_reason": entry.reason or None}

    def tell(self, fact: facts.Session, event: Any, time: float | None) -> None:
        """Take in what the server says of how it is set up."""
        if fact.stage == "begun":
            self.settings = fact.settings
            self.row.setdefault("begun_at", time)
        else:
            # Not all servers repeat everything when a session changes.
            self.settings = cast("facts.Settings", {**self.settings, **fact.settings})
        member = plans[event.__class__].told_in
        told = None if member is None else getattr(event, member)
        self.config = self.config if told is None else told

    def add(self, group: Row) -> None:
        """Take in rows of a kind, as Arrow tells of them."""
        row, kind, sender, offset, time = (
            self.row,
            group["kind"],
            group["sender"],
            group["offset_max"],
            group["time_max"],
        )
        row["last_offset"] = max(row["last_offset"], offset)
        if group["session_id"] is not None and offset >= self.named_at:
            row["session_id"], self.named_at = group["session_id"], offset
        self.is_one = self.is_one or kind in FRAMES or kind in BOUNDS
        if kind == "closed":
            row["closed_at"] = time
        elif kind in FRAMES:
            if time is not None:
                row["last_at"] = max(row.get("last_at", time), time)
            for name in ("frames", kind, *([f"{sender}_frames"] if sender else [])):
                row[name] += group["count_all"]
            if group["audio_bytes_sum"]:
                row[f"{sender}_audio_bytes"] += group["audio_bytes_sum"]

    def told(self) -> Row:
        """Return its row."""
        if self.settings:
            settings = {name: _plain(setting) for name, setting in self.settings.items()}
            self.row |= {"model": self.settings.get("model"), "settings": _text(settings)}
        if self.config is not None:
            self.row["config"] = _text(redacted(self.config))
        return self.row


class Sessions:
    """Makes the rows of the connections of a part, in their order."""

    def __init__(self, source: str, api: str) -> None:
        """Begin with none; the names are those of the file and of the protocol."""
        self._source = source
        self._api = api
        self._sessions: dict[int, _Session] = {}

    def _at(self, connection: int) -> _Session:
        session = self._sessions.get(connection)
        if session is None:
            session = self._sessions[connection] = _Session()
        return session

    def bound(self, entry: Opened | Closed, place: Place) -> None:
        """Take in how a connection was opened or closed."""
        self._at(place.connection).bound(entry)

    def tell(self, fact: facts.Session, event: Any, place: Place) -> None:
        """Take in how a session is set up; what a client asks for may not come to be."""
        if fact.stage != "asked":
            self._at(place.connection).tell(fact, event, place.time)

    def use(self, fact: facts.Usage, place: Place) -> None:
        """Take in what a session has cost so far, which takes the place of what it had cost before."""
        if fact.of == "session":
            self._at(place.connection).row["usage"] = _text(_numbers(fact.counts))

    def count(self, what: Literal["responses", "errors"], place: Place) -> None:
        """Count a row of another table."""
        self._at(place.connection).row[what] += 1

    def rows(self, batch: Any) -> list[Row]:
        """Count the frames of rows of `events`, and return the rows of the connections before the last one of them."""
        rows = pa.Table.from_batches([batch.select([*GROUPS, *FIGURES])])
        groups = pa.TableGroupBy(rows, GROUPS, use_threads=False).aggregate([*FIGURES.items(), ([], "count_all")])
        for group in groups.to_pylist():
            self._at(group["connection"]).add(group)
        return self._ended(sorted(self._sessions)[:-1])

    def end(self) -> list[Row]:
        """Return the rows of those that are left."""
        return self._ended(sorted(self._sessions))

    def _ended(self, connections: list[int]) -> list[Row]:
        ended = [(connection, self._sessions.pop(connection)) for connection in connections]
        return [
            {"source": self._source, "connection": connection, "api": self._api, **session.told()}
            for connection, session in ended
            if session.is_one
        ]


def _text(value: Any) -> str:
    return dumps(value).decode()


def _plain(setting: Any) -> Any:
    """Return a setting as JSON."""
    return attrs.asdict(setting) if isinstance(setting, facts.AudioFormat) else setting


def _numbers(counts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the numbers by name, and groups of them: vendors may add anything."""
    numbers = {
        name: _numbers(cast("dict[str, Any]", each)) if isinstance(each, dict) else each
        for name, each in counts.items()
    }
    return {
        name: each
        for name, each in numbers.items()
        if isinstance(each, (dict, int, float)) and not isinstance(each, bool)
    }


def _date(seconds: float | None) -> datetime | None:
    """Return a time as its column has it, which has no place for what nobody would call a date."""
    try:
        return None if seconds is None else EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return None
