"""jiter, the parser of pydantic, into plain dicts: no types, nothing checked, nothing lost. It does not write."""

from typing import Any

import jiter

NAME = "jiter, plain dicts"
LOSES = ()

decode = jiter.from_json


def decode_lines(text: bytes) -> list[Any]:
    return [jiter.from_json(line) for line in text.splitlines()]


def plain(obj: Any) -> Any:
    return obj
