"""The standard library's json into plain dicts."""

import json
from typing import Any

NAME = "json, plain dicts"
LOSES = ()

decode = json.loads
encode = json.dumps
encode_client = json.dumps


def decode_lines(text: bytes) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


def plain(obj: Any) -> Any:
    return obj


def client(payload: dict[str, Any]) -> Any:
    return payload


def append(audio: str) -> str:
    return json.dumps({"type": "input_audio_buffer.append", "audio": audio})
