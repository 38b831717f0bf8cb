import { ValidationError } from "../errors.js";
import { redactUrl } from "../redact.js";

const SCHEMES: Readonly<Record<string, string>> = {
  "ws:": "ws:",
  "wss:": "wss:",
  "http:": "ws:",
  "https:": "wss:",
};

/**
 * Makes a URL fit for a WebSocket: `http(s)` becomes `ws(s)`, a fragment goes.
 *
 * @throws ValidationError `INVALID_URL`, with every secret of the URL masked.
 */
export function webSocketUrl(url: string | URL): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw invalidUrl(String(url));
  }
  const scheme = SCHEMES[parsed.protocol];
  if (scheme === undefined) throw invalidUrl(parsed.href);
  parsed.protocol = scheme;
  parsed.hash = "";
  return parsed.href;
}

export function invalidUrl(url: string): ValidationError {
  return new ValidationError(`"${redactUrl(url)}" is not a WebSocket URL`, {
    code: "INVALID_URL",
    path: "url",
    expected: "a ws:// or wss:// URL",
    hint: "Write it like wss://host:port/path.",
  });
}
