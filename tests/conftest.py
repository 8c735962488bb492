"""What all tests share: how much hypothesis tries, and which warnings end a test."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Generator

# How long a machine takes is never a reason to fail, so nothing here watches the clock.
settings.register_profile(
    "quick",
    max_examples=50,
    deadline=None,
    # Continuous integration must fail for a change only, never by the luck of the draw.
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("brief", settings.get_profile("quick"), max_examples=15)
settings.register_profile("long", settings.get_profile("quick"), max_examples=5_000, derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

NOT_FOREIGN = {"_pytest", "realtime_wire", "tests"}
"""Packages that may hold plugins of pytest, and whose warnings count all the same."""


def pytest_configure(config: pytest.Config) -> None:
    """Try less where slow tests are left out: whoever asks for that wants to know soon."""
    if config.option.markexpr == "not slow" and "HYPOTHESIS_PROFILE" not in os.environ:
        settings.load_profile("brief")


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """Let every warning in a test fail it, but for what the plugins say that pytest found in this environment.

    It is done here and not in pyproject.toml, as what is said there holds while they start, too. Options of the command
    line and the marks of a test still have the last word.
    """
    filters: list[str] = session.config.getini("filterwarnings")
    before = filters.copy()
    filters += ["error", *(rf"default:::{re.escape(package)}(\.|\Z)" for package in _foreign(session.config))]
    try:
        return (yield)
    finally:
        filters[:] = before


def _foreign(config: pytest.Config) -> list[str]:
    """Name the packages that other plugins are in, and pluggy, which calls them: warnings may be about the caller."""
    modules = [getattr(plugin, "__name__", type(plugin).__module__) for plugin in config.pluginmanager.get_plugins()]
    packages = {module.partition(".")[0] for module in modules} - NOT_FOREIGN
    return [*sorted(packages), "pluggy"]
