import { describe, expect, it } from "vitest";
import { newGateway, oldGateway, outcome, SESSION } from "./support/chat-port.js";
import { clientOf, openGateway } from "./support/gateway-client.js";

describe.each([3, 4] as const)("aborting a run on protocol %i", (protocol) => {
  it("before it was sent sends nothing", async () => {
    const gateway = await openGateway({ protocol });
    const client = clientOf(gateway);
    await client.connect();
    const params = { sessionKey: SESSION, message: "never mind" };
    const run = client.chat.run(params, { signal: AbortSignal.abort() });
    expect(await run.result).toMatchObject({ status: "aborted", text: "" });
    await client.status();
    expect(gateway.requests.map(({ method }) => method)).not.toContain("chat.send");
    expect(client.chat.active).toBe(0);
  });

  it("before there is a connection ends at once, and connects nowhere", async () => {
    const client = clientOf({ url: "ws://127.0.0.1:1", token: "t" });
    const run = client.chat.run({ sessionKey: SESSION, message: "never mind" });
    await run.abort();
    expect(await run.result).toMatchObject({ status: "aborted" });
    expect(client.state.status).toBe("idle");
  });

  it("leaves no listener on its signal", async () => {
    const gateway = await openGateway({ protocol });
    const { signal } = new AbortController();
    let listeners = 0;
    const counting = new Proxy(signal, {
      get(target, name) {
        if (name === "addEventListener") listeners++;
        if (name === "removeEventListener") listeners--;
        const value: unknown = Reflect.get(target, name);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    const run = clientOf(gateway).chat.run(
      { sessionKey: SESSION, message: "hi" },
      { signal: counting },
    );
    await run.result;
    await Promise.resolve();
    expect(listeners).toBe(0);
  });
});

describe("aborting a run", () => {
  it("reaches a gateway that had the message when the line went down", async () => {
    const port = newGateway();
    port.answer("chat.send", () => new Promise(() => undefined));
    const run = await port.run();
    port.lose();
    const aborting = run.abort();
    await port.settle();
    expect(await outcome(run)).toBeUndefined();
    port.resume();
    await aborting;
    expect(port.asked).toContainEqual({
      method: "chat.abort",
      params: { sessionKey: SESSION, runId: "key" },
    });
  });

  it("reaches it even when the line comes back after the run was given up here", async () => {
    const port = newGateway();
    const run = await port.run();
    port.lose();
    void run.abort();
    await port.clock.advance(6_000);
    expect(await outcome(run)).toMatchObject({ status: "aborted" });
    port.resume();
    await port.settle();
    expect(port.times("chat.abort")).toBe(1);
  });

  it("that is not acknowledged yet stops what the acknowledgement names", async () => {
    const port = oldGateway();
    let acknowledge = (_: unknown): void => undefined;
    port.answer("chat.send", () => new Promise((resolve) => (acknowledge = resolve)));
    const run = await port.run();
    void run.abort();
    await port.settle();
    acknowledge({ runId: "named-by-the-gateway", status: "started" });
    await port.settle();
    expect(port.asked.at(-1)).toMatchObject({
      method: "chat.abort",
      params: { runId: "named-by-the-gateway" },
    });
  });

  it("that is queued stops the run that answers it, should that begin first", async () => {
    const port = oldGateway();
    let answer = (_: unknown): void => undefined;
    const run = await port.run();
    port.chat("theirs", "delta", "busy");
    port.chat("key", "final");
    port.answer("chat.abort", () => new Promise((resolve) => (answer = resolve)));
    void run.abort();
    await port.settle();
    port.chat("theirs", "final", "busy no more");
    port.chat("ours", "delta", "begun");
    answer({ ok: true, aborted: false });
    await port.settle();
    expect(port.asked.filter(({ method }) => method === "chat.abort")).toMatchObject([
      { params: { runId: "key" } },
      { params: { runId: "ours" } },
    ]);
  });

  it("that may be another client's asks whose it is first (2026.9)", async () => {
    const port = newGateway();
    const run = await port.run();
    port.chat("first", "delta", "busy");
    port.chat("key", "final");
    port.chat("first", "final", "done");
    port.chat("theirs", "delta", "the reply to somebody else");
    port.transcript([{ role: "user", content: "not ours", idempotencyKey: "theirs:user" }]);
    void run.abort();
    await port.settle();
    expect(port.asked.filter(({ method }) => method === "chat.abort")).toMatchObject([
      { params: { runId: "key" } },
    ]);
    expect(await outcome(run)).toMatchObject({ status: "aborted", text: "" });
  });
});
