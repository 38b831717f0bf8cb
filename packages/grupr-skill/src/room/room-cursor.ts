import type { CursorStore } from "@hawser/grupr-client";
import { cursorFields, positionOf } from "../files/room-state.js";
import type { RoomStateStore } from "../files/state-file.js";

/** Keeps a room's cursor in its state file. */
export class RoomCursor implements CursorStore {
  readonly #state: RoomStateStore;

  constructor(state: RoomStateStore) {
    this.#state = state;
  }

  load(): Promise<string | undefined> {
    return Promise.resolve(positionOf(this.#state.state));
  }

  save(_gruprId: string, position: string): Promise<void> {
    return this.#state.update(cursorFields(position));
  }
}
