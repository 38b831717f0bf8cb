/** How many, and what else the gateway says about them. */
export interface SessionCount {
  count?: number;
  [field: string]: unknown;
}

/** `status`. Fields not named here come through as they are. */
export interface GatewayStatus {
  /** Protocol 4. */
  runtimeVersion?: string;
  sessions?: SessionCount;
  heartbeat?: Record<string, unknown>;
  channelSummary?: unknown[];
  [field: string]: unknown;
}

/** `health`, the method and the event. Fields not named here come through as they are. */
export interface GatewayHealth {
  ok?: boolean;
  /** Milliseconds since 1970. */
  ts?: number;
  durationMs?: number;
  defaultAgentId?: string;
  agents?: unknown[];
  channels?: Record<string, unknown>;
  sessions?: SessionCount;
  [field: string]: unknown;
}

/** Methods about the gateway itself. */
export interface StatusMethods {
  status: { params: Record<string, never>; result: GatewayStatus };
  health: { params: Record<string, never>; result: GatewayHealth };
}

/** Events about the gateway itself. */
export interface StatusEvents {
  health: GatewayHealth;
}
