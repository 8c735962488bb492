"""The typed wire format of OpenAI's voice APIs: frozen attrs classes, cattrs converters, JSON in and out.

Here are the functions and bases that all protocols share, and the classes of the main one, the Realtime API. Every other
protocol is a namespace of its own: `realtime_wire.translation`, and `realtime_wire.live` and `realtime_wire.voice_live`, which
are imported when they are first asked for.
"""

from typing import TYPE_CHECKING, Any

from . import advice, codec, compat, converter, finding, realtime
from . import translation as translation
from ._engine import errors, model, places, protocol, unknown
from ._engine.errors import *
from ._engine.model import *
from ._engine.places import *
from ._engine.protocol import *
from ._engine.unknown import *
from ._engine.values import array as array
from ._engine.values import text_or_array as text_or_array
from .advice import *
from .codec import *
from .compat import *
from .converter import *
from .finding import *
from .realtime import *
from .translation import TRANSLATION as TRANSLATION

__version__ = "0.1.0"


def _judges() -> "list[object]":
    """Return the unions that find the fault of a malformed event; where several do, the main protocol has the last word."""
    from .protocols import PROTOCOLS  # noqa: PLC0415  to have all of them takes time, and few programs need it

    return [union for protocol in reversed(PROTOCOLS.values()) for union in (protocol.client, protocol.server)]


MalformedEvent.__judged_by__ = staticmethod(_judges)

if TYPE_CHECKING:
    from . import live as live
    from . import voice_live as voice_live
    from .voice_live import VOICE_LIVE as VOICE_LIVE

if not TYPE_CHECKING:  # checkers take what is imported with a star, and would take a list for all there is
    __all__ = ["TRANSLATION", "VOICE_LIVE", "__version__", "array", "live", "realtime", "text_or_array"]
    __all__ += ["translation", "voice_live"]
    for _module in (errors, model, places, protocol, unknown, advice, codec, compat, converter, finding, realtime):
        __all__ += _module.__all__

    def __getattr__(name: str) -> Any:
        """Import a protocol that few programs speak when somebody asks for it: its classes take a third of an import."""
        package = {"VOICE_LIVE": "voice_live"}.get(name, name)
        if package not in ("live", "voice_live"):
            msg = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(msg)
        from importlib import import_module  # noqa: PLC0415  whoever does not ask need not wait

        found = import_module(f"{__name__}.{package}")
        return found if package == name else getattr(found, name)
