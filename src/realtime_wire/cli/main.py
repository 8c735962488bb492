"""The command line: `python -m realtime_wire`, also installed as `realtime-wire`.

Arguments, files and exit codes are here; what the commands do is in the modules beside. None of them names an event: they
take a protocol, and ``--api`` says which of `PROTOCOLS` it is, or where another one is.
"""

from __future__ import annotations

import argparse
import importlib
import io
import json
import os
import stat
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import cast

from realtime_wire import __version__
from realtime_wire._engine.protocol import Protocol
from realtime_wire._shown import clean
from realtime_wire.protocols import PROTOCOLS
from realtime_wire.recordings import MAX_SIZE, Layout
from realtime_wire.recordings._files import ReadError
from realtime_wire.recordings._paths import steps_of

from .inspector import Inspector

__all__ = ["main"]

PROGRAM = "realtime-wire"

INTERRUPTED = 130
"""The exit code that shells know for Ctrl-C."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: without the program's name; those of the process if left out.

    Returns:
        The exit code: 0, or 1 if what was looked at is not as it should be, or 2 for what could not be read, written or
        served, or 130 after Ctrl-C where that is not how a command ends.
    """
    options = _parser().parse_args(arguments)
    try:
        return cast("int", options.run(options))
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
        epilog="Exit codes: 0; 1 with --strict if a frame is malformed, or there is no event in a file; 2 if a file cannot be "
        "read; 130 after Ctrl-C.",
    )
    inspect.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="one JSON frame a line, what `record` wrote, or a log with frames inside; plain or gzip; - is standard input",
    )
    _add_api(inspect, found_out=True)
    _add_layout(inspect)
    inspect.add_argument("--json", action="store_true", help="print one JSON document instead of tables")
    inspect.add_argument(
        "--strict", action="store_true", help="exit with 1 if a frame is malformed, or no event in a file"
    )
    inspect.add_argument(
        "--usage",
        choices=("each", "running"),
        help="each usage is that of one response, or that of the session so far; found out for each session if left out",
    )
    inspect.set_defaults(run=_inspect)
    _add_check(commands.add_parser("check", help="tell what a server will refuse or ignore"))
    _add_tables(commands.add_parser("tables", help="make tables of recorded streams, as Parquet, and files of tables"))
    _add_view(commands.add_parser("view", help="make a page of recorded streams, to look at and to listen to"))
    _add_replay(commands.add_parser("replay", help="play a recorded stream to clients"))
    _add_record(commands.add_parser("record", help="record what clients and a server say to each other"))
    return parser


def _add_check(check: argparse.ArgumentParser) -> None:
    check.description = (
        "Tell what a server will refuse or ignore of sessions and events that are kept in files: names and values that are "
        "not documented, limits, nulls where none is taken, settings in the shape from before general availability. An "
        "object with the type of an event is that event; any other is a session."
    )
    check.epilog = "Exit codes: 0; 1 if there is something to tell; 2 if a file cannot be read."
    check.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="JSON or YAML, one object or several; .jsonl has one a line; - is standard input",
    )
    _add_api(check)
    check.add_argument("--json", action="store_true", help="print one JSON array instead of lines")
    check.set_defaults(run=_check)


def _add_tables(tables: argparse.ArgumentParser) -> None:
    tables.description = (
        "Make tables of recorded streams, as Parquet: OUT/events has a row for each line, whatever it is, and other tables say "
        "what came of it. What is there already is not made again, so a run that was killed, or that finds more in a log, goes "
        "on. With --back, write the files again of which tables were made."
    )
    tables.epilog = (
        "Exit codes: 0; 1 with --strict if a line is malformed or broken; 2 if a file cannot be read or written; 130 after "
        "Ctrl-C."
    )
    tables.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="files or folders: one JSON frame a line, what `record` wrote, or logs with frames inside; plain, gzip or zstd; "
        "- is standard input; with --back, one folder that this command made",
    )
    tables.add_argument("--to", required=True, metavar="OUT", help="the folder to write into")
    tables.add_argument(
        "--tables",
        type=lambda text: tuple(text.split(",")),
        default=("events", "responses", "items"),
        metavar="NAMES",
        help="which tables, with commas between them, of events, responses, items, errors, sessions "
        "(events,responses,items)",
    )
    tables.add_argument(
        "--audio", choices=("keep", "drop"), default="keep", help="drop leaves it out, and then there is no way back"
    )
    tables.add_argument(
        "--jobs", type=_count, default=1, metavar="N", help="how many processes work on it (%(default)d)"
    )
    tables.add_argument("--strict", action="store_true", help="exit with 1 if a line is malformed or broken")
    tables.add_argument("--back", action="store_true", help="write files again of which tables were made")
    _add_api(tables, found_out=True)
    _add_layout(tables)
    tables.set_defaults(run=_tables)


def _add_view(view: argparse.ArgumentParser) -> None:
    view.description = (
        "Make one HTML page of recorded streams, which needs nothing but itself: a timeline, the transcript, the sound, figures, "
        "and every frame. Secrets are masked; what was said is not."
    )
    view.epilog = "Exit codes: 0; 2 if a file cannot be read or the page cannot be written; 130 after Ctrl-C."
    view.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="what `record` wrote, one JSON frame a line, or a log with frames inside; plain or gzip",
    )
    view.add_argument(
        "-o", "--output", metavar="OUT", help="the page to write (the name of the first file, with .html, here)"
    )
    view.add_argument("--open", action="store_true", help="show it in the browser")
    view.add_argument(
        "--prices", metavar="PRICES", help="a JSON file with what models cost, to tell what the calls cost"
    )
    _add_api(view, found_out=True)
    _add_layout(view)
    view.set_defaults(run=_view)


def _add_replay(replay: argparse.ArgumentParser) -> None:
    replay.description = (
        "Serve a recorded stream to Realtime clients, each from its beginning: send what the server sent, wait for the "
        "client where it said something, and report what it does otherwise than in the recording."
    )
    replay.epilog = (
        "Exit codes: 0; 1 if a client did otherwise than in the recording; 2 if the recording cannot be read or served. "
        "Ctrl-C is how it ends."
    )
    replay.add_argument(
        "file",
        metavar="FILE",
        help="what `record` wrote, one JSON frame a line, or a log with frames inside; plain or gzip",
    )
    _add_api(replay, found_out=True)
    _add_layout(replay)
    _add_serving(replay)
    replay.add_argument(
        "--speed",
        type=_positive,
        default=1.0,
        metavar="FACTOR",
        help="times as fast as it was; inf is as fast as it goes (%(default)g)",
    )
    replay.add_argument(
        "--timeout",
        type=_positive,
        default=60.0,
        metavar="SECONDS",
        help="how long to wait for a client beyond the time that it took in the recording; inf is for ever (%(default)g)",
    )
    replay.add_argument(
        "--ignore",
        action="append",
        default=[],
        metavar="PATH",
        help="a JSON path in client events that is not compared, such as $.session.instructions; may be given several times",
    )
    replay.add_argument("--save", metavar="OUT", help="record what is said this time into a file")
    replay.add_argument(
        "--force", action="store_const", const="replace", default="new", dest="mode", help="replace OUT if it exists"
    )
    replay.set_defaults(run=_replay, instead="--force replaces it")


def _add_record(record: argparse.ArgumentParser) -> None:
    record.description = (
        "Stand between Realtime clients and a server, one client at a time, and write down every frame with its time and "
        "sender, unchanged. Headers, queries and keys are passed on and not written down."
    )
    record.epilog = (
        "Exit codes: 0; 1 if a connection failed; 2 if the recording cannot be written or the recorder cannot listen. "
        "Ctrl-C is how it ends."
    )
    record.add_argument("file", metavar="OUT", help="the file to write, one JSON object a line")
    _add_api(record)
    record.add_argument("--upstream", metavar="URL", help=f"the server ({_upstreams()})")
    _add_serving(record)
    instead = record.add_mutually_exclusive_group()
    instead.add_argument(
        "--force", action="store_const", const="replace", default="new", dest="mode", help="replace OUT if it exists"
    )
    instead.add_argument(
        "--append", action="store_const", const="append", dest="mode", help="append to OUT if it exists"
    )
    record.set_defaults(run=_record, instead="--force replaces it, --append adds to it")


def _add_api(parser: argparse.ArgumentParser, *, found_out: bool = False) -> None:
    """Add the option that says whose frames they are; left out, it is the first protocol, or what frames say themselves."""
    first = None if found_out else next(iter(PROTOCOLS))
    otherwise = "found out from the frames" if found_out else "%(default)s"
    parser.add_argument(
        "--api",
        type=_protocol,
        default=first,
        metavar="API",
        help=f"whose frames they are: {', '.join(PROTOCOLS)}, or MODULE:NAME of a protocol of your own ({otherwise})",
    )


def _add_layout(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("logs of other programs", "What is left out is found out from the first lines.")
    group.add_argument(
        "--frame",
        action="append",
        default=[],
        type=_path,
        metavar="PATH",
        help="where a line has its frame, such as .event or .message; may be given several times",
    )
    group.add_argument("--sender", type=_path, metavar="PATH", help="what tells who sent it, such as .direction")
    group.add_argument("--server", metavar="WORD", help="the word that frames of the server have there, such as in")
    group.add_argument("--time", type=_path, metavar="PATH", help="when it was sent, such as .ts")


def _layout(options: argparse.Namespace) -> Layout | None:
    """Return what is told of logs.

    Raises:
        ValueError: that makes no sense.
    """
    layout = Layout(options.frame, sender=options.sender, time=options.time, server=options.server)
    return None if layout == Layout() else layout


def _upstreams() -> str:
    return ", ".join(f"{each.upstream} for {name}" for name, each in PROTOCOLS.items() if each.upstream)


def _add_serving(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=_port, default=8765, metavar="N", help="where to listen; 0 takes one that is free (%(default)d)"
    )
    parser.add_argument("--host", default="127.0.0.1", help="where to listen: %(default)s is this machine alone")
    parser.add_argument("--clients", type=_count, metavar="N", help="end after so many clients")
    parser.add_argument(
        "--max-size",
        type=_count,
        default=MAX_SIZE,
        metavar="BYTES",
        help="the longest frame that is taken (%(default)d)",
    )


def _protocol(text: str) -> Protocol:
    """Find a protocol by its name, or by its place in a module, as in ``my_package.protocols:MINE``."""
    if text in PROTOCOLS:
        return PROTOCOLS[text]
    module, _, name = text.partition(":")
    if not name.isidentifier() or not all(part.isidentifier() for part in module.split(".")):
        msg = f"{text!r} is none of {', '.join(PROTOCOLS)}, and no MODULE:NAME, as in my_package.protocols:MINE"
        raise argparse.ArgumentTypeError(msg)
    if str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))  # as for `python -m`
    try:
        found: object = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    if not isinstance(found, Protocol):
        msg = f"{text} is no Protocol"
        raise argparse.ArgumentTypeError(msg)
    return found


def _path(text: str) -> str:
    try:
        steps_of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return text


def _positive(text: str) -> float:
    with suppress(ValueError):
        if float(text) > 0:
            return float(text)
    msg = f"{text!r} is not a number above 0"
    raise argparse.ArgumentTypeError(msg)


def _count(text: str) -> int:
    return _whole(text, 1, 1 << 62)


def _port(text: str) -> int:
    return _whole(text, 0, 65535)


def _whole(text: str, least: int, most: int) -> int:
    with suppress(ValueError):
        if least <= int(text) <= most:
            return int(text)
    msg = f"{text!r} is not a whole number from {least} to {most}"
    raise argparse.ArgumentTypeError(msg)


def _complain(text: str) -> None:
    sys.stderr.write(f"{PROGRAM}: {text}\n")


def _without(package: str) -> int:
    """Complain that a package is not there, which an extra would bring; return the exit code."""
    extra = {"rich": "cli", "pyarrow": "arrow", "jinja2": "view"}[package]
    _complain(f"this command needs {package}, which the extra `{extra}` brings: pip install 'realtime-wire[{extra}]'")
    return 2


def _inspect(options: argparse.Namespace) -> int:
    try:
        from .report import for_people, progress_bar  # noqa: PLC0415  needs an extra that may not be installed
    except ImportError:
        return _without("rich")
    try:
        running = None if options.usage is None else options.usage == "running"
        inspector = Inspector(options.api, _layout(options), running=running)
    except ValueError as error:
        _complain(str(error))
        return 2
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
    empty = [file for file in inspector.files if options.strict and file.problem is None and not file.events]
    without = [f"{file.name}: no event in it" for file in empty if not file.frames]
    for complaint in (*problems, *report["hints"], *without):
        _complain(clean(complaint))
    if inspector.interrupted:
        return INTERRUPTED
    if problems or not written:
        return 2
    return int(options.strict and (inspector.malformed.count > 0 or bool(empty)))


def _check(options: argparse.Namespace) -> int:
    from . import checking  # noqa: PLC0415  the other commands need nothing of it

    try:
        found, is_whole = checking.run(options.files, options.api, _complain)
    except ImportError:
        _complain("YAML needs pyyaml, which the extra `cli` brings: pip install 'realtime-wire[cli]'")
        return 2
    written = write(json.dumps(found, indent=2) + "\n" if options.json else checking.for_people(found))
    return 2 if not (is_whole and written) else int(bool(found))


def _tables(options: argparse.Namespace) -> int:
    # Arrow's own allocator keeps a good deal more than is in use. It is chosen before pyarrow is loaded, or not at all.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    try:
        from . import archiving  # noqa: PLC0415  needs an extra that may not be installed
        from .report import progress_bar  # noqa: PLC0415  as above
    except ImportError as error:
        return _without("rich" if error.name == "rich" else "pyarrow")
    try:
        layout = _layout(options)
        if options.back:
            return archiving.back(options.files, options.to, write)
        return archiving.make(options, layout, progress_bar, _complain, write)
    except (ValueError, OSError) as error:
        _complain(clean(_reason(error)))
        return 2


def _reason(error: ValueError | OSError) -> str:
    """Return what went wrong in words for people, without the number that systems have for it."""
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename}: {error.strerror}"
    return str(error)


def _view(options: argparse.Namespace) -> int:
    try:
        from . import viewing  # noqa: PLC0415  needs an extra that may not be installed
        from .report import progress_bar  # noqa: PLC0415  as above
    except ImportError as error:
        return _without("rich" if error.name == "rich" else "jinja2")
    try:
        layout = _layout(options)
        with progress_bar(size_of(options.files)) as advance:
            path = viewing.make(options, layout, advance)
    except (ValueError, OSError) as error:
        _complain(clean(_reason(error)))
        return 2
    if options.open:
        viewing.show(path)
    return 0 if write(f"{clean(str(path))}\n") else 2


def _replay(options: argparse.Namespace) -> int:
    from .serving import replay  # noqa: PLC0415  the other commands need nothing of it

    try:
        layout = _layout(options)
    except ValueError as error:
        _complain(str(error))
        return 2
    return replay(options, layout, _complain, write)


def _record(options: argparse.Namespace) -> int:
    from .serving import record  # noqa: PLC0415  the other commands need nothing of it

    return record(options, _complain, write)


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
