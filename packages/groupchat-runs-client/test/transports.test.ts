import type { WakeReason } from "@hawser/core";
import { ManualClock } from "@hawser/core/testing";
import type { TestGroupChat } from "@hawser/testkit";
import { describe, expect, it } from "vitest";
import { clientOf, ids, openGroupChat, take, untilState } from "./support/groupchat.js";
import { failed, json, scriptedApi } from "./support/rest.js";

const polls = ({ requests }: TestGroupChat): number =>
  requests.filter(({ path, method }) => method === "GET" && path.includes("/runs")).length;

describe('"auto"', () => {
  it("polls while the socket is refused, and stops when it is back", async () => {
    const groupchat = await openGroupChat();
    const refused = groupchat.faults.refuseUpgrade(503);
    const client = clientOf(groupchat);
    const runs = client.pending();
    const first = groupchat.delegate({ task: "while it is refused" });
    expect(ids(await take(runs, 1))).toEqual([first.id]);
    expect(client.state.status).toBe("polling");
    refused.clear();
    await untilState(client, "live");
    const before = polls(groupchat);
    const second = groupchat.delegate({ task: "while it is live" });
    expect(ids(await take(runs, 1))).toEqual([second.id]);
    // One poll may have been on its way.
    expect(polls(groupchat) - before).toBeLessThanOrEqual(1);
  });

  it("gives each run once through drops, stale and doubled snapshots, and both transports", async () => {
    const groupchat = await openGroupChat();
    const client = clientOf(groupchat);
    const runs = client.pending();
    const delegated: string[] = [];
    const given: string[] = [];
    groupchat.faults.duplicateRuns();
    for (let round = 0; round < 6; round++) {
      for (let i = 0; i < 5; i++) delegated.push(groupchat.delegate({ task: `${round}.${i}` }).id);
      if (round % 2 === 0) {
        groupchat.faults.staleSnapshot({ freshAfterMs: 20 });
        groupchat.faults.drop();
      }
      given.push(...ids(await take(runs, 5)));
    }
    expect(new Set(given).size).toBe(given.length);
    expect([...given].sort()).toEqual([...delegated].sort());
  });

  it("sees by polls what a stuck subscription keeps back", async () => {
    const groupchat = await openGroupChat({ pingIntervalMs: 50 });
    const client = clientOf(groupchat, { auditIntervalMs: 100 });
    const runs = client.pending();
    await untilState(client, "live");
    groupchat.faults.silence(Infinity, { pings: true });
    const { id } = groupchat.delegate({ task: "kept back" });
    expect(ids(await take(runs, 1))).toEqual([id]);
    expect(client.state.status).toBe("live");
  });

  it("goes through a restart of the server", async () => {
    const groupchat = await openGroupChat();
    const client = clientOf(groupchat);
    const runs = client.pending();
    await untilState(client, "live");
    const restarted = groupchat.restart({ downMs: 200 });
    const { id } = groupchat.delegate({ task: "while it was down" });
    expect(ids(await take(runs, 1))).toEqual([id]);
    await restarted;
    await untilState(client, "live");
  });

  it("is not held up by an API that fails while the subscription works", async () => {
    const groupchat = await openGroupChat();
    groupchat.faults.rest(500, { times: Infinity });
    const client = clientOf(groupchat);
    const runs = client.pending();
    const { id } = groupchat.delegate({ task: "t" });
    expect(ids(await take(runs, 1))).toEqual([id]);
  });
});

describe('"websocket"', () => {
  it("asks the API for the token's owner, and for nothing else", async () => {
    const groupchat = await openGroupChat();
    const client = clientOf(groupchat, { transport: "websocket" });
    const runs = client.pending();
    await untilState(client, "live");
    groupchat.faults.drop();
    const { id } = groupchat.delegate({ task: "t" });
    expect(ids(await take(runs, 1))).toEqual([id]);
    expect(groupchat.requests.map(({ path }) => path.split("/").at(-1))).toEqual(["me"]);
  });
});

describe('"polling"', () => {
  it("comes at intervals spread by a quarter", async () => {
    const clock = new ManualClock();
    // The first one is for the first poll, which comes at once.
    const fractions = [0.5, 0, 0.999, 0.5];
    const { client, asked } = polled(clock, () => fractions.shift() ?? 0.5);
    const runs = client.pending();
    const next = runs.next();
    expect(await waits(clock, asked)).toBe(0);
    expect(await waits(clock, asked)).toBe(7500);
    expect(await waits(clock, asked)).toBe(12_495);
    expect(await waits(clock, asked)).toBe(10_000);
    await client.close();
    expect(await next).toMatchObject({ done: true });
  });

  it("goes on through an API that is down, and says so in its state", async () => {
    const groupchat = await openGroupChat();
    const client = clientOf(groupchat, { transport: "polling" });
    const runs = client.pending();
    await untilState(client, "polling");
    groupchat.faults.rest(503, { times: 3, path: "/runs", body: "html" });
    await new Promise<void>((resolve) => {
      const off = client.on("state", (state) => {
        if (state.status !== "polling" || state.error?.code !== "SERVER_ERROR") return;
        off();
        resolve();
      });
    });
    const { id } = groupchat.delegate({ task: "t" });
    expect(ids(await take(runs, 1))).toEqual([id]);
    expect(client.state).toEqual({ status: "polling" });
  });

  it("goes on when a firewall in front of the API refuses it for a while", async () => {
    const groupchat = await openGroupChat();
    const client = clientOf(groupchat, { transport: "polling" });
    const handle = groupchat.faults.rest(403, { times: 2, path: "/runs", body: "html" });
    const runs = client.pending();
    const { id } = groupchat.delegate({ task: "t" });
    expect(ids(await take(runs, 1))).toEqual([id]);
    expect(handle.hits).toBe(2);
  });

  it("does not come sooner than the API asks for", async () => {
    const groupchat = await openGroupChat();
    const client = clientOf(groupchat, { transport: "polling" });
    const handle = groupchat.faults.rest(429, { path: "/runs", retryAfter: 1 });
    const runs = client.pending();
    const { id } = groupchat.delegate({ task: "t" });
    expect(ids(await take(runs, 1))).toEqual([id]);
    expect(handle.hits).toBe(1);
    const [refused, answered] = groupchat.requests.filter(({ path }) => path.includes("/runs"));
    expect((answered?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(990);
  });
});

describe("awake again", () => {
  it("polls soon, whatever it waited for", async () => {
    const clock = new ManualClock();
    const { client, asked, wake } = polled(clock, () => 0.5);
    void client.pending().next();
    await waits(clock, asked);
    await untilWaiting(clock);
    expect(clock.nextInMs).toBe(10_000);
    wake();
    expect(clock.nextInMs).toBe(500);
    await client.close();
    expect(clock.pending).toBe(0);
  });

  it("does not come sooner than the API asked for", async () => {
    const clock = new ManualClock();
    const limited = (): Response => failed(429, "later", { "retry-after": "90" });
    const { client, asked, wake } = polled(clock, () => 0.5, limited);
    void client.pending().next();
    await waits(clock, asked);
    await untilWaiting(clock);
    expect(clock.nextInMs).toBeGreaterThanOrEqual(90_000);
    wake();
    expect(clock.nextInMs).toBeGreaterThanOrEqual(90_000);
    await client.close();
  });
});

function polled(clock: ManualClock, random: () => number, runs = (): Response => json([])) {
  let wake = (_reason: WakeReason): void => undefined;
  const api = scriptedApi(
    { "GET /me": () => json({ name: "Bot" }), "GET /runs?status=PENDING": runs },
    {
      clock,
      random,
      transport: "polling",
      pollIntervalMs: 10_000,
      requestTimeoutMs: Infinity,
      wake: (onWake) => {
        wake = onWake;
        return () => undefined;
      },
    },
  );
  const asked = (): number => api.seen.filter(({ path }) => path.startsWith("/runs")).length;
  return { client: api.client, asked, wake: () => wake("online") };
}

async function untilAsked(asked: () => number, count: number): Promise<void> {
  while (asked() < count) await new Promise((resolve) => setImmediate(resolve));
}

/** How long it waits before it asks again. */
async function waits(clock: ManualClock, asked: () => number): Promise<number | undefined> {
  await untilWaiting(clock);
  const ms = clock.nextInMs;
  const before = asked();
  await clock.advance(ms ?? 0);
  await untilAsked(asked, before + 1);
  return ms;
}

async function untilWaiting(clock: ManualClock): Promise<void> {
  while (clock.pending === 0) await new Promise((resolve) => setImmediate(resolve));
}
