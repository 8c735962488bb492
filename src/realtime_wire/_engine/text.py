"""JSON text to plain values and back, the same whichever parser is installed.

The standard library's parser, made strict, is the judge: msgspec is faster, accepts nothing else and gives the same
values, and whatever it refuses is parsed again here, so that refusals are worded in one place.
"""

from __future__ import annotations

import json
import re
from codecs import utf_8_decode
from collections.abc import Callable, Container
from contextlib import suppress
from typing import Any, Literal, NoReturn, TypeAlias, cast

import attrs

from .depth import STACK_USED_UP, check_text
from .errors import DecodeError, EncodeError
from .once import once

__all__ = ["UNAVAILABLE", "Backend", "BackendName", "Data", "as_text", "backend_of"]

Data: TypeAlias = bytes | bytearray | memoryview | str
"""What JSON text may be given as."""
BackendName: TypeAlias = Literal["auto", "msgspec", "json"]

UNAVAILABLE = (ImportError, SystemError)
"""What importing msgspec raises where it cannot be used: the second, in subinterpreters of Python 3.12."""

_WHITESPACE = " \t\n\r"
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATES = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
"""A pair of them, which is one character."""


@attrs.frozen(eq=False)
class Backend:
    """A parser and a writer of JSON."""

    name: str
    loads: Callable[[Data], Any]
    """Parses a text, or raises `DecodeError`."""
    only: Callable[[Container[Any], Callable[[Data], Any]], Callable[[Data], Any]]
    """Makes the function that hands texts of some `type`s to another function, and gives None for the others. Of those it
    sees to the syntax of JSON and no more: numbers may be out of range and nesting too deep. Or it raises `DecodeError`."""
    dumps: Callable[[Any], bytes]
    """Writes plain values, or raises `EncodeError`."""


def backend_of(name: BackendName) -> Backend:
    """Return a backend by its name; "auto" is msgspec where it is installed.

    Raises:
        ValueError: there is no such backend, or msgspec is not installed.
    """
    if name not in ("auto", "msgspec", "json"):
        msg = f'backend is "auto", "msgspec" or "json", not {name!r}'
        raise ValueError(msg)
    fast = None if name == "json" else _msgspec()
    if name == "msgspec" and fast is None:
        msg = 'the backend "msgspec" needs msgspec: pip install "realtime-wire[fast]"'
        raise ValueError(msg)
    return _STDLIB if fast is None else fast


def as_text(data: Any) -> bytes | str:
    """Return input in a form that can be searched and measured.

    Raises:
        DecodeError: it is none of the types that hold JSON text.
    """
    if isinstance(data, (bytes, str)):
        return data
    # As msgspec does, take whatever has bytes in memory.
    name = type(data).__name__
    try:
        return bytes(memoryview(data))
    except ValueError:
        found = f"a released {name}"
    except (TypeError, BufferError):
        found = f"a Python {name}"
    raise DecodeError("bytes, bytearray, memoryview or str", found)


def _loads(data: Data) -> Any:
    text = as_text(data)
    check_text(text)
    return _parse_alone(text, _scan)


def _only(names: Container[Any], decode: Callable[[Data], Any]) -> Callable[[Data], Any]:
    return lambda data: decode(data) if _is_wanted(data, names) else None


def _is_wanted(data: Data, names: Container[Any]) -> bool:
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
    start = 0 if text.startswith("{") else len(text) - len(text.lstrip(_WHITESPACE))
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
    if end != len(text) and text[end:].strip(_WHITESPACE):
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
    if not text.strip(_WHITESPACE):
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


def _dumps(obj: Any) -> bytes:
    try:
        return _encode(obj).encode()
    except UnicodeEncodeError:
        msg = "a string has a lone surrogate"
    except TypeError:
        msg = "a value is of a Python type that JSON does not have"
    except ValueError:
        msg = "a number is NaN or infinite, or has too many digits"
    raise EncodeError(msg)


_STDLIB = Backend("json", _loads, _only, _dumps)


@once
def _msgspec() -> Backend | None:
    """Make the backend when it is first needed, as importing msgspec takes a while; None if it is not there."""
    try:
        import msgspec  # noqa: PLC0415  see above
    except UNAVAILABLE:  # pragma: no cover  the environments without msgspec cover it
        return None
    return _msgspec_backend(msgspec)


def _msgspec_backend(msgspec: Any) -> Backend:
    decode = msgspec.json.Decoder().decode
    encode = msgspec.json.Encoder().encode
    refusals = (msgspec.MsgspecError, ValueError, TypeError, RecursionError, BufferError)

    peek = msgspec.json.Decoder(msgspec.defstruct("Peek", [("type", Any, None)], gc=False)).decode

    # What is raised here must not be the context of the judge's refusal: msgspec tells payloads.

    def loads(data: Data) -> Any:
        text = as_text(data)
        check_text(text)
        try:
            return decode(text)
        except refusals:
            pass
        return _parse_alone(text, _scan)

    def only(names: Container[Any], hand_on: Callable[[Data], Any]) -> Callable[[Data], Any]:
        def some(data: Any) -> Any:
            try:
                is_wanted = peek(data).type in names
                if not (is_wanted or data.isascii()):
                    utf_8_decode(data, "strict", True)  # noqa: FBT003  msgspec skips without a look at it
            except (AttributeError, *refusals):
                is_wanted = None
            if is_wanted is None:
                is_wanted = _is_wanted(data, names)
            return hand_on(data) if is_wanted else None

        return some

    def dumps(obj: Any) -> bytes:
        try:
            return encode(obj)  # type: ignore[no-any-return]  # msgspec may not be installed, so it is Any here
        except (*refusals, OverflowError):
            pass
        return _dumps(obj)

    return Backend("msgspec", loads, only, dumps)
