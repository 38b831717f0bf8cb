import type { TimerHandle } from "@hawser/core";
import type { GatewayPort } from "../client-port.js";
import { record, text } from "../compat/records.js";
import { Coalesced } from "../trackers/coalesced.js";
import { Feed } from "../trackers/feed.js";
import { askAboutRuns } from "./reconcile-runs.js";
import type { Run, RunChange, Subagent } from "./run.js";
import { agentSignal, chatSignal, lifecycleSignal, type RunSignal } from "./run-signals.js";
import { RunTable } from "./run-table.js";
import { SubagentTable } from "./subagent-table.js";

/** When a {@link RunsTracker} asks about runs it has not heard of. */
export interface RunsTrackerOptions {
  /** A run silent for this long is asked about, in ms. Default 120 000. */
  readonly silentMs?: number;
  /** A silent run the gateway knows nothing about counts as lost after this, in ms. Default 30 minutes. */
  readonly lostMs?: number;
}

const EVENTS = ["start", "end", "error"] as const;

/**
 * `gateway.runs`: the runs in flight, of every agent and session this connection may see, and the
 * subagents they spawn. Starts at first use; costs nothing before.
 *
 * A run ends by its events. After missed events, and when it has been silent for long, the gateway is
 * asked; a run it no longer knows is `lost`. So none stays in flight for ever.
 */
export class RunsTracker {
  readonly #port: GatewayPort;
  readonly #silentMs: number;
  readonly #lostMs: number;
  readonly #feed: Feed<RunChange>;
  readonly #runs: RunTable;
  readonly #subagents: SubagentTable;
  readonly #ask: Coalesced;
  readonly #disposed = new AbortController();
  #release: (() => void)[] = [];
  #watchdog: TimerHandle | undefined;
  /** What was heard until then came from a process that is gone. */
  #restartedAt = -Infinity;

  constructor(port: GatewayPort, options: RunsTrackerOptions = {}) {
    this.#port = port;
    this.#silentMs = options.silentMs ?? 120_000;
    this.#lostMs = options.lostMs ?? 30 * 60_000;
    this.#feed = new Feed(port.logger);
    this.#subagents = new SubagentTable((change) => this.#feed.emit(change));
    this.#runs = new RunTable((change) => this.#onRun(change));
    this.#ask = new Coalesced(port.clock, { delayMs: 0, intervalMs: 1000, retryMs: 10_000 }, () =>
      this.#reconcile(),
    );
  }

  /** Runs in flight, the oldest first. */
  get active(): readonly Run[] {
    this.#start();
    return this.#runs.running;
  }

  /** The last 200 runs that ended, the latest last. */
  get recent(): readonly Run[] {
    this.#start();
    return this.#runs.ended;
  }

  /** Subagents seen, working or done; the 500 last ones. */
  get subagents(): readonly Subagent[] {
    this.#start();
    return this.#subagents.all;
  }

  /** A run in flight or among the recent ones. */
  get(runId: string): Run | undefined {
    this.#start();
    return this.#runs.get(runId);
  }

  /** Runs in flight of one agent or one session. */
  find(by: { readonly agentId?: string; readonly sessionKey?: string }): readonly Run[] {
    return this.active.filter(
      (run) =>
        (by.agentId === undefined || run.agentId === by.agentId) &&
        (by.sessionKey === undefined || run.sessionKey === by.sessionKey),
    );
  }

  onChange(fn: (change: RunChange) => void): () => void {
    this.#start();
    return this.#feed.listen(fn);
  }

  /** What changes from now on. Holds up to 1024 unread changes. */
  watch(o: { readonly signal?: AbortSignal } = {}): AsyncIterableIterator<RunChange> {
    this.#start();
    return this.#feed.stream({ signal: o.signal });
  }

  /** Asks the gateway about every run in flight now, and for runs that are not known here. */
  async reconcile(): Promise<void> {
    if (this.#release.length > 0) return this.#ask.now();
    this.#start();
    return this.#ask.join();
  }

  dispose(): void {
    this.#disposed.abort();
    this.#ask.dispose();
    for (const release of this.#release) release();
    this.#release = [];
    this.#port.clock.clearTimeout(this.#watchdog);
    this.#feed.close();
    this.#runs.clear();
    this.#subagents.clear();
  }

  #start(): void {
    if (this.#release.length > 0 || this.#disposed.signal.aborted) return;
    const { clock } = this.#port;
    this.#release = [
      this.#port.on("chat", (payload) => this.#apply(chatSignal(payload)), { economical: true }),
      this.#port.on("agent", (payload) => this.#onAgent(payload), { economical: true }),
      ...EVENTS.map((name) =>
        this.#port.on(name, (payload) => this.#apply(lifecycleSignal(name, payload))),
      ),
      this.#port.on("chat.subagent", (payload) => this.#subagents.documented(payload, clock.now())),
      this.#port.on("task", (payload) => this.#subagents.task(payload, clock.now())),
      this.#port.on("sessions.changed", (payload) => this.#onSession(payload)),
      this.#port.onReady((_hello, { restarted }) => {
        if (restarted) this.#restartedAt = this.#port.clock.now();
        this.#report(this.#ask.now());
      }),
      this.#port.onResync(({ reason }) => {
        // After a reconnect onReady has asked already.
        if (reason !== "reconnect") this.#report(this.#ask.now());
      }),
    ];
    if (this.#port.hello !== undefined) this.#report(this.#ask.join());
  }

  #apply(signal: RunSignal | undefined): void {
    if (signal !== undefined) this.#runs.apply(signal, this.#port.clock.now());
  }

  #onAgent(payload: unknown): void {
    this.#apply(agentSignal(payload));
    this.#subagents.tool(payload, this.#port.clock.now());
  }

  #onRun(change: RunChange): void {
    this.#feed.emit(change);
    if (change.type === "subagent") return;
    if (change.type !== "changed") this.#subagents.run(change.run, this.#port.clock.now());
    this.#watch();
  }

  /** Protocol 4 tells which runs a session has when it changes (and somebody has subscribed). */
  #onSession(payload: unknown): void {
    const event = record(payload);
    const sessionKey = text(event["sessionKey"]);
    const row = { ...event, ...record(event["session"]) };
    const ids = row["activeRunIds"];
    if (sessionKey === undefined || !Array.isArray(ids)) return;
    for (const id of ids) {
      const runId = text(id);
      if (runId !== undefined) this.#apply({ runId, sessionKey, news: { type: "alive" } });
    }
    if (row["hasActiveRun"] !== false) return;
    for (const run of this.#runs.running) {
      if (run.sessionKey === sessionKey) this.#end(run, { status: "done" });
    }
  }

  async #reconcile(): Promise<void> {
    const asked = this.#runs.running;
    const findings = await askAboutRuns(this.#port, asked, this.#disposed.signal);
    if (this.#disposed.signal.aborted) return;
    for (const { is, ...who } of findings) {
      if (is.type === "running") this.#apply({ ...who, news: { type: "alive" } });
      else this.#runs.end(who.runId, is.outcome, this.#port.clock.now());
    }
    const answered = new Set(findings.map(({ runId }) => runId));
    for (const run of asked) if (!answered.has(run.runId)) this.#mayBeLost(run.runId);
  }

  #mayBeLost(runId: string): void {
    const run = this.#runs.get(runId);
    if (run?.status !== "running") return;
    const silence = this.#port.clock.now() - run.lastEventAt;
    if (run.lastEventAt <= this.#restartedAt || silence >= this.#lostMs) {
      this.#end(run, { status: "lost" });
    }
  }

  #end(run: Run, outcome: { readonly status: "done" | "lost" }): void {
    this.#runs.end(run.runId, outcome, this.#port.clock.now());
  }

  /** Runs only while runs are in flight. */
  #watch(): void {
    const { clock } = this.#port;
    if (this.#runs.size === 0 || this.#disposed.signal.aborted) {
      clock.clearTimeout(this.#watchdog);
      this.#watchdog = undefined;
      return;
    }
    this.#watchdog ??= clock.setTimeout(
      () => {
        this.#watchdog = undefined;
        const limit = clock.now() - this.#silentMs;
        if (this.#runs.running.some(({ lastEventAt }) => lastEventAt <= limit)) {
          this.#report(this.#ask.join());
        }
        this.#watch();
      },
      this.#silentMs,
      { keepAlive: false },
    );
  }

  #report(asking: Promise<void>): void {
    asking.catch((error: unknown) => {
      if (this.#disposed.signal.aborted) return;
      this.#port.logger.warn("Runs in flight could not be checked", { error });
    });
  }
}
