"""The command `inspect` on logs of other programs: what it finds in them, and what it says of how it read them."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import attrs
import pytest

import realtime_wire as rw
from realtime_wire import recordings
from realtime_wire.cli import main as command
from realtime_wire.cli.inspector import Inspector
from tests.recordings.test_logs import ARCHIVE, ASK, CREATED, RECORDED, SHAPES, TURN, VENDORS, lines, written

pytestmark = pytest.mark.skipif(find_spec("rich") is None, reason="the extra `cli` is not installed")


@attrs.frozen
class Outcome:
    code: int
    report: dict[str, Any]
    err: str


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Outcome]:
    """Give a function that runs the command in a folder, on a log with this in it."""
    monkeypatch.chdir(tmp_path)

    def run(content: str, *arguments: str) -> Outcome:
        Path("turn.log").write_text(content, encoding="utf-8")
        code = command.main(["inspect", "--json", *arguments, "turn.log"])
        shown = capsys.readouterr()
        return Outcome(code, json.loads(shown.out or "{}"), shown.err.replace("realtime-wire: turn.log: ", ""))

    return run


def counted(report: dict[str, Any]) -> dict[tuple[str, str | None], int]:
    return {(one["type"], one["from"]): one["count"] for one in report["event_types"]}


@pytest.mark.parametrize("name", SHAPES)
def test_each_shape(name: str, run: Callable[..., Outcome], tmp_path: Path) -> None:
    shape = SHAPES[name]
    outcome = run(written(tmp_path / "turn", shape).read_text(encoding="utf-8"), "--strict")
    assert (outcome.code, outcome.err) == (0, f"a log; {shape.told}\n")
    assert counted(outcome.report) == {
        ("session.created", "server"): 1,
        ("session.update", "client"): 1,
        ("response.create", "client"): 2,
        ("response.done", "server"): 2,
        ("vendor.thing", "both" if shape.sided else "server"): 2,
    }
    assert outcome.report["frames"] == len(TURN)
    assert [one["id"] for one in outcome.report["sessions"]] == ["s1"]
    assert outcome.report["files"][0]["layout"] == shape.told
    assert outcome.report["files"][0]["skipped"] == {"count": 0, "first": []}


def test_who_sent_unknown_events_is_believed(run: Callable[..., Outcome]) -> None:
    frame = json.dumps(VENDORS)
    outcome = run(lines({"from": "client", "frame": frame}))
    assert counted(outcome.report) == {("vendor.thing", "client"): 1}
    outcome = run(lines({"from": "server", "frame": frame}))
    assert counted(outcome.report) == {("vendor.thing", "server"): 1}
    outcome = run(lines(VENDORS))
    assert counted(outcome.report) == {("vendor.thing", None): 1}
    outcome = run(lines({"from": "client", "frame": json.dumps(CREATED)}))
    assert counted(outcome.report) == {("session.created", "server"): 1}


TOLD: dict[str, tuple[str, list[str], int, int, str]] = {
    # content, options, exit code, frames, standard error
    "no frame in some lines": (
        lines({"msg": "hi"}, {"event": CREATED}, {"msg": "bye"}),
        ["--strict"],
        0,
        1,
        (
            "a log; frames at .event, senders by the type of the event, no times\n"
            "2 lines hold no frame: 1, 3; nothing is told of them\n"
        ),
    ),
    "damage": (
        lines({"event": CREATED}, '{"event":'),
        ["--strict"],
        1,
        2,
        "a log; frames at .event, senders by the type of the event, no times\n",
    ),
    "no event": (
        lines({"event": VENDORS}),
        [],
        0,
        1,
        "no event in it; if its lines hold events inside, say where, as in --frame .event\n",
    ),
    "no event, strictly": (
        lines({"event": VENDORS}),
        ["--strict"],
        1,
        1,
        "no event in it; if its lines hold events inside, say where, as in --frame .event\n",
    ),
    "nothing, strictly": ("\n", ["--strict"], 1, 0, "no event in it\n"),
    "nothing": ("\n", [], 0, 0, ""),
    "nothing where it was said, strictly": (
        lines({"event": VENDORS}),
        ["--strict", "--frame", ".frame"],
        1,
        0,
        (
            "a log; frames at .frame, senders by the type of the event, no times\n"
            "1 line holds no frame: 1; nothing is told of them\nno event in it\n"
        ),
    ),
    "all said": (
        lines({"e": VENDORS, "who": "b", "at": 1}),
        ["--strict", "--frame", ".e", "--sender", ".who", "--server", "b", "--time", ".at"],
        0,
        1,
        'a log; frames at .e, senders at .who ("b" is the server), times at .at\n',
    ),
    "too little said": (
        lines({"e": VENDORS, "way": "in"}),
        ["--frame", ".e", "--sender", ".way"],
        2,
        0,
        (
            "nothing tells which of the words at .way the server's frames have; say it with server=..., on the command line "
            "--server\n"
        ),
    ),
    "a word for nothing": (
        lines(CREATED),
        ["--server", "in"],
        2,
        0,
        "realtime-wire: server is a word that is found at sender, so give that as well\n",
    ),
    "an export of a browser": (
        json.dumps(ARCHIVE, indent=2),
        ["--strict"],
        0,
        2 * len(TURN),
        (
            'a log; frames at .log.entries[*]._webSocketMessages[*].data, senders at .log.entries[*]._webSocketMessages[*].type ("receive" '
            'is the server, "send" is the client), times at .log.entries[*]._webSocketMessages[*].time\n'
            "1 part of 1 element holds no frame: 1; nothing is told of them\n"
        ),
    ),
    "several frames": (
        json.dumps([CREATED, ASK], indent=1),
        ["--strict"],
        0,
        2,
        "a log; frames at ., senders by the type of the event, no times\n",
    ),
    "a recording in an array": (
        json.dumps([*RECORDED[:2], RECORDED[3]], indent=1),
        ["--strict"],
        0,
        1,
        'a log; frames at .frame, senders at .from ("server" is the server), times at .time\n',
    ),
}


@pytest.mark.parametrize("name", TOLD)
def test_what_is_told(name: str, run: Callable[..., Outcome]) -> None:
    content, options, code, frames, err = TOLD[name]
    outcome = run(content, *options)
    assert (outcome.code, outcome.report.get("frames", 0), outcome.err) == (code, frames, err)


def test_paths_that_are_none(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        command.main(["inspect", "--frame", "a b", "turn.log"])
    assert raised.value.code == 2
    message = "argument --frame: 'a b' is no path such as .event, .message.frame or .messages[*].data\n"
    assert capsys.readouterr().err.endswith(message)


def test_events_in_binary_frames(run: Callable[..., Outcome]) -> None:
    def binary(sender: str, event: object) -> dict[str, Any]:
        return {"from": sender, "base64": base64.b64encode(json.dumps(event).encode()).decode()}

    content = lines(binary("server", CREATED), binary("client", ASK), binary("client", ASK))
    outcome = run(content, "--strict")
    assert (outcome.code, outcome.err) == (
        0,
        (
            "1 event of the server came in binary frames, the first in line 1; servers want text\n"
            "2 events of the client came in binary frames, the first in line 2; servers want text\n"
        ),
    )
    assert counted(outcome.report) == {("response.create", "client"): 2, ("session.created", "server"): 1}
    assert outcome.report["sessions"] == [{"file": "turn.log", "id": "s1", "type": "realtime"}]
    outcome = run(lines(binary("client", [1])), "--strict")
    assert [one["found"] for one in outcome.report["malformed"]["frames"]] == ["binary data"]


def test_a_layout_for_an_inspector(tmp_path: Path) -> None:
    path = tmp_path / "turn.log"
    path.write_text(lines({"e": VENDORS}))
    inspector = Inspector(rw.REALTIME, recordings.Layout(".e"))
    with path.open("rb") as file:
        inspector.read(inspector.begin("turn.log"), file.read, lambda _: None)
    assert inspector.report()["unknown_types"] == [{"type": "vendor.thing", "count": 1}]
