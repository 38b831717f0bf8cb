// A process that answers a session until it is killed: [url, token, sessionKey, store file].
import { runAgent } from "@hawser/agent-runner";
import { gatewaySessionSource } from "@hawser/agent-runner/gateway";
import { fileStore } from "@hawser/agent-runner/node";
import { GatewayClient } from "@hawser/gateway-client";
import { setTimeout as sleep } from "node:timers/promises";

const [url = "", token = "", sessionKey = "", file = ""] = process.argv.slice(2);
const client = new GatewayClient({ url, token });
await runAgent({
  source: gatewaySessionSource(client, { sessionKey, label: "Second voice" }),
  agent: async ({ text }) => {
    process.stdout.write(`asked ${text}\n`);
    await sleep(300);
    return `heard ${text}`;
  },
  store: fileStore(file),
});
