"""What goes over HTTP: client secrets, calls by WebRTC and SIP, the webhook of an incoming call.

Paths in the docstrings are relative to the API's base URL. Schemas of the public API description:
`RealtimeCreateClientSecret*`, `RealtimeCall*Request`, `WebhookRealtimeCallIncoming`.
"""

from typing import Annotated, Literal

from realtime_wire._engine.model import Model, field, frozen
from realtime_wire._engine.places import Limits, Secret
from realtime_wire._engine.values import array

from .session import AnyRealtimeSession, RealtimeSession

__all__ = [
    "ClientSecretExpiresAfter",
    "RealtimeCallAcceptRequest",
    "RealtimeCallCreateRequest",
    "RealtimeCallIncomingData",
    "RealtimeCallReferRequest",
    "RealtimeCallRejectRequest",
    "RealtimeCreateClientSecretRequest",
    "RealtimeCreateClientSecretResponse",
    "SipHeader",
    "WebhookRealtimeCallIncoming",
]


@frozen(kw_only=True)
class ClientSecretExpiresAfter(Model):
    """How long a client secret can start sessions; those that it has started go on.

    Schema `RealtimeCreateClientSecretRequest`, `expires_after`.
    """

    anchor: Literal["created_at"] | str | None = None
    """What the time counts from. Server default `created_at`, the making of the secret."""

    seconds: Annotated[int, Limits(least=10, most=7200)] | None = None
    """How long the secret is good, in seconds, 10 to 7200. Server default 600."""


@frozen(kw_only=True)
class RealtimeCreateClientSecretRequest(Model):
    """Asks for a token that a browser or an app can start sessions with. Body of `POST /realtime/client_secrets`.

    Schema `RealtimeCreateClientSecretRequest`.
    """

    expires_after: ClientSecretExpiresAfter | None = None
    """How long the token is good. Ten minutes if absent."""

    session: AnyRealtimeSession | None = None
    """The set-up of the sessions that the token starts, conversation or transcription."""


@frozen(kw_only=True)
class RealtimeCreateClientSecretResponse(Model):
    """A client secret, and the session it is for. Answer to `POST /realtime/client_secrets`.

    Schema `RealtimeCreateClientSecretResponse`.
    """

    value: Secret[str]
    """The token, to be used as an API key is. Masked in `repr`."""

    expires_at: int
    """When the token ends, in seconds since the epoch."""

    session: AnyRealtimeSession
    """The set-up of the sessions that the token starts."""


@frozen(kw_only=True)
class RealtimeCallCreateRequest(Model):
    """Starts a call by WebRTC; the answer is the server's SDP, as plain text. Parts of `POST /realtime/calls`.

    The two members are the parts of a multipart form, `sdp` as `application/sdp` and `session` as `application/json`.
    Schema `RealtimeCallCreateRequest`.
    """

    sdp: Secret[str]
    """The caller's offer, in the Session Description Protocol. It holds credentials, so `repr` masks it."""

    session: AnyRealtimeSession | None = None
    """The set-up of the session that takes the call."""


RealtimeCallAcceptRequest = RealtimeSession
"""Takes an incoming SIP call: the body of `POST /realtime/calls/{call_id}/accept` is a session, with its `type`."""


@frozen(kw_only=True)
class RealtimeCallReferRequest(Model):
    """Hands a SIP call over to someone else. Body of `POST /realtime/calls/{call_id}/refer`.

    Schema `RealtimeCallReferRequest`.
    """

    target_uri: str
    """Where the call goes, as the SIP header Refer-To has it: `tel:+14155550123`, `sip:agent@example.com`."""


@frozen(kw_only=True)
class RealtimeCallRejectRequest(Model):
    """Turns an incoming SIP call down. Body of `POST /realtime/calls/{call_id}/reject`.

    Schema `RealtimeCallRejectRequest`.
    """

    status_code: int | None = None
    """The SIP status that the caller gets. Server default 603, Decline."""


@frozen(kw_only=True)
class SipHeader(Model):
    """A header of the SIP INVITE of an incoming call. Schema `WebhookRealtimeCallIncoming`, `data.sip_headers`."""

    name: str
    """The name of the header."""

    value: str
    """Its value, as the caller's side wrote it: do not trust it."""


@frozen(kw_only=True)
class RealtimeCallIncomingData(Model):
    """The call that waits to be accepted or rejected.

    Schema `WebhookRealtimeCallIncoming`, `data`; `sip_media_security` comes from the `openai` package.
    """

    call_id: str
    """The id of the call, to accept, reject, refer or hang up with; such as `rtc_1234`."""

    sip_headers: tuple[SipHeader, ...] = field(converter=array)
    """The headers of the SIP INVITE in their order; names may repeat."""

    sip_media_security: Literal["rtp", "srtp"] | str | None = None
    """Whether the caller's audio is encrypted on its way: `srtp` if so, `rtp` if not; absent if not known."""


@frozen(kw_only=True)
class WebhookRealtimeCallIncoming(Model):
    """Tells an application that a SIP call has come in. Body of a webhook request, from the server.

    The Live API may report the same call with an event of its own; the first of the two to accept it has it. Schema
    `WebhookRealtimeCallIncoming`.
    """

    type: Literal["realtime.call.incoming"] = "realtime.call.incoming"
    """The kind of webhook event."""

    created_at: int
    """When the event was made, in seconds since the epoch."""

    id: str
    """The id of the webhook event; not of the call."""

    data: RealtimeCallIncomingData
    """The call."""

    object: Literal["event"] | str | None = None
    """What kind of object this is."""
