"""orjson into plain dicts: no types, nothing checked, nothing lost."""

from typing import Any

import orjson

from . import INSTRUCTIONS, ITEM_ID

NAME = "orjson, plain dicts"
LOSES = ()

decode = orjson.loads
encode = orjson.dumps
encode_client = orjson.dumps


def decode_lines(text: bytes) -> list[Any]:
    return [orjson.loads(line) for line in text.splitlines()]


def plain(obj: Any) -> Any:
    return obj


def client(payload: dict[str, Any]) -> Any:
    return payload


def evolve(obj: Any) -> Any:
    return {**obj, "item_id": ITEM_ID}


def evolve_session(obj: Any) -> Any:
    return {**obj, "instructions": INSTRUCTIONS}


def append(audio: str) -> bytes:
    return orjson.dumps({"type": "input_audio_buffer.append", "audio": audio})
