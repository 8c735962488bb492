"""The command `view`: where it writes a page, what it replaces, and with which code it ends."""

from __future__ import annotations

import builtins
import os
import stat
import webbrowser
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from realtime_wire.cli import main as command

FRAME = '{"type":"session.created","session":{"id":"s","model":"m"}}\n'

needs_view = pytest.mark.skipif(
    find_spec("jinja2") is None or find_spec("rich") is None, reason="the extras `view` and `cli` are not installed"
)


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., tuple[int, str, str]]:
    """Give a function that runs the command in a folder with a recording."""
    monkeypatch.chdir(tmp_path)
    Path("a.jsonl").write_text(FRAME, encoding="utf-8")

    def run(*arguments: str) -> tuple[int, str, str]:
        code = command.main(["view", *arguments])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


@needs_view
def test_a_page(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    Path("calls").mkdir()
    Path("calls", "b.jsonl.gz").write_bytes(b"")
    assert run("a.jsonl") == (0, "a.html\n", "")
    text = Path("a.html").read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert "<title>a.jsonl</title>" in text
    if os.name == "posix":
        assert stat.S_IMODE(Path("a.html").stat().st_mode) == 0o600
    # A page is replaced, and so is an empty file, as `mktemp` makes them.
    Path("a.jsonl").write_text(FRAME * 2, encoding="utf-8")
    assert run("a.jsonl", "-o", "a.html") == (0, "a.html\n", "")
    assert Path("a.html").read_text(encoding="utf-8") != text
    Path("empty").touch()
    assert run("a.jsonl", "-o", str(tmp_path / "empty")) == (0, f"{tmp_path / 'empty'}\n", "")


@needs_view
def test_several_files(run: Callable[..., tuple[int, str, str]]) -> None:
    Path("b.jsonl").write_text(FRAME, encoding="utf-8")
    assert run("a.jsonl", "b.jsonl", "--output", "calls.html", "--api", "live")[0] == 0
    text = Path("calls.html").read_text(encoding="utf-8")
    assert "<title>2 calls</title>" in text
    assert text.count("<dd>live</dd>") == 2


@needs_view
def test_nothing_else_is_replaced(run: Callable[..., tuple[int, str, str]]) -> None:
    told = "realtime-wire: a.jsonl: there is a file that is no page of a call, and it is not replaced\n"
    assert run("a.jsonl", "-o", "a.jsonl") == (2, "", told)
    assert Path("a.jsonl").read_text(encoding="utf-8") == FRAME


@needs_view
def test_it_is_shown(run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(webbrowser, "open", shown.append)
    assert run("a.jsonl", "--open") == (0, "a.html\n", "")
    assert shown == [Path("a.html").resolve().as_uri()]


@needs_view
def test_prices(run: Callable[..., tuple[int, str, str]]) -> None:
    Path("prices.json").write_text('{"since":"2026-09-01"}', encoding="utf-8")
    assert run("a.jsonl", "--prices", "prices.json")[0] == 0
    assert "0.0000 USD, by the prices of 2026-09-01" in Path("a.html").read_text(encoding="utf-8")


@needs_view
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["none.jsonl"], "none.jsonl: No such file or directory"),
        (["a.bin"], "a.bin: not a text file"),
        (["a.jsonl", "--prices", "a.jsonl"], "a.jsonl: $.type: expected object, found string"),
        (["a.jsonl", "--prices", "none.json"], "none.json: No such file or directory"),
        (["a.jsonl", "-o", "none/a.html"], f"{Path('none', 'a.html')}: No such file or directory"),
        (["a.jsonl", "--server", "in"], "server is a word that is found at sender, so give that as well"),
    ],
)
def test_what_goes_wrong(arguments: Sequence[str], told: str, run: Callable[..., tuple[int, str, str]]) -> None:
    Path("a.bin").write_bytes(b"\0")
    code, out, err = run(*arguments)
    assert (code, out, err) == (2, "", f"realtime-wire: {told}\n")
    assert not Path("a.html").exists()


@needs_view
def test_a_closed_pipe(monkeypatch: pytest.MonkeyPatch, run: Callable[..., tuple[int, str, str]]) -> None:
    monkeypatch.setattr(command, "write", lambda _: False)  # pyright: ignore[reportUnknownArgumentType, reportUnknownLambdaType]
    assert run("a.jsonl")[0] == 2


@pytest.mark.parametrize(("package", "extra"), [("rich", "cli"), ("jinja2", "view")])
def test_without_an_extra(
    package: str, extra: str, monkeypatch: pytest.MonkeyPatch, run: Callable[..., tuple[int, str, str]]
) -> None:
    found = builtins.__import__

    def without(name: str, globals_: Mapping[str, Any] | None = None, *rest: Any) -> Any:
        if name in {"viewing", "report", ""} and (globals_ or {}).get("__name__") == "realtime_wire.cli.main":
            raise ModuleNotFoundError(package, name=package)
        return found(name, globals_, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    told = f"this command needs {package}, which the extra `{extra}` brings: pip install 'realtime-wire[{extra}]'"
    assert run("a.jsonl") == (2, "", f"realtime-wire: {told}\n")
