# What `_native.c` has for `native`, its only user.

from collections.abc import Callable
from typing import Any, final

STRING: int
LITERAL: int
INTEGER: int
NUMBER: int
BOOLEAN: int
NULLED: int
ANYTHING: int
ARRAY: int
MAP: int
OBJECT: int

# What the objects of a class consist of.
@final
class Shape:
    def __new__(cls, class_: type, fill: Callable[[Shape], object], /) -> Shape: ...
    @property
    def cls(self) -> type: ...
    def members(
        self,
        rest: object,
        nothing: object,
        records: Callable[[int], Any],
        known: dict[int, Any],
        untracks: bool,
        members: tuple[tuple[str, object, Place, int], ...],
        /,
    ) -> None: ...
    def raw(self, descriptor: object, /) -> None: ...

# What may stand at a place.
@final
class Place:
    def __new__(
        cls,
        allowed: int,
        literals: tuple[str, ...],
        item: Place | None,
        value: Place | None,
        alone: Shape | None,
        tags: dict[str, Any],
        untagged: Shape | tuple[str, dict[str, Shape]] | None,
        unknown: Shape | None,
        /,
    ) -> Place: ...

# Reads or writes, and hands what it refuses to somebody else.
@final
class Lane:
    def __call__(self, data: Any, /) -> Any: ...
    def attempt(self, data: Any, /) -> Any: ...
    def lines(self, data: Any, missed: Callable[[bytes, int], Any], /) -> Any: ...
    def equal(self, one: object, other: object, /) -> Any: ...
    def hash(self, obj: object, /) -> Any: ...
    def plain(self, obj: object, /) -> Any: ...

# Puts lines into the buffers of columns.
@final
class Columns:
    @property
    def count(self) -> int: ...
    def block(
        self,
        data: bytes,
        begin: int,
        end: int,
        offset: int,
        missed: Callable[[int, bytes, bool], bool],
        is_odd: int,
        /,
    ) -> None: ...
    def add(self, row: dict[str, Any], /) -> None: ...
    def take(self) -> tuple[int, tuple[tuple[int, tuple[bytes | None, ...]] | None, ...]]: ...

def set_up(
    nothing: object, extra: object, nulls: object, dict_type: type, list_type: type, json_key: Callable[[Any], Any], /
) -> None: ...
def reader(place: Place, missed: Callable[[Any], Any], names: frozenset[str] | None, others: bool, /) -> Lane: ...
def writer(shape_of: Callable[[type], Shape | None], missed: Callable[[Any], Any], /) -> Lane: ...
def columns(
    place: Place,
    columns: tuple[tuple[str, str], ...],
    plan_of: Callable[[type, str], Any],
    offset: str,
    text: str,
    /,
) -> Columns: ...
def use_scan(name: str, /) -> str: ...
