import type { SkipReason } from "./task/source.js";
import type { AgentReply, Task } from "./task/task.js";

/** How a task ended. */
export type TaskOutcome =
  /** Answered. */
  | "replied"
  /** The agent failed, and whoever asked was told so where the wire does that. */
  | "failed"
  /** Whoever asked did not want it any more. */
  | "stopped"
  /** Not worked, and why: see the event. */
  | "skipped"
  /** There is a reply, but the other side may not have it. With a store it is sent after the next start. */
  | "undelivered"
  /** The runner ended before it was done. */
  | "released";

/** What a runner tells `observe`. Every task that is accepted ends with one `ended`. */
export type RunnerEvent =
  | { readonly type: "started"; readonly sources: readonly string[] }
  /** It waits its turn. */
  | { readonly type: "accepted"; readonly task: Task }
  /** Not worked: `ended` does not follow. */
  | {
      readonly type: "skipped";
      readonly task: Task;
      readonly reason: SkipReason;
      readonly retryAfterMs?: number;
    }
  /** The agent is asked. `resumed`: an earlier life of the process was at it. */
  | {
      readonly type: "begun";
      readonly task: Task;
      readonly attempt: number;
      readonly resumed: boolean;
    }
  /** The reply grew, or the agent says what it does. Not every step: as often as it is shown. */
  | {
      readonly type: "progress";
      readonly task: Task;
      readonly kind: "text" | "status";
      readonly text: string;
    }
  /** The agent (`what: "agent"`) or the sending of its reply failed, and is tried again. */
  | {
      readonly type: "retrying";
      readonly task: Task;
      readonly what: "agent" | "reply";
      readonly error: unknown;
      readonly attempt: number;
      readonly delayMs: number;
    }
  | {
      readonly type: "ended";
      readonly task: Task;
      /** `skipped`: it came twice. */
      readonly outcome: TaskOutcome;
      readonly reply?: AgentReply;
      readonly error?: unknown;
      /** From its acceptance, its wait included, ms. */
      readonly durationMs: number;
      /** How often the agent was asked. 0 when the reply was known from an earlier life. */
      readonly attempts: number;
    }
  /** No more tasks are taken; so many are in hand. */
  | { readonly type: "draining"; readonly tasks: number }
  /** A source ended: by itself, because it was to, or with an error that ends the runner. */
  | { readonly type: "source-ended"; readonly source: string; readonly error?: unknown }
  | { readonly type: "finished"; readonly summary: RunSummary };

/** How many tasks ended how. */
export type RunSummary = Readonly<Record<TaskOutcome, number>>;
