"""Payloads for every class: a file for each module, and in it for each class JSON objects that decode to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

__all__ = ["PAYLOADS"]

PAYLOADS: dict[str, list[dict[str, Any]]] = {
    name: payloads
    for path in sorted(Path(__file__).parent.glob("*.json"))
    for name, payloads in json.loads(path.read_text(encoding="utf-8")).items()
}
"""The payloads by the name of the class."""
