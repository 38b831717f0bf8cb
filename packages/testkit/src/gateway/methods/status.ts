import { healthPayload, storePath } from "../snapshot.js";
import type { GatewayContext } from "../context.js";
import { sessionModel, sessionTokens } from "../session-view.js";
import type { GatewaySession } from "../sessions.js";
import { sessionKind } from "../session-key.js";
import type { MethodCall, MethodTable } from "./method.js";

function sessionStatus(
  context: GatewayContext,
  session: GatewaySession,
): { readonly agentId: string; readonly [key: string]: unknown } {
  const [first] = context.options.models;
  const { provider, model } = sessionModel(context, session);
  const tokens = sessionTokens(session);
  const name = `${provider}/${model}`;
  return {
    agentId: session.agentId,
    key: session.key,
    kind: sessionKind(session.key),
    sessionId: session.sessionId,
    updatedAt: session.updatedAt,
    age: Math.max(0, context.options.clock.now() - session.updatedAt),
    systemSent: session.systemSent,
    abortedLastRun: session.abortedLastRun,
    ...tokens,
    cacheRead: 0,
    cacheWrite: 0,
    remainingTokens: first.contextWindow - tokens.totalTokens,
    percentUsed: 0,
    model,
    ...(context.options.generation.protocol === 4
      ? {
          configuredModel: name,
          selectedModel: name,
          modelSelectionReason: null,
          runtime: "OpenClaw Default",
        }
      : {}),
    contextTokens: first.contextWindow,
    flags: [...(session.systemSent ? ["system"] : []), `id:${session.sessionId}`],
  };
}

function status({ context }: MethodCall): unknown {
  const { options, sessions } = context;
  const latest = options.generation.protocol === 4;
  const [model] = options.models;
  const recent = sessions.all().map((session) => sessionStatus(context, session));
  const heartbeat = latest
    ? { enabled: false, every: "disabled", everyMs: null, waitingForRoute: false }
    : { enabled: true, every: "0m", everyMs: null };
  return {
    ...(latest ? { runtimeVersion: options.generation.serverVersion } : {}),
    heartbeat: {
      defaultAgentId: options.agents[0],
      agents: options.agents.map((agentId) => ({ agentId, ...heartbeat })),
    },
    channelSummary: [],
    queuedSystemEvents: [],
    ...(latest ? { degradedSecretOwners: [], degradedPlugins: [] } : {}),
    sessions: {
      paths: [storePath(context)],
      count: recent.length,
      defaults: { model: model.id, contextTokens: model.contextWindow },
      recent: recent.slice(0, 10),
      byAgent: options.agents.map((agentId) => {
        const own = recent.filter((row) => row.agentId === agentId);
        return { agentId, path: storePath(context), count: own.length, recent: own.slice(0, 10) };
      }),
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
      ...(context.options.generation.protocol === 4 ? { statusIssues: [] } : {}),
    }),
  },
};
