// Serves the Realtime API until the input ends; the first line of the output is the address.
import { createRequire } from "node:module";
import { join } from "node:path";

const { LLMock } = createRequire(join(process.cwd(), "/"))("@copilotkit/aimock");
const mock = new LLMock({ port: 0, host: "127.0.0.1" });
mock.onMessage("weather", { toolCalls: [{ name: "get_weather", arguments: '{"city":"Oslo"}' }] });
mock.onMessage("hello", { content: "Hello to you." });
await mock.start();
console.log(mock.url);
process.stdin.on("end", () => process.exit()).resume();
