"""A protocol: the events of two sides, as data, and what tools have to know of them.

A protocol is a folder of classes and one `Protocol(...)`. Tools take it, and name no event of one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from types import UnionType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar, Union, get_args, get_origin

import attrs

from .mistakes import no_protocol
from .places import AUDIO
from .record import Record
from .schema import Objects, SubTags, classes_in, kind_of, members, tag_names
from .unknown import MalformedEvent
from .values import array

if TYPE_CHECKING:  # whoever only decodes has no use for these, and need not wait for their classes
    from .advice import Adviser, Told
    from .facts import Fact, Item, Teller

__all__ = ["Protocol"]

Side: TypeAlias = Literal["client", "server"]
"""One of the two that speak."""

Sender: TypeAlias = Literal["client", "server", "both"]
"""Who sends the events of a wire name."""

T = TypeVar("T")


def _parts_of(union: Any) -> tuple[Any, ...]:
    if union is None:
        return ()
    return get_args(union) if get_origin(union) in (Union, UnionType) else (union,)


def _checked(_: Any, attribute: attrs.Attribute[Any], union: Any) -> None:
    _check_union(attribute.name, union)


def _check_union(name: str, union: Any) -> None:
    """See whether this can be a union of events."""
    if not all(isinstance(part, type) for part in _parts_of(union)):
        msg = f"{name} is an event class or a union of such, A | B | UnknownEvent, or None"
        raise TypeError(msg)


def _callable(_: Any, attribute: attrs.Attribute[Any], value: Any) -> None:
    if not callable(value):
        msg = (
            f"{attribute.name} is a function that gives the table, not a {type(value).__name__}: put a lambda before it"
        )
        raise TypeError(msg)


def _classes(given: type | Iterable[type]) -> tuple[type, ...]:
    return (given,) if isinstance(given, type) else tuple(given)


@attrs.frozen(eq=False, slots=False)
class Protocol:
    """What a protocol is: its events, by who sends them, and how a session goes.

    ::

        PROTOCOL = rw.Protocol("mine", server=ServerEvent, client=ClientEvent, starts=(HelloEvent,))

    The unions are those that `decode` takes. A class may be in both of them, if both sides send it. Events need no
    `event_id`.

    The methods raise TypeError if a class in a union has no fixed `type`, or nothing in JSON tells two of them apart.
    """

    name: str
    """What the command line calls it: ``--api mine``."""

    server: Any = attrs.field(validator=_checked)
    """The union of the events that a server sends; None if it sends none."""

    client: Any = attrs.field(validator=_checked)
    """The union of the events that a client sends; None if it sends none."""

    starts: tuple[type, ...] = attrs.field(default=(), kw_only=True, converter=_classes)
    """The server's events with which a session begins."""

    opening: type | None = attrs.field(default=None, kw_only=True)
    """The client's event that asks for a session, which then begins with one of `starts`; None if to connect is to ask."""

    answer: type | None = attrs.field(default=None, kw_only=True)
    """The server's event with which an answer is complete; None if there is none."""

    ignored: tuple[str, ...] = attrs.field(default=(), kw_only=True, converter=array)
    """JSON paths in the client's events that say nothing about a client, such as ``$.event_id``: ids that it makes up. A
    replay does not compare them. ``[*]`` stands for any index."""

    path: str = attrs.field(default="/", kw_only=True)
    """Where servers have it, such as ``/v1/realtime``."""

    upstream: str | None = attrs.field(default=None, kw_only=True)
    """The URL of the vendor's server; None if there is none that everybody uses."""

    facts: Callable[[], Mapping[type, Teller]] = attrs.field(default=dict, kw_only=True, validator=_callable)
    """A function that gives the table of what events tell, by class: what tools go by. It is called when a tool first
    needs it. Without it, tools count events, and tell nothing else of them."""

    restore: Callable[[Item], Iterable[Mapping[str, Any]]] | None = attrs.field(default=None, kw_only=True)
    """A function that gives the client's events, as JSON objects, which add an item to a conversation: none if clients cannot
    add such an item. None if there are no such events."""

    advice: Callable[[], Mapping[type, Adviser]] = attrs.field(default=dict, kw_only=True, validator=_callable)
    """A function that gives the table of what servers refuse or ignore beyond what declarations say, by class of events and
    of whatever is in them: what `check` goes by. It is called when something is first checked."""

    @property
    def event(self) -> Any:
        """The union of all events, of either side: ``decode(frame, protocol.event)``."""
        return self.client if self.server is None else self.server if self.client is None else self.server | self.client

    @cached_property
    def _objects(self) -> Objects:
        # Read when it is first needed: to read all classes of a protocol takes longer than to import it.
        objects = kind_of(self.event).objects or Objects((), {}, None, None, None)
        for cls in objects.classes:
            if not tag_names(cls):
                msg = f"{cls.__name__} has no fixed type, so it is no event: type: Literal[...] = ..."
                raise TypeError(msg)
        for named in (*self.starts, self.opening, self.answer):
            if named is not None and named not in objects.classes:
                msg = f"{named.__name__} is no event of the protocol {self.name}"
                raise TypeError(msg)
        return objects

    def event_class(self, name: str) -> type | None:
        """Return the class of the events of a wire name; None if no class has it.

        Where a second member tells several classes of that name apart, it is the first of them.
        """
        return next(iter(classes_in(self._objects.tags.get(name))), None)

    def wire_names(self, cls: type) -> tuple[str, ...]:
        """Return the wire names of a class, the one of today first; none if it is no event of this protocol."""
        return tag_names(cls) if cls in self._objects.classes else ()

    def sender_of(self, name: str) -> Sender | None:
        """Tell who sends the events of a wire name; None if no class has it."""
        return self.senders.get(name)

    @cached_property
    def senders(self) -> Mapping[str, Sender]:
        """All wire names, each with who sends its events."""
        server, client = set(_names_in(self.server)), set(_names_in(self.client))
        return {
            name: "client" if name not in server else "both" if name in client else "server"
            for name in self._objects.tags
        }

    @cached_property
    def streamed(self) -> frozenset[str]:
        """The wire names of the client's events that carry audio: how many there are is a matter of chance."""
        without = {name for name, cls in _classes_in(self.client) if not _carries_audio(cls)}
        return frozenset(_names_in(self.client)) - without

    def facts_of(self, event: object) -> Iterable[Fact]:
        """Tell what an event says, in words that are the same for all protocols; none if it says nothing to tools.

        An event of a subclass says what one of its base does, unless `facts` has the subclass. A malformed event says what
        is left of it says.
        """
        return self.teller_of(event.__class__)(event)

    def teller_of(self, cls: type) -> Teller:
        """Return the function that tells what events of a class say, for whoever takes in many of them."""
        return _of_class(self._tellers, cls)

    @cached_property
    def _tellers(self) -> dict[type, Teller]:
        return {MalformedEvent: self._facts_of_what_is_left, **self.facts()}

    def _facts_of_what_is_left(self, event: MalformedEvent) -> Iterable[Fact]:
        return () if event.partial is None else self.facts_of(event.partial)

    def advice_on(self, obj: object) -> Iterable[Told]:
        """Tell what a server will refuse or ignore of an object, as far as its declaration does not say so.

        It is about the object itself, and not about the objects in it. Of a subclass, that is what is told of its base,
        unless `advice` has the subclass.
        """
        return _of_class(self._advisers, obj.__class__)(obj)

    @cached_property
    def _advisers(self) -> dict[type, Adviser]:
        return {**self.advice()}

    def extended(self, name: str, *, server: Any = None, client: Any = None, **changes: Any) -> Protocol:
        """Return a protocol with further events, or with others in place of some of these.

        Of two classes with a wire name in common, the added one counts, and the other is left out with all its names, but
        for a base, which keeps those that the added one has not::

            MINE = PROTOCOL.extended("mine", server=PingEvent | MyHelloEvent)

        Args:
            name: what the new protocol is called.
            server: a class or a union of what a server sends as well.
            client: the same of a client.
            changes: other values for the other members.

        Raises:
            TypeError: `server` or `client` is no event class and no union of such.
        """
        _check_union("server", server)
        _check_union("client", client)
        changes = {"starts": self.starts, "opening": self.opening, "answer": self.answer, **changes}
        bare = attrs.evolve(
            self,
            **{**changes, "starts": (), "opening": None, "answer": None},
            name=name,
            server=_with(self.server, server),
            client=_with(self.client, client),
        )
        events = [each for _, each in _classes_in(bare.event)]

        def now(cls: Any) -> Any:
            """Return the class that has taken the place of another."""
            return cls if cls is None or cls in events else bare.event_class(next(iter(tag_names(cls)), "")) or cls

        return attrs.evolve(
            bare,
            starts=[now(cls) for cls in _classes(changes["starts"])],
            opening=now(changes["opening"]),
            answer=now(changes["answer"]),
        )

    def __getstate__(self) -> dict[str, Any]:
        # Without what has been found out of it: there may be functions in that which nobody can pickle.
        return {field.name: getattr(self, field.name) for field in attrs.fields(Protocol)}

    def __repr__(self) -> str:
        return f"<Protocol {self.name}: {len(_names_in(self.server))} + {len(_names_in(self.client))} wire names>"


def checked(protocol: Any) -> Protocol:
    """Return what a tool was given for a protocol.

    Raises:
        TypeError: it is none.
    """
    if not isinstance(protocol, Protocol):
        raise no_protocol(protocol)
    return protocol


def _nothing_of(_: object) -> tuple[()]:
    return ()


def _of_class(table: dict[type, Callable[[Any], Iterable[T]]], cls: type) -> Callable[[Any], Iterable[T]]:
    """Return the function that a table has for a class, or for its next base; the table is what remembers it."""
    found = table.get(cls)
    if found is None:
        known = (table[base] for base in cls.__mro__ if base in table)
        found = table[cls] = next(known, _nothing_of)
    return found


def _classes_in(union: Any) -> list[tuple[str, type[Record]]]:
    """Return the classes in a union by wire name."""
    return [(name, cls) for name, found in _tags_in(union).items() for cls in classes_in(found)]


def _names_in(union: Any) -> list[str]:
    return list(_tags_in(union))


def _tags_in(union: Any) -> Mapping[str, type[Record] | SubTags]:
    objects = None if union is None else kind_of(union).objects
    return {} if objects is None else objects.tags


def _carries_audio(cls: type[Record]) -> bool:
    return any(AUDIO in member.kind.marks for member in members(cls))


def _with(union: Any, more: Any) -> Any:
    """Add classes to a union, in place of those with which they share a wire name."""
    if more is None:
        return union
    added = _parts_of(more)
    kept = [part for part in _parts_of(union) if not _is_replaced(part, added)]
    first, *others = [*kept, *added]
    for part in others:
        first = first | part
    return first


def _is_replaced(cls: type[Any], added: tuple[Any, ...]) -> bool:
    """Tell whether others have taken the place of a class.

    Subclasses do under all its wire names together, and any other with which it would be confused.
    """
    names = tag_names(cls) if issubclass(cls, Record) else ()
    records = [other for other in added if issubclass(other, Record) and not set(names).isdisjoint(tag_names(other))]
    named = {name for other in records if issubclass(other, cls) for name in tag_names(other)}
    return bool(names) and (named.issuperset(names) or not all(_told_apart(cls, other) for other in records))


def _told_apart(cls: type[Any], other: type[Any]) -> bool:
    try:
        kind_of(Union[cls, other])  # noqa: UP007  made at run time
    except TypeError:
        return False
    return True
