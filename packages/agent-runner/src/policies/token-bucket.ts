import type { RateLimit } from "../options.js";

/** Gives `count` at once, and `count` in every `perMs` in the long run. Time is handed in. */
export class TokenBucket {
  readonly #limit: RateLimit;
  #tokens: number;
  #at: number;

  constructor(limit: RateLimit, now: number) {
    this.#limit = limit;
    this.#tokens = limit.count;
    this.#at = now;
  }

  /** @returns ms until there is one; 0 when there is. Takes nothing. */
  waitMs(now: number): number {
    this.#refill(now);
    if (this.#tokens >= 1) return 0;
    return Math.max(1, Math.ceil(((1 - this.#tokens) * this.#limit.perMs) / this.#limit.count));
  }

  /** Takes one, also on credit: who waits in line has theirs already. */
  take(now: number): void {
    this.#refill(now);
    this.#tokens -= 1;
  }

  /** Whether a new one would be just like this. */
  isFull(now: number): boolean {
    this.#refill(now);
    return this.#tokens >= this.#limit.count;
  }

  #refill(now: number): void {
    // A clock that was set back gives nothing and takes nothing.
    const elapsed = Math.max(0, now - this.#at);
    this.#at = now;
    const { count, perMs } = this.#limit;
    this.#tokens = Math.min(count, this.#tokens + (elapsed * count) / perMs);
  }
}
