"""The page as a text: what stands in it cannot get out of it, and nothing in it leads anywhere."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from realtime_wire.recordings import RecordingError
from tests.loopback import needs
from tests.view import calls

needs("jinja2")

from realtime_wire import view  # noqa: E402  what it needs may not be there
from realtime_wire.view import _told  # noqa: E402
from realtime_wire.view._page import FOLDER, SCRIPTS, json_of  # noqa: E402

CREATED = '{"type":"session.created","session":{"id":"s","model":"m"}}\n'


class Elements(HTMLParser):
    """The elements of a page, and the text of its scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, dict[str, str | None], str]] = []
        self.is_inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in {"script", "style"}:
            self.texts.append((tag, dict(attrs), ""))
            self.is_inside = True

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002  any of them
        self.is_inside = False

    def handle_data(self, data: str) -> None:
        if self.is_inside:
            tag, attributes, text = self.texts[-1]
            self.texts[-1] = (tag, attributes, text + data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> str:
    return view.page([calls.hostile().write(tmp_path_factory.mktemp("hostile") / "a.jsonl")])


def test_the_policy_allows_what_is_ours(hostile: str) -> None:
    page = Elements(hostile)
    (policy,) = [each["content"] for each in page.all("meta") if each.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    allowed = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert allowed["default-src"] == allowed["base-uri"] == allowed["form-action"] == "'none'"
    assert (allowed["img-src"], allowed["media-src"]) == ("data:", "data: blob:")
    hashes = {"script-src": list[str](), "style-src": list[str]()}
    for tag, attributes, text in page.texts:
        if "type" not in attributes:
            digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            hashes[f"{tag}-src"].append(f"'sha256-{digest}'")
    assert allowed["script-src"].split() == hashes["script-src"]
    assert allowed["style-src"].split() == hashes["style-src"]
    assert len(hashes["script-src"]) == 6


def test_words_make_no_elements(hostile: str, tmp_path: Path) -> None:
    """A page of hostile words has the elements that one of harmless words has."""
    words = tuple(re.sub("[^ ]", str(number), each) for number, each in enumerate(calls.HOSTILE))
    harmless = view.page([calls.hostile(words).write(tmp_path / "a.jsonl")])
    names = [[name for name, _ in Elements(page).elements] for page in (hostile, harmless)]
    assert names[0] == names[1]


def test_nothing_leads_anywhere(hostile: str) -> None:
    for tag, attributes in Elements(hostile).elements:
        assert not attributes.keys() & {"src", "srcset", "action", "style", "background", "poster", "ping"}, tag
        assert not [name for name in attributes if name.startswith("on")], tag
        assert attributes.get("href") in {None, "data:,"}


def test_data_can_be_read_again(hostile: str) -> None:
    texts = {attributes.get("id"): text for _, attributes, text in Elements(hostile).texts}
    call, wire = json.loads(texts["call-0"]), json.loads(texts["wire-0"])
    assert [item["text"] for item in call["items"] if item["lane"] == "user"] == list(calls.HOSTILE)
    assert len(wire["body"]) == len(wire["at"]) == len(wire["sender"])
    assert "<" not in texts["call-0"]
    assert "<" not in texts["wire-0"]


def test_what_is_secret_is_not_in_it(tmp_path: Path) -> None:
    page = view.page([calls.station().write(tmp_path / "a.jsonl")])
    assert "sk-not-to-be-seen" not in page
    # Audio is there once, as sound, and not in the frames.
    assert page.count("<audio 2136 chars>".replace("<", "\\u003c")) == 240 + 104


def test_our_files_stand_in_html() -> None:
    for name in (*SCRIPTS, "page.css"):
        text = (FOLDER / name).read_text(encoding="utf-8")
        assert not re.search(r"</(script|style)|<!--|\r", text, re.IGNORECASE)
        assert "innerHTML" not in text
        assert "eval(" not in text
    assert {path.name for path in FOLDER.iterdir()} == {*SCRIPTS, "page.css", "page.html"}


def test_the_first_line(hostile: str) -> None:
    assert hostile.startswith(f"{view.FIRST_LINE}\n")
    assert view.FIRST_LINE.isascii()


def test_names(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.jsonl").write_text(CREATED, encoding="utf-8")
    (tmp_path / "a" / "y.jsonl").write_text(CREATED, encoding="utf-8")

    def names(*files: Path) -> list[Any]:
        texts = {attributes.get("id"): text for _, attributes, text in Elements(view.page(files)).texts}
        return [json.loads(texts[f"call-{number}"])["name"] for number in range(len(files))]

    assert names(tmp_path / "a" / "x.jsonl") == ["x.jsonl"]
    assert names(tmp_path / "a" / "x.jsonl", tmp_path / "a" / "y.jsonl") == ["x.jsonl", "y.jsonl"]
    both = [tmp_path / "a" / "x.jsonl", tmp_path / "b" / "x.jsonl"]
    assert names(*both) == list(map(str, both))
    for one in (both[0], str(both[0])):
        assert view.page(one) == view.page([one])


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are text here")
def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff<b>.jsonl"))
    path.write_text(CREATED, encoding="utf-8")
    assert "<title>\ufffd&lt;b&gt;.jsonl</title>" in view.page([path])


def test_lone_halves_of_characters_stay_escaped() -> None:
    assert str(json_of({"a": "\ud800<"})) == '{"a":"\\ud800\\u003c"}'


def test_notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_told, "MOST_ITEMS", 1)
    monkeypatch.setattr("realtime_wire.view._page.MOST_ITEMS", 1)
    path = tmp_path / "a.jsonl"
    item = '{"type":"conversation.item.added","item":{"id":"%d","type":"message","role":"user","content":[]}}\n'
    path.write_text(CREATED + item % 1 + item % 2, encoding="utf-8")
    page = view.page([path])
    assert re.findall(r'<li dir="auto">(.*)</li>', page) == [
        "This recording has no times: the order of its frames takes their place, and nothing is as long as it looks.",
        "The first 1 of 2 items are shown, as a page with more would open slowly.",
    ]


def test_steering_is_shown(hostile: str) -> None:
    html = hostile.partition('<script type="application/json"')[0]
    assert "\u202e" not in html
    assert "\\u202egnol" in html
    assert "\x1b" not in hostile


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        view.page([tmp_path / "a.jsonl"])
    (tmp_path / "b.jsonl").write_bytes(b"\0")
    with pytest.raises(RecordingError, match="not a text file"):
        view.page([tmp_path / "b.jsonl"])


def test_prices_and_several_sorts(tmp_path: Path) -> None:
    path = calls.station().write(tmp_path / "a.jsonl")
    prices = tmp_path / "prices.json"
    told = {"since": "2026-09-01", "input": {"text": 1000}, "output": {"text": 1000}}
    prices.write_text(
        json.dumps({"gpt-realtime": told, "whisper-1": {"since": "2026-09-02", "minute": 1}}), encoding="utf-8"
    )
    page = view.page([path], prices=view.prices_in(prices))
    money = "0.7600 USD, by the prices of 2026-09-01, 2026-09-02: responses 0.6600 transcriptions 0.1000"
    assert money in page
