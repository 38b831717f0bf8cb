export interface GatewayStatus {
  runtimeVersion?: string | undefined;
  sessions?: { count?: number | undefined; [field: string]: unknown } | undefined;
  heartbeat?: Record<string, unknown> | undefined;
  channelSummary?: unknown[] | undefined;
  [field: string]: unknown;
}

export interface GatewayHealth {
  ok?: boolean | undefined;
  /** ms since the epoch. */
  ts?: number | undefined;
  durationMs?: number | undefined;
  defaultAgentId?: string | undefined;
  agents?: unknown[] | undefined;
  channels?: Record<string, unknown> | undefined;
  sessions?: { count?: number | undefined; [field: string]: unknown } | undefined;
  [field: string]: unknown;
}

export interface StatusMethods {
  status: { params: Record<string, never>; result: GatewayStatus };
  health: { params: Record<string, never>; result: GatewayHealth };
}

export interface StatusEvents {
  health: GatewayHealth;
}
