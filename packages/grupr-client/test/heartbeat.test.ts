import { ManualClock } from "@hawser/core/testing";
import type { TestGrupr } from "@hawser/testkit";
import { expect, it } from "vitest";
import type { GruprClientOptions } from "../src/index.js";
import { advanceUntil } from "./support/advance.js";
import { clientOf, contents, openHub, take } from "./support/hub.js";
import { rejection } from "./support/rejection.js";

const HOUR = 3_600_000;
const NO_POLLS = { pollIntervalMs: HOUR, safetyPollMs: HOUR, random: () => 0.5 };

const pings = (hub: TestGrupr): number =>
  hub.frames.filter(({ frame }) => (frame as { type?: string }).type === "ping").length;

/** A stream that has been read once after its subscription. */
async function listening(hub: TestGrupr, clock: ManualClock, options: Partial<GruprClientOptions>) {
  const client = clientOf(hub, { clock, ...NO_POLLS, ...options });
  const stream = client.stream(hub.gruprId);
  const next = take(stream, 1);
  await hub.waitFor("subscribe");
  return { client, stream, next };
}

it("a dead link is noticed, and what came meanwhile is not lost", async () => {
  const clock = new ManualClock();
  const hub = await openHub();
  const { next } = await listening(hub, clock, {
    ws: { reconnect: { firstMaxMs: 0 }, pingIntervalMs: 20_000, pongTimeoutMs: 4000 },
  });
  await clock.advance(20_000);
  await hub.waitFor("frame", ({ frame }) => (frame as { type?: string }).type === "ping");
  // The pong has come when the next ping is what is waited for.
  await advanceUntil(clock, () => (clock.nextInMs ?? 0) > 10_000, 10);
  const deaf = hub.faults.deaf({ future: 1 });
  hub.say(hub.gruprId, { content: "1" });
  await clock.advance(20_000);
  await advanceUntil(clock, () => hub.sockets.length === 2, 1000);
  // What it knows of the hub's answers it knows of the next connection.
  await advanceUntil(clock, () => hub.sockets.length === 3, 1000);
  expect(deaf).toMatchObject({ hits: 2, active: true });
  expect(contents(await next)).toEqual(["1"]);
}, 30_000);

it("a hub that answers no pings is not taken for dead", async () => {
  const clock = new ManualClock();
  const hub = await openHub({ pong: false });
  const { next } = await listening(hub, clock, {});
  for (let i = 1; i <= 4; i++) {
    await advanceUntil(clock, () => pings(hub) === i, 5000);
  }
  expect(hub.sockets).toHaveLength(1);
  hub.say(hub.gruprId, { content: "1" });
  let done = false;
  const taken = next.finally(() => (done = true));
  await advanceUntil(clock, () => done, 100);
  expect(contents(await taken)).toEqual(["1"]);
}, 30_000);

it("no pings are sent when none are wanted", async () => {
  const clock = new ManualClock();
  const hub = await openHub();
  const { client, next } = await listening(hub, clock, { ws: { ping: false } });
  const ended = rejection(next);
  await clock.advance(HOUR / 2);
  expect(pings(hub)).toBe(0);
  await client.close();
  await ended;
});

it("a line that keeps silent about messages is not relied on", async () => {
  const clock = new ManualClock();
  const hub = await openHub({ pong: false });
  const { stream, next } = await listening(hub, clock, {
    safetyPollMs: 60_000,
    pollIntervalMs: 5000,
    ws: { ping: false, reconnect: { firstMaxMs: 0 } },
  });
  let done = 0;
  const count = (): number => (done += 1);
  void next.then(count);
  hub.say(hub.gruprId, { content: "1" });
  await advanceUntil(clock, () => done === 1, 100);
  expect(contents(await next)).toEqual(["1"]);

  const second = take(stream, 1);
  void second.then(count);
  // Nothing is due but the safety poll.
  await advanceUntil(clock, () => (clock.nextInMs ?? 0) > 10_000, 100);
  hub.faults.deaf();
  hub.say(hub.gruprId, { content: "2" });
  await advanceUntil(clock, () => done === 2, 1000);
  expect(contents(await second)).toEqual(["2"]);
  const third = take(stream, 1);
  await advanceUntil(clock, () => hub.sockets.length > 1, 1000);
  hub.say(hub.gruprId, { content: "3" });
  void third.then(count);
  await advanceUntil(clock, () => done === 3, 1000);
}, 30_000);
