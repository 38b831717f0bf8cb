/** An agent the gateway runs. Fields not named here come through as they are. */
export interface AgentSummary {
  id: string;
  name?: string;
  identity?: Record<string, unknown>;
  workspace?: string;
  model?: unknown;
  [field: string]: unknown;
}

/** What real gateways answer to `agents.list`. */
export interface AgentsListResult {
  agents: AgentSummary[];
  defaultId?: string;
  /** The last part of an agent's main session key. */
  mainKey?: string;
  /** Whom a session belongs to: `per-sender`, `global`. */
  scope?: string;
  [field: string]: unknown;
}

export interface AgentWaitResult {
  runId?: string;
  /** `ok` or `error`; `timeout`: still running, or not known to this gateway. */
  status: string;
  /** Milliseconds since 1970. */
  startedAt?: number;
  /** Milliseconds since 1970. */
  endedAt?: number;
  error?: string;
  stopReason?: string;
}

/** Methods about agents. */
export interface AgentMethods {
  "agents.list": { params: Record<string, never>; result: AgentsListResult };
  "agent.wait": {
    params: { runId: string; timeoutMs?: number | undefined };
    result: AgentWaitResult;
  };
}
