import type { GatewayProtocol } from "./generation.js";

const METHODS_BOTH = [
  "health",
  "channels.status",
  "status",
  "exec.approval.request",
  "exec.approval.waitDecision",
  "exec.approval.resolve",
  "models.list",
  "agents.list",
  "sessions.list",
  "sessions.preview",
  "sessions.patch",
  "sessions.reset",
  "sessions.delete",
  "last-heartbeat",
  "device.pair.list",
  "device.pair.approve",
  "device.pair.reject",
  "device.pair.remove",
  "device.token.rotate",
  "device.token.revoke",
  "system-presence",
  "agent",
  "agent.identity.get",
  "agent.wait",
  "chat.history",
  "chat.abort",
  "chat.send",
] as const;

// Both generations leave chat.inject and sessions.resolve out of their lists although both work.
const METHODS_V4 = [
  "exec.approval.get",
  "exec.approval.list",
  "sessions.subscribe",
  "sessions.messages.subscribe",
  "sessions.messages.unsubscribe",
  "sessions.describe",
  "sessions.create",
] as const;

const EVENTS_BOTH = [
  "connect.challenge",
  "agent",
  "chat",
  "presence",
  "tick",
  "shutdown",
  "health",
  "heartbeat",
  "cron",
  "device.pair.requested",
  "device.pair.resolved",
  "exec.approval.requested",
  "exec.approval.resolved",
  "update.available",
] as const;

const EVENTS_V4 = ["session.message", "session.tool", "sessions.changed", "task"] as const;

/** `features` of hello-ok: real names, only those this gateway knows something about. */
export function featuresOf(protocol: GatewayProtocol): {
  methods: string[];
  events: string[];
  capabilities?: string[];
} {
  if (protocol === 3) return { methods: [...METHODS_BOTH], events: [...EVENTS_BOTH] };
  return {
    methods: [...METHODS_BOTH, ...METHODS_V4],
    events: [...EVENTS_BOTH, ...EVENTS_V4],
    capabilities: [
      "chat-send-routing-contract",
      "model-catalog-snapshot",
      "session-settings-contract",
    ],
  };
}
