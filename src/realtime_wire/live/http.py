"""What goes over HTTP: sessions by WebRTC, telephone calls by SIP, and the webhooks that tell of them.

Paths in the docstrings are relative to the API's base URL. Schemas of the published types: `LiveCreateParams`,
`LiveCreateResponse`, `SessionForkParams`, `SessionForkResponse`, `SessionAcceptParams`, `SessionReferParams`,
`SessionRejectParams` and the `Live…WebhookEvent`.
"""

from typing import Literal

from realtime_wire._engine.model import Model, field, frozen
from realtime_wire._engine.places import Secret
from realtime_wire._engine.values import array
from realtime_wire.realtime.http import SipHeader

from .session import LiveSession

__all__ = [
    "LiveAcceptRequest",
    "LiveCallIncomingData",
    "LiveCreateRequest",
    "LiveCreateResponse",
    "LiveForkRequest",
    "LiveReferRequest",
    "LiveRejectRequest",
    "LiveTransport",
    "LiveTransportConnectedData",
    "LiveTransportIncomingData",
    "WebhookLiveCallIncoming",
    "WebhookLiveTransportConnected",
    "WebhookLiveTransportIncoming",
]


@frozen(kw_only=True)
class LiveTransport(Model):
    """How audio travels. Schemas `LiveCreateParams` and `LiveCreateResponse`, their `transport`."""

    type: Literal["webrtc"] | str
    """The kind of transport: `webrtc`."""

    sdp: Secret[str]
    """The caller's offer, or the server's answer, in the Session Description Protocol. It holds credentials, so `repr`
    masks it."""


@frozen(kw_only=True)
class LiveCreateRequest(Model):
    """Starts a session by WebRTC. Body of `POST /live/sessions`. Schema `LiveCreateParams`."""

    session: LiveSession
    """The session; servers need its `model`."""

    transport: LiveTransport
    """The caller's offer."""


@frozen(kw_only=True)
class LiveCreateResponse(Model):
    """A session by WebRTC. Answer to `POST /live/sessions` and to `POST /live/sessions/{session_id}/fork`.

    Schemas `LiveCreateResponse` and `SessionForkResponse`.
    """

    session: LiveSession
    """The session, of which only the `id` is told: the data channel brings the rest."""

    transport: LiveTransport
    """The server's answer."""


@frozen(kw_only=True)
class LiveForkRequest(Model):
    """Starts a session from one that was kept. Body of `POST /live/sessions/{session_id}/fork`.

    Schema `SessionForkParams`.
    """

    session: LiveSession | None = None
    """What is else: `client`, `delegation` and `store`."""

    transport: LiveTransport
    """The caller's offer."""


@frozen(kw_only=True)
class LiveAcceptRequest(Model):
    """Takes an incoming call by SIP. Body of `POST /live/sessions/{session_id}/accept`. Schema `SessionAcceptParams`."""

    session: LiveSession
    """The session that takes the call; servers need its `type` and its `model`."""


@frozen(kw_only=True)
class LiveReferRequest(Model):
    """Hands a call by SIP over to someone else. Body of `POST /live/sessions/{session_id}/refer`.

    Schema `SessionReferParams`.
    """

    target_uri: str
    """Where the call goes, as the SIP header Refer-To has it: `tel:+14155550123`, `sip:agent@example.com`."""


@frozen(kw_only=True)
class LiveRejectRequest(Model):
    """Turns an incoming call by SIP down. Body of `POST /live/sessions/{session_id}/reject`.

    Schema `SessionRejectParams`.
    """

    status_code: int
    """The SIP status that the caller gets, from 300 to 699."""


# Webhooks


@frozen(kw_only=True)
class LiveTransportIncomingData(Model):
    """The call that waits to be accepted or rejected. Schema `LiveTransportIncomingWebhookEvent`, `data`."""

    type: Literal["sip"] | str | None = None
    """How it comes: by `sip`."""

    session_id: str
    """The id of the session that there would be, to accept, reject, refer or hang up with."""

    sip_headers: tuple[SipHeader, ...] | None = field(default=None, converter=array)
    """The headers of the SIP INVITE in their order; names may repeat."""

    sip_media_security: Literal["rtp", "srtp"] | str | None = None
    """Whether the caller's audio is encrypted on its way: `srtp` if so, `rtp` if not; absent if not known."""


@frozen(kw_only=True)
class WebhookLiveTransportIncoming(Model):
    """Tells an application that a call by SIP has come in. Schema `LiveTransportIncomingWebhookEvent`.

    A `realtime.call.incoming` comes as well; the first of the two APIs to accept the call has it.
    """

    type: Literal["live.transport.incoming"] = "live.transport.incoming"
    """The kind of webhook event."""

    id: str | None = None
    """The id of the webhook event; not of the call."""

    object: Literal["event"] | str | None = None
    """What kind of object this is."""

    created_at: int | None = None
    """When the event was made, in seconds since the epoch."""

    data: LiveTransportIncomingData
    """The call."""


@frozen(kw_only=True)
class LiveTransportConnectedData(Model):
    """The session that has begun. Schema `LiveTransportConnectedWebhookEvent`, `data`."""

    type: Literal["webrtc"] | str | None = None
    """How audio travels: by `webrtc`."""

    session_id: str
    """The id of the session, to attach a sideband to."""


@frozen(kw_only=True)
class WebhookLiveTransportConnected(Model):
    """Tells an application that a user is connected by WebRTC. Schema `LiveTransportConnectedWebhookEvent`."""

    type: Literal["live.transport.connected"] = "live.transport.connected"
    """The kind of webhook event."""

    id: str | None = None
    """The id of the webhook event; not of the session."""

    object: Literal["event"] | str | None = None
    """What kind of object this is."""

    created_at: int | None = None
    """When the event was made, in seconds since the epoch."""

    data: LiveTransportConnectedData
    """The session."""


@frozen(kw_only=True)
class LiveCallIncomingData(Model):
    """The call that waits to be accepted or rejected. Schema `LiveCallIncomingWebhookEvent`, `data`."""

    session_id: str
    """The id of the session that there would be, to accept, reject, refer or hang up with."""

    sip_headers: tuple[SipHeader, ...] | None = field(default=None, converter=array)
    """The headers of the SIP INVITE in their order; names may repeat."""

    sip_media_security: Literal["rtp", "srtp"] | str | None = None
    """Whether the caller's audio is encrypted on its way: `srtp` if so, `rtp` if not; absent if not known."""


@frozen(kw_only=True)
class WebhookLiveCallIncoming(Model):
    """What `live.transport.incoming` was called before. Schema `LiveCallIncomingWebhookEvent`."""

    type: Literal["live.call.incoming"] = "live.call.incoming"
    """The kind of webhook event."""

    id: str | None = None
    """The id of the webhook event; not of the call."""

    object: Literal["event"] | str | None = None
    """What kind of object this is."""

    created_at: int | None = None
    """When the event was made, in seconds since the epoch."""

    data: LiveCallIncomingData
    """The call."""
