"""What OpenAI's translation API refuses of what clients send."""

from __future__ import annotations

from typing import Any, TypeAlias

import attrs
import pytest

import realtime_wire as rw
from realtime_wire import translation
from realtime_wire.translation.advice import ADVICE

Json: TypeAlias = Any

AUDIO = {
    "input": {"transcription": {"model": "whisper-1"}, "noise_reduction": {"type": "near_field"}},
    "output": {"language": "es"},
}
SERVERS = "is said by servers alone (leave it out)"


def update(**session: Any) -> Json:
    return {"type": "session.update", "session": session}


CASES: dict[str, tuple[Any, Json, list[str]]] = {
    "an update": (translation.ClientEvent, update(audio=AUDIO), []),
    "nulls": (
        translation.ClientEvent,
        update(audio={"input": {"transcription": None, "noise_reduction": None}}),
        [],
    ),
    "audio": (translation.ClientEvent, {"type": "session.input_audio_buffer.append", "audio": "AAAA"}, []),
    "the end": (translation.ClientEvent, {"type": "session.close"}, []),
    "an update of what is fixed": (
        translation.ClientEvent,
        update(type="translation", id="s", expires_at=5, model="m"),
        [
            "$.session.model: cannot be changed (it is chosen when the session begins)",
            f"$.session.type: {SERVERS}",
            f"$.session.id: {SERVERS}",
            f"$.session.expires_at: {SERVERS}",
        ],
    ),
    "a transcription without a model": (
        translation.ClientEvent,
        update(audio={"input": {"transcription": {}, "noise_reduction": {}}}),
        [
            "$.session.audio.input.transcription.model: is missing (the server wants it)",
            "$.session.audio.input.noise_reduction.type: is missing (the server wants it)",
        ],
    ),
    "a client secret": (translation.RealtimeTranslationClientSecretCreateRequest, {"session": {"model": "m"}}, []),
    "a client secret without a model": (
        translation.RealtimeTranslationClientSecretCreateRequest,
        {"session": {}},
        ["$.session.model: is missing (the server wants it)"],
    ),
    "a setting of the main API": (
        translation.ClientEvent,
        update(voice="alloy"),
        ["$.session.voice: is no member that the class has"],
    ),
}


@pytest.mark.parametrize(("type_", "payload", "told"), CASES.values(), ids=CASES)
def test_cases(type_: Any, payload: Json, told: list[str]) -> None:
    assert [str(one) for one in rw.check(rw.structure(payload, type_), rw.TRANSLATION)] == told


@pytest.mark.parametrize("cls", ADVICE, ids=lambda cls: cls.__name__)
def test_every_rule_is_tried(cls: type) -> None:
    without = attrs.evolve(
        rw.TRANSLATION, advice=lambda: {each: tell for each, tell in ADVICE.items() if each is not cls}
    )
    objects = [rw.structure(payload, type_) for type_, payload, _ in CASES.values()]
    assert any(rw.check(each, rw.TRANSLATION) != rw.check(each, without) for each in objects)
