"""How what a client sent differs from what a recording has.

Types first: the two series of event types are aligned, and what is in one of them alone is missing or extra. Then, of
the events that stand for each other, JSON path by JSON path. Audio is left out, because no two clients send the same:
of the events that carry it only whether there are any is compared. Which these are, and what else is left out, the
protocol says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, Literal, cast

import attrs

from realtime_wire._engine import codec
from realtime_wire._engine.errors import DecodeError, json_type
from realtime_wire._engine.record import tag_of
from realtime_wire._shown import clean, short

__all__ = ["Difference", "Sent", "compare", "name_of"]

_INDEX = re.compile(r"\[\d+\]")


class _Absent:
    """Stands for a member that is not there."""


_ABSENT = _Absent()


@attrs.frozen
class Difference:
    """Something that the client did and the recording has not, or the other way round.

    ``str`` says where and what, without a word of the payload.
    """

    kind: Literal["missing", "extra", "changed", "binary"]
    """The client did not send it, sent it beyond the recording, sent it with another value, or in a binary frame where the
    recording has it in a text frame."""

    type: str | None
    """The wire name of the event; None if the frame is no event."""

    frame: int
    """Which frame of the recording it is about, of both sides and counted from 1; if it is extra or binary, which of the
    client's own frames."""

    path: str | None = None
    """Where in the event it is, such as ``$.session.instructions``; None if it is about the event as a whole."""

    recorded: Any = attrs.field(default=None, repr=False)
    """The JSON value there in the recording, or all of the frame; None if there is none."""

    sent: Any = attrs.field(default=None, repr=False)
    """The JSON value there in what the client sent, or all of the frame; None if there is none."""

    expected: str = ""
    """What the recording has there, told by its JSON type; nothing unless the kind is "changed"."""

    found: str = ""
    """What the client sent there, told in the same way."""

    def __str__(self) -> str:
        name = name_of(self.type)
        if self.kind == "extra":
            return f"client's frame {self.frame}: {name} is not in the recording"
        if self.kind == "missing":
            return f"frame {self.frame}: {name} was not sent"
        if self.kind == "binary":
            return f"client's frame {self.frame}: {name} came in a binary frame; servers want text"
        return f"frame {self.frame}: {name}: {clean(self.path or '$')}: expected {self.expected}, found {self.found}"


def name_of(event_type: str | None) -> str:
    """Name an event in a message."""
    return "what is no event" if event_type is None else clean(short(event_type))


@attrs.frozen
class Sent:
    """A frame of a client, in a recording or not."""

    number: int
    frame: str | bytes
    value: Any
    """The frame as JSON if it is that, or else the frame itself."""
    type: str | None
    event: Any = None
    """The frame as an event, if it is one and was read as one."""

    @property
    def is_binary(self) -> bool:
        """Whether it is an event in a binary frame, where servers want text."""
        return self.type is not None and isinstance(self.frame, bytes)

    @classmethod
    def of(cls, number: int, frame: str | bytes, decode: Callable[[str | bytes], Any] | None = None) -> Sent:
        """Read a frame, as an event if it is said how."""
        if decode is not None:
            with suppress(DecodeError):
                event = decode(frame)
                return cls(number, frame, codec.to_dict(event), event.type, event)
        try:
            value = codec.decode(frame, Any)
        except DecodeError:
            value = frame
        # Bytes are JSON by chance, unless an event is in them.
        name = tag_of(cast("Any", value)) if isinstance(value, dict) else None
        return cls(number, frame, frame if name is None and isinstance(frame, bytes) else value, name)


def compare(
    recorded: Iterable[Sent], sent: Iterable[Sent], *, ignore: Collection[str], streamed: Collection[str]
) -> Iterator[Difference]:
    """Find what differs, in the order of the recording.

    Args:
        recorded: the client's frames in the recording.
        sent: those of this run.
        ignore: the JSON paths that are not compared; ``[*]`` stands for any index.
        streamed: the types of the events that carry audio.
    """
    (before, audio_before), (now, audio_now) = _split(recorded, streamed), _split(sent, streamed)
    if audio_before and not audio_now:
        yield _missing(audio_before[0])
    if audio_now and not audio_before:
        yield _extra(audio_now[0])
    if audio_now and audio_before and not audio_before[0].is_binary:
        yield from map(_binary, [one for one in audio_now if one.is_binary][:1])
    ignored = frozenset(ignore)
    types = SequenceMatcher(None, [one.type for one in before], [one.type for one in now], autojunk=False)
    for tag, i, i_end, j, j_end in types.get_opcodes():
        if tag != "equal":
            yield from map(_missing, before[i:i_end])
            yield from map(_extra, now[j:j_end])
            continue
        for one, other in zip(before[i:i_end], now[j:j_end], strict=True):
            if other.is_binary and not one.is_binary:
                yield _binary(other)
            for path, old, new in _differing("$", one.value, other.value, ignored.__contains__):
                yield _changed(one, path, old, new)


def _split(frames: Iterable[Sent], streamed: Collection[str]) -> tuple[Sequence[Sent], Sequence[Sent]]:
    """Part what is compared one by one from audio."""
    parts: tuple[list[Sent], list[Sent]] = ([], [])
    for one in frames:
        parts[one.type in streamed].append(one)
    return parts


def _missing(one: Sent) -> Difference:
    return Difference("missing", one.type, one.number, recorded=one.value)


def _extra(one: Sent) -> Difference:
    return Difference("extra", one.type, one.number, sent=one.value)


def _binary(one: Sent) -> Difference:
    return Difference("binary", one.type, one.number, sent=one.value)


def _changed(one: Sent, path: str, old: Any, new: Any) -> Difference:
    expected, found = _kind(old), _kind(new)
    if expected == found:
        expected, found = f"the recorded {expected}", "another"
    recorded, sent = (None if value is _ABSENT else value for value in (old, new))
    return Difference("changed", one.type, one.number, path, recorded, sent, expected, found)


def _differing(path: str, old: Any, new: Any, ignored: Callable[[str], bool]) -> Iterator[tuple[str, Any, Any]]:
    if ignored(path) or ignored(_INDEX.sub("[*]", path)):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        before, now = cast("dict[str, Any]", old), cast("dict[str, Any]", new)
        for name in dict.fromkeys([*before, *now]):
            yield from _differing(f"{path}.{name}", before.get(name, _ABSENT), now.get(name, _ABSENT), ignored)
    elif isinstance(old, list) and isinstance(new, list):
        pairs = zip_longest(cast("Iterable[Any]", old), cast("Iterable[Any]", new), fillvalue=_ABSENT)
        for index, (one, other) in enumerate(pairs):
            yield from _differing(f"{path}[{index}]", one, other, ignored)
    elif old != new or isinstance(old, bool) != isinstance(new, bool):
        yield path, old, new


def _kind(value: Any) -> str:
    return "nothing" if value is _ABSENT else "binary data" if isinstance(value, bytes) else json_type(value)
