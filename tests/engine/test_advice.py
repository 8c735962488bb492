"""Advice of a protocol: its table, and what many tables need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pytest

import realtime_wire as rw
from realtime_wire._engine import advice
from realtime_wire._engine.protocol import Protocol
from tests.engine.toy import TOY, EchoEvent, SayEvent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from realtime_wire._engine.advice import Adviser, Told


@rw.frozen(kw_only=True)
class Coat(rw.Model):
    colour: str | None = None
    size: int | None = None
    owner: rw.AlwaysSent[str] = None


def torn(obj: Coat) -> Iterator[Told]:
    yield ("size",), "is too large", "shrink it" if obj.size else ""


ADVISING = TOY.extended("advising", advice=lambda: {Coat: torn})


@rw.frozen(kw_only=True)
class LongCoat(Coat):
    """One more."""

    length: int | None = None


def test_a_table_is_asked_by_class() -> None:
    assert list(ADVISING.advice_on(Coat(size=5))) == [(("size",), "is too large", "shrink it")]
    assert list(ADVISING.advice_on(LongCoat())) == [(("size",), "is too large", "")]
    assert list(ADVISING.advice_on(EchoEvent(words="Hi"))) == []
    assert list(TOY.advice_on(Coat(size=5))) == []


def test_the_table_is_read_once_and_when_it_is_needed() -> None:
    read: list[int] = []

    def table() -> Mapping[type, Adviser]:
        read.append(1)
        return {Coat: torn}

    protocol = Protocol("lazy", TOY.server, TOY.client, advice=table)
    assert (protocol.event_class("echo"), read) == (EchoEvent, [])
    for _ in range(2):
        assert len(list(protocol.advice_on(Coat()))) == 1
        assert len(list(protocol.advice_on(SayEvent()))) == 0
    assert read == [1]


def test_a_table_is_no_function() -> None:
    with pytest.raises(
        TypeError, match=r"^advice is a function that gives the table, not a dict: put a lambda before it$"
    ):
        Protocol("odd", None, None, advice={})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


MADE: dict[str, tuple[Adviser, dict[str, list[Told]]]] = {
    "needs": (
        advice.needs("colour", "size"),
        {
            "{}": [
                (("colour",), "is missing", "the server wants it"),
                (("size",), "is missing", "the server wants it"),
            ],
            '{"colour":"red"}': [(("size",), "is missing", "the server wants it")],
            '{"colour":null,"size":0}': [],
        },
    ),
    "from_servers": (
        advice.from_servers("colour", "size"),
        {
            "{}": [],
            '{"colour":null}': [(("colour",), "is said by servers alone", "leave it out")],
            '{"size":0}': [(("size",), "is said by servers alone", "leave it out")],
        },
    ),
    "no_nulls": (
        advice.no_nulls("colour", "size"),
        {
            '{"colour":"red"}': [],
            '{"size":null}': [(("size",), "takes no null", "leave it out, or set it")],
            '{"colour":null,"size":null}': [
                (("colour",), "takes no null", "leave it out, or set it"),
                (("size",), "takes no null", "leave it out, or set it"),
            ],
        },
    ),
    "all_of": (
        advice.all_of(advice.needs("colour"), advice.from_servers("size"), torn),
        {
            '{"size":1}': [
                (("colour",), "is missing", "the server wants it"),
                (("size",), "is said by servers alone", "leave it out"),
                (("size",), "is too large", "shrink it"),
            ],
            '{"colour":""}': [(("size",), "is too large", "")],
        },
    ),
}


@pytest.mark.parametrize(("adviser", "told"), MADE.values(), ids=MADE)
def test_what_many_tables_need(adviser: Adviser, told: dict[str, list[Told]]) -> None:
    for text, expected in told.items():
        assert list(adviser(rw.decode(text, Coat))) == expected, text


def test_what_has_to_be_sent() -> None:
    """A member that is to be sent even as null is missed where an object was decoded without it."""
    missing = [rw.Finding("$.owner", "is missing", "it has to be sent, even as null: with_null")]
    assert rw.check(rw.decode("{}", Coat)) == missing
    assert rw.check(rw.decode('{"owner":null}', Coat)) == []
    assert rw.check(rw.decode('{"owner":"me"}', Coat)) == []
    assert rw.check(Coat()) == []


def test_advice_comes_where_the_member_is_declared() -> None:
    """What is told of a member is told before what is in it; of the whole, or of members that there are not, at the end."""

    @rw.frozen(kw_only=True)
    class Wardrobe(rw.Model):
        type: Literal["wardrobe"] = "wardrobe"
        door: Coat | None = None
        coat: Coat | None = None

    def tell(_: Any) -> list[Told]:
        return [
            ((), "is old", ""),
            (("coat",), "hangs", ""),
            (("hat", 0, None), "is odd", ""),
            (("door",), "stands", ""),
        ]

    protocol = TOY.extended("wardrobes", advice=lambda: {Wardrobe: tell, Coat: torn})
    obj = Wardrobe(coat=Coat(size=1)).with_extra(zzz=1)
    assert [str(one) for one in rw.check(obj, protocol)] == [
        "$.door: stands",
        "$.coat: hangs",
        "$.coat.size: is too large (shrink it)",
        "$: is old",
        "$.hat[0][...]: is odd",
        "$.zzz: is no member that the class has",
    ]
