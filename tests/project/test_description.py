"""What an index shows of the project: the README, with links that lead somewhere from there."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, Generic, TypeVar

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
T = TypeVar("T")
URLS = {"Documentation": "https://docs.example/rw/", "Source": "https://code.example/rw"}


class Interface(Generic[T]):
    """Stands in for what hatchling has."""


@pytest.fixture
def hatch_build(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Import the script without hatchling, which is not there where the tests are run."""
    for name, interface in (
        ("hatchling.builders.hooks.plugin.interface", "BuildHookInterface"),
        ("hatchling.metadata.plugin.interface", "MetadataHookInterface"),
    ):
        parts = name.split(".")
        for i in range(1, len(parts) + 1):
            monkeypatch.setitem(sys.modules, ".".join(parts[:i]), ModuleType(parts[i - 1]))
        monkeypatch.setattr(sys.modules[name], interface, Interface, raising=False)
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_links_lead_to_the_site_and_to_the_source(hatch_build: Any) -> None:
    text = (
        "[a](docs/how-it-works.md) [b](docs/logs.md#shape) [c](SECURITY.md) [d](#tour) [e](https://x.example/docs/a.md)"
    )
    assert hatch_build.description(text, URLS, "1.2.3") == (
        "[a](https://docs.example/rw/how-it-works.html) [b](https://docs.example/rw/logs.html#shape) "
        "[c](https://code.example/rw/blob/v1.2.3/SECURITY.md) [d](#tour) [e](https://x.example/docs/a.md)"
    )


def test_without_an_address_the_readme_is_as_it_is(hatch_build: Any) -> None:
    hook = hatch_build.Description()
    hook.root = str(ROOT)
    metadata: dict[str, Any] = {"version": "1.2.3"}
    hook.update(metadata)
    assert metadata["readme"] == {"content-type": "text/markdown", "text": README}


def test_no_link_of_the_readme_is_relative(hatch_build: Any) -> None:
    hook = hatch_build.Description()
    hook.root = str(ROOT)
    metadata: dict[str, Any] = {"version": "1.2.3", "urls": URLS}
    hook.update(metadata)
    links = re.findall(r"\]\(([^)]*)\)", metadata["readme"]["text"])
    assert len(links) > 20
    assert [link for link in links if not link.startswith(("https://", "#"))] == []
    pages = [link for link in links if link.startswith("https://docs.example/rw/")]
    names = {re.sub(r"\.html.*", ".md", link.removeprefix("https://docs.example/rw/")) for link in pages}
    assert names
    assert [name for name in names if (ROOT / "docs").exists() and not (ROOT / "docs" / name).exists()] == []
