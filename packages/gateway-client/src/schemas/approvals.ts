/** As real gateways write a decision. */
export type ApprovalDecision = "allow-once" | "allow-always" | "deny";
/** What callers may write: `approve`, as documented, means `allow-once`. */
export type ApprovalDecisionInput = ApprovalDecision | "approve";

/** What an agent wants to run. */
export interface ApprovalRequestBody {
  command?: string | undefined;
  cwd?: string | null | undefined;
  host?: string | null | undefined;
  agentId?: string | null | undefined;
  sessionKey?: string | null | undefined;
  runId?: string | null | undefined;
  toolCallId?: string | null | undefined;
  warningText?: string | null | undefined;
  allowedDecisions?: string[] | undefined;
  [field: string]: unknown;
}

export interface ApprovalRequestParams {
  /** A uuid of yours; the gateway makes one when absent. */
  id?: string;
  command: string;
  cwd?: string | null;
  agentId?: string | null;
  sessionKey?: string | null;
  /** How long the gateway waits for a decision, in ms. */
  timeoutMs?: number;
  [field: string]: unknown;
}

/** `decision` is null when nobody decided in time, or when no client is there to decide. */
export interface ApprovalRequestResult {
  id: string;
  decision: ApprovalDecision | null;
  createdAtMs?: number | undefined;
  expiresAtMs?: number | undefined;
  [field: string]: unknown;
}

/** An approval as events and lists carry it. */
export interface ApprovalRequestedEvent {
  id: string;
  approvalKind?: string | undefined;
  request?: ApprovalRequestBody | undefined;
  createdAtMs?: number | undefined;
  expiresAtMs?: number | undefined;
  [field: string]: unknown;
}

export interface ApprovalResolvedEvent {
  id: string;
  decision?: string | null | undefined;
  resolvedBy?: string | null | undefined;
  ts?: number | undefined;
  request?: ApprovalRequestBody | undefined;
  [field: string]: unknown;
}

export interface ApprovalMethods {
  "exec.approval.request": { params: ApprovalRequestParams; result: ApprovalRequestResult };
  "exec.approval.resolve": {
    params: { id: string; decision: ApprovalDecision };
    result: { ok?: boolean };
  };
  "exec.approval.list": { params: Record<string, never>; result: ApprovalRequestedEvent[] };
  "exec.approval.get": { params: { id: string }; result: Record<string, unknown> };
  /** The documented names and decisions. */
  "exec.approval-request": { params: ApprovalRequestParams; result: ApprovalRequestResult };
  "exec.approval-resolve": {
    params: { id: string; decision: ApprovalDecisionInput };
    result: { ok?: boolean };
  };
}

export interface ApprovalEvents {
  "exec.approval.requested": ApprovalRequestedEvent;
  "exec.approval.resolved": ApprovalResolvedEvent;
}
