"""JSON inside of text: behind what a logger wrote before it, in a string, in Python's notation of one, in base64."""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import Any, cast

import attrs

from realtime_wire._engine import codec
from realtime_wire._engine.errors import DecodeError
from realtime_wire._engine.text import WHITESPACE

__all__ = ["Found", "found_in"]

_START = re.compile(r"""\{\s*"|"(?:\\+")*\s*\{\s*\\+"|b?'\s*\{\s*\"""")
_STRETCH = re.compile(r"[^'\\]*(?:\\.[^'\\]*){0,1000}", re.DOTALL)
"""Of a string in Python's notation, so much that no escape is cut. A pattern for all of it would take a hundred times its memory."""
_ESCAPE = re.compile(r"\\(x[0-9a-f]{2}|u[0-9a-f]{4}|U000[0-9a-f]{5}|.)", re.DOTALL)
_SHORT = {"n": "\n", "r": "\r", "t": "\t"}
_BASE64 = re.compile(r"e[w-z][A-Za-z0-9+/]{6,}={0,2}\Z")
"""Of something that begins with a brace."""

_scan = json.JSONDecoder().raw_decode

TRIES = 8
"""How many objects in one text are looked at."""

NESTED = 3
"""How many times a text may be a string in another one."""


@attrs.frozen
class Found:
    """An object that was found in a text."""

    value: dict[str, Any]

    text: str | bytes
    """The object as it stood there; bytes if it stood there in base64, as binary frames do."""

    before: str = ""
    """What stood before it."""


def found_in(text: str, depth: int = NESTED) -> Found | None:
    """Find the JSON object in a text; of several, the first with a `type`. None if there is none.

    Nothing is looked for inside of an object that is cut off or damaged.
    """
    stripped = text.strip(WHITESPACE)
    if _BASE64.match(stripped):
        return _binary(stripped)
    first, at = None, 0
    for _ in range(TRIES):
        start = _START.search(stripped, at)
        if start is None:
            break
        found, end = _at(stripped, start.start(), depth)
        if found is None:
            break
        found = attrs.evolve(found, before=stripped[: start.start()] + found.before)
        if isinstance(found.value.get("type"), str):
            return found
        first = first or found
        at = end
    return first


def _object(text: str | bytes) -> dict[str, Any] | None:
    try:
        value = codec.decode(text, Any)
    except DecodeError:
        return None
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def _binary(text: str) -> Found | None:
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error:
        return None
    value = _object(data)
    return None if value is None else Found(value, data)


def _at(text: str, at: int, depth: int) -> tuple[Found | None, int]:
    """Find what begins at a place, and where it ends; there may be something behind it as well."""
    if text[at] == "{":
        text = text[at:]
        value, length = _object(text), len(text)
        if value is None:
            length = _length(text)
            value = _object(text[:length])
        return (None if value is None else Found(value, text[:length])), at + length
    if text[at] == '"':
        end = at + _length(text[at:])
        inner = _string(text[at:end])
    else:
        inner, end = _literal(text, at)
    return (None if inner is None or not depth else found_in(inner, depth - 1)), end


def _length(text: str) -> int:
    """Return the length of the JSON with which a text begins; 0 if it does not."""
    try:
        return _scan(text)[1]
    except (ValueError, RecursionError):
        return 0


def _string(text: str) -> str | None:
    """Read a string as JSON writes it."""
    try:
        return str(json.loads(text))
    except ValueError:
        return None


def _literal(text: str, at: int) -> tuple[str | None, int]:
    """Read a string as Python writes it, and tell where it ends; None if it does not."""
    pieces: list[bytes] = []
    end = text.index("'", at) + 1
    is_bytes = text[at] == "b"
    try:
        while (stretch := _STRETCH.match(text, end)) is not None and stretch.end() > end:
            plain = _ESCAPE.sub(_unescaped, stretch[0])
            pieces.append(plain.encode("latin-1" if is_bytes else "utf-8", "strict" if is_bytes else "surrogatepass"))
            end = stretch.end()
        if text[end : end + 1] != "'":
            return None, at
        whole = b"".join(pieces)
        del pieces, stretch
        return whole.decode(errors="strict" if is_bytes else "surrogatepass"), end + 1
    except ValueError:
        return None, at


def _unescaped(escape: re.Match[str]) -> str:
    kind, rest = escape[1][0], escape[1][1:]
    return chr(int(rest, 16)) if rest else _SHORT.get(kind, kind)
