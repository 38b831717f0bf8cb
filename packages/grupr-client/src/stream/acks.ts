import type { CursorStore } from "../cursor/store.js";
import type { Ledger } from "./ledger.js";

/** Writes a stream's cursor, one write at a time; acks that come meanwhile share the next write. */
export class Acks {
  readonly #ledger: Ledger;
  readonly #store: CursorStore;
  readonly #gruprId: string;
  #writing: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(gruprId: string, ledger: Ledger, store: CursorStore) {
    this.#gruprId = gruprId;
    this.#ledger = ledger;
    this.#store = store;
  }

  /** That message is done. */
  ack(id: string): Promise<void> {
    this.#ledger.ack(id);
    return this.save();
  }

  /** Saves the cursor as it is when the write begins. */
  save(): Promise<void> {
    this.#next ??= this.#afterCurrent();
    return this.#next;
  }

  /** Resolves when nothing is being written. */
  async idle(): Promise<void> {
    await (this.#next ?? this.#writing).catch(() => undefined);
  }

  #afterCurrent(): Promise<void> {
    const next = this.#writing
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        return this.#store.save(this.#gruprId, this.#ledger.cursor());
      });
    this.#writing = next;
    return next;
  }
}
