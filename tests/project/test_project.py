"""What the files of the project say of its Pythons and dependencies: the same everywhere."""

from __future__ import annotations

import configparser
import importlib
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]

toml: Any = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
SETTINGS: dict[str, Any] = toml.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

PYTHONS = [
    name
    for text in SETTINGS["project"]["classifiers"]
    for name in re.findall(r"^Programming Language :: Python :: (3\.\d+)$", text)
]

in_checkout = pytest.mark.skipif(not (ROOT / ".ci").exists(), reason="not in a checkout")


def tox() -> configparser.ConfigParser:
    settings = configparser.ConfigParser(interpolation=None)
    settings.read(ROOT / "tox.ini", encoding="utf-8")
    return settings


def test_pythons_are_told_alike() -> None:
    assert SETTINGS["project"]["requires-python"] == f">={PYTHONS[0]}"
    assert [int(name.removeprefix("3.")) for name in PYTHONS] == list(
        range(int(PYTHONS[0][2:]), int(PYTHONS[-1][2:]) + 1)
    )
    assert f"Python {PYTHONS[0]} to {PYTHONS[-1]}" in (ROOT / "README.md").read_text(encoding="utf-8")
    oldest = "py" + PYTHONS[0].replace(".", "")
    assert SETTINGS["tool"]["mypy"]["python_version"] == SETTINGS["tool"]["pyright"]["pythonVersion"] == PYTHONS[0]
    assert SETTINGS["tool"]["ruff"]["target-version"] == oldest


@in_checkout
def test_pythons_are_those_that_are_tested() -> None:
    minors = ",".join(name.removeprefix("3.") for name in PYTHONS)
    assert f"py3{{{minors}}}-{{native,python}}" in tox()["tox"]["env_list"].splitlines()
    assert f"for version in {' '.join(PYTHONS)}; do\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_requirements_are_told_alike() -> None:
    """What the tests ask for has the same bounds as in the library's own lists, or `tox -e oldest` had not the oldest."""
    project = SETTINGS["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    found: defaultdict[str, set[SpecifierSet]] = defaultdict(set)
    for requirement in map(Requirement, (text for texts in lists for text in texts)):
        found[canonicalize_name(requirement.name)].add(requirement.specifier)
    for requirement in (Requirement(text) for text in SETTINGS["dependency-groups"]["tests"] if isinstance(text, str)):
        if (name := canonicalize_name(requirement.name)) in found:
            found[name].add(requirement.specifier)
    assert found
    assert {name: told for name, told in found.items() if len(told) > 1} == {}


@in_checkout
def test_bounds_are_written_once() -> None:
    """`tox -e oldest` takes them from the library; a version in tox.ini would be a copy."""
    pins = {name: section["deps"] for name, section in tox().items() if re.search(r"[<>=~]=", section.get("deps", ""))}
    assert pins == {}
    assert tox()["testenv:oldest"]["commands_pre"].endswith("/.ci/lower_bounds.py")


def group(name: str) -> set[str]:
    """Name what a dependency group installs, those that it includes as well."""
    found: set[str] = set()
    for entry in SETTINGS["dependency-groups"][name]:
        found |= (
            {canonicalize_name(Requirement(entry).name)} if isinstance(entry, str) else group(entry["include-group"])
        )
    return found


def test_who_tests_a_change_installs_no_peers_and_no_contenders() -> None:
    assert group("dev") >= group("tests") | group("conformance") | group("lint") | group("typing")
    assert not group("dev") & (group("interop") | group("bench")) - (group("conformance") | group("web"))
    # Those of the first have no wheels for most systems; frameworks and clusters are as large as all others together.
    large = group("frameworks") | group("clusters") - group("tests")
    apart = (group("fuzz") | large | group("release")) - group("conformance") - group("dev")
    assert group("everything") == set().union(*map(group, SETTINGS["dependency-groups"])) - apart
