import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SeqTracker } from "../src/events/seq-tracker.js";

describe("SeqTracker", () => {
  it("takes the first number as a baseline, wherever the gateway's counter stands", () => {
    const tracker = new SeqTracker();
    expect(tracker.observe(317).kind).toBe("next");
    expect(tracker.observe(318).kind).toBe("next");
  });

  it("reports a gap once, with both ends", () => {
    const tracker = new SeqTracker();
    tracker.observe(1);
    expect(tracker.observe(4)).toEqual({ kind: "gap", expected: 2, received: 4 });
    expect(tracker.observe(5).kind).toBe("next");
  });

  it("lets a late event through once and then knows it", () => {
    const tracker = new SeqTracker();
    tracker.observe(1);
    tracker.observe(3);
    expect(tracker.observe(2).kind).toBe("late");
    expect(tracker.observe(2).kind).toBe("duplicate");
  });

  it("delivers every number of any order with repeats exactly once", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 2, max: 40 }), { maxLength: 80 }), (numbers) => {
        const tracker = new SeqTracker();
        tracker.observe(1);
        const delivered = numbers.filter((seq) => tracker.observe(seq).kind !== "duplicate");
        expect(delivered.toSorted((a, b) => a - b)).toEqual(
          [...new Set(numbers)].toSorted((a, b) => a - b),
        );
      }),
    );
  });

  it("begins anew on a new socket", () => {
    const tracker = new SeqTracker();
    tracker.observe(90);
    tracker.reset();
    expect(tracker.observe(1).kind).toBe("next");
  });
});
