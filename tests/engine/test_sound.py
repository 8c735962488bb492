"""Audio is base64 in JSON, and bytes to those who record and play it."""

from __future__ import annotations

import base64
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import realtime_wire as rw
from realtime_wire._engine.places import AUDIO
from realtime_wire._engine.schema import members
from tests.declared import CLASSES, name_of
from tests.payloads import PAYLOADS

ANY: Any = rw

SOUNDING: list[Any] = [cls for cls in CLASSES if issubclass(cls, rw.WithAudio)]


@rw.frozen(kw_only=True)
class Silence(rw.WithAudio):
    """A class over it that has no audio."""


@rw.frozen(kw_only=True)
class Stereo(rw.WithAudio):
    """A class over it that has two."""

    left: rw.AudioData
    right: rw.AudioData


@rw.frozen(kw_only=True)
class Clip(rw.Model):
    """One that has audio, and is not over it."""

    type: Literal["clip"] = "clip"
    pieces: tuple[rw.AudioData, ...] | None = rw.field(default=None, converter=rw.array)
    cover: rw.FileData | None = None
    title: str | None = None


def audio_of(cls: Any) -> list[str]:
    return [member.name for member in members(cls) if AUDIO in member.kind.marks]


def test_every_class_with_audio_is_made_of_bytes_and_no_other() -> None:
    assert [cls for cls in CLASSES if audio_of(cls)] == SOUNDING
    assert len(SOUNDING) == 10


def others_of(cls: Any) -> dict[str, Any]:
    """The other members of a class that are required."""
    payload = PAYLOADS[cls][0]
    return {
        m.name: payload.get(m.name, "x") for m in members(cls) if m.required and m.name not in ("type", *audio_of(cls))
    }


@pytest.mark.parametrize("cls", SOUNDING, ids=name_of)
@given(audio=st.binary(max_size=50))
def test_bytes_come_back(cls: Any, audio: bytes) -> None:
    (name,) = audio_of(cls)
    others = others_of(cls)
    made = cls.of(audio, **others)
    assert made == cls(**{name: base64.b64encode(audio).decode()}, **others)
    assert type(made) is cls
    assert made.audio_bytes == audio
    assert cls.from_json(made.to_json()).audio_bytes == audio
    assert cls.of(bytearray(audio), **others) == cls.of(memoryview(audio), **others) == made


def test_no_audio_has_no_bytes() -> None:
    assert rw.InputAudioPart().audio_bytes == b""
    assert rw.InputAudioPart().with_null("audio").audio_bytes == b""
    assert rw.InputAudioPart(audio="").audio_bytes == b""


@pytest.mark.parametrize("text", ["AAA", "AA==\n", "A-_A", "data:audio/wav;base64,AAAA", "é"])
def test_what_is_not_base64_is_refused_without_a_word_of_it(text: str) -> None:
    event = rw.InputAudioBufferAppendEvent(audio=text)
    with pytest.raises(rw.DecodeError) as caught:
        _ = event.audio_bytes
    assert str(caught.value) == "$.audio: expected base64, found another string"
    assert caught.value.__context__ is None


def test_base64_is_not_encoded_again() -> None:
    with pytest.raises(TypeError) as caught:
        ANY.InputAudioBufferAppendEvent.of("AAAA")
    assert str(caught.value) == (
        "InputAudioBufferAppendEvent.of takes the bytes of the audio; what is base64 already is its audio=audio"
    )
    with pytest.raises(TypeError, match=r"bytes-like object is required"):
        ANY.InputAudioBufferAppendEvent.of(5)


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (
            lambda: ANY.InputAudioBufferAppendEvent(audio=b"\0\0"),
            (
                "InputAudioBufferAppendEvent.audio: expected string, found a Python bytes: "
                "InputAudioBufferAppendEvent.of(...) makes base64 of bytes"
            ),
        ),
        (
            lambda: ANY.InputAudioBufferAppendEvent(audio="AAAA").evolve(audio=bytearray(2)),
            (
                "InputAudioBufferAppendEvent.audio: expected string, found a Python bytearray: "
                "InputAudioBufferAppendEvent.of(...) makes base64 of bytes"
            ),
        ),
        (
            lambda: Clip(pieces=["AAAA", memoryview(b"")]),  # type: ignore[list-item,unused-ignore]
            "Clip.pieces[1]: expected string, found a Python memoryview: base64.b64encode(...).decode() makes base64 of bytes",
        ),
        (
            lambda: Clip(cover=b"\0"),  # type: ignore[arg-type]
            "Clip.cover: expected string, found a Python bytes: base64.b64encode(...).decode() makes base64 of bytes",
        ),
        (lambda: Clip(title=b"\0"), "Clip.title: expected string, found a Python bytes"),  # type: ignore[arg-type]
        (
            lambda: ANY.InputAudioBufferAppendEvent(audio=5),
            "InputAudioBufferAppendEvent.audio: expected string, found integer",
        ),
    ],
)
def test_who_gives_bytes_for_base64_is_told_what_to_do(make: Any, text: str) -> None:
    with pytest.raises(TypeError) as caught:
        make()
    assert str(caught.value) == text


@pytest.mark.parametrize(("cls", "count"), [(Silence, 0), (Stereo, 2)])
def test_a_class_over_it_has_one_member_of_audio(cls: Any, count: int) -> None:
    with pytest.raises(TypeError) as caught:
        cls.of(b"")
    assert str(caught.value) == (f"{cls.__name__} has {count} members of AudioData: a class over WithAudio has one")
