import type { GatewayContext } from "./context.js";

const recent = (context: GatewayContext, agentId?: string): object => {
  const now = context.options.clock.now();
  const sessions = context.sessions
    .all()
    .filter((s) => agentId === undefined || s.agentId === agentId);
  return {
    path: storePath(context),
    count: sessions.length,
    recent: sessions
      .slice(0, 5)
      .map((s) => ({ key: s.key, updatedAt: s.updatedAt, age: Math.max(0, now - s.updatedAt) })),
  };
};

/** Where a gateway of that generation says it keeps its sessions. */
export function storePath(context: GatewayContext): string {
  return context.options.generation.protocol === 3
    ? "/home/operator/state/agents/main/sessions/sessions.json"
    : "/home/operator/state/agents/main/agent/openclaw-agent.sqlite";
}

/** The payload of `health`, as answer, as event and inside the snapshot. */
export function healthPayload(context: GatewayContext): Record<string, unknown> {
  const { options } = context;
  const latest = options.generation.protocol === 4;
  const [defaultAgentId] = options.agents;
  return {
    ok: true,
    ts: options.clock.now(),
    durationMs: 0,
    ...(latest
      ? {
          plugins: { loaded: [], errors: [], unavailable: [] },
          configReload: { hotReloadStatus: "active" },
        }
      : {}),
    channels: {},
    channelOrder: [],
    channelLabels: {},
    heartbeatSeconds: 0,
    defaultAgentId,
    agents: options.agents.map((agentId) => ({
      agentId,
      isDefault: agentId === defaultAgentId,
      heartbeat: {
        enabled: !latest,
        every: latest ? "disabled" : "0m",
        everyMs: null,
        prompt: "If nothing needs attention, reply HEARTBEAT_OK.",
        target: latest ? "owner" : "none",
        ackMaxChars: 300,
      },
      sessions: recent(context, agentId),
    })),
    sessions: recent(context),
    ...(latest
      ? {
          eventLoop: {
            degraded: false,
            degradedSinceMs: null,
            reasons: [],
            intervalMs: 1000,
            delayP99Ms: 20,
            delayMaxMs: 20,
            utilization: 0.01,
            cpuCoreRatio: 0.1,
          },
        }
      : {}),
  };
}

/** `snapshot` of hello-ok. */
export function snapshot(context: GatewayContext): Record<string, unknown> {
  const { options, sessions } = context;
  const latest = options.generation.protocol === 4;
  const sessionDefaults = {
    defaultAgentId: options.agents[0],
    ...(latest ? { modelConfigured: true, ownership: "sole", selectionRequired: false } : {}),
    mainKey: "main",
    mainSessionKey: sessions.mainKey,
    scope: "per-sender",
  };
  return {
    ...(latest ? { suspension: { phase: "accepting" } } : {}),
    presence: context.presence.list(),
    health: healthPayload(context),
    stateVersion: context.broadcaster.stateVersion,
    uptimeMs: options.clock.now() - context.bootedAt(),
    configPath: "/home/operator/openclaw.json",
    stateDir: "/home/operator/state",
    sessionDefaults,
    authMode:
      options.token !== undefined ? "token" : options.password !== undefined ? "password" : "none",
  };
}
