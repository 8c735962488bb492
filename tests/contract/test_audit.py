"""Input is data, and importing does nothing beyond: what Python's audit hooks see of it, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import realtime_wire as rw

ROOT = Path(__file__).parents[2]

PROGRAM = """
import json, sys

seen = []
sys.addaudithook(lambda name, _: seen.append(name))
import realtime_wire as rw

from realtime_wire import conversation, recordings, replay

for name in rw.__all__:
    getattr(rw, name)
imported = sorted(set(seen))
lines = sys.stdin.buffer.read()
readers = [rw.Decoder(rw.Event, malformed="keep", backend=backend) for backend in BACKENDS]
for again in range(2):  # first what is derived is derived
    seen.clear()
    for reader in readers:
        for event in reader.decode_lines(lines):
            rw.encode(event), repr(event), hash(event), event == event
json.dump([imported, sorted(set(seen))], sys.stdout)
"""

OUTSIDE = (
    *("socket.", "ftplib.", "http.", "smtplib.", "urllib.", "webbrowser."),
    *("subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.startfile", "os.system"),
    *("pickle.", "ctypes."),
)
"""How audit events begin that are about others: networks, processes, code."""

LURES = [
    "/etc/passwd",
    "http://127.0.0.1:9/",
    "__import__('os')",
    "{0.__class__}",
    "%(x)s",
    "os",
    "../x",
    "$(id)",
    "`id`",
]


def lured(payload: Any, lure: str) -> Any:
    """Replace every string but types and roles by something that somebody would like to be opened, imported or run."""
    inside: Any = payload
    if isinstance(payload, dict):
        return {name: each if name in {"type", "role"} else lured(each, lure) for name, each in inside.items()}
    if isinstance(payload, list):
        return [lured(each, lure) for each in inside]
    return lure if isinstance(payload, str) else payload


@pytest.mark.skipif(sys.platform in {"emscripten", "wasi"}, reason="there are no processes")
def test_input_is_data_and_an_import_is_no_more() -> None:
    example = (ROOT / "examples" / "voice_turn.jsonl").read_text(encoding="utf-8").splitlines()
    lines = [json.dumps(lured(json.loads(line), lure)) for line in example for lure in LURES]
    backends = ["python", *(["native"] if rw.lane().name == "native" else [])]
    ran = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-c", PROGRAM.replace("BACKENDS", repr(backends))],
        input="\n".join(lines),
        env={**os.environ, "PYTHONPATH": str(Path(rw.__file__).parents[1])},
        capture_output=True,
        check=True,
        text=True,
    )
    imported, read = json.loads(ran.stdout)
    assert "import" in imported
    assert [name for name in imported if name.startswith(OUTSIDE)] == []
    assert [name for name in read if name.startswith(OUTSIDE) or name in {"compile", "exec", "import", "open"}] == []
