"""What can be shown of objects: how two differ, and all of one without what is secret."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import realtime_wire as rw
from realtime_wire._engine.places import SECRET
from realtime_wire._engine.schema import members
from tests import wire
from tests.declared import DECLARED

TOOL = rw.McpTool(server_label="x", authorization="SECRET")
DRAWN: list[Any] = [
    *(cls for cls in DECLARED if cls.__module__.startswith("realtime_wire.realtime.audio")),
    rw.McpTool,
    rw.RealtimeFunctionTool,
    rw.UnknownEvent,
    rw.Unknown,
    rw.ConversationItemCreateEvent,
]
LONG = "The quick brown fox jumps over the lazy dog. " * 4

DIFFERENCES: dict[str, tuple[Any, Any, list[str]]] = {
    "nothing": (TOOL, rw.McpTool(server_label="x", authorization="SECRET"), []),
    "a number": (rw.ServerVad(threshold=0.5), rw.ServerVad(threshold=1), ["$.threshold: 0.5 != 1"]),
    "another type": (
        rw.RealtimeSession(max_output_tokens="inf"),
        rw.RealtimeSession(max_output_tokens=5),
        ['$.max_output_tokens: "inf" != 5'],
    ),
    "inside": (
        rw.SessionUpdateEvent(session=rw.RealtimeSession(max_output_tokens="inf")),
        rw.SessionUpdateEvent(session=rw.RealtimeSession(max_output_tokens=5)),
        ['$.session.max_output_tokens: "inf" != 5'],
    ),
    "absent and null": (
        rw.AudioPCM(),
        rw.AudioPCM().with_null("rate"),
        ["$.rate: nothing != null"],
    ),
    "null and a value": (rw.AudioPCM().with_null("rate"), rw.AudioPCM(rate=1), ["$.rate: null != 1"]),
    "a required null": (
        rw.structure({"type": "response.create"}, rw.ResponseCreateEvent),
        rw.ResponseCancelEvent(),
        ["$: ResponseCreateEvent != ResponseCancelEvent"],
    ),
    "secrets": (TOOL, TOOL.evolve(authorization="OTHER"), ["$.authorization: <secret> != <secret> (another one)"]),
    "a secret and none": (TOOL, TOOL.evolve(authorization=None), ["$.authorization: <secret> != nothing"]),
    "audio": (
        rw.InputAudioPart(audio="AAAA"),
        rw.InputAudioPart(audio="AAAB"),
        ["$.audio: <audio 4 chars> != <audio 4 chars> (another one)"],
    ),
    "unknown members": (
        TOOL.with_extra(a="SECRET", b=1, c={"d": "SECRET"}, e=None),
        TOOL.with_extra(a="OTHER", c={"d": "OTHER"}, e=2, f=[]),
        [
            "$.a: <string> != <string> (another one)",
            "$.b: <integer> != nothing",
            "$.c: <object> != <object> (another one)",
            "$.e: null != <integer>",
            "$.f: nothing != <array>",
        ],
    ),
    "unknown events": (
        rw.UnknownEvent({"type": "a", "b": 1}),
        rw.UnknownEvent({"type": "c", "b": 2}),
        ['$.type: "a" != "c"', "$.b: <integer> != <integer> (another one)"],
    ),
    "arrays": (
        rw.RealtimeSession(tools=[TOOL, TOOL], output_modalities=["text"]),
        rw.RealtimeSession(tools=[TOOL, rw.RealtimeFunctionTool(name="f")], output_modalities=["text", "audio"]),
        ['$.output_modalities[1]: nothing != "audio"', "$.tools[1]: McpTool != RealtimeFunctionTool"],
    ),
    "free-form JSON": (
        rw.RealtimeFunctionTool(name="f", parameters={"a": {"b": [1, 2]}, "c": {"d": 1}}),
        rw.RealtimeFunctionTool(name="f", parameters={"a": {"b": [1, 3]}, "e": 1}),
        ["$.parameters.a.b[1]: 2 != 3", '$.parameters.c: {"d": 1} != nothing', "$.parameters.e: nothing != 1"],
    ),
    "long texts": (
        rw.RealtimeSession(instructions=LONG),
        rw.RealtimeSession(instructions=LONG[:100] + "!" + LONG[101:]),
        [
            "$.instructions: "
            + " != ".join(f'…"lazy dog. The quick {letter}rown fox jumps over the lazy dog. The q"…' for letter in "b!")
        ],
    ),
    "a long text and its beginning": (
        rw.RealtimeSession(instructions=LONG),
        rw.RealtimeSession(instructions="The quick"),
        ['$.instructions: "The quick brown fox jumps over the lazy dog. The quick brown"… != "The quick"'],
    ),
    "a huge number": (rw.AudioPCM(rate=10**5000), rw.AudioPCM(rate=1), ["$.rate: ... != 1"]),
    "lists": ([TOOL], [TOOL, TOOL], ["$[1]: nothing != McpTool"]),
    "what is no object": (TOOL, {1, 2}, ["$: McpTool != a Python set"]),
}


@pytest.mark.parametrize(("a", "b", "lines"), DIFFERENCES.values(), ids=DIFFERENCES)
def test_differences_are_told_by_path(a: Any, b: Any, lines: list[str]) -> None:
    assert rw.diff(a, b) == lines
    assert len(rw.diff(b, a)) == len(lines)
    assert rw.diff(a, a) == rw.diff(b, b) == []


@given(data=st.data())
def test_there_are_none_if_and_only_if_two_are_equal(data: Any) -> None:
    cls = data.draw(st.sampled_from(DRAWN))
    a, b = data.draw(wire.objects(cls)), data.draw(wire.objects(cls))
    assert bool(rw.diff(a, b)) == (a != b)
    assert rw.diff(a, rw.structure(a.to_dict(), cls)) == []


@given(data=st.data())
def test_what_is_redacted_has_the_same_members(data: Any) -> None:
    cls = data.draw(st.sampled_from(DRAWN))
    obj = data.draw(wire.objects(cls))
    plain, shown = obj.to_dict(), rw.redacted(obj)
    assert shown.keys() == plain.keys()
    json.dumps(rw.redacted(obj, words=False))
    if isinstance(obj, rw.Model):
        for member in members(type(obj)):
            value = plain.get(member.name)
            if value is not None and SECRET in member.kind.marks:
                assert shown[member.name] == "<secret>"
        assert all(shown[name] is None or shown[name][0] == "<" for name in obj.extra)


def test_redacted_is_plain_json_without_secrets() -> None:
    event = rw.SessionUpdateEvent(
        session=rw.RealtimeSession(
            instructions="Be brief.",
            tools=[TOOL.with_null("server_url"), rw.RealtimeFunctionTool(name="f", parameters={"a": [1]})],
        ).with_extra(key="SECRET", nothing=None)
    )
    shown = rw.redacted(event)
    assert shown == {
        "type": "session.update",
        "session": {
            "instructions": "Be brief.",
            "tools": [
                {"type": "mcp", "server_label": "x", "server_url": None, "authorization": "<secret>"},
                {"type": "function", "name": "f", "parameters": {"a": [1]}},
            ],
            "key": "<string>",
            "nothing": None,
        },
    }
    shown["session"]["tools"][1]["parameters"]["a"].append(2)  # it is nobody else's
    assert rw.redacted(event)["session"]["tools"][1]["parameters"] == {"a": [1]}


def test_words_may_be_hidden() -> None:
    part = rw.InputTextPart(text="Hello") if hasattr(rw, "InputTextPart") else rw.OutputTextPart(text="Hello")
    assert rw.redacted(part)["text"] == "Hello"
    assert rw.redacted(part, words=False)["text"] == "<5 characters>"


def test_of_what_is_not_known_only_types_are_told() -> None:
    raw = {"type": "a", "b": "SECRET", "c": None, "d": [1]}
    shown = {"type": "a", "b": "<string>", "c": None, "d": "<array>"}
    assert rw.redacted(rw.UnknownEvent(raw)) == rw.redacted(rw.Unknown(raw)) == shown
    assert rw.redacted(rw.MalformedEvent(raw, rw.DecodeError("a", "b"))) == shown
    assert rw.redacted(rw.UnknownEvent({"type": 5})) == {"type": "<integer>"}


def test_it_takes_objects_alone() -> None:
    with pytest.raises(TypeError) as caught:
        rw.redacted({})
    assert (
        str(caught.value)
        == "redacted takes an object of realtime_wire, not dict: structure makes one of plain JSON values"
    )


def test_logging_of_what_is_redacted_has_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("x").warning("sent %s %s", TOOL, json.dumps(rw.redacted(TOOL)))
    assert "SECRET" not in caplog.text


# Pretty printers


def printed_by_hypothesis(obj: Any) -> str:
    from hypothesis.vendor import pretty  # noqa: PLC0415  only here

    text: str = pretty.pretty(obj)
    return text


def printed_by_rich(obj: Any) -> str:
    pretty = pytest.importorskip("rich.pretty", reason="rich is not installed")
    text: str = pretty.pretty_repr(obj)
    return text


@pytest.mark.parametrize("cls", [rw.ErrorEvent, rw.UnknownEvent])
def test_pretty_printers_show_classes(cls: Any) -> None:
    """As arguments of a test that fails, say; they have the method of their objects."""
    from hypothesis.vendor import pretty  # noqa: PLC0415  only here

    assert pretty.pretty([cls]) == f"[{cls.__name__}]"
    # IPython has the method from the class, and gives the object.
    obj = cls.from_dict({"type": "error", "error": {"message": "m"}})
    printer, by_class = pretty.RepresentationPrinter(), getattr(cls, "_repr_pretty_")  # noqa: B009  as IPython does
    by_class(*(obj, printer, False))
    assert printer.getvalue() == pretty.pretty(obj)


@pytest.mark.parametrize("printed", [printed_by_hypothesis, printed_by_rich])
def test_pretty_printers_show_what_repr_shows(printed: Any) -> None:
    assert printed(TOOL) == repr(TOOL) == "McpTool(server_label='x', authorization=<secret>)"
    assert printed(rw.UnknownEvent({"type": "a", "b": "SECRET"})) == "UnknownEvent(type='a', raw=<type, b>)"
    session = rw.RealtimeSession(instructions="Be brief. " * 8, tools=[TOOL.with_extra(key="SECRET")] * 3)
    text = printed(rw.SessionUpdateEvent(session=session))
    assert "SECRET" not in text
    assert "_rest" not in text
    assert "None" not in text
    assert len(text.splitlines()) > 3
    assert "extra=<key>" in text


def test_asdict_is_of_attributes_and_no_json() -> None:
    """It goes by what attrs knows: there is no way to have it refuse, so that the docs say what to take."""
    plain = attrs.asdict(TOOL.with_extra(a="SECRET"))
    assert plain["authorization"] == "SECRET"
    assert repr(plain["_rest"]) == "<extra <a>, nulls []>"


# pytest


CASES = """
import realtime_wire as rw

TOOL = rw.McpTool(server_label="x", authorization="SECRET")


def test_objects():
    assert TOOL == TOOL.evolve(authorization="OTHER", server_label="y")


def test_lists():
    assert [TOOL] == [TOOL, TOOL]


def test_others():
    assert [TOOL] == []


def test_not():
    assert TOOL != TOOL
"""


def run_pytest(folder: Path, text: str) -> str:
    (folder / "test_it.py").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "realtime_wire_pytest", "-vv"]
    done = subprocess.run(  # noqa: S603  what it runs is ours
        [*command, "-c", "/dev/null", "--rootdir", ".", "."],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(rw.__file__).parents[1]), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_pytest_explains_what_differs(tmp_path: Path) -> None:
    text = run_pytest(tmp_path, CASES)
    told = [line.removeprefix("E").strip() for line in text.splitlines() if line.startswith("E  ")]
    assert "assert McpTool == McpTool" in told
    assert '$.server_label: "x" != "y"' in told
    assert "$.authorization: <secret> != <secret> (another one)" in told
    assert "assert 1 objects == 2 objects" in told
    assert "$[1]: nothing != McpTool" in told
    assert "SECRET'" not in "".join(told)
    assert "4 failed" in text


def test_the_plugin_does_not_import_the_library(tmp_path: Path) -> None:
    text = run_pytest(
        tmp_path,
        """
import sys

def test_it():
    assert "realtime_wire_pytest" in sys.modules
    assert not [name for name in sys.modules if name.partition(".")[0] == "realtime_wire"]

def test_other():
    assert 1 == 2
""",
    )
    assert "1 failed, 1 passed" in text
