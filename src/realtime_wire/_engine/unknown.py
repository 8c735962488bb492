"""What is known only as JSON: variants and events of an unknown type, and events that are malformed.

They are kept whole, and encode as they came. All protocols have them, in both directions. How their fields are shown is
declared although their `repr` does not ask: pretty printers do, and must not see more.
"""

from typing import Any, ClassVar, final

from .errors import DecodeError
from .model import Wire, field, frozen
from .places import names
from .record import Raw, tag_of
from .values import json_object

__all__ = ["MalformedEvent", "Unknown", "UnknownEvent"]


def _event_id_of(raw: Any) -> str | None:
    event_id = raw.get("event_id")
    return event_id if isinstance(event_id, str) else None


@final
@frozen
class Unknown(Raw, Wire):
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
class UnknownEvent(Raw, Wire):
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
    It encodes as it came. Two are equal if their `raw` is: the error follows from it. In a union such as
    ``Event | MalformedEvent`` it means the same: what is malformed becomes one of these.
    """

    __keeps_malformed__: ClassVar = True

    _raw: dict[str, Any] = field(converter=json_object, repr=names, alias="raw")

    error: DecodeError
    """What is wrong, and where."""

    @property
    def type(self) -> str | None:
        """The wire name of the event."""
        return tag_of(self._raw)

    @property
    def event_id(self) -> str | None:
        """The id of the event; None if it has none, or one that is not a string."""
        return _event_id_of(self._raw)
