import { abortable, HawserError, sleep } from "@hawser/core";
import type { TaskOutcome } from "../events.js";
import { isUncertain, pauseAfter } from "../policies/retry.js";
import type { Source, SourceTask } from "../task/source.js";
import type { AgentReply, Task } from "../task/task.js";
import type { TaskTelemetry } from "../telemetry/telemetry.js";
import { tryAgent } from "./attempt.js";
import { linkedSignal } from "./linked-signal.js";
import type { Parts } from "./parts.js";

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
    // A reply of an earlier life may have arrived.
    if (known?.state === "replying") return this.#deliver(known.reply, known.at);
    const starts = (known?.starts ?? 0) + 1;
    if (starts > settings.maxStarts) return this.#fail(neverEnds(settings.maxStarts));
    const wait = limits.reserve(now());
    if (wait > 0 && !(await this.#pause(wait))) return this.#cutShort(known?.attempt ?? 1);
    return this.#ask(known?.attempt ?? 1, starts, known !== undefined);
  }

  async #ask(first: number, starts: number, resumed: boolean): Promise<End> {
    const parts = this.#parts;
    const { journal, settings, emit } = parts;
    const { retry, random, silences } = settings;
    const task = this.#task;
    let failures = 0;
    let silent = 0;
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
        if (saysNothing(result.reply)) silent += 1;
        if (!saysNothing(result.reply) || silent >= silences) return this.#deliver(result.reply);
      }
      if (this.#signal.aborted) return this.#cutShort(attempt + 1);
      const error = result.ok ? silence() : result.error;
      if (!result.ok) {
        const most = retry.attemptsFor(error);
        if (most !== Infinity) failures += 1;
        if (result.shown || failures >= most || !retry.when(error)) return this.#fail(error);
      }
      const delayMs = pauseAfter(error, attempt - first + 1, retry, random);
      this.#retries("agent", error, attempt, delayMs);
      settings.logger.warn("The agent failed and is asked again", {
        task: task.id,
        delayMs,
        error,
      });
      if (!(await this.#pause(delayMs))) return this.#cutShort(attempt + 1);
    }
  }

  /**
   * @param handedOverAt - when the reply was sent, in an earlier life, without it being known what became
   * of it: it is looked for before it is sent again.
   */
  async #deliver(reply: AgentReply, handedOverAt?: number): Promise<End> {
    const { journal, settings } = this.#parts;
    const { clock, random, retry, delivery } = settings;
    const { source, id } = this.#task;
    let unsureSince = handedOverAt;
    for (let attempt = 1; ; attempt++) {
      let at = unsureSince;
      try {
        if (unsureSince !== undefined && (await this.#hasArrived(reply, unsureSince))) {
          await this.#inTime(async () => this.#from.skip({ reason: "duplicate", reply }));
        } else {
          unsureSince = undefined;
          at = clock.now();
          await journal.replying(source, id, reply);
          await this.#inTime(async () => this.#from.reply(reply));
        }
        await journal.done(source, id, reply);
        return { outcome: "replied", reply };
      } catch (error) {
        if (this.#wasStopped()) return this.#stopped();
        if (isRefused(error)) return this.#fail(error);
        if (isUncertain(error)) unsureSince = at;
        const blind = isUncertain(error) && this.#from.wasReplied === undefined;
        if (blind || attempt >= delivery.attempts || !delivery.when(error)) {
          return this.#undelivered(reply, error);
        }
        const delayMs = pauseAfter(error, attempt, retry, random);
        this.#retries("reply", error, attempt, delayMs);
        if (await this.#pause(delayMs)) continue;
        return this.#wasStopped() ? this.#stopped() : this.#undelivered(reply, error);
      }
    }
  }

  #hasArrived(reply: AgentReply, since: number): Promise<boolean | undefined> {
    return this.#inTime(async () => this.#from.wasReplied?.(reply, { since }));
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
    if (this.#wasStopped()) return this.#stopped();
    const { stop } = this.#parts;
    return this.#release(this.#signal.aborted ? this.#signal.reason : stop.reason, nextAttempt);
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

  /** @returns false when it was cut short: what may come again does not wait while the runner ends. */
  async #pause(ms: number): Promise<boolean> {
    const { settings, stop } = this.#parts;
    const ends = this.#from.release === undefined ? [] : [stop];
    const linked = linkedSignal(this.#signal, ...ends);
    return sleep(ms, { clock: settings.clock, signal: linked.signal })
      .then(
        () => true,
        () => false,
      )
      .finally(() => linked.release());
  }
}

function saysNothing({ text, mediaUrls = [] }: AgentReply): boolean {
  return text.trim() === "" && mediaUrls.length === 0;
}

function silence(): HawserError {
  return new HawserError("The agent gave no reply", { code: "AGENT_SILENT", retryable: true });
}

/** The other side will never take that reply. */
function isRefused(error: unknown): boolean {
  return (Object(error) as { readonly code?: unknown }).code === "REPLY_REFUSED";
}

function neverEnds(maxStarts: number): HawserError {
  return new HawserError(`The process ended ${maxStarts} times while this task was being worked`, {
    code: "TASK_NEVER_ENDS",
    hint: "Look for what it does to the process; maxStarts says how often it is tried.",
  });
}
