import { describe, expect, it } from "vitest";
import { clientOf, openGateway } from "./support/gateway-client.js";
import { until } from "./support/until.js";

describe.each([
  { protocol: 3, dialect: "real" },
  { protocol: 4, dialect: "real" },
  { protocol: 3, dialect: "documented" },
] as const)("sessions of a gateway, protocol $protocol, $dialect", ({ protocol, dialect }) => {
  const open = async () => {
    const gateway = await openGateway({
      protocol,
      dialect,
      chatThrottleMs: 0,
      agents: ["main", "research"],
    });
    return { gateway, client: clientOf(gateway) };
  };
  const say = (client: ReturnType<typeof clientOf>, sessionKey: string) =>
    client.chat.run({ sessionKey, message: "hello" }).result;

  it("are listed, resolved, patched, reset and deleted in one way", async () => {
    const { client } = await open();
    for (const key of [
      "agent:main:main",
      "agent:main:a",
      "agent:main:b",
      "agent:main:subagent:x",
    ]) {
      await say(client, key);
    }
    const list = await client.sessions.list({ limit: 50, includeLastMessage: true });
    expect(list.sessions.map(({ key }) => key).sort()).toEqual([
      "agent:main:a",
      "agent:main:b",
      "agent:main:main",
      "agent:main:subagent:x",
    ]);
    const subagents = await client.sessions.list({ kinds: "subagent" });
    expect(subagents.sessions).toMatchObject([{ key: "agent:main:subagent:x", agentId: "main" }]);
    expect(await client.sessions.resolve("agent:main:a")).toEqual({
      key: "agent:main:a",
      agentId: "main",
    });
    const patched = await client.sessions.patch({ key: "agent:main:a", label: "My label" });
    expect(patched).toMatchObject({ key: "agent:main:a" });
    const { sessions } = await client.sessions.list();
    expect(sessions.find(({ key }) => key === "agent:main:a")).toMatchObject({
      [dialect === "real" ? "label" : "displayName"]: "My label",
    });
    expect(await client.sessions.reset({ key: "agent:main:a", reason: "new" })).toMatchObject({
      key: "agent:main:a",
    });
    const deleted = await client.sessions.delete({ keys: ["agent:main:a", "agent:main:nope"] });
    expect(deleted[0]).toMatchObject({ key: "agent:main:a", status: "deleted" });
    expect(deleted).toHaveLength(2);
    expect(await client.sessions.delete({ key: "agent:main:b" })).toMatchObject([
      { status: "deleted" },
    ]);
    expect((await client.sessions.list()).sessions).toHaveLength(2);
  });

  it("keeps one list for all that follows the gateway, through a restart", async () => {
    const { gateway, client } = await open();
    const cache = client.sessions.cache({ refetchDelayMs: 5, refetchIntervalMs: 5 });
    expect(await cache.load()).toEqual([]);
    const onChange = (look: () => void) => cache.onChange(look);
    await say(client, "agent:main:a");
    await until(onChange, () => cache.get("agent:main:a") !== undefined);
    await gateway.restart({ graceful: false });
    const other = clientOf(gateway);
    await say(other, "agent:main:b");
    await until(onChange, () => cache.get("agent:main:b") !== undefined);
    await say(other, "agent:main:c");
    await until(onChange, () => cache.get("agent:main:c") !== undefined);
    if (protocol === 4) {
      await other.sessions.delete({ key: "agent:main:c" });
      await until(onChange, () => cache.get("agent:main:c") === undefined);
    }
    expect(cache.state.status).toBe("ready");
  });

  it("lists agents and models, and takes a snapshot, in one shape", async () => {
    const { client } = await open();
    expect((await client.agents.list()).agents.map(({ id }) => id)).toEqual(["main", "research"]);
    expect((await client.models.list({ view: "configured" })).models).toMatchObject([
      { ref: "fake/fake-1", provider: "fake", name: "Fake fake-1" },
      { ref: "fake/fake-2" },
    ]);
    expect((await client.status()).sessions?.count).toBe(0);
    expect((await client.health()).ok).toBe(true);
    expect(await client.snapshot()).toMatchObject({
      status: { ok: true },
      agents: { ok: true, value: { agents: [{ id: "main" }, { id: "research" }] } },
      sessions: { ok: true, value: { count: 0 } },
    });
  });
});

describe("the main session", () => {
  it.each([3, 4] as const)("cannot be deleted (protocol %d)", async (protocol) => {
    const client = clientOf(await openGateway({ protocol }));
    await client.chat.run({ sessionKey: "main", message: "hello" }).result;
    await expect(client.sessions.delete({ key: "agent:main:main" })).rejects.toMatchObject({
      code: "MAIN_SESSION_PROTECTED",
    });
  });
});
