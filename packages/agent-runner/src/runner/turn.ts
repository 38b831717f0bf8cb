import { abortable, HawserError, sleep } from "@hawser/core";
import type { TaskOutcome } from "../events.js";
import { mayPass, retryDelay } from "../policies/retry.js";
import type { Source, SourceTask } from "../task/source.js";
import type { AgentReply, Task } from "../task/task.js";
import type { TaskTelemetry } from "../telemetry/telemetry.js";
import { tryAgent, type AttemptResult } from "./attempt.js";
import { linkedSignal } from "./linked-signal.js";
import type { Parts } from "./parts.js";

/** How often a reply is sent that the other side does not take. */
const REPLY_ATTEMPTS = 5;
/** How long a source may take to be told of a failure once time is over, ms. */
const LAST_WORD_MS = 10_000;

/** Codes of a task's signal that mean that its source ends, not that the answer is not wanted. */
const LEAVING = new Set<unknown>(["CLOSED", "CLOSING", "SHUT_DOWN"]);

interface End {
  readonly outcome: TaskOutcome;
  readonly reply?: AgentReply;
  readonly error?: unknown;
}

/** One task, from its place in line to its end. */
export class Turn {
  readonly #parts: Parts;
  readonly #source: Source;
  readonly #from: SourceTask;
  readonly #task: Task;
  readonly #acceptedAt: number;
  /** Aborts when the answer is not wanted any more, or there is no time left for it. */
  readonly #signal: AbortSignal;
  readonly #unlink: () => void;
  readonly #telemetry: TaskTelemetry;
  #attempts = 0;

  constructor(parts: Parts, source: Source, from: SourceTask, task: Task) {
    this.#parts = parts;
    this.#source = source;
    this.#from = from;
    this.#task = task;
    this.#acceptedAt = parts.now();
    const linked = linkedSignal(...(from.signal ? [from.signal] : []), parts.giveUp);
    this.#signal = linked.signal;
    this.#unlink = () => linked.release();
    this.#telemetry = parts.telemetry.begin(task);
  }

  /** @returns how it ended. Never rejects. */
  async run(): Promise<TaskOutcome> {
    let end: End;
    try {
      end = await this.#work();
    } catch (error) {
      end = { outcome: "failed", error };
      this.#parts.settings.logger.error("A task ended in an unexpected way", {
        task: this.#task.id,
        error,
      });
    }
    this.#unlink();
    const durationMs = this.#parts.now() - this.#acceptedAt;
    const attempts = this.#attempts;
    this.#telemetry.end(end.outcome, attempts, durationMs, end.error);
    this.#parts.emit({ type: "ended", task: this.#task, ...end, durationMs, attempts });
    return end.outcome;
  }

  async #work(): Promise<End> {
    const { journal, settings, stop, limits, now } = this.#parts;
    const { source, id } = this.#task;
    if (this.#wasStopped()) return this.#stopped();
    const known = journal.of(source, id);
    // It came twice, and the first one was before it in the line.
    if (known?.state === "done") return this.#duplicate(known.reply);
    if (stop.aborted && this.#from.release !== undefined) return this.#release(stop.reason);
    if (known?.state === "replying") return this.#again(known.reply);
    const starts = (known?.starts ?? 0) + 1;
    if (starts > settings.maxStarts) return this.#fail(neverEnds(settings.maxStarts));
    const wait = limits.reserve(now());
    if (wait > 0 && !(await this.#pause(wait))) return this.#cutShort(known?.attempt ?? 1);
    return this.#ask(known?.attempt ?? 1, starts, known !== undefined);
  }

  async #ask(first: number, starts: number, resumed: boolean): Promise<End> {
    const parts = this.#parts;
    const { journal, settings, emit } = parts;
    const task = this.#task;
    for (let attempt = first; ; attempt++) {
      await journal.working(task.source, task.id, attempt, starts);
      this.#attempts += 1;
      emit({ type: "begun", task, attempt, resumed });
      const result = await this.#telemetry.within(() =>
        tryAgent({
          parts,
          source: this.#source,
          from: this.#from,
          task,
          attempt,
          resumed,
          signal: this.#signal,
        }),
      );
      if (result.ok) {
        if (this.#wasStopped()) return this.#stopped();
        return this.#deliver(result.reply);
      }
      if (this.#signal.aborted) return this.#cutShort(attempt + 1);
      const delayMs = this.#delayAfter(result, attempt - first + 1);
      if (delayMs === undefined) return this.#fail(result.error);
      const { error } = result;
      this.#retries("agent", error, attempt, delayMs);
      settings.logger.warn("The agent failed and is asked again", {
        task: task.id,
        delayMs,
        error,
      });
      if (!(await this.#pause(delayMs))) return this.#cutShort(attempt + 1);
    }
  }

  #delayAfter(result: Extract<AttemptResult, { ok: false }>, attempt: number): number | undefined {
    if (result.shown) return undefined;
    const { retry, random } = this.#parts.settings;
    return retryDelay(result.error, attempt, retry, random);
  }

  /** A reply of an earlier life: it may have arrived. */
  async #again(reply: AgentReply): Promise<End> {
    const { journal, settings } = this.#parts;
    const { source, id } = this.#task;
    try {
      const arrived = await this.#inTime(async () => this.#from.wasReplied?.(reply));
      if (arrived !== true) return await this.#deliver(reply);
      await this.#inTime(async () => this.#from.skip({ reason: "duplicate", reply }));
      await journal.done(source, id, reply);
      return { outcome: "replied", reply };
    } catch (error) {
      settings.logger.error("Nobody can tell whether a reply has arrived", { task: id, error });
      return this.#undelivered(reply, error);
    }
  }

  async #deliver(reply: AgentReply): Promise<End> {
    const { journal, settings } = this.#parts;
    const { clock, random, retry } = settings;
    const { source, id } = this.#task;
    await journal.replying(source, id, reply);
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#inTime(async () => this.#from.reply(reply));
        await journal.done(source, id, reply);
        return { outcome: "replied", reply };
      } catch (error) {
        if (this.#wasStopped()) return this.#stopped();
        const again = { ...retry, attempts: REPLY_ATTEMPTS, when: mayPass };
        const delayMs = retryDelay(error, attempt, again, random);
        if (delayMs === undefined) return this.#undelivered(reply, error);
        this.#retries("reply", error, attempt, delayMs);
        const signal = this.#parts.giveUp;
        await sleep(delayMs, { clock, signal }).catch(() => undefined);
        if (signal.aborted) return this.#undelivered(reply, error);
      }
    }
  }

  async #undelivered(reply: AgentReply, error: unknown): Promise<End> {
    const { logger } = this.#parts.settings;
    logger.error("A reply may not have arrived", { task: this.#task.id, error });
    await this.#tell("release", error);
    return { outcome: "undelivered", reply, error };
  }

  async #fail(error: unknown): Promise<End> {
    const { journal, settings } = this.#parts;
    settings.logger.warn("The agent failed", { task: this.#task.id, error });
    await this.#tell("fail", error);
    await journal.done(this.#task.source, this.#task.id);
    return { outcome: "failed", error };
  }

  /** The signal has aborted: by whoever asked, or because the runner ends. */
  #cutShort(nextAttempt: number): Promise<End> {
    return this.#wasStopped() ? this.#stopped() : this.#release(this.#signal.reason, nextAttempt);
  }

  async #stopped(): Promise<End> {
    await this.#parts.journal.done(this.#task.source, this.#task.id);
    return { outcome: "stopped", error: this.#from.signal?.reason };
  }

  /** @param nextAttempt - what was begun was cut short, and must not be taken for a crash. */
  async #release(error: unknown, nextAttempt?: number): Promise<End> {
    const { journal } = this.#parts;
    const { source, id } = this.#task;
    if (nextAttempt !== undefined) await journal.working(source, id, nextAttempt, 0);
    if (this.#from.release === undefined) {
      await this.#tell("fail", error);
      await journal.done(source, id);
    } else {
      await this.#tell("release", error);
    }
    return { outcome: "released", error };
  }

  async #duplicate(reply: AgentReply | undefined): Promise<End> {
    const { logger } = this.#parts.settings;
    try {
      const skip = { reason: "duplicate", ...(reply !== undefined && { reply }) } as const;
      await this.#inTime(async () => this.#from.skip(skip));
    } catch (error) {
      logger.warn("A source could not be told", { task: this.#task.id, error });
    }
    return { outcome: "skipped" };
  }

  async #tell(what: "fail" | "release", error: unknown): Promise<void> {
    const { clock, logger } = this.#parts.settings;
    const { giveUp } = this.#parts;
    // Nobody else will say it: it has some time of its own once there is none left.
    const late = new AbortController();
    let timer: unknown;
    const hurry = (): void => {
      timer = clock.setTimeout(() => late.abort(error), LAST_WORD_MS);
    };
    if (giveUp.aborted) hurry();
    else giveUp.addEventListener("abort", hurry, { once: true });
    try {
      await abortable((async () => this.#from[what]?.(error))(), late.signal);
    } catch (cause) {
      logger.warn("A source could not be told", { task: this.#task.id, error: cause });
    } finally {
      giveUp.removeEventListener("abort", hurry);
      clock.clearTimeout(timer);
    }
  }

  #retries(what: "agent" | "reply", error: unknown, attempt: number, delayMs: number): void {
    this.#telemetry.retried(what);
    this.#parts.emit({ type: "retrying", task: this.#task, what, error, attempt, delayMs });
  }

  #wasStopped(): boolean {
    const { signal } = this.#from;
    if (signal?.aborted !== true) return false;
    const { code } = Object(signal.reason) as { readonly code?: unknown };
    return !LEAVING.has(code);
  }

  #inTime<T>(work: () => Promise<T>): Promise<T> {
    return abortable(work(), this.#parts.giveUp);
  }

  /** @returns false when it was cut short. */
  async #pause(ms: number): Promise<boolean> {
    const { clock } = this.#parts.settings;
    return sleep(ms, { clock, signal: this.#signal }).then(
      () => true,
      () => false,
    );
  }
}

function neverEnds(maxStarts: number): HawserError {
  return new HawserError(`The process ended ${maxStarts} times while this task was being worked`, {
    code: "TASK_NEVER_ENDS",
    hint: "Look for what it does to the process; maxStarts says how often it is tried.",
  });
}
