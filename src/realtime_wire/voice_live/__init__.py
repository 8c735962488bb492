"""Azure Voice Live: everything public of it, and its `Protocol`, VOICE_LIVE.

The service speaks the Realtime API in the flat shape from before general availability, with voices, avatars, animation and
searches of its own. What is the same is a class of the Realtime API, and is public here as well, so that a program that speaks
to Voice Live takes all classes from this namespace.
"""

from typing import TYPE_CHECKING

from realtime_wire._engine.protocol import Protocol

from . import audio, client_events, items, responses, server_events, session
from .audio import *
from .client_events import *
from .items import *
from .responses import *
from .server_events import *
from .session import *

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from realtime_wire._engine.facts import Item as ToldItem
    from realtime_wire._engine.facts import Teller


def _facts() -> "Mapping[type, Teller]":
    from .facts import FACTS  # noqa: PLC0415  whoever only decodes need not wait for it

    return FACTS


def _restore(item: "ToldItem") -> "Iterable[Mapping[str, Any]]":
    from .facts import restore  # noqa: PLC0415  the same

    return restore(item)


VOICE_LIVE = Protocol(
    "voice_live",
    server=server_events.ServerEvent,
    client=client_events.ClientEvent,
    starts=[server_events.SessionCreatedEvent],
    answer=server_events.ResponseDoneEvent,
    # Ids that clients make up, audio, an offer for video, and how much of an answer was heard before it was cut short.
    ignored=[
        "$.event_id",
        "$.item.id",
        "$.item.content[*].audio",
        "$.audio_end_ms",
        "$.turn_id",
        "$.id",
        "$.client_sdp",
    ],
    path="/voice-live/realtime",
    facts=_facts,
    restore=_restore,
)
"""The protocol of ``wss://RESOURCE.services.ai.azure.com/voice-live/realtime``."""

if not TYPE_CHECKING:  # checkers take what is imported with a star, and would take a list for all there is
    __all__ = ["VOICE_LIVE"]
    for _module in (audio, session, items, responses, client_events, server_events):
        __all__ += _module.__all__
