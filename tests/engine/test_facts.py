"""Facts: what a protocol tells of its events, and the words in which it does."""

from __future__ import annotations

import ast
import inspect
from typing import TYPE_CHECKING, Any, Literal, get_args

import attrs
import pytest

from realtime_wire import facts as public
from realtime_wire._engine import facts
from realtime_wire._engine.model import frozen
from realtime_wire._engine.protocol import Protocol
from realtime_wire._engine.unknown import UnknownEvent
from tests.engine.toy import TOY, EchoEvent, HelloEvent, SayEvent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from realtime_wire._engine.facts import Fact, Teller


def echoed(event: EchoEvent) -> Iterable[Fact]:
    yield facts.Said(None, "echo", event.words or "")
    if event.reply_to is not None:
        yield facts.Deleted(event.reply_to)


def test_the_public_module_is_this_one() -> None:
    assert {name: vars(public)[name] for name in facts.__all__} == {name: vars(facts)[name] for name in facts.__all__}
    # pytest adds names with an @ to modules of a distribution that has a plugin.
    assert {name for name in vars(public) if not name.startswith(("_", "@"))} == set(facts.__all__)


TELLING = attrs.evolve(TOY, facts=lambda: {EchoEvent: echoed})


@frozen(kw_only=True)
class LoudEchoEvent(EchoEvent):
    """An echo of another class."""

    loudness: float | None = None


@frozen(kw_only=True)
class OddEchoEvent(EchoEvent):
    """An echo of a type of its own, which tells something else."""

    type: Literal["odd"] = "odd"  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleVariableOverride]


def test_facts_of_an_event() -> None:
    event = EchoEvent(words="Hi", reply_to="e1")
    assert list(TELLING.facts_of(event)) == [facts.Said(None, "echo", "Hi"), facts.Deleted("e1")]


@pytest.mark.parametrize("event", [HelloEvent(greeting="Hi"), SayEvent(), UnknownEvent({}), "text", None], ids=repr)
def test_what_tells_nothing(event: object) -> None:
    assert list(TELLING.facts_of(event)) == []
    assert list(TOY.facts_of(event)) == []


def test_a_protocol_need_not_tell_anything() -> None:
    assert list(TOY.facts_of(EchoEvent(words="Hi"))) == []


def test_an_event_of_a_subclass_tells_what_its_base_does() -> None:
    assert list(TELLING.facts_of(LoudEchoEvent(words="Hi"))) == [facts.Said(None, "echo", "Hi")]


def test_a_protocol_is_extended_by_facts() -> None:
    def odd(_: OddEchoEvent) -> Iterable[Fact]:
        return (facts.Key("#"),)

    extended = TELLING.extended(
        "odd", server=OddEchoEvent, facts=lambda: {**TELLING.facts(), OddEchoEvent: odd, HelloEvent: odd}
    )
    assert list(extended.facts_of(OddEchoEvent(words=None))) == [facts.Key("#")]
    assert list(extended.facts_of(HelloEvent(greeting=""))) == [facts.Key("#")]
    assert list(extended.facts_of(EchoEvent(words="Hi"))) == [facts.Said(None, "echo", "Hi")]
    assert list(TELLING.facts_of(OddEchoEvent(words="Hi"))) == [facts.Said(None, "echo", "Hi")]


def test_the_table_is_read_once_and_when_it_is_needed() -> None:
    read: list[int] = []

    def table() -> Mapping[type, Teller]:
        read.append(1)
        return {EchoEvent: echoed}

    protocol = Protocol("lazy", TOY.server, TOY.client, facts=table)
    assert (protocol.event_class("echo"), read) == (EchoEvent, [])
    for _ in range(2):
        assert len(list(protocol.facts_of(EchoEvent(words="Hi")))) == 1
        assert len(list(protocol.facts_of(SayEvent()))) == 0
    assert read == [1]


# The words


CLASSES = [
    thing
    for thing in map(vars(facts).__getitem__, facts.__all__)
    if isinstance(thing, type) and thing.__module__ == facts.__name__  # Python 3.10 takes an alias for a type
]


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_class_and_every_field_has_a_docstring(cls: type[Any]) -> None:
    (tree,) = ast.parse(inspect.getsource(cls)).body
    assert isinstance(tree, ast.ClassDef)
    assert ast.get_docstring(tree)
    described = {
        field.target.id
        for field, text in zip(tree.body, tree.body[1:], strict=False)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant)
    }
    assert described == {*cls.__annotations__}


def test_facts_are_immutable_and_compared_by_what_they_say() -> None:
    fact = facts.Said("a1", "assistant", "Hi")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        fact.text = "Ho"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    assert fact == facts.Said("a1", "assistant", "Hi", 0)
    assert fact != facts.Said("a1", "assistant", "Hi", whole=True)


def test_all_words_are_public() -> None:
    for alias in (facts.Fact, facts.Content, facts.Part):
        assert {cls.__name__ for cls in get_args(alias)} <= {*facts.__all__}
