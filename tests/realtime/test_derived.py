"""What programs ask of responses, messages and calls, derived from their members."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

import realtime_wire as rw
from realtime_wire import strategies
from realtime_wire.realtime.items import words_in

PARTS: list[Any] = [
    {"type": "output_text", "text": "Hi "},
    {"type": "output_audio", "transcript": "there, "},
    {"type": "text", "text": "you"},
    {"type": "output_audio", "transcript": None},
    {"type": "output_text"},
    {"type": "hologram", "text": "!"},
]
CALL: Any = {"type": "function_call", "name": "f", "call_id": "c", "arguments": '{"a": 1}'}
OUTPUT: list[Any] = [
    {"type": "message", "role": "assistant", "content": PARTS},
    {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "not mine"}]},
    CALL,
    {"type": "message", "role": "assistant"},
    {"type": "hologram", "content": [{"type": "output_text", "text": "nor this"}]},
    {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": " Bye"}]},
    {**CALL, "call_id": "d", "arguments": ""},
]
RESPONSES: list[Any] = [rw.RealtimeResponse, rw.voice_live.RealtimeResponse]


@pytest.mark.parametrize("cls", RESPONSES, ids=lambda cls: cls.__module__)
def test_what_a_response_has(cls: Any) -> None:
    response = rw.structure({"output": OUTPUT}, cls)
    assert response.output_text == "Hi you Bye"
    assert response.output_transcript == "there, "
    assert response.output_items == response.output
    assert [(call.call_id, call.parsed_arguments) for call in response.function_calls] == [("c", {"a": 1}), ("d", {})]


@pytest.mark.parametrize("cls", RESPONSES, ids=lambda cls: cls.__module__)
@pytest.mark.parametrize("payload", [{}, {"output": None}, {"output": []}], ids=str)
def test_what_an_empty_response_has(cls: Any, payload: Any) -> None:
    response = rw.structure(payload, cls)
    assert (response.output_text, response.output_transcript) == ("", "")
    assert (response.output_items, response.function_calls) == ((), ())
    assert response.to_dict() == payload


@pytest.mark.parametrize("cls", [rw.RealtimeSession, rw.voice_live.RealtimeSession], ids=lambda cls: cls.__module__)
def test_what_tools_a_session_has(cls: Any) -> None:
    tool = rw.RealtimeFunctionTool(name="f")
    assert cls(tools=[tool]).all_tools == (tool,)
    for none in (cls(), cls().with_null("tools"), cls(tools=[])):
        assert none.all_tools == ()


def test_what_a_message_says() -> None:
    (message,) = rw.structure({"output": OUTPUT[:1]}, rw.RealtimeResponse).output_items
    assert isinstance(message, rw.RealtimeConversationItemMessageAssistant)
    assert message.content_text == "Hi there, you"
    user = rw.RealtimeConversationItemMessageUser(
        content=[
            rw.InputTextPart(text="Look: "),
            rw.InputImagePart(image_url="data:,x"),
            rw.InputAudioPart(transcript="here"),
        ]
    )
    assert user.content_text == "Look: here"
    assert rw.RealtimeConversationItemMessageSystem().content_text == ""
    assert words_in((rw.Unknown({"text": 5}), rw.Unknown({"text": "x"})), "text") == ""


@given(strategies.of(rw.RealtimeResponse | rw.RealtimeConversationItemMessageUser))
def test_any_object_can_be_asked(obj: Any) -> None:
    if isinstance(obj, rw.RealtimeResponse):
        assert isinstance(obj.output_text + obj.output_transcript, str)
        assert {*obj.function_calls} <= {*obj.output_items}
        messages = [item for item in obj.output_items if isinstance(item, rw.RealtimeConversationItemMessageAssistant)]
        said = sum(len(message.content_text) for message in messages)
        assert said == len(obj.output_text) + len(obj.output_transcript)
    else:
        assert isinstance(obj.content_text, str)


@pytest.mark.parametrize(
    "call",
    [
        rw.RealtimeMCPApprovalRequest(id="i", server_label="s", name="n", arguments='{"a":[]}'),
        rw.structure(
            {"type": "response.mcp_call_arguments.done", "arguments": '{"a":[]}', "item_id": "i", "response_id": "r"},
            rw.ResponseMcpCallArgumentsDoneEvent,
        ),
        rw.live.ResponseFunctionToolCall(name="n", call_id="c", arguments='{"a":[]}'),
    ],
    ids=lambda call: type(call).__name__,
)
def test_calls_of_all_protocols_have_arguments(call: rw.WithArguments) -> None:
    assert call.parsed_arguments == {"a": []}
