import { systemClock, type Clock } from "@hawser/core";

/**
 * The clock's time in milliseconds, with a fraction where the platform has one: what is said within the
 * same millisecond is told apart from what was said before.
 */
export function fineNow(clock: Clock): number {
  const wall = clock.now();
  if (clock !== systemClock) return wall;
  const fine = performance.timeOrigin + performance.now();
  // The two drift apart when the machine sleeps or its clock is set.
  return Math.abs(fine - wall) < 2 ? fine : wall;
}
