"""msgspec Structs, written by hand as a user of msgspec would: the fastest typed objects that other libraries have.

Every server event of the GA API, fully typed, with what servers send beyond the description (`obfuscation`, `phase`,
`reasoning_tokens`, a second `content`). The classes are as fast as msgspec makes them: members in the order in which
they come, no collector (`gc=False`), nothing forbidden. What they do not keep: unknown members, unknown events, the
difference between absent and null, and that between `1` and `1.0`.
"""

from typing import Any, Literal

import msgspec

from . import INSTRUCTIONS, ITEM_ID

NAME = "msgspec Structs by hand"
LOSES = ("1.0", "nulls", "unknown")


class Base(msgspec.Struct, gc=False, omit_defaults=True):
    pass


# Audio, tools and sessions


class AudioPCM(Base, tag="audio/pcm"):
    rate: int | None = None


class AudioPCMU(Base, tag="audio/pcmu"):
    pass


class AudioPCMA(Base, tag="audio/pcma"):
    pass


AudioFormat = AudioPCM | AudioPCMU | AudioPCMA


class Transcription(Base):
    model: str | None = None
    language: str | None = None
    languages: list[str] | None = None
    keywords: list[str] | None = None
    prompt: str | None = None
    delay: str | None = None


class NoiseReduction(Base):
    type: str | None = None
    strength: float | None = None


class ServerVad(Base, tag="server_vad"):
    threshold: float | None = None
    prefix_padding_ms: int | None = None
    silence_duration_ms: int | None = None
    idle_timeout_ms: int | None = None
    create_response: bool | None = None
    interrupt_response: bool | None = None


class SemanticVad(Base, tag="semantic_vad"):
    eagerness: str | None = None
    create_response: bool | None = None
    interrupt_response: bool | None = None


class AudioInput(Base):
    format: AudioFormat | None = None
    transcription: Transcription | None = None
    noise_reduction: NoiseReduction | None = None
    turn_detection: ServerVad | SemanticVad | None = None


class CustomVoice(Base):
    id: str


class AudioOutput(Base):
    format: AudioFormat | None = None
    voice: str | CustomVoice | None = None
    speed: float | None = None


class Audio(Base):
    input: AudioInput | None = None
    output: AudioOutput | None = None


class FunctionTool(Base, tag="function"):
    name: str | None = None
    description: str | None = None
    parameters: dict[str, Any] | None = None


class McpToolFilter(Base):
    tool_names: list[str] | None = None
    read_only: bool | None = None


class McpApproval(Base):
    always: McpToolFilter | None = None
    never: McpToolFilter | None = None


class McpTool(Base, tag="mcp"):
    server_label: str
    server_url: str | None = None
    connector_id: str | None = None
    tunnel_id: str | None = None
    authorization: str | None = None
    server_description: str | None = None
    headers: dict[str, str] | None = None
    allowed_tools: list[str] | McpToolFilter | None = None
    allowed_callers: list[str] | None = None
    require_approval: str | McpApproval | None = None
    defer_loading: bool | None = None


Tool = FunctionTool | McpTool


class ToolChoiceFunction(Base, tag="function"):
    name: str


class ToolChoiceMcp(Base, tag="mcp"):
    server_label: str
    name: str | None = None


class Tracing(Base):
    workflow_name: str | None = None
    group_id: str | None = None
    metadata: dict[str, Any] | None = None


class TokenLimits(Base):
    post_instructions: int | None = None


class RetentionRatio(Base, tag="retention_ratio"):
    retention_ratio: float
    token_limits: TokenLimits | None = None


class InputText(Base, tag="input_text"):
    text: str


class InputImage(Base, tag="input_image"):
    image_url: str | None = None
    file_id: str | None = None
    detail: str | None = None


class InputFile(Base, tag="input_file"):
    file_id: str | None = None
    filename: str | None = None
    file_data: str | None = None
    file_url: str | None = None
    detail: str | None = None


class Prompt(Base):
    id: str
    version: str | None = None
    variables: dict[str, str | InputText | InputImage | InputFile] | None = None


class Reasoning(Base):
    effort: str | None = None


class RealtimeSession(Base, tag="realtime"):
    object: str | None = None
    id: str | None = None
    model: str | None = None
    output_modalities: list[str] | None = None
    instructions: str | None = None
    tools: list[Tool] | None = None
    tool_choice: str | ToolChoiceFunction | ToolChoiceMcp | None = None
    max_output_tokens: int | Literal["inf"] | None = None
    tracing: str | Tracing | None = None
    truncation: str | RetentionRatio | None = None
    prompt: Prompt | None = None
    expires_at: int | None = None
    audio: Audio | None = None
    include: list[str] | None = None
    parallel_tool_calls: bool | None = None
    reasoning: Reasoning | None = None


class TranscriptionSession(Base, tag="transcription"):
    object: str | None = None
    id: str | None = None
    expires_at: int | None = None
    audio: Audio | None = None
    include: list[str] | None = None


Session = RealtimeSession | TranscriptionSession


# Items


class InputTextPart(Base, tag="input_text"):
    text: str | None = None


class InputAudioPart(Base, tag="input_audio"):
    audio: str | None = None
    transcript: str | None = None


class InputImagePart(Base, tag="input_image"):
    image_url: str | None = None
    detail: str | None = None


class OutputTextPart(Base, tag="output_text"):
    text: str | None = None


class OutputAudioPart(Base, tag="output_audio"):
    audio: str | None = None
    transcript: str | None = None


class TextPart(Base, tag="text"):
    text: str | None = None


class AudioPart(Base, tag="audio"):
    audio: str | None = None
    transcript: str | None = None


# What a message holds, and what `response.content_part.*` tell of.
Content = InputTextPart | InputAudioPart | InputImagePart | OutputTextPart | OutputAudioPart
Part = TextPart | AudioPart


class Message(Base, tag="message", kw_only=True):
    id: str | None = None
    object: str | None = None
    status: str | None = None
    role: Literal["system", "user", "assistant"]
    content: list[Content]
    phase: str | None = None


class FunctionCall(Base, tag="function_call", kw_only=True):
    id: str | None = None
    object: str | None = None
    status: str | None = None
    name: str
    call_id: str | None = None
    arguments: str


class FunctionCallOutput(Base, tag="function_call_output", kw_only=True):
    id: str | None = None
    object: str | None = None
    status: str | None = None
    call_id: str
    output: str


class McpApprovalRequest(Base, tag="mcp_approval_request"):
    id: str
    server_label: str
    name: str
    arguments: str


class McpApprovalResponse(Base, tag="mcp_approval_response"):
    id: str
    approval_request_id: str
    approve: bool
    reason: str | None = None


class ListedTool(Base, kw_only=True):
    name: str
    description: str | None = None
    input_schema: dict[str, Any]
    annotations: dict[str, Any] | None = None


class McpListTools(Base, tag="mcp_list_tools", kw_only=True):
    id: str | None = None
    server_label: str
    tools: list[ListedTool]


class McpProtocolError(Base, tag="protocol_error"):
    code: int
    message: str


class McpToolExecutionError(Base, tag="tool_execution_error"):
    message: str


class McpHTTPError(Base, tag="http_error"):
    code: int
    message: str


class McpCall(Base, tag="mcp_call"):
    id: str
    server_label: str
    name: str
    arguments: str
    approval_request_id: str | None = None
    output: str | None = None
    error: McpProtocolError | McpToolExecutionError | McpHTTPError | None = None


Item = Message | FunctionCall | FunctionCallOutput | McpApprovalRequest | McpApprovalResponse | McpListTools | McpCall


# Responses


class StatusError(Base):
    type: str | None = None
    code: str | None = None
    message: str | None = None


class StatusDetails(Base):
    type: str | None = None
    reason: str | None = None
    error: StatusError | None = None


class CachedTokensDetails(Base):
    text_tokens: int | None = None
    audio_tokens: int | None = None
    image_tokens: int | None = None


class InputTokenDetails(Base):
    text_tokens: int | None = None
    audio_tokens: int | None = None
    image_tokens: int | None = None
    cached_tokens: int | None = None
    cached_tokens_details: CachedTokensDetails | None = None


class OutputTokenDetails(Base):
    text_tokens: int | None = None
    audio_tokens: int | None = None
    reasoning_tokens: int | None = None


class Usage(Base):
    total_tokens: int | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    input_token_details: InputTokenDetails | None = None
    output_token_details: OutputTokenDetails | None = None


class Response(Base):
    object: str | None = None
    id: str | None = None
    status: str | None = None
    status_details: StatusDetails | None = None
    output: list[Item] | None = None
    conversation_id: str | None = None
    output_modalities: list[str] | None = None
    max_output_tokens: int | Literal["inf"] | None = None
    audio: Audio | None = None
    usage: Usage | None = None
    metadata: dict[str, str] | None = None


# Server events


class Event(Base):
    event_id: str


class ErrorBody(Base, kw_only=True):
    type: str
    code: str | None = None
    message: str
    param: str | None = None
    event_id: str | None = None


class Error(Event, tag="error"):
    error: ErrorBody


class SessionCreated(Event, tag="session.created"):
    session: Session


class SessionUpdated(Event, tag="session.updated"):
    session: Session


class ConversationBody(Base):
    id: str | None = None
    object: str | None = None


class ConversationCreated(Event, tag="conversation.created"):
    conversation: ConversationBody


class ConversationItemAdded(Event, tag="conversation.item.added", kw_only=True):
    previous_item_id: str | None = None
    item: Item


class ConversationItemCreated(Event, tag="conversation.item.created", kw_only=True):
    previous_item_id: str | None = None
    item: Item


class ConversationItemDone(Event, tag="conversation.item.done", kw_only=True):
    previous_item_id: str | None = None
    item: Item


class ConversationItemRetrieved(Event, tag="conversation.item.retrieved"):
    item: Item


class ConversationItemTruncated(Event, tag="conversation.item.truncated"):
    item_id: str
    content_index: int
    audio_end_ms: int


class ConversationItemDeleted(Event, tag="conversation.item.deleted"):
    item_id: str


class LogProb(Base):
    token: str
    logprob: float
    bytes: list[int]


class TranscriptionDelta(Event, tag="conversation.item.input_audio_transcription.delta"):
    item_id: str
    content_index: int | None = None
    delta: str | None = None
    logprobs: list[LogProb] | None = None
    obfuscation: str | None = None


class UsageInputTokenDetails(Base):
    text_tokens: int | None = None
    audio_tokens: int | None = None


class UsageTokens(Base, tag="tokens"):
    total_tokens: int
    input_tokens: int
    output_tokens: int
    input_token_details: UsageInputTokenDetails | None = None


class UsageDuration(Base, tag="duration"):
    seconds: float


class Language(Base):
    code: str


class TranscriptionCompleted(Event, tag="conversation.item.input_audio_transcription.completed"):
    item_id: str
    content_index: int
    transcript: str
    languages: list[Language] | None = None
    logprobs: list[LogProb] | None = None
    usage: UsageTokens | UsageDuration | None = None


class TranscriptionSegment(Event, tag="conversation.item.input_audio_transcription.segment"):
    item_id: str
    content_index: int
    text: str
    id: str
    speaker: str
    start: float
    end: float


class TranscriptionError(Base):
    type: str | None = None
    code: str | None = None
    message: str | None = None
    param: str | None = None


class TranscriptionFailed(Event, tag="conversation.item.input_audio_transcription.failed"):
    item_id: str
    content_index: int
    error: TranscriptionError


class InputAudioBufferCommitted(Event, tag="input_audio_buffer.committed", kw_only=True):
    previous_item_id: str | None = None
    item_id: str


class InputAudioBufferCleared(Event, tag="input_audio_buffer.cleared"):
    pass


class InputAudioBufferSpeechStarted(Event, tag="input_audio_buffer.speech_started"):
    audio_start_ms: int
    item_id: str


class InputAudioBufferSpeechStopped(Event, tag="input_audio_buffer.speech_stopped"):
    audio_end_ms: int
    item_id: str


class InputAudioBufferTimeoutTriggered(Event, tag="input_audio_buffer.timeout_triggered"):
    audio_start_ms: int
    audio_end_ms: int
    item_id: str


class InputAudioBufferDtmf(Base, tag="input_audio_buffer.dtmf_event_received"):
    event: str
    received_at: int


class OutputAudioBufferStarted(Event, tag="output_audio_buffer.started"):
    response_id: str


class OutputAudioBufferStopped(Event, tag="output_audio_buffer.stopped"):
    response_id: str


class OutputAudioBufferCleared(Event, tag="output_audio_buffer.cleared"):
    response_id: str


class ResponseCreated(Event, tag="response.created"):
    response: Response


class ResponseDone(Event, tag="response.done"):
    response: Response


class OutputItemAdded(Event, tag="response.output_item.added"):
    response_id: str
    output_index: int
    item: Item


class OutputItemDone(Event, tag="response.output_item.done"):
    response_id: str
    output_index: int
    item: Item


class ContentPartAdded(Event, tag="response.content_part.added"):
    response_id: str
    item_id: str
    output_index: int
    content_index: int
    part: Part
    content: Part | None = None


class ContentPartDone(Event, tag="response.content_part.done"):
    response_id: str
    item_id: str
    output_index: int
    content_index: int
    part: Part
    content: Part | None = None


class TextDelta(Event, tag="response.output_text.delta"):
    response_id: str
    item_id: str
    output_index: int
    content_index: int
    delta: str
    obfuscation: str | None = None


class TextDone(Event, tag="response.output_text.done"):
    response_id: str
    item_id: str
    output_index: int
    content_index: int
    text: str


class TranscriptDelta(Event, tag="response.output_audio_transcript.delta"):
    response_id: str
    item_id: str
    output_index: int
    content_index: int
    delta: str
    obfuscation: str | None = None


class TranscriptDone(Event, tag="response.output_audio_transcript.done"):
    response_id: str
    item_id: str
    output_index: int
    content_index: int
    transcript: str


class AudioDelta(Event, tag="response.output_audio.delta"):
    response_id: str
    item_id: str
    output_index: int
    content_index: int
    delta: str


class AudioDone(Event, tag="response.output_audio.done"):
    response_id: str
    item_id: str
    output_index: int
    content_index: int


class ArgumentsDelta(Event, tag="response.function_call_arguments.delta"):
    response_id: str
    item_id: str
    output_index: int
    call_id: str
    delta: str
    obfuscation: str | None = None


class ArgumentsDone(Event, tag="response.function_call_arguments.done"):
    response_id: str
    item_id: str
    output_index: int
    call_id: str
    name: str
    arguments: str


class McpListToolsInProgress(Event, tag="mcp_list_tools.in_progress"):
    item_id: str


class McpListToolsCompleted(Event, tag="mcp_list_tools.completed"):
    item_id: str


class McpListToolsFailed(Event, tag="mcp_list_tools.failed"):
    item_id: str


class McpArgumentsDelta(Event, tag="response.mcp_call_arguments.delta"):
    response_id: str
    item_id: str
    output_index: int
    delta: str
    obfuscation: str | None = None


class McpArgumentsDone(Event, tag="response.mcp_call_arguments.done"):
    response_id: str
    item_id: str
    output_index: int
    arguments: str


class McpCallInProgress(Event, tag="response.mcp_call.in_progress"):
    output_index: int
    item_id: str


class McpCallCompleted(Event, tag="response.mcp_call.completed"):
    output_index: int
    item_id: str


class McpCallFailed(Event, tag="response.mcp_call.failed"):
    output_index: int
    item_id: str


class RateLimit(Base):
    name: str | None = None
    limit: int | None = None
    remaining: int | None = None
    reset_seconds: float | None = None


class RateLimitsUpdated(Event, tag="rate_limits.updated"):
    rate_limits: list[RateLimit]


ServerEvent = (
    Error
    | SessionCreated
    | SessionUpdated
    | ConversationCreated
    | ConversationItemAdded
    | ConversationItemCreated
    | ConversationItemDone
    | ConversationItemRetrieved
    | ConversationItemTruncated
    | ConversationItemDeleted
    | TranscriptionDelta
    | TranscriptionCompleted
    | TranscriptionSegment
    | TranscriptionFailed
    | InputAudioBufferCommitted
    | InputAudioBufferCleared
    | InputAudioBufferSpeechStarted
    | InputAudioBufferSpeechStopped
    | InputAudioBufferTimeoutTriggered
    | InputAudioBufferDtmf
    | OutputAudioBufferStarted
    | OutputAudioBufferStopped
    | OutputAudioBufferCleared
    | ResponseCreated
    | ResponseDone
    | OutputItemAdded
    | OutputItemDone
    | ContentPartAdded
    | ContentPartDone
    | TextDelta
    | TextDone
    | TranscriptDelta
    | TranscriptDone
    | AudioDelta
    | AudioDone
    | ArgumentsDelta
    | ArgumentsDone
    | McpListToolsInProgress
    | McpListToolsCompleted
    | McpListToolsFailed
    | McpArgumentsDelta
    | McpArgumentsDone
    | McpCallInProgress
    | McpCallCompleted
    | McpCallFailed
    | RateLimitsUpdated
)


# Client events


class ItemReference(Base, tag="item_reference"):
    id: str


class ResponseParams(Base):
    output_modalities: list[str] | None = None
    instructions: str | None = None
    audio: Audio | None = None
    tools: list[Tool] | None = None
    tool_choice: str | ToolChoiceFunction | ToolChoiceMcp | None = None
    parallel_tool_calls: bool | None = None
    reasoning: Reasoning | None = None
    max_output_tokens: int | Literal["inf"] | None = None
    conversation: str | None = None
    metadata: dict[str, str] | None = None
    prompt: Prompt | None = None
    input: list[Item | ItemReference] | None = None


class ClientBase(Base):
    event_id: str | None = None


class SessionUpdate(ClientBase, tag="session.update", kw_only=True):
    session: Session


class InputAudioBufferAppend(ClientBase, tag="input_audio_buffer.append", kw_only=True):
    audio: str


class InputAudioBufferCommit(ClientBase, tag="input_audio_buffer.commit"):
    pass


class InputAudioBufferClear(ClientBase, tag="input_audio_buffer.clear"):
    pass


class OutputAudioBufferClear(ClientBase, tag="output_audio_buffer.clear"):
    pass


class ConversationItemCreate(ClientBase, tag="conversation.item.create", kw_only=True):
    previous_item_id: str | None = None
    item: Item


class ConversationItemRetrieve(ClientBase, tag="conversation.item.retrieve", kw_only=True):
    item_id: str


class ConversationItemTruncate(ClientBase, tag="conversation.item.truncate", kw_only=True):
    item_id: str
    content_index: int
    audio_end_ms: int


class ConversationItemDelete(ClientBase, tag="conversation.item.delete", kw_only=True):
    item_id: str


class ResponseCreate(ClientBase, tag="response.create"):
    response: ResponseParams | None = None


class ResponseCancel(ClientBase, tag="response.cancel"):
    response_id: str | None = None


ClientEvent = (
    SessionUpdate
    | InputAudioBufferAppend
    | InputAudioBufferCommit
    | InputAudioBufferClear
    | OutputAudioBufferClear
    | ConversationItemCreate
    | ConversationItemRetrieve
    | ConversationItemTruncate
    | ConversationItemDelete
    | ResponseCreate
    | ResponseCancel
)


# The interface

_decoder = msgspec.json.Decoder(ServerEvent)
decode = _decoder.decode
decode_lines = _decoder.decode_lines
plain = plain_made = to_dict = msgspec.to_builtins
encode = encode_client = msgspec.json.Encoder().encode


def client(payload: dict[str, Any]) -> Any:
    return msgspec.convert(payload, ClientEvent)


def evolve(obj: Any) -> Any:
    return msgspec.structs.replace(obj, item_id=ITEM_ID)


def evolve_session(obj: Any) -> Any:
    return msgspec.structs.replace(obj, instructions=INSTRUCTIONS)


def make_delta(members: dict[str, Any]) -> Any:
    return TextDelta(**members)


def make_update(session: dict[str, Any]) -> Any:
    sound = session["audio"]["input"]
    return SessionUpdate(
        session=RealtimeSession(
            instructions=session["instructions"],
            output_modalities=session["output_modalities"],
            audio=Audio(
                input=AudioInput(
                    format=AudioPCM(rate=24000),
                    turn_detection=ServerVad(create_response=True, interrupt_response=True),
                    transcription=Transcription(model=sound["transcription"]["model"]),
                ),
                output=AudioOutput(format=AudioPCM(rate=24000)),
            ),
            tools=[
                FunctionTool(name=tool["name"], description=tool["description"], parameters=tool["parameters"])
                for tool in session["tools"]
            ],
        )
    )


def append(audio: str) -> bytes:
    return encode_client(InputAudioBufferAppend(audio=audio))


class _Type(Base):
    type: str


_type_decoder = msgspec.json.Decoder(_Type)
read_type = _type_decoder.decode
read_types = _type_decoder.decode_lines
