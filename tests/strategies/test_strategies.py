"""The public strategies: each option does what it says, at every depth, in objects, payloads and frames alike."""

from __future__ import annotations

import base64
import importlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, distribution
from typing import Any, TypeVar, cast

import attrs
import pytest
from hypothesis import Phase, __version_info__, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample
from hypothesis.strategies import SearchStrategy
from typing_extensions import Unpack, assert_type

import realtime_wire as rw
from realtime_wire import Decoder, Model, Wire, _hypothesis, strategies
from realtime_wire._engine.places import AUDIO, FILE
from realtime_wire._engine.record import Raw
from realtime_wire._engine.schema import Kind, kind_of, members
from realtime_wire.strategies import Options
from realtime_wire.strategies._drawn import How
from tests.declared import CLASSES, PUBLIC

T = TypeVar("T")


def is_union(thing: Any) -> bool:
    try:
        return not isinstance(thing, type) and kind_of(thing).objects is not None
    except TypeError:
        return False


UNIONS: list[Any] = [thing for thing in PUBLIC.values() if is_union(thing)]

some_types = st.sampled_from(UNIONS) | st.sampled_from([*CLASSES, *UNIONS])


@attrs.frozen
class Part:
    """A value somewhere inside an object, with what is declared for its place."""

    value: Any
    kind: Kind
    base64: bool = False
    """Whether it is declared to be base64."""


def parts(value: Any, kind: Kind, *, is_base64: bool = False) -> Iterator[Part]:
    """Walk through an object and everything inside it but free-form JSON."""
    yield Part(value, kind, is_base64)
    if isinstance(value, Model):
        for member in members(type(value)):
            inside = getattr(value, member.name)
            if inside is not None:
                is_base64 = not member.kind.marks.isdisjoint((AUDIO, FILE))
                yield from parts(inside, member.kind, is_base64=is_base64)
    elif isinstance(value, tuple):
        for item in cast("Any", value):
            assert kind.array is not None
            yield from parts(item, kind.array)
    elif isinstance(value, Mapping) and kind.map is not None and not kind.map.anything:
        for item in cast("Mapping[str, Any]", value).values():
            yield from parts(item, kind.map)


def of_payloads(type_: Any, **options: Unpack[Options]) -> SearchStrategy[Any]:
    return strategies.payloads(type_, **options).map(lambda payload: rw.structure(payload, type_))


def of_frames(type_: Any, **options: Unpack[Options]) -> SearchStrategy[Any]:
    return strategies.frames(type_, **options).map(lambda frame: rw.decode(frame, type_))


WAYS: dict[str, Callable[..., SearchStrategy[Any]]] = {
    "objects": strategies.of,
    "payloads": of_payloads,
    "frames": of_frames,
}
"""The ways to an object of a type."""


def has_extra(part: Part) -> bool:
    return isinstance(part.value, Model) and bool(part.value.extra)


def has_nulls(part: Part) -> bool:
    return isinstance(part.value, Model) and bool(part.value.nulls)


def is_unknown(part: Part) -> bool:
    return isinstance(part.value, Raw)


def is_undocumented(part: Part) -> bool:
    documented = part.kind.documented
    return isinstance(part.value, str) and bool(documented) and part.value not in documented


def is_odd_number(part: Part) -> bool:
    value = part.value
    if isinstance(value, int) and not isinstance(value, bool):
        return not 0 <= value < 2**31
    return isinstance(value, float) and not -1e6 <= value <= 1e6


def is_no_base64(part: Part) -> bool:
    return part.base64 and isinstance(part.value, str) and not is_samples(part.value)


def is_samples(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) % 2 == 0
    except ValueError:
        return False


OPTIONS: list[tuple[str, bool, Callable[[Part], bool]]] = [
    ("extra", False, has_extra),
    ("nulls", False, has_nulls),
    ("unknown", False, is_unknown),
    ("unknown", False, is_undocumented),
    ("wild", False, is_odd_number),
    ("wild", False, is_no_base64),
]
"""An option, the value of it that leaves something out, and what that is."""

each_option = pytest.mark.parametrize(
    ("options", "shows"),
    [({name: value}, shows) for name, value, shows in OPTIONS],
    ids=[row[2].__name__ for row in OPTIONS],
)


@each_option
@given(data=st.data())
def test_an_option_leaves_something_out(options: Options, shows: Callable[[Part], bool], data: st.DataObject) -> None:
    type_, way = data.draw(some_types), WAYS[data.draw(st.sampled_from([*WAYS]))]
    obj = data.draw(way(type_, **options))
    assert not [part for part in parts(obj, kind_of(type_)) if shows(part)]


def reaches(strategy: SearchStrategy[T], condition: Callable[[T], bool]) -> T:
    search = settings(max_examples=10_000, database=None, phases=[Phase.generate])
    return find(strategy, condition, settings=search)


@each_option
def test_and_nothing_else_does(options: Options, shows: Callable[[Part], bool]) -> None:
    others: Any = {a.name: a.default for a in attrs.fields(How)} | {name: not value for name, value in options.items()}
    for way in WAYS.values():
        strategy = way(rw.ClientEvent, **others)
        reaches(strategy, lambda event: any(shows(part) for part in parts(event, kind_of(rw.ClientEvent))))


def test_the_options_are_told_once() -> None:
    assert [a.name for a in attrs.fields(How)] == list(Options.__annotations__)
    assert {name for name, _, _ in OPTIONS} == Options.__annotations__.keys()


@given(data=st.data())
def test_objects_are_of_their_type(data: st.DataObject) -> None:
    cls = data.draw(st.sampled_from(CLASSES))
    obj = data.draw(strategies.of(cls))
    assert type(obj) is cls
    assert rw.decode(rw.encode(obj), cls) == obj
    union = data.draw(st.sampled_from(UNIONS))
    obj = data.draw(strategies.of(union))
    documented = str if kind_of(union).strings else ()
    assert isinstance(obj, (*[part for part in union.__args__ if isinstance(part, type)], documented))


def of_translation(frame: bytes) -> rw.translation.ClientEvent:
    return rw.decode(frame, rw.translation.ClientEvent)


@pytest.mark.parametrize(
    ("strategy", "union"),
    [
        (strategies.events(extra=False, nulls=False), rw.Event),
        (strategies.client_events(), rw.ClientEvent),
        (strategies.frames(rw.translation.ClientEvent).map(of_translation), rw.translation.ClientEvent),
        (strategies.of(rw.translation.ServerEvent | rw.MalformedEvent), rw.translation.ServerEvent | rw.MalformedEvent),
    ],
    ids=["events", "client_events", "frames", "with_malformed"],
)
def test_every_event_is_reached(strategy: SearchStrategy[Any], union: Any) -> None:
    wanted = set(union.__args__)
    seen: set[type] = set()

    def is_all(events: list[Any]) -> bool:
        seen.update(map(type, events))
        return seen >= wanted

    try:
        # A list at a time, because to begin an example costs more than to draw an event.
        reaches(st.lists(strategy, min_size=10, max_size=10), is_all)
    except NoSuchExample:
        pytest.fail(f"never drawn: {wanted - seen}")
    assert seen == wanted


# Malformed


@given(data=st.data())
def test_malformed_is_nothing_but_malformed(data: st.DataObject) -> None:
    type_ = data.draw(some_types)
    keep = cast("Decoder[Any, Any]", Decoder(type_, malformed="keep"))
    payload = data.draw(strategies.payloads(type_, malformed=True))
    with pytest.raises(rw.DecodeError):
        rw.structure(payload, type_)
    frame = data.draw(strategies.frames(type_, malformed=True))
    with pytest.raises(rw.DecodeError) as caught:
        rw.decode(frame, type_)
    assert type(keep.decode(frame)) is rw.MalformedEvent
    assert str(keep.decode(frame).error) == str(caught.value)
    event = data.draw(strategies.of(type_, malformed=True))
    kept = keep.decode(rw.encode(event))
    assert kept == event
    assert str(kept.error) == str(event.error)


@given(
    strategies.events(malformed=True),
    strategies.server_events(malformed=True),
    strategies.client_events(malformed=True),
)
def test_malformed_events_are_of_their_direction(
    either: rw.MalformedEvent, server: rw.MalformedEvent, client: rw.MalformedEvent
) -> None:
    for event, union in ((either, rw.Event), (server, rw.ServerEvent), (client, rw.ClientEvent)):
        objects = kind_of(union).objects
        assert objects is not None
        assert event.type in objects.tags
        assert event.error.event_type == event.type


@given(strategies.of(rw.MalformedEvent), strategies.payloads(rw.MalformedEvent))
def test_malformed_events_are_those_of_the_main_api(event: rw.MalformedEvent, payload: Any) -> None:
    assert type(Decoder(malformed="keep").decode(rw.encode(event))) is rw.MalformedEvent
    assert type(rw.structure(payload, rw.MalformedEvent)) is rw.MalformedEvent
    with pytest.raises(rw.DecodeError):
        rw.structure(payload)


Message = rw.RealtimeConversationItemMessageSystem | rw.RealtimeConversationItemMessageUser
CLOSED: list[Any] = [
    rw.ServerVad | rw.SemanticVad,
    Message,
    Message | rw.ServerVad,
    rw.CustomVoice | rw.ServerVad | None,
]
"""Unions of a user's own, which have no class for what is unknown: there, a tag that no class has is a fault, too."""


@pytest.mark.parametrize("union", CLOSED)
@given(data=st.data())
def test_unions_of_ones_own(union: Any, data: st.DataObject) -> None:
    assert isinstance(data.draw(strategies.of(union)), union)
    assert isinstance(rw.decode(data.draw(strategies.frames(union)), union), union)
    with pytest.raises(rw.DecodeError):
        rw.decode(data.draw(strategies.frames(union, malformed=True)), union)


# What is of no class


@given(strategies.of(rw.Unknown), strategies.of(rw.UnknownEvent))
def test_unknown_is_unknown_to_all(unknown: rw.Unknown, event: rw.UnknownEvent) -> None:
    for union in UNIONS:
        objects = kind_of(union).objects
        assert objects is not None
        assert objects.class_of(unknown.raw) is None
        assert objects.class_of(event.raw) is None


# How it is to use them


def test_strategies_show_themselves_as_they_were_called() -> None:
    shown = {
        "events()": strategies.events(),
        "server_events(extra=False)": strategies.server_events(extra=False),
        "client_events(unknown=False, wild=True)": strategies.client_events(wild=True, unknown=False, nulls=True),
        "events(malformed=True)": strategies.events(malformed=True),
        "of(ResponseDoneEvent)": strategies.of(rw.ResponseDoneEvent),
        "payloads()": strategies.payloads(),
        "payloads(ErrorEvent, nulls=False)": strategies.payloads(rw.ErrorEvent, nulls=False),
        "frames(malformed=True)": strategies.frames(malformed=True),
    }
    assert list(shown) == [repr(strategy) for strategy in shown.values()]


def test_the_same_call_gives_the_same_strategy() -> None:
    assert strategies.server_events(extra=False) is strategies.server_events(extra=False, unknown=True)


MISUSES: list[tuple[str, Callable[[], Any], str]] = [
    ("TypeError", lambda: strategies.of(bytes), "no JSON is described by <class 'bytes'>"),
    ("TypeError", lambda: strategies.frames(set), "no JSON is described by <class 'set'>"),
    (
        "ValueError",
        lambda: strategies.of(rw.Unknown, unknown=False),
        "with unknown=False there is nothing to draw of this type",
    ),
    (
        "ValueError",
        lambda: strategies.payloads(tuple[rw.UnknownEvent, ...], unknown=False),
        "with unknown=False there is nothing to draw of this type",
    ),
    (
        "ValueError",
        lambda: strategies.payloads(rw.UnknownEvent, malformed=True),
        "nothing of this type can be malformed",
    ),
    (
        "ValueError",
        lambda: strategies.frames(Any, malformed=True),
        "nothing of this type can be malformed",
    ),
    (
        "ValueError",
        lambda: strategies.of(rw.InfOrInt, malformed=True),
        "a MalformedEvent is a JSON object, and no class of this type is one",
    ),
]


@pytest.mark.parametrize(("kind", "call", "text"), MISUSES)
def test_misuse_is_told(kind: str, call: Callable[[], Any], text: str) -> None:
    with pytest.raises((TypeError, ValueError)) as caught:
        call()
    assert (type(caught.value).__name__, str(caught.value)) == (kind, text)


@given(
    strategies.of(tuple[rw.Item, ...]),
    strategies.of(rw.InfOrInt),
    strategies.payloads(rw.InfOrInt, malformed=True),
    strategies.frames(tuple[rw.Item, ...], malformed=True),
)
def test_types_without_classes(items: tuple[rw.Item, ...], limit: rw.InfOrInt, no_limit: Any, no_items: bytes) -> None:
    assert rw.decode(json.dumps([item.to_dict() for item in items]), tuple[rw.Item, ...]) == items
    assert rw.decode(json.dumps(limit), rw.InfOrInt) == limit
    with pytest.raises(rw.DecodeError):
        rw.decode(json.dumps(no_limit), rw.InfOrInt)
    with pytest.raises(rw.DecodeError):
        rw.decode(no_items, tuple[rw.Item, ...])


def speech_of(events: list[rw.ServerEvent]) -> bytes:
    """Stand in for a user's handler."""
    return b"".join(
        base64.b64decode(event.delta, validate=True)
        for event in events
        if isinstance(event, rw.ResponseOutputAudioDeltaEvent)
    )


@given(st.lists(strategies.server_events() | strategies.of(rw.ResponseOutputAudioDeltaEvent)))
def test_a_handler_can_be_tested(events: list[rw.ServerEvent]) -> None:
    assert len(speech_of(events)) % 2 == 0


@pytest.mark.skipif(__version_info__ < (6, 149), reason="until then hypothesis showed the fields of all attrs classes")
@pytest.mark.parametrize(
    ("strategy", "shown"),
    [
        (strategies.of(rw.AudioPCM, nulls=False), "AudioPCM()"),
        (strategies.of(rw.AudioPCM).filter(lambda obj: obj.extra), "AudioPCM(extra=<>)"),
        (strategies.of(rw.Unknown), "Unknown(type='', raw=<type>)"),
        (strategies.payloads(rw.AudioPCM), "{'type': 'audio/pcm'}"),
    ],
    ids=["object", "object_with_more_than_its_repr", "unknown", "payload"],
)
def test_what_fails_is_shown_as_repr_shows_it(strategy: SearchStrategy[Any], shown: str) -> None:
    @settings(database=None, phases=[Phase.generate, Phase.shrink])
    @given(strategy)
    def fail(drawn: Any) -> None:
        pytest.fail(f"with {drawn!r}")

    with pytest.raises(pytest.fail.Exception) as caught:
        fail()
    notes = "\n".join(getattr(caught.value, "__notes__", []))
    assert f"drawn={shown}" in notes


# Hypothesis and the extra


@given(data=st.data())
def test_hypothesis_draws_the_classes_by_itself(data: st.DataObject) -> None:
    _hypothesis.register()  # what the entry point does where the library is installed
    cls = data.draw(st.sampled_from([*CLASSES, rw.Unknown, rw.UnknownEvent, rw.MalformedEvent]))
    obj: Wire = data.draw(st.from_type(cls))
    assert type(obj) is cls
    assert type(data.draw(st.from_type(rw.Wire))) in {*CLASSES, rw.Unknown, rw.UnknownEvent, rw.MalformedEvent}
    assert type(data.draw(st.from_type(rw.Model))) in CLASSES
    message = data.draw(st.builds(rw.ResponseDoneEvent, event_id=st.just("event_1")))
    assert type(message.response) is rw.RealtimeResponse
    assert message.event_id == "event_1"
    union: Any = rw.ErrorEvent | rw.ServerVad
    assert type(data.draw(st.from_type(union))) in (rw.ErrorEvent, rw.ServerVad)


def test_the_entry_point_is_there() -> None:
    try:
        entries = distribution("realtime-wire").entry_points.select(group="hypothesis")
    except PackageNotFoundError:
        pytest.skip("the library is not installed")
    assert [entry.load() for entry in entries] == [_hypothesis.register]


def test_hypothesis_is_not_needed_to_import_the_library() -> None:
    program = "import sys, realtime_wire; sys.exit('hypothesis' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)  # noqa: S603  our own program


def test_a_missing_hypothesis_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "realtime_wire.strategies")
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    with pytest.raises(ImportError) as caught:
        importlib.import_module("realtime_wire.strategies")
    assert str(caught.value) == (
        "realtime_wire.strategies needs hypothesis, which the extra `hypothesis` brings: "
        "pip install 'realtime-wire[hypothesis]'"
    )


def test_types() -> None:
    """Checked by mypy and pyright, not by running."""
    assert_type(strategies.events(), SearchStrategy[rw.Event])
    assert_type(strategies.server_events(extra=False), SearchStrategy[rw.ServerEvent])
    assert_type(strategies.client_events(malformed=True), SearchStrategy[rw.MalformedEvent])
    assert_type(strategies.server_events(rw.TRANSLATION), SearchStrategy[Any])
    assert_type(strategies.events(protocol=rw.TRANSLATION, malformed=True), SearchStrategy[rw.MalformedEvent])
    assert_type(strategies.of(rw.RealtimeSession), SearchStrategy[rw.RealtimeSession])
    assert_type(strategies.of(rw.Voice, wild=True), SearchStrategy[rw.Voice])
    assert_type(strategies.of(tuple[rw.Item, ...]), SearchStrategy[tuple[rw.Item, ...]])
    kept = strategies.of(rw.ServerEvent | rw.MalformedEvent)
    assert_type(kept, SearchStrategy[rw.ServerEvent | rw.MalformedEvent])
    assert_type(strategies.of(rw.RealtimeSession, malformed=True), SearchStrategy[rw.MalformedEvent])
    assert_type(strategies.frames(rw.ServerEvent), SearchStrategy[bytes])
