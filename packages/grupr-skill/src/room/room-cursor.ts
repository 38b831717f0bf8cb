import type { CursorStore } from "@hawser/grupr-client";
import { cursorFields, positionOf } from "../files/room-state.js";
import type { StateFile } from "../files/state-file.js";

/** Keeps a room's cursor in its state file. */
export class RoomCursor implements CursorStore {
  readonly #state: StateFile;
  readonly #done = new Set<string>();

  constructor(state: StateFile) {
    this.#state = state;
  }

  load(): Promise<string | undefined> {
    return Promise.resolve(positionOf(this.#state.state));
  }

  /** From the next save on, nothing is pending for that message. */
  settle(messageId: string): void {
    this.#done.add(messageId);
  }

  async save(_gruprId: string, position: string): Promise<void> {
    const done = [...this.#done];
    await this.#state.update(({ pending = [], report = {} }) => {
      const left = pending.filter((one) => !done.includes(one.message_id));
      const { answering_since: _, ...rest } = report;
      return {
        ...cursorFields(position),
        pending: left.length === 0 ? undefined : left,
        report: done.length === 0 ? report : rest,
      };
    });
    for (const id of done) this.#done.delete(id);
  }
}
