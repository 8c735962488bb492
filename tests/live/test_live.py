"""What is particular to the Live API: nulls that have to be sent, strings or arrays, one step to calls and costs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import realtime_wire as rw
from realtime_wire import live
from tests.backends import both_backends

if TYPE_CHECKING:
    from realtime_wire._engine.lane import BackendName

CALL = {"type": "function_call", "id": "fc_1", "call_id": "c1", "name": "f", "arguments": "{}", "status": "completed"}


def test_it_has_all_names() -> None:
    senders = live.LIVE.senders
    assert len(senders) == 44
    assert {name for name, side in senders.items() if side == "both"} == {
        "session.input_audio.append",
        "transport.dtmf.send",
    }
    assert sum(side != "client" for side in senders.values()) == 30
    assert sum(side != "server" for side in senders.values()) == 16


@pytest.mark.parametrize(
    "cls", [live.SessionInstructionsAppendEvent, live.SessionThinkingAppendEvent, live.SessionCommentaryAppendEvent]
)
def test_the_delegation_is_sent_even_as_null(cls: Any) -> None:
    assert cls(content="x").to_dict()["delegation_id"] is None
    assert cls(content="x", delegation_id="d").to_dict()["delegation_id"] == "d"
    without = {"type": cls.from_dict(cls(content="x").to_dict()).type, "content": "x"}
    assert cls.from_dict(without).to_dict() == without


def test_a_decision_is_sent_with_its_nulls() -> None:
    told = live.DecisionEventEvent(event=live.DecisionCompleted(decision=live.Decision())).to_dict()
    nulls = {"delegation_id", "trigger_id", "source_event_id", "source_event_type"}
    assert {name for name, value in told.items() if value is None} == nulls


@both_backends
@pytest.mark.parametrize("value", ["all", [], ["session.close"]])
def test_a_string_or_an_array(value: Any, backend: BackendName) -> None:
    channel = {"allowed_client_events": value}
    frame = json.dumps({"type": "session.start", "session": {"client": {"data_channel": channel}}})
    event = rw.Decoder(live.ClientEvent, backend=backend).decode(frame)
    assert json.loads(rw.encode(event)) == json.loads(frame)
    expected: Any = value if isinstance(value, str) else (*value,)
    assert live.DataChannelConfig.from_dict(channel).allowed_client_events == expected
    assert live.DataChannelConfig(allowed_client_events=value).to_dict() == channel


@both_backends
@pytest.mark.parametrize(
    ("item", "cls"),
    [
        ({"role": "user", "content": [{"text": "Ahoy"}]}, live.InitialUserItem),
        ({"type": "message", "role": "assistant", "content": []}, live.InitialAssistantItem),
        ({"type": None, "role": "developer", "content": []}, live.InitialDeveloperItem),
        ({"role": "tool", "content": []}, rw.Unknown),
        ({"type": "function_call", "role": "user", "content": []}, rw.Unknown),
    ],
)
def test_messages_may_have_no_type(item: dict[str, Any], cls: type[Any], backend: BackendName) -> None:
    frame = json.dumps({"type": "session.started", "session": {"input": [item]}})
    event = rw.Decoder(live.ServerEvent, backend=backend).decode(frame)
    assert isinstance(event, live.SessionStartedEvent)
    assert event.session.input is not None
    assert [type(each) for each in event.session.input] == [cls]
    assert json.loads(rw.encode(event)) == json.loads(frame)


def response_event(event: dict[str, Any]) -> live.ResponseEventEvent:
    return live.ResponseEventEvent.from_dict({"type": "response.event", "event": event})


def test_a_call_is_one_step_away() -> None:
    done = response_event({"type": "response.output_item.done", "item": CALL})
    assert done.function_call == live.ResponseFunctionToolCall.from_dict(CALL)
    for other in (
        {"type": "response.output_item.added", "item": CALL},
        {"type": "response.output_item.done", "item": {"type": "message"}},
        {"type": "response.in_progress"},
    ):
        assert response_event(other).function_call is None


def test_a_bill_is_one_step_away() -> None:
    usage = {"input_tokens": 3, "output_tokens": 2, "total_tokens": 5}
    for name in ("response.completed", "response.failed"):
        ended = response_event({"type": name, "response": {"usage": usage}})
        assert ended.usage == live.ResponseUsage(input_tokens=3, output_tokens=2, total_tokens=5)
    for other in (
        {"type": "response.completed", "response": {"usage": None}},
        {"type": "response.failed"},
        {"type": "response.created", "response": {"usage": usage}},
        {"type": "response.done"},
    ):
        assert response_event(other).usage is None


def test_secrets_are_masked() -> None:
    tool = live.McpTool(authorization="t0p", headers={"X": "t0p"})
    source = live.InlineSkillSource(data="UEsDBA==")
    transport = live.LiveTransport(type="webrtc", sdp="a=ice-pwd:t0p")
    assert repr(tool) == "McpTool(authorization=<secret>, headers=<secret>)"
    assert repr(source) == "InlineSkillSource(data=<data 8 chars>)"
    assert repr(transport) == "LiveTransport(type='webrtc', sdp=<secret>)"
    assert (
        repr(live.SessionOutputAudioDeltaEvent(delta="AAAA")) == "SessionOutputAudioDeltaEvent(delta=<audio 4 chars>)"
    )
