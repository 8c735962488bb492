"""Static checkers over users' programs, with no settings but "strict": what is right passes, each mistake is found.

The programs are copied away first, so that neither this project's settings nor its folders have a say.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

import realtime_wire as rw

if TYPE_CHECKING:
    from collections.abc import Callable

PROGRAMS = Path(__file__).parents[1] / "typing"
EXAMPLES = Path(__file__).parents[2] / "examples"
LIBRARY = Path(rw.__file__).parents[1]

Reports: TypeAlias = "dict[int, set[str]]"
"""The codes reported, by line number."""


def run(*command: str, folder: Path, **environment: str) -> str:
    result = subprocess.run(  # noqa: S603  a checker of this environment
        [sys.executable, "-m", *command],
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        check=False,
        text=True,
    )
    # 0 is "no faults" and 1 is "faults"; one that broke down has found nothing either.
    assert result.returncode in (0, 1), result.stdout
    return result.stdout


def installed() -> bool:
    """Tell whether checkers find the library by themselves."""
    return "site-packages" in LIBRARY.parts


def mypy(program: Path, version: str = "") -> Reports:
    path = {} if installed() else {"MYPYPATH": str(LIBRARY)}
    options = ["--strict", "--output=json", *([f"--python-version={version}"] if version else [])]
    output = run("mypy", *options, program.name, folder=program.parent, **path)
    reports: Reports = defaultdict(set)
    for report in map(json.loads, filter(str.strip, output.splitlines())):
        # Of a library that is not installed mypy tells the faults as well, which is for another check.
        if report["severity"] == "error" and report["file"] == program.name:
            reports[report["line"]].add(report["code"])
    return reports


def pyright(program: Path, version: str = "") -> Reports:
    settings: dict[str, Any] = {"typeCheckingMode": "strict", **({"pythonVersion": version} if version else {})}
    if not installed():
        settings["extraPaths"] = [str(LIBRARY)]
    (program.parent / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    output = run("pyright", "--outputjson", "--pythonpath", sys.executable, program.name, folder=program.parent)
    reports: Reports = defaultdict(set)
    for report in json.loads(output)["generalDiagnostics"]:
        assert Path(report["file"]).name == program.name, report
        reports[report["range"]["start"]["line"] + 1].add(report["rule"])
    return reports


def expected(program: Path, checker: str) -> Reports:
    """Read the codes that the comments name: `# E mypy[call-arg] pyright[reportCallIssue]`."""
    reports: Reports = {}
    for number, line in enumerate(program.read_text(encoding="utf-8").splitlines(), 1):
        _, _, comment = line.partition("  # E ")
        if found := re.search(rf"\b{checker}\[(.*?)\]", comment):
            reports[number] = set(found[1].split(", "))
    return reports


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [PROGRAMS / "good.py", PROGRAMS / "bad.py", EXAMPLES / "receive_loop.py", EXAMPLES / "log_pipeline.py"],
    ids=lambda path: path.name,
)
@pytest.mark.parametrize("check", [mypy, pyright])
def test_program(path: Path, check: Callable[[Path], Reports], tmp_path: Path) -> None:
    checker = check.__name__
    if find_spec(checker) is None:
        pytest.skip(f"{checker} is not installed")
    program = Path(shutil.copy(path, tmp_path))
    assert check(program) == expected(program, checker)


@pytest.mark.slow
@pytest.mark.parametrize("version", ["3.10", "3.13"])
@pytest.mark.parametrize("check", [mypy, pyright])
def test_copies(check: Callable[..., Reports], version: str, tmp_path: Path) -> None:
    """Pyright makes a `__replace__` for each class, by which it checks copies, where the program is for Python 3.13 or newer."""
    checker = check.__name__
    if find_spec(checker) is None:
        pytest.skip(f"{checker} is not installed")
    program = Path(shutil.copy(PROGRAMS / "copies.py", tmp_path))
    told = expected(program, checker)
    assert len(told) > 3
    assert check(program, version) == ({} if (checker, version) == ("pyright", "3.10") else told)


def test_the_good_program_runs(tmp_path: Path) -> None:
    program = shutil.copy(PROGRAMS / "good.py", tmp_path)
    subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-W", "error", program],
        env={**os.environ, "PYTHONPATH": str(LIBRARY)},
        check=True,
        stdout=subprocess.DEVNULL,
    )
