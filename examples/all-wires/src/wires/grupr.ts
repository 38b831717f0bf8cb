import { gruprSource } from "@hawser/agent-runner/grupr";
import { GruprClient } from "@hawser/grupr-client";
import { startGrupr } from "@hawser/testkit";
import { Line, PATIENCE_MS } from "./line.js";
import type { Wire } from "./wire.js";

/** A Grupr room: the agent is a member, and Ada writes. */
export async function gruprWire(): Promise<Wire> {
  const hub = await startGrupr({ agentName: "Bosun" });
  const line = await Line.to(hub.baseUrl);
  const { agentToken, agent, gruprId } = hub;
  const client = new GruprClient({ agentToken, agentId: agent.id, baseUrl: line.url });
  const subscribed = async (): Promise<void> => {
    const known = new Set(hub.sockets);
    await hub.waitFor("subscribe", ({ socket }) => !known.has(socket), { timeoutMs: PATIENCE_MS });
  };
  return {
    name: "grupr",
    label: "Grupr room",
    asker: "Ada",
    source: gruprSource(client, { gruprId }),
    listening: async () => {
      await hub.waitFor("subscribe", undefined, { timeoutMs: PATIENCE_MS });
    },
    ask: (content) => void hub.say(gruprId, { from: "Ada", content }),
    settled: () => Promise.resolve(),
    answers: () =>
      hub
        .messages(gruprId)
        .filter((message) => message.agent_id === agent.id)
        .map((message) => message.content),
    cut: async () => {
      const back = subscribed();
      await Promise.all([line.cut(), back]);
    },
    close: async () => {
      await client.close();
      await line.close();
      await hub.close();
    },
  };
}
