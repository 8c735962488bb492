"""Processes, threads, interpreters and interrupts: whatever happens around it, the library is whole.

What is made when it is first needed could be left half-made, so most of this begins in a process that has used nothing
yet; `lives` has what runs there.
"""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from json import dumps, loads
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import realtime_wire as rw
from realtime_wire._engine.schema import kind_of
from tests.backends import needs_msgspec
from tests.payloads import PAYLOADS

ROOT = Path(__file__).parents[2]
EFFORT = settings().max_examples
"""50 usually, and thousands where there is time."""

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")

NO_MSGSPEC = "import sys; sys.modules['msgspec'] = None; sys.argv[0] = '-m'; "
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


@needs_msgspec
@pytest.mark.parametrize(
    ("there", "here"),
    [
        ("", NO_MSGSPEC),
        (NO_MSGSPEC, ""),
    ],
    ids=["with msgspec, then without", "without, then with"],
)
def test_pickles_do_not_depend_on_extras(there: str, here: str) -> None:
    assert live("unpickles", before=here, data=dumps(live("pickles", before=there))) == [here == ""]


# Interpreters

INTERPRETERS = "_interpreters" if sys.version_info >= (3, 13) else "_xxsubinterpreters"


@pytest.mark.slow
def test_it_can_be_imported_again() -> None:
    assert live("reloads") == []


@pytest.mark.skipif(sys.version_info < (3, 12), reason="interpreters share all that is written in C before Python 3.12")
@pytest.mark.skipif(find_spec(INTERPRETERS) is None, reason="there are none")
@pytest.mark.parametrize(
    "first",
    [
        "here",
        pytest.param(
            "there",
            marks=pytest.mark.skipif(
                sys.version_info < (3, 13), reason="Python 3.12 ends where the second interpreter imports msgspec"
            ),
        ),
    ],
)
def test_interpreters_of_one_process_do_not_meet(first: str) -> None:
    # msgspec is for the first interpreter alone; in others, the standard library does its work.
    assert live("subinterpreters", first) == []


# Interrupts


@pytest.mark.slow
@needs_fork
def test_an_interrupt_leaves_nothing_half_made() -> None:
    count, wrong = live("interrupts", str(max(1, 150_000 // EFFORT)))
    assert count > EFFORT // 20
    assert wrong == {}


@pytest.mark.slow
@needs_fork
def test_a_signal_leaves_nothing_half_made() -> None:
    assert live("signals", str(max(1, EFFORT // 20))) == {}


class Interrupted(dict[Any, Any]):
    """A dict that an interrupt keeps from storing one thing."""

    left: float = float("inf")
    """How many it stores before that."""

    def __setitem__(self, key: Any, value: Any) -> None:
        self.left -= 1
        if self.left == -1:
            raise KeyboardInterrupt
        super().__setitem__(key, value)


@needs_msgspec
@pytest.mark.parametrize("store", ["_DRAFTS", "_WRITERS"])
def test_an_interrupt_between_two_stores(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fast = import_module("realtime_wire._engine.structs")
    payloads = [payload for cls in ITEMS for payload in PAYLOADS[cls][:1]]

    def begin(left: float) -> None:
        for each in ("_DRAFTS", "_WRITERS"):
            monkeypatch.setattr(fast, each, Interrupted())
        getattr(fast, store).left = left

    def use() -> list[Any]:
        parse = fast.parser_of(kind_of(rw.Item), {})
        return [parse(dumps(payload)).build() for payload in payloads]

    begin(float("inf"))
    expected = [rw.structure(payload, rw.Item) for payload in payloads]
    assert use() == expected
    stores = len(getattr(fast, store))
    assert stores > len(ITEMS)
    for number in range(stores):
        begin(number)
        with pytest.raises(KeyboardInterrupt):
            use()
        assert use() == expected


ITEMS: list[type[rw.Model]] = [
    rw.RealtimeConversationItemMessageUser,
    rw.RealtimeConversationItemFunctionCall,
    rw.RealtimeMCPApprovalRequest,
]
