"""The command `check`: what a server will refuse or ignore, of sessions and events that are kept in files."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias, Union, cast, get_args

import attrs

from realtime_wire._engine.codec import encode, from_dict
from realtime_wire._engine.errors import DecodeError, EncodeError
from realtime_wire._engine.protocol import Protocol
from realtime_wire._engine.schema import kind_of, member_of
from realtime_wire._engine.unknown import MalformedEvent
from realtime_wire._shown import clean
from realtime_wire.advice import check
from realtime_wire.finding import Finding

__all__ = ["Document", "UnreadableError", "documents", "findings_of", "session_type"]

Json: TypeAlias = "dict[str, Any]"


class UnreadableError(Exception):
    """A file that holds nothing to check."""


@attrs.frozen
class Document:
    """A JSON value in a file."""

    place: str
    """The file, and where in it: ``agent.yaml``, ``agent.yaml[2]``."""

    value: Any

    is_yaml: bool = False
    """Whether it was read as YAML, which takes words without quotes for all sorts of things."""


TAKEN = re.compile(r"expected .*\b(string, found|any JSON value, found a Python)\b.*")
"""What is the matter with a word that YAML has taken for a number, a boolean or a date."""

QUOTED = "put it into quotes: YAML takes it for something else"


def documents(name: str) -> Iterator[Document]:
    """Give what is in a file: one object, several in an array or behind each other, or one a line.

    Args:
        name: the file; ``-`` is standard input. By its suffix it is JSON (`.json`), lines of it (`.jsonl`) or YAML; without a
            suffix that is known, as standard input is, it is JSON if it can be, lines of it if each is one, and YAML otherwise.

    Raises:
        OSError: it cannot be read.
        UnreadableError: it is neither.
    """
    if name == "-" and sys.stdin is None:
        msg = "standard input is closed"
        raise UnreadableError(msg)
    if name == "-":
        data, suffix = sys.stdin.buffer.read(), ""
    else:
        data, suffix = Path(name).read_bytes(), Path(name).suffix.lower()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        msg = "it is no text in UTF-8"
        raise UnreadableError(msg) from None
    is_yaml, values = _values(text, suffix)
    if not values:
        msg = "there is nothing in it"
        raise UnreadableError(msg)
    several = len(values) > 1 or suffix == ".jsonl"
    for place, value in values:
        yield Document(f"{name}{place}" if several else name, value, is_yaml)


def _values(text: str, suffix: str) -> tuple[bool, list[tuple[str, Any]]]:
    """Return whether a text is YAML, and the values in it, each with its place."""
    if suffix == ".jsonl" or (suffix not in (".json", ".yaml", ".yml") and _is_lines(text)):
        lines = [(f":{number}", line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
        return False, [(place, _json(line, f"line {place[1:]}")) for place, line in lines]
    is_yaml = suffix in (".yaml", ".yml") or (suffix != ".json" and not _is_json(text))
    found = _yaml(text) if is_yaml else [_json(text, "it")]
    values = [value for each in found for value in _elements(each)]
    return is_yaml, [(f"[{i}]", value) for i, value in enumerate(values)]


def _elements(value: Any) -> list[Any]:
    match value:
        case [*elements]:
            return elements
        case _:
            return [value]


def _is_lines(text: str) -> bool:
    """Tell whether each line is a JSON object, and there are several: YAML may look like one of them."""
    lines = [line for line in text.split("\n") if line.strip()]
    return len(lines) > 1 and all(line.lstrip()[0] == "{" and _is_json(line) for line in lines)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _json(text: str, what: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) and error.lineno > 1 else ""
        msg = f"{what} is no JSON{where}"
        raise UnreadableError(msg) from None


def _yaml(text: str) -> list[Any]:
    import yaml  # noqa: PLC0415  needs an extra that may not be installed

    try:
        return [value for value in yaml.safe_load_all(text) if value is not None]
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = "" if mark is None else f", line {mark.line + 1}"
        msg = f"it is no YAML{where}"
        raise UnreadableError(msg) from None


def session_type(protocol: Protocol) -> Any:
    """Return what a client of a protocol sends as a session; None if none of its events has one.

    That is the annotation of the member `session` of the first event in the client's union that has such a member, without
    the None of a member that may be left out.
    """
    objects = None if protocol.client is None else kind_of(protocol.client).objects
    for cls in () if objects is None else objects.classes:
        member = member_of(cls, "session")
        if member is not None and member.kind.objects is not None:
            declared: Any = attrs.fields_dict(cls)["session"].type
            parts = tuple(part for part in get_args(declared) if part is not type(None))
            return Union[parts] if parts else declared  # noqa: UP007  made at run time
    return None


def findings_of(value: Any, protocol: Protocol) -> list[Finding]:
    """Tell what a server will refuse or ignore of a value.

    One with the `type` of an event of the protocol is that event; any other object is a session.
    """
    tag = cast("Json", value).get("type") if isinstance(value, dict) else None
    session = session_type(protocol)
    is_event = session is None or (isinstance(tag, str) and (tag in protocol.senders or "." in tag))
    try:
        obj = from_dict(value, protocol.event | MalformedEvent if is_event else session)
    except DecodeError as error:
        return [Finding(fault.path, f"expected {fault.expected}, found {fault.found}", "") for fault in error.faults]
    try:
        encode(obj)
    except EncodeError as error:
        return [Finding("$", f"cannot be sent: {error}", ""), *check(obj, protocol)]
    return check(obj, protocol)


def _told(document: Document, protocol: Protocol) -> Iterator[Finding]:
    """Tell of a document, and of YAML what people have to know of it."""
    for finding in findings_of(document.value, protocol):
        is_taken = document.is_yaml and not finding.hint and TAKEN.fullmatch(finding.problem)
        yield attrs.evolve(finding, hint=QUOTED) if is_taken else finding


def run(names: list[str], protocol: Protocol, complain: Callable[[str], None]) -> tuple[list[Json], bool]:
    """Check files.

    Returns:
        The findings, and whether all files could be read; what could not was complained about.
    """
    found: list[Json] = []
    is_whole = True
    for name in names:
        try:
            for document in documents(name):
                found += [{"place": document.place, **attrs.asdict(each)} for each in _told(document, protocol)]
        except (OSError, UnreadableError) as error:
            complain(clean(f"{name}: {getattr(error, 'strerror', None) or error}"))
            is_whole = False
    return found, is_whole


def for_people(found: list[Json]) -> str:
    """Write findings as lines."""
    lines = [f"{one['place']}: {Finding(one['path'], one['problem'], one['hint'])}" for one in found]
    return "".join(f"{clean(line)}\n" for line in lines)
