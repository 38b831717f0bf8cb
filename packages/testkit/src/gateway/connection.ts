import { randomUUID } from "node:crypto";
import type { GatewayClock } from "./clock.js";
import type { ConnectParams } from "./connect-params.js";
import { brokenChat } from "./faults/garbage.js";
import type { FaultBoard } from "./faults/board.js";
import type { EventFrame, OutboundFrame, StateVersion } from "./frames.js";

/** How a connection ended. */
export interface ConnectionClose {
  readonly code: number;
  readonly reason: string;
}

/** What a connection was granted in hello-ok. */
export interface ConnectionGrant {
  readonly role: string;
  readonly scopes: readonly string[];
  readonly deviceId: string | undefined;
}

/** The phase a connection is in, with the data of that phase. */
export type ConnectionPhase =
  | { readonly status: "handshaking"; readonly nonce: string; readonly ts: number }
  | { readonly status: "ready"; readonly connect: ConnectParams; readonly grant: ConnectionGrant }
  | { readonly status: "closed"; readonly close: ConnectionClose };

/** What a connection needs of its gateway. */
export interface ConnectionHost {
  readonly clock: GatewayClock;
  readonly faults: FaultBoard;
  readonly sequencePerConnection: boolean;
}

/** What a connection uses of its socket. */
export interface PeerSocket {
  readonly readyState: number;
  readonly OPEN: number;
  send(data: string | Uint8Array): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

/** One client's socket, seen from the gateway. */
export class GatewayConnection {
  /** `server.connId` of its hello-ok. */
  readonly id: string = randomUUID();
  /** Counts connections of this gateway from 0. */
  readonly index: number;
  /** Headers of the upgrade request, lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** ms since the epoch. */
  readonly openedAt: number;
  /** Everything that was put on this socket, in order. */
  readonly sent: OutboundFrame[] = [];
  /** Params of `connect` as they came, checked or not. */
  connectParams: unknown = undefined;
  readonly #socket: PeerSocket;
  readonly #host: ConnectionHost;
  #phase: ConnectionPhase;
  #seq = 0;
  #muted = false;
  #held: EventFrame | undefined;
  #queue: { data: string | Uint8Array; dueAt: number }[] = [];

  constructor(
    socket: PeerSocket,
    host: ConnectionHost,
    index: number,
    headers: Record<string, string>,
  ) {
    this.#socket = socket;
    this.#host = host;
    this.index = index;
    this.headers = headers;
    this.openedAt = host.clock.now();
    this.#phase = { status: "handshaking", nonce: randomUUID(), ts: this.openedAt };
  }

  get phase(): ConnectionPhase {
    return this.#phase;
  }

  /** True while the socket is up but nothing passes any more in either direction. */
  get muted(): boolean {
    return this.#muted;
  }

  /** Scopes granted; none before hello-ok. */
  get scopes(): readonly string[] {
    return this.#phase.status === "ready" ? this.#phase.grant.scopes : [];
  }

  /** `caps` the client offered; none before hello-ok. */
  get caps(): readonly string[] {
    return this.#phase.status === "ready" ? (this.#phase.connect.caps ?? []) : [];
  }

  /** The client's id and mode once it is ready. */
  get client(): ConnectParams["client"] | undefined {
    return this.#phase.status === "ready" ? this.#phase.connect.client : undefined;
  }

  /** @internal */
  markReady(connect: ConnectParams, grant: ConnectionGrant): void {
    this.#phase = { status: "ready", connect, grant };
  }

  /** @internal */
  markClosed(close: ConnectionClose): void {
    this.#phase = { status: "closed", close };
    this.#queue = [];
  }

  /** @internal */
  mute(): void {
    this.#muted = true;
  }

  /** @internal */
  unmute(): void {
    this.#muted = false;
  }

  /** @internal Answers a request. */
  respond(frame: OutboundFrame): void {
    this.#put(frame);
  }

  /** Sends an event; `seq` is the broadcast number where the generation counts globally. */
  event(event: string, payload: unknown, seq?: number, stateVersion?: StateVersion): void {
    const number = this.#host.sequencePerConnection ? this.#countUp(event) : seq;
    const frame: EventFrame = {
      type: "event",
      event,
      payload: this.#spoilt(event, payload),
      ...(number === undefined ? {} : { seq: number }),
      ...(stateVersion === undefined ? {} : { stateVersion }),
    };
    this.#deliver(frame);
  }

  /** Sends an event that takes no number. */
  unnumberedEvent(event: string, payload: unknown): void {
    this.#deliver({ type: "event", event, payload: this.#spoilt(event, payload) });
  }

  /** Puts bytes or text on the wire as they are. */
  sendRaw(data: string | Uint8Array): void {
    const delay = this.#host.faults.find("delay", this.id);
    if (!delay && this.#queue.length === 0) return this.#write(data);
    const now = this.#host.clock.now();
    if (delay) this.#host.faults.strike("delay", this.id, `${delay.data.ms} ms`);
    const dueAt = Math.max(now + (delay?.data.ms ?? 0), this.#queue.at(-1)?.dueAt ?? 0);
    this.#queue.push({ data, dueAt });
    this.#host.clock.setTimeout(() => this.#flush(), Math.max(0, dueAt - now));
  }

  /** Closes with a close frame. */
  close(code: number, reason = ""): void {
    this.#socket.close(code, reason);
  }

  /** Cuts the TCP connection; the client sees 1006. */
  drop(): void {
    this.#socket.terminate();
  }

  #countUp(event: string): number {
    const skip = this.#host.faults.strike(
      "gap",
      this.id,
      "number skipped",
      (gap) => gap.mode === "skip" && (gap.event === undefined || gap.event === event),
    );
    this.#seq += skip ? 2 : 1;
    return this.#seq;
  }

  #spoilt(event: string, payload: unknown): unknown {
    if (event !== "chat") return payload;
    const broken = this.#host.faults.strike("garbage", this.id, "chat", (g) => g.frame === "chat");
    return broken ? brokenChat : payload;
  }

  #deliver(frame: EventFrame): void {
    const faults = this.#host.faults;
    const named = (data: { event: string | undefined }): boolean =>
      data.event === undefined || data.event === frame.event;
    const swallowed = faults.strike(
      "gap",
      this.id,
      frame.event,
      (gap) => gap.mode === "swallow" && named(gap),
    );
    if (swallowed) return;
    if (this.#held === undefined && faults.strike("reorder", this.id, frame.event, named)) {
      this.#held = frame;
      return;
    }
    this.#put(frame);
    if (faults.strike("duplicate", this.id, frame.event, named)) this.#put(frame);
    const held = this.#held;
    this.#held = undefined;
    if (held) this.#put(held);
  }

  #put(frame: OutboundFrame): void {
    if (this.#phase.status === "closed") return;
    this.sent.push(frame);
    this.sendRaw(JSON.stringify(frame));
  }

  #flush(): void {
    const now = this.#host.clock.now();
    while (this.#queue[0] && this.#queue[0].dueAt <= now) {
      const next = this.#queue.shift();
      if (next) this.#write(next.data);
    }
  }

  #write(data: string | Uint8Array): void {
    if (this.#muted || this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(data);
  }
}
