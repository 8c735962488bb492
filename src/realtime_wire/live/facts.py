"""What the events of the Live API tell, as facts, which all tools understand.

There are no messages: what the user and the model say is one text each, as long as the session goes on. Work that is handed
to a model of the Responses API has items; the calls of functions among them are told, and their results.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from realtime_wire._engine import facts
from realtime_wire._engine.facts import Fact, Teller
from realtime_wire.realtime.facts import settings_of

from . import client_events as client
from . import server_events as server
from .delegation import ResponsesDelegation
from .responses import (
    ResponseCompleted,
    ResponseCreated,
    ResponseFailed,
    ResponseFunctionCallArgumentsDelta,
    ResponseFunctionCallArgumentsDone,
    ResponseFunctionToolCall,
    ResponseOutputItemAdded,
    ResponseOutputItemDone,
)
from .session import LiveSession

__all__ = ["FACTS"]


# The session


def _settings(session: LiveSession | None) -> facts.Settings:
    """Tell how a session is set up; its one audio format is that of both sides."""
    if session is None:
        return {}
    obj = session.to_dict()
    if session.audio is not None and session.audio.format is not None:
        obj["input_audio_format"] = obj["output_audio_format"] = obj["audio"]["format"]
    work = session.delegation
    if isinstance(work, ResponsesDelegation) and work.responses is not None and work.responses.tools is not None:
        obj["tools"] = obj["delegation"]["responses"]["tools"]
    return settings_of(obj)


def _asked(event: client.SessionStartEvent | client.SessionUpdateEvent) -> Iterable[Fact]:
    return (facts.Session("asked", _settings(event.session)),)


def _begun(event: server.SessionStartedEvent) -> Iterable[Fact]:
    return (facts.Session("begun", _settings(event.session)),)


def _changed(event: server.SessionUpdatedEvent) -> Iterable[Fact]:
    return (facts.Session("changed", _settings(event.session)),)


def _ended(event: server.SessionClosedEvent) -> Iterable[Fact]:
    yield facts.Usage("session", event.usage.to_dict())
    yield facts.Session("ended", {})


def _used(event: server.SessionUsageUpdatedEvent) -> Iterable[Fact]:
    return (facts.Usage("session", event.usage.to_dict()),)


# What is said


def _key_received(event: server.TransportDtmfReceivedEvent) -> Iterable[Fact]:
    return () if event.event is None else (facts.Key(event.event),)


def _piece(fact: type[facts.Said | facts.Sound], role: str, piece: str = "delta", **places: str) -> facts.Piece:
    """Return what tells of the next of what one side says, which is of no item."""
    return facts.Piece(fact, role, piece, None, None, None, **places)


# Delegated work


def _response_event(event: server.ResponseEventEvent) -> Iterable[Fact]:
    match event.event:
        case ResponseCreated(response=response):
            yield facts.ResponseBegun(response.id)
        case ResponseCompleted(response=response):
            yield facts.ResponseEnded(response.id, response.status, None, ())
        case ResponseOutputItemAdded(item=ResponseFunctionToolCall() as call):
            yield facts.Item(call.id, facts.Call(call.call_id, call.name, call.arguments), "added")
        case ResponseOutputItemDone(item=ResponseFunctionToolCall() as call):
            yield facts.Item(call.id, facts.Call(call.call_id, call.name, call.arguments), "done")
        case ResponseFunctionCallArgumentsDelta(item_id=str(item_id), delta=delta):
            yield facts.Arguments(item_id, delta)
        case ResponseFunctionCallArgumentsDone(item_id=str(item_id), arguments=arguments):
            yield facts.Arguments(item_id, arguments, whole=True)
        case ResponseFailed(response=response) if response is not None:
            yield facts.ResponseEnded(response.id, response.status, None, ())
            if response.error is not None:
                yield facts.Failure(None, response.error.code, response.error.message, response.id)
        case _:
            pass
    if event.usage is not None:
        yield facts.Usage("responses", event.usage.to_dict())


def _result(event: client.ResponseItemCreateEvent) -> Iterable[Fact]:
    match event.item:
        case {"type": "function_call_output", "call_id": str(call_id), "output": str(output)}:
            yield facts.Item(None, facts.Result(call_id, output), "sent")
        case _:
            pass


# Errors


def _error(event: server.ErrorEvent) -> Iterable[Fact]:
    return (facts.Failure(event.error.type, event.error.code, event.error.message),)


def _failed_call(event: server.TransportFailedEvent) -> Iterable[Fact]:
    error = event.error
    return () if error is None else (facts.Failure(error.type, error.code, error.message),)


FACTS: Mapping[type, Teller] = {
    client.SessionStartEvent: _asked,
    client.SessionUpdateEvent: _asked,
    client.SessionInputAudioAppendEvent: _piece(facts.Sound, "user", "audio"),
    client.ResponseItemCreateEvent: _result,
    server.SessionStartedEvent: _begun,
    server.SessionUpdatedEvent: _changed,
    server.SessionClosedEvent: _ended,
    server.SessionUsageUpdatedEvent: _used,
    server.SessionOutputAudioDeltaEvent: _piece(facts.Sound, "assistant", start_ms="start_ms"),
    server.SessionInputTranscriptDeltaEvent: _piece(facts.Said, "user", start_ms="start_ms", end_ms="end_ms"),
    server.SessionOutputTranscriptDeltaEvent: _piece(facts.Said, "assistant", start_ms="start_ms", end_ms="end_ms"),
    server.ResponseEventEvent: _response_event,
    server.ErrorEvent: _error,
    server.TransportFailedEvent: _failed_call,
    server.TransportDtmfReceivedEvent: _key_received,
}
"""What the events of each class tell; those of other classes tell nothing that a tool would need."""
