import { abortable } from "./abort.js";

/** What a {@link Clock} hands out for a running timer. Only ever given back to the same clock. */
export type TimerHandle = unknown;

/** How a timer treats the process it runs in. */
export interface TimerOptions {
  /**
   * `false` lets the process exit while the timer is pending, where the platform can (Node, Bun, Deno).
   * Default `true`.
   */
  readonly keepAlive?: boolean;
}

/** Time as everything in Hawser sees it. Tests put a `ManualClock` (from `@hawser/core/testing`) here. */
export interface Clock {
  /** Milliseconds since the Unix epoch. May jump when the machine's clock is set. */
  now(): number;
  /** Runs `fn` once after `ms` milliseconds (capped at 2^31 - 1, about 24.8 days). */
  setTimeout(fn: () => void, ms: number, options?: TimerOptions): TimerHandle;
  /** Stops a timer. Unknown, fired and undefined handles are ignored. */
  clearTimeout(handle: TimerHandle): void;
}

/** A number in [0, 1), as `Math.random` gives it. */
export type Random = () => number;

// Beyond this, platforms fire at once instead of late.
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The platform's own clock and timers. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout(fn, ms, options) {
    const handle: unknown = setTimeout(fn, Math.min(ms, MAX_TIMER_MS));
    if (options?.keepAlive === false && typeof handle === "object") {
      (handle as { unref?: () => void }).unref?.();
    }
    return handle;
  },
  clearTimeout(handle) {
    clearTimeout(handle as Parameters<typeof clearTimeout>[0]);
  },
};

/**
 * Reads `clock` so that time never runs backwards: a machine clock that is set back would otherwise
 * postpone every deadline by the same amount.
 *
 * @returns a function giving milliseconds on a scale of its own, fit only for differences.
 */
export function monotonic(clock: Clock): () => number {
  let last = clock.now();
  let offset = 0;
  return () => {
    const now = clock.now() + offset;
    if (now >= last) return (last = now);
    offset += last - now;
    return last;
  };
}

/**
 * Waits.
 *
 * @param ms - how long, in milliseconds.
 * @param options - `clock` (default {@link systemClock}); `signal` ends the wait early.
 * @throws `signal.reason` when the signal aborts first. The timer is then cleared.
 */
export function sleep(
  ms: number,
  options: { readonly clock?: Clock; readonly signal?: AbortSignal } = {},
): Promise<void> {
  const clock = options.clock ?? systemClock;
  let timer: TimerHandle;
  if (options.signal?.aborted === true) return abortable(Promise.resolve(), options.signal);
  const done = new Promise<void>((resolve) => {
    timer = clock.setTimeout(resolve, ms);
  });
  return abortable(done, options.signal).finally(() => {
    clock.clearTimeout(timer);
  });
}
