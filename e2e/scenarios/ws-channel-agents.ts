import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { ChannelStage } from "../src/channel-stage.js";
import { until } from "../src/until.js";

const USERS = 20;
const MAX_AGENTS = 18;

interface Roster {
  readonly agents: readonly string[];
  /** Agent ids by the sender they are bound to. */
  readonly bound: ReadonlyMap<string, string>;
}

/** An agent of its own for every sender, made when the sender first writes. */
export function channelAgentScenarios(stage: () => ChannelStage): void {
  describe("dynamic agents", () => {
    const section = {
      auth: { enabled: false },
      dynamicAgentCreation: { enabled: true, maxAgents: MAX_AGENTS },
    };
    beforeAll(() => stage().configure(section));

    it("are made for 20 users at once: no more than allowed, none lost, none shared", async () => {
      const hostile = ["../../etc", "Eve: {agentId}", "USER_1"];
      const names = [...hostile, ...Array.from({ length: USERS - 3 }, (_v, i) => `user_${i}`)];
      const clients = await Promise.all(names.map((senderId) => stage().connect({ senderId })));
      const replies = clients.map((client, index) => client.send(`SAY:turn ${index}`));
      const agents = new Map<string, number>();
      const answers = Promise.all(replies.map((reply) => reply.text()));
      await until(async () => (await roster(stage())).bound.size === MAX_AGENTS);
      // Also those for whom there was no agent left. A new agent's first turn takes 2026.9 seconds.
      expect(await answers).toEqual(names.map((_name, index) => `turn ${index}`));
      const { agents: made, bound } = await roster(stage());
      expect(made).toHaveLength(MAX_AGENTS);
      expect(bound.size).toBe(MAX_AGENTS);
      for (const agent of bound.values()) agents.set(agent, (agents.get(agent) ?? 0) + 1);
      expect([...agents.values()].every((count) => count === 1)).toBe(true);
      expect([...agents.keys()].sort()).toEqual([...made].sort());
      expect(made.every((id) => /^ws-[a-z0-9][a-z0-9_-]{0,60}$/.test(id))).toBe(true);
    }, 300_000);

    it("live where nobody's name leads out of", async () => {
      const state = join(stage().gateway.home, "state");
      const { bound } = await roster(stage());
      for (const [sender, agent] of bound) {
        const profile = await readFile(join(state, `workspace-${agent}`, "USER.md"), "utf8");
        expect(profile).toContain(`- userId: ${JSON.stringify(sender)}\n`);
        expect(existsSync(join(state, "agents", agent, "agent"))).toBe(true);
      }
    });

    it("are the same after a restart with a wrong configuration, which names what is wrong", async () => {
      const { gateway } = stage();
      const before = await roster(stage());
      const [name] = before.bound.keys();
      const printed = gateway.logs().length;
      await gateway.kill("SIGKILL");
      await stage().write({ ...section, port: "a door" });
      await gateway.start();
      await until(() => gateway.logs().slice(printed).includes("channels.websocket.port must be"));
      await stage().configure(section);
      const client = await stage().connect({ senderId: name });
      expect(await client.send("SAY:still mine").text()).toBe("still mine");
      expect(await roster(stage())).toEqual(before);
    }, 180_000);
  });
}

async function roster({ gateway }: ChannelStage): Promise<Roster> {
  const { agents, bindings = [] } = (await gateway.readConfig()) as {
    agents: { list?: { id: string }[]; entries?: Record<string, unknown> };
    bindings?: { agentId: string; match: { peer?: { kind: string; id: string } } }[];
  };
  const ids = [...(agents.list ?? []).map(({ id }) => id), ...Object.keys(agents.entries ?? {})];
  const peers = bindings.flatMap(({ agentId, match }) =>
    match.peer === undefined ? [] : [[match.peer.id, agentId] as const],
  );
  return { agents: ids.filter((id) => id.startsWith("ws-")), bound: new Map(peers) };
}
