"""Numbers that nobody means, wherever a stream has some: what comes of them can be told, and no more is made than came."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import attrs
import pytest

import realtime_wire as rw
from realtime_wire import recordings
from realtime_wire.conversation import Conversation, Prices, Rates
from realtime_wire.protocols import PROTOCOLS
from tests.numbers import NUMBERS, STREAMS, TIMES, places, recorded, replaced

if TYPE_CHECKING:
    from pathlib import Path

PRICES = Prices(since=date(2026, 9, 1), input=Rates(text=4, audio=32), output=Rates(text=16, audio=64), minute=0.06)
SIDES: tuple[Literal["user", "model"], ...] = ("user", "model")
AS_IT_CAME = {"settings", "counts", "format"}
"""What is told as it came."""


def numbers_in(value: object) -> list[float]:
    """Return all numbers in what was handed out, but for those that are told as they came."""
    cls: Any = type(value)
    if attrs.has(cls):
        names = [field.name for field in attrs.fields(cls) if field.name not in AS_IT_CAME]
        return [number for name in names for number in numbers_in(getattr(value, name))]
    if cls in {list, tuple}:
        items: Any = value
        return [number for one in items for number in numbers_in(one)]
    assert not isinstance(value, Mapping)
    return [value] if isinstance(value, (int, float)) and not isinstance(value, bool) else []


def look_at(conversation: Conversation) -> None:
    """Ask for everything, and find numbers that can be reckoned with."""
    views: list[Any] = [conversation.items, conversation.responses, conversation.turns, conversation.problems]
    derived = [(item.audio_ms, item.heard, item.cut) for item in conversation.items]
    costs = [PRICES.cost(conversation.usage), PRICES.cost(conversation.transcription_usage)]
    usage = [conversation.usage, conversation.transcription_usage]
    gaps = [gap.seconds for turn in conversation.turns for gap in turn.gaps]
    for number in numbers_in([*views, derived, usage, gaps, costs]):
        assert math.isfinite(number)
    for response in conversation.responses:
        assert response.audio_ms is None or response.audio_ms >= 0
        assert response.heard_ms is None or 0 <= response.heard_ms <= (response.audio_ms or 0)
    for turn in conversation.turns:
        assert all(wait is None or wait >= 0 for wait in (turn.first_text, turn.first_audio, turn.interruption))
    for side in SIDES:
        try:
            wholes = [one for one in conversation.sound(side) if one is not None]
        except ValueError as error:
            assert "nearly all of it silence" in str(error)  # noqa: PT017  which it may raise or not
        else:
            assert all(len(one.data) <= 60_000_000 for one in wholes)
        assert all(len(one.data) <= 60_000_000 for passages in conversation.passages(side) for one in passages)
    with contextlib.suppress(ValueError, IndexError):
        assert len(conversation.wav()) <= 120_000_000
    if conversation.protocol.restore is not None:
        conversation.history(audio=True)


CASES = [(api, place) for api, stream in STREAMS.items() for place in places(stream)]


@pytest.mark.parametrize(("api", "place"), CASES, ids=str)
def test_a_number_that_nobody_means_is_none(api: str, place: Any) -> None:
    for number in NUMBERS.values():
        conversation = Conversation(PROTOCOLS[api], audio=True)
        decode = rw.Decoder(PROTOCOLS[api].event, malformed="keep").decode
        for seconds, event in enumerate(replaced(STREAMS[api], place, number)):
            conversation.feed(decode(rw.encode(rw.UnknownEvent(event))), seconds / 4)
        look_at(conversation)


@pytest.mark.parametrize("api", STREAMS)
@pytest.mark.parametrize("name", TIMES)
def test_times_that_nobody_means(api: str, name: str, tmp_path: Path) -> None:
    protocol = PROTOCOLS[api]
    path = tmp_path / "call.jsonl"
    path.write_bytes(recorded(STREAMS[api], TIMES[name], protocol))
    look_at(Conversation.of(path, protocol, audio=True))
    read = recordings.read(path, protocol=protocol)
    assert all(one.time is None or abs(one.time) <= 2**53 for one in read)
