"""Bytes in, bytes out: `decode`, `encode` and `Decoder`, which pick the JSON backend."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, cast, final, overload

from cattrs import Converter

from ._hooks import Hooks, wire_names
from ._json import Backend, BackendName, Data, as_text, backend_of
from ._model import Model, Wire
from ._schema import Kind, kind_of
from .converter import register
from .errors import DecodeError
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


@cache
def _hooks() -> Hooks:
    # What a parser has just made belongs to nobody else: nothing needs to be checked twice, or copied.
    return register(Converter(detailed_validation=False), copy=False)


# By identity: a union hashes all its members each time it is asked.
_DECODERS: dict[int, tuple[Any, Callable[[Data], Any]]] = {}
_MOST_DECODERS = 1024


def _decoder_of(type_: Any) -> Callable[[Data], Any]:
    decoder = Decoder(type_).decode
    if len(_DECODERS) >= _MOST_DECODERS:
        _DECODERS.clear()
    _DECODERS[id(type_)] = type_, decoder
    return decoder


@overload
def decode(data: Data) -> Event: ...
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
    cached = _DECODERS.get(id(type))
    return (_decoder_of(type) if cached is None else cached[1])(data)


def encode(obj: Wire) -> bytes:
    """Encode an object of this library as compact UTF-8 JSON.

    Raises:
        EncodeError: something in the object has no JSON form.
    """
    return backend_of("auto").dumps(_hooks().dump(obj))


@final
class Decoder(Generic[E, L]):
    """Decodes frames one by one, or whole logs of them.

    Make one and keep it: what can be prepared is prepared when it is made. A decoder has no state, so threads can share
    it.
    """

    __slots__ = ("_backend", "_hook", "_keep", "_wanted")

    _backend: Backend
    _hook: Callable[[Any], Any]
    _keep: bool
    _wanted: Callable[[Any], bool] | None

    # fmt: off
    @overload
    def __init__(self: Decoder[Event, Never], *, malformed: Literal["raise"] = ..., only: None = ..., backend: BackendName = ...) -> None: ...
    @overload
    def __init__(self: Decoder[Event | MalformedEvent, Never], *, malformed: Literal["keep"], only: None = ..., backend: BackendName = ...) -> None: ...
    @overload
    def __init__(self: Decoder[Event, None], *, malformed: Literal["raise"] = ..., only: Collection[type | str], backend: BackendName = ...) -> None: ...
    @overload
    def __init__(self: Decoder[Event | MalformedEvent, None], *, malformed: Literal["keep"], only: Collection[type | str], backend: BackendName = ...) -> None: ...
    @overload
    def __init__(self: Decoder[T, Never], type: TypeForm[T], *, malformed: Literal["raise"] = ..., only: None = ..., backend: BackendName = ...) -> None: ...
    @overload
    def __init__(self: Decoder[T | MalformedEvent, Never], type: TypeForm[T], *, malformed: Literal["keep"], only: None = ..., backend: BackendName = ...) -> None: ...
    @overload
    def __init__(self: Decoder[T, None], type: TypeForm[T], *, malformed: Literal["raise"] = ..., only: Collection[type | str], backend: BackendName = ...) -> None: ...
    @overload
    def __init__(self: Decoder[T | MalformedEvent, None], type: TypeForm[T], *, malformed: Literal["keep"], only: Collection[type | str], backend: BackendName = ...) -> None: ...
    # fmt: on
    def __init__(
        self,
        type: Any = Event,  # noqa: A002  the argument's name is public, and says it best
        *,
        malformed: Literal["raise", "keep"] = "raise",
        only: Collection[type | str] | None = None,
        backend: BackendName = "auto",
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

        Raises:
            TypeError: `type` is no type of this library.
            ValueError: one of the other arguments has none of its values, `only` has a class that is no event of
                `type`, or msgspec is asked for and not installed.
        """
        if malformed not in ("raise", "keep"):
            msg = f'malformed is "raise" or "keep", not {malformed!r}'
            raise ValueError(msg)
        kind = kind_of(type)
        self._backend = backend_of(backend)
        self._hook = _hooks().structure_type(type)
        self._keep = malformed == "keep"
        self._wanted = None if only is None else _wanted(kind, only)

    def decode(self, data: Data) -> E | L:
        """Decode one JSON text.

        Returns:
            The object; None only for an event that `only` leaves out.

        Raises:
            DecodeError: the text is not JSON, or not what was asked for.
        """
        obj: Any = self._backend.loads(data)
        if self._wanted is not None and obj.__class__ is dict and not self._wanted(obj.get("type")):
            return None  # type: ignore[return-value]  # L is None here: the overloads tie it to `only`
        try:
            return self._hook(obj)  # type: ignore[no-any-return]  # a hook makes what its type says
        except RecursionError:
            raise DecodeError("JSON", "nesting deeper than the interpreter's stack allows") from None
        except DecodeError as error:
            if self._keep and obj.__class__ is dict:
                return MalformedEvent(obj, error.alone())  # type: ignore[return-value]  # E has it: see the overloads
            raise

    def decode_lines(self, data: Data) -> list[E]:
        """Decode text with one JSON object a line, such as a log; blank lines are skipped.

        Returns:
            The objects, without the events that `only` leaves out.

        Raises:
            DecodeError: a line is not JSON, or not what was asked for; `line` tells which.
        """
        text = as_text(data)
        lines: Iterable[bytes | str] = text.split(b"\n") if isinstance(text, bytes) else text.split("\n")
        return list(self.iter_lines(lines))

    def iter_lines(self, lines: Iterable[bytes | str]) -> Iterator[E]:
        """Decode a binary file with one JSON object a line as it is read, in constant memory.

        Args:
            lines: a file opened in binary mode, or another iterable of lines.

        Returns:
            An iterator over the objects, without the events that `only` leaves out. After a `DecodeError`, which tells
            the line, it can be asked for the next object, so that a damaged line need not end the log.
        """
        return _Lines(self, lines)


class _Lines(Iterator[E]):
    """Not a generator, because that would be over after its first exception."""

    __slots__ = ("_decoder", "_lines")

    def __init__(self, decoder: Decoder[E, Any], lines: Iterable[bytes | str]) -> None:
        self._decoder = decoder
        self._lines = enumerate(lines, 1)

    def __next__(self) -> E:
        for number, line in self._lines:
            if not (line.strip(_BLANK) if isinstance(line, bytes) else line.strip(_BLANK.decode())):
                continue
            try:
                event = self._decoder.decode(line)
            except DecodeError as error:
                error.line = number
                raise
            if event is not None:
                if isinstance(event, MalformedEvent):
                    event.error.line = number
                return cast("E", event)  # pyright narrows it, and would have MalformedEvent in E
        raise StopIteration


_BLANK = b" \t\r\n"


def _wanted(kind: Kind, only: Collection[type | str]) -> Callable[[Any], bool]:
    """Make the function that tells by the `type` of an event whether it is wanted."""
    if isinstance(only, str) or kind.objects is None or not kind.objects.tags:
        msg = "only is a collection of event classes or wire names, and needs a type that has events"
        raise ValueError(msg)
    names: set[str] = set()
    unknown = False
    for choice in only:
        if isinstance(choice, str):
            names.add(choice)
        elif choice is UnknownEvent:
            unknown = True
        elif choice in kind.objects.classes and issubclass(choice, Model):
            names.update(wire_names(choice) or ())
        else:
            msg = f"only has {choice!r}, which is no event class of the decoder's type"
            raise ValueError(msg)
    known = kind.objects.tags.keys()

    def wanted(tag: Any) -> bool:
        if not isinstance(tag, str):
            return unknown
        return tag in names or (unknown and tag not in known)

    return wanted
