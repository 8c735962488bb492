"""What every object can do: copies with changes, nulls, unknown members, `repr`, and what a constructor refuses."""

from __future__ import annotations

import copy
import datetime as dt
import inspect
import math
import pickle
from collections import OrderedDict
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, get_type_hints
from unittest import mock

import attrs
import pytest

import realtime_wire as rw
from realtime_wire._engine.values import TooDeepError

if TYPE_CHECKING:
    from collections.abc import Callable

VAD = rw.ServerVad(threshold=0.5, silence_duration_ms=300)
NULL_VAD = VAD.with_null("idle_timeout_ms")
VENDOR_VAD = NULL_VAD.with_extra(vendor={"a": [1]}, other=None)
MALFORMED = rw.MalformedEvent.from_dict({"type": "error", "event_id": "e", "error": ["text"]})

OBJECTS: dict[str, Any] = {
    "a class": VAD,
    "with a null": NULL_VAD,
    "with unknown members": VENDOR_VAD,
    "nested": rw.SessionUpdateEvent(
        session=rw.RealtimeSession(
            tools=[rw.RealtimeFunctionTool(name="f", parameters={"a": [{}]}), rw.Unknown({"type": "x"})],
            audio=rw.RealtimeAudioConfig(input=rw.RealtimeAudioConfigInput(turn_detection=VENDOR_VAD)),
            prompt=rw.Prompt(id="p", variables={"a": rw.InputTextContent(text="t")}),
        )
    ),
    "Unknown": rw.Unknown({"type": "x", "a": [{"b": None}]}),
    "UnknownEvent": rw.UnknownEvent({"a": 1.5}),
    "MalformedEvent": MALFORMED,
}

objects = pytest.mark.parametrize("obj", OBJECTS.values(), ids=OBJECTS)


def any_(value: Any) -> Any:
    """Hide from checkers what they know of a value."""
    return value


# Copies with changes

COPIES: dict[str, tuple[Any, dict[str, Any]]] = {
    "evolve": (
        VAD.evolve(threshold=1, create_response=True),
        {"threshold": 1, "silence_duration_ms": 300, "create_response": True},
    ),
    "evolve to None": (VAD.evolve(threshold=None), {"silence_duration_ms": 300}),
    "evolve nothing": (VAD.evolve(), {"threshold": 0.5, "silence_duration_ms": 300}),
    "evolve keeps nulls": (NULL_VAD.evolve(threshold=None), {"silence_duration_ms": 300, "idle_timeout_ms": None}),
    "evolve a null": (
        NULL_VAD.evolve(idle_timeout_ms=5),
        {"threshold": 0.5, "silence_duration_ms": 300, "idle_timeout_ms": 5},
    ),
    "evolve a null to None": (NULL_VAD.evolve(idle_timeout_ms=None), {"threshold": 0.5, "silence_duration_ms": 300}),
    "evolve keeps unknown members": (
        VENDOR_VAD.evolve(threshold=None, idle_timeout_ms=None),
        {"silence_duration_ms": 300, "vendor": {"a": [1]}, "other": None},
    ),
    "attrs.evolve": (
        attrs.evolve(VENDOR_VAD, threshold=None),
        {"silence_duration_ms": 300, "idle_timeout_ms": None, "vendor": {"a": [1]}, "other": None},
    ),
    "attrs.evolve a null": (
        attrs.evolve(NULL_VAD.with_null("threshold"), idle_timeout_ms=5),
        {"threshold": None, "silence_duration_ms": 300, "idle_timeout_ms": 5},
    ),
    "with_null": (VAD.with_null("threshold"), {"threshold": None, "silence_duration_ms": 300}),
    "with_null again": (
        NULL_VAD.with_null("threshold", "idle_timeout_ms"),
        {"threshold": None, "silence_duration_ms": 300, "idle_timeout_ms": None},
    ),
    "with_null of nothing": (VAD.with_null(), {"threshold": 0.5, "silence_duration_ms": 300}),
    "with_extra": (VAD.with_extra(a=[1, {}]), {"threshold": 0.5, "silence_duration_ms": 300, "a": [1, {}]}),
    "with_extra again": (
        VENDOR_VAD.with_extra(vendor=True, more="m"),
        {
            "threshold": 0.5,
            "silence_duration_ms": 300,
            "idle_timeout_ms": None,
            "vendor": True,
            "other": None,
            "more": "m",
        },
    ),
    "with_extra of other types": (
        VAD.with_extra(a=OrderedDict(b=(1, MappingProxyType({"c": 2})))),
        {"threshold": 0.5, "silence_duration_ms": 300, "a": {"b": [1, {"c": 2}]}},
    ),
    "with_extra of nothing": (VAD.with_extra(), {"threshold": 0.5, "silence_duration_ms": 300}),
    "with_extra of odd names": (
        VAD.with_extra(**{"self": 1, "members": 2, "_rest": 3, "a b": 4, "": 5}),
        {"threshold": 0.5, "silence_duration_ms": 300, "self": 1, "members": 2, "_rest": 3, "a b": 4, "": 5},
    ),
    "without_extra": (
        VENDOR_VAD.without_extra("vendor", "not there"),
        {"threshold": 0.5, "silence_duration_ms": 300, "idle_timeout_ms": None, "other": None},
    ),
    "without_extra at all": (
        VENDOR_VAD.without_extra(),
        {"threshold": 0.5, "silence_duration_ms": 300, "idle_timeout_ms": None},
    ),
}


@pytest.mark.parametrize(("obj", "members"), COPIES.values(), ids=COPIES)
def test_copies_with_changes(obj: rw.ServerVad, members: dict[str, Any]) -> None:
    expected = {"type": "server_vad", **members}
    assert obj.to_dict() == expected
    assert obj == rw.ServerVad.from_dict(expected) == rw.ServerVad.from_json(obj.to_json())
    assert obj.nulls == {name for name, value in members.items() if value is None} - {"other"}
    assert dict(obj.extra) == {
        name: value for name, value in members.items() if name not in attrs.fields_dict(rw.ServerVad) or name == "_rest"
    }
    # What they were made from is as it was.
    assert VAD.to_dict() == {"type": "server_vad", "threshold": 0.5, "silence_duration_ms": 300}
    assert NULL_VAD.to_dict() == {**VAD.to_dict(), "idle_timeout_ms": None}
    assert VENDOR_VAD.to_dict() == {**NULL_VAD.to_dict(), "vendor": {"a": [1]}, "other": None}


def test_a_null_reads_as_none_and_is_not_absent() -> None:
    assert NULL_VAD.idle_timeout_ms is None
    assert NULL_VAD.nulls == frozenset({"idle_timeout_ms"})
    assert NULL_VAD != VAD
    assert VAD.with_null("threshold") != VAD.with_null("silence_duration_ms")


COPY_FAULTS: dict[str, tuple[Callable[[], Any], type[Exception], str]] = {
    "with_null of a tag": (lambda: VAD.with_null("type"), TypeError, "ServerVad has no optional member 'type'"),
    "with_null of what is required": (
        lambda: rw.Prompt(id="p").with_null("version", "id"),
        TypeError,
        "Prompt has no optional member 'id'",
    ),
    "with_null of what is not there": (
        lambda: VAD.with_null("typo"),
        TypeError,
        "ServerVad has no optional member 'typo'",
    ),
    "with_null of what is not public": (
        lambda: VAD.with_null("_rest"),
        TypeError,
        "ServerVad has no optional member '_rest'",
    ),
    "with_extra of a member": (
        lambda: VAD.with_extra(threshold=1),
        TypeError,
        "ServerVad declares 'threshold': use evolve",
    ),
    "with_extra of an object": (lambda: VAD.with_extra(a=object()), TypeError, "object is not a JSON value"),
    "with_extra of one of ours": (lambda: VAD.with_extra(a=[VAD]), TypeError, "ServerVad is not a JSON value"),
    "with_extra of a set": (lambda: VAD.with_extra(a={"b": {1}}), TypeError, "set is not a JSON value"),
    "with_extra of a name that is none": (
        lambda: VAD.with_extra(a={1: 2}),
        TypeError,
        "the names of a JSON object are strings",
    ),
    "with_extra of infinity": (lambda: VAD.with_extra(a=[-math.inf]), ValueError, "-inf is not a JSON number"),
    "evolve what is not there": (
        lambda: VAD.evolve(voice=1),
        TypeError,
        "ServerVad.__init__() got an unexpected keyword argument 'voice'",
    ),
    "evolve to NaN": (
        lambda: VAD.evolve(threshold=math.nan),
        ValueError,
        "ServerVad.threshold: expected number, found NaN or Infinity",
    ),
}


@pytest.mark.parametrize(("change", "exception", "message"), COPY_FAULTS.values(), ids=COPY_FAULTS)
def test_changes_that_are_refused(change: Callable[[], Any], exception: type[Exception], message: str) -> None:
    with pytest.raises(exception) as info:
        change()
    assert type(info.value) is exception
    assert str(info.value) == message


# Constructors


def test_constructors_take_any_iterable_for_an_array() -> None:
    tools = [rw.RealtimeFunctionTool(name="f"), rw.McpTool(server_label="s", allowed_tools=iter(["a", "b"]))]
    made = [
        rw.RealtimeSession(tools=tools),
        rw.RealtimeSession(tools=tuple(tools)),
        rw.RealtimeSession(tools=iter(tools)),
        rw.RealtimeSession(tools=(tool for tool in tools)),
        rw.RealtimeSession(tools=dict.fromkeys(tools).keys()),
    ]
    assert [session.tools for session in made] == [tuple(tools)] * 5
    assert tools[1] == rw.McpTool(server_label="s", allowed_tools=("a", "b"))
    assert rw.McpTool(
        server_label="s", allowed_tools=rw.McpToolFilter(read_only=True)
    ).allowed_tools == rw.McpToolFilter(read_only=True)


def test_constructors_copy_free_form_json() -> None:
    inner: list[Any] = [1]
    given: dict[str, Any] = {"a": inner}
    made = [
        rw.RealtimeFunctionTool(parameters=given),
        rw.Unknown(given),
        rw.UnknownEvent(given),
        VAD.with_extra(a=inner),
    ]
    told = [obj.to_dict() for obj in made]
    inner.append(2)
    given["b"] = 1
    assert [obj.to_dict() for obj in made] == told


def test_what_is_given_as_none_is_absent() -> None:
    assert rw.ServerVad(threshold=None) == rw.ServerVad()
    assert rw.ServerVad(threshold=None).to_dict() == {"type": "server_vad"}


def nested(levels: int) -> dict[str, Any]:
    return {} if levels == 1 else {"a": nested(levels - 1)}


def test_free_form_json_may_be_deep() -> None:
    assert rw.RealtimeFunctionTool(parameters=nested(200)).parameters == nested(200)
    with pytest.raises(rw.DecodeError) as info:
        rw.structure({"type": "ping", "a": nested(200)})
    assert str(info.value) == "$: expected any JSON value, found nesting deeper than 200 levels"


REFUSED: dict[str, tuple[Callable[[], Any], type[Exception], str]] = {
    "the base": (rw.Model, TypeError, "Model is what the classes have in common: make an object of one of them"),
    "what only equals a string": (
        lambda: rw.AudioPCM(type=any_(mock.ANY)),
        TypeError,
        'AudioPCM.type: expected "audio/pcm", found a Python _ANY',
    ),
    "a vendor's type, for which another class is made": (
        lambda: rw.RealtimeAudioConfigOutput(voice=rw.CustomVoice(id="v").with_extra(type="custom")),
        TypeError,
        (
            "RealtimeAudioConfigOutput.voice: expected string, CustomVoice or Unknown, "
            "found CustomVoice with a type, which stands for another variant"
        ),
    ),
    "NaN": (
        lambda: rw.ServerVad(threshold=math.nan),
        ValueError,
        "ServerVad.threshold: expected number, found NaN or Infinity",
    ),
    "infinity for an integer": (
        lambda: rw.RealtimeSession(expires_at=any_(math.inf)),
        ValueError,
        "RealtimeSession.expires_at: expected integer, found NaN or Infinity",
    ),
    "bytes": (
        lambda: rw.InputAudioBufferAppendEvent(audio=any_(b"AAAA")),
        TypeError,
        "InputAudioBufferAppendEvent.audio: expected string, found a Python bytes: InputAudioBufferAppendEvent.of(...) makes base64 of bytes",
    ),
    "a date": (
        lambda: rw.RealtimeSession(expires_at=any_(dt.date(2026, 1, 1))),
        TypeError,
        "RealtimeSession.expires_at: expected integer, found a Python date",
    ),
    "a boolean for an integer": (
        lambda: rw.RealtimeSession(max_output_tokens=True),
        TypeError,
        'RealtimeSession.max_output_tokens: expected "inf" or integer, found boolean',
    ),
    "another string": (
        lambda: rw.RealtimeSession(max_output_tokens=any_("infinite")),
        TypeError,
        'RealtimeSession.max_output_tokens: expected "inf" or integer, found another string',
    ),
    "another tag": (
        lambda: rw.ServerVad(type=any_("semantic_vad")),
        TypeError,
        'ServerVad.type: expected "server_vad", found another string',
    ),
    "another class": (
        lambda: rw.RealtimeAudioConfigInput(turn_detection=any_(rw.RealtimeSession())),
        TypeError,
        "RealtimeAudioConfigInput.turn_detection: expected ServerVad, SemanticVad or Unknown, found RealtimeSession",
    ),
    "a string for an array": (
        lambda: rw.RealtimeSession(output_modalities="audio"),
        TypeError,
        "RealtimeSession.output_modalities: an array is made from a list or another iterable of its elements, not from str",
    ),
    "an object for an array": (
        lambda: rw.RealtimeSession(tools=any_({"type": "function"})),
        TypeError,
        "RealtimeSession.tools: an array is made from a list or another iterable of its elements, not from dict",
    ),
    "another class in an array": (
        lambda: rw.RealtimeSession(tools=any_([rw.AudioPCM()])),
        TypeError,
        "RealtimeSession.tools[0]: expected RealtimeFunctionTool, McpTool or Unknown, found AudioPCM",
    ),
    "a number for a string in an array": (
        lambda: rw.RealtimeSession(output_modalities=any_([5])),
        TypeError,
        "RealtimeSession.output_modalities[0]: expected string, found integer",
    ),
    "a number for a string in an object": (
        lambda: rw.McpTool(server_label="s", headers=any_({"X": 5})),
        TypeError,
        "McpTool.headers[...]: expected string, found integer",
    ),
    "another class in an object": (
        lambda: rw.Prompt(id="p", variables=any_({"a": rw.AudioPCM()})),
        TypeError,
        (
            "Prompt.variables[...]: expected string, InputTextContent, InputImageContent, InputFileContent or Unknown, "
            "found AudioPCM"
        ),
    ),
    "a string for a class": (
        lambda: rw.SessionUpdateEvent(session=any_("realtime")),
        TypeError,
        "SessionUpdateEvent.session: expected RealtimeSession or Unknown, found string",
    ),
    "a dict for a class": (
        lambda: rw.RealtimeSession(audio=any_({"input": {}})),
        TypeError,
        "RealtimeSession.audio: expected RealtimeAudioConfig, found dict",
    ),
    "Unknown for a known variant": (
        lambda: rw.RealtimeAudioConfigInput(turn_detection=rw.Unknown({"type": "server_vad"})),
        TypeError,
        (
            "RealtimeAudioConfigInput.turn_detection: expected ServerVad, SemanticVad or Unknown, "
            "found Unknown of a variant that is known: realtime_wire.structure makes its object"
        ),
    ),
    "a list for an object": (
        lambda: rw.RealtimeFunctionTool(parameters=any_([("a", 1)])),
        TypeError,
        "RealtimeFunctionTool.parameters: a JSON object is made from a mapping, not from list",
    ),
    "a list for an object of objects": (
        lambda: rw.Prompt(id="p", variables=any_([("a", "b")])),
        TypeError,
        "Prompt.variables: a JSON object is made from a mapping, not from list",
    ),
    "a name that is none": (
        lambda: rw.RealtimeFunctionTool(parameters=any_({5: 1})),
        TypeError,
        "RealtimeFunctionTool.parameters: the names of a JSON object are strings",
    ),
    "a Python object in free-form JSON": (
        lambda: rw.RealtimeFunctionTool(parameters={"a": [object()]}),
        TypeError,
        "RealtimeFunctionTool.parameters: object is not a JSON value",
    ),
    "one of ours in free-form JSON": (
        lambda: rw.Unknown({"a": {"b": VAD}}),
        TypeError,
        "ServerVad is not a JSON value",
    ),
    "infinity in free-form JSON": (
        lambda: rw.UnknownEvent({"a": [math.inf]}),
        ValueError,
        "inf is not a JSON number",
    ),
    "free-form JSON that is too deep": (
        lambda: rw.RealtimeFunctionTool(parameters=nested(201)),
        TooDeepError,
        "RealtimeFunctionTool.parameters: a JSON value nests 200 levels at most",
    ),
    "no object": (lambda: rw.Unknown(any_([])), TypeError, "a JSON object is made from a mapping, not from list"),
    "None for what is required": (
        lambda: rw.SessionUpdatedEvent(session=any_(None)),
        TypeError,
        "SessionUpdatedEvent.session: expected RealtimeSession or Unknown, found null",
    ),
    "nothing for what is required": (
        lambda: any_(rw.SessionUpdatedEvent)(event_id="e"),
        TypeError,
        "SessionUpdatedEvent.__init__() missing 1 required keyword-only argument: 'session'",
    ),
    "a member that is not there": (
        lambda: any_(rw.RealtimeSession)(loudness=0.5),
        TypeError,
        "RealtimeSession.__init__() got an unexpected keyword argument 'loudness'",
    ),
    "a positional argument": (
        lambda: any_(rw.RealtimeSession)("realtime"),
        TypeError,
        "RealtimeSession.__init__() takes 1 positional argument but 2 were given",
    ),
}


@pytest.mark.parametrize(("make", "exception", "message"), REFUSED.values(), ids=REFUSED)
def test_what_constructors_refuse(make: Callable[[], Any], exception: type[Exception], message: str) -> None:
    with pytest.raises(exception) as info:
        make()
    assert type(info.value) is exception
    assert str(info.value) == message


# One object and another


@objects
def test_objects_do_not_change(obj: Any) -> None:
    for name in ("type", "threshold", "anything", "_rest", "_raw", "error"):
        with pytest.raises(AttributeError):
            setattr(obj, name, None)
        with pytest.raises(AttributeError):
            delattr(obj, name)
    view = any_(obj.extra if isinstance(obj, rw.Model) else obj.raw)
    with pytest.raises(TypeError):
        view["a"] = 1
    assert not hasattr(obj, "__dict__")


@objects
def test_equal_objects(obj: Any) -> None:
    kept = OBJECTS.values()
    again = any_(type(obj)).from_json(obj.to_json())
    assert again is not obj
    assert again == obj
    assert (again != obj) is False
    assert hash(again) == hash(obj)
    assert [other for other in kept if other == obj] == [obj]
    assert {again: 1}[obj] == 1
    assert obj != obj.to_dict()
    with pytest.raises(TypeError):
        sorted([obj, any_(again)])


@objects
def test_copying_and_pickling(obj: Any) -> None:
    copies = [copy.copy(obj), copy.deepcopy(obj)]
    copies += [pickle.loads(pickle.dumps(obj, protocol)) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]  # noqa: S301  our own
    for each in copies:
        assert type(each) is type(obj)
        assert each == obj
        assert hash(each) == hash(obj)
        assert each.to_json() == obj.to_json()
        assert repr(each) == repr(obj)
    if isinstance(obj, rw.MalformedEvent):
        assert [str(each.error) for each in copies] == [str(obj.error)] * len(copies)


def test_objects_without_more_share_one_record() -> None:
    records = [any_(obj)._rest for obj in (VAD, copy.deepcopy(VAD), pickle.loads(pickle.dumps(VAD)), rw.AudioPCM())]  # noqa: S301  our own
    assert all(record is records[0] for record in records)
    assert records[0] != any_({})


FREE_FORM: dict[str, Callable[[dict[str, Any]], Any]] = {
    "a member": lambda raw: rw.RealtimeFunctionTool(parameters=raw),
    "unknown members": lambda raw: VAD.with_extra(**raw),
    "Unknown": rw.Unknown,
    "UnknownEvent": rw.UnknownEvent,
}


@pytest.mark.parametrize("make", FREE_FORM.values(), ids=FREE_FORM)
def test_free_form_json_is_compared_by_value(make: Callable[[dict[str, Any]], Any]) -> None:
    obj = make({"a": {"b": [1, 2], "c": None}})
    same = make({"a": {"c": None, "b": [1, 2]}})
    assert same == obj
    assert hash(same) == hash(obj)
    assert make({"a": {"b": [2, 1], "c": None}}) != obj
    assert make({"a": {"b": [1, 2]}}) != obj


def test_the_same_json_in_other_classes_is_something_else() -> None:
    assert rw.Unknown({"type": "x"}) != any_(rw.UnknownEvent({"type": "x"}))
    assert rw.AudioPCMU() != any_(rw.AudioPCMA())


# repr

REPRS: dict[str, tuple[Any, str]] = {
    "nothing set": (rw.ServerVad(), "ServerVad()"),
    "members": (VAD, "ServerVad(threshold=0.5, silence_duration_ms=300)"),
    "a null": (NULL_VAD, "ServerVad(threshold=0.5, silence_duration_ms=300, idle_timeout_ms=None)"),
    "unknown members": (
        VENDOR_VAD,
        "ServerVad(threshold=0.5, silence_duration_ms=300, idle_timeout_ms=None, extra=<vendor, other>)",
    ),
    "an older name": (rw.OutputTextPart(type="text", text="Hi"), "OutputTextPart(type='text', text='Hi')"),
    "nested": (
        rw.SessionUpdateEvent(session=rw.RealtimeSession(tools=[rw.RealtimeFunctionTool(name="f")])),
        "SessionUpdateEvent(session=RealtimeSession(tools=(RealtimeFunctionTool(name='f'),)))",
    ),
    "an empty array": (rw.RealtimeSession(tools=[]), "RealtimeSession(tools=())"),
    "a client secret": (
        rw.RealtimeCreateClientSecretResponse(value="ek_123", expires_at=1, session=rw.RealtimeSession()),
        "RealtimeCreateClientSecretResponse(value=<secret>, expires_at=1, session=RealtimeSession())",
    ),
    "secrets of a tool": (
        rw.McpTool(server_label="s", authorization="token", headers={"Authorization": "token"}),
        "McpTool(server_label='s', authorization=<secret>, headers=<secret>)",
    ),
    "secrets that are null": (
        rw.McpTool(server_label="s").with_null("authorization", "headers"),
        "McpTool(server_label='s', authorization=None, headers=None)",
    ),
    "SDP": (rw.RealtimeCallCreateRequest(sdp="v=0\r\na=ice-pwd:x"), "RealtimeCallCreateRequest(sdp=<secret>)"),
    "audio": (
        rw.InputAudioBufferAppendEvent(audio="A" * 6400),
        "InputAudioBufferAppendEvent(audio=<audio 6400 chars>)",
    ),
    "no audio": (rw.InputAudioPart().with_null("audio"), "InputAudioPart(audio=None)"),
    "a data URL": (
        rw.InputImagePart(image_url="data:image/png;base64,AAAA"),
        "InputImagePart(image_url=<data URL 26 chars>)",
    ),
    "a data URL in capitals": (
        rw.InputImagePart(image_url="DATA:,secret"),
        "InputImagePart(image_url=<data URL 12 chars>)",
    ),
    "a URL": (
        rw.InputImagePart(image_url="https://example.com/a.png"),
        "InputImagePart(image_url='https://example.com/a.png')",
    ),
    "file data": (rw.InputFileContent(file_data="AAAA"), "InputFileContent(file_data=<data 4 chars>)"),
    "no file data": (rw.InputFileContent().with_null("file_data"), "InputFileContent(file_data=None)"),
    "more digits than Python writes": (
        rw.ServerVad(threshold=0.5, prefix_padding_ms=10**5000),
        "ServerVad(threshold=0.5, prefix_padding_ms=...)",
    ),
    "Unknown": (rw.Unknown({"type": "x", "key": "secret"}), "Unknown(type='x', raw=<type, key>)"),
    "UnknownEvent": (rw.UnknownEvent({"key": "secret"}), "UnknownEvent(type=None, raw=<key>)"),
    "MalformedEvent": (MALFORMED, "MalformedEvent(type='error', raw=<type, event_id, error>)"),
}


def test_what_constructors_take_can_be_read() -> None:
    for cls in (rw.ServerVad, rw.RealtimeFunctionTool, rw.Prompt, rw.UnknownEvent, rw.MalformedEvent, rw.Unknown):
        hints = get_type_hints(cls.__init__)
        signature = inspect.signature(cls, eval_str=True)
        assert hints.keys() - {"return", "_rest"} == signature.parameters.keys()
        assert not any(isinstance(parameter.annotation, str) for parameter in signature.parameters.values())


@pytest.mark.parametrize(("obj", "text"), REPRS.values(), ids=REPRS)
def test_repr(obj: Any, text: str) -> None:
    assert repr(obj) == str(obj) == text


def test_pretty_printers_see_no_more() -> None:
    # They walk through attrs fields themselves, and so do tracebacks that show local variables.
    pretty = pytest.importorskip("rich.pretty", reason="rich is not installed")
    secrets: dict[str, Any] = {"kind": "x", "token": "SECRET"}
    printed: list[Any] = [
        rw.Unknown(secrets),
        rw.UnknownEvent(secrets),
        rw.MalformedEvent(secrets, rw.DecodeError("a", "b")),
    ]
    for obj in [*printed, rw.ServerVad().with_extra(**secrets)]:
        assert "SECRET" not in pretty.pretty_repr(obj)
    assert pretty.pretty_repr(printed[0]) == "Unknown(type=None, raw=<kind, token>)"


# Objects that are known only as JSON


@pytest.mark.parametrize("cls", [rw.Unknown, rw.UnknownEvent])
@pytest.mark.parametrize(
    ("raw", "type_"), [({"type": "x"}, "x"), ({}, None), ({"type": None}, None), ({"type": 5}, None)], ids=repr
)
def test_raw_objects(cls: Any, raw: dict[str, Any], type_: str | None) -> None:
    obj = cls(raw)
    assert obj.type == type_
    assert obj.raw == raw
    assert obj.to_dict() == raw
    assert cls.from_dict(raw) == obj


@pytest.mark.parametrize(("event_id", "told"), [("e", "e"), (5, None), (None, None)])
def test_ids_of_raw_events(event_id: Any, told: str | None) -> None:
    raw = {"type": "error", "event_id": event_id}
    assert rw.UnknownEvent(raw).event_id == told
    assert rw.MalformedEvent(raw, MALFORMED.error).event_id == told
    assert rw.UnknownEvent({}).event_id is None


def test_malformed_events_are_equal_by_what_came() -> None:
    other = rw.MalformedEvent(MALFORMED.raw, rw.DecodeError("one thing", "another"))
    assert other == MALFORMED
    assert hash(other) == hash(MALFORMED)
    assert str(other.error) == "$: expected one thing, found another"
    assert str(MALFORMED.error) == "$.error: expected string or object, found array (error)"
