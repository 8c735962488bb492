"""Frames on which engines that read JSON lose something or fail: what our columns have of them, whatever is beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import pytest

pytest.importorskip("pyarrow", reason="the extra `arrow` is not installed")

from realtime_wire import tables

USUAL = '{"type":"response.output_text.delta","response_id":"r1","item_id":"i1","output_index":0,"content_index":0,"delta":"so"}'


@attrs.frozen
class Case:
    """A frame, and what its row has beside its key."""

    frame: str | bytes
    row: dict[str, Any]
    raw: bool = True
    """Whether `raw` is the frame; otherwise `line` is the line."""


def session(**members: str) -> str:
    inner = "".join(f',"{name}":{value}' for name, value in members.items())
    return f'{{"type":"session.updated","session":{{"type":"realtime","id":"S1"{inner}}}}}'


def delta(text: str, more: str = "") -> str:
    return f'{{"type":"response.output_text.delta","response_id":"r1","item_id":"i1","delta":{text}{more}}}'


def added(place: str) -> str:
    return (
        '{"type":"response.output_item.added","response_id":"r1","output_index":'
        + place
        + ',"item":{"id":"i1","type":"message","role":"assistant","content":[]}}'
    )


UPDATED = {"kind": "known", "type": "session.updated", "session_id": "S1"}
DELTA = {"kind": "known", "type": "response.output_text.delta", "response_id": "r1", "item_id": "i1"}
ADDED = {"kind": "known", "type": "response.output_item.added", "response_id": "r1", "item_id": "i1"}
NOT_JSON = {"kind": "broken", "fault_path": "$"}

CASES: dict[str, Case] = {
    "C1, a number": Case(session(max_output_tokens="4096"), UPDATED),
    "C1, a word": Case(session(max_output_tokens='"inf"'), UPDATED),
    "C2, a word": Case(session(tool_choice='"auto"'), UPDATED),
    "C2, an object": Case(session(tool_choice='{"type":"function","name":"f"}'), UPDATED),
    "C3, null": Case(session(turn_detection="null"), UPDATED),
    "C3, absent": Case(session(), UPDATED),
    "C4, 1": Case(added("1"), {**ADDED, "output_index": 1}),
    "C4, 1.0": Case(
        added("1.0"),
        {**ADDED, "kind": "malformed", "fault_path": "$.output_index", "fault": "expected integer, found number"},
    ),
    "C4, 1.5": Case(
        added("1.5"),
        {**ADDED, "kind": "malformed", "fault_path": "$.output_index", "fault": "expected integer, found number"},
    ),
    "C4, more than a float holds": Case(added("9007199254740993"), {**ADDED, "output_index": 2**53 + 1}),
    "C4, the greatest": Case(added("9223372036854775807"), {**ADDED, "output_index": 2**63 - 1}),
    "C4, 2 ** 63": Case(added("9223372036854775808"), ADDED),
    "C4, 2 ** 70": Case(added("1180591620717411303424"), ADDED),
    "C4, the least": Case(added("-9223372036854775808"), {**ADDED, "output_index": -(2**63)}),
    "C4, less": Case(added("-9223372036854775809"), ADDED),
    "C4, a number of a vendor's": Case(delta('"a"', ',"x":1.0,"y":1e2'), {**DELTA, "text": "a"}),
    "C4, 1e400": Case(delta('"a"', ',"x":1e400'), NOT_JSON, raw=False),
    "C5, 20 MB": Case(delta(f'"{"long " * (4 << 20)}"'), {**DELTA, "text": "long " * (4 << 20)}),
    "C6, a new member": Case(delta('"a"', ',"confidence":0.5'), {**DELTA, "text": "a"}),
    "C6, a new event": Case(
        '{"type":"vendor.new","item_id":"i9","output_index":3,"call_id":7,"audio_end_ms":true}',
        {"kind": "unknown", "type": "vendor.new", "item_id": "i9", "output_index": 3},
    ),
    "C7, an exponent": Case(delta('"a"', ',"x":1E2'), {**DELTA, "text": "a"}),
    "C7, less than nothing": Case(delta('"a"', ',"x":-0.0'), {**DELTA, "text": "a"}),
    "C7, 2 ** 64 + 1": Case(delta('"a"', ',"x":18446744073709551617'), {**DELTA, "text": "a"}),
    "C7, many digits": Case(delta('"a"', ',"x":0.1234567890123456789'), {**DELTA, "text": "a"}),
    "C7, null": Case(delta('"a"', ',"x":null'), {**DELTA, "text": "a"}),
    "C7, an order, and a member twice": Case(delta('"a"', ',"x":{"b":1,"a":2,"a":3}'), {**DELTA, "text": "a"}),
    "C8, cut off": Case(delta('"a"')[:-9], NOT_JSON, raw=False),
    "C9, twice": Case(delta('"first","delta":"last"'), {**DELTA, "text": "last"}),
    "a date": Case(delta('"2026-11-27"'), {**DELTA, "text": "2026-11-27"}),
    "digits": Case(delta('"00123"'), {**DELTA, "text": "00123"}),
    "a UUID": Case(
        '{"type":"input_audio_buffer.committed","item_id":"4FA85F64-5717-4562-B3FC-2C963F66AFA6","previous_item_id":null}',
        {"kind": "known", "type": "input_audio_buffer.committed", "item_id": "4FA85F64-5717-4562-B3FC-2C963F66AFA6"},
    ),
    "no metadata": Case(
        '{"type":"response.created","response":{"id":"r2","metadata":{}}}',
        {"kind": "known", "type": "response.created", "response_id": "r2"},
    ),
    "names that differ in case": Case(delta('"a"', ',"Delta":"b"'), {**DELTA, "text": "a"}),
    "a lone surrogate": Case(delta(r'"\ud83d"'), NOT_JSON, raw=False),
    "a pair of them": Case(delta(r'"\ud83d\ude00"'), {**DELTA, "text": "\N{GRINNING FACE}"}),
    "not a number": Case(delta('"a"', ',"x":NaN'), NOT_JSON, raw=False),
    "no UTF-8": Case(b'{"type":"\xff"}', NOT_JSON, raw=False),
    "no object": Case("[1]", {**NOT_JSON, "fault": "expected object, found array"}, raw=False),
    "two on a line": Case(USUAL + USUAL, NOT_JSON, raw=False),
    "words where a number is": Case(
        '{"type":"input_audio_buffer.speech_stopped","item_id":"i1","audio_end_ms":"1.2 s"}',
        {
            "kind": "malformed",
            "type": "input_audio_buffer.speech_stopped",
            "item_id": "i1",
            "fault_path": "$.audio_end_ms",
            "fault": "expected integer, found string",
        },
    ),
}


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [row for batch in tables.read(path) for row in batch.to_pylist()]


@pytest.mark.parametrize("where", ["first", "last"])
@pytest.mark.parametrize("name", CASES)
def test_columns(name: str, where: str, tmp_path: Path) -> None:
    case = CASES[name]
    frame = case.frame if isinstance(case.frame, bytes) else case.frame.encode()
    usual = USUAL.encode()
    whole = [frame, usual, usual] if where == "first" else [usual, usual, frame]
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"".join(line + b"\n" for line in whole))
    rows = rows_of(path)
    assert [row["kind"] for row in rows].count("known") == 2 + (case.row["kind"] == "known")
    row = rows[0 if where == "first" else 2]
    own = {column: row[column] for column in rows[0] if row[column] is not None}
    for column in ("source", "index", "connection", "sender", *(() if "fault" in case.row else ("fault",))):
        own.pop(column, None)
    expected = {**case.row, "raw": case.frame} if case.raw else {**case.row, "line": frame + b"\n"}
    assert own == {**expected, "offset": 0 if where == "first" else 2 * len(usual) + 2}
    assert b"".join(map(tables.lines, tables.read(path))) == path.read_bytes()


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ({"max_output_tokens": "4096"}, '"max_output_tokens":4096'),
        ({"max_output_tokens": '"inf"'}, '"max_output_tokens":"inf"'),
        ({"max_output_tokens": "18446744073709551617"}, '"max_output_tokens":18446744073709551617'),
        ({"tool_choice": '"auto"'}, '"tool_choice":"auto"'),
        ({"tool_choice": '{"type":"function","name":"f"}'}, '"tool_choice":{"type":"function","name":"f"}'),
        ({"turn_detection": "null"}, '"turn_detection":null'),
        ({"speed": "-0.0"}, '"speed":-0.0'),
        ({"speed": "1"}, '"speed":1'),
        ({"speed": "1e2"}, '"speed":100.0'),
        ({"speed": '1,"speed":2'}, '"speed":2'),
        ({"temperature": "0.1234567890123456789"}, '"temperature":0.12345678901234568'),
        ({"speed": "1", "max_output_tokens": "2"}, '"max_output_tokens":2,"speed":1'),
    ],
)
def test_a_session_is_written_anew(members: dict[str, str], told: str, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(session(**members) + "\n", encoding="utf-8")
    (row,) = tables.reader(path, "sessions").read_all().to_pylist()
    assert row["config"] == f'{{"type":"realtime","id":"S1",{told}}}'


def test_a_last_line_without_an_end(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(f"{USUAL}\n{USUAL}", encoding="utf-8")
    first, last = rows_of(path)
    assert (first["raw"], first["line"]) == (USUAL, None)
    assert (last["kind"], last["raw"], last["line"]) == ("known", USUAL, USUAL.encode())
