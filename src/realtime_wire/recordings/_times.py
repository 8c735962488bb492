"""Times, as logs have them: numbers whose size tells what they count, and dates in words of ISO 8601."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import Any, Literal, TypeAlias

import attrs

__all__ = ["Clock", "Moment", "time_in", "time_of"]

Kind: TypeAlias = Literal["date", "day", "since"]
"""A point in time; one of some day; so long after something."""

DAY = 86400.0

_DATE = r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d\d:?\d\d)?"
_ISO = re.compile(_DATE + r"\Z")
_TIME = re.compile(r"(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?\Z")
_DIGITS = re.compile(r"\d{9,20}(\.\d+)?\Z")
_IN_TEXT = re.compile(
    rf"(?<!\d){_DATE}(?!\d)|(?<![\d:])\d\d:\d\d:\d\d(?:[.,]\d{{1,9}})?(?![\d:])|(?<![\d.])\d{{10}}\.\d+"
)

_NAMED = re.compile(
    r"(?:^|_)(?:t|ts|at|time|times|timestamp|date|datetime|when|elapsed|offset|since|seconds|ms|us|ns)(?:_|$)"
)
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_UNITS = {"ms": 1e-3, "millis": 1e-3, "us": 1e-6, "micros": 1e-6, "ns": 1e-9, "nanos": 1e-9}

SIZES = ((1e8, 1.0), (1e11, 1e-3), (1e14, 1e-6), (1e17, 1e-9))
"""From which number on what counts since 1970: seconds, milli-, micro-, nanoseconds. Fewer are since something else."""

LAST = 1e20


@attrs.frozen
class Moment:
    """A time that was read."""

    seconds: float
    """Since 1970, since midnight, or since what the log counts from."""

    kind: Kind


def _words(name: str) -> str:
    return _CAPITAL.sub("_", name).replace("-", "_").lower()


def time_of(name: str, value: Any) -> Moment | None:
    """Read the value of a member as a time; None if it is none.

    Numbers, and strings of digits, count only if the name sounds like a time: they could be anything.
    """
    words = _words(name)
    named = _NAMED.search(words) is not None or "stamp" in words or "time" in words
    if isinstance(value, str):
        if _DIGITS.match(value):
            return _number(float(value), 1.0) if named else None
        return _text(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not named:
        return None
    return _number(float(value), _UNITS.get(words.rpartition("_")[2], 1.0)) if 0 <= value < LAST else None


def _number(value: float, unit: float) -> Moment:
    for least, scale in reversed(SIZES):
        if value >= least:
            return Moment(value * scale, "date")
    return Moment(value * unit, "since")


def _text(text: str) -> Moment | None:
    if (date := _ISO.match(text)) is not None:
        year, month, day, hour, minute, second, fraction, zone = date.groups()
        try:
            moment = datetime(
                int(year), int(month), int(day), int(hour), int(minute), int(second or 0), tzinfo=_zone(zone)
            )
        except ValueError:
            return None
        return Moment(moment.timestamp() + _fraction(fraction), "date")
    if (time := _TIME.match(text)) is not None:
        hours, minutes, seconds, fraction = time.groups()
        return Moment(int(hours) * 3600 + int(minutes) * 60 + int(seconds) + _fraction(fraction), "day")
    return None


def _fraction(digits: str | None) -> float:
    return float(f"0.{digits}") if digits else 0.0


def _zone(text: str | None) -> timezone:
    # Only differences are told, so that any zone will do where none is named.
    if text is None or text == "Z":
        return timezone.utc
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def time_in(text: str) -> Moment | None:
    """Find the first time in a text, such as what stands before the JSON of a line."""
    found = _IN_TEXT.search(text)
    if found is None:
        return None
    return time_of("time", found[0].strip() if found[1] else found[0])


class Clock:
    """Turns the times of one connection into seconds since its first one."""

    def __init__(self) -> None:
        """Begin with a connection."""
        self._start: float | None = None
        self._last = 0.0
        self._days = 0.0

    def read(self, moment: Moment | None) -> float | None:
        """Return seconds; what the log counts from the beginning is kept as it is."""
        if moment is None or moment.kind == "since":
            return None if moment is None else moment.seconds
        seconds = moment.seconds
        if moment.kind == "day":
            # Midnight has passed, if it is half a day earlier than it was.
            self._days += DAY * (seconds + self._days < self._last - DAY / 2)
            seconds += self._days
            self._last = seconds
        if self._start is None:
            self._start = seconds
        return round(seconds - self._start, 6)
