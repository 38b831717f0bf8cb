/** The WebSocket subprotocol of this protocol; what a server selects. */
export const CHANNEL_SUBPROTOCOL = "ws-channel";

const BEARER = "bearer.";

/** The subprotocols that carry a token where headers cannot be set (browsers) and URLs should not hold it. */
export function tokenSubprotocols(token: string): [string, string] {
  return [CHANNEL_SUBPROTOCOL, BEARER + toBase64Url(token)];
}

/**
 * Finds the token in the subprotocols that a client offers.
 *
 * @returns undefined when none is there, or when it is not base64url of UTF-8.
 */
export function readTokenSubprotocol(protocols: Iterable<string>): string | undefined {
  for (const protocol of protocols) {
    if (protocol.startsWith(BEARER)) return fromBase64Url(protocol.slice(BEARER.length));
  }
  return undefined;
}

function toBase64Url(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64Url(encoded: string): string | undefined {
  if (!/^[\w-]+$/.test(encoded)) return undefined;
  try {
    const binary = atob(encoded.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
