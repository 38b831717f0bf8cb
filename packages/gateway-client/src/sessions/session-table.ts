import type { SessionRow } from "../schemas/sessions.js";
import { parseSessionKey } from "./session-key.js";

/** Which rows a {@link SessionTable} takes. */
export interface SessionTableOptions {
  readonly limit: number;
  readonly agentId: string | undefined;
  readonly global: boolean;
}

/** The rows of a session list, fed by whole lists and by single rows that may overtake each other. */
export class SessionTable {
  readonly #options: SessionTableOptions;
  readonly #rows = new Map<string, SessionRow>();
  /** What events have said since the fetch that is under way was sent; a row of undefined = deleted. */
  #since: Map<string, SessionRow | undefined> | undefined;
  #sorted: readonly SessionRow[] | undefined;

  constructor(options: SessionTableOptions) {
    this.#options = options;
  }

  get rows(): readonly SessionRow[] {
    this.#sorted ??= [...this.#rows.values()].sort(
      (a, b) => (b.updatedAt ?? 0) - (a.updatedAt ?? 0),
    );
    return this.#sorted;
  }

  get(key: string): SessionRow | undefined {
    return this.#rows.get(key);
  }

  startFetch(): void {
    this.#since = new Map();
  }

  /** A fetched list replaces everything but what events have said since it was asked for. */
  replace(rows: readonly SessionRow[]): void {
    this.#rows.clear();
    for (const row of rows) if (this.#takes(row)) this.#rows.set(row.key, row);
    for (const [key, row] of this.#since ?? []) {
      if (row === undefined) this.#rows.delete(key);
      else this.#merge(row);
    }
    this.#since = undefined;
    this.#settle();
  }

  /** @returns whether anything changed. */
  put(row: SessionRow): boolean {
    if (!this.#takes(row)) return this.remove(row.key);
    this.#since?.set(row.key, row);
    const changed = this.#merge(row);
    if (changed) this.#settle();
    return changed;
  }

  /** @returns whether it was there. */
  remove(key: string): boolean {
    this.#since?.set(key, undefined);
    const removed = this.#rows.delete(key);
    if (removed) this.#sorted = undefined;
    return removed;
  }

  #takes(row: SessionRow): boolean {
    const { agentId, global } = this.#options;
    if (row.archived === true) return false;
    if (row.kind === "global" || row.key === "global") return global;
    return agentId === undefined || (row.agentId ?? parseSessionKey(row.key).agentId) === agentId;
  }

  #merge(row: SessionRow): boolean {
    const known = this.#rows.get(row.key);
    if (known !== undefined && pictureOf(row) < pictureOf(known)) return false;
    // An event's row lacks what only a list derives (titles, previews): keep that.
    this.#rows.set(row.key, { ...known, ...row });
    return true;
  }

  #settle(): void {
    this.#sorted = undefined;
    const { limit } = this.#options;
    if (this.#rows.size <= limit) return;
    for (const row of this.rows.slice(limit)) this.#rows.delete(row.key);
    this.#sorted = undefined;
  }
}

/** When the picture of a session was taken, as far as it says. */
function pictureOf(row: SessionRow): number {
  return row.snapshotAt ?? row.updatedAt ?? 0;
}
