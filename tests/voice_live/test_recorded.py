"""Events with all the members that recorded ones have: nothing in them is unknown but what no package knows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import realtime_wire as rw
from realtime_wire import Model, Unknown, UnknownEvent
from realtime_wire._engine.schema import members
from tests.backends import both_backends
from tests.payloads import PAYLOADS
from tests.wire import objects_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from realtime_wire._engine.lane import BackendName

vl = rw.voice_live

IN_NO_PACKAGE = {
    "RealtimeSession.truncation_strategy",
    "ServerVad.appended_text_after_truncation",
}
"""What recorded sessions have that `azure-ai-voicelive` does not describe; all of it was null."""

RECORDED: list[dict[str, Any]] = [
    {
        "type": "session.updated",
        "event_id": "event_1",
        "session": {
            "id": "sess_1",
            "object": "realtime.session",
            "model": "gpt-realtime-global-standard",
            "modalities": ["text", "audio"],
            "instructions": "Be brief.",
            "voice": {"name": "alloy", "type": "openai"},
            "input_audio_format": "pcm16",
            "output_audio_format": None,
            "input_audio_transcription": {
                "model": "whisper-1",
                "language": None,
                "prompt": None,
                "custom_speech": None,
                "phrase_list": None,
            },
            "input_audio_noise_reduction": None,
            "turn_detection": {
                "type": "server_vad",
                "threshold": 0.5,
                "prefix_padding_ms": 300,
                "silence_duration_ms": 200,
                "create_response": True,
                "interrupt_response": True,
                "idle_timeout_ms": None,
                "speech_duration_ms": None,
                "end_of_utterance_detection": None,
                "auto_truncate": False,
                "appended_text_after_truncation": None,
            },
            "tools": [],
            "tool_choice": "auto",
            "max_response_output_tokens": "inf",
            "expires_at": 1790000000,
            "input_audio_sampling_rate": 24000,
            "animation": None,
            "input_audio_echo_cancellation": None,
            "avatar": None,
            "output_audio_timestamp_types": None,
            "truncation_strategy": None,
            "include": None,
        },
    },
    {
        "type": "response.done",
        "event_id": "event_2",
        "response": {
            "object": "realtime.response",
            "id": "resp_1",
            "status": "completed",
            "status_details": None,
            "output": [
                {
                    "id": "item_1",
                    "object": "realtime.item",
                    "type": "message",
                    "status": "completed",
                    "role": "assistant",
                    "content": [{"type": "audio", "transcript": "Hello."}],
                }
            ],
            "usage": {
                "total_tokens": 61,
                "input_tokens": 16,
                "output_tokens": 45,
                "input_token_details": {
                    "cached_tokens": 0,
                    "text_tokens": 16,
                    "audio_tokens": 0,
                    "image_tokens": 0,
                    "cached_tokens_details": {"text_tokens": 0, "audio_tokens": 0, "image_tokens": 0},
                },
                "output_token_details": {"text_tokens": 14, "audio_tokens": 31, "reasoning_tokens": 0},
            },
            "conversation_id": "conv_1",
            "modalities": ["text", "audio"],
            "voice": {"name": "alloy", "type": "openai"},
            "output_audio_format": "pcm16",
            "temperature": None,
            "max_output_tokens": "inf",
            "metadata": None,
        },
    },
]
"""Events with all the members that recorded ones have."""


def unknown_in(value: Any) -> Iterator[str]:
    """Find what is known only as JSON."""
    if isinstance(value, Unknown | UnknownEvent):
        yield f"{type(value).__name__} {value.type}"
    elif isinstance(value, Model):
        yield from (f"{type(value).__name__}.{name}" for name in value.extra)
        for member in members(type(value)):
            yield from unknown_in(getattr(value, member.name))
    elif isinstance(value, tuple):
        for item in value:  # pyright: ignore[reportUnknownVariableType]  whatever is in there
            yield from unknown_in(item)


@both_backends
@pytest.mark.parametrize("payload", RECORDED, ids=lambda payload: payload["type"])
def test_what_recorded_events_have_is_known(payload: dict[str, Any], backend: BackendName) -> None:
    event = rw.Decoder(vl.ServerEvent, backend=backend).decode(json.dumps(payload))
    assert {*unknown_in(event)} <= IN_NO_PACKAGE
    assert json.loads(rw.encode(event)) == payload


def test_there_is_no_more_that_is_unknown_than_is_said() -> None:
    assert {each for payload in RECORDED for each in unknown_in(rw.structure(payload, vl.Event))} == IN_NO_PACKAGE


def test_nothing_in_the_payloads_is_unknown() -> None:
    events = [payload for cls in objects_of(vl.Event).classes for payload in PAYLOADS[cls]]
    of_its_own = [cls for cls in objects_of(vl.Event).classes if cls.__module__.startswith(vl.__name__)]
    assert len(of_its_own) > 35
    found = {
        each for cls in of_its_own for payload in PAYLOADS[cls] for each in unknown_in(rw.structure(payload, vl.Event))
    }
    assert found <= IN_NO_PACKAGE
    assert len(events) > 100
