import type { SyncSocket as WireSocket } from "../../groupchat/sync/connection.js";
import { eventFrame } from "../envelopes.js";
import type { GruprContext } from "../context.js";
import type { GruprWsAuth } from "../options.js";

/** How a socket's token stands. */
export type GruprSocketAuth =
  /** The first message is awaited. */
  | { readonly status: "awaited" }
  | { readonly status: "accepted"; readonly agentId: string; readonly place: GruprWsAuth }
  | { readonly status: "refused" };

/** A client's WebSocket. */
export class GruprSocket {
  /** Counts from 1 over the hub's life. */
  readonly id: number;
  /** Of the upgrade request, token and all. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Rooms it asked for. */
  readonly rooms: Set<string> = new Set();
  readonly #socket: WireSocket;
  readonly #context: GruprContext;
  #auth: GruprSocketAuth = { status: "awaited" };
  #closed: { readonly code: number; readonly reason: string } | undefined;
  #deaf = false;
  // An event that changes places with the next one.
  #heldBack: string | undefined;

  constructor(
    context: GruprContext,
    socket: WireSocket,
    about: { id: number; url: string; headers: Readonly<Record<string, string>> },
  ) {
    this.#context = context;
    this.#socket = socket;
    this.id = about.id;
    this.url = about.url;
    this.headers = about.headers;
  }

  get auth(): GruprSocketAuth {
    return this.#auth;
  }

  /** How it ended; undefined while it is open. */
  get closed(): { readonly code: number; readonly reason: string } | undefined {
    return this.#closed;
  }

  /** Nothing passes any more, either way, though the socket is up. */
  get deaf(): boolean {
    return this.#deaf;
  }

  accept(agentId: string, place: GruprWsAuth): void {
    this.#auth = { status: "accepted", agentId, place };
    this.#context.registry.note("authenticated", this);
  }

  /** As the hub's options say. */
  refuse(message: string): void {
    this.#auth = { status: "refused" };
    const { authRefusal } = this.#context.options;
    if (authRefusal !== "frame") return this.close(4401, message);
    this.send(JSON.stringify({ type: "error", code: "unauthorized", message }));
    this.close(1008, message);
  }

  /** Whether events of that room are for it. */
  hears(gruprId: string): boolean {
    if (this.#auth.status !== "accepted" || this.#closed !== undefined) return false;
    const { options, rooms } = this.#context;
    // A user's JWT is let into every room of this hub.
    const member = options.wsTokens === "jwt" || rooms.members(gruprId).has(this.#auth.agentId);
    return member && (options.subscribe === "optional" || this.rooms.has(gruprId));
  }

  /** Sends an event; faults of the event stream strike here. */
  event(name: string, body: Readonly<Record<string, unknown>>): void {
    const { board, options } = this.#context;
    const frame = eventFrame(name, body, options.envelope);
    const detail = `${name} on socket ${this.id}`;
    if (board.strike("loseEvents", detail)) return;
    const held = this.#heldBack;
    if (held === undefined && board.strike("reorderEvents", detail)) {
      this.#heldBack = frame;
      return;
    }
    this.#heldBack = undefined;
    this.send(frame);
    if (board.strike("duplicateEvents", detail)) this.send(frame);
    if (held !== undefined) this.send(held);
  }

  send(text: string): void {
    if (!this.#deaf && this.#closed === undefined) this.#socket.send(text);
  }

  pong(data: Buffer): void {
    if (!this.#deaf && this.#closed === undefined) this.#socket.pong(data);
  }

  close(code: number, reason = ""): void {
    this.#socket.close(code, reason);
  }

  /** Cuts the connection without a close frame. */
  drop(): void {
    this.#socket.terminate();
  }

  setDeaf(deaf: boolean): void {
    this.#deaf = deaf;
  }

  markClosed(code: number, reason: string): void {
    this.#closed = { code, reason };
  }
}
