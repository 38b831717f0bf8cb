import { Emitter, type HawserError, type Logger, type WakeReason } from "@hawser/core";
import type { Settings } from "../options.js";
import type { RunsApi } from "../rest/api.js";
import type { Credentials } from "../rest/credentials.js";
import type { Run } from "../schemas/index.js";
import { LiveFeed } from "../sync/live-feed.js";
import { RUN_KINDS, type RunKind } from "../sync/kinds.js";
import { Backlog } from "./backlog.js";
import { asHawserError, isFinal, isMisconfigured } from "./failures.js";
import { type FeedState, isSameState } from "./feed-state.js";
import type { InFlight } from "./in-flight.js";
import { type PollPlan, Poller } from "./poller.js";

/** What a {@link RunFeed} works with. */
export interface FeedContext {
  readonly settings: Settings;
  readonly credentials: Credentials;
  readonly api: RunsApi;
  readonly inFlight: InFlight;
  readonly logger: Logger;
}

interface FeedEvents {
  state: FeedState;
  /** Every list of stopped runs. */
  stopped: readonly Run[];
  /** Listening is over, with the error that ended it or because of close(). */
  end: HawserError | undefined;
}

/** A client that lost its subscription, or was asleep, polls within this time, ms. */
const FIRST_POLL_MS = 1000;
/** The token is not asked about more often than this, ms. */
const DOUBT_INTERVAL_MS = 5000;

/**
 * Brings the news of runs together, from the subscription and from polls, for as long as somebody
 * listens. Where both speak, the subscription's list replaces and an older poll's is dropped.
 */
export class RunFeed {
  readonly backlog: Backlog = new Backlog();
  readonly events: Emitter<FeedEvents>;
  readonly #context: FeedContext;
  readonly #live: LiveFeed;
  readonly #poller: Poller;
  #state: FeedState = { status: "idle" };
  #users = 0;
  /** The lists that the subscription keeps up to date, by the tick of their last snapshot. */
  readonly #synced = new Map<RunKind, number>();
  #tick = 0;
  #abort = new AbortController();
  #doubtedAt = -Infinity;
  #offWake = (): void => undefined;

  constructor(context: FeedContext) {
    const { settings, credentials, api, inFlight, logger } = context;
    this.#context = context;
    this.events = new Emitter({
      onListenerError: (error) => logger.error("a listener threw", { error }),
    });
    this.#live = new LiveFeed({
      settings,
      credentials,
      logger,
      listener: {
        snapshot: (kind, runs) => this.#snapshot(kind, runs),
        lost: (kind, error) => this.#lost(kind, error),
        doubt: (error) => void this.#doubt(error),
      },
    });
    this.#poller = new Poller({
      api,
      settings,
      inFlight,
      tick: () => ++this.#tick,
      owner: {
        plan: () => this.#plan(),
        polled: (runs, askedAt) => this.#polled(runs, askedAt),
        pollFailed: (error) => this.#pollFailed(error),
      },
    });
  }

  get state(): FeedState {
    return this.#state;
  }

  /** Listens until the returned function is called. */
  acquire(): () => void {
    let held = true;
    if (this.#state.status === "closed") return () => undefined;
    this.#users += 1;
    if (this.#state.status === "idle") void this.#start();
    const { signal } = this.#abort;
    return () => {
      // After a failure nobody listens any more, whoever lets go then.
      if (!held || signal.aborted) return;
      held = false;
      this.#users -= 1;
      if (this.#users === 0) this.#stop({ status: "idle" });
    };
  }

  /** Ends listening for good. */
  close(): void {
    if (this.#state.status === "closed") return;
    this.#stop({ status: "closed" });
    this.events.emit("end", undefined);
  }

  async #start(): Promise<void> {
    const { transport, wake } = this.#context.settings;
    const { signal } = this.#abort;
    this.#set({ status: "starting" });
    try {
      // What a refused token looks like in a subscription is not known: this tells for certain.
      await this.#context.api.meOnce({ signal });
    } catch (error) {
      if (signal.aborted) return;
      const failure = asHawserError(error);
      if (isFinal(failure) || isMisconfigured(failure)) {
        this.#fail(failure);
        return;
      }
      this.#context.logger.warn("the token could not be checked yet", { error: failure });
    }
    if (signal.aborted) return;
    if (transport !== "polling") this.#live.start();
    if (transport !== "websocket") this.#poller.soon(0);
    if (wake !== false) this.#offWake = wake((reason) => this.#woken(reason));
  }

  #woken(reason: WakeReason): void {
    this.#context.logger.debug("awake: looking for news", { reason });
    if (this.#context.settings.transport !== "polling") this.#live.wake();
    if (this.#context.settings.transport !== "websocket") this.#poller.soon(FIRST_POLL_MS);
  }

  #stop(next: FeedState): void {
    this.#offWake();
    this.#offWake = (): void => undefined;
    this.#live.stop();
    this.#poller.stop();
    this.#synced.clear();
    this.#users = 0;
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#doubtedAt = -Infinity;
    this.#set(next);
  }

  #fail(error: HawserError): void {
    if (this.#state.status === "idle" || this.#state.status === "closed") return;
    this.#context.logger.error("listening for runs ended", { error });
    this.#stop({ status: "idle", error });
    this.events.emit("end", error);
  }

  #snapshot(kind: RunKind, runs: readonly Run[]): void {
    this.#synced.set(kind, ++this.#tick);
    if (kind === "pending") this.backlog.replace(runs.filter(isPending));
    else this.#sawStopped(runs);
    if (this.#synced.size === RUN_KINDS.length) this.#set({ status: "live" });
    this.#poller.replan();
  }

  #sawStopped(runs: readonly Run[]): void {
    this.#context.inFlight.sawStopped(runs);
    this.events.emit("stopped", runs);
  }

  #lost(kind: RunKind, error: HawserError): void {
    this.#synced.delete(kind);
    const polls = this.#context.settings.transport === "auto";
    this.#set(polls ? { status: "polling", error } : { status: "down", error });
    if (polls) this.#poller.soon(FIRST_POLL_MS);
  }

  #plan(): PollPlan {
    const { transport, pollIntervalMs, auditIntervalMs } = this.#context.settings;
    if (transport === "websocket") return { pending: false, stopped: false, intervalMs: Infinity };
    if (this.#synced.size < RUN_KINDS.length) {
      return {
        pending: !this.#synced.has("pending"),
        stopped: !this.#synced.has("stopped"),
        intervalMs: pollIntervalMs,
      };
    }
    return { pending: true, stopped: true, intervalMs: auditIntervalMs };
  }

  #polled(runs: readonly Run[], askedAt: number): void {
    const syncedAt = this.#synced.get("pending");
    const pending = runs.filter(isPending);
    // Asked before the snapshot came, it is out of date; asked later, it only adds what was missed.
    if (syncedAt === undefined) this.backlog.replace(pending);
    else if (askedAt > syncedAt) this.backlog.add(pending);
    const { status } = this.#state;
    const { transport } = this.#context.settings;
    const failing = status === "polling" && this.#state.error !== undefined;
    if (transport === "polling" && (status === "starting" || failing)) {
      this.#set({ status: "polling" });
    } else if (status === "starting") {
      this.#set({ status: "polling" });
    }
  }

  #pollFailed(error: HawserError): void {
    if (isFinal(error)) {
      this.#fail(error);
      return;
    }
    this.#context.logger.warn("a poll failed", { error });
    if (this.#synced.size < RUN_KINDS.length) this.#set({ status: "polling", error });
  }

  /** Something failed that a refused token may be the cause of: asks. */
  async #doubt(error: HawserError): Promise<void> {
    const { now } = this.#context.settings;
    if (now() - this.#doubtedAt < DOUBT_INTERVAL_MS) return;
    this.#doubtedAt = now();
    const { signal } = this.#abort;
    try {
      await this.#context.api.meOnce({ signal });
      this.#context.logger.debug("the token is good: the fault is the server's", { error });
    } catch (refusal) {
      if (!signal.aborted && isFinal(asHawserError(refusal))) this.#fail(asHawserError(refusal));
    }
  }

  #set(state: FeedState): void {
    if (isSameState(state, this.#state)) return;
    this.#state = state;
    this.events.emit("state", state);
  }
}

/** A list may leave the status out, or be one of all runs. */
function isPending(run: Run): boolean {
  return run.status === "PENDING";
}
