"""What a page tells of a call: where things stand, what was said, and what it all adds up to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from realtime_wire._engine.facts import AudioFormat
from realtime_wire.conversation import Prices, Rates
from tests.loopback import needs
from tests.view import calls

if TYPE_CHECKING:
    from pathlib import Path

needs("jinja2")

from datetime import date  # noqa: E402

from realtime_wire.view import PriceList, _figures, _told  # noqa: E402  what it needs may not be there
from realtime_wire.view._figures import figures_of  # noqa: E402
from realtime_wire.view._read import Call, read  # noqa: E402
from realtime_wire.view._told import told_of  # noqa: E402


def call_of(folder: Path, *frames: tuple[float | None, dict[str, Any]], sender: str = "server") -> Call:
    path = folder / "a.jsonl"
    lines: list[str] = []
    for time, frame in frames:
        told = {} if time is None else {"time": time}
        lines.append(json.dumps({**told, "from": sender, "frame": json.dumps(frame)}))
    path.write_text("\n".join(lines), encoding="utf-8")
    return read(path)


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Call:
    return read(calls.station().write(tmp_path_factory.mktemp("station") / "a.jsonl"))


def test_where_items_stand(station: Call) -> None:
    told = told_of(station)
    places = [
        {name: round(item[name], 3) for name in ("begin", "end", "stop", "ready", "sounds") if name in item}
        for item in told["items"]
    ]
    assert places[:4] == [
        {"begin": 0.9, "end": 2.6, "stop": 3.1, "sounds": places[0]["sounds"]},
        {"begin": 3.4, "ready": 3.7, "end": 5.7},
        {"begin": 6.38, "end": 9.98, "stop": 12.38, "sounds": 6.38},
        {"begin": 10.2, "end": 11.3, "stop": 11.8, "sounds": places[3]["sounds"]},
    ]
    assert places[0]["sounds"] == pytest.approx(0.9, abs=0.11)
    assert [item["lane"] for item in told["items"]] == ["user", "tools", "model", "user", "model", "user", "model"]
    assert [item["late"] for item in told["items"]] == [True] + [False] * 6
    assert told["items"][2]["notes"] == ["cut after 3.60 s of 6.00 s"]
    assert told["items"][2]["heard"] == "The next train to Lyon leaves at two twenty-two from"
    kinds = [station.wire.told()["types"][station.wire.told()["type"][item["row"]]] for item in told["items"]]
    assert kinds[1] == "response.output_item.added"
    assert [(each["end"], each.get("over"), each.get("silenced")) for each in told["responses"]] == [
        ("completed", None, None),
        ("interrupted", 10.2, 10.33),
        ("completed", None, None),
        ("cut off", None, None),
    ]
    assert [(each["begin"], round(each["finish"], 3)) for each in told["responses"]][-1] == (20.3, 24.2)
    assert [(round(turn["begin"], 3), round(turn["audio"], 3)) for turn in told["turns"]] == [
        (2.6, 3.78),
        (11.3, 1.28),
        (19.5, 1.78),
    ]


MESSAGE: dict[str, Any] = {"id": "i", "type": "message", "role": "user", "content": []}
REMOTE = {"id": "m", "type": "mcp_call", "server_label": "shop", "name": "buy", "arguments": "{}"}
ADDED = "conversation.item.added"

ITEMS: dict[str, tuple[list[dict[str, Any]], dict[str, Any]]] = {
    "text": (
        [{"type": ADDED, "item": {**MESSAGE, "content": [{"type": "input_text", "text": "Hi"}]}}],
        {"who": "user", "lane": "user", "text": "Hi", "begin": 1},
    ),
    "parts without words": (
        [
            {
                "type": ADDED,
                "item": {
                    **MESSAGE,
                    "content": [
                        {"type": "input_image"},
                        {"type": "item_reference", "id": "x"},
                        {"type": "video"},
                        {"type": "input_text"},
                    ],
                },
            }
        ],
        {"text": "[image]\n[item x]\n[video]"},
    ),
    "a key": (
        [{"type": "input_audio_buffer.dtmf_event_received", "event": "#", "received_at": 0}],
        {"text": "[key #]", "lane": "user"},
    ),
    "a system's words": (
        [{"type": ADDED, "item": {**MESSAGE, "role": "system"}}],
        {"who": "system", "lane": "model"},
    ),
    "deleted": (
        [{"type": ADDED, "item": MESSAGE}, {"type": "conversation.item.deleted", "item_id": "i"}],
        {"notes": ["deleted"]},
    ),
    "untranscribed": (
        [
            {"type": ADDED, "item": MESSAGE},
            {
                "type": "conversation.item.input_audio_transcription.failed",
                "item_id": "i",
                "content_index": 0,
                "error": {"message": "m"},
            },
        ],
        {"notes": ["transcription failed"], "text": "[audio]"},
    ),
    "cut, and nobody knows of how much": (
        [
            {"type": ADDED, "item": {**MESSAGE, "role": "assistant"}},
            {"type": "conversation.item.truncated", "item_id": "i", "content_index": 0, "audio_end_ms": 1500},
        ],
        {"notes": ["cut after 1.50 s"]},
    ),
    "speech that goes on": (
        [{"type": "input_audio_buffer.speech_started", "item_id": "i", "audio_start_ms": 0}],
        {"begin": 1, "lane": "user"},
    ),
    "speech without a begin": (
        [{"type": "input_audio_buffer.speech_stopped", "item_id": "i", "audio_end_ms": 0}],
        {"begin": 1, "end": 1, "stop": 1},
    ),
    "a call that runs": (
        [{"type": ADDED, "item": {"id": "c", "type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"}}],
        {"who": "call", "lane": "tools", "name": "f", "arguments": "{}", "begin": 1},
    ),
    "a remote call": (
        [
            {"type": ADDED, "item": REMOTE},
            {"type": "conversation.item.done", "item": {**REMOTE, "output": "[1]"}},
        ],
        {"name": "shop.buy", "output": "[1]", "begin": 1, "ready": 2, "end": 2},
    ),
    "a remote call that failed": (
        [
            {
                "type": "conversation.item.done",
                "item": {**REMOTE, "error": {"type": "http_error", "code": 402, "message": "no"}},
            }
        ],
        {"error": "no", "end": 1},
    ),
    "a result of nothing": (
        [{"type": ADDED, "item": {"id": "o", "type": "function_call_output", "call_id": "c", "output": "x"}}],
        {"who": "result", "output": "x", "notes": ["nobody has seen the call"]},
    ),
    "an approval": (
        [{"type": ADDED, "item": {**REMOTE, "type": "mcp_approval_request"}}],
        {"who": "approval", "notes": ["not answered"]},
    ),
    "an approval with its answer": (
        [
            {"type": ADDED, "item": {**REMOTE, "type": "mcp_approval_request"}},
            {
                "type": ADDED,
                "item": {
                    "id": "a",
                    "type": "mcp_approval_response",
                    "approval_request_id": "m",
                    "approve": False,
                    "reason": "dear",
                },
            },
        ],
        {"notes": ["refused: dear"], "end": 2},
    ),
    "tools": (
        [
            {
                "type": ADDED,
                "item": {
                    "id": "t",
                    "type": "mcp_list_tools",
                    "server_label": "shop",
                    "tools": [{"name": "buy", "input_schema": {}}],
                },
            }
        ],
        {"who": "tools", "tools": ["buy"], "name": "shop"},
    ),
    "what nobody knows": ([{"type": ADDED, "item": {"id": "x", "type": "dance"}}], {"who": "?", "name": "dance"}),
}


@pytest.mark.parametrize("name", ITEMS)
def test_items(name: str, tmp_path: Path) -> None:
    frames, expected = ITEMS[name]
    (item,) = told_of(call_of(tmp_path, *((1 + place, frame) for place, frame in enumerate(frames))))["items"]
    assert item == {**item, **expected}
    # Without times they stand where their frames do.
    (item,) = told_of(call_of(tmp_path, *((None, frame) for frame in frames)))["items"]
    assert item == {
        **item,
        **{each: place - 1 if isinstance(place, int) else place for each, place in expected.items()},
    }


def test_words_with_times_of_their_own(tmp_path: Path) -> None:
    """Where there are no messages, what is said is as long as its words say."""
    call = call_of(
        tmp_path,
        (0, {"type": "session.started", "session": {"id": "s"}}),
        (3, {"type": "session.input_transcript.delta", "delta": "Hi", "start_ms": 1000, "end_ms": 1500}),
    )
    (item,) = told_of(call)["items"]
    assert (item["begin"], item["end"]) == (3, 3.5)


def test_too_many_items(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_told, "MOST_ITEMS", 2)
    frames = [(None, {"type": ADDED, "item": {**MESSAGE, "id": str(n)}}) for n in range(3)]
    assert len(told_of(call_of(tmp_path, *frames))["items"]) == 2


def test_a_response_that_failed(tmp_path: Path) -> None:
    details = {"type": "failed", "error": {"type": "server_error", "code": "c", "message": "m"}}
    call = call_of(
        tmp_path, (2, {"type": "response.done", "response": {"id": "r", "status": "failed", "status_details": details}})
    )
    (told,) = told_of(call)["responses"]
    assert (told["failure"], told["end"], told["finish"], "begin" in told) == ("server_error, c, m", "failed", 2, False)


def test_gaps(tmp_path: Path) -> None:
    session = {"id": "s", "audio": {"output": {"format": {"type": "audio/pcm", "rate": 24000}}}}
    where = {"response_id": "r", "item_id": "i", "delta": "A" * 6400}
    call = call_of(
        tmp_path,
        (0, {"type": "session.created", "session": session}),
        (1, {"type": "response.created", "response": {"id": "r"}}),
        (1, {"type": "response.output_audio.delta", **where}),
        (3, {"type": "response.output_audio.delta", **where}),
    )
    (turn,) = told_of(call)["turns"]
    assert turn == {"gaps": [[pytest.approx(1.1), 3]]}
    (row,) = figures_of(call, None)["turns"]
    assert (row["gaps"], row["title"], row["ends"]) == (pytest.approx(1.9), "(the model begins)", "cut off")


# Figures


def test_figures(station: Call) -> None:
    figures = figures_of(station, None)
    assert dict(figures["about"]) == {
        "API": "realtime",
        "frames": f"435 ({station.wire.bytes:,} bytes)",
        "length": "24.200 s",
        "sessions": "1",
        "of unknown type": "1",
        "malformed": "1",
    }
    assert [(each["title"], each["count"]) for each in figures["latencies"]] == [
        ("End of speech to first audio", 3),
        ("End of speech to first text", 3),
        ("Interruption to silence", 1),
    ]
    audio = figures["latencies"][0]
    assert [round(audio[name], 3) for name in ("p50", "p95", "most")] == [1.78, 3.78, 3.78]
    assert figures["turns"][0]["title"] == "When does the next train to Lyon leave?"
    assert figures["tokens"]["kinds"] == ["text", "audio"]
    assert figures["tokens"]["rows"] == [
        ("read", [216, 300], 516),
        ("read from the cache", [384, 0], 384),
        ("written", [60, 240], 300),
    ]
    assert figures["cached_share"] == 384 / 900
    assert figures["transcriptions"]["seconds"] == 6
    assert figures["money"] is None
    assert [each["usage"] for each in figures["responses"]] == [[172, 128, 100]] * 3 + [None]
    (session,) = figures["sessions"]
    assert dict(session["settings"])["voice"] == "cedar"
    assert dict(session["settings"])["input format"] == "audio/pcm, 8,000 Hz"
    assert dict(session["settings"])["turn detection"] == "type server_vad, threshold 0.5, silence_duration_ms 500"
    asked = figures["changes"][1]
    assert (asked["stage"], asked["at"]) == ("the client asks", 0.05)
    assert asked["lines"] == [
        {"name": "voice", "before": "marin", "after": "cedar"},
        {"name": "tools", "before": None, "after": "next_departure"},
    ]
    assert figures["changes"][2]["lines"] == []
    assert [(each["name"], each["senders"], each["count"]) for each in figures["types"]][:1] == [
        ("input_audio_buffer.append", "client", 240)
    ]
    assert sum(each["share"] for each in figures["types"]) == pytest.approx(1)
    assert figures["problems"] == ["response without an end: response resp_bye"]


@pytest.mark.parametrize(
    ("values", "p50", "p95"),
    [([3.0], 3, 3), ([1.0, 2.0], 1, 2), ([5.0, 1.0, 3.0], 3, 5), ([float(n) for n in range(1, 101)], 50, 95)],
)
def test_percentiles(values: list[float], p50: float, p95: float) -> None:
    assert _figures.percentile(values, 0.5) == p50
    assert _figures.percentile(values, 0.95) == p95


SETTINGS: list[tuple[Any, str]] = [
    (None, "off"),
    ([], "none"),
    (["a", "b"], "a, b"),
    (True, "true"),
    (1.5, "1.5"),
    ("x", "x"),
    ({"type": "on", "eager": False}, "type on, eager false"),
    (AudioFormat("audio/pcmu"), "audio/pcmu"),
]


@pytest.mark.parametrize(("value", "shown"), SETTINGS)
def test_settings_in_words(value: Any, shown: str) -> None:
    assert _figures.in_words(value) == shown


def test_what_there_is_nothing_of(tmp_path: Path) -> None:
    figures = figures_of(call_of(tmp_path, (None, {"type": "ping"})), None)
    assert (figures["tokens"], figures["cached_share"], figures["latencies"], figures["turns"]) == (None, None, [], [])
    assert figures["types"][0]["senders"] == "server"
    path = tmp_path / "b.jsonl"
    path.write_text("{cut", encoding="utf-8")
    broken = figures_of(read(path), None)
    assert broken["types"] == [{"name": "(not an event)", "senders": "?", "count": 1, "share": 1, "bytes": 4}]
    assert ("no events", "1") in broken["about"]


def test_long_tables_end(station: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_figures, "MOST_LINES", 1)
    figures = figures_of(station, None)
    assert figures["more"] == {"turns": 2, "responses": 3}
    assert len(figures["turns"]) == len(figures["responses"]) == 1


DAY = date(2026, 9, 1)
DEAR = Prices(since=DAY, input=Rates(text=1e6), output=Rates(text=1e6, audio=1e6))
CHEAP = Prices(since=date(2026, 10, 1), input=Rates(), minute=60)


def test_money(station: Call) -> None:
    """Of one model it is that of all that was used; the prices of transcriptions are others."""
    by_one = figures_of(station, PriceList(DEAR))
    assert by_one["money"] == {
        "parts": [("responses", 216 + 384 + 300)],
        "total": 900,
        "currency": "USD",
        "since": "2026-09-01",
        "missing": ["nothing is told of the price of transcriptions"],
    }
    assert [each["cost"] for each in by_one["responses"]] == [300, 300, 300, None]
    by_name = figures_of(station, PriceList({"gpt-realtime": DEAR, "whisper-1": CHEAP}))["money"]
    assert by_name["parts"] == [("responses", 900), ("transcriptions", 6)]
    assert (by_name["total"], by_name["since"], by_name["missing"]) == (906, "2026-09-01, 2026-10-01", [])
    euros = PriceList({"gpt-realtime": DEAR, "whisper-1": Prices(since=DAY, currency="EUR", minute=1)})
    assert figures_of(station, euros)["money"]["total"] is None
    assert figures_of(station, euros)["money"]["currency"] == "EUR, USD"
    unknown = figures_of(station, PriceList({}))["money"]
    assert (unknown["parts"], unknown["total"]) == ([], None)
    assert unknown["missing"][0] == "nothing is told of the price of the model of session 1"


def test_money_of_several_models(tmp_path: Path) -> None:
    """Each response costs what its session's model does."""
    usage = {"total_tokens": 10, "input_tokens": 10, "output_tokens": 0, "input_token_details": {"text_tokens": 10}}
    frames: list[tuple[float | None, dict[str, Any]]] = []
    for number, model in enumerate(("a", "b", "c")):
        response = {"id": f"r{number}", "status": "completed", "usage": usage}
        frames += [
            (None, {"type": "session.created", "session": {"id": f"s{number}", "model": model}}),
            (None, {"type": ADDED, "item": {**MESSAGE, "id": f"i{number}"}}),
            (None, {"type": "response.created", "response": {"id": f"r{number}"}}),
            (None, {"type": "response.done", "response": response}),
        ]
    prices = {"a": DEAR, "b": Prices(since=DAY, input=Rates(text=2e6))}
    money = figures_of(call_of(tmp_path, *frames), PriceList(prices))["money"]
    assert (money["total"], money["missing"]) == (30, ["nothing is told of the price of the model of session 3"])


def test_usage_without_a_session(tmp_path: Path) -> None:
    usage = {"total_tokens": 3, "input_tokens": 3, "input_token_details": {"text_tokens": 3}}
    call = call_of(
        tmp_path, (None, {"type": "response.done", "response": {"id": "r", "status": "completed", "usage": usage}})
    )
    assert figures_of(call, PriceList(DEAR))["money"]["total"] == 3
