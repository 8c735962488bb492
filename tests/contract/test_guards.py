"""Nothing is forgotten: a class is declared once, and each of these tests names what else it needs.

To add an event is to add its class, a line in the alias of its union, and a payload in `payloads/`.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

import realtime_wire as rw
from realtime_wire import DecodeError, Model, Unknown, UnknownEvent
from realtime_wire._engine.record import Raw
from realtime_wire._engine.schema import Kind, kind_of, members
from tests import wire
from tests.payloads import PAYLOADS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hypothesis.strategies import SearchStrategy

T = TypeVar("T")

NEED_EXTRAS = {"replay", "strategies"}
"""Public modules that need an extra: they are imported by their own names, and the package knows nothing of them."""

MODULES: dict[str, ModuleType] = {
    name: import_module(f"realtime_wire.{name}")
    for _, name, _ in iter_modules(rw.__path__)
    if name == "_model" or not (name.startswith("_") or name in NEED_EXTRAS)
}
"""The public modules. Of the others, only the module of the base classes has public names."""

DECLARED: list[type[Any]] = [
    thing
    for module in MODULES.values()
    for thing in vars(module).values()
    if isinstance(thing, type)
    and thing.__module__ == module.__name__
    and issubclass(thing, (Model, Raw))
    and thing not in (Model, Raw)
]
"""All classes that stand for JSON, whether anything else knows of them or not."""

CLASSES: list[type[Model]] = [cls for cls in DECLARED if issubclass(cls, Model)]

EVENTS = {
    "client_events": [rw.ClientEvent],
    "server_events": [rw.ServerEvent],
    "translation": [rw.translation.ServerEvent, rw.translation.ClientEvent],
}
"""The unions that the events of a module belong to: each event to one of them."""


def members_of(module: str) -> Iterator[type[Model]]:
    """The events that a module declares: what has a fixed `type` and an `event_id`."""
    for cls in CLASSES:
        if cls.__module__ == f"realtime_wire.{module}" and wire_names(cls) and "event_id" in attrs.fields_dict(cls):
            yield cls


def wire_names(cls: type[Model]) -> tuple[str, ...]:
    """The values that `type` may have, if the class has a fixed one; the name of today first."""
    for member in members(cls):
        if member.name == "type" and member.required and isinstance(member.kind.strings, tuple):
            return member.kind.strings
    return ()


def test_every_event_is_in_its_union() -> None:
    for module, unions in EVENTS.items():
        for cls in members_of(module):
            holding = [union for union in unions if cls in wire.objects_of(union).classes]
            assert len(holding) == 1, f"{cls.__name__} is in {len(holding)} of the unions of {module}.py: add it to one"
    assert not [cls for module in MODULES.keys() - EVENTS for cls in members_of(module)], "events of another module"


def test_unions_have_the_events_of_the_api() -> None:
    sizes = {
        name: len(wire.objects_of(getattr(rw, name)).classes)
        for name in ("ServerEvent", "ClientEvent", "TranslationServerEvent", "TranslationClientEvent", "Event")
    }
    assert sizes == {
        "ServerEvent": 46,
        "ClientEvent": 11,
        "TranslationServerEvent": 7,
        "TranslationClientEvent": 3,
        "Event": 57,
    }
    for name in sizes:
        assert wire.objects_of(getattr(rw, name)).unknown is UnknownEvent, f"{name} has no UnknownEvent"


def test_events_are_named_after_their_wire_names() -> None:
    main = wire.objects_of(rw.Event).tags
    for module in EVENTS:
        for cls in members_of(module):
            name = wire_names(cls)[0]
            expected = "".join(part.capitalize() for part in re.split(r"[._]", name)) + "Event"
            if module == "translation" and name in main:
                expected = expected if expected.startswith("Translation") else f"Translation{expected}"
            assert cls.__name__ == expected, f"{name} is an event of class {cls.__name__}, which should be {expected}"


def test_only_events_are_called_events() -> None:
    events = {cls for module in EVENTS for cls in members_of(module)}
    assert {cls for cls in CLASSES if cls.__name__.endswith("Event")} == events


def test_every_class_is_public() -> None:
    for cls in DECLARED:
        module = MODULES[cls.__module__.rpartition(".")[2]]
        assert cls.__name__ in module.__all__, f"{cls.__name__} is missing in __all__ of {module.__name__}"


def test_all_of_the_package_is_all_of_its_modules() -> None:
    # What `_model` has beside these is for those who write classes.
    of_modules = {"Model", "Unknown", "Wire", "__version__"}
    for name, module in MODULES.items():
        if not name.startswith("_"):
            assert len(set(module.__all__)) == len(module.__all__), f"{name}.__all__ has a name twice"
            of_modules |= set(module.__all__)
            for public in module.__all__:
                assert getattr(rw, public, None) is getattr(module, public), f"{public} of {name}.py is not exported"
    assert len(set(rw.__all__)) == len(rw.__all__), "__all__ has a name twice"
    assert set(rw.__all__) == of_modules


def test_all_is_grouped_by_module() -> None:
    """The comments of `__all__` say where a name comes from, and the names are in order there."""
    source = inspect.getsource(rw)
    listed = source[source.index("__all__ = [") :]
    groups = re.findall(r"^    # (\w+)\n((?:    \"\w+\",\n)+)", listed, flags=re.MULTILINE)
    for name, block in groups:
        names = re.findall(r'"(\w+)"', block)
        if name == "here":
            assert names == ["__version__"]
        elif name == "_model":
            assert names == ["Model", "Unknown", "Wire"]
        else:
            assert names == sorted(MODULES[name].__all__), f"the group {name} of __all__"


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


def is_text(text: str) -> bool:
    """Tell whether it is there, and ends as a sentence does."""
    return text.endswith((".", ".)"))


@pytest.mark.parametrize("name", sorted({cls.__module__.rpartition(".")[2] for cls in DECLARED} - {"_model", "events"}))
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
    }
    assert fields <= seen
    # And of all aliases.
    aliases = {public for public in module.__all__ if not isinstance(getattr(module, public), type)}
    assert aliases <= seen


# Payloads


def test_every_class_has_a_payload() -> None:
    for cls in DECLARED:
        assert PAYLOADS.get(cls.__name__), f"{cls.__name__} has no payload in tests/payloads"
    assert PAYLOADS.keys() == {cls.__name__ for cls in DECLARED}


def test_payloads_are_in_the_file_of_their_module() -> None:
    names = {
        path.stem: path.read_text(encoding="utf-8") for path in (Path(__file__).parent / "payloads").glob("*.json")
    }
    for cls in DECLARED:
        assert f'\n  "{cls.__name__}": ' in names[cls.__module__.rpartition(".")[2]], cls.__name__


def test_every_payload_is_of_its_class() -> None:
    for cls in DECLARED:
        for payload in PAYLOADS[cls.__name__]:
            assert type(rw.structure(payload, cls)) is cls
    unions: list[Any] = [rw.Event, rw.translation.ServerEvent, rw.translation.ClientEvent]
    for union in unions:
        for cls in wire.objects_of(union).classes:
            for payload in PAYLOADS[cls.__name__]:
                assert type(rw.structure(payload, union)) is cls


def test_every_wire_name_and_every_member_is_in_a_payload() -> None:
    for cls in CLASSES:
        payloads = PAYLOADS[cls.__name__]
        assert {payload.get("type") for payload in payloads} >= set(wire_names(cls)), (
            f"{cls.__name__}: a name is missing"
        )
        for member in members(cls):
            assert any(payload.get(member.name) is not None for payload in payloads), (
                f"{cls.__name__}.{member.name} is in no payload"
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
            assert cls in CLASSES, f"{place} holds {cls.__name__}, which is not public"

    for cls in CLASSES:
        for a in attrs.fields(cls):
            if a.name != "_rest":
                check(kind_of(a.type), f"{cls.__name__}.{a.name}")


def test_only_what_tells_variants_apart_is_closed() -> None:
    closed = {
        (cls.__name__, member.name)
        for cls in CLASSES
        for member in members(cls)
        for kind in (member.kind, member.kind.array, member.kind.map)
        if kind is not None and isinstance(kind.strings, tuple) and member.tag is None
    }
    # The type of a session may be left out, so it is no tag; and a limit is a number or "inf".
    limits = {
        (name, "max_output_tokens") for name in ("RealtimeSession", "RealtimeResponse", "RealtimeResponseCreateParams")
    }
    assert closed == {("RealtimeSession", "type"), ("RealtimeTranslationSession", "type"), *limits}


def test_classes_are_made_alike() -> None:
    for cls in CLASSES:
        assert cls.__bases__ == (Model,), f"{cls.__name__} has another base than Model"
        for a in attrs.fields(cls):
            place = f"{cls.__name__}.{a.name}"
            assert a.kw_only, f"{place} may be given by position"
            # An optional member is None by default, and a tag is its name of today.
            tag = wire_names(cls)[:1] if a.name == "type" else (a.default,) if a.name == "role" else ()
            assert a.name == "_rest" or a.default in (None, attrs.NOTHING, *tag), f"{place} has another default"


@pytest.mark.parametrize("cls", DECLARED, ids=lambda cls: cls.__name__)
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
    """Find an example for each of the conditions."""
    search = settings(max_examples=10_000, database=None, phases=[Phase.generate])
    for what, condition in wanted.items():
        try:
            find(strategy, _true(condition), settings=search)
        except NoSuchExample:
            pytest.fail(f"never drawn: {what}")


def _true(condition: Callable[[T], Any]) -> Callable[[T], bool]:
    return lambda value: bool(condition(value))


def is_of(type_: Any) -> dict[str, Callable[[Any], bool]]:
    """Return the conditions that a payload, or an object, is of each class of a union."""

    def condition(cls: type) -> Callable[[Any], bool]:
        return lambda value: type(rw.structure(value, type_) if isinstance(value, dict) else value) is cls

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


@pytest.mark.parametrize("union", [rw.Item, rw.ClientEvent, rw.translation.ServerEvent])
def test_payloads_and_objects_have_all_classes(union: Any) -> None:
    reaches(wire.payloads(union), **is_of(union))
    reaches(wire.objects(union), **is_of(union))


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


def test_faults_are_of_all_sorts() -> None:
    def finds(found: str) -> Callable[[wire.Fault], bool]:
        return lambda fault: fault.found == found

    def is_in(place: str) -> Callable[[wire.Fault], Any]:
        return lambda fault: re.match(place, fault.path)

    for_strings = ("nothing", "null", "boolean", "integer", "number", "array", "object")
    reaches(wire.malformed(rw.RealtimeError), **{found: finds(found) for found in for_strings})
    reaches(wire.malformed(rw.ServerVad), **{found: finds(found) for found in ("string", "another string")})
    places = [r"\$\.output\[0\]", r"\$\.output\[[1-9]\]", r"\$\.metadata\[\.\.\.\]", r"\$\.output\[\d\]\.\w+"]
    reaches(wire.malformed(rw.RealtimeResponse), **{place: is_in(place) for place in places})
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
