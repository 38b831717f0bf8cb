import type { Turn } from "./turn.js";

/** One message after the other within a session, sessions side by side. A lane exists while a turn of it runs. */
export class Lanes {
  readonly #waiting = new Map<string, Turn[]>();
  readonly #maxWaiting: number;
  #whenIdle: (() => void) | undefined;

  constructor(maxWaiting: number) {
    this.#maxWaiting = maxWaiting;
  }

  /** How many sessions are at work. */
  get size(): number {
    return this.#waiting.size;
  }

  isFull(sessionKey: string): boolean {
    const waiting = this.#waiting.get(sessionKey);
    return waiting !== undefined && waiting.length >= this.#maxWaiting;
  }

  /** Runs the turn now, or when those before it are over. */
  push(turn: Turn): void {
    const key = turn.sessionKey;
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined) {
      waiting.push(turn);
      turn.queued();
      return;
    }
    const running = turn.run();
    // A handler that answers at once leaves nothing to keep in order.
    if (running === undefined) return;
    this.#waiting.set(key, []);
    void running.then(() => this.#next(key));
  }

  /** Takes everything out that has not begun. */
  takeWaiting(): Turn[] {
    const turns: Turn[] = [];
    for (const waiting of this.#waiting.values()) turns.push(...waiting.splice(0));
    return turns;
  }

  /** Calls this when no session is at work any more. */
  onIdle(fn: () => void): void {
    this.#whenIdle = fn;
  }

  clear(): void {
    this.#waiting.clear();
  }

  #next(key: string): void {
    const waiting = this.#waiting.get(key);
    for (let turn = waiting?.shift(); turn !== undefined; turn = waiting?.shift()) {
      const running = turn.run();
      if (running === undefined) continue;
      void running.then(() => this.#next(key));
      return;
    }
    this.#waiting.delete(key);
    if (this.#waiting.size === 0) this.#whenIdle?.();
  }
}
