"""What OpenAI's Realtime API refuses or ignores of what clients send, beyond what the declarations say.

It is what the public API description says in words, or by what it requires; where servers of OpenAI say more in their
refusals, that is noted. Servers of other vendors want less, so classes demand nothing of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias, cast

from realtime_wire._engine.advice import Adviser, Told, all_of, from_servers, is_set, needs, no_nulls
from realtime_wire._engine.model import Model
from realtime_wire._engine.record import Raw
from realtime_wire._engine.schema import members, tag_names
from realtime_wire._engine.sound import size_of

from .audio import AudioPCM, InputAudioTranscription, RealtimeAudioConfigOutput
from .client_events import (
    ConversationItemCreateEvent,
    ConversationItemTruncateEvent,
    InputAudioBufferAppendEvent,
    SessionUpdateEvent,
)
from .items import (
    InputAudioPart,
    InputImagePart,
    InputTextPart,
    ItemReferencePart,
    OutputAudioPart,
    OutputTextPart,
    RealtimeConversationItemFunctionCall,
    RealtimeConversationItemFunctionCallOutput,
    RealtimeConversationItemMessageAssistant,
    RealtimeConversationItemMessageSystem,
    RealtimeConversationItemMessageUser,
    RealtimeMCPApprovalResponse,
    ResponseItemReference,
)
from .responses import RealtimeResponseCreateParams
from .session import RealtimeSession, RealtimeTracingConfiguration
from .shapes import rows_of
from .tools import McpTool, RealtimeFunctionTool, ToolChoiceFunction, ToolChoiceMcp

__all__ = ["ADVICE"]

Advice: TypeAlias = Iterator[Told]
"""What is told of one object."""

MOST_AUDIO = 15 * 1024 * 1024
"""The most bytes of audio in one event, 15 MiB."""

RATE = 24000
"""Samples of PCM a second, in Hz."""

LONGEST_NAME, LONGEST_VALUE = 64, 512
"""The most characters in the metadata of a response."""

LONGEST_ID = 32
"""The most characters in the id of an item, and of a call. Not in the description, but in refusals: "string too long"."""

LONGEST_PROMPT = 1024
"""The most characters in the prompt of a transcription. Not in the description, but in refusals."""

TOOL_NAME = re.compile(r"[a-zA-Z0-9_-]+")
"""What the name of a function consists of. Not in the description, but in refusals."""

TUNNEL = re.compile(r"tunnel_[a-z0-9]{32}")
"""The id of a tunnel to an MCP server."""

PICTURES = ("data:image/png;base64,", "data:image/jpeg;base64,")
"""How a picture begins."""

HINTED = ("gpt-transcribe", "gpt-live-transcribe")
"""The models of transcription that take `languages` and `keywords`."""

DELAYED = "gpt-realtime-whisper"
"""The model of transcription that takes a `delay`, and neither a `prompt` nor turn detection."""

DIARIZING = "gpt-4o-transcribe-diarize"
"""The model of transcription that tells speakers apart, and takes no `prompt` either."""


def _short(*names: str) -> Adviser:
    """Tell of ids that are too long."""

    def tell(obj: Any) -> Advice:
        for name in names:
            if len(getattr(obj, name) or "") > LONGEST_ID:
                yield (name,), "is too long", f"it has at most {LONGEST_ID} characters"

    return tell


# Sessions, and responses


def _flat(obj: Model) -> Advice:
    """Tell of settings in the shape from before general availability."""
    for row in rows_of(type(obj)):
        if row.flat is not None and is_set(obj, row.flat):
            place = f"it belongs to {'.'.join(row.ga)}; to_ga moves it" if row.ga else "it has no counterpart"
            yield (row.flat,), "is from before general availability, and refused by OpenAI", place


def _modalities(obj: Any) -> Advice:
    if obj.output_modalities is not None and len(obj.output_modalities) != 1:
        yield ("output_modalities",), "has not one element", 'it is ("audio",), which has a transcript, or ("text",)'


def _chosen(obj: Any) -> Advice:
    """Tell of a tool that must be called and is not there; tools that are not told of stay as they were."""
    match obj.tool_choice:
        case ToolChoiceFunction(name=name):
            offered = [tool.name for tool in obj.tools or () if isinstance(tool, RealtimeFunctionTool)]
            way = ("tool_choice", "name")
        case ToolChoiceMcp(server_label=name):
            offered = [tool.server_label for tool in obj.tools or () if isinstance(tool, McpTool)]
            way = ("tool_choice", "server_label")
        case _:
            return
    if obj.tools is not None and name not in offered:
        yield way, "is the name of none of the tools", ""


def _type(obj: RealtimeSession) -> Advice:
    if obj.type is None:
        yield ("type",), "is missing", 'OpenAI wants "realtime" or "transcription" in each update'


TRANSCRIBED = ("type", "audio", "include")
"""What sessions of transcription are set up with."""


def _transcribing(obj: RealtimeSession) -> Advice:
    """Tell of settings that sessions of transcription do not have."""
    if obj.type != "transcription":
        return
    others = {row.flat for row in rows_of(RealtimeSession)} | {*FROM_SERVERS, *TRANSCRIBED}
    for member in members(RealtimeSession):
        if member.name not in others and is_set(obj, member.name):
            yield (member.name,), "is not for sessions of transcription", "leave it out"
    if obj.audio is None:
        return
    if is_set(obj.audio, "output"):
        yield ("audio", "output"), "is not for sessions of transcription", "leave it out"
    heard = obj.audio.input
    if heard is not None and heard.turn_detection is not None and getattr(heard.transcription, "model", "") == DELAYED:
        hint = f'sessions of {DELAYED} have none: with_null("turn_detection")'
        yield ("audio", "input", "turn_detection"), "is not null", hint


FROM_SERVERS = ("id", "object", "expires_at")
"""What sessions come back with."""


def _for_sessions(obj: RealtimeResponseCreateParams) -> Advice:
    """Tell of audio that is set up for whole sessions."""
    if obj.audio is None:
        return
    if is_set(obj.audio, "input"):
        yield ("audio", "input"), "is for sessions alone", "leave it out"
    if obj.audio.output is not None and is_set(obj.audio.output, "speed"):
        yield ("audio", "output", "speed"), "is for sessions alone", "leave it out"


def _metadata(obj: RealtimeResponseCreateParams) -> Advice:
    for name, value in (obj.metadata or {}).items():
        if len(name) > LONGEST_NAME or len(value) > LONGEST_VALUE:
            longest = f"names have at most {LONGEST_NAME} characters, values {LONGEST_VALUE}"
            yield ("metadata", None), "is too long", longest


# Audio


def _pcm(obj: AudioPCM) -> Advice:
    if obj.rate is None:
        yield ("rate",), "is missing", f"OpenAI wants it, and takes {RATE} alone"
    elif obj.rate != RATE:
        yield ("rate",), "is not taken by OpenAI", f"it takes {RATE} alone"


def _transcription(obj: InputAudioTranscription) -> Advice:
    """Tell of what the model does not take, as far as the model is one that is known."""
    if len(obj.prompt or "") > LONGEST_PROMPT:
        yield ("prompt",), "is too long", f"it has at most {LONGEST_PROMPT} characters"
    known = next(member.kind.documented for member in members(InputAudioTranscription) if member.name == "model")
    if obj.model not in known:
        return
    if obj.model in (DELAYED, DIARIZING) and obj.prompt is not None:
        yield ("prompt",), "is not taken by the model", ""
    for name in ("languages", "keywords"):
        if obj.model not in HINTED and is_set(obj, name):
            yield (name,), "is not taken by the model", f"{' and '.join(HINTED)} do"
    if obj.model != DELAYED and is_set(obj, "delay"):
        yield ("delay",), "is not taken by the model", f"{DELAYED} does"


def _append(obj: InputAudioBufferAppendEvent) -> Advice:
    if size_of(obj.audio) > MOST_AUDIO:
        yield ("audio",), "is too long", "one event takes at most 15 MiB of audio"


# Tools


def _function(obj: RealtimeFunctionTool) -> Advice:
    if obj.name is not None and not TOOL_NAME.fullmatch(obj.name):
        yield ("name",), "is not taken by OpenAI", "it takes letters from a to z, digits, _ and - alone"


def _mcp(obj: McpTool) -> Advice:
    given = sum(each is not None for each in (obj.server_url, obj.connector_id, obj.tunnel_id))
    if given != 1:
        problem = "says more than once where the server is" if given else "does not say where the server is"
        yield (), problem, "set one of server_url, connector_id and tunnel_id"
    if obj.tunnel_id is not None and not TUNNEL.fullmatch(obj.tunnel_id):
        yield ("tunnel_id",), "is not the id of a tunnel", "that is tunnel_ and 32 letters from a to z or digits"


# Events and items


def _update(obj: SessionUpdateEvent) -> Advice:
    today = tag_names(SessionUpdateEvent)[0]
    if obj.type != today:
        yield ("type",), "is a name from before general availability", f"today {today}, with the type in the session"


def _create(obj: ConversationItemCreateEvent) -> Advice:
    """Tell of what responses can be made of, and conversations cannot."""
    if isinstance(obj.item, ResponseItemReference):
        yield ("item",), "is no item, but a reference", "references are for the input of a response"
        return
    parts: Any = getattr(obj.item, "content", None) or ()
    for i, part in enumerate(parts):
        if isinstance(part, ItemReferencePart):
            yield ("item", "content", i), "is no content, but a reference", "references are for the input of a response"
        elif isinstance(part, OutputAudioPart):
            hint = "what the model said is brought in as output_text"
            yield ("item", "content", i), "is audio of the model, which cannot be brought in", hint


def _truncate(obj: ConversationItemTruncateEvent) -> Advice:
    if obj.content_index:
        yield ("content_index",), "is not 0", "the part with the audio is the first"


def _content(*types: str) -> Adviser:
    """Tell of parts that messages of somebody do not have, and of names that parts had before GA."""

    def tell(obj: Any) -> Advice:
        parts: Any = obj.content or ()
        for i, part in enumerate(parts):
            if isinstance(part, (Raw, ItemReferencePart)):
                continue  # the first is told as a variant that nobody knows, the other with what the message is in
            today = tag_names(cast("Any", type(part)))[0]
            way = ("content", i, "type")
            if today not in types:
                yield way, f"does not belong into a message of the {obj.role}", f"known: {', '.join(types)}"
            elif part.type != today:
                yield way, "is a name from before general availability", f"today {today}"

    return tell


def _picture(obj: InputImagePart) -> Advice:
    if obj.image_url is not None and not obj.image_url.startswith(PICTURES):
        yield ("image_url",), "is no picture that OpenAI takes", f"it begins with {' or '.join(PICTURES)}"


ADVICE: Mapping[type, Adviser] = {
    RealtimeSession: all_of(
        _type,
        from_servers(*FROM_SERVERS),
        no_nulls("include", "reasoning", "truncation"),
        _flat,
        _modalities,
        _chosen,
        _transcribing,
    ),
    RealtimeTracingConfiguration: no_nulls("metadata"),
    RealtimeResponseCreateParams: all_of(no_nulls("reasoning"), _flat, _modalities, _chosen, _for_sessions, _metadata),
    RealtimeAudioConfigOutput: no_nulls("voice", "speed"),
    AudioPCM: _pcm,
    InputAudioTranscription: all_of(no_nulls("language", "prompt"), _transcription),
    RealtimeFunctionTool: all_of(needs("name"), no_nulls("description", "parameters"), _function),
    McpTool: _mcp,
    SessionUpdateEvent: all_of(needs("session"), _update),
    InputAudioBufferAppendEvent: _append,
    ConversationItemCreateEvent: _create,
    ConversationItemTruncateEvent: _truncate,
    RealtimeConversationItemMessageSystem: all_of(needs("content"), _short("id"), _content("input_text")),
    RealtimeConversationItemMessageUser: all_of(
        needs("content"), _short("id"), _content("input_text", "input_audio", "input_image")
    ),
    RealtimeConversationItemMessageAssistant: all_of(
        needs("content"), _short("id"), _content("output_text", "output_audio")
    ),
    RealtimeConversationItemFunctionCall: all_of(needs("name", "arguments"), _short("id", "call_id")),
    RealtimeConversationItemFunctionCallOutput: all_of(needs("output"), _short("id", "call_id")),
    RealtimeMCPApprovalResponse: all_of(needs("approve"), _short("id")),
    InputTextPart: needs("text"),
    InputAudioPart: all_of(needs("audio"), no_nulls("transcript")),
    InputImagePart: all_of(needs("image_url"), _picture),
    OutputTextPart: needs("text"),
}
"""What to tell of objects of a class."""
