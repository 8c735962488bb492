"""The compiled module gives what the Python lane gives, or refuses; it is no part of the law, only of the speed.

What is served, and that both lanes do the same in all that can be observed, is tested in `contract`; here it is about what
is inside: how it reads and writes bytes, what it keeps between two calls, what it tells the collector, what it does with
what it is told that is wrong, and where memory ends.
"""

from __future__ import annotations

import gc
import json
import os
import re
import subprocess
import sys
import threading
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import realtime_wire as rw
from realtime_wire import DecodeError, Decoder, EncodeError, Model
from realtime_wire._engine import record
from realtime_wire._engine.record import NOTHING, Raw
from realtime_wire._engine.schema import Kind, Objects, kind_of, members
from tests import wire
from tests.backends import choosing, needs_native, write_by_python
from tests.declared import PUBLIC
from tests.json_cases import ENDS, FRAMES, REPLACED, VALUES
from tests.payloads import PAYLOADS

# Its private parts are what is tested here.
lane: Any = import_module("realtime_wire._engine.lane")
native: Any = import_module("realtime_wire._engine.native")
schema: Any = import_module("realtime_wire._engine.schema")

pytestmark = needs_native

EXAMPLE = Path(__file__).parents[2] / "examples" / "voice_turn.jsonl"


def refuse(_: Any) -> Any:
    raise AssertionError


def nothing(*_: Any) -> None:
    """Do nothing."""


def left(_: Any) -> str:
    return "python"


MODULE: Any = native.native()


def reader_of(type_: Any) -> Any:
    """Return what reads a type, and fails for what it refuses unless it is asked to attempt it."""
    return native.reader_of(kind_of(type_), refuse)


LANES: dict[Any, Any] = {}


def read(text: Any, type_: Any = rw.Event) -> Any:
    """Return what the compiled module makes of a text."""
    if type_ not in LANES:
        LANES[type_] = reader_of(type_)
    return LANES[type_].attempt(text)


def compact(payload: Any) -> bytes:
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()


def any_(value: Any) -> Any:
    """Hide from checkers what they know of a value."""
    return value


def outcome(function: Any, *arguments: Any) -> Any:
    try:
        return function(*arguments)
    except DecodeError as error:
        return error
    except TypeError as error:
        return str(error)


def told(thing: Any) -> Any:
    """Turn an outcome into what can be compared exactly: types, nulls and the order of extra members included."""
    if isinstance(thing, DecodeError):
        return thing.path, thing.expected, thing.found, thing.event_type, thing.line
    if isinstance(thing, Raw):
        return type(thing), told(dict(thing.raw)), told(getattr(thing, "error", None))
    if isinstance(thing, Model):
        held = [told(getattr(thing, member.name)) for member in members(type(thing))]
        return type(thing), held, thing.nulls, told(dict(thing.extra))
    values: Any = thing
    if isinstance(thing, dict):
        return dict, [(name, told(value)) for name, value in values.items()]
    if isinstance(thing, (list, tuple)):
        return (list if isinstance(thing, list) else tuple), [told(value) for value in values]
    return type(thing), repr(thing)


JUDGES: Any = {}


def judge(text: Any, type_: Any = rw.Event, **options: Any) -> Any:
    """Return what the Python lane makes of a text."""
    key = id(type_), repr(options)
    if key not in JUDGES:
        JUDGES[key] = Decoder(type_, backend="python", **options)
    return outcome(JUDGES[key].decode, text)


def agree(text: Any, type_: Any = rw.Event) -> bool:
    """Check that the compiled module gives what Python gives, if it gives something; tell whether it does."""
    made = read(text, type_)
    if made is NotImplemented:
        return False
    expected = judge(text, type_)
    assert told(made) == told(expected), text
    if isinstance(made, rw.Wire):
        assert made == expected
        assert hash(made) == hash(expected)
        assert repr(made) == repr(expected)
        assert rw.encode(made) == write_by_python(expected), text
    return True


# Values and refusals


def payloads_of(type_: Any) -> list[Any]:
    parts = getattr(type_, "__args__", (type_,))
    return [payload for part in parts for payload in PAYLOADS.get(part, [])]


TYPES = {name: type_ for name, type_ in PUBLIC.items() if payloads_of(type_) and type_ is not rw.MalformedEvent}


RARE = (b'"role":"tool"', b'"function":{"name"', b"{}")
"""What is left to Python: the role of no class, the shape of an older API, a class without what it requires."""


@pytest.mark.parametrize("name", TYPES)
def test_every_payload_is_taken(name: str) -> None:
    for payload in payloads_of(TYPES[name]):
        text = compact(payload)
        is_rare = any(rare in text for rare in RARE)
        assert agree(text, TYPES[name]) or is_rare, payload
        assert agree(json.dumps(payload, indent=1), TYPES[name]) or is_rare, payload


def test_the_example_is_taken() -> None:
    assert all(agree(line) for line in EXAMPLE.read_bytes().splitlines(keepends=True))


def text_of(case: Any) -> bytes:
    parts: Any = (case,) if isinstance(case, (str, bytes)) else case
    text: Any = parts[0]
    return text.encode() if isinstance(text, str) else bytes(text)


def test_json_cases_agree() -> None:
    frames = [
        '{"type":"ping","a":%s}',
        '{"type":"session.created","event_id":"e","session":{"type":"realtime","a":[%s]}}',
    ]
    frames += ['{"type":"error","event_id":"e","error":{"type":"t","message":"m","param":%s}}', "%s", " %s\n"]
    for text in map(text_of, [*VALUES, *ENDS]):
        for frame in frames:
            before, _, after = frame.partition("%s")
            agree(before.encode() + text + after.encode())
    for text in map(text_of, [*FRAMES, *REPLACED]):
        agree(text)


@given(wire.frames())
def test_frames_agree(text: bytes) -> None:
    agree(text)
    agree(text.decode())
    assert told(outcome(Decoder(backend="native").decode, text)) == told(judge(text))


@given(wire.mutated())
def test_damaged_frames_agree(text: bytes) -> None:
    agree(text)
    assert told(outcome(Decoder(backend="native").decode, text)) == told(judge(text))
    assert told(outcome(Decoder(backend="native", malformed="keep").decode, text)) == told(
        judge(text, malformed="keep")
    )


@given(wire.junk())
def test_junk_agrees(text: bytes) -> None:
    assert not agree(text) or not isinstance(judge(text), DecodeError)


@given(st.data())
def test_objects_of_all_types_are_written_as_by_python(data: Any) -> None:
    obj: Any = data.draw(wire.objects(data.draw(st.sampled_from([*TYPES.values()]))))
    if isinstance(obj, rw.Wire):
        assert rw.encode(obj) == write_by_python(obj)


def test_mutations_agree() -> None:
    seeds: Any = pytest.importorskip("fuzz.seeds", reason="source distributions come without the fuzz target")
    mutators: Any = pytest.importorskip("fuzz.mutators")
    pool = seeds.seeds()
    mutator, random, taken = mutators.Mutator(pool), Random(11), 0  # noqa: S311  luck is all that is asked
    for _ in range(3000):
        data = mutator.mutate(random.choice(pool), random.getrandbits(64))
        name = seeds.NAMES[data[0] if data[0] < len(seeds.NAMES) else 0]
        taken += agree(data[seeds.HEAD :], seeds.TYPES[name])
    assert taken > 500


@pytest.mark.parametrize("scan", ["words", "16", "widest"])
def test_strings_of_every_length_and_place(scan: str) -> None:
    try:
        MODULE.use_scan(scan)
    except ValueError:
        pytest.skip("not on this processor")
    try:
        for special in (
            "",
            "\\n",
            "\\\\",
            '\\"',
            "\u00e9",
            "\u20ac",
            "\U0001f600",
            "\x1f",
            "\\ud83d\\ude00",
            "\\ud800",
        ):
            for size in [*range(70), 127, 128, 129, 200]:
                for at in sorted({0, size // 2, size, max(0, size - 1)}):
                    text = "x" * at + special + "x" * (size - at)
                    for frame in ('{"type":"ping","a":"%s"}', '{"type":"ping","a":["%s"]}', '{"%s":0,"type":"ping"}'):
                        agree((frame % text).encode())
                    agree('"%s"' % text)  # noqa: UP031  as above
    finally:
        MODULE.use_scan("widest")


def test_numbers_agree() -> None:
    numbers = ["0", "-0", "-0.0", "1e5", "1E+22", "1e23", "123456789012345678", "1234567890123456789", "-1.5e-7", "0.1"]
    numbers += [
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "1.",
        ".1",
    ]
    numbers += ["18446744073709551615", "18446744073709551616", "01", "-", "-01", "1e", "1e+", "+1", "1e400", "1e-400"]
    numbers += [
        "9007199254740993",
        "9007199254740993.0",
        "0.30000000000000004",
        "123456789.123456789",
        "4e-324",
        "00",
        "0e0",
    ]
    numbers += [
        "1" * 30 + ".5",
        "0." + "1" * 30,
        "1" * 19 + ".0",
        "1e0000000000000000000001",
        "0.0000000000000000000001e22",
    ]
    random = Random(3)  # noqa: S311  as above
    numbers += [repr(random.uniform(-1, 1) * 10 ** random.randrange(-30, 30)) for _ in range(2000)]
    numbers += [f"{random.randrange(10**9)}.{random.randrange(10**9)}e{random.randrange(-30, 30)}" for _ in range(2000)]
    for number in numbers:
        agree(f'{{"type":"ping","a":{number}}}')
        agree(f'{{"type":"ping","a":[{number}]}}'.encode())
    assert agree('{"type":"ping","a":[0,-7,1.5,1e5,-0.0,9223372036854775807]}')


def test_the_last_of_several_members_counts() -> None:
    start = b'{"type":"error","event_id":"e","error":{"type":"t","message":"m"'
    for members_ in (
        b',"code":null,"code":"c"',
        b',"code":"c","code":null',
        b',"code":"c","code":"d"',
        b',"x":1,"x":2',
        b',"x":1,"y":2,"x":3',
        b',"type":"u"',
        b',"message":"n","message":"o"',
    ):
        text = start + members_ + b"}}"
        agree(text)
        assert told(Decoder(backend="native").decode(text)) == told(judge(text))
    for text in (
        b'{"type":"ping","type":"error"}',
        b'{"type":"ping","type":"ping"}',
        b'{"type":"error","type":"ping"}',
        b'{"t\\u0079pe":"ping","type":"error"}',
        b'{"type":"ping","t\\u0079pe":"error"}',
        b'{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[],"role":"system"}}',
        b'{"type":"conversation.item.create","item":{"role":"user","content":[],"type":"message","type":"x"}}',
    ):
        agree(text)
        assert told(outcome(Decoder(backend="native").decode, text)) == told(judge(text))


def test_an_id_is_shared_where_its_text_is_the_same() -> None:
    frame = '{"type":"response.output_text.delta","event_id":"e","response_id":"%s","item_id":"i","output_index":0,"content_index":0,"delta":"d"}'
    one, other = read(frame % "resp_1"), read(frame % "resp_1")
    assert one.response_id is other.response_id
    # What a text says counts, not how it looks.
    for spelled in (
        "a\\nb",
        "a\nb",
        "a\\u0022b",
        'a"b',
        "a\\\\b",
        "a\\b",
        "\u00e9",
        "",
        "a",
        "resp_1",
        "resp_12",
        "resp_",
    ):
        agree(frame % spelled)
        agree(frame % spelled)
    for length in range(70):
        assert agree(frame % ("x" * length))


@pytest.mark.parametrize("depth", [1, 100, 140, 147, 148, 149, 150, 151, 199, 200, 201, 5000])
def test_depth(depth: int) -> None:
    for opening, closing in ((b"[", b"]"), (b'{"a":', b"}")):
        text = b'{"type":"ping","a":' + opening * depth + b"0" + closing * depth + b"}"
        agree(text)
        assert told(outcome(Decoder(backend="native").decode, text)) == told(judge(text))


@rw.frozen(kw_only=True)
class Tree(Model):
    """Somebody's own class, which `test_a_class_that_recurs` completes."""

    left: str | None = None


def test_a_class_that_recurs(monkeypatch: pytest.MonkeyPatch) -> None:
    (left,) = members(Tree)
    kind = Kind(objects=Objects((Tree,), {}, Tree, None, None))
    monkeypatch.setitem(schema._MEMBERS, Tree, (attrs.evolve(left, kind=kind),))
    made = native.reader_of(kind, refuse).attempt(b'{"left":{"left":{"left":null}}}')
    assert (type(made.left.left), made.left.left.left, made.left.left.nulls) == (Tree, None, {"left"})


# What is rare among classes


class Dressed(rw.ServerVad):
    """Somebody's own class, whose objects have a dict."""


@rw.frozen(kw_only=True)
class Named(Model):
    """Somebody's own class, with a tag beyond ASCII."""

    größe: int  # noqa: PLC2401  that is what is tried


def test_classes_of_other_people() -> None:
    reader: Any = reader_of(Dressed)
    assert reader.attempt(b'{"type":"server_vad"}') is NotImplemented
    assert type(rw.decode(b'{"type":"server_vad"}', Dressed)) is Dressed
    assert reader_of(Named).attempt('{"größe":1}') is NotImplemented
    assert rw.decode('{"größe":1}', Named) == Named(größe=1)
    assert rw.encode(Named(größe=1)) == '{"größe":1}'.encode()


def test_a_malformed_event_asked_for_alone() -> None:
    assert isinstance(rw.decode(b'{"type":"error","event_id":1}', rw.MalformedEvent), rw.MalformedEvent)


# The collector


def test_atomic_objects_are_left_to_reference_counts() -> None:
    delta = read(
        b'{"type":"response.output_text.delta","event_id":"e","response_id":"r","item_id":"i","output_index":0,"content_index":0,"delta":"d"}'
    )
    assert not gc.is_tracked(delta)
    done = read(
        b'{"type":"conversation.item.created","event_id":"e","item":{"type":"message","role":"user","content":'
        b'[{"type":"input_text","text":"a"},{"type":"input_text","text":null}]}}'
    )
    assert not any(map(gc.is_tracked, (done, done.item, done.item.content, *done.item.content)))
    for text in (
        b'{"type":"ping"}',
        b'{"type":"input_audio_buffer.cleared","event_id":"e","x":1}',
        b'{"type":"response.create","response":{"metadata":{"a":"b"}}}',
        b'{"type":"conversation.item.created","event_id":"e","item":{"type":"message","role":"user","content":[{"type":"x"}]}}',
    ):
        assert gc.is_tracked(read(text)), text


def test_what_holds_something_tracked_is_tracked() -> None:
    item = b'{"type":"conversation.item.created","item":{"type":"message","role":"user","content":[%s]}}'
    event = read(item % b'{"type":"input_text","text":"a"},{"type":"x"}')
    inside = event.item.content
    assert [*map(gc.is_tracked, (event, event.item, inside, *inside))] == [True, True, True, False, True]
    event = read(item % b'{"type":"input_text","x":1},{"type":"input_text"}')
    inside = event.item.content
    assert [*map(gc.is_tracked, (event, event.item, inside, *inside))] == [True, True, True, True, False]
    event = read(b'{"type":"ping","a":[[1],["b"]],"c":{"d":[]}}')
    raw = event._raw
    assert all(map(gc.is_tracked, (event, raw, raw["a"], *raw["a"], raw["c"], raw["c"]["d"])))


@rw.frozen(kw_only=True)
class Own(Model):
    """Somebody's own class, about which nothing is known."""

    name: str


def test_classes_of_other_people_are_tracked() -> None:
    assert gc.is_tracked(reader_of(Own).attempt(b'{"name":"a"}'))


def test_what_is_not_tracked_goes() -> None:
    texts = [compact(payload) for payload in payloads_of(rw.Event)]
    gc.collect()
    before = len(gc.get_objects())
    for _ in range(3):
        for text in texts:
            Decoder(backend="native").decode(text)
    gc.collect()
    assert abs(len(gc.get_objects()) - before) < 50


def test_nothing_leaks() -> None:
    bad = [
        b'{"type":"error","error":{"type":"t","message":1}}',
        b'{"type":"ping","a":[1,{"b":[',
        b'{"a":"\xff"}',
        b"\xff",
    ]
    good = [compact(payload) for payload in payloads_of(rw.Event)]
    vendors = [text.replace(b"{", b'{"x":[1.5,{"a":"b"}],', 1) for text in good]
    spoilt = [text[: len(text) * part // 7] for text in good for part in range(1, 7)]
    spoilt += [text.replace(b'":"', b'":["', 1) for text in good] + [
        text.replace(b'":', b'":{},"":', 1) for text in good
    ]
    spoilt += [re.sub(rb'("\w+":"[^"]*")(?=[,}])', rb"\1,\1", text) for text in good]
    spoilt += [text.replace(b"{", b'{"event_id":"one that is long","event_id":null,', 1) for text in good]
    texts: list[Any] = [*good, *vendors, *spoilt, *bad, "\ud800", "é", '"', 7]
    only = choosing(["error", "ping"], backend="native").decode

    def everything() -> None:
        for text in texts:
            made, again = read(text), read(text)
            if made is not NotImplemented:
                rw.encode(made)
                assert made == again
                assert hash(made) == hash(again)
                made.to_dict()
                any_(only)(text)
        LANES[rw.Event].lines(b"\n".join(text for text in texts if isinstance(text, bytes)), nothing)

    for _ in range(3):
        everything()
    gc.collect()
    before = sys.getallocatedblocks()
    for _ in range(5):
        everything()
    gc.collect()
    # What is lost once a text would be thousands.
    assert sys.getallocatedblocks() - before < len(good)


def test_objects_of_the_library_are_not_left_to_python() -> None:
    for cls, payloads in PAYLOADS.items():
        for payload in payloads:
            obj: Any = rw.structure(payload, any_(cls))
            if isinstance(obj, Model):
                assert record.compiled.hash(obj) == hash(obj)
                assert record.compiled.equal(obj, obj.evolve()) is True
            if cls is not rw.MalformedEvent:
                assert record.compiled.plain(obj) == payload


def test_records_are_shared() -> None:
    text = b'{"type":"error","event_id":"e","error":{"type":"t","message":"m","code":null}}'
    one, other = read(text), judge(text)
    assert one.error._rest is other.error._rest
    assert one._rest is NOTHING


# Containers of text


def test_texts_of_all_kinds() -> None:
    text = '{"type":"ping","a":"é€😀"}'
    expected = judge(text)
    for form in (
        text,
        text.encode(),
        bytearray(text.encode()),
        memoryview(text.encode()),
        memoryview(b"x" + text.encode())[1:],
    ):
        assert read(form) == expected
    spread = memoryview(bytes(byte for pair in zip(text.encode(), text.encode(), strict=True) for byte in pair))[::2]
    assert read(spread) == expected
    released = memoryview(b"{}")
    released.release()
    wrong: list[Any] = [
        released,
        [123, 125],
        5,
        None,
        text.encode("utf-16"),
        "\ud800",
        "\ufeff{}",
        b"\xef\xbb\xbf{}",
        b"",
        "",
        " ",
    ]
    for each in wrong:
        assert read(each) is NotImplemented
        assert told(outcome(rw.decode, each)) == told(judge(each))


class Text(str):
    __slots__ = ()


class Bytes(bytes):
    __slots__ = ()


def test_texts_of_other_people() -> None:
    assert read(Text('{"type":"é"}')) == read(Bytes('{"type":"é"}'.encode()))


def test_it_is_called_as_a_function() -> None:
    decode: Any = Decoder(backend="native").decode
    assert decode(data=b'{"type":"ping"}') == decode(b'{"type":"ping"}')
    for arguments, named in ((), {}), ((b"{}", b"{}"), {}), ((), {"text": b"{}"}), ((b"{}",), {"data": b"{}"}):
        with pytest.raises(TypeError):
            decode(*arguments, **named)
        with pytest.raises(TypeError):
            lane._encode(*arguments, **named)
    with pytest.raises(TypeError):
        LANES[rw.Event].lines(b"")


# Lines, and what is left out


@given(
    st.lists(wire.frames() | wire.mutated() | st.sampled_from([b"", b" ", b"\r", b" \t"]), max_size=8), st.booleans()
)
def test_lines_agree(lines: list[bytes], keep: bool) -> None:  # noqa: FBT001  drawn
    text = b"\n".join(line.replace(b"\n", b" ") for line in lines)
    malformed: Any = "keep" if keep else "raise"
    made = outcome(Decoder(backend="native", malformed=malformed).decode_lines, text)
    expected = outcome(Decoder(backend="python", malformed=malformed).decode_lines, text)
    assert told(made) == told(expected)
    assert isinstance(made, DecodeError) or made == list(
        Decoder(backend="native", malformed=malformed).iter_lines(BytesIO(text))
    )


def test_lines_of_all_kinds() -> None:
    decoder: Any = Decoder(backend="native", malformed="keep")
    text = '{"type":"é"}\r\n\n  {"type":"error","event_id":7,"error":{}} \n{"type":"ping"}'
    for form in (text, text.encode(), bytearray(text.encode())):
        one, malformed, other = decoder.decode_lines(form)
        assert (one.type, other.type) == ("é", "ping")
        assert malformed.error.line == 3
    wrong: list[Any] = [5, "\ud800"]
    for each in wrong:
        assert told(outcome(decoder.decode_lines, each)) == told(outcome(Decoder(backend="python").decode_lines, each))
    # An object ends where its line does.
    for text in (
        '{"type":\n"ping"}',
        '{"type":"a\nb"}',
        '{"type":"ping","a":1\n2}',
        '{"type":"ping","a":tru\ne}',
        "{}{}",
    ):
        for form in (text, text.encode()):
            assert told(outcome(decoder.decode_lines, form)) == told(
                outcome(Decoder(backend="python").decode_lines, form)
            )


def test_many_lines_let_others_run() -> None:
    text = b'{"type":"input_audio_buffer.cleared","event_id":"e"}\n' * 500_000
    counted, stop = [0], threading.Event()

    def count() -> None:
        while not stop.is_set():
            counted[0] += 1

    thread = threading.Thread(target=count)
    thread.start()
    before = counted[0]
    assert len(Decoder(backend="native").decode_lines(text)) == 500_000
    after = counted[0]
    stop.set()
    thread.join()
    assert after > before


ONLY: list[Any] = [
    ["error"],
    ["ping"],
    [rw.UnknownEvent],
    [rw.UnknownEvent, "error"],
    [rw.ErrorEvent, rw.ResponseDoneEvent],
]


@given(wire.frames() | wire.mutated(), st.sampled_from(ONLY))
def test_what_is_left_out_agrees(text: bytes, only: Any) -> None:
    made = outcome(choosing(only, backend="native").decode, text)
    assert told(made) == told(outcome(choosing(only, backend="python").decode, text))


@pytest.mark.parametrize(
    "text",
    [
        *('{"type":"ping"}', ' { "type" : "ping" } ', '{"a":0,"type":"ping"}', '{"type":"ping","type":"error"}', "{}"),
        *('{"type":"error","type":"ping"}', '{"type":"ping","type":"ping"}', '{"type":1}', '{"type":null}', "[]", "0"),
        *(
            '{"a":[1,2.5e3,null,true,false,{},[],"\\n"],"type":"ping"}',
            '{"a":1e999,"type":"ping"}',
            '{"a":01}',
            "",
            "{",
        ),
        *(
            '{"a":"\\ud800","type":"ping"}',
            '{"type":"p\\u0069ng"}',
            '{"t\\u0079pe":"ping"}',
            '{"a":' + "9" * 5000 + "}",
        ),
        *(
            '{"type":"ping"}x',
            '{"type":"ping",}',
            '{"type":"ping" "a":0}',
            '{"type"}',
            '{"type":}',
            '{"a":nul}',
            '{"a":tru}',
        ),
        *('{"a":' + "[" * n + "]" * n + ',"type":"ping"}' for n in (100, 148, 149, 150, 198)),
        *(
            '{"a":fals}',
            '{"a":.5}',
            '{"a":1.}',
            '{"a":1e}',
            '{"a":-}',
            '{"a":[1 2]}',
            '{"a":{"b" 1}}',
            "{1:2}",
            '{"é":0}',
        ),
    ],
)
def test_what_is_left_out_is_looked_at(text: str) -> None:
    for only in ONLY:
        for form in (text, text.encode()):
            made = outcome(choosing(only, backend="native").decode, form)
            assert told(made) == told(outcome(choosing(only, backend="python").decode, form)), only


def test_bytes_that_are_no_utf_8_are_noticed_in_what_is_left_out() -> None:
    for bad in (
        b"\xff",
        b"\xc3",
        b"\xe2\x82",
        b"\xed\xa0\x80",
        b"\xf0\x9f\x98",
        b"\xf4\x90\x80\x80",
        b"\xe0\x80\x80",
        b"\xc0\x80",
        b"\xf0\x80\x80\x80",
    ):
        for text in (b'{"type":"ping","a":"' + bad + b'"}', b'{"type":"ping","a":"xyz' + bad):
            assert told(outcome(choosing(["error"], backend="native").decode, text)) == told(
                judge(text, only=("error",))
            )
            agree(text)


# Writing


def test_what_has_no_json_form_is_left_to_python() -> None:
    obj = rw.decode(b'{"type":"error","event_id":"e","error":{"type":"t","message":"m"}}')
    values: list[Any] = [b"", 5, {"a": 1}, [], None, obj, "\ud800", Text("x"), (), float("nan"), 10**30]
    for value in values:
        for name in ("message", "error", "type"):
            broken: Any = rw.decode(b'{"type":"error","event_id":"e","error":{"type":"t","message":"m"}}')
            object.__setattr__(broken if name == "error" else broken.error, name, value)
            made, expected = outcome_of_writing(rw.encode, broken), outcome_of_writing(write_by_python, broken)
            assert made == expected, (name, value)


def outcome_of_writing(write: Any, obj: Any) -> Any:
    try:
        return write(obj)
    except EncodeError as error:
        return str(error)


def test_free_form_json_is_written() -> None:
    values: list[Any] = [
        0,
        -1,
        2**63 - 1,
        -(2**63),
        2**64,
        1.5,
        1e16,
        1e-7,
        -0.0,
        True,
        False,
        None,
        "",
        '\x00\x1f"\\/\b\f\n\r\t\x7f',
    ]
    values += [
        "é",
        "€",
        "😀",
        "x" * 100 + "\n" + "y" * 100,
        "é" * 3000,
        [],
        {},
        [[]],
        {"é": {"": [None]}},
        "x" * 5000,
        (1,),
    ]
    for value in values:
        obj = rw.UnknownEvent({"type": "ping", "a": value, "b": [value]})
        assert rw.encode(obj) == write_by_python(obj)
        extra = rw.ServerVad().with_extra(a=value)
        assert rw.encode(extra) == write_by_python(extra)
        assert rw.encode(extra.evolve(threshold=0.5)) == write_by_python(extra.evolve(threshold=0.5))
    assert len(rw.ServerVad().with_extra(a=[1, {"b": 2}]).extra["a"]) == 2  # read-only from here on
    obj = rw.UnknownEvent({"a": [1, {"b": 2}]})
    assert obj.raw["a"] == [1, {"b": 2}]
    assert rw.encode(obj) == b'{"a":[1,{"b":2}]}'
    assert rw.encode(rw.ServerVad().with_null("threshold", "silence_duration_ms")) == write_by_python(
        rw.ServerVad().with_null("threshold", "silence_duration_ms")
    )


def test_unknown_members_that_are_called_like_declared_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    rest = record.Rest({"threshold": 1, "x": 2}, frozenset())
    for obj in (any_(rw.ServerVad)(_rest=rest), any_(rw.ServerVad)(_rest=rest, threshold=0.5)):
        assert rw.encode(obj) == write_by_python(obj)
        assert told(obj.to_dict()) == told(in_python(monkeypatch, obj.to_dict))


@pytest.mark.parametrize("depth", [100, 147, 148, 149, 150, 190, 198, 199])
def test_depth_of_what_is_written(depth: int) -> None:
    value: Any = 0
    for _ in range(depth):
        value = [value]
    obj: Any = rw.decode(b'{"type":"ping"}')
    dict[str, Any].__setitem__(obj._raw, "a", value)
    assert rw.encode(obj) == write_by_python(obj)


# Interpreters of their own


def run(program: str, *arguments: str, **environment: str) -> str:
    result = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-c", program, *arguments],
        env={**os.environ, "PYTHONPATH": str(Path(rw.__file__).parents[1]), **environment},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return result.stdout


@pytest.mark.parametrize("switch", ["1", "", "no"])
def test_the_switch_is_0_and_nothing_else(switch: str) -> None:
    program = "import realtime_wire as rw; print(rw.lane())"
    assert run(program, REALTIME_WIRE_NATIVE=switch) == "LaneInfo(name='native', reason='')\n"
    assert run(program, REALTIME_WIRE_NATIVE="0") == (
        "LaneInfo(name='python', reason='REALTIME_WIRE_NATIVE=0 switches it off')\n"
    )


FAILING = """
import sys, gc, _testcapi
import realtime_wire as rw
from realtime_wire._engine import native
from realtime_wire._engine.schema import kind_of

with open(sys.argv[1], "rb") as example:
    texts = [line.rstrip() for line in example]
texts += [b'{"type":"ping","a":[1,2.5,{"b":null},"\\xc3\\xa9"],"b":"x"}', b'{"type":"input_audio_buffer.cleared","event_id":"e","x":[1]}']
texts += [b'{"type":"error","event_id":"e","error":{"type":"t","message":"m","code":null,"param":null,"n":[' + b"1," * 40 + b"1]}}"]
texts += [b'{"type":"conversation.item.created","event_id":"e","item":{"type":"message","role":"user","content":[' + b'{"type":"input_text"},' * 40 + b'{"type":"x"}]}}']
reader = native.reader_of(kind_of(rw.Event), lambda data: NotImplemented)
some = native.reader_of(kind_of(rw.Event), lambda data: NotImplemented, frozenset(["error"]))
writer = native.writer_of(lambda obj: NotImplemented)
objects = [reader.attempt(text) for text in texts]
written = [writer.attempt(obj) for obj in objects]
log = b"\\n".join(texts)
gc.disable()

def attempt(function, *arguments):
    start = 0
    while True:
        _testcapi.set_nomemory(start, start + 1)
        try:
            made = function(*arguments)
        except MemoryError:
            made = None
        finally:
            _testcapi.remove_mem_hooks()
        if made is not None and made is not NotImplemented:
            return made, start
        start += 1
        assert start < 50000, "it never succeeds"

tries = 0
for text, obj, expected in zip(texts, objects, written):
    for form in (text, text.decode(), bytearray(text)):
        made, count = attempt(reader.attempt, form)
        assert made == obj
        tries += count
    again = made
    made, count = attempt(writer.attempt, obj)
    assert made == expected, (made, expected)
    tries += count
    attempt(lambda: (some.attempt(text),))
    for function in (writer.hash, writer.plain, lambda obj: (writer.equal(obj, again),)):
        if function(obj) is not NotImplemented:
            tries += attempt(function, obj)[1]
for text in texts[-4:]:
    made, count = attempt(reader.lines, text, lambda line, number: NotImplemented)
    tries += count

def afresh():
    native._SHAPES.clear()
    native._PLACES.clear()
    again = native.reader_of(kind_of(rw.ConversationItemCreatedEvent), lambda data: NotImplemented)
    return again.attempt(texts[-1])

if sys.version_info < (3, 12):  # later ones crash by themselves where Python, as in the glue, runs out of memory
    made, count = attempt(afresh)
    assert made == objects[-1]
    tries += count
long = reader.attempt(b'{"type":"ping","a":"' + b"x" * 3_000_000 + b'"}')
tries += attempt(writer.attempt, long)[1]
print(tries)
"""


@pytest.mark.skipif(find_spec("_testcapi") is None, reason="this Python comes without its tests")
def test_every_allocation_can_fail() -> None:
    assert int(run(FAILING, str(EXAMPLE))) > 2_000


# What is done with objects


ON_ITS_OWN: Any = vars(record)["_NotCompiled"]


def in_python(monkeypatch: pytest.MonkeyPatch, function: Any, *arguments: Any) -> Any:
    """Call a function as in a process without the compiled module."""
    with monkeypatch.context() as patch:
        patch.setattr(record, "compiled", ON_ITS_OWN)
        return function(*arguments)


@given(st.data())
def test_objects_are_handled_as_by_python(data: Any) -> None:
    type_ = data.draw(st.sampled_from([*TYPES.values()]))
    one, other = data.draw(wire.objects(type_)), data.draw(wire.objects(type_))
    if not isinstance(one, Model):
        return
    with pytest.MonkeyPatch.context() as monkeypatch:
        assert in_python(monkeypatch, hash, one) == hash(one)
        assert told(in_python(monkeypatch, one.to_dict)) == told(one.to_dict())
        again = one.from_json(one.to_json())
        for same in (other, one, again):
            assert in_python(monkeypatch, one.__class__.__eq__, one, same) == one.__class__.__eq__(one, same)
    assert one == again
    assert hash(one) == hash(again)


FREE_FORM: list[Any] = [
    {"type": "function", "parameters": {"a": [1, 1.0, True, None, {"b": []}]}},
    {"type": "function", "name": None, "x": {"a": [[1]]}},
    {"type": "function", "x": 10**30, "y": "\u00e9\U0001f600"},
]


@pytest.mark.parametrize("payload", FREE_FORM, ids=str)
def test_free_form_json_is_compared_and_copied(payload: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = (rw.RealtimeFunctionTool.from_dict(payload) for _ in range(2))
    different = rw.RealtimeFunctionTool.from_dict({**payload, "z": 0})
    for _ in range(2):
        assert one == other
        assert one != different
        assert hash(one) == hash(other) == in_python(monkeypatch, hash, one)
        plain = one.to_dict()
        assert told(plain) == told(in_python(monkeypatch, one.to_dict))
        assert plain == payload
        plain["parameters"] = plain.get("parameters", {})
        plain["parameters"]["a"] = 5  # it belongs to whoever asked for it
        assert one == other
        _ = one.parameters, one.extra  # read-only from here on


def test_what_is_equal_in_python_is_equal_here(monkeypatch: pytest.MonkeyPatch) -> None:
    values: list[Any] = [1, 1.0, True, 0, False, 0.0, -0.0, None, "1", 10**30, (1,), (1.0,), [1]]
    for one_value in values:
        for other_value in values:
            pair = [rw.ServerVad(), rw.ServerVad()]
            one, other = pair
            object.__setattr__(one, "threshold", one_value)
            object.__setattr__(other, "threshold", other_value)
            assert (one == other) is in_python(monkeypatch, one.__class__.__eq__, one, other)
            if not isinstance(one_value, list):
                assert hash(one) == in_python(monkeypatch, hash, one)


class Number(float):
    """Somebody's own number, which is like none."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        raise ZeroDivisionError

    def __hash__(self) -> int:
        raise ZeroDivisionError


def test_what_others_raise_passes() -> None:
    one, other = rw.ServerVad(), rw.ServerVad()
    object.__setattr__(one, "threshold", Number(1))
    object.__setattr__(other, "threshold", Number(1))
    with pytest.raises(ZeroDivisionError):
        _ = one == other
    with pytest.raises(ZeroDivisionError):
        hash(one)


def test_depth_of_what_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    for depth in (100, 140, 147, 148, 149, 150, 151, 190):
        pair = [rw.RealtimeFunctionTool(), rw.RealtimeFunctionTool()]
        for obj in pair:
            value: Any = 0
            for _ in range(depth):
                value = [value]
            object.__setattr__(obj, "parameters", {"a": value})
        one, other = pair
        assert one == other
        assert hash(one) == hash(other) == in_python(monkeypatch, hash, one)
        assert one.to_dict() == in_python(monkeypatch, one.to_dict) == other.to_dict()
        for obj in pair:
            tuples: Any = 0
            for _ in range(depth):
                tuples = (tuples,)
            object.__setattr__(obj, "parameters", tuples)
        assert one == other
        assert hash(one) == hash(other)


def test_objects_that_are_not_whole() -> None:
    empty: Any = object.__new__(rw.ServerVad)
    other = rw.ServerVad()
    functions: list[Any] = [hash, other.__eq__, rw.unstructure, rw.encode, rw.Wire.to_dict, rw.Model.evolve]
    for function in functions:
        with pytest.raises(AttributeError):
            function(empty)
    with pytest.raises(AttributeError):
        _ = empty == other
    for function in (record.compiled.hash, record.compiled.plain):
        assert function(5) is NotImplemented
    wrong: list[Any] = [(), (1,), (1, 2), (other, 5), (other, other, other)]
    for arguments in wrong:
        assert record.compiled.equal(*arguments) is NotImplemented


class Strange:
    """Something that has no JSON form, and no hash."""

    __hash__ = None  # type: ignore[assignment]


@pytest.mark.parametrize("rest", [5, None, Strange()], ids=lambda rest: type(rest).__name__)
def test_records_that_are_none(rest: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = rw.ServerVad()
    object.__setattr__(broken, "_rest", rest)

    def kind_of_outcome(function: Any, *arguments: Any) -> Any:
        try:
            return function(*arguments)
        except (AttributeError, TypeError, EncodeError) as error:
            return type(error)

    for function in (hash, broken.__eq__, rw.Wire.to_dict):
        expected = kind_of_outcome(in_python, monkeypatch, function, broken)
        assert kind_of_outcome(function, broken) == expected
    assert kind_of_outcome(rw.encode, broken) == kind_of_outcome(write_by_python, broken)


def test_a_record_that_is_not_whole() -> None:
    broken = rw.ServerVad()
    object.__setattr__(broken, "_rest", object.__new__(record.Rest))
    for function in (hash, rw.encode):
        with pytest.raises(AttributeError):
            function(broken)


class Dictated(Model):
    """Somebody's own class, whose methods are their own."""


def test_objects_of_other_people_are_left_to_python() -> None:
    obj = Own(name="a")
    assert [record.compiled.equal(obj, obj), record.compiled.hash(obj)] == [NotImplemented] * 2
    assert record.compiled.plain(obj) == obj.to_dict() == {"name": "a"}
    assert record.compiled.plain(Dressed()) is NotImplemented
    assert Dressed().to_dict() == {"type": "server_vad"}


def test_readers_do_not_write() -> None:
    obj = rw.ServerVad()
    reader = reader_of(rw.Event)
    assert [reader.equal(obj, obj), reader.hash(obj), reader.plain(obj)] == [NotImplemented] * 3
    with pytest.raises(TypeError, match=r"^lines\(\) takes two arguments, and reads$"):
        record.compiled.lines(b"", refuse)


def place_of(allowed: int, *told_: Any) -> Any:
    """Make a place of which the rest is left out."""
    return MODULE.Place(allowed, *told_, *[(), None, None, None, {}, None, None][len(told_) :])


def slots_of(cls: type[Any]) -> list[Any]:
    names: Any = cls.__slots__
    return [vars(cls)[name] for name in names]


def test_the_module_takes_nothing_wrong() -> None:
    module, slot = MODULE, vars(rw.ServerVad)["type"]
    shape, place = module.Shape(rw.ServerVad, refuse), place_of(MODULE.STRING)
    tags: list[Any] = [{"\u00e9": shape}, {"a": (1,)}, {1: shape}, {"a": ("\u00e9", {})}]
    tags += [{"a": ("b", {"c": ("d", {})})}]
    wrong: list[tuple[Any, tuple[Any, ...]]] = [
        (module.Shape, (1, refuse)),
        (module.Place, ("STRING",)),
        *((place_of, (module.OBJECT, (), None, None, None, each)) for each in tags),
        (place_of, (module.STRING, (), 1)),
        (place_of, (module.STRING, (), None, None, place)),
        (place_of, (module.ARRAY,)),
        (place_of, (module.MAP,)),
        (place_of, (module.LITERAL, ("\u00e9",))),
        (place_of, (module.LITERAL, ('"',))),
        (place_of, (module.OBJECT, (), None, None, None, {}, ("\u00e9", {}))),
        (place_of, (module.OBJECT, (), None, None, None, {}, ("a", {"b": ("c", {})}))),
        (place_of, (module.OBJECT, (), None, None, None, {}, ("a",))),
        (module.reader, (1, refuse, None, False)),
        (module.reader, (place, refuse, {"a"}, False)),
        (module.writer, (1,)),
        (module.Shape(Named, refuse).members, (1, 2, 3)),
        (module.Shape(rw.UnknownEvent, refuse).raw, (slot,)),
        (module.set_up, (1,)),
        (module.set_up, (1, 1, 2, dict, list, refuse)),
        (module.set_up, (record.Rest({}, frozenset()), *slots_of(record.Rest), dict, list, refuse)),
    ]
    for function, arguments in wrong:
        with pytest.raises(TypeError):
            function(*arguments)
    for scan in ("none", 5):
        with pytest.raises(ValueError, match="no such scan"):
            module.use_scan(scan)
    names: Any = rw.ServerVad.__slots__
    told_ = tuple((name, vars(rw.ServerVad)[name], place, 1) for name in names)
    foreign = vars(rw.ErrorEvent)["error"]
    for each in ((1, slot, place, 1), ("x", 1, place, 1), ("x", slot, 1, 1), ("x", foreign, place, 1)):
        with pytest.raises(TypeError):
            shape.members(vars(record.Record)["_rest"], NOTHING, {}, {}, 1, (*told_[:-1], each))
    with pytest.raises(TypeError):
        shape.members(1, NOTHING, {}, {}, 1, told_)
    # One that has other members than it is told is left to Python.
    assert shape.members(vars(record.Record)["_rest"], NOTHING, {}, {}, 1, told_[:-1]) is None
    reader = module.reader(place_of(module.OBJECT, (), None, None, shape), refuse, None, 0)
    with pytest.raises(AssertionError):
        reader.attempt(b"{}")


def test_a_shape_is_filled_once() -> None:
    shape = native._SHAPES[rw.ServerVad]
    assert read(b'{"type":"server_vad"}', rw.ServerVad) == rw.ServerVad()
    native._fill(shape)  # as a thread does that comes late
    assert read(b'{"type":"server_vad"}', rw.ServerVad) == rw.ServerVad()


def test_a_class_that_cannot_be_filled_is_left_to_python() -> None:
    shape = MODULE.Shape(rw.ServerVad, nothing)
    reader = MODULE.reader(place_of(MODULE.OBJECT, (), None, None, shape), left, None, 0)
    assert [reader(b"{}"), reader(b"{}")] == ["python"] * 2
    tagged = MODULE.reader(place_of(MODULE.OBJECT, (), None, None, None, {"a": shape}), left, None, 0)
    assert tagged(b'{"type":"a"}') == "python"
