"""The site: its reference has every public name, and every member of every class.

`tox -e docs` builds the site, with warnings as errors, and says where it is; elsewhere these tests are skipped.
"""

from __future__ import annotations

import os
import re
import zlib
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING

import attrs
import pytest

import realtime_wire as rw

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

ROOT = Path(__file__).parents[2]
SITE = Path(os.environ.get("REALTIME_WIRE_SITE", ROOT / "docs" / "_build"))

pytestmark = pytest.mark.skipif(
    not (SITE / "objects.inv").exists(), reason="the site is not built: `tox -e docs` does it, and runs this"
)


def inventory() -> dict[str, str]:
    """Return what the site has an entry for, with the page."""
    head, _, rest = (SITE / "objects.inv").read_bytes().partition(b"zlib.\n")
    assert head.startswith(b"# Sphinx inventory version 2")
    lines = zlib.decompress(rest).decode().splitlines()
    found = [re.fullmatch(r"(\S+) py:\S+ \S+ (\S+) .*", line) for line in lines]
    return {match[1]: match[2].replace("$", match[1]) for match in found if match}


def namespaces() -> Iterator[ModuleType]:
    """Return what users import: the package, its packages but for the command's, and the words for what events tell."""
    yield rw
    for module in iter_modules(rw.__path__, "realtime_wire."):
        name = module.name.rpartition(".")[2]
        if (module.ispkg and not name.startswith("_") and name != "cli") or name == "facts":
            yield import_module(module.name)


def public() -> Iterator[tuple[str, object]]:
    for module in namespaces():
        for name in getattr(module, "__all__", [name for name in vars(module) if name[0].isalpha()]):
            yield f"{module.__name__}.{name}", getattr(module, name)


def members() -> Iterator[str]:
    """Return the members of the classes that stand for JSON, each at the name by which its class is found first."""
    seen: set[object] = set()
    for name, value in sorted(public(), key=lambda pair: pair[0].count(".")):
        if isinstance(value, type) and issubclass(value, rw.Model) and value not in seen and attrs.has(value):
            seen.add(value)
            own = name.rpartition(".")[0] + "." + value.__name__
            yield from (f"{own}.{a.name}" for a in attrs.fields(value) if a.name != "_rest")


def missing(names: set[str], found: dict[str, str]) -> list[str]:
    return sorted(names - found.keys())


def test_all_public_names_are_in_the_reference() -> None:
    names = {name for name, _ in public()}
    assert len(names) > 700
    found = inventory()
    assert missing(names, found) == []
    assert {page.partition("/")[0] for page in (found[name] for name in names)} == {"reference"}
    for one in ("realtime_wire.decode", "realtime_wire.voice_live.ErrorEvent"):
        assert missing(names, {name: page for name, page in found.items() if name != one}) == [one]


def test_all_members_are_in_the_reference() -> None:
    names = set(members())
    assert len(names) > 1_500
    assert missing(names, inventory()) == []


def test_a_class_is_found_by_where_it_is_declared() -> None:
    """Sphinx asks for it so in the documentation of others."""
    found = inventory()
    assert found["realtime_wire.realtime.server_events.ErrorEvent"] == found["realtime_wire.ErrorEvent"]
    assert found["realtime_wire.codec.decode"] == found["realtime_wire.decode"]


def test_the_reference_shows_what_is_declared() -> None:
    page = (SITE / "reference" / "realtime-server.html").read_text(encoding="utf-8")
    page = page.partition('id="realtime_wire.ResponseOutputAudioDeltaEvent"')[2]
    text = re.sub(r"\s*([:,]?)\s+", r"\1 ", re.sub(r"<[^>]*>", "", page))
    told = text.partition("class ResponseOutputAudioDoneEvent")[0]
    for part in (
        "Wire name: response.output_audio.delta, response.audio.delta",
        "Sent by: the server (realtime, voice_live)",
        "Is a: WithAudio",
        "delta: AudioData",
        "event_id: str | None = None",
    ):
        assert part in told


def test_every_page_is_there() -> None:
    pages = {path.stem for path in (ROOT / "docs").glob("*.md")}
    assert pages
    assert {path.stem for path in SITE.glob("*.html")} >= pages
