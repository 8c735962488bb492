"""Copies with other values for some members: by a method, by a function, by the standard library; and of what is unknown."""

from __future__ import annotations

import copy
import json
import sys
from typing import TYPE_CHECKING, Any

import attrs
import pytest

import realtime_wire as rw
from tests.declared import CLASSES, name_of
from tests.engine import toy

if TYPE_CHECKING:
    from collections.abc import Callable


def by_method(obj: Any, **changes: Any) -> Any:
    return obj.evolve(**changes)


def as_copy_does(obj: Any, **changes: Any) -> Any:
    return obj.__replace__(**changes)


COPIES: dict[str, Callable[..., Any]] = {
    "the method": by_method,
    "the function": rw.evolve,
    "__replace__": as_copy_does,
}
if sys.version_info >= (3, 13):
    COPIES["copy.replace"] = copy.replace

each_copy = pytest.mark.parametrize("copied", COPIES.values(), ids=COPIES)


@each_copy
def test_all_ways_to_copy_are_one(copied: Any) -> None:
    hello = toy.HelloEvent.from_dict({"type": "hello", "greeting": "Hi", "language": None, "token": "t0p", "vendor": 1})
    assert copied(hello) == hello
    assert copied(hello, greeting="Ho").to_dict() == {**hello.to_dict(), "greeting": "Ho"}
    # None makes a member absent, whether it was null or not, where `attrs.evolve` keeps a null.
    assert copied(hello, language=None).nulls == frozenset()
    assert attrs.evolve(hello, language=None).nulls == {"language"}
    # What has to be sent is sent.
    assert copied(toy.EchoEvent(words=None, reply_to="r"), reply_to=None).to_dict()["reply_to"] is None
    with pytest.raises(TypeError, match=r"HelloEvent.__init__\(\) got an unexpected keyword argument 'greting'$"):
        copied(hello, greting="Ho")


@pytest.mark.parametrize("cls", [*CLASSES, rw.Unknown, rw.UnknownEvent], ids=name_of)
def test_every_class_has_it(cls: Any) -> None:
    """On Python 3.13, attrs gives its own `__replace__` to each class that has none in its body."""
    base: Any = rw.Model if issubclass(cls, rw.Model) else rw.Unknown
    assert cls.__replace__ is base.__replace__


def test_attrs_does_not_make_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attr._make.PY_3_13_PLUS", True)

    @attrs.frozen
    class Plain:
        name: str

    @rw.frozen(kw_only=True)
    class Ours(rw.Model):
        name: str

    assert "__replace__" in vars(Plain)
    assert vars(Ours)["__replace__"] is rw.Model.__replace__


def test_a_method_of_ones_own_counts_everywhere() -> None:
    @rw.frozen(kw_only=True)
    class Careful(rw.Model):
        name: str | None = None

        def evolve(self, /, **changes: Any) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride, reportIncompatibleVariableOverride]
            return super().evolve(**{name: f"careful {value}" for name, value in changes.items()})

    @rw.frozen(kw_only=True)
    class More(Careful):
        more: str | None = None

    for copied in COPIES.values():
        assert copied(Careful(), name="a") == Careful(name="careful a")
        assert copied(More(), more="a") == More(more="careful a")

    @rw.frozen(kw_only=True)
    class Own(rw.Model):
        name: str | None = None

        def __replace__(self, /, **changes: Any) -> Any:
            return "mine"

    assert Own().__replace__(name="a") == "mine"


# What is unknown

RAW = {"type": "vendor.event", "a": {"b": [1, 1.0, None]}, "null": None, "z": "kept"}


@each_copy
@pytest.mark.parametrize("cls", [rw.UnknownEvent, rw.Unknown])
def test_what_is_unknown_is_edited_and_nothing_of_it_is_lost(cls: Any, copied: Any) -> None:
    unknown = cls.from_json(json.dumps(RAW))
    changed = copied(unknown, a=2, new=True)
    assert type(changed) is cls
    assert json.loads(changed.to_json()) == {**RAW, "a": 2, "new": True}
    assert [*changed.raw] == ["type", "a", "null", "z", "new"]
    assert changed.to_json() == b'{"type":"vendor.event","a":2,"null":null,"z":"kept","new":true}'
    assert unknown.to_dict() == RAW
    assert copied(unknown, z=None, absent=None).to_dict() == {name: RAW[name] for name in ("type", "a", "null")}
    assert copied(unknown) == unknown
    assert copied(unknown, type="other").type == "other"


def test_nulls_of_what_is_unknown() -> None:
    unknown = rw.UnknownEvent(RAW)
    assert unknown.with_null("a", "new").to_dict() == {**RAW, "a": None, "new": None}
    assert unknown.evolve(null=None).to_dict() == {name: RAW[name] for name in ("type", "a", "z")}
    assert unknown.with_null() == unknown


def test_objects_are_values_in_what_is_unknown() -> None:
    hello = toy.HelloEvent(greeting="Hi").with_null("language")
    changed = rw.UnknownEvent({"type": "x"}).evolve(item=hello, other=rw.Unknown({"type": "y"}))
    assert changed.to_dict() == {"type": "x", "item": hello.to_dict(), "other": {"type": "y"}}


def test_a_copy_shares_nothing_with_what_it_was_given() -> None:
    given: dict[str, Any] = {"list": [1]}
    changed = rw.UnknownEvent({}).evolve(given=given)
    given["list"].append(2)
    assert changed.raw["given"] == {"list": [1]}


@pytest.mark.parametrize(("value", "error"), [(object(), TypeError), (float("nan"), ValueError), (b"b", TypeError)])
def test_what_is_no_json_is_refused(value: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        rw.UnknownEvent({}).evolve(value=value)
