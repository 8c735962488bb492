"""Which lane decodes a text: the fast one first, and the reference lane for what that refuses, or where there is no msgspec.

This module is the one owner of that choice. The steps of a decode stood in three places (the function `decode`, the method
of decoders, and batches of lines) and stand in `Lane` alone now: `Lane.decoding` makes the function for one text, with a
default type or without, and `Lane.batch` takes many.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from threading import get_ident
from typing import Any

from .depth import STACK_USED_UP, TOO_SHORT, check_text
from .errors import DecodeError
from .hooks import Hooks, own_hooks
from .once import LOCK, once
from .schema import Kind
from .text import UNAVAILABLE, BackendName, Data, as_text, backend_of

__all__ = ["Lane", "fast_lane", "hooks"]

_PROBES = 8
"""How many frames after a refused one are watched."""
_SHORTEST_PAUSE = 64
_LONGEST_PAUSE = 8192
"""For how many frames the fast lane is left alone after most of those were refused: doubled each time."""


@once
def fast_lane() -> Any:
    """Import the fast lane when it is first needed, as it brings msgspec; None if that is not there."""
    try:
        from . import structs  # noqa: PLC0415  see above
    except UNAVAILABLE:  # pragma: no cover  the environments without msgspec cover it
        return None
    return structs


@once
def hooks() -> Hooks:
    """Return the reference lane for what a parser has just made.

    That belongs to nobody else, so that nothing in it needs to be copied, and nothing checked that a parser has checked.
    """
    return own_hooks(copy=False)


def _refuse_type(_: Data, __: Any) -> Any:
    msg = "a decoder decodes into the type that it was made for, and takes no other"
    raise TypeError(msg)


class Lane:
    """Decodes texts into one type.

    The common case is ``lane.parse(text).build()``; what that raises of ``lane.refusals`` is answered by
    ``lane.missed(text)``. Between the two calls stands ``lane.look(text)`` if there is anything in `lane.free_form`.

    Where most frames have members that their classes do not declare, as with some vendors, trying the fast lane first
    would cost more than it saves. So a refused frame that turns out to be good makes the lane watch the next few; if most
    of them are refused too, it pauses the fast lane for a while. `parse` is what changes from one state to the next, so
    that a stream that is never refused pays nothing for this.
    """

    __slots__ = (
        "_fast",
        "_frames",
        "_hook",
        "_kind",
        "_loads",
        "_misses",
        "_pause",
        "backend",
        "free_form",
        "parse",
        "refusals",
    )

    backend: BackendName
    """What parses JSON for the reference lane."""

    parse: Callable[[Data], Any]
    """Takes a text and gives something with a method `build`, which gives the object."""

    refusals: tuple[type[Exception], ...]
    """What `parse` and `build` raise for a text that is left to the reference lane. To find it takes no call, as there may
    be no room for one on the stack."""

    free_form: dict[int, None]
    """The threads that came upon free-form JSON in `parse`, and have not looked at their text since. (A thread that a
    signal interrupts right there, and whose handler decodes such JSON by the same decoder, misses that look. To be sure
    of that, too, would cost every frame twice as much.)"""

    def __init__(self, kind: Kind, backend: BackendName) -> None:
        self.backend = backend
        self.refusals = (RecursionError,)
        self.free_form = {}
        self._kind = kind
        self._loads: Callable[[Data], Any] | None = None
        self._hook: Callable[[Any], Any] | None = None
        self._pause = _SHORTEST_PAUSE
        self._frames = self._misses = 0
        self._fast: Callable[[Data], Any] = self._slowly
        self.parse = self._slowly if backend == "json" else self._first

    # What decoders are made of

    def decoding(self, default: Any = None, otherwise: Callable[[Data, Any], Any] = _refuse_type) -> Callable[..., Any]:
        """Make the function that decodes one text: into this lane's type, or by `otherwise` if it is given another."""
        free_form = self.free_form

        def decode(data: Data, type: Any = default) -> Any:  # noqa: A002  the name that it has in `realtime_wire.decode`
            if type is not default:
                return otherwise(data, type)
            try:
                parse = self.parse  # called as if it was a method, it would take the interpreter's long way
                draft = parse(data)
                if free_form:
                    self.look(data)
                return draft.build()
            except DecodeError:
                raise
            except self.refusals:
                pass  # what was refused tells payloads, so it must not be the context of what comes
            return self.missed(data)

        return decode

    def shortcut(self, default: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Let a function that takes a text and a type do without a call where the type is this lane's."""
        return lambda otherwise: wraps(otherwise)(self.decoding(default, otherwise))

    def batch(self, lines: list[Any]) -> list[Any] | None:
        """Decode a few texts at once by the fast lane; None if they have to be decoded one by one."""
        if not self.is_fast:
            return None
        parse = self.parse
        try:
            # In two steps, each of which then runs from the processor's caches.
            drafts = list(map(parse, lines))
            if self.free_form:
                self.look(*(line for line in lines if len(line) > TOO_SHORT))
            return [draft.build() for draft in drafts]
        except self.refusals:
            return None

    # The two ways

    def reference(self, data: Data) -> Any:
        """Decode by the reference lane."""
        loads, hook = self._loads, self._hook
        if loads is None or hook is None:
            loads = self._loads = backend_of(self.backend).loads
            hook = self._hook = hooks().structure_kind(self._kind)
        return hook(loads(data))

    def _first(self, data: Data) -> Any:
        """Derive the fast lane when it is first needed."""
        fast = fast_lane()
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
            check_text(as_text(text))

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
