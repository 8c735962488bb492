"""The engine on a protocol that is not in the library: everything that it can do, and no class of a real protocol."""

from __future__ import annotations

import copy
import io
import json
import pickle
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime_wire import strategies
from realtime_wire._engine import codec
from realtime_wire._engine.codec import BaseDecoder
from realtime_wire._engine.errors import DecodeError
from realtime_wire._engine.model import Model, frozen
from realtime_wire._engine.protocol import Protocol
from realtime_wire._engine.unknown import MalformedEvent, Unknown, UnknownEvent
from tests.backends import BACKENDS
from tests.declared import PROTOCOLS
from tests.engine.toy import TOY, ClientEvent, EchoEvent, Event, HelloEvent, SayEvent, ServerEvent

if TYPE_CHECKING:
    from collections.abc import Callable

EVENTS: list[tuple[dict[str, Any], Any]] = [
    ({"type": "hello", "greeting": "Hi"}, HelloEvent(greeting="Hi")),
    ({"type": "hello", "greeting": "Hi", "language": None}, HelloEvent(greeting="Hi").with_null("language")),
    ({"type": "hello", "greeting": "", "mood": [1, 1.0]}, HelloEvent(greeting="").with_extra(mood=[1, 1.0])),
    ({"type": "say"}, SayEvent()),
    ({"type": "say", "content": None}, SayEvent().with_null("content")),
    ({"type": "say", "content": "all"}, SayEvent(content="all")),
    ({"type": "say", "content": ["a", "ll"]}, SayEvent(content=["a", "ll"])),
    ({"type": "say", "content": []}, SayEvent(content=())),
    ({"type": "utter", "content": "all"}, SayEvent(type="utter", content="all")),
    ({"type": "say", "volume": 1}, SayEvent(volume=1)),
    ({"type": "say", "audio": "AAAA"}, SayEvent(audio="AAAA")),
    ({"type": "echo", "words": None, "reply_to": None}, EchoEvent(words=None)),
    ({"type": "echo", "words": "a", "reply_to": "b"}, EchoEvent(words="a", reply_to="b")),
    (
        {"type": "echo", "words": "a", "reply_to": None, "said": [{"type": "say", "content": "a"}, {"type": "hum"}]},
        EchoEvent(words="a", said=[SayEvent(content="a"), Unknown({"type": "hum"})]),
    ),
    (
        {"type": "echo", "words": "a", "reply_to": "b", "notes": {"x": [{}]}},
        EchoEvent(words="a", reply_to="b", notes={"x": [{}]}),
    ),
    ({"type": "hum", "of": "a tune"}, UnknownEvent({"type": "hum", "of": "a tune"})),
    ({}, UnknownEvent({})),
]
"""JSON, and the object that it is."""

FAULTS: list[tuple[dict[str, Any], tuple[str, ...], Any]] = [
    ({"type": "hello"}, ("$.greeting: expected string, found nothing",), None),
    ({"type": "hello", "greeting": None}, ("$.greeting: expected string, found null",), None),
    ({"type": "hello", "greeting": 1}, ("$.greeting: expected string, found integer",), None),
    (
        {"type": "hello", "greeting": 1, "language": 2, "token": 3},
        (
            "$.greeting: expected string, found integer",
            "$.language: expected string, found integer",
            "$.token: expected string, found integer",
        ),
        None,
    ),
    (
        {"type": "hello", "greeting": "", "language": None, "token": 3, "mood": 4},
        ("$.token: expected string, found integer",),
        HelloEvent(greeting="").with_null("language").with_extra(mood=4),
    ),
    ({"type": "say", "content": {}}, ("$.content: expected string or array, found object",), SayEvent()),
    (
        {"type": "utter", "content": ["a", 1, "b", {}]},
        ("$.content[1]: expected string, found integer", "$.content[3]: expected string, found object"),
        SayEvent(type="utter"),
    ),
    ({"type": "say", "volume": True}, ("$.volume: expected number, found boolean",), SayEvent()),
    ({"type": "echo"}, ("$.words: expected string or null, found nothing",), None),
    ({"type": "echo", "words": False}, ("$.words: expected string or null, found boolean",), None),
    (
        {"type": "echo", "words": "", "reply_to": 1},
        ("$.reply_to: expected string, found integer",),
        codec.from_dict({"type": "echo", "words": ""}, EchoEvent),
    ),
    (
        {"type": "echo", "words": "", "said": [{"type": "say", "audio": 1, "volume": 2}, {"type": "hum"}]},
        ("$.said[0].audio: expected string, found integer",),
        codec.from_dict(
            {"type": "echo", "words": "", "said": [{"type": "say", "volume": 2}, {"type": "hum"}]}, EchoEvent
        ),
    ),
    (
        {"type": "echo", "words": "", "notes": []},
        ("$.notes: expected object, found array",),
        codec.from_dict({"type": "echo", "words": ""}, EchoEvent),
    ),
]
"""JSON, what is wrong with it, and what is left if that is set aside."""


def text_of(obj: Any) -> bytes:
    return json.dumps(obj).encode()


def same_json(one: Any, other: Any) -> bool:
    """Tell whether values are equal, and integers where the others are."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("obj", "event"), EVENTS, ids=repr)
def test_in_all_directions(obj: dict[str, Any], event: Any, backend: Any) -> None:
    union = TOY.event
    decoder: BaseDecoder[Any, Any] = BaseDecoder(union, backend=backend)
    assert decoder.decode(text_of(obj)) == event
    assert codec.decode(text_of(obj), union) == codec.from_dict(obj, union) == event
    assert same_json(json.loads(codec.encode(event)), obj)
    assert same_json(codec.to_dict(event), obj)
    cls = cast("Any", type(event))
    assert cls.from_json(event.to_json()) == cls.from_dict(event.to_dict()) == event
    for again in (copy.copy(event), copy.deepcopy(event), pickle.loads(pickle.dumps(event)), attrs.evolve(event)):  # noqa: S301  we have just written it
        assert again == event
        assert hash(again) == hash(event)
        assert codec.encode(again) == codec.encode(event)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("obj", "faults", "partial"), FAULTS, ids=repr)
def test_faults(obj: dict[str, Any], faults: tuple[str, ...], partial: Any, backend: Any) -> None:
    messages = [f"{fault} ({obj['type']})" for fault in faults]
    decoder: BaseDecoder[Any, Any] = BaseDecoder(TOY.event, backend=backend)
    decodes: list[Callable[[], Any]] = [lambda: decoder.decode(text_of(obj)), lambda: codec.from_dict(obj, TOY.event)]
    for decode in decodes:
        with pytest.raises(DecodeError) as caught:
            decode()
        assert [str(fault) for fault in caught.value.faults] == messages
        assert str(caught.value) == messages[0]
        assert caught.value.event_type == obj["type"]
    kept = BaseDecoder[Any, Any](TOY.event, malformed=MalformedEvent, backend=backend).decode(text_of(obj))
    assert isinstance(kept, MalformedEvent)
    assert [str(fault) for fault in kept.faults] == messages
    assert kept.partial == partial
    assert same_json(json.loads(codec.encode(kept)), obj)


def test_what_has_to_be_sent() -> None:
    """An object that is built sends the null; one that was decoded without it is as it came, and so are its copies."""
    built = EchoEvent(words="a")
    assert built.nulls == {"reply_to"}
    assert EchoEvent(words="a", reply_to="b").nulls == frozenset()
    came = EchoEvent.from_dict({"type": "echo", "words": "a"})
    assert came != built
    for same in (came, came.evolve(), attrs.evolve(came), copy.copy(came), pickle.loads(pickle.dumps(came))):  # noqa: S301  the same
        assert same.to_dict() == {"type": "echo", "words": "a"}
    assert came.evolve(words="b").to_dict() == {"type": "echo", "words": "b"}
    assert came.with_extra(x=1).without_extra().to_dict() == {"type": "echo", "words": "a"}
    for asked in (came.evolve(reply_to=None), came.with_null("reply_to"), built.evolve(reply_to=None)):
        assert asked == built
    answered = built.evolve(reply_to="b")
    assert answered.to_dict() == {"type": "echo", "words": "a", "reply_to": "b"}
    assert answered.evolve(reply_to=None) == built


def test_repr() -> None:
    shown = HelloEvent(greeting="Hi", token="sk-1").with_extra(key="sk-2")  # noqa: S106  it shall not be shown
    assert repr(shown) == "HelloEvent(greeting='Hi', token=<secret>, extra=<key>)"
    assert repr(SayEvent(audio="AAAA")) == "SayEvent(audio=<audio 4 chars>)"


@pytest.mark.parametrize("backend", BACKENDS)
def test_only(backend: Any) -> None:
    texts = [text_of(obj) for obj, _ in EVENTS]
    for only, classes in (
        (SayEvent, {SayEvent}),
        (SayEvent | HelloEvent, {SayEvent, HelloEvent}),
        ([SayEvent, "hello"], {SayEvent, HelloEvent}),
        (SayEvent | UnknownEvent, {SayEvent, UnknownEvent}),
    ):
        decoder: BaseDecoder[Any, Any] = BaseDecoder(TOY.event, only=only, backend=backend)
        expected = [event for _, event in EVENTS if type(event) in classes]
        assert [event for event in map(decoder.decode, texts) if event is not None] == expected
    utter: BaseDecoder[Any, Any] = BaseDecoder(TOY.event, only=["utter"], backend=backend)
    assert [event.type for event in map(utter.decode, texts) if event is not None] == ["utter"]


@frozen(kw_only=True)
class Untagged(Model):
    """No event: it has no type."""

    said: str | None = None


@frozen(kw_only=True)
class LoudNote(Model):
    type: Literal["note"] = "note"
    kind: Literal["loud"] = "loud"
    volume: int


@frozen(kw_only=True)
class QuietNote(Model):
    type: Literal["note"] = "note"
    kind: Literal["quiet"] = "quiet"


@pytest.mark.parametrize("backend", BACKENDS)
def test_only_where_events_share_a_name(backend: Any) -> None:
    """What `only` lets through is of the classes that it has, also where a second member tells which that is."""
    union = LoudNote | QuietNote | HelloEvent | UnknownEvent
    frames = [
        b'{"type":"note","kind":"loud","volume":11}',
        b'{"type":"note","kind":"quiet"}',
        b'{"type":"note","kind":"odd"}',
    ]
    for only, classes in (
        (LoudNote, [LoudNote, None, None]),
        (LoudNote | QuietNote, [LoudNote, QuietNote, None]),
        (QuietNote | UnknownEvent, [None, QuietNote, UnknownEvent]),
        (HelloEvent | UnknownEvent, [None, None, UnknownEvent]),
        (HelloEvent, [None, None, None]),
        (["note"], [LoudNote, QuietNote, None]),
    ):
        decoder: BaseDecoder[Any, Any] = BaseDecoder(union, only=only, backend=backend)
        made = [decoder.decode(frame) for frame in frames]
        assert [None if event is None else type(event) for event in made] == classes
        assert decoder.decode_lines(b"\n".join(frames)) == [event for event in made if event is not None]
    kept: BaseDecoder[Any, Any] = BaseDecoder(union, only=LoudNote, malformed=MalformedEvent, backend=backend)
    assert isinstance(kept.decode(b'{"type":"note","kind":"loud"}'), MalformedEvent)


@pytest.mark.parametrize("backend", BACKENDS)
def test_only_of_a_union_with_malformed_events(backend: Any) -> None:
    """A union that keeps malformed events keeps them where `only` has them, too, and raises where it has not."""
    union, broken = TOY.event | MalformedEvent, b'{"type":"hello"}'
    with pytest.raises(DecodeError):
        BaseDecoder(union, only=HelloEvent, backend=backend).decode(broken)
    keeping: BaseDecoder[Any, Any] = BaseDecoder(union, only=HelloEvent | MalformedEvent, backend=backend)
    assert isinstance(keeping.decode(broken), MalformedEvent)
    assert keeping.decode(b'{"type":"echo"}') is None


def test_only_is_told_what_it_cannot_be() -> None:
    told = (
        "only has 'sai', which is the name of no event of the decoder's type: is 'say' meant? Such events come as "
        "UnknownEvent: put that into only to have all whose name is not known, or declare a class for this one."
    )
    with pytest.warns(UserWarning, match="only has") as warned:
        BaseDecoder(TOY.event, only=["sai"])
    assert [str(each.message) for each in warned] == [told]
    BaseDecoder(TOY.event, only=["sai", UnknownEvent])
    with pytest.raises(
        TypeError, match=r"^only has <class '.*EchoEvent'>, which is no event class of the decoder's type$"
    ):
        BaseDecoder(ClientEvent, only=[EchoEvent])
    with pytest.raises(TypeError, match=r"^only needs a type that has events$"):
        BaseDecoder(Untagged, only=[SayEvent])
    with pytest.raises(TypeError, match=r"^only is a union of event classes, or a collection of them or of wire names"):
        BaseDecoder(TOY.event, only=5)


def test_lines() -> None:
    log = b"\n".join([*(text_of(obj) for obj, _ in EVENTS), b"", text_of(FAULTS[0][0]), b" "])
    events = [event for _, event in EVENTS]
    decoder: BaseDecoder[Any, Any] = BaseDecoder(TOY.event)
    with pytest.raises(DecodeError, match=rf"^line {len(EVENTS) + 2}: \$\.greeting: expected string, found nothing"):
        decoder.decode_lines(log)
    kept = BaseDecoder[Any, Any](TOY.event, malformed=MalformedEvent).decode_lines(log)
    assert kept[:-1] == events
    assert kept[-1].error.line == len(EVENTS) + 2
    lines = decoder.iter_lines(io.BytesIO(log))
    assert [next(lines) for _ in events] == events


# The protocol as data


def test_protocol() -> None:
    assert TOY.senders == {"hello": "both", "echo": "server", "say": "client", "utter": "client"}
    assert [TOY.sender_of(name) for name in ("hello", "echo", "utter", "hum")] == ["both", "server", "client", None]
    assert [TOY.event_class(name) for name in ("hello", "echo", "say", "utter", "hum")] == [
        HelloEvent, EchoEvent, SayEvent, SayEvent, None,
    ]  # fmt: skip
    assert [TOY.wire_names(cls) for cls in (HelloEvent, EchoEvent, SayEvent, UnknownEvent)] == [
        ("hello",), ("echo",), ("say", "utter"), (),
    ]  # fmt: skip
    assert TOY.streamed == {"say", "utter"}
    assert (TOY.starts, TOY.answer, TOY.ignored, TOY.path) == ((HelloEvent,), EchoEvent, ("$.volume",), "/toy")
    assert repr(TOY) == "<Protocol toy: 2 + 3 wire names>"


@frozen(kw_only=True)
class BeepEvent(Model):
    """An event that a vendor added."""

    type: Literal["beep"] = "beep"
    pitch: int | None = None


@frozen(kw_only=True)
class LoudHelloEvent(HelloEvent):
    """An event in place of another, with more members."""

    volume: int


@frozen(kw_only=True)
class LoudSayEvent(SayEvent):
    """A client's event in place of another."""


@frozen(kw_only=True)
class OtherEchoEvent(Model):
    """An event of a known name that shares nothing else with the known class."""

    type: Literal["echo"] = "echo"
    sound: str


def test_what_is_extended_opens_with_the_class_that_has_taken_the_place() -> None:
    opened = TOY.extended("opened", opening=SayEvent)
    assert (TOY.opening, opened.opening) == (None, SayEvent)
    assert opened.extended("loud", client=LoudSayEvent).opening is LoudSayEvent


def test_extended_protocol() -> None:
    extended = TOY.extended("loud", server=BeepEvent | LoudHelloEvent | OtherEchoEvent, client=LoudHelloEvent)
    assert extended.name == "loud"
    assert (extended.path, extended.starts, extended.answer) == (TOY.path, (LoudHelloEvent,), OtherEchoEvent)
    assert extended.senders == {**TOY.senders, "beep": "server"}
    assert extended.event_class("hello") is LoudHelloEvent
    assert extended.event_class("echo") is OtherEchoEvent
    beep = codec.decode(b'{"type":"beep","pitch":440,"x":0}', extended.event)
    assert beep == BeepEvent(pitch=440).with_extra(x=0)
    assert repr(beep) == "BeepEvent(pitch=440, extra=<x>)"
    assert type(codec.decode(b'{"type":"hum"}', extended.server)) is UnknownEvent
    assert TOY.event_class("hello") is HelloEvent


def test_a_subclass_takes_the_place_of_its_base() -> None:
    union = ServerEvent | LoudHelloEvent
    loud = codec.decode(b'{"type":"hello","greeting":"Hi","volume":11}', union)
    assert loud == LoudHelloEvent(greeting="Hi", volume=11)
    with pytest.raises(DecodeError, match=r"^\$\.volume: expected integer, found nothing \(hello\)$"):
        codec.decode(b'{"type":"hello","greeting":"Hi"}', union)
    for only in (HelloEvent, LoudHelloEvent):
        decoder: BaseDecoder[Any, Any] = BaseDecoder(union, only=only)
        assert decoder.decode(b'{"type":"hello","greeting":"Hi","volume":11}') == loud
        assert decoder.decode(b'{"type":"echo"}') is None


def test_no_event_of_a_protocol_is_without_a_name() -> None:
    @frozen(kw_only=True)
    class NamelessEvent(Model):
        type: str | None = None

    protocol = Protocol("nameless", server=NamelessEvent | UnknownEvent, client=ClientEvent)
    with pytest.raises(TypeError, match=r"^NamelessEvent has no fixed type, so it is no event: type: Literal"):
        protocol.sender_of("hello")


def test_what_nothing_tells_apart() -> None:
    with pytest.raises(TypeError, match=r"^nothing in JSON tells EchoEvent and OtherEchoEvent apart$"):
        codec.decode(b"{}", ServerEvent | OtherEchoEvent)


# The engine is closed


ALONE = """
import sys
from types import ModuleType

package = ModuleType("realtime_wire")
package.__path__ = [sys.argv[1] + "/realtime_wire"]
sys.modules["realtime_wire"] = package  # without what its __init__ imports
sys.path.insert(0, sys.argv[2])
from tests.engine.toy import TOY, SayEvent
from realtime_wire._engine import codec

for text in (b'{"type":"say","content":["a"]}', b'{"type":"say","content":["a"],"x":1}'):
    event = codec.decode(text, TOY.event)
    assert isinstance(event, SayEvent) and codec.encode(event) == text, event
loaded = sorted(name for name in sys.modules if name.startswith("realtime_wire.") and "._engine" not in name)
assert not loaded, loaded
assert "cattrs" not in sys.modules
"""


def test_the_engine_works_alone() -> None:
    """Nothing else of the library is imported, on either way of a text: no protocol, no front, no cattrs."""
    source = str(Path(codec.__file__).parents[2])
    subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-c", ALONE, source, str(Path(__file__).parents[2])], check=True, timeout=None
    )


def test_no_wire_name_in_the_engine() -> None:
    """What a protocol calls its events, the engine does not know."""
    names = {name for protocol in PROTOCOLS for name in protocol.senders if "." in name or "_" in name}
    assert len(names) > 1
    folder = Path(codec.__file__).parent
    for path in sorted(folder.glob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert [name for name in sorted(names) if name in text] == [], path.name
    shown = [
        path.name
        for path in sorted(folder.glob("*.py"))
        if re.search(r"[^_\w](?:realtime|translation)\.\w", path.read_text(encoding="utf-8"))
    ]
    assert shown == []


# Whatever is drawn


@given(
    st.sampled_from([Event, ServerEvent, ClientEvent]).flatmap(
        lambda union: st.tuples(st.just(union), strategies.frames(union))
    )
)
def test_s1_lossless(drawn: tuple[Any, bytes]) -> None:
    union, text = drawn
    event = codec.decode(text, union)
    assert same_json(json.loads(codec.encode(event)), json.loads(text))
    assert codec.decode(codec.encode(event), union) == event


@given(strategies.of(Event))
def test_s1_objects(event: Any) -> None:
    assert codec.decode(codec.encode(event), type(event)) == event
    assert codec.from_dict(codec.to_dict(event), Event) == event


@given(strategies.of(Event, malformed=True))
def test_s5_malformed(event: MalformedEvent) -> None:
    for backend in BACKENDS:
        with pytest.raises(DecodeError) as caught:
            BaseDecoder[Any, Any](Event, backend=backend).decode(codec.encode(event))
        assert str(caught.value) == str(event.error)
