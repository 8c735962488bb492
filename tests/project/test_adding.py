"""To add an event is to add its class, a line in the union and one in `__all__`, in one file, and a payload: shown on a copy.

Nothing else has to be told of it, and if one of these is forgotten, a guard names it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

MODULE = "realtime/server_events"

NAME = "InputAudioBufferSilenceNoticedEvent"

CLASS = f'''\
@frozen(kw_only=True)
class {NAME}(Model):
    """Nobody speaks."""

    type: Literal["input_audio_buffer.silence_noticed"] = "input_audio_buffer.silence_noticed"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    silence_ms: int
    """For how long, in milliseconds."""


'''

PAYLOAD = '{"type": "input_audio_buffer.silence_noticed", "event_id": "event_1", "silence_ms": 700}'

USE = f"""\
from pathlib import Path

import realtime_wire as rw
from realtime_wire import strategies
from realtime_wire.protocols import PROTOCOLS

assert Path(rw.__file__).is_relative_to(Path.cwd())
event = rw.decode('{PAYLOAD}', rw.ServerEvent)
assert type(event) is rw.{NAME} is rw.realtime.{NAME}
assert event == rw.{NAME}(silence_ms=700, event_id="event_1") == rw.decode(event.to_json())
for protocol in (rw.REALTIME, PROTOCOLS["realtime"]):
    assert protocol.event_class(event.type) is rw.{NAME}
    assert protocol.sender_of(event.type) == "server"
assert rw.Decoder(rw.ServerEvent, only=rw.{NAME} | rw.ErrorEvent).decode(event.to_json()) == event
assert rw.Decoder(rw.ServerEvent, only=[event.type]).decode(event.to_json()) == event
strategies.of(rw.{NAME}).validate()
"""

ABOUT_CLASSES = " or ".join(
    f"test_{each}" for each in ("every", "events", "only", "all", "protocols", "annotations", "classes")
)

GUARDS = f"({ABOUT_CLASSES}) and (not test_every_class_is_covered or {NAME})"
"""Not those about how well strategies draw; and of the tests that are run for each class, the one for the new class."""


def insert(path: Path, place: str, text: str) -> None:
    """Insert text before a place that is there once."""
    source = path.read_text(encoding="utf-8")
    assert len(re.findall(place, source, re.MULTILINE)) == 1, place
    path.write_text(re.sub(place, lambda found: text + found[0], source, flags=re.MULTILINE), encoding="utf-8")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the project."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for folder in ("src", "tests"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def add_event(checkout: Path, *, without: str = "") -> None:
    """Add the event, but for one piece."""
    source = checkout / "src" / "realtime_wire" / f"{MODULE}.py"
    code = CLASS.replace('    """For how long, in milliseconds."""\n', "") if without == "a docstring" else CLASS
    pieces = {
        "the class": (source, r"^ServerEvent = \($", code),
        "the line in the union": (source, r"^    \| UnknownEvent$", f"    | {NAME}\n"),
        "the line in __all__": (source, r'^    "InputAudioBufferSpeechStartedEvent",$', f'    "{NAME}",\n'),
        "the payload": (
            checkout / "tests" / "payloads" / f"{MODULE}.json",
            r'^  "InputAudioBufferSpeechStartedEvent": ',
            f'  "{NAME}": [\n    {PAYLOAD}\n  ],\n',
        ),
    }
    for piece, (path, place, text) in pieces.items():
        if piece != without:
            insert(path, place, text)


def run(checkout: Path, *arguments: str) -> tuple[int, str]:
    """Run Python with the library of a checkout."""
    result = subprocess.run(  # noqa: S603  a command of our own
        [sys.executable, *arguments],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout / "src"), "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        text=True,
    )
    return result.returncode, result.stdout


def guards(checkout: Path) -> tuple[int, str]:
    return run(checkout, "-m", "pytest", "-p", "no:cacheprovider", "-k", GUARDS, "tests/contract/test_guards.py")


def test_an_event_is_added_in_four_places(checkout: Path) -> None:
    add_event(checkout)
    code, output = guards(checkout)
    assert code == 0, output
    assert re.search(r"^=+ [1-9]\d* passed, [1-9]\d* deselected in ", output, re.MULTILINE), output
    code, output = run(checkout, "-W", "error", "-c", USE)
    assert code == 0, output


FORGOTTEN = {
    "the line in the union": f"{NAME} is not in the union of realtime_wire.realtime.server_events: add it",
    "the line in __all__": f"{NAME} is missing in __all__ of its module",
    "the payload": f"{NAME} has no payload in tests/payloads",
    "a docstring": f"{NAME}.silence_ms has no docstring under it",
}


@pytest.mark.slow  # all of them together
@pytest.mark.parametrize("piece", FORGOTTEN)
def test_what_is_forgotten_is_named(piece: str, checkout: Path) -> None:
    add_event(checkout, without=piece)
    code, output = guards(checkout)
    assert code == 1, output
    assert f"AssertionError: {FORGOTTEN[piece]}\n" in output
