import type { Clock, Logger } from "@hawser/core";
import type { HelloOk } from "./schemas/connect.js";

/** What came before a session. */
export interface ReadyContext {
  /** There was a session before. */
  readonly resumed: boolean;
  /** The gateway is another process than in the session before: what ran there is over. */
  readonly restarted: boolean;
}

/** How a listener wants its events. */
export interface ListenOptions {
  /**
   * Only what cannot be derived from later events: of a burst of chat deltas of one run the newest, of
   * agent events none of the stream `assistant`. Holds while every listener of the event is content with it.
   */
  readonly economical?: boolean;
}

/**
 * What the modules on top of the connection (chat, sessions, approvals, presence, runs …) need from it.
 * `GatewayClient` is one; tests use a small one in memory.
 */
export interface GatewayPort {
  /** Sends one RPC. Rejects with the client's typed errors. `timeoutMs`: the client's default when absent. */
  request<T = unknown>(
    method: string,
    params?: object,
    o?: { signal?: AbortSignal; timeoutMs?: number },
  ): Promise<T>;
  /** Gateway events by name; the payload is validated where a schema exists. Returns the unsubscribe function. */
  on(event: string, fn: (payload: unknown) => void, o?: ListenOptions): () => void;
  /** Called each time a session becomes ready. */
  onReady(fn: (hello: HelloOk, c: ReadyContext) => void): () => void;
  /** Called each time the link is lost, before it is known whether it comes back. */
  onLost(fn: () => void): () => void;
  /** Events may have been missed: refetch what is cached. */
  onResync(fn: (r: { reason: "gap" | "reconnect" | "overflow" }) => void): () => void;
  /** The current session's hello; undefined while there is no session. */
  readonly hello: HelloOk | undefined;
  readonly protocol: 3 | 4 | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  hasScope(scope: string): boolean;
}
