"""Strategies for users' own classes: whatever an annotation may say of a place is drawn as decoders take and refuse it."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, cast

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

import realtime_wire as rw
from realtime_wire import _hypothesis, strategies
from tests import wire
from tests.declared import CLASSES

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import SearchStrategy


@rw.frozen(kw_only=True)
class Left(rw.Model):
    """Has no type: `side` tells."""

    side: Literal["left"] = "left"
    x: int


@rw.frozen(kw_only=True)
class Right(rw.Model):
    side: Literal["right", "r"] = "right"
    x: str | None


@rw.frozen(kw_only=True)
class Whisper(rw.Model):
    """Has a type that may be left out: `voice` tells."""

    type: Literal["said"] | None = None
    voice: Literal["low"] = "low"
    words: rw.Words


@rw.frozen(kw_only=True)
class Shout(rw.Model):
    type: Literal["said", "cried"] | None = None
    voice: Literal["high"] = "high"
    words: tuple[rw.Words, ...] = rw.field(converter=rw.array)


@rw.frozen(kw_only=True)
class Shape(rw.Model):
    type: Literal["square", "circle"] = "square"
    size: float


@rw.frozen(kw_only=True)
class Circle(Shape):
    """Takes the place of its base, for one of its types."""

    type: Literal["circle"] = "circle"
    radius: float


@rw.frozen(kw_only=True)
class Plain(rw.Model):
    """Needs something, and has no type."""

    id: str
    note: rw.Nullable[str] = None


@rw.frozen(kw_only=True)
class Loose(rw.Model):
    """May have any type; where there are others, an object without one is meant."""

    type: Literal["loose"] | str | None = None


@rw.frozen(kw_only=True)
class Places(rw.Model):
    content: str | tuple[Shape | rw.Unknown, ...] = rw.field(converter=rw.text_or_array)
    names: Literal["all"] | tuple[str, ...] | None = None
    mixed: tuple[str | Plain, ...] = rw.field(converter=rw.array)
    clips: tuple[rw.AudioData, ...] | None = rw.field(default=None, converter=rw.array)
    file: rw.FileData | None
    by_name: Mapping[str, Plain | None] | None = None
    reply_to: rw.AlwaysSent[str] = None
    level: Literal["low", "high"] | str | int | None = None
    anything: Any


TYPES: dict[str, Any] = {
    "a second tag alone": Left | Right,
    "a second tag alone, and what is unknown": Left | Right | rw.Unknown,
    "a second tag, with or without a type": Whisper | Shout,
    "a second tag, with or without a type, and what is unknown": Whisper | Shout | rw.Unknown,
    "in place of the base": Shape | Circle,
    "in place of the base, and what is unknown": Shape | Circle | rw.Unknown,
    "without a type": Plain | Shape,
    "without a type, and what is unknown": Plain | Shape | rw.Unknown,
    "any type, or none": Loose | Shape,
    "all that places may be": Places,
    "an array of such": tuple[Places | rw.Unknown, ...],
    "a map of such": Mapping[str, Shape | Circle],
}


def decoders_of(type_: Any) -> list[Callable[[bytes | str], Any]]:
    """Return the functions that decode a type, with whatever parser is there and with that of the standard library."""
    return [rw.Decoder(type_).decode, rw.Decoder(type_, backend="python").decode]


each_type = pytest.mark.parametrize("type_", TYPES.values(), ids=TYPES)


def plain(value: Any) -> Any:
    """Return what an object is as JSON, wherever objects are in it."""
    if isinstance(value, rw.Wire):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in cast("Mapping[str, Any]", value).items()}
    return [plain(item) for item in cast("Any", value)] if isinstance(value, tuple) else value


@each_type
@given(data=st.data())
def test_objects_and_payloads(type_: Any, data: st.DataObject) -> None:
    obj, payload = data.draw(strategies.of(type_)), data.draw(strategies.payloads(type_))
    frame = data.draw(strategies.frames(type_))
    for decode in decoders_of(type_):
        assert decode(json.dumps(plain(obj))) == obj == rw.structure(plain(obj), type_)
        if isinstance(obj, rw.Wire):
            assert decode(rw.encode(obj)) == obj
        assert plain(decode(json.dumps(payload))) == payload
        assert plain(decode(frame)) == json.loads(frame)


@each_type
@given(data=st.data())
def test_faults_are_those_that_decoders_find(type_: Any, data: st.DataObject) -> None:
    fault = data.draw(wire.malformed(type_))
    for decode in decoders_of(type_):
        with pytest.raises(rw.DecodeError) as caught:
            decode(json.dumps(fault.payload))
        told = (caught.value.path, caught.value.expected, caught.value.found)
        assert told == (fault.path, fault.expected, fault.found)


@pytest.mark.parametrize("type_", [each for each in TYPES.values() if rw.Unknown in getattr(each, "__args__", ())])
@given(data=st.data())
def test_unknown_variants_are_of_no_class(type_: Any, data: st.DataObject) -> None:
    assert isinstance(rw.structure(data.draw(wire.unknowns(type_)), type_), rw.Unknown)


def reached(strategy: SearchStrategy[Any], condition: Callable[[Any], bool]) -> Any:
    return find(strategy, condition, settings=settings(max_examples=5_000, database=None, phases=[Phase.generate]))


REACHED: dict[str, tuple[Any, Callable[[Any], bool]]] = {
    "by another value": (Left | Right, lambda obj: isinstance(obj, Right) and obj.side == "r"),
    "null where it is a value": (Right, lambda obj: obj.x is None),
    "without a type": (Whisper | Shout, lambda obj: isinstance(obj, Whisper) and obj.type is None),
    "with a type": (Whisper | Shout, lambda obj: isinstance(obj, Shout) and obj.type == "cried"),
    "the base": (Shape | Circle, lambda obj: type(obj) is Shape),
    "in place of the base": (Shape | Circle, lambda obj: type(obj) is Circle),
    "a null for a type": (Loose | Shape, lambda obj: "type" in obj.nulls),
    "no type where there may be any": (Loose | Shape, lambda obj: isinstance(obj, Loose) and not obj.nulls),
    "a string": (Places, lambda obj: isinstance(obj.content, str)),
    "parts": (Places, lambda obj: any(isinstance(part, Shape) for part in obj.content)),
    "unknown parts": (Places, lambda obj: any(isinstance(part, rw.Unknown) for part in obj.content)),
    "all": (Places, lambda obj: obj.names == "all"),
    "names": (Places, lambda obj: obj.names not in (None, "all", ())),
    "both in one array": (Places, lambda obj: {str, Plain} <= set(map(type, obj.mixed))),
    "a null in a map": (Places, lambda obj: obj.by_name is not None and None in obj.by_name.values()),
    "a null that is sent": (Places, lambda obj: "reply_to" in obj.nulls),
    "without what would be sent": (Places, lambda obj: obj.reply_to is None and "reply_to" not in obj.nulls),
}


@pytest.mark.parametrize("name", REACHED)
def test_all_of_it_is_drawn(name: str) -> None:
    type_, condition = REACHED[name]
    reached(strategies.of(type_), condition)
    reached(strategies.payloads(type_), lambda payload: condition(rw.structure(payload, type_)))


@given(strategies.of(Places, unknown=False, nulls=False, extra=False))
def test_options_reach_into_all_places(obj: Places) -> None:
    assert not obj.nulls
    assert not obj.extra
    assert not [part for part in obj.content if isinstance(part, rw.Unknown)]
    assert obj.level in (None, "low", "high") or isinstance(obj.level, int)
    for clip in (*(obj.clips or ()), obj.file or ""):
        assert len(base64.b64decode(clip, validate=True)) % 2 == 0


@given(strategies.of(Places), strategies.of(Circle))
def test_a_class_alone_is_drawn_as_it_is(places: Places, circle: Circle) -> None:
    assert (type(places), type(circle)) == (Places, Circle)


@given(strategies.of(Loose | Shape, nulls=False, extra=False))
def test_a_type_that_selects_nothing_is_left_out(obj: Loose | Shape) -> None:
    assert isinstance(obj, Shape) or obj.to_dict() == {}


@given(strategies.of(tuple[Any, ...]), strategies.of(Mapping[str, Any]))
def test_any_json(items: tuple[Any, ...], by_name: Mapping[str, Any]) -> None:
    assert rw.decode(json.dumps(items), tuple[Any, ...]) == items
    assert rw.decode(json.dumps(by_name), Mapping[str, Any]) == by_name


@given(strategies.of(rw.Unknown))
def test_what_is_unknown_is_unknown_to_ones_own_classes_too(unknown: rw.Unknown) -> None:
    assert unknown.type not in ("square", "circle")


def test_a_class_that_is_declared_wrongly_is_in_nobodys_way() -> None:
    @rw.frozen(kw_only=True)
    class Wrong(rw.Model):
        type: Literal["wrong"] = "wrong"
        level: int = 5

    with pytest.raises(TypeError, match=r"^Wrong\.level has a default that would be sent without having been there"):
        strategies.of(Wrong)
    # These are put together anew, and look at all classes there are.
    reached(strategies.of(rw.Unknown, wild=True, extra=False), lambda _: True)


def test_hypothesis_knows_no_classes_but_those_of_the_library() -> None:
    _hypothesis.register()
    known = {*CLASSES, rw.Unknown, rw.UnknownEvent, rw.MalformedEvent}
    assert set(_hypothesis.classes_over(rw.Wire)) == known
    assert set(_hypothesis.classes_over(rw.Model)) == set(CLASSES)
