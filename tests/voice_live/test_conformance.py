"""Our classes against the types of the `azure-ai-voicelive` package, the published description of Voice Live.

`tests/conformance.py` walks through both, from the unions of events down to the values of each member. What differs stands
in the tables here, each row of which must be needed, and `docs/voice-live.md` tells exactly these.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import realtime_wire as rw
from realtime_wire._engine.schema import members
from tests.azure import AZURE, ROOTS, models, their_classes, their_members
from tests.conformance import Case, Walk, each, reachable, told
from tests.declared import CLASSES, name_of
from tests.payloads import PAYLOADS
from tests.wire import objects_of

VOICE_LIVE = rw.voice_live.VOICE_LIVE

NARROWER = {
    "voice_live.RealtimeMCPToolCall.error": "an object; one of an unknown `type` is `Unknown`",
    "MCPListToolsTool.input_schema": "an object",
    "MCPListToolsTool.annotations": "an object",
    "RealtimeFunctionTool.parameters": "an object",
    "RealtimeResponseStatus.error": "an object or a string",
    "McpTool.require_approval": "of the lists of names, `always` and `never`; others are in `extra`",
}
"""Members that take less than the package has, and what they take."""

REQUIRED_HERE = {
    "voice_live.ConversationItemCreateEvent.item": "without it the event says nothing",
    "voice_live.ConversationItemCreatedEvent.item": "without it the event says nothing",
    "voice_live.ConversationItemRetrievedEvent.item": "without it the event says nothing",
    "voice_live.ResponseOutputItemAddedEvent.item": "without it the event says nothing",
    "voice_live.ResponseOutputItemDoneEvent.item": "without it the event says nothing",
    "ResponseMcpCallArgumentsDoneEvent.arguments": "without them the event says nothing that its item does not say",
    "voice_live.RealtimeMCPApprovalRequest.id": "the answer has to name it",
    "voice_live.RealtimeMCPToolCall.id": "its events name it",
}
"""Members that are required here though the package leaves them open, and why."""

MORE_HERE = {
    "voice_live.ServerVad.idle_timeout_ms": "recorded",
    "voice_live.ServerVad.speech_duration_ms": "recorded",
    "voice_live.AudioInputTranscriptionOptions.prompt": "recorded",
    "voice_live.AudioInputNoiseReduction.strength": "the Realtime API has it",
    "voice_live.ConversationItemInputAudioTranscriptionCompletedEvent.languages": "the Realtime API has it",
    "voice_live.ConversationItemInputAudioTranscriptionCompletedEvent.usage": "the Realtime API has it",
    "voice_live.RealtimeSession.object": "recorded",
}
"""Members of the classes of Voice Live that the package does not have, and why they are here."""

NOT_EVENTS = {"mcp_approval_response": "the type of an item, which `conversation.item.create` sends"}
"""Names in the package's lists of events for which it has no class, and what they are."""

NOT_COMPARED = {
    "ActionFind": "nothing holds it",
    "ActionOpenPage": "nothing holds it",
    "ActionSearch": "nothing holds it",
    "ActionSearchSource": "nothing holds it",
    "ConversationItemBase": "it has no member, and stands for nothing",
    "ErrorResponse": "the answer to a request over HTTP",
    "SessionBase": "it has no member, and stands for nothing",
}
"""Classes of theirs that the walk does not reach, and why that is right."""


def walk() -> Walk:
    made = Walk(AZURE)
    for theirs, ours in ROOTS.items():
        made.start(theirs, getattr(models, theirs, None), ours)
    made.finish()
    return made


WALK = walk()


def compared() -> set[Any]:
    seen: set[Any] = set()
    for theirs in ROOTS:
        reachable(AZURE, getattr(models, theirs), seen)
    return seen


COMPARED = compared()


@pytest.mark.parametrize(("name", "cls"), their_classes().items(), ids=their_classes())
def test_every_class_is_compared(name: str, cls: Any) -> None:
    assert (cls in COMPARED) != (name in NOT_COMPARED)


@each(WALK.variants)
def test_every_variant_exists(label: str, case: Case) -> None:
    assert not case.problems, told(label, case)


@each(WALK.members)
def test_every_member_exists_and_takes_what_theirs_takes(label: str, case: Case) -> None:
    assert bool(case.problems) == (label in NARROWER), told(label, case)


@each(WALK.values)
def test_every_documented_value_is_documented_here(label: str, case: Case) -> None:
    assert not case.problems, told(label, case)


@each(WALK.required)
def test_nothing_is_required_that_the_package_leaves_open(label: str, case: Case) -> None:
    assert bool(case.problems) == (label in REQUIRED_HERE), told(label, case)


@pytest.mark.parametrize("side", ["server", "client"])
def test_every_event_of_their_lists_is_sent_by_the_same_side(side: str) -> None:
    names = {each.value for each in getattr(models, f"{side.capitalize()}EventType")}
    senders = {name: VOICE_LIVE.sender_of(name) for name in names}
    assert {name for name, sender in senders.items() if sender != side} == {*NOT_EVENTS} & names


def test_the_walk_went_all_the_way() -> None:
    # A walk that stops early must not pass for a clean one.
    assert len(WALK.variants) > 100
    assert len(WALK.members) > 600
    assert len(WALK.values) > 190
    assert len(WALK.required) > 140
    assert len(COMPARED) > 100


def test_what_is_more_here() -> None:
    ours = {f"{name_of(cls)}.{member.name}" for cls in CLASSES for member in members(cls)}
    # Of events that the package does not have, nothing can be compared.
    known = {label.rpartition(".")[0] for label in WALK.members}
    more = {label for label in ours - WALK.members.keys() if label.rpartition(".")[0] in known}
    assert {label for label in more if label.startswith("voice_live.")} == {*MORE_HERE}


def read(value: Any) -> None:
    """Look at everything in an object of theirs, which makes it of JSON only then."""
    cls: Any = value.__class__
    if AZURE.is_class(cls):
        for name in their_members(cls):
            read(getattr(value, name, None))
    elif cls is list:
        for item in value:
            read(item)


EVENTS = [
    pytest.param(root, payload, id=f"{payload['type']}-{number}")
    for root, union in ROOTS.items()
    for cls in objects_of(union).classes
    for number, payload in enumerate(PAYLOADS[cls])
]


@pytest.mark.parametrize(("root", "payload"), EVENTS)
def test_payloads_cross(root: str, payload: dict[str, Any]) -> None:
    base = getattr(models, root)
    event = base._deserialize(json.loads(json.dumps(payload)), [])
    names = {each.value for each in getattr(models, f"{root}Type")}
    assert (type(event) is base) == (payload["type"] not in names), "the package has a class for what it lists"
    read(event)
    dumped: dict[str, Any] = event.as_dict()
    # It adds what it takes for constant, such as what a time is of.
    assert {name: value for name, value in dumped.items() if name in payload} == payload
    assert dumped.keys() - payload.keys() <= {"timestamp_type"}


# What is told of it

PAGE = Path(__file__).parents[2] / "docs" / "voice-live.md"


@pytest.mark.skipif(not PAGE.exists(), reason="not in a checkout")
@pytest.mark.parametrize(
    ("heading", "rows"),
    [("Takes less", NARROWER), ("Is required here", REQUIRED_HERE), ("Is here in addition", MORE_HERE)],
)
def test_the_page_has_these_differences(heading: str, rows: dict[str, str]) -> None:
    section = PAGE.read_text(encoding="utf-8").partition(f"\n### {heading}\n")[2].partition("\n#")[0]
    table = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("|")]
    assert table[2:] == [[f"`{place.removeprefix('voice_live.')}`", why] for place, why in rows.items()]
