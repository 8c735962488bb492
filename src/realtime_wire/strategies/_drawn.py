"""How values are drawn: JSON of each kind, as the classes' fields have it, and objects made of it.

What lives here is for `strategies` and needs hypothesis. Strategies are slow to build and can be shared, so each is made
once for the same arguments. No string has a lone surrogate, no number is NaN or infinite.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Collection
from contextlib import suppress
from functools import cache
from typing import Any, ParamSpec, TypeAlias, TypeVar, cast

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from realtime_wire._engine.codec import from_dict
from realtime_wire._engine.model import Model
from realtime_wire._engine.places import AUDIO, FILE
from realtime_wire._engine.record import Raw, Record, declared_over
from realtime_wire._engine.schema import Kind, Objects, SubTags, Types, member_of, members, required_of, variants

__all__ = [
    "NAMES",
    "Choice",
    "How",
    "applied",
    "by_json_type",
    "class_values",
    "either",
    "holds_objects",
    "json_values",
    "named",
    "objects",
    "once",
    "strings_but",
    "unknowns",
    "values",
    "weight",
    "without",
]

P = ParamSpec("P")
T = TypeVar("T")
Json: TypeAlias = Any
Dict: TypeAlias = "dict[str, Any]"
Choice: TypeAlias = "tuple[int, SearchStrategy[T]]"
"""A strategy, and how often to draw from it beside others."""


@attrs.frozen
class How:
    """What is drawn of all that a kind may be."""

    extra: bool = True
    """Members that a class does not declare."""

    unknown: bool = True
    """Variants of unions that are of no class, and strings beyond those that are documented."""

    nulls: bool = True
    """Explicit nulls in optional members. Where null is a value like any other, it is drawn in any case."""

    wild: bool = False
    """Values that are right by their JSON type alone."""


def once(make: Callable[P, T]) -> Callable[P, T]:
    """Keep what was made for the same arguments."""
    return cast("Callable[P, T]", cache(make))  # to mypy, attrs classes are not hashable enough for `cache`


def named(make: Callable[P, SearchStrategy[T]]) -> Callable[P, SearchStrategy[T]]:
    """Do the same, and let the strategy show itself as the call that made it: in full it is megabytes of text."""
    made = once(make)

    def strategy(draw: DrawFn, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return draw(made(*args, **kwargs))

    strategy.__name__ = make.__name__
    return once(st.composite(strategy))


def either(choices: list[Choice[T]]) -> SearchStrategy[T]:
    """Draw from one of the strategies, from each as often as its weight.

    `st.one_of` takes the choices inside its choices for its own, and would seldom reach far down.
    """
    if len(choices) == 1:
        return choices[0][1]
    turns = [index for index, (often, _) in enumerate(choices) for _ in range(often)]
    return _taking_turns([strategy for _, strategy in choices], turns)


@st.composite
def _taking_turns(draw: DrawFn, strategies: list[SearchStrategy[T]], turns: list[int]) -> T:
    return draw(strategies[draw(st.sampled_from(turns))])


@st.composite
def applied(draw: DrawFn, function: Callable[..., T], *arguments: SearchStrategy[Any]) -> T:
    """Draw what a function returns.

    `st.builds` and `map` do the same, but have hypothesis show the call where people want to see the result.
    """
    return function(*[draw(argument) for argument in arguments])


# Any JSON

_STRINGS = st.text(max_size=20) | st.sampled_from(
    [
        "",
        " ",
        "null",
        "0",
        "é",
        "日本語",
        "😀",
        "e\u0301",
        "\0",
        "\x1f",
        "\x7f",
        "\u2028",
        "\ufeff",
        "\uffff",
        '"\\/\b\f\n\r\t',
    ]
)
# Hypothesis makes its tables of characters here if the folder has none yet. That takes a second or more, and where it happens in
# the first draw of somebody's test, the strategy is taken for too slow.
_STRINGS.validate()
_WIDE_INTEGERS = st.integers() | st.sampled_from(
    [0, 1, -1, 2**31, 2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1, 2**64, -(2**63), -(2**63) - 1, 10**40]
)
_ALL_FLOATS = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(
    [0.0, -0.0, 1.0, -1.0, 0.1, 1e16, 1e22, 1e23, 2.0**53, 2.0**63, 2.0**64, 5e-324, 1.7976931348623157e308]
)
# What counts, times and indexes are: none is negative, and all fit where people put them.
_INTEGERS = st.integers(0, 2**31 - 1)
_FLOATS = st.floats(-1e6, 1e6)
# Whole samples of 16 bits, whatever the format is.
_BASE64 = st.binary(max_size=24).map(lambda data: base64.b64encode(data[: len(data) // 2 * 2]).decode())
NAMES = _STRINGS | st.sampled_from(
    [
        *(
            "animation",
            "audio_duration_ms",
            "avatar",
            "created",
            "latency",
            "provider_data",
            "rid",
            "temperature",
            "ts",
        ),
        # What Python could mistake for its own:
        *("__class__", "__init__", "_raw", "_rest", "evolve", "extra", "nulls", "raw", "self", "to_json"),
    ]
)
"""Names of members, vendors' ones among them."""

_MEMBERS = [
    "arguments",
    "content",
    "delta",
    "event_id",
    "id",
    "item",
    "name",
    "phase",
    "role",
    "session",
    "status",
    "usage",
]
_NO_MEMBERS: SearchStrategy[Dict] = st.just({})


@once
def _scalars(*, wild: bool) -> SearchStrategy[Json]:
    numbers = (_WIDE_INTEGERS, _ALL_FLOATS) if wild else (_INTEGERS, _FLOATS)
    return st.one_of(st.none(), st.booleans(), *numbers, _STRINGS)


@once
def json_values(*, wild: bool) -> SearchStrategy[Json]:
    """Any JSON value."""
    return st.recursive(
        _scalars(wild=wild),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
        max_leaves=6,
    )


@once
def by_json_type(*, wild: bool) -> dict[str, SearchStrategy[Json]]:
    """Return values of each JSON type, by the name that error messages have for it."""
    return {
        "null": st.none(),
        "boolean": st.booleans(),
        "integer": _WIDE_INTEGERS if wild else _INTEGERS,
        "number": _ALL_FLOATS if wild else _FLOATS,
        "string": _STRINGS,
        "array": st.lists(_scalars(wild=wild), max_size=2),
        "object": st.dictionaries(NAMES, _scalars(wild=wild), max_size=2),
    }


# Values of a kind


@once
def values(kind: Kind, how: How) -> SearchStrategy[Json]:
    """Draw the JSON that one place may hold.

    Raises:
        ValueError: nothing is left that may be drawn.
    """
    if kind.anything:
        return json_values(wild=how.wild)
    choices = _plain(kind, how)
    if kind.array is not None:
        choices.append((1, st.lists(values(kind.array, how), max_size=3)))
    if kind.map is not None:
        choices.append((1, st.dictionaries(NAMES, values(kind.map, how), max_size=3)))
    if kind.objects is not None:
        choices += [(weight(cls), class_values(cls, how, types)) for cls, types in variants(kind.objects)]
        if kind.objects.unknown is not None and how.unknown:
            choices.append((2, unknowns(kind.objects, wild=how.wild)))
    return _some(choices)


def _some(choices: list[Choice[T]]) -> SearchStrategy[T]:
    if not choices:
        msg = "with unknown=False there is nothing to draw of this type"
        raise ValueError(msg)
    return either(choices)


@once
def objects(kind: Kind, how: How) -> SearchStrategy[Any]:
    """Draw what the JSON of one place decodes to.

    Raises:
        ValueError: nothing is left that may be drawn.
    """
    if kind.anything:
        return values(kind, how)
    choices = _plain(kind, how)
    if kind.array is not None:
        choices.append((1, st.lists(objects(kind.array, how), max_size=3).map(tuple)))
    if kind.map is not None:
        choices.append((1, st.dictionaries(NAMES, objects(kind.map, how), max_size=3)))
    if kind.objects is not None:
        # By `map`, as hypothesis then shows how an object was made where its `repr` leaves something out.
        choices += [
            (weight(cls), class_values(cls, how, types).map(_from_dict(cls))) for cls, types in variants(kind.objects)
        ]
        if kind.objects.unknown is not None and how.unknown:
            make = cast("Callable[[Dict], Raw]", kind.objects.unknown)
            choices.append((2, unknowns(kind.objects, wild=how.wild).map(make)))
    return _some(choices)


def _from_dict(cls: type[Record]) -> Callable[[Dict], Any]:
    def make(obj: Dict) -> Any:
        return from_dict(obj, cls)

    make.__name__ = f"{cls.__name__}.from_dict"
    return make


def holds_objects(kind: Kind) -> bool:
    """Tell whether objects of classes may be in one place."""
    return any(each is not None and each.objects is not None for each in (kind, kind.array, kind.map))


def weight(cls: type[Record]) -> int:
    """Tell how often to draw a class: most have members of plain kinds only, and the others have more to show."""
    return 1 + 3 * any(holds_objects(member.kind) for member in members(cls))


def _plain(kind: Kind, how: How) -> list[Choice[Any]]:
    """Strings, numbers, booleans and null of a kind, which are the same in JSON and in objects."""
    choices: list[Choice[Any]] = []
    if kind.documented:
        choices.append((1, st.sampled_from(kind.documented)))
    if kind.strings is True and (how.unknown or not kind.documented):
        is_base64 = not how.wild and not kind.marks.isdisjoint((AUDIO, FILE))
        choices.append((1, _BASE64 if is_base64 else _STRINGS))
    if kind.integer:
        choices.append((1, _WIDE_INTEGERS if how.wild else _INTEGERS))
    if kind.number:
        choices.append((1, _ALL_FLOATS if how.wild else _FLOATS))
    if kind.boolean:
        choices.append((1, st.booleans()))
    if kind.null:
        choices.append((1, st.none()))
    return choices


@named
def class_values(cls: type[Record], how: How, types: Types = None) -> SearchStrategy[Dict]:
    """Draw the JSON objects that are of a class, with those values of `type`."""
    declared = members(cls)
    required = {member.name: values(member.kind, how) for member in declared if member.required}
    optional = {
        member.name: _perhaps_null(member.kind, values(member.kind, how), how)
        for member in declared
        if not member.required
    }
    if types is not None and "type" in (*required, *optional):
        named: list[Choice[Json]] = [(1, st.just(value)) for value in types if value is not None]
        unnamed: list[Choice[Json]] = [(1, st.none())] if how.nulls else []
        required.pop("type", None)
        optional.pop("type", None)
        if None not in types:
            required["type"] = either(named)
        elif named or unnamed:
            optional["type"] = either([*named, *unnamed])
    present = st.fixed_dictionaries(required, optional=optional)
    return applied(_merge, present, _extras(cls, how))


def _perhaps_null(kind: Kind, drawn: SearchStrategy[T], how: How) -> SearchStrategy[T | None]:
    if not how.nulls:
        return drawn
    return either([(1, st.none()), (3, drawn)]) if holds_objects(kind) else st.none() | drawn


def _merge(present: Dict, extra: Dict) -> Dict:
    return {**present, **extra}


def without(*names: str) -> Callable[[Dict], Dict]:
    """Make the function that copies a JSON object without some members."""
    return lambda obj: {name: value for name, value in obj.items() if name not in names}


def strings_but(taken: Collection[str]) -> SearchStrategy[str]:
    """Draw any string but those."""
    return _STRINGS.filter(lambda value: value not in taken)


@once
def _extras(cls: type[Record], how: How) -> SearchStrategy[Dict]:
    """Unknown members, none half of the time. None of them changes which class the object is."""
    if not how.extra:
        return _NO_MEMBERS
    taken = {member.name for member in members(cls)} | {"type", cls.__other_shape__}
    # What is a member of other classes may be unknown to this one.
    names = (NAMES | st.sampled_from(_MEMBERS)).filter(lambda name: name not in taken)
    return _NO_MEMBERS | st.dictionaries(names, json_values(wild=how.wild), max_size=2)


# What is of no class


@named
def unknowns(objects: Objects, *, wild: bool) -> SearchStrategy[Dict]:
    """Draw JSON objects that are of none of the variants of a union, whatever else they hold."""
    # Members of known variants with any values at all: nobody may look at them.
    names = sorted({member.name for cls in objects.classes for member in members(cls)} - {"type"})
    some_names = NAMES | st.sampled_from(names) if names else NAMES
    anything = st.dictionaries(some_names, json_values(wild=wild), max_size=3)

    def tagged(name: str, tag: SearchStrategy[Json], **more: Json) -> SearchStrategy[Dict]:
        return applied(lambda *drawn: {**drawn[0], **more, name: drawn[1]}, anything, tag)

    by_type = by_json_type(wild=wild)
    not_strings = st.one_of([by_type[name] for name in ("boolean", "integer", "number", "array", "object")])
    tags = objects.tags if objects.classes else _all_tags()
    choices = [tagged("type", strings_but(tags)), tagged("type", not_strings)]
    lacking = _lacking(objects)
    if lacking is not None:
        untyped = [anything]
        if isinstance(objects.untagged, SubTags):
            untyped.append(
                tagged(objects.untagged.name, strings_but(objects.untagged.classes) | not_strings | st.none())
            )
        for each in untyped:
            choices += [applied(without("type"), each).filter(lacking), applied(_with_no_type, each).filter(lacking)]
    for tag, cls in objects.tags.items():
        if isinstance(cls, SubTags):
            other = strings_but(cls.classes) | not_strings | st.none()
            choices += [tagged(cls.name, other, type=tag), applied(without(cls.name), tagged("type", st.just(tag)))]
        elif cls.__other_shape__ is not None:
            shape = st.dictionaries(NAMES, json_values(wild=wild), max_size=4)
            choices.append(applied(without(*required_of(cls)), tagged(cls.__other_shape__, shape, type=tag)))
    return st.one_of(choices)


def _with_no_type(obj: Dict) -> Dict:
    return {**obj, "type": None}


def _all_tags() -> Collection[str]:
    """Return the tags of all classes, users' ones among them: what has none of them is unknown to every union."""
    tags: set[str] = set()
    for cls in declared_over(Model):
        with suppress(TypeError):  # whoever declares a class in a wrong way is told so where it is used
            tag = member_of(cls, "type")
            tags.update(tag.kind.strings if tag is not None and isinstance(tag.kind.strings, tuple) else ())
    return tags


def _lacking(objects: Objects) -> Callable[[Dict], bool] | None:
    """Tell how an object without a type is known to be of no class; None if there is a class that takes them all."""
    untagged = objects.untagged
    if not objects.classes:
        return None  # some union has such a class
    if untagged is None:
        return lambda _: True
    if isinstance(untagged, SubTags):
        return lambda obj: untagged.class_of(obj) is None
    required = required_of(untagged)
    return (lambda obj: not required <= obj.keys()) if required else None
