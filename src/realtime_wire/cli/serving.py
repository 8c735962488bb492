"""What the commands `replay` and `record` do: serve until it is enough, say what happens, and end with an exit code.

Their options are in `main`, which imports this when one of them is given.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from urllib.parse import urlsplit

from realtime_wire._engine.protocol import Protocol
from realtime_wire._shown import clean
from realtime_wire.protocols import PROTOCOLS
from realtime_wire.recordings import Layout, write
from realtime_wire.recordings._entries import Recorded
from realtime_wire.recordings._format import entries_of, sessions_of
from realtime_wire.recordings._whose import whose
from realtime_wire.replay._endpoint import NO_CODE, is_this_machine, many, reason_of, shown_url
from realtime_wire.replay._player import PlaySettings, Report, Server, playing
from realtime_wire.replay._recorder import Connection, Recorder, RecordSettings, recording

__all__ = ["record", "replay"]

Say = Callable[[str], object]

FAILED = 2
"""The exit code for what could not be read, written or served."""


class Service:
    """Serves clients until it is enough, or until Ctrl-C, and keeps count."""

    def __init__(self, options: argparse.Namespace, notice: Say, result: Say) -> None:
        """Prepare; notices go to standard error, results to standard output."""
        self.clients = 0
        self.failed = 0
        self._options = options
        self._notice = notice
        self._result = result
        self._fault: str | None = None
        self._stopping = asyncio.Event()

    def tell(self, number: int, text: str) -> None:
        """Tell what happens to a client."""
        self._notice(f"client {number + 1}: {text}")

    def ended(self, number: int, text: str, *, ok: bool) -> None:
        """Tell how a client did."""
        self.clients += 1
        self.failed += not ok
        self._result(f"client {number + 1}: " + "\n  ".join(map(clean, text.split("\n"))) + "\n")
        if self.clients == self._options.clients:
            self._stopping.set()

    def fail(self, fault: str) -> None:
        """Give up."""
        self._fault = fault
        self._stopping.set()

    def announce(self, what: str, danger: str) -> None:
        """Tell what is served where, and warn if others can have it."""
        if is_this_machine(self._options.host):
            self._notice(f"{what}, for this machine alone; Ctrl-C ends it")
        else:
            self._notice(f"{what}; Ctrl-C ends it")
            self._notice(f"warning: {self._options.host} is not this machine alone: {danger}")

    def run(self, opening: AbstractAsyncContextManager[object]) -> int:
        """Serve what is opened here; return the exit code."""
        # Where signals cannot be handled, Ctrl-C comes as an exception, after everything was closed.
        with suppress(KeyboardInterrupt):
            try:
                asyncio.run(self._serve(opening))
            except (ImportError, ValueError) as error:
                self._fault = str(error)
            except OSError as error:
                self._fault = self._reason(error)
        if self._fault is None:
            return int(self.failed > 0)
        self._notice(self._fault)
        return FAILED

    async def _serve(self, opening: AbstractAsyncContextManager[object]) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError, RuntimeError, ValueError):
                asyncio.get_running_loop().add_signal_handler(number, self._stopping.set)
        async with opening:
            await self._stopping.wait()

    def _reason(self, error: OSError) -> str:
        if error.filename is None:
            return f"cannot listen on {self._options.host}, port {self._options.port}: {reason_of(error)}"
        if isinstance(error, FileExistsError):
            return f"{error.filename} exists; {self._options.instead}"
        return f"{error.filename}: {error.strerror}"


def replay(options: argparse.Namespace, layout: Layout | None, notice: Say, result: Say) -> int:
    """Play a recording until it is enough; return the exit code."""
    service = Service(options, notice, result)

    def report(number: int, report: Report) -> None:
        service.ended(number, str(report), ok=report.ok)
        if options.save is not None:
            try:
                write(options.save, report.frames, mode="append")
            except OSError as error:
                service.fail(f"{options.save}: {error.strerror}")

    def say(text: str) -> None:
        notice(clean(text))

    @asynccontextmanager
    async def opening() -> AsyncGenerator[Server, None]:
        protocol: Protocol = options.api or _found_in(options.file, layout, say)
        sessions = sessions_of(options.file, protocol, layout, say, say)
        if options.save is not None:
            write(options.save, (), mode=options.mode)
        settings = PlaySettings(
            protocol,
            options.host,
            options.port,
            options.speed,
            options.timeout,
            [*protocol.ignored, *options.ignore],
            options.max_size,
            service.tell,
            report,
        )
        async with playing(sessions, settings) as server:
            service.announce(f"playing {options.file} on {server.url}", "whoever can reach it can have the recording")
            if not any(one.time for session in sessions for one in session.frames):
                notice("the recording tells no times, so it goes as fast as it can")
            yield server

    code = service.run(opening())
    if code < FAILED:
        notice(f"{many(service.clients, 'client')}, {service.failed} of them not as in the recording")
    return code


def _found_in(file: str, layout: Layout | None, say: Say) -> Protocol:
    """Find out whose frames are in a file, and say so if they are of any but the first protocol."""
    entries = entries_of(file, None, layout, lambda _: None)
    protocol = whose(entry.frame for _, entry in entries if isinstance(entry, Recorded))
    if protocol is not next(iter(PROTOCOLS.values())):
        say(f"frames of the API {protocol.name}, by the first of them; --api plays it as another")
    return protocol


def record(options: argparse.Namespace, notice: Say, result: Say) -> int:
    """Record clients until it is enough; return the exit code."""
    service = Service(options, notice, result)
    protocol: Protocol = options.api
    # Not every vendor has one server for all; where there is none, nothing is no such URL.
    url: str = (protocol.upstream or "") if options.upstream is None else options.upstream
    frames = 0

    def ended(number: int, connection: Connection) -> None:
        nonlocal frames
        client, server = connection.client_frames, connection.server_frames
        frames += client + server
        lines = [connection.problem] if connection.problem is not None else []
        if connection.code is not None:
            code = "without a code" if connection.code == NO_CODE else f"with code {connection.code}"
            said = f"{many(client, 'frame')} of the client and {server} of the server in {connection.seconds:.1f} s"
            lines.insert(0, f"{said}, closed by the {connection.closed_by} {code}")
        service.ended(number, "\n".join(lines), ok=connection.problem is None)

    @asynccontextmanager
    async def opening() -> AsyncGenerator[Recorder, None]:
        settings = RecordSettings(
            protocol,
            url,
            options.file,
            options.host,
            options.port,
            options.mode,
            options.max_size,
            service.tell,
            ended,
        )
        async with recording(settings) as recorder:
            upstream = shown_url(url)
            service.announce(
                f"recording into {options.file} what goes between {recorder.url} and {upstream}",
                "whoever can reach it is recorded, and the keys of clients come to it unencrypted",
            )
            parts = urlsplit(upstream)
            if parts.scheme in ("ws", "http") and not is_this_machine(parts.hostname or ""):
                notice(f"warning: {upstream} is reached unencrypted, and keys with it")
            yield recorder

    code = service.run(opening())
    if code < FAILED:
        notice(f"{many(service.clients, 'client')}, {many(frames, 'frame')} in {options.file}")
    return code
