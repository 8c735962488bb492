"""Conversations that are drawn, and the events that a server would tell them by."""

from __future__ import annotations

from typing import Any

import attrs
from hypothesis import strategies as st

__all__ = ["SETTINGS", "Played", "Step", "play", "steps"]

Json = dict[str, Any]

SETTINGS = {"id": "s1", "audio": {"output": {"format": {"type": "audio/pcm", "rate": 24000}}}}
PIECE = "A" * 6400
"""A tenth of a second of audio."""


@attrs.frozen
class Step:
    """Something that happens in a conversation."""

    kind: str
    words: list[str]
    number: int
    """Which of the items is meant, where one is."""


def steps() -> st.SearchStrategy[list[Step]]:
    """Draw what happens in a conversation."""
    kinds = ["text", "speech", "answer", "call", "note", "between", "delete", "cut"]
    words = st.lists(st.sampled_from(["Good", " day", ".", " Is", " it", "?", " é"]), min_size=1, max_size=3)
    return st.lists(st.builds(Step, st.sampled_from(kinds), words, st.integers(0, 9)), max_size=9)


@attrs.define
class Played:
    """The events of a conversation, and what it is."""

    events: list[Json] = attrs.Factory(list[Json])
    late: list[Json] = attrs.Factory(list[Json])
    """Transcripts, which may come at any time after their item."""
    order: list[str] = attrs.Factory(list[str])
    """The ids of what is there, in order, results of calls included."""
    told: dict[str, tuple[Any, ...]] = attrs.Factory(dict[str, tuple[Any, ...]])
    """What each item is: kind, role, words or arguments, output, how much was heard."""
    responses: int = 0

    def add(self, type_: str, **members: Any) -> None:
        self.events.append({"type": type_, **members})

    def put(self, item_id: str, previous: str | None) -> None:
        self.order.insert(0 if previous is None else self.order.index(previous) + 1, item_id)

    def placed(self, stage: str, item: Json, previous: str | None) -> None:
        self.add(f"conversation.item.{stage}", item=item, previous_item_id=previous)


def _message(item_id: str, role: str, part: Json | None) -> Json:
    return {"id": item_id, "type": "message", "role": role, "content": [] if part is None else [part]}


def _written(played: Played, step: Step, item_id: str, previous: str | None, *, asked: str | None) -> None:
    role = "system" if step.kind == "note" else "user"
    item = _message(item_id, role, {"type": "input_text", "text": "".join(step.words)})
    played.add("conversation.item.create", item=item, **({} if asked is None else {"previous_item_id": asked}))
    played.placed("added", item, previous)
    played.placed("done", {**item, "status": "completed"}, previous)
    played.told[item_id] = ("message", role, "".join(step.words), None, None)


def _spoken(played: Played, step: Step, item_id: str, previous: str | None) -> None:
    item = _message(item_id, "user", {"type": "input_audio", "transcript": None})
    played.add("input_audio_buffer.speech_started", item_id=item_id, audio_start_ms=0)
    played.add("input_audio_buffer.speech_stopped", item_id=item_id, audio_end_ms=500)
    played.add("input_audio_buffer.committed", item_id=item_id, previous_item_id=previous)
    played.placed("added", item, previous)
    played.placed("done", {**item, "status": "completed"}, previous)
    prefix, where = "conversation.item.input_audio_transcription", {"item_id": item_id, "content_index": 0}
    played.late += [{"type": f"{prefix}.delta", **where, "delta": word} for word in step.words]
    usage = {"type": "duration", "seconds": 1}
    played.late.append({"type": f"{prefix}.completed", **where, "transcript": "".join(step.words), "usage": usage})
    played.told[item_id] = ("message", "user", "".join(step.words), None, None)


def _answered(played: Played, step: Step, item_id: str, previous: str | None) -> None:
    played.responses += 1
    response_id, words = f"r{played.responses}", "".join(step.words)
    response = {"response_id": response_id, "output_index": 0}
    where = {**response, "item_id": item_id, "content_index": 0}
    empty = {**_message(item_id, "assistant", None), "status": "in_progress"}
    whole = {**_message(item_id, "assistant", {"type": "output_audio", "transcript": words}), "status": "completed"}
    played.add("response.created", response={"id": response_id, "status": "in_progress"})
    played.add("response.output_item.added", item=empty, **response)
    played.placed("added", empty, previous)
    played.add("response.content_part.added", part={"type": "audio", "transcript": ""}, **where)
    for word in step.words:
        played.add("response.output_audio_transcript.delta", delta=word, **where)
        played.add("response.output_audio.delta", delta=PIECE, **where)
    played.add("response.output_audio_transcript.done", transcript=words, **where)
    played.add("response.content_part.done", part={"type": "audio", "transcript": words}, **where)
    played.placed("done", whole, previous)
    played.add("response.output_item.done", item=whole, **response)
    done = {"id": response_id, "status": "completed", "output": [whole], "usage": {"input_tokens": 3}}
    played.add("response.done", response=done)
    played.told[item_id] = ("message", "assistant", words, None, None)


def _called(played: Played, step: Step, item_id: str, previous: str | None) -> None:
    played.responses += 1
    response_id, output_id, arguments = f"r{played.responses}", f"{item_id}o", "".join(step.words)
    response = {"response_id": response_id, "output_index": 0}
    where = {**response, "item_id": item_id, "call_id": f"call_{item_id}"}
    call = {"id": item_id, "type": "function_call", "call_id": f"call_{item_id}", "name": "f"}
    empty, whole = {**call, "arguments": ""}, {**call, "arguments": arguments, "status": "completed"}
    result = {"type": "function_call_output", "call_id": f"call_{item_id}", "output": arguments}
    played.add("response.created", response={"id": response_id})
    played.add("response.output_item.added", item=empty, **response)
    played.placed("added", empty, previous)
    for word in step.words:
        played.add("response.function_call_arguments.delta", delta=word, **where)
    played.add("response.function_call_arguments.done", arguments=arguments, name="f", **where)
    played.placed("done", whole, None)  # as Azure does
    played.add("response.output_item.done", item=whole, **response)
    played.add("response.done", response={"id": response_id, "status": "completed", "output": [whole]})
    played.add("conversation.item.create", item=result)
    played.placed("added", {**result, "id": output_id}, item_id)
    played.placed("done", {**result, "id": output_id}, item_id)
    played.put(output_id, item_id)
    played.told[item_id] = ("call", None, arguments, arguments, None)


def play(drawn: list[Step]) -> Played:
    """Tell a conversation by events, as a server does."""
    played = Played()
    played.add("session.created", session=SETTINGS)
    for number, step in enumerate(drawn):
        item_id = f"i{number}"
        chosen = played.order[step.number % len(played.order)] if played.order else None
        if step.kind == "delete":
            if chosen is not None:
                played.add("conversation.item.deleted", item_id=chosen)
                played.order.remove(chosen)
            continue
        if step.kind == "cut":
            kind, role, *rest = played.told.get(chosen or "", (None, None))
            if role == "assistant":
                played.add("conversation.item.truncated", item_id=chosen, content_index=0, audio_end_ms=50)
                played.told[chosen or ""] = (kind, role, *rest[:-1], 50)
            continue
        asked = {"note": "root", "between": chosen}.get(step.kind)
        previous = (
            None if step.kind == "note" else chosen if step.kind == "between" else (played.order or [None])[-1]  # type: ignore[list-item]
        )
        played.put(item_id, previous)
        if step.kind == "speech":
            _spoken(played, step, item_id, previous)
        elif step.kind == "answer":
            _answered(played, step, item_id, previous)
        elif step.kind == "call":
            _called(played, step, item_id, previous)
        else:
            _written(played, step, item_id, previous, asked=asked)
    return played
