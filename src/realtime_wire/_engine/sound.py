"""The base of classes with audio: it is base64 in JSON, and bytes to those who record and play it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from .errors import DecodeError
from .model import Model
from .places import AUDIO
from .schema import name_of_marked

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["WithAudio"]


def size_of(audio: str) -> int:
    """Tell how many bytes there are in so much base64, with and without its padding."""
    if audio[-1:] == "=":
        audio = audio.rstrip("=")
    return len(audio) * 3 // 4


class WithAudio(Model):
    """The base of a class that has one member of `AudioData`: it is made of bytes, and gives them back.

    ::

        socket.send(rw.encode(MyAudioEvent.of(pcm)))
        speaker.write(event.audio_bytes)
    """

    __slots__ = ()

    @classmethod
    def of(cls, audio: bytes | bytearray | memoryview, /, **others: Any) -> Self:
        """Make an object of the bytes of some audio; `others` are its other members.

        Raises:
            TypeError: what is given are no bytes, or another member is missing or has no place there.
        """
        from base64 import b64encode  # noqa: PLC0415  few programs need it

        name = _MEMBER[cls]
        if isinstance(audio, str):
            msg = f"{cls.__name__}.of takes the bytes of the audio; what is base64 already is its {name}={name}"
            raise TypeError(msg)
        return cast("Self", cast("Any", cls)(**{name: b64encode(audio).decode(), **others}))

    @property
    def audio_bytes(self) -> bytes:
        """The bytes of the audio, in whatever format the session has; none if there is no audio here.

        Raises:
            DecodeError: what stands there is not base64.
        """
        from base64 import b64decode  # noqa: PLC0415  few programs need it

        name = _MEMBER[type(self)]
        try:
            return b64decode(getattr(self, name) or "", validate=True)
        except ValueError:
            pass
        # Outside of the block above: what the standard library says of it goes by the text.
        raise DecodeError("base64", "another string", steps=(name,))


_MEMBER = name_of_marked(AUDIO, "AudioData", "WithAudio")
"""The name of the member with the audio."""
