"""Audio: its formats on a WebSocket, and the voice of the model.

Schemas of the published types: `AudioFormat`, `BuiltInVoice`, `SessionConfig`, its `audio`.
"""

from typing import Literal

from realtime_wire._engine.model import Model, frozen
from realtime_wire._engine.unknown import Unknown
from realtime_wire.realtime.audio import CustomVoice

__all__ = ["Audio", "AudioFormat", "AudioOutput", "AudioPCM", "AudioPCMA", "AudioPCMU", "Voice"]


@frozen(kw_only=True)
class AudioPCM(Model):
    """16-bit little-endian PCM, mono. Schema `AudioFormat`, `audio/pcm`."""

    type: Literal["audio/pcm"] = "audio/pcm"
    """The format."""

    rate: int | None = None
    """Samples a second, in Hz: 16000 or 24000."""


@frozen(kw_only=True)
class AudioPCMU(Model):
    """G.711 mu-law, mono. Schema `AudioFormat`, `audio/pcmu`."""

    type: Literal["audio/pcmu"] = "audio/pcmu"
    """The format."""

    rate: int | None = None
    """Samples a second, in Hz: 8000."""


@frozen(kw_only=True)
class AudioPCMA(Model):
    """G.711 A-law, mono. Schema `AudioFormat`, `audio/pcma`."""

    type: Literal["audio/pcma"] = "audio/pcma"
    """The format."""

    rate: int | None = None
    """Samples a second, in Hz: 8000."""


AudioFormat = AudioPCM | AudioPCMU | AudioPCMA | Unknown
"""How audio is encoded on a WebSocket, in both directions. Schema `AudioFormat`."""

Voice = (
    Literal[
        "alloy",
        "ash",
        "ballad",
        "beacon",
        "bossa",
        "cedar",
        "cinder",
        "coral",
        "delta",
        "echo",
        "gleam",
        "marin",
        "meridian",
        "quartz",
        "ripple",
        "sage",
        "shida",
        "shimmer",
        "stone",
        "tempo",
        "verse",
        "vesper",
        "willow",
    ]
    | str
    | CustomVoice
    | Unknown
)
"""Who speaks: a built-in voice by name, or one of your own by id. Schemas `BuiltInVoice`, `CustomVoice`."""


@frozen(kw_only=True)
class AudioOutput(Model):
    """How the model speaks. Schema `SessionConfig`, `audio.output`."""

    voice: Voice | None = None
    """The voice, fixed once the session has started. Server default `marin`."""


@frozen(kw_only=True)
class Audio(Model):
    """The audio of a session. Schema `SessionConfig`, `audio`."""

    format: AudioFormat | None = None
    """How audio is encoded, in both directions. For WebSockets only: WebRTC and SIP agree on it elsewhere, and a sideband
    is told none."""

    output: AudioOutput | None = None
    """How the model speaks."""
