import { ManualClock } from "@hawser/core/testing";
import { expect, test } from "vitest";
import { runAgent, type RunAgentOptions } from "../../src/index.js";
import { Desk, gate } from "../support/desk.js";
import { start } from "../support/run.js";

test("a source that ends by itself ends the runner once all is done, however long that takes", async () => {
  const [desk, clock] = [new Desk(), new ManualClock()];
  const one = gate();
  const { watch, done } = start({
    source: desk,
    clock,
    drainMs: 1000,
    telemetry: false,
    agent: async () => {
      await one.passed;
      return "late";
    },
  });
  desk.put("1");
  await watch.until("begun");
  desk.end();
  await watch.until("source-ended");
  await clock.advance(600_000 - 1);
  one.open();
  expect(await done).toMatchObject({ replied: 1 });
  expect(clock.pending).toBe(0);
});

test("what has not begun goes back where it can, and what is in hand has drainMs", async () => {
  const [desk, clock] = [new Desk(), new ManualClock()];
  let reason: unknown;
  const { watch, stop } = start({
    source: desk,
    clock,
    concurrency: 1,
    drainMs: 5000,
    telemetry: false,
    agent: ({ id }, { signal }) => {
      if (id !== "slow") return id;
      return new Promise<string>((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          reason = signal.reason;
          reject(reason);
        });
      });
    },
  });
  desk.put("slow");
  await watch.until("begun");
  desk.put("returnable", {
    release: (error) => void desk.told.get("returnable")?.push({ what: "release", error }),
  });
  desk.put("not");
  await watch.until("accepted", 3);
  const ended = stop();
  await watch.until("draining");
  await clock.advance(4999);
  expect(watch.of("ended")).toEqual([]);
  await clock.advance(1);
  expect(await ended).toMatchObject({ released: 3, replied: 0 });
  expect(reason).toMatchObject({ code: "SHUT_DOWN" });
  expect(desk.told.get("slow")).toMatchObject([{ what: "fail", error: { code: "SHUT_DOWN" } }]);
  expect(desk.told.get("returnable")).toMatchObject([{ what: "release" }]);
  expect(desk.told.get("not")).toMatchObject([{ what: "fail", error: { code: "SHUT_DOWN" } }]);
});

test("an error of a source ends the others too, and is thrown once what is in hand is done", async () => {
  const [good, bad] = [new Desk("good"), new Desk("bad")];
  const one = gate();
  const { watch, done } = start({
    source: [good, bad],
    telemetry: false,
    agent: async ({ source }) => {
      await one.passed;
      return source;
    },
  });
  good.put("1");
  await watch.until("begun");
  bad.fail(new Error("the token was refused"));
  await watch.until("draining");
  one.open();
  await expect(done).rejects.toThrow("the token was refused");
  expect(good.replies()).toEqual(["good"]);
  expect(watch.of("source-ended").map(({ source }) => source)).toEqual(["bad", "good"]);
  expect(watch.of("finished")[0]).toMatchObject({ summary: { replied: 1 } });
});

test("a source that does not end is left behind", async () => {
  const clock = new ManualClock();
  const { watch, stop } = start({
    source: {
      name: "deaf",
      tasks: () => ({
        [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }),
      }),
    },
    clock,
    telemetry: false,
    agent: () => "x",
  });
  await watch.until("started");
  const ended = stop();
  await watch.until("draining");
  await clock.advance(15_000);
  expect(await ended).toMatchObject({ replied: 0 });
});

test("a signal that has aborted before: no source is asked", async () => {
  const desk = new Desk();
  const signal = AbortSignal.abort();
  await runAgent({ source: desk, agent: () => "x", signal, telemetry: false });
  expect(desk.context).toBeUndefined();
});

test("an observer, a logger or a source that throws does no harm", async () => {
  const desk = new Desk();
  const throws = (): never => {
    throw new Error("mine");
  };
  const done = runAgent({
    source: desk,
    agent: () => "x",
    telemetry: false,
    observe: throws,
    logger: { debug: throws, info: throws, warn: throws, error: throws },
  });
  desk.put("1", { skip: throws });
  desk.put("own", { speaker: { kind: "self" }, skip: throws });
  desk.put("2", { reply: throws, fail: throws });
  desk.end();
  expect(await done).toMatchObject({ replied: 1, skipped: 1, undelivered: 1 });
});

test("options that cannot be meant are refused before anything is done", async () => {
  const [source, agent] = [new Desk(), (): string => "x"];
  const wrong: [string, Partial<RunAgentOptions>][] = [
    ["agent", { agent: undefined as never }],
    ["source", { source: [] }],
    ["source", { source: [new Desk(), new Desk()] }],
    ["source", { source: {} as never }],
    ["concurrency", { concurrency: 0 }],
    ["timeoutMs", { timeoutMs: Number.NaN }],
    ["drainMs", { drainMs: -1 }],
    ["retry.attempts", { retry: { attempts: 0 } }],
    ["rateLimit.total.perMs", { rateLimit: { total: { count: 1, perMs: 0 } } }],
  ];
  for (const [path, options] of wrong) {
    await expect(runAgent({ source, agent, ...options })).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      path,
    });
  }
});
