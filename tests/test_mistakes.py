"""Calls that are wrong: each is refused as a mistake of the program, in words that say what to do instead."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import attrs
import pytest

import realtime_wire as rw
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
SWAPPED = ": the text is the first argument, and the type is the second"
rw_: Any = rw
"""What checkers would tell of as well."""

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
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_what_to_do_instead(name: str) -> None:
    call, message = MISTAKES[name]
    with pytest.raises(TypeError) as info:
        call()
    assert str(info.value) == message
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
