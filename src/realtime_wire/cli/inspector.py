"""What is in recorded streams: counts, sessions, costs, faults, and the conversation.

This module decodes and adds up; it opens nothing, prints nothing, and knows no terminal and no protocol but by what a
`Protocol` tells. What it keeps is counts, the first faults and the conversation, so the size of a log does not matter.
What it does not report: audio data, the session's credentials, and the text of malformed frames. Words, arguments,
results and error messages it reports as they are.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, TypeAlias

import attrs

from realtime_wire._engine import facts
from realtime_wire._engine.errors import DecodeError
from realtime_wire._engine.model import Wire
from realtime_wire._engine.protocol import Protocol, Sender, Side
from realtime_wire._engine.text import WHITE
from realtime_wire._engine.unknown import MalformedEvent, UnknownEvent
from realtime_wire._shown import short
from realtime_wire.codec import Decoder
from realtime_wire.conversation import Conversation, Usage
from realtime_wire.conversation._records import counts_in
from realtime_wire.protocols import PROTOCOLS
from realtime_wire.recordings import Layout, _files
from realtime_wire.recordings._entries import Closed, Entry, Opened, Recorded, entry_of
from realtime_wire.recordings._layout import UnclearError
from realtime_wire.recordings._logs import Log, Skipped, too_long
from realtime_wire.recordings._whose import MOST_HELD, Candidates, is_known

from .telling import MOST, Json, told, told_of_response, told_of_turn, told_of_usage

__all__ = ["File", "Inspector"]

KEPT = 1000
"""How many malformed frames and errors are told one by one; beyond that they are counted."""

NOT_TOLD = "nothing is told of them"
WANTED = "servers want text"
INSIDE = "if its lines hold events inside, say where, as in --frame .event"
"""What to make of what `Inspector` noticed."""

LEAST_SECONDS = 1.0
"""How long reading has to take, so that it is worth telling how fast it was: of less, most is the start."""


# The session

SETTINGS = tuple(facts.Settings.__annotations__)
"""What is told of a session, in this order."""


def _told(setting: Any) -> Any:
    """Return a setting as JSON."""
    if isinstance(setting, facts.AudioFormat):
        return setting.name if setting.rate is None else f"{setting.name}, {setting.rate} Hz"
    return setting


# What was used


def _sums(told: Iterable[Mapping[str, Any]]) -> Json:
    """Add up by the dotted names of the members; what vendors add counts as well."""
    sums = Counter[str]()
    for counts in told:
        # A `Counter` may hold any numbers, though its types say otherwise.
        found: Any = {name: count for name, count in counts_in(counts, shown=short).items() if abs(count) < MOST}
        sums.update(found)
    return dict(sums)


# All of it


@attrs.define(eq=False)
class File:
    """A file that is read."""

    name: str
    frames: int = 0
    bytes: int = 0
    problem: str | None = None
    """Why it could not be read, or not to its end."""
    line: int = 0
    """How many lines of it were read."""
    array: bool = False
    """Whether it begins like a JSON array."""
    refused: int = 0
    """How many of its frames are no events, malformed ones included."""
    events: int = 0
    """How many of its frames have the type of an event, known or not."""
    unknown: Counter[str | None] = attrs.Factory(Counter[str | None])
    """The types of events that the protocol does not know, and how many of each there are."""
    layout: str | None = None
    """How a log of another program is read; None for what a recorder wrote, and bare frames."""
    skipped: Skipped = attrs.Factory(Skipped)
    """What of such a log holds no frame."""
    binary: dict[Side, list[int]] = attrs.Factory(dict[Side, list[int]])
    """Who sent events in binary frames: how many, and the line of the first."""


@attrs.define(eq=False)
class Records:
    """Things to be told one by one, as long as there are not too many."""

    count: int = 0
    kept: list[Json] = attrs.Factory(list[Json])

    def add(self, record: Json) -> None:
        """Count one, and keep it if there is room."""
        self.count += 1
        if self.count <= KEPT:
            self.kept.append(record)


Held: TypeAlias = File | tuple[Any, int, Side | None, float | None, int]
"""A file that was begun; or an event, a fault or the end of a connection, with its size, its sender, its time, its line."""


def _frames_in(held: Iterable[Held]) -> Iterator[bytes]:
    return (each[0].to_json() for each in held if isinstance(each, tuple) and isinstance(each[0], Wire))


class Inspector:
    """Reads streams, and tells what is in all of them together."""

    def __init__(
        self, protocol: Protocol | None = None, layout: Layout | None = None, *, running: bool | None = None
    ) -> None:
        """Prepare to read streams.

        Args:
            protocol: whose events they are. If it is left out, it is the one of `PROTOCOLS` that has all of the first events;
                if several have, the first of all, and the one that they fit best, if that one has not.
            layout: what is known of logs of other programs.
            running: whether usage is counted on through a session; None to find out for each session.
        """
        self.files: list[File] = []
        self._file = File("")
        """Which of them it is about, as events are taken in; one that is being read may be ahead of it."""
        self.malformed = Records()
        self.interrupted = False
        self._layout = layout
        self._running = running
        self._speak(next(iter(PROTOCOLS.values())) if protocol is None else protocol)
        self._held: list[Held] | None = [] if protocol is None else None
        """The events and faults so far, while nothing has decided whose events they are, with what else there is to know, and
        the files that were begun on the way. What comes before the first event that a protocol has need not be held."""
        self._candidates = Candidates()
        """The protocols that have all of these events."""
        self._is_timed = False
        """Whether a frame has a time."""
        self._decided = ""
        """What there is to say of that decision."""
        self._types: dict[str | None, list[int]] = {}
        self._unknown_senders: dict[str, set[Side]] = {}
        self._errors = Records()
        self._seconds = 0.0
        self._conversations: list[Conversation] = []
        """That of each file: ids of other files are others, or the same for other things."""

    def _speak(self, protocol: Protocol) -> None:
        """Read the events of a protocol from now on."""
        self._protocol = protocol
        # What recorders write is no event of any protocol, and must not be malformed either.
        self._decode: Callable[[bytes | str], Any] = Decoder(protocol.event | UnknownEvent, malformed="keep").decode

    # Reading

    def begin(self, name: str) -> File:
        """Start with a file."""
        file = File(name)
        self.files.append(file)
        if self._held:
            self._held.append(file)
        else:
            self._open(file)
        return file

    def _open(self, file: File) -> None:
        """Take in that a file begins, and that the one before it has ended."""
        self._end()
        self._file = file
        self._conversations.append(Conversation(self._protocol, running=self._running))

    def _end(self) -> None:
        for conversation in self._conversations[-1:]:
            conversation.end()

    def read(self, file: File, read: Callable[[int], bytes], advance: Callable[[int], object]) -> None:
        """Read a file that was begun to its end, or as far as it goes; the arguments are those of `blocks_of`.

        Raises:
            ReadError: it is not a text file, or compressed and damaged.
            OSError: it cannot be read.
        """
        start = time.perf_counter()
        try:
            log = Log(_files.lines_of(_files.blocks_of(file.name, read, advance)), self._protocol, self._layout)
            if log.shape is None:
                for line in log.lines:
                    file.line += 1
                    self._take(file, line)
            else:
                file.layout, file.skipped = str(log.shape), log.skipped
                for entry in log.entries():
                    file.line = log.number
                    self._take_entry(file, entry)
        except UnclearError as error:
            raise _files.ReadError(str(error)) from None
        finally:
            self._seconds += time.perf_counter() - start

    def _take(self, file: File, line: bytes | None) -> None:
        if line is None:
            self._spoil(0, too_long())
            return
        size = len(text := line.strip(WHITE))
        if not size:
            return
        file.array = file.array or (file.frames == 0 and text.startswith(b"["))
        try:
            event = self._decode(line)
            entry = entry_of(event.raw) if event.type is None else None
        except DecodeError as error:
            self._spoil(size, error)
            return
        if entry is None:
            self._tell(event, size)
        else:
            self._take_entry(file, entry)

    def _take_entry(self, file: File, entry: Entry | DecodeError) -> None:
        """Take what a recorder wrote, or what was found in a log; some of it is no frame."""
        if isinstance(entry, DecodeError):
            self._spoil(0, entry)
            return
        if not isinstance(entry, Recorded):
            self._pass(entry)
            return
        self._is_timed = self._is_timed or entry.time is not None
        is_binary = isinstance(entry.frame, bytes)
        size = len(entry.frame if isinstance(entry.frame, bytes) else entry.frame.encode())
        try:
            event = self._decode(entry.frame)
        except DecodeError as error:
            self._spoil(size, DecodeError("a text frame", "binary data") if is_binary else error)
            return
        if is_binary:
            file.binary.setdefault(entry.sender, [0, file.line])[0] += 1
        self._tell(event, size, entry.sender, entry.time)

    def _pass(self, entry: Opened | Closed) -> None:
        """Take in that one connection has ended, or another begins."""
        if not self._held:
            self._conversations[-1].reconnect()
        else:
            self._held.append((entry, 0, None, None, self.files[-1].line))

    def _tell(self, event: Any, size: int, sender: Side | None = None, at: float | None = None) -> None:
        """Take in an event; who sent it is asked only if nothing is known of its type."""
        if self._held is None:
            self._take_in(event, size, sender, at)
            return
        if not is_known(event.type) and not self._held:
            self._take_in(event, size, sender, at)  # it is the same to all of them, and nothing waits before it
            return
        self._held.append((event, size, sender, at, self.files[-1].line))
        is_settled = self._candidates.take(event.type)
        possible = self._candidates.possible
        if len(possible) == 1 and possible[0] is not self._protocol:
            self._speak(possible[0])
            self._decided = (
                f"a session of the API {self._protocol.name}, by its {event.type}; --api reads it as another"
            )
        if is_settled or len(self._held) == MOST_HELD:
            self._release()

    def _release(self) -> None:
        """Take in what was held back, as what it is to the protocol that it now is."""
        if self._held is None:
            return
        held, self._held = self._held, None
        if self._protocol not in self._candidates.possible:
            self._speak(self._candidates.best(lambda: _frames_in(held)))
            self._decided = f"read as the API {self._protocol.name}, which fits best; --api reads it as another"
        reading = self.files[-1] if self.files else self._file  # which may be ahead
        line = reading.line
        for each in held:
            if isinstance(each, File):
                self._open(each)
                continue
            event, size, sender, at, self._file.line = each
            if isinstance(event, DecodeError):
                self._spoil(size, event)
            elif isinstance(event, (Opened, Closed)):
                self._pass(event)
            else:
                self._take_in(self._decode(event.to_json()) if self._decided else event, size, sender, at)
        reading.line = line

    def _take_in(self, event: Any, size: int, sender: Side | None, at: float | None) -> None:
        file = self._file
        file.frames += 1
        file.bytes += size
        file.events += event.type is not None
        self._count(event, size)
        if sender is not None and event.__class__ is UnknownEvent and event.type is not None:
            self._unknown_senders.setdefault(short(event.type), set()).add(sender)
        for fact in self._protocol.facts_of(event):
            if isinstance(fact, facts.Failure):
                self._fail(event.type, fact)
            self._conversations[-1].take(fact, at)

    def _count(self, event: Any, size: int) -> None:
        name = event.type
        tally = self._types.get(name)
        if tally is None:
            tally = self._types.setdefault(None if name is None else short(name), [0, 0])
        tally[0] += 1
        tally[1] += size
        if event.__class__ is MalformedEvent:
            self._refuse(name, event.error)
        elif event.__class__ is UnknownEvent:
            self._file.unknown[None if name is None else short(name)] += 1

    # Faults

    def _where(self) -> Json:
        return {"file": self._file.name, "line": self._file.line}

    def _spoil(self, size: int, error: DecodeError) -> None:
        """Count a frame that is not even JSON."""
        if self._held:
            self._held.append((error, size, None, None, self.files[-1].line))
            if len(self._held) == MOST_HELD:
                self._release()
            return
        self._file.frames += 1
        self._file.bytes += size
        self._refuse(None, error)

    def _refuse(self, event_type: str | None, error: DecodeError) -> None:
        self._file.refused += 1
        reason = {"path": error.path, "expected": error.expected, "found": error.found}
        self.malformed.add({**self._where(), "type": event_type, **reason})

    def _fail(self, event_type: str | None, failure: facts.Failure) -> None:
        error = {"type": failure.type, "code": failure.code, "message": failure.message}
        self._errors.add({**self._where(), "event": event_type, "error": error})

    def _hints(self) -> Iterator[str]:
        """Tell what may have gone wrong on the way to this program, and what it found out by itself."""
        if self._decided:
            yield self._decided
        for file in self.files:
            if file.layout is not None:
                yield f"{file.name}: a log; {file.layout}"
            if file.skipped.count:
                yield f"{file.name}: {file.skipped}; {NOT_TOLD}"
            for sender, (count, line) in file.binary.items():
                events = "1 event" if count == 1 else f"{count} events"
                yield f"{file.name}: {events} of the {sender} came in binary frames, the first in line {line}; {WANTED}"
            if file.array and file.refused == file.frames:
                yield f"{file.name}: no line of it is a frame; is it a JSON array, rather than one JSON object a line?"
            elif file.frames and not file.events:
                yield f"{file.name}: no event in it; {INSIDE}"
        yield from self._hints_at_others()

    def _hints_at_others(self) -> Iterator[str]:
        """Tell of other protocols: once if it is so of all files together, else of each."""
        if hint := self._hint_at_other(self.files):
            yield hint
            return
        for file in self.files:
            if hint := self._hint_at_other([file]):
                yield f"{file.name}: {hint}"

    def _hint_at_other(self, files: Sequence[File]) -> str:
        """Tell of the protocol that most frames of some files are of, if it is another one."""
        foreign = {name: self._foreign(other, files) for name, other in PROTOCOLS.items()}
        name, count = max(foreign.items(), key=lambda one: one[1])
        most = count * 2 > sum(file.frames for file in files)
        return f"most frames are of another API; try --api {name}" if most else ""

    def _foreign(self, other: Protocol, files: Sequence[File]) -> int:
        """Count the frames that this protocol does not know, and the other one does."""
        names = other.senders.keys() - self._protocol.senders.keys()
        return sum(file.unknown[name] for file in files for name in names)

    # Telling

    def _sender_told(self, name: str | None) -> Sender | None:
        """Tell who sent events of an unknown type, if what a recorder or a log says tells it."""
        senders = self._unknown_senders.get(name or "", set())
        return "both" if len(senders) > 1 else next(iter(senders), None)

    def _sessions(self) -> Iterator[Json]:
        for file, conversation in zip(self.files, self._conversations, strict=True):
            for session in conversation.sessions:
                settings = sorted(session.settings.items(), key=lambda one: SETTINGS.index(one[0]))
                yield {"file": file.name, **{name: _told(setting) for name, setting in settings}}

    def _in_all(self, tell: Callable[[Conversation], Iterable[Json]]) -> Iterator[Json]:
        """Tell something of all conversations; their sessions are counted on."""
        before = 0
        for conversation in self._conversations:
            for one in tell(conversation):
                yield {**one, "session": one["session"] + before}
            before += len(conversation.sessions)

    def _usage(self, of: Literal["responses", "transcriptions"]) -> Json:
        told = [counts for each in self._conversations for counts in each.counts(of)]
        return {"count": sum(len(each.counts(of, each=True)) for each in self._conversations), "sums": _sums(told)}

    def report(self) -> Json:
        """Tell everything, as one JSON object; whose events they are is decided by now."""
        start = time.perf_counter()
        self._release()
        self._end()
        self._seconds += time.perf_counter() - start
        unknown = sum((file.unknown for file in self.files), Counter[str | None]())
        frames, size = sum(file.frames for file in self.files), sum(file.bytes for file in self.files)
        return {
            "api": self._protocol.name,
            "files": [
                {
                    "name": file.name,
                    "frames": file.frames,
                    "bytes": file.bytes,
                    "layout": file.layout,
                    "skipped": {"count": file.skipped.count, "first": file.skipped.first},
                    "problem": file.problem,
                }
                for file in self.files
            ],
            "interrupted": self.interrupted,
            "timed": self._is_timed,
            "hints": list(self._hints()),
            "frames": frames,
            "bytes": size,
            "seconds": self._seconds,
            "frames_per_second": frames / self._seconds if frames and self._seconds >= LEAST_SECONDS else None,
            "event_types": [
                {
                    "type": name,
                    "from": self._protocol.sender_of(name or "") or self._sender_told(name),
                    "count": count,
                    "share_of_count": count / frames,
                    "bytes": length,
                    "share_of_bytes": length / size,
                }
                for name, (count, length) in sorted(self._types.items(), key=lambda one: (-one[1][0], one[0] or ""))
            ],
            "sessions": list(self._sessions()),
            "conversation": list(self._in_all(_entries)),
            "turns": list(self._in_all(lambda each: map(told_of_turn, each.turns))),
            "responses": list(self._in_all(lambda each: map(told_of_response, each.responses))),
            "problems": list(self._in_all(_problems)),
            "usage": {"responses": self._usage("responses"), "transcriptions": self._usage("transcriptions")},
            "tokens": {
                "responses": told_of_usage(sum((each.usage for each in self._conversations), Usage())),
                "transcriptions": told_of_usage(
                    sum((each.transcription_usage for each in self._conversations), Usage())
                ),
            },
            "unknown_types": [
                {"type": name, "count": count}
                for name, count in sorted(unknown.items(), key=lambda one: (-one[1], one[0] or ""))
            ],
            "errors": {"count": self._errors.count, "events": self._errors.kept},
            "malformed": {"count": self.malformed.count, "frames": self.malformed.kept},
        }


def _entries(conversation: Conversation) -> Iterator[Json]:
    responses = {id(item): response for response in conversation.responses for item in response.items}
    return (told(item, responses.get(id(item))) for item in conversation.items)


def _problems(conversation: Conversation) -> Iterator[Json]:
    return ({"session": problem.session, "problem": str(problem)} for problem in conversation.problems)
