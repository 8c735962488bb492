"""Constructors and copies that are generated do what those of attrs do: same results, same errors, to the letter.

attrs' own constructor of a class stands behind the generated one, as what that wraps; a class that asks attrs for anything
special keeps its own.
"""

from __future__ import annotations

import copy
import inspect
import pickle
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from random import Random
from typing import Any, Literal, TypeAlias

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import realtime_wire as rw
from realtime_wire import Model
from realtime_wire._engine.build import Code, twin_of
from realtime_wire._engine.once import ByClass
from realtime_wire._engine.record import NOTHING, WITHOUT, Rest
from realtime_wire._engine.schema import members
from realtime_wire._engine.values import json_map
from tests import wire
from tests.declared import CLASSES, name_of
from tests.payloads import PAYLOADS

# Its private parts are what is tested here.
check: Any = import_module("realtime_wire._engine.check")
construct: Any = import_module("realtime_wire._engine.construct")


def any_(value: Any) -> Any:
    """Hide from checkers what they know of a value."""
    return value


# Classes that ask for nothing special, and are odd all the same


@rw.frozen(kw_only=True)
class Part(rw.Model):
    type: Literal["part"] = "part"
    text: str


# The types by other names, as those of the members below stand before them.
Text: TypeAlias = str
Whole: TypeAlias = int
Number: TypeAlias = float
Truth: TypeAlias = bool
Wholes: TypeAlias = tuple[int, ...]
Numbers: TypeAlias = tuple[float, ...]


@rw.frozen(kw_only=True)
class Builtin(rw.Model):
    """Its members are named like what generated code needs."""

    type: Text
    str: Text | None = None
    map: Wholes | None = rw.field(default=None, converter=rw.array)
    tuple: Number | None = None
    float: Numbers | None = rw.field(default=None, converter=rw.array)
    set: Part | None = None
    object: Truth | None = None
    look: Whole | None = None
    cls: Whole | None = None
    o: Whole | None = None
    s: Whole | None = None
    v: Whole | None = None
    changes: Whole | None = None
    rest: Whole | None = None
    plain: Literal["a", "b"] | None = None
    args: Whole | None = None
    values: Whole | None = None


@rw.frozen(kw_only=True)
class Required(rw.Model):
    name: str | None
    note: rw.Nullable[str | None] = None


@rw.frozen(kw_only=True)
class Sent(rw.Model):
    id: rw.AlwaysSent[str | None] = None
    text: str | None = None
    parts: rw.AlwaysSent[tuple[Part, ...] | None] = rw.field(default=None, converter=rw.array)


@rw.frozen(kw_only=True)
class More(Part):
    """One that is declared over another one, and needs less."""

    text: str | None = None  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleVariableOverride]
    note: str | None = None


ODD: list[type[Any]] = [Builtin, Required, Sent, More, Part]

# Classes that ask for something special


CHECKED: list[Any] = []


@rw.frozen(kw_only=True)
class Settling(rw.Model):
    name: str

    def __attrs_post_init__(self) -> None:
        CHECKED.append(self.name)


@rw.frozen(kw_only=True)
class Preparing(rw.Model):
    name: str

    def __attrs_pre_init__(self) -> None:
        CHECKED.append("before")


def short(_: Any, attribute: Any, value: str) -> None:
    if len(value) > 3:
        msg = f"{attribute.name} is too long"
        raise ValueError(msg)


@rw.frozen(kw_only=True)
class Validated(rw.Model):
    name: str = rw.field(validator=short)


@rw.frozen(kw_only=True)
class Made(rw.Model):
    name: str = rw.field(factory=lambda: "made")
    upper: str = rw.field(default=attrs.Factory(lambda self: self.name.upper(), takes_self=True))

    def __attrs_post_init__(self) -> None:
        """Do not check: a default would be sent without having been there."""


@rw.frozen(kw_only=True)
class Converted(rw.Model):
    name: str = rw.field(
        converter=attrs.Converter(lambda value, self: f"{value} of {type(self).__name__}", takes_self=True)  # type: ignore[misc]
    )


@rw.frozen
class Positional(rw.Model):
    name: str
    note: str | None = None


@rw.frozen(kw_only=True)
class Fixed(rw.Model):
    name: str | None = rw.field(init=False, default=None)
    note: str | None = None


@rw.frozen(kw_only=True)
class Own(rw.Model):
    """One with a constructor of its own."""

    name: str

    def __init__(self, first: str, last: str) -> None:
        any_(self).__attrs_init__(name=f"{first} {last}")


@rw.frozen(kw_only=True, init=False)
class NoConstructor(rw.Model):
    name: str | None = None


class Dressed(Part):
    """Not declared: its objects have a dict."""


class Shouting(Part):
    """Not declared, with a constructor of its own."""

    def __init__(self, text: str, **others: Any) -> None:
        super().__init__(text=text.upper(), **others)


SPECIAL: list[type[Any]] = [
    Settling,
    Preparing,
    Validated,
    Made,
    Converted,
    Positional,
    Fixed,
    Own,
    *(NoConstructor, Dressed, Shouting),
]


# How both are compared


def outcome(function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Any:
    """Return what comes of a call, or the type and the text of what it raises."""
    try:
        return picture(function(*arguments, **named))
    except Exception as error:  # noqa: BLE001  whatever attrs raises has to be raised here
        return type(error), str(error)


def picture(obj: Any) -> Any:
    """Tell all about an object, down to the identity of what is shared."""
    if isinstance(obj, Model):
        values = [picture(getattr(obj, a.name)) for a in attrs.fields(type(obj)) if a.name != "_rest"]
        rest: Any = any_(obj)._rest
        shared = "nothing" if rest is NOTHING else "without" if rest is WITHOUT else None
        return type(obj), values, rest.nulls, dict(rest.extra), shared
    if isinstance(obj, tuple):
        return tuple, [picture(item) for item in any_(obj)]
    return type(obj), repr(obj)


def by_attrs(cls: type[Any], /, *arguments: Any, **values: Any) -> Any:
    """Make an object by the constructor of attrs, and name the member that it refuses."""
    constructor: Any = cls.__init__
    obj = object.__new__(cls)
    constructor.__wrapped__(obj, *arguments, **values)
    return obj


def prepare(cls: type[Any]) -> None:
    """Have what is generated for a class made, whatever this object would need."""
    outcome(cls)


GIVEN: tuple[Any, ...] = (
    *(None, "", "x", "é", 0, 1, 2**70, True, 1.5, float("nan"), float("inf"), -0.0, (), [], {}, b"x", object),
    *(("x",), ["x"], [None], (1,), [1, 2.5], {"a": 1}, {"a": float("nan")}, {1: 2}, {"a": [(1,)]}, range(3), "auto"),
    *(Part(text="p"), [Part(text="p")], rw.ServerVad(), (rw.ServerVad(),), rw.Unknown({"type": "x"})),
    *(rw.UnknownEvent({"type": "x"}), rw.Unknown({"type": "server_vad"})),
    *(rw.McpToolFilter(read_only=True), rw.McpToolFilter(read_only=True).with_extra(type="x"), (float("nan"), True)),
)
"""What a member may be given, most of which has no place in most of them."""

RESTS = (
    *(NOTHING, WITHOUT, Rest({"x": [1]}, frozenset()), Rest({}, frozenset({"name"})), Rest({"type": "x"}, frozenset())),
    Rest({"x": 1}, frozenset({"text", "threshold", "instructions", "tools", "id", "voice"})),
)


def least(cls: type[Any]) -> dict[str, Any]:
    """Return values for what a class requires."""
    for payload in PAYLOADS.get(any_(cls), ()):
        obj = rw.structure(payload, any_(cls))
        return {m.name: getattr(obj, m.name) for m in members(cls)}
    values: dict[Any, dict[str, Any]] = {Builtin: {"type": "t"}, Required: {"name": "n"}, Part: {"text": "t"}}
    return values.get(cls, {})


def rests_of(cls: type[Any]) -> list[Rest]:
    """Return records that objects of a class may have."""
    nulls = frozenset([m.name for m in members(cls) if not m.required][1::2])
    return [
        # Where a null is insisted on, an object without more says that of itself.
        WITHOUT if construct.insisted_of(cls) else NOTHING,
        Rest({"x": [1]}, frozenset()),
        Rest({"x": None}, nulls),
        *([Rest({}, nulls)] if nulls else []),
    ]


# Constructors


each_class = pytest.mark.parametrize("cls", [*CLASSES, *ODD], ids=name_of)


@each_class
def test_it_is_generated_where_nothing_is_special(cls: Any) -> None:
    prepare(cls)
    assert cls.__init__.__code__.co_filename == "<realtime_wire __init__>"
    assert inspect.unwrap(cls.__init__).__code__.co_filename.startswith("<attrs generated")


@each_class
def test_each_member_takes_what_it_takes_with_attrs(cls: Any) -> None:
    values = least(cls)
    for name in (m.name for m in members(cls)):
        for value in GIVEN:
            given_ = {**values, name: value}
            assert outcome(cls, **given_) == outcome(by_attrs, cls, **given_), (name, value)
    for rest in RESTS:
        assert outcome(cls, **values, _rest=rest) == outcome(by_attrs, cls, **values, _rest=rest), rest
    for name in values:
        given_ = {other: value for other, value in values.items() if other != name}
        assert outcome(cls, **given_) == outcome(by_attrs, cls, **given_), name


@each_class
def test_what_is_fine_at_a_glance_is_fine_at_a_closer_look(cls: Any) -> None:
    """attrs' own constructor takes the same glance; what is wrong is told by the closer look alone."""
    for member in members(cls):
        code = Code("glance", "v")
        code.add(0, f"return bool({check.is_fine(code, member, 'v')})")
        glance = code.compile()
        for value in (*GIVEN, *least(cls).values(), Words("x"), Words("part")):
            fault = outcome(check.look_at, cls, member, value)
            assert not glance(value) or fault == picture(None), (member.name, value, fault)
        plain = least(cls).get(member.name)
        assert plain is None or glance(plain) or isinstance(plain, (Model, tuple, dict))


class Words(str):
    """Somebody's own string."""

    __slots__ = ()


@given(st.data(), st.integers(0, 2**32))
def test_many_members_at_once(data: st.DataObject, seed: int) -> None:
    cls: Any = data.draw(st.sampled_from([*CLASSES, *ODD]))
    luck = Random(seed)  # noqa: S311  luck is all that is asked
    values = dict(least(cls))
    for member in members(cls):
        if luck.random() < 0.2:
            values[member.name] = luck.choice(GIVEN)
    rest = luck.choice(RESTS)
    assert outcome(cls, **values, _rest=rest) == outcome(by_attrs, cls, **values, _rest=rest)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((), {"nothing": 1}),
        ((), {}),
        (("x",), {}),
        (("x",), {"text": "x"}),
        ((), {"text": "x", "self": 1}),
        ((), {"text": "x", "rest": NOTHING}),
        ((), {"text": "x", "args": 1, "values": 2}),
    ],
    ids=str,
)
def test_wrong_arguments_are_refused_in_the_same_words(arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
    class Fresh(Part):
        pass

    fresh = rw.frozen(kw_only=True)(type("Fresh", (Part,), {"__annotations__": {"note": "str"}}))
    for cls in (Part, fresh, fresh):  # the second time, it is there
        made = outcome(cls, *arguments, **named)
        assert made == outcome(by_attrs, cls, *arguments, **named)
        assert made[0] is TypeError
    assert outcome(Fresh, *arguments, **named) == outcome(by_attrs, Part, *arguments, **named)


def test_the_texts_of_some_errors() -> None:
    errors = [
        (any_(Part), "Part.__init__() missing 1 required keyword-only argument: 'text'"),
        (lambda: any_(Part)(text="t", a=1), "Part.__init__() got an unexpected keyword argument 'a'"),
        (lambda: any_(Part)("t"), "Part.__init__() takes 1 positional argument but 2 were given"),
        (lambda: any_(Part)(text=1), "Part.text: expected string, found integer"),
        (lambda: any_(Part)(type="x", text=""), 'Part.type: expected "part", found another string'),
        (lambda: any_(Part)(text=None), "Part.text: expected string, found null"),
        (lambda: any_(Part(text="t")).evolve(a=1), "Part.__init__() got an unexpected keyword argument 'a'"),
        (lambda: any_(Part(text="t")).evolve(text=1), "Part.text: expected string, found integer"),
    ]
    for make, message in errors:
        assert outcome(make) == (TypeError, message)


def test_members_may_be_named_like_anything() -> None:
    part = Part(text="p")
    values: dict[str, Any] = dict.fromkeys(("look", "cls", "o", "s", "v", "changes", "rest", "args", "values"), 1)
    values |= {"type": "t", "str": "s", "map": [1, 2], "tuple": 1.5, "float": [0.5], "set": part, "object": True}
    obj = any_(Builtin)(**values, plain="a")
    assert obj == by_attrs(Builtin, **values, plain="a") == Builtin.from_json(obj.to_json())
    assert (obj.map, obj.float, obj.set, obj.changes, obj.plain) == ((1, 2), (0.5,), part, 1, "a")
    for name, value in values.items():
        assert picture(obj.evolve(**{name: value})) == picture(obj)
        assert getattr(obj.evolve(**{name: None} if name != "type" else {"type": "u"}), name) in (None, "u")


def test_an_array_is_taken_from_any_iterable_once() -> None:
    for value in (["x"], iter(["x"]), (each for each in "x"), {"x": 1}.keys()):
        assert rw.RealtimeSession(output_modalities=any_(value)).output_modalities == ("x",)
    same = ("x",)
    assert rw.RealtimeSession(output_modalities=any_(same)).output_modalities is same

    class Values(tuple[Any, ...]):
        """Somebody's own tuple."""

        __slots__ = ()

    assert type(rw.RealtimeSession(output_modalities=any_(Values("x"))).output_modalities) is tuple


def test_what_was_a_null_and_has_a_value_is_none_any_more() -> None:
    rest = Rest({"x": 1}, frozenset({"threshold", "idle_timeout_ms"}))
    made = any_(rw.ServerVad)(threshold=0.5, _rest=rest)
    assert (made.nulls, made.extra) == ({"idle_timeout_ms"}, {"x": 1})
    assert any_(rw.ServerVad)(threshold=0.5, _rest=Rest({}, frozenset({"threshold"})))._rest is NOTHING
    assert any_(rw.ServerVad)(_rest=rest)._rest is rest


def test_a_copy_with_a_value_for_a_null() -> None:
    null = rw.ServerVad().with_null("threshold", "idle_timeout_ms")
    assert null.evolve(threshold=None).nulls == null.evolve(threshold=0.5).nulls == {"idle_timeout_ms"}
    assert any_(null.evolve(threshold=None, idle_timeout_ms=None))._rest is NOTHING
    assert null.evolve(silence_duration_ms=1).nulls == null.nulls


def test_what_has_to_be_sent() -> None:
    assert [Sent().nulls, Sent(id="i").nulls, Sent(id="i", parts=()).nulls] == [{"id", "parts"}, {"parts"}, frozenset()]
    assert any_(Sent(id="i", parts=()))._rest is WITHOUT
    all_changes: list[dict[str, Any]] = [{}, {"id": None}, {"id": "j"}, {"text": "t"}, {"parts": []}]
    all_changes += [{"id": None, "parts": None}]
    for obj in (Sent(), Sent(id="i"), Sent.from_json("{}"), Sent.from_json('{"id":null,"x":1}')):
        for changes in all_changes:
            rest = construct.carried(Sent, any_(obj)._rest, changes)
            copied = obj.evolve(**changes)
            assert picture(copied) == picture(by_attrs(Sent, **{**as_values(obj), **changes}, _rest=rest))


def as_values(obj: Model) -> dict[str, Any]:
    return {m.name: getattr(obj, m.name) for m in members(type(obj))}


def test_the_class_of_a_new_object_is_its_own() -> None:
    for cls in (*CLASSES, *ODD):
        values = least(cls)
        made = outcome(cls, **values)
        if made[0] is cls:
            obj = any_(cls)(**values)
            assert type(obj) is cls
            assert twin_of(any_(cls)) is not type(obj.evolve())
            with pytest.raises(attrs.exceptions.FrozenInstanceError):
                obj.type = "x"


# What people ask of a constructor


@each_class
def test_it_looks_like_that_of_attrs(cls: Any) -> None:
    prepare(cls)
    plain = inspect.unwrap(cls.__init__)
    parameters = {**inspect.signature(cls.__init__).parameters}
    assert [*inspect.signature(plain).parameters] == ["self", "_rest", *[*parameters][1:]]
    del parameters["self"]
    assert parameters == inspect.signature(cls).parameters
    for name in ("__doc__", "__qualname__", "__module__", "__annotations__", "__name__"):
        assert getattr(cls.__init__, name) == getattr(plain, name), name


def test_it_looks_so_before_its_first_use() -> None:
    fresh: Any = rw.frozen(kw_only=True)(type("Fresh", (Part,), {"__annotations__": {"note": "int"}}))
    before = fresh.__init__
    assert str(inspect.signature(before)) == "(self, *, type: Literal['part'] = 'part', text: str, note: int) -> None"
    assert before.__qualname__ == "Fresh.__init__"
    assert fresh(text="t", note=1) == fresh(text="t", note=1)
    assert fresh.__init__ is not before
    # Whoever has kept it may go on with it, and so may subclasses.
    obj, made = object.__new__(fresh), fresh.__init__
    before(obj, text="t", note=1)
    assert fresh.__init__ is made
    assert obj == fresh(text="t", note=1)


# Copies


@each_class
def test_a_copy_is_what_attrs_would_make(cls: Any) -> None:
    luck = Random(name_of(cls))  # noqa: S311  luck is all that is asked
    values = least(cls)
    if outcome(cls, **values)[0] is not cls:
        return
    for rest in rests_of(cls):
        obj = any_(cls)(**values, _rest=rest)
        assert (
            picture(attrs.evolve(obj))
            == picture(obj.evolve())
            == picture(by_attrs(cls, **as_values(obj), _rest=obj._rest))
        )
        for name in luck.sample([*values], min(len(values), 4)):
            for value in GIVEN:
                change = {name: value}
                carried = construct.carried(cls, obj._rest, change)
                expected = outcome(by_attrs, cls, **{**as_values(obj), **change}, _rest=carried)
                assert outcome(obj.evolve, **change) == expected, change
                assert outcome(attrs.evolve, obj, _rest=carried, **change) == expected, change


@given(st.data())
def test_copies_of_any_object(data: st.DataObject) -> None:
    cls: Any = data.draw(st.sampled_from([*CLASSES]))
    one, other = data.draw(wire.objects(cls)), data.draw(wire.objects(cls))
    names = data.draw(st.lists(st.sampled_from([m.name for m in members(cls)]), unique=True))
    changes = {name: getattr(other, name) for name in names}
    rest = construct.carried(cls, one._rest, changes)
    expected = outcome(by_attrs, cls, **{**as_values(one), **changes}, _rest=rest)
    assert outcome(one.evolve, **changes) == outcome(attrs.evolve, one, _rest=rest, **changes) == expected


def test_a_copy_looks_at_nothing_but_what_changes() -> None:
    session = rw.RealtimeSession(instructions="i")
    object.__setattr__(session, "model", 5)  # past all checks
    assert session.evolve(instructions="j").model == any_(5)
    with pytest.raises(TypeError, match=r"^RealtimeSession\.model: expected string, found integer$"):
        session.evolve(model=any_(5))
    original = rw.RealtimeFunctionTool.from_dict({"type": "function", "parameters": {"a": [1]}})
    parameters = original.parameters
    assert original.evolve(name="n").parameters is parameters


def test_a_change_is_a_copy_of_what_is_given() -> None:
    parameters: dict[str, Any] = {"a": [1]}
    tool = rw.RealtimeFunctionTool().evolve(parameters=parameters)
    parameters["a"].append(2)
    assert tool.parameters == {"a": [1]}


def test_a_copy_takes_no_record() -> None:
    for obj in (any_(Part)(text="t"), any_(Positional)("n")):
        with pytest.raises(TypeError, match="_rest"):
            obj.evolve(_rest=NOTHING)


@pytest.mark.parametrize("cls", [*ODD, rw.ServerVad, rw.RealtimeSession, rw.ErrorEvent], ids=name_of)
def test_objects_travel(cls: Any) -> None:
    obj = any_(cls)(**least(cls)).with_extra(x=1)
    copies = [copy.copy(obj), copy.deepcopy(obj), obj.evolve(), attrs.evolve(obj)]
    copies += [pickle.loads(pickle.dumps(obj, protocol)) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]  # noqa: S301  our own
    if sys.version_info >= (3, 13):
        copies.append(copy.replace(obj))
        for name in [m.name for m in members(cls) if not m.required]:
            assert copy.replace(obj, **{name: None}) == obj.evolve(**{name: None})
    for each in copies:
        assert picture(each) == picture(obj)
        assert (each, hash(each)) == (obj, hash(obj))


# What is special


@pytest.mark.parametrize("cls", SPECIAL, ids=lambda cls: cls.__name__)
def test_what_is_special_is_left_to_attrs(cls: Any) -> None:
    assert not construct._is_ordinary(cls)


def test_own_hooks_of_construction_run() -> None:
    CHECKED.clear()
    Settling(name="a").evolve(name="b")
    assert CHECKED == ["a", "b"]
    assert Settling(name=any_(1)).name == any_(1)  # it checks what it likes
    CHECKED.clear()
    for _ in range(2):
        assert Preparing(name="a").name == "a"
    assert CHECKED == ["before"] * 2
    with pytest.raises(TypeError, match=r"^Preparing\.name: expected string, found integer$"):
        Preparing(name=any_(1))


def test_own_validators_factories_and_converters() -> None:
    for _ in range(2):
        with pytest.raises(ValueError, match="name is too long"):
            Validated(name="long")
        assert (Made().name, Made().upper, Made(name="n").upper) == ("made", "MADE", "N")
        assert Converted(name="n").name == "n of Converted"
    with pytest.raises(ValueError, match="name is too long"):
        Validated(name="n").evolve(name="long")


def test_arguments_by_place_and_none() -> None:
    for _ in range(2):
        assert Positional("n", "x") == Positional(name="n", note="x")
    assert Positional("n").evolve(note="x") == Positional("n", "x")
    assert (any_(Fixed)(note="n").name, any_(Fixed)().evolve(note="n").note) == (None, "n")
    with pytest.raises(TypeError, match="unexpected keyword argument 'name'"):
        any_(Fixed)(name="n")


def test_constructors_of_ones_own() -> None:
    for _ in range(2):
        assert any_(Own)("a", "b").name == "a b"
        assert any_(Own)(first="a", last="b").to_dict() == {"name": "a b"}
        with pytest.raises(TypeError, match="unexpected keyword argument 'name'"):
            any_(NoConstructor)(name="n")
        assert any_(NoConstructor.from_dict({"name": "n"})).name == "n"
        assert any_(Shouting)("a").text == "A"
        assert Dressed(text="t").text == "t"
    assert type(Dressed(text="t").evolve(text="u")) is Dressed
    assert any_(Shouting)("a").evolve(text="b").text == "B"
    with pytest.raises(TypeError, match=r"^Dressed\.text: expected string, found integer$"):
        Dressed(text=any_(1))
    assert Own.from_dict({"name": "n"}).to_dict() == {"name": "n"}


class OddError(ValueError):
    """One that is not made of a message alone."""

    def __init__(self, number: int, word: str) -> None:
        super().__init__(number, word)


def odd(value: Any) -> Any:
    if value == "odd":
        raise OddError(1, "x")
    return value


@rw.frozen(kw_only=True)
class Converting(rw.Model):
    first: tuple[str, ...] | None = rw.field(default=None, converter=rw.array)
    second: tuple[str, ...] | None = rw.field(default=None, converter=rw.array)
    free: Mapping[str, Any] | None = rw.field(default=None, converter=json_map)
    odd: str | None = rw.field(default=None, converter=odd)


@rw.frozen(kw_only=True)
class Prepared(Converting):
    """It asks attrs for something special."""

    def __attrs_pre_init__(self) -> None:
        pass


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "the first": (
        {"first": "a"},
        ".first: an array is made from a list or another iterable of its elements, not from str",
    ),
    "another": (
        {"first": iter("a"), "second": b"b"},
        ".second: an array is made from a list or another iterable of its elements, not from bytes",
    ),
    "no JSON": ({"free": {"a": {1}}}, ".free: set is not a JSON value"),
    "no number": ({"free": {"a": float("inf")}}, ".free: inf is not a JSON number"),
    "what is no iterable": ({"second": 1}, ".second: 'int' object is not iterable"),
}


@pytest.mark.parametrize("case", REFUSED)
@pytest.mark.parametrize("cls", [Converting, Prepared])
def test_what_a_converter_refuses_is_named(cls: Any, case: str) -> None:
    for _ in range(2):
        values, message = REFUSED[case]
        values = {name: iter("a") if name == "first" and len(values) > 1 else value for name, value in values.items()}
        makers = [cls, cls().evolve] if len(values) == 1 else [cls]
        for make in makers:
            with pytest.raises((TypeError, ValueError), match=f"^{cls.__name__}{message}$") as caught:
                make(**values)
            assert caught.value.__cause__ is None
            assert caught.value.__suppress_context__


def failing() -> Iterator[str]:
    yield "a"
    msg = "nothing more"
    raise ValueError(msg)


@pytest.mark.parametrize("cls", [Converting, Prepared])
def test_what_others_raise_meanwhile_is_raised_as_it_is(cls: Any) -> None:
    for make in (cls, cls().evolve):
        with pytest.raises(OddError, match=r"^\(1, 'x'\)$"):
            make(odd="odd")
        with pytest.raises(ValueError, match=r"^nothing more$"):
            make(first=failing())


def test_the_bases_are_nobodys_objects() -> None:
    for _ in range(2):
        with pytest.raises(
            TypeError, match=r"^Model is what the classes have in common: make an object of one of them$"
        ):
            rw.Model()


def test_where_the_class_of_an_object_cannot_change(monkeypatch: pytest.MonkeyPatch) -> None:
    build: Any = import_module("realtime_wire._engine.build")
    monkeypatch.setattr(build, "TWINS", False)
    monkeypatch.setattr(build, "_MADE", ByClass(build._twin_or_none))
    fresh: Any = rw.frozen(kw_only=True)(type("Fresh", (Part,), {"__annotations__": {"note": "int"}}))
    made = fresh(text="t", note=1)
    assert fresh.__init__.__code__.co_filename != "<realtime_wire __init__>"
    assert made.evolve(note=2) == fresh(text="t", note=2)
    with pytest.raises(TypeError, match=r"^Fresh\.note: expected integer, found string$"):
        made.evolve(note="x")
