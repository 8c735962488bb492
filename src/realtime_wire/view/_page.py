"""The page: everything in one file, of which nothing leads anywhere.

What came from a stream is in it twice over as data alone: tables are made by a template that escapes, and all else stands in
JSON, in which there is no ``<``; the page's own script reads that, and sets text. The policy allows that script by its hash,
and nothing else: no other script or style, no request, no form, no frame.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from realtime_wire._engine.protocol import Protocol
from realtime_wire._shown import clean
from realtime_wire.recordings import Layout

from ._figures import figures_of
from ._prices import PriceList
from ._read import Call, read
from ._sounds import MOST_BYTES, Sounds
from ._told import MOST_ITEMS, told_of

__all__ = ["FIRST_LINE", "json_of", "page"]

FOLDER = Path(__file__).parent / "page"

SCRIPTS = ("base.js", "sound.js", "timeline.js", "transcript.js", "wire.js", "page.js")
"""The scripts, in the order in which they build on each other."""

FIRST_LINE = '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="generator" content="realtime-wire view">'
"""By what a page is known as one of these."""


def page(  # noqa: PLR0913  each of these is for somebody
    files: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    protocol: Protocol | None = None,
    layout: Layout | None = None,
    prices: PriceList | None = None,
    most_audio: int = MOST_BYTES,
    advance: Callable[[int], object] = lambda _: None,
) -> str:
    """Return one HTML page of recordings, which needs nothing but itself.

    ::

        Path("call.html").write_text(view.page("call.jsonl"), encoding="utf-8")

    Args:
        files: a recording, or several, as `recordings.read` takes them. A line that is no frame ends nothing: the page shows it.
        protocol: whose events they are; found out from the first frames of each file if it is left out.
        layout: what is known of logs of another program.
        prices: what models cost, to tell what calls cost.
        most_audio: how many bytes of audio the page may have. If there is more, it is brought down until it fits, and the
            page says so.
        advance: is told how many bytes were read.

    Raises:
        RecordingError: a file is none of text, or nobody can tell who sent what in it.
        OSError: a file cannot be read.
    """
    named = [files] if isinstance(files, (str, os.PathLike)) else files
    calls = [read(file, protocol, layout, advance) for file in named]
    sounds = Sounds(most_audio)
    heard = [sounds.add_call(call.conversation) for call in calls]
    audio, audio_notes = sounds.told()
    notes = list(audio_notes)
    names = _names(calls)
    return (
        _environment()
        .get_template("page.html")
        .render(
            first_line=Markup(FIRST_LINE),  # noqa: S704  a constant
            policy=_policy(),
            style=_source("page.css"),
            scripts=[_source(name) for name in SCRIPTS],
            title=names[0] if len(calls) == 1 else f"{len(calls)} calls",
            calls=[
                {
                    "number": number,
                    "name": name,
                    "figures": figures_of(call, prices),
                    "notes": [*call.notes, *_notes(call), *call.wire.notes(), *notes],
                    "data": json_of({"name": name, **told_of(call), **sound}),
                    "wire": json_of(call.wire.told()),
                }
                for number, (name, call, sound) in enumerate(zip(names, calls, heard, strict=True))
            ],
            sounds=[{"data": sound.pop("data"), "told": json_of(sound)} for sound in audio],
        )
    )


def _notes(call: Call) -> Sequence[str]:
    notes: list[str] = []
    if not call.timed:
        notes.append(
            "This recording has no times: the order of its frames takes their place, and nothing is as long as it looks."
        )
    if len(call.conversation.items) > MOST_ITEMS:
        notes.append(
            f"The first {MOST_ITEMS:,} of {len(call.conversation.items):,} items are shown, as a page with more would open slowly."
        )
    return notes


def _names(calls: Sequence[Call]) -> list[str]:
    """Return what calls are called: their files, without the folders as long as that tells them apart."""
    # The name of a file may have bytes that are no text.
    paths = [os.fsencode(call.name).decode("utf-8", "replace") for call in calls]
    names = [os.path.basename(path) for path in paths]  # noqa: PTH119  a name is enough
    return names if len(set(names)) == len(names) else paths


def _source(name: str) -> Markup:
    return Markup((FOLDER / name).read_text(encoding="utf-8"))  # noqa: S704  our own file


def json_of(value: Any) -> Markup:
    """Return JSON that can stand in HTML: without ``<``, nothing in it begins or ends an element or a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # A lone half of a character has no UTF-8; its escape is the same in JSON.
    safe = text.replace("<", "\\u003c").encode("utf-8", "backslashreplace").decode()
    return Markup(safe)  # noqa: S704  see above


def _policy() -> str:
    scripts = " ".join(_hash(_source(name)) for name in SCRIPTS)
    return (
        f"default-src 'none'; script-src {scripts}; style-src {_hash(_source('page.css'))}; img-src data:; "
        "media-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters.update(FILTERS)
    return environment


def _shown(value: object) -> object:
    """Return what comes out of the template; ours, which is markup, as it is."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else clean(value)


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.3f} s"


def _amount(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


FILTERS: dict[str, Callable[[Any], str]] = {
    "count": "{:,}".format,
    "share": "{:.1%}".format,
    "seconds": _seconds,
    "money": _amount,
}
