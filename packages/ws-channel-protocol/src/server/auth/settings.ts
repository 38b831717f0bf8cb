import type { Logger } from "@hawser/core";
import { wrong } from "../option-checks.js";
import type { AuthOptions, VerifyConnection } from "./types.js";

/** How connections are judged, with the environment taken into account. */
export type AuthSettings =
  | { readonly mode: "off" }
  | {
      readonly mode: "service";
      readonly endpoint: URL;
      readonly timeoutMs: number;
      readonly required: boolean;
    }
  | {
      readonly mode: "function";
      readonly verify: VerifyConnection;
      readonly timeoutMs: number;
      readonly required: boolean;
    };

const DEFAULT_ENDPOINT = "http://localhost:3000/api/auth/verify";
const DEFAULT_TIMEOUT_MS = 5000;
const FLAGS: Readonly<Record<string, boolean>> = {
  true: true,
  "1": true,
  false: false,
  "0": false,
};

/**
 * Reads `auth` and the environment.
 *
 * @throws ValidationError when the endpoint is no HTTP URL or the timeout no positive number.
 */
export function resolveAuth(
  auth: AuthOptions | VerifyConnection | undefined,
  env: Readonly<Record<string, string | undefined>>,
  logger: Logger,
): AuthSettings {
  const options = typeof auth === "function" ? { verify: auth } : (auth ?? { enabled: false });
  const { timeout: timeoutMs = DEFAULT_TIMEOUT_MS, required = true, verify } = options;
  if (!(timeoutMs > 0)) wrong("auth.timeout", "a number of milliseconds");
  if (verify !== undefined) {
    // Code that was put there on purpose is not switched off by a variable.
    if (options.enabled === false) return { mode: "off" };
    return { mode: "function", verify, timeoutMs, required };
  }
  const enabled = flag(env["WS_AUTH_ENABLED"], logger) ?? options.enabled ?? true;
  if (!enabled) return { mode: "off" };
  const fromEnv = env["WS_AUTH_ENDPOINT"];
  const endpoint =
    fromEnv !== undefined && fromEnv !== ""
      ? httpUrl("WS_AUTH_ENDPOINT", fromEnv)
      : httpUrl("auth.endpoint", options.endpoint ?? DEFAULT_ENDPOINT);
  return { mode: "service", endpoint, timeoutMs, required };
}

function flag(value: string | undefined, logger: Logger): boolean | undefined {
  if (value === undefined || value === "") return undefined;
  const read = FLAGS[value.toLowerCase()];
  if (read === undefined) {
    logger.warn("WS_AUTH_ENABLED is neither true, false, 1 nor 0 and is ignored");
  }
  return read;
}

function httpUrl(path: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url;
  return wrong(path, "an http:// or https:// URL");
}
