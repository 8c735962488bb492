"""Where the frames are in a log that another program keeps, what tells who sent them, and when.

That is found out from the first of its lines, by what is in them: a frame is known by the `type` of an event, and once it is
known where frames are, what stands beside them can be compared with what is known of them. No program's format is listed
here.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from itertools import islice, pairwise
from typing import Any, TypeAlias, cast

import attrs

from realtime_wire._engine.protocol import Side
from realtime_wire._engine.text import WHITESPACE, dumps
from realtime_wire._shown import short

from ._entries import Recorded, Senders, sender_by_type
from ._paths import ALL, Steps, shown, steps_of
from ._text import found_in
from ._times import Clock, Moment, time_in, time_of
from ._words import Sign, Word, key_of, meanings_of, sign_of, signs_in

__all__ = ["Framed", "Item", "Layout", "Shape", "UnclearError", "framed_in", "known_in", "shape_of", "type_of"]

SEEN = 200
"""How many frames are looked at to tell who sends what."""

MOST_PLACES = 200_000
"""How many places of one JSON document are looked at to find frames."""

MOST_WORDS = 4
"""How many different words a member may have that nobody told the meaning of."""


class Elsewhere(Enum):
    """Places that no path leads to."""

    BEFORE = "in the text before"
    """What stands before the JSON."""

    HOLDER = "by the member that holds the frame"
    """The name of that member: ``{"sent": {...}}``, ``{"received": {...}}``."""


BEFORE, HOLDER = Elsewhere.BEFORE, Elsewhere.HOLDER

Place: TypeAlias = Steps | Elsewhere

Meanings: TypeAlias = dict[Any, Side]
"""Whose frames have which word, or what a word means."""

LONGEST_WORD = 40
"""How long a string may be that tells a sender."""

SAY = "say it with server=..., on the command line --server"

MARKED = 2
"""From which rank on words in the text before frames are better."""


class UnclearError(ValueError):
    """Nothing tells what a word means."""


def _paths(given: str | Iterable[str] | None) -> tuple[str, ...]:
    return () if given is None else (given,) if isinstance(given, str) else tuple(given)


def _valid(_: Any, __: Any, value: str | tuple[str, ...] | None) -> None:
    for path in _paths(value):
        steps_of(path)


@attrs.frozen
class Layout:
    """Where in a log its frames are, and what stands beside them: what is left out, the first lines tell.

    Paths are as in `jq`: ``.event``, ``.log.entries[*].messages[*].data``, ``["@timestamp"]``; a dot alone is the whole line.
    A step leads into a string if there is JSON in it.
    """

    frame: tuple[str, ...] = attrs.field(default=None, converter=_paths, validator=_valid)
    """Where a frame is: an object, or a string that holds one, as it is, behind other text, or in base64, as binary frames
    are. Of several paths, the first counts at which there is one. One path may be given as a string."""

    sender: str | None = attrs.field(default=None, kw_only=True, validator=_valid)
    """What tells who sent it: a word such as "in", "outbound", "client", or whether it was the one whose name the member
    has, as in ``from_client``."""

    time: str | None = attrs.field(default=None, kw_only=True, validator=_valid)
    """When it was sent: ISO 8601, or a number. That can be seconds, milli-, micro- or nanoseconds since 1970, which its size
    tells, or seconds since the beginning; milliseconds if it is called so, as in ``elapsed_ms``."""

    server: str | None = attrs.field(default=None, kw_only=True)
    """The word that the server's frames have at `sender`, which has to be given as well; all others are the client's. If it
    is left out, frames tell whose type only one side sends."""

    def __attrs_post_init__(self) -> None:
        if self.server is not None and self.sender is None:
            msg = "server is a word that is found at sender, so give that as well"
            raise ValueError(msg)


@attrs.frozen(eq=False)
class Item:
    """A line, or an element of an array: a JSON value, and what stood before it."""

    value: Any
    text: str | bytes | None = None
    """The value as it stood there; None if it was a part of another."""
    before: str = ""
    line: bytes | None = attrs.field(default=None, kw_only=True)
    """The line that it is, if it is all of one: its text is not made before somebody asks."""

    def as_it_stood(self) -> str | bytes | None:
        """Return the text of the value."""
        return self.text if self.line is None else self.line.decode().strip(WHITESPACE)


@attrs.frozen(eq=False)
class Framed:
    """A frame that was found in a log."""

    frame: str | bytes
    type: str
    steps: Steps
    """Where it was."""
    trail: Sequence[Any]
    """What was passed on the way, from the item to the frame."""
    before: str
    """All text before it, or before what it is in."""
    outer: tuple[int, ...]
    """Which elements it is in, but for the innermost array: frames of one connection have the same."""

    def at(self, place: Steps) -> Any:
        """Return what is at a place of the same item; None if nothing is."""
        common = 0
        while common < min(len(place), len(self.steps)) and place[common] == self.steps[common]:
            common += 1
        value = self.trail[common]
        for step in place[common:]:
            if isinstance(value, str) and (found := found_in(value)) is not None:
                value = found.value
            value = cast("Any", value).get(step) if isinstance(value, dict) else None
        return cast("Any", value)

    def beside(self) -> Iterator[tuple[Steps, Any]]:
        """Give the strings, numbers and booleans that stand around it, from the inside, each with its place."""
        for depth in reversed(range(len(self.steps))):
            value = self.trail[depth]
            if isinstance(value, dict):
                yield from _scalars(cast("dict[str, Any]", value), self.steps[:depth], self.steps[depth])


def _scalars(values: dict[str, Any], steps: Steps, but: str | None, deeper: int = 1) -> Iterator[tuple[Steps, Any]]:
    for name, value in values.items():
        if name == but:
            continue
        if isinstance(value, (str, int, float)):
            yield (*steps, name), value
        elif isinstance(value, dict) and deeper:
            yield from _scalars(cast("dict[str, Any]", value), (*steps, name), None, deeper - 1)


# Frames


def type_of(value: Any) -> str | None:
    """Return the `type` of an object; None if it has none, or is none."""
    name = cast("dict[str, Any]", value).get("type") if isinstance(value, dict) else None
    return name if isinstance(name, str) else None


def known_in(item: Any, senders: Senders) -> Steps | None:
    """Find where in an item there is an event of a known type, as near to its surface as possible; None if there is none.

    Text goes before objects, as it is what was sent.
    """
    queue = deque[tuple[Any, Steps]]([(item, ())])
    best: Steps | None = None
    for _ in range(MOST_PLACES):
        if not queue:
            break
        value, steps = queue.popleft()
        if best is not None and len(steps) > len(best):
            break
        is_text = isinstance(value, str)
        if is_text:
            found = found_in(value) if "type" in value or value[:1] == "e" else None
            value = None if found is None else found.value
        if isinstance(value, dict):
            if type_of(value) in senders:
                if is_text:
                    return steps
                best = best or steps
            else:
                queue.extend((each, (*steps, name)) for name, each in cast("dict[str, Any]", value).items())
        elif isinstance(value, list):
            queue.extend((each, (*steps, ALL)) for each in cast("list[object]", value))
    return best


def framed_in(item: Item, paths: Iterable[Steps]) -> tuple[list[Framed], int]:
    """Return the frames in an item, and how many elements of the innermost array hold none."""
    for steps in paths:
        found = [_framed(item, steps, each) for each in _reached(item.value, steps, _Way((), item.before, ()))]
        framed = [each for each in found if each is not None]
        if framed:
            return framed, len(found) - len(framed)
    return [], 0


@attrs.frozen
class _Way:
    """How a place was reached."""

    trail: tuple[Any, ...]
    before: str
    outer: tuple[int, ...]


def _reached(value: Any, steps: Steps, way: _Way) -> Iterator[_Way | None]:
    """Follow a path; None stands for an element in which it leads nowhere."""
    at = len(way.trail)
    if at == len(steps):
        yield attrs.evolve(way, trail=(*way.trail, value))
        return
    before = way.before
    if isinstance(value, str) and (found := found_in(value)) is not None:
        value, before = found.value, f"{before} {found.before}"
    step = steps[at]
    way = _Way((*way.trail, value), before, way.outer)
    if step is not ALL:
        if isinstance(value, dict) and step in value:
            yield from _reached(value[step], steps, way)
    elif isinstance(value, list):
        for index, each in enumerate(cast("list[object]", value)):
            reached = list(_reached(each, steps, attrs.evolve(way, outer=(*way.outer, index))))
            yield from reached or ([None] if ALL not in steps[at + 1 :] else [])


def _framed(item: Item, steps: Steps, way: _Way | None) -> Framed | None:
    if way is None:
        return None
    value, before, text = way.trail[-1], way.before, None if steps else item.as_it_stood()
    if isinstance(value, str):
        found = found_in(value)
        if found is None:
            return None
        value, before, text = found.value, f"{before} {found.before}", found.text
    name = type_of(value)
    if name is None:
        return None
    if text is None:
        text = dumps(value).decode()
    return Framed(text, name, steps, way.trail, before, way.outer[:-1])


# What a log is like


@attrs.frozen(eq=False)
class Shape:
    """What the frames of a log are found by; ``str`` says it for people."""

    paths: tuple[Steps, ...]
    senders: Senders
    sender: Place | None = None
    """What tells who sent a frame; None if its type has to."""
    meanings: Meanings = attrs.Factory(dict[Any, Side])
    """Whose frames have which word, and which sign words have that nobody has seen yet."""
    rest: Side | None = None
    """Whose all others are; None if that is not known."""
    time: Place | None = None

    def recorded(self, framed: Framed, clock: Clock) -> Recorded:
        """Say of a frame what is known of it."""
        return Recorded(clock.read(self._moment(framed)), self._sender(framed), framed.frame)

    def _sender(self, framed: Framed) -> Side:
        side = self._side(framed)
        return sender_by_type(framed.type, self.senders) if side is None else side

    def _side(self, framed: Framed) -> Side | None:
        """Return what the log says."""
        if self.sender is None:
            return None
        if self.sender is BEFORE:
            for sign in signs_in(framed.before):
                if sign in self.meanings:
                    return self.meanings[sign]
            return None
        word = _holder(framed) if isinstance(self.sender, Elsewhere) else key_of(framed.at(self.sender))
        if word is None:
            return None
        return self.meanings.get(word) or self.meanings.get(sign_of(_name(self.sender), word)) or self.rest

    def _moment(self, framed: Framed) -> Moment | None:
        if self.time is None:
            return None
        if isinstance(self.time, Elsewhere):
            return time_in(framed.before)
        return _moment(self.time, framed.at(self.time))

    def __str__(self) -> str:
        frames = f"frames at {' and '.join(map(shown, self.paths))}"
        told = sorted(
            f"{_said(word)} is the {side}" for word, side in self.meanings.items() if isinstance(word, (str, bool))
        )
        sender = f"senders {_where(self.sender)}" + (f" ({', '.join(told)})" if told else "")
        return f"{frames}, {sender}, {'no times' if self.time is None else f'times {_where(self.time)}'}"


def _said(word: Word) -> str:
    return str(word).lower() if isinstance(word, bool) else f'"{short(word)}"'


def _where(place: Place | None) -> str:
    if place is None:
        return "by the type of the event"
    return place.value if isinstance(place, Elsewhere) else f"at {shown(place)}"


def _moment(place: Steps, value: Any) -> Moment | None:
    return time_of(_name(place), value)


def _holder(framed: Framed) -> Word | None:
    return next((key_of(step) for step in reversed(framed.steps) if step is not ALL), None)


def shape_of(items: Sequence[Item], layout: Layout, senders: Senders) -> Shape | None:
    """Find out what a log is like; None if there is no frame in its first items.

    Raises:
        UnclearError: there is something at the place that is said to tell the sender, but what it means does not show.
    """
    paths = tuple(map(steps_of, layout.frame)) or _paths_in(items, senders)
    if not paths:
        return None
    frames = list(islice((framed for item in items for framed in framed_in(item, paths)[0]), SEEN))
    shape = Shape(paths, senders, time=_time(frames, layout))
    if layout.sender is None:
        place, meanings = _sender(frames, senders)
        return attrs.evolve(shape, sender=place, meanings=meanings)
    place = steps_of(layout.sender)
    if layout.server is not None:
        word = {"true": True, "false": False}.get(layout.server, key_of(layout.server))
        return attrs.evolve(shape, sender=place, meanings={word: "server"}, rest="client")
    return attrs.evolve(shape, sender=place, meanings=_said_to_tell(frames, place, senders))


def _paths_in(items: Sequence[Item], senders: Senders) -> tuple[Steps, ...]:
    """Find where there are events of known types, and what is called the opposite of such a place."""
    found = Counter(steps for item in items if (steps := known_in(item.value, senders)) is not None)
    # An event that nobody knows may hold one that is known, so the place on the outside goes first.
    paths = sorted((steps for steps, _ in found.most_common()), key=len)
    for steps in [*paths]:
        sign = sign_of("", _name(steps))
        if sign is None or steps[-1:] == (ALL,):
            continue
        for item in items:
            for way in _reached(item.value, steps[:-1], _Way((), "", ())):
                for name in cast("dict[str, Any]", way.trail[-1]) if way and isinstance(way.trail[-1], dict) else ():
                    beside = (*steps[:-1], name)
                    if beside not in paths and sign_of("", name) == (sign[0], not sign[1]):
                        paths.append(beside)
    return tuple(paths)


# Who sent it


def _side(framed: Framed, senders: Senders) -> Side | None:
    """Tell who sends such events; None if it can be both, or is not known."""
    sender = senders.get(framed.type)
    return None if sender == "both" else sender


class _Evidence:
    """The words at one place, and with whose frames they came."""

    def __init__(self) -> None:
        self.words = Counter[Word]()
        self.seen: dict[Word, set[Side]] = {}

    def add(self, word: Word, side: Side | None) -> None:
        self.words[word] += 1
        if side is not None:
            self.seen.setdefault(word, set()).add(side)

    def rank(self, name: str) -> int | None:
        """Tell how good it is as what tells the sender, the smaller the better; None if it does not."""
        if any(len(sides) > 1 for sides in self.seen.values()):
            return None
        opposed = len(set[Side]().union(*self.seen.values())) > 1
        signs = [sign_of(name, word) for word in self.words]
        if None not in signs:
            if self.seen:
                return 0 if opposed else 1
            return 2 if len(signs) > 1 and all(sign is not None and sign[0] == "self" for sign in signs) else None
        return 4 if opposed and len(signs) <= MOST_WORDS and min(self.words.values()) > 1 else None


def _sender(frames: Sequence[Framed], senders: Senders) -> tuple[Place | None, Meanings]:
    """Find what tells the sender: what differs as the senders do of whom the types tell."""
    evidence: dict[Place, _Evidence] = {}
    for framed in frames:
        side = _side(framed, senders)
        words: list[tuple[Place, Word | None]] = [(place, key_of(value)) for place, value in framed.beside()]
        for place, word in [*words, (HOLDER, _holder(framed))]:
            if word is not None and (isinstance(word, bool) or len(word) <= LONGEST_WORD):
                evidence.setdefault(place, _Evidence()).add(word, side)
    if len({framed.steps for framed in frames}) == 1:
        evidence.pop(HOLDER, None)
    ranked = [
        (rank, -len(_names(place)), number, place)
        for number, (place, each) in enumerate(evidence.items())
        if (rank := each.rank(_name(place))) is not None
    ]
    best = min(ranked, default=None, key=lambda one: one[:3])
    if (best is None or best[0] > MARKED) and (marks := _marks(frames, senders)):
        return BEFORE, marks
    if best is None:
        return None, {}
    chosen = evidence[best[3]]
    return best[3], {**meanings_of(_name(best[3]), chosen.seen, chosen.words)}


def _names(place: Place) -> Steps:
    return () if isinstance(place, Elsewhere) else place


def _name(place: Place) -> str:
    return next(filter(None, reversed(_names(place))), "")


def _marks(frames: Sequence[Framed], senders: Senders) -> Meanings:
    """Find words for directions in the text before frames; only where there are both can they be told from other words."""
    for axis in ("view", "self"):
        seen: dict[Sign, set[Side]] = {}
        for framed in frames:
            side = _side(framed, senders)
            sign = next((sign for sign in signs_in(framed.before) if sign[0] == axis), None)
            if side is not None and sign is not None:
                seen.setdefault(sign, set()).add(side)
        if len(seen) > 1 and all(len(sides) == 1 for sides in seen.values()):
            meanings: Meanings = {sign: next(iter(sides)) for sign, sides in seen.items()}
            if len(set(meanings.values())) > 1:
                return meanings
    return {}


def _said_to_tell(frames: Sequence[Framed], place: Steps, senders: Senders) -> Meanings:
    evidence = _Evidence()
    for framed in frames:
        word = key_of(framed.at(place))
        if word is not None:
            evidence.add(word, _side(framed, senders))
    meanings = meanings_of(_name(place), evidence.seen, evidence.words)
    if not any(word in meanings for word in evidence.words):
        msg = f"at {shown(place)} of the first {len(frames)} frames is no word that could tell who sent them"
        if evidence.words:
            msg = f"nothing tells which of the words at {shown(place)} the server's frames have; {SAY}"
        raise UnclearError(msg)
    return {**meanings}


# When it was sent


def _time(frames: Sequence[Framed], layout: Layout) -> Place | None:
    if layout.time is not None:
        return steps_of(layout.time)
    moments: dict[Steps, list[Moment | None]] = {}
    for framed in frames:
        for place, value in framed.beside():
            moments.setdefault(place, []).append(_moment(place, value))
    ranked = [
        (rank, -len(place), number, place)
        for number, (place, read) in enumerate(moments.items())
        if (rank := _rank_of_times(read, len(frames))) is not None
    ]
    if ranked:
        return min(ranked, key=lambda one: one[:3])[-1]
    return BEFORE if any(time_in(framed.before) is not None for framed in frames) else None


def _rank_of_times(read: Sequence[Moment | None], frames: int) -> int | None:
    """Tell how good a member is as the time; None if it is none."""
    times = [moment for moment in read if moment is not None]
    if len(times) < len(read) or 2 * len(times) < frames:
        return None
    if len(times) > 1 and len({moment.seconds for moment in times}) == 1:
        return 2  # the day on which the program was started, for one
    if times[0].kind != "since":
        return 0
    return 1 if all(one.seconds <= other.seconds for one, other in pairwise(times)) else None
