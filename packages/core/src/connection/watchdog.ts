import type { Clock, TimerHandle } from "../clock.js";

// A timer this late means that the process itself did not run: what arrived meanwhile is still unread.
const LATE_MS = 1000;

/** Options of {@link Watchdog}. */
export interface WatchdogOptions {
  readonly clock: Clock;
  /** Milliseconds of silence that mean death; `Infinity` for none. */
  readonly limitMs: number;
  /** The silence was too long. The watchdog has stopped. */
  readonly onDead: (silentMs: number) => void;
  /** The check came so late that the silence may be our own; expected to call {@link Watchdog.probe}. */
  readonly onLate: () => void;
}

/** Watches a link for silence, with one timer that never keeps the process alive. */
export class Watchdog {
  readonly #options: WatchdogOptions;
  #lastAt: number;
  #timer: TimerHandle;
  #dueAt = Infinity;
  // While probing: since when a sign of life is awaited.
  #probeSince: number | undefined;

  constructor(options: WatchdogOptions) {
    this.#options = options;
    this.#lastAt = options.clock.now();
    this.#arm(options.limitMs);
  }

  /** Milliseconds of silence that mean death. */
  get limitMs(): number {
    return this.#options.limitMs;
  }

  /** Something came. */
  touch(): void {
    this.#lastAt = this.#options.clock.now();
  }

  /** For once, expects something within `ms` from now on. */
  probe(ms: number): void {
    if (this.#probeSince !== undefined || ms === Infinity) return;
    this.#probeSince = this.#options.clock.now();
    this.#arm(ms);
  }

  stop(): void {
    this.#options.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #arm(ms: number): void {
    const { clock } = this.#options;
    clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    if (ms === Infinity) return;
    this.#dueAt = clock.now() + ms;
    this.#timer = clock.setTimeout(this.#check, ms, { keepAlive: false });
  }

  readonly #check = (): void => {
    const { clock, limitMs, onDead, onLate } = this.#options;
    const now = clock.now();
    // The machine's clock was set back: count from here.
    if (now < this.#lastAt) this.#lastAt = now;
    const silentMs = now - this.#lastAt;
    const since = this.#probeSince;
    this.#probeSince = undefined;
    if (since === undefined ? silentMs < limitMs : this.#lastAt >= since) {
      this.#arm(limitMs - silentMs);
    } else if (now - this.#dueAt > LATE_MS) {
      onLate();
    } else {
      this.stop();
      onDead(silentMs);
    }
  };
}
