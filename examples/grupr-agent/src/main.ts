import { shutdownSignal } from "@hawser/agent-runner/node";
import { GatewayClient } from "@hawser/gateway-client";
import { GruprClient } from "@hawser/grupr-client";
import { answerRoom } from "./agent.js";

const { GRUPR_AGENT_TOKEN, GRUPR_AGENT_ID, GRUPR_ID, OPENCLAW_URL, OPENCLAW_TOKEN } = process.env;
if (!GRUPR_AGENT_TOKEN || !GRUPR_ID) {
  process.stderr.write("Set GRUPR_AGENT_TOKEN and GRUPR_ID; see README.md.\n");
  process.exit(2);
}

const grupr = new GruprClient({
  agentToken: GRUPR_AGENT_TOKEN,
  ...(GRUPR_AGENT_ID ? { agentId: GRUPR_AGENT_ID } : {}),
});
const gateway = new GatewayClient({
  url: OPENCLAW_URL ?? "ws://127.0.0.1:18789",
  ...(OPENCLAW_TOKEN ? { token: OPENCLAW_TOKEN } : {}),
});
try {
  await answerRoom(grupr, gateway, GRUPR_ID, shutdownSignal());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await Promise.all([grupr.close(), gateway.close()]);
}
