import { expect, test } from "vitest";
import { MemoryStore, type RunnerStore, type Source } from "../../src/index.js";
import { Desk, gate } from "../support/desk.js";
import { start } from "../support/run.js";

const key = 'task:["desk","1"]';

/** A store that another life left behind. */
async function left(...values: Parameters<RunnerStore["put"]>[1][]): Promise<MemoryStore> {
  const store = new MemoryStore();
  for (const value of values) await store.put(key, value);
  return store;
}

test("what was in hand is begun again as the same attempt, and says so", async () => {
  const desk = new Desk();
  const store = await left({ state: "working", attempt: 2, starts: 1, at: 0 });
  const { watch } = start({
    source: desk,
    store,
    telemetry: false,
    agent: (_task, { attempt, resumed, idempotencyKey }) =>
      `${attempt} ${resumed} ${idempotencyKey}`,
  });
  desk.put("1");
  await watch.until("ended");
  expect(desk.replies()).toEqual(["2 true hawser:desk:1:2"]);
  expect(new Map(await store.load()).get(key)).toMatchObject({ state: "done" });
});

test("a task that ended the process three times is given up", async () => {
  const desk = new Desk();
  const store = await left({ state: "working", attempt: 1, starts: 3, at: 0 });
  let asked = 0;
  const { watch } = start({ source: desk, store, telemetry: false, agent: () => `${++asked}` });
  desk.put("1");
  expect((await watch.until("ended"))[0]).toMatchObject({
    outcome: "failed",
    error: { code: "TASK_NEVER_ENDS" },
  });
  expect(asked).toBe(0);
});

test("a reply that has arrived is not sent again, one that has not is, and doubt leaves it be", async () => {
  for (const [arrived, told, outcome] of [
    [async () => true, ["skip"], "replied"],
    [async () => false, ["reply"], "replied"],
    [undefined, ["reply"], "replied"],
    [(): Promise<boolean> => Promise.reject(new Error("nobody knows")), ["release"], "undelivered"],
  ] as const) {
    const desk = new Desk();
    const store = await left({ state: "replying", reply: { text: "said" }, at: 0 });
    const { watch, stop } = start({ source: desk, store, telemetry: false, agent: () => "anew" });
    desk.put("1", {
      ...(arrived && { wasReplied: arrived }),
      release: (error) => void desk.told.get("1")?.push({ what: "release", error }),
    });
    expect((await watch.until("ended"))[0]).toMatchObject({ outcome, attempts: 0 });
    expect(desk.told.get("1")?.map(({ what }) => what)).toEqual(told);
    await stop();
    const state = outcome === "replied" ? "done" : "replying";
    expect(new Map(await store.load()).get(key)).toMatchObject({ state });
  }
});

test("what a graceful end cuts short is no crash: it begins anew, as another attempt", async () => {
  const store = new MemoryStore();
  for (const attempt of [1, 2, 3, 4, 5]) {
    const desk = new Desk();
    const { watch, stop } = start({
      source: desk,
      store,
      drainMs: 0,
      telemetry: false,
      agent: () => new Promise<string>(() => undefined),
    });
    desk.put("1", { release: () => undefined });
    expect((await watch.until("begun"))[0]).toMatchObject({ attempt, resumed: attempt > 1 });
    expect(await stop()).toMatchObject({ released: 1 });
  }
});

test("it is written down before the agent is asked, and before the reply is sent", async () => {
  const order: string[] = [];
  const store: RunnerStore = {
    load: async () => [],
    put: async (_key, value) => {
      await Promise.resolve();
      order.push(`stored ${value?.state}`);
    },
    close: async () => void order.push("closed"),
  };
  const desk = new Desk();
  const { watch, stop } = start({
    source: desk,
    store,
    telemetry: false,
    agent: () => {
      order.push("asked");
      return "x";
    },
  });
  desk.put("1", { reply: () => void order.push("sent") });
  await watch.until("ended");
  await stop();
  expect(order).toEqual([
    "stored working",
    "asked",
    "stored replying",
    "sent",
    "stored done",
    "closed",
  ]);
});

test("a store that cannot be written is logged, and the work is done; one that cannot be opened ends it", async () => {
  const desk = new Desk();
  const logged: string[] = [];
  const log = (text: string): void => void logged.push(text);
  const { watch } = start({
    source: desk,
    store: { load: async () => [], put: () => Promise.reject(new Error("full")) },
    logger: { debug: log, info: log, warn: log, error: log },
    telemetry: false,
    agent: () => "x",
  });
  desk.put("1");
  expect((await watch.until("ended"))[0]).toMatchObject({ outcome: "replied" });
  expect(logged).toContain("The store could not be written");
  const load = (): Promise<never> => Promise.reject(new Error("locked"));
  const store: RunnerStore = { load, put: async () => undefined };
  const { done } = start({ source: new Desk(), store, telemetry: false, agent: () => "x" });
  await expect(done).rejects.toThrow("locked");
});

test("a source's place in its history is kept for it", async () => {
  const store = new MemoryStore();
  const one = gate();
  const source: Source = {
    name: "placed",
    tasks: ({ cursor }) => ({
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          seen.push(cursor.load());
          await cursor.save("page 2");
          one.open();
          return { done: true, value: undefined };
        },
      }),
    }),
  };
  const seen: (string | undefined)[] = [];
  await start({ source, store, telemetry: false, agent: () => "x" }).done;
  await one.passed;
  await start({ source, store, telemetry: false, agent: () => "x" }).done;
  expect(seen).toEqual([undefined, "page 2"]);
});
