/** One entry of the gateway's presence list: a connected (or lately disconnected) client, not an agent. */
export interface PresenceEntry {
  host?: string | undefined;
  mode?: string | undefined;
  reason?: string | undefined;
  version?: string | undefined;
  platform?: string | undefined;
  deviceId?: string | undefined;
  instanceId?: string | undefined;
  roles?: string[] | undefined;
  scopes?: string[] | undefined;
  /** Seconds since the last input there. */
  lastInputSeconds?: number | undefined;
  text?: string | undefined;
  /** ms since the epoch. */
  ts?: number | undefined;
  [field: string]: unknown;
}

/** The documented payload: one agent. */
export interface AgentPresencePayload {
  agentId: string;
  name?: string | undefined;
  status?: string | undefined;
  state?: string | undefined;
  lastInputSeconds?: number | undefined;
  [field: string]: unknown;
}

/** Real gateways send the list of clients, documented ones an agent. */
export type PresenceEvent = { presence: PresenceEntry[] } | AgentPresencePayload;

export interface PresenceMethods {
  "system-presence": { params: Record<string, never>; result: PresenceEntry[] };
  "last-heartbeat": { params: Record<string, never>; result: unknown };
}

export interface PresenceEvents {
  presence: PresenceEvent;
  "presence.update": PresenceEvent;
  heartbeat: Record<string, unknown>;
}
