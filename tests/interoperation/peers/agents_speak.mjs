// Prints what a session of @openai/agents-realtime sends to a server, a frame a line.
import { createRequire } from "node:module";
import { join } from "node:path";

const { OpenAIRealtimeBase } = createRequire(join(process.cwd(), "/"))("@openai/agents-realtime");

class Spoken extends OpenAIRealtimeBase {
  get status() {
    return "connected";
  }
  get muted() {
    return false;
  }
  async connect() {}
  close() {}
  mute() {}
  interrupt() {}
  sendEvent(event) {
    console.log(JSON.stringify(event));
  }
}

const message = (itemId, role, type, text) => ({
  itemId, type: "message", role, status: "completed", content: [{ type, text }],
});
const session = new Spoken();
session.updateSessionConfig({
  instructions: "Be brief.",
  voice: "marin",
  outputModalities: ["audio"],
  tools: [{
    type: "function", name: "look_up", description: "", strict: true,
    parameters: { type: "object", properties: {}, required: [], additionalProperties: false },
  }],
  audio: {
    input: {
      format: "pcm16",
      transcription: { model: "gpt-4o-mini-transcribe" },
      turnDetection: { type: "semantic_vad", eagerness: "low", interruptResponse: true },
    },
    output: { format: "g711_ulaw", speed: 1.1 },
  },
});
session.sendMessage("Hello", {});
session.addImage("data:image/png;base64,AAAA", { triggerResponse: false });
session.sendAudio(new Uint8Array([0, 1, 2, 3]).buffer, { commit: true });
session.sendFunctionCallOutput(
  { type: "function_call", id: "item_1", callId: "call_1", name: "look_up", arguments: "{}", status: "completed" },
  "done",
  true,
);
session.sendMcpResponse({ itemId: "item_2", type: "mcp_approval_request", serverLabel: "s", name: "n", arguments: {} }, true);
session.resetHistory([message("item_3", "user", "input_text", "Old")], [message("item_4", "assistant", "output_text", "New")]);
