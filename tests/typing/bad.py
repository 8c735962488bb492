"""A user's program in which strict checkers find every mistake, and nothing else.

The comment of a line names the codes that each checker reports it under.
"""

# Comments must stay on the lines that they are about.
# fmt: off
from __future__ import annotations

from typing_extensions import assert_never

import realtime_wire as rw

# Members that do not exist, are missing, or are of another type.
rw.RealtimeSession(instuctions="Be brief.")  # E mypy[call-arg] pyright[reportCallIssue]
rw.RealtimeSession(voice="marin")  # E mypy[call-arg] pyright[reportCallIssue]
rw.RealtimeSession("realtime")  # E mypy[call-arg, arg-type] pyright[reportCallIssue]
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
rw.SessionUpdateEvent()  # E mypy[call-arg] pyright[reportCallIssue]
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
str(update.session.tools)  # E mypy[union-attr] pyright[reportAttributeAccessIssue, reportUnknownArgumentType, reportUnknownMemberType]
str(rw.decode(b"{}", rw.RealtimeTool).name)  # E mypy[union-attr] pyright[reportAttributeAccessIssue, reportUnknownArgumentType, reportUnknownMemberType]
found = rw.Decoder(rw.ServerEvent, only=["error"]).decode(b"{}")
str(found.type)  # E mypy[union-attr] pyright[reportOptionalMemberAccess]

# Arguments of functions.
rw.decode(5)  # E mypy[call-overload] pyright[reportArgumentType]
rw.decode(b"{}", 5)  # E mypy[call-overload] pyright[reportArgumentType, reportCallIssue]
rw.encode({"type": "response.create"})  # E mypy[arg-type] pyright[reportArgumentType]
rw.Decoder(backend="orjson")  # E mypy[call-overload] pyright[reportArgumentType, reportCallIssue]
rw.Decoder(rw.ServerEvent, malformed="drop")  # E mypy[call-overload] pyright[reportCallIssue, reportArgumentType]
rw.unstructure(5)  # E mypy[arg-type] pyright[reportArgumentType]
wrong: rw.ErrorEvent = rw.decode(b"{}", rw.ServerEvent)  # E mypy[assignment] pyright[reportAssignmentType]


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
