#!/usr/bin/env bash
# pydantic-ai-slim 2.68.0 hears what Bedrock says through litellm 1.110.2, and has no word of its text.
#
# litellm makes events of the Realtime API out of those of Nova Sonic: text and audio of an answer, under the names from before
# general availability, `response.text.delta` and `response.audio.delta`. pydantic-ai's reader takes both names of audio, and
# both names of its transcript; its source means to "accept both" surfaces. Of text it knows the name of today alone.
# So of one answer, in one vocabulary, audio comes and the text is passed over, without an error. (Its reader for Voice Live
# takes both.) That somebody begins to speak it refuses, as litellm has no time for it: what makes a program stop talking.
#
# Seen on 2026-11-28 with pydantic-ai-slim 2.68.0, litellm 1.110.2 and openai 3.57.0 on CPython 3.11:
#   input_audio_buffer.speech_started: ValidationError
#   response.text.delta: nothing
#   response.text.done: nothing
#   response.audio.delta: AudioDelta
#   response.done: ResponseDone
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pydantic-ai-slim==2.68.0 litellm==1.110.2 openai==3.57.0 websockets==16.1.1

cat >use.py <<'END'
import json
from types import SimpleNamespace

from litellm.llms.bedrock.realtime.transformation import BedrockRealtimeConfig
from litellm.types.realtime import RealtimeResponseTransformInput
from pydantic_ai.realtime.openai import OpenAIRealtimeConnection

SHOWN = ("input_audio_buffer.speech_started", "response.text.delta", "response.text.done", "response.audio.delta", "response.done")
stage = json.dumps({"generationStage": "SPECULATIVE"})
bedrock, reader = BedrockRealtimeConfig(), OpenAIRealtimeConnection(None)
session = SimpleNamespace(litellm_trace_id="sess_1")
state = dict.fromkeys(RealtimeResponseTransformInput.__annotations__)
for name, content in (
    ("userSpeechStart", {}),
    ("contentStart", {"role": "ASSISTANT", "type": "TEXT", "additionalModelFields": stage}),
    ("textOutput", {"content": "It is noon."}),
    ("contentEnd", {"type": "TEXT", "stopReason": "PARTIAL_TURN"}),
    ("contentStart", {"role": "ASSISTANT", "type": "AUDIO"}),
    ("audioOutput", {"content": "AAAAAA=="}),
    ("contentEnd", {"type": "AUDIO", "stopReason": "END_TURN"}),
):
    message = json.dumps({"event": {name: content}})
    state = bedrock.transform_realtime_response(message, "amazon.nova-sonic-v1:0", session, state)
    for event in state.pop("response"):
        try:
            read = reader._map_event(json.loads(json.dumps(event)))
            said = "nothing" if read is None else type(read).__name__
        except ValueError as error:
            said = type(error).__name__
        if event["type"] in SHOWN:
            print(f"{event['type']}: {said}")
END
seen=$(LITELLM_LOCAL_MODEL_COST_MAP=True venv/bin/python use.py 2>log) || { cat log; exit 1; }
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'END'
input_audio_buffer.speech_started: ValidationError
response.text.delta: nothing
response.text.done: nothing
response.audio.delta: AudioDelta
response.done: ResponseDone
END
echo "as described"
