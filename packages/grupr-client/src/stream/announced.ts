import type { News } from "../line/wake-line.js";
import { parseTime } from "../cursor/time.js";
import type { Ledger } from "./ledger.js";

/** So often a message that was announced is looked for before it is given up. */
const MOST_LOOKS = 6;
const FIRST_LOOK_MS = 250;
/** A message that was read before it was announced gets so long. */
const GRACE_MS = 5000;

/**
 * Compares what the WebSocket tells with what REST has: a message that is announced but not listed yet
 * is looked for again, and one that is listed but never announced speaks against the WebSocket.
 */
export class Announced {
  /** How often each was looked for. */
  readonly #missing = new Map<string, number>();
  readonly #unannounced = new Map<string, number>();

  /** The hub told of something; answers whether that is worth a read. */
  tell(news: News | undefined, ledger: Ledger | undefined): boolean {
    const id = news?.messageId;
    if (id === undefined) {
      this.#unannounced.clear();
      return true;
    }
    this.#unannounced.delete(id);
    if (ledger?.knows(id) === true) return false;
    const at = news?.createdAt === undefined ? undefined : parseTime(news.createdAt);
    const awaited = at === undefined || ledger === undefined || ledger.expect(id, at);
    if (awaited && !this.#missing.has(id)) this.#missing.set(id, 0);
    return true;
  }

  /** A read has ended. */
  looked(ledger: Ledger): void {
    for (const [id, looks] of this.#missing) {
      if (looks + 1 < MOST_LOOKS && !ledger.knows(id)) {
        this.#missing.set(id, looks + 1);
        continue;
      }
      this.#missing.delete(id);
      ledger.giveUp(id);
    }
  }

  /** A poll has found what nobody has told of yet. */
  found(id: string, now: number): void {
    this.#unannounced.set(id, now + GRACE_MS);
  }

  /** Milliseconds until the missing are to be looked for again; Infinity when there are none. */
  get lookInMs(): number {
    let least = Infinity;
    for (const looks of this.#missing.values()) {
      least = Math.min(least, FIRST_LOOK_MS * 2 ** Math.max(0, looks - 1));
    }
    return least;
  }

  /** Whether the WebSocket has kept silent about a message for too long. Asks once. */
  overdue(now: number): boolean {
    for (const until of this.#unannounced.values()) {
      if (until > now) continue;
      this.#unannounced.clear();
      return true;
    }
    return false;
  }

  /** Milliseconds until {@link Announced.overdue} may say yes. */
  overdueInMs(now: number): number {
    return Math.max(0, Math.min(Infinity, ...this.#unannounced.values()) - now);
  }

  /** The WebSocket went away: nothing can be held against it. */
  forgive(): void {
    this.#unannounced.clear();
  }
}
