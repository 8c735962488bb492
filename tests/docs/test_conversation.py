"""The page on conversations: its exporter exports, and its tables have all that there is.

That its code runs, and prints what it says, is tested with the code of the other pages.
"""

from __future__ import annotations

import re
from typing import Any, get_args

import attrs
import pytest

import realtime_wire as rw
from realtime_wire.conversation import Conversation, End, ProblemKind, Turn
from tests.loopback import needs
from tests.project.test_readme import ROOT, blocks_of

PAGE = ROOT / "docs" / "conversation.md"

pytestmark = pytest.mark.skipif(not PAGE.exists(), reason="not in a checkout")


def section(title: str) -> str:
    return PAGE.read_text(encoding="utf-8").partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def exporter() -> Any:
    """Return the function of the page."""
    namespace: dict[str, Any] = {}
    (block,) = [block for block in blocks_of(PAGE.read_text(encoding="utf-8")) if "def export(" in block.code]
    exec(block.code, namespace)  # noqa: S102  our own page
    return namespace["export"]


def conversation() -> Conversation:
    """Return one that has a turn with times, and one without an end."""
    told = Conversation(rw.REALTIME)
    for at, obj in (
        (1.0, {"type": "input_audio_buffer.speech_started", "item_id": "u1"}),
        (2.0, {"type": "input_audio_buffer.speech_stopped", "item_id": "u1"}),
        (2.0, {"type": "response.created", "response": {"id": "r1"}}),
        (2.5, {"type": "response.output_text.delta", "response_id": "r1", "item_id": "a1", "delta": "Hi"}),
        (3.0, {"type": "response.done", "response": {"id": "r1", "status": "completed"}}),
        (4.0, {"type": "input_audio_buffer.speech_started", "item_id": "u2"}),
    ):
        told.feed(rw.structure(obj), at)
    return told


@attrs.define
class Span:
    """What a tracer makes."""

    begin: int
    attributes: dict[str, Any] = attrs.Factory(dict[str, Any])
    finish: int = 0

    def set_attribute(self, name: str, value: Any) -> None:
        self.attributes[name] = value

    def end(self, end_time: int) -> None:
        self.finish = end_time


@attrs.define
class Tracer:
    """As much of a tracer as the exporter asks for."""

    spans: list[Span] = attrs.Factory(list[Span])

    def start_span(self, name: str, start_time: int) -> Span:
        assert name == "turn"
        self.spans.append(Span(start_time))
        return self.spans[-1]


ATTRIBUTES = {"voice.first_text": 0.5, "voice.interrupted": False, "voice.ends": ["completed"]}


def test_the_exporter() -> None:
    tracer = Tracer()
    exporter()(conversation(), tracer, 100)
    assert tracer.spans == [Span(101_000_000_000, ATTRIBUTES, 103_000_000_000)]


def test_the_exporter_with_opentelemetry() -> None:
    sdk = needs("opentelemetry.sdk.trace")
    exporting = needs("opentelemetry.sdk.trace.export")
    memory = needs("opentelemetry.sdk.trace.export.in_memory_span_exporter").InMemorySpanExporter()
    provider = sdk.TracerProvider()
    provider.add_span_processor(exporting.SimpleSpanProcessor(memory))
    exporter()(conversation(), provider.get_tracer("test"), 100)
    (span,) = memory.get_finished_spans()
    assert (span.name, span.start_time, span.end_time) == ("turn", 101_000_000_000, 103_000_000_000)
    assert {name: span.attributes[name] for name in ("voice.first_text", "voice.interrupted")} == {
        "voice.first_text": 0.5,
        "voice.interrupted": False,
    }


def test_all_ends_and_problems_are_there() -> None:
    ends = re.findall(r"`([a-z ]+)`", "".join(re.findall(r"^\| (`.*?) \|", section("How responses end"), re.MULTILINE)))
    assert [*ends] == [*get_args(End)]
    assert re.findall(r"^\| `(.+?)` \|", section("What does not fit"), re.MULTILINE) == [*get_args(ProblemKind)]


def test_the_times_are_those_of_a_turn() -> None:
    named = set(re.findall(r"`Turn\.(\w+)`", section("Times")))
    assert named == {field.name for field in attrs.fields(Turn)} - {
        *("session", "user", "answer", "responses", "interrupted"),
    }
