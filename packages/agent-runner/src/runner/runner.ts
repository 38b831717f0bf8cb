import { monotonic, TimeoutError } from "@hawser/core";
import type { RunnerEvent, RunSummary, TaskOutcome } from "../events.js";
import { LoopGuard } from "../policies/loop-guard.js";
import { RateLimits } from "../policies/rate-limits.js";
import type { Settings } from "../settings.js";
import type { Journal } from "../store/journal.js";
import type { Skip, Source, SourceContext, SourceTask } from "../task/source.js";
import type { Task } from "../task/task.js";
import type { Telemetry } from "../telemetry/telemetry.js";
import { Lanes } from "./lanes.js";
import type { Parts } from "./parts.js";
import { taskOf } from "./task-of.js";
import { Turn } from "./turn.js";

/** How long sources may take to end once their last task has, ms. */
const LEAVE_MS = 15_000;

/** Takes tasks from sources and has them worked. Runs once. */
export class Runner {
  readonly #settings: Settings;
  readonly #parts: Parts;
  readonly #lanes: Lanes;
  readonly #stop = new AbortController();
  readonly #giveUp = new AbortController();
  readonly #count: Record<TaskOutcome, number> = {
    replied: 0,
    failed: 0,
    stopped: 0,
    skipped: 0,
    undelivered: 0,
    released: 0,
  };
  #fatal: { readonly error: unknown } | undefined;

  constructor(settings: Settings, journal: Journal, telemetry: Telemetry) {
    const now = monotonic(settings.clock);
    this.#settings = settings;
    this.#lanes = new Lanes(settings.concurrency);
    this.#parts = {
      settings,
      journal,
      telemetry,
      now,
      guard: new LoopGuard(settings.loopGuard),
      limits: new RateLimits(settings.rateLimit, now()),
      emit: (event) => this.#emit(event),
      stop: this.#stop.signal,
      giveUp: this.#giveUp.signal,
    };
  }

  /** @throws what ended a source. */
  async run(): Promise<RunSummary> {
    const { sources, signal, giveUpSignal } = this.#settings;
    const stop = (): void => this.#stop.abort(signal?.reason);
    const giveUp = (): void => {
      this.#stop.abort(giveUpSignal?.reason);
      this.#giveUp.abort(giveUpSignal?.reason);
    };
    if (signal?.aborted === true) stop();
    if (giveUpSignal?.aborted === true) giveUp();
    signal?.addEventListener("abort", stop, { once: true });
    giveUpSignal?.addEventListener("abort", giveUp, { once: true });
    this.#emit({ type: "started", sources: sources.map(({ name }) => name) });
    const pumps = Promise.all(sources.map((source) => this.#pump(source)));
    try {
      await Promise.race([pumps, this.#stopped()]);
      await this.#drain(pumps);
    } finally {
      signal?.removeEventListener("abort", stop);
      giveUpSignal?.removeEventListener("abort", giveUp);
    }
    const summary = { ...this.#count };
    this.#emit({ type: "finished", summary });
    if (this.#fatal !== undefined) throw this.#fatal.error;
    return summary;
  }

  #stopped(): Promise<void> {
    const { signal } = this.#stop;
    return new Promise((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
  }

  async #pump(source: Source): Promise<void> {
    const { name } = source;
    const { maxWaiting } = this.#settings;
    const { signal } = this.#stop;
    try {
      if (signal.aborted) return;
      for await (const from of source.tasks(this.#contextOf(name))) {
        this.#admit(source, from);
        await this.#lanes.room(maxWaiting, signal);
      }
      this.#emit({ type: "source-ended", source: name });
    } catch (error) {
      this.#emit({ type: "source-ended", source: name, error });
      this.#settings.logger.error("A source ended with an error", { source: name, error });
      this.#fatal ??= { error };
      this.#stop.abort(error);
    }
  }

  #contextOf(name: string): SourceContext {
    const { concurrency, logger, clock, drainMs } = this.#settings;
    const { journal } = this.#parts;
    return {
      signal: this.#stop.signal,
      concurrency,
      drainMs,
      cursor: {
        load: () => journal.cursor(name),
        save: (cursor) => journal.saveCursor(name, cursor),
      },
      logger,
      clock,
    };
  }

  #admit(source: Source, from: SourceTask): void {
    const { journal, now } = this.#parts;
    const task = taskOf(source.name, from);
    const known = journal.of(task.source, task.id);
    // What an earlier life of the process had let through is not asked again.
    const skip = known === undefined ? this.#refusalOf(task, now()) : undefined;
    if (skip !== undefined) return this.#skip(from, task, skip);
    if (known?.state === "done") {
      const { reply } = known;
      return this.#skip(from, task, {
        reason: "duplicate",
        ...(reply !== undefined && { reply }),
      });
    }
    this.#emit({ type: "accepted", task });
    const turn = new Turn(this.#parts, source, from, task);
    this.#lanes.push(JSON.stringify([task.source, task.conversation]), async () => {
      this.#count[await turn.run()] += 1;
    });
  }

  #refusalOf(task: Task, now: number): Skip | undefined {
    if (task.text.trim() === "" && task.media.length === 0) return { reason: "empty" };
    const { guard, limits } = this.#parts;
    const skip = guard.refuses(task, now);
    if (skip !== undefined) return skip;
    const retryAfterMs = limits.admit(task, now);
    if (retryAfterMs > 0) return { reason: "rate-limited", retryAfterMs };
    guard.admitted(task, now);
    return undefined;
  }

  #skip(from: SourceTask, task: Task, skip: Skip): void {
    const { reason, retryAfterMs } = skip;
    const { logger } = this.#settings;
    this.#count.skipped += 1;
    this.#parts.telemetry.skipped(task, reason);
    this.#emit({
      type: "skipped",
      task,
      reason,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    });
    const tell = async (): Promise<void> => {
      try {
        await from.skip(skip);
      } catch (error) {
        logger.warn("A source could not be told", { task: task.id, error });
      }
    };
    void tell();
  }

  /** Lets what is in hand end, and then the sources. */
  async #drain(pumps: Promise<unknown>): Promise<void> {
    const { clock, drainMs } = this.#settings;
    const { signal } = this.#stop;
    let deadline: unknown;
    // A source that ended by itself leaves all the time there is.
    const hurry = (): void => {
      this.#emit({ type: "draining", tasks: this.#lanes.size });
      if (drainMs === Infinity) return;
      deadline = clock.setTimeout(() => this.#giveUp.abort(tooLate(drainMs)), drainMs);
    };
    if (signal.aborted) hurry();
    else signal.addEventListener("abort", hurry, { once: true });
    await this.#lanes.idle();
    await this.#inTime(pumps);
    // A source may still have handed out what it had committed itself to.
    await this.#lanes.idle();
    signal.removeEventListener("abort", hurry);
    clock.clearTimeout(deadline);
  }

  async #inTime(pumps: Promise<unknown>): Promise<void> {
    const { clock, logger } = this.#settings;
    let timer: unknown;
    const late = new Promise<void>((resolve) => {
      timer = clock.setTimeout(() => {
        logger.warn("A source does not end and is left behind");
        resolve();
      }, LEAVE_MS);
    });
    await Promise.race([pumps, late]);
    clock.clearTimeout(timer);
  }

  #emit(event: RunnerEvent): void {
    try {
      this.#settings.observe?.(event);
    } catch (error) {
      this.#settings.logger.error("observe threw", { error });
    }
  }
}

function tooLate(drainMs: number): TimeoutError {
  return new TimeoutError("The agent was shut down before it had finished", {
    timeoutMs: drainMs,
    code: "SHUT_DOWN",
    retryable: false,
  });
}
