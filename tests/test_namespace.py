"""What is in `realtime_wire`, and when it is imported."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from typing import Any

import pytest

import realtime_wire as rw

LATER: dict[str, str] = vars(rw)["_LATER"]


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout  # noqa: S603  our own


def test_nothing_is_imported_before_it_is_asked_for() -> None:
    code = f"""
import sys, realtime_wire as rw
rw.decode('{{"type":"ping"}}')
print([module for module in {sorted({*LATER.values()})} if f"realtime_wire.{{module}}" in sys.modules])
print({sorted(LATER)} == [name for name in dir(rw) if name in {sorted(LATER)}])
print(rw.VOICE_LIVE.name, "realtime_wire.voice_live" in sys.modules)
"""
    assert run(code) == "[]\nTrue\nvoice_live True\n"


@pytest.mark.parametrize("name", sorted(LATER))
def test_all_are_there(name: str) -> None:
    module: Any = import_module(f"realtime_wire.{LATER[name]}")
    found = getattr(rw, name)
    assert found is (module if name == LATER[name] else getattr(module, name))
    assert vars(rw)[name] is found  # whoever asks again need not wait


def test_no_public_name_is_left_out() -> None:
    whole = {module for module in LATER.values() if module not in LATER}  # others are namespaces of their own
    for module in whole:
        names = {name for name in LATER if LATER[name] == module}
        assert names == {*import_module(f"realtime_wire.{module}").__all__}
    rooms = {"advice", "compat", "differences", "finding", "realtime.usage"}
    assert whole == rooms | {"_engine.for_pydantic", "_engine.json_schema"}


def test_all_are_listed() -> None:
    assert {*LATER, "decode", "__version__"} <= {*dir(rw)}


def test_all_comes_with_a_star() -> None:
    names: dict[str, Any] = {}
    exec("from realtime_wire import *", names)  # noqa: S102  the way of the star
    assert set(names) - {"__builtins__"} == {*vars(rw)["__all__"]}


def test_nothing_else_is_found() -> None:
    with pytest.raises(AttributeError, match=r"^module 'realtime_wire' has no attribute 'voice_life'$"):
        getattr(rw, "voice_life")  # noqa: B009  checkers know that it is not there
