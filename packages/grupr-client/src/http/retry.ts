import { backoffDelay, type Clock, HawserError, type Random, sleep } from "@hawser/core";

/** Longer than this nobody waits inside a call: the error says how long. */
const LONGEST_WAIT_MS = 60_000;

/** How calls are tried again. */
export interface RetryPolicy {
  /** Tries altogether. */
  readonly attempts: number;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * How long to wait before a call may be tried again: the hub's wish, or the usual backoff.
 *
 * @returns milliseconds; undefined when it may not, or when it is the caller's turn to decide.
 */
export function retryDelay(
  error: unknown,
  attempt: number,
  policy: RetryPolicy,
): number | undefined {
  if (!(error instanceof HawserError) || !error.retryable) return undefined;
  if (attempt + 1 >= policy.attempts) return undefined;
  const own = backoffDelay({ attempt, initialMs: 500, maxMs: 8000, random: policy.random });
  const wait = Math.max(own, error.retryAfterMs ?? 0);
  return wait > LONGEST_WAIT_MS ? undefined : wait;
}

/** Does work that may safely be done twice until it succeeds. */
export async function withRetries<T>(
  work: () => Promise<T>,
  policy: RetryPolicy,
  signal?: AbortSignal,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const wait = signal?.aborted === true ? undefined : retryDelay(error, attempt, policy);
      if (wait === undefined) throw error;
      await sleep(wait, { clock: policy.clock, ...(signal !== undefined && { signal }) });
    }
  }
}
