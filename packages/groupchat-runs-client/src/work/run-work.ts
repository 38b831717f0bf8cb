import { abortable, AuthError, ConnectionLostError, HawserError, RemoteError } from "@hawser/core";
import { isOver } from "../feed/poller.js";
import { statusFound } from "../rest/run-error.js";
import type { Run } from "../schemas/index.js";
import { closing, type PostEnd } from "./closing.js";
import type { WorkContext } from "./context.js";
import type { Job, RunHandler, WorkOptions, WorkOutcome } from "./job.js";
import { persist } from "./persist.js";
import { ProgressComments } from "./progress.js";
import { type Result, resultOf } from "./result.js";
import { errorMessage } from "./text.js";

/** How long the last word on a run may take once the work was given up, ms. */
const LAST_WORD_MS = 10_000;

/** Works one run from its start to its end. */
export async function workRun(
  context: WorkContext,
  run: Run,
  handler: RunHandler,
  options: WorkOptions,
): Promise<WorkOutcome> {
  const work = new RunWork(context, run, options);
  try {
    return await work.run(handler);
  } finally {
    work.release();
  }
}

type Made =
  | { readonly ok: true; readonly result: Result }
  | { readonly ok: false; readonly error: unknown };

class RunWork {
  readonly #context: WorkContext;
  readonly #run: Run;
  readonly #options: WorkOptions;
  /** The work is to end. */
  readonly #abort = new AbortController();
  /** Nothing more is to be sent. */
  readonly #last = new AbortController();
  /** What the run was found to be while it was worked. */
  #ended: string | undefined;
  readonly #offs: (() => void)[] = [];

  constructor(context: WorkContext, run: Run, options: WorkOptions) {
    this.#context = context;
    this.#run = run;
    this.#options = options;
    this.#offs.push(
      context.inFlight.events.on("ended", (end) => {
        if (end.run.id === run.id) this.#sawEnd(end.status);
      }),
    );
    if (options.signal !== undefined) this.#follow(options.signal);
    this.#offs.push(
      context.closing.on((reason) => this.#giveUp(reason)),
      context.closed.on((reason) => this.#last.abort(reason)),
    );
  }

  release(): void {
    for (const off of this.#offs) off();
    this.#context.inFlight.done(this.#run.id);
  }

  async run(handler: RunHandler): Promise<WorkOutcome> {
    const run = this.#run;
    const found = await this.#start();
    if (found !== undefined) return { status: "skipped", run, found };
    const made = await this.#make(handler);
    if (this.#ended !== undefined) return this.#over(this.#ended);
    if (made.ok) return this.#complete(made.result);
    return this.#isCut(made.error) ? this.#left(made.error) : this.#report(made.error);
  }

  /** @returns the status that the run was found in when it is not ours to work. */
  async #start(): Promise<string | undefined> {
    const { calls, inFlight } = this.#context;
    const { id } = this.#run;
    const signal = this.#abort.signal;
    signal.throwIfAborted();
    if (this.#options.resume === true) {
      const { status } = await calls.get(id, { signal });
      if (status !== "RUNNING") return status;
      inFlight.started(id);
      return undefined;
    }
    try {
      await this.#persist(
        () => calls.start(id, this.#options.startMessage, { signal }),
        signal,
        // As long as nobody knows whether it was started, it may be ours.
        () => calls.startUnknown(id),
      );
      return undefined;
    } catch (error) {
      if (error instanceof RemoteError && error.code === "NOT_FOUND") return "";
      const found = statusFound(error);
      if (found !== undefined) return found;
      if (calls.startUnknown(id)) {
        this.#context.logger.error("a run may have been started and left", { run: id, error });
      }
      throw error;
    }
  }

  async #make(handler: RunHandler): Promise<Made> {
    const { signal } = this.#abort;
    const { settings, calls, logger } = this.#context;
    const progress = new ProgressComments({
      options: this.#options.progress ?? {},
      clock: settings.clock,
      now: settings.now,
      post: (text) => calls.comment(this.#run.id, text, { signal }),
      onError: (error) => {
        if (signal.aborted) return;
        logger.warn("a progress comment could not be posted", { error });
        this.#suspect(error);
      },
    });
    try {
      const run = await this.#persist(() => calls.get(this.#run.id, { signal }), signal);
      if (isOver(run.status)) this.#sawEnd(run.status);
      signal.throwIfAborted();
      const show = (text: string): void => progress.update(text);
      const job: Job = { run, signal, progress: show, comment: (text) => this.#comment(text) };
      const { doneMessage = "Done." } = this.#options;
      const result = await abortable(resultOf(handler, job, show, doneMessage), signal);
      await progress.end(result.body);
      return { ok: true, result };
    } catch (error) {
      await progress.end();
      return { ok: false, error };
    }
  }

  async #comment(text: string): Promise<void> {
    const { calls, logger } = this.#context;
    const { signal } = this.#abort;
    const { id } = this.#run;
    try {
      await this.#persist(() => calls.comment(id, text, { signal }), signal);
    } catch (error) {
      if (error instanceof ConnectionLostError && error.code === "UNCONFIRMED") {
        // Not worth the run, nor being there twice.
        logger.warn("a comment may be missing", { run: id, error });
        return;
      }
      this.#suspect(error);
      throw error;
    }
  }

  async #complete({ body, costs }: Result): Promise<WorkOutcome> {
    const { calls } = this.#context;
    const { id } = this.#run;
    try {
      const found = await this.#close("FINISHED", (signal) =>
        calls.complete(id, body, { ...costs, signal }),
      );
      return found === undefined ? { status: "finished", run: this.#run, body } : this.#over(found);
    } catch (error) {
      if (error instanceof AuthError || this.#last.signal.aborted) return this.#abandoned(error);
      // Too long, say: the run must not stay open for that.
      return this.#report(error);
    }
  }

  async #report(error: unknown): Promise<WorkOutcome> {
    const { calls, secrets } = this.#context;
    const message = errorMessage(error, this.#options.maxErrorChars ?? 1000, secrets());
    try {
      const found = await this.#close("ERROR", (signal) =>
        calls.error(this.#run.id, message, { signal }),
      );
      return found === undefined ? { status: "error", run: this.#run, error } : this.#over(found);
    } catch (reason) {
      return this.#abandoned(reason);
    }
  }

  /** @returns the status that was found instead when the run does not run any more. */
  async #close(to: "FINISHED" | "ERROR", post: PostEnd): Promise<string | undefined> {
    const { signal } = this.#last;
    const attempt = closing(this.#context.calls, this.#run.id, to, post);
    return this.#persist(() => attempt(signal), signal);
  }

  /** Whether the work ended because the process does. */
  #isCut(error: unknown): boolean {
    if (this.#options.leaveRunning !== true) return false;
    return (
      this.#abort.signal.aborted || (error instanceof HawserError && error.code === "SHUT_DOWN")
    );
  }

  #left(reason: unknown): WorkOutcome {
    const run = this.#run;
    const error =
      reason instanceof HawserError
        ? reason
        : new ConnectionLostError("The work was given up", { code: "SHUT_DOWN", cause: reason });
    this.#context.logger.info("a run is left RUNNING, to be resumed", { run: run.id });
    return { status: "abandoned", run, error };
  }

  #over(status: string): WorkOutcome {
    return status === "STOPPED"
      ? { status: "stopped", run: this.#run }
      : { status: "skipped", run: this.#run, found: status };
  }

  #abandoned(reason: unknown): WorkOutcome {
    const error =
      reason instanceof HawserError
        ? reason
        : new ConnectionLostError("The run could not be closed in time", { cause: reason });
    this.#context.logger.error("a run was left open", { run: this.#run.id, error });
    return { status: "abandoned", run: this.#run, error };
  }

  #sawEnd(status: string): void {
    if (this.#ended !== undefined) return;
    this.#ended = status;
    const what = status === "STOPPED" ? "was stopped by its owner" : "is over or gone";
    this.#abort.abort(
      new RemoteError(`The run ${what}`, {
        code: status === "STOPPED" ? "RUN_STOPPED" : "RUN_ENDED",
        remoteCode: `RUN_${status === "" ? "GONE" : status}`,
      }),
    );
  }

  /** A refused comment may be the first news of a stop. */
  #suspect(error: unknown): void {
    if (!(error instanceof RemoteError) || error.retryable) return;
    const { calls, logger } = this.#context;
    const { signal } = this.#abort;
    const look = async (): Promise<void> => {
      try {
        const { status } = await calls.get(this.#run.id, { signal });
        if (isOver(status)) this.#sawEnd(status);
      } catch (reason) {
        if (reason instanceof RemoteError && reason.code === "NOT_FOUND") this.#sawEnd("");
        else logger.debug("the run could not be looked at", { error: reason });
      }
    };
    void look();
  }

  /** The work ends, and soon after that the attempts to tell of it. */
  #giveUp(reason: Error): void {
    const { clock } = this.#context.settings;
    const last = (): void => this.#last.abort(reason);
    const timer = clock.setTimeout(last, LAST_WORD_MS, { keepAlive: false });
    this.#offs.push(() => clock.clearTimeout(timer));
    this.#abort.abort(reason);
  }

  #follow(signal: AbortSignal): void {
    const giveUp = (): void => this.#giveUp(signal.reason as Error);
    if (signal.aborted) giveUp();
    else signal.addEventListener("abort", giveUp, { once: true });
    this.#offs.push(() => signal.removeEventListener("abort", giveUp));
  }

  #persist<T>(
    work: () => Promise<T>,
    signal: AbortSignal,
    worthIt: () => boolean = () => true,
  ): Promise<T> {
    const { clock, random } = this.#context.settings;
    const onRetry = (error: HawserError): void => {
      this.#context.logger.warn("the API is asked again", { run: this.#run.id, error });
    };
    return persist(work, { clock, random, signal, worthIt, onRetry });
  }
}
