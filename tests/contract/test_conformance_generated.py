"""Generated payloads against the types of the `openai` package, both ways.

What our strategies draw is validated by the package's types, strictly, and dumped again; what the package's JSON Schemas
describe is decoded here and encoded again. Both must come out as they went in. Where the two sides differ for a reason,
the difference is a row of `LOOSER` or `STRICTER`, in which a payload is mended before it crosses. Each row must be needed,
and `docs/differences.md` tells exactly these.

Strict validation means: no conversion between JSON types (but an integer is a number), and no value besides those of a
`Literal`, which is why strings are the documented ones here. Members that the package does not declare are kept by its
models, so unknown members cross as well. Requests are only checked in the one direction: of a TypedDict pydantic keeps no
unknown members, and arrays in it are not looked at before someone iterates.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias, cast

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

import realtime_wire as rw
from realtime_wire import Model, strategies
from realtime_wire._engine.errors import json_type
from realtime_wire._engine.record import Raw
from realtime_wire._engine.schema import Kind, members
from realtime_wire.strategies._drawn import NAMES, by_json_type, json_values
from tests.declared import PROTOCOLS, PUBLIC, name_of
from tests.official import (
    LIVE,
    REALTIME,
    ROOTS,
    WALK,
    alternatives,
    is_model,
    pydantic,
    resolve,
    tag_values,
    their_members,
)
from tests.payloads import PAYLOADS
from tests.wire import objects_of

jsonschema: Any = pytest.importorskip("jsonschema", reason="jsonschema is not installed")

Json: TypeAlias = Any
Dict: TypeAlias = "dict[str, Any]"

ABSENT: Any = object()
"""Stands for a member that is not there."""


# The pairs


@attrs.frozen
class Pair:
    """A type of theirs, and the class here that its JSON is of."""

    theirs: Any
    ours: type[Model]

    def __str__(self) -> str:
        name: str = self.theirs.__name__
        return f"live.{name}" if self.theirs.__module__.startswith(LIVE) else name


NOT_DRAWN = {
    "ForkSessionStartEvent": "It is a `session.start` in which next to nothing may stand; what it describes is understood.",
}
"""Types of theirs for which nothing is drawn here, as another type of theirs describes the same class, and why."""


def pairs() -> Iterator[Pair]:
    """Find the pairs of whole events and HTTP payloads."""
    for name, union in ROOTS.items():
        objects = objects_of(union)
        for theirs in alternatives(resolve(name)):
            if len(objects.classes) == 1:
                yield Pair(theirs, cast("type[Model]", objects.classes[0]))
                continue
            for tag in tag_values(theirs, "type"):
                ours = objects.tags.get(tag)
                if isinstance(ours, type):
                    yield Pair(theirs, cast("type[Model]", ours))


CLASSES: list[type[Model]] = [
    thing
    for name, thing in PUBLIC.items()
    if isinstance(thing, type)
    and issubclass(thing, Model)
    and thing is not Model
    and not name.startswith("voice_live.")
]
"""The classes of what the package is about."""

PAIRS = [
    *{pair: None for pair in pairs() if is_model(pair.theirs) and pair.theirs.__name__ not in NOT_DRAWN},
]

# Where we take more


@attrs.frozen
class Looser:
    """Members of ours that take something which the package refuses."""

    where: str
    here: str
    there: str
    why: str

    members: tuple[str, ...]
    """Each as `Class.member`."""

    fits: Callable[[Any], bool]
    """Whether the package takes a value, or `ABSENT`."""

    odd: Callable[[type[Model], str], Any]
    """Makes a value that is taken only here."""

    mend: Callable[[Any], Any] | None = None
    """Makes a value fit; without it, that of an example payload takes its place."""


def is_there(value: Any) -> bool:
    return value is not ABSENT and value is not None


def is_one_of(*allowed: Any) -> Callable[[Any], bool]:
    return lambda value: value in allowed


def always(value: Any) -> Callable[[type[Model], str], Any]:
    return lambda _cls, _name: value


def dig(value: Any, *path: str) -> Any:
    """Look into objects inside objects; None if there is nothing."""
    for name in path:
        value = cast("Dict", value).get(name) if isinstance(value, dict) else None
    return value


def listed(value: Any) -> list[Any]:
    """Return what is in one place, be it an array."""
    return cast("Any", value) if isinstance(value, list) else [value] if is_there(value) else []


def tags_in(value: Any) -> set[str]:
    return {item["type"] for item in listed(value)}


def holds_only(*types: str) -> Callable[[Any], bool]:
    return lambda value: tags_in(value) <= {*types}


def only(*types: str) -> Callable[[Any], Any]:
    """Leave out of an array what has another tag."""
    return lambda value: [item for item in listed(value) if item["type"] in types]


def names(classes: Iterable[type[Model]], *members_: str) -> tuple[str, ...]:
    return tuple(f"{name_of(cls)}.{member}" for cls in classes for member in members_)


def requires(pair: Pair, name: str) -> bool:
    member = their_members(pair.theirs).get(name)
    return member is not None and member.required


def names_of(cls: type[Model]) -> tuple[str, ...]:
    """Return the wire names of an event, the name of today first."""
    (tag,) = [member.kind.strings for member in members(cls) if member.name == "type"]
    return tag if isinstance(tag, tuple) else ()


def holders_of(cls: type[Model]) -> Iterator[str]:
    """Find the members that hold objects of a class, or arrays of such; first those of which the package says most."""
    for owner in sorted(CLASSES, key=lambda owner: not owner.__module__.endswith(".server_events")):
        for member in members(owner):
            for kind in (member.kind, member.kind.array):
                if kind is not None and kind.objects is not None and cls in kind.objects.classes:
                    yield f"{name_of(owner)}.{member.name}"


RENAMED = [pair.ours for pair in PAIRS if "type" in attrs.fields_dict(pair.ours) and len(names_of(pair.ours)) > 1]


def without_references(value: Any) -> Any:
    if not isinstance(value, list):
        return PAYLOADS[rw.RealtimeConversationItemFunctionCall][0]
    return [item for item in listed(value) if item["type"] != "item_reference"]


OBJECTS = {"realtime": "realtime.session", "transcription": "realtime.transcription_session"}


def told_back(session: Dict) -> Dict:
    """Give a session what the server of a client secret says of it."""
    type_ = session.get("type") or "realtime"
    return {**session, "type": type_, "id": "sess_1", "object": OBJECTS[type_]}


def is_told_back(session: Any) -> bool:
    type_ = dig(session, "type")
    return is_there(dig(session, "id")) and is_there(type_) and dig(session, "object") == OBJECTS[type_]


CUSTOM: Dict = {"output": {"voice": {"id": "voice_1"}}}


def with_named_voice(value: Dict) -> Dict:
    """Replace the voice in the configuration of audio, or in a session."""
    if "output" not in value:
        return {**value, "audio": with_named_voice(value["audio"])}
    return {**value, "output": {**value["output"], "voice": "marin"}}


def optional(where: str, why: str, *places: str) -> Looser:
    """Tell of members that the package requires."""
    return Looser(where, "optional", "required", why, places, is_there, odd=always(ABSENT))


def is_sent_with_id(pair: Pair) -> bool:
    """Tell whether this is a server's event to which the package gives an id."""
    return pair.ours.__module__.endswith(".server_events") and requires(pair, "event_id")


def open_in_live() -> Iterator[str]:
    """Find the members of the Live API that only the package requires."""
    for theirs, ours in WALK.pairs:
        if is_model(theirs) and ours.__module__.startswith(rw.live.__name__):
            for member in members(ours):
                told = their_members(theirs).get(member.name)
                is_id = member.name == "event_id" and ours.__module__.endswith(".server_events")
                if told is not None and told.required and not member.required and not is_id:
                    yield f"{name_of(ours)}.{member.name}"


def places_of(*members_: str) -> Iterator[str]:
    """Find the events of a response that the package gives such members."""
    for pair in PAIRS:
        for name in members_:
            if pair.ours.__name__.startswith("Response") and requires(pair, name):
                yield f"{name_of(pair.ours)}.{name}"


LOOSER = [
    optional(
        "`event_id` of what a server sends",
        "vLLM sends none, and LocalAI leaves out empty ones.",
        *dict.fromkeys(names([pair.ours for pair in PAIRS if is_sent_with_id(pair)], "event_id")),
    ),
    optional(
        "Most other members of the Live API",
        "It is young and changes often: required is what recorded streams always have.",
        *dict.fromkeys(open_in_live()),
    ),
    Looser(
        "`live.AudioPCM.rate`",
        "any integer",
        "16000, 24000",
        "Members are checked by type; which values it supports is up to the server.",
        ("live.AudioPCM.rate",),
        is_one_of(ABSENT, None, 16000, 24000),
        odd=always(8000),
    ),
    Looser(
        "`live.ResponseItemCreateEvent.item`",
        "any JSON object",
        "an input item of the Responses API",
        "That API has dozens of them, and is another one.",
        ("live.ResponseItemCreateEvent.item",),
        lambda value: value in [payload["item"] for payload in PAYLOADS[rw.live.ResponseItemCreateEvent]],
        odd=always({}),
    ),
    optional("`RealtimeSession.type`", "Azure Voice Live sends sessions without it.", "RealtimeSession.type"),
    optional(
        "`RealtimeConversationItemMessageAssistant.content`",
        "xAI leaves it out of `response.output_item.added` and `.done`.",
        "RealtimeConversationItemMessageAssistant.content",
    ),
    optional(
        "`content` of system and user messages, `arguments`, `output` and `tools` of items",
        "LocalAI leaves out what is empty.",
        "RealtimeConversationItemMessageSystem.content",
        "RealtimeConversationItemMessageUser.content",
        "RealtimeConversationItemFunctionCall.arguments",
        "RealtimeConversationItemFunctionCallOutput.output",
        "RealtimeMCPListTools.tools",
        "RealtimeMCPToolCall.arguments",
    ),
    optional(
        "`RealtimeMCPApprovalResponse.approve`",
        "LocalAI leaves out what is false.",
        "RealtimeMCPApprovalResponse.approve",
    ),
    optional(
        "`RealtimeMCPApprovalResponse.id`",
        "The JavaScript SDK for agents leaves it to the server, and so may clients of Azure Voice Live.",
        "RealtimeMCPApprovalResponse.id",
    ),
    optional(
        "`RealtimeMCPApprovalRequest.arguments`",
        "Azure Voice Live may leave it out.",
        "RealtimeMCPApprovalRequest.arguments",
    ),
    optional(
        "`RealtimeConversationItemFunctionCall.name`",
        "Inworld may leave it out.",
        "RealtimeConversationItemFunctionCall.name",
    ),
    optional(
        "`RealtimeError.type`",
        "Inworld and xAI may leave it out.",
        "RealtimeError.type",
    ),
    Looser(
        "`ErrorEvent.error`",
        "an object or a string",
        "an object",
        "vLLM sends a string.",
        ("ErrorEvent.error",),
        lambda value: not isinstance(value, str),
        odd=always("out of memory"),
    ),
    optional(
        "`SessionCreatedEvent.session`",
        "vLLM sends none.",
        "SessionCreatedEvent.session",
    ),
    optional(
        "`SessionUpdateEvent.session`",
        "Clients of vLLM send none.",
        "SessionUpdateEvent.session",
    ),
    optional(
        "`id`, `start` and `end` of `conversation.item.input_audio_transcription.segment`",
        "LocalAI leaves out what is 0 or empty, such as the start of the first segment.",
        *names([rw.ConversationItemInputAudioTranscriptionSegmentEvent], "id", "start", "end"),
    ),
    optional(
        "`speaker` of `conversation.item.input_audio_transcription.segment`",
        "Servers that do not tell speakers apart leave it out, or send a null.",
        "ConversationItemInputAudioTranscriptionSegmentEvent.speaker",
    ),
    optional(
        "`content_index` of `conversation.item.input_audio_transcription.completed`, `.failed` and `.segment`",
        "Inworld and servers that only transcribe leave it out.",
        "ConversationItemInputAudioTranscriptionCompletedEvent.content_index",
        "ConversationItemInputAudioTranscriptionFailedEvent.content_index",
        "ConversationItemInputAudioTranscriptionSegmentEvent.content_index",
    ),
    optional(
        "`InputAudioBufferCommittedEvent.item_id`",
        "aimock leaves it out.",
        "InputAudioBufferCommittedEvent.item_id",
    ),
    optional(
        "`audio_start_ms` and `audio_end_ms` of `input_audio_buffer.speech_started` and `.speech_stopped`",
        "Servers that only transcribe, and litellm in front of others, leave them out.",
        "InputAudioBufferSpeechStartedEvent.audio_start_ms",
        "InputAudioBufferSpeechStoppedEvent.audio_end_ms",
    ),
    optional(
        "`OutputAudioBufferClearedEvent.response_id`",
        "Azure Voice Live leaves it out.",
        "OutputAudioBufferClearedEvent.response_id",
    ),
    optional(
        "`output_index` and `content_index` of the events of a response",
        "xAI describes such events without them; the ids tell as much.",
        *places_of("output_index", "content_index"),
    ),
    optional(
        "`ResponseOutputAudioTranscriptDoneEvent.transcript`",
        "xAI describes the event without it.",
        "ResponseOutputAudioTranscriptDoneEvent.transcript",
    ),
    optional(
        "`ResponseFunctionCallArgumentsDoneEvent.name`",
        "It was not there before general availability; speaches, aimock and Inworld leave it out.",
        "ResponseFunctionCallArgumentsDoneEvent.name",
    ),
    Looser(
        "`RealtimeResponse.metadata`",
        "any JSON for values",
        "strings",
        "Inworld has arrays and numbers.",
        ("RealtimeResponse.metadata",),
        lambda value: not is_there(value) or all(isinstance(each, str) for each in cast("Dict", value).values()),
        odd=always({"seats": 2}),
        mend=lambda value: {name: each for name, each in value.items() if isinstance(each, str)},
    ),
    Looser(
        "`RealtimeResponseStatus.error`",
        "an object or a string",
        "an object",
        "Azure Voice Live's models have a string.",
        ("RealtimeResponseStatus.error",),
        lambda value: not isinstance(value, str),
        odd=always("out of memory"),
    ),
    Looser(
        "`always` and `never` of `require_approval`",
        "a filter or names",
        "a filter",
        "Azure Voice Live has names.",
        ("McpToolApprovalFilter.always", "McpToolApprovalFilter.never"),
        lambda value: not isinstance(value, list),
        odd=always(["search"]),
        mend=lambda value: {"tool_names": value},
    ),
    optional(
        "`ConversationItemInputAudioTranscriptionCompletedEvent.usage`",
        "Azure Voice Live and xAI send none.",
        "ConversationItemInputAudioTranscriptionCompletedEvent.usage",
    ),
    optional(
        "`ResponseContentPartDoneEvent.part`",
        "xAI leaves it out.",
        "ResponseContentPartDoneEvent.part",
    ),
    optional(
        "`id`, `type`, `model`, `audio` and `expires_at` of a `RealtimeTranslationSession`",
        "One class is what is sent and what comes back, and an update holds only what changes.",
        *names([rw.translation.RealtimeTranslationSession], "id", "type", "model", "audio", "expires_at"),
    ),
    Looser(
        "`content` of a system message",
        "any part",
        "`input_text`",
        "Content is one union, so that code that reads it need not ask whose it is.",
        ("RealtimeConversationItemMessageSystem.content",),
        holds_only("input_text"),
        odd=always([{"type": "output_text"}]),
        mend=only("input_text"),
    ),
    Looser(
        "`content` of a user message",
        "any part",
        "`input_text`, `input_audio`, `input_image`",
        "Content is one union.",
        ("RealtimeConversationItemMessageUser.content",),
        holds_only("input_text", "input_audio", "input_image"),
        odd=always([{"type": "item_reference", "id": "item_1"}]),
        mend=only("input_text", "input_audio", "input_image"),
    ),
    Looser(
        "`content` of an assistant message",
        "any part",
        "`output_text`, `output_audio`",
        "Content is one union, and Azure Voice Live sends `text` and `audio`.",
        ("RealtimeConversationItemMessageAssistant.content",),
        holds_only("output_text", "output_audio"),
        odd=always([{"type": "text"}]),
        mend=only("output_text", "output_audio"),
    ),
    Looser(
        "`part` of `response.content_part.added` and `.done`",
        "any part",
        "`text`, `audio`",
        "Content is one union.",
        names([rw.ResponseContentPartAddedEvent, rw.ResponseContentPartDoneEvent], "part"),
        holds_only("text", "audio"),
        odd=always({"type": "output_text"}),
    ),
    Looser(
        "`ResponseItemReference` as an item",
        "wherever an item is",
        "in `ResponseCreateEventWithReferencesParam` alone",
        "Items are one union, whoever holds them.",
        tuple(holders_of(rw.ResponseItemReference)),
        lambda value: "item_reference" not in tags_in(value),
        odd=lambda cls, name: in_place(cls, name, {"type": "item_reference", "id": "item_1"}),
        mend=without_references,
    ),
    Looser(
        "`RealtimeResponse.status_details`",
        "an object or a string",
        "an object",
        "xAI sends a string.",
        ("RealtimeResponse.status_details",),
        lambda value: not isinstance(value, str),
        odd=always("unimplemented"),
    ),
    Looser(
        "`AudioPCM.rate`",
        "any integer",
        "24000",
        "Members are checked by type; which values it supports is up to the server.",
        ("AudioPCM.rate",),
        is_one_of(ABSENT, None, 24000),
        odd=always(16000),
    ),
    Looser(
        "`audio.output.voice` of a response, and of the session of a client secret",
        "a name or a custom voice",
        "a name",
        "One class configures audio, wherever it is.",
        ("RealtimeResponse.audio", "RealtimeCreateClientSecretResponse.session"),
        lambda value: not isinstance(dig(value, "output", "voice") or dig(value, "audio", "output", "voice"), dict),
        odd=lambda cls, _: CUSTOM if cls is rw.RealtimeResponse else {"type": "realtime", "audio": CUSTOM},
        mend=with_named_voice,
    ),
    Looser(
        "`noise_reduction.type` of a translation session",
        "optional",
        "required",
        "One class configures noise reduction, and elsewhere it is optional in the package, too.",
        ("translation.RealtimeTranslationAudioConfigInput.noise_reduction",),
        lambda value: not is_there(value) or is_there(dig(value, "type")),
        odd=always({}),
        mend=lambda value: {**value, "type": "near_field"},
    ),
    Looser(
        "`transcription.model` of a translation session",
        "optional",
        "required",
        "One class configures transcription, and elsewhere it is optional in the package, too.",
        ("translation.RealtimeTranslationAudioConfigInput.transcription",),
        lambda value: not is_there(value) or is_there(dig(value, "model")),
        odd=always({}),
        mend=lambda value: {**value, "model": "whisper-1"},
    ),
    Looser(
        "`id` and `object` of the session of a client secret",
        "optional",
        "required",
        "One class is every session, and elsewhere they are optional in the package, too.",
        ("RealtimeCreateClientSecretResponse.session",),
        is_told_back,
        odd=always({"type": "realtime", "object": "realtime.session"}),
        mend=told_back,
    ),
    Looser(
        "`type` of events whose name has changed",
        "either name",
        "the name of today",
        "Azure Voice Live, Qwen-Omni and others still send the names from before general availability.",
        names(RENAMED, "type"),
        is_one_of(*[names_of(cls)[0] for cls in RENAMED]),
        odd=lambda cls, _: names_of(cls)[1],
    ),
]


def split(place: str) -> tuple[type[Model], str]:
    owner, _, name = place.rpartition(".")
    return PUBLIC[owner], name


ROWS_OF: dict[tuple[type[Model], str], list[Looser]] = {}
for a_row in LOOSER:
    for a_place in a_row.members:
        ROWS_OF.setdefault(split(a_place), []).append(a_row)


def mended(cls: type[Model], payload: Dict, but: Looser | None = None) -> Dict:
    """Make a payload fit the package in all places that the rows tell, except for one of the rows."""
    obj = dict(payload)
    for member in members(cls):
        for row in ROWS_OF.get((cls, member.name), []):
            value = obj.get(member.name, ABSENT)
            if row is not but and not row.fits(value):
                obj[member.name] = example(cls, member.name, row) if row.mend is None else row.mend(value)
        if is_there(obj.get(member.name)):
            obj[member.name] = mended_value(member.kind, obj[member.name], but)
    return obj


def mended_value(kind: Kind, value: Json, but: Looser | None) -> Json:
    if isinstance(value, list) and kind.array is not None:
        return [mended_value(kind.array, item, but) for item in listed(value)]
    if not isinstance(value, dict):
        return cast("Json", value)
    obj = cast("Dict", value)
    if kind.map is not None:
        return {name: mended_value(kind.map, item, but) for name, item in obj.items()}
    if kind.objects is None:
        return obj
    classes = kind.objects.classes
    cls = classes[0] if kind.objects.unknown is None and len(classes) == 1 else kind.objects.class_of(obj)
    return obj if cls is None else mended(cast("type[Model]", cls), obj, but)


def example(cls: type[Model], name: str, row: Looser) -> Json:
    """Take a value that fits from the example payloads."""
    return next(payload[name] for payload in PAYLOADS[cls] if row.fits(payload.get(name, ABSENT)))


few = settings(max_examples=min(settings().max_examples // 5, 300))
"""There is a test for each type, and they have much in common."""


def crossed(theirs: Any, payload: Dict) -> Json:
    """Let a payload go through the package."""
    adapter = pydantic.TypeAdapter(theirs)
    validated = adapter.validate_json(json.dumps(payload), strict=True)
    return json.loads(adapter.dump_json(validated, exclude_unset=True, by_alias=True))


def test_every_event_crosses() -> None:
    events = {
        cls for protocol in PROTOCOLS if protocol is not rw.VOICE_LIVE for cls in objects_of(protocol.event).classes
    }
    assert events <= {pair.ours for pair in PAIRS}


@pytest.mark.parametrize("pair", PAIRS, ids=str)
@few
@given(data=st.data())
def test_what_is_drawn_here_is_valid_there(pair: Pair, data: st.DataObject) -> None:
    payload = mended(pair.ours, data.draw(strategies.payloads(pair.ours, unknown=False)))
    assert crossed(pair.theirs, payload) == payload


def in_place(cls: type[Model], name: str, value: Json) -> Json:
    """Put a value into an array where a member is one."""
    (kind,) = [member.kind for member in members(cls) if member.name == name]
    return value if kind.array is None else [value]


def understood(cls: type[Model]) -> Dict:
    """Take an example payload in which nothing is unknown."""
    return next(payload for payload in PAYLOADS[cls] if not findings(rw.structure(payload, cls)))


def wholes(cls: type[Model], payload: Dict, seen: frozenset[type[Model]] = frozenset()) -> Iterator[tuple[Pair, Dict]]:
    """Put an object into others, until it is part of something that crosses as a whole, in all ways that there are."""
    for pair in PAIRS:
        if pair.ours is cls:
            yield pair, payload
    for owner, name in map(split, holders_of(cls)):
        if owner not in seen:
            holder = {**understood(owner), name: in_place(owner, name, payload)}
            yield from wholes(owner, holder, seen | {cls})


@pytest.mark.parametrize(
    ("place", "row"), [pytest.param(place, row, id=place) for row in LOOSER for place in row.members]
)
def test_each_place_is_looser_here(place: str, row: Looser) -> None:
    cls, name = split(place)
    obj = {**understood(cls), name: row.odd(cls, name)}
    if obj[name] is ABSENT:
        del obj[name]
    for pair, payload in wholes(cls, obj):
        assert findings(rw.structure(payload, pair.ours)) == []
        assert crossed(pair.theirs, mended(pair.ours, payload)) == mended(pair.ours, payload)
        try:
            crossed(pair.theirs, mended(pair.ours, payload, but=row))
        except pydantic.ValidationError:
            return
    pytest.fail("nothing that crosses is refused there")


# What is generated from their schemas


@attrs.frozen
class Stricter:
    """What the package takes, and is not understood here."""

    where: str
    here: str
    there: str
    why: str

    titles: tuple[str, ...]
    """The objects that it is about, by the titles that they have in JSON Schema, which are the names of classes."""

    narrow: Callable[[Dict], Dict]
    """Makes the schema of such an object describe what is understood."""

    examples: tuple[tuple[str, Any, Json], ...]
    """A class of theirs, the type here, and JSON that the one takes and the other does not understand."""


def with_tag(schema: Dict) -> Dict:
    """Require the `type`."""
    tag = schema["properties"]["type"]
    some = [each for each in tag.get("anyOf", [tag]) if each.get("type") != "null"]
    properties = {**schema["properties"], "type": {"anyOf": some}}
    return {**schema, "properties": properties, "required": [*schema.get("required", []), "type"]}


def of_one_part(schema: Dict) -> Dict:
    """Leave to each kind of part the members of its own."""
    (tag,) = schema["properties"]["type"]["anyOf"]
    parts: list[Dict] = []
    for name in tag.get("enum") or [tag["const"]]:
        declared = {member.name for member in members(cast("type[Model]", CONTENT_PARTS.tags[name]))}
        own = {member: each for member, each in schema["properties"].items() if member in declared}
        parts.append({**schema, "title": "", "properties": {**own, "type": {"const": name}}})
    return {"anyOf": parts}


def of_objects(schema: Dict) -> Dict:
    """Let what may be any JSON be an object."""
    free = [
        name
        for name, each in schema["properties"].items()
        if any(
            not alternative.keys() - {"title", "description", "default"} for alternative in each.get("anyOf", [each])
        )
    ]
    return {**schema, "properties": {**schema["properties"], **{name: {"type": "object"} for name in free}}}


def of_loudness(schema: Dict) -> Dict:
    """Let turn detection be by loudness, whose members these are."""
    return with_tag({**schema, "properties": {**schema["properties"], "type": {"const": "server_vad"}}})


CONTENT_PARTS = objects_of(rw.ContentPart)

PART = f"{REALTIME}.response_content_part_added_event.Part"
CONTENT = f"{REALTIME}.realtime_conversation_item_user_message.Content"
LIST_TOOLS = f"{REALTIME}.realtime_mcp_list_tools.Tool"

STRICTER = [
    Stricter(
        "`type` of content parts, audio formats and function tools",
        "required",
        "optional",
        "A variant is known by its tag.",
        ("AudioPCM", "AudioPCMA", "AudioPCMU", "Content", "Part", "RealtimeFunctionTool", "RealtimeFunctionToolParam"),
        with_tag,
        (
            (f"{REALTIME}.realtime_audio_formats.AudioPCM", rw.RealtimeAudioFormat, {"rate": 24000}),
            (f"{REALTIME}.realtime_audio_formats.AudioPCMA", rw.RealtimeAudioFormat, {}),
            (f"{REALTIME}.realtime_audio_formats.AudioPCMU", rw.RealtimeAudioFormat, {"type": None}),
            (CONTENT, rw.ContentPart, {"text": "Hi"}),
            (PART, rw.ContentPart, {}),
            (f"{REALTIME}.RealtimeFunctionTool", rw.RealtimeTool, {"name": "f"}),
            (f"{REALTIME}.RealtimeFunctionToolParam", rw.RealtimeTool, {"name": "f"}),
        ),
    ),
    Stricter(
        "Members of a content part that belong to another `type`",
        "in `extra`",
        "declared",
        "There is a class for each kind of part.",
        ("Content", "Part"),
        of_one_part,
        (
            (CONTENT, rw.ContentPart, {"type": "input_text", "audio": ""}),
            (PART, rw.ContentPart, {"type": "audio", "text": ""}),
        ),
    ),
    Stricter(
        "JSON Schemas, `annotations` and `metadata`",
        "objects",
        "any JSON",
        "The published description says that they are objects.",
        (
            "RealtimeFunctionTool",
            "RealtimeFunctionToolParam",
            "Tool",
            "TracingConfiguration",
            "TracingTracingConfiguration",
        ),
        of_objects,
        (
            (f"{REALTIME}.RealtimeFunctionTool", rw.RealtimeTool, {"type": "function", "parameters": "{}"}),
            (f"{REALTIME}.RealtimeFunctionToolParam", rw.RealtimeTool, {"type": "function", "parameters": []}),
            (LIST_TOOLS, rw.MCPListToolsTool, {"name": "f", "input_schema": True}),
            (LIST_TOOLS, rw.MCPListToolsTool, {"name": "f", "input_schema": {}, "annotations": 1}),
            (
                f"{REALTIME}.realtime_tracing_config.TracingConfiguration",
                rw.RealtimeTracingConfiguration,
                {"metadata": "a"},
            ),
            (
                f"{REALTIME}.realtime_session_create_response.TracingTracingConfiguration",
                rw.RealtimeTracingConfiguration,
                {"metadata": []},
            ),
        ),
    ),
    Stricter(
        "`turn_detection` of a transcription session that comes back",
        "by its `type`, `Unknown` without a known one",
        "with any `type` or none",
        "A variant is known by its tag.",
        ("RealtimeTranscriptionSessionTurnDetection",),
        of_loudness,
        (
            (
                f"{REALTIME}.RealtimeTranscriptionSessionTurnDetection",
                rw.RealtimeTurnDetection,
                {"type": "other", "threshold": 0.5},
            ),
        ),
    ),
]

VENDOR = "x_vendor"
"""A member that no side declares."""

UNDERSTOOD = {
    *("$defs", "$ref", "additionalProperties", "anyOf", "const", "default", "description", "enum", "items", "oneOf"),
    *("properties", "required", "title", "type"),
}
"""What the schemas are made of. Another word in them may have a meaning that the generator would miss."""


class Generator:
    """Draws what a JSON Schema describes, as pydantic writes them."""

    def __init__(self, theirs: Any) -> None:
        # Other packages may have other classes of the same names.
        of_live = theirs.__module__.startswith(LIVE)
        self._rows = [] if of_live else STRICTER
        self._schema: Dict = pydantic.TypeAdapter(theirs).json_schema()
        self._made: dict[str, SearchStrategy[Json]] = {}
        self.values = self._drawn(self._schema)

    def _drawn(self, schema: Dict) -> SearchStrategy[Json]:  # noqa: PLR0911  one for each word
        assert schema.keys() <= UNDERSTOOD, f"what does {schema.keys() - UNDERSTOOD} mean?"
        if "$ref" in schema:
            return self._defined(schema["$ref"].removeprefix("#/$defs/"))
        if parts := schema.get("anyOf") or schema.get("oneOf"):
            return st.one_of([self._drawn(part) for part in parts])
        if "enum" in schema or "const" in schema:
            return st.sampled_from(schema.get("enum") or [schema["const"]])
        match schema.get("type"):
            case "object":
                return self._object(schema)
            case "array":
                return st.lists(self._drawn(schema["items"]), max_size=2)
            case None:
                return json_values(wild=False)
            case type_:
                return by_json_type(wild=False)[type_]

    def _defined(self, name: str) -> SearchStrategy[Json]:
        if name not in self._made:
            self._made[name] = st.deferred(lambda: self._drawn(self._schema["$defs"][name]))
        return self._made[name]

    def _object(self, schema: Dict) -> SearchStrategy[Json]:
        for row in self._rows:
            if schema.get("title") in row.titles:
                schema = row.narrow(schema)
        if "anyOf" in schema:
            return self._drawn(schema)
        more = schema.get("additionalProperties", False)
        if "properties" not in schema:
            return st.dictionaries(
                NAMES, json_values(wild=False) if more in (True, False) else self._drawn(more), max_size=2
            )
        drawn = {name: self._drawn(each) for name, each in schema["properties"].items()}
        required = {name: drawn.pop(name) for name in schema.get("required", [])}
        vendors: dict[str, SearchStrategy[Json]] = {VENDOR: json_values(wild=False)} if more else {}
        return st.fixed_dictionaries(required, optional=drawn | vendors)


@cache
def generated(theirs: Any) -> SearchStrategy[Json]:
    return Generator(theirs).values


@st.composite
def described(draw: DrawFn, theirs: Any) -> Json:
    """Draw JSON of a type of theirs. (A strategy of its own, because that shows itself in one line.)"""
    return draw(generated(theirs))


FREE_FORM = ("live.ResponseEventEvent.event",)
"""Members that may be any JSON object, of which some have a class."""


def findings(value: Any, path: str = "$") -> list[str]:
    """Tell what in an object was not understood."""
    if isinstance(value, Raw):
        return [f"{path}: {type(value).__name__}"]
    if isinstance(value, tuple):
        return [each for item in cast("Any", value) for each in findings(item, f"{path}[]")]
    if isinstance(value, Mapping):
        return [each for item in cast("Any", value).values() for each in findings(item, f"{path}[...]")]
    if not isinstance(value, Model):
        return []
    unknown = [f"{path}.{name}: unknown" for name in value.extra if name != VENDOR]
    inside = [
        each
        for m in members(type(value))
        if f"{name_of(type(value))}.{m.name}" not in FREE_FORM
        for each in findings(getattr(value, m.name), f"{path}.{m.name}")
    ]
    return unknown + inside


@cache
def validator(type_: Any) -> Any:
    return jsonschema.Draft202012Validator(rw.json_schema(type_))


ALL_THEIRS = {theirs: union for name, union in ROOTS.items() for theirs in alternatives(resolve(name))}


@pytest.mark.parametrize(("theirs", "union"), ALL_THEIRS.items(), ids=[theirs.__name__ for theirs in ALL_THEIRS])
def test_what_they_describe_is_understood_here(theirs: Any, union: Any) -> None:
    is_valid = validator(union).is_valid

    @few
    @given(described(theirs))
    def check(payload: Json) -> None:
        obj = rw.decode(json.dumps(payload), union)
        assert is_valid(payload)
        assert findings(obj) == []
        assert json.loads(rw.encode(obj)) == payload

    check()


# The schemas side by side


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_their_schema_and_ours_have_the_same_members(pair: Pair) -> None:
    theirs, ours = pair.theirs.model_json_schema(), rw.json_schema(pair.ours)["$defs"][pair.ours.__name__]
    assert theirs["properties"].keys() <= ours["properties"].keys()
    looser = {member for row in LOOSER for member in row.members}
    required, less = {*theirs["required"]}, {*theirs["required"]} - {*ours["required"]}
    assert {*ours["required"]} <= required
    assert {f"{name_of(pair.ours)}.{name}" for name in less} <= looser
    for name in theirs["properties"]:
        there, here = types_in(theirs["properties"][name], theirs), types_in(ours["properties"][name], {})
        assert "anything" in here or there <= here, name


def types_in(schema: Dict, whole: Dict) -> set[str]:  # noqa: PLR0911  one for each way in which a type is said
    """Return the JSON types that a schema allows."""
    match schema:
        case {"$ref": str(ref)} if whole:
            return types_in(whole["$defs"][ref.rpartition("/")[2]], whole)
        case {"$ref": _}:
            return {"object"}  # our classes
        case {"anyOf": choices} | {"oneOf": choices} | {"allOf": choices}:
            return {each for choice in choices for each in types_in(choice, whole)}
        case {"type": str(one)}:
            return {one}
        case {"type": several}:
            return {*several}
        case {"const": value} | {"enum": [value, *_]}:
            return {json_type(value)}
        case _:
            return {"anything"}


@pytest.mark.parametrize(
    ("row", "theirs", "ours", "payload"),
    [
        pytest.param(row, theirs, ours, payload, id=f"{theirs.removeprefix(REALTIME)[1:]}-{number}")
        for row in STRICTER
        for number, (theirs, ours, payload) in enumerate(row.examples)
    ],
)
def test_each_example_is_stricter_here(row: Stricter, theirs: str, ours: Any, payload: Json) -> None:
    cls = resolve(theirs)
    assert cls.__name__ in row.titles
    crossed(cls, payload)
    try:
        found = findings(rw.structure(payload, ours))
    except rw.DecodeError:
        return
    assert found


@pytest.mark.parametrize("row", STRICTER, ids=lambda row: row.where)
def test_each_title_has_an_example(row: Stricter) -> None:
    assert {resolve(theirs).__name__ for theirs, _, _ in row.examples} == {*row.titles}


# What is told of it

PAGE = Path(__file__).parents[2] / "docs" / "differences.md"


@pytest.mark.skipif(not PAGE.exists(), reason="not in a checkout")
@pytest.mark.parametrize(("heading", "rows"), [("More is taken here", LOOSER), ("Less is understood here", STRICTER)])
def test_the_page_has_these_differences(heading: str, rows: list[Looser] | list[Stricter]) -> None:
    section = PAGE.read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    told = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("|")]
    assert told[0] == ["What", "Here", "In the package", "Why"]
    assert told[2:] == [[row.where, row.here, row.there, row.why] for row in rows]
