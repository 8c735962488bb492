"""What Voice Live sends beyond the events of the Realtime API, and those that hold something of its own.

Classes of the package `azure-ai-voicelive`, whose names are the wire names of these.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from realtime_wire._engine.model import Model, field, frozen
from realtime_wire._engine.places import FileData, Nullable, Secret, Words
from realtime_wire._engine.unknown import UnknownEvent
from realtime_wire._engine.values import array
from realtime_wire.realtime import server_events as realtime
from realtime_wire.realtime.server_events import (
    Conversation,
    ConversationCreatedEvent,
    ConversationItemDeletedEvent,
    ConversationItemInputAudioTranscriptionDeltaEvent,
    ConversationItemInputAudioTranscriptionSegmentEvent,
    ConversationItemTruncatedEvent,
    ErrorEvent,
    InputAudioBufferClearedEvent,
    InputAudioBufferCommittedEvent,
    InputAudioBufferDtmfEventReceivedEvent,
    InputAudioBufferSpeechStartedEvent,
    InputAudioBufferSpeechStoppedEvent,
    InputAudioBufferTimeoutTriggeredEvent,
    LogProbProperties,
    McpListToolsCompletedEvent,
    McpListToolsFailedEvent,
    McpListToolsInProgressEvent,
    OutputAudioBufferClearedEvent,
    OutputAudioBufferStartedEvent,
    OutputAudioBufferStoppedEvent,
    RateLimit,
    RateLimitsUpdatedEvent,
    RealtimeError,
    ResponseContentPartAddedEvent,
    ResponseContentPartDoneEvent,
    ResponseFunctionCallArgumentsDeltaEvent,
    ResponseFunctionCallArgumentsDoneEvent,
    ResponseMcpCallArgumentsDeltaEvent,
    ResponseMcpCallArgumentsDoneEvent,
    ResponseMcpCallCompletedEvent,
    ResponseMcpCallFailedEvent,
    ResponseMcpCallInProgressEvent,
    ResponseOutputAudioDeltaEvent,
    ResponseOutputAudioDoneEvent,
    ResponseOutputAudioTranscriptDeltaEvent,
    ResponseOutputAudioTranscriptDoneEvent,
    ResponseOutputTextDeltaEvent,
    ResponseOutputTextDoneEvent,
    TranscriptionLanguage,
    TranscriptTextUsage,
    TranscriptTextUsageDuration,
    TranscriptTextUsageInputTokenDetails,
    TranscriptTextUsageTokens,
)

from .client_events import ClientEvent
from .items import Item
from .responses import RealtimeResponse
from .session import RealtimeSession

__all__ = [
    "Conversation",
    "ConversationCreatedEvent",
    "ConversationItemAddedEvent",
    "ConversationItemCreatedEvent",
    "ConversationItemDeletedEvent",
    "ConversationItemDoneEvent",
    "ConversationItemInputAudioTranscriptionCompletedEvent",
    "ConversationItemInputAudioTranscriptionDeltaEvent",
    "ConversationItemInputAudioTranscriptionFailedEvent",
    "ConversationItemInputAudioTranscriptionSegmentEvent",
    "ConversationItemRetrievedEvent",
    "ConversationItemTruncatedEvent",
    "ErrorEvent",
    "Event",
    "InputAudioBufferClearedEvent",
    "InputAudioBufferCommittedEvent",
    "InputAudioBufferDtmfEventReceivedEvent",
    "InputAudioBufferSpeechStartedEvent",
    "InputAudioBufferSpeechStoppedEvent",
    "InputAudioBufferTimeoutTriggeredEvent",
    "InputAudioTranscriptionError",
    "LogProbProperties",
    "McpListToolsCompletedEvent",
    "McpListToolsFailedEvent",
    "McpListToolsInProgressEvent",
    "OutputAudioBufferClearedEvent",
    "OutputAudioBufferStartedEvent",
    "OutputAudioBufferStoppedEvent",
    "RateLimit",
    "RateLimitsUpdatedEvent",
    "RealtimeError",
    "ResponseAnimationBlendshapesDeltaEvent",
    "ResponseAnimationBlendshapesDoneEvent",
    "ResponseAnimationVisemeDeltaEvent",
    "ResponseAnimationVisemeDoneEvent",
    "ResponseAudioTimestampDeltaEvent",
    "ResponseAudioTimestampDoneEvent",
    "ResponseAudioTranscriptAnnotationAddedEvent",
    "ResponseContentPartAddedEvent",
    "ResponseContentPartDoneEvent",
    "ResponseCreatedEvent",
    "ResponseDoneEvent",
    "ResponseFileSearchCallCompletedEvent",
    "ResponseFileSearchCallInProgressEvent",
    "ResponseFileSearchCallSearchingEvent",
    "ResponseFunctionCallArgumentsDeltaEvent",
    "ResponseFunctionCallArgumentsDoneEvent",
    "ResponseInvocationDeltaEvent",
    "ResponseMcpCallArgumentsDeltaEvent",
    "ResponseMcpCallArgumentsDoneEvent",
    "ResponseMcpCallCompletedEvent",
    "ResponseMcpCallFailedEvent",
    "ResponseMcpCallInProgressEvent",
    "ResponseOutputAudioDeltaEvent",
    "ResponseOutputAudioDoneEvent",
    "ResponseOutputAudioTranscriptDeltaEvent",
    "ResponseOutputAudioTranscriptDoneEvent",
    "ResponseOutputItemAddedEvent",
    "ResponseOutputItemDoneEvent",
    "ResponseOutputTextDeltaEvent",
    "ResponseOutputTextDoneEvent",
    "ResponseVideoDeltaEvent",
    "ResponseWebSearchCallCompletedEvent",
    "ResponseWebSearchCallInProgressEvent",
    "ResponseWebSearchCallSearchingEvent",
    "ServerEvent",
    "SessionAvatarConnectingEvent",
    "SessionAvatarSwitchToIdleEvent",
    "SessionAvatarSwitchToSpeakingEvent",
    "SessionCreatedEvent",
    "SessionUpdatedEvent",
    "TranscriptTextUsage",
    "TranscriptTextUsageDuration",
    "TranscriptTextUsageInputTokenDetails",
    "TranscriptTextUsageTokens",
    "TranscriptionLanguage",
    "TranscriptionPhrase",
    "TranscriptionWord",
    "WarningDetails",
    "WarningEvent",
]


@frozen(kw_only=True)
class TranscriptionWord(Model):
    """A word of a transcript, and when it was said. Class `TranscriptionWord`."""

    text: Words
    """The word."""

    offset_milliseconds: int | None = None
    """When it begins, in milliseconds of the audio."""

    duration_milliseconds: int | None = None
    """How long it lasts, in milliseconds."""


@frozen(kw_only=True)
class TranscriptionPhrase(Model):
    """A phrase of a transcript, and when it was said. Class `TranscriptionPhrase`."""

    offset_milliseconds: int | None = None
    """When it begins, in milliseconds of the audio."""

    duration_milliseconds: int | None = None
    """How long it lasts, in milliseconds."""

    text: Words
    """The phrase."""

    words: Nullable[tuple[TranscriptionWord, ...]] = field(default=None, converter=array)
    """Its words."""

    locale: Nullable[str] = None
    """The language it is in, such as `en-US`."""

    confidence: Nullable[float] = None
    """How sure the model is, 0.0 to 1.0."""


@frozen(kw_only=True)
class WarningDetails(Model):
    """What might go wrong. Class `ServerEventWarningDetails`."""

    message: str
    """It in words for people."""

    code: Nullable[str] = None
    """It in the form for programs."""

    param: Nullable[str] = None
    """The path of the request member at fault."""


@frozen(kw_only=True)
class SessionCreatedEvent(Model):
    """The first event of a connection, with the configuration that the session starts from."""

    type: Literal["session.created"] = "session.created"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    session: RealtimeSession
    """The whole session, the service's defaults included."""


@frozen(kw_only=True)
class SessionUpdatedEvent(Model):
    """A `session.update` took effect."""

    type: Literal["session.updated"] = "session.updated"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    session: RealtimeSession
    """The whole session as it is now."""


@frozen(kw_only=True)
class ConversationItemAddedEvent(Model):
    """An item joined the conversation, as servers of today's Realtime API say it."""

    type: Literal["conversation.item.added"] = "conversation.item.added"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    previous_item_id: Nullable[str] = None
    """The item before this one; null if this is the first."""

    item: Item
    """The item as it is so far."""


@frozen(kw_only=True)
class ConversationItemCreatedEvent(Model):
    """An item joined the conversation."""

    type: Literal["conversation.item.created"] = "conversation.item.created"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    previous_item_id: Nullable[str] = None
    """The item before this one; null if this is the first."""

    item: Item
    """The item as it is so far."""


@frozen(kw_only=True)
class ConversationItemDoneEvent(Model):
    """An item is final. Its name is of today's Realtime API, and the service sends it beside names from before."""

    type: Literal["conversation.item.done"] = "conversation.item.done"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    previous_item_id: Nullable[str] = None
    """The item before this one; null if this is the first."""

    item: Item
    """The final item."""


@frozen(kw_only=True)
class ConversationItemRetrievedEvent(Model):
    """The answer to `conversation.item.retrieve`."""

    type: Literal["conversation.item.retrieved"] = "conversation.item.retrieved"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    item: Item
    """The item as the service holds it."""


@frozen(kw_only=True)
class ConversationItemInputAudioTranscriptionCompletedEvent(
    realtime.ConversationItemInputAudioTranscriptionCompletedEvent
):
    """The whole transcript of one turn of the user's speech.

    The package has no `usage` of it, and recorded sessions have none.
    """

    phrases: Nullable[tuple[TranscriptionPhrase, ...]] = field(default=None, converter=array)
    """The transcript by phrases, with times; there if the session's `include` asks for
    `item.input_audio_transcription.phrases`."""


@frozen(kw_only=True)
class InputAudioTranscriptionError(realtime.InputAudioTranscriptionError):
    """Why the user's speech was not transcribed. Class `VoiceLiveErrorDetails`."""

    event_id: Nullable[str] = None
    """Which event was at fault: its `event_id`."""


@frozen(kw_only=True)
class ConversationItemInputAudioTranscriptionFailedEvent(realtime.ConversationItemInputAudioTranscriptionFailedEvent):
    """The user's speech could not be transcribed."""

    error: InputAudioTranscriptionError
    """Why."""


@frozen(kw_only=True)
class ResponseCreatedEvent(Model):
    """The model begins a response."""

    type: Literal["response.created"] = "response.created"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    response: RealtimeResponse
    """The response, still empty."""


@frozen(kw_only=True)
class ResponseDoneEvent(Model):
    """A response is over."""

    type: Literal["response.done"] = "response.done"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    response: RealtimeResponse
    """The whole response, with the outcome in `status`."""


@frozen(kw_only=True)
class ResponseOutputItemAddedEvent(Model):
    """A response begins a new item."""

    type: Literal["response.output_item.added"] = "response.output_item.added"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    response_id: str
    """The response that the item is of."""

    output_index: int | None = None
    """Place of the item in the `output` of the response, from 0."""

    item: Item
    """The item, still without content."""


@frozen(kw_only=True)
class ResponseOutputItemDoneEvent(Model):
    """An item of a response is written, or was broken off."""

    type: Literal["response.output_item.done"] = "response.output_item.done"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    response_id: str
    """The response that the item is of."""

    output_index: int | None = None
    """Place of the item in the `output` of the response, from 0."""

    item: Item
    """The item as it ended."""


def weights(frames: str | Iterable[Iterable[float]]) -> str | tuple[tuple[float, ...], ...]:
    """Take any iterables for an array of arrays; leave a string as it is.

    Raises:
        TypeError: it is neither.
    """
    if isinstance(frames, str):
        return frames
    return tuple([array(each) for each in array(frames)])


@frozen(kw_only=True)
class ResponseAnimationBlendshapesDeltaEvent(Model):
    """Weights of the blend shapes of a face, for some frames."""

    type: Literal["response.animation_blendshapes.delta"] = "response.animation_blendshapes.delta"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    response_id: str
    """The response that the part is of."""

    item_id: str
    """The message that the part is in."""

    output_index: int | None = None
    """Place of the message in the `output` of the response, from 0."""

    content_index: int | None = None
    """Place of the part in the `content` of the message, from 0."""

    frames: tuple[tuple[float, ...], ...] | str = field(converter=weights)
    """The weights: an array of numbers for each frame, or all of them in base64."""

    frame_index: int | None = None
    """Which frame the first of them is, from 0."""


@frozen(kw_only=True)
class ResponseAnimationBlendshapesDoneEvent(Model):
    """All weights of a part have been sent."""

    type: Literal["response.animation_blendshapes.done"] = "response.animation_blendshapes.done"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    response_id: str
    """The response that the item is of."""

    item_id: str
    """The item."""

    output_index: int | None = None
    """Place of the item in the `output` of the response, from 0."""


@frozen(kw_only=True)
class ResponseAnimationVisemeDeltaEvent(Model):
    """The shape of a mouth at a moment of the speech."""

    type: Literal["response.animation_viseme.delta"] = "response.animation_viseme.delta"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    response_id: str
    """The response that the part is of."""

    item_id: str
    """The message that the part is in."""

    output_index: int | None = None
    """Place of the message in the `output` of the response, from 0."""

    content_index: int | None = None
    """Place of the part in the `content` of the message, from 0."""

    audio_offset_ms: int | None = None
    """When, in milliseconds of the part's audio."""

    viseme_id: int
    """Which shape: 0 to 21, by Azure's table."""


@frozen(kw_only=True)
class ResponseAnimationVisemeDoneEvent(Model):
    """All shapes of a part have been sent."""

    type: Literal["response.animation_viseme.done"] = "response.animation_viseme.done"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    response_id: str
    """The response that the part is of."""

    item_id: str
    """The message that the part is in."""

    output_index: int | None = None
    """Place of the message in the `output` of the response, from 0."""

    content_index: int | None = None
    """Place of the part in the `content` of the message, from 0."""


@frozen(kw_only=True)
class ResponseAudioTimestampDeltaEvent(Model):
    """When a word of the speech is said."""

    type: Literal["response.audio_timestamp.delta"] = "response.audio_timestamp.delta"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    response_id: str
    """The response that the part is of."""

    item_id: str
    """The message that the part is in."""

    output_index: int | None = None
    """Place of the message in the `output` of the response, from 0."""

    content_index: int | None = None
    """Place of the part in the `content` of the message, from 0."""

    audio_offset_ms: int | None = None
    """When, in milliseconds of the part's audio."""

    audio_duration_ms: int | None = None
    """How long, in milliseconds."""

    text: Words
    """The word."""

    timestamp_type: Literal["word"] | str | None = None
    """What the time is of."""


@frozen(kw_only=True)
class ResponseAudioTimestampDoneEvent(Model):
    """All times of a part have been sent."""

    type: Literal["response.audio_timestamp.done"] = "response.audio_timestamp.done"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    response_id: str
    """The response that the part is of."""

    item_id: str
    """The message that the part is in."""

    output_index: int | None = None
    """Place of the message in the `output` of the response, from 0."""

    content_index: int | None = None
    """Place of the part in the `content` of the message, from 0."""


@frozen(kw_only=True)
class ResponseAudioTranscriptAnnotationAddedEvent(Model):
    """A note on the transcript of what the model says, such as where it comes from."""

    type: Literal["response.audio_transcript.annotation.added"] = "response.audio_transcript.annotation.added"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    response_id: str
    """The response that the part is of."""

    item_id: str
    """The message that the part is in."""

    output_index: int | None = None
    """Place of the message in the `output` of the response, from 0."""

    content_index: int | None = None
    """Place of the part in the `content` of the message, from 0."""

    annotation_index: int | None = None
    """Place of the note, from 0."""

    annotation: Any
    """The note, whose form depends on its kind."""


@frozen(kw_only=True)
class ResponseFileSearchCallSearchingEvent(Model):
    """Files are being searched."""

    type: Literal["response.file_search_call.searching"] = "response.file_search_call.searching"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    response_id: str
    """The response that the item is of."""

    item_id: str
    """The item."""

    output_index: int | None = None
    """Place of the item in the `output` of the response, from 0."""

    sequence_number: int | None = None
    """Which event of the search this is."""


@frozen(kw_only=True)
class ResponseFileSearchCallInProgressEvent(Model):
    """A search of files begins."""

    type: Literal["response.file_search_call.in_progress"] = "response.file_search_call.in_progress"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    response_id: str
    """The response that the item is of."""

    item_id: str
    """The item."""

    output_index: int | None = None
    """Place of the item in the `output` of the response, from 0."""

    sequence_number: int | None = None
    """Which event of the search this is."""


@frozen(kw_only=True)
class ResponseFileSearchCallCompletedEvent(Model):
    """A search of files is over."""

    type: Literal["response.file_search_call.completed"] = "response.file_search_call.completed"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    response_id: str
    """The response that the item is of."""

    item_id: str
    """The item."""

    output_index: int | None = None
    """Place of the item in the `output` of the response, from 0."""

    sequence_number: int | None = None
    """Which event of the search this is."""


@frozen(kw_only=True)
class ResponseWebSearchCallSearchingEvent(Model):
    """The web is being searched."""

    type: Literal["response.web_search_call.searching"] = "response.web_search_call.searching"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    response_id: str
    """The response that the item is of."""

    item_id: str
    """The item."""

    output_index: int | None = None
    """Place of the item in the `output` of the response, from 0."""

    sequence_number: int | None = None
    """Which event of the search this is."""


@frozen(kw_only=True)
class ResponseWebSearchCallInProgressEvent(Model):
    """A search of the web begins."""

    type: Literal["response.web_search_call.in_progress"] = "response.web_search_call.in_progress"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    response_id: str
    """The response that the item is of."""

    item_id: str
    """The item."""

    output_index: int | None = None
    """Place of the item in the `output` of the response, from 0."""

    sequence_number: int | None = None
    """Which event of the search this is."""


@frozen(kw_only=True)
class ResponseWebSearchCallCompletedEvent(Model):
    """A search of the web is over."""

    type: Literal["response.web_search_call.completed"] = "response.web_search_call.completed"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    response_id: str
    """The response that the item is of."""

    item_id: str
    """The item."""

    output_index: int | None = None
    """Place of the item in the `output` of the response, from 0."""

    sequence_number: int | None = None
    """Which event of the search this is."""


@frozen(kw_only=True)
class ResponseInvocationDeltaEvent(Model):
    """A piece of what an agent gives back."""

    type: Literal["response.invocation.delta"] = "response.invocation.delta"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    delta: Mapping[str, Any]
    """The piece, whose form depends on the agent."""


@frozen(kw_only=True)
class ResponseVideoDeltaEvent(Model):
    """A piece of the picture of an avatar."""

    type: Literal["response.video.delta"] = "response.video.delta"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    output_index: int | None = None
    """Place of the item in the `output` of the response, from 0."""

    codec: str | None = None
    """How the picture is coded, such as `h264`."""

    delta: FileData
    """The piece in base64. `repr` shows how much there is."""


@frozen(kw_only=True)
class SessionAvatarConnectingEvent(Model):
    """The answer to `session.avatar.connect`."""

    type: Literal["session.avatar.connecting"] = "session.avatar.connecting"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    server_sdp: Secret[str]
    """The service's answer. It tells addresses, so `repr` masks it."""


@frozen(kw_only=True)
class SessionAvatarSwitchToSpeakingEvent(Model):
    """The avatar begins to speak."""

    type: Literal["session.avatar.switch_to_speaking"] = "session.avatar.switch_to_speaking"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    turn_id: Nullable[str] = None
    """The turn that it answers."""


@frozen(kw_only=True)
class SessionAvatarSwitchToIdleEvent(Model):
    """The avatar has finished."""

    type: Literal["session.avatar.switch_to_idle"] = "session.avatar.switch_to_idle"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    turn_id: Nullable[str] = None
    """The turn that it answered."""


@frozen(kw_only=True)
class WarningEvent(Model):
    """Something might go wrong, and the session goes on."""

    type: Literal["warning"] = "warning"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event."""

    warning: WarningDetails
    """What it is."""


ServerEvent = (
    SessionCreatedEvent
    | SessionUpdatedEvent
    | ConversationItemCreatedEvent
    | ConversationItemDoneEvent
    | ConversationItemRetrievedEvent
    | ConversationItemInputAudioTranscriptionCompletedEvent
    | ResponseCreatedEvent
    | ResponseDoneEvent
    | ResponseOutputItemAddedEvent
    | ResponseOutputItemDoneEvent
    | ResponseAnimationBlendshapesDeltaEvent
    | ResponseAnimationBlendshapesDoneEvent
    | ResponseAnimationVisemeDeltaEvent
    | ResponseAnimationVisemeDoneEvent
    | ResponseAudioTimestampDeltaEvent
    | ResponseAudioTimestampDoneEvent
    | ResponseAudioTranscriptAnnotationAddedEvent
    | ResponseFileSearchCallSearchingEvent
    | ResponseFileSearchCallInProgressEvent
    | ResponseFileSearchCallCompletedEvent
    | ResponseWebSearchCallSearchingEvent
    | ResponseWebSearchCallInProgressEvent
    | ResponseWebSearchCallCompletedEvent
    | ResponseInvocationDeltaEvent
    | ResponseVideoDeltaEvent
    | SessionAvatarConnectingEvent
    | SessionAvatarSwitchToSpeakingEvent
    | SessionAvatarSwitchToIdleEvent
    | WarningEvent
    | ErrorEvent
    | ConversationCreatedEvent
    | ConversationItemAddedEvent
    | ConversationItemTruncatedEvent
    | ConversationItemDeletedEvent
    | ConversationItemInputAudioTranscriptionDeltaEvent
    | ConversationItemInputAudioTranscriptionSegmentEvent
    | ConversationItemInputAudioTranscriptionFailedEvent
    | InputAudioBufferCommittedEvent
    | InputAudioBufferClearedEvent
    | InputAudioBufferSpeechStartedEvent
    | InputAudioBufferSpeechStoppedEvent
    | InputAudioBufferTimeoutTriggeredEvent
    | InputAudioBufferDtmfEventReceivedEvent
    | OutputAudioBufferStartedEvent
    | OutputAudioBufferStoppedEvent
    | OutputAudioBufferClearedEvent
    | ResponseContentPartAddedEvent
    | ResponseContentPartDoneEvent
    | ResponseOutputTextDeltaEvent
    | ResponseOutputTextDoneEvent
    | ResponseOutputAudioTranscriptDeltaEvent
    | ResponseOutputAudioTranscriptDoneEvent
    | ResponseOutputAudioDeltaEvent
    | ResponseOutputAudioDoneEvent
    | ResponseFunctionCallArgumentsDeltaEvent
    | ResponseFunctionCallArgumentsDoneEvent
    | McpListToolsInProgressEvent
    | McpListToolsCompletedEvent
    | McpListToolsFailedEvent
    | ResponseMcpCallArgumentsDeltaEvent
    | ResponseMcpCallArgumentsDoneEvent
    | ResponseMcpCallInProgressEvent
    | ResponseMcpCallCompletedEvent
    | ResponseMcpCallFailedEvent
    | RateLimitsUpdatedEvent
    | UnknownEvent
)
"""Any event that the service sends. What is not known is an `UnknownEvent`."""

Event = ServerEvent | ClientEvent
"""Any event of either direction."""
