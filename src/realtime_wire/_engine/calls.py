"""The base of classes with the arguments of a call, which are JSON text inside of JSON: it reads them."""

from __future__ import annotations

from typing import Any, cast

from .errors import DecodeError, json_type
from .model import Model
from .places import JSON_TEXT
from .schema import name_of_marked
from .text import loads

__all__ = ["WithArguments"]


class WithArguments(Model):
    """The base of a class that has one member of `JsonWords`, the arguments with which a model calls something.

    ::

        answer = tools[call.name](**call.parsed_arguments)
    """

    __slots__ = ()

    @property
    def parsed_arguments(self) -> dict[str, Any]:
        """The arguments as a new dict; an empty one if there are none.

        Raises:
            DecodeError: they are not the text of a JSON object, as the model writes it, or is not done with it.
        """
        name = _MEMBER[type(self)]
        text = getattr(self, name)
        if not text:
            return {}
        try:
            value = loads(text)
        except DecodeError as error:
            raise error.inside(name).alone() from None
        if not isinstance(value, dict):
            raise DecodeError("the text of an object", f"the text of {json_type(value)}", steps=(name,))
        return cast("dict[str, Any]", value)


_MEMBER = name_of_marked(JSON_TEXT, "JsonWords", "WithArguments")
"""The name of the member with the arguments."""
