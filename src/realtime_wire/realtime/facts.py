"""What the events of the Realtime API tell, as facts, which all tools understand.

An event that says something new to a tool has a line in `FACTS`. The table is read when a tool first needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Literal, TypeAlias, cast

from realtime_wire._engine import facts
from realtime_wire._engine.facts import Fact, Teller
from realtime_wire._engine.once import ByClass
from realtime_wire._engine.unknown import Unknown

from . import client_events as client
from . import items
from . import server_events as server
from .responses import RealtimeResponseStatus, RealtimeResponseStatusError
from .usage import counts_of

__all__ = ["FACTS", "restore"]


# The session

PATHS = {
    "id": ("id",),
    "type": ("type",),
    "model": ("model",),
    "modalities": ("output_modalities", "modalities"),
    "language": ("audio.output.language", "translation.language"),
    "voice": ("audio.output.voice", "voice"),
    "speed": ("audio.output.speed", "speed"),
    "input_format": ("audio.input.format", "input_audio_format"),
    "output_format": ("audio.output.format", "output_audio_format"),
    "transcription": ("audio.input.transcription", "input_audio_transcription"),
    "noise_reduction": ("audio.input.noise_reduction", "input_audio_noise_reduction"),
    "turn_detection": ("audio.input.turn_detection", "turn_detection"),
    "reasoning": ("reasoning.effort", "reasoning_effort"),
    "tools": ("tools",),
}
"""Where each of `facts.Settings` is in a session: also in the flat sessions of vendors."""

SWITCHES = ("transcription", "noise_reduction", "turn_detection")
"""The settings for which null says something: it is switched off."""


def settings_of(session: Mapping[str, Any]) -> facts.Settings:
    """Tell how a session is set up, of the JSON object that says so."""
    settings: dict[str, Any] = {}
    for name, paths, read in _settings():
        for steps in paths:
            value: Any = session
            for step in steps:
                if value.__class__ is not dict or step not in value:
                    break
                value = value[step]
            else:
                setting = read(value, session)
                if setting is not None or (name in SWITCHES and (value is None or isinstance(value, dict))):
                    settings[name] = setting
                break
    return cast("facts.Settings", settings)


def _label(value: Any, _: Any = None) -> str | None:
    """Return the name by which a group of settings is known."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        group = cast("dict[str, Any]", value)
        for name in _LABELS:
            label = _label(group[name]) if name in group else None
            if label:
                return label
    return None


_LABELS = ("name", "id", "model", "server_label", "function", "type")
"""The members in which a group of settings may have its name; tools of before GA have it in their `function`."""


def _labels(value: Any, _: Any) -> list[str] | None:
    return [_label(item) or "no name" for item in cast("Iterable[Any]", value)] if isinstance(value, list) else None


def _number(value: Any, _: Any) -> float | None:
    return value if isinstance(value, (int, float)) else None


def _switch(value: Any, _: Any) -> str | None:
    return _label(value) or ("on" if isinstance(value, dict) else None)


def _turns(value: Any, _: Any) -> dict[str, Any] | None:
    group = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
    # xAI says `{"type": null}` for none.
    kinds = {"type": str, "eagerness": str}
    return {n: one for n, one in group.items() if isinstance(one, kinds.get(n, (bool, int, float)))} or None


def _input_format(value: Any, session: Mapping[str, Any]) -> facts.AudioFormat | None:
    return _format(value, session.get("input_audio_sampling_rate"))


def _output_format(value: Any, _: Any) -> facts.AudioFormat | None:
    return _format(value, None)


def _format(value: Any, rate: Any) -> facts.AudioFormat | None:
    label = _label(value)
    if isinstance(value, dict):
        rate = cast("dict[str, Any]", value).get("rate", rate)
    return None if label is None else facts.AudioFormat(label, rate if isinstance(rate, int) else None)


_READ: Mapping[str, Callable[[Any, Mapping[str, Any]], Any]] = {
    "modalities": _labels,
    "speed": _number,
    "input_format": _input_format,
    "output_format": _output_format,
    "transcription": _switch,
    "noise_reduction": _switch,
    "turn_detection": _turns,
    "tools": _labels,
}
"""What reads a setting; all others are names."""


@cache
def _settings() -> list[tuple[str, list[list[str]], Callable[[Any, Mapping[str, Any]], Any]]]:
    """Return the settings, each with the steps to where it may be, and what reads it."""
    return [(name, [path.split(".") for path in paths], _READ.get(name, _label)) for name, paths in PATHS.items()]


def session_teller(stage: Literal["asked", "begun", "changed"]) -> Teller:
    """Return what tells of an event with a `session`; the stage is that of `facts.Session`."""

    def tell(event: Any) -> Iterable[Fact]:
        # vLLM begins a session without telling how it is set up.
        return (facts.Session(stage, settings_of({} if event.session is None else event.session.to_dict())),)

    return tell


# Items

Stage: TypeAlias = Literal["sent", "added", "done", "told"]
"""That of `facts.Item`."""


def _part(part: items.ContentPart) -> facts.Part:
    match part:
        case items.OutputAudioPart() | items.InputAudioPart():
            return facts.Audio(part.transcript, part.audio)
        case items.InputTextPart() | items.OutputTextPart():
            return facts.Text(part.text)
        case items.InputImagePart():
            return facts.Image()
        case items.ItemReferencePart():
            return facts.Reference(part.id)
        case _:
            return facts.Other(part.type)


def _message(item: Any) -> facts.Message:
    return facts.Message(item.role, tuple([_part(part) for part in item.content or ()]))


def _call(item: items.RealtimeConversationItemFunctionCall) -> facts.Call:
    return facts.Call(item.call_id, item.name or "", item.arguments or "")


def _result(item: items.RealtimeConversationItemFunctionCallOutput) -> facts.Result:
    return facts.Result(item.call_id, item.output or "")


def _remote_call(item: items.RealtimeMCPToolCall) -> facts.RemoteCall:
    error = getattr(item.error, "message", None) or getattr(item.error, "type", None)
    return facts.RemoteCall(item.server_label, item.name, item.arguments or "", item.output, error)


def _approval(item: items.RealtimeMCPApprovalRequest) -> facts.Approval:
    return facts.Approval(item.server_label, item.name, item.arguments or "")


def _answer(item: items.RealtimeMCPApprovalResponse) -> facts.Answer:
    return facts.Answer(item.approval_request_id, item.approve or False, item.reason)


def _tools(item: items.RealtimeMCPListTools) -> facts.Tools:
    return facts.Tools(item.server_label, tuple(tool.name for tool in item.tools or ()))


def _content(item: items.Item) -> facts.Content | None:
    """Return what an item is; None if it only points to another."""
    return _CONTENTS[item.__class__](item)


def _is_told(item: items.Item) -> bool:
    """Tell whether anything is told of an item."""
    return _CONTENTS[item.__class__] is not _pointer


def _other(item: Any) -> facts.Other:
    return facts.Other(item.type)


def _pointer(_: items.ResponseItemReference) -> None:
    return None


_KINDS: Mapping[type, Callable[[Any], facts.Content | None]] = {
    items.RealtimeConversationItemMessageSystem: _message,
    items.RealtimeConversationItemMessageUser: _message,
    items.RealtimeConversationItemMessageAssistant: _message,
    items.RealtimeConversationItemFunctionCall: _call,
    items.RealtimeConversationItemFunctionCallOutput: _result,
    items.RealtimeMCPToolCall: _remote_call,
    items.RealtimeMCPApprovalRequest: _approval,
    items.RealtimeMCPApprovalResponse: _answer,
    items.RealtimeMCPListTools: _tools,
    items.ResponseItemReference: _pointer,
}
"""What tells of an item what it is, by its class or a base of that; all others have a name alone."""

_CONTENTS = ByClass(lambda cls: next((_KINDS[base] for base in cls.__mro__ if base in _KINDS), _other))


def _item(
    item: items.Item, stage: Stage, *, previous_id: str | None = None, response_id: str | None = None
) -> Iterable[facts.Item]:
    content = _content(item)
    if content is None:
        return ()
    if isinstance(item, Unknown):
        item_id, status = item.raw.get("id"), item.raw.get("status")
    else:
        item_id, status = getattr(item, "id", None), getattr(item, "status", None)
    return (
        facts.Item(
            item_id if isinstance(item_id, str) else None,
            content,
            stage,
            previous_id,
            response_id,
            status if isinstance(status, str) else None,
        ),
    )


PlacedEvent: TypeAlias = (
    server.ConversationItemCreatedEvent
    | server.ConversationItemAddedEvent
    | server.ConversationItemDoneEvent
    | server.InputAudioBufferCommittedEvent
)
"""What tells the place of an item."""


def _previous_id(event: PlacedEvent) -> str | None:
    return facts.FIRST if "previous_item_id" in event.nulls else event.previous_item_id


def _item_sent(event: client.ConversationItemCreateEvent) -> Iterable[Fact]:
    previous_id = facts.FIRST if event.previous_item_id == "root" else event.previous_item_id
    return _item(event.item, "sent", previous_id=previous_id)


def _item_added(event: server.ConversationItemCreatedEvent | server.ConversationItemAddedEvent) -> Iterable[Fact]:
    return _item(event.item, "added", previous_id=_previous_id(event))


def _item_done(event: server.ConversationItemDoneEvent) -> Iterable[Fact]:
    return _item(event.item, "done", previous_id=_previous_id(event))


def _item_retrieved(event: server.ConversationItemRetrievedEvent) -> Iterable[Fact]:
    return _item(event.item, "told")


def _item_truncated(event: server.ConversationItemTruncatedEvent) -> Iterable[Fact]:
    return (facts.Cut(event.item_id, event.content_index, event.audio_end_ms),)


def _item_deleted(event: server.ConversationItemDeletedEvent) -> Iterable[Fact]:
    return (facts.Deleted(event.item_id),)


# What the user says


def _audio_committed(event: client.InputAudioBufferCommitEvent) -> Iterable[Fact]:
    return (facts.Asked("commit", event_id=event.event_id),)


def _audio_cleared(event: client.InputAudioBufferClearEvent) -> Iterable[Fact]:
    return (facts.Asked("clear", event_id=event.event_id),)


def _speech_started(event: server.InputAudioBufferSpeechStartedEvent) -> Iterable[Fact]:
    return (facts.Speech("started", event.item_id, event.audio_start_ms),)


def _speech_stopped(event: server.InputAudioBufferSpeechStoppedEvent) -> Iterable[Fact]:
    return (facts.Speech("stopped", event.item_id, event.audio_end_ms),)


def _committed(event: server.InputAudioBufferCommittedEvent) -> Iterable[Fact]:
    return (facts.Speech("taken", event.item_id, previous_id=_previous_id(event)),)


def _transcription_completed(event: server.ConversationItemInputAudioTranscriptionCompletedEvent) -> Iterable[Fact]:
    return (facts.Said(event.item_id, "user", event.transcript, event.content_index or 0, whole=True),)


def _transcription_segment(event: server.ConversationItemInputAudioTranscriptionSegmentEvent) -> Iterable[Fact]:
    start, end = _ms(event.start), _ms(event.end)
    place = event.content_index or 0
    return (facts.Said(event.item_id, "user", event.text, place, speaker=event.speaker, start_ms=start, end_ms=end),)


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else seconds * 1000


def _transcription_failed(event: server.ConversationItemInputAudioTranscriptionFailedEvent) -> Iterable[Fact]:
    yield facts.Untranscribed(event.item_id, event.content_index or 0)
    yield facts.Failure(event.error.type, event.error.code, event.error.message)


def _key_pressed(event: server.InputAudioBufferDtmfEventReceivedEvent) -> Iterable[Fact]:
    return (facts.Key(event.event),)


# What the model says


def _asked(event: client.ResponseCreateEvent) -> Iterable[Fact]:
    return (facts.Asked("response", event_id=event.event_id),)


def _cancelled(event: client.ResponseCancelEvent) -> Iterable[Fact]:
    return (facts.Asked("cancel", event.response_id, event.event_id),)


def _playback_started(event: server.OutputAudioBufferStartedEvent) -> Iterable[Fact]:
    return (facts.Playback("started", event.response_id),)


def _playback_stopped(event: server.OutputAudioBufferStoppedEvent) -> Iterable[Fact]:
    return (facts.Playback("stopped", event.response_id),)


def _playback_cleared(event: server.OutputAudioBufferClearedEvent) -> Iterable[Fact]:
    return (facts.Playback("cleared", event.response_id),)


def _response_item_added(event: server.ResponseOutputItemAddedEvent) -> Iterable[Fact]:
    return _item(event.item, "added", response_id=event.response_id)


def _response_item_done(event: server.ResponseOutputItemDoneEvent) -> Iterable[Fact]:
    return _item(event.item, "done", response_id=event.response_id)


def _response_part(event: server.ResponseContentPartAddedEvent | server.ResponseContentPartDoneEvent) -> Iterable[Fact]:
    part = None if event.part is None else _part(event.part)
    return (facts.PartTold(event.item_id, "assistant", part, event.content_index or 0, event.response_id),)


def _response_text(event: server.ResponseOutputTextDoneEvent) -> Iterable[Fact]:
    place = event.content_index or 0
    return (facts.Said(event.item_id, "assistant", event.text, place, event.response_id, whole=True),)


def _response_transcript(event: server.ResponseOutputAudioTranscriptDoneEvent) -> Iterable[Fact]:
    if event.transcript is None:
        return ()
    place = event.content_index or 0
    return (facts.Said(event.item_id, "assistant", event.transcript, place, event.response_id, whole=True),)


def _call_arguments(event: server.ResponseFunctionCallArgumentsDoneEvent) -> Iterable[Fact]:
    return (
        facts.Arguments(event.item_id, event.arguments, event.response_id, event.call_id, whole=True, name=event.name),
    )


def _remote_call_arguments(event: server.ResponseMcpCallArgumentsDoneEvent) -> Iterable[Fact]:
    return (facts.Arguments(event.item_id, event.arguments, event.response_id, whole=True),)


def _status_details(event: server.ResponseDoneEvent) -> RealtimeResponseStatus | None:
    details = event.response.status_details
    return None if isinstance(details, str) else details  # xAI sends a string


def _response_ended(event: server.ResponseDoneEvent, output: tuple[facts.Item, ...]) -> facts.ResponseEnded:
    response, details = event.response, _status_details(event)
    reason = None if details is None else details.reason
    return facts.ResponseEnded(response.id, response.status, reason, output, interrupted=reason == "turn_detected")


def _response_items(event: server.ResponseDoneEvent) -> Iterable[items.Item]:
    return event.response.output or ()


def _response_item(item: items.Item, response_id: str | None) -> Iterable[facts.Item]:
    return _item(item, "done", response_id=response_id)


def _response_failure(event: server.ResponseDoneEvent) -> facts.Failure | None:
    details = _status_details(event)
    return None if details is None or details.error is None else _failure(details.error, event.response.id)


def _error(event: server.ErrorEvent) -> Iterable[Fact]:
    return (_failure(event.error),)


def _limits(event: server.RateLimitsUpdatedEvent) -> Iterable[Fact]:
    return [facts.RateLimit(each.name, each.limit, each.remaining, each.reset_seconds) for each in event.rate_limits]


def _failure(
    error: server.RealtimeError | RealtimeResponseStatusError | str, response_id: str | None = None
) -> facts.Failure:
    # vLLM and Azure Voice Live have nothing but words.
    if isinstance(error, str):
        return facts.Failure(None, None, error, response_id)
    event_id = error.event_id if isinstance(error, server.RealtimeError) else None
    return facts.Failure(error.type, error.code, error.message, response_id, event_id)


FACTS: Mapping[type, Teller] = {
    client.SessionUpdateEvent: session_teller("asked"),
    client.ConversationItemCreateEvent: _item_sent,
    client.InputAudioBufferAppendEvent: facts.Piece(facts.Sound, "user", "audio", None, None, None),
    client.InputAudioBufferCommitEvent: _audio_committed,
    client.InputAudioBufferClearEvent: _audio_cleared,
    client.ResponseCreateEvent: _asked,
    client.ResponseCancelEvent: _cancelled,
    server.ErrorEvent: _error,
    server.SessionCreatedEvent: session_teller("begun"),
    server.SessionUpdatedEvent: session_teller("changed"),
    server.ConversationItemAddedEvent: facts.Later(
        _item_added, "item", _content, stage="added", previous_id="previous_item_id"
    ),
    server.ConversationItemCreatedEvent: facts.Later(
        _item_added, "item", _content, stage="added", previous_id="previous_item_id"
    ),
    server.ConversationItemDoneEvent: facts.Later(
        _item_done, "item", _content, stage="done", previous_id="previous_item_id"
    ),
    server.ConversationItemRetrievedEvent: _item_retrieved,
    server.ConversationItemTruncatedEvent: _item_truncated,
    server.ConversationItemDeletedEvent: _item_deleted,
    server.ConversationItemInputAudioTranscriptionDeltaEvent: facts.Piece(facts.Said, "user", response_id=None),
    server.ConversationItemInputAudioTranscriptionCompletedEvent: facts.Later(
        _transcription_completed, item_id="item_id", words="transcript", counts=counts_of
    ),
    server.ConversationItemInputAudioTranscriptionSegmentEvent: _transcription_segment,
    server.ConversationItemInputAudioTranscriptionFailedEvent: _transcription_failed,
    server.InputAudioBufferSpeechStartedEvent: _speech_started,
    server.InputAudioBufferSpeechStoppedEvent: _speech_stopped,
    server.InputAudioBufferCommittedEvent: _committed,
    server.InputAudioBufferDtmfEventReceivedEvent: _key_pressed,
    server.OutputAudioBufferStartedEvent: _playback_started,
    server.OutputAudioBufferStoppedEvent: _playback_stopped,
    server.OutputAudioBufferClearedEvent: _playback_cleared,
    server.ResponseCreatedEvent: facts.Beginning("response"),
    server.ResponseDoneEvent: facts.Ending(
        _response_ended, _response_items, _response_item, _content, _response_failure, counts_of, _is_told
    ),
    server.ResponseOutputItemAddedEvent: facts.Later(
        _response_item_added, "item", _content, stage="added", response_id="response_id"
    ),
    server.ResponseOutputItemDoneEvent: facts.Later(
        _response_item_done, "item", _content, stage="done", response_id="response_id"
    ),
    server.ResponseContentPartAddedEvent: facts.Later(_response_part, item_id="item_id", response_id="response_id"),
    server.ResponseContentPartDoneEvent: facts.Later(_response_part, item_id="item_id", response_id="response_id"),
    server.ResponseOutputTextDeltaEvent: facts.Piece(facts.Said, "assistant"),
    server.ResponseOutputTextDoneEvent: facts.Later(
        _response_text, item_id="item_id", response_id="response_id", words="text"
    ),
    server.ResponseOutputAudioTranscriptDeltaEvent: facts.Piece(facts.Said, "assistant"),
    server.ResponseOutputAudioTranscriptDoneEvent: facts.Later(
        _response_transcript, item_id="item_id", response_id="response_id", words="transcript"
    ),
    server.ResponseOutputAudioDeltaEvent: facts.Piece(facts.Sound, "assistant"),
    server.ResponseFunctionCallArgumentsDeltaEvent: facts.Piece(facts.Arguments, index=None, call_id="call_id"),
    server.ResponseFunctionCallArgumentsDoneEvent: facts.Later(
        _call_arguments, item_id="item_id", response_id="response_id"
    ),
    server.ResponseMcpCallArgumentsDeltaEvent: facts.Piece(facts.Arguments, index=None),
    server.ResponseMcpCallArgumentsDoneEvent: facts.Later(
        _remote_call_arguments, item_id="item_id", response_id="response_id"
    ),
    server.RateLimitsUpdatedEvent: _limits,
}
"""What the events of each class tell; those of other classes tell nothing that a tool would need."""


# The other way round


def restore(item: facts.Item, said: str = "output_text") -> Iterator[Mapping[str, Any]]:
    """Give the client's event that adds an item to a conversation; none for what clients cannot add, or not in words.

    What the assistant says is of a kind of its own, which has another name in the dialect from before GA.
    """
    obj: dict[str, Any]
    match item.content:
        case facts.Message("user" | "assistant" | "system" as role, parts):
            kind = said if role == "assistant" else "input_text"
            content = [told for part in parts for told in _restored(part, kind)]
            obj = {"type": "message", "role": role, "content": content}
        case facts.Call(call_id, name, arguments):
            obj = {"type": "function_call", "name": name, "arguments": arguments}
            obj |= {} if call_id is None else {"call_id": call_id}
        case facts.Result(call_id, output):
            obj = {"type": "function_call_output", "call_id": call_id, "output": output}
        case _:
            return
    yield {"type": "conversation.item.create", "item": obj}


def _restored(part: facts.Part, kind: str) -> Iterator[Mapping[str, Any]]:
    """Give a part of a message as clients send it: what is written, of the kind that is given, and what the user said."""
    if isinstance(part, facts.Text):
        yield {"type": kind, "text": part.text}
    elif isinstance(part, facts.Audio) and part.audio is not None:
        words = {} if part.transcript is None else {"transcript": part.transcript}
        yield {"type": "input_audio", "audio": part.audio, **words}
