import { hostname } from "node:os";
import { randomUUID } from "node:crypto";
import type { GatewayConnection } from "./connection.js";
import type { Generation } from "./generation.js";

type PresenceEntry = Readonly<Record<string, unknown>>;

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

  connected(connection: GatewayConnection): void {
    this.#set(connection, "connect");
  }

  disconnected(connection: GatewayConnection): void {
    this.#set(connection, "disconnect");
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

  #set(connection: GatewayConnection, reason: "connect" | "disconnect"): void {
    const phase = connection.phase;
    if (phase.status !== "ready") return;
    const { client } = phase.connect;
    const { grant } = phase;
    const now = this.#now();
    const latest = this.#generation.protocol === 4;
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
  }
}
