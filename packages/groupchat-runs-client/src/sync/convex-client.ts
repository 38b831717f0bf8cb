import { ConvexClient } from "convex/browser";
import { makeFunctionReference } from "convex/server";
import { type GuardContext, GuardedSocket } from "./guarded-socket.js";
import type { RunKind } from "./kinds.js";

/** Where convex writes its log lines. */
export interface ConvexLog {
  log(...parts: unknown[]): void;
  warn(...parts: unknown[]): void;
  error(...parts: unknown[]): void;
  logVerbose(...parts: unknown[]): void;
}

/** A subscription's results. Neither function may throw. */
export interface QueryListener {
  readonly onValue: (value: unknown) => void;
  readonly onError: (error: Error) => void;
}

/** One convex client over guarded sockets. */
export interface ConvexConnection {
  /** Subscribes to a list of runs; the returned function ends that. */
  subscribe(kind: RunKind, token: string, listener: QueryListener): () => void;
  /** Ends it. What comes later is heard by nobody. */
  close(): void;
}

const QUERIES = {
  pending: makeFunctionReference<"query", { token: string }, unknown>("agentWebSocket:pendingRuns"),
  stopped: makeFunctionReference<"query", { token: string }, unknown>("agentWebSocket:stoppedRuns"),
} as const;

/** Opens a convex client; it connects at once and keeps itself connected. */
export function openConvex(url: string, guard: GuardContext, log: ConvexLog): ConvexConnection {
  class Guarded extends GuardedSocket {
    constructor(address: string) {
      super(address, guard);
    }
  }
  const client = new ConvexClient(url, {
    webSocketConstructor: Guarded as unknown as typeof WebSocket,
    // Its default writes to the console, in places with the query's arguments.
    logger: log,
    unsavedChangesWarning: false,
    // The options were checked when the client was made.
    skipConvexDeploymentUrlCheck: true,
  });
  return {
    subscribe: (kind, token, listener) =>
      client.onUpdate(QUERIES[kind], { token }, listener.onValue, listener.onError),
    close: () => {
      // Its promise may never settle. The sockets are killed by whoever holds them.
      client.close().catch(() => undefined);
    },
  };
}
