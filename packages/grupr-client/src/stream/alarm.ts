import type { Clock, TimerHandle } from "@hawser/core";

/** Wakes one sleeper. A ring that nobody sleeps through is kept for the next sleep. */
export class Alarm {
  readonly #clock: Clock;
  #rung = false;
  #wake: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Forgets a ring: whatever it stood for is about to be looked at. */
  reset(): void {
    this.#rung = false;
  }

  /** Resolves after `ms`, at a ring, or when the signal aborts; says whether it rang. */
  sleep(ms: number, signal: AbortSignal): Promise<boolean> {
    if (this.#rung || signal.aborted) return Promise.resolve(this.#rung);
    return new Promise((resolve) => {
      let timer: TimerHandle;
      const done = (): void => {
        this.#clock.clearTimeout(timer);
        signal.removeEventListener("abort", done);
        this.#wake = undefined;
        resolve(this.#rung);
      };
      this.#wake = done;
      signal.addEventListener("abort", done, { once: true });
      if (ms !== Infinity) timer = this.#clock.setTimeout(done, ms);
    });
  }
}
