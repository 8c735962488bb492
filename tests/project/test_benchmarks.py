"""The benchmarks run, measure frames like those that servers send, and notice wrong results."""

from __future__ import annotations

import importlib
import json
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

import attrs
import pytest

import realtime_wire

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Not imported, because checkers would follow.
data: Any = pytest.importorskip("benchmarks.data", reason="source distributions come without the benchmarks")
contenders: Any = pytest.importorskip("benchmarks.contenders")


@pytest.mark.parametrize("make", [data.ga_mix, data.xai_mix, data.voice_live_mix, data.live_mix])
def test_data_is_the_same_in_each_run(make: Any) -> None:
    assert make() == make()
    assert len(set(make())) == len(make())


def test_ga_frames_are_known_to_the_last_member() -> None:
    for frame in data.ga_mix():
        event = realtime_wire.decode(frame, realtime_wire.ServerEvent)
        assert not isinstance(event, realtime_wire.UnknownEvent)
        assert json.loads(frame) == json.loads(event.to_json())
        assert not list(extras(event)), frame


def test_live_frames_are_known_to_the_last_member() -> None:
    for frame in data.live_mix():
        event = realtime_wire.decode(frame, realtime_wire.live.ServerEvent)
        assert not isinstance(event, realtime_wire.UnknownEvent)
        assert json.loads(frame) == json.loads(event.to_json())
        assert not list(extras(event)), frame


def test_most_vendor_frames_have_unknown_members() -> None:
    frames = data.xai_mix()
    extended = [frame for frame in frames if list(extras(realtime_wire.decode(frame)))]
    assert len(extended) > len(frames) / 2


@pytest.mark.skipif(not data.captures(), reason="there are no recorded streams here")
def test_made_up_frames_look_like_recorded_ones() -> None:
    recorded = shapes(data.captures()["GA"])
    for name, made in shapes(data.ga_mix()).items():
        assert made & recorded[name], f"{name}: {made} was never recorded"


def extras(obj: Any) -> Iterator[Any]:
    """Yield what is unknown in an object, at any level."""
    if isinstance(obj, (realtime_wire.Unknown, realtime_wire.UnknownEvent)):
        yield obj
    elif isinstance(obj, tuple):
        for item in cast("Any", obj):
            yield from extras(item)
    elif isinstance(obj, realtime_wire.Model):
        yield from obj.extra
        for member in attrs.fields(type(obj)):
            yield from extras(getattr(obj, member.name))


def shapes(frames: list[bytes]) -> dict[str, set[Any]]:
    """Return the names of the members that the frames of each type have, in their order."""
    found: dict[str, set[Any]] = {}
    for frame in frames:
        payload = json.loads(frame)
        found.setdefault(payload["type"], set()).add(tuple(payload))
    return found


def contender(loses: tuple[str, ...]) -> Any:
    module = ModuleType("it")
    module.__dict__.update(NAME="it", LOSES=loses)
    return contenders.Contender("it", module)


RIGHT: list[Any] = [
    ((), {"a": 1, "b": None, "c": [1.0, True]}, {"a": 1, "b": None, "c": [1.0, True]}),
    (("1.0",), {"a": 1}, {"a": 1.0}),
    (("1.0", "nulls"), {"a": [{}]}, {"a": [{"b": None}], "c": None}),
]
WRONG: list[Any] = [
    ((), {"a": 1}, {"a": 1.0}),
    ((), {"a": 1}, {"a": True}),
    ((), {"a": 0.0}, {"a": -0.0}),
    ((), {}, {"a": None}),
    ((), {"a": [1]}, {"a": [1, 2]}),
    (("1.0",), {}, {"a": None}),
    (("1.0", "nulls"), {}, {"a": 1}),
    (("1.0", "nulls"), {"a": 2}, {"a": 1}),
]


@pytest.mark.parametrize(("loses", "got", "payload"), RIGHT)
def test_right_results_pass(loses: tuple[str, ...], got: Any, payload: Any) -> None:
    contenders.check(contender(loses), got, payload)


@pytest.mark.parametrize(("loses", "got", "payload"), WRONG)
def test_wrong_results_are_noticed(loses: tuple[str, ...], got: Any, payload: Any) -> None:
    with pytest.raises(AssertionError, match="it makes "):
        contenders.check(contender(loses), got, payload)


@pytest.mark.slow
def test_single_run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pytest.importorskip("pyperf")
    main: Any = importlib.import_module("benchmarks.__main__")
    results = tmp_path / "results.json"
    main.main(["--debug-single-value", "--output", str(results), "decode", "live", "objects"])
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert all(line.endswith(", all right") for line in lines)
    names = {benchmark["metadata"]["name"] for benchmark in json.loads(results.read_text())["benchmarks"]}
    assert "decode: text delta: realtime-wire" in names
    assert "live: Live mix, audio in full: realtime-wire" in names
    assert "objects: a text delta made: realtime-wire" in names
