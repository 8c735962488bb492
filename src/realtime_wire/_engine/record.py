"""What objects are made of: `Record` for those with declared members, `Raw` for JSON objects that are kept whole.

What lives here stands below the schema, and knows no annotation and no text: how an object keeps explicit nulls and
unknown members, and what it is equal to. The bases that classes are declared with, and what else an object can do, are in
`model`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, final

import attrs

from .described import PrettyMethod
from .once import ByClass
from .places import names
from .readonly import read_only
from .values import json_key

__all__ = ["NOTHING", "WITHOUT", "Raw", "Record", "Rest", "Shown", "declared_over", "tag_of"]


class Shown:
    """A text that pretty printers show as it is."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


@final
class Rest:
    """What a JSON object held beyond the values of its members: unknown members, and which members were null.

    Shared, as nobody changes it: all objects that hold nothing more have the one record `NOTHING`.
    """

    __slots__ = ("extra", "nulls")

    extra: dict[str, Any]
    nulls: frozenset[str]

    def __init__(self, extra: dict[str, Any], nulls: frozenset[str]) -> None:
        self.extra = extra
        self.nulls = nulls

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Rest):
            return NotImplemented
        return self is other or (self.nulls == other.nulls and self.extra == other.extra)

    def __hash__(self) -> int:
        return hash((self.nulls, json_key(self.extra)))

    def __repr__(self) -> str:
        return f"<extra {names(self.extra)}, nulls {sorted(self.nulls)}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return (_without, ()) if self is WITHOUT else (Rest.of, (self.extra, self.nulls))

    @staticmethod
    def of(extra: dict[str, Any], nulls: frozenset[str]) -> "Rest":
        """Make a record, or take the shared one if there is nothing to keep."""
        return Rest(extra, nulls) if extra or nulls else NOTHING


NOTHING = Rest(read_only({}), frozenset())
"""The record of every object that holds no more than its members."""

WITHOUT = Rest(read_only({}), frozenset())
"""The same for objects of classes that have a member which has to be sent: with `NOTHING`, such an object was just built,
and is about to be given its null. One that was decoded without the member stays without it, and so do its copies."""


def _without() -> Rest:
    return WITHOUT


class _NotCompiled:
    """What there is of `compiled` until the compiled lane is there, or without it."""

    @staticmethod
    def left_to_python(*_: Any) -> Any:
        return NotImplemented

    equal = hash = plain = left_to_python


compiled: Any = _NotCompiled
"""What the compiled lane can do with objects; it gives NotImplemented for what it leaves to Python. The lane puts itself
here when it is first needed. It gives nothing else than Python does, so it makes no difference when that is."""


@attrs.frozen(kw_only=True, eq=False, repr=False, weakref_slot=False)
class Record:
    """An object with declared members, as data."""

    __other_shape__: ClassVar[str | None] = None
    """A member by which an object of another shape is told that has the same tag (it is `Unknown` then)."""

    if TYPE_CHECKING:
        _rest: Rest = attrs.field(
            default=NOTHING, init=False
        )  # so that editors do not show it to those who make objects
    else:
        _rest: Rest = attrs.field(default=NOTHING, alias="_rest", repr=False)
        """Explicit nulls and unknown members. An attrs field so that `attrs.evolve` carries it along."""

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        equal = compiled.equal(self, other)
        if equal is not NotImplemented:
            return bool(equal)
        values = _VALUES[self.__class__]
        return bool(values(self) == values(other))

    def __hash__(self) -> int:
        hashed = compiled.hash(self)
        if hashed is not NotImplemented:
            return int(hashed)
        return hash((self.__class__, json_key(_VALUES[self.__class__](self))))

    @property
    def extra(self) -> Mapping[str, Any]:
        """The members that the class does not declare, read-only."""
        rest = self._rest
        if rest.extra.__class__ is dict:
            rest.extra = read_only(rest.extra)
        return rest.extra

    @property
    def nulls(self) -> frozenset[str]:
        """The names of the optional members that are an explicit null."""
        return self._rest.nulls

    @classmethod
    def __subclasses__(cls) -> list[type]:
        """Return the subclasses that were declared, without the twins that decoding makes for itself."""
        return [each for each in type.__subclasses__(cls) if "__twin__" not in each.__dict__]


_VALUES: ByClass[Callable[[Any], Any]] = ByClass(lambda cls: attrgetter(*[a.name for a in attrs.fields(cls)]))
"""The functions that give all values of an object, by which objects of a class are compared."""


class Raw:
    """A whole JSON object as it came."""

    __slots__ = ()
    __keeps_malformed__: ClassVar = False
    """Whether it is what malformed objects become where a union has it, rather than unknown ones."""

    __keeps_events__: ClassVar = False
    """Whether the other classes of a union that has it are events, which messages about faults name."""

    __judged_by__: ClassVar[Callable[..., Iterable[Any]]] = staticmethod(tuple)
    """Gives the unions that find the fault of an object that is asked for as malformed; the last one that finds any
    counts."""

    _raw: dict[str, Any]

    @property
    def raw(self) -> Mapping[str, Any]:
        """The whole JSON object, read-only."""
        return self._raw

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return bool(_raw_of(self) == _raw_of(other))

    def __hash__(self) -> int:
        return hash((self.__class__, json_key(self._raw)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}(type={tag_of(self._raw)!r}, raw={names(self._raw)})"

    def __rich_repr__(self) -> Iterator[tuple[str, Any]]:
        """Tell rich what to show: what `repr` shows."""
        yield "type", tag_of(self._raw)
        yield "raw", Shown(names(self._raw))

    @PrettyMethod
    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: FBT001  as it is called
        """Tell IPython and hypothesis what to show."""
        del cycle  # it is in none
        printer.text(repr(self))


_raw_of = attrgetter("_raw")


def declared_over(base: type) -> Iterator[type]:
    """Give all classes that are declared over a base, near or far; one that has several bases may come several times."""
    subclasses: list[type] = base.__subclasses__()
    for cls in subclasses:
        if "__declared__" in cls.__dict__:
            yield cls
        yield from declared_over(cls)


def tag_of(raw: Mapping[str, Any]) -> str | None:
    """Return the `type` of a JSON object if it is a string."""
    tag = raw.get("type")
    return tag if isinstance(tag, str) else None
