import type { DmPolicy, RateLimitOptions, WhenGone } from "@hawser/ws-channel-protocol/server";
import type { DmScope } from "../openclaw/config.js";

/** `channels.websocket.auth`: how connections prove who they are. */
export interface AuthConfig {
  /** Default `true`. `WS_AUTH_ENABLED` has the last word. */
  readonly enabled?: boolean;
  /** Default `http://localhost:3000/api/auth/verify`. `WS_AUTH_ENDPOINT` has the last word. */
  readonly endpoint?: string;
  /** How long the check may take, in milliseconds. Default 5000. */
  readonly timeout?: number;
  /** Whether a connection without a valid token is refused. Default `true`. */
  readonly required?: boolean;
}

/** `channels.websocket.dynamicAgentCreation`: an agent of its own for every direct sender. */
export interface DynamicAgentConfig {
  /** Default `false`. */
  readonly enabled: boolean;
  /** Where a new agent works. Default `workspace-{agentId}` in the gateway's state directory. */
  readonly workspaceTemplate?: string;
  /** Where a new agent's files are. Default `agents/{agentId}/agent` in the gateway's state directory. */
  readonly agentDirTemplate?: string;
  /** How many agents named `ws-…` there may be. Default: no limit. */
  readonly maxAgents?: number;
}

/** `channels.websocket.media`: files in both directions. */
export interface MediaConfig {
  /** Folders below which a client may name a file by its path. Default: none. */
  readonly roots: readonly string[];
  /** How large a file may be, in bytes. Default 5 MiB. */
  readonly maxBytes: number;
}

/** `channels.websocket`, read and checked. */
export interface ChannelConfig {
  /** Default `true`. */
  readonly enabled: boolean;
  /** Default 18800. */
  readonly port: number;
  /** Default `0.0.0.0`. */
  readonly host: string;
  /** Default `/ws`. */
  readonly path: string;
  readonly auth: AuthConfig;
  readonly dynamicAgentCreation: DynamicAgentConfig;
  /** Default `open`; `allowlist` when `allowFrom` names somebody. */
  readonly dmPolicy: DmPolicy;
  /** Senders who may talk to the agent directly; `*` is everybody. Default: nobody in particular. */
  readonly allowFrom: readonly string[];
  /** Default: `session.dmScope` where that separates senders, else `per-channel-peer`. */
  readonly dmScope?: DmScope;
  /** Whether there are groups. Default `true`. */
  readonly groups: boolean;
  /** Web pages that may connect. Default: every page where `auth` is required, else this host's and loopback pages. */
  readonly allowedOrigins?: readonly string[];
  /** Largest frame, in bytes. */
  readonly maxPayload?: number;
  /** Milliseconds between pings. */
  readonly heartbeatMs?: number;
  readonly rateLimit?: RateLimitOptions | false;
  readonly maxConnections?: number;
  /** How much may wait for a slow reader, in bytes. */
  readonly maxBufferedBytes?: number;
  /** How long running replies may take to end when the account stops, in milliseconds. */
  readonly drainMs?: number;
  /** How long a reply waits for a client that has lost its connection, in milliseconds. */
  readonly resumeTtlMs?: number;
  /** What becomes of a turn whose sender does not come back within that time. */
  readonly whenGone: WhenGone;
  readonly media: MediaConfig;
}
