import type { Turn } from "./turn.js";

interface Lane {
  running: Turn;
  readonly waiting: Turn[];
}

/** One message after the other within a session, sessions side by side. A lane exists while a turn of it runs. */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();
  readonly #maxWaiting: number;
  #whenIdle: (() => void) | undefined;

  constructor(maxWaiting: number) {
    this.#maxWaiting = maxWaiting;
  }

  /** How many sessions are at work. */
  get size(): number {
    return this.#lanes.size;
  }

  isFull(sessionKey: string): boolean {
    const lane = this.#lanes.get(sessionKey);
    return lane !== undefined && lane.waiting.length >= this.#maxWaiting;
  }

  /** Runs the turn now, or when those before it are over. */
  push(turn: Turn): void {
    const key = turn.sessionKey;
    const lane = this.#lanes.get(key);
    if (lane !== undefined) {
      lane.waiting.push(turn);
      turn.queued();
      return;
    }
    const running = turn.run();
    // A handler that answers at once leaves nothing to keep in order.
    if (running === undefined) return;
    this.#lanes.set(key, { running: turn, waiting: [] });
    void running.then(() => this.#next(key));
  }

  /** Takes one out that has not begun. */
  remove(turn: Turn): void {
    const waiting = this.#lanes.get(turn.sessionKey)?.waiting ?? [];
    const at = waiting.indexOf(turn);
    if (at >= 0) waiting.splice(at, 1);
  }

  /** Takes everything out that has not begun. */
  takeWaiting(): Turn[] {
    const turns: Turn[] = [];
    for (const { waiting } of this.#lanes.values()) turns.push(...waiting.splice(0));
    return turns;
  }

  /** What is being worked on, also where the reply has ended already. */
  running(): Turn[] {
    return Array.from(this.#lanes.values(), (lane) => lane.running);
  }

  /** Calls this when no session is at work any more. */
  onIdle(fn: () => void): void {
    this.#whenIdle = fn;
  }

  clear(): void {
    this.#lanes.clear();
  }

  #next(key: string): void {
    const lane = this.#lanes.get(key);
    for (let turn = lane?.waiting.shift(); turn !== undefined; turn = lane?.waiting.shift()) {
      const running = turn.run();
      if (running === undefined) continue;
      if (lane !== undefined) lane.running = turn;
      void running.then(() => this.#next(key));
      return;
    }
    this.#lanes.delete(key);
    if (this.#lanes.size === 0) this.#whenIdle?.();
  }
}
