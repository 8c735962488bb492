"""Hypothesis strategies for tests of code that handles events. They need the extra ``hypothesis``.

What is public is here; how things are drawn is in ``_drawn``, ``_faults`` and ``_spelling``, all of it derived from the
classes, users' own ones included. `of` gives objects, `payloads` the same as plain JSON values, `frames` the same as
bytes; `events`, `server_events` and `client_events` are short for `of`, with the unions of a protocol::

    @given(strategies.server_events())
    def test_no_event_breaks_the_loop(event: rw.ServerEvent) -> None:
        handle(event)

Left alone, they draw all that a peer may send as far as the classes tell, things included that this version does not
know. All of them take the same keywords, which are told at `Options`.
"""

from __future__ import annotations

from functools import reduce
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal, TypedDict, TypeVar, cast, get_args, overload

import attrs

try:
    from hypothesis import strategies as st
    from hypothesis.strategies import DrawFn, SearchStrategy
except ImportError as error:
    msg = "realtime_wire.strategies needs hypothesis, which the extra `hypothesis` brings: pip install 'realtime-wire[hypothesis]'"
    raise ImportError(msg, name="hypothesis") from error

from realtime_wire._engine.described import with_names
from realtime_wire._engine.protocol import Protocol, checked
from realtime_wire._engine.schema import kind_of
from realtime_wire._engine.text import dumps
from realtime_wire._engine.unknown import MalformedEvent
from realtime_wire.codec import Decoder
from realtime_wire.realtime import REALTIME
from realtime_wire.realtime.client_events import ClientEvent
from realtime_wire.realtime.server_events import Event, ServerEvent

from ._drawn import How, applied, either, objects, once, values
from ._faults import faults, object_faults
from ._spelling import text_of

if TYPE_CHECKING:
    from typing_extensions import TypeForm, Unpack

__all__ = ["Options", "client_events", "events", "frames", "of", "payloads", "server_events"]

T = TypeVar("T")


class Options(TypedDict, total=False):
    """The keywords that all strategies here take, besides `malformed`."""

    extra: bool
    """Whether there may be members that the classes do not declare, as vendors add them. True if left out."""

    unknown: bool
    """Whether there may be what this version does not know: `UnknownEvent`, `Unknown`, and other strings where some are
    documented. True if left out."""

    nulls: bool
    """Whether optional members may be explicit nulls, not only absent. Free-form JSON may hold some in any case, and so may
    members that are always there and may be null. True if left out."""

    wild: bool
    """Whether values are anything of the right JSON type. False if left out: audio and files are base64, audio in whole
    samples of 16 bits; integers have 31 bits and no sign; other numbers lie between -1,000,000 and 1,000,000."""


@overload
def events(*, malformed: Literal[False] = ..., **options: Unpack[Options]) -> SearchStrategy[Event]: ...
@overload
def events(
    protocol: Protocol, *, malformed: Literal[False] = ..., **options: Unpack[Options]
) -> SearchStrategy[Any]: ...
@overload
def events(
    protocol: Protocol = ..., *, malformed: Literal[True], **options: Unpack[Options]
) -> SearchStrategy[MalformedEvent]: ...
def events(
    protocol: Protocol = REALTIME, *, malformed: bool = False, **options: Unpack[Options]
) -> SearchStrategy[Any]:
    """Draw events of either direction.

    Args:
        protocol: whose events; those of the Realtime API if left out.
        malformed: True for nothing but `MalformedEvent`, with one fault in each.
        options: see `Options`.
    """
    return _of_protocol("events", protocol, checked(protocol).event, How(**options), malformed=malformed)


@overload
def server_events(*, malformed: Literal[False] = ..., **options: Unpack[Options]) -> SearchStrategy[ServerEvent]: ...
@overload
def server_events(
    protocol: Protocol, *, malformed: Literal[False] = ..., **options: Unpack[Options]
) -> SearchStrategy[Any]: ...
@overload
def server_events(
    protocol: Protocol = ..., *, malformed: Literal[True], **options: Unpack[Options]
) -> SearchStrategy[MalformedEvent]: ...
def server_events(
    protocol: Protocol = REALTIME, *, malformed: bool = False, **options: Unpack[Options]
) -> SearchStrategy[Any]:
    """Draw what a server sends; the arguments are those of `events`."""
    return _of_protocol("server_events", protocol, checked(protocol).server, How(**options), malformed=malformed)


@overload
def client_events(*, malformed: Literal[False] = ..., **options: Unpack[Options]) -> SearchStrategy[ClientEvent]: ...
@overload
def client_events(
    protocol: Protocol, *, malformed: Literal[False] = ..., **options: Unpack[Options]
) -> SearchStrategy[Any]: ...
@overload
def client_events(
    protocol: Protocol = ..., *, malformed: Literal[True], **options: Unpack[Options]
) -> SearchStrategy[MalformedEvent]: ...
def client_events(
    protocol: Protocol = REALTIME, *, malformed: bool = False, **options: Unpack[Options]
) -> SearchStrategy[Any]:
    """Draw what a client sends; the arguments are those of `events`."""
    return _of_protocol("client_events", protocol, checked(protocol).client, How(**options), malformed=malformed)


@overload
def of(type: type[T], *, malformed: Literal[False] = ..., **options: Unpack[Options]) -> SearchStrategy[T]: ...
@overload
def of(type: TypeForm[T], *, malformed: Literal[False] = ..., **options: Unpack[Options]) -> SearchStrategy[T]: ...
@overload
def of(type: Any, *, malformed: Literal[True], **options: Unpack[Options]) -> SearchStrategy[MalformedEvent]: ...
def of(type: Any, *, malformed: bool = False, **options: Unpack[Options]) -> SearchStrategy[Any]:  # noqa: A002  named as in `decode`
    """Draw objects of a class of this library or one of your own, or of a union of such.

    ``of(rw.ServerEvent | rw.MalformedEvent)`` draws what a ``Decoder(rw.ServerEvent, malformed="keep")`` returns.

    Args:
        type: the class or union; what ``decode`` takes for its type.
        malformed: True for nothing but what ``Decoder(type, malformed="keep")`` returns of a malformed object.
        options: see `Options`.

    Raises:
        TypeError: `type` is no type of this library.
        ValueError: the arguments leave nothing to draw.
    """
    how = How(**options)
    return _called("of", (type,), _of(type, how, malformed=malformed), how, malformed=malformed)


@with_names
def payloads(
    type: Any = Event,  # noqa: A002  named as in `decode`
    *,
    malformed: bool = False,
    **options: Unpack[Options],
) -> SearchStrategy[Any]:
    """Draw plain JSON values that decode as a type.

    Names from before the general availability of the API are among them.

    Args:
        type: the class or union.
        malformed: True for nothing but what would decode, were it not for one fault: a value of a wrong JSON type, or a
            missing member. Where the type has classes, these are JSON objects, such as a decoder can keep.
        options: see `Options`.

    Raises:
        TypeError: `type` is no type of this library.
        ValueError: the arguments leave nothing to draw.
    """
    how = How(**options)
    arguments = () if type is Event else (type,)
    return _called("payloads", arguments, _payloads(type, how, malformed=malformed), how, malformed=malformed)


@with_names
def frames(
    type: Any = Event,  # noqa: A002  named as in `decode`
    *,
    malformed: bool = False,
    **options: Unpack[Options],
) -> SearchStrategy[bytes]:
    """Draw what `payloads` draws as UTF-8 JSON, in every spelling that JSON allows.

    Whitespace, escapes, the order of members and the spelling of numbers vary, and names may repeat: the last one
    counts. The arguments are those of `payloads`.
    """
    how = How(**options)
    arguments = () if type is Event else (type,)
    return _called("frames", arguments, _frames(type, how, malformed=malformed), how, malformed=malformed)


def _of_protocol(name: str, protocol: Protocol, union: Any, how: How, *, malformed: bool) -> SearchStrategy[Any]:
    arguments = () if protocol is REALTIME else (_Shown(repr(protocol)),)
    return _called(name, arguments, _of(union, how, malformed=malformed), how, malformed=malformed)


class _Shown(str):
    """Shows itself as its text: hypothesis would show all that is in a protocol."""

    __slots__ = ()
    __repr__ = str.__str__


@once
def _called(
    name: str, arguments: tuple[Any, ...], drawn: SearchStrategy[T], how: How, *, malformed: bool
) -> SearchStrategy[T]:
    """Let a strategy show itself as the call that a user made: in full it is megabytes of text."""

    def strategy(draw: DrawFn, /, *_: Any, **__: Any) -> T:
        return draw(drawn)

    strategy.__name__ = name
    options = {a.name: getattr(how, a.name) for a in attrs.fields(How) if getattr(how, a.name) is not a.default}
    return st.composite(strategy)(*arguments, **options, **({"malformed": True} if malformed else {}))


@once
def _payloads(type_: Any, how: How, *, malformed: bool) -> SearchStrategy[Any]:
    rest, may_be_malformed = _without_malformed(type_)
    choices: list[tuple[int, SearchStrategy[Any]]] = []
    if malformed or may_be_malformed:
        choices.append((1, _malformed(Event if rest is None else rest, how)))
    if rest is not None and not malformed:
        choices.append((3, values(kind_of(rest), how)))
    return either(choices)


@once
def _of(type_: Any, how: How, *, malformed: bool) -> SearchStrategy[Any]:
    rest, may_be_malformed = _without_malformed(type_)
    choices: list[tuple[int, SearchStrategy[Any]]] = []
    if malformed or may_be_malformed:
        choices.append((1, _malformed_events(Event if rest is None else rest, how)))
    if rest is not None and not malformed:
        choices.append((3, objects(kind_of(rest), how)))
    return either(choices)


@once
def _frames(type_: Any, how: How, *, malformed: bool) -> SearchStrategy[bytes]:
    return _payloads(type_, how, malformed=malformed).flatmap(text_of)


def _without_malformed(type_: Any) -> tuple[Any, bool]:
    """Take `MalformedEvent`, which is what other classes refuse, out of a union; None if nothing else is in it."""
    parts = (type_,) if isinstance(type_, type) else get_args(type_)
    if MalformedEvent not in parts:
        return type_, False
    rest = [part for part in parts if part is not MalformedEvent]
    return (reduce(lambda one, other: one | other, rest) if rest else None), True


def _malformed(type_: Any, how: How) -> SearchStrategy[Any]:
    kind = kind_of(type_)
    # Of what may be an object, only objects: nothing else can be kept.
    found = faults(kind, how) if kind.objects is None else object_faults(kind.objects, how)
    return applied(attrgetter("payload"), found)


def _malformed_events(type_: Any, how: How) -> SearchStrategy[MalformedEvent]:
    if kind_of(type_).objects is None:
        msg = "a MalformedEvent is a JSON object, and no class of this type is one"
        raise ValueError(msg)
    keep = cast("Decoder[Any, Any]", Decoder(type_, malformed="keep", backend="python"))
    return _malformed(type_, how).map(dumps).map(keep.decode)
