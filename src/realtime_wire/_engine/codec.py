"""Decoders: a type, and how it is decoded, put together from a lane, a limit, and the names that are wanted.

The functions `decode` and `encode` of the engine take a type with every call, and keep a decoder for each. What an event is
if nobody says so, is for the front to know.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from types import UnionType
from typing import Any, Generic, TypeVar, Union, cast, get_args, get_origin

from attrs import evolve, frozen

from . import record
from .depth import STACK_USED_UP, check_value
from .described import MemberDocs
from .errors import JSON_TYPES, DecodeError, json_type
from .hooks import Hooks, own_hooks
from .lane import BackendName, Lane, Wanted, encode
from .lines import Inside, Lines, check_limit, limited, lines_of_file, lines_of_text
from .mistakes import no_object, no_values, shown
from .once import once
from .record import Raw, Record
from .schema import Kind, Objects, SubTags, classes_in, kind_of, refused, tag_names
from .text import Data

__all__ = ["BaseDecoder", "decode", "decoder_of", "encode", "from_dict", "structured", "to_dict"]

E = TypeVar("E")
"""What a decoder makes of a frame."""
L = TypeVar("L")
"""What it makes of a frame that `only` leaves out: None, or Never if nothing is left out."""


class BaseDecoder(Generic[E, L]):
    """What a decoder does; the front has the class that users make, and its documentation."""

    __slots__: Any = ("_lane", "_malformed", "_max_bytes", "_objects", "_reads_lines", "decode")

    decode: Callable[[Data], E | L]
    """Decode one JSON text, such as a WebSocket frame: ``decode(data)``.

    It gives the object; None only for an event that `only` leaves out. It raises `DecodeError` for a text that is not JSON, or
    not what was asked for. (A function for each decoder, as looking a method up takes a part of the time.)"""

    _lane: Lane
    _malformed: type[Raw] | None
    _max_bytes: int | None
    _objects: Objects | None
    _reads_lines: bool
    """Whether nothing stands between a line and the lane."""

    def __init__(
        self,
        type_: Any,
        *,
        malformed: type[Raw] | None = None,
        only: Any = None,
        backend: BackendName = "auto",
        max_bytes: int | None = None,
    ) -> None:
        """Prepare to decode; `malformed` is the class that keeps a malformed object, or None if such raises."""
        if max_bytes is not None:
            check_limit(max_bytes)
        kind = kind_of(type_)
        wanted = None if only is None else _wanted(kind, only, malformed)
        if (
            wanted is not None
            and kind.objects is not None
            and kind.objects.malformed is not None
            and not wanted.malformed
        ):
            # What a union has beside the events that are wanted is not wanted either.
            kind = evolve(kind, objects=evolve(kind.objects, malformed=None))
        if malformed is not None and kind.objects is not None:
            kind = evolve(kind, objects=evolve(kind.objects, malformed=malformed))
        self._lane = Lane(kind, backend, None if wanted is None else wanted.names)
        self._malformed = None if kind.objects is None else kind.objects.malformed
        self._max_bytes = max_bytes
        self._objects = kind.objects
        decode = self._lane.decode
        if wanted is not None and wanted.classes is not None:
            decode = _of_classes(decode, (*wanted.classes, *filter(None, [self._malformed])))
        if max_bytes is not None:
            decode = limited(max_bytes, decode)
        self._reads_lines = decode is self._lane.decode
        self.decode = decode

    def decode_lines(self, data: Data) -> list[E]:
        """Decode text with one JSON object a line, such as a log; blank lines are skipped.

        Returns:
            The objects, without the events that `only` leaves out.

        Raises:
            DecodeError: a line is not JSON, or not what was asked for; `line` tells which.

        Warns:
            UserWarning: one of the first lines is no known event, and holds one: it is a line of a recording or of a log, which
                `realtime_wire.recordings` reads.
        """
        events = self._lane.lines(data, self._line) if self._reads_lines else None
        if events is None:
            events = lines_of_text(self.decode, data, malformed=self._malformed)
        inside = self._inside()
        if inside is not None:
            inside.look_at_all(data, events)
        return events

    def _inside(self) -> Inside | None:
        """Return what looks into lines that are no known event."""
        objects = self._objects
        return Inside(objects.tags, objects.unknown) if objects is not None and objects.are_events else None

    def _line(self, line: bytes, number: int) -> E | None:
        """Decode a line that the compiled lane has refused."""
        return next(Lines(self.decode, [line], malformed=self._malformed, before=number - 1), None)

    def iter_lines(self, lines: Iterable[Data]) -> Iterator[E]:
        """Decode a binary file with one JSON object a line as it is read, in constant memory.

        Args:
            lines: a file opened in binary mode, or another iterable of lines. Nothing is expected of a file but the
                methods `read` and `readline`, and that it is iterable; what it raises passes through.

        Returns:
            An iterator over the objects, without the events that `only` leaves out. After a `DecodeError`, which tells
            the line, it can be asked for the next object, so that a damaged line need not end the log. It can be asked
            again at the end of a file that still grows; a line of which only a part was there then is decoded once
            more when there is more of it. It warns as `decode_lines` does.
        """
        return lines_of_file(
            self.decode, lines, malformed=self._malformed, limit=self._max_bytes, inside=self._inside()
        )


BaseDecoder.__slots__ = MemberDocs(BaseDecoder)


# With a type in every call

# By identity: a union hashes all its members each time it is asked.
_DECODERS: dict[int, tuple[Any, BaseDecoder[Any, Any]]] = {}
_MOST_DECODERS = 256


def decode(data: Data, type_: Any) -> Any:
    """Decode one JSON text into a class or a union.

    Raises:
        DecodeError: the text is not JSON, or not what was asked for.
        TypeError: it is no text, or no type of this library.
    """
    cached = _DECODERS.get(id(type_))
    try:
        decoder = decoder_of(type_) if cached is None else cached[1]
    except RecursionError:
        raise DecodeError("JSON", STACK_USED_UP) from None
    return decoder.decode(data)


def decoder_of(type_: Any) -> BaseDecoder[Any, Any]:
    """Return the decoder for a type that is kept for such calls."""
    try:
        decoder = _decoder_by_value(type_)
    except TypeError as error:
        raise refused(type_, error) from None
    if len(_DECODERS) >= _MOST_DECODERS:
        _DECODERS.clear()
    _DECODERS[id(type_)] = type_, decoder
    return decoder


@lru_cache(maxsize=_MOST_DECODERS)
def _decoder_by_value(type_: Any) -> BaseDecoder[Any, Any]:
    # A union that is written out in a call is another object each time.
    return BaseDecoder(type_)


# Plain values instead of text


@once
def _copying() -> Hooks:
    return own_hooks(copy=True)


@lru_cache(maxsize=_MOST_DECODERS)
def _copying_hook(type_: Any) -> Callable[[Any], Any]:
    return _copying().structure_type(type_)


def structured(obj: Any, type_: Any) -> Any:
    """Make an object from plain values, and share nothing with them.

    Raises:
        DecodeError: they are not what was asked for, whatever they are.
        TypeError: it is no type of this library.
    """
    try:
        hook = _copying_hook(type_)
    except TypeError as error:
        raise refused(type_, error) from None
    try:
        made = hook(obj)
    except DecodeError as error:
        error.left()
        raise
    check_value(obj)
    return made


def from_dict(obj: Any, type_: Any) -> Any:
    """Make an object from plain JSON values, and share nothing with them.

    Raises:
        DecodeError: they are not what was asked for.
        TypeError: they are no JSON values as a whole, or it is no type of this library.
    """
    try:
        return structured(obj, type_)
    except DecodeError as error:
        if error.steps or json_type(obj) in JSON_TYPES:
            if isinstance(obj, str) and obj.lstrip().startswith("{"):
                error.hint = "decode takes text"
            raise
    raise no_values(obj)


def to_dict(obj: Any) -> dict[str, Any]:
    """Turn an object into a new dict of plain JSON values.

    Raises:
        EncodeError: something in the object has no JSON form.
        TypeError: it is no object of this library.
    """
    plain = record.compiled.plain(obj)
    if plain is NotImplemented:
        if not isinstance(obj, (Record, Raw)):
            raise no_object(obj)
        plain = _copying().dumps[type(obj)](obj)
    return cast("dict[str, Any]", plain)


# Some events only


@frozen
class _Choice:
    """What `only` lets through."""

    names: Wanted
    """The wire names."""

    classes: tuple[type, ...] | None
    """The classes, where these names alone do not tell which; None elsewhere."""

    malformed: bool
    """Whether the class of malformed events is among them."""


def _of_classes(decode: Callable[[Data], Any], classes: tuple[type, ...]) -> Callable[[Data], Any]:
    def decode_some(data: Data) -> Any:
        event = decode(data)
        return event if isinstance(event, classes) else None

    return decode_some


def _wanted(kind: Kind, only: Any, malformed: type[Raw] | None) -> _Choice:
    """Return what is wanted."""
    objects = kind.objects
    events = _events_of(objects)
    if objects is None or not events:
        msg = "only needs a type that has events"
        raise TypeError(msg)
    names: dict[str, None] = {}  # in order
    classes: list[type] = []
    for choice in _choices(only):
        if isinstance(choice, str):
            names[choice] = None
            classes += events.get(choice, ())
            continue
        of_class = [name for name, each in events.items() if isinstance(choice, type) and choice in each]
        if not of_class and (choice is None or choice not in (objects.unknown, objects.malformed, malformed)):
            msg = f"only has {_named(choice)}, which is no event class of the decoder's type"
            raise TypeError(msg)
        names |= dict.fromkeys(of_class)
        classes.append(cast("type", choice))
    unknown = objects.unknown in classes
    if not unknown:
        for name in [name for name in names if name not in events]:
            _tell_foreign(name, events, objects.unknown)
    shared = [name for name, found in objects.tags.items() if isinstance(found, SubTags)]
    # Events that share a name, and unknown variants of it, are told apart only when they are decoded.
    tells_less = any(name in names or unknown for name in shared)
    wanted = {*names, *shared} if unknown else {*names}
    return _Choice(
        names=Wanted(frozenset(events) - wanted, others=True) if unknown else Wanted(frozenset(wanted)),
        classes=tuple(classes) if tells_less and names.keys() <= events.keys() else None,
        malformed=any(map(_keeps_malformed, classes)),
    )


def _keeps_malformed(choice: Any) -> bool:
    return isinstance(choice, type) and issubclass(choice, Raw) and choice.__keeps_malformed__


def _choices(only: Any) -> Collection[Any]:
    """Return what `only` has, which is a union, a class, or a collection of classes and wire names."""
    if isinstance(only, (str, bytes, bytearray)) or not (isinstance(only, (type, Iterable)) or _is_union(only)):
        msg = "only is a union of event classes, or a collection of them or of wire names: put the one into a list"
        raise TypeError(msg)
    if _is_union(only):
        return get_args(only)
    return (only,) if isinstance(only, type) else cast("Collection[Any]", only)


def _events_of(objects: Objects | None) -> dict[str, list[type]]:
    """Return the events of a union by wire name: each with its class, and the bases whose place that has taken."""
    events: dict[str, list[type]] = {}
    for name, found in () if objects is None else objects.tags.items():
        classes = classes_in(found)
        if all(map(tag_names, classes)):
            events[name] = [base for cls in classes for base in cls.__mro__ if hasattr(base, "__declared__")]
    return events


def _tell_foreign(name: str, events: Collection[str], unknown: type | None) -> None:
    from difflib import get_close_matches  # noqa: PLC0415  few programs ever need it

    close = get_close_matches(name, events, n=1)
    told = f"only has {name!r}, which is the name of no event of the decoder's type"
    told += f": is {close[0]!r} meant?" if close else "."
    if unknown is not None:
        told += (
            f" Such events come as {unknown.__name__}: put that into only to have all whose name is not known, or declare "
            "a class for this one."
        )
    warnings.warn(told, UserWarning, stacklevel=5)


def _named(choice: Any) -> str:
    return "a union" if _is_union(choice) else shown(choice)


def _is_union(type_: Any) -> bool:
    return get_origin(type_) in (Union, UnionType)
