import { ManualClock } from "@hawser/core/testing";
import { describe, expect, it } from "vitest";
import { ResyncSchedule } from "../src/events/resync.js";
import { SeqTracker } from "../src/events/seq-tracker.js";
import { clientOf, openGateway } from "./support/gateway-client.js";

describe("ResyncSchedule", () => {
  it("gathers what comes at once and keeps a pause between two", async () => {
    const clock = new ManualClock();
    let resyncs = 0;
    const schedule = new ResyncSchedule(clock, () => resyncs++);
    for (let i = 0; i < 5; i++) schedule.request();
    await clock.advance(50);
    expect(resyncs).toBe(1);
    schedule.request();
    await clock.advance(900);
    expect(resyncs).toBe(1);
    await clock.advance(100);
    expect(resyncs).toBe(2);
  });

  it("is not put off by a clock that was set back", async () => {
    const clock = new ManualClock();
    let resyncs = 0;
    const schedule = new ResyncSchedule(clock, () => resyncs++);
    schedule.request();
    await clock.advance(50);
    clock.jump(-60 * 60_000);
    schedule.request();
    expect(clock.nextInMs).toBeLessThanOrEqual(1_000);
  });

  it("leaves no timer when cancelled, and takes none afterwards", () => {
    const clock = new ManualClock();
    const schedule = new ResyncSchedule(clock, () => undefined);
    schedule.request();
    schedule.cancel();
    schedule.request();
    expect(clock.pending).toBe(0);
  });
});

describe("SeqTracker", () => {
  it("is not led astray by a number no gateway counts to", () => {
    const tracker = new SeqTracker();
    tracker.observe(1);
    for (const seq of [2 ** 53 + 512, 1e308, 2.5, -7]) {
      expect(tracker.observe(seq).kind).toBe("next");
    }
    expect(tracker.observe(2).kind).toBe("next");
  });

  it("follows a count that began anew", () => {
    const tracker = new SeqTracker();
    tracker.observe(1);
    expect(tracker.observe(5_000_000).kind).toBe("gap");
    expect(tracker.observe(2).kind).toBe("gap");
    expect(tracker.observe(3).kind).toBe("next");
  });
});

describe("a reader that is too slow", () => {
  it("costs one resync now and then, however much it misses", async () => {
    const gateway = await openGateway();
    const client = clientOf(gateway);
    await client.connect();
    client.events("weather.changed", { limit: 1 });
    const reasons: string[] = [];
    const first = new Promise<void>((resolve) => {
      client.on("resync", ({ reason }) => {
        reasons.push(reason);
        resolve();
      });
    });
    for (let day = 0; day < 100; day++) gateway.emit("weather.changed", { day });
    await first;
    await client.status();
    expect(reasons).toEqual(["overflow"]);
  });

  it("of resyncs is no reason for another", async () => {
    const gateway = await openGateway();
    const client = clientOf(gateway);
    await client.connect();
    const stream = client.events("resync", { limit: 1 });
    let seen = 0;
    client.on("resync", () => seen++);
    for (let i = 0; i < 3; i++) {
      const again = new Promise<void>((resolve) => {
        client.on("resync", () => resolve());
      });
      gateway.faults.drop();
      await again;
    }
    expect(seen).toBe(3);
    expect((await stream.next()).value).toEqual({ reason: "reconnect" });
  });
});

it("2026.3's gaps are no alarm for a client that did not ask to see approvals", async () => {
  const gateway = await openGateway({ protocol: 3 });
  const client = clientOf(gateway, { scopes: ["operator.read", "operator.write"] });
  await client.connect();
  const gaps: unknown[] = [];
  client.on("gap", (gap) => gaps.push(gap));
  const after = new Promise<void>((resolve) => {
    client.on("weather.changed", (payload) => {
      if ((payload as { day: number }).day === 2) resolve();
    });
  });
  gateway.emit("weather.changed", { day: 1 });
  gateway.faults.gap(1);
  gateway.emit("weather.lost", {});
  gateway.emit("weather.changed", { day: 2 });
  await after;
  expect(gaps).toEqual([]);
});
