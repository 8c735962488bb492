"""A user's program in which strict checkers find every mistake, and nothing else.

The comment of a line names the codes that each checker reports it under.
"""

# Comments must stay on the lines that they are about.
# fmt: off
from typing import Literal

from typing_extensions import assert_never

import realtime_wire as rw

# Members that do not exist, are missing, or are of another type.
rw.RealtimeSession(instuctions="Be brief.")  # E mypy[call-arg] pyright[reportCallIssue]
rw.RealtimeSession(voices="marin")  # E mypy[call-arg] pyright[reportCallIssue]
rw.RealtimeSession("realtime")  # E mypy[call-arg] pyright[reportCallIssue]
rw.RealtimeSession(max_output_tokens="infinite")  # E mypy[arg-type] pyright[reportArgumentType]
rw.RealtimeSession(max_output_tokens=0.5)  # E mypy[arg-type] pyright[reportArgumentType]
rw.RealtimeSession(type="translation")  # E mypy[arg-type] pyright[reportArgumentType]
rw.RealtimeSession(audio=rw.RealtimeAudioConfigInput())  # E mypy[arg-type] pyright[reportArgumentType]
rw.RealtimeSession(tools=rw.RealtimeFunctionTool(name="f"))  # E mypy[arg-type] pyright[reportArgumentType]
rw.RealtimeSession(tools=[rw.ToolChoiceFunction(name="f")])  # E pyright[reportArgumentType]
rw.RealtimeSession(tool_choice=rw.RealtimeFunctionTool(name="f"))  # E mypy[arg-type] pyright[reportArgumentType]
rw.RealtimeAudioConfigInput(turn_detection={"type": "server_vad"})  # E mypy[arg-type] pyright[reportArgumentType]
rw.ServerVad(threshold="0.5")  # E mypy[arg-type] pyright[reportArgumentType]
rw.ServerVad(type="semantic_vad")  # E mypy[arg-type] pyright[reportArgumentType]
rw.RealtimeFunctionTool(parameters=["city"])  # E mypy[arg-type] pyright[reportArgumentType]
rw.McpTool(server_label="docs", headers={"X": 1})  # E mypy[dict-item] pyright[reportArgumentType]
rw.ConversationItemDeleteEvent()  # E mypy[call-arg] pyright[reportCallIssue]
rw.SessionUpdateEvent(session=rw.translation.RealtimeTranslationSession())  # E mypy[arg-type] pyright[reportArgumentType]
rw.ConversationItemCreateEvent(item=rw.InputTextPart(text="Hi"))  # E mypy[arg-type] pyright[reportArgumentType]
rw.ConversationItemTruncateEvent(item_id="i", content_index=0)  # E mypy[call-arg] pyright[reportCallIssue]

# Objects do not change.
session = rw.RealtimeSession(instructions="Be brief.")
session.instructions = "Be long."  # E mypy[misc] pyright[reportAttributeAccessIssue]
session.extra["top_k"] = 5  # E mypy[index] pyright[reportIndexIssue]
session.evolved()  # E mypy[attr-defined] pyright[reportAttributeAccessIssue, reportUnknownMemberType]

# What comes back may be absent, or of a kind that is not known.
len(rw.RealtimeSession().instructions)  # E mypy[arg-type] pyright[reportArgumentType]
update = rw.SessionUpdateEvent(session=session)
str(update.session.tools)  # E mypy[union-attr] pyright[reportAttributeAccessIssue, reportOptionalMemberAccess, reportUnknownArgumentType, reportUnknownMemberType]
str(rw.decode(b"{}", rw.RealtimeTool).name)  # E mypy[union-attr] pyright[reportAttributeAccessIssue, reportUnknownArgumentType, reportUnknownMemberType]
found = rw.Decoder(rw.ServerEvent, only=["error"]).decode(b"{}")
str(found.type)  # E mypy[union-attr] pyright[reportOptionalMemberAccess]

# Arguments of functions.
rw.decode(5)  # E mypy[call-overload] pyright[reportArgumentType]
rw.decode(b"{}", 5)  # E mypy[call-overload] pyright[reportArgumentType, reportCallIssue]
rw.encode({"type": "response.create"})  # E mypy[arg-type] pyright[reportArgumentType]
rw.decode(b"{}", rw.TranslationServerEvent)  # E mypy[attr-defined] pyright[reportAttributeAccessIssue, reportUnknownArgumentType, reportUnknownMemberType]
rw.Decoder(backend="orjson")  # E mypy[call-overload] pyright[reportArgumentType, reportCallIssue]
rw.Decoder(rw.ServerEvent, malformed="drop")  # E mypy[call-overload] pyright[reportCallIssue, reportArgumentType]
rw.unstructure(5)  # E mypy[arg-type] pyright[reportArgumentType]
wrong: rw.ErrorEvent = rw.decode(b"{}", rw.ServerEvent)  # E mypy[assignment] pyright[reportAssignmentType]
rw.Decoder(rw.ServerEvent, only=rw.ErrorEvent | 5)  # E mypy[call-overload] pyright[reportArgumentType, reportCallIssue]
rw.Decoder(rw.ServerEvent, only=[5])  # E mypy[call-overload] pyright[reportArgumentType, reportCallIssue]


@rw.frozen(kw_only=True)
class PingEvent(rw.Model):
    type: Literal["ping"] = "ping"
    timestamp: int
    auth: rw.Secret[str] | None = None
    limit: rw.Nullable[int] = None
    delegation_id: rw.AlwaysSent[str] = None
    parts: tuple[rw.InputTextPart, ...] | None = rw.field(default=None, converter=rw.array)
    content: str | tuple[rw.InputTextPart, ...] | None = rw.field(default=None, converter=rw.text_or_array)


# Classes of one's own.
PingEvent()  # E mypy[call-arg] pyright[reportCallIssue]
PingEvent(1)  # E mypy[arg-type, call-arg] pyright[reportCallIssue]
PingEvent(timestamp="now")  # E mypy[arg-type] pyright[reportArgumentType]
PingEvent(timestamp=1, auth=5)  # E mypy[arg-type] pyright[reportArgumentType]
PingEvent(timestamp=1, limit="none")  # E mypy[arg-type] pyright[reportArgumentType]
PingEvent(timestamp=1, delegation_id=5)  # E mypy[arg-type] pyright[reportArgumentType]
PingEvent(timestamp=1, parts=["Hi"])  # E pyright[reportArgumentType]
PingEvent(timestamp=1, content=5)  # E mypy[arg-type] pyright[reportArgumentType]
PingEvent(timestamp=1, type="pong")  # E mypy[arg-type] pyright[reportArgumentType]
ping = PingEvent(timestamp=1)
ping.timestamp = 2  # E mypy[misc] pyright[reportAttributeAccessIssue]
len(ping.auth)  # E mypy[arg-type] pyright[reportArgumentType]
mine: rw.ServerEvent = rw.decode(b"{}", rw.ServerEvent | PingEvent)  # E mypy[assignment] pyright[reportAssignmentType]
rw.Protocol("pings", server=PingEvent)  # E mypy[call-arg] pyright[reportCallIssue]
rw.Protocol("pings", server=PingEvent, client=PingEvent, starts=rw.ServerEvent)  # E mypy[arg-type] pyright[reportArgumentType]


def undecided() -> str:
    event = rw.Decoder(rw.ServerEvent, only=rw.ErrorEvent | rw.ResponseDoneEvent).decode(b"{}")
    match event:
        case rw.ErrorEvent() | rw.ResponseDoneEvent():
            return event.type
        case _:
            assert_never(event)  # E mypy[arg-type] pyright[reportArgumentType]


def unfinished(event: rw.translation.ServerEvent) -> str:
    match event:
        case rw.translation.SessionInputTranscriptDeltaEvent() | rw.translation.SessionOutputTranscriptDeltaEvent():
            return event.delta
        case rw.translation.SessionOutputAudioDeltaEvent() | rw.translation.SessionCreatedEvent() | rw.translation.SessionClosedEvent():
            return event.type
        case rw.translation.SessionUpdatedEvent() | rw.UnknownEvent():
            return "?"
        case _:
            assert_never(event)  # E mypy[arg-type] pyright[reportArgumentType]
