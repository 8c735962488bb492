"""What all tests share: how much hypothesis tries."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# How long a machine takes is never a reason to fail, so nothing here watches the clock.
settings.register_profile(
    "quick",
    max_examples=50,
    deadline=None,
    # Continuous integration must fail for a change only, never by the luck of the draw.
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("long", settings.get_profile("quick"), max_examples=5_000, derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
