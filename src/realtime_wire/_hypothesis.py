"""What hypothesis runs when it is imported, by the entry point `hypothesis`: it tells of the classes here.

What lives here makes no strategy: that takes its time, and few that are told of are ever asked for.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

import realtime_wire

from ._engine.model import Model, Wire
from ._engine.record import declared_over

__all__ = ["classes_over", "register"]


def register() -> None:
    """Let `st.from_type` and `st.builds` draw every class of this library by `strategies.of`."""
    classes: list[type[Wire]] = [Wire, Model, *classes_over(Wire)]
    for cls in classes:
        st.register_type_strategy(cls, _strategy_of)


def classes_over(base: type[Wire]) -> list[type[Wire]]:
    """Return all classes of the protocols here, and those that all protocols share."""
    package = realtime_wire.__name__
    return [cls for cls in declared_over(base) if cls.__module__.partition(".")[0] == package]


def _strategy_of(cls: type[Wire]) -> st.SearchStrategy[Any]:
    from .strategies import of  # noqa: PLC0415  see above

    return st.sampled_from(classes_over(cls)).flatmap(of) if cls in (Wire, Model) else of(cls)
