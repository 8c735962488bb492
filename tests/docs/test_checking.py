"""The page on checking: its commands print what it says, and its tables name what there is.

That its code runs, and prints what it says, is tested with the code of the other pages.
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest

from realtime_wire.cli import main as command
from tests.declared import PUBLIC
from tests.loopback import needs
from tests.project.test_readme import ROOT, blocks_of

if TYPE_CHECKING:
    from pathlib import Path

PAGE = ROOT / "docs" / "checking.md"

pytestmark = pytest.mark.skipif(not PAGE.exists(), reason="not in a checkout")


def test_the_command_prints_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    needs("yaml")
    monkeypatch.chdir(tmp_path)
    consoles = [block.code for block in blocks_of(PAGE.read_text(encoding="utf-8")) if block.language == "console"]
    _, shown, checked = consoles[0].split("$ ")
    line, _, content = shown.partition("\n")
    (tmp_path / line.removeprefix("cat ")).write_text(content, encoding="utf-8")
    line, _, printed = checked.partition("\n")
    program, *arguments = shlex.split(line)
    assert program == "realtime-wire"
    assert command.main(arguments) == 1
    assert capsys.readouterr().out == printed
    assert consoles[1].endswith("| xargs realtime-wire check\n")


def test_names_are_public() -> None:
    text = PAGE.read_text(encoding="utf-8")
    names = set(re.findall(r"\brw\.(\w+)", text))
    rows = text.partition("| It tells of | By |")[2].partition("\n\n")[0]
    for row in re.findall(r"^\| .+ \| (.+) \|$", rows, re.MULTILINE):
        names |= {name for name in re.findall(r"`([A-Z]\w+)", row) if name != "Literal"}
    assert {"check", "Nullable", "AlwaysSent", "Limits", "AudioData", "MalformedEvent"} <= names
    assert names <= PUBLIC.keys()
