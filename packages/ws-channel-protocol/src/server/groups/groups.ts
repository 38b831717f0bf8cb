import type { Peer } from "../peers/peer.js";

const NOBODY: ReadonlySet<Peer> = new Set();

/** Who has joined which group. A group exists while it has members. */
export class Groups {
  readonly #members = new Map<string, Set<Peer>>();
  readonly #whenEmpty = new Map<string, Set<() => void>>();

  get size(): number {
    return this.#members.size;
  }

  members(groupId: string): ReadonlySet<Peer> {
    return this.#members.get(groupId) ?? NOBODY;
  }

  join(groupId: string, peer: Peer): void {
    let members = this.#members.get(groupId);
    if (members === undefined) this.#members.set(groupId, (members = new Set()));
    members.add(peer);
    (peer.groups ??= new Set()).add(groupId);
  }

  leave(groupId: string, peer: Peer): void {
    const members = this.#members.get(groupId);
    members?.delete(peer);
    peer.groups?.delete(groupId);
    if (members?.size !== 0) return;
    this.#members.delete(groupId);
    const listeners = this.#whenEmpty.get(groupId);
    this.#whenEmpty.delete(groupId);
    for (const fn of listeners ?? []) fn();
  }

  /** Calls this once, when the last member has left. @returns the opposite. */
  whenEmpty(groupId: string, fn: () => void): () => void {
    let listeners = this.#whenEmpty.get(groupId);
    if (listeners === undefined) this.#whenEmpty.set(groupId, (listeners = new Set()));
    listeners.add(fn);
    return () => {
      listeners.delete(fn);
      if (listeners.size === 0 && this.#whenEmpty.get(groupId) === listeners) {
        this.#whenEmpty.delete(groupId);
      }
    };
  }

  /** Takes a connection out of all its groups. */
  forget(peer: Peer): void {
    for (const groupId of peer.groups ?? []) this.leave(groupId, peer);
  }
}
