// Generated from the schemas by scripts/generate-validators: run `pnpm generate` after changing them.
import type { Spec } from "./check.js";

const connectSpec: Spec = {
  minProtocol: "i1",
  maxProtocol: "i1",
  client: {
    id: "s1",
    version: "s1",
    platform: "s1",
    mode: "s1",
    "displayName?": "s1",
    "deviceFamily?": "s1",
    "modelIdentifier?": "s1",
    "instanceId?": "s1",
    "timeZone?": "s1",
  },
  "role?": "s1",
  "scopes?": ["s1"],
  "caps?": ["s1"],
  "commands?": ["s1"],
  "permissions?": { "*": "b" },
  "auth?": { "token?": "s", "password?": "s", "deviceToken?": "s", "bootstrapToken?": "s" },
  "device?": { id: "s1", publicKey: "s1", signature: "s1", signedAt: "i", nonce: "s1" },
  "locale?": "s",
  "userAgent?": "s",
};

const chatSendSpec: Spec = {
  sessionKey: "s1",
  message: "s",
  idempotencyKey: "s1",
  "attachments?": [{ "type?": "s", "mimeType?": "s", "fileName?": "s" }],
  "thinking?": "s",
  "timeoutMs?": "i0",
  "deliver?": "b",
  "agentId?": "s",
  "queueMode?": "=steer|followup|collect|interrupt",
};

const chatHistorySpec: Spec = {
  sessionKey: "s1",
  "limit?": "i0",
  "agentId?": "s",
  "cursor?": "s",
  "offset?": "i0",
  "maxChars?": "i0",
};

const chatAbortSpec: Spec = { sessionKey: "s1", "runId?": "s", "agentId?": "s" };

const chatInjectSpec: Spec = { sessionKey: "s1", message: "s", "label?": "s", "agentId?": "s" };

const agentSpec: Spec = {
  message: "s",
  idempotencyKey: "s1",
  "sessionKey?": "s",
  "agentId?": "s",
  "thinking?": "s",
  "deliver?": "b",
  "timeout?": "i0",
};

const agentWaitSpec: Spec = { runId: "s1", "timeoutMs?": "i0" };

export const paramsSpecs: { readonly [name: string]: Spec } = {
  connect: connectSpec,
  "chat.send": chatSendSpec,
  "chat.history": chatHistorySpec,
  "chat.abort": chatAbortSpec,
  "chat.inject": chatInjectSpec,
  agent: agentSpec,
  "agent.wait": agentWaitSpec,
};
