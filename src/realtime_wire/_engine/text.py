"""JSON text to plain values and back, by the standard library made strict: the judge of what is JSON.

Whatever another parser refuses is parsed again here, so that refusals are worded in one place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Container
from contextlib import suppress
from typing import Any, NoReturn, TypeAlias, cast

from .depth import STACK_USED_UP, check_text
from .errors import DecodeError, EncodeError
from .mistakes import no_text

__all__ = ["WHITE", "WHITESPACE", "Data", "as_text", "dumps", "is_wanted", "loads"]

Data: TypeAlias = bytes | bytearray | memoryview | str
"""What JSON text may be given as."""
WHITESPACE = " \t\n\r"
WHITE = WHITESPACE.encode()
"""White space in JSON, as text and as bytes."""
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATES = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
"""A pair of them, which is one character."""


def as_text(data: Any) -> bytes | str:
    """Return input in a form that can be searched and measured.

    Raises:
        TypeError: it is none of the types that hold JSON text.
        DecodeError: it has been released.
    """
    if isinstance(data, (bytes, str)):
        return data
    # Whatever has bytes in memory is taken.
    try:
        return bytes(memoryview(data))
    except ValueError:
        raise DecodeError("bytes, bytearray, memoryview or str", f"a released {type(data).__name__}") from None
    except (TypeError, BufferError):
        pass
    raise no_text(data)


def loads(data: Data) -> Any:
    """Parse a text.

    Raises:
        DecodeError: it is not JSON, or nests too deep.
    """
    text = as_text(data)
    check_text(text)
    return _parse_alone(text, _scan)


def is_wanted(data: Data, names: Container[Any]) -> bool:
    """Tell whether a text has one of some `type`s.

    It sees to the syntax of JSON and no more: numbers may be out of range and nesting too deep.

    Raises:
        DecodeError: it is not JSON.
    """
    try:
        text = as_text(data)
        value = None
        with suppress(DecodeError):
            value = _parse_alone(text, _scan_loosely)
        if value is None:
            value = _parse_alone(text, _scan_all_digits)
    except RecursionError:
        raise DecodeError("JSON", STACK_USED_UP) from None
    if not isinstance(value, dict):
        return True  # what is no object is refused in the same words as ever
    tag = cast("dict[str, Any]", value).get("type")
    return (tag if isinstance(tag, str) else None) in names


def _parse_alone(text: bytes | str, scan: Callable[[str, int], tuple[Any, int]]) -> Any:
    """Parse, and let go of what the standard library says about a fault, because that holds the whole text."""
    try:
        return _parse(text, scan)
    except DecodeError as error:
        error.__context__ = None
        raise


def _parse(text: bytes | str, scan: Callable[[str, int], tuple[Any, int]]) -> Any:
    text = _decoded(text)
    start = 0 if text.startswith("{") else len(text) - len(text.lstrip(WHITESPACE))
    try:
        value, end = scan(text, start)
    except StopIteration as stop:
        _refuse(text, stop.value)
    except json.JSONDecodeError as error:
        _refuse(text, error.pos)
    except RecursionError:
        raise DecodeError("JSON", STACK_USED_UP) from None
    except DecodeError:
        raise
    except ValueError:
        raise DecodeError("JSON", "an integer of too many digits") from None
    if end != len(text) and text[end:].strip(WHITESPACE):
        _refuse(text, end)
    # All strings count, also those of a member that another one of the same name replaces.
    if _SURROGATE.search(text) and _SURROGATE.search(_SURROGATES.sub("", text.replace("\\\\", " "))):
        raise DecodeError("JSON", "a lone surrogate")
    return value


def _decoded(text: bytes | str) -> str:
    if isinstance(text, str):
        if not text.isascii():
            try:
                text.encode()
            except UnicodeEncodeError:
                raise DecodeError("JSON", "a lone surrogate") from None
        return text
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise DecodeError("JSON", "invalid UTF-8") from None


def _refuse(text: str, position: int) -> NoReturn:
    if text.startswith("\ufeff"):
        raise DecodeError("JSON", "a byte-order mark") from None
    if not text.strip(WHITESPACE):
        raise DecodeError("JSON", "nothing") from None
    raise DecodeError("JSON", f"malformed JSON at byte {len(text[:position].encode())}") from None


def _float(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise DecodeError("JSON", "a number out of range")
    return value


def _constant(_: str) -> NoReturn:
    raise DecodeError("JSON", "NaN or Infinity")


def _scanner(**options: Any) -> Callable[[str, int], tuple[Any, int]]:
    decoder: Any = json.JSONDecoder(parse_constant=_constant, **options)
    return decoder.scan_once  # type: ignore[no-any-return]  # typeshed leaves it out


_scan = _scanner(parse_float=_float)
_scan_loosely = _scanner()
_scan_all_digits = _scanner(parse_int=len)
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def dumps(obj: Any) -> bytes:
    """Write plain values as compact UTF-8 JSON.

    Raises:
        EncodeError: something in them has no JSON form.
    """
    try:
        return _encode(obj).encode()
    except UnicodeEncodeError:
        msg = "a string has a lone surrogate"
    except TypeError:
        msg = "a value is of a Python type that JSON does not have"
    except ValueError:
        msg = "a number is NaN or infinite, or has too many digits"
    raise EncodeError(msg)
