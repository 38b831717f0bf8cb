import { TimeoutError } from "@hawser/core";
import { describe, expect, it } from "vitest";
import { newGateway, oldGateway, outcome } from "./support/chat-port.js";

const restart = (hello: { snapshot: { uptimeMs?: number } }): void => {
  hello.snapshot.uptimeMs = 1;
};
const anotherBoot = (hello: { server: { bootId?: string } }): void => {
  hello.server.bootId = "another";
};
const ok = ({ idempotencyKey }: Record<string, unknown>) => ({
  runId: idempotencyKey,
  status: "ok",
});
const user = (content: string, more: object = {}) => ({ role: "user", content, ...more });
const assistant = (content: string, more: object = {}) => ({ role: "assistant", content, ...more });
const ofRun = (content: string, runId: string) => assistant(content, { __openclaw: { runId } });

// Each of these was found by a storm (storm.test.ts).
describe("a message to a busy 2026.3 whose empty final was lost", () => {
  it("waits its turn and ends with its reply, although its key is done", async () => {
    const port = oldGateway();
    const run = await port.run();
    port.answer("chat.send", ok);
    port.reconnect();
    await port.clock.advance(5_000);
    expect(await outcome(run)).toBeUndefined();
    port.chat("ours", "delta", "the reply", { seq: 1 });
    port.transcript([user("hello"), assistant("the reply")]);
    port.chat("ours", "final", "the reply");
    await port.settle();
    expect(await outcome(run)).toMatchObject({ status: "final", text: "the reply" });
  });

  it("ends when nothing follows, and soon where it is written down", async () => {
    const port = oldGateway();
    const run = await port.run();
    port.answer("chat.send", ok);
    port.transcript([user("hello")]);
    port.reconnect();
    await port.clock.advance(10_000);
    expect(await outcome(run)).toMatchObject({ status: "final", text: "" });
    expect(port.clock.pending).toBe(0);
  });

  it("gets a reply that others' messages have followed already", async () => {
    const port = oldGateway();
    const run = await port.run();
    const timestamp = port.clock.now() + 10;
    port.answer("chat.send", ok);
    port.transcript([
      user("hello", { timestamp: timestamp - 60_000 }),
      assistant("an older reply"),
      user("hello", { timestamp }),
      assistant("the reply"),
      user("theirs"),
      assistant("not ours"),
    ]);
    port.reconnect();
    await port.settle();
    expect(await outcome(run)).toMatchObject({ status: "final", text: "the reply" });
  });
});

describe("a restarted gateway", () => {
  it("is not sent a message that its transcript has answered (2026.3)", async () => {
    const port = oldGateway();
    const run = await port.run();
    await port.clock.advance(100);
    const timestamp = port.clock.now() + 10;
    port.transcript([user("hello", { timestamp }), assistant("done before the crash")]);
    port.reconnect(restart);
    await port.settle();
    expect(await outcome(run)).toMatchObject({ text: "done before the crash" });
    expect(port.times("chat.send")).toBe(1);
  });

  it("works a message that was behind others anew, whatever the old process had begun (2026.3)", async () => {
    const port = oldGateway();
    const run = await port.run();
    await port.clock.advance(100);
    port.agent("key", "lifecycle", { phase: "start" });
    port.chat("key", "delta", "begun");
    port.reconnect(restart);
    await port.settle();
    expect(port.times("chat.send")).toBe(2);
    // The session is busy by now: an empty final, and the reply under another id.
    port.chat("theirs", "delta", "busy");
    port.chat("key", "final");
    expect(await outcome(run)).toBeUndefined();
  });

  it("works a message anew whose answer was lost, though it had begun (2026.3)", async () => {
    const port = oldGateway();
    port.answer("chat.send", () => new Promise(() => undefined));
    const run = await port.run();
    await port.clock.advance(100);
    port.agent("key", "lifecycle", { phase: "start" });
    port.reconnect(restart);
    await port.settle();
    port.chat("theirs", "delta", "busy");
    port.chat("key", "final");
    expect(await outcome(run)).toBeUndefined();
  });

  it("gets no message that was stopped meanwhile", async () => {
    const port = oldGateway();
    const run = await port.run();
    await port.clock.advance(100);
    port.lose();
    void run.abort();
    port.resume(restart);
    await port.settle();
    expect(await outcome(run)).toMatchObject({ status: "aborted" });
    expect(port.times("chat.send")).toBe(1);
  });

  it("gets a message it lost while that waited behind a run that was not its own (2026.9)", async () => {
    const port = newGateway();
    const run = await port.run();
    port.chat("busy", "delta", "busy");
    port.chat("key", "final");
    port.transcript([user("theirs", { idempotencyKey: "theirs:user" })], ["recovered"]);
    port.reconnect(anotherBoot);
    await port.settle();
    port.chat("recovered", "delta", "not for us");
    port.transcript([
      user("theirs", { idempotencyKey: "theirs:user" }),
      ofRun("not for us", "recovered"),
    ]);
    port.chat("recovered", "final", "not for us");
    await port.clock.advance(5_000);
    expect(await outcome(run)).toBeUndefined();
    expect(port.times("chat.send")).toBe(2);
  });

  it("is asked again when the question was put to the old process (2026.9)", async () => {
    const port = newGateway();
    const run = await port.run();
    port.chat("busy", "delta", "busy");
    port.chat("key", "final");
    port.chat("busy", "final", "done");
    let answer = (_: unknown): void => undefined;
    port.answer("chat.history", () => new Promise((resolve) => (answer = resolve)));
    await port.clock.advance(5_000);
    port.transcript();
    port.reconnect(anotherBoot);
    answer({ messages: [], sessionInfo: { hasActiveRun: false, activeRunIds: [] } });
    await port.settle();
    expect(await outcome(run)).toBeUndefined();
    expect(port.times("chat.send")).toBe(2);
  });
});

describe("a run that began while a message waited", () => {
  it("is not its own when the question was written down behind that run's reply (2026.9)", async () => {
    const port = newGateway();
    const run = await port.run();
    port.chat("busy", "delta", "busy");
    port.chat("key", "final");
    port.chat("theirs", "delta", "their answer");
    port.transcript(
      [
        user("their question", { idempotencyKey: "their-key:user" }),
        ofRun("their answer", "theirs"),
        user("hello", { idempotencyKey: "key:user" }),
      ],
      ["ours"],
    );
    port.chat("theirs", "final", "their answer");
    await port.settle();
    expect(await outcome(run)).toBeUndefined();
    port.chat("ours", "delta", "my answer");
    port.transcript([user("hello", { idempotencyKey: "key:user" }), ofRun("my answer", "ours")]);
    port.chat("ours", "final", "my answer");
    await port.settle();
    expect(await outcome(run)).toMatchObject({ text: "my answer", runId: "ours" });
  });

  it("is given up when it ended while the line was down and answered another (2026.9)", async () => {
    const port = newGateway();
    const run = await port.run();
    port.chat("busy", "delta", "busy");
    port.chat("key", "final");
    port.chat("theirs", "delta", "their");
    port.transcript([
      user("their question", { idempotencyKey: "their-key:user" }),
      ofRun("their answer", "theirs"),
    ]);
    port.answer("agent.wait", () => ({ status: "ok" }));
    port.reconnect();
    await port.settle();
    expect(run.text).toBe("");
    expect(run.runId).toBe("key");
  });

  it.each(["aborted", "error"])("ends it with its own %s only", async (state) => {
    const port = newGateway();
    const run = await port.run();
    port.chat("busy", "delta", "busy");
    port.chat("key", "final");
    port.chat("theirs", "delta", "their");
    port.transcript([user("their question", { idempotencyKey: "their-key:user" })], ["ours"]);
    port.chat("theirs", state, "their");
    port.chat("theirs", state, "their");
    await port.settle();
    expect(await outcome(run)).toBeUndefined();
    expect(run.runId).toBe("key");
  });
});

describe("an end that was missed", () => {
  it("is told as aborted where the transcript or the gateway says so", async () => {
    const port = newGateway();
    const run = await port.run();
    port.chat("key", "delta", "part");
    port.transcript([
      user("hello", { idempotencyKey: "key:user" }),
      assistant("part of", { openclawAbort: { aborted: true, runId: "key" } }),
    ]);
    port.reconnect();
    await port.settle();
    expect(await outcome(run)).toMatchObject({ status: "aborted", text: "part of" });

    const wordless = newGateway();
    const second = await wordless.run();
    wordless.answer("agent.wait", () => ({ status: "timeout", endedAt: 1, stopReason: "rpc" }));
    wordless.reconnect();
    await wordless.settle();
    expect(await outcome(second)).toMatchObject({ status: "aborted" });
  });

  it("is not another run's, whose partial reply 2026.3 files before its own question", async () => {
    const port = oldGateway();
    const run = await port.run();
    port.answer("agent.wait", () => ({ status: "ok" }));
    port.transcript([
      user("hello", { timestamp: port.clock.now() }),
      assistant("all of it"),
      assistant("part", { openclawAbort: { aborted: true, runId: "theirs" } }),
      user("theirs"),
      assistant("part", { stopReason: "aborted" }),
    ]);
    port.resync("gap");
    await port.settle();
    expect(await outcome(run)).toMatchObject({ status: "final", text: "all of it" });
  });

  it("is told as the failure the transcript holds", async () => {
    const port = newGateway();
    const run = await port.run();
    port.transcript([
      user("hello", { idempotencyKey: "key:user" }),
      { role: "assistant", content: [], stopReason: "error", errorMessage: "no credit" },
    ]);
    port.reconnect();
    await port.settle();
    expect(await outcome(run)).toMatchObject({ status: "error", error: { message: "no credit" } });
  });
});

it("asks about a new session again when the first question was not answered (2026.3)", async () => {
  const port = oldGateway();
  const run = await port.run();
  port.answer("chat.send", () => {
    throw new TimeoutError("no answer", { timeoutMs: 1 });
  });
  port.reconnect();
  await port.settle();
  port.answer("chat.send", ({ idempotencyKey }) => ({ runId: idempotencyKey, status: "error" }));
  await port.clock.advance(5_000);
  expect(await outcome(run)).toMatchObject({ status: "error" });
});

it("is aborted, not answered with nothing, when it was stopped while it waited", async () => {
  const port = oldGateway();
  port.answer("chat.abort", () => new Promise(() => undefined));
  const run = await port.run();
  void run.abort();
  port.chat("key", "final");
  expect(await outcome(run)).toMatchObject({ status: "aborted" });
});
