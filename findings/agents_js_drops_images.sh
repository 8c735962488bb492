#!/usr/bin/env bash
# @openai/agents-realtime 0.20.0 sends an image, and does not understand the server's word that the item is there.
#
# `addImage` sends `conversation.item.create` with a part `input_image`, as the reference of the Realtime API has it. The
# server answers with `conversation.item.added`, which has the same item. The parser knows six types of parts, and that is
# none of them, so that it takes the whole event for a generic one, which the session leaves at that: there is no
# `item_update`, and the history of the conversation has no such item. One with text alone is there.
#
# Seen on 2026-11-28 with @openai/agents-realtime 0.20.0 on Node 20.20.2:
#   sent: conversation.item.create, part input_image
#   input_image: no update
#   input_text: updated item_1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund @openai/agents-realtime@0.20.0

cat >use.mjs <<'END'
import { OpenAIRealtimeBase } from "@openai/agents-realtime";

let sent;
class Session extends OpenAIRealtimeBase {
  get status() { return "connected"; }
  get muted() { return false; }
  async connect() {}
  close() {}
  mute() {}
  interrupt() {}
  sendEvent(event) { sent = event; }
  receive(event) { this._onMessage({ data: JSON.stringify(event) }); }
}

function added(content) {
  const session = new Session();
  let seen = "no update";
  session.on("item_update", (item) => { seen = `updated ${item.itemId}`; });
  const item = { id: "item_1", object: "realtime.item", type: "message", status: "completed", role: "user", content };
  session.receive({ type: "conversation.item.added", event_id: "event_1", previous_item_id: null, item });
  console.log(`${content[0].type}: ${seen}`);
}

new Session().addImage("data:image/png;base64,AAAA", { triggerResponse: false });
console.log(`sent: ${sent.type}, part ${sent.item.content[0].type}`);
added(sent.item.content);
added([{ type: "input_text", text: "What is this?" }]);
END
seen=$(node use.mjs)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'END'
sent: conversation.item.create, part input_image
input_image: no update
input_text: updated item_1
END
