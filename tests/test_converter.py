"""The cattrs side: converters of one's own, alone and around one's own classes, in both directions."""

import collections
import copy
import dataclasses
import json
import math
import pickle
import re
import types
from collections.abc import Callable, Mapping
from decimal import Decimal
from importlib.metadata import version
from typing import Annotated, Any, Literal, NewType, cast

import attrs
import cattrs
import pytest
from cattrs import BaseConverter, Converter, UnstructureStrategy

import realtime_wire as rw
from realtime_wire._engine import build
from realtime_wire._engine.once import ByClass

# Converters of one's own


def preconf(name: str) -> Callable[[], BaseConverter]:
    def make() -> BaseConverter:
        module: Any = pytest.importorskip(f"cattrs.preconf.{name}", reason=f"{name} is not installed")
        converter: BaseConverter = module.make_converter()
        return converter

    return make


OWN: dict[str, Callable[[], BaseConverter]] = {
    "plain": Converter,
    "without detailed validation": lambda: Converter(detailed_validation=False),
    "forbidding extra keys": lambda: Converter(forbid_extra_keys=True),
    "preferring attrs converters": lambda: Converter(prefer_attrib_converters=True),
    "omitting defaults": lambda: Converter(omit_if_default=True),
    "to tuples": lambda: Converter(unstruct_strat=UnstructureStrategy.AS_TUPLE),
    "to ordered dicts": lambda: Converter(dict_factory=collections.OrderedDict),
    "by aliases": lambda: Converter(use_alias=True),
    "base": BaseConverter,
    "base without detailed validation": lambda: BaseConverter(detailed_validation=False),
    "base to tuples": lambda: BaseConverter(unstruct_strat=UnstructureStrategy.AS_TUPLE),
    "json": preconf("json"),
    "orjson": preconf("orjson"),
    "msgspec": preconf("msgspec"),
}

CATTRS = tuple(int(part) for part in version("cattrs").split(".")[:2])

own_converters = pytest.mark.parametrize("make", OWN.values(), ids=OWN)

SESSION = rw.RealtimeSession(
    tools=[rw.RealtimeFunctionTool(name="f", parameters={"type": "object"}), rw.Unknown({"type": "web_search"})],
    audio=rw.RealtimeAudioConfig(input=rw.RealtimeAudioConfigInput().with_null("turn_detection")),
    max_output_tokens="inf",
)
SESSION_JSON = {
    "audio": {"input": {"turn_detection": None}},
    "tools": [{"type": "function", "name": "f", "parameters": {"type": "object"}}, {"type": "web_search"}],
    "max_output_tokens": "inf",
}
PING = rw.UnknownEvent({"type": "ping", "n": 1})
ERROR = rw.ErrorEvent(error=rw.RealtimeError(type="server_error", message="m").with_null("code"))
ERROR_JSON = {"type": "error", "error": {"type": "server_error", "message": "m", "code": None}}


@attrs.define
class Turn:
    """Has the library's types as members, in all the ways that one may have them."""

    session: rw.RealtimeSession
    event: rw.ServerEvent
    no_event: rw.ServerEvent | None
    events: tuple[rw.ServerEvent, ...]
    items: list[rw.Item]
    by_name: dict[str, rw.Voice]
    voice: rw.Voice
    tokens: rw.InfOrInt
    no_tokens: rw.InfOrInt | None
    turn_detection: rw.RealtimeTurnDetection | None
    note: str = ""


@dataclasses.dataclass
class DataTurn:
    """The same as a dataclass."""

    session: rw.RealtimeSession
    event: rw.ServerEvent
    no_event: rw.ServerEvent | None
    events: tuple[rw.ServerEvent, ...]
    items: list[rw.Item]
    by_name: dict[str, rw.Voice]
    voice: rw.Voice
    tokens: rw.InfOrInt
    no_tokens: rw.InfOrInt | None
    turn_detection: rw.RealtimeTurnDetection | None
    note: str = ""


MEMBERS: dict[str, tuple[Any, Any]] = {
    "session": (SESSION, SESSION_JSON),
    "event": (ERROR, ERROR_JSON),
    "no_event": (None, None),
    "events": ((PING, ERROR), [{"type": "ping", "n": 1}, ERROR_JSON]),
    "items": ([rw.ResponseItemReference(id="i")], [{"type": "item_reference", "id": "i"}]),
    "by_name": ({"a": "marin", "b": rw.CustomVoice(id="v")}, {"a": "marin", "b": {"id": "v"}}),
    "voice": (rw.CustomVoice(id="v"), {"id": "v"}),
    "tokens": ("inf", "inf"),
    "no_tokens": (None, None),
    "turn_detection": (rw.Unknown({"type": None}), {"type": None}),
    "note": ("n", "n"),
}


def structured(converter: BaseConverter, obj: Any, type_: Any) -> Any:
    """Structure into a union too, for which cattrs has no annotation."""
    return converter.structure(obj, type_)


def plain(value: Any) -> Any:
    """Turn tuples, ordered dicts and the like into what a JSON parser would have made."""
    return json.loads(json.dumps(value))


@own_converters
@pytest.mark.parametrize("cls", [Turn, DataTurn])
def test_inside_classes_of_ones_own(cls: Any, make: Callable[[], BaseConverter]) -> None:
    converter = make()
    if cls is DataTurn and type(converter).__module__ == "cattrs.preconf.msgspec" and CATTRS < (26, 2):
        pytest.skip("this cattrs hands dataclasses to msgspec without asking for the hooks of their members")
    assert rw.configure_converter(converter) is converter
    turn = cls(**{name: value for name, (value, _) in MEMBERS.items()})
    obj = converter.unstructure(turn)
    expected = {name: value for name, (_, value) in MEMBERS.items()}
    assert plain(obj) == (expected if isinstance(obj, Mapping) else list(expected.values()))
    back = converter.structure(plain(obj), cls)
    assert back == turn
    assert {name: type(getattr(back, name)) for name in MEMBERS} == {
        name: type(value) for name, (value, _) in MEMBERS.items()
    }


@own_converters
@pytest.mark.parametrize(
    ("value", "type_", "obj"),
    [
        (SESSION, rw.RealtimeSession, SESSION_JSON),
        (ERROR, rw.ServerEvent, ERROR_JSON),
        (ERROR, rw.ErrorEvent, ERROR_JSON),
        (PING, rw.Event, {"type": "ping", "n": 1}),
        (rw.Unknown({"a": 1}), rw.Unknown, {"a": 1}),
        ([SESSION], list[rw.RealtimeSession], [SESSION_JSON]),
        ({"a": PING}, dict[str, rw.ServerEvent], {"a": {"type": "ping", "n": 1}}),
        (4096, rw.InfOrInt, 4096),
        (None, rw.InfOrInt | None, None),
        (None, rw.Voice | None, None),
        (None, rw.RealtimeSession | None, None),
        (SESSION, rw.RealtimeSession | None, SESSION_JSON),
        ("marin", rw.Voice, "marin"),
        ("a", str | None, "a"),
        ([1], list[int], [1]),
        ((1, "a"), tuple[int, str], [1, "a"]),
        ((), tuple[()], []),
        ({"a": 1}, Mapping[str, int], {"a": 1}),
    ],
    ids=repr,
)
def test_alone_and_beside_other_types(value: Any, type_: Any, obj: Any, make: Callable[[], BaseConverter]) -> None:
    converter = rw.configure_converter(make())
    assert plain(converter.unstructure(value, unstructure_as=type_)) == obj
    assert plain(converter.unstructure(value)) == obj
    back = converter.structure(obj, type_)
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize("name", ["json", "orjson", "msgspec"])
def test_the_converters_of_cattrs_that_read_and_write_json(name: str) -> None:
    converter: Any = rw.configure_converter(preconf(name)())
    turn = Turn(**{name: value for name, (value, _) in MEMBERS.items()})
    assert converter.loads(converter.dumps(turn), Turn) == turn
    assert converter.loads(rw.encode(ERROR), rw.ServerEvent) == ERROR


@pytest.mark.parametrize(
    ("value", "type_", "obj"),
    [
        (collections.Counter(a=1), collections.Counter[str], {"a": 1}),
        (collections.deque([SESSION]), collections.deque[rw.RealtimeSession], [SESSION_JSON]),
        ((SESSION, 1), tuple[rw.RealtimeSession, int], [SESSION_JSON, 1]),
        (SESSION, Annotated[rw.RealtimeSession, "ours"], SESSION_JSON),
        (PING, Annotated[rw.ServerEvent, "ours"], {"type": "ping", "n": 1}),
        (SESSION, NewType("Ours", rw.RealtimeSession), SESSION_JSON),
        ("a", Literal["a"], "a"),
    ],
    ids=repr,
)
def test_beside_types_that_only_the_larger_converter_knows(value: Any, type_: Any, obj: Any) -> None:
    converter = rw.make_converter()
    assert plain(converter.unstructure(converter.unstructure(value, unstructure_as=type_))) == obj
    back = converter.structure(obj, type_)
    assert back == value
    assert type(back) is type(value)


def test_make_converter() -> None:
    assert type(rw.make_converter()) is Converter
    converter = rw.make_converter(forbid_extra_keys=True, detailed_validation=False)
    assert (converter.forbid_extra_keys, converter.detailed_validation) == (True, False)
    assert converter.structure(SESSION_JSON, rw.RealtimeSession) == SESSION
    with pytest.raises(TypeError):
        rw.make_converter(no_such_option=True)


def test_other_converters_are_left_alone() -> None:
    register_hooks(rw.make_converter(forbid_extra_keys=True))
    assert structured(rw.make_converter(), {"id": "v", "x": 1}, rw.Voice) == rw.CustomVoice(id="v").with_extra(x=1)
    assert rw.structure({"id": "v", "x": 1}, rw.Voice) == rw.CustomVoice(id="v").with_extra(x=1)


# Options that make a difference


def faults(converter: BaseConverter, obj: Any, type_: Any) -> str:
    with pytest.raises(rw.DecodeError) as info:
        structured(converter, obj, type_)
    return str(info.value)


@pytest.mark.parametrize("detailed_validation", [True, False])
def test_forbidden_members(detailed_validation: bool) -> None:  # noqa: FBT001  a parameter
    converter = rw.make_converter(forbid_extra_keys=True, detailed_validation=detailed_validation)
    update = {"type": "session.update", "session": {"audio": {"a": 1, "b": 2}}}
    assert faults(converter, update, rw.Event) == (
        "$.session.audio: expected no unknown member, found 2 (session.update)"
    )
    assert faults(converter, {"model": "m", "a": 1}, rw.RealtimeSession) == "$: expected no unknown member, found one"
    # What is not known is no fault, nor is a null.
    for known in ({"type": "ping", "a": 1}, {"type": "session.update", "session": {"model": None}}):
        assert converter.unstructure(structured(converter, known, rw.Event)) == known


# Hooks of one's own

VOICED = rw.SessionUpdateEvent(
    session=rw.RealtimeSession(
        audio=rw.RealtimeAudioConfig(output=rw.RealtimeAudioConfigOutput(voice=rw.CustomVoice(id="v")))
    )
)
VOICED_JSON = {"type": "session.update", "session": {"audio": {"output": {"voice": {"id": "v"}}}}}


def register_hooks(converter: BaseConverter) -> None:
    converter.register_structure_hook(rw.CustomVoice, lambda obj, cls: cls(id=f"in-{obj['id']}"))
    converter.register_unstructure_hook(rw.CustomVoice, lambda voice: {"id": f"out-{voice.id}"})


def register_hook_functions(converter: BaseConverter) -> None:
    converter.register_structure_hook_func(
        lambda cls: cls is rw.CustomVoice, lambda obj, cls: cls(id=f"in-{obj['id']}")
    )
    converter.register_unstructure_hook_func(lambda cls: cls is rw.CustomVoice, lambda voice: {"id": f"out-{voice.id}"})


def ids(converter: BaseConverter) -> tuple[str, str]:
    """Return what becomes of the id of the voice on the way in and on the way out."""
    event = structured(converter, VOICED_JSON, rw.ClientEvent)
    return event.session.audio.output.voice.id, converter.unstructure(VOICED)["session"]["audio"]["output"]["voice"][
        "id"
    ]


@pytest.mark.parametrize("register", [register_hooks, register_hook_functions])
@pytest.mark.parametrize("make", [Converter, lambda: Converter(detailed_validation=False), BaseConverter])
def test_hooks_of_ones_own(make: Callable[[], BaseConverter], register: Callable[[BaseConverter], None]) -> None:
    before = make()
    register(before)
    rw.configure_converter(before)
    after = rw.configure_converter(make())
    register(after)
    in_use = rw.configure_converter(make())
    assert ids(in_use) == ("v", "v")
    register(in_use)
    for converter in (after, in_use):
        assert ids(converter) == ("in-v", "out-v")
    # Functions are asked in the opposite order of their registration, so those before ours get no say.
    assert ids(before) == (("in-v", "out-v") if register is register_hooks else ("v", "v"))


def test_a_copy_has_hooks_and_options_of_its_own() -> None:
    original = rw.make_converter()
    assert ids(original) == ("v", "v")
    duplicate = original.copy(forbid_extra_keys=True)
    register_hooks(duplicate)
    assert ids(duplicate) == ("in-v", "out-v")
    assert ids(original) == ("v", "v")
    assert faults(duplicate, {"a": 1}, rw.RealtimeSession) == "$: expected no unknown member, found one"
    assert original.structure({"a": 1}, rw.RealtimeSession) == rw.RealtimeSession().with_extra(a=1)


def test_a_hook_of_ones_own_for_a_class_outside_ours() -> None:
    converter = rw.make_converter()
    converter.register_structure_hook(Decimal, lambda value, _: Decimal(value))

    @attrs.define
    class Bill:
        price: Decimal
        usage: rw.RealtimeResponseUsage

    bill = Bill(Decimal("0.1"), rw.RealtimeResponseUsage(total_tokens=3))
    # The annotations of a local class are strings that nobody can evaluate.
    attrs.resolve_types(Bill, globals(), {"Decimal": Decimal})
    assert converter.structure({"price": "0.1", "usage": {"total_tokens": 3}}, Bill) == bill


# Faults

MALFORMED = {"session": {"audio": {"input": {"turn_detection": {"type": "server_vad", "threshold": "0.5"}}}}}
THRESHOLD = "$.audio.input.turn_detection.threshold: expected number, found string"


@attrs.define
class Call:
    session: rw.RealtimeSession
    event: rw.ServerEvent | None = None
    items: list[rw.Item] = attrs.field(factory=list[rw.Item])


FAULTY: dict[str, tuple[Any, Any, list[str], list[str]]] = {
    "in a member": (
        Call,
        MALFORMED,
        [THRESHOLD],
        [f"invalid value for type, expected number @ $.session.{THRESHOLD[2:].partition(':')[0]}"],
    ),
    "several": (
        Call,
        {**MALFORMED, "event": {"type": "error"}},
        [THRESHOLD, "$.error: expected string or object, found nothing (error)"],
        [
            f"invalid value for type, expected number @ $.session.{THRESHOLD[2:].partition(':')[0]}",
            "invalid value for type, expected string or object @ $.event.error",
        ],
    ),
    "in elements": (
        Call,
        {"session": {}, "items": [{"type": "item_reference", "id": "i"}, {"type": "item_reference"}, 5]},
        ["$.id: expected string, found nothing", "$: expected object, found integer"],
        ["invalid value for type, expected string @ $.items[1].id", "invalid value @ $.items[2]"],
    ),
    "several in one": (
        Call,
        {"session": {"model": 1, "tools": [{"type": "function", "name": []}], "tracing": {"group_id": 2}}},
        [
            "$.model: expected string, found integer",
            "$.tracing.group_id: expected string, found integer",
            "$.tools[0].name: expected string, found array",
        ],
        [
            "invalid value for type, expected string @ $.session.model",
            "invalid value for type, expected string @ $.session.tracing.group_id",
            "invalid value for type, expected string @ $.session.tools[0].name",
        ],
    ),
}


def leaves(error: BaseException) -> list[str]:
    inner: tuple[BaseException, ...] = getattr(error, "exceptions", ())
    return [text for exception in inner for text in leaves(exception)] if inner else [str(error)]


@pytest.mark.parametrize(("cls", "obj", "messages", "transformed"), FAULTY.values(), ids=FAULTY)
def test_faults_inside_classes_of_ones_own(cls: Any, obj: Any, messages: list[str], transformed: list[str]) -> None:
    with pytest.raises(cattrs.ClassValidationError) as info:
        rw.make_converter().structure(obj, cls)
    assert leaves(info.value) == messages

    def told(exception: BaseException, _: Any) -> str:
        return str(exception)

    places = [text.partition(" @ ")[2] for text in transformed]
    assert cattrs.transform_error(info.value, format_exception=told) == [
        f"{message} @ {place}" for message, place in zip(messages, places, strict=True)
    ]
    assert cattrs.transform_error(info.value) == transformed
    # Without the groups, the first fault is raised as it is.
    with pytest.raises(rw.DecodeError) as first:
        rw.make_converter(detailed_validation=False).structure(obj, cls)
    assert str(first.value) in messages


def _is_threshold(error: BaseException) -> bool:
    return str(error) == THRESHOLD


def test_a_fault_is_a_group_to_cattrs() -> None:
    with pytest.raises(rw.DecodeError) as info:
        rw.make_converter().structure(MALFORMED["session"] | {"model": 1}, rw.RealtimeSession)
    assert issubclass(info.type, cattrs.ClassValidationError)
    error = cast("Any", info.value)  # checkers know no class that is both
    copies: list[Any] = [error, copy.copy(error), pickle.loads(pickle.dumps(error))]  # noqa: S301  we have just written it
    for each in copies:
        assert str(each) == "$.model: expected string, found integer"
        assert [str(fault) for fault in each.faults] == [str(each), THRESHOLD]
        assert [str(fault) for fault in each.exceptions] == [str(each), THRESHOLD]
        assert (each.cl, each.expected, each.found) == (rw.RealtimeSession, "string", "integer")
        assert cattrs.transform_error(each) == [
            "invalid value for type, expected string @ $.model",
            f"invalid value for type, expected number @ {THRESHOLD.partition(':')[0]}",
        ]
        # It shows no payload, nor keeps it.
        own = {
            name for name in each.__dict__ if name not in ("_message", "_exceptions")
        }  # how groups are kept before 3.11
        assert own == {"cl", "expected", "found", "event_type", "line", "_steps", "_others"}
    parts: list[Any] = list(error.split(_is_threshold))
    assert [type(part) for part in parts] == [cattrs.ClassValidationError] * 2
    assert [str(one) for part in parts for one in part.exceptions] == [THRESHOLD, str(error)]
    # What stands nowhere has no place to note.
    with pytest.raises(cattrs.ClassValidationError) as nowhere:
        rw.make_converter().structure(5, rw.RealtimeSession)
    assert cattrs.transform_error(nowhere.value) == ["invalid value @ $"]


@attrs.frozen
class Row:
    anything: rw.Model
    whatever: rw.Wire


@pytest.mark.parametrize("detailed", [True, False])
def test_the_bases_stand_for_any_class(detailed: bool) -> None:  # noqa: FBT001  a parameter
    converter = rw.make_converter(detailed_validation=detailed)
    error = rw.ErrorEvent(error=rw.RealtimeError(type="x", message="boom"))
    unknown = rw.UnknownEvent({"type": "ping"})
    assert converter.unstructure(Row(error, unknown)) == {"anything": error.to_dict(), "whatever": unknown.to_dict()}
    assert converter.unstructure([error], unstructure_as=list[rw.Wire]) == [error.to_dict()]
    for base in (rw.Model, rw.Wire):
        with pytest.raises(TypeError, match=f"^no JSON is described by {re.escape(repr(base))}$"):
            converter.structure({"type": "ping"}, base)


@own_converters
def test_faults_of_our_classes_are_never_wrapped(make: Callable[[], BaseConverter]) -> None:
    converter = rw.configure_converter(make())
    assert faults(converter, MALFORMED["session"], rw.RealtimeSession) == THRESHOLD
    assert (
        faults(converter, {"type": "error"}, rw.ServerEvent)
        == "$.error: expected string or object, found nothing (error)"
    )
    assert faults(converter, "infinite", rw.InfOrInt) == '$: expected "inf" or integer, found another string'
    assert faults(converter, 0.5, rw.InfOrInt) == '$: expected "inf" or integer, found number'
    assert faults(converter, 5, rw.Voice) == "$: expected string or object, found integer"
    assert faults(converter, None, rw.RealtimeSession) == "$: expected object, found null"


def test_faults_of_hooks_of_ones_own_pass_through() -> None:
    converter = rw.make_converter()

    def refuse(_: Any, __: Any) -> Any:
        msg = "not this one"
        raise LookupError(msg)

    converter.register_structure_hook(rw.CustomVoice, refuse)
    with pytest.raises(LookupError, match="not this one"):
        structured(converter, VOICED_JSON, rw.ClientEvent)


# Plain values that no parser makes


class Text(str):
    __slots__ = ()


class Number(int):
    __slots__ = ()


class Fraction(float):
    __slots__ = ()


OTHER_VALUES: list[tuple[Any, Any, Any]] = [
    (rw.Event, types.MappingProxyType({"type": "ping"}), PING.__class__({"type": "ping"})),
    (rw.Event, {Text("type"): Text("ping")}, rw.UnknownEvent({"type": "ping"})),
    (
        rw.RealtimeSession,
        types.MappingProxyType({"audio": types.MappingProxyType[str, Any]({})}),
        rw.RealtimeSession(audio=rw.RealtimeAudioConfig()),
    ),
    (rw.RealtimeSession, collections.OrderedDict(model=Text("m")), rw.RealtimeSession(model="m")),
    (
        rw.RealtimeSession,
        {"tools": ({"type": "x"},), "output_modalities": ("text",)},
        rw.RealtimeSession(tools=[rw.Unknown({"type": "x"})], output_modalities=["text"]),
    ),
    (
        rw.RealtimeFunctionTool,
        {"type": Text("function"), "parameters": collections.OrderedDict(a=(1, 2))},
        rw.RealtimeFunctionTool(parameters={"a": [1, 2]}),
    ),
    (rw.RealtimeAudioConfigOutput, {"voice": Text("marin")}, rw.RealtimeAudioConfigOutput(voice="marin")),
    (rw.Unknown, types.MappingProxyType({"type": "x"}), rw.Unknown({"type": "x"})),
    (rw.RealtimeSession, {"expires_at": Number(5)}, rw.RealtimeSession(expires_at=5)),
    (rw.ServerVad, {"type": "server_vad", "threshold": Number(1)}, rw.ServerVad(threshold=1)),
    (rw.ServerVad, {"type": "server_vad", "threshold": Fraction(0.5)}, rw.ServerVad(threshold=0.5)),
    (rw.Item, {"type": "message", "role": Text("assistant")}, rw.RealtimeConversationItemMessageAssistant()),
]


@pytest.mark.parametrize(("type_", "obj", "value"), OTHER_VALUES, ids=repr)
def test_values_that_pass_for_json(type_: Any, obj: Any, value: Any) -> None:
    result = rw.structure(obj, type_)
    assert result == value
    if isinstance(result, rw.Model):
        assert rw.decode(rw.encode(result), type(result)) == value


NO_JSON: list[tuple[Any, Any, str]] = [
    (rw.Event, {"type": "ping", 5: 1}, "$: expected any JSON value, found a Python object that is none"),
    (rw.Event, {"type": "ping", "a": {1}}, "$: expected any JSON value, found a Python object that is none"),
    (
        rw.Event,
        {"type": "error", "error": rw.ServerVad()},
        "$.error: expected string or object, found a Python ServerVad (error)",
    ),
    (rw.Event, "ping", "$: expected object, found string"),
    (
        rw.Event,
        {"type": "session.update", "session": rw.RealtimeSession()},
        "$.session: expected object, found a Python RealtimeSession (session.update)",
    ),
    (
        rw.translation.SessionCloseEvent,
        {"type": "session.close", 5: 1},
        "$[...]: expected string, found integer (session.close)",
    ),
    (
        rw.RealtimeFunctionTool,
        {"type": "function", "parameters": {5: 1}},
        "$.parameters[...]: expected string, found integer",
    ),
    (
        rw.RealtimeFunctionTool,
        {"type": "function", "parameters": {"a": [object()]}},
        "$.parameters[...]: expected any JSON value, found a Python object that is none",
    ),
    (rw.RealtimeTool, {"type": "x", "a": math.nan}, "$: expected any JSON value, found NaN or Infinity"),
    (rw.ServerVad, {"type": "server_vad", "a": [math.inf]}, "$[...]: expected any JSON value, found NaN or Infinity"),
    (
        rw.ServerVad,
        {"type": "server_vad", "threshold": math.nan},
        "$.threshold: expected any JSON value, found NaN or Infinity",
    ),
    (
        rw.ServerVad,
        {"type": "server_vad", "threshold": Decimal(1)},
        "$.threshold: expected number, found a Python Decimal",
    ),
    (rw.ServerVad, {"type": "server_vad", "create_response": 1}, "$.create_response: expected boolean, found integer"),
    (rw.RealtimeSession, {"tools": {1}}, "$.tools: expected array, found a Python set"),
    (rw.RealtimeSession, {"tools": iter([])}, "$.tools: expected array, found a Python list_iterator"),
    (rw.RealtimeSession, {"model": b"m"}, "$.model: expected string, found a Python bytes"),
]


@pytest.mark.parametrize(("type_", "obj", "message"), NO_JSON, ids=repr)
def test_values_that_do_not_pass_for_json(type_: Any, obj: Any, message: str) -> None:
    with pytest.raises(rw.DecodeError) as info:
        rw.structure(obj, type_)
    assert str(info.value) == message


# Malformed events

BROKEN: list[tuple[Any, str]] = [
    ({"type": "error", "event_id": "e"}, "$.error: expected string or object, found nothing (error)"),
    ({"type": "session.update"}, "$.session: expected object, found nothing (session.update)"),
    (
        {"type": "session.input_transcript.delta", "delta": 5},
        "$.delta: expected string, found integer (session.input_transcript.delta)",
    ),
    (
        {"type": "session.input_audio_buffer.append", "event_id": 5},
        "$.event_id: expected string, found integer (session.input_audio_buffer.append)",
    ),
]


@pytest.mark.parametrize(("obj", "message"), BROKEN, ids=repr)
def test_malformed_events(obj: Any, message: str) -> None:
    for event in (rw.structure(obj, rw.MalformedEvent), rw.decode(json.dumps(obj), rw.MalformedEvent)):
        assert str(event.error) == message
        assert event.raw == obj
        assert event.to_dict() == obj
        assert event == rw.make_converter().structure(obj, rw.MalformedEvent) == rw.MalformedEvent.from_dict(obj)
        assert event.event_id == (obj.get("event_id") if isinstance(obj.get("event_id"), str) else None)


def test_malformed_as_what_is_not_in_the_json() -> None:
    """What is kept from another type than a union of events has no fault as an event, and comes back all the same."""
    kept = rw.Decoder(rw.RealtimeSession, malformed="keep").decode(b'{"model": 1}')
    assert isinstance(kept, rw.MalformedEvent)
    assert str(kept.error) == "$.model: expected string, found integer"
    for again in (rw.decode(rw.encode(kept), rw.MalformedEvent), rw.structure(kept.to_dict(), rw.MalformedEvent)):
        assert again == kept
        assert str(again.error) == "$: expected a malformed event, found a well-formed one"
    for function in (rw.structure, rw.make_converter().structure):
        with pytest.raises(rw.DecodeError, match=r"^\$: expected object, found array$"):
            function([], rw.MalformedEvent)


# Sharing


def nested() -> dict[str, Any]:
    return {"list": [1, {"deep": [2]}], "dict": {"deep": {"deeper": []}}}


SHARED: dict[str, tuple[Any, dict[str, Any]]] = {
    "a free-form object": (rw.RealtimeFunctionTool, {"type": "function", "parameters": nested()}),
    "unknown members": (rw.RealtimeSession, {"model": "m", "top_k": nested(), "list": [nested()]}),
    "unknown members within": (rw.Event, {"type": "session.update", "session": {"audio": {"vendor": nested()}}}),
    "an unknown event": (rw.Event, {"type": "ping", "a": nested()}),
    "an unknown variant": (rw.RealtimeSession, {"tools": [{"type": "web_search", "a": nested()}]}),
    "a malformed event": (rw.MalformedEvent, {"type": "error", "a": nested()}),
    "a map of strings": (rw.McpTool, {"type": "mcp", "server_label": "s", "headers": {"a": "b"}}),
    "a map of objects": (rw.Prompt, {"id": "p", "variables": {"a": "b", "c": {"type": "x", "a": nested()}}}),
}


def spoil(value: Any) -> None:
    """Change a JSON value wherever it can be changed."""
    if isinstance(value, dict):
        for inner in list(value.values()):  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  JSON
            spoil(inner)
        value["spoilt"] = True
    elif isinstance(value, list):
        for inner in value:  # pyright: ignore[reportUnknownVariableType]  JSON
            spoil(inner)
        value.append("spoilt")  # pyright: ignore[reportUnknownMemberType]  JSON


def from_dict(obj: Any, type_: Any) -> Any:
    return type_.from_dict(obj) if hasattr(type_, "from_dict") else rw.structure(obj, type_)


DIRECTIONS: dict[str, tuple[Callable[[Any, Any], Any], Callable[[Any], Any]]] = {
    "functions": (rw.structure, rw.unstructure),
    "methods": (from_dict, lambda obj: obj.to_dict()),
    "a converter": (rw.make_converter().structure, rw.make_converter().unstructure),
}


@pytest.mark.parametrize(("structure", "unstructure"), DIRECTIONS.values(), ids=DIRECTIONS)
@pytest.mark.parametrize(("type_", "obj"), SHARED.values(), ids=SHARED)
def test_nothing_is_shared(
    type_: Any, obj: dict[str, Any], structure: Callable[[Any, Any], Any], unstructure: Callable[[Any], Any]
) -> None:
    given = copy.deepcopy(obj)
    value = structure(given, type_)
    assert given == obj
    spoil(given)
    assert given != obj
    assert unstructure(value) == obj
    told = unstructure(value)
    spoil(told)
    assert told != obj
    assert unstructure(value) == obj
    assert value == structure(obj, type_)


# Platforms where objects cannot be made by changing their class


@pytest.fixture
def no_twins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "TWINS", False)
    monkeypatch.setattr(build, "_MADE", ByClass(vars(build)["_twin_or_none"]))


@pytest.mark.usefixtures("no_twins")
@pytest.mark.parametrize(
    ("type_", "obj"),
    [
        (rw.RealtimeSession, {**SESSION_JSON, "vendor": [1], "model": None}),
        (rw.Event, ERROR_JSON),
        (rw.Event, VOICED_JSON),
    ],
    ids=repr,
)
def test_without_twins(type_: Any, obj: Any) -> None:
    # A new converter, because the hooks of the others are made.
    value = structured(rw.make_converter(), obj, type_)
    assert value == rw.structure(obj, type_)
    assert type(value) is type(rw.structure(obj, type_))
    assert rw.make_converter().unstructure(value) == obj


def test_a_class_that_no_twin_can_stand_in_for() -> None:
    @rw.frozen(kw_only=True)
    class Picky(rw.Model):
        name: str

        def __new__(cls, *, name: str) -> Any:
            assert name
            return object.__new__(cls)

    assert rw.make_converter().structure({"name": "n"}, Picky) == Picky(name="n")
    assert rw.make_converter().unstructure(Picky(name="n")) == {"name": "n"}


def test_what_is_none_of_our_objects() -> None:
    class Foreign:
        """Got past the constructor."""

    event = rw.SessionUpdateEvent(session=rw.RealtimeSession())
    object.__setattr__(event, "session", Foreign())
    with pytest.raises(rw.EncodeError, match=r"^a Python Foreign stands where an object of realtime_wire belongs$"):
        rw.make_converter().unstructure(event)
