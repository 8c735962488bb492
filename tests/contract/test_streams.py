"""`iter_lines` over files as they are found: cut off, damaged, still written to, with lines of any length."""

from __future__ import annotations

import bz2
import fileinput
import gzip
import io
import lzma
import os
import tempfile
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import cycle, islice, repeat
from pathlib import Path
from typing import Any

import attrs
import pytest

import realtime_wire as rw
from realtime_wire import DecodeError, Decoder
from tests.backends import both_backends

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
LIMIT = 1000

LINES = [
    b'{"type":"input_audio_buffer.speech_started","audio_start_ms":460,"item_id":"item_1"}',
    b'{"type":"ping","a":"\xf0\x9f\x98\x80 "}',
    b'{"type":"input_audio_buffer.cleared","event_id":null,"vendor":{"a":[1,2.0]}}',
    b'{"type":"session.update","session":{"tracing":{"metadata":{"a":{}}}}}',
]
EVENTS = [rw.decode(line) for line in LINES]


def outcomes(lines: Iterator[Any]) -> list[Any]:
    """Ask for all there is: the events, and what the exceptions say in between."""
    got, failure = until_failure(lines)
    assert failure is None
    return got


def until_failure(lines: Iterator[Any]) -> tuple[list[Any], BaseException | None]:
    """Do the same up to an exception of the reader, and return that as well."""
    got: list[Any] = []
    while True:
        try:
            got.append(next(lines))
        except StopIteration:
            return got, None
        except DecodeError as error:
            got.append(str(error))
        except BaseException as failure:  # noqa: BLE001  whatever it is
            return got, failure


def malformed(line: int, position: int) -> str:
    return f"line {line}: $: expected JSON, found malformed JSON at byte {position}"


def too_long(line: int) -> str:
    return f"line {line}: $: expected at most {LIMIT} bytes, found more"


with_and_without_limit = pytest.mark.parametrize("limit", [None, LIMIT], ids=["any length", "limited"])


# Files that end too early, or are damaged


def packed(count: int) -> bytes:
    return gzip.compress(b"".join(b'{"type":"ping","n":%d}\n' % number for number in range(count)), mtime=0)


@with_and_without_limit
def test_truncated_gzip(limit: int | None) -> None:
    """All lines that can be unpacked are given, and then the exception of the module that reads the file."""
    whole = packed(400)
    decoder = Decoder(max_bytes=limit)
    delivered: set[int] = set()
    for size in [2, 5, *range(10, len(whole), 23), len(whole) - 9, len(whole) - 8, len(whole) - 1]:
        text = zlib.decompressobj(wbits=31).decompress(whole[:size])
        with gzip.open(io.BytesIO(whole[:size])) as file:
            events, failure = until_failure(decoder.iter_lines(file))
        assert type(failure) is EOFError
        assert [event.raw["n"] for event in events] == [*range(text.count(b"\n"))]
        delivered.add(len(events))
    assert {0, 400} < delivered
    with gzip.open(io.BytesIO(whole)) as file:
        assert len([*decoder.iter_lines(file)]) == 400


@with_and_without_limit
def test_damaged_gzip(limit: int | None) -> None:
    """Each line that the module gives is decoded, and its exception comes through."""
    whole = packed(400)
    failures: set[Any] = set()
    for place in range(10, len(whole), 29):
        damaged = bytearray(whole)
        damaged[place] ^= 0x55
        with gzip.open(io.BytesIO(damaged)) as file:
            lines, failure = until_failure(file)
        frames = [line.rstrip(b" \t\r\n") for line in lines]
        expected = [outcome(frame, number) for number, frame in enumerate(frames, 1) if frame]
        with gzip.open(io.BytesIO(damaged)) as file:
            got, same = until_failure(Decoder(max_bytes=limit).iter_lines(file))
        assert got == expected
        assert (type(same), str(same)) == (type(failure), str(failure))
        failures.add(type(same))
    assert {zlib.error, gzip.BadGzipFile} <= failures


def outcome(frame: bytes, number: int) -> Any:
    try:
        return rw.decode(frame)
    except DecodeError as error:
        error.line = number
        return str(error)


# Files that grow


@attrs.frozen
class Growth:
    """What is appended to a file in turns, and what comes of it each time."""

    turns: list[tuple[bytes, list[Any]]]


PING = b'{"type":"ping","a":"x y"}'
PINGED = rw.UnknownEvent({"type": "ping", "a": "x y"})
ERROR = "$.error: expected string or object, found nothing (error)"

GROWTHS: dict[str, list[tuple[bytes, list[Any]]]] = {
    "line by line": [
        (b"", []),
        (PING + b"\n", [PINGED]),
        (b"", []),
        (PING + b"\n" + PING + b"\n", [PINGED, PINGED]),
        (b"x\n", [malformed(4, 0)]),
    ],
    "half a line": [
        (PING[:5], [malformed(1, 1)]),
        (PING[5:] + b"\n", [PINGED]),
        (b"x\n", [malformed(2, 0)]),
    ],
    "a line in many parts": [
        *((bytes([byte]), [malformed(1, 1)]) for byte in PING[:1]),
        (b"", []),
        (PING[1:2], [malformed(1, 1)]),
        (PING[2:9], [malformed(1, 8)]),
        (b"", []),
        (PING[9:-1], [malformed(1, 24)]),
        (PING[-1:], [PINGED]),
        (b"\n", []),
        (b"x\n", [malformed(2, 0)]),
    ],
    "a line and the beginning of the next": [
        (PING + b"\n" + PING[:10], [PINGED, malformed(2, 8)]),
        (PING[10:] + b"\n" + PING + b"\n", [PINGED, PINGED]),
        (b"x\n", [malformed(4, 0)]),
    ],
    "a line without its end": [
        (PING, [PINGED]),
        (b"", []),
        (b"\n", []),
        (PING, [PINGED]),
        (b"\n" + PING + b"\nx\n", [PINGED, malformed(4, 0)]),
    ],
    "white space at the end": [
        (PING + b" ", [PINGED]),
        (b"\t", []),
        (b"\r", []),
        (b"\n", []),
        (b"x\r", [malformed(2, 0)]),
        (b"\n", []),
        (b" ", []),
        (b"  \n", []),
        (b"x\n", [malformed(4, 0)]),
    ],
    "a space inside a string": [
        (PING[:22], [malformed(1, 19)]),
        (PING[22:] + b"\n", [PINGED]),
        (PING[:21] + b" ", [malformed(2, 19)]),
        (b" ", []),
        (PING[21:] + b"\n", [rw.UnknownEvent({"type": "ping", "a": "x   y"})]),
    ],
    "half a character": [
        (b'{"type":"ping","a":"\xf0\x9f', ["line 1: $: expected JSON, found invalid UTF-8"]),
        (b'\x98\x80 "}\n', [EVENTS[1]]),
    ],
    "no JSON": [
        (b"connection lost", [malformed(1, 0)]),
        (b"", []),
        (b"\n", []),
        (PING + b"\nx\n", [PINGED, malformed(3, 0)]),
    ],
    "a malformed event": [
        (b'{"type":"error"}', [f"line 1: {ERROR}"]),
        (b"\n", []),
        (b'{"type":"error"}\n', [f"line 2: {ERROR}"]),
    ],
    "what comes after an event": [
        (PING, [PINGED]),
        (b" x", [malformed(1, 1)]),
        (b"\n", []),
        (b"x\n", [malformed(2, 0)]),
    ],
    "blank lines": [(b"\n\n", []), (b" ", []), (b"\n", []), (b"x\n", [malformed(4, 0)])],
}


@with_and_without_limit
@both_backends
@pytest.mark.parametrize("name", GROWTHS)
def test_growing_file(name: str, backend: Any, limit: int | None, tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    with path.open("wb", buffering=0) as writer, path.open("rb") as reader:
        lines = Decoder(backend=backend, max_bytes=limit).iter_lines(reader)
        for turn, (appended, expected) in enumerate(GROWTHS[name]):
            writer.write(appended)
            assert outcomes(lines) == expected, turn


@with_and_without_limit
@pytest.mark.parametrize("name", GROWTHS.keys() - {"half a character"})
def test_growing_text(name: str, limit: int | None, tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    with path.open("wb", buffering=0) as writer, path.open(encoding="utf-8", newline="\n") as reader:
        lines = Decoder(max_bytes=limit).iter_lines(reader)
        for turn, (appended, expected) in enumerate(GROWTHS[name]):
            writer.write(appended)
            assert outcomes(lines) == expected, turn


def test_growing_file_with_options(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    with path.open("wb", buffering=0) as writer, path.open("rb") as reader:
        lines: Any = Decoder(malformed="keep", only=[rw.ErrorEvent]).iter_lines(reader)
        for appended, told in [
            (b'{"type":"ping"}', []),
            (b"\n", []),
            (b'{"type":"error"}', [f"line 2: {ERROR}"]),
            (b"\n", []),
            (b'{"type":"error"', [malformed(3, 15)]),
            (b"}\n", [f"line 3: {ERROR}"]),
        ]:
            writer.write(appended)
            assert [
                getattr(got, "error", got) if isinstance(got, str) else str(got.error) for got in outcomes(lines)
            ] == told


def test_a_file_that_gives_empty_lines() -> None:
    class Odd(io.BytesIO):
        def __next__(self) -> bytes:
            return next(lines)

    lines = iter([b"", PING, b"", b"\n", b"", PING + b"\n"])
    assert outcomes(Decoder().iter_lines(Odd())) == [PINGED, PINGED]


def test_lines_that_are_no_file_are_whole() -> None:
    """What has no line end is still a line of its own, if it was one."""
    for lines in ([PING[:5], PING[5:], PING], iter([PING[:5], PING[5:], PING])):
        assert outcomes(Decoder().iter_lines(lines)) == [malformed(1, 1), malformed(2, 0), PINGED]


# Line ends, and lines of any length


class Chunks(io.RawIOBase):
    """A file that is made as it is read."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        super().__init__()
        self._chunks = chunks
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            self._rest = next(self._chunks, b"")
            if not self._rest:
                return 0
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def file_of(*chunks: bytes | Iterator[bytes]) -> io.BufferedReader:
    def pieces() -> Iterator[bytes]:
        for chunk in chunks:
            if isinstance(chunk, bytes):
                yield chunk
            else:
                yield from chunk

    return io.BufferedReader(Chunks(pieces()))


def padded(size: int, character: str = "x") -> bytes:
    """Return a frame of so many bytes."""
    empty = '{"type":"ping","a":""}'
    count, rest = divmod(size - len(empty), len(character.encode()))
    return empty.replace('""', f'"{"." * rest}{character * count}"').encode()


@both_backends
@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"  \t\r\n"], ids=repr)
@pytest.mark.parametrize("character", ["x", "é", "日", "😀"])
def test_limited_lines(newline: bytes, character: str, backend: Any) -> None:
    """The longest line that fits comes through, and the one after it does whatever stood before."""
    fits, long = padded(LIMIT, character), padded(LIMIT + 1, character)
    assert (len(fits), len(long)) == (LIMIT, LIMIT + 1)
    event = rw.decode(fits)
    decoder = Decoder(backend=backend, max_bytes=LIMIT)
    lines = [fits, long, PING, padded(3 * LIMIT + 7, character), fits, b" " * 5000, b"x" * 5000, PING]
    expected = [event, too_long(2), PINGED, too_long(4), event, too_long(7), PINGED]
    for last in (newline, b""):
        log = newline.join(lines) + last
        sources: list[Any] = [
            io.BytesIO(log),
            io.StringIO(log.decode(), newline="\n"),
            io.TextIOWrapper(io.BytesIO(log), "utf-8", newline="\n"),
            file_of(log),
            file_of(*(log[i : i + 7] for i in range(0, len(log), 7))),
            log.split(b"\n"),
            log.decode().split("\n"),
            map(memoryview, log.split(b"\n")),
        ]
        for source in sources:
            assert outcomes(decoder.iter_lines(source)) == expected
        for text in (log, log.decode(), bytearray(log), memoryview(log)):
            with pytest.raises(DecodeError) as info:
                decoder.decode_lines(text)
            assert str(info.value) == too_long(2)
    log = newline.join([fits, b" " * 5000, PING])
    for text in (log, log.decode(), bytearray(log), memoryview(log)):
        assert decoder.decode_lines(text) == [event, PINGED]


@both_backends
def test_limited_lines_of_which_parts_are_blank(backend: Any) -> None:
    decoder = Decoder(backend=backend, max_bytes=LIMIT)
    blank = b" " * (2 * LIMIT)
    for line, expected in [
        (PING + blank, PINGED),
        (PING + blank + b"x", too_long(1)),
        (PING + blank + b"x" + blank, too_long(1)),
        (padded(LIMIT) + b" " * LIMIT, rw.decode(padded(LIMIT))),
        (padded(LIMIT) + b" x", too_long(1)),
        (blank + PING, too_long(1)),
        (PING + b" " * (LIMIT - len(PING)) + b"x", too_long(1)),
        (PING + b" " * (LIMIT - len(PING) - 1) + b"x", malformed(1, len(PING))),
    ]:
        log = line + b"\n" + PING + b"\nx"
        for source in (io.BytesIO(log), file_of(log), io.StringIO(log.decode(), newline="\n"), log.split(b"\n")):
            assert outcomes(decoder.iter_lines(source)) == [expected, PINGED, malformed(3, 0)], line[:30]


LONG_GROWTHS: dict[str, list[tuple[bytes, list[Any]]]] = {
    "in parts that would fit": [
        (padded(LIMIT + 1)[:600], [malformed(1, 19)]),
        (padded(LIMIT + 1)[600:], [too_long(1)]),
        (b"", []),
        (b"y" * 5000, []),
        (PING + b"\n" + padded(LIMIT) + b"\nx\n", [rw.decode(padded(LIMIT)), malformed(3, 0)]),
    ],
    "in parts that would not": [
        (b"y" * 5000, [too_long(1)]),
        (b"y" * 5000, []),
        (b"\n" + b"x" * 5000, [too_long(2)]),
        (b"\n", []),
        (PING + b"\nx\n", [PINGED, malformed(4, 0)]),
    ],
    "up to the limit": [
        (padded(LIMIT)[:-1], [malformed(1, LIMIT - 1)]),
        (padded(LIMIT)[-1:], [rw.decode(padded(LIMIT))]),
        (b" ", []),
        (b" " * 5000, []),
        (b"\nx\n", [malformed(2, 0)]),
    ],
}


@pytest.mark.parametrize("name", LONG_GROWTHS)
def test_long_lines_of_growing_files(name: str, tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    with path.open("wb", buffering=0) as writer, path.open("rb") as reader:
        lines = Decoder(max_bytes=LIMIT).iter_lines(reader)
        for turn, (appended, expected) in enumerate(LONG_GROWTHS[name]):
            writer.write(appended)
            assert outcomes(lines) == expected, turn


def peak(function: Callable[[], object]) -> int:
    """Return how much memory was in use at most while a function ran."""
    tracemalloc.start()
    try:
        function()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_line_that_never_fits_in_memory() -> None:
    """A line of a gigabyte (or somewhat less) is read in pieces, and dropped."""
    block = b"x" * (1 << 16)
    blocks = (1 << 30 if LONG else 1 << 26) // len(block)
    decoder = Decoder(max_bytes=1 << 20)
    got: list[Any] = []

    def read() -> None:
        file = file_of(PING + b'\n{"type":"ping","a":"', repeat(block, blocks), b'"}\n' + PING + b"\n")
        got.extend(outcomes(decoder.iter_lines(file)))

    assert peak(read) < 8 << 20
    assert got == [PINGED, "line 2: $: expected at most 1048576 bytes, found more", PINGED]


@pytest.mark.skipif(not LONG, reason="takes 8 GB of memory: for the long profile")
def test_a_line_of_a_gigabyte() -> None:
    if os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") < 16 << 30:
        pytest.skip("there is not enough memory")
    block = b"x" * (1 << 20)
    lines: Any = Decoder().iter_lines(file_of(b'{"type":"ping","a":"', repeat(block, 1 << 10), b'"}\n' + PING + b"\n"))
    assert len(next(lines).raw["a"]) == 1 << 30
    assert outcomes(lines) == [PINGED]


@both_backends
@with_and_without_limit
def test_lines_of_zeros(limit: int | None, backend: Any) -> None:
    """As a machine that goes down may leave them behind."""
    zeros = b"\0" * 500
    log = b"\n".join([PING, zeros, b"\0", PING + zeros, zeros + PING, PING, zeros])
    expected = [
        PINGED,
        malformed(2, 0),
        malformed(3, 0),
        malformed(4, len(PING)),
        malformed(5, 0),
        PINGED,
        malformed(7, 0),
    ]
    decoder = Decoder(backend=backend, max_bytes=limit)
    for source in (io.BytesIO(log), io.StringIO(log.decode(), newline="\n"), log.split(b"\n")):
        assert outcomes(decoder.iter_lines(source)) == expected


# Files of all kinds


@with_and_without_limit
def test_files_of_all_kinds(limit: int | None, tmp_path: Path) -> None:
    decoder = Decoder(max_bytes=limit)
    text = b"\r\n".join([*LINES, b"", b"x", *LINES])
    expected = [*EVENTS, malformed(6, 0), *EVENTS]

    def read(file: Any) -> None:
        assert outcomes(decoder.iter_lines(file)) == expected

    (tmp_path / "log").write_bytes(text)
    for pack in (gzip, bz2, lzma):
        (tmp_path / pack.__name__).write_bytes(pack.compress(text))
        with pack.open(tmp_path / pack.__name__) as file:
            read(file)
    with zipfile.ZipFile(tmp_path / "zip", "w") as archive:
        archive.writestr("log", text)
    with zipfile.ZipFile(tmp_path / "zip") as archive, archive.open("log") as file:
        read(file)
    for open_it in (tempfile.TemporaryFile, tempfile.NamedTemporaryFile, tempfile.SpooledTemporaryFile):
        with open_it() as file:
            file.write(text)
            file.seek(0)
            read(file)
    with (tmp_path / "log").open("rb", buffering=0) as file:
        read(file)
    # This one's `readline` takes no limit, and it has no `read`: it passes for lines like any.
    with fileinput.FileInput(tmp_path / "log", mode="rb") as lines:
        read(lines)
    reading, writing = os.pipe()
    with open(reading, "rb") as file, open(writing, "wb") as writer:  # noqa: PTH123  it has no path
        writer.write(text)
        writer.close()
        read(file)


# Readers that fail


class ReaderError(Exception):
    """What no library knows."""


EXCEPTIONS = [
    OSError(5, "disk"),
    EOFError(),
    ReaderError("x"),
    KeyboardInterrupt(),
    ValueError("closed"),
    RecursionError(),
]


class Failing:
    """Lines with an exception in between, as a file or as lines alone."""

    def __init__(self, exception: BaseException) -> None:
        self._parts: Iterator[Any] = iter([*LINES, exception, *LINES[:2], exception, LINES[0]])

    def __iter__(self) -> Failing:
        return self

    def __next__(self) -> bytes:
        part = next(self._parts)
        if isinstance(part, BaseException):
            raise part
        return bytes(part) + b"\n"


class FailingFile(Failing):
    def read(self, _: int) -> bytes:
        raise NotImplementedError

    def readline(self, _: int) -> bytes:
        return next(self, b"")


@both_backends
@pytest.mark.parametrize("limit", [None, LIMIT], ids=["any length", "limited"])
@pytest.mark.parametrize("source", [Failing, FailingFile])
@pytest.mark.parametrize("exception", EXCEPTIONS, ids=repr)
def test_a_reader_that_fails(exception: BaseException, source: Any, limit: int | None, backend: Any) -> None:
    """Its exception comes through as it is, after all that came before; if it can go on, so can the iterator."""
    lines = Decoder(backend=backend, max_bytes=limit).iter_lines(source(exception))
    for expected in (EVENTS, EVENTS[:2]):
        got, failure = until_failure(lines)
        assert got == expected
        assert failure is exception
        assert exception.__cause__ is exception.__context__ is None
    assert list(lines) == EVENTS[:1]


def test_a_generator_that_fails() -> None:
    def generate() -> Iterator[bytes]:
        yield from LINES
        raise ReaderError

    lines = Decoder().iter_lines(generate())
    got, failure = until_failure(lines)
    assert got == EVENTS
    assert type(failure) is ReaderError
    assert list(lines) == []


# Memory


MIXES: dict[str, list[bytes]] = {
    "known events": [line + b"\n" for line in LINES if b"vendor" not in line],
    "unknown members": [LINES[2] + b"\n", b'{"type":"ping","a":1}\r\n'],
    "faults": [b"\0\n", b'{"type":"error"}\n', LINES[0] + b"\n", b'{"type":\n', b"\xff\n"],
    "long lines": [padded(LIMIT) + b"\n", b"x" * 3000 + b"\n"],
}


@both_backends
@pytest.mark.parametrize(
    "options", [{}, {"malformed": "keep"}, {"only": ["session.update"]}, {"max_bytes": LIMIT}], ids=repr
)
@pytest.mark.parametrize("mix", MIXES)
def test_memory_is_constant(mix: str, options: dict[str, Any], backend: Any) -> None:
    decoder = Decoder(backend=backend, **options)

    def read(count: int) -> None:
        lines = decoder.iter_lines(file_of(islice(cycle(MIXES[mix]), count)))
        while True:
            try:
                next(lines)
            except StopIteration:
                return
            except DecodeError:
                pass

    read(1500)
    # The least of several, because the interpreter prepares something now and then.
    few, many = (min(peak(lambda: read(count)) for _ in range(2)) for count in (100, 1000))  # noqa: B023  they run at once
    assert many < 1.05 * few + 1000, (few, many)


def test_growing_memory_would_be_noticed() -> None:
    def read(count: int) -> list[Any]:
        return list(Decoder().iter_lines(islice(cycle(LINES), count)))

    few, many = peak(lambda: read(300)), peak(lambda: read(3000))
    assert many > 5 * few


# Lines of logs and recordings, which hold an event each and are none


HELLO = b'{"type":"session.created","session":{"type":"realtime","id":"s1"}}'

INSIDE: dict[str, tuple[list[bytes], int, str]] = {
    # lines, which of them is told of, where
    "an envelope": ([b'{"ts":1,"event":' + HELLO + b"}"] * 2, 1, ".event"),
    "deeper": ([b'{"msg":"x"}', b'{"a":{"b":[1],"c":' + HELLO + b"}}"], 2, ".a.c"),
    "a type of its own": ([b'{"type":"receive","data":' + HELLO + b"}"], 1, ".data"),
    "a recording": (
        [
            b'{"from":"client","open":"2026-09-18T14:05:00+00:00"}',
            rb'{"time":0,"from":"server","frame":"{\"type\":\"session.created\"}"}',
        ],
        2,
        ".frame",
    ),
}

DECODERS: dict[str, Callable[[], Decoder[Any, Any]]] = {
    "events": Decoder,
    "Python": lambda: Decoder(backend="python"),
    "limited": lambda: Decoder(max_bytes=10_000, malformed="keep"),
    "left out": lambda: Decoder(only=rw.ErrorEvent),
}


def told(what: str, place: str) -> str:
    return (
        f"{what} is no event, and holds one at {place}: it is a line of a log, or of a recording. "
        "realtime_wire.recordings.read reads both, and says who sent an event, and when."
    )


@pytest.mark.parametrize("name", INSIDE)
@pytest.mark.parametrize("decoder", DECODERS)
def test_lines_of_logs_are_told_of_once(name: str, decoder: str) -> None:
    lines, number, place = INSIDE[name]
    text = b"\n".join(lines)
    with pytest.warns(UserWarning, match="holds one at") as caught:
        events = list(DECODERS[decoder]().iter_lines(io.BytesIO(text)))
    assert [(str(one.message), one.filename) for one in caught] == [(told(f"line {number}", place), __file__)]
    with pytest.warns(UserWarning, match="holds one at") as caught:
        assert DECODERS[decoder]().decode_lines(text) == events
    assert [(str(one.message), one.filename) for one in caught] == [(told("a line", place), __file__)]


NOT_INSIDE: dict[str, list[bytes]] = {
    "no event inside": [b'{"event":{"type":"nobody.knows"},"frame":"{","more":"{}","x":["' + b'"]}'],
    "too late": [b'{"msg":"x"}'] * 20 + [b'{"event":' + HELLO + b"}"],
    "too far inside": [
        b'{"x":{' + b",".join(b'"%d":0' % number for number in range(300)) + b'},"y":{"event":' + HELLO + b"}}"
    ],
    "an unknown event with a known one": [b'{"type":"vendor.relayed","event":' + HELLO + b"}"],
    "in an array": [b'{"events":[' + HELLO + b"]}"],
    "an event of another protocol": [b'{"type":"response.event","event":' + HELLO + b"}"],
    "known events": [HELLO[:-1] + b',"event":' + HELLO + b"}"],
}


@pytest.mark.parametrize("name", NOT_INSIDE)
@pytest.mark.parametrize("decoder", DECODERS)
def test_other_lines_are_not_told_of(name: str, decoder: str) -> None:
    text = b"\n\n".join([b"", *NOT_INSIDE[name]])
    events = list(DECODERS[decoder]().iter_lines(io.BytesIO(text)))
    assert DECODERS[decoder]().decode_lines(text) == events


def test_what_has_no_events_is_not_looked_into() -> None:
    line = b'{"type":"mine","event":' + HELLO + b"}"
    decoder: Decoder[Any, Any] = Decoder(rw.RealtimeSession | rw.Unknown)
    assert len([*decoder.iter_lines([line]), *decoder.decode_lines(line)]) == 2
