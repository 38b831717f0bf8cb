import type { GruprMessage } from "../schemas/index.js";
import { formatPosition, type Position } from "../cursor/position.js";
import { tickOf, type Moment } from "../cursor/time.js";

/** A message with its id and time at hand. */
export interface Row {
  readonly id: string;
  readonly at: Moment;
  readonly message: GruprMessage;
}

interface Held {
  row: Row;
  /** The clock's time at which its content last changed. */
  changedAt: number;
}

/** When it was created at the latest: hubs cut times to the digits they write. */
function latestOf({ at, message }: Row): Moment {
  return at + tickOf(message.created_at) - 1n;
}

/** How {@link Ledger.take} looks at rows. */
export interface TakeOptions {
  /** The clock's time, ms. */
  readonly now: number;
  /** Later rows do not move the window: a message from the future must not hide those of the present. */
  readonly horizon: Moment;
  /** Rows that were certainly there by this moment are older than the reader: they are done. */
  readonly doneUpTo?: Moment;
}

/**
 * Knows which messages are done, which were handed out and which are still to come.
 *
 * Reads overlap, because a hub's times are neither unique nor always in order. From `floor` on every id
 * is remembered; below it a message is done unless it is named as open. `floor` follows the latest
 * message at a distance (the overlap), so both lists stay short.
 *
 * ```text
 *   row ──► held (still streaming) ──► queued ──give()──► given ──ack()──► done
 * ```
 */
export class Ledger {
  readonly #overlap: Moment;
  #floor: Moment;
  #high: Moment;
  /** All ids at `floor` or later; undefined: known from the cursor, its time is not. */
  readonly #seen = new Map<string, Moment | undefined>();
  /** What is not done: wanted, held, queued or given. */
  readonly #open = new Map<string, Moment>();
  /** Open since an earlier life, not found again yet. */
  readonly #wanted = new Map<string, Moment>();
  /** Announced, not listed yet: they keep their place, however late they show up. */
  readonly #expected = new Map<string, Moment>();
  readonly #held = new Map<string, Held>();
  readonly #queued = new Map<string, Moment>();

  /** @param overlap - how far reads reach back behind the latest message, ns. */
  constructor(position: Position, overlap: Moment) {
    this.#overlap = overlap;
    this.#floor = position.floor;
    this.#high = position.floor;
    for (const id of position.done) this.#seen.set(id, undefined);
    for (const [id, at] of position.open) {
      this.#open.set(id, at);
      this.#wanted.set(id, at);
    }
  }

  /** Everything strictly after this has to be read. */
  get readAfter(): Moment {
    let from = this.#floor;
    for (const at of this.#wanted.values()) if (at < from) from = at;
    for (const at of this.#expected.values()) if (at < from) from = at;
    for (const { row } of this.#held.values()) if (row.at < from) from = row.at;
    return from - 1n;
  }

  /** How many are held until they have been filled. */
  get held(): number {
    return this.#held.size;
  }

  /** Whether that message has been met, and is not awaited any more. */
  knows(id: string): boolean {
    if (this.#held.has(id) || this.#expected.has(id)) return false;
    return this.#seen.has(id) || this.#open.has(id);
  }

  /** A message of that time was announced; answers whether it may still come. */
  expect(id: string, at: Moment): boolean {
    if (this.#expected.has(id)) return true;
    if (at < this.#floor && !this.#open.has(id)) return false;
    if (!this.#seen.has(id) && !this.#open.has(id)) {
      this.#expected.set(id, at);
      this.#open.set(id, at);
    }
    return true;
  }

  /** It does not come any more. */
  giveUp(id: string): void {
    if (this.#expected.delete(id)) this.#open.delete(id);
  }

  /** Takes rows of a list in; answers what is to be handed out, in order. Rows come sorted. */
  take(rows: readonly Row[], options: TakeOptions): Row[] {
    const fresh: Row[] = [];
    for (const row of rows) {
      if (this.#admit(row, options)) fresh.push(row);
      if (row.at > this.#high && row.at <= options.horizon) this.#high = row.at;
    }
    this.#moveFloor();
    return fresh;
  }

  /** Everything there was has been read: what an earlier life knew and nobody has seen is gone. */
  settle(): void {
    for (const id of this.#wanted.keys()) this.#open.delete(id);
    this.#wanted.clear();
    // A list that lags behind may bring a done one back: remember them a while longer.
    for (const [id, at] of this.#seen) if (at === undefined) this.#seen.set(id, this.#high);
  }

  /**
   * Gives up waiting for what has not changed since `changedBefore`: what has content is handed out as
   * it is, what has none never.
   */
  expire(changedBefore: number): {
    readonly fresh: readonly Row[];
    readonly empty: readonly Row[];
  } {
    const fresh: Row[] = [];
    const empty: Row[] = [];
    for (const [id, { row, changedAt }] of this.#held) {
      if (changedAt > changedBefore) continue;
      this.#held.delete(id);
      if (row.message.content === "") {
        this.#open.delete(id);
        empty.push(row);
      } else {
        this.#queued.set(id, row.at);
        fresh.push(row);
      }
    }
    return { fresh, empty };
  }

  /** Hands a row out; answers the cursor that goes on after it. */
  give(id: string): string {
    this.#queued.delete(id);
    return this.#cursor((other) => !this.#isAhead(other));
  }

  /** It is done. */
  ack(id: string): void {
    this.#open.delete(id);
  }

  /** The cursor after everything that is done, and nothing else. */
  cursor(): string {
    return this.#cursor((id) => !this.#open.has(id));
  }

  #admit(row: Row, options: TakeOptions): boolean {
    const { id, at } = row;
    const held = this.#held.get(id);
    if (held !== undefined) return this.#refill(held, row, options.now);
    const wanted = this.#wanted.delete(id);
    const expected = this.#expected.delete(id);
    if (!wanted && !expected) {
      if (this.#seen.has(id)) {
        this.#seen.set(id, at);
        return false;
      }
      if (this.#open.has(id) || at < this.#floor) return false;
    }
    if (at >= this.#floor) this.#seen.set(id, at);
    if (options.doneUpTo !== undefined && latestOf(row) <= options.doneUpTo) {
      this.#open.delete(id);
      return false;
    }
    this.#open.set(id, at);
    if (row.message.is_streaming === true) {
      this.#held.set(id, { row, changedAt: options.now });
      return false;
    }
    this.#queued.set(id, at);
    return true;
  }

  #refill(held: Held, row: Row, now: number): boolean {
    if (row.message.is_streaming !== true) {
      this.#held.delete(row.id);
      this.#queued.set(row.id, row.at);
      return true;
    }
    if (row.message.content !== held.row.message.content) held.changedAt = now;
    held.row = row;
    return false;
  }

  #moveFloor(): void {
    const floor = this.#high - this.#overlap;
    if (floor <= this.#floor) return;
    this.#floor = floor;
    for (const [id, at] of this.#seen) if (at !== undefined && at < floor) this.#seen.delete(id);
  }

  #isAhead(id: string): boolean {
    return (
      this.#queued.has(id) || this.#held.has(id) || this.#wanted.has(id) || this.#expected.has(id)
    );
  }

  #cursor(isDone: (id: string) => boolean): string {
    const done = [...this.#seen.keys()].filter(isDone);
    const open: [string, Moment][] = [];
    for (const [id, at] of this.#open) {
      if (at < this.#floor && !isDone(id)) open.push([id, at]);
    }
    return formatPosition({ floor: this.#floor, done, open });
  }
}
