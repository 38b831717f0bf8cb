import {
  type Clock,
  classifyClose,
  Connection,
  ConnectionLostError,
  type HawserError,
  type Link,
  type Logger,
  PairingRequiredError,
  type RawMessage,
  redactingLogger,
  RequestTable,
  silentLogger,
  systemClock,
} from "@hawser/core";
import type { ChatPort } from "./chat/run-host.js";
import { APPROVAL_CAPS } from "./approvals/approvals-api.js";
import { Caps } from "./connect/caps.js";
import { clientClosed, closeFailure, rpcFailure } from "./connect/failures.js";
import { type EarlierSession, isRestarted } from "./connect/same-process.js";
import { Handshake } from "./connect/handshake.js";
import { Secrets } from "./connect/secrets.js";
import { EventHub } from "./events/event-hub.js";
import { ResyncSchedule } from "./events/resync.js";
import type { InboundFrame } from "./frames/index.js";
import type { ReadyContext } from "./client-port.js";
import type { GatewaySession } from "./gateway-session.js";
import { DEFAULT_SCOPES, type GatewayClientOptions } from "./options.js";
import { scopeCovered } from "./rpc/method-policy.js";
import { type CallOptions, Requester } from "./rpc/requester.js";
import type { HelloOk } from "./schemas/index.js";

type ReadyListener = (hello: HelloOk, c: ReadyContext) => void;
type ResyncListener = (r: { reason: "gap" | "reconnect" | "overflow" }) => void;

const LEAST_IDLE_LIMIT_MS = 10_000;
const PAIRING_RETRY_MS = 3_000;

/**
 * The line to one gateway: connection, handshake, request table and events wired together. What
 * people call sits on top of it ({@link GatewayClient}).
 */
export class GatewayLink implements ChatPort {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly connection: Connection<GatewaySession>;
  readonly hub: EventHub;
  readonly caps: Caps;
  readonly requester: Requester;
  readonly #table: RequestTable;
  readonly #handshake: Handshake;
  readonly #gaps: ResyncSchedule;
  readonly #overflows: ResyncSchedule;
  readonly #requestedScopes: readonly string[];
  readonly #secrets = new Secrets();
  readonly #ready = new Set<ReadyListener>();
  readonly #lost = new Set<() => void>();
  readonly #resyncs = new Set<ResyncListener>();
  readonly #waitForPairing: boolean;
  #address = "";
  #earlier: EarlierSession | undefined;

  constructor(options: GatewayClientOptions) {
    this.clock = options.clock ?? systemClock;
    this.logger = redactingLogger(options.logger ?? silentLogger, () => this.#secrets);
    this.#secrets.keepTelling(Object.entries(options.headers ?? {}));
    this.#waitForPairing = options.waitForPairing === true;
    this.#table = new RequestTable({
      clock: this.clock,
      onLate: (id) => this.logger.debug("an answer came that nobody waits for", { id }),
    });
    this.#gaps = new ResyncSchedule(this.clock, () => this.#announceResync("gap"));
    this.#overflows = new ResyncSchedule(this.clock, () => this.#announceResync("overflow"));
    this.#requestedScopes = options.scopes ?? DEFAULT_SCOPES;
    this.caps = new Caps(options.caps, {
      clock: this.clock,
      announced: () => (this.protocol === 4 ? this.#session?.caps : undefined),
      busy: () => this.#table.size > 0,
      reconnect: () => {
        if (options.reconnect === false) {
          this.logger.warn("new capabilities are not announced: `reconnect` is off");
          return;
        }
        this.connection.drop(
          new ConnectionLostError("Connecting anew to announce capabilities.", { retryable: true }),
        );
      },
    });
    this.#handshake = new Handshake({
      options,
      clock: this.clock,
      logger: this.logger,
      caps: () => this.caps.list,
      address: () => this.#address,
      secrets: this.#secrets,
    });
    this.hub = new EventHub({
      logger: this.logger,
      handshake: (frame) => this.#handshake.take(frame),
      bareHello: (value) => this.#handshake.takeBare(value),
      response: (frame) => this.#answered(frame),
      gap: (gap) => this.#missed(gap),
      unusable: () => this.#gaps.request(),
      cumulative: () => this.hello?.policy.maxBufferedBytes !== undefined,
    });
    this.connection = this.#connect(options);
    this.connection.onState((state) => {
      if (state.status === "ready") this.#opened(state.session);
    });
    this.requester = new Requester({
      connection: this.connection,
      table: this.#table,
      clock: this.clock,
      defaultTimeoutMs: options.requestTimeoutMs ?? 30_000,
      random: options.random ?? Math.random,
      grantedScopes: () => this.hello?.auth?.scopes,
    });
  }

  get hello(): HelloOk | undefined {
    return this.#session?.hello;
  }

  /** The hello of the last session, also after it was lost. */
  get lastHello(): HelloOk | undefined {
    return this.#earlier?.hello;
  }

  get protocol(): 3 | 4 | undefined {
    return this.hello?.protocol as 3 | 4 | undefined;
  }

  gatewayNow(): number | undefined {
    const { aheadMs } = this.#handshake;
    return aheadMs === undefined ? undefined : this.clock.now() + aheadMs;
  }

  request<T = unknown>(method: string, params?: object, options?: CallOptions): Promise<T> {
    return this.requester.request(method, params, options) as Promise<T>;
  }

  on(
    event: string,
    fn: (payload: unknown) => void,
    options?: { readonly economical?: boolean },
  ): () => void {
    if (event.startsWith("exec.approval")) this.caps.need(APPROVAL_CAPS);
    return this.hub.on(event, fn, options);
  }

  onReady(fn: ReadyListener): () => void {
    return listen(this.#ready, fn);
  }

  onLost(fn: () => void): () => void {
    return listen(this.#lost, fn);
  }

  onResync(fn: ResyncListener): () => void {
    return listen(this.#resyncs, fn);
  }

  whenReady(options: {
    readonly signal?: AbortSignal;
    readonly timeoutMs?: number;
  }): Promise<number> {
    return this.requester.ready(options);
  }

  /** Without a list of granted scopes (protocol 3 without a device) everything asked for counts as granted. */
  hasScope(scope: string): boolean {
    return scopeCovered(scope, this.hello?.auth?.scopes ?? this.#requestedScopes);
  }

  /** Tells everyone who keeps a copy of the gateway's state to fetch it anew. */
  requestResync(reason: "gap" | "overflow"): void {
    (reason === "gap" ? this.#gaps : this.#overflows).request();
  }

  async close(): Promise<void> {
    this.#gaps.cancel();
    this.#overflows.cancel();
    this.caps.cancel();
    this.requester.close();
    await this.connection.close();
    this.#flush(clientClosed());
  }

  get #session(): GatewaySession | undefined {
    const { state } = this.connection;
    return state.status === "ready" ? state.session : undefined;
  }

  #connect(options: GatewayClientOptions): Connection<GatewaySession> {
    const { url, openSocket, reconnect, random, wake, connectTimeoutMs, handshakeTimeoutMs } =
      options;
    return new Connection<GatewaySession>({
      url: async (context) => {
        const address = String(typeof url === "function" ? await url(context) : url);
        this.#address = address;
        this.#secrets.keepOfUrl(address);
        return address;
      },
      socket: {
        ...options.socket,
        ...(options.headers === undefined ? {} : { headers: { ...options.headers } }),
      },
      handshake: (link) => this.#open(link),
      onMessage: (data: RawMessage) => this.hub.receive(data),
      onLost: (error) => this.#flush(error),
      classifyClose: (close, phase) => {
        const quiet = { ...close, reason: this.#secrets.hide(close.reason) };
        return closeFailure(quiet, phase) ?? classifyClose(quiet, phase);
      },
      // Any answer is a sign of life, a refusal too.
      probe: (link) =>
        link.send(
          `{"type":"req","id":"probe-${link.generation}","method":"last-heartbeat","params":{}}`,
        ),
      idleLimitMs: ({ hello }) =>
        options.idleLimitMs ?? Math.max(2 * hello.policy.tickIntervalMs, LEAST_IDLE_LIMIT_MS),
      clock: this.clock,
      logger: this.logger,
      openSocket,
      reconnect,
      random,
      wake,
      connectTimeoutMs,
      handshakeTimeoutMs,
    });
  }

  async #open(link: Link): Promise<GatewaySession> {
    this.hub.reset();
    const caps = this.caps.list;
    try {
      return { hello: await this.#handshake.run(link), caps };
    } catch (error) {
      if (!(error instanceof PairingRequiredError)) throw error;
      this.hub.emit("pairing", error);
      if (!this.#waitForPairing) throw error;
      const { requestId, approveCommand, reason, hint } = error;
      throw new PairingRequiredError(error.message, {
        retryable: true,
        retryAfterMs: PAIRING_RETRY_MS,
        requestId,
        approveCommand,
        reason,
        hint,
      });
    }
  }

  #opened({ hello }: GatewaySession): void {
    const now = this.clock.now();
    const earlier = this.#earlier;
    const resumed = earlier !== undefined;
    const restarted = resumed && isRestarted(earlier, hello, now);
    this.#earlier = { hello, readyAt: now };
    this.caps.need([]);
    for (const listener of [...this.#ready]) {
      this.#guard(() => listener(hello, { resumed, restarted }));
    }
    if (resumed) this.#announceResync("reconnect");
  }

  #answered(frame: InboundFrame & { type: "res" }): void {
    if (frame.ok) {
      if (!this.requester.awaitsAnother(frame.id, frame.payload))
        this.#table.resolve(frame.id, frame.payload);
      return;
    }
    const method = this.#table.labelOf(frame.id) ?? "request";
    this.#table.reject(frame.id, rpcFailure(this.#secrets.hideIn(frame.error), method));
  }

  #missed(gap: { expected: number; received: number }): void {
    // 2026.3 counts globally and leaves out what a client without operator.approvals may not see.
    if (this.protocol === 3 && !this.hasScope("operator.approvals")) return;
    const missed = Math.max(0, gap.received - gap.expected);
    this.hub.emit("gap", { ...gap, missed });
    this.#gaps.request();
  }

  #announceResync(reason: "gap" | "reconnect" | "overflow"): void {
    if (this.#session === undefined) return;
    for (const listener of [...this.#resyncs]) this.#guard(() => listener({ reason }));
    this.hub.emit("resync", { reason });
  }

  #flush(error: HawserError): void {
    const closed = error.code === "CLOSED";
    this.#table.flush(
      ({ label }) =>
        new ConnectionLostError(`${label}: ${error.message}`, {
          code: error.code,
          maybeExecuted: true,
          retryable: !closed,
          cause: error,
          hint: error.hint,
        }),
    );
    for (const listener of [...this.#lost]) this.#guard(listener);
  }

  #guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.logger.error("a listener threw", { error });
    }
  }
}

function listen<T>(listeners: Set<T>, fn: T): () => void {
  listeners.add(fn);
  return () => listeners.delete(fn);
}
