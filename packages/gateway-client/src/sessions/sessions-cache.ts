import { abortable, HawserError } from "@hawser/core";
import type { GatewayPort } from "../client-port.js";
import { readWithKnownParams } from "../compat/params.js";
import { compact, isRecord, number, record, text } from "../compat/records.js";
import type { SessionRow, SessionsListParams } from "../schemas/sessions.js";
import { Coalesced } from "../trackers/coalesced.js";
import { Feed } from "../trackers/feed.js";
import { changedRow } from "./changed-row.js";
import { SessionTable } from "./session-table.js";
import { sessionsList } from "./session-rows.js";
import type { SessionSubscription, SessionSubscriptions } from "./subscriptions.js";

/** What a {@link SessionsCache} holds and how often it may ask. */
export interface SessionsCacheOptions {
  /** How many sessions are kept, the most recently updated ones. Default 200. */
  readonly limit?: number;
  /** Only sessions of this agent. */
  readonly agentId?: string;
  /** Default true. */
  readonly includeDerivedTitles?: boolean;
  /** Default true. */
  readonly includeLastMessage?: boolean;
  /** Default false. */
  readonly includeGlobal?: boolean;
  /** Changes within this time cause one refetch, in ms. Default 300. */
  readonly refetchDelayMs?: number;
  /** At least so long between two refetches that events cause, in ms. Default 2000. */
  readonly refetchIntervalMs?: number;
}

/** Where a {@link SessionsCache} stands. `failed`: the last fetch did not work; rows it had are kept. */
export type SessionsCacheState =
  | { readonly status: "idle" }
  | { readonly status: "loading" }
  | { readonly status: "ready"; readonly fetchedAt: number }
  | { readonly status: "failed"; readonly error: HawserError }
  | { readonly status: "disposed" };

/**
 * One list of sessions for everybody who shows one: fetched once, then fed by `sessions.changed` and
 * `session.message`. Where the gateway has no such events (2026.3) finished chats and its health
 * reports cause refetches, coalesced and bounded. Refetched whenever events may have been missed.
 */
export class SessionsCache implements AsyncIterable<readonly SessionRow[]> {
  readonly #port: GatewayPort;
  readonly #subscriptions: SessionSubscriptions;
  readonly #params: SessionsListParams;
  readonly #table: SessionTable;
  readonly #feed: Feed<readonly SessionRow[]>;
  readonly #refetch: Coalesced;
  #state: SessionsCacheState = { status: "idle" };
  #release: (() => void)[] = [];
  #fallback: (() => void)[] = [];
  #subscription: SessionSubscription | undefined;

  constructor(
    port: GatewayPort,
    subscriptions: SessionSubscriptions,
    options: SessionsCacheOptions = {},
  ) {
    const { refetchDelayMs = 300, refetchIntervalMs = 2000, limit = 200, agentId } = options;
    this.#port = port;
    this.#subscriptions = subscriptions;
    this.#params = compact({
      limit,
      includeDerivedTitles: options.includeDerivedTitles ?? true,
      includeLastMessage: options.includeLastMessage ?? true,
      includeGlobal: options.includeGlobal ?? false,
      agentId,
    });
    this.#table = new SessionTable({ limit, agentId, global: options.includeGlobal ?? false });
    this.#feed = new Feed(port.logger);
    this.#refetch = new Coalesced(
      port.clock,
      { delayMs: refetchDelayMs, intervalMs: refetchIntervalMs, retryMs: 10_000 },
      () => this.#fetch(),
    );
  }

  /** The sessions as known now, the most recently updated first. Empty until the first fetch. */
  get sessions(): readonly SessionRow[] {
    this.#start();
    return this.#table.rows;
  }

  get state(): SessionsCacheState {
    return this.#state;
  }

  get(key: string): SessionRow | undefined {
    this.#start();
    return this.#table.get(key);
  }

  /** The list, fetched when it is not there yet. Rejects when that fails. */
  async load(o: { readonly signal?: AbortSignal } = {}): Promise<readonly SessionRow[]> {
    o.signal?.throwIfAborted();
    this.#start();
    if (this.#state.status !== "ready") await abortable(this.#refetch.join(), o.signal);
    return this.#table.rows;
  }

  /** Fetches the list now. */
  async refetch(): Promise<readonly SessionRow[]> {
    this.#start();
    await this.#refetch.now();
    return this.#table.rows;
  }

  /** Something changed that no event tells about. Ignored while nobody has read the list. */
  refetchSoon(): void {
    if (this.#release.length > 0) this.#refetch.soon();
  }

  /** Called with the whole list after each change. */
  onChange(fn: (sessions: readonly SessionRow[]) => void): () => void {
    this.#start();
    return this.#feed.listen(fn);
  }

  /** The list now (once fetched) and after each change; a slow reader gets the latest only. */
  [Symbol.asyncIterator](): AsyncIterableIterator<readonly SessionRow[]> {
    this.#start();
    return this.#feed.stream({
      merge: (_, next) => next,
      first: this.#state.status === "ready" ? [this.#table.rows] : [],
    });
  }

  /** Ends the iterators, forgets the listeners and stops following. */
  dispose(): void {
    this.#state = { status: "disposed" };
    this.#refetch.dispose();
    for (const release of [...this.#release, ...this.#fallback]) release();
    this.#release = [];
    this.#fallback = [];
    this.#subscription?.unsubscribe();
    this.#feed.close();
  }

  #start(): void {
    if (this.#state.status !== "idle") return;
    this.#state = { status: "loading" };
    this.#release = [
      this.#port.on("sessions.changed", (payload) => {
        // The gateway has the events: nothing else is needed.
        this.#followChats(false);
        this.#onChanged(payload);
      }),
      this.#port.on("session.message", (payload) => this.#onChanged(payload)),
      this.#port.onReady(() => {
        void this.#follow();
        ignore(this.#refetch.now());
      }),
      this.#port.onResync(({ reason }) => {
        // After a reconnect onReady has asked already.
        if (reason !== "reconnect") ignore(this.#refetch.now());
      }),
    ];
    if (this.#port.hello === undefined) return;
    void this.#follow();
    ignore(this.#refetch.join());
  }

  async #follow(): Promise<void> {
    // Until the first event, for a gateway may lack them, or grant the subscription and send none.
    this.#followChats(true);
    try {
      const subscription = await this.#subscriptions.subscribe();
      this.#subscription?.unsubscribe();
      this.#subscription = subscription;
      if (this.#state.status === "disposed") subscription.unsubscribe();
    } catch (error) {
      this.#port.logger.warn("The session list follows chat events only", { error });
    }
  }

  #followChats(follow: boolean): void {
    for (const release of this.#fallback) release();
    this.#fallback = !follow
      ? []
      : [
          this.#port.on("chat", (payload) => this.#onChat(payload), { economical: true }),
          this.#port.on("health", (payload) => this.#onHealth(payload)),
        ];
  }

  async #fetch(): Promise<void> {
    this.#table.startFetch();
    try {
      const payload = await readWithKnownParams(this.#port, "sessions.list", this.#params);
      if (this.#state.status === "disposed") return;
      this.#state = { status: "ready", fetchedAt: this.#port.clock.now() };
      this.#table.replace(sessionsList(payload).sessions);
      this.#feed.emit(this.#table.rows);
    } catch (error) {
      const failure =
        error instanceof HawserError
          ? error
          : new HawserError("The session list could not be read", {
              code: "PROTOCOL_ERROR",
              cause: error,
            });
      if (this.#state.status !== "disposed") this.#state = { status: "failed", error: failure };
      throw failure;
    }
  }

  #onChanged(payload: unknown): void {
    const change = changedRow(payload);
    if (change.type === "row") {
      const isNew = this.#table.get(change.row.key) === undefined;
      if (this.#table.put(change.row)) this.#feed.emit(this.#table.rows);
      // Events carry no derived title.
      if (isNew) this.#refetch.soon();
    } else if (change.type === "deleted") {
      if (this.#table.remove(change.key)) this.#feed.emit(this.#table.rows);
    } else this.#refetch.soon();
  }

  #onChat(payload: unknown): void {
    const { state, sessionKey } = record(payload);
    const ended = state === "final" || state === "error" || state === "aborted";
    const key = text(sessionKey);
    if (ended || (key !== undefined && this.#table.get(key) === undefined)) this.#refetch.soon();
  }

  /** Old gateways list the sessions used last in their health reports. */
  #onHealth(payload: unknown): void {
    const recent = record(record(payload)["sessions"])["recent"];
    if (!Array.isArray(recent)) return;
    const news = recent.filter(isRecord).some((entry) => {
      const key = text(entry["key"]);
      if (key === undefined) return false;
      const row = this.#table.get(key);
      return (number(row?.updatedAt) ?? 0) < (number(entry["updatedAt"]) ?? 0);
    });
    if (news) this.#refetch.soon();
  }
}

/** #fetch keeps what went wrong in the state. */
function ignore(fetching: Promise<void>): void {
  fetching.catch(() => {});
}
