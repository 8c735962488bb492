"""Run the target: guided by coverage, in a loop, or on files."""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

_LONG = 2000
"""How many bytes of an input are too many to go on with."""

_EPILOG = "Options with one dash go to libFuzzer."


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__, epilog=_EPILOG, allow_abbrev=False)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="inputs to run, and nothing else")
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="the folder that new inputs are kept in")
    parser.add_argument("--loop", type=int, metavar="RUNS", help="run so many inputs without atheris")
    parser.add_argument("--lanes", action="store_true", help="in the loop, compare the lanes alone, ten times as fast")
    parser.add_argument("--seed", type=int, default=0, help="the luck of the loop")
    given = list(sys.argv[1:] if arguments is None else arguments)
    flags = [each for each in given if each.startswith("-") and not each.startswith("--") and each != "-h"]
    options = parser.parse_args([each for each in given if each not in flags])
    if options.files:
        _replay(options.files)
    elif options.loop is not None:
        (loop_lanes if options.lanes else loop)(options.loop, options.seed)
    else:
        _guided(flags, options.corpus)


def _replay(files: Sequence[Path]) -> None:
    from .target import check, split  # noqa: PLC0415  what atheris instruments must not be imported before it

    for file in files:
        data = file.read_bytes()
        print(file, *split(data))
        check(data)


def loop(runs: int, seed: int) -> None:
    """Run mutated seeds, and mutations of those that were made.

    Raises:
        Finding: a promise is broken.
    """
    from .mutators import Mutator  # noqa: PLC0415  as above
    from .seeds import seeds  # noqa: PLC0415  as above
    from .target import check  # noqa: PLC0415  as above

    pool = seeds()
    random = Random(seed)
    mutator = Mutator(pool)
    start = time.perf_counter()
    for data in pool[:runs]:
        check(data)
    for _ in range(runs - len(pool)):
        at = random.randrange(len(pool))
        data = mutator.mutate(pool[at], random.getrandbits(64))
        check(data)
        if len(data) < _LONG and random.random() < 0.1:
            pool[at] = data
    print(f"{runs} runs, {time.perf_counter() - start:.0f} s, nothing found")


def loop_lanes(runs: int, seed: int) -> None:
    """Run texts of which some tokens are others, and compare what both lanes make of them.

    Raises:
        Finding: they differ.
    """
    from .mutators import Mutator, Splicer  # noqa: PLC0415  as above
    from .seeds import seeds  # noqa: PLC0415  as above
    from .target import check_lanes  # noqa: PLC0415  as above

    pool = [data for data in seeds() if len(data) < _LONG]
    random = Random(seed)
    mutator, splicer = Mutator(pool), Splicer(pool, seed)
    start = time.perf_counter()
    for run in range(runs):
        at = random.randrange(len(pool))
        if run % 64 == 0:
            data = mutator.mutate(pool[at], random.getrandbits(64))
            if len(data) < _LONG:
                splicer.learn(at, data)
        else:
            data = splicer.splice(at)
        check_lanes(data)
    print(f"{runs} runs, {time.perf_counter() - start:.0f} s, nothing found")


def _guided(flags: Sequence[str], corpus: Path | None) -> None:
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["realtime_wire"]):
        importlib.import_module("realtime_wire")
    build: Any = importlib.import_module("realtime_wire._engine.build")
    # Most of what decides about an input is code that was generated for its class.
    compile_code = build.Code.compile

    def compile_instrumented(code: Any) -> Any:
        return atheris.instrument_func(compile_code(code))

    build.Code.compile = compile_instrumented

    from .mutators import Mutator  # noqa: PLC0415  as above
    from .seeds import seeds  # noqa: PLC0415  as above
    from .target import check  # noqa: PLC0415  as above

    first = seeds()
    mutator = Mutator(first)

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        return mutator.mutate(data, seed, lambda text: atheris.Mutate(text, most))[:most]

    def cross(one: bytes, other: bytes, most: int, seed: int) -> bytes:
        return mutator.cross(one, other, seed)[:most]

    with tempfile.TemporaryDirectory() as scratch:
        folder = corpus or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for number, data in enumerate(first):
            (folder / f"seed-{number:04}").write_bytes(data)
        defaults = ["-max_len=4096", "-timeout=30", "-rss_limit_mb=4096"]
        atheris.Setup(
            [sys.argv[0], *defaults, *flags, str(folder)], check, custom_mutator=mutate, custom_crossover=cross
        )
        atheris.Fuzz()


if __name__ == "__main__":
    main()
