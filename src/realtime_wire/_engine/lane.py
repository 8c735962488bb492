"""Which lane does the work: the compiled one first, and the Python lane for what that refuses, or where it is not there.

This module is the one owner of that choice, for texts and for objects. The Python lane is the law: it is made of `text`,
which knows JSON, and `hooks`, which know the classes; the compiled lane may only return what that returns.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeAlias, get_args

import attrs

from .depth import DEEP, STACK_USED_UP, TOO_DEEP, is_too_deep
from .errors import DecodeError, EncodeError
from .hooks import Dumps, Hooks, own_hooks
from .mistakes import check_choice, no_object
from .native import native, reader_of, why_not, writer_of
from .once import once
from .record import Raw, Record
from .schema import Kind
from .text import Data, dumps, is_wanted, loads

__all__ = ["BackendName", "Lane", "LaneInfo", "Wanted", "encode", "lane"]

BackendName: TypeAlias = Literal["auto", "native", "python"]
"""Which lane a decoder shall use: "auto" is the compiled one where it is there."""


@attrs.frozen
class LaneInfo:
    """Which lane is in use, and why."""

    name: Literal["native", "python"]
    """"native" is the compiled lane, behind which stands the Python lane for what is rare; "python" is that alone."""

    reason: str
    """Why it is not the compiled one; empty if it is."""


def lane() -> LaneInfo:
    """Tell which lane decodes and encodes in this process, where nobody asks for another one."""
    return LaneInfo("python" if native() is None else "native", why_not())


@once
def _hooks() -> Hooks:
    """Return the hooks for what a parser has just made.

    That belongs to nobody else, so that nothing in it needs to be copied, and nothing checked that a parser has checked.
    """
    return own_hooks(copy=False)


@attrs.frozen
class Wanted:
    """The wire names of the events that are wanted."""

    names: frozenset[str]
    others: bool = False
    """Whether it is all but these."""

    def __contains__(self, name: object) -> bool:
        return (isinstance(name, str) and name in self.names) != self.others


class Lane:
    """Decodes texts into one kind of value, all of them or some events only.

    Raises:
        TypeError: a backend is asked for that nobody knows.
        ValueError: one is asked for that is not there.
    """

    __slots__ = ("_read_lines", "decode")

    decode: Callable[[Data], Any]
    """Decodes one text; None is an event that is not wanted."""

    def __init__(self, kind: Kind, backend: BackendName = "auto", wanted: Wanted | None = None) -> None:
        check_choice("backend", backend, get_args(BackendName))
        if backend == "native" and native() is None:
            msg = f'the backend "native" is not there: {why_not()}'
            raise ValueError(msg)
        by_python = _python_lane(kind)
        if wanted is not None:
            by_python = _some(by_python, wanted)
        names = (None, False) if wanted is None else (wanted.names, wanted.others)
        reader = None if backend == "python" else reader_of(kind, by_python, names[0], others=names[1])
        self.decode = by_python if reader is None else reader
        self._read_lines: Callable[[Data, Callable[[bytes, int], Any]], Any] | None = (
            None if reader is None else reader.lines
        )

    def lines(self, data: Data, missed: Callable[[bytes, int], Any]) -> list[Any] | None:
        """Decode all lines of a text by the compiled lane; None if that is not there, or has no text to read.

        A line that is refused goes to ``missed(line, number)``.
        """
        events = NotImplemented if self._read_lines is None else self._read_lines(data, missed)
        return None if events is NotImplemented else events


def _python_lane(kind: Kind) -> Callable[[Data], Any]:
    hook: Callable[[Any], Any] | None = None

    def decode(data: Data) -> Any:
        """Decode one JSON text."""
        nonlocal hook
        try:
            if hook is None:
                hook = _hooks().structure_kind(kind)  # most decoders never need it where there is a compiled lane
            return hook(loads(data))
        except RecursionError:
            raise DecodeError("JSON", STACK_USED_UP) from None
        except DecodeError as error:
            error.left()
            raise

    return decode


def _some(decode: Callable[[Data], Any], wanted: Wanted) -> Callable[[Data], Any]:
    return lambda data: decode(data) if is_wanted(data, wanted) else None


# From objects to text


def encode(obj: Any) -> bytes:
    """Encode an object of this library as compact UTF-8 JSON.

    Raises:
        EncodeError: something in the object has no JSON form.
        TypeError: it is no object of this library.
    """
    return _encode(obj)


_DUMPS = Dumps(lambda cls: _hooks().dumps[cls])
"""The Python lane's way to plain values; the hooks are made when a class first needs them."""


def _encode_by_python(obj: Any) -> bytes:
    try:
        text = dumps(_DUMPS[type(obj)](obj))
        is_deep = bool(DEEP) and is_too_deep(text)
    except RecursionError:
        raise EncodeError(STACK_USED_UP) from None
    except EncodeError:
        if isinstance(obj, (Record, Raw)):
            raise
        raise no_object(obj) from None
    if is_deep:
        raise EncodeError(TOO_DEEP)
    return text


def _encode_first(obj: Any) -> bytes:
    """Find the writer when it is first needed."""
    global _encode  # noqa: PLW0603  looking for it in each call would take a part of the time
    try:
        _encode = writer_of(_encode_by_python) or _encode_by_python
    except RecursionError:
        raise EncodeError(STACK_USED_UP) from None
    return _encode(obj)


_encode: Callable[[Any], bytes] = _encode_first
