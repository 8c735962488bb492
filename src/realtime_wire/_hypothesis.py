"""What hypothesis runs when it is imported, by the entry point `hypothesis`: it tells of the classes here.

What lives here makes no strategy: that takes its time, and few that are told of are ever asked for.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

import realtime_wire

from ._engine.model import Model, Wire

__all__ = ["register"]


def register() -> None:
    """Let `st.from_type` and `st.builds` draw every class by `strategies.of`."""
    for name in realtime_wire.__all__:
        cls = getattr(realtime_wire, name)
        if isinstance(cls, type) and issubclass(cls, Wire):
            st.register_type_strategy(cls, _strategy_of)


def _strategy_of(cls: type[Wire]) -> st.SearchStrategy[Any]:
    from .strategies import of  # noqa: PLC0415  see above

    if cls not in (Wire, Model):
        return of(cls)
    things = [getattr(realtime_wire, name) for name in realtime_wire.__all__]
    classes = [
        each for each in things if isinstance(each, type) and issubclass(each, cls) and each not in (Wire, Model)
    ]
    return st.sampled_from(classes).flatmap(of)
