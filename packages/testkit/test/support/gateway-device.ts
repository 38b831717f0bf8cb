import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** A device as it was recorded. */
export interface RecordedDevice {
  readonly id: string;
  readonly publicKey: string;
  readonly signature: string;
  readonly signedAt: number;
  readonly nonce?: string;
}

/** Params of a recorded `connect`. */
export interface RecordedConnect {
  readonly client: { readonly id: string; readonly mode: string; readonly platform: string };
  readonly role?: string;
  readonly scopes?: readonly string[];
  readonly auth?: { readonly token?: string; readonly deviceToken?: string };
  readonly device?: RecordedDevice;
}

interface Identity {
  readonly id: string;
  readonly publicKey: string;
  readonly privateKey: KeyObject;
}

/** Devices of this run, one for each device of the recordings. */
export class DeviceCabinet {
  readonly #identities = new Map<string, Identity>();

  /** A recorded `connect` signed anew for this run's challenge, wrong in the way it was recorded. */
  sign<T extends RecordedConnect>(
    params: T,
    challenge: { nonce: string; ts: number },
    scenario: string,
  ): T {
    const recorded = params.device;
    if (!recorded) return params;
    const { id, publicKey, privateKey } = this.#identity(recorded.publicKey);
    const stale = scenario === "connect-device-stale";
    const signedAt = stale ? challenge.ts - 3_600_000 : challenge.ts;
    const nonce = recorded.nonce === "wrong" ? "wrong" : challenge.nonce;
    const format = /connect-device-(v[12])$/.exec(scenario)?.[1] ?? "v3";
    const fields = [
      format,
      id,
      params.client.id,
      params.client.mode,
      params.role ?? "",
      (params.scopes ?? []).join(","),
      signedAt,
      params.auth?.token ?? params.auth?.deviceToken ?? "",
      ...(format === "v1" ? [] : [nonce]),
      ...(format === "v3" ? [params.client.platform, ""] : []),
    ];
    const signature =
      recorded.signature === "AAAA"
        ? "AAAA"
        : sign(null, Buffer.from(fields.join("|")), privateKey).toString("base64url");
    const wrongId = /^a+$/.test(recorded.id);
    const device = {
      id: wrongId ? recorded.id : id,
      publicKey,
      signature,
      signedAt,
      ...(recorded.nonce === undefined ? {} : { nonce }),
    };
    return { ...params, device };
  }

  #identity(recordedKey: string): Identity {
    const known = this.#identities.get(recordedKey);
    if (known) return known;
    const pair = generateKeyPairSync("ed25519");
    const raw = pair.publicKey.export({ type: "spki", format: "der" }).subarray(-32);
    const made = {
      id: createHash("sha256").update(raw).digest("hex"),
      publicKey: raw.toString("base64url"),
      privateKey: pair.privateKey,
    };
    this.#identities.set(recordedKey, made);
    return made;
  }
}
