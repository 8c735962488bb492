"""A piece of sound, as it came and as samples: PCM and G.711, with what the standard library has left of both."""

from __future__ import annotations

import io
import sys
import wave
from array import array
from collections.abc import Sequence
from functools import cache
from math import gcd

import attrs

from realtime_wire._engine.facts import AudioFormat

__all__ = ["WIDTH", "Clip", "Room", "joined", "pcm_at", "samples_of", "stereo"]

WIDTH = 2
"""The bytes of a sample of 16 bits."""

SILENCE = 600 * 24_000 * WIDTH
"""How much silence is made, in bytes, however little is said: what ten minutes take at 24000 Hz, 29 MB."""

TIMES = 50
"""How many times as much silence as what is said is made beyond that."""

MOST_WAV = (1 << 32) - 1 - 36
"""How many bytes of samples a WAV can tell of."""


@attrs.define
class Room:
    """How much silence may still be made, in bytes. A time is a few digits, so without a bound a line could ask for gigabytes."""

    left: int

    @classmethod
    def beside(cls, size: int) -> Room:
        """Return how much there may be beside audio of so many bytes."""
        return cls(SILENCE + TIMES * size)

    def take(self, size: int) -> bool:
        """Tell whether there is room for so much, and take it if there is."""
        if size > self.left:
            return False
        self.left -= size
        return True


@attrs.frozen(kw_only=True)
class Clip:
    """A piece of sound, with one channel."""

    data: bytes = attrs.field(repr=lambda data: f"<{len(data)} bytes>")
    """The audio as it was on the wire, without the base64 around it."""

    format: AudioFormat | None = None
    """How it is encoded; None if nothing tells. ``attrs.evolve(clip, format=...)`` says it."""

    at: float | None = None
    """When it begins to be heard, in seconds of the clock of the conversation; None if there are no times."""

    heard_ms: float | None = None
    """Where its playback was cut, in milliseconds from its begin; None if it was not."""

    @property
    def rate(self) -> int | None:
        """How many samples a second has, in Hz; None if the format is not known, or not one with samples."""
        return None if self.format is None else self.format.hertz

    @property
    def ms(self) -> float | None:
        """How long it is, in milliseconds; None if the format does not tell."""
        pace = None if self.format is None else self.format.bytes_per_ms
        return len(self.data) / pace if pace else None

    def pcm(self) -> bytes:
        """Return its samples: 16 bits each, the lower byte first, `rate` a second. Half a sample at the end is left out.

        Raises:
            ValueError: the format is not known, is neither PCM of 16 bits nor G.711, or has a rate that no audio has.
        """
        coding = self._known().coding
        return self.data[: len(self.data) & ~1] if coding == "pcm" else _expanded(self.data, is_a=coding == "A-law")

    def wav(self) -> bytes:
        """Return it as a file that all players know: WAV, with the samples of `pcm`.

        Raises:
            ValueError: as `pcm` does, and if there is more than 4 GB, of which no WAV can tell.
        """
        return _wav(self.pcm(), self._known().hertz or 0, 1)

    def heard(self) -> Clip:
        """Return what was heard of it: the same, unless it was cut.

        Raises:
            ValueError: it was cut, and its format is not known.
        """
        if self.heard_ms is None:
            return self
        return attrs.evolve(self, data=self.data[: bytes_in(self.heard_ms, self._known())])

    def resampled(self, rate: int) -> Clip:
        """Return it as PCM at another rate, with straight lines between the samples: good enough to listen to.

        Raises:
            ValueError: as `pcm` does, and if no audio has that rate: there are those from 4000 to 192000 Hz.
        """
        told = AudioFormat("audio/pcm", rate)
        if rate != told.hertz:
            msg = "the rate has to be one that audio has, from 4000 to 192000 Hz"
            raise ValueError(msg)
        return attrs.evolve(self, data=pcm_at(self, rate), format=told)

    def _known(self) -> AudioFormat:
        if self.format is None:
            msg = "nothing tells how this audio is encoded: attrs.evolve(clip, format=facts.AudioFormat(...)) says it"
        elif self.format.coding is None:
            msg = f"samples are read from PCM of 16 bits and from G.711, and not from {self.format.name}: use its data"
        elif self.format.hertz is None:
            msg = "no audio has the rate of this format: attrs.evolve(clip, format=facts.AudioFormat(...)) says another"
        else:
            return self.format
        raise ValueError(msg)


def bytes_in(ms: float, told: AudioFormat) -> int:
    """Return how many bytes so many milliseconds take, in whole samples."""
    return round(ms * (told.hertz or 0) / 1000) * (2 if told.coding == "pcm" else 1)


def joined(clips: Sequence[Clip]) -> Clip | None:
    """Put clips together, one after the other; if their formats differ, as PCM at the rate of the first."""
    if len(clips) < 2:  # noqa: PLR2004  nothing to join
        return clips[0] if clips else None
    first, heard_ms = clips[0], None
    told = {clip.format for clip in clips}
    if len(told) == 1 or any(each is None or each.hertz is None for each in told):
        data, format_ = b"".join(clip.data for clip in clips), first.format if len(told) == 1 else None
    else:
        format_ = AudioFormat("audio/pcm", first.rate)
        data = b"".join(pcm_at(clip, first.rate or 0) for clip in clips)
    before: float = 0
    for clip in clips:
        if clip.heard_ms is not None:
            heard_ms = before + clip.heard_ms
            break
        before += clip.ms or 0
    return Clip(data=data, format=format_, at=first.at, heard_ms=heard_ms)


def stereo(left: Clip | None, right: Clip | None) -> bytes:
    """Return two clips, of which one may be None, as one WAV, each on its side, as far apart as their times say.

    Raises:
        ValueError: a format is not known, or they are so far apart that it would be nearly all silence.
    """
    clips = [clip for clip in (left, right) if clip is not None]
    samples = [clip.pcm() for clip in clips]
    room = Room.beside(sum(map(len, samples)))
    rate = max(clip.rate or 0 for clip in clips)
    times = [clip.at for clip in clips if clip.at is not None]
    origin = min(times) if len(times) == len(clips) else None
    tracks: list[bytes] = []
    for clip in (left, right):
        apart = 0 if clip is None or clip.at is None or origin is None else clip.at - origin
        late = WIDTH * round(apart * rate)
        if not room.take(late):
            msg = (
                f"one side begins {apart:,.0f} s after the other: passages() has the sound of each without such silence"
            )
            raise ValueError(msg)
        tracks.append(b"" if clip is None else bytes(late) + pcm_at(clip, rate))
    length = max(map(len, tracks))
    both = bytearray(2 * length)
    for side, track in enumerate(tracks):
        both[2 * side : 2 * len(track) : 4], both[2 * side + 1 : 2 * len(track) : 4] = track[::2], track[1::2]
    return _wav(bytes(both), rate, 2)


def _wav(samples: bytes, rate: int, channels: int) -> bytes:
    if len(samples) > MOST_WAV:
        msg = f"a WAV has no room for {len(samples):,} bytes of samples"
        raise ValueError(msg)
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(samples)
    return file.getvalue()


def pcm_at(clip: Clip, rate: int) -> bytes:
    """Return the samples of a clip at a rate."""
    samples, own = clip.pcm(), clip.rate or 0
    return samples if own == rate or not samples else _at_rate(samples, own, rate)


def _at_rate(samples: bytes, own: int, rate: int) -> bytes:
    """Take samples at another rate.

    Of as many samples as come before the two rates meet again, each stands at its own place between two of the old ones, and
    so does each that is a multiple of that many later: those are made at once.
    """
    common = gcd(own, rate)
    steps, old_steps = rate // common, own // common
    old = samples_of(samples)
    old.append(old[-1])
    new = array("h", bytes(2 * -((1 - len(old)) * steps // old_steps)))
    for step in range(min(steps, len(new))):
        begin, share = divmod(step * old_steps, steps)
        pairs = zip(old[begin:-1:old_steps], old[begin + 1 :: old_steps])  # noqa: B905  strict is new in 3.10 and slow
        new[step::steps] = array("h", [a + (b - a) * share // steps for a, b in pairs])
    return _ordered(new).tobytes()


def samples_of(pcm: bytes) -> array[int]:
    """Return samples, of which the lower byte comes first, as numbers."""
    return _ordered(array("h", pcm))


def _ordered(samples: array[int]) -> array[int]:
    """Turn samples from the order of bytes of this machine into that of PCM, or back."""
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def _expanded(data: bytes, *, is_a: bool) -> bytes:
    """Return the samples of G.711."""
    low, high = _tables(is_a=is_a)
    samples = bytearray(2 * len(data))
    samples[::2], samples[1::2] = data.translate(low), data.translate(high)
    return bytes(samples)


@cache
def _tables(*, is_a: bool) -> tuple[bytes, bytes]:
    """Return the lower and the upper bytes of the samples that the bytes of G.711 stand for."""
    values = [(_of_a_law if is_a else _of_mu_law)(byte) & 0xFFFF for byte in range(256)]
    return bytes(value & 0xFF for value in values), bytes(value >> 8 for value in values)


def _of_mu_law(byte: int) -> int:
    """Return the sample of a byte, by ITU-T G.711: all bits inverted; a sign, 3 bits of exponent, 4 of mantissa."""
    told = ~byte
    size = (((told & 0x0F) << 3) + 0x84) << (told >> 4 & 0x07)
    return 0x84 - size if told & 0x80 else size - 0x84


def _of_a_law(byte: int) -> int:
    """Return the sample of a byte, by ITU-T G.711: every second bit inverted; a set sign is a sample above zero."""
    told = byte ^ 0x55
    exponent = told >> 4 & 0x07
    size = ((told & 0x0F) << 4) + 8
    size = size if exponent == 0 else (size + 0x100) << (exponent - 1)
    return size if told & 0x80 else -size
