"""pydantic validating into the `openai` package's types: its server events as a union told apart by `type`.

The package asks pydantic to build what validates a class when the class is first used; building the adapter does. The
constructors of these types validate as well.
"""

from typing import Annotated, Any, get_args

from openai.types.realtime import (
    AudioTranscription,
    RealtimeAudioConfig,
    RealtimeAudioConfigInput,
    RealtimeAudioConfigOutput,
    RealtimeFunctionTool,
    RealtimeServerEvent,
    RealtimeSessionCreateRequest,
    ResponseTextDeltaEvent,
    SessionUpdateEvent,
)
from openai.types.realtime.realtime_audio_formats import AudioPCM
from openai.types.realtime.realtime_audio_input_turn_detection import ServerVad
from pydantic import Field, TypeAdapter

NAME = "pydantic over openai's types"
LOSES = ("1.0",)

_adapter: TypeAdapter[Any] = TypeAdapter(Annotated[get_args(RealtimeServerEvent)[0], Field(discriminator="type")])
decode = _adapter.validate_json


def plain(obj: Any) -> Any:
    return obj.to_dict(mode="json", warnings=False)


plain_made = plain


def make_delta(members: dict[str, Any]) -> Any:
    return ResponseTextDeltaEvent(type="response.output_text.delta", **members)


def make_update(session: dict[str, Any]) -> Any:
    sound = session["audio"]["input"]
    return SessionUpdateEvent(
        type="session.update",
        session=RealtimeSessionCreateRequest(
            type="realtime",
            instructions=session["instructions"],
            output_modalities=session["output_modalities"],
            audio=RealtimeAudioConfig(
                input=RealtimeAudioConfigInput(
                    format=AudioPCM(type="audio/pcm", rate=24000),
                    turn_detection=ServerVad(type="server_vad", create_response=True, interrupt_response=True),
                    transcription=AudioTranscription(model=sound["transcription"]["model"]),
                ),
                output=RealtimeAudioConfigOutput(format=AudioPCM(type="audio/pcm", rate=24000)),
            ),
            tools=[
                RealtimeFunctionTool(
                    type="function",
                    name=tool["name"],
                    description=tool["description"],
                    parameters=tool["parameters"],
                )
                for tool in session["tools"]
            ],
        ),
    )
