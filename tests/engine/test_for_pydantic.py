"""pydantic validates, serialises and describes objects as decoding and encoding do."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given

import realtime_wire as rw
from realtime_wire import strategies

if TYPE_CHECKING:
    import pydantic
else:
    pydantic = pytest.importorskip("pydantic", reason="pydantic is not installed")
jsonschema: Any = pytest.importorskip("jsonschema", reason="jsonschema is not installed")


class LogEntry(pydantic.BaseModel):
    direction: str
    event: rw.Pydantic[rw.Event]
    session: rw.RealtimeSession | None = None


@given(event=strategies.events(wild=True))
def test_pydantic_keeps_any_event(event: rw.Event) -> None:
    entry = LogEntry(direction="up", event=event)
    assert entry.event is event
    for again in (
        LogEntry.model_validate_json(entry.model_dump_json()),
        LogEntry.model_validate(entry.model_dump()),
    ):
        assert again.event == event
        assert rw.encode(again.event) == rw.encode(event)


def test_pydantic_refuses_what_is_malformed() -> None:
    entry = {
        "direction": "up",
        "event": {"type": "session.update", "session": {"tools": "sk-4711", "audio": {"input": ["sk-4711"]}}},
        "session": {"prompt": {"id": "p", "variables": {"sk-4711": 1}}},
    }
    with pytest.raises(pydantic.ValidationError) as refused:
        LogEntry.model_validate(entry)
    faults = refused.value.errors(include_url=False, include_context=False)
    assert [(fault["loc"], fault["msg"], fault["input"]) for fault in faults] == [
        (("event", "session", "audio", "input"), "expected object, found array", "array"),
        (("event", "session", "tools"), "expected array, found string", "string"),
        (("session", "prompt", "variables", "[...]"), "expected string or object, found integer", "integer"),
    ]
    assert "sk-4711" not in str(refused.value)
    wrong: Any
    several = pydantic.TypeAdapter(cast("Any", rw.Pydantic)[tuple[rw.ServerVad, ...]])
    assert several.validate_python([{"type": "server_vad"}]) == (rw.ServerVad(),)
    with pytest.raises(pydantic.ValidationError, match=r"\n  expected array, found ServerVad "):
        several.validate_python(rw.ServerVad())
    for wrong, found in ((rw.ServerVad(), "ServerVad"), (b"{}", "a Python bytes"), ("{}", "string")):
        with pytest.raises(pydantic.ValidationError, match=rf"\nevent\n  expected object, found {found} "):
            LogEntry(direction="up", event=wrong)


def test_pydantic_describes_each_class_once() -> None:
    validator = jsonschema.Draft202012Validator
    for mode in ("validation", "serialization"):
        schema = LogEntry.model_json_schema(mode=mode)
        ours = rw.json_schema(rw.Event)
        assert schema["$defs"] == {**ours["$defs"], **rw.json_schema(rw.RealtimeSession)["$defs"]}
        assert schema["properties"]["event"] == {"anyOf": ours["anyOf"], "title": "Event"}
        validator.check_schema(schema)
    alone = pydantic.TypeAdapter(rw.ServerVad).json_schema()
    assert alone == rw.json_schema(rw.ServerVad)["$defs"]["ServerVad"]


@pytest.mark.parametrize(
    "type_", [rw.Unknown, rw.UnknownEvent, rw.MalformedEvent | rw.ServerEvent, rw.ServerVad | None]
)
def test_pydantic_takes_what_stands_beside_classes(type_: Any) -> None:
    adapter = pydantic.TypeAdapter(cast("Any", rw.Pydantic)[type_])
    for value in (
        {"type": "x", "a": [1, None]},
        {"type": "server_vad", "threshold": 0.5},
        {"type": "error", "error": 5},
    ):
        try:
            made = rw.structure(value, type_)
        except rw.DecodeError as error:
            with pytest.raises(ValueError, match=re.escape(f"expected {error.expected}, found {error.found}")):
                adapter.validate_python(value)
        else:
            assert adapter.validate_python(value) == made == adapter.validate_python(made)
            assert adapter.dump_python(made) == value
    assert adapter.dump_python(None) is None
    assert adapter.json_schema() == {name: part for name, part in rw.json_schema(type_).items() if name != "$schema"}


@pytest.mark.parametrize(
    ("union", "name"),
    [
        (rw.ServerEvent, "UnknownEvent"),
        (rw.Item | None, "Unknown"),
        (rw.UnknownEvent, "UnknownEvent"),
        (rw.ErrorEvent | rw.MalformedEvent, "MalformedEvent"),
    ],
)
def test_pydantic_takes_no_union_apart_in_which_what_is_malformed_would_be_unknown(union: Any, name: str) -> None:
    with pytest.raises(TypeError) as refused:
        pydantic.TypeAdapter(union)
    assert str(refused.value) == (
        f"{name} takes whatever the other classes of a union do not, and pydantic would give it what is malformed: "
        "Pydantic[...] around the union has all of them asked at once"
    )


def test_pydantic_serialises_objects_inside_of_arrays_and_maps() -> None:
    items = pydantic.TypeAdapter(cast("Any", rw.Pydantic)[tuple[rw.Item, ...]])
    assert items.dump_json(items.validate_json(b'[{"type":"x","a":1.0}]')) == b'[{"type":"x","a":1.0}]'
    named = pydantic.TypeAdapter(cast("Any", rw.Pydantic)[Mapping[str, rw.ServerVad | None]])
    text = b'{"a":{"type":"server_vad","threshold":null},"b":null}'
    assert named.dump_json(named.validate_json(text)) == text
    assert named.dump_python(named.validate_json(text)) == json.loads(text)
