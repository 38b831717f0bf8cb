import type { GatewayPort } from "../client-port.js";
import type { ChatHistoryResult, ChatMessage } from "../schemas/index.js";

/** What `agent.wait` answers of a run. */
export interface WaitResult {
  readonly status?: string;
  readonly error?: unknown;
  /** Set when the run is over, also where `status` says `timeout`: that is how an aborted one answers. */
  readonly endedAt?: number;
  readonly stopReason?: string;
}

interface PendingInput {
  readonly runId?: string;
  /** `queued`; what was `cancelled` stays in the list. */
  readonly state?: string;
  readonly message?: { readonly provenance?: { readonly sourceTool?: string } };
}

interface PendingInputs {
  readonly items?: readonly PendingInput[];
}

interface SessionInfo {
  readonly hasActiveRun?: boolean;
  readonly activeRunIds?: readonly string[];
}

/** Whose records are asked for. */
export interface RecordsOf {
  readonly sessionKey: string;
  readonly runId: string;
  readonly signal: AbortSignal;
}

const HISTORY_LIMIT = 50;
const ABORT_REASONS: ReadonlySet<string | undefined> = new Set(["rpc", "stop", "aborted"]);

/** Asks `agent.wait` without waiting; undefined where the gateway or the scope does not have it. */
export async function askWait(
  port: GatewayPort,
  { runId, signal }: RecordsOf,
): Promise<WaitResult | undefined> {
  try {
    return await port.request<WaitResult>("agent.wait", { runId, timeoutMs: 1 }, { signal });
  } catch (error) {
    if (signal.aborted) throw error;
    return undefined;
  }
}

export function isAborted(wait: WaitResult | undefined): boolean {
  return (
    wait?.status === "timeout" && wait.endedAt !== undefined && ABORT_REASONS.has(wait.stopReason)
  );
}

/** Why a run failed, where `agent.wait` says so. */
export function failureOf({ error }: WaitResult): string | undefined {
  return typeof error === "string" ? error : undefined;
}

/** The end of a session's transcript, and what the gateway tells of its runs with it. */
export async function readHistory(
  port: GatewayPort,
  { sessionKey, signal }: RecordsOf,
): Promise<ChatHistoryResult> {
  const params = { sessionKey, limit: HISTORY_LIMIT };
  const result = await port.request<ChatHistoryResult | ChatMessage[]>("chat.history", params, {
    signal,
  });
  // Documented gateways answer with the bare array.
  return Array.isArray(result)
    ? { messages: result }
    : { ...result, messages: result.messages ?? [] };
}

export function sessionInfo(history: ChatHistoryResult): SessionInfo | null | undefined {
  return history.sessionInfo as SessionInfo | null | undefined;
}

/** Gateways that tell of active runs (2026.9) mark what they write down with keys and runs. */
export function isKeyed(history: ChatHistoryResult): boolean {
  return sessionInfo(history)?.hasActiveRun !== undefined;
}

/** 2026.9 takes interrupted turns up again after a restart, in a run with a new id. */
export function recoveryRun(history: ChatHistoryResult): string | undefined {
  return pendingInputs(history).find(({ message }) =>
    message?.provenance?.sourceTool?.endsWith("restart_recovery"),
  )?.runId;
}

export function pendingInputs(history: ChatHistoryResult): readonly PendingInput[] {
  return (history as { pendingInputs?: PendingInputs }).pendingInputs?.items ?? [];
}
