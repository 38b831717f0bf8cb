import type { RateLimit, RateLimitOptions } from "../options.js";
import type { Task } from "../task/task.js";
import { TokenBucket } from "./token-bucket.js";

const FIRST_SWEEP = 1024;

/** Counts tasks by speaker, by conversation and altogether. */
export class RateLimits {
  readonly #speakers: Buckets | undefined;
  readonly #conversations: Buckets | undefined;
  readonly #total: TokenBucket | undefined;

  constructor({ speaker, conversation, total }: RateLimitOptions, now: number) {
    this.#speakers = speaker && new Buckets(speaker);
    this.#conversations = conversation && new Buckets(conversation);
    this.#total = total && new TokenBucket(total, now);
  }

  /** @returns 0 when the task may be worked, which counts; else in how many ms it might, which does not. */
  admit(task: Task, now: number): number {
    const { source, conversation, speaker } = task;
    const found = [
      this.#conversations?.of(JSON.stringify([source, conversation]), now),
      // Who has no id is told apart by the conversation at least.
      this.#speakers?.of(JSON.stringify([source, speaker.id ?? [conversation, speaker.name]]), now),
    ].filter((bucket) => bucket !== undefined);
    const wait = Math.max(0, ...found.map((bucket) => bucket.waitMs(now)));
    if (wait === 0) for (const bucket of found) bucket.take(now);
    return wait;
  }

  /** @returns how many ms a task has to wait for its turn among all, which is counted. */
  reserve(now: number): number {
    if (this.#total === undefined) return 0;
    const wait = this.#total.waitMs(now);
    this.#total.take(now);
    return wait;
  }
}

class Buckets {
  readonly #limit: RateLimit;
  readonly #buckets = new Map<string, TokenBucket>();
  #sweepAt = FIRST_SWEEP;

  constructor(limit: RateLimit) {
    this.#limit = limit;
  }

  of(key: string, now: number): TokenBucket {
    let bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      if (this.#buckets.size >= this.#sweepAt) this.#sweep(now);
      this.#buckets.set(key, (bucket = new TokenBucket(this.#limit, now)));
    }
    return bucket;
  }

  /** Full buckets say nothing. Done as the map grows, so that no timer is needed. */
  #sweep(now: number): void {
    for (const [key, bucket] of this.#buckets) if (bucket.isFull(now)) this.#buckets.delete(key);
    this.#sweepAt = Math.max(FIRST_SWEEP, this.#buckets.size * 2);
  }
}
