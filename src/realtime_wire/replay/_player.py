"""A server that plays a recording: one run for each client.

A run goes through the recording frame by frame. What the server said is sent; where the client said something, the run
waits for it. The rule for that is `Run.client_did`.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Collection, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import cached_property, partial
from itertools import count
from typing import TYPE_CHECKING, Any, cast

import attrs

from realtime_wire._engine.protocol import Protocol, Side
from realtime_wire._engine.schema import tag_names
from realtime_wire.codec import Decoder
from realtime_wire.recordings._entries import Recorded
from realtime_wire.recordings._format import Session

from ._compare import Difference, Sent, compare, name_of
from ._endpoint import (
    ORDERLY,
    Closing,
    Endpoint,
    Threaded,
    fault_of,
    is_page_of_this_machine,
    is_this_machine,
    many,
)

if TYPE_CHECKING:
    from ._sockets import Asked, Peer

__all__ = ["PlaySettings", "Report", "Server", "ThreadedServer", "playing"]

MOST_SHOWN = 20
"""How many differences the text of a report names."""

DID_NOT = 1008
"""The close code for a client that did not do what it did in the recording."""


@attrs.frozen
class PlaySettings:
    """How to play."""

    protocol: Protocol
    host: str
    port: int
    speed: float
    timeout: float | None
    ignore: Collection[str]
    max_size: int
    tell: Callable[[int, str], object] = lambda _, __: None
    """Is told the number of a client, and what happens to it."""
    report: Callable[[int, Report], object] = lambda _, __: None
    """Is told the number of a client whose run has ended, and its report."""


@attrs.frozen
class Report:
    """What a client did in one run, and how that differs from the recording.

    ``str`` tells it in a few lines, without a word of the payloads.
    """

    received: tuple[Any, ...]
    """The events that the client sent, those with audio included, in order: of the protocol's `client`, and
    `MalformedEvent`."""

    frames: tuple[Recorded, ...] = attrs.field(repr=False)
    """All frames of this run, of both sides and in order: a recording of its own."""

    played: int
    """How many of the server's frames were sent."""

    total: int
    """How many of them the recording has."""

    differences: tuple[Difference, ...]
    """What the client did differently, in the order of the recording."""

    problem: str | None
    """Why the run ended before the recording did; None if it did not, or if the client had done all that it did in the
    recording and closed the connection."""

    @property
    def ok(self) -> bool:
        """Whether the client did what it did in the recording."""
        return not self.differences and self.problem is None

    def __str__(self) -> str:
        found = many(len(self.differences), "difference") if self.differences else "no difference"
        received = many(len(self.received), "event")
        lines = [f"{self.played} of {many(self.total, 'frame')} played, {received} received, {found}"]
        lines += [self.problem] if self.problem is not None else []
        lines += map(str, self.differences[:MOST_SHOWN])
        lines += [f"and {len(self.differences) - MOST_SHOWN} more"] if len(self.differences) > MOST_SHOWN else []
        return "\n".join(lines)


class Server(Endpoint[Report]):
    """A server that plays a recording to each client that connects; `serve` makes it."""

    @property
    def reports(self) -> tuple[Report, ...]:
        """The reports on the runs that have ended, in the order of their ends. Each connection is a run of its own."""
        return tuple(self._results)

    @property
    def report(self) -> Report:
        """The report on the run that was the last to end.

        Raises:
            LookupError: none has ended.
        """
        return last_of(self.reports)

    async def finished(self, runs: int = 1) -> Report:
        """Wait until so many runs have ended since the start of the server, and return the report on the last of these.

        Raises:
            RuntimeError: the server was stopped before.
        """
        return await self.wait_for(runs)


class ThreadedServer(Threaded[Server]):
    """A `Server` that runs in a thread of its own; `serve_in_thread` makes it. Nothing of it is awaited."""

    @property
    def reports(self) -> tuple[Report, ...]:
        """As `Server.reports`."""
        return self._endpoint.reports

    @property
    def report(self) -> Report:
        """As `Server.report`."""
        return self._endpoint.report

    def finished(self, runs: int = 1, *, timeout: float | None = None) -> Report:
        """Wait as `Server.finished` does, for so many seconds at most.

        Raises:
            TimeoutError: the runs did not end within that time.
            RuntimeError: the server was stopped before.
        """
        report: Report = self._wait_for(runs, timeout)
        return report


def last_of(reports: tuple[Report, ...]) -> Report:
    """Return the last report."""
    if not reports:
        msg = "no run has ended; wait for one with `finished`"
        raise LookupError(msg)
    return reports[-1]


class Script:
    """A connection of a recording, with what all runs of it have to know of its frames."""

    def __init__(self, session: Session, protocol: Protocol) -> None:
        """Prepare to play it."""
        self.session = session
        self._answer = protocol.answer

    @cached_property
    def expected(self) -> Sequence[Sent]:
        """What the client sent."""
        frames = enumerate(self.session.frames, 1)
        return [Sent.of(number, one.frame) for number, one in frames if one.sender == "client"]

    @cached_property
    def said(self) -> Sequence[str | bytes]:
        """What the server sent."""
        return [one.frame for one in self.session.frames if one.sender == "server"]

    @cached_property
    def answered(self) -> int:
        """After how many of the server's frames the client has its last answer: all of them, if there is none."""
        names = () if self._answer is None else tag_names(cast("Any", self._answer))
        numbers = range(len(self.said), 0, -1) if names else ()
        is_answer = (number for number in numbers if Sent.of(number, self.said[number - 1]).type in names)
        return next(is_answer, len(self.said))


class Run:
    """Plays a connection of a recording to one client."""

    def __init__(self, script: Script, settings: PlaySettings, peer: Peer, number: int) -> None:
        """Prepare to play; the number is that of the client, counted from 0."""
        self._script = script
        self._session = script.session
        self._settings = settings
        self._decode = Decoder(settings.protocol.client, malformed="keep").decode
        self._streamed = settings.protocol.streamed
        self._peer = peer
        self._number = number
        self._clock = asyncio.get_running_loop().time
        self._start = self._clock()
        self._late = 0.0  # how many seconds of waiting for the client put off what comes
        self._reached = 0  # how many of what is expected of the client were waited for
        self._played = 0
        self._frames: list[Recorded] = []
        self._own: list[Sent] = []
        self._sent = Counter[str | None]()  # how many frames of each event type the client has sent
        self._stir = asyncio.Event()
        self._listening = asyncio.create_task(peer.listen(self._take))
        self._listening.add_done_callback(lambda _: self._stir.set())

    async def go(self) -> Report:
        """Play, and report."""
        missed = await self._play()
        closed = self._session.closed
        if missed is not None:
            code, reason = DID_NOT, missed
        elif closed is not None and closed.sender == "server":
            code, reason = closed.code, closed.reason
        else:
            code, reason = 1000, ""
        await self._peer.close(code, reason)
        return self._report(missed, code, await self._listening)

    # Waiting

    async def _take(self, frame: str | bytes) -> None:
        self._keep("client", frame)
        own = Sent.of(len(self._own) + 1, frame, self._decode)
        self._own.append(own)
        self._sent[own.type] += 1
        self._stir.set()

    def _keep(self, sender: Side, frame: str | bytes) -> None:
        self._frames.append(Recorded(self._clock() - self._start, sender, frame, self._number))

    async def _until(self, condition: Callable[[], bool], end: float | None) -> bool:
        """Wait until something is so, but no longer than to that time or to the end of the connection; tell whether it is so."""
        while not condition():
            left = None if end is None else end - self._clock()
            if self._listening.done() or (left is not None and left <= 0):
                return False
            self._stir.clear()
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._stir.wait(), left)
        return True

    def _due(self, time: float | None) -> float:
        """Tell when it is time for what has this time in the recording; now if it has none."""
        return self._clock() if time is None else self._start + self._late + time / self._settings.speed

    async def _client(self, condition: Callable[[], bool], due: float) -> bool:
        """Wait until the client has done what it did in the recording, and tell whether it has."""
        timeout = self._settings.timeout
        done = await self._until(condition, None if timeout is None else max(due, self._clock()) + timeout)
        # Whoever is late puts off what comes after; whoever is early does not hasten it.
        self._late += max(0.0, self._clock() - due)
        return done

    # Playing

    async def _play(self) -> str | None:
        """Go through the recording, as far as the client takes part; tell what it did not do in time.

        Before a frame of the server, the client has to have sent as many events of each type as it had in the
        recording by then. In which order it sent them, and what else, does not matter here; the comparison sees to
        that. Audio is waited for once: as soon as there is any, its amount is nobody's concern.
        """
        needed = Counter[str | None]()
        expected = iter(self._script.expected)
        for one in self._session.frames:
            if one.sender == "server":
                await self._until(lambda: False, self._due(one.time))
                await asyncio.sleep(0)  # there may be other clients
                if self._listening.done():
                    return None
                self._keep("server", one.frame)
                await self._peer.send(one.frame)
                self._played += 1
                continue
            name = next(expected).type
            self._reached += 1
            needed[name] = 1 if name in self._streamed else needed[name] + 1
            if not await self._client(partial(self._has_sent, name, needed[name]), self._due(one.time)):
                return None if self._listening.done() else self._waited(name_of(name))
        closed = self._session.closed
        if closed is not None and closed.sender == "client":
            await self._client(self._listening.done, self._due(closed.time))
            if not self._listening.done():
                return self._waited("the client to close the connection")
        return None

    def _waited(self, what: str) -> str:
        return f"waited {self._settings.timeout:g} s for {what}"

    def _has_sent(self, name: str | None, count: int) -> bool:
        return self._sent[name] >= count

    # Reporting

    def _report(self, missed: str | None, code: int, closing: Closing) -> Report:
        # What was not waited for any more cannot be missed.
        expected = self._script.expected if missed is None else self._script.expected[: self._reached]
        differences = tuple(compare(expected, self._own, ignore=self._settings.ignore, streamed=self._streamed))
        return Report(
            received=tuple(one.event for one in self._own if one.event is not None),
            frames=tuple(self._frames),
            played=self._played,
            total=len(self._script.said),
            differences=differences,
            problem=missed or self._problem(code, closing, differences),
        )

    def _problem(self, code: int, closing: Closing, differences: Iterable[Difference]) -> str | None:
        total = len(self._script.said)
        if closing.by_peer:
            # Many clients leave as soon as they have their answer, before what else comes with it.
            unsaid = any(one.kind == "missing" for one in differences)
            if self._played == total:
                return None
            if closing.code in ORDERLY and not unsaid and self._played >= self._script.answered:
                return None
        elif closing.code == code:
            return None
        fault = fault_of(closing, "client", "server", self._settings.max_size) or "the client closed the connection"
        return f"{fault} after {self._played} of {many(total, 'frame')}"


@asynccontextmanager
async def playing(sessions: Sequence[Session], settings: PlaySettings) -> AsyncGenerator[Server, None]:
    """Play the connections of a recording, one to each client, and from the first again after the last."""
    from . import _sockets  # noqa: PLC0415  needs an extra that may not be installed

    numbers = count()
    scripts = [Script(session, settings.protocol) for session in sessions]

    async def greet(asked: Asked) -> tuple[str | None, None]:
        # Any page that is open in a browser of this machine gets here, as the rule that keeps pages of different sites
        # apart is not for WebSockets: whoever is asked has to look where the page is from.
        origins = [value for name, value in asked.headers if name.lower() == "origin"]
        if is_this_machine(settings.host) and not all(map(is_page_of_this_machine, origins)):
            raise _sockets.Refusal.saying(403, "Forbidden", "This recording is for pages of this machine alone.")
        # Browsers want one of their subprotocols back, and offer keys as such.
        names = [name for name in asked.subprotocols if not name.startswith("openai-insecure-api-key.")]
        return next((name for name in ("realtime", *names) if name in names), None), None

    async def handle(peer: Peer, _: None) -> None:
        number = next(numbers)
        settings.tell(number, "connected")
        report = await Run(scripts[number % len(scripts)], settings, peer, number).go()
        server.add(report)
        settings.report(number, report)

    async with _sockets.listening(
        handle,
        greet=greet,
        abandon=lambda _: None,
        plain="This is a server that plays a recording to clients of the Realtime API. Connect with a WebSocket client.",
        host=settings.host,
        port=settings.port,
        max_size=settings.max_size,
        close_timeout=None if settings.timeout is None else max(settings.timeout, _sockets.CLOSING),
    ) as address:
        server = Server(address, settings.protocol.path, settings.protocol.path)
        yield server
    server.stop()
