#!/usr/bin/env bash
# litellm 1.110.2 in front of Gemini says at the end of a text what its last piece was, not the text.
#
# In the Realtime API `response.output_text.done` has the whole text, that of all deltas, and so have the events behind it, with
# the part and with the item. litellm keeps the deltas of the message from Gemini before, and forgets those of the one before that:
# three pieces come through as three deltas, and all three events at the end have the third alone. Who shows deltas sees nothing
# odd; who waits for the end, as those do who log items or check what was said, has a tail of it.
#
# Seen on 2026-11-28 with litellm 1.110.2 on CPython 3.11:
#   response.output_text.delta: The train 
#   response.output_text.delta: leaves 
#   response.output_text.delta: at noon.
#   response.output_text.done: at noon.
#   response.content_part.done: at noon.
#   response.output_item.done: at noon.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check litellm==1.110.2

cat >use.py <<'END'
import json
from types import SimpleNamespace

from litellm.llms.gemini.realtime.transformation import GeminiRealtimeConfig
from litellm.types.realtime import RealtimeResponseTransformInput

gemini = GeminiRealtimeConfig()
session = SimpleNamespace(litellm_trace_id="sess_1")
state = dict.fromkeys(RealtimeResponseTransformInput.__annotations__)
for said in (
    {"modelTurn": {"parts": [{"text": "The train "}]}},
    {"modelTurn": {"parts": [{"text": "leaves "}]}},
    {"modelTurn": {"parts": [{"text": "at noon."}]}},
    {"generationComplete": True},
):
    message = json.dumps({"serverContent": said})
    state = gemini.transform_realtime_response(message, "gemini-2.0-flash-live-001", session, state)
    for event in state.pop("response"):
        match event:
            case {"type": "response.output_text.delta", "delta": text} | {"type": "response.output_text.done", "text": text}:
                print(f"{event['type']}: {text}")
            case {"type": "response.content_part.done", "part": {"text": text}}:
                print(f"{event['type']}: {text}")
            case {"type": "response.output_item.done", "item": {"content": [{"text": text}]}}:
                print(f"{event['type']}: {text}")
END
seen=$(LITELLM_LOCAL_MODEL_COST_MAP=True venv/bin/python use.py)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'END'
response.output_text.delta: The train 
response.output_text.delta: leaves 
response.output_text.delta: at noon.
response.output_text.done: at noon.
response.content_part.done: at noon.
response.output_item.done: at noon.
END
echo "as described"
