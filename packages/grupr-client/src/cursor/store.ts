/**
 * Where cursors live. Two come with the package: {@link MemoryCursorStore}, and `FileCursorStore` in
 * `@hawser/grupr-client/node`. One of your own needs `load` and `save`.
 */
export interface CursorStore {
  /** The cursor that was saved last, or undefined when there is none yet. */
  load(gruprId: string): Promise<string | undefined>;
  /** Calls for one room never overlap. */
  save(gruprId: string, cursor: string): Promise<void>;
  /**
   * Called when a stream begins, to keep others from moving the same cursor; the result is called when
   * it has ended. Rejects when somebody else has it.
   */
  lock?(gruprId: string): Promise<() => Promise<void>>;
}

/** Keeps cursors as long as the process or page lives. What a client has unless it is given another. */
export class MemoryCursorStore implements CursorStore {
  readonly #cursors: Map<string, string>;

  /** @param initial - cursors by grupr id. */
  constructor(initial: Readonly<Record<string, string>> = {}) {
    this.#cursors = new Map(Object.entries(initial));
  }

  async load(gruprId: string): Promise<string | undefined> {
    return this.#cursors.get(gruprId);
  }

  async save(gruprId: string, cursor: string): Promise<void> {
    this.#cursors.set(gruprId, cursor);
  }
}
