"""What test_life_cycle.py does in processes of their own, in which nothing was used before.

``python -m tests.lives NAME ARGUMENT...`` calls one of these functions and prints what it returns as JSON.
"""

from __future__ import annotations

import base64
import importlib
import json
import linecache
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from functools import partial
from operator import attrgetter
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any, NoReturn, TextIO, cast

import realtime_wire as rw
from tests.declared import name_of
from tests.payloads import PAYLOADS

PACKAGE = str(Path(rw.__file__).parent)

NAMED = {name_of(cls): payloads for cls, payloads in PAYLOADS.items()}
"""The payloads by the names of their classes, which are other classes where the package is imported anew."""

EXAMPLES = [(cls, payload) for cls, payloads in PAYLOADS.items() for payload in payloads]

FRAMES = [
    b'{"type":"ping","a":[1.0,{}]}',
    b'{"type":"error","error":{"type":"x","message":3}}',
    b'{"type":"session.updated","session":{"type":"realtime","tools":[{"type":"function","parameters":{"a":1}}]},"x":0}',
    b"{",
]


def answers(names: list[str] | None = None, api: Any = rw) -> list[str]:
    """Use all that is made when it is first needed, for some classes or all, and tell what comes of it."""
    told = [repr(api.lane())]
    for name in names or NAMED:
        cls = attrgetter(name)(api)
        for payload in NAMED[name]:
            obj = api.decode(json.dumps(payload), cls)
            told += [repr(obj), repr(api.structure(payload, type(obj)) == obj), repr(api.unstructure(obj) == payload)]
            told.append(json.dumps(json.loads(api.encode(obj)), sort_keys=True))
    keeping, choosing = api.Decoder(malformed="keep"), api.Decoder(only=["ping", api.UnknownEvent])
    for frame in FRAMES:
        for decode in (api.decode, keeping.decode, choosing.decode, api.Decoder(backend="python").decode):
            try:
                told.append(repr(decode(frame)))
            except api.DecodeError as error:
                told.append(str(error))
    told.append(repr(keeping.decode_lines(b"\n".join(FRAMES[:3]))))
    return told


def attempt(names: list[str] | None = None) -> list[str]:
    """Do the same, and tell of any exception instead of raising it."""
    try:
        return answers(names)
    except Exception:  # noqa: BLE001  whatever it is
        return [traceback.format_exc()]


# Threads


def threads(seed: str) -> Any:
    """Let 64 threads be the first, each with types of its own; return what differs from what one thread then gets."""
    sys.setswitchinterval(1e-6)  # they take turns as often as can be
    random = Random(seed)  # noqa: S311  no secrets here
    shares = [random.sample([*NAMED], 8) for _ in range(64)]
    start = threading.Barrier(len(shares))
    outcomes: dict[int, list[str]] = {}

    def work(number: int) -> None:
        start.wait()
        outcomes[number] = attempt(shares[number])

    _in_threads([partial(work, number) for number in range(len(shares))])
    sys.setswitchinterval(0.005)
    return [(outcomes[number], share) for number, share in enumerate(shares) if outcomes[number] != answers(share)]


def _in_threads(functions: list[Callable[[], Any]]) -> None:
    running = [threading.Thread(target=function) for function in functions]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()


# Forks


def in_fork(function: Callable[[], Any]) -> Any:
    """Call a function in a process that is forked here, and return what it returns, or tells of an exception."""
    receiver, sender = os.pipe()
    child = os.fork()
    if child == 0:
        _tell(sender, function)
    os.close(sender)
    return _told(child, receiver)


def _tell(sender: int, function: Callable[[], Any]) -> NoReturn:
    """Call a function, write what it returns, and end this process at once."""
    try:
        result = function()
    except BaseException:  # noqa: BLE001  whatever it is
        result = traceback.format_exc()
    with os.fdopen(sender, "w") as pipe:
        json.dump(result, pipe)
    os._exit(0)


def _told(child: int, receiver: int) -> Any:
    """Return what a process writes, and see it off."""
    with os.fdopen(receiver) as pipe:
        text = pipe.read()
    _, status = os.waitpid(child, 0)
    return json.loads(text) if status == 0 else f"the process ended with {status}"


def forks() -> Any:
    """Fork before and after the first use; return how many different answers there are."""
    before = in_fork(answers)
    here = answers()
    return len({json.dumps(each) for each in (before, here, in_fork(answers))})


MOMENTS = {"realtime_wire._engine._native": "", "_fill": "native", "_make_twin": "build"}
"""What another thread may be about when a process is forked: an import, or a function of a module of the engine."""

OF_PYTHON = ("_make_twin",)
"""Those that come without the compiled lane, too."""


def forks_meanwhile() -> Any:
    """Fork while another thread is in the middle of its first use; return what went wrong."""
    expected = in_fork(answers)
    moments = MOMENTS if in_fork(lambda: rw.lane().name) == "native" else OF_PYTHON
    outcomes = {moment: in_fork(partial(_fork_at, moment)) for moment in moments}
    return {moment: outcome for moment, outcome in outcomes.items() if outcome != [expected, expected]}


def _fork_at(moment: str) -> Any:
    inside, forking = threading.Event(), threading.Event()

    def pause() -> None:
        if threading.current_thread() is not threading.main_thread() and not inside.is_set():
            inside.set()
            forking.wait()
            time.sleep(0.01)  # in which the process would be forked if nothing held it up

    if MOMENTS[moment]:
        owner: Any = importlib.import_module(f"realtime_wire._engine.{MOMENTS[moment]}")
        function = getattr(owner, moment)

        def paused(*arguments: Any) -> Any:
            pause()
            return function(*arguments)

        setattr(owner, moment, paused)
    else:
        sys.meta_path.insert(0, cast("Any", _Pausing(moment, pause)))
    outcomes: list[Any] = []

    def use() -> None:
        outcomes.append(attempt())
        if not inside.is_set():  # the process would wait for it without an end
            outcomes.append(f"the first use has no moment {moment}")
            inside.set()

    thread = threading.Thread(target=use)
    thread.start()
    inside.wait()
    forking.set()
    outcomes.append(in_fork(_after_fork))
    thread.join()
    return outcomes


class _Pausing:
    """Pauses the import of a module."""

    def __init__(self, name: str, pause: Callable[[], None]) -> None:
        self._name = name
        self._pause = pause

    def find_spec(self, name: str, *_: Any) -> None:
        """Find nothing, so that another finder will."""
        if name == self._name:
            self._pause()


def _after_fork() -> Any:
    from realtime_wire._engine.once import LOCK  # noqa: PLC0415  one of the two lanes through this file is without it

    if not LOCK.acquire(blocking=False):
        return "the lock is held by a thread that does not exist here"
    LOCK.release()
    specs = [getattr(module, "__spec__", None) for module in [*sys.modules.values()]]
    half = [spec.name for spec in specs if spec is not None and getattr(spec, "_initializing", False)]
    return attempt() if not half else f"{half} will never be imported to the end"


def multiprocesses() -> Any:
    """Send objects to processes and back; return the ways to start one by which something changed."""
    objects = [rw.structure(payload, cls) for cls, payload in EXAMPLES]
    wrong: list[str] = []
    for method in multiprocessing.get_all_start_methods():
        with multiprocessing.get_context(method).Pool(1) as pool:
            returned = pool.map(_there_and_back, objects)
            pool.close()
            pool.join()
        if [(obj, json.loads(rw.encode(obj))) for obj in objects] != returned:
            wrong.append(method)
    return wrong


def _there_and_back(obj: Any) -> tuple[Any, Any]:
    text = rw.encode(obj)
    # In which order nulls are written depends on the hashes of their names, which each process has its own of.
    return rw.decode(text, cast("Any", type(obj))), json.loads(text)


# Pickles


def pickles(*_: str) -> Any:
    """Return all objects as pickles."""
    objects = [rw.decode(json.dumps(payload), cls) for cls, payload in EXAMPLES]
    protocols = (2, pickle.DEFAULT_PROTOCOL, pickle.HIGHEST_PROTOCOL)
    return [base64.b64encode(pickle.dumps(objects, protocol)).decode() for protocol in protocols]


def unpickles() -> Any:
    """Read pickles that have to hold what is decoded here; return the lane that did it, once if all are right."""
    objects = [rw.decode(json.dumps(payload), cls) for cls, payload in EXAMPLES]
    unpickled = [pickle.loads(base64.b64decode(text)) for text in json.load(sys.stdin)]  # noqa: S301  our own
    rights = [each == objects and [*map(repr, each)] == [*map(repr, objects)] for each in unpickled]
    rights += [[*map(hash, each)] == [*map(hash, objects)] for each in unpickled]
    return [rw.lane().name] if all(rights) else rights


# Imports


def reloads() -> Any:
    """Reload the package, and import it anew; return what differs."""
    decode, expected = rw.decode, answers()
    obj = decode(FRAMES[2])
    differing: list[str] = []
    again: Any = importlib.reload(rw)
    if again is not rw or answers() != expected or again.decode(FRAMES[2]) != obj:
        differing.append("after a reload")
    for _ in range(2):
        for name in [name for name in sys.modules if name.partition(".")[0] == "realtime_wire"]:
            del sys.modules[name]
        again = importlib.import_module("realtime_wire")
        if again is rw or answers(api=again) != expected:
            differing.append("imported again")
    if decode(FRAMES[2]) != obj or repr(obj) != repr(again.decode(FRAMES[2])):
        differing.append("what was imported first")
    return differing


def _read_line(pipe: TextIO, lines: list[str]) -> None:
    lines.append(pipe.readline())


def subinterpreters(first: str) -> Any:
    """Use the package in interpreters of their own, and here at first or at last; return what differs."""
    interpreters: Any = importlib.import_module(
        "_interpreters" if sys.version_info >= (3, 13) else "_xxsubinterpreters"
    )
    run = interpreters.exec if sys.version_info >= (3, 13) else interpreters.run_string
    receiver, sender = os.pipe()
    program = (
        f"import sys, os, json; sys.path[:] = {sys.path!r}\n"
        "from tests.lives import attempt\n"
        f"with os.fdopen({sender}, 'w', closefd=False) as pipe: print(json.dumps(attempt()), file=pipe)\n"
    )
    outcomes: list[Any] = [answers()] if first == "here" else []
    with os.fdopen(receiver) as pipe:
        for _ in range(2):
            interpreter = interpreters.create()
            lines: list[str] = []
            reading = threading.Thread(target=_read_line, args=[pipe, lines])
            reading.start()
            failure = run(interpreter, program)
            if failure is not None:
                os.write(sender, (json.dumps(str(failure)) + "\n").encode())
            reading.join()
            interpreters.destroy(interpreter)
            outcomes.append(json.loads(lines[0]))
    os.close(sender)
    expected = answers()
    return [outcome for outcome in outcomes if outcome != expected]


# Interrupts


def interrupts(step: str) -> Any:
    """Interrupt the first use at many places of the source; return at how many, and those after which something differs.

    This process goes through the first use once. At each place that is chosen it forks, and the new process is the one
    that is interrupted there.
    """
    expected = in_fork(answers)
    seen: Counter[tuple[str, int]] = Counter()
    entered: set[tuple[int, int]] = set()
    outcomes: dict[str, Any] = {}
    places = 0
    teller: list[int] = []

    def lines(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal places
        place = frame.f_code.co_filename, frame.f_lineno
        if event != "line" or _is_left(frame, entered):
            return lines
        seen[place] += 1
        if seen[place] <= 2:
            places += 1
            if places % int(step) == 0:
                receiver, sender = os.pipe()
                child = os.fork()
                if child == 0:
                    sys.settrace(None)
                    teller.append(sender)
                    raise KeyboardInterrupt
                os.close(sender)
                outcomes[f"{place[0]}:{place[1]}"] = _told(child, receiver)
        return lines

    def calls(frame: FrameType, _: str, __: Any) -> Any:
        return lines if frame.f_code.co_filename.startswith((PACKAGE, "<realtime_wire")) else None

    sys.settrace(calls)
    try:
        answers()
    except KeyboardInterrupt:
        _tell(teller[0], _after_interrupt)
    sys.settrace(None)
    return [len(outcomes), {place: outcome for place, outcome in outcomes.items() if outcome != [expected, expected]}]


def _is_left(frame: FrameType, entered: set[tuple[int, int]]) -> bool:
    """Tell whether a line is a `with` that is left: a signal is never handled there, before its lock is released."""
    line = linecache.getline(frame.f_code.co_filename, frame.f_lineno)
    if not line.lstrip().startswith("with "):
        return False
    key = id(frame), frame.f_lineno
    if key in entered:
        entered.remove(key)
        return True
    entered.add(key)
    return False


def _after_interrupt() -> Any:
    outcomes: list[Any] = []
    # Another thread gets no lock that this one still holds.
    _in_threads([lambda: outcomes.append(_after_fork())])
    return [*outcomes, attempt()]


def signals(count: str) -> Any:
    """Interrupt the first use by signals, each in another process and later; return those after which something differs."""
    expected = in_fork(answers)
    seconds = in_fork(_first_use)
    delays = [seconds * number / int(count) for number in range(1, int(count) + 1)]
    outcomes = {delay: in_fork(partial(_signalled, delay)) for delay in delays}
    return {delay: outcome for delay, outcome in outcomes.items() if outcome != [expected, expected]}


def _first_use() -> float:
    start = time.process_time()
    answers()
    return time.process_time() - start


def _interrupt(_: int, frame: FrameType | None) -> None:
    # CPython's import system keeps its lock if it is interrupted right after taking it, and other threads then wait for
    # that for ever. So it is spared; the next signal comes soon.
    if frame is None or frame.f_code.co_filename != "<frozen importlib._bootstrap>":
        raise KeyboardInterrupt


def _signalled(delay: float) -> Any:
    signal.signal(signal.SIGVTALRM, _interrupt)
    try:
        # Now and then it is lost: in a callback of the garbage collector, for one.
        signal.setitimer(signal.ITIMER_VIRTUAL, delay, 0.05)
        while True:
            answers()
    except KeyboardInterrupt:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return _after_interrupt()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
