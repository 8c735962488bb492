"""What is in recorded streams: counts, conversations, costs, faults.

This module reads, decodes and adds up; it prints nothing and knows no terminal. What it keeps is counts and the text of
conversations, so the size of a log does not matter. Nothing that it reports holds audio, tokens or the text of a
malformed frame.
"""

from __future__ import annotations

import codecs
import contextlib
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, Literal, TypeAlias, cast, get_args

import attrs

from . import server_events as server
from . import translation
from ._hooks import wire_names
from ._model import Unknown, Wire
from .audio import AudioPCM, CustomVoice
from .client_events import ClientEvent, ConversationItemCreateEvent, SessionUpdateEvent
from .codec import Decoder
from .errors import DecodeError
from .events import MalformedEvent, UnknownEvent
from .items import (
    ContentPart,
    InputAudioPart,
    InputImagePart,
    InputTextPart,
    Item,
    ItemReferencePart,
    OutputAudioPart,
    OutputTextPart,
    RealtimeConversationItemFunctionCall,
    RealtimeConversationItemFunctionCallOutput,
    RealtimeConversationItemMessageAssistant,
    RealtimeConversationItemMessageSystem,
    RealtimeConversationItemMessageUser,
    RealtimeMCPApprovalRequest,
    RealtimeMCPApprovalResponse,
    RealtimeMCPListTools,
    RealtimeMCPToolCall,
    ResponseItemReference,
)
from .session import AnyRealtimeSession, RealtimeSession

__all__ = ["Api", "Inspector", "ReadError"]

Api: TypeAlias = Literal["realtime", "translation"]
Json: TypeAlias = dict[str, Any]

BLOCK = 1 << 16
"""How much is read at a time."""

LINE_LIMIT = 1 << 26
"""The longest line that is looked at; servers take frames of a quarter of this at most."""

KEPT = 1000
"""How many malformed frames and errors are told one by one; beyond that they are counted."""

NAME_LIMIT = 100
"""The longest wire name that is told in full. Those of the API have half of that."""

SNIFF = 1 << 13
"""How much of a file is looked at to tell whether it is text."""


class ReadError(Exception):
    """A file that cannot be read, or not to its end; the text says why."""


# From bytes to lines


def blocks_of(name: str, read: Callable[[int], bytes], advance: Callable[[int], object]) -> Iterator[bytes]:
    """Read a file in blocks, decompressed if it is compressed.

    Args:
        name: the name of the file, which tells that it should be compressed.
        read: gives some bytes, at most as many as asked for, and none at the end.
        advance: is told how many bytes were read, as they are in the file.

    Raises:
        ReadError: it is binary, or compressed and damaged. All that came before the damage has been given then.
        OSError: it cannot be read.
    """
    blocks = _read(read, advance)
    head = next(blocks, b"")
    blocks = chain([head], blocks)
    compressed = head.startswith(b"\x1f\x8b")
    if name.endswith(".gz") and head and not compressed:
        msg = "not gzip data"
        raise ReadError(msg)
    if compressed or name.endswith(".gz"):
        blocks = _decompressed(blocks)
        head = next(blocks, b"")
        blocks = chain([head], blocks)
    if _is_binary(head[:SNIFF]):
        msg = "not a text file"
        raise ReadError(msg)
    return blocks


def _read(read: Callable[[int], bytes], advance: Callable[[int], object]) -> Iterator[bytes]:
    while block := read(BLOCK):
        advance(len(block))
        yield block


def _decompressed(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Undo gzip, also where several compressed files follow each other.

    Not with the `gzip` module: that throws away what comes shortly before a fault.
    """
    inflate = zlib.decompressobj(wbits=31)
    started = ended = False
    for block in blocks:
        rest, full = block, False
        while rest or full:
            if ended:
                rest = rest.lstrip(b"\0")  # tapes and some tools pad with zeros
                if not rest:
                    break
                inflate, ended = zlib.decompressobj(wbits=31), False
            before, started = inflate.copy(), True
            try:
                data = inflate.decompress(rest, BLOCK)
            except zlib.error:
                yield from _up_to_fault(before, rest)
                msg = "damaged gzip data"
                raise ReadError(msg) from None
            yield data
            ended, full = inflate.eof, len(data) == BLOCK and not inflate.eof
            rest = inflate.unused_data if ended else inflate.unconsumed_tail
    if not started or not ended:
        msg = "gzip data that ends too early"
        raise ReadError(msg)


def _up_to_fault(inflate: Any, compressed: bytes) -> Iterator[bytes]:
    with contextlib.suppress(zlib.error):
        for index in range(len(compressed)):  # pragma: no branch  the fault comes again before the end
            yield inflate.decompress(compressed[index : index + 1])


def _is_binary(head: bytes) -> bool:
    """Tell whether a file that begins like this is no text, and no damaged log either."""
    try:
        if "\0" not in codecs.getincrementaldecoder("utf-8")().decode(head):
            return False
    except UnicodeDecodeError:
        pass
    *lines, cut = [line.strip() for line in head.split(b"\n")]
    return not (cut.startswith(b"{") or any(line.startswith(b"{") and line.endswith(b"}") for line in lines))


def lines_of(blocks: Iterable[bytes]) -> Iterator[bytes | None]:
    """Cut blocks into lines; None stands for one that is too long.

    If reading fails, what there is of the last line comes before the exception.
    """
    begun: list[bytes] = []
    length = 0

    def line() -> bytes | None:
        return b"".join(begun) if length <= LINE_LIMIT else None

    fault: Exception | None = None
    iterator = iter(blocks)
    while True:
        try:
            block = next(iterator, None)
        except (OSError, ReadError) as error:
            fault, block = error, None
        if block is None:
            break
        first, *others = block.split(b"\n")
        length += len(first)
        if length <= LINE_LIMIT:
            begun.append(first)
        else:
            begun.clear()
        if others:
            yield line()
            yield from others[:-1]
            begun, length = [others[-1]], len(others[-1])
    if length:
        yield line()
    if fault is not None:
        raise fault


# The conversation


@attrs.define(eq=False)
class Words:
    """One piece of content, that arrives bit by bit and then once more as a whole."""

    whole: str = ""
    bits: list[str] = attrs.Factory(list[str])
    spoken: list[str] = attrs.Factory(list[str])
    """Who said what, from transcription models that tell speakers apart."""
    instead: str = ""
    """What stands for content that has no words."""

    def add(self, bit: str | None) -> None:
        """Append a bit, unless the whole is there already."""
        if bit and not self.whole:
            self.bits.append(bit)

    def settle(self, whole: str | None) -> None:
        """Replace the bits by the whole; an empty one is none, as items come before their words."""
        if whole:
            self.whole = whole
            self.bits.clear()

    def __str__(self) -> str:
        return "\n".join(self.spoken) or self.whole or "".join(self.bits) or self.instead


@attrs.define(eq=False)
class Entry:
    """One line of the conversation: a message, a call with its result, or a step of an MCP server."""

    kind: Literal["message", "call", "result", "approval", "tools", "other"]
    role: str | None = None
    server: str | None = None
    name: str | None = None
    call_id: str | None = None
    words: dict[int, Words] = attrs.Factory(dict[int, Words])
    output: str | None = None
    error: str | None = None
    approve: bool | None = None
    reason: str | None = None
    tools: list[str] | None = None
    item_id: str | None = None
    notes: list[str] = attrs.Factory(list[str])
    session: int = 0
    done: bool = False

    def at(self, index: int) -> Words:
        """Return the content part at an index."""
        return self.words.setdefault(index, Words())

    @property
    def text(self) -> str:
        """All content in words."""
        return "\n".join(filter(None, (str(self.words[index]) for index in sorted(self.words))))

    def note(self, note: str) -> None:
        """Remember something that happened to it."""
        if note not in self.notes:
            self.notes.append(note)

    def told(self) -> Json:
        """Return it as JSON, without members that do not apply."""
        text_name = "arguments" if self.kind in ("call", "approval") else "text"
        told = {
            "session": self.session,
            "kind": self.kind,
            "role": self.role,
            "server": self.server,
            "name": self.name,
            text_name: self.text if self.kind in ("message", "call", "approval") else None,
            "output": self.output,
            "error": self.error,
            "approve": self.approve,
            "reason": self.reason,
            "tools": self.tools,
            "call_id": self.call_id,
            "item_id": self.item_id,
            "notes": self.notes or None,
        }
        return {name: value for name, value in told.items() if value is not None}


class Conversation:
    """Puts a conversation together from whatever tells about it, and tells each thing once."""

    def __init__(self, session: Callable[[], int]) -> None:
        self.entries: list[Entry] = []
        self._session = session
        self._by_id: dict[str, Entry] = {}
        self._calls: dict[str, Entry] = {}
        self._streams: dict[tuple[int, str], Entry] = {}
        self._without_id: dict[tuple[Any, ...], list[Entry]] = {}

    def begin_file(self) -> None:
        """Forget ids: other files have others, or the same for other things."""
        for known in (self._by_id, self._calls, self._streams, self._without_id):
            known.clear()

    def _append(self, entry: Entry) -> Entry:
        entry.session = self._session()
        self.entries.append(entry)
        return entry

    def by_id(self, item_id: str, make: Callable[[], Entry], *, adding: bool = False) -> Entry:
        """Return the entry of an item, made if there is none yet.

        Args:
            item_id: the id of the item.
            make: makes a new entry.
            adding: whether this tells of a new item; if the id stands for a finished one of an earlier session, it is
                used a second time.
        """
        entry = self._by_id.get(item_id)
        if entry is None or (adding and entry.done and entry.session != self._session()):
            fresh = make()
            entry = self._adopted(fresh) or self._append(fresh)
            entry.item_id = item_id
            self._by_id[item_id] = entry
        return entry

    def _adopted(self, fresh: Entry) -> Entry | None:
        """Find what a client sent without an id, and the server now tells with one."""
        likeness = _likeness(fresh)
        waiting = self._without_id.get(likeness)
        if waiting is None:
            return None
        entry = waiting.pop(0)
        if not waiting:
            del self._without_id[likeness]
        return entry

    def stream(self, role: str, bit: str) -> None:
        """Add to a text that is not made of items."""
        key = (self._session(), role)
        if key not in self._streams:
            self._streams[key] = self._append(Entry("message", role))
        self._streams[key].at(0).add(bit)

    def say(self, role: str, text: str) -> None:
        """Add a message that is no item."""
        self._append(Entry("message", role, words={0: Words(text)}))

    def item(self, item: Item, *, adding: bool = False, done: bool = False, sent: bool = False) -> Entry | None:
        """Take in what an event tells about an item; `sent` if the client does."""
        if isinstance(item, ResponseItemReference):
            return None
        if isinstance(item, RealtimeConversationItemFunctionCallOutput):
            return self._result(item.call_id, item.output)
        if isinstance(item, RealtimeMCPApprovalResponse):
            return self._approval(item)
        item_id = _string(item.raw.get("id")) if isinstance(item, Unknown) else item.id
        if item_id is not None:
            entry = self.by_id(item_id, lambda: _filled(Entry("other"), item), adding=adding)
        else:
            fresh = _filled(Entry("other"), item)
            waiting = self._without_id.setdefault(_likeness(fresh), [])
            if sent or not waiting:
                waiting.append(self._append(fresh))
            entry = waiting[-1]
        _filled(entry, item)
        entry.done = entry.done or done
        if entry.kind == "call" and entry.call_id is not None:
            self._calls[entry.call_id] = entry
        return entry

    def _result(self, call_id: str, output: str) -> Entry:
        """Put the result of a call to the call."""
        entry = self._calls.get(call_id)
        if entry is None:
            entry = self._calls[call_id] = self._append(Entry("result", call_id=call_id))
        entry.output = output
        return entry

    def _approval(self, answer: RealtimeMCPApprovalResponse) -> Entry:
        entry = self.by_id(answer.approval_request_id, lambda: Entry("approval"))
        entry.approve, entry.reason = answer.approve, answer.reason
        return entry

    def message(self, item_id: str, index: int | None, role: str) -> Words:
        """Return the content of a message for more words."""
        return self.by_id(item_id, lambda: Entry("message", role)).at(index or 0)

    def call(self, item_id: str, call_id: str | None = None, name: str | None = None) -> Words:
        """Return the arguments of a call for more of them."""
        entry = self.by_id(item_id, lambda: Entry("call", call_id=call_id))
        if entry.name is None:
            entry.name = name
        if call_id is not None:
            self._calls.setdefault(call_id, entry)
        return entry.at(0)

    def part(self, item_id: str, index: int, part: ContentPart | None) -> None:
        """Take in a content part of a message of the model."""
        words = self.message(item_id, index, "assistant")
        if part is not None:
            _fill_part(words, part)

    def note(self, item_id: str, note: str) -> None:
        """Remember what happened to an item, if it is known."""
        if item_id in self._by_id:
            self._by_id[item_id].note(note)


def _likeness(entry: Entry) -> tuple[Any, ...]:
    return entry.kind, entry.role, entry.name, entry.call_id, entry.text


def _filled(entry: Entry, item: Item) -> Entry:
    """Write what an item says into its entry."""
    match item:
        case (
            RealtimeConversationItemMessageSystem()
            | RealtimeConversationItemMessageUser()
            | RealtimeConversationItemMessageAssistant()
        ):
            entry.kind, entry.role = "message", item.role
            for index, part in enumerate(item.content or ()):
                _fill_part(entry.at(index), part)
        case RealtimeConversationItemFunctionCall():
            entry.kind, entry.name, entry.call_id = "call", item.name, item.call_id
            entry.at(0).settle(item.arguments)
        case RealtimeMCPToolCall():
            entry.kind, entry.server, entry.name = "call", item.server_label, item.name
            entry.at(0).settle(item.arguments)
            entry.output = item.output
            if item.error is not None:
                entry.error = getattr(item.error, "message", None) or item.error.type
        case RealtimeMCPApprovalRequest():
            entry.kind, entry.server, entry.name = "approval", item.server_label, item.name
            entry.at(0).settle(item.arguments)
        case RealtimeMCPListTools():
            entry.kind, entry.server = "tools", item.server_label
            entry.tools = [tool.name for tool in item.tools]
        case _:
            entry.name = short(item.type)
    return entry


def _fill_part(words: Words, part: ContentPart) -> None:
    match part:
        case InputTextPart() | OutputTextPart():
            words.settle(part.text)
        case InputAudioPart() | OutputAudioPart():
            words.instead = "[audio]"
            words.settle(part.transcript)
        case InputImagePart():
            words.instead = "[image]"
        case ItemReferencePart():
            words.instead = f"[item {part.id}]"
        case _:
            words.instead = f"[{short(part.type)}]"


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def short(name: str | None) -> str:
    """Return a name that came from a stream at a length that can be shown."""
    if name is None:
        return "no type"
    return name if len(name) <= NAME_LIMIT else f"{name[: NAME_LIMIT - 1]}…"


# The session


def facts_of(session: AnyRealtimeSession | translation.RealtimeTranslationSession) -> Json:
    """Tell how a session is set up: nothing that is secret, and nothing that is long.

    None stands for what is switched off. What the flat sessions of vendors say is told under the same names.
    """
    if isinstance(session, Unknown):
        facts = {"id": session.raw.get("id"), "type": session.type, "model": session.raw.get("model")}
        return {name: value for name, value in facts.items() if isinstance(value, str)}
    facts = {"id": session.id, "type": session.type, "model": session.model}
    facts |= _conversation_facts(session) if isinstance(session, RealtimeSession) else _translation_facts(session)
    return {
        name: value for name, value in facts.items() if value is not _ABSENT and (value is not None or name in _OFF)
    }


_ABSENT: Any = object()
FACTS = (
    "id",
    "type",
    "model",
    "modalities",
    "language",
    "voice",
    "speed",
    "input_format",
    "output_format",
    "transcription",
    "noise_reduction",
    "turn_detection",
    "reasoning",
    "tools",
)
"""All facts, in the order in which they are told."""
_OFF = frozenset({"transcription", "noise_reduction", "turn_detection"})
"""The facts for which null says something."""


def _conversation_facts(session: RealtimeSession) -> Json:
    flat = session.extra
    heard = None if session.audio is None else session.audio.input
    spoken = None if session.audio is None else session.audio.output
    rate = flat.get("input_audio_sampling_rate")
    return {
        "modalities": _strings(session.output_modalities or flat.get("modalities")),
        "voice": _voice(_first(_get(spoken, "voice"), flat.get("voice"))),
        "speed": _get(spoken, "speed", None),
        "input_format": _format(_first(_get(heard, "format"), flat.get("input_audio_format")), rate),
        "output_format": _format(_first(_get(spoken, "format"), flat.get("output_audio_format"))),
        "transcription": _named(
            _first(_get(heard, "transcription"), _flat(flat, "input_audio_transcription")), "model"
        ),
        "noise_reduction": _named(
            _first(_get(heard, "noise_reduction"), _flat(flat, "input_audio_noise_reduction")), "type"
        ),
        "turn_detection": _settings(_first(_get(heard, "turn_detection"), _flat(flat, "turn_detection"))),
        "reasoning": None if session.reasoning is None else session.reasoning.effort,
        "tools": None if session.tools is None else [_tool_name(tool) for tool in session.tools],
    }


def _translation_facts(session: translation.RealtimeTranslationSession) -> Json:
    heard = None if session.audio is None else session.audio.input
    spoken = None if session.audio is None else session.audio.output
    return {
        "language": _get(spoken, "language", None),
        "transcription": _named(_get(heard, "transcription"), "model"),
        "noise_reduction": _named(_get(heard, "noise_reduction"), "type"),
    }


def _get(model: Any, name: str, absent: Any = _ABSENT) -> Any:
    """Return a member; an explicit null is None, unlike one that is not there."""
    if model is None:
        return absent
    value = getattr(model, name)
    return absent if value is None and name not in model.nulls else value


def _flat(extra: Mapping[str, Any], name: str) -> Any:
    return extra.get(name, _ABSENT)


def _first(value: Any, otherwise: Any) -> Any:
    return otherwise if value is _ABSENT else value


def _strings(values: Any) -> list[str] | None:
    if not isinstance(values, (list, tuple)):
        return None
    return [value for value in cast("list[Any]", values) if isinstance(value, str)]


def _plain(value: Any) -> Any:
    return value.to_dict() if isinstance(value, Wire) else value


def _named(value: Any, name: str) -> Any:
    """Return the name by which a group of settings is known."""
    settings = _plain(value)
    if isinstance(settings, Mapping):
        return _string(cast("Json", settings).get(name)) or "on"
    return settings if settings is None or isinstance(settings, str) else _ABSENT


def _voice(value: Any) -> str | None:
    if isinstance(value, CustomVoice):
        return value.id
    settings = _plain(value)
    if isinstance(settings, Mapping):
        voice = cast("Json", settings)
        return _string(voice.get("name")) or _string(voice.get("id")) or _string(voice.get("type"))
    return _string(settings)


def _format(value: Any, rate: Any = None) -> str | None:
    if isinstance(value, AudioPCM):
        rate = value.rate
    settings = _plain(value)
    name = cast("Json", settings).get("type") if isinstance(settings, Mapping) else settings
    if not isinstance(name, str):
        return None
    return f"{name}, {rate} Hz" if isinstance(rate, int) else name


def _settings(value: Any) -> Any:
    """Return the settings of turn detection: its kind, and whatever is a number or a switch."""
    settings = _plain(value)
    if not isinstance(settings, Mapping):
        return None if settings is None else _ABSENT
    chosen = {
        name: setting
        for name, setting in cast("Json", settings).items()
        if isinstance(setting, str if name in ("type", "eagerness") else (bool, int, float))
    }
    # xAI says `{"type": null}` for none.
    return chosen or None


def _tool_name(tool: Any) -> str:
    settings = _plain(tool)
    function = settings.get("function")
    nested = cast("Json", function).get("name") if isinstance(function, Mapping) else None
    names = (settings.get("name"), settings.get("server_label"), nested, settings.get("type"))
    return next((name for name in names if isinstance(name, str)), "no name")


@attrs.define(eq=False)
class Session:
    """A session of a stream."""

    file: str
    facts: Json = attrs.Factory(dict[str, Any])
    confirmed: bool = False
    """Whether the server has told what it is; until then it is what the client asked for."""


# All of it


@attrs.define(eq=False)
class Tally:
    """How many there are, and how many bytes they have."""

    count: int = 0
    bytes: int = 0


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
    """What was used, added up."""

    count: int = 0
    sums: Json = attrs.Factory(dict[str, Any])

    def add(self, usage: Mapping[str, Any]) -> None:
        """Add what one response or transcription used."""
        self.count += 1
        _add_up(self.sums, usage)

    def told(self) -> Json:
        """Return it as JSON."""
        return {"count": self.count, "sums": self.sums}


MOST = 1 << 63
"""Numbers beyond this are no counts, and could make sums that have no JSON form."""


def _add_up(sums: Json, values: Mapping[str, Any], depth: int = 3) -> None:
    """Add the numbers in a JSON object to the sums of the same names; what vendors add counts as well."""
    for name, value in values.items():
        known: Any = sums.get(short(name))
        if isinstance(value, Mapping):
            if depth and (known is None or isinstance(known, dict)):
                _add_up(sums.setdefault(short(name), {}), cast("Json", value), depth - 1)
        elif _is_count(value) and not isinstance(known, dict):
            sums[short(name)] = (known or 0) + value


def _is_count(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < MOST


@attrs.define(eq=False)
class File:
    """A file that is read."""

    name: str
    frames: Tally = attrs.Factory(Tally)
    problem: str | None = None


class Inspector:
    """Reads streams, and tells what is in all of them together."""

    def __init__(self, api: Api = "realtime") -> None:
        """Prepare to read streams of the main API or of the translation API."""
        self.files: list[File] = []
        self.malformed = Records()
        self.interrupted = False
        self._api: Api = api
        self._decode: Callable[[bytes], Any]
        sides: tuple[tuple[str, Any], ...]
        if api == "realtime":
            self._decode = Decoder(malformed="keep").decode
            sides = (("client", ClientEvent), ("server", server.ServerEvent))
        else:
            both = translation.TranslationServerEvent | translation.TranslationClientEvent
            self._decode = Decoder(both, malformed="keep").decode
            sides = (("client", translation.TranslationClientEvent), ("server", translation.TranslationServerEvent))
        self.senders = {
            name: side
            for side, union in sides
            for cls in get_args(union)
            if cls is not UnknownEvent
            for name in wire_names(cls) or ()
        }
        self._types: dict[str | None, Tally] = {}
        self._unknown: dict[str | None, int] = {}
        self._errors = Records()
        self._seconds = 0.0
        self._line = 0
        self._sessions: list[Session] = []
        self._session_ids: dict[str, Session] = {}
        self._current: Session | None = None
        self._conversation = Conversation(self._session_index)
        self._responses = Usage()
        self._transcriptions = Usage()
        self._handlers: dict[type, Callable[[Any], object]] = {
            MalformedEvent: self._on_malformed,
            UnknownEvent: self._on_unknown,
            server.ErrorEvent: self._on_error,
            server.SessionCreatedEvent: self._on_session_created,
            server.SessionUpdatedEvent: self._on_session_updated,
            translation.TranslationSessionCreatedEvent: self._on_session_created,
            translation.TranslationSessionUpdatedEvent: self._on_session_updated,
            SessionUpdateEvent: self._on_session_update,
            translation.TranslationSessionUpdateEvent: self._on_session_update,
            **self._conversation_handlers(),
        }

    # Reading

    def begin(self, name: str) -> File:
        """Start with a file."""
        self.files.append(File(name))
        self._line = 0
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
            for line in lines_of(blocks_of(file.name, read, advance)):
                self._line += 1
                self._take(file, line)
        finally:
            self._seconds += time.perf_counter() - start

    def _take(self, file: File, line: bytes | None) -> None:
        if line is None:
            file.frames.count += 1
            self._refuse(None, DecodeError("JSON", f"a line of more than {LINE_LIMIT} bytes"))
            return
        size = len(line.strip(b" \t\r\n"))
        if not size:
            return
        file.frames.count += 1
        file.frames.bytes += size
        try:
            event = self._decode(line)
        except DecodeError as error:
            self._refuse(None, error)
            return
        name = event.type
        tally = self._types.get(name)
        if tally is None:
            name = None if name is None else short(name)
            tally = self._types.setdefault(name, Tally())
        tally.count += 1
        tally.bytes += size
        handler = self._handlers.get(event.__class__)
        if handler is not None:
            handler(event)

    @property
    def line(self) -> int:
        """How many lines of the file at hand were read."""
        return self._line

    # Faults

    def _where(self) -> Json:
        return {"file": self.files[-1].name, "line": self._line}

    def _refuse(self, event_type: str | None, error: DecodeError) -> None:
        reason = {"path": error.path, "expected": error.expected, "found": error.found}
        self.malformed.add({**self._where(), "type": event_type, **reason})

    def _on_malformed(self, event: MalformedEvent) -> None:
        self._refuse(event.type, event.error)

    def _on_unknown(self, event: UnknownEvent) -> None:
        name = None if event.type is None else short(event.type)
        self._unknown[name] = self._unknown.get(name, 0) + 1

    def _fail(self, event_type: str, error: Any) -> None:
        told = {name: getattr(error, name) for name in ("type", "code", "message")}
        self._errors.add({**self._where(), "event": event_type, "error": told})

    def _on_error(self, event: server.ErrorEvent) -> None:
        self._fail(event.type, event.error)

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
        self, event: server.SessionCreatedEvent | translation.TranslationSessionCreatedEvent
    ) -> None:
        current = self._current
        if current is not None and (current.confirmed or self._has_entries()):
            self._current = None
        self._confirm(self._session(), facts_of(event.session))

    def _has_entries(self) -> bool:
        entries = self._conversation.entries
        return bool(entries) and entries[-1].session == len(self._sessions) - 1

    def _on_session_updated(
        self, event: server.SessionUpdatedEvent | translation.TranslationSessionUpdatedEvent
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
        session_id = session.facts.get("id")
        if session_id is not None:
            self._session_ids[session_id] = session

    def _on_session_update(self, event: SessionUpdateEvent | translation.TranslationSessionUpdateEvent) -> None:
        session = self._session()
        if not session.confirmed:
            session.facts |= facts_of(event.session)

    # Conversation

    def _conversation_handlers(self) -> dict[type, Callable[[Any], object]]:
        talk = self._conversation
        return {
            server.ConversationItemCreatedEvent: lambda e: talk.item(e.item, adding=True),
            server.ConversationItemAddedEvent: lambda e: talk.item(e.item, adding=True),
            server.ConversationItemDoneEvent: lambda e: talk.item(e.item, done=True),
            server.ConversationItemRetrievedEvent: lambda e: talk.item(e.item),
            server.ConversationItemTruncatedEvent: lambda e: talk.note(e.item_id, f"cut after {e.audio_end_ms} ms"),
            server.ConversationItemDeletedEvent: lambda e: talk.note(e.item_id, "deleted"),
            ConversationItemCreateEvent: lambda e: talk.item(e.item, adding=True, sent=True),
            server.InputAudioBufferDtmfEventReceivedEvent: lambda e: talk.say("user", f"[key {e.event}]"),
            server.ConversationItemInputAudioTranscriptionDeltaEvent: self._on_transcription_delta,
            server.ConversationItemInputAudioTranscriptionCompletedEvent: self._on_transcription,
            server.ConversationItemInputAudioTranscriptionSegmentEvent: self._on_segment,
            server.ConversationItemInputAudioTranscriptionFailedEvent: self._on_transcription_failed,
            server.ResponseOutputItemAddedEvent: lambda e: talk.item(e.item, adding=True),
            server.ResponseOutputItemDoneEvent: lambda e: talk.item(e.item, done=True),
            server.ResponseContentPartAddedEvent: lambda e: talk.part(e.item_id, e.content_index, e.part),
            server.ResponseContentPartDoneEvent: lambda e: talk.part(e.item_id, e.content_index, e.part),
            server.ResponseOutputTextDeltaEvent: self._on_delta,
            server.ResponseOutputTextDoneEvent: lambda e: self._on_done(e, e.text),
            server.ResponseOutputAudioTranscriptDeltaEvent: self._on_delta,
            server.ResponseOutputAudioTranscriptDoneEvent: lambda e: self._on_done(e, e.transcript),
            server.ResponseFunctionCallArgumentsDeltaEvent: lambda e: talk.call(e.item_id, e.call_id).add(e.delta),
            server.ResponseFunctionCallArgumentsDoneEvent: lambda e: talk.call(e.item_id, e.call_id, e.name).settle(
                e.arguments
            ),
            server.ResponseMcpCallArgumentsDeltaEvent: lambda e: talk.call(e.item_id).add(e.delta),
            server.ResponseMcpCallArgumentsDoneEvent: lambda e: talk.call(e.item_id).settle(e.arguments),
            server.ResponseDoneEvent: self._on_response_done,
            translation.SessionInputTranscriptDeltaEvent: lambda e: talk.stream("source", e.delta),
            translation.SessionOutputTranscriptDeltaEvent: lambda e: talk.stream("translation", e.delta),
        }

    def _on_delta(
        self, event: server.ResponseOutputTextDeltaEvent | server.ResponseOutputAudioTranscriptDeltaEvent
    ) -> None:
        self._conversation.message(event.item_id, event.content_index, "assistant").add(event.delta)

    def _on_done(
        self, event: server.ResponseOutputTextDoneEvent | server.ResponseOutputAudioTranscriptDoneEvent, text: str
    ) -> None:
        self._conversation.message(event.item_id, event.content_index, "assistant").settle(text)

    def _on_transcription_delta(self, event: server.ConversationItemInputAudioTranscriptionDeltaEvent) -> None:
        self._conversation.message(event.item_id, event.content_index, "user").add(event.delta)

    def _on_transcription(self, event: server.ConversationItemInputAudioTranscriptionCompletedEvent) -> None:
        self._conversation.message(event.item_id, event.content_index, "user").settle(event.transcript)
        if event.usage is not None:
            self._transcriptions.add(event.usage.to_dict())

    def _on_segment(self, event: server.ConversationItemInputAudioTranscriptionSegmentEvent) -> None:
        words = self._conversation.message(event.item_id, event.content_index, "user")
        words.spoken.append(f"{event.speaker}: {event.text.strip()}")

    def _on_transcription_failed(self, event: server.ConversationItemInputAudioTranscriptionFailedEvent) -> None:
        self._conversation.message(event.item_id, event.content_index, "user").instead = "[audio]"
        self._conversation.note(event.item_id, "transcription failed")
        self._fail(event.type, event.error)

    def _on_response_done(self, event: server.ResponseDoneEvent) -> None:
        response = event.response
        details = None if isinstance(response.status_details, str) else response.status_details
        entries = [self._conversation.item(item, done=True) for item in response.output or ()]
        if response.status not in (None, "completed"):
            reason = None if details is None else details.reason
            for entry in filter(None, entries):
                entry.note(short(response.status) + (f": {short(reason)}" if reason else ""))
        if details is not None and details.error is not None:
            self._fail(event.type, details.error)
        usage = (None if response.usage is None else response.usage.to_dict()) or event.extra.get("usage")
        if usage and isinstance(usage, Mapping):
            self._responses.add(cast("Json", usage))

    # Telling

    def report(self) -> Json:
        """Tell everything, as one JSON object."""
        frames = sum(file.frames.count for file in self.files)
        size = sum(file.frames.bytes for file in self.files)
        return {
            "api": self._api,
            "files": [
                {"name": file.name, "frames": file.frames.count, "bytes": file.frames.bytes, "problem": file.problem}
                for file in self.files
            ],
            "interrupted": self.interrupted,
            "frames": frames,
            "bytes": size,
            "seconds": self._seconds,
            "frames_per_second": frames / self._seconds if frames and self._seconds else None,
            "event_types": [
                {
                    "type": name,
                    "from": self.senders.get(name or ""),
                    "count": tally.count,
                    "share_of_count": tally.count / frames,
                    "bytes": tally.bytes,
                    "share_of_bytes": tally.bytes / size,
                }
                for name, tally in sorted(self._types.items(), key=lambda pair: (-pair[1].count, pair[0] or ""))
            ],
            "sessions": [
                {"file": session.file, **{name: session.facts[name] for name in FACTS if name in session.facts}}
                for session in self._sessions
            ],
            "conversation": [entry.told() for entry in self._conversation.entries],
            "usage": {"responses": self._responses.told(), "transcriptions": self._transcriptions.told()},
            "unknown_types": [
                {"type": name, "count": count}
                for name, count in sorted(self._unknown.items(), key=lambda pair: (-pair[1], pair[0] or ""))
            ],
            "errors": {"count": self._errors.count, "events": self._errors.kept},
            "malformed": {"count": self.malformed.count, "frames": self.malformed.kept},
        }
