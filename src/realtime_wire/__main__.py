"""The command line: `python -m realtime_wire`, also installed as `realtime-wire`.

Arguments, files and the report for people are here; what is in a stream is found out in `_inspect`.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import stat
import sys
import time
from typing import TYPE_CHECKING, Any, cast

from . import __version__
from ._inspect import File, Inspector, Json, ReadError
from ._json import backend_of
from .errors import DecodeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rich.console import Console
    from rich.progress import Progress, TaskID
    from typing_extensions import Self

__all__ = ["main"]

PROGRAM = "realtime-wire"

PROGRESS_AFTER = 0.5
"""How many seconds reading takes before a progress bar appears."""

INTERRUPTED = 130
"""The exit code that shells know for Ctrl-C."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: without the program's name; those of the process if left out.

    Returns:
        The exit code: 0, or 1 for a malformed frame if `--strict` is given, or 2 for what could not be read or written,
        or 130 after Ctrl-C.
    """
    options = _parser().parse_args(arguments)
    try:
        console = console_for(terminal=sys.stdout.isatty())
    except ImportError:
        _complain("this command needs rich, which the extra `cli` brings: pip install 'realtime-wire[cli]'")
        return 2
    try:
        return _inspect(options, console)
    except KeyboardInterrupt:
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(PROGRAM, description="Tools for the wire format of the Realtime API.")
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    inspect = commands.add_parser(
        "inspect",
        help="tell what is in recorded streams",
        description="Tell what is in recorded streams: event types, the conversation, token usage, session, faults.",
        epilog="Exit codes: 0; 1 with --strict if a frame is malformed; 2 if a file cannot be read; 130 after Ctrl-C.",
    )
    inspect.add_argument(
        "files", nargs="+", metavar="FILE", help="one JSON frame a line, plain or gzip; - is standard input"
    )
    inspect.add_argument(
        "--api", choices=("realtime", "translation"), default="realtime", help="whose frames they are (%(default)s)"
    )
    inspect.add_argument("--json", action="store_true", help="print one JSON document instead of tables")
    inspect.add_argument("--strict", action="store_true", help="exit with 1 if a frame is malformed")
    return parser


def _complain(text: str) -> None:
    sys.stderr.write(f"{PROGRAM}: {text}\n")


def _inspect(options: argparse.Namespace, console: Console) -> int:
    inspector = Inspector(options.api)
    try:
        with Bar(size_of(options.files)) as bar:
            for name in options.files:
                _read(inspector, inspector.begin(name), bar.advance)
    except KeyboardInterrupt:
        inspector.interrupted = True
    report = inspector.report()
    written = write(json.dumps(report, indent=2) + "\n" if options.json else for_people(console, report))
    if inspector.interrupted:
        _complain("interrupted: the report is about what was read so far")
    problems = [file for file in inspector.files if file.problem is not None]
    for file in problems:
        _complain(f"{_clean(file.name)}: {file.problem}")
    if inspector.interrupted:
        return INTERRUPTED
    if problems or not written:
        return 2
    return int(options.strict and inspector.malformed.count > 0)


# Files


def size_of(names: Sequence[str]) -> int | None:
    """Return the size of all files together; None if that is not known."""
    total = 0
    for name in names:
        try:
            status = os.fstat(0) if name == "-" else os.stat(name)  # noqa: PTH116  a name is enough
        except OSError:
            continue
        if not stat.S_ISREG(status.st_mode):
            return None
        total += status.st_size
    return total


def _read(inspector: Inspector, file: File, advance: Callable[[int], object]) -> None:
    try:
        if file.name == "-" and sys.stdin is None:
            file.problem = "standard input is closed"
            return
        if file.name == "-":
            inspector.read(file, cast("io.BufferedReader", sys.stdin.buffer).read1, advance)
        else:
            with open(file.name, "rb", buffering=0) as stream:  # noqa: PTH123  a name is enough
                inspector.read(file, stream.read, advance)
    except ReadError as error:
        file.problem = str(error)
    except OSError as error:
        file.problem = error.strerror or str(error)
    else:
        return
    if inspector.line:
        file.problem += f", after line {inspector.line}"


class Bar:
    """A progress bar on standard error, once reading takes long, if there is a terminal."""

    def __init__(self, total: int | None) -> None:
        self._total = total
        self._read = 0
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._next = time.monotonic() + PROGRESS_AFTER if sys.stderr.isatty() else float("inf")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._progress is not None:
            self._progress.stop()

    def advance(self, size: int) -> None:
        """Tell that more was read."""
        self._read += size
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, completed=self._read)
        elif time.monotonic() >= self._next:
            self._start()

    def _start(self) -> None:
        from rich.console import Console  # noqa: PLC0415  an extra that may not be installed
        from rich.progress import (  # noqa: PLC0415  an extra that may not be installed
            BarColumn,
            DownloadColumn,
            Progress,
            TimeRemainingColumn,
            TransferSpeedColumn,
        )

        columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._progress.add_task("", total=self._total, completed=self._read)
        self._progress.start()


def write(text: str) -> bool:
    """Print the report; return whether that worked, as far as someone wanted to read it."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")  # a terminal may not have every letter of every language
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads has seen enough. What is still buffered must go somewhere when Python exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        _complain(f"standard output: {error.strerror}")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
    return True


# The report for people

PIPE_WIDTH = 160
"""The width of tables where there is no terminal to fit."""

LABEL_WIDTH = 12


def console_for(*, terminal: bool) -> Console:
    """Make a console that collects a report, so that there is one place where printing can fail."""
    from rich.console import Console  # noqa: PLC0415  an extra that may not be installed

    return Console(
        file=io.StringIO(),
        force_terminal=terminal or None,
        width=None if terminal else PIPE_WIDTH,
        markup=False,  # what is in a stream is shown as it is
        emoji=False,
        highlight=False,
    )


def for_people(console: Console, report: Json) -> str:
    """Return the report as text; nothing if there was nothing to read."""
    if not report["frames"] and any(file["problem"] for file in report["files"]):
        return ""
    _print_summary(console, report)
    _print_types(console, report)
    for session in report["sessions"]:
        _print_session(console, session)
    _print_conversation(console, report)
    _print_usage(console, report["usage"])
    _print_lines(
        console, "Unknown types", (f"{one['count']:7,}  {_name(one['type'])}" for one in report["unknown_types"])
    )
    _print_faults(console, "Errors", report["errors"]["count"], map(_error_line, report["errors"]["events"]))
    malformed = report["malformed"]
    _print_faults(console, "Malformed frames", malformed["count"], map(_malformed_line, malformed["frames"]))
    text = cast("io.StringIO", console.file).getvalue()
    return "".join(f"{line.rstrip()}\n" for line in text.split("\n")[:-1])


def _clean(text: str) -> str:
    """Replace what would end a line, steer a terminal or turn its text around."""
    return text.translate(STEERING)


_CONTROLS = (range(9), range(10, 32), range(127, 160))
_DIRECTIONS = (range(0x200E, 0x2010), range(0x202A, 0x202F), range(0x2066, 0x206A))
STEERING = {code: f"\\u{code:04x}" for codes in (*_CONTROLS, *_DIRECTIONS) for code in codes}


def _name(name: str | None) -> str:
    return "(no type)" if name is None else _clean(name)


def _line(console: Console, text: str, style: str = "") -> None:
    console.print(text, style=style, soft_wrap=True)


def _print_lines(console: Console, title: str, lines: Iterator[str]) -> None:
    for number, line in enumerate(lines):
        if not number:
            _line(console, f"\n{title}", "bold")
        _line(console, line)


def _print_faults(console: Console, title: str, count: int, lines: Iterator[str]) -> None:
    if count:
        told = list(lines)
        more = [f"and {count - len(told):,} more"] if count > len(told) else []
        _print_lines(console, f"{title}: {count:,}", iter(told + more))


def _print_summary(console: Console, report: Json) -> None:
    files = report["files"]
    what = _clean(files[0]["name"]) if len(files) == 1 else f"{len(files)} files"
    speed = report["frames_per_second"]
    pace = "" if speed is None else f", read in {report['seconds']:.3g} s ({speed:,.0f} frames/s)"
    _line(console, f"{what}: {report['frames']:,} frames, {report['bytes']:,} bytes{pace}", "bold")
    if len(files) > 1:
        for file in files:
            _line(console, f"  {_clean(file['name'])}: {file['frames']:,} frames, {file['bytes']:,} bytes")


def _print_types(console: Console, report: Json) -> None:
    from rich.table import Table  # noqa: PLC0415  an extra that may not be installed

    types = report["event_types"]
    if not types:
        return
    table = Table("Event type", "From", box=None, pad_edge=False, header_style="bold")
    table.columns[0].overflow = "fold"
    for title in ("Count", "Share", "Bytes", "Share"):
        table.add_column(title, justify="right")
    for one in types:
        shares = f"{one['share_of_count']:.1%}", f"{one['share_of_bytes']:.1%}"
        counts = f"{one['count']:,}", shares[0], f"{one['bytes']:,}", shares[1]
        table.add_row(_name(one["type"]), one["from"] or "?", *counts)
    console.print()
    console.print(table)


def _print_session(console: Console, session: Json) -> None:
    facts = {name: fact for name, fact in session.items() if name not in ("file", "id")}
    if facts:
        title = " ".join(["Session", *filter(None, [session.get("id")])])
        width = max(len(name) for name in facts)
        lines = (f"  {name.replace('_', ' '):{width}}  {_clean(_fact(fact))}" for name, fact in facts.items())
        _print_lines(console, _clean(title), lines)


def _fact(fact: Any) -> str:
    if fact is None:
        return "off"
    if isinstance(fact, list):
        return ", ".join(cast("list[str]", fact)) or "none"
    if isinstance(fact, dict):
        settings = dict(cast("Json", fact))
        kind = settings.pop("type", "on")
        said = ", ".join(f"{name} {str(value).lower()}" for name, value in settings.items())
        return f"{kind} ({said})" if said else kind
    return str(fact)


_STYLES = {"user": "cyan", "source": "cyan", "assistant": "green", "translation": "green"}


def _print_conversation(console: Console, report: Json) -> None:
    from rich.text import Text  # noqa: PLC0415  an extra that may not be installed

    session = None
    for entry in report["conversation"]:
        if entry["session"] != session:
            session = entry["session"]
            of_many = f" of session {session + 1}" if len(report["sessions"]) > 1 else ""
            _line(console, f"\nConversation{of_many}", "bold")
        label, words = entry_for_people(entry)
        indented = f"\n{' ' * LABEL_WIDTH}".join(map(_clean, words.strip().splitlines()))
        style = f"bold {_STYLES.get(label, 'magenta')}"
        console.print(Text.assemble((f"{_clean(label):{LABEL_WIDTH - 1}} ", style), indented), soft_wrap=True)


def entry_for_people(entry: Json) -> tuple[str, str]:
    """Return who it is, and what is said."""
    notes = "".join(f" ({note})" for note in entry.get("notes", ()))
    label, words = _said(entry)
    return label, words + notes


def _said(entry: Json) -> tuple[str, str]:
    kind = entry["kind"]
    call = ".".join(filter(None, (entry.get("server"), entry.get("name") or "?")))
    call += f"({_compact(entry.get('arguments', ''))})"
    if kind == "message":
        return entry.get("role", "?"), entry["text"] or "..."
    if kind == "call":
        result = f"\n=> {entry['output']}" if "output" in entry else ""
        return "call", call + result + (f"\nfailed: {entry['error']}" if "error" in entry else "")
    if kind == "result":
        return "result", f"=> {entry['output']}"
    if kind == "approval":
        answer = {True: "approved", False: "refused", None: "not answered"}[entry.get("approve")]
        reason = f": {entry['reason']}" if "reason" in entry else ""
        return "approval", f"{call}\n{answer}{reason}"
    if kind == "tools":
        return "tools", f"{entry['server']}: {', '.join(entry['tools']) or 'none'}"
    return "item", f"[{entry['name']}]"


def _compact(arguments: str) -> str:
    """Return JSON text without line breaks between its members, and any other as it is."""
    json_backend = backend_of("auto")
    try:
        return json_backend.dumps(json_backend.loads(arguments)).decode()
    except DecodeError:
        return arguments


def _print_usage(console: Console, usage: Json) -> None:
    from rich.table import Table  # noqa: PLC0415  an extra that may not be installed

    for what, used in usage.items():
        if not used["count"]:
            continue
        table = Table(
            f"Usage of {used['count']:,} {what if used['count'] > 1 else what[:-1]}",
            box=None,
            pad_edge=False,
            header_style="bold",
        )
        for title in ("Input", "Output", "Total"):
            table.add_column(title, justify="right")
        for name, counts in _usage_rows(used["sums"]).items():
            if any(counts):
                table.add_row(_clean(name), *(f"{count:,}" if count else "" for count in counts))
        console.print()
        console.print(table)


def _usage_rows(sums: Json) -> dict[str, list[Any]]:
    """Arrange sums by what was counted: input, output and both together."""
    rows: dict[str, list[Any]] = {}
    _put(rows, sums, "", 2)
    return dict(sorted(rows.items(), key=lambda row: (row[0] != "tokens", row[0].startswith("cached"))))


_COLUMNS = {"input": 0, "output": 1, "total": 2}


def _put(rows: dict[str, list[Any]], sums: Json, prefix: str, column: int) -> None:
    for name, value in sums.items():
        side, _, rest = name.partition("_")
        if isinstance(value, dict):
            # `input_token_details` holds `cached_tokens_details`, which is another way to look at `cached_tokens`.
            known = _COLUMNS.get(side)
            inner = "" if known is not None else f"{prefix}{side} "
            _put(rows, cast("Json", value), inner, column if known is None else known)
        elif rest == "tokens" and side in _COLUMNS:
            rows.setdefault("tokens", [0, 0, 0])[_COLUMNS[side]] += value
        else:
            label = f"{prefix}{name.removesuffix('_tokens')}".replace("_", " ")
            rows.setdefault(label, [0, 0, 0])[column] += value


def _at(fault: Json) -> str:
    return f"{_clean(fault['file'])}:{fault['line']}"


def _error_line(fault: Json) -> str:
    error = fault["error"]
    kind = ", ".join(_clean(error[name]) for name in ("type", "code") if error[name])
    return f"{_at(fault)}: {fault['event']}: {kind}: {_clean(error['message'] or '')}".rstrip(": ")


def _malformed_line(fault: Json) -> str:
    event_type = "" if fault["type"] is None else f"{fault['type']}: "
    return f"{_at(fault)}: {event_type}{fault['path']}: expected {fault['expected']}, found {fault['found']}"


if __name__ == "__main__":
    sys.exit(main())
