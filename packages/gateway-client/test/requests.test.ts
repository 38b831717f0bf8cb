import { ManualClock } from "@hawser/core/testing";
import { describe, expect, it } from "vitest";
import {
  ConnectionLostError,
  RemoteError,
  ScopeError,
  TimeoutError,
  ValidationError,
} from "../src/index.js";
import { clientOf, openGateway } from "./support/gateway-client.js";

describe.each([3, 4] as const)("request() on protocol %i", (protocol) => {
  it("gives each of a thousand calls its own answer", async () => {
    const gateway = await openGateway({ protocol });
    const client = clientOf(gateway);
    const keys = Array.from({ length: 1000 }, (_, index) => `agent:main:k${index}`);
    const answers = await Promise.all(
      keys.map((sessionKey) => client.request("chat.history", { sessionKey })),
    );
    expect(answers.map((answer) => answer.sessionKey)).toEqual(keys);
  });

  it("rejects with the gateway's own code for a method it does not know", async () => {
    const gateway = await openGateway({ protocol });
    const refused = clientOf(gateway).request("no.such.method", {});
    await expect(refused).rejects.toBeInstanceOf(RemoteError);
    await expect(refused).rejects.toMatchObject({
      remoteCode: "INVALID_REQUEST",
      method: "no.such.method",
    });
  });

  it("turns a missing scope into a ScopeError whatever the generation calls it", async () => {
    const gateway = await openGateway({ protocol });
    const client = clientOf(gateway, { scopes: ["operator.read"] });
    const refused = client.request("sessions.delete", { key: "agent:main:x" });
    await expect(refused).rejects.toBeInstanceOf(ScopeError);
  });

  it("ends within its deadline, and the late answer disturbs nothing", async () => {
    const gateway = await openGateway({ protocol });
    const client = clientOf(gateway);
    await client.connect();
    const silent = gateway.faults.silence("status");
    await expect(client.request("status", {}, { timeoutMs: 20 })).rejects.toBeInstanceOf(
      TimeoutError,
    );
    silent.clear();
    await expect(client.request("status", {})).resolves.toBeDefined();
  });

  it("ends with the signal's reason, before and after sending", async () => {
    const gateway = await openGateway({ protocol });
    const client = clientOf(gateway);
    await expect(
      client.request("status", {}, { signal: AbortSignal.abort(new Error("never mind")) }),
    ).rejects.toThrow("never mind");
    await client.connect();
    gateway.faults.silence("status");
    const controller = new AbortController();
    const call = client.request("status", {}, { signal: controller.signal });
    const asked = gateway.waitFor("request", ({ method }) => method === "status");
    await asked;
    controller.abort(new Error("changed my mind"));
    await expect(call).rejects.toThrow("changed my mind");
  });

  it("bounds a send by one deadline, the wait for the line included", async () => {
    const gateway = await openGateway({ protocol });
    const refusals = gateway.faults.refuseUpgrade(503);
    gateway.faults.silence("chat.send");
    const clock = new ManualClock();
    const client = clientOf(gateway, { clock, wake: false, reconnect: { jitter: "none" } });
    const params = { sessionKey: "main", message: "x" };
    const sent = client.chat.send(params, { timeoutMs: 1_000 });
    const failed = expect(sent).rejects.toBeInstanceOf(TimeoutError);
    const waiting = new Promise<void>((resolve) => {
      client.on("state", ({ status }) => {
        if (status === "waiting") resolve();
      });
    });
    await waiting;
    refusals.clear();
    await clock.advance(600);
    await gateway.waitFor("request", ({ method }) => method === "chat.send");
    await clock.advance(500);
    await failed;
  });

  it("waits for the line while it is down", async () => {
    const gateway = await openGateway({ protocol });
    gateway.faults.refuseUpgrade(503, {}, { times: 2 });
    await expect(clientOf(gateway).request("status", {})).resolves.toBeDefined();
  });

  it("says when the line never came up in time", async () => {
    const client = clientOf({ url: "ws://127.0.0.1:1", token: "t" }, { requestTimeoutMs: 30 });
    await expect(client.request("status", {})).rejects.toBeInstanceOf(TimeoutError);
  });

  it("sends a read again after the line was lost, and nothing else", async () => {
    const gateway = await openGateway({ protocol });
    const client = clientOf(gateway);
    await client.connect();
    gateway.faults.loseResponse("sessions.list");
    gateway.faults.loseResponse("sessions.patch");
    const patch = client.request("sessions.patch", { key: "agent:main:main", label: "mine" });
    const list = client.request("sessions.list", {});
    const failed = expect(patch).rejects.toSatisfy(
      (error) => error instanceof ConnectionLostError && error.maybeExecuted,
    );
    await gateway.waitFor("request", ({ method }) => method === "sessions.list");
    gateway.faults.drop();
    await expect(list).resolves.toBeDefined();
    await failed;
    const sent = (method: string): number =>
      gateway.requests.filter((r) => r.method === method).length;
    expect(sent("sessions.list")).toBe(2);
    expect(sent("sessions.patch")).toBe(1);
  });

  it("refuses a payload larger than the gateway takes, and keeps the line", async () => {
    const gateway = await openGateway({ protocol, maxPayload: 4096 });
    const client = clientOf(gateway);
    await client.connect();
    const refused = client.chat.send({ sessionKey: "main", message: "ü".repeat(2100) });
    await expect(refused).rejects.toBeInstanceOf(ValidationError);
    await expect(refused).rejects.toMatchObject({ code: "PAYLOAD_TOO_LARGE" });
    await expect(client.request("status", {})).resolves.toBeDefined();
    expect(gateway.connections.length).toBe(1);
  });

  it("names the path of a wrong param and never its value", async () => {
    const gateway = await openGateway({ protocol });
    const refused = clientOf(gateway).request("chat.history", {
      sessionKey: { secret: "s3cret" },
    } as never);
    await expect(refused).rejects.toMatchObject({ path: "params.sessionKey" });
    await expect(refused).rejects.not.toThrow(/s3cret/);
  });

  it("refuses a call that lacks its params before it is sent", async () => {
    const gateway = await openGateway({ protocol });
    const client = clientOf(gateway);
    await client.connect();
    const refused = client.request("chat.history" as string);
    await expect(refused).rejects.toBeInstanceOf(ValidationError);
    expect(gateway.requests.map(({ method }) => method)).not.toContain("chat.history");
  });

  it("waits for the second answer of a method that answers twice, when asked to", async () => {
    const gateway = await openGateway({ protocol });
    const client = clientOf(gateway);
    const params = {
      sessionKey: "agent:main:main",
      message: "twice",
      idempotencyKey: crypto.randomUUID(),
    };
    const final = await client.request("agent", params, { expectFinal: true });
    expect(final).toMatchObject({ status: "ok" });
    const first = await client.request("agent", { ...params, idempotencyKey: crypto.randomUUID() });
    expect(first).toMatchObject({ status: "accepted" });
  });

  it("flushes what is pending on close, and says that it may have been executed", async () => {
    const gateway = await openGateway({ protocol });
    const client = clientOf(gateway);
    await client.connect();
    gateway.faults.silence("status");
    const call = client.request("status", {});
    const flushed = expect(call).rejects.toMatchObject({ code: "CLOSED", maybeExecuted: true });
    await client.close();
    await flushed;
  });
});

describe("a busy gateway", () => {
  it("is asked again, a little later, when it says that it cannot take the call now", async () => {
    const gateway = await openGateway();
    const client = clientOf(gateway);
    await client.connect();
    gateway.faults.refuse(
      "sessions.patch",
      {
        code: "UNAVAILABLE",
        message: "The server is busy. Please try again in a moment.",
        retryable: true,
      },
      { times: 2 },
    );
    await expect(
      client.request("sessions.patch", { key: "agent:main:main", label: "x" }),
    ).resolves.toBeDefined();
    expect(gateway.requests.filter(({ method }) => method === "sessions.patch").length).toBe(3);
  });
});

describe("an old gateway", () => {
  it("is sent only the fields it knows", async () => {
    const gateway = await openGateway({ protocol: 3 });
    const { chat } = clientOf(gateway);
    const sent = await chat.send({
      sessionKey: "main",
      message: "x",
      queueMode: "collect",
      agentId: "main",
    });
    expect(sent.status).toBe("started");
    await expect(
      chat.history({ sessionKey: "main", offset: 0, maxChars: 100 }),
    ).resolves.toMatchObject({
      messages: expect.any(Array),
    });
    await expect(chat.abort({ sessionKey: "main", agentId: "main" })).resolves.toMatchObject({
      ok: true,
    });
  });
});

describe("thinking: auto", () => {
  it("means the session's own setting on every generation", async () => {
    for (const protocol of [3, 4] as const) {
      const gateway = await openGateway({ protocol });
      const run = clientOf(gateway).chat.run({
        sessionKey: "main",
        message: "hello",
        thinking: "auto",
      });
      expect((await run.result).text).toBe("echo: hello");
    }
  });
});

describe("a method with two names", () => {
  it.each([
    { protocol: 3, dialect: "documented" },
    { protocol: 3, dialect: "real" },
    { protocol: 4, dialect: "real" },
  ] as const)("reaches protocol $protocol, $dialect, under either", async (options) => {
    for (const method of ["exec.approval.resolve", "exec.approval-resolve"]) {
      const gateway = await openGateway(options);
      const client = clientOf(gateway, { caps: ["approvals", "exec-approvals"] });
      await client.connect();
      const approval = gateway.requestApproval({ command: "ls", sessionKey: "agent:main:main" });
      await client.request(method, { id: approval.id, decision: "approve" });
      expect(await approval.decided).toMatch(/^(allow-once|approve)$/);
    }
  });
});
