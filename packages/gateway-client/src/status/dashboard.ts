import { HawserError } from "@hawser/core";
import { AgentsApi } from "../agents/agents-api.js";
import type { GatewayPort } from "../client-port.js";
import type { CallOptions } from "../compat/call-options.js";
import { readWithKnownParams } from "../compat/params.js";
import { ModelsApi } from "../models/models-api.js";
import type { AgentsListResult } from "../schemas/agents.js";
import type { ModelsListResult } from "../schemas/models.js";
import type { SessionsListResult } from "../schemas/sessions.js";
import type { GatewayHealth, GatewayStatus } from "../schemas/status.js";
import { sessionsList } from "../sessions/session-rows.js";
import { fetchHealth, fetchStatus } from "./status.js";

/** One part of a {@link GatewaySnapshot}: what it is, or why it could not be had. */
export type SnapshotPart<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: HawserError };

/** What a dashboard shows first. */
export interface GatewaySnapshot {
  /** ms since the epoch, on our clock. */
  readonly takenAt: number;
  readonly status: SnapshotPart<GatewayStatus>;
  readonly health: SnapshotPart<GatewayHealth>;
  readonly agents: SnapshotPart<AgentsListResult>;
  readonly models: SnapshotPart<ModelsListResult>;
  readonly sessions: SnapshotPart<SessionsListResult>;
  /** The clients of the gateway, as it sends them. */
  readonly presence: SnapshotPart<unknown>;
  readonly lastHeartbeat: SnapshotPart<unknown>;
}

/** Asks for everything at once; a part that fails does not sink the others. Rejects only by `signal`. */
export async function fetchSnapshot(port: GatewayPort, o?: CallOptions): Promise<GatewaySnapshot> {
  const [status, health, agents, models, sessions, presence, lastHeartbeat] = await Promise.all([
    part(fetchStatus(port, o)),
    part(fetchHealth(port, o)),
    part(new AgentsApi(port).list(o)),
    part(new ModelsApi(port).list({}, o)),
    part(readWithKnownParams(port, "sessions.list", {}, o).then(sessionsList)),
    part(port.request("system-presence", {}, o)),
    part(port.request("last-heartbeat", {}, o)),
  ]);
  o?.signal?.throwIfAborted();
  return {
    takenAt: port.clock.now(),
    status,
    health,
    agents,
    models,
    sessions,
    presence,
    lastHeartbeat,
  };
}

async function part<T>(asking: Promise<T>): Promise<SnapshotPart<T>> {
  try {
    return { ok: true, value: await asking };
  } catch (error) {
    return {
      ok: false,
      error:
        error instanceof HawserError
          ? error
          : new HawserError("This part could not be had", { code: "INTERNAL", cause: error }),
    };
  }
}
