import { randomUUID } from "node:crypto";
import { type GatewayClock, systemGatewayClock } from "../gateway/clock.js";

/** Where the hub looks for a token on its WebSocket. Which place the real hub uses is not known. */
export type GruprWsAuth = "header" | "query" | "subprotocol" | "first-message";

/** How the hub writes what it sends. Every combination has been thought possible. */
export interface GruprEnvelope {
  /** Lists: `{ data, count, next_cursor }` ("top", default) or `{ data, meta: { … } }` ("meta"). */
  readonly list?: "top" | "meta";
  /** The key of an event's name. Default "type". */
  readonly name?: "type" | "event" | "event_type";
  /**
   * Where an event's message is: under a key ("data" is the default), beside the name ("flat"), or as
   * JSON inside a string under `data` ("string").
   */
  readonly body?: "data" | "payload" | "message" | "flat" | "string";
  /** Errors: `{ errors: [{ code, message }] }` ("errors", default), `{ error }`, plain text, HTML, nothing. */
  readonly errors?: GruprErrorShape;
}

/** How an error's body is written. */
export type GruprErrorShape = "errors" | "error" | "text" | "html" | "empty";

/** Options of {@link startGrupr}. */
export interface GruprOptions {
  /** TCP port; 0 (default) picks a free one. */
  readonly port?: number;
  /** Address to listen on. Default 127.0.0.1. */
  readonly host?: string;
  /** The token of the agent that is there from the start. Default: a random one that begins with `gat_`. */
  readonly agentToken?: string;
  /** That agent's name. Default "Test agent". */
  readonly agentName?: string;
  /** The JWT of the user who owns it. Default: a random one. */
  readonly jwt?: string;
  /** Where tokens are accepted on the WebSocket: one place, or several. Default "header". */
  readonly wsAuth?: GruprWsAuth | readonly GruprWsAuth[];
  /** Whose tokens the WebSocket takes: agents' (default), or only users' JWTs. */
  readonly wsTokens?: "agent" | "jwt";
  /** The query parameter of `wsAuth: "query"`. Default "token". */
  readonly queryParameter?: string;
  /**
   * How a wrong token is refused on the WebSocket: HTTP 401 instead of the upgrade ("http", default),
   * close code 4401 ("close"), or an error frame and close code 1008 ("frame"). A token in the first
   * message is refused by "close" where "http" is chosen.
   */
  readonly authRefusal?: "http" | "close" | "frame";
  /** Whether rooms have to be subscribed to. Default "optional": an agent hears all its rooms. */
  readonly subscribe?: "optional" | "required";
  /** Confirm subscriptions with a `subscribed` event. Default true. */
  readonly subscribeAck?: boolean;
  /** Answer `{ "type": "ping" }` with `{ "type": "pong" }`. Default true. */
  readonly pong?: boolean;
  /** How things are written. */
  readonly envelope?: GruprEnvelope;
  /** Fraction digits of `created_at`. Default 6. */
  readonly timestampDigits?: 0 | 3 | 6;
  /** How UTC is written in `created_at`. Default "Z". */
  readonly timestampZone?: "Z" | "+00:00";
  /** The most a list gives at once, whatever was asked for. Default 100. */
  readonly maxLimit?: number;
  /** The HTTP method that sets a webhook; others get 405. Default "PUT". */
  readonly webhookMethod?: "PUT" | "POST";
  /** How webhooks are signed: `sha256=<hex>` (default) or `<hex>`. */
  readonly signature?: "sha256=hex" | "hex";
  /** Let pages of any origin call. Default true. */
  readonly cors?: boolean;
  /** Replaces real time. */
  readonly clock?: GatewayClock;
}

/** Options with the defaults filled in. */
export interface ResolvedGruprOptions extends Required<
  Omit<GruprOptions, "wsAuth" | "envelope" | "clock">
> {
  readonly wsAuth: readonly GruprWsAuth[];
  readonly envelope: Required<GruprEnvelope>;
  readonly clock: GatewayClock;
}

const listOf = <T>(value: T | readonly T[]): readonly T[] =>
  Array.isArray(value) ? (value as readonly T[]) : [value as T];

/** Fills in the defaults. */
export function resolveGruprOptions(options: GruprOptions): ResolvedGruprOptions {
  const random = (): string => randomUUID().replaceAll("-", "");
  return {
    port: options.port ?? 0,
    host: options.host ?? "127.0.0.1",
    agentToken: options.agentToken ?? `gat_${random()}`,
    agentName: options.agentName ?? "Test agent",
    jwt: options.jwt ?? `jwt-${random()}`,
    wsAuth: listOf(options.wsAuth ?? "header"),
    wsTokens: options.wsTokens ?? "agent",
    queryParameter: options.queryParameter ?? "token",
    authRefusal: options.authRefusal ?? "http",
    subscribe: options.subscribe ?? "optional",
    subscribeAck: options.subscribeAck ?? true,
    pong: options.pong ?? true,
    envelope: {
      list: options.envelope?.list ?? "top",
      name: options.envelope?.name ?? "type",
      body: options.envelope?.body ?? "data",
      errors: options.envelope?.errors ?? "errors",
    },
    timestampDigits: options.timestampDigits ?? 6,
    timestampZone: options.timestampZone ?? "Z",
    maxLimit: options.maxLimit ?? 100,
    webhookMethod: options.webhookMethod ?? "PUT",
    signature: options.signature ?? "sha256=hex",
    cors: options.cors ?? true,
    clock: options.clock ?? systemGatewayClock,
  };
}
