import type { GatewayContext } from "./context.js";
import { sessionKind } from "./session-key.js";
import { contentText, type GatewaySession } from "./sessions.js";

/** The thinking levels of a model that cannot think. */
export const THINKING: Readonly<Record<string, unknown>> = {
  thinkingLevels: [{ id: "off", label: "off" }],
  thinkingOptions: ["off"],
  thinkingDefault: "off",
};

/** The runtime of an agent that was configured with none. */
export const IMPLICIT_RUNTIME: Readonly<Record<string, unknown>> = {
  id: "auto",
  cloudPlacementSupported: false,
  devicePlacementSupported: false,
  source: "implicit",
};

const AGENT_RUNTIME = {
  id: "openclaw",
  cloudPlacementSupported: true,
  cloudPlacementExecutionMode: "worker-turn",
  devicePlacement: { requiredNodeCommands: [], consumesWorkerSlot: true },
  devicePlacementSupported: true,
  source: "implicit",
};

/** Provider and model a session uses. */
export function sessionModel(
  context: GatewayContext,
  session: GatewaySession | undefined,
): { provider: string; model: string } {
  const [first] = context.options.models;
  const provider = session?.settings.providerOverride;
  const model = session?.settings.modelOverride;
  return {
    provider: typeof provider === "string" ? provider : first.provider,
    model: typeof model === "string" ? model : first.id,
  };
}

/** The settings of a session that its row and its entry show. */
export function visibleSettings(session: GatewaySession): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(session.settings).filter(([, value]) => value !== undefined),
  );
}

/** What a session's tokens are said to be. */
export function sessionTokens(session: GatewaySession): {
  inputTokens: number;
  outputTokens: number;
  totalTokens: number;
  totalTokensFresh: boolean;
} {
  const spent = session.transcript.length > 0;
  return {
    inputTokens: spent ? 11 : 0,
    outputTokens: spent ? 7 : 0,
    totalTokens: spent ? 11 : 0,
    totalTokensFresh: true,
  };
}

/** Texts a caller may ask `sessions.list` to add. */
export interface SessionRowExtras {
  readonly derivedTitle?: boolean;
  readonly lastMessage?: boolean;
  /** Whether a run is going on; sessions.describe leaves it out. Default true. */
  readonly activity?: boolean;
  /** The thinking levels the model can do; chat.history leaves them out. Default true. */
  readonly thinking?: boolean;
}

function extrasOf(session: GatewaySession, extras: SessionRowExtras): Record<string, unknown> {
  const first = session.transcript.find((entry) => entry.role === "user");
  const last = session.transcript.at(-1);
  return {
    ...(extras.derivedTitle && first
      ? { derivedTitle: contentText(first.content).slice(0, 60) }
      : {}),
    ...(extras.lastMessage && last ? { lastMessagePreview: contentText(last.content) } : {}),
  };
}

function rowV3(context: GatewayContext, session: GatewaySession, extras: SessionRowExtras): object {
  const { provider, model } = sessionModel(context, session);
  const { providerOverride: _p, modelOverride: _m, ...settings } = visibleSettings(session);
  const used = session.systemSent;
  return {
    key: session.key,
    kind: sessionKind(session.key),
    ...(used
      ? {
          chatType: "direct",
          origin: { provider: "webchat", surface: "webchat", chatType: "direct" },
        }
      : {}),
    ...settings,
    ...(session.settings.label ? { displayName: session.settings.label } : {}),
    updatedAt: session.updatedAt,
    sessionId: session.sessionId,
    systemSent: session.systemSent,
    abortedLastRun: session.abortedLastRun,
    ...sessionTokens(session),
    modelProvider: provider,
    model,
    contextTokens: context.options.models[0].contextWindow,
    ...(used ? { deliveryContext: { channel: "webchat" }, lastChannel: "webchat" } : {}),
    ...extrasOf(session, extras),
  };
}

function participants(session: GatewaySession): object {
  const id = session.lastSender?.id;
  const list = id
    ? [
        {
          identity: {
            type: "observation",
            pluginId: null,
            accountId: null,
            senderKind: "unknown",
            id,
          },
        },
      ]
    : [];
  return { participants: list, expandedParticipants: list, participantCount: list.length };
}

function rowV4(context: GatewayContext, session: GatewaySession, extras: SessionRowExtras): object {
  const { provider, model } = sessionModel(context, session);
  const { providerOverride: _p, modelOverride, ...settings } = visibleSettings(session);
  const running = session.status === "running";
  const active = context.runs.active(session.key) !== undefined;
  return {
    key: session.key,
    visibility: "shared",
    permissionModePending: false,
    createdVia: "operator",
    ...participants(session),
    createdAt: session.createdAt,
    kind: sessionKind(session.key),
    classification: sessionKind(session.key),
    agentId: session.agentId,
    isMain: session.key === context.sessions.mainKey,
    isBackground: false,
    ...(session.settings.label ? { displayName: session.settings.label } : {}),
    chatType: "direct",
    updatedAt: session.updatedAt,
    archived: false,
    pinned: false,
    unread: true,
    lastInteractionAt: session.updatedAt,
    sessionId: session.sessionId,
    systemSent: session.systemSent,
    abortedLastRun: session.abortedLastRun,
    ...(extras.thinking === false ? {} : THINKING),
    effectiveFastMode: false,
    effectiveFastModeSource: "default",
    fastAutoOnSeconds: 60,
    ...settings,
    ...sessionTokens(session),
    estimatedCostUsd: 0,
    ...(session.status ? { status: session.status } : {}),
    ...(session.startedAt === undefined ? {} : { startedAt: session.startedAt }),
    ...(running || session.endedAt === undefined || session.startedAt === undefined
      ? {}
      : { endedAt: session.endedAt, runtimeMs: session.endedAt - session.startedAt }),
    ...(session.lastRunError ? { lastRunError: session.lastRunError } : {}),
    ...(session.lastRunId ? { lastRunId: session.lastRunId } : {}),
    effectiveResponseUsage: session.settings.responseUsage ?? "off",
    effectiveQueueMode: "steer",
    modelProvider: provider,
    model,
    modelOverrideSource: modelOverride ? "user" : null,
    runtimeSelectionLocked: false,
    agentRuntime: AGENT_RUNTIME,
    contextTokens: context.options.models[0].contextWindow,
    ...(active ? { activeModelProvider: provider, activeModel: model } : {}),
    snapshotAt: context.options.clock.now(),
    sharingRole: "admin",
    ...(extras.activity === false
      ? {}
      : { hasActiveRun: active, ...(active ? {} : { activeRunIds: [] }) }),
    ...extrasOf(session, extras),
  };
}

/** A session as `sessions.list`, `sessions.changed` and chat.history's `sessionInfo` show it. */
export function sessionRow(
  context: GatewayContext,
  session: GatewaySession,
  extras: SessionRowExtras = {},
): object {
  const { options } = context;
  if (options.documented) {
    const { provider, model } = sessionModel(context, session);
    return {
      key: session.key,
      agentId: session.agentId,
      displayName: session.settings.label ?? session.agentId,
      model: `${provider}/${model}`,
      modelProvider: provider,
      ...extrasOf(session, extras),
    };
  }
  return options.generation.protocol === 3
    ? rowV3(context, session, extras)
    : rowV4(context, session, extras);
}

/** `defaults` of sessions.list; chat.history gives them without the thinking levels. */
export function sessionDefaults(context: GatewayContext, thinking: boolean): object {
  const [model] = context.options.models;
  const base = {
    modelProvider: model.provider,
    model: model.id,
    contextTokens: model.contextWindow,
  };
  if (context.options.generation.protocol === 3) return base;
  return {
    ...base,
    agentRuntime: IMPLICIT_RUNTIME,
    ...(thinking ? THINKING : {}),
    modelSelectionTarget: "session",
  };
}

/** `entry` of sessions.patch, reset and create: the session's record as it is stored. */
export function sessionEntry(context: GatewayContext, session: GatewaySession): object {
  const { provider, model } = sessionModel(context, session);
  const latest = context.options.generation.protocol === 4;
  return {
    sessionId: session.sessionId,
    ...(latest ? { lifecycleRevision: session.sessionId } : {}),
    updatedAt: session.updatedAt,
    ...(latest ? { sessionStartedAt: session.createdAt } : {}),
    systemSent: session.systemSent,
    abortedLastRun: session.abortedLastRun,
    ...visibleSettings(session),
    ...(latest
      ? {
          compactionCount: 0,
          createdVia: "operator",
          createdAt: session.createdAt,
          delivery: { kind: "none" },
        }
      : {}),
    ...sessionTokens(session),
    ...(latest ? { totalTokensVersion: 1 } : {}),
    modelProvider: provider,
    model,
  };
}
