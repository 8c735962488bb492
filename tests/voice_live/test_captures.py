"""Recorded sessions of Voice Live, if there are any: no member of theirs is left in `extra` but what no package knows.

The payloads of the tests have the same members, so that this holds without recordings as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import attrs
import pytest

import realtime_wire as rw
from realtime_wire import voice_live
from tests.contract.test_captures import FILES
from tests.payloads import PAYLOADS

RECORDED = [path for path in FILES if "voice_live" in path.name]

NOBODY_KNOWS = {"truncation_strategy", "appended_text_after_truncation"}
"""What the service sends and no package has."""


def left(value: Any) -> Iterator[str]:
    """Give the names in `extra` at every depth, and the types of what is unknown or malformed."""
    if isinstance(value, rw.Model):
        yield from value.extra
        for field in attrs.fields(type(value)):
            yield from left(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in cast("Any", value):
            yield from left(item)
    elif isinstance(value, (rw.Unknown, rw.UnknownEvent, rw.MalformedEvent)):
        yield f"{type(value).__name__} {value.type}"


@pytest.mark.skipif(not RECORDED, reason="no recordings of Voice Live")
@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_recordings_read_typed(path: Any) -> None:
    decoder = rw.Decoder(voice_live.Event, malformed="keep")
    assert {name for event in decoder.decode_lines(path.read_bytes()) for name in left(event)} <= NOBODY_KNOWS


def test_payloads_read_typed() -> None:
    sessions = [voice_live.RealtimeSession.from_dict(payload) for payload in PAYLOADS[voice_live.RealtimeSession]]
    assert {name for session in sessions for name in left(session)} == {"truncation_strategy"}


def test_what_is_left_would_be_seen() -> None:
    """In the main API's classes, the same sessions leave something."""
    sessions = [rw.RealtimeSession.from_dict(payload) for payload in PAYLOADS[voice_live.RealtimeSession]]
    names = {name for session in sessions for name in left(session)}
    assert {"avatar", "animation", "interim_response"} <= names
    assert any(name.startswith("Unknown ") for name in names)
