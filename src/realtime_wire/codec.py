"""Bytes in, bytes out: `decode`, `encode` and `Decoder`, which pick the JSON backend."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Iterator
from functools import lru_cache, partial
from io import BytesIO, StringIO
from itertools import islice
from types import UnionType
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, Union, cast, final, get_origin, overload

from attrs import evolve

from ._hooks import Dumps, wire_names
from ._json import DEEP, MAX_DEPTH, STACK_USED_UP, TOO_SHORT, BackendName, Data, as_text, backend_of, depth_of
from ._lane import NO_ROOM, Lane, hooks, packer, writer
from ._model import Model, Wire
from ._reading import (
    BLANK,
    BLANK_TEXT,
    NEWLINES,
    LimitedLines,
    check_limit,
    is_buffer,
    is_file,
    is_finished,
    limited,
    stripped,
)
from ._schema import Kind, kind_of
from .errors import DecodeError, EncodeError
from .events import MalformedEvent, UnknownEvent
from .server_events import Event

if TYPE_CHECKING:
    from typing_extensions import Never, TypeForm

__all__ = ["Decoder", "decode", "encode"]

T = TypeVar("T")
E = TypeVar("E")
"""What a decoder makes of a frame."""
L = TypeVar("L")
"""What it makes of a frame that `only` leaves out: None, or Never if nothing is left out."""


# By identity: a union hashes all its members each time it is asked.
_DECODERS: dict[int, tuple[Any, Decoder[Any, Any]]] = {}
_MOST_DECODERS = 256


def _decoder_of(type_: Any) -> Decoder[Any, Any]:
    decoder = _decoder_by_value(type_)
    if len(_DECODERS) >= _MOST_DECODERS:
        _DECODERS.clear()
    _DECODERS[id(type_)] = type_, decoder
    return decoder


@lru_cache(maxsize=_MOST_DECODERS)
def _decoder_by_value(type_: Any) -> Decoder[Any, Any]:
    # A union that is written out in a call is another object each time.
    return Decoder(type_)


@overload
def decode(data: Data) -> Event: ...
@overload
def decode(data: Data, type: type[T]) -> T: ...
@overload
def decode(data: Data, type: TypeForm[T]) -> T: ...
def decode(data: Data, type: Any = Event) -> Any:  # noqa: A002  the argument's name is public, and says it best
    """Decode one JSON text, such as a WebSocket frame.

    Args:
        data: UTF-8 JSON.
        type: a class of this library or a union of such; an event of the main API, either direction, if left out.

    Raises:
        DecodeError: the text is not JSON, or not what was asked for. An event of an unknown type is no error, it is an
            `UnknownEvent`; nothing but this exception is raised, whatever the input.
        TypeError: `type` is no type of this library.
    """
    if type is Event:
        # What the function of a decoder does, without another call.
        try:
            parse = _EVENTS.parse
            draft = parse(data)
            if _FREE_FORM:
                _EVENTS.look(data)
            return draft.build()
        except DecodeError:
            raise
        except _EVENTS.refusals:
            pass
        return _EVENTS.missed(data)
    cached = _DECODERS.get(id(type))
    try:
        decoder = _decoder_of(type) if cached is None else cached[1]
    except RecursionError:
        raise DecodeError("JSON", STACK_USED_UP) from None
    return decoder.decode(data)


def encode(obj: Wire) -> bytes:
    """Encode an object of this library as compact UTF-8 JSON.

    Raises:
        EncodeError: something in the object has no JSON form.
    """
    try:
        text = _write(_PACKS[type(obj)](obj))
    except EncodeError:
        raise
    except _refusals:
        text = None  # see `decode`
    try:
        if text is None:
            text = backend_of("json").dumps(_DUMPS[type(obj)](obj))
        if DEEP and len(text) > TOO_SHORT and depth_of(text) > MAX_DEPTH:
            msg = f"nesting deeper than {MAX_DEPTH} levels"
            raise EncodeError(msg)
    except RecursionError:
        raise EncodeError(STACK_USED_UP) from None
    return text


_DUMPS = Dumps(lambda cls: hooks().dumps[cls])
"""The reference lane's way to plain values; the hooks are made when a class first needs them."""

_PACKS: Dumps = Dumps(lambda cls: packer(cls, _PACKS, _DUMPS))
"""The same for what the writer is given."""


def _write_first(obj: Any) -> bytes:
    """Find the writer when it is first needed, as that may import msgspec."""
    # Looking for them in each call would take a part of the time.
    global _refusals, _write
    _refusals, _write = writer()
    return _write(obj)


_write = _write_first
_refusals = NO_ROOM


@final
class Decoder(Generic[E, L]):
    """Decodes frames one by one, or whole logs of them.

    Make one and keep it: what is prepared for a type is prepared once. Threads can share a decoder; all that it remembers
    is which of two ways to a result was the faster one of late.
    """

    __slots__ = ("_lane", "_max_bytes", "_options", "_takes_all", "_type", "decode")

    decode: Callable[[Data], E | L]
    """Decode one JSON text: ``decode(data)``.

    It gives the object; None only for an event that `only` leaves out. It raises `DecodeError` for a text that is not
    JSON, or not what was asked for. (A function for each decoder, as looking a method up takes a part of the time.)
    """

    _lane: Lane
    _max_bytes: int | None
    _options: dict[str, Any]
    _type: Any
    _takes_all: bool
    """Whether the lane gets every frame."""

    # fmt: off
    @overload
    def __init__(self: Decoder[Event, Never], *, malformed: Literal["raise"] = ..., only: None = ..., backend: BackendName = ..., max_bytes: int | None = ...) -> None: ...
    @overload
    def __init__(self: Decoder[Event | MalformedEvent, Never], *, malformed: Literal["keep"], only: None = ..., backend: BackendName = ..., max_bytes: int | None = ...) -> None: ...
    @overload
    def __init__(self: Decoder[Event, None], *, malformed: Literal["raise"] = ..., only: Collection[type | str], backend: BackendName = ..., max_bytes: int | None = ...) -> None: ...
    @overload
    def __init__(self: Decoder[Event | MalformedEvent, None], *, malformed: Literal["keep"], only: Collection[type | str], backend: BackendName = ..., max_bytes: int | None = ...) -> None: ...
    @overload
    def __init__(self: Decoder[T, Never], type: TypeForm[T], *, malformed: Literal["raise"] = ..., only: None = ..., backend: BackendName = ..., max_bytes: int | None = ...) -> None: ...
    @overload
    def __init__(self: Decoder[T | MalformedEvent, Never], type: TypeForm[T], *, malformed: Literal["keep"], only: None = ..., backend: BackendName = ..., max_bytes: int | None = ...) -> None: ...
    @overload
    def __init__(self: Decoder[T, None], type: TypeForm[T], *, malformed: Literal["raise"] = ..., only: Collection[type | str], backend: BackendName = ..., max_bytes: int | None = ...) -> None: ...
    @overload
    def __init__(self: Decoder[T | MalformedEvent, None], type: TypeForm[T], *, malformed: Literal["keep"], only: Collection[type | str], backend: BackendName = ..., max_bytes: int | None = ...) -> None: ...
    @overload
    def __init__(self: Decoder[Event | MalformedEvent, None], *, malformed: Literal["raise", "keep"] = ..., only: Collection[type | str] | None = ..., backend: BackendName = ..., max_bytes: int | None = ...) -> None: ...
    @overload
    def __init__(self: Decoder[T | MalformedEvent, None], type: TypeForm[T], *, malformed: Literal["raise", "keep"] = ..., only: Collection[type | str] | None = ..., backend: BackendName = ..., max_bytes: int | None = ...) -> None: ...
    # fmt: on
    def __init__(
        self,
        type: Any = Event,  # noqa: A002  the argument's name is public, and says it best
        *,
        malformed: Literal["raise", "keep"] = "raise",
        only: Collection[type | str] | None = None,
        backend: BackendName = "auto",
        max_bytes: int | None = None,
    ) -> None:
        """Prepare to decode.

        Args:
            type: a class of this library or a union of such; an event of the main API, either direction, if left out.
            malformed: what a known event becomes that lacks a member or has one of a wrong type: "raise" raises
                `DecodeError`, "keep" returns a `MalformedEvent`. Text that is not a JSON object always raises.
            only: event classes or wire names; events of other types are left out without being looked at further,
                whether they are malformed or not. A class stands for all its wire names, `UnknownEvent` for all names
                that `type` does not know.
            backend: "msgspec", "json" (the standard library) or "auto", which is msgspec where it is installed. They
                give the same results and the same errors.
            max_bytes: how long a frame may be, in bytes of UTF-8; a longer one is refused before it is parsed, and
                `iter_lines` holds no more of a file. Any length if left out. White space around a frame counts, but
                not at the end of a line.

        Raises:
            TypeError: `type` is no type of this library, or `max_bytes` is no integer.
            ValueError: one of the other arguments has none of its values, `only` has a class that is no event of
                `type`, or msgspec is asked for and not installed.
        """
        self._options = {"malformed": malformed, "only": only, "backend": backend, "max_bytes": max_bytes}
        self._type = type
        if malformed not in ("raise", "keep"):
            msg = f'malformed is "raise" or "keep", not {malformed!r}'
            raise ValueError(msg)
        if max_bytes is not None:
            check_limit(max_bytes)
        kind = kind_of(type)
        parser = backend_of(backend)
        if malformed == "keep" and kind.objects is not None:
            kind = evolve(kind, objects=evolve(kind.objects, malformed=MalformedEvent))
        self._lane = _lane_of(kind, backend)
        self._takes_all = only is None and max_bytes is None
        self._max_bytes = max_bytes
        self.decode = _decoding(self._lane)
        if only is not None:
            self.decode = parser.only(_wanted(kind, only), self.decode)
        if max_bytes is not None:
            self.decode = limited(max_bytes, self.decode)

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(Decoder, **self._options), (self._type,)

    def decode_lines(self, data: Data) -> list[E]:
        """Decode text with one JSON object a line, such as a log; blank lines are skipped.

        Returns:
            The objects, without the events that `only` leaves out.

        Raises:
            DecodeError: a line is not JSON, or not what was asked for; `line` tells which.
        """
        text = as_text(data)
        lines: Iterator[bytes | str] = BytesIO(text) if isinstance(text, bytes) else StringIO(text, newline="\n")
        events: list[E] = []
        number = 0
        while batch := list(islice(lines, _BATCH)):
            events += self._batch(batch, number)
            number += len(batch)
        return events

    def _batch(self, lines: list[bytes | str], before: int) -> list[E]:
        """Decode a few lines at once, or one by one where that fails; there are some lines before them."""
        if self._takes_all and self._lane.is_fast:
            parse = self._lane.parse
            try:
                # In two steps, each of which then runs from the processor's caches.
                drafts = list(map(parse, lines))
                if self._lane.free_form:
                    self._lane.look(*(line for line in lines if len(line) > TOO_SHORT))
                return [draft.build() for draft in drafts]
            except self._lane.refusals:
                pass
        return list(_Lines(self, lines, before))

    def iter_lines(self, lines: Iterable[Data]) -> Iterator[E]:
        """Decode a binary file with one JSON object a line as it is read, in constant memory.

        Args:
            lines: a file opened in binary mode, or another iterable of lines. Nothing is expected of a file but the
                methods `read` and `readline`, and that it is iterable; what it raises passes through.

        Returns:
            An iterator over the objects, without the events that `only` leaves out. After a `DecodeError`, which tells
            the line, it can be asked for the next object, so that a damaged line need not end the log. It can be asked
            again at the end of a file that still grows; a line of which only a part was there then is decoded once
            more when there is more of it.
        """
        if isinstance(lines, str) or is_buffer(lines) or not hasattr(lines, "__iter__"):
            msg = "iter_lines reads a file or another iterable of lines; decode_lines takes text"
            raise TypeError(msg)
        if not is_file(lines):
            return _Lines(self, lines, 0)
        return _Lines(
            self, lines if self._max_bytes is None else LimitedLines(lines, self._max_bytes), 0, may_grow=True
        )


_BATCH = 64
"""How many lines are tried at once."""


class _Lines(Iterator[E]):
    """Not a generator, because that would be over after its first exception."""

    __slots__ = ("_begun", "_decoder", "_lines", "_may_grow", "_number")

    def __init__(self, decoder: Decoder[E, Any], lines: Iterable[Data], before: int, *, may_grow: bool = False) -> None:
        self._decoder = decoder
        self._lines = iter(lines)
        self._number = before
        self._may_grow = may_grow
        self._begun: bytes | str | None = None
        """What there was of a line that had no end yet, and nothing of it if that was decoded."""

    def __next__(self) -> E:
        for line in self._lines:
            begun, self._begun = self._begun, None
            if begun is None:
                self._number += 1
            try:
                text = as_text(line)
                frame = text.rstrip(BLANK) if isinstance(text, bytes) else text.rstrip(BLANK_TEXT)
                if self._may_grow and (begun is not None or not frame or text[-1] not in NEWLINES):
                    frame = self._go_on(begun, text)
                if not frame:
                    continue
                decode = self._decoder.decode  # see `_decoding`
                event = decode(frame)
            except DecodeError as error:
                error.line = self._number
                raise
            if self._begun is not None:
                self._begun = b""
            if event is not None:
                if isinstance(event, MalformedEvent):
                    event.error.line = self._number
                return cast("E", event)  # pyright narrows it, and would have MalformedEvent in E
        raise StopIteration

    def _go_on(self, begun: Any, more: Any) -> Any:
        """Return what there is now of a line that had no end before, or has none yet; nothing if that is not new."""
        whole = begun + more if begun else more
        if not is_finished(more):
            self._begun = whole
        return stripped(whole if begun is None or stripped(more) else more[:0])


def _decoding(lane: Lane) -> Callable[[Data], Any]:
    """Make the function that decodes by a lane."""
    free_form = lane.free_form

    def decode(data: Data) -> Any:
        try:
            parse = lane.parse  # called as if it was a method, it would take the interpreter's long way
            draft = parse(data)
            if free_form:
                lane.look(data)
            return draft.build()
        except DecodeError:
            raise
        except lane.refusals:
            pass  # what was refused tells payloads, so it must not be the context of what comes
        return lane.missed(data)

    return decode


def _lane_of(kind: Kind, backend: BackendName) -> Lane:
    """Make the lane of a decoder."""
    loads: Callable[[Data], Any] | None = None
    hook: Callable[[Any], Any] | None = None

    def reference(data: Data) -> Any:
        nonlocal loads, hook
        if loads is None or hook is None:
            loads = backend_of(backend).loads
            hook = hooks().structure_kind(kind)
        return hook(loads(data))

    return Lane(kind, backend, reference)


def _wanted(kind: Kind, only: Collection[type | str]) -> Container[Any]:
    """Return the wire names that are wanted."""
    if isinstance(only, (str, type)) or _is_union(only):
        msg = "only is a collection of event classes or wire names: " + (
            "typing.get_args gives those of a union" if _is_union(only) else "put the one into a list"
        )
        raise ValueError(msg)
    if kind.objects is None or not any(wire_names(cls) for cls in kind.objects.classes):
        msg = "only needs a type that has events"
        raise ValueError(msg)
    names: set[str] = set()
    unknown = False
    for choice in only:
        if isinstance(choice, str):
            names.add(choice)
        elif choice is UnknownEvent:
            unknown = True
        elif choice in kind.objects.classes and issubclass(choice, Model) and wire_names(choice) is not None:
            names.update(wire_names(choice) or ())
        else:
            named = "a union" if _is_union(choice) else repr(choice)
            msg = f"only has {named}, which is no event class of the decoder's type"
            raise ValueError(msg)
    return _AllBut(frozenset(kind.objects.tags) - names) if unknown else frozenset(names)


def _is_union(type_: Any) -> bool:
    return get_origin(type_) in (Union, UnionType)


class _AllBut:
    """The wire names that are not among those given."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names

    def __contains__(self, name: object) -> bool:
        return not isinstance(name, str) or name not in self._names


_EVENTS = _lane_of(kind_of(Event), "auto")
"""What `decode` uses if it is given no type."""

_FREE_FORM = _EVENTS.free_form
