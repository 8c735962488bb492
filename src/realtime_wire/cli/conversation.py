"""A conversation, put together from whatever events tell about it, each thing once.

It goes by facts, so it knows no protocol.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeAlias

import attrs

from realtime_wire._engine import facts
from realtime_wire._engine.errors import DecodeError
from realtime_wire._engine.text import dumps, loads
from realtime_wire._shown import short

__all__ = ["Conversation", "Json", "said"]

Json: TypeAlias = dict[str, Any]

Written: TypeAlias = facts.Message | facts.Call | facts.RemoteCall | facts.Approval | facts.Tools | facts.Other
"""What has an entry of its own; all else that an item can be is written into that of another."""


@attrs.define(eq=False)
class Words:
    """One piece of content, that arrives bit by bit and then once more as a whole."""

    bits: list[str] = attrs.Factory(list[str])
    whole: bool = False
    spoken: list[str] = attrs.Factory(list[str])
    """Who said what, from transcription models that tell speakers apart."""
    instead: str = ""
    """What stands for content that has no words."""

    def add(self, bit: str) -> None:
        """Append a bit, unless the whole is there already."""
        if bit and not self.whole:
            self.bits.append(bit)

    def settle(self, whole: str | None) -> None:
        """Replace the bits by the whole; an empty one is none, as items come before their words."""
        if whole:
            self.bits, self.whole = [whole], True

    def hear(self, speaker: str, text: str) -> None:
        """Append what one of several speakers said."""
        self.spoken.append(f"{speaker}: {text.strip()}")

    def take(self, part: facts.Part) -> None:
        """Take in a part of a message."""
        match part:
            case facts.Text():
                self.settle(part.text)
            case facts.Audio():
                self.instead = "[audio]"
                self.settle(part.transcript)
            case facts.Image():
                self.instead = "[image]"
            case facts.Reference():
                self.instead = f"[item {part.item_id}]"
            case facts.Other():
                self.instead = f"[{short(part.name)}]"

    def __str__(self) -> str:
        return "\n".join(self.spoken) or "".join(self.bits) or self.instead


@attrs.define(eq=False)
class Entry:
    """One line of the conversation: a message, a call with its result, or a step of a remote server."""

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
        words = self.words.get(index)
        if words is None:
            words = self.words[index] = Words()
        return words

    def note(self, note: str) -> None:
        """Remember something that happened to it, once."""
        self.notes = list(dict.fromkeys([*(self.notes or ()), note]))

    @property
    def text(self) -> str:
        """All content in words."""
        return "\n".join(filter(None, (str(self.words[index]) for index in sorted(self.words))))

    def fill(self, content: Written) -> None:
        """Write down what an item says."""
        match content:
            case facts.Message():
                self.kind, self.role = "message", content.role
                for index, part in enumerate(content.parts):
                    self.at(index).take(part)
            case facts.Call():
                self.kind, self.name, self.call_id = "call", content.name, content.call_id
                self.at(0).settle(content.arguments)
            case facts.RemoteCall():
                self.kind, self.server, self.name = "call", content.server, content.name
                self.at(0).settle(content.arguments)
                self.output, self.error = content.output, content.error
            case facts.Approval():
                self.kind, self.server, self.name = "approval", content.server, content.name
                self.at(0).settle(content.arguments)
            case facts.Tools():
                self.kind, self.server, self.tools = "tools", content.server, list(content.names)
            case facts.Other():
                self.name = short(content.name)

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
    try:
        return dumps(loads(arguments)).decode()
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
            facts.Item: self.item,
            facts.Said: self._said,
            facts.PartTold: self._part_told,
            facts.Arguments: self._arguments,
            facts.Key: lambda fact: self._append("message", "user").at(0).settle(f"[key {fact.key}]"),
            facts.Cut: lambda fact: self._note(fact.item_id, f"cut after {fact.heard_ms} ms"),
            facts.Deleted: lambda fact: self._note(fact.item_id, "deleted"),
            facts.Untranscribed: self._untranscribed,
            facts.ResponseEnded: self._response_ended,
        }
        """What takes in a fact, by its class."""

    def begin_file(self) -> None:
        """Forget ids: other files have others, or the same for other things."""
        for known in (self._by_id, self._calls, self._streams, self._without_id):
            known.clear()

    def item(self, item: facts.Item) -> Entry:
        """Take in what is told of an item, and return where it is written down."""
        match item.content:
            case facts.Result(call_id, output):
                # The result of a call belongs to the call.
                entry = self._calls.get(call_id)
                if entry is None:
                    entry = self._calls[call_id] = self._append("result", call_id=call_id)
                entry.output = output
            case facts.Answer(item_id, approve, reason):
                entry = self._by_item(item_id, "approval")
                entry.approve, entry.reason = approve, reason
            case content:
                entry = self._entry_of(item, content)
                entry.fill(content)
                entry.done = entry.done or item.stage == "done"
                if entry.kind == "call" and entry.call_id is not None:
                    self._calls[entry.call_id] = entry
        return entry

    def _entry_of(self, item: facts.Item, content: Written) -> Entry:
        entry = None if item.id is None else self._by_id.get(item.id)
        # The id of a finished item of an earlier session is used a second time.
        adding = item.stage in {"sent", "added"}
        if entry is not None and not (adding and entry.done and entry.session != self._session()):
            return entry
        fresh = Entry(self._session(), "other")
        fresh.fill(content)
        # What a client sent without an id, the server tells with one, or without one again.
        likeness = fresh.kind, fresh.role, fresh.name, fresh.call_id, fresh.text
        waiting = self._without_id.get(likeness, [])
        if item.id is None:
            if item.stage == "sent" or not waiting:
                self.entries.append(fresh)
                self._without_id.setdefault(likeness, []).append(fresh)
                return fresh
            return waiting[-1]
        if waiting:
            entry = waiting.pop(0)
        else:
            self.entries.append(entry := fresh)
        entry.item_id = item.id
        self._by_id[item.id] = entry
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

    def _said(self, fact: facts.Said) -> None:
        entry = self._stream(fact.role) if fact.item_id is None else self._by_item(fact.item_id, "message", fact.role)
        words = entry.at(fact.index)
        if fact.speaker is not None:
            words.hear(fact.speaker, fact.text)
        elif fact.whole:
            words.settle(fact.text)
        else:
            words.add(fact.text)

    def _stream(self, role: str) -> Entry:
        """Return a text of the session at hand that is not made of items."""
        key = (self._session(), role)
        if key not in self._streams:
            self._streams[key] = self._append("message", role)
        return self._streams[key]

    def _part_told(self, fact: facts.PartTold) -> None:
        words = self._by_item(fact.item_id, "message", fact.role).at(fact.index)
        if fact.part is not None:
            words.take(fact.part)

    def _arguments(self, fact: facts.Arguments) -> None:
        """Take in arguments of a call; not all that tells of them has the id of the call and its name."""
        entry = self._by_item(fact.item_id, "call")
        if entry.name is None:
            entry.name = fact.name
        if fact.call_id is not None:
            entry.call_id = entry.call_id or fact.call_id
            self._calls.setdefault(fact.call_id, entry)
        if fact.whole:
            entry.at(0).settle(fact.text)
        else:
            entry.at(0).add(fact.text)

    def _note(self, item_id: str, note: str) -> None:
        """Remember what happened to an item, if it is known."""
        if item_id in self._by_id:
            self._by_id[item_id].note(note)

    def _untranscribed(self, fact: facts.Untranscribed) -> None:
        entry = self._by_item(fact.item_id, "message", "user")
        entry.at(fact.index).instead = "[audio]"
        entry.note("transcription failed")

    def _response_ended(self, fact: facts.ResponseEnded) -> None:
        entries = [self.item(item) for item in fact.items]
        if fact.status not in {None, "completed"}:
            for entry in entries:
                entry.note(short(fact.status) + (f": {short(fact.reason)}" if fact.reason else ""))
