"""How long audio lasts."""

from __future__ import annotations

import base64
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

import realtime_wire as rw
from realtime_wire import audio_ms, live
from realtime_wire._engine.schema import members

SECOND = {
    "pcm": (None, 48000),
    "pcm16": ("pcm16", 48000),
    "AudioPCM": (rw.AudioPCM(), 48000),
    "AudioPCM of a rate": (rw.AudioPCM(rate=16000), 32000),
    "AudioPCMU": (rw.AudioPCMU(), 8000),
    "AudioPCMA": (rw.AudioPCMA(), 8000),
    "audio/pcmu": ("audio/pcmu", 8000),
    "g711_ulaw": ("g711_ulaw", 8000),
    "g711_alaw": ("g711_alaw", 8000),
    "pcm24": ("pcm24", 48000),
    "pcm16_8000hz": ("pcm16_8000hz", 16000),
    "pcm16_16000hz": ("pcm16_16000hz", 32000),
    "AudioPCM of the Live API": (live.AudioPCM(rate=16000), 32000),
    "AudioPCMU of the Live API": (live.AudioPCMU(rate=8000), 8000),
}


@pytest.mark.parametrize(("format_", "size"), SECOND.values(), ids=SECOND)
def test_a_second_is_a_second_however_it_is_given(format_: Any, size: int) -> None:
    audio = bytes(size)
    for given_ in (
        audio,
        bytearray(audio),
        memoryview(audio),
        memoryview(audio).cast("h"),
        base64.b64encode(audio).decode(),
        size,
    ):
        assert audio_ms(given_, format_) == 1000.0


@given(audio=st.binary(max_size=100))
def test_the_length_of_base64_is_that_of_its_bytes(audio: bytes) -> None:
    text = base64.b64encode(audio).decode()
    assert audio_ms(text) == audio_ms(audio) == audio_ms(len(audio)) == len(audio) / 48
    assert audio_ms(text.rstrip("=")) == audio_ms(audio)


def test_a_rate_that_is_told_elsewhere_counts() -> None:
    assert audio_ms(bytes(32000), "pcm16", rate=16000) == 1000.0
    assert audio_ms(bytes(32000), rw.AudioPCM(rate=24000), rate=16000) == 1000.0
    assert audio_ms(bytes(48000), rw.AudioPCM(rate=0)) == 1000.0
    assert audio_ms(bytes(48000), rw.AudioPCM(rate=-1)) is None
    for rate in (3999, 192_001, 10**400, -(10**400)):
        assert audio_ms(bytes(48000), rw.AudioPCM(rate=rate)) is None
        assert audio_ms(bytes(48000), rate=rate) is None


@pytest.mark.parametrize("format_", ["opus", rw.Unknown({"type": "audio/mpeg"}), object(), 5])
def test_no_length_is_told_of_what_is_not_known(format_: Any) -> None:
    assert audio_ms(bytes(100), format_) is None


def test_every_documented_format_has_a_length() -> None:
    sessions = [rw.RealtimeSession, rw.voice_live.RealtimeSession]
    kinds = [member.kind for cls in sessions for member in members(cls) if member.name.endswith("put_audio_format")]
    assert len(kinds) == 4
    for kind in kinds:
        assert kind.documented
        assert all(audio_ms(48, name) is not None for name in kind.documented)
    for union in (rw.RealtimeAudioFormat, live.AudioFormat):
        for cls in get_args(union):
            assert cls is rw.Unknown or audio_ms(48, cls()) is not None
