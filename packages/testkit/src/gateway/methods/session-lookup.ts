import type { GatewayContext } from "../context.js";
import { invalidRequest } from "../errors.js";
import { sessionKeyParts } from "../session-key.js";

/** Protocol 4 refuses keys of agents that are not configured; 3 runs them all the same. */
export function checkAgent(context: GatewayContext, key: string): void {
  const { options } = context;
  if (options.generation.protocol === 3 || options.documented) return;
  const { agentId } = sessionKeyParts(key, options.agents[0]);
  if (!options.agents.includes(agentId)) {
    throw invalidRequest(`Agent "${agentId}" no longer exists in configuration`);
  }
}
