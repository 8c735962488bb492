"""realtime-wire as its users call it: one decoder for server events, and `encode`."""

from typing import Any

import realtime_wire

from . import ITEM_ID

NAME = "realtime-wire"
LOSES = ()

_decoder = realtime_wire.Decoder(realtime_wire.ServerEvent)
decode = _decoder.decode
decode_lines = _decoder.decode_lines
plain = realtime_wire.unstructure
encode = realtime_wire.encode
encode_client = realtime_wire.encode


def client(payload: dict[str, Any]) -> Any:
    return realtime_wire.structure(payload, realtime_wire.ClientEvent)


def evolve(obj: Any) -> Any:
    return obj.evolve(item_id=ITEM_ID)


def append(audio: str) -> bytes:
    return realtime_wire.encode(realtime_wire.InputAudioBufferAppendEvent(audio=audio))
