"""The `openai` package: the parser of its Realtime connections, and how these send.

It makes objects without validating them, so that nothing is lost and nothing is checked.
"""

import json
from typing import Any

from openai._utils import maybe_transform
from openai.resources.realtime.realtime import RealtimeConnection
from openai.types.realtime import RealtimeClientEventParam

from . import INSTRUCTIONS, ITEM_ID

NAME = "openai package"
LOSES = ("1.0",)

# A connection only needs its socket to send and receive.
decode = object.__new__(RealtimeConnection).parse_event


def decode_lines(text: bytes) -> list[Any]:
    return [decode(line) for line in text.splitlines()]


def plain(obj: Any) -> Any:
    return obj.to_dict(mode="json", warnings=False)


def encode(obj: Any) -> str:
    return obj.to_json(indent=None, warnings=False)


def client(payload: dict[str, Any]) -> Any:
    return payload


def encode_client(payload: Any) -> str:
    # What `RealtimeConnection.send` does before it writes to its socket.
    return json.dumps(maybe_transform(payload, RealtimeClientEventParam))


def evolve(obj: Any) -> Any:
    return obj.model_copy(update={"item_id": ITEM_ID})


def evolve_session(obj: Any) -> Any:
    return obj.model_copy(update={"instructions": INSTRUCTIONS})


def append(audio: str) -> str:
    return encode_client({"type": "input_audio_buffer.append", "audio": audio})
