import type { ChatErrorCode } from "../../frames/error-codes.js";
import type { ServerFrame } from "../../frames/server-frames.js";
import { encodeServerFrame } from "../../frames/codec.js";
import type { Hub } from "../hub.js";
import type { Identity } from "../identity/identity.js";
import type { TokenBucket } from "../limits/token-bucket.js";
import type { Turn } from "../replies/turn.js";
import type { ChannelSocket } from "./channel-socket.js";

/**
 * Where a connection stands.
 *
 *     authenticating ──► open ──► closed
 *           └───────────────────────▲
 */
export type PeerState =
  | {
      readonly status: "authenticating";
      /** Ends the asking. */
      readonly abort: AbortController;
      readonly startedAt: number;
      /** What came in the meantime, in order. */
      readonly held: Buffer[];
      heldBytes: number;
    }
  | { readonly status: "open"; readonly identity: Identity }
  | { readonly status: "closed" };

/** Why a message got an error instead of a reply. */
export interface Refused {
  readonly code: ChatErrorCode;
  readonly error: string;
  readonly messageId?: string | undefined;
  readonly groupId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  /** Which field is wrong. */
  readonly path?: string | undefined;
}

const TEXT = { binary: false };

/** One connection: what it is, and everything that goes out to it. What comes in is `receive`'s. */
export class Peer {
  readonly id: string;
  readonly socket: ChannelSocket;
  readonly hub: Hub;
  state: PeerState;
  /** How much had come from it by the last heartbeat. */
  heardBytes = 0;
  // All of these are made when first needed: most connections are idle.
  /** The session of its sender's direct chat. */
  ownSession: string | undefined = undefined;
  messages: TokenBucket | undefined = undefined;
  refusals: TokenBucket | undefined = undefined;
  /** Groups it has asked for and is not yet let into. */
  joining: Set<string> | undefined = undefined;
  /** Groups it has joined. */
  groups: Set<string> | undefined = undefined;
  /** Other ids it has spoken under. */
  aliases: Set<string> | undefined = undefined;
  /** By group: what it said there last is told the others when this is over. */
  announcing: Map<string, Promise<void>> | undefined = undefined;
  /** Open replies that go here. */
  turns: Set<Turn> | undefined = undefined;
  /** There while the reader is slow: replies whose newest text waits for it. */
  #waiting: Set<Turn> | undefined = undefined;

  constructor(hub: Hub, socket: ChannelSocket, state: PeerState) {
    this.hub = hub;
    this.id = hub.nextId("c");
    this.socket = socket;
    this.state = state;
  }

  /** Whether what is sent has a chance to arrive. */
  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  get isSlow(): boolean {
    return this.#waiting !== undefined;
  }

  sendFrame(frame: ServerFrame): void {
    this.send(encodeServerFrame(frame));
  }

  /** Sends an encoded frame; one that is sent to many is encoded, and made bytes, once. */
  send(frame: string | Buffer): void {
    const { socket, hub } = this;
    if (!this.isOpen) return;
    const { coalesceOverBytes, maxBufferedBytes } = hub.settings;
    const buffered = socket.bufferedAmount;
    if (buffered <= coalesceOverBytes || this.#waiting !== undefined) {
      if (buffered > maxBufferedBytes) this.#cut(buffered);
      else if (typeof frame === "string") socket.send(frame);
      else socket.send(frame, TEXT);
      return;
    }
    this.#waiting = new Set();
    if (hub.observed) {
      hub.observe({
        type: "slow-reader",
        connectionId: this.id,
        action: "coalescing",
        bufferedBytes: buffered,
      });
    }
    socket.send(frame, TEXT, () => this.#drained());
  }

  /** Sends a reply's newest text, or does so once the reader has caught up. */
  sendText(turn: Turn): void {
    if (this.#waiting === undefined) this.send(turn.textFrame());
    else this.#waiting.add(turn);
  }

  /** The reply has ended: its text need not be sent any more. */
  dropText(turn: Turn): void {
    this.#waiting?.delete(turn);
  }

  /** Answers a message, or the connection, with an error. */
  refuse({ code, error, messageId, groupId, retryAfterMs, path }: Refused): void {
    this.sendFrame({ type: "chat.error", messageId, error, code, retryAfterMs, groupId, path });
    if (this.hub.observed) {
      this.hub.observe({ type: "message-refused", connectionId: this.id, code });
    }
  }

  close(code: number, reason: string): void {
    this.socket.close(code, reason);
  }

  #drained(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined || !this.isOpen) return;
    for (const turn of waiting) if (turn.isReadBy(this)) this.sendText(turn);
  }

  #cut(bufferedBytes: number): void {
    this.hub.observe({
      type: "slow-reader",
      connectionId: this.id,
      action: "terminated",
      bufferedBytes,
    });
    this.socket.terminate();
  }
}
