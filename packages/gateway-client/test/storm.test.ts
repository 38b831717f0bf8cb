import { describe, expect, it } from "vitest";
import { planStorm } from "./support/storm/plan.js";
import { storm } from "./support/storm/storm.js";

/** `HAWSER_STORM_SEEDS=1-300` asks for more than the few of every run. */
const SEEDS = seedsOf(process.env["HAWSER_STORM_SEEDS"] ?? "1-6");
const BOUND_MS = Number(process.env["HAWSER_STORM_BOUND_MS"] ?? 60_000);

function seedsOf(range: string): number[] {
  const [first = 1, last = first] = range.split("-").map(Number);
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

// Whatever happens to the line and the gateway: every run ends, with the whole of its own reply.
describe.each([3, 4] as const)("a storm on protocol %i", (protocol) => {
  it.concurrent.each(SEEDS)(
    "loses, doubles and hangs nothing (seed %i)",
    async (seed) => {
      const { faults, state } = await storm(planStorm(seed, protocol), BOUND_MS);
      expect(faults, state).toEqual([]);
    },
    120_000,
  );
});
