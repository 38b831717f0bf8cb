import type { Clock, TimerHandle } from "../clock.js";

// A timer this late means that the process itself did not run: what arrived meanwhile is still unread.
const LATE_MS = 1000;

/** Who is told what a {@link Watchdog} finds. */
export interface WatchdogOwner {
  /** The silence was too long. The watchdog has stopped. */
  onSilence(silentMs: number): void;
  /** The check came so late that the silence may be our own; expected to call {@link Watchdog.probe}. */
  onLateCheck(): void;
}

/** Watches a link for silence, with one timer that never keeps the process alive. */
export class Watchdog {
  /** Milliseconds of silence that mean death; `Infinity` for none. */
  readonly limitMs: number;
  readonly #clock: Clock;
  readonly #owner: WatchdogOwner;
  #lastAt: number;
  #timer: TimerHandle;
  #dueAt = Infinity;
  // While probing: since when a sign of life is awaited.
  #probeSince: number | undefined;

  constructor(clock: Clock, limitMs: number, owner: WatchdogOwner) {
    this.#clock = clock;
    this.limitMs = limitMs;
    this.#owner = owner;
    this.#lastAt = clock.now();
    this.#arm(limitMs);
  }

  /** Something came. */
  touch(): void {
    this.#lastAt = this.#clock.now();
  }

  /** For once, expects something within `ms` from now on. */
  probe(ms: number): void {
    if (this.#probeSince !== undefined || ms === Infinity) return;
    this.#probeSince = this.#clock.now();
    // What came in this very millisecond came before.
    this.#lastAt = Math.min(this.#lastAt, this.#probeSince - 1);
    this.#arm(ms);
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #arm(ms: number): void {
    const clock = this.#clock;
    clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    if (ms === Infinity) return;
    this.#dueAt = clock.now() + ms;
    this.#timer = clock.setTimeout(this.#check, ms, { keepAlive: false });
  }

  readonly #check = (): void => {
    const { limitMs } = this;
    const now = this.#clock.now();
    // The machine's clock was set back: count from here.
    if (now < this.#lastAt) this.#lastAt = now;
    const silentMs = now - this.#lastAt;
    const since = this.#probeSince;
    this.#probeSince = undefined;
    if (since === undefined ? silentMs < limitMs : this.#lastAt >= since) {
      this.#arm(limitMs - silentMs);
    } else if (now - this.#dueAt > LATE_MS) {
      this.#owner.onLateCheck();
    } else {
      this.stop();
      this.#owner.onSilence(silentMs);
    }
  };
}
