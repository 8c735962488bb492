"""Nothing that people can do to an object changes it, or another; equality and hashing hold whatever is done."""

from __future__ import annotations

import copy
import dataclasses
import gc
import json
import pickle
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

import realtime_wire as rw
from realtime_wire._engine.record import NOTHING, Raw
from realtime_wire._engine.schema import members
from tests.wire import frames, json_objects, objects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Wire = rw.Model | Raw

ANYTHING: tuple[Any, ...] = (
    rw.Event,
    rw.translation.ServerEvent,
    rw.translation.ClientEvent,
    rw.RealtimeCreateClientSecretResponse,
    rw.WebhookRealtimeCallIncoming,
)


# What can be reached


class Held(NamedTuple):
    """A value that an object gives out, and how it was reached."""

    path: str
    value: Any


def reached(value: Any, path: str = "") -> Iterator[Held]:
    """Walk through all that people can get at without a name that begins with an underscore."""
    yield Held(path, value)
    inside: list[tuple[str, Any]] = []
    if isinstance(value, rw.Model):
        inside = [(f".{member.name}", getattr(value, member.name)) for member in members(type(value))]
        inside += [(".extra", value.extra), (".nulls", value.nulls)]
    elif isinstance(value, Raw):
        inside = [(".raw", value.raw)]
    elif isinstance(value, dict):
        inside = [(f"[{name!r}]", item) for name, item in cast("dict[str, Any]", value).items()]
    elif isinstance(value, (list, tuple)):
        inside = [(f"[{i}]", item) for i, item in enumerate(cast("list[Any]", value))]
    for step, item in inside:
        yield from reached(item, path + step)


class Change(NamedTuple):
    """A call that changes a plain dict or list."""

    type: type
    name: str
    arguments: tuple[Any, ...]


_ARGUMENTS: tuple[tuple[Any, ...], ...] = ((), ("a",), ("new", 1), ({"new": 1},), ([1],), (0,), (0, 1), (2,))


def changes() -> Iterator[Change]:
    """Find what changes a plain dict or list by trying all that these can do."""
    for plain in ({"a": 1, "b": 2}, [3, 2]):
        for name in dir(plain):
            for arguments in _ARGUMENTS:
                tried = copy.copy(plain)
                try:
                    getattr(tried, name)(*arguments)
                except Exception:  # noqa: BLE001, S112  it is not called like this
                    continue
                if tried != plain:
                    yield Change(type(plain), name, arguments)


CHANGES = list(changes())


def test_changes_are_found() -> None:
    found = {(change.type, change.name) for change in CHANGES}
    expected = {
        dict: "__init__ __setitem__ __delitem__ __ior__ clear pop popitem setdefault update",
        list: "__init__ __setitem__ __delitem__ __iadd__ __imul__ append clear extend insert pop remove reverse sort",
    }
    assert found >= {(type_, name) for type_, names in expected.items() for name in names.split()}


# Nothing changes


def check_nothing_changes(obj: Any) -> None:
    before = pickle.dumps(obj)
    kept = pickle.loads(before)  # noqa: S301  our own
    for held in list(reached(obj)):
        check_is_fixed(held)
    assert obj == kept, "a change came through"
    assert hash(obj) == hash(kept)


def check_is_fixed(held: Held) -> None:
    value = held.value
    if isinstance(value, (rw.Model, Raw)):
        for name in [a.name for a in attrs.fields(any_(type(value)))]:
            with pytest.raises(attrs.exceptions.FrozenInstanceError):
                setattr(value, name, None)
            with pytest.raises(attrs.exceptions.FrozenInstanceError):
                delattr(value, name)
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            any_(value).another = 1
    elif isinstance(value, (dict, list)):
        for change in CHANGES:
            if isinstance(any_(value), change.type):
                if change.name == "__init__":
                    any_(value).__init__(*change.arguments)  # does nothing
                    continue
                with pytest.raises(TypeError, match="is read-only, as the object that it belongs to"):
                    getattr(any_(value), change.name)(*change.arguments)
    else:
        assert value is None or isinstance(value, (str, int, float, tuple, frozenset)), held.path


def any_(value: Any) -> Any:
    """Hide from checkers what they know of a value."""
    return value


@given(st.data())
def test_nothing_changes_what_was_decoded(data: st.DataObject) -> None:
    type_ = data.draw(st.sampled_from(ANYTHING))
    check_nothing_changes(rw.decode(data.draw(frames(type_)), type_))


@given(st.data())
def test_nothing_changes_what_was_built(data: st.DataObject) -> None:
    check_nothing_changes(data.draw(objects(data.draw(st.sampled_from(ANYTHING)))))


def test_nothing_changes_what_is_shared() -> None:
    assert rw.ServerVad().extra is NOTHING.extra
    check_is_fixed(Held("extra", rw.ServerVad().extra))
    assert rw.ServerVad().extra == {}


@given(json_objects())
def test_what_was_given_is_not_held(given_: dict[str, Any]) -> None:
    plain = copy.deepcopy(given_)
    holders = (
        rw.UnknownEvent(given_),
        rw.Unknown({"type": "new", "given": given_}),
        rw.RealtimeFunctionTool(name="f", parameters=given_),
        rw.ServerVad().with_extra(given=given_),
        rw.structure({"type": "new", "given": given_}),
    )
    before = [pickle.dumps(holder) for holder in holders]
    scramble(given_)
    # And the other way round: what is given out as plain JSON can be changed.
    for holder in holders:
        scramble(holder.to_dict())
    assert [pickle.loads(each) for each in before] == list(holders)  # noqa: S301  our own
    assert holders[0].to_dict() == plain


def scramble(value: Any) -> None:
    """Change all that a JSON value holds."""
    if isinstance(value, dict):
        for item in cast("dict[str, Any]", value).values():
            scramble(item)
        value["scrambled"] = True
    elif isinstance(value, list):
        for item in any_(value):
            scramble(item)
        any_(value).append("scrambled")


def test_read_only_json_is_json() -> None:
    plain: dict[str, Any] = {"a": [1, {"b": None}], "c": {}}
    tool = rw.RealtimeFunctionTool(name="f", parameters=plain)
    assert tool.parameters == plain
    assert tool.parameters is tool.parameters
    assert json.dumps(tool.parameters) == json.dumps(plain)
    assert repr(tool.parameters) == repr(plain)
    assert isinstance(tool.parameters, dict)
    # A copy is the reader's own, as far as it goes.
    owns: list[Any] = [dict(tool.parameters), tool.parameters.copy(), any_(tool.parameters) | {}]
    for own in owns:
        assert type(own) is dict
    pickled = pickle.loads(pickle.dumps(tool.parameters))  # noqa: S301  our own
    inside = any_(tool.parameters)["a"]
    # Some copy collections by their class: attrs.asdict, for one.
    for same in (copy.copy(tool.parameters), pickled, any_(type(tool.parameters))(plain)):
        assert same == plain
        assert type(same) is type(tool.parameters)
        assert type(same["a"]) is type(inside)
    assert copy.copy(inside) is inside
    assert any_(type(inside))(iter(plain["a"])) == inside
    # A deep one is the reader's own throughout, for an edited schema.
    deep: Any = copy.deepcopy(tool.parameters)
    deep["a"][1]["b"] = deep["c"]["d"] = 5
    assert tool.parameters == plain
    assert tool.evolve(parameters=deep).parameters == {"a": [1, {"b": 5}], "c": {"d": 5}}


@attrs.frozen
class Holder:
    held: Any


def test_read_only_json_in_classes_of_ones_own() -> None:
    raw: dict[str, Any] = {"a": [{"b": []}]}
    for held in (rw.UnknownEvent(raw).raw, rw.ServerVad().with_extra(**raw).extra):
        assert attrs.asdict(Holder(held)) == dataclasses.asdict(dataclasses.make_dataclass("Holder", ["held"])(held))
        assert attrs.asdict(Holder(held)) == {"held": raw}
        assert attrs.astuple(Holder(held)) == (raw,)
    tool = rw.RealtimeFunctionTool(name="f", parameters={"required": ["a"]})
    assert attrs.asdict(tool)["parameters"] == {"required": ["a"]}


CHANGED: dict[str, tuple[Callable[[], Any], str]] = {
    "parameters": (
        lambda: any_(rw.RealtimeFunctionTool(name="f", parameters={}).parameters).update(a=1),
        "this JSON object is read-only, as the object that it belongs to: change a copy, copy.deepcopy(...)",
    ),
    "an array inside": (
        lambda: any_(rw.UnknownEvent({"a": []}).raw)["a"].append(1),
        "this JSON array is read-only, as the object that it belongs to: change a copy, copy.deepcopy(...)",
    ),
}


@pytest.mark.parametrize(("change", "message"), CHANGED.values(), ids=CHANGED)
def test_what_a_change_is_told(change: Callable[[], Any], message: str) -> None:
    with pytest.raises(TypeError) as caught:
        change()
    assert str(caught.value) == message


def test_reading_makes_no_cycles() -> None:
    # A cycle would keep frames alive until the collector comes.
    gc.collect()
    gc.disable()
    try:
        event = rw.decode(b'{"type":"new","a":[{}]}')
        any_(event).raw["a"]
        del event
        assert gc.collect() == 0
    finally:
        gc.enable()


# Equality and hashing


class Objects(RuleBasedStateMachine):
    """Objects of one class, made and copied in every way; whatever happens, comparisons and hashes agree."""

    some = Bundle("some")

    def __init__(self) -> None:
        super().__init__()
        self.made: list[Any] = []

    def keep(self, obj: Any) -> Any:
        self.made.append(obj)
        return obj

    @initialize(target=some, data=st.data(), type_=st.sampled_from(ANYTHING))
    def first(self, data: st.DataObject, type_: Any) -> Any:
        self.type_ = type_
        return multiple(*[self.keep(data.draw(objects(type_))) for _ in range(2)])

    @rule(target=some, data=st.data())
    def build(self, data: st.DataObject) -> Any:
        return self.keep(data.draw(objects(self.type_)))

    @rule(target=some, data=st.data())
    def decode(self, data: st.DataObject) -> Any:
        return self.keep(rw.decode(data.draw(frames(self.type_)), self.type_))

    @rule(target=some, obj=some, copied=st.sampled_from([copy.copy, copy.deepcopy, attrs.evolve]))
    def copy(self, obj: Any, copied: Callable[[Any], Any]) -> Any:
        return self.keep(self.alike(obj, copied(obj)))

    @rule(target=some, obj=some)
    def pickle(self, obj: Any) -> Any:
        return self.keep(self.alike(obj, pickle.loads(pickle.dumps(obj))))  # noqa: S301  our own

    @rule(target=some, obj=some)
    def round_trip(self, obj: Any) -> Any:
        return self.keep(self.alike(obj, any_(type(obj)).from_json(obj.to_json())))

    @rule(target=some, obj=some)
    def by_dict(self, obj: Any) -> Any:
        return self.keep(self.alike(obj, any_(type(obj)).from_dict(obj.to_dict())))

    @rule(target=some, obj=some, extra=json_objects())
    def add(self, obj: Any, extra: dict[str, Any]) -> Any:
        if isinstance(obj, rw.Model):
            obj = obj.with_extra(**{f"x {name}": value for name, value in extra.items()})
        return self.keep(obj)

    @rule(target=some, obj=some, data=st.data())
    def nullify(self, obj: Any, data: st.DataObject) -> Any:
        optional = [m.name for m in members(type(obj)) if not m.required] if isinstance(obj, rw.Model) else []
        return self.keep(obj.with_null(data.draw(st.sampled_from(optional))) if optional else obj)

    @rule(obj=consumes(some))
    def read(self, obj: Any) -> None:
        """Reading makes free-form JSON read-only, and must not be seen."""
        before = hash(obj)
        for _ in reached(obj):
            pass
        assert hash(obj) == before

    @invariant()
    def comparisons_agree(self) -> None:
        for one in self.made[-4:]:
            for other in self.made[-8:]:
                assert (one == other) is (other == one)
                assert (one == other) is not (one != other)
                if one == other:
                    assert hash(one) == hash(other)
                    assert len({one, other}) == 1
                else:
                    assert len({one, other}) == 2
            assert one == one  # noqa: PLR0124  an object equals itself
            assert one != one.to_dict()

    def alike(self, obj: Any, other: Any) -> Any:
        assert obj == other
        assert hash(obj) == hash(other)
        assert type(obj) is type(other)
        return other


TestObjects = Objects.TestCase
# The steps of one example are examples as well.
TestObjects.settings = settings(max_examples=max(1, settings().max_examples // 6), stateful_step_count=20)
