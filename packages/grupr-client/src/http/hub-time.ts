import type { Clock } from "@hawser/core";

/** Clocks this close count as the same: a Date header knows whole seconds only. */
const SAME_MS = 2000;

/** What the hub's clock says, learned from the Date headers of its answers. */
export class HubTime {
  readonly #clock: Clock;
  #skewMs: number | undefined;
  /** How long its answer took. */
  #delayMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether the hub has told its time; pages of other origins may not be allowed to read it. */
  get isKnown(): boolean {
    return this.#skewMs !== undefined;
  }

  /** How far the hub is ahead of this machine, ms. 0 where that is less than can be told. */
  get skewMs(): number {
    return this.#skewMs ?? 0;
  }

  /** How wrong {@link HubTime.skewMs} may be either way, ms; clocks that agree are taken as exact. */
  get errorMs(): number {
    return this.skewMs === 0 ? 0 : 500 + this.#delayMs;
  }

  /** The hub's time, ms since the epoch, as well as it is known. */
  now(): number {
    return this.#clock.now() + this.skewMs;
  }

  note(date: string | null, sentAt: number): void {
    const told = date === null ? Number.NaN : Date.parse(date);
    if (Number.isNaN(told)) return;
    // The header was cut to seconds, at some moment between sending and now.
    const now = this.#clock.now();
    const skew = told + 500 - (sentAt + now) / 2;
    this.#delayMs = (now - sentAt) / 2;
    this.#skewMs = Math.abs(skew) < SAME_MS ? 0 : skew;
  }
}
