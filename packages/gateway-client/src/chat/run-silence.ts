import { QUIET_GRACE_MS } from "./run-decision.js";

const SILENT_LIMIT_MS = 15 * 60_000;

/** Silence after which a run is given up, ms: what its message allows it, or a quarter of an hour. */
export function silentLimit(timeoutMs: number | undefined, silenceMs: number): number {
  const limit = timeoutMs === undefined ? SILENT_LIMIT_MS : timeoutMs + 30_000;
  return Math.max(limit, silenceMs * 3);
}

/** How long nothing was heard of a run, and when the gateway was last asked about it. All in ms. */
export class RunSilence {
  readonly #now: () => number;
  #heardAt: number;
  #askedAt = -Infinity;
  /** The gateway said "over" before the run did. */
  #doubted = false;

  constructor(now: () => number) {
    this.#now = now;
    this.#heardAt = now();
  }

  get ms(): number {
    return this.#now() - this.#heardAt;
  }

  heard(): void {
    this.#doubted = false;
    this.#heardAt = this.#now();
  }

  asked(): void {
    this.#askedAt = this.#now();
  }

  doubt(): void {
    this.#doubted = true;
  }

  /** Nothing was heard for this long, and nobody asked meanwhile. */
  outlasts(patienceMs: number): boolean {
    const since = this.#now() - Math.max(this.#heardAt, this.#askedAt);
    return since >= (this.#doubted ? QUIET_GRACE_MS : patienceMs);
  }
}
