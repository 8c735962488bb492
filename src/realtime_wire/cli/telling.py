"""Conversations as JSON and in words for people: what `inspect` reports of them."""

from __future__ import annotations

from typing import Any, TypeAlias

from realtime_wire._engine.errors import DecodeError
from realtime_wire._engine.text import dumps, loads
from realtime_wire._shown import short
from realtime_wire.conversation import Item, Response, Tokens, Turn, Usage
from realtime_wire.conversation._views import words_of

__all__ = ["Json", "said", "told", "told_of_response", "told_of_turn", "told_of_usage"]

Json: TypeAlias = dict[str, Any]

MOST = 1 << 63
"""Numbers beyond this are no counts, and could make sums that have no JSON form."""


def told(item: Item, response: Response | None) -> Json:
    """Return an item as JSON, without members that do not apply, with what became of the response that it is of."""
    text = {"message": _text(item), "call": item.arguments, "approval": item.arguments}.get(item.kind)
    members: Json = {
        "session": item.session,
        "kind": item.kind,
        "role": item.role,
        "server": item.server,
        "name": short(item.name) if item.kind == "other" else item.name,
        "call_id": item.call_id,
        "item_id": item.id,
        "output": item.output,
        "error": item.error,
        "approve": item.approved,
        "reason": item.reason,
        "tools": None if item.tools is None else list(item.tools),
        "notes": _notes(item, response) or None,
        "arguments" if item.kind in {"call", "approval"} else "text": text,
    }
    return {name: value for name, value in members.items() if value is not None}


def _text(item: Item) -> str:
    """Return all content in words."""
    return "\n".join(filter(None, (words_of(part, str) for part in item.parts)))


def _notes(item: Item, response: Response | None) -> list[str]:
    """Tell what happened to an item."""
    notes = ["deleted"] if item.deleted else []
    notes += [f"cut after {part.heard_ms:.0f} ms" for part in item.parts if part.heard_ms is not None]
    notes += ["transcription failed"] if item.untranscribed else []
    if response is not None and response.status not in {None, "completed"}:
        notes.append(short(response.status) + (f": {short(response.reason)}" if response.reason else ""))
    return notes


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


def told_of_response(response: Response) -> Json:
    """Return as JSON how a response went."""
    return {
        "session": response.session,
        "id": response.id,
        "end": response.end,
        "status": response.status,
        "reason": response.reason,
        "requested_by": response.requested_by,
        "audio_ms": response.audio_ms,
        "heard_ms": response.heard_ms,
    }


def told_of_turn(turn: Turn) -> Json:
    """Return as JSON how a turn went; times are in seconds."""
    return {
        "session": turn.session,
        "user": "\n".join(filter(None, map(_text, turn.user))),
        "ends": [response.end for response in turn.responses],
        "begun_at": turn.begun_at,
        "speech_end_at": turn.speech_end_at,
        "first_text": turn.first_text,
        "first_audio": turn.first_audio,
        "interrupted": turn.interrupted,
        "interruption": turn.interruption,
        "gaps": [{"begin": gap.begin, "end": gap.end} for gap in turn.gaps],
    }


def told_of_usage(usage: Usage) -> Json:
    """Return as JSON what was used, in the same words for all vendors."""
    seconds = usage.seconds if usage.seconds < MOST else None
    groups = {name: _told_of_tokens(getattr(usage, name)) for name in ("input", "cached", "output")}
    return {**groups, "reasoning": usage.reasoning, "seconds": seconds}


def _told_of_tokens(tokens: Tokens) -> dict[str, int]:
    return {"text": tokens.text, "audio": tokens.audio, "image": tokens.image, "other": tokens.other}
