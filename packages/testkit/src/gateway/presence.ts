import { hostname } from "node:os";
import { randomUUID } from "node:crypto";
import type { GatewayConnection } from "./connection.js";
import type { GatewayContext } from "./context.js";
import type { Generation } from "./generation.js";

type PresenceEntry = Readonly<Record<string, unknown>>;

/** 2026.9.6 keeps presence of people's clients and nodes, not of programs. */
const UNSEEN = new Set(["backend", "cli", "probe"]);

/** Tells everybody who is there. */
export function tellPresence(context: GatewayContext): void {
  const { presence, broadcaster } = context;
  broadcaster.event("presence", { presence: presence.list() }, broadcaster.bump("presence"));
}

/** Who is or was connected, as `presence`, `system-presence` and the snapshot show it. */
export class PresenceBoard {
  readonly #generation: Generation;
  readonly #now: () => number;
  readonly #instanceId = randomUUID();
  readonly #entries = new Map<string, PresenceEntry>();

  constructor(generation: Generation, now: () => number) {
    this.#generation = generation;
    this.#now = now;
  }

  /** Notes a client; false when this generation keeps no presence of its kind. */
  connected(connection: GatewayConnection): boolean {
    return this.#set(connection, "connect");
  }

  disconnected(connection: GatewayConnection): boolean {
    return this.#set(connection, "disconnect");
  }

  list(): PresenceEntry[] {
    const latest = this.#generation.protocol === 4;
    const version = this.#generation.presenceVersion;
    const self = {
      host: hostname(),
      ip: "127.0.0.1",
      version,
      platform: "linux 6.1",
      deviceFamily: "Linux",
      ...(latest ? {} : { modelIdentifier: "x64" }),
      mode: "gateway",
      reason: "self",
      ...(latest ? { instanceId: this.#instanceId } : {}),
      text: `Gateway: ${hostname()} (127.0.0.1) · app ${version} · mode gateway · reason self`,
      ts: this.#now(),
    };
    return [self, ...[...this.#entries.values()].reverse()];
  }

  #set(connection: GatewayConnection, reason: "connect" | "disconnect"): boolean {
    const phase = connection.phase;
    if (phase.status !== "ready") return false;
    const { client } = phase.connect;
    const { grant } = phase;
    const now = this.#now();
    const latest = this.#generation.protocol === 4;
    if (latest && UNSEEN.has(client.mode)) return false;
    this.#entries.delete(connection.id);
    this.#entries.set(connection.id, {
      ...(latest ? { clientId: client.id, onlineSince: connection.openedAt } : {}),
      host: client.displayName ?? client.id,
      version: client.version,
      platform: client.platform,
      mode: client.mode,
      ...(grant.deviceId ? { deviceId: grant.deviceId } : {}),
      roles: [grant.role],
      ...(grant.scopes.length > 0 ? { scopes: grant.scopes } : {}),
      ...(client.instanceId ? { instanceId: client.instanceId } : {}),
      reason,
      ts: now,
      text: `Node: ${client.displayName ?? (latest ? "unknown" : client.id)} · mode ${client.mode}`,
    });
    return true;
  }
}
