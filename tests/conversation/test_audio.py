"""The audio of conversations, sample by sample: of items, of each side, and as files."""

from __future__ import annotations

import io
import random
import re
import struct
import sys
import tracemalloc
import wave
from base64 import b64encode
from typing import Any, Literal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import realtime_wire as rw
from realtime_wire import facts, recordings
from realtime_wire.conversation import Clip, Conversation, _clips  # pyright: ignore[reportPrivateUsage]  its bounds
from tests.conversation.test_conversation import Json, begun, ended, event, fold, of_item

RATE = 24000
MS = 2 * RATE // 1000
"""The bytes of a millisecond."""
PCM = facts.AudioFormat("audio/pcm", RATE)
NOISE = random.Random(1).randbytes(2000 * MS)  # noqa: S311  the same ones each time
"""Two seconds in which no two samples next to each other are likely to be the same."""


def base64(data: bytes) -> str:
    return b64encode(data).decode()


def append(data: bytes) -> Json:
    return {"type": "input_audio_buffer.append", "audio": base64(data)}


def delta(data: bytes, item_id: str = "a1", **more: Any) -> Json:
    return of_item("response.output_audio.delta", item_id, delta=base64(data), **more)


def speech(stage: str, item_id: str = "u1", **more: Any) -> Json:
    return {"type": f"input_audio_buffer.{stage}", "item_id": item_id, **more}


def opened(heard: Any = None, spoken: Any = None, type_: str = "session.created", **more: Any) -> Json:
    pcm = {"type": "audio/pcm", "rate": RATE}
    audio = {"input": {"format": heard or pcm}, "output": {"format": spoken or pcm}}
    return {"type": type_, "session": {"id": "s1", "audio": audio, **more}}


def kept(*events: Json | tuple[float, Json], **options: Any) -> Conversation:
    return fold(*events, audio=True, **options)


def clips(conversation: Conversation) -> dict[str | None, Clip | None]:
    return {item.id: item.audio for item in conversation.items}


def pcm(conversation: Conversation) -> dict[str | None, bytes | None]:
    return {item_id: None if clip is None else clip.data for item_id, clip in clips(conversation).items()}


def samples(data: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(data) // 2}h", data))


def exactly(message: str) -> str:
    return f"^{re.escape(message)}$"


# Clips


G711 = {
    "audio/pcmu": {0xFF: 0, 0x7F: 0, 0x80: 32124, 0x00: -32124, 0xFE: 8, 0xEF: 132, 0x6F: -132, 0xB7: 3004},
    "audio/pcma": {0xD5: 8, 0x55: -8, 0xAA: 32256, 0x2A: -32256, 0xD4: 24, 0xC5: 264, 0xF5: 528, 0x75: -528},
}
"""Samples as ITU-T G.711 has them, in 16 bits."""
NAMES = {"g711_ulaw": "audio/pcmu", "G711_ALAW": "audio/pcma", **{name: name for name in G711}}


@pytest.mark.parametrize("name", NAMES)
def test_g711_becomes_samples(name: str) -> None:
    told = G711[NAMES[name]]
    clip = Clip(data=bytes(told), format=facts.AudioFormat(name))
    assert samples(clip.pcm()) == [*told.values()]
    assert (clip.rate, clip.ms) == (8000, 1)


@pytest.mark.parametrize("name", G711)
def test_every_byte_of_g711_becomes_what_it_was_in_the_standard_library(name: str) -> None:
    audioop = pytest.importorskip("audioop", reason="it has left the standard library")
    every = bytes(range(256))
    law = audioop.ulaw2lin if name == "audio/pcmu" else audioop.alaw2lin
    assert Clip(data=every, format=facts.AudioFormat(name)).pcm() == law(every, 2)


@pytest.mark.parametrize(
    ("told", "rate", "ms"),
    [
        (facts.AudioFormat("audio/pcm"), 24000, 10),
        (facts.AudioFormat("audio/pcm", 16000), 16000, 15),
        (facts.AudioFormat("pcm16_8000hz"), 8000, 30),
        (facts.AudioFormat("audio/pcmu", 16000), 16000, 30),
        (facts.AudioFormat("opus"), None, None),
        (facts.AudioFormat("opus", 24000), None, None),
        (None, None, None),
        (facts.AudioFormat("audio/pcm", 0), 24000, 10),
        (facts.AudioFormat("audio/pcm", 4000), 4000, 60),
        (facts.AudioFormat("audio/pcm", 192000), 192000, 1.25),
        (facts.AudioFormat("audio/pcm", 3999), None, None),
        (facts.AudioFormat("audio/pcm", 192001), None, None),
        (facts.AudioFormat("audio/pcm", -24000), None, None),
        (facts.AudioFormat("audio/pcmu", 10**400), None, None),
        (facts.AudioFormat("pcm16_999999hz"), None, None),
        (facts.AudioFormat(f"pcm16_{'9' * 5000}hz"), None, None),
        (facts.AudioFormat(f"pcm16_{'9' * 5000}hz", 8000), 8000, 30),
        (facts.AudioFormat(f"opus_{'9' * 5000}hz"), None, None),
    ],
    ids=lambda told: repr(told)[:60],
)
def test_rate_and_length_are_those_of_the_format(
    told: facts.AudioFormat | None, rate: int | None, ms: float | None
) -> None:
    clip = Clip(data=bytes(480), format=told)
    assert (clip.rate, clip.ms) == (rate, ms)


def test_half_a_sample_is_none() -> None:
    assert Clip(data=b"abc", format=PCM).pcm() == b"ab"


UNKNOWN = "nothing tells how this audio is encoded: attrs.evolve(clip, format=facts.AudioFormat(...)) says it"
ODD = "samples are read from PCM of 16 bits and from G.711, and not from opus: use its data"


NO_RATE = "no audio has the rate of this format: attrs.evolve(clip, format=facts.AudioFormat(...)) says another"


@pytest.mark.parametrize(
    ("told", "message"),
    [
        (None, UNKNOWN),
        (facts.AudioFormat("opus"), ODD),
        (facts.AudioFormat("audio/pcm", 1), NO_RATE),
        (facts.AudioFormat("audio/pcmu", 10**12), NO_RATE),
        (facts.AudioFormat("audio/pcm", -(10**400)), NO_RATE),
    ],
    ids=["unknown", "opus", "too few", "too many", "less than none"],
)
def test_samples_of_what_nobody_knows(told: facts.AudioFormat | None, message: str) -> None:
    clip = Clip(data=b"abcd", format=told, heard_ms=1)
    for method in (clip.pcm, clip.wav, clip.heard, lambda: clip.resampled(8000)):
        with pytest.raises(ValueError, match=exactly(message)):
            method()
    assert attrs.evolve(clip, heard_ms=None).heard().data == b"abcd"
    assert attrs.evolve(clip, format=PCM).pcm() == b"abcd"


@pytest.mark.parametrize("rate", [0, -1, 3999, 192001, 10**400], ids=lambda rate: str(rate)[:9])
def test_samples_at_a_rate_that_no_audio_has(rate: int) -> None:
    message = "the rate has to be one that audio has, from 4000 to 192000 Hz"
    with pytest.raises(ValueError, match=exactly(message)):
        Clip(data=b"abcd", format=PCM).resampled(rate)


def test_a_file_that_would_be_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _clips.MOST_WAV + 36 == 0xFFFF_FFFF  # the length of all behind it stands in four bytes
    monkeypatch.setattr(_clips, "MOST_WAV", 1000)
    assert read(Clip(data=bytes(1000), format=PCM).wav()) == (1, 2, 24000, bytes(1000))
    with pytest.raises(ValueError, match=exactly("a WAV has no room for 1,002 bytes of samples")):
        Clip(data=bytes(1002), format=PCM).wav()


def test_a_clip_does_not_show_its_audio() -> None:
    shown = "Clip(data=<4 bytes>, format=None, at=None, heard_ms=None)"
    assert repr(Clip(data=b"abcd")) == shown


def read(file: bytes) -> tuple[int, int, int, bytes]:
    with wave.open(io.BytesIO(file)) as told:
        return told.getnchannels(), told.getsampwidth(), told.getframerate(), told.readframes(told.getnframes())


def test_files_have_the_samples() -> None:
    clip = Clip(data=b"\x80\xff", format=facts.AudioFormat("audio/pcmu"))
    assert read(clip.wav()) == (1, 2, 8000, struct.pack("<2h", 32124, 0))


def test_what_was_heard_is_the_beginning() -> None:
    clip = Clip(data=NOISE, format=PCM, heard_ms=12, at=3.0)
    assert clip.heard() == attrs.evolve(clip, data=NOISE[: 12 * MS])
    long = attrs.evolve(clip, heard_ms=99999)
    assert long.heard().data == NOISE
    law = Clip(data=NOISE[:100], format=facts.AudioFormat("audio/pcma"), heard_ms=2.5)
    assert law.heard().data == NOISE[:20]


@pytest.mark.parametrize(
    ("rates", "old", "new"),
    [
        ((8000, 24000), [0, 300, -300], [0, 100, 200, 300, 100, -100, -300, -300, -300]),
        ((24000, 8000), [0, 1, 2, 3, 4, 5, 6], [0, 3, 6]),
        ((24000, 16000), [0, 10, 20, 30], [0, 15, 30]),
        ((16000, 24000), [0, 30, 60, 90], [0, 20, 40, 60, 80, 90]),
        ((24000, 24000), [5, 6], [5, 6]),
        ((16000, 24000), [9], [9, 9]),
        ((16000, 24000), [], []),
    ],
)
@pytest.mark.parametrize("order", ["little", "big"])
def test_another_rate_has_straight_lines_between_samples(
    rates: tuple[int, int], old: list[int], new: list[int], order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, rate = rates
    # On a machine of the other kind, samples stand in memory the other way round: so they do here, if they are given so.
    way = "<" if order == sys.byteorder else ">"
    monkeypatch.setattr(sys, "byteorder", order)
    data = struct.pack(f"{way}{len(old)}h", *old)
    resampled = Clip(data=data, format=facts.AudioFormat("audio/pcm", own), at=2.0).resampled(rate)
    assert list(struct.unpack(f"{way}{len(new)}h", resampled.data)) == new
    assert (resampled.format, resampled.at) == (facts.AudioFormat("audio/pcm", rate), 2.0)


# What the user says


def cut(data: bytes, places: list[int]) -> list[bytes]:
    """Cut something into pieces."""
    ordered = sorted(min(place, len(data)) for place in places)
    return [data[begin:end] for begin, end in zip([0, *ordered], [*ordered, len(data)], strict=True)]


PLACES = st.lists(st.integers(0, len(NOISE)), max_size=12)
"""Places to cut at, also within samples."""
EARLY = st.lists(st.integers(0, 9600), max_size=5)


@given(PLACES, st.lists(st.integers(0, 2100), min_size=4, max_size=4).map(sorted), st.booleans())
def test_speech_is_what_turn_detection_names(places: list[int], at: list[int], is_asked: bool) -> None:  # noqa: FBT001
    told: list[Json] = []
    for number in (0, 1):
        told += [
            speech("speech_started", f"u{number}", audio_start_ms=at[2 * number]),
            speech("speech_stopped", f"u{number}", audio_end_ms=at[2 * number + 1]),
            speech("committed", f"u{number}", previous_item_id=None),
        ]
    asked = [{"type": "input_audio_buffer.commit"}] if is_asked else []
    conversation = kept(opened(), *map(append, cut(NOISE, places)), *asked, *told)
    expected = [NOISE[begin * MS : end * MS] or None for begin, end in (at[:2], at[2:])]
    assert [clip and clip.data for clip in clips(conversation).values()] == expected
    assert [clip and clip.format for clip in clips(conversation).values()] == [data and PCM for data in expected]


@given(st.data())
def test_without_turn_detection_a_message_is_what_came_since_the_last(data: st.DataObject) -> None:
    pieces = [cut(NOISE[number * 9600 : (number + 1) * 9600], data.draw(EARLY)) for number in range(5)]
    late = data.draw(st.booleans())
    committed = [speech("committed", f"u{number}", previous_item_id=None) for number in range(3)]
    commit, clear = {"type": "input_audio_buffer.commit"}, {"type": "input_audio_buffer.clear"}
    events = [
        *(*map(append, pieces[0]), commit, *([] if late else committed[:1])),
        *(*map(append, pieces[1]), clear, {"type": "input_audio_buffer.cleared"}),
        *(*map(append, pieces[2]), commit, *map(append, pieces[3])),
        *(committed[:2] if late else committed[1:2]),
        *(commit, *map(append, pieces[4]), *committed[2:]),
    ]
    conversation = kept(opened(), *events)
    whole = [b"".join(each) for each in pieces]
    assert pcm(conversation) == {"u0": whole[0], "u1": whole[2], "u2": whole[3]}


def test_a_server_that_commits_takes_all_that_there_is() -> None:
    conversation = kept(
        opened(), append(NOISE[:960]), speech("committed"), append(NOISE[960:1920]), speech("committed", "u2")
    )
    assert pcm(conversation) == {"u1": NOISE[:960], "u2": NOISE[960:1920]}
    again = kept(opened(), append(NOISE[:960]), speech("committed"), append(NOISE[960:1920]), speech("committed"))
    assert pcm(again) == {"u1": NOISE[:960]}


def test_what_the_client_commits_while_the_user_speaks_ends_there() -> None:
    conversation = kept(
        opened(),
        append(NOISE[: 100 * MS]),
        speech("speech_started", audio_start_ms=20),
        {"type": "input_audio_buffer.commit"},
        append(NOISE[100 * MS : 200 * MS]),
        speech("committed"),
        speech("speech_started", "u2", audio_start_ms=150),
    )
    assert pcm(conversation) == {"u1": NOISE[20 * MS : 100 * MS], "u2": NOISE[150 * MS : 200 * MS]}


def refused(*ids: str) -> list[Json]:
    about = {"type": "invalid_request_error", "message": "Too short."}
    return [{"type": "error", "error": {**about, "event_id": each}} for each in ids]


def commit(event_id: str) -> Json:
    return {"type": "input_audio_buffer.commit", "event_id": event_id}


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([0, commit("e1"), *refused("e1"), 1, speech("committed")], [(0, 2)]),
        ([0, commit("e1"), *refused("e9"), 1, speech("committed")], [(0, 1)]),
        ([0, commit("e1"), 1, commit("e2"), *refused("e1"), speech("committed")], [(0, 2)]),
        (
            [0, commit("e1"), 1, commit("e2"), *refused("e2"), speech("committed"), 2, speech("committed", "u2")],
            [(0, 1), (1, 3)],
        ),
        ([0, commit("e1"), {"type": "input_audio_buffer.clear"}, 1, *refused("e1"), speech("committed")], [(1, 2)]),
        (
            [
                *(0, commit("e1"), 1, {"type": "input_audio_buffer.clear"}, 2, commit("e2")),
                *(*refused("e1"), speech("committed")),
            ],
            [(2, 3)],
        ),
        ([commit("e1"), 0, commit("e2"), speech("committed"), speech("committed", "u2")], [(0, 1), None]),
    ],
    ids=["refused", "another refused", "first of two", "second of two", "then cleared", "cleared between", "empty"],
)
def test_what_is_refused_is_not_taken(events: list[Any], expected: list[tuple[int, int] | None]) -> None:
    told = [append(NOISE[one * 960 : one * 960 + 960]) if isinstance(one, int) else one for one in events]
    whole = [each and NOISE[each[0] * 960 : each[1] * 960] for each in expected]
    assert [*pcm(kept(opened(), *told)).values()] == whole


def test_audio_in_an_item_is_that_of_the_item() -> None:
    part = {"type": "input_audio", "audio": base64(NOISE[:960])}
    item = {"type": "message", "role": "user", "content": [part, {"type": "input_text", "text": "and"}, part]}
    added = {**item, "id": "u1", "content": [{"type": "input_audio"}, {"type": "input_text", "text": "and"}]}
    conversation = kept(opened(), (1.0, event("create", {**item, "id": "u1"})), event("added", added))
    (clip,) = clips(conversation).values()
    assert clip == Clip(data=NOISE[:960] * 2, format=PCM, at=1.0)
    assert [part.audio and part.audio.data for part in conversation.items[0].parts] == [NOISE[:960], None, NOISE[:960]]


def test_what_is_told_again_is_the_same_audio_but_never_instead_of_what_came() -> None:
    def retrieved(item_id: str, role: str) -> Json:
        kind = "output_audio" if role == "assistant" else "input_audio"
        part = {"type": kind, "audio": base64(NOISE[:96])}
        return event("retrieved", {"id": item_id, "type": "message", "role": role, "content": [part]})

    conversation = kept(
        opened(spoken={"type": "audio/pcmu"}),
        append(NOISE[96:960]),
        speech("committed"),
        delta(NOISE[96:960]),
        *(retrieved(*each) for each in (("u1", "user"), ("a1", "assistant"), ("u2", "user"), ("a2", "assistant"))),
    )
    assert {item_id: clip and (clip.data, clip.rate, clip.at) for item_id, clip in clips(conversation).items()} == {
        "u1": (NOISE[96:960], 24000, None),
        "a1": (NOISE[96:960], 8000, None),
        "u2": (NOISE[:96], 24000, None),
        "a2": (NOISE[:96], 8000, None),
    }
    assert conversation.sound("user")[0] == Clip(data=NOISE[96:960], format=PCM)


# What the model says


@pytest.mark.parametrize("name", ["response.output_audio.delta", "response.audio.delta"])
@pytest.mark.parametrize("api", ["realtime", "voice_live"])
def test_the_audio_of_an_answer_is_that_of_its_parts(name: str, api: str) -> None:
    flat = {"type": "session.created", "session": {"input_audio_format": "pcm16", "output_audio_format": "pcm16"}}
    pieces = [(0, NOISE[:333]), (1, NOISE[333:960]), (0, NOISE[960:1920])]
    deltas = [{**delta(data, content_index=index), "type": name} for index, data in pieces]
    conversation = kept(flat, begun(), *deltas, delta(NOISE, "a2"), ended(), api=api)
    first, second = conversation.items
    assert [part.audio and part.audio.data for part in first.parts] == [NOISE[:333] + NOISE[960:1920], NOISE[333:960]]
    assert first.audio == Clip(data=NOISE[:333] + NOISE[960:1920] + NOISE[333:960], format=facts.AudioFormat("pcm16"))
    assert second.audio is not None
    assert second.audio.data == NOISE


def test_what_was_cut_is_there_with_where() -> None:
    def shortened(index: int, ms: int) -> Json:
        return {"type": "conversation.item.truncated", "item_id": "a1", "content_index": index, "audio_end_ms": ms}

    deltas = [delta(NOISE[: 100 * MS]), delta(NOISE[: 50 * MS], content_index=1)]
    (clip,) = clips(kept(opened(), *deltas, shortened(0, 40))).values()
    assert clip == Clip(data=NOISE[: 100 * MS] + NOISE[: 50 * MS], format=PCM, heard_ms=40)
    assert clip is not None
    assert clip.heard().data == NOISE[: 40 * MS]
    (clip,) = clips(kept(opened(), *deltas, shortened(1, 20))).values()
    assert clip is not None
    assert clip.heard_ms == 120


def test_live_has_one_text_and_its_times_are_places_in_its_audio() -> None:
    def said(side: str, begin: int, end: int) -> Json:
        return {"type": f"session.{side}_transcript.delta", "delta": "Hi", "start_ms": begin, "end_ms": end}

    def heard(begin: int, **more: Any) -> list[Json]:
        data = NOISE[begin * MS : (begin + 100) * MS]
        return [
            {"type": "session.input_audio.append", "audio": base64(data)},
            {"type": "session.output_audio.delta", "delta": base64(data[::-1]), **more},
        ]

    started = {"type": "session.started", "session": {"audio": {"format": {"type": "audio/pcm", "rate": RATE}}}}
    conversation = kept(
        started,
        *heard(0),
        *heard(100),
        said("input", 10, 150),
        *heard(200),
        said("output", 210, 260),
        *heard(300),
        *heard(400),
        api="live",
    )
    turned = b"".join(NOISE[n * 100 * MS : (n + 1) * 100 * MS][::-1] for n in range(5))
    assert [item.audio and item.audio.data for item in conversation.items] == [
        NOISE[10 * MS : 150 * MS],
        turned[210 * MS : 260 * MS],
    ]
    # On sidebands there are gaps, and times.
    conversation = kept(
        started,
        *heard(0, start_ms=1000, end_ms=1100),
        *heard(100, start_ms=1300),
        said("output", 1090, 1310),
        api="live",
    )
    assert [item.audio and item.audio.data for item in conversation.items] == [turned[90 * MS : 110 * MS]]


def test_translation_has_all_of_each_side() -> None:
    deltas = [
        {"type": "session.input_audio_buffer.append", "audio": base64(NOISE[:99])},
        {"type": "session.input_transcript.delta", "delta": "Hi"},
        {"type": "session.output_audio.delta", "delta": base64(NOISE[:960])},
        {"type": "session.output_transcript.delta", "delta": "Ho"},
        {"type": "session.input_audio_buffer.append", "audio": base64(NOISE[99:960])},
        {"type": "session.output_audio.delta", "delta": base64(NOISE[960:1920])},
    ]
    conversation = kept(opened(), *deltas, api="translation")
    assert [(item.role, item.audio and item.audio.data) for item in conversation.items] == [
        ("source", NOISE[:960]),
        ("translation", NOISE[:1920]),
    ]


# Formats


def law(letter: str) -> Json:
    return {"type": f"audio/pcm{letter}"}


def test_the_format_is_that_of_the_time() -> None:
    changed = opened(law("u"), law("a"), "session.updated")
    conversation = kept(
        opened(),
        append(NOISE[:960]),
        speech("committed"),
        delta(NOISE[:960]),
        changed,
        append(NOISE[:80]),
        speech("committed", "u2"),
        delta(NOISE[:80], "a2"),
    )
    assert [(clip and clip.ms, clip and clip.rate, clip and clip.data) for clip in clips(conversation).values()] == [
        (20, 24000, NOISE[:960]),
        (20, 24000, NOISE[:960]),
        (10, 8000, NOISE[:80]),
        (10, 8000, NOISE[:80]),
    ]


GRANTED: list[tuple[list[Any], str]] = [
    ([0, opened()], "p"),
    ([opened(), opened(law("u"), type_="session.update"), 0, opened(law("u"), type_="session.updated"), 1], "uu"),
    ([opened(), opened(law("u"), type_="session.update"), 0, 1], "pp"),
    ([opened(), 0, opened(law("u"), type_="session.updated"), 1], "pu"),
    (
        [
            *(opened(), opened(law("a"), type_="session.update"), 0, opened(law("u"), type_="session.update"), 1),
            *(opened(law("u"), type_="session.updated"), 2),
        ],
        "puu",
    ),
    ([opened(law("u"), type_="session.update"), 0, opened(), opened(law("u"), type_="session.updated"), 1], "uu"),
    ([0, opened(law("u"), type_="session.update"), 1, opened(law("a"), type_="session.update"), 2], "uua"),
    ([0, {"type": "session.created", "session": {}}, 1], "??"),
    ([{"type": "session.update", "session": {}}, 0], "?"),
    ([opened(), {"type": "session.updated", "session": {"voice": "ash"}}, 0], "p"),
]
"""Formats that are asked for and told, audio that is sent, by its number; and how that is encoded."""


@pytest.mark.parametrize(
    ("events", "codings"),
    GRANTED,
    ids=[
        *("sent too early", "asked and granted", "asked and not granted", "changed unasked", "refused and granted"),
        *("asked too early", "never granted", "never told", "nothing asked", "not repeated"),
    ],
)
def test_who_asks_for_a_format_sends_it_from_then_on(events: list[Any], codings: str) -> None:
    data = NOISE[:960]
    told: list[Json] = []
    for one in events:
        told += [append(data), commit(f"e{one}")] if isinstance(one, int) else [one]
    committed = [speech("committed", f"u{number}") for number in range(len(codings))]
    found = [clip and clip.format and clip.format.coding for clip in clips(kept(*told, *committed)).values()]
    names = {"p": "pcm", "u": "mu-law", "a": "A-law", "?": None}
    assert found == [names[coding] for coding in codings]


def test_what_changes_within_a_message_is_samples() -> None:
    conversation = kept(
        opened(),
        append(NOISE[:960]),
        opened({"type": "audio/pcm", "rate": 12000}, type_="session.updated"),
        append(struct.pack("<2h", 0, 100)),
        speech("committed"),
        delta(NOISE[:960]),
    )
    first, second = clips(conversation).values()
    assert first == Clip(data=NOISE[:960] + struct.pack("<4h", 0, 50, 100, 100), format=PCM)
    assert second is not None
    assert second.data == NOISE[:960]


def test_of_an_unknown_format_there_are_the_bytes() -> None:
    opus = {"type": "opus"}
    conversation = kept(
        opened(opus),
        append(b"ab"),
        append(b"cd"),
        speech("committed"),
        speech("speech_started", "u2", audio_start_ms=0),
    )
    assert [*clips(conversation).values()] == [Clip(data=b"abcd", format=facts.AudioFormat("opus")), None]
    assert conversation.sound("user") == (Clip(data=b"abcd", format=facts.AudioFormat("opus")),)
    placed = speech("speech_started", "u2", audio_start_ms=0)
    mixed = kept(
        opened(opus), append(b"ab"), opened(type_="session.updated"), append(b"cd"), speech("committed"), placed
    )
    assert [*clips(mixed).values()] == [Clip(data=b"abcd", format=None), Clip(data=b"cd", format=PCM)]
    assert mixed.sound("user") == (Clip(data=b"cd", format=PCM),)


def test_what_is_not_base64_is_no_audio() -> None:
    events = [{"type": "input_audio_buffer.append", "audio": text} for text in ("A", "\u00e9", "YWJj", "YQ", "")]
    conversation = kept(opened(), *events, speech("committed"), of_item("response.output_audio.delta", delta="A"))
    assert pcm(conversation) == {"u1": b"abca", "a1": None}


# Sessions


def test_every_session_has_its_own_audio() -> None:
    conversation = kept(append(NOISE[:48]), opened(), speech("committed"), {**opened(), "session": {"id": "s2"}})
    conversation.reconnect()
    for obj in (opened(), append(NOISE[48:96]), append(NOISE[96:144]), speech("committed"), delta(NOISE[:48])):
        conversation.feed(rw.structure(obj))
    assert [(item.session, item.audio and item.audio.data) for item in conversation.items] == [
        (0, NOISE[:48]),
        (2, NOISE[48:144]),
        (2, NOISE[:48]),
    ]
    assert [clip and clip.data for clip in conversation.sound("user")] == [NOISE[:48], None, NOISE[48:144]]
    assert [clip and clip.data for clip in conversation.sound("model")] == [None, None, NOISE[:48]]


@pytest.mark.parametrize("audio", [False, True])
def test_audio_is_kept_on_request(audio: bool) -> None:  # noqa: FBT001  a parameter
    conversation = (
        kept(opened(), append(NOISE), speech("committed"), delta(NOISE))
        if audio
        else fold(opened(), append(NOISE), speech("committed"), delta(NOISE))
    )
    assert conversation.keeps_audio is audio
    assert [item.audio is not None for item in conversation.items] == [audio, audio]
    assert [len(conversation.sound(side)) for side in ("user", "model")] == [1, 1]
    assert (conversation.sound("user")[0] is not None) is audio


# The whole call


def silence(ms: float) -> bytes:
    return bytes(round(ms * MS))


def side(conversation: Conversation, name: Literal["user", "model"]) -> tuple[float | None, bytes]:
    (clip,) = conversation.sound(name)
    assert clip is not None
    assert clip.format == PCM
    return clip.at, clip.data


def test_the_model_is_played_as_it_comes() -> None:
    tenth = [NOISE[n * 100 * MS : (n + 1) * 100 * MS] for n in range(6)]
    conversation = kept(
        opened(),
        (1.0, begun()),
        (1.0, delta(tenth[0])),
        (1.01, delta(tenth[1])),
        (1.5, delta(tenth[2])),
        (1.55, delta(tenth[3], "a2")),
    )
    at, data = side(conversation, "model")
    assert at == 1.0
    assert data == tenth[0] + tenth[1] + silence(300) + tenth[2] + tenth[3]
    assert [clip and clip.at for clip in clips(conversation).values()] == [1.0, 1.6]


def test_what_was_cut_is_not_heard() -> None:
    tenth = [NOISE[n * 100 * MS : (n + 1) * 100 * MS] for n in range(6)]
    shortened = {"type": "conversation.item.truncated", "item_id": "a1", "content_index": 0, "audio_end_ms": 150}
    conversation = kept(
        opened(),
        *((1.0, delta(each)) for each in tenth[:3]),
        (1.2, shortened),
        (1.5, delta(tenth[3], "a2", response_id="r2")),
    )
    assert side(conversation, "model") == (1.0, tenth[0] + tenth[1][: 50 * MS] + silence(350) + tenth[3])


@pytest.mark.parametrize(
    "stop",
    [{"type": "output_audio_buffer.cleared", "response_id": "r1"}, ended(status="cancelled")],
    ids=["playback", "response"],
)
def test_what_was_stopped_is_not_heard_either(stop: Json) -> None:
    tenth = [NOISE[n * 100 * MS : (n + 1) * 100 * MS] for n in range(6)]
    conversation = kept(
        opened(),
        (1.0, begun()),
        *((1.0, delta(each)) for each in tenth[:3]),
        (1.125, stop),
        (1.25, delta(tenth[3], "a2", response_id="r2")),
    )
    assert side(conversation, "model") == (1.0, tenth[0] + tenth[1][: 25 * MS] + silence(125) + tenth[3])
    assert pcm(conversation)["a1"] == b"".join(tenth[:3])


@given(st.data())
def test_the_user_said_it_before_it_was_sent(data: st.DataObject) -> None:
    """The clock of whoever sends is late by a little each time, and at least once by nothing."""
    delays = data.draw(st.lists(st.floats(0, 0.09), min_size=3, max_size=9))
    delays[data.draw(st.integers(0, len(delays) - 1))] = 0
    begin = data.draw(st.floats(0, 9))
    length = 80 * MS
    pieces = [NOISE[n * length : (n + 1) * length] for n in range(len(delays))]
    events = [
        (begin + 0.08 * (n + 1) + late, append(piece))
        for n, (piece, late) in enumerate(zip(pieces, delays, strict=True))
    ]
    at, heard = side(kept(opened(), *events), "user")
    assert at == pytest.approx(begin)
    assert heard == b"".join(pieces)


def test_silence_of_the_user_is_as_long_as_it_was() -> None:
    first, second, third = NOISE[: 100 * MS], NOISE[100 * MS : 200 * MS], NOISE[200 * MS : 300 * MS]
    conversation = kept(
        opened(),
        (1.0, append(first)),
        (1.5, append(second)),
        append(third),
        speech("speech_started", audio_start_ms=150),
        speech("speech_stopped", audio_end_ms=250),
    )
    assert side(conversation, "user") == (0.9, first + silence(400) + second + third)
    assert [clip and (clip.at, clip.data) for clip in clips(conversation).values()] == [
        (1.45, second[50 * MS :] + third[: 50 * MS])
    ]


def test_a_file_that_is_sent_ends_when_it_is_sent() -> None:
    pieces = [NOISE[n * 100 * MS : (n + 1) * 100 * MS] for n in range(10)]
    conversation = kept(opened(), *((2.0, append(each)) for each in pieces))
    assert side(conversation, "user") == (1.0, b"".join(pieces))
    # But not before what was said earlier.
    conversation = kept(opened(), (1.4, append(pieces[0])), *((2.0, append(each)) for each in pieces))
    at, data = side(conversation, "user")
    assert at == pytest.approx(1.3)
    assert data == pieces[0] + b"".join(pieces)


def test_a_message_is_heard_when_it_is_sent() -> None:
    part = {"type": "input_audio", "audio": base64(NOISE[: 100 * MS])}
    conversation = kept(
        opened(),
        (1.0, append(NOISE[: 50 * MS])),
        (2.0, event("create", {"type": "message", "role": "user", "content": [part]})),
        (3.0, append(NOISE[50 * MS : 100 * MS])),
        speech("speech_started", audio_start_ms=40),
    )
    whole = NOISE[: 50 * MS] + silence(1000) + NOISE[: 100 * MS] + silence(850) + NOISE[50 * MS : 100 * MS]
    assert side(conversation, "user") == (0.95, whole)
    assert pcm(conversation)["u1"] == NOISE[40 * MS : 100 * MS]


def test_without_times_all_is_in_a_row() -> None:
    conversation = kept(opened(), append(NOISE[:960]), append(NOISE[960:]), delta(NOISE[:99]), delta(NOISE[:961], "a2"))
    assert side(conversation, "user") == (None, NOISE)
    assert side(conversation, "model") == (None, NOISE[:98] + NOISE[:960])


def test_times_may_begin_later() -> None:
    conversation = kept(
        opened(), append(NOISE[:960]), (5.0, append(NOISE[:960])), delta(NOISE[:960]), (5.0, delta(NOISE[:960]))
    )
    assert side(conversation, "user") == (None, NOISE[:960] * 2)
    assert side(conversation, "model") == (None, NOISE[:960] * 2)


def test_both_sides_are_in_one_file_as_they_were_heard() -> None:
    loud, low = struct.pack("<h", 32124) * 8, struct.pack("<h", -32124) * 80
    conversation = kept(
        opened(law("u"), law("u")),
        (1.001, append(b"\x80" * 8)),
        (1.002, delta(b"\x00" * 80)),
    )
    channels, width, rate, both = read(conversation.wav())
    assert (channels, width, rate) == (2, 2, 8000)
    left, right = (b"".join(both[n : n + 2] for n in range(begin, len(both), 4)) for begin in (0, 2))
    assert left == loud + bytes(len(low) + 16 * 2 - len(loud))
    assert right == bytes(16 * 2) + low


def test_files_of_one_side_and_of_two_rates() -> None:
    _, _, rate, both = read(kept(opened(spoken=law("u")), delta(b"\x80" * 8)).wav())
    assert (rate, both) == (8000, struct.pack("<2h", 0, 32124) * 8)
    _, _, rate, both = read(kept(opened(spoken=law("u")), append(NOISE[:96]), (1.0, delta(b"\x80" * 8))).wav())
    assert (rate, len(both)) == (24000, 2 * 96)
    assert both[::4] == NOISE[:96:2]
    with pytest.raises(
        ValueError, match=exactly("there is no audio: a conversation keeps it if it is made with audio=True")
    ):
        fold(opened(), append(NOISE)).wav()
    with pytest.raises(ValueError, match=exactly(UNKNOWN)):
        kept({"type": "session.created", "session": {}}, append(NOISE)).wav()
    with pytest.raises(IndexError):
        kept(opened(), append(NOISE)).wav(1)


# Silence


MINUTES = [0.0, 30.0, 91.0, 151.0, 212.0]
"""Times of pieces: half a minute apart, a second more than a minute, a minute, and a second more again."""


def apart(*times: float, data: bytes = NOISE[:960], session: str = "s1") -> list[tuple[float, Json]]:
    """Return audio of both sides at these times."""
    pieces = [one for at in times for one in ((at, append(data)), (at, delta(data, f"a{at}", response_id=f"r{at}")))]
    return [(times[0], opened(id=session)), *pieces]


@pytest.mark.parametrize("who", ["user", "model"])
def test_passages_end_with_a_minute_of_silence(who: Literal["user", "model"]) -> None:
    conversation = kept(*apart(*MINUTES))
    (passages,) = conversation.passages(who)
    late = 0.0 if who == "model" else 0.02
    assert [(clip.at, clip.format) for clip in passages] == [(-late, PCM), (91 - late, PCM), (212 - late, PCM)]
    assert [len(clip.data) for clip in passages] == [30 * 48000 + 960, 60 * 48000 + 960, 960]
    assert all(clip.data.startswith(NOISE[:960]) and clip.data.endswith(NOISE[:960]) for clip in passages)
    (whole,) = conversation.sound(who)
    assert whole is not None
    assert len(whole.data) == 212 * 48000 + 960
    for clip in passages:
        begin = round(((clip.at or 0) + late) * 24000) * 2
        assert whole.data[begin : begin + len(clip.data)] == clip.data


def test_passages_of_what_has_no_times_or_no_samples() -> None:
    said = [append(NOISE[:960]), append(NOISE[960:1920]), delta(NOISE[:99])]
    assert kept(opened(), *said).passages("user") == ((Clip(data=NOISE[:1920], format=PCM),),)
    assert kept(opened()).passages("user") == ((),)
    assert fold(opened(), *said).passages("user") == ((),)
    unknown: Json = {"type": "session.created", "session": {}}
    assert kept(unknown, *said).passages("user") == ((Clip(data=NOISE[:1920]),),)


FAR: dict[str, list[float]] = {
    "two hours": [1.0, 7200.0],
    "a month": [1.0, 2592000.0],
    "beyond any clock": [0.0, 2.0**53],
    "an hour each time": [3600.0 * hour for hour in range(30)],
    "ten minutes and more": [0.0, 605.0],
}


@pytest.mark.parametrize("name", FAR)
@pytest.mark.parametrize("who", ["user", "model"])
def test_silence_that_would_take_too_much_memory_is_not_made(name: str, who: Literal["user", "model"]) -> None:
    conversation = kept(*apart(*FAR[name]))
    assert len(conversation.items) == len(FAR[name])
    seconds = f"{FAR[name][-1] - FAR[name][0] + 0.02:,.0f}"
    instead = f"passages({who!r}) has it in pieces"
    message = f"what the {who} says in session 0 would be {seconds} s long, nearly all of it silence: {instead}"
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match=exactly(message)):
            conversation.sound(who)
        with pytest.raises(ValueError, match=exactly(message.replace(who, "user"))):
            conversation.wav()
        passages = conversation.passages(who)
        # It may be made as far as there is room.
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()
    assert [len(clip.data) for clip in passages[0]] == [960] * len(FAR[name])


def test_silence_of_ten_minutes_is_made() -> None:
    (whole,) = kept(*apart(0.0, 599.0)).sound("model")
    assert whole is not None
    assert len(whole.data) == 599 * 48000 + 960


@pytest.mark.parametrize(("silence", "is_made"), [(1000, True), (1001, False)])
def test_more_silence_is_made_where_more_is_said(silence: int, is_made: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001  a parameter
    monkeypatch.setattr(_clips, "SILENCE", 1000)
    # Two pieces of ten bytes leave room for fifty times as much, which makes a thousand samples.
    later = (5 + silence) / 24000
    conversation = kept((0.0, opened()), (0.0, delta(NOISE[:10])), (later, delta(NOISE[10:20])))
    (passages,) = conversation.passages("model")
    together = [NOISE[:10] + bytes(2000) + NOISE[10:20]]
    assert [clip.data for clip in passages] == (together if is_made else [NOISE[:10], NOISE[10:20]])


def test_all_sessions_share_the_room() -> None:
    sessions = [one for n in range(3) for one in apart(1000.0 * n, 1000.0 * n + 400, session=f"s{n}")]
    conversation = kept(*sessions)
    message = "what the model says in session 1 would be 400 s long, nearly all of it silence: passages('model') has it in pieces"
    with pytest.raises(ValueError, match=exactly(message)):
        conversation.sound("model")
    assert len(conversation.wav(0)) == len(conversation.wav(2)) == 44 + 2 * (400 * 48000 + 1920)


def test_sides_that_are_too_far_apart_are_in_no_file() -> None:
    conversation = kept((0.0, opened()), (1.0, append(NOISE[:960])), (5000.0, delta(NOISE[:960])))
    assert [clip and len(clip.data) for clip in (*conversation.sound("user"), *conversation.sound("model"))] == [
        960
    ] * 2
    instead = "passages() has the sound of each without such silence"
    with pytest.raises(ValueError, match=exactly(f"one side begins 4,999 s after the other: {instead}")):
        conversation.wav()


def test_nothing_that_is_heard_is_in_no_file() -> None:
    message = "nothing is heard in session 0: no audio came in it, or none that is base64"
    for events in ([opened()], [opened(), {"type": "input_audio_buffer.append", "audio": "\N{SNOWMAN}"}]):
        with pytest.raises(ValueError, match=exactly(message)):
            kept(*events).wav()


@pytest.mark.parametrize("rate", [10**12, 10**30, 10**400, -1], ids=lambda rate: str(rate)[:9])
def test_a_rate_that_no_audio_has_makes_nothing(rate: int) -> None:
    told = {"type": "audio/pcm", "rate": rate}
    conversation = kept(
        (0.0, opened(told, told)), (1.0, delta(NOISE[:96])), (2.0, delta(NOISE[:96])), (2.0, append(b"ab"))
    )
    (item,) = conversation.items
    assert item.audio is not None
    assert (item.audio.data, item.audio.ms, item.audio_ms) == (NOISE[:96] * 2, None, None)
    for make in (item.audio.wav, conversation.wav):
        with pytest.raises(ValueError, match=exactly(NO_RATE)):
            make()


def test_history_has_what_was_spoken_if_it_is_asked_for() -> None:
    heard = "conversation.item.input_audio_transcription.completed"
    conversation = kept(
        opened(),
        append(NOISE[:960]),
        speech("committed"),
        {"type": heard, "item_id": "u1", "content_index": 0, "transcript": "Hi"},
        delta(NOISE[:960]),
        of_item("response.output_audio_transcript.done", transcript="Ho"),
        append(NOISE[960:1920]),
        speech("committed", "u2"),
        event("create", {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hu"}]}),
    )
    spoken = [{"type": "input_audio", "audio": base64(NOISE[:960]), "transcript": "Hi"}]
    wordless = [{"type": "input_audio", "audio": base64(NOISE[960:1920])}]
    answer, written = [{"type": "output_text", "text": "Ho"}], [{"type": "input_text", "text": "Hu"}]
    told = [sent.to_dict()["item"]["content"] for sent in conversation.history(audio=True)]
    assert told == [spoken, answer, wordless, written]
    again = kept(opened(), *(sent.to_dict() for sent in conversation.history(audio=True)))
    assert [item.audio and item.audio.data for item in again.items] == [NOISE[:960], None, NOISE[960:1920], None]
    told = [sent.to_dict()["item"]["content"] for sent in conversation.history()]
    assert told == [[{"type": "input_text", "text": "Hi"}], answer, written]


def test_recordings_have_audio() -> None:
    frames = [
        {"time": 0.0, "from": "server", "frame": rw.encode(rw.structure(opened())).decode()},
        {"time": 1.0, "from": "client", "frame": rw.encode(rw.structure(append(NOISE[:960]))).decode()},
        {"time": 1.0, "from": "server", "frame": rw.encode(rw.structure(speech("committed"))).decode()},
    ]
    entries = [recordings.Recorded(each["time"], each["from"], each["frame"]) for each in frames]  # type: ignore[arg-type]
    (item,) = Conversation.of(entries, audio=True).items
    assert item.audio == Clip(data=NOISE[:960], format=PCM, at=0.98)
    assert Conversation.of(entries).items[0].audio is None
