#!/usr/bin/env bash
# @openai/agents-realtime 0.20.0 sees no tool of an MCP server at all if one of them has no description.
#
# The description of a tool is optional in MCP, and the reference of the Realtime API has it as a string or null, and not
# required. The parser requires a string. One tool without is enough that it takes `conversation.item.done` with the list of
# all tools for a generic event, and `mcp_tools_listed` never fires.
#
# Seen on 2026-11-28 with @openai/agents-realtime 0.20.0 on Node 20.20.2:
#   both described: listed a, b
#   one null: nothing listed
#   one without: nothing listed
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund @openai/agents-realtime@0.20.0

cat >use.mjs <<'END'
import { OpenAIRealtimeBase } from "@openai/agents-realtime";

class Session extends OpenAIRealtimeBase {
  get status() { return "connected"; }
  get muted() { return false; }
  async connect() {}
  close() {}
  mute() {}
  interrupt() {}
  sendEvent() {}
  receive(event) { this._onMessage({ data: JSON.stringify(event) }); }
}

function list(name, second) {
  const session = new Session();
  let seen = "nothing listed";
  session.on("mcp_tools_listed", ({ tools }) => { seen = `listed ${tools.map((tool) => tool.name).join(", ")}`; });
  const input_schema = { type: "object" };
  const tools = [{ name: "a", description: "Does a.", input_schema }, { name: "b", input_schema, ...second }];
  const item = { id: "item_1", type: "mcp_list_tools", server_label: "files", tools };
  session.receive({ type: "conversation.item.done", event_id: "event_1", previous_item_id: null, item });
  console.log(`${name}: ${seen}`);
}

list("both described", { description: "Does b." });
list("one null", { description: null });
list("one without", {});
END
seen=$(node use.mjs)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'END'
both described: listed a, b
one null: nothing listed
one without: nothing listed
END
