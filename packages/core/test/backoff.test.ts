import { backoffDelay, nextReconnectDelay } from "@hawser/core";
import fc from "fast-check";
import { expect, test } from "vitest";

import { seeded } from "./support/random.js";

const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const ms = fc.integer({ min: 0, max: 100_000 });

test("without jitter the delay doubles from 1 s to 30 s", () => {
  const delays = [0, 1, 2, 3, 4, 5, 6, 99].map((attempt) =>
    backoffDelay({ attempt, jitter: "none" }),
  );
  expect(delays).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test("any delay is a whole number between 0 and the capped ceiling", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 5000 }),
      ms,
      fc.double({ min: 1, max: 10, noNaN: true }),
      ms,
      unit,
      (attempt, initialMs, factor, maxMs, value) => {
        const options = { attempt, initialMs, factor, maxMs };
        const ceiling = backoffDelay({ ...options, jitter: "none" });
        const delay = backoffDelay({ ...options, random: () => value });
        expect(Number.isInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(ceiling);
        expect(ceiling).toBeLessThanOrEqual(maxMs);
      },
    ),
  );
});

test("the ceiling never shrinks from one attempt to the next", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2000 }), ms, ms, (attempt, initialMs, maxMs) => {
      const at = (n: number): number =>
        backoffDelay({ attempt: n, initialMs, maxMs, jitter: "none" });
      expect(at(attempt + 1)).toBeGreaterThanOrEqual(at(attempt));
    }),
  );
});

test("the first retry comes within firstMaxMs, later ones back off", () => {
  const at = (attempt: number): number =>
    nextReconnectDelay({ attempt, options: { jitter: "none" }, random: Math.random });
  expect([0, 1, 2, 3].map(at)).toEqual([500, 1000, 2000, 4000]);
});

test("a hint of the server is the floor, our own jitter comes on top", () => {
  fc.assert(
    fc.property(fc.nat(20), fc.integer({ min: 1, max: 1e9 }), unit, (attempt, hint, value) => {
      const base = { attempt, options: {}, random: () => value };
      const own = nextReconnectDelay(base);
      const delay = nextReconnectDelay({ ...base, retryAfterMs: hint });
      expect(delay).toBeGreaterThanOrEqual(hint);
      expect(delay - hint).toBeLessThanOrEqual(own);
      expect(delay - hint).toBeLessThanOrEqual(Math.max(hint, 1000));
    }),
  );
});

test("nonsense hints are ignored", () => {
  for (const retryAfterMs of [Number.NaN, -5, undefined]) {
    const delay = nextReconnectDelay({ attempt: 0, retryAfterMs, options: {}, random: () => 0.5 });
    expect(delay).toBe(250);
  }
});

test.each([0, 1, 4, 9])(
  "1000 clients spread over at least 80 %% of the window of retry %i",
  (n) => {
    const random = seeded(42);
    const window = nextReconnectDelay({ attempt: n, options: { jitter: "none" }, random });
    const delays = Array.from({ length: 1000 }, () =>
      nextReconnectDelay({ attempt: n, options: {}, random }),
    );
    expect(Math.max(...delays) - Math.min(...delays)).toBeGreaterThanOrEqual(window * 0.8);
    // Every tenth of the window gets its share.
    for (let tenth = 0; tenth < 10; tenth++) {
      const share = delays.filter((delay) => Math.floor((delay / window) * 10) === tenth);
      expect(share.length).toBeGreaterThan(50);
    }
  },
);
