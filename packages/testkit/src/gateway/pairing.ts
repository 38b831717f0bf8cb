import { randomBytes, randomUUID } from "node:crypto";
import type { GatewayProtocol } from "./generation.js";

/** A token issued to one device for one role. */
export interface DeviceTokenRecord {
  readonly role: string;
  token: string;
  scopes: readonly string[];
  createdAtMs: number;
  rotatedAtMs?: number;
  lastUsedAtMs?: number;
  revokedAtMs?: number;
}

/** A device the gateway knows. */
export interface PairedDevice {
  readonly deviceId: string;
  readonly publicKey: string;
  platform: string;
  deviceFamily: string | undefined;
  clientId: string;
  clientMode: string;
  role: string;
  scopes: readonly string[];
  approvedVia: "silent" | "owner";
  createdAtMs: number;
  approvedAtMs: number;
  lastSeenAtMs: number | undefined;
  readonly tokens: Map<string, DeviceTokenRecord>;
}

/** A device that asked and waits for somebody's approval. */
export interface PendingPairing {
  readonly requestId: string;
  readonly deviceId: string;
  readonly publicKey: string;
  readonly platform: string;
  readonly deviceFamily: string | undefined;
  readonly clientId: string;
  readonly clientMode: string;
  readonly role: string;
  readonly scopes: readonly string[];
  readonly isRepair: boolean;
  readonly ts: number;
}

/** What a connecting device says of itself. */
export type PairingClaim = Omit<PendingPairing, "requestId" | "isRepair" | "ts">;

const sorted = (scopes: readonly string[]): string[] => [...new Set(scopes)].sort();
const newToken = (): string => randomBytes(32).toString("base64url");

/** Paired devices, pending requests and device tokens. Outlives restarts of the gateway. */
export class PairingDesk {
  readonly paired: Map<string, PairedDevice> = new Map();
  readonly pending: Map<string, PendingPairing> = new Map();

  /** Files (or refreshes) a request; one device has one pending request. */
  request(claim: PairingClaim, now: number): { pending: PendingPairing; created: boolean } {
    const known = [...this.pending.values()].find((p) => p.deviceId === claim.deviceId);
    const pending: PendingPairing = {
      ...claim,
      requestId: known?.requestId ?? randomUUID(),
      isRepair: this.paired.has(claim.deviceId),
      ts: now,
    };
    this.pending.set(pending.requestId, pending);
    return { pending, created: !known };
  }

  /** Pairs what a pending request asked for; tokens the device had are exchanged. */
  approve(requestId: string, now: number, via: "silent" | "owner"): PairedDevice | undefined {
    const pending = this.pending.get(requestId);
    if (!pending) return undefined;
    this.pending.delete(requestId);
    const before = this.paired.get(pending.deviceId);
    const scopes = [...new Set([...(before?.scopes ?? []), ...pending.scopes])];
    const device: PairedDevice = {
      deviceId: pending.deviceId,
      publicKey: pending.publicKey,
      platform: pending.platform,
      deviceFamily: pending.deviceFamily,
      clientId: pending.clientId,
      clientMode: pending.clientMode,
      role: pending.role,
      scopes,
      approvedVia: via,
      createdAtMs: before?.createdAtMs ?? now,
      approvedAtMs: now,
      lastSeenAtMs: before?.lastSeenAtMs,
      tokens: before?.tokens ?? new Map<string, DeviceTokenRecord>(),
    };
    this.paired.set(device.deviceId, device);
    if (device.tokens.size > 0) this.rotate(device, device.role, pending.scopes, now);
    else this.ensureToken(device, device.role, pending.scopes, now);
    return device;
  }

  reject(requestId: string): PendingPairing | undefined {
    const pending = this.pending.get(requestId);
    this.pending.delete(requestId);
    return pending;
  }

  remove(deviceId: string): boolean {
    return this.paired.delete(deviceId);
  }

  revoke(deviceId: string, role: string, now: number): DeviceTokenRecord | undefined {
    const record = this.paired.get(deviceId)?.tokens.get(role);
    if (record) record.revokedAtMs = now;
    return record;
  }

  /** The device's live token, made or widened to `scopes` when it has none that covers them. */
  ensureToken(
    device: PairedDevice,
    role: string,
    scopes: readonly string[],
    now: number,
  ): DeviceTokenRecord {
    const record = device.tokens.get(role);
    if (!record || record.revokedAtMs !== undefined) {
      const fresh = { role, token: newToken(), scopes: sorted(scopes), createdAtMs: now };
      device.tokens.set(role, fresh);
      return fresh;
    }
    const covers = scopes.every((scope) => record.scopes.includes(scope));
    return covers ? record : this.rotate(device, role, [...record.scopes, ...scopes], now);
  }

  rotate(
    device: PairedDevice,
    role: string,
    scopes: readonly string[],
    now: number,
  ): DeviceTokenRecord {
    const before = device.tokens.get(role);
    const record: DeviceTokenRecord = {
      role,
      token: newToken(),
      scopes: sorted(scopes),
      createdAtMs: before?.createdAtMs ?? now,
      rotatedAtMs: now,
    };
    device.tokens.set(role, record);
    return record;
  }

  /** True when `token` is the live token of that device and role. */
  verify(deviceId: string, role: string, token: string, now: number): boolean {
    const record = this.paired.get(deviceId)?.tokens.get(role);
    if (!record || record.revokedAtMs !== undefined || record.token !== token) return false;
    record.lastUsedAtMs = now;
    return true;
  }
}

const tokenView = (record: DeviceTokenRecord): object => {
  const { token: _secret, ...view } = record;
  return view;
};

/** A paired device as `device.pair.list` shows it: never with its tokens. */
export function pairedView(
  device: PairedDevice,
  protocol: GatewayProtocol,
  connected?: boolean,
): object {
  return {
    deviceId: device.deviceId,
    publicKey: device.publicKey,
    platform: device.platform,
    ...(device.deviceFamily ? { deviceFamily: device.deviceFamily } : {}),
    clientId: device.clientId,
    clientMode: device.clientMode,
    role: device.role,
    roles: [device.role],
    scopes: device.scopes,
    ...(protocol === 4 ? { approvedVia: device.approvedVia } : {}),
    createdAtMs: device.createdAtMs,
    approvedAtMs: device.approvedAtMs,
    ...(protocol === 4 && device.lastSeenAtMs !== undefined
      ? { lastSeenAtMs: device.lastSeenAtMs, lastSeenReason: "connect" }
      : {}),
    ...(protocol === 4 && connected !== undefined ? { connected } : {}),
    tokens: [...device.tokens.values()].map(tokenView),
  };
}

/** A pending request as `device.pair.requested` and `device.pair.list` show it. */
export function pendingView(pending: PendingPairing): object {
  return {
    requestId: pending.requestId,
    deviceId: pending.deviceId,
    publicKey: pending.publicKey,
    platform: pending.platform,
    ...(pending.deviceFamily ? { deviceFamily: pending.deviceFamily } : {}),
    clientId: pending.clientId,
    clientMode: pending.clientMode,
    role: pending.role,
    roles: [pending.role],
    scopes: pending.scopes,
    silent: false,
    isRepair: pending.isRepair,
    ts: pending.ts,
  };
}
