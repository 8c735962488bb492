"""The Structs once more, as classes of another library: the same names, members, types and defaults."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

Members = list[tuple[str, Any, Any]]
"""The name, type and default of each."""
Make = Callable[[str, Members, "str | None"], type]
"""Makes a class of its name, its members and its tag."""


class Deriver:
    def __init__(self, make: Make, union: Callable[[tuple[Any, ...]], Any], no_default: Any) -> None:
        self._make = make
        self._union = union
        self._no_default = no_default
        self._made: dict[type, Any] = {}

    def of(self, type_: Any) -> Any:
        """Return a type with classes in the place of Structs."""
        if isinstance(type_, type) and issubclass(type_, msgspec.Struct):
            if type_ not in self._made:
                self._made[type_] = self._class_of(type_)
            return self._made[type_]
        arguments = tuple(self.of(argument) for argument in get_args(type_))
        if get_origin(type_) in (Union, types.UnionType):
            return self._union(arguments)
        if get_origin(type_) in (list, dict):
            return get_origin(type_)[arguments]
        return type_

    def _class_of(self, struct: type[msgspec.Struct]) -> Any:
        hints = get_type_hints(struct)
        tag = struct.__struct_config__.tag
        members: Members = []
        for field in msgspec.structs.fields(struct):
            default = self._no_default if field.default is msgspec.NODEFAULT else field.default
            members.append((field.name, self.of(hints[field.name]), default))
        return self._make(struct.__name__, members, None if tag is None else str(tag))
