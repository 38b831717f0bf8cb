import { compact, number, record, text } from "../compat/records.js";

/** `active`: at work or connected; `error`: the gateway says so. */
export type AgentState = "active" | "idle" | "offline" | "error";

/** One agent as it is now. */
export interface AgentPresence {
  readonly agentId: string;
  readonly name?: string;
  readonly state: AgentState;
  /** Since when it is in this state, on our clock, ms since the epoch. */
  readonly since: number;
  /** Its runs in flight. */
  readonly runs: number;
  /** Seconds since its last input, as the gateway said last. Low: it is being used. */
  readonly lastInputSeconds?: number;
  /** How its last failed run failed; gone with the next run. */
  readonly lastError?: string;
}

/** What a gateway says about one agent. */
export interface AgentReport {
  readonly agentId: string;
  readonly name?: string;
  readonly state?: AgentState;
  /** It was called active because of a run, not because it is connected. */
  readonly working?: boolean;
  readonly lastInputSeconds?: number;
}

const WORKING = new Set(["running", "working", "busy"]);
const STATES: Readonly<Record<string, AgentState>> = {
  running: "active",
  connected: "active",
  active: "active",
  working: "active",
  busy: "active",
  online: "idle",
  idle: "idle",
  disconnected: "offline",
  offline: "offline",
  error: "error",
  failed: "error",
};

/** The word for its state, when it is one this version knows. */
function stateWord(...raw: readonly unknown[]): string | undefined {
  return raw
    .map((word) => text(word)?.toLowerCase())
    .find((word) => Object.hasOwn(STATES, word ?? ""));
}

/** Reads the documented per-agent payload; undefined when it names no agent. */
export function agentReport(value: unknown): AgentReport | undefined {
  const fields = record(value);
  const agentId = text(fields["agentId"]);
  if (agentId === undefined) return undefined;
  const word = stateWord(fields["status"], fields["state"]);
  return compact({
    agentId,
    name: text(fields["name"]),
    state: word === undefined ? undefined : STATES[word],
    working: word === undefined ? undefined : WORKING.has(word),
    lastInputSeconds: number(fields["lastInputSeconds"]),
  });
}
