import { describe, expect, it } from "vitest";
import { newGateway, oldGateway, outcome, SESSION } from "./support/chat-port.js";
import { clientOf, openGateway } from "./support/gateway-client.js";

describe("a queued message", () => {
  it("is not answered by the last words of a run that was aborted just before (2026.9)", async () => {
    const port = newGateway();
    const stopped = await port.run({ idempotencyKey: "stopped" });
    port.chat("stopped", "delta", "some text");
    port.chat("stopped", "aborted", "some text", { stopReason: "rpc" });
    expect(await outcome(stopped)).toMatchObject({ status: "aborted" });
    port.transcript([], ["stopped"]);
    const run = await port.run({ idempotencyKey: "next", message: "rephrased" });
    port.chat("next", "final");
    // As recorded after chat.abort: the run is over, and its agent still reports.
    port.agent("stopped", "lifecycle", { phase: "end", aborted: true });
    port.agent("stopped", "lifecycle", { phase: "model", provider: "fake" });
    port.agent("stopped", "lifecycle", { phase: "error", aborted: true });
    expect(run.runId).toBe("next");
    port.chat("answering", "delta", "the answer");
    expect(run.runId).toBe("answering");
  });

  it("is not answered by a late word of another client's run (2026.3)", async () => {
    const port = oldGateway();
    const run = await port.run();
    port.chat("theirs", "delta", "one");
    port.chat("theirs", "final", "one two");
    port.chat("key", "final");
    port.chat("theirs", "delta", "one");
    expect(run.runId).toBe("key");
    port.chat("ours", "delta", "mine");
    port.chat("ours", "final", "mine, all of it");
    await port.settle();
    expect(await outcome(run)).toMatchObject({ text: "mine, all of it", runId: "ours" });
  });

  it("does not take the reply of a run that turned out to be another client's (2026.9)", async () => {
    const port = newGateway();
    const theirs = [
      { role: "user", content: "their question", idempotencyKey: "their-key:user" },
      { role: "assistant", content: "their answer", __openclaw: { runId: "theirs" } },
    ];
    const run = await port.run();
    port.chat("first", "delta", "busy");
    port.chat("key", "final");
    port.chat("first", "final", "done");
    port.transcript(theirs, ["ours"]);
    port.chat("theirs", "delta", "their answer");
    port.chat("theirs", "final", "their answer");
    await port.settle();
    expect(run.runId).toBe("key");
    await port.clock.advance(10_000);
    expect(await outcome(run)).toBeUndefined();
    port.chat("ours", "delta", "my answer");
    port.transcript([
      ...theirs,
      { role: "user", content: "hello", idempotencyKey: "key:user" },
      { role: "assistant", content: "my answer", __openclaw: { runId: "ours" } },
    ]);
    port.chat("ours", "final", "my answer");
    await port.settle();
    expect(await outcome(run)).toMatchObject({ text: "my answer", runId: "ours" });
  });

  it("does not end with the failure of another client's message that was queued before it (2026.3)", async () => {
    const port = oldGateway();
    const run = await port.run({ message: "for me" });
    port.chat("busy", "delta", "busy");
    port.chat("key", "final");
    port.chat("busy", "final", "busy no more");
    port.emit("agent", {
      runId: "theirs",
      sessionKey: SESSION,
      seq: 1,
      stream: "lifecycle",
      data: { phase: "start" },
    });
    expect(run.runId).toBe("theirs");
    // The gateway has begun ours, and written its question down, before theirs is told to have failed.
    const theirs = [
      { role: "user", content: "for them" },
      { role: "assistant", content: [], stopReason: "error", errorMessage: "out of credits" },
    ];
    port.transcript([...theirs, { role: "user", content: "for me" }]);
    port.chat("theirs", "error", undefined, { errorMessage: "out of credits" });
    await port.settle();
    expect(await outcome(run)).toBeUndefined();
    port.chat("ours", "delta", "my", { seq: 1 });
    const ours = [
      { role: "user", content: "for me" },
      { role: "assistant", content: "my reply" },
    ];
    port.transcript([...theirs, ...ours]);
    port.chat("ours", "final", "my reply");
    await port.settle();
    expect(await outcome(run)).toMatchObject({ text: "my reply", runId: "ours" });
  });

  it("does not take the reply to another client's message that was queued before it (2026.3)", async () => {
    const port = oldGateway();
    const run = await port.run({ message: "for me" });
    port.chat("busy", "delta", "busy");
    port.chat("key", "final");
    port.chat("busy", "final", "busy no more");
    const theirs = [
      { role: "user", content: "for me" },
      { role: "assistant", content: "an older reply to the same words" },
      { role: "user", content: "for them" },
      { role: "assistant", content: "their reply" },
    ];
    port.transcript(theirs);
    port.chat("theirs", "delta", "their reply", { seq: 1 });
    port.chat("theirs", "final", "their reply");
    // Ours begins before the transcript has told that the other one was not.
    port.chat("ours", "delta", "my", { seq: 1 });
    await port.settle();
    expect(await outcome(run)).toBeUndefined();
    port.chat("ours", "delta", "my reply", { seq: 2 });
    const ours = [
      { role: "user", content: "for me" },
      { role: "assistant", content: "my reply" },
    ];
    port.transcript([...theirs, ...ours]);
    port.chat("ours", "final", "my reply");
    await port.clock.advance(8_000);
    expect(await outcome(run)).toMatchObject({ status: "final", text: "my reply" });
  });

  it("keeps its reply when the next question is in the transcript already (2026.3)", async () => {
    const port = oldGateway();
    const run = await port.run({ message: "for me" });
    port.chat("key", "final");
    port.chat("ours", "delta", "my reply", { seq: 1 });
    port.transcript([
      { role: "user", content: "for me" },
      { role: "assistant", content: "my reply" },
      { role: "user", content: "for them" },
    ]);
    port.chat("ours", "final", "my reply");
    await port.settle();
    expect(await outcome(run)).toMatchObject({ status: "final", text: "my reply" });
  });

  it("is found among messages that were collected into one turn (2026.3)", async () => {
    const port = oldGateway();
    const run = await port.run({ message: "for me" });
    port.chat("key", "final");
    port.chat("ours", "delta", "to both of you", { seq: 1 });
    const collected =
      "[Queued messages while agent was busy]\n\n---\nQueued #1\nfor me\n\n---\nQueued #2\nfor them";
    port.transcript([
      { role: "user", content: collected },
      { role: "assistant", content: "to both of you" },
    ]);
    port.chat("ours", "final", "to both of you");
    await port.settle();
    expect(await outcome(run)).toMatchObject({ status: "final", text: "to both of you" });
  });

  it("is answered although its question is too far back to be read again (2026.9)", async () => {
    const port = newGateway();
    const run = await port.run();
    port.chat("theirs", "delta", "busy");
    port.chat("key", "final");
    port.chat("theirs", "final", "done");
    port.chat("ours", "delta", "after very many tools: done");
    const call = { role: "toolResult", content: "…" };
    const reply = { role: "assistant", content: "after very many tools: done" };
    port.transcript([...Array.from({ length: 49 }, () => call), reply]);
    port.chat("ours", "final", "after very many tools: done");
    await port.settle();
    expect(await outcome(run)).toMatchObject({ text: "after very many tools: done" });
  });

  it("gets the reply that came while the line was down (2026.3)", async () => {
    const port = oldGateway();
    const run = await port.run({ message: "and mine?" });
    port.chat("theirs", "delta", "busy");
    port.chat("key", "final");
    port.lose();
    port.transcript([
      { role: "user", content: "theirs" },
      { role: "assistant", content: "busy no more" },
      { role: "user", content: "and mine?" },
      { role: "assistant", content: "yours is here" },
    ]);
    port.resume();
    await port.clock.advance(10_000);
    expect(await outcome(run)).toMatchObject({ status: "final", text: "yours is here" });
  });

  it("waits for a run that says nothing for a while before it is called answered (2026.3)", async () => {
    const port = oldGateway();
    port.transcript([{ role: "user", content: "a long tool call, please" }]);
    const run = await port.run();
    port.chat("key", "final");
    await port.clock.advance(20_000);
    expect(await outcome(run)).toBeUndefined();
    port.chat("ours", "delta", "at last");
    port.transcript([
      { role: "user", content: "a long tool call, please" },
      { role: "user", content: "hello" },
      { role: "assistant", content: "at last" },
    ]);
    port.chat("ours", "final", "at last");
    await port.settle();
    expect(await outcome(run)).toMatchObject({ text: "at last" });
  });

  it("is soon called answered when the transcript holds it and nothing after (2026.3)", async () => {
    const port = oldGateway();
    port.transcript([{ role: "user", content: "hello" }]);
    const run = await port.run();
    port.chat("key", "final");
    await port.clock.advance(8_000);
    expect(await outcome(run)).toMatchObject({ status: "final", text: "" });
  });
});

describe.each([3, 4] as const)("two clients on one session, protocol %i", (protocol) => {
  it("each get their own reply", async () => {
    const gateway = await openGateway({ protocol, chatThrottleMs: 0 });
    const [one, two] = [clientOf(gateway), clientOf(gateway)];
    await Promise.all([one.connect(), two.connect()]);
    const first = one.chat.run({ sessionKey: "main", message: "SLOW:20x10 first" });
    for await (const event of first) if (event.type === "text") break;
    const second = two.chat.run({ sessionKey: "main", message: "second" });
    expect((await first.result).text).toContain("w20");
    expect((await second.result).text).toBe("echo: second");
  });
});
