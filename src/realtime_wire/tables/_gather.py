"""From rows to columns: by Python, row by row, or by the compiled lane, straight from the lines that are events."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from realtime_wire._engine.native import columns_of
from realtime_wire._engine.schema import Kind

from ._arrow import pa

__all__ = ["MOST", "Compiled", "Gathered", "array_of", "gather"]

Columns = Mapping[str, Any]

MOST = 1 << 63
"""Integers from here on have no place in a column; JSON may have them, and `raw` does."""

LETTERS = {pa.string(): "s", pa.binary(): "b", pa.int64(): "l", pa.int32(): "i", pa.float64(): "d"}
"""What the compiled lane calls the types of columns."""


def array_of(values: Sequence[Any], type_: Any) -> Any:
    """Make a column; an integer that has no place in it is left out."""
    try:
        return pa.array(values, type_)
    except (OverflowError, pa.ArrowInvalid):
        return pa.array([_fitting(value) for value in values], type_)


def _fitting(value: Any) -> Any:
    return None if isinstance(value, int) and not -MOST <= value < MOST else value


class Gathered:
    """Gathers rows, and makes columns of them."""

    def __init__(self, columns: Columns) -> None:
        """Begin with none; the columns are told with their types."""
        self._columns = columns
        self._rows: list[Mapping[str, Any]] = []

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def add(self, row: dict[str, Any]) -> None:
        """Add a row; what it does not have, or None, is null."""
        self._rows.append(row)

    def take(self) -> tuple[int, dict[str, Any]]:
        """Return how many rows have come since the last time, and their columns, but for those of nulls alone."""
        rows, self._rows = self._rows, []
        names = {name for row in rows for name, value in row.items() if value is not None}
        arrays = {name: array_of([row.get(name) for row in rows], self._columns[name]) for name in names}
        return len(rows), arrays


class Compiled:
    """Does the same by the compiled lane, which also makes rows of lines by itself."""

    def __init__(self, columns: Columns, gatherer: Any) -> None:
        """Begin with none; the columns are told with their types."""
        self._columns = columns
        self._gatherer = gatherer
        self.add: Callable[[dict[str, Any]], None] = gatherer.add
        self.block: Callable[[bytes, int, int, int, Callable[[int, bytes, bool], bool], bool], None] = gatherer.block

    @property
    def count(self) -> int:
        """How many rows there are."""
        count: int = self._gatherer.count
        return count

    def take(self) -> tuple[int, dict[str, Any]]:
        """Return what `Gathered` does."""
        count, told = self._gatherer.take()
        made = pa.Array.from_buffers
        arrays = {
            name: made(type_, count, [part if part is None else pa.py_buffer(part) for part in parts], nulls)
            for (name, type_), (nulls, parts) in (
                each for each in zip(self._columns.items(), told, strict=True) if each[1] is not None
            )
        }
        return count, arrays


def gather(  # noqa: PLR0913  named, but for what it is about
    columns: Columns,
    kind: Kind,
    plan_of: Callable[[type[Any], str], Any],
    *,
    offset: str,
    text: str,
    recorded: tuple[str, str, str | None],
) -> Gathered | Compiled:
    """Return what gathers rows of lines; `columns_of` tells what the arguments are."""
    letters = {name: LETTERS[type_] for name, type_ in columns.items()}
    gatherer = columns_of(kind, letters, plan_of, offset=offset, text=text, recorded=recorded)
    return Gathered(columns) if gatherer is None else Compiled(columns, gatherer)
