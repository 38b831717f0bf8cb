import type { ManualClock } from "@hawser/core/testing";
import { expect } from "vitest";

/** Moves time on, `ms` at once, until something has happened; sockets get their turn in between. */
export async function advanceUntil(
  clock: ManualClock,
  done: () => boolean,
  ms: number,
): Promise<void> {
  await expect
    .poll(
      async () => {
        await clock.advance(ms);
        return done();
      },
      { timeout: 20_000, interval: 10 },
    )
    .toBe(true);
}
