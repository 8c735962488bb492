// Says of each line of the input, a frame of a server, whether the parser knows it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const inside = "node_modules/@openai/agents-realtime/dist/openaiRealtimeEvents.mjs";
const { parseRealtimeEvent } = await import(pathToFileURL(join(process.cwd(), inside)));
for (const data of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  console.log(parseRealtimeEvent({ data }).isGeneric ? "generic" : "typed");
}
