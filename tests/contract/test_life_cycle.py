"""Processes, threads, interpreters and interrupts: whatever happens around it, the library is whole.

What is made when it is first needed could be left half-made, so most of this begins in a process that has used nothing
yet; `lives` has what runs there.
"""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from json import dumps, loads
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import realtime_wire as rw
from tests.backends import needs_native

ROOT = Path(__file__).parents[2]
EFFORT = settings().max_examples
"""50 usually, and thousands where there is time."""

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")

SWITCHED_OFF = "import os; os.environ['REALTIME_WIRE_NATIVE'] = '0'; "
RUN = "import runpy; runpy.run_module('tests.lives', run_name='__main__', alter_sys=True)"


def live(*arguments: str, before: str = "", data: str = "") -> Any:
    """Call a function of `lives` in a process of its own."""
    result = subprocess.run(  # noqa: S603  our own program
        # A process that forks while it has threads is warned of that by newer Pythons, and is what is tested here.
        [sys.executable, "-W", "error", "-W", "ignore::DeprecationWarning", "-c", before + RUN, *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(rw.__file__).parents[1]), str(ROOT)])},
        cwd=ROOT,
        input=data,
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return loads(result.stdout)


# Threads and processes


@pytest.mark.parametrize("seed", range(max(1, EFFORT // 25)))
def test_64_threads_begin_at_once(seed: int) -> None:
    assert live("threads", str(seed)) == []


@needs_fork
def test_a_fork_has_what_its_parent_has() -> None:
    assert live("forks") == 1


@pytest.mark.slow
@needs_fork
def test_a_fork_waits_for_what_another_thread_makes() -> None:
    assert live("forks_meanwhile") == {}


@pytest.mark.slow
def test_objects_travel_between_processes() -> None:
    assert live("multiprocesses") == []


# Pickles


@needs_native
@pytest.mark.parametrize(
    ("there", "here"),
    [
        ("", SWITCHED_OFF),
        (SWITCHED_OFF, ""),
    ],
    ids=["native, then python", "python, then native"],
)
def test_pickles_do_not_depend_on_the_lane(there: str, here: str) -> None:
    assert live("unpickles", before=here, data=dumps(live("pickles", before=there))) == ["python" if here else "native"]


# Interpreters

INTERPRETERS = "_interpreters" if sys.version_info >= (3, 13) else "_xxsubinterpreters"


@pytest.mark.slow
def test_it_can_be_imported_again() -> None:
    assert live("reloads") == []


@pytest.mark.skipif(find_spec(INTERPRETERS) is None, reason="there are none")
@pytest.mark.parametrize("first", ["here", "there"])
def test_interpreters_of_one_process_do_not_meet(first: str) -> None:
    assert live("subinterpreters", first) == []


# Interrupts


@pytest.mark.slow
@needs_fork
def test_an_interrupt_leaves_nothing_half_made() -> None:
    count, wrong = live("interrupts", str(max(1, 30_000 // EFFORT)))
    assert count > EFFORT // 10
    assert wrong == {}


@pytest.mark.slow
@needs_fork
def test_a_signal_leaves_nothing_half_made() -> None:
    assert live("signals", str(max(1, EFFORT // 20))) == {}
