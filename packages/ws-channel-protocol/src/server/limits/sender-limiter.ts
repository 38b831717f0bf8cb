import { TokenBucket } from "./token-bucket.js";
import type { Rate } from "./types.js";

const FIRST_SWEEP = 1024;

/** One bucket for each sender who spoke lately, whatever connection was used. */
export class SenderLimiter {
  readonly #rate: Rate;
  readonly #buckets = new Map<string, TokenBucket>();
  #sweepAt: number = FIRST_SWEEP;

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** @returns 0, or in how many milliseconds this sender may speak again. */
  take(senderId: string, now: number): number {
    let bucket = this.#buckets.get(senderId);
    if (bucket === undefined) {
      if (this.#buckets.size >= this.#sweepAt) this.#sweep(now);
      bucket = new TokenBucket(this.#rate, now);
      this.#buckets.set(senderId, bucket);
    }
    return bucket.take(this.#rate, now);
  }

  /** Full buckets say nothing. Done as the map grows, so that no timer is needed. */
  #sweep(now: number): void {
    for (const [senderId, bucket] of this.#buckets) {
      if (bucket.isFull(this.#rate, now)) this.#buckets.delete(senderId);
    }
    this.#sweepAt = Math.max(FIRST_SWEEP, this.#buckets.size * 2);
  }
}
