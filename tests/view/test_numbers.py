"""Numbers and times that nobody means: they make a page all the same, and it is no larger than what came."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from realtime_wire.protocols import PROTOCOLS
from tests.loopback import needs
from tests.numbers import NUMBERS, STREAMS, TIMES, places, recorded, replaced

if TYPE_CHECKING:
    from pathlib import Path

needs("jinja2")

from realtime_wire import view  # noqa: E402  what it needs may not be there

MOST = 300_000
"""How large the page of a few frames may be, in characters: most of it are styles and scripts."""


def refuse(name: str) -> None:
    pytest.fail(f"{name} is no JSON")


def check(page: str) -> None:
    """Find data that a browser reads."""
    data = [each.split("</script>")[0] for each in page.split('type="application/json"')[1:]]
    assert data
    for text in data:
        json.loads(text.split(">", 1)[1], parse_constant=refuse)


CASES = [(api, place) for api, stream in STREAMS.items() for place in places(stream)]


@pytest.mark.parametrize(("api", "place"), CASES, ids=str)
def test_a_number_that_nobody_means_makes_a_page(api: str, place: Any, tmp_path: Path) -> None:
    protocol, paths = PROTOCOLS[api], list[Any]()
    for name in ("more than a float holds", "the most that a float holds"):
        path = tmp_path / f"{name}.jsonl"
        path.write_bytes(recorded(replaced(STREAMS[api], place, NUMBERS[name]), [n / 4 for n in range(40)], protocol))
        paths.append(path)
    check(view.page(paths, protocol=protocol))


@pytest.mark.parametrize("api", STREAMS)
@pytest.mark.parametrize("name", TIMES)
def test_times_that_nobody_means_make_a_page(api: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / "call.jsonl"
    path.write_bytes(recorded(STREAMS[api], TIMES[name], PROTOCOLS[api]))
    page = view.page([path], protocol=PROTOCOLS[api])
    check(page)
    assert len(page) < MOST
