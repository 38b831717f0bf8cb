import { signal, type ReadonlySignal } from "@preact/signals";
import { AGENT } from "./entry.js";
import { Room } from "./room.js";

/** The rooms of this person, and which one is open. */
export class Rooms {
  readonly direct: Room = new Room(undefined, AGENT);
  readonly #all = signal<readonly Room[]>([this.direct]);
  readonly #open = signal<Room>(this.direct);

  /** The direct conversation first, then the groups as they were joined. */
  get all(): ReadonlySignal<readonly Room[]> {
    return this.#all;
  }

  get open(): ReadonlySignal<Room> {
    return this.#open;
  }

  /** The room of a group; none when this person has not joined it. Without a group: the direct one. */
  find(groupId: string | undefined): Room | undefined {
    return this.#all.value.find((room) => room.groupId === groupId);
  }

  /** Adds a group, or finds it if it is there already. */
  add(groupId: string, title: string): Room {
    const known = this.find(groupId);
    if (known !== undefined) return known;
    const room = new Room(groupId, title);
    this.#all.value = [...this.#all.value, room];
    return room;
  }

  remove(room: Room): void {
    if (room === this.direct) return;
    this.#all.value = this.#all.value.filter((other) => other !== room);
    if (this.#open.value === room) this.show(this.direct);
  }

  show(room: Room): void {
    this.#open.value = room;
    room.unread.value = 0;
  }

  /** Something was said in a room; it counts as unread unless the room is open. */
  heard(room: Room): void {
    if (room !== this.#open.value) room.unread.value += 1;
  }
}
