// Generated from the schemas by scripts/generate-validators: run `pnpm generate` after changing them.
import { isArrayOf, isObject, type Spec } from "./check.js";

const connectChallengeSpec: Spec = { "nonce!": "s", ts: "n" };

const contentBlockSpec: Spec = { type: "s", text: "s" };

const chatMessageSpec: Spec = { role: "s", content: { "|": ["s", [contentBlockSpec]] }, text: "s" };

const chatSpec: Spec = {
  "runId!": "s",
  "sessionKey!": "s",
  agentId: "s",
  seq: "n",
  "@": "state",
  "#": {
    delta: { message: chatMessageSpec, deltaText: "s", replace: "b" },
    final: { message: chatMessageSpec, stopReason: "s", errorMessage: "s" },
    error: { message: chatMessageSpec, stopReason: "s", errorMessage: "s" },
    aborted: { message: chatMessageSpec, stopReason: "s", errorMessage: "s" },
    status: { phase: "s" },
    "": {},
  },
};

const agentSpec: Spec = {
  "runId!": "s",
  sessionKey: "s",
  agentId: "s",
  "@": "stream",
  "#": {
    lifecycle: { "data!": { phase: "s", startedAt: "n", endedAt: "n", error: "s" } },
    assistant: { "data!": { text: "s", delta: "s" } },
    tool: { "data!": { phase: "s", name: "s", toolCallId: "s" } },
    "": {},
  },
};

const tickSpec: Spec = { ts: "n" };

const shutdownSpec: Spec = { reason: "s", restartExpectedMs: { "|": ["n", "0"] } };

const startSpec: Spec = { "runId!": "s", sessionKey: "s", agentId: "s" };

const chatSubagentSpec: Spec = {
  "sessionKey!": "s",
  "childSessionKey!": "s",
  "state!": "s",
  label: "s",
};

const devicePairRequestedSpec: Spec = { "requestId!": "s", deviceId: "s", decision: "s", ts: "n" };

const sessionsChangedSpec: Spec = { sessionKey: "s", session: { "key!": "s" } };

const sessionMessageSpec: Spec = { "sessionKey!": "s", session: { "key!": "s" } };

const execApprovalRequestedSpec: Spec = {
  "id!": "s",
  request: {},
  createdAtMs: "n",
  expiresAtMs: "n",
};

const execApprovalResolvedSpec: Spec = { "id!": "s", decision: { "|": ["s", "0"] }, request: {} };

const presenceSpec: Spec = { presence: [{}], agentId: "s" };

const isContentBlock = (value: unknown): boolean =>
  isObject(value) &&
  (value.type === undefined || typeof value.type === "string") &&
  (value.text === undefined || typeof value.text === "string");

const isChatMessage = (value: unknown): boolean =>
  isObject(value) &&
  (value.role === undefined || typeof value.role === "string") &&
  (value.content === undefined ||
    typeof value.content === "string" ||
    isArrayOf(value.content, isContentBlock)) &&
  (value.text === undefined || typeof value.text === "string");

const isChat = (value: unknown): boolean =>
  isObject(value) &&
  typeof value.runId === "string" &&
  typeof value.sessionKey === "string" &&
  (value.agentId === undefined || typeof value.agentId === "string") &&
  (value.seq === undefined || Number.isFinite(value.seq)) &&
  (value.state === "delta"
    ? (value.message === undefined || isChatMessage(value.message)) &&
      (value.deltaText === undefined || typeof value.deltaText === "string") &&
      (value.replace === undefined || typeof value.replace === "boolean")
    : value.state === "final"
      ? (value.message === undefined || isChatMessage(value.message)) &&
        (value.stopReason === undefined || typeof value.stopReason === "string") &&
        (value.errorMessage === undefined || typeof value.errorMessage === "string")
      : value.state === "error"
        ? (value.message === undefined || isChatMessage(value.message)) &&
          (value.stopReason === undefined || typeof value.stopReason === "string") &&
          (value.errorMessage === undefined || typeof value.errorMessage === "string")
        : value.state === "aborted"
          ? (value.message === undefined || isChatMessage(value.message)) &&
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
  (value.stream === "lifecycle"
    ? isObject(value.data) &&
      (value.data.phase === undefined || typeof value.data.phase === "string") &&
      (value.data.startedAt === undefined || Number.isFinite(value.data.startedAt)) &&
      (value.data.endedAt === undefined || Number.isFinite(value.data.endedAt)) &&
      (value.data.error === undefined || typeof value.data.error === "string")
    : value.stream === "assistant"
      ? isObject(value.data) &&
        (value.data.text === undefined || typeof value.data.text === "string") &&
        (value.data.delta === undefined || typeof value.data.delta === "string")
      : value.stream === "tool"
        ? isObject(value.data) &&
          (value.data.phase === undefined || typeof value.data.phase === "string") &&
          (value.data.name === undefined || typeof value.data.name === "string") &&
          (value.data.toolCallId === undefined || typeof value.data.toolCallId === "string")
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
