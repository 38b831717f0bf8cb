import { readFile, rm } from "node:fs/promises";
import { ignoreMissing, writeFileAtomically } from "@hawser/core/node";
import { parseRoomState, withoutUndefined, type RoomState } from "./room-state.js";

/** Changes of a state; `undefined` removes a field. */
export type StateChange = { readonly [K in keyof RoomState]?: RoomState[K] | undefined };

/** A room's state, and changing it. */
export interface RoomStateStore {
  /** As it was read or written last. */
  readonly state: RoomState;
  /** Changes fields. Resolves when that is safe. */
  update(change: StateChange | ((state: RoomState) => StateChange)): Promise<void>;
}

/** One `.state-<grupr-id>.json`. Changes are written one after the other, each as a whole. */
export class StateFile implements RoomStateStore {
  readonly path: string;
  #state: RoomState = {};
  #exists = false;
  #writing: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.path = path;
  }

  /** Reads the file. @throws CliFailure when it is damaged. */
  static async open(path: string): Promise<StateFile> {
    const file = new StateFile(path);
    const text = await readFile(path, "utf8").catch(ignoreMissing);
    if (text === undefined) return file;
    file.#state = parseRoomState(text, path);
    file.#exists = true;
    return file;
  }

  /** Whether there was a file, or is one by now. */
  get exists(): boolean {
    return this.#exists;
  }

  /** As it was read or written last. */
  get state(): RoomState {
    return this.#state;
  }

  /** Changes fields. Resolves when that is on the disk. */
  update(change: StateChange | ((state: RoomState) => StateChange)): Promise<void> {
    const turn = this.#after(this.#writing, change);
    this.#writing = turn.catch(() => undefined);
    return turn;
  }

  async #after(before: Promise<void>, change: Parameters<StateFile["update"]>[0]): Promise<void> {
    await before;
    const fields = typeof change === "function" ? change(this.#state) : change;
    const next = withoutUndefined<RoomState>({ ...this.#state, ...fields });
    await writeFileAtomically(this.path, `${JSON.stringify(next, undefined, 2)}\n`);
    this.#state = next;
    this.#exists = true;
  }

  async remove(): Promise<void> {
    await this.#writing;
    await rm(this.path, { force: true });
    this.#exists = false;
    this.#state = {};
  }
}
