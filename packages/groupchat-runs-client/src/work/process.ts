import {
  AuthError,
  HawserError,
  type Logger,
  nextReconnectDelay,
  ScopeError,
  TimeoutError,
} from "@hawser/core";
import { Ending } from "../ending.js";
import type { Settings } from "../options.js";
import type { Run } from "../schemas/index.js";
import type { RunHandler, WorkOptions, WorkOutcome } from "./job.js";

/** How runs are worked as they come. */
export interface ProcessOptions extends Omit<WorkOptions, "resume"> {
  /** How many runs at a time. Default 1. */
  readonly concurrency?: number;
  /** Ends it: no further run is taken, and the runs being worked may finish within `drainMs`. */
  readonly signal?: AbortSignal;
  /** After that time the runs still being worked are given up, ms: see `leaveRunning`. Default 30 000. */
  readonly drainMs?: number;
  /**
   * Also works the runs that are RUNNING when it begins: an earlier life of this agent left them. Only
   * for an agent of which one process runs. Default false.
   */
  readonly resume?: boolean;
  /** Hears how each run ended. */
  readonly onOutcome?: (outcome: WorkOutcome) => void;
}

/** What {@link processRuns} works with. */
export interface ProcessContext {
  readonly settings: Settings;
  readonly logger: Logger;
  readonly pending: (signal: AbortSignal) => AsyncIterableIterator<Run, undefined>;
  readonly running: (signal: AbortSignal) => Promise<readonly Run[]>;
  readonly work: (run: Run, handler: RunHandler, options: WorkOptions) => Promise<WorkOutcome>;
  readonly release: (id: string) => void;
}

/** Works runs until the signal aborts or the token is refused. */
export async function processRuns(
  context: ProcessContext,
  handler: RunHandler,
  options: ProcessOptions,
): Promise<void> {
  const loop = new ProcessLoop(context, handler, options);
  await loop.run();
}

class ProcessLoop {
  readonly #context: ProcessContext;
  readonly #handler: RunHandler;
  readonly #options: ProcessOptions;
  readonly #jobs = new Set<Promise<void>>();
  /** No further run is taken. */
  readonly #stop = new AbortController();
  /** The runs being worked are given up. */
  readonly #giveUp = new Ending();
  readonly #failures = new Map<string, number>();
  readonly #timers = new Set<unknown>();
  /** Lets who waits for a free place look again. */
  #look = (): void => undefined;
  #fatal: HawserError | undefined;

  constructor(context: ProcessContext, handler: RunHandler, options: ProcessOptions) {
    this.#context = context;
    this.#handler = handler;
    this.#options = options;
    this.#stop.signal.addEventListener("abort", () => this.#look());
  }

  async run(): Promise<void> {
    const { signal, resume = false } = this.#options;
    const stop = (): void => this.#stop.abort(signal?.reason);
    if (signal?.aborted === true) return;
    signal?.addEventListener("abort", stop, { once: true });
    try {
      if (resume) await this.#resume();
      await this.#take();
    } finally {
      signal?.removeEventListener("abort", stop);
      await this.#drain();
    }
    if (this.#fatal !== undefined) throw this.#fatal;
  }

  async #resume(): Promise<void> {
    const { signal } = this.#stop;
    const left = await this.#context.running(signal).catch((error: unknown) => {
      if (signal.aborted) return [];
      throw error;
    });
    for (const run of left) {
      await this.#slot();
      if (signal.aborted) return;
      this.#work(run, true);
    }
  }

  async #take(): Promise<void> {
    const runs = this.#context.pending(this.#stop.signal);
    try {
      for (;;) {
        // A run is taken when there is somebody to work it: until then it may go to another process.
        await this.#slot();
        const next = await runs.next();
        if (next.done === true) return;
        this.#work(next.value, false);
      }
    } finally {
      await runs.return?.();
    }
  }

  async #slot(): Promise<void> {
    const { concurrency = 1 } = this.#options;
    while (this.#jobs.size >= Math.max(1, concurrency) && !this.#stop.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#look = resolve;
      });
    }
  }

  #work(run: Run, resume: boolean): void {
    const job = this.#workOne(run, resume).finally(() => {
      this.#jobs.delete(job);
      this.#look();
    });
    this.#jobs.add(job);
  }

  async #workOne(run: Run, resume: boolean): Promise<void> {
    const { logger, work } = this.#context;
    const { onOutcome } = this.#options;
    let outcome: WorkOutcome;
    try {
      outcome = await this.#giveUp.bounds(undefined, (signal) =>
        work(run, this.#handler, { ...this.#options, resume, signal }),
      );
    } catch (error) {
      this.#notStarted(run, error);
      return;
    }
    this.#failures.delete(run.id);
    if (outcome.status === "abandoned" && outcome.error instanceof AuthError) {
      this.#end(outcome.error);
    }
    try {
      onOutcome?.(outcome);
    } catch (error) {
      logger.error("onOutcome threw", { error });
    }
  }

  #notStarted(run: Run, error: unknown): void {
    const { logger, release, settings } = this.#context;
    if (this.#stop.signal.aborted) return;
    if (error instanceof AuthError) {
      this.#end(error);
      return;
    }
    if (!(error instanceof HawserError) || !error.retryable) {
      const final = error instanceof ScopeError ? "may not be started by this agent" : "is left";
      logger.error(`a run ${final}`, { run: run.id, error });
      return;
    }
    const attempt = this.#failures.get(run.id) ?? 0;
    this.#failures.set(run.id, attempt + 1);
    const { clock, random } = settings;
    const { retryAfterMs } = error;
    const delayMs = nextReconnectDelay({ attempt, retryAfterMs, options: {}, random });
    logger.warn("a run could not be started yet", { run: run.id, delayMs, error });
    // It is still PENDING, as far as anybody knows: it comes again.
    const timer = clock.setTimeout(() => {
      this.#timers.delete(timer);
      release(run.id);
    }, delayMs);
    this.#timers.add(timer);
  }

  #end(error: HawserError): void {
    this.#fatal ??= error;
    this.#stop.abort(error);
  }

  async #drain(): Promise<void> {
    const { clock } = this.#context.settings;
    const { drainMs = 30_000 } = this.#options;
    for (const timer of this.#timers) clock.clearTimeout(timer);
    if (this.#jobs.size === 0) return;
    const deadline =
      drainMs === Infinity
        ? undefined
        : clock.setTimeout(() => {
            const error = new TimeoutError("The agent was shut down before it had finished.", {
              timeoutMs: drainMs,
              code: "SHUT_DOWN",
            });
            this.#giveUp.end(error);
          }, drainMs);
    await Promise.all(this.#jobs);
    clock.clearTimeout(deadline);
  }
}
