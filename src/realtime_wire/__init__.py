"""The typed wire format of OpenAI's voice APIs: frozen attrs classes, cattrs converters, JSON in and out.

Here are the functions and bases that all protocols share, and the classes of the main one, the Realtime API. Every other
protocol is a namespace of its own: `realtime_wire.translation`, `realtime_wire.live` and `realtime_wire.voice_live`. What
decoding does not need is imported when it is first asked for.
"""

from typing import TYPE_CHECKING, Any

from . import codec, converter, realtime
from ._engine import calls, errors, model, places, protocol, sound, unknown
from ._engine.calls import *
from ._engine.errors import *
from ._engine.model import *
from ._engine.places import *
from ._engine.protocol import *
from ._engine.sound import *
from ._engine.unknown import *
from ._engine.values import array as array
from ._engine.values import text_or_array as text_or_array
from .codec import *
from .converter import *
from .realtime import *

__version__ = "0.1.0"
"""The version of the library."""


def _judges() -> "list[object]":
    """Return the unions that find the fault of a malformed event; where several do, the main protocol has the last word."""
    from .protocols import PROTOCOLS  # noqa: PLC0415  to have all of them takes time, and few programs need it

    return [union for protocol in reversed(PROTOCOLS.values()) for union in (protocol.client, protocol.server)]


MalformedEvent.__judged_by__ = staticmethod(_judges)

if TYPE_CHECKING:
    from . import live as live
    from . import testing as testing
    from . import translation as translation
    from . import voice_live as voice_live
    from ._engine.for_pydantic import Pydantic as Pydantic
    from ._engine.json_schema import json_schema as json_schema
    from .advice import *
    from .compat import *
    from .differences import *
    from .finding import *
    from .realtime.usage import *
    from .translation import TRANSLATION as TRANSLATION
    from .voice_live import VOICE_LIVE as VOICE_LIVE

if not TYPE_CHECKING:  # checkers take what is imported with a star, and would take a list for all there is
    _LATER = {
        "live": "live",
        "testing": "testing",
        "translation": "translation",
        "voice_live": "voice_live",
        "TRANSLATION": "translation",
        "VOICE_LIVE": "voice_live",
        "Finding": "finding",
        "Pydantic": "_engine.for_pydantic",
        "Tokens": "realtime.usage",
        "Usage": "realtime.usage",
        "check": "advice",
        "diff": "differences",
        "ga_events": "compat",
        "json_schema": "_engine.json_schema",
        "pre_ga_events": "compat",
        "redacted": "differences",
        "to_ga": "compat",
        "to_pre_ga": "compat",
        "usage_of": "realtime.usage",
    }
    """The names that few programs ask for, and the modules that have them: an import of all would take twice as long."""

    __all__ = ["__version__", "array", "realtime", "text_or_array"]
    __all__ += list(_LATER)
    for _module in (calls, errors, model, places, protocol, sound, unknown, codec, converter, realtime):
        __all__ += _module.__all__

    def __getattr__(name: str) -> Any:
        """Import what is asked for; the next one who asks finds it here."""
        if name not in _LATER:
            msg = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(msg)
        from importlib import import_module  # noqa: PLC0415  whoever does not ask need not wait

        module = import_module(f"{__name__}.{_LATER[name]}")
        return globals().setdefault(name, module if name == _LATER[name] else getattr(module, name))

    def __dir__() -> list[str]:
        return sorted({*globals(), *_LATER})
