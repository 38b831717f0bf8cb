import type { ConnectionState } from "@hawser/core";
import type { ChatResponseFrame } from "../../frames/server-frames.js";

/** What is known once a server has welcomed us. */
export interface ChannelSession {
  /** `hawser` for ours; upstream's does not say. */
  readonly serverName: string | undefined;
  /** What the server can do beyond upstream. */
  readonly features: ReadonlySet<string>;
  /** The identity the server uses for this connection; our own `senderId` where it does not say. */
  readonly senderId: string;
  /** The largest frame the server accepts, in bytes. */
  readonly maxPayload: number;
  /** Changes when the server starts anew; undefined where it does not say. */
  readonly instance: string | undefined;
  /** For how long the server knows a message at least, in milliseconds; undefined where it does not say. */
  readonly resumeTtlMs: number | undefined;
}

/** Where a channel's connection stands: idle, connecting, handshaking, ready, waiting or closed. */
export type ChannelState = ConnectionState<ChannelSession>;

/** Reads the banner; a server without one has no features. */
export function sessionFrom(
  banner: ChatResponseFrame | undefined,
  ownSenderId: string,
): ChannelSession {
  return {
    serverName: banner?.server?.name,
    features: new Set(banner?.server?.features),
    senderId: banner?.senderId ?? ownSenderId,
    maxPayload: banner?.server?.maxPayload ?? Infinity,
    instance: banner?.server?.instance,
    resumeTtlMs: banner?.server?.resumeTtlMs,
  };
}

/** Whether every reply ends with one terminal frame, and what streams is the whole text so far. */
export function speaksWhole(session: ChannelSession): boolean {
  return session.features.has("whole");
}
