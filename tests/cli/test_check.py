"""The command `check`: files of sessions and events, what is told of them, and the exit codes."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

import realtime_wire as rw
from realtime_wire.cli import checking
from realtime_wire.cli.main import main

try:
    import yaml
except ImportError:
    yaml = None  # type: ignore[assignment,unused-ignore]  # the extra is not installed

needs_yaml = pytest.mark.skipif(yaml is None, reason="pyyaml is not installed")

CLEAN = {"type": "realtime", "audio": {"output": {"voice": "alloy"}}}
FLAT = {"type": "realtime", "voice": "alloy"}
UPDATE = {"type": "session.update", "session": FLAT}
TOLD = "is from before general availability, and refused by OpenAI (it belongs to audio.output.voice; to_ga moves it)"
YAML = """\
# the agent of the ferry desk
type: realtime
voice: alloy
"""

FILES: dict[str, tuple[str, str, list[str]]] = {
    "a clean session": ("a.json", json.dumps(CLEAN), []),
    "a session": ("a.json", json.dumps(FLAT, indent=2), [f"a.json: $.voice: {TOLD}"]),
    "an event": ("a.json", json.dumps(UPDATE), [f"a.json: $.session.voice: {TOLD}"]),
    "an array": (
        "a.json",
        json.dumps([CLEAN, UPDATE, {"type": "ping.pong"}]),
        [f"a.json[1]: $.session.voice: {TOLD}", "a.json[2]: $.type: no event of this type is known"],
    ),
    "lines": (
        "a.jsonl",
        f"{json.dumps(UPDATE)}\n\n{json.dumps(CLEAN)}\n{json.dumps(FLAT)}",
        [f"a.jsonl:1: $.session.voice: {TOLD}", f"a.jsonl:4: $.voice: {TOLD}"],
    ),
    "one line": ("a.jsonl", json.dumps(FLAT), [f"a.jsonl:1: $.voice: {TOLD}"]),
    "JSON without a suffix": ("agent", json.dumps(FLAT), [f"agent: $.voice: {TOLD}"]),
    "a byte-order mark": ("a.json", "\ufeff" + json.dumps(FLAT), [f"a.json: $.voice: {TOLD}"]),
    "what is malformed": (
        "a.json",
        json.dumps({"type": "session.update", "session": {**FLAT, "model": 1}}),
        ["a.json: $.session.model: expected string, found integer", f"a.json: $.session.voice: {TOLD}"],
    ),
    "a malformed session": (
        "a.json",
        json.dumps({"model": 1, "tools": 2}),
        ["a.json: $.model: expected string, found integer", "a.json: $.tools: expected array, found integer"],
    ),
    "no object": ("a.json", "[5]", ["a.json: $: expected object, found integer"]),
    "half a character": (
        "a.json",
        '{"type":"realtime","instructions":"\\ud800","voice":"alloy"}',
        ["a.json: $: cannot be sent: a string has a lone surrogate", f"a.json: $.voice: {TOLD}"],
    ),
    "what JSON does not have": (
        "a.json",
        '{"type":"realtime","max_output_tokens":NaN}',
        ['a.json: $.max_output_tokens: expected "inf" or integer, found number'],
    ),
    "a word without quotes that is JSON": (
        "a.json",
        '{"type":"realtime","instructions":false}',
        ["a.json: $.instructions: expected string, found boolean"],
    ),
    "control characters": (
        "a.json",
        json.dumps({"type": "realtime", "\x1b": 1}),
        ["a.json: $.\\u001b: is no member that the class has"],
    ),
}

YAML_FILES: dict[str, tuple[str, str, list[str]]] = {
    "YAML": ("a.yaml", YAML, [f"a.yaml: $.voice: {TOLD}"]),
    "YAML without a suffix": ("agent", YAML, [f"agent: $.voice: {TOLD}"]),
    "words that are taken for others": (
        "a.yaml",
        "type: realtime\ninstructions: 2026-11-28\nmodel: off\nvendor: 2026-11-28\n",
        [
            "a.yaml: $.model: expected string, found boolean (put it into quotes: YAML takes it for something else)",
            (
                "a.yaml: $.instructions: expected string, found a Python date "
                "(put it into quotes: YAML takes it for something else)"
            ),
            (
                "a.yaml: $[...]: expected any JSON value, found a Python object that is none "
                "(put it into quotes: YAML takes it for something else)"
            ),
        ],
    ),
    "names that are taken for others": (
        "a.yaml",
        "type: realtime\non: 1\n",
        ["a.yaml: $[...]: expected string, found boolean (put it into quotes: YAML takes it for something else)"],
    ),
    "quotes where none help": (
        "a.yaml",
        "type: realtime\nmax_output_tokens: [1]\n",
        ['a.yaml: $.max_output_tokens: expected "inf" or integer, found array'],
    ),
    "what is in itself": (
        "a.yaml",
        "type: realtime\nvendor: &it [*it]\n",
        ["a.yaml: $[...]: expected any JSON value, found nesting deeper than 200 levels"],
    ),
    "several of it": (
        "a.yml",
        f"---\n{YAML}---\n---\n- {json.dumps(FLAT)}\n",
        [
            f"a.yml[0]: $.voice: {TOLD}",
            f"a.yml[1]: $.voice: {TOLD}",
        ],
    ),
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        *[pytest.param(*row, id=title) for title, row in FILES.items()],
        *[pytest.param(*row, id=title, marks=needs_yaml) for title, row in YAML_FILES.items()],
    ],
)
def test_files(name: str, text: str, told: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    Path(name).write_text(text, encoding="utf-8")
    assert main(["check", name]) == int(bool(told))
    assert capsys.readouterr().out.splitlines() == told
    assert main(["check", name, "--json"]) == int(bool(told))
    shown = json.loads(capsys.readouterr().out)
    assert [f"{one['place']}: {rw.Finding(one['path'], one['problem'], one['hint'])}" for one in shown] == [
        line.replace("\\u001b", "\x1b") for line in told
    ]


UNREADABLE: dict[str, tuple[str, bytes, str]] = {
    "no JSON": ("a.json", b"{", "it is no JSON"),
    "no JSON in a line": ("a.json", b"{\n\n]", "it is no JSON, line 3"),
    "a line that is none": ("a.jsonl", b"{}\n{", "line 2 is no JSON"),
    "too deep": ("a.json", b"[" * 100_000, "it is no JSON"),
    "no UTF-8": ("a.json", b"\xff", "it is no text in UTF-8"),
    "an empty array": ("a.json", b"[]", "there is nothing in it"),
    "no lines": ("a.jsonl", b"\n", "there is nothing in it"),
}
UNREADABLE_YAML: dict[str, tuple[str, bytes, str]] = {
    "no YAML": ("a.yaml", b"a: b\nc: [", "it is no YAML, line 2"),
    "a value that is none": ("a.yaml", b"a: 2026-13-45\n", "it is no YAML"),
    "nothing": ("agent", b"", "there is nothing in it"),
    "neither, and too deep": ("agent", b"[" * 100_000, "it is no YAML"),
}


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        *[pytest.param(*row, id=title) for title, row in UNREADABLE.items()],
        *[pytest.param(*row, id=title, marks=needs_yaml) for title, row in UNREADABLE_YAML.items()],
    ],
)
def test_what_cannot_be_read(name: str, data: bytes, reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(name).write_bytes(data)
    Path("flat.json").write_text(json.dumps(FLAT), encoding="utf-8")
    assert main(["check", name, "flat.json"]) == 2
    output = capsys.readouterr()
    assert output.err == f"realtime-wire: {name}: {reason}\n"
    # The others are looked at all the same.
    assert output.out == f"flat.json: $.voice: {TOLD}\n"


def test_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "nothing.json"]) == 2
    assert capsys.readouterr().err == "realtime-wire: nothing.json: No such file or directory\n"


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(FLAT).encode())))
    assert main(["check", "-"]) == 1
    assert capsys.readouterr().out == f"-: $.voice: {TOLD}\n"


def test_standard_input_with_an_object_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = b'{"type":"response.create"}\n\n{"type":"response.cancl"}\r\n'
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    assert main(["check", "-"]) == 1
    assert capsys.readouterr().out == ("-:3: $.type: no event of this type is known (is response.cancel meant?)\n")


@needs_yaml
def test_lines_that_are_no_objects_are_yaml(capsys: pytest.CaptureFixture[str]) -> None:
    """YAML has objects in braces as well, and goes on over the ends of lines."""
    for text in (
        '{"type":\n"response.create"}',
        '{"type": "response.create"}\n# {',
        "{type: response.create}\n---\n{type: response.create}",
    ):
        Path("agent").write_text(text, encoding="utf-8")
        assert (main(["check", "agent"]), capsys.readouterr().out) == (0, "")


def test_standard_input_that_is_closed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert main(["check", "-"]) == 2
    assert capsys.readouterr().err == "realtime-wire: -: standard input is closed\n"


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    Path("a.yaml").write_text(YAML, encoding="utf-8")
    assert main(["check", "a.yaml"]) == 2
    assert capsys.readouterr().err == (
        "realtime-wire: YAML needs pyyaml, which the extra `cli` brings: pip install 'realtime-wire[cli]'\n"
    )


def test_another_protocol(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.json").write_text(json.dumps({"audio": {"output": {"langage": "es"}}}), encoding="utf-8")
    assert main(["check", "--api", "translation", "a.json"]) == 1
    assert capsys.readouterr().out == (
        "a.json: $.audio.output.langage: is no member that the class has (is language meant?)\n"
    )


def test_protocols_without_sessions() -> None:
    told: Any = [
        checking.session_type(protocol)
        for protocol in (
            rw.REALTIME,
            rw.TRANSLATION,
            rw.Protocol("one", server=rw.ErrorEvent, client=None),
            rw.Protocol("two", server=None, client=rw.ResponseCancelEvent),
        )
    ]
    assert told == [rw.AnyRealtimeSession, rw.translation.RealtimeTranslationSession, None, None]
    alone = rw.Protocol("two", server=None, client=rw.ResponseCancelEvent | rw.UnknownEvent)
    assert [str(one) for one in checking.findings_of({"type": "response.cancl"}, alone)] == [
        "$.type: no event of this type is known (is response.cancel meant?)"
    ]
