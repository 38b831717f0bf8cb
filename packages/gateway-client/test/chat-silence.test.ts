import { ManualClock } from "@hawser/core/testing";
import { describe, expect, it } from "vitest";
import { AwakeClock } from "../src/chat/awake-clock.js";
import { newGateway, oldGateway, outcome } from "./support/chat-port.js";

const FIVE_MINUTES = 5 * 60_000;

describe("silence", () => {
  it("of a machine that slept is not the run's", async () => {
    const port = newGateway();
    port.transcript([], ["key"]);
    const run = await port.run();
    port.clock.jump(60 * 60_000);
    await port.clock.advance(1_000);
    expect(await outcome(run)).toBeUndefined();
    port.chat("key", "final", "good morning");
    expect(await outcome(run)).toMatchObject({ text: "good morning" });
  });

  it("makes the client ask now and then, not all the time", async () => {
    const port = oldGateway();
    const run = await port.run();
    await port.clock.advance(FIVE_MINUTES);
    expect(await outcome(run)).toBeUndefined();
    expect(port.times("chat.history")).toBeLessThanOrEqual(10);
    expect(port.times("chat.history")).toBeGreaterThanOrEqual(8);
  });

  it("right after the start is no reason to call the run lost", async () => {
    const port = newGateway();
    const run = await port.run();
    port.resync("gap");
    await port.settle();
    expect(await outcome(run)).toBeUndefined();
    port.chat("key", "final", "all well");
    expect(await outcome(run)).toMatchObject({ text: "all well" });
  });
});

describe("a queued message ends", () => {
  it("behind a run of another client whose end was never told (2026.3)", async () => {
    const port = oldGateway();
    const run = await port.run();
    port.chat("theirs", "delta", "working");
    port.chat("key", "final");
    await port.clock.advance(FIVE_MINUTES);
    expect(await outcome(run)).toBeUndefined();
    await port.clock.advance(2 * FIVE_MINUTES + 60_000);
    expect(await outcome(run)).toMatchObject({ status: "final", text: "" });
    expect(port.clock.pending).toBe(0);
  });

  it("as aborted when its message was taken out of the line by somebody else (2026.9)", async () => {
    const port = newGateway();
    const run = await port.run();
    port.chat("theirs", "delta", "working");
    port.chat("key", "final");
    const items = [{ runId: "key", state: "cancelled" }];
    port.transcript([], [], { pendingInputs: { total: 1, items } });
    await port.clock.advance(10_000);
    expect(await outcome(run)).toMatchObject({ status: "aborted" });
  });

  it("although an earlier message of the session was taken out of the line (2026.9)", async () => {
    const port = newGateway();
    const items = [{ runId: "other", state: "cancelled" }];
    port.transcript([], [], { pendingInputs: { total: 1, items } });
    const run = await port.run();
    port.chat("key", "final");
    await port.clock.advance(10_000);
    expect(await outcome(run)).toMatchObject({ status: "final", text: "" });
  });
});

describe("AwakeClock", () => {
  it("counts what was lived through, whatever is done to the machine's clock", () => {
    const clock = new ManualClock();
    const lived = new AwakeClock(clock, 2_000);
    const step = (ms: number): number => {
      clock.jump(ms);
      return lived.now();
    };
    expect([step(500), step(1_500)]).toEqual([500, 2_000]);
    expect(step(60 * 60_000)).toBe(4_000);
    expect(step(-24 * 60 * 60_000)).toBe(4_000);
    expect(step(1_000)).toBe(5_000);
  });
});
