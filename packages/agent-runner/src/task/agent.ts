import type { Logger } from "@hawser/core";
import type { AgentReply, Task } from "./task.js";

/** A step of a streamed answer. */
export type AgentPart =
  /** More text. */
  | string
  /** The whole text so far, in place of what was yielded before. */
  | { readonly text: string }
  /** What the agent is doing; not part of the reply. */
  | { readonly status: string };

/** What an agent answers with. Nothing, or an empty text: nothing is said. */
export type AgentAnswer = string | AgentReply | void | AsyncIterable<AgentPart>;

/** What an agent is given beside the task. */
export interface AgentContext {
  /** Aborts when the answer is not wanted any more; its reason says why. */
  readonly signal: AbortSignal;
  /** Counts from 1. */
  readonly attempt: number;
  /** The process ended while this task was being worked before. */
  readonly resumed: boolean;
  /**
   * The same for the same attempt at the same task, also after a crash: an agent that takes one does the
   * work once.
   */
  readonly idempotencyKey: string;
  /** Tells whoever asked what is being done, where the wire shows it. */
  status(text: string): void;
  readonly logger: Logger;
}

/**
 * Does the work: any function that returns a text, a promise of one, or a stream of texts. The text
 * stream of an AI SDK fits as it is.
 */
export type Agent = (task: Task, context: AgentContext) => AgentAnswer | Promise<AgentAnswer>;
