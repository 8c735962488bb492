"""The long runs over real sockets, for a moment: docs/reliability.md tells what they did in full."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("websockets", reason="websockets is not installed")
runs: Any = pytest.importorskip("fuzz.sockets", reason="source distributions come without the long runs")


@pytest.mark.filterwarnings("ignore:unclosed transport:ResourceWarning")  # of the client that resets its connection
def test_record() -> None:
    done = asyncio.run(runs.record(1))
    assert {way: done[way] for way in runs.WAYS} == dict.fromkeys(runs.WAYS, 1)
    assert done["events"] == 2 * done["played again"] >= 2 * runs.LENGTH


def may_mount() -> bool:
    """Say whether this is root, outside of any container that takes mounting away."""
    status = Path("/proc/self/status")
    if sys.platform != "linux" or os.geteuid() or not status.exists():
        return False
    (capabilities,) = [line.split()[1] for line in status.read_text().splitlines() if line.startswith("CapEff:")]
    return bool(int(capabilities, 16) >> 21 & 1)  # CAP_SYS_ADMIN


@pytest.mark.skipif(not may_mount(), reason="no small disk can be mounted")
def test_full() -> None:
    done = asyncio.run(runs.full(1))
    assert done["disks"] == 1
    assert 0 < done["events"] < runs.LENGTH


def test_clients() -> None:
    assert asyncio.run(runs.clients(3)) == {"clients": 3, "events": 3 * runs.LENGTH}
