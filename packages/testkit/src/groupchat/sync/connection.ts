import { randomUUID } from "node:crypto";
import type { GroupChatContext } from "../context.js";
import { SyncFailure } from "./failure.js";
import type { SyncClientMessage, SyncServerMessage } from "./messages.js";
import { parseClientMessage } from "./parse.js";
import { chunksOf, SyncSession } from "./session.js";

type ConnectMessage = Extract<SyncClientMessage, { type: "Connect" }>;

/** What a silent connection still says. */
type Voice = "full" | "pings" | "none";

/** What a connection needs of its socket. */
export interface SyncSocket {
  readonly readyState: number;
  readonly OPEN: number;
  send(data: string | Uint8Array): void;
  pong(data?: Uint8Array): void;
  close(code?: number, reason?: string): void;
  terminate(): void;
}

/** How a sync socket ended, seen from the server. */
export interface SyncClose {
  readonly code: number;
  readonly reason: string;
}

/** One subscriber's socket, seen from the server. */
export class SyncConnection {
  readonly id: string = randomUUID();
  /** Counts sync sockets of this server from 0. */
  readonly index: number;
  /** The version in the path, e.g. "1.48.0". */
  readonly clientVersion: string;
  /** ms since the epoch. */
  readonly openedAt: number;
  /** What came in, in order. */
  readonly received: SyncClientMessage[] = [];
  /** What was put on this socket, in order, raw text of faults left out. */
  readonly sent: SyncServerMessage[] = [];
  readonly #socket: SyncSocket;
  readonly #context: GroupChatContext;
  readonly #session: SyncSession;
  #voice: Voice = "full";
  #closed: SyncClose | undefined;
  #connect: ConnectMessage | undefined;
  #ping: unknown;
  #freshAfterMs = Number.POSITIVE_INFINITY;

  constructor(socket: SyncSocket, context: GroupChatContext, index: number, clientVersion: string) {
    this.#socket = socket;
    this.#context = context;
    this.index = index;
    this.clientVersion = clientVersion;
    this.openedAt = context.options.clock.now();
    this.#session = new SyncSession({
      queries: context.queries,
      timeline: context.timeline,
      now: () => context.options.clock.now(),
      send: (message) => this.#send(message),
    });
    const stale = context.faults.strike("staleSnapshot", this.id);
    if (stale) {
      this.#session.serveStale(stale.rows);
      this.#freshAfterMs = stale.freshAfterMs;
    }
    this.#pingLater();
  }

  /** How it ended; undefined while it is open. */
  get closed(): SyncClose | undefined {
    return this.#closed;
  }

  /** The Connect it began with, once there was one. */
  get connect(): ConnectMessage | undefined {
    return this.#connect;
  }

  /** True while nothing but perhaps pings is sent. */
  get silent(): boolean {
    return this.#voice !== "full";
  }

  /** Tells the client what changed. */
  update(): void {
    this.#guarded(() => (this.#session.stale ? this.#session.refresh() : this.#session.update()));
  }

  /** Puts text or bytes on the wire as they are. */
  sendRaw(data: string | Uint8Array): void {
    if (this.#voice === "full") this.#socket.send(data);
  }

  /** Sends what the protocol would not, e.g. a FatalError out of the blue. */
  sendMessage(message: SyncServerMessage): void {
    this.#write(message);
  }

  /** Closes with a close frame; no code: one without a status. */
  close(code?: number, reason?: string): void {
    this.#socket.close(code, reason);
  }

  /** Cuts the TCP connection; the client sees 1006. */
  drop(): void {
    this.#socket.terminate();
  }

  /** Where the client stands, as its next Transition will say. */
  get version(): SyncSession["version"] {
    return this.#session.version;
  }

  /** @internal */
  hush(pings: boolean): void {
    this.#voice = pings ? "pings" : "none";
    this.#session.hold();
  }

  /** @internal */
  wake(): void {
    if (this.#voice === "full") return;
    this.#voice = "full";
    this.#guarded(() => this.#session.release());
  }

  /** @internal */
  pong(data: Buffer): void {
    if (this.#voice !== "none") this.#socket.pong(data);
  }

  /** @internal */
  receive(text: string): void {
    this.#guarded(() => {
      const message = parseClientMessage(text);
      this.received.push(message);
      if (message.type === "Connect") this.#connect ??= message;
      const at = this.#context.options.clock.now();
      this.#context.registry.note("message", { connection: this, message, at });
      this.#session.handle(message);
    });
  }

  /** @internal */
  forget(): void {
    this.received.length = 0;
    this.sent.length = 0;
  }

  /** @internal */
  markClosed(close: SyncClose): void {
    this.#closed = close;
    this.#context.options.clock.clearTimeout(this.#ping);
  }

  /** Counts from the first answer: before it there is nothing stale to see. */
  #freshen(): void {
    const ms = this.#freshAfterMs;
    this.#freshAfterMs = Number.POSITIVE_INFINITY;
    if (!this.#session.stale || !Number.isFinite(ms)) return;
    const refresh = (): void => this.#guarded(() => this.#session.refresh());
    this.#context.options.clock.setTimeout(refresh, ms, { keepAlive: false });
  }

  #guarded(act: () => void): void {
    if (this.#closed || this.#socket.readyState !== this.#socket.OPEN) return;
    try {
      act();
    } catch (error) {
      if (!(error instanceof SyncFailure)) throw error;
      this.#fail(error);
    }
  }

  /** A client's mistake is told in a frame and a bare close, the server's trouble in the close. */
  #fail(failure: SyncFailure): void {
    switch (failure.blame) {
      case "badRequest":
        this.#write({ type: "FatalError", error: failure.message });
        return this.close();
      case "badToken":
      case "unauthenticated":
        this.#write({
          type: "AuthError",
          error: failure.message,
          baseVersion: this.#session.version.identity,
          authUpdateAttempted: failure.blame === "badToken",
        });
        return this.close();
      case "internal":
        return this.close(
          1011,
          "InternalServerError: Your request couldn't be completed. Try again later.",
        );
      default:
        return failure.blame satisfies never;
    }
  }

  #send(message: SyncServerMessage): void {
    if (message.type !== "Transition") return this.#write(message);
    const cut = this.#context.faults.strike("chunkTransitions", this.id);
    const frames = cut ? chunksOf(message, cut.parts) : [message];
    for (const frame of frames) this.#write(frame);
    this.#context.registry.note("update", this);
    this.#freshen();
  }

  #write(message: SyncServerMessage): void {
    if (this.#closed || this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#voice === "none" || (this.#voice === "pings" && message.type !== "Ping")) return;
    this.sent.push(message);
    this.#socket.send(JSON.stringify(message));
    this.#pingLater();
  }

  /** A Ping goes out when nothing else has for a while. */
  #pingLater(): void {
    const { clock, pingIntervalMs } = this.#context.options;
    clock.clearTimeout(this.#ping);
    this.#ping = clock.setTimeout(
      () => {
        this.#pingLater();
        this.#write({ type: "Ping" });
      },
      pingIntervalMs,
      { keepAlive: false },
    );
  }
}
