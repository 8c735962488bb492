"""Whether decoding and encoding leave anything behind: ``python -m fuzz.leaks 10000000`` measures a long run.

Good frames, frames with unknown members, unknown, malformed and broken ones are decoded by all lanes, again and again,
and what they give is encoded. ``python -m fuzz.leaks 1000000000 native`` decodes by that lane alone. After a first round, in which everything is made that is made once, the interpreter's
memory blocks, the objects that its collector knows and the memory of the process have to stay what they are.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

import realtime_wire as rw
from realtime_wire import DecodeError, Decoder

from .seeds import TYPES, seeds
from .target import BACKENDS, split

__all__ = ["State", "measured", "work"]

Lanes: TypeAlias = tuple[Literal["python", "native"], ...]


class State(NamedTuple):
    """What a process holds."""

    blocks: int
    """Memory blocks that the interpreter has allocated."""
    objects: int
    """Objects that the garbage collector tracks."""
    memory: int
    """Resident memory in bytes; 0 where the system does not tell."""

    @classmethod
    def now(cls) -> State:
        """Measure, after everything that can go is gone."""
        gc.collect()
        objects = len(gc.get_objects())
        statm = Path("/proc/self/statm")
        memory = int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if statm.exists() else 0
        return cls(sys.getallocatedblocks(), objects, memory)


@cache
def _decoder(name: str, backend: Any, malformed: Any) -> Any:
    return Decoder(TYPES[name], backend=backend, malformed=malformed)


def work(lanes: Lanes = BACKENDS) -> list[tuple[Any, bytes]]:
    """Return decoders, each with a text."""
    texts = [
        (name, variant)
        for name, _, text in map(split, seeds())
        if b"\n{" not in text  # one line
        for variant in (
            text,
            text.replace(b"{", b'{"rid":[1.5,{"a":"b"}],', 1),
            text.replace(b'":"', b'":["', 1),
            text.replace(b'":', b'":{},"":', 1),
            text[: len(text) // 2],
        )
    ]
    ways = list(product(lanes, ("raise", "keep")))
    return [(_decoder(name, *way), text) for name, text in texts for way in ways]


def measured(runs: int, steps: int, lanes: Lanes = BACKENDS) -> Iterator[tuple[int, State]]:
    """Decode and encode so often, and yield how often it was and the state after a first round and after each step."""
    pairs = work(lanes)
    log = b"\n".join(text for _, text in pairs if b"\n" not in text)
    done = _round(pairs, log, lanes)
    yield done, State.now()
    for step in range(1, steps + 1):
        while done < runs * step // steps:
            done += _round(pairs, log, lanes)
        yield done, State.now()


def _round(pairs: list[tuple[Any, bytes]], log: bytes, lanes: Lanes) -> int:
    """Decode everything once, encode what comes of it, and return how many texts that were."""
    encode = rw.encode
    done = len(pairs)
    for decoder, text in pairs:
        with suppress(DecodeError):
            encode(decoder.decode(text))
    for backend, malformed in product(lanes, ("raise", "keep")):
        decoder = _decoder("Event", backend, malformed)
        events = decoder.iter_lines(BytesIO(log))
        going = True
        while going:
            done += 1
            with suppress(DecodeError):
                going = next(events, None) is not None
    return done


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    lanes: Lanes = tuple(lane for lane in BACKENDS if lane in sys.argv[2:]) or BACKENDS
    start = time.perf_counter()
    print(f"{'decodes':>13} {'seconds':>8} {'blocks':>10} {'objects':>10} {'resident MB':>12}")
    for done, state in measured(runs, 10, lanes):
        seconds = time.perf_counter() - start
        print(
            f"{done:>13,} {seconds:>8.0f} {state.blocks:>10,} {state.objects:>10,} {state.memory / 1e6:>12.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
