import type { GruprOptions, TestGrupr } from "@hawser/testkit";
import { describe, expect, it } from "vitest";
import type { Delivery } from "../src/index.js";
import { clientOf, contents, openHub, take } from "./support/hub.js";

const EPOCH = Date.parse("2026-04-26T15:30:00Z");
const moment = (ms: number): string => new Date(EPOCH + ms).toISOString();
const START = moment(-1000);

/** Says `0`, `1`, … so many milliseconds after the epoch. */
const sayAt = (hub: TestGrupr, times: readonly number[]): void => {
  for (const [i, ms] of times.entries()) {
    hub.say(hub.gruprId, { content: `${i}`, createdAt: moment(ms) });
  }
};

const numbers = (count: number): string[] => Array.from({ length: count }, (_, i) => `${i}`);

const sorted = (deliveries: readonly Delivery[]): string[] =>
  contents(deliveries).sort((a, b) => Number(a) - Number(b));

describe("a stream begins", () => {
  it("at the newest when nothing is known", async () => {
    const hub = await openHub();
    hub.say(hub.gruprId, { content: "old" });
    const stream = clientOf(hub).stream(hub.gruprId);
    const next = take(stream, 2);
    hub.say(hub.gruprId, { content: "said at once" });
    await hub.waitFor("subscribe");
    hub.say(hub.gruprId, { content: "said later" });
    expect(contents(await next)).toEqual(["said at once", "said later"]);
  });

  it("strictly after a time", async () => {
    const hub = await openHub();
    sayAt(hub, [0, 1000, 2000]);
    const stream = clientOf(hub).stream(hub.gruprId, { cursor: moment(0) });
    expect(contents(await take(stream, 2))).toEqual(["1", "2"]);
  });

  it("after a delivery, whose cursor may be kept anywhere", async () => {
    const hub = await openHub();
    sayAt(hub, [0, 1000, 1000, 1000, 2000, 20_000]);
    const all = await take(clientOf(hub).stream(hub.gruprId, { cursor: START }), 6);
    for (const [i, { cursor }] of all.slice(0, -1).entries()) {
      const rest = await take(clientOf(hub).stream(hub.gruprId, { cursor }), 5 - i);
      expect(contents(rest)).toEqual(contents(all.slice(i + 1)));
    }
  });

  it("where the store says", async () => {
    const hub = await openHub();
    sayAt(hub, [0, 1000]);
    const cursor = { load: async () => moment(0), save: async () => undefined };
    const stream = clientOf(hub).stream(hub.gruprId, { cursor });
    expect(contents(await take(stream, 1))).toEqual(["1"]);
  });
});

describe("nothing is skipped, nothing comes twice", () => {
  it.each([1, 2, 3, 100])("when pages hold %i", async (limit) => {
    const hub = await openHub();
    sayAt(hub, [0, 1, 1, 1, 1, 2, 3, 3, 10_000, 20_000, 20_000]);
    const stream = clientOf(hub).stream(hub.gruprId, { cursor: START, limit });
    const taken = await take(stream, 11);
    expect(sorted(taken)).toEqual(numbers(11));
    hub.say(hub.gruprId, { content: "end", createdAt: moment(20_001) });
    expect(contents(await take(stream, 1))).toEqual(["end"]);
  });

  it("when the hub gives less than it was asked for", async () => {
    const hub = await openHub({ maxLimit: 3 });
    sayAt(hub, [0, 1, 2, 3, 4, 5, 6, 7]);
    const stream = clientOf(hub).stream(hub.gruprId, { cursor: START });
    expect(contents(await take(stream, 8))).toEqual(numbers(8));
  });

  it("when a hundred share a time", async () => {
    const hub = await openHub();
    hub.faults.sameTimestamps();
    for (const content of numbers(100)) hub.say(hub.gruprId, { content });
    const stream = clientOf(hub).stream(hub.gruprId, { cursor: START, limit: 7 });
    const taken = await take(stream, 100);
    expect(sorted(taken)).toEqual(numbers(100));
    const ids = taken.map(({ message }) => message.message_id);
    expect(ids).toEqual([...ids].sort());
  });

  it("when more come with the time of the last one", async () => {
    const hub = await openHub();
    const stream = clientOf(hub).stream(hub.gruprId, { cursor: START });
    const seen: string[] = [];
    for (const content of numbers(5)) {
      hub.say(hub.gruprId, { content, createdAt: moment(0) });
      seen.push(...contents(await take(stream, 1)));
    }
    expect(seen).toEqual(numbers(5));
  });

  it.each([
    { timestampDigits: 0 },
    { timestampDigits: 3 },
    { timestampZone: "+00:00" },
    { envelope: { list: "meta" } },
  ] satisfies GruprOptions[])("with a hub that has %j", async (options) => {
    const hub = await openHub(options);
    const stream = clientOf(hub).stream(hub.gruprId, { limit: 2 });
    const first = take(stream, 1);
    await hub.waitFor("subscribe");
    for (const content of numbers(6)) hub.say(hub.gruprId, { content });
    expect(sorted([...(await first), ...(await take(stream, 5))])).toEqual(numbers(6));
  });

  it("when lists are out of order and say things twice", async () => {
    const hub = await openHub();
    sayAt(hub, [0, 1000, 2000, 3000]);
    const shuffled = hub.faults.shuffleRows(3);
    const doubled = hub.faults.duplicateRows(3);
    const stream = clientOf(hub).stream(hub.gruprId, { cursor: START });
    const taken = contents(await take(stream, 4));
    hub.say(hub.gruprId, { content: "4", createdAt: moment(4000) });
    taken.push(...contents(await take(stream, 1)));
    expect(taken).toEqual(numbers(5));
    expect(shuffled.hits).toBeGreaterThan(1);
    expect(doubled.hits).toBeGreaterThan(1);
  });

  it("when one shows up late, behind those that came meanwhile", async () => {
    const hub = await openHub();
    sayAt(hub, [0, 4000]);
    const stream = clientOf(hub).stream(hub.gruprId, { cursor: START });
    await take(stream, 2);
    hub.say(hub.gruprId, { content: "late", createdAt: moment(500) });
    expect(contents(await take(stream, 1))).toEqual(["late"]);
  });

  it("when one is announced long before it is listed", async () => {
    const hub = await openHub();
    const stream = clientOf(hub).stream(hub.gruprId, { cursor: START });
    sayAt(hub, [0]);
    await take(stream, 1);
    await hub.waitFor("subscribe");
    hub.faults.lateRows(1, 3);
    hub.say(hub.gruprId, { content: "late", createdAt: moment(1000) });
    // More than the overlap later: the place of the first one is kept all the same.
    hub.say(hub.gruprId, { content: "next", createdAt: moment(60_000) });
    expect(contents(await take(stream, 2))).toEqual(["next", "late"]);
  });

  it("when one is dated in the future", async () => {
    const hub = await openHub();
    const stream = clientOf(hub).stream(hub.gruprId);
    const next = take(stream, 2);
    await hub.waitFor("subscribe");
    const future = new Date(Date.now() + 86_400_000).toISOString();
    hub.say(hub.gruprId, { content: "tomorrow", createdAt: future });
    hub.say(hub.gruprId, { content: "today" });
    expect(contents(await next).sort()).toEqual(["today", "tomorrow"]);
    hub.say(hub.gruprId, { content: "again today" });
    expect(contents(await take(stream, 1))).toEqual(["again today"]);
  });
});

it("hands messages out as the hub has them, whatever else they hold", async () => {
  const hub = await openHub();
  hub.say(hub.gruprId, { content: "0", createdAt: moment(0), fields: { mood: "odd", n: [1] } });
  const [delivery] = await take(clientOf(hub).stream(hub.gruprId, { cursor: START }), 1);
  expect(delivery?.message).toEqual(hub.messages(hub.gruprId)[0]);
});

it("follows several rooms over one socket", async () => {
  const hub = await openHub();
  const other = hub.addGrupr();
  const client = clientOf(hub);
  const [here, there] = [client.stream(hub.gruprId), client.stream(other)];
  const first = [take(here, 1), take(there, 1)];
  await hub.waitFor("subscribe", ({ gruprId }) => gruprId === hub.gruprId);
  await hub.waitFor("subscribe", ({ gruprId }) => gruprId === other);
  hub.say(other, { content: "there" });
  hub.say(hub.gruprId, { content: "here" });
  expect((await Promise.all(first)).map(contents)).toEqual([["here"], ["there"]]);
  expect(hub.sockets).toHaveLength(1);
  await here.return?.();
  await hub.waitFor("frame", ({ frame }) => (frame as { type?: string }).type === "unsubscribe");
  await there.return?.();
  await hub.waitFor("close");
});
