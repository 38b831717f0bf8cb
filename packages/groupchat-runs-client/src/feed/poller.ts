import { HawserError, nextReconnectDelay, RemoteError, type TimerHandle } from "@hawser/core";
import type { Settings } from "../options.js";
import type { RunsApi } from "../rest/api.js";
import type { Run } from "../schemas/index.js";
import type { InFlight } from "./in-flight.js";

/** What a poll is for. */
export interface PollPlan {
  /** Look for pending runs. */
  readonly pending: boolean;
  /** Look whether the runs in flight still run. */
  readonly stopped: boolean;
  /** Until the next one, ms, before jitter. `Infinity`: no need. */
  readonly intervalMs: number;
}

/** Who plans polls and hears what they find. */
export interface PollOwner {
  plan(): PollPlan;
  /** `askedAt` tells lists apart that are older than what came meanwhile. */
  polled(runs: readonly Run[], askedAt: number): void;
  pollFailed(error: HawserError): void;
}

/** What a {@link Poller} works with. */
export interface PollerContext {
  readonly api: RunsApi;
  readonly settings: Settings;
  readonly inFlight: InFlight;
  readonly owner: PollOwner;
  /** Counts up with everything that comes: gives `askedAt`. */
  readonly tick: () => number;
}

type State =
  | { readonly kind: "off" }
  | { readonly kind: "waiting"; readonly timer: TimerHandle; readonly dueAt: number }
  | { readonly kind: "asking"; readonly abort: AbortController };

/** Asks the API, one poll at a time, as often as its owner's plan says. */
export class Poller {
  readonly #context: PollerContext;
  #state: State = { kind: "off" };
  #failures = 0;
  /** The API asked not to be asked before. */
  #notBefore = -Infinity;

  constructor(context: PollerContext) {
    this.#context = context;
  }

  /**
   * Polls within `maxMs` from now, unless the API asked for more time: at a random moment, so that clients
   * that lost one server spread.
   */
  soon(maxMs: number): void {
    const { random, now } = this.#context.settings;
    const state = this.#state;
    if (state.kind === "asking") return;
    const ms = Math.max(Math.round(maxMs * random()), this.#notBefore - now());
    if (state.kind === "waiting" && state.dueAt <= now() + ms) return;
    this.#wait(ms);
  }

  /** The plan has changed: waits anew, unless it failed lately. */
  replan(): void {
    if (this.#state.kind === "waiting" && this.#failures === 0) this.#schedule();
  }

  stop(): void {
    const state = this.#state;
    this.#state = { kind: "off" };
    this.#failures = 0;
    this.#notBefore = -Infinity;
    if (state.kind === "waiting") this.#context.settings.clock.clearTimeout(state.timer);
    if (state.kind === "asking") state.abort.abort();
  }

  #schedule(retryAfterMs?: number): void {
    const { settings, owner } = this.#context;
    const { random } = settings;
    const { intervalMs } = owner.plan();
    const jittered = intervalMs === Infinity ? Infinity : intervalMs * (0.75 + random() / 2);
    const backoff =
      this.#failures === 0
        ? 0
        : nextReconnectDelay({
            attempt: this.#failures,
            retryAfterMs,
            options: settings.reconnect,
            random,
          });
    this.#wait(Math.max(jittered, backoff));
  }

  #wait(ms: number): void {
    const { clock, now } = this.#context.settings;
    if (this.#state.kind === "waiting") clock.clearTimeout(this.#state.timer);
    const timer = ms === Infinity ? undefined : clock.setTimeout(() => void this.#poll(), ms);
    this.#state = { kind: "waiting", timer, dueAt: now() + ms };
  }

  async #poll(): Promise<void> {
    const { owner, settings, tick } = this.#context;
    const plan = owner.plan();
    const abort = new AbortController();
    const asking: State = { kind: "asking", abort };
    this.#state = asking;
    const current = (): boolean => this.#state === asking;
    let retryAfterMs: number | undefined;
    try {
      if (plan.pending) {
        const askedAt = tick();
        const { signal } = abort;
        const runs = await this.#context.api.listOnce({ status: "PENDING" }, { signal });
        if (current()) owner.polled(runs, askedAt);
      }
      if (plan.stopped && current()) await this.#lookAfterRunning(abort.signal);
      this.#failures = 0;
      this.#notBefore = -Infinity;
    } catch (error) {
      if (!current() || !(error instanceof HawserError)) return;
      this.#failures += 1;
      ({ retryAfterMs } = error);
      this.#notBefore = settings.now() + (retryAfterMs ?? 0);
      owner.pollFailed(error);
    }
    if (current()) this.#schedule(retryAfterMs);
  }

  /** One list for all runs in flight; only what is missing from it is asked for by itself. */
  async #lookAfterRunning(signal: AbortSignal): Promise<void> {
    const { api, inFlight } = this.#context;
    if (inFlight.running.length === 0) return;
    const listed = await api.listOnce({ status: "RUNNING" }, { signal });
    const running = new Set(listed.map(({ id }) => id));
    for (const id of inFlight.running) {
      if (running.has(id)) continue;
      const run = await api.get(id, { signal }).catch((error: unknown) => {
        if (error instanceof RemoteError && error.code === "NOT_FOUND") return undefined;
        throw error;
      });
      if (signal.aborted) return;
      if (run === undefined) inFlight.sawEnded(goneRun(id), "");
      else if (isOver(run.status)) inFlight.sawEnded(run, run.status);
    }
  }
}

/** Whether a run of that status cannot go on. */
export function isOver(status: string): boolean {
  return status === "STOPPED" || status === "FINISHED" || status === "ERROR";
}

function goneRun(id: string): Run {
  return { id, status: "", taskTitle: "", prompt: "", owner: {} };
}
