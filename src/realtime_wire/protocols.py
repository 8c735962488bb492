"""The protocols that the command line offers: one that is listed here is known to every tool."""

from __future__ import annotations

from ._engine.protocol import Protocol
from .live import LIVE
from .realtime import REALTIME
from .translation import TRANSLATION
from .voice_live import VOICE_LIVE

__all__ = ["PROTOCOLS"]

PROTOCOLS: dict[str, Protocol] = {protocol.name: protocol for protocol in (REALTIME, TRANSLATION, LIVE, VOICE_LIVE)}
"""All of them by name: ``--api NAME``. The first is the one that is meant if nothing is said."""
