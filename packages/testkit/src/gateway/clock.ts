/**
 * What the gateway needs of time. Structurally the same as `Clock` of `@hawser/core`, so that one
 * manual clock can drive a client and its gateway.
 */
export interface GatewayClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `fn` once after `ms` milliseconds; without `keepAlive` it never keeps a process up. */
  setTimeout(fn: () => void, ms: number, options?: { readonly keepAlive?: boolean }): unknown;
  /** Forgets a timer; unknown handles are ignored. */
  clearTimeout(handle: unknown): void;
}

/** The machine's clock. */
export const systemGatewayClock: GatewayClock = {
  now: () => Date.now(),
  setTimeout: (fn, ms, options) => {
    const timer = setTimeout(fn, ms);
    if (options?.keepAlive === false) timer.unref();
    return timer;
  },
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
};

/** Resolves after `ms`, or at once when `signal` aborts; never rejects. */
export function pause(clock: GatewayClock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = (): void => {
      clock.clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = clock.setTimeout(done, ms);
    signal?.addEventListener("abort", done);
  });
}
