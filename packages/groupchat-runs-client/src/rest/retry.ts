import type { HawserError } from "@hawser/core";
import { type Clock, nextReconnectDelay, type Random, sleep } from "@hawser/core";

/** When a call is tried again. Milliseconds unless said otherwise. */
export interface RetryOptions {
  /** Tries in all, the first one included. Default 5. */
  readonly attempts?: number;
  /** The first repetition comes within this time. Default 500. */
  readonly firstMaxMs?: number;
  /** Ceiling of the second wait; the next ones double. Default 1000. */
  readonly initialMs?: number;
  /** Cap of our own part of a wait. Default 15 000. */
  readonly maxMs?: number;
  /** A longer Retry-After is not waited for: the error, which carries it, is thrown. Default 60 000. */
  readonly maxRetryAfterMs?: number;
}

/** Waits between tries. */
export class Pacer {
  readonly #options: RetryOptions | false;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(options: RetryOptions | false, clock: Clock, random: Random) {
    this.#options = options;
    this.#clock = clock;
    this.#random = random;
  }

  /**
   * Waits before the next try, never shorter than the server asked for.
   *
   * @param attempt - how many tries have failed, from 1.
   * @throws `error` itself when it was the last try, or when the server asks for too long a wait.
   */
  async pause(error: HawserError, attempt: number, signal: AbortSignal | undefined): Promise<void> {
    const options = this.#options;
    if (options === false) throw error;
    const { attempts = 5, maxMs = 15_000, maxRetryAfterMs = 60_000 } = options;
    const { retryAfterMs = 0 } = error;
    if (attempt >= attempts || retryAfterMs > maxRetryAfterMs) throw error;
    const ms = nextReconnectDelay({
      attempt: attempt - 1,
      retryAfterMs,
      options: { ...options, maxMs },
      random: this.#random,
    });
    await sleep(ms, { clock: this.#clock, ...(signal !== undefined && { signal }) });
  }
}
