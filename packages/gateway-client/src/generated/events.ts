// Generated from the schemas by scripts/generate-validators: run `pnpm generate` after changing them.
import { isArrayOf, isObject, type Spec } from "./check.js";

const connectChallengeSpec: Spec = { nonce: "s", "ts?": "n" };

const contentBlockSpec: Spec = { "type?": "s", "text?": "s", "id?": "s", "name?": "s" };

const chatUsageSpec: Spec = {
  "input?": "n",
  "output?": "n",
  "cacheRead?": "n",
  "cacheWrite?": "n",
  "totalTokens?": "n",
  "cost?": { "input?": "n", "output?": "n", "cacheRead?": "n", "cacheWrite?": "n", "total?": "n" },
};

const chatMessageSpec: Spec = {
  "role?": "s",
  "content?": { "|": ["s", [contentBlockSpec]] },
  "text?": "s",
  "timestamp?": "n",
  "stopReason?": "s",
  "usage?": chatUsageSpec,
  "model?": "s",
  "provider?": "s",
  "errorMessage?": "s",
  "idempotencyKey?": "s",
  "toolCallId?": "s",
  "toolName?": "s",
  "isError?": "b",
  "__openclaw?": { "id?": "s", "runId?": "s", "seq?": "n", "idempotencyKey?": "s", "kind?": "s" },
};

const chatSpec: Spec = {
  runId: "s",
  sessionKey: "s",
  "agentId?": "s",
  "seq?": "n",
  "spawnedBy?": "s",
  "@": "state",
  "#": {
    delta: {
      "message?": chatMessageSpec,
      "deltaText?": "s",
      "replace?": "b",
      "usage?": chatUsageSpec,
    },
    final: {
      "message?": chatMessageSpec,
      "usage?": chatUsageSpec,
      "stopReason?": "s",
      "errorMessage?": "s",
    },
    error: {
      "errorKind?": "s",
      "message?": chatMessageSpec,
      "usage?": chatUsageSpec,
      "stopReason?": "s",
      "errorMessage?": "s",
    },
    aborted: {
      "message?": chatMessageSpec,
      "usage?": chatUsageSpec,
      "stopReason?": "s",
      "errorMessage?": "s",
    },
    status: { "phase?": "s" },
    "": {},
  },
};

const agentSpec: Spec = {
  runId: "s",
  "sessionKey?": "s",
  "agentId?": "s",
  "seq?": "n",
  "ts?": "n",
  "spawnedBy?": "s",
  "isHeartbeat?": "b",
  "@": "stream",
  "#": {
    lifecycle: {
      data: {
        "phase?": "s",
        "startedAt?": "n",
        "endedAt?": "n",
        "error?": "s",
        "stopReason?": "s",
        "aborted?": "b",
      },
    },
    assistant: { data: { "text?": "s", "delta?": "s" } },
    tool: {
      data: { "phase?": "s", "name?": "s", "toolCallId?": "s", "meta?": "s", "isError?": "b" },
    },
    "": {},
  },
};

const tickSpec: Spec = { "ts?": "n" };

const shutdownSpec: Spec = { "reason?": "s", "restartExpectedMs?": { "|": ["n", "0"] } };

const startSpec: Spec = { runId: "s", "sessionKey?": "s", "agentId?": "s" };

const chatSubagentSpec: Spec = { sessionKey: "s", childSessionKey: "s", state: "s", "label?": "s" };

const devicePairRequestedSpec: Spec = {
  requestId: "s",
  "deviceId?": "s",
  "decision?": "s",
  "ts?": "n",
};

const sessionsChangedSpec: Spec = { "sessionKey?": "s", "session?": { key: "s" } };

const sessionMessageSpec: Spec = { sessionKey: "s", "session?": { key: "s" } };

const execApprovalRequestedSpec: Spec = {
  id: "s",
  "request?": {},
  "createdAtMs?": "n",
  "expiresAtMs?": "n",
};

const execApprovalResolvedSpec: Spec = {
  id: "s",
  "decision?": { "|": ["s", "0"] },
  "request?": {},
};

const presenceSpec: Spec = { "presence?": [{}], "agentId?": "s" };

const isContentBlock = (value: unknown): boolean =>
  isObject(value) &&
  (value.type === undefined || typeof value.type === "string") &&
  (value.text === undefined || typeof value.text === "string") &&
  (value.id === undefined || typeof value.id === "string") &&
  (value.name === undefined || typeof value.name === "string");

const isChatUsage = (value: unknown): boolean =>
  isObject(value) &&
  (value.input === undefined || Number.isFinite(value.input)) &&
  (value.output === undefined || Number.isFinite(value.output)) &&
  (value.cacheRead === undefined || Number.isFinite(value.cacheRead)) &&
  (value.cacheWrite === undefined || Number.isFinite(value.cacheWrite)) &&
  (value.totalTokens === undefined || Number.isFinite(value.totalTokens)) &&
  (value.cost === undefined ||
    (isObject(value.cost) &&
      (value.cost.input === undefined || Number.isFinite(value.cost.input)) &&
      (value.cost.output === undefined || Number.isFinite(value.cost.output)) &&
      (value.cost.cacheRead === undefined || Number.isFinite(value.cost.cacheRead)) &&
      (value.cost.cacheWrite === undefined || Number.isFinite(value.cost.cacheWrite)) &&
      (value.cost.total === undefined || Number.isFinite(value.cost.total))));

const isChatMessage = (value: unknown): boolean =>
  isObject(value) &&
  (value.role === undefined || typeof value.role === "string") &&
  (value.content === undefined ||
    typeof value.content === "string" ||
    isArrayOf(value.content, isContentBlock)) &&
  (value.text === undefined || typeof value.text === "string") &&
  (value.timestamp === undefined || Number.isFinite(value.timestamp)) &&
  (value.stopReason === undefined || typeof value.stopReason === "string") &&
  (value.usage === undefined || isChatUsage(value.usage)) &&
  (value.model === undefined || typeof value.model === "string") &&
  (value.provider === undefined || typeof value.provider === "string") &&
  (value.errorMessage === undefined || typeof value.errorMessage === "string") &&
  (value.idempotencyKey === undefined || typeof value.idempotencyKey === "string") &&
  (value.toolCallId === undefined || typeof value.toolCallId === "string") &&
  (value.toolName === undefined || typeof value.toolName === "string") &&
  (value.isError === undefined || typeof value.isError === "boolean") &&
  (value.__openclaw === undefined ||
    (isObject(value.__openclaw) &&
      (value.__openclaw.id === undefined || typeof value.__openclaw.id === "string") &&
      (value.__openclaw.runId === undefined || typeof value.__openclaw.runId === "string") &&
      (value.__openclaw.seq === undefined || Number.isFinite(value.__openclaw.seq)) &&
      (value.__openclaw.idempotencyKey === undefined ||
        typeof value.__openclaw.idempotencyKey === "string") &&
      (value.__openclaw.kind === undefined || typeof value.__openclaw.kind === "string")));

const isChat = (value: unknown): boolean =>
  isObject(value) &&
  typeof value.runId === "string" &&
  typeof value.sessionKey === "string" &&
  (value.agentId === undefined || typeof value.agentId === "string") &&
  (value.seq === undefined || Number.isFinite(value.seq)) &&
  (value.spawnedBy === undefined || typeof value.spawnedBy === "string") &&
  (value.state === "delta"
    ? (value.message === undefined || isChatMessage(value.message)) &&
      (value.deltaText === undefined || typeof value.deltaText === "string") &&
      (value.replace === undefined || typeof value.replace === "boolean") &&
      (value.usage === undefined || isChatUsage(value.usage))
    : value.state === "final"
      ? (value.message === undefined || isChatMessage(value.message)) &&
        (value.usage === undefined || isChatUsage(value.usage)) &&
        (value.stopReason === undefined || typeof value.stopReason === "string") &&
        (value.errorMessage === undefined || typeof value.errorMessage === "string")
      : value.state === "error"
        ? (value.errorKind === undefined || typeof value.errorKind === "string") &&
          (value.message === undefined || isChatMessage(value.message)) &&
          (value.usage === undefined || isChatUsage(value.usage)) &&
          (value.stopReason === undefined || typeof value.stopReason === "string") &&
          (value.errorMessage === undefined || typeof value.errorMessage === "string")
        : value.state === "aborted"
          ? (value.message === undefined || isChatMessage(value.message)) &&
            (value.usage === undefined || isChatUsage(value.usage)) &&
            (value.stopReason === undefined || typeof value.stopReason === "string") &&
            (value.errorMessage === undefined || typeof value.errorMessage === "string")
          : value.state === "status"
            ? value.phase === undefined || typeof value.phase === "string"
            : typeof value.state === "string" && true);

const isAgent = (value: unknown): boolean =>
  isObject(value) &&
  typeof value.runId === "string" &&
  (value.sessionKey === undefined || typeof value.sessionKey === "string") &&
  (value.agentId === undefined || typeof value.agentId === "string") &&
  (value.seq === undefined || Number.isFinite(value.seq)) &&
  (value.ts === undefined || Number.isFinite(value.ts)) &&
  (value.spawnedBy === undefined || typeof value.spawnedBy === "string") &&
  (value.isHeartbeat === undefined || typeof value.isHeartbeat === "boolean") &&
  (value.stream === "lifecycle"
    ? isObject(value.data) &&
      (value.data.phase === undefined || typeof value.data.phase === "string") &&
      (value.data.startedAt === undefined || Number.isFinite(value.data.startedAt)) &&
      (value.data.endedAt === undefined || Number.isFinite(value.data.endedAt)) &&
      (value.data.error === undefined || typeof value.data.error === "string") &&
      (value.data.stopReason === undefined || typeof value.data.stopReason === "string") &&
      (value.data.aborted === undefined || typeof value.data.aborted === "boolean")
    : value.stream === "assistant"
      ? isObject(value.data) &&
        (value.data.text === undefined || typeof value.data.text === "string") &&
        (value.data.delta === undefined || typeof value.data.delta === "string")
      : value.stream === "tool"
        ? isObject(value.data) &&
          (value.data.phase === undefined || typeof value.data.phase === "string") &&
          (value.data.name === undefined || typeof value.data.name === "string") &&
          (value.data.toolCallId === undefined || typeof value.data.toolCallId === "string") &&
          (value.data.meta === undefined || typeof value.data.meta === "string") &&
          (value.data.isError === undefined || typeof value.data.isError === "boolean")
        : typeof value.stream === "string" && true);

export const eventSpecs: { readonly [name: string]: Spec } = {
  "connect.challenge": connectChallengeSpec,
  chat: chatSpec,
  agent: agentSpec,
  tick: tickSpec,
  shutdown: shutdownSpec,
  start: startSpec,
  end: startSpec,
  error: startSpec,
  "chat.subagent": chatSubagentSpec,
  "device.pair.requested": devicePairRequestedSpec,
  "device.pair.resolved": devicePairRequestedSpec,
  "sessions.changed": sessionsChangedSpec,
  "session.message": sessionMessageSpec,
  "exec.approval.requested": execApprovalRequestedSpec,
  "exec.approval.resolved": execApprovalResolvedSpec,
  presence: presenceSpec,
  "presence.update": presenceSpec,
};

export const eventChecks: { readonly [name: string]: (value: unknown) => boolean } = {
  chat: isChat,
  agent: isAgent,
};
