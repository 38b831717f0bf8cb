import { describe, expect, it } from "vitest";
import { PresenceTracker, type PresenceChange } from "../src/presence/index.js";
import { RunsTracker } from "../src/runs/index.js";
import {
  MemoryPort,
  recordedAnswers,
  recordedEvents,
  refusal,
  replyOf,
  versions,
  type Version,
} from "./support/memory-port.js";
import { recordingLogger } from "./support/recording-logger.js";

async function presenceOf(
  version: Version = "2026.9.6",
  agents: unknown = { agents: [{ id: "main" }] },
) {
  const log = recordingLogger();
  const port = new MemoryPort(version, log.logger)
    .answer("agents.list", () => agents)
    .answer("system-presence", () =>
      replyOf(recordedAnswers(version)["presence"], "system-presence"),
    )
    .answer("sessions.list", () => ({ sessions: [] }));
  const presence = new PresenceTracker(port);
  const changes: PresenceChange[] = [];
  presence.onChange((change) => changes.push(change));
  await port.settle();
  return { port, presence, changes, lines: log.lines };
}

const start = (runId: string, agentId = "main") => ({
  runId,
  sessionKey: `agent:${agentId}:main`,
  agentId,
});

describe("presence", () => {
  it("costs nothing until it is read", async () => {
    const port = new MemoryPort();
    const presence = new PresenceTracker(port);
    await port.settle();
    expect([port.asked.length, port.listeners()]).toEqual([0, 0]);
    presence.dispose();
  });

  it.each(versions)("begins with the agents and clients %s lists", async (version) => {
    const { port, presence } = await presenceOf(
      version,
      recordedAnswers(version)["agents"]?.payload,
    );
    const listed = version === "2026.3.2" ? ["main", "nope"] : ["main"];
    expect(presence.list().map(({ agentId, state }) => [agentId, state])).toEqual(
      listed.map((id) => [id, "idle"]),
    );
    expect(presence.clients.find(({ mode }) => mode === "gateway")).toMatchObject({
      host: "gateway-host",
      connected: true,
    });
    expect(port.times("agents.list")).toBe(1);
  });

  it.each([
    ["running", "active"],
    ["connected", "active"],
    ["idle", "idle"],
    ["disconnected", "offline"],
    ["error", "error"],
  ])("%s is %s", async (status, state) => {
    const { port, presence } = await presenceOf();
    const payload = { agentId: "my-agent", name: "My Agent", status, lastInputSeconds: 5 };
    port.emit("presence", payload);
    expect(presence.get("my-agent")).toMatchObject({
      name: "My Agent",
      state,
      runs: 0,
      lastInputSeconds: 5,
    });
    port.emit("presence.update", { agentId: "other", state: status });
    expect(presence.get("other")).toMatchObject({ state });
  });

  it("knows from runs that an agent works, and a heartbeat does not end that", async () => {
    const { port, presence } = await presenceOf();
    port.emit("start", start("r1"));
    port.emit("start", start("r2"));
    expect(presence.get("main")).toMatchObject({ state: "active", runs: 2 });
    port.emit("heartbeat", { agentId: "main", status: "idle" });
    port.emit("presence", { agentId: "main", status: "idle" });
    expect(presence.get("main")).toMatchObject({ state: "active", runs: 2 });
    port.emit("end", start("r1"));
    expect(presence.get("main")).toMatchObject({ state: "active", runs: 1 });
    port.emit("end", start("r2"));
    expect(presence.get("main")).toMatchObject({ state: "idle", runs: 0 });
  });

  it("takes a heartbeat as a sign of life", async () => {
    const { port, presence } = await presenceOf();
    port.emit("presence", { agentId: "main", status: "disconnected" });
    port.emit("heartbeat", { agentId: "main" });
    expect(presence.get("main")?.state).toBe("idle");
    port.emit("presence", { agentId: "main", status: "error" });
    port.emit("heartbeat", { agentId: "main" });
    expect(presence.get("main")?.state).toBe("error");
    port.emit("heartbeat", { agentId: "new" });
    expect(presence.get("new")?.state).toBe("idle");
  });

  it("lets running end with the last run, but not connected", async () => {
    const { port, presence } = await presenceOf();
    port.emit("start", start("r1"));
    port.emit("presence", { agentId: "main", status: "running" });
    port.emit("end", start("r1"));
    expect(presence.get("main")?.state).toBe("idle");
    port.emit("presence", { agentId: "main", status: "connected" });
    port.emit("start", start("r2"));
    port.emit("end", start("r2"));
    expect(presence.get("main")?.state).toBe("active");
  });

  it("keeps how the last run failed until the next", async () => {
    const { port, presence } = await presenceOf();
    port.replay(recordedEvents("2026.9.6", "failed"));
    expect(presence.get("main")).toMatchObject({
      state: "idle",
      lastError: expect.stringContaining("request failed") as string,
    });
    port.emit("start", start("r2"));
    expect(presence.get("main")).not.toHaveProperty("lastError");
  });

  it("mends offline and error with work", async () => {
    const { port, presence } = await presenceOf();
    port.emit("presence", { agentId: "main", status: "error" });
    port.emit("start", start("r1"));
    port.emit("end", start("r1"));
    expect(presence.get("main")?.state).toBe("idle");
  });

  it("tells each change once, with the time since when", async () => {
    const { port, changes } = await presenceOf();
    const before = changes.length;
    const since = port.clock.now();
    port.emit("presence", { agentId: "main", status: "idle" });
    port.emit("presence", { agentId: "main", status: "running" });
    await port.clock.advance(1000);
    port.emit("presence", { agentId: "main", status: "connected" });
    port.emit("presence", { agentId: "main", status: "idle" });
    const told = changes.slice(before);
    expect(told).toMatchObject([
      { type: "agent", agent: { state: "active", since } },
      { type: "agent", agent: { state: "idle", since: since + 1000 } },
    ]);
  });

  it("reads the list of clients real gateways send", async () => {
    const { port, presence, changes } = await presenceOf("2026.3.2");
    const event = recordedEvents("2026.3.2", "observed").find(
      ({ event: name }) => name === "presence",
    );
    port.emit("presence", event?.payload);
    expect(changes.at(-1)?.type).toBe("clients");
    expect(presence.clients.length).toBeGreaterThan(1);
    expect(presence.clients.some(({ connected }) => !connected)).toBe(true);
    expect(presence.list().map(({ agentId }) => agentId)).toEqual(["main"]);
  });

  it("lists anew after a reconnect, and forgets agents that are gone", async () => {
    const { port, presence, changes } = await presenceOf();
    port.emit("presence", { agentId: "gone", status: "idle" });
    port.emit("start", start("r1", "busy"));
    port.reconnect();
    await port.settle();
    expect(presence.list().map(({ agentId }) => agentId)).toEqual(["main", "busy"]);
    expect(changes).toContainEqual({ type: "removed", agentId: "gone" });
    expect(await presence.refetch()).toHaveLength(2);
  });

  it("goes on when agents cannot be listed", async () => {
    const { port, presence, lines } = await presenceOf();
    port.answer("agents.list", () => {
      throw refusal("agents.list", "missing scope: operator.read");
    });
    await expect(presence.refetch()).rejects.toMatchObject({ code: "SCOPE_MISSING" });
    port.resync("gap");
    await port.settle();
    expect(lines).toMatchObject([{ level: "warn" }]);
    expect(presence.get("main")).toBeDefined();
  });

  it("shares a runs tracker, and leaves it running when disposed", async () => {
    const port = new MemoryPort().answer("agents.list", () => ["main"]);
    const runs = new RunsTracker(port);
    port.emit("chat", {});
    void runs.active;
    const before = port.listeners("chat");
    const presence = new PresenceTracker(port, runs);
    port.emit("start", start("r1"));
    expect(presence.get("main")).toMatchObject({ state: "active", runs: 1 });
    expect(port.listeners("chat")).toBe(before);
    presence.dispose();
    expect(runs.active).toHaveLength(1);
    runs.dispose();
    await port.settle();
    expect(port.listeners()).toBe(0);
  });

  it("survives payloads of any shape", async () => {
    const { port, lines } = await presenceOf();
    for (const event of ["presence", "presence.update", "heartbeat"]) {
      for (const payload of [
        undefined,
        null,
        1,
        [],
        [null, 7],
        {},
        { presence: 5 },
        { presence: [null] },
        { agents: [1] },
      ]) {
        port.emit(event, payload);
      }
    }
    expect(lines).toEqual([]);
  });

  it("leaves nothing behind when disposed", async () => {
    const { port, presence } = await presenceOf();
    const watching = presence.watch();
    port.emit("start", start("r1"));
    presence.dispose();
    presence.dispose();
    expect((await watching.next()).value).toMatchObject({ type: "agent" });
    expect((await watching.next()).done).toBe(true);
    await port.settle();
    expect([port.listeners(), port.clock.pending, presence.list()]).toEqual([0, 0, []]);
  });
});
