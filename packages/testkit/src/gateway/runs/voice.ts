import type { AgentFailure } from "../agent.js";
import type { SessionChange } from "../context.js";
import type { ResolvedOptions } from "../options.js";
import { textBlock } from "../sessions.js";
import type { Run } from "./run.js";
import type { Turn } from "./turn.js";

/** A tool call on its way. */
export interface ToolCall {
  readonly toolCallId: string;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly result: string;
  readonly isError: boolean;
  /** An operator (or nobody) refused it. */
  readonly denied: boolean;
}

/** Where a voice speaks to. */
export interface Stage {
  readonly options: ResolvedOptions;
  /** To everyone who may see it. */
  broadcast(event: string, payload: unknown): void;
  /** To clients with the cap "tool-events" only. */
  toTools(event: string, payload: unknown): void;
  /** Tells subscribers that the run's session changed. */
  changed(run: Run, how: SessionChange): void;
  /** The session's row and its fields beside it, as protocol 4's events give them. */
  sessionFields(run: Run): object;
  /** The terminal chat event of a run; a fault may swallow it. */
  terminal(run: Run, payload: unknown): void;
}

/** How a generation (or upstream's reference) tells of a run. */
export interface RunVoice {
  started(run: Run): void;
  said(run: Run, delta: string, replaced: boolean): void;
  toolStarted(run: Run, call: ToolCall): void;
  toolEnded(run: Run, call: ToolCall): void;
  waiting(run: Run, approvalId: string, toolCallId: string, resolved: boolean): void;
  agentEvent(run: Run, stream: string, data: Readonly<Record<string, unknown>>): void;
  /** The model has said its last word; the reply is not in the transcript yet. */
  spoken(run: Run): void;
  finished(run: Run): void;
  aborted(run: Run, stopReason: string): void;
  /** What protocol 4 still says after `chat.abort` was answered. */
  afterAbort(run: Run): void;
  failed(run: Run, failure: AgentFailure): void;
  /** The empty final of a message that has to wait for a busy session. */
  deferred(turn: Turn): void;
  /** A message was steered into the run: the model is asked again. */
  resumed(run: Run): void;
  /** A message with queueMode "interrupt" ended the run. */
  interrupted(run: Run): void;
  injected(runId: string, sessionKey: string, agentId: string, message: unknown): void;
}

/** A chat message of the assistant with one text block. */
export const assistantMessage = (text: string, timestamp: number): object => ({
  role: "assistant",
  content: [textBlock(text)],
  timestamp,
});
