import type { Run } from "../schemas/index.js";
import { BoundedSet } from "./bounded-set.js";

/** How many runs handed out are remembered. */
const REMEMBERED = 20_000;

interface Taker {
  readonly take: (run: Run) => void;
}

/**
 * The pending runs nobody has taken yet. It follows the snapshots: a run that is gone from the list
 * before somebody took it is not handed out, and one that was handed out never is again. Who waits
 * longest comes first.
 */
export class Backlog {
  readonly #handedOut = new BoundedSet(REMEMBERED);
  #listed = new Map<string, Run>();
  #waiting = new Map<string, Run>();
  readonly #takers = new Set<Taker>();

  /** The whole list, as it is now. */
  replace(runs: readonly Run[]): void {
    this.#listed = new Map();
    this.#waiting = new Map();
    this.add(runs);
  }

  /** Runs that are on the list, too. */
  add(runs: readonly Run[]): void {
    for (const run of oldestFirst(runs)) {
      this.#listed.set(run.id, run);
      if (!this.#handedOut.has(run.id)) this.#waiting.set(run.id, run);
    }
    this.#handOut();
  }

  /** Takes a run back that was handed out and not worked: while it is on the list, it comes again. */
  release(id: string): void {
    if (!this.#handedOut.delete(id)) return;
    const run = this.#listed.get(id);
    if (run === undefined) return;
    this.#waiting.set(id, run);
    this.#handOut();
  }

  /** Gives the next run to `take`, now or when there is one. The returned function withdraws. */
  request(take: (run: Run) => void): () => void {
    const taker: Taker = { take };
    this.#takers.add(taker);
    this.#handOut();
    return () => {
      this.#takers.delete(taker);
    };
  }

  #handOut(): void {
    for (const taker of this.#takers) {
      const [next] = this.#waiting;
      if (next === undefined) return;
      const [id, run] = next;
      this.#waiting.delete(id);
      this.#handedOut.add(id);
      this.#takers.delete(taker);
      taker.take(run);
    }
  }
}

/** Lists come newest first, or in any order: without times it is kept. */
function oldestFirst(runs: readonly Run[]): readonly Run[] {
  const at = ({ createdAt = Infinity }: Run): number => createdAt;
  return [...runs].sort((a, b) => (at(a) === at(b) ? 0 : at(a) - at(b)));
}
