"""How long pages of calls take to open, and whether they stay fluid: the figures of docs/view.md.

``python -m benchmarks.pages`` makes recordings, their pages, and opens these in the Chromium that is installed; it needs what
`tox -e view` does. Times are the best of several, as other programs take theirs.
"""

from __future__ import annotations

import sys
import tempfile
import time
from base64 import b64encode
from pathlib import Path
from typing import Any

from realtime_wire import view
from tests.view.browser import Browser, opened
from tests.view.calls import PIECE, Call, settings, voice

ROUNDS = 5
TURN = 12
"""How many seconds a turn takes."""

WORDS = (
    "That",
    "is",
    "a",
    "rather",
    "long",
    "answer",
    "to",
    "a",
    "question",
    "which",
    "somebody",
    "asked",
    "a",
    "while",
    "ago",
)

FRAMES = """\
const done = arguments[0], times = [];
let last = performance.now(), count = 0;
const step = (now) => {
  times.push(now - last);
  last = now;
  %s;
  count += 1;
  if (count < 100) requestAnimationFrame(step);
  else done(times.sort((a, b) => a - b)[50]);
};
requestAnimationFrame(step);"""

DRAWN = "const begin = performance.now(); for (let i = 0; i < 20; i += 1) %s; return (performance.now() - begin) / 20"


def pieces(seconds: float, rate: int, pitch: float) -> list[str]:
    samples, size = voice(seconds, rate, pitch), round(PIECE * rate)
    return [b64encode(samples[i : i + size].tobytes()).decode() for i in range(0, len(samples) - size, size)]


def long_call(minutes: float, rate: int) -> Call:
    """Make a call in which both sides speak."""
    call, heard, said = Call(rate), pieces(7.3, rate, 210), pieces(5.9, rate, 120)
    call.server(0, "session.created", session=settings(rate))
    for number in range(int(minutes * 60 / PIECE)):
        audio = heard[number % len(heard)]
        call.client(0.2 + (number + 1) * PIECE, "input_audio_buffer.append", audio=audio)
    for number in range(int((minutes * 60 - 2) / TURN)):
        at, user, answer, response = 1 + number * TURN, f"u{number}", f"a{number}", f"r{number}"
        call.heard(user, at, at + 3)
        call.respond(at + 3.1, response)
        call.transcribe(at + 3.4, user, f"Could you tell me more about number {number}, please?")
        where = {"response_id": response, "item_id": answer, "output_index": 0, "content_index": 0}
        item: dict[str, Any] = {"id": answer, "type": "message", "role": "assistant", "content": []}
        call.server(at + 3.2, "response.output_item.added", response_id=response, output_index=0, item=item)
        for piece in range(70):
            now = at + 3.3 + piece * PIECE / 2
            delta = f"{WORDS[piece % len(WORDS)]} "
            call.server(now, "response.output_audio_transcript.delta", delta=delta, **where)
            call.server(now + 0.01, "response.output_audio.delta", delta=said[piece % len(said)], **where)
        call.done(at + 7, response)
    return call


def frames(count: int) -> Call:
    """Make a call of many frames and little sound."""
    call = Call()
    for number in range(count):
        call.server(number / 50, "response.output_text.delta", delta=f"word {number} ", response_id="r", item_id="i")
    return call


def measure(browser: Browser, title: str, call: Call, folder: Path) -> None:
    recording, page = call.write(folder / "a.jsonl"), folder / "a.html"
    begin = time.perf_counter()
    page.write_text(view.page([recording]), encoding="utf-8", newline="\n")
    made = time.perf_counter() - begin
    loads: list[float] = []
    for _ in range(ROUNDS):
        browser.open(page)
        loads.append(browser.ask("return performance.getEntriesByType('navigation')[0].loadEventEnd"))
    print(
        f"{title}: {len(call.frames):,} frames, {recording.stat().st_size / 1e6:.0f} MB; page {page.stat().st_size / 1e6:.1f} MB"
    )
    print(f"  made in {made:.1f} s, opened in {min(loads) / 1000:.2f} s")
    print(f"  timeline drawn in {browser.ask(DRAWN % 'shown.timeline.draw()'):.1f} ms")
    browser.ask("chooseTab('wire')")
    filtered = browser.ask(DRAWN % "(document.getElementById('filter-text').value = `word ${i}`, shown.list.filter())")
    print(f"  filtered by text in {filtered:.0f} ms")
    browser.ask("document.getElementById('filter-text').value = ''; shown.list.filter()")
    scroll = FRAMES % "document.getElementById('frames').scrollTop += 5000"
    zoom = FRAMES % "shown.timeline.zoom(count % 20 < 10 ? 1.2 : 1 / 1.2)"
    for name, script in (("scrolling", scroll), ("zooming", zoom)):
        print(f"  {name}: a picture every {min(browser.driver.execute_async_script(script) for _ in range(3)):.0f} ms")
    if call.user:
        print(
            f"  whole call made to be heard in {browser.ask(DRAWN.replace('20', '1') % 'shown.sound.whole()'):.0f} ms"
        )
    for note in browser.ask("return [...document.querySelectorAll('.notes li')].map((each) => each.textContent)"):
        print(f"  {note}")
    recording.unlink()


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "profile").mkdir()
        with opened(folder / "profile") as browser:
            print(
                browser.driver.capabilities["browserName"], browser.driver.capabilities["browserVersion"], sys.version
            )
            call = long_call(30, 24000)
            call.user = voice(0.1, 24000, 1)
            measure(browser, "30 minutes at 24 kHz", call, folder)
            measure(browser, "100,000 frames", frames(100_000), folder)


if __name__ == "__main__":
    main()
