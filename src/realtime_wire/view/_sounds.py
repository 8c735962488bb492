"""Sound: what a page carries of the audio of calls, and how exactly.

A page has to open at once. As long as all audio fits, it is there sample by sample, as 16-bit PCM. If it does not, it becomes
µ-law, of which a sample takes half as much, at as high a rate as fits; beyond that the end is left out. The page says which.

An utterance is mostly a piece of the whole call, and then only where it is found in it is kept.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from operator import add
from typing import Any, TypeAlias

import attrs

from realtime_wire.conversation import Clip, Conversation
from realtime_wire.conversation._clips import samples_of

__all__ = ["MOST_BYTES", "Sounds", "peaks_of", "squeezed", "ulaw"]

Json: TypeAlias = dict[str, Any]

MOST_BYTES = 32_000_000
"""How many bytes of audio a page has, before they become base64."""

LOWEST = 8000
"""The rate below which none is brought, in Hz: that of a telephone."""

PEAKS = 20
"""How many times a second the page knows how loud it was."""

WIDTH = 2
"""The bytes of a sample of 16 bits."""

LOUDEST = 1 << 15


def ulaw(sample: int) -> int:
    """Return the µ-law byte of a sample of 16 bits, as in G.711."""
    bias, clip = 0x84, 0x7F7B
    sign, magnitude = (0x80, -sample) if sample < 0 else (0, sample)
    magnitude = min(magnitude, clip) + bias
    exponent = magnitude.bit_length() - 8
    return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0F)) & 0xFF


SILENCE = ulaw(0)


@cache
def _table(count: int) -> bytes:
    """Return the µ-law bytes of the means of so many samples, by their sum; those of negative sums are counted from the end."""
    above = [ulaw(total // count) for total in range((LOUDEST - 1) * count + 1)]
    below = [ulaw(-(-total // count)) for total in range(-LOUDEST * count, 0)]
    return bytes(above + below)


def squeezed(pcm: bytes, rate: int, count: int) -> bytes:
    """Return µ-law, a byte for each `count` samples, of which it has the mean."""
    out, table = bytearray(), _table(count)
    step = rate // count * count or count
    samples = samples_of(pcm)
    for start in range(0, len(samples) - count + 1, step):
        piece = samples[start : start + step]
        piece = piece[: len(piece) // count * count]
        if not any(piece):
            out += bytes([SILENCE]) * (len(piece) // count)
            continue
        total: Any = piece[::count]
        for offset in range(1, count):
            total = map(add, total, piece[offset::count])
        out += bytes(map(table.__getitem__, total))
    return bytes(out)


def peaks_of(pcm: bytes, rate: int) -> bytes:
    """Return how loud it is: a byte for each twentieth of a second, by the root, so that what is quiet shows as well."""
    samples, width = samples_of(pcm), max(rate // PEAKS, 1)
    few = max(width // 200, 1)  # of a hundred and more samples, the loudest is hardly ever far from those looked at
    pieces = (samples[start : start + width : few] for start in range(0, len(samples), width))
    loudest = ((max(piece), -min(piece)) for piece in pieces)
    return bytes(min(255, round((max(both) / LOUDEST) ** 0.5 * 255)) for both in loudest)


def _pcm_of(clip: Clip) -> bytes | None:
    """Return the samples of what was heard; None if nobody knows how it is encoded."""
    try:
        return clip.heard().pcm()
    except ValueError:
        return None


@attrs.frozen
class _Sound:
    """Something to carry."""

    pcm: bytes
    rate: int


class Sounds:
    """The audio of a page."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        """Begin without any; `most` is how many bytes there may be."""
        self._most = most
        self._sounds: list[_Sound] = []
        self.unclear = 0
        """How many utterances have audio of which nobody knows the format."""

    def add_call(self, conversation: Conversation) -> Json:
        """Take in the audio of a conversation; return where it is to be heard.

        Returns:
            ``tracks``, with the number of a sound, its side and when it begins, None if nobody knows: of each side there are
            several where it is silent for long; and ``clips``, with the number of a sound, the first sample and how many
            there are, for each item that has audio, by its place.
        """
        tracks: list[Json] = []
        wholes: list[tuple[int, int, bytes]] = []
        for side in ("user", "model"):
            for clip in chain.from_iterable(conversation.passages(side)):
                pcm = _pcm_of(clip)
                if pcm:
                    number = self._keep(pcm, clip.rate)
                    wholes.append((number, clip.rate or 0, pcm))
                    tracks.append({"sound": number, "side": side, "at": clip.at})
        clips: dict[int, tuple[int, int, int]] = {}
        begins: dict[int, int] = {}
        for place, item in enumerate(conversation.items):
            if item.audio is None or not item.audio.data:
                continue
            pcm, rate = _pcm_of(item.audio), item.audio.rate or 0
            if pcm is None:
                self.unclear += 1
            elif pcm:
                found = self._found(pcm, rate, wholes, begins)
                clips[place] = found or (self._keep(pcm, rate), 0, len(pcm) // WIDTH)
        return {"tracks": tracks, "clips": clips}

    def _keep(self, pcm: bytes, rate: int | None) -> int:
        self._sounds.append(_Sound(pcm, rate or LOWEST))
        return len(self._sounds) - 1

    @staticmethod
    def _found(
        pcm: bytes, rate: int, wholes: Sequence[tuple[int, int, bytes]], begins: dict[int, int]
    ) -> tuple[int, int, int] | None:
        """Find the samples of an utterance in those of the whole call, behind the one before."""
        for number, whole_rate, whole in wholes:
            place = whole.find(pcm, begins.get(number, 0)) if rate == whole_rate else -1
            while place % WIDTH and place > 0:
                place = whole.find(pcm, place + 1)
            if place >= 0:
                begins[number] = place + len(pcm)
                return number, place // WIDTH, len(pcm) // WIDTH
        return None

    def told(self) -> tuple[list[Json], Iterator[str]]:
        """Return the sounds for the page, and what is to be said of them."""
        wanted = sum(len(sound.pcm) for sound in self._sounds)
        exact = wanted <= self._most
        count = 0 if exact else self._sparing()
        left, sounds = self._most, list[Json]()
        for sound in self._sounds:
            each = min(count, max(sound.rate // LOWEST, 1))
            if exact:
                data, rate = sound.pcm, sound.rate
            else:
                data, rate = squeezed(sound.pcm, sound.rate, each), sound.rate // each
            kept = data[:left]
            left -= len(kept)
            sounds.append(
                {
                    "rate": rate,
                    "each": max(each, 1),
                    "coding": "pcm" if exact else "ulaw",
                    "data": base64.b64encode(kept).decode(),
                    "peaks": base64.b64encode(peaks_of(sound.pcm, sound.rate)).decode(),
                    "missing": len(data) - len(kept),
                }
            )
        return sounds, self._notes(wanted, sounds)

    def _sparing(self) -> int:
        """Return of how many samples one is left, so that all fits if it can."""
        highest = max((sound.rate // LOWEST for sound in self._sounds), default=1)
        for count in range(1, highest + 1):
            if sum(len(s.pcm) // WIDTH // min(count, max(s.rate // LOWEST, 1)) for s in self._sounds) <= self._most:
                return count
        return max(highest, 1)

    def _notes(self, wanted: int, sounds: Sequence[Json]) -> Iterator[str]:
        if any(sound["coding"] == "ulaw" for sound in sounds):
            rates = ", ".join(f"{rate:,}" for rate in sorted({sound["rate"] for sound in sounds}))
            yield (
                f"The audio would take {wanted / 1e6:,.0f} MB, and a page with more than {self._most / 1e6:,.0f} MB of it would "
                f"open slowly: it is in µ-law here, at {rates} Hz, and not sample by sample."
            )
        missing = sum(sound["missing"] / sound["rate"] for sound in sounds)
        if missing:
            yield f"The last {missing:,.0f} s of audio are left out for the same reason."
        if self.unclear:
            yield f"{self.unclear:,} utterances have audio of which nothing tells the format, so they cannot be heard."
