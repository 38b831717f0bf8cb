import {
  type Clock,
  type Logger,
  monotonic,
  type OpenSocket,
  platformSocket,
  platformWake,
  type Random,
  type ReconnectOptions,
  silentLogger,
  systemClock,
  ValidationError,
  type WakeSource,
} from "@hawser/core";
import type { TokenProvider } from "./rest/credentials.js";
import type { RetryOptions } from "./rest/retry.js";

/** Where runs are listened for. */
export type Transport = "auto" | "websocket" | "polling";

/** Everything a {@link GroupChatRunsClient} can be told. Only `token` is required. */
export interface GroupChatRunsClientOptions {
  /** The agent's `gca_` token, or an (async) function asked for it at each call and subscription. */
  readonly token: TokenProvider;
  /** Root of the agent API. Default `https://groupchat.ai/api/v1/agent`. */
  readonly apiUrl?: string;
  /** Root of the Convex deployment. Default `https://fantastic-jay-464.convex.cloud`. */
  readonly convexUrl?: string;
  /** How the token is sent to the API; it takes both. Default `"basic"`. */
  readonly auth?: "basic" | "bearer";
  /**
   * `"websocket"` subscribes through Convex, `"polling"` asks the API, `"auto"` (default) subscribes and
   * asks while the subscription is down.
   */
  readonly transport?: Transport;
  /** Time between two polls, ms, spread by a quarter either way. Default 5000. */
  readonly pollIntervalMs?: number;
  /**
   * With `"auto"`: time between two polls that look whether a working subscription has missed anything,
   * ms. Default 60 000; `Infinity` for never.
   */
  readonly auditIntervalMs?: number;
  /** Deadline of one HTTP request, its answer included, ms. Default 15 000. */
  readonly requestTimeoutMs?: number;
  /** When API calls are tried again, or `false` for never. */
  readonly retry?: RetryOptions | false;
  /** Deadline of the WebSocket handshake, ms. Default 10 000. */
  readonly connectTimeoutMs?: number;
  /** How long a subscription may take to give its first result, ms. Default 15 000. */
  readonly syncTimeoutMs?: number;
  /** Silence after which the socket counts as dead, ms. Convex pings every 15 s. Default 40 000. */
  readonly idleLimitMs?: number;
  /**
   * When a subscription that failed is set up anew; it never gives up. Dropped sockets are Convex's own
   * affair.
   */
  readonly reconnect?: Omit<ReconnectOptions, "maxAttempts">;
  /** Default: silent. pino (through core's `fromPino`) and console fit. */
  readonly logger?: Logger;
  /** Default: the platform's, looked up at each call. */
  readonly fetch?: typeof fetch;
  /** Injected time, for tests. The convex package keeps its own. */
  readonly clock?: Clock;
  /** Injected randomness in [0, 1), for tests. */
  readonly random?: Random;
  /** Injected transport. Default: `ws` in Node, the platform's WebSocket elsewhere. */
  readonly openSocket?: OpenSocket;
  /** When to look again early: online, visible, thawed. Default: the platform's signals. */
  readonly wake?: WakeSource | false;
}

/** Options with the defaults filled in. */
export type Settings = Required<Omit<GroupChatRunsClientOptions, "fetch">> & {
  readonly fetch: typeof fetch | undefined;
  /** Milliseconds that never run backwards, fit only for differences. */
  readonly now: () => number;
};

const API_URL = "https://groupchat.ai/api/v1/agent";
const CONVEX_URL = "https://fantastic-jay-464.convex.cloud";

/** @throws ValidationError for a URL or a transport that cannot be meant. */
export function settingsOf(options: GroupChatRunsClientOptions): Settings {
  const { clock = systemClock } = options;
  return {
    token: options.token,
    apiUrl: options.apiUrl ?? API_URL,
    convexUrl: deploymentUrl(options.convexUrl ?? CONVEX_URL),
    auth: options.auth ?? "basic",
    transport: knownTransport(options.transport ?? "auto"),
    pollIntervalMs: options.pollIntervalMs ?? 5000,
    auditIntervalMs: options.auditIntervalMs ?? 60_000,
    requestTimeoutMs: options.requestTimeoutMs ?? 15_000,
    retry: options.retry ?? {},
    connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
    syncTimeoutMs: options.syncTimeoutMs ?? 15_000,
    idleLimitMs: options.idleLimitMs ?? 40_000,
    reconnect: options.reconnect ?? {},
    logger: options.logger ?? silentLogger,
    fetch: options.fetch,
    clock,
    now: monotonic(clock),
    random: options.random ?? Math.random,
    openSocket: options.openSocket ?? platformSocket,
    wake: options.wake ?? platformWake,
  };
}

function knownTransport(transport: string): Transport {
  if (transport === "auto" || transport === "websocket" || transport === "polling") {
    return transport;
  }
  throw new ValidationError("transport is none of the known ones.", {
    path: "transport",
    expected: `"auto", "websocket" or "polling"`,
  });
}

/** The convex package wants the root, over HTTP, without a slash at its end. */
function deploymentUrl(given: string): string {
  let url: URL | undefined;
  try {
    url = new URL(given);
  } catch {
    // Refused below.
  }
  const scheme = url?.protocol.replace(/^ws(s?):$/, "http$1:");
  if (url === undefined || (scheme !== "http:" && scheme !== "https:")) {
    throw notADeployment("an https:// URL", `GroupChat's is ${CONVEX_URL}.`);
  }
  if (url.hostname.endsWith(".convex.site")) {
    throw notADeployment(
      "a .convex.cloud URL",
      "convex.site serves HTTP actions; subscriptions are at the deployment's .convex.cloud address.",
    );
  }
  return `${scheme}//${url.host}${url.pathname.replace(/\/+$/, "")}`;
}

function notADeployment(expected: string, hint: string): ValidationError {
  return new ValidationError("convexUrl is not the root of a Convex deployment.", {
    code: "INVALID_URL",
    path: "convexUrl",
    expected,
    hint,
  });
}
