import { HawserError } from "@hawser/core";

/**
 * - `DEVICE_STORE_CORRUPT`: what the store holds is not a device identity. It is left as it is.
 * - `DEVICE_STORE_FAILED`: the store could not be read or written.
 * - `DEVICE_KEY_UNUSABLE`: the stored key cannot be used here (a WebCrypto key where WebCrypto is missing).
 * - `DEVICE_KEY_NOT_STORABLE`: the store cannot keep this kind of key.
 * - `DEVICE_CRYPTO_MISSING`: the platform has no secure random numbers.
 */
export type DeviceErrorCode =
  | "DEVICE_STORE_CORRUPT"
  | "DEVICE_STORE_FAILED"
  | "DEVICE_KEY_UNUSABLE"
  | "DEVICE_KEY_NOT_STORABLE"
  | "DEVICE_CRYPTO_MISSING";

export function deviceError(
  code: DeviceErrorCode,
  message: string,
  options: { readonly hint?: string; readonly cause?: unknown } = {},
): HawserError {
  return new HawserError(message, { code, ...options });
}

export function corrupt(what: string, hint?: string): HawserError {
  return deviceError("DEVICE_STORE_CORRUPT", `The stored device identity is damaged: ${what}.`, {
    hint:
      hint ??
      "Restore it from a backup, or move it away to start with a new identity; the gateway will then ask to pair again.",
  });
}
