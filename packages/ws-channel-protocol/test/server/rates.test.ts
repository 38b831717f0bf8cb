import fc from "fast-check";
import { expect, test } from "vitest";
import { SenderLimiter } from "../../src/server/limits/sender-limiter.js";
import { TokenBucket } from "../../src/server/limits/token-bucket.js";

const rates = fc.record({
  perSecond: fc.double({ min: 0.01, max: 1000, noNaN: true }),
  burst: fc.integer({ min: 1, max: 50 }),
});
const steps = fc.array(fc.integer({ min: -100, max: 2000 }), { minLength: 1, maxLength: 200 });

test("never more than the burst and what the time allows, and a wait that is told is long enough", () => {
  fc.assert(
    fc.property(rates, steps, (rate, waits) => {
      let now = 1_000_000;
      let forward = 0;
      let taken = 0;
      const bucket = new TokenBucket(rate, now);
      for (const wait of waits) {
        now += wait;
        forward += Math.max(0, wait);
        const told = bucket.take(rate, now);
        if (told === 0) {
          taken += 1;
          continue;
        }
        expect(told).toBeGreaterThanOrEqual(1);
        expect(Number.isInteger(told)).toBe(true);
        now += told;
        forward += told;
        expect(bucket.take(rate, now)).toBe(0);
        taken += 1;
      }
      expect(taken).toBeLessThanOrEqual(rate.burst + (forward / 1000) * rate.perSecond + 1e-6);
    }),
  );
});

test("who has been quiet for long starts anew, with the burst and no more", () => {
  const rate = { perSecond: 1, burst: 3 };
  const bucket = new TokenBucket(rate, 0);
  for (let i = 0; i < 3; i++) expect(bucket.take(rate, 0)).toBe(0);
  expect(bucket.take(rate, 0)).toBe(1000);
  expect(bucket.isFull(rate, 2999)).toBe(false);
  expect(bucket.isFull(rate, 3000)).toBe(true);
  for (let i = 0; i < 3; i++) expect(bucket.take(rate, 1_000_000)).toBe(0);
  expect(bucket.take(rate, 1_000_000)).toBe(1000);
});

test("senders that come once each do not fill the memory", () => {
  const limiter = new SenderLimiter({ perSecond: 20, burst: 100 });
  let most = 0;
  for (let i = 0; i < 50_000; i++) {
    expect(limiter.take(`sender-${i}`, i)).toBe(0);
    most = Math.max(most, limiter.size);
  }
  expect(most).toBeLessThanOrEqual(1024);
});

test("a sender that is over the rate is not forgotten in the crowd", () => {
  const limiter = new SenderLimiter({ perSecond: 0.001, burst: 1 });
  expect(limiter.take("flood", 0)).toBe(0);
  for (let i = 0; i < 5000; i++) limiter.take(`sender-${i}`, 0);
  expect(limiter.take("flood", 0)).toBe(1_000_000);
});
