"""Run the benchmarks, print tables, and write docs/benchmarks.md."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

import pyperf

import realtime_wire

from .contenders import load
from .lab import Case, Lab
from .report import tell, tell_right, write
from .subjects import NAMES
from .timing import FAST, FULL, SINGLE


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "subjects", nargs="*", metavar="subject", help=f"what to measure: {', '.join(NAMES)}; all if left out"
    )
    parser.add_argument("--fast", action="store_true", help="fewer rounds: rough figures in less time")
    parser.add_argument("--debug-single-value", action="store_true", help="run everything once, for correctness alone")
    parser.add_argument("--no-docs", action="store_true", help="leave docs/benchmarks.md as it is")
    parser.add_argument("-o", "--output", metavar="FILE", help="keep all samples in a file that `pyperf` can read")
    options = parser.parse_args(arguments)
    if unknown := set(options.subjects) - set(NAMES):
        parser.error(f"no such subject: {', '.join(sorted(unknown))}")
    plan = SINGLE if options.debug_single_value else FAST if options.fast else FULL
    contenders, notes = load()
    print(*notes, sep="\n", file=sys.stderr)
    lab = Lab(plan, contenders, tell_right if plan.single else tell)
    for name in options.subjects or NAMES:
        lab.subject = name
        importlib.import_module(f"benchmarks.subjects.{name}").run(lab)
    suite = _suite(lab.cases)
    if options.output:
        suite.dump(options.output, replace=True)
    if plan.single or options.subjects or options.no_docs:
        return
    if lane := realtime_wire.lane().reason:
        print(f"docs/benchmarks.md is about the compiled lane, and stays as it is: {lane}", file=sys.stderr)
    else:
        write(lab.cases, suite.get_metadata(), Path(__file__).parents[1] / "docs")


def _suite(cases: Sequence[Case]) -> pyperf.BenchmarkSuite:
    """Return the samples as pyperf keeps them."""
    machine = pyperf.Run([1.0]).get_metadata()
    benchmarks: list[pyperf.Benchmark] = []
    for case in cases:
        for key, values in case.samples.items():
            name = f"{case.subject}: {case.title}: {case.names[key]}"
            metadata = {**machine, "name": name, "unit": case.unit}
            benchmarks.append(pyperf.Benchmark([pyperf.Run(values, metadata=metadata, collect_metadata=False)]))
    return pyperf.BenchmarkSuite(benchmarks)


if __name__ == "__main__":
    main()
