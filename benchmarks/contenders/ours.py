"""realtime-wire as its users call it: one decoder for server events, and `encode`."""

from operator import methodcaller
from typing import Any

import realtime_wire

from . import INSTRUCTIONS, ITEM_ID

NAME = "realtime-wire"
LOSES = ()

_decoder = realtime_wire.Decoder(realtime_wire.ServerEvent)
decode = _decoder.decode
decode_lines = _decoder.decode_lines
plain = realtime_wire.unstructure
encode = realtime_wire.encode
encode_client = realtime_wire.encode
to_dict = plain_made = methodcaller("to_dict")


def client(payload: dict[str, Any]) -> Any:
    return realtime_wire.structure(payload, realtime_wire.ClientEvent)


def evolve(obj: Any) -> Any:
    return obj.evolve(item_id=ITEM_ID)


def evolve_session(obj: Any) -> Any:
    return obj.evolve(instructions=INSTRUCTIONS)


def make_delta(members: dict[str, Any]) -> Any:
    return realtime_wire.ResponseOutputTextDeltaEvent(**members)


def make_update(session: dict[str, Any]) -> Any:
    sound = session["audio"]["input"]
    return realtime_wire.SessionUpdateEvent(
        session=realtime_wire.RealtimeSession(
            type="realtime",
            instructions=session["instructions"],
            output_modalities=session["output_modalities"],
            audio=realtime_wire.RealtimeAudioConfig(
                input=realtime_wire.RealtimeAudioConfigInput(
                    format=realtime_wire.AudioPCM(rate=24000),
                    turn_detection=realtime_wire.ServerVad(create_response=True, interrupt_response=True),
                    transcription=realtime_wire.InputAudioTranscription(model=sound["transcription"]["model"]),
                ),
                output=realtime_wire.RealtimeAudioConfigOutput(format=realtime_wire.AudioPCM(rate=24000)),
            ),
            tools=[
                realtime_wire.RealtimeFunctionTool(
                    name=tool["name"], description=tool["description"], parameters=tool["parameters"]
                )
                for tool in session["tools"]
            ],
        )
    )


def append(audio: str) -> bytes:
    return realtime_wire.encode(realtime_wire.InputAudioBufferAppendEvent(audio=audio))
