import type { Rate } from "./types.js";

const ROUNDING = 1e-9;

/** Lets through `rate.burst` at once and `rate.perSecond` in the long run. */
export class TokenBucket {
  #tokens: number;
  #at: number;

  constructor(rate: Rate, now: number) {
    this.#tokens = rate.burst;
    this.#at = now;
  }

  /** Takes one. @returns 0, or in how many milliseconds there will be one. */
  take(rate: Rate, now: number): number {
    this.#refill(rate, now);
    // What adds up to one but for the rounding is one: who waited as long as told is not told to wait again.
    if (this.#tokens >= 1 - ROUNDING) {
      this.#tokens -= 1;
      return 0;
    }
    return Math.max(1, Math.ceil(((1 - this.#tokens) / rate.perSecond) * 1000));
  }

  /** Whether a new bucket would be just like this one. */
  isFull(rate: Rate, now: number): boolean {
    this.#refill(rate, now);
    return this.#tokens >= rate.burst;
  }

  #refill(rate: Rate, now: number): void {
    // A clock that was set back gives nothing and takes nothing.
    const elapsed = Math.max(0, now - this.#at);
    this.#at = now;
    this.#tokens = Math.min(rate.burst, this.#tokens + (elapsed / 1000) * rate.perSecond);
  }
}
