import type { Clock, TimerHandle } from "../clock.js";

/** How often within the limit it is looked at whether something came. */
const LOOKS = 4;
// A timer this late means that the process itself did not run: what arrived meanwhile is still unread.
const LATE_MS = 1000;

/** Who is told what a {@link Watchdog} finds. */
export interface WatchdogOwner {
  /** The silence was too long. The watchdog has stopped. */
  onSilence(silentMs: number): void;
  /** The check came so late that the silence may be our own; expected to call {@link Watchdog.probe}. */
  onLateCheck(): void;
}

/**
 * Watches a link for silence, with one timer that never keeps the process alive. What comes only leaves
 * a mark, which costs nothing; silence is found between the limit and a quarter more.
 */
export class Watchdog {
  /** Milliseconds of silence that mean death; `Infinity` for none. */
  readonly limitMs: number;
  readonly #clock: Clock;
  readonly #owner: WatchdogOwner;
  /** Something came since the last look. */
  #heard = false;
  #lastAt: number;
  #timer: TimerHandle;
  #dueAt = Infinity;
  /** A sign of life is asked for. */
  #probing = false;

  constructor(clock: Clock, limitMs: number, owner: WatchdogOwner) {
    this.#clock = clock;
    this.limitMs = limitMs;
    this.#owner = owner;
    this.#lastAt = clock.now();
    this.#arm(limitMs / LOOKS);
  }

  /** Something came. */
  touch(): void {
    this.#heard = true;
  }

  /** For once, expects something within `ms` from now on. */
  probe(ms: number): void {
    if (this.#probing || ms === Infinity) return;
    this.#probing = true;
    this.#heard = false;
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
    if (this.#heard || now < this.#lastAt) this.#lastAt = now;
    const silentMs = now - this.#lastAt;
    const alive = this.#probing ? this.#heard : silentMs < limitMs;
    this.#heard = false;
    this.#probing = false;
    if (alive) {
      this.#arm(Math.min(limitMs / LOOKS, limitMs - silentMs));
    } else if (now - this.#dueAt > LATE_MS) {
      this.#owner.onLateCheck();
    } else {
      this.stop();
      this.#owner.onSilence(silentMs);
    }
  };
}
