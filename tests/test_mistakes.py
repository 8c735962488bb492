"""Calls that are wrong: each is refused as a mistake of the program, in words that say what to do instead."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import attrs
import pytest

import realtime_wire as rw
from realtime_wire import recordings, replay
from realtime_wire.conversation import Conversation
from tests.backends import both_backends


class Message(NamedTuple):
    """What aiohttp gives for a frame."""

    type: int
    data: Any
    extra: str | None


@attrs.frozen
class Stored:
    event: rw.Event


EVENT = rw.ResponseCancelEvent(response_id="s3cret")
CANCEL = b'{"type":"response.cancel","response_id":"s3cret"}'
TEXT = "JSON text is bytes, bytearray, memoryview or str, not "
TYPE = "no JSON is described by "
ENCODED = "an object of realtime_wire is encoded, not "
VALUES = "an object is made from plain JSON values, not from "
MADE = ": structure makes one of plain JSON values"
READ = ": decode makes one of JSON text"
PROTOCOL = "a protocol is an object such as realtime_wire.REALTIME, not "
NAMED = ": names stand for protocols on the command line alone"
TABLE = 'a table is "events", "responses", "items", "errors" or "sessions", not '
MODE = 'mode is "new", "replace" or "append", not '
ONE = ": put the one into a list"
SWAPPED = ": the text is the first argument, and the type is the second"
rw_: Any = rw
"""What checkers would tell of as well."""
conversation_of: Any = Conversation
recordings_: Any = recordings


def tables_() -> Any:
    """Return what there is no doing without an extra."""
    pytest.importorskip("pyarrow")
    from realtime_wire import tables  # noqa: PLC0415  needs that extra

    return tables


def strategies_() -> Any:
    pytest.importorskip("hypothesis")
    from realtime_wire import strategies  # noqa: PLC0415  needs that extra

    return strategies


def view_() -> Any:
    pytest.importorskip("jinja2")
    from realtime_wire import view  # noqa: PLC0415  needs that extra

    return view


def served(recording: Any = (), **options: Any) -> None:
    """Do as those do who play a recording, of which nothing is played before the arguments were looked at."""
    opening: Any = replay.serve_in_thread
    with opening(recording, **options):
        pass


def recorded(upstream: Any = "ws://localhost/", path: Any = "never.jsonl", **options: Any) -> None:
    opening: Any = replay.record_in_thread
    with opening(upstream, path, **options):
        pass


MISTAKES: dict[str, tuple[Any, str]] = {
    "a list for a union": (lambda: rw_.Decoder([rw.ErrorEvent]), f"{TYPE}a Python list: a union is written A | B"),
    "a list for a union, once": (
        lambda: rw_.decode(CANCEL, [rw.ErrorEvent]),
        f"{TYPE}a Python list: a union is written A | B",
    ),
    "a list for a union of values": (
        lambda: rw_.structure({}, [rw.ErrorEvent]),
        f"{TYPE}a Python list: a union is written A | B",
    ),
    "a wire name for a type": (
        lambda: rw_.decode(CANCEL, "response.create"),
        (
            f"{TYPE}'response.create': a type is a class or a union of classes; "
            "Decoder(only=['response.create']) chooses events by wire name"
        ),
    ),
    "dict for a type": (lambda: rw_.decode(CANCEL, dict), f"{TYPE}<class 'dict'>: an object is a Mapping[str, ...]"),
    "None for a type": (lambda: rw_.decode(CANCEL, None), f"{TYPE}None: leave it out, or name a class"),
    "an object for a type": (
        lambda: rw_.decode(CANCEL, EVENT),
        f"{TYPE}a Python ResponseCancelEvent: its class ResponseCancelEvent is a type",
    ),
    "a number for a type": (lambda: rw_.decode(CANCEL, 5), f"{TYPE}a Python int"),
    "bytes in the place of the type": (lambda: rw_.decode(rw.ErrorEvent, CANCEL), f"{TYPE}a Python bytes{SWAPPED}"),
    "text in the place of the type": (lambda: rw_.decode(rw.Event, CANCEL.decode()), f"{TYPE}a Python str{SWAPPED}"),
    "a class in the place of the text": (lambda: rw_.decode(rw.ErrorEvent), f"{TEXT}the class ErrorEvent{SWAPPED}"),
    "a union in the place of the text": (lambda: rw_.decode(rw.ServerEvent), f"{TEXT}a union{SWAPPED}"),
    "a dict for text": (lambda: rw_.decode({"type": "s3cret"}), f"{TEXT}dict: structure takes plain JSON values"),
    "a dict for text, of a class": (
        lambda: rw_.ErrorEvent.from_json({}),
        f"{TEXT}dict: structure takes plain JSON values",
    ),
    "None for text": (
        lambda: rw_.decode(None),
        f"{TEXT}None: some clients return it where nothing was received, so look for it first",
    ),
    "a number for text": (lambda: rw_.decode(5), f"{TEXT}int"),
    "a message of a client": (
        lambda: rw_.decode(Message(1, "s3cret", None)),
        f"{TEXT}Message: decode its data, if its type is that of a message with text",
    ),
    "a message without text": (
        lambda: rw_.decode(Message(257, None, None)),
        f"{TEXT}Message: it holds no text, its type says what it is",
    ),
    "an object for text": (lambda: rw_.decode(EVENT), f"{TEXT}ResponseCancelEvent: it is decoded already"),
    "many texts": (lambda: rw_.decode([CANCEL]), f"{TEXT}list: iter_lines takes many of them, one a line"),
    "many texts for lines of one": (
        lambda: rw_.Decoder().decode_lines([CANCEL]),
        f"{TEXT}list: iter_lines takes many of them, one a line",
    ),
    "a dict for a line": (
        lambda: [*rw_.Decoder().iter_lines([{}])],
        f"{TEXT}dict: structure takes plain JSON values",
    ),
    "a file for text": (
        lambda: rw_.decode(BytesIO(CANCEL)),
        f"{TEXT}BytesIO: decode what it reads, or give it to iter_lines",
    ),
    "a path for text": (
        lambda: rw_.decode(Path("s3cret")),
        f"{TEXT}{type(Path()).__name__}: open it, and give the file to iter_lines",
    ),
    "bytes for values": (lambda: rw_.structure(CANCEL), f"{VALUES}bytes: decode takes text"),
    "an object for values": (lambda: rw_.structure(EVENT), f"{VALUES}ResponseCancelEvent: it is an object already"),
    "a set for values": (lambda: rw_.ErrorEvent.from_dict({1}), f"{VALUES}set"),
    "a list of objects": (lambda: rw_.encode([EVENT]), f"{ENCODED}list: encode each of them"),
    "a list of objects for values": (lambda: rw_.unstructure([EVENT]), f"{ENCODED}list: encode each of them"),
    "a dict to be encoded": (
        lambda: rw_.encode({"type": "s3cret"}),
        f"{ENCODED}dict: structure makes an object of plain JSON values, and json.dumps writes them as they are",
    ),
    "text to be encoded": (lambda: rw_.encode(CANCEL), f"{ENCODED}bytes: what is text is sent as it is"),
    "a class to be encoded": (
        lambda: rw_.encode(rw.ResponseCreateEvent),
        f"{ENCODED}the class ResponseCreateEvent: make one, ResponseCreateEvent(...)",
    ),
    "another class to be encoded": (lambda: rw_.encode(int), f"{ENCODED}the class int"),
    "None to be encoded": (lambda: rw_.encode(None), f"{ENCODED}None"),
    "what holds an object": (
        lambda: rw_.encode(Stored(EVENT)),
        f"{ENCODED}Stored: a converter of make_converter() writes classes of your own that hold such objects",
    ),
    # Functions that take objects of the library
    "a dict to be checked": (lambda: rw_.check({"a": 1}), f"check takes an object of realtime_wire, not dict{MADE}"),
    "text to be checked": (lambda: rw_.check(CANCEL), f"check takes an object of realtime_wire, not bytes{READ}"),
    "None to be checked": (lambda: rw_.check(None), "check takes an object of realtime_wire, not None"),
    "several to be checked": (
        lambda: rw_.check([EVENT]),
        "check takes an object of realtime_wire, not list: give it one by one",
    ),
    "a class to be checked": (
        lambda: rw_.check(rw.ErrorEvent),
        "check takes an object of realtime_wire, not the class ErrorEvent: make one, ErrorEvent(...)",
    ),
    "another class to be checked": (
        lambda: rw_.check(int),
        "check takes an object of realtime_wire, not the class int",
    ),
    "a dict to be shown": (lambda: rw_.redacted({}), f"redacted takes an object of realtime_wire, not dict{MADE}"),
    "the usage of a dict": (lambda: rw_.usage_of({}), f"usage_of takes an object of realtime_wire, not dict{MADE}"),
    "the usage of text": (lambda: rw_.usage_of("s3cret"), f"usage_of takes an object of realtime_wire, not str{READ}"),
    "a dict for GA": (lambda: rw_.to_ga({}), f"to_ga takes an object of realtime_wire, not dict{MADE}"),
    "text for GA": (lambda: rw_.ga_events(CANCEL), f"to_ga takes an object of realtime_wire, not bytes{READ}"),
    "a dict from GA": (lambda: rw_.to_pre_ga({}), f"to_pre_ga takes an object of realtime_wire, not dict{MADE}"),
    "None from GA": (
        lambda: rw_.pre_ga_events(None, []),
        "to_pre_ga takes an object of realtime_wire, not None",
    ),
    "a copy of a dict": (lambda: rw_.evolve({}, a=1), f"evolve takes an object of realtime_wire, not dict{MADE}"),
    "a frame for a conversation": (
        lambda: Conversation().feed(CANCEL),
        f"feed takes an object of realtime_wire, not bytes{READ}",
    ),
    "a dict for a conversation": (
        lambda: Conversation().feed({"type": "response.cancel"}),
        f"feed takes an object of realtime_wire, not dict{MADE}",
    ),
    # Names where a protocol is meant
    "a name to check by": (lambda: rw_.check(EVENT, "live"), f"{PROTOCOL}'live'{NAMED}"),
    "None to check by": (lambda: rw_.check(EVENT, None), f"{PROTOCOL}None"),
    "a conversation of a name": (lambda: conversation_of("live"), f"{PROTOCOL}'live'{NAMED}"),
    "a union for a conversation": (lambda: conversation_of(rw.Event), f"{PROTOCOL}{rw.Event!r}"),
    "a recording of a name": (lambda: conversation_of.of([], "live"), f"{PROTOCOL}'live'{NAMED}"),
    "a recording to be read by a name": (
        lambda: [*recordings_.read(__file__, protocol="live")],
        f"{PROTOCOL}'live'{NAMED}",
    ),
    "a name to be played": (lambda: served(protocol="live"), f"{PROTOCOL}'live'{NAMED}"),
    "a name to be recorded": (lambda: recorded(protocol="live"), f"{PROTOCOL}'live'{NAMED}"),
    "a page by a name": (lambda: view_().page(__file__, protocol="live"), f"{PROTOCOL}'live'{NAMED}"),
    "tables by a name": (lambda: tables_().parts(__file__, protocol="live"), f"{PROTOCOL}'live'{NAMED}"),
    "written tables by a name": (
        lambda: tables_().write((), "never", protocol="live"),
        f"{PROTOCOL}'live'{NAMED}",
    ),
    "strategies by a name": (lambda: strategies_().events("live"), f"{PROTOCOL}'live'{NAMED}"),
    "strategies of servers by a name": (lambda: strategies_().server_events("live"), f"{PROTOCOL}'live'{NAMED}"),
    "strategies of clients by a name": (lambda: strategies_().client_events("live"), f"{PROTOCOL}'live'{NAMED}"),
    # One where several are meant
    "one path to be ignored": (
        lambda: served(ignore="$.session"),
        f"ignore is a collection of str, such as a list, not str{ONE}",
    ),
    "a path of bytes to be ignored": (
        lambda: served(ignore=b"$.session"),
        "ignore is a collection of str, such as a list, not bytes",
    ),
    "numbers to be ignored": (
        lambda: served(ignore=["$.session", 5]),
        "ignore is a collection of str, such as a list, not one of int",
    ),
    "a number to be ignored": (
        lambda: served(ignore=5),
        "ignore is a collection of str, such as a list, not int",
    ),
    "one path that a protocol ignores": (
        lambda: rw_.REALTIME.extended("mine", ignored="$.session"),
        "an array is made from a list or another iterable of its elements, not from str",
    ),
    "one table": (
        lambda: tables_().write((), "never", "events"),
        f"tables is a collection of str, such as a list, not str{ONE}",
    ),
    "one table of a part": (
        lambda: [*tables_().Part("never").tables("events")],
        f"tables is a collection of str, such as a list, not str{ONE}",
    ),
    # What nobody knows
    "a table that is none": (lambda: tables_().reader((), "nix"), f"{TABLE}'nix'"),
    "a table that is none, at once": (lambda: tables_().write((), "never", ["nix"]), f"{TABLE}'nix'"),
    "a table that is none, of a part": (lambda: [*tables_().Part("never").read("nix")], f"{TABLE}'nix'"),
    "a number for a table": (lambda: tables_().reader((), 5), f"{TABLE}a Python int"),
    "text for a table": (lambda: tables_().reader((), "s3 cret"), f"{TABLE}a Python str"),
    "audio of a table": (
        lambda: tables_().write((), "never", audio="none"),
        """audio is "keep" or "drop", not 'none'""",
    ),
    "audio of a part": (
        lambda: [*tables_().Part("never").read(audio=True)],
        'audio is "keep" or "drop", not a Python bool',
    ),
    "a mode to record": (lambda: recorded(mode="nope"), f"{MODE}'nope'"),
    "a mode to write": (lambda: recordings_.write("never.jsonl", [], mode="x"), f"{MODE}'x'"),
    "a side of a conversation": (
        lambda: conversation_of().sound("x"),
        """side is "user" or "model", not 'x'""",
    ),
    # What is no number, and no text
    "a time of day": (lambda: conversation_of().feed(EVENT, at="12:00"), "at is a number, not a Python str"),
    "a time that is none": (lambda: conversation_of().feed(EVENT, at=True), "at is a number, not a Python bool"),
    "a speed": (lambda: served(speed="x"), "speed is a number, not 'x'"),
    "a timeout": (lambda: served(timeout="1"), "timeout is a number, not a Python str"),
    "an upstream": (lambda: recorded(5), "upstream is a URL as str, not a Python int"),
    "rows": (lambda: tables_().lines(5), "lines takes a batch or a table of pyarrow, not a Python int"),
    "a converter": (
        lambda: rw_.configure_converter(None),
        "a converter is one of cattrs, such as make_converter() makes, not None",
    ),
    "a class for a converter": (
        lambda: rw_.configure_converter(Stored),
        f"a converter is one of cattrs, such as make_converter() makes, not {Stored!r}",
    ),
    # What is written down
    "events to be written": (
        lambda: recordings_.write("never.jsonl", [EVENT]),
        (
            "a recording is written of Recorded, not a Python ResponseCancelEvent: Recorded(time, sender, frame) says who "
            "sent a frame, and when"
        ),
    ),
    "a sender to be written": (
        lambda: recordings_.write("never.jsonl", [recordings_.Recorded(0.5, "me", "{}")]),
        """Recorded.sender is "client" or "server", not 'me'""",
    ),
    "a time to be written": (
        lambda: recordings_.write("never.jsonl", [recordings_.Recorded("now", "client", "{}")]),
        "Recorded.time is a number, not 'now'",
    ),
    "an event for a frame": (
        lambda: recordings_.write("never.jsonl", iter([recordings_.Recorded(None, "client", EVENT)])),
        "Recorded.frame is str or bytes, not a Python ResponseCancelEvent",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_what_to_do_instead(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    call, message = MISTAKES[name]
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TypeError) as info:
        call()
    assert str(info.value) == message
    assert not [*tmp_path.iterdir()]
    assert not isinstance(info.value, rw.RealtimeWireError)
    assert info.value.__context__ is None or info.value.__suppress_context__


@both_backends
def test_both_lanes_tell_of_what_is_no_text(backend: Any) -> None:
    mistakes: list[tuple[Any, str]] = [({}, "dict"), (None, "None"), (5, "int"), (Message(1, "x", None), "Message")]
    for wrong, named in mistakes:
        for decoder in (rw.Decoder(backend=backend), rw.Decoder(backend=backend, malformed="keep", max_bytes=9)):
            with pytest.raises(TypeError, match=f"^{TEXT}{named}"):
                decoder.decode(wrong)


def test_text_for_values_may_be_a_bad_frame() -> None:
    """JSON may be a string, and JSON inside of JSON is what some logs have."""
    with pytest.raises(rw.DecodeError) as info:
        rw_.structure(' {"type":"s3cret"}')
    assert str(info.value) == "$: expected object, found string: decode takes text"
    assert (info.value.hint, info.value.found) == ("decode takes text", "string")
    others: list[tuple[Any, str]] = [("s3cret", "string"), (None, "null"), ([], "array"), (5, "integer")]
    for wrong, found in others:
        with pytest.raises(rw.DecodeError) as info:
            rw.structure(wrong)
        assert (str(info.value), info.value.hint) == (f"$: expected object, found {found}", None)


def test_json_dumps_takes_unstructure_for_a_default() -> None:
    """What the standard library says without it, nobody else can change."""
    with pytest.raises(TypeError, match=r"^Object of type ResponseCancelEvent is not JSON serializable"):
        json.dumps(EVENT)
    assert json.dumps({"sent": [EVENT, rw.UnknownEvent({"a": 1})]}, default=rw.unstructure) == (
        '{"sent": [{"type": "response.cancel", "response_id": "s3cret"}, {"a": 1}]}'
    )
    with pytest.raises(TypeError) as info:
        json.dumps({1, 2}, default=rw.unstructure)
    assert str(info.value).startswith(f"{ENCODED}set: encode each of them")
