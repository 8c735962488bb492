"""The fuzz target runs, notices what is broken, and passes what it once found.

What a long run looks for is told in `fuzz`; here it runs for a moment, by mutation alone.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import realtime_wire as rw
from realtime_wire import DecodeError
from realtime_wire._engine.once import ByClass

# Not imported, because checkers would follow.
target: Any = pytest.importorskip("fuzz.target", reason="source distributions come without the fuzz target")
main: Any = pytest.importorskip("fuzz.__main__").main
leaks: Any = pytest.importorskip("fuzz.leaks")
mutators: Any = pytest.importorskip("fuzz.mutators")
seeds: Any = pytest.importorskip("fuzz.seeds")


@pytest.mark.slow
def test_it_runs_by_mutation_alone(capsys: pytest.CaptureFixture[str]) -> None:
    runs = 30 * settings().max_examples
    main(["--loop", str(runs), "--seed", "5"])
    assert capsys.readouterr().out.startswith(f"{runs} runs, ")


LANES = ("--loop", "3000", "--lanes", "--seed", "5")


def test_it_compares_the_lanes_alone(capsys: pytest.CaptureFixture[str]) -> None:
    main(LANES)
    assert capsys.readouterr().out.startswith("3000 runs, ")


def test_it_notices_a_lane_that_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    right: Any = target._decoder

    def decoder(name: str, backend: str) -> Any:
        is_wrong = backend == "native" and name.startswith("voice_live.")
        return right("Event" if is_wrong else name, "python")

    monkeypatch.setattr(target, "BACKENDS", ("python", "native"))
    monkeypatch.setattr(target, "_decoder", decoder)
    with pytest.raises(target.Finding, match=r"^decoding differs for voice_live\."):
        main(LANES)


def test_splices_are_repeatable_and_mostly_json() -> None:
    pool = seeds.seeds()
    made: list[list[bytes]] = []
    for _ in range(2):
        splicer = mutators.Splicer(pool, 3)
        made.append([splicer.splice(at) for at in range(len(pool))])
    assert made[0] == made[1]
    assert len({*made[0]} - {*pool}) > 0.9 * len(pool)
    texts = [data[seeds.HEAD :] for data in made[0]]
    assert 0.7 < sum(target.judged(text) is not target.NO_JSON for text in texts) / len(texts) < 0.97


def test_it_runs_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "crash"
    file.write_bytes(seeds.joined("ServerVad", 7, b'{"type":"server_vad"}'))
    main([str(file)])
    assert capsys.readouterr().out == f'{file} ServerVad 7 b\'{{"type":"server_vad"}}\'\n'


@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris is not installed")
def test_it_runs_guided(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    command = [sys.executable, "-m", "fuzz", "--corpus", str(corpus), "-seed=1", "-runs=1000"]
    subprocess.run(command, cwd=Path(__file__).parents[2], check=True, stderr=subprocess.DEVNULL)  # noqa: S603  our own program
    # What reached something new was kept beside the seeds.
    assert len([*corpus.iterdir()]) > len(seeds.seeds())


def test_every_seed_is_asked_for_as_what_it_is() -> None:
    accepted: dict[str, bool] = {}
    for data in seeds.seeds():
        name, _, text = target.split(data)
        for line in text.splitlines():
            try:
                rw.decode(line, seeds.TYPES[name])
            except DecodeError:
                accepted.setdefault(name, False)
            else:
                accepted[name] = True
    # What nobody sends by itself has no payload of its own.
    assert set(seeds.TYPES) - {name for name, is_one in accepted.items() if is_one} == set()


def test_mutations_are_repeatable_and_mostly_json() -> None:
    pool = seeds.seeds()
    mutants: list[list[bytes]] = []
    for _ in range(2):
        mutator = mutators.Mutator(pool)
        made = [mutator.mutate(data, number) for number, data in enumerate(pool)]
        made += [mutator.cross(one, other, number) for number, (one, other) in enumerate(pairwise(pool))]
        mutants.append(made)
    assert mutants[0] == mutants[1]
    assert len({*mutants[0]} - {*pool}) > 0.9 * len(mutants[0])
    assert (
        0.7
        < sum(target.judged(data[seeds.HEAD :]) is not target.NO_JSON for data in mutants[0]) / len(mutants[0])
        < 0.95
    )


def dropping(function: Callable[[Any], Any]) -> Callable[..., Any]:
    """Break a function so that it loses an unknown member, or does not see what is wrong."""

    def broken(obj: Any, *arguments: Any) -> Any:
        if isinstance(obj, rw.Model):
            return function(obj.without_extra(), *arguments)
        return function({name: value for name, value in obj.items() if name != "x"}, *arguments)

    return broken


def escaping(_: Any, *__: Any, **___: Any) -> Any:
    raise KeyError


def telling(obj: Any, *_: Any, **__: Any) -> Any:
    raise DecodeError("nothing", str(obj), steps=("secret",))


FAULTS: dict[str, tuple[str, Callable[[Callable[..., Any]], Callable[..., Any]]]] = {
    "encode drops a member": ("encode", dropping),
    "unstructure drops a member": ("unstructure", dropping),
    "structure drops a member": ("structure", dropping),
    "structure raises another exception": ("structure", lambda _: escaping),
    "structure tells of the payload": ("structure", lambda _: telling),
    "decode refuses what others take": ("decode", lambda _: telling),
}


def all_of(text: bytes) -> None:
    for how in target.HOWS:
        target.check_text("ServerVad", how, text)


@pytest.mark.parametrize("fault", FAULTS)
def test_it_notices(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, broken = FAULTS[fault]
    text = b'{"type":"server_vad","x":1}'
    all_of(text)
    monkeypatch.setattr(rw, name, broken(getattr(rw, name)))
    with pytest.raises((target.Finding, KeyError)):
        all_of(text)


def forgetful(_: Any) -> Callable[..., Any]:
    return same


def same(obj: Any, *_: Any) -> Any:
    return obj


def empty(*_: Any) -> bytes:
    return b"{}"


def emptied(text: str, _: int) -> tuple[Any, int]:
    return {}, len(text)


INSIDE: dict[str, tuple[str, str, Any]] = {
    "Python writes something else": ("lane", "_encode_by_python", empty),
    "copies forget what changes": ("construct", "_COPIERS", ByClass(forgetful)),
    "parsing loses everything": ("text", "_scan", emptied),
}


@pytest.mark.parametrize("fault", INSIDE)
def test_it_notices_what_differs_inside(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, name, broken = INSIDE[fault]
    text = b'{"type":"server_vad","x":1}'
    all_of(text)
    monkeypatch.setattr(import_module(f"realtime_wire._engine.{module}"), name, broken)
    with pytest.raises(target.Finding):
        all_of(text)


def test_it_notices_messages_that_tell_too_much() -> None:
    case = target.Case("Event", b"{}", {})
    target._check_message(case, DecodeError("string", "integer", steps=("session", "tools", 3, "parameters", None)))
    for error in (DecodeError("string", "Bearer x"), DecodeError("string", "integer", steps=("session", "my_secret"))):
        with pytest.raises(target.Finding, match="tells too much"):
            target._check_message(case, error)


FINDINGS: list[tuple[str, bytes]] = [
    # What a run found once, as what type, cut down to what matters.
    # A MalformedEvent was made with NaN in it, out of people's own values.
    ("MalformedEvent", b'{"type":"server_vad","threshold":[[0.5]]}'),
    # What a repeated member replaces was only skipped: numbers out of range, invalid UTF-8, depth.
    ("RealtimeTool", b'{"type":"function","parameters":{"x":1e999},"parameters":{}}'),
    ("RealtimeTool", b'{"type":"function","parameters":{"x":"\xff"},"parameters":{}}'),
    ("RealtimeTool", b'{"type":"function","parameters":{"x":%s},"parameters":{}}' % (b"1" * 5000)),
    ("RealtimeTool", b'{"type":"function","parameters":{"x":%s},"parameters":{}}' % (b"[" * 250 + b"]" * 250)),
    ("RealtimeTracingConfiguration", b'{"metadata":%s,"metadata":{}}' % (b'{"a":' * 201 + b"0" + b"}" * 201)),
    # And what one replaces inside of free-form JSON, which cannot be seen there.
    ("RealtimeTool", b'{"type":"function","parameters":{"x":%s,"x":0}}' % (b"[" * 250 + b"]" * 250)),
    (
        "Event",
        b'{"type":"response.create","response":{"tools":[{"type":"function","parameters":{"x":%s,"x":0}}],"tools":[]}}'
        % (b"[" * 250 + b"]" * 250),
    ),
    (
        "Event",
        b'{"type":"response.create"}\n{"type":"response.create","response":{"tools":[{"type":"function","parameters":{"x":%s,"x":0}}]}}'
        % (b"[" * 250 + b"]" * 250),
    ),
    # Leaving events out looked for lone surrogates by writing what it had parsed, which had infinite numbers in it.
    ("Event", b'{"a":1e309,"b":"\\ud83d\\ude00"}'),
]


@pytest.mark.parametrize(("name", "text"), FINDINGS, ids=range(len(FINDINGS)))
def test_what_was_found_stays_mended(name: str, text: bytes) -> None:
    for how in target.HOWS[:128]:
        target.check_text(name, how, text)


@pytest.mark.slow
def test_nothing_is_left_behind() -> None:
    runs = 2_000 * settings().max_examples
    (_, first), *steps = leaks.measured(runs, 4)
    # A decoder may stand elsewhere in its choice of a lane, and one that leaves something behind does so each time.
    most = 2_000
    assert runs > 20 * most
    for done, state in steps:
        assert state.blocks - first.blocks < most, (done, first, state)
        assert state.objects - first.objects < most, (done, first, state)
