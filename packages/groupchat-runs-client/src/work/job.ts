import type { HawserError } from "@hawser/core";
import type { Run, RunCosts, RunDetails } from "../schemas/index.js";
import type { ProgressOptions } from "./progress.js";

/** One run, while it is worked. */
export interface Job {
  /** The run with its task, its activity and, for a follow-up, what was asked for. */
  readonly run: RunDetails;
  /**
   * Aborts when the owner stops the run, when somebody else ended it, and when the process is to end.
   * Its reason is an error that says which.
   */
  readonly signal: AbortSignal;
  /** Says how far the work is. Call it as often as you like: few comments are made of it. */
  progress(text: string): void;
  /**
   * Posts a comment of its own, now; while the API is down it waits. Rejects when the API refuses it or
   * the signal aborts. One of which nobody knows whether it was posted is not posted again.
   */
  comment(text: string): Promise<void>;
}

/** What a handler ends with: the summary, and what it cost if you know. */
export type JobResult = string | ({ readonly body: string } & Readonly<RunCosts>) | undefined;

/**
 * Does the work. What it returns completes the run; what it throws is reported as the run's error. A
 * stream of texts (an async generator) is shown as it grows, and completes the run as a whole.
 */
export type RunHandler = (
  job: Job,
) => JobResult | void | Promise<JobResult | void> | AsyncIterable<string>;

/** How one run is worked. */
export interface WorkOptions {
  /** Posted when the run is started. Default: none. */
  readonly startMessage?: string;
  /** Completes a run whose handler returned nothing. Default `"Done."`. */
  readonly doneMessage?: string;
  /** How progress turns into comments. */
  readonly progress?: ProgressOptions;
  /** Longest error message that is posted, in characters. Default 1000. */
  readonly maxErrorChars?: number;
  /** The run is RUNNING already, from an earlier life of this agent: goes on without a start. */
  readonly resume?: boolean;
  /** Gives the work up: the run is reported as an error, or left. */
  readonly signal?: AbortSignal;
  /**
   * What becomes of a run whose work is given up: it stays RUNNING, for the next process to `resume`, and
   * ends here as `abandoned`. The same goes for one whose handler throws an error with the code
   * `SHUT_DOWN`. Default false: it is reported as an error.
   */
  readonly leaveRunning?: boolean;
}

/** How the work on a run ended. */
export type WorkOutcome =
  | { readonly status: "finished"; readonly run: Run; readonly body: string }
  /** The handler failed, and the owner was told so. */
  | { readonly status: "error"; readonly run: Run; readonly error: unknown }
  /** The owner stopped it. */
  | { readonly status: "stopped"; readonly run: Run }
  /**
   * Not worked, or not to the end, because it is in another status than expected: somebody else started
   * or ended it. `found` is that status, `""` when the run is gone.
   */
  | { readonly status: "skipped"; readonly run: Run; readonly found: string }
  /** The client had to end before the API took the news, or it was to be left: it is still RUNNING there. */
  | { readonly status: "abandoned"; readonly run: Run; readonly error: HawserError };
