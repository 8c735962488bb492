"""Nothing is forgotten: a class is declared once, and each of these tests names what else it needs.

To add an event is to add its class, a line in the alias of its union and its name in `__all__`, and a payload in
`payloads/`.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

import realtime_wire as rw
from realtime_wire import DecodeError, Model, Unknown, UnknownEvent
from realtime_wire._engine.schema import Kind, SubTags, kind_of, members, tag_names
from tests import wire
from tests.declared import CLASSES, DECLARED, EVENTS, MODULES, NAMESPACES, PROTOCOLS, PUBLIC, name_of
from tests.payloads import FILES, PAYLOADS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from hypothesis.strategies import SearchStrategy

    from realtime_wire._engine.record import Record

T = TypeVar("T")

DECLARING: dict[str, ModuleType] = {cls.__module__: import_module(cls.__module__) for cls in DECLARED}
"""The modules that declare classes."""

each_protocol = pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda protocol: protocol.name)


def sides_of(protocol: rw.Protocol) -> dict[str, tuple[type[Record], ...]]:
    """The events of each side of a protocol, by the module that they are declared in."""
    package = NAMESPACES[protocol.name].__name__
    return {
        f"{package}.server_events": wire.objects_of(protocol.server).classes,
        f"{package}.client_events": wire.objects_of(protocol.client).classes,
    }


def events_in(module: str) -> Iterator[type[Model]]:
    """The events that a module declares: what has a fixed `type` and an `event_id`, or is called an event."""
    for cls in CLASSES:
        is_event = tag_names(cls) and "event_id" in attrs.fields_dict(cls)
        if cls.__module__ == module and (is_event or cls.__name__.endswith("Event")):
            yield cls


@each_protocol
def test_every_event_is_in_its_union(protocol: rw.Protocol) -> None:
    sides = sides_of(protocol)
    for module, own in sides.items():
        for cls in events_in(module):
            # It may be in the other one as well, if both sides send it.
            assert cls in own, f"{cls.__name__} is not in the union of {module}: add it"
    package = NAMESPACES[protocol.name].__name__
    elsewhere = [module for module in DECLARING if module.startswith(package) and module not in sides]
    assert not [cls for module in elsewhere for cls in events_in(module)], "events of another module"


@each_protocol
def test_every_union_keeps_what_it_does_not_know(protocol: rw.Protocol) -> None:
    for side in ("server", "client", "event"):
        assert wire.objects_of(getattr(protocol, side)).unknown is UnknownEvent, f"{side} has no UnknownEvent"


@each_protocol
def test_events_are_named_after_their_wire_names(protocol: rw.Protocol) -> None:
    for cls in wire.objects_of(protocol.event).classes:
        name = tag_names(cls)[0]
        expected = "".join(part.capitalize() for part in re.split(r"[._]", name)) + "Event"
        assert cls.__name__ == expected, f"{name} is an event of class {cls.__name__}, which should be {expected}"


def test_only_events_are_called_events() -> None:
    events = {cls for protocol in PROTOCOLS for cls in wire.objects_of(protocol.event).classes}
    assert {cls for cls in CLASSES if cls.__name__.endswith("Event")} == events


@each_protocol
def test_protocols_know_their_names(protocol: rw.Protocol) -> None:
    server, client = (wire.objects_of(union) for union in (protocol.server, protocol.client))
    for name, found in wire.objects_of(protocol.event).tags.items():
        classes = [*found.classes.values()] if isinstance(found, SubTags) else [found]
        assert protocol.event_class(name) is classes[0]
        assert all(name in protocol.wire_names(cls) == tag_names(cls) for cls in classes)
        side = "client" if name in client.tags else "server"
        assert protocol.sender_of(name) == ("both" if name in server.tags.keys() & client.tags.keys() else side)
    assert protocol.senders.keys() == server.tags.keys() | client.tags.keys()


def test_every_union_judges_what_is_malformed() -> None:
    """A malformed event that is asked for as that may be of any protocol; where several find a fault, the main one counts."""
    judges = [*rw.MalformedEvent.__judged_by__()]
    unions = [union for protocol in PROTOCOLS for union in (protocol.client, protocol.server)]
    assert len(judges) == len(unions)
    assert all(union in judges for union in unions)
    assert judges[-1] == rw.ServerEvent


def test_every_class_is_public() -> None:
    for cls in DECLARED:
        assert cls.__name__ in DECLARING[cls.__module__].__all__, f"{name_of(cls)} is missing in __all__ of its module"
        assert PUBLIC.get(name_of(cls)) is cls, f"{cls.__module__} is not among what its package exports"


@pytest.mark.parametrize("package", [rw, *NAMESPACES.values()], ids=lambda package: package.__name__)
def test_all_of_a_package_is_all_of_its_modules(package: ModuleType) -> None:
    assert len(set(package.__all__)) == len(package.__all__), "__all__ has a name twice"
    names = {protocol.name for protocol in PROTOCOLS} if package is rw else set[str]()
    tree = ast.parse(inspect.getsource(package))
    # What comes when it is asked for is imported for checkers alone.
    within = [node for each in tree.body if isinstance(each, ast.If) for node in each.body]
    for_checkers = [node for node in within if isinstance(node, ast.ImportFrom)]
    for node in (*tree.body, *for_checkers):
        if isinstance(node, ast.ImportFrom) and node.level:
            module = import_module("." * node.level + (node.module or ""), package.__name__)
            for alias in node.names:
                if alias.name == "*":
                    assert len(set(module.__all__)) == len(module.__all__), (
                        f"{module.__name__}.__all__ has a name twice"
                    )
                    names |= {*module.__all__}
                    for name in module.__all__:
                        assert getattr(package, name) is getattr(module, name), f"{name} of {module.__name__}"
                elif alias.name == alias.asname:
                    names.add(alias.name)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            names.add(node.targets[0].id)
    assert set(package.__all__) == names


# Documentation


def declarations(tree: ast.Module) -> Iterator[tuple[str, ast.stmt, ast.stmt | None]]:
    """Find what needs a docstring under it: the fields of classes, and the aliases. Yield it with what follows."""
    bodies = [("", tree.body), *((node.name + ".", node.body) for node in tree.body if isinstance(node, ast.ClassDef))]
    for prefix, body in bodies:
        for node, following in zip(body, [*body[1:], None], strict=True):
            if isinstance(node, ast.AnnAssign):
                yield prefix + ast.unparse(node.target), node, following
            elif isinstance(node, ast.Assign) and not prefix:
                yield ast.unparse(node.targets[0]), node, following


def docstring(node: ast.stmt | None) -> str:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        return inspect.cleandoc(node.value.value)
    return ""


def shared(tree: ast.Module) -> set[str]:
    """Return the names that come from another protocol, and are public here as well."""
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom) and not node.level]
    return {alias.name for node in imports for alias in node.names}


def is_text(text: str) -> bool:
    """Tell whether it is there, and ends as a sentence does."""
    return text.endswith((".", ".)"))


@pytest.mark.parametrize("name", MODULES)
def test_everything_has_a_docstring(name: str) -> None:
    module = MODULES[name]
    tree = ast.parse(inspect.getsource(module))
    assert is_text(ast.get_docstring(tree) or ""), f"{name}.py does not open with its rule"
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            assert is_text(ast.get_docstring(node) or ""), f"{node.name} has no docstring"
    seen: set[str] = set()
    for target, _, following in declarations(tree):
        if target.startswith("_"):
            continue
        assert is_text(docstring(following)), f"{target} has no docstring under it"
        seen.add(target)
    # The source tells of all fields that there are.
    fields = {
        f"{cls.__name__}.{member.name}"
        for cls in CLASSES
        if cls.__module__ == module.__name__
        for member in members(cls)
        if not any(member.name in attrs.fields_dict(base) for base in cls.__bases__ if base is not Model)
    }
    assert fields <= seen
    # And of all aliases.
    public = {name: getattr(module, name) for name in module.__all__ if name not in shared(tree)}
    aliases = {name for name, thing in public.items() if not isinstance(thing, type) and not inspect.isfunction(thing)}
    assert aliases <= seen


# Payloads


def test_every_class_has_a_payload() -> None:
    for cls in DECLARED:
        assert PAYLOADS.get(cls), f"{name_of(cls)} has no payload in tests/payloads"
    assert PAYLOADS.keys() == {*DECLARED}


def test_payloads_are_in_the_file_of_their_module() -> None:
    assert FILES.keys() == DECLARING.keys()
    for cls in DECLARED:
        assert f'\n  "{cls.__name__}": ' in FILES[cls.__module__].read_text(encoding="utf-8"), name_of(cls)


def test_every_payload_is_of_its_class() -> None:
    for cls in DECLARED:
        for payload in PAYLOADS[cls]:
            assert type(rw.structure(payload, cls)) is cls
    for union in EVENTS:
        for cls in wire.objects_of(union).classes:
            for payload in PAYLOADS[cls]:
                assert type(rw.structure(payload, union)) is cls


def test_every_wire_name_and_every_member_is_in_a_payload() -> None:
    for cls in CLASSES:
        payloads = PAYLOADS[cls]
        names = {payload.get("type") for payload in payloads}
        assert names >= {*tag_names(cls)}, f"{name_of(cls)}: a name is missing"
        for member in members(cls):
            assert any(payload.get(member.name) is not None for payload in payloads), (
                f"{name_of(cls)}.{member.name} is in no payload"
            )


# What is derived from the classes


def test_annotations_are_understood() -> None:
    """All that a class may hold is of a kind that hooks, strategies and checkers know."""

    def check(kind: Kind, place: str) -> None:
        assert kind.expected, place
        if kind.array is not None:
            check(kind.array, place)
        if kind.map is not None:
            check(kind.map, place)
        for cls in () if kind.objects is None else kind.objects.classes:
            assert cls in CLASSES, f"{place} holds {name_of(cls)}, which is not public"

    for cls in CLASSES:
        for a in attrs.fields(cls):
            if a.name != "_rest":
                check(kind_of(a.type), f"{name_of(cls)}.{a.name}")


def test_only_what_tells_variants_apart_is_closed() -> None:
    closed = {
        (name_of(cls), member.name)
        for cls in CLASSES
        for member in members(cls)
        for kind in (member.kind, member.kind.array, member.kind.map)
        if kind is not None and isinstance(kind.strings, tuple) and member.tag is None
    }
    # The type of a session may be left out, so it is no tag; and a limit is a number or "inf".
    limits = {
        (name, "max_output_tokens") for name in ("RealtimeSession", "RealtimeResponse", "RealtimeResponseCreateParams")
    } | {(name, "max_response_output_tokens") for name in ("RealtimeSession", "RealtimeResponseCreateParams")}
    of_azure = {
        ("voice_live.RealtimeSession", "max_response_output_tokens"),
        ("voice_live.RealtimeResponse", "max_output_tokens"),
        ("voice_live.RealtimeResponseCreateParams", "max_output_tokens"),
    }
    # Of these, another member or what they hold tells what they are, where the type is left out.
    optional = {
        (f"live.{name}", "type")
        for name in (
            *("InitialDeveloperItem", "InitialUserItem", "InitialAssistantItem", "InitialInputText", "InitialText"),
            *("DecisionDeveloperMessage", "DecisionSystemMessage"),
            *("DecisionUserMessage", "DecisionAssistantMessage"),
        )
    }
    sessions = {("RealtimeSession", "type"), ("translation.RealtimeTranslationSession", "type")}
    assert closed == sessions | optional | limits | of_azure


def test_classes_are_made_alike() -> None:
    for cls in CLASSES:
        (base,) = cls.__bases__
        # A protocol that has more of a class of the main one has it under the same name.
        extended = base is getattr(rw.realtime, cls.__name__, None) and not cls.__module__.startswith(
            rw.realtime.__name__
        )
        assert base in (Model, rw.WithArguments, rw.WithAudio) or extended, (
            f"{name_of(cls)} has another base than Model"
        )
        for a in attrs.fields(cls):
            place = f"{name_of(cls)}.{a.name}"
            assert a.kw_only, f"{place} may be given by position"
            # An optional member is None by default, and a tag is its name of today.
            tag = tag_names(cls)[:1] if a.name == "type" else (a.default,) if a.name == "role" else ()
            assert a.name == "_rest" or a.default in (None, attrs.NOTHING, *tag), f"{place} has another default"


@pytest.mark.parametrize("cls", DECLARED, ids=name_of)
@settings(max_examples=2)
@given(data=st.data())
def test_every_class_is_covered_by_the_strategies(cls: Any, data: st.DataObject) -> None:
    assert type(data.draw(wire.objects(cls))) is cls
    payload = data.draw(
        wire.malformed().map(lambda fault: fault.payload) if cls is rw.MalformedEvent else wire.payloads(cls)
    )
    if isinstance(payload, dict):
        assert type(rw.structure(payload, cls)) is cls
    if issubclass(cls, Model):
        fault = data.draw(wire.malformed(cls))
        with pytest.raises(DecodeError):
            rw.structure(fault.payload, cls)


def reaches(strategy: SearchStrategy[T], **wanted: Callable[[T], Any]) -> None:
    """Find examples for all of the conditions in one search."""
    missing = dict(wanted)

    def is_enough(value: T) -> bool:
        for what in [what for what, condition in missing.items() if condition(value)]:
            del missing[what]
        return not missing

    try:
        find(strategy, is_enough, settings=settings(max_examples=10_000, database=None, phases=[Phase.generate]))
    except NoSuchExample:
        pytest.fail(f"never drawn: {', '.join(missing)}")


def is_of(type_: Any) -> dict[str, Callable[[Any], bool]]:
    """Return the conditions that a payload, or an object, is of each class of a union."""
    made: dict[int, tuple[Any, Any]] = {}

    def class_of(value: Any) -> Any:
        key = id(value)
        if key not in made:
            made.clear()
            made[key] = value, type(rw.structure(value, type_) if isinstance(value, dict) else value)
        return made[key][1]

    def condition(cls: type) -> Callable[[Any], bool]:
        return lambda value: class_of(value) is cls

    objects = wire.objects_of(type_)
    classes = [*objects.classes] if objects.unknown is None else [*objects.classes, objects.unknown]
    return {cls.__name__: condition(cls) for cls in classes}


@pytest.mark.parametrize("name", ["threshold", "create_response", "idle_timeout_ms"])
def test_payloads_have_members_in_all_states(name: str) -> None:
    reaches(
        wire.payloads(rw.ServerVad),
        absent=lambda vad: name not in vad,
        null=lambda vad: vad.get(name, 0) is None,
        value=lambda vad: vad.get(name) is not None,
    )


def test_payloads_have_all_sorts_of_values() -> None:
    reaches(
        wire.payloads(rw.ServerVad),
        integer_for_a_number=lambda vad: type(vad.get("threshold")) is int,
        number=lambda vad: type(vad.get("threshold")) is float,
        wide_integer=lambda vad: abs(vad.get("idle_timeout_ms") or 0) >= 2**64,
        unknown_members=lambda vad: vad.keys() - attrs.fields_dict(rw.ServerVad).keys(),
    )
    reaches(
        wire.payloads(rw.ResponseOutputAudioDeltaEvent),
        name_of_today=lambda event: event["type"] == "response.output_audio.delta",
        earlier_name=lambda event: event["type"] == "response.audio.delta",
    )
    reaches(
        wire.payloads(rw.RealtimeConversationItemMessageUser),
        member_of_another_message=lambda item: "phase" in item,
    )


@pytest.mark.parametrize("union", [rw.Voice, rw.RealtimeToolChoice, rw.RealtimeTruncation, rw.RealtimeTracingConfig])
def test_payloads_have_all_variants(union: Any) -> None:
    documented = kind_of(union).documented
    reaches(
        wire.payloads(union),
        documented_string=lambda value: value in documented,
        other_string=lambda value: isinstance(value, str) and value not in documented,
        **is_of(union),
    )


@pytest.mark.slow
@pytest.mark.parametrize("union", [rw.Item, rw.ClientEvent, rw.translation.ServerEvent])
def test_payloads_and_objects_have_all_classes(union: Any) -> None:
    reaches(wire.payloads(union), **is_of(union))
    reaches(wire.objects(union), **is_of(union))


@pytest.mark.slow
def test_payloads_go_deep() -> None:
    def turn_detection(payload: Any) -> Any:
        audio = rw.RealtimeSession.from_dict(payload).audio
        return None if audio is None or audio.input is None else audio.input.turn_detection

    reaches(
        wire.payloads(rw.RealtimeSession),
        server_vad=lambda session: type(turn_detection(session)) is rw.ServerVad,
        unknown=lambda session: type(turn_detection(session)) is Unknown,
    )


def test_objects_are_all_that_users_build() -> None:
    reaches(
        wire.objects(rw.ServerVad),
        nulls=lambda vad: vad.nulls,
        extra=lambda vad: vad.extra,
        value=lambda vad: vad.threshold is not None,
    )
    reaches(
        wire.objects(rw.McpTool),
        names=lambda tool: type(tool.allowed_tools) is tuple,
        filter=lambda tool: type(tool.allowed_tools) is rw.McpToolFilter,
        headers=lambda tool: tool.headers,
    )


@pytest.mark.slow
def test_faults_are_of_all_sorts() -> None:
    def finds(found: str) -> Callable[[wire.Fault], bool]:
        return lambda fault: fault.found == found

    def is_in(place: str) -> Callable[[wire.Fault], Any]:
        return lambda fault: re.match(place, fault.path)

    for_strings = ("nothing", "null", "boolean", "integer", "number", "array", "object")
    reaches(wire.malformed(rw.RealtimeError), **{found: finds(found) for found in for_strings})
    reaches(wire.malformed(rw.ServerVad), **{found: finds(found) for found in ("string", "another string")})
    places = [r"\$\.input\[0\]", r"\$\.input\[[1-9]\]", r"\$\.metadata\[\.\.\.\]", r"\$\.input\[\d\]\.\w+"]
    reaches(wire.malformed(rw.RealtimeResponseCreateParams), **{place: is_in(place) for place in places})
    reaches(wire.malformed(rw.RealtimeAudioConfig), deep=is_in(r"\$\.input\.turn_detection\."))


def test_frames_are_spelt_in_many_ways() -> None:
    payload = {"type": "ping", "a": [1.5, {"b": "é/😀"}], "c": None}

    def has(what: bytes) -> Callable[[bytes], bool]:
        return lambda frame: what in frame

    spellings = (b" ", b"\n", b"\r\n", b"\\u0070", b"\\u00e9", b"\\ud83d\\ude00", b"\\/", "é😀".encode()[:2], b"E+")
    reaches(
        wire.text_of(payload),
        another_order=lambda frame: frame.find(b'"c"') < frame.find(b'"a"'),
        repeated_name=lambda frame: frame.count(b'"type"') > 1,
        **{repr(what): has(what) for what in spellings},
    )


@given(st.data())
def test_frames_are_the_payload(data: st.DataObject) -> None:
    payload = data.draw(wire.payloads())
    assert json.loads(data.draw(wire.text_of(payload))) == payload


def test_damage_is_done() -> None:
    def is_json(frame: bytes) -> bool:
        try:
            json.loads(frame)
        except (ValueError, RecursionError):
            return False
        return True

    for strategy in (wire.mutated(), wire.junk()):
        reaches(strategy, json=is_json, no_json=lambda frame: not is_json(frame))
