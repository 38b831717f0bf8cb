import { runAgent } from "@hawser/agent-runner";
import { gatewayAgent } from "@hawser/agent-runner/gateway";
import { gruprSource } from "@hawser/agent-runner/grupr";
import type { GatewayClient } from "@hawser/gateway-client";
import type { GruprClient } from "@hawser/grupr-client";

/** Answers the people of a room with what the gateway's agent says. */
export async function answerRoom(
  grupr: GruprClient,
  gateway: GatewayClient,
  gruprId: string,
  signal: AbortSignal,
): Promise<void> {
  await runAgent({
    // The agent's session remembers what was said.
    source: gruprSource(grupr, { gruprId, contextMessages: 0 }),
    agent: gatewayAgent(gateway),
    signal,
  });
}
