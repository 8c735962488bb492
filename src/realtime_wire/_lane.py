"""Which lane is taken: the fast one first, and the reference lane for what that refuses, or where there is no msgspec."""

from __future__ import annotations

from collections.abc import Callable
from threading import get_ident
from typing import Any

from ._hooks import Dumps, Hooks
from ._json import STACK_USED_UP, UNAVAILABLE, BackendName, Data, as_text, backend_of, check_depth
from ._once import LOCK, once
from ._schema import Kind
from .converter import register
from .errors import DecodeError

__all__ = ["NO_ROOM", "Lane", "hooks", "packer", "writer"]

NO_ROOM: tuple[type[Exception], ...] = (RecursionError,)
"""What may be raised until msgspec is there, and without it."""

_PROBES = 8
"""How many frames after a refused one are watched."""
_SHORTEST_PAUSE = 64
_LONGEST_PAUSE = 8192
"""For how many frames the fast lane is left alone after most of those were refused: doubled each time."""


@once
def _fast_lane() -> Any:
    """Import the fast lane when it is first needed, as it brings msgspec; None if that is not there."""
    try:
        from . import _fast  # noqa: PLC0415  see above
    except UNAVAILABLE:  # pragma: no cover  the environments without msgspec cover it
        return None
    return _fast


@once
def hooks() -> Hooks:
    """Return the reference lane for what a parser has just made.

    That belongs to nobody else, so that nothing in it needs to be copied, and nothing checked that a parser has checked.
    """
    from cattrs import Converter  # noqa: PLC0415  the fast lane does without, and importing it takes a while

    return register(Converter(detailed_validation=False), copy=False, keep=True)


def packer(cls: type, packs: Dumps, dumps: Dumps) -> Callable[[Any], Any]:
    """Return what prepares objects of a class for the writer.

    Args:
        cls: the class.
        packs: the functions that this one has made.
        dumps: those of the reference lane.
    """
    fast = _fast_lane()
    return dumps[cls] if fast is None else fast.packer(cls, packs, dumps)


def writer() -> tuple[tuple[type[Exception], ...], Callable[[Any], bytes]]:
    """Return what writes objects that were prepared for it, after what that raises for those that it leaves to others."""
    fast = _fast_lane()
    return (NO_ROOM, backend_of("json").dumps) if fast is None else (fast.REFUSALS, fast.write)


class Lane:
    """Decodes texts into one type.

    The common case is ``lane.parse(text).build()``, which callers write out to save a call each time; what that raises
    of ``lane.refusals`` they answer with ``lane.missed(text)``. Between the two calls they have to ``lane.look(text)`` if
    there is anything in `lane.free_form`.

    Where most frames have members that their classes do not declare, as with some vendors, trying the fast lane first
    would cost more than it saves. So a refused frame that turns out to be good makes the lane watch the next few; if most
    of them are refused too, it pauses the fast lane for a while. `parse` is what changes from one state to the next, so
    that a stream that is never refused pays nothing for this.
    """

    __slots__ = ("_fast", "_frames", "_kind", "_misses", "_pause", "free_form", "parse", "reference", "refusals")

    parse: Callable[[Data], Any]
    """Takes a text and gives something with a method `build`, which gives the object."""

    reference: Callable[[Data], Any]
    """The reference lane from text to object."""

    refusals: tuple[type[Exception], ...]
    """What `parse` and `build` raise for a text that is left to the reference lane. To find it takes no call, as there may
    be no room for one on the stack."""

    free_form: dict[int, None]
    """The threads that came upon free-form JSON in `parse`, and have not looked at their text since. (A thread that a
    signal interrupts right there, and whose handler decodes such JSON by the same decoder, misses that look. To be sure
    of that, too, would cost every frame twice as much.)"""

    def __init__(self, kind: Kind, backend: BackendName, reference: Callable[[Data], Any]) -> None:
        self.reference = reference
        self.refusals = NO_ROOM
        self.free_form = {}
        self._kind = kind
        self._pause = _SHORTEST_PAUSE
        self._frames = self._misses = 0
        self._fast: Callable[[Data], Any] = self._slowly
        self.parse = self._slowly if backend == "json" else self._first

    def _first(self, data: Data) -> Any:
        """Derive the fast lane when it is first needed."""
        fast = _fast_lane()
        if fast is not None:
            self.refusals = fast.REFUSALS
        with LOCK:
            if self.parse == self._first:  # pragma: no branch  or else another thread was here first
                parse = None if fast is None else fast.parser_of(self._kind, self.free_form)
                self.parse = self._fast = self._slowly if parse is None else parse
        return self.parse(data)

    @property
    def is_fast(self) -> bool:
        """Whether `parse` is the fast lane, and nothing else."""
        return self.parse == self._fast != self._slowly

    def look(self, *texts: Data) -> None:
        """Refuse texts that nest too deep; what the fast lane parses can show it only where no member is there twice.

        Raises:
            DecodeError: one does.
        """
        self.free_form.pop(get_ident(), None)
        for text in texts:
            check_depth(as_text(text))

    def missed(self, data: Data) -> Any:
        """Decode a text that the fast lane has refused."""
        try:
            self.free_form.pop(get_ident(), None)
            obj = self.reference(data)
        except RecursionError:
            raise DecodeError("JSON", STACK_USED_UP) from None
        if self.parse == self._fast:
            self._watch()
        self._misses += 1
        return obj

    def _watch(self) -> None:
        self._frames = _PROBES
        self._misses = 0
        self.parse = self._probe

    def _probe(self, data: Data) -> Any:
        self._frames -= 1
        if self._frames < 0:
            if 2 * self._misses > _PROBES:
                self._frames = self._pause
                self._pause = min(2 * self._pause, _LONGEST_PAUSE)
                self.parse = self._paused
            else:
                self._pause = _SHORTEST_PAUSE
                self.parse = self._fast
            return self.parse(data)
        return self._fast(data)

    def _paused(self, data: Data) -> Any:
        self._frames -= 1
        if self._frames < 0:
            self._watch()
        return self._slowly(data)

    def _slowly(self, data: Data) -> Any:
        return _Done(self.reference(data))


class _Done:
    """Looks like a draft of the fast lane, and is an object already."""

    __slots__ = ("_obj",)

    def __init__(self, obj: Any) -> None:
        self._obj = obj

    def build(self) -> Any:
        return self._obj
