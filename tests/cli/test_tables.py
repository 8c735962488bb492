"""The command `tables`: what it makes, what it says of it, and with which code it ends."""

from __future__ import annotations

import builtins
import gzip
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from realtime_wire.cli import main as command

FRAME = '{"type":"response.create"}\n'
VISEME = '{"type":"response.animation_viseme.delta","response_id":"r","item_id":"i","viseme_id":1}\n'

needs_arrow = pytest.mark.skipif(
    find_spec("pyarrow") is None or find_spec("rich") is None, reason="the extras `arrow` and `cli` are not installed"
)


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., tuple[int, str, str]]:
    """Give a function that runs the command in a folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = command.main(["tables", *arguments])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


@needs_arrow
def test_there_and_back(run: Callable[..., tuple[int, str, str]]) -> None:
    content = FRAME * 2 + "{cut\n\n"
    Path("logs").mkdir()
    Path("logs", "a.jsonl").write_text(content, encoding="utf-8")
    told = "4 rows of events: 2 known, 1 broken, 1 blank\n"
    assert run("logs", "--to", "out") == (0, f"{told}1 parts made, 0 found\n", "")
    assert sorted(path.name for path in Path("out").iterdir()) == ["events", "items", "responses"]
    assert run("logs", "--to", "out", "--strict") == (1, f"{told}0 parts made, 1 found\n", "")
    Path("logs", "a.jsonl").write_text(content + FRAME, encoding="utf-8")
    code, out, _ = run("logs/", "--to", "out", "--tables", "events,errors", "--jobs", "2")
    assert (code, out.splitlines()[1]) == (0, "1 parts made, 0 found, 1 removed")
    assert run("out", "--back", "--to", "back") == (0, f"{Path('back', 'logs', 'a.jsonl')}\n", "")
    assert Path("back", "logs", "a.jsonl").read_text(encoding="utf-8") == content + FRAME


@needs_arrow
def test_the_help_names_all_tables(
    run: Callable[..., tuple[int, str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    from realtime_wire import tables  # noqa: PLC0415  it needs what may not be installed

    with pytest.raises(SystemExit):
        run("--help")
    assert f"of {', '.join(tables.SCHEMAS)} (events,responses,items)" in " ".join(capsys.readouterr().out.split())


@needs_arrow
def test_nothing_odd_is_fine_with_strict(run: Callable[..., tuple[int, str, str]]) -> None:
    Path("a.jsonl").write_text(FRAME, encoding="utf-8")
    assert run("a.jsonl", "--to", "out", "--strict")[0] == 0
    Path("a.jsonl").write_text("", encoding="utf-8")
    assert run("a.jsonl", "--to", "out") == (0, "0 rows of events\n1 parts made, 0 found, 3 removed\n", "")


@needs_arrow
def test_standard_input(run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    for content in (FRAME, FRAME * 2, FRAME):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
        Path("out").mkdir(exist_ok=True)
        Path("out", "stdin-1.tmp").write_text("of one that was killed", encoding="utf-8")
        code, out, err = run("-", "--to", "out")
        assert (code, err) == (0, "")
    assert out == "1 rows of events: 1 known\n0 parts made, 1 found\n"
    assert sorted(path.name for path in Path("out").iterdir()) == ["events", "items", "responses"]
    code, out, _ = run("out", "--back", "--to", "back")
    assert code == 0
    found = sorted(Path("back").iterdir())
    assert [path.name[:6] for path in found] == ["stdin-", "stdin-"]
    assert {path.read_text(encoding="utf-8") for path in found} == {FRAME, FRAME * 2}


@needs_arrow
def test_standard_input_that_is_damaged_or_closed(
    run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(FRAME.encode())[:-5])))
    code, _, err = run("-", "--to", "out")
    assert code == 2
    assert re.fullmatch(r"realtime-wire: stdin-\w{12}: gzip data that ends too early\n", err)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"{}")))
    code, _, err = run("-", "--to", "out", "--frame", ".a", "--sender", ".b")
    assert (code, err[:21], err[33:35]) == (2, "realtime-wire: stdin-", ": ")
    monkeypatch.setattr(sys, "stdin", None)
    assert run("-", "--to", "out") == (2, "", "realtime-wire: standard input is closed\n")


@needs_arrow
def test_each_file_tells_whose_events_it_has(run: Callable[..., tuple[int, str, str]]) -> None:
    for name, frame in (("a", FRAME), ("b", VISEME), ("c", VISEME)):
        Path(name).write_text(frame, encoding="utf-8")
    code, out, err = run("a", "b", "--to", "out")
    assert (code, out.splitlines()[0]) == (0, "2 rows of events: 2 known")
    told = "realtime-wire: 1 file is read as the API voice_live, by its first events; --api reads it as another\n"
    assert err == told
    assert run("a", "b", "c", "--to", "out")[2] == told.replace("1 file is", "2 files are")
    assert run("b", "--to", "out", "--api", "voice_live")[2] == ""
    assert run("b", "--to", "out", "--api", "realtime")[1].startswith("1 rows of events: 1 unknown\n")


SIZES = """\
import sys
from pathlib import Path
from realtime_wire.cli import main as command
code = command.main(["tables", "a.jsonl", "--to", "out", *sys.argv[1:]])
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(code, int(peak.split()[1]) // 1024)
"""


MOST = 250
"""What the command may take, in MB, whatever is in a file."""

OTHERS = 20
"""By how much interpreters and releases of pyarrow differ from those that docs/archives.md has figures of, in MB."""


def _packed(text: str, how: str) -> bytes:
    data = text.encode()
    if how == "zst":
        from realtime_wire.tables._arrow import pa  # noqa: PLC0415  it may not be installed

        return bytes(pa.Codec("zstd").compress(data, asbytes=True))
    return gzip.compress(data, 1) if how == "gz" else data


def _recorded(frame: str) -> str:
    return json.dumps({"time": 1.0, "from": "server", "frame": frame})


WAYS: dict[str, Callable[[str], str]] = {
    "bare": str,
    "recorded": _recorded,
    "binary": lambda frame: json.dumps({"time": 1.0, "from": "client", "base64": "AAAA" * (len(frame) // 4)}),
    "an object inside": lambda frame: json.dumps(
        {"ts": "2026-09-01T23:59:58Z", "direction": "in", "event": json.loads(frame)}
    ),
    "text inside": lambda frame: json.dumps({"ts": "2026-09-01T23:59:58Z", "direction": "in", "data": frame}),
    "text inside of text": lambda frame: json.dumps({"log": json.dumps({"dir": "rx", "m": frame})}),
    "a prefix": lambda frame: f"2026-09-01 23:59:58,000 INFO Received: {frame}",
    "Python's notation": lambda frame: f"[23:59:58.0] client<- {frame.encode()!r}",
}


@needs_arrow
@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no /proc")
@pytest.mark.parametrize(
    ("way", "event", "how"),
    [
        ("bare", "text", ""),
        ("bare", "audio", "gz"),
        ("recorded", "text", ""),
        ("recorded", "audio", "drop"),
        ("binary", "audio", "zst"),
        ("an object inside", "text", ""),
        ("text inside", "text", "gz"),
        ("text inside", "audio", "drop"),
        ("text inside of text", "text", ""),
        ("a prefix", "text", ""),
        ("Python's notation", "text", ""),
    ],
)
def test_how_much_memory_a_long_line_takes(way: str, event: str, how: str, tmp_path: Path) -> None:
    from tests.tables.test_tables import FRAMES  # noqa: PLC0415  it needs what may not be installed

    frame = f'{{"type":"response.output_{event}.delta","response_id":"r","item_id":"i","delta":"{"AbC9" * (5 << 20)}"}}'
    wrapped = WAYS["recorded" if way == "binary" else way]
    usual = "".join(f"{wrapped(json.dumps(frame))}\n" for frame in FRAMES) * 60
    text = f"{usual}{WAYS[way](frame)}\n{usual}"
    assert len(text) > 20_000_000 + 2_000_000
    (tmp_path / "a.jsonl").write_bytes(_packed(text, how))
    audio = ["--audio", "drop"] if how == "drop" else []
    done = subprocess.run(  # noqa: S603  our own
        [sys.executable, "-c", SIZES, *audio], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    code, peak = map(int, done.stdout.split()[-2:])
    assert code == 0
    assert peak <= MOST + OTHERS


@needs_arrow
def test_without_audio(run: Callable[..., tuple[int, str, str]]) -> None:
    Path("a.jsonl").write_text(FRAME, encoding="utf-8")
    code, _, err = run("a.jsonl", "--to", "out", "--audio", "drop")
    assert (code, err) == (0, "realtime-wire: audio was left out: --back cannot give the files again\n")


@needs_arrow
@pytest.mark.parametrize("out", ["logs/out", "logs", "logs/../logs/deep/out"])
def test_what_it_has_made_is_not_read(out: str, run: Callable[..., tuple[int, str, str]]) -> None:
    Path("logs", "events").mkdir(parents=True)
    for name in ("logs/a.jsonl", "logs/events/b.jsonl"):
        Path(name).write_text(FRAME, encoding="utf-8")
    told = "2 rows of events: 2 known\n"
    assert run("logs", "--to", out) == (0, f"{told}2 parts made, 0 found\n", "")
    assert run("logs", "--to", out) == (0, f"{told}0 parts made, 2 found\n", "")


@needs_arrow
def test_a_file_that_is_named_twice_is_read_once(run: Callable[..., tuple[int, str, str]]) -> None:
    Path("a.jsonl").write_text(FRAME, encoding="utf-8")
    assert run("a.jsonl", "a.jsonl", "--to", "out")[1] == "1 rows of events: 1 known\n1 parts made, 0 found\n"


@needs_arrow
def test_what_cannot_come_back_is_told_before(run: Callable[..., tuple[int, str, str]]) -> None:
    Path("a.jsonl").write_text(FRAME, encoding="utf-8")
    Path("logs").mkdir()
    code, _, err = run("logs/../a.jsonl", "--to", "out")
    assert (code, err) == (
        0,
        (
            "realtime-wire: a name has .. in it: --back cannot give that file again; name files from a folder that they are "
            "in\n"
        ),
    )
    assert run("out", "--back", "--to", "back")[0] == 2


@needs_arrow
def test_there_is_no_file_left_of_what_does_not_come_back(run: Callable[..., tuple[int, str, str]]) -> None:
    Path("a.jsonl").write_text(FRAME, encoding="utf-8")
    run("a.jsonl", "--to", "out", "--audio", "drop")
    for _ in range(2):
        code, _, err = run("out", "--back", "--to", "back")
        assert (code, err.partition(",")[0]) == (2, 'realtime-wire: these rows were made with audio="drop"')
        assert not [*Path("back").iterdir()]


@needs_arrow
def test_faults_of_the_system_are_told_without_numbers(run: Callable[..., tuple[int, str, str]]) -> None:
    Path("a.jsonl").write_text(FRAME, encoding="utf-8")
    told = run("a.jsonl", "--to", "a.jsonl")[2]
    assert told.startswith(f"realtime-wire: {Path('a.jsonl', 'events')}: ")
    assert "[" not in told
    run("a.jsonl", "--to", "out")
    run("out", "--back", "--to", "back")
    assert run("out", "--back", "--to", "back") == (2, "", f"realtime-wire: {Path('back', 'a.jsonl')}: File exists\n")


@needs_arrow
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["none.jsonl"], "none.jsonl: No such file or directory"),
        (["a.bin"], "a.bin: not a text file"),
        (
            ["a.jsonl", "--tables", "turns"],
            "no table is called 'turns'; there are events, responses, items, errors, sessions",
        ),
        (["a.jsonl", "b.jsonl", "--back"], "--back takes one folder with tables in it, not 2"),
        (["none", "--back"], "none: no table `events` in it, of which files could be made"),
        (["a.jsonl", "--server", "in"], "server is a word that is found at sender, so give that as well"),
    ],
)
def test_what_goes_wrong(arguments: Sequence[str], told: str, run: Callable[..., tuple[int, str, str]]) -> None:
    Path("a.jsonl").write_text(FRAME, encoding="utf-8")
    Path("a.bin").write_bytes(b"\0")
    code, _, err = run(*arguments, "--to", "out")
    assert (code, err) == (2, f"realtime-wire: {told}\n")


@needs_arrow
def test_a_closed_pipe(monkeypatch: pytest.MonkeyPatch, run: Callable[..., tuple[int, str, str]]) -> None:
    Path("a.jsonl").write_text(FRAME, encoding="utf-8")
    monkeypatch.setattr(command, "write", lambda _: False)  # pyright: ignore[reportUnknownArgumentType, reportUnknownLambdaType]
    assert run("a.jsonl", "--to", "out")[0] == 2
    assert run("out", "--back", "--to", "back")[0] == 2


@pytest.mark.parametrize(("package", "extra"), [("rich", "cli"), ("pyarrow", "arrow")])
def test_without_an_extra(
    package: str, extra: str, monkeypatch: pytest.MonkeyPatch, run: Callable[..., tuple[int, str, str]]
) -> None:
    found = builtins.__import__

    def without(name: str, globals_: Mapping[str, Any] | None = None, *rest: Any) -> Any:
        if name in {"archiving", "report", ""} and (globals_ or {}).get("__name__") == "realtime_wire.cli.main":
            raise ModuleNotFoundError(package, name=package)
        return found(name, globals_, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    told = f"this command needs {package}, which the extra `{extra}` brings: pip install 'realtime-wire[{extra}]'"
    assert run("a.jsonl", "--to", "out") == (2, "", f"realtime-wire: {told}\n")
