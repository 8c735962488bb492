"""The page on events and protocols of one's own: its tables say what is so, and its protocol keeps all promises.

That its code runs, and prints what it says, is tested with the code of the other pages.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import realtime_wire as rw
from examples import vllm_protocol as vllm
from realtime_wire import recordings, replay, strategies
from realtime_wire.cli.inspector import Inspector
from tests.backends import BACKENDS
from tests.declared import PUBLIC
from tests.project.test_readme import ROOT, blocks_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PAGE = ROOT / "docs" / "protocols.md"
pages = pytest.mark.skipif(not PAGE.exists(), reason="not in a checkout")


def table(*heads: str) -> dict[str, str]:
    """Return the first two columns of the page's table with these heads, without the marks of code."""
    rule = f"| {' | '.join(['---'] * len(heads))} |"
    start = f"\n| {' | '.join(heads)} |\n{rule}\n"
    text = PAGE.read_text(encoding="utf-8")
    assert text.count(start) == 1
    rows = text.partition(start)[2].partition("\n\n")[0].splitlines()
    cells = [[cell.replace("\\|", "|") for cell in re.split(r" (?<!\\)\| ", row[2:-2])] for row in rows]
    return {one: other for one, other, *_ in cells}


def codes(text: str) -> list[str]:
    """Return what is marked as code in a cell."""
    return re.findall(r"`([^`]+)`", text)


@rw.frozen(kw_only=True)
class A(rw.Model):
    type: Literal["a"] = "a"


@rw.frozen(kw_only=True)
class B(rw.Model):
    type: Literal["b"] = "b"


def declared(member: str) -> Any:
    """Declare a class with a member."""
    names = {"Any": Any, "Literal": Literal, "Mapping": Mapping, "rw": rw, "A": A, "B": B, "X": str}
    namespace: dict[str, Any] = {"__name__": __name__, **names}
    code = f"@rw.frozen(kw_only=True)\nclass Declared(rw.Model):\n    {member}\n"
    exec(compile(code, "page", "exec", dont_inherit=True), namespace)  # noqa: S102  our own page
    return namespace["Declared"]


def told(cls: Any, text: str) -> str:
    """Decode and encode, and return what comes of it, or what is wrong."""
    try:
        return rw.encode(rw.decode(text, cls)).decode()
    except rw.DecodeError as error:
        return str(error)


@pages
def test_names_are_public() -> None:
    names = set(re.findall(r"\brw\.(\w+)", PAGE.read_text(encoding="utf-8")))
    assert len(names) > 20
    assert names <= PUBLIC.keys()


# What a member says

MEMBERS = {
    "name: str": ("$.name: expected string, found nothing", "$.name: expected string, found null", None),
    "name: str | None": ("$.name: expected string or null, found nothing", '{"name":null}', None),
    "name: str | None = None": ("{}", '{"name":null}', "{}"),
    "name: rw.Nullable[str] = None": ("{}", '{"name":null}', "{}"),
    "name: rw.AlwaysSent[str] = None": ("{}", '{"name":null}', '{"name":null}'),
    'type: Literal["a", "b"] = "a"': (
        '$.type: expected "a" or "b", found nothing',
        '$.type: expected "a" or "b", found null',
        '{"type":"a"}',
    ),
}
"""What comes of an absent member, of one that is null, and of an object that is built without it; None if none can be."""


@pages
def test_members_are_those_of_the_page() -> None:
    assert [code for cell in table("Member", "What it is") for code in codes(cell)] == [*MEMBERS]


@pytest.mark.parametrize("member", MEMBERS)
def test_members(member: str) -> None:
    cls, name = declared(member), member.partition(":")[0]
    absent, null, built = MEMBERS[member]
    assert told(cls, "{}") == absent
    assert told(cls, f'{{"{name}":null}}') == null
    assert told(cls, f'{{"{name}":"b"}}') == f'{{"{name}":"b"}}'
    if built is None:
        with pytest.raises(TypeError, match="missing 1 required keyword-only argument"):
            cls()
    else:
        assert cls().to_json().decode() == built


ANNOTATIONS: dict[str, tuple[list[str], list[str]]] = {
    "str": (['"x"'], ["1", "[]"]),
    "bool": (["true", "false"], ["1", '"true"']),
    "int": (["1", "1" + 40 * "0"], ["1.0", "true", '"1"']),
    "float": (["1", "1.0", "1.5"], ["true", '"1"']),
    'Literal["a", "b"]': (['"a"', '"b"'], ['"c"', "1"]),
    'Literal["a", "b"] | str': (['"a"', '"c"'], ["1"]),
    "tuple[X, ...]": (["[]", '["x","x"]'], ["[1]", '"x"', "{}"]),
    "Mapping[str, X]": (["{}", '{"x":"y"}'], ['{"x":1}', "[]"]),
    "A | B | rw.Unknown": (['{"type":"a"}', '{"type":"b"}', '{"type":"c"}', "{}"], ["[]", '"a"']),
    "Any": (["1", "{}", "[null]", '"x"'], []),
    "A": (['{"type":"a"}'], ['{"type":"b"}', "{}"]),
    "str | tuple[str, ...]": (['"x"', '["x"]'], ["1", "[1]"]),
}
"""JSON that an annotation takes, and JSON that it refuses."""


@pages
def test_annotations_are_those_of_the_page() -> None:
    annotations = [code for cell in table("Annotation", "JSON") for code in codes(cell)]
    assert [*annotations, "A", "str | tuple[str, ...]"] == [*ANNOTATIONS]
    assert "`str | tuple[str, ...]`" in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("annotation", ANNOTATIONS)
def test_annotations(annotation: str) -> None:
    cls = declared(f"x: {annotation}")
    taken, refused = ANNOTATIONS[annotation]
    for text in taken:
        assert told(cls, f'{{"x":{text}}}') == f'{{"x":{text}}}'
    for text in refused:
        assert told(cls, f'{{"x":{text}}}').startswith("$.x")


def test_arrays_without_a_converter() -> None:
    cls = declared('x: Literal["all"] | tuple[str, ...]')
    assert told(cls, '{"x":["a"]}') == cls(x=("a",)).to_json().decode()
    assert told(cls, '{"x":"all"}') == cls(x="all").to_json().decode()
    assert cls(x=["a"]) == cls(x=("a",))
    with pytest.raises(TypeError, match=r'^Declared\.x: expected "all" or array, found a Python set$'):
        cls(x={"a"})


PLACES = {
    "rw.Secret[str]": ("x", "<secret>"),
    "rw.AudioData": ("AAAA", "<audio 4 chars>"),
    "rw.FileData": ("AAAA", "<data 4 chars>"),
    "rw.DataUrl": ("data:,x", "<data URL 7 chars>"),
    "rw.Words": ("x", "'x'"),
    "rw.Nullable[X]": ("x", "'x'"),
    "rw.AlwaysSent[X]": ("x", "'x'"),
}
"""A value for each place, and how it is shown."""


@pages
def test_places_are_those_of_the_page() -> None:
    assert [code for cell in table("Place", "What for") for code in codes(cell)] == [*PLACES]


@pytest.mark.parametrize("place", PLACES)
def test_places(place: str) -> None:
    value, shown = PLACES[place]
    assert repr(declared(f"x: {place} = None")(x=value)) == f"Declared(x={shown})"


# What is refused


@rw.frozen(kw_only=True)
class PingEvent(rw.Model):
    type: Literal["ping"] = "ping"


def not_ours() -> None:
    @attrs.frozen(kw_only=True)
    class PongEvent(rw.Model):
        type: Literal["pong"] = "pong"

    rw.decode('{"type":"pong"}', PongEvent)


def with_a_default() -> None:
    @rw.frozen(kw_only=True)
    class PongEvent(rw.Model):
        type: Literal["pong"] = "pong"
        count: int = 0

    rw.decode('{"type":"pong"}', PongEvent)


def no_model() -> None:
    @rw.frozen(kw_only=True)
    class PongEvent:  # pyright: ignore[reportUnusedClass]  it cannot even be declared
        type: Literal["pong"] = "pong"


def no_json() -> None:
    @rw.frozen(kw_only=True)
    class PongEvent(rw.Model):
        type: Literal["pong"] = "pong"
        counts: list[int]

    rw.decode('{"type":"pong"}', PongEvent)


def of_itself() -> None:
    @rw.frozen(kw_only=True)
    class PongEvent(rw.Model):  # pyright: ignore[reportUnusedClass]  it cannot even be declared
        type: Literal["pong"] = "pong"
        before: PongEvent | None = None


def alike() -> None:
    @rw.frozen(kw_only=True)
    class PongEvent(rw.Model):
        type: Literal["ping"] = "ping"

    rw.decode('{"type":"ping"}', PingEvent | PongEvent)


def no_event() -> None:
    @rw.frozen(kw_only=True)
    class PongEvent(rw.Model):
        type: str

    rw.Protocol("mine", server=PingEvent, client=PongEvent).event_class("pong")


REFUSED: dict[str, Callable[[], None]] = {
    "`attrs.frozen` in place of `rw.frozen`, or a subclass with new members and without either": not_ours,
    "a class without `rw.Model`": no_model,
    "a default that would be sent without having been there": with_a_default,
    "a type that JSON cannot be, such as `list[int]`: arrays are tuples here": no_json,
    "a name in an annotation that is not there yet, such as the class's own": of_itself,
    "two classes in a union that are alike to JSON": alike,
    "in a protocol, an event without a fixed `type`": no_event,
}


@pages
@pytest.mark.parametrize("what", REFUSED)
def test_refused(what: str) -> None:
    rows = table("What", "Message")
    assert [*rows] == [*REFUSED]
    with pytest.raises(TypeError) as caught:
        REFUSED[what]()
    assert [str(caught.value)] == codes(rows[what])


# Protocols


@pages
def test_tables_of_protocols() -> None:
    arguments = {code.removesuffix("=") for cell in table("Argument", "What it is") for code in codes(cell)}
    assert arguments == {a.name for a in attrs.fields(rw.Protocol)}
    told_of = [code.partition("(")[0] for cell in table("Attribute or method", "What it gives") for code in codes(cell)]
    assert told_of == ["server", "client", "event", "event_class", "wire_names", "sender_of", "senders", "streamed"]
    assert all(hasattr(vllm.VLLM, name) for name in told_of)


def test_converters_know_own_classes() -> None:
    @attrs.frozen
    class Recorded:
        at: float
        event: vllm.ServerEvent

    converter = rw.make_converter()
    row = {"at": 0.5, "event": {"type": "transcription.delta", "delta": "Good", "language": "en"}}
    recorded = converter.structure(row, Recorded)
    assert recorded.event == vllm.TranscriptionDeltaEvent(delta="Good").with_extra(language="en")
    assert converter.unstructure(recorded) == row


def test_only_a_base() -> None:
    """Whoever asks for one of our classes gets the one that has taken its place."""

    @rw.frozen(kw_only=True)
    class MySessionCreatedEvent(rw.SessionCreatedEvent):
        region: str | None = None

    decoder = rw.Decoder(rw.ServerEvent | MySessionCreatedEvent, only=rw.SessionCreatedEvent)
    event = decoder.decode('{"type":"session.created","session":{},"region":"eu"}')
    assert event == MySessionCreatedEvent(session=rw.RealtimeSession(), region="eu")
    assert decoder.decode('{"type":"error","error":{"message":""}}') is None


def test_a_wider_type() -> None:
    """An event that is declared anew takes the place of ours in a protocol, and is refused beside it in a union."""

    @rw.frozen(kw_only=True)
    class SessionCreatedEvent(rw.Model):
        type: Literal["session.created"] = "session.created"
        session: str

    mine = rw.REALTIME.extended("mine", server=SessionCreatedEvent)
    frame = '{"type":"session.created","session":"sess-1"}'
    assert rw.decode(frame, mine.server) == SessionCreatedEvent(session="sess-1")
    # It has the place of ours with all names that ours has.
    assert rw.REALTIME.senders.keys() - mine.senders.keys() == {"transcription_session.created"}
    with pytest.raises(TypeError, match="nothing in JSON tells"):
        rw.decode(frame, rw.ServerEvent | SessionCreatedEvent)


# The protocol of vLLM


@pages
def test_the_page_shows_the_example() -> None:
    example = (ROOT / "examples" / "vllm_protocol.py").read_text(encoding="utf-8")
    blocks = [block.code for block in blocks_of(PAGE.read_text(encoding="utf-8")) if block.language == "python"]
    assert blocks.count(example) == 1


def test_vllm_is_a_protocol() -> None:
    assert vllm.VLLM.senders == {
        "session.created": "server",
        "transcription.delta": "server",
        "transcription.done": "server",
        "error": "server",
        "session.update": "client",
        "input_audio_buffer.append": "client",
        "input_audio_buffer.commit": "client",
    }
    assert vllm.VLLM.streamed == {"input_audio_buffer.append"}
    assert vllm.VLLM.event_class("error") is vllm.ErrorEvent
    assert vllm.VLLM.wire_names(rw.ErrorEvent) == ()
    assert rw.REALTIME.wire_names(vllm.ErrorEvent) == ()


def test_every_member_is_documented() -> None:
    source = (ROOT / "examples" / "vllm_protocol.py").read_text(encoding="utf-8")
    members = re.findall(r"^    \w+: .*\n(.*)", source, re.MULTILINE)
    assert len(members) == sum(len(attrs.fields(cls)) - 1 for cls in classes())
    assert all(line.startswith('    """') for line in members)


def classes() -> list[type[rw.Model]]:
    values = [getattr(vllm, name) for name in vllm.__all__]
    return [value for value in values if isinstance(value, type) and issubclass(value, rw.Model)]


@pytest.mark.parametrize("backend", BACKENDS)
@given(data=st.data())
def test_vllm_is_lossless(backend: Any, data: st.DataObject) -> None:
    decoder = rw.Decoder(vllm.Event, backend=backend)
    payload = data.draw(strategies.payloads(vllm.Event))
    event = decoder.decode(json.dumps(payload))
    assert json.loads(rw.encode(event)) == payload
    assert event.to_dict() == payload
    assert event == rw.structure(payload, vllm.Event)
    assert {event, decoder.decode(rw.encode(event))} == {event}


@pytest.mark.parametrize("backend", BACKENDS)
@given(data=st.data())
def test_vllm_refuses_what_is_malformed(backend: Any, data: st.DataObject) -> None:
    payload = data.draw(strategies.payloads(vllm.Event, malformed=True))
    with pytest.raises(rw.DecodeError) as caught:
        rw.Decoder(vllm.Event, backend=backend).decode(json.dumps(payload))
    assert caught.value.event_type == payload["type"]
    kept = rw.Decoder(vllm.Event, malformed="keep", backend=backend).decode(json.dumps(payload))
    assert isinstance(kept, rw.MalformedEvent)
    assert kept.to_dict() == payload


RECORDED: list[Any] = [
    vllm.SessionCreatedEvent(id="sess-1", created=1785214084),
    vllm.SessionUpdateEvent(model="voxtral"),
    vllm.InputAudioBufferAppendEvent(audio=base64.b64encode(bytes(3200)).decode()),
    vllm.InputAudioBufferCommitEvent(final=True),
    vllm.TranscriptionDeltaEvent(delta="Good"),
    vllm.TranscriptionDoneEvent(text="Good morning!", usage=vllm.Usage(total_tokens=21)),
]


@pytest.mark.skipif(find_spec("websockets") is None, reason="the extra `replay` is not installed")
def test_vllm_is_played_and_recorded(tmp_path: Path) -> None:
    from websockets.sync.client import connect  # noqa: PLC0415  an extra

    path = tmp_path / "vllm.jsonl"
    with (
        replay.serve_in_thread(RECORDED, protocol=vllm.VLLM) as server,
        replay.record_in_thread(server.url, path, protocol=vllm.VLLM) as recorder,
    ):
        assert server.url.endswith("/v1/realtime")
        with connect(recorder.url) as socket:
            assert rw.decode(socket.recv(), vllm.ServerEvent) == RECORDED[0]
            for event in RECORDED[1:4]:
                socket.send(rw.encode(event).decode())
            heard = [rw.decode(frame, vllm.ServerEvent) for frame in socket]
        report = server.finished()
    assert report.ok, str(report)
    assert heard == RECORDED[4:]
    assert report.received == tuple(RECORDED[1:4])
    assert [rw.decode(one.frame, vllm.Event) for one in recordings.read(path, protocol=vllm.VLLM)] == RECORDED


def test_vllm_is_inspected() -> None:
    inspector = Inspector(vllm.VLLM)
    log = b"".join(rw.encode(event) + b"\n" for event in RECORDED)
    inspector.read(inspector.begin("log"), BytesIO(log).read, lambda _: None)
    report = inspector.report()
    assert report["api"] == "vllm"
    assert {one["type"]: one["from"] for one in report["event_types"]} == {
        event.type: vllm.VLLM.sender_of(event.type) for event in RECORDED
    }
    assert report["unknown_types"] == report["hints"] == []
