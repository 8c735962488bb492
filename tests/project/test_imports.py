"""Imports run one way: the contract in pyproject.toml holds, says what the code says of itself, and notices what breaks it.

Nothing of the library is imported here: `tox -e lint` runs these tests where there is none.
"""

from __future__ import annotations

import ast
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
ENGINE = "realtime_wire._engine"

pytestmark = pytest.mark.skipif(find_spec("importlinter") is None, reason="import-linter is not installed")

READ = """\
import json, sys
import grimp

graph = grimp.build_graph("realtime_wire", cache_dir=None, include_external_packages=True)
json.dump({name: sorted(graph.find_modules_directly_imported_by(name)) for name in graph.modules}, sys.stdout)
"""

CHECK = "from importlinter.cli import lint_imports_command as check; check(['--no-cache', '--no-logo'])"


def run(code: str, checkout: Path) -> subprocess.CompletedProcess[str]:
    """Run code that reads the modules of a checkout."""
    return subprocess.run(  # noqa: S603  code of our own
        [sys.executable, "-c", code],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout / "src"), "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        text=True,
    )


def imports(checkout: Path = ROOT) -> dict[str, set[str]]:
    """Return what each module imports, be it in a function or for type checkers alone."""
    result = run(READ, checkout)
    assert result.returncode == 0, result.stdout
    return {name: set(imported) for name, imported in json.loads(result.stdout).items()}


def contracts() -> dict[str, dict[str, Any]]:
    toml: Any = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    settings = toml.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {contract["id"]: contract for contract in settings["tool"]["importlinter"]["contracts"]}


def layers(contract: str) -> list[set[str]]:
    """Return the modules in each layer of a contract, the lowest first."""
    return [set(re.findall(r"\w+", layer)) for layer in reversed(contracts()[contract]["layers"])]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what the contract is about, to be spoiled."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def add(checkout: Path, module: str, code: str) -> None:
    with (checkout / "src" / "realtime_wire" / f"{module}.py").open("a", encoding="utf-8") as stream:
        stream.write(f"\n{code}\n")


def test_the_contract_holds() -> None:
    result = run(CHECK, ROOT)
    assert result.returncode == 0, result.stdout
    assert f"Contracts: {len(contracts())} kept, 0 broken." in result.stdout


def test_there_is_no_cycle() -> None:
    assert list(TopologicalSorter(imports()).static_order())


def test_the_engine_is_closed() -> None:
    """It imports nothing of the library but itself, and little else; pydantic where pydantic asks."""
    found = {name for module, names in imports().items() if f"{module}.".startswith(f"{ENGINE}.") for name in names}
    outside = {name for name in found if not f"{name}.".startswith(f"{ENGINE}.")}
    assert (
        outside - sys.stdlib_module_names
        == {"attr", "attrs", "pydantic", "pydantic_core", "typing_extensions"} & outside
    )


def test_cattrs_is_known_to_the_converter_only() -> None:
    known = {module for module, names in imports().items() if {"cattrs", "cattrs.errors"} & names}
    assert known == {"realtime_wire.converter", "realtime_wire._fault_groups"}


def test_layers_are_told_to_readers_in_the_same_order() -> None:
    """The docstring of the engine has its modules in an order of groups, which is that of the contract."""
    text = ast.get_docstring(ast.parse((ROOT / "src/realtime_wire/_engine/__init__.py").read_text(encoding="utf-8")))
    modules = {name for layer in layers("engine") for name in layer}
    group = {
        name: int(number)
        for number, line in re.findall(r"^(\d+)\. (.*)$", text or "", re.MULTILINE)
        for name in re.findall(r"`(\w+)`", line)
        if name in modules
    }
    assert group.keys() == modules
    for layer, above in zip(layers("engine"), layers("engine")[1:], strict=False):
        assert max(group[name] for name in layer) <= min(group[name] for name in above), (layer, above)


BREACHES = {
    "the engine knows a protocol": (
        "house",
        "_engine/errors",
        "from realtime_wire.realtime.items import Item",
        "realtime_wire._engine.errors -> realtime_wire.realtime.items",
    ),
    "the engine knows a protocol in a function": (
        "house",
        "_engine/errors",
        "def late():\n    from realtime_wire.realtime.items import Item",
        "realtime_wire._engine.errors -> realtime_wire.realtime.items",
    ),
    "the engine knows the whole package in a function": (
        "packages",
        "_engine/places",
        "def late():\n    import realtime_wire",
        "realtime_wire._engine.places -> realtime_wire",
    ),
    "the engine turns round": (
        "engine",
        "_engine/schema",
        "from .hooks import Hooks",
        "realtime_wire._engine.schema -> realtime_wire._engine.hooks",
    ),
    "the engine turns round in a function": (
        "engine",
        "_engine/record",
        "def late():\n    from .codec import decode",
        "realtime_wire._engine.record -> realtime_wire._engine.codec",
    ),
    "the engine turns round for type checkers": (
        "engine",
        "_engine/record",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .model import Model",
        "realtime_wire._engine.record -> realtime_wire._engine.model",
    ),
    "the main protocol knows another": (
        "house",
        "realtime/session",
        "def late():\n    from realtime_wire import translation",
        "realtime_wire.realtime.session -> realtime_wire.translation",
    ),
    "a protocol knows the front": (
        "house",
        "translation/http",
        "from realtime_wire.codec import decode",
        "realtime_wire.translation.http -> realtime_wire.codec",
    ),
    "items know events": (
        "realtime",
        "realtime/items",
        "def late():\n    from . import server_events",
        "realtime_wire.realtime.items -> realtime_wire.realtime.server_events",
    ),
    "the session knows events": (
        "translation",
        "translation/session",
        "from .server_events import ServerEvent",
        "realtime_wire.translation.session -> realtime_wire.translation.server_events",
    ),
    "the front knows a tool": (
        "house",
        "codec",
        "def late():\n    from . import replay",
        "realtime_wire.codec -> realtime_wire.replay",
    ),
    "tools know each other both ways": (
        "tools",
        "strategies/_drawn",
        "def late():\n    from ._faults import faults",
        "strategies",
    ),
    "a module has no place in the house": ("house", "attic", '"""Things."""', "realtime_wire.attic"),
    "a module has no place in the engine": ("engine", "_engine/attic", '"""Things."""', "attic"),
}


@pytest.mark.slow  # all of them together
@pytest.mark.parametrize("breach", BREACHES)
def test_the_contract_notices(breach: str, checkout: Path) -> None:
    contract, module, code, told = BREACHES[breach]
    add(checkout, module, code)
    result = run(CHECK, checkout)
    assert result.returncode == 1, result.stdout
    assert f"{contracts()[contract]['name']} BROKEN" in result.stdout
    assert told in result.stdout.replace("\n", " ")


@pytest.mark.parametrize("code", ["from . import serve", "def late():\n    from . import serve"])
def test_a_cycle_is_noticed(code: str, checkout: Path) -> None:
    """One that no layer can tell of: a module that imports the package which it is a part of."""
    add(checkout, "replay/_endpoint", code)
    with pytest.raises(CycleError):
        TopologicalSorter(imports(checkout)).prepare()
