"""Pages in a browser: nothing is asked for, nothing complains, and what is shown is what the recordings say."""

from __future__ import annotations

import base64
import json
import os
import wave
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.loopback import needs
from tests.view import calls
from tests.view.browser import Browser, opened

if TYPE_CHECKING:
    from collections.abc import Generator

needs("jinja2")

from realtime_wire import view  # noqa: E402  what it needs may not be there

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.jsonl"))

CAPTURES = sorted(Path(os.environ.get("REALTIME_WIRE_CAPTURES", "nowhere")).glob("*.jsonl"))

BLOB = """\
(async () => {
  const bytes = new Uint8Array(await (await %s).arrayBuffer());
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  done(btoa(letters));
})()"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Generator[Browser, None, None]:
    with opened(tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> tuple[calls.Call, Path]:
    """Make a call with a bit of everything, and its page."""
    folder, call = tmp_path_factory.mktemp("station"), calls.station()
    return call, page_of(folder, call.write(folder / "station.jsonl"))


def page_of(folder: Path, *files: Path) -> Path:
    page = folder / "page.html"
    page.write_text(view.page(files), encoding="utf-8", newline="\n")
    return page


def samples(browser: Browser, blob: str) -> tuple[int, int, bytes]:
    """Return the channels, the rate and the samples of a WAV that the page makes."""
    with wave.open(BytesIO(base64.b64decode(browser.later(BLOB % blob)))) as file:
        return file.getnchannels(), file.getframerate(), file.readframes(file.getnframes())


def bar(browser: Browser, kind: str, number: int) -> tuple[float, float]:
    """Return where a bar begins and how long it is, in pixels of its lane."""
    told: Any = browser.ask(
        "const box = shown.timeline.barOf(arguments[0], arguments[1]).element.getBoundingClientRect();"
        "return [box.left - shown.timeline.tracks.user.getBoundingClientRect().left, box.width];",
        kind,
        number,
    )
    return told[0], told[1]


def chosen(browser: Browser) -> Any:
    return browser.ask("return shown.list.chosen")


# All pages


@pytest.mark.parametrize("path", [*EXAMPLES, *CAPTURES], ids=lambda path: path.stem)
def test_a_recording(browser: Browser, tmp_path: Path, path: Path) -> None:
    browser.open(page_of(tmp_path, path))
    assert browser.said() == []
    told = browser.ask("return [shown.call.items.length, document.querySelectorAll('#items > li').length]")
    assert told[0] == told[1] > 0
    assert browser.ask("return shown.wire.order") == sum(1 for line in path.read_text("utf-8").splitlines() if line)
    notes = browser.ask("return [...document.querySelectorAll('.notes li')].map((note) => note.textContent)")
    assert any("has no times" in note for note in notes)
    # Everything can be chosen, and heard where there is something to hear.
    browser.ask("for (const each of shown.timeline.bars) if (!each.isGhost) each.element.click()")
    browser.ask("document.getElementById('tab-wire').click(); shown.list.go(0)")
    browser.drawn()
    assert browser.said() == []


def test_hostile_words_stay_words(browser: Browser, tmp_path: Path) -> None:
    path = calls.hostile().write(tmp_path / "hostile.jsonl")
    browser.open(page_of(tmp_path, path))
    elements = browser.ask("return document.querySelectorAll('*').length")
    browser.ask("for (const each of shown.timeline.bars) if (!each.isGhost) each.element.click()")
    browser.ask("chooseTab('wire'); for (let row = 0; row < shown.wire.order; row += 1) shown.list.go(row)")
    browser.drawn()
    assert browser.said() == []
    assert browser.ask("return document.title") == "hostile.jsonl"
    foreign = "img, iframe, object, embed, form:not(#filters), link:not([rel=icon]), [onerror], [href^='javascript']"
    assert browser.ask("return document.querySelectorAll(arguments[0]).length", foreign) == 0
    assert browser.ask("return [document.scripts.length, document.querySelectorAll('style').length]") == [
        browser.ask("return document.querySelectorAll('body > script').length"),
        1,
    ]
    assert browser.ask("return getComputedStyle(document.body).display") == "block"
    words = browser.ask(
        "return [...document.querySelectorAll('#items > li.user .words')].map((each) => each.textContent)"
    )
    shown = [
        words.replace("\x00", "\\u0000")
        .replace("\x1b", "\\u001b")
        .replace("\u202e", "\\u202e")
        .replace("\u202c", "\\u202c")
        for words in calls.HOSTILE
    ]
    assert words == shown
    assert elements > 500
    steering = "['main', '#timeline', 'header'].some((each) => /[\\u202c\\u202e\\x1b]/.test(document.querySelector(each).textContent))"
    labels = "[...document.querySelectorAll('[aria-label]')].some((each) => /[\\u202e\\x1b]/.test(each.ariaLabel))"
    browser.ask("shown.list.go(shown.wire.order - 40)")
    browser.drawn()
    assert browser.ask(f"return [{steering}, {labels}]") == [False, False]
    # What is no event is told with its reason, and no text.
    browser.ask("chooseTab('wire'); document.getElementById('filter-odd').click()")
    rows = browser.ask("return shown.list.rows.map((row) => [shown.wire.odd[row] ?? 0, shown.wire.faults[row]])")
    assert len(rows) == 4 * len(calls.HOSTILE)
    assert [kind for kind, _ in rows[:4]] == [1, 3, 2, 3]
    assert [faults and faults[0] for _, faults in rows[:4]] == [
        None,
        ["$", "JSON", "a lone surrogate"],
        ["$.response.id", "string", "array"],
        ["$", "JSON", "malformed JSON at byte 0"],
    ]


# The timeline


PLACES = {
    # The bar, from when to when.
    ("item", 0): (0.9, 2.6),
    ("rest", 0): (2.6, 3.1),
    ("item", 1): (3.4, 5.7),
    ("item", 2): (6.38, 9.98),
    ("rest", 2): (9.98, 12.38),
    ("item", 3): (10.2, 11.3),
    ("response", 0): (3.15, 3.75),
    ("response", 1): (5.9, 9.6),
    ("response", 3): (20.3, 24.2),
    ("interruption", 1): (10.2, 10.2),
    ("turn", 0): (2.6, 6.38),
    ("turn", 1): (11.3, 12.58),
    ("text", 0): (6.35, 6.35),
}


@pytest.mark.parametrize(("start", "end"), [(None, None), (9.5, 13.0), (2.5, 6.5)])
def test_bars_stand_where_the_events_say(
    browser: Browser, station: tuple[calls.Call, Path], start: float | None, end: float | None
) -> None:
    browser.open(station[1])
    browser.ask("if (arguments[0] !== null) shown.timeline.see(arguments[0], arguments[1])", start, end)
    browser.drawn()
    seen = browser.ask("return [shown.timeline.start, shown.timeline.end, shown.timeline.tracks.user.clientWidth]")
    first, last, width = seen
    checked = 0
    for (kind, number), (begin, stop) in PLACES.items():
        if stop < first or begin > last:
            assert browser.ask("return shown.timeline.barOf(arguments[0], arguments[1]).element.hidden", kind, number)
            continue
        left, length = bar(browser, kind, number)
        per_second = width / (last - first)
        assert left == pytest.approx((begin - first) * per_second, abs=0.6), (kind, number)
        if stop > begin:
            assert length == pytest.approx(max((stop - begin) * per_second, 3), abs=0.6), (kind, number)
        checked += 1
    assert checked >= 5


def test_ends_are_told_apart(browser: Browser, station: tuple[calls.Call, Path]) -> None:
    browser.open(station[1])
    ends = browser.ask(
        "return shown.timeline.bars.filter((each) => each.kind === 'response').map((each) => each.style)"
    )
    assert ends == [
        "response end-completed",
        "response end-interrupted",
        "response end-completed",
        "response end-cut-off",
    ]
    marks = browser.ask("return shown.timeline.bars.filter((each) => each.kind === 'mark').map((each) => each.label)")
    assert [mark for mark in marks if "error" in mark] == [
        "0:16.100: error, invalid_request_error, input_audio_buffer_commit_empty: The buffer is too small."
    ]
    assert len(marks) == 4
    assert "rate limit, tokens: 38," in marks[0]


def test_the_mouse_zooms_and_moves(browser: Browser, station: tuple[calls.Call, Path]) -> None:
    browser.open(station[1])
    actions: Any = needs("selenium.webdriver").ActionChains
    lane = browser.ask("return shown.timeline.tracks.wait")
    length = "return shown.timeline.end - shown.timeline.start"
    before, fixed = browser.ask(length), browser.ask("return shown.timeline.at(shown.timeline.width / 2)")
    origin: Any = needs("selenium.webdriver.common.actions.wheel_input").ScrollOrigin.from_element(lane)
    actions(browser.driver).scroll_from_origin(origin, 0, -100).perform()
    browser.drawn()
    assert browser.ask(length) == pytest.approx(before / 1.2)
    # What is under the pointer stays there.
    assert browser.ask("return shown.timeline.at(shown.timeline.width / 2)") == pytest.approx(fixed, abs=0.02)
    start = browser.ask("return shown.timeline.start")
    actions(browser.driver).click_and_hold(lane).move_by_offset(-100, 0).release().perform()
    browser.drawn()
    pixel = browser.ask(f"{length}") / browser.ask("return shown.timeline.width")
    assert browser.ask("return shown.timeline.start") == pytest.approx(start + 100 * pixel, abs=pixel)
    browser.ask("document.getElementById('all').click()")
    assert browser.ask(length) == pytest.approx(before)
    actions(browser.driver).move_to_element(browser.ask("return shown.timeline.barOf('item', 1).element")).perform()
    assert browser.ask("return document.getElementById('detail').textContent").startswith(
        "call next_departure: 0:03.400 to 0:05.700, 2.30 s, ran 2.00 s"
    )


def test_without_a_mouse(browser: Browser, station: tuple[calls.Call, Path]) -> None:
    browser.open(station[1])
    keys: Any = needs("selenium.webdriver.common.keys").Keys
    focused = "const bar = document.activeElement.bar; return bar && [bar.kind, bar.number]"
    browser.ask("document.getElementById('save').focus(); shown.timeline.focused.element.focus()")
    assert browser.ask(focused) == ["item", 0]
    assert browser.ask("return document.querySelectorAll('.bar[tabindex=\"0\"]').length") == 1
    for key, expected in (
        (keys.ARROW_RIGHT, ["item", 3]),
        (keys.ARROW_DOWN, ["turn", 1]),
        (keys.ARROW_DOWN, ["response", 2]),
        (keys.ARROW_LEFT, ["interruption", 1]),
        (keys.ARROW_LEFT, ["item", 2]),
        (keys.ARROW_DOWN, ["item", 1]),
        (keys.END, ["item", 1]),
        (keys.ARROW_UP, ["response", 0]),
        (keys.HOME, ["response", 0]),
    ):
        browser.keys(key)
        assert browser.ask(focused) == expected, key
    length = "return shown.timeline.end - shown.timeline.start"
    before = browser.ask(length)
    browser.keys("+", "+")
    assert browser.ask(length) == pytest.approx(before / 1.6**2)
    start = browser.ask("return shown.timeline.start")
    browser.keys(keys.SHIFT + keys.ARROW_RIGHT)
    assert browser.ask("return shown.timeline.start") == pytest.approx(start + browser.ask(length) * 0.2)
    browser.keys("0")
    assert browser.ask(length) == pytest.approx(before)
    # A response is chosen with its frame; every bar has a name.
    browser.keys(keys.ENTER)
    assert browser.ask("return shown.wire.types[shown.wire.type[shown.list.chosen]]") == "response.created"
    assert browser.ask("return [...document.querySelectorAll('button.bar')].every((each) => each.ariaLabel)")
    assert browser.said() == []


def test_a_click_moves_and_plays(browser: Browser, station: tuple[calls.Call, Path]) -> None:
    browser.open(station[1])
    browser.ask("shown.timeline.see(20, 22); document.querySelectorAll('#items .play')[1].click()")
    browser.drawn()
    assert browser.ask("return document.querySelector('#items > .chosen .who').textContent") == "assistant"
    assert browser.ask("return shown.timeline.start < 6.38 && shown.timeline.end > 9.98")
    assert browser.ask("return shown.wire.types[shown.wire.type[shown.list.chosen]]") == "response.output_item.added"
    browser.later("if (player.currentTime > 0.1) done(); else player.addEventListener('timeupdate', () => done())")
    assert browser.ask("return player.duration") == pytest.approx(3.6)
    assert browser.ask("return !player.paused")
    cursor, at = browser.ask("follow(); return [shown.timeline.cursor, player.currentTime]")
    assert cursor == pytest.approx(6.38 + at, abs=0.05)


# Sound


def test_sound_is_that_of_the_frames(browser: Browser, station: tuple[calls.Call, Path]) -> None:
    call, page = station
    browser.open(page)
    rate = call.rate
    # Of the model, each utterance is what the frames have, up to where it was heard.
    for place, item_id, seconds in ((2, "item_told", 3.6), (4, "item_later", 3.2)):
        expected = call.model[item_id][: round(seconds * rate)].tobytes()
        assert samples(browser, f"shown.sound.item({place})") == (1, rate, expected)
    # The whole call: the user on the left, from the first piece on, and the model where it was heard.
    channels, told, whole = samples(browser, "shown.sound.whole()")
    assert (channels, told) == (2, rate)
    left, right = whole[::4], whole[2::4]
    begin = browser.ask("return shown.sound.begin")
    user = round((0.2 - begin) * rate)
    assert begin == pytest.approx(0.2, abs=0.11)
    expected = call.user.tobytes()
    assert left[user : user + len(call.user)] == expected[::2]
    assert whole[1::4][user : user + len(call.user)] == expected[1::2]
    for item_id, at, seconds in (("item_told", 6.38, 3.6), ("item_later", 12.58, 3.2)):
        heard = call.model[item_id][: round(seconds * rate)].tobytes()
        place = round((at - begin) * rate)
        assert right[place : place + len(heard) // 2] == heard[::2]
    silent = slice(round((10.1 - begin) * rate), round((12.5 - begin) * rate))
    assert not any(right[silent])


def test_the_whole_call_plays(browser: Browser, station: tuple[calls.Call, Path]) -> None:
    browser.open(station[1])
    browser.ask("document.getElementById('whole').click()")
    browser.later("if (player.currentTime > 0.1) done(); else player.addEventListener('timeupdate', () => done())")
    length = browser.ask("return shown.sound.end - shown.sound.begin")
    assert browser.ask("return player.duration") == pytest.approx(length, abs=0.001)
    assert length == pytest.approx(24, abs=0.2)
    # From a place on the timeline on.
    browser.ask("player.pause(); seek(13)")
    browser.drawn()
    assert browser.ask("return player.currentTime") == pytest.approx(13 - browser.ask("return shown.sound.begin"))
    assert browser.ask("return document.getElementById('save').download") == "whole-call.wav"
    assert browser.said() == []


def test_sound_that_is_years_apart(browser: Browser, tmp_path: Path) -> None:
    """What is silent for long is left out of the whole call, and the cursor goes with what is heard."""
    call = calls.Call()
    spoken = [calls.voice(1, call.rate, tone) for tone in (100, 200, 300)]
    times = (1.0, 31.0, 2.0**53 / 1e6)
    call.server(0.0, "session.created", session=calls.settings(call.rate))
    for number, (at, said) in enumerate(zip(times, spoken, strict=True)):
        audio = base64.b64encode(said.tobytes()).decode()
        call.server(at, "response.output_audio.delta", item_id=f"a{number}", response_id=f"r{number}", delta=audio)
    browser.open(page_of(tmp_path, call.write(tmp_path / "far.jsonl")))
    skipped = times[2] - 32 - 60
    assert browser.ask("return shown.sound.skips") == [{"at": times[2], "skipped": pytest.approx(skipped)}]
    channels, rate, whole = samples(browser, "shown.sound.whole()")
    assert (channels, rate, len(whole)) == (2, call.rate, 4 * call.rate * (31 + 60 + 1))
    right = b"".join(whole[place : place + 2] for place in range(2, len(whole), 4))
    for at, said in zip((0, 30, 91), spoken, strict=True):
        assert right[2 * at * rate : 2 * (at + 1) * rate] == said.tobytes()
    # From a place in the call to what is heard there, and back; in what is left out, it is what comes next.
    for at, heard, back in (
        (0, 0, 1),
        (1.5, 0.5, 1.5),
        (32, 31, 32),
        (91, 90, 91),
        (5e6, 91, times[2]),
        (times[2] + 0.5, 91.5, times[2] + 0.5),
    ):
        assert browser.ask(f"return shown.sound.heardAt({at!r})") == pytest.approx(heard)
        assert browser.ask(f"return shown.sound.placeOf({heard!r})") == pytest.approx(back)
    browser.ask("document.getElementById('whole').click()")
    browser.drawn()
    shown = browser.ask("return document.getElementById('playing').textContent")
    assert shown == f"whole call, without {skipped:.2f} s of silence"
    assert 2 <= browser.ask("return document.querySelectorAll('.tick').length") < 40
    assert browser.said() == []


def test_sound_without_times_and_utterances(browser: Browser, tmp_path: Path) -> None:
    """Both sides begin at once, and the cursor goes with them."""
    path = tmp_path / "live.jsonl"
    session = {"id": "s", "audio": {"format": {"type": "audio/pcm", "rate": 24000}}}
    sides = [calls.voice(1, 24000, 100), calls.voice(0.5, 24000, 200)]
    audio = [base64.b64encode(side.tobytes()).decode() for side in sides]
    frames: list[dict[str, Any]] = [
        {"type": "session.started", "session": session},
        {"type": "session.input_audio.append", "audio": audio[0]},
        {"type": "session.output_audio.delta", "delta": audio[1]},
    ]
    path.write_text("".join(json.dumps(frame) + "\n" for frame in frames), encoding="utf-8")
    browser.open(page_of(tmp_path, path))
    channels, rate, whole = samples(browser, "shown.sound.whole()")
    assert (channels, rate, len(whole)) == (2, 24000, 4 * 24000)
    assert whole[::4] == sides[0].tobytes()[::2]
    assert whole[2::4] == sides[1].tobytes()[::2] + bytes(12000)
    browser.ask("document.getElementById('whole').click()")
    browser.later("if (player.currentTime > 0.1) done(); else player.addEventListener('timeupdate', () => done())")
    assert 0 < browser.ask("player.pause(); follow(); return shown.timeline.cursor") <= 2
    assert browser.said() == []


def test_sound_that_was_brought_down(browser: Browser, tmp_path: Path) -> None:
    call = calls.Call(24000)
    call.server(0.0, "session.created", session=calls.settings(24000))
    call.respond(1.0, "r")
    call.say(1.0, "r", "a", "Hello there", seconds=2)
    call.done(3.0, "r")
    page = tmp_path / "page.html"
    page.write_text(view.page([call.write(tmp_path / "a.jsonl")], most_audio=20_000), encoding="utf-8", newline="\n")
    browser.open(page)
    channels, rate, heard = samples(browser, "shown.sound.item(0)")
    assert (channels, rate, len(heard)) == (1, 8000, 32000)
    notes = browser.ask("return document.querySelector('.notes').textContent")
    assert "it is in µ-law here, at 8,000 Hz, and not sample by sample" in notes
    exact = call.model["a"]
    got = memoryview(heard).cast("h")
    for place in range(0, 16000, 97):
        mean = sum(exact[3 * place : 3 * place + 3]) / 3
        assert got[place] == pytest.approx(mean, abs=max(abs(mean) / 16, 8))


# The wire


def test_frames_are_filtered(browser: Browser, station: tuple[calls.Call, Path]) -> None:
    browser.open(station[1])
    count = "return document.getElementById('filter-count').textContent"
    browser.keys("/")
    assert browser.ask("return document.activeElement.id") == "filter-text"
    browser.keys("Lyon leave?")
    assert browser.ask(count) == "1 of 435 frames"
    assert browser.ask("return [...document.querySelectorAll('#frames .type')].map((each) => each.textContent)") == [
        "conversation.item.input_audio_transcription.completed"
    ]
    browser.ask("document.getElementById('filters').reset(); shown.list.filter()")
    assert browser.ask(count) == "435 frames"
    browser.ask("document.getElementById('filter-odd').click()")
    odd = browser.ask("return [...document.querySelectorAll('#frames .type')].map((each) => each.textContent)")
    assert odd == ["vendor.ping (unknown type)", "input_audio_buffer.speech_started (malformed)"]
    keys: Any = needs("selenium.webdriver.common.keys").Keys
    browser.ask("document.getElementById('frames').focus()")
    browser.keys(keys.ARROW_DOWN)
    assert '"token": "<string>"' in browser.ask("return document.getElementById('frame').textContent")
    browser.keys(keys.ARROW_DOWN)
    assert "$.item_id: expected string, found integer" in browser.ask(
        "return document.getElementById('frame').textContent"
    )
    assert browser.ask("return document.documentElement.outerHTML.includes('sk-not-to-be-seen')") is False
    browser.ask("document.querySelector('#panel-figures [data-type]').click()")
    browser.ask("document.getElementById('filters').reset(); shown.list.filter()")
    browser.ask("[...document.querySelectorAll('[data-type]')].find((each) => each.textContent === 'error').click()")
    assert browser.ask(count) == "1 of 435 frames"
    assert browser.said() == []


def test_a_long_list_has_few_rows_in_the_page(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    line = json.dumps({"type": "input_audio_buffer.append", "audio": "AAAA"})
    path.write_text(f"{line}\n" * 30_000, encoding="utf-8")
    browser.open(page_of(tmp_path, path))
    browser.ask("chooseTab('wire')")
    browser.drawn()
    for row in (0, 15_000, 29_999):
        browser.ask("shown.list.go(arguments[0])", row)
        browser.drawn()
        assert browser.ask("return document.getElementById('frames').querySelectorAll('.row').length") < 60
        assert browser.ask("return document.querySelector('#frames .chosen .number').textContent") == str(row)


# The rest of the page


def test_several_calls(browser: Browser, tmp_path: Path) -> None:
    path = calls.station().write(tmp_path / "station.jsonl")
    browser.open(page_of(tmp_path, path, *EXAMPLES[:1]))
    names = browser.ask("return [...document.querySelectorAll('#index button')].map((each) => each.textContent)")
    assert names == ["station.jsonl", EXAMPLES[0].name]
    seen = "return [shown.wire.order, [...document.querySelectorAll('[data-figures]')].map((each) => each.hidden)]"
    assert browser.ask(seen) == [435, [False, True]]
    browser.ask("document.querySelectorAll('#index button')[1].click()")
    browser.drawn()
    assert browser.ask(seen) == [EXAMPLES[0].read_text(encoding="utf-8").count("\n"), [True, False]]
    assert browser.ask("return document.querySelectorAll('#index [aria-current=true]').length") == 1
    assert browser.said() == []


def test_colours(browser: Browser, station: tuple[calls.Call, Path]) -> None:
    back = "return getComputedStyle(document.body).backgroundColor"
    light, dark = "rgb(255, 255, 255)", "rgb(20, 23, 27)"
    try:
        browser.dark(dark=True)
        browser.open(station[1])
        assert browser.ask(back) == dark
        browser.ask("document.getElementById('theme').click()")
        assert browser.ask(back) == light
        browser.ask("document.getElementById('theme').click()")
        browser.dark(dark=False)
        assert browser.ask(back) == dark
        browser.ask("document.getElementById('theme').click()")
        assert browser.ask(back) == light
    finally:
        browser.dark(dark=False)


def test_everything_has_a_name_for_screen_readers(browser: Browser, station: tuple[calls.Call, Path]) -> None:
    browser.open(station[1])
    browser.ask("chooseTab('wire')")
    browser.drawn()
    nodes = browser.driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    roles = {"button", "tab", "textbox", "searchbox", "combobox", "checkbox", "listbox", "link", "option"}
    nameless = [
        node["role"]["value"]
        for node in nodes
        if not node.get("ignored") and node.get("role", {}).get("value") in roles and not node["name"]["value"]
    ]
    assert nameless == []
    assert sum(node.get("role", {}).get("value") == "button" for node in nodes) > 20


def test_a_script_of_others_does_not_run(browser: Browser, station: tuple[calls.Call, Path], tmp_path: Path) -> None:
    """The policy is what stops it: without it, this test would see the title change."""
    page = tmp_path / "page.html"
    text = station[1].read_text(encoding="utf-8")
    more = "<script>document.title = 'owned'</script><img src='https://example.invalid/a.png'><style>body{display:none}</style>"
    page.write_text(text + more, encoding="utf-8", newline="\n")
    browser.open(page)
    said = browser.said()
    assert browser.ask("return [document.title, getComputedStyle(document.body).display]") == ["station.jsonl", "block"]
    assert len([line for line in said if "Content Security Policy" in line]) == 3
