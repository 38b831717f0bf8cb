import type { Agent } from "@hawser/agent-runner";
import { gatewayAgent } from "@hawser/agent-runner/gateway";
import { openclawCliAgent } from "@hawser/agent-runner/openclaw-cli";
import type { Logger } from "@hawser/core";
import { GatewayClient } from "@hawser/gateway-client";
import { fileDeviceStore } from "@hawser/gateway-client/node";
import { withoutSecrets, type Settings } from "../cli/settings.js";
import type { RoomFlags } from "../commands/room-flags.js";
import { questionOf } from "./question.js";

/** Whoever thinks. */
export interface RoomAgent {
  readonly agent: Agent;
  /** How long an answer may take, ms, where the agent does not see to that itself. */
  readonly timeoutMs: number;
  close(): Promise<void>;
}

/** The agent that the flags name. Both ways lead to the same session of it. */
export function agentFor(flags: RoomFlags, settings: Settings, logger: Logger): RoomAgent {
  const { openclawAgent, gatewayUrl } = flags;
  const { env } = settings;
  const timeoutMs = flags.timeout === 0 ? Infinity : flags.timeout;
  if (gatewayUrl !== undefined) {
    const client = gatewayFor(gatewayUrl, env, logger);
    const agent = gatewayAgent(client, {
      agentId: openclawAgent,
      sessionKey: ({ conversation }) => `agent:${openclawAgent}:explicit:grupr:${conversation}`,
      message: questionOf,
    });
    return { agent, timeoutMs, close: () => client.close() };
  }
  const command = env["GRUPR_OPENCLAW"];
  const agent = openclawCliAgent({
    agent: openclawAgent,
    timeoutMs,
    sessionId: ({ conversation }) => `grupr:${conversation}`,
    message: questionOf,
    env: withoutSecrets(env),
    ...(command ? { command } : {}),
  });
  return { agent, timeoutMs: Infinity, close: () => Promise.resolve() };
}

function gatewayFor(url: string, env: NodeJS.ProcessEnv, logger: Logger): GatewayClient {
  const token = env["OPENCLAW_GATEWAY_TOKEN"];
  const password = env["OPENCLAW_GATEWAY_PASSWORD"];
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);
  return new GatewayClient({
    url,
    logger,
    scopes: ["operator.read", "operator.write"],
    ...(token ? { token } : {}),
    ...(password ? { password } : {}),
    // On another machine, or without a secret, the gateway wants to know who it is.
    ...(isLocal && (token || password) ? {} : { device: fileDeviceStore() }),
  });
}
