"""What OpenAI's translation API refuses or ignores of what clients send, beyond what the declarations say.

It is what the public API description requires of requests alone, as the classes are those of answers as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from realtime_wire._engine.advice import Adviser, Told, from_servers, is_set, needs
from realtime_wire.realtime.audio import AudioInputNoiseReduction, InputAudioTranscription

from .client_events import SessionUpdateEvent
from .http import RealtimeTranslationClientSecretCreateRequest
from .session import RealtimeTranslationSession

__all__ = ["ADVICE"]


def _update(obj: SessionUpdateEvent) -> Iterator[Told]:
    if is_set(obj.session, "model"):
        yield ("session", "model"), "cannot be changed", "it is chosen when the session begins"


def _create(obj: RealtimeTranslationClientSecretCreateRequest) -> Iterator[Told]:
    if not is_set(obj.session, "model"):
        yield ("session", "model"), "is missing", "the server wants it"


ADVICE: Mapping[type, Adviser] = {
    RealtimeTranslationSession: from_servers("type", "id", "expires_at"),
    SessionUpdateEvent: _update,
    RealtimeTranslationClientSecretCreateRequest: _create,
    InputAudioTranscription: needs("model"),
    AudioInputNoiseReduction: needs("type"),
}
"""What to tell of objects of a class."""
