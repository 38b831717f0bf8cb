import type { Server } from "node:http";
import type { Clock, Logger } from "@hawser/core";
import type { AuthOptions, VerifyConnection } from "./auth/types.js";
import type { ServerEvent } from "./events.js";
import type { GroupOptions } from "./groups/types.js";
import type { RateLimitOptions } from "./limits/types.js";
import type { MediaOptions } from "./media/types.js";
import type { MessageHandler } from "./message.js";
import type { DmPolicy, PairHook } from "./policy/types.js";

/** See {@link WsChannelServerOptions.whenGone}. */
export type WhenGone = "stop" | "finish";

/** What happens to replies whose connection has gone. */
export interface ResumeOptions {
  /**
   * How long an open reply goes on, and a finished one is kept, for a sender who comes back, in
   * milliseconds. Default 120 000.
   */
  readonly ttlMs?: number;
  /**
   * How many finished replies are kept for one sender. Default 64. Beyond it, and beyond `maxTotalChars`,
   * the oldest lose their texts: asked for, they are answered by `chat.error` `expired`, and their
   * messages are not worked on again.
   */
  readonly maxPerSender?: number;
  /** How much text is kept for all senders together, in characters. Default 33 554 432. */
  readonly maxTotalChars?: number;
  /** How many finished replies are known for all senders together. Beyond it the oldest are forgotten. Default 65 536. */
  readonly maxTotal?: number;
}

/** Options of {@link createWsChannelServer}. */
export interface WsChannelServerOptions {
  /** The agent. Without one, `server.handle()` brings it; until then messages get `chat.error` `busy`. */
  readonly onMessage?: MessageHandler | undefined;
  /** Default 18800. 0 takes a free one; `server.port` says which. */
  readonly port?: number;
  /** Address to listen on. Default `0.0.0.0`. */
  readonly host?: string;
  /** Path of the WebSocket endpoint; others get 404. Default `/ws`. */
  readonly path?: string;
  /**
   * Serve on this HTTP (or HTTPS) server instead of an own one. It is neither started nor stopped here:
   * `port` and `host` mean nothing then. Upgrades to other paths are left to its other `upgrade`
   * listeners, or get 404 where it has none.
   */
  readonly server?: Server;
  /**
   * Who may connect: an auth service, or a function. Default: nobody is asked, and every connection says
   * by itself who it is.
   */
  readonly auth?: AuthOptions | VerifyConnection;
  /** Where `WS_AUTH_ENABLED` and `WS_AUTH_ENDPOINT` are looked up. Default `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The largest frame accepted, in bytes; a larger one closes the connection with 1009. Default 8 MiB. */
  readonly maxPayload?: number;
  /**
   * Pages that may connect, such as `https://app.example.com`, `https://*.example.com` or `*`. Programs
   * send no Origin and are not concerned. Default: every page where `auth` is required, else pages of
   * loopback addresses and of the host that they connect to, unless that is a name which leads to
   * loopback: a hostile page may have made it do so, and a proxy needs a list.
   */
  readonly allowedOrigins?: readonly string[];
  /** How many connections at once; more get HTTP 503. Default 10 000. */
  readonly maxConnections?: number;
  /** How often peers are pinged, in milliseconds; one that nothing has come from by the next time is cut. 0: never. Default 30 000. */
  readonly heartbeatMs?: number;
  /** Default: see {@link RateLimitOptions}. `false` for none. */
  readonly rateLimit?: RateLimitOptions | false;
  /** How many messages may wait in one session; more get `chat.error` `busy`. Default 64. */
  readonly maxQueuedPerSession?: number;
  /** Beyond this many unsent bytes a connection's `chat.stream` frames wait, and only the newest of each reply is kept. Default 64 KiB. */
  readonly coalesceOverBytes?: number;
  /** Beyond this many unsent bytes a connection is cut. Default 16 MiB. */
  readonly maxBufferedBytes?: number;
  /**
   * Who may speak to the agent directly: everybody, those on `allowFrom`, or those and whom `pair`
   * accepts. Others get `chat.error` `forbidden`, or `pairing_required`. Default `open`. Unless it is
   * `open`, groups take messages of senders on `allowFrom` only.
   */
  readonly dmPolicy?: DmPolicy;
  /** Sender ids; `*` for all. */
  readonly allowFrom?: readonly string[];
  /** Asked about others under `dmPolicy: "pairing"`. Without it nobody else is let in. */
  readonly pair?: PairHook;
  /** Files that come with messages. */
  readonly media?: MediaOptions;
  /** Default: see {@link GroupOptions}. `false` for no groups. */
  readonly groups?: GroupOptions | false;
  /** Default: see {@link ResumeOptions}. `false`: nobody who comes back gets a reply that began before. */
  readonly resume?: ResumeOptions | false;
  /**
   * What becomes of work whose sender does not come back within `resume.ttlMs`. `stop`: its signal
   * aborts. `finish`: it goes on, as upstream's does, and its answer is kept for `resume.ttlMs` from its end
   * on. Default `stop`.
   */
  readonly whenGone?: WhenGone;
  /** Whether `chat.typing` is sent for handlers that do not answer at once. Default `true`. */
  readonly autoTyping?: boolean;
  /** How long `close()` waits for running replies, in milliseconds. Default 10 000. */
  readonly drainMs?: number;
  /** Told of everything that happens. */
  readonly observe?: (event: ServerEvent) => void;
  /** Default: silent. */
  readonly logger?: Logger;
  /** Default: the system's. */
  readonly clock?: Clock;
}
