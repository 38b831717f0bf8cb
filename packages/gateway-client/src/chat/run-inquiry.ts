import type { GatewayPort } from "../client-port.js";
import type { ChatHistoryResult, ChatMessage, ChatSendParams } from "../schemas/index.js";
import { matchHistory } from "./history-match.js";

/** What the gateway says became of a run. */
export type RunStanding =
  | { readonly kind: "ended"; readonly message?: ChatMessage }
  | { readonly kind: "failed"; readonly reason?: string }
  | { readonly kind: "running"; readonly runId?: string; readonly text?: string }
  /** Taken, but not begun. */
  | { readonly kind: "pending" }
  /** Nothing runs on the session and the transcript holds no reply. */
  | { readonly kind: "idle" }
  /** This gateway cannot tell. */
  | { readonly kind: "unknown" };

interface Inquiry {
  readonly params: ChatSendParams;
  readonly runIds: ReadonlySet<string>;
  readonly runId: string;
  readonly queued: boolean;
  readonly signal: AbortSignal;
}

interface WaitResult {
  readonly status?: string;
  readonly error?: unknown;
}

interface SessionInfo {
  readonly hasActiveRun?: boolean;
  readonly activeRunIds?: readonly string[];
}

const HISTORY_LIMIT = 50;

/** Asks agent.wait and the session's history. Never starts anything. */
export async function consultGateway(port: GatewayPort, inquiry: Inquiry): Promise<RunStanding> {
  // A queued message has no run of its own yet: agent.wait would speak of the empty one.
  const wait = inquiry.queued ? undefined : await askWait(port, inquiry);
  if (wait?.status === "error") {
    return typeof wait.error === "string" ? { kind: "failed", reason: wait.error } : { kind: "failed" };
  }
  const history = await readHistory(port, inquiry);
  const { message, idempotencyKey } = inquiry.params;
  const verdict = matchHistory({ messages: history.messages, idempotencyKey, runIds: inquiry.runIds, message });
  const info = history.sessionInfo as SessionInfo | null | undefined;
  if (info?.hasActiveRun === undefined) return fromOldGateway(wait, verdict.reply);

  const inFlight = history.inFlightRun ?? undefined;
  if (inFlight !== undefined && inquiry.runIds.has(inFlight.runId)) {
    return { kind: "running", runId: inFlight.runId, ...(inFlight.text === undefined ? {} : { text: inFlight.text }) };
  }
  if (info.activeRunIds?.some((id) => inquiry.runIds.has(id))) return { kind: "running" };
  if (verdict.reply !== undefined) return { kind: "ended", message: verdict.reply };
  if (wait?.status === "ok") return { kind: "ended" };
  const pending = (history as { pendingInputs?: { total?: number } }).pendingInputs?.total ?? 0;
  if (pending > 0 || (inquiry.queued && info.hasActiveRun)) return { kind: "pending" };
  return { kind: "idle" };
}

/** 2026.3 knows neither active runs nor keys: only agent.wait tells that a run is over. */
function fromOldGateway(wait: WaitResult | undefined, reply: ChatMessage | undefined): RunStanding {
  if (wait?.status !== "ok") return { kind: "unknown" };
  return reply === undefined ? { kind: "ended" } : { kind: "ended", message: reply };
}

async function askWait(port: GatewayPort, inquiry: Inquiry): Promise<WaitResult | undefined> {
  try {
    return await port.request<WaitResult>("agent.wait", { runId: inquiry.runId, timeoutMs: 1 }, { signal: inquiry.signal });
  } catch (error) {
    if (inquiry.signal.aborted) throw error;
    // Not every gateway and scope has it; the history decides then.
    return undefined;
  }
}

async function readHistory(port: GatewayPort, inquiry: Inquiry): Promise<ChatHistoryResult> {
  const params = { sessionKey: inquiry.params.sessionKey, limit: HISTORY_LIMIT };
  const result = await port.request<ChatHistoryResult | ChatMessage[]>("chat.history", params, {
    signal: inquiry.signal,
  });
  // Documented gateways answer with the bare array.
  return Array.isArray(result) ? { messages: result } : { ...result, messages: result.messages ?? [] };
}
