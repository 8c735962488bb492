"""The page on testing: what it says that a test finds is found, every time."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.project.test_readme import ROOT, blocks_of

PAGE = ROOT / "docs" / "testing.md"

pytestmark = pytest.mark.skipif(not PAGE.exists(), reason="not in a checkout")

FAULTS = {
    "response.output or ()": ["smallest", "smallest-response", "without-response.output", "null-response.output"],
    "item.content or ()": [
        "smallest-response.output[2]",
        "without-response.output[2].content",
        "null-response.output[2].content",
    ],
    'text or ""': [
        "smallest-response.output[2].content[3]",
        "without-response.output[2].content[3].text",
        "null-response.output[2].content[3].text",
    ],
    'transcript or ""': [
        "smallest-response.output[2].content[4]",
        "without-response.output[2].content[4].transcript",
        "null-response.output[2].content[4].transcript",
    ],
}
"""What keeps the program of the page from breaking, and the samples that break it where that is left out."""


def blocks(language: str) -> list[str]:
    return [block.code for block in blocks_of(PAGE.read_text(encoding="utf-8")) if block.language == language]


def failing(code: str) -> dict[str, str]:
    """Return for which samples the test of the page fails, and how."""
    namespace: dict[str, Any] = {}
    exec(code, namespace)  # noqa: S102  our own page
    failed: dict[str, str] = {}
    for name, event in zip(namespace["EVENTS"].names, namespace["EVENTS"], strict=True):
        try:
            namespace["test_no_event_breaks_the_transcript"](event)
        except TypeError as error:
            failed[name] = f"TypeError: {error}"
    return failed


def test_the_program_is_right() -> None:
    program = blocks("python")[0]
    assert sorted(re.findall(r"[\w.]+ or (?:\(\)|\"\")", program)) == sorted(FAULTS)
    assert failing(program) == {}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found(fault: str) -> None:
    program = blocks("python")[0]
    failed = failing(program.replace(fault, fault.partition(" or ")[0]))
    assert [*failed] == [f"ResponseDoneEvent-{name}" for name in FAULTS[fault]]


def test_the_page_shows_how_one_is_told() -> None:
    fault = next(iter(FAULTS))
    failed = failing(blocks("python")[0].replace(fault, fault.partition(" or ")[0]))
    told = "test_transcript.py::test_no_event_breaks_the_transcript"
    assert blocks("console")[0] == "".join(f"FAILED {told}[{name}] - {error}\n" for name, error in failed.items())
