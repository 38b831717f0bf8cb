// Generated from the schemas by scripts/generate-validators: run `pnpm generate` after changing them.
import type { Spec } from "./check.js";

const connectSpec: Spec = {
  "minProtocol!": "i1",
  "maxProtocol!": "i1",
  "client!": {
    "id!": "s1",
    "version!": "s1",
    "platform!": "s1",
    "mode!": "s1",
    displayName: "s1",
    deviceFamily: "s1",
    modelIdentifier: "s1",
    instanceId: "s1",
    timeZone: "s1",
  },
  role: "s1",
  scopes: ["s1"],
  caps: ["s1"],
  commands: ["s1"],
  permissions: { "*": "b" },
  auth: { token: "s", password: "s", deviceToken: "s", bootstrapToken: "s" },
  device: { "id!": "s1", "publicKey!": "s1", "signature!": "s1", "signedAt!": "i", "nonce!": "s1" },
  locale: "s",
  userAgent: "s",
};

const chatSendSpec: Spec = {
  "sessionKey!": "s1",
  "message!": "s",
  "idempotencyKey!": "s1",
  attachments: [{ type: "s", mimeType: "s", fileName: "s" }],
  thinking: "s",
  timeoutMs: "i0",
  deliver: "b",
  agentId: "s",
  queueMode: "=steer|followup|collect|interrupt",
};

const chatHistorySpec: Spec = {
  "sessionKey!": "s1",
  limit: "i0",
  agentId: "s",
  cursor: "s",
  offset: "i0",
  maxChars: "i0",
};

const chatAbortSpec: Spec = { "sessionKey!": "s1", runId: "s", agentId: "s" };

const chatInjectSpec: Spec = { "sessionKey!": "s1", "message!": "s", label: "s", agentId: "s" };

const agentSpec: Spec = {
  "message!": "s",
  "idempotencyKey!": "s1",
  sessionKey: "s",
  agentId: "s",
  thinking: "s",
  deliver: "b",
  timeout: "i0",
};

const agentWaitSpec: Spec = { "runId!": "s1", timeoutMs: "i0" };

const sessionsListSpec: Spec = {
  limit: "i1",
  offset: "i0",
  agentId: "s",
  search: "s",
  label: "s",
  spawnedBy: "s",
  activeMinutes: "i1",
  includeGlobal: "b",
  includeUnknown: "b",
  includeDerivedTitles: "b",
  includeLastMessage: "b",
  archived: { "|": ["b", "=all"] },
  sortBy: "=updatedAt|lastInteractionAt",
};

const sessionsResolveSpec: Spec = {
  key: "s1",
  sessionId: "s",
  label: "s",
  agentId: "s",
  spawnedBy: "s",
  includeGlobal: "b",
  includeUnknown: "b",
};

const sessionsPatchSpec: Spec = {
  "key!": "s1",
  label: { "|": ["s", "0"] },
  model: { "|": ["s", "0"] },
  thinkingLevel: { "|": ["s", "0"] },
  verboseLevel: { "|": ["s", "0"] },
  reasoningLevel: { "|": ["s", "0"] },
  elevatedLevel: { "|": ["s", "0"] },
  responseUsage: { "|": ["=off|tokens|full|on", "0"] },
  sendPolicy: { "|": ["=allow|deny", "0"] },
  groupActivation: { "|": ["=mention|always", "0"] },
  execHost: { "|": ["s", "0"] },
  execSecurity: { "|": ["s", "0"] },
  execAsk: { "|": ["s", "0"] },
  execNode: { "|": ["s", "0"] },
  pinned: "b",
  archived: "b",
  unread: "b",
  icon: { "|": ["s", "0"] },
  color: { "|": ["s", "0"] },
  category: { "|": ["s", "0"] },
  fastMode: { "|": [{ "|": ["b", "=auto"] }, "0"] },
  permissionMode: { "|": ["=read-only|guarded|workspace|full", "0"] },
  expectedSessionId: "s",
};

const sessionsResetSpec: Spec = { "key!": "s1", reason: "=new|reset" };

const sessionsCreateSpec: Spec = {
  key: "s1",
  agentId: "s",
  label: "s",
  model: "s",
  thinkingLevel: "s",
  parentSessionKey: "s",
  message: "s",
  idempotencyKey: "s",
};

const execApprovalRequestSpec: Spec = {
  id: "s1",
  "command!": "s1",
  cwd: { "|": ["s", "0"] },
  host: { "|": ["s", "0"] },
  nodeId: { "|": ["s", "0"] },
  agentId: { "|": ["s", "0"] },
  sessionKey: { "|": ["s", "0"] },
  timeoutMs: "i1",
};

const execApprovalResolveSpec: Spec = {
  "id!": "s1",
  "decision!": "=approve|allow-once|allow-always|deny",
};

const modelsListSpec: Spec = { view: "=default|configured|provider-config|all", agentId: "s" };

export const paramsSpecs: { readonly [name: string]: Spec } = {
  connect: connectSpec,
  "chat.send": chatSendSpec,
  "chat.history": chatHistorySpec,
  "chat.abort": chatAbortSpec,
  "chat.inject": chatInjectSpec,
  agent: agentSpec,
  "agent.wait": agentWaitSpec,
  "sessions.list": sessionsListSpec,
  "sessions.resolve": sessionsResolveSpec,
  "sessions.patch": sessionsPatchSpec,
  "sessions.reset": sessionsResetSpec,
  "sessions.create": sessionsCreateSpec,
  "exec.approval.request": execApprovalRequestSpec,
  "exec.approval-request": execApprovalRequestSpec,
  "exec.approval.resolve": execApprovalResolveSpec,
  "exec.approval-resolve": execApprovalResolveSpec,
  "models.list": modelsListSpec,
};
