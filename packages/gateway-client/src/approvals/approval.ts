import { compact, isRecord, number, record, text } from "../compat/records.js";
import type { ApprovalDecision, ApprovalRequestBody } from "../schemas/approvals.js";
import { parseSessionKey } from "../sessions/session-key.js";

/** Where an approval stands. */
export type ApprovalStatus =
  | { readonly status: "pending" }
  /** `decision` is absent when it was decided while nobody here was listening. */
  | {
      readonly status: "resolved";
      readonly decision?: ApprovalDecision;
      readonly resolvedBy?: string;
    }
  | { readonly status: "expired" };

/** A command an agent wants to run, and what became of the question. */
export type Approval = ApprovalStatus & {
  readonly id: string;
  /** The command as one line; empty when the gateway does not say. */
  readonly command: string;
  readonly cwd?: string;
  readonly agentId?: string;
  readonly sessionKey?: string;
  /** The subagent that asks, told by the session key. */
  readonly subagentId?: string;
  readonly runId?: string;
  readonly toolCallId?: string;
  /** What the gateway will accept. All three when it does not say. */
  readonly allowedDecisions: readonly ApprovalDecision[];
  /** On the gateway's clock, ms since the epoch. */
  readonly createdAtMs?: number;
  /** On the gateway's clock, ms since the epoch. */
  readonly expiresAtMs?: number;
  /** The question as the gateway sent it. */
  readonly request: ApprovalRequestBody;
};

const DECISIONS: readonly ApprovalDecision[] = ["allow-once", "allow-always", "deny"];

/** A decision in either form; undefined for anything else. */
export function decisionOf(value: unknown): ApprovalDecision | undefined {
  return DECISIONS.find((decision) => decision === (value === "approve" ? "allow-once" : value));
}

/** Reads an approval from an event or a list; the documented form has the question's fields at its top. */
export function pendingApproval(payload: unknown): Approval | undefined {
  const entry = record(payload);
  const id = text(entry["id"], entry["approvalId"]);
  if (id === undefined) return undefined;
  const request = isRecord(entry["request"]) ? entry["request"] : entry;
  const argv = request["commandArgv"] ?? request["command"];
  const sessionKey = text(request["sessionKey"]);
  const key = sessionKey === undefined ? undefined : parseSessionKey(sessionKey);
  const allowed = request["allowedDecisions"];
  return compact({
    status: "pending" as const,
    id,
    command:
      text(request["command"], request["commandText"]) ??
      (Array.isArray(argv) ? argv.join(" ") : ""),
    allowedDecisions: Array.isArray(allowed)
      ? allowed.flatMap((decision) => decisionOf(decision) ?? [])
      : DECISIONS,
    request,
    cwd: text(request["cwd"]),
    agentId: text(request["agentId"]) ?? key?.agentId,
    sessionKey,
    subagentId: key?.subagentId,
    runId: text(request["runId"]),
    toolCallId: text(request["toolCallId"]),
    createdAtMs: number(entry["createdAtMs"]),
    expiresAtMs: number(entry["expiresAtMs"]),
  });
}

/** The approval with another standing. */
export function withStatus(approval: Approval, status: ApprovalStatus): Approval {
  const {
    decision: _decision,
    resolvedBy: _by,
    ...rest
  } = approval as Approval & {
    decision?: unknown;
    resolvedBy?: unknown;
  };
  return { ...rest, ...status };
}
