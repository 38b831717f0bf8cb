import type { Clock, Logger, OpenSocket, Random, ReconnectOptions, WakeSource } from "@hawser/core";
import { silentLogger, systemClock } from "@hawser/core";
import { MemoryCursorStore, type CursorStore } from "./cursor/store.js";
import { hubRoot } from "./http/hub-http.js";
import { TokenSource, type Provided } from "./http/token-source.js";

/** Where the token stands on the WebSocket. */
export type WsAuth = "header" | "query" | "subprotocol" | "first-message";

/** The hub's WebSocket. What it expects is not documented, so all of it can be said here. */
export interface WsOptions {
  /** Default: `/ws` on the host of `baseUrl`; for Grupr itself `wss://api.grupr.ai/ws`. */
  readonly url?: Provided<string | URL>;
  /**
   * Where the token stands. `"header"`: `Authorization: Bearer …`. `"query"`: in the URL, where servers
   * and proxies log it. `"subprotocol"`: see `protocols`. `"first-message"`: see `authMessage`.
   * Default `"header"` in Node, `"first-message"` where headers cannot be set (browsers, Deno, Bun).
   */
  readonly auth?: WsAuth;
  /** Name of the parameter of `auth: "query"`. Default `"token"`. */
  readonly queryParameter?: string;
  /** Subprotocols of `auth: "subprotocol"`. Default `["grupr", "bearer.<token in base64url>"]`. */
  readonly protocols?: (token: string) => readonly string[];
  /** The frame of `auth: "first-message"`. Default `{ type: "auth", token }`. */
  readonly authMessage?: (token: string) => unknown;
  /**
   * The frame that asks for a grupr's events, or `false` for none.
   * Default `{ type: "subscribe", grupr_id }`.
   */
  readonly subscribe?: ((gruprId: string) => unknown) | false;
  /**
   * The frame that asks for a sign of life, or `false` for none. Default `{ type: "ping" }`. Silence
   * counts as death only once the hub has answered one.
   */
  readonly ping?: unknown;
  /** Time between two pings, ms. Default 25 000. */
  readonly pingIntervalMs?: number;
  /** How long the hub may take to answer a ping, ms. Default 10 000. */
  readonly pongTimeoutMs?: number;
  /** How to come back. Default: within 500 ms, then 1 s × 2 → 30 s, full jitter. */
  readonly reconnect?: ReconnectOptions;
  /** Deadline of TCP, TLS and upgrade together, ms. Default 10 000. */
  readonly connectTimeoutMs?: number;
  /** When a socket that the hub has no place for (404, 426 …) is tried again, ms. Default 300 000. */
  readonly refusedRetryMs?: number;
}

/** How the hub's REST is laid out, where that is not documented. */
export interface RouteOptions {
  /** Path of a grupr's messages below baseUrl. Default `/grups/<id>/messages`. */
  readonly messages?: (gruprId: string) => string;
  /** Default `/webhook`. */
  readonly webhook?: string;
  /** Default `"PUT"`; where the hub answers 405, the other one is tried. */
  readonly webhookMethod?: "PUT" | "POST";
}

/** Everything a {@link GruprClient} can be told. Only `agentToken` is required. */
export interface GruprClientOptions {
  /** The agent's `gat_` token, or an (async) function asked for it at each call and connection. */
  readonly agentToken: Provided<string>;
  /** The agent's id, where it is known. It tells own messages apart from those of other agents. */
  readonly agentId?: string;
  /** The agent-hub's root. Default `https://api.grupr.ai/api/v1/agent-hub`. */
  readonly baseUrl?: string;
  /**
   * `"auto"` (default) is woken by the WebSocket, and polls while there is none. `"websocket"` ends a
   * stream whose socket is refused for good. `"polling"` opens no socket.
   */
  readonly transport?: "auto" | "websocket" | "polling";
  readonly ws?: WsOptions;
  readonly routes?: RouteOptions;
  /**
   * Time between two polls while no WebSocket has proved that it tells of messages, ms, spread by a
   * fifth either way. Default 5000.
   */
  readonly pollIntervalMs?: number;
  /** Time between two polls while one has, ms. Default 60 000. */
  readonly safetyPollMs?: number;
  /** How far reads reach back behind the latest message, for those that show up late, ms. Default 5000. */
  readonly overlapMs?: number;
  /** How often a message that is still being written is looked at, ms. Default 1000. */
  readonly streamingPollMs?: number;
  /**
   * A message that is still being written and has not changed for so long is given out as it is, or
   * left out when it is empty, ms. Default 120 000.
   */
  readonly streamingTimeoutMs?: number;
  /** Where cursors live. Default: in memory, as long as the client. */
  readonly store?: CursorStore;
  /** Deadline of one HTTP request, its answer included, ms. Default 30 000. */
  readonly requestTimeoutMs?: number;
  /** Default: silent. pino (through core's `fromPino`) and console fit. */
  readonly logger?: Logger;
  /** Default: the platform's, looked up at each call. */
  readonly fetch?: typeof fetch;
  /** Injected time, for tests. */
  readonly clock?: Clock;
  /** Injected randomness in [0, 1), for tests. */
  readonly random?: Random;
  /** Injected transport. Default: `ws` in Node, the platform's WebSocket elsewhere. */
  readonly openSocket?: OpenSocket;
  /** When to connect again early: online, visible, thawed. Default: the platform's signals. */
  readonly wake?: WakeSource | false;
}

/** Options with the defaults filled in. */
export interface Settings {
  readonly token: TokenSource;
  readonly agentId: string | undefined;
  readonly baseUrl: string;
  readonly transport: "auto" | "websocket" | "polling";
  readonly ws: WsOptions;
  readonly routes: Required<RouteOptions>;
  readonly pollIntervalMs: number;
  readonly safetyPollMs: number;
  readonly overlapMs: number;
  readonly streamingPollMs: number;
  readonly streamingTimeoutMs: number;
  readonly store: CursorStore;
  readonly requestTimeoutMs: number;
  readonly logger: Logger;
  readonly fetch: typeof fetch | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly openSocket: OpenSocket | undefined;
  readonly wake: WakeSource | false | undefined;
}

/** Grupr's own hub. */
export const BASE_URL = "https://api.grupr.ai/api/v1/agent-hub";

/** @throws ValidationError for a URL, a token or an id that cannot be meant. */
export function settingsOf(options: GruprClientOptions): Settings {
  return {
    token: new TokenSource(options.agentToken, "agentToken"),
    agentId: options.agentId,
    baseUrl: hubRoot(options.baseUrl ?? BASE_URL),
    transport: options.transport ?? "auto",
    ws: options.ws ?? {},
    routes: {
      messages: options.routes?.messages ?? ((id) => `/grups/${encodeURIComponent(id)}/messages`),
      webhook: options.routes?.webhook ?? "/webhook",
      webhookMethod: options.routes?.webhookMethod ?? "PUT",
    },
    pollIntervalMs: options.pollIntervalMs ?? 5000,
    safetyPollMs: options.safetyPollMs ?? 60_000,
    overlapMs: options.overlapMs ?? 5000,
    streamingPollMs: options.streamingPollMs ?? 1000,
    streamingTimeoutMs: options.streamingTimeoutMs ?? 120_000,
    store: options.store ?? new MemoryCursorStore(),
    requestTimeoutMs: options.requestTimeoutMs ?? 30_000,
    logger: options.logger ?? silentLogger,
    fetch: options.fetch,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    openSocket: options.openSocket,
    wake: options.wake,
  };
}
