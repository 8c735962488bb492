"""The README and the pages of `docs`: their code runs and prints what they say.

Of the README, also that its commands are those of the project.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import re
import shlex
import sys
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

import attrs
import pytest

from realtime_wire import _hypothesis
from realtime_wire.cli import main as command
from tests.declared import PUBLIC
from tests.loopback import needs

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@attrs.frozen
class Block:
    """A block of code in a Markdown file."""

    language: str
    heading: str
    line: int
    code: str


def blocks_of(text: str) -> Iterator[Block]:
    heading, start, language = "", 0, ""
    lines = text.splitlines(keepends=True)
    for number, line in enumerate(lines, 1):
        if not line.startswith("```"):
            if not start and line.startswith("#"):
                heading = line.strip("# \n")
        elif start:
            yield Block(language, heading, start, "".join(lines[start : number - 1]))
            start = 0
        else:
            start, language = number, line[3:].strip()


BLOCKS = [block for block in blocks_of(README) if block.language != "console"]
SHELL = [block.code for block in BLOCKS if block.language == "sh"]
TOUR = BLOCKS[3:]


def test_all_blocks_are_checked() -> None:
    assert [block.language for block in BLOCKS[:3]] == ["sh", "text", "sh"]
    assert {block.language for block in TOUR} == {"python", "text"}
    # A text block shows the output of the code right before it.
    assert [TOUR[0].language, *(one.language for one, other in pairwise(TOUR) if other.language == "text")] == [
        "python"
    ] * (1 + sum(block.language == "text" for block in TOUR))
    assert [block.heading for block in TOUR if block.language == "python"] == [
        "Receive",
        "Configure",
        "Configure",
        "Forward",
        "Forward",
        "Read a log",
        "Read a log",
        "Read a log",
        "Use a converter of your own",
        "Declare events of your own",
        "Test",
    ]


def run(block: Block, namespace: dict[str, Any], page: Path = PAGES[0]) -> str:
    """Run a block of a page, and return what it prints."""
    printed = io.StringIO()
    # Faults are reported with the line of the page.
    code = compile("\n" * block.line + block.code, str(page), "exec", dont_inherit=True)
    with contextlib.redirect_stdout(printed):
        exec(code, namespace)  # noqa: S102  our own page
    return printed.getvalue()


def parametrized(function: Any) -> Iterator[dict[str, Any]]:
    """Give the arguments with which pytest would call a test: those for one name, or none."""
    marks = [mark for mark in getattr(function, "pytestmark", []) if mark.name == "parametrize"]
    if not marks:
        yield {}
    for mark in marks:
        name, values = mark.args
        yield from ({name: value} for value in values)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_code_of(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The code of a page runs as one program, and pytest as a user would run it finds no failing test in it."""
    _hypothesis.register()  # what the entry point does where the library is installed
    monkeypatch.chdir(ROOT)
    # A module of its own, as classes look for the names in their annotations there.
    module = ModuleType(page.stem)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    for block, following in pairwise([*blocks_of(page.read_text(encoding="utf-8")), Block("", "", 0, "")]):
        if block.language == "python":
            expected = following.code if following.language == "text" else ""
            try:
                printed = run(block, vars(module), page)
            except ImportError as error:
                package = (error.name or "").partition(".")[0]
                if not package or find_spec(package):
                    raise
                needs(package)
                raise
            assert printed == expected, f"{page.name}, line {block.line}"
    for name, function in list(vars(module).items()):
        if name.startswith("test_"):
            for arguments in parametrized(function):
                function(**arguments)


@pytest.mark.skipif(not (ROOT / ".ci").exists(), reason="source distributions come without some of the files")
@pytest.mark.parametrize("page", [*PAGES, ROOT / "CONTRIBUTING.md"], ids=lambda page: page.name)
def test_files_of(page: Path) -> None:
    """The files that a page speaks of are there."""
    named = set(
        re.findall(
            r"(?<![\w/.-])((?:tests|src|fuzz|benchmarks|docs|examples|\.ci)/[\w./-]*\w)",
            page.read_text(encoding="utf-8"),
        )
    )
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_shell_blocks() -> None:
    first, second = SHELL
    assert first == (
        "python3 -m venv .venv\n"
        ".venv/bin/pip install '.[cli]'\n"
        ".venv/bin/realtime-wire inspect examples/voice_turn.jsonl\n"
    )
    assert second == (
        "python3 -m venv --upgrade-deps .venv\n"
        ".venv/bin/pip install --group dev -e '.[arrow,cli,replay,view]'\n"
        '.venv/bin/pytest -m "not slow"\n'
    )


def test_shell_blocks_name_what_there_is() -> None:
    toml = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    settings: dict[str, Any] = toml.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    words = shlex.split("\n".join(SHELL))
    extras = {name for word in words for names in re.findall(r"^\.\[(.+)\]$", word) for name in names.split(",")}
    assert extras
    assert extras <= settings["project"]["optional-dependencies"].keys()
    assert words[words.index("--group") + 1] in settings["dependency-groups"]
    programs = {word.removeprefix(".venv/bin/") for word in words if word.startswith(".venv/bin/")}
    assert programs - {"pip", "pytest"} == set(settings["project"]["scripts"])
    module, _, name = settings["project"]["scripts"]["realtime-wire"].partition(":")
    assert getattr(importlib.import_module(module), name) is command.main
    assert (ROOT / "examples" / "voice_turn.jsonl").is_file()


@pytest.mark.skipif(not (ROOT / ".ci").exists(), reason="not in a checkout")
def test_shell_blocks_are_what_is_checked_and_told_elsewhere() -> None:
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^names\+=.*\breadme-(\d)\b", ci, re.MULTILINE)) == ["1", "2"]
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [block.code for block in blocks_of(contributing) if block.language == "sh"] == SHELL[1:]


@pytest.mark.skipif(find_spec("rich") is None, reason="the extra `cli` is not installed")
def test_what_inspect_shows(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    program, *arguments = shlex.split(SHELL[0].splitlines()[-1])
    assert program == ".venv/bin/realtime-wire"
    assert command.main(arguments) == 0
    assert f"\n{BLOCKS[1].code}\n" in capsys.readouterr().out


def test_extras() -> None:
    toml = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    settings: dict[str, Any] = toml.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    table = README.partition("\n## Extras\n")[2]
    told = dict(cast("list[tuple[str, str]]", re.findall(r"^\| `(\w+)` \| ([\w, ]+) \|", table, re.MULTILINE)))
    extras = settings["project"]["optional-dependencies"]
    packages = {name: ", ".join(re.split(r"\W", each)[0] for each in needed) for name, needed in extras.items()}
    assert packages == told


def test_names() -> None:
    """What the text speaks of exists, and nothing private is spoken of."""
    names = set(re.findall(r"\brw\.(\w+)", README))
    assert len(names) > 20
    assert names <= PUBLIC.keys()
