import type { Clock } from "@hawser/core";

/**
 * Milliseconds this process has lived through, to be looked at at least every `stepMs`. A machine that
 * slept or whose clock was set says nothing about how long a run was silent.
 */
export class AwakeClock {
  readonly #clock: Clock;
  readonly #stepMs: number;
  #lived = 0;
  #seenAt: number;

  constructor(clock: Clock, stepMs: number) {
    this.#clock = clock;
    this.#stepMs = stepMs;
    this.#seenAt = clock.now();
  }

  now(): number {
    const now = this.#clock.now();
    this.#lived += Math.min(Math.max(0, now - this.#seenAt), this.#stepMs);
    this.#seenAt = now;
    return this.#lived;
  }
}
