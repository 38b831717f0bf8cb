import { ValidationError } from "@hawser/core";
import type { WsChannelServerOptions } from "./options.js";

const POLICIES: readonly unknown[] = ["open", "pairing", "allowlist"];
const ORIGIN = /^(\*|null|[a-z][\w+.-]*:\/\/[^/?#]+\/?)$/i;

/**
 * What would otherwise go wrong with the first message, or never be noticed: plain JavaScript may give
 * anything.
 *
 * @throws ValidationError with the option's name in `path`.
 */
export function checkShapes(options: WsChannelServerOptions): void {
  const { onMessage, pair, path = "/ws", port = 0, dmPolicy = "open", server } = options;
  const {
    whenGone = "stop",
    allowFrom = [],
    allowedOrigins = [],
    media: { roots = [] } = {},
  } = options;
  if (onMessage !== undefined && typeof onMessage !== "function") wrong("onMessage", "a function");
  if (pair !== undefined && typeof pair !== "function") wrong("pair", "a function");
  if (!Number.isInteger(port) || port < 0 || port > 65_535) wrong("port", "0 to 65535");
  if (!/^\/[^?#]*$/.test(path)) wrong("path", "a path that begins with /, without ? and #");
  if (server !== undefined && typeof server.address !== "function") {
    wrong("server", "an http.Server, such as app.listen() gives, not an app");
  }
  if (!POLICIES.includes(dmPolicy)) wrong("dmPolicy", "open, pairing or allowlist");
  if (!["stop", "finish"].includes(whenGone)) wrong("whenGone", "stop or finish");
  if (!isTexts(allowFrom)) wrong("allowFrom", "an array of sender ids");
  if (!isTexts(roots)) wrong("media.roots", "an array of folders");
  if (!isTexts(allowedOrigins) || !allowedOrigins.every((origin) => ORIGIN.test(origin))) {
    wrong("allowedOrigins", "an array of origins such as https://app.example.com, or *");
  }
}

/** The number, or the default. @throws ValidationError when it is too small, or none. */
export function count(
  path: string,
  value: number | undefined,
  fallback: number,
  least = 0,
): number {
  const number = value ?? fallback;
  if (!(number >= least)) wrong(path, `a number of at least ${least}`);
  return number;
}

/** @throws ValidationError, always. */
export function wrong(path: string, expected: string): never {
  throw new ValidationError(`${path} must be ${expected}`, { path, expected });
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}
