"""Samples for tests of code that handles events: a few objects of every class, the same ones in every run.

`samples` gives what a peer may send, one difference at a time: each class with as little as possible and with everything,
and then each optional member left out, and null, wherever in the object it is::

    EVENTS = rw.testing.samples(rw.ServerEvent)

    @pytest.mark.parametrize("event", EVENTS, ids=EVENTS.names)
    def test_no_event_breaks_the_loop(event: rw.ServerEvent) -> None:
        handle(event)

They are derived from the classes, users' own ones included, and need neither hypothesis nor pytest. What they cannot have is
two differences in one object, and values that nobody thought of: the strategies of `realtime_wire.strategies` draw these.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, final, overload

import attrs

from ._engine.codec import from_dict
from ._engine.described import with_names
from ._engine.places import AUDIO, FILE, Limits
from ._engine.record import Record
from ._engine.schema import Kind, Member, Objects, Types, kind_of, members, variants

if TYPE_CHECKING:
    from typing_extensions import TypeForm

__all__ = ["Samples", "samples"]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Json: TypeAlias = Any
Dict: TypeAlias = "dict[str, Any]"


@final
class Samples(Sequence[T_co]):
    """Objects for tests, each with a name that says what is special about it."""

    __slots__ = ("_by_name",)

    def __init__(self, by_name: Mapping[str, T_co]) -> None:
        self._by_name = dict(by_name)

    @property
    def names(self) -> tuple[str, ...]:
        """The names in order, for the `ids` of pytest: ``ResponseDoneEvent-without-response.output``."""
        return tuple(self._by_name)

    def named(self, name: str) -> T_co:
        """Return the object of a name.

        Raises:
            KeyError: there is none.
        """
        return self._by_name[name]

    @overload
    def __getitem__(self, index: int) -> T_co: ...
    @overload
    def __getitem__(self, index: slice) -> Samples[T_co]: ...
    def __getitem__(self, index: int | slice) -> T_co | Samples[T_co]:
        if isinstance(index, slice):
            return Samples(dict(list(self._by_name.items())[index]))
        return list(self._by_name.values())[index]

    def __iter__(self) -> Iterator[T_co]:
        return iter(self._by_name.values())

    def __len__(self) -> int:
        return len(self._by_name)

    def __repr__(self) -> str:
        return f"<{len(self)} samples: {', '.join(self.names[:3])}{', ...' if len(self) > 3 else ''}>"  # noqa: PLR2004  enough to see


@overload
def samples(type: type[T]) -> Samples[T]: ...
@overload
def samples(type: TypeForm[T]) -> Samples[T]: ...
@with_names
def samples(type: Any) -> Samples[Any]:  # noqa: A002  named as in `decode`
    """Make a few objects of a class, or of each class of a union, the same ones in the same order every time.

    For each class: the smallest, with nothing but what every object has; the fullest, with every member, and in every array an
    element of each class that it may hold; then the fullest with one difference, at every place in it: an optional member
    that is absent, or null; another class, or another JSON type, where there is a choice; an empty array or object; a string
    that is not documented where some are; another wire name; a member that the class does not declare. For a union also
    what it has for unknown variants, and for malformed events.

    Args:
        type: the class or union; what ``decode`` takes for its type.

    Raises:
        TypeError: `type` is no type of this library.
    """
    kind = kind_of(type)
    if kind.objects is not None and kind.objects.unknown is not None and kind.objects.unknown.__keeps_malformed__:
        msg = f"what is malformed is so for a class: put {kind.objects.unknown.__name__} into a union with some"
        raise TypeError(msg)
    made: dict[str, Any] = {}
    for name, json in _of_type(kind):
        unique, number = name, 1
        while unique in made:  # two classes of one name, in the unions of two protocols
            number += 1
            unique = f"{name}-{number}"
        made[unique] = from_dict(json, type)
    return Samples(made)


FULLEST = "fullest"
"""What there is everything of: the sample of which the others differ in one place."""


@attrs.frozen
class _Sample:
    """JSON for one place, and what is special about it."""

    what: str
    """The difference, or that it is the fullest."""

    path: str
    """Where the difference is, from the place on."""

    json: Json

    def inside(self, step: str, put: Callable[[Json], Json]) -> _Sample:
        """Return the same for the place that this one is in."""
        return _Sample(self.what, step + self.path, put(self.json))


@attrs.frozen
class _Form:
    """One of the forms that a value may have: a class, or a JSON type."""

    name: str
    size: int
    """How much there can be in it; of all forms of a place, the fullest object has the one with most."""

    samples: list[_Sample]
    """The fullest first."""


def _of_type(kind: Kind) -> Iterator[tuple[str, Json]]:
    for form in _forms(kind, "value"):
        for sample in form.samples:
            path = sample.path.removeprefix(".")
            what = sample.what if len(form.samples) > 1 else ""
            yield "-".join(filter(None, [form.name, what, path])), sample.json
    if kind.objects is None:
        return
    for cls, types in variants(kind.objects):
        fullest = _object(cls, types)[0].json
        yield f"{cls.__name__}-extra", {**fullest, _beside(fullest, "vendor"): "vendor"}
        wrong = _wrong(cls) if kind.objects.malformed is not None else {}
        if wrong:
            yield f"{cls.__name__}-malformed-{next(iter(wrong))}", {**fullest, **wrong}


def _of_place(kind: Kind, name: str) -> list[_Sample]:
    """Return what may be in one place, the fullest first."""
    forms = _forms(kind, name)
    fullest = max(forms, key=lambda form: form.size)
    made = [*fullest.samples]
    for form in forms:
        if form is not fullest:
            first, *others = form.samples
            made.append(_Sample(form.name, "", first.json))
            made += [attrs.evolve(sample, path=f"({form.name}){sample.path}") for sample in others]
    return made


def _forms(kind: Kind, name: str) -> list[_Form]:
    """Return the forms that a value may have, the smallest of them first."""
    if kind.anything:
        return [_form("any", 1, {name: [None, True, 1, 0.5, name]})]
    forms: list[_Form] = []
    if kind.null:
        forms.append(_form("null", 0, None))
    if kind.boolean:
        forms.append(_form("boolean", 1, True))  # noqa: FBT003  a value
    if kind.integer or kind.number:
        forms.append(_form("number", 1, _limited(kind, 1.5 if kind.number else 1)))
    if kind.documented:
        forms.append(_form("documented", 1, kind.documented[0]))
    if kind.strings is True:
        forms.append(
            _form(*("undocumented", 0, f"other {name}") if kind.documented else ("string", 1, _text(kind, name)))
        )
    if kind.map is not None:
        forms.append(_Form("object", 2, _map(kind.map, name)))
    if kind.array is not None:
        forms.append(_Form("array", 3, _array(kind.array, name)))
    if kind.objects is not None:
        forms += [
            _Form(cls.__name__, 4 + len(members(cls)), _object(cls, types)) for cls, types in variants(kind.objects)
        ]
        forms += _unknown(kind.objects)
    return forms


def _form(name: str, size: int, json: Json) -> _Form:
    return _Form(name, size, [_Sample(FULLEST, "", json)])


def _text(kind: Kind, name: str) -> str:
    return name if kind.marks.isdisjoint((AUDIO, FILE)) else "AAD/fw=="  # two samples of 16 bits


def _limited(kind: Kind, number: float) -> float:
    for mark in kind.marks:
        if isinstance(mark, Limits):
            number = number if mark.least is None else max(number, mark.least)
            number = number if mark.most is None else min(number, mark.most)
    return number


def _map(kind: Kind, name: str) -> list[_Sample]:
    def put(value: Json) -> Json:
        return {name: value}

    made = [sample.inside(f".{name}", put) for sample in _of_place(kind, name)]
    return [made[0], _Sample("empty", "", {}), *made[1:]]


def _array(kind: Kind, name: str) -> list[_Sample]:
    forms = _forms(kind, name)
    fullest = [form.samples[0].json for form in forms]

    def at(index: int) -> Callable[[Json], Json]:
        return lambda value: [*fullest[:index], value, *fullest[index + 1 :]]

    made = [_Sample(FULLEST, "", fullest), _Sample("empty", "", [])]
    for index, form in enumerate(forms):
        made += [sample.inside(f"[{index}]", at(index)) for sample in form.samples[1:]]
    return made


def _object(cls: type[Record], types: Types) -> list[_Sample]:
    """Return objects of a class, with those values of `type`."""
    choices = {member: _of_member(member, types) for member in members(cls)}
    fullest = {member.name: samples[0].json for member, samples in choices.items() if samples}

    def put(name: str) -> Callable[[Json], Json]:
        return lambda value: {**fullest, name: value}

    made = [_Sample(FULLEST, "", fullest), _Sample("smallest", "", _smallest_object(cls, types))]
    for member, samples in choices.items():
        step = f".{member.name}"
        if not member.required and (member.name != "type" or types is None or None in types):
            if samples:
                made.append(
                    _Sample("without", step, {name: each for name, each in fullest.items() if name != member.name})
                )
            made.append(_Sample("null", step, {**fullest, member.name: None}))
        made += [sample.inside(step, put(member.name)) for sample in samples[1:]]
    return made


def _of_member(member: Member, types: Types) -> list[_Sample]:
    if member.name == "type" and types is not None:
        tags = tuple(tag for tag in types if tag is not None)
    elif member.tag is not None:
        tags = (member.tag, *(tag for tag in member.kind.documented if tag != member.tag))
    else:
        return _of_place(member.kind, member.name)
    return [_Sample(tag if i else FULLEST, "", tag) for i, tag in enumerate(tags)]


def _smallest(kind: Kind) -> Json:
    """Return the smallest value that may be in one place."""
    if kind.anything or kind.null:
        return None
    if kind.boolean or kind.integer or kind.number:
        return False if kind.boolean else _limited(kind, 0)
    if kind.strings:
        return kind.documented[0] if kind.documented else ""
    if kind.objects is None or kind.array is not None:
        return {} if kind.array is None else []
    known = [_smallest_object(cls, types) for cls, types in variants(kind.objects)]
    return min(known, key=len) if known else _unknown(kind.objects)[0].samples[0].json


def _smallest_object(cls: type[Record], types: Types) -> Dict:
    named = [tag for tag in types or () if tag is not None]
    is_named = types is not None and None not in types
    needed = [member for member in members(cls) if member.required or (is_named and member.name == "type")]
    made = {member.name: member.tag or _smallest(member.kind) for member in needed}
    return made | {"type": named[0]} if named and "type" in made else made


def _unknown(objects: Objects) -> list[_Form]:
    """Return what is of no class of a union: by an unknown type, and by none if no class takes that."""
    if objects.unknown is None:
        return []
    unknown: dict[str, Dict] = {"": {"type": _beside(objects.tags, "unknown")}, "untyped": {"unknown": "unknown"}}
    return [
        _form("-".join(filter(None, [objects.unknown.__name__, name])), 0, json)
        for name, json in unknown.items()
        if objects.class_of(json) is None
    ]


def _beside(taken: Container[str], name: str) -> str:
    """Return a name that is not taken."""
    while name in taken:
        name += "_"
    return name


def _wrong(cls: type[Record]) -> Dict:
    """Return a member of a class with a value that has no place there; nothing if every value has."""
    for member in members(cls):
        kind = member.kind
        choices: list[tuple[bool, Json]] = [
            (bool(kind.strings), "wrong"),
            (kind.boolean, True),
            (kind.integer or kind.number, 0),
            (kind.array is not None, []),
            (kind.map is not None or kind.objects is not None, {}),
        ]
        wrong = [] if kind.anything or member.tag is not None else [value for fits, value in choices if not fits]
        if wrong:
            return {member.name: wrong[0]}
    return {}
