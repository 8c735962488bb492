"""Payloads for every class: a file for each module, and in it for each class JSON objects that decode to it."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

__all__ = ["FILES", "PAYLOADS"]

FOLDER = Path(__file__).parent

FILES: dict[str, Path] = {
    ".".join(("realtime_wire", *path.relative_to(FOLDER).with_suffix("").parts)): path
    for path in sorted(FOLDER.rglob("*.json"))
}
"""The files by the name of the module whose classes they are about."""

PAYLOADS: dict[type[Any], list[dict[str, Any]]] = {
    getattr(import_module(module), name): payloads
    for module, path in FILES.items()
    for name, payloads in json.loads(path.read_text(encoding="utf-8")).items()
}
"""The payloads by class."""
