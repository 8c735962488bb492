"""Rows by the compiled lane are the rows by Python: on all frames, however they are damaged, in all tables."""

from __future__ import annotations

import json
import random
import re
from contextlib import suppress
from importlib import import_module
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("pyarrow", reason="the extra `arrow` is not installed")

import realtime_wire as rw
from realtime_wire import voice_live
from realtime_wire._engine import facts
from realtime_wire._engine.places import AUDIO, WORDS
from realtime_wire._engine.schema import classes_in, kind_of
from realtime_wire.protocols import PROTOCOLS
from tests import wire
from tests.backends import needs_native
from tests.json_cases import ENDS, FRAMES, REPLACED, VALUES
from tests.payloads import PAYLOADS
from tests.tables.test_tables import conversation, mixed, text_of

# Its private parts are what is tested here.
folds: Any = import_module("realtime_wire.tables._folds")
gather: Any = import_module("realtime_wire.tables._gather")
rows: Any = import_module("realtime_wire.tables._rows")
source: Any = import_module("realtime_wire.tables._source")

pytestmark = needs_native

Json = dict[str, Any]

GA = PROTOCOLS["realtime"]
TABLES = [(), ("responses",), ("sessions",), ("items", "errors"), ("responses", "items", "errors", "sessions")]


def tables_of(
    data: bytes, asked: tuple[str, ...] = (), *, protocol: Any = GA, compiled: bool = True, keep_audio: bool = True
) -> Any:
    """Return all rows of some lines by table, and how many lines were left to Python."""
    listener = folds.Folds("a", protocol, asked) if asked else None
    made = rows.Rows("a", protocol, listener=listener, keep_audio=keep_audio)
    if not compiled:
        made._table = gather.Gathered(rows._OWN)
    left = 0
    by_python = made._line

    def line(*arguments: Any) -> None:
        nonlocal left
        left += 1
        by_python(*arguments)

    made._line = line
    batches = [("events", made.block(block)) for block in source.cut([data], 0)]
    if listener is not None:
        listener.connect()
        batches += listener.batches(last=True)
    found: dict[str, list[Json]] = {name: [] for name in ("events", *asked)}
    for name, batch in batches:
        batch.validate(full=True)
        found[name] += batch.to_pylist()
    return found, left


def recorded(data: bytes) -> bytes:
    """Return lines as a recorder writes them that has had them as frames, in several spellings; what is no UTF-8 is left out."""
    lines: list[bytes] = []
    for number, line in enumerate(data.split(b"\n")[:-1]):
        with suppress(UnicodeDecodeError):
            told = {"time": number * 0.25, "from": "client" if number % 5 == 0 else "server", "frame": line.decode()}
            space = " " * (number % 2)
            lines.append(
                json.dumps(told, ensure_ascii=number % 3 == 0, separators=("," + space, ":" + space)).encode() + b"\n"
            )
    return b"".join(lines)


def agree(data: bytes, asked: tuple[str, ...] = TABLES[-1], protocol: Any = GA) -> int:
    """Check that both lanes make the same of lines, also as frames of a recorder; return how many the compiled one has left."""
    left = agree_alone(data, asked, protocol)
    agree_alone(recorded(data), asked, protocol)
    return left


def agree_alone(data: bytes, asked: tuple[str, ...] = TABLES[-1], protocol: Any = GA) -> int:
    """Check that both lanes make the same of lines, without their audio as well; return how many the compiled one has left."""
    left: dict[bool, int] = {}
    for keep in (False, True):
        made, left[keep] = tables_of(data, asked, protocol=protocol, keep_audio=keep)
        expected, _ = tables_of(data, asked, protocol=protocol, keep_audio=keep, compiled=False)
        assert list(made) == list(expected)
        for name, table in made.items():
            for one, other in zip(table, expected[name], strict=True):
                assert one == other
    return left[True]


def compact(payload: Any) -> bytes:
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()


def events_of(protocol: Any) -> list[bytes]:
    """Return what there is of payloads for the events of a protocol, but for those that are told to change the session."""
    told = kind_of(protocol.event).objects
    assert told is not None
    changing = {cls for name in source.starts_of(protocol) for cls in classes_in(told.tags[name])}
    return [
        compact(payload)
        for cls in told.classes
        for payload in PAYLOADS.get(cls, [])
        if cls not in changing and rows.plans[cls].session is None
    ]


RARE = (b'"role":"tool"', b'"function":{"name"')
"""What the reader of objects leaves to Python as well."""


@pytest.mark.parametrize("name", PROTOCOLS)
@pytest.mark.parametrize("asked", TABLES)
def test_every_event_is_taken(name: str, asked: tuple[str, ...]) -> None:
    protocol = PROTOCOLS[name]
    events = events_of(protocol)
    assert events
    rare = sum(any(each in event for each in RARE) for event in events)
    assert agree(b"".join(event + b"\n" for event in events), asked, protocol) <= rare
    assert agree_alone(recorded(b"".join(event + b"\n" for event in events)), asked, protocol) <= rare
    spaced = [json.dumps(json.loads(event), separators=(" , ", "\t: ")).encode() for event in events]
    assert agree(b"".join(event + b"\n" for event in spaced), asked, protocol) <= rare


@pytest.mark.parametrize("asked", TABLES)
def test_conversations_with_damaged_lines(asked: tuple[str, ...]) -> None:
    for seed in range(4):
        agree(mixed(seed), asked)
    agree(text_of(frame for number in range(3) for frame in conversation(number)), asked)


@pytest.mark.parametrize("asked", TABLES)
def test_only_what_is_needed_is_made_into_objects(asked: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    fed: list[str] = []
    feed = folds.Folds.feed

    def noted(self: Any, event: Any, place: Any) -> None:
        fed.append(event.type)
        feed(self, event, place)

    monkeypatch.setattr(folds.Folds, "feed", noted)
    tables_of(text_of(conversation(1)), asked)
    for protocol in PROTOCOLS.values():
        tables_of(b"".join(event + b"\n" for event in events_of(protocol)), asked, protocol=protocol)
        assert protocol.streamed.isdisjoint(fed)
    if "items" not in asked:
        assert not any("output_item" in name or name.startswith("conversation.item.added") for name in fed)
    assert not any(
        name.endswith(("audio_transcript.delta", "audio.delta", ".text.delta", "arguments.delta")) for name in fed
    )


def test_json_cases_agree() -> None:
    frames = [
        '{"type":"response.output_text.delta","response_id":%s}',
        '{"type":"response.output_audio.delta","response_id":"r","item_id":"i","output_index":%s,"delta":"AAAA"}',
        '{"type":"response.output_audio.delta","response_id":"r","item_id":"i","delta":%s,"content_index":0}',
        '{"type":"error","event_id":"e","error":{"type":"t","message":"m","param":%s}}',
        '{"type":"conversation.item.added","item":{"type":"x","id":%s}}',
        '{"type":"response.created","response":{"id":%s,"metadata":{"a":"b"}},"more":[%s,{"a":%s}]}',
    ]
    for text in (*VALUES, *ENDS):
        if b"\n" not in text:
            agree(b"\n".join([*(frame.encode().replace(b"%s", text) for frame in frames), b""]))
    for text in (*FRAMES, *REPLACED):
        agree(text + b"\n")


@rw.frozen(kw_only=True)
class OddEvent(rw.Model):
    """An event of which the members may be other things than their columns have."""

    type: Literal["odd"] = "odd"
    item_id: str | int
    content_index: int | str
    start_ms: float
    text: Annotated[str | bool, WORDS]


@rw.frozen(kw_only=True)
class OddAudioEvent(rw.Model):
    """Another one."""

    type: Literal["odd.audio"] = "odd.audio"
    audio: Annotated[str | bool, AUDIO]


ODD = rw.Protocol("odd", server=OddEvent | OddAudioEvent, client=None)


def test_members_that_may_be_something_else() -> None:
    lines: list[Json] = [
        {"type": "odd", "item_id": "i", "content_index": 1, "start_ms": 2, "text": "t"},
        {"type": "odd", "item_id": 1, "content_index": "1", "start_ms": 2.5, "text": True},
        {"type": "odd.audio", "audio": "AAAA"},
        {"type": "odd.audio", "audio": True},
    ]
    data = text_of(lines)
    assert agree(data, protocol=ODD) == len(lines)
    found = tables_of(data, protocol=ODD)[0]["events"]
    names = ("item_id", "content_index", "start_ms", "text", "audio_bytes")
    assert [[row[name] for name in names] for row in found] == [
        ["i", 1, 2, "t", None],
        [None] * 5,
        [None] * 4 + [3],
        [None] * 5,
    ]


@rw.frozen(kw_only=True)
class SaidEvent(rw.Model):
    """An event with words of a message that has one part."""

    type: Literal["said"] = "said"
    item_id: str
    delta: str


@rw.frozen(kw_only=True)
class AddedEvent(rw.Model):
    """An event with arguments of a call whose response nobody tells."""

    type: Literal["added"] = "added"
    item_id: str
    delta: str


PIECES = rw.Protocol(
    "pieces",
    server=SaidEvent | AddedEvent,
    client=None,
    facts=lambda: {
        SaidEvent: facts.Piece(facts.Said, "user", index=None, response_id=None),
        AddedEvent: facts.Piece(facts.Arguments, index=None, response_id=None),
    },
)


def test_pieces_that_are_told_otherwise() -> None:
    lines: list[Json] = [{"type": name, "item_id": name, "delta": "a"} for name in ("said", "added", "said")]
    assert agree(text_of(lines), ("items",), PIECES) == 0
    found = tables_of(text_of(lines), ("items",), protocol=PIECES)[0]["items"]
    assert [(row["item_id"], row["text"], row["arguments"]) for row in found] == [
        ("said", "aa", None),
        ("added", None, "a"),
    ]


TURN_OF_A_RECORDER = (
    b'{"time":1,"from":"server","frame":"{\\"type\\":\\"response.created\\",\\"response\\":{\\"id\\":\\"r\\"}}"}'
)


@pytest.mark.parametrize(
    ("old", "new", "is_taken"),
    [
        (b"", b"", True),
        (b"1", b"1.5", True),
        (b"1", b"-0.0", True),
        (b"1", b"1e300", False),
        (b"1", b"-1e19", False),
        (b"1", b"9007199254740991", True),
        (b"1", b"-9007199254740991", True),
        (b"1", b"9007199254740992", False),
        (b"1", b"9007199254740993", False),
        (b"1", b"-9007199254740994.0", False),
        (b"1", b"9" * 20, False),
        (b"1", b"1" * 400, False),
        (b"1", b"01", False),
        (b"1", b"1e999", False),
        (b"1", b"null", False),
        (b"1", b'"1"', False),
        (b"1", b"true", False),
        (b'"time":1,', b"", False),
        (b'"time"', b'"TIME"', False),
        (b'"time"', b' "time"', False),
        (b'"time":', b'"time" : ', True),
        (b"1,", b"1 , ", True),
        (b"1,", b"1;", False),
        (b'"from"', b'"FROM"', False),
        (b"server", b"client", True),
        (b"server", b"somebody", False),
        (b'"server"', b"7", False),
        (b'"server",', b'"server" ', False),
        (b'"server",', b'"server"\t,\t', True),
        (b'"frame"', b'"base64"', False),
        (b'"frame":"', b'"frame":["', False),
        (b'"}', b'" }', True),
        (b'"}', b'","more":1}', False),
        (b'"}', b'","frame":"{}"}', False),
        (b'"}', b"}", False),
        (b'"}', b'\\"}', False),
        (b'"{', b'" {', False),
        (b'}"', b'} "', False),
        (b"created", b"creat\\u0065d", True),
        (b"created", b"cr\xc3\xa9ated", False),
        (b'\\"r\\"', b'\\"\\u00e9\xe2\x82\xac\xf0\x9f\x98\x80\\\\n\\"', True),
        (b'\\"r\\"', b'\\"\\ud83d\\"', False),
        (b'\\"r\\"', b'\\"\xff\\"', False),
        (b'\\"r\\"', b'\\"\x01\\"', False),
        (b'\\"r\\"', b'\\"\\u0000\\"', False),
        (b'\\"r\\"', b'\\"\\x\\"', False),
        (b'\\"r\\"', b"5", False),
        (b'{\\"type\\":\\"response.created\\",\\"response\\":{\\"id\\":\\"r\\"}}', b"", False),
        (b'{\\"type\\":\\"response.created\\",\\"response\\":{\\"id\\":\\"r\\"}}', b"{}", False),
    ],
)
def test_what_recorders_write(old: bytes, new: bytes, is_taken: bool) -> None:  # noqa: FBT001  a parameter of the test
    line = TURN_OF_A_RECORDER.replace(old, new, 1)
    for asked in TABLES:
        left = agree_alone(TURN_OF_A_RECORDER + b"\n" + line + b"\n" + TURN_OF_A_RECORDER + b"\n", asked)
        assert left == (not is_taken)


@rw.frozen(kw_only=True)
class TimedEvent(rw.Model):
    """An event of a response with audio that may not be there."""

    type: Literal["timed"] = "timed"
    response_id: str | None = None
    audio: Annotated[str | None, AUDIO] = None
    text: Annotated[str | None, WORDS] = None


@rw.frozen(kw_only=True)
class OddTimedEvent(rw.Model):
    """One with text that may be none."""

    type: Literal["timed.odd"] = "timed.odd"
    response_id: str
    text: Annotated[str | bool, WORDS]


@rw.frozen(kw_only=True)
class HeardEvent(rw.Model):
    """One with audio."""

    type: Literal["heard"] = "heard"
    response_id: str | None = None
    audio: Annotated[str, AUDIO]


@rw.frozen(kw_only=True)
class SpokenEvent(rw.Model):
    """One with text."""

    type: Literal["spoken"] = "spoken"
    response_id: str | None = None
    text: Annotated[str | None, WORDS] = None


TIMED = rw.Protocol("timed", server=TimedEvent | OddTimedEvent | HeardEvent | SpokenEvent, client=None)


def test_when_a_response_began() -> None:
    events: list[Json] = [
        {"type": "spoken", "response_id": "s", "text": ""},
        {"type": "spoken", "response_id": "s", "text": None},
        {"type": "spoken", "text": "a"},
        {"type": "spoken", "response_id": "s", "text": "a"},
        {"type": "spoken", "response_id": "s", "text": "b"},
        {"type": "heard", "response_id": "h", "audio": ""},
        {"type": "heard", "response_id": "h", "audio": "AAAA"},
        {"type": "heard", "audio": "AAAA"},
        {"type": "timed", "response_id": "t", "text": "a"},
        {"type": "timed", "response_id": "t", "text": "a", "audio": "AAAA"},
        {"type": "timed.odd", "response_id": "o", "text": True},
        {"type": "timed.odd", "response_id": "o", "text": "a"},
    ]
    data = recorded(text_of(events))
    agree_alone(data, ("responses",), TIMED)
    found = tables_of(data, ("responses",), protocol=TIMED)[0]["responses"]
    names = ("response_id", "begun_at", "first_text_at", "first_audio_at")
    assert [tuple(row[name] for name in names) for row in found] == [
        ("s", 0, 0.75, None),
        ("h", 1.25, None, 1.25),
        ("t", 2, 2, 2.25),
        ("o", 2.5, 2.75, None),
    ]


DELTA = b'{"type":"response.output_audio_transcript.delta","response_id":"r","item_id":"i","delta":"D"}\n'
SOUND = b'{"type":"response.output_audio.delta","response_id":"r","item_id":"i","delta":"D"}\n'


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (b"a", "a"),
        (b"", ""),
        (b"\\n\\\\\\/\\u00e9\\ud83d\\ude00\\u0000", "\n\\/é😀\x00"),
        ("é".encode() + b"\\u20ac" + "世😀".encode() * 50 + b"x" * 70 + b"\\t", "é€" + "世😀" * 50 + "x" * 70 + "\t"),
    ],
)
def test_text_is_written_as_it_is_read(written: bytes, text: str) -> None:
    data = DELTA.replace(b"D", written)
    found, left = tables_of(data)
    assert (found["events"][0]["text"], left) == (text, 0)
    assert found["events"][0]["raw"].encode() + b"\n" == data
    assert agree(data) == 0


@pytest.mark.parametrize(
    ("written", "size"),
    [
        (b"", 0),
        (b"=", 0),
        (b"AA==", 1),
        (b"AAA=", 2),
        (b"AA\\u003d=", 1),
        (b"\\/\\/AA", 3),
        (b"=AAA", 3),
        (b"A" * 4000, 3000),
    ],
)
def test_audio_is_measured(written: bytes, size: int) -> None:
    data = SOUND.replace(b"D", written)
    found, left = tables_of(data)
    assert (found["events"][0]["audio_bytes"], left) == (size, 0)
    agree(data)


PART = (
    b'{"type":"conversation.item.added","item":{"type":"message","role":"user","content":[{"type":"input_audio",X}]}}'
)


@pytest.mark.parametrize(
    ("line", "raw", "left"),
    [
        (SOUND, SOUND.replace(b'"D"', b'""'), 0),
        (SOUND.replace(b'"D"', b'""'), SOUND.replace(b'"D"', b'""'), 0),
        (SOUND.replace(b":", b" : "), SOUND.replace(b'"D"', b'""').replace(b":", b" : "), 0),
        # Python leaves out what is the same in other places, too.
        (SOUND.replace(b'"D"', b'"r"'), SOUND.replace(b'"D"', b'""').replace(b'"r"', b'""'), 1),
        (SOUND.replace(b'"D"', b'"i"'), SOUND.replace(b'"D"', b'""').replace(b'"i"', b'""'), 1),
        (SOUND.replace(b'"D"}', b'"D","x":"D"}'), SOUND.replace(b'"D"}', b'"","x":""}'), 1),
        (SOUND.replace(b'"D"}', b'"D","x":"DD"}'), SOUND.replace(b'"D"}', b'"","x":"DD"}'), 0),
        (SOUND.replace(b'"D"', b'"A\\/A"'), SOUND.replace(b'"D"', b'""'), 1),
        (PART.replace(b"X", b'"audio":"AAAA"') + b"\n", PART.replace(b"X", b'"audio":""') + b"\n", 1),
        (PART.replace(b"X", b'"audio" : "AAAA"') + b"\n", PART.replace(b"X", b'"audio" : ""') + b"\n", 1),
        (PART.replace(b"X", b'"audio":null') + b"\n", PART.replace(b"X", b'"audio":null') + b"\n", 0),
        (PART.replace(b"X", b'"transcript":"audio"') + b"\n", PART.replace(b"X", b'"transcript":"audio"') + b"\n", 0),
        (PART.replace(b"X", b'"\\u0061udio":"AAAA"') + b"\n", PART.replace(b"X", b'"\\u0061udio":""') + b"\n", 1),
    ],
)
def test_audio_is_left_out(line: bytes, raw: bytes, left: int) -> None:
    found, were_left = tables_of(line, keep_audio=False)
    assert (found["events"][0]["raw"].encode() + b"\n", found["events"][0]["line"], were_left) == (raw, None, left)
    agree(line)


def test_integers_that_have_no_place() -> None:
    for number in (
        "0",
        "-1",
        "-0",
        "9" * 18,
        "-" + "9" * 18,
        str(2**63 - 1),
        str(2**63),
        str(-(2**63)),
        "1.0",
        "1" * 30,
    ):
        agree(SOUND.replace(b'"delta"', b'"output_index":' + number.encode() + b',"delta"'))


def test_the_last_of_several_members_counts() -> None:
    for again in (
        b'"item_id":"j"',
        b'"item_id":null',
        b'"content_index":null',
        b'"type":"error"',
        b'"delta":"x","delta":"y"',
    ):
        agree(DELTA.replace(b"}", b"," + again + b"}"))
        agree(DELTA.replace(b"{", b"{" + again + b","))
    for item in (
        b'{"type":"message","role":"user","id":"a","id":"b"}',
        b'{"type":"message","role":"user","id":"a","id":null}',
        b'{"type":"x","id":"a","id":"b"}',
        b'{"type":"x","id":"a","id":7}',
        b'{"type":"x","id":"a","type":"y"}',
        b'{"type":"x","\\u0069d":"a"}',
        b'{"id":"a"}',
        b'{"type":7,"id":"a"}',
        b'{"id":"a","type":"message","role":"user"}',
        b'{"type":"message","id":"a"}',
        b'{"type":"message","role":"x","id":"a"}',
        b"[]",
        b"null",
    ):
        agree(b'{"type":"conversation.item.added","item":' + item + b"}\n")


@pytest.mark.parametrize("depth", [100, 147, 148, 149, 150, 151, 197, 198, 199])
def test_what_is_deep_is_left_to_python(depth: int) -> None:
    for one, other in ((b"[", b"]"), (b'{"a":', b"}")):
        agree(DELTA.replace(b"}", b',"x":' + one * depth + b"1" + other * depth + b"}"))


def test_lines_of_all_kinds() -> None:
    pieces = [
        DELTA,
        DELTA[:-1],
        b"\n",
        b"\r\n",
        b" " + DELTA,
        DELTA[:-1] + b" \n",
        DELTA[:-2] + b"\n",
        b"{}\n",
        b"}\n",
        b"{\n",
    ]
    pieces += [b"\xef\xbb\xbf" + DELTA, DELTA.replace(b"i", b"\xff"), b'{"from":"client","open":"x"}\n', b"{}{}\n"]
    pieces += [
        b'{"time":1,"from":"server","close":1000}\n',
        b'{"type":"session.created","session":{"id":"s"}}\n',
        b"\x00\n",
    ]
    luck = random.Random(5)  # noqa: S311  no secret
    for _ in range(300):
        agree(b"".join(luck.choices(pieces, k=luck.randrange(8))))


@given(st.lists(wire.frames(), max_size=4), st.sampled_from(TABLES))
def test_frames_agree(lines: list[bytes], asked: tuple[str, ...]) -> None:
    agree(b"\n".join([*lines, b""]), asked)


@given(st.lists(wire.frames(voice_live.Event), max_size=3))
def test_frames_of_others_agree(lines: list[bytes]) -> None:
    agree(b"\n".join([*lines, b""]), protocol=PROTOCOLS["voice_live"])


@given(st.lists(wire.mutated() | wire.junk() | wire.frames(), max_size=4), st.sampled_from(TABLES))
def test_damaged_frames_agree(lines: list[bytes], asked: tuple[str, ...]) -> None:
    agree(b"\n".join([*lines, b""]), asked)


def test_mutations_agree() -> None:
    luck = random.Random(8)  # noqa: S311  no secret
    pool = events_of(GA)
    tokens = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\[\]{}:,"]+')
    for _ in range(700):
        lines: list[bytes] = []
        for _ in range(4):
            parts = tokens.findall(luck.choice(pool))
            for _ in range(luck.randrange(3)):
                at = luck.randrange(len(parts))
                other = luck.choice(tokens.findall(luck.choice(pool)))
                how = luck.randrange(4)
                parts[at : at + (how != 1)] = [b"", other, other, parts[at][:-1]][how : how + 1]
            lines.append(b"".join(parts).replace(b"\n", b""))
        agree(b"\n".join([*lines, b""]))
