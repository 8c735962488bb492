"""ssrJSON into plain dicts: no types, nothing checked, nothing lost. It has the widest vectors for strings."""

from typing import Any

import ssrjson

NAME = "ssrJSON, plain dicts"
LOSES = ()

decode = ssrjson.loads
encode = ssrjson.dumps_to_bytes
encode_client = ssrjson.dumps_to_bytes


def decode_lines(text: bytes) -> list[Any]:
    return [ssrjson.loads(line) for line in text.splitlines()]


def plain(obj: Any) -> Any:
    return obj


def client(payload: dict[str, Any]) -> Any:
    return payload


def append(audio: str) -> bytes:
    return ssrjson.dumps_to_bytes({"type": "input_audio_buffer.append", "audio": audio})
