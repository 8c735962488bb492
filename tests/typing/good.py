"""A user's program in which strict checkers find nothing; it also runs.

The annotations of its classes are read when it runs, so they are no strings.
"""

import io
from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeAlias

from attrs import evolve, frozen
from cattrs import Converter
from typing_extensions import assert_never, assert_type

import realtime_wire as rw
from realtime_wire import REALTIME, Decoder, ResponseDoneEvent, UnknownEvent, decode, translation
from realtime_wire.conversation import Conversation, Response
from realtime_wire.realtime import ErrorEvent
from realtime_wire.translation import SessionClosedEvent

FRAME = b'{"type":"response.output_text.delta","response_id":"r","item_id":"i","output_index":0,"content_index":0,"delta":"Hi"}'


def receive(frames: list[bytes]) -> Iterator[str]:
    for frame in frames:
        event = rw.decode(frame, rw.ServerEvent)
        assert_type(event, rw.ServerEvent)
        match event:
            case rw.ResponseOutputTextDeltaEvent(delta=delta) | rw.ResponseOutputAudioTranscriptDeltaEvent(delta=delta):
                assert_type(delta, str)
                yield delta
            case rw.ResponseDoneEvent(response=response):
                for item in response.output or ():
                    yield describe_item(item)
            case rw.ErrorEvent(error=rw.RealtimeError(message=message)):
                yield message
            case rw.ErrorEvent():
                yield event.message
            case rw.UnknownEvent():
                yield event.type or "?"
            case _:
                yield event.type


def describe_item(item: rw.Item) -> str:  # noqa: PLR0911  one for each kind
    match item:
        case rw.RealtimeConversationItemMessageSystem() | rw.RealtimeConversationItemMessageUser():
            return "".join(describe_part(part) for part in item.content or ())
        case rw.RealtimeConversationItemMessageAssistant(content=content):
            return "".join(describe_part(part) for part in content or ())
        case rw.RealtimeConversationItemFunctionCall(name=name, arguments=arguments):
            return f"{name}({arguments})"
        case rw.RealtimeConversationItemFunctionCallOutput(output=output):
            return output or ""
        case rw.RealtimeMCPApprovalRequest(name=name) | rw.RealtimeMCPToolCall(name=name):
            return name
        case rw.RealtimeMCPApprovalResponse(approve=approve):
            return "yes" if approve else "no"
        case rw.RealtimeMCPListTools(tools=tools):
            return ", ".join(tool.name for tool in tools or ())
        case rw.ResponseItemReference(id=id_):
            return id_
        case rw.Unknown(raw=raw):
            assert_type(raw, Mapping[str, Any])
            return str(raw.get("type"))
    assert_never(item)


def describe_part(part: rw.ContentPart) -> str:
    match part:
        case rw.InputTextPart(text=text) | rw.OutputTextPart(text=text):
            return text or ""
        case rw.InputAudioPart(transcript=transcript) | rw.OutputAudioPart(transcript=transcript):
            return transcript or ""
        case rw.InputImagePart() | rw.ItemReferencePart() | rw.Unknown():
            return ""
        case _:
            assert_never(part)


def handle(event: rw.ServerEvent) -> str:
    """Name every event of the API: a new one is found by the checker."""
    match event:
        case rw.ErrorEvent():
            return "fault"
        case (
            rw.SessionCreatedEvent()
            | rw.SessionUpdatedEvent()
            | rw.ConversationCreatedEvent()
            | rw.ConversationItemAddedEvent()
            | rw.ConversationItemCreatedEvent()
            | rw.ConversationItemDoneEvent()
            | rw.ConversationItemRetrievedEvent()
            | rw.ConversationItemTruncatedEvent()
            | rw.ConversationItemDeletedEvent()
            | rw.RateLimitsUpdatedEvent()
        ):
            return "state"
        case (
            rw.ConversationItemInputAudioTranscriptionDeltaEvent()
            | rw.ConversationItemInputAudioTranscriptionCompletedEvent()
            | rw.ConversationItemInputAudioTranscriptionSegmentEvent()
            | rw.ConversationItemInputAudioTranscriptionFailedEvent()
            | rw.InputAudioBufferCommittedEvent()
            | rw.InputAudioBufferClearedEvent()
            | rw.InputAudioBufferSpeechStartedEvent()
            | rw.InputAudioBufferSpeechStoppedEvent()
            | rw.InputAudioBufferTimeoutTriggeredEvent()
            | rw.InputAudioBufferDtmfEventReceivedEvent()
        ):
            return "in"
        case (
            rw.OutputAudioBufferStartedEvent()
            | rw.OutputAudioBufferStoppedEvent()
            | rw.OutputAudioBufferClearedEvent()
            | rw.ResponseCreatedEvent()
            | rw.ResponseDoneEvent()
            | rw.ResponseOutputItemAddedEvent()
            | rw.ResponseOutputItemDoneEvent()
            | rw.ResponseContentPartAddedEvent()
            | rw.ResponseContentPartDoneEvent()
            | rw.ResponseOutputTextDeltaEvent()
            | rw.ResponseOutputTextDoneEvent()
            | rw.ResponseOutputAudioTranscriptDeltaEvent()
            | rw.ResponseOutputAudioTranscriptDoneEvent()
            | rw.ResponseOutputAudioDeltaEvent()
            | rw.ResponseOutputAudioDoneEvent()
            | rw.ResponseFunctionCallArgumentsDeltaEvent()
            | rw.ResponseFunctionCallArgumentsDoneEvent()
        ):
            return "out"
        case (
            rw.McpListToolsInProgressEvent()
            | rw.McpListToolsCompletedEvent()
            | rw.McpListToolsFailedEvent()
            | rw.ResponseMcpCallArgumentsDeltaEvent()
            | rw.ResponseMcpCallArgumentsDoneEvent()
            | rw.ResponseMcpCallInProgressEvent()
            | rw.ResponseMcpCallCompletedEvent()
            | rw.ResponseMcpCallFailedEvent()
        ):
            return "mcp"
        case rw.UnknownEvent():
            return "unknown"
        case _:
            assert_never(event)


def translate(event: rw.translation.ServerEvent) -> str:
    match event:
        case rw.translation.SessionInputTranscriptDeltaEvent() | rw.translation.SessionOutputTranscriptDeltaEvent():
            return event.delta
        case rw.translation.SessionOutputAudioDeltaEvent():
            return f"{event.sample_rate or 24000} Hz"
        case (
            rw.translation.SessionCreatedEvent()
            | rw.translation.SessionUpdatedEvent()
            | rw.translation.SessionClosedEvent()
            | rw.ErrorEvent()
        ):
            return event.type
        case rw.UnknownEvent():
            return event.type or "?"
        case _:
            assert_never(event)


def listen(event: rw.live.Event) -> str:  # noqa: C901, PLR0911  one for each kind
    match event:
        case rw.live.SessionInputTranscriptDeltaEvent() | rw.live.SessionOutputTranscriptDeltaEvent():
            assert_type(event.start_ms, int)
            return event.delta
        case rw.live.SessionOutputAudioDeltaEvent(delta=delta):
            return f"{len(delta)} characters"
        case rw.live.SessionStartedEvent(session=session) | rw.live.SessionStartEvent(session=session):
            assert_type(session, rw.live.LiveSession)
            return describe_delegation(session)
        case rw.live.SessionUsageUpdatedEvent(usage=usage) | rw.live.SessionClosedEvent(usage=usage):
            return f"{usage.seconds} s"
        case rw.live.ResponseEventEvent(function_call=rw.live.ResponseFunctionToolCall(name=name)):
            return name
        case rw.live.ResponseEventEvent(event=nested):
            return stream(nested)
        case rw.live.DecisionEventEvent(event=decided):
            return "" if decided is None else decided.type or "?"
        case rw.live.ErrorEvent(error=rw.live.LiveError(message=message)):
            return message
        case (
            rw.live.SessionUpdatedEvent()
            | rw.live.SessionPausedEvent()
            | rw.live.SessionResumedEvent()
            | rw.live.SessionInputAudioAppendEvent()
            | rw.live.SessionInputAudioMutedEvent()
            | rw.live.SessionInputAudioUnmutedEvent()
            | rw.live.SessionOutputAudioFixturePlayingEvent()
            | rw.live.SessionOutputAudioFixturePlayedEvent()
            | rw.live.SessionInstructionsAppendedEvent()
            | rw.live.SessionThinkingAppendedEvent()
            | rw.live.SessionCommentaryAppendedEvent()
            | rw.live.SessionDelegationCreatedEvent()
            | rw.live.DecisionItemCreatedEvent()
            | rw.live.DecisionItemDeletedEvent()
            | rw.live.InfoEvent()
            | rw.live.TransportDtmfReceivedEvent()
            | rw.live.TransportDtmfSentEvent()
            | rw.live.TransportDtmfSendEvent()
            | rw.live.TransportRingingEvent()
            | rw.live.TransportAnsweredEvent()
            | rw.live.TransportFailedEvent()
            | rw.live.SessionUpdateEvent()
            | rw.live.SessionCloseEvent()
            | rw.live.SessionInputAudioMuteEvent()
            | rw.live.SessionInputAudioUnmuteEvent()
            | rw.live.SessionOutputAudioFixturePlayEvent()
            | rw.live.SessionInstructionsAppendEvent()
            | rw.live.SessionThinkingAppendEvent()
            | rw.live.SessionCommentaryAppendEvent()
            | rw.live.ResponseItemCreateEvent()
            | rw.live.ResponseCreateEvent()
            | rw.live.DecisionCreateEvent()
            | rw.live.DecisionItemCreateEvent()
            | rw.live.DecisionItemDeleteEvent()
        ):
            return event.type
        case rw.UnknownEvent():
            return event.type or "?"
        case _:
            assert_never(event)


def describe_delegation(session: rw.live.LiveSession) -> str:
    match session.delegation:
        case rw.live.ResponsesDelegation(responses=responses):
            return (responses and responses.model) or "responses"
        case rw.live.ClientDelegation() | rw.live.DecisionsDelegation():
            return session.delegation.type
        case rw.Unknown(type=type_):
            return type_ or "?"
        case None:
            return "client"
        case _:
            assert_never(session.delegation)


def stream(event: rw.live.ResponseProgress) -> str:
    match event:
        case rw.live.ResponseCreated() | rw.live.ResponseCompleted() | rw.live.ResponseFailed():
            return (event.response and event.response.status) or "?"
        case rw.live.ResponseOutputItemAdded(item=item) | rw.live.ResponseOutputItemDone(item=item):
            return item.name if isinstance(item, rw.live.ResponseFunctionToolCall) else item.type or "?"
        case rw.live.ResponseFunctionCallArgumentsDelta() | rw.live.ResponseOutputTextDelta():
            return event.delta
        case rw.live.ResponseFunctionCallArgumentsDone():
            return event.arguments
        case rw.Unknown():
            return event.type or "?"
        case _:
            assert_never(event)


def call() -> bytes:
    session = rw.live.LiveSession(
        model="gpt-live-1",
        audio=rw.live.Audio(format=rw.live.AudioPCM(rate=24000), output=rw.live.AudioOutput(voice="marin")),
        delegation=rw.live.ResponsesDelegation(
            responses=rw.live.ResponsesDelegationConfig(
                model="gpt-5.6",
                tools=[rw.live.FunctionTool(name="f", parameters={}), rw.live.HostedTool(type="web_search")],
                tool_choice=rw.live.ToolChoiceAllowed(tools=[rw.live.ToolChoiceFunction(name="f")], mode="auto"),
            )
        ),
        input=[rw.live.InitialUserItem(content=[rw.live.InitialInputText(text="Ahoy.")])],
        client=rw.live.ClientConfig(data_channel=rw.live.DataChannelConfig(allowed_client_events="all")),
    )
    item = rw.live.DecisionUserMessage(content=[rw.live.DecisionInputText(text="Ahoy.")])
    told: list[rw.live.Utterance] = rw.live.TranscriptGrouper().feed(rw.live.SessionPausedEvent())
    assert_type(told, list[rw.live.Utterance])
    sent: list[rw.live.ClientEvent] = [
        rw.live.SessionStartEvent(session=session),
        rw.live.DecisionItemCreateEvent(item=item),
        rw.live.SessionThinkingAppendEvent(content="It rains."),
        rw.live.ResponseItemCreateEvent(item={"type": "function_call_output", "call_id": "c", "output": ""}),
    ]
    return b"".join(map(rw.encode, sent))


def send(event: rw.ClientEvent) -> bytes:
    return rw.encode(event)


def build() -> rw.SessionUpdateEvent:
    tools: list[rw.RealtimeTool] = [
        rw.RealtimeFunctionTool(
            name="look_up", parameters={"type": "object", "properties": {"city": {"type": "string"}}}
        ),
        rw.McpTool(
            server_label="docs", server_url="https://example.com/mcp", allowed_tools=["search"], headers={"X": "y"}
        ),
        rw.McpTool(server_label="more", allowed_tools=rw.McpToolFilter(tool_names=("a", "b"), read_only=True)),
    ]
    session = rw.RealtimeSession(
        type="realtime",
        model="gpt-realtime",
        output_modalities=["audio"],
        instructions="Be brief.",
        audio=rw.RealtimeAudioConfig(
            input=rw.RealtimeAudioConfigInput(
                format=rw.AudioPCM(rate=24000),
                transcription=rw.InputAudioTranscription(model="whisper-1", languages=("de", "en")),
                turn_detection=rw.ServerVad(threshold=0.5, silence_duration_ms=300),
            ),
            output=rw.RealtimeAudioConfigOutput(voice="marin", speed=1),
        ),
        tools=tools,
        tool_choice=rw.ToolChoiceFunction(name="look_up"),
        max_output_tokens="inf",
        truncation=rw.RealtimeTruncationRetentionRatio(retention_ratio=0.8),
        tracing="auto",
        prompt=rw.Prompt(id="pmpt_1", variables={"name": "Ann", "photo": rw.InputImageContent(detail="auto")}),
        include=(name for name in ("item.input_audio_transcription.logprobs",)),
    )
    other = rw.RealtimeSession(tools=(), output_modalities=("text",), max_output_tokens=4096)
    return rw.SessionUpdateEvent(session=session if session.tools else other)


def change(update: rw.SessionUpdateEvent) -> rw.SessionUpdateEvent:
    quiet = rw.RealtimeAudioConfigInput().with_null("turn_detection", "noise_reduction")
    assert_type(quiet, rw.RealtimeAudioConfigInput)
    session = update.session
    if isinstance(session, rw.RealtimeSession):
        assert_type(session, rw.RealtimeSession)
        assert_type(session.max_output_tokens, rw.InfOrInt | None)
        assert_type(session.tools, tuple[rw.RealtimeTool, ...] | None)
        session = session.evolve(audio=rw.RealtimeAudioConfig(input=quiet), instructions=None)
        assert_type(session, rw.RealtimeSession)
        session = session.with_extra(top_k=5).without_extra("nothing")
        assert_type(session, rw.RealtimeSession)
        assert_type(session.extra, Mapping[str, Any])
        assert_type(session.nulls, frozenset[str])
        session = evolve(session, model="gpt-realtime-mini")
        assert_type(session, rw.RealtimeSession)
    return rw.SessionUpdateEvent(session=session, event_id="e1")


def configured(
    malformed: Literal["raise", "keep"], only: list[str] | None
) -> rw.Decoder[rw.ServerEvent | rw.MalformedEvent, None]:
    return rw.Decoder(rw.ServerEvent, malformed=malformed, only=only)


def decode_everything(log: io.BytesIO) -> None:
    assert_type(rw.decode(FRAME), rw.Event)
    assert_type(rw.decode(FRAME.decode()), rw.Event)
    assert_type(rw.decode(bytearray(FRAME)), rw.Event)
    assert_type(rw.decode(memoryview(FRAME)), rw.Event)
    assert_type(rw.decode(b'{"model":"m"}', rw.RealtimeSession), rw.RealtimeSession)
    assert_type(rw.decode(b'"inf"', rw.InfOrInt), rw.InfOrInt)
    assert_type(rw.decode(b'"marin"', rw.Voice), rw.Voice)
    assert_type(rw.decode(b"[]", tuple[rw.Item, ...]), tuple[rw.Item, ...])
    assert_type(rw.decode(FRAME, rw.ServerEvent | rw.RealtimeSession), rw.ServerEvent | rw.RealtimeSession)

    assert_type(rw.Decoder().decode(FRAME), rw.Event)
    decoder = rw.Decoder(rw.ServerEvent)
    assert_type(decoder.decode(FRAME), rw.ServerEvent)
    assert_type(decoder.decode_lines(FRAME), list[rw.ServerEvent])
    assert_type(decoder.iter_lines(log), Iterator[rw.ServerEvent])
    assert_type(rw.Decoder(malformed="keep").decode(FRAME), rw.Event | rw.MalformedEvent)
    keeping = rw.Decoder(rw.ServerEvent, malformed="keep", backend="python")
    assert_type(keeping.decode(FRAME), rw.ServerEvent | rw.MalformedEvent)
    assert_type(keeping.decode_lines(FRAME), list[rw.ServerEvent | rw.MalformedEvent])
    assert_type(rw.Decoder(only={"response.done"}).decode(FRAME), rw.Event | None)
    choosing = rw.Decoder(rw.ServerEvent, only=[rw.ResponseDoneEvent, "error"])
    assert_type(choosing.decode(FRAME), rw.ServerEvent | None)
    assert_type(choosing.decode_lines(FRAME), list[rw.ServerEvent])
    both = rw.Decoder(rw.ServerEvent, malformed="keep", only=(rw.ResponseDoneEvent, rw.UnknownEvent))
    assert_type(both.decode(FRAME), rw.ServerEvent | rw.MalformedEvent | None)
    assert_type(both.iter_lines(log), Iterator[rw.ServerEvent | rw.MalformedEvent])
    assert_type(configured("keep", None).decode(FRAME), rw.ServerEvent | rw.MalformedEvent | None)
    one = rw.Decoder(rw.RealtimeSession)
    assert_type(one.decode(b"{}"), rw.RealtimeSession)


Chosen: TypeAlias = ErrorEvent | ResponseDoneEvent


def choose(log: io.BytesIO) -> str:
    """What `only` leaves of a union is known: two cases and None are all there is."""
    decoder = rw.Decoder(rw.ServerEvent, only=rw.ErrorEvent | rw.ResponseDoneEvent)
    assert_type(decoder, rw.Decoder[rw.ErrorEvent | rw.ResponseDoneEvent, None])
    assert_type(decoder.decode_lines(FRAME), list[rw.ErrorEvent | rw.ResponseDoneEvent])
    assert_type(decoder.iter_lines(log), Iterator[rw.ErrorEvent | rw.ResponseDoneEvent])
    assert_type(Decoder(rw.ServerEvent, only=Chosen), Decoder[ErrorEvent | ResponseDoneEvent, None])
    assert_type(Decoder(only=ErrorEvent | ResponseDoneEvent), Decoder[ErrorEvent | ResponseDoneEvent, None])
    assert_type(Decoder(rw.ServerEvent, only=ErrorEvent), Decoder[ErrorEvent, None])
    assert_type(Decoder(only=ErrorEvent, backend="python", max_bytes=1000), Decoder[ErrorEvent, None])
    assert_type(Decoder(rw.ServerEvent, only=ErrorEvent | UnknownEvent), Decoder[ErrorEvent | UnknownEvent, None])
    assert_type(Decoder(rw.ServerEvent, only=[ErrorEvent]), Decoder[rw.ServerEvent, None])
    assert_type(
        Decoder(rw.ServerEvent, malformed="keep", only=ErrorEvent | ResponseDoneEvent),
        Decoder[ErrorEvent | ResponseDoneEvent | rw.MalformedEvent, None],
    )
    assert_type(
        Decoder(translation.ServerEvent, malformed="keep", only=SessionClosedEvent),
        Decoder[SessionClosedEvent | rw.MalformedEvent, None],
    )
    event = decoder.decode(FRAME)
    assert_type(event, rw.ErrorEvent | rw.ResponseDoneEvent | None)
    if event is None:
        return "left out"
    match event:
        case rw.ErrorEvent():
            return event.message
        case rw.ResponseDoneEvent():
            return event.type
        case _:
            assert_never(event)


@rw.frozen(kw_only=True)
class PingPart(rw.Model):
    type: Literal["ping_part"] = "ping_part"
    text: rw.Words | None = None
    audio: rw.AudioData | None = None


@rw.frozen(kw_only=True)
class PingEvent(rw.Model):
    type: Literal["ping", "vendor.ping"] = "ping"
    timestamp: int
    name: str | None
    auth: rw.Secret[str] | None = None
    keys: tuple[rw.Secret[str], ...] | None = rw.field(default=None, converter=rw.array)
    limit: rw.Nullable[int] = None
    delegation_id: rw.AlwaysSent[str] = None
    parts: tuple[PingPart | rw.Unknown, ...] = rw.field(converter=rw.array)
    content: str | tuple[PingPart | rw.Unknown, ...] | None = rw.field(default=None, converter=rw.text_or_array)


MyServerEvent: TypeAlias = rw.ServerEvent | PingEvent

PINGS = rw.Protocol(
    "pings", server=PingEvent | rw.UnknownEvent, client=PingEvent, starts=[PingEvent], ignored=["$.name"]
)


def declare() -> str:
    """Events of one's own are events like all others."""
    ping = PingEvent(timestamp=1, name=None, auth="t", keys=["k"], limit=5, parts=[PingPart(text="Hi")], content="Hi")
    assert_type(ping.timestamp, int)
    assert_type(ping.name, str | None)
    assert_type(ping.auth, str | None)
    assert_type(ping.keys, tuple[str, ...] | None)
    assert_type(ping.limit, int | None)
    assert_type(ping.delegation_id, str | None)
    assert_type(ping.parts, tuple[PingPart | rw.Unknown, ...])
    assert_type(ping.content, str | tuple[PingPart | rw.Unknown, ...] | None)
    assert_type(ping.evolve(content=[PingPart()], limit=None), PingEvent)
    assert_type(evolve(ping, name="n"), PingEvent)
    assert_type(PingEvent.from_json(ping.to_json()), PingEvent)
    assert_type(decode(ping.to_json(), rw.ServerEvent | PingEvent), rw.ServerEvent | PingEvent)
    assert_type(Decoder(MyServerEvent).decode(ping.to_json()), rw.ServerEvent | PingEvent)
    assert_type(Decoder(MyServerEvent, only=PingEvent | ErrorEvent), Decoder[PingEvent | ErrorEvent, None])
    assert_type(REALTIME.extended("mine", server=PingEvent), rw.Protocol)
    assert_type(PINGS.sender_of("ping"), Literal["client", "server", "both"] | None)
    event = decode(ping.to_json(), MyServerEvent)
    match event:
        case PingEvent(name=name):
            assert_type(name, str | None)
            return event.type
        case rw.ErrorEvent():
            return event.message
        case _:
            return event.type or "?"


def to_and_from() -> None:
    session = rw.RealtimeSession.from_json(b'{"model":"m"}')
    assert_type(session, rw.RealtimeSession)
    assert_type(session.to_json(), bytes)
    assert_type(session.to_dict(), dict[str, Any])
    assert_type(rw.RealtimeSession.from_dict({"model": "m"}), rw.RealtimeSession)
    assert_type(rw.unstructure(session), dict[str, Any])
    assert_type(rw.structure({"type": "ping"}), rw.Event)
    assert_type(rw.structure({"type": "ping"}, rw.ServerEvent), rw.ServerEvent)
    assert_type(rw.structure({}, rw.RealtimeSession), rw.RealtimeSession)
    try:
        rw.decode(b"[]")
    except rw.DecodeError as error:
        assert_type(error.path, str)
        assert_type(error.line, int | None)
        assert_type(error.event_type, str | None)


@frozen
class Turn:
    session: rw.RealtimeSession
    events: tuple[rw.ServerEvent, ...]


def use_converters() -> None:
    assert_type(rw.make_converter(forbid_extra_keys=True), Converter)
    converter = rw.configure_converter(Converter())
    assert_type(converter, Converter)
    assert_type(converter.structure({"session": {}, "events": []}, Turn), Turn)


def name_of(voice: rw.voice_live.Voice | None) -> str:
    match voice:
        case None:
            return "nobody"
        case str():
            return voice
        case rw.voice_live.OpenAIVoice(name=name) | rw.voice_live.AzureRealtimeNativeVoice(name=name):
            return name
        case rw.voice_live.AzureVoice(name=name):
            return name or voice.type
        case rw.Unknown():
            return voice.type or "?"
        case _:
            assert_never(voice)


def speak_to_azure(frame: bytes) -> str:
    event = rw.decode(frame, rw.voice_live.ServerEvent)
    assert_type(event, rw.voice_live.ServerEvent)
    match event:
        case rw.voice_live.SessionUpdatedEvent(session=session):
            assert_type(session, rw.voice_live.RealtimeSession)
            return name_of(session.voice)
        case rw.voice_live.ConversationItemInputAudioTranscriptionFailedEvent(error=error):
            return error.event_id or "?"
        case rw.voice_live.ResponseAnimationBlendshapesDeltaEvent(frames=frames):
            assert_type(frames, tuple[tuple[float, ...], ...] | str)
            return str(len(frames))
        case rw.voice_live.ErrorEvent():  # the same class
            return event.message
        case _:
            return event.type or "?"


def put_together(frames: list[tuple[float, bytes]]) -> str:
    conversation = Conversation(rw.REALTIME)
    for at, frame in frames:
        conversation.feed(rw.decode(frame), at, sender="server")
    for turn in conversation.turns:
        assert_type(turn.first_audio, float | None)
        assert_type(turn.responses, tuple[Response, ...])
    for response in conversation.responses:
        match response.end:
            case "completed" | "interrupted" | "cancelled" | "failed" | "incomplete" | "cut off" | None:
                pass
            case _:
                assert_never(response.end)
    assert_type(conversation.usage, rw.Usage)
    assert_type(Conversation.of(frame for _, frame in frames), Conversation)
    return "".join(item.text for item in conversation.items)


def main() -> None:
    texts = [
        *receive([FRAME]),
        handle(rw.UnknownEvent(raw={"type": "x"})),
        translate(rw.translation.SessionClosedEvent()),
        listen(rw.live.ErrorEvent(error=rw.live.LiveError(message="i"))),
    ]
    texts += [describe_item(rw.ResponseItemReference(id="i")), send(change(build())).decode()]
    if texts[:5] != ["Hi", "unknown", "session.closed", "i", "i"] or b"delegation_id" not in call():
        raise SystemExit(1)
    decode_everything(io.BytesIO())
    if [choose(io.BytesIO()), declare()] != ["left out", "ping"]:
        raise SystemExit(1)
    to_and_from()
    use_converters()
    azure = b'{"type":"session.updated","session":{"voice":{"type":"azure-standard","name":"Ava"}}}'
    if speak_to_azure(azure) != "Ava" or put_together([(0.0, FRAME)]) != "Hi":
        raise SystemExit(1)


if __name__ == "__main__":
    main()
