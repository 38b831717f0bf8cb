import { describe, expect, it } from "vitest";
import type { ChatRun } from "../src/index.js";
import {
  type ChatMemoryPort,
  newGateway,
  oldGateway,
  outcome,
  SESSION,
} from "./support/chat-port.js";
import { clientOf, openGateway, readRun, textReaches } from "./support/gateway-client.js";

const QUESTION = { role: "user", content: "hello", idempotencyKey: "theirs:user" } as const;

function answered(text: string): readonly object[] {
  return [QUESTION, { role: "assistant", content: text, __openclaw: { runId: "theirs" } }];
}

/** Follows the run `theirs` and lets the first question be answered. */
async function follow(port: ChatMemoryPort): Promise<ChatRun> {
  const { run } = port.registry.startFollowing(
    { sessionKey: SESSION, runId: "theirs" },
    { silenceMs: 30_000, cumulative: () => true },
  );
  await port.settle();
  return run;
}

/** The texts a reader has been shown so far. */
function texts(run: ChatRun): { readonly shown: readonly string[] } {
  const shown: string[] = [];
  void (async () => {
    for await (const event of run) if ("text" in event) shown.push(event.text);
  })();
  return { shown };
}

describe("a followed run", () => {
  it("tells what was said before, then what comes, to the end (2026.9)", async () => {
    const port = newGateway().transcript([QUESTION], ["theirs"], {
      inFlightRun: { runId: "theirs", text: "one" },
    });
    const run = await follow(port);
    const { shown } = texts(run);
    await port.settle();
    port.chat("theirs", "delta", "one two");
    port.chat("other", "delta", "not this");
    await port.settle();
    port.chat("theirs", "final", "one two three");
    await port.settle();
    expect(shown).toEqual(["one", "one two", "one two three"]);
    expect(await outcome(run)).toMatchObject({
      status: "final",
      text: "one two three",
      runId: "theirs",
    });
    expect(port.times("chat.send")).toBe(0);
  });

  it("takes the words from the next delta where nobody tells what was said (2026.3)", async () => {
    const port = oldGateway();
    const run = await follow(port);
    port.chat("theirs", "delta", "one two");
    expect(run.text).toBe("one two");
    port.chat("theirs", "final", "one two three");
    expect(await outcome(run)).toMatchObject({ status: "final", text: "one two three" });
  });

  it("tells of tools and phases", async () => {
    const port = newGateway().transcript([QUESTION], ["theirs"]);
    const run = await follow(port);
    port.chat("theirs", "status", undefined, { phase: "starting_model" });
    port.agent("theirs", "tool", { phase: "start", name: "exec", toolCallId: "t1" });
    port.chat("theirs", "final", "done");
    const { events } = await readRun(run);
    expect(events).toMatchObject([
      { type: "status", phase: "starting_model" },
      { type: "tool", phase: "start", name: "exec", toolCallId: "t1" },
      { type: "text", text: "done" },
    ]);
  });

  it("has the reply of a run that was over already", async () => {
    const port = newGateway().transcript(answered("all of it"));
    port.answer("agent.wait", () => ({ status: "ok" }));
    expect(await outcome(await follow(port))).toMatchObject({ status: "final", text: "all of it" });
  });

  it("has the last reply of an old transcript when the run is over (2026.3)", async () => {
    const port = oldGateway().transcript([
      { role: "user", content: "hello" },
      { role: "assistant", content: "all of it" },
    ]);
    port.answer("agent.wait", () => ({ status: "ok" }));
    expect(await outcome(await follow(port))).toMatchObject({ status: "final", text: "all of it" });
  });

  it("does not take another run's reply for its own (2026.9)", async () => {
    const port = newGateway().transcript([
      { role: "user", content: "hello" },
      { role: "assistant", content: "not this", __openclaw: { runId: "other" } },
    ]);
    port.answer("agent.wait", () => ({ status: "ok" }));
    const run = await follow(port);
    await port.clock.advance(5_000);
    expect(await outcome(run)).toMatchObject({ status: "final", text: "" });
  });

  it("ends as the gateway says that it did", async () => {
    const aborted = newGateway();
    aborted.answer("agent.wait", () => ({ status: "timeout", endedAt: 1, stopReason: "rpc" }));
    const failed = newGateway();
    failed.answer("agent.wait", () => ({ status: "error", error: "out of credits" }));
    const runs = [await follow(aborted), await follow(failed)] as const;
    await aborted.clock.advance(5_000);
    await failed.clock.advance(5_000);
    expect(await outcome(runs[0])).toMatchObject({ status: "aborted" });
    expect(await outcome(runs[1])).toMatchObject({
      status: "error",
      error: { message: expect.stringContaining("out of credits") as string },
    });
  });

  it("says so when the gateway does not know it, once its last event could have come", async () => {
    const port = newGateway();
    const run = await follow(port);
    expect(await outcome(run)).toBeUndefined();
    await port.clock.advance(10_000);
    expect(await outcome(run)).toMatchObject({
      status: "error",
      error: { code: "RUN_INTERRUPTED" },
    });
  });

  it("reads the transcript when events were missed and the end has no words", async () => {
    const port = newGateway().transcript([QUESTION], ["theirs"]);
    const run = await follow(port);
    port.chat("theirs", "delta", "one");
    port.emit("gap", { expected: 3, received: 5 });
    port.transcript(answered("one two three"));
    port.chat("theirs", "final");
    await port.settle();
    expect(await outcome(run)).toMatchObject({ status: "final", text: "one two three" });
  });

  it("goes on in the run in which a restarted gateway goes on (2026.9)", async () => {
    const port = newGateway().transcript([QUESTION], ["theirs"]);
    const run = await follow(port);
    port.chat("theirs", "delta", "one");
    await port.clock.advance(10_000);
    port.lose();
    port.transcript([QUESTION], ["recovered"], {
      inFlightRun: { runId: "recovered", text: "anew" },
    });
    port.resume((hello) => {
      hello.server.bootId = "another";
    });
    await port.settle();
    expect(run.runId).toBe("recovered");
    port.chat("recovered", "final", "anew, and whole");
    expect(await outcome(run)).toMatchObject({ text: "anew, and whole", runId: "recovered" });
  });

  it("is lost with an old gateway that was restarted (2026.3)", async () => {
    const port = oldGateway();
    const run = await follow(port);
    port.chat("theirs", "delta", "one");
    await port.clock.advance(10_000);
    port.lose();
    port.resume((hello) => {
      hello.snapshot.uptimeMs = 1;
    });
    await port.clock.advance(60_000);
    expect(await outcome(run)).toMatchObject({ status: "error", text: "one" });
  });

  it("ends when it is silent for too long and nobody can tell (2026.3)", async () => {
    const port = oldGateway();
    const run = await follow(port);
    await port.clock.advance(16 * 60_000);
    expect(await outcome(run)).toMatchObject({ status: "error", error: { code: "TIMEOUT" } });
  });

  it("is stopped on request, and goes on where that is refused", async () => {
    const port = newGateway().transcript([QUESTION], ["theirs"]);
    const run = await follow(port);
    const refusal = new Error("missing scope: operator.write");
    port.answer("chat.abort", () => Promise.reject(refusal));
    await expect(run.abort()).rejects.toBe(refusal);
    expect(await outcome(run)).toBeUndefined();
    port.answer("chat.abort", () => ({ ok: true, aborted: true }));
    await run.abort();
    port.chat("theirs", "aborted", "one");
    expect(await outcome(run)).toMatchObject({ status: "aborted", text: "one" });
  });

  it("is asked about when it was stopped and no event says so", async () => {
    const port = newGateway().transcript([QUESTION], ["theirs"]);
    const run = await follow(port);
    await run.abort();
    port.transcript([QUESTION]);
    port.answer("agent.wait", () => ({ status: "timeout", endedAt: 1, stopReason: "rpc" }));
    await port.clock.advance(10_000);
    expect(await outcome(run)).toMatchObject({ status: "aborted" });
  });

  it("has readers that know nothing of each other, and leaves nothing behind", async () => {
    const port = newGateway().transcript([QUESTION], ["theirs"]);
    const runs = [await follow(port), await follow(port)];
    port.chat("theirs", "final", "for both");
    for (const run of runs) expect(await outcome(run)).toMatchObject({ text: "for both" });
    expect(port.listeners("chat")).toBe(0);
  });
});

describe("chat.follow", () => {
  it("reads along with another client's run", async () => {
    const gateway = await openGateway({
      agent: async function* () {
        yield* ["one ", "two ", "three"];
      },
    });
    const [asking, reading] = [clientOf(gateway), clientOf(gateway)];
    await Promise.all([asking.connect(), reading.connect()]);
    const heard = new Promise<ChatRun>((resolve) => {
      const off = reading.on("chat", ({ sessionKey, runId }) => {
        off();
        resolve(reading.chat.follow({ sessionKey, runId }));
      });
    });
    const run = asking.chat.run({ sessionKey: "main", message: "count" });
    const followed = await heard;
    const { shown } = await readRun(followed);
    expect(await followed.result).toMatchObject({ status: "final", text: "one two three" });
    expect(shown).toBe((await run.result).text);
  });

  it("asks about the run once there is a line", async () => {
    const gateway = await openGateway({
      agent: async function* (_text, { signal }) {
        yield "half of ";
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
      },
    });
    const [asking, reading] = [clientOf(gateway), clientOf(gateway)];
    await asking.connect();
    const run = asking.chat.run({ sessionKey: "main", message: "begin" });
    await textReaches(run, 1);
    const { sessionKey, runId } = run;
    const followed = reading.chat.follow({ sessionKey, runId });
    const told = textReaches(followed, 1);
    await reading.connect();
    await told;
    expect(followed.text).toBe("half of ");
    await followed.abort();
    expect(await followed.result).toMatchObject({ status: "aborted" });
    expect(await run.result).toMatchObject({ status: "aborted" });
  });

  it("ends here alone when its signal says so", async () => {
    const gateway = await openGateway();
    const client = clientOf(gateway);
    await client.connect();
    const which = { sessionKey: "main", runId: "theirs" };
    const reason = new Error("enough");
    const leaving = new AbortController();
    const run = client.chat.follow(which, { signal: leaving.signal });
    leaving.abort(reason);
    await expect(run.result).rejects.toBe(reason);
    const late = client.chat.follow(which, { signal: AbortSignal.abort(reason) });
    await expect(late.result).rejects.toBe(reason);
  });

  it("ends with the client", async () => {
    const gateway = await openGateway();
    const client = clientOf(gateway);
    await client.connect();
    const run = client.chat.follow({ sessionKey: "main", runId: "theirs" });
    void client.close();
    await expect(run.result).rejects.toMatchObject({ code: "CLOSED" });
  });
});
