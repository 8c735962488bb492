"""What `view` does: it hands on to `realtime_wire.view`, and writes the page."""

from __future__ import annotations

import argparse
import os
import webbrowser
from collections.abc import Callable
from pathlib import Path

from realtime_wire import view
from realtime_wire.recordings import Layout

__all__ = ["make", "show"]


def make(options: argparse.Namespace, layout: Layout | None, advance: Callable[[int], object]) -> Path:
    """Make a page of files; return where it is.

    Raises:
        ValueError: a file cannot be read as a recording, or as prices.
        OSError: a file cannot be read, or the page cannot be written.
    """
    path = Path(options.output or Path(options.files[0]).with_suffix(".html").name)
    _see_to(path)
    prices = None if options.prices is None else view.prices_in(options.prices)
    html = view.page(options.files, protocol=options.api, layout=layout, prices=prices, advance=advance)
    # A page is people's speech, so it is nobody else's to read.
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(handle, "w", encoding="utf-8", newline="\n") as file:  # noqa: PTH123  it is open already
        file.write(html)
    return path


def _see_to(path: Path) -> None:
    """See whether a page can be written there: a page may be replaced, and nothing else.

    Raises:
        FileExistsError: something else is there.
    """
    if not path.exists():
        return
    first = view.FIRST_LINE.encode()
    with path.open("rb") as file:
        if file.read(len(first)) not in (first, b""):
            msg = f"{path}: there is a file that is no page of a call, and it is not replaced"
            raise FileExistsError(msg)


def show(path: Path) -> None:
    """Show a page in the browser."""
    webbrowser.open(path.resolve().as_uri())
