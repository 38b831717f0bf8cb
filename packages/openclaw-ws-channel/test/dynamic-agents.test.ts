import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DynamicAgents } from "../src/agents/dynamic-agents.js";
import type { OpenClawConfig } from "../src/openclaw/config.js";
import { FakeRuntime } from "./support/fake-runtime.js";

const generations = ["2026.3", "2026.9"] as const;

function idsOf({ agents }: OpenClawConfig): string[] {
  const listed = (agents?.list ?? []).map(({ id }) => id ?? "");
  return [...listed, ...Object.keys(agents?.entries ?? {})];
}

describe.each(generations)("dynamic agents on %s", (generation) => {
  const start = async (maxAgents?: number, config: OpenClawConfig = {}) => {
    const fake = await FakeRuntime.create({ generation, config });
    const warnings: string[] = [];
    const agents = new DynamicAgents({
      runtime: fake.runtime,
      config: { enabled: true, ...(maxAgents !== undefined && { maxAgents }) },
      log: { info: () => undefined, error: () => undefined, warn: (line) => warnings.push(line) },
      signal: new AbortController().signal,
    });
    return { fake, agents, warnings };
  };
  const users = Array.from({ length: 20 }, (_v, i) => ({ senderId: `User ${i}` }));

  it("are made for 20 who arrive at once, in few writes, each with a binding", async () => {
    const { fake, agents } = await start();
    await Promise.all([...users, ...users].map((user) => agents.ensure(user)));
    const ids = idsOf(fake.config).filter((id) => id.startsWith("ws-"));
    const bindings = fake.config.bindings ?? [];
    expect(new Set(ids).size).toBe(20);
    expect(bindings.map(({ agentId }) => agentId).sort()).toEqual(ids.sort());
    expect(bindings.map(({ match }) => match.peer?.id ?? "").sort()).toEqual(
      users.map(({ senderId }) => senderId).sort(),
    );
    expect(fake.writes).toBeLessThan(5);
    for (const id of ids) {
      expect(await readFile(join(fake.stateDir, `workspace-${id}`, "USER.md"), "utf8")).toMatch(
        /userId: "User \d+"/,
      );
      expect(existsSync(join(fake.stateDir, "agents", id, "agent"))).toBe(true);
    }
  });

  it("are no more than allowed, and it is said once", async () => {
    const { fake, agents, warnings } = await start(7);
    await Promise.all(users.map((user) => agents.ensure(user)));
    await agents.ensure({ senderId: "late" });
    expect(idsOf(fake.config).filter((id) => id.startsWith("ws-"))).toHaveLength(7);
    expect(fake.config.bindings).toHaveLength(7);
    expect(warnings).toHaveLength(1);
  });

  it("leave the default agent and what is there alone", async () => {
    const binding = {
      agentId: "sales",
      match: { channel: "websocket", peer: { kind: "direct", id: "ann" } },
    };
    const { fake, agents } = await start(undefined, { bindings: [binding], keep: "me" });
    await agents.ensure({ senderId: "ann" });
    expect(fake.writes).toBe(0);
    await agents.ensure({ senderId: "ben" });
    expect(fake.config["keep"]).toBe("me");
    expect(fake.config.bindings?.[0]).toEqual(binding);
    if (generation === "2026.3") expect(idsOf(fake.config)[0]).toBe("main");
  });
});
