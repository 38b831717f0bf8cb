import type {
  AttemptContext,
  Clock,
  Logger,
  OpenSocket,
  Random,
  ReconnectOptions,
  SocketOptions,
  WakeSource,
} from "@hawser/core";

/** A value, or a function asked at every connection attempt. */
export type Provided<T> = T | ((context: AttemptContext) => T | Promise<T>);

/** Everything a {@link WsChannelClient} can be told. Only `url` is required. All times in milliseconds. */
export interface WsChannelClientOptions {
  /** Where the channel is, such as `ws://127.0.0.1:18800/ws`; `http(s)` works too. */
  readonly url: Provided<string | URL>;
  /** Credential for the server's auth service. A function is asked at every attempt. */
  readonly token?: Provided<string | undefined> | undefined;
  /**
   * How the token travels. `query` (default) is what upstream's server knows, but URLs end up in logs;
   * `subprotocol` works in browsers and `header` in Node, both with Hawser's server only.
   */
  readonly tokenIn?: "query" | "header" | "subprotocol" | undefined;
  /** Who speaks, unless the server knows better from the token. Default: a random id, kept for this object's life. */
  readonly senderId?: string | undefined;
  /** Display name. */
  readonly senderName?: string | undefined;
  /** Further URL parameters; the server hands them to its auth service. */
  readonly params?: Readonly<Record<string, string | undefined>> | undefined;
  /**
   * A reply whose turn it is ends after so long without a sign of life. Upstream's server sends nothing
   * at all when the agent has nothing to say. Default 120 000.
   */
  readonly replyIdleMs?: number | undefined;
  /** What becomes of a message that is sent while there is no connection. Default `queue`. */
  readonly offline?: "queue" | "refuse" | undefined;
  /** How many messages may wait for a connection; more are refused. Default 100. */
  readonly maxQueued?: number | undefined;
  /** How long a message may wait for a connection, and an open reply for its return. Default 300 000. */
  readonly offlineMs?: number | undefined;
  /**
   * How long to wait for a further part of a final reply, where the server does not say whether there is
   * one. Default 500.
   */
  readonly partGraceMs?: number | undefined;
  /** How to come back, or `false` for a single connection. */
  readonly reconnect?: ReconnectOptions | false | undefined;
  /** HTTP headers of the upgrade request (Node only). */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Transport details: Origin, agent or proxy (Node only), `maxPayloadBytes`. */
  readonly socket?: Omit<SocketOptions, "headers" | "protocols"> | undefined;
  /** Deadline of the url and token providers and the WebSocket handshake together. Default 10 000. */
  readonly connectTimeoutMs?: number | undefined;
  /** Deadline of the server's first word; the auth service's time is part of it. Default 15 000. */
  readonly handshakeTimeoutMs?: number | undefined;
  /** Default: silent. pino (through `fromPino`) and console fit. */
  readonly logger?: Logger | undefined;
  /** Injected time, for tests. */
  readonly clock?: Clock | undefined;
  /** Injected randomness in [0, 1), for tests. */
  readonly random?: Random | undefined;
  /** Injected transport. Default: `ws` in Node, the platform's WebSocket elsewhere. */
  readonly openSocket?: OpenSocket | undefined;
  /** When to try again early: online, visible, thawed. Default: the platform's signals. */
  readonly wake?: WakeSource | false | undefined;
}
