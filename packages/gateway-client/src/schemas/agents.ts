export interface AgentSummary {
  id: string;
  name?: string | undefined;
  identity?: Record<string, unknown> | undefined;
  workspace?: string | undefined;
  model?: unknown;
  [field: string]: unknown;
}

export interface AgentsListResult {
  agents: AgentSummary[];
  defaultId?: string | undefined;
  /** The last part of an agent's main session key. */
  mainKey?: string | undefined;
  scope?: string | undefined;
  [field: string]: unknown;
}

/** `timeout`: still running, or not known to this gateway. */
export interface AgentWaitResult {
  runId: string;
  status: "ok" | "error" | "timeout" | (string & {});
  startedAt?: number | undefined;
  endedAt?: number | undefined;
  error?: string | undefined;
  stopReason?: string | undefined;
  [field: string]: unknown;
}

export interface AgentMethods {
  "agents.list": { params: Record<string, never>; result: AgentsListResult };
  "agent.wait": { params: { runId: string; timeoutMs?: number }; result: AgentWaitResult };
}
