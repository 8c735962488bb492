"""What goes over HTTP for translations: client secrets.

Paths in the docstrings are relative to the API's base URL. Schemas of the public API description:
`RealtimeTranslationClientSecretCreate*`.
"""

from realtime_wire._engine.model import Model, frozen
from realtime_wire._engine.places import Secret
from realtime_wire.realtime.http import ClientSecretExpiresAfter

from .session import RealtimeTranslationSession

__all__ = [
    "RealtimeTranslationClientSecretCreateRequest",
    "RealtimeTranslationClientSecretCreateResponse",
]


@frozen(kw_only=True)
class RealtimeTranslationClientSecretCreateRequest(Model):
    """Asks for a token that starts translation sessions. Body of `POST /realtime/translations/client_secrets`.

    Schema `RealtimeTranslationClientSecretCreateRequest`.
    """

    expires_after: ClientSecretExpiresAfter | None = None
    """How long the token is good. Ten minutes if absent."""

    session: RealtimeTranslationSession
    """The set-up of the sessions that the token starts; the server needs its `model`."""


@frozen(kw_only=True)
class RealtimeTranslationClientSecretCreateResponse(Model):
    """A client secret for translation sessions. Answer to `POST /realtime/translations/client_secrets`.

    Schema `RealtimeTranslationClientSecretCreateResponse`.
    """

    value: Secret[str]
    """The token, to be used as an API key is. Masked in `repr`."""

    expires_at: int
    """When the token ends, in seconds since the epoch."""

    session: RealtimeTranslationSession
    """The set-up of the sessions that the token starts."""
