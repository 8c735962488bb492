"""The base of every class: explicit nulls, unknown members, copies, masks for `repr`.

What lives here knows no class of the API. Classes are declared with `frozen` and `field`, as plain attrs classes; what
their annotations say is read once, in `_schema.py`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast, final, get_type_hints, overload

import attrs
from attrs import field

from ._json import DEEP, MAX_DEPTH, SURELY_SHALLOW
from ._readonly import ReadOnlyMember, read_only

if TYPE_CHECKING:
    from attrs import frozen
    from typing_extensions import Self

__all__ = ["Model", "Unknown", "array", "audio", "blob", "field", "frozen", "json_map", "secret", "url"]

T = TypeVar("T")

MYPY = False
"""True to mypy alone, which knows this name."""


def json_key(value: Any) -> Any:
    """Turn a JSON value into one that can be hashed, equal for equal values: the key that maps are compared by."""
    if isinstance(value, Mapping):
        return frozenset([(name, json_key(item)) for name, item in cast("Mapping[str, Any]", value).items()])
    if isinstance(value, (list, tuple)):
        return tuple([json_key(item) for item in cast("list[Any]", value)])
    return value


class TooDeepError(ValueError):
    """A value nests deeper than a text may."""


def json_copy(value: Any, levels: int = MAX_DEPTH) -> Any:
    """Copy a JSON value deeply, and check that it is one.

    Mappings become dicts, lists and tuples become lists.

    Raises:
        TypeError: something in it has no JSON form, or a key is not a string.
        ValueError: a number in it is NaN or infinite, or it nests deeper than texts may.
    """
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            msg = f"{value} is not a JSON number"
            raise ValueError(msg)
        return value
    if levels == MAX_DEPTH - SURELY_SHALLOW and not DEEP:
        DEEP.append(None)
    if not levels:
        msg = f"a JSON value nests {MAX_DEPTH} levels at most"
        raise TooDeepError(msg)
    if isinstance(value, Mapping):
        return {name: json_copy(item, levels - 1) for name, item in _pairs(cast("Any", value))}
    if isinstance(value, (list, tuple)):
        return [json_copy(item, levels - 1) for item in cast("list[Any]", value)]
    msg = f"{type(value).__name__} is not a JSON value"
    raise TypeError(msg)


if MYPY:
    # mypy's attrs plugin does not solve the type variables of a converter, so to mypy these two take any elements;
    # pyright checks them.
    def array(values: Iterable[Any] | None) -> Any: ...  # pyright: ignore[reportRedeclaration]  it takes MYPY for False
    def json_map(values: Mapping[str, Any] | None) -> Any: ...  # pyright: ignore[reportRedeclaration]  the same
else:

    @overload
    def array(values: Iterable[T]) -> tuple[T, ...]: ...
    @overload
    def array(values: Iterable[T] | None) -> tuple[T, ...] | None: ...
    def array(values: Any) -> Any:
        """Take any iterable for a JSON array.

        Raises:
            TypeError: it is a string, which would fall apart into its characters, or no iterable.
        """
        if values is None or values.__class__ is tuple:
            return values
        if isinstance(values, (str, bytes, Mapping)):
            name = type(cast("Any", values)).__name__
            msg = f"an array is made from a list or another iterable of its elements, not from {name}"
            raise TypeError(msg)
        return tuple(values)

    @overload
    def json_map(values: Mapping[str, T]) -> dict[str, T]: ...
    @overload
    def json_map(values: Mapping[str, T] | None) -> dict[str, T] | None: ...
    def json_map(values: Any) -> Any:
        """Copy the mapping given for a free-form JSON object, so that nobody else holds it.

        Raises:
            TypeError: it is no mapping, or holds something that has no JSON form.
            ValueError: a number in it is NaN or infinite.
        """
        return None if values is None else json_object(values)


def json_object(values: Mapping[str, Any]) -> dict[str, Any]:
    """Copy a mapping deeply, and check that it is a JSON object.

    Raises:
        TypeError: it is no mapping, or holds something that has no JSON form.
        ValueError: a number in it is NaN or infinite.
    """
    return {name: json_copy(item, MAX_DEPTH - 1) for name, item in _pairs(values)}


def wire_map(values: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Copy the mapping given for a JSON object whose values may be objects of this library.

    Raises:
        TypeError: it is no mapping, or holds something that has no JSON form.
        ValueError: a number in it is NaN or infinite.
    """
    if values is None:
        return None
    return {name: item if isinstance(item, Wire) else json_copy(item, MAX_DEPTH - 1) for name, item in _pairs(values)}


def _pairs(values: Any) -> Iterable[tuple[str, Any]]:
    if not isinstance(values, Mapping):
        msg = f"a JSON object is made from a mapping, not from {type(values).__name__}"
        raise TypeError(msg)
    pairs: Iterable[tuple[Any, Any]] = cast("Any", values).items()
    if not all(isinstance(name, str) for name, _ in pairs):
        msg = "the names of a JSON object are strings"
        raise TypeError(msg)
    return pairs


def secret(value: Any) -> str:
    """Show that a token is there, and nothing of it: for ``field(repr=secret)``."""
    return "None" if value is None else "<secret>"


def audio(value: Any) -> str:
    """Show how much base64 audio there is: for ``field(repr=audio)``."""
    return f"<audio {len(value)} chars>" if isinstance(value, str) else repr(value)


def blob(value: Any) -> str:
    """Show how long the data of a file is: for ``field(repr=blob)``."""
    return f"<data {len(value)} chars>" if isinstance(value, str) else repr(value)


def names(value: Mapping[str, Any]) -> str:
    """Show the names in a JSON object, and no value: for ``field(repr=names)``."""
    return f"<{', '.join(value)}>"


def url(value: Any) -> str:
    """Show a URL, but of a data URL only its length: for ``field(repr=url)``."""
    if isinstance(value, str) and value.lstrip()[:5].lower() == "data:":
        return f"<data URL {len(value)} chars>"
    return repr(value)


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

    def __reduce__(self) -> tuple[Any, ...]:
        return Rest.of, (self.extra, self.nulls)

    @staticmethod
    def of(extra: dict[str, Any], nulls: frozenset[str]) -> Rest:
        """Make a record, or take the shared one if there is nothing to keep."""
        return Rest(extra, nulls) if extra or nulls else NOTHING


NOTHING = Rest(read_only({}), frozenset())
"""The record of every object that holds no more than its members."""


class Wire:
    """What every object of this library can do: become JSON, and be made from it."""

    __slots__ = ()

    # The codec is made of hooks that are derived from the classes, so it can only be imported when they exist. Imports
    # run upwards in this module alone: here, and where classes are completed and checked.

    def to_json(self) -> bytes:
        """Encode as compact UTF-8 JSON.

        Raises:
            EncodeError: something in the object has no JSON form.
        """
        from .codec import encode  # noqa: PLC0415  see above

        return encode(self)

    @classmethod
    def from_json(cls, data: bytes | bytearray | memoryview | str) -> Self:
        """Decode one JSON text into this class.

        Raises:
            DecodeError: the text is not JSON, or not this object.
        """
        from .codec import decode  # noqa: PLC0415  see above

        return decode(data, cls)

    def to_dict(self) -> dict[str, Any]:
        """Turn into a new dict of plain JSON values."""
        from .converter import unstructure  # noqa: PLC0415  see above

        return unstructure(self)

    @classmethod
    def from_dict(cls, obj: Mapping[str, Any]) -> Self:
        """Make an object from a dict of plain JSON values.

        Raises:
            DecodeError: the dict is not this object.
        """
        from .converter import structure  # noqa: PLC0415  see above

        return structure(obj, cls)


def _complete(cls: type, members: list[attrs.Attribute[Any]]) -> list[attrs.Attribute[Any]]:
    """Give free-form members the converter that copies them; arrays declare theirs, for checkers to see."""
    # Whoever reads what a constructor takes has no module to look names up in.
    members = [member.evolve(type=_PRIVATE.get(member.type, member.type)) for member in members]
    if all(member.name.startswith("_") for member in members) or issubclass(cls, Raw):
        return members  # these are no members in JSON, and the schema's module needs the classes here
    from ._schema import completed  # noqa: PLC0415  the schema reads classes, and this runs while one is made

    return [completed(member) for member in members]


@cache
def _check() -> Callable[[Model], None]:
    """Return the function that checks what people give to constructors."""
    from ._check import check  # noqa: PLC0415  as above

    return check


_PRIVATE: dict[Any, Any] = {"Rest": Rest, "dict[str, Any]": dict[str, Any]}
"""The types of private members, by the names that they have in this module."""

for _converter in (array, json_map, json_object, wire_map):
    _converter.__annotations__ = get_type_hints(_converter)

_JSON_OBJECTS = (json_map, json_object, wire_map)
"""The converters of members that hold JSON objects."""

if not TYPE_CHECKING:
    # To checkers `frozen` is attrs' own, whose behaviour their plugins know.
    # It would compile a comparison and a hash for each of them, which takes a third of the time of an import.
    _frozen = partial(attrs.frozen, eq=False, repr=False, weakref_slot=False, field_transformer=_complete)

    def frozen(cls: Any = None, /, **options: Any) -> Any:
        """Make an attrs class, as `attrs.frozen` does, whose free-form members are read-only as well."""
        if cls is None:
            return partial(frozen, **options)
        made = _frozen(cls, **options)
        for member in attrs.fields(made):
            if member.converter in _JSON_OBJECTS and member.name in made.__dict__:
                setattr(made, member.name, ReadOnlyMember(made.__dict__[member.name]))
        return made


@frozen(kw_only=True)
class Model(Wire):
    """The base of all classes whose members are known.

    Objects are immutable, comparable and hashable. An optional member that was not there reads as None; so does one
    that was null, and only `nulls` tells. Unknown members are in `extra`. Both belong to the object: they are encoded
    again, they count in comparisons, and copies keep them.
    """

    __pre_ga_shape__: ClassVar[str | None] = None
    """A member by which an object of an older API with the same tag is told from this class (it is `Unknown` then)."""

    _rest: Rest = field(default=NOTHING, alias="_rest", repr=False)
    """Explicit nulls and unknown members. An attrs field so that `attrs.evolve` carries it along."""

    def __attrs_post_init__(self) -> None:
        _check()(self)
        nulls = self._rest.nulls
        # Only a copy brings nulls along; one that was given a value in the copy is a null no longer.
        if nulls and any(getattr(self, name) is not None for name in nulls):
            kept = frozenset([name for name in nulls if getattr(self, name) is None])
            object.__setattr__(self, "_rest", Rest.of(self._rest.extra, kept))

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        values = _values_of(self.__class__)
        return bool(values(self) == values(other))

    def __hash__(self) -> int:
        return hash((self.__class__, json_key(_values_of(self.__class__)(self))))

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

    def evolve(self, /, **changes: Any) -> Self:
        """Copy with other values for some members; None makes a member absent, whether it was null or not.

        `attrs.evolve` does the same, but cannot tell None from a null that is to be kept: a null stays null there.

        Raises:
            TypeError: a name is not a member of the class.
        """
        rest = self._rest
        if rest.nulls:
            rest = Rest.of(rest.extra, rest.nulls.difference(changes))
        return attrs.evolve(self, _rest=rest, **changes)

    def with_null(self, *names: str) -> Self:
        """Copy with an explicit null for each of the named members, as a server takes to unset them.

        Raises:
            ValueError: a name is not an optional member of the class.
        """
        for name in names:
            if name not in self._optional():
                msg = f"{type(self).__name__} has no optional member {name!r}"
                raise ValueError(msg)
        rest = Rest.of(self._rest.extra, self._rest.nulls.union(names))
        return attrs.evolve(self, _rest=rest, **dict.fromkeys(names))

    def with_extra(self, /, **members: Any) -> Self:
        """Copy with members that the class does not declare, such as a vendor's; a value of None is a null.

        Raises:
            ValueError: the class declares a member of that name, or a value is NaN or infinite.
            TypeError: a value is not a JSON value.
        """
        for name in members:
            if name in attrs.fields_dict(type(self)) and name != "_rest":
                msg = f"{type(self).__name__} declares {name!r}: use evolve"
                raise ValueError(msg)
        return attrs.evolve(self, _rest=Rest.of({**self._rest.extra, **json_copy(members)}, self._rest.nulls))

    def without_extra(self, *names: str) -> Self:
        """Copy without the named unknown members, or without any if no name is given; absent ones are ignored."""
        extra = {name: value for name, value in self._rest.extra.items() if names and name not in names}
        return attrs.evolve(self, _rest=Rest.of(extra, self._rest.nulls))

    @classmethod
    def _optional(cls) -> frozenset[str]:
        return frozenset(a.name for a in attrs.fields(cls) if a.default is None)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(self._told())})"

    def _told(self) -> Iterator[str]:
        for a in attrs.fields(type(self)):
            value = getattr(self, a.name)
            if a.name != "_rest" and (value != a.default or a.name in self.nulls):
                shown: Callable[[Any], str] = cast("Any", a.repr) if callable(a.repr) else repr
                yield f"{a.name}={_shown(value, shown)}"
        if self._rest.extra:
            # Only the names: nobody knows which of a vendor's members are secret.
            yield f"extra={names(self._rest.extra)}"


def _shown(value: Any, shown: Callable[[Any], str]) -> str:
    try:
        return shown(value)
    except ValueError:
        return "..."  # Python does not write integers of thousands of digits


_VALUES: dict[type[Model], Callable[[Any], Any]] = {}


def _values_of(cls: type[Model]) -> Callable[[Any], Any]:
    """Return the function that gives all values of an object, by which objects of a class are compared."""
    if cls not in _VALUES:
        _VALUES[cls] = attrgetter(*[a.name for a in attrs.fields(cls)])
    return _VALUES[cls]


class Raw(Wire):
    """The base of the classes that hold a whole JSON object as it came."""

    __slots__ = ()
    __keeps_malformed__: ClassVar = False
    """Whether it is what malformed objects become where a union has it, rather than unknown ones."""

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


_raw_of = attrgetter("_raw")


def tag_of(raw: Mapping[str, Any]) -> str | None:
    """Return the `type` of a JSON object if it is a string."""
    tag = raw.get("type")
    return tag if isinstance(tag, str) else None


@final
@frozen
class Unknown(Raw):
    """A variant of a union that this library does not know: `Unknown(raw)`.

    It stands where a known variant would, and encodes as it came.
    """

    _raw: dict[str, Any] = field(converter=json_object, repr=names, alias="raw")

    @property
    def type(self) -> str | None:
        """The tag of the variant; None if it has none, or one that is not a string."""
        return tag_of(self._raw)
