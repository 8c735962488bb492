"""The compiled lane serves all that it should, gives what the Python lane gives, and leaves the rest to that.

What is served is derived from the classes, so that a new class or member which the compiled lane cannot take is named
here. That the two lanes agree is also held by the properties of S12 in `test_semantics.py`; how the compiled module goes
about it is tested in `engine/test_native.py`.
"""

from __future__ import annotations

import gc
import json
import os
import re
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from enum import Enum
from functools import cache
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

import attrs
import pytest
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

import realtime_wire as rw
from realtime_wire import DecodeError, Decoder, EncodeError, Model
from realtime_wire._engine.depth import MAX_DEPTH, SURELY_SHALLOW
from realtime_wire._engine.hooks import own_hooks
from realtime_wire._engine.once import ByClass
from realtime_wire._engine.record import NOTHING, WITHOUT, Raw, Record
from realtime_wire._engine.schema import Kind, Member, SubTags, kind_of, members
from tests import wire
from tests.backends import BACKENDS, NATIVE, needs_native, write, write_by_python
from tests.contract.test_captures import FILES
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
native_lane: Any = import_module("realtime_wire._engine.native")

DEEPEST = 150
"""How many levels the compiled lane takes."""


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

    compiled: Any
    python: Callable[[bytes | str], Any]

    def is_served(self, text: bytes | str) -> bool:
        """Tell whether the compiled lane takes a text, and check that it then gives what the Python lane gives."""
        obj = self.compiled.attempt(text)
        if obj is NotImplemented:
            return False
        assert picture(obj) == picture(self.python(text))
        models = [part for part in parts(obj) if isinstance(part, Model)]
        assert all(is_shared(rest_of(part)) is not bool(part.nulls or part.extra) for part in models)
        return True

    def check(self, text: bytes | str) -> bool:
        """Check that the compiled lane takes what is sound and not rare, and nothing that is wrong; tell whether it did."""
        is_served = self.is_served(text)
        try:
            obj = self.python(text)
        except DecodeError:
            assert not is_served, text
        else:
            assert is_served or is_rare(obj, text), text
        return is_served


def rest_of(obj: Any) -> Any:
    """The record of what an object holds beyond its members."""
    return obj._rest


def is_shared(rest: Any) -> bool:
    """Tell whether it is a record of nothing, of which all objects have the same one."""
    return rest is NOTHING or rest is WITHOUT


def is_rare(obj: Any, text: bytes | str) -> bool:
    """Tell whether this is one of the things that the compiled lane leaves to Python, right as they are.

    These are long integers, names and tags with escapes or beyond ASCII, and objects of which the first tag does not tell
    the class: no string for a tag where there need be none, a role that no class has, the shape of another API.
    """
    raws = [part.raw for part in parts(obj) if isinstance(part, Raw)]
    models = [part for part in parts(obj) if isinstance(part, Model)]
    extras = [part.extra for part in models]
    names = [name for each in (*raws, *extras) for name in each]
    return (
        re.search(rb"\d{19}", text if isinstance(text, bytes) else text.encode()) is not None
        or not all(map(PLAIN.fullmatch, names))
        or any(raw["type"] in AMBIGUOUS or not PLAIN.fullmatch(raw["type"]) if is_tagged(raw) else True for raw in raws)
        or any("type" in part.extra or "type" in part.nulls for part in models)
    )


PLAIN = re.compile(r"[ !#-\[\]-\x7f]*")


def is_tagged(raw: Any) -> bool:
    return isinstance(raw.get("type"), str)


AMBIGUOUS = {
    tag
    for kind in PLACES.values()
    for tag, found in cast("Any", kind.objects).tags.items()
    if isinstance(found, SubTags) or found.__other_shape__ is not None
}
"""The tags that do not tell of which class an object is."""


def lanes_of(kind: Kind) -> Lanes:
    """Return both lanes for a kind; what the compiled one leaves to Python comes out as that."""
    python = lane.Lane(kind, "python").decode
    return Lanes(native_lane.reader_of(kind, python), python)


def is_free_form(member: Member) -> bool:
    return member.kind.map is not None and member.kind.map.anything


# 1. What it serves


def values(kind: Kind) -> list[Any]:
    """JSON values for a place: one for each way to fill it, the plainest first and the fullest last."""
    found: list[Any] = [{"a": [1, 1.0, None, {"": True}]}, [1], "é", 1.5] * kind.anything
    if kind.strings:
        found += kind.strings if isinstance(kind.strings, tuple) else ("", "é")
    found += [0, 2**63 - 1, -(2**63)] * kind.integer + [1.5, 1.0, -0.0] * kind.number + [True, False] * kind.boolean
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


def optional(cls: type[Model]) -> list[str]:
    """Return the members that may be null without a doubt about the class."""
    return [member.name for member in members(cls) if not member.required and member.name != "type"]


def fillings(cls: type[Model]) -> Iterator[tuple[str, Json]]:
    """Objects of a class, and what each is about."""
    yield "with all members", fullest(cls)
    for member in members(cls):
        for value in values(member.kind):
            yield member.name, {**smallest(cls), member.name: value}
    yield "with all nulls", {**smallest(cls), **dict.fromkeys(optional(cls))}
    for name in optional(cls):
        yield f"{name} as null", {**fullest(cls), name: None}


@needs_native
@each_place
def test_every_class_and_member_is_served(place: str) -> None:
    lanes = lanes_of(PLACES[place])
    for cls in cast("Any", PLACES[place].objects).classes:
        for what, payload in fillings(cls):
            assert lanes.is_served(compact(payload)), f"the compiled lane does not take {name_of(cls)}, {what}"


@needs_native
@pytest.mark.parametrize("place", [name for name in PLACES if PUBLIC.get(name) in CLASSES])
def test_payloads_are_served(place: str) -> None:
    lanes = lanes_of(PLACES[place])
    for payload in PAYLOADS[PUBLIC[place]]:
        lanes.check(compact(payload))


STREAMS = {path.stem: path for path in [*(Path(__file__).parents[2] / "examples").glob("*.jsonl"), *FILES]}
"""Our examples, and recordings where there are some."""


@needs_native
@pytest.mark.parametrize("name", STREAMS)
def test_streams_are_served(name: str) -> None:
    """No event that a server sends is left to the other lane, be it a vendor's."""
    lanes = lanes_of(kind_of(rw.live.Event if name.startswith("live_") else rw.Event))
    for number, line in enumerate(STREAMS[name].read_bytes().splitlines(), 1):
        assert lanes.is_served(line), f"line {number} of {name}"


@needs_native
@given(typed(wire.payloads) | typed(lambda type_: wire.malformed(type_).map(lambda fault: fault.payload)))
def test_what_is_sound_is_served_and_nothing_else(drawn: tuple[Any, Any]) -> None:
    type_, payload = drawn
    lanes = lanes_for(type_)
    if isinstance(payload, dict):
        lanes.check(compact(payload))


@once
def lanes_for(type_: Any) -> Lanes:
    return lanes_of(kind_of(type_))


# 2. What it hands over


ATOMS: list[Any] = [None, True, 0, 2**63, 1.0, "", "no such value", [], [0], {}, {"type": "no such value"}, {"type": 0}]


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


@needs_native
@each_place
def test_what_is_odd_is_handed_over(place: str) -> None:
    lanes = lanes_of(PLACES[place])
    served = [lanes.check(compact(payload)) for payload in odd(PLACES[place]) if isinstance(payload, dict)]
    assert any(served)
    if any(member.required or not member.kind.anything for cls in classes_of(place) for member in members(cls)):
        assert not all(served)


def classes_of(place: str) -> tuple[type[Model], ...]:
    found: tuple[type[Model], ...] = cast("Any", PLACES[place].objects).classes
    return found


USER, ASSISTANT = ('{"type":"message","role":"%s"' % role for role in ("user", "assistant"))  # noqa: UP031  braces

WHOLE: list[tuple[Any, str, bool]] = [
    # A type, an object, and whether the compiled lane takes it.
    (rw.Item, USER + ',"content":[]}', True),
    (rw.Item, USER + "}", True),
    (rw.Item, USER + ',"content":null}', True),
    (rw.Item, '{"type":"function_call_output","output":""}', False),
    (rw.Item, '{"type":"function_call_output","output":"","call_id":null}', False),
    # What a class does not declare is a vendor's.
    (rw.Item, USER + ',"content":[],"phase":"final_answer"}', True),
    (rw.Item, USER + ',"content":[],"phase":null}', True),
    (rw.Item, ASSISTANT + ',"content":[],"phase":"final_answer"}', True),
    (rw.Item, '{"content":[],"role":"user","type":"message"}', True),
    (rw.Item, '{"type":"message","content":[]}', False),
    (rw.Item, '{"type":"message","role":"tool","content":[]}', False),
    (rw.Item, '{"type":"message","role":null,"content":[]}', False),
    # Of names that repeat, the last one counts; a tag may not repeat, as it has decided about the class.
    (rw.Item, '{"type":"message","role":"assistant","role":"user","content":[]}', False),
    (rw.Item, ASSISTANT + ',"phase":"x","role":"user","content":[]}', False),
    (rw.ServerVad, '{"type":"server_vad","threshold":0.5,"threshold":1}', True),
    (rw.ServerVad, '{"type":"server_vad","threshold":"","threshold":1}', False),
    (rw.ServerVad, '{"type":"server_vad","idle_timeout_ms":5,"idle_timeout_ms":null}', True),
    (rw.ServerVad, '{"type":"server_vad","idle_timeout_ms":null,"idle_timeout_ms":5}', True),
    (rw.ServerVad, '{"type":"semantic_vad","type":"server_vad"}', False),
    (rw.ServerVad, '{"type":"server_vad","type":"semantic_vad"}', False),
    (rw.ServerVad, '{"type":"server_vad","type":"server_vad"}', False),
    (rw.ServerVad, '{"type":"server_vad","x":1,"x":2}', True),
    (rw.ServerVad, '{"typ\\u0065":"server_vad"}', False),
    (rw.ServerVad, '{"type":"server_vad","x\\n":1}', False),
    (rw.ServerVad, '{"type":"server_vad","x":{"x\\n":1}}', True),
    (rw.ServerVad, '{"type":"server_vad","x":%d}' % 2**63, True),  # noqa: UP031  braces
    (rw.ServerVad, '{"type":"server_vad","x":%d}' % 10**20, False),  # noqa: UP031  braces
    (rw.RealtimeTurnDetection, '{"type":"server_vad","type":"server_vad"}', False),
    (rw.RealtimeTurnDetection, '{"type":"x","type":"x"}', True),
    (rw.RealtimeTurnDetection, '{"type":"x","type":"y"}', False),
    (rw.RealtimeTurnDetection, '{"x":1}', True),
    (rw.RealtimeTurnDetection, '{"type":null}', True),
    (rw.RealtimeTurnDetection, '{"type":[1]}', True),
    (rw.RealtimeTurnDetection, '{"type":"server_vad","type":"semantic_vad"}', False),
    (rw.RealtimeTurnDetection, '{"type":"semantic_vad","eagerness":"low","type":"server_vad"}', False),
    (rw.RealtimeTurnDetection, '{"type":"server_vad","type":null}', False),
    (rw.RealtimeFunctionTool, '{"type":"function","parameters":[],"parameters":{"a":1,"a":2}}', False),
    (rw.RealtimeFunctionTool, '{"type":"function","parameters":{},"parameters":null}', True),
    (rw.RealtimeFunctionTool, '{"type":"function","parameters":{},"parameters":[]}', False),
    # A tag that only one class has must be there all the same: the first is an unknown variant.
    (rw.RealtimeTruncation, '{"retention_ratio":0.5}', True),
    (rw.RealtimeTruncation, '{"type":"retention_ratio","retention_ratio":0.5}', True),
    (rw.ServerVad, "{}", False),
]


@needs_native
@pytest.mark.parametrize(("type_", "text", "is_served"), WHOLE, ids=[text for _, text, _ in WHOLE])
def test_what_is_rare(type_: Any, text: str, is_served: bool) -> None:  # noqa: FBT001  a row of a table
    assert lanes_for(type_).is_served(text) == is_served
    outcomes = [told(Decoder(type_, backend=backend).decode, text) for backend in BACKENDS]
    assert outcomes[0] == outcomes[1]


FREE_FORM = {f"{name_of(cls)}.{m.name}": (cls, m.name) for cls in CLASSES for m in members(cls) if is_free_form(m)}
NESTINGS = {"arrays": (1, "[", "]"), "objects": (1, '{"":', "}"), "both": (2, ' \n{"[":["]",', "] }")}


@needs_native
@pytest.mark.parametrize("place", FREE_FORM)
@pytest.mark.parametrize("nesting", NESTINGS)
def test_deep_json_is_handed_over(place: str, nesting: str) -> None:
    cls, name = FREE_FORM[place]
    levels, opened, closed = NESTINGS[nesting]
    for depth in (3, 91, *range(DEEPEST - 4, DEEPEST + 4), *range(MAX_DEPTH - 4, MAX_DEPTH + 4), 1001, 100_001):
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
            assert lanes_for(cls).is_served(text) == (2 + levels * times <= DEEPEST), depth
            one, other = (told(Decoder(cls, backend=backend).decode, text) for backend in BACKENDS)
            assert one == other


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


@needs_native
def test_json_that_is_long_and_not_deep_is_served() -> None:
    wide = [[["x"]]] * 500
    assert lanes_for(rw.RealtimeFunctionTool).is_served(compact({"type": "function", "parameters": {"a": wide}}))


@needs_native
@pytest.mark.parametrize(
    ("type_", "text"),
    [
        (rw.ServerVad | rw.McpToolFilter, '{"read_only":true}'),
        (rw.ServerVad | rw.McpToolFilter, '{"type":"server_vad"}'),
        (Literal["a"], '"a"'),
        (tuple[rw.ServerVad, ...], '[{"type":"server_vad"},{"type":"server_vad","threshold":null}]'),
    ],
    ids=str,
)
def test_what_is_no_union_of_tagged_classes_is_served(type_: Any, text: str) -> None:
    assert lanes_for(type_).is_served(text)
    decoder = Decoder(type_, backend="native")
    expected = rw.structure(json.loads(text), type_)
    assert [decoder.decode(text), *decoder.decode_lines(text), *decoder.iter_lines([text])] == [expected] * 3


def told(decode: Callable[[Any], Any], text: Any) -> Any:
    """Tell all about what comes of a text."""
    try:
        return picture(decode(text))
    except DecodeError as error:
        return str(error), error.event_type, error.line


# 3. Nothing before it is needed, and then once


def run(program: str, data: Any = None, **environment: str) -> Any:
    """Run a program that reads and prints JSON in an interpreter of its own."""
    result = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-W", "error", "-c", program],
        env={**os.environ, "PYTHONPATH": str(Path(rw.__file__).parents[1]), **environment},
        input=json.dumps(data),
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return json.loads(result.stdout)


LAZY = """
import json, sys
import realtime_wire as rw
from realtime_wire._engine import build, construct, native

def state():
    shapes = [shape for shape in native._SHAPES.values() if shape.cls in build.RECORDS]
    module = "realtime_wire._engine._native" in sys.modules
    return [module, len(native._SHAPES), len(shapes), len(build._MADE), len(construct._COPIERS), "cattrs" in sys.modules]

states = [state()]
rw.Decoder(rw.Event)
states.append(state())
event = rw.decode(b'{"type":"input_audio_buffer.cleared","event_id":"e"}')
states.append(state())
event.to_dict(), hash(event), event == event, rw.encode(event)
states.append(state())
rw.decode(b'{"type":"ping"}')
states.append(state())
event.evolve(event_id="x")
print(json.dumps([*states, state()]))
"""


@needs_native
def test_nothing_is_derived_before_it_is_needed() -> None:
    at_import, with_a_decoder, after_an_event, used, after_another, after_a_copy = run(LAZY)
    assert at_import == [False, 0, 0, 0, 0, False]
    assert with_a_decoder == [True, with_a_decoder[1], 0, 0, 0, False]
    # The shapes wait to be filled: one event was read, and one class is known.
    assert with_a_decoder[1] == len(classes_of("Event")) + 1
    assert after_an_event == used == after_another == [True, with_a_decoder[1], 1, 0, 0, False]
    assert after_a_copy == [True, with_a_decoder[1], 1, 1, 1, False]


def test_nothing_of_the_compiled_lane_is_loaded_where_it_is_switched_off() -> None:
    python = [False, 0, 0]
    states = run(LAZY, REALTIME_WIRE_NATIVE="0")
    assert [state[:3] for state in states] == [python] * len(states)
    assert [state[3:] for state in states[:2]] == [[0, 0, False]] * 2
    # The hooks of all classes are made with the first.
    made = states[2][3]
    assert [state[3:] for state in states[2:]] == [[made, 0, False]] * 3 + [[made, 1, False]]


THREADS = """
import json, sys, threading, time
import realtime_wire as rw
from realtime_wire._engine import build, native

THREADS = 64
derived = []

def noting(function):
    def noted(argument):
        derived.append(str(argument))
        time.sleep(0.001)  # in which the other threads run into the same
        return function(argument)
    return noted

native._fill = noting(native._fill)
build._make_twin = noting(build._make_twin)
frames = json.load(sys.stdin)
decoder = rw.Decoder()
start = threading.Barrier(THREADS)
outcomes = [None] * THREADS

def work(thread):
    try:
        start.wait()
        decoded = [decoder.decode(frame) if thread % 2 else rw.decode(frame) for frame in frames]
        start.wait()
        outcomes[thread] = decoded, [rw.encode(event) for event in decoded], [hash(event) for event in decoded]
    except BaseException as error:
        outcomes[thread] = repr(error)
        start.abort()

threads = [threading.Thread(target=work, args=[thread]) for thread in range(THREADS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
expected = [rw.structure(json.loads(frame)) for frame in frames]
wrong = [
    thread for thread, outcome in enumerate(outcomes) if outcome[0] != expected or outcome[1:] != outcomes[0][1:]
]
texts = [json.loads(text) for text in outcomes[0][1]] == [json.loads(frame) for frame in frames]
print(json.dumps([wrong and repr(outcomes[wrong[0]])[:500], bool(derived), texts]))
"""


@pytest.mark.parametrize("switch", [pytest.param("1", marks=needs_native), "0"])
def test_many_threads_can_be_the_first(switch: str) -> None:
    frames = [compact(PAYLOADS[cls][0]).decode() for cls in classes_of("Event")]
    frames += ['{"type":"ping"}'] * 20 + frames[:20]
    assert run(THREADS, frames, REALTIME_WIRE_NATIVE=switch) == [[], True, True]


# 4. Objects made without their constructors


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
    monkeypatch.setattr(build, "_MADE", ByClass(build._twin_or_none))
    hooks = own_hooks(copy=False)
    for cls, payload in EXAMPLES:
        if not issubclass(cls, Model):
            continue
        kind = kind_of(cast("Any", cls))
        hook = hooks.structure_kind(kind)
        expected = rw.structure(payload, cls)
        made = [hook(payload)]
        if NATIVE:
            made += [Decoder(cls, backend="native").decode(compact(payload)) for _ in range(2)]
        for obj in made:
            assert picture(obj) == picture(expected)
            assert (obj, hash(obj), repr(obj)) == (expected, hash(expected), repr(expected))
            for part in parts(obj):
                check_frozen(part, has_twin=twins and chosen(type(part)))


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


# 5. Lines

GA = b'{"type":"input_audio_buffer.cleared","event_id":"e"}'
VENDOR = b'{"type":"input_audio_buffer.cleared","event_id":"e","rid":"r"}'
UNKNOWN = b'{"type":"ping"}'
FAULTY = b'{"type":"input_audio_buffer.cleared","event_id":1}'
BROKEN = b'{"type":'
RARE = b'{"type":"ping","type":"input_audio_buffer.cleared"}'

LINES = st.lists(
    st.tuples(
        st.sampled_from([GA, VENDOR, UNKNOWN, RARE, FAULTY, BROKEN, b" \t", b"[]", b'{"type":"ping","a":"\xff"}']),
        st.sampled_from([1, 1, 2, 9, 70]),
    ),
    max_size=6,
).map(lambda runs: [line for line, times in runs for _ in range(times)])


ONLY: Any = st.sampled_from([None, ["input_audio_buffer.cleared"], [rw.UnknownEvent, rw.ErrorEvent]])


@needs_native
@given(before=LINES, lines=LINES, malformed=st.sampled_from(["raise", "keep"]), only=ONLY)
def test_both_lanes_read_lines_alike(before: list[bytes], lines: list[bytes], malformed: Any, only: Any) -> None:
    decoders = [Decoder(malformed=malformed, only=only, backend=backend) for backend in BACKENDS]
    for frame in before:
        one, other = (told(decoder.decode, frame) for decoder in decoders)
        assert one == other
    log = b"\n".join(lines)
    sound = b"\n".join(line for line in lines if line in (GA, VENDOR, UNKNOWN, RARE, b" \t"))
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


def check_encoded(obj: Any, *, rare: bool = False) -> None:
    text = rw.encode(obj)
    assert text == write_by_python(obj)
    if NATIVE and not rare:
        assert write(obj) == text
    assert same_json(rw.unstructure(obj), json.loads(text))
    if isinstance(obj, rw.Wire):
        assert list(obj.to_dict()) == list(json.loads(text))


@pytest.mark.parametrize("cls", PAYLOADS, ids=name_of)
def test_payloads_are_encoded_as_by_python(cls: Any) -> None:
    for payload in PAYLOADS[cls]:
        obj = rw.structure(payload, cls)
        check_encoded(obj, rare=cls is rw.MalformedEvent)  # which holds its error, too
        assert same_json(json.loads(rw.encode(obj)), payload)
    if issubclass(cls, Model):
        for payload in (smallest(cls), fullest(cls)):
            check_encoded(rw.structure(payload, cls))


@given(typed(wire.objects))
def test_objects_are_encoded_as_by_python(drawn: tuple[Any, Any]) -> None:
    for part in parts(drawn[1]):
        check_encoded(part, rare=True)


def test_members_are_written_as_they_are_declared() -> None:
    for cls, payload in EXAMPLES:
        orders = payload, dict(reversed(payload.items()))
        decoders: list[Any] = [Decoder(cls, backend=backend) for backend in BACKENDS]
        texts = [[rw.encode(decoder.decode(compact(each))) for each in orders] for decoder in decoders]
        assert texts[0] == texts[-1]
        obj = decoders[0].decode(compact(payload))
        if isinstance(obj, Model) and not obj.extra:
            assert texts[0][0] == texts[0][1]


def test_nulls_are_encoded_in_any_combination() -> None:
    names = [member.name for member in members(rw.RealtimeSession) if not member.required]
    for count in range(1, len(names) + 1):
        for start in range(3):
            check_encoded(rw.RealtimeSession().with_null(*names[start:count]))


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
                assert json.loads(rw.encode(obj)) == json.loads(write_by_python(obj)) == expected


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
    for encode in (rw.encode, write_by_python):
        with pytest.raises(EncodeError) as caught:
            encode(obj)
        errors.append(str(caught.value))
        assert MARK not in "".join(traceback.format_exception(caught.value))
        assert caught.value.__context__ is None
    assert errors[0] == errors[1]
