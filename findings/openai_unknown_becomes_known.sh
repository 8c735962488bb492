#!/usr/bin/env bash
# openai 3.57.0 makes an event that it does not know one that it knows, and an item a message of the system.
#
# The package's client does not validate what it receives, so that nothing of a server can break it. An event of another name, a
# `ping` of xAI or a `warning` of Azure Voice Live, or one from before general availability, is made an object of the class that
# stands first in the union, `ConversationCreatedEvent`, with `type` as it came and `conversation` None. An item that is a search
# in the web is a `RealtimeConversationItemSystemMessage` whose `content` and `role`, which its class requires, are None. Who asks
# `isinstance`, as `match` does, takes the one for the other; `type` alone tells.
#
# Seen on 2026-11-28 with openai 3.57.0 on CPython 3.11:
#   ping: ConversationCreatedEvent, conversation None
#   warning: ConversationCreatedEvent, conversation None
#   response.text.delta: ConversationCreatedEvent, conversation None
#   web_search_call: RealtimeConversationItemSystemMessage, content None
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check openai==3.57.0 websockets==16.1.1

cat >use.py <<'END'
import json
import threading

from openai import OpenAI
from websockets.sync.server import serve

FRAMES = [
    {"type": "ping", "event_id": "event_1", "timestamp": 1790000000},
    {"type": "warning", "event_id": "event_2", "warning": {"message": "Too loud."}},
    {"type": "response.text.delta", "event_id": "event_3", "response_id": "resp_1", "item_id": "item_1", "delta": "Noon."},
    {"type": "conversation.item.done", "event_id": "event_4", "item": {"type": "web_search_call", "id": "item_2"}},
]

with serve(lambda socket: [socket.send(json.dumps(frame)) for frame in FRAMES], "127.0.0.1", 0) as server:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = "ws://127.0.0.1:%d" % server.socket.getsockname()[1]
    with OpenAI(api_key="none", websocket_base_url=url) as client, client.realtime.connect(model="gpt-realtime") as connection:
        for _ in FRAMES[:3]:
            event = connection.recv()
            print(f"{event.type}: {type(event).__name__}, conversation {event.conversation}")
        item = connection.recv().item
        print(f"{item.type}: {type(item).__name__}, content {item.content}")
    server.shutdown()
END
seen=$(venv/bin/python -W ignore use.py)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'END'
ping: ConversationCreatedEvent, conversation None
warning: ConversationCreatedEvent, conversation None
response.text.delta: ConversationCreatedEvent, conversation None
web_search_call: RealtimeConversationItemSystemMessage, content None
END
echo "as described"
