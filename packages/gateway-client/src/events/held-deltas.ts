import type { RawMessage } from "@hawser/core";

/**
 * Of a burst of chat deltas of one run only the newest is worth parsing: each carries the whole text.
 * Frames are held until the current task ends, which is one read of the socket.
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
    queueMicrotask(() => this.flush());
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
