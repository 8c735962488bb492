"""The Realtime API, the main one: everything public of it, and its `Protocol`, REALTIME.

Adding an event takes its class, a line in the union of its side, and its name in `__all__`, all in one module; nothing is
listed here.
"""

from typing import TYPE_CHECKING

from realtime_wire._engine.protocol import Protocol

from . import audio, client_events, http, items, responses, server_events, session, tools
from .audio import *
from .client_events import *
from .http import *
from .items import *
from .responses import *
from .server_events import *
from .session import *
from .tools import *

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from realtime_wire._engine.advice import Adviser
    from realtime_wire._engine.facts import Item as ToldItem
    from realtime_wire._engine.facts import Teller


def _facts() -> "Mapping[type, Teller]":
    from .facts import FACTS  # noqa: PLC0415  whoever only decodes need not wait for it

    return FACTS


def _restore(item: "ToldItem") -> "Iterable[Mapping[str, Any]]":
    from .facts import restore  # noqa: PLC0415  the same

    return restore(item)


def _advice() -> "Mapping[type, Adviser]":
    from .advice import ADVICE  # noqa: PLC0415  the same

    return ADVICE


REALTIME = Protocol(
    "realtime",
    server=server_events.ServerEvent,
    client=client_events.ClientEvent,
    starts=[server_events.SessionCreatedEvent],
    answer=server_events.ResponseDoneEvent,
    # Ids that clients make up, audio, and how much of an answer was heard before it was cut short.
    ignored=["$.event_id", "$.item.id", "$.item.content[*].audio", "$.audio_end_ms"],
    path="/v1/realtime",
    facts=_facts,
    restore=_restore,
    advice=_advice,
    upstream="wss://api.openai.com/v1/realtime",
)
"""The protocol of `wss://api.openai.com/v1/realtime`."""

if not TYPE_CHECKING:  # checkers take what is imported with a star, and would take a list for all there is
    __all__ = ["REALTIME"]
    for _module in (audio, tools, session, items, responses, client_events, server_events, http):
        __all__ += _module.__all__
