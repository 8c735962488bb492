"""What is known only as JSON: variants and events of an unknown type, and events that are malformed.

They are kept whole, and encode as they came. All protocols have them, in both directions. How their fields are shown is
declared although their `repr` does not ask: pretty printers do, and must not see more.
"""

from typing import Any, ClassVar, final

from .errors import DecodeError
from .model import Model, Whole, Wire, field, frozen
from .places import names
from .record import Raw, tag_of
from .values import json_object

__all__ = ["MalformedEvent", "Unknown", "UnknownEvent"]


def _event_id_of(raw: Any) -> str | None:
    event_id = raw.get("event_id")
    return event_id if isinstance(event_id, str) else None


@final
@frozen
class Unknown(Whole):
    """A variant of a union that this library does not know: `Unknown(raw)`.

    It stands where a known variant would, and encodes as it came.
    """

    _raw: dict[str, Any] = field(converter=json_object, repr=names, alias="raw")

    @property
    def type(self) -> str | None:
        """The tag of the variant; None if it has none, or one that is not a string."""
        return tag_of(self._raw)


@final
@frozen
class UnknownEvent(Whole):
    """An event of a type that this library does not know, or of none: `UnknownEvent(raw)`.

    Vendors add events of their own, and servers get ahead of libraries; such a frame is kept whole and encodes as it
    came.
    """

    __keeps_events__: ClassVar = True

    _raw: dict[str, Any] = field(converter=json_object, repr=names, alias="raw")

    @property
    def type(self) -> str | None:
        """The wire name of the event; None if the object has no `type`, or one that is not a string."""
        return tag_of(self._raw)

    @property
    def event_id(self) -> str | None:
        """The id of the event; None if it has none, or one that is not a string."""
        return _event_id_of(self._raw)


@final
@frozen
class MalformedEvent(Raw, Wire):
    """An event of a known type with a member that is missing or of a wrong type: `MalformedEvent(raw, error)`.

    `Decoder(malformed="keep")` returns it where it would otherwise raise `error`, so that a log or a relay can go on.
    It encodes as it came. Two are equal if their `raw` is: the rest follows from it. In a union such as
    ``Event | MalformedEvent`` it means the same: what is malformed becomes one of these.

    Who only reads goes by `partial`, and loses no more than what is at fault::

        event = decoder.decode(frame)
        if isinstance(event, rw.MalformedEvent):
            log.warning("%s", event.error)
            event = event.partial or event
    """

    __keeps_malformed__: ClassVar = True

    _raw: dict[str, Any] = field(converter=json_object, repr=names, alias="raw")

    error: DecodeError
    """What is wrong, and where: the first fault."""

    partial: Model | None = field(default=None, repr=False)
    """The event as an object of its class, for who reads: each optional member that does not fit is set aside, it reads as
    None; in an array, what does not fit is `Unknown` where an unknown variant can be. None if a member that is required
    does not fit. To forward the event, encode what it is in: `partial` has lost what is at fault."""

    @property
    def faults(self) -> tuple[DecodeError, ...]:
        """All that is wrong: `error`, and what else there is."""
        return self.error.faults

    @property
    def type(self) -> str | None:
        """The wire name of the event."""
        return tag_of(self._raw)

    @property
    def event_id(self) -> str | None:
        """The id of the event; None if it has none, or one that is not a string."""
        return _event_id_of(self._raw)
