import type { Clock, Logger } from "@hawser/core";
import type { AgentReply, Task } from "./task.js";

/** Why a task is not worked. */
export type SkipReason =
  /** It has neither words nor files. */
  | "empty"
  /** This agent said it. */
  | "own-message"
  /** Another agent or AI said it, and those are not answered (any more). */
  | "other-agent"
  /** Too many replies went into that conversation lately. */
  | "storm"
  /** Its speaker, or the conversation, has sent too much lately. */
  | "rate-limited"
  /** It was worked before. */
  | "duplicate";

/** What a source is told about a task that is not worked. */
export interface Skip {
  readonly reason: SkipReason;
  /** When the same may be asked again, ms. With `rate-limited` and `storm`. */
  readonly retryAfterMs?: number;
  /** With `duplicate`: what was answered before, where that is still known. */
  readonly reply?: AgentReply;
}

/** A task with the ways to answer it. What a source yields. */
export interface SourceTask extends Omit<Task, "source" | "context" | "media"> {
  readonly context?: Task["context"];
  readonly media?: Task["media"];
  /**
   * Aborts when whoever asked does not want it any more: nothing is answered then. A reason with the
   * code `CLOSED`, `CLOSING` or `SHUT_DOWN` says that the source ends: the task is released.
   */
  readonly signal?: AbortSignal;
  /**
   * Answers. Resolves once the other side has it; rejects when it may not have it. Called again, after a
   * pause, for an error that is `retryable`; where it is `maybeExecuted`, too, only after
   * {@link wasReplied} has said no. An error with the code `REPLY_REFUSED` says that the other side will
   * never take this reply: the task has failed then.
   */
  reply(reply: AgentReply): void | Promise<void>;
  /** Shows the reply as far as it has come: the whole text so far. Left out where a wire has no such thing. */
  progress?(textSoFar: string): void | Promise<void>;
  /** Tells what the agent is doing. Left out where a wire has no such thing. */
  status?(text: string): void | Promise<void>;
  /** The agent failed, for good. */
  fail(error: unknown): void | Promise<void>;
  /** The task is not worked, and does not have to come again. */
  skip(skip: Skip): void | Promise<void>;
  /** The runner ends before the task is done: it may come again. Without it, `fail` is called. */
  release?(error: unknown): void | Promise<void>;
  /**
   * Whether that reply, which may have been sent (in an earlier life of the process, or its answer was
   * lost), has arrived. Sources whose `reply` does no harm twice leave it out.
   *
   * @param sent - `since`: when it was handed over last, ms since 1970 by this machine's clock.
   */
  wasReplied?(reply: AgentReply, sent: { readonly since: number }): Promise<boolean>;
}

/** What a source works with. */
export interface SourceContext {
  /** Aborts when no further task is wanted: the iteration is to end. */
  readonly signal: AbortSignal;
  /** How many tasks are worked at a time. A source that commits itself by taking one takes no more. */
  readonly concurrency: number;
  /** How long what is in hand may go on after that, ms. A source may take a little longer to end. */
  readonly drainMs: number;
  /** Where a source without a memory of its own keeps its place; lives in the runner's store. */
  readonly cursor: SourceCursor;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** A place in a source's history that outlives the process, where the runner has a store that does. */
export interface SourceCursor {
  load(): string | undefined;
  save(cursor: string): Promise<void>;
}

/**
 * Where tasks come from. An async generator is enough for one of your own: `tasks()` runs until the
 * signal aborts, or until there is no more work; what it throws ends the runner.
 */
export interface Source {
  /** Goes into events, logs and telemetry, and keeps task ids of several sources apart. */
  readonly name: string;
  /** Shortest time between two calls of a task's `progress`, ms, unless the runner's options say otherwise. Default 250. */
  readonly progressEveryMs?: number;
  tasks(context: SourceContext): AsyncIterable<SourceTask>;
}
