"""What OpenAI refuses of what clients send: clean events of which nothing is told, and each fault in them, told alone."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import realtime_wire as rw
from realtime_wire._engine.schema import member_of
from realtime_wire.realtime import shapes
from realtime_wire.realtime.advice import ADVICE
from tests import wire
from tests.payloads import PAYLOADS

if TYPE_CHECKING:
    from realtime_wire._engine.advice import Adviser

Json: TypeAlias = Any
Way: TypeAlias = "tuple[str | int, ...]"

ABSENT: Any = object()
"""In place of a value: the member is left out."""

FLAT = "is from before general availability, and refused by OpenAI"
WANTED = ("is missing", "the server wants it")
SERVERS = ("is said by servers alone", "leave it out")
SESSIONS = ("is for sessions alone", "leave it out")
OTHERS = ("is not for sessions of transcription", "leave it out")
NULL = ("takes no null", "leave it out, or set it")
LONG_ID = ("is too long", "it has at most 32 characters")
OLDER = "is a name from before general availability"

CLEAN: dict[str, Json] = {
    "session": {
        "type": "session.update",
        "event_id": "event_1",
        "session": {
            "type": "realtime",
            "model": "gpt-realtime",
            "instructions": "Sell ferry tickets.",
            "output_modalities": ["audio"],
            "audio": {
                "input": {
                    "format": {"type": "audio/pcm", "rate": 24000},
                    "transcription": {"model": "gpt-4o-transcribe", "language": "en", "prompt": "p" * 1024},
                    "noise_reduction": {"type": "near_field"},
                    "turn_detection": {"type": "server_vad", "threshold": 0.5, "idle_timeout_ms": 5000},
                },
                "output": {"format": {"type": "audio/pcmu"}, "voice": "marin", "speed": 1.5},
            },
            "include": ["item.input_audio_transcription.logprobs"],
            "tools": [
                {"type": "function", "name": "find-ferry_2", "description": "Finds.", "parameters": {"type": "object"}},
                {"type": "mcp", "server_label": "desk", "server_url": "https://x.example", "require_approval": "never"},
            ],
            "tool_choice": {"type": "function", "name": "find-ferry_2"},
            "parallel_tool_calls": True,
            "reasoning": {"effort": "low"},
            "max_output_tokens": 4096,
            "truncation": {"type": "retention_ratio", "retention_ratio": 0.8},
            "prompt": {"id": "pmpt_1", "variables": {"city": "Kiel"}},
        },
    },
    "nulls that servers take": {
        "type": "session.update",
        "session": {
            "type": "realtime",
            "tracing": None,
            "audio": {"input": {"transcription": None, "noise_reduction": None, "turn_detection": None}},
        },
    },
    "transcription": {
        "type": "session.update",
        "session": {
            "type": "transcription",
            "audio": {
                "input": {
                    "format": {"type": "audio/pcma"},
                    "transcription": {"model": "gpt-realtime-whisper", "delay": "low"},
                    "turn_detection": None,
                }
            },
            "include": ["item.input_audio_transcription.logprobs"],
        },
    },
    "hints for transcription": {
        "type": "session.update",
        "session": {
            "type": "transcription",
            "audio": {
                "input": {
                    "transcription": {"model": "gpt-transcribe", "languages": ["en"], "keywords": ["Kiel"]},
                    "turn_detection": {"type": "semantic_vad"},
                }
            },
        },
    },
    "response": {
        "type": "response.create",
        "response": {
            "conversation": "none",
            "output_modalities": ["text"],
            "audio": {"output": {"voice": "cedar", "format": {"type": "audio/pcm", "rate": 24000}}},
            "metadata": {"n" * 64: "v" * 512},
            "tools": [{"type": "mcp", "server_label": "desk", "connector_id": "connector_gmail"}],
            "tool_choice": {"type": "mcp", "server_label": "desk", "name": "send"},
            "input": [
                {"type": "item_reference", "id": "item_1"},
                {"type": "message", "role": "user", "content": [{"type": "item_reference", "id": "item_2"}]},
            ],
        },
    },
    "nothing but a response": {"type": "response.create"},
    "tool of before": {
        "type": "response.create",
        "response": {"tool_choice": {"type": "function", "name": "find-ferry_2"}},
    },
    "user": {
        "type": "conversation.item.create",
        "previous_item_id": None,
        "item": {
            "type": "message",
            "id": "i" * 32,
            "role": "user",
            "content": [
                {"type": "input_text", "text": ""},
                {"type": "input_audio", "audio": "AAAA"},
                {"type": "input_image", "image_url": "data:image/png;base64,AAAA", "detail": "low"},
            ],
        },
    },
    "system": {
        "type": "conversation.item.create",
        "item": {"type": "message", "role": "system", "content": [{"type": "input_text", "text": "Be brief."}]},
    },
    "assistant": {
        "type": "conversation.item.create",
        "item": {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Yes."}]},
    },
    "call": {
        "type": "conversation.item.create",
        "item": {"type": "function_call", "call_id": "c" * 32, "name": "find", "arguments": ""},
    },
    "output": {
        "type": "conversation.item.create",
        "item": {"type": "function_call_output", "id": "i" * 32, "call_id": "c" * 32, "output": ""},
    },
    "approval": {
        "type": "conversation.item.create",
        "item": {"type": "mcp_approval_response", "id": "i" * 32, "approval_request_id": "a" * 99, "approve": False},
    },
    "audio": {"type": "input_audio_buffer.append", "audio": "AAA="},
    "as much audio as there may be": {
        "type": "input_audio_buffer.append",
        "audio": "A" * (15 * 1024 * 1024 * 4 // 3),
    },
    "commit": {"type": "input_audio_buffer.commit"},
    "clear": {"type": "input_audio_buffer.clear"},
    "stop": {"type": "output_audio_buffer.clear"},
    "retrieve": {"type": "conversation.item.retrieve", "item_id": "i"},
    "delete": {"type": "conversation.item.delete", "item_id": "i"},
    "truncate": {"type": "conversation.item.truncate", "item_id": "i", "content_index": 0, "audio_end_ms": 0},
    "cancel": {"type": "response.cancel", "response_id": "r"},
}
"""Events that OpenAI takes, by a name for each."""

HEARD: Way = ("session", "audio", "input")
SAID: Way = ("session", "audio", "output")
TOOL: Way = ("session", "tools", 0)
SERVER: Way = ("session", "tools", 1)

FAULTS: list[tuple[str, Way, Any, Way, str, str]] = [
    # Sessions
    (
        "session",
        ("session", "type"),
        ABSENT,
        ("session", "type"),
        "is missing",
        'OpenAI wants "realtime" or "transcription" in each update',
    ),
    ("session", ("session", "id"), "sess_1", ("session", "id"), *SERVERS),
    ("session", ("session", "object"), "realtime.session", ("session", "object"), *SERVERS),
    ("session", ("session", "expires_at"), 5, ("session", "expires_at"), *SERVERS),
    (
        "session",
        ("session", "output_modalities"),
        ["text", "audio"],
        ("session", "output_modalities"),
        "has not one element",
        'it is ("audio",), which has a transcript, or ("text",)',
    ),
    (
        "session",
        ("session", "max_output_tokens"),
        0,
        ("session", "max_output_tokens"),
        "is out of range",
        "it is from 1 to 4096",
    ),
    ("session", (*SAID, "speed"), 0.24, (*SAID, "speed"), "is out of range", "it is from 0.25 to 1.5"),
    (
        "session",
        ("session", "tool_choice", "name"),
        "find",
        ("session", "tool_choice", "name"),
        "is the name of none of the tools",
        "",
    ),
    (
        "session",
        ("session", "tool_choice"),
        {"type": "mcp", "server_label": "find-ferry_2"},
        ("session", "tool_choice", "server_label"),
        "is the name of none of the tools",
        "",
    ),
    (
        "session",
        ("type",),
        "transcription_session.update",
        ("type",),
        OLDER,
        "today session.update, with the type in the session",
    ),
    ("session", ("event_id",), "e" * 513, ("event_id",), "is too long", "it has at most 512 characters"),
    # Sessions of transcription
    ("transcription", ("session", "model"), "gpt-realtime", ("session", "model"), *OTHERS),
    ("transcription", ("session", "id"), "sess_1", ("session", "id"), *SERVERS),
    (
        "transcription",
        ("session", "voice"),
        "marin",
        ("session", "voice"),
        FLAT,
        "it belongs to audio.output.voice; to_ga moves it",
    ),
    ("transcription", ("session", "tracing"), None, ("session", "tracing"), *OTHERS),
    ("transcription", ("session", "tools"), [], ("session", "tools"), *OTHERS),
    ("transcription", SAID, {"voice": "marin"}, SAID, *OTHERS),
    (
        "transcription",
        (*HEARD, "turn_detection"),
        {"type": "server_vad"},
        (*HEARD, "turn_detection"),
        "is not null",
        'sessions of gpt-realtime-whisper have none: with_null("turn_detection")',
    ),
    (
        "transcription",
        (*HEARD, "transcription", "prompt"),
        "Kiel",
        (*HEARD, "transcription", "prompt"),
        "is not taken by the model",
        "",
    ),
    # Audio
    (
        "session",
        (*HEARD, "format", "rate"),
        ABSENT,
        (*HEARD, "format", "rate"),
        "is missing",
        "OpenAI wants it, and takes 24000 alone",
    ),
    (
        "session",
        (*HEARD, "format", "rate"),
        16000,
        (*HEARD, "format", "rate"),
        "is not taken by OpenAI",
        "it takes 24000 alone",
    ),
    ("session", (*HEARD, "format"), None, (*HEARD, "format"), "takes no null", "leave it out, or set it"),
    (
        "session",
        (*HEARD, "turn_detection", "create_response"),
        None,
        (*HEARD, "turn_detection", "create_response"),
        "takes no null",
        "leave it out, or set it",
    ),
    (
        "session",
        (*HEARD, "transcription", "prompt"),
        "p" * 1025,
        (*HEARD, "transcription", "prompt"),
        "is too long",
        "it has at most 1024 characters",
    ),
    *(
        (
            "session",
            (*HEARD, "transcription", name),
            ["en"],
            (*HEARD, "transcription", name),
            "is not taken by the model",
            "gpt-transcribe and gpt-live-transcribe do",
        )
        for name in ("languages", "keywords")
    ),
    (
        "session",
        (*HEARD, "transcription", "delay"),
        "low",
        (*HEARD, "transcription", "delay"),
        "is not taken by the model",
        "gpt-realtime-whisper does",
    ),
    (
        "session",
        (*HEARD, "transcription", "model"),
        "gpt-4o-transcribe-diarize",
        (*HEARD, "transcription", "prompt"),
        "is not taken by the model",
        "",
    ),
    ("audio", ("audio",), "AAA", ("audio",), "is not base64", "it seems to lack its padding"),
    (
        "audio",
        ("audio",),
        "A" * (15 * 1024 * 1024 * 4 // 3) + "AA==",
        ("audio",),
        "is too long",
        "one event takes at most 15 MiB of audio",
    ),
    # Nulls that servers send, and do not take
    *(
        ("session", place, None, place, *NULL)
        for place in (
            ("session", "include"),
            ("session", "reasoning"),
            ("session", "truncation"),
            (*HEARD, "transcription", "language"),
            (*HEARD, "transcription", "prompt"),
            (*SAID, "voice"),
            (*SAID, "speed"),
            (*TOOL, "description"),
            (*TOOL, "parameters"),
        )
    ),
    ("session", ("session", "tracing"), {"metadata": None}, ("session", "tracing", "metadata"), *NULL),
    ("response", ("response", "reasoning"), None, ("response", "reasoning"), *NULL),
    ("user", ("item", "content", 1, "transcript"), None, ("item", "content", 1, "transcript"), *NULL),
    # Tools
    (
        "session",
        (*TOOL, "type"),
        ABSENT,
        (*TOOL, "type"),
        "is missing, so that nobody can tell what this is",
        "known: function, mcp",
    ),
    (
        "session",
        ("session", "tools", 0),
        {"type": "function"},
        (*TOOL, "name"),
        *WANTED,
    ),
    (
        "response",
        ("response", "tools", 0),
        {"type": "function", "name": "find ferry"},
        ("response", "tools", 0, "name"),
        "is not taken by OpenAI",
        "it takes letters from a to z, digits, _ and - alone",
    ),
    (
        "session",
        (*SERVER, "server_url"),
        ABSENT,
        SERVER,
        "does not say where the server is",
        "set one of server_url, connector_id and tunnel_id",
    ),
    (
        "session",
        (*SERVER, "tunnel_id"),
        "tunnel_" + "a1" * 16,
        SERVER,
        "says more than once where the server is",
        "set one of server_url, connector_id and tunnel_id",
    ),
    (
        "response",
        ("response", "tools", 0),
        {"type": "mcp", "server_label": "desk", "tunnel_id": "tunnel_" + "A1" * 16},
        ("response", "tools", 0, "tunnel_id"),
        "is not the id of a tunnel",
        "that is tunnel_ and 32 letters from a to z or digits",
    ),
    # Responses
    ("response", ("response", "audio", "input"), {}, ("response", "audio", "input"), *SESSIONS),
    ("response", ("response", "audio", "output", "speed"), 1, ("response", "audio", "output", "speed"), *SESSIONS),
    (
        "response",
        ("response", "metadata"),
        {"n" * 65: ""},
        ("response", "metadata", None),  # type: ignore[list-item]  # pyright: ignore[reportAssignmentType]  a key
        "is too long",
        "names have at most 64 characters, values 512",
    ),
    (
        "response",
        ("response", "tool_choice", "server_label"),
        "post",
        ("response", "tool_choice", "server_label"),
        "is the name of none of the tools",
        "",
    ),
    # Items
    *((name, ("item", "id"), "i" * 33, ("item", "id"), *LONG_ID) for name in ("user", "system", "assistant", "call")),
    *((name, ("item", "id"), "i" * 33, ("item", "id"), *LONG_ID) for name in ("output", "approval")),
    *((name, ("item", "call_id"), "c" * 33, ("item", "call_id"), *LONG_ID) for name in ("call", "output")),
    *((name, ("item", "content"), ABSENT, ("item", "content"), *WANTED) for name in ("user", "system", "assistant")),
    ("call", ("item", "name"), ABSENT, ("item", "name"), *WANTED),
    ("call", ("item", "arguments"), ABSENT, ("item", "arguments"), *WANTED),
    ("output", ("item", "output"), ABSENT, ("item", "output"), *WANTED),
    ("approval", ("item", "approve"), ABSENT, ("item", "approve"), *WANTED),
    *(
        ("user", ("item", "content", i, name), ABSENT, ("item", "content", i, name), *WANTED)
        for i, name in enumerate(("text", "audio", "image_url"))
    ),
    ("assistant", ("item", "content", 0, "text"), ABSENT, ("item", "content", 0, "text"), *WANTED),
    (
        "user",
        ("item", "content", 2, "image_url"),
        "https://x.example/ferry.png",
        ("item", "content", 2, "image_url"),
        "is no picture that OpenAI takes",
        "it begins with data:image/png;base64, or data:image/jpeg;base64,",
    ),
    (
        "user",
        ("item", "content", 2, "image_url"),
        "data:image/png;base64,AA\nAA",
        ("item", "content", 2, "image_url"),
        "is a data URL whose data is not base64",
        "there is white space in it",
    ),
    (
        "system",
        ("item", "content", 0),
        {"type": "input_audio", "audio": ""},
        ("item", "content", 0, "type"),
        "does not belong into a message of the system",
        "known: input_text",
    ),
    (
        "assistant",
        ("item", "content", 0, "type"),
        "text",
        ("item", "content", 0, "type"),
        OLDER,
        "today output_text",
    ),
    (
        "assistant",
        ("item", "content", 0),
        {"type": "output_audio", "transcript": "Yes."},
        ("item", "content", 0),
        "is audio of the model, which cannot be brought in",
        "what the model said is brought in as output_text",
    ),
    (
        "user",
        ("item", "content", 0),
        {"type": "item_reference", "id": "i"},
        ("item", "content", 0),
        "is no content, but a reference",
        "references are for the input of a response",
    ),
    (
        "user",
        ("item",),
        {"type": "item_reference", "id": "i"},
        ("item",),
        "is no item, but a reference",
        "references are for the input of a response",
    ),
    (
        "truncate",
        ("content_index",),
        1,
        ("content_index",),
        "is not 0",
        "the part with the audio is the first",
    ),
]
"""A clean event, what is changed in it, and where what is told of that."""


def changed(payload: Json, way: Way, value: Any) -> Json:
    """Copy a payload with another value at a place, or with none."""
    made = copy.deepcopy(payload)
    place = made
    for step in way[:-1]:
        place = place[step]
    if value is ABSENT:
        del place[way[-1]]
    else:
        place[way[-1]] = value
    return made


def told(payload: Json, protocol: rw.Protocol = rw.REALTIME) -> list[rw.Finding]:
    return rw.check(rw.structure(payload, rw.ClientEvent), protocol)


def finding(way: Way, problem: str, hint: str) -> rw.Finding:
    return rw.Finding(rw.DecodeError("", "", steps=way).path, problem, hint)


IDS = [f"{name}-{'.'.join(map(str, place))}-{number}" for number, (name, place, *_) in enumerate(FAULTS)]


@pytest.mark.parametrize("name", CLEAN)
def test_what_servers_take_is_clean(name: str) -> None:
    assert told(CLEAN[name]) == []


def test_every_client_event_is_among_them() -> None:
    names = {payload["type"] for payload in CLEAN.values()}
    assert names == {rw.REALTIME.wire_names(cls)[0] for cls in wire.objects_of(rw.ClientEvent).classes}


@pytest.mark.parametrize("fault", FAULTS, ids=IDS)
def test_each_fault_is_told_and_nothing_else(fault: tuple[str, Way, Any, Way, str, str]) -> None:
    name, place, value, way, problem, hint = fault
    made = changed(CLEAN[name], place, value)
    expected = [finding(way, problem, hint)]
    if "tools" in place and "tool_choice" in made.get("session", made.get("response", {})):
        # The choice of a tool that was spoiled is told as well, and is not what this is about.
        assert [one for one in told(made) if ".tool_choice." not in one.path] == expected
    else:
        assert told(made) == expected
    assert told(made, attrs.evolve(rw.REALTIME, advice=dict)) in ([], expected)


@pytest.mark.parametrize("cls", ADVICE, ids=lambda cls: cls.__name__)
def test_every_rule_is_tried(cls: type) -> None:
    """Without the rule for a class, a fault is not told any more."""
    without = attrs.evolve(rw.REALTIME, advice=lambda: {each: tell for each, tell in ADVICE.items() if each is not cls})
    spoiled = [changed(CLEAN[name], place, value) for name, place, value, *_ in FAULTS]
    assert any(told(each) != told(each, without) for each in spoiled)


@given(st.lists(st.sampled_from([fault for fault in FAULTS if fault[0] == "session"]), min_size=2, max_size=4))
def test_faults_are_told_one_by_one(faults: list[tuple[str, Way, Any, Way, str, str]]) -> None:
    """Where several are at places that have nothing to do with each other, each is told as if it were alone."""
    places = [{place, way} for _, place, _, way, *_ in faults]
    assume(not any({"tools", "tool_choice"} & {*way} or "model" in way for each in places for way in each))
    apart = [
        one[: len(other)] != other[: len(one)]
        for i, each in enumerate(places)
        for later in places[i + 1 :]
        for one in each
        for other in later
    ]
    assume(all(apart))
    payload = CLEAN["session"]
    for _, place, value, *_ in faults:
        payload = changed(payload, place, value)
    key = json.dumps
    assert sorted(map(key, map(attrs.asdict, told(payload)))) == sorted(
        key(attrs.asdict(finding(*fault[3:]))) for fault in faults
    )


# Settings from before general availability


@pytest.mark.parametrize("row", [row for row in shapes.ROWS if row.flat], ids=lambda row: row.flat)
@pytest.mark.parametrize("is_null", [False, True], ids=["value", "null"])
def test_flat_settings_are_refused(row: shapes.Row, is_null: bool) -> None:  # noqa: FBT001  a parameter of the test
    name = cast("str", row.flat)
    sample = next(payload[name] for payload in PAYLOADS[rw.RealtimeSession] if payload.get(name) is not None)
    session = {"type": "realtime", name: None if is_null else sample}
    hint = f"it belongs to {'.'.join(row.ga)}; to_ga moves it" if row.ga else "it has no counterpart"
    assert told({"type": "session.update", "session": session})[0] == rw.Finding(f"$.session.{name}", FLAT, hint)
    if member_of(rw.RealtimeResponseCreateParams, name):
        response = {"type": "response.create", "response": {name: session[name]}}
        assert told(response)[0] == rw.Finding(f"$.response.{name}", FLAT, hint)


@given(wire.objects(rw.RealtimeSession))
def test_what_to_ga_moves_is_not_told_any_more(session: rw.RealtimeSession) -> None:
    """Of a session in the shape of today, no setting is told that has a counterpart, unless it had to stay."""
    report: list[rw.Finding] = []
    made = rw.to_ga(session, report)
    stays = {one.path for one in report}
    flat = {one.path for one in rw.check(made) if one.problem == FLAT}
    assert flat <= stays


# The reports of those who were refused


def test_pcm_without_a_rate() -> None:
    output = rw.RealtimeAudioConfigOutput(format=rw.AudioPCM())
    session = rw.RealtimeSession(audio=rw.RealtimeAudioConfig(output=output))
    assert [str(one) for one in rw.check(rw.SessionUpdateEvent(session=session))] == [
        '$.session.type: is missing (OpenAI wants "realtime" or "transcription" in each update)',
        "$.session.audio.output.format.rate: is missing (OpenAI wants it, and takes 24000 alone)",
    ]


BETA = (
    b'{"type":"session.update","session":{"modalities":["text","audio"],"voice":"alloy","input_audio_format":"pcm16",'
    b'"output_audio_format":"g711_ulaw","turn_detection":null,"max_response_output_tokens":200,"temperature":0.8}}'
)
GA = (
    b'{"type":"session.update","session":{"type":"realtime","output_modalities":["audio"],"max_output_tokens":200,'
    b'"audio":{"input":{"format":{"type":"audio/pcm","rate":24000},"turn_detection":null},'
    b'"output":{"format":{"type":"audio/pcmu"},"voice":"alloy"}}}}'
)


def test_a_session_from_before_general_availability() -> None:
    assert [str(one) for one in rw.check(rw.decode(BETA))] == [
        '$.session.type: is missing (OpenAI wants "realtime" or "transcription" in each update)',
        f"$.session.modalities: {FLAT} (it belongs to output_modalities; to_ga moves it)",
        f"$.session.voice: {FLAT} (it belongs to audio.output.voice; to_ga moves it)",
        f"$.session.input_audio_format: {FLAT} (it belongs to audio.input.format; to_ga moves it)",
        f"$.session.output_audio_format: {FLAT} (it belongs to audio.output.format; to_ga moves it)",
        f"$.session.turn_detection: {FLAT} (it belongs to audio.input.turn_detection; to_ga moves it)",
        f"$.session.max_response_output_tokens: {FLAT} (it belongs to max_output_tokens; to_ga moves it)",
        f"$.session.temperature: {FLAT} (it has no counterpart)",
    ]
    assert rw.check(rw.decode(GA)) == []
    assert [one.path for one in rw.check(rw.to_ga(rw.decode(BETA)))] == ["$.session.temperature"]


def test_a_null_for_an_object() -> None:
    audio = rw.RealtimeAudioConfig(input=rw.RealtimeAudioConfigInput().with_null("format"))
    update = rw.SessionUpdateEvent(session=rw.RealtimeSession(type="realtime", audio=audio))
    assert rw.check(update) == [
        rw.Finding("$.session.audio.input.format", "takes no null", "leave it out, or set it"),
    ]


# Where the rules are looked for


def test_rules_hold_wherever_a_session_is() -> None:
    expected = [("type", "is missing")]
    flat = rw.RealtimeSession()
    for obj, prefix in (
        (flat, "$."),
        (rw.RealtimeCreateClientSecretRequest(session=flat), "$.session."),
        (rw.RealtimeCallCreateRequest(sdp="v=0", session=flat), "$.session."),
    ):
        assert [(one.path.removeprefix(prefix), one.problem) for one in rw.check(obj)] == expected


def test_rules_are_of_the_protocol() -> None:
    """Another protocol with the same classes brings rules of its own, or none."""
    vendor = rw.REALTIME.extended("vendor", advice=dict)
    assert told(json.loads(BETA), vendor) == []
    assert rw.check(rw.AudioPCM(), vendor) == []
    odd: Adviser = lambda _: [(("rate",), "is odd", "")]  # noqa: E731  its type stands here
    picky = rw.REALTIME.extended("picky", advice=lambda: {**ADVICE, rw.AudioPCM: odd})
    assert rw.check(rw.AudioPCM(rate=24000), picky) == [rw.Finding("$.rate", "is odd", "")]
    assert rw.check(rw.RealtimeSession(), picky) == rw.check(rw.RealtimeSession())


def test_what_was_set_aside_is_not_looked_into() -> None:
    """A rule may look deeper than its object; where that could not be read, there is one fault and no more."""
    wanted: Adviser = lambda _: [  # noqa: E731  its type stands here
        (("response", "metadata"), "is missing", ""),
        (("event_id",), "is missing", ""),
    ]
    picky = rw.REALTIME.extended("picky", advice=lambda: {rw.ResponseCreateEvent: wanted})
    event = rw.structure({"type": "response.create", "response": 5}, rw.ClientEvent | rw.MalformedEvent)
    assert [str(one) for one in rw.check(event, picky)] == [
        "$.response: expected object, found integer",
        "$.event_id: is missing",
    ]


# Nothing of what is sent is told

MARK = "QZQZQZQZ"


def marked(value: Json, name: str = "") -> Json:
    """Put a mark in place of all words that are no tags, and into the names of free-form objects."""
    if isinstance(value, dict):
        inside = {key: marked(each, key) for key, each in cast("dict[str, Any]", value).items()}
        return {MARK + key: each for key, each in inside.items()} if name in {"metadata", "variables"} else inside
    if isinstance(value, list):
        return [marked(each, name) for each in cast("Any", value)]
    return MARK if isinstance(value, str) and name not in {"type", "role"} else value


@pytest.mark.parametrize("cls", [cls for cls in PAYLOADS if issubclass(cls, rw.Model)], ids=lambda cls: cls.__name__)
def test_nothing_of_what_is_sent_is_told(cls: type[rw.Model]) -> None:
    for payload in PAYLOADS[cls]:
        try:
            obj = cls.from_dict(marked(payload))
        except rw.DecodeError:
            continue  # a number or "inf"
        assert MARK not in str(rw.check(obj)) + repr(rw.check(obj))
