"""The engine knows no event, and tools name none: what they need of a protocol, they get from it."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import realtime_wire as rw
from tests.declared import EVENTS, PROTOCOLS
from tests.wire import objects_of

if TYPE_CHECKING:
    from collections.abc import Iterator

LIBRARY = Path(rw.__file__).parent

ROOMS = ("_engine", "cli", "conversation", "recordings", "replay", "strategies", "tables", "testing.py", "view")

WIRE_NAMES = {name for protocol in PROTOCOLS for name in protocol.senders}

CLASSES = {cls.__name__ for union in EVENTS for cls in objects_of(union).classes}


def docstrings(tree: ast.Module) -> set[int]:
    """Return which constants are docstrings, those under fields included: examples may show an event."""
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))]
    statements = [node for body in bodies for node in body if isinstance(node, ast.Expr)]
    return {id(node.value) for node in statements if isinstance(node.value, ast.Constant)}


def named(source: str) -> Iterator[str]:
    """Find the wire names and the classes of events in code."""
    tree = ast.parse(source)
    documentation = docstrings(tree)
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in documentation:
                # A wire name of one word, such as "error", is a word like others.
                yield from (name for name in WIRE_NAMES if name in text and "." in name)
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name) if name in CLASSES:
                yield name
            case _:
                pass


def test_names_are_found() -> None:
    source = '"""Takes `response.done`."""\nif event.type == "response.done" and isinstance(event, rw.ResponseDoneEvent): ...'
    assert list(named(source)) == ["response.done", "ResponseDoneEvent"]


@pytest.mark.parametrize("room", ROOMS)
def test_no_event_is_named(room: str) -> None:
    found = {
        (str(path.relative_to(LIBRARY)), name)
        for path in [LIBRARY / room, *(LIBRARY / room).rglob("*.py")]
        if path.is_file()
        for name in named(path.read_text(encoding="utf-8"))
    }
    assert found == set()


def test_the_engine_speaks_of_no_event() -> None:
    """Not even in a comment, or in an example."""
    for path in (LIBRARY / "_engine").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert [
            name for name in WIRE_NAMES | CLASSES if name in text and name not in ("error", "info", "warning")
        ] == [], path.name
