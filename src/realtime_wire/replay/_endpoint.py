"""What a server that plays and a recorder have in common: an address, results one by one, and a thread to run in.

Sockets are not opened here; `_sockets` does that.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import ipaddress
import os
import socket
import ssl
from collections.abc import Generator
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

import attrs

__all__ = [
    "Address",
    "Closing",
    "Endpoint",
    "Threaded",
    "fault_of",
    "in_thread",
    "is_page_of_this_machine",
    "is_this_machine",
    "many",
    "reason_of",
    "shown_url",
]

R = TypeVar("R")
E = TypeVar("E", bound="Endpoint[Any]")

LOST = 1006
"""The close code of a connection that ended without being closed."""

NO_CODE = 1005
"""The close code of a connection that was closed without one."""

ORDERLY = (1000, 1001, NO_CODE)
"""The close codes with which nothing is wrong."""


@attrs.frozen
class Address:
    """Where something listens."""

    host: str
    """The name or number under which clients on this machine find it."""
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@attrs.frozen
class Closing:
    """How a connection ended."""

    by_peer: bool
    """Whether the other side closed it, or was gone; if not, this side did."""
    code: int
    reason: str = ""


def fault_of(closing: Closing, who: str, this: str, max_size: int) -> str | None:
    """Tell what was wrong with a connection of `who` to `this` that ended; None if nothing was."""
    if closing.by_peer:
        if closing.code in ORDERLY:
            return None
        if closing.code == LOST:
            return f"the {who} was gone without closing the connection"
        return f"the {who} closed the connection with code {closing.code}"
    faults = {
        1001: f"the {this} was stopped",
        1002: f"the {who} broke the WebSocket protocol",
        1007: f"the {who} sent text that is not UTF-8",
        1009: f"the {who} sent a frame of more than {max_size} bytes",
        1011: f"the {who} no longer answered",
    }
    return faults.get(closing.code, f"the connection was closed with code {closing.code}")


def many(count: int, what: str) -> str:
    """Return a number with what it counts."""
    return f"{count} {what}{'s' * (count != 1)}"


def shown_url(url: str) -> str:
    """Return a URL without what may be secret in it."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def is_this_machine(host: str) -> bool:
    """Tell whether a host is this machine and nobody else."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def is_page_of_this_machine(origin: str) -> bool:
    """Tell whether a browser says of a page that it is of this machine, as those are that somebody develops here."""
    try:
        host = urlsplit(origin).hostname
    except ValueError:
        return False
    return host is not None and is_this_machine(host)


def reason_of(error: OSError) -> str:
    """Return the reason for a fault of the network in the words of the system."""
    # asyncio puts addresses into them, and the numbers of some have another meaning.
    if error.errno is None or isinstance(error, (socket.gaierror, ssl.SSLError)):
        return error.strerror or str(error)
    return os.strerror(error.errno)


class Endpoint(Generic[R]):
    """Something that clients connect to, and that has a result for each of them."""

    url: str
    """Where clients connect, such as ``ws://127.0.0.1:8765/v1/realtime``. A query, such as ``?model=…``, may follow."""

    base_url: str
    """The same as the official SDK takes it for `base_url`, such as ``http://127.0.0.1:8765/v1``."""

    def __init__(self, address: Address, path: str, protocol_path: str) -> None:
        """Start without results.

        Args:
            address: where it listens.
            path: the path that clients connect to.
            protocol_path: that of the protocol, such as ``/v1/realtime``, of which SDKs add what follows the version.
        """
        self.url = f"ws://{address}{path}"
        added = protocol_path[1:].partition("/")
        self.base_url = f"http://{address}{path.removesuffix(added[1] + added[2])}"
        self._results: list[R] = []
        self._changed = asyncio.Event()
        self._is_stopped = False

    def add(self, result: R) -> None:
        """Take the result of one client."""
        self._results.append(result)
        self._change()

    def stop(self) -> None:
        """Expect no more results."""
        self._is_stopped = True
        self._change()

    def _change(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    def result_of(self, count: int) -> R | None:
        """Return the result of that client, if it is there; they are counted from 1.

        Raises:
            RuntimeError: it will never be.
        """
        if len(self._results) >= count:
            return self._results[count - 1]
        if self._is_stopped:
            msg = f"it was stopped after {len(self._results)} of {count} clients"
            raise RuntimeError(msg)
        return None

    async def wait_for(self, count: int) -> R:
        """Wait for the result of that client."""
        while (result := self.result_of(count)) is None:
            await self._changed.wait()
        return result


class Threaded(Generic[E]):
    """An endpoint that runs in a thread of its own, for programs that do not use asyncio."""

    url: str
    """As that of what is run."""

    base_url: str
    """As that of what is run."""

    def __init__(self, endpoint: E, loop: asyncio.AbstractEventLoop) -> None:
        """Stand for an endpoint that runs in a loop."""
        self.url, self.base_url = endpoint.url, endpoint.base_url
        self._endpoint = endpoint
        self._loop = loop

    def _wait_for(self, count: int, timeout: float | None) -> Any:
        result = self._endpoint.result_of(count)
        if result is not None:
            return result
        future = asyncio.run_coroutine_threadsafe(self._endpoint.wait_for(count), self._loop)
        try:
            return future.result(timeout)
        except concurrent.futures.TimeoutError:
            future.cancel()
            msg = f"fewer than {count} clients came and went within {timeout:g} s"
            raise TimeoutError(msg) from None


@contextmanager
def in_thread(opening: AbstractAsyncContextManager[E]) -> Generator[tuple[E, asyncio.AbstractEventLoop], None, None]:
    """Run an endpoint in a thread, and give it with its loop. What it raises is raised here."""
    started: concurrent.futures.Future[tuple[E, asyncio.AbstractEventLoop]] = concurrent.futures.Future()
    stopping = asyncio.Event()

    async def run() -> None:
        try:
            async with opening as endpoint:
                started.set_result((endpoint, asyncio.get_running_loop()))
                await stopping.wait()
        except Exception as error:
            if started.done():
                raise
            started.set_exception(error)

    with concurrent.futures.ThreadPoolExecutor(1, "realtime-wire") as executor:
        running = executor.submit(lambda: asyncio.run(run()))
        endpoint, loop = started.result()
        try:
            yield endpoint, loop
        finally:
            loop.call_soon_threadsafe(stopping.set)
            running.result()
