"""What is in recorded streams: counts, sessions, costs, faults, and the conversation.

This module decodes and adds up; it opens nothing, prints nothing and knows no terminal. What it keeps is counts, the
first faults and the conversation, so the size of a log does not matter. What it does not report: audio data, the
session's credentials, and the text of malformed frames. Words, arguments, results and error messages it reports as they
are.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal, TypeAlias, cast

import attrs

from realtime_wire import translation
from realtime_wire.realtime import server_events as server
from realtime_wire.recordings import _files
from realtime_wire.recordings._format import SIDES, Recorded, entry_of, senders_of
from realtime_wire._shown import short
from realtime_wire.realtime.client_events import SessionUpdateEvent
from realtime_wire.codec import Decoder
from realtime_wire._engine.errors import DecodeError
from realtime_wire._engine.unknown import MalformedEvent, UnknownEvent
from realtime_wire.realtime.session import AnyRealtimeSession

from .conversation import Conversation, Json

__all__ = ["Api", "File", "Inspector"]

Api: TypeAlias = Literal["realtime", "translation"]

KEPT = 1000
"""How many malformed frames and errors are told one by one; beyond that they are counted."""

MOST = 1 << 63
"""Numbers beyond this are no counts, and could make sums that have no JSON form."""


# The session

FACTS = {
    "id": ("id",),
    "type": ("type",),
    "model": ("model",),
    "modalities": ("output_modalities", "modalities"),
    "language": ("audio.output.language",),
    "voice": ("audio.output.voice", "voice"),
    "speed": ("audio.output.speed",),
    "input_format": ("audio.input.format", "input_audio_format"),
    "output_format": ("audio.output.format", "output_audio_format"),
    "transcription": ("audio.input.transcription", "input_audio_transcription"),
    "noise_reduction": ("audio.input.noise_reduction", "input_audio_noise_reduction"),
    "turn_detection": ("audio.input.turn_detection", "turn_detection"),
    "reasoning": ("reasoning.effort",),
    "tools": ("tools",),
}
"""What is told of a session, in this order, and where it is: also in the flat sessions of vendors. Nothing secret, and
nothing long."""

OFF = ("transcription", "noise_reduction", "turn_detection")
"""The facts for which null says something: it is switched off."""


def facts_of(session: AnyRealtimeSession | translation.RealtimeTranslationSession) -> Json:
    """Tell how a session is set up; None stands for what is switched off."""
    obj = session.to_dict()
    facts: Json = {}
    for name, paths in FACTS.items():
        for value in [value for path in paths for value in _at(obj, path)][:1]:
            fact = _fact(name, value, obj)
            if fact is not None or (name in OFF and (value is None or isinstance(value, dict))):
                facts[name] = fact
    return facts


def _at(value: Any, path: str) -> Iterator[Any]:
    """Give what is at a path, if there is anything, be it null."""
    for step in path.split("."):
        if not isinstance(value, dict) or step not in value:
            return
        value = cast("Json", value)[step]
    yield value


def _fact(name: str, value: Any, session: Json) -> Any:
    if name == "speed":
        return value if isinstance(value, (int, float)) else None
    if name in ("modalities", "tools"):
        return [_label(item) or "no name" for item in cast("Iterable[Any]", value)] if isinstance(value, list) else None
    settings = cast("Json", value) if isinstance(value, dict) else {}
    if name == "turn_detection":
        # xAI says `{"type": null}` for none.
        kinds = {"type": str, "eagerness": str}
        return {n: one for n, one in settings.items() if isinstance(one, kinds.get(n, (bool, int, float)))} or None
    label = _label(value) or ("on" if name in OFF and value == settings else None)
    rate = settings.get("rate", session.get("input_audio_sampling_rate") if name == "input_format" else None)
    return f"{label}, {rate} Hz" if name.endswith("format") and label and isinstance(rate, int) else label


def _label(value: Any) -> str | None:
    """Return the name by which a group of settings is known."""
    if isinstance(value, dict):
        settings = cast("Json", value)
        function = settings.get("function")  # where the tools of before GA have their name
        names = (settings.get(name) for name in ("name", "id", "model", "server_label"))
        return next(filter(None, map(_label, (*names, function, settings.get("type")))), None)
    return value if isinstance(value, str) else None


@attrs.define(eq=False)
class Session:
    """A session of a stream."""

    file: str
    facts: Json = attrs.Factory(dict[str, Any])
    confirmed: bool = False
    """Whether the server has told what it is; until then it is what the client asked for."""


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


@attrs.define(eq=False)
class Usage:
    """What was used, added up by the dotted names of the members; what vendors add counts as well."""

    count: int = 0
    sums: Json = attrs.Factory(Counter[str])

    def add(self, usage: Mapping[str, Any]) -> None:
        """Add what one response or transcription used."""
        self.count += 1
        self._add(usage, "")

    def _add(self, values: Mapping[str, Any], prefix: str) -> None:
        for name, value in values.items():
            label = prefix + short(name)
            if isinstance(value, dict):
                self._add(cast("Json", value), f"{label}.")
            elif isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < MOST:
                self.sums[label] += value


class Inspector:
    """Reads streams, and tells what is in all of them together."""

    def __init__(self, api: Api = "realtime") -> None:
        """Prepare to read streams of the main API or of the translation API."""
        self.files: list[File] = []
        self.malformed = Records()
        self.interrupted = False
        self._api: Api = api
        self._senders = senders_of(api)
        sides = SIDES[api]
        self._decode: Callable[[bytes | str], Any] = Decoder(sides["server"] | sides["client"], malformed="keep").decode
        self._types: dict[str | None, list[int]] = {}
        self._unknown = Counter[str | None]()
        self._errors = Records()
        self._seconds = 0.0
        self._sessions: list[Session] = []
        self._session_ids: dict[str, Session] = {}
        self._current: Session | None = None
        self._conversation = Conversation(self._session_index)
        self._responses, self._transcriptions = Usage(), Usage()
        self._handlers: dict[type, Callable[[Any], object]] = {
            MalformedEvent: lambda e: self._refuse(e.type, e.error),
            UnknownEvent: self._on_unknown,
            server.ErrorEvent: lambda e: self._fail(e.type, e.error),
            server.ConversationItemInputAudioTranscriptionFailedEvent: lambda e: self._fail(e.type, e.error),
            server.ConversationItemInputAudioTranscriptionCompletedEvent: self._on_transcription,
            server.ResponseDoneEvent: self._on_response_done,
            server.SessionCreatedEvent: self._on_session_created,
            server.SessionUpdatedEvent: self._on_session_updated,
            translation.SessionCreatedEvent: self._on_session_created,
            translation.SessionUpdatedEvent: self._on_session_updated,
            SessionUpdateEvent: self._on_session_update,
            translation.SessionUpdateEvent: self._on_session_update,
        }

    # Reading

    def begin(self, name: str) -> File:
        """Start with a file."""
        self.files.append(File(name))
        self._current = None
        self._session_ids.clear()
        self._conversation.begin_file()
        return self.files[-1]

    def read(self, file: File, read: Callable[[int], bytes], advance: Callable[[int], object]) -> None:
        """Read a file that was begun to its end, or as far as it goes; the arguments are those of `blocks_of`.

        Raises:
            ReadError: it is not a text file, or compressed and damaged.
            OSError: it cannot be read.
        """
        start = time.perf_counter()
        try:
            for line in _files.lines_of(_files.blocks_of(file.name, read, advance)):
                file.line += 1
                self._take(file, line)
        finally:
            self._seconds += time.perf_counter() - start

    def _take(self, file: File, line: bytes | None) -> None:
        if line is None:
            file.frames += 1
            self._refuse(None, DecodeError("JSON", f"a line of more than {_files.LINE_LIMIT} bytes"))
            return
        size = len(text := line.strip(b" \t\r\n"))
        if not size:
            return
        file.array = file.array or (file.frames == 0 and text.startswith(b"["))
        try:
            event = self._decode(line)
            if event.type is None:
                event, size = self._unpacked(event, size)
        except DecodeError as error:
            file.frames += 1
            file.bytes += size
            self._refuse(None, error)
            return
        if event is None:
            return
        file.frames += 1
        file.bytes += size
        name = event.type
        tally = self._types.get(name)
        if tally is None:
            tally = self._types.setdefault(None if name is None else short(name), [0, 0])
        tally[0] += 1
        tally[1] += size
        for handlers in (self._conversation.handlers, self._handlers):
            if event.__class__ in handlers:
                handlers[event.__class__](event)

    def _unpacked(self, event: UnknownEvent, size: int) -> tuple[Any, int]:
        """Take the frame and its size out of a line that a recorder wrote; some have none."""
        entry = entry_of(event.raw)
        if entry is None:
            return event, size
        if not isinstance(entry, Recorded):
            return None, 0
        if isinstance(entry.frame, bytes):
            raise DecodeError("a text frame", "binary data")
        return self._decode(entry.frame), len(entry.frame.encode())

    # Faults

    def _where(self) -> Json:
        return {"file": self.files[-1].name, "line": self.files[-1].line}

    def _refuse(self, event_type: str | None, error: DecodeError) -> None:
        self.files[-1].refused += 1
        reason = {"path": error.path, "expected": error.expected, "found": error.found}
        self.malformed.add({**self._where(), "type": event_type, **reason})

    def _on_unknown(self, event: UnknownEvent) -> None:
        self._unknown[None if event.type is None else short(event.type)] += 1

    def _fail(self, event_type: str, error: Any) -> None:
        told = {name: getattr(error, name) for name in ("type", "code", "message")}
        self._errors.add({**self._where(), "event": event_type, "error": told})

    def _hints(self) -> Iterator[str]:
        """Tell what may have gone wrong on the way to this program."""
        for file in self.files:
            if file.array and file.refused == file.frames:
                yield f"{file.name}: no line of it is a frame; is it a JSON array, rather than one JSON object a line?"
        for api in SIDES:
            foreign = sum(self._unknown[name] for name in senders_of(api).keys() - self._senders.keys())
            if foreign * 2 > sum(file.frames for file in self.files):
                yield f"most frames are of the other API; try --api {api}"

    # Sessions

    def _session(self) -> Session:
        if self._current is None:
            self._current = Session(self.files[-1].name)
            self._sessions.append(self._current)
        return self._current

    def _session_index(self) -> int:
        self._session()
        return len(self._sessions) - 1

    def _on_session_created(
        self, event: server.SessionCreatedEvent | translation.SessionCreatedEvent
    ) -> None:
        entries = self._conversation.entries
        has_entries = bool(entries) and entries[-1].session == len(self._sessions) - 1
        if self._current is not None and (self._current.confirmed or has_entries):
            self._current = None
        self._confirm(self._session(), facts_of(event.session))

    def _on_session_updated(
        self, event: server.SessionUpdatedEvent | translation.SessionUpdatedEvent
    ) -> None:
        facts = facts_of(event.session)
        session_id = facts.get("id")
        # Streams of several sessions may be recorded into one file.
        session = self._session_ids.get(session_id or "") or self._session()
        if session_id and session.facts.get("id", session_id) != session_id:
            self._current = None
            session = self._session()
        self._confirm(session, facts)

    def _confirm(self, session: Session, facts: Json) -> None:
        # Not all servers repeat everything in `session.updated`.
        session.facts = {**session.facts, **facts} if session.confirmed else facts
        session.confirmed = True
        if "id" in session.facts:
            self._session_ids[session.facts["id"]] = session

    def _on_session_update(self, event: SessionUpdateEvent | translation.SessionUpdateEvent) -> None:
        session = self._session()
        if not session.confirmed:
            session.facts |= facts_of(event.session)

    # Usage

    def _on_transcription(self, event: server.ConversationItemInputAudioTranscriptionCompletedEvent) -> None:
        if event.usage is not None:
            self._transcriptions.add(event.usage.to_dict())

    def _on_response_done(self, event: server.ResponseDoneEvent) -> None:
        details = event.response.status_details
        if details is not None and not isinstance(details, str) and details.error is not None:
            self._fail(event.type, details.error)
        # xAI and Inworld have it beside the response.
        usage: Any = (event.response.usage and event.response.usage.to_dict()) or event.extra.get("usage")
        if usage and isinstance(usage, dict):
            self._responses.add(cast("Json", usage))

    # Telling

    def report(self) -> Json:
        """Tell everything, as one JSON object."""
        frames, size = sum(file.frames for file in self.files), sum(file.bytes for file in self.files)
        usages = {"responses": self._responses, "transcriptions": self._transcriptions}
        return {
            "api": self._api,
            "files": [
                {"name": file.name, "frames": file.frames, "bytes": file.bytes, "problem": file.problem}
                for file in self.files
            ],
            "interrupted": self.interrupted,
            "hints": list(self._hints()),
            "frames": frames,
            "bytes": size,
            "seconds": self._seconds,
            "frames_per_second": frames / self._seconds if frames and self._seconds else None,
            "event_types": [
                {
                    "type": name,
                    "from": self._senders.get(name or ""),
                    "count": count,
                    "share_of_count": count / frames,
                    "bytes": length,
                    "share_of_bytes": length / size,
                }
                for name, (count, length) in sorted(self._types.items(), key=lambda one: (-one[1][0], one[0] or ""))
            ],
            "sessions": [
                {"file": session.file, **{name: session.facts[name] for name in FACTS if name in session.facts}}
                for session in self._sessions
            ],
            "conversation": [entry.told() for entry in self._conversation.entries],
            "usage": {name: {"count": usage.count, "sums": dict(usage.sums)} for name, usage in usages.items()},
            "unknown_types": [
                {"type": name, "count": count}
                for name, count in sorted(self._unknown.items(), key=lambda one: (-one[1], one[0] or ""))
            ],
            "errors": {"count": self._errors.count, "events": self._errors.kept},
            "malformed": {"count": self.malformed.count, "frames": self.malformed.kept},
        }
