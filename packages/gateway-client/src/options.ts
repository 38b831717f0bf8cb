import type {
  Clock,
  Logger,
  OpenSocket,
  Random,
  ReconnectOptions,
  SocketOptions,
  WakeSource,
} from "@hawser/core";
import type { DeviceStore } from "./device/index.js";

/** What a URL or credential provider is told about the attempt it is asked for. */
export interface AttemptContext {
  /** 0 for the first attempt, counted up until a session was healthy. */
  readonly attempt: number;
  /** Aborted when the attempt is given up (deadline, close). */
  readonly signal: AbortSignal;
}

/** A value, or a function asked at every connection attempt. */
export type Provided<T> = T | ((context: AttemptContext) => T | Promise<T>);

/** How the client introduces itself; gateways know a closed list of ids and modes. */
export interface ClientInfo {
  /** One of the gateway's known ids: `gateway-client`, `cli`, `webchat-ui`, `node-host`, `test`, … */
  readonly id?: string;
  /** `backend` | `cli` | `webchat` | `ui` | `node` | `probe` | `test`. */
  readonly mode?: string;
  readonly version?: string;
  readonly platform?: string;
  readonly deviceFamily?: string;
  readonly displayName?: string;
  /** Stable id of this installation, shown in presence. */
  readonly instanceId?: string;
}

/** Everything a {@link GatewayClient} can be told. Only `url` is required. */
export interface GatewayClientOptions {
  /** `ws://` or `wss://` address of the gateway, or a provider of it. Example: `ws://127.0.0.1:18789`. */
  readonly url: Provided<string | URL>;
  /** The gateway's shared token (`gateway.auth.token`), or a provider asked per attempt. */
  readonly token?: Provided<string | undefined>;
  /** The gateway's password; understood by protocol 4 gateways only. */
  readonly password?: Provided<string | undefined>;
  /** Role to connect as. Default `operator`. */
  readonly role?: string;
  /** Scopes to ask for. Default: operator.read, operator.write, operator.admin, operator.approvals. */
  readonly scopes?: readonly string[];
  /**
   * Client identification. Defaults by place: `gateway-client`/`backend` without a device, `cli`/`cli`
   * with one, `webchat-ui`/`webchat` in a browser page.
   */
  readonly client?: ClientInfo;
  /**
   * Where the device identity lives. Default: IndexedDB in a browser page, none elsewhere.
   * `false` connects without a device everywhere.
   */
  readonly device?: DeviceStore | false;
  /**
   * Capabilities announced at connect. Default: `tool-events`, and the approval capabilities once
   * approvals are watched. An explicit list is sent as it is.
   */
  readonly caps?: readonly string[];
  /** HTTP headers of the upgrade request (Node only). */
  readonly headers?: Readonly<Record<string, string>>;
  /** Transport details: Origin, agent/proxy, subprotocols (Node only except `protocols`). */
  readonly socket?: Omit<SocketOptions, "headers">;
  /** Deadline of one RPC, ms, including the wait for a connection. Default 30 000. */
  readonly requestTimeoutMs?: number;
  /** How long to wait for connect.challenge before connecting without it, ms. Default 2 000. */
  readonly challengeTimeoutMs?: number;
  /** Deadline of the `url` provider and TCP + TLS + HTTP upgrade together, ms. Default 10 000. */
  readonly connectTimeoutMs?: number;
  /** Deadline of the handshake after the upgrade, ms. Default 15 000. */
  readonly handshakeTimeoutMs?: number;
  /** Deadline of a token or password provider, ms. Default 10 000. */
  readonly credentialTimeoutMs?: number;
  /** Silence after which the link counts as dead, ms. Default: twice the server's tick interval. */
  readonly idleLimitMs?: number;
  /**
   * Keep trying while the gateway says that the device must be paired first. Default `false`:
   * `connect()` rejects with PairingRequiredError at once.
   */
  readonly waitForPairing?: boolean;
  /** Reconnect behaviour, or `false` for a single connection. */
  readonly reconnect?: ReconnectOptions | false;
  /** Default: silent. pino (through `fromPino`) and console fit. */
  readonly logger?: Logger;
  /** Injected time, for tests. */
  readonly clock?: Clock;
  /** Injected randomness in [0, 1), for tests. */
  readonly random?: Random;
  /** Injected transport. Default: `ws` in Node, the platform's WebSocket elsewhere. */
  readonly openSocket?: OpenSocket;
  /** When to try again early: online, visible, thawed. Default: the platform's signals. */
  readonly wake?: WakeSource | false;
}

/** The scopes asked for by default: everything the convenience calls of this package need. */
export const DEFAULT_SCOPES: readonly string[] = [
  "operator.read",
  "operator.write",
  "operator.admin",
  "operator.approvals",
];
