"""All that the library declares, found in its modules, so that no test has a list of its own."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

import realtime_wire as rw

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["CLASSES", "DECLARED", "EVENTS", "MODULES", "PROTOCOLS", "PUBLIC", "name_of"]

PROTOCOLS: list[rw.Protocol] = [rw.REALTIME, rw.TRANSLATION, rw.live.LIVE, rw.VOICE_LIVE]

NAMESPACES: dict[str, ModuleType] = {each.name: import_module(f"realtime_wire.{each.name}") for each in PROTOCOLS}
"""The package of each protocol."""

MODULES: dict[str, ModuleType] = {
    f"{package}.{name}": import_module(f"realtime_wire.{package}.{name}")
    for package, namespace in NAMESPACES.items()
    for _, name, _ in iter_modules(namespace.__path__)
}
"""The modules of the protocols, such as `realtime.audio`."""


def name_of(thing: Any) -> str:
    """Return the name by which a class is found in `realtime_wire`: `ErrorEvent`, `translation.SessionCreatedEvent`."""
    package = thing.__module__.split(".")[1]
    return thing.__name__ if package in ("_engine", "realtime") else f"{package}.{thing.__name__}"


DECLARED: list[type[Any]] = [
    thing
    for module in (*MODULES.values(), import_module("realtime_wire._engine.unknown"))
    for thing in vars(module).values()
    if isinstance(thing, type) and thing.__module__ == module.__name__ and issubclass(thing, rw.Wire)
]
"""All classes that stand for JSON, whether anything else knows of them or not."""

CLASSES: list[type[rw.Model]] = [cls for cls in DECLARED if issubclass(cls, rw.Model)]

PUBLIC: dict[str, Any] = {
    f"{prefix}{name}": getattr(namespace, name)
    for prefix, namespace in (("", rw), *((f"{name}.", NAMESPACES[name]) for name in NAMESPACES if name != "realtime"))
    for name in namespace.__all__
    if not prefix or getattr(namespace, name) is not getattr(rw, name, None)
}
"""All public names, those of the protocols' namespaces with a prefix, and what they stand for. What a protocol shares with
the main one is there without a prefix alone."""

EVENTS: list[Any] = [union for protocol in PROTOCOLS for union in (protocol.event, protocol.server, protocol.client)]
"""The unions of events."""
