import { WebSocket } from "ws";
import { describe, expect, it } from "vitest";
import { startGateway } from "../src/index.js";
import { HandClock } from "./support/gateway-manual-clock.js";
import { RawClient, textOf } from "./support/gateway-raw-client.js";

const hello = (sessionKey = "main", idempotencyKey = "k1"): object => ({
  sessionKey,
  message: "hello",
  idempotencyKey,
});

describe("connections", () => {
  it("are cut without a close frame, all or one", async () => {
    await using gateway = await startGateway();
    const [one, two] = [await RawClient.connect(gateway), await RawClient.connect(gateway)];
    expect(gateway.faults.drop({ connectionId: gateway.connections[0]?.id ?? "" })).toBe(1);
    expect((await one.closed).code).toBe(1006);
    expect(two.socket.readyState).toBe(WebSocket.OPEN);
    expect(gateway.faults.drop()).toBe(1);
    expect((await two.closed).code).toBe(1006);
    expect(gateway.faults.log.map((record) => record.kind)).toEqual(["drop", "drop"]);
  });

  it("are closed with a code and a reason", async () => {
    await using gateway = await startGateway();
    const client = await RawClient.connect(gateway);
    expect(gateway.faults.close(4000, "out")).toBe(1);
    expect(await client.closed).toEqual({ code: 4000, reason: "out" });
  });

  it("go silent and come back: no frames, no pongs, no answers", async () => {
    await using gateway = await startGateway();
    const client = await RawClient.connect(gateway);
    const fault = gateway.faults.halfOpen();
    let pongs = 0;
    client.socket.on("pong", () => (pongs += 1));
    client.socket.ping();
    client.post("health");
    gateway.emit("weather", {});
    const other = await RawClient.connect(gateway);
    await other.request("health");
    fault.clear();
    const answered = new Promise((resolve) => client.socket.once("pong", resolve));
    client.socket.ping();
    await answered;
    expect([pongs, client.named("weather").length, fault.hits]).toEqual([1, 0, 1]);
    expect(client.frames.filter((frame) => frame.type === "res").length).toBe(1);
    expect((await client.request("health")).ok).toBe(true);
  });

  it("are silent from the start when they are yet to come", async () => {
    await using gateway = await startGateway();
    gateway.faults.halfOpen({ future: 1 });
    const mute = new RawClient(gateway.url);
    await gateway.waitFor("fault");
    const next = await RawClient.connect(gateway);
    expect([mute.frames.length, next.hello.ok]).toEqual([0, true]);
  });
});

describe("the way in", () => {
  it("is refused with any status and header", async () => {
    await using gateway = await startGateway();
    const fault = gateway.faults.refuseUpgrade(429, { "retry-after": "7" }, { times: 1 });
    const socket = new WebSocket(gateway.url);
    const response = await new Promise<{ status?: number | undefined; retry: unknown }>((resolve) =>
      socket.on("unexpected-response", (_request, answer) =>
        resolve({ status: answer.statusCode, retry: answer.headers["retry-after"] }),
      ),
    );
    expect(response).toEqual({ status: 429, retry: "7" });
    expect([fault.hits, fault.active]).toEqual([1, false]);
    expect((await RawClient.connect(gateway)).hello.ok).toBe(true);
  });

  it("is opened and shut at once until cleared", async () => {
    await using gateway = await startGateway();
    gateway.faults.acceptAndClose(1000, "bye");
    for (let i = 0; i < 2; i += 1) {
      expect(await new RawClient(gateway.url).closed).toEqual({ code: 1000, reason: "bye" });
    }
    gateway.faults.clear();
    expect((await RawClient.connect(gateway)).hello.ok).toBe(true);
  });

  it("is not answered", async () => {
    await using gateway = await startGateway();
    const fault = gateway.faults.neverHandshake();
    void RawClient.connect(gateway);
    await gateway.waitFor("fault");
    fault.clear();
    expect((await RawClient.connect(gateway)).hello.ok).toBe(true);
    expect(gateway.clients.length).toBe(1);
  });

  it("is put off while the gateway starts", async () => {
    await using gateway = await startGateway();
    gateway.faults.startupUnavailable(321);
    const early = await RawClient.connect(gateway);
    expect(early.hello.error).toMatchObject({
      code: "UNAVAILABLE",
      retryable: true,
      retryAfterMs: 321,
      details: { reason: "startup-sidecars" },
    });
    expect(await early.closed).toEqual({ code: 1013, reason: "gateway starting" });
    expect((await RawClient.connect(gateway)).hello.ok).toBe(true);
  });
});

describe("requests", () => {
  it("are ignored by method, for one connection", async () => {
    await using gateway = await startGateway();
    const [one, two] = [await RawClient.connect(gateway), await RawClient.connect(gateway)];
    const connectionId = gateway.connections[0]?.id ?? "";
    const fault = gateway.faults.silence("status", { connectionId });
    const lost = one.post("status");
    expect((await two.request("status")).ok).toBe(true);
    expect((await one.request("health")).ok).toBe(true);
    fault.clear();
    expect((await one.request("status")).ok).toBe(true);
    expect(one.frames.some((frame) => frame.id === lost)).toBe(false);
  });

  it("are refused with any error, once", async () => {
    await using gateway = await startGateway();
    const client = await RawClient.connect(gateway);
    const error = { code: "UNAVAILABLE", message: "busy", retryable: true, retryAfterMs: 5 };
    gateway.faults.refuse("status", error);
    expect((await client.request("status")).error).toEqual(error);
    expect((await client.request("status")).ok).toBe(true);
  });

  it("are done though their answer is lost", async () => {
    await using gateway = await startGateway();
    const client = await RawClient.connect(gateway);
    gateway.faults.loseResponse("chat.send");
    const lost = client.post("chat.send", hello());
    const final = await client.chat((chat) => chat.state === "final");
    expect(textOf(final)).toBe("echo: hello");
    const again = await client.request("chat.send", hello());
    expect(again.payload).toEqual({ runId: "k1", status: "ok" });
    expect(client.frames.some((frame) => frame.id === lost)).toBe(false);
  });
});

describe("events", () => {
  it("are late, in order", async () => {
    const clock = new HandClock();
    await using gateway = await startGateway({ clock });
    const client = await RawClient.connect(gateway);
    const fault = gateway.faults.delay(1000);
    gateway.emit("a", {});
    fault.clear();
    gateway.emit("b", {});
    expect(client.named("a").length + client.named("b").length).toBe(0);
    clock.advance(1000);
    await client.frame((frame) => frame.event === "b");
    expect(client.events.slice(-2).map((frame) => frame.event)).toEqual(["a", "b"]);
  });

  it.each([3, 4] as const)("are swallowed with their numbers on protocol %i", async (protocol) => {
    await using gateway = await startGateway({ protocol });
    const client = await RawClient.connect(gateway);
    gateway.emit("w", { n: 0 });
    const before = await client.frame((frame) => frame.event === "w");
    gateway.faults.gap(2, { event: "w" });
    for (let n = 1; n < 5; n += 1) gateway.emit("w", { n });
    await client.frame((frame) => frame.payload?.n === 4);
    const seen = client
      .named("w")
      .map((frame) => [frame.payload?.n, (frame.seq ?? 0) - (before.seq ?? 0)]);
    expect(seen).toEqual([
      [0, 0],
      [3, 3],
      [4, 4],
    ]);
  });

  it("jump a number that no event had", async () => {
    await using gateway = await startGateway({ protocol: 4 });
    const client = await RawClient.connect(gateway);
    gateway.faults.gap(1, { mode: "skip" });
    for (let n = 0; n < 2; n += 1) gateway.emit("w", { n });
    await client.frame((frame) => frame.payload?.n === 1);
    expect(client.named("w").map((frame) => frame.seq)).toEqual([2, 3]);
  });

  it("come twice, and change places", async () => {
    await using gateway = await startGateway({ protocol: 4 });
    const client = await RawClient.connect(gateway);
    gateway.faults.duplicate(1);
    gateway.emit("w", { n: 0 });
    gateway.faults.reorder(1);
    for (let n = 1; n < 4; n += 1) gateway.emit("w", { n });
    await client.frame((frame) => frame.payload?.n === 3);
    expect(client.named("w").map((frame) => frame.payload?.n)).toEqual([0, 0, 2, 1, 3]);
    expect(client.named("w").map((frame) => frame.seq)).toEqual([1, 1, 3, 2, 4]);
  });

  it.each([3, 4] as const)("never say how a run ended on protocol %i", async (protocol) => {
    await using gateway = await startGateway({ protocol });
    const client = await RawClient.connect(gateway);
    gateway.faults.withholdTerminal();
    await client.request("chat.send", hello());
    await client.frame(
      (frame) =>
        frame.event === "agent" &&
        (frame.payload?.data as { phase?: string } | undefined)?.phase === "end",
    );
    await client.request("chat.send", hello("main", "k2"));
    await client.chat((chat) => chat.runId === "k2" && chat.state === "final");
    expect(client.chats("k1").some((chat) => chat.state === "final")).toBe(false);
  });
});

describe("garbage", () => {
  it.each([
    ["malformed", '{"type":"event","event":"chat","payl'],
    ["unknownType", '{"type":"gossip","about":"nothing"}'],
    ["null", "null"],
    ["array", "[1,2,3]"],
  ] as const)("is sent at once: %s", async (kind, text) => {
    await using gateway = await startGateway();
    const client = await RawClient.connect(gateway);
    gateway.faults.garbage(kind);
    await client.until(() => client.messages.find((message) => message === text));
    expect((await client.request("health")).ok).toBe(true);
  });

  it("may be binary, an unknown event, an unasked answer, a broken envelope or too large", async () => {
    await using gateway = await startGateway({ maxPayload: 5000 });
    const client = await RawClient.connect(gateway);
    const binary = new Promise((resolve) =>
      client.socket.on("message", (_data, isBinary) => isBinary && resolve(true)),
    );
    for (const kind of [
      "unknownEvent",
      "unknownResponse",
      "brokenEnvelope",
      "oversized",
      "binary",
    ] as const) {
      gateway.faults.garbage(kind);
    }
    await binary;
    expect(client.named("weather.changed").length).toBe(2);
    expect(client.frames.some((frame) => frame.id === "nobody-asked")).toBe(true);
    expect(client.messages.some((message) => message.length > 5000)).toBe(true);
    expect(
      client.frames.filter((f) => f.event === undefined && f.id === undefined).length,
    ).toBeGreaterThan(0);
  });

  it("spoils the next hello-ok, and the next chat event", async () => {
    await using gateway = await startGateway();
    gateway.faults.garbage("hello");
    const spoilt = await RawClient.connect(gateway);
    expect(spoilt.hello.payload).toMatchObject({
      type: "hello-ok",
      protocol: "four",
      server: null,
    });
    const client = await RawClient.connect(gateway);
    expect(client.hello.payload?.protocol).toBe(4);
    gateway.faults.garbage("chat", { connectionId: gateway.connections[1]?.id ?? "" });
    await client.request("chat.send", hello());
    await client.chat((chat) => chat.state === "final");
    expect(client.chats().filter((chat) => chat.runId === 7).length).toBe(1);
  });
});
