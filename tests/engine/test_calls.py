"""The arguments of calls: JSON text inside of JSON, which a model has written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import realtime_wire as rw
from tests import wire


@rw.frozen(kw_only=True)
class Call(rw.WithArguments):
    """Asks for something."""

    name: str
    given: rw.JsonWords | None = None


@rw.frozen(kw_only=True)
class Two(rw.WithArguments):
    one: rw.JsonWords
    other: rw.JsonWords | None = None


@rw.frozen(kw_only=True)
class NoArguments(rw.WithArguments):
    given: str


@given(wire.json_objects())
def test_arguments_are_read(arguments: dict[str, Any]) -> None:
    call = Call(name="f", given=json.dumps(arguments))
    assert call.parsed_arguments == arguments
    assert call.parsed_arguments is not call.parsed_arguments


@pytest.mark.parametrize("nothing", [None, ""])
def test_no_arguments_are_an_empty_object(nothing: str | None) -> None:
    assert Call(name="f", given=nothing).parsed_arguments == {}
    assert Call(name="f").with_null("given").parsed_arguments == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": s3cret}', "$.given: expected JSON, found malformed JSON at byte 6"),
        ('{"a": "s3cr', "$.given: expected JSON, found malformed JSON at byte 6"),
        ('{"a": 1e999}', "$.given: expected JSON, found a number out of range"),
        (" ", "$.given: expected JSON, found nothing"),
        ('["s3cret"]', "$.given: expected the text of an object, found the text of array"),
        ("null", "$.given: expected the text of an object, found the text of null"),
    ],
)
def test_arguments_that_are_no_object_are_told_without_their_text(text: str, message: str) -> None:
    with pytest.raises(rw.DecodeError) as info:
        _ = Call(name="f", given=text).parsed_arguments
    assert str(info.value) == message
    assert info.value.__context__ is None or info.value.__suppress_context__
    assert info.value.steps == ("given",)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (Two(one="{}"), "Two has 2 members of JsonWords: a class over WithArguments has one"),
        (NoArguments(given="{}"), "NoArguments has 0 members of JsonWords: a class over WithArguments has one"),
    ],
)
def test_a_class_with_arguments_has_one_such_member(call: rw.WithArguments, message: str) -> None:
    with pytest.raises(TypeError) as info:
        _ = call.parsed_arguments
    assert str(info.value) == message


@given(st.text())
def test_arguments_stay_the_text_that_they_are(text: str) -> None:
    call = Call(name="f", given=text)
    assert call.to_dict() == {"name": "f", "given": text}
    assert rw.decode(rw.encode(call), Call) == call


def test_a_schema_says_that_they_are_json() -> None:
    assert rw.json_schema(Two)["$defs"]["Two"]["properties"]["one"] == {
        "type": "string",
        "contentMediaType": "application/json",
    }


@pytest.mark.parametrize("name", ["parsed_arguments", "of", "audio_bytes"])
def test_no_member_takes_the_name_of_what_a_base_can_do(name: str) -> None:
    base: Any = rw.WithArguments if name == "parsed_arguments" else rw.WithAudio
    with pytest.raises(TypeError) as info:
        rw.frozen(kw_only=True)(type("Odd", (base,), {"__annotations__": {name: str}}))
    assert str(info.value) == (
        f"Odd.{name}: {base.__name__} has a method or property of that name; a member cannot take its place"
    )


def test_a_member_takes_the_place_of_one_of_a_base() -> None:
    @rw.frozen(kw_only=True)
    class Narrow(Call):
        given: rw.JsonWords  # pyright: ignore[reportGeneralTypeIssues]  constructors take nothing by position

    assert Narrow(name="f", given='{"a":1}').parsed_arguments == {"a": 1}
