"""What the compiled module may not do, whatever it is given: read what others write to, recurse without an end, or take more
than the input's length allows. What it reads and writes is in test_native.py; docs/threats.md tells whom this is for."""

from __future__ import annotations

import gc
import os
import re
import subprocess
import sys
import time
import tracemalloc
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import realtime_wire as rw
from realtime_wire import DecodeError, Decoder
from tests.backends import needs_native
from tests.hostile import GROUPS

native: Any = import_module("realtime_wire._engine.native")

SOURCE = Path(native.__file__).with_name("_native.c")

needs_source = pytest.mark.skipif(not SOURCE.exists(), reason="wheels come without the C")

SHAPES = {name: shape for shapes in GROUPS.values() for name, shape in shapes.items()}
every_shape = pytest.mark.parametrize("name", SHAPES)

DECODER = Decoder(rw.Event, backend="native") if native.native() is not None else None


def functions() -> dict[str, str]:
    """Return the functions of the C source by name, without comments."""
    text = re.sub(r"/\*.*?\*/", "", SOURCE.read_text(encoding="utf-8"), flags=re.DOTALL)
    found = re.findall(r"^(?:\w[\w \*]*?)(\w+)\([^;{}]*\) \{\n(.*?)^\}", text, flags=re.MULTILINE | re.DOTALL)
    return dict(found)


# Nothing that others can write to


@needs_source
def test_no_buffer_is_borrowed() -> None:
    """What is neither bytes nor str is copied as a whole, by Python's own function for that."""
    bodies = functions()
    assert "PyBytes_FromObject(data)" in bodies["open_text"]
    everything = "".join(bodies.values())
    for borrowing in ("PyObject_GetBuffer", "PyByteArray_", "PyMemoryView_", "PyUnicode_AsUTF8AndSize", '"y*', '"s*'):
        assert borrowing not in everything


@needs_native
@pytest.mark.parametrize("is_viewed", [False, True], ids=["bytearray", "memoryview"])
def test_what_is_written_to_meanwhile_is_not_seen(is_viewed: bool) -> None:  # noqa: FBT001  a parameter
    """A collection runs while the text is read, and what it finalises writes over all of it."""
    text = b'{"type":"ping","a":[%s]}' % b",".join(b'{"b%d":["c%d"]}' % (number, number) for number in range(2000))
    held = bytearray(text)
    data = memoryview(held) if is_viewed else held
    written: list[str] = []

    def write_over(phase: str, _: object) -> None:
        held[:] = b"\xff" * len(text)
        written.append(phase)

    assert DECODER is not None
    expected = DECODER.decode(text)
    threshold = gc.get_threshold()
    gc.callbacks.append(write_over)
    gc.set_threshold(1)
    try:
        event = DECODER.decode(data)
    finally:
        gc.set_threshold(*threshold)
        gc.callbacks.remove(write_over)
    assert written, "no collection has run"
    assert event == expected
    del data
    held.append(0)  # nobody holds it


# An end to recursion


@needs_source
def test_whatever_recurs_counts_its_depth() -> None:
    """Without the functions that compare with the deepest level, none calls itself, by whatever way."""
    bodies = functions()
    assert len(bodies) > 100
    counting = {name for name, body in bodies.items() if "DEEPEST" in body}
    calls = {
        name: {called for called in re.findall(r"\b(\w+)\(", body) if called in bodies} - counting
        for name, body in bodies.items()
        if name not in counting
    }
    assert len(counting) >= 8
    for name in ("free_tags", "new_tags", "visit_tags"):  # of tags that classes declare; no text gets there
        calls[name].remove(name)
    list(TopologicalSorter(calls).static_order())  # raises CycleError


DEEP = """
import threading
import realtime_wire as rw
from tests.hostile import GROUPS

reader = rw.Decoder(rw.Event, backend="native")
reader.decode(b'{"type":"ping","a":[]}')

def read():
    for shapes in GROUPS.values():
        for name, shape in shapes.items():
            for size in (1 << 13, 1 << 16):
                try:
                    event = reader.decode(shape(size))
                except rw.DecodeError:
                    continue
                hash(event), event == reader.decode(shape(size)), rw.encode(event)

threading.stack_size(1 << 19)
thread = threading.Thread(target=read)
thread.start()
thread.join()
print("ended")
"""


@needs_native
@pytest.mark.skipif("ASAN_OPTIONS" in os.environ, reason="what watches memory takes stack of its own")
def test_a_small_stack_is_enough() -> None:
    """In a thread with half a megabyte of stack, in a process of its own, as a stack that overflows ends it."""
    ran = subprocess.run([sys.executable, "-c", DEEP], capture_output=True, text=True, check=True)  # noqa: S603  ours
    assert (ran.stdout, ran.stderr) == ("ended\n", "")


# Time and memory in proportion to the length


def attempt(text: bytes) -> Any:
    assert DECODER is not None
    try:
        return DECODER.decode(text)
    except DecodeError:
        return None


def cost(text: bytes) -> float:
    """Return the least processor time, in seconds, of reading a text: other programs only ever add to it."""
    gc.disable()
    try:
        spent: list[float] = []
        for _ in range(3):
            start = time.thread_time()
            attempt(text)
            spent.append(time.thread_time() - start)
        return min(spent)
    finally:
        gc.enable()


@needs_native
@every_shape
def test_time_is_in_proportion(name: str) -> None:
    """A text of 32 times the length: if time grew with the square, it would take a thousand times as long."""
    small, large = (SHAPES[name](1 << power) for power in (13, 18))
    attempt(small)  # what is derived is derived
    per_byte = cost(large) / len(large), max(cost(small), 1e-5) / len(small)
    assert per_byte[0] < 12 * per_byte[1]


@needs_native
@every_shape
def test_memory_is_in_proportion(name: str) -> None:
    """Also that of what is refused, and while it is read."""
    attempt(SHAPES[name](1 << 13))
    for power in (13, 17):
        text = SHAPES[name](1 << power)
        tracemalloc.start()
        try:
            event = attempt(text)
            peak = tracemalloc.get_traced_memory()[1]
            del event
        finally:
            tracemalloc.stop()
        assert peak < 64 * len(text) + 200_000
