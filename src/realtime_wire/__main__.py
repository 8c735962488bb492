"""The command line: `python -m realtime_wire`, also installed as `realtime-wire`.

Arguments, files and exit codes are here; what is in a stream is found out in `_inspect`, and drawn in `_report`.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import stat
import sys
from collections.abc import Callable, Sequence
from typing import cast

from . import __version__
from ._inspect import Inspector
from ._lines import ReadError

__all__ = ["main"]

PROGRAM = "realtime-wire"

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
        return _inspect(options)
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


def _inspect(options: argparse.Namespace) -> int:
    try:
        from ._report import clean, for_people, progress_bar  # noqa: PLC0415  needs an extra that may not be installed
    except ImportError:
        _complain("this command needs rich, which the extra `cli` brings: pip install 'realtime-wire[cli]'")
        return 2
    inspector = Inspector(options.api)
    try:
        with progress_bar(size_of(options.files)) as advance:
            for name in options.files:
                _read(inspector, name, advance)
    except KeyboardInterrupt:
        inspector.interrupted = True
    report = inspector.report()
    written = write(json.dumps(report, indent=2) + "\n" if options.json else for_people(report))
    if inspector.interrupted:
        _complain("interrupted: the report is about what was read so far")
    problems = [f"{file.name}: {file.problem}" for file in inspector.files if file.problem is not None]
    for complaint in (*problems, *report["hints"]):
        _complain(clean(complaint))
    if inspector.interrupted:
        return INTERRUPTED
    if problems or not written:
        return 2
    return int(options.strict and inspector.malformed.count > 0)


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


def _read(inspector: Inspector, name: str, advance: Callable[[int], object]) -> None:
    file = inspector.begin(name)
    try:
        if name != "-":
            with open(name, "rb", buffering=0) as stream:  # noqa: PTH123  a name is enough
                inspector.read(file, stream.read, advance)
        elif sys.stdin is None:
            file.problem = "standard input is closed"
        else:
            inspector.read(file, cast("io.BufferedReader", sys.stdin.buffer).read1, advance)
    except (OSError, ReadError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        file.problem = f"{reason}, after line {file.line}" if file.line else reason


def write(text: str) -> bool:
    """Print the report; return whether that worked, as far as someone wanted to read it."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")  # a terminal may not have every letter of every language
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        # What is still buffered must go somewhere when Python exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            return True  # whoever reads has seen enough
        _complain(f"standard output: {error.strerror}")
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
