import { describe, expect, it } from "vitest";
import { startGateway } from "../src/index.js";
import { messagesOf, RawClient } from "./support/gateway-raw-client.js";

const rows = (payload: Record<string, unknown> | undefined): { key: string; label?: string }[] =>
  payload?.sessions as { key: string; label?: string }[];

describe.each([3, 4] as const)("sessions.list on protocol %i", (protocol) => {
  it("filters, limits, and puts the latest first", async () => {
    await using gateway = await startGateway({ protocol, agents: ["main", "research"] });
    for (const key of ["a", "b", "agent:research:c"]) gateway.sessions.open(key);
    gateway.sessions.touch(gateway.sessions.open("a"));
    const client = await RawClient.connect(gateway);
    const keys = async (params: object): Promise<string[]> =>
      rows((await client.request("sessions.list", params)).payload).map((row) => row.key);
    expect(await keys({})).toContain("agent:main:a");
    expect(await keys({ limit: 1 })).toEqual(["agent:main:a"]);
    expect(await keys({ agentId: "research" })).toEqual(["agent:research:c"]);
    expect(await keys({ search: "MAIN:B" })).toEqual(["agent:main:b"]);
  });

  it("shows a label that no other session may have", async () => {
    await using gateway = await startGateway({ protocol });
    const client = await RawClient.connect(gateway);
    await client.request("sessions.patch", { key: "a", label: "mine" });
    const taken = await client.request("sessions.patch", { key: "b", label: "mine" });
    expect(taken.error?.message).toBe("label already in use: mine");
    const found = await client.request("sessions.resolve", { label: "mine" });
    expect(found.payload?.key).toBe("agent:main:a");
    await client.request("sessions.patch", { key: "a", label: null });
    expect(rows((await client.request("sessions.list")).payload)[0]).not.toHaveProperty("label");
  });
});

describe("sessions.reset", () => {
  it("starts a new transcript: a new id on protocol 3, a mark on protocol 4", async () => {
    for (const protocol of [3, 4] as const) {
      await using gateway = await startGateway({ protocol });
      const client = await RawClient.connect(gateway);
      await client.request("chat.send", { sessionKey: "a", message: "x", idempotencyKey: "k" });
      await client.chat((chat) => chat.state === "final");
      const before = gateway.sessions.get("a")?.sessionId;
      await client.request("sessions.reset", { key: "a", reason: "new" });
      expect(gateway.sessions.get("a")?.sessionId === before).toBe(protocol === 4);
      const messages = messagesOf(await client.request("chat.history", { sessionKey: "a" }));
      expect(messages.map((message) => message.role)).toEqual(protocol === 4 ? ["system"] : []);
    }
  });
});

describe("subscriptions of protocol 4", () => {
  it("tell of changes and messages until they end", async () => {
    await using gateway = await startGateway({ protocol: 4 });
    const watcher = await RawClient.connect(gateway);
    const reader = await RawClient.connect(gateway);
    const writer = await RawClient.connect(gateway);
    await watcher.request("sessions.subscribe");
    await reader.request("sessions.messages.subscribe", { key: "a" });
    const say = (text: string, key: string): Promise<unknown> =>
      writer.request("chat.send", { sessionKey: "a", message: text, idempotencyKey: key });
    await say("one", "k1");
    await writer.chat((chat) => chat.state === "final" && chat.runId === "k1");
    await reader.chat((chat) => chat.state === "final");
    expect(reader.named("session.message").map((f) => f.payload?.messageSeq)).toEqual([1, 2]);
    expect(reader.named("sessions.changed")).toEqual([]);
    await watcher.frame(
      (frame) => frame.event === "sessions.changed" && frame.payload?.phase === "end",
    );
    await reader.request("sessions.messages.unsubscribe", { key: "a" });
    await watcher.request("sessions.unsubscribe");
    const heard = watcher.named("sessions.changed").length;
    await say("two", "k2");
    await writer.chat((chat) => chat.state === "final" && chat.runId === "k2");
    await reader.chat((chat) => chat.runId === "k2" && chat.state === "final");
    await watcher.chat((chat) => chat.runId === "k2" && chat.state === "final");
    expect(reader.named("session.message").length).toBe(2);
    expect(watcher.named("sessions.changed").length).toBe(heard);
  });

  it("may start a session with a message", async () => {
    await using gateway = await startGateway({ protocol: 4 });
    const client = await RawClient.connect(gateway);
    const created = await client.request("sessions.create", { key: "new", message: "go" });
    expect(created.payload).toMatchObject({ ok: true, key: "agent:main:new", runStarted: true });
    const final = await client.chat((chat) => chat.state === "final");
    expect(final.runId).toBe(created.payload?.runId);
  });
});

describe("presence and heartbeats", () => {
  it("are told on protocol 3 when anybody leaves", async () => {
    await using gateway = await startGateway({ protocol: 3 });
    const one = await RawClient.connect(gateway);
    const two = await RawClient.connect(gateway);
    await two.close();
    const presence = await one.frame((frame) => frame.event === "presence");
    const entries = presence.payload?.presence as { reason: string }[];
    expect(entries.map((entry) => entry.reason)).toEqual(["self", "disconnect", "connect"]);
  });

  it("are kept on protocol 4 of people's clients, not of programs", async () => {
    await using gateway = await startGateway({ protocol: 4 });
    const backend = await RawClient.connect(gateway);
    await RawClient.connect(gateway, { client: { id: "node-host", mode: "node" } });
    const presence = await backend.frame((frame) => frame.event === "presence");
    expect(presence.payload?.presence).toMatchObject([{ reason: "self" }, { mode: "node" }]);
  });

  it("leave the last heartbeat to be asked for", async () => {
    await using gateway = await startGateway();
    const client = await RawClient.connect(gateway);
    expect((await client.request("last-heartbeat")).payload).toBeNull();
    gateway.emit("heartbeat", { ts: 1, status: "ok" });
    expect((await client.request("last-heartbeat")).payload).toEqual({ ts: 1, status: "ok" });
    await client.frame((frame) => frame.event === "heartbeat");
  });

  it("come with ticks", async () => {
    await using gateway = await startGateway({ tickIntervalMs: 5 });
    const client = await RawClient.connect(gateway);
    const tick = await client.frame((frame) => frame.event === "tick");
    expect(typeof tick.payload?.ts).toBe("number");
    expect(client.hello.payload?.policy).toMatchObject({ tickIntervalMs: 5 });
  });
});
