"""What was used, wherever a vendor has put it: `usage_of` finds it, and `Usage` has it by modality, cached tokens apart.

Servers agree on neither the place nor the names. xAI and Inworld have it beside the response, litellm has two spellings of
the details, vLLM counts prompts and completions. Nothing here changes an event: it is read as it came.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias, cast

import attrs

from realtime_wire._engine.mistakes import no_object_of
from realtime_wire._engine.model import Model, Wire
from realtime_wire._engine.unknown import MalformedEvent, UnknownEvent
from realtime_wire._engine.values import measure

__all__ = ["Tokens", "Usage", "usage_of"]


@attrs.frozen
class Tokens:
    """Tokens by what they stand for."""

    text: int = 0
    """Tokens of text."""

    audio: int = 0
    """Tokens of audio."""

    image: int = 0
    """Tokens of pictures."""

    other: int = 0
    """Tokens of which the server does not say what they stand for."""

    @property
    def total(self) -> int:
        """All of them."""
        return self.text + self.audio + self.image + self.other

    def __add__(self, more: Tokens) -> Tokens:
        if not isinstance(more, Tokens):  # pyright: ignore[reportUnnecessaryIsInstance]  where no checker looks
            return NotImplemented
        return Tokens(self.text + more.text, self.audio + more.audio, self.image + more.image, self.other + more.other)


@attrs.frozen
class Usage:
    """What one response or transcription used, or several together: ``sum(usages, rw.Usage())``.

    Input, cached input and output are apart, as their prices are: `input` and `cached` together are what the model read.
    """

    input: Tokens = Tokens()
    """Tokens that the model read, without those that the server still had."""

    cached: Tokens = Tokens()
    """Tokens of earlier turns that the server still had."""

    output: Tokens = Tokens()
    """Tokens that the model wrote, those of thinking included."""

    reasoning: int = 0
    """Tokens of thinking that is not shown; they are part of `output`."""

    seconds: float = 0
    """The length of audio, in seconds, where a transcription is billed by that."""

    @property
    def total(self) -> int:
        """All tokens, read and written."""
        return self.input.total + self.cached.total + self.output.total

    def __add__(self, more: Usage) -> Usage:
        if not isinstance(more, Usage):  # pyright: ignore[reportUnnecessaryIsInstance]  where no checker looks
            return NotImplemented
        return Usage(
            self.input + more.input,
            self.cached + more.cached,
            self.output + more.output,
            self.reasoning + more.reasoning,
            self.seconds + more.seconds,
        )

    @staticmethod
    def of(counts: Mapping[str, Any]) -> Usage:
        """Read the JSON object in which a server tells what was used; what is no count in it is passed over.

        No count either are 2 ** 63 and more tokens, and more than 2 ** 53 seconds.

        Where cached tokens are told in one number, they are taken to be text first, then audio, then pictures: what the
        server still has begins with the instructions.
        """
        read, cached, written, reasoning = numbers_of(counts)
        return Usage(Tokens(*read), Tokens(*cached), Tokens(*written), reasoning, _seconds(counts))


Numbers: TypeAlias = tuple[int, int, int, int]
"""Tokens of text, audio and pictures, and others."""


def numbers_of(counts: Mapping[str, Any]) -> tuple[Numbers, Numbers, Numbers, int]:
    """Return what `Usage.of` reads as bare numbers: of input, cached input and output, and those of thinking."""
    read, written = _group(counts, _INPUT_DETAILS), _group(counts, _OUTPUT_DETAILS)
    text, audio, image = _by_modality(read)
    cached_text, cached_audio, cached_image = cached = _by_modality(_group(read, _CACHED_DETAILS))
    total = sum(cached)
    left = max(_count(read, _CACHED) - total, 0)
    if total:
        text, audio, image = max(text - cached_text, 0), max(audio - cached_audio, 0), max(image - cached_image, 0)
    if left:
        taken = min(left, text)
        text, cached_text, left = text - taken, cached_text + taken, left - taken
        taken = min(left, audio)
        audio, cached_audio, left = audio - taken, cached_audio + taken, left - taken
        taken = min(left, image)
        image, cached_image, left = image - taken, cached_image + taken, left - taken
    others = _count(counts, _INPUT) - text - audio - image - cached_text - cached_audio - cached_image - left
    out_text, out_audio, out_image = _by_modality(written)
    out = _count(counts, _OUTPUT) - out_text - out_audio - out_image
    return (
        (text, audio, image, max(others, 0)),
        (cached_text, cached_audio, cached_image, left),
        (out_text, out_audio, out_image, max(out, 0)),
        _count(written, _REASONING),
    )


_INPUT = ("input_tokens", "prompt_tokens")
_OUTPUT = ("output_tokens", "completion_tokens")
_CACHED = ("cached_tokens",)
_CACHED_DETAILS = ("cached_tokens_details",)
_REASONING = ("reasoning_tokens",)
_INPUT_DETAILS = ("input_token_details", "input_tokens_details", "prompt_tokens_details")
_OUTPUT_DETAILS = ("output_token_details", "output_tokens_details", "completion_tokens_details")


# JSON has integers of the class `int` itself, and a bool is none.

_MOST = (1 << 63) - 1
"""What is more is no count, as no server counts like that. Sums would have more digits than Python writes, and costs be more
than a float holds."""


def _by_modality(group: Mapping[str, Any]) -> tuple[int, int, int]:
    """Return the counts of a group that are there by modality."""
    if not group:
        return 0, 0, 0
    text: Any = group.get("text_tokens")
    audio: Any = group.get("audio_tokens")
    image: Any = group.get("image_tokens")
    return (
        text if text.__class__ is int and 0 < text <= _MOST else 0,
        audio if audio.__class__ is int and 0 < audio <= _MOST else 0,
        image if image.__class__ is int and 0 < image <= _MOST else 0,
    )


def _count(counts: Mapping[str, Any], names: Iterable[str]) -> int:
    """Return the first count that is there under one of the names; 0 if there is none."""
    for name in names:
        found: Any = counts.get(name)
        if found.__class__ is int and 0 < found <= _MOST:
            return found
    return 0


def _group(counts: Mapping[str, Any], names: Iterable[str]) -> Mapping[str, Any]:
    for name in names:
        group: Any = counts.get(name)
        if isinstance(group, dict):
            return cast("Mapping[str, Any]", group)
    return _NOTHING


_NOTHING: Mapping[str, Any] = {}


def _seconds(counts: Mapping[str, Any]) -> float:
    seconds = measure(counts.get("seconds"))
    return 0 if seconds is None else max(seconds, 0)


def counts_of(event: object) -> Mapping[str, Any]:
    """Return the JSON object in which an event tells what was used; empty if it tells nothing.

    Of two spellings of the details, the first is left, so that nobody adds up both.
    """
    if isinstance(event, MalformedEvent):
        return counts_of(event.partial)
    if isinstance(event, UnknownEvent):
        return _once(_group(event.raw, ("usage",)))  # transcription.done of vLLM, for one
    if not isinstance(event, Model):
        return {}
    # Whatever the protocol: an event of another has classes of its own, and the same places.
    response = getattr(event, "response", None)
    usage = getattr(event if response is None else response, "usage", None)
    counts = usage.to_dict() if isinstance(usage, Wire) else {}
    return _once(counts or ({} if response is None else _group(event.extra, ("usage",))))


_AGAIN = {*_INPUT_DETAILS[1:], *_OUTPUT_DETAILS[1:]}
"""Without these, no details are there twice."""


def _once(counts: Mapping[str, Any]) -> Mapping[str, Any]:
    if _AGAIN.isdisjoint(counts):
        return counts
    again = [
        name for names in (_INPUT_DETAILS, _OUTPUT_DETAILS) for name in [one for one in names if one in counts][1:]
    ]
    return {name: count for name, count in counts.items() if name not in again} if again else counts


def usage_of(event: object) -> Usage | None:
    """Tell what a response or a transcription used, wherever its vendor has put it.

    Args:
        event: `response.done`, the end of a transcription, a `RealtimeResponse`, or one of these that is malformed or of an
            unknown type.

    Returns:
        None if nothing is told there. Live translation of Qwen counts on through the session: there, the last usage
        is that of the session, and adding them up counts most of it several times.

    Raises:
        TypeError: it is no object of this library; `Usage.of` reads what is plain JSON.
    """
    if not isinstance(event, Wire):
        raise no_object_of("usage_of", event)
    counts = counts_of(event)
    return Usage.of(counts) if counts else None
