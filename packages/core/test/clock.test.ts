import { monotonic, sleep, systemClock } from "@hawser/core";
import { ManualClock } from "@hawser/core/testing";
import fc from "fast-check";
import { expect, test } from "vitest";

test("a manual clock fires in order of time, then of setting, microtasks in between", async () => {
  const clock = new ManualClock(0);
  const log: string[] = [];
  const note = (name: string) => () => {
    log.push(`${name}@${clock.now()}`);
    void Promise.resolve().then(() => log.push(`${name}'`));
  };
  clock.setTimeout(note("c"), 20);
  clock.setTimeout(note("a"), 10);
  clock.setTimeout(note("b"), 10);
  const stopped = clock.setTimeout(note("x"), 5);
  clock.clearTimeout(stopped);
  await clock.advance(15);
  expect(log).toEqual(["a@10", "a'", "b@10", "b'"]);
  expect([clock.now(), clock.pending, clock.nextInMs]).toEqual([15, 1, 5]);
  await clock.advance(5);
  expect(log.slice(4)).toEqual(["c@20", "c'"]);
});

test("timers set while time moves fire in the same move when they fall due", async () => {
  const clock = new ManualClock(0);
  const at: number[] = [];
  const again = (): void => {
    at.push(clock.now());
    if (at.length < 3) clock.setTimeout(again, 10);
  };
  clock.setTimeout(again, 10);
  await clock.advance(100);
  expect(at).toEqual([10, 20, 30]);
});

test("a jump fires nothing until time moves on", async () => {
  const clock = new ManualClock(0);
  let fired = 0;
  clock.setTimeout(() => (fired += 1), 10);
  clock.jump(60_000);
  expect([fired, clock.nextInMs]).toEqual([0, 0]);
  await clock.advance(0);
  expect([fired, clock.now()]).toEqual([1, 60_000]);
});

test("monotonic time never runs back, and runs on after a step back", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1000, max: 1000 })), (jumps) => {
      const clock = new ManualClock();
      const now = monotonic(clock);
      let last = now();
      for (const jump of jumps) {
        clock.jump(jump);
        const next = now();
        expect(next - last).toBe(Math.max(0, jump));
        last = next;
      }
    }),
  );
});

test("the system clock fires, clears, and survives absurd delays", async () => {
  await sleep(1);
  let fired = false;
  const handle = systemClock.setTimeout(() => (fired = true), 1e12, { keepAlive: false });
  await sleep(5);
  systemClock.clearTimeout(handle);
  systemClock.clearTimeout(undefined);
  expect(fired).toBe(false);
});
