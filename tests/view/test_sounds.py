"""The sound of a page: sample by sample as long as it fits, and brought down if it does not."""

from __future__ import annotations

import base64
import json
import sys
from array import array
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import realtime_wire as rw
from realtime_wire._engine.facts import AudioFormat
from realtime_wire.conversation import Clip, Conversation
from tests.loopback import needs
from tests.view import calls

if TYPE_CHECKING:
    from pathlib import Path

needs("jinja2")

from realtime_wire.view import _sounds  # noqa: E402  what it needs may not be there
from realtime_wire.view._sounds import Sounds  # noqa: E402


def pcm(told: dict[str, Any]) -> bytes:
    return base64.b64decode(told["data"])


def piece(told: list[dict[str, Any]], clip: tuple[int, int, int]) -> bytes:
    """Return the bytes of an utterance."""
    number, first, count = clip
    return pcm(told[number])[2 * first : 2 * (first + count)]


def test_utterances_are_pieces_of_the_whole(tmp_path: Path) -> None:
    call = calls.station()
    conversation = Conversation.of(call.write(tmp_path / "a.jsonl"), audio=True)
    sounds = Sounds()
    heard = sounds.add_call(conversation)
    told, notes = sounds.told()
    assert list(notes) == []
    assert [(track["sound"], track["side"]) for track in heard["tracks"]] == [(0, "user"), (1, "model")]
    assert [each["rate"] for each in told] == [8000, 8000]
    assert pcm(told[0]) == call.user.tobytes()
    assert set(heard["clips"]) == {0, 2, 3, 4, 5, 6}
    for place, item_id, seconds in ((2, "item_told", 3.6), (4, "item_later", 3.2), (6, "item_bye_bye", 1.2)):
        assert heard["clips"][place][0] == 1
        assert piece(told, heard["clips"][place]) == call.model[item_id][: round(8000 * seconds)].tobytes()
    # From where speech began, by the server, to where it ended.
    for place, start_ms, end_ms in ((0, 700, 2400), (3, 10000, 11100), (5, 18000, 19300)):
        number, first, count = heard["clips"][place]
        assert (number, first, first + count) == (0, 8 * start_ms, 8 * end_ms)


def conversation_of(*items: bytes, format_: str = "audio/pcm", rate: int = 8000) -> Conversation:
    """Make a conversation in which the model says something, without times."""
    told = Conversation(rw.REALTIME, audio=True)
    session = {"type": "realtime", "audio": {"output": {"format": {"type": format_, "rate": rate}}}}
    told.feed(rw.structure({"type": "session.created", "session": session}))
    for number, data in enumerate(items):
        delta = {"item_id": f"i{number}", "response_id": "r", "delta": base64.b64encode(data).decode()}
        told.feed(rw.structure({"type": "response.output_audio.delta", **delta}))
    return told


def test_what_is_not_in_the_whole_is_kept_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the whole call is made of, an utterance is what was said; and a sample begins at an even byte."""
    conversation = conversation_of(b"\1\0\2\0")
    whole = Clip(data=b"\0\1\0\2\0\1", format=AudioFormat("audio/pcm", 8000), at=None)
    monkeypatch.setattr(Conversation, "passages", lambda _, side: ((whole,) if side == "model" else (),))  # pyright: ignore[reportUnknownArgumentType, reportUnknownLambdaType]
    sounds = Sounds()
    heard = sounds.add_call(conversation)
    assert heard == {"tracks": [{"sound": 0, "side": "model", "at": None}], "clips": {0: (1, 0, 2)}}
    assert piece(sounds.told()[0], heard["clips"][0]) == b"\1\0\2\0"


def test_a_format_that_nobody_knows() -> None:
    sounds = Sounds()
    heard = sounds.add_call(conversation_of(b"abcd", b"", format_="audio/opus"))
    assert heard == {"tracks": [], "clips": {}}
    told, notes = sounds.told()
    assert told == []
    heard = sounds.add_call(conversation_of(b"a", rate=8000))
    assert heard["clips"] == {}  # half a sample is nothing to hear
    assert list(notes) == ["1 utterances have audio of which nothing tells the format, so they cannot be heard."]


@pytest.mark.parametrize("law", ["audio/pcmu", "audio/pcma"])
def test_both_laws(law: str) -> None:
    data = bytes(range(256))
    conversation = conversation_of(data, format_=law)
    sounds = Sounds()
    heard = sounds.add_call(conversation)
    clip = conversation.items[0].audio
    assert clip is not None
    assert piece(sounds.told()[0], heard["clips"][0]) == clip.pcm() != b""


# Brought down


def test_mu_law_is_that_of_the_standard() -> None:
    """Every byte but the second zero is what the sample that it stands for becomes; and sizes are near."""
    decoded = memoryview(Clip(data=bytes(range(256)), format=AudioFormat("audio/pcmu")).pcm()).cast("h")
    for byte, sample in enumerate(decoded):
        assert _sounds.ulaw(sample) == (0xFF if byte == 0x7F else byte)
    for sample in range(-32768, 32768, 7):
        again = decoded[_sounds.ulaw(sample)]
        assert abs(again - sample) <= max(abs(sample) / 16, 4, abs(sample) - 32124)


@given(st.lists(st.integers(-32768, 32767), max_size=40), st.sampled_from([1, 2, 3, 6]))
def test_a_mean_stands_for_several(samples: list[int], count: int) -> None:
    data = array("h", samples)
    if sys.byteorder == "big":
        data.byteswap()
    squeezed = _sounds.squeezed(data.tobytes(), 8, count)
    sums = [sum(samples[i : i + count]) for i in range(0, len(samples) // count * count, count)]
    means = [abs(total) // count * (1 if total >= 0 else -1) for total in sums]
    assert squeezed == bytes(_sounds.ulaw(mean) for mean in means)


MOST = [
    # How many bytes there may be, of 2 s at 24 kHz and 1 s at 8 kHz: the coding, the rates, and what is missing.
    (112_000, "pcm", [24000, 8000], [0, 0]),
    (111_999, "ulaw", [24000, 8000], [0, 0]),
    (56_000, "ulaw", [24000, 8000], [0, 0]),
    (55_999, "ulaw", [12000, 8000], [0, 0]),
    (31_999, "ulaw", [8000, 8000], [0, 0]),
    (20_000, "ulaw", [8000, 8000], [0, 4000]),
    (0, "ulaw", [8000, 8000], [16000, 8000]),
]


@pytest.mark.parametrize(("most", "coding", "rates", "missing"), MOST)
def test_as_much_as_fits(most: int, coding: str, rates: list[int], missing: list[int]) -> None:
    sounds = Sounds(most)
    sounds.add_call(conversation_of(calls.voice(2, 24000, 100).tobytes(), rate=24000))
    sounds.add_call(conversation_of(calls.voice(1, 8000, 100).tobytes()))
    told, notes = sounds.told()
    assert [each["coding"] for each in told] == [coding] * 2
    assert [each["rate"] for each in told] == rates
    assert [each["missing"] for each in told] == missing
    assert sum(len(pcm(each)) for each in told) <= most
    said = list(notes)
    assert len(said) == (coding == "ulaw") + any(missing)
    if said:
        shown = ", ".join(f"{rate:,}" for rate in sorted(set(rates)))
        assert f"it is in µ-law here, at {shown} Hz, and not sample by sample." in said[0]
    if any(missing):
        assert said[1] == f"The last {sum(missing) / 8000:,.0f} s of audio are left out for the same reason."


def test_how_loud_it_is() -> None:
    samples = array("h", [0] * 400 + [32767, -32768] * 200 + [8192, 0] * 200 + [0])
    if sys.byteorder == "big":
        samples.byteswap()
    assert list(_sounds.peaks_of(samples.tobytes(), 8000)) == [0, 255, 128, 0]
    assert json.dumps(list(_sounds.peaks_of(b"", 8000))) == "[]"
