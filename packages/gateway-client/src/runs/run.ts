/** Where a run stands. */
export type RunStatus =
  /** `phase`: what the gateway says it is doing (`starting_model`, `waiting-approval`, …). */
  | { readonly status: "running"; readonly phase?: string }
  | { readonly status: "done"; readonly endedAt: number }
  | { readonly status: "aborted"; readonly endedAt: number }
  | { readonly status: "error"; readonly endedAt: number; readonly error?: string }
  /** It was running when last heard of, and the gateway knows nothing of it any more. */
  | { readonly status: "lost"; readonly endedAt: number };

/** One turn of an agent. Times are ours, ms since the epoch. */
export type Run = RunStatus & {
  readonly runId: string;
  readonly sessionKey?: string;
  readonly agentId?: string;
  /** The subagent whose run it is, told by the session key. */
  readonly subagentId?: string;
  readonly startedAt: number;
  /** The last sign of life. */
  readonly lastEventAt: number;
};

/** An agent at work for another. Its key is the one of its own session. */
export type Subagent = SubagentStatus & {
  readonly sessionKey: string;
  readonly subagentId?: string;
  readonly agentId?: string;
  readonly parentSessionKey?: string;
  readonly parentRunId?: string;
  readonly label?: string;
  readonly startedAt: number;
};

export type SubagentStatus =
  | { readonly status: "working" }
  | { readonly status: "done" | "error"; readonly endedAt: number };

/** What changes in the tracker. `changed`: another phase. */
export type RunChange =
  | { readonly type: "started" | "changed" | "ended"; readonly run: Run }
  | { readonly type: "subagent"; readonly subagent: Subagent };

export type RunOutcome =
  | { readonly status: "done" | "aborted" | "lost" }
  | { readonly status: "error"; readonly error?: string };
