import { describe, expect, it } from "vitest";
import { type GatewayAgent, startGateway } from "../src/index.js";
import { HandClock } from "./support/gateway-manual-clock.js";
import { messagesOf, RawClient, textOf } from "./support/gateway-raw-client.js";

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

const first = { sessionKey: "main", message: "first", idempotencyKey: "k1" };

describe.each([3, 4] as const)("a restart of protocol %i", (protocol) => {
  it("says shutdown, closes with 1012 and comes back on the same port with its sessions", async () => {
    await using gateway = await startGateway({ protocol });
    const client = await RawClient.connect(gateway);
    await client.request("chat.send", first);
    await client.chat((chat) => chat.state === "final");
    const { port } = gateway;
    await gateway.restart();
    expect((await client.closed).code).toBe(1012);
    const reason = "gateway stopping";
    expect(client.named("shutdown")[0]?.payload).toEqual(
      protocol === 3 ? { reason, restartExpectedMs: null } : { reason },
    );
    expect(gateway.port).toBe(port);
    const back = await RawClient.connect(gateway);
    const history = await back.request("chat.history", { sessionKey: "main" });
    expect(messagesOf(history).length).toBe(2);
  });

  it("cuts sockets when it is a crash, and the run is gone", async () => {
    const { agent } = gatedAgent();
    await using gateway = await startGateway({ protocol, agent, recovery: "off" });
    const client = await RawClient.connect(gateway);
    await client.request("chat.send", first);
    await client.chat((chat) => chat.state === "delta");
    await gateway.restart({ graceful: false });
    expect((await client.closed).code).toBe(1006);
    expect(client.named("shutdown")).toEqual([]);
    const back = await RawClient.connect(gateway);
    const history = await back.request("chat.history", { sessionKey: "main" });
    const roles = messagesOf(history).map((message) => message.role);
    // 2026.3.2 writes a turn down only when it is over.
    expect(roles).toEqual(protocol === 3 ? [] : ["user"]);
    expect(history.payload).not.toHaveProperty("inFlightRun");
  });

  it("takes the time it is told to", async () => {
    const clock = new HandClock();
    await using gateway = await startGateway({ protocol, clock });
    const restarted = gateway.restart({ graceful: false, downMs: 500 });
    const refused = new RawClient(gateway.url);
    expect((await refused.closed).code).toBe(1006);
    clock.advance(500);
    await restarted;
    expect((await RawClient.connect(gateway)).hello.ok).toBe(true);
  });
});

describe("a graceful restart of protocol 3", () => {
  it("kills the run and leaves its call unanswered", async () => {
    const { agent } = gatedAgent();
    await using gateway = await startGateway({ protocol: 3, agent });
    const client = await RawClient.connect(gateway);
    await client.request("chat.send", first);
    const waiting = client.post("agent.wait", { runId: "k1", timeoutMs: 60_000 });
    await client.chat((chat) => chat.state === "delta");
    await gateway.restart();
    expect((await client.closed).code).toBe(1012);
    expect(client.frames.some((frame) => frame.id === waiting)).toBe(false);
    expect(client.chats("k1").map((chat) => chat.state)).toEqual(["delta"]);
  });
});

describe("a crash of protocol 4", () => {
  it("is followed by a run with a new id that takes the turn up again", async () => {
    const { agent, open } = gatedAgent();
    await using gateway = await startGateway({ protocol: 4, agent });
    const client = await RawClient.connect(gateway);
    await client.request("chat.send", first);
    await client.chat((chat) => chat.state === "delta");
    await gateway.restart({ graceful: false });
    const back = await RawClient.connect(gateway);
    const bootId = (hello: typeof back.hello): unknown =>
      (hello.payload?.server as { bootId: string } | undefined)?.bootId;
    expect(bootId(back.hello)).not.toBe(bootId(client.hello));
    const during = await back.request("chat.history", { sessionKey: "main" });
    expect(messagesOf(during).map((m) => m.idempotencyKey)).toEqual(["k1:user"]);
    const pending = during.payload?.pendingInputs as {
      items: { runId: string; message: { provenance: object } }[];
    };
    const [item] = pending.items;
    expect(item?.message.provenance).toMatchObject({
      sourceTool: "main_session_restart_recovery",
    });
    expect(during.payload).toMatchObject({ sessionInfo: { hasActiveRun: true } });
    open();
    const final = await back.chat((chat) => chat.state === "final");
    expect([final.runId, textOf(final)]).toEqual([item?.runId, "first:done"]);
    const after = messagesOf(await back.request("chat.history", { sessionKey: "main" }));
    expect(after.map((m) => m.idempotencyKey)).toEqual([
      "k1:user",
      `${item?.runId}:user`,
      undefined,
    ]);
  });
});

describe("a graceful restart of protocol 4", () => {
  it("lets runs end and turns every call away meanwhile", async () => {
    const { agent, open } = gatedAgent();
    await using gateway = await startGateway({ protocol: 4, agent });
    const client = await RawClient.connect(gateway);
    await client.request("chat.send", first);
    const wait = client.post("agent.wait", { runId: "k1", timeoutMs: 60_000 });
    const endless = client.post("agent.wait", { runId: "nobody", timeoutMs: 60_000 });
    await gateway.waitFor("request", (request) => request.id === endless);
    const restarted = gateway.restart();
    const refused = await client.request("status");
    expect(refused.error).toMatchObject({
      code: "UNAVAILABLE",
      message: "status unavailable during gateway restart",
      retryable: true,
      retryAfterMs: 1000,
      details: { method: "status", reason: "gateway-restarting", phase: "accepting" },
    });
    open();
    await restarted;
    const answers = [wait, endless].map((id) => client.frames.find((frame) => frame.id === id));
    expect(answers[0]?.payload).toMatchObject({ runId: "k1", status: "ok" });
    expect(answers[1]?.error).toMatchObject({ code: "UNAVAILABLE", retryable: true });
    const final = client.chats("k1").at(-1);
    expect([final?.state, final && textOf(final)]).toEqual(["final", "first:done"]);
    const back = await RawClient.connect(gateway);
    expect((await back.request("status")).ok).toBe(true);
  });

  it("cuts runs that take too long", async () => {
    const clock = new HandClock();
    const { agent } = gatedAgent();
    await using gateway = await startGateway({ protocol: 4, agent, clock });
    const client = await RawClient.connect(gateway);
    await client.request("chat.send", first);
    await client.chat((chat) => chat.state === "delta");
    const restarted = gateway.restart({ drainMs: 1000 });
    clock.advance(1000);
    await restarted;
    expect((await client.closed).code).toBe(1012);
  });
});

describe("close()", () => {
  it("is quick, idempotent and leaves nothing behind", async () => {
    const { agent } = gatedAgent();
    const gateway = await startGateway({ agent });
    const client = await RawClient.connect(gateway);
    await client.request("chat.send", first);
    void client.post("exec.approval.request", { id: "a", command: "ls" });
    await Promise.all([gateway.close(), gateway.close()]);
    await gateway.close();
    expect((await client.closed).code).toBe(1006);
    await expect(fetch(gateway.url.replace("ws:", "http:"))).rejects.toThrow();
  });
});
