"""A browser for tests: the Chromium of the distribution, which opens a page and is asked what is in it.

Without it, or without Selenium, a test is skipped, or fails if REALTIME_WIRE_INTEROP says that all is there.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from tests.loopback import needs

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

__all__ = ["Browser", "opened"]

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")

OPTIONS = (
    "--headless=new",
    "--no-sandbox",  # who tests as root, as in a container, has none
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    "--force-device-scale-factor=1",
    "--window-size=1400,1000",
)

WIDE = 1400
HIGH = 1000


@attrs.define(eq=False)
class Browser:
    """A browser that is running."""

    driver: Any

    def open(self, path: Path) -> None:
        """Open a page, and let its timeline be drawn."""
        self.said()
        self.driver.get(path.as_uri())
        self.drawn()

    def drawn(self) -> None:
        """Wait until what was asked for has been drawn."""
        self.later("requestAnimationFrame(() => requestAnimationFrame(done))")

    def ask(self, script: str, *arguments: object) -> Any:
        """Run a script, and return what it returns."""
        return self.driver.execute_script(script, *arguments)

    def later(self, script: str) -> Any:
        """Run a script that calls `done` with its result."""
        return self.driver.execute_async_script(f"const done = arguments[0]; {script}")

    def keys(self, *keys: str) -> None:
        """Press keys, wherever the focus is."""
        self.driver.switch_to.active_element.send_keys(*keys)
        self.drawn()

    def said(self) -> list[str]:
        """Return what the browser complains of, and what it has asked for, since the last time."""
        complaints = [entry["message"] for entry in self.driver.get_log("browser")]
        events = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        requests = [
            event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"
        ]
        own = ("blob:", "data:", self.driver.current_url.partition("#")[0])
        return complaints + [url for url in requests if not url.startswith(own)]

    def dark(self, *, dark: bool) -> None:
        """Have the system's colours dark or light."""
        feature = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
        self.drawn()


@contextmanager
def opened(folder: Path) -> Generator[Browser, None, None]:
    """Start a browser that keeps what it has to keep in a folder."""
    webdriver: Any = needs("selenium.webdriver")
    binary = next(filter(None, map(shutil.which, NAMES)), None)
    program = shutil.which("chromedriver")
    if binary is None or program is None:
        if "REALTIME_WIRE_INTEROP" in os.environ:
            pytest.fail("there is no Chromium, or no chromedriver")
        pytest.skip("there is no Chromium, or no chromedriver")
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for option in (*OPTIONS, f"--user-data-dir={folder}"):
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(program))
    try:
        driver.set_script_timeout(120)
        driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": WIDE, "height": HIGH, "deviceScaleFactor": 1, "mobile": False},
        )
        yield Browser(driver)
    finally:
        driver.quit()
