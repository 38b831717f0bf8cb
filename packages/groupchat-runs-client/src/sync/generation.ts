import {
  HawserError,
  type Logger,
  nextReconnectDelay,
  ProtocolError,
  redactText,
  TimeoutError,
  type TimerHandle,
} from "@hawser/core";
import { parseRuns } from "../parse/run.js";
import type { Credentials } from "../rest/credentials.js";
import type { Run } from "../schemas/index.js";
import type { Settings } from "../options.js";
import type { ConvexConnection, openConvex } from "./convex-client.js";
import { queryFailed, socketLost } from "./failures.js";
import type { GuardContext, GuardedSocket, SocketEnd } from "./guarded-socket.js";
import { RUN_KINDS, type RunKind } from "./kinds.js";

/** Who is told what a subscription gives. */
export interface LiveListener {
  /** The whole list, as it is now. */
  snapshot(kind: RunKind, runs: readonly Run[]): void;
  /** From here on the list may be out of date, until the next snapshot. */
  lost(kind: RunKind, error: HawserError): void;
  /** Something that a refused token may be the cause of. */
  doubt(error: HawserError): void;
}

/** What a {@link Generation} works with. */
export interface GenerationContext {
  readonly settings: Settings;
  readonly credentials: Credentials;
  readonly logger: Logger;
  readonly listener: LiveListener;
  /** The client is of no more use. */
  onFault(error: HawserError): void;
}

/** Where one list stands. */
type Sync =
  /** `deadline` is set while a socket is open. */
  | { readonly kind: "expected"; readonly deadline: TimerHandle }
  | { readonly kind: "synced" }
  | { readonly kind: "failed"; readonly retry: TimerHandle };

interface Subscription {
  off: () => void;
  sync: Sync;
  /** Failures since the last result. */
  failures: number;
}

/**
 * One convex client and its subscriptions, from its birth to the first fault that it cannot get over by
 * itself. It reconnects on its own; what it throws, and results that never come, end the generation.
 */
export class Generation implements GuardContext {
  readonly openSocket: Settings["openSocket"];
  readonly clock: Settings["clock"];
  readonly now: Settings["now"];
  readonly connectTimeoutMs: number;
  readonly idleLimitMs: number;
  readonly startedAt: number;
  readonly #context: GenerationContext;
  readonly #convex: ConvexConnection;
  readonly #subscriptions = new Map<RunKind, Subscription>();
  #socket: GuardedSocket | undefined;
  #closed = false;

  constructor(context: GenerationContext, open: typeof openConvex, token: string) {
    const { settings } = context;
    this.#context = context;
    this.openSocket = settings.openSocket;
    this.clock = settings.clock;
    this.now = settings.now;
    this.connectTimeoutMs = settings.connectTimeoutMs;
    this.idleLimitMs = settings.idleLimitMs;
    this.startedAt = settings.now();
    this.#convex = open(settings.convexUrl, this, convexLog(context));
    for (const kind of RUN_KINDS) {
      const sync: Sync = { kind: "expected", deadline: undefined };
      this.#subscriptions.set(kind, { off: this.#listen(kind, token), sync, failures: 0 });
    }
  }

  /** Whether every list has come since the socket opened. */
  get synced(): boolean {
    return [...this.#subscriptions.values()].every(({ sync }) => sync.kind === "synced");
  }

  /** Milliseconds since the socket gave a sign of life; `Infinity` while there is no open one. */
  get silentMs(): number {
    return this.#socket?.isOpen === true ? this.#socket.silentMs : Infinity;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const one of this.#subscriptions.values()) {
      this.#clear(one);
      one.off();
    }
    this.#convex.close();
    // The client waits for a handshake to end before it closes: some never do.
    if (this.#socket?.isOpen === false) this.#socket.kill("closed");
  }

  onSocket(socket: GuardedSocket): void {
    this.#socket = socket;
    if (this.#closed) queueMicrotask(() => socket.kill("closed"));
  }

  onOpen(): void {
    if (this.#closed) return;
    this.#context.logger.debug("the sync socket is open");
    for (const one of this.#subscriptions.values()) this.#expect(one);
  }

  onDown(socket: GuardedSocket, why: SocketEnd): void {
    if (this.#closed || socket !== this.#socket) return;
    const error = socketLost(why, this.#context.credentials.secrets());
    this.#context.logger.debug("the sync socket is down", { error });
    for (const [kind, one] of this.#subscriptions) {
      this.#clear(one);
      one.sync = { kind: "expected", deadline: undefined };
      this.#context.listener.lost(kind, error);
    }
  }

  onClientFault(reason: unknown): void {
    if (this.#closed) return;
    const text = reason instanceof Error ? reason.message : String(reason);
    const words = redactText(text, this.#context.credentials.secrets()).slice(0, 200);
    this.#context.onFault(
      new ProtocolError(`The subscription broke: ${words}`, {
        code: "SYNC_FAULT",
        retryable: true,
      }),
    );
  }

  onAuthFrame(): void {
    if (this.#closed) return;
    this.#context.listener.doubt(queryFailed("pending", "the server sent an AuthError"));
  }

  #listen(kind: RunKind, token: string): () => void {
    let heard = true;
    const off = this.#convex.subscribe(kind, token, {
      onValue: (value) => {
        if (heard && !this.#closed) this.#received(kind, value);
      },
      onError: (reason) => {
        if (!heard || this.#closed) return;
        const secrets = this.#context.credentials.secrets();
        const words = redactText(reason.message, secrets).slice(0, 200);
        this.#failed(kind, queryFailed(kind, words));
      },
    });
    return () => {
      heard = false;
      off();
    };
  }

  #received(kind: RunKind, value: unknown): void {
    const parsed = parseRuns(value, kind.toUpperCase());
    if (parsed === undefined) {
      this.#failed(kind, queryFailed(kind, "the result is no list of runs"));
      return;
    }
    const { runs, unreadable } = parsed;
    const { logger, listener } = this.#context;
    if (unreadable > 0) logger.warn("runs without an id were left out", { kind, unreadable });
    const one = this.#subscriptions.get(kind);
    if (one === undefined) return;
    this.#clear(one);
    one.sync = { kind: "synced" };
    one.failures = 0;
    listener.snapshot(kind, runs);
    // No list at all is one of the ways in which a token may be refused.
    if (value === null) listener.doubt(queryFailed(kind, "the result is null"));
  }

  #failed(kind: RunKind, error: HawserError): void {
    const one = this.#subscriptions.get(kind);
    if (one === undefined) return;
    const { settings, listener, logger } = this.#context;
    this.#clear(one);
    const delayMs = nextReconnectDelay({
      attempt: ++one.failures,
      options: settings.reconnect,
      random: settings.random,
    });
    logger.warn("a subscription failed", { kind, delayMs, error });
    // The socket stays up and the server does not try again by itself.
    const retry = this.clock.setTimeout(() => void this.#again(kind, one), delayMs);
    one.sync = { kind: "failed", retry };
    listener.lost(kind, error);
    listener.doubt(error);
  }

  async #again(kind: RunKind, one: Subscription): Promise<void> {
    try {
      const token = await this.#context.credentials.token();
      if (this.#closed) return;
      one.off();
      one.off = this.#listen(kind, token);
      if (this.#socket?.isOpen === true) this.#expect(one);
    } catch (error) {
      if (this.#closed) return;
      if (error instanceof HawserError) this.#context.onFault(error);
      else this.onClientFault(error);
    }
  }

  /** A result has to come in time: pings alone would keep a stuck subscription alive for ever. */
  #expect(one: Subscription): void {
    const timeoutMs = this.#context.settings.syncTimeoutMs;
    this.#clear(one);
    const deadline = this.clock.setTimeout(() => {
      const message = `The subscription gave no result within ${timeoutMs} ms`;
      const error = new TimeoutError(message, { timeoutMs, code: "SYNC_TIMEOUT" });
      this.#context.listener.doubt(error);
      this.#context.onFault(error);
    }, timeoutMs);
    one.sync = { kind: "expected", deadline };
  }

  #clear({ sync }: Subscription): void {
    if (sync.kind === "expected") this.clock.clearTimeout(sync.deadline);
    if (sync.kind === "failed") this.clock.clearTimeout(sync.retry);
  }
}

/** Convex's own log, where ours is: harmless for it, so debug for us. */
function convexLog({ logger }: GenerationContext): Parameters<typeof openConvex>[2] {
  const write = (...parts: unknown[]): void => {
    logger.debug("convex", { text: parts.map(String).join(" ").slice(0, 500) });
  };
  return { log: write, warn: write, error: write, logVerbose: () => undefined };
}
