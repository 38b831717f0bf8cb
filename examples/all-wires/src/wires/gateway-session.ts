import { gatewayAgent, gatewaySessionSource } from "@hawser/agent-runner/gateway";
import type { Agent } from "@hawser/agent-runner";
import { GatewayClient } from "@hawser/gateway-client";
import { startGateway, type GatewayAgent } from "@hawser/testkit";
import { Line, PATIENCE_MS } from "./line.js";
import { next } from "./next-state.js";
import type { Wire } from "./wire.js";

const sessionKey = "agent:main:main";
const LABEL = "[Bosun]";

/** The gateway's wire, and the agent behind it, who answers all four. */
export interface GatewayWire extends Wire {
  readonly agent: Agent;
}

/**
 * A session of an OpenClaw gateway, in which Barbara talks with its keeper: the bosun listens, too. The
 * same line carries the work of the agent, so a cut goes through every answer that is being written.
 */
export async function gatewayWire(agent: GatewayAgent): Promise<GatewayWire> {
  const gateway = await startGateway({ agents: ["main", "bosun"], agent });
  const { url, token } = gateway;
  const line = await Line.to(url);
  const client = new GatewayClient({ url: line.url, token });
  const barbara = new GatewayClient({ url, token });
  const talk: Promise<unknown>[] = [];
  const say = (message: string): Promise<unknown> =>
    barbara.chat.run({ sessionKey, message }).result;
  await say("Good morning!");
  const before = gateway.requests.length;
  return {
    name: "gateway",
    label: "Gateway session",
    asker: "Barbara",
    source: gatewaySessionSource(client, { sessionKey, label: "Bosun" }),
    agent: gatewayAgent(client, { agentId: "bosun" }),
    listening: async () => {
      await gateway.waitFor("request", ({ method }) => method === "chat.history", {
        after: before,
        timeoutMs: PATIENCE_MS,
      });
    },
    ask: (question) => {
      const said = say(question);
      said.catch(() => undefined);
      talk.push(said);
    },
    settled: async () => void (await Promise.all(talk)),
    answers: () =>
      gateway.sessions
        .open(sessionKey)
        .transcript.filter(({ role }) => role === "assistant")
        .map(({ content }) =>
          content.map((block) => ("text" in block ? String(block.text) : "")).join(""),
        )
        .filter((text) => text.startsWith(LABEL))
        .map((text) => text.slice(LABEL.length).trim()),
    cut: async () => {
      const back = next(client, "ready", "the gateway");
      await Promise.all([line.cut(), back]);
    },
    close: async () => {
      await Promise.all([client.close(), barbara.close()]);
      await line.close();
      await gateway.close();
    },
  };
}
