import { ConnectionLostError, HawserError } from "@hawser/core";
import { ManualClock } from "@hawser/core/testing";
import { expect, test } from "vitest";
import { MemoryStore } from "../../src/index.js";
import { Desk, gate } from "../support/desk.js";
import { start } from "../support/run.js";

const passing = (): HawserError => new HawserError("busy", { code: "BUSY", retryable: true });
const lost = (): ConnectionLostError =>
  new ConnectionLostError("lost", { maybeExecuted: true, retryable: true });

test("a bound may depend on the error, and what has none does not count against the others", async () => {
  const desk = new Desk();
  const errors = ["away", "away", "bad", "away", "away", "bad", "away", "bad", "never"];
  const { watch } = start({
    source: desk,
    telemetry: false,
    retry: {
      initialMs: 0,
      attempts: (error) => ((error as Error).message === "away" ? Infinity : 3),
      when: () => true,
    },
    agent: () => {
      throw new Error(errors.shift());
    },
  });
  desk.put("1");
  expect((await watch.until("ended"))[0]).toMatchObject({ outcome: "failed", attempts: 8 });
  expect(errors).toEqual(["never"]);
});

test("an agent that says nothing is asked again where that is wanted, and may still say nothing", async () => {
  const desk = new Desk();
  const answers = ["", " \n", "now", "", "there"];
  const { watch } = start({
    source: desk,
    telemetry: false,
    retry: { initialMs: 0, silences: 2 },
    agent: () => answers.shift(),
  });
  desk.put("1");
  desk.put("2");
  desk.put("3");
  const ended = await watch.until("ended", 3);
  expect(ended.map(({ outcome, reply }) => [outcome, reply?.text.trim()])).toEqual([
    ["replied", ""],
    ["replied", "now"],
    ["replied", "there"],
  ]);
  expect(watch.of("retrying")[0]).toMatchObject({ error: { code: "AGENT_SILENT" } });
});

test("a reply that may have arrived is looked for, as often as that takes, and sent again if it did not", async () => {
  const [desk, clock] = [new Desk(), new ManualClock()];
  const told: string[] = [];
  const { watch } = start({
    source: desk,
    clock,
    random: () => 1,
    telemetry: false,
    agent: () => "answer",
  });
  const looks: (boolean | Error)[] = [passing(), false, true];
  desk.put("1", {
    reply: () => {
      told.push(`sent at ${clock.now()}`);
      throw lost();
    },
    wasReplied: async (_reply, { since }) => {
      told.push(`looked for since ${since}`);
      const look = looks.shift();
      if (look instanceof Error) throw look;
      return look ?? true;
    },
    skip: ({ reason }) => void told.push(reason),
  });
  const began = clock.now();
  for (const [round, pause] of [1000, 2000, 4000].entries()) {
    await watch.until("retrying", round + 1);
    await clock.advance(pause);
  }
  expect((await watch.until("ended"))[0]).toMatchObject({ outcome: "replied", attempts: 1 });
  expect(told).toEqual([
    `sent at ${began}`,
    `looked for since ${began}`,
    `looked for since ${began}`,
    `sent at ${began + 3000}`,
    `looked for since ${began + 3000}`,
    "duplicate",
  ]);
});

test("a reply that is refused for good fails the task; how often others are sent is an option", async () => {
  const desk = new Desk();
  let sent = 0;
  const { watch } = start({
    source: desk,
    telemetry: false,
    retry: { initialMs: 0 },
    delivery: { attempts: 7, when: () => true },
    agent: () => "answer",
  });
  desk.put("refused", {
    reply: () => {
      throw new HawserError("no such words", { code: "REPLY_REFUSED" });
    },
  });
  expect((await watch.until("ended"))[0]).toMatchObject({ outcome: "failed" });
  expect(desk.told.get("refused")).toMatchObject([
    { what: "fail", error: { code: "REPLY_REFUSED" } },
  ]);
  desk.put("busy", {
    reply: () => {
      sent += 1;
      throw new Error("strange");
    },
  });
  expect((await watch.until("ended", 2))[1]).toMatchObject({ outcome: "undelivered" });
  expect(sent).toBe(7);
});

test("what may come again does not wait for a better moment while the runner ends", async () => {
  const [desk, clock] = [new Desk(), new ManualClock()];
  const { watch, stop } = start({
    source: desk,
    clock,
    telemetry: false,
    agent: ({ id }) => {
      if (id === "asking") throw passing();
      return "answer";
    },
  });
  const release = (error: unknown): void =>
    void desk.told.get("sending")?.push({ what: "release", error });
  desk.put("asking", { conversation: "a", release });
  desk.put("sending", {
    conversation: "b",
    release,
    reply: () => {
      throw passing();
    },
  });
  await watch.until("retrying", 2);
  expect(await stop()).toMatchObject({ released: 1, undelivered: 1 });
  expect(desk.told.get("sending")).toHaveLength(2);
  expect(clock.pending).toBe(0);
});

test("giveUpSignal does not let what is in hand end", async () => {
  const [desk, clock] = [new Desk(), new ManualClock()];
  const now = new AbortController();
  const asked = gate();
  let reason: unknown;
  const { watch, done } = start({
    source: desk,
    clock,
    store: new MemoryStore(),
    telemetry: false,
    giveUpSignal: now.signal,
    agent: (_task, { signal }) => {
      signal.addEventListener("abort", () => (reason = signal.reason));
      asked.open();
      return new Promise<string>(() => undefined);
    },
  });
  desk.put("1", { release: (error) => void desk.told.get("1")?.push({ what: "release", error }) });
  await asked.passed;
  now.abort(new Error("now"));
  expect(await done).toMatchObject({ released: 1 });
  expect(reason).toMatchObject({ message: "now" });
  expect(watch.of("ended")[0]).toMatchObject({ outcome: "released" });
  expect(clock.pending).toBe(0);
});
