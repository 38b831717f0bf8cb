import { encodeClientFrame } from "../frames/codec.js";
import { unsupported } from "./replies/errors.js";
import type { Wire } from "./replies/reply-table.js";

/** The groups this client listens to; joined again on every connection. */
export class Groups {
  readonly #joined = new Map<string, string | undefined>();
  #wire: Wire | undefined;

  join(groupId: string, groupSubject: string | undefined): void {
    const frame = encodeClientFrame({ type: "chat.join", groupId, groupSubject });
    this.#need();
    this.#joined.set(groupId, groupSubject);
    this.#send(frame);
  }

  leave(groupId: string): void {
    const frame = encodeClientFrame({ type: "chat.leave", groupId });
    if (this.#joined.delete(groupId)) this.#send(frame);
  }

  /** @returns false when there are groups to join and the server knows none. */
  connected(wire: Wire): boolean {
    this.#wire = wire;
    if (!wire.session.features.has("groups")) return this.#joined.size === 0;
    for (const [groupId, groupSubject] of this.#joined) {
      this.#send(encodeClientFrame({ type: "chat.join", groupId, groupSubject }));
    }
    return true;
  }

  disconnected(): void {
    this.#wire = undefined;
  }

  #need(): void {
    const features = this.#wire?.session.features;
    if (features !== undefined && !features.has("groups")) throw unsupported("joining groups");
  }

  #send(frame: string): void {
    try {
      this.#wire?.send(frame);
    } catch {
      // The socket is going; the next connection joins again.
    }
  }
}
