"""The contenders: realtime-wire and its peers, each in a small module with the same interface.

A module has a `NAME`, says in `LOSES` what of a payload its objects do not keep ("unknown"
members, "nulls" for the difference between absent and null, "1.0" for the one between `1` and `1.0`), and has those of the following that it
can do:

- `decode(frame)` makes an object of a server's frame,
- `decode_lines(text)` makes a list of objects of one frame a line,
- `plain(obj)` gives the payload of an object back, as far as the object has it,
- `encode(obj)` writes an object that `decode` has made,
- `client(payload)` makes the object that a user would make for a client event, and `encode_client(obj)` writes it,
- `append(audio)` makes and writes an `input_audio_buffer.append`,
- `evolve(obj)` copies a delta with another `item_id`, and `evolve_session(obj)` a session with other `instructions`,
- `make_delta(members)` makes a text delta with its constructor, and `make_update(session)` a `session.update` with those
  of all its parts; `plain_made(obj)` gives the payload of either,
- `to_dict(obj)` gives the payload of an object in the quickest way that there is,
- `read_type(frame)` makes an object of the `type` alone, and `read_types(text)` a list of them.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Iterable
from types import ModuleType
from typing import Any

import attrs

KEYS = (
    "ours",
    "ours_function",
    "ours_python",
    "structs",
    "ssrjson_dict",
    "orjson_dict",
    "jiter_dict",
    "json_dict",
    "mashumaro_classes",
    "cattrs_classes",
    "pydantic_adapter",
    "official",
)
"""The modules, in the order in which tables show them."""

ITEM_ID = "item_00000000000000000000A"
"""What `evolve` sets."""

INSTRUCTIONS = "Be brief."
"""What `evolve_session` sets."""


@attrs.frozen
class Contender:
    key: str
    module: ModuleType

    @property
    def name(self) -> str:
        return str(self.module.NAME)

    def can(self, *names: str) -> bool:
        return all(hasattr(self.module, name) for name in names)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.module, name)


def load(keys: Iterable[str] = KEYS) -> tuple[list[Contender], list[str]]:
    """Return the contenders whose packages are installed, and a note on each of the others."""
    found: list[Contender] = []
    notes: list[str] = []
    for key in keys:
        try:
            found.append(Contender(key, importlib.import_module(f"{__name__}.{key}")))
        except ImportError as error:
            notes.append(f"{key} is left out: {error}")
    return found, notes


def keeps(contender: Contender, got: Any, payload: Any) -> bool:
    """Tell whether what came back is the payload, but for the nulls and notations that a contender does not keep."""
    if "nulls" in contender.LOSES:
        got, payload = without_nulls(got), without_nulls(payload)
    return bool(got == payload) if "1.0" in contender.LOSES else same(got, payload)


def check(contender: Contender, got: Any, payload: Any) -> None:
    """Assert that."""
    assert keeps(contender, got, payload), f"{contender.name} makes {got} of {payload}"


def without_nulls(value: Any) -> Any:
    """Copy a payload without the members that are null."""
    if isinstance(value, dict):
        return {name: without_nulls(item) for name, item in value.items() if item is not None}
    if isinstance(value, (list, tuple)):
        return [without_nulls(item) for item in value]
    return value


def same(a: Any, b: Any) -> bool:
    """Compare JSON values by type as well: 1, 1.0 and true are three values."""
    if a.__class__ is not b.__class__:
        return False
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[name], b[name]) for name in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, float):
        return a == b and math.copysign(1, a) == math.copysign(1, b)
    return bool(a == b)
