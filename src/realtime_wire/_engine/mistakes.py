"""What is said to those who call functions with something else than these take: what it is, and what to do instead.

Such a mistake is in the program and not in the data, so it is a `TypeError`. Nothing here shows a value: where somebody has
taken arguments for each other, it is a payload. What is shown is what could be a name in a program.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Union, get_origin

__all__ = [
    "check_choice",
    "check_number",
    "no_object",
    "no_object_of",
    "no_protocol",
    "no_text",
    "no_type",
    "no_values",
    "shown",
    "strings",
]


def _named(value: Any) -> str:
    if value is None or isinstance(value, type):
        return "None" if value is None else f"the class {value.__name__}"
    return type(value).__name__


def _is_ours(value: Any) -> bool:
    return hasattr(value, "to_json") and not isinstance(value, type)


def _is_type(value: Any) -> bool:
    return isinstance(value, type) or get_origin(value) is not None


def _is_list(value: Any) -> bool:
    return isinstance(value, Collection) and not isinstance(value, (str, bytes, bytearray, memoryview, Mapping))


def no_text(value: Any) -> TypeError:
    """Refuse what was given to be decoded."""
    named = "a union" if get_origin(value) is Union or type(value).__name__ == "UnionType" else _named(value)
    return TypeError(f"JSON text is bytes, bytearray, memoryview or str, not {named}{_instead_of_text(value)}")


def _instead_of_text(value: Any) -> str:  # noqa: PLR0911  one for each mistake
    if value is None:
        return ": some clients return it where nothing was received, so look for it first"
    if _is_type(value):
        return ": the text is the first argument, and the type is the second"
    if _is_ours(value):
        return ": it is decoded already"
    if isinstance(value, Mapping):
        return ": structure takes plain JSON values"
    if hasattr(value, "data"):
        if isinstance(value.data, (str, bytes, bytearray, memoryview)):
            return ": decode its data, if its type is that of a message with text"
        return ": it holds no text, its type says what it is"
    if hasattr(value, "read"):
        return ": decode what it reads, or give it to iter_lines"
    if isinstance(value, os.PathLike):
        return ": open it, and give the file to iter_lines"
    return ": iter_lines takes many of them, one a line" if _is_list(value) else ""


def no_object(value: Any) -> TypeError:
    """Refuse what was given to be encoded."""
    return TypeError(f"an object of realtime_wire is encoded, not {_named(value)}{_instead_of_object(value)}")


def _instead_of_object(value: Any) -> str:
    if isinstance(value, Mapping):
        return ": structure makes an object of plain JSON values, and json.dumps writes them as they are"
    if isinstance(value, type):
        return f": make one, {value.__name__}(...)" if hasattr(value, "to_json") else ""
    if isinstance(value, (str, bytes, bytearray, memoryview)):
        return ": what is text is sent as it is"
    if _is_list(value):
        return ": encode each of them"
    if hasattr(value, "__attrs_attrs__") or hasattr(value, "__dataclass_fields__"):
        return ": a converter of make_converter() writes classes of your own that hold such objects"
    return ""


def no_values(value: Any) -> TypeError:
    """Refuse what was given to be structured, and is no JSON value."""
    if isinstance(value, (bytes, bytearray, memoryview)):
        instead = ": decode takes text"
    else:
        instead = ": it is an object already" if _is_ours(value) else ""
    return TypeError(f"an object is made from plain JSON values, not from {_named(value)}{instead}")


def no_type(value: Any, instead: str = "") -> TypeError:
    """Refuse what was given for a type; `instead` is what the caller knows of it."""
    return TypeError(f"no JSON is described by {shown(value)}{instead or _instead_of_type(value)}")


def shown(value: Any) -> str:
    """Return what stands for a value in a message: itself if it is a class or what could be a name, or else its type."""
    return repr(value) if _is_type(value) or value is None or _is_name(value) else f"a Python {type(value).__name__}"


def _is_name(value: Any) -> bool:
    """Tell whether it is a text that nobody would take for a payload."""
    return isinstance(value, str) and value.replace(".", "_").isidentifier()


def _instead_of_type(value: Any) -> str:
    if value is None:
        return ": leave it out, or name a class"
    if _is_name(value):
        return f": a type is a class or a union of classes; Decoder(only=[{value!r}]) chooses events by wire name"
    if isinstance(value, (str, bytes, bytearray, memoryview)):
        return ": the text is the first argument, and the type is the second"
    if _is_ours(value):
        return f": its class {type(value).__name__} is a type"
    return ": a union is written A | B" if _is_list(value) else ""


# What is no text and no type


def no_object_of(function: str, value: Any) -> TypeError:
    """Refuse what was given to a function, by its name, that takes objects of this library."""
    return TypeError(f"{function} takes an object of realtime_wire, not {_named(value)}{_instead_of_made(value)}")


def _instead_of_made(value: Any) -> str:
    if isinstance(value, Mapping):
        return ": structure makes one of plain JSON values"
    if isinstance(value, (str, bytes, bytearray, memoryview)):
        return ": decode makes one of JSON text"
    if isinstance(value, type):
        return f": make one, {value.__name__}(...)" if hasattr(value, "to_json") else ""
    return ": give it one by one" if _is_list(value) else ""


def no_protocol(value: Any) -> TypeError:
    """Refuse what was given for a protocol."""
    instead = ": names stand for protocols on the command line alone" if isinstance(value, str) else ""
    return TypeError(f"a protocol is an object such as realtime_wire.REALTIME, not {shown(value)}{instead}")


def strings(name: str, value: Any) -> tuple[str, ...]:
    """Return the strings of an argument that takes several.

    Raises:
        TypeError: it is no collection of such. A string is one of its characters, which nobody means.
    """
    is_text = isinstance(value, (str, bytes, bytearray, memoryview))
    items: tuple[Any, ...] | None = tuple(value) if hasattr(value, "__iter__") and not is_text else None
    if items is not None and all(isinstance(item, str) for item in items):
        return items
    wrong = () if items is None else [_named(item) for item in items if not isinstance(item, str)]
    found = f"one of {wrong[0]}" if wrong else _named(value)
    instead = ": put the one into a list" if isinstance(value, str) else ""
    msg = f"{name} is a collection of str, such as a list, not {found}{instead}"
    raise TypeError(msg)


def check_choice(name: str, value: Any, choices: Iterable[str]) -> None:
    """See whether an argument is one of the strings that it may be.

    Raises:
        TypeError: it is none.
    """
    *others, last = choices = [*choices]
    if isinstance(value, str) and value in choices:
        return
    listed = f"{', '.join(map(_quoted, others))} or {_quoted(last)}"
    msg = f"{name} is {listed}, not {shown(value)}"
    raise TypeError(msg)


def _quoted(text: str) -> str:
    return f'"{text}"'


def check_number(name: str, value: Any) -> None:
    """See whether an argument is a number.

    Raises:
        TypeError: it is none.
    """
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        msg = f"{name} is a number, not {shown(value)}"
        raise TypeError(msg)
