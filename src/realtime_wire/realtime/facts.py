"""What the events of the Realtime API tell, as facts, which all tools understand.

An event that says something new to a tool has a line in `FACTS`. The table is read when a tool first needs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, TypeAlias, cast

from realtime_wire._engine import facts
from realtime_wire._engine.facts import Fact, Teller
from realtime_wire._engine.unknown import Unknown

from . import client_events as client
from . import items
from . import server_events as server
from .responses import RealtimeResponseStatusError
from .usage import counts_of

__all__ = ["FACTS"]


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
    for name, paths in PATHS.items():
        for value in [value for path in paths for value in _at(session, path)][:1]:
            setting = _setting(name, value, session)
            if setting is not None or (name in SWITCHES and (value is None or isinstance(value, dict))):
                settings[name] = setting
    return cast("facts.Settings", settings)


def _at(value: Any, path: str) -> Iterator[Any]:
    """Give what is at a path, if there is anything, be it null."""
    for step in path.split("."):
        if not isinstance(value, dict) or step not in value:
            return
        value = cast("dict[str, Any]", value)[step]
    yield value


def _setting(name: str, value: Any, session: Mapping[str, Any]) -> Any:
    if name == "speed":
        return value if isinstance(value, (int, float)) else None
    if name in {"modalities", "tools"}:
        return [_label(item) or "no name" for item in cast("Iterable[Any]", value)] if isinstance(value, list) else None
    group = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
    if name == "turn_detection":
        # xAI says `{"type": null}` for none.
        kinds = {"type": str, "eagerness": str}
        return {n: one for n, one in group.items() if isinstance(one, kinds.get(n, (bool, int, float)))} or None
    label = _label(value) or ("on" if name in SWITCHES and value == group else None)
    if label is None or not name.endswith("format"):
        return label
    rate = group.get("rate", session.get("input_audio_sampling_rate") if name == "input_format" else None)
    return facts.AudioFormat(label, rate if isinstance(rate, int) else None)


def _label(value: Any) -> str | None:
    """Return the name by which a group of settings is known."""
    if isinstance(value, dict):
        group = cast("dict[str, Any]", value)
        function = group.get("function")  # where the tools of before GA have their name
        names = (group.get(name) for name in ("name", "id", "model", "server_label"))
        return next(filter(None, map(_label, (*names, function, group.get("type")))), None)
    return value if isinstance(value, str) else None


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
        case items.InputTextPart() | items.OutputTextPart():
            return facts.Text(part.text)
        case items.InputAudioPart() | items.OutputAudioPart():
            return facts.Audio(part.transcript)
        case items.InputImagePart():
            return facts.Image()
        case items.ItemReferencePart():
            return facts.Reference(part.id)
        case _:
            return facts.Other(part.type)


def _content(item: items.Item) -> facts.Content | None:  # noqa: PLR0911  one for each kind of item
    """Return what an item is; None if it only points to another."""
    match item:
        case (
            items.RealtimeConversationItemMessageSystem()
            | items.RealtimeConversationItemMessageUser()
            | items.RealtimeConversationItemMessageAssistant()
        ):
            return facts.Message(item.role, tuple(map(_part, item.content or ())))
        case items.RealtimeConversationItemFunctionCall():
            return facts.Call(item.call_id, item.name or "", item.arguments or "")
        case items.RealtimeConversationItemFunctionCallOutput():
            return facts.Result(item.call_id, item.output or "")
        case items.RealtimeMCPToolCall():
            error = getattr(item.error, "message", None) or getattr(item.error, "type", None)
            return facts.RemoteCall(item.server_label, item.name, item.arguments or "", item.output, error)
        case items.RealtimeMCPApprovalRequest():
            return facts.Approval(item.server_label, item.name, item.arguments or "")
        case items.RealtimeMCPApprovalResponse():
            return facts.Answer(item.approval_request_id, item.approve or False, item.reason)
        case items.RealtimeMCPListTools():
            return facts.Tools(item.server_label, tuple(tool.name for tool in item.tools or ()))
        case items.ResponseItemReference():
            return None
        case _:
            return facts.Other(item.type)


def _item(
    item: items.Item, stage: Stage, *, previous_id: str | None = None, response_id: str | None = None
) -> Iterator[facts.Item]:
    content = _content(item)
    if content is not None:
        item_id = item.raw.get("id") if isinstance(item, Unknown) else item.id
        yield facts.Item(item_id if isinstance(item_id, str) else None, content, stage, previous_id, response_id)


PlacedEvent: TypeAlias = (
    server.ConversationItemCreatedEvent | server.ConversationItemAddedEvent | server.ConversationItemDoneEvent
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


def _transcription_delta(event: server.ConversationItemInputAudioTranscriptionDeltaEvent) -> Iterable[Fact]:
    return (facts.Said(event.item_id, "user", event.delta or "", event.content_index or 0),)


def _transcription_completed(event: server.ConversationItemInputAudioTranscriptionCompletedEvent) -> Iterable[Fact]:
    yield facts.Said(event.item_id, "user", event.transcript, event.content_index or 0, whole=True)
    counts = counts_of(event)
    if counts:
        yield facts.Usage("transcriptions", counts)


def _transcription_segment(event: server.ConversationItemInputAudioTranscriptionSegmentEvent) -> Iterable[Fact]:
    return (facts.Said(event.item_id, "user", event.text, event.content_index or 0, speaker=event.speaker),)


def _transcription_failed(event: server.ConversationItemInputAudioTranscriptionFailedEvent) -> Iterable[Fact]:
    yield facts.Untranscribed(event.item_id, event.content_index or 0)
    yield facts.Failure(event.error.type, event.error.code, event.error.message)


def _key_pressed(event: server.InputAudioBufferDtmfEventReceivedEvent) -> Iterable[Fact]:
    return (facts.Key(event.event),)


# What the model says


def _response_item_added(event: server.ResponseOutputItemAddedEvent) -> Iterable[Fact]:
    return _item(event.item, "added", response_id=event.response_id)


def _response_item_done(event: server.ResponseOutputItemDoneEvent) -> Iterable[Fact]:
    return _item(event.item, "done", response_id=event.response_id)


def _response_part(event: server.ResponseContentPartAddedEvent | server.ResponseContentPartDoneEvent) -> Iterable[Fact]:
    part = None if event.part is None else _part(event.part)
    return (facts.PartTold(event.item_id, "assistant", part, event.content_index or 0, event.response_id),)


def _response_delta(
    event: server.ResponseOutputTextDeltaEvent | server.ResponseOutputAudioTranscriptDeltaEvent,
) -> Iterable[Fact]:
    return (facts.Said(event.item_id, "assistant", event.delta, event.content_index or 0, event.response_id),)


def _response_text(event: server.ResponseOutputTextDoneEvent) -> Iterable[Fact]:
    place = event.content_index or 0
    return (facts.Said(event.item_id, "assistant", event.text, place, event.response_id, whole=True),)


def _response_transcript(event: server.ResponseOutputAudioTranscriptDoneEvent) -> Iterable[Fact]:
    if event.transcript is None:
        return ()
    place = event.content_index or 0
    return (facts.Said(event.item_id, "assistant", event.transcript, place, event.response_id, whole=True),)


def _call_delta(event: server.ResponseFunctionCallArgumentsDeltaEvent) -> Iterable[Fact]:
    return (facts.Arguments(event.item_id, event.delta, event.response_id, event.call_id),)


def _call_arguments(event: server.ResponseFunctionCallArgumentsDoneEvent) -> Iterable[Fact]:
    return (
        facts.Arguments(event.item_id, event.arguments, event.response_id, event.call_id, whole=True, name=event.name),
    )


def _remote_call_delta(event: server.ResponseMcpCallArgumentsDeltaEvent) -> Iterable[Fact]:
    return (facts.Arguments(event.item_id, event.delta, event.response_id),)


def _remote_call_arguments(event: server.ResponseMcpCallArgumentsDoneEvent) -> Iterable[Fact]:
    return (facts.Arguments(event.item_id, event.arguments, event.response_id, whole=True),)


def _response_done(event: server.ResponseDoneEvent) -> Iterable[Fact]:
    response, details = event.response, event.response.status_details
    told = None if isinstance(details, str) else details  # xAI sends a string
    output = tuple(fact for item in response.output or () for fact in _item(item, "done", response_id=response.id))
    yield facts.ResponseEnded(response.id, response.status, None if told is None else told.reason, output)
    if told is not None and told.error is not None:
        yield _failure(told.error)
    counts = counts_of(event)
    if counts:
        yield facts.Usage("responses", counts)


def _error(event: server.ErrorEvent) -> Iterable[Fact]:
    return (_failure(event.error),)


def _failure(error: server.RealtimeError | RealtimeResponseStatusError | str) -> facts.Failure:
    # vLLM and Azure Voice Live have nothing but words.
    return (
        facts.Failure(None, None, error)
        if isinstance(error, str)
        else facts.Failure(error.type, error.code, error.message)
    )


FACTS: Mapping[type, Teller] = {
    client.SessionUpdateEvent: session_teller("asked"),
    client.ConversationItemCreateEvent: _item_sent,
    server.ErrorEvent: _error,
    server.SessionCreatedEvent: session_teller("begun"),
    server.SessionUpdatedEvent: session_teller("changed"),
    server.ConversationItemAddedEvent: _item_added,
    server.ConversationItemCreatedEvent: _item_added,
    server.ConversationItemDoneEvent: _item_done,
    server.ConversationItemRetrievedEvent: _item_retrieved,
    server.ConversationItemTruncatedEvent: _item_truncated,
    server.ConversationItemDeletedEvent: _item_deleted,
    server.ConversationItemInputAudioTranscriptionDeltaEvent: _transcription_delta,
    server.ConversationItemInputAudioTranscriptionCompletedEvent: _transcription_completed,
    server.ConversationItemInputAudioTranscriptionSegmentEvent: _transcription_segment,
    server.ConversationItemInputAudioTranscriptionFailedEvent: _transcription_failed,
    server.InputAudioBufferDtmfEventReceivedEvent: _key_pressed,
    server.ResponseDoneEvent: _response_done,
    server.ResponseOutputItemAddedEvent: _response_item_added,
    server.ResponseOutputItemDoneEvent: _response_item_done,
    server.ResponseContentPartAddedEvent: _response_part,
    server.ResponseContentPartDoneEvent: _response_part,
    server.ResponseOutputTextDeltaEvent: _response_delta,
    server.ResponseOutputTextDoneEvent: _response_text,
    server.ResponseOutputAudioTranscriptDeltaEvent: _response_delta,
    server.ResponseOutputAudioTranscriptDoneEvent: _response_transcript,
    server.ResponseFunctionCallArgumentsDeltaEvent: _call_delta,
    server.ResponseFunctionCallArgumentsDoneEvent: _call_arguments,
    server.ResponseMcpCallArgumentsDeltaEvent: _remote_call_delta,
    server.ResponseMcpCallArgumentsDoneEvent: _remote_call_arguments,
}
"""What the events of each class tell; those of other classes tell nothing that a tool would need."""
