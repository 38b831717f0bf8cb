import { healthPayload, storePath } from "../snapshot.js";
import { sessionModel } from "../session-view.js";
import { sessionKind } from "../session-key.js";
import type { MethodCall, MethodTable } from "./method.js";

function status({ context }: MethodCall): unknown {
  const { options, sessions } = context;
  const now = options.clock.now();
  const [model] = options.models;
  const recent = sessions.all().map((s) => ({
    agentId: s.agentId,
    key: s.key,
    kind: sessionKind(s.key),
    sessionId: s.sessionId,
    updatedAt: s.updatedAt,
    age: Math.max(0, now - s.updatedAt),
    systemSent: s.systemSent,
    abortedLastRun: s.abortedLastRun,
    model: sessionModel(context, s).model,
    contextTokens: model.contextWindow,
    flags: [...(s.systemSent ? ["system"] : []), `id:${s.sessionId}`],
  }));
  return {
    ...(options.generation.protocol === 4
      ? { runtimeVersion: options.generation.serverVersion }
      : {}),
    heartbeat: {
      defaultAgentId: options.agents[0],
      agents: options.agents.map((agentId) => ({
        agentId,
        enabled: false,
        every: "disabled",
        everyMs: null,
      })),
    },
    channelSummary: [],
    queuedSystemEvents: [],
    sessions: {
      paths: [storePath(context)],
      count: recent.length,
      defaults: { model: model.id, contextTokens: model.contextWindow },
      recent: recent.slice(0, 10),
      byAgent: options.agents.map((agentId) => ({
        agentId,
        path: storePath(context),
        count: recent.filter((r) => r.agentId === agentId).length,
        recent: recent.filter((r) => r.agentId === agentId).slice(0, 10),
      })),
    },
  };
}

function health({ context }: MethodCall): unknown {
  const payload = healthPayload(context);
  // A client that asks makes the gateway look again, which everybody hears of.
  queueMicrotask(() =>
    context.broadcaster.event("health", payload, context.broadcaster.bump("health")),
  );
  return payload;
}

/** `status`, `health` and who is there. */
export const statusMethods: MethodTable = {
  status: { scope: "operator.read", handle: status },
  health: { scope: "none", handle: health },
  "system-presence": { scope: "operator.read", handle: ({ context }) => context.presence.list() },
  "last-heartbeat": { scope: "operator.read", handle: ({ context }) => context.lastHeartbeat() },
  "channels.status": {
    scope: "operator.read",
    handle: ({ context }) => ({
      ts: context.options.clock.now(),
      channelOrder: [],
      channelLabels: {},
      channelDetailLabels: {},
      channelSystemImages: {},
      channelMeta: [],
      channels: {},
      channelAccounts: {},
      channelDefaultAccountId: {},
    }),
  },
};
