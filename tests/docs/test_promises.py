"""What is promised names what holds it: each test, command and script that docs/threats.md and docs/reliability.md name is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.project.test_project import tox

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "docs" / name for name in ("threats.md", "reliability.md")]

IN_A_CHECKOUT = all(path.exists() for path in (*PAGES, ROOT / ".ci"))

pytestmark = pytest.mark.skipif(not IN_A_CHECKOUT, reason="not in a checkout")

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)

HELD = ("Held by", "Test, or run")
"""How columns are called in which each row has to name something."""


@cache
def named_in(path: Path) -> set[str]:
    """Name the tests of a module."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    functions = [node.name for node in nodes if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    return {name for name in functions if name.startswith("test_")}


@cache
def environments() -> set[str]:
    """Name what `tox -e` takes, by the environments that are told one by one and by patterns."""
    settings = tox()
    told = set(settings["tox"]["env_list"].split())
    named = {name.removeprefix("testenv:") for name in settings.sections() if name.startswith("testenv:")}
    patterns = {name for name in told if "{" in name}
    several = {
        f"{start}{part}"
        for name in patterns
        for start, _, parts in [name.partition("{")]
        for part in parts[:-1].split(",")
    }
    return told | named | several | {"py311-native", "py311-python", "py3x-python"}


def what_is_wrong(reference: str) -> str | None:
    """Say what is wrong with a reference; None if nothing is, or if it is none."""
    words = [word for word in reference.split() if not re.match(r"\w+=", word)]  # but for what is set for a command
    match words:
        case ["tox", "-e", names, *_]:
            gone = set(names.split(",")) - environments()
            return f"no environment {sorted(gone)}" if gone else None
        case ["python", "-m", module, *_]:
            return None if find_spec(module) else f"no module {module}"
        case ["pytest", *paths]:
            return next(filter(None, map(what_is_wrong, paths)), None)
        case [word] if re.fullmatch(r"(tests|fuzz|benchmarks|findings|\.ci)(/[\w.]+)+(::\w+)?", word):
            name, _, test = word.partition("::")
            path = ROOT / name
            if not path.exists():
                return f"no file {name}"
            return f"no test {test} in {name}" if test and test not in named_in(path) else None
        case _:
            return None


def references(text: str) -> list[str]:
    commands = [line.removeprefix("$ ") for line in text.splitlines() if line.startswith("$ ")]
    return re.findall(r"`([^`\n]+)`", text) + commands


@every_page
def test_what_is_named_is_there(page: Path) -> None:
    wrong = {each: what_is_wrong(each) for each in references(page.read_text(encoding="utf-8"))}
    assert {each: reason for each, reason in wrong.items() if reason} == {}


def is_reference(text: str) -> bool:
    """Say whether what stands in backticks is a test, a file of checks, or a command."""
    return bool(re.match(r"(tests|fuzz|benchmarks|findings|\.ci)/[\w.]+|(\w+=\w+ )*(tox -e|python -m|pytest) ", text))


@every_page
def test_every_promise_names_something(page: Path) -> None:
    rows = [
        [cell.strip() for cell in line.strip("| ").split(" | ")]
        for line in page.read_text(encoding="utf-8").splitlines()
    ]
    column, counted = None, 0
    for row in rows:
        if column is None:
            column = next((row.index(name) for name in HELD if name in row), None)
        elif len(row) == 1:
            column = None
        elif not set(row[0]) <= {"-", ":"}:
            assert any(map(is_reference, re.findall(r"`([^`]+)`", row[column]))), row
            counted += 1
    assert counted > 10


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        (
            "tests/docs/test_promises.py::test_that_is_not_there",
            "no test test_that_is_not_there in tests/docs/test_promises.py",
        ),
        ("tests/docs/test_promised.py", "no file tests/docs/test_promised.py"),
        ("tox -e nothing", "no environment ['nothing']"),
        ("python -m fuzz.nothing 5", "no module fuzz.nothing"),
        ("HYPOTHESIS_PROFILE=long pytest tests/nothing.py", "no file tests/nothing.py"),
        ("tests/docs/test_promises.py::test_what_is_missing_is_noticed", None),
        ("REALTIME_WIRE_NATIVE=0", None),
    ],
)
def test_what_is_missing_is_noticed(reference: str, reason: str | None) -> None:
    assert what_is_wrong(reference) == reason
