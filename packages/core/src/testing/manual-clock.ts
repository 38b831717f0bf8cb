import type { Clock, TimerHandle } from "../clock.js";

interface Timer {
  readonly due: number;
  readonly order: number;
  readonly fn: () => void;
}

/** A clock that moves only when a test says so. */
export class ManualClock implements Clock {
  readonly #timers = new Map<number, Timer>();
  #now: number;
  #counter = 0;

  /** @param startMs - the first reading. Default 1 700 000 000 000. */
  constructor(startMs = 1_700_000_000_000) {
    this.#now = startMs;
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Milliseconds until the next timer is due (0 when overdue), undefined when none waits. */
  get nextInMs(): number | undefined {
    const next = this.#next();
    return next === undefined ? undefined : Math.max(0, next[1].due - this.#now);
  }

  now(): number {
    return this.#now;
  }

  setTimeout(fn: () => void, ms: number): TimerHandle {
    const order = ++this.#counter;
    this.#timers.set(order, { due: this.#now + Math.max(0, ms), order, fn });
    return order;
  }

  clearTimeout(handle: TimerHandle): void {
    this.#timers.delete(handle as number);
  }

  /**
   * Moves time on by `ms`, firing what falls due in order. Before, between and after the timers every
   * microtask gets its turn, and so does pending I/O.
   */
  async advance(ms: number): Promise<void> {
    const target = this.#now + ms;
    await turn();
    for (;;) {
      const next = this.#next();
      if (next === undefined || next[1].due > target) break;
      this.#timers.delete(next[0]);
      this.#now = Math.max(this.#now, next[1].due);
      next[1].fn();
      await turn();
    }
    this.#now = Math.max(this.#now, target);
  }

  /**
   * Sets time forward (or back) without firing anything, as a machine that slept, or whose clock was
   * set, would see it. What is overdue fires at the next {@link ManualClock.advance}.
   */
  jump(ms: number): void {
    this.#now += ms;
  }

  #next(): [number, Timer] | undefined {
    let best: [number, Timer] | undefined;
    for (const entry of this.#timers) {
      if (best === undefined || entry[1].due < best[1].due) best = entry;
    }
    return best;
  }
}

const immediate = (globalThis as { setImmediate?: (fn: () => void) => void }).setImmediate;

// A macrotask: all microtasks are done when it comes, however deep their chains.
function turn(): Promise<void> {
  return new Promise((resolve) => {
    if (immediate === undefined) setTimeout(resolve, 0);
    else immediate(resolve);
  });
}
