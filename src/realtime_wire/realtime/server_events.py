"""What a server sends: the events, the small objects that only they hold, and the union of both directions.

An event class is named after its GA wire name. Names from before GA are further values of the same class's `type`.
Schemas of the public API description: `RealtimeServerEvent` and all that it lists.
"""

from typing import Literal

from realtime_wire._engine.calls import WithArguments
from realtime_wire._engine.model import Model, field, frozen
from realtime_wire._engine.places import AudioData, JsonWords, Nullable, Words
from realtime_wire._engine.sound import WithAudio
from realtime_wire._engine.unknown import Unknown, UnknownEvent
from realtime_wire._engine.values import array

from .client_events import ClientEvent
from .items import ContentPart, Item
from .responses import RealtimeResponse
from .session import AnyRealtimeSession

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
    "ResponseContentPartAddedEvent",
    "ResponseContentPartDoneEvent",
    "ResponseCreatedEvent",
    "ResponseDoneEvent",
    "ResponseFunctionCallArgumentsDeltaEvent",
    "ResponseFunctionCallArgumentsDoneEvent",
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
    "ServerEvent",
    "SessionCreatedEvent",
    "SessionUpdatedEvent",
    "TranscriptTextUsage",
    "TranscriptTextUsageDuration",
    "TranscriptTextUsageInputTokenDetails",
    "TranscriptTextUsageTokens",
    "TranscriptionLanguage",
]


# Errors


@frozen(kw_only=True)
class RealtimeError(Model):
    """What went wrong: the body of `ErrorEvent`. Schema `RealtimeServerEventError`, its `error`."""

    type: str | None = None
    """The class of fault, such as `invalid_request_error` (the client's) or `server_error`. Left out by some
    vendors."""

    code: Nullable[str] = None
    """The fault in the form for programs, such as `invalid_value`."""

    message: str
    """The fault in words for people."""

    param: Nullable[str] = None
    """The path of the request member at fault, such as `session.audio.output.speed`."""

    event_id: str | None = None
    """Which client event was at fault: its `event_id`. Null if it had none, or if no event was."""


@frozen(kw_only=True)
class ErrorEvent(Model):
    """Something failed, on either side; mostly the session stays usable. Schema `RealtimeServerEventError`.

    A failed response ends in `ResponseDoneEvent`, and a failed transcription of the user's speech has an event of its
    own, `ConversationItemInputAudioTranscriptionFailedEvent`.
    """

    type: Literal["error"] = "error"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; the client event at fault is named in `error`. Some servers send none."""

    error: RealtimeError | str
    """What went wrong. vLLM says it in a string; `message` has the words of either."""

    @property
    def message(self) -> str:
        """The fault in words for people, wherever the server has put them."""
        return self.error if isinstance(self.error, str) else self.error.message


# Session and conversation


@frozen(kw_only=True)
class SessionCreatedEvent(Model):
    """The first event of a connection, with the configuration that the session starts from.

    Schema `RealtimeServerEventSessionCreated`.
    """

    type: Literal["session.created", "transcription_session.created"] = "session.created"
    """The wire name of the event; the second is the one of transcription sessions before GA."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    session: AnyRealtimeSession | None = None
    """The whole session, server defaults included. vLLM sends an event without it."""


@frozen(kw_only=True)
class SessionUpdatedEvent(Model):
    """A `session.update` took effect; one that is refused is answered by an `ErrorEvent`.

    Schema `RealtimeServerEventSessionUpdated`.
    """

    type: Literal["session.updated", "transcription_session.updated"] = "session.updated"
    """The wire name of the event; the second is the one of transcription sessions before GA."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    session: AnyRealtimeSession
    """The whole session as it is now, not only what changed."""


@frozen(kw_only=True)
class Conversation(Model):
    """The history that responses are made from. Schema `RealtimeServerEventConversationCreated`, its `conversation`."""

    id: str | None = None
    """The id of the conversation."""

    object: Literal["realtime.conversation"] | str | None = None
    """The kind of object, `realtime.conversation`."""


@frozen(kw_only=True)
class ConversationCreatedEvent(Model):
    """The session's conversation exists; comes right after `session.created` from the servers that send it.

    Schema `RealtimeServerEventConversationCreated`.
    """

    type: Literal["conversation.created"] = "conversation.created"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    conversation: Conversation
    """The new, empty conversation."""


# Items of the conversation


@frozen(kw_only=True)
class ConversationItemAddedEvent(Model):
    """An item joined the conversation: the client's, committed speech, or one that the model begins to write.

    An item of the model has no content yet, its `status` is `in_progress`. Audio data is left out: ask for it with
    `conversation.item.retrieve`. Schema `RealtimeServerEventConversationItemAdded`.
    """

    type: Literal["conversation.item.added"] = "conversation.item.added"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    previous_item_id: Nullable[str] = None
    """The item before this one; null if this is the first."""

    item: Item
    """The item as it is so far."""


@frozen(kw_only=True)
class ConversationItemCreatedEvent(Model):
    """An item joined the conversation, as servers from before GA say it.

    GA servers send `conversation.item.added` and `conversation.item.done`.
    Schema `RealtimeServerEventConversationItemCreated`.
    """

    type: Literal["conversation.item.created"] = "conversation.item.created"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    previous_item_id: Nullable[str] = None
    """The item before this one; null if this is the first."""

    item: Item
    """The item as it is so far."""


@frozen(kw_only=True)
class ConversationItemDoneEvent(Model):
    """An item is final: nothing more will be written to it.

    It is whole but for audio data: ask for that with `conversation.item.retrieve`.
    Schema `RealtimeServerEventConversationItemDone`.
    """

    type: Literal["conversation.item.done"] = "conversation.item.done"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    previous_item_id: Nullable[str] = None
    """The item before this one; null if this is the first."""

    item: Item
    """The final item."""


@frozen(kw_only=True)
class ConversationItemRetrievedEvent(Model):
    """The answer to `conversation.item.retrieve`. Schema `RealtimeServerEventConversationItemRetrieved`."""

    type: Literal["conversation.item.retrieved"] = "conversation.item.retrieved"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    item: Item
    """The item as the server holds it, with its audio (the user's after noise reduction and turn detection)."""


@frozen(kw_only=True)
class ConversationItemTruncatedEvent(Model):
    """The answer to `conversation.item.truncate`: a message of the model now ends where its playback was cut.

    The server drops the transcript of the message as well, so that the history holds no text that nobody heard.
    Schema `RealtimeServerEventConversationItemTruncated`.
    """

    type: Literal["conversation.item.truncated"] = "conversation.item.truncated"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    item_id: str
    """The assistant message that was cut."""

    content_index: int
    """Place of the cut part in the `content` of the item, from 0."""

    audio_end_ms: int
    """How much of the part's audio is left, in milliseconds from its start."""


@frozen(kw_only=True)
class ConversationItemDeletedEvent(Model):
    """The answer to `conversation.item.delete`: the item has left the conversation.

    Schema `RealtimeServerEventConversationItemDeleted`.
    """

    type: Literal["conversation.item.deleted"] = "conversation.item.deleted"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    item_id: str
    """The item that is gone."""


# Transcription of the user's speech


@frozen(kw_only=True)
class LogProbProperties(Model):
    """How likely a token of a transcript was. Schema `LogProbProperties`."""

    token: str
    """The token as text."""

    logprob: float
    """The natural logarithm of its probability: 0 is certain, the lower the less likely."""

    bytes: tuple[int, ...] = field(converter=array)
    """The token in UTF-8, a number from 0 to 255 for each byte; a character can be spread over several tokens."""


@frozen(kw_only=True)
class TranscriptionLanguage(Model):
    """A language that was heard in the user's speech. Schema `TranscriptionLanguage`."""

    code: str
    """The code of the language, such as `en`."""


@frozen(kw_only=True)
class TranscriptTextUsageInputTokenDetails(Model):
    """The input tokens of a transcription by kind. Schema `TranscriptTextUsageTokens`, its `input_token_details`."""

    text_tokens: int | None = None
    """Input tokens that were text, such as the transcription prompt."""

    audio_tokens: int | None = None
    """Input tokens that were audio."""


@frozen(kw_only=True)
class TranscriptTextUsageTokens(Model):
    """What a transcription cost, for models billed by tokens. Schema `TranscriptTextUsageTokens`."""

    type: Literal["tokens"] = "tokens"
    """The unit of billing."""

    input_tokens: int
    """Tokens that the transcription model read."""

    input_token_details: TranscriptTextUsageInputTokenDetails | None = None
    """Those tokens by kind."""

    output_tokens: int
    """Tokens that it wrote."""

    total_tokens: int
    """Both together."""


@frozen(kw_only=True)
class TranscriptTextUsageDuration(Model):
    """What a transcription cost, for models billed by time. Schema `TranscriptTextUsageDuration`."""

    type: Literal["duration"] = "duration"
    """The unit of billing."""

    seconds: float
    """Length of the audio, in seconds."""


TranscriptTextUsage = TranscriptTextUsageTokens | TranscriptTextUsageDuration | Unknown
"""What a transcription cost, at the prices of the transcription model."""


@frozen(kw_only=True)
class InputAudioTranscriptionError(Model):
    """Why the user's speech was not transcribed.

    Schema `RealtimeServerEventConversationItemInputAudioTranscriptionFailed`, its `error`.
    """

    type: str | None = None
    """The class of fault."""

    code: Nullable[str] = None
    """The fault in the form for programs."""

    message: str | None = None
    """The fault in words for people."""

    param: Nullable[str] = None
    """The path of the request member at fault."""


@frozen(kw_only=True)
class ConversationItemInputAudioTranscriptionDeltaEvent(Model):
    """A piece of the transcript of the user's speech.

    Schema `RealtimeServerEventConversationItemInputAudioTranscriptionDelta`.
    """

    type: Literal["conversation.item.input_audio_transcription.delta"] = (
        "conversation.item.input_audio_transcription.delta"
    )
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    item_id: str
    """The user message that holds the audio."""

    content_index: int | None = None
    """Place of the audio part in the `content` of the item, from 0."""

    delta: Words | None = None
    """The text to append."""

    logprobs: Nullable[tuple[LogProbProperties, ...]] = field(default=None, converter=array)
    """Likelihood of each token, if `item.input_audio_transcription.logprobs` is in the session's `include`."""

    obfuscation: str | None = None
    """Random characters that even out the size of frames, against eavesdroppers; no part of the text."""


@frozen(kw_only=True)
class ConversationItemInputAudioTranscriptionCompletedEvent(Model):
    """The whole transcript of one turn of the user's speech.

    A separate model makes it, at its own pace: it can come before, between or after the events of the response, and
    can differ from what the speech model understood. Schema
    `RealtimeServerEventConversationItemInputAudioTranscriptionCompleted`.
    """

    type: Literal["conversation.item.input_audio_transcription.completed"] = (
        "conversation.item.input_audio_transcription.completed"
    )
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    item_id: str
    """The user message that holds the audio."""

    content_index: int | None = None
    """Place of the audio part in the `content` of the item, from 0. Servers that only transcribe leave it out."""

    transcript: Words
    """What the user said."""

    languages: tuple[TranscriptionLanguage, ...] | None = field(default=None, converter=array)
    """The languages heard, from `gpt-transcribe`; empty if none was recognised with confidence."""

    logprobs: Nullable[tuple[LogProbProperties, ...]] = field(default=None, converter=array)
    """Likelihood of each token, if `item.input_audio_transcription.logprobs` is in the session's `include`."""

    usage: Nullable[TranscriptTextUsage] = None
    """What the transcription cost, billed apart from the response. Azure Voice Live and xAI send none."""


@frozen(kw_only=True)
class ConversationItemInputAudioTranscriptionSegmentEvent(Model):
    """A stretch of the user's audio in which one speaker speaks, from models that tell speakers apart.

    Schema `RealtimeServerEventConversationItemInputAudioTranscriptionSegment`.
    """

    type: Literal["conversation.item.input_audio_transcription.segment"] = (
        "conversation.item.input_audio_transcription.segment"
    )
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    item_id: str
    """The user message that holds the audio."""

    content_index: int | None = None
    """Place of the audio part in the `content` of the item, from 0. Servers that only transcribe leave it out."""

    text: Words
    """What was said in the segment."""

    id: str | None = None
    """The id of the segment."""

    speaker: Nullable[str] = None
    """The label that the model gave to the speaker. None where a server does not tell speakers apart."""

    start: float | None = None
    """Where the segment begins, in seconds. LocalAI leaves out what is 0, as in the first segment of a turn."""

    end: float | None = None
    """Where the segment ends, in seconds. LocalAI leaves out what is 0."""


@frozen(kw_only=True)
class ConversationItemInputAudioTranscriptionFailedEvent(Model):
    """The user's speech could not be transcribed; the conversation goes on without a transcript.

    Schema `RealtimeServerEventConversationItemInputAudioTranscriptionFailed`.
    """

    type: Literal["conversation.item.input_audio_transcription.failed"] = (
        "conversation.item.input_audio_transcription.failed"
    )
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    item_id: str
    """The user message that holds the audio."""

    content_index: int | None = None
    """Place of the audio part in the `content` of the item, from 0. Servers that only transcribe leave it out."""

    error: InputAudioTranscriptionError
    """What went wrong."""


# The input audio buffer


@frozen(kw_only=True)
class InputAudioBufferCommittedEvent(Model):
    """The buffered audio becomes a user message, by the client's commit or by turn detection.

    The item itself comes in an event of its own. Schema `RealtimeServerEventInputAudioBufferCommitted`.
    """

    type: Literal["input_audio_buffer.committed"] = "input_audio_buffer.committed"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    previous_item_id: Nullable[str] = None
    """The item that the new one is put after; null if it is the first."""

    item_id: str | None = None
    """The user message that will hold the audio. Left out by test servers such as aimock."""


@frozen(kw_only=True)
class InputAudioBufferClearedEvent(Model):
    """The answer to `input_audio_buffer.clear`: uncommitted audio was thrown away.

    Schema `RealtimeServerEventInputAudioBufferCleared`.
    """

    type: Literal["input_audio_buffer.cleared"] = "input_audio_buffer.cleared"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""


@frozen(kw_only=True)
class InputAudioBufferSpeechStartedEvent(Model):
    """Turn detection hears the user begin to speak: the moment to stop playback.

    Schema `RealtimeServerEventInputAudioBufferSpeechStarted`.
    """

    type: Literal["input_audio_buffer.speech_started"] = "input_audio_buffer.speech_started"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    audio_start_ms: int | None = None
    """Where the turn's audio begins, `prefix_padding_ms` included: milliseconds of all audio sent in the session. Left
    out by servers that only transcribe, and by gateways in front of them."""

    item_id: str
    """The user message that will hold the speech; `input_audio_buffer.speech_stopped` names the same, unless the
    client commits by itself before that."""


@frozen(kw_only=True)
class InputAudioBufferSpeechStoppedEvent(Model):
    """Turn detection finds that the user has finished; the audio is committed next.

    Schema `RealtimeServerEventInputAudioBufferSpeechStopped`.
    """

    type: Literal["input_audio_buffer.speech_stopped"] = "input_audio_buffer.speech_stopped"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    audio_end_ms: int | None = None
    """Where the turn's audio ends, the silence that ended it included: milliseconds of the session's audio. Left out by
    servers that only transcribe, and by gateways in front of them."""

    item_id: str
    """The user message that will hold the speech."""


@frozen(kw_only=True)
class InputAudioBufferTimeoutTriggeredEvent(Model):
    """The user stayed silent for `idle_timeout_ms` after the last response, so the model is asked to go on.

    The silence is committed as a user message, and a response follows. The model may hear in it what turn detection
    took for silence. Schema `RealtimeServerEventInputAudioBufferTimeoutTriggered`.
    """

    type: Literal["input_audio_buffer.timeout_triggered"] = "input_audio_buffer.timeout_triggered"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    audio_start_ms: int
    """Where the silence begins, after playback of the last response: milliseconds of audio written to the buffer."""

    audio_end_ms: int
    """Where it ends, when the timeout struck: milliseconds of audio written to the buffer."""

    item_id: str
    """The user message that will hold the silence."""


@frozen(kw_only=True)
class InputAudioBufferDtmfEventReceivedEvent(Model):
    """The caller pressed a key of the telephone; over SIP only.

    Schema `RealtimeServerEventInputAudioBufferDtmfEventReceived`.
    """

    type: Literal["input_audio_buffer.dtmf_event_received"] = "input_audio_buffer.dtmf_event_received"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; the published description has none here."""

    event: str
    """The key: `0` to `9`, `*`, `#`, or `A` to `D`."""

    received_at: int
    """When the server received it, in seconds since the epoch."""


# The output audio buffer


@frozen(kw_only=True)
class OutputAudioBufferStartedEvent(Model):
    """The server begins to stream a response's audio; over WebRTC and SIP only.

    Comes after the audio part's `response.content_part.added`. Schema `RealtimeServerEventOutputAudioBufferStarted`.
    """

    type: Literal["output_audio_buffer.started"] = "output_audio_buffer.started"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    response_id: str
    """The response that the audio is of."""


@frozen(kw_only=True)
class OutputAudioBufferStoppedEvent(Model):
    """All of a response's audio has been streamed; over WebRTC and SIP only.

    Comes after `response.done`, as audio is generated faster than it is played.
    Schema `RealtimeServerEventOutputAudioBufferStopped`.
    """

    type: Literal["output_audio_buffer.stopped"] = "output_audio_buffer.stopped"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    response_id: str
    """The response that the audio is of."""


@frozen(kw_only=True)
class OutputAudioBufferClearedEvent(Model):
    """Audio that was not yet streamed was thrown away; over WebRTC and SIP only.

    The user interrupted, or the client sent `output_audio_buffer.clear`.
    Schema `RealtimeServerEventOutputAudioBufferCleared`.
    """

    type: Literal["output_audio_buffer.cleared"] = "output_audio_buffer.cleared"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    response_id: str | None = None
    """The response that the audio is of. Azure Voice Live leaves it out."""


# Responses


@frozen(kw_only=True)
class ResponseCreatedEvent(Model):
    """The model begins a response: its first event. Schema `RealtimeServerEventResponseCreated`."""

    type: Literal["response.created"] = "response.created"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    response: RealtimeResponse
    """The response, still empty, with `status` `in_progress`."""


@frozen(kw_only=True)
class ResponseDoneEvent(Model):
    """A response is over, whether it was completed, cancelled, cut short or failed: its last event.

    Schema `RealtimeServerEventResponseDone`.
    """

    type: Literal["response.done"] = "response.done"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    response: RealtimeResponse
    """The whole response, with the outcome in `status` and all items but their audio data."""


@frozen(kw_only=True)
class ResponseOutputItemAddedEvent(Model):
    """A response begins a new item: a message or a call. Schema `RealtimeServerEventResponseOutputItemAdded`."""

    type: Literal["response.output_item.added"] = "response.output_item.added"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    response_id: str
    """The response that the item is of."""

    output_index: int | None = None
    """Place of the item in the `output` of the response, from 0. xAI describes such events without it."""

    item: Item
    """The item, still without content."""


@frozen(kw_only=True)
class ResponseOutputItemDoneEvent(Model):
    """An item of a response is written, or was broken off with the response.

    Schema `RealtimeServerEventResponseOutputItemDone`.
    """

    type: Literal["response.output_item.done"] = "response.output_item.done"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    response_id: str
    """The response that the item is of."""

    output_index: int | None = None
    """Place of the item in the `output` of the response, from 0. xAI describes such events without it."""

    item: Item
    """The item as it ended; `status` tells whether it is whole."""


@frozen(kw_only=True)
class ResponseContentPartAddedEvent(Model):
    """A message of a response begins a new content part. Schema `RealtimeServerEventResponseContentPartAdded`."""

    type: Literal["response.content_part.added"] = "response.content_part.added"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    response_id: str
    """The response that the message is of."""

    item_id: str
    """The message that the part is added to."""

    output_index: int | None = None
    """Place of the message in the `output` of the response, from 0. xAI describes such events without it."""

    content_index: int | None = None
    """Place of the part in the `content` of the message, from 0. xAI describes such events without it."""

    part: ContentPart
    """The part, still empty. Its type here is `text` or `audio`, where items say `output_text` or `output_audio`."""

    content: ContentPart | None = None
    """The part once more: Azure OpenAI sends it under this name as well."""


@frozen(kw_only=True)
class ResponseContentPartDoneEvent(Model):
    """A content part of a message is written, or was broken off with the response.

    Schema `RealtimeServerEventResponseContentPartDone`.
    """

    type: Literal["response.content_part.done"] = "response.content_part.done"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    response_id: str
    """The response that the message is of."""

    item_id: str
    """The message that the part is in."""

    output_index: int | None = None
    """Place of the message in the `output` of the response, from 0. xAI describes such events without it."""

    content_index: int | None = None
    """Place of the part in the `content` of the message, from 0. xAI describes such events without it."""

    part: ContentPart | None = None
    """The part as it ended, without audio data. Its type here is `text` or `audio`. xAI sends none."""

    content: ContentPart | None = None
    """The part once more: Azure OpenAI sends it under this name as well."""


# Text and audio of a response


@frozen(kw_only=True)
class ResponseOutputTextDeltaEvent(Model):
    """A piece of the text that the model writes. Schema `RealtimeServerEventResponseTextDelta`."""

    type: Literal["response.output_text.delta", "response.text.delta"] = "response.output_text.delta"
    """The wire name of the event; the second is the one from before GA."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    response_id: str
    """The response that the message is of."""

    item_id: str
    """The message that the text is in."""

    output_index: int | None = None
    """Place of the message in the `output` of the response, from 0. xAI describes such events without it."""

    content_index: int | None = None
    """Place of the text part in the `content` of the message, from 0. xAI describes such events without it."""

    delta: Words
    """The text to append."""

    obfuscation: str | None = None
    """Random characters that even out the size of frames, against eavesdroppers; no part of the text."""


@frozen(kw_only=True)
class ResponseOutputTextDoneEvent(Model):
    """The text that the model wrote in one part, whole, or as far as it got when the response was broken off.

    Schema `RealtimeServerEventResponseTextDone`.
    """

    type: Literal["response.output_text.done", "response.text.done"] = "response.output_text.done"
    """The wire name of the event; the second is the one from before GA."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    response_id: str
    """The response that the message is of."""

    item_id: str
    """The message that the text is in."""

    output_index: int | None = None
    """Place of the message in the `output` of the response, from 0. xAI describes such events without it."""

    content_index: int | None = None
    """Place of the text part in the `content` of the message, from 0. xAI describes such events without it."""

    text: Words
    """All deltas joined."""


@frozen(kw_only=True)
class ResponseOutputAudioTranscriptDeltaEvent(Model):
    """A piece of the transcript of what the model says. Schema `RealtimeServerEventResponseAudioTranscriptDelta`."""

    type: Literal["response.output_audio_transcript.delta", "response.audio_transcript.delta"] = (
        "response.output_audio_transcript.delta"
    )
    """The wire name of the event; the second is the one from before GA."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    response_id: str
    """The response that the message is of."""

    item_id: str
    """The message that the speech is in."""

    output_index: int | None = None
    """Place of the message in the `output` of the response, from 0. xAI describes such events without it."""

    content_index: int | None = None
    """Place of the audio part in the `content` of the message, from 0. xAI describes such events without it."""

    delta: Words
    """The text to append."""

    obfuscation: str | None = None
    """Random characters that even out the size of frames, against eavesdroppers; no part of the text."""


@frozen(kw_only=True)
class ResponseOutputAudioTranscriptDoneEvent(Model):
    """The transcript of what the model said in one part, whole, or as far as it got when the response was broken off.

    Schema `RealtimeServerEventResponseAudioTranscriptDone`.
    """

    type: Literal["response.output_audio_transcript.done", "response.audio_transcript.done"] = (
        "response.output_audio_transcript.done"
    )
    """The wire name of the event; the second is the one from before GA."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    response_id: str
    """The response that the message is of."""

    item_id: str
    """The message that the speech is in."""

    output_index: int | None = None
    """Place of the message in the `output` of the response, from 0. xAI describes such events without it."""

    content_index: int | None = None
    """Place of the audio part in the `content` of the message, from 0. xAI describes such events without it."""

    transcript: Words | None = None
    """All deltas joined. xAI describes the event without it."""


@frozen(kw_only=True)
class ResponseOutputAudioDeltaEvent(WithAudio):
    """A piece of the model's speech. Schema `RealtimeServerEventResponseAudioDelta`."""

    type: Literal["response.output_audio.delta", "response.audio.delta"] = "response.output_audio.delta"
    """The wire name of the event; the second is the one from before GA."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    response_id: str
    """The response that the message is of."""

    item_id: str
    """The message that the speech is in."""

    output_index: int | None = None
    """Place of the message in the `output` of the response, from 0. xAI describes such events without it."""

    content_index: int | None = None
    """Place of the audio part in the `content` of the message, from 0. xAI describes such events without it."""

    delta: AudioData
    """The audio to append, base64, in the session's output format."""


@frozen(kw_only=True)
class ResponseOutputAudioDoneEvent(Model):
    """The speech of one part is complete, or was broken off with the response; the deltas held all of it.

    Schema `RealtimeServerEventResponseAudioDone`.
    """

    type: Literal["response.output_audio.done", "response.audio.done"] = "response.output_audio.done"
    """The wire name of the event; the second is the one from before GA."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    response_id: str
    """The response that the message is of."""

    item_id: str
    """The message that the speech is in."""

    output_index: int | None = None
    """Place of the message in the `output` of the response, from 0. xAI describes such events without it."""

    content_index: int | None = None
    """Place of the audio part in the `content` of the message, from 0. xAI describes such events without it."""


# Function calls of a response


@frozen(kw_only=True)
class ResponseFunctionCallArgumentsDeltaEvent(Model):
    """A piece of the arguments of a function call. Schema `RealtimeServerEventResponseFunctionCallArgumentsDelta`."""

    type: Literal["response.function_call_arguments.delta"] = "response.function_call_arguments.delta"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    response_id: str
    """The response that the call is of."""

    item_id: str
    """The function call item."""

    output_index: int | None = None
    """Place of the item in the `output` of the response, from 0. xAI sends none."""

    call_id: str
    """The id of the call, which its output has to name."""

    delta: Words
    """The JSON text to append; not JSON by itself."""

    obfuscation: str | None = None
    """Random characters that even out the size of frames, against eavesdroppers; no part of the arguments."""


@frozen(kw_only=True)
class ResponseFunctionCallArgumentsDoneEvent(WithArguments):
    """The arguments of a function call are complete, or were broken off with the response.

    Schema `RealtimeServerEventResponseFunctionCallArgumentsDone`.
    """

    type: Literal["response.function_call_arguments.done"] = "response.function_call_arguments.done"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    response_id: str
    """The response that the call is of."""

    item_id: str
    """The function call item."""

    output_index: int | None = None
    """Place of the item in the `output` of the response, from 0. xAI describes such events without it."""

    call_id: str
    """The id of the call, which its output has to name."""

    name: str | None = None
    """The function to call. It was not there before GA, and some servers still leave it out; the item of the call has
    it."""

    arguments: JsonWords
    """All deltas joined: JSON text, which the model wrote and nobody has checked."""


# MCP tools and calls


@frozen(kw_only=True)
class McpListToolsInProgressEvent(Model):
    """An MCP server is being asked for its tools. Schema `RealtimeServerEventMCPListToolsInProgress`."""

    type: Literal["mcp_list_tools.in_progress"] = "mcp_list_tools.in_progress"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    item_id: str
    """The item that will list the tools."""


@frozen(kw_only=True)
class McpListToolsCompletedEvent(Model):
    """An MCP server has listed its tools, and they can be used. Schema `RealtimeServerEventMCPListToolsCompleted`."""

    type: Literal["mcp_list_tools.completed"] = "mcp_list_tools.completed"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    item_id: str
    """The item that lists the tools."""


@frozen(kw_only=True)
class McpListToolsFailedEvent(Model):
    """An MCP server did not list its tools, so it has none to use. Schema `RealtimeServerEventMCPListToolsFailed`."""

    type: Literal["mcp_list_tools.failed"] = "mcp_list_tools.failed"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    item_id: str
    """The item that was to list the tools."""


@frozen(kw_only=True)
class ResponseMcpCallArgumentsDeltaEvent(Model):
    """A piece of the arguments of a call to an MCP tool. Schema `RealtimeServerEventResponseMCPCallArgumentsDelta`."""

    type: Literal["response.mcp_call_arguments.delta"] = "response.mcp_call_arguments.delta"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    response_id: str
    """The response that the call is of."""

    item_id: str
    """The MCP call item."""

    output_index: int | None = None
    """Place of the item in the `output` of the response, from 0. xAI describes such events without it."""

    delta: Words
    """The JSON text to append; not JSON by itself."""

    obfuscation: str | None = None
    """Random characters that even out the size of frames, against eavesdroppers; no part of the arguments."""


@frozen(kw_only=True)
class ResponseMcpCallArgumentsDoneEvent(WithArguments):
    """The arguments of a call to an MCP tool are complete. Schema `RealtimeServerEventResponseMCPCallArgumentsDone`."""

    type: Literal["response.mcp_call_arguments.done"] = "response.mcp_call_arguments.done"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    response_id: str
    """The response that the call is of."""

    item_id: str
    """The MCP call item."""

    output_index: int | None = None
    """Place of the item in the `output` of the response, from 0. xAI describes such events without it."""

    arguments: JsonWords
    """All deltas joined: JSON text, which the model wrote and nobody has checked."""


@frozen(kw_only=True)
class ResponseMcpCallInProgressEvent(Model):
    """The server calls an MCP tool. Schema `RealtimeServerEventResponseMCPCallInProgress`."""

    type: Literal["response.mcp_call.in_progress"] = "response.mcp_call.in_progress"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    output_index: int | None = None
    """Place of the item in the `output` of the response, from 0. xAI describes such events without it."""

    item_id: str
    """The MCP call item."""


@frozen(kw_only=True)
class ResponseMcpCallCompletedEvent(Model):
    """A call to an MCP tool is done; its item has the output. Schema `RealtimeServerEventResponseMCPCallCompleted`."""

    type: Literal["response.mcp_call.completed"] = "response.mcp_call.completed"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    output_index: int | None = None
    """Place of the item in the `output` of the response, from 0. xAI describes such events without it."""

    item_id: str
    """The MCP call item."""


@frozen(kw_only=True)
class ResponseMcpCallFailedEvent(Model):
    """A call to an MCP tool failed; its item has the error. Schema `RealtimeServerEventResponseMCPCallFailed`."""

    type: Literal["response.mcp_call.failed"] = "response.mcp_call.failed"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    output_index: int | None = None
    """Place of the item in the `output` of the response, from 0. xAI describes such events without it."""

    item_id: str
    """The MCP call item."""


# Rate limits


@frozen(kw_only=True)
class RateLimit(Model):
    """One limit, and how much of it is left. Schema `RealtimeServerEventRateLimitsUpdated`, within `rate_limits`."""

    name: Literal["requests", "tokens"] | str | None = None
    """What is counted."""

    limit: int | None = None
    """The most that may be used before the limit resets."""

    remaining: int | None = None
    """What is left of it."""

    reset_seconds: float | None = None
    """Time until the limit resets, in seconds."""


@frozen(kw_only=True)
class RateLimitsUpdatedEvent(Model):
    """The limits at the start of a response, with its output tokens reserved; corrected once it is over.

    Schema `RealtimeServerEventRateLimitsUpdated`.
    """

    type: Literal["rate_limits.updated"] = "rate_limits.updated"
    """The wire name of the event."""

    event_id: str | None = None
    """The id of this event; some servers send none."""

    rate_limits: tuple[RateLimit, ...] = field(converter=array)
    """The limits."""


ServerEvent = (
    ErrorEvent
    | SessionCreatedEvent
    | SessionUpdatedEvent
    | ConversationCreatedEvent
    | ConversationItemAddedEvent
    | ConversationItemCreatedEvent
    | ConversationItemDoneEvent
    | ConversationItemRetrievedEvent
    | ConversationItemTruncatedEvent
    | ConversationItemDeletedEvent
    | ConversationItemInputAudioTranscriptionDeltaEvent
    | ConversationItemInputAudioTranscriptionCompletedEvent
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
    | ResponseCreatedEvent
    | ResponseDoneEvent
    | ResponseOutputItemAddedEvent
    | ResponseOutputItemDoneEvent
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
"""Any event that a server sends. What is not known is an `UnknownEvent`."""

Event = ServerEvent | ClientEvent
"""Any event of either direction; what `decode` returns if it is not told otherwise."""
