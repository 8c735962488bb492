"""Between the shape of today and that from before GA: one table of pairs, driven in both directions."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, Literal, TypeAlias, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

import realtime_wire as rw
from realtime_wire import Model, compat
from realtime_wire._engine.schema import member_of, tag_names
from tests import wire
from tests.declared import CLASSES
from tests.payloads import PAYLOADS

Json: TypeAlias = Any

CREATED = {"type": "conversation.item.created", "event_id": "e", "previous_item_id": None}
ADDED = {**CREATED, "type": "conversation.item.added"}
ANSWER = {"type": "message", "id": "i", "role": "assistant", "status": "completed"}
USER = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hm."}]}
FLAT_PARTS = [{"type": "text", "text": "a"}, {"type": "audio", "transcript": "b"}, {"type": "hologram"}]
GA_PARTS = [{"type": "output_text", "text": "a"}, {"type": "output_audio", "transcript": "b"}, {"type": "hologram"}]
IDS = {"response_id": "r", "item_id": "i", "output_index": 0, "content_index": 0}
VAD = {"type": "server_vad", "threshold": 0.5, "vendor": 1}

PAIRS: dict[str, tuple[Any, Json, Json]] = {
    "nothing": (rw.RealtimeSession, {}, {"type": "realtime"}),
    "a whole session": (
        rw.RealtimeSession,
        {
            "id": "s",
            "model": "m",
            "modalities": ["text", "audio"],
            "voice": "alloy",
            "speed": 1.1,
            "input_audio_format": "pcm16",
            "output_audio_format": "g711_ulaw",
            "input_audio_transcription": {"model": "w"},
            "input_audio_noise_reduction": {"type": "near_field"},
            "turn_detection": VAD,
            "max_response_output_tokens": "inf",
            "vendor": [1],
        },
        {
            "type": "realtime",
            "id": "s",
            "model": "m",
            "output_modalities": ["audio"],
            "audio": {
                "input": {
                    "format": {"type": "audio/pcm", "rate": 24000},
                    "transcription": {"model": "w"},
                    "noise_reduction": {"type": "near_field"},
                    "turn_detection": VAD,
                },
                "output": {"format": {"type": "audio/pcmu"}, "voice": "alloy", "speed": 1.1},
            },
            "max_output_tokens": "inf",
            "vendor": [1],
        },
    ),
    "explicit nulls": (
        rw.RealtimeSession,
        {"turn_detection": None, "input_audio_transcription": None, "voice": None, "tracing": None},
        {
            "type": "realtime",
            "audio": {"input": {"transcription": None, "turn_detection": None}, "output": {"voice": None}},
            "tracing": None,
        },
    ),
    "text alone": (
        rw.RealtimeSession,
        {"modalities": ["text"], "input_audio_format": "g711_alaw"},
        {"type": "realtime", "output_modalities": ["text"], "audio": {"input": {"format": {"type": "audio/pcma"}}}},
    ),
    "a voice of a vendor": (
        rw.RealtimeSession,
        {"voice": {"name": "n", "type": "azure-standard"}},
        {"type": "realtime", "audio": {"output": {"voice": {"name": "n", "type": "azure-standard"}}}},
    ),
    "a session of transcription": (
        rw.RealtimeSession,
        {"object": "realtime.transcription_session", "turn_detection": None},
        {
            "type": "transcription",
            "object": "realtime.transcription_session",
            "audio": {"input": {"turn_detection": None}},
        },
    ),
    "parameters of a response": (
        rw.RealtimeResponseCreateParams,
        {
            "modalities": ["text", "audio"],
            "voice": "verse",
            "output_audio_format": "pcm16",
            "max_response_output_tokens": 5,
            "input": [{**ANSWER, "content": FLAT_PARTS}, USER],
        },
        {
            "output_modalities": ["audio"],
            "audio": {"output": {"voice": "verse", "format": {"type": "audio/pcm", "rate": 24000}}},
            "max_output_tokens": 5,
            "input": [{**ANSWER, "content": GA_PARTS}, USER],
        },
    ),
    "a response": (
        rw.RealtimeResponse,
        {
            "modalities": ["text"],
            "voice": "verse",
            "max_output_tokens": 7,
            "output": [{**ANSWER, "content": FLAT_PARTS}],
        },
        {
            "output_modalities": ["text"],
            "audio": {"output": {"voice": "verse"}},
            "max_output_tokens": 7,
            "output": [{**ANSWER, "content": GA_PARTS}],
        },
    ),
    "an assistant's message": (rw.Item, {**ANSWER, "content": FLAT_PARTS}, {**ANSWER, "content": GA_PARTS}),
    "a message without content": (rw.Item, ANSWER, ANSWER),
    "a user's message": (rw.Item, USER, USER),
    "an update": (
        rw.ClientEvent,
        {"type": "session.update", "event_id": "e", "session": {"voice": "alloy"}},
        {
            "type": "session.update",
            "event_id": "e",
            "session": {"type": "realtime", "audio": {"output": {"voice": "alloy"}}},
        },
    ),
    "an update of transcription": (
        rw.ClientEvent,
        {"type": "transcription_session.update", "session": {"input_audio_format": "pcm16"}},
        {
            "type": "session.update",
            "session": {
                "type": "transcription",
                "audio": {"input": {"format": {"type": "audio/pcm", "rate": 24000}}},
            },
        },
    ),
    "a session that begins": (
        rw.ServerEvent,
        {"type": "session.created", "session": {"id": "s", "modalities": ["text", "audio"]}},
        {"type": "session.created", "session": {"id": "s", "type": "realtime", "output_modalities": ["audio"]}},
    ),
    "a session of transcription that begins": (
        rw.ServerEvent,
        {"type": "transcription_session.created", "session": {"id": "s"}},
        {"type": "session.created", "session": {"id": "s", "type": "transcription"}},
    ),
    "a session that changed": (
        rw.ServerEvent,
        {"type": "transcription_session.updated", "session": {}},
        {"type": "session.updated", "session": {"type": "transcription"}},
    ),
    "an item that was created": (
        rw.ServerEvent,
        {**CREATED, "item": {**ANSWER, "content": FLAT_PARTS}, "vendor": 1},
        {**ADDED, "item": {**ANSWER, "content": GA_PARTS}, "vendor": 1},
    ),
    "an item to create": (
        rw.ClientEvent,
        {"type": "conversation.item.create", "item": {**ANSWER, "content": FLAT_PARTS}},
        {"type": "conversation.item.create", "item": {**ANSWER, "content": GA_PARTS}},
    ),
    "an item of a response": (
        rw.ServerEvent,
        {"type": "response.output_item.done", "response_id": "r", "item": {**ANSWER, "content": FLAT_PARTS}},
        {"type": "response.output_item.done", "response_id": "r", "item": {**ANSWER, "content": GA_PARTS}},
    ),
    "a response to create": (
        rw.ClientEvent,
        {"type": "response.create", "response": {"voice": "verse"}},
        {"type": "response.create", "response": {"audio": {"output": {"voice": "verse"}}}},
    ),
    "a response that is done": (
        rw.ServerEvent,
        {"type": "response.done", "response": {"id": "r", "voice": "verse"}},
        {"type": "response.done", "response": {"id": "r", "audio": {"output": {"voice": "verse"}}}},
    ),
    "a part, which was never renamed there": (
        rw.ServerEvent,
        {"type": "response.content_part.added", **IDS, "part": {"type": "audio"}},
        {"type": "response.content_part.added", **IDS, "part": {"type": "audio"}},
    ),
    **{
        f"{flat}.{end}": (
            rw.ServerEvent,
            {"type": f"response.{flat}.{end}", **IDS, **member},
            {"type": f"response.output_{flat}.{end}", **IDS, **member},
        )
        for flat, done in (("text", {"text": "a"}), ("audio_transcript", {"transcript": "a"}), ("audio", {}))
        for end, member in (("delta", {"delta": "a"}), ("done", done))
    },
    "an event that is the same": (
        rw.ClientEvent,
        {"type": "input_audio_buffer.append", "audio": "AAAA"},
        {"type": "input_audio_buffer.append", "audio": "AAAA"},
    ),
    "an event that nobody knows": (rw.Event, {"type": "ping", "voice": "x"}, {"type": "ping", "voice": "x"}),
    "a tool": (rw.RealtimeTool, {"type": "function", "name": "f"}, {"type": "function", "name": "f"}),
}
"""A type, JSON from before GA, and the same of today."""


@pytest.mark.parametrize(("type_", "flat", "ga"), PAIRS.values(), ids=PAIRS)
def test_both_ways(type_: Any, flat: Json, ga: Json) -> None:
    before, today = rw.structure(flat, type_), rw.structure(ga, type_)
    reports: list[list[rw.Finding]] = [[], [], [], []]
    assert rw.to_ga(before, reports[0]) == rw.to_ga(today, reports[1]) == today
    assert rw.to_pre_ga(today, reports[2]) == rw.to_pre_ga(before, reports[3]) == before
    assert rw.to_ga(before).to_dict() == ga
    assert rw.to_pre_ga(today).to_dict() == flat
    assert reports == [[], [], [], []]


TODAY, BEFORE = compat.NO_COUNTERPART_TODAY, compat.NO_COUNTERPART_BEFORE
TWICE = {"voice": "a", "audio": {"output": {"voice": "b"}}}

MCP = {"type": "mcp", "server_label": "s"}
MCP_CALL = {"type": "mcp_call", "id": "i", "server_label": "s", "name": "n"}

ONE_WAY: dict[str, tuple[Any, Any, Json, Json, list[str]]] = {
    "what is gone": (
        rw.to_ga,
        rw.RealtimeSession,
        {"temperature": 0.8, "client_secret": {"value": "sk"}, "modalities": None},
        {"type": "realtime", "temperature": 0.8, "client_secret": {"value": "sk"}, "output_modalities": None},
        [f"$.temperature: {TODAY}", f"$.client_secret: {TODAY}"],
    ),
    "a format of a vendor": (
        rw.to_ga,
        rw.RealtimeSession,
        {"input_audio_format": "pcm24", "output_audio_format": "not specified"},
        {"type": "realtime", "input_audio_format": "pcm24", "output_audio_format": "not specified"},
        [f"$.input_audio_format: has a value that {TODAY}", f"$.output_audio_format: has a value that {TODAY}"],
    ),
    "what OpenAI refuses of an older client": (
        rw.to_ga,
        rw.ClientEvent,
        {
            "type": "session.update",
            "session": {
                "modalities": ["text", "audio"],
                "voice": "alloy",
                "input_audio_format": "pcm16",
                "output_audio_format": "g711_ulaw",
                "turn_detection": None,
                "max_response_output_tokens": 200,
                "temperature": 0.8,
            },
        },
        {
            "type": "session.update",
            "session": {
                "type": "realtime",
                "output_modalities": ["audio"],
                "max_output_tokens": 200,
                "audio": {
                    "input": {"format": {"type": "audio/pcm", "rate": 24000}, "turn_detection": None},
                    "output": {"format": {"type": "audio/pcmu"}, "voice": "alloy"},
                },
                "temperature": 0.8,
            },
        },
        [f"$.session.temperature: {TODAY}"],
    ),
    "set twice": (
        rw.to_ga,
        rw.RealtimeSession,
        TWICE,
        {"type": "realtime", **TWICE},
        ["$.voice: stays where it is, as there is something at audio.output.voice"],
    ),
    "set twice, to the other side": (
        rw.to_pre_ga,
        rw.RealtimeSession,
        TWICE,
        TWICE,
        [
            "$.audio.output.voice: stays where it is, as there is something at voice",
            "$.audio: has more than there was before general availability",
        ],
    ),
    "audio is null": (
        rw.to_ga,
        rw.RealtimeSession,
        {"voice": "a", "audio": None},
        {"type": "realtime", "voice": "a", "audio": None},
        ["$.voice: stays where it is, as there is something at audio.output.voice"],
    ),
    "a type that is null": (rw.to_ga, rw.RealtimeSession, {"type": None}, {"type": None}, []),
    "both modalities, the other way round": (
        rw.to_ga,
        rw.RealtimeResponse,
        {"modalities": ["audio", "text"]},
        {"output_modalities": ["audio"]},
        [],
    ),
    "what is new": (
        rw.to_pre_ga,
        rw.RealtimeSession,
        {
            "type": "realtime",
            "reasoning": {"effort": "low"},
            "truncation": "auto",
            "prompt": None,
            "parallel_tool_calls": True,
        },
        {"reasoning": {"effort": "low"}, "truncation": "auto", "prompt": None, "parallel_tool_calls": True},
        [f"$.{name}: {BEFORE}" for name in ("parallel_tool_calls", "prompt", "reasoning", "truncation")],
    ),
    "audio of another rate, and a vendor's settings": (
        rw.to_pre_ga,
        rw.RealtimeSession,
        {"audio": {"input": {"format": {"type": "audio/pcm", "rate": 16000}}, "vendor": 1}},
        {"audio": {"input": {"format": {"type": "audio/pcm", "rate": 16000}}, "vendor": 1}},
        [
            f"$.audio.input.format: has a value that {BEFORE}",
            "$.audio: has more than there was before general availability",
        ],
    ),
    "the tempo of one response": (
        rw.to_pre_ga,
        rw.RealtimeResponseCreateParams,
        {"audio": {"output": {"speed": 1.5}}},
        {"audio": {"output": {"speed": 1.5}}},
        ["$.audio: has more than there was before general availability"],
    ),
    "a transcription session of no event": (
        rw.to_pre_ga,
        rw.RealtimeSession,
        {"type": "transcription"},
        {"type": "transcription"},
        [],
    ),
    "the choice of a function": (
        rw.to_ga,
        rw.RealtimeSession,
        {"tool_choice": {"type": "function", "function": {"name": "f"}}},
        {"type": "realtime", "tool_choice": {"type": "function", "name": "f"}},
        [],
    ),
    "the same in a response": (
        rw.to_ga,
        rw.RealtimeResponseCreateParams,
        {"tool_choice": {"type": "function", "function": {"name": "f"}}},
        {"tool_choice": {"type": "function", "name": "f"}},
        [],
    ),
    "a choice that says more": (
        rw.to_ga,
        rw.RealtimeResponseCreateParams,
        {"tool_choice": {"type": "function", "function": {"name": "f", "strict": True}}},
        {"tool_choice": {"type": "function", "function": {"name": "f", "strict": True}}},
        [],
    ),
    "an event in which something is left": (
        rw.to_ga,
        rw.ClientEvent,
        {"type": "response.create", "response": {"temperature": 1, "input": [{**ANSWER, "content": FLAT_PARTS}]}},
        {"type": "response.create", "response": {"temperature": 1, "input": [{**ANSWER, "content": GA_PARTS}]}},
        [f"$.response.temperature: {TODAY}"],
    ),
    "an event of today alone": (
        rw.to_pre_ga,
        rw.ServerEvent,
        {"type": "conversation.item.done", "item": {**ANSWER, "content": GA_PARTS}},
        {"type": "conversation.item.done", "item": {**ANSWER, "content": FLAT_PARTS}},
        [f"$.type: {BEFORE} (leave the event out: pre_ga_events does)"],
    ),
    "the same from before": (
        rw.to_ga,
        rw.ServerEvent,
        {"type": "conversation.item.done", "item": {**ANSWER, "content": FLAT_PARTS}},
        {"type": "conversation.item.done", "item": {**ANSWER, "content": GA_PARTS}},
        [],
    ),
    "a session that nobody knows": (
        rw.to_ga,
        rw.ClientEvent,
        {"type": "transcription_session.update", "session": {"type": "dictation"}},
        {"type": "session.update", "session": {"type": "dictation"}},
        [],
    ),
    "the same of today": (
        rw.to_pre_ga,
        rw.ClientEvent,
        {"type": "session.update", "session": {"type": "dictation"}},
        {"type": "session.update", "session": {"type": "dictation"}},
        [],
    ),
    "what is malformed": (
        rw.to_ga,
        rw.ServerEvent | rw.MalformedEvent,
        {"type": "error"},
        {"type": "error"},
        ["$: is malformed, and stays as it is (see its faults)"],
    ),
    "a session that vLLM left out": (
        rw.to_ga,
        rw.ServerEvent,
        {"type": "session.created", "id": "s"},
        {"type": "session.created", "id": "s"},
        [],
    ),
    "an event that is new": (
        rw.to_pre_ga,
        rw.ServerEvent,
        {"type": "response.mcp_call.failed", "item_id": "i"},
        {"type": "response.mcp_call.failed", "item_id": "i"},
        [f"$.type: {BEFORE}"],
    ),
    "an item that is new": (
        rw.to_pre_ga,
        rw.ServerEvent,
        {**ADDED, "item": MCP_CALL},
        {**CREATED, "item": MCP_CALL},
        [f"$.item.type: {BEFORE}"],
    ),
    "an item of a response that is new": (
        rw.to_pre_ga,
        rw.RealtimeResponse,
        {"output": [ANSWER, MCP_CALL]},
        {"output": [ANSWER, MCP_CALL]},
        [f"$.output[1].type: {BEFORE}"],
    ),
    "a part that is new": (
        rw.to_pre_ga,
        rw.Item,
        {**USER, "content": [{"type": "input_image"}]},
        {**USER, "content": [{"type": "input_image"}]},
        [f"$.content[0].type: {BEFORE}"],
    ),
    "a tool and a choice that are new": (
        rw.to_pre_ga,
        rw.ClientEvent,
        {"type": "session.update", "session": {"tools": [MCP], "tool_choice": MCP}},
        {"type": "session.update", "session": {"tools": [MCP], "tool_choice": MCP}},
        [f"$.session.tools[0].type: {BEFORE}", f"$.session.tool_choice.type: {BEFORE}"],
    ),
    "the same, where it is at home": (
        rw.to_ga,
        rw.ClientEvent,
        {"type": "session.update", "session": {"type": "realtime", "tools": [MCP], "tool_choice": MCP}},
        {"type": "session.update", "session": {"type": "realtime", "tools": [MCP], "tool_choice": MCP}},
        [],
    ),
    "an update without a session": (
        rw.to_ga,
        rw.ClientEvent,
        {"type": "session.update", "model": "m"},
        {"type": "session.update", "model": "m"},
        [],
    ),
}
"""What to do, a type, JSON, what comes of it, and what is told."""


@pytest.mark.parametrize(("convert", "type_", "given_", "expected", "told"), ONE_WAY.values(), ids=ONE_WAY)
def test_one_way(convert: Any, type_: Any, given_: Json, expected: Json, told: list[str]) -> None:
    report: list[rw.Finding] = []
    made = convert(rw.structure(given_, type_), report)
    assert made.to_dict() == expected
    assert [str(finding) for finding in report] == told
    assert convert(rw.structure(given_, type_)) == made


# Vendors' classes


@rw.frozen(kw_only=True)
class VendorSession(rw.RealtimeSession):
    avatar: str | None = None


@rw.frozen(kw_only=True)
class VendorUpdatedEvent(rw.SessionUpdatedEvent):
    session: VendorSession


@rw.frozen(kw_only=True)
class VendorCreatedEvent(rw.ConversationItemCreatedEvent):
    latency: int | None = None


@rw.frozen(kw_only=True)
class NarrowAudio(rw.RealtimeAudioConfig):
    channels: int


@rw.frozen(kw_only=True)
class NarrowSession(rw.RealtimeSession):
    type: Literal["transcription"] | None = None
    voice: rw.CustomVoice | None = None
    audio: NarrowAudio | None = None
    tool_choice: rw.Unknown | None = None


@rw.frozen(kw_only=True)
class NarrowUpdateEvent(rw.SessionUpdateEvent):
    type: Literal["session.update"] = "session.update"
    session: NarrowSession | None = None


OLD_CHOICE = {"type": "function", "function": {"name": "f"}}

VENDORS: dict[str, tuple[Any, Any, Json, Json, list[str]]] = {
    "a session": (
        rw.to_ga,
        VendorSession,
        {"voice": "a", "avatar": "b"},
        {"type": "realtime", "audio": {"output": {"voice": "a"}}, "avatar": "b"},
        [],
    ),
    "an event": (
        rw.to_ga,
        VendorUpdatedEvent,
        {"type": "transcription_session.updated", "session": {"voice": "a", "avatar": "b"}},
        {
            "type": "session.updated",
            "session": {"type": "transcription", "audio": {"output": {"voice": "a"}}, "avatar": "b"},
        },
        [],
    ),
    "an event back": (
        rw.to_pre_ga,
        VendorUpdatedEvent,
        {"type": "session.updated", "session": {"type": "realtime", "max_output_tokens": 5, "avatar": "b"}},
        {"type": "session.updated", "session": {"max_response_output_tokens": 5, "avatar": "b"}},
        [],
    ),
    "types that have no place": (
        rw.to_ga,
        NarrowUpdateEvent,
        {
            "type": "session.update",
            "session": {"voice": {"id": "v"}, "max_response_output_tokens": 5, "tool_choice": OLD_CHOICE},
        },
        {
            "type": "session.update",
            "session": {"voice": {"id": "v"}, "max_output_tokens": 5, "tool_choice": OLD_CHOICE},
        },
        [f"$.session.voice: has a value that {TODAY}"],
    ),
    "types that have no place before": (
        rw.to_pre_ga,
        NarrowUpdateEvent,
        {
            "type": "session.update",
            "session": {"type": "transcription", "audio": {"channels": 1, "output": {"voice": "v"}}},
        },
        {
            "type": "session.update",
            "session": {"type": "transcription", "audio": {"channels": 1, "output": {"voice": "v"}}},
        },
        [
            f"$.session.audio.output.voice: has a value that {BEFORE}",
            "$.session.audio: has more than there was before general availability",
        ],
    ),
}
"""The same for classes that are declared over ours, with more members or with narrower types."""


@pytest.mark.parametrize(("convert", "cls", "given_", "expected", "told"), VENDORS.values(), ids=VENDORS)
def test_classes_of_vendors(convert: Any, cls: Any, given_: Json, expected: Json, told: list[str]) -> None:
    report: list[rw.Finding] = []
    made = convert(rw.structure(given_, cls), report)
    assert type(made) is cls
    assert made.to_dict() == expected
    assert [str(finding) for finding in report] == told


def test_an_event_of_a_vendor_becomes_one_of_ours() -> None:
    """Its counterpart has another class, which knows no member of the vendor's."""
    created = VendorCreatedEvent(item=rw.structure({**ANSWER, "content": FLAT_PARTS}, rw.Item), latency=5)
    made: Any = rw.to_ga(created)
    assert type(made) is rw.ConversationItemAddedEvent
    assert made.extra == {"latency": 5}
    assert made.to_dict()["item"]["content"] == GA_PARTS
    back = rw.to_pre_ga(made)
    assert rw.structure(back.to_dict(), VendorCreatedEvent) == created


HOLDERS = [rw.RealtimeSession, rw.RealtimeResponse, rw.RealtimeResponseCreateParams]
TYPES: list[Any] = [rw.Event, rw.ServerEvent, rw.ClientEvent, rw.Item, *HOLDERS]

FORMATS = {
    "pcm16": {"type": "audio/pcm", "rate": 24000},
    "g711_ulaw": {"type": "audio/pcmu"},
    "g711_alaw": {"type": "audio/pcma"},
}
FLAT_VALUES: dict[str, tuple[tuple[str, ...], st.SearchStrategy[Any]]] = {
    "modalities": (("output_modalities",), st.sampled_from([["text"], ["text", "audio"]])),
    "voice": (("audio", "output", "voice"), st.none() | wire.payloads(rw.Voice)),
    "speed": (("audio", "output", "speed"), st.none() | st.floats(0, 2)),
    "input_audio_format": (("audio", "input", "format"), st.sampled_from([None, *FORMATS])),
    "output_audio_format": (("audio", "output", "format"), st.sampled_from([None, *FORMATS])),
    "input_audio_transcription": (
        ("audio", "input", "transcription"),
        st.none() | wire.payloads(rw.InputAudioTranscription),
    ),
    "input_audio_noise_reduction": (
        ("audio", "input", "noise_reduction"),
        st.none() | wire.payloads(rw.AudioInputNoiseReduction),
    ),
    "turn_detection": (("audio", "input", "turn_detection"), st.none() | wire.payloads(rw.RealtimeTurnDetection)),
    "max_response_output_tokens": (("max_output_tokens",), st.none() | st.just("inf") | st.integers(1, 4096)),
}


@given(cls=st.sampled_from(HOLDERS), data=st.data())
def test_settings_are_inverse(cls: Any, data: st.DataObject) -> None:
    """Whatever is set, and whatever else is there, comes back; and each value stands where `FLAT_VALUES` has it."""
    known = {name: row for name, row in FLAT_VALUES.items() if member_of(cls, name) is not None}
    moved = {way[0] for way, _ in known.values()} | known.keys()
    others = data.draw(wire.payloads(cls))
    kept = {
        name: value
        for name, value in others.items()
        if name not in moved | {"type", "object", "tool_choice", "input", "output"}
    }
    names = data.draw(st.sets(st.sampled_from(sorted(known))))
    flat = {**kept, **{name: data.draw(known[name][1], label=name) for name in names}}
    before = rw.structure(flat, cls)
    today = rw.to_ga(before)
    assert rw.to_pre_ga(today) == before
    assert rw.to_ga(rw.to_pre_ga(today)) == today
    for name in names:
        place: Any = today.to_dict()
        for step in known[name][0]:
            place = place[step]
        value: Any = flat[name]
        if name.endswith("_format") and value is not None:
            value = FORMATS[value]
        both = name == "modalities" and value == ["text", "audio"]
        assert place == (["audio"] if both else value)
    assert {name: today.to_dict().get(name, "nothing") for name in kept} == kept


def leaves(value: Json) -> list[Json]:
    inside: Any = ()
    if isinstance(value, dict):
        inside = cast("Json", value).values()
    elif isinstance(value, list):
        inside = cast("Json", value)
    else:
        return [json.dumps(value)]
    return [leaf for item in inside for leaf in leaves(item)]


NAMES = {
    *("realtime", "transcription", "function", "text", "audio", "output_text", "output_audio"),
    *(name for cls in CLASSES for name in tag_names(cls)),
    *FORMATS,
}
UNCOUNTED = {json.dumps(name) for name in NAMES} | {"24000"}
"""What a conversion may change: names, modalities and formats."""


@given(type_=st.sampled_from(TYPES), convert=st.sampled_from([rw.to_ga, rw.to_pre_ga]), data=st.data())
def test_nothing_gets_lost(type_: Any, convert: Any, data: st.DataObject) -> None:
    obj = data.draw(wire.objects(type_))
    report: list[rw.Finding] = []
    made = convert(obj, report)
    assert convert(made) == made
    assert rw.decode(rw.encode(made), cast("Any", type(made))) == made
    before, after = Counter(leaves(obj.to_dict())), Counter(leaves(made.to_dict()))
    assert {leaf for leaf in (before - after) + (after - before) if leaf not in UNCOUNTED} == set()
    assert all(finding.path.startswith("$") for finding in report)
    if isinstance(obj, Model):
        assert made.extra == obj.extra


def test_streams() -> None:
    created = rw.structure({**CREATED, "item": {**ANSWER, "content": FLAT_PARTS}}, rw.ServerEvent)
    begun = rw.structure({**CREATED, "item": {**ANSWER, "status": "in_progress"}}, rw.ServerEvent)
    ended = rw.structure(PAIRS["an item of a response"][1] | {"event_id": "f"}, rw.ServerEvent)
    delta = rw.structure(PAIRS["text.delta"][1], rw.ServerEvent)
    append = rw.InputAudioBufferAppendEvent(audio="AAAA")
    of_today = [each.to_dict() for event in (created, begun, delta, ended, append) for each in rw.ga_events(event)]
    item = {**ANSWER, "content": GA_PARTS}
    assert of_today == [
        {**ADDED, "item": item},
        {**ADDED, "type": "conversation.item.done", "item": item},
        {**ADDED, "item": {**ANSWER, "status": "in_progress"}},
        PAIRS["text.delta"][2],
        {**PAIRS["an item of a response"][2], "event_id": "f"},
        {"type": "conversation.item.done", "event_id": "f", "item": item},
        append.to_dict(),
    ]
    again = [each for payload in of_today for each in rw.pre_ga_events(rw.structure(payload))]
    assert again == [created, begun, delta, ended, append]


def test_each_payload_keeps_its_class_or_gets_its_counterpart() -> None:
    made = {
        (cls.__name__, type(rw.to_ga(cast("Any", cls).from_dict(payload))).__name__)
        for cls, payloads in PAYLOADS.items()
        for payload in payloads
    }
    counterparts = {(before, today) for before, today in made if before != today}
    assert counterparts == {("ConversationItemCreatedEvent", "ConversationItemAddedEvent")}
