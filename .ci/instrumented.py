"""Build the compiled module in another way, and run tests with it: `instrumented.py sanitize` or `instrumented.py gcov`.

`sanitize` has every access to memory, and every operation that C does not define, watched while the tests run, and ends at
the first fault. `gcov` counts how often each line is run, and prints those that are not. Arguments behind the first are
pytest's, in the place of the tests that are run otherwise. It takes gcc, and Linux.
"""

import gzip
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENGINE = Path("src", "realtime_wire", "_engine")
SOURCE = ENGINE / "_native.c"
SOURCES = (SOURCE, ENGINE / "_columns.c")
"""The second is included by the first."""

USUAL = ("-fno-strict-aliasing", "-fPIC", "-shared")
FLAGS = {
    "sanitize": ("-g", "-O1", "-fno-omit-frame-pointer", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"),
    "gcov": ("-O0", "--coverage"),
}

TESTS = (
    "tests/engine",
    "tests/contract/test_fuzz.py",
    "tests/contract/test_lanes.py",
    "tests/contract/test_places.py",
    "tests/tables/test_lanes.py",
    "tests/test_codec.py",
    "-m",
    "not slow",
)
"""What is about the module, and takes minutes with every access watched; `tests` can be named instead."""


def compile_module(root: Path, how: str) -> None:
    """Put the module beside the sources that are in a folder."""
    module = ENGINE / f"_native{sysconfig.get_config_var('EXT_SUFFIX')}"
    include = sysconfig.get_path("include")
    subprocess.run(["gcc", *FLAGS[how], *USUAL, f"-I{include}", str(SOURCE), "-o", str(module)], cwd=root, check=True)  # noqa: S603, S607  the user's gcc


def preloaded(reports: Path) -> dict[str, str]:
    """Return the settings with which the sanitizers' library, which has to be the first, is in every process.

    What is wrong with an address goes to a file, as some tests expect processes to fail; what is undefined only ever goes to
    the standard error output.
    """
    asked = subprocess.run(["gcc", "-print-file-name=libasan.so"], capture_output=True, text=True, check=True)  # noqa: S607  the user's gcc
    return {
        "LD_PRELOAD": asked.stdout.strip(),
        # Python itself keeps much until the end.
        "ASAN_OPTIONS": f"detect_leaks=0:allocator_may_return_null=1:log_path={reports}/address",
        "UBSAN_OPTIONS": "print_stacktrace=1",
        "PYTHONMALLOC": "malloc",  # so that every object has bounds of its own
    }


def run_tests(root: Path, settings: dict[str, str], arguments: list[str]) -> int:
    """Run pytest on a copy of the project."""
    environment = {**os.environ, **settings, "PYTHONPATH": str(root / "src")}
    environment.pop("REALTIME_WIRE_NATIVE", None)
    used = "import realtime_wire as rw; print(rw.__file__); raise SystemExit(rw.lane().reason or 0)"
    subprocess.run([sys.executable, "-c", used], cwd=root, env=environment, check=True)  # noqa: S603  code of our own
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--capture=sys", *(arguments or TESTS)]
    return subprocess.run(command, cwd=root, env=environment, check=False).returncode  # noqa: S603  a command of our own


def tell_faults(reports: Path) -> int:
    """Print what was found to be wrong with addresses, and return how much that is."""
    found = sorted(reports.iterdir())
    for report in found:
        print(report.read_text(encoding="utf-8", errors="replace"))
    print(f"{SOURCE}: accesses out of bounds, or to what was freed: {len(found)}")
    return len(found)


def tell_lines(root: Path) -> None:
    """Print which lines were never run."""
    (counts,) = root.rglob("*.gcda")
    subprocess.run(["gcov", "--json-format", str(counts)], cwd=root, stdout=subprocess.DEVNULL, check=True)  # noqa: S603, S607  the user's gcc
    (told,) = root.glob("*.gcov.json.gz")
    files = json.loads(gzip.decompress(told.read_bytes()))["files"]
    for source in SOURCES:
        (lines,) = [each["lines"] for each in files if Path(each["file"]) == source]
        tell_lines_of(root, source, lines)


def tell_lines_of(root: Path, source: Path, lines: list[dict[str, int]]) -> None:
    """Print which lines of one file were never run."""
    runs: dict[int, int] = {}
    for line in lines:
        runs[line["line_number"]] = max(line["count"], runs.get(line["line_number"], 0))
    numbers = sorted(runs)
    missed = [
        [number for number, _ in group]
        for is_missed, group in groupby(((number, runs[number]) for number in numbers), lambda pair: not pair[1])
        if is_missed
    ]
    text = (root / source).read_text(encoding="utf-8").splitlines()
    for block in missed:
        for number in block:
            print(f"{number:5}  {text[number - 1]}")
    count = sum(map(len, missed))
    print(f"{source}: {len(runs) - count} of {len(runs)} lines run, {1 - count / len(runs):.1%}; the others are above")


def main() -> int:
    """Build, and run, in a copy, so that nothing of it stays."""
    how, *arguments = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix=f"realtime-wire-{how}-") as folder:
        root = Path(folder)
        ignored = shutil.ignore_patterns("*.so", "*.pyd", "__pycache__", ".*", "build", "dist")
        shutil.copytree(ROOT, root, ignore=ignored, dirs_exist_ok=True)
        compile_module(root, how)
        reports = root / "reports"
        reports.mkdir()
        if how == "gcov":
            code = run_tests(root, {}, arguments)
            tell_lines(root)
        else:
            code = run_tests(root, preloaded(reports), arguments)
            code = tell_faults(reports) or code
        return code


if __name__ == "__main__":
    sys.exit(main())
