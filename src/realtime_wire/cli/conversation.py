"""A conversation, put together from whatever events tell about it, each thing once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeAlias

import attrs

from realtime_wire import translation
from realtime_wire.realtime import items
from realtime_wire.realtime import server_events as server
from realtime_wire._engine.text import backend_of
from realtime_wire._engine.unknown import Unknown
from realtime_wire._shown import short
from realtime_wire.realtime.client_events import ConversationItemCreateEvent
from realtime_wire._engine.errors import DecodeError

__all__ = ["Conversation", "Json", "said"]

Json: TypeAlias = dict[str, Any]


@attrs.define(eq=False)
class Words:
    """One piece of content, that arrives bit by bit and then once more as a whole."""

    bits: list[str] = attrs.Factory(list[str])
    whole: bool = False
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
            self.bits, self.whole = [whole], True

    def hear(self, speaker: str | None, text: str) -> None:
        """Append what one of several speakers said."""
        self.spoken.append(f"{speaker}: {text.strip()}")

    def take(self, part: items.ContentPart | None) -> None:
        """Take in a content part of a message."""
        match part:
            case None:
                pass
            case items.InputTextPart() | items.OutputTextPart():
                self.settle(part.text)
            case items.InputAudioPart() | items.OutputAudioPart():
                self.instead = "[audio]"
                self.settle(part.transcript)
            case items.InputImagePart():
                self.instead = "[image]"
            case items.ItemReferencePart():
                self.instead = f"[item {part.id}]"
            case _:
                self.instead = f"[{short(part.type)}]"

    def __str__(self) -> str:
        return "\n".join(self.spoken) or "".join(self.bits) or self.instead


@attrs.define(eq=False)
class Entry:
    """One line of the conversation: a message, a call with its result, or a step of an MCP server."""

    session: int
    kind: Literal["message", "call", "result", "approval", "tools", "other"]
    role: str | None = None
    server: str | None = None
    name: str | None = None
    call_id: str | None = None
    item_id: str | None = None
    output: str | None = None
    error: str | None = None
    approve: bool | None = None
    reason: str | None = None
    tools: list[str] | None = None
    notes: list[str] | None = None
    """What happened to it."""
    words: dict[int, Words] = attrs.Factory(dict[int, Words])
    done: bool = False

    def at(self, index: int) -> Words:
        """Return the content part at an index."""
        return self.words.setdefault(index, Words())

    def note(self, note: str) -> None:
        """Remember something that happened to it, once."""
        self.notes = list(dict.fromkeys([*(self.notes or ()), note]))

    @property
    def text(self) -> str:
        """All content in words."""
        return "\n".join(filter(None, (str(self.words[index]) for index in sorted(self.words))))

    def fill(self, item: items.Item) -> None:
        """Write down what an item says."""
        match item:
            case (
                items.RealtimeConversationItemMessageSystem()
                | items.RealtimeConversationItemMessageUser()
                | items.RealtimeConversationItemMessageAssistant()
            ):
                self.kind, self.role = "message", item.role
                for index, part in enumerate(item.content or ()):
                    self.at(index).take(part)
            case items.RealtimeConversationItemFunctionCall():
                self.kind, self.name, self.call_id = "call", item.name, item.call_id
                self.at(0).settle(item.arguments)
            case items.RealtimeMCPToolCall() | items.RealtimeMCPApprovalRequest():
                self.kind, self.server, self.name = "approval", item.server_label, item.name
                self.at(0).settle(item.arguments)
                if isinstance(item, items.RealtimeMCPToolCall):
                    self.kind, self.output = "call", item.output
                    self.error = getattr(item.error, "message", None) or getattr(item.error, "type", None)
            case items.RealtimeMCPListTools():
                self.kind, self.server, self.tools = "tools", item.server_label, [tool.name for tool in item.tools]
            case _:
                self.name = short(item.type)

    def told(self) -> Json:
        """Return it as JSON, without members that do not apply."""
        told = {name: value for name in TOLD if (value := getattr(self, name)) is not None}
        text_name = {"message": "text", "call": "arguments", "approval": "arguments"}.get(self.kind)
        return told if text_name is None else {**told, text_name: self.text}


TOLD = [a.name for a in attrs.fields(Entry) if a.name not in ("words", "done")]


def said(entry: Json) -> tuple[str, str]:
    """Return who or what an entry that was told is, and what is said, for people."""
    call = ".".join(filter(None, (entry.get("server"), entry.get("name") or "?")))
    call += f"({_compact(entry.get('arguments', ''))})"
    match entry["kind"]:
        case "message":
            label, words = entry["role"], entry["text"] or "..."
        case "call":
            label, words = "call", call
            words += f"\n=> {entry['output']}" if "output" in entry else ""
            words += f"\nfailed: {entry['error']}" if "error" in entry else ""
        case "result":
            label, words = "result", f"=> {entry['output']}"
        case "approval":
            answer = {True: "approved", False: "refused", None: "not answered"}[entry.get("approve")]
            label, words = "approval", f"{call}\n{answer}" + (f": {entry['reason']}" if "reason" in entry else "")
        case "tools":
            label, words = "tools", f"{entry['server']}: {', '.join(entry['tools']) or 'none'}"
        case _:
            label, words = "item", f"[{entry['name']}]"
    return label, words + "".join(f" ({note})" for note in entry.get("notes", ()))


def _compact(arguments: str) -> str:
    """Return JSON text without line breaks between its members, and any other as it is."""
    json_backend = backend_of("auto")
    try:
        return json_backend.dumps(json_backend.loads(arguments)).decode()
    except DecodeError:
        return arguments


class Conversation:
    """What was said in all streams that are read."""

    def __init__(self, session: Callable[[], int]) -> None:
        """Prepare to listen; `session` gives the number of the session at hand."""
        self.entries: list[Entry] = []
        self._session = session
        self._by_id: dict[str, Entry] = {}
        self._calls: dict[str, Entry] = {}
        self._streams: dict[tuple[int, str], Entry] = {}
        self._without_id: dict[tuple[str | None, ...], list[Entry]] = {}
        self.handlers: dict[type, Callable[[Any], object]] = {
            ConversationItemCreateEvent: lambda e: self.item(e.item, adding=True, sent=True),
            server.ConversationItemCreatedEvent: lambda e: self.item(e.item, adding=True),
            server.ConversationItemAddedEvent: lambda e: self.item(e.item, adding=True),
            server.ConversationItemDoneEvent: lambda e: self.item(e.item, done=True),
            server.ConversationItemRetrievedEvent: lambda e: self.item(e.item),
            server.ConversationItemTruncatedEvent: lambda e: self.note(e.item_id, f"cut after {e.audio_end_ms} ms"),
            server.ConversationItemDeletedEvent: lambda e: self.note(e.item_id, "deleted"),
            server.InputAudioBufferDtmfEventReceivedEvent: lambda e: (
                self._append("message", "user").at(0).settle(f"[key {e.event}]")
            ),
            server.ConversationItemInputAudioTranscriptionDeltaEvent: lambda e: self._user(e).add(e.delta),
            server.ConversationItemInputAudioTranscriptionCompletedEvent: lambda e: self._user(e).settle(e.transcript),
            server.ConversationItemInputAudioTranscriptionSegmentEvent: lambda e: self._user(e).hear(e.speaker, e.text),
            server.ConversationItemInputAudioTranscriptionFailedEvent: self._on_transcription_failed,
            server.ResponseOutputItemAddedEvent: lambda e: self.item(e.item, adding=True),
            server.ResponseOutputItemDoneEvent: lambda e: self.item(e.item, done=True),
            server.ResponseContentPartAddedEvent: lambda e: self._model(e).take(e.part),
            server.ResponseContentPartDoneEvent: lambda e: self._model(e).take(e.part),
            server.ResponseOutputTextDeltaEvent: lambda e: self._model(e).add(e.delta),
            server.ResponseOutputTextDoneEvent: lambda e: self._model(e).settle(e.text),
            server.ResponseOutputAudioTranscriptDeltaEvent: lambda e: self._model(e).add(e.delta),
            server.ResponseOutputAudioTranscriptDoneEvent: lambda e: self._model(e).settle(e.transcript),
            server.ResponseFunctionCallArgumentsDeltaEvent: lambda e: self._call(e).add(e.delta),
            server.ResponseFunctionCallArgumentsDoneEvent: lambda e: self._call(e).settle(e.arguments),
            server.ResponseMcpCallArgumentsDeltaEvent: lambda e: self._call(e).add(e.delta),
            server.ResponseMcpCallArgumentsDoneEvent: lambda e: self._call(e).settle(e.arguments),
            server.ResponseDoneEvent: self._on_response_done,
            translation.SessionInputTranscriptDeltaEvent: lambda e: self._stream("source").add(e.delta),
            translation.SessionOutputTranscriptDeltaEvent: lambda e: self._stream("translation").add(e.delta),
        }

    def begin_file(self) -> None:
        """Forget ids: other files have others, or the same for other things."""
        for known in (self._by_id, self._calls, self._streams, self._without_id):
            known.clear()

    def item(self, item: items.Item, *, adding: bool = False, done: bool = False, sent: bool = False) -> Entry | None:
        """Take in what an event tells about an item; `sent` if the client does."""
        if isinstance(item, items.ResponseItemReference):
            return None
        if isinstance(item, items.RealtimeConversationItemFunctionCallOutput):
            # The result of a call belongs to the call.
            entry = self._calls.get(item.call_id)
            if entry is None:
                entry = self._calls[item.call_id] = self._append("result", call_id=item.call_id)
            entry.output = item.output
            return entry
        if isinstance(item, items.RealtimeMCPApprovalResponse):
            entry = self._by_item(item.approval_request_id, "approval")
            entry.approve, entry.reason = item.approve, item.reason
            return entry
        entry = self._entry_of(item, adding=adding, sent=sent)
        entry.fill(item)
        entry.done = entry.done or done
        if entry.kind == "call" and entry.call_id is not None:
            self._calls[entry.call_id] = entry
        return entry

    def _entry_of(self, item: items.Item, *, adding: bool, sent: bool) -> Entry:
        fresh = Entry(self._session(), "other")
        fresh.fill(item)
        # What a client sent without an id, the server tells with one, or without one again.
        likeness = fresh.kind, fresh.role, fresh.name, fresh.call_id, fresh.text
        item_id = item.raw.get("id") if isinstance(item, Unknown) else item.id
        if not isinstance(item_id, str):
            waiting = self._without_id.setdefault(likeness, [])
            if sent or not waiting:
                self.entries.append(fresh)
                waiting.append(fresh)
            return waiting[-1]
        entry = self._by_id.get(item_id)
        # The id of a finished item of an earlier session is used a second time.
        if entry is None or (adding and entry.done and entry.session != fresh.session):
            waiting = self._without_id.get(likeness, [])
            if waiting:
                entry = waiting.pop(0)
            else:
                self.entries.append(entry := fresh)
            entry.item_id = item_id
            self._by_id[item_id] = entry
        return entry

    def _append(self, kind: Any, role: str | None = None, *, call_id: str | None = None) -> Entry:
        self.entries.append(Entry(self._session(), kind, role, call_id=call_id))
        return self.entries[-1]

    def _by_item(self, item_id: str, kind: str, role: str | None = None) -> Entry:
        """Return the entry of an item, made if nothing has told of it yet."""
        if item_id not in self._by_id:
            self._by_id[item_id] = self._append(kind, role)
            self._by_id[item_id].item_id = item_id
        return self._by_id[item_id]

    def _model(self, event: Any) -> Words:
        return self._by_item(event.item_id, "message", "assistant").at(event.content_index or 0)

    def _user(self, event: Any) -> Words:
        return self._by_item(event.item_id, "message", "user").at(event.content_index or 0)

    def _call(self, event: Any) -> Words:
        """Return the arguments of the call that an event is about; not all events have its id and its name."""
        entry = self._by_item(event.item_id, "call")
        if entry.name is None:
            entry.name = getattr(event, "name", None)
        call_id = getattr(event, "call_id", None)
        if call_id is not None:
            entry.call_id = entry.call_id or call_id
            self._calls.setdefault(call_id, entry)
        return entry.at(0)

    def _stream(self, role: str) -> Words:
        """Return a text of the session at hand that is not made of items."""
        key = (self._session(), role)
        if key not in self._streams:
            self._streams[key] = self._append("message", role)
        return self._streams[key].at(0)

    def note(self, item_id: str, note: str) -> None:
        """Remember what happened to an item, if it is known."""
        if item_id in self._by_id:
            self._by_id[item_id].note(note)

    def _on_transcription_failed(self, event: server.ConversationItemInputAudioTranscriptionFailedEvent) -> None:
        self._user(event).instead = "[audio]"
        self.note(event.item_id, "transcription failed")

    def _on_response_done(self, event: server.ResponseDoneEvent) -> None:
        response, details = event.response, event.response.status_details
        entries = [self.item(item, done=True) for item in response.output or ()]
        if response.status not in (None, "completed"):
            reason = None if details is None or isinstance(details, str) else details.reason
            for entry in filter(None, entries):
                entry.note(short(response.status) + (f": {short(reason)}" if reason else ""))
