import { describe, expect, it } from "vitest";
import { AgentFailure, type GatewayAgent, startGateway } from "../src/index.js";
import { messagesOf, RawClient, textOf } from "./support/gateway-raw-client.js";

/** An agent that says "a" and waits until it is let go. */
function gatedAgent(): { agent: GatewayAgent; open: () => void } {
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const agent: GatewayAgent = async function* gated(text) {
    yield `${text}:`;
    await gate;
    yield "done";
  };
  return { agent, open };
}

const message = (sessionKey: string, text: string, idempotencyKey: string): object => ({
  sessionKey,
  message: text,
  idempotencyKey,
});

describe("a message to a busy session on protocol 3", () => {
  it("gets an empty final at once and its reply under a new id, whoever sent it", async () => {
    for (const sameClient of [true, false]) {
      const { agent, open } = gatedAgent();
      await using gateway = await startGateway({ protocol: 3, agent });
      const one = await RawClient.connect(gateway);
      const two = sameClient ? one : await RawClient.connect(gateway);
      await one.request("chat.send", message("main", "first", "k1"));
      await two.request("chat.send", message("main", "second", "k2"));
      const empty = await two.chat((chat) => chat.runId === "k2");
      expect([empty.state, empty.message]).toEqual(["final", undefined]);
      const again = await two.request("chat.send", message("main", "second", "k2"));
      expect(again.payload).toEqual({ runId: "k2", status: "ok" });
      open();
      const reply = await two.chat((c) => textOf(c) === "second:done" && c.state === "final");
      expect(["k1", "k2"]).not.toContain(reply.runId);
      const messages = messagesOf(await two.request("chat.history", { sessionKey: "main" }));
      expect(messages.map((m) => m.role)).toEqual(["user", "assistant", "user", "assistant"]);
    }
  });

  it("is still answered when the run before it is aborted", async () => {
    const { agent, open } = gatedAgent();
    await using gateway = await startGateway({ protocol: 3, agent });
    const client = await RawClient.connect(gateway);
    await client.request("chat.send", message("main", "first", "k1"));
    await client.request("chat.send", message("main", "second", "k2"));
    const { payload } = await client.request("chat.abort", { sessionKey: "main" });
    expect(payload?.runIds).toEqual(["k1"]);
    open();
    await client.chat((chat) => textOf(chat) === "second:done" && chat.state === "final");
  });
});

describe("a message to a busy session on protocol 4", () => {
  it("is steered into the run, which answers both", async () => {
    const { agent, open } = gatedAgent();
    await using gateway = await startGateway({ protocol: 4, agent, chatThrottleMs: 0 });
    const client = await RawClient.connect(gateway);
    await client.request("chat.send", message("main", "first", "k1"));
    await client.chat((chat) => chat.state === "delta");
    await client.request("chat.send", message("main", "second", "k2"));
    const waiting = await client.request("chat.history", { sessionKey: "main" });
    expect(waiting.payload).toMatchObject({
      pendingInputs: { total: 1, items: [{ runId: "k2", state: "queued" }] },
      inFlightRun: { runId: "k2", text: "" },
    });
    const wait = await client.request("agent.wait", { runId: "k2", timeoutMs: 1 });
    expect(wait.payload?.status).toBe("pending");
    open();
    const final = await client.chat((chat) => chat.runId === "k1" && chat.state === "final");
    expect(textOf(final)).toBe("first:done\n\nsecond:done");
    expect(client.chats("k2")).toEqual([
      { runId: "k2", sessionKey: "agent:main:main", seq: 1, state: "final" },
    ]);
    const deltas = client.chats("k1").flatMap((c) => (c.deltaText as string | undefined) ?? []);
    expect(deltas.join("")).toBe(textOf(final));
    const history = messagesOf(await client.request("chat.history", { sessionKey: "main" }));
    expect(history.map((m) => m.idempotencyKey ?? m.content)).toEqual([
      "k1:user",
      [{ type: "text", text: "first:done" }],
      "k2:user",
      [{ type: "text", text: "second:done" }],
    ]);
  });

  it("gets an empty final at once and a run of its own when it asks to follow up", async () => {
    const { agent, open } = gatedAgent();
    await using gateway = await startGateway({ protocol: 4, agent });
    const client = await RawClient.connect(gateway);
    await client.request("chat.send", message("main", "first", "k1"));
    await client.chat((chat) => chat.state === "delta");
    const second = { ...message("main", "second", "k2"), queueMode: "followup" };
    await client.request("chat.send", second);
    await client.chat((chat) => chat.runId === "k2" && chat.state === "final");
    expect((await client.request("chat.send", second)).payload?.status).toBe("ok");
    const wait = await client.request("agent.wait", { runId: "k2", timeoutMs: 1 });
    expect(wait.payload?.status).toBe("pending");
    open();
    const reply = await client.chat((c) => textOf(c) === "second:done" && c.state === "final");
    expect(["k1", "k2"]).not.toContain(reply.runId);
    expect(reply).not.toHaveProperty("agentId");
    const history = messagesOf(await client.request("chat.history", { sessionKey: "main" }));
    expect(history.map((m) => m.idempotencyKey)).toEqual([
      "k1:user",
      undefined,
      "k2:user",
      undefined,
    ]);
  });

  it("is collected with others when it asks for that", async () => {
    const { agent, open } = gatedAgent();
    await using gateway = await startGateway({ protocol: 4, agent });
    const client = await RawClient.connect(gateway);
    await client.request("chat.send", message("main", "first", "k1"));
    for (const key of ["k2", "k3"]) {
      await client.request("chat.send", { ...message("main", key, key), queueMode: "collect" });
    }
    open();
    const reply = await client.chat(
      (c) => textOf(c)?.includes("Queued #2") === true && c.state === "final",
    );
    expect(textOf(reply)).toBe(
      "[Queued messages while agent was busy]\n\n---\nQueued #1 (from gateway-client)\nk2\n\n---\nQueued #2 (from gateway-client)\nk3:done",
    );
  });

  it("ends the run before it when it asks to interrupt", async () => {
    const { agent, open } = gatedAgent();
    await using gateway = await startGateway({ protocol: 4, agent });
    const client = await RawClient.connect(gateway);
    await client.request("chat.send", message("main", "first", "k1"));
    await client.chat((chat) => chat.state === "delta");
    const ack = await client.request("chat.send", {
      ...message("main", "second", "k2"),
      queueMode: "interrupt",
    });
    expect(ack.payload).toEqual({ runId: "k2", status: "started", interruptedActiveRun: true });
    const aborted = client.chats("k1").at(-1);
    expect(aborted).toMatchObject({ state: "aborted", stopReason: "aborted" });
    open();
    await client.chat((chat) => chat.runId === "k2" && textOf(chat) === "second:done");
  });

  it("is given up with the run before it, and stays visible as cancelled", async () => {
    const { agent } = gatedAgent();
    await using gateway = await startGateway({ protocol: 4, agent });
    const client = await RawClient.connect(gateway);
    await client.request("chat.send", message("main", "first", "k1"));
    await client.chat((chat) => chat.state === "delta");
    await client.request("chat.send", message("main", "second", "k2"));
    const { payload } = await client.request("chat.abort", { sessionKey: "main" });
    expect(payload?.runIds).toEqual(["k2", "k1"]);
    await client.chat((chat) => chat.runId === "k2" && chat.state === "final");
    const history = await client.request("chat.history", { sessionKey: "main" });
    expect(history.payload?.pendingInputs).toMatchObject({
      items: [{ runId: "k2", state: "cancelled" }],
    });
  });
});

describe.each([3, 4] as const)("runs on protocol %i", (protocol) => {
  it("replace the text when the agent starts anew", async () => {
    await using gateway = await startGateway({
      protocol,
      chatThrottleMs: 0,
      agent: async function* rewriting() {
        yield "wrong";
        yield { replace: "right" };
      },
    });
    const client = await RawClient.connect(gateway);
    await client.request("chat.send", message("main", "x", "k1"));
    const final = await client.chat((chat) => chat.state === "final");
    expect(textOf(final)).toBe("right");
    const deltas = client.chats("k1").filter((chat) => chat.state === "delta");
    expect(deltas.map(textOf)).toEqual(["wrong", "right"]);
    if (protocol === 4) {
      expect(deltas[1]).toMatchObject({ deltaText: "right", replace: true });
      expect(deltas[0]).not.toHaveProperty("replace");
    }
  });

  it("tell of tools only to clients that can show them", async () => {
    await using gateway = await startGateway({
      protocol,
      agent: async function* handy() {
        const result = yield { tool: { name: "clock", args: { zone: "UTC" }, result: "noon" } };
        yield `it is ${result}`;
      },
    });
    const plain = await RawClient.connect(gateway);
    const capable = await RawClient.connect(gateway, { caps: ["tool-events"] });
    await plain.request("chat.send", message("main", "time?", "k1"));
    const final = await plain.chat((chat) => chat.state === "final");
    expect(textOf(final)).toBe("it is noon");
    await capable.chat((chat) => chat.state === "final");
    const tools = (client: RawClient): unknown[] =>
      client.named("agent").filter((frame) => frame.payload?.stream === "tool");
    expect(tools(plain)).toEqual([]);
    expect(tools(capable).length).toBeGreaterThan(1);
  });

  it("end in state error when the agent fails", async () => {
    await using gateway = await startGateway({
      protocol,
      agent: async function* failing() {
        yield "so far";
        throw new AgentFailure("too long", "context_length");
      },
    });
    const client = await RawClient.connect(gateway);
    await client.request("chat.send", message("main", "x", "k1"));
    const failed = await client.chat((chat) => chat.state === "error");
    expect(failed).toMatchObject({ runId: "k1", errorMessage: "too long" });
    if (protocol === 4) expect(failed).toMatchObject({ errorKind: "context_length" });
    const again = await client.request("chat.send", message("main", "x", "k1"));
    expect(again.payload).toEqual({ runId: "k1", status: "error" });
  });

  it("may end without a message", async () => {
    await using gateway = await startGateway({ protocol, finalMessage: false });
    const client = await RawClient.connect(gateway);
    await client.request("chat.send", message("main", "x", "k1"));
    const final = await client.chat((chat) => chat.state === "final");
    expect(final).not.toHaveProperty("message");
  });

  it("stop when an agent ignores its signal", async () => {
    await using gateway = await startGateway({
      protocol,
      agent: async function* deaf() {
        yield "I never end";
        await new Promise(() => undefined);
      },
    });
    const client = await RawClient.connect(gateway);
    await client.request("chat.send", message("main", "x", "k1"));
    await client.chat((chat) => chat.state === "delta");
    const { payload } = await client.request("chat.abort", { sessionKey: "main" });
    expect(payload).toEqual({ ok: true, aborted: true, runIds: ["k1"] });
    const aborted = await client.chat((chat) => chat.state === "aborted");
    expect(textOf(aborted)).toBe("I never end");
    const next = await client.request("chat.send", message("main", "y", "k2"));
    expect(next.payload?.status).toBe("started");
  });

  it("give history in the form that is asked for", async () => {
    for (const historyContent of ["string", "blocks"] as const) {
      await using gateway = await startGateway({ protocol, historyContent });
      const client = await RawClient.connect(gateway);
      await client.request("chat.send", message("main", "x", "k1"));
      await client.chat((chat) => chat.state === "final");
      const messages = messagesOf(await client.request("chat.history", { sessionKey: "main" }));
      const [user] = messages;
      const blocks = [{ type: "text", text: "x" }];
      expect(user?.content).toEqual(historyContent === "string" ? "x" : blocks);
    }
  });
});

describe("deltas", () => {
  it("are cumulative and rare on protocol 3", async () => {
    await using gateway = await startGateway({ protocol: 3 });
    const client = await RawClient.connect(gateway);
    await client.request("chat.send", message("main", "one two three four five six", "k1"));
    await client.chat((chat) => chat.state === "final");
    expect(client.chats("k1").map((chat) => chat.state)).toEqual(["delta", "final"]);
  });

  it("add up to the text on protocol 4 whatever the throttle holds back", async () => {
    await using gateway = await startGateway({
      protocol: 4,
      deltaIntervalMs: 2,
      chatThrottleMs: 9,
    });
    const client = await RawClient.connect(gateway);
    await client.request("chat.send", message("main", "one two three four five six", "k1"));
    const final = await client.chat((chat) => chat.state === "final");
    const parts = client
      .chats("k1")
      .flatMap((chat) => (chat.deltaText as string | undefined) ?? []);
    expect(parts.join("")).toBe(textOf(final));
  });
});

describe("numbers of events", () => {
  it("are one count for all on protocol 3 and skip where a scope is missing", async () => {
    await using gateway = await startGateway({ protocol: 3, firstSeq: 40 });
    const reader = await RawClient.connect(gateway, { scopes: ["operator.read"] });
    const health = await reader.frame((frame) => frame.event === "health");
    expect(health.seq).toBe(40);
    gateway.emit("weather", {});
    gateway.requestApproval({ command: "ls" });
    gateway.emit("weather", {});
    await reader.until(() => (reader.named("weather").length === 2 ? true : undefined));
    expect(reader.named("weather").map((frame) => frame.seq)).toEqual([41, 43]);
  });

  it("are counted for each connection from 1 on protocol 4", async () => {
    await using gateway = await startGateway({ protocol: 4 });
    const one = await RawClient.connect(gateway);
    gateway.emit("weather", {});
    await one.frame((frame) => frame.event === "weather");
    const two = await RawClient.connect(gateway);
    gateway.emit("weather", {});
    const second = await two.frame((frame) => frame.event === "weather");
    await one.until(() => one.named("weather")[1]);
    expect([one.named("weather").map((frame) => frame.seq), second.seq]).toEqual([[1, 2], 1]);
  });
});

describe.each([3, 4] as const)("the agent method on protocol %i", (protocol) => {
  it("answers twice, and agent.wait gives up in time", async () => {
    const { agent, open } = gatedAgent();
    await using gateway = await startGateway({ protocol, agent });
    const client = await RawClient.connect(gateway);
    const id = client.post("agent", { message: "hi", sessionKey: "main", idempotencyKey: "a1" });
    const accepted = await client.frame((frame) => frame.id === id);
    expect(accepted.payload).toMatchObject({ runId: "a1", status: "accepted" });
    const early = await client.request("agent.wait", { runId: "a1", timeoutMs: 1 });
    expect(early.payload).toEqual({ runId: "a1", status: "timeout" });
    open();
    const result = await client.frame((frame) => frame.id === id && frame.payload?.status === "ok");
    expect(result.payload?.result).toMatchObject({ payloads: [{ text: "hi:done" }] });
    const late = await client.request("agent.wait", { runId: "a1" });
    expect(late.payload).toMatchObject({ runId: "a1", status: "ok" });
  });
});
