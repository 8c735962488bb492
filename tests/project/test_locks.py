"""What builds a release is pinned by hash: .ci/locked has all that pyproject.toml asks for, and nothing without a hash."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.project.test_project import PYTHONS, SETTINGS

FOLDER = Path(__file__).parents[2] / ".ci" / "locked"

pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="not in a checkout")

BUILD = SETTINGS["build-system"]["requires"]
RELEASE = [*BUILD, *SETTINGS["dependency-groups"]["release"]]


def locked(name: str) -> list[tuple[Requirement, set[str]]]:
    """Return what a file pins, each with its hashes."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("#")).replace("\\\n", " ")
    entries = [line.split("--hash=") for line in text.strip().splitlines()]
    return [(Requirement(pin.strip()), {each.strip() for each in hashes}) for pin, *hashes in entries]


@pytest.mark.parametrize(
    ("file", "wanted", "pythons"), [("build.txt", BUILD, PYTHONS), ("release.txt", RELEASE, PYTHONS[1:])]
)
def test_what_builds_a_release_is_locked(file: str, wanted: list[str], pythons: list[str]) -> None:
    pinned = locked(file)
    for requirement in map(Requirement, wanted):
        name = canonicalize_name(requirement.name)
        for python in pythons:
            place = {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": "linux"}
            found = [pin for pin, _ in pinned if pin.name == name and (not pin.marker or pin.marker.evaluate(place))]
            assert len(found) == 1, (name, python)
            (version,) = [each.version for each in found[0].specifier]
            assert version in requirement.specifier, (name, version)


@pytest.mark.parametrize("file", ["build.txt", "release.txt"])
def test_nothing_is_without_a_hash(file: str) -> None:
    for pin, hashes in locked(file):
        assert [each.operator for each in pin.specifier] == ["=="], pin
        assert hashes, pin
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", each) for each in hashes), pin


def test_both_files_are_of_one_day() -> None:
    """What builds a wheel is the same, whichever file it was installed from."""
    build, release = (
        {pin.name: str(pin.specifier) for pin, _ in locked(file)} for file in ("build.txt", "release.txt")
    )
    assert {name: version for name, version in build.items() if name in release and release[name] != version} == {}
    assert {"hatchling", "setuptools"} <= build.keys() & release.keys()
