"""The table `sessions`: a row for each connection, which says what a loop over its events does, and no secret."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timezone
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyarrow", reason="the extra `arrow` is not installed")

import realtime_wire as rw
from realtime_wire import tables
from realtime_wire.cli.inspector import Inspector
from realtime_wire.protocols import PROTOCOLS
from realtime_wire.tables import _source as source
from tests.payloads import PAYLOADS
from tests.recordings.test_logs import SHAPES, written
from tests.tables.test_tables import CREATED, conversation, filled, mixed, rows_of, text_of

# Its private parts are what is tested here.
folds: Any = import_module("realtime_wire.tables._folds")
rows: Any = import_module("realtime_wire.tables._rows")

Json = dict[str, Any]

ZERO = dict.fromkeys(
    (
        "frames",
        "known",
        "unknown",
        "malformed",
        "broken",
        "binary",
        "client_frames",
        "server_frames",
        "client_audio_bytes",
        "server_audio_bytes",
        "responses",
        "errors",
    ),
    0,
)
SECRET = "sesame"  # noqa: S105  of nobody
SESSION: Json = {
    "type": "realtime",
    "id": "s1",
    "model": "gpt-realtime",
    "audio": {
        "input": {"format": {"type": "audio/pcm", "rate": 16000}, "turn_detection": None},
        "output": {"speed": 1.0},
    },
    "tools": [{"type": "mcp", "server_label": "shop", "authorization": SECRET, "headers": {"key": SECRET}}],
    "client_secret": {"value": SECRET, "expires_at": 1},
    "vendor_key": SECRET,
}


def created(**members: Any) -> Json:
    return {"type": "session.created", "session": {"type": "realtime", "id": "s1", **members}}


def updated(**members: Any) -> Json:
    return {"type": "session.updated", "session": {"type": "realtime", "id": "s1", **members}}


def recorded(frames: Iterable[Json], sender: str = "server") -> list[Json]:
    return [{"time": number / 4, "from": sender, "frame": json.dumps(frame)} for number, frame in enumerate(frames, 1)]


def written_rows(folder: Path, lines: Iterable[Json], **how: Any) -> list[Json]:
    """Return the rows of some lines, without what is the same in all of them."""
    path = folder / "a.jsonl"
    path.write_bytes(text_of(lines))
    found = [filled(row) for row in rows_of(path, "sessions", **how)]
    for row in found:
        assert row.pop("source") == path.as_posix()
    return found


def test_a_row(tmp_path: Path) -> None:
    lines: list[Json] = [
        {"from": "client", "open": "2026-09-18T16:05:00.25+02:00"},
        *recorded([{**CREATED, "session": SESSION}, {"type": "error", "error": {"message": "No."}}, {"type": "x"}]),
        {"time": 1.5, "from": "server", "base64": "AAEC"},
        *recorded([{"type": "input_audio_buffer.append", "audio": "AAECAw=="}], "client"),
        {"time": 2.5, "from": "client", "close": 1000, "reason": "Bye."},
    ]
    (row,) = written_rows(tmp_path, lines)
    config = row.pop("config")
    assert row == {
        **ZERO,
        "connection": 0,
        "session_id": "s1",
        "api": "realtime",
        "model": "gpt-realtime",
        "opened": datetime(2026, 9, 18, 14, 5, 0, 250_000, tzinfo=timezone.utc),
        "begun_at": 0.25,
        "last_at": 1.5,
        "closed_at": 2.5,
        "closed_by": "client",
        "close_code": 1000,
        "close_reason": "Bye.",
        "last_offset": len(text_of(lines[:-1])),
        "frames": 5,
        "known": 3,
        "unknown": 1,
        "binary": 1,
        "client_frames": 1,
        "server_frames": 4,
        "client_audio_bytes": 4,
        "errors": 1,
        "settings": '{"id":"s1","type":"realtime","model":"gpt-realtime","speed":1.0,'
        '"input_format":{"name":"audio/pcm","rate":16000},"turn_detection":null,"tools":["shop"]}',
    }
    assert json.loads(config) == rw.redacted(rw.structure(SESSION, rw.RealtimeSession))
    assert config.startswith('{"type":"realtime","id":"s1","model":"gpt-realtime","audio":{"input":')
    assert config.count("<secret>") == 3
    assert SECRET not in repr(row) + config


BEGUN = {**ZERO, "connection": 0, "api": "realtime", "frames": 1, "known": 1, "server_frames": 1, "last_offset": 0}
TOLD = {
    **BEGUN,
    "session_id": "s1",
    "settings": '{"id":"s1","type":"realtime"}',
    "config": '{"type":"realtime","id":"s1"}',
}
TWO = {"frames": 2, "known": 2, "server_frames": 2, "last_offset": len(text_of([created()]))}
VOICE = {"audio": {"output": {"voice": "ash"}}}


@pytest.mark.parametrize(
    ("frames", "row"),
    [
        pytest.param([created()], TOLD, id="begun"),
        pytest.param(
            [created(), updated(model="m", **VOICE)],
            {
                **TOLD,
                **TWO,
                "model": "m",
                "settings": '{"id":"s1","type":"realtime","model":"m","voice":"ash"}',
                "config": '{"type":"realtime","id":"s1","model":"m","audio":{"output":{"voice":"ash"}}}',
            },
            id="changed",
        ),
        pytest.param(
            [created(model="m"), updated(**VOICE)],
            {
                **TOLD,
                **TWO,
                "last_offset": len(text_of([created(model="m")])),
                "model": "m",
                "settings": '{"id":"s1","type":"realtime","model":"m","voice":"ash"}',
                "config": '{"type":"realtime","id":"s1","audio":{"output":{"voice":"ash"}}}',
            },
            id="changed, and the rest is not repeated",
        ),
        pytest.param(
            [created(), {"type": "session.update", "session": {"type": "realtime", "model": "m"}}],
            {**TOLD, **TWO, "server_frames": 1, "client_frames": 1},
            id="asked for",
        ),
        pytest.param([{"type": "session.created"}], BEGUN, id="begun, and nothing else is told"),
        pytest.param(
            [created(model=7)],
            {**TOLD, "known": 0, "malformed": 1},
            id="malformed",
        ),
        pytest.param(
            [{"type": "session.created", "session": "s1"}],
            {**BEGUN, "known": 0, "malformed": 1},
            id="malformed, and nothing is told",
        ),
        pytest.param(
            [{"type": "session.updated", "session": "s1"}],
            {**BEGUN, "known": 0, "malformed": 1},
            id="malformed, and nothing is left",
        ),
        pytest.param(
            [{"type": "session.created", "session": {"type": "new", "id": "s1", "key": SECRET}}],
            {
                **TOLD,
                "settings": '{"id":"s1","type":"new"}',
                "config": '{"type":"new","id":"<string>","key":"<string>"}',
            },
            id="of a kind that nobody knows",
        ),
        pytest.param(
            [{"type": "response.created", "response": {"id": "r"}}, {"type": "response.done", "response": {"id": "r"}}],
            {**BEGUN, **TWO, "responses": 1, "last_offset": 50},
            id="a response",
        ),
        pytest.param(
            [{"type": "response.done", "response": {"id": "r", "status_details": {"error": {"type": "x"}}}}],
            {**BEGUN, "responses": 1, "errors": 1},
            id="a response that fails",
        ),
        pytest.param([{"type": "x"}], {**BEGUN, "known": 0, "unknown": 1}, id="unknown"),
        pytest.param([], None, id="nothing"),
    ],
)
def test_what_is_told(frames: list[Json], row: Json | None, tmp_path: Path) -> None:
    assert written_rows(tmp_path, frames) == ([] if row is None else [row])
    # With times, the same is found.
    timed = [
        {**each, "from": "client" if each["frame"].startswith('{"type": "session.update"') else "server"}
        for each in recorded(frames)
    ]
    found = written_rows(tmp_path, timed)
    for each in found:
        assert each.pop("last_at") == len(frames) / 4
        assert each.pop("begun_at", 0.25) == 0.25
        assert each.pop("last_offset") == len(text_of(timed[:-1]))
    assert found == ([] if row is None else [{name: value for name, value in row.items() if name != "last_offset"}])


def test_one_session_after_another(tmp_path: Path) -> None:
    frames = [created(model="m"), {**created(**VOICE), "session": {"type": "realtime", "id": "s2", **VOICE}}]
    (row,) = written_rows(tmp_path, recorded(frames))
    assert (row["session_id"], row["begun_at"], row["known"]) == ("s2", 0.25, 2)
    assert (row.get("model"), row["settings"]) == (None, '{"id":"s2","type":"realtime","voice":"ash"}')
    first, second = written_rows(tmp_path, frames)
    assert [each["session_id"] for each in (first, second)] == ["s1", "s2"]
    assert (first["model"], first["frames"]) == ("m", 1)
    assert (second["settings"], second["config"], second["frames"]) == (row["settings"], row["config"], 1)


def test_a_session_that_tells_what_it_used(tmp_path: Path) -> None:
    (closed, *_) = PAYLOADS[rw.live.SessionClosedEvent]
    used = {"type": "session.usage.updated", "usage": {"seconds": 7}}
    usage = {"seconds": 12.5, "by": {"audio": 3, "key": SECRET}, "is_paid": True, "key": SECRET}
    end = {**closed, "session": {"type": "live", "id": "l1", "model": "m", "key": SECRET}, "usage": usage}
    for frames, told in (([used], '{"seconds":7}'), ([used, end], '{"seconds":12.5,"by":{"audio":3}}')):
        (row,) = written_rows(tmp_path, frames, protocol=rw.live.LIVE)
        assert (row["usage"], row["api"]) == (told, "live")
    assert (row["session_id"], row["config"]) == ("l1", '{"id":"l1","type":"live","model":"m","key":"<string>"}')
    assert (row.get("model"), row.get("settings")) == (None, None)
    (again,) = written_rows(tmp_path, [end, {"type": "session.updated"}], protocol=rw.live.LIVE)
    assert (again["known"], again["config"]) == (2, row["config"])


OPENED: Json = {"from": "client", "open": "2026-09-18T14:05:00Z"}
CLOSED: Json = {"time": 1, "from": "server", "close": 1006}
FRAME: Json = {"time": 0.5, "from": "server", "frame": "{}"}


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        pytest.param(text_of([OPENED]), [(True, None)], id="opened alone"),
        pytest.param(text_of([CLOSED]), [(False, 1006)], id="closed alone"),
        pytest.param(text_of([FRAME, CLOSED]) + b"\n \n", [(False, 1006)], id="white space at the end"),
        pytest.param(b"\n" + text_of([OPENED, FRAME]), [(True, None)], id="white space at the beginning"),
        pytest.param(b"\n\n", [], id="white space"),
        pytest.param(text_of([FRAME, CLOSED, CLOSED]), [(False, 1006)] * 2, id="closed twice"),
        pytest.param(
            text_of([OPENED, FRAME, OPENED, CLOSED, FRAME]), [(True, None), (True, 1006), (False, None)], id="3"
        ),
        pytest.param(b"{cut\n", [(False, None)], id="no frame"),
        pytest.param(b"{cut\n" + text_of([CREATED, CREATED]), [(False, None)] * 3, id="no frame before a session"),
    ],
)
def test_where_connections_begin_and_end(text: bytes, bounds: list[tuple[bool, int | None]], tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(text)
    found = rows_of(path, "sessions")
    assert [(row["opened"] is not None, row["close_code"]) for row in found] == bounds
    kinds = {"blank"}
    assert [row["connection"] for row in found] == [
        *dict.fromkeys(row["connection"] for row in rows_of(path) if row["kind"] not in kinds)
    ]
    assert {row["close_reason"] for row in found} <= {None}


@pytest.mark.parametrize(
    ("told", "opened"),
    [
        ("2026-09-18T14:05:00", "2026-09-18T14:05:00+00:00"),
        ("2026-09-18 14:05:00.5-0730", "2026-09-18T21:35:00.500000+00:00"),
        (1789999999, "2026-09-21T14:13:19+00:00"),
        ("0001-01-01T00:00:00+09:00", None),
        ("9999-12-31T23:59:59-09:00", None),
        (5, None),
        ("14:05:00", None),
        ("soon", None),
        (None, None),
    ],
)
def test_when_a_connection_was_opened(told: Any, opened: str | None, tmp_path: Path) -> None:
    (row,) = written_rows(tmp_path, [{"from": "client", "open": told}])
    found = row.get("opened")
    assert (found if found is None else found.isoformat()) == opened


def test_no_column_has_a_secret_but_those_with_the_frames(tmp_path: Path) -> None:
    tool = {"type": "mcp", "server_label": "shop", "authorization": SECRET, "headers": {"key": SECRET}}
    session = {
        **SESSION,
        "voice": {"name": "ava", "key": SECRET},
        "turn_detection": {"type": "server_vad", "key": SECRET},
        "input_audio_transcription": {"model": "whisper-1", "key": SECRET},
        "prompt": {"id": "p", "variables": {"v": {"type": "input_file", "file_data": SECRET}}},
    }
    sound = {"type": "input_audio", "audio": SECRET, "transcript": "Hi"}
    image = {"type": "input_image", "image_url": f"data:image/png;base64,{SECRET}"}
    parts = [sound, image, {"type": "hologram", "key": SECRET}]
    frames: list[Json] = [
        {"type": "session.created", "session": session},
        {"type": "session.updated", "session": {"type": "hologram", "key": SECRET}},
        {"type": "session.update", "session": session},
        {"type": "input_audio_buffer.append", "audio": SECRET},
        {"type": "ping", "key": SECRET},
        {"type": "conversation.item.added", "item": {"id": "i", "type": "message", "role": "user", "content": parts}},
        {"type": "conversation.item.added", "item": {"id": "j", "type": "hologram", "key": SECRET}},
        {"type": "response.create", "response": {"tools": [tool]}},
        {"type": "response.done", "response": {"id": "r", "usage": {"key": SECRET}, "key": SECRET}},
        {"type": "error", "error": {"message": "m", "key": SECRET}},
    ]
    path = tmp_path / "a.jsonl"
    for lines in (frames, [frames[0]], recorded(frames)):
        path.write_bytes(text_of(lines))
        for table in tables.SCHEMAS:
            for row in rows_of(path, table):
                assert SECRET not in repr({name: value for name, value in row.items() if name not in {"raw", "line"}})


# What others say


def config_of(row: Json) -> Json | None:
    match rw.decode(row["raw"]) if row["kind"] == "known" else None:
        case rw.SessionCreatedEvent(session=told) | rw.SessionUpdatedEvent(session=told) if told is not None:
            return rw.redacted(told)
        case _:
            return None


def of_events(path: Path) -> list[Json]:
    """Make the rows by a loop over those of the other tables, and over the objects of their frames."""
    sessions: dict[int, Json] = {}
    for row in rows_of(path):
        if row["kind"] == "blank":
            continue
        session = sessions.setdefault(row["connection"], {**ZERO, "connection": row["connection"]})
        if row["kind"] in {"opened", "closed"}:
            continue
        session["frames"] += 1
        session[row["kind"]] += 1
        if row["time"] is not None:
            session["last_at"] = row["time"]
        if row["session_id"] is not None:
            session["session_id"] = row["session_id"]
        if row["sender"] is not None:
            session[f"{row['sender']}_frames"] += 1
            session[f"{row['sender']}_audio_bytes"] += row["audio_bytes"] or 0
        session["config"] = config_of(row) or session.get("config")
    for table in ("responses", "errors"):
        for number, count in Counter(row["connection"] for row in rows_of(path, table)).items():
            sessions[number][table] = count
    return [*sessions.values()]


@pytest.mark.parametrize("seed", range(6))
def test_a_loop_over_objects_says_the_same(seed: int, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    frames = [frame for number in range(3) for frame in (*conversation(number), updated(id=f"s{number}", model="m"))]
    end = text_of([{"from": "client", "open": "x"}, *recorded(conversation(7)), CLOSED, *recorded(conversation(8))])
    path.write_bytes(mixed(seed, frames) + b"\n" + end)
    expected = of_events(path)
    assert len(expected) >= 5
    assert {row["usage"] for row in rows_of(path, "sessions")} == {None}
    names = {name for row in expected for name in row}
    found = rows_of(path, "sessions")
    for row in found:
        row["config"] = json.loads(row["config"]) if row["config"] else None
    assert [{name: row[name] for name in names} for row in found] == [
        {**dict.fromkeys(names), **row} for row in expected
    ]


@pytest.mark.parametrize("name", SHAPES)
def test_logs_of_other_programs(name: str, tmp_path: Path) -> None:
    path = written(tmp_path / "turn", SHAPES[name])
    events = [row for row in rows_of(path) if row["raw"] is not None]
    found = rows_of(path, "sessions")
    assert [row["connection"] for row in found] == [*dict.fromkeys(row["connection"] for row in events)]
    assert sum(row["frames"] for row in found) == len(events)
    assert {row["opened"] for row in found} == {None}


def inspected(protocol: rw.Protocol, path: Path) -> Json:
    """Return the settings of the first session, as `inspect` tells them."""
    inspector = Inspector(protocol)
    with path.open("rb") as file:
        inspector.read(inspector.begin(""), file.read, lambda _: None)
    sessions: list[Json] = inspector.report()["sessions"]
    return {name: value for name, value in sessions[0].items() if name != "file"} if sessions else {}


@pytest.mark.parametrize("name", PROTOCOLS)
def test_inspect_tells_the_same_settings(name: str, tmp_path: Path) -> None:
    protocol = PROTOCOLS[name]
    path = tmp_path / "a.jsonl"
    told = 0
    for cls in protocol.starts:
        for payload in PAYLOADS[cls]:
            path.write_bytes(text_of([payload]))
            (row,) = rows_of(path, "sessions", protocol=protocol)
            settings = json.loads(row["settings"] or "{}")
            for setting in ("input_format", "output_format"):
                form = settings.get(setting)
                if form is not None:
                    settings[setting] = form["name"] if form["rate"] is None else f"{form['name']}, {form['rate']} Hz"
            assert settings == inspected(protocol, path)
            told += bool(settings)
    assert told


# What it takes


def test_connections_are_rows_when_they_have_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("realtime_wire.tables._folds.MANY", 2)
    monkeypatch.setattr(source, "BLOCK", 500)
    path = tmp_path / "a.jsonl"
    path.write_bytes(text_of(frame for number in range(7) for frame in conversation(number)))
    listener = folds.Folds("a", rw.REALTIME, ["sessions"])
    made = rows.Rows("a", rw.REALTIME, listener=listener)
    for block in source.blocks(str(path)):
        made.block(block)
        assert len(listener._sessions._sessions) == 1
    batches = [batch.num_rows for batch in tables.read(path, "sessions")]
    assert (sum(batches), max(batches)) == (7, 2)


def test_who_does_not_ask_pays_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(mixed(1))
    monkeypatch.setattr(folds, "Sessions", None)
    others = [name for name in tables.SCHEMAS if name != "sessions"]
    (part,) = tables.parts(path)
    assert {name for name, _ in part.tables(others)} == {*others}
    with pytest.raises(TypeError):
        list(part.read("sessions"))
