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
from typing import cast

import pytest

import realtime_wire as rw
from tests.loopback import HANGS, needs
from tests.peers import by_name, decoded, must_tell, names, of_names, sent

SCRIPTS = Path(__file__).parent / "peers"
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


def version(package: str) -> str:
    """Return what was installed."""
    about = json.loads((Path(INSTALLED or "") / "node_modules" / package / "package.json").read_text(encoding="utf-8"))
    return cast("str", about["version"])


def must_tell_of(package: str, *cells: str) -> None:
    must_tell(package, version(package), *cells)


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
    must_tell_of("@copilotkit/aimock", "decoded here", decoded(frames, rw.ServerEvent))
    # Each has its answer: the update, both items, both responses.
    answers = ("session.updated", "conversation.item.added", "response.done")
    answered = sum(rw.decode(frame).type in answers for frame in frames)
    must_tell_of("@copilotkit/aimock", "taken there", f"{answered} of {len(asked)} frames")


def test_what_the_agents_sdk_sends() -> None:
    frames = said("agents_speak")
    must_tell_of("@openai/agents-realtime", "decoded here", decoded(frames, rw.ClientEvent))


def test_what_the_agents_sdk_understands() -> None:
    """By name, as what our payloads leave out and other vendors add is not OpenAI's to understand."""
    events = sent(rw.ServerEvent)
    verdicts = said("agents_parse", "".join(f"{rw.encode(event).decode()}\n" for event in events))
    known = by_name(events, [verdict == "typed" for verdict in verdicts])
    never = names(name for name, is_known in known.items() if not is_known)
    must_tell_of("@openai/agents-realtime", "taken there", of_names(known), never)
