import type { Peer } from "./peer.js";

/** Every connection, and which of them belong to a sender. */
export class PeerDirectory {
  readonly #all = new Set<Peer>();
  /** Nearly every sender has one connection: a set each would be the larger part of an idle one. */
  readonly #bySender = new Map<string, Peer | Set<Peer>>();

  #whenEmpty: (() => void) | undefined;

  get size(): number {
    return this.#all.size;
  }

  get senders(): number {
    return this.#bySender.size;
  }

  all(): Iterable<Peer> {
    return this.#all;
  }

  add(peer: Peer): void {
    this.#all.add(peer);
  }

  remove(peer: Peer): void {
    this.#all.delete(peer);
    if (this.#all.size === 0) this.#whenEmpty?.();
  }

  /** Calls this when the last connection has gone. */
  onEmpty(fn: () => void): void {
    this.#whenEmpty = fn;
  }

  link(senderId: string, peer: Peer): void {
    const known = this.#bySender.get(senderId);
    if (known === undefined) this.#bySender.set(senderId, peer);
    else if (known instanceof Set) known.add(peer);
    else if (known !== peer) this.#bySender.set(senderId, new Set([known, peer]));
  }

  unlink(senderId: string, peer: Peer): void {
    const known = this.#bySender.get(senderId);
    if (known === peer) this.#bySender.delete(senderId);
    if (!(known instanceof Set)) return;
    known.delete(peer);
    if (known.size === 0) this.#bySender.delete(senderId);
  }

  of(senderId: string): readonly Peer[] {
    const known = this.#bySender.get(senderId);
    if (known === undefined) return [];
    return known instanceof Set ? [...known] : [known];
  }
}
