"""The fast lane serves all that it should, gives what the reference lane gives, and hands over the rest.

What is served is derived from the classes, so that a new class or member which the fast lane cannot take is named here.
That the two lanes agree wherever they both answer is also held by the properties of S12 in `test_semantics.py`.
"""

from __future__ import annotations

import gc
import inspect
import json
import os
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from enum import Enum
from functools import cache
from importlib import import_module
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

import attrs
import pytest
from attrs.exceptions import FrozenInstanceError
from cattrs import Converter
from hypothesis import given
from hypothesis import strategies as st

import realtime_wire as rw
from realtime_wire import DecodeError, Decoder, EncodeError, Model
from realtime_wire._engine.depth import MAX_DEPTH, SURELY_SHALLOW
from realtime_wire._engine.lane import Lane
from realtime_wire._engine.record import NOTHING, Record
from realtime_wire._engine.schema import Kind, Member, SubTags, kind_of, members
from realtime_wire._engine.text import backend_of
from realtime_wire.converter import register
from tests import wire
from tests.backends import needs_msgspec
from tests.contract.test_captures import ELSEWHERE, FILES
from tests.contract.test_semantics import EXAMPLES, compact, parts, picture, same_json, typed
from tests.declared import CLASSES, MODULES, PROTOCOLS, PUBLIC, name_of
from tests.payloads import PAYLOADS

T = TypeVar("T")
Json = dict[str, Any]


def once(make: Callable[[Any], T]) -> Callable[[Any], T]:
    """Keep what was made for the same argument."""
    return cast("Callable[[Any], T]", cache(make))  # to mypy, attrs classes are not hashable enough for `cache`


# Their private parts are what is tested here.
build: Any = import_module("realtime_wire._engine.build")
lane: Any = import_module("realtime_wire._engine.lane")
writing: Any = import_module("realtime_wire._engine.writing")
fast: Any = lane.fast_lane()
"""The fast lane; None without msgspec."""


# What is tested: every place where objects may stand


def roots() -> Iterator[tuple[str, Any]]:
    """What a frame or an HTTP body may be."""
    yield "Event", rw.Event
    for protocol in PROTOCOLS[1:]:
        yield f"{protocol.name}.ServerEvent", protocol.server
        yield f"{protocol.name}.ClientEvent", protocol.client
    for name, module in MODULES.items():
        if name.endswith(".http"):
            yield from ((name_of(cls), cls) for cls in CLASSES if cls.__module__ == module.__name__)


def reachable(name: str, kind: Kind | None, found: dict[Any, tuple[str, Kind]]) -> None:
    """Collect the unions that a place leads to, and each of their classes as it is when it stands alone."""
    if kind is None:
        return
    reachable(name, kind.array, found)
    reachable(name, kind.map, found)
    if kind.objects is not None and (key := (kind.objects.classes, kind.objects.unknown)) not in found:
        found[key] = name, Kind(objects=kind.objects)
        for cls in kind.objects.classes:
            reachable(name_of(cls), kind_of(cast("Any", cls)), found)
            for member in members(cls):
                reachable(f"{name_of(cls)}.{member.name}", member.kind, found)


def all_places() -> dict[str, Kind]:
    found: dict[Any, tuple[str, Kind]] = {}
    for name, root in roots():
        reachable(name, kind_of(root), found)
    return dict(found.values())


PLACES = all_places()
each_place = pytest.mark.parametrize("place", PLACES)


def test_every_class_is_reached() -> None:
    alone = {kind.objects.classes[0] for kind in PLACES.values() if kind.objects and kind.objects.unknown is None}
    assert alone >= {*CLASSES}


# How it is tested


@attrs.frozen(eq=False)
class Lanes:
    """Both lanes for one place, without what chooses between them."""

    parse: Callable[[bytes | str], Any]
    lane: Lane
    reference: Callable[[bytes | str], Any]

    def is_served(self, text: bytes | str) -> bool:
        """Tell whether the fast lane takes a text, and check that it then gives what the reference lane gives."""
        try:
            draft = self.parse(text)
            if self.lane.free_form:
                self.lane.look(text)
            obj = draft.build()
        except fast.REFUSALS:
            return False
        assert picture(obj) == picture(self.reference(text))
        assert all((rest_of(part) is NOTHING) is not bool(part.nulls) for part in parts(obj) if isinstance(part, Model))
        return True

    def should_be_served(self, text: bytes | str) -> bool:
        """Tell the same by what the reference lane makes of the text."""
        try:
            obj = self.reference(text)
        except DecodeError:
            return False
        return all(isinstance(part, Model) and not part.extra and part.nulls <= nullable(part) for part in parts(obj))


def rest_of(obj: Any) -> Any:
    """The record of what an object holds beyond its members."""
    return obj._rest


def lanes_of(kind: Kind) -> Lanes:
    lane = Lane(kind, "json")
    parse = fast.parser_of(kind, lane.free_form)
    assert parse is not None
    return Lanes(parse, lane, lane.reference)


def is_free_form(member: Member) -> bool:
    return member.kind.map is not None and member.kind.map.anything


def nullable(obj: Model | type[Model]) -> set[str]:
    """The members whose nulls the fast lane takes."""
    declared = members(obj if isinstance(obj, type) else type(obj))
    return {member.name for member in declared if member.nullable and not member.required}


# 1. What it serves


def values(kind: Kind) -> list[Any]:
    """JSON values for a place: one for each way to fill it, the plainest first and the fullest last."""
    found: list[Any] = []
    if kind.strings:
        found += kind.strings if isinstance(kind.strings, tuple) else ("", "é")
    found += [0, -(2**64)] * kind.integer + [1.5, 1.0, -0.0] * kind.number + [True, False] * kind.boolean
    if kind.array is not None:
        inside = values(kind.array)
        found += [[], *([value] for value in inside), inside]
    if kind.map is not None:
        inside = [{"a": [1, 1.0, None, {"": True}]}] if kind.map.anything else values(kind.map)
        found += [{}, {str(number): value for number, value in enumerate(inside)}]
    for cls in kind.objects.classes if kind.objects is not None else ():
        found += [smallest(cls), fullest(cls)]
    return found


@once
def smallest(cls: type[Model]) -> Json:
    return {member.name: values(member.kind)[0] for member in members(cls) if member.required}


@once
def fullest(cls: type[Model]) -> Json:
    return {member.name: values(member.kind)[-1] for member in members(cls)}


def fillings(cls: type[Model]) -> Iterator[tuple[str, Json]]:
    """Objects of a class, and what each is about."""
    yield "with all members", fullest(cls)
    for member in members(cls):
        for value in values(member.kind):
            yield member.name, {**smallest(cls), member.name: value}
    yield "with all nulls", {**smallest(cls), **dict.fromkeys(nullable(cls))}
    for name in nullable(cls):
        yield f"{name} as null", {**fullest(cls), name: None}


@needs_msgspec
@each_place
def test_every_class_and_member_is_served(place: str) -> None:
    lanes = lanes_of(PLACES[place])
    for cls in cast("Any", PLACES[place].objects).classes:
        for what, payload in fillings(cls):
            assert lanes.is_served(compact(payload)), f"the fast lane does not take {name_of(cls)}, {what}"


@needs_msgspec
@pytest.mark.parametrize("place", [name for name in PLACES if PUBLIC.get(name) in CLASSES])
def test_payloads_are_served(place: str) -> None:
    lanes = lanes_of(PLACES[place])
    for payload in PAYLOADS[PUBLIC[place]]:
        assert lanes.is_served(compact(payload)) == lanes.should_be_served(compact(payload)), payload


STREAMS = {path.stem: path for path in [Path(__file__).parents[2] / "examples" / "voice_turn.jsonl", *FILES]}
"""Our example, and recordings where there are some."""


@needs_msgspec
@pytest.mark.parametrize(
    "name", [name for name in STREAMS if not name.startswith(("xai", "azure_voice_live", *ELSEWHERE))]
)
def test_usual_streams_are_served(name: str) -> None:
    """Servers send nulls all the time: no common event is left to the other lane for that."""
    lanes = lanes_of(PLACES["Event"])
    for number, line in enumerate(STREAMS[name].read_bytes().splitlines(), 1):
        assert lanes.is_served(line), f"line {number} of {name}"


@needs_msgspec
def test_nulls_are_looked_for_in_optional_members() -> None:
    assert not any(member.required and member.nullable for cls in CLASSES for member in members(cls))


@needs_msgspec
@given(typed(wire.payloads) | typed(lambda type_: wire.malformed(type_).map(lambda fault: fault.payload)))
def test_what_is_plain_is_served_and_nothing_else(drawn: tuple[Any, Any]) -> None:
    type_, payload = drawn
    lanes = lanes_for(type_)
    if isinstance(payload, dict):
        assert lanes.is_served(compact(payload)) == lanes.should_be_served(compact(payload))


@once
def lanes_for(type_: Any) -> Lanes:
    return lanes_of(kind_of(type_))


# 2. What it hands over


ATOMS: list[Any] = [None, True, 0, 2**64, 1.0, "", "no such value", [], [0], {}, {"type": "no such value"}, {"type": 0}]


def odd(kind: Kind) -> Iterator[Any]:
    """JSON values for a place that hold one thing which may not be there, or was not expected there."""
    yield from ATOMS
    if kind.array is not None:
        yield from ([*values(kind.array)[:1], value] for value in odd(kind.array))
    if kind.map is not None and not kind.map.anything:
        yield from ({"": value} for value in odd(kind.map))
    for cls in kind.objects.classes if kind.objects is not None else ():
        whole = smallest(cls)
        yield {**whole, "unheard_of": None}
        for name in whole:
            yield {other: value for other, value in whole.items() if other != name}
        for name, foreign in foreign_members(kind, cls).items():
            yield from ({**whole, name: value} for value in [None, *values(foreign)])
        for member in members(cls):
            yield from ({**whole, member.name: value} for value in odd(member.kind))


def foreign_members(kind: Kind, cls: type[Record]) -> dict[str, Kind]:
    """The members that other classes with the same tag have."""
    return {
        member.name: member.kind
        for shared in cast("Any", kind.objects).tags.values()
        if isinstance(shared, SubTags) and cls in shared.classes.values()
        for other in shared.classes.values()
        for member in members(other)
        if member.name not in {own.name for own in members(cls)}
    }


@needs_msgspec
@each_place
def test_what_is_odd_is_handed_over(place: str) -> None:
    lanes = lanes_of(PLACES[place])
    handed_over = 0
    for payload in odd(PLACES[place]):
        if isinstance(payload, dict):
            text = compact(payload)
            is_served = lanes.is_served(text)
            assert is_served == lanes.should_be_served(text), text
            handed_over += not is_served
    assert handed_over > len(ATOMS) / 2


USER, ASSISTANT = ('{"type":"message","role":"%s"' % role for role in ("user", "assistant"))  # noqa: UP031  braces

WHOLE: list[tuple[Any, str, bool]] = [
    # A type, an object, and whether the fast lane takes it.
    (rw.Item, USER + ',"content":[]}', True),
    (rw.Item, USER + "}", False),
    (rw.Item, USER + ',"content":null}', False),
    (rw.Item, USER + ',"content":[],"phase":"final_answer"}', False),
    (rw.Item, USER + ',"content":[],"phase":null}', False),
    (rw.Item, ASSISTANT + ',"content":[],"phase":"final_answer"}', True),
    (rw.Item, '{"content":[],"role":"user","type":"message"}', True),
    (rw.Item, '{"type":"message","content":[]}', False),
    (rw.Item, '{"type":"message","role":"tool","content":[]}', False),
    (rw.Item, '{"type":"message","role":null,"content":[]}', False),
    # Of names that repeat, the last one counts.
    (rw.Item, '{"type":"message","role":"assistant","role":"user","content":[]}', True),
    (rw.Item, ASSISTANT + ',"phase":"x","role":"user","content":[]}', False),
    (rw.ServerVad, '{"type":"server_vad","threshold":0.5,"threshold":1}', True),
    (rw.ServerVad, '{"type":"server_vad","threshold":"","threshold":1}', False),
    (rw.ServerVad, '{"type":"server_vad","idle_timeout_ms":5,"idle_timeout_ms":null}', True),
    (rw.ServerVad, '{"type":"server_vad","idle_timeout_ms":null,"idle_timeout_ms":5}', True),
    (rw.ServerVad, '{"type":"semantic_vad","type":"server_vad"}', False),
    (rw.ServerVad, '{"type":"server_vad","type":"semantic_vad"}', False),
    (rw.RealtimeTurnDetection, '{"type":"server_vad","type":"server_vad"}', True),
    (rw.RealtimeTurnDetection, '{"type":"server_vad","type":"semantic_vad"}', False),
    (rw.RealtimeTurnDetection, '{"type":"semantic_vad","eagerness":"low","type":"server_vad"}', False),
    (rw.RealtimeTurnDetection, '{"type":"server_vad","type":null}', False),
    (rw.RealtimeFunctionTool, '{"type":"function","parameters":[],"parameters":{"a":1,"a":2}}', False),
    (rw.RealtimeFunctionTool, '{"type":"function","parameters":{},"parameters":null}', True),
    (rw.RealtimeFunctionTool, '{"type":"function","parameters":{},"parameters":[]}', False),
    # A tag that only one class has must be there all the same.
    (rw.RealtimeTruncation, '{"retention_ratio":0.5}', False),
    (rw.RealtimeTruncation, '{"type":"retention_ratio","retention_ratio":0.5}', True),
    (rw.ServerVad, "{}", False),
]


@needs_msgspec
@pytest.mark.parametrize(("type_", "text", "is_served"), WHOLE, ids=[text for _, text, _ in WHOLE])
def test_what_is_rare(type_: Any, text: str, is_served: bool) -> None:  # noqa: FBT001  a row of a table
    assert lanes_for(type_).is_served(text) == is_served
    outcomes = [told(Decoder(type_, backend=backend).decode, text) for backend in ("msgspec", "json")]
    assert outcomes[0] == outcomes[1]


FREE_FORM = {f"{name_of(cls)}.{m.name}": (cls, m.name) for cls in CLASSES for m in members(cls) if is_free_form(m)}
NESTINGS = {"arrays": (1, "[", "]"), "objects": (1, '{"":', "}"), "both": (2, ' \n{"[":["]",', "] }")}


@needs_msgspec
@pytest.mark.parametrize("place", FREE_FORM)
@pytest.mark.parametrize("nesting", NESTINGS)
def test_deep_json_is_handed_over(place: str, nesting: str) -> None:
    cls, name = FREE_FORM[place]
    levels, opened, closed = NESTINGS[nesting]
    for depth in (3, 91, *range(MAX_DEPTH - 4, MAX_DEPTH + 4), 1001, 100_001):
        times = (depth - 1) // levels
        # What comes after it is no deeper, and only looks so.
        inside = f'"a":{opened * times}0{closed * times},"b":[0],"c":"{"[" * 500}"'
        frame = compact({**smallest(cls), name: {}}).decode()
        member = f'"{name}":{{'
        for text in (
            frame.replace(member, f"{member}{inside}"),
            # What another member of the same name replaces counts, inside and outside of free-form JSON.
            frame.replace(member, f'{member}{inside},"a":0'),
            frame.replace(member, f"{member}{inside}}},{member}"),
        ):
            assert lanes_for(cls).is_served(text) == (2 + levels * times <= MAX_DEPTH), depth
            assert told(Decoder(cls, backend="msgspec").decode, text) == told(Decoder(cls, backend="json").decode, text)


def levels_above_json(kind: Kind | None) -> Iterator[int]:
    """Tell inside of how many objects and arrays there are places for free-form JSON and for unknown members."""
    if kind is None:
        return
    if kind.map is not None and kind.map.anything:
        yield 0
    inside = [kind.array, kind.map]
    for cls in kind.objects.classes if kind.objects is not None else ():
        yield 1
        inside += [member.kind for member in members(cls)]
    for each in inside:
        yield from (1 + levels for levels in levels_above_json(each))


def test_what_is_surely_shallow_is_never_too_deep() -> None:
    deepest = max(levels for kind in PLACES.values() for levels in levels_above_json(kind))
    assert 5 < deepest <= MAX_DEPTH - SURELY_SHALLOW


@needs_msgspec
def test_json_that_is_long_and_not_deep_is_served() -> None:
    wide = [[["x"]]] * 500
    assert lanes_for(rw.RealtimeFunctionTool).is_served(compact({"type": "function", "parameters": {"a": wide}}))


@needs_msgspec
@pytest.mark.parametrize(
    ("type_", "text"),
    [
        (rw.ServerVad | rw.McpToolFilter, '{"read_only":true}'),
        (rw.ServerVad | rw.McpToolFilter, '{"type":"server_vad"}'),
        (Literal["a"], '"a"'),
    ],
    ids=str,
)
def test_what_has_no_tags_to_tell_by_is_handed_over(type_: Any, text: str) -> None:
    assert fast.parser_of(kind_of(type_), {}) is None
    decoder = Decoder(type_, backend="msgspec")
    expected = rw.structure(json.loads(text), type_)
    assert [decoder.decode(text), *decoder.decode_lines(text), *decoder.iter_lines([text])] == [expected] * 3


def told(decode: Callable[[Any], Any], text: Any) -> Any:
    """Tell all about what comes of a text."""
    try:
        return picture(decode(text))
    except DecodeError as error:
        return str(error), error.event_type, error.line


# 3. Nothing before it is needed, and then once


def run(program: str, data: Any = None) -> Any:
    """Run a program that reads and prints JSON in an interpreter of its own."""
    result = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-W", "error", "-c", program],
        env={**os.environ, "PYTHONPATH": str(Path(rw.__file__).parents[1])},
        input=json.dumps(data),
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return json.loads(result.stdout)


LAZY = """
import json, sys
import realtime_wire as rw

modules = "msgspec" in sys.modules, "realtime_wire._engine.structs" in sys.modules
from realtime_wire._engine import build, structs, writing

def state():
    drafts = len(structs._DRAFTS), len(structs.Draft.__subclasses__())
    return [*drafts, len(build._MADE), len(writing._PACKS), "cattrs" in sys.modules]

states = [state()]
rw.Decoder(rw.Event)
states.append(state())
event = rw.decode(b'{"type":"input_audio_buffer.cleared","event_id":"e"}')
states.append(state())
rw.encode(event)
states.append(state())
rw.decode(b'{"type":"ping"}')
print(json.dumps([modules, *states, state()]))
"""


@needs_msgspec
def test_nothing_is_derived_before_it_is_needed() -> None:
    modules, at_import, with_a_decoder, after_an_event, encoded, after_another = run(LAZY)
    assert modules == [False, False]
    assert at_import == with_a_decoder == [0, 0, 0, 0, False]
    drafts, subclasses, made, packs, cattrs = after_an_event
    assert drafts == subclasses > 100
    # One event was made, and what else there is waits.
    assert (made, packs, cattrs) == (1, 0, False)
    assert encoded == [*after_an_event[:3], 1, False]
    # No lane is made of cattrs' hooks.
    assert after_another[3:] == [1, False]


THREADS = """
import json, sys, threading, time
import realtime_wire as rw
from realtime_wire._engine import structs

THREADS = 64
derived = []

def noting(function):
    def noted(*arguments):
        derived.append(arguments if function is builder else str(arguments))
        time.sleep(0.001)  # in which the other threads run into the same
        return function(*arguments)
    return noted

builder = structs._builder
structs._defstruct, structs._builder = noting(structs._defstruct), noting(builder)
frames = json.load(sys.stdin)
decoder = rw.Decoder()
start = threading.Barrier(THREADS)
outcomes = [None] * THREADS

def work(thread):
    try:
        start.wait()
        decoded = [decoder.decode(frame) if thread % 2 else rw.decode(frame) for frame in frames]
        start.wait()
        outcomes[thread] = decoded, [rw.encode(event) for event in decoded]
    except BaseException as error:
        outcomes[thread] = repr(error)
        start.abort()

threads = [threading.Thread(target=work, args=[thread]) for thread in range(THREADS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
expected = [rw.structure(json.loads(frame)) for frame in frames]
wrong = [thread for thread, outcome in enumerate(outcomes) if outcome[0] != expected or outcome[1] != outcomes[0][1]]
texts = [json.loads(text) for text in outcomes[0][1]] == [json.loads(frame) for frame in frames]
twice = sorted({str(what) for what in derived if derived.count(what) > 1})
print(json.dumps([wrong and repr(outcomes[wrong[0]])[:500], twice, texts]))
"""


@needs_msgspec
def test_many_threads_can_be_the_first() -> None:
    # At first all threads need the same classes, and later some pause the fast lane.
    frames = [compact(PAYLOADS[cls][0]).decode() for cls in cast("Any", PLACES["Event"].objects).classes]
    frames += ['{"type":"ping"}'] * 20 + frames[:20]
    assert run(THREADS, frames) == [[], [], True]


@needs_msgspec
def test_who_comes_late_to_a_first_build_finds_it_done() -> None:
    draft = lanes_for(rw.ServerVad).parse('{"type":"server_vad","threshold":1}')
    obj = draft.build()
    struct = cast("Any", type(draft))
    builder = struct.build
    # What a thread calls that was not yet told.
    assert fast.Draft.build(draft) == obj
    assert struct.build is builder


# 4. and 7. Objects made without their constructors


def twins_for(chosen: Callable[[Any], bool]) -> Callable[[Any], Any]:
    """Play a platform on which the objects of some classes only can change their class."""
    make_twin = build._make_twin
    return lambda cls: make_twin(cls) if chosen(cls) else None


MODES: dict[str, tuple[bool, Callable[[Any], bool]]] = {
    # Whether twins are used, and of which classes they can be made.
    "twins": (True, lambda _: True),
    "no twins": (False, lambda _: True),
    "twins of some": (True, lambda cls: len(cls.__name__) % 2 == 0),
}


@pytest.mark.parametrize("mode", MODES)
def test_all_objects_are_made_alike(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    twins, chosen = MODES[mode]
    monkeypatch.setattr(build, "TWINS", twins)
    monkeypatch.setattr(build, "_make_twin", twins_for(chosen))
    monkeypatch.setattr(build, "_MADE", {})
    if fast is not None:
        monkeypatch.setattr(fast, "_DRAFTS", {})
        monkeypatch.setattr(fast, "_WRITERS", {})
    hooks = register(Converter(), copy=False, keep=True)
    for cls, payload in EXAMPLES:
        if not issubclass(cls, Model):
            continue
        kind = kind_of(cast("Any", cls))
        hook = hooks.structure_kind(kind)
        expected = rw.structure(payload, cls)
        made = [hook(payload)]
        if fast is not None:
            lanes = lane.Lane(kind, "msgspec")
            lanes._loads, lanes._hook = json.loads, hook
            made += [by_lane(lanes, compact(payload)) for _ in range(2)]
        for obj in made:
            assert picture(obj) == picture(expected)
            assert (obj, hash(obj), repr(obj)) == (expected, hash(expected), repr(expected))
            for part in parts(obj):
                check_frozen(part, has_twin=twins and chosen(type(part)))


def by_lane(lanes: Any, text: bytes) -> Any:
    try:
        return lanes.parse(text).build()
    except fast.REFUSALS:
        return lanes.missed(text)


def check_frozen(obj: Any, *, has_twin: bool) -> None:
    """Check that an object is as its constructor would have made it, whether that has been called or not."""
    cls = cast("Any", type(obj))
    assert PUBLIC[name_of(cls)] is cls
    names = [a.name for a in attrs.fields(cls)]
    for name in names:
        with pytest.raises(FrozenInstanceError):
            setattr(obj, name, getattr(obj, name))
        with pytest.raises(FrozenInstanceError):
            delattr(obj, name)
    if isinstance(obj, Model):
        twin = build._MADE[cls]
        assert (twin is not None) is has_twin
        assert twin is None or all(thing is not twin for thing in gc.get_referents(obj))
    assert not hasattr(obj, "__dict__")


def test_a_twin_that_cannot_stand_in_is_not_made() -> None:
    """The objects of built-in classes cannot change to them, as on other platforms none can."""
    assert build._make_twin(int) is None
    assert build._make_twin(rw.ServerVad) is not None


# 5. Pausing

GA = b'{"type":"input_audio_buffer.cleared","event_id":"e"}'
VENDOR = b'{"type":"input_audio_buffer.cleared","event_id":"e","rid":"r"}'
UNKNOWN = b'{"type":"ping"}'
FAULTY = b'{"type":"input_audio_buffer.cleared","event_id":1}'
BROKEN = b'{"type":'


@attrs.frozen(eq=False)
class Watched:
    """A decoder, and for each frame that it got whether the fast lane was tried."""

    decoder: Any
    given: list[Any]

    def feed(self, frames: list[bytes]) -> list[tuple[bool, int]]:
        """Decode frames, and tell how many of them in a row the fast lane was tried on, or not."""
        tries: list[bool] = []
        for frame in frames:
            self.given.clear()
            told(self.decoder.decode, frame)
            assert len(self.given) <= 1
            tries.append(bool(self.given))
        return [(tried, len(list(same))) for tried, same in groupby(tries)]


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    parser_of = fast.parser_of
    given: list[Any] = []

    def watched_parser_of(kind: Kind, free_form: dict[int, None]) -> Callable[[Any], Any]:
        parse = parser_of(kind, free_form)

        def watched_parse(data: Any) -> Any:
            given.append(data)
            return parse(data)

        return watched_parse

    monkeypatch.setattr(fast, "parser_of", watched_parser_of)
    return Watched(Decoder(backend="msgspec"), given)


def pauses(runs: list[tuple[bool, int]]) -> list[int]:
    return [count for tried, count in runs if not tried]


@needs_msgspec
def test_a_stream_of_refused_frames_pauses_the_fast_lane(watched: Watched) -> None:
    runs = watched.feed([VENDOR] * 40_000)
    assert runs[0][0]
    # One that was refused, and those that were watched then; and so after each pause.
    assert runs[0][1] == lane._PROBES + 1
    assert {count for tried, count in runs[1:-1] if tried} == {lane._PROBES}
    shortest, longest = lane._SHORTEST_PAUSE, lane._LONGEST_PAUSE
    expected = [min(shortest * 2**number, longest) for number in range(len(pauses(runs)))]
    for got, wanted in zip(pauses(runs)[:-1], expected, strict=False):
        assert got in (wanted, wanted + 1)
    assert expected[-3:-1] == [longest, longest]


@needs_msgspec
def test_the_fast_lane_comes_back(watched: Watched) -> None:
    for _ in range(2):
        runs = watched.feed([VENDOR] * (lane._PROBES + 2) + [GA] * 1000)
        # The pause is short again after a good stretch.
        assert [(tried, count // 10) for tried, count in runs[:2]] == [(True, 0), (False, lane._SHORTEST_PAUSE // 10)]
        assert len(runs) == 3
        assert runs[2][0]
        assert watched.decoder._lane.is_fast
    assert watched.feed([GA] * 100) == [(True, 100)]


@needs_msgspec
@pytest.mark.parametrize(
    ("stream", "is_paused"),
    [
        ([GA], False),
        ([UNKNOWN, *[GA] * 8], False),
        ([VENDOR, GA, GA], False),
        ([UNKNOWN, UNKNOWN, GA, GA, GA, GA], False),
        ([GA, VENDOR, UNKNOWN], True),
        # What is malformed takes both lanes, but it is no sign of a vendor.
        ([FAULTY], False),
        ([BROKEN], False),
        ([VENDOR, *[FAULTY] * 8], False),
    ],
    ids=lambda value: str(value)[:80],
)
def test_when_the_fast_lane_is_paused(stream: list[bytes], is_paused: bool, watched: Watched) -> None:  # noqa: FBT001  a row of a table
    runs = watched.feed(stream * 500)
    assert bool(pauses(runs)) is is_paused


@needs_msgspec
def test_what_was_refused_leaves_no_note_of_its_free_form_json() -> None:
    tool = '{"type":"function","name":"f","parameters":{}}'
    frame = f'{{"type":"session.update","session":{{"type":"realtime","tools":[{tool}]}}%s}}'
    decoder: Any = Decoder(rw.Event)
    good, refused = frame % "", frame % ',"new":1'
    for text in (good, refused, f"{good}\n{refused}"):
        events = decoder.decode_lines(text)
        assert {type(event) for event in events} == {rw.SessionUpdateEvent}
        assert not decoder._lane.free_form
        for decode in (decoder.decode, rw.decode):
            decode(text.partition("\n")[0])
            kept = inspect.getclosurevars(decode).nonlocals
            assert kept["free_form"] is kept["self"].free_form == {}


@needs_msgspec
def test_whole_logs_pause_the_fast_lane_too(watched: Watched) -> None:
    log = b"\n".join([VENDOR] * 10_000)
    assert watched.decoder.decode_lines(log) == [rw.structure(json.loads(VENDOR))] * 10_000
    assert len(watched.given) < 200
    log = b"\n".join([GA] * 10_000)
    watched.decoder.decode_lines(log)
    watched.given.clear()
    assert watched.decoder.decode_lines(log) == [rw.structure(json.loads(GA))] * 10_000
    assert len(watched.given) == 10_000


LINES = st.lists(
    st.tuples(
        st.sampled_from([GA, VENDOR, UNKNOWN, FAULTY, BROKEN, b" \t", b"[]", b'{"type":"ping","a":"\xff"}']),
        st.sampled_from([1, 1, 2, 9, 70]),
    ),
    max_size=6,
).map(lambda runs: [line for line, times in runs for _ in range(times)])


ONLY: Any = st.sampled_from([None, ["input_audio_buffer.cleared"], [rw.UnknownEvent, rw.ErrorEvent]])


@needs_msgspec
@given(before=LINES, lines=LINES, malformed=st.sampled_from(["raise", "keep"]), only=ONLY)
def test_pauses_make_no_difference(before: list[bytes], lines: list[bytes], malformed: Any, only: Any) -> None:
    decoders = [Decoder(malformed=malformed, only=only, backend=backend) for backend in ("msgspec", "json")]
    for frame in before:
        one, other = (told(decoder.decode, frame) for decoder in decoders)
        assert one == other
    log = b"\n".join(lines)
    sound = b"\n".join(line for line in lines if line in (GA, VENDOR, UNKNOWN, b" \t"))
    outcomes = [
        (
            told(cast("Any", decoder.decode_lines), log),
            told(cast("Any", decoder.decode_lines), sound),
            list(all_of(decoder.iter_lines(BytesIO(log)))),
        )
        for decoder in decoders
    ]
    assert outcomes[0] == outcomes[1]


def all_of(events: Iterator[Any]) -> Iterator[Any]:
    """Go on after faults."""
    while (outcome := told(lambda _: next(events, None), None)) != picture(None):
        yield outcome


# 6. Encoding


def by_reference(obj: Any) -> Any:
    """Encode by the reference lane and the standard library."""
    return backend_of("json").dumps(lane.hooks().dumps[type(obj)](obj))


def check_encoded(obj: Any) -> None:
    text = rw.encode(obj)
    assert same_json(json.loads(text), json.loads(by_reference(obj)))
    # It was the fast way, where there is one.
    packed = writing._PACKS[type(obj)](obj)
    assert writing._write(packed) == text
    if fast is None or not isinstance(obj, Model) or obj.extra:
        assert isinstance(packed, dict)
    elif not obj.nulls:
        assert not isinstance(packed, dict)


@pytest.mark.parametrize("cls", PAYLOADS, ids=name_of)
def test_payloads_are_encoded_as_by_the_reference_lane(cls: Any) -> None:
    for payload in PAYLOADS[cls]:
        obj = rw.structure(payload, cls)
        check_encoded(obj)
        assert same_json(json.loads(rw.encode(obj)), payload)
    if issubclass(cls, Model):
        for payload in (smallest(cls), fullest(cls)):
            check_encoded(rw.structure(payload, cls))


@given(typed(wire.objects))
def test_objects_are_encoded_as_by_the_reference_lane(drawn: tuple[Any, Any]) -> None:
    for part in parts(drawn[1]):
        check_encoded(part)


@needs_msgspec
def test_nulls_are_encoded_fast_but_for_too_many_combinations() -> None:
    envelopes = fast._Envelopes(rw.RealtimeSession)
    names = [member.name for member in members(rw.RealtimeSession)]
    for count in range(1, len(names) + 1):
        for start in range(3):
            session = rw.RealtimeSession().with_null(*names[start:count])
            check_encoded(session)
            if session.nulls:
                envelopes.get(rest_of(session))
    assert len(envelopes._known) == envelopes.MOST
    assert envelopes.get(rest_of(rw.RealtimeSession().with_null("id"))) is not None
    assert envelopes.get(rest_of(rw.RealtimeSession().with_null("id", "prompt"))) is None
    assert envelopes.get(rest_of(rw.RealtimeSession().with_null("id").with_extra(a=1))) is None


class Text(str):
    """Someone's own string."""

    __slots__ = ()


class Name(str, Enum):
    """Someone's own names."""

    ONE = "one"


@pytest.mark.parametrize("value", [Text("one"), Name.ONE], ids=["Text", "Name"])
def test_strings_of_ones_own(value: Any) -> None:
    for cls in CLASSES:
        for member in members(cls):
            if member.kind.strings is True:
                obj = rw.structure(smallest(cls), cls).evolve(**{member.name: value})
                expected = {**smallest(cls), member.name: "one"}
                assert json.loads(rw.encode(obj)) == json.loads(by_reference(obj)) == expected


MARK = "of the payload"


def spoilt(value: Any) -> Any:
    """Put what constructors refuse inside an object all the same."""
    tool = rw.RealtimeFunctionTool(name=MARK)
    object.__setattr__(tool, "parameters", value)
    session = rw.RealtimeSession(tools=[tool, rw.RealtimeFunctionTool()], instructions=MARK)
    return rw.SessionUpdateEvent(session=session)


class Foreign:
    def __repr__(self) -> str:
        return MARK


ENDLESS: list[Any] = []
ENDLESS.append({"a": ENDLESS})

NOT_JSON: dict[str, Any] = {
    "a lone surrogate": rw.SessionUpdateEvent(session=rw.RealtimeSession(instructions=MARK + "\ud800")),
    "among vendors' members": rw.ServerVad(idle_timeout_ms=1).with_extra(a=[MARK, "\udfff"]),
    "in a name": rw.UnknownEvent({MARK: {MARK + "\ud800": 1}}),
    "too many digits": rw.RealtimeSession(instructions=MARK, expires_at=10**5000),
    "a foreign object": spoilt({"a": Foreign()}),
    "a foreign object as a member": spoilt(Foreign()),
    "itself": spoilt(ENDLESS),
}


@pytest.mark.parametrize("what", NOT_JSON)
def test_what_is_not_json_is_refused_alike(what: str) -> None:
    obj = NOT_JSON[what]
    errors: list[str] = []
    for encode in (rw.encode, by_reference):
        with pytest.raises(EncodeError) as caught:
            encode(obj)
        errors.append(str(caught.value))
        assert MARK not in "".join(traceback.format_exception(caught.value))
        assert caught.value.__context__ is None
    assert errors[0] == errors[1]
