import { Hidden } from "./hidden.js";
import type { NewDeviceToken } from "./tokens.js";

/*
 * Which credential a connect request carries, and what a refusal changes.
 *
 *              explicit given                        no explicit
 *   first ──── send explicit ── refused ──┐          send stored ── refused ─► clear it, stop
 *                                         ▼
 *                          retry ─ send stored (once) ── refused ─► clear it if it was named, stop
 *                                         │ accepted
 *                                         ▼
 *                          settled ─ send stored for as long as the explicit one is the refused one
 *
 * Only an answer of the gateway moves this machine: a lost connection neither clears a token nor uses up the retry.
 * Measured on 2026.3.2, 2026.4.26 and 2026.9.6: a device token is accepted as `auth.deviceToken` with the device
 * block, the signed string then carries the device token, and a stale or revoked one is refused with
 * AUTH_DEVICE_TOKEN_MISMATCH. A wrong shared token with a device is AUTH_TOKEN_MISMATCH; 2026.4 and later add
 * canRetryWithDeviceToken and recommendedNextStep, 2026.3 gives no hint.
 */

/** What there is to connect with at this attempt. */
export interface AuthCredentials {
  /** The caller's gateway token. */
  readonly token?: string | undefined;
  /** The caller's gateway password. */
  readonly password?: string | undefined;
  /** The device token kept for this gateway and role. */
  readonly deviceToken?: string | undefined;
}

/** What earlier attempts taught. Start with {@link freshAuth} and pass on what the functions here return. */
export type AuthMemory =
  | { readonly status: "first" }
  /** The explicit credential was refused; the stored token is tried, once. */
  | { readonly status: "retry"; readonly refused: Hidden<string> }
  /** The explicit credential was refused and the stored token works. */
  | { readonly status: "settled"; readonly refused: Hidden<string> };

/** The `auth` block of a connect request. */
export interface ConnectAuth {
  readonly token?: string;
  readonly password?: string;
  readonly deviceToken?: string;
}

/** What to send at this attempt. */
export interface AuthChoice {
  readonly use: "explicit" | "stored" | "none";
  /** Absent when there is nothing to send: then the request has no `auth` at all. */
  readonly auth?: ConnectAuth;
  /** The value of `token` in the string the device signs; empty when no token is sent. */
  readonly signToken: string;
}

/** The parts of a refused connect that matter here: `error.details`. */
export interface AuthRefusal {
  /** `error.details.code`. */
  readonly code?: string | undefined;
  readonly canRetryWithDeviceToken?: boolean | undefined;
  readonly recommendedNextStep?: string | undefined;
}

/** What to do after a refusal. */
export interface AuthStep {
  /** Remove the device token that was sent from the store. */
  readonly clearStored: boolean;
  /** Connect once more right away. Otherwise the refusal is final. */
  readonly retry: boolean;
  readonly memory: AuthMemory;
  /** For the error, when it is final and there is something to do about it. */
  readonly hint?: string;
}

export const freshAuth: AuthMemory = { status: "first" };

/** Picks the credential for one attempt. Pure. */
export function chooseAuth(credentials: AuthCredentials, memory: AuthMemory): AuthChoice {
  const token = given(credentials.token);
  const password = given(credentials.password);
  const deviceToken = given(credentials.deviceToken);
  const explicit = explicitKey(credentials);
  const stored: AuthChoice | undefined =
    deviceToken === undefined
      ? undefined
      : { use: "stored", auth: { deviceToken }, signToken: deviceToken };
  // Another credential than the refused one (a provider may have renewed it) deserves its own try.
  const preferStored = memory.status !== "first" && memory.refused.reveal() === explicit;
  if (explicit === undefined || (preferStored && stored !== undefined)) {
    return stored ?? { use: "none", signToken: "" };
  }
  return {
    use: "explicit",
    auth: {
      ...(token === undefined ? {} : { token }),
      ...(password === undefined ? {} : { password }),
    },
    signToken: token ?? "",
  };
}

/** What a refusal of `choice` means for the store and for the next attempt. Pure. */
export function afterRefusal(
  credentials: AuthCredentials,
  memory: AuthMemory,
  choice: AuthChoice,
  refusal: AuthRefusal,
): AuthStep {
  const explicit = explicitKey(credentials);
  if (choice.use === "stored") {
    const clearStored = refusal.code === "AUTH_DEVICE_TOKEN_MISMATCH";
    return {
      clearStored,
      retry: false,
      memory: freshAuth,
      ...(clearStored ? { hint: STALE_TOKEN_HINT } : {}),
    };
  }
  const storedUntried = given(credentials.deviceToken) !== undefined && memory.status !== "retry";
  if (explicit !== undefined && storedUntried && asksForDeviceToken(refusal)) {
    const refused = new Hidden(explicit);
    return { clearStored: false, retry: true, memory: { status: "retry", refused } };
  }
  return { clearStored: false, retry: false, memory: freshAuth };
}

/** What to remember after hello-ok. Pure. */
export function afterAcceptance(memory: AuthMemory, choice: AuthChoice): AuthMemory {
  if (choice.use !== "stored" || memory.status === "first") return freshAuth;
  return { status: "settled", refused: memory.refused };
}

/** The device token in the `auth` of a hello-ok, if the gateway issued or repeated one. */
export function issuedDeviceToken(
  auth:
    | {
        readonly deviceToken?: string | undefined;
        readonly scopes?: readonly string[] | undefined;
        readonly issuedAtMs?: number | undefined;
      }
    | undefined,
): NewDeviceToken | undefined {
  const token = given(auth?.deviceToken);
  if (token === undefined) return undefined;
  return { token, scopes: auth?.scopes ?? [], issuedAtMs: auth?.issuedAtMs };
}

const STALE_TOKEN_HINT =
  "The gateway no longer accepts this device's token, so it was removed from the device store. " +
  "Connect once with the gateway's token or password, or have the device approved again.";

function asksForDeviceToken(refusal: AuthRefusal): boolean {
  if (refusal.canRetryWithDeviceToken !== undefined) return refusal.canRetryWithDeviceToken;
  return (
    refusal.recommendedNextStep === "retry_with_device_token" ||
    refusal.code === "AUTH_TOKEN_MISMATCH" ||
    refusal.code === "AUTH_PASSWORD_MISMATCH"
  );
}

function given(secret: string | undefined): string | undefined {
  return secret === undefined || secret.trim() === "" ? undefined : secret;
}

function explicitKey(credentials: AuthCredentials): string | undefined {
  const token = given(credentials.token);
  const password = given(credentials.password);
  if (token === undefined && password === undefined) return undefined;
  return JSON.stringify([token ?? null, password ?? null]);
}
