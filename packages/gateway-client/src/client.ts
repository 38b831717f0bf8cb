import { AsyncStream } from "@hawser/core";
import { AgentsApi } from "./agents/agents-api.js";
import { APPROVAL_CAPS, ApprovalsApi } from "./approvals/approvals-api.js";
import { ChatApi } from "./chat/chat-api.js";
import type { ClientEvents, EventStreamOptions } from "./client-events.js";
import { requestByName } from "./compat/request-by-name.js";
import { clientClosed } from "./connect/failures.js";
import { GatewayLink } from "./gateway-link.js";
import type { GatewayState } from "./gateway-session.js";
import { ModelsApi } from "./models/models-api.js";
import { DEFAULT_SCOPES, type GatewayClientOptions } from "./options.js";
import { PresenceTracker } from "./presence/presence-tracker.js";
import { scopeCovered } from "./rpc/method-policy.js";
import type { RequestOptions } from "./rpc/requester.js";
import { RunsTracker } from "./runs/runs-tracker.js";
import type { GatewayMethods, HelloOk, ParamsOf, ResultOf } from "./schemas/index.js";
import { SessionsApi } from "./sessions/sessions-api.js";
import { fetchHealth, fetchSnapshot, fetchStatus, type GatewaySnapshot } from "./status/index.js";

const BUFFERED_EVENTS = 1024;

/**
 * A typed line to an OpenClaw gateway that does not break: it connects, signs in, reconnects, and
 * keeps calls, streams and caches right across lost connections and gateway restarts.
 *
 * @example
 * ```ts
 * const gateway = new GatewayClient({ url: "ws://127.0.0.1:18789", token });
 * await gateway.connect();
 * const run = gateway.chat.run({ sessionKey: "main", message: "Hello" });
 * for await (const event of run) if (event.type === "text") process.stdout.write(event.delta);
 * await gateway.close();
 * ```
 */
export class GatewayClient {
  /** Messages to agents and their replies. */
  readonly chat: ChatApi;
  readonly #link: GatewayLink;
  readonly #requestedScopes: readonly string[];
  #sessions: SessionsApi | undefined;
  #approvals: ApprovalsApi | undefined;
  #models: ModelsApi | undefined;
  #agents: AgentsApi | undefined;
  #presence: PresenceTracker | undefined;
  #runs: RunsTracker | undefined;

  constructor(options: GatewayClientOptions) {
    const link = new GatewayLink(options);
    this.#link = link;
    this.#requestedScopes = options.scopes ?? DEFAULT_SCOPES;
    this.chat = new ChatApi(link);
    link.connection.onState((state) => {
      // Before anyone is told: a listener may start over.
      if (state.status === "closed") this.chat.failAll(state.error ?? clientClosed());
      link.hub.emit("state", state);
    });
    link.onReady(() => {
      const { missing } = this.scopes;
      if (missing.length > 0) {
        link.logger.warn("the gateway granted fewer scopes than asked for", { missing });
      }
    });
  }

  /**
   * Connects and keeps connected. Resolves with the gateway's hello once the session is ready.
   * Network failures are retried for ever; give `signal` a deadline to stop waiting earlier.
   *
   * @throws AuthError, PairingRequiredError, ScopeError or ProtocolError when trying again cannot help;
   * the signal's reason when it aborts first; ConnectionLostError `CLOSED` after close().
   */
  async connect(options: { readonly signal?: AbortSignal } = {}): Promise<HelloOk> {
    const session = await this.#link.connection.connect(options);
    return session.hello;
  }

  /**
   * Tries again at once while waiting to; probes the link while connected. For a "try now" button, or
   * when something told that the network is back. Does nothing in other states.
   */
  retryNow(): void {
    this.#link.connection.kick("asked to");
  }

  /** Where the connection stands: idle, connecting, handshaking, ready, waiting or closed. */
  get state(): GatewayState {
    return this.#link.connection.state;
  }

  /** The hello of the current or last session. */
  get hello(): HelloOk | undefined {
    return this.#link.lastHello;
  }

  /** Protocol version of the current session. */
  get protocol(): 3 | 4 | undefined {
    return this.#link.protocol;
  }

  /** What was asked for and what the gateway granted; it does not always tell (then `granted` is undefined). */
  get scopes(): {
    readonly requested: readonly string[];
    readonly granted: readonly string[] | undefined;
    readonly missing: readonly string[];
  } {
    const granted = this.hello?.auth?.scopes;
    const requested = this.#requestedScopes;
    const missing =
      granted === undefined ? [] : requested.filter((scope) => !scopeCovered(scope, granted));
    return { requested, granted, missing };
  }

  /**
   * Calls an RPC method. Made while the link is down, the call waits for it. A call whose link is lost
   * is sent again only where that cannot execute it twice: reads, and sends with an idempotency key.
   * Where documented and real names differ (`exec.approval-resolve`, `exec.approval.resolve`), either
   * reaches either gateway.
   *
   * @throws RemoteError with the gateway's code; ScopeError, before sending where the grant is known;
   * ValidationError for params of a wrong shape or size; TimeoutError; ConnectionLostError, which says
   * whether the call may have been executed; the signal's reason.
   */
  request<M extends keyof GatewayMethods>(
    method: M,
    params?: ParamsOf<M>,
    options?: RequestOptions,
  ): Promise<ResultOf<M>>;
  request<T = unknown, M extends string = string>(
    // Methods in the map are the first signature's: their params must not pass as any object here.
    method: M extends keyof GatewayMethods ? never : M,
    params?: object,
    options?: RequestOptions,
  ): Promise<T>;
  request(method: string, params?: object, options?: RequestOptions): Promise<unknown> {
    return (
      requestByName(this.#link, method, params, options) ??
      this.#link.request(method, params, options)
    );
  }

  /**
   * Listens to a gateway event, or to `state`, `gap`, `resync`, `pairing`. Returns the unsubscribe
   * function. A listener that throws is logged and disturbs nothing else.
   */
  on<K extends keyof ClientEvents>(event: K, fn: (payload: ClientEvents[K]) => void): () => void;
  on(event: string, fn: (payload: unknown) => void): () => void;
  on(event: string, fn: (payload: never) => void): () => void {
    return this.#link.on(event, fn as (payload: unknown) => void);
  }

  /**
   * Gateway events as a stream. Ends when the signal aborts or the client is closed; leaving the loop
   * unsubscribes. A reader slower than `limit` events (default 1024) loses the oldest and a `resync`
   * with reason `overflow` is announced.
   */
  events<K extends keyof ClientEvents>(
    event: K,
    options?: EventStreamOptions,
  ): AsyncIterableIterator<ClientEvents[K], undefined>;
  events(event: string, options?: EventStreamOptions): AsyncIterableIterator<unknown, undefined>;
  events(
    event: string,
    options: EventStreamOptions = {},
  ): AsyncIterableIterator<unknown, undefined> {
    const { signal, limit = BUFFERED_EVENTS } = options;
    const link = this.#link;
    const stream = new AsyncStream<unknown>({
      limit,
      overflow: "drop-oldest",
      // Announcing a resync to a reader that is too slow for resyncs would never end.
      onDrop: () => {
        if (event !== "resync") link.requestResync("overflow");
      },
      onReturn: () => release(),
    });
    const end = (): void => {
      release();
      stream.end();
    };
    const releases = [
      link.on(event, (payload) => stream.push(payload)),
      link.connection.onState((state) => {
        if (state.status === "closed") end();
      }),
    ];
    const release = (): void => {
      for (const off of releases) off();
      signal?.removeEventListener("abort", end);
    };
    if (signal?.aborted === true || this.state.status === "closed") end();
    else signal?.addEventListener("abort", end, { once: true });
    return stream;
  }

  /** Sessions: list, resolve, patch, reset, delete, follow. */
  get sessions(): SessionsApi {
    return (this.#sessions ??= new SessionsApi(this.#link));
  }

  /**
   * Commands that wait for a person. First use announces to the gateway that somebody decides here:
   * do not touch it in a client that never will.
   */
  get approvals(): ApprovalsApi {
    this.#link.caps.need(APPROVAL_CAPS);
    return (this.#approvals ??= new ApprovalsApi(this.#link));
  }

  get models(): ModelsApi {
    return (this.#models ??= new ModelsApi(this.#link));
  }

  get agents(): AgentsApi {
    return (this.#agents ??= new AgentsApi(this.#link));
  }

  /** Who is active, idle, offline or in error. Follows the gateway from its first use on. */
  get presence(): PresenceTracker {
    return (this.#presence ??= new PresenceTracker(this.#link, this.runs));
  }

  /** Runs in flight and subagents. Follows the gateway from its first use on. */
  get runs(): RunsTracker {
    return (this.#runs ??= new RunsTracker(this.#link));
  }

  /** The gateway's status snapshot. */
  status(options?: RequestOptions): ReturnType<typeof fetchStatus> {
    return fetchStatus(this.#link, options);
  }

  /** The gateway's health snapshot. */
  health(options?: RequestOptions): ReturnType<typeof fetchHealth> {
    return fetchHealth(this.#link, options);
  }

  /** Status, health, agents, models, sessions and presence at once; a part that fails does not sink the others. */
  snapshot(options?: RequestOptions): Promise<GatewaySnapshot> {
    return fetchSnapshot(this.#link, options);
  }

  /**
   * Closes for good: pending calls reject, streams and runs end, no timer or socket is left, the
   * process can exit. Safe in every state and more than once.
   */
  async close(): Promise<void> {
    this.chat.failAll(clientClosed());
    for (const part of [this.#sessions, this.#approvals, this.#presence, this.#runs])
      part?.dispose();
    await this.#link.close();
    this.#link.hub.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
