import type { Peer } from "../peers/peer.js";

const NOBODY: ReadonlySet<Peer> = new Set();

/** Who has joined which group. A group exists while it has members. */
export class Groups {
  readonly #members = new Map<string, Set<Peer>>();

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
    if (members?.size === 0) this.#members.delete(groupId);
    peer.groups?.delete(groupId);
  }

  /** Takes a connection out of all its groups. */
  forget(peer: Peer): void {
    for (const groupId of peer.groups ?? []) this.leave(groupId, peer);
  }
}
