import { Hidden } from "./hidden.js";
import { showAs } from "./inspect.js";
import type { StoredDevice, StoredDeviceToken } from "./stored-device.js";

/** A device token to keep: what hello-ok's `auth` says. */
export interface NewDeviceToken {
  readonly token: string;
  readonly scopes: readonly string[];
  /** Milliseconds since 1970, the gateway's clock. */
  readonly issuedAtMs?: number | undefined;
}

/** A kept device token. `token` is readable, but printing or serialising the object does not show it. */
export class DeviceToken {
  readonly #token: Hidden<string>;
  readonly scopes: readonly string[];
  /** Milliseconds since 1970, the gateway's clock. */
  declare readonly issuedAtMs?: number;

  constructor(stored: StoredDeviceToken) {
    this.#token = stored.token;
    this.scopes = stored.scopes;
    if (stored.issuedAtMs !== undefined) this.issuedAtMs = stored.issuedAtMs;
  }

  get token(): string {
    return this.#token.reveal();
  }

  toJSON(): Record<string, unknown> {
    return { token: "[hidden]", scopes: this.scopes, issuedAtMs: this.issuedAtMs };
  }

  static {
    showAs(DeviceToken.prototype, (self) => self.toJSON());
  }
}

/** One name for one gateway: scheme, host, port and path. User info, query and fragment can hold secrets and are left out. */
export function gatewayKey(gateway: string): string {
  let url: URL;
  try {
    url = new URL(gateway);
  } catch {
    return gateway.replace(/[?#].*$/s, "").replace(/\/\/[^/]*@/, "//");
  }
  const scheme = url.protocol.replace(/^http/, "ws");
  return `${scheme}//${url.host}${url.pathname.replace(/\/+$/, "")}`;
}

export function findToken(
  device: StoredDevice,
  gateway: string,
  role: string,
): StoredDeviceToken | undefined {
  const key = gatewayKey(gateway);
  return device.tokens.find((t) => t.gateway === key && t.role === role);
}

export function withToken(
  device: StoredDevice,
  gateway: string,
  role: string,
  given: NewDeviceToken,
): StoredDevice {
  const { token, scopes, issuedAtMs } = given;
  const kept = findToken(device, gateway, role);
  if (
    kept?.token.reveal() === token &&
    kept.issuedAtMs === issuedAtMs &&
    kept.scopes.join() === scopes.join()
  ) {
    return device;
  }
  const entry: StoredDeviceToken = {
    gateway: gatewayKey(gateway),
    role,
    token: new Hidden(token),
    scopes: [...scopes],
    ...(issuedAtMs === undefined ? {} : { issuedAtMs }),
  };
  return { ...device, tokens: [...device.tokens.filter((t) => t !== kept), entry] };
}

export function withoutToken(device: StoredDevice, gateway: string, role: string): StoredDevice {
  const kept = findToken(device, gateway, role);
  return kept === undefined
    ? device
    : { ...device, tokens: device.tokens.filter((t) => t !== kept) };
}
