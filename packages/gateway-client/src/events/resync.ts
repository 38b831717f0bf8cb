import type { Clock, TimerHandle } from "@hawser/core";

const GATHER_MS = 50;
const AT_MOST_EVERY_MS = 1_000;

/** Many gaps at once are one reason to fetch: gathers them, and keeps a pause between two fetches. */
export class ResyncSchedule {
  readonly #clock: Clock;
  readonly #resync: () => void;
  #timer: TimerHandle | undefined;
  #last = -Infinity;
  #cancelled = false;

  constructor(clock: Clock, resync: () => void) {
    this.#clock = clock;
    this.#resync = resync;
  }

  request(): void {
    if (this.#timer !== undefined || this.#cancelled) return;
    const pause = this.#last + AT_MOST_EVERY_MS - this.#clock.now();
    // The machine's clock may have been set back meanwhile.
    const wait = Math.min(Math.max(GATHER_MS, pause), AT_MOST_EVERY_MS);
    const run = (): void => {
      this.#timer = undefined;
      this.#last = this.#clock.now();
      this.#resync();
    };
    this.#timer = this.#clock.setTimeout(run, wait, { keepAlive: false });
  }

  /** Ends it for good. */
  cancel(): void {
    this.#cancelled = true;
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
