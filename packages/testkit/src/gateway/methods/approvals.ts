import { randomUUID } from "node:crypto";
import type { ApprovalAsk } from "../approvals.js";
import { invalidRequest } from "../errors.js";
import type { MethodCall, MethodTable } from "./method.js";

async function request(call: MethodCall): Promise<unknown> {
  const { context, connection, params } = call;
  const { twoPhase, id, ...ask } = params as unknown as ApprovalAsk & { twoPhase?: boolean };
  const approval = context.approvals.request({ ...ask, id: id ?? randomUUID() }, connection);
  const { createdAtMs, expiresAtMs } = approval;
  if (twoPhase)
    call.respondFirst({ status: "accepted", id: approval.id, createdAtMs, expiresAtMs });
  const decision = await approval.decided;
  return { id: approval.id, decision, createdAtMs, expiresAtMs };
}

function resolve({ context, connection, params }: MethodCall): unknown {
  const by = connection.client?.displayName ?? connection.client?.id ?? null;
  context.approvals.resolve(String(params.id), String(params.decision), by);
  return { ok: true };
}

function list({ context }: MethodCall): unknown {
  return context.approvals.list().map(({ id, request: asked, createdAtMs, expiresAtMs }) => ({
    id,
    request: asked,
    createdAtMs,
    expiresAtMs,
    approvalKind: "exec",
  }));
}

function get({ context, params }: MethodCall): unknown {
  const approval = context.approvals.get(String(params.id));
  if (!approval)
    throw invalidRequest("unknown or expired approval id", { reason: "APPROVAL_NOT_FOUND" });
  const asked = approval.request;
  return {
    id: approval.id,
    commandText: asked.command,
    commandPreview: null,
    allowedDecisions: asked.allowedDecisions,
    host: asked.host,
    nodeId: asked.nodeId,
    agentId: asked.agentId,
    expiresAtMs: approval.expiresAtMs,
  };
}

async function waitDecision({ context, params }: MethodCall): Promise<unknown> {
  const approval = context.approvals.get(String(params.id));
  if (!approval) throw invalidRequest("approval expired or not found");
  const { id, createdAtMs, expiresAtMs } = approval;
  return { id, decision: await approval.decided, createdAtMs, expiresAtMs };
}

/** `exec.approval.*`; list and get came with protocol 4. */
export const approvalMethods: MethodTable = {
  "exec.approval.request": {
    scope: "operator.approvals",
    handle: request,
  },
  "exec.approval.resolve": {
    scope: "operator.approvals",
    handle: resolve,
  },
  "exec.approval.waitDecision": { scope: "operator.approvals", handle: waitDecision },
  "exec.approval.list": { protocols: [4], scope: "operator.approvals", handle: list },
  "exec.approval.get": {
    protocols: [4],
    scope: "operator.approvals",
    handle: get,
  },
};
