#!/usr/bin/env bash
# pipecat-ai 1.14.0 reads sessions with whatever members they have, but for one class, in which it is undone by any new member.
#
# Its models are pydantic's, which pass over what they do not know: a member of the session, of its turn detection or of its noise
# reduction may be new. The one for `transcription` has a constructor that is written out, with three names, and pydantic validates
# by calling it. OpenAI documents `delay` there (openai 3.57.0: `AudioTranscription.delay`), and a server tells in `session.updated`
# what it was told, by the session of a client secret for one. The reader raises TypeError's words as an Exception with the whole
# frame in its text, and nobody around it catches that: the loop that receives ends there.
#
# Seen on 2026-11-28 with pipecat-ai 1.14.0 and openai 3.57.0 on CPython 3.11:
#   new in session: SessionUpdatedEvent
#   new in turn_detection: SessionUpdatedEvent
#   new in noise_reduction: SessionUpdatedEvent
#   new in output: SessionUpdatedEvent
#   transcription as it was: SessionUpdatedEvent
#   transcription with delay: InputAudioTranscription.__init__() got an unexpected keyword argument 'delay'
#   OpenAI's transcription has delay: True
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pipecat-ai==1.14.0 openai==3.57.0 websockets==16.1.1

cat >use.py <<'END'
import json

from openai.types.realtime import AudioTranscription
from pipecat.services.openai.realtime.events import parse_server_event

FORMAT = {"type": "audio/pcm", "rate": 24000}
SESSIONS = {
    "new in session": {"brand_new": 1},
    "new in turn_detection": {"audio": {"input": {"turn_detection": {"type": "server_vad", "brand_new": 1}}}},
    "new in noise_reduction": {"audio": {"input": {"noise_reduction": {"type": "near_field", "brand_new": 1}}}},
    "new in output": {"audio": {"output": {"format": FORMAT, "brand_new": 1}}},
    "transcription as it was": {"audio": {"input": {"transcription": {"model": "whisper-1", "language": "en"}}}},
    "transcription with delay": {"audio": {"input": {"transcription": {"model": "gpt-realtime-whisper", "delay": "low"}}}},
}
for name, members in SESSIONS.items():
    frame = {"type": "session.updated", "event_id": "event_1", "session": {"type": "realtime", **members}}
    try:
        print(f"{name}: {type(parse_server_event(json.dumps(frame))).__name__}")
    except Exception as error:
        print(f"{name}: {str(error).splitlines()[0].strip()}")
print(f"OpenAI's transcription has delay: {'delay' in AudioTranscription.model_fields}")
END
seen=$(venv/bin/python use.py 2>log) || { cat log; exit 1; }
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'END'
new in session: SessionUpdatedEvent
new in turn_detection: SessionUpdatedEvent
new in noise_reduction: SessionUpdatedEvent
new in output: SessionUpdatedEvent
transcription as it was: SessionUpdatedEvent
transcription with delay: InputAudioTranscription.__init__() got an unexpected keyword argument 'delay'
OpenAI's transcription has delay: True
END
echo "as described"
