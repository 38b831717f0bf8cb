import type { GatewayContext } from "./context.js";
import { hasScope } from "./scopes.js";

const UPDATE_SCHEDULE = { channel: "stable", autoEnabled: false, install: { kind: "package" } };
const UPDATE_AVAILABLE = {
  currentVersion: "2026.3.2",
  latestVersion: "2026.9.6",
  channel: "latest",
};

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
            cpuBreakdown: { mainThreadCoreRatio: 0.01, hostUtilization: 0.5, hostCpuCount: 2 },
          },
        }
      : {}),
  };
}

/** `snapshot` of hello-ok. 2026.9.6 shows presence to readers and its paths to admins only. */
export function snapshot(
  context: GatewayContext,
  scopes: readonly string[],
): Record<string, unknown> {
  const { options, sessions } = context;
  const latest = options.generation.protocol === 4;
  const sessionDefaults = {
    defaultAgentId: options.agents[0],
    ...(latest ? { modelConfigured: true, ownership: "sole", selectionRequired: false } : {}),
    mainKey: "main",
    mainSessionKey: sessions.mainKey,
    scope: "per-sender",
  };
  const reader = !latest || hasScope(scopes, "operator.read");
  const admin = !latest || hasScope(scopes, "operator.admin");
  const secret =
    options.token !== undefined ? "token" : options.password !== undefined ? "password" : "none";
  return {
    ...(latest ? { suspension: { phase: "accepting" } } : {}),
    presence: reader ? context.presence.list() : [],
    health: healthPayload(context),
    stateVersion: context.broadcaster.stateVersion,
    uptimeMs: options.clock.now() - context.bootedAt(),
    ...(latest ? { appliedConfigHash: "hmac-sha256:v1:testkit" } : {}),
    sessionDefaults,
    ...(latest && reader ? { updateSchedule: UPDATE_SCHEDULE } : {}),
    ...(admin
      ? {
          configPath: "/home/operator/openclaw.json",
          stateDir: "/home/operator/state",
          authMode: secret,
        }
      : {}),
    ...(latest ? {} : { updateAvailable: UPDATE_AVAILABLE }),
  };
}
