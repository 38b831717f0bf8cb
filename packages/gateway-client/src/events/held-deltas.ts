import type { RawMessage } from "@hawser/core";

type Schedule = (fn: () => void) => void;

// Node reads a busy socket several times in one turn of its loop. Pages have no such call, and a task a message.
const { setImmediate: afterReads } = globalThis as { setImmediate?: Schedule };
const soon: Schedule = afterReads ?? queueMicrotask;

/**
 * Of a burst of chat deltas of one run only the newest is worth parsing: each carries the whole text.
 * Frames are held until what can be read now has been read.
 */
export class HeldDeltas {
  readonly #held = new Map<string, RawMessage>();
  readonly #deliver: (data: RawMessage) => void;
  #scheduled = false;

  constructor(deliver: (data: RawMessage) => void) {
    this.#deliver = deliver;
  }

  hold(runId: string, data: RawMessage): void {
    this.#held.set(runId, data);
    if (this.#scheduled) return;
    this.#scheduled = true;
    soon(() => this.flush());
  }

  /** Before any other frame is delivered, so that order is kept. */
  flush(): void {
    this.#scheduled = false;
    if (this.#held.size === 0) return;
    const frames = [...this.#held.values()];
    this.#held.clear();
    for (const data of frames) this.#deliver(data);
  }
}
