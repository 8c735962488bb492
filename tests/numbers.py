"""Streams with numbers that nobody means: of each place that has a number, and each kind of such a number, one stream."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from realtime_wire import Protocol

__all__ = ["NUMBERS", "STREAMS", "TIMES", "places", "recorded", "replaced"]

Json: TypeAlias = Any
Place: TypeAlias = "tuple[str, tuple[str | int, ...]]"
"""The wire name of an event, and the steps to a number in it."""

PCM = {"type": "audio/pcm", "rate": 24000}
TENTH = "A" * 6400
"""A tenth of a second of audio."""
USAGE = {
    "total_tokens": 9,
    "input_tokens": 5,
    "output_tokens": 4,
    "input_token_details": {"text_tokens": 2, "audio_tokens": 3, "cached_tokens": 1},
    "output_token_details": {"text_tokens": 1, "audio_tokens": 3, "reasoning_tokens": 1},
}


def _of(response: str, item: str, type_: str, **more: Any) -> Json:
    return {"type": type_, "response_id": response, "item_id": item, "output_index": 0, "content_index": 0, **more}


def _answer(response: str, item: str) -> list[Json]:
    return [
        {"type": "response.created", "response": {"id": response}},
        _of(response, item, "response.output_audio_transcript.delta", delta="Good day"),
        _of(response, item, "response.output_audio.delta", delta=TENTH),
        _of(response, item, "response.output_audio.delta", delta=TENTH),
        {"type": "response.done", "response": {"id": response, "status": "completed", "usage": USAGE}},
        {"type": "conversation.item.truncated", "item_id": item, "content_index": 0, "audio_end_ms": 50},
    ]


def _speech(item: str) -> list[Json]:
    transcription = "conversation.item.input_audio_transcription"
    return [
        {"type": "input_audio_buffer.speech_started", "item_id": item, "audio_start_ms": 10},
        {"type": "input_audio_buffer.append", "audio": TENTH},
        {"type": "input_audio_buffer.speech_stopped", "item_id": item, "audio_end_ms": 90},
        {"type": "input_audio_buffer.committed", "item_id": item},
        {"type": f"{transcription}.segment", "item_id": item, "content_index": 0, "id": "s", "speaker": "A"}
        | {"text": "Hi", "start": 0.01, "end": 0.09},
        {"type": f"{transcription}.completed", "item_id": item, "content_index": 0, "transcript": "Hi"}
        | {"usage": {"type": "duration", "seconds": 1.5}},
    ]


def _said(side: str, start: int, end: int) -> Json:
    return {"type": f"session.{side}_transcript.delta", "delta": "a ", "start_ms": start, "end_ms": end}


def _sounds(*times: int) -> list[Json]:
    return [{"type": "session.output_audio.delta", "delta": TENTH, "start_ms": at, "end_ms": at + 100} for at in times]


def _work(type_: str, **more: Any) -> Json:
    return {"type": "response.event", "delegation_id": "d", "event": {"type": f"response.{type_}", **more}}


STREAMS: dict[str, list[Json]] = {
    "realtime": [
        {
            "type": "session.created",
            "session": {
                "id": "s1",
                "expires_at": 1,
                "audio": {
                    "input": {
                        "format": PCM,
                        "turn_detection": {"type": "server_vad", "silence_duration_ms": 500, "threshold": 0.5},
                    },
                    "output": {"format": PCM, "speed": 1.5},
                },
            },
        },
        *_speech("u1"),
        *_answer("r1", "a1"),
        *_speech("u2"),
        *_answer("r2", "a2"),
        {
            "type": "rate_limits.updated",
            "rate_limits": [{"name": "tokens", "limit": 9, "remaining": 5, "reset_seconds": 0.5}],
        },
    ],
    "live": [
        {"type": "session.started", "session": {"id": "l1", "audio": {"format": PCM}}},
        {"type": "session.input_audio.append", "audio": TENTH},
        _said("output", 0, 100),
        *_sounds(0, 100),
        _said("input", 100, 300),
        {"type": "session.input_audio.append", "audio": TENTH},
        _said("input", 300, 400),
        _work("created", response={"id": "r1"}),
        _work("completed", response={"id": "r1", "status": "completed", "usage": USAGE}),
        _said("output", 600, 800),
        *_sounds(600, 700),
        {"type": "session.usage.updated", "usage": {"seconds": 1.5}},
        {"type": "session.usage.updated", "usage": {"seconds": 2}},
    ],
    "translation": [
        {"type": "session.created", "session": {"id": "t1"}},
        {"type": "session.input_transcript.delta", "delta": "Good", "elapsed_ms": 200},
        {"type": "session.output_transcript.delta", "delta": "Bon", "elapsed_ms": 400},
        {"type": "session.output_audio.delta", "delta": TENTH, "elapsed_ms": 400, "sample_rate": 24000, "channels": 1},
    ],
}
"""Events of each protocol in which numbers stand wherever a tool may look at them, several of those that are added up."""

NUMBERS: dict[str, Json] = {
    "more than a float holds": 10**400,
    "as much less": -(10**400),
    "the most that a float holds": 1.7e308,
    "the least": -1.7e308,
    "much": 2**53,
    "one less than nothing": -1,
    "nothing": 0,
    "as many as stand in a WAV": 2**32,
    "as many as Python reads": 10**4290,
}
"""Numbers that a place may have, though nobody means them."""

TIMES: dict[str, list[Json]] = {
    "years later": [0, 1e9, 2e9],
    "beyond any clock": [0, 1e300, -1e300],
    "in a number that no float holds": [0, 10**400, -(10**400)],
    "there and back": [1.7e308, -1.7e308],
    "backwards": [9, 5, -3],
    "nowhere": [None],
    "further each time": [3600.0 * hour for hour in range(40)],
}
"""Times of events, of which the last one is that of all that come later."""


def _numbers_in(value: Json, steps: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if value.__class__ is dict:
        for name, one in value.items():
            yield from _numbers_in(one, (*steps, name))
    elif value.__class__ is list:
        for index, one in enumerate(value):
            yield from _numbers_in(one, (*steps, index))
    elif isinstance(value, (int, float)):
        yield steps


def places(stream: list[Json]) -> list[Place]:
    """Return where numbers stand in the events of a stream."""
    return list(dict.fromkeys((event["type"], steps) for event in stream for steps in _numbers_in(event)))


def replaced(stream: list[Json], place: Place, number: Json) -> list[Json]:
    """Return the stream with another number at a place."""
    changed: list[Json] = json.loads(json.dumps(stream))
    for event in changed:
        if event["type"] == place[0]:
            holder, (*steps, last) = event, place[1]
            for step in steps:
                holder = holder.setdefault(step, {}) if holder.__class__ is dict else holder[step]
            holder[last] = number
    return changed


def recorded(stream: list[Json], times: list[Json], protocol: Protocol) -> bytes:
    """Return the file of a recorder."""
    lines = [
        {
            "time": times[min(number, len(times) - 1)],
            "from": "server" if protocol.sender_of(event["type"]) == "server" else "client",
            "frame": json.dumps(event),
        }
        for number, event in enumerate(stream)
    ]
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)
