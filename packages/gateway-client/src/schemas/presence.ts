import * as z from "zod";

/** One entry of the gateway's presence list: a client that is or was connected, not an agent. */
export interface PresenceEntry {
  host?: string;
  /** `gateway`, `backend`, `cli`, `webchat`, `node`, … */
  mode?: string;
  /** `self`, `connect`, `disconnect`. */
  reason?: string;
  version?: string;
  platform?: string;
  deviceId?: string;
  instanceId?: string;
  roles?: string[];
  scopes?: string[];
  /** Seconds since the last input there. */
  lastInputSeconds?: number;
  /** The entry in words. */
  text?: string;
  /** Milliseconds since 1970. */
  ts?: number;
  [field: string]: unknown;
}

/** The documented payload of `presence`: one agent. */
export interface AgentPresencePayload {
  agentId: string;
  name?: string;
  /** `running`, `connected`, `idle`, `disconnected`, `error`. */
  status?: string;
  state?: string;
  lastInputSeconds?: number;
}

/** `presence`: real gateways send the list of clients, documented ones an agent. */
export type PresenceEvent = Partial<AgentPresencePayload> & { presence?: PresenceEntry[] };

const entry: z.ZodType<PresenceEntry> = z.looseObject({});

const presenceSchema: z.ZodType<PresenceEvent> = z.looseObject({
  presence: z.array(entry).exactOptional(),
  agentId: z.string().exactOptional(),
});

/** Methods about presence. */
export interface PresenceMethods {
  "system-presence": { params: Record<string, never>; result: PresenceEntry[] };
  "last-heartbeat": { params: Record<string, never>; result: unknown };
}

/** Events about presence. */
export interface PresenceEvents {
  presence: PresenceEvent;
  /** Documented only. */
  "presence.update": PresenceEvent;
  heartbeat: Record<string, unknown>;
}

export const presenceEventSchemas: { readonly [event: string]: z.ZodType } = {
  presence: presenceSchema,
  "presence.update": presenceSchema,
};
