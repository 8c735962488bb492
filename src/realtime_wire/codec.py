"""The front for texts: `decode`, `encode` and `Decoder`, with the events of the main API where nobody names a type.

What they do is in `_engine.codec`; here are their signatures, for checkers and for readers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeVar, final, overload

from ._engine import codec
from ._engine.codec import BaseDecoder
from ._engine.depth import STACK_USED_UP
from ._engine.described import with_names
from ._engine.errors import DecodeError
from ._engine.lane import BackendName, LaneInfo, lane
from ._engine.mistakes import check_choice
from ._engine.model import Wire
from ._engine.text import Data
from ._engine.unknown import MalformedEvent
from .realtime.server_events import Event

if TYPE_CHECKING:
    from typing_extensions import Never, TypeForm

__all__ = ["Decoder", "LaneInfo", "decode", "encode", "lane"]

T = TypeVar("T")
S = TypeVar("S")
"""What `only` lets through."""
E = TypeVar("E")
"""What a decoder makes of a frame."""
L = TypeVar("L")
"""What it makes of a frame that `only` leaves out: None, or Never if nothing is left out."""


@overload
def decode(data: Data) -> Event: ...
@overload
def decode(data: Data, type: type[T]) -> T: ...
@overload
def decode(data: Data, type: TypeForm[T]) -> T: ...
@with_names
def decode(data: Data, type: Any = Event) -> Any:  # noqa: A002  the argument's name is public, and says it best
    """Decode one JSON text, such as a WebSocket frame.

    Args:
        data: UTF-8 JSON.
        type: a class of this library or a union of such; an event of the main API, either direction, if left out.

    Raises:
        DecodeError: the text is not JSON, or not what was asked for. An event of an unknown type is no error, it is an
            `UnknownEvent`; nothing but this exception is raised, whatever the text.
        TypeError: `data` is no text, or `type` no type of this library: the message says what to do instead.
    """
    return _decode_event(data) if type is Event else codec.decode(data, type)


def _decode_first(data: Data) -> Any:
    """Make the decoder of events when it is first needed."""
    global _decode_event  # noqa: PLW0603  looking for it in each call would take a part of the time
    try:
        _decode_event = codec.decoder_of(Event).decode
    except RecursionError:
        raise DecodeError("JSON", STACK_USED_UP) from None
    return _decode_event(data)


_decode_event: Callable[[Data], Any] = _decode_first


if TYPE_CHECKING:

    def encode(obj: Wire) -> bytes:
        """Encode an object of this library as compact UTF-8 JSON.

        Raises:
            EncodeError: something in the object has no JSON form.
        """
        raise NotImplementedError
else:
    encode = codec.encode  # a function around it would take a part of the time


@final
class Decoder(BaseDecoder[E, L]):
    """Decodes frames one by one, or whole logs of them.

    Make one and keep it: what is prepared for a type is prepared once. Threads can share a decoder.
    """

    __slots__ = ("_options", "_type")

    _options: dict[str, Any]
    _type: Any

    # fmt: off
    @overload
    def __init__(self: Decoder[Event, Never], *, malformed: Literal["raise"] = ..., only: None = ..., backend: BackendName = ..., max_bytes: int | None = ...) -> None: ...
    @overload
    def __init__(self: Decoder[Event | MalformedEvent, Never], *, malformed: Literal["keep"], only: None = ..., backend: BackendName = ..., max_bytes: int | None = ...) -> None: ...
    @overload
    def __init__(self: Decoder[S, None], *, malformed: Literal["raise"] = ..., only: type[S], backend: BackendName = ..., max_bytes: int | None = ...) -> None: ...
    @overload
    def __init__(self: Decoder[S | MalformedEvent, None], *, malformed: Literal["keep"], only: type[S], backend: BackendName = ..., max_bytes: int | None = ...) -> None: ...
    @overload
    def __init__(self: Decoder[S, None], *, malformed: Literal["raise"] = ..., only: TypeForm[S], backend: BackendName = ..., max_bytes: int | None = ...) -> None: ...
    @overload
    def __init__(self: Decoder[S | MalformedEvent, None], *, malformed: Literal["keep"], only: TypeForm[S], backend: BackendName = ..., max_bytes: int | None = ...) -> None: ...
    @overload
    def __init__(self: Decoder[Event, None], *, malformed: Literal["raise"] = ..., only: Collection[type | str], backend: BackendName = ..., max_bytes: int | None = ...) -> None: ...
    @overload
    def __init__(self: Decoder[Event | MalformedEvent, None], *, malformed: Literal["keep"], only: Collection[type | str], backend: BackendName = ..., max_bytes: int | None = ...) -> None: ...
    @overload
    def __init__(self: Decoder[T, Never], type: TypeForm[T], *, malformed: Literal["raise"] = ..., only: None = ..., backend: BackendName = ..., max_bytes: int | None = ...) -> None: ...
    @overload
    def __init__(self: Decoder[T | MalformedEvent, Never], type: TypeForm[T], *, malformed: Literal["keep"], only: None = ..., backend: BackendName = ..., max_bytes: int | None = ...) -> None: ...
    @overload
    def __init__(self: Decoder[S, None], type: TypeForm[Any], *, malformed: Literal["raise"] = ..., only: type[S], backend: BackendName = ..., max_bytes: int | None = ...) -> None: ...
    @overload
    def __init__(self: Decoder[S | MalformedEvent, None], type: TypeForm[Any], *, malformed: Literal["keep"], only: type[S], backend: BackendName = ..., max_bytes: int | None = ...) -> None: ...
    @overload
    def __init__(self: Decoder[S, None], type: TypeForm[Any], *, malformed: Literal["raise"] = ..., only: TypeForm[S], backend: BackendName = ..., max_bytes: int | None = ...) -> None: ...
    @overload
    def __init__(self: Decoder[S | MalformedEvent, None], type: TypeForm[Any], *, malformed: Literal["keep"], only: TypeForm[S], backend: BackendName = ..., max_bytes: int | None = ...) -> None: ...
    @overload
    def __init__(self: Decoder[T, None], type: TypeForm[T], *, malformed: Literal["raise"] = ..., only: Collection[type | str], backend: BackendName = ..., max_bytes: int | None = ...) -> None: ...
    @overload
    def __init__(self: Decoder[T | MalformedEvent, None], type: TypeForm[T], *, malformed: Literal["keep"], only: Collection[type | str], backend: BackendName = ..., max_bytes: int | None = ...) -> None: ...
    @overload
    def __init__(self: Decoder[Event | MalformedEvent, None], *, malformed: Literal["raise", "keep"] = ..., only: Collection[type | str] | None = ..., backend: BackendName = ..., max_bytes: int | None = ...) -> None: ...
    @overload
    def __init__(self: Decoder[T | MalformedEvent, None], type: TypeForm[T], *, malformed: Literal["raise", "keep"] = ..., only: Collection[type | str] | None = ..., backend: BackendName = ..., max_bytes: int | None = ...) -> None: ...
    # fmt: on
    @with_names
    def __init__(
        self,
        type: Any = Event,  # noqa: A002  the argument's name is public, and says it best
        *,
        malformed: Literal["raise", "keep"] = "raise",
        only: Any = None,
        backend: BackendName = "auto",
        max_bytes: int | None = None,
    ) -> None:
        """Prepare to decode.

        Args:
            type: a class of this library or a union of such; an event of the main API, either direction, if left out.
            malformed: what a known event becomes that lacks a member or has one of a wrong type: "raise" raises
                `DecodeError`, "keep" returns a `MalformedEvent`. Text that is not a JSON object always raises.
            only: a union of event classes, one such class, or a collection of classes and wire names; events of other
                types are left out without being looked at further, whether they are malformed or not. A class stands for
                all its wire names, `UnknownEvent` for all names that `type` does not know. Type checkers know what is
                left of a union: ``Decoder(ServerEvent, only=A | B)`` gives `A | B | None`.
            backend: "native" (the compiled lane), "python", or "auto", which is the compiled lane where it is there. They
                give the same results and the same errors; `lane` tells which one it is.
            max_bytes: how long a frame may be, in bytes of UTF-8; a longer one is refused before it is parsed, and
                `iter_lines` holds no more of a file. Any length if left out. White space around a frame counts, but
                not at the end of a line.

        Raises:
            TypeError: `type` is no type of this library, one of the other arguments is nothing that it may be, or `only` has
                a class that is no event of `type`.
            ValueError: `max_bytes` is less than any frame has, or the compiled lane is asked for and not there.

        Warns:
            UserWarning: `only` has a wire name that no class of `type` has.
        """
        self._options = {"malformed": malformed, "only": only, "backend": backend, "max_bytes": max_bytes}
        self._type = type
        check_choice("malformed", malformed, ("raise", "keep"))
        keep = MalformedEvent if malformed == "keep" else None
        super().__init__(type, malformed=keep, only=only, backend=backend, max_bytes=max_bytes)

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(Decoder, **self._options), (self._type,)
