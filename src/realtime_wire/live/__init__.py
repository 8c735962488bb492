"""The Live API: everything public of it, and its `Protocol`, LIVE.

Adding an event takes its class, a line in the union of its side, and its name in `__all__`, all in one module; nothing is
listed here.
"""

from typing import TYPE_CHECKING

from realtime_wire._engine.protocol import Protocol

from . import (
    audio,
    client_events,
    decisions,
    delegation,
    http,
    items,
    responses,
    server_events,
    session,
    tools,
    transcripts,
)
from .audio import *
from .client_events import *
from .decisions import *
from .delegation import *
from .http import *
from .items import *
from .responses import *
from .server_events import *
from .session import *
from .tools import *
from .transcripts import *

if TYPE_CHECKING:
    from collections.abc import Mapping

    from realtime_wire._engine.advice import Adviser
    from realtime_wire._engine.facts import Teller


def _facts() -> "Mapping[type, Teller]":
    from .facts import FACTS  # noqa: PLC0415  whoever only decodes need not wait for it

    return FACTS


def _advice() -> "Mapping[type, Adviser]":
    from .advice import ADVICE  # noqa: PLC0415  the same

    return ADVICE


LIVE = Protocol(
    "live",
    server=server_events.ServerEvent,
    client=client_events.ClientEvent,
    starts=[server_events.SessionStartedEvent],
    opening=client_events.SessionStartEvent,
    ignored=["$.event_id"],
    path="/v1/live/sessions",
    facts=_facts,
    advice=_advice,
    upstream="wss://api.openai.com/v1/live/sessions",
)
"""The protocol of `wss://api.openai.com/v1/live/sessions`, of its forks and of its sidebands."""

if not TYPE_CHECKING:  # checkers take what is imported with a star, and would take a list for all there is
    __all__ = ["LIVE"]
    for _module in (
        audio,
        tools,
        decisions,
        delegation,
        items,
        session,
        responses,
        client_events,
        server_events,
        http,
        transcripts,
    ):
        __all__ += _module.__all__
