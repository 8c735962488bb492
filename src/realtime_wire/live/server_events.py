"""The events that a server sends, the small objects that only they hold, and the union of both directions.

Required is what recorded streams always have. The API is young and changes often, so an event of which there is no recording
requires nothing, whatever the published types say.

Schemas of the published types: `ServerEvent`, `ForkServerEvent`, `ConnectServerEvent`.
"""

from typing import Literal

from realtime_wire._engine.model import Model, frozen
from realtime_wire._engine.places import AlwaysSent, AudioData, Nullable, Words
from realtime_wire._engine.sound import WithAudio
from realtime_wire._engine.unknown import Unknown, UnknownEvent

from .client_events import ClientEvent, SessionInputAudioAppendEvent, TransportDtmfSendEvent
from .decisions import DecisionCompleted, DecisionItem
from .responses import (
    ResponseCompleted,
    ResponseFailed,
    ResponseFunctionToolCall,
    ResponseOutputItemDone,
    ResponseProgress,
    ResponseUsage,
)
from .session import LiveSession

__all__ = [
    "ContextWindow",
    "DecisionEventEvent",
    "DecisionItemCreatedEvent",
    "DecisionItemDeletedEvent",
    "Delegation",
    "ErrorEvent",
    "Event",
    "InfoEvent",
    "LiveError",
    "ResponseEventEvent",
    "ServerEvent",
    "SessionClosedEvent",
    "SessionCommentaryAppendedEvent",
    "SessionDelegationCreatedEvent",
    "SessionInputAudioMutedEvent",
    "SessionInputAudioUnmutedEvent",
    "SessionInputTranscriptDeltaEvent",
    "SessionInstructionsAppendedEvent",
    "SessionOutputAudioDeltaEvent",
    "SessionOutputAudioFixturePlayedEvent",
    "SessionOutputAudioFixturePlayingEvent",
    "SessionOutputTranscriptDeltaEvent",
    "SessionPausedEvent",
    "SessionResumedEvent",
    "SessionStartedEvent",
    "SessionThinkingAppendedEvent",
    "SessionUpdatedEvent",
    "SessionUsage",
    "SessionUsageUpdatedEvent",
    "TransportAnsweredEvent",
    "TransportDtmfReceivedEvent",
    "TransportDtmfSentEvent",
    "TransportError",
    "TransportFailedEvent",
    "TransportRingingEvent",
]


# The session


@frozen(kw_only=True)
class SessionStartedEvent(Model):
    """The session is ready: the first event, unless there is an error. Schema `SessionStartedEvent`."""

    type: Literal["session.started"] = "session.started"
    """The wire name."""

    event_id: str | None = None
    """The id of this event."""

    client_event_id: str | None = None
    """The `event_id` of the client's event that this answers."""

    session: LiveSession
    """The session, as the server has it."""


@frozen(kw_only=True)
class SessionUpdatedEvent(Model):
    """The session was changed as asked. Schema `SessionUpdatedEvent`."""

    type: Literal["session.updated"] = "session.updated"
    """The wire name."""

    event_id: str | None = None
    """The id of this event."""

    client_event_id: str | None = None
    """The `event_id` of the client's event that this answers."""

    session: LiveSession | None = None
    """The session, as the server has it now."""


@frozen(kw_only=True)
class SessionUsage(Model):
    """What a session has cost so far: a sum, not to be added up. Schema `SessionUsage`."""

    seconds: float
    """How long it has gone on, in seconds."""

    active_seconds: int | None = None
    """How long it was not paused, in seconds; over WebRTC."""

    paused_seconds: int | None = None
    """How long it was paused, in seconds; over WebRTC."""


@frozen(kw_only=True)
class ContextWindow(Model):
    """How full the model's memory is. Schema `SessionUsageUpdatedEvent`, `context_window`."""

    usage_ratio: float
    """The share that is taken, from 0 to 1."""


@frozen(kw_only=True)
class SessionUsageUpdatedEvent(Model):
    """What the session has cost so far; several times a minute. Schema `SessionUsageUpdatedEvent`."""

    type: Literal["session.usage.updated"] = "session.usage.updated"
    """The wire name."""

    event_id: str | None = None
    """The id of this event."""

    client_event_id: str | None = None
    """The `event_id` of the client's event that this answers."""

    usage: SessionUsage
    """The cost since the start."""

    context_window: ContextWindow | None = None
    """How full the model's memory is."""


@frozen(kw_only=True)
class SessionClosedEvent(Model):
    """The session is over, and the connection closes. Schema `SessionClosedEvent`.

    A connection that closes without it says nothing of the session.
    """

    type: Literal["session.closed"] = "session.closed"
    """The wire name."""

    event_id: str | None = None
    """The id of this event."""

    client_event_id: str | None = None
    """The `event_id` of the client's event that this answers."""

    reason: Literal["close_requested", "expired", "content", "remote_hangup", "connection_lost"] | str
    """Why: the client asked for it, the time is up, something must not be said, the caller has hung up, or the connection
    of the user broke."""

    session: LiveSession | None = None
    """The session, as it was at last. Some servers leave it out."""

    usage: SessionUsage
    """What it cost."""


@frozen(kw_only=True)
class SessionPausedEvent(Model):
    """A session over WebRTC waits for the user to speak again; told to sidebands. Schema `ConnectServerEvent`."""

    type: Literal["session.paused"] = "session.paused"
    """The wire name."""

    event_id: str | None = None
    """The id of this event."""

    client_event_id: str | None = None
    """The `event_id` of the client's event that this answers."""


@frozen(kw_only=True)
class SessionResumedEvent(Model):
    """A session that was paused goes on; told to sidebands. Schema `ConnectServerEvent`, `session.resumed`."""

    type: Literal["session.resumed"] = "session.resumed"
    """The wire name."""

    event_id: str | None = None
    """The id of this event."""

    client_event_id: str | None = None
    """The `event_id` of the client's event that this answers."""


# Audio


@frozen(kw_only=True)
class SessionInputAudioMutedEvent(Model):
    """The model hears silence from now on. Schema `InputAudioMutedEvent`."""

    type: Literal["session.input_audio.muted"] = "session.input_audio.muted"
    """The wire name."""

    event_id: str | None = None
    """The id of this event."""

    client_event_id: str | None = None
    """The `event_id` of the client's event that this answers."""


@frozen(kw_only=True)
class SessionInputAudioUnmutedEvent(Model):
    """The model hears the user again. Schema `InputAudioUnmutedEvent`."""

    type: Literal["session.input_audio.unmuted"] = "session.input_audio.unmuted"
    """The wire name."""

    event_id: str | None = None
    """The id of this event."""

    client_event_id: str | None = None
    """The `event_id` of the client's event that this answers."""


@frozen(kw_only=True)
class SessionOutputAudioDeltaEvent(WithAudio):
    """A piece of the model's audio, which goes on all the time, be it silence. Schema `OutputAudioDeltaEvent`."""

    type: Literal["session.output_audio.delta"] = "session.output_audio.delta"
    """The wire name."""

    event_id: str | None = None
    """The id of this event. OpenAI sends none here."""

    delta: AudioData
    """The audio to play next, in base64, in the format of the session."""

    start_ms: int | None = None
    """Where in the session it begins, in milliseconds; on sidebands alone, where pieces may have been left out."""

    end_ms: int | None = None
    """Where in the session it ends, in milliseconds; on sidebands alone."""


@frozen(kw_only=True)
class SessionOutputAudioFixturePlayingEvent(Model):
    """A fixture was taken, and is played. Schema `OutputAudioFixturePlayingEvent`."""

    type: Literal["session.output_audio.fixture.playing"] = "session.output_audio.fixture.playing"
    """The wire name."""

    event_id: str | None = None
    """The id of this event."""

    client_event_id: str | None = None
    """The `event_id` of the client's event that this answers."""


@frozen(kw_only=True)
class SessionOutputAudioFixturePlayedEvent(Model):
    """A fixture has been sent to its end; the user may still hear it. Schema `OutputAudioFixturePlayedEvent`."""

    type: Literal["session.output_audio.fixture.played"] = "session.output_audio.fixture.played"
    """The wire name."""

    event_id: str | None = None
    """The id of this event."""

    client_event_id: str | None = None
    """The `event_id` of the client's event that this answers."""


# Transcripts


@frozen(kw_only=True)
class SessionInputTranscriptDeltaEvent(Model):
    """A piece of what the user says. Schema `InputTranscriptDeltaEvent`.

    No event says where an utterance ends; `TranscriptGrouper` finds that by speaker, silence and time.
    """

    type: Literal["session.input_transcript.delta"] = "session.input_transcript.delta"
    """The wire name."""

    event_id: str | None = None
    """The id of this event."""

    client_event_id: str | None = None
    """The `event_id` of the client's event that this answers."""

    delta: Words
    """The text to append as it is: spaces are in it."""

    start_ms: int
    """Where in the session it begins, in milliseconds."""

    end_ms: int
    """Where in the session it ends, in milliseconds."""


@frozen(kw_only=True)
class SessionOutputTranscriptDeltaEvent(Model):
    """A piece of what the model says. Schema `OutputTranscriptDeltaEvent`."""

    type: Literal["session.output_transcript.delta"] = "session.output_transcript.delta"
    """The wire name."""

    event_id: str | None = None
    """The id of this event."""

    client_event_id: str | None = None
    """The `event_id` of the client's event that this answers."""

    delta: Words
    """The text to append as it is: spaces are in it."""

    start_ms: int
    """Where in the session it begins, in milliseconds."""

    end_ms: int
    """Where in the session it ends, in milliseconds."""


# Context


@frozen(kw_only=True)
class SessionInstructionsAppendedEvent(Model):
    """The model was told a rule. Schema `InstructionsAppendedEvent`."""

    type: Literal["session.instructions.appended"] = "session.instructions.appended"
    """The wire name."""

    event_id: str | None = None
    """The id of this event."""

    client_event_id: str | None = None
    """The `event_id` of the client's event that this answers."""

    start_ms: int | None = None
    """Where in the session it begins to count, in milliseconds."""

    end_ms: int | None = None
    """Where in the session it has been taken in, in milliseconds."""


@frozen(kw_only=True)
class SessionThinkingAppendedEvent(Model):
    """The model was told something to know. Schema `ThinkingAppendedEvent`."""

    type: Literal["session.thinking.appended"] = "session.thinking.appended"
    """The wire name."""

    event_id: str | None = None
    """The id of this event."""

    client_event_id: str | None = None
    """The `event_id` of the client's event that this answers."""

    start_ms: int | None = None
    """Where in the session it begins to count, in milliseconds."""

    end_ms: int | None = None
    """Where in the session it has been taken in, in milliseconds."""


@frozen(kw_only=True)
class SessionCommentaryAppendedEvent(Model):
    """The model was told something to say, which it may not have said yet. Schema `CommentaryAppendedEvent`."""

    type: Literal["session.commentary.appended"] = "session.commentary.appended"
    """The wire name."""

    event_id: str | None = None
    """The id of this event."""

    client_event_id: str | None = None
    """The `event_id` of the client's event that this answers."""

    start_ms: int
    """Where in the session it begins to count, in milliseconds."""

    end_ms: int
    """Where in the session it has been taken in, in milliseconds."""


# Delegated work


@frozen(kw_only=True)
class Delegation(Model):
    """Work that the voice model has handed out. Schema `DelegationCreatedEvent`, `delegation`."""

    id: str
    """The id of the delegation, which `delegation_id` of other events names."""

    type: Literal["delegation"] | str | None = None
    """What kind of item it is: `delegation`."""

    target: Literal["client", "responses", "decisions"] | str
    """Who does the work."""

    response_id: str | None = None
    """The response that works on it, if a model of the Responses API does."""


@frozen(kw_only=True)
class SessionDelegationCreatedEvent(Model):
    """The voice model hands out work. Schema `DelegationCreatedEvent`.

    The task is not in it: a client that does the work finds it in the transcript.
    """

    type: Literal["session.delegation.created"] = "session.delegation.created"
    """The wire name."""

    event_id: str | None = None
    """The id of this event."""

    client_event_id: str | None = None
    """The `event_id` of the client's event that brought it about, such as `response.create`."""

    offset_ms: int
    """Where in the session it was, in milliseconds."""

    delegation: Delegation
    """The work."""


@frozen(kw_only=True)
class ResponseEventEvent(Model):
    """Something happens in the stream of the model that does the work. Schema `ResponseEvent`."""

    type: Literal["response.event"] = "response.event"
    """The wire name."""

    event_id: str | None = None
    """The id of this event."""

    client_event_id: str | None = None
    """The `event_id` of the client's event that this answers."""

    delegation_id: Nullable[str] = None
    """The delegation that is worked on."""

    event: ResponseProgress
    """What happens: an event of the Responses API, `Unknown` but for eight of them."""

    @property
    def function_call(self) -> ResponseFunctionToolCall | None:
        """The call of a function that is to be run now; None if this is something else."""
        match self.event:
            case ResponseOutputItemDone(item=ResponseFunctionToolCall() as call):
                return call
            case _:
                return None

    @property
    def usage(self) -> ResponseUsage | None:
        """What the response cost that has ended here; None if none has, or it is not told."""
        match self.event:
            case ResponseCompleted(response=response) | ResponseFailed(response=response):
                return None if response is None else response.usage
            case _:
                return None


@frozen(kw_only=True)
class DecisionEventEvent(Model):
    """Something was decided. Schema `DecisionEvent`."""

    type: Literal["decision.event"] = "decision.event"
    """The wire name."""

    event_id: str | None = None
    """The id of this event."""

    delegation_id: AlwaysSent[str] = None
    """The delegation that asked; null if none did."""

    trigger_id: AlwaysSent[str] = None
    """The trigger that asked; null if none did."""

    source_event_id: AlwaysSent[str] = None
    """The id of the event that set it off; null if none did."""

    source_event_type: AlwaysSent[
        Literal["session.input_transcript.delta", "session.output_transcript.delta"] | str
    ] = None
    """The wire name of that event."""

    event: DecisionCompleted | Unknown | None = None
    """What was decided."""


@frozen(kw_only=True)
class DecisionItemCreatedEvent(Model):
    """There is something more to judge by. Schema `DecisionItemCreatedEvent`."""

    type: Literal["decision.item.created"] = "decision.item.created"
    """The wire name."""

    event_id: str | None = None
    """The id of this event."""

    client_event_id: str | None = None
    """The `event_id` of the client's event that this answers."""

    item: DecisionItem | None = None
    """What, with its id."""


@frozen(kw_only=True)
class DecisionItemDeletedEvent(Model):
    """Something to judge by was taken away. Schema `DecisionItemDeletedEvent`."""

    type: Literal["decision.item.deleted"] = "decision.item.deleted"
    """The wire name."""

    event_id: str | None = None
    """The id of this event."""

    client_event_id: str | None = None
    """The `event_id` of the client's event that this answers."""

    item_id: str | None = None
    """The id of the item."""


# Errors and notices


@frozen(kw_only=True)
class LiveError(Model):
    """What went wrong. Schema `Error`."""

    type: str | None = None
    """The class of fault, such as `invalid_request_error`."""

    code: Nullable[str] = None
    """The fault in the form for programs, such as `invalid_value`."""

    message: str
    """The fault in words for people."""

    param: Nullable[str] = None
    """The path of the member at fault, such as `session.instructions`."""

    client_event_id: Nullable[str] = None
    """The `event_id` of the client's event at fault."""


@frozen(kw_only=True)
class ErrorEvent(Model):
    """Something failed. Schema `ErrorEvent`.

    Before `session.started` it means that there will be no session; later the session mostly goes on.
    """

    type: Literal["error"] = "error"
    """The wire name."""

    event_id: str | None = None
    """The id of this event."""

    client_event_id: Nullable[str] = None
    """The `event_id` of the client's event at fault; it may stand in `error` alone."""

    error: LiveError
    """What went wrong."""


@frozen(kw_only=True)
class InfoEvent(Model):
    """Something that a client may want to know. Schema `InfoEvent`."""

    type: Literal["info"] = "info"
    """The wire name."""

    event_id: str | None = None
    """The id of this event."""

    client_event_id: str | None = None
    """The `event_id` of the client's event that this answers."""

    code: str | None = None
    """What, in the form for programs, such as `data_channel_permissions`."""

    message: str | None = None
    """What, in words for people."""


# Telephones


@frozen(kw_only=True)
class TransportDtmfReceivedEvent(Model):
    """The caller has pressed a key. Schema `ConnectServerEvent`, `transport.dtmf.received`."""

    type: Literal["transport.dtmf.received"] = "transport.dtmf.received"
    """The wire name."""

    event_id: str | None = None
    """The id of this event."""

    event: str | None = None
    """The key: `0` to `9`, `A` to `D`, `*` or `#`."""


@frozen(kw_only=True)
class TransportDtmfSentEvent(Model):
    """A key was pressed for the client. Schema `ConnectServerEvent`, `transport.dtmf.sent`."""

    type: Literal["transport.dtmf.sent"] = "transport.dtmf.sent"
    """The wire name."""

    event_id: str | None = None
    """The id of this event."""

    client_event_id: str | None = None
    """The `event_id` of the client's event that this answers."""

    event: str | None = None
    """The key: `0` to `9`, `A` to `D`, `*` or `#`."""


@frozen(kw_only=True)
class TransportRingingEvent(Model):
    """A telephone rings that the session calls. Schema `ConnectServerEvent`, `transport.ringing`."""

    type: Literal["transport.ringing"] = "transport.ringing"
    """The wire name."""

    event_id: str | None = None
    """The id of this event."""

    session_id: str | None = None
    """The id of the session."""


@frozen(kw_only=True)
class TransportAnsweredEvent(Model):
    """Someone has answered that telephone. Schema `ConnectServerEvent`, `transport.answered`."""

    type: Literal["transport.answered"] = "transport.answered"
    """The wire name."""

    event_id: str | None = None
    """The id of this event."""

    session_id: str | None = None
    """The id of the session."""


@frozen(kw_only=True)
class TransportError(Model):
    """Why a call failed. Schema `ConnectServerEvent`, `transport.failed`, its `error`."""

    type: Literal["call_error"] | str | None = None
    """The class of fault."""

    code: str | None = None
    """The fault in the form for programs."""

    message: str | None = None
    """The fault in words for people."""

    param: Nullable[str] = None
    """The path of the member at fault."""


@frozen(kw_only=True)
class TransportFailedEvent(Model):
    """A call did not come about. Schema `ConnectServerEvent`, `transport.failed`."""

    type: Literal["transport.failed"] = "transport.failed"
    """The wire name."""

    event_id: str | None = None
    """The id of this event."""

    session_id: str | None = None
    """The id of the session."""

    error: TransportError | None = None
    """Why."""


ServerEvent = (
    SessionStartedEvent
    | SessionUpdatedEvent
    | SessionUsageUpdatedEvent
    | SessionClosedEvent
    | SessionPausedEvent
    | SessionResumedEvent
    | SessionInputAudioAppendEvent
    | SessionInputAudioMutedEvent
    | SessionInputAudioUnmutedEvent
    | SessionOutputAudioDeltaEvent
    | SessionOutputAudioFixturePlayingEvent
    | SessionOutputAudioFixturePlayedEvent
    | SessionInputTranscriptDeltaEvent
    | SessionOutputTranscriptDeltaEvent
    | SessionInstructionsAppendedEvent
    | SessionThinkingAppendedEvent
    | SessionCommentaryAppendedEvent
    | SessionDelegationCreatedEvent
    | ResponseEventEvent
    | DecisionEventEvent
    | DecisionItemCreatedEvent
    | DecisionItemDeletedEvent
    | ErrorEvent
    | InfoEvent
    | TransportDtmfReceivedEvent
    | TransportDtmfSentEvent
    | TransportDtmfSendEvent
    | TransportRingingEvent
    | TransportAnsweredEvent
    | TransportFailedEvent
    | UnknownEvent
)
"""Any event that a server of the Live API sends, over whichever connection: `decode(frame, live.ServerEvent)`."""

Event = ServerEvent | ClientEvent
"""Any event of either direction."""
