import type { Logger } from "@hawser/core";
import type { Signer } from "./crypto/engine.js";
import { base64url, utf8 } from "./encoding.js";
import { showAs } from "./inspect.js";
import { deviceAuthPayload, type DeviceAuthClaims } from "./payload.js";
import { updateStore, type DeviceStore } from "./store.js";
import type { StoredDevice } from "./stored-device.js";
import {
  DeviceToken,
  findToken,
  gatewayKey,
  withoutToken,
  withToken,
  type NewDeviceToken,
} from "./tokens.js";

/** The `device` block of a connect request. */
export interface DeviceProof {
  readonly id: string;
  readonly publicKey: string;
  readonly signature: string;
  /** Milliseconds since 1970. */
  readonly signedAt: number;
  readonly nonce: string;
}

/** An Ed25519 identity with which a gateway recognises this installation. Printing it shows no secret. */
export interface Device {
  /** Hex SHA-256 of the raw public key. */
  readonly id: string;
  /** Base64url of the 32 raw bytes. */
  readonly publicKey: string;
  /** `client.platform` to connect with: the one of the first start, kept because a gateway pins it at pairing. */
  readonly platform: string;
  /** `client.deviceFamily` to connect with; kept like `platform`, and absent unless it was chosen. */
  readonly deviceFamily?: string;
  /** Signs one connect attempt. */
  sign(claims: DeviceAuthClaims): Promise<DeviceProof>;
  /** The token this gateway gave for this role, if one is kept. Read from the store each time. */
  token(gateway: string, role: string): Promise<DeviceToken | undefined>;
  /**
   * Keeps a token, in place of an earlier one for the same gateway and role. A store that cannot be written (a
   * read-only volume) is a warning in the log and no rejection: the session at hand works without.
   */
  saveToken(gateway: string, role: string, token: NewDeviceToken): Promise<void>;
  /** Forgets the token for this gateway and role, with `ifToken` only when it is still that one. Rejects like `token`. */
  clearToken(gateway: string, role: string, ifToken?: string): Promise<void>;
}

export class StoreDevice implements Device {
  declare readonly deviceFamily?: string;
  readonly #stored: StoredDevice;
  readonly #signer: Signer;
  readonly #store: DeviceStore;
  readonly #logger: Logger;

  constructor(stored: StoredDevice, signer: Signer, store: DeviceStore, logger: Logger) {
    this.#stored = stored;
    this.#signer = signer;
    this.#store = store;
    this.#logger = logger;
    if (stored.deviceFamily !== undefined) this.deviceFamily = stored.deviceFamily;
  }

  get id(): string {
    return this.#stored.id;
  }

  get publicKey(): string {
    return this.#stored.publicKey;
  }

  get platform(): string {
    return this.#stored.platform;
  }

  async sign(claims: DeviceAuthClaims): Promise<DeviceProof> {
    const signature = await this.#signer.sign(utf8(deviceAuthPayload(this.id, claims)));
    return {
      id: this.id,
      publicKey: this.publicKey,
      signature: base64url(signature),
      signedAt: claims.signedAtMs,
      nonce: claims.nonce,
    };
  }

  async token(gateway: string, role: string): Promise<DeviceToken | undefined> {
    const stored = await this.#store.load();
    if (stored?.id !== this.id) return undefined;
    const kept = findToken(stored, gateway, role);
    return kept && new DeviceToken(kept);
  }

  async saveToken(gateway: string, role: string, token: NewDeviceToken): Promise<void> {
    try {
      await this.#change((device) => withToken(device, gateway, role, token));
    } catch (error) {
      this.#logger.warn("the device token could not be stored", {
        gateway: gatewayKey(gateway),
        role,
        error: error instanceof Error ? error.message : String(error),
      });
    }
  }

  clearToken(gateway: string, role: string, ifToken?: string): Promise<void> {
    return this.#change((device) => {
      const kept = findToken(device, gateway, role);
      const other = ifToken !== undefined && kept?.token.reveal() !== ifToken;
      return other ? device : withoutToken(device, gateway, role);
    });
  }

  async #change(change: (device: StoredDevice) => StoredDevice): Promise<void> {
    const stored = await updateStore(this.#store, (current) => {
      // Gone from under us: write this identity back rather than lose what the gateway has paired.
      if (current === undefined) return change(this.#stored);
      return current.id === this.id ? change(current) : current;
    });
    if (stored.id !== this.id) {
      this.#logger.warn("the device store now holds another identity; its tokens are left alone", {
        deviceId: this.id,
        storedDeviceId: stored.id,
      });
    }
  }

  toJSON(): Record<string, unknown> {
    const { id, publicKey, platform, deviceFamily } = this;
    return { id, publicKey, platform, deviceFamily };
  }

  static {
    showAs(StoreDevice.prototype, (self) => self.toJSON());
  }
}
