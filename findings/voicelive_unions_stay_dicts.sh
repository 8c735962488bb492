#!/usr/bin/env bash
# azure-ai-voicelive 1.3.1 leaves the voice of a session that comes back as a dict, though it is annotated as its classes.
#
# A session's `voice`, `tool_choice` and `interim_response` are unions of a string or of classes (`OpenAIVoice`,
# `AzureStandardVoice`, ...) by their annotations, and users set them as objects of these. In an event of the server they are
# plain dicts, each with a `type` that names exactly one of the classes: `session.voice.name` is an AttributeError, also for
# the classes that share a base with a discriminator. `turn_detection` beside them, whose annotation is that base alone, is
# made an object, down to the object inside of it.
#
# Seen on 2026-11-28 with azure-ai-voicelive 1.3.1 on CPython 3.11:
#   voice openai: dict
#   voice azure-standard: dict
#   tool_choice: dict
#   interim_response: dict
#   turn_detection: AzureSemanticVad
#   end_of_utterance_detection: AzureSemanticDetection
#   name: 'dict' object has no attribute 'name'
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check azure-ai-voicelive==1.3.1

cat >use.py <<'END'
from azure.ai.voicelive.models import ServerEventSessionUpdated

for kind in ("openai", "azure-standard"):
    session = {
        "id": "sess_1",
        "voice": {"type": kind, "name": "alloy" if kind == "openai" else "en-GB-SoniaNeural"},
        "tool_choice": {"type": "function", "name": "look_up"},
        "interim_response": {"type": "static_interim_response", "texts": ["One moment."]},
        "turn_detection": {
            "type": "azure_semantic_vad",
            "end_of_utterance_detection": {"model": "semantic_detection_v1", "timeout_ms": 500},
        },
    }
    event = ServerEventSessionUpdated({"type": "session.updated", "event_id": "event_1", "session": session})
    print(f"voice {kind}: {type(event.session.voice).__name__}")
for member in ("tool_choice", "interim_response", "turn_detection"):
    print(f"{member}: {type(getattr(event.session, member)).__name__}")
inside = event.session.turn_detection.end_of_utterance_detection
print(f"end_of_utterance_detection: {type(inside).__name__}")
try:
    event.session.voice.name
except AttributeError as error:
    print(f"name: {error}")
END
seen=$(venv/bin/python use.py)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'END'
voice openai: dict
voice azure-standard: dict
tool_choice: dict
interim_response: dict
turn_detection: AzureSemanticVad
end_of_utterance_detection: AzureSemanticDetection
name: 'dict' object has no attribute 'name'
END
echo "as described"
