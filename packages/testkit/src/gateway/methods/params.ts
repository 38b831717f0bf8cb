import type { GatewayProtocol } from "../generation.js";
import {
  any,
  bool,
  either,
  filled,
  listOf,
  nil,
  oneOf,
  orNull,
  type Schema,
  shape,
  text,
  whole,
} from "../schema.js";

const attachment = shape({ type: text, mimeType: text, fileName: text, content: any }, true);

/** Schemas of the methods whose params are checked, per generation. */
export const paramSchemas: Readonly<Record<string, (protocol: GatewayProtocol) => Schema>> = {
  "chat.send": (protocol) =>
    shape({
      "sessionKey!": filled,
      "message!": text,
      thinking: text,
      deliver: bool,
      attachments: listOf(protocol === 4 ? attachment : any),
      timeoutMs: whole(0),
      "idempotencyKey!": filled,
      ...(protocol === 4
        ? {
            agentId: filled,
            sessionId: filled,
            intent: any,
            fastMode: any,
            queueMode: oneOf("steer", "followup", "collect", "interrupt"),
            replyToId: filled,
            expectedSessionRoutingContract: filled,
          }
        : {}),
    }),
  "chat.history": (protocol) =>
    shape({
      "sessionKey!": filled,
      limit: whole(1, 1000),
      ...(protocol === 4
        ? {
            agentId: filled,
            cursor: text,
            offset: whole(0),
            messageId: filled,
            sessionId: filled,
            maxChars: whole(1),
          }
        : {}),
    }),
  "chat.abort": (protocol) =>
    shape({
      "sessionKey!": filled,
      runId: filled,
      ...(protocol === 4 ? { agentId: filled, preserveSideRuns: bool } : {}),
    }),
  "chat.inject": (protocol) =>
    shape({
      "sessionKey!": filled,
      "message!": filled,
      label: { kind: "string", max: 100 },
      ...(protocol === 4 ? { agentId: filled } : {}),
    }),
  "sessions.list": (protocol) =>
    shape({
      limit: whole(1),
      activeMinutes: whole(1),
      includeGlobal: bool,
      includeUnknown: bool,
      includeDerivedTitles: bool,
      includeLastMessage: bool,
      label: filled,
      spawnedBy: filled,
      agentId: filled,
      search: text,
      ...(protocol === 4
        ? { offset: whole(0), sortBy: text, archived: any, configuredAgentsOnly: bool }
        : {}),
    }),
  "sessions.resolve": () =>
    shape({
      key: filled,
      sessionId: filled,
      label: filled,
      agentId: filled,
      spawnedBy: filled,
      includeGlobal: bool,
      includeUnknown: bool,
    }),
  "sessions.patch": (protocol) =>
    shape({
      "key!": filled,
      label: orNull(filled),
      thinkingLevel: orNull(filled),
      verboseLevel: orNull(filled),
      reasoningLevel: orNull(filled),
      responseUsage: orNull(oneOf("off", "tokens", "full", "on")),
      elevatedLevel: orNull(filled),
      execHost: orNull(filled),
      execSecurity: orNull(filled),
      execAsk: orNull(filled),
      execNode: orNull(filled),
      model: orNull(filled),
      spawnedBy: orNull(filled),
      sendPolicy: orNull(oneOf("allow", "deny")),
      groupActivation: orNull(oneOf("mention", "always")),
      ...(protocol === 4 ? { agentId: filled, archived: bool, pinned: bool, unread: bool } : {}),
    }),
  "sessions.reset": (protocol) =>
    shape({
      "key!": filled,
      reason: oneOf("new", "reset"),
      ...(protocol === 4 ? { agentId: filled } : {}),
    }),
  "sessions.delete": (protocol) =>
    shape({
      "key!": filled,
      deleteTranscript: bool,
      emitLifecycleHooks: bool,
      ...(protocol === 4 ? { agentId: filled, expectedSessionId: filled, archivedOnly: bool } : {}),
    }),
  "sessions.create": () =>
    shape({
      key: filled,
      idempotencyKey: filled,
      agentId: filled,
      label: filled,
      displayName: filled,
      model: filled,
      thinkingLevel: filled,
      parentSessionKey: filled,
      task: text,
      message: text,
      attachments: listOf(attachment),
    }),
  "sessions.messages.subscribe": () =>
    shape({ "key!": filled, agentId: filled, includeApprovals: bool }),
  "sessions.describe": () =>
    shape({ "key!": filled, includeDerivedTitles: bool, includeLastMessage: bool }),
  "sessions.preview": () =>
    shape({ "keys!": listOf(filled), limit: whole(1), maxChars: whole(20) }),
  "models.list": (protocol) =>
    protocol === 3
      ? shape({})
      : shape({
          agentId: filled,
          refresh: bool,
          view: oneOf("default", "configured", "provider-config", "all"),
        }),
  "agents.list": () => shape({}),
  agent: () =>
    shape(
      {
        "message!": filled,
        "idempotencyKey!": filled,
        agentId: filled,
        sessionKey: text,
        sessionId: text,
        timeout: whole(0),
        attachments: listOf(any),
      },
      true,
    ),
  "agent.wait": () => shape({ "runId!": filled, timeoutMs: whole(0) }),
  "exec.approval.request": (protocol) =>
    shape({
      id: filled,
      [protocol === 3 ? "command!" : "command"]: filled,
      commandArgv: listOf(text),
      systemRunPlan: any,
      env: any,
      cwd: orNull(text),
      nodeId: orNull(text),
      host: orNull(text),
      security: orNull(text),
      ask: orNull(text),
      agentId: orNull(text),
      resolvedPath: orNull(text),
      sessionKey: orNull(text),
      turnSourceChannel: orNull(text),
      turnSourceTo: orNull(text),
      turnSourceAccountId: orNull(text),
      turnSourceThreadId: either(text, { kind: "number" }, nil),
      timeoutMs: whole(1),
      twoPhase: bool,
    }),
  "exec.approval.resolve": () => shape({ "id!": filled, "decision!": filled }),
  "exec.approval.get": () => shape({ "id!": filled }),
  "device.pair.list": () => shape({}),
  "device.pair.approve": () => shape({ "requestId!": filled }),
  "device.pair.reject": () => shape({ "requestId!": filled }),
  "device.pair.remove": () => shape({ "deviceId!": filled }),
  "device.token.revoke": () => shape({ "deviceId!": filled, "role!": filled }),
  "device.token.rotate": () =>
    shape({ "deviceId!": filled, "role!": filled, scopes: listOf(filled) }),
};
