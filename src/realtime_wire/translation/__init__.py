"""The translation API: everything public of it, and its `Protocol`, TRANSLATION.

Adding an event takes its class, a line in the union of its side, and its name in `__all__`, all in one module; nothing is
listed here.
"""

from typing import TYPE_CHECKING

from realtime_wire._engine.protocol import Protocol

from . import client_events, http, server_events, session
from .client_events import *
from .http import *
from .server_events import *
from .session import *

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


TRANSLATION = Protocol(
    "translation",
    server=server_events.ServerEvent,
    client=client_events.ClientEvent,
    starts=[server_events.SessionCreatedEvent],
    ignored=["$.event_id"],
    path="/v1/realtime/translations",
    facts=_facts,
    advice=_advice,
    upstream="wss://api.openai.com/v1/realtime/translations",
)
"""The protocol of `wss://api.openai.com/v1/realtime/translations`."""

if not TYPE_CHECKING:  # checkers take what is imported with a star, and would take a list for all there is
    __all__ = ["TRANSLATION"]
    for _module in (session, client_events, server_events, http):
        __all__ += _module.__all__
