"""Columns of the compiled module: what it is told, what it is given, and what becomes of it where memory ends.

That its rows are those of Python is tested in `tables`; here it is about what is inside, without Arrow.
"""

from __future__ import annotations

import gc
import json
import struct
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import pytest

import realtime_wire as rw
from realtime_wire import UnknownEvent
from realtime_wire._engine.schema import kind_of
from tests.backends import needs_native
from tests.engine.test_native import any_, run

native: Any = import_module("realtime_wire._engine.native")

pytestmark = needs_native

EXAMPLE = Path(__file__).parents[2] / "examples" / "voice_turn.jsonl"

COLUMNS = {
    "offset": "l",
    "raw": "s",
    "kind": "s",
    "item": "s",
    "inner": "s",
    "at": "l",
    "size": "l",
    "n": "i",
    "d": "d",
    "b": "b",
}
KIND = kind_of(rw.Event | UnknownEvent)
WAYS: Any = native.Ways

STARTED = (("item_id", WAYS.TEXT, "item"), ("audio_start_ms", WAYS.INTEGER, "at"))
KNOWN = (("kind", "known"),)


def giving(value: Any) -> Callable[..., Any]:
    """Return a function that gives that, whatever it is asked."""
    return lambda *_: value  # pyright: ignore[reportUnknownLambdaType]


RECORDED = ("d", "kind", "b")
"""The columns of what a recorder tells."""


def columns(plan_of: Any, told: Any = None, recorded: Any = RECORDED) -> Any:
    return native.columns_of(
        KIND, COLUMNS if told is None else told, plan_of, offset="offset", text="raw", recorded=recorded
    )


def in_recording(frame: bytes, time: float = 1.5) -> bytes:
    """Return what a recorder writes of a frame."""
    return json.dumps({"time": time, "from": "client", "frame": frame.decode()}, separators=(",", ":")).encode()


def started(**more: Any) -> bytes:
    members = "".join(f',"{name}":{value}' for name, value in more.items())
    return f'{{"type":"input_audio_buffer.speech_started"{members}}}'.encode()


LINE = started(event_id='"e"', item_id='"i"', audio_start_ms=7)


def taken(gathered: Any) -> tuple[int, dict[str, list[Any]]]:
    """Return the rows as they are told by the buffers, but for columns of nothing."""
    count, told = gathered.take()
    found: dict[str, list[Any]] = {}
    for (name, letter), column in zip(COLUMNS.items(), told, strict=True):
        if column is None:
            continue
        nulls, (valid, fixed, *data) = column
        is_there = [valid is None or bool(valid[i // 8] >> i % 8 & 1) for i in range(count)]
        assert is_there.count(False) == nulls
        if letter in "sb":
            ends = struct.unpack_from(f"{count + 1}i", fixed)
            values: list[Any] = [data[0][begin:end] for begin, end in pairwise(ends)]
        else:
            values = list(struct.unpack_from(f"{count}{'q' if letter == 'l' else letter}", fixed))
        found[name] = [value if there else None for value, there in zip(values, is_there, strict=True)]
    return count, found


def test_a_line_becomes_a_row() -> None:
    gathered = columns(giving((STARTED, KNOWN, None, ())))
    data = b"not this\n" + LINE + b"\n" + started(event_id='"e"', item_id='"j"', audio_start_ms=8) + b"\nnor this"
    gathered.block(data, 9, len(data) - 8, 1000, None, 0)
    assert gathered.count == 2
    expected = {"offset": [1000, 1001 + len(LINE)], "raw": [LINE, LINE.replace(b'"i"', b'"j"').replace(b"7", b"8")]}
    assert taken(gathered) == (2, {**expected, "kind": [b"known"] * 2, "item": [b"i", b"j"], "at": [7, 8]})
    assert taken(gathered) == (0, {})


def test_rows_of_python() -> None:
    gathered = columns(giving(None))
    gathered.add({"raw": "é".encode()})
    assert taken(gathered) == (1, {"raw": ["é".encode()]})
    row = {"raw": "é", "b": b"\x00\xff", "d": 1.5, "n": 2, "at": -3}
    for each in (
        row,
        {},
        {**dict.fromkeys(row), "item": ""},
        {"at": 1 << 63, "n": 1 << 31},
        {"at": -(1 << 70), "n": -(1 << 70)},
    ):
        gathered.add(each)
    expected = {"raw": ["é".encode()], "b": [b"\x00\xff"], "d": [1.5], "at": [-3]}
    padded = {name: [*any_(values), *[None] * 4] for name, values in expected.items()}
    assert taken(gathered) == (5, {**padded, "item": [None, None, b"", None, None], "n": [2, 0, 0, 0, 0]})


def test_many_rows() -> None:
    gathered = columns(giving((STARTED, KNOWN, None, ())))
    for _ in range(3):
        data = b"".join(started(event_id='"e"', item_id=f'"{i}"', audio_start_ms=i) + b"\n" for i in range(3000))
        gathered.block(data, 0, len(data), 0, None, 0)
        gathered.add({"d": 0.5})
        count, found = taken(gathered)
        assert count == 3001
        assert found["item"] == [*(b"%d" % i for i in range(3000)), None]
        assert found["at"] == [*range(3000), None]
        assert found["d"] == [*[None] * 3000, 0.5]


def test_what_is_refused_is_handed_over() -> None:
    def plan_of(cls: type, _: str) -> Any:
        return None if cls is rw.ErrorEvent else (STARTED, KNOWN, None, ())

    gathered = columns(plan_of)
    lines = [
        b"",
        b"{",
        b"x" + LINE,
        LINE + b"\r",
        LINE,
        b'{"type":"error","error":{"type":"t","message":"m"}}',
        LINE,
        LINE,
    ]
    handed: list[tuple[int, bytes, bool]] = []

    def missed(offset: int, line: bytes, has_end: bool) -> bool:  # noqa: FBT001  as it is called
        handed.append((offset, line, has_end))
        gathered.add({"item": "python"})
        return line.startswith(b'{"type":"error"')

    data = b"\n".join(lines)
    gathered.block(data, 0, len(data), 0, missed, 0)
    places = [data.index(line) if line else 0 for line in lines]
    last = len(data) - len(LINE)
    assert handed == [
        *((places[i] if i != 1 else 1, lines[i], True) for i in (0, 1, 2, 3, 5)),
        (last - len(LINE) - 1, LINE, True),  # as was asked for by what handed over the one before
        (last, LINE, False),
    ]
    count, found = taken(gathered)
    assert (count, found["item"]) == (8, [b"python"] * 4 + [b"i"] + [b"python"] * 3)


def test_who_is_told() -> None:
    told: list[Any] = []

    def note(*values: Any) -> None:
        told.append(values)

    def plan_of(cls: type, _: str) -> Any:
        names = ("item_id", "event_id", "audio_start_ms") if cls is rw.InputAudioBufferSpeechStartedEvent else None
        return (), (), note, names

    gathered = columns(plan_of)
    error = b'{"type":"error","error":{"type":"t","message":"m"}}'
    data = b"".join(
        line + b"\n" for line in (LINE, started(event_id="null", item_id='"\\u00e9"', audio_start_ms=2), error)
    )
    gathered.block(data, 0, len(data), 5, None, 0)
    second = 5 + len(LINE) + 1
    assert told[:2] == [(5, "i", "e", 7), (second, "é", None, 2)]
    assert told[2] == (5 + len(data) - len(error) - 1, rw.decode(error, rw.Event))
    assert gathered.count == 3


@rw.frozen(kw_only=True)
class Tagged(rw.Model):
    type: Literal["t"] = "t"
    id: str | None = None


@rw.frozen(kw_only=True)
class Bare(rw.Model):
    name: str
    id: str | None = None


@rw.frozen(kw_only=True)
class Mine(rw.Model):
    type: Literal["mine"] = "mine"
    part: Tagged | Bare | None = None
    words: tuple[str | None, ...] | None = None


@pytest.mark.parametrize(
    ("part", "inner"),
    [
        (b'{"type":"t","id":"a"}', b"a"),
        (b'{"name":"b","id":"a"}', b"a"),
        (b'{"name":"b"}', None),
        (b'{"id":"a"}', False),
        (b'{"type":null,"name":"b"}', False),
        (b'{"type":"u","name":"b"}', False),
        (b'{"name":"b"},"words":["a",null]', None),
        (b'{"name":"b"},"words":["a",nul]', False),
        (b"null", None),
    ],
)
def test_an_id_inside(part: bytes, inner: Any) -> None:
    told: list[Any] = []

    def note(*values: Any) -> None:
        told.append(values)

    plan = (("part", WAYS.ID, "inner"),), KNOWN, note, ("part",)
    kind = kind_of(Mine | UnknownEvent)
    gathered = native.columns_of(kind, COLUMNS, giving(plan), offset="offset", text="raw")
    line = b'{"type":"mine","part":' + part + b"}\n"
    gathered.block(line, 0, len(line), 0, giving(False), 0)  # noqa: FBT003  what it answers
    count, found = taken(gathered)
    assert count == (inner is not False)
    assert found.get("inner") == ([inner] if inner else None)
    assert told == [(0, inner.decode() if inner else None)] * count


@pytest.mark.parametrize("id_", [b"5", b"[]", b"{}", b"true"])
def test_an_id_that_is_none_is_for_python(id_: bytes) -> None:
    told: list[Any] = []
    gathered = columns(giving(((), KNOWN, told.append, ("item",))))
    line = b'{"type":"conversation.item.added","event_id":"e","item":{"type":"new","id":' + id_ + b"}}\n"
    gathered.block(line, 0, len(line), 0, giving(False), 0)  # noqa: FBT003  what it answers
    assert (gathered.count, told) == (0, [])


def test_who_is_told_of_what_is_recorded() -> None:
    told: list[Any] = []

    def note(*values: Any) -> None:
        told.append(values)

    def plan_of(cls: type, _: str) -> Any:
        names = ("item_id",) if cls is rw.InputAudioBufferSpeechStartedEvent else None
        return STARTED if names else (), KNOWN, None, (), note, names

    gathered = columns(plan_of)
    error = b'{"type":"error","error":{"type":"t","message":"m"}}'
    lines = [LINE, in_recording(LINE, 2), in_recording(error), error]
    data = b"".join(line + b"\n" for line in lines)
    gathered.block(data, 0, len(data), 0, None, 0)
    assert told == [
        (len(LINE) + 1, 2.0, "i"),
        (len(LINE) + len(lines[1]) + 2, 1.5, rw.decode(error, rw.Event)),
    ]
    count, found = taken(gathered)
    assert (count, found["kind"], found["raw"]) == (
        4,
        [b"known", b"client", b"client", b"known"],
        [LINE, LINE, error, error],
    )
    assert found["b"] == [None, lines[1] + b"\n", lines[2] + b"\n", None]
    assert found["d"] == [None, 2.0, 1.5, None]
    # Where nobody says where what is recorded belongs, its lines are for Python.
    left: list[Any] = []

    def missed(*values: Any) -> None:
        left.append(values[1])

    alone = columns(plan_of, recorded=None)
    alone.block(data, 0, len(data), 0, missed, 0)
    assert left == lines[1:3]


@pytest.mark.parametrize("recorded", [1, (), ("d", "kind"), ("at", "kind", "b"), ("d", "n", "b"), ("d", "kind", "x")])
def test_columns_of_what_is_recorded_that_are_wrong(recorded: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        columns(print, recorded=recorded)


def test_what_others_raise_passes() -> None:
    def fail(*_: Any) -> Any:
        raise KeyError

    for gathered in (columns(fail), columns(giving(((), (), fail, ()))), columns(giving(None))):
        with pytest.raises(KeyError):
            gathered.block(LINE + b"\n", 0, len(LINE) + 1, 0, fail, 0)

    class Undecided:
        def __bool__(self) -> bool:
            raise KeyError

    with pytest.raises(KeyError):
        columns(giving(None)).block(b"x", 0, 1, 0, giving(Undecided()), 0)


@pytest.mark.parametrize(
    "plan",
    [
        1,
        ((), ()),
        ((("item_id", WAYS.TEXT),), (), None, ()),
        ((("none", WAYS.TEXT, "item"),), (), None, ()),
        (((7, WAYS.TEXT, "item"),), (), None, ()),
        ((("item_id", len(WAYS), "item"),), (), None, ()),
        ((("item_id", WAYS.SIZE_ALONE, "item"),), (), None, ()),
        ((("item_id", -1, "item"),), (), None, ()),
        ((("item_id", WAYS.TEXT, "at"),), (), None, ()),
        ((("item_id", WAYS.TEXT, "none"),), (), None, ()),
        ((("item_id", WAYS.TEXT, ["none"]),), (), None, ()),
        ((("item_id", WAYS.INTEGER, "at"),), (), None, ()),
        ((("item_id", WAYS.ID, "item"),), (), None, ()),
        ((("type", WAYS.TEXT, "item"),), (), None, ()),
        ((("item_id", WAYS.TEXT, "raw"),), (), None, ()),
        ((("item_id", WAYS.TEXT, "item"), ("event_id", WAYS.TEXT, "item")), (), None, ()),
        (STARTED * 40, (), None, ()),
        ((), (("kind", 1),), None, ()),
        ((), (("at", "known"),), None, ()),
        ((), (("kind", "é"),), None, ()),
        ((), (*KNOWN, *KNOWN), None, ()),
        ((), KNOWN * 9, None, ()),
        ((), (), print, ("none",)),
        ((), (), print, ["item_id"]),
        ((), (), print, ("item_id",) * 9),
        ((), (), print, 1),
        ((), (), None, (), print, ("none",)),
        ((), (), None, (), print, 1),
        ((("item_id", WAYS.TEXT, "b"),), (), None, ()),
        ((), (), None, (), None, (), 1),
        ((), (), None, (), None, (), ("audio",)),
    ],
)
def test_plans_that_are_wrong(plan: Any) -> None:
    gathered = columns(giving(plan))
    for _ in range(2):
        with pytest.raises((TypeError, ValueError)):
            gathered.block(LINE + b"\n", 0, len(LINE) + 1, 0, None, 0)
    assert gathered.count == 0


def test_the_module_takes_nothing_wrong() -> None:
    module = native.native()
    place = module.Place(module.STRING, (), None, None, None, {}, None, None)
    for told in (
        (("offset", "l"),),
        (("raw", "s"),),
        (("raw", "s"), ("offset", "x")),
        (("raw", "s"), ("offset", "\x00")),
    ):
        with pytest.raises(ValueError, match=r"^no such"):
            module.columns(place, told, print, "offset", "raw")
    with pytest.raises(ValueError, match="too many"):
        module.columns(
            place, (("raw", "s"), ("offset", "l"), *((f"{i}", "s") for i in range(300))), print, "offset", "raw"
        )
    for wrong in ((1, (), print, "", ""), (place, ((1, "s"),), print, "", ""), (place, ((["a"], "s"),), print, "", "")):
        with pytest.raises(TypeError):
            module.columns(*wrong)
    gathered = columns(giving(None))
    gathered.add({"at": 1})
    for row in (1, {"at": "1"}, {"d": 1}, {"b": "1"}, {"raw": 1}, {"n": 1.0}):
        with pytest.raises(TypeError):
            gathered.add(row)
    with pytest.raises(ValueError, match="no such column"):
        gathered.add({"none": 1})
    assert gathered.count == 0  # as rows that lack a value would be no rows
    for begin, end in ((-1, 0), (2, 1), (0, 4)):
        with pytest.raises(ValueError, match="no such part"):
            gathered.block(b"abc", begin, end, 0, print, 0)
    with pytest.raises(TypeError):
        gathered.block("abc", 0, 3, 0, print, 0)
    # What is not of several classes is not told apart, and left to Python.
    alone = module.columns(place, (("raw", "s"), ("offset", "l")), print, "offset", "raw")
    alone.block(LINE + b"\n", 0, len(LINE) + 1, 0, giving(0), 0)
    assert alone.count == 0


def test_nothing_leaks() -> None:
    example = EXAMPLE.read_bytes()
    texts = (
        example
        + b"".join(in_recording(line) + b"\n" for line in example.splitlines())
        + LINE
        + b"\n"
        + LINE[:-2]
        + b"\n{}\n"
        + LINE.replace(b'"i"', b'"\\u00e9"')
        + b"\n"
    )

    def plan_of(cls: type, _: str) -> Any:
        if cls is rw.InputAudioBufferSpeechStartedEvent:
            return STARTED, KNOWN, giving(None), ("item_id", "audio_start_ms"), giving(None), ("item_id",)
        return (), KNOWN, giving(None), None, giving(None), None

    def missed(_: int, line: bytes, __: bool) -> None:  # noqa: FBT001  as it is called
        gathered.add({"b": line})

    gathered: Any = None

    def everything() -> None:
        nonlocal gathered
        gathered = columns(plan_of)
        for _ in range(3):
            gathered.block(texts, 0, len(texts), 0, missed, 0)
            gathered.take()
            gathered.add({"raw": "x"})
        with pytest.raises(TypeError):
            gathered.add({"raw": 1})

    for _ in range(3):
        everything()
    gc.collect()
    before = sys.getallocatedblocks()
    for _ in range(20):
        everything()
    gc.collect()
    assert sys.getallocatedblocks() - before < 40


FAILING = """
import sys
import _testcapi
import realtime_wire as rw
from realtime_wire._engine import native
from realtime_wire._engine.schema import kind_of

columns = {"offset": "l", "raw": "s", "kind": "s", "item": "s", "size": "l", "n": "i", "d": "d", "b": "b"}
with open(sys.argv[1], "rb") as example:
    data = example.read()
data += b'{"type":"input_audio_buffer.speech_started","item_id":"\\\\u00e9i","audio_start_ms":7}\\n' * 300

def plan_of(cls, name):
    if cls is rw.InputAudioBufferSpeechStartedEvent:
        names = ("item_id", "audio_start_ms")
        return (("item_id", 0, "item"), ("audio_start_ms", 1, "size")), (("kind", "known"),), feed, names, feed, names
    return (), (("kind", "known"),), feed, None

def feed(*values):
    return None

def missed(offset, line, has_end):
    gathered.add({"b": line, "d": 0.5, "n": 1})

def work():
    gathered.block(data, 0, len(data), 0, missed, 0)
    return gathered.take()

expected = None
tries = 0
while True:
    gathered = native.columns_of(
        kind_of(rw.Event | rw.UnknownEvent), columns, plan_of, offset="offset", text="raw", recorded=("d", "kind", "b")
    )
    if expected is None:
        expected = work()[0]
        continue
    work() if tries % 2 else None
    _testcapi.set_nomemory(tries, tries + 1)
    try:
        made = work()[0]
    except MemoryError:
        made = None
    finally:
        _testcapi.remove_mem_hooks()
    if made is not None:
        break
    gathered.take()
    assert work()[0] == expected
    tries += 1
assert made == expected
print(tries)
"""


@pytest.mark.skipif(find_spec("_testcapi") is None, reason="this Python comes without its tests")
def test_every_allocation_can_fail() -> None:
    assert int(run(FAILING, str(EXAMPLE))) > 300


@rw.frozen(kw_only=True)
class Foreign(rw.Model):
    type: Literal["é"] = "é"


def test_where_it_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    assert native.columns_of(kind_of(Foreign | UnknownEvent), COLUMNS, print, offset="offset", text="raw") is None
    monkeypatch.setattr(native, "native", giving(None))
    assert columns(print) is None
