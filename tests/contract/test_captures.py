"""Recorded streams, if there are any: every line decodes to its own class, and nothing of it gets lost.

They are looked for in the folder that REALTIME_WIRE_CAPTURES names, else in `../shared/captures` beside the checkout.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import realtime_wire as rw
from realtime_wire._engine.schema import kind_of
from realtime_wire._engine.text import dumps
from tests.backends import BACKENDS, both_backends, needs_native

if TYPE_CHECKING:
    from collections.abc import Mapping

    from realtime_wire._engine.lane import BackendName

FOLDER = Path(os.environ.get("REALTIME_WIRE_CAPTURES") or Path(__file__).parents[3] / "shared" / "captures")
FILES = sorted(FOLDER.glob("*.jsonl"))

UNKNOWN = {"ping", "conversation.item.input_audio_transcription.updated"}
"""What xAI sends beyond the API."""


def union_of(path: Path) -> Any:
    """Return the events of which a stream is, by the name of its file."""
    return rw.live.Event if path.name.startswith("live_") else rw.Event


def classes_in(union: Any) -> Mapping[str, Any]:
    objects = kind_of(union).objects
    return {} if objects is None else objects.tags


def exact(value: Any) -> str:
    """Return what two JSON values have in common only if they are equal, 1 and 1.0 told apart."""
    return json.dumps(value, sort_keys=True)


@pytest.mark.skipif(not FILES, reason=f"no captures in {FOLDER}")
@both_backends
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_lines(path: Path, backend: BackendName) -> None:
    union = union_of(path)
    classes = classes_in(union)
    decoder = rw.Decoder(union, backend=backend)
    lines = path.read_bytes().splitlines()
    events = decoder.decode_lines(path.read_bytes())
    assert len(events) == len(lines)
    for line, event in zip(lines, events, strict=True):
        obj = json.loads(line)
        assert decoder.decode(line) == event
        assert type(event) is (rw.UnknownEvent if obj["type"] in UNKNOWN else classes[obj["type"]])
        assert event.type == obj["type"]
        assert event.event_id == obj.get("event_id")
        assert exact(json.loads(rw.encode(event))) == exact(obj)
        assert rw.structure(obj, union) == event
        assert exact(rw.unstructure(event)) == exact(obj)
        assert exact(json.loads(dumps(rw.unstructure(event)))) == exact(obj)


@pytest.mark.skipif(not FILES, reason=f"no captures in {FOLDER}")
@needs_native
def test_backends_agree() -> None:
    text = b"\n".join(path.read_bytes() for path in FILES)
    first, second = [rw.Decoder(backend=backend).decode_lines(text) for backend in BACKENDS]
    assert first == second
