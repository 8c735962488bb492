"""How classes and protocols are declared: what is taken, what is refused, and in which words."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, cast

import attrs
import pytest

from realtime_wire._engine import codec
from realtime_wire._engine.codec import BaseDecoder
from realtime_wire._engine.model import Model, field, frozen
from realtime_wire._engine.places import AlwaysSent, AudioData
from realtime_wire._engine.protocol import Protocol
from realtime_wire._engine.unknown import UnknownEvent
from realtime_wire._engine.values import array
from tests.backends import BACKENDS
from tests.engine.toy import TOY, EchoEvent, HelloEvent, SayEvent, ServerEvent

if TYPE_CHECKING:
    from collections.abc import Callable


def declared(**members: Any) -> Any:
    """Declare a class `Odd` with members: their annotations, or these with their fields."""
    namespace: dict[str, Any] = {"__module__": __name__, "__annotations__": {}}
    for name, given in members.items():
        annotation, *fields = cast("Any", given if isinstance(given, tuple) else (given,))
        namespace["__annotations__"][name] = annotation
        if fields:
            namespace[name] = fields[0]
    return frozen(kw_only=True)(type("Odd", (Model,), namespace))


def without_a_base() -> None:
    @frozen(kw_only=True)
    class Odd:  # pyright: ignore[reportUnusedClass]  it cannot even be declared
        said: str


def undecorated() -> None:
    class Odd(HelloEvent):
        volume: int | None = None

    codec.decode(b'{"type":"hello","greeting":""}', Odd)


def with_options(**options: Any) -> Callable[[], object]:
    return lambda: frozen(**options)(type("Odd", (Model,), {"__annotations__": {"said": str}}))


UNDERSCORE = (
    "Odd._note: the name of a member does not begin with an underscore; what is no member in JSON is a property"
)
TAKEN = "objects have a method or property of that name; left undeclared, the member is in `extra`"
BY_NAME = "a member counts in comparisons, and constructors take it by its own name"

REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "no base": (without_a_base, "Odd is not declared over realtime_wire.Model"),
    "no decorator": (undecorated, "Odd is not declared with realtime_wire.frozen"),
    "repr": (with_options(kw_only=True, repr=True), "realtime_wire.frozen takes no repr: that is as `Model` has it"),
    "eq, slots": (
        with_options(eq=True, slots=False),
        "realtime_wire.frozen takes no eq, slots: that is as `Model` has it",
    ),
    "private": (lambda: declared(_note=(str, None)), UNDERSCORE),
    "extra": (lambda: declared(extra=str), f"Odd.extra: {TAKEN}"),
    "evolve": (lambda: declared(evolve=str), f"Odd.evolve: {TAKEN}"),
    "alias": (lambda: declared(said=(str, field(alias="told"))), f"Odd.said: {BY_NAME}"),
    "uncompared": (lambda: declared(said=(str, field(eq=False))), f"Odd.said: {BY_NAME}"),
    "list": (
        lambda: codec.decode(b"{}", declared(said=list[str])),
        "Odd.said: no JSON is described by list[str]: an array is a tuple[..., ...]",
    ),
    "names": (
        lambda: codec.decode(b"{}", declared(said=tuple[Mapping[int, str], ...])),
        "no JSON is described by collections.abc.Mapping[int, str]: an object is a Mapping[str, ...]",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refused(what: str) -> None:
    declare, message = REFUSED[what]
    with pytest.raises(TypeError) as caught:
        declare()
    assert str(caught.value) == message


def test_how_a_member_is_shown_is_up_to_its_field() -> None:
    cls = declared(pin=(str, field(repr=False)), word=(str, field(repr=lambda word: str(len(word)))), text=str)
    assert repr(cls(pin="1234", word="abc", text="x")) == "Odd(word=3, text='x')"


def test_the_name_of_today_is_the_one_that_objects_are_built_with() -> None:
    """To Python, the two annotations are one."""
    one = declared(type=(Literal["old", "new"], "old"))
    other = declared(type=(Literal["new", "old"], "new"))
    assert Protocol("one", server=one, client=None).wire_names(one) == ("old", "new")
    assert Protocol("other", server=other, client=None).wire_names(other) == ("new", "old")
    assert other().type == "new"


def test_what_is_required_is_sent_anyway() -> None:
    always = cast("Any", AlwaysSent)[str]
    cls = declared(said=always)
    assert cls(said=None).nulls == frozenset()
    assert codec.decode(cls(said=None).to_json(), cls) == cls(said=None)
    assert cls(said=None).to_dict() == {"said": None}


# Free-form JSON, wherever it stands

FREE_FORM: list[tuple[Any, Any]] = [
    (Any, {"a": [1, {"b": None}]}),
    (Any, [1.0, [True], {}]),
    (Any, "text"),
    (Mapping[str, Any], {"a": [1]}),
    (tuple[Mapping[str, Any], ...], [{"a": [1]}, {}]),
    (tuple[Any, ...], [[1], {"a": {}}, None]),
    (Mapping[str, Mapping[str, Any]], {"a": {"b": [1]}}),
    (Mapping[str, tuple[Mapping[str, str], ...]], {"a": [{"b": "c"}]}),
    (Mapping[str, SayEvent], {"a": {"type": "say"}}),
    (Mapping[str, Mapping[str, SayEvent]], {"a": {"b": {"type": "say"}}}),
    (Literal["all"] | Mapping[str, Any], {"a": [1]}),
    (Literal["all"] | Mapping[str, Any], "all"),
    (Mapping[str, Any] | tuple[Mapping[str, Any], ...], [{"a": [1]}]),
    (tuple[tuple[int, ...], ...], [[1, 2], []]),
]


def changed(value: Any) -> bool:
    """Try to change JSON at all depths; tell whether that worked anywhere."""
    done = False
    if isinstance(value, dict):
        value = cast("dict[str, Any]", value)
        done = any([changed(item) for item in value.values()])  # noqa: C419  all of them
        try:
            value["changed"] = 1
        except TypeError:
            return done
        return True
    if isinstance(value, (list, tuple)):
        value = cast("Any", value)
        done = any([changed(item) for item in value])  # noqa: C419  the same
        if isinstance(value, list):
            try:
                cast("Any", value).append(1)
            except TypeError:
                return done
            return True
    return done


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("annotation", "value"), FREE_FORM, ids=repr)
def test_free_form(annotation: Any, value: Any, backend: Any) -> None:
    for cls in (
        declared(x=annotation),
        declared(x=(annotation | None, None)) if annotation is not Any else declared(x=(Any, None)),
    ):
        payload = {"x": value}
        given = copy.deepcopy(value)
        built, plain = cls.from_dict(payload), codec.to_dict(cls.from_dict(payload))
        read = BaseDecoder[Any, Any](cls, backend=backend).decode(codec.encode(built))
        assert read == built
        assert hash(read) == hash(built)
        assert plain == payload == read.to_dict()
        copies = [built.evolve(), read.evolve(), attrs.evolve(read), copy.copy(read)]
        for each in copies:
            assert each == built
            assert codec.encode(each) == codec.encode(built)
        if "SayEvent" not in str(annotation):
            made = cls(x=given)
            assert made == built
            before = hash(made)
            changed(given)  # what was given is nobody's any more
            assert made == built
            assert hash(made) == before
            for each in (made, read, built):
                assert not changed(each.x)
                assert each == built


def test_free_form_is_json() -> None:
    cls = declared(x=tuple[Mapping[str, Any], ...])
    with pytest.raises(ValueError, match=r"^Odd\.x: nan is not a JSON number$"):
        cls(x=[{"a": float("nan")}])
    with pytest.raises(TypeError, match=r"^Odd\.x: set is not a JSON value$"):
        cls(x=[{"a": {1}}])
    with pytest.raises(TypeError, match=r"^Odd\.x: set is not a JSON value$"):
        declared(x=Any)(x={1})
    with pytest.raises(ValueError, match=r"^Odd\.x: inf is not a JSON number$"):
        declared(x=Any)(x=float("inf"))
    assert declared(x=(tuple[Mapping[str, Any], ...], field(converter=array)))(x=iter([{"a": [1]}])).x == ({"a": [1]},)


# Protocols


@frozen(kw_only=True)
class LateHelloEvent(Model):
    """Shares one of two names with another class."""

    type: Literal["utter"] = "utter"
    late: bool | None = None


@frozen(kw_only=True)
class LouderEvent(SayEvent):
    """Is more of another class, under one of its two names."""

    type: Literal["say"] = "say"
    loud: bool | None = None


@frozen(kw_only=True)
class TextNoteEvent(Model):
    type: Literal["note"] = "note"
    form: Literal["text"] = "text"


@frozen(kw_only=True)
class AudioNoteEvent(Model):
    type: Literal["note"] = "note"
    form: Literal["audio"] = "audio"
    audio: AudioData


@frozen(kw_only=True)
class NewTextNoteEvent(TextNoteEvent):
    author: str | None = None


def test_what_takes_a_place_takes_no_other() -> None:
    louder = TOY.extended("louder", client=LouderEvent)
    assert louder.event_class("say") is LouderEvent
    assert louder.event_class("utter") is SayEvent
    notes = TOY.extended("notes", client=TextNoteEvent | AudioNoteEvent)
    newer = notes.extended("newer", client=NewTextNoteEvent)
    assert type(codec.decode(b'{"type":"note","form":"audio","audio":""}', newer.event)) is AudioNoteEvent
    assert type(codec.decode(b'{"type":"note","form":"text"}', newer.event)) is NewTextNoteEvent
    # A subclass leaves to its base what only that has. Another class stands for all that it is taken for.
    late = TOY.extended("late", client=LateHelloEvent)
    assert late.event_class("utter") is LateHelloEvent
    assert late.event_class("say") is None


def noted(**tags: str) -> Any:
    """Declare a class of the type `note` with more tags."""
    return declared(**{name: (cast("Any", Literal)[value], value) for name, value in {"type": "note", **tags}.items()})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({"role": "user", "form": "text"}, {"form": "audio"}, id="a tag that only one has"),
        pytest.param({"role": "user", "form": "text"}, {"role": "user", "form": "audio"}, id="a tag that is the same"),
    ],
)
def test_the_tag_that_tells_apart_is_found(one: dict[str, str], other: dict[str, str]) -> None:
    classes = noted(**one), noted(**other)
    for first, second in (classes, classes[::-1]):
        protocol = Protocol("notes", server=first | second, client=None)
        for cls in classes:
            for backend in BACKENDS:
                assert type(BaseDecoder[Any, Any](protocol.event, backend=backend).decode(cls().to_json())) is cls


def test_what_is_streamed_is_nothing_but_audio() -> None:
    assert TOY.extended("notes", client=TextNoteEvent | AudioNoteEvent).streamed == TOY.streamed
    assert TOY.extended("audio", client=AudioNoteEvent).streamed == TOY.streamed | {"note"}


def test_a_protocol_of_one_side() -> None:
    one = Protocol("one", server=ServerEvent, client=None, starts=HelloEvent)
    assert one.starts == (HelloEvent,)
    assert one.senders == {"hello": "server", "echo": "server"}
    assert one.streamed == frozenset()
    assert type(codec.decode(b'{"type":"say"}', one.event)) is UnknownEvent
    assert one.extended("two", client=SayEvent).sender_of("utter") == "client"
    assert Protocol("none", server=None, client=SayEvent).senders == {"say": "client", "utter": "client"}


@pytest.mark.parametrize("union", [[HelloEvent], "hello", 5, Literal["hello"]])
def test_no_unions(union: Any) -> None:
    for name in ("server", "client"):
        sides: dict[str, Any] = {"server": HelloEvent, "client": SayEvent, name: union}
        with pytest.raises(
            TypeError, match=rf"^{name} is an event class or a union of such, A \| B \| UnknownEvent, or None$"
        ):
            Protocol("odd", **sides)
        with pytest.raises(
            TypeError, match=rf"^{name} is an event class or a union of such, A \| B \| UnknownEvent, or None$"
        ):
            TOY.extended("odd", **{name: union})


def test_facts_are_given_by_a_function() -> None:
    facts: Any = {}
    with pytest.raises(
        TypeError, match=r"^facts is a function that gives the table, not a dict: put a lambda before it$"
    ):
        Protocol("odd", server=HelloEvent, client=None, facts=facts)


def test_beginnings_and_answers_are_events() -> None:
    for odd in (
        Protocol("odd", server=HelloEvent, client=SayEvent, starts=[EchoEvent]),
        Protocol("odd", server=HelloEvent, client=SayEvent, answer=EchoEvent),
        Protocol("odd", server=HelloEvent, client=SayEvent, opening=EchoEvent),
    ):
        with pytest.raises(TypeError, match=r"^EchoEvent is no event of the protocol odd$"):
            odd.sender_of("hello")
