"""Software of others that is no Python: what it sends decodes here, what is encoded here is understood there.

`tox -e peers` installs it and says where it is. What each side took is counted, and docs/peers.md has to say the same.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import realtime_wire as rw
from tests.loopback import HANGS, needs
from tests.payloads import PAYLOADS

SCRIPTS = Path(__file__).parent / "peers"
PAGE = Path(__file__).parents[2] / "docs" / "peers.md"
INSTALLED = os.environ.get("REALTIME_WIRE_PEERS")

pytestmark = [
    pytest.mark.skipif(INSTALLED is None, reason="REALTIME_WIRE_PEERS does not say where the peers are"),
    pytest.mark.skipif(shutil.which("node") is None, reason="Node is not there"),
]


def node(script: str) -> list[str]:
    return [shutil.which("node") or "node", str(SCRIPTS / f"{script}.mjs")]


def said(script: str, text: str = "") -> list[str]:
    """Return the lines that a script prints."""
    ran = subprocess.run(  # noqa: S603  a script of our own
        node(script), input=text, cwd=INSTALLED, capture_output=True, text=True, timeout=HANGS, check=True
    )
    return ran.stdout.splitlines()


def row(package: str, direction: str, counted: str, refused: str) -> str:
    """Return what the page is to say."""
    about = json.loads((Path(INSTALLED or "") / "node_modules" / package / "package.json").read_text(encoding="utf-8"))
    return f"| {package} | {about['version']} | {direction} | {counted} | {refused} |"


def must_tell(expected: str) -> None:
    """Hold the page to what was counted."""
    if not PAGE.exists():
        pytest.skip("not in a checkout")
    assert expected in PAGE.read_text(encoding="utf-8").splitlines(), f"the table has to say:\n{expected}"


def taken(frames: list[str], union: Any) -> str:
    """Decode frames, each to an event that is known and the same when it is encoded again; return how many there were."""
    for frame in frames:
        event = rw.decode(frame, union)
        assert not isinstance(event, rw.UnknownEvent), frame
        assert json.loads(rw.encode(event)) == json.loads(frame)
    return f"{len(frames)} of {len(frames)} frames"


@pytest.fixture
def mock() -> Iterator[str]:
    """The address of a server of aimock."""
    with subprocess.Popen(  # noqa: S603  a script of our own
        node("aimock"), cwd=INSTALLED, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdout.readline().strip().replace("http", "ws", 1)
        process.stdin.close()


def test_aimock(mock: str) -> None:
    asked: list[rw.ClientEvent] = [rw.SessionUpdateEvent(session=rw.RealtimeSession(output_modalities=["text"]))]
    for words in ("hello", "weather"):
        item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": words}]}
        asked += [
            rw.structure({"type": "conversation.item.create", "item": item}, rw.ConversationItemCreateEvent),
            rw.ResponseCreateEvent(),
        ]
    frames: list[str] = []
    with needs("websockets.sync.client").connect(f"{mock}/v1/realtime?model=gpt-realtime") as socket:
        for event in asked:
            socket.send(rw.encode(event).decode())
        while sum('"type":"response.done"' in frame for frame in frames) < 2:
            frames.append(socket.recv(timeout=HANGS))
    assert not [frame for frame in frames if '"type":"error"' in frame]
    must_tell(row("@copilotkit/aimock", "decoded here", taken(frames, rw.ServerEvent), "nothing"))
    # Each has its answer: the update, both items, both responses.
    answers = ("session.updated", "conversation.item.added", "response.done")
    answered = sum(rw.decode(frame).type in answers for frame in frames)
    must_tell(row("@copilotkit/aimock", "taken there", f"{answered} of {len(asked)} frames", "nothing"))


def test_what_the_agents_sdk_sends() -> None:
    frames = said("agents_speak")
    must_tell(row("@openai/agents-realtime", "decoded here", taken(frames, rw.ClientEvent), "nothing"))


def test_what_the_agents_sdk_understands() -> None:
    """By name, as what our payloads leave out and other vendors add is not OpenAI's to understand."""
    sent = [rw.structure(payload, rw.ServerEvent) for cls in rw.ServerEvent.__args__ for payload in PAYLOADS[cls]]
    verdicts = said("agents_parse", "".join(f"{rw.encode(event).decode()}\n" for event in sent))
    assert len(verdicts) == len(sent)
    known: dict[str, bool] = {}
    for event, verdict in zip(sent, verdicts, strict=True):
        if not isinstance(event, rw.UnknownEvent):
            known[event.type] = known.get(event.type, False) or verdict == "typed"
    never = ", ".join(f"`{name}`" for name, is_known in sorted(known.items()) if not is_known)
    counted = f"{sum(known.values())} of {len(known)} events"
    must_tell(row("@openai/agents-realtime", "taken there", counted, never))
