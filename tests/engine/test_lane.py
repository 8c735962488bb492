"""Who decides about the lane: what is there, what is asked for, and what neither lane knows."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from typing import Any, Literal, NoReturn

import attrs
import pytest

import realtime_wire as rw
from realtime_wire import DecodeError, EncodeError
from realtime_wire._engine.lane import BackendName
from realtime_wire._engine.schema import kind_of
from tests.backends import BACKENDS, NATIVE, needs_native

# Their private parts are what is tested here.
lane: Any = import_module("realtime_wire._engine.lane")
native: Any = import_module("realtime_wire._engine.native")


def find() -> Any:
    """Look for the compiled module anew."""
    return native.native.__wrapped__()


@pytest.fixture(autouse=True)
def _reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "_REASONS", [*native._REASONS])


def test_the_lane_tells_why_it_is_not_the_compiled_one() -> None:
    info = rw.lane()
    assert attrs.asdict(info) == {"name": "native" if NATIVE else "python", "reason": native.why_not()}
    assert (info.reason == "") is NATIVE
    assert isinstance(info, rw.LaneInfo)


def test_it_is_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REALTIME_WIRE_NATIVE", "0")
    for _ in range(2):  # as after an interrupt
        assert find() is None
        assert native._REASONS == ["REALTIME_WIRE_NATIVE=0 switches it off"]


def test_it_was_not_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REALTIME_WIRE_NATIVE", raising=False)
    monkeypatch.delattr(import_module("realtime_wire._engine"), "_native", raising=False)
    monkeypatch.setitem(sys.modules, "realtime_wire._engine._native", None)
    for _ in range(2):
        assert find() is None
        assert native._REASONS == ["the compiled module cannot be imported (ModuleNotFoundError)"]


@needs_native
def test_it_is_set_up_once_more_by_whoever_was_interrupted() -> None:
    assert find() is find() is native.native()


@pytest.mark.parametrize("backend", ["msgspec", "json", "fast", "", None, 0])
def test_backends_that_nobody_knows(backend: Any) -> None:
    with pytest.raises(TypeError, match=r'^backend is "auto", "native" or "python", not '):
        rw.Decoder(backend=backend)


def test_each_backend_is_what_it_is_called() -> None:
    """If Python was tested against itself, all tests would pass."""
    for only in (None, [rw.ErrorEvent]):
        ways = {name: rw.Decoder(backend=name, only=only).decode for name in (*BACKENDS, *AUTO)}
        compiled = {name for name, decode in ways.items() if hasattr(decode, "attempt")}
        assert compiled == ({"native", "auto"} if NATIVE else set())
    lines: Any = rw.Decoder(backend="python")
    assert lines._lane.lines(b"{}", print) is None


AUTO: list[BackendName] = ["auto"]


def test_a_backend_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lane, "native", lambda: None)
    monkeypatch.setattr(lane, "why_not", lambda: "it rains")
    assert lane.lane() == rw.LaneInfo("python", "it rains")
    with pytest.raises(ValueError, match=r'^the backend "native" is not there: it rains$'):
        rw.Decoder(backend="native")
    assert rw.Decoder(backend="python").decode(b"{}") == rw.UnknownEvent({})


def test_the_stack_ends_where_the_writer_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def deep(_: Any) -> NoReturn:
        raise RecursionError

    monkeypatch.setattr(lane, "_encode", lane._encode_first)
    with monkeypatch.context() as patch:
        patch.setattr(lane, "writer_of", deep)
        with pytest.raises(EncodeError, match=r"^nesting deeper than the interpreter's stack allows$"):
            lane.encode(rw.ServerVad())
    assert lane.encode(rw.ServerVad()) == b'{"type":"server_vad"}'
    assert lane._encode is not lane._encode_first


# What the compiled lane is not told of


@rw.frozen(kw_only=True)
class Hello(rw.Model):
    type: Literal["grüß gott"] = "grüß gott"
    text: str


@rw.frozen(kw_only=True)
class Bye(rw.Model):
    type: Literal["servus"] = "servus"
    to: Literal["du", "öha"] | None = None


@pytest.mark.parametrize("backend", BACKENDS)
def test_tags_and_words_beyond_ascii(backend: Any) -> None:
    type_: Any = Hello | Bye | rw.Unknown
    assert native.reader_of(kind_of(type_), print) is None
    decoder: Any = rw.Decoder(type_, backend=backend)
    objects: list[Any] = [Hello(text="t"), Bye(), Bye(to="öha"), rw.Unknown({"type": "x"})]
    for obj in objects:
        text = json.dumps(obj.to_dict())
        assert decoder.decode(text) == obj
        assert decoder.decode_lines(f"{text}\n{text}") == [obj, obj]
        assert json.loads(rw.encode(obj)) == obj.to_dict()
        cls: Any = obj.__class__
        assert rw.Decoder(cls, backend=backend).decode(text) == obj
    with pytest.raises(DecodeError, match=r'^\$\.to: expected "du" or "öha", found another string$'):
        decoder.decode('{"type":"servus","to":"mia"}')


def test_strangers_have_no_json_form() -> None:
    strangers: list[Any] = [5, None, "text", object(), {"a": 1}]
    for stranger in strangers:
        with pytest.raises(TypeError, match=r"^an object of realtime_wire is encoded, not \w+"):
            rw.encode(stranger)
        assert type(stranger) not in native._SHAPES
