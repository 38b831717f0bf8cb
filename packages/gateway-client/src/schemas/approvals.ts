import * as z from "zod";

/** As real gateways write a decision. */
export type ApprovalDecision = "allow-once" | "allow-always" | "deny";
/** What callers may write: `approve`, as documented, means `allow-once`. */
export type ApprovalDecisionInput = ApprovalDecision | "approve";

/** What an agent wants to run. */
export interface ApprovalRequestBody {
  command?: string;
  cwd?: string | null;
  host?: string | null;
  agentId?: string | null;
  sessionKey?: string | null;
  runId?: string | null;
  toolCallId?: string | null;
  warningText?: string | null;
  allowedDecisions?: string[];
  [field: string]: unknown;
}

export interface ApprovalRequestParams {
  /** An id of yours; the gateway makes one when absent. */
  id?: string | undefined;
  command: string;
  cwd?: string | null | undefined;
  host?: string | null | undefined;
  nodeId?: string | null | undefined;
  agentId?: string | null | undefined;
  sessionKey?: string | null | undefined;
  /** How long the gateway waits for a decision, in milliseconds. */
  timeoutMs?: number | undefined;
}

export interface ApprovalRequestResult {
  id: string;
  /** Null when nobody decided in time, or when no client is there to decide. */
  decision: ApprovalDecision | null;
  /** Milliseconds since 1970. */
  createdAtMs?: number;
  /** Milliseconds since 1970. */
  expiresAtMs?: number;
}

/** `exec.approval.requested`, and an entry of `exec.approval.list`: a command waits for a person. */
export interface ApprovalRequestedEvent {
  id: string;
  /** `exec`. Protocol 4. */
  approvalKind?: string;
  request?: ApprovalRequestBody;
  /** Milliseconds since 1970. */
  createdAtMs?: number;
  /** Milliseconds since 1970. */
  expiresAtMs?: number;
}

/** `exec.approval.resolved`: somebody decided. */
export interface ApprovalResolvedEvent {
  id: string;
  /** `allow-once`, `allow-always`, `deny`; null when the time was up. */
  decision?: string | null;
  /** The client that decided. */
  resolvedBy?: string | null;
  ts?: number;
  request?: ApprovalRequestBody;
}

const text = z.string().nullish();

const approvalRequestParamsSchema: z.ZodType<ApprovalRequestParams> = z.looseObject({
  id: z.string().min(1).optional(),
  command: z.string().min(1),
  cwd: text,
  host: text,
  nodeId: text,
  agentId: text,
  sessionKey: text,
  timeoutMs: z.int().min(1).optional(),
});

const approvalResolveParamsSchema: z.ZodType<{
  id: string;
  decision: ApprovalDecisionInput;
}> = z.looseObject({
  id: z.string().min(1),
  decision: z.enum(["approve", "allow-once", "allow-always", "deny"]),
});

const requestBody: z.ZodType<ApprovalRequestBody> = z.looseObject({});

const approvalRequestedSchema: z.ZodType<ApprovalRequestedEvent> = z.looseObject({
  id: z.string(),
  request: requestBody.exactOptional(),
  createdAtMs: z.number().exactOptional(),
  expiresAtMs: z.number().exactOptional(),
});

const approvalResolvedSchema: z.ZodType<ApprovalResolvedEvent> = z.looseObject({
  id: z.string(),
  decision: z.string().nullable().exactOptional(),
  request: requestBody.exactOptional(),
});

/** Methods about approvals, by their real and their documented names. */
export interface ApprovalMethods {
  "exec.approval.request": { params: ApprovalRequestParams; result: ApprovalRequestResult };
  "exec.approval.resolve": {
    params: { id: string; decision: ApprovalDecision };
    result: { ok?: boolean };
  };
  "exec.approval.list": { params: Record<string, never>; result: ApprovalRequestedEvent[] };
  "exec.approval.get": { params: { id: string }; result: Record<string, unknown> };
  "exec.approval-request": { params: ApprovalRequestParams; result: ApprovalRequestResult };
  "exec.approval-resolve": {
    params: { id: string; decision: ApprovalDecisionInput };
    result: { ok?: boolean };
  };
}

/** Events about approvals. */
export interface ApprovalEvents {
  "exec.approval.requested": ApprovalRequestedEvent;
  "exec.approval.resolved": ApprovalResolvedEvent;
}

export const approvalParamsSchemas: { readonly [method: string]: z.ZodType } = {
  "exec.approval.request": approvalRequestParamsSchema,
  "exec.approval-request": approvalRequestParamsSchema,
  "exec.approval.resolve": approvalResolveParamsSchema,
  "exec.approval-resolve": approvalResolveParamsSchema,
};

export const approvalEventSchemas: { readonly [event: string]: z.ZodType } = {
  "exec.approval.requested": approvalRequestedSchema,
  "exec.approval.resolved": approvalResolvedSchema,
};
