import { type Clock, HawserError, nextReconnectDelay, type Random, sleep } from "@hawser/core";

/** What {@link persist} works with. */
export interface PersistOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  /** Asked after each failure that may pass. */
  readonly worthIt: () => boolean;
  readonly onRetry: (error: HawserError) => void;
}

/**
 * Tries until it works: an API that is down for an hour must not leave a run open.
 *
 * @throws what no retry can mend; the last error when the signal aborts.
 */
export async function persist<T>(work: () => Promise<T>, options: PersistOptions): Promise<T> {
  const { clock, random, signal } = options;
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof HawserError) || !error.retryable || signal.aborted) throw error;
      if (!options.worthIt()) throw error;
      options.onRetry(error);
      const { retryAfterMs } = error;
      const ms = nextReconnectDelay({ attempt, retryAfterMs, options: {}, random });
      await sleep(ms, { clock, signal }).catch(() => {
        throw error;
      });
    }
  }
}
