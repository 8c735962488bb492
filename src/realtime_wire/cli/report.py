"""What people see of a report, drawn with rich: text with tables, and a progress bar until it is there."""

from __future__ import annotations

import contextlib
import io
import sys
import time
from collections.abc import Callable, Generator, Iterator
from typing import Any, cast

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn
from rich.table import Table
from rich.text import Text

from realtime_wire._shown import clean

from .telling import Json, said

__all__ = ["for_people", "progress_bar"]

PROGRESS_AFTER = 0.5
"""How many seconds reading takes before a progress bar appears."""

PIPE_WIDTH = 160
"""The width of tables where there is no terminal to fit."""

LABEL_WIDTH = 12

TITLE_WIDTH = 40
"""How much of what the user says names a turn."""

LATENCIES = ("First text", "First audio", "Interruption", "Gaps")
"""What is told of the times of a turn."""

MOST_FAULTS = 20
"""How many malformed frames and errors are shown; the JSON report has more."""

STYLES = {"user": "cyan", "source": "cyan", "assistant": "green", "translation": "green"}


@contextlib.contextmanager
def progress_bar(total: int | None) -> Generator[Callable[[int], object], None, None]:
    """Show a bar on standard error, once reading takes long, if there is a terminal; give what tells it of bytes."""
    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    progress = Progress(*columns, console=Console(stderr=True), transient=True)
    task = progress.add_task("", total=total)
    begin = time.monotonic() + PROGRESS_AFTER if sys.stderr.isatty() else float("inf")
    with contextlib.ExitStack() as shown:

        def advance(size: int) -> None:
            progress.advance(task, size)
            if not progress.live.is_started and time.monotonic() >= begin:
                shown.enter_context(progress)

        yield advance


def for_people(report: Json) -> str:
    """Return the report as text; nothing if there was nothing to read."""
    if not report["frames"] and any(file["problem"] for file in report["files"]):
        return ""
    # What is in a stream is shown as it is, without the meaning that brackets and colons have for rich.
    terminal = sys.stdout.isatty()
    width = None if terminal else PIPE_WIDTH
    shown = io.StringIO()  # so that there is one place where printing can fail
    console = Console(
        file=shown, force_terminal=terminal or None, width=width, markup=False, emoji=False, highlight=False
    )
    for part in _parts(report):
        console.print(part, soft_wrap=isinstance(part, Text))
    return "\n".join(line.rstrip(" ") for line in shown.getvalue().split("\n"))  # tables are padded


def _parts(report: Json) -> Iterator[Text | Table]:
    yield from _summary(report)
    if report["event_types"]:
        titles = ("Event type", "From", "Count", "Share", "Bytes", "Share")
        yield from _table(titles, 2, map(_type_row, report["event_types"]))
    for session in report["sessions"]:
        facts = {name.replace("_", " "): fact for name, fact in session.items() if name not in ("file", "id")}
        width = max(map(len, facts), default=0)
        lines = [f"  {name:{width}}  {clean(_fact(fact))}" for name, fact in facts.items()]
        yield from _section(f"Session {session.get('id', '')}".rstrip(), lines)
    yield from _conversation(report)
    yield from _turns(report)
    for what, used in report["usage"].items():
        if used["count"] or report["tokens"][what]["seconds"]:
            many = f"{used['count']:,} {what if used['count'] > 1 else what[:-1]}"
            title = f"Usage of {many if used['count'] else 'the session'}"
            yield from _usage(title, report["tokens"][what], used["sums"])
    yield from _section("What does not fit", [clean(one["problem"]) for one in report["problems"][:MOST_FAULTS]])
    unknown = [f"{one['count']:7,}  {_name(one['type'])}" for one in report["unknown_types"]]
    yield from _section("Unknown types", unknown)
    yield from _faults("Errors", report["errors"]["count"], map(_error, report["errors"]["events"]))
    malformed = report["malformed"]
    yield from _faults("Malformed frames", malformed["count"], map(_malformed, malformed["frames"]))


def _section(title: str, lines: list[str]) -> Iterator[Text]:
    if lines:
        yield Text(f"\n{clean(title)}", "bold")
        yield from map(Text, lines)


def _table(titles: tuple[str, ...], texts: int, rows: Iterator[tuple[str, ...]]) -> Iterator[Text | Table]:
    """Lay out a table whose first columns are text, and the others numbers."""
    table = Table(*titles[:texts], box=None, pad_edge=False, header_style="bold")
    table.columns[0].overflow = "fold"
    for title in titles[texts:]:
        table.add_column(title, justify="right")
    for row in rows:
        table.add_row(*row)
    yield Text()
    yield table


def _summary(report: Json) -> Iterator[Text]:
    files = report["files"]
    what = clean(files[0]["name"]) if len(files) == 1 else f"{len(files)} files"
    speed = report["frames_per_second"]
    pace = "" if speed is None else f", read in {report['seconds']:.3g} s ({speed:,.0f} frames/s)"
    yield Text(f"{what}: {report['frames']:,} frames, {report['bytes']:,} bytes{pace}", "bold")
    for file in files if len(files) > 1 else ():
        yield Text(f"  {clean(file['name'])}: {file['frames']:,} frames, {file['bytes']:,} bytes")


def _name(name: str | None) -> str:
    return "(no type)" if name is None else clean(name)


def _type_row(one: Json) -> tuple[str, ...]:
    counts = f"{one['count']:,}", f"{one['share_of_count']:.1%}", f"{one['bytes']:,}", f"{one['share_of_bytes']:.1%}"
    return (_name(one["type"]), one["from"] or "?", *counts)


def _fact(fact: Any) -> str:
    if fact is None:
        return "off"
    if isinstance(fact, list):
        return ", ".join(cast("list[str]", fact)) or "none"
    if isinstance(fact, dict):
        settings = dict(cast("Json", fact))
        kind = settings.pop("type", "on")
        listed = ", ".join(f"{name} {str(value).lower()}" for name, value in settings.items())
        return f"{kind} ({listed})" if listed else kind
    return str(fact)


def _conversation(report: Json) -> Iterator[Text]:
    session = None
    for entry in report["conversation"]:
        if entry["session"] != session:
            session = entry["session"]
            of_many = f" of session {session + 1}" if len(report["sessions"]) > 1 else ""
            yield Text(f"\nConversation{of_many}", "bold")
        label, words = said(entry)
        indented = f"\n{' ' * LABEL_WIDTH}".join(clean(line.rstrip()) for line in words.strip().splitlines())
        style = f"bold {STYLES.get(label, 'magenta')}"
        yield Text.assemble((f"{clean(label):{LABEL_WIDTH - 1}} ", style), indented)


def _turns(report: Json) -> Iterator[Text | Table]:
    """Lay out how turns went, if anything is told of that."""
    turns = [turn for turn in report["turns"] if turn["ends"] or turn["first_text"] is not None]
    if not turns:
        return
    rows = [_latencies(turn) for turn in turns]
    titles = [title for title in LATENCIES if any(row[title] is not None for row in rows)]
    names = [(_title(turn["user"]), ", ".join(dict.fromkeys(turn["ends"]))) for turn in turns]
    cells = [tuple(_seconds(row[title]) for title in titles) for row in rows]
    told = "Turn" if titles or report["timed"] else "Turn (there are no times)"
    yield from _table((told, "End", *titles), 2, ((*name, *cell) for name, cell in zip(names, cells, strict=True)))


def _latencies(turn: Json) -> dict[str, float | None]:
    gaps = sum(gap["end"] - gap["begin"] for gap in turn["gaps"])
    told = (turn["first_text"], turn["first_audio"], turn["interruption"], gaps or None)
    return dict(zip(LATENCIES, told, strict=True))


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.3f} s"


def _title(words: str) -> str:
    """Return what a turn is called by: the first words of the user."""
    line = " ".join(words.split())
    return clean(line if len(line) <= TITLE_WIDTH else f"{line[: TITLE_WIDTH - 1]}…") or "(the model begins)"


def _usage(title: str, used: Json, told: Json) -> Iterator[Text | Table]:
    """Lay out what was used: in the words of all vendors, or, if they say nothing, in its own."""
    groups = dict(used)
    others = {name: groups.pop(name) for name in ("reasoning", "seconds")}
    tokens = {name: group for name, group in groups.items() if any(group.values())}
    if tokens:
        kinds = [kind for kind in next(iter(tokens.values())) if any(group[kind] for group in tokens.values())]
        rows = [(name, *(f"{group[kind]:,}" for kind in kinds)) for name, group in tokens.items()]
        yield from _table((title, *(kind.capitalize() for kind in kinds)), 1, iter(rows))
    more = [(name, f"{value:,}") for name, value in others.items() if value]
    if tokens and more:
        yield from (Text(f"{name}: {value}") for name, value in more)
    elif not told:
        yield from _table((title, "Sum"), 1, iter(more))
    elif not tokens:
        sums = ((clean(name), f"{value:,}") for name, value in told.items() if value)
        yield from _table((title, "Sum"), 1, sums)


def _faults(title: str, count: int, lines: Iterator[str]) -> Iterator[Text]:
    shown = list(lines)[:MOST_FAULTS]
    more = [f"and {count - len(shown):,} more"] if count > len(shown) else []
    yield from _section(f"{title}: {count:,}", shown + more)


def _error(fault: Json) -> str:
    error = fault["error"]
    kind = ", ".join(error[name] for name in ("type", "code") if error[name])
    line = f"{fault['file']}:{fault['line']}: {fault['event']}: {kind}: {error['message'] or ''}"
    return clean(line).rstrip(": ")


def _malformed(fault: Json) -> str:
    event_type = "" if fault["type"] is None else f"{fault['type']}: "
    where = f"{fault['file']}:{fault['line']}: {event_type}{fault['path']}"
    return clean(f"{where}: expected {fault['expected']}, found {fault['found']}")
