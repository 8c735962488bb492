"""What corresponds in the two shapes of the Realtime API: that of today, and the flat one from before general availability.

`ROWS` is the table; conversions between the shapes go by it, and so does what is told of settings in the older one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple, cast

from realtime_wire._engine.model import Model
from realtime_wire._engine.schema import member_of

from .audio import AudioPCM, AudioPCMA, AudioPCMU

__all__ = ["NONE", "ROWS", "Row", "rows_of"]

NONE: Any = object()
"""Stands for a value that is not there, and for one that has no counterpart."""


def _same(value: Any) -> Any:
    return value


def _ga_modalities(value: tuple[str, ...]) -> Any:
    # Before GA, speech came with its text under two names; today audio has a transcript by itself.
    return ("audio",) if sorted(value) == ["audio", "text"] else value


def _flat_modalities(value: tuple[str, ...]) -> Any:
    return ("text", "audio") if value == ("audio",) else value


@cache
def _formats() -> dict[str, Any]:
    """Return the formats of audio by the names that they had before GA."""
    return {"pcm16": AudioPCM(rate=24000), "g711_ulaw": AudioPCMU(), "g711_alaw": AudioPCMA()}


def _ga_format(value: str) -> Any:
    return _formats().get(value, NONE)


def _flat_format(value: Any) -> Any:
    return next((name for name, each in _formats().items() if each == value), NONE)


class Row(NamedTuple):
    """A member that stands in two places, or in one alone."""

    flat: str | None
    """Its name before GA; None if there was none."""

    ga: tuple[str, ...] | None
    """The way to it today; None if there is none."""

    to_ga: Callable[[Any], Any] = _same
    """Gives the value of today for one from before GA, `NONE` if there is none."""

    to_flat: Callable[[Any], Any] = _same
    """Gives the value from before GA, `NONE` if there was none."""


ROWS = (
    Row("modalities", ("output_modalities",), _ga_modalities, _flat_modalities),
    Row("voice", ("audio", "output", "voice")),
    Row("speed", ("audio", "output", "speed")),
    Row("input_audio_format", ("audio", "input", "format"), _ga_format, _flat_format),
    Row("output_audio_format", ("audio", "output", "format"), _ga_format, _flat_format),
    Row("input_audio_transcription", ("audio", "input", "transcription")),
    Row("input_audio_noise_reduction", ("audio", "input", "noise_reduction")),
    Row("turn_detection", ("audio", "input", "turn_detection")),
    Row("max_response_output_tokens", ("max_output_tokens",)),
    Row("temperature", None),
    Row("client_secret", None),
    Row(None, ("parallel_tool_calls",)),
    Row(None, ("prompt",)),
    Row(None, ("reasoning",)),
    Row(None, ("truncation",)),
)
"""What corresponds in sessions, responses and the requests for them, as far as each has it."""


def rows_of(cls: type[Model]) -> Iterator[Row]:
    """Give the rows that a class has a part in."""
    for row in ROWS:
        if member_of(cls, row.flat or cast("tuple[str, ...]", row.ga)[0]) is not None:
            yield row
