"""JSON Schema says what decoding does: what is taken is valid, what is refused is not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import realtime_wire as rw
from realtime_wire import strategies
from realtime_wire._engine.schema import members
from tests.declared import CLASSES, PROTOCOLS, name_of
from tests.payloads import PAYLOADS

from . import toy

jsonschema: Any = pytest.importorskip("jsonschema", reason="jsonschema is not installed")

SECTIONS = {"$schema": "https://json-schema.org/draft/2020-12/schema"}


def is_integer(_: Any, value: Any) -> bool:
    return type(value) is int


def validator(type_: Any) -> Any:
    """Return a validator that goes by how an integer is spelled: to a schema, `1.0` is one."""
    latest = jsonschema.Draft202012Validator
    strict = latest.TYPE_CHECKER.redefine("integer", is_integer)
    return jsonschema.validators.extend(latest, type_checker=strict)(rw.json_schema(type_))


# What it says


@rw.frozen(kw_only=True)
class Part(rw.Model):
    """A part."""

    type: Literal["part", "piece"] = "part"
    size: int | None
    """How large it is."""


@rw.frozen(kw_only=True)
class Narrow(Part):
    """One that takes the place of some parts."""

    type: Literal["piece"] = "piece"  # type: ignore[assignment,unused-ignore]


@rw.frozen(kw_only=True)
class Plain(rw.Model):
    name: str


def said_of(annotation: Any) -> Any:
    """Return the schema of a place, without what is the same everywhere."""
    schema = rw.json_schema(annotation)
    assert schema.pop("$schema") == SECTIONS["$schema"]
    schema.pop("$defs", None)
    return schema


PLACES: dict[str, tuple[Any, Any]] = {
    "a string": (str, {"type": "string"}),
    "a string or nothing": (str | None, {"type": ["string", "null"]}),
    "one string": (Literal["a"], {"type": "string", "const": "a"}),
    "some strings": (Literal["a", "b"], {"type": "string", "enum": ["a", "b"]}),
    "documented strings": (Literal["a", "b"] | str, {"type": "string", "examples": ["a", "b"]}),
    "an integer": (int, {"type": "integer"}),
    "a number": (float, {"type": "number"}),
    "a boolean or a number": (bool | float, {"type": ["number", "boolean"]}),
    "infinity or an integer": (
        int | Literal["inf"],
        {"anyOf": [{"type": "string", "const": "inf"}, {"type": "integer"}]},
    ),
    "an array": (tuple[int | None, ...], {"type": "array", "items": {"type": ["integer", "null"]}}),
    "a map": (Mapping[str, str], {"type": "object", "additionalProperties": {"type": "string"}}),
    "any object": (Mapping[str, Any], {"type": "object"}),
    "anything": (Any, {}),
    "audio": (rw.AudioData, {"type": "string", "contentEncoding": "base64"}),
    "a file": (rw.FileData, {"type": "string", "contentEncoding": "base64"}),
    "a secret": (rw.Secret[str], {"type": "string", "format": "password"}),
    "what a server limits": (rw.AudioData | None, {"type": ["string", "null"], "contentEncoding": "base64"}),
    "a class": (Part, {"$ref": "#/$defs/Part"}),
    "a class or unknown": (
        Part | rw.Unknown,
        {
            "anyOf": [
                {"$ref": "#/$defs/Part"},
                {
                    "type": "object",
                    "not": {"properties": {"type": {"enum": ["part", "piece"]}}, "required": ["type"]},
                },
            ]
        },
    ),
    "a class and one over it": (
        Part | Narrow,
        {
            "anyOf": [
                {"$ref": "#/$defs/Part", "properties": {"type": {"const": "part"}}, "required": ["type"]},
                {"$ref": "#/$defs/Narrow"},
            ]
        },
    ),
    "one without a type": (
        Part | Plain,
        {
            "anyOf": [
                {"$ref": "#/$defs/Part"},
                {"$ref": "#/$defs/Plain", "properties": {"type": {"type": "null"}}, "required": ["name"]},
            ]
        },
    ),
    "what is unknown": (rw.Unknown, {"type": "object"}),
    "what may be malformed": (Part | rw.MalformedEvent, {"type": "object"}),
}


@pytest.mark.parametrize("case", PLACES)
def test_places(case: str) -> None:
    annotation, schema = PLACES[case]
    assert said_of(annotation) == schema


def test_a_class_is_described_with_its_members() -> None:
    assert rw.json_schema(Part) == {
        **SECTIONS,
        "$ref": "#/$defs/Part",
        "$defs": {
            "Part": {
                "title": "Part",
                "description": "A part.",
                "type": "object",
                "properties": {
                    "type": {"type": "string", "enum": ["part", "piece"]},
                    "size": {"type": ["integer", "null"], "description": "How large it is."},
                },
                "required": ["type", "size"],
            }
        },
    }
    assert "description" not in rw.json_schema(Plain)["$defs"]["Plain"]


def test_a_member_has_the_text_of_the_class_that_declares_it() -> None:
    narrow = rw.json_schema(Narrow)["$defs"]["Narrow"]
    assert narrow["properties"]["size"] == {"type": ["integer", "null"], "description": "How large it is."}
    assert narrow["properties"]["type"] == {"type": "string", "const": "piece"}


@rw.frozen(kw_only=True)
class Both(rw.Model):
    one: rw.McpTool | None = None
    other: rw.live.McpTool | None = None


def test_classes_of_one_name_are_told_apart() -> None:
    schema = rw.json_schema(Both)["$defs"]
    assert {"Both", "realtime_wire.realtime.tools.McpTool", "realtime_wire.live.tools.McpTool"} <= schema.keys()
    assert "McpTool" not in schema
    one, _ = schema["Both"]["properties"]["one"]["anyOf"]
    assert one == {"$ref": "#/$defs/realtime_wire.realtime.tools.McpTool"}


def test_what_a_server_limits_is_taken() -> None:
    speed = rw.json_schema(rw.RealtimeAudioConfigOutput)["$defs"]["RealtimeAudioConfigOutput"]["properties"]["speed"]
    assert speed.keys() == {"type", "description"}


@pytest.mark.parametrize("wrong", [dict, list, rw.Wire, "Event", 5])
def test_what_describes_no_json(wrong: Any) -> None:
    with pytest.raises(TypeError, match=r"^no JSON is described by "):
        rw.json_schema(wrong)


# That it says what decoding does


TYPES: dict[str, Any] = {
    **{f"{protocol.name}, {side}": getattr(protocol, side) for protocol in PROTOCOLS for side in ("client", "server")},
    "toy": toy.Event,
    "a class": rw.RealtimeSession,
    "no unknown": rw.ServerVad | rw.SemanticVad,
    "a type that others have": Part | Narrow | rw.Unknown,
    "none with a type": Plain | Part,
    "an array": tuple[rw.RealtimeConversationItemMessageUser | rw.RealtimeMCPToolCall, ...],
}


@pytest.mark.parametrize("cls", CLASSES, ids=name_of)
def test_every_payload_is_valid(cls: Any) -> None:
    valid = validator(cls)
    for payload in PAYLOADS[cls]:
        valid.validate(payload)
    declared = rw.json_schema(cls)["$defs"][valid.schema["$ref"].removeprefix("#/$defs/")]
    assert [*declared["properties"]] == [member.name for member in members(cls)]


def agrees(valid: Any, type_: Any, value: Any) -> bool:
    """Tell whether a schema says of a value what structuring says."""
    try:
        rw.structure(value, type_)
    except rw.DecodeError:
        return not valid.is_valid(value)
    return bool(valid.is_valid(value))


@pytest.mark.parametrize("name", TYPES)
def test_what_is_taken_is_valid_and_what_is_refused_is_not(name: str) -> None:
    type_ = TYPES[name]
    valid = validator(type_)
    valid.check_schema(valid.schema)
    drawn = st.one_of(strategies.payloads(type_, wild=True), strategies.payloads(type_, malformed=True))

    @given(payload=drawn)
    def agree(payload: Any) -> None:
        assert agrees(valid, type_, payload)

    agree()


RETAGGED: list[Any] = [None, 5, "", "part", "piece", "function", "mcp", "message", "error", "server_vad", "hello"]


def retagged(value: Any, tag: Any, member: str) -> Any:
    """Put another tag into each object that has one, or take it away."""
    match value:
        case [*items]:
            return [retagged(item, tag, member) for item in items]
        case {**others}:
            made = {name: retagged(item, tag, member) for name, item in others.items()}
        case _:
            return value
    if member in made:
        made[member] = tag
    if tag is ...:
        made.pop(member, None)
    return made


@pytest.mark.parametrize("name", TYPES)
def test_objects_of_other_types_are_judged_alike(name: str) -> None:
    """A type that does not fit the members is where unions are easily told wrong."""
    type_ = TYPES[name]
    valid = validator(type_)

    @given(
        payload=strategies.payloads(type_),
        tag=st.sampled_from([..., *RETAGGED]),
        member=st.sampled_from(["type", "role"]),
    )
    def agree(payload: Any, tag: Any, member: str) -> None:
        assert agrees(valid, type_, retagged(payload, tag, member))

    agree()
