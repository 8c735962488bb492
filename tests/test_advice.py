"""What is said before something is sent: a table of faults, and nothing about what has none."""

from __future__ import annotations

from typing import Any, TypeAlias, cast

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import realtime_wire as rw
from realtime_wire._engine.places import Limits
from realtime_wire._engine.schema import Member, members
from tests import wire
from tests.declared import CLASSES, PROTOCOLS, name_of
from tests.payloads import PAYLOADS

Json: TypeAlias = Any

SESSION = {"type": "realtime"}
FLAT = "is from before general availability, and refused by OpenAI"
EVENTS = rw.Event | rw.MalformedEvent


def session(**changes: Any) -> Json:
    return {"type": "session.update", "session": {**SESSION, **changes}}


def audio(side: str, **changes: Any) -> Json:
    return session(audio={side: changes})


def item(**changes: Any) -> Json:
    return {"type": "conversation.item.create", "item": {"type": "message", **changes}}


def create(**changes: Any) -> Json:
    return {"type": "response.create", "response": changes}


CASES: dict[str, tuple[Any, Json, list[str]]] = {
    "nothing": (EVENTS, session(), []),
    "a clean session": (
        EVENTS,
        session(
            output_modalities=["audio"],
            max_output_tokens=4096,
            audio={
                "input": {"format": {"type": "audio/pcm", "rate": 24000}, "turn_detection": None},
                "output": {"format": {"type": "audio/pcmu"}, "voice": "alloy", "speed": 1.5},
            },
        ),
        [],
    ),
    "a session without a type": (
        EVENTS,
        {"type": "session.update", "session": {}},
        ['$.session.type: is missing (OpenAI wants "realtime" or "transcription" in each update)'],
    ),
    "no session": (
        EVENTS,
        {"type": "session.update", "model": "m"},
        [
            "$.session: is missing (the server wants it)",
            (
                "$.model: is no member that the class has (is session.model or session.audio.input.transcription.model or "
                "session.input_audio_transcription.model meant?)"
            ),
        ],
    ),
    "a session that is null": (
        EVENTS,
        {"type": "session.update", "session": None},
        ["$.session: takes no null (leave it out, or set it)"],
    ),
    "PCM without a rate": (
        EVENTS,
        audio("output", format={"type": "audio/pcm"}),
        ["$.session.audio.output.format.rate: is missing (OpenAI wants it, and takes 24000 alone)"],
    ),
    "PCM of another rate": (
        EVENTS,
        audio("input", format={"type": "audio/pcm", "rate": 16000}),
        ["$.session.audio.input.format.rate: is not taken by OpenAI (it takes 24000 alone)"],
    ),
    "flat members": (
        EVENTS,
        session(voice="alloy", turn_detection=None, temperature=0.8),
        [
            f"$.session.voice: {FLAT} (it belongs to audio.output.voice; to_ga moves it)",
            f"$.session.turn_detection: {FLAT} (it belongs to audio.input.turn_detection; to_ga moves it)",
            f"$.session.temperature: {FLAT} (it has no counterpart)",
        ],
    ),
    "flat members of a response": (
        EVENTS,
        create(max_response_output_tokens=5),
        [f"$.response.max_response_output_tokens: {FLAT} (it belongs to max_output_tokens; to_ga moves it)"],
    ),
    "a null that is not taken": (
        EVENTS,
        audio("input", format=None),
        ["$.session.audio.input.format: takes no null (leave it out, or set it)"],
    ),
    "an unknown member": (
        EVENTS,
        session(tolls=[], zzz=1),
        [
            "$.session.tolls: is no member that the class has (is tools meant?)",
            "$.session.zzz: is no member that the class has",
        ],
    ),
    "a member that is deeper inside": (
        EVENTS,
        session(noise_reduction=None),
        [
            "$.session.noise_reduction: is no member that the class has (is audio.input.noise_reduction meant?)",
        ],
    ),
    "a member that is in several places": (
        EVENTS,
        session(format="pcm16"),
        [
            ("$.session.format: is no member that the class has (is audio.input.format or audio.output.format meant?)"),
        ],
    ),
    "a member of an object that is one of several": (
        rw.RealtimeAudioConfigInput,
        {"turn_detect": 1, "create_response": True},
        [
            "$.turn_detect: is no member that the class has (is turn_detection meant?)",
            "$.create_response: is no member that the class has (is turn_detection.create_response meant?)",
        ],
    ),
    "a member that is in too many places": (
        EVENTS,
        {**session(), "id": "i", "prompt": "p"},
        [
            "$.id: is no member that the class has",
            (
                "$.prompt: is no member that the class has (is session.prompt or "
                "session.audio.input.transcription.prompt or session.input_audio_transcription.prompt meant?)"
            ),
        ],
    ),
    "a value that is like none of many": (
        EVENTS,
        session(model="q"),
        ["$.session.model: is none of the documented values"],
    ),
    "a member of another case": (
        EVENTS,
        session(Tools=[]),
        ["$.session.Tools: is no member that the class has (is tools meant?)"],
    ),
    "a value of another case": (
        EVENTS,
        session(tool_choice="AUTO"),
        ["$.session.tool_choice: is none of the documented values (is auto meant?)"],
    ),
    "an undocumented value": (
        EVENTS,
        session(tool_choice="requird", truncation="q"),
        [
            "$.session.tool_choice: is none of the documented values (is required meant?)",
            "$.session.truncation: is none of the documented values (documented: auto, disabled)",
        ],
    ),
    "an undocumented value in an array": (
        EVENTS,
        session(output_modalities=["video"]),
        ["$.session.output_modalities[0]: is none of the documented values (documented: text, audio)"],
    ),
    "both modalities": (
        EVENTS,
        session(output_modalities=["text", "audio"]),
        ['$.session.output_modalities: has not one element (it is ("audio",), which has a transcript, or ("text",))'],
    ),
    "no modality of a response": (
        EVENTS,
        create(output_modalities=[]),
        ['$.response.output_modalities: has not one element (it is ("audio",), which has a transcript, or ("text",))'],
    ),
    "an unknown variant": (
        EVENTS,
        audio("input", turn_detection={"type": "server_vat"}),
        ["$.session.audio.input.turn_detection.type: no variant of this type is known (is server_vad meant?)"],
    ),
    "an unknown variant of no likeness": (
        EVENTS,
        audio("input", turn_detection={"type": "q"}),
        ["$.session.audio.input.turn_detection.type: no variant of this type is known"],
    ),
    "a tool without a type": (
        EVENTS,
        session(tools=[{"name": "f"}]),
        ["$.session.tools[0].type: is missing, so that nobody can tell what this is (known: function, mcp)"],
    ),
    "a tool choice of another shape": (
        EVENTS,
        session(tool_choice={"type": "function", "function": {"name": "f"}}),
        ["$.session.tool_choice: has another shape than its type says (it has name, and no function)"],
    ),
    "a tool choice that leaves the tool open": (
        EVENTS,
        session(tool_choice={"type": "mcp", "server_label": "s", "name": None}),
        [],
    ),
    "a number out of range": (
        EVENTS,
        audio("output", speed=2),
        ["$.session.audio.output.speed: is out of range (it is from 0.25 to 1.5)"],
    ),
    "a number below": (
        EVENTS,
        session(
            truncation={"type": "retention_ratio", "retention_ratio": 1, "token_limits": {"post_instructions": -1}}
        ),
        ["$.session.truncation.token_limits.post_instructions: is out of range (it is at least 0)"],
    ),
    "tokens beyond the limit": (
        EVENTS,
        session(max_output_tokens=4097),
        ["$.session.max_output_tokens: is out of range (it is from 1 to 4096)"],
    ),
    "as many tokens as there are": (EVENTS, session(max_output_tokens="inf"), []),
    "an id that is too long": (
        EVENTS,
        {**session(), "event_id": "x" * 513},
        ["$.event_id: is too long (it has at most 512 characters)"],
    ),
    "an array that is too short": (
        EVENTS,
        audio("input", transcription={"languages": []}),
        ["$.session.audio.input.transcription.languages: is too short (it has at least 1 elements)"],
    ),
    "a map that is too long": (
        EVENTS,
        create(metadata={str(i): "" for i in range(17)}),
        ["$.response.metadata: is too long (it has at most 16 elements)"],
    ),
    "values of a map that are too long": (
        EVENTS,
        create(metadata={"a": "x" * 513}),
        ["$.response.metadata[...]: is too long (names have at most 64 characters, values 512)"],
    ),
    "values of a map": (
        EVENTS,
        session(prompt={"id": "p", "variables": {"a": "b", "c": {"type": "input_txt"}}}),
        ["$.session.prompt.variables[...].type: no variant of this type is known (is input_text meant?)"],
    ),
    "audio that is no base64": (
        EVENTS,
        {"type": "input_audio_buffer.append", "audio": "?"},
        ["$.audio: is not base64 (encode the bytes of the audio: base64.b64encode(...).decode())"],
    ),
    "audio with a line break": (
        EVENTS,
        {"type": "input_audio_buffer.append", "audio": "AAAA\nAAAA"},
        ["$.audio: is not base64 (there is white space in it)"],
    ),
    "audio in the alphabet of URLs": (
        EVENTS,
        {"type": "input_audio_buffer.append", "audio": "AA-_"},
        ["$.audio: is not base64 (it seems to have the alphabet for URLs: take base64.b64encode)"],
    ),
    "audio without its padding": (
        EVENTS,
        {"type": "input_audio_buffer.append", "audio": "AA="},
        ["$.audio: is not base64 (it seems to lack its padding)"],
    ),
    "audio as a data URL": (
        EVENTS,
        {"type": "input_audio_buffer.append", "audio": "data:audio/wav;base64,AAAA"},
        ["$.audio: is not base64 (it is a data URL: what stands behind the comma is the data)"],
    ),
    "a picture that is no base64": (
        rw.InputImageContent,
        {"type": "input_image", "image_url": "DATA:image/png;BASE64,AA-_", "detail": "auto"},
        [
            (
                "$.image_url: is a data URL whose data is not base64 "
                "(it seems to have the alphabet for URLs: take base64.b64encode)"
            )
        ],
    ),
    "a picture in words": (
        rw.InputImageContent,
        {"type": "input_image", "image_url": "data:text/plain,?", "detail": "auto"},
        [],
    ),
    "a file that is no base64": (
        EVENTS,
        session(prompt={"id": "p", "variables": {"a": {"type": "input_file", "file_data": "?"}}}),
        [
            (
                "$.session.prompt.variables[...].file_data: is not base64 "
                "(encode the bytes of the file: base64.b64encode(...).decode())"
            )
        ],
    ),
    "a file in a data URL": (
        EVENTS,
        session(prompt={"id": "p", "variables": {"a": {"type": "input_file", "file_data": "data:a/b;base64,AAAA"}}}),
        [],
    ),
    "too much audio": (
        EVENTS,
        {"type": "input_audio_buffer.append", "audio": "A" * (15 * 1024 * 1024 * 4 // 3 + 4)},
        ["$.audio: is too long (one event takes at most 15 MiB of audio)"],
    ),
    "a tool of no server": (
        EVENTS,
        session(tools=[{"type": "mcp", "server_label": "s"}]),
        ["$.session.tools[0]: does not say where the server is (set one of server_url, connector_id and tunnel_id)"],
    ),
    "a tool of a server": (
        EVENTS,
        session(tools=[{"type": "mcp", "server_label": "s", "server_url": "https://x.example"}]),
        [],
    ),
    "a part of somebody else": (
        EVENTS,
        item(role="user", content=[{"type": "output_text", "text": "t"}, {"type": "hologram"}]),
        [
            (
                "$.item.content[0].type: does not belong into a message of the user "
                "(known: input_text, input_audio, input_image)"
            ),
            "$.item.content[1].type: no variant of this type is known",
        ],
    ),
    "a part of an older name": (
        EVENTS,
        item(role="assistant", content=[{"type": "text", "text": "t"}]),
        ["$.item.content[0].type: is a name from before general availability (today output_text)"],
    ),
    "a message of an unknown role": (
        EVENTS,
        item(role="tool", content=[]),
        ["$.item.role: is none of the known values (known: system, user, assistant)"],
    ),
    "a message of no role": (
        EVENTS,
        item(content=[]),
        ["$.item.role: is missing, so that nobody can tell what this is (known: system, user, assistant)"],
    ),
    "a type that is no string": (
        EVENTS,
        audio("input", turn_detection={"type": None}),
        [
            (
                "$.session.audio.input.turn_detection.type: is missing, so that nobody can tell what this is "
                "(known: server_vad, semantic_vad)"
            )
        ],
    ),
    "an event of servers": (
        EVENTS,
        {"type": "input_audio_buffer.cleared"},
        ["$.type: is the name of an event that only servers send"],
    ),
    "a malformed event of servers": (
        EVENTS,
        {"type": "input_audio_buffer.cleared", "event_id": 1},
        [
            "$.event_id: expected string, found integer",
            "$.type: is the name of an event that only servers send",
        ],
    ),
    "an older name": (
        EVENTS,
        {"type": "transcription_session.update", "session": {"type": "transcription"}},
        ["$.type: is a name from before general availability (today session.update, with the type in the session)"],
    ),
    "an unknown event": (
        EVENTS,
        {"type": "sesion.update"},
        ["$.type: no event of this type is known (is session.update meant?)"],
    ),
    "an event of no type": (
        EVENTS,
        {},
        ["$.type: is missing, so that nobody can tell what this is"],
    ),
    "a malformed event": (
        EVENTS,
        {"type": "session.update", "event_id": 1, "session": {"model": 2, "voice": "alloy", "type": "realtime"}},
        [
            "$.event_id: expected string, found integer",
            "$.session.model: expected string, found integer",
            f"$.session.voice: {FLAT} (it belongs to audio.output.voice; to_ga moves it)",
        ],
    ),
    "what was set aside is not missing": (
        EVENTS,
        {
            "type": "session.update",
            "session": {
                "type": "realtime",
                "object": 1,
                "tools": [{"type": "mcp", "server_label": "s", "server_url": 1}, {"type": "mcp", "server_label": 1}],
                "audio": {"output": {"format": {"type": "audio/pcm", "rate": "24000"}}},
            },
        },
        [
            "$.session.object: expected string, found integer",
            "$.session.audio.output.format.rate: expected integer, found string",
            "$.session.tools[0].server_url: expected string, found integer",
            "$.session.tools[1].server_label: expected string, found integer",
        ],
    ),
    "an event of which nothing is left": (
        EVENTS,
        {"type": "conversation.item.create", "item": []},
        ["$.item: expected object, found array"],
    ),
    "a session of another kind": (
        rw.AnyRealtimeSession,
        {"type": "dictation"},
        ["$.type: no object of this type is known"],
    ),
    "an item": (rw.Item, {"type": "item_reference", "id": "i", "a": 1}, ["$.a: is no member that the class has"]),
    "a class of another protocol": (
        rw.translation.ClientEvent,
        {"type": "session.update", "event_id": "x" * 513, "session": {"audio": {"output": {"langage": "es"}}}},
        [
            "$.event_id: is too long (it has at most 512 characters)",
            "$.session.audio.output.langage: is no member that the class has (is language meant?)",
        ],
    ),
}
"""A type, JSON, and what is said of it."""


@pytest.mark.parametrize(("type_", "payload", "told"), CASES.values(), ids=CASES)
def test_cases(type_: Any, payload: Json, told: list[str]) -> None:
    assert [str(finding) for finding in rw.check(rw.structure(payload, type_))] == told


def test_names_of_another_protocol() -> None:
    ping = rw.UnknownEvent({"type": "session.clos"})
    assert [str(one) for one in rw.check(ping, rw.TRANSLATION)] == [
        "$.type: no event of this type is known (is session.close meant?)"
    ]
    # What servers send is not what is meant.
    assert [str(one) for one in rw.check(ping)] == ["$.type: no event of this type is known (is session.update meant?)"]
    assert [str(one) for one in rw.check(rw.UnknownEvent({}), rw.TRANSLATION)] == [
        (
            "$.type: is missing, so that nobody can tell what this is "
            "(known: session.update, session.input_audio_buffer.append, session.close)"
        )
    ]


BEFORE = "is from before general availability, and refused by OpenAI"

ODD = {
    "SessionUpdateEvent $.session.type: no variant of this type is known": "a session that nobody knows yet",
    "SessionUpdateEvent $.session: is missing": "an update of vLLM, which has the model beside it",
    "SessionUpdateEvent $.model: is no member that the class has": "the same",
    "SessionUpdateEvent $.session.type: is missing": "updates from before general availability",
    "SessionUpdateEvent $.type: is a name from before general availability": "the same",
    f"SessionUpdateEvent $.session.input_audio_format: {BEFORE}": "the same",
    f"SessionUpdateEvent $.session.input_audio_transcription: {BEFORE}": "the same",
    f"SessionUpdateEvent $.session.modalities: {BEFORE}": "the same",
    f"SessionUpdateEvent $.session.turn_detection: {BEFORE}": "the same",
    f"SessionUpdateEvent $.session.voice: {BEFORE}": "the same",
    "ConversationItemCreateEvent $.item.role: is none of the known values": "a message of a vendor's role",
    "ConversationItemCreateEvent $.item.content[1].transcript: takes no null": "an item as a server has told it",
    "ResponseCreateEvent $.response.input[1].content[1].transcript: takes no null": "the same",
}
"""What is told of payloads of clients, and why they have it."""


def test_what_is_told_of_payloads_is_known() -> None:
    """All others are what servers of today take, each by its protocol: of flat sessions, Voice Live is told nothing."""
    told = {
        f"{name_of(cls)} {finding.path}: {finding.problem}"
        for protocol in PROTOCOLS
        for cls in wire.objects_of(protocol.client).classes
        for payload in PAYLOADS[cls]
        for finding in rw.check(cast("Any", cls).from_dict(payload), protocol)
    }
    assert told == ODD.keys()


LIMITED = [
    (cls, member, mark)
    for cls in CLASSES
    for member in members(cls)
    for mark in member.kind.marks
    if isinstance(mark, Limits)
]


@pytest.mark.parametrize(
    ("cls", "member", "mark"), LIMITED, ids=[f"{name_of(cls)}.{member.name}" for cls, member, _ in LIMITED]
)
def test_limits_hold_at_their_ends(cls: Any, member: Member, mark: Limits) -> None:
    """Each end of each range is taken, and what is beyond is told of."""
    base = cls.from_dict(PAYLOADS[cls][0])
    ends: list[tuple[Any, bool]] = []
    for bound, beyond in ((mark.least, -1), (mark.most, 1)):
        if bound is not None:
            ends += [(bound, True), (bound + beyond, False)]
    if mark.longest is not None:
        ends += [(sized(member, mark.longest), True), (sized(member, mark.longest + 1), False)]
    if mark.shortest:
        ends += [(sized(member, mark.shortest), True), (sized(member, mark.shortest - 1), False)]
    assert ends
    for value, is_taken in ends:
        findings = rw.check(base.evolve(**{member.name: value}))
        told = [
            one
            for one in findings
            if one.path == f"$.{member.name}" and ("too " in one.problem or "range" in one.problem)
        ]
        assert bool(told) is not is_taken


def sized(member: Member, size: int) -> Any:
    if member.kind.map is not None:
        return {str(i): "" for i in range(size)}
    return ("x",) * size if member.kind.array is not None else "x" * size


@given(st.data())
def test_nothing_is_refused_and_nothing_is_shown(data: st.DataObject) -> None:
    obj = data.draw(st.sampled_from(cast("Any", [rw.Event, rw.Item, *CLASSES])).flatmap(cast("Any", wire.objects)))
    mark = "QZQZQZQZQZQ"
    findings = rw.check(obj.with_extra(vendor=mark) if isinstance(obj, rw.Model) else obj)
    assert all(isinstance(each, rw.Finding) and each.path.startswith("$") for each in findings)
    assert mark not in str(findings)


@given(cls=st.sampled_from(CLASSES), data=st.data())
def test_a_name_that_is_mistaken_is_found(cls: Any, data: st.DataObject) -> None:
    known = [member.name for member in members(cls)]
    assume(known)
    obj = cls.from_dict(PAYLOADS[cls][0])
    name = data.draw(st.sampled_from(known))
    wrong = name[:1] + "q" + name[1:]
    before = rw.check(obj)
    after = rw.check(obj.with_extra(**{wrong: 1}))
    assert [one for one in after if one not in before] == [
        rw.Finding(f"$.{wrong}", "is no member that the class has", f"is {name} meant?")
    ] or len(name) < 4
