import { describe, expect, it } from "vitest";
import type { RunChange } from "../src/runs/index.js";
import { clientOf, openGateway } from "./support/gateway-client.js";
import { until } from "./support/until.js";

describe.each([
  { protocol: 3, dialect: "real" },
  { protocol: 4, dialect: "real" },
  { protocol: 3, dialect: "documented" },
] as const)("runs of a gateway, protocol $protocol, $dialect", ({ protocol, dialect }) => {
  const open = async () => {
    const gateway = await openGateway({ protocol, dialect, chatThrottleMs: 0 });
    const [client, other] = [clientOf(gateway), clientOf(gateway)];
    await client.connect();
    const changes: RunChange[] = [];
    const changed = (look: () => void) =>
      client.runs.onChange((change) => {
        changes.push(change);
        look();
      });
    const off = changed(() => {});
    await client.runs.reconcile();
    return { gateway, client, other, changes, changed, off };
  };

  it("are seen by who did not start them, and make their agent active", async () => {
    const { client, other, changed, off } = await open();
    off();
    const presence: string[] = [];
    client.presence.onChange((change) => {
      if (change.type === "agent") presence.push(change.agent.state);
    });
    await client.presence.refetch();
    const runs = ["a", "b"].map((name) =>
      other.chat.run({ sessionKey: `agent:main:${name}`, message: "SLOW:20x20 work" }),
    );
    await until(changed, () => client.runs.active.length === 2);
    const seen = client.runs.find({ agentId: "main" }).map(({ sessionKey }) => sessionKey);
    expect(new Set(seen)).toEqual(new Set(["agent:main:a", "agent:main:b"]));
    expect(client.presence.get("main")).toMatchObject({ state: "active", runs: 2 });
    await runs[0]?.abort();
    await until(changed, () => client.runs.active.length === 1);
    expect(client.presence.get("main")).toMatchObject({ state: "active", runs: 1 });
    await runs[1]?.result;
    await until(changed, () => client.runs.active.length === 0);
    expect(client.runs.recent.map(({ status }) => status).sort()).toEqual(["aborted", "done"]);
    expect(client.presence.get("main")).toMatchObject({ state: "idle", runs: 0 });
    expect(presence.at(-1)).toBe("idle");
  });

  it("fail as they fail", async () => {
    const { client, other, changed } = await open();
    await other.chat
      .run({ sessionKey: "agent:main:a", message: "LLMFAIL:400" })
      .result.catch(() => {});
    await until(changed, () => client.runs.recent.length === 1);
    expect(client.runs.recent).toMatchObject([
      { status: "error", error: expect.stringContaining("400") as string },
    ]);
  });

  it("are not in flight for ever when the gateway dies with them", async () => {
    const { gateway, client, other, changed } = await open();
    const run = other.chat.run({ sessionKey: "agent:main:a", message: "SLOW:500x20 work" });
    run.result.catch(() => {});
    await until(changed, () => client.runs.active.length === 1);
    await other.close();
    await gateway.restart({ graceful: false });
    // Protocol 4 takes the turn up again, under another id.
    await until(changed, () => client.runs.get(run.runId)?.status !== "running");
    expect(client.runs.active.map(({ runId }) => runId)).not.toContain(run.runId);
  });
});

describe("runs that end while nobody listens", () => {
  it.each([3, 4] as const)("are ended by asking (protocol %d)", async (protocol) => {
    const gateway = await openGateway({ protocol, chatThrottleMs: 0 });
    const [client, other] = [clientOf(gateway), clientOf(gateway)];
    await client.connect();
    const changed = (look: () => void) => client.runs.onChange(look);
    await client.runs.reconcile();
    const run = other.chat.run({ sessionKey: "agent:main:a", message: "SLOW:5x10 work" });
    await until(changed, () => client.runs.active.length === 1);
    const connection = gateway.clients[0];
    const cut = gateway.faults.gap(1000, { connectionId: connection?.id ?? "" });
    await run.result;
    cut.clear();
    gateway.faults.drop({ connectionId: connection?.id ?? "" });
    await until(changed, () => client.runs.active.length === 0);
    expect(client.runs.get(run.runId)).toMatchObject({ status: "done" });
  });

  it("are found by who connects late (protocol 4)", async () => {
    const gateway = await openGateway({ protocol: 4, chatThrottleMs: 0 });
    const [client, other] = [clientOf(gateway), clientOf(gateway)];
    const run = other.chat.run({ sessionKey: "agent:main:a", message: "SLOW:200x20 work" });
    await gateway.waitFor("request", ({ method }) => method === "chat.send");
    await client.connect();
    await client.runs.reconcile();
    expect(client.runs.active).toMatchObject([{ runId: run.runId, sessionKey: "agent:main:a" }]);
    await run.abort();
    await run.result;
  });
});
