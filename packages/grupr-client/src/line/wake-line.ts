import {
  AuthError,
  classifyClose,
  Connection,
  ConnectionLostError,
  type CloseInfo,
  type ConnectionPhase,
  type HawserError,
  type Link,
  ProtocolError,
  type RawMessage,
  redactText,
} from "@hawser/core";
import type { Settings } from "../options.js";
import { readFrames, type HubFrame } from "./frames.js";
import { Heartbeat } from "./heartbeat.js";
import { defaultWsUrl, placeToken, type Placed } from "./placement.js";

/** How the line stands. */
export type LineState =
  /** `proven`: it has told of a message, so that no news is good news. */
  | { readonly status: "up"; readonly proven: boolean }
  /** It comes back by itself. */
  | { readonly status: "down"; readonly error?: HawserError }
  /** It does not. */
  | { readonly status: "refused"; readonly error: HawserError };

/** A message that the hub has told of. */
export interface News {
  readonly messageId: string | undefined;
  readonly createdAt: string | undefined;
}

/** Whoever reads a room. */
export interface LineMember {
  /** There may be something to read; `news` where the hub said what. */
  onWake(news: News | undefined): void;
  onLine(state: LineState): void;
}

const DOWN: LineState = { status: "down" };

/**
 * One WebSocket for all the rooms a client reads. It only wakes: what is new is read over REST. It is
 * open while there are members.
 */
export class WakeLine {
  readonly #settings: Settings;
  readonly #members = new Map<LineMember, string>();
  readonly #heartbeat: Heartbeat;
  #connection: Connection<true> | undefined;
  #state: LineState = DOWN;
  #placed: Promise<Placed> | undefined;
  #closing: Promise<unknown> = Promise.resolve();

  constructor(settings: Settings) {
    this.#settings = settings;
    const { clock, ws } = settings;
    this.#heartbeat = new Heartbeat({
      clock,
      intervalMs: ws.pingIntervalMs ?? 25_000,
      timeoutMs: ws.pongTimeoutMs ?? 10_000,
      ping: () => this.#send(this.#ping),
      onDead: (silentMs) => this.#drop("LINK_SILENT", `The hub did not answer for ${silentMs} ms`),
    });
  }

  get state(): LineState {
    return this.#state;
  }

  /** Reads a room from now on; the result leaves again. */
  join(gruprId: string, member: LineMember): () => void {
    this.#members.set(member, gruprId);
    if (this.#settings.transport !== "polling") {
      this.#open();
      if (this.#state.status === "up") this.#subscribe(gruprId);
    }
    return () => {
      if (!this.#members.delete(member)) return;
      const others = [...this.#members.values()].includes(gruprId);
      if (!others && this.#state.status === "up" && this.#settings.ws.subscribe === undefined) {
        this.#send({ type: "unsubscribe", grupr_id: gruprId });
      }
      if (this.#members.size === 0) void this.close();
    };
  }

  /** It should have told of a message and has not: start over, and do not rely on it until it has. */
  suspect(): void {
    const { status } = this.#state;
    if (status === "up") this.#drop("EVENT_MISSED", "The hub did not tell of a message");
  }

  /** Closes the socket; the next member opens another. */
  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    this.#heartbeat.stop();
    this.#state = DOWN;
    this.#closing = Promise.all([this.#closing, connection?.close()]);
    await this.#closing;
  }

  get #ping(): unknown {
    return this.#settings.ws.ping ?? { type: "ping" };
  }

  #open(): void {
    if (this.#connection !== undefined) return;
    const { ws, logger, clock, random, openSocket, wake } = this.#settings;
    const connection: Connection<true> = new Connection<true>({
      url: async () => (await this.#place()).url,
      socket: async () => (await (this.#placed ?? this.#place())).socket,
      handshake: async (link) => this.#greet(link),
      onMessage: (data) => this.#receive(data, connection),
      classifyClose: (close, phase) => this.#classify(close, phase),
      ...(ws.ping !== false && { probe: (link) => link.send(JSON.stringify(this.#ping)) }),
      connectTimeoutMs: ws.connectTimeoutMs,
      reconnect: ws.reconnect,
      clock,
      random,
      logger,
      openSocket,
      wake,
    });
    this.#connection = connection;
    connection.onState((state) => {
      if (this.#connection !== connection) return;
      if (state.status === "ready") this.#ready();
      else if (state.status === "waiting") this.#enter({ status: "down", error: state.error });
      else if (state.status === "closed" && state.error !== undefined) this.#refuse(state.error);
    });
    // Its end is told by the state.
    connection.connect().catch(() => undefined);
  }

  /** Asked once an attempt: the token may be another one by then. */
  #place(): Promise<Placed> {
    const { token, ws, baseUrl } = this.#settings;
    const placed = (async () => {
      const url = typeof ws.url === "function" ? await ws.url() : ws.url;
      return placeToken(String(url ?? defaultWsUrl(baseUrl)), await token.get(), ws);
    })();
    this.#placed = placed;
    return placed;
  }

  async #greet(link: Link): Promise<true> {
    const { first } = (await this.#placed) ?? { first: undefined };
    if (first !== undefined) link.send(JSON.stringify(first));
    return true;
  }

  #ready(): void {
    if (this.#settings.ws.ping !== false) this.#heartbeat.start();
    for (const gruprId of new Set(this.#members.values())) this.#subscribe(gruprId);
    // A new connection is trusted like the one before: a hub does not change its ways.
    this.#enter({ status: "up", proven: this.#proven });
  }

  #proven = false;

  #subscribe(gruprId: string): void {
    const { subscribe } = this.#settings.ws;
    if (subscribe === false) return;
    this.#send(subscribe?.(gruprId) ?? { type: "subscribe", grupr_id: gruprId });
  }

  #send(frame: unknown): void {
    try {
      this.#connection?.send(JSON.stringify(frame));
    } catch {
      // The connection is gone; it says so by its state.
    }
  }

  #receive(data: RawMessage, connection: Connection<true>): void {
    if (this.#connection !== connection) return;
    this.#heartbeat.heard();
    for (const frame of readFrames(data)) this.#take(frame);
  }

  #take(frame: HubFrame): void {
    const { logger } = this.#settings;
    switch (frame.kind) {
      case "wake":
        this.#wake(frame);
        return;
      case "ping":
        this.#send({ type: "pong" });
        return;
      case "refused":
        this.#refuse(
          new AuthError(`The WebSocket refused the token: ${this.#clean(frame.message)}`),
        );
        return;
      case "error":
        logger.warn("The hub sent an error", { message: this.#clean(frame.message) });
        return;
      case "other":
        return;
      default:
        frame satisfies never;
    }
  }

  #wake(frame: HubFrame & { readonly kind: "wake" }): void {
    const news = frame.messageId === undefined ? undefined : frame;
    if (news !== undefined && !this.#proven) {
      this.#proven = true;
      if (this.#state.status === "up") this.#enter({ status: "up", proven: true });
    }
    for (const [member, gruprId] of this.#members) {
      if (frame.gruprId === undefined || frame.gruprId === gruprId) member.onWake(news);
    }
  }

  #classify(close: CloseInfo, phase: ConnectionPhase): HawserError {
    const { code } = close;
    const reason = this.#clean(close.reason);
    if (code === 4401 || code === 4403) {
      const words = reason === "" ? "" : `: ${reason}`;
      return new AuthError(`The WebSocket refused the token (${code})${words}`, {
        code: code === 4403 ? "FORBIDDEN" : "AUTH_FAILED",
      });
    }
    const error = classifyClose({ ...close, reason }, phase);
    if (error.code !== "UPGRADE_REFUSED") return error;
    // There may be a WebSocket later: polling goes on meanwhile.
    return new ProtocolError(error.message, {
      code: error.code,
      hint: error.hint,
      retryable: true,
      retryAfterMs: this.#settings.ws.refusedRetryMs ?? 300_000,
    });
  }

  #drop(code: string, message: string): void {
    if (code === "EVENT_MISSED") this.#proven = false;
    this.#connection?.drop(new ConnectionLostError(message, { code, phase: "ready" }));
  }

  /** For good: the same token will not be taken later either. */
  #refuse(error: HawserError): void {
    if (this.#state.status === "refused") return;
    void this.#connection?.close();
    this.#enter({ status: "refused", error });
  }

  #enter(state: LineState): void {
    this.#state = state;
    if (state.status !== "up") this.#heartbeat.stop();
    for (const member of [...this.#members.keys()]) member.onLine(state);
  }

  #clean(text: string): string {
    return redactText(text, this.#settings.token.known);
  }
}
